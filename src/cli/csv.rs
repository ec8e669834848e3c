//! `skinlapse library list --csv`: the record as tables for a spreadsheet.

use std::io::Write;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::app::{ClinicFiles, TableKind, joined_tables, patient_table, table_of};
use crate::model::{PatientId, Summary};
use crate::store::Library;

/// On the command line a table has the name that its file would have.
impl ValueEnum for TableKind {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.slug()).help(self.name()))
    }
}

/// Writes a table to the standard output, patients in the order of their names.
///
/// # Errors
/// One line for the user.
pub fn run(library: &Library, kind: TableKind, only: Option<PatientId>) -> Result<(), String> {
    let mut summaries: Vec<Summary> = library.summaries();
    summaries.retain(|s| only.is_none_or(|id| s.id == id));
    if summaries.is_empty() && only.is_some() {
        return Err("there is no such patient in this library".to_owned());
    }
    summaries.sort_by_key(|s| (crate::model::fold(s.title()), s.id));
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
