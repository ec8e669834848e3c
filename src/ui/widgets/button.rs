//! Buttons: with words, with an icon alone, and those of the rail.

use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Ui, Vec2, Widget, WidgetInfo};

use super::content::{Content, Paint, focus_ring, paint_ground, plain, scaled};
use super::popover::tip;
use crate::ui::icons::Icon;
use crate::ui::theme::{Tokens, face, size, tokens};

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// The one thing to do on this screen.
    Primary,
    /// Any other action.
    #[default]
    Raised,
    /// An action beside the content it belongs to.
    Outline,
    /// An action in a bar: no ground until the pointer is over it.
    Plain,
    /// An action inside a sentence or a card.
    Link,
}

/// A button with words, and perhaps an icon, a grade letter and a key cap.
#[must_use = "add it to a Ui"]
pub struct Button<'a> {
    text: &'a str,
    look: Look,
    icon: Option<Icon>,
    letter: Option<char>,
    key: Option<&'a str>,
    tip: Option<&'a str>,
    name: Option<&'a str>,
    disabled: Option<&'a str>,
    selected: bool,
    opens: bool,
    main: bool,
    words: bool,
    width: Option<f32>,
}

impl<'a> Button<'a> {
    /// A raised button that says `text`.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            look: Look::Raised,
            icon: None,
            letter: None,
            key: None,
            tip: None,
            name: None,
            disabled: None,
            selected: false,
            opens: false,
            main: false,
            words: true,
            width: None,
        }
    }

    /// The one primary button of a screen.
    pub fn primary(text: &'a str) -> Self {
        Self::new(text).look(Look::Primary)
    }

    /// A link.
    pub fn link(text: &'a str) -> Self {
        Self::new(text).look(Look::Link)
    }

    /// How much it asks to be pressed.
    pub fn look(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// An icon before the words.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A grade letter in its square before the words.
    pub fn letter(mut self, letter: char) -> Self {
        self.letter = Some(letter);
        self
    }

    /// The key that does the same (“Ctrl+K”), shown on a cap and in the tooltip. Empty: none.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key).filter(|key| !key.is_empty());
        self
    }

    /// What the tooltip says; without it the tooltip repeats the words when those are not shown.
    pub fn tip(mut self, tip: &'a str) -> Self {
        self.tip = Some(tip);
        self
    }

    /// The accessible name, where the words alone would not tell.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Greys the button out; the tooltip says `why`.
    pub fn disabled(mut self, why: Option<&'a str>) -> Self {
        self.disabled = why;
        self
    }

    /// Draws it as chosen.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// A caret after the words: it opens something below.
    pub fn opens(mut self) -> Self {
        self.opens = true;
        self
    }

    /// 40 points high: a main action.
    pub fn main(mut self) -> Self {
        self.main = true;
        self
    }

    /// Whether the words are shown; without them icon and key stay.
    pub fn words(mut self, words: bool) -> Self {
        self.words = words;
        self
    }

    /// At least this wide, in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// How wide the button will be, in points.
    pub fn measure(&self, ui: &Ui) -> f32 {
        self.content(ui).size().x + 2.0 * self.padding()
    }

    fn padding(&self) -> f32 {
        match self.look {
            Look::Link => 4.0,
            _ if self.main => 16.0,
            _ if self.key.is_some() || self.opens => 10.0,
            _ => 12.0,
        }
    }

    fn content(&self, ui: &Ui) -> Content {
        let words = if self.words || self.icon.is_none() { self.text } else { "" };
        let content = Content::new(ui).icon(self.icon).letter(self.letter).text(ui, face::CONTROL, words);
        content.key(ui, self.key).icon(self.opens.then_some(crate::ui::icons::CARET_DOWN))
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let enabled = ui.is_enabled() && self.disabled.is_none();
        let content = self.content(ui);
        let height = scaled(ui, if self.main { size::MAIN } else { size::HIT });
        let width = (content.size().x + 2.0 * self.padding()).ceil().max(size::HIT).max(self.width.unwrap_or(0.0));
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), sense);
        if ui.is_rect_visible(rect) {
            let colors = colors(tokens(ui), self.look, enabled, self.selected, &response);
            paint_ground(ui.painter(), rect, size::RADIUS_CONTROL, &colors);
            content.paint(ui.painter(), rect, &colors);
            focus_ring(ui, &response, size::RADIUS_CONTROL);
        }
        let name = self.name.unwrap_or(self.text);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
        named_shortcut(&response, self.key);
        let shown = self.words && self.tip.is_none() && self.key.is_none();
        match self.disabled {
            Some(why) => tip(response, why, None),
            None if shown => response,
            None => tip(response, self.tip.unwrap_or(name), self.key),
        }
    }
}

