//! Showing where a card or chart lies in a photo: four clicks, corner by corner.

use egui::{Align, Color32, Layout, PointerButton, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2};

use super::action::{Action, Mode, Tab};
use super::canvas::Pane;
use super::choice::Side;
use super::marks::target_edit;
use super::{CompareScreen, Scene};
use crate::app::tasks::target::edition;
use crate::geom::Point;
use crate::imaging::color::srgb8_from_linear;
use crate::measure::reference_linear;
use crate::model::{PhotoId, Target, TargetKind};
use crate::ui::canvas::{paint_landmark, tag};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, grown, on_photo, size, tokens};
use crate::ui::widgets::{Button, Look};
use crate::words::say;

/// What the screen remembers while corners are clicked.
#[derive(Debug, Clone, Default)]
pub struct TargetTool {
    draft: Option<Draft>,
}

#[derive(Debug, Clone)]
struct Draft {
    photo: PhotoId,
    side: Side,
    kind: TargetKind,
    clicked: Vec<Point>,
    /// The photos were shown as taken before already.
    raw: bool,
    /// Why the last four corners were not taken.
    fault: Option<&'static str>,
}

impl TargetTool {
    /// True while clicks are corners.
    pub fn is_on(&self) -> bool {
        self.draft.is_some()
    }

    /// Which corner comes next.
    pub fn hint(&self) -> Option<String> {
        let draft = self.draft.as_ref()?;
        let (n, letter) = (draft.clicked.len() + 1, draft.side.letter());
        Some(match corner_name(draft.kind, draft.clicked.len()) {
            Some(patch) => say!("target-click-the-corner-at", n = n, letter = letter, patch = patch),
            None => say!("target-click-a-corner", n = n, letter = letter),
        })
    }
}

/// The patch at a corner of a chart; a card has none.
fn corner_name(kind: TargetKind, corner: usize) -> Option<&'static str> {
    let names = [say!("patch-dark-skin"), say!("patch-bluish-green"), say!("patch-black"), say!("patch-white")];
    names.get(corner).copied().filter(|_| kind.is_chart())
}

impl CompareScreen {
    /// The next four clicks on the photo of a side are the corners of the target.
    pub(super) fn take_target(&mut self, photo: PhotoId, side: Side, kind: TargetKind) {
        self.get_ready();
        self.marks.put_down();
        self.tab = Tab::Marks;
        self.mode = Mode::SideBySide;
        let raw = self.show.raw;
        // A card beside the skin lies where nothing was aligned: photos are shown as they were taken.
        self.show.raw = true;
        self.target.draft = Some(Draft { photo, side, kind, clicked: Vec::new(), raw, fault: None });
        self.canvas.ask(Action::Fit);
        self.canvas.take_keys = true;
    }

    /// Takes the last corner back, or puts the tool down; true if there was something to leave.
    pub(super) fn leave_target(&mut self) -> bool {
        let Some(mut draft) = self.target.draft.take() else { return false };
        if draft.clicked.pop().is_some() {
            self.target.draft = Some(draft);
        } else {
            self.show.raw = draft.raw;
        }
        true
    }

    /// Puts the tool down whatever was clicked.
    pub(super) fn drop_target(&mut self) {
        if let Some(draft) = self.target.draft.take() {
            self.show.raw = draft.raw;
        }
    }

