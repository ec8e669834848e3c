//! Keypoints and descriptors of the photometric channel.
//!
//! SIFT: Lowe, IJCV 2004. Square-rooted descriptors: Arandjelović and Zisserman, CVPR 2012.

use rayon::prelude::*;

use super::channel::from_level;
use crate::geom::Point;
use crate::imaging::Plane;
use crate::imaging::simd::vectorised;
use crate::monitor::{Cancelled, Monitor, step};

/// Numbers in a descriptor: 4 × 4 cells of 8 directions.
pub(super) const LENGTH: usize = 128;

/// A place that can be found again, with its size and direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keypoint {
    /// Pixels of level 0.
    pub at: Point,
    /// Scale (sigma) in pixels of level 0.
    pub scale: f64,
    /// Direction in radians, clockwise on the screen.
    pub angle: f64,
}

/// Keypoints and what surrounds each.
#[derive(Default)]
pub(super) struct Features {
    /// The keypoints.
    pub keypoints: Vec<Keypoint>,
    /// Their descriptors, of equal length (norm 512).
    pub descriptors: Vec<[i16; LENGTH]>,
}

impl Features {
    /// The features of the mirrored photo, whose level 0 is `width` pixels wide.
    pub fn mirrored(&self, width: f64) -> Self {
        let turned = |k: &Keypoint| Keypoint {
            at: Point::new(width - 1.0 - k.at.x, k.at.y),
            angle: std::f64::consts::PI - k.angle,
            ..*k
        };
        let keypoints = self.keypoints.iter().map(turned).collect();
        let descriptors = self.descriptors.iter().map(mirror).collect();
        Self { keypoints, descriptors }
    }
}

/// What a mirror does to a descriptor: the rows of cells swap ends and directions turn the other way.
fn mirror(d: &[i16; LENGTH]) -> [i16; LENGTH] {
    std::array::from_fn(|i| {
        let (row, column, direction) = (i / 32, i / 8 % 4, i % 8);
        d[(3 - row) * 32 + column * 8 + (8 - direction) % 8]
    })
}

/// What [`detect`] looks for.
pub(super) struct Wanted {
    /// Octaves, each half the size of the one before.
    pub octaves: usize,
    /// Keypoints at most, spread evenly.
    pub most: usize,
}

const SCALES: usize = 3;
const SIGMA: f64 = 1.6;
/// Contrast of the difference of Gaussians below which an extremum is noise.
const CONTRAST: f32 = 0.02;
/// Ratio of principal curvatures above which an extremum is an edge.
const EDGE: f32 = 10.0;

/// Finds features in `plane`, which is level `level` of the pyramid.
///
/// # Errors
/// [`Cancelled`].
pub(super) fn detect(
    plane: &Plane,
    level: usize,
    wanted: &Wanted,
    monitor: &dyn Monitor,
) -> Result<Features, Cancelled> {
    let alive = || step(monitor, 0.0);
    let mut base = gaussian(plane, (SIGMA * SIGMA - 0.25).sqrt());
    let mut octaves = Vec::new();
    for _ in 0..wanted.octaves {
        if base.width < 24 || base.height < 24 {
            break;
        }
        alive()?;
        let octave = Octave::new(base);
        base = decimated(&octave.blurred[SCALES]);
        octaves.push(octave);
    }
    let mut found: Vec<(usize, Extremum)> = Vec::new();
    for (o, octave) in octaves.iter().enumerate() {
        alive()?;
        found.extend(octave.extrema().into_iter().map(|e| (o, e)));
    }
    let found = spread_evenly(found, plane, wanted.most);
    alive()?;
    let described: Vec<Vec<(Keypoint, [i16; LENGTH])>> = found
        .par_iter()
        .with_min_len(16)
        .map(|(o, extremum)| {
            let octave = &octaves[*o];
            let factor = (1 << o) as f64;
            octave
                .directions(extremum)
                .into_iter()
                .map(|angle| {
                    let at = Point::new(f64::from(extremum.x) * factor, f64::from(extremum.y) * factor);
                    let scale = f64::from(extremum.sigma) * factor * (1 << level) as f64;
                    let keypoint = Keypoint { at: from_level(at, level), scale, angle: f64::from(angle) };
                    (keypoint, octave.describe(extremum, angle))
                })
                .collect()
        })
        .collect();
    let mut features = Features::default();
    for (keypoint, descriptor) in described.into_iter().flatten() {
        features.keypoints.push(keypoint);
        features.descriptors.push(descriptor);
    }
    Ok(features)
}

