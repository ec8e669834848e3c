//! The row of filters above the list: what is offered is what the clinic's patients have.

use egui::Ui;

use crate::app::OpenLibrary;
use crate::model::{Due, Filter, FilterChoices};
use crate::ui::theme::{grown, size};
use crate::ui::widgets::dropdown;
use crate::words::say;

/// What is asked for, and what can be.
#[derive(Default)]
pub struct FilterRow {
    filter: Filter,
    is_open: bool,
    choices: FilterChoices,
    looked: Option<u64>,
}

/// Six of them stand in one row of a window of 1280 points.
const WIDTH: f32 = 138.0;
const ROMAN: [&str; 6] = ["I", "II", "III", "IV", "V", "VI"];

impl FilterRow {
    /// What every listed patient must have.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// True while the row is shown.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows the row; hiding it asks for nothing, so that nobody is missing from a list without a visible reason.
    pub fn toggle(&mut self) {
        self.is_open = !self.is_open;
        self.clear();
    }

    /// Asks for nothing.
    pub fn clear(&mut self) {
        self.filter = Filter::default();
    }

    /// Shows the row, if it is open.
    pub fn ui(&mut self, ui: &mut Ui, library: &OpenLibrary) {
        if !self.is_open {
            return;
        }
        if self.looked != Some(library.version) {
            self.choices = FilterChoices::of(&library.summaries);
            self.looked = Some(library.version);
        }
        let (choices, filter) = (&self.choices, &mut self.filter);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::Vec2::splat(size::GAP);
            one(
                ui,
                say!("treated-for"),
                say!("any-indication"),
                &choices.indications,
                &mut filter.indication,
                Clone::clone,
            );
            one(ui, say!("region"), say!("any-region"), &choices.regions, &mut filter.region, Clone::clone);
            one(ui, say!("skin-type"), say!("any-skin-type"), &choices.skin_types, &mut filter.skin_type, |n| {
                let roman = ROMAN.get(usize::from(*n).wrapping_sub(1)).copied().unwrap_or("?");
                say!("skin-type-n", roman = roman)
            });
            one(ui, say!("device"), say!("any-device"), &choices.devices, &mut filter.device, Clone::clone);
            one(ui, say!("due"), say!("due-or-not"), &Due::ALL, &mut filter.due, |due| due.name().to_owned());
            one(
                ui,
                say!("photos-of-day"),
                say!("photos-of-any-day"),
                &choices.photo_days,
                &mut filter.photo_day,
                |day| say!("photos-of-day-n", day = day),
            );
        });
    }
}

/// One filter: the first choice asks for nothing.
fn one<T: Clone + PartialEq>(
    ui: &mut Ui,
    name: &str,
    any: &str,
    choices: &[T],
    chosen: &mut Option<T>,
    words: impl Fn(&T) -> String,
) {
    let labels: Vec<String> = choices.iter().map(words).collect();
    let all: Vec<&str> = std::iter::once(any).chain(labels.iter().map(String::as_str)).collect();
    let at = chosen.as_ref().and_then(|c| choices.iter().position(|o| o == c)).map_or(0, |i| i + 1);
    let width = WIDTH * grown(ui.style());
    if let Some(picked) = dropdown(ui, name, &all, Some(at), width) {
        *chosen = picked.checked_sub(1).and_then(|i| choices.get(i)).cloned();
    }
}
