//! Finding the 24-patch chart in a photo without being shown where it is.
//!
//! Even, square-like spots of a photo made small are candidates for patches. Three of them that lie like neighbours on a
//! grid are grown to the whole grid; a homography from grid to photo is fitted; and the colours say which of the four ways
//! round it lies. Anything in doubt is no chart: the user then shows its corners.

use std::collections::HashMap;

use nalgebra::{DMatrix, DVector};

use crate::geom::{Homography, Point, Size};
use crate::imaging::{Photo, resize};

use super::chart::{self, COLUMNS, Edition, ROWS};

/// Longer side of the photo in which the chart is looked for: patches are then 8 pixels or more wide.
const SIDE: u32 = 800;

/// Fewest patches that have to be seen as even squares; the black one often melts into the frame.
const MIN_SEEN: usize = 17;

/// Largest median ΔE00 of held-out patches at which the colours count as those of a chart.
const MAX_STRANGE: f64 = 8.0;

/// The chart's four outer corners at dark skin, bluish green, black and white; `None` if it is not there, hidden in part, or
/// not surely told from something else.
pub fn find_chart(photo: &Photo, edition: Edition) -> Option<[Point; 4]> {
    let full = photo.size();
    let factor = (f64::from(full.width.max(full.height)) / f64::from(SIDE)).max(1.0);
    let size = Size::new((f64::from(full.width) / factor) as u32, (f64::from(full.height) / factor) as u32);
    let small = if factor > 1.0 { resize(photo, size) } else { photo.clone() };
    let spots = spots(&small);
    let mut found: Option<([Point; 4], f64)> = None;
    for seed in 0..spots.len() {
        let Some(grid) = grow(&spots, seed).filter(|grid| grid.len() >= MIN_SEEN) else { continue };
        for (corners, strange) in placements(&small, &spots, &grid, edition) {
            if found.is_none_or(|(_, best)| strange < best) {
                found = Some((corners, strange));
            }
        }
        if found.is_some() {
            break;
        }
    }
    let (corners, _) = found?;
    // From the middles of small pixels to those of the photo's own.
    let [sx, sy] = [f64::from(full.width) / f64::from(size.width), f64::from(full.height) / f64::from(size.height)];
    Some(corners.map(|p| Point::new((p.x + 0.5) * sx - 0.5, (p.y + 0.5) * sy - 0.5)))
}

/// An even, square-like spot.
struct Spot {
    middle: Point,
    side: f64,
}

