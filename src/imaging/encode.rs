//! Photos as PNG and JPEG bytes.
//!
//! Nothing of the originals' notes (camera, place, names) is copied: a file made here holds pixels, the mark that they
//! are sRGB, and the words of its [`Stamp`].

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

use super::Photo;

/// The words a file carries about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// What was done to the pixels: "side by side, right photo aligned (homography and lattice)". Never a name.
    pub description: String,
    /// Program and version: "Skinlapse 0.1.0".
    pub software: String,
}

/// Why a photo cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The format cannot hold it.
    #[error("a JPEG holds at most 65,535 pixels a side: save as PNG, or smaller")]
    TooLargeForJpeg,
    /// A photo without pixels.
    #[error("there is no picture to save")]
    Empty,
    /// The encoder failed.
    #[error("the picture could not be encoded: {0}")]
    Encoder(String),
}

/// `photo` as a PNG: every pixel exact.
///
/// # Errors
/// [`EncodeError::Empty`] without pixels.
pub fn encode_png(photo: &Photo, stamp: &Stamp) -> Result<Vec<u8>, EncodeError> {
    let size = photo.size();
    if size.area() == 0 {
        return Err(EncodeError::Empty);
    }
    let failed = |why: png::EncodingError| EncodeError::Encoder(why.to_string());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.width, size.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    for (keyword, text) in [("Description", &stamp.description), ("Software", &stamp.software)] {
        if !text.is_empty() {
            encoder.add_itxt_chunk(keyword.into(), text.clone()).map_err(failed)?;
        }
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(photo.rgb()).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// `photo` as a JPEG of `quality` 1 to 100, without chroma subsampling: red skin keeps its edges.
///
/// # Errors
/// [`EncodeError::TooLargeForJpeg`] above 65,535 pixels a side, [`EncodeError::Empty`] without pixels.
pub fn encode_jpeg(photo: &Photo, quality: u8, stamp: &Stamp) -> Result<Vec<u8>, EncodeError> {
    let size = photo.size();
    if size.area() == 0 {
        return Err(EncodeError::Empty);
    }
    if size.width.max(size.height) > 65_535 {
        return Err(EncodeError::TooLargeForJpeg);
    }
    let mut pixels = Vec::new();
    JpegEncoder::new_with_quality(&mut pixels, quality.clamp(1, 100))
        .encode(photo.rgb(), size.width, size.height, ExtendedColorType::Rgb8)
        .map_err(|why| EncodeError::Encoder(why.to_string()))?;
    let notes = notes(stamp)?;
    let length =
        u16::try_from(notes.len() + 8).map_err(|_| EncodeError::Encoder("its description is too long".into()))?;
    // The notes stand where EXIF 2.32 wants them: right behind the first marker.
    let mut bytes = pixels[..2].to_vec();
    bytes.extend([0xFF, 0xE1]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(&notes);
    bytes.extend(&pixels[2..]);
    Ok(bytes)
}

/// EXIF with the stamp and the colour space, and nothing else. Its text is ASCII, so signs are spelt out.
fn notes(stamp: &Stamp) -> Result<Vec<u8>, EncodeError> {
    use exif::experimental::Writer;
    use exif::{Field, In, Tag, Value};
    let ascii = |text: &str| {
        let plain = text.replace('×', "x").replace('–', "-").replace('°', " deg").replace('Δ', "delta ");
        Value::Ascii(vec![
            plain.chars().map(|c| if c.is_ascii() && !c.is_control() { c as u8 } else { b'?' }).collect(),
        ])
    };
    let mut fields = vec![(Tag::ColorSpace, Value::Short(vec![1]))];
    if !stamp.description.is_empty() {
        fields.push((Tag::ImageDescription, ascii(&stamp.description)));
    }
    if !stamp.software.is_empty() {
        fields.push((Tag::Software, ascii(&stamp.software)));
    }
    let fields: Vec<Field> =
        fields.into_iter().map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value }).collect();
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut bytes = std::io::Cursor::new(Vec::new());
    writer.write(&mut bytes, false).map_err(|why| EncodeError::Encoder(why.to_string()))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, decode};
    use super::*;
    use crate::geom::Size;
    use crate::monitor::Silent;

    fn photo() -> Photo {
        let rgb = (0..60u32 * 40).flat_map(|i| [150 + (i % 60) as u8, 110 + (i / 60) as u8, 90]).collect();
        Photo::new(Size::new(60, 40), rgb)
    }

    fn stamp() -> Stamp {
        Stamp { description: "aligned, 18° turned".into(), software: "Skinlapse 0.1.0".into() }
    }

    #[test]
    fn a_png_comes_back_to_the_bit_with_its_words() {
        let bytes = encode_png(&photo(), &stamp()).unwrap();
        let decoded = decode(&bytes, &Limits::default(), &Silent).unwrap();
        assert!(decoded.photo == photo() && decoded.verdict.is_intact());
        let words = String::from_utf8_lossy(&bytes).into_owned();
        assert!(words.contains("aligned, 18° turned") && words.contains("Skinlapse 0.1.0"));
    }

    #[test]
    fn a_jpeg_comes_back_nearly_with_its_words_and_nothing_else() {
        let bytes = encode_jpeg(&photo(), 92, &stamp()).unwrap();
        let decoded = decode(&bytes, &Limits::default(), &Silent).unwrap();
        let off = decoded.photo.rgb().iter().zip(photo().rgb()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(off <= 8 && decoded.verdict.is_intact(), "off by {off}");
        let facts = decoded.facts;
        assert_eq!(facts.camera.software.as_deref(), Some("Skinlapse 0.1.0"));
        assert!(!facts.has_gps && facts.taken_at.is_none() && facts.camera.model.is_none() && facts.edited.is_none());
    }

    #[test]
    fn what_cannot_be_written_is_said() {
        let wide = Photo::new(Size::new(65_536, 1), vec![0; 65_536 * 3]);
        assert_eq!(encode_jpeg(&wide, 90, &stamp()), Err(EncodeError::TooLargeForJpeg));
        assert!(encode_png(&wide, &Stamp::default()).is_ok());
        let none = Photo::new(Size::new(0, 0), Vec::new());
        assert_eq!(encode_png(&none, &stamp()), Err(EncodeError::Empty));
    }
}
