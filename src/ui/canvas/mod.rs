//! Photos on the screen: where they stand, how they are drawn, what lies on them, and how marks are made.
//!
//! All geometry is in photo pixels and `f64`; it becomes screen points in one place, [`View`].

mod photo;
mod view;
mod warp_mesh;

pub use photo::{Placed, paint_photo};
pub use view::{Framing, Navigate, View, Views};
pub use warp_mesh::WarpMesh;
