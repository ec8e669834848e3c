//! What alignment finds: a perspective transform and the skin's bend on top of it.

use serde::{Deserialize, Serialize};

use super::{Homography, Lattice, Point, Size};

/// `moving_from_fixed`: where a pixel of the fixed photo lies in the moving one.
///
/// `moving = homography * fixed + lattice.at(fixed)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warp {
    /// The perspective part.
    pub homography: Homography,
    /// The bend on top, in pixels of the moving photo; `None` where the perspective part is all that could be verified.
    pub lattice: Option<Lattice>,
    /// Size of the fixed photo, which the lattice covers.
    pub fixed: Size,
}

impl Warp {
    /// The transform that moves nothing.
    pub fn identity(fixed: Size) -> Self {
        Self { homography: Homography::identity(), lattice: None, fixed }
    }

    /// A perspective transform without a bend.
    pub fn from_homography(homography: Homography, fixed: Size) -> Self {
        Self { homography, lattice: None, fixed }
    }

    /// The pixel of the moving photo that shows what `p` of the fixed photo shows.
    pub fn moving_from_fixed(&self, p: Point) -> Point {
        let bend = self.lattice.as_ref().map_or(Point::default(), |lattice| lattice.at(p, self.fixed));
        self.homography * p + bend
    }

    /// The way back, by fixed-point iteration; `None` where it does not settle to a hundredth of a pixel.
    pub fn fixed_from_moving(&self, q: Point) -> Option<Point> {
        let back = self.homography.inverse()?;
        let mut p = back * q;
        for _ in 0..30 {
            let miss = q - self.moving_from_fixed(p);
            if !miss.is_finite() {
                return None;
            }
            if miss.norm() < 1e-2 {
                return Some(p);
            }
            p = back * (self.homography * p + miss);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_home_through_a_bend() {
        let mut lattice = Lattice::zero(9, 7);
        for (i, offset) in lattice.offsets.iter_mut().enumerate() {
            *offset = Point::new((i as f64).sin() * 4.0, (i as f64 * 1.7).cos() * 4.0);
        }
        let warp = Warp {
            homography: Homography::similarity(1.1, 12.0, 30.0, -20.0),
            lattice: Some(lattice),
            fixed: Size::new(800, 600),
        };
        for p in [Point::new(10.0, 20.0), Point::new(400.0, 300.0), Point::new(790.0, 590.0)] {
            let back = warp.fixed_from_moving(warp.moving_from_fixed(p)).unwrap();
            assert!(back.distance(p) < 0.02, "{p:?} came back as {back:?}");
        }
    }
}
