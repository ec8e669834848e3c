//! The timeline: views at the left, then every session as a card in the order of its days, treatments between them.
//!
//! Only what is in sight is laid out and asked for, so that sixty sessions cost what seven do.

mod card;

use egui::{Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo};

use super::action::Mode;
use super::choice::Side;
use super::{CompareScreen, Scene, words};
use crate::model::{Patient, PhotoRecord, Session, View};
use crate::ui::cx::{Cx, DialogRequest};
use crate::ui::icons;
use crate::ui::theme::{face, grown, grown_in_part, size, tokens};
use crate::ui::widgets::{self, Row, key_cap, tip};
use crate::words::say;

/// How much of the timeline is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripSize {
    /// Cards with thumbnails of every view.
    Full,
    /// One small thumbnail a card.
    Compact,
    /// Nothing.
    Hidden,
}

impl StripSize {
    /// What Y does.
    pub fn next(self) -> Self {
        match self {
            Self::Full => Self::Compact,
            Self::Compact => Self::Hidden,
            Self::Hidden => Self::Full,
        }
    }

    fn height(self) -> f32 {
        match self {
            Self::Full => size::STRIP,
            Self::Compact => size::STRIP_COMPACT,
            Self::Hidden => 0.0,
        }
    }
}

/// Something in the row: where it begins, in points, and how wide it is.
struct Item<'a> {
    left: f32,
    width: f32,
    what: What<'a>,
}

enum What<'a> {
    Visit(&'a Session),
    Treatment(&'a Session, usize),
    Import,
}

const IMPORT_WIDTH: f32 = 40.0;
const GAP: f32 = 4.0;
const EDGE: f32 = 8.0;

impl CompareScreen {
    /// The timeline along the foot of the photos.
    pub(super) fn strip_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let shown = self.strip_size(ui);
        if shown == StripSize::Hidden {
            return;
        }
        let height = shown.height() + 34.0 * (grown(ui.style()) - 1.0);
        widgets::strip(ui, height.round(), |ui| {
            let rect = ui.max_rect();
            let views = Rect::from_min_size(rect.min, Vec2::new(size::STRIP_VIEWS * widen(ui), rect.height()));
            let line = Stroke::new(1.0, tokens(ui).line);
            ui.painter().vline(views.right(), rect.y_range(), line);
            ui.scope_builder(UiBuilder::new().max_rect(views.shrink2(Vec2::new(4.0, 6.0))), |ui| {
                self.views_ui(ui, cx, scene, shown);
            });
            let row = Rect::from_min_max(views.right_top() + Vec2::new(1.0, 1.0), rect.max);
            ui.scope_builder(UiBuilder::new().max_rect(row), |ui| self.row_ui(ui, cx, scene, shown));
        });
    }

    /// The size that was chosen, or the one that fits the window.
    pub(super) fn strip_size(&self, ui: &Ui) -> StripSize {
        let low = ui.ctx().content_rect().height() < 800.0;
        self.strip.unwrap_or(if low { StripSize::Compact } else { StripSize::Full })
    }

    fn views_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, shown: StripSize) {
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut chosen: Option<View> = None;
        let footer = if shown == StripSize::Full { 26.0 * grown(ui.style()) } else { 0.0 };
        let list = ScrollArea::vertical().max_height(ui.available_height() - footer).auto_shrink([false, true]);
        list.show(ui, |ui| {
            for (view, count) in scene.patient.views() {
                let current = scene.choice.view == view;
                let name = say!("view-and-dates", view = view, dates = say!("n-dates", n = count));
                let row = Row::new(&name, size::HIT).rounded().padding(8.0).chosen(current);
                let row = row.show(ui, |ui| view_row(ui, &view, count, current));
                if current {
                    scroll_once(ui, &row, ("view", &view));
                }
                if row.clicked() {
                    chosen = Some(view);
                }
            }
        });
        if footer > 0.0 {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                ui.add_space(8.0);
                key_cap(ui, "↑");
                key_cap(ui, "↓");
                face::CAPTION.label(ui, say!("view-small"), tokens(ui).text_3);
            });
        }
        if let Some(view) = chosen {
            self.choose(cx, |choice, patient| choice.set_view(patient, &view));
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, shown: StripSize) {
        let items = items(scene.patient, widen(ui));
        let total = items.last().map_or(0.0, |item| item.left + item.width + EDGE);
        let height = ui.available_height();
        let area = ScrollArea::horizontal().id_salt("timeline").auto_shrink([false, false]);
        area.show_viewport(ui, |ui, viewport| {
            ui.set_width(total);
            ui.set_height(height);
            let origin = ui.min_rect().min;
            for item in &items {
                let left = origin.x + item.left;
                let rect = Rect::from_min_size(egui::pos2(left, origin.y + 6.0), Vec2::new(item.width, height - 14.0));
                self.follow_b(ui, scene, item, rect);
                if item.left + item.width < viewport.min.x || item.left > viewport.max.x {
                    continue;
                }
                match item.what {
                    What::Visit(session) => self.card_ui(ui, cx, scene, session, rect, shown),
                    What::Treatment(session, number) => treatment_ui(ui, session, number, rect),
                    What::Import => import_ui(ui, cx, rect),
                }
            }
        });
    }

    /// Brings the card of B into sight when B changed.
    fn follow_b(&mut self, ui: &Ui, scene: &Scene<'_>, item: &Item<'_>, rect: Rect) {
        let What::Visit(session) = item.what else { return };
        let b = scene.choice.b;
        let is_b = scene.patient.photos.get(&b).is_some_and(|p| p.session == session.id);
        if is_b && self.strip_shows != Some(b) {
            self.strip_shows = Some(b);
            ui.scroll_to_rect_animation(rect.expand(EDGE), None, egui::style::ScrollAnimation::none());
        }
    }

    /// The letters of a visit: A, B, or its number in the grid.
    pub(super) fn letter_of(&self, scene: &Scene<'_>, session: &Session) -> Option<String> {
        let of = |id| scene.patient.photos.get(&id).is_some_and(|p: &PhotoRecord| p.session == session.id);
        if self.effective_mode(scene) == Mode::Grid {
            return scene.grid.iter().position(|id| of(*id)).map(|i| (i + 1).to_string());
        }
        match (of(scene.choice.a), of(scene.choice.b)) {
            (true, true) if scene.choice.is_single() => Some("A".to_owned()),
            (true, true) => Some("AB".to_owned()),
            (true, false) => Some(Side::A.letter().to_owned()),
            (false, true) => Some(Side::B.letter().to_owned()),
            (false, false) => None,
        }
    }
}

