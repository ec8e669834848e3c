//! Where the pair differs: the change of redness where untreated skin is marked to hold it against, else the difference of
//! colour; over the grey fixed photo, with a legend of fixed scale.

use std::sync::Arc;

use egui::{Color32, Rect, Ui, pos2};

use super::super::choice::Side;
use super::super::{CompareScreen, Scene, verdict, words};
use super::Pane;
use super::layer::{Layer, paint_layer};
use super::modes::pane_name;
use crate::app::tasks::difference::{DETECTABLE, DifferenceMap};
use crate::app::tasks::heat::HeatPicture;
use crate::app::{MeasureKey, PairKey, Slot};
use crate::ui::canvas::{Ramp, heat_picture, legend, whole_photo};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets;
use crate::words::say;

/// What is drawn over the photo.
enum Over {
    /// The change of redness, by this question.
    Redness(MeasureKey, Arc<HeatPicture>),
    /// It is being made.
    Making,
    /// The difference of colour; why there is no redness, in a sentence.
    Colour(Slot<Arc<DifferenceMap>>, String),
}

impl CompareScreen {
    /// The difference of an aligned pair; Space shows the photo.
    pub(super) fn difference_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let foot = size::HEADER - size::PHOTO_GAP;
        let Some(&(head, rect)) = self.panes(ui, 1, foot).first() else { return };
        let Some(key) = scene.pair.key.clone() else { return };
        let over = over(cx, scene, &key);
        let why = if let Over::Colour(_, why) = &over { why.clone() } else { String::new() };
        self.pair_caption_ui(ui, scene, head, |ui| {
            let t = tokens(ui);
            let width = |text: &str| face::BODY.galley(ui, text, t.text_2).size().x;
            // Words and key, or nothing: half of it would name no key. The palette knows it too.
            if width(say!("hold-key")) + width(say!("for-the-photo")) + width("Space") + 48.0 > ui.available_width() {
                return;
            }
            face::BODY.label(ui, say!("hold-key"), t.text_2);
            widgets::key_cap(ui, "Space");
            face::BODY.label(ui, say!("for-the-photo"), t.text_2);
        });
        let [fixed, moving] = Layer::pair(&scene.pair, false, &mut self.meshes);
        let later = if scene.pair.swapped { Side::A } else { Side::B };
        let what = if matches!(over, Over::Colour(..)) { say!("colour-difference") } else { say!("change-of-redness") };
        let name = say!("difference-of", what = what, a = pane_name(scene, Side::A), b = pane_name(scene, Side::B));
        let mut pane = self.pane(ui, 0, rect, scene.pair.fixed.size, &name);
        pane.sides = vec![(later.other(), fixed.clone()), (later, moving.clone())];
        let plain = self.plain(ui);
        let layer = if plain { &moving } else { &fixed };
        paint_layer(&pane.painter(ui), cx, layer, pane.view, rect, 1.0);
        let mut here = None;
        match &over {
            _ if plain => {}
            Over::Redness(key, map) => {
                pane.own_veil = true;
                here = self.paint_redness(ui, cx, scene, &pane, map, key);
            }
            Over::Colour(Slot::Ready(map), _) => {
                paint_map(ui, cx, &pane, map, &key, scene);
                here = self.value_here(map, scene);
            }
            Over::Colour(Slot::Failed(why), _) => verdict::photo_failed_ui(ui, cx, rect, why),
            Over::Colour(..) | Over::Making => {}
        }
        self.finish(ui, cx, scene, &pane, &[(layer, 1.0)], true);
        if let (Over::Redness(key, _), Some(value)) = (&over, here) {
            self.readout_ui(ui, cx, &pane, key, value);
        }
        self.notice_ui(ui, rect, &why);
        self.legend_ui(ui, scene, rect, &over, here);
    }

    /// Why there is no redness and what to do about it, in a bar at the foot of the photo's pane.
    fn notice_ui(&mut self, ui: &mut Ui, pane: Rect, why: &str) {
        if why.is_empty() {
            return;
        }
        let height = size::HIT + 4.0;
        let bar = Rect::from_min_max(pos2(pane.left(), pane.bottom() - height), pane.right_bottom());
        let t = tokens(ui);
        ui.painter().rect_filled(bar, 0, t.canvas);
        super::within(ui, bar.shrink2(egui::vec2(4.0, 0.0)), |ui| {
            ui.horizontal_centered(|ui| {
                widgets::state(ui, widgets::Tone::Info, say!("colour-only"));
                face::CAPTION.line_label(ui, why, t.text_2);
            });
        });
    }

    fn legend_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, pane: Rect, over: &Over, here: Option<f32>) {
        let bar = Rect::from_min_max(
            pos2(pane.left() - 8.0, pane.bottom()),
            pos2(pane.right() + 8.0, pane.bottom() + size::HEADER),
        );
        let roomy = bar.width() > 1040.0;
        super::within(ui, bar, |ui| match over {
            Over::Redness(..) | Over::Making => {
                let title = match (over, scene.pair.swapped) {
                    (Over::Making, _) => say!("hb-being-made"),
                    (_, false) => say!("hb-b-minus-a"),
                    (_, true) => say!("hb-a-minus-b"),
                };
                legend(
                    ui,
                    title,
                    Ramp::Redness,
                    [say!("legend-20-less-red"), say!("legend-20-more-red")],
                    say!("no-measurable-difference"),
                    here,
                );
            }
            Over::Colour(slot, _) => {
                let within = say!("below-not-coloured", limit = crate::words::number(format!("{DETECTABLE:.1}")));
                legend(
                    ui,
                    &title(slot, roomy),
                    Ramp::DeltaE,
                    [say!("legend-same"), say!("legend-20-different")],
                    &within,
                    here,
                );
            }
        });
        match over {
            Over::Colour(Slot::Ready(map), _) => self.status.display = Some(exposure_words(map)),
            Over::Redness(..) => self.status.display = Some(say!("measured-on-the-photos-as-taken").to_owned()),
            _ => {}
        }
    }

    /// The difference under the pointer.
    fn value_here(&self, map: &DifferenceMap, scene: &Scene<'_>) -> Option<f32> {
        let (_, place) = self.canvas.pointer?;
        let fixed = scene.pair.fixed.size;
        let at = |v: f64, of: u32, to: u32| ((v + 0.5) / f64::from(of.max(1)) * f64::from(to)).floor();
        let (x, y) = (at(place.x, fixed.width, map.size.width), at(place.y, fixed.height, map.size.height));
        let inside = x >= 0.0 && y >= 0.0 && x < f64::from(map.size.width) && y < f64::from(map.size.height);
        inside.then(|| map.delta_e.get(y as usize * map.size.width as usize + x as usize).copied()).flatten()
    }
}

