//! The course of one patient: its sessions, what was scored, same days after different sessions, what is published.
//!
//! Recorded by people and shown as recorded: dates and sums are computed, nothing is judged.

mod aftercare;
mod cards;
mod consent;
mod curve;
mod literature;
mod panel;
mod plan;
mod same_day;
mod scores;
mod suitability;

use egui::{Align, Key, Layout, Modifiers, ScrollArea, Ui, Vec2};
use jiff::civil::Date;

pub use panel::Panel;

use super::compare::Tab;
use super::parts;
use super::treatment_form::TreatmentForm;
use crate::app::{DayGroup, course_view, same_days};
use crate::model::{CourseState, Edit, Patient, PatientId, PhotoId, Session, SessionId, SkinState, View};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, format_date};
use crate::words::{self, say};

/// What the screen remembers between frames.
#[derive(Default)]
pub struct CourseScreen {
    patient: Option<PatientId>,
    view: Option<View>,
    /// The day after a treatment that is looked at.
    day: Option<i32>,
    /// The two photos of that day, by their treatments' numbers; `None`: first and last.
    pair: Option<(usize, usize)>,
    curve: curve::State,
    panel: Option<Panel>,
    /// The visit whose treatment the panel shows.
    session: Option<SessionId>,
    treatment: TreatmentForm,
    today: TreatmentForm,
    plan: plan::PlanForm,
    suitability: suitability::Notes,
    consent: consent::ConsentForm,
    aftercare: aftercare::Text,
    results: bool,
}

/// What the screen asks of the window.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// Compares two photos, with a tab of the inspector open.
    Compare(PhotoId, PhotoId, Option<Tab>),
    /// Shows the latest photos with this tab open.
    Latest(Tab),
    /// Asks for the patient's details.
    Details,
    /// Saves a table.
    Table(crate::app::TableKind),
}

/// What a frame shows: looked up once.
struct Scene<'a> {
    patient: &'a Patient,
    today: Date,
    state: CourseState,
    groups: Vec<DayGroup>,
}

