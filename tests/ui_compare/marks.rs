//! Stories of marks and landmarks: from the pointer to the record, and to the disk.

use std::time::Duration;

use egui::{Key, Pos2, Rect};
use egui_kittest::kittest::Queryable;
use skinlapse::app::{App, Command, Key as Derived, PairKey, Slot, file_of, pair_key};
use skinlapse::geom::Point;
use skinlapse::model::{Edit, Landmark, ManualAlignment, MarkKind, Nudge, PhotoRecord, Shape, View};

use super::bench::{SIZE, Shown, from_disk, library, open, open_idle, press, until};
use super::three;

/// Where a pixel of a photo stands in a pane that it fills.
pub fn on_screen(pane: Rect, p: Point) -> Pos2 {
    let zoom = (pane.width() / SIZE.width as f32).max(pane.height() / SIZE.height as f32);
    let from_middle = p - SIZE.center();
    pane.center() + egui::vec2(from_middle.x as f32, from_middle.y as f32) * zoom
}

/// The left button goes down at the first of `points` and up at the last.
pub fn drag(shown: &mut Shown, points: &[Pos2]) {
    shown.hover_at(points[0]);
    shown.run_steps(1);
    shown.drag_at(points[0]);
    shown.run_steps(1);
    for point in &points[1..] {
        shown.hover_at(*point);
        shown.run_steps(1);
    }
    shown.drop_at(points[points.len() - 1]);
    shown.run_steps(3);
}

pub fn click(shown: &mut Shown, at: Pos2) {
    shown.hover_at(at);
    shown.run_steps(1);
    shown.drag_at(at);
    shown.run_steps(1);
    shown.drop_at(at);
    shown.run_steps(3);
}

fn corners() -> [Point; 4] {
    [Point::new(120.0, 90.0), Point::new(220.0, 90.0), Point::new(220.0, 170.0), Point::new(120.0, 170.0)]
}

fn draw_redness_on(shown: &mut Shown, label: &str) {
    press(shown, Key::E);
    let pane = shown.get_by_label_contains(label).rect();
    let path: Vec<Pos2> = corners().into_iter().map(|p| on_screen(pane, p)).collect();
    drag(shown, &path);
}

#[test]
fn a_stroke_is_a_mark_in_photo_pixels_and_on_the_disk() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    draw_redness_on(&mut shown, "Photo A,");
    until(&mut shown, |bench| !bench.app.has_unsaved() && bench.app.patient().is_some_and(|p| !p.marks.is_empty()));
    let patient = from_disk(shown, home.path(), id);
    let mark = patient.marks.values().next().expect("the mark is on the disk");
    assert_eq!(mark.kind, MarkKind::Redness);
    assert_eq!(patient.date_of(mark.photo), Some(jiff::civil::date(2026, 1, 14)));
    for corner in corners() {
        let near = mark.shape.outline().iter().map(|p| p.distance(corner)).fold(f64::MAX, f64::min);
        assert!(near < 1.0, "{corner:?} is {near} px away from {:?}", mark.shape);
    }
}

#[test]
fn a_mark_shows_at_the_same_skin_on_the_other_date_and_can_be_adopted_there() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until(&mut shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
    draw_redness_on(&mut shown, "Photo A,");
    shown.run_steps(4);
    shown.get_by_label("Adopt Redness 1 on B").click();
    until(&mut shown, |bench| bench.patient().marks.len() == 2);
    let patient = shown.state().patient();
    let adopted = patient.marks.values().find(|m| m.adopted_from.is_some()).expect("an adopted mark");
    // The third photo shows the same skin 4 px further left and 6 px further down.
    for corner in corners() {
        let place = corner + Point::new(-4.0, 6.0);
        let near = adopted.shape.outline().iter().map(|p| p.distance(place)).fold(f64::MAX, f64::min);
        assert!(near < 1.5, "{place:?} is {near} px away from {:?}", adopted.shape);
    }
    assert_eq!(patient.mark_name(adopted), "Redness 1", "it keeps the number of its origin");
}

#[test]
fn a_mark_drawn_on_the_moved_photo_is_kept_in_its_own_pixels() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until(&mut shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
    press(&mut shown, Key::S);
    let pane = shown.get_by_label_contains("Photo B,").rect();
    click(&mut shown, on_screen(pane, Point::new(180.0, 130.0)));
    let mark = shown.state().patient().marks.values().next().expect("a scar").clone();
    let Shape::Pin { at } = mark.shape else { panic!("{:?}", mark.shape) };
    let expected = Point::new(176.0, 136.0);
    assert!(at.distance(expected) < 1.0, "{at:?} instead of {expected:?}");
}

#[test]
fn a_chosen_mark_is_deleted_by_its_key_and_esc_leaves_the_tool_first() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    draw_redness_on(&mut shown, "Photo A,");
    press(&mut shown, Key::S);
    assert!(shown.state().screen.status().hint.is_some(), "the tool says what it does");
    press(&mut shown, Key::Escape);
    assert_eq!(shown.state().screen.status().hint, None);
    press(&mut shown, Key::Delete);
    assert!(shown.state().patient().marks.is_empty());
}

