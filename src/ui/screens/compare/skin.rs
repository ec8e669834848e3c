//! Painting where the skin is: the alignment then looks nowhere else.
//!
//! By itself the engine weighs what looks like skin and tells a second motion apart; where a shirt, a pillow or hair
//! moved with less doubt than the face, a few strokes say what to hold on to.

use egui::{Align, Color32, Key, Layout, Modifiers, PointerButton, Shape, Stroke, Ui, Vec2};

use super::action::{Action, Mode};
use super::canvas::Pane;
use super::choice::Side;
use super::pair::Footing;
use super::{CompareScreen, Scene};
use crate::geom::{Point, Size};
use crate::model::{Edit, Patient, PhotoId, SkinArea, SkinStroke};
use crate::ui::canvas::{Trust, veil};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Button, IconButton, Look};
use crate::words::say;

/// What the screen remembers while skin is painted.
#[derive(Debug, Clone)]
pub struct Skin {
    on: bool,
    /// True: strokes are skin; false: they are not.
    paints: bool,
    /// Half the width of the brush, in points of the screen.
    brush: f32,
    /// The stroke under the pointer, and the photo it is on.
    stroke: Option<(PhotoId, SkinStroke)>,
    /// What is hatched over each photo: made anew when what is painted or how the photo stands changes.
    hatches: Vec<Hatch>,
}

/// Where a frame shows skin, `HATCH` cells a side, and what that was read from.
#[derive(Debug, Clone)]
struct Hatch {
    area: SkinArea,
    frame: Size,
    footing: Footing,
    skin: Vec<bool>,
}

impl Default for Skin {
    fn default() -> Self {
        Self { on: false, paints: true, brush: 40.0, stroke: None, hatches: Vec::new() }
    }
}

/// Smallest and largest half width of the brush, in points of the screen.
const BRUSH: std::ops::RangeInclusive<f32> = 6.0..=160.0;
/// Cells along each side of a painted photo, and of what is hatched over a pane.
const CELLS: usize = 256;
const HATCH: usize = 160;

impl Skin {
    /// True while the pointer paints.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// What to do next.
    pub fn hint(&self) -> Option<&'static str> {
        self.on
            .then(|| if self.paints { say!("skin-paint-over-the-skin") } else { say!("skin-rub-out-what-is-not-skin") })
    }

    fn resize(&mut self, factor: f32) {
        self.brush = (self.brush * factor).clamp(*BRUSH.start(), *BRUSH.end());
    }

    /// Where `frame` shows skin of a photo of `of` pixels. Beyond the photo's edge there is nothing to hatch.
    fn hatch(&mut self, area: &SkinArea, frame: Size, (of, footing): (Size, &Footing)) -> &[bool] {
        let known = |h: &Hatch| h.area == *area && h.frame == frame && h.footing.is(footing);
        let index = self.hatches.iter().position(known).unwrap_or_else(|| {
            self.hatches.retain(|h| h.area.photo != area.photo);
            let skin = hatched(area, frame, (of, footing));
            self.hatches.push(Hatch { area: area.clone(), frame, footing: footing.clone(), skin });
            self.hatches.len() - 1
        });
        &self.hatches[index].skin
    }
}

fn hatched(area: &SkinArea, frame: Size, (of, footing): (Size, &Footing)) -> Vec<bool> {
    let cells = area.raster(of, CELLS, CELLS);
    let at = |i: usize, side: u32| (i as f64 + 0.5) / HATCH as f64 * f64::from(side);
    let cell = |v: f64, side: u32| {
        let place = v / f64::from(side) * CELLS as f64;
        (0.0..CELLS as f64).contains(&place).then_some(place as usize)
    };
    let skin = |i: usize| {
        let place = footing.photo_from_frame(Point::new(at(i % HATCH, frame.width), at(i / HATCH, frame.height)))?;
        Some(cells[cell(place.y, of.height)? * CELLS + cell(place.x, of.width)?])
    };
    (0..HATCH * HATCH).map(|i| skin(i).unwrap_or(true)).collect()
}