/// Redness where it can be told, else colour, each asked for only when it is to be shown.
fn over(cx: &mut Cx<'_>, scene: &Scene<'_>, key: &PairKey) -> Over {
    if scene.pair.shown_by(false).is_none() {
        return Over::Colour(Slot::Absent, String::new());
    }
    let asked = scene.measured.key.as_ref().filter(|key| key.has_reference()).map(MeasureKey::reference_only);
    let why = match asked {
        None => say!("for-redness-mark-three-patches-of").to_owned(),
        Some(asked) => match cx.heat(&asked) {
            Slot::Ready(map) => return Over::Redness(asked, map),
            Slot::Failed(why) => say!("redness-is-not-measured-here", why = words::sentence(&why)),
            Slot::Absent | Slot::Pending(_) => return Over::Making,
        },
    };
    Over::Colour(cx.difference(key), why)
}

/// With the exposure where there is room; the status bar says it always.
fn title(slot: &Slot<Arc<DifferenceMap>>, roomy: bool) -> String {
    match slot {
        Slot::Ready(_) if !roomy => say!("difference-e00").to_owned(),
        Slot::Ready(map) => say!("colour-difference-e00", exposure = exposure_words(map)),
        _ => say!("colour-difference-e00-being-made").to_owned(),
    }
}

fn exposure_words(map: &DifferenceMap) -> String {
    say!("exposure-matched-ev", exposure = crate::words::number(format!("{:+.1}", map.exposure_ev)))
}

fn paint_map(ui: &Ui, cx: &mut Cx<'_>, pane: &Pane, map: &DifferenceMap, key: &PairKey, scene: &Scene<'_>) {
    let make = || heat_picture(&map.delta_e, &map.strength, &map.grey, map.size, Ramp::DeltaE);
    let (texture, _) = cx.textures.image(ui.ctx(), ("difference", key), make);
    let place = whole_photo(&pane.view, pane.rect, scene.pair.fixed.size);
    let painter = pane.painter(ui);
    // Nothing of the coloured photo may shine through where the map says nothing.
    painter.rect_filled(place, 0, tokens(ui).canvas);
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(texture, place, uv, Color32::WHITE);
}
