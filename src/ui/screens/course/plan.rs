//! The plan of a course, saved while it is typed.

use egui::{Id, Ui};
use jiff::civil::Date;

use super::full;
use crate::model::{Course, CourseState, Edit, Patient};
use crate::ui::cx::Cx;
use crate::ui::screens::parts;
use crate::ui::screens::typing::Typing;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{DateField, TextField};
use crate::words::say;

/// The fields while they are typed.
pub struct PlanForm {
    course: Typing<Course>,
    planned: String,
    weeks: String,
    date: DateField,
    focus: Option<&'static str>,
}

impl Default for PlanForm {
    fn default() -> Self {
        let date = DateField::optional();
        Self { course: Typing::default(), planned: String::new(), weeks: String::new(), date, focus: None }
    }
}

impl PlanForm {
    /// Puts the cursor into the first field.
    pub fn ask_focus(&mut self) {
        self.focus = Some("indication");
    }

    /// Puts the cursor into the agreed day.
    pub fn ask_focus_on_date(&mut self) {
        self.focus = Some("agreed");
    }

    /// Follows the record, and sends what is due.
    pub fn follow(&mut self, cx: &mut Cx<'_>, patient: &Patient, now: f64) {
        if self.course.follow(&patient.course.clone().unwrap_or_default()) {
            let words = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
            self.planned = words(self.course.value.planned_sessions);
            self.weeks = words(self.course.value.interval_weeks);
        }
        if self.course.is_due(now) {
            self.send(cx);
        }
    }

    /// Sends what was typed and not sent yet.
    pub fn flush(&mut self, cx: &mut Cx<'_>) {
        self.send(cx);
        self.course.part();
    }

    fn send(&mut self, cx: &mut Cx<'_>) {
        if let Some((course, group)) = self.course.send() {
            let course = (course != Course::default()).then_some(course);
            cx.edit_group(vec![Edit::SetCourse(course)], group);
        }
    }

    /// Shows the fields.
    pub fn ui(&mut self, ui: &mut Ui, patient: &Patient) {
        let t = tokens(ui);
        let id = |field: &str| Id::unique(("plan field", patient.id, field));
        let before = self.course.value.clone();
        face::CAPTION.label(ui, say!("all-optional-saved"), t.text_2);
        let course = &mut self.course.value;
        TextField::new(say!("treated-for"))
            .hint(say!("acne-scars"))
            .id(id("indication"))
            .show(ui, &mut course.indication);
        TextField::new(say!("where")).hint(say!("both-cheeks")).id(id("areas")).show(ui, &mut course.areas);
        ui.columns(2, |columns| {
            for (ui, (label, hint, field, text, number)) in columns.iter_mut().zip([
                (say!("sessions-planned"), "6", "planned", &mut self.planned, &mut course.planned_sessions),
                (say!("weeks-between"), "4", "weeks", &mut self.weeks, &mut course.interval_weeks),
            ]) {
                let problem = parts::whole_number(text, 1..=520).is_err().then_some(say!("a-whole-number"));
                let shown = TextField::new(label).hint(hint).problem(problem).id(id(field)).show(ui, text);
                if shown.changed()
                    && let Ok(given) = parts::whole_number(text, 1..=520)
                {
                    *number = given;
                }
            }
        });
        let (_, agreed) = self.date.show(ui, say!("next-session-agreed-for"), id("agreed"), course.agreed);
        if let Some(agreed) = agreed {
            course.agreed = agreed;
        }
        let state = CourseState::of(patient);
        let words = match (state.next_due, state.is_agreed) {
            (Some(due), true) => say!("next-as-agreed", date = full(due)),
            (Some(due), false) => say!("next-by-interval", date = full(due)),
            (None, _) => say!("nothing-says-when").to_owned(),
        };
        face::CAPTION.label(ui, words, t.text_2);
        if let Some(field) = self.focus.take() {
            ui.memory_mut(|m| m.request_focus(id(field)));
        }
        if self.course.value != before {
            self.course.typed(ui);
        }
    }
}

/// “6 sessions, every 4 weeks, 14 Jan 2026 to 3 Jun 2026”.
pub fn words(patient: &Patient, state: &CourseState) -> String {
    let course = patient.course.clone().unwrap_or_default();
    let first: Option<Date> = patient.treatments_by_date().first().map(|(s, _)| s.date);
    let planned = course.planned_sessions.map(|n| say!("n-sessions", n = n as usize));
    let done = (state.done > 0).then(|| say!("sessions-done", sessions = say!("n-sessions", n = state.done)));
    let every = course
        .interval_weeks
        .map(|n| if n == 1 { say!("every-week").to_owned() } else { say!("every-n-weeks", n = n) });
    let span = first.zip(state.last).map(|(first, last)| match first == last {
        true => full(first),
        false => say!("from-to", first = full(first), last = full(last)),
    });
    let parts: Vec<String> = [planned.or(done), every, span].into_iter().flatten().collect();
    if parts.is_empty() { say!("no-plan-and-no-treatment").to_owned() } else { parts.join(", ") }
}
