//! The patient's window: it shows the pair and its two dates, follows the clinician, and can show nothing else.

use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::Timestamp;
use skinlapse::app::Command;
use skinlapse::geom::Point;
use skinlapse::model::{Course, Edit, Mark, MarkId, MarkKind, Note, NoteId, PatientFacts, Shape};
use skinlapse::ui::theme::{Theme, apply};

use super::bench::{Bench, Shown, library, open, press, until};
use super::three;

/// Everything that a record can say and a patient's window may not.
const SECRETS: [&str; 8] =
    ["Berg", "SL-0042", "1988", "keloid", "Pore above the brow", "lesion of concern", "Holm", "Vitamin C"];

/// A record full of words, opened beside each other.
fn full_record() -> (tempfile::TempDir, Shown) {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    let (session, photo) = {
        let patient = shown.state().patient();
        (patient.sessions_by_date()[0].id, patient.photos.values().next().unwrap().id)
    };
    let facts = PatientFacts {
        name: "Ada Berg".into(),
        birth: Some(jiff::civil::date(1988, 2, 29)),
        number: "SL-0042".into(),
        skin_type: Some(3),
        remarks: "tends to keloid".into(),
    };
    let course = Course { indication: "lesion of concern".into(), ..Course::default() };
    let note = Note {
        id: NoteId::new(),
        session,
        text: "Vitamin C serum, seen by Holm".into(),
        author: "Holm".into(),
        at: Timestamp::UNIX_EPOCH,
    };
    let mark = Mark {
        id: MarkId::new(),
        photo,
        kind: MarkKind::Scar,
        shape: Shape::Pin { at: Point::new(100.0, 90.0) },
        severity: Some(3),
        label: "Pore above the brow".into(),
        comment: "keloid".into(),
        adopted_from: None,
    };
    for edit in [Edit::SetPatient(facts), Edit::SetCourse(Some(course)), Edit::AddNote(note), Edit::AddMark(mark)] {
        shown.state_mut().app.dispatch(Command::Edit(edit));
    }
    until(&mut shown, |bench| !bench.app.has_unsaved());
    press(&mut shown, Key::N);
    (home, shown)
}

fn patients(bench: Bench, width: f32) -> Harness<'static, Bench> {
    let mut window = Harness::builder()
        .with_size([width, 800.0])
        .with_context_setup(|ctx| apply(ctx, Theme::Dark, 1.0))
        .build_ui_state(|ui, bench: &mut Bench| bench.patient_window(ui), bench);
    window.run_steps(3);
    window
}

fn texts(shape: &egui::Shape, found: &mut Vec<String>) {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|s| texts(s, found)),
        egui::Shape::Text(text) => found.push(text.galley.text().to_owned()),
        _ => {}
    }
}

/// Every word that is drawn, and every word that assistive technology is told.
fn words(window: &Harness<'static, Bench>) -> Vec<String> {
    let mut found = Vec::new();
    window.output().shapes.iter().for_each(|clipped| texts(&clipped.shape, &mut found));
    for node in window.root().children_recursive() {
        found.extend(node.accesskit_node().label());
        found.extend(node.accesskit_node().value());
    }
    found.retain(|words| !words.is_empty());
    found.sort();
    found.dedup();
    found
}

#[test]
fn nothing_of_the_record_but_the_two_dates_appears_in_any_mode() {
    let (_home, mut shown) = full_record();
    let first = ["14 January 2026", "before treatment", "14 January 2026, before treatment"];
    let second = ["11 February 2026", "4 weeks after session 1", "11 February 2026, 4 weeks after session 1"];
    for key in [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6] {
        press(&mut shown, key);
        let window = patients(shown.into_state(), 1280.0);
        let said = words(&window);
        let strangers: Vec<&String> =
            said.iter().filter(|w| !first.contains(&w.as_str()) && !second.contains(&w.as_str())).collect();
        assert!(strangers.is_empty(), "{key:?} shows {strangers:?}");
        assert!(said.iter().any(|w| first.contains(&w.as_str())), "{key:?} shows the first date: {said:?}");
        assert!(said.iter().any(|w| second.contains(&w.as_str())), "{key:?} shows the second date: {said:?}");
        let all = said.join(" ");
        assert!(SECRETS.iter().all(|secret| !all.contains(secret)), "{all}");
        // Back to the clinician's window for the next mode.
        let bench = window.into_state();
        shown = Harness::builder()
            .with_size([1600.0, 1000.0])
            .with_context_setup(|ctx| apply(ctx, Theme::Dark, 1.0))
            .build_ui_state(|ui, bench: &mut Bench| bench.clinician(ui), bench);
        shown.run_steps(3);
    }
}

#[test]
fn the_window_follows_the_clinicians_dates() {
    let (_home, mut shown) = full_record();
    press(&mut shown, Key::ArrowLeft);
    let window = patients(shown.into_state(), 1280.0);
    let said = words(&window);
    assert!(said.iter().any(|w| w == "17 January 2026, 3 days after session 1"), "{said:?}");
    let place = |label: &str| window.get_by_label_contains(label).rect();
    let (left, right) = (place("14 January"), place("17 January"));
    assert!(left.right() < right.left() && (left.top() - right.top()).abs() < 1.0, "{left:?} {right:?}");
}

#[test]
fn a_narrow_window_keeps_the_dates_and_drops_the_rest() {
    let (_home, shown) = full_record();
    let window = patients(shown.into_state(), 560.0);
    let said = words(&window);
    assert!(said.iter().any(|w| w.starts_with("14 January 2026")), "{said:?}");
    assert!(said.iter().all(|w| !w.contains("session")), "{said:?}");
}
