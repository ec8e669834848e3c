//! The frame of the window: rail, header, toolbar, captions, inspector, strip, status bar, with their grounds and lines.
//!
//! Each is an egui panel of its own size; show them in the order in which they take room from the rest.

use egui::{Align, CentralPanel, Frame, InnerResponse, Layout, Margin, Panel, Rect, Sense, Stroke, Ui, Vec2};

use super::content::scaled;
use crate::ui::theme::{size, tokens};

/// The rail at the left: 48 points, places top to bottom.
pub fn rail<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    let panel = Panel::left("rail").exact_size(size::RAIL).resizable(false).show_separator_line(false);
    let frame = Frame::new().fill(t.bg).inner_margin(Margin::symmetric(4, 4));
    let shown = panel.frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        content(ui)
    });
    line_right(ui, shown.response.rect);
    shown.inner
}

/// The header: 44 points, a line below.
pub fn header<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let fill = tokens(ui).bg;
    bar(ui, "header", true, size::HEADER, fill, 12, content)
}

/// The toolbar below the header: 44 points, a line below.
pub fn toolbar<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let fill = tokens(ui).panel;
    bar(ui, "toolbar", true, size::HEADER, fill, 8, content)
}

/// The status bar: 28 points, a line above.
pub fn status_bar<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let fill = tokens(ui).bg;
    bar(ui, "status bar", false, size::STATUS, fill, 12, content)
}

/// The timeline strip: `height` points (160, or 96 compact), a line above.
pub fn strip<R>(ui: &mut Ui, height: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    let panel = Panel::bottom("strip").exact_size(height).resizable(false).show_separator_line(false);
    let shown = panel.frame(Frame::new().fill(t.panel)).show(ui, content);
    line_top(ui, shown.response.rect);
    shown.inner
}

/// Width of the panel at the right of a page, in points: 312, and more where letters are larger.
pub fn side_panel(ui: &Ui) -> f32 {
    (size::INSPECTOR * widened(ui)).round()
}

fn widened(ui: &Ui) -> f32 {
    crate::ui::theme::grown_in_part(ui.style(), 0.4)
}

/// The inspector at the right: 312 points unless dragged wider or narrower, a line at its left. No padding of its own:
/// sections bring theirs, so that their lines run through.
pub fn inspector<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    let panel = Panel::right("inspector")
        .default_size(side_panel(ui))
        .size_range(size::INSPECTOR_MIN * widened(ui)..=size::INSPECTOR_MAX * widened(ui))
        .show_separator_line(false);
    let shown = panel.frame(Frame::new().fill(t.panel)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        content(ui)
    });
    let rect = shown.response.rect;
    ui.painter().vline(rect.left() + 0.5, rect.y_range(), Stroke::new(1.0, t.line));
    shown.inner
}

/// What is left: the page, or the canvas around photos.
pub fn central<R>(ui: &mut Ui, canvas: bool, content: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    let frame = match canvas {
        true => Frame::new().fill(t.canvas),
        false => Frame::new().fill(t.bg).inner_margin(Margin::same(size::PAGE_EDGE as i8)),
    };
    let fill = |ui: &mut Ui| {
        if canvas {
            ui.spacing_mut().item_spacing.y = 0.0;
        }
        content(ui)
    };
    CentralPanel::no_frame().frame(frame).show(ui, fill).inner
}

/// The caption bar over a photo: 36 points over the available width, its content in one row.
pub fn caption_bar<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let t = tokens(ui);
    let extent = Vec2::new(ui.available_width(), scaled(ui, size::CAPTION));
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    ui.painter().rect_filled(rect, 0, t.canvas);
    let builder =
        egui::UiBuilder::new().max_rect(rect.shrink2(Vec2::new(4.0, 0.0))).layout(Layout::left_to_right(Align::Center));
    let inner = ui.scope_builder(builder, content).inner;
    InnerResponse::new(inner, response)
}

/// A card: panel ground, a line around it; chosen cards are raised with an edge of accent.
pub fn card<R>(ui: &mut Ui, chosen: bool, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let t = tokens(ui);
    let (fill, edge) = if chosen { (t.raised, t.accent) } else { (t.panel, t.line) };
    Frame::new()
        .fill(fill)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::same(size::CARD_PADDING as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui)
        })
}

/// A line across the available width, between two sections.
pub fn section_line(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, tokens(ui).line));
}

/// A line of 20 points between two groups of a bar.
pub fn vertical_line(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(1.0, 20.0), Sense::hover());
    ui.painter().vline(rect.center().x, rect.y_range(), Stroke::new(1.0, tokens(ui).line));
}

fn bar<R>(
    ui: &mut Ui,
    name: &'static str,
    top: bool,
    height: f32,
    fill: egui::Color32,
    padding: i8,
    content: impl FnOnce(&mut Ui) -> R,
) -> R {
    let height = scaled(ui, height);
    let panel = if top { Panel::top(name) } else { Panel::bottom(name) };
    let frame = Frame::new().fill(fill).inner_margin(Margin::symmetric(padding, 0));
    let panel = panel.exact_size(height).resizable(false).show_separator_line(false).frame(frame);
    let shown = panel.show(ui, |ui| {
        ui.set_min_height(height);
        ui.with_layout(Layout::left_to_right(Align::Center), content).inner
    });
    match top {
        true => line_bottom(ui, shown.response.rect),
        false => line_top(ui, shown.response.rect),
    }
    shown.inner
}

fn line_right(ui: &Ui, rect: Rect) {
    ui.painter().vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, tokens(ui).line));
}

fn line_top(ui: &Ui, rect: Rect) {
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, tokens(ui).line));
}

fn line_bottom(ui: &Ui, rect: Rect) {
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens(ui).line));
}
