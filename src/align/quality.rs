//! The verdict: what the evidence is worth, in a number and in words.

use serde::{Deserialize, Serialize};

use super::Verdict;
use super::evidence::{COARSE_IN_PLACE, Evidence, Probes};
use super::local::Local;

/// How far squares of skin were found from where the transform puts them, in pixels of the moving photo.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Residual {
    /// Half of the squares are nearer.
    pub median: f64,
    /// 95 in 100 squares that were found near their place are nearer.
    pub p95: f64,
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

/// The probability that the mean error is below half a percent of the diagonal (module doc of `align`: the table).
///
/// Logistic in two things: how much is in place, by its root, because the first squares beyond chance tell most; and how
/// far the pose is ahead of its best rival, which tells right from wrong where hardly a square is found. Both count only as
/// far as the skin goes with the rest. `rarity` are the odds against such a pose before anything was seen: [`USUAL`], [`RARE`].
pub(super) fn confidence(e: &Evidence, rarity: f64) -> f64 {
    const NOTHING: f64 = -5.75;
    const IN_PLACE: f64 = 6.2;
    const AHEAD: f64 = 3.8;
    // Beyond this a rival is no rival.
    const FAR_AHEAD: f64 = 10.0;
    let in_place = (e.found + e.held + e.agreement).max(0.0).sqrt();
    let ahead = e.lead.clamp(1.0, FAR_AHEAD).ln();
    // A precaution: pairs that share so little are too rare to be counted.
    let few = 3.0 * (1.0 - e.squares as f64 / 120.0).max(0.0);
    let logit = NOTHING + e.skin * (IN_PLACE * in_place + AHEAD * ahead) - few - rarity;
    (1.0 / (1.0 + (-logit).exp())).min(allowed_by_middle(e)).clamp(0.001, 0.999)
}

/// The odds (natural logarithm) against a pose of the usual search.
pub(super) const USUAL: f64 = 0.0;
/// The same of the searches for turned and mirrored photos: they are rarer, and among so many more poses chance is further
/// ahead. (Right ones lead by 8 and more, chance by up to 2.8.)
pub(super) const RARE: f64 = 1.4;

/// The most that may be stated where the middle of the photo goes less with its place than the rest.
///
/// A scar in the middle may have changed, or a background was aligned. Where only the middle is missing, the odds are even;
/// where a part is missing that is as large as a patient before a backdrop, it is hardly the scar. (Of 11 pairs of
/// different people whose common backdrop was held, 0.33 to 0.61 was held; set on 5 of them.)
fn allowed_by_middle(e: &Evidence) -> f64 {
    if e.held < MOST_HELD { 0.25 + 1.1 * e.middle } else { 0.5 + 0.7 * e.middle }
}

/// Fewest places for an unreserved verdict.
const FEW: usize = 50;
/// Share of large squares that must be held for an unreserved verdict: below it a part as large as the skin itself may
/// have moved by its own. (Of 120 right pairs 4 are below, lowtex and blurred; of 6 wrong ones all.)
const MOST_HELD: f64 = 0.66;

/// How far the middle must go with the rest for an unreserved verdict: what a photo was taken of is there, and all around it
/// may be background of whatever colour.
const MIDDLE_HELD: f64 = 0.55;

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
        reasons.push(refusal(e, confidence));
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
    let unlike = e.held * e.skin < MOST_HELD;
    if (unlike || e.middle < MIDDLE_HELD) && !by_hand {
        verdict = verdict.max(Verdict::Check);
        let middle = "the middle of the photo does not match: check that the skin itself is aligned";
        let skin = "the skin matches less than what surrounds it: check that the skin itself is aligned";
        let part = "a large part of the photo does not match: check that the skin itself is aligned";
        let reason = if e.held < MOST_HELD {
            part
        } else if unlike {
            skin
        } else {
            middle
        };
        reasons.push(reason.to_owned());
    }
    if confidence < 0.9 {
        let by_landmarks = "aligned by your landmarks: the skin between them could hardly be matched";
        let few = "only part of the skin could be matched: check it by blinking";
        reasons.push(if by_hand { by_landmarks } else { few }.to_owned());
    } else if e.found < 0.25 && e.held * e.skin >= MOST_HELD {
        reasons.push("little fine texture: aligned by pigment and larger marks".to_owned());
    }
    (verdict, reasons)
}

