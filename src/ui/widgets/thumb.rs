//! Thumbnails: a photo cropped to fill a small rectangle.

use egui::{
    Color32, CornerRadius, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, TextureId, Ui, Vec2, WidgetInfo,
};

use super::content::{dashed_rect, focus_ring};
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{size, tokens};

/// A thumbnail of `size` points.
#[must_use = "show it"]
pub struct Thumb<'a> {
    name: &'a str,
    extent: Vec2,
    picture: Option<(TextureId, Vec2)>,
    chosen: bool,
    acts: bool,
    empty: Option<Icon>,
    dashed: bool,
}

impl<'a> Thumb<'a> {
    /// A thumbnail called `name`, of `extent` points. Without a picture it is a well.
    pub fn new(name: &'a str, extent: impl Into<Vec2>) -> Self {
        Self { name, extent: extent.into(), picture: None, chosen: false, acts: false, empty: None, dashed: false }
    }

    /// The picture and its size in pixels; `None` while it is being made.
    pub fn picture(mut self, picture: Option<(TextureId, Vec2)>) -> Self {
        self.picture = picture;
        self
    }

    /// Draws an edge of accent around it.
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }

    /// It can be pressed; the hit area is 28 points or more.
    pub fn acts(mut self) -> Self {
        self.acts = true;
        self
    }

    /// There is no photo: a dashed place, with an icon if it is large enough.
    pub fn missing(mut self) -> Self {
        self.dashed = true;
        self.empty = Some(icons::CAMERA);
        self
    }

    /// The photo cannot be shown.
    pub fn broken(mut self) -> Self {
        self.empty = Some(icons::IMAGE_BROKEN);
        self
    }

    /// Shows it.
    pub fn show(self, ui: &mut Ui) -> Response {
        let t = tokens(ui);
        let (rect, _) = ui.allocate_exact_size(self.extent, Sense::hover());
        let hit = rect.expand2((Vec2::splat(size::HIT) - rect.size()).max(Vec2::ZERO) / 2.0);
        let id = ui.next_auto_id().with("thumb");
        ui.skip_ahead_auto_ids(1);
        let response = match self.acts {
            true => ui.interact(hit, id, Sense::click()),
            false => ui.interact(rect, id, Sense::hover()),
        };
        let role = if self.acts { Role::Button } else { Role::Image };
        response.widget_info(|| WidgetInfo::labeled(role, true, self.name));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let radius = CornerRadius::same(size::RADIUS_THUMB);
        match self.picture {
            Some((texture, pixels)) => {
                let uv = cover_uv(pixels, rect.size());
                let shape = egui::epaint::RectShape::filled(rect, radius, Color32::WHITE).with_texture(texture, uv);
                ui.painter().add(Shape::Rect(shape));
            }
            None if self.dashed => dashed_rect(ui.painter(), rect.shrink(0.5), 2.0, Stroke::new(1.0, t.strong)),
            None => {
                ui.painter().rect_filled(rect, radius, t.press);
            }
        }
        if let Some(icon) = self.empty.filter(|_| self.picture.is_none() && rect.width() >= 28.0) {
            icon.paint(ui.painter(), rect.center(), size::ICON, t.text_2);
        }
        if self.acts && response.hovered() {
            ui.painter().rect_stroke(rect, radius, Stroke::new(1.0, t.text), StrokeKind::Inside);
        }
        if self.chosen {
            ui.painter().rect_stroke(rect, radius, Stroke::new(2.0, t.accent), StrokeKind::Outside);
        }
        focus_ring(ui, &response, size::RADIUS_THUMB);
        response
    }
}

/// The part of a picture of `pixels` that fills `extent` without bending it: cropped evenly at two sides.
pub fn cover_uv(pixels: Vec2, extent: Vec2) -> Rect {
    let full = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
    if pixels.x <= 0.0 || pixels.y <= 0.0 || extent.x <= 0.0 || extent.y <= 0.0 {
        return full;
    }
    let ratio = (extent.x / extent.y) / (pixels.x / pixels.y);
    let part = if ratio > 1.0 { Vec2::new(1.0, 1.0 / ratio) } else { Vec2::new(ratio, 1.0) };
    Rect::from_center_size(full.center(), part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbnail_crops_and_never_bends() {
        for (pixels, extent) in
            [((6000.0, 4000.0), (72.0, 92.0)), ((400.0, 600.0), (26.0, 28.0)), ((10.0, 10.0), (9.0, 3.0))]
        {
            let (pixels, extent) = (Vec2::from(pixels), Vec2::from(extent));
            let uv = cover_uv(pixels, extent);
            let shown = uv.size() * pixels;
            assert!((shown.x / shown.y - extent.x / extent.y).abs() < 1e-3, "{pixels:?} in {extent:?}: {uv:?}");
            assert!(uv.width().max(uv.height()) > 0.999 && uv.min.x >= -1e-6 && uv.max.y <= 1.0 + 1e-6, "{uv:?}");
        }
    }
}
