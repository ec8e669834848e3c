//! Rows of lists: hovered, chosen, reached by keys.

use egui::{Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo};

use super::content::{focus_ring_inside, scaled};
use crate::ui::theme::{face, size, tokens};

/// A row of a list over the available width.
#[must_use = "show it"]
pub struct Row<'a> {
    name: &'a str,
    height: f32,
    chosen: bool,
    edge: bool,
    line: bool,
    padding: f32,
    radius: u8,
    acts: bool,
}

impl<'a> Row<'a> {
    /// A row called `name` (for assistive technology), `height` points high.
    pub fn new(name: &'a str, height: f32) -> Self {
        Self { name, height, chosen: false, edge: false, line: false, padding: 12.0, radius: 0, acts: true }
    }

    /// Draws it as chosen.
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }

    /// An edge of accent at the left of a chosen row.
    pub fn edge(mut self) -> Self {
        self.edge = true;
        self
    }

    /// A line below.
    pub fn line(mut self) -> Self {
        self.line = true;
        self
    }

    /// Room at both ends, in points.
    pub fn padding(mut self, padding: f32) -> Self {
        self.padding = padding;
        self
    }

    /// Rounded corners.
    pub fn rounded(mut self) -> Self {
        self.radius = size::RADIUS_CONTROL;
        self
    }

    /// A row that cannot be pressed.
    pub fn quiet(mut self) -> Self {
        self.acts = false;
        self
    }

    /// Shows the row with `content` in it, laid left to right; controls inside keep their own presses.
    pub fn show(self, ui: &mut Ui, content: impl FnOnce(&mut Ui)) -> Response {
        let t = tokens(ui);
        let extent = Vec2::new(ui.available_width(), scaled(ui, self.height));
        let sense = if self.acts { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(extent, sense);
        response.widget_info(|| match self.acts {
            true => WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), self.chosen, self.name),
            false => WidgetInfo::labeled(Role::ListItem, true, self.name),
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let over = self.acts && (response.hovered() || response.contains_pointer());
        let ground = match (self.chosen, over) {
            (true, _) => Some(t.accent_ground),
            (false, true) => Some(t.hover),
            _ => None,
        };
        if let Some(ground) = ground {
            ui.painter().rect_filled(rect, self.radius, ground);
        }
        if self.chosen && self.edge {
            ui.painter().rect_filled(Rect::from_min_size(rect.min, Vec2::new(3.0, rect.height())), 0, t.accent);
        }
        if self.line {
            ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line));
        }
        let builder = UiBuilder::new()
            .max_rect(rect.shrink2(Vec2::new(self.padding, 0.0)))
            .layout(egui::Layout::left_to_right(egui::Align::Center));
        ui.scope_builder(builder, content);
        focus_ring_inside(ui, &response, self.radius);
        response
    }
}

/// The head of a section in a panel: words left, a quieter word right.
pub fn heading_row(ui: &mut Ui, title: &str, right: &str) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        face::CAPTION.semibold().label(ui, title, t.text_2);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            face::CAPTION.label(ui, right, t.text_3);
        });
    });
}
