//! Blind review without its window: which pairs are drawn, what the answers add up to, and the table of them.
//!
//! The program counts answers. It never says whether a treatment worked.

use jiff::Timestamp;

use crate::model::{Judgement, Patient, PhotoId, Review, ReviewAnswer, ReviewId, ReviewPair, View, days_between};

/// More pairs than these tire a person; the first and the last date are always among them.
pub const MOST_PAIRS: usize = 11;

/// A scale that can be scored by number keys during a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewScale {
    /// Under this name it stands in the record.
    pub id: &'static str,
    /// How it is called.
    pub name: &'static str,
    /// Values with their words, in order.
    pub values: &'static [(u8, &'static str)],
}

/// Scales offered for a review. Wording is ours; definitions: CEA (clinician's erythema assessment), Goodman–Baron
/// qualitative grading.
pub const SCALES: [ReviewScale; 2] = [
    ReviewScale {
        id: "cea",
        name: "Redness, CEA",
        values: &[(0, "clear"), (1, "almost clear"), (2, "mild"), (3, "moderate"), (4, "severe")],
    },
    ReviewScale {
        id: "goodman-baron-qualitative",
        name: "Scars, Goodman–Baron qualitative",
        values: &[
            (1, "macular, colour only"),
            (2, "mild, not seen from 50 cm"),
            (3, "moderate, seen from 50 cm"),
            (4, "severe, not flattened by stretch"),
        ],
    },
];

/// The scales of a review, in its order; a scale that this version does not know is left out.
pub fn scales_of(review: &Review) -> Vec<ReviewScale> {
    review.scales.iter().filter_map(|id| SCALES.into_iter().find(|s| s.id == id)).collect()
}

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

/// A review of `view` by `who`, drawn anew.
pub fn new_review(patient: &Patient, view: &View, who: &str, scales: Vec<String>) -> Review {
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
        scales,
        answers: std::collections::BTreeMap::new(),
        revealed: None,
    }
}

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
    let order = super::in_order(patient, pair.left, pair.right)?;
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

