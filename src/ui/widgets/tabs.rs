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

/// A bar of tabs over the whole width, a line below it; the answer is the tab that was pressed. Tabs that do not fit
/// beside the others stand in a row below them.
pub fn tabs(ui: &mut Ui, tabs: &[Tab<'_>], chosen: usize) -> Option<usize> {
    const EDGE: f32 = 8.0;
    let t = tokens(ui);
    let content = |tab: &Tab<'_>| Content::new(ui).text(ui, face::CONTROL, tab.label).count(ui, tab.count);
    let contents: Vec<Content> = tabs.iter().map(content).collect();
    let natural: Vec<f32> = contents.iter().map(|content| content.size().x).collect();
    let room = ui.available_width() - 2.0 * EDGE;
    let spare = (room - natural.iter().sum::<f32>()) / tabs.len().max(1) as f32;
    let padding = spare.clamp(8.0, 24.0);
    let places = places(&natural, padding, room);
    let rows = places.last().map_or(1, |(row, _)| row + 1);
    let height = scaled(ui, size::MAIN);
    let extent = Vec2::new(ui.available_width(), height * rows as f32);
    let (bar, group) = ui.allocate_exact_size(extent, Sense::hover());
    group.widget_info(|| WidgetInfo::labeled(Role::TabList, true, say!("tabs")));
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, egui::Stroke::new(1.0, t.line));
    let mut pressed = None;
    for (i, (tab, (row, left))) in tabs.iter().zip(places).enumerate() {
        let corner = bar.left_top() + Vec2::new(EDGE + left, height * row as f32);
        let rect = Rect::from_min_size(corner, Vec2::new(natural[i] + padding, height));
        let response = ui.interact(rect, group.id.with(i), Sense::click());
        let mut colors = plain(t, true, response.hovered(), false, false);
        if chosen == i {
            colors.text = t.text;
            let edge = Rect::from_min_max(rect.left_bottom() - Vec2::new(0.0, 2.0), rect.right_bottom());
            ui.painter().rect_filled(edge, 0, t.accent);
        }
        contents[i].paint(ui.painter(), rect, &colors);
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

/// The row of each tab and where it begins in it, for tabs that are `widths` and `padding` wide, in points.
fn places(widths: &[f32], padding: f32, room: f32) -> Vec<(usize, f32)> {
    let (mut row, mut left) = (0, 0.0);
    let place = |width: &f32| {
        if left > 0.0 && left + width + padding > room {
            (row, left) = (row + 1, 0.0);
        }
        let place = (row, left);
        left += width + padding;
        place
    };
    widths.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn a_tab_that_does_not_fit_stands_in_the_next_row() {
        assert_eq!(places(&[40.0, 50.0], 10.0, 110.0), [(0, 0.0), (0, 50.0)]);
        assert_eq!(places(&[40.0, 50.0, 30.0], 10.0, 110.0), [(0, 0.0), (0, 50.0), (1, 0.0)]);
        assert_eq!(places(&[400.0, 50.0], 10.0, 110.0), [(0, 0.0), (1, 0.0)], "too wide for any row");
    }
}
