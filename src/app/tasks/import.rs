//! Looking at files before they are taken in, and copying those that are: for the window and the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use crate::align::{self, Options, Verdict};
use crate::imaging::{self, DecodeError, Facts, Limits, Photo};
use crate::model::{Edit, Integrity, Patient, PhotoId, PhotoRecord, Session, SessionId, SkinState, TakenSource, View};
use crate::monitor::{Monitor, step};
use crate::store::{self, Library};

/// Larger files than this are no photos.
const MOST_BYTES: u64 = 1 << 30;
/// Folders below the chosen one are read this deep.
const MOST_DEPTH: u32 = 8;
/// More files than this at once are a mistake.
pub const MOST_FILES: usize = 5_000;
/// Longer side of the picture with which views are guessed.
pub const GUESS_SIDE: u32 = 800;

/// A file as it was looked at.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The ending under which the library keeps it.
    pub format: String,
    /// What it says about itself.
    pub facts: Facts,
    /// Whether it is whole.
    pub integrity: Integrity,
    /// When it was taken, and who says so.
    pub taken_at: Option<DateTime>,
    /// Who says so.
    pub taken_source: TakenSource,
    /// Minutes east of UTC, if the camera says so.
    pub utc_offset_min: Option<i32>,
    /// A small picture.
    pub thumb: Arc<Photo>,
    /// A middling picture with which the view is guessed.
    pub guess: Arc<Photo>,
}

/// The picture files among `paths`, folders opened; in order of name. Hidden files are left out.
pub fn collect(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        gather(path, 0, &mut files);
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|f| seen.insert(f.clone()));
    files.truncate(MOST_FILES);
    files
}

fn gather(path: &Path, depth: u32, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        files.push(path.to_owned());
        return;
    }
    if depth > MOST_DEPTH || files.len() > MOST_FILES {
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    let mut inside: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    inside.sort();
    for entry in inside {
        let hidden = entry.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        let link = fs::symlink_metadata(&entry).is_ok_and(|m| m.is_symlink());
        let wanted = if entry.is_dir() { !link } else { looks_like_picture(&entry) };
        if wanted && !hidden {
            gather(&entry, depth + 1, files);
        }
    }
}

/// Within folders only files with a picture's ending are looked at; a file that was chosen by hand always is.
fn looks_like_picture(path: &Path) -> bool {
    const ENDINGS: [&str; 11] = ["jpg", "jpeg", "jpe", "png", "tif", "tiff", "webp", "bmp", "heic", "heif", "hif"];
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    ending.is_some_and(|e| ENDINGS.contains(&e.as_str()))
}

/// Looks at one file: what it is, whether it is whole, when it was taken. `Ok(None)` if the work was stopped.
///
/// # Errors
/// Why the file cannot be taken in, as a sentence for the person.
pub fn inspect(path: &Path, monitor: &dyn Monitor) -> Result<Option<Inspected>, String> {
    let about = fs::metadata(path).map_err(|e| format!("it cannot be read: {e}"))?;
    if !about.is_file() {
        return Err("it is not a file: choose photos or folders of photos".to_owned());
    }
    if about.len() > MOST_BYTES {
        return Err("it is larger than 1 GB: no photo is".to_owned());
    }
    let bytes = fs::read(path).map_err(|e| format!("it cannot be read: {e}"))?;
    if step(monitor, 0.2).is_err() {
        return Ok(None);
    }
    let decoded = match imaging::decode(&bytes, &Limits::default(), monitor) {
        Ok(decoded) => decoded,
        Err(DecodeError::Cancelled(_)) => return Ok(None),
        Err(e) => return Err(e.to_string()),
    };
    let file_time = about.modified().ok().and_then(|t| jiff::Timestamp::try_from(t).ok());
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (taken_at, taken_source) = taken(&decoded.facts, &name, file_time);
    let utc_offset_min =
        decoded.facts.taken_at.filter(|_| taken_source == TakenSource::Exif).and_then(|t| t.offset_minutes);
    Ok(Some(Inspected {
        sha256: hex(&Sha256::digest(&bytes)),
        format: decoded.facts.format.extension().to_owned(),
        integrity: decoded.verdict.why().map_or(Integrity::Intact, |why| Integrity::Damaged(why.to_owned())),
        taken_at,
        taken_source,
        utc_offset_min: utc_offset_min.map(i32::from),
        thumb: Arc::new(imaging::thumbnail(&decoded.photo, super::super::THUMB_SIDE)),
        guess: Arc::new(imaging::thumbnail(&decoded.photo, GUESS_SIDE)),
        facts: decoded.facts,
    }))
}

