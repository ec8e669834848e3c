//! The record as tables, for the window and the command line: patients, visits, treatments, scores, checklists, marks, findings.

mod consultation;
mod skin;
mod visits;

use std::borrow::Cow;

use super::jobs::Lane;
use super::tasks::page as paper;
use super::{App, ClinicFiles, Message};
use crate::model::{Patient, Summary};
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
    /// Every mark on a photo, with its size where it has one.
    Marks,
    /// What was said about each scar at each visit.
    Scars,
    /// Measured values that were accepted into the record.
    Findings,
}

impl TableKind {
    /// Every table.
    pub const ALL: [Self; 11] = [
        Self::Patients,
        Self::Visits,
        Self::Treatments,
        Self::Scores,
        Self::ScoreItems,
        Self::Suitability,
        Self::Consents,
        Self::Complications,
        Self::Marks,
        Self::Scars,
        Self::Findings,
    ];
    /// Every table of one patient.
    pub const OF_A_PATIENT: &[Self] = Self::ALL.split_at(1).1;

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
            Self::Marks => say!("table-marks"),
            Self::Scars => say!("table-scars"),
            Self::Findings => say!("table-findings"),
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
            Self::Marks => "marks",
            Self::Scars => "scars",
            Self::Findings => "findings",
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
    let head = [
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
    ]
    .map(Into::into)
    .into();
    Table { head, rows: summaries.into_iter().map(row).collect() }
}

/// Several things in one cell.
fn joined(items: impl Iterator<Item = impl ToString>) -> String {
    items.map(|i| i.to_string()).collect::<Vec<_>>().join("; ")
}

/// A table of one patient. Every row begins with the patient: by number, else by id, never by name.
pub fn table_of(patient: &Patient, clinic: &ClinicFiles, kind: TableKind) -> Table {
    let mut table = Table { head: head(kind), rows: Vec::new() };
    table.rows = match kind {
        TableKind::Patients => return patient_table([&Summary::of(patient)]),
        TableKind::Visits => visits::visits(patient),
        TableKind::Treatments => visits::treatments(patient),
        TableKind::Scores => consultation::scores(patient, clinic),
        TableKind::ScoreItems => consultation::score_items(patient, clinic),
        TableKind::Suitability => consultation::suitability_answers(patient),
        TableKind::Consents => consultation::consents(patient),
        TableKind::Complications => consultation::complications(patient),
        TableKind::Marks => skin::marks(patient),
        TableKind::Scars => skin::scars(patient),
        TableKind::Findings => skin::findings(patient),
    };
    table
}

/// The tables of several patients under one head.
pub fn joined_tables(kind: TableKind, tables: impl IntoIterator<Item = Table>) -> Table {
    Table { head: head(kind), rows: tables.into_iter().flat_map(|t| t.rows).collect() }
}

const OF_A_VISIT: [&str; 4] = ["patient", "date", "days_after_treatment", "treatment_before"];

fn own(names: &[&'static str]) -> Vec<Cow<'static, str>> {
    names.iter().map(|name| Cow::Borrowed(*name)).collect()
}

fn head(kind: TableKind) -> Vec<Cow<'static, str>> {
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
        TableKind::Suitability => return own(&["patient", "item", "question", "answer", "note", "who", "at"]),
        TableKind::Consents => {
            return own(&["patient", "purpose", "given", "scope", "expires", "withdrawn", "who"]);
        }
        TableKind::Complications => &["complications", "note", "who"],
        TableKind::Marks => &[
            "view",
            "photo_sha256",
            "mark",
            "kind",
            "shape",
            "severity_0_to_4",
            "length_px",
            "length_mm",
            "area_px",
            "area_mm2",
            "comment",
            "adopted_from",
        ],
        TableKind::Scars => &["view", "scar", "type", "said", "x_px", "y_px", "who", "at"],
        TableKind::Findings => &[
            "region",
            "before_date",
            "quantity",
            "value",
            "low_95",
            "high_95",
            "unit",
            "smallest_detectable_change",
            "verdict",
            "tier",
            "pixels",
            "method",
            "alignment",
            "who",
            "at",
        ],
    };
    OF_A_VISIT.iter().chain(rest).map(|name| Cow::Borrowed(*name)).collect()
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
