//! The record as tables, for the window and the command line: patients, visits, treatments, scores, checklists.

use super::clinic::{complication_name, suitability};
use super::course::score_total;
use super::jobs::Lane;
use super::tasks::page as paper;
use super::{App, ClinicFiles, Message};
use crate::model::{DayWords, Patient, Score, Session, Summary, Total, day_words};
use crate::report::csv::{Cell, Table};
use crate::report::page;
use crate::words::{self, say};

/// A table that can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// The patient list.
    Patients,
    /// Every visit, with the days since treatment and what was done in short.
    Visits,
    /// Every treatment, a column a field.
    Treatments,
    /// Every score, a row a score.
    Scores,
    /// Every answer to an item of a score, a row an answer.
    ScoreItems,
    /// The suitability checklist.
    Suitability,
    /// Consents to the use of photos.
    Consents,
    /// Complications that were ticked.
    Complications,
}

impl TableKind {
    /// Every table of one patient.
    pub const OF_A_PATIENT: [Self; 7] = [
        Self::Visits,
        Self::Treatments,
        Self::Scores,
        Self::ScoreItems,
        Self::Suitability,
        Self::Consents,
        Self::Complications,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Patients => say!("table-patients"),
            Self::Visits => say!("table-visits"),
            Self::Treatments => say!("table-treatments"),
            Self::Scores => say!("table-scores"),
            Self::ScoreItems => say!("table-score-items"),
            Self::Suitability => say!("table-suitability"),
            Self::Consents => say!("table-consents"),
            Self::Complications => say!("table-complications"),
        }
    }

    /// As a verb or a file names it.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Patients => "patients",
            Self::Visits => "visits",
            Self::Treatments => "treatments",
            Self::Scores => "scores",
            Self::ScoreItems => "score-items",
            Self::Suitability => "suitability",
            Self::Consents => "consents",
            Self::Complications => "complications",
        }
    }
}

/// The patient list as a table.
pub fn patient_table<'a>(summaries: impl IntoIterator<Item = &'a Summary>) -> Table {
    let row = |s: &Summary| {
        vec![
            Cell::text(s.id.to_string()),
            Cell::text(s.name.clone()),
            Cell::text(s.number.clone()),
            Cell::day(s.birth),
            Cell::number(s.skin_type),
            Cell::text(s.treated_for.clone()),
            Cell::Number(s.treated_sessions as f64),
            Cell::number(s.planned_sessions),
            Cell::day(s.next_due),
            Cell::day(s.last_visit),
            Cell::Number(s.dates as f64),
            Cell::Number(s.photos as f64),
            Cell::text(s.used.get("device").map(|d| joined(d.iter())).unwrap_or_default()),
            Cell::text(joined(s.photo_days.iter())),
            Cell::text(if s.archived { "yes" } else { "no" }),
        ]
    };
    let head = vec![
        "id",
        "name",
        "number",
        "birth",
        "skin_type",
        "treated_for",
        "sessions_done",
        "sessions_planned",
        "next_due",
        "last_visit",
        "photo_dates",
        "photos",
        "devices",
        "photo_days_after_treatment",
        "archived",
    ];
    Table { head, rows: summaries.into_iter().map(row).collect() }
}

fn joined(items: impl Iterator<Item = impl ToString>) -> String {
    items.map(|i| i.to_string()).collect::<Vec<_>>().join("; ")
}

/// A table of one patient. Every row begins with the patient: by number, else by id, never by name.
pub fn table_of(patient: &Patient, clinic: &ClinicFiles, kind: TableKind) -> Table {
    let mut table = Table { head: head(kind), rows: Vec::new() };
    table.rows = match kind {
        TableKind::Patients => return patient_table([&Summary::of(patient)]),
        TableKind::Visits => patient.sessions_by_date().into_iter().map(|s| visit(patient, s)).collect(),
        TableKind::Treatments => treatments(patient),
        TableKind::Scores => {
            scores(patient).into_iter().map(|(s, score)| score_row(patient, clinic, s, score)).collect()
        }
        TableKind::ScoreItems => {
            scores(patient).into_iter().flat_map(|(s, score)| item_rows(patient, clinic, s, score)).collect()
        }
        TableKind::Suitability => suitability_rows(patient),
        TableKind::Consents => consent_rows(patient),
        TableKind::Complications => complication_rows(patient),
    };
    table
}

/// The tables of several patients under one head.
pub fn joined_tables(kind: TableKind, tables: impl IntoIterator<Item = Table>) -> Table {
    Table { head: head(kind), rows: tables.into_iter().flat_map(|t| t.rows).collect() }
}

const OF_A_VISIT: [&str; 4] = ["patient", "date", "days_after_treatment", "treatment_before"];

