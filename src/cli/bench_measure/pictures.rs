//! Rows of the goal table that need pictures: files re-encoded, masks, areas, speed.

use std::time::Instant;

use rayon::prelude::*;

use crate::geom::{Point, Size, Warp};
use crate::imaging::{Photo, Stamp, decode, encode_jpeg, resize};
use crate::measure::{
    Circumstances, Estimator, HeatInputs, Measurement, Quality, Quantity, Reader, Region, Scale, Shown, Tier, area_cm2,
    floor, measure, mm_from_photo, scale_in_plane, weights,
};
use crate::monitor::Silent;
use crate::phantom::scene::{Patch, PatchKind};
use crate::phantom::{Camera, Region as Skin, Rendered, Scene, Shot, Tone, Visit, render};

use super::Table;

pub(super) const SIZE: Size = Size::new(480, 360);
pub(super) const PX_PER_MM: f64 = 10.0;

/// A red patch of the skin about `center` (mm) with so much extra blood in its middle, as a multiple of the skin's own.
pub(super) fn red_patch(center: Point, strength: f64) -> Patch {
    Patch {
        kind: PatchKind::Redness,
        center,
        radii: [6.0, 5.0],
        turn_deg: 20.0,
        strength,
        ragged: 0.5,
        core: 0.0,
        response: 1.0,
    }
}

/// A cheek with one red patch in the middle.
pub(super) fn red_cheek(seed: u64, tone: Tone) -> Scene {
    Scene::healthy(seed, tone, Skin::LeftCheek).with_patch(red_patch(Point::new(0.0, 0.0), 2.5))
}

/// That cheek from the front.
fn shoot(seed: u64, tone: Tone, redness: f64) -> Rendered {
    render(&red_cheek(seed, tone), &Visit { redness, ..Visit::default() }, &shot(seed, tone))
}

/// From the front, exposed as usual for the tone.
pub(super) fn shot(seed: u64, tone: Tone) -> Shot {
    let mut shot = Shot::frontal(SIZE, PX_PER_MM);
    shot.seed = seed;
    shot.camera = Camera::numbered(seed % 5 + 11);
    shot.exposure_ev = 0.3 + 0.17 * tone as usize as f64;
    shot
}

pub(super) fn square(x: f64, y: f64, side: f64) -> Vec<Point> {
    [[x, y], [x + side, y], [x + side, y + side], [x, y + side]].map(Point::from).to_vec()
}

pub(super) fn marked(photo: &Photo, factor: f64) -> Shown<'_> {
    let at = |x: f64, y: f64, side: f64| Region::drawn(square(x * factor, y * factor, side * factor));
    Shown {
        lesions: vec![at(150.0, 100.0, 170.0)],
        reference: vec![at(30.0, 40.0, 70.0), at(30.0, 230.0, 70.0), at(200.0, 20.0, 60.0)],
        scale: Some(Scale::flat(1.0 / PX_PER_MM / factor)),
        ..Shown::new(photo)
    }
}

fn pair(before: &Photo, after: &Photo, factor: f64) -> Option<Measurement> {
    measure(&marked(before, 1.0), Some(&marked(after, factor)), &Circumstances::default(), &Silent).ok()
}

fn hb(found: Option<Measurement>) -> f64 {
    found.and_then(|m| m.regions.first()?.readings.value(Quantity::DeltaHb).map(|v| v.value)).unwrap_or(f64::NAN)
}

/// Pictures of each tone class whose masks are compared: the overlap of one alone strays by 0.03.
const MASKS: u64 = 5;

/// How far ΔHb drifts when the photo after is re-encoded, or made smaller, and the overlap of the mask.
fn drifts_and_overlap(seed: u64, tone: Tone) -> [f64; 3] {
    let seed = seed.wrapping_add(tone as u64);
    let (before, after) = (shoot(seed, tone, 1.0), shoot(seed, tone, 0.4));
    let plain = hb(pair(&before.photo, &after.photo, 1.0));
    let stamp = Stamp { description: String::new(), software: "bench".into() };
    let again = encode_jpeg(&after.photo, 80, &stamp)
        .ok()
        .and_then(|bytes| decode(&bytes, &crate::imaging::Limits::default(), &Silent).ok());
    let drift = again.map_or(f64::NAN, |again| (hb(pair(&before.photo, &again.photo, 1.0)) - plain).abs());
    let small = resize(&after.photo, Size::new(SIZE.width * 3 / 4, SIZE.height * 3 / 4));
    let sized = (hb(pair(&before.photo, &small, 0.75)) - plain).abs();
    [drift, sized, overlap(&before)]
}

