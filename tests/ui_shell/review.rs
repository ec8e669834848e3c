//! A blind review from the first key to the table, by keys alone, with the record on the disk as witness.

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use skinlapse::app::{Command, ImportCommand, review};
use skinlapse::model::{Judgement, Patient, Review};
use skinlapse::store::{Library, Writer};
use skinlapse::ui::keymap::Place;
use skinlapse::ui::shell::Shell;

use super::clinic::Desk;

type Window = Harness<'static, Shell>;

/// Photos too small to be aligned, so that nothing here waits for the engine; each a little brighter.
fn tiny_photos(desk: &Desk) -> std::path::PathBuf {
    let folder = desk.library().with_file_name("tiny");
    std::fs::create_dir_all(&folder).unwrap();
    for (i, day) in ["20260114", "20260211", "20260311"].into_iter().enumerate() {
        let level = |base: u8, x: u32, y: u32| base + 8 * i as u8 - ((x * 7 + y * 13) % 11) as u8;
        let picture = image::RgbImage::from_fn(60, 48, |x, y| image::Rgb([level(190, x, y), level(150, x, y), 120]));
        picture.save(folder.join(format!("IMG_{day}_101112.png"))).unwrap();
    }
    folder
}

/// Three dates of one view in the record of Elin Sandberg.
fn with_photos(desk: &Desk) -> Window {
    let mut window = desk.with_clinic();
    desk.open(&mut window, "Elin Sandberg");
    window.state_mut().dispatch(Command::Import(ImportCommand::Add(vec![tiny_photos(desk)])));
    desk.until(&mut window, |shell| {
        shell.app().import_review().is_some_and(|r| r.to_add() == 3 && r.phase == skinlapse::app::ReviewPhase::Ready)
    });
    for i in 0..3 {
        let front = skinlapse::model::View::new("front");
        window.state_mut().dispatch(Command::Import(ImportCommand::SetView(i, front)));
    }
    window.state_mut().dispatch(Command::Import(ImportCommand::Confirm));
    desk.until(&mut window, |shell| shell.app().import_review().is_none() && !shell.app().has_unsaved());
    window
}

fn patient(window: &Window) -> Patient {
    window.state().app().patient().unwrap().clone()
}

fn only_review(window: &Window) -> Review {
    let patient = patient(window);
    assert_eq!(patient.reviews.len(), 1);
    patient.reviews.values().next().unwrap().clone()
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_steps(3);
}

fn spoken(window: &Window) -> String {
    window
        .root()
        .children_recursive()
        .flat_map(|n| [n.accesskit_node().label(), n.accesskit_node().value()])
        .flatten()
        .collect::<Vec<_>>()
        .join("\n")
}

/// Waits until the pair is on the screen, its light matched.
fn pair_shown(desk: &Desk, window: &mut Window) {
    window.run_steps(2);
    desk.until(window, |shell| shell.review_status().matched);
}

#[test]
fn a_blind_review_is_answered_by_keys_locked_at_the_reveal_and_kept() {
    let desk = Desk::new();
    let mut window = with_photos(&desk);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    window.run_steps(3);
    assert_eq!(window.state().place(), Place::Review);
    window.get_by_label("Clinician's erythema assessment").click();
    window.run_steps(3);
    press(&mut window, Key::Enter);
    desk.until(&mut window, |shell| !shell.app().has_unsaved());
    let count = only_review(&window).pairs.len();
    assert_eq!(count, 4, "two with the first date, one between, one again");
    for i in 0..count {
        pair_shown(&desk, &mut window);
        let words = spoken(&window);
        assert!(words.contains("Photo L") && words.contains(&format!("pair {} of {count}", i + 1)), "{words}");
        for secret in ["Sandberg", "2026", "Jan", "Feb", "Mar", "day "] {
            assert!(!words.contains(secret), "{secret} is told in {words}");
        }
        press(&mut window, Key::V);
        assert!(only_review(&window).revealed.is_none(), "not before every pair is answered");
        press(&mut window, Key::ArrowRight);
        press(&mut window, Key::Num2);
        press(&mut window, Key::Num0);
        press(&mut window, Key::Enter);
        desk.until(&mut window, |shell| !shell.app().has_unsaved());
        let answer = only_review(&window).answers[&i].clone();
        assert_eq!(answer.judgement, Judgement::Right);
        assert_eq!((answer.left["cea"], answer.right["cea"]), (2, 0));
        assert!(answer.display_ev.is_some(), "how the light was matched is kept");
    }
    press(&mut window, Key::V);
    desk.until(&mut window, |shell| !shell.app().has_unsaved());
    window.run_steps(3);
    let done = only_review(&window);
    assert!(done.revealed.is_some());
    let words = spoken(&window);
    assert!(words.contains("The later photo was called better in"), "{words}");
    assert!(words.contains("95 % interval") && words.contains("answered differently the second time"), "{words}");
    assert!(words.contains("14 Jan 2026"), "the dates are known now");
    // Always the right side: the pair with exchanged sides gives a person away who does not look.
    assert_eq!(review::tally(&patient(&window), &done).agrees, Some(false));
    assert!(review::csv(&patient(&window), &done, window.state().app().clinic()).unwrap().lines().count() == count + 1);
    // A step back takes no answer away, and never the reveal.
    window.state_mut().dispatch(Command::Undo);
    desk.until(&mut window, |shell| !shell.app().has_unsaved());
    assert_eq!(patient(&window).reviews.values().next(), Some(&done));
    let id = patient(&window).id;
    drop(window);
    let writer = Writer { device: "reader".parse().unwrap(), who: String::new() };
    let library = Library::open_read_only(&desk.library(), &writer).unwrap();
    assert_eq!(library.load(id).unwrap().patient.reviews.values().next(), Some(&done), "it is on the disk");
}

