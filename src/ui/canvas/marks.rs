//! Marks on the canvas: each kind by its colour and its line, a black casing under every stroke, words on tags that
//! stay in sight. Widths do not scale with the zoom.

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Shape as Paint, Stroke, StrokeKind, Ui, Vec2};

use super::handles::{Grip, bounds, handles};
use super::overlay::{cased_text, inside};
use super::{Tool, View};
use crate::geom::Point;
use crate::model::{MarkKind, Shape};
use crate::ui::icons;
use crate::ui::theme::{Weight, face, on_photo, size, tokens};

/// A mark to draw, in pixels of the photo that the view shows.
#[derive(Debug, Clone, Copy)]
pub struct MarkLook<'a> {
    /// What it stands for.
    pub kind: MarkKind,
    /// Its outline, already in the pixels of the frame that is shown.
    pub shape: &'a Shape,
    /// Its number among its kind, from 1: stands in discs and in reference squares.
    pub number: usize,
    /// What its tag says (“Redness 1: ΔHb −6.2 ± 2.1”, “from 12 March”); empty for none.
    pub label: &'a str,
    /// It is the chosen one: thicker, with handles.
    pub chosen: bool,
    /// It was drawn on another date and follows the skin here: dashed and thinner.
    pub followed: bool,
    /// It is being drawn: thin, without a label.
    pub draft: bool,
}

impl<'a> MarkLook<'a> {
    /// A mark that is neither chosen nor followed.
    pub fn new(kind: MarkKind, shape: &'a Shape, number: usize, label: &'a str) -> Self {
        Self { kind, shape, number, label, chosen: false, followed: false, draft: false }
    }

    /// A mark while it is being drawn.
    pub fn draft(kind: MarkKind, shape: &'a Shape) -> Self {
        Self { draft: true, ..Self::new(kind, shape, 0, "") }
    }
}

/// The colour of a kind's strokes.
pub fn kind_color(kind: MarkKind) -> Color32 {
    match kind.family() {
        MarkKind::Redness => on_photo::REDNESS,
        MarkKind::Healing => on_photo::HEALING,
        MarkKind::Pigment => on_photo::PIGMENT,
        MarkKind::Lesion => on_photo::LESION,
        MarkKind::Other => on_photo::OTHER,
        _ => on_photo::WHITE,
    }
}

/// Dashes and gaps of a kind's line in points; empty for a solid one.
fn dashes(kind: MarkKind) -> (&'static [f32], &'static [f32]) {
    match kind.family() {
        MarkKind::Healing => (&[9.0], &[6.0]),
        MarkKind::Pigment => (&[12.0, 2.0], &[4.0, 4.0]),
        MarkKind::Lesion => (&[16.0], &[5.0]),
        MarkKind::Other => (&[2.0], &[5.0]),
        MarkKind::Reference => (&[2.0], &[4.0]),
        _ => (&[], &[]),
    }
}

/// Dashes of a mark that follows the skin from another date.
const FOLLOWED: (&[f32], &[f32]) = (&[4.0], &[5.0]);

