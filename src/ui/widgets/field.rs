//! Fields to write in: a search, a line, a note with its saved state.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align, Color32, CornerRadius, Frame, Galley, Id, Layout, Margin, Rect, Response, Sense, Stroke, StrokeKind,
    TextBuffer, TextEdit, Ui, UiBuilder, Vec2,
};

use super::badge::{Tone, state};
use super::content::scaled;
use super::key::Cap;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{Face, face, size, tokens};
use crate::words::say;

/// The search: 40 points high, a glass before it, the key that leads to it at its end.
#[must_use = "show it"]
pub struct SearchField<'a> {
    hint: &'a str,
    key: &'a str,
    id: Option<Id>,
}

impl<'a> SearchField<'a> {
    /// A search that says what can be searched for.
    pub fn new(hint: &'a str) -> Self {
        Self { hint, key: "", id: None }
    }

    /// The key that puts the cursor here.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = key;
        self
    }

    /// The id to ask focus for.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Shows the field over the available width. The response is the text field's: `changed()`, `lost_focus()`.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let t = tokens(ui);
        let id = self.id.unwrap_or_else(|| ui.next_auto_id());
        let extent = Vec2::new(ui.available_width(), scaled(ui, size::MAIN));
        let (rect, _) = ui.allocate_exact_size(extent, Sense::hover());
        paint_field(ui, rect, ui.memory(|m| m.has_focus(id)), true);
        icons::MAGNIFYING_GLASS.paint(ui.painter(), rect.left_center() + Vec2::new(18.0, 0.0), size::ICON, t.text_2);
        let mut inner = rect.shrink2(Vec2::new(0.0, 2.0));
        inner.min.x += 36.0;
        inner.max.x -= 12.0;
        let key = (!self.key.is_empty() && text.is_empty()).then(|| Cap::new(ui, self.key));
        if let Some(cap) = key {
            inner.max.x -= cap.size().x + 4.0;
            let left = egui::pos2(inner.right() + 4.0, rect.center().y);
            cap.paint(ui.painter(), left, t.line, t.text_3);
        }
        let face = face::TITLE.regular();
        let response = line_in(ui, inner, id, text, self.hint, face, self.hint);
        if response.has_focus() && ui.input(|i| i.key_pressed(egui::Key::Escape)) && !text.is_empty() {
            text.clear();
        }
        response
    }
}

/// A line of text with its label above.
#[must_use = "show it"]
pub struct TextField<'a> {
    label: &'a str,
    hint: &'a str,
    icon: Option<Icon>,
    problem: Option<&'a str>,
    id: Option<Id>,
    shows_label: bool,
    wrong: bool,
}

impl<'a> TextField<'a> {
    /// A line called `label`.
    pub fn new(label: &'a str) -> Self {
        Self { label, hint: "", icon: None, problem: None, id: None, shows_label: true, wrong: false }
    }

    /// What an empty field shows.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// An icon at the end of the field.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// What is wrong with the text, in words; shown below.
    pub fn problem(mut self, problem: Option<&'a str>) -> Self {
        self.problem = problem;
        self
    }

    /// The id to ask focus for.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Draws the edge of a field whose text is not understood, where there is no room for words.
    pub fn wrong(mut self) -> Self {
        self.wrong = true;
        self
    }

    /// Keeps the label for assistive technology only.
    pub fn label_hidden(mut self) -> Self {
        self.shows_label = false;
        self
    }

    /// Shows the field over the available width. The response is the text field's.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let t = tokens(ui);
        let (alone, line) = (!self.shows_label, Vec2::new(ui.available_width(), scaled(ui, 32.0)));
        let inside = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = size::INSIDE;
            let label = self.shows_label.then(|| face::CAPTION.label(ui, self.label, t.text_2).id);
            let id = self.id.unwrap_or_else(|| ui.next_auto_id());
            let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), line.y), Sense::hover());
            paint_field(ui, rect, ui.memory(|m| m.has_focus(id)), self.problem.is_none() && !self.wrong);
            let mut inner = rect.shrink2(Vec2::new(8.0, 2.0));
            if let Some(icon) = self.icon {
                let at = rect.right_center() - Vec2::new(16.0, 0.0);
                icon.paint(ui.painter(), at, size::ICON, t.text_2);
                inner.max.x -= 20.0;
            }
            let mut response = line_in(ui, inner, id, text, self.hint, face::BODY, self.label);
            if let Some(label) = label {
                response = response.labelled_by(label);
            }
            if let Some(problem) = self.problem {
                state(ui, Tone::Failed, problem);
            }
            response
        };
        // Alone it lies in the middle of its row like any other control.
        match alone {
            true => ui.allocate_ui_with_layout(line, Layout::top_down(Align::Min), inside).inner,
            false => ui.vertical(inside).inner,
        }
    }
}

