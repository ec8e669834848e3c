//! Least-squares and robust fits of a transform to pairs of points.

use nalgebra::{SMatrix, SVector};

use crate::geom::{Homography, Point};

/// A pair of places that should show the same, with its weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// Pixel of the fixed photo.
    pub fixed: Point,
    /// Pixel of the moving photo.
    pub moving: Point,
    /// How much it counts.
    pub weight: f64,
}

/// How free a transform is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Freedom {
    /// Turn, scale, move.
    Similarity,
    /// Any linear map and a move.
    Affine,
    /// With perspective.
    Perspective,
}

/// Weighted least squares; `None` if the pairs do not determine the transform.
///
/// `side` is a length typical of the photo in pixels (it conditions the equations). Perspective terms are held back
/// by a small ridge, so that few or bunched pairs give a nearly affine answer.
pub(super) fn least_squares(pairs: &[Pair], freedom: Freedom, side: f64) -> Option<Homography> {
    let total: f64 = pairs.iter().map(|p| p.weight).sum();
    if pairs.len() < 2 || total.is_nan() || total <= 1e-12 {
        return None;
    }
    let mean =
        |of: &dyn Fn(&Pair) -> Point| pairs.iter().fold(Point::default(), |sum, p| sum + of(p) * (p.weight / total));
    let (cf, cm) = (mean(&|p| p.fixed), mean(&|p| p.moving));
    let k = 2.0 / side;
    let fixed_to_unit = Homography::from_rows([[k, 0.0, -k * cf.x], [0.0, k, -k * cf.y], [0.0, 0.0, 1.0]]);
    let unit_to_moving = Homography::from_rows([[1.0 / k, 0.0, cm.x], [0.0, 1.0 / k, cm.y], [0.0, 0.0, 1.0]]);
    let unit: Vec<Pair> = pairs
        .iter()
        .map(|p| Pair { fixed: (p.fixed - cf) * k, moving: (p.moving - cm) * k, weight: p.weight / total })
        .collect();
    let fitted = match freedom {
        Freedom::Similarity => similarity(&unit)?,
        Freedom::Affine => general(&unit, 1e6)?,
        Freedom::Perspective => general(&unit, 1e-5)?,
    };
    let whole = unit_to_moving * fitted * fixed_to_unit;
    whole.matrix().iter().all(|v| v.is_finite()).then_some(whole)
}

fn similarity(unit: &[Pair]) -> Option<Homography> {
    // The centroids are at the origin, so that turn and scale stand alone.
    let (mut aa, mut ab, mut ba) = (0.0, 0.0, 0.0);
    for p in unit {
        aa += p.weight * (p.fixed.x * p.fixed.x + p.fixed.y * p.fixed.y);
        ab += p.weight * (p.fixed.x * p.moving.x + p.fixed.y * p.moving.y);
        ba += p.weight * (p.fixed.x * p.moving.y - p.fixed.y * p.moving.x);
    }
    if aa < 1e-9 {
        return None;
    }
    let (c, s) = (ab / aa, ba / aa);
    Some(Homography::from_rows([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]))
}

