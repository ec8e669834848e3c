//! The record on a real disk: saved, read again, undone, and put right after everything short of a fire.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use skinlapse::model::{
    Edit, GroupId, MarkChange, MarkId, Note, NoteId, PatientFacts, PatientId, Session, SessionId, SkinState,
};
use skinlapse::monitor::Silent;
use skinlapse::store::{Error, Library, Writer};
use tempfile::TempDir;

fn desk(name: &str) -> Writer {
    Writer { device: name.to_owned(), who: "dr1".to_owned() }
}

fn named(name: &str) -> Edit {
    Edit::SetPatient(PatientFacts { name: name.to_owned(), ..PatientFacts::default() })
}

fn visit(id: SessionId) -> Edit {
    let (date, skin) = (date(2026, 1, 14), SkinState::Clean);
    Edit::AddSession(Session { id, date, title: "Baseline".into(), skin, treatment: None })
}

fn note(session: SessionId, text: &str) -> Edit {
    let at = "2026-01-14T10:00:00Z".parse().unwrap();
    Edit::AddNote(Note { id: NoteId::new(), session, text: text.into(), author: "dr1".into(), at })
}

fn library() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("library");
    (folder, root)
}

/// A library with one patient, a visit and two notes, closed in order.
fn small(root: &Path) -> (PatientId, SessionId) {
    let library = Library::create(root, &desk("desk-1")).unwrap();
    let (patient, session) = (PatientId::new(), SessionId::new());
    library.append(patient, vec![(named("Ödegård, Łucía"), None), (visit(session), None)]).unwrap();
    library.append(patient, vec![(note(session, "first"), None)]).unwrap();
    library.append(patient, vec![(note(session, "second"), None)]).unwrap();
    (patient, session)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

fn journal_of(root: &Path, patient: PatientId) -> PathBuf {
    let is_journal =
        |p: &PathBuf| p.to_string_lossy().contains(&patient.to_string()) && p.ends_with("ops.desk-1.jsonl");
    files_below(root).into_iter().find(is_journal).unwrap()
}

#[test]
fn what_was_saved_is_there_after_closing_and_so_is_undo() {
    let (_keep, root) = library();
    let (patient, _) = small(&root);
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    let file = library.load(patient).unwrap();
    assert_eq!(file.read_only, None);
    assert_eq!(file.patient.facts.name, "Ödegård, Łucía");
    assert_eq!(file.patient.notes.len(), 2);
    assert_eq!(library.summaries().len(), 1);
    assert_eq!(library.summary(patient).unwrap().name, "Ödegård, Łucía");
    let undo = file.history.undoable(library.device()).unwrap();
    let undone = library.append(patient, vec![(Edit::Retract { ops: undo.ops }, None)]).unwrap();
    assert_eq!(undone[0].id.to_string(), "desk-1:5");
    assert_eq!(library.load(patient).unwrap().patient.notes.len(), 1);
    drop(library);
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    let file = library.load(patient).unwrap();
    let redo = file.history.redoable(library.device()).unwrap();
    library.append(patient, vec![(Edit::Retract { ops: redo.ops }, None)]).unwrap();
    assert_eq!(library.load(patient).unwrap().patient.notes.len(), 2);
}

#[test]
fn entries_come_back_exactly_as_they_were_answered() {
    let (_keep, root) = library();
    let library = Library::create(&root, &desk("desk-1")).unwrap();
    let (patient, group) = (PatientId::new(), Some(GroupId::new()));
    let mut answered = library.append(patient, vec![(named("A"), group)]).unwrap();
    answered.extend(library.append(patient, vec![(Edit::Archive { archived: true }, None)]).unwrap());
    drop(library);
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    assert_eq!(library.load(patient).unwrap().history.entries(), answered);
}

#[test]
fn a_closed_library_is_intact_and_its_snapshot_is_the_replay() {
    let (_keep, root) = library();
    let (patient, _) = small(&root);
    let library = Library::open_read_only(&root, &desk("desk-2")).unwrap();
    let report = library.check(&Silent).unwrap();
    assert!(report.is_intact(), "{report:?}");
    assert_eq!((report.patients, report.edits, report.photos), (1, 4, 0));
    let folder = journal_of(&root, patient);
    let text = fs::read_to_string(folder.with_file_name("patient.json")).unwrap();
    let snapshot: serde_json::Value = serde_json::from_str(&text).unwrap();
    let replay = serde_json::to_value(library.load(patient).unwrap().patient).unwrap();
    assert_eq!(snapshot["patient"], replay);
}

#[test]
fn the_sums_can_be_checked_by_hand_as_the_readme_says() {
    let (_keep, root) = library();
    let (patient, _) = small(&root);
    let journal = journal_of(&root, patient);
    let script = r#"
        set -e
        line=$(sed -n 3p "$1")
        printf '%s' "${line%,\"crc\"*}" | sha256sum | cut -c1-16
        printf '%s' "$2/desk-1" | sha256sum | cut -c1-16
        head -n -2 "$(dirname "$1")/patient.json" | sha256sum | cut -c1-16
    "#;
    let run =
        std::process::Command::new("sh").args(["-c", script, "sh"]).arg(&journal).arg(patient.to_string()).output();
    let Ok(run) = run else { return skipped("no shell here") };
    let sums: Vec<String> = String::from_utf8(run.stdout).unwrap().lines().map(str::to_owned).collect();
    if sums.len() != 3 {
        return skipped("no GNU head and sha256sum here");
    }
    let text = fs::read_to_string(&journal).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[2]["crc"], sums[0]);
    assert_eq!(lines[3]["prev"], sums[0]);
    assert_eq!(lines[0]["prev"], sums[1]);
    let snapshot = fs::read_to_string(journal.with_file_name("patient.json")).unwrap();
    let snapshot: serde_json::Value = serde_json::from_str(&snapshot).unwrap();
    assert_eq!(snapshot["crc"], sums[2]);
}

