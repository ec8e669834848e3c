//! The pair's grade: how alike the two photos were taken, factor by factor.
//!
//! Says nothing about the skin or the alignment: it tells what to repeat better next time, and what a colour or shadow may
//! owe to the camera. Each factor is measured over the skin that both photos show; the pair is as good as its worst factor.

use serde::{Deserialize, Serialize};

use super::channel::{Channel, from_level, to_level};
use super::local::Local;
use super::model::Model;
use super::scene::Scene;
use super::sharpness::ratio;
use crate::geom::Point;
use crate::imaging::Plane;

/// How alike two photos were taken, from A (as if in one go) to F.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// As if taken in one go.
    A,
    /// Good.
    B,
    /// Fair: visible differences that are not the skin's.
    C,
    /// Poor.
    D,
    /// Not comparable in this respect.
    F,
}

impl Grade {
    /// The letter.
    pub fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
            Self::F => 'F',
        }
    }

    /// The grade of `value`, where `limits` are the largest values of A, B, C and D.
    fn of(value: f64, limits: [f64; 4]) -> Self {
        let passed = limits.iter().filter(|limit| value > **limit).count();
        [Self::A, Self::B, Self::C, Self::D, Self::F][passed]
    }
}

/// What can differ between two photos of the same skin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// Tilt between the two views, degrees.
    Pose,
    /// Camera distance or zoom: ratio of scales less one.
    Scale,
    /// Unevenness of the change of light over the skin, stops.
    Light,
    /// Exposure, stops.
    Exposure,
    /// White balance: largest change of a colour ratio, share.
    WhiteBalance,
    /// Sharpness: ratio of fine detail less one.
    Sharpness,
    /// Share of the fixed photo that the other does not show.
    Overlap,
}

/// One respect in which the photos were compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// Which.
    pub kind: FactorKind,
    /// Its grade.
    pub grade: Grade,
    /// The measured difference in the unit of its kind; 0 is no difference.
    pub value: f64,
    /// What to tell: the difference in words.
    pub words: String,
}

/// The grade of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairGrade {
    /// As good as the worst factor.
    pub grade: Grade,
    /// All factors, always in the same order.
    pub factors: Vec<Factor>,
}

/// Grades the pair under its final alignment.
pub(super) fn grade(scene: &Scene, local: &Local) -> PairGrade {
    let seen = seen(scene, &local.model);
    let factors = vec![
        pose(&local.model),
        scale(scene, &local.model),
        light(&seen),
        exposure(&seen),
        white_balance(&seen),
        sharpness(scene),
        overlap(scene, &local.model),
    ];
    let grade = factors.iter().map(|f| f.grade).max().unwrap_or(Grade::A);
    PairGrade { grade, factors }
}

/// One place that both photos show: where, and the stops (log₂ of light) by which red, green and blue differ.
struct Place {
    x: f64,
    y: f64,
    stops: [f64; 3],
}

/// Places on a coarse grid where both photos are believed, blurred so that pores and noise do not count.
fn seen(scene: &Scene, model: &Model) -> Vec<Place> {
    const STEP: usize = 5;
    let blurred = |channel: &Channel| channel.rgb.each_ref().map(|p| p.blurred(2.5));
    let (fixed, moving) = (blurred(&scene.fixed.channel), blurred(&scene.moving.channel));
    let (w, h) = (fixed[0].width, fixed[0].height);
    let mut places = Vec::new();
    for y in (0..h).step_by(STEP) {
        for x in (0..w).step_by(STEP) {
            let p = Point::new(x as f64, y as f64);
            let q = to_level(model.at(from_level(p, 2)), 2);
            if scene.weight_at(p) < 0.5 || scene.moving_weight_at(q) < 0.5 {
                continue;
            }
            let stops = std::array::from_fn(|c| difference(&fixed[c], &moving[c], p, q));
            if let [Some(r), Some(g), Some(b)] = stops {
                places.push(Place { x: p.x / w as f64 - 0.5, y: p.y / w as f64 - 0.5, stops: [r, g, b] });
            }
        }
    }
    places
}

/// By how many stops the moving photo is brighter; `None` outside it or where either is clipped.
fn difference(fixed: &Plane, moving: &Plane, p: Point, q: Point) -> Option<f64> {
    let (a, b) = (fixed.bilinear(p)?, moving.bilinear(q)?);
    let usable = |v: f32| (8.0..250.0).contains(&v);
    (usable(a) && usable(b)).then(|| linear(b).log2() - linear(a).log2())
}

