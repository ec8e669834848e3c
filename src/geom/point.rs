//! A point of the plane and the size of a photo.

use serde::{Deserialize, Serialize};

/// A position in pixels: centres at integers, x right, y down. JSON: `[x, y]`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "[f64; 2]", into = "[f64; 2]")]
pub struct Point {
    /// Pixels to the right.
    pub x: f64,
    /// Pixels down.
    pub y: f64,
}

impl Point {
    /// The point at (`x`, `y`) pixels.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Distance to `other` in pixels.
    pub fn distance(self, other: Self) -> f64 {
        (self - other).norm()
    }

    /// Distance from the origin in pixels.
    pub fn norm(self) -> f64 {
        // Pixels never come near where the squares overflow, and `hypot` takes ten times as long.
        (self.x * self.x + self.y * self.y).sqrt()
    }

    /// The point a fraction `t` of the way to `other`.
    pub fn lerp(self, other: Self, t: f64) -> Self {
        self + (other - self) * t
    }

    /// True if neither coordinate is infinite or NaN.
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

impl From<[f64; 2]> for Point {
    fn from([x, y]: [f64; 2]) -> Self {
        Self { x, y }
    }
}

impl From<Point> for [f64; 2] {
    fn from(p: Point) -> Self {
        [p.x, p.y]
    }
}

impl std::ops::Add for Point {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self::new(self.x + o.x, self.y + o.y)
    }
}

impl std::ops::Sub for Point {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self::new(self.x - o.x, self.y - o.y)
    }
}

impl std::ops::Mul<f64> for Point {
    type Output = Self;
    fn mul(self, k: f64) -> Self {
        Self::new(self.x * k, self.y * k)
    }
}

/// Width and height of an upright photo in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Size {
    /// A size of `width` × `height` pixels.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// Length of the diagonal in pixels.
    pub fn diagonal(self) -> f64 {
        f64::from(self.width).hypot(f64::from(self.height))
    }

    /// True if `p` lies on a pixel: within half a pixel of the outermost centres.
    pub fn contains(self, p: Point) -> bool {
        p.x >= -0.5 && p.y >= -0.5 && p.x < f64::from(self.width) - 0.5 && p.y < f64::from(self.height) - 0.5
    }

    /// The middle of the photo.
    pub fn center(self) -> Point {
        Point::new((f64::from(self.width) - 1.0) / 2.0, (f64::from(self.height) - 1.0) / 2.0)
    }

    /// Number of pixels.
    pub fn area(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Area inside a closed outline in square pixels (shoelace), whichever way round it runs.
pub fn polygon_area(outline: &[Point]) -> f64 {
    let next = outline.iter().cycle().skip(1);
    let twice: f64 = outline.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
    twice.abs() / 2.0
}

/// True if `p` lies inside a closed outline (even-odd rule).
pub fn polygon_contains(outline: &[Point], p: Point) -> bool {
    let next = outline.iter().cycle().skip(1);
    let crossings = outline
        .iter()
        .zip(next)
        .filter(|(a, b)| (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x);
    crossings.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_square_has_area_one_and_contains_its_middle() {
        let square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].map(Point::from);
        assert_eq!(polygon_area(&square), 1.0);
        assert!(polygon_contains(&square, Point::new(0.5, 0.5)));
        assert!(!polygon_contains(&square, Point::new(1.5, 0.5)));
    }

    #[test]
    fn an_empty_outline_has_no_area_and_contains_nothing() {
        assert_eq!(polygon_area(&[]), 0.0);
        assert!(!polygon_contains(&[], Point::default()));
    }

    #[test]
    fn a_photo_contains_its_outermost_pixels_and_no_more() {
        let size = Size::new(4, 3);
        assert!(size.contains(Point::new(0.0, 0.0)) && size.contains(Point::new(3.0, 2.0)));
        assert!(!size.contains(Point::new(3.6, 0.0)) && !size.contains(Point::new(0.0, -0.6)));
    }
}
