//! Small squares of the fixed photo looked for in the warped moving photo.

use rayon::prelude::*;

use super::model::Frame;
use crate::geom::Point;
use crate::imaging::Plane;
use crate::imaging::simd::vectorised;

/// What to look for: a grid of squares and how far each is searched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    /// Squares across.
    pub columns: usize,
    /// Squares down.
    pub rows: usize,
    /// Half the side of a square in pixels, its middle not counted.
    pub half: usize,
    /// Farthest shift looked at, in pixels; at most 19.
    pub reach: usize,
}

/// The search with its columns along the long side of the photo.
pub(super) fn oriented(search: Search, frame: Frame) -> Search {
    if frame.working.width >= frame.working.height {
        search
    } else {
        Search { columns: search.rows, rows: search.columns, ..search }
    }
}

/// Where a square was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    /// The square's middle in the fixed photo, pixels of the level.
    pub at: Point,
    /// Where it was found relative to that in the warped photo, pixels of the level.
    pub by: Point,
    /// Zero-mean normalised correlation there, up to 1.
    pub zncc: f64,
    /// How much it can be believed: correlation squared times how far the runner-up is behind, 0 to 1.
    pub weight: f64,
}

/// The correlation below which a find is no find.
const LEAST_ZNCC: f32 = 0.25;
/// Spread of the channel below which a square has nothing to hold on to.
const LEAST_SPREAD: f32 = 0.08;
/// Pixels between two peaks that count as rivals.
const RIVAL: isize = 3;

/// Looks for each square of `fixed` in `warped` (NaN outside the moving photo). `None` where nothing convincing was found.
pub(super) fn shifts(fixed: &Plane, warped: &Plane, search: &Search) -> Vec<Option<Shift>> {
    (0..search.columns * search.rows)
        .into_par_iter()
        .with_min_len(8)
        .map(|i| {
            let (x, y) = center(fixed, search, i % search.columns, i / search.columns)?;
            match 2 * search.reach + 1 {
                0..=8 => shift::<8>(fixed, warped, search, x, y),
                9..=16 => shift::<16>(fixed, warped, search, x, y),
                17..=24 => shift::<24>(fixed, warped, search, x, y),
                _ => shift::<40>(fixed, warped, search, x, y),
            }
        })
        .collect()
}

/// Looks for the one square of `fixed` around (`x`, `y`); answers its shift.
pub(super) fn one(fixed: &Plane, warped: &Plane, search: &Search, x: usize, y: usize) -> Option<Point> {
    shift::<40>(fixed, warped, search, x, y).filter(|s| s.zncc > 0.6).map(|s| s.by)
}

/// The middle of a square; `None` if the photo is smaller than a square.
pub(super) fn center(plane: &Plane, search: &Search, column: usize, row: usize) -> Option<(usize, usize)> {
    let place = |i: usize, n: usize, extent: usize| {
        let room = extent.checked_sub(2 * search.half + 1)?;
        Some(search.half + (2 * i + 1) * room / (2 * n).max(1))
    };
    Some((place(column, search.columns, plane.width)?, place(row, search.rows, plane.height)?))
}

fn shift<const L: usize>(fixed: &Plane, warped: &Plane, search: &Search, x: usize, y: usize) -> Option<Shift> {
    let side = 2 * search.half + 1;
    // A peak has neighbours on every side.
    let reach = search.reach.min((L - 1) / 2);
    if reach == 0 {
        return None;
    }
    let template = template(fixed, x, y, search.half)?;
    let (window, stride) = window(warped, x, y, search.half, reach, L)?;
    let across = 2 * reach + 1;
    let sums = WindowSums::new(&window, stride, side + 2 * reach);
    let mut surface = vec![-1.0_f32; across * across];
    let mut rows = [[0.0_f32; L]; 2];
    for pair in 0..across.div_ceil(2) {
        // The last row goes once more with the one before it if it has no partner.
        let top = (2 * pair).min(across.saturating_sub(2));
        correlate::<L>(&template, side, &window[top * stride..], stride, &mut rows);
        for (dy, row) in (top..across).zip(&rows) {
            let sums = [&sums.sum, &sums.square]
                .map(|table| [dy, dy + side].map(|y| &table[y * sums.across..][..sums.across]));
            evened(row, sums, side, &mut surface[dy * across..][..across]);
        }
    }
    peak(&surface, across, reach).map(|(by, zncc, clear)| Shift {
        at: Point::new(x as f64, y as f64),
        by,
        zncc,
        weight: zncc * zncc * clear,
    })
}

