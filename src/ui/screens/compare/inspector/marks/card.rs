//! The card of one measured region: its number with the interval, what it rests on, the checks behind it, and the way into
//! the record.

use egui::{Align, Layout, Rect, Sense, Stroke, Ui, Vec2};

use super::super::super::action::{Action, Mode};
use super::super::super::canvas::closed_words;
use super::super::super::measuring::{Told, direction};
use super::super::super::verdict::{fact, reason};
use super::super::super::{CompareScreen, Scene, words};
use super::super::section;
use super::values::noise_words;
use crate::app::Slot;
use crate::app::tasks::measurement::Measured;
use crate::measure::{Quantity, Tier, Value};
use crate::model::{Edit, Mark, MarkId, MarkKind};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Tone, heading_row};
use crate::words::{number, say, told};

impl CompareScreen {
    /// The card of the region in hand.
    pub(super) fn region_card_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let Some(mark) = self.region_in_hand(scene).cloned() else { return };
        let region = scene.patient.origin_of(&mark);
        match scene.measured.told(region, mark.kind) {
            Told::Number(quantity, value) => {
                section(ui, |ui| number_ui(ui, scene, &mark, quantity, &value));
                widgets::section_line(ui);
                section(ui, |ui| {
                    facts_ui(ui, cx, scene, region, &mark, &value);
                    self.every_value_ui(ui, scene, region);
                });
                widgets::section_line(ui);
                section(ui, |ui| self.checks_ui(ui, cx, scene));
                section(ui, |ui| self.accept_ui(ui, cx, scene, region));
                section(ui, |ui| super::trend::trend_ui(ui, scene, region));
                widgets::section_line(ui);
            }
            Told::Why(why) => {
                section(ui, |ui| {
                    heading_row(ui, &scene.patient.mark_name(&mark), say!("no-number"));
                    reason(ui, Tone::Info, &why);
                    if !scene.measured.key.as_ref().is_some_and(|key| key.has_reference()) {
                        let action = Action::Draw(MarkKind::Reference);
                        let button =
                            Button::new(say!("mark-reference-skin")).icon(icons::BOUNDING_BOX).look(Look::Outline);
                        if ui.add(button.key(action.key())).clicked() {
                            self.act(action, cx);
                        }
                    }
                });
                widgets::section_line(ui);
            }
            Told::Waiting => {
                section(ui, |ui| {
                    heading_row(ui, &scene.patient.mark_name(&mark), "");
                    widgets::state(ui, Tone::Busy, say!("being-measured"));
                });
                widgets::section_line(ui);
            }
            Told::Nothing => {}
        }
    }

    fn checks_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let Some(measured) = scene.measured.measured() else { return };
        heading_row(ui, say!("checks-before-the-number"), "");
        let share = self.region_in_hand(scene).map(|mark| scene.patient.origin_of(mark));
        let share = share.and_then(|id| measured.regions.iter().position(|r| *r == id)).map(|i| measured.shares[i]);
        for (tone, words) in checks(measured, share.unwrap_or(1.0)) {
            reason(ui, tone, &words);
        }
        let asked = scene.measured.key.as_ref().filter(|key| key.has_reference() && self.mode == Mode::Difference);
        if let Some(Slot::Ready(map)) = asked.map(|key| cx.app.heat(&key.reference_only()))
            && let Some(words) = closed_words(&map)
        {
            reason(ui, Tone::Caution, &words);
        }
        for note in &measured.measurement.notes {
            reason(ui, Tone::Info, &words::sentence(note));
        }
    }

    fn accept_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, region: MarkId) {
        let t = tokens(ui);
        match self.accepted(scene, region).map(|f| f.id) {
            Some(id) => {
                ui.horizontal(|ui| {
                    widgets::state(ui, Tone::Good, say!("in-the-record"));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if ui.add(Button::link(say!("take-out")).name(say!("take-the-value-out"))).clicked() {
                            cx.edit(Edit::RemoveFinding { id });
                        }
                    });
                });
            }
            None => {
                let button = Button::primary(Action::Accept.title()).icon(icons::CHECK).key(Action::Accept.key());
                if ui.add(button).clicked() {
                    self.act(Action::Accept, cx);
                }
            }
        }
        face::CAPTION.label(ui, say!("for-documentation"), t.text_3);
    }
}

/// “Reference skin, no chart (T1)”.
pub(super) fn tier_words(tier: Tier) -> &'static str {
    match tier {
        Tier::T0 => say!("tier-t0"),
        Tier::T1 => say!("tier-t1"),
        Tier::T2 => say!("tier-t2"),
        Tier::T3 => say!("tier-t3"),
        Tier::T4 => say!("tier-t4"),
    }
}

fn number_ui(ui: &mut Ui, scene: &Scene<'_>, mark: &Mark, quantity: Quantity, value: &Value) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        face::CAPTION.semibold().line_label(ui, scene.patient.mark_name(mark), t.text_2);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let chip = widgets::chip(ui, None, &format!("{:?}", value.tier));
            widgets::tip(chip, tier_words(value.tier), None);
        });
    });
    ui.horizontal(|ui| {
        face::VALUE.label(ui, words::with_interval(value), t.text);
        face::CAPTION.label(ui, words::unit(quantity), t.text_2);
    });
    if let Some(verdict) = value.verdict {
        let words = match direction(quantity, value) {
            "" => told(verdict.words()),
            way => say!("verdict-and-way", verdict = told(verdict.words()), way = way),
        };
        ui.horizontal(|ui| {
            let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), Sense::hover());
            icons::CHECK_CIRCLE.paint(ui.painter(), place.center(), size::ICON, t.text_2);
            face::BODY.label(ui, words, t.text);
        });
    }
    interval_bar(ui, value);
}

