//! Where the colours of the pair differ: a heat map over the grey fixed photo, with a legend of fixed scale.

use egui::{Color32, Rect, Ui, pos2};

use super::super::choice::Side;
use super::super::{CompareScreen, Scene, verdict};
use super::Pane;
use super::layer::{Layer, paint_layer};
use super::modes::pane_name;
use crate::app::Slot;
use crate::app::tasks::difference::DifferenceMap;
use crate::ui::canvas::{Ramp, heat_image, legend, whole_photo};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets;

/// Below this the eye sees no difference between two patches of skin, and the camera's noise makes one.
const DETECTABLE: f32 = 2.0;

impl CompareScreen {
    /// The difference of an aligned pair; Space shows the photo.
    pub(super) fn difference_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let foot = size::HEADER - size::PHOTO_GAP;
        let Some(&(head, rect)) = self.panes(ui, 1, foot).first() else { return };
        let Some(key) = scene.pair.key.clone() else { return };
        self.pair_caption_ui(ui, scene, head, |ui| {
            face::BODY.label(ui, "Hold", tokens(ui).text_2);
            widgets::key_cap(ui, "Space");
            face::BODY.line_label(ui, "for the photo", tokens(ui).text_2);
        });
        let [fixed, moving] = Layer::pair(&scene.pair, false, &mut self.meshes);
        let later = if scene.pair.swapped { Side::A } else { Side::B };
        let name = format!("Colour difference of {} and {}", pane_name(scene, Side::A), pane_name(scene, Side::B));
        let mut pane = self.pane(ui, 0, rect, scene.pair.fixed.size, &name);
        pane.sides = vec![(later.other(), fixed.clone()), (later, moving.clone())];
        let plain = self.plain(ui);
        let slot = if scene.pair.shown_by(false).is_some() { cx.difference(&key) } else { Slot::Absent };
        let layer = if plain { &moving } else { &fixed };
        paint_layer(&pane.painter(ui), cx, layer, pane.view, rect, 1.0);
        let mut here = None;
        match &slot {
            Slot::Ready(map) if !plain => {
                paint_map(ui, cx, &pane, map, &key, scene);
                here = self.value_here(map, scene);
            }
            Slot::Failed(why) => verdict::photo_failed_ui(ui, cx, rect, why),
            _ => {}
        }
        self.finish(ui, cx, scene, &pane, &[(layer, 1.0)], true);
        let bar = Rect::from_min_max(
            pos2(rect.left() - 8.0, rect.bottom()),
            pos2(rect.right() + 8.0, rect.bottom() + size::HEADER),
        );
        super::within(ui, bar, |ui| {
            let title = title(&slot, bar.width() > 1040.0);
            legend(ui, &title, Ramp::DeltaE, ["same 0", "20 different"], DETECTABLE, here);
        });
        if let Slot::Ready(map) = &slot {
            self.status.display = Some(exposure_words(map));
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

/// With the exposure where there is room; the status bar says it always.
fn title(slot: &Slot<std::sync::Arc<DifferenceMap>>, roomy: bool) -> String {
    match slot {
        Slot::Ready(_) if !roomy => "Difference ΔE00".to_owned(),
        Slot::Ready(map) => format!("Colour difference ΔE00, {}", exposure_words(map)),
        _ => "Colour difference ΔE00, being made…".to_owned(),
    }
}

fn exposure_words(map: &DifferenceMap) -> String {
    format!("exposure matched {:+.1} EV", map.exposure_ev)
}

fn paint_map(ui: &Ui, cx: &mut Cx<'_>, pane: &Pane, map: &DifferenceMap, key: &crate::app::PairKey, scene: &Scene<'_>) {
    let make = || heat_image(&map.delta_e, &map.grey, map.size, Ramp::DeltaE, DETECTABLE);
    let (texture, _) = cx.textures.image(ui.ctx(), ("difference", key), make);
    let place = whole_photo(&pane.view, pane.rect, scene.pair.fixed.size);
    let painter = pane.painter(ui);
    // Nothing of the coloured photo may shine through where the map says nothing.
    painter.rect_filled(place, 0, tokens(ui).canvas);
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(texture, place, uv, Color32::WHITE);
}