/// Tells assistive technology the key.
pub(super) fn named_shortcut(response: &Response, key: Option<&str>) {
    if let Some(key) = key {
        response.ctx.accesskit_node_builder(response.id, |node| node.set_keyboard_shortcut(key));
    }
}

fn colors(t: &Tokens, look: Look, enabled: bool, selected: bool, response: &Response) -> Paint {
    let (hovered, pressed) = (response.hovered(), response.is_pointer_button_down_on());
    let mut paint = plain(t, enabled, hovered, pressed, selected);
    if !enabled || selected {
        return paint;
    }
    match look {
        Look::Plain => {}
        Look::Primary => {
            paint.ground = if pressed || hovered { t.accent_fill_hover } else { t.accent_fill };
            paint.edge = Color32::TRANSPARENT;
            for color in [&mut paint.icon, &mut paint.text, &mut paint.key, &mut paint.key_edge] {
                *color = t.on_accent_fill;
            }
        }
        Look::Raised => {
            paint.ground = if pressed || hovered { paint.ground } else { t.raised };
            paint.icon = t.text;
            paint.text = t.text;
        }
        Look::Outline => {
            paint.edge = t.strong;
            paint.icon = t.text;
            paint.text = t.text;
        }
        Look::Link => {
            paint.ground = if hovered { t.hover } else { Color32::TRANSPARENT };
            paint.icon = t.accent;
            paint.text = t.accent;
        }
    }
    paint
}

/// A button with an icon alone: its name stands in the tooltip and in the accessibility tree.
#[must_use = "add it to a Ui"]
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    key: Option<&'a str>,
    disabled: Option<&'a str>,
    selected: bool,
    side: f32,
}

impl<'a> IconButton<'a> {
    /// A button of 28 × 28 points called `name`.
    pub fn new(icon: Icon, name: &'a str) -> Self {
        Self { icon, name, key: None, disabled: None, selected: false, side: size::HIT }
    }

    /// How wide one of the usual size is, in points.
    pub fn measure(ui: &Ui) -> f32 {
        scaled(ui, size::HIT)
    }

    /// The key that does the same, named in the tooltip. Empty: none.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key).filter(|key| !key.is_empty());
        self
    }

    /// Greys the button out; the tooltip says `why`.
    pub fn disabled(mut self, why: Option<&'a str>) -> Self {
        self.disabled = why;
        self
    }

    /// Draws it as chosen.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Another width and height, in points.
    pub fn side(mut self, side: f32) -> Self {
        self.side = side;
        self
    }
}

impl Widget for IconButton<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let enabled = ui.is_enabled() && self.disabled.is_none();
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(scaled(ui, self.side)), sense);
        if ui.is_rect_visible(rect) {
            let t = tokens(ui);
            let pressed = response.is_pointer_button_down_on();
            let mut colors = plain(t, enabled, response.hovered(), pressed, self.selected);
            if !enabled {
                colors.icon = t.text_3.gamma_multiply(0.6);
            }
            paint_ground(ui.painter(), rect, size::RADIUS_CONTROL, &colors);
            self.icon.paint(ui.painter(), rect.center(), scaled(ui, size::ICON), colors.icon);
            focus_ring(ui, &response, size::RADIUS_CONTROL);
        }
        response.widget_info(|| match self.selected {
            true => WidgetInfo::selected(Role::Button, enabled, true, self.name),
            false => WidgetInfo::labeled(Role::Button, enabled, self.name),
        });
        named_shortcut(&response, self.key);
        match self.disabled {
            Some(why) => tip(response, &format!("{}: {why}", self.name), None),
            None => tip(response, self.name, self.key),
        }
    }
}

/// A place in the rail: 40 × 40 points, an edge of accent where it is the one shown.
///
/// `key` may be empty.
pub fn rail_button(ui: &mut Ui, icon: Icon, name: &str, key: &str, selected: bool) -> Response {
    let enabled = ui.is_enabled();
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::MAIN), Sense::click());
    if ui.is_rect_visible(rect) {
        let t = tokens(ui);
        let mut colors = plain(t, enabled, response.hovered(), response.is_pointer_button_down_on(), selected);
        if selected {
            colors.icon = t.accent_text;
            let edge =
                Rect::from_min_size(rect.left_top() + Vec2::new(-4.0, 8.0), Vec2::new(3.0, rect.height() - 16.0));
            ui.painter().rect_filled(edge, CornerRadius { ne: 2, se: 2, ..CornerRadius::ZERO }, t.accent);
        }
        paint_ground(ui.painter(), rect, size::RADIUS_CARD, &colors);
        icon.paint(ui.painter(), rect.center(), size::ICON_RAIL, colors.icon);
        focus_ring(ui, &response, size::RADIUS_CARD);
    }
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, selected, name));
    let key = Some(key).filter(|key| !key.is_empty());
    named_shortcut(&response, key);
    tip(response, name, key)
}
