//! What was accepted into the record, and repeat shots that tell the clinic's own noise.

use egui::{Align, Layout, Ui};

use super::super::super::{CompareScreen, Scene, words};
use super::super::section;
use super::{heading, two_lines};
use crate::app::Slot;
use crate::measure::{METHOD_VERSION, MIN_PAIRS, Quantity};
use crate::model::{Edit, Finding, PhotoId, RepeatShots};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Button, IconButton, Look, Row, Tone, state};
use crate::words::{say, told};

impl CompareScreen {
    /// Accepted values of this view, newest first.
    pub(super) fn findings_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let of_view = |f: &&Finding| scene.patient.photos.get(&f.after).is_some_and(|p| p.view == scene.choice.view);
        let mut findings: Vec<&Finding> = scene.patient.findings.values().filter(of_view).collect();
        findings.sort_by_key(|f| std::cmp::Reverse((scene.patient.date_of(f.after), f.at, f.id)));
        if findings.is_empty() {
            return;
        }
        heading(ui, say!("in-the-record"), &findings.len().to_string());
        for finding in findings {
            let value = words::interval(finding.value, finding.low, finding.high);
            let dates = format!(
                "{} → {}",
                words::date_of(scene.patient, finding.before),
                words::date_of(scene.patient, finding.after)
            );
            let called = scene.patient.finding_name(finding);
            let spoken = format!("{called}: {value}, {}, {dates}", told(&finding.verdict));
            Row::new(&spoken, 44.0).quiet().line().show(ui, |ui| {
                two_lines(ui, &format!("{called}  {value}"), &dates, 40.0);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let name = say!("take-finding-out", name = called, dates = dates);
                    if ui.add(IconButton::new(icons::TRASH, &name)).clicked() {
                        cx.edit(Edit::RemoveFinding { id: finding.id });
                    }
                });
            });
        }
    }

    /// Repeat shots of this view, each to be counted for the clinic's noise.
    pub(super) fn repeats_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let of_view = |id: &PhotoId| scene.patient.photos.get(id).is_some_and(|p| p.view == scene.choice.view);
        let pairs: Vec<[PhotoId; 2]> =
            scene.patient.repeat_pairs().into_iter().filter(|[first, _]| of_view(first)).collect();
        if pairs.is_empty() {
            return;
        }
        let camera = scene.patient.photos.get(&pairs[0][0]).map(|p| p.camera.clone()).unwrap_or_default();
        let noise = cx.app.noise(&scene.choice.view, &camera);
        heading(ui, say!("repeat-shots"), &say!("n-of-needed", n = noise.pairs.min(MIN_PAIRS), needed = MIN_PAIRS));
        for pair in pairs {
            section(ui, |ui| repeat_ui(ui, cx, scene, pair));
        }
    }
}

fn repeat_ui(ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, [first, second]: [PhotoId; 2]) {
    let t = tokens(ui);
    let date = words::date_of(scene.patient, first);
    face::CAPTION.label(ui, say!("two-shots-of", date = date), t.text_2);
    if scene.patient.repeats.iter().any(|r| [r.first, r.second] == [first, second]) {
        ui.horizontal(|ui| {
            state(ui, Tone::Good, say!("counted"));
            if ui.add(Button::link(say!("count-no-more")).name(&say!("count-repeat-no-more", date = date))).clicked() {
                cx.edit(Edit::RemoveRepeat { first, second });
            }
        });
        return;
    }
    let differences = match cx.app.measure_key(first, second).map(|key| cx.measurement(&key)) {
        Some(Slot::Ready(found)) => {
            let of = |q: Quantity, r: &crate::measure::RegionReadings| Some(r.readings.value(q)?.value);
            let triple = |r| Some([of(Quantity::DeltaHb, r)?, of(Quantity::DeltaA, r)?, of(Quantity::DeltaMel, r)?]);
            Ok(found.measurement.regions.iter().filter_map(triple).collect::<Vec<[f64; 3]>>())
        }
        Some(Slot::Failed(why)) => Err(words::sentence(&why)),
        _ => Err(say!("being-measured").to_owned()),
    };
    match differences {
        Ok(differences) if !differences.is_empty() => {
            let hb: Vec<String> = differences.iter().map(|d| words::signed(d[0], 1)).collect();
            face::CAPTION.label(ui, say!("hb-where-nothing-changed", values = hb.join(", ")), t.text_2);
            let button = Button::new(say!("count-for-noise")).look(Look::Outline);
            if ui.add(button).clicked() {
                let method = METHOD_VERSION.to_owned();
                cx.edit(Edit::AddRepeat(RepeatShots { first, second, differences, method }));
            }
        }
        Ok(_) => {
            let words = say!("mark-to-measure-repeats");
            face::CAPTION.label(ui, words, t.text_3);
        }
        Err(why) => drop(face::CAPTION.label(ui, why, t.text_3)),
    }
}
