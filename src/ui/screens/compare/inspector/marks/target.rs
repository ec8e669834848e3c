//! What the pair is calibrated by: nothing, a grey card, or a chart of either edition; and where each photo shows it.

use egui::{Align, Layout, Ui};

use super::super::super::choice::Side;
use super::super::super::marks::target_edit;
use super::super::super::{CompareScreen, Scene};
use super::remove_button;
use crate::app::{Command, Slot};
use crate::measure::Tier;
use crate::model::{PhotoId, TargetKind};
use crate::ui::cx::Cx;
use crate::ui::screens::parts::target_dropdown;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Button, heading_row};
use crate::words::{number, say};

impl CompareScreen {
    /// The section of the card or chart.
    pub(super) fn target_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        heading_row(ui, say!("card-or-chart"), "");
        let placed = [Side::A, Side::B].map(|side| scene.patient.photos.get(&scene.choice.photo(side))?.target);
        let of_clinic = cx.app.settings().target;
        let kind = scene.measured.key.as_ref().map_or(of_clinic, |key| key.request.target);
        if placed.iter().all(Option::is_none) {
            let width = ui.available_width();
            if let Some(picked) = target_dropdown(ui, of_clinic, width) {
                let settings = crate::app::settings::Settings { target: picked, ..cx.app.settings().clone() };
                cx.send(Command::Settings(settings));
            }
        } else if let Some(kind) = kind {
            face::BODY.label(ui, kind.name(), tokens(ui).text);
        }
        let Some(kind) = kind else { return };
        for side in [Side::A, Side::B] {
            if side == Side::B && scene.choice.is_single() {
                break;
            }
            self.target_of_ui(ui, cx, scene, side, kind);
        }
        if let Some(words) = used_words(scene) {
            face::CAPTION.label(ui, words, tokens(ui).text_2);
        }
    }

    /// Where the target lies in one photo: found, shown by hand, or not found, and the way to show it.
    fn target_of_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, side: Side, kind: TargetKind) {
        let photo = scene.choice.photo(side);
        let Some(record) = scene.patient.photos.get(&photo) else { return };
        let letter = side.letter();
        let shown = record.target.is_some_and(|target| target.kind == kind);
        let state = match shown {
            true => say!("target-shown-by-hand", letter = letter),
            false => match cx.target(&crate::app::file_of(record), kind) {
                Slot::Ready(Some(_)) => say!("target-found", letter = letter),
                Slot::Ready(None) => say!("target-not-found", letter = letter),
                Slot::Failed(_) => say!("target-photo-failed", letter = letter),
                Slot::Absent | Slot::Pending(_) => say!("target-looked-for", letter = letter),
            },
        };
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if shown {
                    if remove_button(ui, &say!("target-forget", letter = letter)) {
                        cx.edit(target_edit(photo, None));
                    }
                } else {
                    self.show_corners_ui(ui, (photo, side), kind);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    face::CAPTION.line_label(ui, state, tokens(ui).text_2);
                });
            });
        });
    }

    fn show_corners_ui(&mut self, ui: &mut Ui, (photo, side): (PhotoId, Side), kind: TargetKind) {
        let name = say!("target-show-corners-of", letter = side.letter());
        let button = Button::link(say!("target-show-corners")).name(&name).tip(say!("target-show-corners-tip"));
        if ui.add(button).clicked() {
            self.take_target(photo, side, kind);
        }
    }
}

/// Whether the numbers rest on it: “Colours corrected; patches not fitted are off by ΔE 1.2 and 1.4.”
fn used_words(scene: &Scene<'_>) -> Option<String> {
    let found = &scene.measured.measured()?;
    let (kind, shown) = (found.target?, found.targets.iter().flatten().count());
    let used = found.measurement.tier >= if kind.is_chart() { Tier::T3 } else { Tier::T2 };
    let one = |v: &f64| number(format!("{v:.1}"));
    Some(match (&found.measurement.chart_held_out[..], used) {
        ([first, second], true) => say!("target-chart-used", first = one(first), second = one(second)),
        (_, true) => say!("target-card-used").to_owned(),
        ([first, second], false) => say!("target-chart-not-used", first = one(first), second = one(second)),
        (_, false) if shown == 2 => say!("target-not-used").to_owned(),
        (_, false) if shown == 1 => say!("target-needs-both").to_owned(),
        _ => return None,
    })
}
