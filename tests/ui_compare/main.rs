//! The compare screen as a clinician meets it: found by names, driven by keys and pointer, judged by what the record holds.

mod bench;
mod consult;
mod course;
mod marks;
mod measured;
mod patient_window;
mod skin;
mod target;

use bench::{Shot, from_disk, library, open, press, press_with, skin, until, until_seen};
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use skinlapse::app::Command;
use skinlapse::ui::cx::DialogRequest;

/// Three dates of one skin, a few pixels apart.
fn three() -> Vec<Shot> {
    vec![
        Shot::new(0, "left-45", skin(1, 0.0, 0.0)),
        Shot::new(3, "left-45", skin(1, 5.0, -3.0)),
        Shot::new(28, "left-45", skin(1, -4.0, 6.0)),
    ]
}

#[test]
fn a_patient_opens_with_baseline_beside_the_latest_date() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let shown = open(home.path(), id, 1600.0, 1000.0);
    assert!(shown.query_by_label("Photo A, 14 Jan 2026, baseline, before session 1").is_some());
    assert!(shown.query_by_label("Photo B, 11 Feb 2026, day 28 after session 1").is_some());
    let (a, b) = (shown.get_by_label_contains("Photo A,").rect(), shown.get_by_label_contains("Photo B,").rect());
    assert!(a.top() == b.top() && a.right() < b.left(), "never one above the other: {a:?} {b:?}");
}

#[test]
fn one_key_changes_mode_date_and_sides() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press(&mut shown, Key::ArrowLeft);
    assert!(shown.query_by_label_contains("Photo B, 17 Jan 2026").is_some(), "B one date earlier");
    press(&mut shown, Key::X);
    assert!(shown.query_by_label_contains("Photo A, 17 Jan 2026").is_some(), "swapped");
    press(&mut shown, Key::X);
    press(&mut shown, Key::End);
    assert!(shown.query_by_label_contains("Photo B, 11 Feb 2026").is_some(), "the latest date");
    press_with(&mut shown, Modifiers::SHIFT, Key::ArrowRight);
    assert!(shown.query_by_label_contains("Photo A, 17 Jan 2026").is_some(), "A one date later");
    for (key, mode) in [(Key::Num2, "Slider"), (Key::Num3, "Overlay"), (Key::Num4, "Blink"), (Key::Num6, "Grid")] {
        press(&mut shown, key);
        let chosen = shown.get_by_role_and_label(Role::RadioButton, mode).accesskit_node().toggled();
        assert_eq!(chosen, Some(egui::accesskit::Toggled::True), "{mode}");
    }
}

#[test]
fn a_pair_of_the_same_skin_is_aligned_and_says_how_well() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until(&mut shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
    assert!(shown.query_by_label_contains("trusted").is_some(), "the verdict stands in the toolbar");
    press(&mut shown, Key::R);
    assert_eq!(shown.state().screen.status().alignment.as_deref(), Some("raw photos"));
}

#[test]
fn the_grid_says_how_well_its_dates_agree_step_by_step() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press(&mut shown, Key::Num6);
    let said = |bench: &bench::Bench| bench.screen.status().display.clone().unwrap_or_default();
    until(&mut shown, |bench| said(bench).contains("agree within 0."));
    assert!(said(shown.state()).starts_with("3 of 3 dates stand"), "{}", said(shown.state()));
}

#[test]
fn photos_of_different_skin_are_never_shown_as_aligned() {
    let home = tempfile::tempdir().unwrap();
    let shots = [Shot::new(0, "front", skin(1, 0.0, 0.0)), Shot::new(9, "front", skin(77, 0.0, 0.0))];
    let id = library(home.path(), &shots);
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until_seen(&mut shown, "Not aligned: shown as taken.");
    assert!(shown.query_by_label("Improve with landmarks").is_some(), "the way out is offered");
    press(&mut shown, Key::Num5);
    until_seen(&mut shown, "Not aligned: shown as taken.");
    let wants = |c: &Command| matches!(c, Command::Want(skinlapse::app::Key::Difference(_)));
    assert!(!shown.state().commands.iter().any(wants), "no difference is made of what is not aligned");
}

#[test]
fn a_narrow_window_turns_the_pair_into_the_slider() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let shown = open(home.path(), id, 560.0, 640.0);
    assert!(shown.query_by_label("Seam between A and B").is_some());
}

