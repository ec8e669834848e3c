//! Who a patient is, and the plan of the course: for a new patient and for corrections. A name or a number is enough.

use egui::{Context, Id, ScrollArea, Ui};

use super::parts;
use crate::app::Command;
use crate::model::{Course, Edit, Patient, PatientFacts};
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Button, DateField, Look, TextField, dialog, dropdown};
use crate::words::say;

/// The form while it is open.
pub struct PatientForm {
    facts: PatientFacts,
    course: Course,
    planned: String,
    weeks: String,
    birth: DateField,
    before: Option<(PatientFacts, Option<Course>)>,
    focus_name: bool,
    plan_open: bool,
}

/// What became of the form.
pub enum FormAnswer {
    /// Still open.
    Open,
    /// Closed; nothing changes.
    Cancelled,
    /// Closed; these commands carry it out.
    Done(Vec<Command>),
}

fn skin_types() -> [&'static str; 7] {
    [say!("not-recorded"), say!("i-always-burns"), "II", "III", "IV", "V", say!("vi-never-burns")]
}

impl PatientForm {
    /// An empty form; `name` is what stands in the search, if that found nobody.
    pub fn new_patient(name: &str) -> Self {
        let facts = PatientFacts { name: name.trim().to_owned(), ..PatientFacts::default() };
        Self::with(facts, Course::default(), None)
    }

    /// The form with what is known about `patient`.
    pub fn of(patient: &Patient) -> Self {
        let before = (patient.facts.clone(), patient.course.clone());
        Self::with(patient.facts.clone(), patient.course.clone().unwrap_or_default(), Some(before))
    }

    fn with(facts: PatientFacts, course: Course, before: Option<(PatientFacts, Option<Course>)>) -> Self {
        let words = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        let (planned, weeks) = (words(course.planned_sessions), words(course.interval_weeks));
        let plan_open = course != Course::default();
        Self { facts, course, planned, weeks, birth: DateField::optional(), before, focus_name: true, plan_open }
    }

    /// Shows the form over the window.
    pub fn show(&mut self, ctx: &Context) -> FormAnswer {
        let title = if self.before.is_none() { say!("new-patient") } else { say!("patient-details") };
        let mut answer = FormAnswer::Open;
        let entered = ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        let height = (ctx.content_rect().height() - 160.0).max(200.0);
        let shown = dialog(ctx, "patient form", title, 520.0, |ui| {
            ScrollArea::vertical().max_height(height).show(ui, |ui| self.fields_ui(ui));
            ui.add_space(size::GAP);
            self.buttons_ui(ui, &mut answer);
        });
        if entered && self.problem().is_none() {
            answer = FormAnswer::Done(self.commands());
        }
        if shown.should_close() && matches!(answer, FormAnswer::Open) {
            answer = FormAnswer::Cancelled;
        }
        answer
    }

