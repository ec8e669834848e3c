//! `skinlapse library import`: photos into a patient's record, each with a verdict.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::library::{Progress, say};
use super::writer::Who;
use crate::app::tasks::import::{self, GUESS_SIDE, Inspected, Taken};
use crate::imaging::{self, Limits, Photo};
use crate::model::{Edit, GroupId, Grouped, Integrity, Patient, PatientFacts, PatientId, SkinState, View, fold};
use crate::monitor::Silent;
use crate::store::Library;

const LONG_HELP: &str =
    "Originals are copied byte for byte and verified; the sources are not touched. A photo that the patient has already
is noticed and not added again. Without --date the day comes from the photo, else from its file name, else from the
file's time, which is unsure. Without --view it is guessed from the patient's earlier photos, else left unsorted.
The exit code is 1 if a file could not be added; the others are added all the same.";

/// Adds photos to a patient, who is made if there is none of this name.
#[derive(Debug, clap::Args)]
#[command(after_long_help = LONG_HELP)]
pub struct Args {
    /// The library's folder.
    dir: PathBuf,
    /// The patient: name, own number, or id.
    #[arg(long, value_name = "NAME")]
    patient: String,
    /// Day of birth, such as 1988-02-29: tells patients of the same name apart.
    #[arg(long, value_name = "DATE")]
    birth: Option<Date>,
    /// The day of the visit for all files.
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// The view for all files: front, left-45, right-45, left-90, right-90, close-up, or your own words.
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
    /// Photos, or folders of photos.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    who: Who,
}

/// What became of one file.
enum Outcome {
    Added(Box<Taken>),
    Duplicate(Option<Date>),
    Refused(String),
}

/// One import: the patient, and what is undone together.
struct Import<'a> {
    args: &'a Args,
    library: Library,
    patient: PatientId,
    /// What makes the patient, until the first photo is added.
    facts: Option<PatientFacts>,
    group: GroupId,
    /// A small photo of each view that the patient had before.
    earlier: Vec<(View, Arc<Photo>)>,
}

/// Runs the verb.
///
/// # Errors
/// One line for the user: the library cannot be written, the patient is not certain, or files were refused.
pub fn run(args: &Args, data: Option<&Path>) -> Result<(), String> {
    let library = Library::open(&args.dir, &args.who.writer(data)).map_err(|e| e.to_string())?;
    if let Some(why) = library.read_only() {
        return Err(why);
    }
    let files = import::collect(&args.paths);
    if files.is_empty() {
        return Err("no photos there: name JPEG, PNG, TIFF, WebP, BMP or HEIC files, or folders of them".to_owned());
    }
    let known = find(&library, &args.patient, args.birth)?;
    let facts = PatientFacts { name: args.patient.trim().to_owned(), birth: args.birth, ..PatientFacts::default() };
    let mut import = Import {
        args,
        patient: known.unwrap_or_else(PatientId::new),
        facts: known.is_none().then_some(facts),
        group: GroupId::new(),
        earlier: Vec::new(),
        library,
    };
    import.earlier = import.earlier_views()?;
    let progress = Progress::new("Importing");
    let (mut outcomes, total) = (Vec::new(), files.len() as f32);
    for (i, path) in files.into_iter().enumerate() {
        let _ = progress.show(i as f32 / total);
        let outcome = import.take(&path).unwrap_or_else(Outcome::Refused);
        outcomes.push((path, outcome));
    }
    progress.clear();
    import.tell(&outcomes)?;
    let refused = outcomes.iter().filter(|(_, o)| matches!(o, Outcome::Refused(_))).count();
    match refused {
        0 => Ok(()),
        n => Err(format!("{n} of {} files were not added: the reasons stand above", outcomes.len())),
    }
}

/// The patient of this name, number or id; `None` if there is none.
fn find(library: &Library, who: &str, birth: Option<Date>) -> Result<Option<PatientId>, String> {
    let who = who.trim();
    if who.is_empty() {
        return Err("name the patient: --patient NAME".to_owned());
    }
    if let Ok(id) = who.parse::<PatientId>() {
        return library.summary(id).map(|s| Some(s.id)).ok_or_else(|| "there is no patient of this id".to_owned());
    }
    let folded = fold(who);
    let called = |s: &crate::model::Summary| fold(&s.name) == folded || (!s.number.is_empty() && s.number == who);
    let born = |s: &crate::model::Summary| birth.is_none() || s.birth == birth;
    let found: Vec<PatientId> = library.summaries().iter().filter(|s| called(s) && born(s)).map(|s| s.id).collect();
    match found[..] {
        [] => Ok(None),
        [id] => Ok(Some(id)),
        _ => {
            Err("several patients have this name: add --birth, or name the id from `skinlapse library list`".to_owned())
        }
    }
}