/// The transform of eight numbers whose algebraic error over `unit` is least. The equations of u and v share most of their
/// products, so that a few dozen sums make up all sixty-four entries.
fn general(unit: &[Pair], ridge: f64) -> Option<Homography> {
    // Sums of w · (xx, xy, x, yy, y, 1), the same times u, times v, and times u² + v².
    let (mut plain, mut by_u, mut by_v, mut by_uv) = ([0.0; 6], [0.0; 6], [0.0; 6], [0.0; 6]);
    for p in unit {
        let (x, y, u, v) = (p.fixed.x, p.fixed.y, p.moving.x, p.moving.y);
        let (wx, wy) = (p.weight * x, p.weight * y);
        let terms = [wx * x, wx * y, wx, wy * y, wy, p.weight];
        let uv = u * u + v * v;
        for (k, t) in terms.iter().enumerate() {
            plain[k] += t;
            by_u[k] += t * u;
            by_v[k] += t * v;
            by_uv[k] += t * uv;
        }
    }
    let [xx, xy, x, yy, y, one] = plain;
    let [uxx, uxy, ux, uyy, uy, u] = by_u;
    let [vxx, vxy, vx, vyy, vy, v] = by_v;
    let [qxx, qxy, qx, qyy, qy, _] = by_uv;
    let o = 0.0;
    #[rustfmt::skip]
    let mut a = SMatrix::<f64, 8, 8>::from_row_slice(&[
        xx,   xy,   x,   o,    o,    o,   -uxx, -uxy,
        xy,   yy,   y,   o,    o,    o,   -uxy, -uyy,
        x,    y,    one, o,    o,    o,   -ux,  -uy,
        o,    o,    o,   xx,   xy,   x,   -vxx, -vxy,
        o,    o,    o,   xy,   yy,   y,   -vxy, -vyy,
        o,    o,    o,   x,    y,    one, -vx,  -vy,
        -uxx, -uxy, -ux, -vxx, -vxy, -vx, qxx,  qxy,
        -uxy, -uyy, -uy, -vxy, -vyy, -vy, qxy,  qyy,
    ]);
    let b = SVector::<f64, 8>::from([ux, uy, u, vx, vy, v, -qx, -qy]);
    for i in 0..6 {
        a[(i, i)] += 1e-10;
    }
    a[(6, 6)] += ridge;
    a[(7, 7)] += ridge;
    let h = a.cholesky()?.solve(&b);
    Some(Homography::from_rows([[h[0], h[1], h[2]], [h[3], h[4], h[5]], [h[6], h[7], 1.0]]))
}

/// Iteratively reweighted fit with Geman–McClure weights whose scale shrinks from `from_px` to `to_px`.
///
/// Starts at `start`; returns the fit and each pair's final robust weight (0 to 1, not times its own weight).
pub(super) fn robust(
    pairs: &[Pair],
    start: Homography,
    freedom: Freedom,
    side: f64,
    from_px: f64,
    to_px: f64,
) -> Option<(Homography, Vec<f64>)> {
    const ROUNDS: usize = 8;
    let mut fit = start;
    let mut weights = vec![1.0; pairs.len()];
    for round in 0..ROUNDS {
        let scale = from_px * (to_px / from_px).powf(round as f64 / (ROUNDS - 1) as f64);
        let weighted: Vec<Pair> = pairs
            .iter()
            .zip(&mut weights)
            .map(|(p, w)| {
                *w = geman_mcclure((fit * p.fixed).distance(p.moving), scale);
                Pair { weight: p.weight * *w, ..*p }
            })
            .collect();
        fit = least_squares(&weighted, freedom, side)?;
    }
    Some((fit, weights))
}

/// The weight of a residual of `r` pixels: 1 at 0, ¼ at `scale`, 0 far away.
pub(super) fn geman_mcclure(r: f64, scale: f64) -> f64 {
    let t = 1.0 / (1.0 + (r / scale).powi(2));
    if t.is_finite() { t * t } else { 0.0 }
}

/// A small seeded generator (SplitMix64), so that the same pair always draws the same samples.
pub(super) struct Draw(pub u64);

impl Draw {
    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(z ^ (z >> 31)) * n as u128) >> 64) as usize
    }
}

/// The perspective transform that most pairs agree on, by sampling four at a time.
///
/// Each sample is scored over a range of noise scales up to `most_px`, without a single threshold (in the spirit of
/// MAGSAC++: Barath et al., CVPR 2020). Returns the refined transform and the weight that supports it.
pub(super) fn consensus(pairs: &[Pair], side: f64, most_px: f64, samples: usize) -> Option<(Homography, f64)> {
    if pairs.len() < 8 {
        return None;
    }
    let mut draw = Draw(pairs.len() as u64);
    let mut best: Option<(Homography, f64)> = None;
    for i in 0..samples {
        // Distinctive pairs come first: the pool grows from the best dozen to all (PROSAC).
        let pool = pairs.len().min(12 + pairs.len() * i * 2 / samples);
        let four: [Pair; 4] = std::array::from_fn(|_| Pair { weight: 1.0, ..pairs[draw.below(pool)] });
        let Some(h) = exact(&four, side) else { continue };
        if !is_sane(&h, side) {
            continue;
        }
        let score = support(pairs, &h, most_px);
        if best.as_ref().is_none_or(|b| score > b.1) {
            best = Some((h, score));
        }
    }
    let (mut h, mut score) = best?;
    if let Some((polished, _)) = robust(pairs, h, Freedom::Perspective, side, most_px, 0.4 * most_px) {
        let polished_score = support(pairs, &polished, most_px);
        if polished_score > score && is_sane(&polished, side) {
            (h, score) = (polished, polished_score);
        }
    }
    Some((h, score))
}

