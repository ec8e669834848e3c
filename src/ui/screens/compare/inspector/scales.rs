//! Scores on clinical scales, entered beside the pair: a number for each question, Tab to the next.
//!
//! What is entered is the person's; the program adds it up by the scale's own rule, and not before every question is
//! answered.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Id, Ui};
use jiff::Timestamp;
use jiff::civil::Date;

use super::super::{CompareScreen, Scene, words};
use super::section;
use crate::app::{SaveState, Subject, about_scale, in_order, scale_curve, scales_used, score_words, subjects};
use crate::model::{Edit, GroupId, Patient, Scale, ScaleState, Score, ScoreId, SessionId, Total};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::parts::short_date;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{
    self, Button, Chart, ChartAxis, ChartDot, ChartLine, IconButton, Look, Row, ScoreItem, TextField, Tone, dropdown,
    format_date,
};
use crate::words::say;

/// More regions than these are typed again.
const MOST_REGIONS: usize = 6;

/// What the tab remembers.
#[derive(Default)]
pub struct Scales {
    chosen: Option<String>,
    focus: bool,
    /// The questions of the last frame.
    items: Vec<Id>,
    /// What is scored: the visit as a whole, or this photo alone, or a region.
    about: About,
    /// What is undone together: the answers to one scale at one visit, in one go.
    group: Option<(SessionId, String, GroupId)>,
}

/// What is scored, as it was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct About {
    /// The photo of the view alone.
    photo: bool,
    /// The region, as it is typed.
    region: String,
}

impl Scales {
    /// Puts the focus on the first question without an answer in the next frame.
    pub fn ask_focus(&mut self) {
        self.focus = true;
    }

    /// True while a question has the focus: digits answer it then.
    pub fn has_focus(&self, ui: &Ui) -> bool {
        ui.memory(|m| m.focused()).is_some_and(|id| self.items.contains(&id))
    }

    fn group(&mut self, session: SessionId, scale: &str) -> GroupId {
        match &self.group {
            Some((at, id, group)) if *at == session && id == scale => *group,
            _ => {
                let group = GroupId::new();
                self.group = Some((session, scale.to_owned(), group));
                group
            }
        }
    }
}

