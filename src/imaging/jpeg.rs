//! JPEG: the header read here, the pixels by zune-jpeg, and beside it every block counted (`entropy`).
//!
//! The decoder fills what is missing with grey and says nothing (it accepted all of 391 damaged test files); its strict
//! mode misses files that were cut and closed again, and refuses good ones for stray bytes. So it only makes pixels, and
//! the verdict comes from the count.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::geom::Size;
use crate::monitor::Monitor;

use super::entropy::{self, Fault, Left};
use super::facts::Facts;
use super::format::unsupported;
use super::raster::{Colors, Raster, Samples};
use super::watched::{Told, Watched, watch};
use super::{DecodeError, Format, Limits, Verdict, exif, icc};

/// What stands in front of the entropy-coded data.
#[derive(Debug)]
pub(super) struct Header<'a> {
    size: Size,
    precision: u8,
    components: u8,
    exif: Option<&'a [u8]>,
    icc: Option<Vec<u8>>,
    /// The Adobe segment's colour transform, if there is an Adobe segment.
    adobe: Option<u8>,
}

/// The facts in the header.
pub(super) fn probe(bytes: &[u8]) -> Result<Facts, DecodeError> {
    Ok(header(bytes)?.facts())
}

/// The picture and whether the file is whole. Asks `monitor` every few milliseconds while it reads.
pub(super) fn decode(
    bytes: &[u8],
    limits: &Limits,
    monitor: &dyn Monitor,
) -> Result<(Raster, Facts, Verdict), DecodeError> {
    let header = header(bytes)?;
    let facts = header.facts();
    // Progressive files hold all coefficients (2 bytes × up to 4 channels) besides the pixels.
    limits.check(header.size, 8 + 2 * u64::from(header.components.max(3)))?;
    let told = Told::new(monitor);
    let (raster, walked) = rayon::join(|| pixels(bytes, &header, &told), || entropy::walk(bytes, &|| told.alive(0.0)));
    let verdict = match walked {
        Ok(()) => Verdict::Intact,
        Err(Left::Faulty(fault)) => Verdict::damaged(words(&fault, bytes)),
        Err(Left::Stopped(cancelled)) => return Err(cancelled.into()),
    };
    Ok((raster?, facts, verdict))
}

impl Header<'_> {
    fn facts(&self) -> Facts {
        let mut facts = Facts::new(Format::Jpeg, self.size, self.precision);
        if let Some(tiff) = self.exif {
            exif::read(tiff, &mut facts);
        }
        facts.profile = self.icc.as_deref().and_then(icc::name);
        facts.size = facts.orientation.upright_size(self.size);
        facts
    }
}

/// Reads the segments up to the first scan.
fn header(bytes: &[u8]) -> Result<Header<'_>, DecodeError> {
    let broken = |why: &str| DecodeError::Broken { why: why.into() };
    let torn = || broken("it ends before the picture begins");
    let mut header = Header { size: Size::default(), precision: 8, components: 0, exif: None, icc: None, adobe: None };
    let mut profile: Vec<(u8, u8, &[u8])> = Vec::new();
    let mut at = 2;
    loop {
        let marker = next_marker(bytes, &mut at).ok_or_else(torn)?;
        match marker {
            // Markers without a segment: RST0–7, TEM, and a second SOI.
            0xD0..=0xD8 | 0x01 => continue,
            0xD9 => return Err(broken("it ends before the picture begins")),
            _ => {}
        }
        let body = segment(bytes, &mut at).ok_or_else(torn)?;
        match marker {
            0xDA => break,
            0xC0..=0xC2 => {
                if header.components != 0 {
                    return Err(broken("it has two pictures in one frame"));
                }
                let [precision, h1, h0, w1, w0, components, ..] = *body else { return Err(torn()) };
                header.precision = precision;
                header.size = Size::new(u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into());
                header.components = components;
            }
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(unsupported("lossless or arithmetic JPEG", "export it as a usual JPEG or PNG"));
            }
            0xE1 if body.starts_with(b"Exif\0") && header.exif.is_none() => header.exif = body.get(6..),
            0xE2 if body.starts_with(b"ICC_PROFILE\0") && body.len() > 14 => {
                profile.push((body[12], body[13], &body[14..]));
            }
            0xEE if body.starts_with(b"Adobe") => header.adobe = body.get(11).copied(),
            _ => {}
        }
    }
    if header.components == 0 {
        return Err(broken("its size is missing"));
    }
    if header.precision != 8 {
        return Err(unsupported("12-bit JPEG", "export it as 16-bit TIFF or PNG"));
    }
    if header.size.area() == 0 {
        return Err(broken("its header names a size of zero"));
    }
    header.icc = assemble(profile);
    Ok(header)
}