fn refusal(e: &Evidence, confidence: f64) -> String {
    // Nothing else spoke against the pair than what its middle allows.
    if confidence >= allowed_by_middle(e) {
        "the surroundings match, the skin in the middle does not: check that it is the same place of the same person, and \
         place landmarks if it is"
            .to_owned()
    } else if e.squares < FEW {
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
        Evidence { squares: 600, found, held, agreement, coverage: 0.9, lead: 5.0, skin: 1.0, middle: 1.0 }
    }

    #[test]
    fn more_evidence_never_lowers_the_confidence() {
        let confidence = |e: &Evidence| confidence(e, USUAL);
        let base = confidence(&evidence(0.3, 0.4, 0.3));
        for better in [evidence(0.5, 0.4, 0.3), evidence(0.3, 0.6, 0.3), evidence(0.3, 0.4, 0.5)] {
            assert!(confidence(&better) >= base);
        }
        let with = |lead: f64, skin: f64| Evidence { lead, skin, ..evidence(0.1, 0.1, 0.1) };
        assert!(confidence(&with(6.0, 1.0)) > confidence(&with(1.5, 1.0)) + 0.3);
        assert!(confidence(&with(6.0, 0.5)) < confidence(&with(6.0, 1.0)));
    }

    #[test]
    fn a_background_in_place_is_no_evidence_for_the_skin() {
        let background = Evidence { skin: 0.05, ..evidence(0.8, 0.8, 0.7) };
        let (refused, _) = verdict(&background, confidence(&background, USUAL), &[]);
        assert_eq!(refused, Verdict::Refused);
        let around = Evidence { middle: 0.1, ..evidence(0.9, 0.9, 0.8) };
        let (check, reasons) = verdict(&around, confidence(&around, USUAL), &[]);
        assert_eq!(check, Verdict::Check);
        assert!(reasons[0].starts_with("the middle"), "{reasons:?}");
        let half = Evidence { skin: 0.6, ..evidence(0.9, 0.9, 0.8) };
        let (check, reasons) = verdict(&half, confidence(&half, USUAL), &[]);
        assert_eq!(check, Verdict::Check);
        assert!(reasons[0].starts_with("the skin matches less"), "{reasons:?}");
    }

    #[test]
    fn another_patient_before_the_same_backdrop_is_refused_and_a_changed_scar_is_not() {
        let confident = |held: f64, middle: f64| confidence(&Evidence { middle, ..evidence(held, held, held) }, USUAL);
        assert!(confident(0.6, 0.1) < 0.4, "half of the photo does not match, its middle least of all");
        assert!((0.5..0.7).contains(&confident(0.75, 0.1)), "all matches but the middle");
        assert!(confident(0.6, 0.7) > 0.9, "what does not match lies anywhere");
    }

    #[test]
    fn who_is_refused_for_the_middle_alone_is_told_so_and_nobody_else() {
        let reason = |found: f64, lead: f64, middle: f64| {
            let e = Evidence { lead, middle, ..evidence(found, found, found) };
            let (verdict, reasons) = verdict(&e, confidence(&e, USUAL), &[]);
            assert_eq!((verdict, reasons.len()), (Verdict::Refused, 1), "{e:?}: {reasons:?}");
            reasons[0].clone()
        };
        let another_patient = reason(0.6, 5.0, 0.1);
        assert!(another_patient.starts_with("the surroundings match, the skin in the middle does not"));
        for other_skin in [reason(0.05, 1.3, 0.1), reason(0.05, 1.3, 1.0)] {
            assert!(other_skin.starts_with("no matching skin"), "{other_skin}");
        }
    }

    #[test]
    fn chance_among_turned_and_mirrored_poses_is_refused_and_a_right_one_is_not() {
        let chance = Evidence { lead: 2.8, ..evidence(0.08, 0.08, 0.1) };
        assert!(confidence(&chance, USUAL) > 0.5 && confidence(&chance, RARE) < 0.5);
        let right = Evidence { lead: 8.0, ..evidence(0.3, 0.3, 0.2) };
        assert!(confidence(&right, RARE) > 0.97);
    }

    #[test]
    fn chance_is_refused_and_says_so() {
        let e = Evidence { lead: 1.3, ..evidence(0.05, 0.06, 0.06) };
        let (verdict, reasons) = verdict(&e, confidence(&e, USUAL), &[]);
        assert_eq!(verdict, Verdict::Refused);
        assert!(reasons[0].contains("no matching skin"), "{reasons:?}");
    }

    #[test]
    fn what_was_noticed_holds_the_verdict_back_and_is_told() {
        let e = evidence(0.9, 0.9, 0.8);
        for note in [Note::SecondMotion, Note::Mirrored, Note::Turned(180), Note::OddLandmark(1)] {
            let (verdict, reasons) = verdict(&e, confidence(&e, USUAL), &[note]);
            assert_eq!(verdict, Verdict::Check, "{note:?}");
            assert_eq!(reasons.len(), 1, "{note:?}: {reasons:?}");
        }
        assert_eq!(verdict(&e, confidence(&e, USUAL), &[]).0, Verdict::Aligned);
    }
}