impl Import<'_> {
    fn record(&self) -> Result<Patient, String> {
        if self.facts.is_some() {
            return Ok(Patient::empty(self.patient));
        }
        let file = self.library.load(self.patient).map_err(|e| e.to_string())?;
        file.read_only.map_or(Ok(file.patient), Err)
    }

    fn earlier_views(&self) -> Result<Vec<(View, Arc<Photo>)>, String> {
        if self.args.view.is_some() {
            return Ok(Vec::new());
        }
        let record = self.record()?;
        let newest = |view: View| {
            let photo = record.series(&view).into_iter().rfind(|p| p.integrity.is_intact())?.clone();
            let bytes = self.library.read_photo(&photo.sha256, &photo.format).ok()?;
            let decoded = imaging::decode(&bytes, &Limits::default(), &Silent).ok()?;
            Some((view, Arc::new(imaging::thumbnail(&decoded.photo, GUESS_SIDE))))
        };
        let views = record.views().into_iter().map(|(view, _)| view).filter(|v| *v != View::unsorted());
        Ok(views.filter_map(newest).collect())
    }

    /// Looks at a file, copies it, and writes it into the record: durable when this returns.
    fn take(&mut self, path: &Path) -> Result<Outcome, String> {
        let seen = import::inspect(path, &Silent)?.ok_or("stopped")?;
        let record = self.record()?;
        if let Some(known) = record.photos.values().find(|p| p.sha256 == seen.sha256) {
            return Ok(Outcome::Duplicate(record.date_of(known.id)));
        }
        let date = self.args.date.or(seen.taken_at.map(|t| t.date()));
        let date = date.ok_or("nothing tells when it was taken: give the day with --date")?;
        let view = self.view_of(&seen);
        let taken =
            Taken { path: path.to_owned(), inspected: seen, date, date_by_person: self.args.date.is_some(), view };
        import::copy(&self.library, &taken, &Silent)?;
        let added = import::edits(&record, std::slice::from_ref(&taken), SkinState::NotRecorded);
        let mut edits: Vec<Grouped> = self.facts.iter().map(|f| (Edit::SetPatient(f.clone()), None)).collect();
        edits.extend(added.into_iter().map(|edit| (edit, Some(self.group))));
        self.library.append(self.patient, edits).map_err(|e| e.to_string())?;
        self.facts = None;
        Ok(Outcome::Added(Box::new(lightened(taken))))
    }

    fn view_of(&self, seen: &Inspected) -> View {
        match &self.args.view {
            Some(view) => View::new(view),
            None if !seen.integrity.is_intact() => View::unsorted(),
            None => import::guess_view(&seen.guess, &self.earlier, &Silent).map_or_else(View::unsorted, |(v, _)| v),
        }
    }

    fn tell(&self, outcomes: &[(PathBuf, Outcome)]) -> Result<(), String> {
        if self.args.json {
            let files: Vec<Value> = outcomes.iter().map(|(path, outcome)| described(path, outcome)).collect();
            let patient = self.facts.is_none().then_some(self.patient);
            return say(&format!("{:#}", json!({"patient": patient, "files": files})));
        }
        outcomes.iter().try_for_each(|(path, outcome)| say(&in_words(path, outcome)))
    }
}

/// Without its pictures: thousands of files are imported at once.
fn lightened(mut taken: Taken) -> Taken {
    let dot = Arc::new(imaging::thumbnail(&taken.inspected.thumb, 1));
    (taken.inspected.thumb, taken.inspected.guess) = (dot.clone(), dot);
    taken
}

fn described(path: &Path, outcome: &Outcome) -> Value {
    let path = path.to_string_lossy();
    match outcome {
        Outcome::Added(taken) => {
            let seen = &taken.inspected;
            let (verdict, why) = match &seen.integrity {
                Integrity::Intact => ("intact", None),
                Integrity::Damaged(why) => ("damaged", Some(why)),
            };
            json!({
                "path": path, "result": "added", "verdict": verdict, "why": why, "sha256": seen.sha256,
                "format": seen.format, "width": seen.facts.size.width, "height": seen.facts.size.height,
                "date": taken.date, "date_from": if taken.date_by_person { json!("person") } else { json!(seen.taken_source) },
                "date_unsure": !taken.date_by_person && seen.taken_source.is_unsure(), "view": taken.view,
                "notices": seen.facts.notices.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })
        }
        Outcome::Duplicate(date) => json!({"path": path, "result": "duplicate", "date": date}),
        Outcome::Refused(why) => json!({"path": path, "result": "refused", "verdict": "refused", "why": why}),
    }
}

fn in_words(path: &Path, outcome: &Outcome) -> String {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |n| n.to_string_lossy());
    match outcome {
        Outcome::Added(taken) => {
            let unsure = !taken.date_by_person && taken.inspected.taken_source.is_unsure();
            let day = format!("{}{}", taken.date, if unsure { " (unsure: from the file's time)" } else { "" });
            match &taken.inspected.integrity {
                Integrity::Intact => format!("added: {day}, {}: {name}", taken.view),
                Integrity::Damaged(why) => format!("added, damaged ({why}): {day}, {}: {name}", taken.view),
            }
        }
        Outcome::Duplicate(Some(day)) => format!("already there, on {day}: {name}"),
        Outcome::Duplicate(None) => format!("already there: {name}"),
        Outcome::Refused(why) => format!("refused: {why}: {name}"),
    }
}
