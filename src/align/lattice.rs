//! Fits the bend of skin: a cubic B-spline lattice with bending energy.

use crate::geom::{Lattice, Point, Size, lattice_knots};
use crate::imaging::simd::vectorised;

/// A measured bend: at `at` (pixel of the full fixed photo) the offset is `offset`, believed with `weight`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Datum {
    /// Pixel of the full fixed photo.
    pub at: Point,
    /// Offset there.
    pub offset: Point,
    /// How much it counts.
    pub weight: f64,
}

/// The lattice of `columns` × `rows` knots that follows `data` and bends as little as it can.
///
/// `stiffness` weighs the bending energy against the data; `None` if the equations cannot be solved (no data).
pub(super) fn fit(data: &[Datum], size: Size, columns: usize, rows: usize, stiffness: f64) -> Option<Lattice> {
    let knots = columns * rows;
    // Numbering along the shorter side keeps the band narrow.
    let along_rows = columns <= rows;
    let index = |c: usize, r: usize| if along_rows { r * columns + c } else { c * rows + r };
    let width = 3 * columns.min(rows) + 3;
    let mut system = Banded::new(knots, width);
    let total: f64 = data.iter().map(|d| d.weight).sum();
    if total.is_nan() || total <= 0.0 {
        return None;
    }
    for d in data {
        system.add(&terms(d.at, size, columns, rows, &index), d.offset, d.weight);
    }
    bends(columns, rows, stiffness * total / knots as f64, &index, &mut |terms, weight| {
        system.add(terms, Point::default(), weight);
    });
    let solution = system.solve()?;
    let mut lattice = Lattice::zero(columns, rows);
    for r in 0..rows {
        for c in 0..columns {
            lattice.offsets[r * columns + c] = solution[index(c, r)];
        }
    }
    lattice.offsets.iter().all(|p| p.is_finite()).then_some(lattice)
}

/// A measured bend that may be known better along one direction than along another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Directed {
    /// Pixel of the full fixed photo.
    pub at: Point,
    /// Offset there.
    pub offset: Point,
    /// Information about it: the inverse of its covariance, (xx, xy, yy).
    pub information: [f64; 3],
}

/// As [`fit`], across and down in one system, so that a datum counts along each direction as much as is known there.
///
/// `bending` is the information that two knots agree with their neighbours: the inverse of a squared second difference.
pub(super) fn fit_directed(
    data: &[Directed],
    size: Size,
    columns: usize,
    rows: usize,
    bending: f64,
) -> Option<Lattice> {
    let knots = columns * rows;
    let along_rows = columns <= rows;
    let index = |c: usize, r: usize| if along_rows { r * columns + c } else { c * rows + r };
    // Unknown 2 i is the offset across of knot i, 2 i + 1 that down.
    let mut system = Banded::new(2 * knots, 2 * (3 * columns.min(rows) + 3) + 1);
    for d in data {
        system.add_directed(&terms(d.at, size, columns, rows, &index), d.offset, d.information);
    }
    bends(columns, rows, bending, &index, &mut |terms, weight| {
        for axis in 0..2 {
            let mut both = [(0, 0.0); 4];
            for (to, (i, k)) in both.iter_mut().zip(terms) {
                *to = (2 * i + axis, *k);
            }
            system.add(&both[..terms.len()], Point::default(), weight);
        }
    });
    let solution = system.solve()?;
    let mut lattice = Lattice::zero(columns, rows);
    for r in 0..rows {
        for c in 0..columns {
            let i = 2 * index(c, r);
            lattice.offsets[r * columns + c] = Point::new(solution[i].x, solution[i + 1].x);
        }
    }
    lattice.offsets.iter().all(|p| p.is_finite()).then_some(lattice)
}

/// The sixteen knots that matter at `at`, with their weights.
fn terms(
    at: Point,
    size: Size,
    columns: usize,
    rows: usize,
    index: &impl Fn(usize, usize) -> usize,
) -> [(usize, f64); 16] {
    let (u, wu) = lattice_knots(at.x, size.width, columns);
    let (v, wv) = lattice_knots(at.y, size.height, rows);
    let clamped = |i: isize, n: usize| i.clamp(0, n as isize - 1) as usize;
    let mut terms = [(0, 0.0); 16];
    for (j, wy) in wv.iter().enumerate() {
        for (i, wx) in wu.iter().enumerate() {
            terms[j * 4 + i] = (index(clamped(u + i as isize, columns), clamped(v + j as isize, rows)), wx * wy);
        }
    }
    terms
}

