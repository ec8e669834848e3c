//! Planes of numbers: how to read them between pixels and shrink them.

use std::mem::MaybeUninit;

use rayon::prelude::*;

#[cfg(target_arch = "x86_64")]
use super::eight;
use super::simd::vectorised;
use crate::geom::{Homography, Point};

/// A picture of one number a pixel, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// `width × height` values.
    pub data: Vec<f32>,
}

impl Plane {
    /// A plane full of `value`.
    pub fn filled(width: usize, height: usize, value: f32) -> Self {
        Self { width, height, data: vec![value; width * height] }
    }

    /// A plane whose rows are written by `row(y, pixels)`, in parallel.
    pub fn from_rows(width: usize, height: usize, row: impl Fn(usize, &mut [f32]) + Sync) -> Self {
        let mut data: Vec<f32> = Vec::with_capacity(width * height);
        if width > 0 {
            // Each row is cleared just before it is written, while it is near; all at once it would come from afar twice.
            let empty = &mut data.spare_capacity_mut()[..width * height];
            empty.par_chunks_mut(width * ROWS).enumerate().for_each(|(block, rows)| {
                for (i, pixels) in rows.chunks_mut(width).enumerate() {
                    pixels.fill(MaybeUninit::new(0.0));
                    // SAFETY: the line before has filled it.
                    row(block * ROWS + i, unsafe { pixels.assume_init_mut() });
                }
            });
            // SAFETY: every row has been filled.
            unsafe { data.set_len(width * height) };
        }
        Self { width, height, data }
    }

    /// The pixels of row `y`.
    pub fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    /// The pixel at (`x`, `y`), or the nearest one inside.
    pub fn at(&self, x: isize, y: isize) -> f32 {
        let x = x.clamp(0, self.width as isize - 1) as usize;
        let y = y.clamp(0, self.height as isize - 1) as usize;
        self.data[y * self.width + x]
    }

    /// The value at `p` by bilinear interpolation; `None` beyond the outermost pixel centres.
    pub fn bilinear(&self, p: Point) -> Option<f32> {
        let inside = p.x >= 0.0 && p.y >= 0.0 && p.x <= self.width as f64 - 1.0 && p.y <= self.height as f64 - 1.0;
        inside.then(|| self.bilinear_inside(p.x as f32, p.y as f32))
    }

    #[inline(always)]
    fn bilinear_inside(&self, x: f32, y: f32) -> f32 {
        let x0 = (x as usize).min(self.width.saturating_sub(2));
        let y0 = (y as usize).min(self.height.saturating_sub(2));
        let (tx, ty) = (x - x0 as f32, y - y0 as f32);
        let right = usize::from(self.width > 1);
        let below = if self.height > 1 { self.width } else { 0 };
        let at = y0 * self.width + x0;
        let (a, b) = (self.data[at], self.data[at + right]);
        let (c, d) = (self.data[at + below], self.data[at + below + right]);
        let (top, bottom) = (a + (b - a) * tx, c + (d - c) * tx);
        top + (bottom - top) * ty
    }

    #[inline(always)]
    fn cubic_inside(&self, x: f32, y: f32) -> f32 {
        let (x0, y0) = (x as usize, y as usize);
        if x0 < 1 || y0 < 1 || x0 + 2 >= self.width || y0 + 2 >= self.height {
            return self.bilinear_inside(x, y);
        }
        let (wx, wy) = (catmull_rom(x - x0 as f32), catmull_rom(y - y0 as f32));
        // Four columns side by side: one vector of four.
        let mut sums = [0.0_f32; 4];
        for (j, wy) in wy.iter().enumerate() {
            let at = (y0 + j - 1) * self.width + x0 - 1;
            if let Some(p) = self.data[at..].first_chunk::<4>() {
                for k in 0..4 {
                    sums[k] += wy * p[k];
                }
            }
        }
        (sums[0] * wx[0] + sums[1] * wx[1]) + (sums[2] * wx[2] + sums[3] * wx[3])
    }

    /// Left and right swapped.
    pub fn mirrored(&self) -> Self {
        Self::from_rows(self.width, self.height, |y, out| {
            out.copy_from_slice(self.row(y));
            out.reverse();
        })
    }

    /// Half the size: means of 2 × 2 pixels. Pixel x of the result lies at 2x + ½; an odd last column or row is dropped.
    pub fn halved(&self) -> Self {
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        if self.width < 2 || self.height < 2 {
            return Self::filled(width, height, self.data.first().copied().unwrap_or(0.0));
        }
        Self::from_rows(width, height, |y, out| mean_of_four(self.row(2 * y), self.row(2 * y + 1), out))
    }
}

