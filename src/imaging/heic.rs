//! HEIC/HEIF as phones write it, decoded by heifer in pure Rust.
//!
//! Rotation and mirroring stand in the container (`irot`, `imir`) and are applied there, once; the EXIF orientation that
//! phones write beside them is not applied again (ISO/IEC 23008-12, 6.5.10).

use heifer::heifer_isobmff::HeifFile;
use heifer::heifer_isobmff::boxes::Property;

use crate::geom::Size;

use super::facts::Facts;
use super::raster::{Colors, Raster, Samples};
use super::{DecodeError, Format, Limits, Notice, Verdict, exif, icc};

/// The facts in the container.
pub(super) fn probe(bytes: &[u8]) -> Result<Facts, DecodeError> {
    let file = parse(bytes)?;
    facts(&file)
}

/// The picture and whether the file is whole.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<(Raster, Facts, Verdict), DecodeError> {
    let file = parse(bytes)?;
    let mut facts = facts(&file)?;
    // RGBA while decoding, once more while turning, and the coded picture beside it.
    limits.check(facts.size, 14)?;
    let options = heifer::Options { max_threads: 0, max_pixels: limits.max_pixels };
    let image = match heifer::decode_srgb_rgba8(bytes, &options) {
        Ok(image) => image,
        // A profile that cannot be used is no reason to refuse the pixels; PQ or HLG without one would look washed out.
        Err(_) if file.icc_profile(file.primary_id).is_ok_and(|icc| icc.is_some()) => {
            let image = heifer::decode_rgba8(bytes, &options).map_err(|why| refusal(&why))?;
            facts.notice(Notice::ProfileIgnored);
            image
        }
        Err(why) => return Err(refusal(&why)),
    };
    let size = Size::new(image.width, image.height);
    facts.size = size;
    let verdict = check_boxes(bytes).map_or_else(Verdict::damaged, |()| Verdict::Intact);
    let raster = if image.has_alpha {
        Raster::with_alpha(size, Colors::Rgb, Samples::Eight(image.data), None)
    } else {
        let rgb = image.into_rgb8();
        Raster { size, colors: Colors::Rgb, samples: Samples::Eight(rgb), alpha: None, icc: None }
    };
    Ok((raster, facts, verdict))
}

fn parse(bytes: &[u8]) -> Result<HeifFile<'_>, DecodeError> {
    HeifFile::parse(bytes).map_err(|why| match check_boxes(bytes) {
        Err(cut) => DecodeError::Broken { why: cut },
        Ok(()) => DecodeError::Broken { why: format!("HEIC container: {why}") },
    })
}

fn refusal(why: &heifer::Error) -> DecodeError {
    match why {
        heifer::Error::Unsupported(what) => {
            DecodeError::Unsupported { what: format!("HEIC ({what})"), instead: "export it as JPEG".into() }
        }
        other => {
            DecodeError::Broken { why: format!("HEIC: {other}; copy it from the phone again or export it as JPEG") }
        }
    }
}

fn facts(file: &HeifFile<'_>) -> Result<Facts, DecodeError> {
    let id = file.primary_id;
    let broken = |why: &dyn std::fmt::Display| DecodeError::Broken { why: format!("HEIC container: {why}") };
    let (width, height) = match file.image_size(id).map_err(|why| broken(&why))? {
        Some(size) => size,
        None => return Err(broken(&"its size is missing")),
    };
    let mut size = Size::new(width, height);
    for property in file.item_properties(id).map_err(|why| broken(&why))? {
        match *property {
            Property::CleanAperture { width, height, .. } if width.1 > 0 && height.1 > 0 => {
                let side = |(n, d): (u32, u32)| (f64::from(n) / f64::from(d)).round() as u32;
                size = Size::new(side(width), side(height));
            }
            Property::Rotation(quarters) if quarters % 2 == 1 => size = Size::new(size.height, size.width),
            _ => {}
        }
    }
    let first_tile = file.referenced_items(id, b"dimg").first().copied().unwrap_or(id);
    let depth = file.hevc_config(first_tile).ok().flatten().map_or(8, |config| config.bit_depth_luma);
    let mut facts = Facts::new(Format::Heic, size, depth);
    if let Ok(Some(tiff)) = file.exif(id) {
        exif::read(&tiff, &mut facts);
    }
    if let Ok(Some(profile)) = file.icc_profile(id) {
        facts.profile = icc::name(profile);
    }
    Ok(facts)
}

/// Follows the top-level boxes: the last one must end with the file.
fn check_boxes(bytes: &[u8]) -> Result<(), String> {
    let cut = || "the file breaks off before its end: copy it from the phone again".to_owned();
    let mut at = 0;
    while at < bytes.len() {
        let head = bytes.get(at..at + 8).ok_or_else(cut)?;
        let length = match u32::from_be_bytes([head[0], head[1], head[2], head[3]]) {
            0 => return Ok(()),
            1 => {
                let b = bytes.get(at + 8..at + 16).ok_or_else(cut)?;
                usize::try_from(u64::from_be_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
                    .unwrap_or(usize::MAX)
            }
            n => n as usize,
        };
        at = at.checked_add(length.max(8)).filter(|end| *end <= bytes.len()).ok_or_else(cut)?;
    }
    Ok(())
}
