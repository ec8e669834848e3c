//! From what a person does to what lies on the disk, and back after a restart.

mod common;

use common::Desk;
use jiff::Timestamp;
use jiff::civil::date;
use skinlapse::app::{App, Command, SaveState};
use skinlapse::model::{Edit, GroupId, Note, NoteId, PatientFacts, Session, SessionId, SkinState};

fn visit(desk: &mut Desk) -> SessionId {
    let id = SessionId::new();
    desk.edits(Edit::AddSession(Session {
        id,
        date: date(2026, 1, 14),
        title: String::new(),
        skin: SkinState::Clean,
        treatment: None,
    }));
    id
}

fn note(session: SessionId, text: &str) -> Note {
    Note { id: NoteId::new(), session, text: text.into(), author: "dr1".into(), at: Timestamp::UNIX_EPOCH }
}

fn texts(app: &App) -> Vec<String> {
    app.patient().unwrap().notes.values().map(|n| n.text.clone()).collect()
}

/// Opens the library of an earlier run, and the first patient in it.
fn reopen(home: &std::path::Path) -> Desk {
    let mut desk = Desk::start(home);
    desk.does(Command::OpenLibrary(home.join("clinic")));
    desk.until(|app| app.library().is_some());
    let id = desk.app.library().unwrap().summaries[0].id;
    desk.does(Command::OpenPatient(id));
    desk.until(|app| app.patient().is_some());
    desk
}

#[test]
fn a_note_is_shown_at_once_saved_and_there_after_a_restart() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::with_patient(home.path());
    let session = visit(&mut desk);
    desk.edits(Edit::AddNote(note(session, "Less red than in March.")));
    assert_eq!(texts(&desk.app), ["Less red than in March."], "before anything is on the disk");
    assert_eq!(desk.app.save_state(), SaveState::Saving);
    desk.until(|app| !app.has_unsaved());
    assert!(matches!(desk.app.save_state(), SaveState::Saved(Some(_))), "{:?}", desk.app.save_state());
    let home_path = desk.close();
    assert_eq!(texts(&reopen(&home_path).app), ["Less red than in March."]);
}

#[test]
fn what_undo_would_take_back_is_named_in_the_language_that_is_chosen() {
    use skinlapse::words::{Language, speak};
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::with_patient(home.path());
    let session = visit(&mut desk);
    desk.edits(Edit::AddNote(note(session, "Less red.")));
    desk.until(|app| !app.has_unsaved());
    let title = |desk: &Desk| desk.app.open_patient_state().unwrap().undo().unwrap().title;
    assert_eq!(title(&desk), "note");
    let settings =
        skinlapse::app::settings::Settings { language: Some(Language::German), ..desk.app.settings().clone() };
    desk.does(Command::Settings(settings));
    assert_eq!(title(&desk), "Notiz");
    speak(Language::English);
}

#[test]
fn undo_reaches_back_across_a_restart_and_redo_brings_all_back() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::with_patient(home.path());
    let session = visit(&mut desk);
    desk.edits(Edit::AddNote(note(session, "first")));
    desk.edits(Edit::AddNote(note(session, "second")));
    desk.until(|app| !app.has_unsaved());
    let home_path = desk.close();
    let mut desk = reopen(&home_path);
    desk.does(Command::Undo);
    desk.until(|app| !app.has_unsaved());
    assert_eq!(texts(&desk.app), ["first"]);
    let home_path = desk.close();
    let mut desk = reopen(&home_path);
    desk.does(Command::Redo);
    desk.until(|app| !app.has_unsaved());
    assert_eq!(texts(&desk.app), ["first", "second"]);
}

#[test]
fn undo_asked_for_while_edits_are_on_their_way_takes_back_the_last_of_them() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::with_patient(home.path());
    let session = visit(&mut desk);
    let burst = GroupId::new();
    let typed = note(session, "A");
    let id = typed.id;
    desk.does(Command::EditGroup(vec![Edit::AddNote(typed)], burst));
    desk.does(Command::EditGroup(vec![Edit::SetNote { id, text: "AB".into() }], burst));
    desk.does(Command::Undo);
    desk.until(|app| !app.has_unsaved() && texts(app).is_empty());
    desk.does(Command::Redo);
    desk.until(|app| !app.has_unsaved());
    assert_eq!(texts(&desk.app), ["AB"], "a burst of typing is undone and redone at once");
}

