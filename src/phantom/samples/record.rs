//! What the sample clinic has written down: patients, courses, sessions, notes and treatments. All of it invented.
//!
//! The JSON names are those of the record (`model`), which this tower does not know.

use std::collections::BTreeMap;

use serde::Serialize;

use super::SampleView;

/// An invented patient.
#[derive(Debug, Clone, Serialize)]
pub struct SamplePatient {
    /// Folder of the photos.
    pub slug: &'static str,
    /// Full name.
    pub name: &'static str,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth: &'static str,
    /// The clinic's own number.
    pub number: &'static str,
    /// Fitzpatrick type as the clinician entered it, 1 to 6.
    pub skin_type: u8,
    /// The plan.
    pub course: Course,
    /// The visits by date.
    pub sessions: Vec<Session>,
    /// The views, each with its skin and dates; not part of the written plan.
    #[serde(skip)]
    pub views: Vec<SampleView>,
}

/// The plan of a course.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Course {
    /// What is treated.
    pub indication: &'static str,
    /// Where.
    pub areas: &'static str,
    /// Sessions planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned_sessions: Option<u32>,
    /// Weeks between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_weeks: Option<u32>,
}

/// A visit.
#[derive(Debug, Clone, Serialize)]
pub struct Session {
    /// The day, `YYYY-MM-DD`.
    pub date: &'static str,
    /// A short title.
    pub title: &'static str,
    /// State of the skin as the record's word: `clean`, `make-up`, `sunburn`, `not-recorded`.
    pub skin: &'static str,
    /// Notes.
    pub notes: Vec<Note>,
    /// What was done; `None` if nothing was treated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// Scores on clinical scales.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
    /// What was answered on the suitability checklist at this visit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suitability: Vec<Answer>,
    /// What was said about the numbered scars of the first view.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scars: Vec<ScarSaid>,
    /// Consents that were given at this visit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    /// What was seen and ticked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<&'static str>,
    /// What was seen, in words.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub seen_note: &'static str,
}

/// A score: the scale's id and the value of each answered item.
#[derive(Debug, Clone, Serialize)]
pub struct Score {
    /// The scale.
    pub scale: &'static str,
    /// Item and value.
    pub values: BTreeMap<&'static str, i32>,
}

/// An answer of the suitability checklist.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The question.
    pub item: &'static str,
    /// `no`, `yes` or `unknown`.
    pub answer: &'static str,
    /// In words.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub note: &'static str,
}

/// What was said about a scar.
#[derive(Debug, Clone, Serialize)]
pub struct ScarSaid {
    /// Its number in the view, from 1.
    pub number: usize,
    /// The record's word: `same`, `softer`.
    pub state: &'static str,
}

/// A consent to the use of photos.
#[derive(Debug, Clone, Serialize)]
pub struct Consent {
    /// `care`, `teaching`, `publication` or `marketing`.
    pub purpose: &'static str,
    /// How far.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub scope: &'static str,
    /// The last day, `YYYY-MM-DD`; empty: until it is withdrawn.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub expires: &'static str,
}

impl Session {
    /// The same with a score of one item.
    pub(super) fn scored(self, scale: &'static str, item: &'static str, value: i32) -> Self {
        self.scored_on(scale, &[(item, value)])
    }