/// An extremum of the difference of Gaussians, in pixels of its octave.
#[derive(Clone, Copy)]
struct Extremum {
    x: f32,
    y: f32,
    sigma: f32,
    layer: usize,
    response: f32,
}

/// Keeps the strongest of each cell of an 8 × 8 division, so that one lively corner does not take all.
fn spread_evenly(mut found: Vec<(usize, Extremum)>, plane: &Plane, most: usize) -> Vec<(usize, Extremum)> {
    const CELLS: usize = 8;
    found.sort_by(|a, b| b.1.response.total_cmp(&a.1.response).then(a.0.cmp(&b.0)));
    let cell = |(o, e): &(usize, Extremum)| {
        let factor = (1 << o) as f32;
        let column = ((e.x * factor) as usize * CELLS / plane.width.max(1)).min(CELLS - 1);
        let row = ((e.y * factor) as usize * CELLS / plane.height.max(1)).min(CELLS - 1);
        row * CELLS + column
    };
    // A cell may hold twice its even share; what is left is filled by strength.
    let share = (2 * most / (CELLS * CELLS)).max(1);
    let mut taken = [0_usize; CELLS * CELLS];
    found.retain(|f| {
        let n = &mut taken[cell(f)];
        *n += 1;
        *n <= share
    });
    found.truncate(most);
    found
}

struct Octave {
    blurred: Vec<Plane>,
    differences: Vec<Plane>,
    gradients: Vec<Gradient>,
}

/// Length and direction of the gradient at each pixel.
struct Gradient {
    length: Plane,
    direction: Plane,
}

impl Octave {
    fn new(base: Plane) -> Self {
        let k = 2.0_f64.powf(1.0 / SCALES as f64);
        let mut blurred = vec![base];
        for s in 1..SCALES + 3 {
            let before = SIGMA * k.powi(s as i32 - 1);
            let sigma = before * (k * k - 1.0).sqrt();
            let next = gaussian(&blurred[s - 1], sigma);
            blurred.push(next);
        }
        let differences = blurred.windows(2).map(|pair| difference(&pair[1], &pair[0])).collect();
        let gradients = blurred[1..=SCALES].iter().map(Gradient::new).collect();
        Self { blurred, differences, gradients }
    }

    fn extrema(&self) -> Vec<Extremum> {
        let (width, height) = (self.blurred[0].width, self.blurred[0].height);
        let border = 5;
        if width <= 2 * border || height <= 2 * border {
            return Vec::new();
        }
        (1..=SCALES)
            .flat_map(|layer| (border..height - border).map(move |y| (layer, y)))
            .collect::<Vec<_>>()
            .par_iter()
            .with_min_len(16)
            .map(|&(layer, y)| {
                let mut row = Vec::new();
                self.extrema_of_row(layer, y, border, &mut row);
                row
            })
            .collect::<Vec<_>>()
            .concat()
    }

    fn extrema_of_row(&self, layer: usize, y: usize, border: usize, out: &mut Vec<Extremum>) {
        let plane = &self.differences[layer];
        let width = plane.width;
        let row = plane.row(y);
        for x in border..width - border {
            let v = row[x];
            if v.abs() < 0.5 * CONTRAST / SCALES as f32 {
                continue;
            }
            // The cheapest neighbours first.
            let more = if v > 0.0 { v > row[x - 1] && v > row[x + 1] } else { v < row[x - 1] && v < row[x + 1] };
            if more && self.is_extremum(layer, x, y, v) {
                out.extend(self.refined(layer, x, y));
            }
        }
    }

