//! What is published for the chosen day, and what this course recorded on it. For reading; no verdict is drawn from it.

use egui::{Align, Layout, Ui, Vec2};

use super::{CourseScreen, Scene, near};
use crate::app::{StudyResult, complication_name, literature, results, score_words};
use crate::model::{Session, day_words};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, grown, size, tokens};
use crate::ui::widgets::{Button, chip, section_line};
use crate::words::{say, told};

impl CourseScreen {
    pub(super) fn literature_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, scene: &Scene<'_>) {
        ui.spacing_mut().item_spacing.y = size::GAP;
        let day = self.chosen_group(scene).map(|g| g.day);
        head(ui, day);
        match day {
            Some(day) => facts_ui(ui, day),
            None => drop(face::BODY.label(ui, say!("choose-a-day-to-read"), tokens(ui).text_2)),
        }
        if let Some(day) = day {
            recorded_ui(ui, cx, scene, day);
        }
        section_line(ui);
        let t = tokens(ui);
        let height = size::HIT * grown(ui.style());
        let extent = Vec2::new(ui.available_width(), height);
        ui.allocate_ui_with_layout(extent, Layout::right_to_left(Align::Center), |ui| {
            let words = if self.results { say!("close-card") } else { say!("open-card") };
            if ui.add(Button::link(words).name(say!("published-results"))).clicked() {
                self.results = !self.results;
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                face::BODY.line_label(ui, say!("published-results-blinded-open"), t.text_2);
            });
        });
        if self.results {
            results_ui(ui);
        }
    }
}

fn head(ui: &mut Ui, day: Option<i32>) {
    let t = tokens(ui);
    let height = 20.0 * grown(ui.style());
    let extent = Vec2::new(ui.available_width(), height);
    ui.allocate_ui_with_layout(extent, Layout::right_to_left(Align::Center), |ui| {
        chip(ui, None, say!("for-reading"));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), egui::Sense::hover());
            icons::NOTE.paint(ui.painter(), place.center(), size::ICON, t.text_2);
            let words =
                day.map_or_else(|| say!("what-is-published").to_owned(), |day| say!("published-for-day", day = day));
            face::CONTROL.semibold().line_label(ui, words, t.text);
        });
    });
}

fn facts_ui(ui: &mut Ui, day: i32) {
    let t = tokens(ui);
    let facts = literature(day);
    if facts.is_empty() {
        face::BODY.label(ui, say!("nothing-speaks-of-that-day"), t.text_2);
    }
    for fact in facts {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            face::BODY.label(ui, "•", t.text_3);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                face::BODY.label(ui, told(&fact.text), t.text);
                face::CAPTION.label(ui, told(&fact.source), t.text_2);
            });
        });
    }
}

/// What people scored and ticked on this day after each session.
fn recorded_ui(ui: &mut Ui, cx: &Cx<'_>, scene: &Scene<'_>, day: i32) {
    let t = tokens(ui);
    let on_day = |s: &&Session| day_words(scene.patient, s.date).after().is_some_and(|(days, _)| days == day);
    let sessions: Vec<&Session> = scene.patient.sessions_by_date().into_iter().filter(on_day).collect();
    if sessions.is_empty() {
        return;
    }
    section_line(ui);
    face::CAPTION.semibold().label(ui, say!("recorded-on-day", day = day), t.text_2);
    for session in sessions {
        let after = day_words(scene.patient, session.date).after().map_or(0, |(_, after)| after);
        let clinic = cx.app.clinic();
        let mut words: Vec<String> = scene
            .patient
            .scores_of(session.id)
            .into_iter()
            .map(|s| {
                let name = clinic.newest(&s.scale).map_or(s.scale.clone(), |scale| scale.short().to_owned());
                format!("{name}: {}", score_words(clinic, s))
            })
            .collect();
        if let Some(seen) = scene.patient.consultation.complications.get(&session.id) {
            words.extend(seen.ticked.iter().map(|id| complication_name(id)));
            words.extend((!seen.note.trim().is_empty()).then(|| seen.note.trim().to_owned()));
        }
        let said = if words.is_empty() { say!("nothing-scored-or-ticked").to_owned() } else { words.join(" · ") };
        ui.horizontal_top(|ui| {
            let room = 148.0 * grown(ui.style());
            ui.allocate_ui_with_layout(Vec2::new(room, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(room);
                face::CAPTION.label(
                    ui,
                    say!("session-and-date", number = after, date = near(scene, session.date)),
                    t.text,
                );
            });
            face::CAPTION.label(ui, said, if words.is_empty() { t.text_3 } else { t.text });
        });
    }
}

/// Blinded beside open: the same treatment looks different when the raters do not know which photo is which.
fn results_ui(ui: &mut Ui) {
    let t = tokens(ui);
    let all = results();
    let of = |kind: &str| all.results.iter().filter(|r| r.kind == kind).collect::<Vec<_>>();
    ui.columns(2, |columns| {
        for (ui, (title, rows)) in
            columns.iter_mut().zip([(say!("study-blinded"), of("blinded")), (say!("study-open"), of("open"))])
        {
            face::CONTROL.semibold().label(ui, title, t.text);
            rows.into_iter().for_each(|row| study_ui(ui, row));
        }
    });
    face::CAPTION.label(ui, told(&all.caution), t.text_2);
}

fn study_ui(ui: &mut Ui, row: &StudyResult) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    face::BODY.label(ui, told(&row.outcome), t.text);
    let words = format!("{}, {}, n {}, {}", row.study, told(&row.design), told(&row.patients), told(&row.sessions));
    face::CAPTION.label(ui, words, t.text_2);
    ui.add_space(6.0);
}
