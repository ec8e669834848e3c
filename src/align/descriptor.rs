//! What surrounds a keypoint, as numbers to compare it by: directions and SIFT's histogram of gradients (Lowe, IJCV 2004),
//! square-rooted (Arandjelović and Zisserman, CVPR 2012).

use rayon::prelude::*;

use crate::imaging::Plane;
use crate::imaging::simd::vectorised;

/// Numbers in a descriptor: 4 × 4 cells of 8 directions.
pub(super) const LENGTH: usize = 128;

/// What a mirror does to a descriptor: the rows of cells swap ends and directions turn the other way.
pub(super) fn mirror(d: &[i16; LENGTH]) -> [i16; LENGTH] {
    std::array::from_fn(|i| {
        let (row, column, direction) = (i / 32, i / 8 % 4, i % 8);
        d[(3 - row) * 32 + column * 8 + (8 - direction) % 8]
    })
}

/// Length and direction of the gradient at each pixel.
pub(super) struct Gradient {
    length: Plane,
    direction: Plane,
}

impl Gradient {
    /// Of each pixel but the outermost.
    pub fn new(plane: &Plane) -> Self {
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

/// Pixels of a row that are worked on at once; the largest square is 77 pixels wide.
const WIDEST: usize = 96;

/// Directions of the histogram that tells which way a keypoint points.
const TURNS: usize = 36;

/// The directions of the keypoint at `at` with scale `sigma`, in pixels of its octave: the highest peak of the gradient
/// histogram and a second one nearly as high, in radians.
pub(super) fn directions(gradient: &Gradient, at: [f32; 2], sigma: f32) -> Vec<f32> {
    let window = 1.5 * sigma;
    let radius = (3.0 * window).round() as isize;
    let mut histogram = [0.0_f32; TURNS];
    let [cx, cy] = at.map(|v| v.round() as isize);
    let (width, height) = (gradient.length.width as isize, gradient.length.height as isize);
    let fall = -0.5 / (window * window);
    let (first, last) = ((cx - radius).max(1), (cx + radius).min(width - 2));
    for y in (cy - radius).max(1)..=(cy + radius).min(height - 2) {
        if first <= last {
            let pixels = (y * width + first) as usize..=(y * width + last) as usize;
            let (length, direction) = (&gradient.length.data[pixels.clone()], &gradient.direction.data[pixels]);
            vote(length, direction, ((first - cx) as i32, (y - cy) as i32), fall, &mut histogram);
        }
    }
    let smooth: [f32; TURNS] = std::array::from_fn(|i| {
        let h = |k: usize| histogram[(i + TURNS + k - 2) % TURNS];
        (h(0) + h(4)) / 16.0 + (h(1) + h(3)) * 0.25 + h(2) * 0.375
    });
    let highest = smooth.iter().copied().fold(0.0, f32::max);
    let mut peaks: Vec<(f32, f32)> = Vec::new();
    for i in 0..TURNS {
        let (l, c, r) = (smooth[(i + TURNS - 1) % TURNS], smooth[i], smooth[(i + 1) % TURNS]);
        if c > l && c > r && c >= 0.8 * highest {
            let offset = 0.5 * (l - r) / (l - 2.0 * c + r);
            peaks.push((c, (i as f32 + offset) * (std::f32::consts::TAU / TURNS as f32)));
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    peaks.into_iter().take(2).map(|(_, angle)| angle).collect()
}

vectorised! {
    /// Adds a row of gradients to the histogram; its first pixel lies at `from` of the keypoint.
    fn vote(length: &[f32], direction: &[f32], from: (i32, i32), fall: f32, histogram: &mut [f32; TURNS]) {
        let n = length.len().min(direction.len()).min(WIDEST);
        let (length, direction) = (&length[..n], &direction[..n]);
        let (mut turns, mut weights) = ([0_i32; WIDEST], [0.0_f32; WIDEST]);
        for i in 0..n {
            let dx = from.0 + i as i32;
            weights[i] = length[i] * exp(fall * (dx * dx + from.1 * from.1) as f32);
            // Rounded half away from zero; none is below it.
            let turn = direction[i] * (TURNS as f32 / std::f32::consts::TAU);
            let whole = turn as i32;
            turns[i] = whole + i32::from(turn - whole as f32 >= 0.5);
        }
        for (turn, weight) in turns[..n].iter().zip(&weights[..n]) {
            let turn = *turn as usize;
            histogram[if turn >= TURNS { 0 } else { turn }] += weight;
        }
    }
}

/// Half the side of the square that is described, in cells.
const EDGE_OF_SQUARE: f32 = 2.499;

/// The descriptor of the keypoint at `at` with scale `sigma`, in pixels of its octave, that points to `angle`.
pub(super) fn describe(gradient: &Gradient, at: [f32; 2], sigma: f32, angle: f32) -> [i16; LENGTH] {
    let cell = 3.0 * sigma;
    let (sin, cos) = angle.sin_cos();
    let (sin, cos) = (sin / cell, cos / cell);
    let radius = (cell * std::f32::consts::SQRT_2 * 2.5).round() as isize;
    let [cx, cy] = at.map(|v| v.round() as isize);
    let (width, height) = (gradient.length.width as isize, gradient.length.height as isize);
    // One cell more on each side takes what falls over the edge.
    let mut bins: Bins = [[0.0; 8]; 64];
    let (fx, fy) = (at[0] - cx as f32, at[1] - cy as f32);
    for y in (cy - radius).max(1)..=(cy + radius).min(height - 2) {
        let dy = (y - cy) as f32 - fy;
        // The square is turned in its box: half of the box need not be looked at.
        let (left, right) = (within(cos, sin * dy), within(-sin, cos * dy));
        let in_box = |x: f32| x.clamp(-radius as f32, radius as f32) as isize;
        let (first, last) = (in_box(left.0.max(right.0)) - 1, in_box(left.1.min(right.1)) + 2);
        let (first, last) = ((cx + first.max(-radius)).max(1), (cx + last.min(radius)).min(width - 2));
        if first <= last {
            let pixels = (y * width + first) as usize..=(y * width + last) as usize;
            let (length, direction) = (&gradient.length.data[pixels.clone()], &gradient.direction.data[pixels]);
            let square = Slant { first: (first - cx) as i32, fx, dy, sin, cos, angle };
            gather(length, direction, &square, &mut bins);
        }
    }
    let mut descriptor = [0; LENGTH];
    finish(&bins, &mut descriptor);
    descriptor
}

/// Where `k` · x + `offset` lies within the square, first and last x.
#[inline(always)]
fn within(k: f32, offset: f32) -> (f32, f32) {
    let (a, b) = ((-EDGE_OF_SQUARE - offset) / k, (EDGE_OF_SQUARE - offset) / k);
    // Along an axis there is no end, or not a number, which neither `min` nor `max` takes.
    (a.min(b), a.max(b))
}

/// How a row of pixels runs through the turned square.
struct Slant {
    /// Column of its first pixel, from the keypoint's.
    first: i32,
    /// How far the keypoint lies right of its column.
    fx: f32,
    /// How far the row lies below the keypoint.
    dy: f32,
    /// The square's turn, over the side of a cell.
    sin: f32,
    cos: f32,
    /// The same as an angle.
    angle: f32,
}

/// Six by six cells of eight directions; rows of eight cells, so that no place is out of bounds.
type Bins = [[f32; 8]; 64];

/// One at each of the eight directions.
const ONE: [[f32; 8]; 8] = {
    let mut one = [[0.0; 8]; 8];
    let mut i = 0;
    while i < 8 {
        one[i][i] = 1.0;
        i += 1;
    }
    one
};

vectorised! {
    /// Shares each gradient of a row between the eight nearest bins.
    fn gather(length: &[f32], direction: &[f32], row: &Slant, bins: &mut Bins) {
        let n = length.len().min(direction.len()).min(WIDEST);
        let (length, direction) = (&length[..n], &direction[..n]);
        let (mut weights, mut cells, mut turns) = ([0.0_f32; WIDEST], [0_i32; WIDEST], [0_i32; WIDEST]);
        let (mut across, mut down, mut between) = ([0.0_f32; WIDEST], [0.0_f32; WIDEST], [0.0_f32; WIDEST]);
        // What is the same for all pixels side by side first, eight at once; then one by one into the bins.
        for i in 0..n {
            let dx = (row.first + i as i32) as f32 - row.fx;
            let (u, v) = (row.cos * dx + row.sin * row.dy, row.cos * row.dy - row.sin * dx);
            let outside = (u.abs() >= EDGE_OF_SQUARE) | (v.abs() >= EDGE_OF_SQUARE);
            let weight = length[i] * exp(-(u * u + v * v) * 0.125);
            weights[i] = if outside { 0.0 } else { weight };
            let mut o = (direction[i] - row.angle) * (8.0 / std::f32::consts::TAU);
            o += if o < 0.0 { 8.0 } else { 0.0 };
            o += if o < 0.0 { 8.0 } else { 0.0 };
            let (u, v) = (u + 2.5, v + 2.5);
            let (ui, vi, oi) = (u as i32, v as i32, o as i32);
            cells[i] = vi * 8 + ui;
            turns[i] = oi & 7;
            (across[i], down[i], between[i]) = (u - ui as f32, v - vi as f32, o - oi as f32);
        }
        for i in 0..n {
            let weight = weights[i];
            if weight == 0.0 {
                continue;
            }
            let (cell, turn) = (cells[i] as usize, turns[i] as usize);
            let (one, next) = (&ONE[turn & 7], &ONE[(turn + 1) & 7]);
            let (tu, tv, to) = (across[i], down[i], between[i]);
            let shares: [f32; 8] = std::array::from_fn(|k| one[k] * (1.0 - to) + next[k] * to);
            for (cell, wv) in [(cell, weight * (1.0 - tv)), (cell + 8, weight * tv)] {
                for (cell, w) in [(cell, wv * (1.0 - tu)), (cell + 1, wv * tu)] {
                    let bin = &mut bins[cell % 64];
                    for k in 0..8 {
                        bin[k] += w * shares[k];
                    }
                }
            }
        }
    }
}

vectorised! {
    /// The inner 4 × 4 cells, cut at a fifth of the norm, square-rooted, as whole numbers of norm 512.
    fn finish(bins: &Bins, out: &mut [i16; LENGTH]) {
        let mut d: [f32; LENGTH] = std::array::from_fn(|i| bins[(i / 32 + 1) * 8 + i / 8 % 4 + 1][i % 8]);
        let norm = d.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-12);
        let cut = 0.2 * norm;
        let mut sum = 0.0;
        for v in &mut d {
            *v = v.min(cut);
            sum += *v;
        }
        for (out, v) in out.iter_mut().zip(d) {
            *out = ((v / sum.max(1e-12)).sqrt() * 512.0).round() as i16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture without symmetry.
    fn blots() -> Plane {
        Plane::from_rows(120, 100, |y, row| {
            for (x, v) in row.iter_mut().enumerate() {
                let (x, y) = (x as f32, y as f32);
                *v = (0.21 * x + 0.11 * y).sin() + (0.08 * x - 0.17 * y).cos() + 0.01 * x;
            }
        })
    }

    #[test]
    fn a_descriptor_turns_with_its_picture() {
        // A quarter turn: the pixel (x, y) comes to lie at (99 − y, x).
        let plane = blots();
        let turned = Plane::from_rows(100, 120, |y, row| {
            for (x, v) in row.iter_mut().enumerate() {
                *v = plane.at(y as isize, 99 - x as isize);
            }
        });
        let (before, after) = (Gradient::new(&plane), Gradient::new(&turned));
        let (at, there) = ([60.0, 45.0], [54.0, 60.0]);
        let (angle, quarter) = (directions(&before, at, 2.0)[0], std::f32::consts::FRAC_PI_2);
        let turn = (directions(&after, there, 2.0)[0] - angle).rem_euclid(std::f32::consts::TAU);
        assert!((turn - quarter).abs() < 0.02, "turned by {turn}");
        let (a, b) = (describe(&before, at, 2.0, angle), describe(&after, there, 2.0, angle + quarter));
        let dot = |a: &[i16; LENGTH], b: &[i16; LENGTH]| -> i32 {
            a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
        };
        assert!(dot(&a, &b) > 512 * 512 * 99 / 100, "{} of {}", dot(&a, &b), dot(&a, &a));
        let other = describe(&before, [30.0, 60.0], 2.0, 1.0);
        assert!(dot(&a, &other) < 512 * 512 * 95 / 100, "{}", dot(&a, &other));
    }

    #[test]
    fn the_square_is_cut_at_the_edge_of_the_photo() {
        let gradient = Gradient::new(&blots());
        for at in [[0.0, 0.0], [119.0, 99.0], [119.0, 3.0]] {
            let d = describe(&gradient, at, 3.6, 0.7);
            assert!(d.iter().any(|v| *v > 0), "{at:?}");
            assert!(!directions(&gradient, at, 3.6).is_empty(), "{at:?}");
        }
    }
}
