//! The person's choices. Each is kept at once.

use egui::{Id, ScrollArea, Slider, Ui};

use crate::app::Command;
use crate::app::settings::{Settings, ThemeChoice};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::{Action, Place};
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Segment, Segments, TextField, card};

/// Steps of the text scale, in percent.
pub const TEXT_STEPS: [u32; 8] = [80, 90, 100, 110, 125, 150, 175, 200];

/// The text scale one step larger or smaller than `scale`.
pub fn text_step(scale: f32, larger: bool) -> f32 {
    let percent = (scale * 100.0).round() as u32;
    let next = match larger {
        true => TEXT_STEPS.into_iter().find(|s| *s > percent),
        false => TEXT_STEPS.into_iter().rev().find(|s| *s < percent),
    };
    next.unwrap_or(percent) as f32 / 100.0
}

/// Shows the choices; answers what was asked of the window.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Action> {
    let mut settings = cx.app.settings().clone();
    let mut asked = None;
    widgets::central(ui, false, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let width = 720.0_f32.min(ui.available_width());
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 16.0;
            look_ui(ui, &mut settings);
            person_ui(ui, &mut settings);
            asked = library_ui(ui, cx);
            about_ui(ui);
        });
    });
    if settings != *cx.app.settings() {
        cx.send(Command::Settings(settings));
    }
    asked
}

fn look_ui(ui: &mut Ui, settings: &mut Settings) {
    card(ui, false, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        title(ui, "Look");
        line(ui, "Theme", "The greys around photos stay neutral in both", |ui| {
            let themes = [Segment::new(icons::MOON, "Dark", ""), Segment::new(icons::SUN, "Light", "")];
            let chosen = usize::from(settings.theme == ThemeChoice::Light);
            if let Some(picked) = Segments::new("Theme", &themes).show(ui, Some(chosen)) {
                settings.theme = if picked == 1 { ThemeChoice::Light } else { ThemeChoice::Dark };
            }
        });
        line(ui, "Text size", "Ctrl+Alt+plus and Ctrl+Alt+minus do the same anywhere", |ui| {
            let words: Vec<String> = TEXT_STEPS.iter().map(|s| format!("{s} %")).collect();
            let steps: Vec<&str> = words.iter().map(String::as_str).collect();
            let percent = (settings.text_scale * 100.0).round() as u32;
            let chosen = TEXT_STEPS.iter().position(|s| *s == percent);
            if let Some(picked) = widgets::dropdown(ui, "Text size", &steps, chosen, 120.0) {
                settings.text_scale = TEXT_STEPS[picked] as f32 / 100.0;
            }
        });
        line(ui, "Motion", "Panels and messages appear at once instead of moving", |ui| {
            let motions = [Segment::words("Full"), Segment::words("Reduced")];
            if let Some(picked) = Segments::new("Motion", &motions).show(ui, Some(usize::from(settings.reduce_motion)))
            {
                settings.reduce_motion = picked == 1;
            }
        });
        line(ui, "Blink", "How long each photo stays in blink mode", |ui| {
            let slider = Slider::new(&mut settings.blink_secs, 0.4..=2.0).step_by(0.1).suffix(" s");
            let slider = ui.add(slider);
            slider.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, "Blink time"));
        });
    });
}

fn person_ui(ui: &mut Ui, settings: &mut Settings) {
    card(ui, false, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        title(ui, "Who writes");
        line(ui, "Your name", "Stands beside your notes and in the history of every record", |ui| {
            ui.set_max_width(280.0);
            let field = TextField::new("Your name").label_hidden().hint("M. Holm").id(Id::unique("who writes"));
            field.show(ui, &mut settings.who);
        });
        line(ui, "This computer", "Its name in the journals of a library; it never changes", |ui| {
            let t = tokens(ui);
            face::KEY.label(ui, settings.device.as_str(), t.text_2);
        });
    });
}

fn library_ui(ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Action> {
    let mut asked = None;
    card(ui, false, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        title(ui, "Library");
        let t = tokens(ui);
        match cx.app.library() {
            Some(open) => {
                let folder = open.library.root().display().to_string();
                line(
                    ui,
                    "Open now",
                    if open.is_sample {
                        "A scratch copy of the sample clinic"
                    } else {
                        "One folder, readable without this program"
                    },
                    |ui| {
                        face::KEY.label(ui, folder, t.text_2);
                    },
                );
                line(ui, "Check", "Reads every record and photo and says what is damaged. Nothing is changed", |ui| {
                    if ui.add(Button::new("Check the library").icon(icons::SEAL_CHECK)).clicked() {
                        asked = Some(Action::CheckLibrary);
                    }
                });
            }
            None => {
                face::BODY.label(ui, "No library is open.", t.text_2);
            }
        }
        ui.horizontal_wrapped(|ui| {
            for (words, icon, action) in [
                ("Open another library", icons::FOLDER_OPEN, Action::Go(Place::Start)),
                ("New library", icons::FOLDER_PLUS, Action::NewLibrary),
                ("Sample clinic", icons::EYE, Action::OpenSample),
            ] {
                if ui.add(Button::new(words).icon(icon).look(Look::Outline)).clicked() {
                    asked = Some(action);
                }
            }
        });
    });
    asked
}

fn about_ui(ui: &mut Ui) {
    let t = tokens(ui);
    let words = format!("Skinlapse {}. It documents and compares; it never diagnoses.", env!("CARGO_PKG_VERSION"));
    face::CAPTION.label(ui, words, t.text_3);
}

fn title(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    face::TITLE.label(ui, words, t.text);
}

/// A choice: its name and what it means left, the control right.
fn line(ui: &mut Ui, name: &str, words: &str, control: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        let width = (ui.available_width() * 0.55).min(360.0);
        ui.allocate_ui_with_layout(egui::vec2(width, size::MAIN), egui::Layout::top_down(egui::Align::Min), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 0.0;
            face::CONTROL.label(ui, name, t.text);
            face::CAPTION.label(ui, words, t.text_2);
        });
        ui.scope(control);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_grows_and_shrinks_in_steps_and_stays_within_its_bounds() {
        assert_eq!((text_step(1.0, true), text_step(1.0, false)), (1.1, 0.9));
        assert_eq!((text_step(2.0, true), text_step(0.8, false)), (2.0, 0.8));
        assert_eq!(text_step(1.17, true), 1.25, "from between two steps to the next");
    }
}
