//! Relief leans with its light: the one shift by which small marks sit beside their place.
//!
//! A pore is dark and deep, and its shade lies on the side away from the light. Light from another side moves that shade,
//! for every pore alike, and small squares agree with each other on a place that is up to 2 px of the working size wrong.
//! Two witnesses know better. At an eighth of the size the shades of pores have run together and marks are what they were;
//! but relief that is itself large leans there still more, and then the shift grows with the scale. Pigment, a ratio of two
//! colours, has no shade at all; but it is noisy, and noise in the slopes makes every step fall short of its place. So
//! pigment is the judge: its step is measured twice to know by how much it falls short, and its error grows as much. How
//! large a shift may be expected at all is read from pigment alone (empirical Bayes: Efron and Morris, JASA 1973). Where it
//! does not contradict coarse tone, both are taken by their errors; where it does, tone has leaned, and pigment alone is
//! followed. Where pigment tells nothing, as in a grey photo, all stays as it is.

use super::channel::Kind;
use super::model::Model;
use super::patches::{Search, oriented};
use super::refine::{Step, believed, steps};
use super::scene::{Lay, Scene};
use crate::geom::Point;
use crate::monitor::Cancelled;

/// A channel that tells the common shift.
struct Witness {
    look: (Kind, usize),
    squares: Search,
}

const TONE: Witness = Witness { look: (Kind::Tone, 3), squares: Search { columns: 40, rows: 30, half: 10, reach: 2 } };
/// Tone at twice the size, to see whether the shift grows with the scale.
const FINER: Witness = Witness { look: (Kind::Tone, 2), squares: TONE.squares };
const PIGMENT: Witness =
    Witness { look: (Kind::Pigment, 2), squares: Search { columns: 40, rows: 30, half: 16, reach: 2 } };
/// Fewest squares to believe.
const LEAST: usize = 40;
/// The shift, in pixels of level 0, that light usually makes between two photos.
const USUAL: f64 = 0.1;
/// What healing shifts in all squares of a witness together, in pixels of level 0: no number of squares averages it out.
const SHARED: f64 = 0.1;
/// The shift, in pixels of level 0, over which a witness is asked how short its steps fall.
const PROBE: f64 = 1.0;
/// Least share of the way that a step goes; a witness whose steps fall shorter knows next to nothing.
const LEAST_GAIN: f64 = 0.05;
/// Square of the normalised distance beyond which two witnesses contradict each other: 1 % by chance (χ², 2 degrees).
const CONTRADICTION: f64 = 9.2;
/// The share of the shift of coarse tone that tone at twice the size shows at most where only pores lean. Where it is a
/// half, lean grows as the scale does, and coarse tone says nothing of its own.
const LEFT_OF_PORES: f64 = 0.25;

/// The common shift by one witness, in pixels of level 0, and its variance along each axis.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lean {
    shift: Point,
    variance: f64,
}

/// `model` moved by the shift and the shift in pixels of level 0; `None` if there is too little to tell it by or the
/// channels that were followed do not agree better afterwards. Asks `alive` on the way.
///
/// # Errors
/// [`Cancelled`].
pub(super) fn settled(
    scene: &Scene,
    model: &Model,
    alive: &impl Fn() -> Result<(), Cancelled>,
) -> Result<Option<(Model, Point)>, Cancelled> {
    let told = |model: &Model, witness: &Witness| alive().map(|()| asked(scene, model, witness));
    let Some(tone) = told(model, &TONE)? else { return Ok(None) };
    let Some(finer) = told(model, &FINER)? else { return Ok(None) };
    let Some(first) = told(model, &PIGMENT)? else { return Ok(None) };
    let probe = probe(first.shift);
    let Some(probed) = model.shifted(probe) else { return Ok(None) };
    let Some(second) = told(&probed, &PIGMENT)? else { return Ok(None) };
    let (shift, witnesses) = followed(doubted(tone, finer), stretched(first, probe, second));
    let Some(next) = model.shifted(shift) else { return Ok(None) };
    alive()?;
    let agreement = |model: &Model| {
        let views: Vec<_> = witnesses.iter().map(|w| scene.view(model, w.look)).collect();
        scene.agreement(&views, Lay::Tiled).score()
    };
    Ok((agreement(&next) >= agreement(model)).then_some((next, shift)))
}

fn asked(scene: &Scene, model: &Model, witness: &Witness) -> Option<Lean> {
    let view = scene.view(model, witness.look);
    let found = steps(scene, &view, &oriented(witness.squares, model.frame));
    let residuals: Vec<Point> = found.iter().map(|s| s.moving - model.at(s.fixed)).collect();
    common(&found, &residuals)
}

