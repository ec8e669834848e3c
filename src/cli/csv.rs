//! `skinlapse library list --csv`: the record as tables for a spreadsheet.

use std::io::Write;

use crate::app::{ClinicFiles, TableKind, joined_tables, patient_table, table_of};
use crate::model::{PatientId, Summary};
use crate::store::Library;

/// The tables that can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CsvTable {
    /// The patient list, with names.
    Patients,
    /// Every visit.
    Visits,
    /// Every treatment, a column a field.
    Treatments,
    /// Every score, a row a score.
    Scores,
    /// Every answer to an item of a score.
    ScoreItems,
    /// Answers of the suitability checklist.
    Suitability,
    /// Consents to the use of photos.
    Consents,
    /// Complications that were ticked.
    Complications,
    /// Every mark on a photo, with its size.
    Marks,
    /// What was said about each scar at each visit.
    Scars,
    /// Measured values that were accepted into the record.
    Findings,
}

impl CsvTable {
    fn kind(self) -> TableKind {
        match self {
            Self::Patients => TableKind::Patients,
            Self::Visits => TableKind::Visits,
            Self::Treatments => TableKind::Treatments,
            Self::Scores => TableKind::Scores,
            Self::ScoreItems => TableKind::ScoreItems,
            Self::Suitability => TableKind::Suitability,
            Self::Consents => TableKind::Consents,
            Self::Complications => TableKind::Complications,
            Self::Marks => TableKind::Marks,
            Self::Scars => TableKind::Scars,
            Self::Findings => TableKind::Findings,
        }
    }
}

/// Writes a table to the standard output, patients in the order of their names.
///
/// # Errors
/// One line for the user.
pub fn run(library: &Library, table: CsvTable, only: Option<PatientId>) -> Result<(), String> {
    let mut summaries: Vec<Summary> = library.summaries();
    summaries.retain(|s| only.is_none_or(|id| s.id == id));
    if summaries.is_empty() && only.is_some() {
        return Err("there is no such patient in this library".to_owned());
    }
    summaries.sort_by_key(|s| (crate::model::fold(s.title()), s.id));
    let kind = table.kind();
    let table = match kind {
        TableKind::Patients => patient_table(&summaries),
        kind => {
            let clinic = ClinicFiles::read(library);
            for why in &clinic.faults {
                // The table is on the standard output: what was left out is said beside it.
                drop(writeln!(std::io::stderr(), "{why}"));
            }
            let of = |s: &Summary| Ok(table_of(&library.load(s.id).map_err(|e| e.to_string())?.patient, &clinic, kind));
            joined_tables(kind, summaries.iter().map(of).collect::<Result<Vec<_>, String>>()?)
        }
    };
    let written = std::io::stdout().write_all(table.to_csv().as_bytes());
    written.map_err(|e| format!("cannot write the table: {e}"))
}
