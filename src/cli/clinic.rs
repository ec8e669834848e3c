//! Builds a library from rendered samples: how `sample_sessions` was made.

mod findings;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::app::tasks::import::{self, Taken};
use crate::geom::Point;
use crate::model::{
    Answer, Complications, Consent, ConsentId, Course, Edit, Mark, MarkId, MarkKind, Note, NoteId, Observation,
    Patient, PatientFacts, PatientId, PhotoId, PhotoRecord, Purpose, ScaleMarker, ScarState, Score, ScoreId, Session,
    SessionId, Shape, SkinState, SuitabilityAnswer, Treatment, View,
};
use crate::monitor::Silent;
use crate::store::{Library, Writer};

/// Turns the folder that `skinlapse phantom samples` wrote into a library in the store's own format.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with plan.json.
    samples: PathBuf,
    /// A new folder for the library.
    library: PathBuf,
}

#[derive(Deserialize)]
struct Plan {
    patients: Vec<PlannedPatient>,
}

#[derive(Deserialize)]
struct PlannedPatient {
    name: String,
    birth: Date,
    number: String,
    skin_type: Option<u8>,
    course: Option<Course>,
    sessions: Vec<PlannedSession>,
    photos: Vec<PlannedPhoto>,
    marks: Vec<PlannedMark>,
}

#[derive(Deserialize)]
struct PlannedSession {
    date: Date,
    #[serde(default)]
    title: String,
    #[serde(default)]
    skin: SkinState,
    #[serde(default)]
    notes: Vec<PlannedNote>,
    treatment: Option<Treatment>,
    #[serde(default)]
    scores: Vec<PlannedScore>,
    #[serde(default)]
    suitability: Vec<PlannedAnswer>,
    #[serde(default)]
    scars: Vec<PlannedScar>,
    #[serde(default)]
    consents: Vec<PlannedConsent>,
    #[serde(default)]
    seen: BTreeSet<String>,
    #[serde(default)]
    seen_note: String,
}

#[derive(Deserialize)]
struct PlannedScore {
    scale: String,
    values: BTreeMap<String, i32>,
}

