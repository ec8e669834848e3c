//! Stories of what the engines know: grade, redness against untreated skin, the heat map, matched light, the scar ledger.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use skinlapse::app::Command;
use skinlapse::geom::Point;
use skinlapse::model::{Edit, Mark, MarkChange, MarkId, MarkKind, PhotoChange, PhotoId, ScaleMarker, ScarState, Shape};

use super::bench::{SIZE, Shot, Shown, from_disk, library, open, press, press_with, skin, until, until_seen};
use super::three;

/// Two dates of one skin: on the later one a patch is redder, and all of it darker.
fn reddened(darker: f64) -> Vec<Shot> {
    let mut later = skin(1, -4.0, 6.0);
    for (i, pixel) in later.chunks_exact_mut(3).enumerate() {
        let (x, y) = ((i as u32 % SIZE.width) as f64, (i as u32 / SIZE.width) as f64);
        let red = (120.0..230.0).contains(&x) && (80.0..190.0).contains(&y);
        let share = [1.0, if red { 0.80 } else { 1.0 }, if red { 0.85 } else { 1.0 }];
        for (value, share) in pixel.iter_mut().zip(share) {
            *value = (f64::from(*value) * share * darker).round() as u8;
        }
    }
    vec![Shot::new(0, "left-45", skin(1, 0.0, 0.0)), Shot::new(28, "left-45", later)]
}

fn rect(x: f64, y: f64, w: f64, h: f64) -> Shape {
    Shape::Polygon { points: [[x, y], [x + w, y], [x + w, y + h], [x, y + h]].map(Point::from).to_vec() }
}

fn mark(photo: PhotoId, kind: MarkKind, shape: Shape) -> Mark {
    let (label, comment) = (String::new(), String::new());
    Mark { id: MarkId::new(), photo, kind, shape, severity: None, label, comment, adopted_from: None }
}

fn photos(shown: &Shown) -> Vec<PhotoId> {
    let patient = shown.state().patient();
    let (view, _) = patient.views()[0].clone();
    patient.series(&view).iter().map(|p| p.id).collect()
}

fn add(shown: &mut Shown, mark: Mark) {
    shown.state_mut().app.dispatch(Command::Edit(Edit::AddMark(mark)));
    shown.run_steps(1);
}

pub fn mark_redness(shown: &mut Shown) {
    let first = photos(shown)[0];
    add(shown, mark(first, MarkKind::Redness, rect(135.0, 85.0, 80.0, 80.0)));
}

pub fn mark_reference(shown: &mut Shown) {
    let first = photos(shown)[0];
    for (x, y) in [(30.0, 30.0), (280.0, 30.0), (270.0, 200.0)] {
        add(shown, mark(first, MarkKind::Reference, rect(x, y, 50.0, 40.0)));
    }
}

#[test]
fn redness_has_a_number_once_reference_skin_is_marked_and_a_reason_until_then() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &reddened(1.0));
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    mark_redness(&mut shown);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num2);
    until_seen(&mut shown, "Mark untreated reference skin first");
    assert!(shown.query_all_by_label_contains("ΔHb points").next().is_none(), "no number without a reference");
    mark_reference(&mut shown);
    until_seen(&mut shown, "clear difference");
    assert!(shown.query_all_by_label_contains("Reference, 3 patches: usable").next().is_some());
    shown.get_by_label_contains("Redness 1: ").click();
    shown.run_steps(3);
    assert!(shown.query_by_label("Pigment (ΔMel)").is_none());
    shown.get_by_label("Every value").click();
    shown.run_steps(3);
    let told = |label: &str| shown.query_all_by_label_contains(label).next().is_some();
    assert!(told("Redness (Δa*)") && told(" Lab units"), "a number with its interval, its unit and its direction");
    assert!(told("Area, before; Area, after; "), "what is not measured stands together");
    assert!(told("L*, before; a*, before; "), "and says why");
}

