//! The change of redness from rendered photos to the number shown: error, fairness and intervals against the known blood.

use rayon::prelude::*;

use crate::geom::{Point, Size, polygon_contains};
use crate::imaging::color::linear_from_srgb8;
use crate::measure::{Absorbance, Circumstances, Moved, Quantity, Region, Shown, measure, plain_hb};
use crate::monitor::Silent;
use crate::phantom::scene::{Patch, PatchKind};
use crate::phantom::shot::Light;
use crate::phantom::{Camera, Region as Skin, Rendered, Scene, Shot, Tone, Visit, render};

use super::pictures::PX_PER_MM;
use super::world::{CARE, Rng, light};
use super::{Errors, Table};

/// Pairs of each tone class.
const EACH: usize = 40;

const SIZE: Size = Size::new(320, 240);

/// Prints the rows: routine capture, with gloss that differs from place to place as the surface turns and from day to day.
pub(super) fn rows(out: &mut Table, seed: u64) -> Result<(), String> {
    let tones: Vec<Tone> = (0..EACH).flat_map(|_| Tone::ALL).collect();
    let draw = |(i, tone): (usize, &Tone)| seen(&mut Rng::numbered(seed ^ 0x9407, i as u64), *tone);
    let seen: Vec<Seen> = tones.par_iter().enumerate().filter_map(draw).collect();
    let errors = |found: fn(&Seen) -> f64| {
        let all = seen.iter().map(|s| (s.tone, found(s) - s.truth)).collect();
        Errors { all, truth: seen.iter().map(|s| s.truth).collect() }
    };
    let (ours, plain) = (errors(|s| s.found), errors(|s| s.plain));
    let value =
        format!("{:.2} (plain index {:.2}; {} pairs)", ours.over_deviation(), plain.over_deviation(), seen.len());
    out.row(["ΔHb error ÷ true SD S2, rendered photos, T1", &value, "≤ 0.19"])?;
    let value = format!("{:.2} (plain index {:.2})", ours.relative_fairness(), plain.relative_fairness());
    out.row(["  class VI ÷ I–III, errors ÷ true SD of the class", &value, "≤ 1.1"])?;
    let held = seen.iter().filter(|s| (s.low..=s.high).contains(&s.truth)).count() as f64 / seen.len().max(1) as f64;
    let error = 100.0 * (held * (1.0 - held) / seen.len().max(1) as f64).sqrt();
    let value = format!("{:.1} (± {error:.1})", 100.0 * held);
    out.row(["  95 % interval holds the truth, %", &value, "94–96"])
}

/// What a pair shows and what is true, index points.
struct Seen {
    tone: Tone,
    truth: f64,
    found: f64,
    low: f64,
    high: f64,
    /// By the plain index of the same regions.
    plain: f64,
}

/// A pair of photos of skin whose redness has changed; `None` if the program refuses it.
fn seen(rng: &mut Rng, tone: Tone) -> Option<Seen> {
    let number = (1e9 * rng.unit()) as u64;
    let patch = Patch {
        kind: PatchKind::Redness,
        center: Point::new(0.0, 0.0),
        radii: [9.5, 8.0],
        turn_deg: 20.0,
        strength: 3.0,
        ragged: 0.3,
        core: 0.7,
        response: 1.0,
    };
    let mut scene = Scene::healthy(number, tone, Skin::LeftCheek).with_patch(patch);
    scene.pigment.f_mel *= rng.normal(0.1).exp();
    scene.pigment.f_bl *= rng.range(0.8f64.ln(), 1.8f64.ln()).exp();
    let mut first = Shot::frontal(SIZE, PX_PER_MM);
    first.camera = Camera::numbered(number);
    first.light = Light {
        illuminant: light(rng),
        azimuth_deg: rng.range(200.0, 340.0),
        elevation_deg: rng.range(38.0, 62.0),
        fill: rng.range(0.3, 0.5),
        softness: rng.range(0.3, 0.7),
        falloff: [rng.range(-0.2, 0.2), rng.range(-0.2, 0.2)],
        gloss: rng.range(0.5, 1.2),
    };
    let mut second = first.clone();
    if rng.unit() < CARE[1].other_light {
        second.light.illuminant = light(rng);
    }
    second.light.azimuth_deg += rng.normal(8.0);
    second.light.elevation_deg += rng.normal(4.0);
    second.pose.yaw_deg = rng.range(-3.0, 3.0);
    second.pose.pitch_deg = rng.range(-3.0, 3.0);
    let moved = Moved { pose_deg: second.pose.yaw_deg.hypot(second.pose.pitch_deg), roll_deg: 0.0, scale: 1.0 };
    let shots = [first, second].map(|mut shot| {
        shot.seed = (1e9 * rng.unit()) as u64;
        shot.balance = [(); 3].map(|()| rng.normal(CARE[1].balance).exp());
        shot.exposure_ev = 0.3 + 0.17 * tone as usize as f64 + rng.normal(CARE[1].exposure);
        let visit = Visit { redness: rng.range(0.0, 1.0), oil: rng.range(0.7, 1.3), ..Visit::default() };
        render(&scene, &visit, &shot)
    });
    let circumstances = Circumstances { moved: Some(moved), ..Circumstances::default() };
    let [before, after] = shots.each_ref().map(outlined);
    let measured = measure(&before, Some(&after), &circumstances, &Silent).ok()?;
    let value = measured.regions.first()?.readings.value(Quantity::DeltaHb)?;
    let [truth, plain] = [true, false].map(|truth| {
        let [one, two] = [0, 1].map(|i| {
            let hb = |region: &Region| plain_hb(colour(&shots[i], &region.outline, truth));
            let shown = [&before, &after][i];
            let references: Vec<f64> = shown.reference.iter().map(hb).collect();
            hb(&shown.lesions[0]) - references.iter().sum::<f64>() / references.len() as f64
        });
        two - one
    });
    Some(Seen { tone, truth, found: value.value, low: value.low, high: value.high, plain })
}