#[test]
fn a_new_name_is_in_the_list_at_once() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::with_patient(home.path());
    desk.edits(Edit::SetPatient(PatientFacts { name: "Ada Ödegård".into(), ..PatientFacts::default() }));
    desk.until(|app| !app.has_unsaved());
    let found: Vec<_> = desk.app.find_patients("odeg", false).iter().map(|s| s.name.clone()).collect();
    assert_eq!(found, ["Ada Ödegård"]);
    desk.edits(Edit::Archive { archived: true });
    desk.until(|app| !app.has_unsaved());
    assert!(desk.app.find_patients("odeg", false).is_empty());
    assert_eq!(desk.app.find_patients("odeg", true).len(), 1);
}

#[test]
fn nonsense_is_refused_before_it_is_written() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::with_patient(home.path());
    desk.edits(Edit::SetPatient(PatientFacts::default()));
    desk.until(|app| !app.has_unsaved());
    assert_eq!(desk.app.patient().unwrap().facts.name, "Ada");
    assert!(desk.app.notices().iter().any(|n| n.text.contains("name or a number")), "{:?}", desk.app.notices());
}

#[test]
fn what_another_computer_wrote_into_a_shared_folder_comes_into_the_list() {
    let home = tempfile::tempdir().unwrap();
    let home_path = Desk::with_patient(home.path()).close();
    // The other computer's list knows its own patient; ours, which it had not, is put back over it.
    let index = home_path.join("clinic/index.jsonl");
    let ours = std::fs::read(&index).unwrap();
    let other = skinlapse::store::Writer { device: "desk-other".into(), who: "dr2".into() };
    let library = skinlapse::store::Library::open(&home_path.join("clinic"), &other).unwrap();
    let facts = PatientFacts { name: "Bo".into(), ..PatientFacts::default() };
    library.append(skinlapse::model::PatientId::new(), vec![(Edit::SetPatient(facts), None)]).unwrap();
    drop(library);
    std::fs::write(&index, ours).unwrap();
    let mut desk = Desk::start(&home_path);
    desk.does(Command::OpenLibrary(home_path.join("clinic")));
    desk.until(|app| app.library().is_some() && app.find_patients("bo", false).len() == 1);
}

#[test]
fn ten_repeat_shots_of_any_patients_are_the_clinics_own_noise() {
    use skinlapse::app::Noise;
    use skinlapse::model::{PhotoRecord, RepeatShots, View};
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::with_patient(home.path());
    let session = visit(&mut desk);
    let view = View::new("front");
    let photo = |n: u8| {
        let (file, size) = ((format!("{n:02x}").repeat(32), "jpg"), skinlapse::geom::Size::new(100, 80));
        let taken_at = Some(date(2026, 1, 14).at(10, n as i8, 0, 0));
        PhotoRecord { taken_at, camera: "Cam".into(), ..PhotoRecord::new(session, file, size, view.clone()) }
    };
    let photos: Vec<PhotoRecord> = (0..20).map(photo).collect();
    photos.iter().for_each(|p| desk.edits(Edit::AddPhoto(p.clone())));
    let pairs = desk.app.patient().unwrap().repeat_pairs();
    assert_eq!(pairs.len(), 19, "each shot with the next one");
    for (i, pair) in photos.chunks(2).enumerate() {
        assert_eq!(desk.app.noise(&view, "Cam").floor, None, "after {i} pairs");
        let sign = if i % 2 == 0 { 1.5 } else { -1.5 };
        let method = skinlapse::measure::METHOD_VERSION.to_owned();
        let differences = vec![[sign, 0.5, 2.0]];
        desk.edits(Edit::AddRepeat(RepeatShots { first: pair[0].id, second: pair[1].id, differences, method }));
        desk.until(|app| !app.has_unsaved());
    }
    let Noise { pairs, floor: Some(floor) } = desk.app.noise(&view, "Cam") else { panic!("ten pairs are enough") };
    assert_eq!((pairs, floor.pairs), (10, 10));
    assert!((floor.sem_hb - 1.5 / 2f64.sqrt()).abs() < 1e-9, "{floor:?}");
    assert_eq!(desk.app.noise(&view, "Another").pairs, 0, "another camera has its own noise");
    assert_eq!(desk.app.noise(&View::new("close-up"), "Cam").pairs, 0, "another view has its own noise");
}
