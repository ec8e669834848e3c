//! Which pairs a blind review shows, in which order, and on which side.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::{Patient, PhotoId, Review, ReviewId, ReviewPair, Scale, View};

/// More pairs than these tire a person; the first and the last date are always among them.
pub const MOST_PAIRS: usize = 11;

/// The next number of SplitMix64 (Steele et al., OOPSLA 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number from 0 to `below` − 1, each as likely as any other.
fn below(state: &mut u64, below: usize) -> usize {
    let n = below.max(1) as u64;
    let fair = u64::MAX - u64::MAX % n;
    loop {
        let drawn = next(state);
        if drawn < fair {
            return (drawn % n) as usize;
        }
    }
}

fn shuffle<T>(items: &mut [T], state: &mut u64) {
    for i in (1..items.len()).rev() {
        items.swap(i, below(state, i + 1));
    }
}

/// The pairs of `view` for a review, drawn from `seed`: each later date with the first one, and neighbouring dates, so
/// that no photo is in every pair; at most [`MOST_PAIRS`], in random order, sides at random. One pair comes a second
/// time with its sides exchanged, later on. Empty if the view has fewer than two dates.
pub fn draw_pairs(patient: &Patient, view: &View, seed: u64) -> Vec<ReviewPair> {
    let series: Vec<PhotoId> = patient.series(view).iter().filter(|p| p.integrity.is_intact()).map(|p| p.id).collect();
    let n = series.len();
    if n < 2 {
        return Vec::new();
    }
    let mut state = seed;
    let ends = (series[0], series[n - 1]);
    let mut others: Vec<(PhotoId, PhotoId)> = series[1..n - 1].iter().map(|later| (series[0], *later)).collect();
    others.extend(series.windows(2).skip(1).map(|pair| (pair[0], pair[1])));
    shuffle(&mut others, &mut state);
    others.truncate(MOST_PAIRS - 1);
    others.push(ends);
    shuffle(&mut others, &mut state);
    let mut pairs: Vec<ReviewPair> = others
        .into_iter()
        .map(|(earlier, later)| {
            let (left, right) = if below(&mut state, 2) == 0 { (earlier, later) } else { (later, earlier) };
            ReviewPair { left, right, repeats: None }
        })
        .collect();
    // From the first half, and a third of the pairs or more lie between, so that it is not known again by memory.
    let count = pairs.len();
    let again = below(&mut state, count.div_ceil(2));
    let first = pairs[again];
    let earliest = again + 1 + count / 3;
    let at = earliest + below(&mut state, count + 1 - earliest.min(count));
    pairs.insert(at.min(count), ReviewPair { left: first.right, right: first.left, repeats: Some(again) });
    pairs
}

/// A review of `view` by `who`, drawn anew, in which each photo is scored on `scales`.
pub fn new_review(patient: &Patient, view: &View, who: &str, scales: &[&Scale]) -> Review {
    let id = ReviewId::new();
    let text = id.to_string();
    // The last 16 letters of an id are drawn at random.
    let seed = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
    Review {
        id,
        view: view.clone(),
        who: who.trim().to_owned(),
        at: Timestamp::now(),
        seed,
        pairs: draw_pairs(patient, view, seed),
        scales: scales.iter().map(|s| s.id.clone()).collect(),
        versions: scales.iter().map(|s| (s.id.clone(), s.version.clone())).collect(),
        answers: BTreeMap::new(),
        revealed: None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::trial::patient;
    use super::*;

    fn drawn(dates: usize, seed: u64) -> Vec<ReviewPair> {
        draw_pairs(&patient(dates), &View::new("front"), seed)
    }

    proptest! {
        #[test]
        fn pairs_are_drawn_once_each_with_one_repeat_whose_sides_are_exchanged(dates in 2_usize..30, seed: u64) {
            let pairs = drawn(dates, seed);
            prop_assert_eq!(&pairs, &drawn(dates, seed), "the same seed draws the same pairs");
            let repeats: Vec<_> = pairs.iter().enumerate().filter(|(_, p)| p.repeats.is_some()).collect();
            prop_assert_eq!(repeats.len(), 1);
            let (at, again) = repeats[0];
            let first = &pairs[again.repeats.unwrap()];
            prop_assert!((first.left, first.right) == (again.right, again.left) && at > again.repeats.unwrap());
            let firsts = || pairs.iter().filter(|p| p.repeats.is_none());
            let set: std::collections::BTreeSet<_> = firsts().map(|p| (p.left.min(p.right), p.left.max(p.right))).collect();
            prop_assert_eq!(set.len(), firsts().count(), "no pair twice but the check");
            prop_assert!(firsts().count() <= MOST_PAIRS);
            let ends = (PhotoId::from_number(1), PhotoId::from_number(dates as u128));
            prop_assert!(set.contains(&ends), "baseline and latest are among them");
        }
    }

    #[test]
    fn either_side_is_as_likely_for_the_later_photo() {
        let right = (0..400).flat_map(|seed| drawn(6, seed)).filter(|p| p.right > p.left).count();
        let all = (0..400).flat_map(|seed| drawn(6, seed)).count();
        let share = right as f64 / all as f64;
        assert!((0.47..0.53).contains(&share), "{share}");
    }
}
