//! The trust map: the expected error over the fixed photo, cell by cell.

use serde::{Deserialize, Serialize};

use super::Verdict;
use super::evidence::{COARSE_IN_PLACE, FINE_IN_PLACE, Probes};
use super::local::Local;
use super::scene::Scene;
use crate::geom::Point;

/// The expected error over the fixed photo, cell by cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrustMap {
    /// Cells across.
    pub columns: usize,
    /// Cells down.
    pub rows: usize,
    /// Expected error of each cell in pixels of the moving photo, row by row.
    pub error_px: Vec<f32>,
    /// True where the alignment may be relied on.
    pub trusted: Vec<bool>,
}

impl TrustMap {
    /// Share of the photo that is trusted, 0 to 1.
    pub fn area(&self) -> f64 {
        self.trusted.iter().filter(|t| **t).count() as f64 / self.trusted.len().max(1) as f64
    }
}

/// Cells along the long side.
const LONG: usize = 32;
/// Cells along the short side.
const SHORT: usize = 24;
/// How far around a cell squares are asked, in cells.
const REACH: f64 = 2.5;

struct Witness {
    at: Point,
    residual: f64,
    weight: f64,
    in_place: bool,
    /// What a square of this kind cannot tell, in pixels of level 0.
    blur: f64,
}

/// Largest expected error of a trusted cell, of the moving photo's diagonal. The cells of a pair that is to be checked must
/// promise more: light that moved the shades of relief leans the squares around a cell all one way, and they tell less
/// error than there is.
fn most_error(verdict: Verdict) -> f64 {
    match verdict {
        Verdict::Aligned => 0.0025,
        Verdict::Check => 0.0012,
        Verdict::Refused => 0.0,
    }
}

/// The map of the final model. The cells of a refused pair are never trusted.
pub(super) fn map(scene: &Scene, local: &Local, probes: &Probes, verdict: Verdict) -> TrustMap {
    let size = scene.fixed.frame.working;
    let (columns, rows) = if size.width >= size.height { (LONG, SHORT) } else { (SHORT, LONG) };
    let (cw, ch) = (f64::from(size.width) / columns as f64, f64::from(size.height) / rows as f64);
    let moving = scene.moving.frame;
    let scale = 0.5 * (moving.scale.x + moving.scale.y);
    let most = most_error(verdict) * moving.full.diagonal();
    let witnesses = witnesses(local, probes);
    let cells = columns * rows;
    let mut map = TrustMap { columns, rows, error_px: vec![0.0; cells], trusted: vec![false; cells] };
    for i in 0..cells {
        let at = Point::new(((i % columns) as f64 + 0.5) * cw, ((i / columns) as f64 + 0.5) * ch);
        let (for_it, against, square) = asked(&witnesses, at, REACH * cw.max(ch));
        let rms = if for_it > 0.0 { (square / for_it).sqrt() } else { 2.0 * COARSE_IN_PLACE };
        let agreed = for_it / (for_it + against).max(1e-9);
        map.error_px[i] = (scale * rms * (1.0 + 3.0 * (1.0 - agreed))) as f32;
        let small = f64::from(map.error_px[i]) < most;
        map.trusted[i] = small && moving.working.contains(local.model.at(at)) && for_it > 0.15 && agreed > 0.5;
    }
    map
}

fn witnesses(local: &Local, probes: &Probes) -> Vec<Witness> {
    let of = |pairs: &[super::fit::Pair], limit: f64, blur: f64| -> Vec<Witness> {
        pairs
            .iter()
            .map(|p| {
                let residual = local.model.at(p.fixed).distance(p.moving);
                Witness { at: p.fixed, residual, weight: p.weight, in_place: residual < limit, blur }
            })
            .collect()
    };
    let mut all = of(&probes.fine, FINE_IN_PLACE, 0.3);
    all.extend(of(&probes.coarse, COARSE_IN_PLACE, 1.5));
    all
}

/// Weight of the squares near `at` that are in place, of those that are not, and the weighted square error of the former.
fn asked(witnesses: &[Witness], at: Point, reach: f64) -> (f64, f64, f64) {
    let (mut for_it, mut against, mut square) = (0.0, 0.0, 0.0);
    for w in witnesses {
        let from = w.at - at;
        let share = (from.x * from.x + from.y * from.y) / (reach * reach);
        if share >= 1.0 {
            continue;
        }
        let k = (1.0 - share) * w.weight;
        if w.in_place {
            // A sharp witness counts for more than a blurred one.
            let k = k / (w.blur + 0.2);
            for_it += k;
            square += k * (w.residual * w.residual + w.blur * w.blur);
        } else {
            against += k;
        }
    }
    (for_it, against, square)
}

