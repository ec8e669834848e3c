//! The last touch on the bend: squares pulled into place by their own slopes, each believed along each direction as far as
//! its texture reaches.
//!
//! A step of least squares on squares of zero mean and unit spread, with the slopes of both photos' mean, so that it is
//! right to second order and leans on neither photo (efficient second-order minimisation: Benhimane and Malis, IROS 2004).
//! Slopes over what is left unlike are the information of the step: an edge tells one direction, a pore two, a square
//! whose light has changed little. A search over whole pixels costs ten times as much and knows only one number.

use rayon::prelude::*;

use super::channel::{Kind, from_level, to_level};
use super::fit::Pair;
use super::lattice::{Directed, fit_directed};
use super::model::Model;
use super::patches::{Search, center, oriented};
use super::scene::{Scene, View};
use super::verify::square_sums;
use crate::geom::{Lattice, Point};
use crate::imaging::Plane;
use crate::imaging::simd::vectorised;
use crate::monitor::Cancelled;

/// Squares stepped on, by level of tone; a step of more than `reach` pixels is not believed.
const GRIDS: [(usize, Search); 2] = [
    (0, Search { columns: 60, rows: 45, half: 12, reach: 2 }),
    (2, Search { columns: 32, rows: 24, half: 10, reach: 2 }),
];
/// Knots along the long side and the short side.
const KNOTS: (usize, usize) = (25, 19);
/// Times the photos are warped and stepped on.
const ROUNDS: usize = 2;
/// Times the lattice is fitted to one set of steps, those that do not fit it counting less each time.
const FITS: usize = 3;
/// One over the square of the second difference, in pixels of level 0, that skin between two knots is expected to show.
const BENDING: f64 = 4.0;
/// Square of the normalised residual at which a step counts a quarter.
const ODD: f64 = 9.0;
/// Fewest steps to fit a lattice to.
const LEAST: usize = 50;
/// Neighbouring pixels share noise (interpolation, JPEG): so many count as one.
const SHARED: f64 = 6.0;
/// What light and healing shift in a square, in its pixels: no noise, and not less for more texture.
const FLOOR: f64 = 0.3;
/// Correlation below which a square is not in place, and spread below which there is nothing in it.
const LEAST_ZNCC: f32 = 0.25;
const LEAST_VARIANCE: f32 = 0.0064;
/// Information of a landmark, per squared pixel of level 0.
const LANDMARK: f64 = 200.0;

/// Where a square belongs, by a step from where the model puts it.
pub(super) struct Step {
    /// Its middle in the fixed photo, level 0.
    pub fixed: Point,
    /// Where it belongs in the moving photo, level 0.
    pub moving: Point,
    /// What is known of that: (xx, xy, yy) per squared pixel of level 0.
    pub information: [f64; 3],
}

impl Step {
    /// Square of the residual `r` in units of what is known.
    pub fn odds(&self, r: Point) -> f64 {
        let [xx, xy, yy] = self.information;
        xx * r.x * r.x + 2.0 * xy * r.x * r.y + yy * r.y * r.y
    }
}

/// How much a step counts whose residual has these [`Step::odds`]: 1 at 0, ¼ at [`ODD`].
pub(super) fn believed(odds: f64) -> f64 {
    1.0 / (1.0 + odds / ODD).powi(2)
}

/// `model` with its bend stepped into place and kept on the landmarks; `None` if there is too little to step on or the
/// answer would fold the skin. Asks `alive` on the way.
pub(super) fn refined(
    scene: &Scene,
    model: &Model,
    alive: &impl Fn() -> Result<(), Cancelled>,
) -> Result<Option<Model>, Cancelled> {
    let mut model = model.clone();
    for round in 1..=ROUNDS {
        let mut found = Vec::new();
        for (level, search) in GRIDS {
            alive()?;
            let what = (Kind::Tone, level);
            let view = if round == ROUNDS { scene.sharp_view(&model, what) } else { scene.view(&model, what) };
            found.extend(steps(scene, &view, &oriented(search, model.frame)));
        }
        alive()?;
        let bend = if found.len() < LEAST { None } else { lattice(&model, &found, scene.landmarks) };
        model.lattice = bend;
        if model.lattice.is_none() || !model.is_smooth() {
            return Ok(None);
        }
    }
    Ok(Some(model))
}

