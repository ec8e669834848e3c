//! What stands where no patient is listed, and what to do about it.

use egui::Ui;

use super::Asked;
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button};
use crate::words::say;

/// Nobody fits the search or the filter.
pub fn nothing_found(ui: &mut Ui, query: &str, archived: bool, filtered: bool) {
    let t = tokens(ui);
    let words = match (query.trim().is_empty(), archived) {
        _ if filtered => say!("nobody-has-all-that-the-filter").to_owned(),
        (true, true) => say!("nobody-is-archived").to_owned(),
        (true, false) => say!("everybody-is-archived-choose-archived-below").to_owned(),
        (false, _) => {
            say!("nobody-is-found-for-fewer-letters", query = query.trim())
        }
    };
    ui.add_space(20.0);
    ui.horizontal(|ui| {
        ui.add_space(16.0);
        face::BODY.label(ui, words, t.text_2);
    });
}

/// A library without a patient.
pub fn library(ui: &mut Ui, is_sample: bool) -> Option<Asked> {
    let mut asked = None;
    let t = tokens(ui);
    widgets::central(ui, false, |ui| {
        let words = say!("drop-a-folder-of-photos-anywhere");
        widgets::empty_state(ui, icons::IMAGES, say!("no-patients-yet"), words, |ui| {
            let new = Button::primary(say!("new-patient")).icon(icons::USER_PLUS).key(Action::NewPatient.key()).main();
            let photos =
                Button::new(say!("choose-photos")).icon(icons::TRAY_ARROW_DOWN).key(Action::ImportPhotos.key()).main();
            let width = new.measure(ui) + photos.measure(ui) + size::GAP;
            ui.horizontal(|ui| {
                ui.add_space(((ui.available_width() - width) / 2.0).max(0.0));
                if ui.add(new).clicked() {
                    asked = Some(Asked::Act(Action::NewPatient));
                }
                if ui.add(photos).clicked() {
                    asked = Some(Asked::Act(Action::ImportPhotos));
                }
            });
            if !is_sample {
                ui.add_space(size::GAP);
                face::CAPTION.label(ui, say!("only-want-to-look-around"), t.text_2);
                if ui.add(Button::link(say!("open-the-sample-clinic"))).clicked() {
                    asked = Some(Asked::Act(Action::OpenSample));
                }
            }
        });
    });
    asked
}
