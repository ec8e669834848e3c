//! The seam between two photos in one frame, and the turns of the blink.

use egui::{CursorIcon, EventFilter, Id, Key, Painter, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2};

use crate::ui::icons;
use crate::ui::theme::{motion, on_photo, size, tokens};
use crate::words::say;

/// How far a key moves the seam or the opacity, 0 to 1; with Shift it is five times as far.
pub const STEP: f32 = 0.02;

/// The two parts of a pane left and right of the seam at `position`, 0 to 1.
pub fn split(pane: Rect, position: f32) -> [Rect; 2] {
    let x = seam_x(pane, position);
    [Rect::from_min_max(pane.min, Pos2::new(x, pane.bottom())), Rect::from_min_max(Pos2::new(x, pane.top()), pane.max)]
}

fn seam_x(pane: Rect, position: f32) -> f32 {
    pane.left() + pane.width() * position.clamp(0.0, 1.0)
}

/// The seam over `pane`, its handle at the foot so that it hides no scar. Answers the response of the handle and the
/// new position when it was dragged (by the handle or the line) or moved by ← → while it has the focus.
pub fn seam(ui: &mut Ui, pane: Rect, id: Id, position: f32) -> (Response, Option<f32>) {
    let x = seam_x(pane, position);
    let line = Rect::from_x_y_ranges(x - 8.0..=x + 8.0, pane.y_range());
    let drag = ui.interact(line, id.with("line"), Sense::drag() - Sense::FOCUSABLE);
    let center = Pos2::new(x, pane.bottom() - 24.0);
    let handle = Rect::from_center_size(center, Vec2::splat(size::SLIDER_HANDLE));
    let response = ui.interact(handle, id, Sense::click_and_drag());
    let mut moved = None;
    if let Some(pointer) = response.interact_pointer_pos().or(drag.interact_pointer_pos())
        && (response.dragged() || drag.dragged())
    {
        moved = Some((pointer.x - pane.left()) / pane.width().max(1.0));
    }
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        let step = ui.input(|i| {
            let step = if i.modifiers.shift { 5.0 * STEP } else { STEP };
            let count = |key| i.num_presses(key) as f32;
            step * (count(Key::ArrowRight) - count(Key::ArrowLeft))
        });
        if step != 0.0 {
            moved = Some(position + step);
        }
    }
    if response.hovered() || drag.hovered() || response.dragged() || drag.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    response.widget_info(|| egui::WidgetInfo::slider(true, f64::from(position * 100.0), say!("seam-between-a-and-b")));
    let painter = ui.painter().with_clip_rect(pane);
    paint_seam(&painter, pane, center);
    if response.has_focus() {
        let stroke = Stroke::new(2.0, tokens(ui).accent);
        painter.circle_stroke(center, size::SLIDER_HANDLE / 2.0 + 3.0, stroke);
    }
    (response, moved.map(|moved| moved.clamp(0.0, 1.0)).filter(|moved| *moved != position))
}

fn paint_seam(painter: &Painter, pane: Rect, center: Pos2) {
    painter.vline(center.x, pane.y_range(), Stroke::new(4.0, on_photo::CASING));
    painter.vline(center.x, pane.y_range(), Stroke::new(2.0, on_photo::WHITE));
    let radius = size::SLIDER_HANDLE / 2.0;
    painter.circle_filled(center, radius + 1.0, on_photo::CASING);
    painter.circle(center, radius - 1.0, on_photo::DISC, Stroke::new(2.0, on_photo::WHITE));
    icons::ARROWS_LEFT_RIGHT.paint(painter, center, size::ICON, on_photo::WHITE);
}

/// Which of `count` photos a blink of `period` seconds shows now. The next turn is asked for in time; no frame is blank.
pub fn blink(ui: &Ui, period: f32, count: usize) -> usize {
    let period = period.clamp(*motion::BLINK_RANGE.start(), *motion::BLINK_RANGE.end());
    let half = f64::from(period) / 2.0;
    let now = ui.input(|i| i.time);
    let turn = (now / half).floor();
    ui.ctx().request_repaint_after_secs(((turn + 1.0) * half - now + 0.001) as f32);
    (turn as u64 % count.max(1) as u64) as usize
}
