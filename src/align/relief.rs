//! Relief leans with its light: the one shift by which small marks sit beside their place, read from coarse tone.
//!
//! A pore is dark and deep, and its shade lies on the side away from the light. Light from another side moves that shade,
//! for every pore alike, and small squares agree with each other on a place that is up to 2 px of the working size wrong.
//! At an eighth of the size shades have run together and marks are what they were. So the coarse squares, each far less
//! sharp, together know the common shift better. How far they are followed is a matter of how sure they are (empirical
//! Bayes: Efron and Morris, JASA 1973): a shift within their own error is mostly left alone, a clear one is followed whole.

use super::channel::Kind;
use super::model::Model;
use super::patches::{Search, oriented};
use super::refine::{Step, believed, steps};
use super::scene::{Lay, Scene};
use crate::geom::Point;

/// Level of the squares.
const LEVEL: usize = 3;
const SQUARES: Search = Search { columns: 40, rows: 30, half: 10, reach: 2 };
/// Fewest squares to believe.
const LEAST: usize = 40;
/// The shift, in pixels of level 0, that light usually makes between two photos.
const USUAL: f64 = 0.1;
/// A longer one is no lean of pores: large relief has moved its own shading, and coarse tone is the worse witness. On the
/// phantom, lit from the other side, it would lead 4 px astray.
const FARTHEST: f64 = 2.5;

/// `model` moved by the shift and the shift in pixels of level 0; `None` if there is too little to tell it by or coarse
/// tone does not agree better afterwards.
pub(super) fn settled(scene: &Scene, model: &Model) -> Option<(Model, Point)> {
    let view = scene.view(model, (Kind::Tone, LEVEL));
    let found = steps(scene, &view, &oriented(SQUARES, model.frame));
    let residuals: Vec<Point> = found.iter().map(|s| s.moving - model.at(s.fixed)).collect();
    let shift = lean(&found, &residuals)?;
    let next = model.shifted(shift)?;
    let before = scene.agreement(&[view], Lay::Tiled);
    let after = scene.agreement(&[scene.view(&next, (Kind::Tone, LEVEL))], Lay::Tiled);
    (after.score() >= before.score()).then_some((next, shift))
}

/// The common part of the residuals, as far as it is to be followed.
fn lean(found: &[Step], residuals: &[Point]) -> Option<Point> {
    const ROUNDS: usize = 4;
    if found.len() < LEAST {
        return None;
    }
    let mut shift = Point::default();
    let mut variance = 0.0;
    for round in 0..ROUNDS {
        let (mut xx, mut xy, mut yy, mut sum) = (0.0, 0.0, 0.0, Point::default());
        for (step, r) in found.iter().zip(residuals) {
            let k = if round == 0 { 1.0 } else { believed(step.odds(*r - shift)) };
            let [a, b, c] = step.information.map(|v| k * v);
            (xx, xy, yy) = (xx + a, xy + b, yy + c);
            sum = sum + Point::new(a * r.x + b * r.y, b * r.x + c * r.y);
        }
        let determinant = xx * yy - xy * xy;
        if determinant.is_nan() || determinant <= 0.0 {
            return None;
        }
        shift = Point::new(yy * sum.x - xy * sum.y, xx * sum.y - xy * sum.x) * (1.0 / determinant);
        variance = 0.5 * (xx + yy) / determinant;
    }
    let real = (0.5 * shift.norm() * shift.norm() - variance).max(USUAL * USUAL);
    let followed = shift * (real / (real + variance));
    (followed.norm() <= FARTHEST).then_some(followed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::{Prepared, prepare};
    use crate::geom::{Homography, Lattice, Size};
    use crate::imaging::Photo;
    use crate::monitor::Silent;

    /// Large marks that stay, and pores whose shade lies `lean` pixels beside them.
    fn lit(lean: Point) -> Prepared {
        let size = Size::new(1320, 990);
        let mut rgb = Vec::with_capacity(size.area() as usize * 3);
        for y in 0..size.height {
            for x in 0..size.width {
                let p = Point::new(f64::from(x), f64::from(y));
                let waves = |p: Point, k: f64| {
                    (k * (p.x + 0.3 * p.y)).sin() * (0.8 * k * p.y + (0.03 * p.x).sin()).cos()
                        + (k * (0.7 * p.x - 1.1 * p.y) + 2.0 * (0.011 * p.y).sin()).sin()
                };
                let v = 150.0 * (1.0 + 0.06 * waves(p, 0.13) + 0.04 * waves(p, 0.08) + 0.05 * waves(p - lean, 0.9));
                rgb.extend([1.2, 0.9, 0.7].map(|k| (v * k).round().clamp(0.0, 255.0) as u8));
            }
        }
        prepare(&Photo::new(size, rgb), &Silent).unwrap()
    }

    #[test]
    fn coarse_marks_win_over_shades_that_all_lean_the_same_way() {
        for lean in [Point::new(1.5, -1.0), Point::default()] {
            let (fixed, moving) = (lit(Point::default()), lit(lean));
            let (fixed_weight, moving_weight) = (&fixed.channel.weight, &moving.channel.weight);
            let scene = Scene { fixed: &fixed, moving: &moving, fixed_weight, moving_weight, landmarks: &[] };
            // Pore on pore, as small squares agree.
            let mut model = Model::rigid(Homography::identity(), fixed.frame);
            model.lattice = Some(Lattice::zero(5, 4));
            let leaning = model.shifted(lean).unwrap();
            let left = settled(&scene, &leaning).map_or(lean, |(_, shift)| lean + shift);
            assert!(left.norm() < 0.15 + 0.1 * lean.norm(), "{left:?} left of {lean:?}");
        }
    }

    /// Steps with a spread of `spread` px each, and residuals around `shift`, every tenth wild.
    fn made(count: usize, spread: f64, shift: Point) -> (Vec<Step>, Vec<Point>) {
        let known = 1.0 / (spread * spread);
        let step = |_| Step { fixed: Point::default(), moving: Point::default(), information: [known, 0.0, known] };
        let residual = |i: usize| match i % 10 {
            9 => Point::new(40.0, -25.0),
            k => shift + Point::new((k as f64 - 4.0) / 4.0, ((k * 5 % 9) as f64 - 4.0) / 4.0) * spread,
        };
        ((0..count).map(step).collect(), (0..count).map(residual).collect())
    }

    #[test]
    fn a_clear_shift_is_followed_whole_and_wild_squares_are_not() {
        let truth = Point::new(1.2, -0.7);
        let (found, residuals) = made(600, 2.0, truth);
        let shift = lean(&found, &residuals).unwrap();
        assert!(shift.distance(truth) < 0.1, "{shift:?}");
    }

    #[test]
    fn a_shift_within_its_own_error_is_mostly_left_alone() {
        let (found, residuals) = made(60, 4.0, Point::new(0.3, 0.3));
        let shift = lean(&found, &residuals).unwrap();
        assert!(shift.norm() < 0.06, "{shift:?}");
        assert!(lean(&found[..LEAST - 1], &residuals[..LEAST - 1]).is_none());
    }
}
