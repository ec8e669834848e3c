//! Helping the alignment by hand: the same point of the skin clicked in both photos, and small shifts by keys.

use egui::{Align, Key, Layout, Modifiers, Ui, Vec2};

use super::action::{Action, Mode};
use super::canvas::Pane;
use super::choice::Side;
use super::pair::Footing;
use super::{CompareScreen, Scene, words};
use crate::geom::Point;
use crate::model::{Edit, GroupId, Landmark, ManualAlignment, Nudge};
use crate::ui::canvas::paint_landmark;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Button, IconButton, Look, Row};
use crate::words::say;

/// What the screen remembers while landmarks are placed.
#[derive(Debug, Clone, Default)]
pub struct Landmarks {
    on: bool,
    /// The first half of a pair.
    pending: Option<(Side, Point)>,
    /// The pair that keys act on.
    chosen: Option<usize>,
    /// The cross that the pointer holds, and where it is now.
    drag: Option<(usize, Side, Point)>,
    /// Nudges by keys that are undone together, and when the last one was.
    burst: Option<(GroupId, f64)>,
}

/// A cross is taken within this distance of the pointer, in points.
const REACH: f32 = 14.0;
/// Nudges further apart than this are undone one by one, in seconds.
const BURST: f64 = 1.5;

impl Landmarks {
    /// True while clicks place landmarks.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        let words = match (&self.pending, self.chosen) {
            _ if !self.on => return None,
            (Some((side, _)), _) => say!("landmarks-now-the-same-point-in", side = side.other().letter()),
            (None, Some(i)) => say!("landmark-drag-to-move-del-to", number = i + 1),
            (None, None) => say!("landmarks-click-a-point-of-the").to_owned(),
        };
        Some(words)
    }
}

impl CompareScreen {
    /// Begins or ends placing landmarks.
    pub(super) fn toggle_landmarks(&mut self) {
        self.landmarks = Landmarks { on: !self.landmarks.on, ..Landmarks::default() };
        if self.landmarks.on {
            self.mode = Mode::SideBySide;
            self.marks.put_down();
            self.skin = super::Skin::default();
            self.drop_target();
        }
    }

    /// What was told the alignment so far.
    fn manual(&self, scene: &Scene<'_>) -> ManualAlignment {
        let (fixed, moving) = (scene.pair.fixed.id, scene.pair.moving.id);
        let known = scene.patient.manual_alignment(fixed, moving).cloned();
        known.unwrap_or(ManualAlignment { fixed, moving, landmarks: Vec::new(), nudge: Nudge::default() })
    }

