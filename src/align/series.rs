//! Many dates of one view on one reference: do they agree with each other?
//!
//! Every date is aligned to the reference directly, so that adding a date disturbs no other. A second way to the same place
//! leads over the date before; where the two ways end apart, one of the alignments is wrong.

use crate::geom::{Point, Size, Warp};

/// How far two ways to the same photo end apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disagreement {
    /// Half of the places are nearer, in pixels of the photo where both ways end.
    pub median_px: f64,
    /// 95 in 100 places are nearer.
    pub p95_px: f64,
    /// Places that all photos show, of 300.
    pub places: usize,
}

/// Compares `later_from_reference` with the way over `earlier`, whose photo has `earlier_size`; both over the reference photo.
/// `None` if fewer than 20 places lie on every photo.
pub fn disagreement(
    earlier_from_reference: &Warp,
    later_from_earlier: &Warp,
    later_from_reference: &Warp,
    earlier_size: Size,
    later_size: Size,
) -> Option<Disagreement> {
    const COLUMNS: u32 = 20;
    const ROWS: u32 = 15;
    let reference = later_from_reference.fixed;
    let mut apart: Vec<f64> = (0..COLUMNS * ROWS)
        .filter_map(|i| {
            let p = Point::new(
                (f64::from(i % COLUMNS) + 0.5) / f64::from(COLUMNS) * f64::from(reference.width),
                (f64::from(i / COLUMNS) + 0.5) / f64::from(ROWS) * f64::from(reference.height),
            );
            let between = earlier_from_reference.moving_from_fixed(p);
            let (chained, direct) =
                (later_from_earlier.moving_from_fixed(between), later_from_reference.moving_from_fixed(p));
            let shown = earlier_size.contains(between) && later_size.contains(chained) && later_size.contains(direct);
            shown.then(|| chained.distance(direct))
        })
        .collect();
    if apart.len() < 20 {
        return None;
    }
    apart.sort_by(f64::total_cmp);
    let at = |q: f64| apart[((q * apart.len() as f64) as usize).min(apart.len() - 1)];
    Some(Disagreement { median_px: at(0.5), p95_px: at(0.95), places: apart.len() })
}

/// The dates that disagree with both their neighbours by more than `most_px`, while those agree elsewhere.
///
/// `between[i]` is the disagreement of dates i and i + 1; `None` where it is not known. The first and the last date have
/// one neighbour and are named only if the next pair along agrees.
pub fn odd_dates(between: &[Option<Disagreement>], most_px: f64) -> Vec<usize> {
    let apart = |i: usize| between.get(i).copied().flatten().map(|d| d.median_px > most_px);
    let dates = between.len() + 1;
    (0..dates)
        .filter(|&date| match (date.checked_sub(1).and_then(apart), apart(date)) {
            (Some(before), Some(after)) => before && after,
            (None, Some(after)) => after && apart(date + 1) == Some(false),
            (Some(before), None) => before && date >= 2 && apart(date - 2) == Some(false),
            (None, None) => false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Homography;

    const SIZE: Size = Size::new(800, 600);

    fn warp(scale: f64, degrees: f64, dx: f64) -> Warp {
        Warp::from_homography(Homography::similarity(scale, degrees, dx, 0.0), SIZE)
    }

    #[test]
    fn two_ways_that_lead_to_one_place_do_not_disagree() {
        let (first, second) = (warp(1.02, 3.0, 5.0), warp(0.99, -2.0, -8.0));
        let direct = Warp::from_homography(second.homography * first.homography, SIZE);
        let found = disagreement(&first, &second, &direct, SIZE, SIZE).unwrap();
        assert!(found.p95_px < 1e-9, "{found:?}");
        let wrong = disagreement(&first, &second, &warp(1.0, 0.0, 30.0), SIZE, SIZE).unwrap();
        assert!(wrong.median_px > 5.0, "{wrong:?}");
        assert!(disagreement(&warp(1.0, 0.0, 5000.0), &second, &direct, SIZE, SIZE).is_none());
    }

    #[test]
    fn the_date_that_disagrees_with_both_neighbours_is_named() {
        let d = |px: f64| Some(Disagreement { median_px: px, p95_px: px, places: 300 });
        assert_eq!(odd_dates(&[d(0.4), d(9.0), d(8.0), d(0.3)], 2.0), vec![2]);
        assert_eq!(odd_dates(&[d(9.0), d(0.4)], 2.0), vec![0]);
        assert_eq!(odd_dates(&[d(0.4), d(9.0)], 2.0), vec![2]);
        assert_eq!(odd_dates(&[d(0.4), None, d(0.4)], 2.0), Vec::<usize>::new());
    }
}
