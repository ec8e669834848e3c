//! A smooth bend of the plane: a lattice of offsets.

use serde::{Deserialize, Serialize};

use super::{Point, Size};

/// A smooth displacement over a photo: uniform cubic B-spline coefficients on a lattice that covers it.
///
/// Knot (column 0, row 0) lies at pixel (0, 0) and the last one at (width − 1, height − 1), so that the spacing is
/// (width − 1)/(columns − 1) by (height − 1)/(rows − 1). Beyond the border the coefficients are repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lattice {
    /// Knots across, at least 2.
    pub columns: usize,
    /// Knots down, at least 2.
    pub rows: usize,
    /// Coefficients row by row, in pixels of the target photo.
    pub offsets: Vec<Point>,
}

impl Lattice {
    /// A lattice that moves nothing.
    pub fn zero(columns: usize, rows: usize) -> Self {
        Self { columns, rows, offsets: vec![Point::default(); columns * rows] }
    }

    /// The offset at `p`, a pixel of a photo of `size`.
    pub fn at(&self, p: Point, size: Size) -> Point {
        let (u, wu) = lattice_knots(p.x, size.width, self.columns);
        let (v, wv) = lattice_knots(p.y, size.height, self.rows);
        let mut sum = Point::default();
        for (j, wy) in wv.iter().enumerate() {
            let row = (v + j as isize).clamp(0, self.rows as isize - 1) as usize;
            for (i, wx) in wu.iter().enumerate() {
                let column = (u + i as isize).clamp(0, self.columns as isize - 1) as usize;
                sum = sum + self.offsets[row * self.columns + column] * (wx * wy);
            }
        }
        sum
    }
}

/// The first of the four knots that matter at pixel `x` of `extent`, and their cubic B-spline weights.
pub(crate) fn lattice_knots(x: f64, extent: u32, count: usize) -> (isize, [f64; 4]) {
    let spacing = (f64::from(extent) - 1.0).max(1.0) / (count as f64 - 1.0).max(1.0);
    let u = (x / spacing).clamp(-1.0, count as f64);
    let t = u - u.floor();
    let (t2, t3) = (t * t, t * t * t);
    let weights = [
        (1.0 - t).powi(3) / 6.0,
        (3.0 * t3 - 6.0 * t2 + 4.0) / 6.0,
        (-3.0 * t3 + 3.0 * t2 + 3.0 * t + 1.0) / 6.0,
        t3 / 6.0,
    ];
    (u.floor() as isize - 1, weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_coefficients_move_every_pixel_alike() {
        let mut lattice = Lattice::zero(5, 4);
        lattice.offsets.fill(Point::new(2.0, -3.0));
        for p in [Point::new(0.0, 0.0), Point::new(37.5, 12.0), Point::new(99.0, 79.0)] {
            let offset = lattice.at(p, Size::new(100, 80));
            assert!(offset.distance(Point::new(2.0, -3.0)) < 1e-12, "{offset:?} at {p:?}");
        }
    }
}