/// Prints the rows.
pub(super) fn rows(out: &mut Table, seed: u64) -> Result<(), String> {
    let seen: Vec<[f64; 3]> = Tone::ALL.into_par_iter().map(|tone| drifts_and_overlap(seed, tone)).collect();
    // What was not measured counts as a drift without end.
    let drift = |v: f64| if v.is_nan() { f64::INFINITY } else { v };
    let largest = |i: usize| seen.iter().map(|row| drift(row[i])).fold(0.0, f64::max);
    let (drift, sized) = (largest(0), largest(1));
    out.row(["ΔHb drift, photo after re-encoded at quality 80, largest", &format!("{drift:.2}"), "≤ 0.2"])?;
    out.row(["ΔHb drift, photo after made 3/4 as large, largest", &format!("{sized:.2}"), "≤ 0.2"])?;
    let masks: Vec<(Tone, f64)> = (0..MASKS)
        .into_par_iter()
        .flat_map_iter(|i| Tone::ALL.map(|tone| (i, tone)))
        .map(|(i, tone)| match i {
            0 => (tone, seen[tone as usize][2]),
            _ => (tone, overlap(&shoot(seed.wrapping_add(100 * i + tone as u64), tone, 1.0))),
        })
        .collect();
    let mean = |darkest: bool| {
        let of: Vec<f64> = masks.iter().filter(|(tone, _)| (*tone == Tone::VI) == darkest).map(|(_, d)| *d).collect();
        of.iter().sum::<f64>() / of.len().max(1) as f64
    };
    let value = format!("{:.3} / {:.3}", mean(false), mean(true));
    out.row(["redness mask, Dice, classes I–V / VI", &value, "≥ 0.92 / 0.85"])?;
    areas(out)?;
    speed(out, seed)
}

/// Dice of the red mask with the patch's true cover, inside the region.
fn overlap(shot: &Rendered) -> f64 {
    let found = measure(&marked(&shot.photo, 1.0), None, &Circumstances::default(), &Silent).ok();
    let Some(area) = found.as_ref().and_then(|m| m.regions.first()?.red_before.as_ref()) else { return 0.0 };
    let truth = shot.truth.redness_mask();
    let (mut both, mut sum) = (0.0, 0.0);
    for y in 100..270u32 {
        for x in 150..320u32 {
            let is = truth[(y * SIZE.width + x) as usize];
            let says = x >= area.left
                && y >= area.top
                && area.red.get(((y - area.top) * area.size.width + x - area.left) as usize).copied().unwrap_or(false);
            both += f64::from(u8::from(is && says));
            sum += f64::from(u8::from(is)) + f64::from(u8::from(says));
        }
    }
    if sum > 0.0 { 2.0 * both / sum } else { 1.0 }
}

/// Area of a disc drawn by a hand that trembles by a pixel: flat, and tilted by 20° with and without a chart in its plane.
///
/// With one number of millimetres a pixel and no knowledge of the tilt, cos 20° = 0.94 of the area is seen: 6 % less, whatever
/// is done with the outline. A chart of known size beside it, its corners read within half a pixel, tells the plane.
fn areas(out: &mut Table) -> Result<(), String> {
    const CHART_MM: [f64; 2] = [24.0, 16.0];
    let error = |tilt: f64, charted: bool| {
        let mut rng = super::Rng::new(5);
        let squeeze = f64::to_radians(tilt).cos();
        let runs = (0..40).map(|_| {
            let outline: Vec<Point> = (0..72)
                .map(|i| {
                    let (sin, cos) = (f64::from(i) * 5.0).to_radians().sin_cos();
                    let r = 120.0 + rng.normal(1.0);
                    Point::new(200.0 + r * cos * squeeze, 200.0 + r * sin)
                })
                .collect();
            let mut corner = |x: f64, y: f64| {
                Point::new(200.0 + 10.0 * x * squeeze + rng.normal(0.5), 400.0 + 10.0 * y + rng.normal(0.5))
            };
            let [w, h] = CHART_MM;
            let corners = [corner(0.0, 0.0), corner(w, 0.0), corner(w, h), corner(0.0, h)];
            let plane = mm_from_photo(&corners, CHART_MM).filter(|_| charted);
            let scale = plane.and_then(|plane| scale_in_plane(&outline, &plane)).unwrap_or(Scale::flat(0.1));
            let area = area_cm2(&outline, scale).map_or(0.0, |a| a.value);
            100.0 * (area / (std::f64::consts::PI * 1.44) - 1.0).abs()
        });
        runs.sum::<f64>() / 40.0
    };
    let value = format!("{:.1} / {:.1}", error(0.0, false), error(20.0, true));
    out.row(["area error, flat / tilted 20° beside a chart, %", &value, "≤ 1.5 / 5"])?;
    out.row(["  tilted 20°, the tilt unknown, %", &format!("{:.1}", error(20.0, false)), "6.0 = 1 − cos 20°"])
}

fn speed(out: &mut Table, seed: u64) -> Result<(), String> {
    let (before, after) = (shoot(seed, Tone::III, 1.0), shoot(seed, Tone::III, 0.4));
    let large = Size::new(4000, 3000);
    let [one, two] = [&before, &after].map(|shot| resize(&shot.photo, large));
    let skin = [0.30, 0.50, 0.72];
    let estimators = [Estimator::new(skin, [skin; 2], weights::of(Tier::T1)); 2];
    let floor = floor(Quality::S2, Tier::T1, [skin; 2], None);
    let inputs = HeatInputs { readers: estimators.map(Reader::plain), floor };
    let started = Instant::now();
    let map = inputs.map([&one, &two], &Warp::identity(large));
    let value = format!("{} ms, {} cells", started.elapsed().as_millis(), map.values.len());
    out.row(["ΔHb heat map of 12 megapixels", &value, "≤ 150 ms"])?;
    let started = Instant::now();
    let found = pair(&before.photo, &after.photo, 1.0);
    let value = format!("{} ms, {} region", started.elapsed().as_millis(), found.map_or(0, |m| m.regions.len()));
    out.row(["region statistics with the bootstrap", &value, "≤ 100 ms"])
}
