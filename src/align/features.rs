//! Keypoints of the photometric channel: extrema of the difference of Gaussians (SIFT: Lowe, IJCV 2004).

use rayon::prelude::*;

use super::channel::from_level;
use super::descriptor::{Gradient, LENGTH, describe, directions, mirror};
use crate::geom::Point;
use crate::imaging::Plane;
use crate::imaging::simd::vectorised;
use crate::monitor::{Cancelled, Monitor, step};

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
        let octave = Octave::new(base, &alive)?;
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
    type Described = Vec<(Keypoint, [i16; LENGTH])>;
    let described: Result<Vec<Described>, Cancelled> = found
        .par_iter()
        .with_min_len(16)
        .map(|(o, extremum)| {
            alive()?;
            let gradient = &octaves[*o].gradients[extremum.layer - 1];
            let (x, y, sigma) = (extremum.x, extremum.y, extremum.sigma);
            let factor = (1 << o) as f64;
            let described = directions(gradient, [x, y], sigma)
                .into_iter()
                .map(|angle| {
                    let at = Point::new(f64::from(extremum.x) * factor, f64::from(extremum.y) * factor);
                    let scale = f64::from(extremum.sigma) * factor * (1 << level) as f64;
                    let keypoint = Keypoint { at: from_level(at, level), scale, angle: f64::from(angle) };
                    (keypoint, describe(gradient, [x, y], sigma, angle))
                })
                .collect();
            Ok(described)
        })
        .collect();
    let mut features = Features::default();
    for (keypoint, descriptor) in described?.into_iter().flatten() {
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

vectorised! {
    /// 1 where a pixel stands out from noise and from its four neighbours in the row, above and below; 0 elsewhere.
    fn stands_out(row: &[f32], above: &[f32], below: &[f32], out: &mut [u8]) {
        let n = row.len();
        if n < 3 {
            return;
        }
        let (left, right) = (&row[..n - 2], &row[2..]);
        let (here, above, below, out) = (&row[1..n - 1], &above[1..n - 1], &below[1..n - 1], &mut out[1..n - 1]);
        for x in 0..n - 2 {
            let v = here[x];
            let most = left[x].max(right[x]).max(above[x]).max(below[x]);
            let least = left[x].min(right[x]).min(above[x]).min(below[x]);
            let peak = if v > 0.0 { v > most } else { v < least };
            out[x] = u8::from((v.abs() >= 0.5 * CONTRAST / SCALES as f32) & peak);
        }
    }
}

impl Octave {
    fn new(base: Plane, alive: &impl Fn() -> Result<(), Cancelled>) -> Result<Self, Cancelled> {
        let k = 2.0_f64.powf(1.0 / SCALES as f64);
        let mut blurred = vec![base];
        for s in 1..SCALES + 3 {
            let before = SIGMA * k.powi(s as i32 - 1);
            let sigma = before * (k * k - 1.0).sqrt();
            alive()?;
            let next = gaussian(&blurred[s - 1], sigma);
            blurred.push(next);
        }
        let differences = blurred.windows(2).map(|pair| difference(&pair[1], &pair[0])).collect();
        let gradients = blurred[1..=SCALES].iter().map(Gradient::new).collect();
        Ok(Self { blurred, differences, gradients })
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
        let (row, above, below) = (plane.row(y), plane.row(y - 1), plane.row(y + 1));
        let mut stands = vec![0_u8; plane.width];
        stands_out(row, above, below, &mut stands);
        for x in (border..plane.width - border).filter(|x| stands[*x] != 0) {
            if self.is_extremum(layer, x, y, row[x]) {
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
