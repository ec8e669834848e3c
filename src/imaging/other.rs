//! TIFF, WebP and BMP, decoded by the `image` crate.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::{ColorType, ExtendedColorType, ImageDecoder, ImageResult};

use crate::geom::Size;
use crate::monitor::Monitor;

use super::facts::Facts;
use super::format::raw;
use super::raster::{Colors, Raster, Samples};
use super::watched::{Stream, Told, watch};
use super::{DecodeError, Format, Limits, Notice, Verdict, exif, icc};

/// The facts in the header.
pub(super) fn probe(bytes: &[u8], format: Format) -> Result<Facts, DecodeError> {
    match format {
        Format::Tiff => {
            let pages = refuse_raw(bytes)?;
            let mut facts = facts(&mut open(TiffDecoder::new(Cursor::new(bytes)))?, format);
            exif::read(bytes, &mut facts);
            facts.size = facts.orientation.upright_size(facts.size);
            if pages > 1 {
                facts.notice(Notice::FirstPageOnly);
            }
            Ok(facts)
        }
        Format::Webp => {
            let mut decoder = open(WebPDecoder::new(Cursor::new(bytes)))?;
            let mut facts = facts(&mut decoder, format);
            if let Ok(Some(tiff)) = decoder.exif_metadata() {
                exif::read(tiff.strip_prefix(b"Exif\0\0").unwrap_or(&tiff), &mut facts);
            }
            facts.size = facts.orientation.upright_size(facts.size);
            if decoder.has_animation() {
                facts.notice(Notice::FirstFrameOnly);
            }
            Ok(facts)
        }
        _ => Ok(facts(&mut open(BmpDecoder::new(Cursor::new(bytes)))?, format)),
    }
}

/// The picture and whether the file is whole. Asks `monitor` while it reads.
pub(super) fn decode(
    bytes: &[u8],
    format: Format,
    limits: &Limits,
    monitor: &dyn Monitor,
) -> Result<(Raster, Facts, Verdict), DecodeError> {
    let mut facts = probe(bytes, format)?;
    let told = Told::new(monitor);
    let stream = Stream::new(bytes, &told);
    let raster = watch(|| match format {
        Format::Tiff => pixels(open(TiffDecoder::new(stream))?, limits, &mut facts),
        Format::Webp => pixels(open(WebPDecoder::new(stream))?, limits, &mut facts),
        _ => pixels(open(BmpDecoder::new(stream))?, limits, &mut facts),
    })??;
    Ok((raster, facts, length_verdict(bytes, format)))
}

fn open<D>(decoder: ImageResult<D>) -> Result<D, DecodeError> {
    decoder.map_err(|why| broken(&why))
}

fn broken(why: &dyn std::fmt::Display) -> DecodeError {
    DecodeError::Broken { why: format!("{why}; copy it from its source again") }
}

fn facts<D: ImageDecoder>(decoder: &mut D, format: Format) -> Facts {
    let (width, height) = decoder.dimensions();
    let depth = match decoder.color_type() {
        ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => 16,
        ColorType::Rgb32F | ColorType::Rgba32F => 32,
        _ => 8,
    };
    let mut facts = Facts::new(format, Size::new(width, height), depth);
    facts.profile = decoder.icc_profile().ok().flatten().as_deref().and_then(icc::name);
    facts
}

