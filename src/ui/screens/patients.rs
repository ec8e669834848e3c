//! The list of patients: search, choose, open. The cursor stands in the search; two or three letters and Enter open one.

mod due;
mod empty;
mod filter;
mod row;

use egui::{Align, Id, Key, Layout, Modifiers, Rect, ScrollArea, Ui, UiBuilder, Vec2};
use jiff::civil::Date;

use super::parts;
use crate::app::{OpenLibrary, TableKind};
use crate::model::{Filter, PatientId};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::{Action, Place};
use crate::ui::theme::{face, grown, size, tokens};
use crate::ui::widgets::{self, Button, Look, SearchField, Segment, Segments, Tone, key_cap};
use crate::words::say;

/// What the list remembers.
#[derive(Default)]
pub struct PatientsScreen {
    query: String,
    sort: Sort,
    archived: bool,
    chosen: usize,
    scroll_to_chosen: bool,
    focus_search: bool,
    filter: filter::FilterRow,
    shown: Shown,
    /// Heights of the line under the list and of the notice under that, as the last frame had them, in points.
    below: [f32; 2],
}

/// How the list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Sort {
    #[default]
    LastVisit,
    Name,
}

impl Sort {
    /// The button that names the order, and the order it changes to.
    fn button(self) -> (Button<'static>, Self) {
        let (words, other) = match self {
            Self::LastVisit => (say!("by-last-visit"), Self::Name),
            Self::Name => (say!("by-name"), Self::LastVisit),
        };
        let button = Button::new(words).icon(icons::SORT_ASCENDING).look(Look::Plain);
        (button.name(say!("sort-the-list")).tip(say!("sort-by-last-visit-or-by")), other)
    }
}

/// The patients that are listed, and what they were found for: the search runs again only when that changes.
#[derive(Default)]
struct Shown {
    found_for: Option<(String, Sort, bool, Filter, Date, u64)>,
    ids: Vec<usize>,
    total: usize,
    archived: usize,
}

/// What the list asks of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Opens a patient, baseline beside latest.
    Open(PatientId),
    /// Opens a patient and asks for its details.
    Edit(PatientId),
    /// Puts a patient away, or brings it back.
    Archive(PatientId, bool),
    /// Anything that has a key too.
    Act(Action),
}

/// Height of a patient's row in points at text scale 1.
const ROW: f32 = 64.0;

impl PatientsScreen {
    /// Empties the search and puts the cursor into it in the next frame.
    pub fn begin_search(&mut self) {
        self.query.clear();
        self.focus_search = true;
    }

    /// The id of the search field.
    pub fn search_id() -> Id {
        Id::unique("patient search")
    }

