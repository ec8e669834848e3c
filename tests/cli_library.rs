//! The command line on real libraries: make, edit, list, check; killed at any moment, it loses nothing it answered.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const DEVICE: &str = "desk-1";

fn skinlapse(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skinlapse"));
    command.args(args).env("SKINLAPSE_HOME", home.join("settings")).current_dir(home);
    command
}

fn run(home: &Path, args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = skinlapse(home, args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// A folder with a new library in it.
fn library() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = run(folder.path(), &["library", "new", "clinic"]);
    assert_eq!(code, 0, "{out}{err}");
    let root = folder.path().join("clinic");
    (folder, root)
}

fn editor(home: &Path) -> Child {
    let mut command = skinlapse(home, &["edit", "clinic", "--device", DEVICE, "--who", "dr1"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Sends all lines; returns the exit code and the answers.
fn edit(home: &Path, lines: &[Value]) -> (i32, Vec<Value>) {
    let mut child = editor(home);
    let text: String = lines.iter().map(|l| format!("{l}\n")).collect();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let answers = String::from_utf8(out.stdout).unwrap();
    (out.status.code().unwrap(), answers.lines().map(|l| serde_json::from_str(l).unwrap()).collect())
}

fn new_patient(home: &Path, name: &str) -> String {
    let (code, answers) = edit(home, &[json!({"patient": "new", "op": "patient.set", "d": {"name": name}})]);
    assert_eq!(code, 0, "{answers:?}");
    answers[0]["patient"].as_str().unwrap().to_owned()
}

fn new_session(home: &Path, patient: &str) -> String {
    let add = json!({"patient": patient, "op": "session.add", "d": {"date": "2026-01-14", "title": "Baseline"}});
    edit(home, &[add]).1[0]["new"].as_str().unwrap().to_owned()
}

fn listed(home: &Path) -> Value {
    let (code, out, err) = run(home, &["library", "list", "clinic", "--json"]);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn texts(home: &Path) -> BTreeSet<String> {
    let list = listed(home);
    let notes = list["patients"][0]["sessions"][0]["notes"].as_array().unwrap();
    notes.iter().map(|n| n["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_library_is_made_edited_listed_and_checked() {
    let (home, _) = library();
    let home = home.path();
    let patient = new_patient(home, "Ada Example");
    let session = new_session(home, &patient);
    let note = json!({"patient": patient, "op": "note.add", "d": {"session": session, "text": "Less red."}});
    let (code, answers) = edit(home, &[note]);
    assert_eq!((code, answers[0]["ok"].as_bool()), (0, Some(true)), "{answers:?}");
    assert_eq!(answers[0]["id"], "desk-1:3");
    let list = listed(home);
    assert_eq!(list["patients"][0]["name"], "Ada Example");
    assert_eq!(list["patients"][0]["sessions"][0]["date"], "2026-01-14");
    assert_eq!(list["patients"][0]["sessions"][0]["notes"][0]["text"], "Less red.");
    let (code, out, _) = run(home, &["library", "list", "clinic"]);
    assert!(code == 0 && out.contains("Ada Example") && out.contains("0 photos on 0 dates"), "{out}");
    let (code, out, _) = run(home, &["library", "check", "clinic"]);
    assert!(code == 0 && out == "intact: 1 patient, 3 edits, 0 photos\n", "{code} {out}");
}

#[test]
fn undo_and_redo_work_from_run_to_run() {
    let (home, _) = library();
    let home = home.path();
    let patient = new_patient(home, "Ada");
    let session = new_session(home, &patient);
    for text in ["one", "two"] {
        edit(home, &[json!({"patient": patient, "op": "note.add", "d": {"session": session, "text": text}})]);
    }
    let step = |op: &str| edit(home, &[json!({"patient": patient, "op": op})]).1[0].clone();
    assert_eq!(step("undo")["ok"], true);
    assert_eq!(texts(home), BTreeSet::from(["one".to_owned()]));
    assert_eq!(step("redo")["ok"], true);
    assert_eq!(texts(home).len(), 2);
    assert_eq!(step("redo")["error"], "there is nothing to redo");
}

#[test]
fn lines_that_cannot_be_done_say_why_and_the_others_are_done() {
    let (home, _) = library();
    let home = home.path();
    let patient = new_patient(home, "Ada");
    let stranger = "01JZ8Q4V9N3W5K7T2M6B0X1YAC";
    let sha = "0f".repeat(32);
    let session = new_session(home, &patient);
    let photo = json!({"session": session, "sha256": sha, "format": "jpg", "width": 9, "height": 9, "view": "front"});
    let (code, answers) = edit(
        home,
        &[
            json!({"patient": patient, "op": "note.add", "d": {"session": stranger, "text": "x"}}),
            json!({"patient": stranger, "op": "patient.archive", "d": {"archived": true}}),
            json!({"patient": "../../etc", "op": "patient.archive", "d": {"archived": true}}),
            json!({"patient": patient, "op": "patient.heal", "d": {}}),
            json!({"patient": patient, "op": "photo.add", "d": photo}),
            json!({"patient": "new", "op": "patient.set", "d": {"name": "  "}}),
            json!("hello"),
            json!({"patient": patient, "op": "patient.archive", "d": {"archived": true}}),
        ],
    );
    assert_eq!(code, 1);
    let errors: Vec<&str> = answers.iter().filter_map(|a| a["error"].as_str()).collect();
    for (error, expected) in errors.iter().zip([
        "no such session",
        "no such patient",
        "not an id",
        "unknown variant",
        "library import",
        "a name or a number",
        "not an edit",
    ]) {
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(errors.len(), 7);
    assert_eq!(answers[7]["ok"], true);
    assert_eq!(answers[1]["line"], 2);
}

#[test]
fn killed_at_any_moment_of_300_edits_it_loses_none_that_it_answered() {
    let (folder, root) = library();
    let home = folder.path();
    let patient = new_patient(home, "Ada");
    let session = new_session(home, &patient);
    let mut answered = BTreeSet::new();
    for (round, kill_after) in [1, 37, 120, 211, 299].into_iter().enumerate() {
        let mut child = editor(home);
        let lines: String = (0..300)
            .map(|i| {
                let text = format!("round {round} note {i}");
                let note = json!({"patient": patient, "op": "note.add", "d": {"session": session, "text": text}});
                format!("{note}\n")
            })
            .collect();
        // 300 lines fit into the pipe, so that nobody waits for the reader.
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut count = 0;
        while let Some(Ok(line)) = answers.next() {
            let Ok(answer) = serde_json::from_str::<Value>(&line) else { continue };
            assert_eq!(answer["ok"], true, "{answer}");
            answered.insert(format!("round {round} note {count}"));
            count += 1;
            if count == kill_after {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(count >= kill_after && count <= 300, "{count}");
        let there = texts(home);
        let lost: Vec<_> = answered.difference(&there).collect();
        assert!(lost.is_empty(), "lost after {count} answers in round {round}: {lost:?}");
        let (code, out, _) = run(home, &["library", "check", "clinic"]);
        assert_eq!(code, 0, "{out}");
    }
    assert!(answered.len() >= 300, "{}", answered.len());
    drop(root);
}

#[test]
fn the_second_program_is_told_who_holds_the_library_and_may_list() {
    let (home, _) = library();
    let home = home.path();
    let patient = new_patient(home, "Ada");
    let mut first = editor(home);
    let mut input = first.stdin.take().unwrap();
    writeln!(input, "{}", json!({"patient": patient, "op": "patient.set", "d": {"name": "Ada B"}})).unwrap();
    let mut answers = BufReader::new(first.stdout.take().unwrap()).lines();
    assert!(answers.next().unwrap().unwrap().contains("\"ok\":true"));
    let (code, _, told) = run(home, &["edit", "clinic", "--device", "desk-2", "--who", "dr2"]);
    assert_eq!(code, 1);
    assert!(told.contains("by dr1 on ") && told.lines().count() == 1, "{told}");
    assert_eq!(listed(home)["patients"][0]["name"], "Ada B");
    drop(input);
    assert!(first.wait().unwrap().success());
}

#[test]
fn a_damaged_library_is_told_with_what_and_where() {
    let (folder, root) = library();
    let home = folder.path();
    let patient = new_patient(home, "Ada Example");
    new_session(home, &patient);
    let shelf = root.join("patients").join(patient[24..].to_lowercase());
    let journal = shelf.join(&patient).join("ops.desk-1.jsonl");
    let mut bytes = fs::read(&journal).unwrap();
    bytes[40] ^= 1;
    fs::write(&journal, bytes).unwrap();
    let (code, out, err) = run(home, &["library", "check", "clinic", "--json"]);
    assert_eq!(code, 1);
    assert_eq!(err.lines().count(), 1, "{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["intact"], false);
    let fault = &report["faults"][0];
    assert!(fault["what"].as_str().unwrap().contains("line 1 of ops.desk-1.jsonl is broken"), "{fault}");
    assert!(fault["where"].as_str().unwrap().ends_with(&patient), "{fault}");
    assert!(!out.contains("Ada"), "a fault names no patient");
}

#[test]
fn wrong_folders_are_answered_in_one_line_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for args in [&["library", "list", "nowhere"][..], &["library", "check", "."], &["edit", "nowhere"]] {
        let (code, out, err) = run(folder.path(), args);
        assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 1), "{args:?}: {err}");
        assert!(err.contains("not a library: choose"), "{err}");
    }
    let (code, _, err) = run(folder.path(), &["library", "burn", "."]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn files_from_a_camera_are_added_noticed_or_refused_with_a_reason() {
    let (folder, root) = library();
    let home = folder.path();
    let photo = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([(x * 3) as u8, (y * 5) as u8, 128]));
    photo.save(home.join("IMG_20260114_141203.jpg")).unwrap();
    photo.save(home.join("2026-02-11 left.png")).unwrap();
    let whole = fs::read(home.join("IMG_20260114_141203.jpg")).unwrap();
    fs::write(home.join("IMG_20260115_100000.jpg"), &whole[..whole.len() * 2 / 3]).unwrap();
    fs::write(home.join("again.jpg"), &whole).unwrap();
    fs::write(home.join("letter.jpg"), "Dear colleague").unwrap();
    let names =
        ["IMG_20260114_141203.jpg", "2026-02-11 left.png", "IMG_20260115_100000.jpg", "again.jpg", "letter.jpg"];
    let mut args = vec!["library", "import", "clinic", "--patient", "Ada Example", "--view", "front", "--json"];
    args.extend(names);
    let (code, out, err) = run(home, &args);
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    let answer: Value = serde_json::from_str(&out).unwrap();
    let results: Vec<String> = answer["files"].as_array().unwrap().iter().map(|f| format!("{}", f["result"])).collect();
    assert_eq!(results, ["\"added\"", "\"added\"", "\"added\"", "\"duplicate\"", "\"refused\""], "{answer:#}");
    assert_eq!(answer["files"][2]["verdict"], "damaged", "{answer:#}");
    assert_eq!(answer["files"][0]["date"], "2026-01-14");
    assert_eq!(fs::read(home.join(names[0])).unwrap(), whole, "the source is untouched");
    let list = listed(home);
    let patient = &list["patients"][0];
    assert_eq!((patient["name"].as_str(), patient["sessions"].as_array().unwrap().len()), (Some("Ada Example"), 3));
    assert_eq!(patient["sessions"][0]["photos"][0]["width"], 64);
    let (code, out, _) = run(home, &["library", "check", "clinic"]);
    assert!(code == 0 && out.starts_with("intact: 1 patient, 7 edits, 3 photos"), "{out}");
    // One undo takes the whole import back, and the patient stays.
    let patient = patient["id"].as_str().unwrap().to_owned();
    let device = fs::read_dir(root.join("patients").join(patient[24..].to_lowercase()).join(&patient)).unwrap();
    let device = device
        .flatten()
        .find_map(|e| Some(e.file_name().to_str()?.strip_prefix("ops.")?.strip_suffix(".jsonl")?.to_owned()));
    let mut undo = skinlapse(home, &["edit", "clinic", "--device", &device.unwrap(), "--who", "dr1"]);
    let mut undo = undo.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    writeln!(undo.stdin.take().unwrap(), "{}", json!({"patient": patient, "op": "undo"})).unwrap();
    assert!(undo.wait().unwrap().success());
    let list = listed(home);
    assert_eq!(list["patients"][0]["name"], "Ada Example");
    assert_eq!(list["patients"][0]["sessions"].as_array().unwrap().len(), 0);
}
