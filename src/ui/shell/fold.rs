//! The patients beside the photos, folded away unless asked for: the next patient without leaving the screen.

use egui::{Id, Key, Margin, Modifiers, Panel, ScrollArea, Stroke, Ui};

use super::{Shell, focus};
use crate::app::{Command, OpenLibrary};
use crate::ui::keymap::{Action, Place};
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Row, TextField};
use crate::words::say;

/// What the panel remembers.
#[derive(Default)]
pub struct Fold {
    open: bool,
    query: String,
    focus: bool,
    found_for: Option<(String, u64)>,
    ids: Vec<usize>,
}

impl Fold {
    /// Opens or folds it.
    pub fn toggle(&mut self) {
        self.open = !self.open;
        self.focus = self.open;
    }

    fn find(&mut self, library: &OpenLibrary) {
        let wanted = (self.query.clone(), library.version);
        if self.found_for.as_ref() == Some(&wanted) {
            return;
        }
        self.ids = library.find(&self.query, false);
        let all = &library.summaries;
        self.ids.sort_by_key(|i| std::cmp::Reverse((all[*i].last_visit, all[*i].id)));
        self.found_for = Some(wanted);
    }

    /// True while it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }
}

impl Shell {
    /// Shows the panel, if it is open beside this screen.
    pub(super) fn fold_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<Action> {
        if !(self.fold.open && matches!(self.place, Place::Compare | Place::Import)) {
            return None;
        }
        let library = self.app.library().filter(|_| !self.app.settings().privacy)?;
        let fold = &mut self.fold;
        fold.find(library);
        let t = tokens(ui);
        let mut chosen = None;
        let search = Id::unique("fold search");
        let (mut entered, mut left) = (false, false);
        if ui.memory(|m| m.has_focus(search)) {
            entered = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
            left = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        }
        let frame = egui::Frame::new().fill(t.panel);
        let panel =
            Panel::left("patients").exact_size(size::PATIENTS).resizable(false).show_separator_line(false).frame(frame);
        let shown = panel.show(ui, |ui| {
            egui::Frame::new().inner_margin(Margin::same(8)).show(ui, |ui| {
                let field =
                    TextField::new(say!("find-a-patient")).label_hidden().hint(say!("name-or-number")).id(search);
                let field = field.show(ui, &mut fold.query);
                fold.focus = fold.focus && !field.has_focus();
                if fold.focus {
                    field.request_focus();
                }
                fold.find(library);
            });
            ui.spacing_mut().item_spacing.y = 0.0;
            let height = 48.0 * crate::ui::theme::grown(ui.style());
            let today = parts::today();
            ScrollArea::vertical().id_salt("fold").auto_shrink(false).show_rows(
                ui,
                height,
                fold.ids.len(),
                |ui, rows| {
                    for i in rows {
                        let Some(summary) = fold.ids.get(i).and_then(|i| library.summaries.get(*i)) else { continue };
                        let open = self.seen.patient == Some(summary.id);
                        let row = Row::new(summary.title(), 48.0).chosen(open).edge().show(ui, |ui| {
                            ui.vertical(|ui| {
                                ui.spacing_mut().item_spacing.y = 0.0;
                                ui.add_space(((ui.available_height() - 34.0) / 2.0).max(0.0));
                                let (strong, quiet) =
                                    if open { (t.accent_text, t.accent_text) } else { (t.text, t.text_2) };
                                face::BODY.line_label(ui, summary.title(), strong);
                                let visit = summary.last_visit.map(|d| parts::near_date(d, today));
                                face::CAPTION.line_label(
                                    ui,
                                    visit.unwrap_or_else(|| say!("no-visit-yet").to_owned()),
                                    quiet,
                                );
                            });
                        });
                        if row.clicked() {
                            chosen = Some(summary.id);
                        }
                    }
                },
            );
        });
        if entered {
            // Enter opens the first that the word finds.
            chosen = fold.ids.first().and_then(|i| library.summaries.get(*i)).map(|s| s.id);
        }
        if left || chosen.is_some() {
            ui.memory_mut(|m| m.surrender_focus(search));
            fold.query.clear();
            fold.open = !left;
        }
        let rect = shown.response.rect;
        ui.painter().vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, t.line));
        self.panels.add(focus::Panel::Patients, rect);
        if let Some(id) = chosen.filter(|id| self.seen.patient != Some(*id)) {
            let command = match self.place {
                Place::Import => Command::Import(crate::app::ImportCommand::IntoPatient(id)),
                _ => Command::OpenPatient(id),
            };
            commands.push(command);
        }
        None
    }
}