#[test]
fn an_accepted_value_is_in_the_record_with_its_interval_and_undone_in_one_step() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &reddened(1.0));
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    mark_redness(&mut shown);
    mark_reference(&mut shown);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num2);
    until_seen(&mut shown, "clear difference");
    shown.get_by_label_contains("Redness 1: ").click();
    shown.run_steps(3);
    press(&mut shown, Key::A);
    until(&mut shown, |bench| !bench.app.has_unsaved() && !bench.patient().findings.is_empty());
    press(&mut shown, Key::A);
    let photos = photos(&shown);
    {
        let patient = shown.state().patient();
        let [finding] = &patient.findings.values().collect::<Vec<_>>()[..] else { panic!("{:?}", patient.findings) };
        assert!(finding.value > 3.0 && finding.low < finding.value && finding.value < finding.high, "{finding:?}");
        assert_eq!((finding.quantity.as_str(), finding.tier.as_str()), ("delta_hb", "T1"));
        assert_eq!([finding.before, finding.after], [photos[0], photos[1]]);
        assert_eq!(finding.inputs_sha256.len(), 64);
        let series = skinlapse::app::redness_series(patient, finding.region);
        assert_eq!((series.len(), series[0].days_since, series[0].value), (1, Some(28), finding.value));
    }
    assert!(shown.query_all_by_label_contains("In the record").next().is_some());
    shown.state_mut().app.dispatch(Command::Undo);
    until(&mut shown, |bench| !bench.app.has_unsaved() && bench.patient().findings.is_empty());
    shown.state_mut().app.dispatch(Command::Redo);
    until(&mut shown, |bench| !bench.app.has_unsaved() && !bench.patient().findings.is_empty());
    assert_eq!(from_disk(shown, home.path(), id).findings.len(), 1);
}

#[test]
fn the_difference_shows_redness_with_reference_skin_and_colour_without() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &reddened(1.0));
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press(&mut shown, Key::Num5);
    until_seen(&mut shown, "Colour difference of Photo A");
    until_seen(&mut shown, "For redness, mark three patches of untreated skin (F).");
    mark_reference(&mut shown);
    until_seen(&mut shown, "Change of redness of Photo A");
    until_seen(&mut shown, "ΔHb, B minus A");
    // Over the patch that became redder the pointer reads a number with its interval.
    let pane = shown.get_by_label_contains("Change of redness of").rect();
    shown.hover_at(pane.center());
    until_seen(&mut shown, "ΔHb, B minus A");
    press(&mut shown, Key::X);
    until_seen(&mut shown, "ΔHb, A minus B");
}

#[test]
fn a_darker_photo_is_matched_for_display_said_so_and_raw_under_its_key() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &reddened(0.85));
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    mark_reference(&mut shown);
    let display = |s: &Shown| s.state().screen.status().display.clone().unwrap_or_default();
    until(&mut shown, |b| b.screen.status().display.as_deref().is_some_and(|d| !d.contains("unmarked")));
    assert!(display(&shown).starts_with("Display matched +0."), "{}", display(&shown));
    press(&mut shown, Key::R);
    assert_eq!(display(&shown), "", "the raw view is as taken");
}

#[test]
fn the_pair_grade_opens_its_reasons() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &reddened(1.0));
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until(&mut shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
    shown.get_by_label_contains("Pair grade").click();
    shown.run_steps(4);
    for label in ["Pose", "Light direction", "White balance", "Trusted skin"] {
        assert!(shown.query_all_by_label_contains(label).next().is_some(), "{label}");
    }
    let inspector = shown.get_by_label_contains("Photo B,").rect().right();
    let word = shown.query_all_by_label("White balance").next().unwrap().rect();
    assert!(word.left() > inspector, "reasons open over the inspector: {word:?}");
}

fn two_scars(shown: &mut Shown) {
    let first = photos(shown)[0];
    for (x, y) in [(120.0, 90.0), (230.0, 160.0)] {
        add(shown, mark(first, MarkKind::ScarBoxcar, Shape::Pin { at: Point::new(x, y) }));
    }
}

