//! The window as a person meets it: found by names, pressed, typed into, with a real library on the disk and no display.

mod clinic;
mod course;
mod privacy;
mod retake;
mod review;
mod settings;

use clinic::{Desk, shown};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use skinlapse::app::{Command, ImportCommand, ItemState};
use skinlapse::ui::keymap::Place;

#[test]
fn the_start_page_offers_three_ways_to_a_library() {
    let desk = Desk::new();
    let harness = shown(&desk);
    for way in ["Look around in the sample clinic", "Start a new library", "Open a library"] {
        assert!(harness.query_all_by_label(way).next().is_some(), "no “{way}”");
    }
    assert_eq!(harness.state().place(), Place::Start);
}

#[test]
fn two_letters_and_enter_open_a_patient() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    assert_eq!(harness.state().place(), Place::Patients);
    desk.type_text(&mut harness, "wéb");
    assert!(harness.query_by_label("Jonas Weber").is_some());
    assert!(harness.query_by_label("Elin Sandberg").is_none(), "she is not called Weber");
    harness.key_press(Key::Enter);
    desk.until(&mut harness, |shell| shell.app().patient().is_some());
    assert_eq!(harness.state().app().patient().unwrap().facts.name, "Jonas Weber");
    harness.run_steps(2);
    assert_eq!(harness.state().place(), Place::Compare);
}

#[test]
fn a_new_patient_is_asked_for_and_saved() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run_steps(3);
    desk.type_text(&mut harness, "Maren Falk");
    harness.key_press(Key::Enter);
    desk.until(&mut harness, |shell| shell.app().patient().is_some() && !shell.app().has_unsaved());
    assert_eq!(harness.state().app().patient().unwrap().facts.name, "Maren Falk");
    assert_eq!(harness.state().app().library().unwrap().summaries.len(), 4);
}

#[test]
fn an_archived_patient_is_not_listed_and_undo_brings_it_back() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    harness.get_by_label("Archive: not listed any more, nothing is lost").click();
    let archived = |n: usize| {
        move |shell: &skinlapse::ui::shell::Shell| {
            shell.app().library().unwrap().summaries.iter().filter(|s| s.archived).count() == n
        }
    };
    desk.until(&mut harness, archived(1));
    harness.run_steps(2);
    harness.get_by_label("Undo").click();
    desk.until(&mut harness, archived(0));
}

#[test]
fn the_palette_finds_commands_and_patients_by_their_words() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    desk.type_text(&mut harness, "settings");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().place(), Place::Settings);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    desk.type_text(&mut harness, "elin");
    harness.key_press(Key::Enter);
    desk.until(&mut harness, |shell| shell.app().patient().is_some());
    assert_eq!(harness.state().app().patient().unwrap().facts.name, "Elin Sandberg");
}

#[test]
fn the_palette_offers_only_what_can_be_done_now() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    desk.type_text(&mut harness, "swap");
    assert!(harness.query_by_label("Swap A and B").is_none(), "no pair is open");
}

#[test]
fn a_letter_in_a_text_field_is_a_letter() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    desk.type_text(&mut harness, "?");
    harness.run_steps(2);
    assert!(harness.query_by_label("Keys").is_none_or(|n| n.rect().width() < 60.0), "the sheet of keys did not open");
}

#[test]
fn dropped_photos_are_reviewed_and_added_with_one_undo() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    desk.open(&mut harness, "Jonas Weber");
    let photos = desk.photos();
    harness.state_mut().dispatch(Command::Import(ImportCommand::Add(vec![photos])));
    desk.until(&mut harness, |shell| {
        shell.app().import_review().is_some_and(|r| r.items.len() == 4 && r.phase == skinlapse::app::ReviewPhase::Ready)
    });
    harness.run_steps(2);
    assert_eq!(harness.state().place(), Place::Import);
    let review = harness.state().app().import_review().unwrap();
    let refused: Vec<_> = review.items.iter().filter(|i| matches!(i.state, ItemState::Refused(_))).collect();
    assert_eq!((review.to_add(), refused.len()), (3, 1), "three photos and a text file named .jpg");
    // The first card is chosen: 2 says that it was taken from the left.
    harness.key_press(Key::Num2);
    harness.run_steps(2);
    let first = harness.state().app().import_review().unwrap().items.iter().find(|i| i.view.id() == "left-45");
    assert!(first.is_some_and(|i| i.guess.is_none()), "the number key set the view");
    harness.key_press(Key::Enter);
    desk.until(&mut harness, |shell| shell.app().import_review().is_none() && !shell.app().has_unsaved());
    assert_eq!(harness.state().app().patient().unwrap().photos.len(), 3);
    harness.run_steps(2);
    assert_eq!(harness.state().place(), Place::Compare);
    harness.state_mut().dispatch(Command::Undo);
    desk.until(&mut harness, |shell| {
        shell.app().patient().is_some_and(|p| p.photos.is_empty()) && !shell.app().has_unsaved()
    });
}