/// A revealed review as a table (RFC 4180): one line a pair, in the order in which they were shown. Without the
/// patient's name; `None` while the dates are not revealed.
pub fn csv(patient: &Patient, review: &Review) -> Option<String> {
    review.revealed?;
    let scales = scales_of(review);
    let mut head: Vec<String> = [
        "review",
        "rater",
        "begun",
        "revealed",
        "seed",
        "view",
        "pair",
        "repeats_pair",
        "left_date",
        "right_date",
        "days_apart",
        "judgement",
        "preferred",
        "left_display_ev",
        "right_display_ev",
        "answered",
    ]
    .map(str::to_owned)
    .into();
    for scale in &scales {
        head.extend(["left", "right"].map(|side| format!("{side}_{}", scale.id)));
    }
    let mut table = vec![head];
    table.extend((0..review.pairs.len()).map(|i| line(patient, review, &scales, i)));
    let quoted = |cell: &String| {
        // A cell that a spreadsheet would take for a formula is kept as text.
        let cell = if cell.starts_with(['=', '+', '@']) { format!("'{cell}") } else { cell.clone() };
        if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
    };
    Some(table.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n").collect())
}

fn line(patient: &Patient, review: &Review, scales: &[ReviewScale], i: usize) -> Vec<String> {
    let pair = &review.pairs[i];
    let (left, right) = (patient.date_of(pair.left), patient.date_of(pair.right));
    let text = |date: Option<jiff::civil::Date>| date.map(|d| d.to_string()).unwrap_or_default();
    let answer: Option<&ReviewAnswer> = review.answers.get(&i);
    let words = |judgement: Judgement| match judgement {
        Judgement::Left => "left better",
        Judgement::NoDifference => "no difference",
        Judgement::Right => "right better",
        Judgement::CannotJudge => "cannot judge",
    };
    let preferred = answer.and_then(|a| preferred(patient, pair, a.judgement)).map(|p| match p {
        Preferred::Later => "later",
        Preferred::Earlier => "earlier",
        Preferred::Same => "neither",
        Preferred::CannotJudge => "not judged",
    });
    let ev = |side: usize| answer.and_then(|a| a.display_ev).map(|ev| format!("{:.2}", ev[side])).unwrap_or_default();
    let mut row = vec![
        review.id.to_string(),
        review.who.clone(),
        review.at.to_string(),
        review.revealed.map(|at| at.to_string()).unwrap_or_default(),
        review.seed.to_string(),
        review.view.to_string(),
        (i + 1).to_string(),
        pair.repeats.map(|r| (r + 1).to_string()).unwrap_or_default(),
        text(left),
        text(right),
        left.zip(right).map(|(l, r)| days_between(l, r).abs().to_string()).unwrap_or_default(),
        answer.map(|a| words(a.judgement)).unwrap_or_default().to_owned(),
        preferred.unwrap_or_default().to_owned(),
        ev(0),
        ev(1),
        answer.map(|a| a.at.to_string()).unwrap_or_default(),
    ];
    for scale in scales {
        let score = |scores: Option<&std::collections::BTreeMap<String, u8>>| {
            scores.and_then(|s| s.get(scale.id)).map(u8::to_string).unwrap_or_default()
        };
        row.push(score(answer.map(|a| &a.left)));
        row.push(score(answer.map(|a| &a.right)));
    }
    row
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::geom::Size;
    use crate::model::{Edit, Integrity, PatientId, PhotoRecord, Session, SessionId, SkinState, TakenSource};

    fn patient(dates: usize) -> Patient {
        let mut patient = Patient::empty(PatientId::from_number(1));
        for day in 0..dates {
            let session = SessionId::from_number(day as u128 + 1);
            let date = date(2026, 1, 1).saturating_add(jiff::Span::new().days(7 * day as i64));
            let visit = Session { id: session, date, title: String::new(), skin: SkinState::Clean, treatment: None };
            patient.apply(&Edit::AddSession(visit));
            patient.apply(&Edit::AddPhoto(PhotoRecord {
                id: PhotoId::from_number(day as u128 + 1),
                session,
                sha256: "0".repeat(64),
                format: "png".into(),
                size: Size::new(400, 300),
                view: View::new("front"),
                taken_at: None,
                utc_offset_min: None,
                taken_source: TakenSource::Person,
                integrity: Integrity::Intact,
                camera: String::new(),
                comment: String::new(),
                scale: None,
            }));
        }
        patient
    }

    fn drawn(dates: usize, seed: u64) -> Vec<ReviewPair> {
        draw_pairs(&patient(dates), &View::new("front"), seed)
    }

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

    fn answered(patient: &Patient, said: &[Judgement]) -> Review {
        let mut review = new_review(patient, &View::new("front"), "dr1", vec!["cea".into()]);
        for (i, judgement) in said.iter().enumerate() {
            let left = std::collections::BTreeMap::from([("cea".to_owned(), 3)]);
            let (right, display_ev, at) =
                (std::collections::BTreeMap::new(), Some([-0.25, 0.0]), Timestamp::UNIX_EPOCH);
            review.answers.insert(i, ReviewAnswer { judgement: *judgement, left, right, display_ev, at });
        }
        review
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

    #[test]
    fn the_table_is_there_after_the_reveal_and_never_names_the_patient() {
        let mut patient = patient(3);
        patient.facts.name = "Ada Berg".into();
        let mut review = answered(&patient, &[Judgement::Left, Judgement::CannotJudge]);
        review.who = "Holm, \"M.\"".into();
        assert_eq!(csv(&patient, &review), None, "nothing before the reveal");
        review.revealed = Some(Timestamp::UNIX_EPOCH);
        let table = csv(&patient, &review).unwrap();
        assert_eq!(table.lines().count(), 1 + review.pairs.len());
        assert!(!table.contains("Ada") && table.contains("\"Holm, \"\"M.\"\"\""), "{table}");
        assert!(table.contains("left better") && table.contains("-0.25"), "{table}");
    }
}