    fn is_extremum(&self, layer: usize, x: usize, y: usize, v: f32) -> bool {
        for l in [layer, layer - 1, layer + 1] {
            let plane = &self.differences[l];
            for yy in y - 1..=y + 1 {
                for (i, &n) in plane.row(yy)[x - 1..=x + 1].iter().enumerate() {
                    let itself = l == layer && yy == y && i == 1;
                    if !itself && (if v > 0.0 { n >= v } else { n <= v }) {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// The extremum to a fraction of a pixel and layer; `None` for noise, edges and what runs away.
    fn refined(&self, layer: usize, x: usize, y: usize) -> Option<Extremum> {
        let (mut l, mut x, mut y) = (layer, x, y);
        for _ in 0..4 {
            let d = |dl: isize, dx: isize, dy: isize| {
                let plane = &self.differences[(l as isize + dl) as usize];
                plane.data[(y as isize + dy) as usize * plane.width + (x as isize + dx) as usize]
            };
            let v = d(0, 0, 0);
            let g = nalgebra::Vector3::new(
                0.5 * (d(0, 1, 0) - d(0, -1, 0)),
                0.5 * (d(0, 0, 1) - d(0, 0, -1)),
                0.5 * (d(1, 0, 0) - d(-1, 0, 0)),
            );
            let xx = d(0, 1, 0) + d(0, -1, 0) - 2.0 * v;
            let yy = d(0, 0, 1) + d(0, 0, -1) - 2.0 * v;
            let ss = d(1, 0, 0) + d(-1, 0, 0) - 2.0 * v;
            let xy = 0.25 * (d(0, 1, 1) - d(0, -1, 1) - d(0, 1, -1) + d(0, -1, -1));
            let xs = 0.25 * (d(1, 1, 0) - d(1, -1, 0) - d(-1, 1, 0) + d(-1, -1, 0));
            let ys = 0.25 * (d(1, 0, 1) - d(1, 0, -1) - d(-1, 0, 1) + d(-1, 0, -1));
            let hessian = nalgebra::Matrix3::new(xx, xy, xs, xy, yy, ys, xs, ys, ss);
            let step = -(hessian.try_inverse()? * g);
            if step.amax() <= 0.5 {
                let response = (v + 0.5 * g.dot(&step)).abs();
                let (trace, determinant) = (xx + yy, xx * yy - xy * xy);
                let edge = determinant <= 0.0 || trace * trace * EDGE >= (EDGE + 1.0).powi(2) * determinant;
                if edge || response < CONTRAST / SCALES as f32 {
                    return None;
                }
                let sigma = SIGMA as f32 * 2.0_f32.powf((l as f32 + step[2]) / SCALES as f32);
                return Some(Extremum { x: x as f32 + step[0], y: y as f32 + step[1], sigma, layer: l, response });
            }
            let moved = |v: usize, by: f32| (v as isize + by.clamp(-2.0, 2.0).round() as isize) as usize;
            (x, y, l) = (moved(x, step[0]), moved(y, step[1]), moved(l, step[2]));
            let plane = &self.differences[0];
            if !(1..=SCALES).contains(&l) || x < 5 || y < 5 || x + 5 >= plane.width || y + 5 >= plane.height {
                return None;
            }
        }
        None
    }

    /// The directions of an extremum: the highest peak of the gradient histogram and a second one nearly as high.
    fn directions(&self, e: &Extremum) -> Vec<f32> {
        const BINS: usize = 36;
        let gradient = &self.gradients[e.layer - 1];
        let sigma = 1.5 * e.sigma;
        let radius = (3.0 * sigma).round() as isize;
        let mut histogram = [0.0_f32; BINS];
        let (cx, cy) = (e.x.round() as isize, e.y.round() as isize);
        let (width, height) = (gradient.length.width as isize, gradient.length.height as isize);
        let fall = -0.5 / (sigma * sigma);
        for y in (cy - radius).max(1)..=(cy + radius).min(height - 2) {
            for x in (cx - radius).max(1)..=(cx + radius).min(width - 2) {
                let at = (y * width + x) as usize;
                let d2 = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) as f32;
                let bin = gradient.direction.data[at] * (BINS as f32 / std::f32::consts::TAU);
                histogram[(bin.round() as isize).rem_euclid(BINS as isize) as usize] +=
                    gradient.length.data[at] * exp(fall * d2);
            }
        }
        let smooth: [f32; BINS] = std::array::from_fn(|i| {
            let h = |k: isize| histogram[(i as isize + k).rem_euclid(BINS as isize) as usize];
            (h(-2) + h(2)) / 16.0 + (h(-1) + h(1)) * 0.25 + h(0) * 0.375
        });
        let highest = smooth.iter().copied().fold(0.0, f32::max);
        let mut peaks: Vec<(f32, f32)> = Vec::new();
        for i in 0..BINS {
            let (l, c, r) = (smooth[(i + BINS - 1) % BINS], smooth[i], smooth[(i + 1) % BINS]);
            if c > l && c > r && c >= 0.8 * highest {
                let offset = 0.5 * (l - r) / (l - 2.0 * c + r);
                peaks.push((c, (i as f32 + offset) * (std::f32::consts::TAU / BINS as f32)));
            }
        }
        peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
        peaks.into_iter().take(2).map(|(_, angle)| angle).collect()
    }

    fn describe(&self, e: &Extremum, angle: f32) -> [i16; LENGTH] {
        let gradient = &self.gradients[e.layer - 1];
        let cell = 3.0 * e.sigma;
        let (sin, cos) = angle.sin_cos();
        let (sin, cos) = (sin / cell, cos / cell);
        let radius = (cell * std::f32::consts::SQRT_2 * 2.5).round() as isize;
        let (cx, cy) = (e.x.round() as isize, e.y.round() as isize);
        let (width, height) = (gradient.length.width as isize, gradient.length.height as isize);
        // One cell more on each side takes what falls over the edge.
        let mut bins: Bins = [[0.0; 8]; 64];
        let (fx, fy) = (e.x - cx as f32, e.y - cy as f32);
        for y in (cy - radius).max(1)..=(cy + radius).min(height - 2) {
            let dy = (y - cy) as f32 - fy;
            // The square is turned in its box: half of the box need not be looked at.
            let (left, right) = (within(cos, sin * dy), within(-sin, cos * dy));
            let in_box = |x: f32| x.clamp(-radius as f32, radius as f32) as isize;
            let (first, last) = (in_box(left.0.max(right.0)) - 1, in_box(left.1.min(right.1)) + 2);
            for x in (cx + first.max(-radius)).max(1)..=(cx + last.min(radius)).min(width - 2) {
                let dx = (x - cx) as f32 - fx;
                let (u, v) = (cos * dx + sin * dy, cos * dy - sin * dx);
                if u.abs() >= EDGE_OF_SQUARE || v.abs() >= EDGE_OF_SQUARE {
                    continue;
                }
                let at = (y * width + x) as usize;
                let weight = gradient.length.data[at] * exp(-(u * u + v * v) * 0.125);
                let mut o = (gradient.direction.data[at] - angle) * (8.0 / std::f32::consts::TAU);
                o += if o < 0.0 { 8.0 } else { 0.0 };
                o += if o < 0.0 { 8.0 } else { 0.0 };
                spread_into(&mut bins, u + 2.5, v + 2.5, o, weight);
            }
        }
        finish(&bins)
    }
}

/// Half the side of the square that is described, in cells.
const EDGE_OF_SQUARE: f32 = 2.499;

/// Where `k` · x + `offset` lies within the square, first and last x.
#[inline(always)]
fn within(k: f32, offset: f32) -> (f32, f32) {
    let (a, b) = ((-EDGE_OF_SQUARE - offset) / k, (EDGE_OF_SQUARE - offset) / k);
    // Along an axis there is no end, or not a number, which neither `min` nor `max` takes.
    (a.min(b), a.max(b))
}

/// Six by six cells of eight directions; rows of eight cells, so that no place is out of bounds.
type Bins = [[f32; 8]; 64];

/// Shares `weight` between the eight nearest bins.
#[inline(always)]
fn spread_into(bins: &mut Bins, u: f32, v: f32, o: f32, weight: f32) {
    let (ui, vi, oi) = (u as usize, v as usize, o as usize);
    let (tu, tv, to) = (u - ui as f32, v - vi as f32, o - oi as f32);
    let (o0, o1) = (oi % 8, (oi + 1) % 8);
    for (row, wv) in [(vi, weight * (1.0 - tv)), (vi + 1, weight * tv)] {
        for (column, wu) in [(ui, wv * (1.0 - tu)), (ui + 1, wv * tu)] {
            let cell = &mut bins[(row * 8 + column) % 64];
            cell[o0] += wu * (1.0 - to);
            cell[o1] += wu * to;
        }
    }
}

/// The inner 4 × 4 cells, cut at a fifth of the norm, square-rooted, as whole numbers of norm 512.
fn finish(bins: &Bins) -> [i16; LENGTH] {
    let mut d: [f32; LENGTH] = std::array::from_fn(|i| {
        let (row, column, direction) = (i / 32, i / 8 % 4, i % 8);
        bins[(row + 1) * 8 + column + 1][direction]
    });
    let norm = d.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-12);
    let cut = 0.2 * norm;
    let mut sum = 0.0;
    for v in &mut d {
        *v = v.min(cut);
        sum += *v;
    }
    d.map(|v| ((v / sum.max(1e-12)).sqrt() * 512.0).round() as i16)
}

impl Gradient {
    fn new(plane: &Plane) -> Self {
        let (width, height) = (plane.width, plane.height);
        let mut length = Plane::filled(width, height, 0.0);
        let mut direction = Plane::filled(width, height, 0.0);
        length
            .data
            .par_chunks_mut(width)
            .zip(direction.data.par_chunks_mut(width))
            .enumerate()
            .with_min_len(16)
            .for_each(|(y, (length, direction))| {
                let above = plane.row(y.saturating_sub(1));
                let below = plane.row((y + 1).min(height - 1));
                polar(plane.row(y), above, below, length, direction);
            });
        Self { length, direction }
    }
}

vectorised! {
    fn polar(row: &[f32], above: &[f32], below: &[f32], length: &mut [f32], direction: &mut [f32]) {
        let n = row.len();
        if n < 3 {
            return;
        }
        let inner = row.windows(3).zip(above[1..].iter().zip(&below[1..]));
        for ((w, (a, b)), (l, d)) in inner.zip(length[1..].iter_mut().zip(&mut direction[1..])) {
            let (dx, dy) = (w[2] - w[0], b - a);
            *l = (dx * dx + dy * dy).sqrt();
            *d = turn(dy, dx);
        }
    }
}

/// The angle of (`x`, `y`) from 0 to 2π, within 0.0003: quick and without a branch.
#[inline(always)]
fn turn(y: f32, x: f32) -> f32 {
    let (ax, ay) = (x.abs(), y.abs());
    let (low, high) = (ax.min(ay), ax.max(ay).max(1e-30));
    let t = low / high;
    let s = t * t;
    let mut a = t * (0.999_866 + s * (-0.330_299_5 + s * (0.180_141 + s * (-0.085_133 + s * 0.020_835_1))));
    a = if ay > ax { std::f32::consts::FRAC_PI_2 - a } else { a };
    a = if x < 0.0 { std::f32::consts::PI - a } else { a };
    if y < 0.0 { std::f32::consts::TAU - a } else { a }
}

/// e to the power of `x` for −20 < `x` ≤ 0, within 1 %: (1 + x/64)⁶⁴.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let mut v = (1.0 + x * (1.0 / 64.0)).max(0.0);
    v *= v;
    v *= v;
    v *= v;
    v *= v;
    v *= v;
    v * v
}

fn difference(a: &Plane, b: &Plane) -> Plane {
    Plane::from_rows(a.width, a.height, |y, out| {
        for ((o, a), b) in out.iter_mut().zip(a.row(y)).zip(b.row(y)) {
            *o = a - b;
        }
    })
}

/// Every second pixel of every second row.
fn decimated(plane: &Plane) -> Plane {
    Plane::from_rows(plane.width / 2, plane.height / 2, |y, out| {
        for (o, v) in out.iter_mut().zip(plane.row(2 * y).iter().step_by(2)) {
            *o = *v;
        }
    })
}

/// A Gaussian blur; beyond the border the outermost pixel is repeated.
fn gaussian(plane: &Plane, sigma: f64) -> Plane {
    let radius = (3.5 * sigma).ceil().max(1.0) as usize;
    let mut taps: Vec<f32> =
        (0..=2 * radius).map(|i| (-0.5 * ((i as f64 - radius as f64) / sigma).powi(2)).exp() as f32).collect();
    let sum: f32 = taps.iter().sum();
    taps.iter_mut().for_each(|t| *t /= sum);
    let (width, height) = (plane.width, plane.height);
    let across = Plane::from_rows(width, height, |y, out| {
        let row = plane.row(y);
        let mut padded = Vec::with_capacity(width + 2 * radius);
        padded.extend(std::iter::repeat_n(row[0], radius));
        padded.extend_from_slice(row);
        padded.extend(std::iter::repeat_n(row[width - 1], radius));
        weigh(&padded, &taps, out);
    });
    Plane::from_rows(width, height, |y, out| {
        for (k, tap) in taps.iter().enumerate() {
            let from = (y + k).saturating_sub(radius).min(height - 1);
            accumulate(across.row(from), *tap, out);
        }
    })
}

vectorised! {
    fn weigh(padded: &[f32], taps: &[f32], out: &mut [f32]) {
        for (k, tap) in taps.iter().enumerate() {
            for (o, v) in out.iter_mut().zip(&padded[k..]) {
                *o += tap * v;
            }
        }
    }
}

vectorised! {
    fn accumulate(row: &[f32], tap: f32, out: &mut [f32]) {
        for (o, v) in out.iter_mut().zip(row) {
            *o += tap * v;
        }
    }
}
