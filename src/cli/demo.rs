//! `skinlapse demo`: the sample clinic, in the window or as sheets.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::open::folders;
use crate::app::settings::{Folders, ThemeChoice};
use crate::app::tasks::export::{self, ExportRequest, ExportTarget, SheetMode};
use crate::app::tasks::{registration, sample};
use crate::app::{in_order, pair_key};
use crate::model::{Patient, PhotoId, days_between};
use crate::monitor::Silent;
use crate::store::{Library, Writer};
use crate::ui::{self, Opening};

/// Opens a scratch copy of the sample clinic.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Without a window: write a comparison sheet of every pair and summary.json into this folder.
    #[arg(long, value_name = "DIR")]
    headless: Option<PathBuf>,
}

/// Runs the verb.
///
/// # Errors
/// One line for the user: the samples are missing, a sheet could not be written, no display for the window.
pub fn run(args: &Args, data: Option<&Path>) -> Result<(), String> {
    match &args.headless {
        Some(out) => sheets(out, &folders(data)),
        None => ui::run(folders(data), Opening::Sample).map_err(|e| e.to_string()),
    }
}

/// A pair of the sample clinic: the baseline of a view and a later date.
struct SamplePair {
    patient: usize,
    a: PhotoId,
    b: PhotoId,
}

fn sheets(out: &Path, folders: &Folders) -> Result<(), String> {
    let root =
        sample::original().ok_or("the sample clinic is not beside the program: start it from its source folder")?;
    fs::create_dir_all(out).map_err(|e| format!("cannot make the folder for the sheets: {e}: {}", out.display()))?;
    let writer = Writer { device: "demo".to_owned(), who: String::new() };
    // Nothing is written into the samples.
    let library = Library::open_read_only(&root, &writer).map_err(|e| e.to_string())?;
    let mut patients = Vec::new();
    for summary in library.summaries() {
        patients.push(library.load(summary.id).map_err(|e| e.to_string())?.patient);
    }
    patients.sort_by(|a, b| a.facts.number.cmp(&b.facts.number));
    let pairs: Vec<SamplePair> = patients.iter().enumerate().flat_map(|(i, patient)| pairs_of(i, patient)).collect();
    let mut entries = Vec::new();
    for (i, pair) in pairs.iter().enumerate() {
        let Some(patient) = patients.get(pair.patient) else { continue };
        tell_progress(i + 1, pairs.len());
        entries.push(sheet(&library, patient, pair, out, &folders.cache)?);
    }
    let aligned = entries.iter().filter(|e| e["verdict"] == "aligned").count();
    let summary =
        json!({ "schema": "skinlapse.demo/1", "pairs": entries.len(), "aligned": aligned, "sheets": entries });
    let path = out.join("summary.json");
    let text = serde_json::to_string_pretty(&summary).map_err(|e| e.to_string())? + "\n";
    fs::write(&path, text).map_err(|e| format!("cannot write the summary: {e}: {}", path.display()))?;
    let line =
        format!("{} sheets, {aligned} of them aligned, and summary.json are in {}\n", entries.len(), out.display());
    std::io::stdout().write_all(line.as_bytes()).map_err(|e| format!("cannot write to the terminal: {e}"))
}

/// The baseline of each view against each later date.
fn pairs_of(patient: usize, record: &Patient) -> Vec<SamplePair> {
    let of_view = |view: &crate::model::View| {
        let series: Vec<PhotoId> = record.series(view).into_iter().map(|p| p.id).collect();
        let first = series.first().copied();
        series.into_iter().skip(1).filter_map(move |b| Some(SamplePair { patient, a: first?, b })).collect::<Vec<_>>()
    };
    record.views().iter().flat_map(|(view, _)| of_view(view)).collect()
}

/// Writes one sheet; answers its entry in the summary.
fn sheet(library: &Library, patient: &Patient, pair: &SamplePair, out: &Path, cache: &Path) -> Result<Value, String> {
    let gone = || "the samples changed while they were read: start again".to_owned();
    let order = in_order(patient, pair.a, pair.b).ok_or_else(gone)?;
    let date = |id| patient.date_of(id).ok_or_else(gone);
    let (fixed, moving) = (date(order.fixed)?, date(order.moving)?);
    let view = patient.photos.get(&order.fixed).map(|p| p.view.id().to_owned()).ok_or_else(gone)?;
    let number: String = patient.facts.number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let name = format!("{number}_{view}_{fixed}_{moving}.jpg").to_lowercase();
    let request = ExportRequest {
        a: order.fixed,
        b: order.moving,
        mode: SheetMode::SideBySide,
        raw: false,
        with_marks: true,
        with_notes: true,
        with_name: false,
        target: ExportTarget::File(out.join(&name)),
    };
    let plan = export::plan(patient, &request, ThemeChoice::Dark).ok_or_else(gone)?;
    export::run(library, cache, &plan, &Silent)?;
    let key = pair_key(patient, order.fixed, order.moving).ok_or_else(gone)?;
    let found = registration::cached(cache, &key);
    Ok(json!({
        "file": name,
        "patient": patient.facts.number,
        "view": view,
        "fixed": fixed,
        "moving": moving,
        "days": days_between(fixed, moving),
        "verdict": found.as_ref().map(|f| f.verdict),
        "reasons": found.as_ref().map(|f| f.reasons.clone()),
        "confidence": found.as_ref().map(|f| f.confidence),
        "residual_px": found.as_ref().map(|f| f.residual_px),
        "trusted_area": found.as_ref().map(|f| f.trusted_area),
    }))
}

/// Long work shows how far it is, on a terminal.
fn tell_progress(at: usize, of: usize) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        let end = if at == of { "\n" } else { "" };
        // A terminal that cannot be written to is no reason to stop.
        drop(write!(terminal, "\rAligning and drawing pair {at} of {of}{end}"));
    }
}
