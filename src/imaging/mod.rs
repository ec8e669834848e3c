//! Pixels in, pixels out: decoding, colour, pyramids, sampling.
//!
//! Knows no patient, opens no file, prints nothing.

pub mod color;

mod aligned;
mod blur;
mod decode;
#[cfg(target_arch = "x86_64")]
mod eight;
mod encode;
mod entropy;
mod exif;
mod facts;
mod format;
mod heic;
mod icc;
mod jpeg;
mod limits;
mod mips;
mod orient;
mod other;
mod photo;
mod png;
mod pyramid;
mod raster;
mod resize;
mod sample;
pub(crate) mod simd;
mod verdict;
mod watched;

pub use aligned::{Aligned, aligned, aligned_by};
pub use decode::{DecodeError, Decoded, decode, probe};
pub use encode::{EncodeError, Stamp, encode_jpeg, encode_png};
pub use facts::{Camera, DateTag, Facts, TakenAt};
pub use format::Format;
pub use limits::Limits;
pub use mips::Mips;
pub use orient::Orientation;
pub use photo::Photo;
pub use pyramid::{WORKING_SIDE, Working};
pub use resize::{crop, fit, halved, resize, thumbnail};
pub use sample::{Kernel, Map, Plane, homography_map, resample};
pub use verdict::{Notice, Verdict};