/// Light of an 8-bit sRGB value, 0 to 1 (IEC 61966-2-1).
fn linear(v: f32) -> f64 {
    let v = f64::from(v) / 255.0;
    if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

fn median(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

fn luminance(stops: &[f64; 3]) -> f64 {
    0.3 * stops[0] + 0.6 * stops[1] + 0.1 * stops[2]
}

/// Tilt from how unequally the middle of the photo is scaled: seen at an angle, skin shortens by its cosine.
fn pose(model: &Model) -> Factor {
    let (wide, narrow) = stretches(model);
    let degrees = (narrow / wide.max(1e-9)).clamp(0.0, 1.0).acos().to_degrees();
    let words =
        if degrees < 8.0 { "same pose".to_owned() } else { format!("turned or tilted by about {degrees:.0}°") };
    Factor { kind: FactorKind::Pose, grade: Grade::of(degrees, [10.0, 16.0, 24.0, 35.0]), value: degrees, words }
}

/// The largest and smallest scale over the directions, a mean over the middle of the photo.
fn stretches(model: &Model) -> (f64, f64) {
    let size = model.frame.working;
    let (w, h) = (f64::from(size.width), f64::from(size.height));
    let (left, right) = (model.at(Point::new(0.25 * w, 0.5 * h)), model.at(Point::new(0.75 * w, 0.5 * h)));
    let (top, bottom) = (model.at(Point::new(0.5 * w, 0.25 * h)), model.at(Point::new(0.5 * w, 0.75 * h)));
    let (x, y) = ((right - left) * (2.0 / w), (bottom - top) * (2.0 / h));
    let m = nalgebra::Matrix2::new(x.x, y.x, x.y, y.y);
    let values = m.singular_values();
    (values.max(), values.min())
}

/// How much larger or smaller the skin is shown, each photo measured against its own width.
fn scale(scene: &Scene, model: &Model) -> Factor {
    let (wide, narrow) = stretches(model);
    let k = (wide * narrow).max(1e-12).sqrt() * scene.fixed.frame.side() / scene.moving.frame.side();
    let value = k.max(1.0 / k.max(1e-9)) - 1.0;
    let percent = 100.0 * value;
    let words = match k {
        _ if value < 0.04 => "same distance".to_owned(),
        k if k > 1.0 => format!("the follow-up was taken closer: skin {percent:.0} % larger"),
        _ => format!("the follow-up was taken from farther away: skin {percent:.0} % smaller"),
    };
    Factor { kind: FactorKind::Scale, grade: Grade::of(value, [0.06, 0.15, 0.3, 0.6]), value, words }
}

/// The slope of the change of light: equal light leaves none, light from another side does.
fn light(seen: &[Place]) -> Factor {
    let mut a = nalgebra::Matrix3::<f64>::identity() * 1e-9;
    let mut b = nalgebra::Vector3::<f64>::zeros();
    for p in seen {
        let row = nalgebra::Vector3::new(p.x, p.y, 1.0);
        a += row * row.transpose();
        b += row * luminance(&p.stops);
    }
    let slope = a.cholesky().map_or(0.0, |c| {
        let s = c.solve(&b);
        s.x.hypot(s.y)
    });
    let rest = seen.iter().map(|p| luminance(&p.stops)).collect();
    let center = median(rest);
    let uneven = median(seen.iter().map(|p| (luminance(&p.stops) - center).abs()).collect());
    let value = slope.max(2.0 * uneven);
    let words =
        if value < 0.25 { "same light" } else { "the light came from another side or was more uneven" }.to_owned();
    Factor { kind: FactorKind::Light, grade: Grade::of(value, [0.25, 0.5, 0.9, 1.5]), value, words }
}

fn exposure(seen: &[Place]) -> Factor {
    let stops = median(seen.iter().map(|p| luminance(&p.stops)).collect());
    let value = stops.abs();
    let side = if stops > 0.0 { "brighter" } else { "darker" };
    let words =
        if value < 0.15 { "same exposure".to_owned() } else { format!("the follow-up is {value:.1} stops {side}") };
    Factor { kind: FactorKind::Exposure, grade: Grade::of(value, [0.2, 0.4, 0.8, 1.3]), value, words }
}

fn white_balance(seen: &[Place]) -> Factor {
    let red = median(seen.iter().map(|p| p.stops[0] - p.stops[1]).collect());
    let blue = median(seen.iter().map(|p| p.stops[2] - p.stops[1]).collect());
    let value = red.abs().max(blue.abs()).exp2() - 1.0;
    let warmer = red - blue > 0.0;
    let words = match value {
        v if v < 0.05 => "same white balance".to_owned(),
        _ if warmer => "the follow-up is warmer (more yellow-red)".to_owned(),
        _ => "the follow-up is cooler (more blue)".to_owned(),
    };
    Factor { kind: FactorKind::WhiteBalance, grade: Grade::of(value, [0.06, 0.15, 0.3, 0.6]), value, words }
}

fn sharpness(scene: &Scene) -> Factor {
    let ratio = ratio(scene.fixed, scene.moving);
    let value = ratio.max(1.0 / ratio) - 1.0;
    let words = match ratio {
        _ if value < 0.25 => "equally sharp".to_owned(),
        r if r > 1.0 => "the baseline is less sharp".to_owned(),
        _ => "the follow-up is less sharp".to_owned(),
    };
    Factor { kind: FactorKind::Sharpness, grade: Grade::of(value, [0.25, 0.5, 1.0, 2.0]), value, words }
}

fn overlap(scene: &Scene, model: &Model) -> Factor {
    const STEPS: usize = 24;
    let (fixed, moving) = (scene.fixed.frame.working, scene.moving.frame.working);
    let shown = (0..STEPS * STEPS)
        .filter(|i| {
            let place = |i: usize, extent: u32| (i as f64 + 0.5) / STEPS as f64 * f64::from(extent);
            moving.contains(model.at(Point::new(place(i % STEPS, fixed.width), place(i / STEPS, fixed.height))))
        })
        .count();
    let value = 1.0 - shown as f64 / (STEPS * STEPS) as f64;
    let words = if value < 0.1 {
        "same frame".to_owned()
    } else {
        format!("{:.0} % of the baseline is not in the follow-up", 100.0 * value)
    };
    Factor { kind: FactorKind::Overlap, grade: Grade::of(value, [0.12, 0.25, 0.4, 0.6]), value, words }
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{SIZE, drawn, posed};
    use super::*;
    use crate::align::Prepared;
    use crate::geom::Homography;

    /// Skin-coloured texture, each pixel's light changed by `light(x, y)` (x and y from −½ to ½) per colour.
    fn prepared(light: impl Fn(f64, f64) -> [f64; 3], soft: bool) -> Prepared {
        drawn(|x, y| {
            let fine = if soft { 0.0 } else { 0.08 * (1.9 * x).sin() * (2.1 * y).cos() };
            let texture = 1.0 + fine + 0.12 * (0.4 * x + 0.2 * y).sin() * (0.33 * y).cos();
            let light = light(x / 480.0 - 0.5, y / 480.0 - 0.375);
            let coded = |v: f64| (v.clamp(0.0, 1.0).powf(1.0 / 2.2) * 255.0).round() as u8;
            std::array::from_fn(|i| coded([0.45, 0.27, 0.18][i] * texture * light[i]))
        })
    }

    fn graded(moving: &Prepared, pose: Homography) -> PairGrade {
        let fixed = prepared(|_, _| [1.0; 3], false);
        let weights = (&fixed.channel.weight, &moving.channel.weight);
        let scene = Scene { fixed: &fixed, moving, fixed_weight: weights.0, moving_weight: weights.1, landmarks: &[] };
        grade(&scene, &posed(pose, &fixed))
    }

    /// The grades say A to everything but `only`.
    fn only(found: &PairGrade, only: &[FactorKind]) {
        for f in &found.factors {
            let expected = only.contains(&f.kind);
            assert_eq!(f.grade != Grade::A, expected, "{:?} {:?} {} {}", f.kind, f.grade, f.value, f.words);
        }
    }

    #[test]
    fn the_same_photo_twice_is_an_a() {
        let found = graded(&prepared(|_, _| [1.0; 3], false), Homography::identity());
        only(&found, &[]);
        assert_eq!(found.grade, Grade::A);
    }

    #[test]
    fn exposure_alone_is_told_from_the_rest() {
        let found = graded(&prepared(|_, _| [0.6; 3], false), Homography::identity());
        only(&found, &[FactorKind::Exposure]);
        let stops = found.factors[3].value;
        assert!((stops - 0.74).abs() < 0.08, "{stops} stops");
    }

    #[test]
    fn white_balance_alone_is_told_from_the_rest() {
        let found = graded(&prepared(|_, _| [1.12, 1.0, 0.8], false), Homography::identity());
        only(&found, &[FactorKind::WhiteBalance]);
        assert!(found.factors[4].words.contains("warmer"), "{}", found.factors[4].words);
    }

    #[test]
    fn light_from_another_side_is_told_from_exposure() {
        let found = graded(&prepared(|x, _| [(1.1 * x).exp2(); 3], false), Homography::identity());
        only(&found, &[FactorKind::Light]);
    }

    #[test]
    fn a_soft_photo_is_told() {
        let found = graded(&prepared(|_, _| [1.0; 3], true), Homography::identity());
        only(&found, &[FactorKind::Sharpness]);
        assert!(found.factors[5].words.contains("follow-up is less sharp"), "{}", found.factors[5].words);
    }

    #[test]
    fn distance_tilt_and_overlap_are_read_from_the_transform() {
        let photo = prepared(|_, _| [1.0; 3], false);
        let about_center = |m: Homography| {
            let c = SIZE.center();
            Homography::similarity(1.0, 0.0, c.x, c.y) * m * Homography::similarity(1.0, 0.0, -c.x, -c.y)
        };
        only(&graded(&photo, about_center(Homography::similarity(0.9, 0.0, 0.0, 0.0))), &[FactorKind::Scale]);
        let tilted = Homography::from_rows([[0.985, 0.0, 0.0], [0.0, 0.94, 0.0], [0.0, 0.0, 1.0]]);
        only(&graded(&photo, about_center(tilted)), &[FactorKind::Pose]);
        let shifted = graded(&photo, Homography::similarity(1.0, 0.0, 140.0, 0.0));
        assert_ne!(shifted.factors[6].grade, Grade::A, "{}", shifted.factors[6].value);
    }
}
