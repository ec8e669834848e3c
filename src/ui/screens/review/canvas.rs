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
use crate::ui::theme::{Face, face, grown, size, text_scale, tokens};
use crate::ui::widgets::{self, Button, Look};
use crate::words::say;

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

/// The upright part of the frame that both photos fill. Nothing else is shown: a slanted edge would tell which photo
/// was moved onto the other, and that is the later one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Common {
    /// Its upper left corner, in pixels of the frame.
    min: Point,
    /// Its size, in pixels of the frame.
    size: Size,
}

impl Common {
    /// The part that both layers of an aligned pair fill; `None` where each photo stands in its own frame.
    fn of(fixed: &Layer, moving: &Layer, aligned: bool) -> Option<Self> {
        let (frame, photo) = (fixed.shot.size, moving.shot.size);
        let shows = |p: Point| moving.footing.photo_from_frame(p).is_some_and(|q| photo.contains(q));
        aligned.then(|| Self::within(frame, shows))
    }

    /// The largest part of the frame's shape about the middle of what `shows` holds that lies in it altogether.
    fn within(frame: Size, shows: impl Fn(Point) -> bool) -> Self {
        const STEPS: u32 = 24;
        let (w, h) = (f64::from(frame.width), f64::from(frame.height));
        let at = |i: u32, of: f64| (f64::from(i) + 0.5) / f64::from(STEPS) * of;
        let inside: Vec<Point> =
            (0..STEPS * STEPS).map(|i| Point::new(at(i % STEPS, w), at(i / STEPS, h))).filter(|p| shows(*p)).collect();
        let n = (inside.len().max(1)) as f64;
        let sum = inside.iter().fold(Point::default(), |a, p| a + *p);
        let middle = if inside.is_empty() { frame.center() } else { sum * (1.0 / n) };
        let fits = |part: f64| {
            let half = Point::new(w * part / 2.0, h * part / 2.0);
            (0..=STEPS).all(|i| {
                let along = f64::from(i) / f64::from(STEPS) * 2.0 - 1.0;
                [(along, -1.0), (along, 1.0), (-1.0, along), (1.0, along)].into_iter().all(|(x, y)| {
                    let p = middle + Point::new(half.x * x, half.y * y);
                    p.x >= 0.0 && p.y >= 0.0 && p.x <= w - 1.0 && p.y <= h - 1.0 && shows(p)
                })
            })
        };
        let (mut good, mut bad) = (0.05, 1.0);
        for _ in 0..12 {
            let part = (good + bad) / 2.0;
            if fits(part) {
                good = part;
            } else {
                bad = part;
            }
        }
        let size = Size::new((w * good).floor().max(1.0) as u32, (h * good).floor().max(1.0) as u32);
        Self { min: middle - Point::new(f64::from(size.width) / 2.0, f64::from(size.height) / 2.0), size }
    }

    /// A view of this part as a view of the whole frame.
    fn placed(self, view: View) -> View {
        View { center: view.center + self.min, ..view }
    }

    /// Where this part stands on the screen.
    fn on_screen(self, view: &View, pane: Rect) -> Rect {
        let max = self.min + Point::new(f64::from(self.size.width), f64::from(self.size.height));
        Rect::from_two_pos(view.screen_from_photo(pane, self.min), view.screen_from_photo(pane, max))
    }
}

