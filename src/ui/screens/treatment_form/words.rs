//! Free text with the words that the clinic used before: ↓ and ↑ walk through them, or press one.

use egui::{Key, Modifiers, Ui};

use super::field_id;
use crate::app::words_used;
use crate::model::{Patient, SessionId, fold};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Button, Look, TextField, key_cap};
use crate::words::say;

/// More choices at once are a list to read, not a help.
const MOST: usize = 5;
const MOST_LETTERS: usize = 40;

/// The words for the field that has the cursor.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The field whose choices are shown.
    field: Option<&'static str>,
    /// What was looked up: field, version of the patient list.
    looked: Option<(&'static str, u64)>,
    all: Vec<String>,
}

impl Words {
    /// Looks the words of the field up, once for each field and state of the list.
    pub fn look(&mut self, cx: &Cx<'_>, patient: &Patient) {
        let Some(field) = self.field else { return };
        let library = cx.app.library();
        let wanted = (field, library.map_or(0, |l| l.version));
        if self.looked != Some(wanted) {
            self.all = words_used(library.map_or(&[], |l| l.summaries.as_slice()), patient, field);
            self.looked = Some(wanted);
        }
    }

    /// A field over the available width with its choices below.
    pub fn field(&mut self, ui: &mut Ui, session: Option<SessionId>, field: (&'static str, &str), text: &mut String) {
        self.line(ui, session, field, text);
        self.choices(ui, session, field.0, text);
    }

    /// The field alone.
    pub fn line(&mut self, ui: &mut Ui, session: Option<SessionId>, field: (&'static str, &str), text: &mut String) {
        let (name, label) = field;
        let id = field_id(session, name);
        if self.field == Some(name) && ui.memory(|m| m.has_focus(id)) {
            let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
            let step = i64::from(pressed(Key::ArrowDown)) - i64::from(pressed(Key::ArrowUp));
            if step != 0
                && let Some(next) = self.step(text, step)
            {
                *text = next;
            }
        }
        let response = TextField::new(label).id(id).show(ui, text);
        if response.has_focus() && self.field != Some(name) {
            self.field = Some(name);
            self.all.clear();
        }
    }

    /// The word after, or before, the one that stands in the field.
    fn step(&self, text: &str, step: i64) -> Option<String> {
        let count = self.all.len() as i64;
        let at = self.all.iter().position(|word| word == text.trim());
        let next = match at {
            Some(at) => at as i64 + step,
            None if step > 0 => 0,
            None => count - 1,
        };
        if count == 0 { None } else { self.all.get(next.rem_euclid(count) as usize).cloned() }
    }

    /// The choices below the field that has, or just had, the cursor.
    pub fn choices(&mut self, ui: &mut Ui, session: Option<SessionId>, name: &'static str, text: &mut String) {
        if self.field != Some(name) {
            return;
        }
        let typed = fold(text.trim());
        let is_choice = self.all.iter().any(|word| word == text.trim());
        let fits = |word: &&String| is_choice || typed.is_empty() || fold(word).contains(&typed);
        let shown: Vec<&String> = self.all.iter().filter(fits).take(MOST).collect();
        if shown.is_empty() {
            return;
        }
        let mut chosen = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::Vec2::new(4.0, 2.0);
            key_cap(ui, "↓");
            face::CAPTION.label(ui, say!("as-before"), tokens(ui).text_3);
            for word in shown {
                let short: String = word.chars().take(MOST_LETTERS).collect();
                let short = if short.len() < word.len() { format!("{short}…") } else { short };
                let button = Button::new(&short).look(Look::Plain).name(word).tip(word).selected(word == text.trim());
                if ui.add(button).clicked() {
                    chosen = Some(word.clone());
                }
            }
        });
        if let Some(word) = chosen {
            *text = word;
            ui.memory_mut(|m| m.request_focus(field_id(session, name)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn down_walks_through_what_was_used_before_and_begins_again() {
        let words = Words { all: vec!["a".into(), "b".into()], ..Words::default() };
        let step = |text: &str, step| words.step(text, step).unwrap();
        assert_eq!([step("", 1), step("a", 1), step("b", 1)], ["a", "b", "a"]);
        assert_eq!([step("", -1), step("a", -1), step("typed", 1)], ["b", "b", "a"]);
        assert_eq!(Words::default().step("", 1), None);
    }
}
