//! The patient's window where there can be none, and the privacy key: what is hidden is nowhere.

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use skinlapse::app::settings::{Folders, Settings};
use skinlapse::app::{Command, ImportCommand};
use skinlapse::ui::keymap::Place;
use skinlapse::ui::shell::Shell;

use super::clinic::Desk;

const NAMES: [&str; 6] = ["Sandberg", "Weber", "Diallo", "SL-0042", "SL-0039", "SL-0038"];

fn texts(shape: &egui::Shape, found: &mut Vec<String>) {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|s| texts(s, found)),
        egui::Shape::Text(text) => found.push(text.galley.text().to_owned()),
        _ => {}
    }
}

/// What is drawn, and what assistive technology is told.
fn all_words(window: &Harness<'static, Shell>) -> String {
    let mut found = Vec::new();
    window.output().shapes.iter().for_each(|clipped| texts(&clipped.shape, &mut found));
    for node in window.root().children_recursive() {
        found.extend(node.accesskit_node().label());
        found.extend(node.accesskit_node().value());
    }
    found.join("\n")
}

fn assert_hidden(window: &Harness<'static, Shell>, place: &str) {
    let words = all_words(window);
    let seen: Vec<&str> = NAMES.into_iter().filter(|name| words.contains(name)).collect();
    assert!(seen.is_empty(), "{place} shows {seen:?}");
    assert!(words.contains("Names hidden"), "{place} has no sign that names are hidden");
}

fn hide(window: &mut Harness<'static, Shell>) {
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    window.run_steps(3);
}

#[test]
fn the_privacy_key_hides_names_and_numbers_on_every_screen() {
    let desk = Desk::new();
    let mut window = desk.with_clinic();
    let words = all_words(&window);
    assert!(NAMES.iter().all(|name| words.contains(name)), "the list shows them at first: {words}");
    hide(&mut window);
    assert_hidden(&window, "the list");
    desk.open(&mut window, "Elin Sandberg");
    window.run_steps(3);
    assert_hidden(&window, "the compare screen");
    window.key_press_modifiers(Modifiers::COMMAND, Key::B);
    window.run_steps(3);
    assert_hidden(&window, "the list beside the photos");
    window.state_mut().dispatch(Command::Import(ImportCommand::Add(vec![desk.photos()])));
    desk.until(&mut window, |shell| shell.app().import_review().is_some_and(|r| r.to_add() == 3));
    window.run_steps(3);
    assert_eq!(window.state().place(), Place::Import);
    assert_hidden(&window, "the import");
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    desk.type_text(&mut window, "elin");
    assert_hidden(&window, "the palette");
    window.key_press(Key::Escape);
    window.run_steps(2);
    hide(&mut window);
    assert!(all_words(&window).contains("Sandberg"), "shown again");
}

#[test]
fn hidden_names_stay_hidden_after_a_restart() {
    let desk = Desk::new();
    let mut window = desk.with_clinic();
    hide(&mut window);
    drop(window);
    let folders = Folders::below(&desk.library().parent().unwrap().join("home"));
    assert!(Settings::load(&folders).privacy);
}

#[test]
fn where_there_can_be_no_second_window_the_program_says_so_and_works_on() {
    let desk = Desk::new();
    let mut window = desk.with_clinic();
    desk.open(&mut window, "Elin Sandberg");
    window.key_press(Key::F9);
    window.run_steps(3);
    assert!(window.query_by_label_contains("A second window cannot be opened here").is_some());
    window.key_press(Key::F10);
    window.run_steps(2);
    assert_eq!(window.state().place(), Place::Compare);
}
