//! Beside a blind pair: scores by number key, progress, and the way on.

use egui::{CornerRadius, Id, Margin, Panel, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::{ReviewScreen, Scene, place_of};
use crate::app::review::ReviewScale;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::theme::{face, size, text_scale, tokens};
use crate::ui::widgets::{self, Button, Look, key_cap, section_line};

impl ReviewScreen {
    /// Shows the panel at the right.
    pub(super) fn panel_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Action> {
        let t = tokens(ui);
        let frame = egui::Frame::new().fill(t.panel);
        let panel = Panel::right("blind review panel").exact_size(size::INSPECTOR).resizable(false);
        let shown = panel.show_separator_line(false).frame(frame).show(ui, |ui| {
            self.foot_ui(ui, cx, scene);
            if !scene.scales.is_empty() {
                self.tabs_ui(ui, scene);
            }
            ScrollArea::vertical().id_salt("blind scales").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let padding = Margin { left: 12, right: 12, top: 12, bottom: 12 };
                if !scene.scales.is_empty() {
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
    fn side(&self, scales: &[ReviewScale]) -> usize {
        self.draft.cursor.and_then(|c| place_of(c, scales)).map_or(0, |(side, _)| side)
    }

    fn tabs_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let tabs = [widgets::Tab::new("Left photo", ""), widgets::Tab::new("Right photo", "")];
        if let Some(side) = widgets::tabs(ui, &tabs, self.side(&scene.scales)) {
            self.draft.cursor = Some(side * scene.scales.len());
        }
    }

    fn scales_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, padding: Margin) {
        let t = tokens(ui);
        egui::Frame::new().inner_margin(Margin { bottom: 0, ..padding }).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                face::CAPTION.label(ui, "Type the number,", t.text_2);
                key_cap(ui, "Tab");
                face::CAPTION.label(ui, "to the next scale. None is required", t.text_2);
            });
        });
        let side = self.side(&scene.scales);
        for (i, scale) in scene.scales.iter().enumerate() {
            if i > 0 {
                section_line(ui);
            }
            egui::Frame::new().inner_margin(padding).show(ui, |ui| {
                self.scale_ui(ui, scale, side, side * scene.scales.len() + i);
            });
        }
    }

    fn scale_ui(&mut self, ui: &mut Ui, scale: &ReviewScale, side: usize, place: usize) {
        let t = tokens(ui);
        let here = self.draft.cursor == Some(place);
        ui.horizontal(|ui| {
            face::CAPTION.semibold().label(ui, scale.name, if here { t.accent } else { t.text_2 });
            if here {
                face::CAPTION.label(ui, "numbers go here", t.accent);
            }
        });
        ui.add_space(4.0);
        for (value, words) in scale.values {
            let chosen = self.draft.scores[side].get(scale.id) == Some(value);
            if choice_ui(ui, *value, words, chosen, scale.name) {
                if chosen {
                    self.draft.scores[side].remove(scale.id);
                } else {
                    self.draft.scores[side].insert(scale.id.to_owned(), *value);
                }
                self.draft.cursor = Some(place);
            }
        }
    }

    fn progress_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let t = tokens(ui);
        face::CAPTION.semibold().label(ui, "Your progress", t.text_2);
        ui.add_space(6.0);
        let count = scene.review.pairs.len();
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 8.0), Sense::hover());
        let answered = scene.review.answers.len();
        response.widget_info(|| {
            WidgetInfo::labeled(Role::ProgressIndicator, true, format!("{answered} of {count} pairs answered"))
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
        let words = format!("Pair {} of {count}. One pair comes twice, as a check.", scene.at + 1);
        face::CAPTION.label(ui, words, t.text_2);
        if scene.at > 0 {
            ui.add_space(4.0);
            if ui.add(Button::link("Pair before").icon(icons::ARROW_LEFT).key("Backspace")).clicked() {
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
            let why = self.draft.judgement.is_none().then_some("answer first which skin looks better");
            let last = scene.at + 1 == scene.review.pairs.len();
            let words = if last { "Save the last pair" } else { "Save and next pair" };
            if ui.add(Button::primary(words).key("Enter").main().width(width).disabled(why)).clicked() {
                self.save(cx, scene);
            }
            let words = format!("Reveal after pair {}", scene.review.pairs.len());
            let why = Some("all pairs are answered first");
            let reveal = Button::new(&words).icon(icons::EYE_SLASH).key("V").main().width(width).disabled(why);
            ui.add(reveal.look(Look::Raised));
            let by = if scene.review.who.is_empty() { "without a name" } else { "with your name" };
            let words = format!("Answers lock on reveal. They are stored as blinded, {by}.");
            face::CAPTION.label(ui, words, t.text_2);
        });
        ui.painter().hline(shown.response.rect.x_range(), shown.response.rect.top() + 0.5, Stroke::new(1.0, t.line));
    }
}

/// One value of a scale: a ring, its number, its words. True when pressed.
fn choice_ui(ui: &mut Ui, value: u8, words: &str, chosen: bool, scale: &str) -> bool {
    let t = tokens(ui);
    let height = (32.0 * text_scale(ui.style()).max(1.0)).round();
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