#[test]
fn a_note_saves_itself_a_second_after_the_last_letter() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    shown.get_by_role_and_label(Role::MultilineTextInput, "Note for 11 Feb 2026").focus();
    shown.run_steps(2);
    shown.get_by_role_and_label(Role::MultilineTextInput, "Note for 11 Feb 2026").type_text("Flatter than in January.");
    shown.run_steps(4);
    assert!(shown.state().patient().notes.is_empty(), "not while somebody is typing");
    shown.run_steps(12);
    until(&mut shown, |bench| !bench.app.has_unsaved() && bench.app.patient().is_some_and(|p| !p.notes.is_empty()));
    let patient = from_disk(shown, home.path(), id);
    let texts: Vec<&str> = patient.notes.values().map(|n| n.text.as_str()).collect();
    assert_eq!(texts, ["Flatter than in January."]);
}

#[test]
fn letters_typed_into_a_note_are_no_commands() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num1);
    press(&mut shown, Key::Num2);
    press(&mut shown, Key::X);
    assert!(shown.query_by_label_contains("Photo A, 14 Jan 2026").is_some());
}

#[test]
fn a_damaged_file_says_so_and_a_missing_one_offers_another_try() {
    let home = tempfile::tempdir().unwrap();
    let mut shots = three();
    shots[2].damaged = true;
    let id = library(home.path(), &shots);
    remove_newest_photo(&home.path().join("clinic"));
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until_seen(&mut shown, "This photo cannot be shown");
    assert!(shown.query_all_by_label("Try again").next().is_some());
}

/// Removes the file of the photo that was added last.
fn remove_newest_photo(root: &std::path::Path) {
    let mut files = Vec::new();
    collect(root, &mut files);
    let newest = files.into_iter().max_by_key(|f| std::fs::metadata(f).unwrap().modified().unwrap()).unwrap();
    std::fs::remove_file(newest).unwrap();
}

fn collect(folder: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "png") {
            files.push(path);
        }
    }
}

#[test]
fn sixty_sessions_ask_only_for_the_cards_in_sight() {
    let home = tempfile::tempdir().unwrap();
    let shots: Vec<Shot> = (0..60).map(|i| Shot::new(i * 7, "front", skin(1, i as f64 * 0.1, 0.0))).collect();
    let id = library(home.path(), &shots);
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    shown.run_steps(3);
    let thumbs =
        shown.state().commands.iter().filter(|c| matches!(c, Command::Want(skinlapse::app::Key::Thumb(_)))).count();
    assert!((1..=16).contains(&thumbs), "{thumbs} thumbnails are asked for");
    let card = shown.get_by(|node| node.label().is_some_and(|l| l.ends_with(", photo B"))).rect();
    assert!(card.right() <= 1600.0 && card.left() >= 0.0, "the card of B is in sight: {card:?}");
}

#[test]
fn a_sheet_is_asked_for_without_the_name_unless_somebody_wants_it() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press_with(&mut shown, Modifiers::COMMAND, Key::E);
    shown.get_by_label("Save…").click();
    shown.run_steps(3);
    let dialogs = &shown.state().dialogs;
    let [DialogRequest::SaveSheet { request, name }] = &dialogs[..] else { panic!("{dialogs:?}") };
    assert!(!request.with_name && request.with_marks, "{request:?}");
    assert_eq!(name, "2026-01-14 to 2026-02-11 left-45.png");
}

#[test]
fn every_control_has_a_name_and_can_be_hit() {
    for (width, height) in [(1600.0, 1000.0), (1280.0, 720.0)] {
        let home = tempfile::tempdir().unwrap();
        let id = library(home.path(), &three());
        let mut shown = open(home.path(), id, width, height);
        for key in [Key::Num1, Key::Num2, Key::Num3, Key::Num6, Key::K] {
            press(&mut shown, key);
            shown.check_accessibility();
        }
        for node in shown.get_all_by(|node| matches!(node.role(), Role::Button | Role::RadioButton | Role::Switch)) {
            let (rect, name) = (node.rect(), node.accesskit_node().label());
            assert!(rect.width() >= 26.0 && rect.height() >= 26.0, "{name:?} is {rect:?} at {width}");
        }
    }
}