#[derive(Deserialize)]
struct PlannedAnswer {
    item: String,
    answer: Answer,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
struct PlannedScar {
    number: usize,
    state: ScarState,
}

#[derive(Deserialize)]
struct PlannedConsent {
    purpose: Purpose,
    #[serde(default)]
    scope: String,
    expires: Option<Date>,
}

#[derive(Deserialize)]
struct PlannedNote {
    author: String,
    text: String,
}

#[derive(Deserialize)]
struct PlannedPhoto {
    date: Date,
    view: String,
    file: String,
    px_per_mm: Option<f64>,
}

#[derive(Deserialize)]
struct PlannedMark {
    photo: String,
    kind: MarkKind,
    shape: Shape,
    #[serde(default)]
    label: String,
    #[serde(default)]
    comment: String,
}

/// Builds the library.
///
/// # Errors
/// One line for the person.
pub fn run(args: &Args) -> Result<(), String> {
    let text = fs::read(args.samples.join("plan.json")).map_err(|e| format!("render the samples first ({e})"))?;
    let plan: Plan = serde_json::from_slice(&text).map_err(|e| format!("plan.json is not as expected: {e}"))?;
    let writer = Writer { device: "sample".to_owned(), who: "sample clinic".to_owned() };
    let library = Library::create(&args.library, &writer).map_err(|e| e.to_string())?;
    for patient in &plan.patients {
        add(&library, &args.samples, patient)?;
    }
    library.write_index().map_err(|e| e.to_string())
}

fn add(library: &Library, samples: &Path, planned: &PlannedPatient) -> Result<(), String> {
    let first = planned.sessions.first().map_or(planned.birth, |s| s.date);
    let id = PatientId::from_number(number(first, 0, &planned.number));
    let mut edits = vec![Edit::SetPatient(PatientFacts {
        name: planned.name.clone(),
        birth: Some(planned.birth),
        number: planned.number.clone(),
        skin_type: planned.skin_type,
        remarks: String::new(),
    })];
    edits.extend(planned.course.clone().map(|course| Edit::SetCourse(Some(course))));
    let mut sessions = BTreeMap::new();
    for planned_session in &planned.sessions {
        let key = format!("{} {}", planned.number, planned_session.date);
        let session = SessionId::from_number(number(planned_session.date, 1, &key));
        sessions.insert(planned_session.date, session);
        edits.extend(session_edits(planned_session, session, &key)?);
    }
    let mut photos = BTreeMap::new();
    for photo in &planned.photos {
        let session = *sessions.get(&photo.date).ok_or_else(|| format!("no visit is planned on {}", photo.date))?;
        let record = photo_record(library, samples, photo, session)?;
        photos.insert(photo.file.clone(), record.id);
        edits.push(Edit::AddPhoto(record));
    }
    for (i, mark) in planned.marks.iter().enumerate() {
        let photo = *photos
            .get(&mark.photo)
            .ok_or_else(|| format!("a mark is planned on a photo that is not: {}", mark.photo))?;
        edits.push(Edit::AddMark(Mark {
            id: MarkId::from_number(number(first, i as u16, &format!("mark {} {i}", mark.photo))),
            photo,
            kind: mark.kind,
            shape: mark.shape.clone(),
            severity: None,
            label: mark.label.clone(),
            comment: mark.comment.clone(),
            adopted_from: None,
        }));
    }
    let append = |edits: Vec<Edit>| -> Result<Patient, String> {
        library.append(id, edits.into_iter().map(|e| (e, None)).collect()).map_err(|e| e.to_string())?;
        Ok(library.load(id).map_err(|e| e.to_string())?.patient)
    };
    let patient = append(edits)?;
    let patient = append(scar_edits(planned, &patient, &sessions)?)?;
    append(findings::accepted(library, &patient)?)?;
    library.write_snapshot(id).map_err(|e| e.to_string())
}

/// What was said about the numbered scars of the first view.
fn scar_edits(
    planned: &PlannedPatient,
    patient: &Patient,
    sessions: &BTreeMap<Date, SessionId>,
) -> Result<Vec<Edit>, String> {
    let Some(view) = planned.photos.first().map(|p| View::new(&p.view)) else { return Ok(Vec::new()) };
    let ledger = patient.ledger(&view);
    let mut edits = Vec::new();
    for visit in &planned.sessions {
        for said in &visit.scars {
            let row = ledger.rows.get(said.number.wrapping_sub(1));
            let row = row.ok_or_else(|| format!("{} has no scar {}", planned.name, said.number))?;
            let session = sessions[&visit.date];
            edits.push(Edit::Observe(Observation {
                scar: row.scar,
                session,
                state: said.state,
                photo: patient.series(&view).into_iter().find(|p| p.session == session).map(|p| p.id),
                at: None,
                said: end_of(visit.date)?,
                by: visit.notes.first().map(|n| n.author.clone()).unwrap_or_default(),
            }));
        }
    }
    Ok(edits)
}

/// When a visit's record was written.
fn end_of(day: Date) -> Result<Timestamp, String> {
    Ok(day.at(14, 22, 0, 0).to_zoned(TimeZone::UTC).map_err(|e| e.to_string())?.timestamp())
}

fn session_edits(planned: &PlannedSession, id: SessionId, key: &str) -> Result<Vec<Edit>, String> {
    let session = Session {
        id,
        date: planned.date,
        title: planned.title.clone(),
        skin: planned.skin,
        treatment: planned.treatment.clone(),
    };
    let at = end_of(planned.date)?;
    let notes = planned.notes.iter().enumerate().map(|(i, note)| {
        Edit::AddNote(Note {
            id: NoteId::from_number(number(planned.date, i as u16, &format!("note {key}"))),
            session: id,
            text: note.text.clone(),
            author: note.author.clone(),
            at,
        })
    });
    let facts = consultation_edits(planned, id, key, at);
    Ok(std::iter::once(Edit::AddSession(session)).chain(notes).chain(facts).collect())
}

/// Scores, answers, consents and what was seen at a visit, entered by whoever wrote its note.
fn consultation_edits(planned: &PlannedSession, session: SessionId, key: &str, at: Timestamp) -> Vec<Edit> {
    let who = planned.notes.first().map(|n| n.author.clone()).unwrap_or_default();
    let scores = planned.scores.iter().enumerate().map(|(i, score)| {
        Edit::SetScore(Score {
            id: ScoreId::from_number(number(planned.date, i as u16, &format!("score {key} {}", score.scale))),
            scale: score.scale.clone(),
            version: "1".to_owned(),
            session,
            photo: None,
            region: String::new(),
            compared_with: None,
            values: score.values.clone(),
            who: who.clone(),
            at,
        })
    });
    let answers = planned.suitability.iter().map(|a| {
        let (item, note) = (a.item.clone(), a.note.clone());
        Edit::AnswerSuitability(SuitabilityAnswer { item, answer: Some(a.answer), note, who: who.clone(), at })
    });
    let consents = planned.consents.iter().enumerate().map(|(i, consent)| {
        Edit::SetConsent(Consent {
            id: ConsentId::from_number(number(planned.date, i as u16, &format!("consent {key} {i}"))),
            purpose: consent.purpose,
            given: planned.date,
            scope: consent.scope.clone(),
            expires: consent.expires,
            withdrawn: None,
            who: who.clone(),
        })
    });
    let seen = Complications { ticked: planned.seen.clone(), note: planned.seen_note.clone(), who: who.clone() };
    let anything = !(seen.ticked.is_empty() && seen.note.is_empty());
    let seen = anything.then_some(Edit::SetComplications { session, seen });
    scores.chain(answers).chain(consents).chain(seen).collect()
}

fn photo_record(
    library: &Library,
    samples: &Path,
    planned: &PlannedPhoto,
    session: SessionId,
) -> Result<PhotoRecord, String> {
    let path = samples.join(&planned.file);
    let inspected = import::inspect(&path, &Silent)?.ok_or("stopped")?;
    let view = View::new(&planned.view);
    let taken = Taken { path, inspected, date: planned.date, date_by_person: false, view };
    import::copy(library, &taken, &Silent)?;
    let mut record = import::record(&taken, session);
    record.id = PhotoId::from_number(number(planned.date, 2, &planned.file));
    record.scale = planned.px_per_mm.filter(|k| *k > 0.0).map(|px_per_mm| ScaleMarker {
        from: Point::new(40.0, 40.0),
        to: Point::new(40.0 + 10.0 * px_per_mm, 40.0),
        mm: 10.0,
    });
    Ok(record)
}

/// A ULID's number that is the same on every run: the day in milliseconds, then a hash of `what`.
fn number(day: Date, order: u16, what: &str) -> u128 {
    let days = day.since(Date::constant(1970, 1, 1)).map_or(0, |span| i64::from(span.get_days()));
    let millis = u128::from(days.max(0) as u64) * 86_400_000 + u128::from(order);
    let hash = Sha256::digest(what.as_bytes());
    let random = hash.iter().take(10).fold(0u128, |sum, byte| (sum << 8) | u128::from(*byte));
    (millis << 80) | random
}