#[test]
fn names_dates_and_file_names_never_become_paths() {
    let (_keep, root) = library();
    let library = Library::create(&root, &desk("desk-1")).unwrap();
    let source = root.parent().unwrap().join("Karolina Zielinska 1988-02-29.jpg");
    fs::write(&source, b"pixels").unwrap();
    let added = library.add_photo(&source, "jpg", &Silent).unwrap();
    library.write_photo_facts(&added.sha256, &serde_json::json!({"original_name": "Karolina.jpg"})).unwrap();
    library.append(PatientId::new(), vec![(named("CON. Karolina Zielinska/../x"), None)]).unwrap();
    drop(library);
    for path in files_below(&root) {
        let path = path.strip_prefix(&root).unwrap().to_string_lossy().to_lowercase();
        assert!(!path.contains("karolina") && !path.contains("1988"), "{path}");
    }
}

#[test]
fn a_photo_is_copied_byte_for_byte_once_and_the_source_stays() {
    let (_keep, root) = library();
    let library = Library::create(&root, &desk("desk-1")).unwrap();
    let source = root.parent().unwrap().join("a.jpg");
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|i| (i * 31 % 251) as u8).collect();
    fs::write(&source, &bytes).unwrap();
    let first = library.add_photo(&source, "jpg", &Silent).unwrap();
    let again = library.add_photo(&source, "jpg", &Silent).unwrap();
    assert!(!first.already_there && again.already_there);
    assert_eq!((first.bytes, &first.sha256), (3_000_000, &again.sha256));
    assert_eq!(library.read_photo(&first.sha256, "jpg").unwrap(), bytes);
    assert_eq!(fs::read(&source).unwrap(), bytes);
    let path = library.photo_path(&first.sha256, "jpg").unwrap();
    assert!(fs::metadata(&path).unwrap().permissions().readonly());
    assert_eq!(files_below(&root.join("photos")), [path]);
}