/// Paints marks in the order given, then their labels, which avoid each other, and the chosen one's handles.
pub fn paint_marks(ui: &Ui, painter: &Painter, pane: Rect, view: &View, marks: &[MarkLook<'_>]) {
    let painter = painter.with_clip_rect(painter.clip_rect().intersect(pane));
    let brush = Brush { ui, painter: &painter, pane, view };
    for mark in marks.iter().filter(|mark| !mark.chosen).chain(marks.iter().filter(|mark| mark.chosen)) {
        brush.mark(mark);
    }
    let mut taken = Vec::new();
    let order = marks.iter().filter(|mark| mark.chosen).chain(marks.iter().filter(|mark| !mark.chosen));
    for mark in order.filter(|mark| !mark.label.is_empty() && !mark.draft) {
        taken.extend(brush.label(mark, &taken));
    }
    for mark in marks.iter().filter(|mark| mark.chosen && !mark.followed) {
        brush.handles(mark.shape);
    }
}

/// A landmark: a cross of four arms with an open middle, its number beside it.
pub fn paint_landmark(ui: &Ui, painter: &Painter, at: Pos2, number: usize, chosen: bool) {
    let width = if chosen { 3.0 } else { 2.0 };
    for (width, color) in [(width + 2.0, on_photo::CASING), (width, on_photo::LANDMARK)] {
        let grow = if color == on_photo::CASING { 1.0 } else { 0.0 };
        for direction in [Vec2::X, -Vec2::X, Vec2::Y, -Vec2::Y] {
            painter.line_segment(
                [at + direction * (4.0 - grow), at + direction * (12.0 + grow)],
                Stroke::new(width, color),
            );
        }
    }
    cased_text(ui, painter, at + Vec2::new(8.0, -6.0), Align2::LEFT_BOTTOM, &number.to_string());
}

/// A sample of a kind's line for lists and legends, 20 × 16 points.
pub fn kind_glyph(ui: &mut Ui, kind: MarkKind) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(20.0, 16.0), egui::Sense::hover());
    let t = tokens(ui);
    let box_ = rect.shrink2(Vec2::new(1.0, 2.0));
    match kind.family() {
        MarkKind::Scar | MarkKind::Note | MarkKind::Ruler => {
            let icon = match kind.family() {
                MarkKind::Scar => icons::CIRCLE,
                MarkKind::Note => icons::MAP_PIN,
                _ => icons::RULER,
            };
            icon.paint(ui.painter(), rect.center(), size::ICON, t.text);
        }
        MarkKind::Reference => corners(ui.painter(), box_, 5.0, Stroke::new(2.0, t.text)),
        _ => {
            // On a light panel the bright colours of the canvas need their casing.
            let outline = rounded(box_, 5.0);
            let (dash, gap) = dashes(kind);
            if !t.dark {
                line(ui.painter(), &outline, (&[], &[]), Stroke::new(4.0, on_photo::CASING));
            }
            line(ui.painter(), &outline, (dash, gap), Stroke::new(2.0, kind_color(kind)));
        }
    }
    response
}

/// The icon of a tool.
pub fn tool_icon(tool: Tool) -> icons::Icon {
    match tool {
        Tool::Select => icons::CURSOR,
        Tool::Freehand => icons::SCRIBBLE_LOOP,
        Tool::Polygon => icons::POLYGON,
        Tool::Ellipse => icons::CIRCLE_DASHED,
        Tool::Square => icons::BOUNDING_BOX,
        Tool::Pin => icons::MAP_PIN,
        Tool::Line => icons::RULER,
        Tool::Text => icons::TEXT_T,
    }
}

struct Brush<'a> {
    ui: &'a Ui,
    painter: &'a Painter,
    pane: Rect,
    view: &'a View,
}

