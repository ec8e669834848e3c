//! What kind of file this is, told from its first bytes and never from its name.

use serde::{Deserialize, Serialize};

use super::DecodeError;

/// A picture format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG, also the first frame of an animated one.
    Png,
    /// TIFF, first page.
    Tiff,
    /// WebP, also the first frame of an animated one.
    Webp,
    /// Windows bitmap.
    Bmp,
    /// HEIC/HEIF with HEVC inside, as phones write it.
    Heic,
}

impl Format {
    /// The usual file name extension, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Webp => "webp",
            Self::Bmp => "bmp",
            Self::Heic => "heic",
        }
    }

    /// The format of `bytes`, from their content.
    ///
    /// # Errors
    /// [`DecodeError::Empty`], [`DecodeError::NotAPicture`], or [`DecodeError::Unsupported`] for a known kind that
    /// cannot be read here, each with what to do instead.
    pub fn of(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.is_empty() {
            return Err(DecodeError::Empty);
        }
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
            return if bytes.get(8..10) == Some(b"CR") { Err(raw()) } else { Ok(Self::Tiff) };
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::Webp);
        }
        if bytes.starts_with(b"BM") && is_bmp(bytes) {
            return Ok(Self::Bmp);
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return of_iso_media(bytes);
        }
        Err(known_but_unreadable(bytes))
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Tiff => "TIFF",
            Self::Webp => "WebP",
            Self::Bmp => "BMP",
            Self::Heic => "HEIC",
        })
    }
}

/// A camera's raw file: no pixels to compare until it is developed.
pub(super) fn raw() -> DecodeError {
    unsupported("camera raw", "develop it and export a JPEG or TIFF")
}

pub(super) fn unsupported(what: &'static str, instead: &'static str) -> DecodeError {
    DecodeError::Unsupported { what: what.into(), instead: instead.into() }
}

/// "BM" also begins words: the header size that follows must be one that exists.
fn is_bmp(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(14..18) else { return false };
    matches!(u32::from_le_bytes([header[0], header[1], header[2], header[3]]), 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124)
}

fn of_iso_media(bytes: &[u8]) -> Result<Format, DecodeError> {
    let length = bytes.get(..4).map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let brands = bytes.get(8..length.min(bytes.len()).min(256)).unwrap_or(&[]);
    let has = |brand: &[u8; 4]| brands.chunks_exact(4).any(|b| b == brand);
    let major = brands.get(..4).unwrap_or(&[]);
    if major == b"crx " {
        return Err(raw());
    }
    if [b"avif", b"avis"].into_iter().any(has) {
        return Err(unsupported("AVIF", "export it as JPEG or HEIC"));
    }
    if [b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2"].into_iter().any(has) {
        return Ok(Format::Heic);
    }
    Err(unsupported("video", "save a still from it as JPEG or PNG"))
}

fn known_but_unreadable(bytes: &[u8]) -> DecodeError {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if begins(b"GIF87a") || begins(b"GIF89a") {
        return unsupported("GIF", "it holds 256 colours at most: use the camera's own file");
    }
    if begins(b"IIRO") || begins(b"IIU\0") || begins(b"FUJIFILMCCD-RAW") || begins(b"MMOR") {
        return raw();
    }
    if begins(b"%PDF") {
        return unsupported("PDF", "export the picture in it as JPEG or PNG");
    }
    if begins(b"8BPS") {
        return unsupported("Photoshop", "export it as TIFF, PNG or JPEG");
    }
    if begins(&[0xFF, 0x0A]) || begins(b"\0\0\0\x0cJXL ") {
        return unsupported("JPEG XL", "export it as JPEG or PNG");
    }
    if begins(b"\0\0\0\x0cjP  ") {
        return unsupported("JPEG 2000", "export it as JPEG or TIFF");
    }
    if bytes.get(128..132) == Some(b"DICM") {
        return unsupported("DICOM", "export the picture in it as JPEG or TIFF");
    }
    if begins(b"PK\x03\x04") {
        return unsupported("ZIP archive", "unpack it and import the pictures in it");
    }
    let head = &bytes[..bytes.len().min(512)];
    let what = if head.iter().all(|&b| b == 0) {
        "it is filled with zeros: copy it from the camera again"
    } else if std::str::from_utf8(head).is_ok_and(|s| !s.chars().any(|c| c.is_control() && !c.is_whitespace())) {
        "it is a text file, whatever its name says"
    } else {
        "its first bytes belong to no picture format"
    };
    DecodeError::NotAPicture { what: what.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_the_format_and_the_refusal_says_what_to_do() {
        assert_eq!(Format::of(b"\xFF\xD8\xFF\xE0rest").unwrap(), Format::Jpeg);
        assert_eq!(Format::of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").unwrap(), Format::Heic);
        for (bytes, expected) in [
            (&b""[..], "empty"),
            (b"Dear colleague,\nplease find", "text file"),
            (b"BMW is a car maker, and this is text", "text file"),
            (b"GIF89a....", "GIF"),
            (b"\0\0\0\x18ftypavif\0\0\0\0avif", "AVIF"),
            (b"\0\0\0\x18ftypcrx \0\0\0\0crx ", "raw"),
            (b"\0\0\0\x18ftypisom\0\0\0\0mp42", "video"),
            (b"II*\0\x10\0\0\0CR\x02\0", "raw"),
            (&[0; 64], "zeros"),
            (b"\x01\x02\x03\x04", "no picture format"),
        ] {
            let why = Format::of(bytes).unwrap_err().to_string();
            assert!(why.contains(expected), "{bytes:?}: {why}");
        }
    }
}