/// Puts the pieces of a colour profile together (ICC.1:2022, B.4); `None` if a piece is missing.
fn assemble(mut pieces: Vec<(u8, u8, &[u8])>) -> Option<Vec<u8>> {
    pieces.sort_by_key(|piece| piece.0);
    let count = pieces.first()?.1;
    let complete = pieces.len() == usize::from(count)
        && pieces.iter().enumerate().all(|(i, piece)| usize::from(piece.0) == i + 1 && piece.1 == count);
    // An incomplete profile is handed on, so that it is reported as unusable rather than passed over.
    Some(if complete { pieces.iter().flat_map(|piece| piece.2).copied().collect() } else { Vec::new() })
}

/// The next marker at or after `at`, skipping stray and fill bytes; `at` moves behind it.
pub(super) fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        *at += bytes.get(*at..)?.iter().position(|&b| b == 0xFF)?;
        *at += bytes[*at..].iter().position(|&b| b != 0xFF)?;
        let marker = bytes[*at];
        *at += 1;
        if marker != 0 {
            return Some(marker);
        }
    }
}

/// The segment whose length stands at `at`, without the length; `at` moves behind it. `None` if it reaches past the file.
pub(super) fn segment<'a>(bytes: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(*at)?, *bytes.get(*at + 1)?]));
    let body = bytes.get(*at + 2..*at + length.max(2))?;
    *at += length.max(2);
    Some(body)
}

/// What is wrong with the picture data, and what to do.
fn words(fault: &Fault, bytes: &[u8]) -> String {
    let zeros = bytes.iter().rev().take_while(|b| **b == 0).count();
    let sound = match fault.sound {
        // Zeros read as flat grey blocks: what counts is where they begin.
        Some(sound) if fault.cut && zeros >= 64 => Some(sound.min(1.0 - zeros as f64 / bytes.len() as f64)),
        sound => sound,
    };
    let percent = sound.map(|sound| ((sound * 100.0) as u32).min(99));
    match (fault.cut, percent) {
        (true, Some(percent)) => {
            format!("the file ends after {percent} % of the picture: copy it from the camera again")
        }
        (true, None) => "the file ends before the picture is complete: copy it from the camera again".into(),
        (false, Some(percent)) => {
            format!("the picture data is damaged from {percent} % of its height on: copy it from the camera again")
        }
        (false, None) => "the picture data is damaged: copy it from the camera again".into(),
    }
}

/// The pixels as the file stores them.
fn pixels(bytes: &[u8], header: &Header<'_>, told: &Told<'_>) -> Result<Raster, DecodeError> {
    let (colors, space) = match header.components {
        1 => (Colors::Grey, ColorSpace::Luma),
        3 => (Colors::Rgb, ColorSpace::RGB),
        4 if header.adobe == Some(2) => (Colors::Cmyk, ColorSpace::YCCK),
        4 => (Colors::Cmyk, ColorSpace::CMYK),
        n => return Err(DecodeError::Broken { why: format!("it has {n} colour channels") }),
    };
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(header.size.width as usize)
        .set_max_height(header.size.height as usize)
        .jpeg_set_max_scans(entropy::MAX_SCANS)
        .jpeg_set_out_colorspace(space);
    let decoded = watch(|| JpegDecoder::new_with_options(Watched::new(bytes, told), options).decode())?;
    let mut samples = decoded.map_err(|why| DecodeError::Broken { why: plain_words(&why.to_string()) })?;
    match space {
        ColorSpace::YCCK => ycck_to_ink(&mut samples),
        // Adobe's programs store 255 minus the ink, and say so by their segment alone.
        ColorSpace::CMYK if header.adobe.is_some() => samples.iter_mut().for_each(|v| *v = 255 - *v),
        _ => {}
    }
    Ok(Raster { size: header.size, colors, samples: Samples::Eight(samples), alpha: None, icc: header.icc.clone() })
}

/// Adobe's YCCK to ink amounts: CMY = YCbCr→RGB (ITU-T T.872, 6.5.3), black inverted.
fn ycck_to_ink(samples: &mut [u8]) {
    for pixel in samples.chunks_exact_mut(4) {
        let (y, cb, cr) = (f32::from(pixel[0]), f32::from(pixel[1]) - 128.0, f32::from(pixel[2]) - 128.0);
        let clamp = |v: f32| v.round().clamp(0.0, 255.0) as u8;
        pixel[0] = clamp(y + 1.402 * cr);
        pixel[1] = clamp(y - 0.344_136 * cb - 0.714_136 * cr);
        pixel[2] = clamp(y + 1.772 * cb);
        pixel[3] = 255 - pixel[3];
    }
}

/// The decoder's own words on one short line.
fn plain_words(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_end_matches('.').trim();
    line.chars().take(100).collect()
}