/// The interval on its axis: whiskers and a dot, the smallest detectable change as a grey band around nothing.
fn interval_bar(ui: &mut Ui, value: &Value) {
    let t = tokens(ui);
    let reach = value.low.abs().max(value.high.abs()).max(value.sdc.unwrap_or(0.0));
    let end = [10.0, 20.0, 40.0, 100.0].into_iter().find(|end| reach <= *end).unwrap_or(reach);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 24.0), Sense::hover());
    let spoken = say!("interval-95", low = words::signed(value.low, 1), high = words::signed(value.high, 1));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &spoken));
    let x = |v: f64| rect.left() + rect.width() * ((v + end) / (2.0 * end)).clamp(0.0, 1.0) as f32;
    let (y, painter) = (rect.center().y, ui.painter());
    painter.hline(rect.x_range(), y, Stroke::new(1.0, t.strong));
    if let Some(sdc) = value.sdc {
        let band = Rect::from_x_y_ranges(x(-sdc)..=x(sdc), rect.y_range().shrink(4.0));
        painter.rect_filled(band, 2, t.line);
    }
    painter.vline(x(0.0), rect.y_range().shrink(4.0), Stroke::new(1.0, t.strong));
    let mean = Stroke::new(2.0, t.text);
    painter.hline(x(value.low)..=x(value.high), y, mean);
    [value.low, value.high].into_iter().for_each(|v| {
        painter.vline(x(v), y - 5.0..=y + 5.0, mean);
    });
    painter.circle_filled(egui::pos2(x(value.value), y), 5.0, t.text);
    let (foot, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), face::CAPTION.line), Sense::hover());
    let put = |anchor: egui::Align2, at: egui::Pos2, text: &str| {
        let galley = face::CAPTION.galley(ui, text, t.text_2);
        ui.painter().galley(anchor.anchor_size(at, galley.size()).min, galley, t.text_2);
    };
    put(egui::Align2::LEFT_CENTER, foot.left_center(), &format!("−{end:.0}"));
    put(egui::Align2::RIGHT_CENTER, foot.right_center(), &format!("+{end:.0}"));
    if let Some(sdc) = value.sdc {
        put(egui::Align2::CENTER_CENTER, foot.center(), &say!("grey-within", sdc = number(format!("{sdc:.1}"))));
    }
}

fn facts_ui(ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, region: MarkId, mark: &Mark, value: &Value) {
    let Some(measured) = scene.measured.measured() else { return };
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.spacing_mut().interact_size.y = face::CAPTION.line;
    let of = |q: Quantity| scene.measured.value(region, q);
    if let (Some(before), Some(after)) = (of(Quantity::ExtentBefore), of(Quantity::ExtentAfter))
        && mark.kind.family() != MarkKind::Healing
    {
        fact(
            ui,
            say!("fact-extent"),
            &say!("extent-of-region", before = whole(before.value), after = whole(after.value)),
        );
    }
    if let Some([before, after]) = scene.measured.areas(region) {
        fact(
            ui,
            say!("fact-area"),
            &say!(
                "area-change",
                before = number(format!("{:.2}", before.value)),
                after = number(format!("{:.2}", after.value))
            ),
        );
    }
    if let Some(rate) = of(Quantity::Gilman) {
        let half = 0.5 * (rate.high - rate.low);
        let number = number(format!("{:.3} ± {half:.3} {}", rate.value, told(&rate.unit)));
        fact(ui, &told(Quantity::Gilman.name()), &number);
    }
    fact(ui, say!("fact-pixels-used"), &words::grouped(value.n_pixels));
    let facts = &measured.measurement.reference;
    let patches = say!("patches-and-pixels", patches = facts.patches, px = words::grouped(facts.n_pixels));
    fact(ui, say!("kind-reference"), &patches);
    fact(ui, say!("fact-noise"), &noise_words(cx, scene));
    fact(ui, say!("fact-regions-tested"), &measured.regions.len().to_string());
    fact(ui, say!("fact-method"), &say!("method-words", version = measured.measurement.method_version));
}

fn whole(value: f64) -> String {
    format!("{value:.0}")
}

/// What was checked and found in order. A check that fails closes the number, so that this list is never shown with it.
fn checks(measured: &Measured, share: f64) -> Vec<(Tone, String)> {
    let facts = &measured.measurement.reference;
    let mut all = vec![
        (Tone::Good, say!("check-patches-agree").to_owned()),
        (Tone::Good, say!("check-balance-gain", ratio = number(format!("{:.2}", facts.balance_ratio)))),
    ];
    let ev = words::signed(facts.exposure_ev, 1);
    let taken = match measured.moved {
        None => say!("check-exposure", ev = ev),
        Some(moved) => say!(
            "check-exposure-pose",
            ev = ev,
            degrees = whole(moved.pose_deg.abs()),
            percent = whole(100.0 * moved.scale)
        ),
    };
    all.push((Tone::Good, taken));
    let [first, second] = &measured.cameras;
    all.push(match (first == second, first.is_empty()) {
        (true, false) => (Tone::Good, say!("check-same-camera").to_owned()),
        (true, true) => (Tone::Info, say!("check-camera-unknown").to_owned()),
        _ => (Tone::Caution, say!("check-other-camera").to_owned()),
    });
    if share < 0.995 {
        all.push((Tone::Caution, say!("check-share", percent = whole(100.0 * share))));
    }
    if measured.left_out > 0 {
        all.push((Tone::Caution, say!("check-left-out", n = measured.left_out)));
    }
    all
}