/// The square around (`x`, `y`), zero mean and unit norm; `None` if there is nothing in it.
fn template(fixed: &Plane, x: usize, y: usize, half: usize) -> Option<Vec<f32>> {
    let side = 2 * half + 1;
    let mut values = Vec::with_capacity(side * side);
    for yy in y - half..=y + half {
        values.extend_from_slice(&fixed.row(yy)[x - half..=x + half]);
    }
    let n = values.len() as f32;
    let mean = values.iter().sum::<f32>() / n;
    values.iter_mut().for_each(|v| *v -= mean);
    let norm = values.iter().map(|v| v * v).sum::<f32>().sqrt();
    if norm.is_nan() || norm < LEAST_SPREAD * n.sqrt() {
        return None;
    }
    values.iter_mut().for_each(|v| *v /= norm);
    Some(values)
}

/// The part of `warped` that the search sees, with `lanes` columns of padding; `None` if too much of it is outside the photo.
fn window(warped: &Plane, x: usize, y: usize, half: usize, reach: usize, lanes: usize) -> Option<(Vec<f32>, usize)> {
    let side = 2 * (half + reach) + 1;
    let stride = 2 * half + 1 + lanes;
    let mut out = vec![0.0; side * stride];
    let (left, top) = (x as isize - (half + reach) as isize, y as isize - (half + reach) as isize);
    let mut missing = 0;
    for (i, row) in out.chunks_mut(stride).enumerate() {
        let yy = top + i as isize;
        if yy < 0 || yy >= warped.height as isize {
            missing += side;
            continue;
        }
        let source = warped.row(yy as usize);
        for (j, v) in row[..side].iter_mut().enumerate() {
            let value = usize::try_from(left + j as isize).ok().and_then(|x| source.get(x)).copied();
            match value {
                Some(value) if !value.is_nan() => *v = value,
                _ => missing += 1,
            }
        }
    }
    // The middle must lie on the photo, and most of the rest.
    let middle = warped.row(y)[x];
    (!middle.is_nan() && missing * 4 <= side * side).then_some((out, stride))
}

/// Sums and sums of squares over every position of a square in a window.
struct WindowSums {
    across: usize,
    sum: Vec<f64>,
    square: Vec<f64>,
}

impl WindowSums {
    fn new(window: &[f32], stride: usize, extent: usize) -> Self {
        let across = extent + 1;
        let mut sum = vec![0.0; across * across];
        let mut square = vec![0.0; across * across];
        for y in 0..extent {
            let (mut s, mut q) = (0.0, 0.0);
            for x in 0..extent {
                let v = f64::from(window[y * stride + x]);
                s += v;
                q += v * v;
                sum[(y + 1) * across + x + 1] = sum[y * across + x + 1] + s;
                square[(y + 1) * across + x + 1] = square[y * across + x + 1] + q;
            }
        }
        Self { across, sum, square }
    }
}

vectorised! {
    /// A row of correlations over the spreads of the squares they belong to; −1 where there is nothing in a square. `sums` are
    /// the rows of both tables above and below these squares.
    fn evened(row: &[f32], sums: [[&[f64]; 2]; 2], side: usize, out: &mut [f32]) {
        let across = out.len();
        let n = (side * side) as f64;
        let [[(a, b), (c, d)], [(e, f), (g, h)]] = sums.map(|rows| rows.map(|row| (&row[..across], &row[side..][..across])));
        let row = &row[..across];
        for k in 0..across {
            let mean = (d[k] - c[k] - b[k] + a[k]) / n;
            let spread = ((h[k] - g[k] - f[k] + e[k]) / n - mean * mean).max(0.0).sqrt() as f32;
            out[k] = if spread > LEAST_SPREAD { row[k] / (spread * side as f32) } else { -1.0 };
        }
    }
}

vectorised! {
    /// `out[r][k]` = Σ template · window shifted by k columns and r rows; two rows at once keep the processor's adders busy.
    fn correlate<const L: usize>(template: &[f32], side: usize, window: &[f32], stride: usize, out: &mut [[f32; L]; 2]) {
        let (mut upper, mut lower) = ([0.0_f32; L], [0.0_f32; L]);
        for (y, t) in template.chunks_exact(side).enumerate() {
            let above = &window[y * stride..][..side + L - 1];
            let below = &window[(y + 1) * stride..][..side + L - 1];
            for (j, t) in t.iter().enumerate() {
                let (a, b): (&[f32], &[f32]) = (&above[j..j + L], &below[j..j + L]);
                for k in 0..L {
                    upper[k] += t * a[k];
                    lower[k] += t * b[k];
                }
            }
        }
        *out = [upper, lower];
    }
}