impl CompareScreen {
    pub(super) fn scales_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let clinic = cx.app.clinic();
        let Some(session) = scene.patient.photos.get(&scene.choice.b).map(|p| p.session) else { return };
        let used = scales_used(scene.patient, clinic);
        let first = used.first().map(|(id, _)| (*id).to_owned());
        let chosen = self.scales.chosen.clone().or(first);
        let chosen = chosen.and_then(|id| clinic.newest(&id)).or_else(|| clinic.scales().first().copied()).cloned();
        let Some(scale) = chosen else { return };
        section(ui, |ui| {
            self.choose_scale_ui(ui, cx, &scale);
            about_ui(ui, &scale);
        });
        widgets::section_line(ui);
        section(ui, |ui| self.answers_ui(ui, cx, scene, session, &scale));
        widgets::section_line(ui);
        let about = self.about(scene);
        section(ui, |ui| history_ui(ui, cx, scene.patient, &scale, &about));
        widgets::section_line(ui);
        self.given_ui(ui, cx, scene, session, &scale.id);
    }

    fn choose_scale_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, scale: &Scale) {
        let all = cx.app.clinic().scales();
        let names: Vec<&str> = all.iter().map(|s| s.name.as_str()).collect();
        let at = all.iter().position(|s| s.id == scale.id);
        if let Some(picked) = dropdown(ui, say!("scale"), &names, at, ui.available_width()) {
            self.scales.chosen = all.get(picked).map(|s| s.id.clone());
            // Whoever walks through the list with the arrows stays there.
            if ui.memory(|m| m.focused().is_none()) {
                self.scales.ask_focus();
            }
        }
    }

    fn answers_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, session: SessionId, scale: &Scale) {
        let t = tokens(ui);
        let who = cx.app.settings().who.clone();
        let photo = self.scales.about.photo.then_some(scene.choice.b);
        let about = self.about(scene);
        let own = own_score(scene.patient, session, scale, &who, &about);
        let date = scene.patient.sessions.get(&session).map(|s| s.date);
        let day = date.map(|d| words::day_on_card(scene.patient, d)).unwrap_or_default();
        face::CAPTION.semibold().label(
            ui,
            say!("score-for", date = date.map(format_date).unwrap_or_default(), day = day),
            t.text_2,
        );
        let against = compared_session(scene, scale);
        if let Some(before) = against.and_then(|id| scene.patient.sessions.get(&id)) {
            face::CAPTION.label(ui, say!("compared-with", date = format_date(before.date)), t.text_2);
        }
        if let SaveState::ReadOnly(why) = cx.app.save_state() {
            widgets::state(ui, Tone::Caution, &say!("nothing-can-be-entered", why = crate::words::told(&why)));
            return;
        }
        self.about_ui(ui, scene, &scale.id);
        let before: BTreeMap<String, i32> = own.map(|s| s.values.clone()).unwrap_or_default();
        let mut values = before.clone();
        self.items_ui(ui, session, scale, &mut values);
        total_ui(ui, scale, &values);
        if values != before {
            let edit = match own {
                Some(score) if values.is_empty() => Edit::RemoveScore { id: score.id },
                own => Edit::SetScore(Score {
                    id: own.map_or_else(ScoreId::new, |s| s.id),
                    scale: scale.id.clone(),
                    version: scale.version.clone(),
                    session,
                    photo,
                    region: about.region.clone(),
                    compared_with: own.and_then(|s| s.compared_with).or(against),
                    values,
                    at: own.map_or_else(Timestamp::now, |s| s.at),
                    who,
                }),
            };
            let group = self.scales.group(session, &scale.id);
            cx.edit_group(vec![edit], group);
        }
    }

    /// What the chosen score is about.
    fn about(&self, scene: &Scene<'_>) -> Subject {
        let about = &self.scales.about;
        let view = scene.patient.photos.get(&scene.choice.b).filter(|_| about.photo).map(|p| p.view.clone());
        Subject { view, region: about.region.trim().to_owned() }
    }

    /// The whole visit or this photo alone, and a region; regions that were scored before are one press away.
    fn about_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, scale: &str) {
        let before = self.scales.about.clone();
        let mut about = before.clone();
        ui.horizontal_wrapped(|ui| {
            for (photo, words) in [(false, say!("the-whole-visit")), (true, say!("this-photo-alone"))] {
                let button = Button::new(words).look(Look::Outline).selected(about.photo == photo);
                if ui.add(button).clicked() {
                    about.photo = photo;
                }
            }
        });
        let field = TextField::new(say!("scored-region")).hint(say!("scored-region-hint"));
        field.id(Id::unique("scored region")).show(ui, &mut about.region);
        let known: BTreeSet<String> =
            subjects(scene.patient, scale).into_iter().map(|s| s.region).filter(|r| !r.is_empty()).collect();
        let others: Vec<&String> = known.iter().filter(|region| *region != about.region.trim()).collect();
        if !others.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for region in others.into_iter().take(MOST_REGIONS) {
                    if ui.add(Button::new(region).look(Look::Plain)).clicked() {
                        about.region.clone_from(region);
                    }
                }
            });
        }
        if about != before {
            // What was answered about something else is another step back.
            self.scales.group = None;
            self.scales.about = about;
        }
    }

    fn items_ui(&mut self, ui: &mut Ui, session: SessionId, scale: &Scale, values: &mut BTreeMap<String, i32>) {
        self.scales.items.clear();
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut focus = std::mem::take(&mut self.scales.focus);
        let none_missing = scale.items.iter().all(|item| values.contains_key(&item.id));
        for item in &scale.items {
            let levels: Vec<(i32, &str)> = item.values.iter().map(|l| (l.value, l.label.as_str())).collect();
            let id = Id::unique(("score item", session, &scale.id, &item.id));
            let chosen = values.get(&item.id).copied();
            let shown = ScoreItem::new(&item.text, &levels, chosen, id).show(ui);
            self.scales.items.push(id);
            if focus && (chosen.is_none() || none_missing) {
                shown.response.request_focus();
                shown.response.scroll_to_me(None);
                focus = false;
            }
            if shown.response.gained_focus() {
                shown.response.scroll_to_me(None);
            }
            match shown.answer {
                Some(Some(value)) => drop(values.insert(item.id.clone(), value)),
                Some(None) => drop(values.remove(&item.id)),
                None => {}
            }
        }
        ui.spacing_mut().item_spacing.y = size::GAP;
    }

    /// Everything that was scored at this visit, each with who, and a way to take it out.
    fn given_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, session: SessionId, current: &str) {
        let scores = scene.patient.scores_of(session);
        if scores.is_empty() {
            return;
        }
        section(ui, |ui| widgets::heading_row(ui, say!("scored-at-this-visit"), ""));
        for score in scores {
            let clinic = cx.app.clinic();
            let scale = clinic.scale(&score.scale, &score.version);
            let name = scale.map_or(score.scale.as_str(), |s| s.short());
            let total = score_words(clinic, score);
            let about = Subject::of(scene.patient, score);
            let under = [about.to_string(), score.who.clone()];
            let under = under.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            let said = format!("{name}: {total}, {under}");
            let mut remove = false;
            let row = Row::new(&said, 44.0).padding(12.0).chosen(score.scale == current).show(ui, |ui| {
                let t = tokens(ui);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let label = say!("remove-score", name = name);
                    remove = ui.add(IconButton::new(icons::TRASH, &label)).clicked();
                    face::BODY.semibold().label(ui, total.as_str(), t.text);
                    ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        ui.add_space(4.0);
                        face::BODY.line_label(ui, name, t.text);
                        face::CAPTION.line_label(ui, under.as_str(), t.text_2);
                    });
                });
            });
            if row.clicked() && scale.is_some() {
                self.scales.chosen = Some(score.scale.clone());
                self.scales.about = About { photo: about.view.is_some(), region: about.region };
            }
            if remove {
                cx.edit(Edit::RemoveScore { id: score.id });
            }
        }
    }
}

