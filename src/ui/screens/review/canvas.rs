//! The two photos of a blind pair: letters instead of dates, the same skin at the same place, light matched.

use egui::{Align, Id, Layout, Rect, Ui, UiBuilder, Vec2, pos2};

use super::super::compare::layer::Layer;
use super::super::compare::pair::Pair;
use super::{ReviewScreen, Scene};
use crate::app::Slot;
use crate::app::tasks::light::LightMatch;
use crate::geom::{Point, Size};
use crate::model::Judgement;
use crate::ui::canvas::{Placed, View, navigation, paint_photo_lit, pane_response};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, size, text_scale, tokens};
use crate::ui::widgets::{self, Button, Look};

/// How the light of the pair is matched: the brighter photo is shown darker, place by place, so that nothing clips.
pub struct Light {
    found: LightMatch,
    frame: Size,
    /// True if the right photo is the fixed one.
    swapped: bool,
}

impl Light {
    /// The match of this pair, asked for; `None` while it is being made.
    pub fn look(cx: &mut Cx<'_>, pair: &Pair) -> Option<Self> {
        let Slot::Ready(found) = cx.light(pair.key.as_ref()?) else { return None };
        Some(Self { found, frame: pair.fixed.size, swapped: pair.swapped })
    }

    /// Stops given to the left and to the right photo in the middle of the frame: 0 or less.
    pub fn ends(&self) -> [f64; 2] {
        [0, 1].map(|side| self.ev(side, self.frame.center()))
    }

    /// Stops given to the photo of a side (0 left, 1 right) at a place of the frame: 0 or less.
    fn ev(&self, side: usize, place: Point) -> f64 {
        let needed = self.found.ev_at(place, self.frame);
        let is_fixed = (side == 1) == self.swapped;
        if is_fixed { (-needed).min(0.0) } else { needed.min(0.0) }
    }

    /// The same as a factor for encoded values, whose exponent is about 2.2.
    fn factor(&self, side: usize, place: Point) -> f32 {
        (self.ev(side, place) / 2.2).exp2() as f32
    }
}

