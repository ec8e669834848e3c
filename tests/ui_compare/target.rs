//! Stories of the card and the chart: found, shown by four clicks, and what the numbers then rest on.

use std::path::Path;

use egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::Queryable;
use skinlapse::app::Command;
use skinlapse::app::settings::Settings;
use skinlapse::geom::Point;
use skinlapse::imaging::color::{linear_from_srgb8, srgb8_from_linear};
use skinlapse::measure::{Edition, reference_linear};
use skinlapse::model::{PatientId, Target, TargetKind, View};

use super::bench::{SIZE, Shot, Shown, from_disk, library, open, press, press_with, skin, until, until_seen};
use super::marks::click;
use super::measured::{mark_redness, mark_reference};

/// Fields of the charts that are painted here, in pixels.
const FIELD: f64 = 20.0;

/// Skin with a chart laid on it, its first corner at (`x`, `y`), taken by a camera with these gains of linear light.
fn charted(seed: (f64, f64), (x, y): (f64, f64), gains: [f32; 3]) -> Vec<u8> {
    let mut rgb = skin(1, seed.0, seed.1);
    let chart = reference_linear(Edition::Before2014);
    for (i, pixel) in rgb.chunks_exact_mut(3).enumerate() {
        let at = Point::new((i as u32 % SIZE.width) as f64 + 0.5 - x, (i as u32 / SIZE.width) as f64 + 0.5 - y);
        let (column, row) = (at.x / FIELD, at.y / FIELD);
        if !(-0.2..6.2).contains(&column) || !(-0.2..4.2).contains(&row) {
            continue;
        }
        let inside = |t: f64| (t - t.floor() - 0.5).abs() < 0.4;
        let patch = (0.0..6.0).contains(&column) && (0.0..4.0).contains(&row) && inside(column) && inside(row);
        let light = if patch { chart[row as usize * 6 + column as usize] } else { [0.035; 3] };
        pixel.copy_from_slice(&light.map(|v| srgb8_from_linear(v as f32)));
    }
    for pixel in rgb.chunks_exact_mut(3) {
        for (value, gain) in pixel.iter_mut().zip(gains) {
            *value = srgb8_from_linear(linear_from_srgb8(*value) * gain);
        }
    }
    rgb
}

/// Two dates of one skin with a chart at another place each time.
fn pair() -> Vec<Shot> {
    vec![
        Shot::new(0, "left-45", charted((0.0, 0.0), (20.0, 176.0), [0.86, 0.80, 0.70])),
        Shot::new(28, "left-45", charted((-4.0, 6.0), (24.0, 170.0), [0.80, 0.80, 0.80])),
    ]
}

fn corners((x, y): (f64, f64)) -> [Point; 4] {
    [[x, y], [x + 6.0 * FIELD, y], [x + 6.0 * FIELD, y + 4.0 * FIELD], [x, y + 4.0 * FIELD]].map(Point::from)
}

/// The chart made before 2014 is what this clinic lays beside the skin.
fn calibrates_by_chart(shown: &mut Shown) {
    let target = Some(TargetKind::Classic24Before2014);
    let settings = Settings { target, ..shown.state().app.settings().clone() };
    shown.state_mut().app.dispatch(Command::Settings(settings));
    shown.run_steps(1);
}

fn target_of(shown: &Shown, index: usize) -> Option<Target> {
    shown.state().patient().series(&View::new("left-45"))[index].target
}

/// A clinic with a chart, whose corners are to be clicked next.
fn asked_for_corners(home: &Path, link: &str) -> (Shown, PatientId) {
    let id = library(home, &pair());
    let mut shown = open(home, id, 1600.0, 1400.0);
    calibrates_by_chart(&mut shown);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num2);
    until_seen(&mut shown, link);
    shown.get_by_label(link).click();
    shown.run_steps(3);
    (shown, id)
}

/// Clicks places of the photo in a pane that shows all of it.
fn click_in(shown: &mut Shown, pane: &str, places: &[Point]) {
    for place in places {
        let pane = shown.get_by_label_contains(pane).rect();
        let zoom = (pane.width() / SIZE.width as f32).min(pane.height() / SIZE.height as f32);
        let from_middle = *place - SIZE.center();
        let at: Pos2 = pane.center() + egui::vec2(from_middle.x as f32, from_middle.y as f32) * zoom;
        click(shown, at);
    }
}

