//! A sheet of pixels to draw on: flat shapes with smooth edges, by their distance.

use crate::geom::{Point, Size};
use crate::imaging::Photo;

/// A colour, 8-bit sRGB.
pub(super) type Color = [u8; 3];

/// A rectangle in pixels; edges lie between pixels, so (0, 0, 1, 1) is the first pixel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Rect {
    pub(super) fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height }
    }

    pub(super) fn right(self) -> f32 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> f32 {
        self.y + self.height
    }
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub(super) width: f32,
    pub(super) color: Color,
    /// 0 invisible to 1 solid.
    pub(super) alpha: f32,
    /// Lengths drawn and left out, in pixels.
    pub(super) dashes: Option<(f32, f32)>,
}

/// The pixels of a sheet while it is drawn.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(width: u32, height: u32, ground: Color) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self { width, height, rgb: ground.repeat(width * height) }
    }

    /// The finished sheet.
    pub(super) fn into_photo(self) -> Photo {
        Photo::new(Size::new(self.width as u32, self.height as u32), self.rgb)
    }

    /// Lays `color` over one pixel; positions outside are ignored.
    pub(super) fn blend(&mut self, x: i64, y: i64, color: Color, alpha: f32) {
        let inside = x >= 0 && y >= 0 && x < self.width as i64 && y < self.height as i64;
        if !inside || alpha <= 0.0 {
            return;
        }
        let at = (y as usize * self.width + x as usize) * 3;
        for (value, to) in self.rgb[at..at + 3].iter_mut().zip(color) {
            let from = f32::from(*value);
            *value = (from + (f32::from(to) - from) * alpha.min(1.0)).round() as u8;
        }
    }

    /// Copies a photo, its upper left pixel at (`x`, `y`); what sticks out is cut off.
    pub(super) fn photo(&mut self, x: u32, y: u32, photo: &Photo) {
        let (x, y) = (x as usize, y as usize);
        let size = photo.size();
        let columns = (size.width as usize).min(self.width.saturating_sub(x));
        let rows = (size.height as usize).min(self.height.saturating_sub(y));
        for row in 0..rows {
            let from = &photo.rgb()[row * size.width as usize * 3..][..columns * 3];
            let at = ((y + row) * self.width + x) * 3;
            self.rgb[at..at + columns * 3].copy_from_slice(from);
        }
    }

    /// Fills a rectangle whose corners are rounded by `radius`.
    pub(super) fn fill(&mut self, rect: Rect, radius: f32, color: Color, alpha: f32) {
        self.shade(rect, 1.0, |p| alpha * (0.5 - rounded(rect, radius, p)).clamp(0.0, 1.0), color);
    }

    /// Draws the edge of a rounded rectangle, `width` pixels wide, inside it.
    pub(super) fn outline(&mut self, rect: Rect, radius: f32, width: f32, color: Color) {
        let cover = |p| {
            let d = rounded(rect, radius, p);
            (0.5 - d).clamp(0.0, 1.0) * (0.5 + d + width).clamp(0.0, 1.0)
        };
        self.shade(rect, 1.0, cover, color);
    }

    /// Fills a disc.
    pub(super) fn disc(&mut self, center: Point, radius: f32, color: Color, alpha: f32) {
        let (x, y) = (center.x as f32, center.y as f32);
        let rect = Rect::new(x - radius, y - radius, 2.0 * radius, 2.0 * radius);
        self.shade(rect, 1.0, |(px, py)| alpha * (0.5 + radius - (px - x).hypot(py - y)).clamp(0.0, 1.0), color);
    }

    /// Draws a line through `points` (sheet pixels, centres at integers + ½), cut off at `clip`.
    ///
    /// Each pixel is covered once, however often the line crosses itself, so that translucent lines stay even.
    pub(super) fn line(&mut self, points: &[Point], closed: bool, stroke: Stroke, clip: Rect) {
        let half = stroke.width / 2.0;
        let pieces = pieces(points, closed, stroke.dashes);
        let (x0, y0) = (clip.x.max(0.0) as i64, clip.y.max(0.0) as i64);
        let (x1, y1) = ((clip.right() as i64).min(self.width as i64), (clip.bottom() as i64).min(self.height as i64));
        if x1 <= x0 || y1 <= y0 {
            return;
        }
        let columns = (x1 - x0) as usize;
        let mut cover = vec![0.0f32; columns * (y1 - y0) as usize];
        for (a, b) in pieces {
            let reach = f64::from(half) + 1.0;
            let low = |a: f64, b: f64, edge: i64| ((a.min(b) - reach).floor() as i64).max(edge);
            let high = |a: f64, b: f64, edge: i64| ((a.max(b) + reach).ceil() as i64).min(edge);
            for y in low(a.y, b.y, y0)..high(a.y, b.y, y1) {
                for x in low(a.x, b.x, x0)..high(a.x, b.x, x1) {
                    let d = distance(Point::new(x as f64 + 0.5, y as f64 + 0.5), a, b) as f32;
                    let at = (y - y0) as usize * columns + (x - x0) as usize;
                    cover[at] = cover[at].max((half + 0.5 - d).clamp(0.0, 1.0));
                }
            }
        }
        for (i, cover) in cover.into_iter().enumerate().filter(|(_, cover)| *cover > 0.0) {
            let (x, y) = (x0 + (i % columns) as i64, y0 + (i / columns) as i64);
            self.blend(x, y, stroke.color, cover * stroke.alpha);
        }
    }

    /// Lays a ground with 45° hatching over the pixels of `rect` for which `hidden(column, row)` holds.
    pub(super) fn hatch(
        &mut self,
        rect: Rect,
        spacing: f32,
        color: Color,
        stripes: Color,
        hidden: impl Fn(u32, u32) -> bool,
    ) {
        for row in 0..rect.height as u32 {
            for column in 0..rect.width as u32 {
                if hidden(column, row) {
                    let (x, y) = (rect.x as i64 + i64::from(column), rect.y as i64 + i64::from(row));
                    let phase = ((x + y) as f32).rem_euclid(spacing);
                    let stripe = (spacing / 8.0 + 0.5 - (phase - spacing / 2.0).abs()).clamp(0.0, 1.0);
                    self.blend(x, y, color, 1.0);
                    self.blend(x, y, stripes, 0.5 * stripe);
                }
            }
        }
    }

    /// Blends `color` by `cover(pixel centre)` over the pixels of `rect`, grown by `margin`.
    fn shade(&mut self, rect: Rect, margin: f32, cover: impl Fn((f32, f32)) -> f32, color: Color) {
        let (x0, y0) = ((rect.x - margin).floor() as i64, (rect.y - margin).floor() as i64);
        let (x1, y1) = ((rect.right() + margin).ceil() as i64, (rect.bottom() + margin).ceil() as i64);
        for y in y0.max(0)..y1.min(self.height as i64) {
            for x in x0.max(0)..x1.min(self.width as i64) {
                self.blend(x, y, color, cover((x as f32 + 0.5, y as f32 + 0.5)));
            }
        }
    }
}

