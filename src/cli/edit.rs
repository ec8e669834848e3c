//! `skinlapse edit`: edits from the standard input, one a line, each answered once it is on the disk.
//!
//! A line in: `{"patient": "<id>", "op": "<edit>", "d": {…}, "g": "<group id>"}`. `"patient": "new"` creates one.
//! A line out, in the same order: `{"ok":true,"patient":"<id>","id":"desk-1:42"}`, with `"new"` where an id was made,
//! or `{"ok":false,"line":7,"error":"…"}`. Ids are ULIDs; a client may choose its own for what it creates.
//!
//! | `op` | `d` | effect |
//! |---|---|---|
//! | `patient.set` | `name`, `birth`, `number`, `skin_type` 1–6, `remarks` | creates the patient, or replaces these facts |
//! | `patient.archive` | `archived` | puts the patient away, or brings it back |
//! | `course.set` | `indication`, `areas`, `planned_sessions`, `interval_weeks`, `agreed`: a day agreed for the next session; or `null` | the plan |
//! | `session.add` | `id`, `date`, `title`, `skin`, `treatment` | adds a visit |
//! | `session.set` | `id` and what changes | changes a visit; `"treatment": null` removes it |
//! | `session.remove` | `id` | removes a visit with its photos and notes |
//! | `photo.add` | `id`, `session`, `sha256`, `format`, `width`, `height`, `view`, … | a photo that is in the library already |
//! | `photo.set` | `id` and what changes: `session`, `view`, `taken_at`, `comment`, `scale`, `target`, `integrity` | |
//! | `photo.remove` | `id` | removes a photo with its marks; the file stays |
//! | `note.add` | `id`, `session`, `text`, `author`, `at` | adds a note |
//! | `note.set` | `id`, `text` | new words; the history keeps the old ones |
//! | `note.remove` | `id` | |
//! | `mark.add` | `id`, `photo`, `kind`, `shape`, `severity` 0–4, `label`, `comment` | adds a mark, in photo pixels |
//! | `mark.set` | `id` and what changes | |
//! | `mark.remove` | `id` | |
//! | `alignment.set` | `fixed`, `moving`, `landmarks`, `nudge` | what a person tells the alignment of a pair |
//! | `skin_area.set` | `photo`, `strokes`: `skin` (true, or false for what is no skin), `radius`, `points` | painted skin; none: as the engine finds it |
//! | `finding.add`, `finding.remove` | a measured value; `id` | what was accepted into the record |
//! | `scar.observe` | `scar`, `session`, `state` (same, softer, deeper, gone, new, uncertain), `photo`, `at`, `said` | the scar ledger |
//! | `scar.unobserve` | `scar`, `session` | |
//! | `repeat.add`, `repeat.remove` | `first`, `second`, `differences`, `method` | repeat shots that count for the clinic's noise |
//! | `review.start` | `id`, `view`, `who`, `at`, `seed`, `pairs`: `left`, `right`, `repeats`; `scales`, `versions`: scale → version | begins a blind review |
//! | `review.answer` | `id`, `pair` from 0, `answer`: `judgement`, `left`, `right`: scores by `SCALE` or `SCALE/QUESTION`, `at` | until it is revealed |
//! | `review.reveal` | `id`, `at` | locks the answers |
//! | `score.set` | `id`, `scale`, `version`, `session`, `photo`, `region`, `compared_with`, `values`, `who`, `at` | adds a score, or replaces the one of that id |
//! | `score.remove` | `id` | |
//! | `suitability.set` | `item`, `answer`: `no`, `yes`, `unknown`, `note`, `who`, `at` | answers a question of the checklist |
//! | `consent.set` | `id`, `purpose`, `given`, `scope`, `expires`, `withdrawn`, `who` | adds a consent, or replaces the one of that id |
//! | `consent.remove` | `id` | one recorded by mistake; one taken back gets a `withdrawn` day instead |
//! | `complications.set` | `session`, `ticked`, `note`, `who` | what was seen at a visit |
//! | `retract` | `ops`: names of edits, `["desk-1:42"]` | takes edits back |
//! | `undo`, `redo` | | as in the window, for this device's edits |
//!
//! Without `id` in an `….add`, a `score.set` or a `consent.set` one is made and answered; what has an `at` or a `who` and
//! comes without is made now, by whoever is signed in. Edits with the same `g` are
//! undone together.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use super::writer::Who;
use crate::model::{Edit, GroupId, Grouped, NoteId, PatientId};
use crate::store::Library;

