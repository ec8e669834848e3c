//! The verdict on the pair beside its reasons: the chip in the toolbar, the popover, the banner over a doubtful pair.

use egui::{Response, Ui, Vec2};

use super::action::Action;
use super::pair::Alignment;
use super::{CompareScreen, Scene, grade, skin};
use crate::align::{Registration, Verdict};
use crate::app::Command;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, IconButton, Look, Tone};
use crate::words::{say, told};

/// The kit's word for the engine's.
fn shown(verdict: Verdict) -> widgets::Verdict {
    match verdict {
        Verdict::Aligned => widgets::Verdict::Aligned,
        Verdict::Check => widgets::Verdict::Check,
        Verdict::Refused => widgets::Verdict::Refused,
    }
}

/// “91 % trusted”.
fn trusted(found: &Registration) -> String {
    say!("trusted", share = crate::words::number(format!("{:.0}", found.trusted_area * 100.0)))
}

/// The right end of the toolbar: how the pair was aligned, and the button that says why.
pub(super) fn chip_ui(screen: &mut CompareScreen, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
    match &scene.pair.alignment {
        Alignment::Single => {
            widgets::state(ui, Tone::Info, say!("one-date-so-far"));
        }
        Alignment::Waiting(fraction, _) => {
            let words = if *fraction > 0.0 {
                say!("aligning-share-title", fraction = crate::words::number(format!("{:.0}", fraction * 100.0)))
            } else {
                say!("aligning-title").to_owned()
            };
            widgets::state(ui, Tone::Busy, &words);
        }
        Alignment::Failed(_) => {
            let button = ui.add(Button::new(say!("not-aligned")).icon(icons::WARNING).look(Look::Plain).opens());
            popover_ui(screen, ui, cx, scene, &button);
        }
        Alignment::Found(found) => {
            let registration = found.registration.clone();
            let detail = if registration.verdict == Verdict::Refused { String::new() } else { trusted(&registration) };
            // The button stands at the inspector's edge, so that its reasons open over notes and not over skin.
            widgets::verdict_chip(ui, shown(registration.verdict), &detail);
            let letter = registration.grade.as_ref().map(|g| g.grade.letter());
            let button = Button::new(say!("pair-grade")).opens().tip(say!("how-alike-the-two-photos-were"));
            let name =
                letter.map_or(say!("pair-grade-none").to_owned(), |letter| say!("pair-grade-letter", letter = letter));
            let button = ui.add(button.letter(letter.unwrap_or('–')).name(&name));
            if button.clicked() && !screen.inspector_open(ui) {
                screen.inspector = Some(true);
            }
            popover_ui(screen, ui, cx, scene, &button);
        }
    }
}

fn popover_ui(screen: &mut CompareScreen, _ui: &Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, button: &Response) {
    let act = widgets::popover(button, 276.0, |ui| {
        ui.spacing_mut().item_spacing.y = size::GAP;
        match &scene.pair.alignment {
            Alignment::Found(found) => reasons_ui(ui, &found.registration, scene),
            Alignment::Failed(why) => {
                headline(ui, say!("not-aligned"), say!("the-photos-are-shown-as-they"));
                reason(ui, Tone::Failed, &told(why));
                failed_actions(ui, cx)
            }
            _ => None,
        }
    });
    if let Some(Some(action)) = act {
        screen.act(action, cx);
        egui::Popup::close_all(&button.ctx);
    }
}

fn failed_actions(ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Action> {
    let mut action = None;
    ui.horizontal(|ui| {
        if ui.add(Button::new(say!("try-again")).icon(icons::ARROW_CLOCKWISE)).clicked() {
            cx.send(Command::TryAgain);
        }
        if ui.add(Button::link(say!("landmarks")).key(Action::Landmarks.key())).clicked() {
            action = Some(Action::Landmarks);
        }
    });
    action
}

fn reasons_ui(ui: &mut Ui, found: &Registration, scene: &Scene<'_>) -> Option<Action> {
    let t = tokens(ui);
    match found.verdict {
        Verdict::Aligned => {}
        Verdict::Check => {
            headline(ui, say!("check-before-you-rely-on-it"), say!("shown-by-the-alignment-with-these"));
            grade::reasons(ui, Tone::Caution, &found.reasons);
            widgets::section_line(ui);
        }
        Verdict::Refused => {
            headline(ui, say!("not-aligned"), say!("the-photos-are-shown-as-they"));
            grade::reasons(ui, Tone::Failed, &found.reasons);
        }
    }
    if let Some(grade) = &found.grade {
        grade::grade_ui(ui, grade, scene);
    }
    if found.verdict == Verdict::Aligned {
        grade::reasons(ui, Tone::Info, &found.reasons);
    }
    for words in [grade::manual_words(scene), skin::skin_words(scene)].into_iter().flatten() {
        reason(ui, Tone::Info, &words);
    }
    widgets::section_line(ui);
    let mut action = None;
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.add(Button::link(say!("landmarks")).key(Action::Landmarks.key())).clicked() {
                action = Some(Action::Landmarks);
            }
            if ui.add(Button::link(say!("skin-area")).key(Action::SkinArea.key())).clicked() {
                action = Some(Action::SkinArea);
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                if found.verdict != Verdict::Refused {
                    let words = grade::trust_words(found, scene.mm_per_px(scene.pair.moving.id));
                    face::CAPTION.line_label(ui, words, t.text_2);
                }
            });
        });
    });
    action
}