/// Rows a task takes at once.
const ROWS: usize = 16;

/// How [`resample`] reads between pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// Two by two pixels: fast, softens.
    Bilinear,
    /// Four by four pixels (Catmull–Rom): keeps detail.
    Cubic,
}

/// Reads `plane` where `map` says: the result has `width` × `height` pixels and `outside` where the map leaves `plane`.
pub fn resample(plane: &Plane, map: &Map, width: usize, height: usize, kernel: Kernel, outside: f32) -> Plane {
    let (right, bottom) = (plane.width as f32 - 1.0, plane.height as f32 - 1.0);
    Plane::from_rows(width, height, |y, out| {
        map.for_row(y, width, |from, line| {
            let out = &mut out[from..(from + STEP).min(width)];
            if eight_inside(plane, &line, kernel, out) {
                return;
            }
            for (i, out) in out.iter_mut().enumerate() {
                let (px, py) = line.at(i as f32);
                let inside = px >= 0.0 && py >= 0.0 && px <= right && py <= bottom;
                *out = match kernel {
                    _ if !inside => outside,
                    Kernel::Bilinear => plane.bilinear_inside(px, py),
                    Kernel::Cubic => plane.cubic_inside(px, py),
                };
            }
        });
    })
}

/// Places in a row at even steps: the `i`th is (`x` + `i` · `dx`, `y` + `i` · `dy`).
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) x: f32,
    pub(super) dx: f32,
    pub(super) y: f32,
    pub(super) dy: f32,
}

impl Line {
    #[inline(always)]
    fn at(&self, i: f32) -> (f32, f32) {
        (self.x + self.dx * i, self.y + self.dy * i)
    }
}

/// Reads eight places of `plane` at once, if the processor can and all of them lie inside; the same bits as one by one.
#[inline(always)]
fn eight_inside(plane: &Plane, line: &Line, kernel: Kernel, out: &mut [f32]) -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        let Ok(out) = <&mut [f32; STEP]>::try_from(&mut *out) else { return false };
        let (first, last) = (line.at(0.0), line.at((STEP - 1) as f32));
        let (least, beyond) = if kernel == Kernel::Cubic { (1.0, 2.0) } else { (0.0, 1.0) };
        // Rounding keeps order, so what lies between two ends that are inside is inside.
        let inside = |(x, y): (f32, f32)| {
            x >= least && y >= least && x < plane.width as f32 - beyond && y < plane.height as f32 - beyond
        };
        let small = plane.width < 1 << 15 && plane.height < 1 << 15;
        if small && inside(first) && inside(last) && std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, and every place has the neighbours that its kernel reads in the plane.
            unsafe {
                match kernel {
                    Kernel::Bilinear => eight::bilinear(&plane.data, plane.width, line, out),
                    Kernel::Cubic => eight::cubic(&plane.data, plane.width, line, out),
                }
            }
            return true;
        }
    }
    let _ = (plane, line, kernel, out);
    false
}

/// A smooth map of the plane, kept at every eighth pixel and linear between.
pub struct Map {
    columns: usize,
    nodes: Vec<[f32; 2]>,
}

/// Pixels between two nodes of a [`Map`].
pub(super) const STEP: usize = 8;

impl Map {
    /// The map of a picture of `width` × `height` pixels that sends pixel `p` to `source(p)`.
    pub fn new(width: usize, height: usize, source: impl Fn(Point) -> Point + Sync) -> Self {
        let (columns, rows) = (width / STEP + 2, height / STEP + 2);
        let nodes = (0..rows * columns)
            .into_par_iter()
            .with_min_len(256)
            .map(|i| {
                let p = source(Point::new(((i % columns) * STEP) as f64, ((i / columns) * STEP) as f64));
                // Far outside is outside; a finite number keeps the interpolation finite.
                [clamp_far(p.x), clamp_far(p.y)]
            })
            .collect();
        Self { columns, nodes }
    }

    /// Where the map sends (`x`, `y`), exactly as [`resample`] reads it.
    pub fn at(&self, x: f64, y: f64) -> Point {
        let (cx, cy) = ((x / STEP as f64).max(0.0), (y / STEP as f64).max(0.0));
        let rows = self.nodes.len() / self.columns;
        let (c, r) = ((cx as usize).min(self.columns - 2), (cy as usize).min(rows - 2));
        let (tx, ty) = (cx - c as f64, cy - r as f64);
        let node = |c: usize, r: usize| {
            let [x, y] = self.nodes[r * self.columns + c];
            Point::new(f64::from(x), f64::from(y))
        };
        let top = node(c, r).lerp(node(c + 1, r), tx);
        top.lerp(node(c, r + 1).lerp(node(c + 1, r + 1), tx), ty)
    }

