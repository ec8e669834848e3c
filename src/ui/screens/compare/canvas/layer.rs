//! One photo in a pane: the whole photo where it is there, its thumbnail until then.

use std::sync::Arc;

use egui::{Color32, Painter, Rect};

use super::super::pair::{Footing, Meshes, Pair, Shot, Stand};
use crate::app::Slot;
use crate::geom::{Point, Size};
use crate::ui::canvas::{Placed, View, WarpMesh, paint_photo};
use crate::ui::cx::Cx;

/// A photo as it stands in the frame of a pane.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The photo.
    pub shot: Shot,
    /// How its pixels lie in the frame.
    pub footing: Footing,
    /// The same to draw with; `None` if the frame is the photo's own.
    pub mesh: Option<Arc<WarpMesh>>,
}

impl Layer {
    /// A photo in its own frame.
    pub fn own(shot: &Shot) -> Self {
        Self { shot: shot.clone(), footing: Footing::Own, mesh: None }
    }

    /// The moving photo in the frame of the fixed one: as far as its alignment is known, or laid over it.
    pub fn moving(shot: &Shot, fixed: Size, by: Option<&Stand>, meshes: &mut Meshes) -> Self {
        let (footing, mesh) = match by {
            Some(stand) => (Footing::Aligned(stand.placement.clone()), stand.mesh.clone()),
            None => (Footing::fitted(shot.size, fixed), meshes.fitted(shot.size, fixed)),
        };
        Self { shot: shot.clone(), footing, mesh: Some(mesh) }
    }

    /// Both photos of a pair in the frame of the fixed one: fixed first.
    pub fn pair(pair: &Pair, raw: bool, meshes: &mut Meshes) -> [Self; 2] {
        let moving = Self::moving(&pair.moving, pair.fixed.size, pair.drawn_by(raw), meshes);
        [Self::own(&pair.fixed), moving]
    }
}

/// Paints a photo with `opacity` in `pane`, clipped by `painter`.
pub fn paint_layer(painter: &Painter, cx: &mut Cx<'_>, layer: &Layer, view: View, pane: Rect, opacity: f32) {
    match &layer.shot.pixels {
        Slot::Ready(mips) => {
            let placed = Placed { view, pane, mesh: layer.mesh.as_deref() };
            paint_photo(painter, cx.textures, ("photo", &layer.shot.file, layer.shot.matched), mips, &placed, opacity);
        }
        Slot::Failed(_) => {}
        Slot::Absent | Slot::Pending(_) => paint_thumb(painter, cx, layer, view, pane, opacity),
    }
}

/// The thumbnail over the place of the photo: soft, but there at once.
fn paint_thumb(painter: &Painter, cx: &mut Cx<'_>, layer: &Layer, view: View, pane: Rect, opacity: f32) {
    let Slot::Ready(thumb) = cx.thumb(&layer.shot.file) else { return };
    let (texture, _) = cx.textures.picture(painter.ctx(), ("thumb", &layer.shot.file), &thumb);
    let size = layer.shot.size;
    let corner = |x: f64, y: f64| {
        let place = layer.footing.frame_from_photo(Point::new(x - 0.5, y - 0.5))?;
        Some(view.screen_from_photo(pane, place))
    };
    let (w, h) = (f64::from(size.width), f64::from(size.height));
    let corners = [corner(0.0, 0.0), corner(w, 0.0), corner(w, h), corner(0.0, h)];
    let uvs = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    let mut mesh = egui::Mesh::with_texture(texture);
    for (corner, uv) in corners.into_iter().zip(uvs) {
        let Some(pos) = corner else { return };
        let color = Color32::WHITE.gamma_multiply(opacity);
        mesh.vertices.push(egui::epaint::Vertex { pos, uv: uv.into(), color });
    }
    mesh.indices = vec![0, 1, 2, 0, 2, 3];
    painter.with_clip_rect(painter.clip_rect().intersect(pane)).add(egui::Shape::mesh(mesh));
}