/// Calls `add` with each second difference along, down and across, and its weight: a discrete thin plate.
fn bends(
    columns: usize,
    rows: usize,
    weight: f64,
    index: &impl Fn(usize, usize) -> usize,
    add: &mut impl FnMut(&[(usize, f64)], f64),
) {
    for r in 0..rows {
        for c in 0..columns {
            if c > 0 && c + 1 < columns {
                add(&[(index(c - 1, r), 1.0), (index(c, r), -2.0), (index(c + 1, r), 1.0)], weight);
            }
            if r > 0 && r + 1 < rows {
                add(&[(index(c, r - 1), 1.0), (index(c, r), -2.0), (index(c, r + 1), 1.0)], weight);
            }
            if c + 1 < columns && r + 1 < rows {
                let terms =
                    [(index(c, r), 1.0), (index(c + 1, r), -1.0), (index(c, r + 1), -1.0), (index(c + 1, r + 1), 1.0)];
                add(&terms, 2.0 * weight);
            }
            // A trace of pull to zero, so that a lattice with little data is still determined.
            add(&[(index(c, r), 1.0)], 1e-4 * weight);
        }
    }
}

/// A symmetric positive definite system with a band, and two right-hand sides.
struct Banded {
    n: usize,
    width: usize,
    /// Row i holds columns i − width ..= i.
    lower: Vec<f64>,
    right: Vec<Point>,
}

impl Banded {
    fn new(n: usize, width: usize) -> Self {
        Self { n, width, lower: vec![0.0; n * (width + 1)], right: vec![Point::default(); n] }
    }

    /// Adds weight · (Σ terms · c − target)².
    fn add(&mut self, terms: &[(usize, f64)], target: Point, weight: f64) {
        for &(i, a) in terms {
            self.right[i] = self.right[i] + target * (a * weight);
            for &(j, b) in terms {
                if j <= i {
                    self.lower[i * (self.width + 1) + self.width + j - i] += a * b * weight;
                }
            }
        }
    }

    /// Adds eᵀ · information · e, where e = Σ terms · c − target; the answer stands in x of the right-hand side.
    fn add_directed(&mut self, terms: &[(usize, f64)], target: Point, [xx, xy, yy]: [f64; 3]) {
        let right = Point::new(xx * target.x + xy * target.y, xy * target.x + yy * target.y);
        for &(i, a) in terms {
            self.right[2 * i].x += right.x * a;
            self.right[2 * i + 1].x += right.y * a;
            for &(j, b) in terms.iter().filter(|(j, _)| *j <= i) {
                let mut put = |i: usize, j: usize, v: f64| {
                    self.lower[i * (self.width + 1) + self.width + j - i] += a * b * v;
                };
                put(2 * i, 2 * j, xx);
                put(2 * i + 1, 2 * j, xy);
                put(2 * i + 1, 2 * j + 1, yy);
                // Within a knot this one is the mirror image of the second, above the diagonal.
                if j < i {
                    put(2 * i, 2 * j + 1, xy);
                }
            }
        }
    }

    /// Cholesky; `None` if not positive definite.
    fn solve(mut self) -> Option<Vec<Point>> {
        let (n, w) = (self.n, self.width);
        for i in 0..n {
            let first = i.saturating_sub(w);
            let (done, rest) = self.lower.split_at_mut(i * (w + 1));
            let row = &mut rest[..w + 1];
            for j in first..=i {
                let overlap = first.max(j.saturating_sub(w));
                let count = j - overlap;
                let mine = &row[w + overlap - i..][..count];
                if j < i {
                    let other = &done[j * (w + 1)..][..w + 1];
                    let dot = dot(mine, &other[w + overlap - j..][..count]);
                    row[w + j - i] = (row[w + j - i] - dot) / other[w];
                } else {
                    let d = row[w] - dot(mine, mine);
                    if d.is_nan() || d <= 1e-14 {
                        return None;
                    }
                    row[w] = d.sqrt();
                }
            }
        }
        let mut x = self.right;
        for i in 0..n {
            let row = &self.lower[i * (w + 1)..][..w + 1];
            let first = i.saturating_sub(w);
            let mut v = x[i];
            for j in first..i {
                v = v - x[j] * row[w + j - i];
            }
            x[i] = v * (1.0 / row[w]);
        }
        for i in (0..n).rev() {
            let row = &self.lower[i * (w + 1)..][..w + 1];
            x[i] = x[i] * (1.0 / row[w]);
            for j in i.saturating_sub(w)..i {
                x[j] = x[j] - x[i] * row[w + j - i];
            }
        }
        Some(x)
    }
}

