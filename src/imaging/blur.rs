//! Blurs a plane: three box means a direction, close to a Gaussian.

use rayon::prelude::*;

use super::Plane;
use super::simd::vectorised;

/// Box means a direction.
const PASSES: usize = 3;
/// Rows that are summed side by side.
const TOGETHER: usize = 4;
/// Columns that a task walks down with.
const STRIP: usize = 64;

impl Plane {
    /// Three passes of a box filter, close to a Gaussian of `sigma` pixels. Beyond the border the window is cut off.
    pub fn blurred(&self, sigma: f64) -> Self {
        if self.data.is_empty() {
            return self.clone();
        }
        // Three boxes of radius r have variance r (r + 1).
        let radius = ((0.25 + sigma * sigma).sqrt() - 0.5).round().max(1.0) as usize;
        down(&across(self, radius), radius)
    }
}

/// All passes along the rows.
fn across(plane: &Plane, radius: usize) -> Plane {
    let (width, height) = (plane.width, plane.height);
    let mut out = Plane::filled(width, height, 0.0);
    out.data.par_chunks_mut(width * TOGETHER).enumerate().with_min_len(4).for_each(|(block, rows)| {
        let (mut from, mut to) = (vec![[0.0; TOGETHER]; width], vec![[0.0; TOGETHER]; width]);
        for k in 0..TOGETHER {
            let row = plane.row((block * TOGETHER + k).min(height - 1));
            from.iter_mut().zip(row).for_each(|(from, v)| from[k] = *v);
        }
        for _ in 0..PASSES {
            mean_across(&from, radius, &mut to);
            std::mem::swap(&mut from, &mut to);
        }
        for (k, row) in rows.chunks_mut(width).enumerate() {
            row.iter_mut().zip(&from).for_each(|(v, from)| *v = from[k]);
        }
    });
    out
}

vectorised! {
    /// Means over 2 `radius` + 1 pixels of several rows side by side.
    fn mean_across(rows: &[[f32; TOGETHER]], radius: usize, out: &mut [[f32; TOGETHER]]) {
        let width = rows.len().min(out.len());
        let mut sums = [-0.0_f64; TOGETHER];
        for row in &rows[..radius.min(width)] {
            for k in 0..TOGETHER {
                sums[k] += f64::from(row[k]);
            }
        }
        for x in 0..width {
            if x + radius < width {
                let entering = rows[x + radius];
                for k in 0..TOGETHER {
                    sums[k] += f64::from(entering[k]);
                }
            }
            if x > radius {
                let leaving = rows[x - radius - 1];
                for k in 0..TOGETHER {
                    sums[k] -= f64::from(leaving[k]);
                }
            }
            let count = ((x + radius).min(width - 1) - x.saturating_sub(radius) + 1) as f64;
            for k in 0..TOGETHER {
                out[x][k] = (sums[k] / count) as f32;
            }
        }
    }
}

/// All passes along the columns.
fn down(plane: &Plane, radius: usize) -> Plane {
    let (width, height) = (plane.width, plane.height);
    // Strips of columns go to tasks; each walks down with a running sum.
    let strips: Vec<Vec<f32>> = (0..width.div_ceil(STRIP))
        .into_par_iter()
        .map(|s| {
            let (left, right) = (s * STRIP, ((s + 1) * STRIP).min(width));
            let mut from: Vec<f32> = Vec::with_capacity((right - left) * height);
            (0..height).for_each(|y| from.extend_from_slice(&plane.row(y)[left..right]));
            let mut to = vec![0.0; from.len()];
            for _ in 0..PASSES {
                mean_down(&from, right - left, radius, &mut to);
                std::mem::swap(&mut from, &mut to);
            }
            from
        })
        .collect();
    Plane::from_rows(width, height, |y, out| {
        for (out, strip) in out.chunks_mut(STRIP).zip(&strips) {
            out.copy_from_slice(&strip[y * out.len()..][..out.len()]);
        }
    })
}

vectorised! {
    /// Means over 2 `radius` + 1 rows of a picture that is `width` pixels wide.
    fn mean_down(picture: &[f32], width: usize, radius: usize, out: &mut [f32]) {
        let height = picture.len() / width;
        let row = |y: usize| &picture[y * width..][..width];
        let mut sums = [0.0_f32; STRIP];
        let sums = &mut sums[..width];
        for y in 0..radius.min(height) {
            sums.iter_mut().zip(row(y)).for_each(|(s, v)| *s += v);
        }
        for (y, out) in out.chunks_exact_mut(width).enumerate() {
            if y + radius < height {
                sums.iter_mut().zip(row(y + radius)).for_each(|(s, v)| *s += v);
            }
            if y > radius {
                sums.iter_mut().zip(row(y - radius - 1)).for_each(|(s, v)| *s -= v);
            }
            let k = 1.0 / ((y + radius).min(height - 1) - y.saturating_sub(radius) + 1) as f32;
            out.iter_mut().zip(&*sums).for_each(|(o, s)| *o = s * k);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blur_keeps_a_ramp_inside_and_the_mean_of_a_flat_plane() {
        let ramp = Plane::from_rows(60, 60, |y, row| {
            row.iter_mut().enumerate().for_each(|(x, v)| *v = 2.0 * x as f32 + 3.0 * y as f32);
        });
        let inside = ramp.blurred(3.0).at(30, 30);
        assert!((inside - 150.0).abs() < 1e-3, "{inside}");
        let corner = Plane::filled(20, 9, 7.0).blurred(4.0).at(0, 0);
        assert!((corner - 7.0).abs() < 1e-5, "{corner}");
        assert!(Plane::filled(0, 5, 0.0).blurred(2.0).data.is_empty());
    }

    #[test]
    fn a_blur_has_the_asked_width_in_every_row_and_strip() {
        // Rows that are taken together and rows that are left over; the first strip of columns and the last.
        for (at_x, at_y) in [(50, 50), (52, 49), (66, 51), (100, 53)] {
            let (width, height) = (151, 103);
            let mut dot = Plane::filled(width, height, 0.0);
            dot.data[at_y * width + at_x] = 1.0;
            let blurred = dot.blurred(6.0);
            let spread = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
                let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
                let share =
                    |(x, y): (usize, usize)| f64::from(blurred.at(x as isize, y as isize)) * of(x as f64, y as f64);
                places.map(share).sum()
            };
            let (x0, y0) = (at_x as f64, at_y as f64);
            let (across, down) = (spread(&|x, _| (x - x0).powi(2)).sqrt(), spread(&|_, y| (y - y0).powi(2)).sqrt());
            assert!((across - 6.0).abs() < 0.6 && (down - 6.0).abs() < 0.6, "σ = {across}, {down} at ({at_x}, {at_y})");
        }
    }
}
