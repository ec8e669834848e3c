//! The consultation beside the photos: what was done, and what was scored.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use skinlapse::model::{Edit, Patient, Session, SessionChange, SessionId, SkinState, Treatment};

use super::bench::{Shot, Shown, from_disk, library, open, press, press_with, skin, until};
use super::three;

fn saved(shown: &mut Shown, done: impl Fn(&Patient) -> bool) {
    until(shown, |bench| !bench.app.has_unsaved() && bench.app.patient().is_some_and(&done));
}

fn treatment_of(patient: &Patient, day: &str) -> Option<Treatment> {
    patient.sessions.values().find(|s| s.date.to_string() == day).and_then(|s| s.treatment.clone())
}

fn type_into(shown: &mut Shown, label: &str, text: &str) {
    shown.get_by_role_and_label(Role::TextInput, label).focus();
    shown.run_steps(2);
    shown.get_by_role_and_label(Role::TextInput, label).type_text(text);
    shown.run_steps(3);
}

#[test]
fn a_treatment_saves_itself_while_it_is_typed_and_each_field_is_undone_apart() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num4);
    type_into(&mut shown, "Device", "Dermapen 4");
    type_into(&mut shown, "Depth 1, area", "cheek left");
    type_into(&mut shown, "Depth 1, millimetres", "1,5");
    shown.run_steps(14);
    saved(&mut shown, |p| treatment_of(p, "2026-02-11").is_some_and(|t| !t.depths.is_empty()));
    let done = treatment_of(shown.state().patient(), "2026-02-11").unwrap();
    assert_eq!((done.device.as_str(), done.depths_text().as_str()), ("Dermapen 4", "cheek left 1.5 mm"));
    shown.state_mut().app.dispatch(skinlapse::app::Command::Undo);
    saved(&mut shown, |p| treatment_of(p, "2026-02-11").is_some_and(|t| t.depths.is_empty()));
    shown.run_steps(3);
    let field = shown.get_by_role_and_label(Role::TextInput, "Depth 1, millimetres");
    assert_eq!(field.accesskit_node().value().unwrap_or_default(), "", "the fields follow the undo");
    let patient = from_disk(shown, home.path(), id);
    assert_eq!(treatment_of(&patient, "2026-02-11").unwrap().device, "Dermapen 4");
}

#[test]
fn as_last_time_is_one_edit_and_copies_nothing_that_was_found() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    let first = *shown.state().patient().sessions.iter().find(|(_, s)| s.treatment.is_some()).unwrap().0;
    let treatment = Treatment {
        device: "Dermapen 4".into(),
        lot: "K16".into(),
        pain: Some(4),
        reaction: "erythema".into(),
        ..Treatment::default()
    };
    let set = Edit::SetSession(SessionChange { treatment: Some(Some(treatment)), ..SessionChange::of(first) });
    shown.state_mut().app.dispatch(skinlapse::app::Command::Edit(set));
    saved(&mut shown, |_| true);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num4);
    shown.get_by_label("As last time").click();
    shown.run_steps(3);
    saved(&mut shown, |p| treatment_of(p, "2026-02-11").is_some());
    let copied = treatment_of(shown.state().patient(), "2026-02-11").unwrap();
    assert_eq!((copied.device.as_str(), copied.lot.as_str(), copied.pain), ("Dermapen 4", "", None));
    let undo = shown.state().app.open_patient_state().unwrap().undo().cloned().unwrap();
    assert_eq!((undo.title, undo.count), ("treatment", 1));
}

#[test]
fn a_scale_is_answered_by_digits_and_has_no_total_while_a_question_is_open() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num3);
    choose(&mut shown, "Scar cosmesis assessment and rating (SCAR)");
    let mode = shown.get_by_role_and_label(Role::RadioButton, "Side by side").accesskit_node().toggled();
    for digit in [Key::Num2, Key::Num3] {
        press(&mut shown, digit);
        press(&mut shown, Key::Tab);
    }
    assert!(shown.query_by_label_contains("No total: 6 of 8 questions without an answer").is_some());
    assert_eq!(shown.get_by_role_and_label(Role::RadioButton, "Side by side").accesskit_node().toggled(), mode);
    press(&mut shown, Key::Num7);
    for _ in 0..6 {
        press(&mut shown, Key::Num1);
        press(&mut shown, Key::Tab);
    }
    assert!(shown.query_by_label("11").is_some(), "2 + 3 and six times 1; 7 is no answer");
    saved(&mut shown, |p| p.consultation.scores.len() == 1);
    let patient = from_disk(shown, home.path(), id);
    let score = patient.consultation.scores.values().next().unwrap();
    assert_eq!((score.scale.as_str(), score.values.len(), score.values["erythema"]), ("scar", 8, 3));
}

