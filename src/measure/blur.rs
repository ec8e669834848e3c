//! Box means of planes, on all processors: sums run along rows and down columns, so that their size costs nothing.

use rayon::prelude::*;

/// Rows that one task works on. Sums start anew in each band: the answer does not depend on the number of processors, and
/// single precision does not drift.
const BAND: usize = 64;

/// Mean over a square of 2·`reach` + 1 pixels, twice: nearly Gaussian with a deviation of 0.82·`reach`. At the border the
/// mean is of what there is.
pub(super) fn smooth(plane: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let mut along = plane.to_vec();
    if reach == 0 {
        return along;
    }
    let width = width.max(1);
    // Four rows at a time, as the lanes of one.
    along.par_chunks_mut(LANES * width).for_each_init(Row::default, |row, rows| {
        row.values.clear();
        row.values.resize(width, [0.0; LANES]);
        for (lane, values) in rows.chunks(width).enumerate() {
            values.iter().zip(&mut row.values).for_each(|(v, lanes)| lanes[lane] = *v);
        }
        row.means(reach);
        for (lane, values) in rows.chunks_mut(width).enumerate() {
            values.iter_mut().zip(&row.values).for_each(|(v, lanes)| *v = lanes[lane]);
        }
    });
    down_twice(&along, width, reach)
}

/// Numbers that are summed side by side: a sum along a row waits for the one before it, four of them wait together.
pub(super) const LANES: usize = 4;

/// A row of four numbers a place, and room to work.
#[derive(Default)]
pub(super) struct Row {
    /// The numbers.
    pub(super) values: Vec<[f32; LANES]>,
    spare: Vec<[f32; LANES]>,
}

impl Row {
    /// Each place becomes the mean of 2·`reach` + 1 places, twice.
    pub(super) fn means(&mut self, reach: usize) {
        self.spare.resize(self.values.len(), [0.0; LANES]);
        row_mean(&self.values, &mut self.spare, reach);
        row_mean(&self.spare, &mut self.values, reach);
    }
}

fn row_mean(row: &[[f32; LANES]], out: &mut [[f32; LANES]], reach: usize) {
    let n = row.len();
    let mut sum = [0.0f32; LANES];
    let nothing = [0.0; LANES];
    row[..reach.min(n)].iter().for_each(|v| (0..LANES).for_each(|k| sum[k] += v[k]));
    let mut step = |out: &mut [f32; LANES], old: &[f32; LANES], new: &[f32; LANES], share: f32| {
        for k in 0..LANES {
            sum[k] += new[k] - old[k];
            out[k] = sum[k] * share;
        }
    };
    let (left, right) = ((reach + 1).min(n), n.saturating_sub(reach));
    let share = |i: usize| 1.0 / places(i, n, reach) as f32;
    for (i, out) in out.iter_mut().enumerate().take(left) {
        step(out, &nothing, row.get(i + reach).unwrap_or(&nothing), share(i));
    }
    if left < right {
        let whole = 1.0 / (2 * reach + 1) as f32;
        let inner = out[left..right].iter_mut().zip(&row[left - reach - 1..]).zip(&row[left + reach..]);
        inner.for_each(|((out, old), new)| step(out, old, new, whole));
    }
    for (i, out) in out.iter_mut().enumerate().skip(left.max(right)) {
        step(out, &row[i - reach - 1], &nothing, share(i));
    }
}

/// The means of each column, twice.
pub(super) fn down_twice(plane: &[f32], width: usize, reach: usize) -> Vec<f32> {
    down(&down(plane, width, reach), width, reach)
}

fn down(plane: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let width = width.max(1);
    let height = plane.len() / width;
    let row = |y: usize| &plane[y * width..][..width];
    let mut out = vec![0.0; plane.len()];
    out.par_chunks_mut(BAND * width).enumerate().for_each(|(band, out)| {
        let mut sum = vec![0.0f32; width];
        let add = |sum: &mut [f32], y: usize| sum.iter_mut().zip(row(y)).for_each(|(s, v)| *s += v);
        let first = band * BAND;
        (first.saturating_sub(reach)..(first + reach).min(height)).for_each(|y| add(&mut sum, y));
        for (y, out) in (first..).zip(out.chunks_exact_mut(width)) {
            if y + reach < height {
                add(&mut sum, y + reach);
            }
            if y > first && y > reach {
                sum.iter_mut().zip(row(y - reach - 1)).for_each(|(s, v)| *s -= v);
            }
            let share = 1.0 / places(y, height, reach) as f32;
            out.iter_mut().zip(&sum).for_each(|(out, s)| *out = s * share);
        }
    });
    out
}

/// How many of the places within `reach` of `i` lie in 0..`n`.
fn places(i: usize, n: usize, reach: usize) -> usize {
    (i + reach + 1).min(n) - i.saturating_sub(reach)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_that_of_the_square_at_borders_and_seams_too() {
        let (width, height, reach) = (37, 150, 5);
        let plane: Vec<f32> = (0..width * height).map(|i| (i * i % 97) as f32 / 97.0).collect();
        let once = |plane: &[f64]| -> Vec<f64> {
            let mean = |i: usize| {
                let (x, y) = (i % width, i / width);
                let rows = y.saturating_sub(reach)..(y + reach + 1).min(height);
                let columns = x.saturating_sub(reach)..(x + reach + 1).min(width);
                let n = (rows.len() * columns.len()) as f64;
                rows.flat_map(|y| columns.clone().map(move |x| plane[y * width + x])).sum::<f64>() / n
            };
            (0..plane.len()).map(mean).collect()
        };
        let exact = once(&once(&plane.iter().map(|v| f64::from(*v)).collect::<Vec<_>>()));
        for (i, (found, exact)) in smooth(&plane, width, reach).iter().zip(&exact).enumerate() {
            assert!((f64::from(*found) - exact).abs() < 1e-5, "{i}: {found} instead of {exact}");
        }
        assert_eq!(smooth(&plane, width, 0), plane);
    }

    #[test]
    fn a_reach_beyond_the_plane_gives_its_mean() {
        let found = smooth(&[1.0, 2.0, 3.0, 6.0], 2, 9);
        assert!(found.iter().all(|v| (v - 3.0).abs() < 1e-6), "{found:?}");
    }
}
