//! PNG: every chunk's checksum is verified, and as many rows as the file still holds are shown.

use png::{BitDepth, ColorType, Decoder, Limits as PngLimits, Reader, Transformations};

use crate::geom::Size;
use crate::monitor::{Monitor, Silent};

use super::facts::Facts;
use super::raster::{Colors, Raster, Samples};
use super::watched::{Stream, Told, watch};
use super::{DecodeError, Format, Limits, Notice, Verdict, exif, icc};

/// The facts in the chunks before the pixels.
pub(super) fn probe(bytes: &[u8]) -> Result<Facts, DecodeError> {
    let told = Told::new(&Silent);
    let reader = open(bytes, &told, &Limits::default(), false)?;
    Ok(facts(&reader))
}

/// The picture and whether the file is whole. Asks `monitor` while it reads.
pub(super) fn decode(
    bytes: &[u8],
    limits: &Limits,
    monitor: &dyn Monitor,
) -> Result<(Raster, Facts, Verdict), DecodeError> {
    let told = Told::new(monitor);
    watch(|| read(bytes, limits, &told))?
}

fn read(bytes: &[u8], limits: &Limits, told: &Told<'_>) -> Result<(Raster, Facts, Verdict), DecodeError> {
    let mut reader = open(bytes, told, limits, true)?;
    let facts = facts(&reader);
    let size = Size::new(reader.info().width, reader.info().height);
    let icc = reader.info().icc_profile.as_ref().map(|icc| icc.to_vec());
    let (color, depth) = reader.output_color_type();
    let line = reader.output_line_size(size.width).ok_or_else(too_wide)?;
    let mut data = vec![0; line * size.height as usize];
    let (rows, problem) = rows(&mut reader, &mut data, line)?;
    if rows == 0 {
        return Err(DecodeError::Broken { why: "not one row of the picture can be read".into() });
    }
    let verdict = verdict(bytes, rows, size.height as usize, problem);
    let samples = match depth {
        BitDepth::Sixteen => Samples::Sixteen(data.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect()),
        _ => Samples::Eight(data),
    };
    let colors = match color {
        ColorType::Grayscale | ColorType::GrayscaleAlpha => Colors::Grey,
        _ => Colors::Rgb,
    };
    let raster = match color {
        ColorType::GrayscaleAlpha | ColorType::Rgba => Raster::with_alpha(size, colors, samples, icc),
        _ => Raster { size, colors, samples, alpha: None, icc },
    };
    Ok((raster, facts, verdict))
}

fn too_wide() -> DecodeError {
    DecodeError::Broken { why: "its rows are too long".into() }
}

/// Reads up to the pixels. With `strict` sizes the header is held against the limits before anything is allocated.
fn open<'a>(
    bytes: &'a [u8],
    told: &'a Told<'a>,
    limits: &Limits,
    check: bool,
) -> Result<Reader<Stream<'a>>, DecodeError> {
    let size = header_size(bytes)?;
    if check {
        // Up to 8 bytes a pixel decoded, the same again while alpha is split off, 3 for the photo.
        limits.check(size, 16)?;
    }
    let mut decoder = Decoder::new_with_limits(Stream::new(bytes, told), PngLimits { bytes: 64 << 20 });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::EXPAND);
    decoder.read_info().map_err(|why| DecodeError::Broken { why: format!("PNG header: {why}") })
}

fn header_size(bytes: &[u8]) -> Result<Size, DecodeError> {
    let u32_at = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    match (bytes.get(12..16), u32_at(16), u32_at(20)) {
        (Some(b"IHDR"), Some(width), Some(height)) => Ok(Size::new(width, height)),
        _ => Err(DecodeError::Broken { why: "it ends before the picture begins".into() }),
    }
}

fn facts(reader: &Reader<Stream<'_>>) -> Facts {
    let info = reader.info();
    let stored = Size::new(info.width, info.height);
    let mut facts = Facts::new(Format::Png, stored, if info.bit_depth == BitDepth::Sixteen { 16 } else { 8 });
    if let Some(tiff) = &info.exif_metadata {
        exif::read(tiff, &mut facts);
    }
    facts.profile = info.icc_profile.as_deref().and_then(icc::name);
    facts.size = facts.orientation.upright_size(stored);
    if info.animation_control.is_some_and(|animation| animation.num_frames > 1) {
        facts.notice(Notice::FirstFrameOnly);
    }
    facts
}

/// Fills `data` row by row. Returns how many rows came and what stopped it.
fn rows(reader: &mut Reader<Stream<'_>>, data: &mut [u8], line: usize) -> Result<(usize, Option<String>), DecodeError> {
    let height = data.len() / line.max(1);
    if reader.info().interlaced {
        // Interlaced rows come coarse to fine: half of them is no picture.
        return match reader.next_frame(data) {
            Ok(_) => Ok((height, None)),
            Err(why) => Err(DecodeError::Broken { why: format!("interlaced PNG: {why}") }),
        };
    }
    // What never came is mid grey, not black, like the ground under transparent parts.
    for (done, row) in data.chunks_exact_mut(line).enumerate() {
        match reader.read_row(row) {
            Ok(Some(_)) => {}
            Ok(None) => return Ok((done, Some("rows are missing".into()))),
            Err(why) => {
                row.fill(0);
                return Ok((done, Some(why.to_string())));
            }
        }
    }
    Ok((height, None))
}

fn verdict(bytes: &[u8], rows: usize, height: usize, problem: Option<String>) -> Verdict {
    if rows < height {
        let percent = rows * 100 / height;
        let why = problem.unwrap_or_default();
        return Verdict::damaged(format!(
            "only the first {percent} % of the picture can be read ({why}): copy it from its source again"
        ));
    }
    check_chunks(bytes).map_or_else(Verdict::damaged, |()| Verdict::Intact)
}

/// Follows the chunks to IEND and verifies each checksum (PNG 1.2, 3.2 and 5.5).
fn check_chunks(bytes: &[u8]) -> Result<(), String> {
    let cut = || "the file breaks off before its end mark: copy it from its source again".to_owned();
    let mut at = 8;
    loop {
        let head = bytes.get(at..at + 8).ok_or_else(cut)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let end = at.checked_add(8 + length).ok_or_else(cut)?;
        let covered = bytes.get(at + 4..end).ok_or_else(cut)?;
        let sum = bytes.get(end..end + 4).ok_or_else(cut)?;
        if crc32fast::hash(covered) != u32::from_be_bytes([sum[0], sum[1], sum[2], sum[3]]) {
            return Err("a checksum does not match: the file was changed on the way; copy it again".to_owned());
        }
        if &head[4..8] == b"IEND" {
            return Ok(());
        }
        at = end + 4;
    }
}