/// The bend on top of the model's perspective that follows the steps.
fn lattice(model: &Model, found: &[Step], landmarks: &[Pair]) -> Option<Lattice> {
    let frame = model.frame;
    let (long, short) = KNOTS;
    let (columns, rows) = if frame.working.width >= frame.working.height { (long, short) } else { (short, long) };
    let datum = |fixed: Point, moving: Point, information: [f64; 3]| Directed {
        at: frame.to_full(fixed),
        offset: moving - model.homography * fixed,
        information,
    };
    let mut residuals: Vec<Point> = found.iter().map(|s| s.moving - model.at(s.fixed)).collect();
    let mut lattice = None;
    for _ in 0..FITS {
        let stepped = found.iter().zip(&residuals).map(|(s, r)| {
            let k = believed(s.odds(*r));
            datum(s.fixed, s.moving, s.information.map(|v| v * k))
        });
        let by_hand = landmarks.iter().map(|l| datum(l.fixed, l.moving, [LANDMARK, 0.0, LANDMARK]));
        let data: Vec<Directed> = stepped.chain(by_hand).collect();
        let fitted = fit_directed(&data, frame.full, columns, rows, BENDING)?;
        for (r, d) in residuals.iter_mut().zip(&data) {
            *r = d.offset - fitted.at(d.at, frame.full);
        }
        lattice = Some(fitted);
    }
    lattice
}

/// The steps of all squares of a view that lie near their place.
pub(super) fn steps(scene: &Scene, view: &View, search: &Search) -> Vec<Step> {
    let level = view.level;
    let plane = scene.fixed.channel.plane(view.kind, level);
    let pixel = f64::from(1 << level);
    (0..search.columns * search.rows)
        .into_par_iter()
        .with_min_len(16)
        .filter_map(|i| {
            let (x, y) = center(plane, search, i % search.columns, i / search.columns)?;
            let (by, information) = step(plane, &view.warped, x, y, search.half)?;
            if by.x.abs().max(by.y.abs()) > search.reach as f64 {
                return None;
            }
            let at = Point::new(x as f64, y as f64);
            let fixed = from_level(at, level);
            let moving = from_level(view.map.at(at.x + by.x, at.y + by.y), level);
            let counts = scene.weight_at(to_level(fixed, 2)) * scene.moving_weight_at(to_level(moving, 2));
            let information = floored(information.map(|v| v / SHARED), FLOOR);
            let information = information.map(|v| v * counts / (pixel * pixel));
            (counts > 0.05).then_some(Step { fixed, moving, information })
        })
        .collect()
}

/// The information left when a spread of `floor` in every direction is added to what `information` leaves open:
/// (Λ⁻¹ + f²)⁻¹ = Λ (1 + f² Λ)⁻¹.
fn floored([xx, xy, yy]: [f64; 3], floor: f64) -> [f64; 3] {
    let k = floor * floor;
    let (a, b, c) = (1.0 + k * xx, k * xy, 1.0 + k * yy);
    let determinant = a * c - b * b;
    [(xx * c - xy * b) / determinant, (xy * a - xx * b) / determinant, (yy * a - xy * b) / determinant]
}

