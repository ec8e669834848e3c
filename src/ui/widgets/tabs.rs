//! Tabs with counts.

use egui::{Rect, Role, Sense, Ui, Vec2, WidgetInfo};

use super::button::named_shortcut;
use super::content::{Content, focus_ring_inside, plain, scaled};
use super::popover::tip;
use crate::ui::theme::{face, size, tokens};
use crate::words::say;

/// One tab.
#[derive(Debug, Clone, Copy)]
pub struct Tab<'a> {
    /// Its words, and the accessible name.
    pub label: &'a str,
    /// How many things are behind it, if that is worth saying.
    pub count: Option<usize>,
    /// The key that chooses it; may be empty.
    pub key: &'a str,
}

impl<'a> Tab<'a> {
    /// A tab without a count.
    pub fn new(label: &'a str, key: &'a str) -> Self {
        Self { label, count: None, key }
    }

    /// A tab with a count.
    pub fn counted(label: &'a str, key: &'a str, count: usize) -> Self {
        Self { label, count: Some(count), key }
    }
}

/// A bar of tabs over the whole width, a line below it; the answer is the tab that was pressed.
pub fn tabs(ui: &mut Ui, tabs: &[Tab<'_>], chosen: usize) -> Option<usize> {
    let t = tokens(ui);
    let height = scaled(ui, size::MAIN);
    let (bar, group) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    group.widget_info(|| WidgetInfo::labeled(Role::TabList, true, say!("tabs")));
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, egui::Stroke::new(1.0, t.line));
    let content =
        |tab: &Tab<'_>, width| Content::new(ui).text_within(ui, face::CONTROL, tab.label, width).count(ui, tab.count);
    let natural: f32 = tabs.iter().map(|tab| content(tab, f32::INFINITY).size().x).sum();
    let spare = (bar.width() - 16.0 - natural) / tabs.len().max(1) as f32;
    let padding = spare.clamp(8.0, 24.0);
    let mut pressed = None;
    let mut left = bar.left() + 8.0;
    for (i, tab) in tabs.iter().enumerate() {
        let content = content(tab, f32::INFINITY);
        let width = content.size().x + padding;
        let rect = Rect::from_min_size(egui::pos2(left, bar.top()), Vec2::new(width, height));
        left += width;
        let response = ui.interact(rect, group.id.with(i), Sense::click());
        let mut colors = plain(t, true, response.hovered(), false, false);
        if chosen == i {
            colors.text = t.text;
            let edge = Rect::from_min_max(rect.left_bottom() - Vec2::new(0.0, 2.0), rect.right_bottom());
            ui.painter().rect_filled(edge, 0, t.accent);
        }
        content.paint(ui.painter(), rect, &colors);
        focus_ring_inside(ui, &response, size::RADIUS_CONTROL);
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen == i, tab.label));
        let key = Some(tab.key).filter(|key| !key.is_empty());
        named_shortcut(&response, key);
        if tip(response, tab.label, key).clicked() {
            pressed = Some(i);
        }
    }
    pressed
}