/// Whether what was typed is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved<'a> {
    /// Nothing typed yet: nothing is said.
    Nothing,
    /// Typed, not yet on the disk.
    Saving,
    /// On the disk.
    Saved,
    /// Not on the disk, and why; the text stays.
    NotSaved(&'a str),
}

/// Says whether what was typed is kept.
pub fn saved_line(ui: &mut Ui, saved: &Saved<'_>) {
    match saved {
        Saved::Nothing => {}
        Saved::Saving => {
            state(ui, Tone::Busy, say!("saving"));
        }
        Saved::Saved => {
            state(ui, Tone::Good, say!("saved"));
        }
        Saved::NotSaved(why) => {
            state(ui, Tone::Failed, &say!("not-saved", why = crate::words::told(why)));
        }
    }
}

/// A note: its title and saved state above, as many lines as it needs.
#[must_use = "show it"]
pub struct TextArea<'a> {
    title: &'a str,
    hint: &'a str,
    saved: Saved<'a>,
    rows: usize,
    id: Option<Id>,
}

impl<'a> TextArea<'a> {
    /// A note called `title`.
    pub fn new(title: &'a str) -> Self {
        Self { title, hint: "", saved: Saved::Nothing, rows: 4, id: None }
    }

    /// What an empty note shows.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Whether the text is kept.
    pub fn saved(mut self, saved: Saved<'a>) -> Self {
        self.saved = saved;
        self
    }

    /// The fewest lines shown.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// The id to ask focus for.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Shows the note over the available width. The response is the text field's.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let t = tokens(ui);
        let title = ui.horizontal(|ui| {
            let title = face::CAPTION.semibold().label(ui, self.title, t.text_2);
            if !matches!(self.saved, Saved::NotSaved(_)) {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| saved_line(ui, &self.saved));
            }
            title
        });
        if matches!(self.saved, Saved::NotSaved(_)) {
            saved_line(ui, &self.saved);
        }
        let id = self.id.unwrap_or_else(|| ui.next_auto_id());
        let ground = ui.painter().add(egui::Shape::Noop);
        let mut layouter = layouter(face::BODY, t.text);
        let hint = face::BODY.text(ui, self.hint, t.text_3);
        let edit = TextEdit::multiline(text)
            .id(id)
            .hint_text(hint)
            .frame(Frame::new().inner_margin(Margin::same(9)))
            .desired_width(f32::INFINITY)
            .desired_rows(self.rows)
            .layouter(&mut layouter);
        let response = ui.add(edit).labelled_by(title.inner.id);
        let shape = field_shape(ui, response.rect, response.has_focus(), true);
        ui.painter().set(ground, shape);
        response
    }
}

/// Paints the ground and edge of a field.
fn paint_field(ui: &Ui, rect: Rect, focused: bool, good: bool) {
    ui.painter().add(field_shape(ui, rect, focused, good));
}

fn field_shape(ui: &Ui, rect: Rect, focused: bool, good: bool) -> egui::epaint::RectShape {
    let t = tokens(ui);
    let edge = match (focused, good) {
        (true, _) => Stroke::new(2.0, t.accent),
        (false, true) => Stroke::new(1.0, t.strong),
        (false, false) => Stroke::new(1.0, t.failed),
    };
    egui::epaint::RectShape::new(rect, CornerRadius::same(size::RADIUS_CONTROL), t.field, edge, StrokeKind::Inside)
}

/// One line of text inside `rect`.
fn line_in(ui: &mut Ui, rect: Rect, id: Id, text: &mut String, hint: &str, face: Face, name: &str) -> Response {
    let t = tokens(ui);
    // A line never wraps: what does not fit scrolls with the cursor.
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _: f32| face.galley(ui, text.as_str(), t.text);
    let hint = face.text(ui, hint, t.text_3);
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(hint)
        .frame(Frame::NONE)
        .desired_width(rect.width())
        .min_size(rect.size())
        .align(egui::Align2::LEFT_CENTER)
        .layouter(&mut layouter);
    let response = ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| ui.add_sized(rect.size(), edit)).inner;
    response.accessible_name(name)
}

/// Lays text out with the line height of its role.
fn layouter(face: Face, color: Color32) -> impl FnMut(&Ui, &dyn TextBuffer, f32) -> Arc<Galley> {
    move |ui, text, width| {
        let mut job = LayoutJob::single_section(text.as_str().to_owned(), face.format(ui.style(), color));
        job.wrap = TextWrapping::wrap_at_width(width);
        ui.painter().layout_job(job)
    }
}