#[cfg(test)]
mod tests {
    use super::super::evidence::Evidence;
    use super::super::fit::Pair;
    use super::super::scene::tests::{SIZE, drawn, posed, twice};
    use super::*;
    use crate::geom::Homography;

    /// Squares on a grid over the photo, each found `miss(place)` pixels from its place and counting `weight(place)`.
    fn squares(miss: impl Fn(Point) -> f64, weight: impl Fn(Point) -> f64) -> Vec<Pair> {
        let places = (0..24)
            .flat_map(|y| (0..32).map(move |x| Point::new(15.0 * f64::from(x) + 7.0, 15.0 * f64::from(y) + 7.0)));
        places.map(|p| Pair { fixed: p, moving: p + Point::new(miss(p), 0.0), weight: weight(p) }).collect()
    }

    /// The map of a photo with itself, moved by `by` pixels, from these small squares. Its diagonal is 600 pixels.
    fn mapped(fine: Vec<Pair>, by: f64, verdict: Verdict) -> TrustMap {
        let photo = drawn(|_, _| [200, 150, 120]);
        let moved = fine.into_iter().map(|p| Pair { moving: p.moving + Point::new(by, 0.0), ..p }).collect();
        let probes = Probes { fine: moved, coarse: Vec::new(), evidence: Evidence::default() };
        map(&twice(&photo), &posed(Homography::similarity(1.0, 0.0, by, 0.0), &photo), &probes, verdict)
    }

    fn area(miss: f64, verdict: Verdict) -> f64 {
        mapped(squares(|_| miss, |_| 1.0), 0.0, verdict).area()
    }

    #[test]
    fn a_cell_is_trusted_as_far_as_its_squares_are_near_their_place() {
        assert_eq!([0.3, 1.0].map(|miss| area(miss, Verdict::Aligned)), [1.0, 1.0]);
        assert_eq!(area(2.0, Verdict::Aligned), 0.0, "beyond a quarter of a percent of the diagonal");
        assert_eq!([0.3, 1.0].map(|miss| area(miss, Verdict::Check)), [1.0, 0.0], "a pair to be checked promises more");
        assert_eq!(area(0.0, Verdict::Refused), 0.0);
        let error = mapped(squares(|_| 1.0, |_| 1.0), 0.0, Verdict::Aligned).error_px[0];
        assert!((1.0..1.1).contains(&error), "{error} px");
    }

    #[test]
    fn a_cell_is_not_trusted_where_squares_are_missing_faint_or_elsewhere() {
        let right = |map: &TrustMap| map.trusted[12 * LONG + 24];
        let left = |map: &TrustMap| map.trusted[12 * LONG + 7];
        let tested = |miss: &dyn Fn(Point) -> f64, weight: &dyn Fn(Point) -> f64| {
            let map = mapped(squares(miss, weight), 0.0, Verdict::Aligned);
            (left(&map), right(&map))
        };
        let half = |l: f64, r: f64| move |p: Point| if p.x < 240.0 { l } else { r };
        assert_eq!(tested(&|_| 0.2, &half(1.0, 0.0)), (true, false), "none there");
        assert_eq!(tested(&|_| 0.2, &half(1.0, 0.002)), (true, false), "too faint to tell");
        // Every other square far away: those in place count more, but not if the others are five times as clear.
        let odd = |p: Point| ((p.x - 7.0) / 15.0) as i64 % 2 == 1;
        let clear = |p: Point| if odd(p) && p.x > 240.0 { 5.0 } else { 1.0 };
        assert_eq!(tested(&|p| if odd(p) { 20.0 } else { 0.0 }, &clear), (true, false), "most lies elsewhere");
    }

    #[test]
    fn what_the_other_photo_does_not_show_is_not_trusted() {
        let map = mapped(squares(|_| 0.1, |_| 1.0), 120.0, Verdict::Aligned);
        for (i, trusted) in map.trusted.iter().enumerate() {
            let x = ((i % LONG) as f64 + 0.5) * f64::from(SIZE.width) / LONG as f64;
            assert_eq!(*trusted, x + 120.0 < f64::from(SIZE.width), "at {x}");
        }
    }
}