#[test]
fn scars_are_said_by_one_key_each_and_tab_goes_to_the_next() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until(&mut shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
    two_scars(&mut shown);
    shown.run_steps(3);
    press(&mut shown, Key::S);
    press(&mut shown, Key::Minus);
    press(&mut shown, Key::Tab);
    press(&mut shown, Key::Num0);
    let patient = shown.state().patient();
    let states: Vec<ScarState> = patient.observations.iter().map(|o| o.state).collect();
    assert_eq!(states, [ScarState::Softer, ScarState::Gone]);
    let visit = patient.photos[&photos(&shown)[2]].session;
    assert!(patient.observations.iter().all(|o| o.session == visit && o.at.is_some()), "{:?}", patient.observations);
    assert!(shown.query_all_by_label_contains("1 of 2 softer, 1 gone").next().is_some());
    press(&mut shown, Key::Num0);
    assert_eq!(shown.state().patient().observations.len(), 1, "the same key again takes it back");
}

#[test]
fn a_scar_placed_where_one_is_expected_is_that_scar() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &three());
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    until(&mut shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
    two_scars(&mut shown);
    shown.run_steps(3);
    press(&mut shown, Key::S);
    let pane = shown.get_by_label_contains("Photo B,").rect();
    let zoom = (pane.width() / SIZE.width as f32).max(pane.height() / SIZE.height as f32);
    let offset = Point::new(245.0, 165.0) - SIZE.center();
    let at = pane.center() + egui::vec2(offset.x as f32, offset.y as f32) * zoom;
    shown.hover_at(at);
    shown.run_steps(1);
    shown.drag_at(at);
    shown.run_steps(1);
    shown.drop_at(at);
    shown.run_steps(3);
    let patient = shown.state().patient();
    let placed = patient.marks.values().last().unwrap();
    assert_eq!(patient.mark_number(placed), 2, "15 px from where scar 2 is expected: {placed:?}");
    assert_eq!(patient.ledger(&patient.photos[&placed.photo].view).rows.len(), 2);
}

#[test]
fn the_card_of_a_region_stays_within_the_inspector() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &reddened(1.0));
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    mark_redness(&mut shown);
    mark_reference(&mut shown);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num2);
    press(&mut shown, Key::Num5);
    until_seen(&mut shown, "Checks before the number is shown");
    until_seen(&mut shown, "Change of redness of Photo A");
    shown.run_steps(5);
    let canvas = shown.get_by_label_contains("Change of redness of").rect();
    assert!(canvas.right() < 1300.0, "the photo gives way to the inspector: {canvas:?}");
}

#[test]
fn a_wound_drawn_on_both_dates_is_smaller_and_an_open_one_has_a_rate() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &reddened(1.0));
    let mut shown = open(home.path(), id, 1600.0, 1400.0);
    mark_reference(&mut shown);
    let [first, second] = photos(&shown)[..] else { panic!("two photos") };
    let (from, to) = (Point::new(20.0, 220.0), Point::new(120.0, 220.0));
    let scale =
        Edit::SetPhoto(PhotoChange { scale: Some(Some(ScaleMarker { from, to, mm: 10.0 })), ..PhotoChange::of(first) });
    shown.state_mut().app.dispatch(Command::Edit(scale));
    let wound = mark(first, MarkKind::Healing, rect(135.0, 85.0, 80.0, 80.0));
    let origin = wound.id;
    add(&mut shown, wound);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num2);
    until_seen(&mut shown, "Healing 1: ");
    shown.get_all_by_label_contains("Healing 1: ").next().unwrap().click();
    shown.run_steps(3);
    let told = |shown: &Shown, label: &str| shown.query_all_by_label_contains(label).next().is_some();
    assert!(!told(&shown, "Healing rate"), "its edge was drawn on one date");
    let smaller = mark(second, MarkKind::Healing, rect(140.0, 90.0, 60.0, 60.0));
    add(&mut shown, Mark { adopted_from: Some(origin), ..smaller });
    until_seen(&mut shown, "% smaller");
    assert!(!told(&shown, "Healing rate"), "nobody said that it is open");
    let open = Edit::SetMark(MarkChange { kind: Some(MarkKind::OpenWound), ..MarkChange::of(origin) });
    shown.state_mut().app.dispatch(Command::Edit(open));
    until_seen(&mut shown, "Healing rate (Gilman)");
    until_seen(&mut shown, "mm/day");
}
