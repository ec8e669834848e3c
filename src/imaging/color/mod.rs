//! Colour by the book: sRGB, CIE XYZ and Lab, CIEDE2000, and the skin indices.
//!
//! Everything here is a pure function of its numbers. Values are on a 0 to 1 scale where they are light (linear sRGB, XYZ
//! with Y of white = 1) and on the CIE's scale where they are appearance (L* 0 to 100). White is D65 throughout, so
//! that R = G = B has a* = b* = 0.

mod difference;
mod lab;
mod planes;
mod skin;
mod srgb;

pub use difference::{LabRow, ciede2000, ciede2000_rows};
pub use lab::{Lab, Xyz};
pub use planes::{LabPlanes, delta_e_map};
pub use skin::{MIN_LINEAR, erythema_index, hb_index, ita_degrees, mel_index};
pub use srgb::{linear_from_srgb, linear_from_srgb8, srgb_from_linear, srgb8_from_linear};