    /// Shows the list; `None` while no library is open.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Asked> {
        let library = cx.app.library()?;
        if library.summaries.is_empty() {
            return empty::library(ui, library.is_sample);
        }
        let today = parts::today();
        self.find(library);
        let mut asked = None;
        if ui.available_width() >= 1000.0 * grown(ui.style()) {
            asked = asked.or(due::panel(ui, library, today));
        }
        widgets::central(ui, false, |ui| {
            ui.spacing_mut().item_spacing.y = size::CARD_PADDING;
            // Letters and Enter may come in one frame: the patient is the one that the whole word finds.
            let entered = self.keys(ui, cx.keys);
            let top = self.top_ui(ui);
            self.filter.ui(ui, library);
            self.find(library);
            let keyed = if entered { self.chosen(library).map(Asked::Open) } else { None };
            let height = (ui.available_height() - self.below(library)).max(ROW * 2.0);
            let listed = self.list_ui(ui, cx, library, today, height);
            let foot = ui.scope(|ui| self.foot_ui(ui));
            // At the foot of the page.
            ui.add_space((ui.available_height() - self.below[1]).max(0.0));
            let notice = ui.scope(|ui| sample_notice(ui, library));
            let below = [foot.response.rect.height(), notice.response.rect.height()];
            let (foot, notice) = (foot.inner, notice.inner);
            if below != self.below {
                // The list takes what is left in the next frame.
                self.below = below;
                ui.ctx().request_repaint();
            }
            asked = asked.or(keyed).or(top).or(listed).or(foot).or(notice);
        });
        asked
    }

    /// The patients that are listed, by their places in the library's summaries; all that are not archived before the
    /// list was shown.
    pub fn listed(&self, app: &crate::app::App) -> Vec<usize> {
        match (&self.shown.found_for, app.library()) {
            (Some((.., version)), Some(library)) if *version == library.version => self.shown.ids.clone(),
            (_, Some(library)) => library.find("", false),
            (_, None) => Vec::new(),
        }
    }

    /// The patient that Enter opens.
    pub fn chosen(&self, library: &OpenLibrary) -> Option<PatientId> {
        self.shown.ids.get(self.chosen).and_then(|i| library.summaries.get(*i)).map(|s| s.id)
    }

    fn find(&mut self, library: &OpenLibrary) {
        let (filter, today) = (self.filter.filter().clone(), parts::today());
        let wanted = (self.query.clone(), self.sort, self.archived, filter, today, library.version);
        if self.shown.found_for.as_ref() == Some(&wanted) {
            return;
        }
        let before = self.chosen(library);
        let searched = self.shown.found_for.as_ref().is_some_and(|(query, ..)| *query != self.query);
        let mut ids = library.find(&self.query, self.archived);
        let all = &library.summaries;
        ids.retain(|i| self.filter.filter().fits(&all[*i], today));
        match self.sort {
            Sort::LastVisit => ids.sort_by(|a, b| {
                let key = |i: &usize| (all[*i].last_visit, all[*i].id);
                key(b).cmp(&key(a))
            }),
            Sort::Name => ids.sort_by_cached_key(|i| (crate::model::fold(all[*i].title()), all[*i].id)),
        }
        let archived = all.iter().filter(|s| s.archived).count();
        let total = if self.archived { archived } else { all.len() - archived };
        self.shown = Shown { found_for: Some(wanted), ids, total, archived };
        // A new search begins at its first row; otherwise the choice stays with the patient.
        let stays = before.filter(|_| !searched).and_then(|id| self.shown.ids.iter().position(|i| all[*i].id == id));
        self.chosen = stays.unwrap_or(0);
        self.scroll_to_chosen = true;
    }

    /// Walks along the list; true if Enter was pressed.
    fn keys(&mut self, ui: &Ui, free: bool) -> bool {
        let in_search = ui.memory(|m| m.has_focus(Self::search_id()));
        if !(in_search || free && ui.memory(|m| m.focused().is_none())) {
            return false;
        }
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let last = self.shown.ids.len().saturating_sub(1);
        let before = self.chosen;
        if pressed(Key::ArrowDown) {
            self.chosen = (self.chosen + 1).min(last);
        }
        if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.saturating_sub(1);
        }
        if pressed(Key::PageDown) {
            self.chosen = (self.chosen + 8).min(last);
        }
        if pressed(Key::PageUp) {
            self.chosen = self.chosen.saturating_sub(8);
        }
        self.scroll_to_chosen |= before != self.chosen;
        pressed(Key::Enter)
    }

    fn top_ui(&mut self, ui: &mut Ui) -> Option<Asked> {
        let mut asked = None;
        let height = size::MAIN * grown(ui.style());
        ui.allocate_ui_with_layout(
            Vec2::new(ui.available_width(), height),
            Layout::right_to_left(Align::Center),
            |ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                let import = Button::new(say!("import-photos"))
                    .icon(icons::TRAY_ARROW_DOWN)
                    .key(Action::ImportPhotos.key())
                    .main();
                if ui.add(import).clicked() {
                    asked = Some(Asked::Act(Action::ImportPhotos));
                }
                let new =
                    Button::primary(say!("new-patient")).icon(icons::USER_PLUS).key(Action::NewPatient.key()).main();
                if ui.add(new).clicked() {
                    asked = Some(Asked::Act(Action::NewPatient));
                }
                let open = self.filter.is_open();
                let filter = Button::new(say!("filter")).icon(icons::FUNNEL_SIMPLE).main().selected(open);
                if ui.add(filter.tip(say!("by-what-is-treated-region-skin"))).clicked() {
                    self.filter.toggle();
                }
                let field = SearchField::new(say!("name-number-or-date-of-birth")).key("Ctrl+F").id(Self::search_id());
                let field = field.show(ui, &mut self.query);
                self.focus_search = self.focus_search && !field.has_focus();
                if self.focus_search {
                    field.request_focus();
                }
            },
        );
        asked
    }

    fn list_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        library: &OpenLibrary,
        today: Date,
        height: f32,
    ) -> Option<Asked> {
        let t = tokens(ui);
        let row_height = (ROW * grown(ui.style())).round();
        let head = (36.0 * grown(ui.style())).round();
        let rows = self.shown.ids.len();
        let full = head + row_height * rows.max(1) as f32 + 2.0;
        let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), full.min(height)), egui::Sense::hover());
        let radius = egui::CornerRadius::same(size::RADIUS_CARD);
        ui.painter().rect(rect, radius, t.panel, egui::Stroke::new(1.0, t.line), egui::StrokeKind::Inside);
        let inside = rect.shrink(1.0);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(inside).layout(Layout::top_down(Align::Min)));
        ui.set_clip_rect(inside.intersect(ui.clip_rect()));
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        let (sort, _) = self.sort.button();
        let columns = row::Columns::of(&ui, inside.width(), sort.measure(&ui));
        let asked = self.head_ui(&mut ui, &columns, head);
        if rows == 0 {
            empty::nothing_found(&mut ui, &self.query, self.archived, !self.filter.filter().is_empty());
            return asked;
        }
        asked.or(self.rows_ui(&mut ui, cx, library, &columns, today, row_height))
    }

    fn head_ui(&mut self, ui: &mut Ui, columns: &row::Columns, height: f32) -> Option<Asked> {
        let t = tokens(ui);
        let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), egui::Sense::hover());
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, t.line));
        let title = match (self.archived, self.query.trim().is_empty()) {
            (true, _) => say!("archived-patients"),
            (false, true) => say!("patients"),
            (false, false) => say!("found-title"),
        };
        let texts = [
            (title, columns.name),
            (say!("treated-for"), columns.treated),
            (say!("session"), columns.session),
            (say!("last-visit"), columns.visit),
            (say!("photos"), columns.photos),
        ];
        for (i, (text, column)) in texts.into_iter().enumerate() {
            let Some(column) = column else { continue };
            let face = if i == 0 { face::CAPTION.semibold() } else { face::CAPTION };
            let galley = face.galley_within(ui, text, t.text_2, column.span());
            ui.painter().galley(
                egui::pos2(rect.left() + column.min, rect.center().y - galley.size().y / 2.0),
                galley,
                t.text_2,
            );
        }
        let right = rect.max - Vec2::new(8.0, 0.0);
        let right = Rect::from_min_max(egui::pos2(right.x - columns.end, rect.top()), right);
        let builder = UiBuilder::new().max_rect(right).layout(Layout::right_to_left(Align::Center));
        ui.scope_builder(builder, |ui| {
            let (button, other) = self.sort.button();
            if ui.add(button).clicked() {
                self.sort = other;
            }
        });
        None
    }

    fn rows_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        library: &OpenLibrary,
        columns: &row::Columns,
        today: Date,
        row_height: f32,
    ) -> Option<Asked> {
        let mut asked = None;
        let count = self.shown.ids.len();
        ScrollArea::vertical().id_salt("patients").auto_shrink(false).show_viewport(ui, |ui, view| {
            ui.set_height(row_height * count as f32);
            let (corner, width) = (ui.min_rect().min, ui.available_width());
            let at = |i: usize| {
                Rect::from_min_size(corner + Vec2::new(0.0, row_height * i as f32), Vec2::new(width, row_height))
            };
            if std::mem::take(&mut self.scroll_to_chosen) {
                ui.scroll_to_rect(at(self.chosen), None);
            }
            let first = (view.min.y / row_height).floor().max(0.0) as usize;
            let last = ((view.max.y / row_height).ceil().max(0.0) as usize).min(count);
            for i in first..last {
                let Some(summary) = self.shown.ids.get(i).and_then(|s| library.summaries.get(*s)) else { continue };
                let chosen = i == self.chosen;
                let rect = at(i);
                let builder = UiBuilder::new().max_rect(rect).id_salt(summary.id);
                let pressed = ui.scope_builder(builder, |ui| row::show(ui, cx, summary, columns, today, chosen)).inner;
                asked = asked.or(pressed);
            }
        });
        asked
    }

    /// The room that stands below the list, in points.
    fn below(&self, library: &OpenLibrary) -> f32 {
        let [foot, notice] = self.below;
        size::CARD_PADDING + foot + if library.is_sample { size::CARD_PADDING + notice } else { 0.0 }
    }

    fn foot_ui(&mut self, ui: &mut Ui) -> Option<Asked> {
        let mut asked = None;
        let t = tokens(ui);
        let height = size::HIT * grown(ui.style());
        let row = Vec2::new(ui.available_width(), height);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            let count = match self.shown.ids.len() == self.shown.total {
                true => say!("n-patients", n = self.shown.total),
                false => say!(
                    "shown-of-count",
                    shown = self.shown.ids.len(),
                    count = say!("n-patients", n = self.shown.total)
                ),
            };
            face::CAPTION.label(ui, count, t.text_2);
            if !self.filter.filter().is_empty() && ui.add(Button::link(say!("clear-the-filter"))).clicked() {
                self.filter.clear();
            }
            if ui
                .add(
                    Button::link(say!("save-as-a-table"))
                        .icon(icons::TABLE)
                        .tip(say!("the-listed-patients-for-a-spreadsheet")),
                )
                .clicked()
            {
                asked = Some(Asked::Act(Action::SaveTable(TableKind::Patients)));
            }
            if self.shown.archived > 0 || self.archived {
                let lists = [Segment::words(say!("listed")), Segment::words(say!("archived"))];
                if let Some(picked) =
                    Segments::new(say!("which-patients"), &lists).show(ui, Some(usize::from(self.archived)))
                {
                    self.archived = picked == 1;
                }
            }
            let room = ui.max_rect().with_max_x(ui.cursor().right());
            let hint = UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center));
            ui.scope_builder(hint, |ui| {
                key_cap(ui, "↑");
                key_cap(ui, "↓");
                face::CAPTION.label(ui, say!("choose-small"), t.text_2);
                ui.add_space(4.0);
                key_cap(ui, "Enter");
                face::CAPTION.line_label(ui, say!("opens-baseline-beside-the-latest-photo"), t.text_2);
            });
        });
        asked
    }
}

/// Says that nothing here is real.
fn sample_notice(ui: &mut Ui, library: &OpenLibrary) -> Option<Asked> {
    if !library.is_sample {
        return None;
    }
    let mut asked = None;
    let words = say!("try-anything-then-start-your-own");
    widgets::notice(ui, Tone::Info, say!("this-is-the-sample-clinic-the"), words, |ui| {
        if ui.add(Button::new(say!("start-my-clinic"))).clicked() {
            asked = Some(Asked::Act(Action::NewLibrary));
        }
        if ui.add(Button::new(say!("open-another-library")).look(Look::Outline)).clicked() {
            asked = Some(Asked::Act(Action::Go(Place::Start)));
        }
    });
    asked
}