vectorised! {
    fn dot(a: &[f64], b: &[f64]) -> f64 {
        const LANES: usize = 8;
        let mut lanes = [0.0_f64; LANES];
        let (ca, cb) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
        let rest: f64 = ca.remainder().iter().zip(cb.remainder()).map(|(a, b)| a * b).sum();
        for (a, b) in ca.zip(cb) {
            for k in 0..LANES {
                lanes[k] += a[k] * b[k];
            }
        }
        lanes.iter().sum::<f64>() + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bend(p: Point) -> Point {
        Point::new(6.0 * (p.x / 300.0).sin(), 5.0 * (p.y / 260.0 + p.x / 500.0).cos())
    }

    fn data(size: Size, step: usize) -> Vec<Datum> {
        let at = |x, y| Point::new(f64::from(x), f64::from(y));
        (0..size.height)
            .step_by(step)
            .flat_map(|y| (0..size.width).step_by(step).map(move |x| (x, y)))
            .map(|(x, y)| Datum { at: at(x, y), offset: bend(at(x, y)), weight: 0.7 })
            .collect()
    }

    #[test]
    fn a_smooth_bend_is_recovered_between_the_measurements() {
        for size in [Size::new(1600, 1200), Size::new(1200, 1600)] {
            let lattice = fit(&data(size, 50), size, 17, 13, 1e-3).unwrap();
            for p in [Point::new(333.0, 421.0), Point::new(777.0, 613.0), Point::new(1111.0, 1015.0)] {
                let miss = lattice.at(p, size).distance(bend(p));
                assert!(miss < 0.1, "{miss} px at {p:?} of {size:?}");
            }
        }
    }

    #[test]
    fn data_that_know_one_direction_each_make_up_the_whole_bend() {
        // Every other datum knows only a slanted direction, the rest only the one across it; each lies wildly along the other.
        let (size, along) = (Size::new(1600, 1200), Point::new(0.6, 0.8));
        let directed: Vec<Directed> = data(size, 40)
            .into_iter()
            .enumerate()
            .map(|(i, d)| {
                let (known, other) = if i % 2 == 0 {
                    (along, Point::new(-along.y, along.x))
                } else {
                    (Point::new(-along.y, along.x), along)
                };
                let information = [known.x * known.x, known.x * known.y, known.y * known.y].map(|v| 4.0 * v);
                Directed { at: d.at, offset: d.offset + other * 30.0, information }
            })
            .collect();
        let lattice = fit_directed(&directed, size, 17, 13, 1e-3).unwrap();
        for p in [Point::new(333.0, 421.0), Point::new(777.0, 613.0), Point::new(1111.0, 1015.0)] {
            let miss = lattice.at(p, size).distance(bend(p));
            assert!(miss < 0.2, "{miss} px at {p:?}");
        }
    }

    #[test]
    fn no_data_is_no_lattice() {
        assert!(fit(&[], Size::new(100, 80), 5, 4, 0.1).is_none());
        let around = fit_directed(&[], Size::new(100, 80), 5, 4, 1.0);
        assert!(around.is_none_or(|l| l.offsets.iter().all(|o| o.norm() < 1e-9)));
    }

    #[test]
    fn a_gap_in_the_data_is_bridged_smoothly() {
        let size = Size::new(1600, 1200);
        let holed: Vec<Datum> =
            data(size, 40).into_iter().filter(|d| d.at.distance(Point::new(800.0, 600.0)) > 150.0).collect();
        let lattice = fit(&holed, size, 33, 25, 1e-2).unwrap();
        let miss = lattice.at(Point::new(800.0, 600.0), size).distance(bend(Point::new(800.0, 600.0)));
        assert!(miss < 0.5, "{miss} px in the gap");
    }
}
