//! Perspective transforms of the plane.

use std::ops::Mul;

use nalgebra::Matrix3;
use serde::{Deserialize, Serialize};

use super::Point;

/// A perspective transform, `target_from_source`, scaled so that its last element is 1 where it can be.
/// JSON: three rows of three.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[[f64; 3]; 3]", into = "[[f64; 3]; 3]")]
pub struct Homography(Matrix3<f64>);

impl Homography {
    /// The transform that moves nothing.
    pub fn identity() -> Self {
        Self(Matrix3::identity())
    }

    /// The transform with these rows; scaled so that the last element is 1 unless that is zero.
    pub fn from_rows(rows: [[f64; 3]; 3]) -> Self {
        let m = Matrix3::from_fn(|r, c| rows[r][c]);
        Self::from_matrix(m)
    }

    /// The transform with this matrix; scaled so that the last element is 1 unless that is zero.
    pub fn from_matrix(m: Matrix3<f64>) -> Self {
        let last = m[(2, 2)];
        Self(if last.abs() > 1e-12 { m / last } else { m })
    }

    /// Turns by `degrees` clockwise as seen on the screen, scales by `scale`, then moves the origin to (`dx`, `dy`).
    pub fn similarity(scale: f64, degrees: f64, dx: f64, dy: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self::from_rows([[scale * cos, -scale * sin, dx], [scale * sin, scale * cos, dy], [0.0, 0.0, 1.0]])
    }

    /// The three rows.
    pub fn rows(&self) -> [[f64; 3]; 3] {
        std::array::from_fn(|r| std::array::from_fn(|c| self.0[(r, c)]))
    }

    /// The matrix.
    pub fn matrix(&self) -> &Matrix3<f64> {
        &self.0
    }

    /// The transform back, `source_from_target`; `None` if this one is singular.
    pub fn inverse(&self) -> Option<Self> {
        self.0.try_inverse().map(Self::from_matrix)
    }
}

impl From<[[f64; 3]; 3]> for Homography {
    fn from(rows: [[f64; 3]; 3]) -> Self {
        Self::from_rows(rows)
    }
}

impl From<Homography> for [[f64; 3]; 3] {
    fn from(h: Homography) -> Self {
        h.rows()
    }
}

impl Mul<Point> for Homography {
    type Output = Point;
    fn mul(self, p: Point) -> Point {
        let m = &self.0;
        let w = m[(2, 0)] * p.x + m[(2, 1)] * p.y + m[(2, 2)];
        Point::new(
            (m[(0, 0)] * p.x + m[(0, 1)] * p.y + m[(0, 2)]) / w,
            (m[(1, 0)] * p.x + m[(1, 1)] * p.y + m[(1, 2)]) / w,
        )
    }
}

impl Mul for Homography {
    type Output = Self;
    fn mul(self, first: Self) -> Self {
        Self::from_matrix(self.0 * first.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn inverse_undoes_the_transform(
            scale in 0.5..2.0_f64, degrees in -180.0..180.0_f64, dx in -500.0..500.0_f64, dy in -500.0..500.0_f64,
            px in -1e-4..1e-4_f64, py in -1e-4..1e-4_f64, x in 0.0..4000.0_f64, y in 0.0..3000.0_f64,
        ) {
            let tilt = Homography::from_rows([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [px, py, 1.0]]);
            let target_from_source = tilt * Homography::similarity(scale, degrees, dx, dy);
            let p = Point::new(x, y);
            let w = px * (Homography::similarity(scale, degrees, dx, dy) * p).x
                + py * (Homography::similarity(scale, degrees, dx, dy) * p).y + 1.0;
            prop_assume!(w > 0.2);
            let back = target_from_source.inverse().unwrap() * (target_from_source * p);
            prop_assert!(back.distance(p) < 1e-5, "{p:?} came back as {back:?}");
        }
    }

    #[test]
    fn a_similarity_turns_clockwise_on_the_screen() {
        let p = Homography::similarity(2.0, 90.0, 0.0, 0.0) * Point::new(1.0, 0.0);
        assert!(p.distance(Point::new(0.0, 2.0)) < 1e-12, "{p:?}");
    }
}
