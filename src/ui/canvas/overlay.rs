//! What lies on skin besides marks: tags, the linked cursor, the scale bar, the veil over skin that is not trusted.

use egui::{Align2, CornerRadius, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, Vec2};

use super::View;
use crate::geom::{Point, Size};
use crate::ui::theme::{face, on_photo, size, tokens};

/// Paints a tag that lies on skin, its `anchor` corner at `at`, kept inside `room`. Answers where it came to lie.
pub fn tag(ui: &Ui, painter: &Painter, room: Rect, at: Pos2, anchor: Align2, text: &str) -> Rect {
    let t = tokens(ui);
    let galley = face::CAPTION.medium().galley_within(ui, text, t.tag_text, (room.width() - 16.0).max(24.0));
    let rect = anchor.anchor_size(at, galley.size() + Vec2::new(12.0, 4.0));
    let rect = inside(rect, room.shrink(2.0));
    painter.rect_filled(rect, CornerRadius::same(size::RADIUS_CONTROL), t.tag);
    painter.galley(rect.min + Vec2::new(6.0, 2.0), galley, t.tag_text);
    rect
}

/// `rect` moved as little as needed to lie inside `room`.
pub(super) fn inside(rect: Rect, room: Rect) -> Rect {
    let shift = |low: f32, high: f32, from: f32, to: f32| (from - low).max(0.0) + (to - high).min(0.0);
    rect.translate(Vec2::new(
        shift(rect.left(), rect.right(), room.left(), room.right()),
        shift(rect.top(), rect.bottom(), room.top(), room.bottom()),
    ))
}

/// Four ticks with an open middle of 10 points: where the pointer is, in the other photo.
pub fn linked_cursor(painter: &Painter, at: Pos2) {
    for (width, color) in [(3.0, on_photo::CASING), (1.0, on_photo::WHITE)] {
        let grow = if width > 1.0 { 1.0 } else { 0.0 };
        for direction in [Vec2::X, -Vec2::X, Vec2::Y, -Vec2::Y] {
            let (from, to) = (at + direction * (5.0 - grow), at + direction * (12.0 + grow));
            painter.line_segment([from, to], Stroke::new(width, color));
        }
    }
}

/// A bar of a round length in the lower left corner of `pane`. `mm_per_px` is of the photo shown; only with a scale.
pub fn scale_bar(ui: &Ui, painter: &Painter, pane: Rect, view: &View, mm_per_px: f64) {
    let points_per_mm = view.zoom / mm_per_px;
    let Some((mm, points)) = round_length(points_per_mm) else { return };
    let left = pane.left_bottom() + Vec2::new(14.0, -14.0);
    let right = left + Vec2::new(points, 0.0);
    for (width, color) in [(4.0, on_photo::CASING), (2.0, on_photo::WHITE)] {
        let stroke = Stroke::new(width, color);
        let grow = (width - 2.0) / 2.0;
        painter.hline(left.x - grow..=right.x + grow, left.y, stroke);
        painter.vline(left.x, left.y - 5.0 - grow..=left.y + 5.0 + grow, stroke);
        painter.vline(right.x, left.y - 5.0 - grow..=left.y + 5.0 + grow, stroke);
    }
    let words = if mm < 1.0 { crate::words::number(format!("{mm:.1} mm")) } else { format!("{mm:.0} mm") };
    cased_text(ui, painter, left + Vec2::new(4.0, -8.0), Align2::LEFT_BOTTOM, &words);
}

/// The largest of 0.1, 0.2, 0.5, 1 … mm that is at most 140 points long; `None` if that would be absurd.
fn round_length(points_per_mm: f64) -> Option<(f64, f32)> {
    let lengths = [100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1];
    let mm = lengths.into_iter().find(|mm| mm * points_per_mm <= 140.0)?;
    let points = mm * points_per_mm;
    (points.is_finite() && points >= 20.0).then_some((mm, points as f32))
}

/// White words with a dark rim, readable on any skin.
pub(super) fn cased_text(ui: &Ui, painter: &Painter, at: Pos2, anchor: Align2, text: &str) {
    let galley = face::CAPTION.semibold().galley(ui, text, on_photo::WHITE);
    let at = anchor.anchor_size(at, galley.size()).min;
    for offset in [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7)]
    {
        let shape = egui::epaint::TextShape::new(at + Vec2::from(offset), galley.clone(), on_photo::CASING)
            .with_override_text_color(on_photo::CASING);
        painter.add(shape);
    }
    painter.galley(at, galley, on_photo::WHITE);
}

