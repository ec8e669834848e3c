//! Do the dates of a view agree with each other about where the skin lies?

use super::derived::{PairKey, Value};
use super::{App, Key, Slot};
use crate::align::series::{Disagreement, disagreement, odd_dates};
use crate::align::{Registration, Verdict};
use crate::geom::Size;
use crate::model::{Patient, PhotoId};

use super::pair::pair_key;

/// Ways that end further apart than this part of the baseline's diagonal disagree: half a percent, the bound of an alignment
/// that counts as right.
const APART: f64 = 0.005;

/// Names the agreement of a series by every alignment that it follows from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SeriesKey {
    /// Each later date on the baseline, in order of time.
    pub direct: Vec<PairKey>,
    /// Each of them but the first on the one before it.
    pub between: Vec<PairKey>,
    /// Upright size of each later photo in pixels.
    pub sizes: Vec<Size>,
}

/// How well the direct way from the baseline to each date and the way over the date before it end at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// For each date but the first later one: half of the places end nearer, as part of the photo's diagonal (0.01 = 1 %);
    /// `None` where one of the ways is refused, or too little is shown by all three photos.
    pub apart: Vec<Option<f64>>,
    /// Places in [`SeriesKey::direct`] of dates that disagree with their neighbours, which agree elsewhere.
    pub odd: Vec<usize>,
}

/// The key of a series: `photos` in order of time, the baseline first. `None` below two later dates.
pub fn series_key(patient: &Patient, photos: &[PhotoId]) -> Option<SeriesKey> {
    let (baseline, later) = photos.split_first().filter(|(_, later)| later.len() >= 2)?;
    let engine = |a, b| Some(pair_key(patient, a, b)?.of_engine());
    Some(SeriesKey {
        direct: later.iter().map(|id| engine(*baseline, *id)).collect::<Option<_>>()?,
        between: later.windows(2).map(|two| engine(two[0], two[1])).collect::<Option<_>>()?,
        sizes: later.iter().map(|id| Some(patient.photos.get(id)?.size)).collect::<Option<_>>()?,
    })
}

/// Compares both ways to each date. `found` answers for each key: the alignment, or `None` where there is none.
pub(super) fn agreement(
    key: &SeriesKey,
    found: impl Fn(&PairKey) -> Option<std::sync::Arc<Registration>>,
) -> Agreement {
    let found = |key: &PairKey| found(key).filter(|r| r.verdict != Verdict::Refused);
    let of_pair = |i: usize| -> Option<Disagreement> {
        let (earlier, later, between) = (found(&key.direct[i])?, found(&key.direct[i + 1])?, found(&key.between[i])?);
        let warps = [earlier, between, later].map(|r| r.moving_from_fixed.clone());
        disagreement(&warps[0], &warps[1], &warps[2], key.sizes[i], key.sizes[i + 1]).map(|d| {
            let diagonal = key.sizes[i + 1].diagonal();
            Disagreement { median_px: d.median_px / diagonal, p95_px: d.p95_px / diagonal, ..d }
        })
    };
    let between: Vec<_> = (0..key.between.len()).map(of_pair).collect();
    Agreement { odd: odd_dates(&between, APART), apart: between.iter().map(|d| d.map(|d| d.median_px)).collect() }
}

impl App {
    /// How well the dates of a series agree, if it was asked for and made.
    pub fn agreement(&self, key: &SeriesKey) -> Slot<std::sync::Arc<Agreement>> {
        self.derived.get(&Key::Agreement(key.clone())).and_then(Value::agreement)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::FileKey;
    use super::*;
    use crate::align::{Options, register};
    use crate::geom::Warp;
    use crate::monitor::Silent;
    use crate::phantom::{Kind, pair};

    fn file(n: &str) -> FileKey {
        FileKey { sha256: n.to_owned(), format: "jpg".to_owned() }
    }

    /// A registration of a real pair, to be given other warps.
    fn registration() -> Registration {
        let made = pair(1, Kind::Ordinary, Size::new(320, 240));
        register(&made.before.photo, &made.after.photo, &Options::default(), &Silent).unwrap()
    }

    fn key(dates: &[&str]) -> SeriesKey {
        let pair = |a: &str, b: &str| PairKey { fixed: file(a), moving: file(b), manual: None, skin: [None, None] };
        SeriesKey {
            direct: dates[1..].iter().map(|b| pair(dates[0], b)).collect(),
            between: dates[1..].windows(2).map(|two| pair(two[0], two[1])).collect(),
            sizes: vec![Size::new(320, 240); dates.len() - 1],
        }
    }

    /// Every date lies `at` pixels right of the baseline; what is said of one date on the baseline may be wrong.
    fn found(at: &[(&str, f64)], wrong: Option<&str>) -> impl Fn(&PairKey) -> Option<Arc<Registration>> {
        let (plain, at) = (registration(), at.iter().map(|(n, x)| ((*n).to_owned(), *x)).collect::<Vec<_>>());
        let wrong = wrong.map(str::to_owned);
        move |key| {
            let x = |file: &FileKey| at.iter().find(|(n, _)| *n == file.sha256).unwrap().1;
            let error = if key.fixed.sha256 == "a" && Some(&key.moving.sha256) == wrong.as_ref() { 40.0 } else { 0.0 };
            let dx = x(&key.moving) - x(&key.fixed) + error;
            let shift = crate::geom::Homography::similarity(1.0, 0.0, dx, 0.0);
            let moving_from_fixed = Warp::from_homography(shift, Size::new(320, 240));
            Some(Arc::new(Registration { moving_from_fixed, verdict: Verdict::Aligned, ..plain.clone() }))
        }
    }

    #[test]
    fn a_date_that_stands_elsewhere_is_named_and_the_others_are_not() {
        let dates = ["a", "b", "c", "d", "e"];
        let at = [("a", 0.0), ("b", 5.0), ("c", -3.0), ("d", 8.0), ("e", 1.0)];
        let right = agreement(&key(&dates), found(&at, None));
        assert_eq!((right.odd.len(), right.apart.len()), (0, 3));
        assert!(right.apart.iter().all(|apart| apart.is_some_and(|d| d < 1e-6)), "{right:?}");
        assert_eq!(agreement(&key(&dates), found(&at, Some("c"))).odd, vec![1]);
    }

    #[test]
    fn a_further_date_changes_nothing_for_the_others() {
        let at = [("a", 0.0), ("b", 5.0), ("c", -3.0), ("d", 8.0)];
        let (three, four) = (key(&["a", "b", "c"]), key(&["a", "b", "c", "d"]));
        assert_eq!(three.direct[..], four.direct[..2], "the same alignments under the same keys");
        let apart = |key: &SeriesKey| agreement(key, found(&at, None)).apart[0];
        assert_eq!(apart(&three), apart(&four));
    }

    #[test]
    fn where_a_way_is_missing_nothing_is_said() {
        let at = [("a", 0.0), ("b", 5.0), ("c", -3.0)];
        let all = found(&at, Some("c"));
        let key = key(&["a", "b", "c"]);
        let none = agreement(&key, |pair| all(pair).filter(|_| *pair != key.between[0]));
        assert_eq!(none, Agreement { apart: vec![None], odd: vec![] });
    }
}
