//! The size of the clinic's colour chart: two lengths in one field.

use egui::{Id, Ui};

use crate::app::settings::Settings;
use crate::measure::CHART_SIDE_MM;
use crate::ui::widgets::TextField;
use crate::words::{number, say, typed_number};

/// The field. What cannot be read stays in it until it is put right, and changes nothing.
pub(super) fn ui(ui: &mut Ui, settings: &mut Settings) {
    let id = Id::unique("chart size");
    let kept = ui.data(|d| d.get_temp::<String>(id));
    let mut typed = kept.unwrap_or_else(|| settings.chart_mm.map(written_size).unwrap_or_default());
    let problem = read_size(&typed).is_err().then_some(say!("chart-size-problem"));
    ui.set_max_width(240.0);
    let field = TextField::new(say!("chart-size")).label_hidden().hint("254 × 168").problem(problem).id(id);
    let response = field.show(ui, &mut typed);
    let read = read_size(&typed);
    if response.changed()
        && let Ok(size) = read
    {
        settings.chart_mm = size;
    }
    let unfinished = response.has_focus() || read.is_err();
    ui.data_mut(|d| {
        d.remove::<String>(id);
        if unfinished {
            d.insert_temp(id, typed);
        }
    });
}

fn written_size([width, height]: [f64; 2]) -> String {
    format!("{} × {}", number(width.to_string()), number(height.to_string()))
}

/// “254 × 168”, “254 x 168 mm”, “27,9 21,6”; nothing at all is no size.
fn read_size(typed: &str) -> Result<Option<[f64; 2]>, ()> {
    let parts = typed.split(|c: char| c.is_whitespace() || matches!(c, '×' | 'x' | 'X' | '*'));
    let parts: Vec<&str> = parts.map(|p| p.trim_end_matches("mm")).filter(|p| !p.is_empty()).collect();
    let mm = |text: &str| typed_number(text, "mm").filter(|mm| CHART_SIDE_MM.contains(mm));
    match parts.as_slice() {
        [] => Ok(None),
        [width, height] => mm(width).zip(mm(height)).map(|(width, height)| Some([width, height])).ok_or(()),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lengths_are_read_however_they_are_written_and_nothing_else_is() {
        for typed in ["254 × 168", "254x168", " 254 168 mm", "254mm × 168mm", "254,0 X 168.0"] {
            assert_eq!(read_size(typed), Ok(Some([254.0, 168.0])), "{typed}");
        }
        assert_eq!(read_size("  "), Ok(None), "not said");
        for typed in ["254", "254 × ", "254 × 168 × 2", "a × b", "2 × 168", "NaN × 168", "1e9 × 168", "-254 × 168"]
        {
            assert_eq!(read_size(typed), Err(()), "{typed}");
        }
        assert_eq!(read_size(&written_size([57.5, 38.0])), Ok(Some([57.5, 38.0])));
    }
}