#[test]
fn a_chart_that_both_photos_show_is_found_and_the_number_rests_on_it() {
    let home = tempfile::tempdir().unwrap();
    let id = library(home.path(), &pair());
    let mut shown = open(home.path(), id, 1600.0, 1400.0);
    mark_redness(&mut shown);
    mark_reference(&mut shown);
    press_with(&mut shown, Modifiers::COMMAND, Key::Num2);
    until_seen(&mut shown, "Reference skin, no chart (T1)");
    calibrates_by_chart(&mut shown);
    until_seen(&mut shown, "Reference skin and chart (T3)");
    for found in ["A: found", "B: found", "Colours are corrected by it"] {
        until_seen(&mut shown, found);
    }
    calibrates_by_nothing(&mut shown);
    until_seen(&mut shown, "Reference skin, no chart (T1)");
    assert!(shown.query_by_label("A: found").is_none(), "nothing is looked for");
}

fn calibrates_by_nothing(shown: &mut Shown) {
    let settings = Settings { target: None, ..shown.state().app.settings().clone() };
    shown.state_mut().app.dispatch(Command::Settings(settings));
}

#[test]
fn four_clicks_show_where_the_chart_lies_and_one_undo_forgets_it() {
    let home = tempfile::tempdir().unwrap();
    let (mut shown, id) = asked_for_corners(home.path(), "Show its corners in B");
    let there = corners((24.0, 170.0));
    assert!(shown.query_by_label_contains("B: click the outer corner of the dark skin patch (1 of 4)").is_some());
    click_in(&mut shown, "Photo B,", &there[..1]);
    assert!(shown.query_by_label_contains("B: click the outer corner of the bluish green patch (2 of 4)").is_some());
    press(&mut shown, Key::Backspace);
    assert!(shown.query_by_label_contains("dark skin patch (1 of 4)").is_some(), "the last corner is taken back");
    click_in(&mut shown, "Photo B,", &there);
    until(&mut shown, |bench| !bench.app.has_unsaved());
    let target = target_of(&shown, 1).expect("in the record");
    assert_eq!(target.kind, TargetKind::Classic24Before2014);
    for (corner, wanted) in target.corners.iter().zip(there) {
        assert!(corner.distance(wanted) < 1.0, "{:?}", target.corners);
    }
    assert_eq!(target_of(&shown, 0), None);
    until_seen(&mut shown, "B: shown by hand");
    assert!(shown.query_by_label_contains("(1 of 4)").is_none(), "the tool is put down");
    shown.state_mut().app.dispatch(Command::Undo);
    until(&mut shown, |bench| !bench.app.has_unsaved());
    assert_eq!(target_of(&shown, 1), None);
    shown.state_mut().app.dispatch(Command::Redo);
    until(&mut shown, |bench| !bench.app.has_unsaved());
    let patient = from_disk(shown, home.path(), id);
    assert_eq!(patient.series(&View::new("left-45"))[1].target, Some(target));
}

#[test]
fn crossed_corners_are_not_taken_and_esc_leaves_step_by_step() {
    let home = tempfile::tempdir().unwrap();
    let (mut shown, _) = asked_for_corners(home.path(), "Show its corners in A");
    let [a, b, c, d] = corners((20.0, 176.0));
    click_in(&mut shown, "Photo A,", &[a, c, b, d]);
    until_seen(&mut shown, "Click the four corners one after the other around it");
    assert!(shown.query_by_label_contains("(1 of 4)").is_some());
    assert_eq!(target_of(&shown, 0), None);
    click_in(&mut shown, "Photo A,", &[a, b]);
    press(&mut shown, Key::Escape);
    assert!(shown.query_by_label_contains("(2 of 4)").is_some());
    press(&mut shown, Key::Escape);
    press(&mut shown, Key::Escape);
    assert!(shown.query_by_label_contains("of 4)").is_none());
    assert_eq!(target_of(&shown, 0), None);
}