/// The highest point of a correlation surface to a fraction of a pixel, its height, and how clear it stands above its rivals.
fn peak(surface: &[f32], across: usize, reach: usize) -> Option<(Point, f64, f64)> {
    let at = |x: isize, y: isize| surface[y as usize * across + x as usize];
    let best = surface.iter().enumerate().fold((0, f32::MIN), |b, (i, v)| if *v > b.1 { (i, *v) } else { b });
    let (x, y) = ((best.0 % across) as isize, (best.0 / across) as isize);
    let last = across as isize - 1;
    if best.1 < LEAST_ZNCC || x == 0 || y == 0 || x == last || y == last {
        return None;
    }
    let mut rival = 0.0_f32;
    for yy in 0..=last {
        for xx in 0..=last {
            let near = (xx - x).abs() <= RIVAL && (yy - y).abs() <= RIVAL;
            if !near {
                rival = rival.max(at(xx, yy));
            }
        }
    }
    let clear = (1.0 - f64::from(rival / best.1)).max(0.0);
    // Near a small search there is no room for a rival: then the correlation alone counts.
    let clear = if reach as isize <= RIVAL { 0.5 } else { clear };
    let by = Point::new((x - reach as isize) as f64, (y - reach as isize) as f64) + vertex(&at, x, y)?;
    Some((by, f64::from(best.1), clear))
}

/// The top of the paraboloid through the nine points around (`x`, `y`), relative to it.
fn vertex(at: &impl Fn(isize, isize) -> f32, x: isize, y: isize) -> Option<Point> {
    let v = |dx: isize, dy: isize| f64::from(at(x + dx, y + dy));
    // Least squares over all nine: steadier than a cross of five.
    let row = |dy: isize| v(-1, dy) + v(0, dy) + v(1, dy);
    let column = |dx: isize| v(dx, -1) + v(dx, 0) + v(dx, 1);
    let gx = (column(1) - column(-1)) / 6.0;
    let gy = (row(1) - row(-1)) / 6.0;
    let xx = (column(1) - 2.0 * column(0) + column(-1)) / 3.0;
    let yy = (row(1) - 2.0 * row(0) + row(-1)) / 3.0;
    let xy = (v(1, 1) - v(-1, 1) - v(1, -1) + v(-1, -1)) / 4.0;
    let determinant = xx * yy - xy * xy;
    if xx >= 0.0 || determinant <= 1e-12 {
        return None;
    }
    let step = Point::new((xy * gy - yy * gx) / determinant, (xy * gx - xx * gy) / determinant);
    (step.x.abs() <= 1.0 && step.y.abs() <= 1.0).then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(width: usize, height: usize, dx: f64, dy: f64) -> Plane {
        Plane::from_rows(width, height, |y, row| {
            for (x, v) in row.iter_mut().enumerate() {
                let (x, y) = (x as f64 - dx, y as f64 - dy);
                *v = ((0.31 * x + 0.12 * y).sin()
                    + (0.05 * x * 0.9 - 0.27 * y).cos()
                    + (0.17 * x + 0.21 * y + 1.0).sin()) as f32;
            }
        })
    }

    #[test]
    fn squares_are_found_to_a_tenth_of_a_pixel() {
        let (fixed, moved) = (waves(160, 120, 0.0, 0.0), waves(160, 120, 2.3, -1.6));
        let search = Search { columns: 6, rows: 5, half: 10, reach: 5 };
        let found: Vec<Shift> = shifts(&fixed, &moved, &search).into_iter().flatten().collect();
        assert!(found.len() >= 20, "only {} found", found.len());
        for s in found {
            let miss = s.by.distance(Point::new(2.3, -1.6));
            assert!(miss < 0.12, "{:?} at {:?}", s.by, s.at);
        }
    }

    #[test]
    fn nothing_is_found_in_a_flat_or_tiny_photo_or_outside() {
        let search = Search { columns: 4, rows: 3, half: 10, reach: 8 };
        let flat = Plane::filled(100, 80, 0.2);
        assert!(shifts(&flat, &flat, &search).iter().all(Option::is_none));
        let tiny = waves(12, 9, 0.0, 0.0);
        assert!(shifts(&tiny, &tiny, &search).iter().all(Option::is_none));
        let nowhere = Plane::filled(100, 80, f32::NAN);
        assert!(shifts(&waves(100, 80, 0.0, 0.0), &nowhere, &search).iter().all(Option::is_none));
    }
}
