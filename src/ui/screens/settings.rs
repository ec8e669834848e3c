//! The person's choices. Each is kept at once.

mod chart_size;

use egui::{Id, ScrollArea, Slider, Ui};

use crate::app::Command;
use crate::app::settings::{Settings, ThemeChoice};
use crate::model::TargetKind;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::{Action, Place};
use crate::ui::screens::parts::target_dropdown;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Segment, Segments, TextField, card};
use crate::words::{Language, number, say, typed_number};

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
            measuring_ui(ui, &mut settings);
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
        title(ui, say!("look-settings"));
        line(ui, say!("theme"), say!("the-greys-around-photos-stay-neutral"), |ui| {
            let themes =
                [Segment::new(icons::MOON, say!("theme-dark"), ""), Segment::new(icons::SUN, say!("theme-light"), "")];
            let chosen = usize::from(settings.theme == ThemeChoice::Light);
            if let Some(picked) = Segments::new(say!("theme"), &themes).show(ui, Some(chosen)) {
                settings.theme = if picked == 1 { ThemeChoice::Light } else { ThemeChoice::Dark };
            }
        });
        line(ui, say!("language"), say!("language-hint"), |ui| {
            let names = Language::ALL.map(|language| Segment::words(language.own_name()));
            let chosen = settings.language.unwrap_or_default() as usize;
            if let Some(picked) = Segments::new(say!("language"), &names).show(ui, Some(chosen)) {
                settings.language = Some(Language::ALL[picked]);
            }
        });
        line(ui, say!("text-size"), say!("ctrl-alt-plus-and-ctrl-alt"), |ui| {
            let words: Vec<String> = TEXT_STEPS.iter().map(|s| format!("{s} %")).collect();
            let steps: Vec<&str> = words.iter().map(String::as_str).collect();
            let percent = (settings.text_scale * 100.0).round() as u32;
            let chosen = TEXT_STEPS.iter().position(|s| *s == percent);
            if let Some(picked) = widgets::dropdown(ui, say!("text-size"), &steps, chosen, 120.0) {
                settings.text_scale = TEXT_STEPS[picked] as f32 / 100.0;
            }
        });
        line(ui, say!("motion"), say!("panels-and-messages-appear-at-once"), |ui| {
            let motions = [Segment::words(say!("motion-full")), Segment::words(say!("motion-reduced"))];
            if let Some(picked) =
                Segments::new(say!("motion"), &motions).show(ui, Some(usize::from(settings.reduce_motion)))
            {
                settings.reduce_motion = picked == 1;
            }
        });
        line(ui, say!("blink"), say!("how-long-each-photo-stays-in"), |ui| {
            let slider = Slider::new(&mut settings.blink_secs, 0.4..=2.0).step_by(0.1).suffix(" s");
            let slider =
                slider.custom_formatter(|secs, _| seconds(secs)).custom_parser(|typed| typed_number(typed, "s"));
            let slider = ui.add(slider);
            slider.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, say!("blink-time")));
        });
    });
}

/// “0.8”, in German “0,8”.
fn seconds(secs: f64) -> String {
    number(format!("{secs:.1}"))
}

fn person_ui(ui: &mut Ui, settings: &mut Settings) {
    card(ui, false, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        title(ui, say!("who-writes"));
        line(ui, say!("your-name"), say!("stands-beside-your-notes-and-in"), |ui| {
            ui.set_max_width(280.0);
            let field =
                TextField::new(say!("your-name")).label_hidden().hint(say!("m-holm")).id(Id::unique("who writes"));
            field.show(ui, &mut settings.who);
        });
        line(ui, say!("this-computer"), say!("its-name-in-the-journals-of"), |ui| {
            let t = tokens(ui);
            face::KEY.label(ui, settings.device.as_str(), t.text_2);
        });
    });
}

fn measuring_ui(ui: &mut Ui, settings: &mut Settings) {
    card(ui, false, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        title(ui, say!("measuring-settings"));
        line(ui, say!("target-setting"), say!("target-setting-hint"), |ui| {
            let width = 240.0_f32.min(ui.available_width());
            if let Some(picked) = target_dropdown(ui, settings.target, width) {
                settings.target = picked;
            }
        });
        if settings.target.is_some_and(TargetKind::is_chart) {
            line(ui, say!("chart-size"), say!("chart-size-hint"), |ui| chart_size::ui(ui, settings));
        }
        line(ui, say!("fixed-light-setting"), say!("fixed-light-hint"), |ui| {
            let lights = [Segment::words(say!("light-varies")), Segment::words(say!("light-fixed"))];
            let chosen = usize::from(settings.fixed_light);
            if let Some(picked) = Segments::new(say!("fixed-light-setting"), &lights).show(ui, Some(chosen)) {
                settings.fixed_light = picked == 1;
            }
        });
    });
}

fn library_ui(ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Action> {
    let mut asked = None;
    card(ui, false, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        title(ui, say!("library"));
        let t = tokens(ui);
        match cx.app.library() {
            Some(open) => {
                let folder = open.library.root().display().to_string();
                line(
                    ui,
                    say!("open-now"),
                    if open.is_sample {
                        say!("a-scratch-copy-of-the-sample")
                    } else {
                        say!("one-folder-readable-without-this-program")
                    },
                    |ui| {
                        face::KEY.line_label(ui, &folder, t.text_2);
                    },
                );
                line(ui, say!("check"), say!("reads-every-record-changes-nothing"), |ui| {
                    if ui.add(Button::new(say!("check-the-library")).icon(icons::SEAL_CHECK)).clicked() {
                        asked = Some(Action::CheckLibrary);
                    }
                });
            }
            None => {
                face::BODY.label(ui, say!("no-library-is-open"), t.text_2);
            }
        }
        ui.horizontal_wrapped(|ui| {
            for (words, icon, action) in [
                (say!("open-another-library"), icons::FOLDER_OPEN, Action::Go(Place::Start)),
                (say!("new-library"), icons::FOLDER_PLUS, Action::NewLibrary),
                (say!("sample-clinic"), icons::EYE, Action::OpenSample),
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
    let words = say!("skinlapse-it-documents-and-compares-it", version = env!("CARGO_PKG_VERSION"));
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
    use crate::words;

    #[test]
    fn seconds_are_written_in_the_persons_language() {
        words::speak(Language::German);
        let german = seconds(0.8);
        words::speak(Language::English);
        assert_eq!((german.as_str(), seconds(0.8).as_str()), ("0,8", "0.8"));
    }

    #[test]
    fn text_grows_and_shrinks_in_steps_and_stays_within_its_bounds() {
        assert_eq!((text_step(1.0, true), text_step(1.0, false)), (1.1, 0.9));
        assert_eq!((text_step(2.0, true), text_step(0.8, false)), (2.0, 0.8));
        assert_eq!(text_step(1.17, true), 1.25, "from between two steps to the next");
    }
}