/// Lesion and reference where they lie on the skin.
fn outlined(shot: &Rendered) -> Shown<'_> {
    let at = |x: f64, y: f64, w: f64, h: f64| {
        let corners = [[x, y], [x + w, y], [x + w, y + h], [x, y + h]].map(Point::from);
        Region::drawn(corners.map(|mm| shot.truth.geometry.photo_from_skin(mm)).to_vec())
    };
    Shown {
        lesions: vec![at(-4.8, -4.0, 9.6, 8.0)],
        reference: [[-15.0, -11.0], [-15.0, 5.0], [9.0, -11.0]].map(|[x, y]| at(x, y, 6.0, 6.0)).to_vec(),
        ..Shown::new(&shot.photo)
    }
}

/// Mean colour inside an outline: of the skin itself, or as the photo shows it.
fn colour(shot: &Rendered, outline: &[Point], truth: bool) -> Absorbance {
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for y in 0..SIZE.height {
        for x in (0..SIZE.width).filter(|x| polygon_contains(outline, Point::new(f64::from(*x), f64::from(y)))) {
            let light = match truth {
                true => shot.truth.linear[(y * SIZE.width + x) as usize],
                false => shot.photo.pixel(x, y).map(linear_from_srgb8),
            };
            sum.iter_mut().zip(light).for_each(|(sum, v)| *sum += f64::from(v));
            count += 1.0;
        }
    }
    sum.map(|v: f64| -(v / f64::max(count, 1.0)).max(1e-4).log10())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_truth_is_of_the_skin_and_the_plain_index_of_the_photo() {
        let scene = Scene::healthy(7, Tone::III, Skin::LeftCheek);
        let shots = [0.0, 0.5].map(|exposure_ev| {
            let shot = Shot { exposure_ev, ..Shot::frontal(SIZE, PX_PER_MM) };
            render(&scene, &Visit::default(), &shot)
        });
        let [one, two] = shots.each_ref().map(|shot| {
            let outline = &outlined(shot).lesions[0].outline;
            [true, false].map(|truth| colour(shot, outline, truth))
        });
        assert_eq!(one[0], two[0], "the skin is the same");
        let lighter = one[1][1] - two[1][1];
        assert!((0.08..0.2).contains(&lighter), "half a stop more light is .15, the photo shows {lighter:.3}");
    }

    #[test]
    fn a_pair_whose_redness_changes_much_is_found_changed_that_way_and_its_interval_has_two_sides() {
        let pairs: Vec<Seen> = (0..6).filter_map(|i| seen(&mut Rng::numbered(11, i), Tone::II)).collect();
        assert!(pairs.len() >= 5, "{} of 6 were measured", pairs.len());
        for pair in &pairs {
            assert!(pair.low < pair.found && pair.found < pair.high);
            assert!(pair.truth.abs() < 4.0 || pair.found * pair.truth > 0.0, "{} for {}", pair.found, pair.truth);
        }
        let most = pairs.iter().map(|p| p.truth.abs()).fold(0.0, f64::max);
        assert!(most > 4.0, "no pair changed: {most}");
    }
}