#[test]
fn importing_a_photo_again_mends_a_damaged_copy() {
    let (_keep, root) = library();
    let library = Library::create(&root, &desk("desk-1")).unwrap();
    let source = root.parent().unwrap().join("a.jpg");
    fs::write(&source, b"the pixels of a photo").unwrap();
    let added = library.add_photo(&source, "jpg", &Silent).unwrap();
    let path = library.photo_path(&added.sha256, "jpg").unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, b"the pixels of a phot0").unwrap();
    assert!(!library.check(&Silent).unwrap().is_intact());
    assert!(!library.add_photo(&source, "jpg", &Silent).unwrap().already_there);
    assert!(library.check(&Silent).unwrap().is_intact());
    assert_eq!(library.read_photo(&added.sha256, "jpg").unwrap(), b"the pixels of a photo");
}

#[test]
fn a_stopped_import_leaves_nothing_behind() {
    let (_keep, root) = library();
    let library = Library::create(&root, &desk("desk-1")).unwrap();
    let source = root.parent().unwrap().join("a.jpg");
    fs::write(&source, vec![7; 2_000_000]).unwrap();
    let stop = |_: f32| std::ops::ControlFlow::Break(());
    assert!(matches!(library.add_photo(&source, "jpg", &stop), Err(Error::Cancelled)));
    assert!(files_below(&root.join("photos")).is_empty());
}

#[test]
fn the_second_instance_is_told_who_holds_the_library_and_may_read() {
    let (_keep, root) = library();
    let (patient, _) = small(&root);
    let first = Library::open(&root, &desk("desk-1")).unwrap();
    let told = Library::open(&root, &desk("desk-2")).unwrap_err().to_string();
    assert!(told.contains("by dr1 on ") && told.contains(" since 2"), "{told}");
    let reader = Library::open_read_only(&root, &desk("desk-2")).unwrap();
    assert_eq!(reader.load(patient).unwrap().patient.notes.len(), 2);
    let refused = reader.append(patient, vec![(named("x"), None)]).unwrap_err().to_string();
    assert!(refused.contains("read only"), "{refused}");
    drop(first);
    assert!(Library::open(&root, &desk("desk-2")).unwrap().is_writable());
}

#[test]
fn two_devices_write_beside_each_other_and_both_are_read() {
    let (_keep, root) = library();
    let (patient, session) = small(&root);
    for (device, text) in [("desk-2", "third"), ("desk-1", "fourth")] {
        let library = Library::open(&root, &desk(device)).unwrap();
        library.append(patient, vec![(note(session, text), None)]).unwrap();
    }
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    let file = library.load(patient).unwrap();
    let texts: Vec<&str> = file.patient.notes_of(session).iter().map(|n| n.text.as_str()).collect();
    assert_eq!(texts, ["first", "second", "third", "fourth"]);
    assert!(library.check(&Silent).unwrap().is_intact());
}