    /// The bar over the photos: which corner comes next, on a picture of the target.
    pub(super) fn target_bar_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        if self.target.draft.as_ref().is_some_and(|draft| ![scene.choice.a, scene.choice.b].contains(&draft.photo)) {
            self.drop_target();
        }
        let Some(draft) = &self.target.draft else { return };
        let (kind, next, fault) = (draft.kind, draft.clicked.len(), draft.fault);
        let frame = egui::Frame::new().fill(tokens(ui).panel).inner_margin(egui::Margin::symmetric(12, 6));
        let mut cancel = false;
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(size::HIT);
                let t = tokens(ui);
                sketch(ui, kind, next);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    cancel = ui.add(Button::new(say!("cancel")).look(Look::Outline).key("Esc")).clicked();
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        face::CONTROL.line_label(ui, self.target.hint().unwrap_or_default(), t.text);
                        let under = fault.map_or(say!("target-backspace").to_owned(), crate::words::sentence);
                        face::CAPTION.line_label(ui, under, t.text_2);
                    });
                });
            });
        });
        if cancel {
            self.drop_target();
        }
    }

    /// Corners on a pane, what the pointer adds to them, and the targets that are known.
    pub(super) fn target_on_pane_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, pane: &Pane) {
        let Some((_, layer)) = pane.sides.first() else { return };
        let (photo, footing, of) = (layer.shot.id, layer.footing.clone(), layer.shot.size);
        let Some(draft) = self.target.draft.as_mut().filter(|draft| draft.photo == photo) else {
            if self.show.marks && self.tab == Tab::Marks && !self.target.is_on() {
                known_ui(ui, cx, scene, pane);
            }
            return;
        };
        let pointer = pane.response.interact_pointer_pos().filter(|_| pane.response.clicked_by(PointerButton::Primary));
        let place = pointer.and_then(|at| pane.photo_from_screen(&footing, at)).filter(|p| of.contains(*p));
        draft.clicked.extend(place);
        if draft.clicked.len() == 4 {
            let corners = std::array::from_fn(|i| draft.clicked[i]);
            let target = Target { kind: draft.kind, corners };
            match target.fault() {
                None => {
                    self.drop_target();
                    cx.edit(target_edit(photo, Some(target)));
                    return;
                }
                fault => {
                    draft.fault = fault;
                    draft.clicked.clear();
                }
            }
        } else if place.is_some() {
            draft.fault = None;
        }
        let painter = pane.painter(ui);
        let on_screen: Vec<Pos2> = draft.clicked.iter().filter_map(|p| pane.screen_from_photo(&footing, *p)).collect();
        let mut line = on_screen.clone();
        line.extend(pane.response.hover_pos());
        outline(&painter, line, false);
        for (i, at) in on_screen.into_iter().enumerate() {
            paint_landmark(ui, &painter, at, i + 1, false);
        }
        if pane.response.hovered() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
        }
    }

    /// Backspace takes the last corner back.
    pub(super) fn target_keys(&mut self, ui: &Ui) {
        let Some(draft) = &mut self.target.draft else { return };
        if ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Backspace)) {
            draft.clicked.pop();
        }
    }
}

/// The targets that a pair is calibrated by, where a person showed them or they were found.
fn known_ui(ui: &Ui, cx: &Cx<'_>, scene: &Scene<'_>, pane: &Pane) {
    let Some(request) = scene.measured.key.as_ref().map(|key| &key.request) else { return };
    let Some(kind) = request.target else { return };
    for (_, layer) in &pane.sides {
        let index = usize::from(layer.shot.id != scene.pair.fixed.id);
        let taken = &request.photos[index];
        let found = || cx.app.target(&taken.file, kind).ready().flatten();
        let Some(corners) = taken.target.or_else(found) else { continue };
        let places = corners.iter().filter_map(|p| pane.screen_from_photo(&layer.footing, *p));
        let places: Vec<Pos2> = places.collect();
        if places.len() < 4 {
            continue;
        }
        let painter = pane.painter(ui);
        let top = places.iter().copied().min_by(|a, b| (a.y + a.x).total_cmp(&(b.y + b.x))).unwrap_or_default();
        outline(&painter, places, true);
        tag(ui, &painter, pane.rect, top - Vec2::new(0.0, 4.0), egui::Align2::LEFT_BOTTOM, kind.name());
    }
}

/// A thin line with a dark casing through corners on the screen.
fn outline(painter: &egui::Painter, mut corners: Vec<Pos2>, closed: bool) {
    if closed {
        corners.extend(corners.first().copied());
    }
    for (width, color) in [(3.5, on_photo::CASING), (1.5, on_photo::WHITE)] {
        painter.add(Shape::line(corners.clone(), Stroke::new(width, color)));
    }
}

/// A small picture of the target, a ring at the corner that comes next.
fn sketch(ui: &mut Ui, kind: TargetKind, next: usize) {
    let scale = grown(ui.style());
    let (rect, response) = ui.allocate_exact_size(Vec2::new(60.0, 44.0) * scale, Sense::hover());
    let name = kind.name();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
    let card = rect.shrink(6.0 * scale);
    let painter = ui.painter();
    painter.rect_filled(card.expand(1.5 * scale), 1, Color32::from_gray(18));
    if let Some(edition) = edition(kind) {
        let field = card.size() / Vec2::new(6.0, 4.0);
        for (i, light) in reference_linear(edition).iter().enumerate() {
            let at = card.min + field * Vec2::new((i % 6) as f32, (i / 6) as f32);
            let [r, g, b] = light.map(|v| srgb8_from_linear(v as f32));
            painter.rect_filled(Rect::from_min_size(at, field).shrink(0.5), 0, Color32::from_rgb(r, g, b));
        }
    } else {
        painter.rect_filled(card, 0, Color32::from_gray(118));
    }
    let corners = [card.left_top(), card.right_top(), card.right_bottom(), card.left_bottom()];
    if let Some(at) = corners.get(next) {
        let ring = Rect::from_center_size(*at, Vec2::splat(11.0 * scale));
        painter.rect_stroke(ring, 6, Stroke::new(4.0, on_photo::CASING), StrokeKind::Middle);
        painter.rect_stroke(ring, 6, Stroke::new(2.0, on_photo::WHITE), StrokeKind::Middle);
    }
}
