//! The transform while it is being worked out, in pixels of level 0 of both photos.

use super::channel::{from_level, to_level};
use super::fit::local_area;
use crate::geom::{Homography, Lattice, Point, Size, Warp};
use crate::imaging::{Kernel, Map, Plane, resample};

/// Level 0 of a photo beside the full photo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Size of the full photo.
    pub full: Size,
    /// Size of level 0.
    pub working: Size,
    /// Full pixels a pixel of level 0 is wide and high.
    pub scale: Point,
}

impl Frame {
    /// Long side of level 0 in pixels.
    pub fn side(&self) -> f64 {
        f64::from(self.working.width.max(self.working.height))
    }

    /// Where a pixel of level 0 lies in the full photo.
    pub fn to_full(self, p: Point) -> Point {
        Point::new((p.x + 0.5) * self.scale.x - 0.5, (p.y + 0.5) * self.scale.y - 0.5)
    }

    /// Where a pixel of the full photo lies at level 0.
    pub fn working_of(self, p: Point) -> Point {
        Point::new((p.x + 0.5) / self.scale.x - 0.5, (p.y + 0.5) / self.scale.y - 0.5)
    }

    fn full_from_working(self) -> Homography {
        let s = self.scale;
        Homography::from_rows([[s.x, 0.0, 0.5 * s.x - 0.5], [0.0, s.y, 0.5 * s.y - 0.5], [0.0, 0.0, 1.0]])
    }

    fn working_from_full(self) -> Homography {
        let s = self.scale;
        Homography::from_rows([[1.0 / s.x, 0.0, 0.5 / s.x - 0.5], [0.0, 1.0 / s.y, 0.5 / s.y - 0.5], [0.0, 0.0, 1.0]])
    }
}

/// `moving_from_fixed` at level 0.
#[derive(Debug, Clone)]
pub(super) struct Model {
    /// The perspective part.
    pub homography: Homography,
    /// The bend: knots over the full fixed photo, offsets in moving pixels of level 0.
    pub lattice: Option<Lattice>,
    /// The fixed photo's frame.
    pub frame: Frame,
}

impl Model {
    /// A perspective transform without a bend.
    pub fn rigid(homography: Homography, frame: Frame) -> Self {
        Self { homography, lattice: None, frame }
    }

    /// Where a fixed pixel of level 0 lies in the moving photo, level 0.
    pub fn at(&self, p: Point) -> Point {
        self.homography * p + self.bend(p)
    }

    /// The bend at a fixed pixel of level 0.
    pub fn bend(&self, p: Point) -> Point {
        self.lattice.as_ref().map_or(Point::default(), |l| l.at(self.frame.to_full(p), self.frame.full))
    }

    /// The model that puts everything `by` further, in moving pixels of level 0; `None` without a lattice.
    pub fn shifted(&self, by: Point) -> Option<Self> {
        let mut next = self.clone();
        next.lattice.as_mut()?.offsets.iter_mut().for_each(|o| *o = *o + by);
        Some(next)
    }

    /// The map between the photos' levels `level`, for a fixed picture of that size.
    pub fn map(&self, fixed: &Plane, level: usize) -> Map {
        Map::new(fixed.width, fixed.height, |p| to_level(self.at(from_level(p, level)), level))
    }

    /// The moving level warped onto the fixed one, NaN outside, and the map that did it.
    pub fn warp(&self, fixed: &Plane, moving: &Plane, level: usize, kernel: Kernel) -> (Plane, Map) {
        let map = self.map(fixed, level);
        let warped = resample(moving, &map, fixed.width, fixed.height, kernel, f32::NAN);
        (warped, map)
    }

    /// True if the model folds nothing: nowhere is a small area enlarged or shrunk more than 1.7 times against the perspective part.
    pub fn is_smooth(&self) -> bool {
        if self.lattice.is_none() {
            return true;
        }
        let (columns, rows) = (40, 30);
        let size = self.frame.working;
        (0..columns * rows).all(|i| {
            let p = Point::new(
                (f64::from(i % columns) + 0.5) / f64::from(columns) * f64::from(size.width),
                (f64::from(i / columns) + 0.5) / f64::from(rows) * f64::from(size.height),
            );
            let (o, x, y) = (self.at(p), self.at(p + Point::new(4.0, 0.0)), self.at(p + Point::new(0.0, 4.0)));
            let area = ((x - o).x * (y - o).y - (x - o).y * (y - o).x) / 16.0;
            let ratio = area / local_area(&self.homography, p);
            (0.6..1.7).contains(&ratio)
        })
    }

    /// The transform between the full photos.
    pub fn to_warp(&self, moving: Frame) -> Warp {
        let homography = moving.full_from_working() * self.homography * self.frame.working_from_full();
        let lattice = self.lattice.as_ref().map(|l| {
            let scaled = |p: &Point| Point::new(p.x * moving.scale.x, p.y * moving.scale.y);
            Lattice { columns: l.columns, rows: l.rows, offsets: l.offsets.iter().map(scaled).collect() }
        });
        Warp { homography, lattice, fixed: self.frame.full }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_transform_says_what_the_model_says() {
        let frame = |w: u32, h: u32| Frame {
            full: Size::new(w, h),
            working: Size::new(1600, 1200),
            scale: Point::new(f64::from(w) / 1600.0, f64::from(h) / 1200.0),
        };
        let (fixed, moving) = (frame(4000, 3000), frame(2400, 1800));
        let mut lattice = Lattice::zero(9, 7);
        lattice.offsets.iter_mut().enumerate().for_each(|(i, o)| *o = Point::new((i % 5) as f64, (i % 3) as f64));
        let mut model = Model::rigid(Homography::similarity(0.9, 8.0, 30.0, -4.0), fixed);
        model.lattice = Some(lattice);
        let warp = model.to_warp(moving);
        for p in [Point::new(0.0, 0.0), Point::new(1234.0, 2345.0), Point::new(3999.0, 2999.0)] {
            let expected = moving.to_full(model.at(fixed.working_of(p)));
            let got = warp.moving_from_fixed(p);
            assert!(got.distance(expected) < 1e-6, "{got:?}, expected {expected:?}");
        }
    }
}
