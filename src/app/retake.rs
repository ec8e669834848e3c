//! Retake advice: how a new photo differs from the baseline of its view, in words that help while the patient is there.
//!
//! Only what the alignment measured is said. Where it could not tell, it says so; it never judges the skin.

use crate::align::{Factor, FactorKind, Grade, Registration, Verdict};
use crate::geom::{Point, Size};
use crate::words::{number, say, told};

/// What is said of a new photo beside its baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Whether another shot would help.
    pub says: Says,
    /// What to do, weightiest first: “turn 6° to the patient's left, step back”. Empty unless a retake is advised.
    pub todo: String,
    /// What was measured, as a sentence.
    pub because: String,
    /// Each respect in which the photos were compared.
    pub factors: Vec<Respect>,
    /// The grade that the pair has as it is.
    pub grade: Option<char>,
    /// Median distance of small squares of skin from where the alignment puts them, in pixels of the new photo.
    pub median_px: f64,
}

/// Whether another shot would help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// The photo matches the baseline.
    Matches,
    /// Another shot would be better comparable.
    Retake,
    /// It could not be told.
    Unsure,
}

/// One respect in which two photos were compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Respect {
    /// True if it differs so much that another shot would help.
    pub differs: bool,
    /// “Scale 114 %”.
    pub words: String,
}

/// From this grade on a respect is worth another shot.
const WORTH_A_SHOT: Grade = Grade::C;

/// What the alignment of `moving` (the new photo) with its baseline says.
pub fn advise(found: &Registration, moving: Size) -> Advice {
    let median_px = found.residual_px.median;
    let graded = found.grade.as_ref().filter(|_| found.verdict != Verdict::Refused);
    let Some(grade) = graded else {
        let because = say!("retake-not-aligned").to_owned();
        return Advice {
            says: Says::Unsure,
            todo: String::new(),
            because,
            factors: Vec::new(),
            grade: None,
            median_px,
        };
    };
    let seen = Seen::of(found, moving);
    let worth = |f: &&Factor| f.grade >= WORTH_A_SHOT && todo(f, &seen).is_some();
    let differs: Vec<&Factor> = grade.factors.iter().filter(worth).collect();
    let steps: Vec<String> = differs.iter().filter_map(|f| todo(f, &seen)).take(3).collect();
    let unsure = found.verdict == Verdict::Check;
    let says = match differs.is_empty() {
        true if unsure => Says::Unsure,
        true => Says::Matches,
        false => Says::Retake,
    };
    let measured: Vec<String> = differs.iter().map(|f| told(&f.words)).collect();
    let mut because = match says {
        Says::Retake => say!("beside-the-baseline", differs = measured.join("; ")),
        _ => say!("close-to-the-baseline").to_owned(),
    };
    if unsure {
        because.push_str(say!("alignment-uncertain"));
    }
    let factors = grade.factors.iter().map(|f| respect(f, &seen)).collect();
    Advice { says, todo: steps.join(", "), because, factors, grade: Some(grade.grade.letter()), median_px }
}

/// What the transform shows of the camera.
struct Seen {
    /// How much larger the skin is in the new photo, each photo measured by its own diagonal.
    scale: f64,
    /// How much larger the skin at the right is than at the left, beside the baseline: it is nearer. Logarithm.
    right_nearer: f64,
    /// The same for the foot of the photo and its top.
    foot_nearer: f64,
}

/// Smaller differences of scale over the photo (logarithm) may be the skin's own bend.
const SURE_OF_SIDE: f64 = 0.02;

impl Seen {
    fn of(found: &Registration, moving: Size) -> Self {
        let fixed = found.moving_from_fixed.fixed;
        let (w, h) = (f64::from(fixed.width), f64::from(fixed.height));
        let step = 0.05 * w.min(h);
        // The perspective part alone: the bend follows the skin, not the camera.
        let at = |x: f64, y: f64| found.moving_from_fixed.homography * Point::new(x, y);
        let scale_at = |x: f64, y: f64| {
            let (dx, dy) = (at(x + step, y) - at(x - step, y), at(x, y + step) - at(x, y - step));
            ((dx.x * dy.y - dx.y * dy.x).abs() / (4.0 * step * step)).sqrt().max(1e-9)
        };
        Self {
            scale: scale_at(w / 2.0, h / 2.0) * fixed.diagonal() / moving.diagonal().max(1.0),
            right_nearer: (scale_at(0.8 * w, h / 2.0) / scale_at(0.2 * w, h / 2.0)).ln(),
            foot_nearer: (scale_at(w / 2.0, 0.8 * h) / scale_at(w / 2.0, 0.2 * h)).ln(),
        }
    }

