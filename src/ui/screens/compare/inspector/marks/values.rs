//! What was measured on the pair, a row a region, with the reference it is held against and how sure it is.

use egui::{Align, Layout, Ui, Vec2};

use super::super::super::measuring::{Told, direction};
use super::super::super::{CompareScreen, Scene, words};
use super::super::section;
use super::{hint, two_lines};
use crate::measure::{PURPOSE, Quantity};
use crate::model::{Mark, MarkKind};
use crate::ui::canvas::kind_glyph;
use crate::ui::cx::Cx;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Button, Row, popover, section_line};
use crate::words::{number, say};

/// What anybody should know who reads a number.
fn how() -> [&'static str; 4] {
    [say!("how-redness"), say!("how-interval"), say!("how-confounders"), say!("how-never-between-patients")]
}

impl CompareScreen {
    /// The list of numbers.
    pub(super) fn values_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let Some(key) = scene.measured.key.clone() else { return };
        let (lesions, reference) = (&key.request.lesions, &key.request.reference);
        if lesions.is_empty() && reference.is_empty() {
            return;
        }
        let mut reasons: Vec<String> = Vec::new();
        for asked in lesions {
            let Some(mark) = scene.patient.marks.get(&asked.origin) else { continue };
            let told = scene.measured.told(asked.origin, mark.kind);
            if self.value_row(ui, scene, mark, &told) {
                let shown = self.marks.order().iter().copied();
                let same =
                    |id| scene.patient.marks.get(&id).is_some_and(|m| scene.patient.origin_of(m) == asked.origin);
                let on_screen = shown.into_iter().find(|id| same(*id));
                self.marks.choose(Some(on_screen.unwrap_or(mark.id)));
                self.show.marks = true;
            }
            if let Told::Why(why) = told
                && !reasons.contains(&why)
            {
                reasons.push(why);
            }
        }
        reference_row(ui, scene, reference.len());
        for why in &reasons {
            hint(ui, why);
        }
        section(ui, |ui| self.footing_ui(ui, cx, scene));
        section_line(ui);
    }

    /// A row; true if it was pressed.
    fn value_row(&self, ui: &mut Ui, scene: &Scene<'_>, mark: &Mark, told: &Told) -> bool {
        let t = tokens(ui);
        let name = scene.patient.mark_name(mark);
        let chosen = self.marks.chosen().and_then(|id| scene.patient.marks.get(&id));
        let is_chosen = chosen.is_some_and(|m| scene.patient.origin_of(m) == mark.id);
        let (under, value, verdict) = told_words(scene, mark, told);
        let spoken = format!("{name}: {value} {verdict}");
        let row = Row::new(spoken.trim(), 44.0).chosen(is_chosen).line();
        let row = row.show(ui, |ui| {
            kind_glyph(ui, mark.kind);
            two_lines(ui, &name, &under, 132.0);
            right_lines(ui, &value, &verdict, t.text);
        });
        row.clicked()
    }

    /// Tier, noise, smallest detectable change, and how it is measured.
    fn footing_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let t = tokens(ui);
        let words = footing_words(cx, scene);
        if !words.is_empty() {
            face::CAPTION.label(ui, words, t.text_2);
        }
        let button = ui.add(Button::link(say!("how-it-is-measured")).tip(&crate::words::told(PURPOSE)));
        popover(&button, 296.0, |ui| {
            for paragraph in how() {
                face::CAPTION.label(ui, paragraph, t.text);
            }
        });
    }
}

/// The quiet line, the number and the sentence of a row.
fn told_words(scene: &Scene<'_>, mark: &Mark, told: &Told) -> (String, String, String) {
    let day = words::day_on_photo(scene.patient, scene.pair.moving.id);
    match told {
        Told::Number(quantity, value) => {
            let number = words::with_interval(value);
            let verdict = value.verdict.map_or(String::new(), |v| crate::words::told(v.words()));
            match quantity {
                Quantity::AreaReduction => (
                    say!("area-on", day = day),
                    format!("{number} %"),
                    match direction(*quantity, value) {
                        "" => verdict,
                        way => way.to_owned(),
                    },
                ),
                _ => (say!("hb-on", day = day), number, verdict),
            }
        }
        Told::Why(_) => (mark.kind.name().to_owned(), say!("no-number").to_owned(), say!("see-below").to_owned()),
        Told::Waiting => (say!("hb-on", day = day), "…".to_owned(), say!("being-measured-small").to_owned()),
        Told::Nothing => (String::new(), String::new(), String::new()),
    }
}

fn reference_row(ui: &mut Ui, scene: &Scene<'_>, patches: usize) {
    let t = tokens(ui);
    if patches == 0 {
        return;
    }
    let facts = scene.measured.measured().map(|m| (&m.measurement.reference, m.measurement.gates.is_empty()));
    let (usable, pixels) = match facts {
        Some((facts, true)) => (say!("usable").to_owned(), format!("{} px", words::grouped(facts.n_pixels))),
        Some((_, false)) => (say!("not-usable").to_owned(), say!("see-below").to_owned()),
        None => ("…".to_owned(), String::new()),
    };
    let left_out = scene.measured.measured().map_or(0, |m| m.left_out);
    let name = match left_out {
        0 => say!("reference-patches", n = patches),
        n => say!("reference-some-patches", n = patches - n.min(patches), all = patches),
    };
    Row::new(&format!("{name}: {usable}"), 44.0).quiet().show(ui, |ui| {
        kind_glyph(ui, MarkKind::Reference);
        two_lines(ui, &name, say!("untreated-skin"), 112.0);
        right_lines(ui, &usable, &pixels, t.text);
    });
}

/// Two lines at the right end of a row.
pub(super) fn right_lines(ui: &mut Ui, strong: &str, quiet: &str, color: egui::Color32) {
    let t = tokens(ui);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let width = ui.available_width();
        ui.allocate_ui_with_layout(Vec2::new(width, 36.0), Layout::top_down(Align::Max), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            face::BODY.semibold().line_label(ui, strong, color);
            face::CAPTION.line_label(ui, quiet, t.text_2);
        });
    });
}

/// “Reference skin, no chart (T1). Clinic noise ± 2.1, smallest detectable change 3.0.”
fn footing_words(cx: &Cx<'_>, scene: &Scene<'_>) -> String {
    let Some(measured) = scene.measured.measured() else { return String::new() };
    let tier = super::card::tier_words(measured.measurement.tier);
    let noise = noise_words(cx, scene);
    let smallest = measured.regions.iter().find_map(|id| scene.measured.value(*id, Quantity::DeltaHb)?.sdc);
    let smallest = smallest.map_or(String::new(), |sdc| say!("smallest-change", sdc = number(format!("{sdc:.1}"))));
    format!("{tier}. {}{smallest}.", words::sentence(&noise).trim_end_matches('.'))
}

/// “clinic noise ± 2.1, from 12 repeats”, or how many repeats are still missing.
pub(super) fn noise_words(cx: &Cx<'_>, scene: &Scene<'_>) -> String {
    let used = scene.measured.key.as_ref().and_then(|key| key.request.floor);
    if let Some(floor) = used {
        return say!(
            "clinic-noise",
            noise = number(format!("{:.1}", crate::measure::Z95 * floor.sem_hb)),
            pairs = floor.pairs
        );
    }
    let photo = scene.patient.photos.get(&scene.pair.moving.id);
    let pairs = photo.map_or(0, |p| cx.app.noise(&p.view, &p.camera).pairs);
    match pairs {
        0 => say!("general-noise").to_owned(),
        n => say!("general-noise-repeats", n = n, needed = crate::measure::MIN_PAIRS),
    }
}
