//! The header: whose photos these are, where the course stands, undo, commands, export.

use egui::{Align, Layout, Ui};

use super::{Shell, focus};
use crate::model::{Patient, Summary};
use crate::ui::icons;
use crate::ui::keymap::{Action, Place};
use crate::ui::screens::{compare, parts};
use crate::ui::theme::{Face, face, tokens};
use crate::ui::widgets::{self, Button, IconButton, Look, chip, session_dots, vertical_line};
use crate::words::say;

impl Shell {
    /// Shows the header; answers what was pressed.
    pub(super) fn header_ui(&mut self, ui: &mut Ui) -> Option<Action> {
        let mut asked = None;
        let rect = widgets::header(ui, |ui| {
            let rect = ui.max_rect();
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                asked = self.header_right_ui(ui);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.set_clip_rect(ui.clip_rect().intersect(ui.max_rect().expand2(egui::vec2(4.0, 8.0))));
                    asked = asked.or(self.header_left_ui(ui));
                });
            });
            rect
        });
        self.panels.add(focus::Panel::Header, rect);
        asked
    }

    fn shows_patient(&self) -> bool {
        matches!(self.place, Place::Compare | Place::Course | Place::Import) && self.app.patient().is_some()
    }

    fn header_right_ui(&self, ui: &mut Ui) -> Option<Action> {
        let mut asked = None;
        let narrow = ui.ctx().content_rect().width() < 1100.0;
        ui.spacing_mut().item_spacing.x = 8.0;
        if self.place == Place::Review && self.app.patient().is_some() {
            return self.leave_review_ui(ui);
        }
        if self.place == Place::Compare && self.app.patient().is_some_and(|p| !p.photos.is_empty()) {
            let action = Action::Compare(compare::Action::Export);
            let button = Button::new(say!("export")).icon(icons::EXPORT).key(action.key()).words(!narrow);
            if ui.add(button.tip(action.title())).clicked() {
                asked = Some(action);
            }
        }
        let asks_window = self.patient_window_button(ui);
        asked = asked.or(asks_window);
        let commands = Button::new(say!("commands")).icon(icons::MAGNIFYING_GLASS).look(Look::Plain).words(!narrow);
        if ui.add(commands.key(Action::Palette.key()).tip(say!("every-command-by-its-name-and"))).clicked() {
            asked = Some(Action::Palette);
        }
        if self.shows_patient() {
            vertical_line(ui);
            asked = asked.or(self.undo_ui(ui));
        }
        asked
    }

    /// While pairs are judged: what is hidden, and the way out.
    fn leave_review_ui(&self, ui: &mut Ui) -> Option<Action> {
        let t = tokens(ui);
        // On a result Esc goes back to the list of reviews.
        let key = if self.review.status().blind { "Esc" } else { "" };
        let leave = Button::new(say!("leave")).icon(icons::X).look(Look::Plain).key(key);
        let pressed = ui.add(leave.tip(say!("back-to-the-photos-what-was"))).clicked();
        if self.review.status().blind {
            vertical_line(ui);
            face::BODY.line_label(ui, say!("name-dates-and-timeline-hidden-until"), t.text_2);
        }
        pressed.then_some(Action::Go(Place::Compare))
    }

    /// The second window: open, blank or closed.
    fn patient_window_button(&self, ui: &mut Ui) -> Option<Action> {
        if self.place != Place::Compare || self.app.patient().is_none_or(|p| p.photos.is_empty()) {
            return None;
        }
        let window = &self.patient_window;
        let (words, icon) = match (window.is_open(), window.is_blank()) {
            (true, true) => (say!("patient-window-blank"), icons::EYE_SLASH),
            _ => (say!("patient-window"), icons::MONITOR),
        };
        // A blank window is shown again by the key that blanked it.
        let action = if window.is_blank() { Action::BlankPatientWindow } else { Action::PatientWindow };
        let wide = ui.ctx().content_rect().width() >= 1400.0 || window.is_blank();
        let tip =
            say!("blanks-it", action = action.title(), key = widgets::key_words(Action::BlankPatientWindow.key()));
        let button = Button::new(words).icon(icon).look(Look::Plain).selected(window.is_open()).words(wide);
        ui.add(button.key(action.key()).tip(&tip)).clicked().then_some(action)
    }

    /// Undo and redo, right to left.
    fn undo_ui(&self, ui: &mut Ui) -> Option<Action> {
        let mut asked = None;
        let open = self.app.open_patient_state()?;
        let said = |verb: &str, step: Option<&crate::model::Undo>| match step {
            Some(step) if step.count > 1 => {
                say!("undo-many-changes", verb = verb, title = step.title, count = step.count)
            }
            Some(step) => format!("{verb}: {}", step.title),
            None => verb.to_owned(),
        };
        let (redo, undo) = (said(say!("redo"), open.redo()), said(say!("undo"), open.undo()));
        for (icon, name, action, nothing) in [
            (icons::ARROW_U_UP_RIGHT, redo, Action::Redo, say!("nothing-was-undone")),
            (icons::ARROW_U_UP_LEFT, undo, Action::Undo, say!("nothing-was-changed-on-this-computer")),
        ] {
            let why = (!self.available(action)).then_some(nothing);
            if ui.add(IconButton::new(icon, &name).key(action.key()).disabled(why)).clicked() {
                asked = Some(action);
            }
        }
        asked
    }

    fn header_left_ui(&self, ui: &mut Ui) -> Option<Action> {
        let mut asked = None;
        let t = tokens(ui);
        if self.available(Action::FoldPatients) {
            let fold =
                IconButton::new(icons::SIDEBAR_SIMPLE, Action::FoldPatients.title()).key(Action::FoldPatients.key());
            if ui.add(fold.selected(self.fold.is_open())).clicked() {
                asked = Some(Action::FoldPatients);
            }
        }
        if self.place == Place::Review && self.app.patient().is_some() {
            let (place, _) = ui.allocate_exact_size(egui::Vec2::splat(20.0), egui::Sense::hover());
            icons::EYE_SLASH.paint(ui.painter(), place.center(), crate::ui::theme::size::ICON, t.text_2);
            face::TITLE.label(ui, self.place.name(), t.text);
            face::BODY.line_label(ui, self.review.status().words.as_str(), t.text_2);
            return asked;
        }
        if self.app.settings().privacy {
            return asked.or(super::privacy::sign_ui(ui));
        }
        match self.app.patient().filter(|_| self.shows_patient()) {
            Some(patient) => asked = asked.or(patient_ui(ui, patient)),
            None => {
                let place = if self.place == Place::Start { "Skinlapse" } else { self.place.name() };
                face::TITLE.label(ui, place, t.text);
                if let Some(library) = self.app.library() {
                    let words = match (library.is_sample, library.library.root().file_name()) {
                        (true, _) => say!("sample-clinic").to_owned(),
                        (false, Some(name)) => name.to_string_lossy().into_owned(),
                        (false, None) => String::new(),
                    };
                    face::BODY.line_label(ui, words, t.text_2);
                }
            }
        }
        if let Some(opening) = self.app.opening() {
            widgets::state(ui, widgets::Tone::Busy, opening);
        }
        asked
    }
}