fn head(kind: TableKind) -> Vec<&'static str> {
    let rest: &[&str] = match kind {
        TableKind::Patients => return patient_table([]).head,
        TableKind::Visits => &["title", "skin", "treated", "depth", "device", "photos", "notes", "course"],
        TableKind::Treatments => &[
            "treatment",
            "operator",
            "areas",
            "device",
            "cartridge",
            "lot",
            "depths_mm",
            "speed",
            "passes",
            "anaesthetic",
            "serum",
            "adjuncts",
            "duration_min",
            "end_point",
            "pain",
            "reaction",
            "home_treatment",
            "remarks",
        ],
        TableKind::Scores => &["scale", "version", "total", "missing_items", "region", "compared_with", "who", "at"],
        TableKind::ScoreItems => &["scale", "version", "item", "question", "value", "label", "region", "who", "at"],
        TableKind::Suitability => return vec!["patient", "item", "question", "answer", "note", "who", "at"],
        TableKind::Consents => return vec!["patient", "purpose", "given", "scope", "expires", "withdrawn", "who"],
        TableKind::Complications => &["complications", "note", "who"],
    };
    OF_A_VISIT.iter().chain(rest).copied().collect()
}

fn who(patient: &Patient) -> Cell {
    match patient.facts.number.trim() {
        "" => Cell::text(patient.id.to_string()),
        number => Cell::text(number),
    }
}

fn visit_cells(patient: &Patient, session: &Session) -> Vec<Cell> {
    let after = day_words(patient, session.date).after();
    vec![
        who(patient),
        Cell::Day(session.date),
        Cell::number(after.map(|(days, _)| days)),
        Cell::number(after.map(|(_, session)| session as u32)),
    ]
}

fn visit(patient: &Patient, session: &Session) -> Vec<Cell> {
    let mut row = visit_cells(patient, session);
    let treatment = session.treatment.as_ref();
    let notes: Vec<String> = patient.notes_of(session.id).iter().map(|n| n.text.trim().to_owned()).collect();
    let skin = serde_json::to_value(session.skin).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let course = match day_words(patient, session.date) {
        DayWords::SinceFirst(_) => String::new(),
        words => words.long(),
    };
    row.extend([
        Cell::text(session.title.clone()),
        Cell::text(skin),
        Cell::text(if treatment.is_some() { "yes" } else { "no" }),
        Cell::text(treatment.map(crate::model::Treatment::depths_text).unwrap_or_default()),
        Cell::text(treatment.map(|t| t.device.clone()).unwrap_or_default()),
        Cell::Number(patient.photos_of(session.id).len() as f64),
        Cell::text(notes.join("\n")),
        Cell::text(course),
    ]);
    row
}

fn treatments(patient: &Patient) -> Vec<Vec<Cell>> {
    let row = |(i, (session, t)): (usize, (&Session, &crate::model::Treatment))| {
        let mut row = visit_cells(patient, session);
        row.push(Cell::Number((i + 1) as f64));
        row.extend([&t.operator, &t.areas, &t.device, &t.cartridge, &t.lot].map(|s| Cell::text(s.clone())));
        row.push(Cell::text(t.depths_text()));
        row.extend([&t.speed, &t.passes, &t.anaesthetic, &t.serum, &t.adjuncts].map(|s| Cell::text(s.clone())));
        row.push(Cell::number(t.duration_min));
        row.push(Cell::text(t.end_point.clone()));
        row.push(Cell::number(t.pain));
        row.extend([&t.reaction, &t.home_treatment, &t.remarks].map(|s| Cell::text(s.clone())));
        row
    };
    patient.treatments_by_date().into_iter().enumerate().map(row).collect()
}

/// Every score with its visit, by day.
fn scores(patient: &Patient) -> Vec<(&Session, &Score)> {
    let sessions = patient.sessions_by_date().into_iter();
    sessions.flat_map(|s| patient.scores_of(s.id).into_iter().map(move |score| (s, score))).collect()
}

fn score_row(patient: &Patient, clinic: &ClinicFiles, session: &Session, score: &Score) -> Vec<Cell> {
    let mut row = visit_cells(patient, session);
    let (total, missing) = match score_total(clinic, score) {
        Some(Total::Is(total)) => (Cell::Number((total * 1e6).round() / 1e6), Cell::Number(0.0)),
        Some(Total::Missing(items)) => (Cell::Empty, Cell::Number(items.len() as f64)),
        None => (Cell::Empty, Cell::text("the scale's definition is not here")),
    };
    let compared = score.compared_with.and_then(|id| patient.sessions.get(&id)).map(|s| s.date);
    row.extend([Cell::text(score.scale.clone()), Cell::text(score.version.clone()), total, missing]);
    row.extend([Cell::text(score.region.clone()), Cell::day(compared), Cell::text(score.who.clone())]);
    row.push(Cell::text(score.at.to_string()));
    row
}