impl Brush<'_> {
    fn at(&self, p: Point) -> Pos2 {
        self.view.screen_from_photo(self.pane, p)
    }

    fn outline(&self, shape: &Shape) -> Vec<Pos2> {
        let mut points: Vec<Pos2> = shape.outline().into_iter().map(|p| self.at(p)).collect();
        if shape.is_region() {
            points.extend(points.first().copied());
        }
        points
    }

    fn mark(&self, mark: &MarkLook<'_>) {
        match (mark.shape, mark.kind.family()) {
            (Shape::Pin { at }, MarkKind::Note) => self.note_pin(self.at(*at), mark),
            (Shape::Pin { at }, _) => self.numbered(self.at(*at), mark),
            (Shape::Text { at, text }, _) => self.words(self.at(*at), text, mark),
            (Shape::Line { from, to }, _) => self.ruler(self.at(*from), self.at(*to), mark),
            (shape, MarkKind::Reference) => self.reference(shape, mark),
            (shape, _) => self.region(shape, mark),
        }
    }

    /// The stroke of an outline with its casing.
    fn stroke(&self, points: &[Pos2], mark: &MarkLook<'_>) {
        let width = match (mark.draft, mark.followed, mark.chosen) {
            (true, ..) => 1.25,
            (_, true, _) => 1.5,
            (_, _, true) => 3.0,
            _ => 2.0,
        };
        let style = if mark.followed { FOLLOWED } else { dashes(mark.kind) };
        let style = if mark.draft { (&[][..], &[][..]) } else { style };
        let casing = if mark.followed { style } else { (&[][..], &[][..]) };
        line(self.painter, points, casing, Stroke::new(width + 2.0, on_photo::CASING));
        line(self.painter, points, style, Stroke::new(width, kind_color(mark.kind)));
    }

    fn region(&self, shape: &Shape, mark: &MarkLook<'_>) {
        let points = self.outline(shape);
        self.stroke(&points, mark);
        if mark.kind.is_scar()
            && !mark.draft
            && let Some(top) = points.iter().copied().min_by(|a, b| (a.y - a.x).total_cmp(&(b.y - b.x)))
        {
            self.disc(top + Vec2::new(8.0, -8.0), mark);
        }
    }

    fn reference(&self, shape: &Shape, mark: &MarkLook<'_>) {
        let points = self.outline(shape);
        self.stroke(&points, mark);
        let Some(box_) =
            bounds(&shape.outline()).map(|[low, _, high, _]| Rect::from_two_pos(self.at(low), self.at(high)))
        else {
            return;
        };
        let arm = (box_.width().min(box_.height()) / 4.0).clamp(3.0, 8.0);
        if !mark.followed && is_square(shape) {
            corners(self.painter, box_.expand(1.0), arm + 1.0, Stroke::new(5.0, on_photo::CASING));
            corners(self.painter, box_, arm, Stroke::new(3.0, on_photo::WHITE));
        }
        if mark.number > 0 {
            cased_text(self.ui, self.painter, box_.center(), Align2::CENTER_CENTER, &format!("R{}", mark.number));
        }
    }

    /// A point, a stem and a numbered disc beside it, so that the place itself stays in sight.
    fn numbered(&self, at: Pos2, mark: &MarkLook<'_>) {
        let disc = at + Vec2::new(16.0, -20.0);
        for (width, color) in [(3.25, on_photo::CASING), (1.25, kind_color(mark.kind))] {
            let stem = [at, disc];
            match mark.followed {
                true => self.painter.extend(Paint::dashed_line(&stem, Stroke::new(width, color), 3.0, 3.0)),
                false => {
                    self.painter.line_segment(stem, Stroke::new(width, color));
                }
            }
        }
        self.painter.circle(at, 3.5, on_photo::CASING, Stroke::NONE);
        self.painter.circle_filled(at, 2.5, kind_color(mark.kind));
        if !mark.draft {
            self.disc(disc, mark);
        }
    }

    fn disc(&self, center: Pos2, mark: &MarkLook<'_>) {
        let ground = if mark.chosen { on_photo::DISC_CHOSEN } else { on_photo::DISC };
        self.painter.circle_filled(center, 11.0, on_photo::CASING);
        self.painter.circle_filled(center, 10.0, ground);
        let edge = Stroke::new(1.5, kind_color(mark.kind));
        match mark.followed {
            true => {
                let ring: Vec<Pos2> =
                    (0..=36).map(|i| center + Vec2::angled(i as f32 * std::f32::consts::TAU / 36.0) * 9.25).collect();
                self.painter.extend(Paint::dashed_line(&ring, edge, 3.0, 3.0));
            }
            false => {
                self.painter.circle_stroke(center, 9.25, edge);
            }
        }
        let font = egui::FontId::new(12.0, Weight::SemiBold.family());
        self.painter.text(center, Align2::CENTER_CENTER, mark.number, font, on_photo::WHITE);
    }

    fn note_pin(&self, at: Pos2, mark: &MarkLook<'_>) {
        let center = at - Vec2::new(0.0, 14.0);
        let drop = |radius: f32, tip: f32| {
            let mut points = vec![at + Vec2::new(0.0, tip)];
            points.extend((0..=20).map(|i| {
                let angle = (150.0 + 12.0 * i as f32).to_radians();
                center + Vec2::angled(angle) * radius
            }));
            points
        };
        let fill = if mark.chosen { on_photo::DISC_CHOSEN } else { on_photo::WHITE };
        let page = if mark.chosen { on_photo::WHITE } else { on_photo::DISC };
        self.painter.add(Paint::convex_polygon(drop(11.0, 1.5), on_photo::CASING, Stroke::NONE));
        self.painter.add(Paint::convex_polygon(drop(10.0, 0.0), fill, Stroke::NONE));
        if mark.followed {
            let stroke = Stroke::new(1.0, page);
            let mut ring = drop(8.5, -2.5);
            ring.push(ring[0]);
            self.painter.extend(Paint::dashed_line(&ring, stroke, 3.0, 2.0));
        }
        icons::NOTE.paint(self.painter, center, 12.0, page);
    }

    fn words(&self, at: Pos2, text: &str, mark: &MarkLook<'_>) {
        if text.is_empty() {
            self.painter.vline(at.x, at.y..=at.y + 16.0, Stroke::new(2.0, kind_color(mark.kind)));
            return;
        }
        let galley = face::CONTROL.galley(self.ui, text, on_photo::WHITE);
        let rect = Rect::from_min_size(at, galley.size() + Vec2::new(12.0, 4.0));
        self.painter.rect_filled(rect, CornerRadius::same(size::RADIUS_CONTROL), tokens(self.ui).tag);
        if mark.chosen {
            let stroke = Stroke::new(2.0, on_photo::WHITE);
            self.painter.rect_stroke(rect, CornerRadius::same(size::RADIUS_CONTROL), stroke, StrokeKind::Outside);
        }
        self.painter.galley(at + Vec2::new(6.0, 2.0), galley, on_photo::WHITE);
    }

    fn ruler(&self, from: Pos2, to: Pos2, mark: &MarkLook<'_>) {
        self.stroke(&[from, to], mark);
        let across = (to - from).rot90().normalized() * 6.0;
        if across.is_finite() {
            for end in [from, to] {
                for (width, color, grow) in [(4.0, on_photo::CASING, 1.15), (2.0, kind_color(mark.kind), 1.0)] {
                    self.painter.line_segment([end - across * grow, end + across * grow], Stroke::new(width, color));
                }
            }
        }
    }

    fn handles(&self, shape: &Shape) {
        let reach = 24.0 / self.view.zoom;
        for (grip, at) in handles(shape, reach) {
            let at = self.at(at);
            if grip == Grip::Turn {
                self.painter.circle(at, 5.0, on_photo::DISC, Stroke::new(2.0, on_photo::WHITE));
                continue;
            }
            let rect = Rect::from_center_size(at, Vec2::splat(9.0));
            self.painter.rect_filled(rect.expand(1.0), 1, on_photo::CASING);
            self.painter.rect_filled(rect, 1, on_photo::WHITE);
        }
    }

    /// Paints a mark's tag where it covers no other and stays in the pane; answers where it lies.
    fn label(&self, mark: &MarkLook<'_>, taken: &[Rect]) -> Option<Rect> {
        let points: Vec<Pos2> = mark.shape.outline().into_iter().map(|p| self.at(p)).collect();
        let mut box_ = Rect::from_points(&points);
        if matches!(mark.shape, Shape::Pin { .. }) {
            // What is drawn beside the place itself: the head of a pin, a numbered disc.
            let (left, right, up) = if mark.kind == MarkKind::Note { (11.0, 11.0, 25.0) } else { (4.0, 27.0, 31.0) };
            box_ = Rect::from_min_max(box_.min - Vec2::new(left, up), box_.max + Vec2::new(right, 4.0));
        }
        let gap = if matches!(mark.shape, Shape::Pin { .. }) { 2.0 } else { 10.0 };
        let room = self.pane.shrink(4.0);
        if !box_.expand(40.0).intersects(self.pane) {
            return None;
        }
        let t = tokens(self.ui);
        let line_room = if mark.shape.is_region() && mark.kind.family() != MarkKind::Reference { 22.0 } else { 0.0 };
        let galley = face::CAPTION.medium().galley_within(self.ui, mark.label, t.tag_text, room.width() - 40.0);
        let extent = galley.size() + Vec2::new(12.0 + line_room, 4.0);
        let rect = self.place(box_, gap, extent, room, taken);
        self.painter.rect_filled(rect, CornerRadius::same(size::RADIUS_CONTROL), t.tag);
        let middle = rect.left_center() + Vec2::new(7.0, 0.0);
        if line_room > 0.0 {
            let sample = [middle, middle + Vec2::new(15.0, 0.0)];
            let style = if mark.followed { FOLLOWED } else { dashes(mark.kind) };
            line(self.painter, &sample, halved(style), Stroke::new(2.0, kind_color(mark.kind)));
        }
        self.painter.galley(rect.min + Vec2::new(6.0 + line_room, 2.0), galley, t.tag_text);
        Some(rect)
    }

    /// The first place around `box_` that keeps in the pane and covers no other label; else above, moved inside.
    fn place(&self, box_: Rect, gap: f32, extent: Vec2, room: Rect, taken: &[Rect]) -> Rect {
        let seen = box_.intersect(room);
        let seen = if seen.is_positive() { seen } else { box_ };
        let places = [
            (Pos2::new(seen.center().x, box_.top() - gap), Align2::CENTER_BOTTOM),
            (Pos2::new(seen.center().x, box_.bottom() + gap), Align2::CENTER_TOP),
            (Pos2::new(box_.right() + gap, seen.center().y), Align2::LEFT_CENTER),
            (Pos2::new(box_.left() - gap, seen.center().y), Align2::RIGHT_CENTER),
            (Pos2::new(box_.left(), box_.top() - gap), Align2::LEFT_BOTTOM),
            (Pos2::new(box_.right(), box_.bottom() + gap), Align2::RIGHT_TOP),
            (seen.center_bottom() - Vec2::new(0.0, gap), Align2::CENTER_BOTTOM),
            (seen.center_top() + Vec2::new(0.0, gap), Align2::CENTER_TOP),
        ];
        let rects = places.map(|(at, anchor)| anchor.anchor_size(at, extent));
        let free = |rect: &Rect| !taken.iter().any(|other| other.expand(2.0).intersects(*rect));
        let fits = rects.iter().find(|rect| room.contains_rect(**rect) && free(rect));
        let nearly = || rects.iter().map(|rect| inside(*rect, room)).find(|rect| free(rect));
        fits.copied().or_else(nearly).unwrap_or_else(|| inside(rects[0], room))
    }
}