    /// How to turn back, if it can be told: which side of the photo is nearer than it was.
    fn turn(&self, degrees: f64) -> String {
        let (across, down) = (self.right_nearer.abs(), self.foot_nearer.abs());
        if across > SURE_OF_SIDE && across > 1.5 * down {
            // Who faces the camera has the left side at the right of the photo; it came nearer by a turn to the right.
            return match self.right_nearer > 0.0 {
                true => say!("turn-left", degrees = whole(degrees)),
                false => say!("turn-right", degrees = whole(degrees)),
            };
        }
        if down > SURE_OF_SIDE && down > 1.5 * across {
            return match self.foot_nearer > 0.0 {
                true => say!("tilt-forward", degrees = whole(degrees)),
                false => say!("tilt-back", degrees = whole(degrees)),
            };
        }
        say!("match-the-pose", degrees = whole(degrees))
    }
}

fn whole(value: f64) -> String {
    format!("{value:.0}")
}

/// What to do about a respect that differs; `None` if another shot does not help it.
fn todo(f: &Factor, seen: &Seen) -> Option<String> {
    Some(match f.kind {
        FactorKind::Pose => seen.turn(f.value),
        FactorKind::Scale if seen.scale > 1.0 => say!("step-back").to_owned(),
        FactorKind::Scale => say!("step-closer").to_owned(),
        FactorKind::Light => say!("light-where-it-was").to_owned(),
        FactorKind::Exposure if is_darker(f) => say!("more-light").to_owned(),
        FactorKind::Exposure => say!("less-light").to_owned(),
        FactorKind::WhiteBalance => say!("set-white-balance").to_owned(),
        FactorKind::Sharpness if f.words.contains("baseline") => return None,
        FactorKind::Sharpness => say!("focus-again").to_owned(),
        FactorKind::Overlap => say!("show-same-area").to_owned(),
    })
}

/// The engine says the side of an exposure in words only.
fn is_darker(f: &Factor) -> bool {
    f.words.contains("darker")
}