/// The step that lays the square around (`x`, `y`) onto its like, in pixels, and its information (xx, xy, yy) per squared
/// pixel; `None` if it is not in place, has nothing in it, or shows only one direction.
fn step(fixed: &Plane, warped: &Plane, x: usize, y: usize, half: usize) -> Option<(Point, [f64; 3])> {
    if x <= half || y <= half || x + half + 1 >= fixed.width || y + half + 1 >= fixed.height {
        return None;
    }
    let sums = square_sums(fixed, warped, (x, y), half);
    let n = ((2 * half + 1) * (2 * half + 1)) as f32;
    let [f, w, ff, ww, fw] = sums.map(|s| s / n);
    let (vf, vw) = (ff - f * f, ww - w * w);
    let zncc = (fw - f * w) / (vf * vw).sqrt();
    // Not a number where the square is partly outside the moving photo.
    if zncc.is_nan() || zncc < LEAST_ZNCC || vf.min(vw) < LEAST_VARIANCE {
        return None;
    }
    let (kf, kw) = (1.0 / vf.sqrt(), 1.0 / vw.sqrt());
    let sums = slopes(fixed, warped, (x, y), half, [kf, kw, kf * f - kw * w]);
    let [xx, xy, yy, bx, by] = sums.map(f64::from);
    let determinant = xx * yy - xy * xy;
    if determinant.is_nan() || determinant <= 1e-6 * (xx + yy) * (xx + yy) {
        return None;
    }
    let by = Point::new((yy * bx - xy * by) / determinant, (xx * by - xy * bx) / determinant);
    let unlike = 2.0 * (1.0 - f64::from(zncc)).max(0.01);
    Some((by, [xx / unlike, xy / unlike, yy / unlike]))
}

