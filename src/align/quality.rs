//! The verdict: how many squares of skin lie where the transform puts them, against how many would by chance.

use serde::{Deserialize, Serialize};

use super::Verdict;
use super::channel::to_level;
use super::coarse::Candidate;
use super::fit::Pair;
use super::local::Local;
use super::patches::{Search, oriented};
use super::scene::Scene;
use crate::geom::Point;

/// How far squares of skin were found from where the transform puts them, in pixels of the moving photo.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Residual {
    /// Half of the squares are nearer.
    pub median: f64,
    /// 95 in 100 squares that were found near their place are nearer.
    pub p95: f64,
}

/// What the verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Places looked at: on both photos, neither burnt out nor masked.
    pub squares: usize,
    /// Share of them where a small square of skin texture was found in its place; by chance 0.05.
    pub found: f64,
    /// Share of them where a large square of pigment was found in its place; by chance 0.05.
    pub held: f64,
    /// Mean correlation of the photos at a medium scale, −1 to 1.
    pub agreement: f64,
    /// Share of the fixed photo that the moving one covers.
    pub coverage: f64,
    /// Correlation of the best pose over that of the best different one.
    pub lead: f64,
}

/// What the engine noticed on the way, which the verdict and its reasons must tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Note {
    /// Two parts of the photo moved differently; the one more central and more like skin was taken.
    SecondMotion,
    /// The moving photo is mirrored.
    Mirrored,
    /// The moving photo is turned by about so many degrees, clockwise.
    Turned(i32),
    /// The pose came from the user's landmarks.
    Landmarks,
    /// Landmark of this index is farther from the others' prediction than the rest.
    OddLandmark(usize),
}

/// The squares around the final model.
pub(super) struct Probes {
    /// Small squares of tone, level 1.
    pub fine: Vec<Pair>,
    /// Large squares of pigment and tone, level 2.
    pub coarse: Vec<Pair>,
    /// What they amount to.
    pub evidence: Evidence,
}

/// A small square is in place within this many pixels of level 0, a large one within [`COARSE_IN_PLACE`].
pub(super) const FINE_IN_PLACE: f64 = 3.0;
/// See [`FINE_IN_PLACE`].
pub(super) const COARSE_IN_PLACE: f64 = 7.0;

const FINE: Search = Search { columns: 32, rows: 24, half: 10, reach: 8 };
const COARSE: Search = Search { columns: 20, rows: 15, half: 16, reach: 9 };

/// Looks for squares around the final model.
pub(super) fn probe(scene: &Scene, local: &Local, candidates: &[Candidate]) -> Probes {
    let model = &local.model;
    let frame = scene.fixed.frame;
    let (fine_search, coarse_search) = (oriented(FINE, frame), oriented(COARSE, frame));
    let [tone1, tone2, pigment2] = [0, 1, 2].map(|i| &local.views[i]);
    let fine = scene.pairs(tone1, &fine_search);
    let pigment = scene.pairs(pigment2, &coarse_search);
    let tone = scene.pairs(tone2, &coarse_search);
    let in_place =
        |pairs: &[Pair], px: f64| pairs.iter().filter(|p| model.at(p.fixed).distance(p.moving) < px).count() as f64;
    let squares = places(scene, local, &fine_search);
    let large = places(scene, local, &coarse_search).max(1) as f64;
    let held = in_place(&pigment, COARSE_IN_PLACE).max(in_place(&tone, COARSE_IN_PLACE)) / large;
    let evidence = Evidence {
        squares,
        found: (in_place(&fine, FINE_IN_PLACE) / squares.max(1) as f64).min(1.0),
        held: held.min(1.0),
        agreement: local.agreement.mean,
        coverage: local.agreement.coverage,
        lead: lead(candidates),
    };
    let coarse = pigment.into_iter().chain(tone).collect();
    Probes { fine, coarse, evidence }
}

/// How many squares could be found: on both photos and counting.
fn places(scene: &Scene, local: &Local, search: &Search) -> usize {
    let (fixed, moving) = (scene.fixed.frame.working, scene.moving.frame.working);
    let on_both = |i: &usize| {
        let p = Point::new(
            ((i % search.columns) as f64 + 0.5) / search.columns as f64 * f64::from(fixed.width),
            ((i / search.columns) as f64 + 0.5) / search.rows as f64 * f64::from(fixed.height),
        );
        let q = local.model.at(p);
        scene.weight_at(to_level(p, 2)) > 0.5 && moving.contains(q) && scene.moving_weight_at(to_level(q, 2)) > 0.5
    };
    (0..search.columns * search.rows).filter(on_both).count()
}

fn lead(candidates: &[Candidate]) -> f64 {
    match candidates {
        [first, second, ..] => (first.agreement.score() / second.agreement.score().max(0.01)).clamp(0.0, 99.0),
        _ => 99.0,
    }
}

/// Residuals of the squares that were found near their place, in pixels of the moving photo.
pub(super) fn residual(local: &Local, probes: &Probes, scale: f64) -> Residual {
    let mut residuals: Vec<f64> = probes.fine.iter().map(|p| local.model.at(p.fixed).distance(p.moving)).collect();
    if residuals.len() < 20 {
        residuals = probes.coarse.iter().map(|p| local.model.at(p.fixed).distance(p.moving)).collect();
    }
    residuals.retain(|r| *r < 2.0 * COARSE_IN_PLACE);
    residuals.sort_by(f64::total_cmp);
    let at = |q: f64| residuals.get((q * residuals.len() as f64) as usize).or(residuals.last()).copied().unwrap_or(0.0);
    Residual { median: at(0.5) * scale, p95: at(0.95) * scale }
}