/// A grid over a photo that says where its alignment is trusted.
#[derive(Debug, Clone, Copy)]
pub struct Trust<'a> {
    /// Cells across.
    pub columns: usize,
    /// Cells down.
    pub rows: usize,
    /// Row by row; cells that are missing count as not trusted.
    pub trusted: &'a [bool],
    /// The photo that the grid covers.
    pub size: Size,
}

impl Trust<'_> {
    /// How far `p` lies in skin that is not trusted: 0 trusted, 1 not; smooth between the middles of cells.
    fn doubt(&self, p: Point) -> f32 {
        let place = |at: f64, pixels: u32, cells: usize| (at + 0.5) / f64::from(pixels.max(1)) * cells as f64 - 0.5;
        let (x, y) = (place(p.x, self.size.width, self.columns), place(p.y, self.size.height, self.rows));
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = ((x - left) as f32, (y - top) as f32);
        let cell = |dx: f64, dy: f64| {
            let column = (left + dx).clamp(0.0, self.columns.saturating_sub(1) as f64) as usize;
            let row = (top + dy).clamp(0.0, self.rows.saturating_sub(1) as f64) as usize;
            let trusted = self.trusted.get(row * self.columns + column).copied().unwrap_or(false);
            if trusted { 0.0 } else { 1.0 }
        };
        let upper = cell(0.0, 0.0) * (1.0 - fx) + cell(1.0, 0.0) * fx;
        let lower = cell(0.0, 1.0) * (1.0 - fx) + cell(1.0, 1.0) * fx;
        upper * (1.0 - fy) + lower * fy
    }

    /// True if the alignment may be believed at `p`.
    pub fn is_trusted(&self, p: Point) -> bool {
        self.doubt(p) < 0.5
    }

    /// True if it may be believed everywhere.
    pub fn is_whole(&self) -> bool {
        self.trusted.len() >= self.columns * self.rows && self.trusted.iter().all(|trusted| *trusted)
    }
}

/// Points between two samples of the veil's field.
const SAMPLE: f32 = 8.0;
/// Points between two hatch lines.
const HATCH: f32 = 9.0;

/// Paints the veil over skin that is not trusted: grey, hatched at 45°, a dotted edge; and the reason on a tag at its
/// heart. `photo` is the rectangle of the photo on the screen.
pub fn veil(ui: &Ui, painter: &Painter, pane: Rect, view: &View, trust: &Trust<'_>, why: &str) {
    let corner = |x: f64, y: f64| view.screen_from_photo(pane, Point::new(x, y));
    let (width, height) = (f64::from(trust.size.width), f64::from(trust.size.height));
    let photo = Rect::from_two_pos(corner(-0.5, -0.5), corner(width - 0.5, height - 0.5)).intersect(pane);
    if trust.is_whole() || !photo.is_positive() || trust.columns == 0 || trust.rows == 0 {
        return;
    }
    let painter = painter.with_clip_rect(painter.clip_rect().intersect(photo));
    let field = Field::sample(photo, |at| trust.doubt(view.photo_from_screen(pane, at)) - 0.5);
    let (mesh, edge) = field.contour();
    painter.add(Shape::mesh(mesh));
    // Hatch lines are tied to the photo, so that they travel with the skin when it is panned.
    let origin = corner(-0.5, -0.5);
    painter.extend(
        field.hatch(origin).into_iter().map(|line| Shape::line_segment(line, Stroke::new(1.0, on_photo::HATCH))),
    );
    for line in join(edge) {
        painter.extend(Shape::dashed_line(&line, Stroke::new(2.0, on_photo::CASING), 2.0, 4.0));
        painter.extend(Shape::dashed_line(&line, Stroke::new(1.25, on_photo::HATCH_EDGE), 2.0, 4.0));
    }
    if let Some(heart) = field.heart().filter(|_| !why.is_empty()) {
        tag(ui, &painter, photo, heart, Align2::CENTER_CENTER, why);
    }
}

/// A number at the corners of a lattice on the screen; positive is veiled.
struct Field {
    at: Rect,
    columns: usize,
    rows: usize,
    values: Vec<f32>,
}

