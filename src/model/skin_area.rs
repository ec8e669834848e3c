//! Where the skin to compare is on a photo, as a person painted it over what the engine would look at by itself.

use serde::{Deserialize, Serialize};

use super::PhotoId;
use crate::geom::{Point, Size};
use crate::words::say;

/// What was painted on one photo: strokes of a round brush, the first one first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SkinArea {
    /// The photo.
    pub photo: PhotoId,
    /// The strokes; none: the engine looks for itself.
    pub strokes: Vec<SkinStroke>,
}

/// One stroke.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SkinStroke {
    /// True: this is skin to hold on to. False: this is not.
    pub skin: bool,
    /// Half the width of the brush, in pixels of the photo.
    pub radius: f64,
    /// Where its middle went, in pixels of the photo.
    pub points: Vec<Point>,
}

/// More than these are no painting by hand.
const MOST_STROKES: usize = 2000;
const MOST_POINTS: usize = 200_000;

impl SkinArea {
    /// Nothing painted on `photo`.
    pub fn none(photo: PhotoId) -> Self {
        Self { photo, strokes: Vec::new() }
    }

    /// Whether the parts of the photo that no stroke covers are skin: whoever begins by rubbing out starts from all of
    /// the photo, whoever begins by painting starts from nothing.
    pub fn elsewhere(&self) -> bool {
        self.strokes.first().is_none_or(|stroke| !stroke.skin)
    }

    /// True where there is skin, for `columns` × `rows` equal cells over a photo of `size`, row by row; the last stroke
    /// over the middle of a cell decides.
    pub fn raster(&self, size: Size, columns: usize, rows: usize) -> Vec<bool> {
        let mut cells = vec![self.elsewhere(); columns * rows];
        let cell = (f64::from(size.width) / columns as f64, f64::from(size.height) / rows as f64);
        let span = |low: f64, high: f64, step: f64, count: usize| {
            let at = |v: f64| (v.max(0.0) as usize).min(count);
            at((low / step - 0.5).floor())..at((high / step + 0.5).ceil())
        };
        for stroke in &self.strokes {
            let twice = [stroke.points.clone(), stroke.points.last().copied().into_iter().collect()].concat();
            for leg in twice.windows(2) {
                let [a, b] = [leg[0], leg[1]];
                let r = stroke.radius;
                for y in span(a.y.min(b.y) - r, a.y.max(b.y) + r, cell.1, rows) {
                    for x in span(a.x.min(b.x) - r, a.x.max(b.x) + r, cell.0, columns) {
                        let middle = Point::new((x as f64 + 0.5) * cell.0, (y as f64 + 0.5) * cell.1);
                        if distance_to_leg(middle, a, b) <= r {
                            cells[y * columns + x] = stroke.skin;
                        }
                    }
                }
            }
        }
        cells
    }

    /// Why it cannot be kept as it is, if so.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let sound = |s: &SkinStroke| {
            s.radius.is_finite()
                && s.radius > 0.0
                && !s.points.is_empty()
                && s.points.iter().all(|p| p.x.is_finite() && p.y.is_finite())
        };
        if !self.strokes.iter().all(sound) {
            return Some(say!("fault-skin-stroke"));
        }
        let points: usize = self.strokes.iter().map(|s| s.points.len()).sum();
        let many = self.strokes.len() > MOST_STROKES || points > MOST_POINTS;
        many.then(|| say!("fault-skin-too-much"))
    }

    /// Every stroke to the bit, for keys.
    pub fn bits(&self) -> Vec<u64> {
        let of = |s: &SkinStroke| {
            let head = [u64::from(s.skin), s.radius.to_bits(), s.points.len() as u64];
            head.into_iter().chain(s.points.iter().flat_map(|p| [p.x.to_bits(), p.y.to_bits()])).collect::<Vec<_>>()
        };
        self.strokes.iter().flat_map(of).collect()
    }
}

fn distance_to_leg(p: Point, a: Point, b: Point) -> f64 {
    let along = b - a;
    let length = along.x * along.x + along.y * along.y;
    let share = if length > 0.0 { ((p - a).x * along.x + (p - a).y * along.y) / length } else { 0.0 };
    let share = share.clamp(0.0, 1.0);
    p.distance(Point::new(a.x + share * along.x, a.y + share * along.y))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZE: Size = Size { width: 400, height: 300 };

    fn stroke(skin: bool, radius: f64, points: &[(f64, f64)]) -> SkinStroke {
        SkinStroke { skin, radius, points: points.iter().map(|(x, y)| Point::new(*x, *y)).collect() }
    }

    fn area(strokes: Vec<SkinStroke>) -> SkinArea {
        SkinArea { photo: PhotoId::from_number(1), strokes }
    }

    fn at(area: &SkinArea, x: usize, y: usize) -> bool {
        area.raster(SIZE, 40, 30)[y * 40 + x]
    }

    #[test]
    fn painting_starts_from_nothing_and_rubbing_out_from_everything() {
        assert!(at(&area(Vec::new()), 3, 3), "nothing painted: all of it");
        let painted = area(vec![stroke(true, 30.0, &[(100.0, 100.0), (200.0, 100.0)])]);
        assert!(at(&painted, 15, 9) && !at(&painted, 15, 20) && !at(&painted, 35, 9));
        let rubbed = area(vec![stroke(false, 30.0, &[(100.0, 100.0)])]);
        assert!(!at(&rubbed, 9, 9) && at(&rubbed, 20, 9));
    }

    #[test]
    fn the_last_stroke_decides() {
        let both = area(vec![
            stroke(true, 80.0, &[(200.0, 150.0)]),
            stroke(false, 40.0, &[(200.0, 150.0)]),
            stroke(true, 15.0, &[(200.0, 150.0)]),
        ]);
        assert!(at(&both, 20, 15), "painted back");
        assert!(!at(&both, 22, 15), "rubbed out");
        assert!(at(&both, 26, 15), "the rest of the first stroke");
        assert!(!at(&both, 2, 2), "never painted");
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(area(vec![stroke(true, 5.0, &[(1.0, 1.0)])]).fault(), None);
        for bad in [stroke(true, 0.0, &[(1.0, 1.0)]), stroke(true, 5.0, &[]), stroke(true, 5.0, &[(f64::NAN, 1.0)])] {
            assert!(area(vec![bad]).fault().is_some());
        }
    }

    proptest! {
        #[test]
        fn a_raster_says_what_the_distance_to_the_stroke_says(
            x0 in -50.0..450.0_f64, y0 in -50.0..350.0_f64, x1 in -50.0..450.0_f64, y1 in -50.0..350.0_f64,
            radius in 1.0..120.0_f64,
        ) {
            let cells = area(vec![stroke(true, radius, &[(x0, y0), (x1, y1)])]).raster(SIZE, 25, 15);
            for (i, skin) in cells.iter().enumerate() {
                let middle = Point::new(((i % 25) as f64 + 0.5) * 16.0, ((i / 25) as f64 + 0.5) * 20.0);
                // Along the leg in steps of 3 pixels at most: right to within half a step.
                let steps = (0..=200).map(|k| f64::from(k) / 200.0);
                let near = steps.map(|t| middle.distance(Point::new(x0 + t * (x1 - x0), y0 + t * (y1 - y0))));
                let distance = near.fold(f64::INFINITY, f64::min);
                if (distance - radius).abs() > 1.5 {
                    prop_assert_eq!(*skin, distance < radius, "{:?}: {} of {}", middle, distance, radius);
                }
            }
        }
    }
}
