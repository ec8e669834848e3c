//! The privacy key: names, birth dates, numbers and the list are hidden while somebody looks over the shoulder.

use egui::Ui;

use crate::app::App;
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{self, Button};
use crate::words::say;

/// In the header, where the patient's name stood: a clear sign, which is also the way back.
pub fn sign_ui(ui: &mut Ui) -> Option<Action> {
    let button = Button::new(say!("names-hidden")).icon(icons::EYE_SLASH).selected(true).key(Action::Privacy.key());
    let pressed = ui.add(button.tip(say!("names-hidden-show-again"))).clicked();
    pressed.then_some(Action::Privacy)
}

/// Instead of the list of patients.
pub fn hidden_list_ui(ui: &mut Ui) -> Option<Action> {
    let mut asked = None;
    widgets::central(ui, false, |ui| {
        let words = say!("names-hidden-until-shown");
        widgets::empty_state(ui, icons::EYE_SLASH, say!("the-list-is-hidden"), words, |ui| {
            let show =
                Button::primary(say!("show-names-and-the-list")).icon(icons::EYE).key(Action::Privacy.key()).main();
            if ui.add(show).clicked() {
                asked = Some(Action::Privacy);
            }
            ui.add_space(4.0);
            face::CAPTION.label(ui, say!("photos-of-the-open-patient-stay"), tokens(ui).text_3);
        });
    });
    asked
}

/// What no message may say now: how the open patient is called; nothing while names may be seen.
pub fn hidden_words(app: &App) -> Vec<String> {
    let Some(patient) = app.patient().filter(|_| app.settings().privacy) else { return Vec::new() };
    let facts = &patient.facts;
    let birth = facts.birth.map(widgets::format_date).unwrap_or_default();
    let name = facts.name.trim();
    let parts = name.split_whitespace().filter(|part| part.chars().count() > 2);
    std::iter::once(name)
        .chain(parts)
        .chain([facts.number.trim(), birth.as_str()])
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `text` with every one of `hidden` left out, whatever its case.
pub fn masked(text: &str, hidden: &[String]) -> String {
    let mut text = text.to_owned();
    for word in hidden {
        let folded: Vec<char> = word.to_lowercase().chars().collect();
        let mut out = String::with_capacity(text.len());
        let letters: Vec<char> = text.chars().collect();
        let mut i = 0;
        while i < letters.len() {
            let here = letters[i..].iter().flat_map(|c| c.to_lowercase()).take(folded.len());
            if !folded.is_empty() && here.eq(folded.iter().copied()) {
                out.push_str(say!("hidden-name"));
                i += folded.len();
            } else {
                out.push(letters[i]);
                i += 1;
            }
        }
        text = out;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_name_is_left_out_of_a_message_in_any_case() {
        let hidden = ["Elin Sandberg".to_owned(), "Sandberg".to_owned(), "SL-0042".to_owned()];
        let said = masked("Sheet saved: /home/sandberg/ELIN SANDBERG sl-0042.png", &hidden);
        assert_eq!(said, "Sheet saved: /home/[hidden]/[hidden] [hidden].png");
        assert_eq!(masked("3 photos added", &[]), "3 photos added");
    }
}
