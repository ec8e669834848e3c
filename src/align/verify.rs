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
    let sums = square_sums(fixed, warped, (x, y), half);
    let n = ((2 * half + 1) * (2 * half + 1)) as f32;
    let [a, b, aa, bb, ab] = sums.map(|s| s / n);
    let (va, vb) = ((aa - a * a).max(0.0), bb - b * b);
    if vb.is_nan() {
        return (None, va.sqrt());
    }
    let zncc = (ab - a * b) / (va * vb.max(0.0)).sqrt().max(1e-4);
    (Some(f64::from(zncc.clamp(-1.0, 1.0))), va.sqrt())
}

/// Pixels along the side of the largest square.
const WIDEST: usize = 40;

vectorised! {
    /// Over the square of 2 `half` + 1 pixels around `at` = (x, y): Σf, Σw, Σf², Σw², Σfw. Column by column, so that eight are
    /// worked on at once.
    pub(super) fn square_sums(fixed: &Plane, warped: &Plane, at: (usize, usize), half: usize) -> [f32; 5] {
        let (x, y) = at;
        let side = 2 * half + 1;
        let mut columns = [[0.0_f32; WIDEST]; 5];
        let [f, w, ff, ww, fw] = columns.each_mut().map(|c| &mut c[..side]);
        for row in y - half..=y + half {
            add_row(&fixed.row(row)[x - half..][..side], &warped.row(row)[x - half..][..side], f, w, ff, ww, fw);
        }
        columns.map(|c| c[..side].iter().sum::<f32>())
    }
}

/// A function of its own: the compiler then knows that no two of these overlap.
#[inline(always)]
fn add_row(a: &[f32], b: &[f32], f: &mut [f32], w: &mut [f32], ff: &mut [f32], ww: &mut [f32], fw: &mut [f32]) {
    let n = a.len();
    let (b, f, w) = (&b[..n], &mut f[..n], &mut w[..n]);
    let (ff, ww, fw) = (&mut ff[..n], &mut ww[..n], &mut fw[..n]);
    for k in 0..n {
        f[k] += a[k];
        w[k] += b[k];
        ff[k] += a[k] * a[k];
        ww[k] += b[k] * b[k];
        fw[k] += a[k] * b[k];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_of_a_square_counts_once_whatever_its_side() {
        let value = |x: usize, y: usize| ((x * 7 + y * 13) % 31) as f32 / 8.0;
        let plane = |by: usize| {
            Plane::from_rows(60, 50, |y, row| row.iter_mut().enumerate().for_each(|(x, v)| *v = value(x + by, y)))
        };
        let (fixed, mut warped) = (plane(0), plane(5));
        for half in [4, 5, 8, 10, 12, 16] {
            let expected = (25 - half..=25 + half)
                .flat_map(|y| (30 - half..=30 + half).map(move |x| (value(x, y), value(x + 5, y))))
                .fold([0.0; 5], |s, (f, w)| [s[0] + f, s[1] + w, s[2] + f * f, s[3] + w * w, s[4] + f * w]);
            assert_eq!(square_sums(&fixed, &warped, (30, 25), half), expected, "{half}");
        }
        warped.data[25 * 60 + 34] = f32::NAN;
        assert!(
            square_sums(&fixed, &warped, (30, 25), 4)[1].is_nan()
                && !square_sums(&fixed, &warped, (29, 25), 4)[1].is_nan()
        );
    }
}