/// Scrolls to a row when what it stands for was chosen, not in every frame.
fn scroll_once(ui: &Ui, response: &egui::Response, what: impl std::hash::Hash + std::fmt::Debug) {
    let (id, hash) = (ui.scope_id().with("scrolled to"), egui::Id::unique(what));
    if ui.data(|d| d.get_temp::<egui::Id>(id)) != Some(hash) {
        ui.data_mut(|d| d.insert_temp(id, hash));
        response.scroll_to_me(None);
    }
}

fn view_row(ui: &mut Ui, view: &View, count: usize, current: bool) {
    let t = tokens(ui);
    let (name, number) = if current { (t.accent_text, t.accent_text) } else { (t.text_2, t.text_3) };
    let width = ui.available_width() - 20.0 * grown(ui.style());
    let galley = face::BODY.galley_within(ui, &view.to_string(), name, width);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(width, galley.size().y), Sense::hover());
    ui.painter().galley(rect.min, galley, name);
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        face::CAPTION.label(ui, count.to_string(), number);
    });
}

/// How much wider than at text scale 1 the parts of the timeline are: their words grow, their pictures need not.
fn widen(ui: &Ui) -> f32 {
    grown_in_part(ui.style(), 0.6)
}

/// The row from left to right, its parts `widen` times as wide as usual. A visit without photos has a place only for its
/// treatment.
fn items(patient: &Patient, widen: f32) -> Vec<Item<'_>> {
    let mut left = EDGE;
    let mut items = Vec::new();
    let mut push = |width: f32, what| {
        items.push(Item { left, width, what });
        left += width + GAP;
    };
    let mut treated = 0;
    for session in patient.sessions_by_date() {
        if patient.photos.values().any(|p| p.session == session.id) {
            push(size::SESSION_CARD * widen, What::Visit(session));
        }
        if session.treatment.is_some() {
            treated += 1;
            push(size::TREATMENT_MARKER * widen, What::Treatment(session, treated));
        }
    }
    push(IMPORT_WIDTH, What::Import);
    items
}

/// A treatment between two cards: its number, its depth, a dashed line down.
fn treatment_ui(ui: &mut Ui, session: &Session, number: usize, rect: Rect) {
    let t = tokens(ui);
    let depth = session.treatment.as_ref().and_then(|treatment| treatment.depth_text()).unwrap_or_default();
    let middle = rect.center().x;
    let title = face::BODY.semibold().galley_within(ui, &format!("S{number}"), t.text, rect.width());
    let words = face::CAPTION.galley_within(ui, &depth, t.text_2, rect.width() + 4.0);
    let at = |y: f32, width: f32| egui::pos2(middle - width / 2.0, rect.top() + y);
    let (first, second) = (title.size().y, words.size().y.max(face::CAPTION.line));
    ui.painter().galley(at(3.0, title.size().x), title, t.text);
    ui.painter().galley(at(3.0 + first, words.size().x), words, t.text_2);
    let icon = 3.0 + first + second + 10.0;
    icons::SYRINGE.paint(ui.painter(), egui::pos2(middle, rect.top() + icon), size::ICON_STATUS, t.text_2);
    let line = [egui::pos2(middle, rect.top() + icon + 10.0), egui::pos2(middle, rect.bottom() - 2.0)];
    ui.painter().extend(egui::Shape::dashed_line(&line, Stroke::new(1.0, t.strong), 3.0, 3.0));
    let name = say!("treatment-number", number = number, date = widgets::format_date(session.date));
    let response = ui.interact(rect, ui.scope_id().with(("treatment", session.id)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &name));
    tip(response, &if depth.is_empty() { name.clone() } else { format!("{name}, {depth}") }, None);
}

/// The dashed card at the end: more photos.
fn import_ui(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect) {
    let t = tokens(ui);
    let response = ui.interact(rect, ui.scope_id().with("import"), Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS_CARD, t.hover);
    }
    let edge = Stroke::new(1.0, if response.has_focus() { t.accent } else { t.strong });
    widgets::dashed_rect(ui.painter(), rect.shrink(0.5), f32::from(size::RADIUS_CARD), edge);
    icons::TRAY_ARROW_DOWN.paint(ui.painter(), rect.center(), size::ICON, t.text_2);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, say!("import-photos")));
    if tip(response, say!("import-photos"), Some("Ctrl+I")).clicked() {
        cx.ask(DialogRequest::ImportPhotos);
    }
}

/// The words of a card: day first, then days since treatment.
fn card_words(scene: &Scene<'_>, session: &Session) -> (String, String) {
    let latest = scene.patient.sessions_by_date().last().map(|s| s.date);
    (words::short_date(session.date, latest), words::day_on_card(scene.patient, session.date))
}
