//! `skinlapse library`: makes, fills, lists and checks libraries.

use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::csv;
use super::import;
use super::writer::Who;
use crate::app::TableKind;
use crate::model::{Integrity, Patient, PatientId, PhotoRecord, Session, Summary};
use crate::store::{Library, Report, Writer};

/// Makes, fills, lists and checks libraries.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Makes a new library in an empty folder.
    New {
        /// The folder; made if it is missing.
        dir: PathBuf,
    },
    /// Lists patients, sessions and photos.
    List {
        /// The library's folder.
        dir: PathBuf,
        /// As JSON: patients → sessions → photos.
        #[arg(long)]
        json: bool,
        /// As CSV (RFC 4180): a table of the whole library.
        #[arg(long, value_name = "TABLE", num_args = 0..=1, default_missing_value = "patients", conflicts_with = "json")]
        csv: Option<TableKind>,
        /// Only this patient's rows, by id.
        #[arg(long, value_name = "ID", requires = "csv")]
        patient: Option<PatientId>,
    },
    Import(import::Args),
    /// Reads everything and names every fault. Exit code 0: intact, 1: damaged. Changes nothing.
    Check {
        /// The library's folder.
        dir: PathBuf,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the verb.
///
/// # Errors
/// One line for the user.
pub fn run(args: &Args, data: Option<&Path>) -> Result<(), String> {
    match &args.verb {
        Verb::New { dir } => {
            let library = Library::create(dir, &Who::default().writer(data)).map_err(|e| e.to_string())?;
            say(&format!("A new library: {}", library.root().display()))
        }
        Verb::Import(args) => import::run(args, data),
        Verb::List { dir, csv: Some(table), patient, .. } => csv::run(&open(dir)?, *table, *patient),
        Verb::List { dir, json, .. } => list(&open(dir)?, *json),
        Verb::Check { dir, json } => check(&open(dir)?, *json),
    }
}

/// Reading needs no lock and no name: it also works while the window has the library open.
fn open(dir: &Path) -> Result<Library, String> {
    let reader = Writer { device: "reader".to_owned(), who: String::new() };
    Library::open_read_only(dir, &reader).map_err(|e| e.to_string())
}

fn list(library: &Library, as_json: bool) -> Result<(), String> {
    if as_json {
        let patients: Result<Vec<Value>, String> = library.summaries().iter().map(|s| patient(library, s)).collect();
        return say(&format!("{:#}", json!({"library": library.id(), "patients": patients?})));
    }
    let mut summaries = library.summaries();
    summaries.sort_by_key(|s| crate::model::fold(s.title()));
    if summaries.is_empty() {
        return say("no patients yet");
    }
    summaries.iter().try_for_each(|s| say(&row(s)))
}

fn row(s: &Summary) -> String {
    let mut parts = vec![s.id.to_string(), s.title().to_owned()];
    parts.extend(s.birth.map(|d| format!("born {d}")));
    parts.push(format!("{} {} on {} {}", s.photos, plural(s.photos, "photo"), s.dates, plural(s.dates, "date")));
    parts.extend(s.last_visit.map(|d| format!("last {d}")));
    parts.extend(s.archived.then(|| "archived".to_owned()));
    parts.join("  ")
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 { word.to_owned() } else { format!("{word}s") }
}

fn patient(library: &Library, summary: &Summary) -> Result<Value, String> {
    let file = library.load(summary.id).map_err(|e| e.to_string())?;
    let record = &file.patient;
    let sessions: Vec<Value> = record.sessions_by_date().into_iter().map(|s| session(record, s)).collect();
    let mut value = json!({
        "id": record.id,
        "name": record.facts.name,
        "birth": record.facts.birth,
        "number": record.facts.number,
        "archived": record.archived,
        "sessions": sessions,
    });
    if let Some(why) = file.read_only {
        value["damaged"] = json!(why);
    }
    Ok(value)
}

fn session(record: &Patient, session: &Session) -> Value {
    let photos: Vec<Value> = record.photos_of(session.id).into_iter().map(|p| photo(record, p)).collect();
    let notes: Vec<Value> =
        record.notes_of(session.id).iter().map(|n| json!({"id": n.id, "text": n.text, "at": n.at})).collect();
    json!({
        "id": session.id,
        "date": session.date,
        "title": session.title,
        "skin": session.skin,
        "treated": session.treatment.is_some(),
        "photos": photos,
        "notes": notes,
    })
}

fn photo(record: &Patient, photo: &PhotoRecord) -> Value {
    let marks: Vec<Value> = record
        .marks_of(photo.id)
        .iter()
        .map(|m| json!({"id": m.id, "name": record.mark_name(m), "kind": m.kind}))
        .collect();
    let mut value = json!({
        "id": photo.id,
        "view": photo.view.id(),
        "taken_at": photo.taken_at,
        "taken_source": photo.taken_source,
        "sha256": photo.sha256,
        "format": photo.format,
        "width": photo.size.width,
        "height": photo.size.height,
        "verdict": if photo.integrity.is_intact() { "intact" } else { "damaged" },
        "marks": marks,
    });
    if let Integrity::Damaged(why) = &photo.integrity {
        value["why"] = json!(why);
    }
    value
}

fn check(library: &Library, as_json: bool) -> Result<(), String> {
    let progress = Progress::new("Checking");
    let report = library.check(&|fraction| progress.show(fraction)).map_err(|e| e.to_string())?;
    progress.clear();
    if as_json {
        let mut value = serde_json::to_value(&report).unwrap_or_default();
        value["intact"] = json!(report.is_intact());
        say(&format!("{value:#}"))?;
    } else {
        say_report(&report)?;
    }
    match report.faults.len() {
        0 => Ok(()),
        1 => Err("the library is damaged at one place: restore what is named from a backup".to_owned()),
        n => Err(format!("the library is damaged at {n} places: restore what is named from a backup")),
    }
}

fn say_report(report: &Report) -> Result<(), String> {
    for fault in &report.faults {
        say(&format!("damaged: {}: {}", fault.what, fault.r#where))?;
    }
    for note in &report.notes {
        say(&format!("note: {}: {}", note.what, note.r#where))?;
    }
    let state = if report.is_intact() { "intact" } else { "damaged" };
    let (p, e, n) = (report.patients, report.edits, report.photos);
    let words = [(p, "patient"), (e, "edit"), (n, "photo")].map(|(n, word)| format!("{n} {}", plural(n, word)));
    say(&format!("{state}: {}", words.join(", ")))
}

/// Writes a line to the standard output.
pub(super) fn say(text: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{text}").map_err(|e| format!("cannot write the answer: {e}"))
}

/// A line on the terminal that says how far long work has come; silent where nobody looks.
pub(super) struct Progress {
    what: &'static str,
    is_seen: bool,
    last: AtomicU32,
}

impl Progress {
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, is_seen: std::io::stderr().is_terminal(), last: AtomicU32::new(u32::MAX) }
    }

    pub(super) fn show(&self, fraction: f32) -> ControlFlow<()> {
        let percent = (fraction.clamp(0.0, 1.0) * 100.0) as u32;
        if self.is_seen && self.last.swap(percent, Ordering::Relaxed) != percent {
            drop(write!(std::io::stderr(), "\r{} {percent} %\x1b[K", self.what));
        }
        ControlFlow::Continue(())
    }

    pub(super) fn clear(&self) {
        if self.is_seen {
            drop(write!(std::io::stderr(), "\r\x1b[K"));
        }
    }
}
