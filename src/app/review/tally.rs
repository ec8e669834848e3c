//! What the answers of a blind review add up to.
//!
//! The program counts answers. It never says whether a treatment worked.

use crate::app::in_order;
use crate::model::{Judgement, Patient, Review, ReviewPair};

/// What a review's answers add up to. The repeated pair counts once, by its first answer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tally {
    /// The later photo was called better.
    pub later: usize,
    /// The earlier photo was called better.
    pub earlier: usize,
    /// No difference was seen.
    pub same: usize,
    /// Could not be judged.
    pub unjudged: usize,
    /// Pairs without an answer.
    pub open: usize,
    /// Whether the repeated pair was answered alike both times; `None` while one of them is not judged.
    pub agrees: Option<bool>,
}

impl Tally {
    /// Pairs that were judged.
    pub fn judged(&self) -> usize {
        self.later + self.earlier + self.same
    }

    /// Bounds of the share of judged pairs in which the later photo was called better, 95 %; `None` without any.
    pub fn interval(&self) -> Option<(f64, f64)> {
        (self.judged() > 0).then(|| clopper_pearson(self.later, self.judged(), 0.05))
    }
}

/// Which photo of a pair an answer prefers, seen by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preferred {
    /// The later one.
    Later,
    /// The earlier one.
    Earlier,
    /// Neither.
    Same,
    /// Not judged.
    CannotJudge,
}

/// What `judgement` of `pair` means once the dates are known; `None` if a photo is no longer in the record.
pub fn preferred(patient: &Patient, pair: &ReviewPair, judgement: Judgement) -> Option<Preferred> {
    let order = in_order(patient, pair.left, pair.right)?;
    let later_is_right = order.moving == pair.right;
    Some(match judgement {
        Judgement::NoDifference => Preferred::Same,
        Judgement::CannotJudge => Preferred::CannotJudge,
        Judgement::Left | Judgement::Right if (judgement == Judgement::Right) == later_is_right => Preferred::Later,
        Judgement::Left | Judgement::Right => Preferred::Earlier,
    })
}

/// Adds the answers of a review up.
pub fn tally(patient: &Patient, review: &Review) -> Tally {
    let mut tally = Tally::default();
    let said = |i: usize| review.answers.get(&i).and_then(|a| preferred(patient, review.pairs.get(i)?, a.judgement));
    for (i, pair) in review.pairs.iter().enumerate() {
        if let Some(first) = pair.repeats {
            let both = said(i).zip(said(first)).filter(|(a, b)| ![a, b].contains(&&Preferred::CannotJudge));
            tally.agrees = tally.agrees.or(both.map(|(a, b)| a == b));
            continue;
        }
        match said(i) {
            Some(Preferred::Later) => tally.later += 1,
            Some(Preferred::Earlier) => tally.earlier += 1,
            Some(Preferred::Same) => tally.same += 1,
            Some(Preferred::CannotJudge) => tally.unjudged += 1,
            None => tally.open += 1,
        }
    }
    tally
}

/// The exact two-sided interval of a share of `hits` in `n`, with error probability `alpha` (0.05: 95 %).
///
/// Clopper and Pearson, Biometrika 1934.
pub fn clopper_pearson(hits: usize, n: usize, alpha: f64) -> (f64, f64) {
    let hits = hits.min(n);
    // P(X ≥ hits) grows with the share, P(X ≤ hits) falls with it: halving finds the bounds.
    let bound = |too_low: &dyn Fn(f64) -> bool| {
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if too_low(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        (low + high) / 2.0
    };
    let at_most = |k: usize, p: f64| (0..=k).map(|i| binomial(i, n, p)).sum::<f64>();
    let lower = if hits == 0 { 0.0 } else { bound(&|p| 1.0 - at_most(hits - 1, p) < alpha / 2.0) };
    let upper = if hits == n { 1.0 } else { bound(&|p| at_most(hits, p) > alpha / 2.0) };
    (lower, upper)
}

/// The probability of `k` hits in `n` when each has probability `p`.
fn binomial(k: usize, n: usize, p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        let sure = if p <= 0.0 { 0 } else { n };
        return f64::from(u8::from(k == sure));
    }
    let ln_choose: f64 = (1..=k).map(|i| ((n - k + i) as f64 / i as f64).ln()).sum();
    (ln_choose + k as f64 * p.ln() + (n - k) as f64 * (1.0 - p).ln()).exp()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::trial::{answered, patient};
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_published_tables() {
        // Clopper–Pearson, 95 %: 0 of 10, 5 of 10, 8 of 10, 10 of 10.
        for (hits, low, high) in [(0, 0.0, 0.3085), (5, 0.1871, 0.8129), (8, 0.4439, 0.9748), (10, 0.6915, 1.0)] {
            let (l, h) = clopper_pearson(hits, 10, 0.05);
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{hits} of 10: {l} to {h}");
        }
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share_and_narrows_with_more_pairs(n in 1_usize..80, part in 0.0_f64..1.0) {
            let hits = (part * n as f64).round() as usize;
            let (low, high) = clopper_pearson(hits, n, 0.05);
            let share = hits as f64 / n as f64;
            prop_assert!(low <= share + 1e-9 && share <= high + 1e-9, "{hits} of {n}: {low} to {high}");
            let (low4, high4) = clopper_pearson(hits * 4, n * 4, 0.05);
            prop_assert!(high4 - low4 < high - low + 1e-9);
        }
    }

    #[test]
    fn the_tally_counts_by_time_and_the_repeat_once() {
        let patient = patient(4);
        let later =
            |r: &Review, i: usize| if r.pairs[i].right > r.pairs[i].left { Judgement::Right } else { Judgement::Left };
        let mut review = answered(&patient, &[Judgement::NoDifference; 6]);
        assert_eq!(review.pairs.len(), 6, "3 with the first date, 2 neighbours, 1 repeat");
        for i in 0..6 {
            let judgement = later(&review, i);
            review.answers.get_mut(&i).unwrap().judgement = judgement;
        }
        let all = tally(&patient, &review);
        assert_eq!((all.later, all.judged(), all.agrees), (5, 5, Some(true)), "{all:?}");
        let check = review.pairs.iter().position(|p| p.repeats.is_some()).unwrap();
        review.answers.get_mut(&check).unwrap().judgement = Judgement::NoDifference;
        assert_eq!(tally(&patient, &review).agrees, Some(false));
        review.answers.get_mut(&check).unwrap().judgement = Judgement::CannotJudge;
        let other = (0..6).find(|i| *i != check && Some(*i) != review.pairs[check].repeats).unwrap();
        review.answers.remove(&other);
        let some = tally(&patient, &review);
        assert_eq!((some.judged(), some.open, some.agrees), (4, 1, None), "{some:?}");
    }
}