#[test]
fn leaving_keeps_what_was_answered_and_an_answer_can_be_changed_before_the_reveal() {
    let desk = Desk::new();
    let mut window = with_photos(&desk);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    window.run_steps(3);
    press(&mut window, Key::Enter);
    pair_shown(&desk, &mut window);
    press(&mut window, Key::Enter);
    assert!(only_review(&window).answers.is_empty(), "nothing is kept without an answer");
    press(&mut window, Key::Num0);
    press(&mut window, Key::Enter);
    pair_shown(&desk, &mut window);
    press(&mut window, Key::Escape);
    assert_eq!(window.state().place(), Place::Compare);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    window.run_steps(3);
    assert!(spoken(&window).contains("pair 2 of 4"), "{}", spoken(&window));
    press(&mut window, Key::Backspace);
    pair_shown(&desk, &mut window);
    press(&mut window, Key::X);
    press(&mut window, Key::Enter);
    desk.until(&mut window, |shell| !shell.app().has_unsaved());
    let answers = only_review(&window).answers;
    assert_eq!((answers.len(), answers[&0].judgement), (1, Judgement::CannotJudge));
}

#[test]
fn any_scale_of_the_clinic_can_be_scored_and_its_version_is_kept() {
    let desk = Desk::new();
    let window = with_photos(&desk);
    let own = desk.library().join("scales");
    std::fs::create_dir_all(&own).unwrap();
    let scale =
        r#"{"id":"our-two","name":"Our two questions","version":"3","source":"Us","licence":"Ours","state":"on",
        "direction":"lower-better","range":[0,22],"total":{"rule":"sum"},"items":[
        {"id":"one","text":"The first","values":[{"value":0},{"value":11}]},
        {"id":"two","text":"The second","values":[{"value":0},{"value":4},{"value":11}]},
        {"id":"three","text":"The third","values":[{"value":0,"label":"none"},{"value":1,"label":"some"}]}]}"#
            .replace("[0,22]", "[0,23]");
    std::fs::write(own.join("ours.json"), scale).unwrap();
    drop(window);
    let mut window = desk.again();
    desk.open(&mut window, "Elin Sandberg");
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    window.run_steps(3);
    desk.until(&mut window, |shell| shell.app().clinic().newest("our-two").is_some());
    window.run_steps(2);
    window.get_by_label("Our two questions").click();
    window.run_steps(3);
    assert!(spoken(&window).contains("3 questions for each photo"), "{}", spoken(&window));
    press(&mut window, Key::Enter);
    pair_shown(&desk, &mut window);
    assert_eq!(only_review(&window).versions["our-two"], "3");
    press(&mut window, Key::ArrowLeft);
    // 11 in two digits, 4, and the third by its button; the right photo is left open.
    for key in [Key::Num1, Key::Num1, Key::Num4] {
        press(&mut window, key);
    }
    window.get_by_label("Our two questions, The third: 1 some").click();
    window.run_steps(3);
    assert!(spoken(&window).contains("total 16, of 0–23"), "{}", spoken(&window));
    press(&mut window, Key::Enter);
    desk.until(&mut window, |shell| !shell.app().has_unsaved());
    let answer = only_review(&window).answers[&0].clone();
    let left: Vec<(&str, i32)> = answer.left.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    assert_eq!(left, [("our-two/one", 11), ("our-two/three", 1), ("our-two/two", 4)]);
    assert!(answer.right.is_empty());
}
