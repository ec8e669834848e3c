//! One of a list that opens below.

use egui::{
    CornerRadius, Margin, Popup, PopupCloseBehavior, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo,
};

use super::content::{focus_ring, scaled};
use super::popover::popover_frame;
use super::row::Row;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::words::say;

/// A field called `name` that shows `chosen` of `options` and opens the list of them. Answers the option that was pressed.
///
/// While it has the focus, ↑ and ↓ walk through the options.
pub fn dropdown(ui: &mut Ui, name: &str, options: &[&str], chosen: Option<usize>, width: f32) -> Option<usize> {
    let response =
        field(ui, name, chosen.and_then(|i| options.get(i)).copied().unwrap_or(say!("choose-ellipsis")), width);
    let mut picked = walked(ui, &response, options.len(), chosen);
    let t = tokens(ui);
    Popup::menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .gap(4.0)
        .frame(popover_frame(t).inner_margin(Margin::same(4)))
        .show(|ui| {
            ui.set_width(width.max(response.rect.width()) - 8.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for (i, option) in options.iter().enumerate() {
                    let row = Row::new(option, 32.0).rounded().padding(8.0).chosen(chosen == Some(i));
                    let row = row.show(ui, |ui| {
                        let color = if chosen == Some(i) { t.accent_text } else { t.text };
                        face::BODY.line_label(ui, *option, color);
                    });
                    if row.clicked() {
                        picked = Some(i);
                    }
                }
            });
        });
    picked.filter(|picked| chosen != Some(*picked))
}

fn field(ui: &mut Ui, name: &str, shown: &str, width: f32) -> Response {
    let t = tokens(ui);
    let enabled = ui.is_enabled();
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, scaled(ui, 32.0)), Sense::click());
    let ground = if response.hovered() { t.hover } else { t.field };
    let edge = Stroke::new(1.0, t.strong);
    ui.painter().rect(rect, CornerRadius::same(size::RADIUS_CONTROL), ground, edge, StrokeKind::Inside);
    let text = face::BODY.galley_within(ui, shown, t.text, (width - 40.0).max(0.0));
    let at = rect.left_center() + Vec2::new(8.0, -text.size().y / 2.0);
    ui.painter().galley(at, text, t.text);
    icons::CARET_DOWN.paint(ui.painter(), rect.right_center() - Vec2::new(16.0, 0.0), size::ICON_STATUS, t.text_2);
    focus_ring(ui, &response, size::RADIUS_CONTROL);
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, enabled, name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(shown));
    response
}

/// The option that ↑ or ↓ leads to while the field has the focus.
fn walked(ui: &Ui, response: &Response, count: usize, chosen: Option<usize>) -> Option<usize> {
    if !response.has_focus() || count == 0 || Popup::is_any_open(ui.ctx()) {
        return None;
    }
    let filter = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
    let (up, down) = ui.input(|i| (i.key_pressed(egui::Key::ArrowUp), i.key_pressed(egui::Key::ArrowDown)));
    match (up, down, chosen) {
        (true, false, Some(i)) => Some(i.saturating_sub(1)),
        (false, true, Some(i)) => Some((i + 1).min(count - 1)),
        (true, false, None) | (false, true, None) => Some(0),
        _ => None,
    }
}