/// Longer lines are no edits.
const MOST_LINE_BYTES: u64 = 16 << 20;

const LONG_HELP: &str = r#"One edit a line in, one answer a line out, given only when the edit is on the disk.

  {"patient":"new","op":"patient.set","d":{"name":"Ada Example","birth":"1988-02-29"}}
  {"ok":true,"patient":"01K0…","id":"desk-3f9a:1"}
  {"patient":"01K0…","op":"session.add","d":{"date":"2026-01-14","title":"Baseline"}}
  {"ok":true,"patient":"01K0…","id":"desk-3f9a:2","new":"01K1…"}
  {"patient":"01K0…","op":"note.add","d":{"session":"01K1…","text":"Less red than in March."}}
  {"patient":"01K0…","op":"undo"}

Edits: patient.set, patient.archive, course.set, session.add|set|remove, photo.add|set|remove, note.add|set|remove,
mark.add|set|remove, alignment.set, skin_area.set, score.set|remove, suitability.set, consent.set|remove, complications.set,
review.start|answer|reveal, retract, undo, redo. "g": a ULID that edits share which are undone together.
Ids are ULIDs; without an "id" in an .add one is made and answered as "new". Dates are 2026-01-14, times
2026-01-14T14:12:03Z.
  session: date, title, skin (not-recorded, clean, make-up, sunburn), treatment: {"operator", "areas", "device",
           "cartridge", "lot", "depths": [{"area":"cheek left","mm":1.5}], "speed", "passes", "anaesthetic", "serum",
           "adjuncts", "duration_min", "end_point", "pain", "reaction", "home_treatment", "remarks"}
  score:   scale and version (as in the scale's file), session, photo, region, compared_with (a session, for a scale of
           change), values: {"<item>": 2}; the total follows from the scale
  suitability: item (see assets/checklists), answer (no, yes, unknown), note
  consent: purpose (care, teaching, publication, marketing), given, scope, expires, withdrawn
  complications: session, ticked: ["swelling"], note
  photo:   session, sha256, format, width, height, view (front, left-45, right-45, left-90, right-90, close-up, or
           your own), taken_at, comment; its file comes into the library by `skinlapse library import`
  mark:    photo, kind, shape: {"shape":"pin","at":[10,20]} | line: from, to | ellipse: center, radii,
           degrees | polygon, freehand: points | text: at, text; severity 0-4, label, comment

A line that cannot be done is answered {"ok":false,"line":7,"error":"…"}, the others are done all the same, and the
exit code is 1."#;

/// Changes records: one edit a line in, one answer a line out, answered only when it is on the disk.
#[derive(Debug, clap::Args)]
#[command(after_long_help = LONG_HELP)]
pub struct Args {
    /// The library's folder.
    library: PathBuf,
    #[command(flatten)]
    who: Who,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    patient: String,
    op: String,
    #[serde(default)]
    d: Value,
    #[serde(default)]
    g: Option<GroupId>,
}

/// Runs the verb.
///
/// # Errors
/// One line for the user: the library cannot be opened to write, or some edits were refused.
pub fn run(args: &Args, data: Option<&Path>) -> Result<(), String> {
    let writer = args.who.writer(data);
    let library = Library::open(&args.library, &writer).map_err(|e| e.to_string())?;
    if let Some(why) = library.read_only() {
        return Err(why);
    }
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let (mut number, mut refused) = (0_u64, 0_u64);
    while let Some(line) = next_line(&mut input)? {
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answer = answer(&library, &line, &writer.who).unwrap_or_else(|error| {
            refused += 1;
            json!({"ok": false, "line": number, "error": error})
        });
        let written = writeln!(output, "{answer}").and_then(|()| output.flush());
        written.map_err(|e| format!("nobody reads the answers: {e}"))?;
    }
    match refused {
        0 => Ok(()),
        n => Err(format!("{n} of {number} edits were not made: the answers say why")),
    }
}

