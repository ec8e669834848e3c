//! The ways in which a pair is shown in one or two panes: single, side by side, slider, overlay, blink.

use egui::{Rect, Ui, Vec2};

use super::super::choice::Side;
use super::super::{CompareScreen, Scene, verdict, words};
use super::Pane;
use super::layer::{Layer, paint_layer};
use crate::ui::canvas::{seam, split};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, tokens};
use crate::words::say;

impl CompareScreen {
    /// The only photo of a view.
    pub(super) fn single_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let Some(&(head, rect)) = self.panes(ui, 1, 0.0).first() else { return };
        self.caption_ui(ui, cx, scene, Side::A, head);
        let layer = Layer::own(&scene.pair.fixed);
        let mut pane = self.pane(ui, 0, rect, scene.pair.fixed.size, &pane_name(scene, Side::A));
        pane.sides = vec![(Side::A, layer.clone())];
        paint_layer(&pane.painter(ui), cx, &layer, pane.view, rect, 1.0);
        self.finish(ui, cx, scene, &pane, &[(&layer, 1.0)], false);
    }

    /// A and B beside each other: one scale, the same skin at the same place.
    pub(super) fn side_by_side_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let rooms = self.panes(ui, 2, 0.0);
        let aligned = scene.pair.drawn_by(self.show.raw).is_some();
        let [fixed, moving] = Layer::pair(&scene.pair, self.show.raw, &mut self.meshes);
        // Without an alignment each photo stands in its own frame, as it was taken.
        let moving = if aligned { moving } else { Layer::own(&scene.pair.moving) };
        let layers = if scene.pair.swapped { [moving, fixed] } else { [fixed, moving] };
        let mut panes = Vec::with_capacity(2);
        for (i, side) in [Side::A, Side::B].into_iter().enumerate() {
            let frame = if aligned { scene.pair.fixed.size } else { layers[i].shot.size };
            let mut pane = self.pane(ui, i, rooms[i].1, frame, &pane_name(scene, side));
            pane.sides = vec![(side, layers[i].clone())];
            panes.push(pane);
        }
        for (i, side) in [Side::A, Side::B].into_iter().enumerate() {
            self.caption_ui(ui, cx, scene, side, rooms[i].0);
            paint_layer(&panes[i].painter(ui), cx, &layers[i], panes[i].view, panes[i].rect, 1.0);
        }
        for (pane, layer) in panes.iter().zip(&layers) {
            self.finish(ui, cx, scene, pane, &[(layer, 1.0)], false);
        }
    }

    /// One frame: A left of the seam, B right of it.
    pub(super) fn slider_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let Some((mut pane, [a, b])) = self.one_frame(ui, scene, |_| {}) else { return };
        let parts = split(pane.rect, self.canvas.seam as f32);
        for (part, layer) in parts.into_iter().zip([&a, &b]) {
            let painter = ui.painter().with_clip_rect(part.intersect(ui.clip_rect()));
            paint_layer(&painter, cx, layer, pane.view, pane.rect, 1.0);
        }
        pane.moved = parts[usize::from(!scene.pair.swapped)];
        let under = self.canvas.pointer.map(|(_, place)| pane.screen(place).x);
        let b_under = under.is_some_and(|x| x > parts[1].left());
        // A tool draws on the photo that is seen under the pointer.
        pane.sides = if b_under {
            vec![(Side::B, b.clone()), (Side::A, a.clone())]
        } else {
            vec![(Side::A, a.clone()), (Side::B, b.clone())]
        };
        self.finish(ui, cx, scene, &pane, &[(if b_under { &b } else { &a }, 1.0)], false);
        let id = self.canvas.focus_id().with("seam");
        if let (_, Some(moved)) = seam(ui, pane.rect, id, self.canvas.seam as f32) {
            self.canvas.seam = f64::from(moved);
        }
    }

    /// One frame: B shines through A.
    pub(super) fn overlay_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let mut opacity = self.canvas.opacity;
        let shown = self.one_frame(ui, scene, |ui| {
            let slider = egui::Slider::new(&mut opacity, 0.0..=1.0).show_value(false).trailing_fill(true);
            ui.spacing_mut().slider_width = 160.0_f32.min((ui.available_width() - 60.0).max(40.0));
            let response = ui.add(slider);
            response.widget_info(|| egui::WidgetInfo::slider(true, f64::from(opacity * 100.0), say!("opacity-of-b")));
            face::CAPTION.label(ui, format!("B {:.0} %", opacity * 100.0), tokens(ui).text_2);
        });
        self.canvas.opacity = opacity;
        let Some((mut pane, [a, b])) = shown else { return };
        let share = if self.plain(ui) { 1.0 } else { opacity };
        let painter = pane.painter(ui);
        paint_layer(&painter, cx, &a, pane.view, pane.rect, 1.0);
        paint_layer(&painter, cx, &b, pane.view, pane.rect, share);
        let [front, back] = if opacity >= 0.5 { [Side::B, Side::A] } else { [Side::A, Side::B] };
        pane.sides = [front, back].map(|side| (side, if side == Side::A { a.clone() } else { b.clone() })).into();
        self.finish(ui, cx, scene, &pane, &[(&a, 1.0), (&b, share)], true);
    }

    /// One frame: A and B in turn.
    pub(super) fn blink_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let held = self.plain(ui);
        let secs = cx.app.settings().blink_secs;
        let shown = self.canvas.blink.turn(ui, secs, held);
        let words = if held {
            say!("blink-held").to_owned()
        } else {
            say!(
                "s-each-hold-space-to-stop",
                shown = ["A", "B"][shown],
                secs = crate::words::number(format!("{secs:.1}"))
            )
        };
        let Some((mut pane, [a, b])) = self.one_frame(ui, scene, |ui| {
            face::CAPTION.line_label(ui, words, tokens(ui).text_2);
        }) else {
            return;
        };
        let sides = [(Side::A, a), (Side::B, b)];
        let painter = pane.painter(ui);
        // The hidden photo is painted below, so that it is on the graphics card when its turn comes.
        paint_layer(&painter, cx, &sides[1 - shown].1, pane.view, pane.rect, 1.0);
        painter.rect_filled(pane.rect, 0, tokens(ui).canvas);
        paint_layer(&painter, cx, &sides[shown].1, pane.view, pane.rect, 1.0);
        pane.sides = vec![sides[shown].clone()];
        self.finish(ui, cx, scene, &pane, &[(&sides[shown].1, 1.0)], true);
        blink_letter(ui, &pane, sides[shown].0, scene);
    }

    /// One pane in the frame of the fixed photo, with one caption; the layers of A and B.
    fn one_frame(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        middle: impl FnOnce(&mut Ui),
    ) -> Option<(Pane, [Layer; 2])> {
        let (head, rect) = *self.panes(ui, 1, 0.0).first()?;
        self.pair_caption_ui(ui, scene, head, middle);
        let [fixed, moving] = Layer::pair(&scene.pair, self.show.raw, &mut self.meshes);
        let layers = if scene.pair.swapped { [moving, fixed] } else { [fixed, moving] };
        let name = say!("both-panes", a = pane_name(scene, Side::A), b = pane_name(scene, Side::B));
        let pane = self.pane(ui, 0, rect, scene.pair.fixed.size, &name);
        Some((pane, layers))
    }

    /// What follows the photos in every mode: overlays, loupe, words for a photo that cannot be shown.
    pub(super) fn finish(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        scene: &Scene<'_>,
        pane: &Pane,
        layers: &[(&Layer, f32)],
        veiled: bool,
    ) {
        self.over_ui(ui, cx, scene, pane, veiled);
        self.loupe_ui(ui, cx, scene, pane, layers);
        if let Some(why) = pane.failure() {
            verdict::photo_failed_ui(ui, cx, pane.rect, &why);
        }
    }
}

/// The letter and the day of the photo that the blink shows, in the corner.
fn blink_letter(ui: &Ui, pane: &Pane, side: Side, scene: &Scene<'_>) {
    let text = format!("{}  {}", side.letter(), words::date_of(scene.patient, scene.choice.photo(side)));
    let at = pane.rect.right_top() + Vec2::new(-8.0, 8.0);
    let room: Rect = pane.rect.shrink(6.0);
    crate::ui::canvas::tag(ui, &pane.painter(ui), room, at, egui::Align2::RIGHT_TOP, &text);
}

/// What assistive technology calls a photo: “Photo A, 14 Jan 2026, baseline”.
pub(super) fn pane_name(scene: &Scene<'_>, side: Side) -> String {
    let photo = scene.choice.photo(side);
    say!(
        "pane-name",
        letter = side.letter(),
        date = words::date_of(scene.patient, photo),
        day = words::day_of(scene.patient, photo)
    )
}
