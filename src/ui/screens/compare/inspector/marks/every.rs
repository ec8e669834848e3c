//! Every value that was measured of the region in hand, and why the others were not.

use egui::{Align, Color32, Layout, Ui};

use super::super::super::measuring::direction;
use super::super::super::verdict::{fact, reason};
use super::super::super::{CompareScreen, Scene, words};
use crate::measure::{Quantity, Reading, Value};
use crate::model::MarkId;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Button, Tone, heading_row};
use crate::words::{number, say, told};

impl CompareScreen {
    /// A link that opens the list, and the list.
    pub(super) fn every_value_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, region: MarkId) {
        let Some(found) = scene.measured.measured().and_then(|measured| measured.of(region)) else { return };
        let open = self.marks.every_value;
        let words = if open { say!("fewer-values") } else { say!("every-value") };
        if ui.add(Button::link(words)).clicked() {
            self.marks.every_value = !open;
        }
        if !open {
            return;
        }
        heading_row(ui, say!("values-with-interval"), "");
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.spacing_mut().interact_size.y = face::CAPTION.line;
        let mut closed: Vec<(&str, Vec<String>)> = Vec::new();
        for (quantity, reading) in found.readings.iter() {
            let name = told(quantity.name());
            match reading {
                Reading::Value(value) => {
                    value_row(ui, &name, quantity, value);
                    if let Some(caution) = &value.caution {
                        reason(ui, Tone::Caution, &words::sentence(caution));
                    }
                }
                Reading::Gated { gated } => match closed.iter_mut().find(|(why, _)| why == gated) {
                    Some((_, names)) => names.push(name),
                    None => closed.push((gated, vec![name])),
                },
            }
        }
        for (why, names) in closed {
            reason(ui, Tone::Info, &say!("values-not-measured", names = names.join("; "), why = words::sentence(why)));
        }
    }
}

/// A name, its number at the right, below it where both are too long for one line; the verdict under the number.
fn value_row(ui: &mut Ui, name: &str, quantity: Quantity, value: &Value) {
    let t = tokens(ui);
    let number = number_words(value);
    let width = |text: &str| face::CAPTION.galley(ui, text, t.text).size().x;
    let fits = width(name) + width(&number) + size::GAP <= ui.available_width();
    if fits {
        fact(ui, name, &number);
    } else {
        face::CAPTION.label(ui, name, t.text_2);
        at_right(ui, &number, t.text);
    }
    if let Some(verdict) = verdict_words(quantity, value) {
        at_right(ui, &verdict, t.text_2);
    }
}

fn at_right(ui: &mut Ui, words: &str, color: Color32) {
    ui.with_layout(Layout::top_down(Align::Max), |ui| face::CAPTION.label(ui, words, color));
}

/// “−2.1 ± 0.9 Lab units”.
fn number_words(value: &Value) -> String {
    let half = 0.5 * (value.high - value.low);
    // As many places as the interval can bear: two figures of it, of a count none.
    let places = match half {
        _ if value.unit == "n" => 0,
        half if half < 1.0 => 2,
        half if half < 100.0 => 1,
        _ => 0,
    };
    let half = number(format!("{half:.places$}"));
    let signed = words::signed(value.value, places);
    // A plus says that something changed: only differences have a verdict.
    let middle = if value.verdict.is_some() { signed.as_str() } else { signed.trim_start_matches('+') };
    format!("{middle} ± {half} {}", told(&value.unit))
}

/// “clear difference, less red”; nothing for what is no difference.
fn verdict_words(quantity: Quantity, value: &Value) -> Option<String> {
    let verdict = told(value.verdict?.words());
    let of_redness = matches!(quantity, Quantity::DeltaHb | Quantity::DeltaA);
    let way = Some(direction(quantity, value)).filter(|way| of_redness && !way.is_empty());
    Some(way.map_or(verdict.clone(), |way| say!("verdict-and-way", verdict = verdict, way = way)))
}
