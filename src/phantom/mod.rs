//! Synthetic skin with known truth.
//!
//! A [`Scene`] is a patient's skin in millimetres: tone, pores, moles, scars, redness. A [`Visit`] is its state on one
//! day. A [`Shot`] is how it is photographed. [`render`] makes the photo and its [`Truth`]: where each place of the skin
//! lies, how much melanin and blood it has, its true colour. [`pair()`] makes whole before/after pairs from a seed.
//!
//! The colour comes from a spectral model of skin (`optics`), so that blood and melanin are known fractions; relief,
//! light, camera and JPEG are pictures of the real ones. Phone HDR and beauty filters are not simulated.
//! Everything follows from the arguments: same seed, same bytes, whatever the number of threads.

pub mod camera;
pub mod card;
pub mod optics;
pub mod pair;
pub mod samples;
pub mod scene;
pub mod shot;
pub mod spectrum;
pub mod surface;
pub mod truth;
pub mod visit;

mod bins;
mod exif;
mod filter;
mod hair;
mod jpeg;
mod noise;
mod palette;
mod render;
mod skin;

pub use camera::Camera;
pub use card::{Card, CardKind};
pub use optics::Tone;
pub use pair::{Kind, Pair, pair};
pub use render::{Rendered, render};
pub use scene::{Region, Scene};
pub use shot::{Light, Shot};
pub use truth::{Truth, moving_from_fixed};
pub use visit::Visit;