vectorised! {
    /// Over the square of 2 `half` + 1 pixels around `at` = (x, y), at least 8 wide and not at the rim: the products of the
    /// slopes of both photos' mean (xx, xy, yy) and of slope and difference (x, y). `even` are the factors that make the
    /// spreads one, and the difference of the means.
    fn slopes(fixed: &Plane, warped: &Plane, at: (usize, usize), half: usize, even: [f32; 3]) -> [f32; 5] {
        const LANES: usize = 8;
        let ((x, y), side) = (at, 2 * half + 1);
        let [kf, kw, shift] = even;
        let mut sums = [0.0_f32; 5];
        for group in 0..side.div_ceil(LANES) {
            // The last group begins earlier, so as to end with the square: some of it has been counted.
            let from = (group * LANES).min(side - LANES);
            let counted = group * LANES - from;
            let mut lanes = [[0.0_f32; LANES]; 5];
            for row in y - half..=y + half {
                let left = x - half - 1 + from;
                let (fu, fm) = (&fixed.row(row - 1)[left..][..LANES + 2], &fixed.row(row)[left..][..LANES + 2]);
                let (wu, wm) = (&warped.row(row - 1)[left..][..LANES + 2], &warped.row(row)[left..][..LANES + 2]);
                let (fd, wd) = (&fixed.row(row + 1)[left..][..LANES + 2], &warped.row(row + 1)[left..][..LANES + 2]);
                for k in 0..LANES {
                    let x = 0.25 * (kf * (fm[k + 2] - fm[k]) + kw * (wm[k + 2] - wm[k]));
                    let y = 0.25 * (kf * (fd[k + 1] - fu[k + 1]) + kw * (wd[k + 1] - wu[k + 1]));
                    let r = kf * fm[k + 1] - kw * wm[k + 1] - shift;
                    lanes[0][k] += x * x;
                    lanes[1][k] += x * y;
                    lanes[2][k] += y * y;
                    lanes[3][k] += x * r;
                    lanes[4][k] += y * r;
                }
            }
            for (sum, lanes) in sums.iter_mut().zip(&lanes) {
                *sum += lanes[counted..].iter().sum::<f32>();
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(dx: f64, dy: f64) -> Plane {
        Plane::from_rows(80, 60, |y, row| {
            for (x, v) in row.iter_mut().enumerate() {
                let (x, y) = (x as f64 - dx, y as f64 - dy);
                let wave =
                    (0.31 * x + 0.12 * y).sin() + (0.05 * x - 0.27 * y).cos() + (0.17 * x + 0.21 * y + 1.0).sin();
                *v = wave as f32;
            }
        })
    }

    #[test]
    fn a_step_lands_within_a_fiftieth_of_a_pixel_whatever_the_contrast() {
        let mut moved = waves(0.4, -0.3);
        moved.data.iter_mut().for_each(|v| *v = 0.5 * *v + 0.2);
        let (by, known) = step(&waves(0.0, 0.0), &moved, 40, 30, 12).unwrap();
        assert!(by.distance(Point::new(0.4, -0.3)) < 0.02, "{by:?}");
        assert!(known[0] > 0.0 && known[0] * known[2] > known[1] * known[1], "{known:?}");
    }

    #[test]
    fn every_pixel_of_a_square_counts_once_whatever_its_side() {
        let (f, w, even) = (waves(0.0, 0.0), waves(0.7, 0.2), [1.3_f32, 0.8, 0.05]);
        for half in [4, 10, 12, 16] {
            let mut expected = [0.0_f64; 5];
            for (x, y) in (30 - half..=30 + half).flat_map(|y| (40 - half..=40 + half).map(move |x| (x, y))) {
                let at = |p: &Plane, dx: usize, dy: usize| f64::from(p.row(y + dy - 1)[x + dx - 1]);
                let [kf, kw, shift] = even.map(f64::from);
                let mean = |dx, dy| 0.25 * (kf * at(&f, dx, dy) + kw * at(&w, dx, dy));
                let (sx, sy) = (mean(2, 1) - mean(0, 1), mean(1, 2) - mean(1, 0));
                let r = kf * at(&f, 1, 1) - kw * at(&w, 1, 1) - shift;
                for (sum, v) in expected.iter_mut().zip([sx * sx, sx * sy, sy * sy, sx * r, sy * r]) {
                    *sum += v;
                }
            }
            let found = slopes(&f, &w, (40, 30), half, even);
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    (f64::from(*found) - expected).abs() < 1e-4 * (1.0 + expected.abs()),
                    "{half}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn an_edge_tells_one_direction_and_flat_or_absent_skin_none() {
        let lines = |dx: f64| {
            Plane::from_rows(80, 60, |y, row| {
                for (x, v) in row.iter_mut().enumerate() {
                    *v = ((0.4 * (x as f64 - dx)).sin() + 0.02 * (0.9 * y as f64).sin()) as f32;
                }
            })
        };
        let (by, [xx, _, yy]) = step(&lines(0.0), &lines(0.5), 40, 30, 12).unwrap();
        assert!((by.x - 0.5).abs() < 0.04 && xx > 100.0 * yy, "{by:?}, {xx} across, {yy} down");
        let (flat, nowhere) = (Plane::filled(80, 60, 0.3), Plane::filled(80, 60, f32::NAN));
        assert!(step(&flat, &flat, 40, 30, 12).is_none());
        assert!(step(&waves(0.0, 0.0), &nowhere, 40, 30, 12).is_none());
        assert!(
            step(&waves(0.0, 0.0), &waves(0.0, 0.0), 12, 30, 12).is_none(),
            "a square at the rim has no slope there"
        );
    }

    #[test]
    fn no_texture_is_known_better_than_the_floor() {
        let [xx, xy, yy] = floored([1e6, 0.0, 4.0], 0.5);
        assert!((xx - 4.0).abs() < 0.01 && xy == 0.0 && (yy - 2.0).abs() < 1e-9, "{xx} {xy} {yy}");
        // Along the diagonals of a slanted one: 1/λ + f² each.
        let [xx, xy, yy] = floored([3.0, 1.0, 3.0], 0.5);
        assert!((xx + xy - 2.0).abs() < 1e-9 && (yy - xy - 4.0 / 3.0).abs() < 1e-9, "{xx} {xy} {yy}");
    }
}