/// Along `shift`, long enough to measure on.
fn probe(shift: Point) -> Point {
    let length = shift.norm();
    if length > PROBE {
        shift
    } else if length > 0.0 {
        shift * (PROBE / length)
    } else {
        Point::new(PROBE, 0.0)
    }
}

/// Where the steps of a witness end that goes `first` of the way from here and `second` from `probe` further on.
fn stretched(first: Lean, probe: Point, second: Lean) -> Lean {
    let went = first.shift - second.shift;
    let gain = (went.x * probe.x + went.y * probe.y) / (probe.x * probe.x + probe.y * probe.y);
    let gain = gain.clamp(LEAST_GAIN, 1.0);
    Lean { shift: first.shift * (1.0 / gain), variance: first.variance / (gain * gain) }
}

/// The shift of coarse `tone`, less believed as far as it is one that grows with the scale.
fn doubted(tone: Lean, finer: Lean) -> Lean {
    let length = tone.shift.norm();
    if length == 0.0 {
        return tone;
    }
    let share = (finer.shift.x * tone.shift.x + finer.shift.y * tone.shift.y) / (length * length);
    let grown = length * (2.0 * (share - LEFT_OF_PORES)).clamp(0.0, 1.0);
    Lean { variance: tone.variance + grown * grown, ..tone }
}

/// The shift that both witnesses make likely, as far as it is surely more than its own error, and whom it follows.
fn followed(tone: Lean, pigment: Lean) -> (Point, &'static [Witness]) {
    let length = pigment.shift.norm();
    let expected = (0.5 * length * length - pigment.variance).max(USUAL * USUAL);
    let between = tone.shift - pigment.shift;
    let contradict = between.x * between.x + between.y * between.y > CONTRADICTION * (tone.variance + pigment.variance);
    let (a, b) = (if contradict { 0.0 } else { 1.0 / tone.variance }, 1.0 / pigment.variance);
    let shift = (tone.shift * a + pigment.shift * b) * (1.0 / (a + b + 1.0 / expected));
    (shift, if contradict { &[PIGMENT] } else { &[TONE, PIGMENT] })
}