    fn fields_ui(&mut self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = 12.0;
        let name = Id::unique("patient form name");
        let field =
            TextField::new(say!("name")).hint(say!("as-the-clinic-writes-it")).id(name).show(ui, &mut self.facts.name);
        self.focus_name = self.focus_name && !field.has_focus();
        if self.focus_name {
            field.request_focus();
        }
        ui.columns(2, |columns| {
            let (_, birth) = self.birth.show(
                &mut columns[0],
                say!("date-of-birth"),
                Id::unique("patient form birth"),
                self.facts.birth,
            );
            if let Some(birth) = birth {
                self.facts.birth = birth;
            }
            TextField::new(say!("number"))
                .hint(say!("the-clinics-own"))
                .id(Id::unique("patient form number"))
                .show(&mut columns[1], &mut self.facts.number);
        });
        let t = tokens(ui);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            face::CAPTION.label(ui, say!("skin-type-fitzpatrick"), t.text_2);
            let chosen = self.facts.skin_type.map_or(0, usize::from).min(6);
            if let Some(picked) = dropdown(ui, say!("skin-type"), &skin_types(), Some(chosen), ui.available_width()) {
                self.facts.skin_type = u8::try_from(picked).ok().filter(|n| *n > 0);
            }
        });
        if self.plan_open {
            self.plan_ui(ui);
        } else if ui.add(Button::link(say!("add-a-treatment-plan"))).clicked() {
            self.plan_open = true;
        }
    }

    fn plan_ui(&mut self, ui: &mut Ui) {
        let t = tokens(ui);
        face::CAPTION.semibold().label(ui, say!("treatment-plan-all-of-it-optional"), t.text_2);
        ui.columns(2, |columns| {
            TextField::new(say!("treated-for"))
                .hint(say!("acne-scars"))
                .show(&mut columns[0], &mut self.course.indication);
            TextField::new(say!("where")).hint(say!("both-cheeks")).show(&mut columns[1], &mut self.course.areas);
        });
        let wrong = |text: &str| (number(text).is_err()).then_some(say!("a-whole-number-or-nothing"));
        let (planned, weeks) = (wrong(&self.planned), wrong(&self.weeks));
        ui.columns(2, |columns| {
            TextField::new(say!("sessions-planned"))
                .hint("6")
                .problem(planned)
                .show(&mut columns[0], &mut self.planned);
            TextField::new(say!("weeks-between-sessions"))
                .hint("4")
                .problem(weeks)
                .show(&mut columns[1], &mut self.weeks);
        });
    }

    fn buttons_ui(&mut self, ui: &mut Ui, answer: &mut FormAnswer) {
        let t = tokens(ui);
        let problem = self.problem();
        ui.horizontal(|ui| {
            let words = if self.before.is_none() { say!("add-patient") } else { say!("keep-the-changes") };
            if ui.add(Button::primary(words).key("Enter").main().disabled(problem)).clicked() {
                *answer = FormAnswer::Done(self.commands());
            }
            if ui.add(Button::new(say!("cancel")).look(Look::Plain).key("Esc").main()).clicked() {
                *answer = FormAnswer::Cancelled;
            }
            if let Some(problem) = problem {
                face::CAPTION.label(ui, problem, t.text_3);
            }
        });
    }

    fn problem(&self) -> Option<&'static str> {
        if self.facts.name.trim().is_empty() && self.facts.number.trim().is_empty() {
            return Some(say!("a-name-or-a-number-is"));
        }
        if self.facts.birth.is_some_and(|birth| birth > parts::today()) {
            return Some(say!("the-date-of-birth-lies-in"));
        }
        (number(&self.planned).is_err() || number(&self.weeks).is_err())
            .then_some(say!("sessions-and-weeks-are-whole-numbers"))
    }

    /// What carries the form out: only what changed becomes an edit.
    fn commands(&self) -> Vec<Command> {
        let mut facts = self.facts.clone();
        facts.name = facts.name.trim().to_owned();
        facts.number = facts.number.trim().to_owned();
        let course = Course {
            planned_sessions: number(&self.planned).unwrap_or_default(),
            interval_weeks: number(&self.weeks).unwrap_or_default(),
            ..self.course.clone()
        };
        let course = (course != Course::default()).then_some(course);
        match &self.before {
            None => {
                let plan = course.map(|course| Command::Edit(Edit::SetCourse(Some(course))));
                std::iter::once(Command::NewPatient(facts)).chain(plan).collect()
            }
            Some((old_facts, old_course)) => {
                let facts = (facts != *old_facts).then_some(Edit::SetPatient(facts));
                let course = (course != *old_course).then_some(Edit::SetCourse(course));
                let edits: Vec<Edit> = facts.into_iter().chain(course).collect();
                match edits.is_empty() {
                    true => Vec::new(),
                    false => vec![Command::EditGroup(edits, crate::model::GroupId::new())],
                }
            }
        }
    }
}

/// A whole number of 1 to 520, or nothing.
fn number(text: &str) -> Result<Option<u32>, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().ok().filter(|n| (1..=520).contains(n)).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PatientId;

    #[test]
    fn only_what_changed_becomes_an_edit() {
        let mut patient = Patient::empty(PatientId::from_number(1));
        patient.facts.name = "Elin".into();
        let mut form = PatientForm::of(&patient);
        assert!(form.commands().is_empty(), "nothing changed");
        form.weeks = "4".into();
        let commands = form.commands();
        let [Command::EditGroup(edits, _)] = commands.as_slice() else { panic!("{commands:?}") };
        assert!(
            matches!(edits.as_slice(), [Edit::SetCourse(Some(Course { interval_weeks: Some(4), .. }))]),
            "{edits:?}"
        );
    }

    #[test]
    fn a_number_is_enough_and_nonsense_is_named() {
        let mut form = PatientForm::new_patient("");
        assert!(form.problem().is_some());
        form.facts.number = "SL-1".into();
        assert_eq!(form.problem(), None);
        form.planned = "six".into();
        assert!(form.problem().is_some());
        assert_eq!((number(" 12 "), number(""), number("0"), number("-1")), (Ok(Some(12)), Ok(None), Err(()), Err(())));
    }
}
