//! The chart in rendered photos: how often it is found by itself, and what its correction leaves.

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
    let (mut all, mut found, mut off, mut false_finds, mut held_out) = (0, 0, 0.0f64, 0, Vec::new());
    for (row, tone) in Tone::ALL.into_iter().enumerate() {
        for (column, light) in LIGHTS.into_iter().enumerate() {
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
            false_finds += usize::from(find_chart(&bare.photo, edition).is_some());
            let turn_deg = 12.0 * (row as f64 - 2.5) + 3.0 * column as f64;
            shot.cards.push(Card { kind, center: Point::new(-9.0, 6.0), width_mm: 17.0, turn_deg });
            let with = render(&scene, &Visit::default(), &shot);
            let truth = shot.cards[0].corners(&with.truth.geometry);
            all += 1;
            if let Some(corners) = find_chart(&with.photo, edition) {
                found += 1;
                off = corners.iter().zip(&truth).map(|(a, b)| a.distance(*b)).fold(off, f64::max);
            }
            let shown = Shown { chart: Some(truth), ..marked(&with.photo, 1.0) };
            let circumstances = Circumstances { edition, ..Circumstances::default() };
            held_out.extend(
                measure(&shown, None, &circumstances, &Silent).into_iter().flat_map(|read| read.chart_held_out),
            );
        }
    }
    let value = format!("{:.2} ({} of {all} read)", median(&held_out), held_out.len());
    out.row(["chart in photos: median ΔE00 of held-out patches", &value, "≤ 1.8"])?;
    let value = format!("{found} of {all}, {off:.1} px; {false_finds} in bare skin");
    out.row(["chart found by itself, largest error of a corner", &value, ""])
}