/// Distance of `p` from a rounded rectangle; negative inside.
fn rounded(rect: Rect, radius: f32, (px, py): (f32, f32)) -> f32 {
    let radius = radius.min(rect.width / 2.0).min(rect.height / 2.0);
    let (hx, hy) = (rect.width / 2.0 - radius, rect.height / 2.0 - radius);
    let (dx, dy) = ((px - rect.x - rect.width / 2.0).abs() - hx, (py - rect.y - rect.height / 2.0).abs() - hy);
    dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
}

/// Distance of `p` from the straight piece between `a` and `b`.
fn distance(p: Point, a: Point, b: Point) -> f64 {
    let (along, to) = (b - a, p - a);
    let length2 = along.x * along.x + along.y * along.y;
    let t = if length2 > 0.0 { ((to.x * along.x + to.y * along.y) / length2).clamp(0.0, 1.0) } else { 0.0 };
    p.distance(a.lerp(b, t))
}

/// The straight pieces of a line, cut into dashes.
fn pieces(points: &[Point], closed: bool, dashes: Option<(f32, f32)>) -> Vec<(Point, Point)> {
    let finite: Vec<Point> = points.iter().copied().filter(|p| p.is_finite()).collect();
    let mut corners: Vec<(Point, Point)> = finite.windows(2).map(|w| (w[0], w[1])).collect();
    if let (true, Some(first), Some(last)) = (closed && finite.len() > 2, finite.first(), finite.last()) {
        corners.push((*last, *first));
    }
    if let ([only], true) = (&finite[..], corners.is_empty()) {
        corners.push((*only, *only));
    }
    let Some((on, off)) = dashes else { return corners };
    let (on, period) = (f64::from(on).max(0.5), f64::from(on).max(0.5) + f64::from(off).max(0.5));
    let mut dashed = Vec::new();
    let mut run = 0.0;
    for (a, b) in corners {
        let length = a.distance(b);
        // A line that leaves the sheet by far is not worth a million dashes.
        if length > 1e5 {
            continue;
        }
        let mut at = 0.0;
        while at < length {
            let phase = (run + at) % period;
            let step = if phase < on { on - phase } else { period - phase };
            let end = (at + step.max(1e-3)).min(length);
            if phase < on {
                dashed.push((a.lerp(b, at / length), a.lerp(b, end / length)));
            }
            at = end;
        }
        run += length;
    }
    dashed
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Rect = Rect { x: 0.0, y: 0.0, width: 40.0, height: 40.0 };

    fn ink(canvas: Canvas) -> f64 {
        canvas.into_photo().rgb().iter().step_by(3).map(|v| f64::from(255 - v) / 255.0).sum()
    }

    #[test]
    fn shapes_cover_their_area() {
        let mut canvas = Canvas::new(40, 40, [255; 3]);
        canvas.fill(Rect::new(3.0, 4.0, 20.0, 10.0), 0.0, [0; 3], 1.0);
        assert_eq!(ink(canvas), 200.0);
        let mut canvas = Canvas::new(40, 40, [255; 3]);
        canvas.disc(Point::new(20.0, 20.0), 10.0, [0; 3], 1.0);
        let area = ink(canvas);
        assert!((area - 314.16).abs() < 2.0, "{area}");
        let mut canvas = Canvas::new(40, 40, [255; 3]);
        let stroke = Stroke { width: 3.0, color: [0; 3], alpha: 1.0, dashes: None };
        canvas.line(&[Point::new(5.0, 20.5), Point::new(35.0, 20.5)], false, stroke, ALL);
        let area = ink(canvas);
        // 30 × 3 and two round ends.
        assert!((area - 97.0).abs() < 2.0, "{area}");
    }

    #[test]
    fn a_translucent_line_does_not_darken_where_it_crosses_itself() {
        let mut canvas = Canvas::new(40, 40, [255; 3]);
        let stroke = Stroke { width: 4.0, color: [0; 3], alpha: 0.5, dashes: None };
        let cross = [(5.0, 5.0), (35.0, 35.0), (5.0, 35.0), (35.0, 5.0)].map(|(x, y)| Point::new(x, y));
        canvas.line(&cross, true, stroke, ALL);
        let darkest = canvas.into_photo().rgb().iter().copied().min().unwrap();
        assert!((127..=128).contains(&darkest), "{darkest}");
    }

    #[test]
    fn nothing_is_drawn_outside_the_clip_or_the_sheet() {
        let mut canvas = Canvas::new(40, 40, [255; 3]);
        let stroke = Stroke { width: 4.0, color: [0; 3], alpha: 1.0, dashes: Some((5.0, 3.0)) };
        let wild = [Point::new(-1e9, 20.0), Point::new(1e9, 20.0), Point::new(f64::NAN, 3.0), Point::new(20.0, -50.0)];
        canvas.line(&wild, true, stroke, Rect::new(10.0, 10.0, 5.0, 5.0));
        canvas.fill(Rect::new(-100.0, -100.0, 20.0, 20.0), 5.0, [0; 3], 1.0);
        canvas.photo(38, 39, &Photo::new(Size::new(10, 10), vec![7; 300]));
        let photo = canvas.into_photo();
        assert_eq!((photo.pixel(39, 39), photo.pixel(20, 20), photo.pixel(0, 0)), ([7; 3], [255; 3], [255; 3]));
    }
}