fn respect(f: &Factor, seen: &Seen) -> Respect {
    let differs = f.grade >= WORTH_A_SHOT && todo(f, seen).is_some();
    let words = match f.kind {
        FactorKind::Pose if f.value < 8.0 => say!("respect-same-pose").to_owned(),
        FactorKind::Pose => say!("respect-pose", degrees = whole(f.value)),
        FactorKind::Scale if seen.scale >= 1.0 => say!("respect-scale", percent = whole(100.0 * (1.0 + f.value))),
        FactorKind::Scale => say!("respect-scale", percent = whole(100.0 / (1.0 + f.value))),
        FactorKind::Light if differs => say!("respect-light-uneven", ev = number(format!("{:.1}", f.value))),
        FactorKind::Light => say!("respect-light").to_owned(),
        FactorKind::Exposure => {
            let sign = if is_darker(f) { "−" } else { "+" };
            say!("respect-exposure", ev = number(format!("{sign}{:.1}", f.value)))
        }
        FactorKind::WhiteBalance if differs => say!("respect-white-balance-share", percent = whole(100.0 * f.value)),
        FactorKind::WhiteBalance => say!("white-balance").to_owned(),
        FactorKind::Sharpness if differs => say!("respect-not-sharp").to_owned(),
        FactorKind::Sharpness => say!("respect-sharp").to_owned(),
        FactorKind::Overlap => say!("respect-same-area", percent = whole(100.0 * (1.0 - f.value))),
    };
    Respect { differs, words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::{Options, PairGrade, register};
    use crate::geom::{Homography, Warp};
    use crate::imaging::{Photo, color};
    use crate::monitor::Silent;

    const SIZE: Size = Size::new(320, 240);

    /// A flat patch of skin seen after it turned by `degrees` about its upright axis, `distance` widths away: its right
    /// side comes nearer for positive degrees.
    fn turned(degrees: f64, distance: f64, scale: f64) -> Homography {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (c, d) = (SIZE.center(), distance * f64::from(SIZE.width));
        let there = Homography::similarity(1.0, 0.0, c.x, c.y);
        let back = Homography::similarity(1.0, 0.0, -c.x, -c.y);
        // x = X cos / (1 − X sin / d): the plane's point, seen from d away.
        let plane = [[scale * cos, 0.0, 0.0], [0.0, scale, 0.0], [-sin / d, 0.0, 1.0]];
        there * Homography::from_rows(plane) * back
    }

    fn skin(light: f64) -> Photo {
        let mut state = 7_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let spots: Vec<[f64; 4]> =
            (0..500).map(|_| [next() * 320.0, next() * 240.0, 1.2 + 4.0 * next() * next(), next() - 0.45]).collect();
        let mut plane = vec![0.0_f64; 320 * 240];
        for [cx, cy, sigma, weight] in spots {
            let reach = (3.0 * sigma).ceil();
            for y in ((cy - reach).max(0.0) as usize)..((cy + reach).clamp(0.0, 240.0) as usize) {
                for x in ((cx - reach).max(0.0) as usize)..((cx + reach).clamp(0.0, 320.0) as usize) {
                    let d2 = (x as f64 - cx).powi(2) + (y as f64 - cy).powi(2);
                    plane[y * 320 + x] += weight * (-d2 / (2.0 * sigma * sigma)).exp();
                }
            }
        }
        let level =
            |v: f64, base: f64| color::srgb8_from_linear((base * light * (1.0 - 0.5 * v)).clamp(0.0, 1.0) as f32);
        Photo::new(SIZE, plane.into_iter().flat_map(|v| [level(v, 0.45), level(v, 0.27), level(v, 0.18)]).collect())
    }

    /// A photo with itself; aligned once for all tests.
    fn aligned() -> Registration {
        static FOUND: std::sync::OnceLock<Registration> = std::sync::OnceLock::new();
        let align = || register(&skin(1.0), &skin(1.0), &Options::default(), &Silent).unwrap();
        let found = FOUND.get_or_init(align).clone();
        assert_eq!(found.verdict, Verdict::Aligned, "{:?}", found.reasons);
        found
    }

    /// The registration as if the camera had stood so.
    fn seen_so(pose: Homography, change: impl Fn(&mut PairGrade)) -> Registration {
        let mut found = aligned();
        found.moving_from_fixed = Warp::from_homography(pose, SIZE);
        change(found.grade.as_mut().unwrap());
        found
    }

    fn worse(kind: FactorKind, value: f64, words: &str) -> impl Fn(&mut PairGrade) {
        move |grade: &mut PairGrade| {
            let f = grade.factors.iter_mut().find(|f| f.kind == kind).unwrap();
            (f.grade, f.value, f.words) = (Grade::D, value, words.to_owned());
            grade.grade = Grade::D;
        }
    }

    #[test]
    fn the_same_shot_matches() {
        let said = advise(&aligned(), SIZE);
        assert_eq!((said.says, said.todo.as_str(), said.grade), (Says::Matches, "", Some('A')), "{said:?}");
        assert!(said.factors.iter().all(|f| !f.differs), "{said:?}");
    }

    #[test]
    fn a_turn_is_told_by_the_side_that_came_nearer() {
        for (degrees, todo) in [(18.0, "turn 18° to the patient's left"), (-18.0, "turn 18° to the patient's right")]
        {
            let found = seen_so(turned(degrees, 2.0, 1.0), worse(FactorKind::Pose, 18.0, "turned"));
            assert_eq!(advise(&found, SIZE).todo, todo);
        }
        // From far away both sides are equally large: the way back cannot be told, and is not.
        let found = seen_so(turned(18.0, 60.0, 1.0), worse(FactorKind::Pose, 18.0, "turned"));
        assert_eq!(advise(&found, SIZE).todo, "match the pose, 18° off");
    }

    #[test]
    fn nearer_is_answered_by_stepping_back_whatever_the_size_of_the_files() {
        for (scale, todo) in [(1.25, "step back"), (0.8, "step closer")] {
            let found = seen_so(turned(0.0, 2.0, scale), worse(FactorKind::Scale, 0.25, "scale"));
            let said = advise(&found, SIZE);
            assert_eq!((said.says, said.todo.as_str()), (Says::Retake, todo));
            assert!(said.factors.iter().any(|f| f.differs && f.words == format!("Scale {:.0} %", 100.0 * scale)));
        }
        // A file of half the size shows the skin smaller in pixels, though the camera was nearer.
        let half = Size::new(160, 120);
        let found = seen_so(Homography::similarity(0.6, 0.0, 0.0, 0.0), worse(FactorKind::Scale, 0.2, "scale"));
        assert_eq!(advise(&found, half).todo, "step back");
    }

    #[test]
    fn too_little_light_is_read_from_the_photos_themselves() {
        let found = register(&skin(1.0), &skin(0.4), &Options::default(), &Silent).unwrap();
        let dark = advise(&found, SIZE);
        assert_eq!((dark.says, dark.todo.as_str()), (Says::Retake, "use more light"), "{dark:?}");
    }

    #[test]
    fn other_skin_is_not_advised_on() {
        let mut found = aligned();
        (found.verdict, found.grade) = (Verdict::Refused, None);
        let said = advise(&found, SIZE);
        assert_eq!((said.says, said.grade), (Says::Unsure, None));
        assert!(said.todo.is_empty() && said.because.contains("nothing was measured"));
    }

    #[test]
    fn an_uncertain_alignment_makes_the_advice_uncertain() {
        let mut found = seen_so(turned(0.0, 2.0, 1.3), worse(FactorKind::Scale, 0.3, "closer"));
        found.verdict = Verdict::Check;
        assert!(advise(&found, SIZE).because.contains("uncertain"));
        let mut plain = aligned();
        plain.verdict = Verdict::Check;
        assert_eq!(advise(&plain, SIZE).says, Says::Unsure);
    }

    #[test]
    fn a_soft_baseline_asks_for_no_other_shot_today() {
        let found = seen_so(Homography::identity(), worse(FactorKind::Sharpness, 0.9, "the baseline is less sharp"));
        assert_eq!(advise(&found, SIZE).says, Says::Matches);
        let found = seen_so(Homography::identity(), worse(FactorKind::Sharpness, 0.9, "the follow-up is less sharp"));
        assert_eq!(advise(&found, SIZE).todo, "focus again");
    }
}