    /// The bar over the photos: what to do, and Done.
    pub(super) fn landmarks_bar_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        if !self.landmarks.on {
            return;
        }
        let manual = self.manual(scene);
        let t = tokens(ui);
        let frame = egui::Frame::new().fill(t.panel).inner_margin(egui::Margin::symmetric(12, 6));
        let mut done = false;
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(size::HIT);
                let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), egui::Sense::hover());
                icons::CROSSHAIR.paint(ui.painter(), place.center(), size::ICON, t.text);
                face::CONTROL.label(ui, self.landmarks.hint().unwrap_or_default(), t.text);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    done = ui.add(Button::primary(say!("done")).key(Action::Landmarks.key())).clicked();
                    self.clear_buttons_ui(ui, cx, &manual);
                    let words = say!("alt-arrows-shift-turn-alt-alt");
                    face::CAPTION.line_label(ui, words, t.text_2);
                });
            });
            self.list_ui(ui, cx, scene, &manual);
        });
        if done {
            self.toggle_landmarks();
        }
    }

    fn clear_buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, manual: &ManualAlignment) {
        if !manual.nudge.is_none() && ui.add(Button::new(say!("undo-the-shift")).look(Look::Plain)).clicked() {
            cx.edit(Edit::SetAlignment(ManualAlignment { nudge: Nudge::default(), ..manual.clone() }));
        }
    }

    /// The pairs with how far each lies from where the others put it.
    fn list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, manual: &ManualAlignment) {
        if manual.landmarks.is_empty() {
            return;
        }
        let residuals = scene.pair.found().map(|f| f.registration.landmark_residuals.clone()).unwrap_or_default();
        let mm = scene.mm_per_px(scene.pair.moving.id);
        let mut delete = None;
        ui.horizontal_wrapped(|ui| {
            for i in 0..manual.landmarks.len() {
                let name = say!("landmark", number = i + 1);
                ui.allocate_ui(Vec2::new(172.0, size::HIT), |ui| {
                    let row =
                        Row::new(&name, size::HIT).rounded().padding(8.0).chosen(self.landmarks.chosen == Some(i));
                    let row = row.show(ui, |ui| {
                        let text = residuals.get(i).map_or("–".to_owned(), |px| words::error(*px, mm));
                        face::BODY.label(ui, format!("{}", i + 1), tokens(ui).text);
                        face::CAPTION.label(ui, text, tokens(ui).text_2);
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            if ui.add(IconButton::new(icons::TRASH, &say!("delete-landmark", number = i + 1))).clicked()
                            {
                                delete = Some(i);
                            }
                        });
                    });
                    if row.clicked() {
                        self.landmarks.chosen = Some(i);
                    }
                });
            }
        });
        if let Some(i) = delete {
            self.delete_landmark(cx, manual.clone(), i);
        }
    }

    fn delete_landmark(&mut self, cx: &mut Cx<'_>, mut manual: ManualAlignment, index: usize) {
        if index < manual.landmarks.len() {
            manual.landmarks.remove(index);
            self.landmarks.chosen = None;
            cx.edit(Edit::SetAlignment(manual));
        }
    }

    /// Deletes the chosen pair, if landmarks are being placed.
    pub(super) fn delete_chosen_landmark(&mut self, cx: &mut Cx<'_>) -> bool {
        let app = cx.app;
        let (Some(choice), Some(patient)) = (&self.choice, app.patient()) else { return false };
        let Some(order) = crate::app::in_order(patient, choice.a, choice.b) else { return false };
        match (self.landmarks.chosen, patient.manual_alignment(order.fixed, order.moving)) {
            (Some(i), Some(manual)) if self.landmarks.on => {
                self.delete_landmark(cx, manual.clone(), i);
                true
            }
            _ => false,
        }
    }

    /// Leaves the half pair, then the chosen pair, then the tool.
    pub(super) fn leave_landmarks(&mut self) -> bool {
        let tool = &mut self.landmarks;
        if !tool.on {
            return false;
        }
        if tool.pending.take().is_none() && tool.chosen.take().is_none() {
            tool.on = false;
        }
        true
    }

    /// Crosses on a pane, and what the pointer does to them.
    pub(super) fn landmarks_on_pane_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, pane: &Pane) {
        if !self.landmarks.on {
            return;
        }
        let Some((side, layer)) = pane.sides.first() else { return };
        let (side, footing) = (*side, &layer.footing);
        let manual = self.manual(scene);
        self.landmark_pointer(cx, scene, pane, side, &manual);
        let painter = pane.painter(ui);
        for (i, landmark) in manual.landmarks.iter().enumerate() {
            let held = self.landmarks.drag.filter(|(at, held, _)| *at == i && *held == side).map(|(.., p)| p);
            let place = held.unwrap_or_else(|| half(landmark, scene, side));
            if let Some(at) = pane.screen_from_photo(footing, place) {
                paint_landmark(ui, &painter, at, i + 1, self.landmarks.chosen == Some(i));
            }
        }
        let ghost = match self.landmarks.pending {
            Some((there, place)) if there == side => pane.screen_from_photo(footing, place),
            Some((_, place)) => self.predicted(scene, pane, side, place),
            None => None,
        };
        if let Some(at) = ghost {
            paint_landmark(ui, &painter, at, manual.landmarks.len() + 1, false);
        }
    }

    /// Where the alignment so far puts a point of the other photo.
    fn predicted(&self, scene: &Scene<'_>, pane: &Pane, side: Side, place: Point) -> Option<egui::Pos2> {
        let stand = scene.pair.drawn_by(self.show.raw)?;
        let to_moving = (side == Side::A) == scene.pair.swapped;
        let moving = Footing::Aligned(stand.placement.clone());
        let frame = if to_moving { place } else { moving.frame_from_photo(place)? };
        Some(pane.screen(frame))
    }

    fn landmark_pointer(
        &mut self,
        cx: &mut Cx<'_>,
        scene: &Scene<'_>,
        pane: &Pane,
        side: Side,
        manual: &ManualAlignment,
    ) {
        let Some((_, layer)) = pane.sides.first() else { return };
        let Some(pointer) = pane.response.interact_pointer_pos() else { return };
        let Some(place) = pane.photo_from_screen(&layer.footing, pointer) else { return };
        let hit = manual.landmarks.iter().position(|landmark| {
            let at = pane.screen_from_photo(&layer.footing, half(landmark, scene, side));
            at.is_some_and(|at| at.distance(pointer) < REACH)
        });
        let primary = egui::PointerButton::Primary;
        if pane.response.drag_started_by(primary)
            && let Some(i) = hit
        {
            self.landmarks.drag = Some((i, side, place));
            self.landmarks.chosen = Some(i);
        }
        if let Some((i, held, at)) = &mut self.landmarks.drag
            && *held == side
        {
            *at = place;
            if pane.response.drag_stopped_by(primary) {
                let (i, at) = (*i, *at);
                self.landmarks.drag = None;
                self.move_landmark(cx, scene, manual, i, side, at);
            }
            return;
        }
        if pane.response.clicked_by(primary) {
            match hit {
                Some(i) => self.landmarks.chosen = Some(i),
                None if layer.shot.size.contains(place) => self.place_half(cx, scene, manual, side, place),
                None => {}
            }
        }
    }

    fn move_landmark(
        &mut self,
        cx: &mut Cx<'_>,
        scene: &Scene<'_>,
        manual: &ManualAlignment,
        index: usize,
        side: Side,
        place: Point,
    ) {
        let mut manual = manual.clone();
        let Some(landmark) = manual.landmarks.get_mut(index) else { return };
        if is_fixed(scene, side) {
            landmark.fixed = place
        } else {
            landmark.moving = place
        }
        cx.edit(Edit::SetAlignment(manual));
    }

    /// A click on the skin: the first half of a pair, or the second.
    fn place_half(&mut self, cx: &mut Cx<'_>, scene: &Scene<'_>, manual: &ManualAlignment, side: Side, place: Point) {
        match self.landmarks.pending {
            Some((first, known)) if first != side => {
                self.landmarks.pending = None;
                let (fixed, moving) = if is_fixed(scene, side) { (place, known) } else { (known, place) };
                let moving = snapped(scene, fixed, moving);
                let mut manual = manual.clone();
                manual.landmarks.push(Landmark { fixed, moving });
                self.landmarks.chosen = Some(manual.landmarks.len() - 1);
                cx.edit(Edit::SetAlignment(manual));
            }
            _ => {
                self.landmarks.chosen = None;
                self.landmarks.pending = Some((side, place));
            }
        }
    }

    /// Alt+arrows shift the later photo by a pixel of the screen (with Shift ten), [ and ] turn it, Alt+= and Alt+− scale it.
    pub(super) fn landmark_keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if !self.landmarks.on {
            return;
        }
        let app = cx.app;
        let (Some(choice), Some(patient)) = (&self.choice, app.patient()) else { return };
        let Some(order) = crate::app::in_order(patient, choice.a, choice.b).filter(|o| o.fixed != o.moving) else {
            return;
        };
        let zoom = self.canvas.zoom.max(1e-3);
        let mut manual = patient.manual_alignment(order.fixed, order.moving).cloned().unwrap_or(ManualAlignment {
            fixed: order.fixed,
            moving: order.moving,
            landmarks: Vec::new(),
            nudge: Nudge::default(),
        });
        let before = manual.nudge;
        manual.nudge = nudged(ui, before, 1.0 / zoom);
        if manual.nudge != before {
            let now = ui.input(|i| i.time);
            let group = self.landmarks.burst.filter(|(_, at)| now - at < BURST).map_or_else(GroupId::new, |(g, _)| g);
            self.landmarks.burst = Some((group, now));
            cx.edit_group(vec![Edit::SetAlignment(manual)], group);
        }
    }
}

