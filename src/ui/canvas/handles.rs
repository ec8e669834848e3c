//! Taking hold of a mark: what lies under the pointer, where its handles are, what dragging one does.

use crate::geom::{Point, polygon_contains};
use crate::model::Shape;

/// A part of a mark that can be taken hold of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// The mark as a whole: it moves.
    Body,
    /// A corner of a polygon or an end of a line.
    Corner(usize),
    /// A corner of the box around a stroke: it grows and shrinks.
    Box(usize),
    /// The end of an ellipse's first or second half-axis.
    Axis(usize),
    /// Turns an ellipse.
    Turn,
}

/// The handles of a shape, in photo pixels; `reach` is the distance of the turning handle from the shape.
pub fn handles(shape: &Shape, reach: f64) -> Vec<(Grip, Point)> {
    match shape {
        Shape::Polygon { points } => points.iter().enumerate().map(|(i, p)| (Grip::Corner(i), *p)).collect(),
        Shape::Line { from, to } => vec![(Grip::Corner(0), *from), (Grip::Corner(1), *to)],
        Shape::Freehand { points } => match bounds(points) {
            Some(corners) => corners.into_iter().enumerate().map(|(i, p)| (Grip::Box(i), p)).collect(),
            None => Vec::new(),
        },
        Shape::Ellipse { center, radii, degrees } => {
            let [u, v] = axes(*degrees);
            let turn = *center - v * (radii.y + reach);
            vec![(Grip::Axis(0), *center + u * radii.x), (Grip::Axis(1), *center + v * radii.y), (Grip::Turn, turn)]
        }
        Shape::Pin { .. } | Shape::Text { .. } => Vec::new(),
    }
}

/// What of a shape lies within `radius` pixels of `p`: a handle before the body. `chosen` shapes show their handles;
/// of the others only the body can be taken.
pub fn grip_at(shape: &Shape, p: Point, radius: f64, chosen: bool) -> Option<Grip> {
    if chosen {
        let near = handles(shape, 3.0 * radius).into_iter().map(|(grip, at)| (grip, at.distance(p)));
        let nearest = near.filter(|(_, d)| *d <= radius).min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((grip, _)) = nearest {
            return Some(grip);
        }
    }
    let near_edge = distance_to(shape, p) <= radius;
    let inside = chosen && shape.is_region() && polygon_contains(&shape.outline(), p);
    (near_edge || inside).then_some(Grip::Body)
}

/// The shape after its `grip` was dragged from `from` to `to`, in photo pixels.
pub fn dragged(shape: &Shape, grip: Grip, from: Point, to: Point) -> Shape {
    let mut shape = shape.clone();
    match (&mut shape, grip) {
        (_, Grip::Body) => return shape.shifted(to - from),
        (Shape::Polygon { points }, Grip::Corner(i)) => {
            if let Some(corner) = points.get_mut(i) {
                *corner = to;
            }
        }
        (Shape::Line { from, .. }, Grip::Corner(0)) => *from = to,
        (Shape::Line { to: end, .. }, Grip::Corner(_)) => *end = to,
        (Shape::Freehand { points }, Grip::Box(i)) => scale_box(points, i, to),
        (Shape::Ellipse { center, radii, degrees }, Grip::Axis(axis)) => {
            let along = axes(*degrees)[axis.min(1)];
            let d = to - *center;
            let length = (d.x * along.x + d.y * along.y).abs().max(1.0);
            if axis == 0 { radii.x = length } else { radii.y = length }
        }
        (Shape::Ellipse { center, degrees, .. }, Grip::Turn) => {
            let d = to - *center;
            *degrees = d.x.atan2(-d.y).to_degrees();
        }
        _ => {}
    }
    shape
}

/// Distance from `p` to the drawn line of a shape, in pixels.
pub fn distance_to(shape: &Shape, p: Point) -> f64 {
    let outline = shape.outline();
    let closed = shape.is_region();
    let pairs = outline.windows(2).map(|w| (w[0], w[1]));
    let last = outline.last().zip(outline.first()).filter(|_| closed || outline.len() == 1).map(|(a, b)| (*a, *b));
    pairs.chain(last).map(|(a, b)| distance_to_segment(p, a, b)).fold(f64::INFINITY, f64::min)
}