fn item_rows(patient: &Patient, clinic: &ClinicFiles, session: &Session, score: &Score) -> Vec<Vec<Cell>> {
    let scale = clinic.scale(&score.scale, &score.version);
    let row = |(id, value): (&String, &i32)| {
        let item = scale.and_then(|s| s.item(id));
        let label = item.and_then(|i| i.level(*value)).map(|l| l.label.clone());
        let mut row = visit_cells(patient, session);
        row.extend([Cell::text(score.scale.clone()), Cell::text(score.version.clone()), Cell::text(id.clone())]);
        row.extend([Cell::text(item.map(|i| i.text.clone()).unwrap_or_default()), Cell::Number(f64::from(*value))]);
        row.extend([Cell::text(label.unwrap_or_default()), Cell::text(score.region.clone())]);
        row.extend([Cell::text(score.who.clone()), Cell::text(score.at.to_string())]);
        row
    };
    score.values.iter().map(row).collect()
}

fn suitability_rows(patient: &Patient) -> Vec<Vec<Cell>> {
    let answers = &patient.consultation.suitability;
    let unknown_items = answers.keys().filter(|id| suitability().iter().all(|q| q.id != **id));
    let ids = suitability().iter().map(|q| q.id.as_str()).chain(unknown_items.map(String::as_str));
    let row = |id: &str| {
        let answer = answers.get(id);
        let question = suitability().iter().find(|q| q.id == id).map(|q| q.text.clone()).unwrap_or_default();
        let said = answer.and_then(|a| a.answer).map(|a| a.name().to_lowercase()).unwrap_or_default();
        vec![
            who(patient),
            Cell::text(id),
            Cell::text(question),
            Cell::text(said),
            Cell::text(answer.map(|a| a.note.clone()).unwrap_or_default()),
            Cell::text(answer.map(|a| a.who.clone()).unwrap_or_default()),
            Cell::text(answer.map(|a| a.at.to_string()).unwrap_or_default()),
        ]
    };
    ids.map(row).collect()
}

fn consent_rows(patient: &Patient) -> Vec<Vec<Cell>> {
    let mut consents: Vec<_> = patient.consultation.consents.values().collect();
    consents.sort_by_key(|c| (c.purpose, c.given, c.id));
    let row = |c: &crate::model::Consent| {
        vec![
            who(patient),
            Cell::text(c.purpose.name().to_lowercase()),
            Cell::Day(c.given),
            Cell::text(c.scope.clone()),
            Cell::day(c.expires),
            Cell::day(c.withdrawn),
            Cell::text(c.who.clone()),
        ]
    };
    consents.into_iter().map(row).collect()
}

fn complication_rows(patient: &Patient) -> Vec<Vec<Cell>> {
    let row = |session: &Session| {
        let seen = patient.consultation.complications.get(&session.id)?;
        let names = joined(seen.ticked.iter().map(|id| complication_name(id)));
        let mut row = visit_cells(patient, session);
        row.extend([Cell::text(names), Cell::text(seen.note.clone()), Cell::text(seen.who.clone())]);
        Some(row)
    };
    patient.sessions_by_date().into_iter().filter_map(row).collect()
}

impl App {
    /// A table of the open library's patients (by their places in its list) or of the open patient, as the text of a
    /// file; `None` while it is not open. It is English in every language, so that scripts and other clinics can read
    /// it. The mark at its beginning tells spreadsheets that the letters are UTF-8.
    pub fn table_text(&self, kind: TableKind, patients: &[usize]) -> Option<String> {
        let table = words::in_english(|| self.table(kind, patients))?;
        Some(format!("\u{feff}{}", table.to_csv()))
    }

    fn table(&self, kind: TableKind, patients: &[usize]) -> Option<Table> {
        Some(match kind {
            TableKind::Patients => {
                let library = self.library()?;
                patient_table(patients.iter().filter_map(|i| library.summaries.get(*i)))
            }
            kind => table_of(self.patient()?, self.clinic(), kind),
        })
    }

    /// The sheet names no patient: only the day and what was treated.
    pub(super) fn print_aftercare(&mut self) {
        let treated =
            self.patient().and_then(|p| p.treatments_by_date().last().map(|(s, t)| (s.date, t.areas.clone())));
        let foot = treated.map_or_else(String::new, |(date, areas)| {
            let date = words::long_date(date);
            match areas.trim() {
                "" => say!("treatment-foot", date = date),
                areas => say!("treatment-foot-areas", date = date, areas = areas),
            }
        });
        let html = page(say!("aftercare-title"), self.clinic.aftercare(), &foot);
        let cache = self.folders.cache.clone();
        self.jobs.run(
            Lane::Show,
            move |_| paper::write(&cache, &html).map_or_else(Message::Fault, Message::Page),
            |why| Message::Fault(say!("aftercare-not-made", why = words::told(&why))),
        );
    }
}