fn next_line(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut line = Vec::new();
    let read = input.take(MOST_LINE_BYTES).read_until(b'\n', &mut line);
    match read.map_err(|e| format!("cannot read the edits: {e}"))? {
        0 => Ok(None),
        n if n as u64 == MOST_LINE_BYTES => Err("a line is longer than 16 MB: send one edit a line".to_owned()),
        _ => Ok(Some(line)),
    }
}

fn answer(library: &Library, line: &[u8], who: &str) -> Result<Value, String> {
    let line: Line = serde_json::from_slice(line).map_err(|e| format!("not an edit: {e}"))?;
    let is_new = line.patient == "new";
    let patient = if is_new { PatientId::new() } else { line.patient.parse().map_err(|e| format!("patient: {e}"))? };
    let group = line.g;
    let (edit, new) = edit(library, patient, line, who)?;
    let entries = library.append(patient, vec![(edit, group) as Grouped]).map_err(|e| e.to_string())?;
    let id = entries.first().map(|e| e.id.to_string());
    let mut answer = json!({"ok": true, "patient": patient, "id": id});
    if let Some(new) = new {
        answer["new"] = new;
    }
    Ok(answer)
}

/// The edit that a line asks for, and the id that was made for what it creates, if the line gave none.
fn edit(library: &Library, patient: PatientId, line: Line, who: &str) -> Result<(Edit, Option<Value>), String> {
    match line.op.as_str() {
        "undo" | "redo" => return Ok((step(library, patient, line.op == "undo")?, None)),
        _ => {}
    }
    let mut d = line.d;
    let new = fill_in(&line.op, &mut d, who);
    let edit = Edit::deserialize(json!({"op": line.op, "d": d})).map_err(|e| e.to_string())?;
    edit.check()?;
    if !matches!(edit, Edit::SetPatient(_)) {
        let record = library.load(patient).map_err(|e| e.to_string())?.patient;
        if let Some(missing) = edit.missing_in(&record) {
            return Err(format!("this patient has no such {missing}"));
        }
    }
    if let Edit::AddPhoto(photo) = &edit {
        let path = library.photo_path(&photo.sha256, &photo.format).map_err(|e| e.to_string())?;
        if !path.is_file() {
            return Err("the photo's file is not in the library: add it with `skinlapse library import`".to_owned());
        }
    }
    Ok((edit, new))
}

fn step(library: &Library, patient: PatientId, back: bool) -> Result<Edit, String> {
    let history = library.load(patient).map_err(|e| e.to_string())?.history;
    let device = library.device();
    let target = if back { history.undoable(device) } else { history.redoable(device) };
    let nothing = if back { "there is nothing to undo" } else { "there is nothing to redo" };
    target.map(|t| Edit::Retract { ops: t.ops }).ok_or_else(|| nothing.to_owned())
}

/// Gives what is created an id, and a note its time and author, where the line has none.
fn fill_in(op: &str, d: &mut Value, who: &str) -> Option<Value> {
    let makes = op.ends_with(".add") || matches!(op, "score.set" | "consent.set");
    let fields = d.as_object_mut()?;
    if matches!(op, "note.add" | "score.set" | "suitability.set") {
        fields.entry("at").or_insert_with(|| json!(jiff::Timestamp::now()));
    }
    match op {
        "note.add" => drop(fields.entry("author").or_insert_with(|| json!(who))),
        "score.set" | "suitability.set" | "consent.set" | "complications.set" => {
            fields.entry("who").or_insert_with(|| json!(who));
        }
        _ => {}
    }
    if !makes || fields.contains_key("id") {
        return None;
    }
    // Any kind of id is a ULID.
    let id = json!(NoteId::new());
    fields.insert("id".to_owned(), id.clone());
    Some(id)
}
