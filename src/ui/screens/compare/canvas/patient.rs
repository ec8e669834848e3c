//! What the patient may see: the chosen pair and its two dates in everyday words, and nothing else of the record.
//!
//! Drawn by the canvas of the clinician's window and following its photos, mode and zoom. No name, note, mark, number or
//! tool is ever drawn here; what can appear is decided in this file alone.

use egui::{Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::super::action::Mode;
use super::super::choice::Side;
use super::super::pair::Pair;
use super::super::{CompareScreen, Scene, words};
use super::layer::{Layer, paint_layer};
use crate::geom::Size;
use crate::model::{Patient, PhotoId};
use crate::ui::canvas::{View, split};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, text_scale, tokens};

/// Around and between the photos, in points.
const EDGE: f32 = 16.0;
/// The line under a photo at text scale 1, in points.
const FOOT: f32 = 56.0;

/// The dates under the photos: one for each side.
struct Dates {
    date: String,
    when: String,
}

impl CompareScreen {
    /// The patient's window: the chosen pair as the clinician shows it. Nothing but grey while there is no pair.
    ///
    /// A map of colour differences needs its legend and its numbers, so the pair stands side by side instead; of a grid
    /// of dates the baseline and the chosen date are shown.
    pub fn patient_window_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0, tokens(ui).canvas);
        let Some(scene) = self.scene_for_patient(cx) else { return };
        let mode = match self.effective_mode(&scene) {
            _ if scene.pair.key.is_none() => Mode::SideBySide,
            Mode::Difference | Mode::Grid => Mode::SideBySide,
            mode => mode,
        };
        let foot = (FOOT * text_scale(ui.style())).round();
        let room = Rect::from_min_max(rect.min + Vec2::splat(EDGE), pos2(rect.right() - EDGE, rect.bottom() - foot));
        if !room.is_positive() {
            return;
        }
        match mode {
            Mode::SideBySide => self.patient_side_by_side(ui, cx, &scene, room),
            mode => self.patient_one_frame(ui, cx, &scene, room, mode),
        }
    }

    fn scene_for_patient<'a>(&mut self, cx: &mut Cx<'a>) -> Option<Scene<'a>> {
        let patient = cx.app.patient().filter(|p| self.patient == Some(p.id))?;
        let mut scene = self.scene(cx, patient)?;
        if let (Mode::Grid, Some(first), Some(chosen)) =
            (self.effective_mode(&scene), scene.grid.first().copied(), self.canvas.grid.chosen)
        {
            scene.pair = Pair::look(cx, &mut self.meshes, patient, first, chosen)?;
            (scene.choice.a, scene.choice.b) = (first, chosen);
        }
        Some(scene)
    }

    fn patient_side_by_side(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, room: Rect) {
        let single = scene.pair.key.is_none();
        let aligned = scene.pair.shown_by(self.show.raw).is_some();
        let [fixed, moving] = Layer::pair(&scene.pair, self.show.raw, &mut self.meshes);
        let moving = if aligned { moving } else { Layer::own(&scene.pair.moving) };
        let layers = if scene.pair.swapped { [moving, fixed] } else { [fixed, moving] };
        let shown = if single { &layers[..1] } else { &layers[..] };
        let width = ((room.width() - EDGE * (shown.len() as f32 - 1.0)) / shown.len() as f32).floor();
        for (i, layer) in shown.iter().enumerate() {
            let side = [Side::A, Side::B][i];
            let left = room.left() + i as f32 * (width + EDGE);
            let pane = Rect::from_min_size(pos2(left, room.top()), vec2(width, room.height()));
            let frame = if aligned { scene.pair.fixed.size } else { layer.shot.size };
            let view = self.patient_view(i, frame, pane);
            paint_layer(ui.painter(), cx, layer, view, pane, 1.0);
            caption(ui, pane, &[(dates(scene.patient, scene.choice.photo(side)), true)]);
        }
    }

    fn patient_one_frame(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, pane: Rect, mode: Mode) {
        let [fixed, moving] = Layer::pair(&scene.pair, self.show.raw, &mut self.meshes);
        let [a, b] = if scene.pair.swapped { [moving, fixed] } else { [fixed, moving] };
        let view = self.patient_view(0, scene.pair.fixed.size, pane);
        let painter = ui.painter().with_clip_rect(pane.intersect(ui.clip_rect()));
        let mut strong = [true, true];
        match mode {
            Mode::Slider => {
                let parts = split(pane, self.canvas.seam as f32);
                for (part, layer) in parts.into_iter().zip([&a, &b]) {
                    let painter = ui.painter().with_clip_rect(part.intersect(ui.clip_rect()));
                    paint_layer(&painter, cx, layer, view, pane, 1.0);
                }
                let seam = egui::Stroke::new(2.0, tokens(ui).canvas);
                painter.vline(parts[0].right(), pane.y_range(), seam);
            }
            Mode::Blink => {
                let shown = self.canvas.blink.shown();
                paint_layer(&painter, cx, if shown == 0 { &a } else { &b }, view, pane, 1.0);
                strong = [shown == 0, shown == 1];
            }
            _ => {
                paint_layer(&painter, cx, &a, view, pane, 1.0);
                paint_layer(&painter, cx, &b, view, pane, self.canvas.opacity);
            }
        }
        let of = |side| dates(scene.patient, scene.choice.photo(side));
        caption(ui, pane, &[(of(Side::A), strong[0]), (of(Side::B), strong[1])]);
    }

    /// The view of the clinician's pane `index`, for a pane of another size.
    fn patient_view(&self, index: usize, frame: Size, pane: Rect) -> View {
        match self.mode {
            Mode::Grid => self.canvas.grid.followed(frame, pane.size()),
            // A difference map has one pane, the pair here two.
            Mode::Difference => self.views.followed(0, frame, pane.size()),
            _ => self.views.followed(index, frame, pane.size()),
        }
    }
}

