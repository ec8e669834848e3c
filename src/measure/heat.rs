//! The heat map: change of redness at each place of the fixed photo, only where it is beyond the local error.

use rayon::prelude::*;

use crate::geom::{Point, Size, Warp};
use crate::imaging::Photo;
use crate::imaging::color::linear_from_srgb8;

use super::estimate::Estimator;
use super::floors::Floor;
use super::uncertainty::Z95;

/// Side of a cell of the map in pixels of the fixed photo.
pub const CELL_PX: u32 = 4;

/// Fixed ends of the legend, index points: never fitted to a pair.
pub const HEAT_RANGE: [f32; 2] = [-20.0, 20.0];

/// Half side of the square of cells over which a value is averaged: 5 × 5 cells are 400 pixels.
const REACH: usize = 2;

/// What a cell of the map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeatCell {
    /// A change beyond the local smallest detectable change: coloured.
    Changed,
    /// A change within it: translucent grey.
    Within,
    /// Not to be measured here (clipped, too dark, outside the other photo): hatched.
    Gated,
}

/// ΔHb over the fixed photo, cell by cell.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// Cells across and down.
    pub size: Size,
    /// ΔHb in index points, row by row; after minus before. Not cut off at the legend's ends.
    pub values: Vec<f32>,
    /// What each cell shows.
    pub cells: Vec<HeatCell>,
}

/// Computes the map of a pair.
///
/// `estimators` are those of the photos before and after, `moving_from_fixed` the alignment from before to after, `floor`
/// the error that stays where nothing has changed. Takes raw photos: a chart's correction is not applied here, because
/// its gain on a difference against reference skin is small and the map must follow the hand.
pub fn heat_map(photos: [&Photo; 2], moving_from_fixed: &Warp, estimators: &[Estimator; 2], floor: &Floor) -> HeatMap {
    let [before, after] = [0, 1].map(|i| Cells::new(photos[i], &estimators[i]));
    let size = Size::new(before.width as u32, before.height as u32);
    let places = Places::new(moving_from_fixed, size);
    let row = |y: usize| {
        (0..before.width)
            .map(|x| {
                let here = before.at(x, y);
                let p = places.at(x, y);
                let there = after.between(p);
                match (here, there) {
                    (Some((hb1, e1)), Some((hb2, e2))) => {
                        let sdc = Z95 as f32 * (e1 * e1 + e2 * e2 + (floor.detect.hb as f32).powi(2)).sqrt();
                        let change = hb2 - hb1;
                        (change, if change.abs() > sdc { HeatCell::Changed } else { HeatCell::Within })
                    }
                    _ => (0.0, HeatCell::Gated),
                }
            })
            .collect::<Vec<_>>()
    };
    let (values, cells) = (0..before.height).into_par_iter().flat_map_iter(row).unzip();
    HeatMap { size, values, cells }
}

/// The excess of each cell of one photo, averaged over its surroundings, and its standard error.
struct Cells {
    width: usize,
    height: usize,
    /// Excess and standard error; a negative error marks a gated cell.
    values: Vec<[f32; 2]>,
}

impl Cells {
    fn new(photo: &Photo, estimator: &Estimator) -> Self {
        let size = photo.size();
        let (width, height) = ((size.width / CELL_PX) as usize, (size.height / CELL_PX) as usize);
        let hb = estimator.hb();
        let light: [f32; 256] = std::array::from_fn(|v| linear_from_srgb8(v as u8));
        let line = size.width as usize * 3;
        let mut raw = vec![[0.0f32; 2]; width * height];
        raw.par_chunks_mut(width.max(1)).enumerate().for_each(|(y, row)| {
            let mut sums = vec![[0.0f32; 3]; width];
            let mut worst = vec![0u8; width];
            for dy in 0..CELL_PX as usize {
                let from = (y * CELL_PX as usize + dy) * line;
                let pixels = &photo.rgb()[from..from + line];
                for ((sum, worst), cell) in
                    sums.iter_mut().zip(&mut worst).zip(pixels.chunks_exact(3 * CELL_PX as usize))
                {
                    for pixel in cell.chunks_exact(3) {
                        for (sum, value) in sum.iter_mut().zip(pixel) {
                            *sum += light[usize::from(*value)];
                            *worst = (*worst).max(*value);
                        }
                    }
                }
            }
            let share = 1.0 / (CELL_PX * CELL_PX) as f32;
            for ((out, sum), worst) in row.iter_mut().zip(sums).zip(worst) {
                let mean = sum.map(|v| v * share);
                let believed = worst < 254 && mean.iter().all(|v| *v > 0.008);
                *out = if believed { [hb(mean.map(|v| -f64::from(v.log10()))) as f32, 1.0] } else { [0.0, 0.0] };
            }
        });
        Self { width, height, values: averaged(&raw, width, height) }
    }

