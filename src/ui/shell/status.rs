//! The status bar: whether everything is saved, what the tool in hand does, zoom and alignment.

use egui::{Align, Layout, Ui};

use super::{Shell, focus};
use crate::app::{Command, SaveState};
use crate::ui::icons;
use crate::ui::keymap::Place;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{self, Button, Tone, status_item};
use crate::words::{self, say, told};

impl Shell {
    /// Shows the status bar.
    pub(super) fn status_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        // A library without the right to write says so before a patient is open, too.
        let read_only = self.app.library().and_then(|l| l.library.read_only());
        let state = read_only.map_or_else(|| self.app.save_state(), SaveState::ReadOnly);
        let rect = widgets::status_bar(ui, |ui| {
            let rect = ui.max_rect();
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 16.0;
                self.right_ui(ui);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.spacing_mut().item_spacing.x = 12.0;
                    if self.app.library().is_some() {
                        saved_ui(ui, &state, commands);
                    }
                    self.hint_ui(ui);
                });
            });
            rect
        });
        self.panels.add(focus::Panel::Status, rect);
    }

    fn right_ui(&self, ui: &mut Ui) {
        if self.place == Place::Review && self.app.patient().is_some() {
            let status = self.review.status();
            if status.matched {
                status_item(ui, icons::SUN_DIM, None, "", say!("display-matched"));
            }
            if let Some(percent) = status.zoom_percent {
                status_item(
                    ui,
                    icons::LINK_SIMPLE,
                    None,
                    "",
                    &say!("linked-zoom", percent = words::number(format!("{percent:.0}"))),
                );
            }
            return;
        }
        if self.place != Place::Compare || self.app.patient().is_none() {
            if self.app.import_review().is_some() {
                status_item(ui, icons::TRAY_ARROW_DOWN, None, "", say!("drop-more-photos-anywhere"));
            } else {
                status_item(ui, icons::LOCK_SIMPLE, None, "", say!("this-computer-only"));
            }
            return;
        }
        let status = self.compare.status();
        if let Some(display) = &status.display {
            status_item(ui, icons::SUN_DIM, None, "", display);
        }
        if let Some(alignment) = &status.alignment {
            status_item(ui, icons::CROSSHAIR_SIMPLE, None, "", &say!("alignment", alignment = alignment));
        }
        if let Some(percent) = status.zoom_percent {
            let (icon, apart) =
                if status.unlinked { (icons::LINK_BREAK, say!("zoom-apart")) } else { (icons::LINK_SIMPLE, "") };
            status_item(
                ui,
                icon,
                None,
                "",
                &say!("zoom", percent = words::number(format!("{percent:.0}")), apart = apart),
            );
        }
    }

    fn hint_ui(&self, ui: &mut Ui) {
        let t = tokens(ui);
        let hint = match self.place {
            Place::Compare => self.compare.status().hint.clone(),
            Place::Import if self.app.import_review().is_some() => Some(say!("arrows-choose-1-9-set-the").to_owned()),
            _ => None,
        };
        if let Some(hint) = hint {
            face::CAPTION.line_label(ui, hint, t.text_2);
        }
    }
}

fn saved_ui(ui: &mut Ui, state: &SaveState, commands: &mut Vec<Command>) {
    match state {
        SaveState::Saved(at) => {
            let time = at.map(|at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string());
            status_item(ui, icons::CHECK, Some(Tone::Good), say!("saved"), &time.unwrap_or_default());
        }
        SaveState::Saving => {
            status_item(ui, icons::CIRCLE_NOTCH, Some(Tone::Busy), say!("saving"), "");
        }
        SaveState::Failed(why) => {
            if ui.add(Button::link(say!("try-again")).icon(icons::ARROW_CLOCKWISE)).clicked() {
                commands.push(Command::RetrySave);
            }
            let words = say!("not-saved", why = told(why));
            widgets::state(ui, Tone::Failed, &words).on_hover_text(words);
        }
        SaveState::ReadOnly(why) => {
            let why = told(why);
            status_item(ui, icons::LOCK_SIMPLE, Some(Tone::Caution), say!("read-only"), &why).on_hover_text(&why);
        }
    }
}
