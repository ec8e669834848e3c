//! A magnifier that shows the same skin in both photos.

use egui::{Painter, Pos2, Rect, Stroke, StrokeKind, Vec2};

use super::View;
use crate::geom::Point;
use crate::ui::theme::on_photo;

/// Width and height of the loupe in points.
pub const SIDE: f32 = 160.0;

/// Where the loupe about `at` lies: beside the pointer, within `pane`, never under it.
pub fn place(pane: Rect, at: Pos2) -> Rect {
    let away = |from: f32, low: f32, high: f32| {
        let after = from + 24.0;
        if after + SIDE <= high { after } else { (from - 24.0 - SIDE).max(low) }
    };
    Rect::from_min_size(
        Pos2::new(away(at.x, pane.left(), pane.right()), away(at.y, pane.top(), pane.bottom())),
        Vec2::splat(SIDE),
    )
}

/// The view inside the loupe: `times` larger than `view`, `photo` in its middle.
pub fn view(view: &View, photo: Point, times: f64) -> View {
    View { zoom: view.zoom * times.clamp(2.0, 4.0), center: photo }
}

/// Paints the edge of the loupe and the cross in its middle; call it after the photo.
pub fn frame(painter: &Painter, rect: Rect) {
    painter.rect_stroke(rect, 0, Stroke::new(4.0, on_photo::CASING), StrokeKind::Outside);
    painter.rect_stroke(rect, 0, Stroke::new(2.0, on_photo::WHITE), StrokeKind::Outside);
    super::linked_cursor(painter, rect.center());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loupe_stays_in_the_pane_and_off_the_pointer() {
        let pane = Rect::from_min_size(Pos2::new(100.0, 50.0), Vec2::new(600.0, 500.0));
        for at in [pane.min, pane.max, pane.center(), pane.right_top(), pane.left_bottom()] {
            let rect = place(pane, at);
            assert!(pane.contains_rect(rect), "{rect:?}");
            assert!(!rect.contains(at), "{rect:?} lies under {at:?}");
        }
    }
}
