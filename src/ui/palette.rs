//! The command palette: everything by its name, and patients by theirs. The sheet of keys.

use egui::{Align2, Area, Context, Id, Key, Layout, Margin, Modifiers, Order, ScrollArea, Sense, Ui, Vec2};

use crate::app::App;
use crate::model::{PatientId, fold};
use crate::ui::icons;
use crate::ui::keymap::{Action, Group};
use crate::ui::screens::parts;
use crate::ui::theme::{face, of, size, text_scale, tokens};
use crate::ui::widgets::{Row, SearchField, dialog, key_cap, popover_frame};
use crate::words::say;

/// The palette while it is open.
pub struct Palette {
    query: String,
    chosen: usize,
    focus: bool,
    scroll: bool,
}

/// What a line of the palette does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// An action.
    Act(Action),
    /// Opens a patient.
    Open(PatientId),
}

/// What became of the palette in this frame.
pub enum PaletteAnswer {
    /// Still open.
    Open,
    /// Left.
    Left,
    /// An entry was chosen.
    Chosen(Entry),
}

/// Patients are offered from this many letters on.
const LETTERS: usize = 2;
/// More patients than these are found by the list.
const MOST_PATIENTS: usize = 5;

impl Default for Palette {
    fn default() -> Self {
        Self { query: String::new(), chosen: 0, focus: true, scroll: true }
    }
}

impl Palette {
    /// Shows the palette over the window. `available` tells what can be done here and now.
    pub fn show(&mut self, ctx: &Context, app: &App, available: impl Fn(Action) -> bool) -> PaletteAnswer {
        let entries = entries_of(app, &self.query, &available);
        let pressed = |key| ctx.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            return PaletteAnswer::Left;
        }
        let last = entries.len().saturating_sub(1);
        let before = self.chosen;
        self.chosen = self.chosen.min(last);
        if pressed(Key::ArrowDown) {
            self.chosen = if self.chosen == last { 0 } else { self.chosen + 1 };
        }
        if pressed(Key::ArrowUp) {
            self.chosen = if self.chosen == 0 { last } else { self.chosen - 1 };
        }
        self.scroll |= before != self.chosen;
        let entered = pressed(Key::Enter);
        let answer = self.list(ctx, app, &entries);
        if !entered {
            return answer;
        }
        // Letters and Enter may come in one frame: what counts is what the whole word finds.
        let found = entries_of(app, &self.query, &available);
        found.get(self.chosen).map_or(PaletteAnswer::Open, |e| PaletteAnswer::Chosen(*e))
    }

    fn list(&mut self, ctx: &Context, app: &App, entries: &[Entry]) -> PaletteAnswer {
        let t = of(&ctx.global_style().visuals);
        let mut answer = PaletteAnswer::Open;
        let window = ctx.content_rect();
        let width = 560.0_f32.min(window.width() - 32.0);
        let shown = Area::new(Id::unique("palette"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_TOP, [0.0, 56.0])
            .fade_in(false)
            .accessible_name(say!("commands"))
            .show(ctx, |ui| {
                popover_frame(t).inner_margin(Margin::same(8)).show(ui, |ui| {
                    ui.set_width(width);
                    let id = Id::unique("palette search");
                    let field = SearchField::new(say!("commands-and-patients")).id(id).show(ui, &mut self.query);
                    if std::mem::take(&mut self.focus) || !field.has_focus() {
                        ui.memory_mut(|m| m.request_focus(id));
                    }
                    if field.changed() {
                        (self.chosen, self.scroll) = (0, true);
                    }
                    ui.add_space(4.0);
                    let height = (window.height() - 200.0).clamp(96.0, 420.0);
                    ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        if entries.is_empty() {
                            face::BODY.label(ui, say!("nothing-is-called-that-fewer-letters"), t.text_2);
                        }
                        for (i, entry) in entries.iter().enumerate() {
                            let row = self.row(ui, app, *entry, i);
                            if row.clicked() {
                                answer = PaletteAnswer::Chosen(*entry);
                            }
                        }
                    });
                });
            });
        let beside = ctx.input(|i| i.pointer.any_pressed()) && !shown.response.contains_pointer();
        if beside && matches!(answer, PaletteAnswer::Open) {
            answer = PaletteAnswer::Left;
        }
        answer
    }

    fn row(&mut self, ui: &mut Ui, app: &App, entry: Entry, i: usize) -> egui::Response {
        let t = tokens(ui);
        let chosen = i == self.chosen;
        let (icon, name, words, key) = said(app, entry);
        let row = Row::new(&name, 36.0).rounded().padding(8.0).chosen(chosen).show(ui, |ui| {
            let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), Sense::hover());
            let color = if chosen { t.accent_text } else { t.text };
            icon.paint(ui.painter(), place.center(), size::ICON, if chosen { t.accent_text } else { t.text_2 });
            face::BODY.line_label(ui, name.as_str(), color);
            face::CAPTION.line_label(ui, words, if chosen { t.accent_text } else { t.text_3 });
            if !key.is_empty() {
                ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| key_cap(ui, key));
            }
        });
        if chosen && std::mem::take(&mut self.scroll) {
            row.scroll_to_me(None);
        }
        row
    }
}

