//! Several dates at once, all in the frame of the baseline.

use egui::{Align, Align2, Layout, Rect, Ui, Vec2, pos2};

use super::super::action::Action;
use super::super::choice::Side;
use super::super::pair::{Alignment, Found, Shot, alignment};
use super::super::{CompareScreen, Scene, words};
use super::layer::{Layer, paint_layer};
use super::within;
use crate::align::Verdict;
use crate::app::{Agreement, pair_key, series_key};
use crate::model::PhotoId;
use crate::ui::canvas::{Navigate, View, Views, chosen_edge, navigation, pane_response, tag};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, grown, tokens};
use crate::ui::widgets::{self, Segment, Segments};
use crate::words::say;

/// What the grid remembers.
#[derive(Debug)]
pub struct GridState {
    /// Dates shown at most: 2 to 12.
    pub most: usize,
    /// By days since treatment instead of by date.
    pub by_days: bool,
    /// The photo with the edge.
    pub chosen: Option<PhotoId>,
    /// The dates of the last frame.
    shown: Vec<PhotoId>,
    views: Views,
}

impl GridState {
    /// The view of the cells, for a pane of another size.
    pub fn followed(&self, frame: crate::geom::Size, pane: Vec2) -> View {
        self.views.followed(0, frame, pane)
    }

    /// The edge moves along the dates.
    pub fn step(&mut self, steps: i32) {
        let at = self.chosen.and_then(|id| self.shown.iter().position(|s| *s == id)).unwrap_or(0);
        let to = (at as i64 + i64::from(steps)).clamp(0, self.shown.len().saturating_sub(1) as i64);
        self.chosen = self.shown.get(to as usize).copied();
    }
}

impl Default for GridState {
    fn default() -> Self {
        Self { most: 6, by_days: false, chosen: None, shown: Vec::new(), views: Views::default() }
    }
}

/// How many dates can be chosen.
const COUNTS: [usize; 5] = [2, 4, 6, 9, 12];
/// The caption under a photo.
const CAPTION: f32 = 28.0;