impl ReviewScreen {
    /// Both photos beside each other.
    pub(super) fn canvas_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, light: Option<&Light>) {
        widgets::central(ui, true, |ui| {
            let all = ui.available_rect_before_wrap();
            let caption = size::CAPTION * grown(ui.style());
            let width = ((all.width() - 3.0 * size::PHOTO_GAP) / 2.0).floor();
            let aligned = scene.pair.shown_by(false).is_some();
            let [fixed, moving] = Layer::pair(&scene.pair, false, &mut self.meshes);
            let moving = if aligned { moving } else { Layer::own(&scene.pair.moving) };
            let common = Common::of(&fixed, &moving, aligned);
            let layers = if scene.pair.swapped { [moving, fixed] } else { [fixed, moving] };
            for (i, layer) in layers.iter().enumerate() {
                let left = all.left() + size::PHOTO_GAP + i as f32 * (width + size::PHOTO_GAP);
                let head = Rect::from_min_size(pos2(left, all.top()), Vec2::new(width, caption));
                let foot = all.bottom() - size::PHOTO_GAP;
                let pane = Rect::from_min_max(head.left_bottom(), pos2(left + width, foot));
                head_ui(ui, head, ["L", "R"][i]);
                let common = common.unwrap_or(Common { min: Point::default(), size: layer.shot.size });
                let view = common.placed(self.pane_view(ui, i, pane, common.size));
                // Until the light is matched nothing is shown: an unmatched photo could be told by its light.
                let Some(light) = light else {
                    waiting_ui(ui, pane, scene);
                    continue;
                };
                paint(ui, cx, layer, view, (pane, common), &|place| light.factor(i, place));
            }
        });
    }

    fn pane_view(&mut self, ui: &Ui, i: usize, pane: Rect, frame: Size) -> View {
        let name = photo_name(["L", "R"][i]);
        let response = pane_response(ui, pane, Id::unique(("blind pane", i)), &name);
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
        let height = (76.0 * grown(ui.style())).round();
        let chosen = self.draft.judgement;
        let at_question = self.draft.cursor.is_none();
        widgets::strip(ui, height, |ui| {
            let room = ui.max_rect().shrink2(Vec2::new(16.0, 0.0));
            let within = UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center));
            ui.scope_builder(within, |ui| {
                let answers = [
                    (say!("left-better"), "←", Judgement::Left),
                    // While the numbers go to a scale, 0 is a score.
                    (say!("no-difference"), if at_question { "0" } else { "" }, Judgement::NoDifference),
                    (say!("right-better"), "→", Judgement::Right),
                ]
                .map(|(words, key, judgement)| {
                    (Button::new(words).key(key).main().selected(chosen == Some(judgement)), judgement)
                });
                let unable = Button::new(say!("cannot-judge")).look(Look::Plain).key("X").main();
                let unable = unable.selected(chosen == Some(Judgement::CannotJudge));
                let gap = ui.spacing().item_spacing.x;
                let buttons: f32 = answers.iter().map(|(b, _)| b.measure(ui) + gap).sum::<f32>() + unable.measure(ui);
                question_words(ui, room.width() - buttons - 2.0 * gap, scene.pair.shown_by(false).is_some());
                for (button, judgement) in answers {
                    if ui.add(button).clicked() {
                        answered = Some(judgement);
                    }
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if ui.add(unable).clicked() {
                        answered = Some(Judgement::CannotJudge);
                    }
                });
            });
        });
        answered
    }
}

/// The question within `room` points before the buttons, with a part of what is left between them.
fn question_words(ui: &mut Ui, room: f32, aligned: bool) {
    let t = tokens(ui);
    let (title, words) = match aligned {
        true => (say!("which-skin-looks-better"), say!("order-shuffled-light-matched")),
        false => (say!("which-skin-looks-better"), say!("shown-as-taken-not-aligned")),
    };
    let width = |face: Face, text: &str| face.galley(ui, text, t.text).size().x;
    let natural = width(face::TITLE, title).max(width(face::CAPTION, words)).min(room);
    let extent = Vec2::new(natural, ui.available_height());
    ui.allocate_ui_with_layout(extent, Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(((ui.available_height() - 38.0 * text_scale(ui.style())) / 2.0).max(0.0));
        face::TITLE.line_label(ui, title, t.text);
        face::CAPTION.line_label(ui, words, t.text_2);
    });
    ui.add_space(((room - natural) * 0.3).min(180.0));
}

/// “Photo L”.
fn photo_name(letter: &str) -> String {
    say!("blind-photo", letter = letter)
}

fn head_ui(ui: &mut Ui, rect: Rect, letter: &str) {
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        widgets::caption_bar(ui, |ui| {
            let t = tokens(ui);
            widgets::letter_badge(ui, letter);
            face::NAME.label(ui, photo_name(letter), t.text);
            face::BODY.line_label(ui, say!("date-hidden"), t.text_2);
        });
    });
}

fn paint(
    ui: &Ui,
    cx: &mut Cx<'_>,
    layer: &Layer,
    view: View,
    (pane, common): (Rect, Common),
    light: &dyn Fn(Point) -> f32,
) {
    ui.painter().rect_filled(pane, 0, tokens(ui).canvas);
    let shown = common.on_screen(&view, pane);
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(pane).intersect(shown));
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
    let words = if failed { say!("a-photo-cannot-be-read-press") } else { say!("matching-the-light") };
    let galley = face::BODY.galley(ui, words, t.text_2);
    ui.painter().galley(pane.center() - galley.size() / 2.0, galley, t.text_2);
    if !failed {
        widgets::busy_bar(ui, pane, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Homography;

    #[test]
    fn only_skin_that_both_photos_fill_is_shown() {
        let size = Size::new(1200, 900);
        let turned = Homography::similarity(1.0, 5.0, 40.0, -60.0);
        let shows = |p: Point| size.contains(turned * p);
        let common = Common::within(size, shows);
        let (w, h) = (f64::from(common.size.width), f64::from(common.size.height));
        for i in 0..=100 {
            let along = f64::from(i) / 100.0;
            for (x, y) in [(along, 0.0), (along, 1.0), (0.0, along), (1.0, along)] {
                let p = common.min + Point::new(w * x, h * y);
                assert!(size.contains(p) && shows(p), "{p:?} is not in both photos");
            }
        }
        assert!(w * h > 0.6 * 1200.0 * 900.0, "and not less of it than need be: {w} × {h}");
    }
}
