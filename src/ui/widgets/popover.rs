//! What opens over panels: tooltips, popovers, dialogs.

use egui::{
    Context, Frame, Id, Margin, Modal, ModalResponse, Popup, PopupCloseBehavior, RectAlign, Response, Stroke, Ui,
};

use super::key::key_cap;
use crate::ui::theme::{Tokens, face, grown_in_part, of, size, tokens};

/// The ground of a popover.
pub fn popover_frame(t: &Tokens) -> Frame {
    Frame::new()
        .fill(t.raised)
        .stroke(Stroke::new(1.0, t.strong))
        .corner_radius(size::RADIUS_POPOVER)
        .inner_margin(Margin::same(size::CARD_PADDING as i8))
        .shadow(t.shadow)
}

/// A popover below the button that opens it, `width` points wide: a press on the button opens and closes it, Esc and a
/// press elsewhere close it. It hangs from the left edge of the button where the window has room, else from the right one.
pub fn popover<R>(button: &Response, width: f32, content: impl FnOnce(&mut Ui) -> R) -> Option<R> {
    let style = button.ctx.global_style();
    let width = widened(&button.ctx, width);
    Popup::from_toggle_button_response(button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .align(RectAlign::BOTTOM_START)
        .align_alternatives(&[RectAlign::BOTTOM_END, RectAlign::TOP_START, RectAlign::TOP_END])
        .gap(8.0)
        .frame(popover_frame(of(&style.visuals)))
        .width(width)
        .show(|ui| {
            ui.set_width(width - 2.0 * size::CARD_PADDING);
            content(ui)
        })
        .map(|shown| shown.inner)
}

/// The width that is `width` points at text scale 1: wider with larger letters, never wider than the window.
fn widened(ctx: &Context, width: f32) -> f32 {
    (width * grown_in_part(&ctx.global_style(), 0.6)).min(ctx.content_rect().width() - 2.0 * size::PAGE_EDGE)
}

/// A tooltip that says `text` and shows the key that does the same.
pub fn tip(response: Response, text: &str, key: Option<&str>) -> Response {
    let show = |ui: &mut Ui| {
        ui.horizontal(|ui| {
            face::CAPTION.label(ui, text, tokens(ui).text);
            if let Some(key) = key {
                key_cap(ui, key);
            }
        });
    };
    response.on_hover_ui(show).on_disabled_hover_ui(show)
}

/// A dialog in the middle of the window with a title; the rest is dimmed. Close it when `should_close()` says so
/// (Esc, or a press beside it).
pub fn dialog<R>(
    ctx: &Context,
    id: &str,
    title: &str,
    width: f32,
    content: impl FnOnce(&mut Ui) -> R,
) -> ModalResponse<R> {
    let t = of(&ctx.global_style().visuals);
    let width = widened(ctx, width);
    let id = Id::unique(id);
    Modal::new(id)
        .area(Modal::default_area(id).accessible_name(title))
        .backdrop_color(t.backdrop)
        .frame(popover_frame(t).inner_margin(Margin::same(size::PAGE_EDGE as i8)))
        .show(ctx, |ui| {
            ui.set_width(width - 2.0 * size::PAGE_EDGE);
            face::PAGE.label(ui, title, t.text);
            ui.add_space(size::GAP);
            content(ui)
        })
}
