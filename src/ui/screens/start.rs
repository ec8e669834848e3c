//! No library is open: ways to one, in plain words.

use egui::{Align, Layout, ScrollArea, Ui, Vec2};

use crate::app::Command;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Row, Tone, heading_row};
use crate::words::say;

/// Shows the start page; answers what was asked of the window.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Action> {
    let mut asked = None;
    let open = cx.app.library().is_some();
    widgets::central(ui, false, |ui| {
        ScrollArea::vertical().show(ui, |ui| {
            let width = 560.0_f32.min(ui.available_width());
            let left = ((ui.available_width() - width) / 2.0).max(0.0);
            let above = (ui.available_height() * 0.14).max(0.0);
            ui.add_space(above);
            ui.horizontal_top(|ui| {
                ui.add_space(left);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = 12.0;
                    refusal_ui(ui, cx);
                    asked = ways_ui(ui, open);
                    recent_ui(ui, cx);
                });
            });
        });
    });
    asked
}

/// Why the library that was asked for is not open, and what can be done.
fn refusal_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let app = cx.app;
    let Some(refusal) = app.refusal() else { return };
    let t = tokens(ui);
    let title = if refusal.held {
        say!("somebody-else-has-this-library-open")
    } else {
        say!("the-library-could-not-be-opened")
    };
    widgets::card(ui, false, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        widgets::state(ui, if refusal.held { Tone::Caution } else { Tone::Failed }, title);
        face::BODY.label(
            ui,
            format!("{}.", parts::sentence(crate::words::told(&refusal.words).trim_end_matches('.'))),
            t.text,
        );
        face::KEY.line_label(ui, refusal.root.display().to_string(), t.text_3);
        ui.horizontal(|ui| {
            let again = Button::new(say!("try-again")).icon(icons::ARROW_CLOCKWISE);
            if ui.add(again).clicked() {
                cx.send(Command::OpenLibrary(refusal.root.clone()));
            }
            if refusal.held
                && ui.add(Button::new(say!("open-to-read-only")).icon(icons::EYE).look(Look::Outline)).clicked()
            {
                cx.send(Command::OpenLibraryReadOnly(refusal.root.clone()));
            }
        });
    });
    ui.add_space(size::GAP);
}

fn ways_ui(ui: &mut Ui, open: bool) -> Option<Action> {
    let t = tokens(ui);
    let mut asked = None;
    face::VALUE.label(ui, "Skinlapse", t.text);
    let words = say!("before-and-after-aligned-at-the");
    face::BODY.label(ui, words, t.text_2);
    ui.add_space(size::GAP);
    let ways = [
        (
            icons::EYE,
            say!("look-around-in-the-sample-clinic"),
            say!("invented-patients-and-photos-a-copy"),
            Action::OpenSample,
        ),
        (
            icons::FOLDER_PLUS,
            say!("start-a-new-library"),
            say!("choose-an-empty-folder-your-photos"),
            Action::NewLibrary,
        ),
        (icons::FOLDER_OPEN, say!("open-a-library"), say!("a-folder-that-skinlapse-made-before"), Action::OpenLibrary),
    ];
    for (icon, title, words, action) in ways {
        if way(ui, icon, title, words, action.key()) {
            asked = Some(action);
        }
    }
    if open && ui.add(Button::link(say!("back-to-the-open-library"))).clicked() {
        asked = Some(Action::Go(crate::ui::keymap::Place::Patients));
    }
    asked
}

fn way(ui: &mut Ui, icon: icons::Icon, title: &str, words: &str, key: &str) -> bool {
    let t = tokens(ui);
    let ground = ui.painter().add(egui::Shape::Noop);
    let row = Row::new(title, 64.0).rounded().padding(16.0).show(ui, |ui| {
        let (place, _) = ui.allocate_exact_size(Vec2::splat(24.0), egui::Sense::hover());
        icon.paint(ui.painter(), place.center(), size::ICON_RAIL, t.accent);
        ui.add_space(size::GAP);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add_space(((ui.available_height() - 38.0 * crate::ui::theme::text_scale(ui.style())) / 2.0).max(0.0));
            face::CONTROL.line_label(ui, title, t.text);
            face::CAPTION.line_label(ui, words, t.text_2);
        });
        if !key.is_empty() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| widgets::key_cap(ui, key));
        }
    });
    let stroke = egui::Stroke::new(1.0, t.line);
    let shape = egui::epaint::RectShape::new(row.rect, size::RADIUS_CARD, t.panel, stroke, egui::StrokeKind::Outside);
    if !row.hovered() {
        ui.painter().set(ground, shape);
    }
    row.clicked()
}

fn recent_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let t = tokens(ui);
    let recent = &cx.app.settings().recent_libraries;
    if recent.is_empty() {
        return;
    }
    let mut chosen = None;
    ui.add_space(size::GAP);
    heading_row(ui, say!("opened-before"), "");
    for root in recent {
        let name = root.file_name().map_or_else(|| root.display().to_string(), |n| n.to_string_lossy().into_owned());
        let folder = root.parent().map(|p| p.display().to_string()).unwrap_or_default();
        let missing = !crate::app::is_library(root);
        let row = Row::new(&name, 44.0).rounded().padding(12.0).show(ui, |ui| {
            let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), egui::Sense::hover());
            icons::FOLDER.paint(ui.painter(), place.center(), size::ICON, t.text_2);
            face::BODY.line_label(ui, name.as_str(), if missing { t.text_3 } else { t.text });
            let words = if missing { say!("not-there-now-is-the-drive").to_owned() } else { folder.clone() };
            face::CAPTION.line_label(ui, words, t.text_3);
        });
        if row.clicked() {
            chosen = Some(root.clone());
        }
    }
    if let Some(root) = chosen {
        cx.send(Command::OpenLibrary(root));
    }
}
