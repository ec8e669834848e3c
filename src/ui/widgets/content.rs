//! What stands inside a control: an icon, words, a key cap, in a row; and the grounds and rings around it.

use std::sync::Arc;

use egui::{Color32, CornerRadius, Galley, Painter, Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui, Vec2};

use super::key::Cap;
use crate::ui::icons::Icon;
use crate::ui::theme::{Face, Tokens, face, size, tokens};

/// The parts of a control from left to right.
pub(super) struct Content {
    parts: Vec<Part>,
    scale: f32,
}

enum Part {
    Icon(Icon, f32),
    Text(Arc<Galley>),
    Faint(Arc<Galley>),
    Key(Cap),
    Letter(char),
}

/// The colours of a control in one state.
pub(super) struct Paint {
    pub ground: Color32,
    pub edge: Color32,
    pub icon: Color32,
    pub text: Color32,
    pub faint: Color32,
    pub key: Color32,
    pub key_edge: Color32,
}

impl Content {
    pub(super) fn new(ui: &Ui) -> Self {
        Self { parts: Vec::new(), scale: crate::ui::theme::text_scale(ui.style()) }
    }

    pub(super) fn icon(mut self, icon: Option<Icon>) -> Self {
        self.parts.extend(icon.map(|icon| Part::Icon(icon, size::ICON * self.scale.max(1.0))));
        self
    }

    pub(super) fn text(mut self, ui: &Ui, face: Face, text: &str) -> Self {
        if !text.is_empty() {
            self.parts.push(Part::Text(face.galley(ui, text, Color32::PLACEHOLDER)));
        }
        self
    }

    pub(super) fn count(mut self, ui: &Ui, count: Option<usize>) -> Self {
        if let Some(count) = count {
            self.parts.push(Part::Faint(face::CAPTION.galley(ui, &count.to_string(), Color32::PLACEHOLDER)));
        }
        self
    }

    pub(super) fn key(mut self, ui: &Ui, key: Option<&str>) -> Self {
        self.parts.extend(key.map(|key| Part::Key(Cap::new(ui, key))));
        self
    }

    pub(super) fn letter(mut self, letter: Option<char>) -> Self {
        self.parts.extend(letter.map(Part::Letter));
        self
    }

    pub(super) fn size(&self) -> Vec2 {
        let mut total = Vec2::ZERO;
        for (i, part) in self.parts.iter().enumerate() {
            let part = part.size();
            total.x += part.x + if i > 0 { GAP } else { 0.0 };
            total.y = total.y.max(part.y);
        }
        total
    }

    /// Paints the parts in the middle of `rect`.
    pub(super) fn paint(&self, painter: &Painter, rect: Rect, colors: &Paint) {
        self.paint_from(painter, rect.center() - Vec2::new(self.size().x / 2.0, 0.0), colors);
    }

    /// Paints the parts from `left`, the middle of their left edge.
    pub(super) fn paint_from(&self, painter: &Painter, left: Pos2, colors: &Paint) {
        let mut at = left;
        for part in &self.parts {
            part.paint(painter, at, colors);
            at.x += part.size().x + GAP;
        }
    }
}

impl Part {
    fn size(&self) -> Vec2 {
        match self {
            Self::Icon(_, size) => Vec2::splat(*size),
            Self::Text(text) | Self::Faint(text) => text.size(),
            Self::Key(cap) => cap.size(),
            Self::Letter(_) => Vec2::splat(LETTER),
        }
    }

    fn paint(&self, painter: &Painter, left: Pos2, colors: &Paint) {
        match self {
            Self::Icon(icon, size) => {
                icon.paint(painter, left + Vec2::new(size / 2.0, 0.0), *size, colors.icon);
            }
            Self::Text(text) => painter.galley(middle(left, text), text.clone(), colors.text),
            Self::Faint(text) => painter.galley(middle(left, text), text.clone(), colors.faint),
            Self::Key(cap) => cap.paint(painter, left, colors.key_edge, colors.key),
            Self::Letter(letter) => {
                paint_letter(painter, left + Vec2::new(LETTER / 2.0, 0.0), LETTER, *letter, colors.text);
            }
        }
    }
}

const LETTER: f32 = 20.0;
/// Between icon, words and key cap.
const GAP: f32 = 6.0;