/// The nudge after the keys of this frame; `px` is a point of the screen in pixels of the fixed photo.
fn nudged(ui: &Ui, mut nudge: Nudge, px: f64) -> Nudge {
    let count = |modifiers: Modifiers, key| ui.input_mut(|i| i.count_and_consume_key(modifiers, key)) as f64;
    let (alt, far) = (Modifiers::ALT, Modifiers::ALT | Modifiers::SHIFT);
    for (key, dx, dy) in [
        (Key::ArrowLeft, -1.0, 0.0),
        (Key::ArrowRight, 1.0, 0.0),
        (Key::ArrowUp, 0.0, -1.0),
        (Key::ArrowDown, 0.0, 1.0),
    ] {
        let steps = 10.0 * count(far, key) + count(alt, key);
        nudge.dx += dx * steps * px;
        nudge.dy += dy * steps * px;
    }
    let none = Modifiers::NONE;
    nudge.degrees += 0.1 * (count(none, Key::CloseBracket) - count(none, Key::OpenBracket));
    let grow = count(alt, Key::Equals) + count(alt, Key::Plus) - count(alt, Key::Minus);
    nudge.scale = (nudge.scale * 1.001_f64.powf(grow)).clamp(0.5, 2.0);
    nudge
}

/// The later photo's half of a pair, moved by up to a hundredth of its width to where it looks like the earlier one's.
fn snapped(scene: &Scene<'_>, fixed: Point, moving: Point) -> Point {
    let photo = |shot: &super::pair::Shot| shot.pixels.clone().ready().and_then(|mips| mips.levels().first().cloned());
    match (photo(&scene.pair.fixed), photo(&scene.pair.moving)) {
        (Some(f), Some(m)) => crate::align::snap(&f, &m, fixed, moving),
        _ => moving,
    }
}

fn is_fixed(scene: &Scene<'_>, side: Side) -> bool {
    (side == Side::A) != scene.pair.swapped
}

/// The half of a pair that lies on the photo of a side.
fn half(landmark: &Landmark, scene: &Scene<'_>, side: Side) -> Point {
    if is_fixed(scene, side) { landmark.fixed } else { landmark.moving }
}