/// When a photo was taken: EXIF, else the file's name, else the file's own time, which is unsure.
fn taken(facts: &Facts, name: &str, file_time: Option<jiff::Timestamp>) -> (Option<DateTime>, TakenSource) {
    if let Some(t) = facts.taken_at {
        return (Some(t.local), TakenSource::Exif);
    }
    if let Some(t) = store::date_from_file_name(name) {
        return (Some(t), TakenSource::FileName);
    }
    match file_time {
        Some(t) => (Some(t.to_zoned(TimeZone::system()).datetime()), TakenSource::FileTime),
        None => (None, TakenSource::Unknown),
    }
}

/// The whole photo of a file that was looked at; `None` if the work was stopped.
///
/// # Errors
/// Why it cannot be read any more, in words.
pub fn pixels(path: &Path, monitor: &dyn Monitor) -> Result<Option<Photo>, String> {
    let bytes = fs::read(path).map_err(|e| format!("it cannot be read: {e}"))?;
    match imaging::decode(&bytes, &Limits::default(), monitor) {
        Ok(decoded) => Ok(Some(decoded.photo)),
        Err(DecodeError::Cancelled(_)) => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

/// The view of `photo`, guessed by aligning it with earlier photos; with the confidence of the best, 0 to 1.
///
/// `earlier` has one photo for each view. `None` if none of them shows the same skin.
pub fn guess_view(photo: &Photo, earlier: &[(View, Arc<Photo>)], monitor: &dyn Monitor) -> Option<(View, f64)> {
    let mut best: Option<(View, f64)> = None;
    for (view, known) in earlier {
        if step(monitor, 0.0).is_err() {
            return None;
        }
        let Ok(found) = align::register(known, photo, &Options::default(), monitor) else { continue };
        let sure = found.verdict == Verdict::Aligned;
        if sure && best.as_ref().is_none_or(|(_, confidence)| found.confidence > *confidence) {
            best = Some((view.clone(), found.confidence));
        }
    }
    best
}

/// One file that is taken in.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Where it lies.
    pub path: PathBuf,
    /// As it was looked at.
    pub inspected: Inspected,
    /// The day under which it is filed.
    pub date: Date,
    /// True if a person set that day.
    pub date_by_person: bool,
    /// Its view.
    pub view: View,
}

/// Copies one file into the library, verified byte by byte.
///
/// # Errors
/// In words: the file changed since it was looked at, or could not be copied.
pub fn copy(library: &Library, taken: &Taken, monitor: &dyn Monitor) -> Result<(), String> {
    let added = library.add_photo(&taken.path, &taken.inspected.format, monitor).map_err(|e| e.to_string())?;
    if added.sha256 != taken.inspected.sha256 {
        return Err("it changed while it was being imported: import it again".to_owned());
    }
    let name = taken.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let facts = serde_json::json!({
        "original_name": name,
        "bytes": added.bytes,
        "integrity": taken.inspected.integrity,
        "facts": taken.inspected.facts,
    });
    library.write_photo_facts(&added.sha256, &facts).map_err(|e| e.to_string())
}

/// The edits that bring copied files into the record: new sessions where a day has none, then the photos.
pub fn edits(patient: &Patient, files: &[Taken], skin: SkinState) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut sessions: Vec<(Date, SessionId)> = patient.sessions_by_date().iter().map(|s| (s.date, s.id)).collect();
    let mut ordered: Vec<&Taken> = files.iter().collect();
    ordered.sort_by_key(|t| (t.date, t.inspected.taken_at));
    for taken in ordered {
        let known = sessions.iter().find(|(date, _)| *date == taken.date).map(|(_, id)| *id);
        let session = known.unwrap_or_else(|| {
            let id = SessionId::new();
            sessions.push((taken.date, id));
            edits.push(Edit::AddSession(Session { id, date: taken.date, title: String::new(), skin, treatment: None }));
            id
        });
        edits.push(Edit::AddPhoto(record(taken, session)));
    }
    edits
}

/// The record of a copied file under `session`.
pub fn record(taken: &Taken, session: SessionId) -> PhotoRecord {
    let seen = &taken.inspected;
    let moved = taken.date_by_person && seen.taken_at.is_none_or(|t| t.date() != taken.date);
    PhotoRecord {
        id: PhotoId::new(),
        session,
        sha256: seen.sha256.clone(),
        format: seen.format.clone(),
        size: seen.facts.size,
        view: taken.view.clone(),
        taken_at: if moved { Some(taken.date.at(0, 0, 0, 0)) } else { seen.taken_at },
        utc_offset_min: seen.utc_offset_min,
        taken_source: if moved { TakenSource::Person } else { seen.taken_source },
        integrity: seen.integrity.clone(),
        camera: camera(&seen.facts),
        comment: String::new(),
        scale: None,
        target: None,
    }
}

fn camera(facts: &Facts) -> String {
    let parts = [facts.camera.make.as_deref(), facts.camera.model.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
