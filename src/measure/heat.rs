//! The heat map: change of redness at each place of the fixed photo, only where it is beyond the local error.

use rayon::prelude::*;

use crate::geom::{Point, Size, Warp};
use crate::imaging::Photo;
use crate::imaging::color::linear_from_srgb8;

use super::floors::Floor;
use super::reader::Reader;
use super::sample;
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

/// What the map of a pair is computed with.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatInputs {
    /// Of the photos before and after; they correct by chart or grey card where both have one.
    pub readers: [Reader; 2],
    /// The error that stays where nothing has changed.
    pub floor: Floor,
}

impl HeatInputs {
    /// The map of the pair `[before, after]`; `moving_from_fixed` is the alignment from before to after.
    ///
    /// A cell that the photo after does not show, or that is clipped or dark in one of them, is gated.
    pub fn map(&self, photos: [&Photo; 2], moving_from_fixed: &Warp) -> HeatMap {
        let [before, after] = [0, 1].map(|i| Cells::new(photos[i], &self.readers[i]));
        let size = Size::new(before.width as u32, before.height as u32);
        let places = Places::new(moving_from_fixed, size);
        let still = (self.floor.detect.hb as f32).powi(2);
        let mut map =
            HeatMap { size, values: vec![0.0; before.values.len()], cells: vec![HeatCell::Gated; before.values.len()] };
        let width = before.width.max(1);
        let rows = map.values.par_chunks_mut(width).zip(map.cells.par_chunks_mut(width));
        rows.enumerate().for_each(|(y, (values, cells))| {
            for (x, (value, cell)) in values.iter_mut().zip(cells).enumerate() {
                let Some((hb1, e1)) = before.at(x, y) else { continue };
                let Some((hb2, e2)) = after.between(places.at(x, y)) else { continue };
                let sdc = Z95 as f32 * (e1 * e1 + e2 * e2 + still).sqrt();
                *value = hb2 - hb1;
                *cell = if value.abs() > sdc { HeatCell::Changed } else { HeatCell::Within };
            }
        });
        map
    }
}

/// The excess of each cell of one photo, averaged over its surroundings, and its standard error.
struct Cells {
    width: usize,
    height: usize,
    /// Excess and standard error; a negative error marks a gated cell.
    values: Vec<[f32; 2]>,
}

/// Linear light in whole numbers, which add up faster than fractions; a clipped value is more than sixteen that are not.
const ONE: f64 = (1 << 22) as f64;
const CLIPPED: u32 = 1 << 27;

impl Cells {
    fn new(photo: &Photo, reader: &Reader) -> Self {
        let size = photo.size();
        let side = CELL_PX as usize;
        let (width, height) = (size.width as usize / side, size.height as usize / side);
        let hb = reader.hb();
        let light: [u32; 256] = std::array::from_fn(|v| match v {
            254.. => CLIPPED,
            _ => (f64::from(linear_from_srgb8(v as u8)) * ONE) as u32,
        });
        let line = size.width as usize * 3;
        let share = (1.0 / ONE / f64::from(CELL_PX * CELL_PX)) as f32;
        // Excess, 0 where it is not believed; and 1 where it is believed, else 0.
        let (mut excess, mut believed) = (vec![0.0f32; width * height], vec![0.0f32; width * height]);
        let rows = excess.par_chunks_mut(width.max(1)).zip(believed.par_chunks_mut(width.max(1)));
        rows.enumerate().for_each(|(y, (excess, believed))| {
            let mut sums = vec![[0u32; 3]; width];
            for dy in 0..side {
                let pixels = &photo.rgb()[(y * side + dy) * line..][..line];
                for (sum, cell) in sums.iter_mut().zip(pixels.chunks_exact(3 * side)) {
                    for pixel in cell.chunks_exact(3) {
                        (0..3).for_each(|c| sum[c] += light[usize::from(pixel[c])]);
                    }
                }
            }
            let mut planes = [0, 1, 2].map(|c| sums.iter().map(|sum| sum[c] as f32 * share).collect::<Vec<f32>>());
            for ((believed, sum), x) in believed.iter_mut().zip(&sums).zip(0..) {
                let mean = planes.each_ref().map(|plane| f64::from(plane[x]));
                let good = sum.iter().all(|v| *v < CLIPPED) && sample::believed(mean);
                *believed = f32::from(u8::from(good));
            }
            hb.row(planes.each_mut().map(Vec::as_mut_slice), excess);
            excess.iter_mut().zip(believed).filter(|(_, b)| **b == 0.0).for_each(|(excess, _)| *excess = 0.0);
        });
        Self { width, height, values: averaged(&excess, &believed, width, height) }
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
fn averaged(excess: &[f32], believed: &[f32], width: usize, height: usize) -> Vec<[f32; 2]> {
    const ALL: f32 = ((2 * REACH + 1) * (2 * REACH + 1)) as f32;
    let mut out = vec![[0.0, -1.0]; width * height];
    out.par_chunks_mut(width.max(1)).enumerate().for_each(|(y, out)| {
        // Down the columns first: how many are believed, their sum and the sum of their squares, with a rim of nothing.
        let mut down = [(); 3].map(|()| vec![0.0f32; width + 2 * REACH]);
        let [count, sum, squares] = down.each_mut().map(|plane| &mut plane[REACH..REACH + width]);
        for line in y.saturating_sub(REACH)..(y + REACH + 1).min(height) {
            let (excess, believed) = (&excess[line * width..][..width], &believed[line * width..][..width]);
            for x in 0..width {
                count[x] += believed[x];
                sum[x] += excess[x];
                squares[x] += excess[x] * excess[x];
            }
        }
        let [count, sum, squares] = &down;
        for (x, out) in out.iter_mut().enumerate() {
            let near = |plane: &[f32]| plane[x..x + 2 * REACH + 1].iter().sum::<f32>();
            let n = near(count);
            if n >= 0.5 * ALL {
                let mean = near(sum) / n;
                let variance = (near(squares) / n - mean * mean).max(0.0);
                // Neighbouring cells are alike: about a quarter of them are independent.
                *out = [mean, (variance / (0.25 * n)).sqrt()];
            }
        }
    });
    out
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