fn distance_to_segment(p: Point, a: Point, b: Point) -> f64 {
    let (d, q) = (b - a, p - a);
    let length = d.x * d.x + d.y * d.y;
    let t = if length > 0.0 { ((q.x * d.x + q.y * d.y) / length).clamp(0.0, 1.0) } else { 0.0 };
    p.distance(a.lerp(b, t))
}

/// Corners of the box around points: upper left, upper right, lower right, lower left.
pub(super) fn bounds(points: &[Point]) -> Option<[Point; 4]> {
    let first = *points.first()?;
    let (low, high) = points.iter().fold((first, first), |(low, high), p| {
        (Point::new(low.x.min(p.x), low.y.min(p.y)), Point::new(high.x.max(p.x), high.y.max(p.y)))
    });
    Some([low, Point::new(high.x, low.y), high, Point::new(low.x, high.y)])
}

fn scale_box(points: &mut [Point], corner: usize, to: Point) {
    let Some(corners) = bounds(points) else { return };
    let (held, still) = (corners[corner % 4], corners[(corner + 2) % 4]);
    let factor = |held: f64, still: f64, to: f64| {
        let extent = held - still;
        if extent.abs() < 1.0 { 1.0 } else { ((to - still) / extent).clamp(0.05, 20.0) }
    };
    let (fx, fy) = (factor(held.x, still.x, to.x), factor(held.y, still.y, to.y));
    for p in points {
        *p = Point::new(still.x + (p.x - still.x) * fx, still.y + (p.y - still.y) * fy);
    }
}

fn axes(degrees: f64) -> [Point; 2] {
    let (sin, cos) = degrees.to_radians().sin_cos();
    [Point::new(cos, sin), Point::new(-sin, cos)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke() -> Shape {
        Shape::Freehand { points: [[10.0, 10.0], [50.0, 12.0], [48.0, 40.0], [12.0, 38.0]].map(Point::from).to_vec() }
    }

    #[test]
    fn a_dragged_handle_follows_the_pointer() {
        let ellipse = Shape::Ellipse { center: Point::new(100.0, 80.0), radii: Point::new(30.0, 20.0), degrees: 25.0 };
        let polygon = Shape::Polygon { points: [[0.0, 0.0], [50.0, 0.0], [50.0, 40.0]].map(Point::from).to_vec() };
        let line = Shape::Line { from: Point::new(0.0, 0.0), to: Point::new(50.0, 0.0) };
        for shape in [ellipse, polygon, line, stroke()] {
            for (i, (grip, at)) in handles(&shape, 10.0).into_iter().enumerate() {
                let away = if let Shape::Ellipse { center, .. } = &shape { at - *center } else { Point::new(7.0, 5.0) };
                let to = at + away * 0.2;
                let moved = dragged(&shape, grip, at, to);
                let now = handles(&moved, 10.0)[i].1;
                let miss = if grip == Grip::Turn { 0.0 } else { now.distance(to) };
                assert!(miss < 1e-6, "{grip:?} of {shape:?} came to {now:?}, not {to:?}");
            }
        }
    }

    #[test]
    fn the_body_is_taken_at_its_line_and_inside_once_it_is_chosen() {
        let shape = stroke();
        assert_eq!(grip_at(&shape, Point::new(30.0, 11.0), 3.0, false), Some(Grip::Body), "on the line");
        assert_eq!(grip_at(&shape, Point::new(30.0, 25.0), 3.0, false), None, "skin inside a region stays free");
        assert_eq!(grip_at(&shape, Point::new(30.0, 25.0), 3.0, true), Some(Grip::Body));
        assert_eq!(grip_at(&shape, Point::new(10.0, 10.0), 3.0, true), Some(Grip::Box(0)));
        assert_eq!(
            grip_at(&Shape::Pin { at: Point::new(5.0, 5.0) }, Point::new(6.0, 6.0), 3.0, false),
            Some(Grip::Body)
        );
    }

    #[test]
    fn turning_an_ellipse_upright_gives_no_turn() {
        let ellipse = Shape::Ellipse { center: Point::new(0.0, 0.0), radii: Point::new(30.0, 20.0), degrees: 25.0 };
        let Shape::Ellipse { degrees, .. } = dragged(&ellipse, Grip::Turn, Point::default(), Point::new(0.0, -50.0))
        else {
            panic!("it stays an ellipse")
        };
        assert!(degrees.abs() < 1e-9, "{degrees}");
    }
}