impl Field {
    fn sample(at: Rect, value: impl Fn(Pos2) -> f32) -> Self {
        let columns = (at.width() / SAMPLE).ceil() as usize + 1;
        let rows = (at.height() / SAMPLE).ceil() as usize + 1;
        let mut field = Self { at, columns, rows, values: Vec::with_capacity(columns * rows) };
        for row in 0..rows {
            for column in 0..columns {
                field.values.push(value(field.corner(column, row)));
            }
        }
        field
    }

    fn corner(&self, column: usize, row: usize) -> Pos2 {
        self.at.min + Vec2::new(column as f32, row as f32) * SAMPLE
    }

    fn value(&self, column: usize, row: usize) -> f32 {
        self.values.get(row * self.columns + column).copied().unwrap_or(-1.0)
    }

    /// The veiled area as triangles and its edge as pieces: marching squares.
    fn contour(&self) -> (Mesh, Vec<[Pos2; 2]>) {
        let (mut mesh, mut edge) = (Mesh::default(), Vec::new());
        for row in 0..self.rows.saturating_sub(1) {
            for column in 0..self.columns.saturating_sub(1) {
                let corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
                    .map(|(x, y)| (self.corner(column + x, row + y), self.value(column + x, row + y)));
                let (mut inside, mut crossings) = (Vec::with_capacity(6), Vec::with_capacity(4));
                for (i, (p, v)) in corners.iter().enumerate() {
                    let (q, w) = corners[(i + 1) % 4];
                    if *v > 0.0 {
                        inside.push(*p);
                    }
                    if (*v > 0.0) != (w > 0.0) {
                        let cut = p.lerp(q, *v / (*v - w));
                        inside.push(cut);
                        crossings.push(cut);
                    }
                }
                if inside.len() >= 3 {
                    let first = mesh.vertices.len() as u32;
                    inside.iter().for_each(|p| mesh.colored_vertex(*p, on_photo::VEIL));
                    (1..inside.len() as u32 - 1).for_each(|i| mesh.add_triangle(first, first + i, first + i + 1));
                }
                edge.extend(crossings.chunks_exact(2).map(|pair| [pair[0], pair[1]]));
            }
        }
        (mesh, edge)
    }

    /// The pieces of hatch lines that lie in the veiled area.
    fn hatch(&self, origin: Pos2) -> Vec<[Pos2; 2]> {
        let mut pieces = Vec::new();
        let (low, high) = (self.at.left() + self.at.top(), self.at.right() + self.at.bottom());
        let anchor = origin.x + origin.y;
        let pitch = HATCH * std::f32::consts::SQRT_2;
        let mut sum = anchor + ((low - anchor) / pitch).ceil() * pitch;
        while sum < high {
            // Along a line x + y = sum, downwards to the left.
            let top = self.at.top().max(sum - self.at.right());
            let foot = self.at.bottom().min(sum - self.at.left());
            let mut start = None;
            let mut y = top;
            while y <= foot {
                let at = Pos2::new(sum - y, y);
                match (self.interpolated(at) > 0.0, start) {
                    (true, None) => start = Some(at),
                    (false, Some(from)) => {
                        pieces.push([from, at]);
                        start = None;
                    }
                    _ => {}
                }
                y += 2.0;
            }
            pieces.extend(start.map(|from| [from, Pos2::new(sum - foot, foot)]));
            sum += pitch;
        }
        pieces
    }