    /// The places of row `y` in pieces of [`STEP`] pixels: the first column of each and its line.
    #[inline(always)]
    fn for_row(&self, y: usize, width: usize, mut piece: impl FnMut(usize, Line)) {
        let t = (y % STEP) as f32 / STEP as f32;
        let above = &self.nodes[(y / STEP) * self.columns..][..self.columns];
        let below = &self.nodes[(y / STEP + 1) * self.columns..][..self.columns];
        let blend = |c: usize, i: usize| above[c][i] + (below[c][i] - above[c][i]) * t;
        for cell in 0..width.div_ceil(STEP) {
            let (x, y) = (blend(cell, 0), blend(cell, 1));
            let dx = (blend(cell + 1, 0) - x) / STEP as f32;
            let dy = (blend(cell + 1, 1) - y) / STEP as f32;
            piece(cell * STEP, Line { x, dx, y, dy });
        }
    }
}

fn clamp_far(v: f64) -> f32 {
    if v.is_finite() { v.clamp(-1e6, 1e6) as f32 } else { -1e6 }
}

/// The map of a perspective transform, for [`resample`].
pub fn homography_map(width: usize, height: usize, source_from_target: &Homography) -> Map {
    Map::new(width, height, |p| *source_from_target * p)
}

fn catmull_rom(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [0.5 * (-t3 + 2.0 * t2 - t), 0.5 * (3.0 * t3 - 5.0 * t2 + 2.0), 0.5 * (-3.0 * t3 + 4.0 * t2 + t), 0.5 * (t3 - t2)]
}

vectorised! {
    fn mean_of_four(above: &[f32], below: &[f32], out: &mut [f32]) {
        for ((o, a), b) in out.iter_mut().zip(above.chunks_exact(2)).zip(below.chunks_exact(2)) {
            *o = 0.25 * ((a[0] + a[1]) + (b[0] + b[1]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: usize, height: usize) -> Plane {
        Plane::from_rows(width, height, |y, row| {
            for (x, v) in row.iter_mut().enumerate() {
                *v = 2.0 * x as f32 + 3.0 * y as f32;
            }
        })
    }

    #[test]
    fn a_ramp_is_read_exactly_between_pixels() {
        let plane = ramp(40, 30);
        let map = Map::new(30, 20, |p| Point::new(p.x * 1.1 + 2.3, p.y * 0.9 + 4.6));
        for kernel in [Kernel::Bilinear, Kernel::Cubic] {
            let read = resample(&plane, &map, 30, 20, kernel, f32::NAN);
            for (x, y) in [(0, 0), (7, 5), (29, 19)] {
                let p = map.at(x as f64, y as f64);
                let expected = 2.0 * p.x + 3.0 * p.y;
                let got = f64::from(read.at(x, y));
                assert!((got - expected).abs() < 1e-3, "{kernel:?} at ({x}, {y}): {got}, expected {expected}");
            }
        }
    }

    #[test]
    fn eight_at_once_are_the_same_bits_as_one_by_one() {
        let plane = Plane::from_rows(70, 40, |y, row| {
            for (x, v) in row.iter_mut().enumerate() {
                *v = ((x * 37 + y * 101) % 89) as f32 / 7.0 - 5.0;
            }
        });
        let turned = |p: Point| Point::new(0.97 * p.x + 0.13 * p.y - 1.3, 0.91 * p.y - 0.11 * p.x + 1.7);
        let map = Map::new(64, 40, turned);
        for kernel in [Kernel::Bilinear, Kernel::Cubic] {
            let read = resample(&plane, &map, 64, 40, kernel, f32::NAN);
            let mut inside = 0;
            for y in 0..40 {
                map.for_row(y, 64, |from, line| {
                    for i in 0..STEP {
                        let (px, py) = line.at(i as f32);
                        if px < 0.0 || py < 0.0 || px > 69.0 || py > 39.0 {
                            assert!(read.row(y)[from + i].is_nan());
                            continue;
                        }
                        let one = match kernel {
                            Kernel::Bilinear => plane.bilinear_inside(px, py),
                            Kernel::Cubic => plane.cubic_inside(px, py),
                        };
                        assert_eq!(read.row(y)[from + i].to_bits(), one.to_bits(), "{kernel:?} at ({}, {y})", from + i);
                        inside += 1;
                    }
                });
            }
            assert!(inside > 1500, "{inside}");
        }
    }

    #[test]
    fn halving_takes_means_and_survives_tiny_planes() {
        assert_eq!(ramp(4, 4).halved().data, vec![2.5, 6.5, 8.5, 12.5]);
        assert_eq!(ramp(1, 1).halved().data, vec![0.0]);
    }
}
