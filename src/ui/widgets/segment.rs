//! One of several: the bar of modes. On or off: toggles.

use egui::{CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, Widget, WidgetInfo};

use super::button::named_shortcut;
use super::content::{Content, focus_ring, paint_ground, plain, scaled};
use super::popover::tip;
use crate::ui::icons::Icon;
use crate::ui::theme::{face, size, tokens};

/// One choice of a bar.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    /// The icon, if any; it stays when words are dropped.
    pub icon: Option<Icon>,
    /// The words, and the accessible name.
    pub label: &'a str,
    /// The key that chooses it; may be empty.
    pub key: &'a str,
    /// Why it cannot be chosen now.
    pub disabled: Option<&'a str>,
}

impl<'a> Segment<'a> {
    /// A choice with an icon, words and a key.
    pub fn new(icon: Icon, label: &'a str, key: &'a str) -> Self {
        Self { icon: Some(icon), label, key, disabled: None }
    }

    /// A choice of words alone.
    pub fn words(label: &'a str) -> Self {
        Self { icon: None, label, key: "", disabled: None }
    }

    fn content(&self, ui: &Ui, words: bool) -> Content {
        let label = if words || self.icon.is_none() { self.label } else { "" };
        let key = Some(self.key).filter(|key| !key.is_empty());
        Content::new(ui).icon(self.icon).text(ui, face::CONTROL, label).key(ui, key)
    }
}

/// A bar in a trough from which one segment is chosen.
#[must_use = "show it"]
pub struct Segments<'a> {
    name: &'a str,
    segments: &'a [Segment<'a>],
    words: bool,
}

const TROUGH: f32 = 2.0;

impl<'a> Segments<'a> {
    /// A bar called `name` (for assistive technology).
    pub fn new(name: &'a str, segments: &'a [Segment<'a>]) -> Self {
        Self { name, segments, words: true }
    }

    /// Whether the words are shown; without them icons and keys stay, and tooltips tell.
    pub fn words(mut self, words: bool) -> Self {
        self.words = words;
        self
    }

    /// How wide the bar will be, in points.
    pub fn measure(&self, ui: &Ui) -> f32 {
        self.segments.iter().map(|s| self.width(ui, s)).sum::<f32>() + 2.0 * TROUGH
    }

    /// Shows the bar with `chosen` chosen; the answer is the segment that was pressed.
    pub fn show(self, ui: &mut Ui, chosen: Option<usize>) -> Option<usize> {
        let t = tokens(ui);
        let height = scaled(ui, size::HIT);
        let extent = Vec2::new(self.measure(ui), height + 2.0 * TROUGH);
        let (rect, group) = ui.allocate_exact_size(extent, Sense::hover());
        group.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, true, self.name));
        ui.painter().rect(
            rect,
            CornerRadius::same(size::RADIUS_CARD),
            t.press,
            Stroke::new(1.0, if t.dark { t.press } else { t.line }),
            StrokeKind::Inside,
        );
        let mut pressed = None;
        let mut left = rect.left() + TROUGH;
        for (i, segment) in self.segments.iter().enumerate() {
            let width = self.width(ui, segment);
            let part = Rect::from_min_size(egui::pos2(left, rect.top() + TROUGH), Vec2::new(width, height));
            left += width;
            if self.segment(ui, segment, part, group.id.with(i), chosen == Some(i)).clicked() {
                pressed = Some(i);
            }
        }
        pressed
    }

    fn width(&self, ui: &Ui, segment: &Segment<'_>) -> f32 {
        let padding = if self.words && segment.icon.is_some() { 18.0 } else { 16.0 };
        (segment.content(ui, self.words).size().x + padding).ceil().max(size::HIT)
    }

    fn segment(&self, ui: &Ui, segment: &Segment<'_>, rect: Rect, id: egui::Id, chosen: bool) -> Response {
        let enabled = ui.is_enabled() && segment.disabled.is_none();
        let response = ui.interact(rect, id, if enabled { Sense::click() } else { Sense::hover() });
        if ui.is_rect_visible(rect) {
            let pressed = response.is_pointer_button_down_on();
            let colors = plain(tokens(ui), enabled, response.hovered(), pressed, chosen);
            paint_ground(ui.painter(), rect, size::RADIUS_CONTROL, &colors);
            segment.content(ui, self.words).paint(ui.painter(), rect, &colors);
            focus_ring(ui, &response, size::RADIUS_CONTROL);
        }
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, chosen, segment.label));
        let key = Some(segment.key).filter(|key| !key.is_empty());
        named_shortcut(&response, key);
        match (segment.disabled, key) {
            (Some(why), _) => tip(response, &format!("{}: {why}", segment.label), None),
            (None, None) if self.words => response,
            (None, key) => tip(response, segment.label, key),
        }
    }
}

/// Something that is on or off.
#[must_use = "add it to a Ui"]
pub struct Toggle<'a> {
    segment: Segment<'a>,
    on: bool,
    words: bool,
    tip: Option<&'a str>,
}

impl<'a> Toggle<'a> {
    /// A toggle that is `on` or not; [`Response::clicked`] tells that it was pressed.
    pub fn new(icon: Icon, label: &'a str, key: &'a str, on: bool) -> Self {
        Self { segment: Segment::new(icon, label, key), on, words: true, tip: None }
    }

    /// A toggle of words alone.
    pub fn plain(label: &'a str, key: &'a str, on: bool) -> Self {
        Self { segment: Segment { icon: None, label, key, disabled: None }, on, words: true, tip: None }
    }

    /// Greys it out; the tooltip says `why`.
    pub fn disabled(mut self, why: Option<&'a str>) -> Self {
        self.segment.disabled = why;
        self
    }

    /// Whether the words are shown; without them icon and key stay.
    pub fn words(mut self, words: bool) -> Self {
        self.words = words;
        self
    }

    /// What the tooltip says instead of the label.
    pub fn tip(mut self, tip: &'a str) -> Self {
        self.tip = Some(tip);
        self
    }

    /// How wide it will be, in points.
    pub fn measure(&self, ui: &Ui) -> f32 {
        (self.segment.content(ui, self.words).size().x + 18.0).ceil().max(size::HIT)
    }
}

impl Widget for Toggle<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let enabled = ui.is_enabled() && self.segment.disabled.is_none();
        let extent = Vec2::new(self.measure(ui), scaled(ui, size::HIT));
        let (rect, response) = ui.allocate_exact_size(extent, if enabled { Sense::click() } else { Sense::hover() });
        if ui.is_rect_visible(rect) {
            let pressed = response.is_pointer_button_down_on();
            let colors = plain(tokens(ui), enabled, response.hovered(), pressed, self.on);
            paint_ground(ui.painter(), rect, size::RADIUS_CONTROL, &colors);
            self.segment.content(ui, self.words).paint(ui.painter(), rect, &colors);
            focus_ring(ui, &response, size::RADIUS_CONTROL);
        }
        let key = Some(self.segment.key).filter(|key| !key.is_empty());
        response.widget_info(|| WidgetInfo::selected(Role::Switch, enabled, self.on, self.segment.label));
        named_shortcut(&response, key);
        match self.segment.disabled {
            Some(why) => tip(response, &format!("{}: {why}", self.segment.label), None),
            None => tip(response, self.tip.unwrap_or(self.segment.label), key),
        }
    }
}