    /// The same with a score.
    pub(super) fn scored_on(mut self, scale: &'static str, values: &[(&'static str, i32)]) -> Self {
        self.scores.push(Score { scale, values: values.iter().copied().collect() });
        self
    }

    /// The same with the checklist answered: these questions `no`, and `others` as given.
    pub(super) fn asked(mut self, no: &[&'static str], others: &[(&'static str, &'static str, &'static str)]) -> Self {
        self.suitability.extend(no.iter().map(|item| Answer { item, answer: "no", note: "" }));
        self.suitability.extend(others.iter().map(|(item, answer, note)| Answer { item, answer, note }));
        self
    }

    /// The same with `count` scars looked at: those in `softer` are softer, the others as they were.
    pub(super) fn scars(mut self, count: usize, softer: &[usize]) -> Self {
        let said = |number| ScarSaid { number, state: if softer.contains(&number) { "softer" } else { "same" } };
        self.scars.extend((1..=count).map(said));
        self
    }

    /// The same with a consent.
    pub(super) fn consent(mut self, purpose: &'static str, scope: &'static str, expires: &'static str) -> Self {
        self.consents.push(Consent { purpose, scope, expires });
        self
    }

    /// The same with something seen.
    pub(super) fn seen(mut self, ticked: &[&'static str], note: &'static str) -> Self {
        self.seen.extend(ticked);
        self.seen_note = note;
        self
    }
}

/// A note.
#[derive(Debug, Clone, Serialize)]
pub struct Note {
    /// Who wrote it.
    pub author: &'static str,
    /// The words.
    pub text: &'static str,
}

/// What was done in a session.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Treatment {
    /// Who treated.
    pub operator: &'static str,
    /// Areas treated.
    pub areas: &'static str,
    /// Device and model.
    pub device: &'static str,
    /// Cartridge.
    pub cartridge: &'static str,
    /// Lot of the cartridge.
    pub lot: &'static str,
    /// Needle depth for each area.
    pub depths: Vec<Depth>,
    /// Speed setting.
    pub speed: &'static str,
    /// Passes and their directions.
    pub passes: &'static str,
    /// Product and minutes.
    pub anaesthetic: &'static str,
    /// Serum applied.
    pub serum: &'static str,
    /// Adjuncts.
    pub adjuncts: &'static str,
    /// Minutes of treatment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_min: Option<u32>,
    /// What ended it.
    pub end_point: &'static str,
    /// 0 to 10, as the patient says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pain: Option<u8>,
    /// What was seen at once.
    pub reaction: &'static str,
    /// What the patient does at home.
    pub home_treatment: &'static str,
    /// Anything else.
    pub remarks: &'static str,
}

/// Needle depth in one area.
#[derive(Debug, Clone, Serialize)]
pub struct Depth {
    /// The area.
    pub area: &'static str,
    /// Millimetres.
    pub mm: f64,
}

/// A visit without treatment.
pub(super) fn visit(date: &'static str, title: &'static str, author: &'static str, text: &'static str) -> Session {
    Session {
        date,
        title,
        skin: "clean",
        notes: vec![Note { author, text }],
        treatment: None,
        scores: Vec::new(),
        suitability: Vec::new(),
        scars: Vec::new(),
        consents: Vec::new(),
        seen: Vec::new(),
        seen_note: "",
    }
}

/// A visit at which `treatment` was given.
pub(super) fn treated(
    date: &'static str,
    title: &'static str,
    author: &'static str,
    text: &'static str,
    treatment: Treatment,
) -> Session {
    Session { treatment: Some(treatment), ..visit(date, title, author, text) }
}

/// A needling session as this clinic does it; the fields that vary are set by the caller.
pub(super) fn needling(depths: &[(&'static str, f64)]) -> Treatment {
    Treatment {
        operator: "M. Holm",
        areas: "both cheeks",
        device: "Dermapen 4",
        cartridge: "16 needles",
        lot: "K16-2511",
        depths: depths.iter().map(|(area, mm)| Depth { area, mm: *mm }).collect(),
        speed: "100 Hz",
        passes: "3: horizontal, vertical, rotating",
        anaesthetic: "lidocaine 2.5 % / prilocaine 2.5 % cream, 40 min",
        serum: "hyaluronic acid, unlinked",
        adjuncts: "",
        duration_min: Some(25),
        end_point: "even erythema, few pinpoint bleedings",
        pain: Some(3),
        reaction: "erythema, slight swelling",
        home_treatment: "SPF 50, bland moisturiser; no make-up for a day, no sauna for 48 h",
        remarks: "",
    }
}
