//! Pixels in, pixels out: decoding, colour, pyramids, sampling.
//!
//! Knows no patient, opens no file, prints nothing.

mod photo;

pub use photo::Photo;
