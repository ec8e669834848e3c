//! The rail at the left: the places.

use egui::{Align, Layout, Ui, Vec2};

use super::{Shell, focus};
use crate::ui::icons::{self, Icon};
use crate::ui::keymap::{Action, Place};
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{self, rail_button};

impl Shell {
    /// Shows the rail; answers the place that was pressed.
    pub(super) fn rail_ui(&mut self, ui: &mut Ui) -> Option<Action> {
        let mut asked = None;
        let place = self.place;
        let rect = widgets::rail(ui, |ui| {
            logo(ui);
            for (icon, to) in [
                (icons::USERS, Place::Patients),
                (icons::COLUMNS, Place::Compare),
                (icons::CHART_LINE, Place::Course),
                (icons::TRAY_ARROW_DOWN, Place::Import),
                (icons::SHUFFLE, Place::Review),
            ] {
                let action = Action::Go(to);
                ui.add_enabled_ui(self.available(action), |ui| {
                    if place_button(ui, icon, action, place == to) {
                        asked = Some(action);
                    }
                });
            }
            ui.with_layout(Layout::bottom_up(Align::Center), |ui| {
                ui.add_space(4.0);
                if place_button(ui, icons::GEAR_SIX, Action::Go(Place::Settings), place == Place::Settings) {
                    asked = Some(Action::Go(Place::Settings));
                }
                let keys = Action::Shortcuts;
                if rail_button(ui, icons::KEYBOARD, keys.title(), keys.key(), false).clicked() {
                    asked = Some(keys);
                }
            });
            ui.min_rect()
        });
        self.panels.add(focus::Panel::Rail, rect);
        asked
    }
}

fn place_button(ui: &mut Ui, icon: Icon, action: Action, selected: bool) -> bool {
    rail_button(ui, icon, action.title(), action.key(), selected).clicked()
}

/// The mark of the program: one frame with a seam, and the skin on both sides of it.
fn logo(ui: &mut Ui) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(size::MAIN, 40.0), egui::Sense::hover());
    let frame = egui::Rect::from_center_size(rect.center(), Vec2::splat(18.0));
    let stroke = egui::Stroke::new(1.5, t.text);
    ui.painter().rect_stroke(frame, egui::CornerRadius::same(4), stroke, egui::StrokeKind::Inside);
    ui.painter().vline(frame.center().x, frame.y_range(), stroke);
    ui.painter().circle_filled(frame.center() - Vec2::new(4.5, 0.0), 1.6, t.text);
    ui.painter().circle_stroke(frame.center() + Vec2::new(4.5, 0.0), 1.6, egui::Stroke::new(1.0, t.text));
}