    fn interpolated(&self, at: Pos2) -> f32 {
        let p = (at - self.at.min) / SAMPLE;
        let (column, row) = (p.x.max(0.0) as usize, p.y.max(0.0) as usize);
        let (fx, fy) = (p.x - column as f32, p.y - row as f32);
        let upper = self.value(column, row) * (1.0 - fx) + self.value(column + 1, row) * fx;
        let lower = self.value(column, row + 1) * (1.0 - fx) + self.value(column + 1, row + 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }

    /// The middle of the longest veiled run among the rows that have the most.
    fn heart(&self) -> Option<Pos2> {
        let run = |row: usize| {
            let (mut best, mut start) = (None::<(usize, usize)>, None);
            for column in 0..=self.columns {
                let veiled = column < self.columns && self.value(column, row) > 0.0;
                match (veiled, start) {
                    (true, None) => start = Some(column),
                    (false, Some(from)) => {
                        if best.is_none_or(|(a, b)| column - from > b - a) {
                            best = Some((from, column));
                        }
                        start = None;
                    }
                    _ => {}
                }
            }
            best
        };
        let longest = (0..self.rows).filter_map(|row| run(row).map(|(a, b)| (b - a, a, row))).max()?;
        // Rows with nearly as long a run, and the middle one of them.
        let like: Vec<_> = (0..self.rows)
            .filter_map(|row| run(row).map(|(a, b)| (b - a, a, row)))
            .filter(|(length, ..)| length * 10 >= longest.0 * 8)
            .collect();
        let (length, start, row) = like[like.len() / 2];
        (length as f32 * SAMPLE > 24.0).then(|| self.corner(start + length / 2, row))
    }
}

/// Joins pieces that share an end into lines, so that dashes run on.
fn join(pieces: Vec<[Pos2; 2]>) -> Vec<Vec<Pos2>> {
    use std::collections::HashMap;
    let key = |p: Pos2| ((p.x * 16.0).round() as i32, (p.y * 16.0).round() as i32);
    let mut ends: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (i, [a, b]) in pieces.iter().enumerate() {
        ends.entry(key(*a)).or_default().push(i);
        ends.entry(key(*b)).or_default().push(i);
    }
    let mut used = vec![false; pieces.len()];
    let mut lines = Vec::new();
    for first in 0..pieces.len() {
        if used[first] {
            continue;
        }
        used[first] = true;
        let mut line = std::collections::VecDeque::from(pieces[first].to_vec());
        for forward in [true, false] {
            loop {
                let end = if forward { line.back() } else { line.front() };
                let Some(end) = end.copied() else { break };
                let next = ends.get(&key(end)).and_then(|at| at.iter().copied().find(|i| !used[*i]));
                let Some(next) = next else { break };
                used[next] = true;
                let [a, b] = pieces[next];
                let other = if key(a) == key(end) { b } else { a };
                if forward { line.push_back(other) } else { line.push_front(other) }
            }
        }
        lines.push(line.into_iter().collect());
    }
    lines
}

/// The edge of a pane that is chosen (a date in the grid): white, on the photo.
pub fn chosen_edge(painter: &Painter, pane: Rect) {
    painter.rect_stroke(pane, 0, Stroke::new(2.0, on_photo::WHITE), StrokeKind::Inside);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_bar_is_a_round_length_that_fits() {
        for (points_per_mm, mm) in [(10.0, 10.0), (100.0, 1.0), (3.0, 20.0), (1000.0, 0.1), (30.0, 2.0)] {
            let (length, points) = round_length(points_per_mm).expect("a length");
            assert_eq!(length, mm, "at {points_per_mm} points a mm");
            assert!((20.0..=140.0).contains(&points), "{points}");
        }
        assert_eq!(round_length(f64::NAN), None);
        assert_eq!(round_length(0.001), None);
    }

    #[test]
    fn a_tag_never_leaves_its_room() {
        let room = Rect::from_min_max(Pos2::new(10.0, 10.0), Pos2::new(210.0, 110.0));
        for x in [-50.0, 10.0, 100.0, 400.0] {
            let rect = inside(Rect::from_center_size(Pos2::new(x, x), Vec2::new(80.0, 20.0)), room);
            assert!(room.contains_rect(rect), "{rect:?}");
        }
    }

    #[test]
    fn the_veil_covers_what_is_not_trusted_and_nothing_else() {
        let trusted: Vec<bool> = (0..32 * 24).map(|i| i % 32 < 16).collect();
        let trust = Trust { columns: 32, rows: 24, trusted: &trusted, size: Size::new(800, 600) };
        assert!(trust.is_trusted(Point::new(100.0, 300.0)) && !trust.is_trusted(Point::new(700.0, 300.0)));
        let at = Rect::from_min_size(Pos2::ZERO, Vec2::new(800.0, 600.0));
        let field = Field::sample(at, |p| trust.doubt(Point::new(f64::from(p.x) - 0.5, f64::from(p.y) - 0.5)) - 0.5);
        let (mesh, edge) = field.contour();
        let bounds = mesh.calc_bounds();
        assert!((bounds.left() - 400.0).abs() < 1.0 && (bounds.right() - 800.0).abs() < 1.0, "{bounds:?}");
        let lines = join(edge);
        assert_eq!(lines.len(), 1, "one edge, {} pieces", lines.len());
        for [a, b] in field.hatch(Pos2::ZERO) {
            assert!(a.x > 397.0 && b.x > 397.0, "{a:?} {b:?}");
        }
        let heart = field.heart().unwrap();
        assert!((heart.x - 600.0).abs() < 20.0 && (heart.y - 300.0).abs() < 40.0, "{heart:?}");
    }
}
