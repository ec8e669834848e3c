//! Needle depth for each area: rows that are added and removed, numbers as they were typed.

use egui::{Align, Layout, Ui, Vec2};

use super::field_id;
use crate::model::{DepthEntry, SessionId};
use crate::ui::icons;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Button, IconButton, TextField};
use crate::words::say;

/// The rows while they are typed. A row without a number is not in the record yet.
#[derive(Debug, Clone, Default)]
pub struct Depths {
    rows: Vec<(String, String)>,
}

impl Depths {
    /// The rows of what is recorded; an empty one where nothing is.
    pub fn of(depths: &[DepthEntry]) -> Self {
        let rows = depths.iter().map(|d| (d.area.clone(), written(d.mm))).collect::<Vec<_>>();
        Self { rows: if rows.is_empty() { vec![Default::default()] } else { rows } }
    }

    fn read(&self) -> Vec<DepthEntry> {
        self.rows.iter().filter_map(|(area, mm)| Some(DepthEntry { area: area.clone(), mm: parse(mm)? })).collect()
    }

    /// The first row's number alone, for a card; with several areas it says how many there are.
    pub fn one_ui(&mut self, ui: &mut Ui, session: Option<SessionId>, depths: &mut Vec<DepthEntry>) {
        if self.rows.is_empty() {
            self.rows.push(Default::default());
        }
        let id = egui::Id::unique(("quick depth", session));
        let several = self.rows.len() > 1;
        if several {
            let mut words = say!("n-areas", n = self.rows.len());
            ui.add_enabled_ui(false, |ui| {
                TextField::new(say!("depth-today-several-areas")).label_hidden().id(id).show(ui, &mut words);
            });
            return;
        }
        let mm = &mut self.rows[0].1;
        let wrong = !mm.trim().is_empty() && parse(mm).is_none();
        let field = TextField::new(say!("depth-today-millimetres")).label_hidden().hint(say!("depth-mm")).id(id);
        let field = if wrong { field.wrong() } else { field };
        if field.show(ui, mm).changed() {
            *depths = self.read();
        }
    }

    /// Shows the rows; `depths` becomes what they say.
    pub fn ui(&mut self, ui: &mut Ui, session: Option<SessionId>, depths: &mut Vec<DepthEntry>) {
        let t = tokens(ui);
        let (mut removed, mut changed) = (None, false);
        ui.spacing_mut().item_spacing.y = 4.0;
        face::CAPTION.label(ui, say!("needle-depth-for-each-area"), t.text_2);
        let rows = self.rows.len();
        for (i, (area, mm)) in self.rows.iter_mut().enumerate() {
            let height = 32.0 * crate::ui::theme::grown(ui.style());
            let extent = Vec2::new(ui.available_width(), height);
            ui.allocate_ui_with_layout(extent, Layout::right_to_left(Align::Center), |ui| {
                let name = say!("remove-depth", number = i + 1);
                let only = (rows == 1 && area.is_empty() && mm.is_empty()).then_some(say!("nothing-stands-here"));
                if ui.add(IconButton::new(icons::MINUS, &name).disabled(only)).clicked() {
                    removed = Some(i);
                }
                let wrong =
                    (!mm.trim().is_empty() && parse(mm).is_none()) || (mm.trim().is_empty() && !area.trim().is_empty());
                ui.allocate_ui(Vec2::new(72.0, 32.0), |ui| {
                    let label = say!("depth-millimetres", number = i + 1);
                    let field =
                        TextField::new(&label).label_hidden().hint("mm").id(field_id(session, &format!("mm {i}")));
                    let field = if wrong { field.wrong() } else { field };
                    changed |= field.show(ui, mm).changed();
                });
                let label = say!("depth-area", number = i + 1);
                let field = TextField::new(&label)
                    .label_hidden()
                    .hint(say!("area"))
                    .id(field_id(session, &format!("area {i}")));
                changed |= field.show(ui, area).changed();
            });
        }
        if let Some(i) = removed {
            self.rows.remove(i);
            if self.rows.is_empty() {
                self.rows.push(Default::default());
            }
            changed = true;
        }
        if ui.add(Button::link(say!("add-an-area")).icon(icons::PLUS)).clicked() {
            self.rows.push(Default::default());
            let id = field_id(session, &format!("area {}", self.rows.len() - 1));
            ui.memory_mut(|m| m.request_focus(id));
        }
        if changed {
            *depths = self.read();
        }
    }
}

fn written(mm: f64) -> String {
    let text = format!("{mm:.2}");
    crate::words::number(text.strip_suffix('0').map_or(text.clone(), str::to_owned))
}

/// “1.5”, “1,5”, “1.5 mm”.
fn parse(text: &str) -> Option<f64> {
    crate::words::typed_number(text, "mm").filter(|mm| *mm > 0.0 && *mm < 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_depth_is_read_as_people_write_it() {
        assert_eq!(["1.5", "1,5", " 1.5 mm", "0.25"].map(parse), [Some(1.5), Some(1.5), Some(1.5), Some(0.25)]);
        assert_eq!(["", "deep", "0", "-1", "1.5.2", "inf"].map(parse), [None; 6]);
    }

    #[test]
    fn a_row_without_a_number_waits_and_the_others_are_kept() {
        let recorded = [DepthEntry { area: "cheek".into(), mm: 1.0 }];
        let mut depths = Depths::of(&recorded);
        assert_eq!(depths.rows, [("cheek".to_owned(), "1.0".to_owned())]);
        depths.rows.push(("forehead".into(), String::new()));
        assert_eq!(depths.read(), recorded);
        depths.rows[1].1 = "0,75".into();
        assert_eq!(depths.read()[1], DepthEntry { area: "forehead".into(), mm: 0.75 });
    }
}