fn pixels<D: ImageDecoder>(mut decoder: D, limits: &Limits, facts: &mut Facts) -> Result<Raster, DecodeError> {
    let (width, height) = decoder.dimensions();
    let size = Size::new(width, height);
    let color = decoder.color_type();
    limits.check(size, 2 * u64::from(color.bytes_per_pixel()) + 3)?;
    if matches!(decoder.original_color_type(), ExtendedColorType::Cmyk8 | ExtendedColorType::Cmyk16) {
        facts.notice(Notice::CmykWithoutProfile);
    }
    let print = facts.notices.contains(&Notice::CmykWithoutProfile);
    let icc = if print { None } else { decoder.icc_profile().ok().flatten() };
    let mut data = vec![0; usize::try_from(decoder.total_bytes()).map_err(|_| broken(&"too large"))?];
    decoder.read_image(&mut data).map_err(|why| broken(&why))?;
    let sixteen =
        |data: Vec<u8>| Samples::Sixteen(data.chunks_exact(2).map(|b| u16::from_ne_bytes([b[0], b[1]])).collect());
    let plain = |colors, samples, icc| Raster { size, colors, samples, alpha: None, icc };
    Ok(match color {
        ColorType::L8 => plain(Colors::Grey, Samples::Eight(data), icc),
        ColorType::Rgb8 => plain(Colors::Rgb, Samples::Eight(data), icc),
        ColorType::L16 => plain(Colors::Grey, sixteen(data), icc),
        ColorType::Rgb16 => plain(Colors::Rgb, sixteen(data), icc),
        ColorType::La8 => Raster::with_alpha(size, Colors::Grey, Samples::Eight(data), icc),
        ColorType::Rgba8 => Raster::with_alpha(size, Colors::Rgb, Samples::Eight(data), icc),
        ColorType::La16 => Raster::with_alpha(size, Colors::Grey, sixteen(data), icc),
        ColorType::Rgba16 => Raster::with_alpha(size, Colors::Rgb, sixteen(data), icc),
        ColorType::Rgb32F | ColorType::Rgba32F => {
            return Err(super::format::unsupported("floating-point picture", "export it as 16-bit TIFF or PNG"));
        }
        _ => return Err(super::format::unsupported("unknown pixel layout", "export it as PNG or JPEG")),
    })
}

/// Files that carry their own length must have it.
fn length_verdict(bytes: &[u8], format: Format) -> Verdict {
    let u32_at = |at: usize| bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let expected = match format {
        Format::Webp => u32_at(4).saturating_add(8),
        // Many writers leave the field of a bitmap at zero.
        Format::Bmp => u32_at(2),
        _ => 0,
    };
    if expected > bytes.len() {
        let percent = bytes.len() * 100 / expected;
        return Verdict::damaged(format!(
            "the file ends after {percent} % of its length: copy it from its source again"
        ));
    }
    Verdict::Intact
}

/// Refuses camera raw files that wear a TIFF's first bytes: what a TIFF reader finds first in them is a thumbnail.
/// Returns the number of pages, counted to two.
fn refuse_raw(bytes: &[u8]) -> Result<usize, DecodeError> {
    const NEW_SUBFILE_TYPE: u16 = 254;
    const PHOTOMETRIC: u16 = 262;
    const CFA: u32 = 32_803;
    const DNG_VERSION: u16 = 50_706;
    let little = bytes.starts_with(b"II");
    let u16_at = |at: usize| {
        let b = bytes.get(at..at + 2)?;
        Some(if little { u16::from_le_bytes([b[0], b[1]]) } else { u16::from_be_bytes([b[0], b[1]]) })
    };
    let u32_at = |at: usize| {
        let b = bytes.get(at..at + 4)?;
        let b = [b[0], b[1], b[2], b[3]];
        Some(if little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) })
    };
    let torn = || broken(&"it ends before the picture begins");
    let directory = u32_at(4).ok_or_else(torn)? as usize;
    let count = usize::from(u16_at(directory).ok_or_else(torn)?);
    for entry in (0..count).map(|i| directory + 2 + 12 * i) {
        let (Some(tag), Some(kind)) = (u16_at(entry), u16_at(entry + 2)) else { return Err(torn()) };
        let value = if kind == 3 { u16_at(entry + 8).map(u32::from) } else { u32_at(entry + 8) };
        match (tag, value) {
            (DNG_VERSION, _) | (PHOTOMETRIC, Some(CFA)) => return Err(raw()),
            (NEW_SUBFILE_TYPE, Some(reduced)) if reduced & 1 == 1 => return Err(raw()),
            _ => {}
        }
    }
    let next = u32_at(directory + 2 + 12 * count).unwrap_or(0);
    Ok(if next == 0 { 1 } else { 2 })
}
