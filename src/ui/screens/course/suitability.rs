//! The suitability checklist: the clinician asks and answers, the program records and shows.

use std::collections::BTreeMap;

use egui::{Id, Ui};
use jiff::Timestamp;

use crate::app::{Question, suitability};
use crate::model::{Answer, Edit, Patient, SuitabilityAnswer};
use crate::ui::cx::Cx;
use crate::ui::screens::typing::Typing;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Segment, Segments, TextField, format_date, section_line};
use crate::words::{say, told};

/// The notes while they are typed, by question.
#[derive(Default)]
pub struct Notes {
    notes: BTreeMap<String, Typing<String>>,
}

/// “Suitability: 8 of 10 answered”.
pub fn words(patient: &Patient) -> String {
    let answers = &patient.consultation.suitability;
    let done = suitability().iter().filter(|q| answers.get(&q.id).is_some_and(|a| a.answer.is_some())).count();
    say!("suitability-answered", done = done, all = suitability().len())
}

impl Notes {
    /// Follows the record, and sends what is due.
    pub fn follow(&mut self, cx: &mut Cx<'_>, patient: &Patient, now: f64) {
        for question in suitability() {
            let note = patient.consultation.suitability.get(&question.id).map(|a| a.note.clone()).unwrap_or_default();
            let typing = self.notes.entry(question.id.clone()).or_default();
            typing.follow(&note);
        }
        self.send(cx, |typing| typing.is_due(now));
    }

    /// Sends what was typed and not sent yet.
    pub fn flush(&mut self, cx: &mut Cx<'_>) {
        self.send(cx, |_| true);
        self.notes.values_mut().for_each(Typing::part);
    }

    fn send(&mut self, cx: &mut Cx<'_>, due: impl Fn(&Typing<String>) -> bool) {
        let Some(patient) = cx.app.patient() else { return };
        for (item, typing) in self.notes.iter_mut().filter(|(_, typing)| due(typing)) {
            if let Some((note, group)) = typing.send() {
                let answer = patient.consultation.suitability.get(item).and_then(|a| a.answer);
                let edit = answered(cx, item, answer, note);
                cx.edit_group(vec![edit], group);
            }
        }
    }

    /// Shows the questions.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, patient: &Patient) {
        let t = tokens(ui);
        face::CAPTION.label(ui, say!("answered-by-the-clinician"), t.text_2);
        for question in suitability() {
            section_line(ui);
            self.question_ui(ui, cx, patient, question);
        }
    }

    fn question_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, patient: &Patient, question: &Question) {
        let t = tokens(ui);
        let given = patient.consultation.suitability.get(&question.id);
        let answer = given.and_then(|a| a.answer);
        let text = told(&question.text);
        face::BODY.label(ui, text.as_str(), t.text);
        if !question.detail.is_empty() {
            face::CAPTION.label(ui, told(&question.detail), t.text_2);
        }
        let segments = Answer::ALL.map(|a| Segment::words(a.name()));
        let at = answer.and_then(|a| Answer::ALL.iter().position(|b| *b == a));
        ui.horizontal(|ui| {
            if let Some(picked) = Segments::new(&text, &segments).show(ui, at) {
                // The same answer once more takes it back.
                let new = Some(Answer::ALL[picked]).filter(|new| Some(*new) != answer);
                let note = self.notes.get(&question.id).map(|n| n.value.clone()).unwrap_or_default();
                let edit = answered(cx, &question.id, new, note);
                cx.edit(edit);
            }
            if let Some(given) = given {
                let day = given.at.to_zoned(jiff::tz::TimeZone::system()).date();
                let who = if given.who.is_empty() { String::new() } else { format!("{}, ", given.who) };
                face::CAPTION.line_label(ui, format!("{who}{}", format_date(day)), t.text_2);
            }
        });
        if let Some(typing) = self.notes.get_mut(&question.id) {
            let label = say!("note-on", question = text);
            let id = Id::unique(("suitability note", patient.id, &question.id));
            let field = TextField::new(&label).label_hidden().hint(say!("kind-note")).id(id);
            if field.show(ui, &mut typing.value).changed() {
                typing.typed(ui);
            }
        }
    }
}

fn answered(cx: &Cx<'_>, item: &str, answer: Option<Answer>, note: String) -> Edit {
    let who = cx.app.settings().who.clone();
    Edit::AnswerSuitability(SuitabilityAnswer { item: item.to_owned(), answer, note, who, at: Timestamp::now() })
}