impl CompareScreen {
    /// The grid of dates.
    pub(super) fn grid_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        self.follow_grid(scene);
        self.grid_caption_ui(ui, scene);
        let room = ui.available_rect_before_wrap();
        let cells = cells(room, scene.grid.len(), caption_height(ui));
        let Some(baseline) = scene.grid.first().and_then(|id| scene.patient.photos.get(id)) else { return };
        let fixed = Shot::wanted(cx, baseline);
        let (mut refused, mut waiting) = (0, false);
        let order = grid_in_time(scene);
        let series = series_key(scene.patient, &order);
        // Does the way over the date before lead to the same place?
        let agreement = series.as_ref().and_then(|key| cx.app.agreement(key).ready());
        let odd = odd_dates(&order, agreement.as_deref());
        for (i, (id, cell)) in scene.grid.iter().zip(cells).enumerate() {
            let (layer, found) = self.grid_layer(cx, scene, &fixed, *id);
            let shown = found.as_ref().is_some_and(|f| f.registration.verdict != Verdict::Refused) || i == 0;
            refused += usize::from(!shown);
            waiting |= found.is_none() && i > 0;
            self.cell_ui(ui, cx, scene, i, cell, &layer, fixed.size);
            let note = cell_words(i, found.as_ref(), shown, odd.contains(id));
            let at = cell.right_top() + Vec2::new(-8.0, 8.0);
            tag(ui, ui.painter(), cell.shrink(4.0), at, Align2::RIGHT_TOP, &note);
        }
        let aligned = scene.grid.len() - refused;
        let stand = say!("of-dates-stand-in-the-baselines", aligned = aligned, n = scene.grid.len());
        if let (false, Some(key)) = (waiting, &series) {
            cx.agreement(key);
        }
        self.status.display = Some(match &agreement {
            Some(agreement) => format!("{stand} · {}", agreement_words(agreement)),
            None => stand,
        });
    }

    /// A photo in the baseline's frame: aligned, or laid over it where there is no alignment.
    fn grid_layer(&mut self, cx: &mut Cx<'_>, scene: &Scene<'_>, fixed: &Shot, id: PhotoId) -> (Layer, Option<Found>) {
        let Some(record) = scene.patient.photos.get(&id).filter(|_| id != fixed.id) else {
            return (Layer::own(fixed), None);
        };
        let shot = Shot::wanted(cx, record);
        let key = pair_key(scene.patient, fixed.id, id);
        let (found, meanwhile) = match key.map(|key| alignment(cx, &mut self.meshes, &key, shot.size)) {
            Some(Alignment::Found(found)) => (Some(found), None),
            Some(Alignment::Waiting(_, meanwhile)) => (None, meanwhile),
            _ => (None, None),
        };
        let by = found.as_ref().filter(|f| f.registration.verdict != Verdict::Refused).map(|f| &f.stand);
        let by = by.or(meanwhile.as_ref()).filter(|_| !self.show.raw);
        (Layer::moving(&shot, fixed.size, by, &mut self.meshes), found)
    }

    #[expect(clippy::too_many_arguments, reason = "one cell: where, what, and in which frame")]
    fn cell_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        scene: &Scene<'_>,
        index: usize,
        cell: Rect,
        layer: &Layer,
        frame: crate::geom::Size,
    ) {
        let rect = Rect::from_min_max(cell.min, pos2(cell.right(), cell.bottom() - caption_height(ui)));
        let id = layer.shot.id;
        let name = format!("{}, {}", words::date_of(scene.patient, id), words::day_of(scene.patient, id));
        let response = pane_response(ui, rect, self.canvas.focus_id().with(("cell", index)), &name);
        let view = self.grid_view(ui, index, &response, frame);
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        paint_layer(&painter, cx, layer, view, rect, 1.0);
        if response.clicked() {
            self.canvas.grid.chosen = Some(id);
        }
        if response.double_clicked() {
            self.open_chosen(cx);
        }
        if self.canvas.grid.chosen == Some(id) {
            chosen_edge(&painter, rect);
        }
        caption_ui(ui, scene, Rect::from_min_max(rect.left_bottom(), cell.max), id);
    }

    fn grid_view(&mut self, ui: &Ui, index: usize, response: &egui::Response, frame: crate::geom::Size) -> View {
        let ppp = ui.ctx().pixels_per_point();
        let views = &mut self.canvas.grid.views;
        views.view(index, frame, response.rect.size());
        for change in navigation(ui, response, false).into_iter().filter(|c| *c != Navigate::Reset) {
            views.navigate(index, change, ppp);
        }
        if index == 0 {
            for action in std::mem::take(&mut self.canvas.asked) {
                let change = match action {
                    Action::Fill => Navigate::Fill,
                    Action::Fit => Navigate::Fit,
                    Action::Zoom100 => Navigate::OneToOne { at: Vec2::ZERO },
                    Action::ZoomIn => Navigate::Zoom { at: Vec2::ZERO, factor: 1.25 },
                    _ => Navigate::Zoom { at: Vec2::ZERO, factor: 0.8 },
                };
                views.navigate(0, change, ppp);
            }
        }
        let view = views.view(index, frame, response.rect.size());
        self.status.zoom_percent = Some(view.zoom * f64::from(ppp) * 100.0);
        view
    }

    fn grid_caption_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let all = scene.patient.series(&scene.choice.view).len();
        widgets::caption_bar(ui, |ui| {
            let t = tokens(ui);
            ui.add_space(8.0);
            face::NAME.label(ui, scene.choice.view.to_string(), t.text);
            face::BODY.line_label(ui, say!("of-dates", n = scene.grid.len(), all = all), t.text_2);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(4.0);
                let segments = ["2", "4", "6", "9", "12"].map(Segment::words);
                let chosen = COUNTS.iter().position(|n| *n == self.canvas.grid.most);
                if let Some(i) = Segments::new(say!("dates-in-the-grid"), &segments).show(ui, chosen) {
                    self.canvas.grid.most = COUNTS[i];
                }
                ui.add_space(8.0);
                let none = scene.patient.treatments_by_date().is_empty();
                let why = none.then_some(say!("no-treatment-is-recorded-days-cannot"));
                let orders = [
                    Segment::words(say!("by-date")),
                    Segment {
                        disabled: why,
                        key: Action::GridOrder.key(),
                        ..Segment::words(say!("by-days-since-session"))
                    },
                ];
                let chosen = usize::from(self.canvas.grid.by_days && !none);
                if let Some(i) = Segments::new(say!("order-of-the-grid"), &orders).show(ui, Some(chosen)) {
                    self.canvas.grid.by_days = i == 1;
                }
            });
        });
    }

    /// A date has the edge always: the last one until another is chosen.
    fn follow_grid(&mut self, scene: &Scene<'_>) {
        let grid = &mut self.canvas.grid;
        grid.shown.clone_from(&scene.grid);
        if grid.chosen.is_none_or(|id| !scene.grid.contains(&id)) {
            grid.chosen = scene.grid.last().copied();
        }
    }

    /// The chosen date of the grid beside the baseline.
    pub(in super::super) fn open_chosen(&mut self, cx: &mut Cx<'_>) {
        let Some(chosen) = self.canvas.grid.chosen else { return };
        self.choose(cx, |choice, patient| {
            choice.baseline(patient);
            choice.set(patient, Side::B, chosen);
            choice.baseline(patient);
        });
        self.mode = super::Mode::SideBySide;
    }
}