/// A name at the left, its value at the right.
pub(super) fn fact(ui: &mut Ui, name: &str, value: &str) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        face::CAPTION.label(ui, name, t.text_2);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            face::CAPTION.label(ui, value, t.text);
        });
    });
}

fn headline(ui: &mut Ui, title: &str, words: &str) {
    let t = tokens(ui);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        face::BODY.semibold().label(ui, title, t.text);
        face::CAPTION.label(ui, words, t.text_2);
    });
}

/// A glyph and a reason that wraps.
pub(super) fn reason(ui: &mut Ui, tone: Tone, text: &str) {
    let t = tokens(ui);
    ui.horizontal_top(|ui| {
        let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), egui::Sense::hover());
        tone.icon().paint(ui.painter(), place.center(), size::ICON_STATUS, tone.color(t));
        // In a row, words would run on over the panel's edge; in a column they wrap.
        ui.vertical(|ui| face::CAPTION.label(ui, text, t.text));
    });
}

/// The banner above the photos where the pair must not be taken for aligned; nothing for one that is.
pub(super) fn banner_ui(screen: &mut CompareScreen, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
    let (tone, title, why) = match &scene.pair.alignment {
        _ if screen.show.raw => return,
        Alignment::Failed(why) => (Tone::Failed, say!("not-aligned-shown-as-taken"), told(why)),
        Alignment::Found(found) => {
            let reasons = || found.registration.reasons.iter().map(|why| told(why)).collect::<Vec<_>>().join(" · ");
            match found.registration.verdict {
                Verdict::Aligned => return,
                Verdict::Check => (Tone::Caution, say!("check-this-alignment"), reasons()),
                Verdict::Refused => (Tone::Failed, say!("not-aligned-shown-as-taken"), reasons()),
            }
        }
        Alignment::Single | Alignment::Waiting(..) => return,
    };
    let t = tokens(ui);
    let frame = egui::Frame::new().fill(t.panel).inner_margin(egui::Margin::symmetric(12, 6));
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(size::HIT);
            let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), egui::Sense::hover());
            tone.icon().paint(ui.painter(), place.center(), size::ICON, tone.color(t));
            face::CONTROL.label(ui, title, t.text);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let failed = matches!(scene.pair.alignment, Alignment::Failed(_));
                if failed && ui.add(Button::new(say!("try-again")).icon(icons::ARROW_CLOCKWISE)).clicked() {
                    cx.send(Command::TryAgain);
                }
                let label = say!("improve-with-landmarks");
                if ui.add(Button::new(label).key(Action::Landmarks.key())).clicked() {
                    screen.act(Action::Landmarks, cx);
                }
                let button = Button::new(say!("paint-the-skin-area")).look(Look::Plain).key(Action::SkinArea.key());
                if !failed && ui.add(button).clicked() {
                    screen.act(Action::SkinArea, cx);
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    face::BODY.line_label(ui, why, t.text_2);
                });
            });
        });
    });
}

/// Why a photo cannot be shown, and the way to try again, in the middle of its pane.
pub(super) fn photo_failed_ui(ui: &mut Ui, cx: &mut Cx<'_>, pane: egui::Rect, why: &str) {
    let t = tokens(ui);
    let room = egui::Rect::from_center_size(pane.center(), Vec2::new(360.0_f32.min(pane.width() - 16.0), 140.0));
    let builder = egui::UiBuilder::new().max_rect(room).layout(egui::Layout::top_down(egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = size::GAP;
        let (place, _) = ui.allocate_exact_size(Vec2::splat(32.0), egui::Sense::hover());
        icons::IMAGE_BROKEN.paint(ui.painter(), place.center(), 32.0, t.text_2);
        face::BODY.label(ui, say!("this-photo-cannot-be-shown", why = told(why)), t.text);
        if ui.add(Button::new(say!("try-again")).icon(icons::ARROW_CLOCKWISE)).clicked() {
            cx.send(Command::TryAgain);
        }
    });
}

/// Small buttons that walk dates at the end of a caption.
pub(super) fn step_buttons(ui: &mut Ui, letter: &str, keys: [&str; 2]) -> Option<i32> {
    let mut steps = None;
    let later = say!("one-date-later", letter = letter);
    let earlier = say!("one-date-earlier", letter = letter);
    if ui.add(IconButton::new(icons::CARET_RIGHT, &later).key(keys[1])).clicked() {
        steps = Some(1);
    }
    if ui.add(IconButton::new(icons::CARET_LEFT, &earlier).key(keys[0])).clicked() {
        steps = Some(-1);
    }
    steps
}
