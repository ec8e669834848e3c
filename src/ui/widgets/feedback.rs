//! What is going on, and what to do next: progress, busy bars, empty states, dots of a course.

use egui::{Align, CornerRadius, Frame, Layout, Margin, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::badge::Tone;
use super::button::{Button, Look};
use super::content::dashed_rect;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{face, size, tokens};
use crate::words::say;

/// Long work: a bar, a count, and Stop.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// What is being done (“Checking against baseline, 6 of 8”).
    pub title: &'a str,
    /// More about it (“about 4 s left”).
    pub detail: &'a str,
    /// 0 to 1; `None` while it cannot be told.
    pub fraction: Option<f32>,
    /// Whether it can be stopped.
    pub stoppable: bool,
}

impl Progress<'_> {
    /// Shows the card; true when Stop was pressed.
    pub fn show(self, ui: &mut Ui) -> bool {
        let mut stop = false;
        super::frame::card(ui, false, |ui| {
            let t = tokens(ui);
            ui.horizontal(|ui| {
                ui.set_min_height(size::HIT);
                face::BODY.semibold().label(ui, self.title, t.text);
                face::CAPTION.label(ui, self.detail, t.text_2);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if self.stoppable {
                        stop = ui.add(Button::new(say!("stop")).icon(icons::X).look(Look::Plain)).clicked();
                    }
                });
            });
            let bar = bar(ui, self.fraction, 4.0);
            bar.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, self.title));
            if let Some(fraction) = self.fraction {
                ui.ctx().accesskit_node_builder(bar.id, |node| {
                    node.set_numeric_value(f64::from(fraction * 100.0));
                    node.set_min_numeric_value(0.0);
                    node.set_max_numeric_value(100.0);
                });
            }
        });
        stop
    }
}

/// A bar of `height` points over the available width.
fn bar(ui: &mut Ui, fraction: Option<f32>, height: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    paint_bar(ui, rect, fraction);
    response
}

/// A bar of 2 points along the foot of `rect` (a caption, a control): something behind it is being worked on.
pub fn busy_bar(ui: &Ui, rect: Rect, fraction: Option<f32>) {
    let foot = Rect::from_min_max(rect.left_bottom() - Vec2::new(0.0, 2.0), rect.right_bottom());
    paint_bar(ui, foot, fraction);
}

fn paint_bar(ui: &Ui, rect: Rect, fraction: Option<f32>) {
    let t = tokens(ui);
    let radius = CornerRadius::same((rect.height() / 2.0) as u8);
    ui.painter().rect_filled(rect, radius, t.press);
    let done = match fraction {
        Some(fraction) => {
            Rect::from_min_size(rect.min, Vec2::new(rect.width() * fraction.clamp(0.0, 1.0), rect.height()))
        }
        None if crate::ui::theme::reduce_motion(ui.ctx()) => {
            Rect::from_center_size(rect.center(), Vec2::new(rect.width() / 3.0, rect.height()))
        }
        None => {
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(33));
            let phase = (ui.input(|i| i.time) / 1.6).fract() as f32;
            let left = rect.left() + rect.width() * (phase * 4.0 / 3.0 - 1.0 / 3.0);
            Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new(rect.width() / 3.0, rect.height()))
                .intersect(rect)
        }
    };
    ui.painter().rect_filled(done, radius, t.accent);
}

/// What a place says while nothing is there: an icon, what it is, what to do next, and the actions for it.
pub fn empty_state(ui: &mut Ui, icon: Icon, title: &str, words: &str, actions: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    let (area, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    dashed_rect(ui.painter(), area.shrink(0.5), f32::from(size::RADIUS_CARD), Stroke::new(1.0, t.strong));
    let width = 440.0_f32.min(area.width() - 32.0).max(0.0);
    let column = Rect::from_center_size(area.center(), Vec2::new(width, 260.0_f32.min(area.height())));
    let builder = egui::UiBuilder::new().max_rect(column).layout(Layout::top_down(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        let (place, _) = ui.allocate_exact_size(Vec2::splat(44.0), Sense::hover());
        icon.paint(ui.painter(), place.center(), 44.0, t.text_2);
        face::PAGE.label(ui, title, t.text);
        face::BODY.label(ui, words, t.text_2);
        ui.add_space(size::GAP);
        actions(ui);
    });
}

/// A card with a dashed edge that tells something about the place (“This is the sample clinic…”), with actions right.
pub fn notice(ui: &mut Ui, tone: Tone, title: &str, words: &str, actions: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    // The words wrap before the actions, whose width the last frame has told.
    let memory = egui::Id::unique(("notice actions", title));
    let told: Option<f32> = ui.data(|d| d.get_temp(memory));
    let mut needed = 0.0;
    let shown = Frame::new().inner_margin(Margin::same(size::CARD_PADDING as i8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let spacing = ui.spacing().item_spacing.x;
            let (place, _) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
            let color = if tone == Tone::Info { t.accent } else { tone.color(t) };
            tone.icon().paint(ui.painter(), place.center(), size::ICON, color);
            let room = (ui.available_width() - told.unwrap_or_default() - 2.0 * spacing).max(160.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.set_max_width(room);
                face::CONTROL.label(ui, title, t.text);
                face::CAPTION.label(ui, words, t.text_2);
            });
            needed = ui
                .with_layout(Layout::right_to_left(Align::Center), |ui| {
                    actions(ui);
                    ui.min_rect().width()
                })
                .inner;
        });
    });
    if told != Some(needed) {
        ui.data_mut(|d| d.insert_temp(memory, needed));
        // The next frame knows the room. To discard this one would starve the pointer and the keys, should it never settle.
        if told.is_none() {
            ui.ctx().request_repaint();
        }
    }
    dashed_rect(
        ui.painter(),
        shown.response.rect.shrink(0.5),
        f32::from(size::RADIUS_CARD),
        Stroke::new(1.0, t.strong),
    );
}

/// A course as dots: sessions done are filled, `today` is in accent, those to come are rings.
pub fn session_dots(ui: &mut Ui, done: usize, today: bool, planned: usize) -> Response {
    let t = tokens(ui);
    let total = planned.max(done).min(24);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(13.0 * total as f32, 18.0), Sense::hover());
    for i in 0..total {
        let center = egui::pos2(rect.left() + 6.0 + 13.0 * i as f32, rect.center().y);
        match i {
            i if today && i + 1 == done => ui.painter().circle_filled(center, 4.0, t.accent),
            i if i < done => ui.painter().circle_filled(center, 4.0, t.text_2),
            _ => ui.painter().circle_stroke(center, 3.5, Stroke::new(1.0, t.text_3)),
        };
    }
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, say!("session-of-small", done = done, planned = planned))
    });
    response
}