impl CourseScreen {
    /// Shows the screen; answers what is asked of the window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Asked> {
        let Some(patient) = cx.app.patient() else {
            widgets::central(ui, false, |ui| {
                let words = say!("choose-a-patient-for-course");
                widgets::empty_state(ui, icons::CHART_LINE, say!("no-patient-is-open"), words, |_| {});
            });
            return None;
        };
        let now = ui.input(|i| i.time);
        self.follow(cx, patient, now);
        let view = self.view.clone().unwrap_or_else(|| View::new("front"));
        let scene = Scene {
            patient,
            today: parts::today(),
            state: CourseState::of(patient),
            groups: same_days(patient, &view),
        };
        let mut asked = self.keys(ui, cx, &scene);
        asked = asked.or(self.panel_ui(ui, cx, &scene));
        widgets::central(ui, false, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                // The scroll bar floats: the cards end before it.
                ui.set_max_width(ui.available_width() - 10.0);
                ui.spacing_mut().item_spacing.y = size::CARD_PADDING;
                let of_head = self.head_ui(ui, &scene);
                let of_cards = self.cards_ui(ui, cx, &scene);
                let of_body = self.body_ui(ui, cx, &scene);
                asked = asked.take().or(of_head).or(of_cards).or(of_body);
            });
        });
        asked
    }

    /// Opens a part of the record in the panel.
    pub fn open(&mut self, panel: Panel) {
        self.panel = Some(panel);
        if panel == Panel::Plan {
            self.plan.ask_focus();
        }
    }

    /// Sends what was typed and not saved yet.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.treatment.flush(cx);
        self.today.flush(cx);
        self.plan.flush(cx);
        self.suitability.flush(cx);
        self.consent.flush(cx);
        self.aftercare.flush(cx);
    }

    /// Fills today's visit, or the one in the panel, as the treatment before it.
    pub fn as_last_time(&mut self, cx: &mut Cx<'_>) {
        let Some(patient) = cx.app.patient() else { return };
        if self.panel == Some(Panel::Treatment) {
            return self.treatment.as_last_time(cx, patient);
        }
        let today = parts::today();
        if patient.sessions.values().any(|s| s.date == today) {
            return self.today.as_last_time(cx, patient);
        }
        // No visit yet: today's begins with the treatment in it, undone at once.
        if let Some((_, last)) = patient.treatments_by_date().last() {
            let treatment = crate::model::Treatment::default().filled_from(last);
            let session = Session { treatment: Some(treatment), ..visit_of(today) };
            cx.edit(Edit::AddSession(session));
        }
    }

    /// Stays with the record: another patient, visits that came or went.
    fn follow(&mut self, cx: &mut Cx<'_>, patient: &Patient, now: f64) {
        if self.patient != Some(patient.id) {
            self.leave(cx);
            let panel = self.panel.filter(|p| *p != Panel::Treatment);
            *self = Self { patient: Some(patient.id), panel, ..Self::default() };
            self.view = course_view(patient);
        }
        if self.view.as_ref().is_none_or(|view| patient.series(view).is_empty()) {
            self.view = course_view(patient);
        }
        let sessions = patient.sessions_by_date();
        let is_there = |id: &SessionId| patient.sessions.contains_key(id);
        self.session = self.session.filter(is_there).or_else(|| sessions.last().map(|s| s.id));
        if let Some(session) = self.session {
            self.treatment.follow(cx, patient, session, now);
        }
        let day = parts::today();
        let today = sessions.iter().rfind(|s| s.date == day).or(sessions.last()).map(|s| s.id);
        if let Some(today) = today {
            self.today.follow(cx, patient, today, now);
        }
        self.plan.follow(cx, patient, now);
        self.suitability.follow(cx, patient, now);
        self.consent.follow(cx, patient, now);
        self.aftercare.follow(cx, now);
    }

    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Asked> {
        if !cx.keys && !ui.ctx().text_edit_focused() {
            return None;
        }
        let ctrl = |key| ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, key));
        if ctrl(Key::Num3) {
            return Some(Asked::Latest(Tab::Scales));
        }
        if ctrl(Key::Num4) {
            self.open(Panel::Treatment);
            self.treatment.ask_focus();
        }
        if ui.ctx().text_edit_focused() || ui.memory(|m| m.focused().is_some()) {
            return None;
        }
        let plain = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let step = i64::from(plain(Key::ArrowRight)) - i64::from(plain(Key::ArrowLeft));
        if step != 0 {
            self.step_day(scene, step);
        }
        if self.panel.is_some() && plain(Key::Escape) {
            self.panel = None;
        }
        let pair = self.chosen_pair(scene);
        match pair {
            Some((a, b)) if plain(Key::Enter) => Some(Asked::Compare(a.photo, b.photo, None)),
            _ => None,
        }
    }

    fn head_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Asked> {
        let t = tokens(ui);
        let mut asked = None;
        let height = size::HIT * crate::ui::theme::grown(ui.style());
        let extent = Vec2::new(ui.available_width(), height);
        ui.allocate_ui_with_layout(extent, Layout::right_to_left(Align::Center), |ui| {
            asked = self.buttons_ui(ui, scene);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                face::PAGE.label(ui, say!("course-title"), t.text);
                face::BODY.line_label(ui, plan::words(scene.patient, &scene.state), t.text_2);
            });
        });
        asked
    }

    /// The ways into the record, right to left.
    fn buttons_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Asked> {
        let mut asked = None;
        let with_words = ui.available_width() >= 900.0;
        let tables = Button::new(say!("tables")).icon(icons::TABLE).look(Look::Outline).words(with_words).opens();
        let tables = ui.add(tables.tip(say!("save-a-table-for-a-spreadsheet")));
        widgets::popover(&tables, 220.0, |ui| {
            for &kind in crate::app::TableKind::OF_A_PATIENT {
                let name = say!("save-named-table", table = words::within(kind.name()));
                if ui.add(Button::new(&name).look(Look::Plain)).clicked() {
                    asked = Some(Asked::Table(kind));
                }
            }
        });
        let suitability = suitability::words(scene.patient);
        for (panel, label) in [
            (Panel::Aftercare, say!("aftercare")),
            (Panel::Consent, say!("consent")),
            (Panel::Suitability, suitability.as_str()),
            (Panel::Plan, say!("edit-plan")),
        ] {
            let button = Button::new(label).icon(panel.icon()).look(Look::Outline).words(with_words).tip(panel.title());
            if ui.add(button.selected(self.panel == Some(panel))).clicked() {
                match self.panel == Some(panel) {
                    true => self.panel = None,
                    false => self.open(panel),
                }
            }
        }
        asked
    }

    fn body_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Asked> {
        let (width, gap) = (ui.available_width(), size::CARD_PADDING);
        if width < 820.0 {
            let scored = self.left_ui(ui, cx, scene);
            return self.right_ui(ui, cx, scene).or(scored);
        }
        let left = ((width - gap) * 0.6).floor();
        let mut asked = None;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            let column = Layout::top_down(Align::Min);
            ui.allocate_ui_with_layout(Vec2::new(left, 0.0), column, |ui| {
                ui.set_width(left);
                asked = self.left_ui(ui, cx, scene);
            });
            let right = width - gap - left;
            ui.allocate_ui_with_layout(Vec2::new(right, 0.0), column, |ui| {
                ui.set_width(right);
                let of_right = self.right_ui(ui, cx, scene);
                asked = asked.take().or(of_right);
            });
        });
        asked
    }

    fn left_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Asked> {
        ui.spacing_mut().item_spacing.y = size::CARD_PADDING;
        card(ui, |ui| self.curve_ui(ui, cx, scene));
        card(ui, |ui| scores::ui(ui, cx, scene))
    }

    fn right_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Asked> {
        ui.spacing_mut().item_spacing.y = size::CARD_PADDING;
        let asked = card(ui, |ui| self.same_day_ui(ui, cx, scene));
        card(ui, |ui| self.literature_ui(ui, cx, scene));
        asked
    }

    /// Begins a visit of today, if there is none.
    fn begin_today(&mut self, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let session = visit_of(scene.today);
        self.session = Some(session.id);
        cx.edit(Edit::AddSession(session));
    }
}

/// A card whose parts stand closer than cards do.
fn card<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let shown = widgets::card(ui, false, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        content(ui)
    });
    shown.inner
}

/// A new visit.
fn visit_of(date: Date) -> Session {
    Session { id: SessionId::new(), date, title: String::new(), skin: SkinState::NotRecorded, treatment: None }
}

/// “6 May”, with the year where it is not this one.
fn near(scene: &Scene<'_>, date: Date) -> String {
    parts::near_date(date, scene.today)
}

/// “6 May 2026”.
fn full(date: Date) -> String {
    format_date(date)
}