/// The common part of the residuals.
fn common(found: &[Step], residuals: &[Point]) -> Option<Lean> {
    const ROUNDS: usize = 4;
    if found.len() < LEAST {
        return None;
    }
    let mut lean = Lean { shift: Point::default(), variance: 0.0 };
    for round in 0..ROUNDS {
        let (mut xx, mut xy, mut yy, mut sum) = (0.0, 0.0, 0.0, Point::default());
        for (step, r) in found.iter().zip(residuals) {
            let k = if round == 0 { 1.0 } else { believed(step.odds(*r - lean.shift)) };
            let [a, b, c] = step.information.map(|v| k * v);
            (xx, xy, yy) = (xx + a, xy + b, yy + c);
            sum = sum + Point::new(a * r.x + b * r.y, b * r.x + c * r.y);
        }
        let determinant = xx * yy - xy * xy;
        if determinant.is_nan() || determinant <= 0.0 {
            return None;
        }
        let shift = Point::new(yy * sum.x - xy * sum.y, xx * sum.y - xy * sum.x) * (1.0 / determinant);
        lean = Lean { shift, variance: 0.5 * (xx + yy) / determinant + SHARED * SHARED };
    }
    Some(lean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::{Prepared, prepare};
    use crate::geom::{Homography, Lattice, Size};
    use crate::imaging::Photo;
    use crate::monitor::Silent;

    /// Skin whose pigment stays, grey where there is none; marks lie `marks` pixels beside their place and the shade of pores `pores` pixels.
    fn lit(marks: Point, pores: Point, pigment: f64) -> Prepared {
        let size = Size::new(1320, 990);
        let mut rgb = Vec::with_capacity(size.area() as usize * 3);
        for y in 0..size.height {
            for x in 0..size.width {
                let p = Point::new(f64::from(x), f64::from(y));
                let waves = |p: Point, k: f64| {
                    (k * (p.x + 0.3 * p.y)).sin() * (0.8 * k * p.y + (0.03 * p.x).sin()).cos()
                        + (k * (0.7 * p.x - 1.1 * p.y) + 2.0 * (0.011 * p.y).sin()).sin()
                };
                let large = 0.06 * waves(p - marks, 0.13) + 0.04 * waves(p - marks, 0.08);
                let v = 150.0 * (1.0 + large + 0.05 * waves(p - pores, 0.9));
                let brown = pigment * waves(p, 0.11);
                let colors = if pigment > 0.0 { [1.2, 0.9 + brown, 0.7 - brown] } else { [1.0; 3] };
                rgb.extend(colors.map(|k| (v * k).round().clamp(0.0, 255.0) as u8));
            }
        }
        prepare(&Photo::new(size, rgb), &Silent).unwrap()
    }

    /// What the step makes of two such photos, of a model that is `off` its place.
    fn step(fixed: &Prepared, moving: &Prepared, off: Point) -> Option<Point> {
        let (fixed_weight, moving_weight) = (&fixed.channel.weight, &moving.channel.weight);
        let scene = Scene { fixed, moving, fixed_weight, moving_weight, landmarks: &[] };
        let mut model = Model::rigid(Homography::identity(), fixed.frame);
        model.lattice = Some(Lattice::zero(5, 4));
        settled(&scene, &model.shifted(off).unwrap(), &|| Ok(())).unwrap().map(|(_, shift)| shift)
    }

    const PLACE: Point = Point::new(0.0, 0.0);

    #[test]
    fn coarse_marks_win_over_shades_that_all_lean_the_same_way() {
        let fixed = lit(PLACE, PLACE, 0.05);
        for lean in [Point::new(1.5, -1.0), PLACE] {
            // Pore on pore, as small squares agree.
            let left = lean + step(&fixed, &lit(PLACE, lean, 0.05), lean).unwrap_or_default();
            assert!(left.norm() < 0.15 + 0.1 * lean.norm(), "{left:?} left of {lean:?}");
        }
    }

    #[test]
    fn marks_that_lean_themselves_lead_nobody_astray_where_pigment_is_in_place() {
        let (fixed, leaning) = (lit(PLACE, PLACE, 0.05), lit(Point::new(2.5, -1.5), PLACE, 0.05));
        let shift = step(&fixed, &leaning, PLACE).unwrap_or_default();
        assert!(shift.norm() < 0.25, "{shift:?}");
        // And from where the marks agree, back to where pigment is.
        let left = Point::new(2.5, -1.5) + step(&fixed, &leaning, Point::new(2.5, -1.5)).unwrap_or_default();
        assert!(left.norm() < 0.6, "{left:?}");
    }

    #[test]
    fn where_there_is_no_pigment_to_judge_all_stays() {
        let lean = Point::new(1.5, -1.0);
        assert_eq!(step(&lit(PLACE, PLACE, 0.0), &lit(PLACE, lean, 0.0), lean), None);
    }

    #[test]
    fn tone_is_doubted_as_far_as_its_shift_grows_with_the_scale() {
        let lean = |x: f64| Lean { shift: Point::new(x, 0.0), variance: 0.01 };
        assert_eq!(doubted(lean(1.0), lean(0.2)), lean(1.0));
        assert!(doubted(lean(1.0), lean(0.5)).variance > 0.2);
        assert_eq!(doubted(lean(0.0), lean(0.5)), lean(0.0));
    }

    #[test]
    fn a_witness_whose_steps_fall_short_is_stretched_and_trusted_less() {
        // A quarter of the way each time: 3 px away, then 2.
        let lean = |x: f64| Lean { shift: Point::new(x, 0.0), variance: 0.01 };
        let whole = stretched(lean(0.75), Point::new(1.0, 0.0), lean(0.5));
        assert!((whole.shift.x - 3.0).abs() < 1e-9 && (whole.variance - 0.16).abs() < 1e-9, "{whole:?}");
    }

    #[test]
    fn a_clear_contradiction_leaves_pigment_alone_and_an_unsure_one_moves_nothing() {
        let lean = |x: f64, sd: f64| Lean { shift: Point::new(x, 0.0), variance: sd * sd };
        let (shift, by) = followed(lean(-3.0, 0.13), lean(2.0, 0.3));
        assert!((1.8..2.0).contains(&shift.x) && by.len() == 1, "{shift:?}");
        assert!(followed(lean(-3.0, 0.13), lean(0.2, 0.4)).0.norm() < 0.05);
        assert!((followed(lean(1.0, 0.13), lean(0.9, 0.2)).0.x - 0.96).abs() < 0.05);
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
    fn a_clear_shift_is_found_whole_and_wild_squares_are_not() {
        let truth = Point::new(1.2, -0.7);
        let (found, residuals) = made(600, 2.0, truth);
        let lean = common(&found, &residuals).unwrap();
        assert!(lean.shift.distance(truth) < 0.1, "{lean:?}");
    }

    #[test]
    fn a_shift_within_its_own_error_is_mostly_left_alone() {
        let (found, residuals) = made(60, 4.0, Point::new(0.3, 0.3));
        let lean = common(&found, &residuals).unwrap();
        let (shift, _) = followed(lean, lean);
        assert!(shift.norm() < 0.06, "{shift:?}");
        assert!(common(&found[..LEAST - 1], &residuals[..LEAST - 1]).is_none());
    }
}
