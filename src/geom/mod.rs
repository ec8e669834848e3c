//! Points and transforms of the plane. Pixel coordinates: centres at integers, x right, y down.

mod displacement;
mod homography;
mod point;
mod warp;

pub use displacement::Lattice;
pub(crate) use displacement::lattice_knots;
pub use homography::Homography;
pub use point::{Point, Size, polygon_area, polygon_contains};
pub use warp::Warp;
