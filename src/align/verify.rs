//! How well two pictures agree, square by square.

use rayon::prelude::*;

use crate::geom::Point;
use crate::imaging::Plane;
use crate::imaging::simd::vectorised;

/// One square of the fixed photo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// Its middle, pixels of the level.
    pub at: Point,
    /// Local correlation −1 to 1; `None` where the moving photo does not reach.
    pub zncc: Option<f64>,
    /// How much it counts.
    pub weight: f64,
}

/// The agreement over a photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Agreement {
    /// Weighted mean correlation where both photos show something.
    pub mean: f64,
    /// Share of the fixed photo's weight that the moving photo covers.
    pub coverage: f64,
}

impl Agreement {
    /// One number to compare poses by: what lies outside counts half as much as disagreement.
    pub fn score(self) -> f64 {
        self.mean * self.coverage / (0.5 + 0.5 * self.coverage).max(1e-9)
    }
}

/// Correlates `fixed` with `warped` (NaN outside) in squares of 2 `half` + 1 pixels whose middles are `step` pixels apart.
/// `weight` says how much a pixel counts.
pub(super) fn windows(
    fixed: &Plane,
    warped: &Plane,
    (half, step): (usize, usize),
    weight: impl Fn(Point) -> f64 + Sync,
) -> Vec<Window> {
    let places = |extent: usize| extent.saturating_sub(2 * half + 1) / step + usize::from(extent > 2 * half);
    let (columns, rows) = (places(fixed.width), places(fixed.height));
    (0..columns * rows)
        .into_par_iter()
        .with_min_len(32)
        .map(|i| {
            let (x, y) = (half + (i % columns) * step, half + (i / columns) * step);
            let at = Point::new(x as f64, y as f64);
            let (zncc, spread) = correlation(fixed, warped, x, y, half);
            // A square without texture says little, one with much not much more than one with some.
            let texture = f64::from((spread / 0.5).min(1.0));
            Window { at, zncc, weight: weight(at) * texture }
        })
        .collect()
}

/// The mean over `windows`.
pub(super) fn agreement(windows: &[Window]) -> Agreement {
    let (mut sum, mut covered, mut all) = (0.0, 0.0, 1e-12);
    for w in windows {
        all += w.weight;
        if let Some(zncc) = w.zncc {
            sum += w.weight * zncc;
            covered += w.weight;
        }
    }
    Agreement { mean: if covered > 0.0 { sum / covered } else { 0.0 }, coverage: covered / all }
}

/// Correlation and spread of the fixed square; `None` if the warped one is partly outside.
fn correlation(fixed: &Plane, warped: &Plane, x: usize, y: usize, half: usize) -> (Option<f64>, f32) {
    let mut sums = [0.0_f32; 5];
    for yy in y - half..=y + half {
        let range = x - half..=x + half;
        row_sums(&fixed.row(yy)[range.clone()], &warped.row(yy)[range], &mut sums);
    }
    let n = ((2 * half + 1) * (2 * half + 1)) as f32;
    let [a, b, aa, bb, ab] = sums.map(|s| s / n);
    let (va, vb) = ((aa - a * a).max(0.0), bb - b * b);
    if vb.is_nan() {
        return (None, va.sqrt());
    }
    let zncc = (ab - a * b) / (va * vb.max(0.0)).sqrt().max(1e-4);
    (Some(f64::from(zncc.clamp(-1.0, 1.0))), va.sqrt())
}

vectorised! {
    pub(super) fn row_sums(a: &[f32], b: &[f32], sums: &mut [f32; 5]) {
        const LANES: usize = 8;
        let mut lanes = [[0.0_f32; LANES]; 5];
        let (ca, cb) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
        let (ra, rb) = (ca.remainder(), cb.remainder());
        for (a, b) in ca.zip(cb) {
            for k in 0..LANES {
                lanes[0][k] += a[k];
                lanes[1][k] += b[k];
                lanes[2][k] += a[k] * a[k];
                lanes[3][k] += b[k] * b[k];
                lanes[4][k] += a[k] * b[k];
            }
        }
        for (a, b) in ra.iter().zip(rb) {
            lanes[0][0] += a;
            lanes[1][0] += b;
            lanes[2][0] += a * a;
            lanes[3][0] += b * b;
            lanes[4][0] += a * b;
        }
        for (sum, lanes) in sums.iter_mut().zip(lanes) {
            *sum += lanes.iter().sum::<f32>();
        }
    }
}