/// What is painted on a photo so far.
fn painted(patient: &Patient, photo: PhotoId) -> SkinArea {
    patient.skin_areas.get(&photo).cloned().unwrap_or_else(|| SkinArea::none(photo))
}

impl CompareScreen {
    /// Begins or ends painting.
    pub(super) fn toggle_skin(&mut self) {
        self.skin = Skin { on: !self.skin.on, brush: self.skin.brush, ..Skin::default() };
        if self.skin.on {
            self.mode = Mode::SideBySide;
            self.marks.put_down();
            self.drop_target();
            if self.landmarks.is_on() {
                self.toggle_landmarks();
            }
        }
    }

    /// Leaves the brush, if it is in hand.
    pub(super) fn leave_skin(&mut self) -> bool {
        let on = self.skin.on;
        if self.skin.stroke.take().is_none() {
            self.skin.on = false;
        }
        on
    }

    /// The bar over the photos: what the brush does, its size, and Done.
    pub(super) fn skin_bar_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        if !self.skin.on {
            return;
        }
        let frame = egui::Frame::new().fill(tokens(ui).panel).inner_margin(egui::Margin::symmetric(12, 6));
        let mut done = false;
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(size::HIT);
                let t = tokens(ui);
                for (paints, words) in [(true, say!("skin")), (false, say!("not-skin"))] {
                    let button = Button::new(words).look(Look::Outline).selected(self.skin.paints == paints);
                    if ui.add(button).clicked() {
                        self.skin.paints = paints;
                    }
                }
                if ui.add(IconButton::new(icons::MINUS, say!("smaller-brush")).key("[")).clicked() {
                    self.skin.resize(0.8);
                }
                if ui.add(IconButton::new(icons::PLUS, say!("larger-brush")).key("]")).clicked() {
                    self.skin.resize(1.25);
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    done = ui.add(Button::primary(say!("done")).key(Action::SkinArea.key())).clicked();
                    self.clear_skin_ui(ui, cx, scene);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        face::CONTROL.line_label(ui, self.skin.hint().unwrap_or_default(), t.text);
                        face::CAPTION.line_label(ui, say!("skin-the-alignment-looks-only-there"), t.text_2);
                    });
                });
            });
        });
        if done {
            self.toggle_skin();
        }
    }

    fn clear_skin_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        for side in [Side::B, Side::A] {
            let photo = self.shot(scene, side).id;
            let words = say!("clear-the-skin-area-of", side = side.letter());
            if scene.patient.skin_areas.contains_key(&photo)
                && ui
                    .add(Button::new(&words).look(Look::Plain).tip(say!("the-program-looks-for-the-skin-itself")))
                    .clicked()
            {
                cx.edit(Edit::SetSkinArea(SkinArea::none(photo)));
            }
        }
    }

    /// `[` and `]` change the brush.
    pub(super) fn skin_keys(&mut self, ui: &Ui) {
        if !self.skin.on {
            return;
        }
        let count = |key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key)) as i32;
        let steps = count(Key::CloseBracket) - count(Key::OpenBracket);
        self.skin.resize(1.25_f32.powi(steps));
    }

    /// What is no skin is hatched; the brush, and what the pointer paints with it.
    pub(super) fn skin_on_pane_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, pane: &Pane) {
        let Some((_, layer)) = pane.sides.first().filter(|_| self.skin.on) else { return };
        let (photo, of, footing) = (layer.shot.id, layer.shot.size, layer.footing.clone());
        let area = painted(scene.patient, photo);
        self.hatch_ui(ui, scene, pane, &area, (of, &footing));
        self.paint_stroke(ui, cx, pane, area, (of, &footing));
        self.brush_ui(ui, pane, photo, &footing);
    }

    fn hatch_ui(&mut self, ui: &Ui, scene: &Scene<'_>, pane: &Pane, area: &SkinArea, (of, footing): (Size, &Footing)) {
        if area.strokes.is_empty() {
            return;
        }
        let frame = if pane.shows_fixed_frame(scene) { scene.pair.fixed.size } else { of };
        let trusted = self.skin.hatch(area, frame, (of, footing));
        let shown = Trust { columns: HATCH, rows: HATCH, trusted, size: frame };
        veil(ui, &pane.painter(ui), pane.rect, &pane.view, &shown, say!("not-skin"));
    }

    fn paint_stroke(&mut self, ui: &Ui, cx: &mut Cx<'_>, pane: &Pane, area: SkinArea, (of, footing): (Size, &Footing)) {
        let primary = PointerButton::Primary;
        let Some(pointer) = pane.response.interact_pointer_pos() else { return };
        // A drag is known for one a few points after the button went down.
        let began = pane.response.drag_started_by(primary);
        let pointer = ui.input(|i| i.pointer.press_origin()).filter(|_| began).unwrap_or(pointer);
        let Some(place) = pane.photo_from_screen(footing, pointer) else { return };
        if began || pane.response.clicked_by(primary) {
            // The brush is as wide on the photo as it is on the screen here.
            let edge = pane.photo_from_screen(footing, pointer + Vec2::new(self.skin.brush, 0.0));
            let radius = edge.map_or(0.0, |edge| edge.distance(place)).max(1.0);
            let skin = self.skin.paints != ui.input(|i| i.modifiers.alt);
            self.skin.stroke = Some((area.photo, SkinStroke { skin, radius, points: vec![place] }));
        }
        let Some((photo, stroke)) = &mut self.skin.stroke else { return };
        if *photo != area.photo {
            return;
        }
        // Points closer together than this change nothing that could be seen.
        let moved = stroke.points.last().is_none_or(|last| last.distance(place) > 0.3 * stroke.radius);
        if moved && of.contains(place) {
            stroke.points.push(place);
        }
        if (pane.response.drag_stopped_by(primary) || pane.response.clicked_by(primary))
            && let Some((photo, stroke)) = self.skin.stroke.take()
        {
            let mut strokes = area.strokes;
            strokes.push(stroke);
            cx.edit(Edit::SetSkinArea(SkinArea { photo, strokes }));
        }
    }

    /// The stroke so far, and the ring of the brush.
    fn brush_ui(&self, ui: &Ui, pane: &Pane, photo: PhotoId, footing: &Footing) {
        let painter = pane.painter(ui);
        let color = if self.skin.paints { tokens(ui).accent } else { Color32::from_gray(30) };
        if let Some((of, stroke)) = &self.skin.stroke
            && *of == photo
        {
            let places: Vec<_> = stroke.points.iter().filter_map(|p| pane.screen_from_photo(footing, *p)).collect();
            let width = 2.0 * self.skin.brush;
            let veiled = color.gamma_multiply(0.4);
            painter.add(Shape::line(places, Stroke::new(width, veiled)));
        }
        if let Some(at) = pane.response.hover_pos() {
            painter.circle_stroke(at, self.skin.brush, Stroke::new(3.0, Color32::from_black_alpha(140)));
            painter.circle_stroke(at, self.skin.brush, Stroke::new(1.5, Color32::WHITE));
        }
    }
}

/// “Skin area painted on A and B”; nothing if it is not.
pub(super) fn skin_words(scene: &Scene<'_>) -> Option<String> {
    let has = |photo: &PhotoId| scene.patient.skin_areas.contains_key(photo);
    match (has(&scene.choice.a), has(&scene.choice.b)) {
        (false, false) => None,
        (true, false) => Some(say!("skin-area-painted-on", side = Side::A.letter())),
        (false, true) => Some(say!("skin-area-painted-on", side = Side::B.letter())),
        (true, true) => Some(say!("skin-area-painted-on-both").to_owned()),
    }
}