/// Icon, name, quieter words and key of an entry.
fn said(app: &App, entry: Entry) -> (icons::Icon, String, String, &'static str) {
    match entry {
        Entry::Act(action) => {
            let words = if action.group() == Group::Compare { say!("compare-small").to_owned() } else { String::new() };
            (action.icon(), action.title().to_owned(), words, action.key())
        }
        Entry::Open(id) => {
            let summary = app.library().and_then(|l| l.summaries.iter().find(|s| s.id == id));
            let name = summary.map_or("", |s| s.title()).to_owned();
            let words = summary.map(|s| parts::number_and_age(s, parts::today())).unwrap_or_default();
            (icons::USER, name, words, "")
        }
    }
}

/// What the query finds: patients last, because they are also found by the list.
fn entries_of(app: &App, query: &str, available: &impl Fn(Action) -> bool) -> Vec<Entry> {
    let words = fold(query);
    let fits = |action: &Action| {
        let title = fold(&format!("{} {}", action.title(), action.group().name()));
        words.split_whitespace().all(|word| title.contains(word))
    };
    // What begins with the words stands before what only holds them.
    let begins = |action: &Action| !fold(action.title()).starts_with(words.trim());
    let hidden = |action: &Action| matches!(action, Action::Palette);
    let mut actions: Vec<Action> = Action::all().filter(|a| !hidden(a) && fits(a) && available(*a)).collect();
    actions.sort_by_key(begins);
    let patients = match query.trim().chars().count() >= LETTERS && !app.settings().privacy {
        true => app.find_patients(query, false).into_iter().take(MOST_PATIENTS).map(|s| Entry::Open(s.id)).collect(),
        false => Vec::new(),
    };
    actions.into_iter().map(Entry::Act).chain(patients).collect()
}

/// Shows the sheet of keys; true when it was left.
pub fn sheet(ctx: &Context) -> bool {
    let height = (ctx.content_rect().height() - 160.0).max(200.0);
    let width = 980.0_f32.min(ctx.content_rect().width() - 48.0);
    let large = text_scale(&ctx.global_style()) >= 1.5;
    let columns = if width >= 900.0 && !large { 3 } else { 2 };
    let left = ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
    let shown = dialog(ctx, "keys", say!("keys"), width, |ui| {
        let t = tokens(ui);
        face::CAPTION.label(ui, say!("letters-act-while-no-text-field"), t.text_2);
        ui.add_space(size::GAP);
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
            let blocks = blocks(columns);
            ui.columns(columns, |uis| {
                for (ui, lines) in uis.iter_mut().zip(blocks) {
                    ui.spacing_mut().item_spacing.y = 4.0;
                    lines.into_iter().for_each(|line| line_ui(ui, line));
                }
            });
        });
    });
    left || shown.should_close()
}

#[derive(Debug, Clone, Copy)]
enum Line {
    Head(Group),
    Key(Action),
}

/// The lines of the sheet, in columns of about the same length.
fn blocks(columns: usize) -> Vec<Vec<Line>> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        let mut keys = Action::all().filter(|a| a.group() == group && !a.key().is_empty()).map(Line::Key).peekable();
        if keys.peek().is_some() {
            lines.push(Line::Head(group));
            lines.extend(keys);
        }
    }
    let each = lines.len().div_ceil(columns.max(1)).max(1);
    lines.chunks(each).map(<[Line]>::to_vec).collect()
}

fn line_ui(ui: &mut Ui, line: Line) {
    let t = tokens(ui);
    match line {
        Line::Head(group) => {
            ui.add_space(8.0);
            face::CONTROL.semibold().label(ui, group.name(), t.text);
        }
        Line::Key(action) => {
            ui.horizontal(|ui| {
                ui.set_min_height(22.0);
                ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                    key_cap(ui, action.key());
                    ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                        face::CAPTION.line_label(ui, action.title(), t.text_2);
                    });
                });
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_names_every_key_once() {
        let shown: Vec<&str> = blocks(3)
            .into_iter()
            .flatten()
            .filter_map(|line| if let Line::Key(action) = line { Some(action.key()) } else { None })
            .collect();
        let all: Vec<&str> = Action::all().map(Action::key).filter(|k| !k.is_empty()).collect();
        assert_eq!(shown.len(), all.len());
        assert!(all.iter().all(|key| shown.contains(key)), "{shown:?}");
    }
}
