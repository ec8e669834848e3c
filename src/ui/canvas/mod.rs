//! Photos on the screen: where they stand, how they are drawn, what lies on them, and how marks are made.
//!
//! All geometry is in photo pixels and `f64`; it becomes screen points in one place, [`View`].

mod handles;
mod heat;
mod input;
pub mod loupe;
mod marks;
mod overlay;
mod photo;
mod slider;
mod tool;
mod view;
mod warp_mesh;

pub use handles::{Grip, distance_to, dragged, grip_at, handles};
pub use heat::{Ramp, heat_image, heat_picture, legend, whole_photo};
pub use input::{navigation, pane_response};
pub use marks::{MarkLook, kind_color, kind_glyph, paint_landmark, paint_marks, tool_icon};
pub use overlay::{Trust, chosen_edge, linked_cursor, scale_bar, tag, veil};
pub use photo::{Placed, paint_photo, paint_photo_lit};
pub use slider::{STEP, blink, seam, split};
pub use tool::{Act, Editor, Outcome, Tool, acts, simplified};
pub use view::{Framing, Navigate, View, Views};
pub use warp_mesh::WarpMesh;
