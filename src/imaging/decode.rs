//! Bytes in, upright sRGB photo out: the one door for pictures that cannot be trusted.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::monitor::{Cancelled, Monitor, step};

use super::facts::Facts;
use super::raster::Raster;
use super::{Format, Limits, Photo, Verdict, heic, jpeg, other, png};

/// A decoded picture with what its file says.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// The pixels, upright, in 8-bit sRGB.
    pub photo: Photo,
    /// What the file says about itself; its size is the photo's.
    pub facts: Facts,
    /// Whether the file arrived whole. A damaged photo is shown with a badge and never measured.
    pub verdict: Verdict,
}

/// Why a picture is refused, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No bytes at all.
    #[error("the file is empty: copy it from the camera again")]
    Empty,
    /// Something else with a picture's name.
    #[error("this is not a picture: {what}")]
    NotAPicture {
        /// What it is instead.
        what: String,
    },
    /// A kind of picture that cannot be read here.
    #[error("{what} cannot be read here: {instead}")]
    Unsupported {
        /// The kind.
        what: String,
        /// What to do instead.
        instead: String,
    },
    /// More than [`Limits`] allows; nothing was decoded.
    #[error(
        "this picture says that it is {width} × {height} pixels; at most {max_side} a side and {max_megapixels} \
         megapixels are read: export a smaller copy"
    )]
    TooLarge {
        /// Width in the header.
        width: u32,
        /// Height in the header.
        height: u32,
        /// Longest side allowed.
        max_side: u32,
        /// Most megapixels allowed.
        max_megapixels: u64,
    },
    /// Not one usable pixel.
    #[error("this picture is damaged beyond showing: {why}")]
    Broken {
        /// What is wrong.
        why: String,
    },
    /// The monitor asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Decodes a picture file of any supported format.
///
/// The format is told from the content. Size and memory are held against `limits` before anything is decoded. The photo
/// comes back upright (EXIF orientation or the HEIC container's) and in sRGB (ICC profile), transparent parts on mid
/// grey; what had to be done beyond that stands in the facts' notices. Reports to `monitor` every few milliseconds while the
/// file is read, and between the stages. One call into a decoder that reads nothing, and so cannot be stopped, are: a HEIC,
/// the pixels of a lossy WebP (its decoder reads the file first), and the end of a progressive JPEG.
///
/// # Errors
/// [`DecodeError`], each with what to do next. A file that is damaged but still shows something is no error: see
/// [`Decoded::verdict`].
pub fn decode(bytes: &[u8], limits: &Limits, monitor: &dyn Monitor) -> Result<Decoded, DecodeError> {
    step(monitor, 0.0)?;
    let (raster, mut facts, verdict) = contained(|| stored(bytes, limits, &|f: f32| monitor.report(0.7 * f)))?;
    step(monitor, 0.7)?;
    let photo = contained(|| {
        let why = || DecodeError::Broken { why: "its pixels do not fill its size".into() };
        raster.into_photo(&mut facts).ok_or_else(why)
    })?;
    step(monitor, 1.0)?;
    Ok(Decoded { photo, facts, verdict })
}

/// Reads what a picture file says about itself, without decoding its pixels: below a millisecond for a camera's JPEG.
///
/// The size is not held against any limit; [`decode`] does that.
///
/// # Errors
/// [`DecodeError`] for a file whose header already shows that it cannot be read.
pub fn probe(bytes: &[u8]) -> Result<Facts, DecodeError> {
    contained(|| match Format::of(bytes)? {
        Format::Jpeg => jpeg::probe(bytes),
        Format::Png => png::probe(bytes),
        Format::Heic => heic::probe(bytes),
        format => other::probe(bytes, format),
    })
}

fn stored(bytes: &[u8], limits: &Limits, monitor: &dyn Monitor) -> Result<(Raster, Facts, Verdict), DecodeError> {
    match Format::of(bytes)? {
        Format::Jpeg => jpeg::decode(bytes, limits, monitor),
        Format::Png => png::decode(bytes, limits, monitor),
        Format::Heic => heic::decode(bytes, limits),
        format => other::decode(bytes, format, limits, monitor),
    }
}

/// Runs a decoder so that its panic is this file's error and nobody else's.
fn contained<T>(work: impl FnOnce() -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(DecodeError::Broken { why: "the decoder gave up on it; export it anew".into() }))
}