/// Chooses a scale by the arrow keys, then goes to its first question.
fn choose(shown: &mut Shown, name: &str) {
    // From the top of the list, wherever the last choice was.
    shown.get_by_role_and_label(Role::ComboBox, "Scale").focus();
    shown.run_steps(2);
    (0..20).for_each(|_| press(shown, Key::ArrowUp));
    for _ in 0..20 {
        shown.get_by_role_and_label(Role::ComboBox, "Scale").focus();
        shown.run_steps(2);
        if shown.get_by_role_and_label(Role::ComboBox, "Scale").accesskit_node().value().as_deref() == Some(name) {
            return press_with(shown, Modifiers::COMMAND, Key::Num3);
        }
        press(shown, Key::ArrowDown);
    }
    panic!("no scale is called {name}");
}

#[test]
fn ten_is_typed_as_one_and_nought_and_delete_takes_an_answer_back() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num3);
    choose(&mut shown, "Patient satisfaction, 0–10");
    press(&mut shown, Key::Num1);
    press(&mut shown, Key::Num0);
    saved(&mut shown, |p| p.consultation.scores.values().any(|s| s.values.get("value") == Some(&10)));
    press(&mut shown, Key::Delete);
    saved(&mut shown, |p| p.consultation.scores.is_empty());
    shown.state_mut().app.dispatch(skinlapse::app::Command::Undo);
    saved(&mut shown, |p| p.consultation.scores.is_empty());
    assert!(shown.state().app.open_patient_state().unwrap().redo().is_some(), "one sitting is undone at once");
}

#[test]
fn an_unverified_table_says_so_and_a_scale_of_change_names_what_it_is_compared_with() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num3);
    choose(&mut shown, "Global aesthetic improvement scale");
    assert!(shown.query_by_label("Compared with 14 Jan 2026").is_some());
    press(&mut shown, Key::Num2);
    saved(&mut shown, |p| p.consultation.scores.len() == 1);
    let patient = shown.state().patient();
    let score = patient.consultation.scores.values().next().unwrap();
    let before = score.compared_with.and_then(|id| patient.sessions.get(&id)).map(|s| s.date.to_string());
    assert_eq!(before.as_deref(), Some("2026-01-14"));
    choose(&mut shown, "Goodman–Baron, quantitative");
    assert!(shown.query_all_by_label_contains("Unverified table").next().is_some());
}

#[test]
fn the_tabs_of_the_consultation_can_be_read_and_hit() {
    for (width, height) in [(1600.0, 1000.0), (1280.0, 720.0)] {
        let home = tempfile::tempdir().unwrap();
        let mut shots = three();
        shots.push(Shot::new(60, "front", skin(2, 0.0, 0.0)));
        let id = library(home.path(), &shots);
        let mut shown = open(home.path(), id, width, height);
        for key in [Key::Num3, Key::Num4] {
            press_with(&mut shown, Modifiers::COMMAND, key);
            shown.check_accessibility();
            for node in shown.get_all_by(|n| matches!(n.role(), Role::Button | Role::RadioButton | Role::Switch)) {
                let (rect, name) = (node.rect(), node.accesskit_node().label());
                assert!(rect.width() >= 26.0 && rect.height() >= 26.0, "{name:?} is {rect:?} at {width}");
            }
        }
    }
}

#[test]
fn another_visit_has_its_own_fields() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num4);
    type_into(&mut shown, "Device", "unsent");
    let other = Session {
        id: SessionId::new(),
        date: jiff::civil::date(2026, 3, 1),
        title: String::new(),
        skin: SkinState::Clean,
        treatment: None,
    };
    shown.state_mut().app.dispatch(skinlapse::app::Command::Edit(Edit::AddSession(other)));
    shown.get_by_label_contains("17 Jan").click();
    shown.run_steps(4);
    saved(&mut shown, |p| treatment_of(p, "2026-02-11").is_some());
    let field = shown.get_by_role_and_label(Role::TextInput, "Device");
    assert_eq!(field.accesskit_node().value().unwrap_or_default(), "", "17 January has no device");
    assert_eq!(treatment_of(shown.state().patient(), "2026-02-11").unwrap().device, "unsent");
    assert_eq!(treatment_of(shown.state().patient(), "2026-01-17"), None);
}
