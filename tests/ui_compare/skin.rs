//! Stories of the painted skin area: from the brush to the record, and to the alignment.

use egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::Queryable;
use skinlapse::app::{Command, Slot, pair_key};
use skinlapse::geom::Point;
use skinlapse::model::{SkinArea, View};

use super::bench::{Shown, from_disk, library, open, press, until};
use super::marks::{drag, on_screen};
use super::three;

fn aligned(shown: &mut Shown) {
    until(shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
}

fn stroke(shown: &mut Shown, pane: &str, points: &[(f64, f64)]) {
    let rect = shown.get_by_label_contains(pane).rect();
    let path: Vec<Pos2> = points.iter().map(|(x, y)| on_screen(rect, Point::new(*x, *y))).collect();
    drag(shown, &path);
}

fn areas(shown: &Shown) -> Vec<SkinArea> {
    shown.state().patient().skin_areas.values().cloned().collect()
}

#[test]
fn a_stroke_of_the_brush_is_in_the_record_on_the_disk_and_can_be_undone() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press(&mut shown, Key::R);
    press(&mut shown, Key::B);
    stroke(&mut shown, "Photo A,", &[(120.0, 120.0), (160.0, 120.0), (200.0, 120.0)]);
    let [area] = &areas(&shown)[..] else { panic!("{:?}", areas(&shown)) };
    let [painted] = &area.strokes[..] else { panic!("{area:?}") };
    assert!(painted.skin && painted.radius > 1.0, "{painted:?}");
    assert!(painted.points[0].distance(Point::new(120.0, 120.0)) < 2.0, "in photo pixels: {painted:?}");
    let first = shown.state().patient().series(&View::new("left-45")).first().unwrap().id;
    assert_eq!(area.photo, first);
    shown.get_by_label("Not skin").click();
    shown.run_steps(2);
    stroke(&mut shown, "Photo A,", &[(160.0, 120.0), (165.0, 120.0)]);
    assert_eq!(areas(&shown)[0].strokes.iter().map(|s| s.skin).collect::<Vec<_>>(), [true, false]);
    until(&mut shown, |bench| !bench.app.has_unsaved());
    shown.state_mut().app.dispatch(Command::Undo);
    until(&mut shown, |bench| !bench.app.has_unsaved());
    assert_eq!(areas(&shown)[0].strokes.len(), 1, "one stroke is one step back");
    shown.get_by_label("Clear A").click();
    shown.run_steps(3);
    assert!(areas(&shown).is_empty(), "the engine looks for the skin itself again");
    stroke(&mut shown, "Photo A,", &[(160.0, 120.0), (165.0, 120.0)]);
    press(&mut shown, Key::Escape);
    assert!(shown.query_by_label("Not skin").is_none(), "Esc puts the brush down");
    let there = areas(&shown);
    assert_eq!(from_disk(shown, home.path(), id).skin_areas.values().cloned().collect::<Vec<_>>(), there);
}

#[test]
fn alt_turns_the_brush_over_and_the_brackets_change_its_size() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press(&mut shown, Key::R);
    press(&mut shown, Key::B);
    stroke(&mut shown, "Photo B,", &[(150.0, 120.0), (170.0, 120.0)]);
    for _ in 0..3 {
        press(&mut shown, Key::CloseBracket);
    }
    shown.event(egui::Event::ModifiersChanged(Modifiers::ALT));
    shown.run_steps(1);
    stroke(&mut shown, "Photo B,", &[(150.0, 160.0), (170.0, 160.0)]);
    shown.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    shown.run_steps(1);
    let area = areas(&shown).remove(0);
    assert_eq!(area.strokes.iter().map(|s| s.skin).collect::<Vec<_>>(), [true, false]);
    let [first, second] = [area.strokes[0].radius, area.strokes[1].radius];
    assert!((second / first - 1.25_f64.powi(3)).abs() < 0.05, "{first} then {second}");
}

#[test]
fn the_alignment_looks_only_where_skin_was_painted() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    aligned(&mut shown);
    let of_pair = |shown: &Shown| {
        let patient = shown.state().patient();
        let series = patient.series(&View::new("left-45"));
        pair_key(patient, series.first().unwrap().id, series.last().unwrap().id).unwrap()
    };
    let trusted = |shown: &Shown| match shown.state().app.registration(&of_pair(shown)) {
        Slot::Ready(found) => found.trust.clone(),
        other => panic!("{other:?}"),
    };
    let right = |map: &skinlapse::align::TrustMap| {
        let cells = map.trusted.iter().enumerate().filter(|(i, _)| i % map.columns >= map.columns * 3 / 4);
        cells.filter(|(_, trusted)| **trusted).count()
    };
    let before = of_pair(&shown);
    assert!(right(&trusted(&shown)) > 0, "all of the photo is skin");
    press(&mut shown, Key::B);
    // The left of what the pane shows of the earlier photo, in broad strokes.
    for i in 0..9 {
        let y = 40.0 + 24.0 * f64::from(i);
        stroke(&mut shown, "Photo A,", &[(95.0, y), (125.0, y), (155.0, y)]);
    }
    assert_ne!(of_pair(&shown), before, "another question to the engine");
    press(&mut shown, Key::B);
    aligned(&mut shown);
    assert_eq!(right(&trusted(&shown)), 0, "nothing is claimed where nothing was painted");
}