#[test]
fn a_torn_last_line_is_set_aside_and_work_goes_on() {
    let (_keep, root) = library();
    let (patient, session) = small(&root);
    let journal = journal_of(&root, patient);
    let mut torn = fs::read(&journal).unwrap();
    torn.extend(br#"{"seq":5,"lam":5,"prev":"00"#);
    fs::write(&journal, &torn).unwrap();
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    assert_eq!(library.load(patient).unwrap().read_only, None);
    library.append(patient, vec![(note(session, "after"), None)]).unwrap();
    drop(library);
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    assert_eq!(library.load(patient).unwrap().patient.notes.len(), 3);
    assert_eq!(fs::read(&journal).unwrap(), torn, "a journal is never cut");
    let report = library.check(&Silent).unwrap();
    assert!(report.is_intact(), "{report:?}");
    let tails: Vec<_> = files_below(&root.join("lost+found"));
    assert_eq!(tails.len(), 1, "{tails:?}");
    assert!(fs::read(&tails[0]).unwrap().starts_with(br#"{"seq":5"#));
}

#[test]
fn damage_within_a_journal_makes_that_patient_read_only_and_no_other() {
    let (_keep, root) = library();
    let (patient, session) = small(&root);
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    let other = PatientId::new();
    library.append(other, vec![(named("Other"), None)]).unwrap();
    drop(library);
    let journal = journal_of(&root, patient);
    let mut bytes = fs::read(&journal).unwrap();
    bytes[300] ^= 4;
    fs::write(&journal, bytes).unwrap();
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    let file = library.load(patient).unwrap();
    assert_eq!(file.patient.notes.len(), 2, "the last good snapshot is shown");
    let why = file.read_only.unwrap();
    assert!(why.contains("read only") && why.contains("ops.desk-1.jsonl is broken"), "{why}");
    assert!(matches!(library.append(patient, vec![(note(session, "x"), None)]), Err(Error::Damaged(_))));
    library.append(other, vec![(Edit::Archive { archived: true }, None)]).unwrap();
    assert!(library.load(other).unwrap().patient.archived);
    assert_eq!(library.summaries().len(), 2);
}

#[test]
fn conflict_copies_and_foreign_files_are_moved_and_never_deleted() {
    let (_keep, root) = library();
    let (patient, session) = small(&root);
    let folder = journal_of(&root, patient).parent().unwrap().to_owned();
    let strangers = [
        folder.join("ops.desk-1 (conflicted copy 2026-01-14).jsonl"),
        folder.join("ops.desk-1.sync-conflict-20260114-101010-ABCDEFG.jsonl"),
        folder.join("patient (1).json"),
        root.join("library (1).json"),
    ];
    strangers.iter().for_each(|path| fs::write(path, "precious").unwrap());
    let report = Library::open_read_only(&root, &desk("desk-1")).unwrap().check(&Silent).unwrap();
    assert_eq!(report.faults.len(), 4, "{report:?}");
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    library.append(patient, vec![(note(session, "x"), None)]).unwrap();
    drop(library);
    let kept = files_below(&root.join("lost+found"));
    let kept = kept.iter().filter(|p| fs::read(p).unwrap() == b"precious").count();
    assert_eq!(kept, 4);
    assert!(strangers.iter().all(|path| !path.exists()));
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    assert!(library.check(&Silent).unwrap().is_intact());
}

#[test]
fn a_newer_library_is_opened_to_read_or_refused_with_what_to_do() {
    let (_keep, root) = library();
    let (patient, _) = small(&root);
    let header = fs::read_to_string(root.join("library.json")).unwrap();
    fs::write(root.join("library.json"), header.replace("\"min_writer\": 1", "\"min_writer\": 2")).unwrap();
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    assert!(library.read_only().unwrap().contains("newer Skinlapse"));
    assert_eq!(library.load(patient).unwrap().patient.notes.len(), 2);
    fs::write(root.join("library.json"), header.replace("\"min_reader\": 1", "\"min_reader\": 2")).unwrap();
    let refused = Library::open(&root, &desk("desk-1")).unwrap_err().to_string();
    assert!(refused.contains("install that version"), "{refused}");
}

#[test]
fn an_edit_that_makes_no_sense_is_refused_before_it_is_written() {
    let (_keep, root) = library();
    let library = Library::create(&root, &desk("desk-1")).unwrap();
    let id = PatientId::new();
    let severe = Edit::SetMark(MarkChange { severity: Some(Some(9)), ..MarkChange::of(MarkId::new()) });
    assert!(matches!(library.append(id, vec![(severe, None)]), Err(Error::Refused(_))));
    let stray = library.append(id, vec![(Edit::Archive { archived: true }, None)]);
    assert!(matches!(stray, Err(Error::NoSuchPatient)), "a patient begins with who it is");
    assert!(matches!(library.load(id), Err(Error::NoSuchPatient)));
    assert!(library.summaries().is_empty());
}

#[test]
fn folders_that_are_no_library_or_somebody_elses_are_refused() {
    let (_keep, root) = library();
    assert!(matches!(Library::open(&root, &desk("desk-1")), Err(Error::NotALibrary(_))));
    fs::create_dir(&root).unwrap();
    fs::write(root.join("thesis.docx"), "x").unwrap();
    assert!(matches!(Library::create(&root, &desk("desk-1")), Err(Error::NotEmpty(_))));
    fs::remove_file(root.join("thesis.docx")).unwrap();
    drop(Library::create(&root, &desk("desk-1")).unwrap());
    assert!(matches!(Library::create(&root, &desk("desk-1")), Err(Error::NotEmpty(_))));
    assert!(matches!(Library::open(&root, &desk("../evil")), Err(Error::BadDevice)));
}

#[test]
fn the_patient_list_survives_its_own_loss_and_a_crash() {
    let (_keep, root) = library();
    let (patient, _) = small(&root);
    for damage in ["", "{}", "garbage\n"] {
        fs::write(root.join("index.jsonl"), damage).unwrap();
        let library = Library::open(&root, &desk("desk-1")).unwrap();
        assert_eq!(library.summary(patient).unwrap().name, "Ödegård, Łucía");
    }
    // A crash: the library is never closed.
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    let new = PatientId::new();
    library.append(new, vec![(named("New"), None)]).unwrap();
    library.append(patient, vec![(named("Renamed"), None)]).unwrap();
    let crashed = root.parent().unwrap().join("crashed");
    copy_tree(&root, &crashed);
    drop(library);
    let library = Library::open(&crashed, &desk("desk-1")).unwrap();
    let mut names: Vec<String> = library.summaries().into_iter().map(|s| s.name).collect();
    names.sort();
    assert_eq!(names, ["New", "Renamed"]);
}

#[test]
fn what_another_computer_wrote_into_a_shared_folder_is_noticed() {
    let (_keep, root) = library();
    let (patient, _) = small(&root);
    let elsewhere = root.parent().unwrap().join("elsewhere");
    copy_tree(&root, &elsewhere);
    let theirs = Library::open(&elsewhere, &desk("desk-2")).unwrap();
    theirs.append(patient, vec![(named("Renamed there"), None)]).unwrap();
    drop(theirs);
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    assert!(library.verify_index(&Silent).unwrap().is_empty());
    let theirs = files_below(&elsewhere).into_iter().find(|p| p.ends_with("ops.desk-2.jsonl")).unwrap();
    fs::copy(&theirs, root.join(theirs.strip_prefix(&elsewhere).unwrap())).unwrap();
    let changed = library.verify_index(&Silent).unwrap();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].name, "Renamed there");
}

#[cfg(unix)]
#[test]
fn links_in_a_foreign_library_are_never_followed() {
    let (_keep, root) = library();
    let (patient, _) = small(&root);
    let journal = journal_of(&root, patient);
    let outside = root.parent().unwrap().join("outside");
    fs::rename(&journal, &outside).unwrap();
    std::os::unix::fs::symlink(&outside, &journal).unwrap();
    let library = Library::open(&root, &desk("desk-1")).unwrap();
    assert!(library.load(patient).unwrap().read_only.is_some(), "the journal counts as gone");
    let report = library.check(&Silent).unwrap();
    assert!(report.faults.iter().any(|f| f.what.contains("a link")), "{report:?}");
}

fn copy_tree(from: &Path, to: &Path) {
    for path in files_below(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&path, &target).unwrap();
    }
    fs::create_dir_all(to.join("photos")).unwrap();
}

#[expect(clippy::print_stdout, reason = "a test that cannot run here says so")]
fn skipped(why: &str) {
    println!("skipped: {why}");
}