/// The only words of the record that leave for the patient's window.
fn dates(patient: &Patient, photo: PhotoId) -> Dates {
    let date = patient.date_of(photo);
    Dates {
        date: date.map(words::everyday_date).unwrap_or_default(),
        when: date.map(|d| words::everyday_when(patient, d)).unwrap_or_default(),
    }
}

/// Dates under a pane: the first at its left edge, a second one at its right edge. Strong: the photo that is seen.
fn caption(ui: &mut Ui, pane: Rect, dates: &[(Dates, bool)]) {
    let t = tokens(ui);
    let share = pane.width() / dates.len().max(1) as f32 - if dates.len() > 1 { EDGE } else { 0.0 };
    let foot = (FOOT * text_scale(ui.style())).round();
    for (i, (said, strong)) in dates.iter().enumerate() {
        let date_face = if *strong { face::PATIENT_DATE } else { face::PATIENT_DATE.regular() };
        let color = if *strong { t.text } else { t.text_2 };
        let date = date_face.galley_within(ui, &said.date, color, share);
        let when = face::PATIENT_LINE.galley(ui, &said.when, t.text_2);
        let fits = date.size().x + EDGE + when.size().x <= share;
        let width = date.size().x + if fits { EDGE + when.size().x } else { 0.0 };
        let left = if i == 0 { pane.left() + 4.0 } else { pane.right() - 4.0 - width };
        let middle = pane.bottom() + foot / 2.0;
        let at = pos2(left, middle - date.size().y / 2.0);
        let place = Rect::from_min_size(at, vec2(width, date.size().y));
        let words = if fits { format!("{}, {}", said.date, said.when) } else { said.date.clone() };
        if fits {
            // Both stand on one base line: letters of 28 and 20 points.
            let down = date.rows.first().map_or(0.0, |r| r.height()) - when.rows.first().map_or(0.0, |r| r.height());
            let at = pos2(left + date.size().x + EDGE, at.y + down / 2.0 + 2.0);
            ui.painter().galley(at, when, t.text_2);
        }
        ui.painter().galley(at, date, color);
        let label = ui.interact(place, ui.scope_id().with(("date", i, pane.left() as i32)), Sense::hover());
        label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    }
}