impl ReviewScreen {
    /// Both photos beside each other.
    pub(super) fn canvas_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, light: Option<&Light>) {
        widgets::central(ui, true, |ui| {
            let all = ui.available_rect_before_wrap();
            let caption = size::CAPTION * text_scale(ui.style()).max(1.0);
            let width = ((all.width() - 3.0 * size::PHOTO_GAP) / 2.0).floor();
            let aligned = scene.pair.shown_by(false).is_some();
            let [fixed, moving] = Layer::pair(&scene.pair, false, &mut self.meshes);
            let moving = if aligned { moving } else { Layer::own(&scene.pair.moving) };
            let layers = if scene.pair.swapped { [moving, fixed] } else { [fixed, moving] };
            for (i, layer) in layers.iter().enumerate() {
                let left = all.left() + size::PHOTO_GAP + i as f32 * (width + size::PHOTO_GAP);
                let head = Rect::from_min_size(pos2(left, all.top()), Vec2::new(width, caption));
                let foot = all.bottom() - size::PHOTO_GAP;
                let pane = Rect::from_min_max(head.left_bottom(), pos2(left + width, foot));
                head_ui(ui, head, ["L", "R"][i]);
                let frame = if aligned { scene.pair.fixed.size } else { layer.shot.size };
                let view = self.pane_view(ui, i, pane, frame);
                // Until the light is matched nothing is shown: an unmatched photo could be told by its light.
                let Some(light) = light else {
                    waiting_ui(ui, pane, scene);
                    continue;
                };
                paint(ui, cx, layer, view, pane, &|place| light.factor(i, place));
            }
        });
    }

    fn pane_view(&mut self, ui: &Ui, i: usize, pane: Rect, frame: Size) -> View {
        let name = ["Photo L", "Photo R"][i];
        let response = pane_response(ui, pane, Id::unique(("blind pane", i)), name);
        let ppp = ui.ctx().pixels_per_point();
        self.views.view(i, frame, pane.size());
        for change in navigation(ui, &response, false) {
            self.views.navigate(i, change, ppp);
        }
        let view = self.views.view(i, frame, pane.size()).snapped(pane, ppp);
        self.status.zoom_percent = Some(view.zoom * f64::from(ppp) * 100.0);
        view
    }

    /// The question under the photos; answers what was pressed.
    pub(super) fn question_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Judgement> {
        let mut answered = None;
        let height = (76.0 * text_scale(ui.style()).max(1.0)).round();
        let chosen = self.draft.judgement;
        let at_question = self.draft.cursor.is_none();
        widgets::strip(ui, height, |ui| {
            let room = ui.max_rect().shrink2(Vec2::new(16.0, 0.0));
            let narrow = room.width() < 900.0;
            let within = UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center));
            ui.scope_builder(within, |ui| {
                let t = tokens(ui);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add_space(((room.height() - 38.0 * text_scale(ui.style())) / 2.0).max(0.0));
                    face::TITLE.label(ui, "Which skin looks better?", t.text);
                    let words = match scene.pair.shown_by(false) {
                        Some(_) => "Order shuffled, light matched, dates hidden",
                        None => "Shown as taken: the photos are not aligned",
                    };
                    face::CAPTION.label(ui, words, t.text_2);
                });
                ui.add_space(if narrow { 16.0 } else { (room.width() * 0.14).min(180.0) });
                for (words, key, judgement) in [
                    ("Left", "←", Judgement::Left),
                    // While the numbers go to a scale, 0 is a score.
                    ("No difference", if at_question { "0" } else { "" }, Judgement::NoDifference),
                    ("Right", "→", Judgement::Right),
                ] {
                    let button = Button::new(words).key(key).main().selected(chosen == Some(judgement));
                    if ui.add(button).clicked() {
                        answered = Some(judgement);
                    }
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let judgement = Judgement::CannotJudge;
                    let button = Button::new("Cannot judge").look(Look::Plain).key("X").main();
                    if ui.add(button.selected(chosen == Some(judgement))).clicked() {
                        answered = Some(judgement);
                    }
                });
            });
        });
        answered
    }
}

fn head_ui(ui: &mut Ui, rect: Rect, letter: &str) {
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        widgets::caption_bar(ui, |ui| {
            let t = tokens(ui);
            widgets::letter_badge(ui, letter);
            face::NAME.label(ui, format!("Photo {letter}"), t.text);
            face::BODY.line_label(ui, "date hidden", t.text_2);
        });
    });
}

fn paint(ui: &Ui, cx: &mut Cx<'_>, layer: &Layer, view: View, pane: Rect, light: &dyn Fn(Point) -> f32) {
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(pane));
    painter.rect_filled(pane, 0, tokens(ui).canvas);
    if let Slot::Ready(mips) = &layer.shot.pixels {
        let placed = Placed { view, pane, mesh: layer.mesh.as_deref() };
        paint_photo_lit(&painter, cx.textures, ("photo", &layer.shot.file), mips, &placed, 1.0, light);
    }
}

/// While the photos are read, aligned and matched.
fn waiting_ui(ui: &mut Ui, pane: Rect, scene: &Scene<'_>) {
    let t = tokens(ui);
    ui.painter().rect_filled(pane, 0, t.press);
    let failed = [&scene.pair.fixed, &scene.pair.moving].into_iter().any(|s| matches!(s.pixels, Slot::Failed(_)));
    let words = if failed { "A photo of this pair cannot be read: press X" } else { "Matching the light…" };
    let galley = face::BODY.galley(ui, words, t.text_2);
    ui.painter().galley(pane.center() - galley.size() / 2.0, galley, t.text_2);
    if !failed {
        widgets::busy_bar(ui, pane, None);
    }
}