fn exact(four: &[Pair; 4], side: f64) -> Option<Homography> {
    // Bunched or collinear samples say nothing.
    for skip in 0..4 {
        let p: Vec<Point> = (0..4).filter(|i| *i != skip).map(|i| four[i].fixed).collect();
        let area = (p[1] - p[0]).x * (p[2] - p[0]).y - (p[1] - p[0]).y * (p[2] - p[0]).x;
        if area.abs() < 1e-3 * side * side {
            return None;
        }
    }
    least_squares(four, Freedom::Perspective, side)
}

fn support(pairs: &[Pair], h: &Homography, most_px: f64) -> f64 {
    let limit = most_px * most_px;
    pairs
        .iter()
        .map(|p| {
            let d = *h * p.fixed - p.moving;
            let r = (d.x * d.x + d.y * d.y) / limit;
            if r < 1.0 { (1.0 - r) * (1.0 - r) * p.weight } else { 0.0 }
        })
        .sum()
}

/// True if `h` keeps orientation over a photo of `side` pixels and neither shrinks, stretches nor tilts beyond what a camera does.
pub(super) fn is_sane(h: &Homography, side: f64) -> bool {
    let corners = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)].map(|(x, y)| Point::new(x * side, y * side * 0.75));
    let areas = corners.map(|p| local_area(h, p));
    let (least, most) = areas.iter().fold((f64::MAX, f64::MIN), |(l, m), a| (l.min(*a), m.max(*a)));
    least > 0.05 && most < 20.0 && most / least < 6.0
}

/// How much `h` enlarges a small area at `p`; negative where it mirrors, NaN where it tears.
pub(super) fn local_area(h: &Homography, p: Point) -> f64 {
    let (o, x, y) = (*h * p, *h * (p + Point::new(1.0, 0.0)), *h * (p + Point::new(0.0, 1.0)));
    (x - o).x * (y - o).y - (x - o).y * (y - o).x
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn truth(tilt: f64, degrees: f64) -> Homography {
        Homography::from_rows([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [tilt, -tilt, 1.0]])
            * Homography::similarity(1.1, degrees, 40.0, -25.0)
    }

    fn pairs_of(h: &Homography, wrong: usize) -> Vec<Pair> {
        let mut draw = Draw(7);
        (0..200)
            .map(|i| {
                let fixed = Point::new(draw.below(1600) as f64, draw.below(1200) as f64);
                let moving = if i % 10 < wrong {
                    Point::new(draw.below(1600) as f64, draw.below(1200) as f64)
                } else {
                    *h * fixed
                };
                Pair { fixed, moving, weight: 1.0 }
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn consensus_recovers_the_transform_among_wrong_pairs(tilt in -1e-4..1e-4_f64, degrees in -30.0..30.0_f64) {
            let h = truth(tilt, degrees);
            let (found, _) = consensus(&pairs_of(&h, 5), 1600.0, 6.0, 1000).unwrap();
            for p in [Point::new(0.0, 0.0), Point::new(1500.0, 1100.0)] {
                let miss = (found * p).distance(h * p);
                prop_assert!(miss < 0.5, "{miss} px at {p:?}");
            }
        }
    }

    #[test]
    fn too_few_or_equal_pairs_give_nothing() {
        let same = vec![Pair { fixed: Point::new(5.0, 5.0), moving: Point::new(6.0, 6.0), weight: 1.0 }; 30];
        assert!(least_squares(&same, Freedom::Similarity, 1600.0).is_none());
        assert!(consensus(&same, 1600.0, 6.0, 100).is_none());
        assert!(least_squares(&[], Freedom::Perspective, 1600.0).is_none());
    }
}
