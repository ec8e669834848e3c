//! What was seen at a visit and is ticked by a person, never found by the program.

use egui::Ui;

use crate::app::{complication_name, complications};
use crate::model::Complications;
use crate::ui::icons;
use crate::ui::screens::typing::Typing;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{TextField, Toggle};
use crate::words::say;

/// Shows the list of complications and a line for words.
pub fn ui(ui: &mut Ui, seen: &mut Typing<Complications>) {
    let before = seen.value.clone();
    face::CAPTION.semibold().label(ui, say!("seen-at-this-visit"), tokens(ui).text_2);
    let known = complications().iter().map(|c| c.id.clone());
    // What an earlier or another program ticked stays visible and can be taken back.
    let others = before.ticked.iter().filter(|id| complications().iter().all(|c| c.id != **id)).cloned();
    let all: Vec<String> = known.chain(others).collect();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::new(4.0, 4.0);
        for id in all {
            let on = seen.value.ticked.contains(&id);
            let name = complication_name(&id);
            let icon = if on { icons::CHECK } else { icons::CIRCLE };
            if ui.add(Toggle::new(icon, &name, "", on)).clicked() {
                match on {
                    true => drop(seen.value.ticked.remove(&id)),
                    false => drop(seen.value.ticked.insert(id)),
                }
            }
        }
    });
    TextField::new(say!("in-words")).hint(say!("slight-flaking-at-the-jaw")).show(ui, &mut seen.value.note);
    if seen.value != before {
        seen.typed(ui);
    }
}
