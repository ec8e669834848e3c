//! One question of a scale: answered by its number while it has the focus, or by a press.

use egui::{CornerRadius, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::content::{focus_ring_inside, paint_ground, plain, scaled};
use super::popover::tip;
use crate::ui::theme::{face, size, tokens};
use crate::words::say;

/// A question with its answers.
#[must_use = "show it"]
pub struct ScoreItem<'a> {
    text: &'a str,
    levels: &'a [(i32, &'a str)],
    chosen: Option<i32>,
    id: Id,
}

/// What was done to a question in this frame.
pub struct ItemAnswer {
    /// The question itself; it takes the focus.
    pub response: Response,
    /// A new answer; inside, `None` takes the answer back.
    pub answer: Option<Option<i32>>,
}

/// Seconds in which a second digit belongs to the first one: 1, 0 is ten.
const DIGIT_PAUSE: f64 = 1.2;
/// More answers than these stand in two rows.
const MOST_IN_A_ROW: usize = 8;

impl<'a> ScoreItem<'a> {
    /// The question `text` with answers of value and label, lowest first.
    pub fn new(text: &'a str, levels: &'a [(i32, &'a str)], chosen: Option<i32>, id: Id) -> Self {
        Self { text, levels, chosen, id }
    }

    /// Shows it over the available width.
    pub fn show(self, ui: &mut Ui) -> ItemAnswer {
        let t = tokens(ui);
        let width = ui.available_width();
        let text = face::BODY.galley_wrapped(ui, self.text, t.text, width - 16.0);
        let label = self.label();
        let color = if self.chosen.is_some() { t.text_2 } else { t.text_3 };
        let label = face::CAPTION.galley_wrapped(ui, &label, color, width - 16.0);
        let cell = scaled(ui, size::HIT);
        let columns =
            if self.levels.len() > MOST_IN_A_ROW { self.levels.len().div_ceil(2).max(1) } else { MOST_IN_A_ROW };
        let rows = self.levels.len().div_ceil(columns);
        let height = text.size().y + label.size().y + rows as f32 * (cell + 4.0) + 16.0;
        let (_, rect) = ui.allocate_space(Vec2::new(width, height));
        let response = ui.interact(rect, self.id, Sense::CLICK | Sense::FOCUSABLE);
        response.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, ui.is_enabled(), self.text));
        let said = self.label();
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(said.as_str()));
        let at = rect.min + Vec2::new(8.0, 6.0);
        let top = at.y + text.size().y + 4.0;
        ui.painter().galley(at, text, t.text);
        let mut answer = None;
        for (i, (value, words)) in self.levels.iter().enumerate() {
            let (row, column) = (i / columns, i % columns);
            let corner = egui::pos2(at.x + column as f32 * (cell + 2.0), top + row as f32 * (cell + 4.0));
            let place = Rect::from_min_size(corner, Vec2::splat(cell));
            if self.level(ui, place, *value, words).clicked() {
                answer = Some((self.chosen != Some(*value)).then_some(*value));
                response.request_focus();
            }
        }
        ui.painter().galley(egui::pos2(at.x, top + rows as f32 * (cell + 4.0)), label, color);
        if response.clicked() {
            response.request_focus();
        }
        if response.has_focus() {
            focus_ring_inside(ui, &response, size::RADIUS_CONTROL);
            answer = self.keys(ui).or(answer);
        }
        ItemAnswer { response, answer }
    }

    fn label(&self) -> String {
        match self.chosen.and_then(|v| self.levels.iter().find(|(value, _)| *value == v)) {
            Some((value, "")) => value.to_string(),
            Some((value, words)) => format!("{value} {words}"),
            None => say!("not-answered").to_owned(),
        }
    }

    /// One answer: pressed, but never a stop for Tab, so that Tab leads to the next question.
    fn level(&self, ui: &Ui, rect: Rect, value: i32, words: &str) -> Response {
        let t = tokens(ui);
        let sense = if ui.is_enabled() { Sense::CLICK } else { Sense::hover() };
        let response = ui.interact(rect, self.id.with(value), sense);
        let chosen = self.chosen == Some(value);
        let mut colors = plain(t, ui.is_enabled(), response.hovered(), response.is_pointer_button_down_on(), chosen);
        if !chosen {
            colors.edge = t.line;
            colors.text = t.text;
        }
        paint_ground(ui.painter(), rect, size::RADIUS_CONTROL, &colors);
        if chosen {
            let edge = egui::Stroke::new(1.0, t.accent);
            let radius = CornerRadius::same(size::RADIUS_CONTROL);
            ui.painter().rect_stroke(rect, radius, edge, egui::StrokeKind::Inside);
        }
        let number = face::CONTROL.galley(ui, &value.to_string(), colors.text);
        ui.painter().galley(rect.center() - number.size() / 2.0, number, colors.text);
        let words = if words.is_empty() { value.to_string() } else { format!("{value} {words}") };
        let name = format!("{}: {words}", self.text);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, &name));
        let key = value.to_string();
        tip(response, &words, Some(&key))
    }

    /// What the keys of this frame answer.
    fn keys(&self, ui: &Ui) -> Option<Option<i32>> {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(self.id, filter));
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let mut answer = None;
        for (digit, key) in DIGITS.into_iter().enumerate() {
            if pressed(key) {
                answer = self.digit(ui, digit as i32).map(Some).or(answer);
            }
        }
        let at = self.chosen.and_then(|v| self.levels.iter().position(|(value, _)| *value == v));
        let step = i64::from(pressed(Key::ArrowRight)) - i64::from(pressed(Key::ArrowLeft));
        if step != 0 {
            let last = self.levels.len() as i64 - 1;
            let to = at.map_or(if step > 0 { 0 } else { last }, |at| (at as i64 + step).clamp(0, last));
            answer = self.levels.get(to as usize).map(|(value, _)| Some(*value));
        }
        if pressed(Key::Delete) || pressed(Key::Backspace) {
            answer = Some(None);
        }
        answer
    }

    /// The answer that a digit means, alone or after the one before it.
    fn digit(&self, ui: &Ui, digit: i32) -> Option<i32> {
        let now = ui.input(|i| i.time);
        let memory = self.id.with("digit");
        let before = ui.data(|d| d.get_temp::<(i32, f64)>(memory)).filter(|(_, at)| now - at < DIGIT_PAUSE);
        let offered = |value: &i32| self.levels.iter().any(|(v, _)| v == value);
        let both = before.map(|(tens, _)| tens * 10 + digit).filter(offered);
        ui.data_mut(|d| d.insert_temp(memory, (digit, now)));
        both.or(Some(digit).filter(offered))
    }
}

const DIGITS: [Key; 10] =
    [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// True for keys that answer a question of a scale while it has the focus.
pub fn is_score_key(key: Key) -> bool {
    DIGITS.contains(&key) || matches!(key, Key::Delete | Key::Backspace | Key::ArrowLeft | Key::ArrowRight)
}