/// Connected even areas of one colour that fill a square or a moderately slanted one.
fn spots(photo: &Photo) -> Vec<Spot> {
    let Size { width, height } = photo.size();
    let (w, h) = (width as usize, height as usize);
    // A pixel is even where no channel changes much within two pixels to each side.
    let value = |x: usize, y: usize, c: usize| i32::from(photo.rgb()[(y * w + x) * 3 + c]);
    let even: Vec<bool> = (0..w * h)
        .map(|i| {
            let (x, y) = (i % w, i / w);
            let inside = x >= 2 && y >= 2 && x + 2 < w && y + 2 < h;
            inside
                && (0..3).all(|c| {
                    let (across, down) =
                        (value(x + 2, y, c) - value(x - 2, y, c), value(x, y + 2, c) - value(x, y - 2, c));
                    across.abs() + down.abs() < 14
                })
        })
        .collect();
    let mut taken = vec![false; w * h];
    let (mut spots, mut open) = (Vec::new(), Vec::new());
    for start in 0..w * h {
        if taken[start] || !even[start] {
            continue;
        }
        taken[start] = true;
        open.push(start);
        let first: [i32; 3] = std::array::from_fn(|c| i32::from(photo.rgb()[start * 3 + c]));
        let (mut n, mut sx, mut sy, mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        while let Some(i) = open.pop() {
            let (x, y) = ((i % w) as f64, (i / w) as f64);
            n += 1.0;
            (sx, sy, xx, xy, yy) = (sx + x, sy + y, xx + x * x, xy + x * y, yy + y * y);
            for next in [i.wrapping_sub(1), i + 1, i.wrapping_sub(w), i + w] {
                let near = next < w * h && even[next] && !taken[next];
                if near && (0..3).all(|c| (i32::from(photo.rgb()[next * 3 + c]) - first[c]).abs() < 30) {
                    taken[next] = true;
                    open.push(next);
                }
            }
        }
        let (mx, my) = (sx / n, sy / n);
        let (cxx, cxy, cyy) = (xx / n - mx * mx, xy / n - mx * my, yy / n - my * my);
        let det = cxx * cyy - cxy * cxy;
        // A parallelogram of area A has a covariance of determinant A²/144; other shapes have a larger one.
        let filled = n / (12.0 * det.max(1e-9).sqrt());
        let half = 0.5 * (cxx + cyy);
        let spread = (half * half - det).max(0.0).sqrt();
        let slender = (half + spread) / (half - spread).max(1e-9);
        if n >= 16.0 && n < (w * h) as f64 / 60.0 && filled > 0.86 && slender < 3.5 {
            spots.push(Spot { middle: Point::new(mx, my), side: n.sqrt() });
        }
    }
    spots
}

/// Grid places of spots, by grid coordinates that start at the seed.
type Grid = HashMap<(i32, i32), usize>;

/// Grows a grid from a spot and two of its neighbours.
fn grow(spots: &[Spot], seed: usize) -> Option<Grid> {
    let origin = &spots[seed];
    let mut near: Vec<(f64, usize)> = spots
        .iter()
        .enumerate()
        .filter(|(i, s)| *i != seed && s.side > 0.6 * origin.side && s.side < 1.7 * origin.side)
        .map(|(i, s)| (s.middle.distance(origin.middle), i))
        .filter(|(d, _)| *d > origin.side && *d < 3.2 * origin.side)
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let u = spots[near.first()?.1].middle - origin.middle;
    let square = |v: &Point| (u.x * v.x + u.y * v.y).abs() < 0.35 * u.norm() * v.norm();
    let v = near.iter().map(|(_, i)| spots[*i].middle - origin.middle).find(square)?;
    // A right-handed pair: mirrored charts do not exist.
    let v = if u.x * v.y - u.y * v.x < 0.0 { v * -1.0 } else { v };
    let mut grid = Grid::from([((0, 0), seed)]);
    let mut open = vec![((0, 0), u, v)];
    while let Some((at, u, v)) = open.pop() {
        let here = spots[grid[&at]].middle;
        for (step, along) in [((1, 0), u), ((-1, 0), u * -1.0), ((0, 1), v), ((0, -1), v * -1.0)] {
            let place = (at.0 + step.0, at.1 + step.1);
            if grid.contains_key(&place) || grid.len() > COLUMNS * ROWS {
                continue;
            }
            let reach = 0.22 * along.norm();
            // The next one, or the one after it where a patch is not seen.
            for far in [1, 2] {
                let place = (at.0 + far * step.0, at.1 + far * step.1);
                let target = here + along * f64::from(far);
                let hit = spots.iter().enumerate().find(|(i, s)| {
                    s.middle.distance(target) < reach
                        && (0.5..2.0).contains(&(s.side / origin.side))
                        && !grid.values().any(|taken| taken == i)
                });
                if let (Some((i, spot)), false) = (hit, grid.contains_key(&place)) {
                    grid.insert(place, i);
                    let seen = (spot.middle - here) * (1.0 / f64::from(far));
                    let seen = if step.0 + step.1 < 0 { seen * -1.0 } else { seen };
                    let (u, v) = if step.0 != 0 { (seen, v) } else { (u, seen) };
                    open.insert(0, (place, u, v));
                    break;
                }
            }
        }
    }
    Some(grid)
}

/// Corners of the chart for each way in which a grid can lie on it whose colours are a chart's, and how strange they are.
fn placements(photo: &Photo, spots: &[Spot], grid: &Grid, edition: Edition) -> Vec<([Point; 4], f64)> {
    let mut found = Vec::new();
    for quarter in 0..4 {
        let turned = |(x, y): (i32, i32)| [(x, y), (-y, x), (-x, -y), (y, -x)][quarter];
        let places: Vec<((i32, i32), Point)> = grid.iter().map(|(at, i)| (turned(*at), spots[*i].middle)).collect();
        let range = |of: fn(&(i32, i32)) -> i32| {
            let all = || places.iter().map(|(at, _)| of(at));
            (all().min().unwrap_or(0), all().max().unwrap_or(0))
        };
        let ((left, right), (top, bottom)) = (range(|at| at.0), range(|at| at.1));
        let (wide, high) = (right - left + 1, bottom - top + 1);
        for dx in 0..=(COLUMNS as i32 - wide) {
            for dy in 0..=(ROWS as i32 - high) {
                let mut pairs: Vec<(Point, Point)> = places
                    .iter()
                    .map(|((x, y), p)| {
                        let column = f64::from(x - left + dx) + 0.5;
                        (Point::new(column / COLUMNS as f64, (f64::from(y - top + dy) + 0.5) / ROWS as f64), *p)
                    })
                    .collect();
                // The table of a hash has no order; sums must have one.
                pairs.sort_by(|a, b| (a.0.y, a.0.x).partial_cmp(&(b.0.y, b.0.x)).unwrap_or(std::cmp::Ordering::Equal));
                let Some(photo_from_chart) = homography(&pairs) else { continue };
                let corners =
                    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].map(|p| photo_from_chart * Point::from(p));
                let colours = chart::patches(photo, &corners).and_then(|seen| chart::fit(&seen, edition));
                if let Some(fit) = colours.filter(|fit| fit.held_out < MAX_STRANGE) {
                    found.push((corners, fit.held_out));
                }
            }
        }
    }
    found
}

/// Least squares over four or more pairs of points, second from first.
pub(super) fn homography(pairs: &[(Point, Point)]) -> Option<Homography> {
    let (mut a, mut b) = (DMatrix::zeros(2 * pairs.len(), 8), DVector::zeros(2 * pairs.len()));
    for (i, (u, p)) in pairs.iter().enumerate() {
        for (j, row) in [
            (2 * i, [u.x, u.y, 1.0, 0.0, 0.0, 0.0, -u.x * p.x, -u.y * p.x]),
            (2 * i + 1, [0.0, 0.0, 0.0, u.x, u.y, 1.0, -u.x * p.y, -u.y * p.y]),
        ] {
            row.iter().enumerate().for_each(|(k, v)| a[(j, k)] = *v);
        }
        (b[2 * i], b[2 * i + 1]) = (p.x, p.y);
    }
    let h = a.svd(true, true).solve(&b, 1e-12).ok()?;
    h.iter()
        .all(|v| v.is_finite())
        .then(|| Homography::from_rows([[h[0], h[1], h[2]], [h[3], h[4], h[5]], [h[6], h[7], 1.0]]))
}