/// One's own last score about this on this version of a scale at a visit: it is continued; another person's never is.
fn own_score<'a>(
    patient: &'a Patient,
    session: SessionId,
    scale: &Scale,
    who: &str,
    about: &Subject,
) -> Option<&'a Score> {
    let same = |s: &Score| s.scale == scale.id && s.version == scale.version && s.who == who;
    let fits = |s: &&Score| same(s) && Subject::of(patient, s) == *about;
    patient.scores_of(session).into_iter().rfind(fits)
}

/// For a scale of change: the visit of the other photo.
fn compared_session(scene: &Scene<'_>, scale: &Scale) -> Option<SessionId> {
    if !scale.compares || scene.choice.is_single() {
        return None;
    }
    let order = in_order(scene.patient, scene.choice.a, scene.choice.b)?;
    scene.patient.photos.get(&order.fixed).map(|p| p.session)
}

fn about_ui(ui: &mut Ui, scale: &Scale) {
    let t = tokens(ui);
    match scale.state {
        ScaleState::On => {}
        ScaleState::Unverified => {
            widgets::state(ui, Tone::Caution, say!("scale-unverified"));
        }
        ScaleState::InPerson => {
            widgets::state(ui, Tone::Info, say!("scale-in-person"));
        }
    }
    let about = face::CAPTION.label(ui, about_scale(scale), t.text_2);
    about.on_hover_text(format!("{}\n{}", scale.source, scale.licence));
    if !scale.note.is_empty() && scale.state != ScaleState::Unverified {
        face::CAPTION.label(ui, scale.note.as_str(), t.text_2);
    }
    face::CAPTION.label(ui, say!("source-of-scale", source = scale.source), t.text_3);
}

fn total_ui(ui: &mut Ui, scale: &Scale, values: &BTreeMap<String, i32>) {
    let t = tokens(ui);
    match scale.total(values) {
        Total::Is(total) => {
            ui.horizontal(|ui| {
                face::VALUE.label(ui, Scale::written(total), t.text);
                face::CAPTION.label(ui, say!("total-of", range = scale.range_text()), t.text_2);
            });
        }
        Total::Missing(missing) if missing.len() == scale.items.len() => {
            ui.horizontal_wrapped(|ui| {
                widgets::key_cap(ui, "0–9");
                face::CAPTION.label(ui, say!("keys-answer"), t.text_2);
                widgets::key_cap(ui, "Tab");
                face::CAPTION.label(ui, say!("keys-next-question"), t.text_2);
                widgets::key_cap(ui, "Del");
                face::CAPTION.label(ui, say!("keys-take-back"), t.text_2);
            });
        }
        Total::Missing(missing) => {
            let n = missing.len();
            let words = say!("no-total", n = n, all = scale.items.len());
            widgets::state(ui, Tone::Info, &words);
        }
    }
}

/// A small chart of the totals over the calendar.
fn history_ui(ui: &mut Ui, cx: &Cx<'_>, patient: &Patient, scale: &Scale, about: &Subject) {
    let curve = scale_curve(patient, cx.app.clinic(), &scale.id, about);
    let (first, last) = (curve.readings.first().map(|r| r.date), curve.readings.last().map(|r| r.date));
    widgets::heading_row(
        ui,
        say!("so-far"),
        if curve.readings.is_empty() { say!("no-complete-score-yet") } else { "" },
    );
    let (Some(first), Some(last)) = (first, last) else { return };
    let day = |date: Date| f64::from(crate::model::days_between(first, date));
    let dots: Vec<ChartDot> = curve
        .readings
        .iter()
        .map(|r| ChartDot {
            x: day(r.date),
            y: r.value,
            interval: r.interval,
            said: format!(
                "{}, {}: {}",
                format_date(r.date),
                words::day_on_card(patient, r.date),
                Scale::written(r.value)
            ),
        })
        .collect();
    let ticks = curve.readings.iter().map(|r| (day(r.date), short_date(r.date, Some(last)))).collect();
    let lines = [ChartLine { name: String::new(), style: 2, strong: true, dots }];
    let axis = ChartAxis { range: [0.0, day(last)], ticks, early: false, chosen: None };
    let name = say!("scale-so-far", name = scale.name);
    Chart::new(&name, &lines, &axis, scale.range).height(132.0).show(ui);
}