    fn at(&self, x: usize, y: usize) -> Option<(f32, f32)> {
        let [value, error] = *self.values.get(y * self.width + x)?;
        (error >= 0.0).then_some((value, error))
    }

    /// At a place in cells; `None` off the photo or in a gated cell.
    fn between(&self, p: Point) -> Option<(f32, f32)> {
        let inside = p.x >= 0.0 && p.y >= 0.0 && p.x <= (self.width - 1) as f64 && p.y <= (self.height - 1) as f64;
        if !inside {
            return None;
        }
        let (x, y) = (p.x as usize, p.y as usize);
        let (x1, y1) = ((x + 1).min(self.width - 1), (y + 1).min(self.height - 1));
        let (fx, fy) = ((p.x - x as f64) as f32, (p.y - y as f64) as f32);
        let (a, b, c, d) = (self.at(x, y)?, self.at(x1, y)?, self.at(x, y1)?, self.at(x1, y1)?);
        let mix = |a: f32, b: f32, c: f32, d: f32| {
            let (top, low) = (a + (b - a) * fx, c + (d - c) * fx);
            top + (low - top) * fy
        };
        Some((mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1)))
    }
}

/// Mean over 5 × 5 cells and its standard error from their scatter; gated where fewer than half can be believed.
fn averaged(raw: &[[f32; 2]], width: usize, height: usize) -> Vec<[f32; 2]> {
    // Sums along rows first: count, value, square.
    let rows: Vec<[f32; 3]> = (0..height)
        .into_par_iter()
        .flat_map_iter(|y| {
            let row = &raw[y * width..(y + 1) * width];
            (0..width).map(move |x| {
                let near = &row[x.saturating_sub(REACH)..(x + REACH + 1).min(width)];
                near.iter().fold([0.0; 3], |s, [v, n]| [s[0] + n, s[1] + v * n, s[2] + v * v * n])
            })
        })
        .collect();
    (0..height)
        .into_par_iter()
        .flat_map_iter(|y| {
            let rows = &rows;
            (0..width).map(move |x| {
                let mut s = [0.0f32; 3];
                for line in y.saturating_sub(REACH)..(y + REACH + 1).min(height) {
                    let r = rows[line * width + x];
                    (0..3).for_each(|i| s[i] += r[i]);
                }
                let all = ((2 * REACH + 1) * (2 * REACH + 1)) as f32;
                if s[0] < 0.5 * all {
                    return [0.0, -1.0];
                }
                let mean = s[1] / s[0];
                let variance = (s[2] / s[0] - mean * mean).max(0.0);
                // Neighbouring cells are alike: about a quarter of them are independent.
                [mean, (variance / (0.25 * s[0])).sqrt()]
            })
        })
        .collect()
}

/// Where the cells lie in the photo after, in its cells: computed on a coarse grid and interpolated.
struct Places {
    columns: usize,
    nodes: Vec<Point>,
}

/// Cells between nodes.
const STRIDE: usize = 16;

impl Places {
    fn new(moving_from_fixed: &Warp, cells: Size) -> Self {
        let columns = cells.width as usize / STRIDE + 2;
        let rows = cells.height as usize / STRIDE + 2;
        let side = f64::from(CELL_PX);
        let node = |i: usize| {
            let cell = |k: usize| (k * STRIDE) as f64 * side + 0.5 * (side - 1.0);
            let q = moving_from_fixed.moving_from_fixed(Point::new(cell(i % columns), cell(i / columns)));
            Point::new((q.x - 0.5 * (side - 1.0)) / side, (q.y - 0.5 * (side - 1.0)) / side)
        };
        Self { columns, nodes: (0..columns * rows).into_par_iter().map(node).collect() }
    }

    fn at(&self, x: usize, y: usize) -> Point {
        let i = y / STRIDE * self.columns + x / STRIDE;
        let (fx, fy) = ((x % STRIDE) as f64 / STRIDE as f64, (y % STRIDE) as f64 / STRIDE as f64);
        let top = self.nodes[i].lerp(self.nodes[i + 1], fx);
        let low = self.nodes[i + self.columns].lerp(self.nodes[i + self.columns + 1], fx);
        top.lerp(low, fy)
    }
}
