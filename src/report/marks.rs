//! A clinician's marks on the photos of a sheet.

use crate::geom::Point;
use crate::model::{MarkKind, Shape};

use super::canvas::{Canvas, Color, Rect, Stroke};
use super::look::{LETTER, TAG};
use super::text::{Face, Weight};

/// Which photo of the sheet a mark is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The earlier photo, A.
    Fixed,
    /// The later photo, B.
    Moving,
    /// Both, at the same skin.
    Both,
}

/// A mark to be drawn, in pixels of the photos as the sheet gets them.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetMark {
    /// What it stands for: decides colour and shape.
    pub kind: MarkKind,
    /// Its outline in pixels of the photo it is drawn on.
    pub shape: Shape,
    /// Words beside it; empty for none.
    pub label: String,
    /// Where it is drawn.
    pub on: On,
    /// True if it was drawn on another date and carried over through the alignment: dashed.
    pub carried: bool,
}

/// Colour of a kind of mark (the design tokens).
fn color(kind: MarkKind) -> Color {
    match kind.family() {
        MarkKind::Redness => [0x4F, 0xD3, 0xFF],
        MarkKind::Healing => [0xFF, 0xE0, 0x4D],
        MarkKind::Pigment => [0xFF, 0xB2, 0x7A],
        MarkKind::Lesion => [0xB9, 0xF2, 0x7C],
        _ => [0xFF; 3],
    }
}

/// Where the photo lies on the sheet: `sheet = corner + photo · scale`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placing {
    pub(super) corner: Point,
    pub(super) scale: Point,
    /// The photo's frame: nothing is drawn outside.
    pub(super) frame: Rect,
    /// Sheet pixels a point of the design.
    pub(super) unit: f32,
}

impl Placing {
    /// Sheet position of a photo position: pixel centres are at integers there and at halves here.
    fn sheet_from_photo(&self, p: Point) -> Point {
        self.corner + Point::new((p.x + 0.5) * self.scale.x, (p.y + 0.5) * self.scale.y)
    }
}

/// Draws one mark with its black casing and its label.
pub(super) fn draw(canvas: &mut Canvas, mark: &SheetMark, number: usize, placing: Placing) {
    let unit = placing.unit;
    let points: Vec<Point> = mark.shape.outline().into_iter().map(|p| placing.sheet_from_photo(p)).collect();
    let dashes = match mark.kind.family() {
        // Round ends add the line's width of 2 to each dash and take it from each gap.
        _ if mark.carried => Some((4.0 * unit, 6.0 * unit)),
        MarkKind::Healing => Some((7.0 * unit, 8.0 * unit)),
        MarkKind::Reference => Some((0.5 * unit, 6.0 * unit)),
        _ => None,
    };
    let color = color(mark.kind);
    match &mark.shape {
        Shape::Pin { .. } => pin(canvas, points[0], number, placing),
        Shape::Text { text, .. } => tag(canvas, points[0], text, placing),
        Shape::Line { .. } => {
            cased(canvas, &points, false, color, dashes, placing);
            end_ticks(canvas, points[0], points[1], color, placing);
        }
        _ => cased(canvas, &points, true, color, dashes, placing),
    }
    if !mark.label.is_empty() && !matches!(mark.shape, Shape::Text { .. }) {
        let seen = points.iter().copied().filter(|p| p.is_finite());
        let (low, high) = seen.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p.x), high.max(p.x)));
        let foot = points.iter().map(|p| p.y).filter(|y| y.is_finite()).fold(f64::NEG_INFINITY, f64::max);
        if low.is_finite() && foot.is_finite() {
            let below = Point::new((low + high) / 2.0, foot + f64::from(8.0 * unit));
            tag(canvas, below, &mark.label, placing);
        }
    }
}

/// A line of the kind's colour over a black casing one point wider on each side.
fn cased(
    canvas: &mut Canvas,
    points: &[Point],
    closed: bool,
    color: Color,
    dashes: Option<(f32, f32)>,
    placing: Placing,
) {
    let unit = placing.unit;
    let casing = Stroke { width: 4.0 * unit, color: [0; 3], alpha: 0.6, dashes };
    let line = Stroke { width: 2.0 * unit, color, alpha: 1.0, dashes };
    canvas.line(points, closed, casing, placing.frame);
    canvas.line(points, closed, line, placing.frame);
}

fn end_ticks(canvas: &mut Canvas, from: Point, to: Point, color: Color, placing: Placing) {
    let length = from.distance(to);
    if !(length > 0.0 && length.is_finite()) {
        return;
    }
    let across = Point::new(-(to.y - from.y), to.x - from.x) * (f64::from(5.0 * placing.unit) / length);
    for end in [from, to] {
        cased(canvas, &[end - across, end + across], false, color, None, placing);
    }
}

/// A numbered disc on a stem whose foot is the place.
fn pin(canvas: &mut Canvas, at: Point, number: usize, placing: Placing) {
    let unit = placing.unit;
    let up = |points: f32| at - Point::new(0.0, f64::from(points * unit));
    let inside = |p: Point| {
        let frame = placing.frame;
        p.x >= f64::from(frame.x)
            && p.x <= f64::from(frame.right())
            && p.y >= f64::from(frame.y)
            && p.y <= f64::from(frame.bottom())
    };
    if !inside(at) {
        return;
    }
    let stem = |width: f32, color, alpha| Stroke { width: width * unit, color, alpha, dashes: None };
    canvas.line(&[at, up(12.0)], false, stem(3.25, [0; 3], 0.6), placing.frame);
    canvas.line(&[at, up(12.0)], false, stem(1.25, [255; 3], 1.0), placing.frame);
    canvas.disc(up(20.0), 11.0 * unit, [0; 3], 0.6);
    canvas.disc(up(20.0), 10.0 * unit, LETTER.0, 1.0);
    let face = Face::new(Weight::SemiBold, 11.0 * unit, LETTER.1);
    let words = number.to_string();
    let center = up(20.0);
    face.draw(canvas, center.x as f32 - face.width(&words) / 2.0, center.y as f32 + face.cap_height() / 2.0, &words);
}

/// Words on a dark ground, kept inside the photo.
pub(super) fn tag(canvas: &mut Canvas, center: Point, words: &str, placing: Placing) {
    let (unit, frame) = (placing.unit, placing.frame);
    let face = Face::new(Weight::Medium, 12.0 * unit, TAG.1);
    let words = face.cut(words, (frame.width - 24.0 * unit).max(20.0 * unit));
    let (width, height) = (face.width(&words) + 12.0 * unit, 20.0 * unit);
    let clamp = |v: f64, low: f32, high: f32| (v as f32).max(low).min(high.max(low));
    let x = clamp(center.x - f64::from(width / 2.0), frame.x + 4.0 * unit, frame.right() - width - 4.0 * unit);
    let y = clamp(center.y, frame.y + 4.0 * unit, frame.bottom() - height - 4.0 * unit);
    canvas.fill(Rect::new(x, y, width, height), 4.0 * unit, TAG.0, 0.9);
    face.draw(canvas, x + 6.0 * unit, y + (height + face.cap_height()) / 2.0, &words);
}
