//! The change of redness over the grey photo: coloured only beyond what can be detected, hatched where nothing may be said.

use egui::{Align2, Color32, Rect, Stroke, Ui, Vec2, pos2};

use super::super::{CompareScreen, Scene, words};
use super::Pane;
use crate::app::tasks::heat::HeatPicture;
use crate::app::{MeasureKey, Slot};
use crate::geom::Point;
use crate::measure::Quantity;
use crate::model::MarkId;
use crate::ui::canvas::{Ramp, Trust, heat_picture, tag, veil, whole_photo};
use crate::ui::cx::Cx;
use crate::ui::theme::{on_photo, tokens};
use crate::words::say;

/// Places under the pointer that are nearer than this are measured once, pixels of the photo.
const STEP_PX: f64 = 6.0;

impl CompareScreen {
    /// Paints the map in place of the photo; answers the change under the pointer.
    pub(super) fn paint_redness(
        &self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        scene: &Scene<'_>,
        pane: &Pane,
        map: &HeatPicture,
        key: &MeasureKey,
    ) -> Option<f32> {
        let make = || heat_picture(&map.values, &map.strength, &map.grey, map.size, Ramp::Redness);
        let (texture, _) = cx.textures.image(ui.ctx(), ("redness", key), make);
        let fixed = scene.pair.fixed.size;
        let place = whole_photo(&pane.view, pane.rect, fixed);
        let painter = pane.painter(ui);
        painter.rect_filled(place, 0, tokens(ui).canvas);
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture, place, uv, Color32::WHITE);
        for closed in &map.closed {
            let grid = Trust { columns: closed.columns, rows: closed.rows, trusted: &closed.open, size: fixed };
            veil(ui, &painter, pane.rect, &pane.view, &grid, closed.why.words());
        }
        let (_, place) = self.canvas.pointer?;
        here(map, place, fixed)
    }

    /// The change under the pointer with its interval: measured over a small disc, as a region would be.
    pub(super) fn readout_ui(&self, ui: &Ui, cx: &mut Cx<'_>, pane: &Pane, key: &MeasureKey, value: f32) {
        let Some((_, place)) = self.canvas.pointer.filter(|_| !self.hand_is_busy()) else { return };
        let snapped = Point::new((place.x / STEP_PX).round() * STEP_PX, (place.y / STEP_PX).round() * STEP_PX);
        let disc = key.around(snapped);
        let told = match cx.measurement(&disc) {
            Slot::Ready(found) => {
                let region = found.of(MarkId::from_number(0));
                let value = region.and_then(|r| r.readings.value(Quantity::DeltaHb));
                let px = disc.request.lesions.first().map_or(0.0, |d| crate::geom::polygon_area(&d.places[0].outline));
                value.map(|v| say!("value-here-over", value = words::with_interval(v), px = format!("{px:.0}")))
            }
            _ => Some(say!("value-here", value = words::signed(f64::from(value), 1).trim_start_matches('+'))),
        };
        let (painter, at) = (pane.painter(ui), pane.screen(place));
        painter.circle_stroke(at, 8.0, Stroke::new(4.0, on_photo::CASING));
        painter.circle_stroke(at, 8.0, Stroke::new(2.0, on_photo::WHITE));
        if let Some(words) = told {
            tag(ui, &painter, pane.rect.shrink(6.0), at + Vec2::new(16.0, 0.0), Align2::LEFT_CENTER, &words);
        }
    }
}

/// The change at a place of the fixed photo.
fn here(map: &HeatPicture, place: Point, fixed: crate::geom::Size) -> Option<f32> {
    let at = |v: f64, of: u32, to: u32| ((v + 0.5) / f64::from(of.max(1)) * f64::from(to)).floor();
    let (x, y) = (at(place.x, fixed.width, map.size.width), at(place.y, fixed.height, map.size.height));
    let inside = x >= 0.0 && y >= 0.0 && x < f64::from(map.size.width) && y < f64::from(map.size.height);
    inside.then(|| map.at(x as usize, y as usize)).flatten()
}

/// “2 areas not measured, 7 % of the view”; nothing where all of it is.
pub(in super::super) fn closed_words(map: &HeatPicture) -> Option<String> {
    let percent = 100.0 * map.closed_share;
    (percent >= 0.5).then(|| say!("share-of-view-not-measured", percent = format!("{percent:.0}")))
}
