//! What the sample clinic has written down: patients, courses, sessions, notes and treatments. All of it invented.
//!
//! The JSON names are those of the record (`model`), which this tower does not know.

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
    Session { date, title, skin: "clean", notes: vec![Note { author, text }], treatment: None }
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
