//! The chart in rendered photos: how often it is found by itself, and what its correction leaves.

use rayon::prelude::*;

use crate::geom::Point;
use crate::measure::{Circumstances, Edition, Shown, find_chart, measure};
use crate::monitor::Silent;
use crate::phantom::spectrum::Illuminant;
use crate::phantom::{Camera, Card, CardKind, Region, Scene, Tone, Visit, render};

use super::pictures::{marked, shot};
use super::{Table, median};

const LIGHTS: [Illuminant; 4] =
    [Illuminant::Led(5200.0), Illuminant::Daylight(6000.0), Illuminant::Led(3600.0), Illuminant::Fluorescent(4200.0)];

/// Prints the rows: every tone class under every light, the two editions of the chart by turns.
pub(super) fn rows(out: &mut Table, seed: u64) -> Result<(), String> {
    let places: Vec<(usize, usize)> =
        (0..Tone::ALL.len()).flat_map(|row| (0..LIGHTS.len()).map(move |column| (row, column))).collect();
    let seen: Vec<Seen> = places.par_iter().map(|(row, column)| look(seed, *row, *column)).collect();
    let all = seen.len();
    let found = seen.iter().filter(|s| s.off.is_some()).count();
    let off = seen.iter().filter_map(|s| s.off).fold(0.0, f64::max);
    let false_finds = seen.iter().filter(|s| s.false_find).count();
    let held_out: Vec<f64> = seen.iter().flat_map(|s| s.held_out.iter().copied()).collect();
    let value = format!("{:.2} ({} of {all} read)", median(&held_out), held_out.len());
    out.row(["chart in photos: median ΔE00 of held-out patches", &value, "≤ 1.8"])?;
    let value = format!("{found} of {all}, {off:.1} px; {false_finds} in bare skin");
    out.row(["chart found by itself, largest error of a corner", &value, ""])
}

/// What one photo with a chart shows.
struct Seen {
    /// Largest error of a corner in pixels, if the chart was found.
    off: Option<f64>,
    /// A chart was found in the same photo without one.
    false_find: bool,
    /// Median ΔE00 of held-out patches.
    held_out: Vec<f64>,
}

fn look(seed: u64, row: usize, column: usize) -> Seen {
    let (tone, light) = (Tone::ALL[row], LIGHTS[column]);
    let seed = seed.wrapping_add((10 * row + column) as u64);
    let (kind, edition) = match (row + column) % 2 {
        0 => (CardKind::Classic24Since2014, Edition::Since2014),
        _ => (CardKind::Classic24Before2014, Edition::Before2014),
    };
    let mut shot = shot(seed, tone);
    shot.light.illuminant = light;
    shot.camera = Camera::numbered(100 + seed % 17);
    // Exposed for the chart, whose white is lighter than any skin.
    shot.exposure_ev = 0.2;
    let scene = Scene::healthy(seed, tone, Region::LeftCheek);
    let bare = render(&scene, &Visit::default(), &shot);
    let false_find = find_chart(&bare.photo, edition).is_some();
    let turn_deg = 12.0 * (row as f64 - 2.5) + 3.0 * column as f64;
    shot.cards.push(Card { kind, center: Point::new(-9.0, 6.0), width_mm: 17.0, turn_deg });
    let with = render(&scene, &Visit::default(), &shot);
    let truth = shot.cards[0].corners(&with.truth.geometry);
    let off = find_chart(&with.photo, edition)
        .map(|corners| corners.iter().zip(&truth).map(|(a, b)| a.distance(*b)).fold(0.0, f64::max));
    let shown = Shown { chart: Some(truth), ..marked(&with.photo, 1.0) };
    let circumstances = Circumstances { edition, ..Circumstances::default() };
    let held_out = measure(&shown, None, &circumstances, &Silent).map_or_else(|_| vec![], |read| read.chart_held_out);
    Seen { off, false_find, held_out }
}
