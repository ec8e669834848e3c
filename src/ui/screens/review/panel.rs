//! Beside a blind pair: scores by number key, progress, and the way on.

use egui::{CornerRadius, Id, Margin, Panel, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::{ReviewScreen, Scene, place_of};
use crate::app::review::{Question, total_of};
use crate::model::{Scale, ScaleState, Total};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::theme::{face, grown, size, tokens};
use crate::ui::widgets::{self, Button, Look, key_cap, section_line};
use crate::words::{number, say};

impl ReviewScreen {
    /// Shows the panel at the right.
    pub(super) fn panel_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Action> {
        let t = tokens(ui);
        let frame = egui::Frame::new().fill(t.panel);
        let panel = Panel::right("blind review panel").exact_size(widgets::side_panel(ui)).resizable(false);
        let shown = panel.show_separator_line(false).frame(frame).show(ui, |ui| {
            self.foot_ui(ui, cx, scene);
            if !scene.questions.is_empty() {
                self.tabs_ui(ui, scene);
            }
            ScrollArea::vertical().id_salt("blind scales").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let padding = Margin { left: 12, right: 12, top: 12, bottom: 12 };
                if !scene.questions.is_empty() {
                    self.scales_ui(ui, scene, padding);
                    section_line(ui);
                }
                egui::Frame::new().inner_margin(padding).show(ui, |ui| self.progress_ui(ui, scene));
            });
        });
        ui.painter().vline(shown.response.rect.left() + 0.5, shown.response.rect.y_range(), Stroke::new(1.0, t.line));
        None
    }

    /// The side whose scores are shown: that of the cursor.
    fn side(&self, questions: &[Question]) -> usize {
        self.draft.cursor.and_then(|c| place_of(c, questions)).map_or(0, |(side, _)| side)
    }

    fn tabs_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let tabs = [widgets::Tab::new(say!("left-photo"), ""), widgets::Tab::new(say!("right-photo"), "")];
        if let Some(side) = widgets::tabs(ui, &tabs, self.side(&scene.questions)) {
            self.go_to(Some(side * scene.questions.len()));
        }
    }

    fn scales_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, padding: Margin) {
        let t = tokens(ui);
        egui::Frame::new().inner_margin(Margin { bottom: 0, ..padding }).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                face::CAPTION.label(ui, say!("type-the-number"), t.text_2);
                key_cap(ui, "Tab");
                face::CAPTION.label(ui, say!("to-the-next-scale"), t.text_2);
            });
        });
        let side = self.side(&scene.questions);
        let count = scene.questions.len();
        // Many questions stand as lines, only the one at the cursor with its answers.
        let folded = count > MOST_UNFOLDED;
        for (i, question) in scene.questions.iter().enumerate() {
            let place = side * count + i;
            if question.place == 0 {
                if i > 0 {
                    section_line(ui);
                }
                let head = Margin { bottom: 4, ..padding };
                egui::Frame::new().inner_margin(head).show(ui, |ui| self.scale_head_ui(ui, question, side, place));
            }
            let margin = Margin { top: 0, bottom: 8, ..padding };
            let shown = egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                match !folded || self.draft.cursor == Some(place) {
                    true => self.question_answers_ui(ui, question, side, place),
                    false => self.question_line_ui(ui, question, side, place),
                }
            });
            if self.draft.moved && self.draft.cursor == Some(place) {
                shown.response.scroll_to_me(None);
                self.draft.moved = false;
            }
        }
    }

    /// The scale's name, whether the numbers go there, and what its answers come to.
    fn scale_head_ui(&self, ui: &mut Ui, question: &Question, side: usize, place: usize) {
        let t = tokens(ui);
        let scale = &question.scale;
        let here = self.draft.cursor.is_some_and(|at| (place..place + scale.items.len()).contains(&at));
        // A long name wraps: a row that runs on would widen the panel over its edge.
        ui.horizontal_wrapped(|ui| {
            face::CAPTION.semibold().label(ui, scale.short(), if here { t.accent } else { t.text_2 });
            if here {
                face::CAPTION.label(ui, say!("numbers-go-here"), t.accent);
            }
        });
        if scale.state == ScaleState::Unverified {
            widgets::state(ui, widgets::Tone::Caution, say!("scale-unverified"));
        }
        if let (true, Total::Is(total)) = (question.is_one_of_many(), total_of(scale, &self.draft.scores[side])) {
            let words =
                say!("total-of-range", total = number(Scale::written(total)), range = number(scale.range_text()));
            face::CAPTION.label(ui, words, t.text);
        }
    }

    /// A question with everything that can be answered.
    fn question_answers_ui(&mut self, ui: &mut Ui, question: &Question, side: usize, place: usize) {
        let t = tokens(ui);
        let item = question.item();
        if question.is_one_of_many() {
            face::BODY.label(ui, item.text.as_str(), t.text);
        }
        let key = question.key();
        for level in &item.values {
            let chosen = self.draft.scores[side].get(&key) == Some(&level.value);
            if choice_ui(ui, level.value, &level.label, chosen, &named(question)) {
                if chosen {
                    self.draft.scores[side].remove(&key);
                } else {
                    self.draft.scores[side].insert(key.clone(), level.value);
                }
                self.go_to(Some(place));
            }
        }
    }

    /// A question as a line: its text and its answer.
    fn question_line_ui(&mut self, ui: &mut Ui, question: &Question, side: usize, place: usize) {
        let item = question.item();
        let value = self.draft.scores[side].get(&question.key());
        let said = value.map_or_else(|| "–".to_owned(), i32::to_string);
        let name = format!("{}: {said}", named(question));
        let row = widgets::Row::new(&name, 32.0).rounded().padding(8.0).show(ui, |ui| {
            let t = tokens(ui);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                face::BODY.semibold().label(ui, said.as_str(), if value.is_some() { t.text } else { t.text_3 });
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    face::BODY.line_label(ui, item.text.as_str(), t.text_2);
                });
            });
        });
        if row.clicked() {
            self.go_to(Some(place));
        }
    }

    fn progress_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let t = tokens(ui);
        face::CAPTION.semibold().label(ui, say!("your-progress"), t.text_2);
        ui.add_space(6.0);
        let count = scene.review.pairs.len();
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 8.0), Sense::hover());
        let answered = scene.review.answers.len();
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::ProgressIndicator,
                true,
                say!("pairs-answered-of", answered = answered, count = count),
            )
        });
        let each = (rect.width() + 4.0) / count as f32;
        for i in 0..count {
            let left = rect.left() + i as f32 * each;
            let part = Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new((each - 4.0).max(2.0), 8.0));
            let radius = CornerRadius::same(1);
            match (i == scene.at, scene.review.answers.contains_key(&i)) {
                (true, _) => ui.painter().rect_filled(part, radius, t.accent),
                (false, true) => ui.painter().rect_filled(part, radius, t.text_2),
                (false, false) => {
                    ui.painter().rect_stroke(part, radius, Stroke::new(1.0, t.strong), StrokeKind::Inside)
                }
            };
        }
        ui.add_space(6.0);
        let words = say!("pair-of-one-twice", pair = scene.at + 1, count = count);
        face::CAPTION.label(ui, words, t.text_2);
        if scene.at > 0 {
            ui.add_space(4.0);
            if ui.add(Button::link(say!("pair-before")).icon(icons::ARROW_LEFT).key("Backspace")).clicked() {
                self.back(scene.at);
            }
        }
    }

    fn foot_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let t = tokens(ui);
        let frame = egui::Frame::new().inner_margin(Margin::same(16));
        let foot = Panel::bottom("blind review foot").resizable(false).show_separator_line(false).frame(frame);
        let shown = foot.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            let width = ui.available_width();
            let why = self.draft.judgement.is_none().then_some(say!("answer-first-which"));
            let last = scene.at + 1 == scene.review.pairs.len();
            let words = if last { say!("save-the-last-pair") } else { say!("save-and-next-pair") };
            if ui.add(Button::primary(words).key("Enter").main().width(width).disabled(why)).clicked() {
                self.save(cx, scene);
            }
            let words = say!("reveal-after-pair", count = scene.review.pairs.len());
            let why = Some(say!("all-pairs-first"));
            let reveal = Button::new(&words).icon(icons::EYE_SLASH).key("V").main().width(width).disabled(why);
            ui.add(reveal.look(Look::Raised));
            let unnamed = scene.review.who.is_empty();
            let words = if unnamed { say!("answers-lock-without-a-name") } else { say!("answers-lock-with-your-name") };
            face::CAPTION.label(ui, words, t.text_2);
        });
        ui.painter().hline(shown.response.rect.x_range(), shown.response.rect.top() + 0.5, Stroke::new(1.0, t.line));
    }
}

