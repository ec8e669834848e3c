//! What the pointer does to the view: wheel, pinch, drag, double click.

use egui::{CursorIcon, Id, PointerButton, Rect, Response, Sense, Ui};

use super::Navigate;

/// Makes a pane of the canvas that takes the pointer.
///
/// `name` is what assistive technology calls it (“Photo A, 14 Jan 2026”).
pub fn pane_response(ui: &Ui, pane: Rect, id: Id, name: &str) -> Response {
    let response = ui.interact(pane, id, Sense::click_and_drag() - Sense::FOCUSABLE);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
    response
}

/// What the pointer did to the view of a pane in this frame.
///
/// The wheel pans, with Ctrl it zooms about the cursor, a pinch zooms. The middle button always drags; the first one
/// too unless it is busy (`tool`: a mark is being drawn, the seam is being moved). A double click resets.
pub fn navigation(ui: &Ui, response: &Response, tool: bool) -> Vec<Navigate> {
    let pane = response.rect;
    let mut changes = Vec::new();
    if let Some(cursor) = response.hover_pos() {
        let (zoom, scroll) = ui.input(|i| (i.zoom_delta(), i.smooth_scroll_delta()));
        let at = cursor - pane.center();
        if zoom != 1.0 {
            changes.push(Navigate::Zoom { at, factor: f64::from(zoom) });
        } else if scroll != egui::Vec2::ZERO {
            changes.push(Navigate::Pan(scroll));
        }
    }
    let middle = response.dragged_by(PointerButton::Middle);
    let primary = !tool && response.dragged_by(PointerButton::Primary);
    if middle || primary {
        changes.push(Navigate::Pan(response.drag_delta()));
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    } else if response.hovered() && !tool {
        ui.ctx().set_cursor_icon(CursorIcon::Grab);
    }
    if !tool && response.double_clicked_by(PointerButton::Primary) {
        changes.push(Navigate::Reset);
    }
    changes
}