/// The dates of the grid in order of time; the baseline stays first.
fn grid_in_time(scene: &Scene<'_>) -> Vec<PhotoId> {
    let series = scene.patient.series(&scene.choice.view);
    let mut order: Vec<PhotoId> = series.iter().map(|p| p.id).filter(|id| scene.grid.contains(id)).collect();
    order.sort_by_key(|id| Some(id) != scene.grid.first());
    order
}

/// The dates that disagree with their neighbours; `order` is in time, the baseline first.
fn odd_dates(order: &[PhotoId], agreement: Option<&Agreement>) -> Vec<PhotoId> {
    agreement.iter().flat_map(|found| found.odd.iter().filter_map(|i| order.get(i + 1).copied())).collect()
}

/// How far apart the ways to the dates end, in words: the widest of them.
fn agreement_words(agreement: &Agreement) -> String {
    let widest = agreement.apart.iter().flatten().copied().reduce(f64::max);
    match widest {
        Some(widest) => {
            // Rounded up: what is said to be within is within.
            let hundredths = (widest * 1e4).ceil().max(1.0);
            say!("dates-agree-step-by-step", share = crate::words::number(format!("{:.2}", hundredths / 100.0)))
        }
        None => say!("too-little-in-common-step-by-step").to_owned(),
    }
}

/// What stands in the corner of a cell.
fn cell_words(index: usize, found: Option<&Found>, shown: bool, odd: bool) -> String {
    match found {
        _ if index == 0 => say!("baseline-all-aligned-to-this").to_owned(),
        None => say!("aligning-unknown").to_owned(),
        Some(_) if !shown => say!("not-aligned-small").to_owned(),
        Some(_) if odd => say!("check-not-where-its-neighbours-say").to_owned(),
        Some(found) if found.registration.verdict == Verdict::Check => say!("check-alignment").to_owned(),
        Some(found) => match &found.registration.grade {
            Some(grade) => say!("grade-letter", letter = grade.grade.letter()),
            None => {
                say!("trusted", share = crate::words::number(format!("{:.0}", found.registration.trusted_area * 100.0)))
            }
        },
    }
}

fn caption_ui(ui: &mut Ui, scene: &Scene<'_>, bar: Rect, id: PhotoId) {
    let t = tokens(ui);
    ui.painter().rect_filled(bar, 0, t.canvas);
    let (strong, quiet) = words::day_in_grid(scene.patient, id);
    let date = words::date_of(scene.patient, id);
    within(ui, bar.shrink2(Vec2::new(8.0, 0.0)), |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            face::BODY.semibold().label(ui, strong, t.text);
            face::BODY.line_label(ui, quiet, t.text_2);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                face::BODY.line_label(ui, date, t.text_2);
            });
        });
    });
}

fn caption_height(ui: &Ui) -> f32 {
    (CAPTION * grown(ui.style())).round()
}

/// Where `count` cells stand in `room`, each with a caption of `caption` points: as many columns as keep the photos
/// largest, never one column.
fn cells(room: Rect, count: usize, caption: f32) -> Vec<Rect> {
    let count = count.max(1);
    let size_of = |columns: usize| {
        let rows = count.div_ceil(columns);
        let cell = Vec2::new(room.width() / columns as f32, room.height() / rows as f32 - caption);
        // Photos are about as wide as 4 : 3; what a cell has beyond that shows nothing more of interest.
        (cell.x.min(cell.y * 1.5) * cell.y.min(cell.x)).max(0.0)
    };
    let least = 2.min(count);
    let columns = (least..=count).max_by(|a, b| size_of(*a).total_cmp(&size_of(*b))).unwrap_or(least);
    let rows = count.div_ceil(columns);
    let cell = Vec2::new((room.width() / columns as f32).floor(), (room.height() / rows as f32).floor());
    let at = |i: usize| room.min + Vec2::new((i % columns) as f32 * cell.x, (i / columns) as f32 * cell.y);
    (0..count).map(|i| Rect::from_min_size(at(i), cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_photos_stand_beside_each_other_and_cells_never_overlap() {
        for count in 2..=12 {
            let room = Rect::from_min_size(pos2(0.0, 0.0), Vec2::new(1500.0, 700.0));
            let cells = cells(room, count, CAPTION);
            assert_eq!(cells.len(), count);
            assert!(cells[1].left() >= cells[0].right() && cells[1].top() == cells[0].top(), "{count}: {cells:?}");
            for (i, a) in cells.iter().enumerate() {
                assert!(room.expand(0.5).contains_rect(*a), "{a:?}");
                assert!(cells[..i].iter().all(|b| !a.shrink(1.0).intersects(*b)), "{count}");
            }
        }
    }
}