/// More questions than these are folded, but for the one at the cursor.
const MOST_UNFOLDED: usize = 2;

/// A question as it is named aloud: its scale, and what is asked where that is more than one thing.
fn named(question: &Question) -> String {
    match question.is_one_of_many() {
        true => format!("{}, {}", question.scale.name, question.item().text),
        false => question.scale.name.clone(),
    }
}

/// One value of a scale: a ring, its number, its words. True when pressed.
fn choice_ui(ui: &mut Ui, value: i32, words: &str, chosen: bool, scale: &str) -> bool {
    let t = tokens(ui);
    let height = (32.0 * grown(ui.style())).round();
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    // Numbers and Enter go to the scale at the cursor and to the pair, so rows take no focus.
    let id = Id::unique(("blind score", scale, value));
    let response = ui.interact(rect, id, Sense::click() - Sense::FOCUSABLE);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, format!("{scale}: {value} {words}")));
    let radius = CornerRadius::same(size::RADIUS_CONTROL);
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect, radius, if chosen { t.accent_ground } else { t.hover });
    }
    let middle = egui::pos2(rect.left() + 16.0, rect.center().y);
    if chosen {
        ui.painter().circle_filled(middle, 7.0, t.accent);
        icons::CHECK.paint(ui.painter(), middle, 10.0, t.accent_ground);
    } else {
        ui.painter().circle_stroke(middle, 7.0, Stroke::new(1.0, t.strong));
    }
    let color = if chosen { t.accent_text } else { t.text };
    let number = face::BODY.semibold().galley(ui, &value.to_string(), color);
    ui.painter().galley(egui::pos2(rect.left() + 34.0, middle.y - number.size().y / 2.0), number, color);
    let text = face::BODY.galley_within(ui, words, color, rect.width() - 60.0);
    ui.painter().galley(egui::pos2(rect.left() + 54.0, middle.y - text.size().y / 2.0), text, color);
    response.clicked()
}