#[test]
fn a_length_is_in_pixels_until_a_line_of_known_length_sets_the_scale() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press(&mut shown, Key::U);
    let pane = shown.get_by_label_contains("Photo A,").rect();
    drag(&mut shown, &[on_screen(pane, Point::new(130.0, 100.0)), on_screen(pane, Point::new(230.0, 100.0))]);
    assert!(shown.query_all_by_label("100 px").next().is_some(), "pixels without a scale");
    shown.get_by_label("This length is known").click();
    shown.run_steps(3);
    shown.get_by_label("Millimetres").type_text("10");
    shown.run_steps(3);
    shown.get_all_by_label("Set scale").next().unwrap().click();
    shown.run_steps(4);
    let scale = shown.state().patient().photos.values().find_map(|p| p.mm_per_px()).expect("a scale");
    assert!((scale - 0.1).abs() < 0.002, "{scale} mm a pixel");
    assert!(shown.query_all_by_label("10.0 mm").next().is_some(), "millimetres with it");
}

#[test]
fn two_clicks_on_the_same_skin_are_a_landmark_in_the_record() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press(&mut shown, Key::R);
    let is_there = |app: &App, p: &PhotoRecord| matches!(app.mips(&file_of(p)), Slot::Ready(_));
    until(&mut shown, |b| b.patient().photos.values().filter(|p| is_there(&b.app, p)).count() >= 2);
    press(&mut shown, Key::K);
    let a = shown.get_by_label_contains("Photo A,").rect();
    click(&mut shown, on_screen(a, Point::new(150.0, 120.0)));
    let b = shown.get_by_label_contains("Photo B,").rect();
    // A rough click: it is moved to the spot that looks the same.
    click(&mut shown, on_screen(b, Point::new(147.0, 125.0)));
    let patient = shown.state().patient();
    let [manual] = &patient.alignments[..] else { panic!("{:?}", patient.alignments) };
    let [landmark] = &manual.landmarks[..] else { panic!("{manual:?}") };
    assert!(landmark.fixed.distance(Point::new(150.0, 120.0)) < 1.0, "{landmark:?}");
    // The third photo shows the same skin 4 px further left and 6 px further down.
    assert!(landmark.moving.distance(Point::new(146.0, 126.0)) < 1.0, "{landmark:?}");
    press(&mut shown, Key::Delete);
    assert!(shown.state().patient().alignments.is_empty());
}

/// The two photos that a fresh patient shows, and their alignment's key.
fn shown_pair(shown: &Shown) -> PairKey {
    let series = shown.state().patient().series(&View::new("left-45"));
    pair_key(shown.state().patient(), series.first().unwrap().id, series.last().unwrap().id).unwrap()
}

#[test]
fn a_landmark_leaves_the_photos_where_they_stood_until_the_new_alignment_is_there() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until(&mut shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
    let series = shown.state().patient().series(&View::new("left-45"));
    let (fixed, moving) = (series.first().unwrap().id, series.last().unwrap().id);
    // From here on nothing is computed: the screen waits for ever.
    (shown.state_mut().obeys, shown.state_mut().polls) = (false, false);
    let landmark = Landmark { fixed: Point::new(150.0, 120.0), moving: Point::new(146.0, 126.0) };
    let told = ManualAlignment { fixed, moving, landmarks: vec![landmark], nudge: Nudge::default() };
    shown.state_mut().app.dispatch(Command::Edit(Edit::SetAlignment(told)));
    // Long enough for everything that no frame shows to be thrown away.
    shown.run_steps(60);
    assert!(shown.query_by_label_contains("rough · aligning…").is_some(), "the last placement stays");
    assert!(shown.query_by_label_contains("as taken").is_none());
    press(&mut shown, Key::R);
    assert!(shown.query_by_label_contains("as taken · aligning…").is_some(), "raw is raw");
}

#[test]
fn a_pair_is_shown_roughly_placed_while_it_is_being_aligned() {
    // On a busy machine placement and alignment may come in one frame: then it is looked at anew.
    assert!((0..6).any(|_| is_seen_roughly_placed()), "never shown");
}

fn is_seen_roughly_placed() -> bool {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open_idle(home.path(), id, 1600.0, 1000.0);
    let key = shown_pair(&shown);
    assert!(shown.query_by_label_contains("as taken · aligning…").is_some(), "nothing is known yet");
    for _ in 0..6_000 {
        shown.state_mut().app.dispatch(Command::Want(Derived::Registration(key.clone())));
        shown.run_steps(1);
        if let Slot::Ready(warp) = shown.state().app.preview(&key) {
            let p = Point::new(180.0, 135.0);
            // The last photo shows the same skin 4 px further left and 6 px further down.
            let there = warp.moving_from_fixed(p);
            assert!(there.distance(Point::new(176.0, 141.0)) < 2.0, "{there:?}");
            shown.state_mut().polls = false;
            shown.run_steps(2);
            return shown.query_by_label_contains("rough · aligning…").is_some();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no placement was told");
}