fn is_square(shape: &Shape) -> bool {
    let Shape::Polygon { points } = shape else { return false };
    let [a, b, c, d] = points[..] else { return false };
    let (ab, dc) = (b - a, c - d);
    // Upright, or nearly so: what was drawn as a square and came along through an alignment.
    (ab - dc).norm() < 0.2 * ab.norm() && ab.x.abs().min(ab.y.abs()) < 0.15 * ab.norm()
}

/// A line, solid or dashed.
fn line(painter: &Painter, points: &[Pos2], (dash, gap): (&[f32], &[f32]), stroke: Stroke) {
    if points.len() < 2 {
        return;
    }
    if dash.is_empty() {
        painter.add(Paint::line(points.to_vec(), stroke));
    } else {
        painter.extend(Paint::dashed_line_with_offset(points, stroke, dash, gap, 0.0));
    }
}

/// Long dashes cut down for a sample of 15 points, which would otherwise show one of them.
fn halved((dash, gap): (&'static [f32], &'static [f32])) -> (&'static [f32], &'static [f32]) {
    match dash {
        [9.0] => (&[4.5], &[3.0]),
        [16.0] => (&[6.5], &[2.0]),
        [12.0, 2.0] => (&[6.0, 2.0], &[2.5, 2.5]),
        _ => (dash, gap),
    }
}

/// Four heavy corners of a rectangle.
fn corners(painter: &Painter, rect: Rect, arm: f32, stroke: Stroke) {
    let arms = [
        (rect.left_top(), Vec2::X, Vec2::Y),
        (rect.right_top(), -Vec2::X, Vec2::Y),
        (rect.right_bottom(), -Vec2::X, -Vec2::Y),
        (rect.left_bottom(), Vec2::X, -Vec2::Y),
    ];
    for (corner, across, down) in arms {
        painter.line(vec![corner + across * arm, corner, corner + down * arm], stroke);
    }
}

fn rounded(rect: Rect, radius: f32) -> Vec<Pos2> {
    let arcs = [
        (rect.left_top() + Vec2::splat(radius), 180.0_f32),
        (rect.right_top() + Vec2::new(-radius, radius), 270.0),
        (rect.right_bottom() - Vec2::splat(radius), 0.0),
        (rect.left_bottom() + Vec2::new(radius, -radius), 90.0),
    ];
    let points = arcs.into_iter().flat_map(|(center, from)| {
        (0..=6).map(move |step| center + Vec2::angled((from + 15.0 * step as f32).to_radians()) * radius)
    });
    let mut points: Vec<Pos2> = points.collect();
    points.push(points[0]);
    points
}