/// Name, age, number, skin type, course. What does not fit is left out from the end.
fn patient_ui(ui: &mut Ui, patient: &Patient) -> Option<Action> {
    let t = tokens(ui);
    let mut asked = None;
    let today = parts::today();
    let room = ui.available_width();
    let name = parts::called(patient);
    let width = face::TITLE.galley(ui, name, t.text).size().x.min((room * 0.5).max(120.0));
    ui.scope(|ui| {
        ui.set_max_width(width + 2.0);
        let label = face::TITLE.text(ui, name, t.text);
        let label = ui.add(egui::Label::new(label).truncate().selectable(false).sense(egui::Sense::click()));
        if widget_tip(label).clicked() {
            asked = Some(Action::EditPatient);
        }
    });
    if patient.archived {
        chip(ui, Some(icons::ARCHIVE), say!("archived-small"));
    }
    let facts = facts_words(patient, today);
    let summary = Summary::of(patient);
    let dots = 13.0 * summary.planned_sessions.unwrap_or(0).max(summary.treated_sessions as u32).min(24) as f32;
    let session = session_words(&summary, patient, today);
    let wide = |words: &str, face: Face| face.galley(ui, words, t.text).size().x + 16.0;
    let facts_width = wide(&facts, face::BODY);
    let course_width = if session.0.is_empty() { 0.0 } else { dots + wide(&session.0, face::CONTROL) + 24.0 };
    let for_width = if summary.treated_for.is_empty() { 0.0 } else { wide(&summary.treated_for, face::BODY) };
    let mut left = ui.available_width();
    if facts_width <= left {
        face::BODY.label(ui, facts, t.text_2);
        left -= facts_width;
    }
    if course_width > 0.0 && course_width <= left {
        vertical_line(ui);
        if for_width > 0.0 && course_width + for_width <= left {
            face::BODY.label(ui, summary.treated_for.as_str(), t.text_2);
        }
        if dots > 0.0 {
            session_dots(ui, summary.treated_sessions, session.1, summary.planned_sessions.unwrap_or(0) as usize);
        }
        face::CONTROL.label(ui, session.0, t.text);
    } else if for_width > 0.0 && for_width + 16.0 <= left {
        vertical_line(ui);
        face::BODY.label(ui, summary.treated_for.as_str(), t.text_2);
    }
    asked
}

fn widget_tip(response: egui::Response) -> egui::Response {
    widgets::tip(response, say!("patient-details"), None)
}

/// “29 y · SL-0042 · skin type II”.
fn facts_words(patient: &Patient, today: jiff::civil::Date) -> String {
    const ROMAN: [&str; 6] = ["I", "II", "III", "IV", "V", "VI"];
    let facts = &patient.facts;
    let age = patient.age_on(today).map(|years| say!("years-old", years = years));
    let number =
        (!facts.number.trim().is_empty() && !facts.name.trim().is_empty()).then(|| facts.number.trim().to_owned());
    let skin = facts
        .skin_type
        .and_then(|n| ROMAN.get(usize::from(n).wrapping_sub(1)))
        .map(|n| say!("skin-type-small", roman = n));
    [age, number, skin].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// “Session 5 of 6 today”, and whether the last one was today.
fn session_words(summary: &Summary, patient: &Patient, today: jiff::civil::Date) -> (String, bool) {
    let done = summary.treated_sessions;
    let is_today = patient.treatments_by_date().last().is_some_and(|(session, _)| session.date == today);
    let words = match (done, summary.planned_sessions) {
        (0, None) => return (String::new(), false),
        (0, Some(planned)) => say!("planned", count = say!("n-sessions", n = planned as usize)),
        (_, Some(planned)) => say!("session-of", done = done, planned = planned),
        (_, None) => say!("session-done", done = done),
    };
    let words = match summary.next_due.filter(|_| !is_today) {
        Some(due) => format!("{words}, {}", parts::due_words(due, today).0.split(", ").next().unwrap_or_default()),
        None if is_today => say!("n-today", words = words),
        None => words,
    };
    (words, is_today)
}