/// The probability that the mean error is below half a percent of the diagonal: logistic in the evidence, calibrated on
/// pairs with known truth and on pairs of different skin.
pub(super) fn confidence(e: &Evidence) -> f64 {
    let few = (1.0 - e.squares as f64 / 120.0).max(0.0);
    let logit = 10.0 * (e.found - 0.1) + 9.0 * (e.held - 0.25) + 14.0 * (e.agreement - 0.2) - 6.0 * few;
    (1.0 / (1.0 + (-logit).exp())).clamp(0.001, 0.999)
}

/// Fewest places for an unreserved verdict.
const FEW: usize = 50;
/// Share of large squares that must be held for an unreserved verdict: below it a part as large as the skin itself may
/// have moved by its own. (Of 120 right pairs 4 are below, lowtex and blurred; of 6 wrong ones all.)
const MOST_HELD: f64 = 0.66;

/// The verdict and its reasons, the weightiest first.
pub(super) fn verdict(e: &Evidence, confidence: f64, notes: &[Note]) -> (Verdict, Vec<String>) {
    let by_hand = notes.contains(&Note::Landmarks);
    let mut verdict = match confidence {
        c if c >= 0.9 => Verdict::Aligned,
        c if c >= 0.5 || by_hand => Verdict::Check,
        _ => Verdict::Refused,
    };
    let mut reasons = Vec::new();
    if verdict == Verdict::Refused {
        reasons.push(refusal(e));
        return (verdict, reasons);
    }
    for note in notes {
        let (most, reason) = told(note);
        verdict = verdict.max(most);
        reasons.extend(reason);
    }
    if e.squares < FEW {
        verdict = verdict.max(Verdict::Check);
        reasons.push("the photos share only a small part of the skin".to_owned());
    }
    if e.held < MOST_HELD && !by_hand {
        verdict = verdict.max(Verdict::Check);
        reasons.push("a large part of the photo does not match: check that the skin itself is aligned".to_owned());
    }
    if confidence < 0.9 {
        let by_landmarks = "aligned by your landmarks: the skin between them could hardly be matched";
        let few = "only part of the skin could be matched: check it by blinking";
        reasons.push(if by_hand { by_landmarks } else { few }.to_owned());
    } else if e.found < 0.25 && e.held >= MOST_HELD {
        reasons.push("little fine texture: aligned by pigment and larger marks".to_owned());
    }
    (verdict, reasons)
}

fn refusal(e: &Evidence) -> String {
    if e.squares < FEW {
        "no shared skin was found: the photos may show different places; place landmarks if they do not".to_owned()
    } else {
        "no matching skin was found: the photos may show different places or people, or too little texture".to_owned()
    }
}

/// The best verdict that a note allows, and its words.
fn told(note: &Note) -> (Verdict, Option<String>) {
    match note {
        Note::SecondMotion => (
            Verdict::Check,
            Some("the background moved differently from the skin: the part that looks like skin is aligned".to_owned()),
        ),
        Note::Mirrored => (
            Verdict::Check,
            Some("mirrored: the follow-up looks like a mirrored selfie and is shown set right".to_owned()),
        ),
        Note::Turned(degrees) => (
            Verdict::Check,
            Some(format!("the follow-up is turned by about {degrees}°: check that it is the same place")),
        ),
        Note::Landmarks => (Verdict::Aligned, None),
        Note::OddLandmark(i) => {
            (Verdict::Check, Some(format!("landmark {} does not fit the others: move or delete it", i + 1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(found: f64, held: f64, agreement: f64) -> Evidence {
        Evidence { squares: 600, found, held, agreement, coverage: 0.9, lead: 5.0 }
    }

    #[test]
    fn more_evidence_never_lowers_the_confidence() {
        let base = confidence(&evidence(0.3, 0.4, 0.3));
        for better in [evidence(0.5, 0.4, 0.3), evidence(0.3, 0.6, 0.3), evidence(0.3, 0.4, 0.5)] {
            assert!(confidence(&better) >= base);
        }
    }

    #[test]
    fn chance_is_refused_and_says_so() {
        let e = evidence(0.05, 0.06, 0.06);
        let (verdict, reasons) = verdict(&e, confidence(&e), &[]);
        assert_eq!(verdict, Verdict::Refused);
        assert!(reasons[0].contains("no matching skin"), "{reasons:?}");
    }

    #[test]
    fn what_was_noticed_holds_the_verdict_back_and_is_told() {
        let e = evidence(0.9, 0.9, 0.8);
        for note in [Note::SecondMotion, Note::Mirrored, Note::Turned(180), Note::OddLandmark(1)] {
            let (verdict, reasons) = verdict(&e, confidence(&e), &[note]);
            assert_eq!(verdict, Verdict::Check, "{note:?}");
            assert_eq!(reasons.len(), 1, "{note:?}: {reasons:?}");
        }
        assert_eq!(verdict(&e, confidence(&e), &[]).0, Verdict::Aligned);
    }
}