#[test]
fn photos_without_a_patient_ask_whose_they_are() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    harness.state_mut().dispatch(Command::Import(ImportCommand::Add(vec![desk.photos()])));
    desk.until(&mut harness, |shell| {
        shell.app().import_review().is_some_and(|r| r.items.len() == 4 && r.phase == skinlapse::app::ReviewPhase::Ready)
    });
    harness.run_steps(2);
    assert!(harness.query_by_label("Choose whose photos these are").is_some());
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert!(harness.state().app().import_review().is_some(), "nothing is added to nobody");
    harness.get_by(|n| n.role() == egui::Role::ListBoxOption && n.label().as_deref() == Some("Amara Diallo")).click();
    desk.until(&mut harness, |shell| shell.app().patient().is_some());
    harness.run_steps(3);
    assert_eq!(harness.state().app().import_review().map(|r| r.to_add()), Some(3), "the review went along");
    assert_eq!(harness.state().place(), Place::Import);
}

#[test]
fn a_second_window_is_told_who_has_the_library_and_may_read() {
    let desk = Desk::new();
    let mut first = desk.with_clinic();
    first.run_steps(1);
    let other = Desk::new();
    let mut second = shown(&other);
    second.state_mut().dispatch(Command::OpenLibrary(desk.library()));
    other.until(&mut second, |shell| shell.app().refusal().is_some());
    second.run_steps(2);
    assert!(second.query_by_label("Somebody else has this library open").is_some());
    second.get_by_label("Open to read only").click();
    other.until(&mut second, |shell| shell.app().library().is_some());
    second.run_steps(2);
    assert_eq!(second.state().place(), Place::Patients);
    assert!(second.query_by_label_contains("Read only").is_some(), "the status bar says so");
    second.key_press_modifiers(Modifiers::COMMAND, Key::N);
    second.run_steps(2);
    assert!(second.query_by_label("Add patient").is_none(), "nothing can be written");
}

#[test]
fn text_grows_by_keys_and_the_theme_changes() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::ALT, Key::Plus);
    harness.run_steps(2);
    assert_eq!(harness.state().app().settings().text_scale, 1.1);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    harness.run_steps(3);
    harness.get_by_label("Light").click();
    harness.run_steps(3);
    assert!(!harness.ctx.global_style().visuals.dark_mode);
}

#[test]
fn f6_walks_from_panel_to_panel() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    let mut seen = Vec::new();
    for _ in 0..5 {
        harness.key_press(Key::F6);
        harness.run_steps(2);
        seen.push(harness.ctx.memory(|m| m.focused()));
    }
    assert!(seen.iter().all(Option::is_some), "{seen:?}");
    seen.dedup();
    assert!(seen.len() >= 3, "the focus moved: {seen:?}");
}

#[test]
fn the_library_is_checked_and_the_answer_is_shown() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    harness.get_by_label("Check").click();
    desk.until(&mut harness, |shell| matches!(shell.app().checking(), skinlapse::app::Checking::Done(_)));
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("No faults in 3 patients").is_some());
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("No faults").is_none());
}

#[test]
fn every_screen_has_named_controls_of_28_points_at_every_size() {
    for (width, height, scale) in [(1280.0, 720.0, 1.0), (1600.0, 1000.0, 0.8), (1920.0, 1080.0, 2.0)] {
        let desk = Desk::new();
        let mut harness = desk.with_clinic_of(width, height, scale);
        for place in ["Patients", "Import", "Settings"] {
            harness.get_by(|n| n.role() == egui::Role::Button && n.label().as_deref() == Some(place)).click();
            harness.run_steps(3);
            harness.check_accessibility();
            for node in harness.get_all_by(|n| n.role() == egui::Role::Button) {
                let rect = node.rect();
                assert!(
                    rect.width() >= 28.0 && rect.height() >= 28.0,
                    "{:?} on {place} is {rect:?}",
                    node.accesskit_node().label()
                );
            }
        }
    }
}

#[test]
fn letters_and_enter_in_one_frame_open_the_patient_that_the_word_finds() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    // A slow frame: both came since the last one.
    let enter = egui::Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    harness.input_mut().events.extend([egui::Event::Text("amara".to_owned()), enter]);
    desk.until(&mut harness, |shell| shell.app().patient().is_some());
    assert_eq!(harness.state().app().patient().unwrap().facts.name, "Amara Diallo");
}

#[test]
fn an_import_that_was_left_by_one_key_can_be_had_back() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    desk.open(&mut harness, "Jonas Weber");
    harness.state_mut().dispatch(Command::Import(ImportCommand::Add(vec![desk.photos()])));
    let reviewed = |shell: &skinlapse::ui::shell::Shell| {
        shell.app().import_review().is_some_and(|r| r.items.len() == 4 && r.phase == skinlapse::app::ReviewPhase::Ready)
    };
    desk.until(&mut harness, reviewed);
    harness.run_steps(2);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.state().app().import_review().is_none(), "Esc leaves");
    assert_eq!(harness.state().place(), Place::Compare);
    let undo = |n: &egui_kittest::kittest::AccessKitNode<'_>| n.data().keyboard_shortcut().is_none();
    harness.get_by(|n| n.role() == egui::Role::Button && n.label().as_deref() == Some("Undo") && undo(n)).click();
    desk.until(&mut harness, reviewed);
}