/// Paints a grade letter in its square, `side` points wide.
pub(super) fn paint_letter(painter: &Painter, center: Pos2, side: f32, letter: char, color: Color32) {
    let ppp = painter.pixels_per_point();
    let rect = Rect::from_center_size(center, Vec2::splat(side));
    let rect = egui::emath::GuiRounding::round_to_pixels(rect, ppp);
    painter.rect_stroke(rect, CornerRadius::same(4), Stroke::new(1.5, color), StrokeKind::Inside);
    let font = egui::FontId::new((side * 0.62).round(), crate::ui::theme::Weight::SemiBold.family());
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, letter, font, color);
}

fn middle(left: Pos2, text: &Galley) -> Pos2 {
    left - Vec2::new(0.0, text.size().y / 2.0)
}

/// Paints the ground and edge of a control.
pub(super) fn paint_ground(painter: &Painter, rect: Rect, radius: u8, colors: &Paint) {
    painter.rect(rect, CornerRadius::same(radius), colors.ground, Stroke::new(1.0, colors.edge), StrokeKind::Inside);
}

/// The focus ring: 2 points of accent, 2 points outside.
pub(super) fn focus_ring(ui: &Ui, response: &Response, radius: u8) {
    if response.has_focus() {
        let painter = ui.painter().with_clip_rect(ui.clip_rect().expand(4.0));
        let rect = response.rect.expand(2.0);
        let stroke = Stroke::new(2.0, tokens(ui).accent);
        painter.rect_stroke(rect, CornerRadius::same(radius + 2), stroke, StrokeKind::Outside);
    }
}

/// The focus ring of a row: inside, so that neighbours do not cover it.
pub(super) fn focus_ring_inside(ui: &Ui, response: &Response, radius: u8) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, tokens(ui).accent);
        ui.painter().rect_stroke(response.rect, CornerRadius::same(radius), stroke, StrokeKind::Inside);
    }
}

/// The height of a control of `points` at the user's text scale.
pub(super) fn scaled(ui: &Ui, points: f32) -> f32 {
    (points * crate::ui::theme::grown(ui.style())).round()
}

/// The colours of a control without a ground of its own.
pub(super) fn plain(t: &Tokens, enabled: bool, hovered: bool, pressed: bool, selected: bool) -> Paint {
    let ground = match (selected, pressed, hovered) {
        (true, ..) => t.accent_ground,
        (_, true, _) => t.press,
        (_, _, true) => t.hover,
        _ => Color32::TRANSPARENT,
    };
    let mut paint = Paint {
        ground,
        edge: Color32::TRANSPARENT,
        icon: t.text_2,
        text: t.text_2,
        faint: t.text_3,
        key: t.text_3,
        key_edge: t.line,
    };
    if selected {
        paint.icon = t.accent;
        paint.text = t.accent_text;
        paint.faint = t.accent_text;
        paint.key = t.accent_text;
        paint.key_edge = t.accent;
    } else if hovered {
        paint.icon = t.text;
        paint.text = t.text;
        paint.key_edge = t.strong;
    }
    if !enabled {
        paint = Paint {
            ground: Color32::TRANSPARENT,
            edge: Color32::TRANSPARENT,
            icon: t.text_3,
            text: t.text_3,
            faint: t.text_3,
            key: t.text_3,
            key_edge: Color32::TRANSPARENT,
        };
    }
    paint
}

/// The dashed outline of a rounded rectangle: a place that is still empty, a guess.
pub fn dashed_rect(painter: &Painter, rect: Rect, radius: f32, stroke: Stroke) {
    let mut points = Vec::with_capacity(40);
    let corners = [
        (rect.left_top() + Vec2::splat(radius), 180.0_f32),
        (rect.right_top() + Vec2::new(-radius, radius), 270.0),
        (rect.right_bottom() - Vec2::splat(radius), 0.0),
        (rect.left_bottom() + Vec2::new(radius, -radius), 90.0),
    ];
    for (center, from) in corners {
        for step in 0..=6 {
            let angle = (from + 15.0 * step as f32).to_radians();
            points.push(center + Vec2::angled(angle) * radius);
        }
    }
    points.push(points[0]);
    painter.extend(Shape::dashed_line(&points, stroke, 4.0, 3.0));
}
