//! A photo that does not match its baseline: both beside each other, what to do while the patient is there, two answers.

use egui::{Color32, CornerRadius, Rect, Sense, Stroke, Ui, Vec2, pos2, vec2};

use super::ImportScreen;
use crate::app::{Command, ImportCommand, ImportItem, ImportReview};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Button, Tone, cover_uv, state, tip};
use crate::words::{self, say};

/// The two pictures of the card.
const PICTURE: Vec2 = Vec2::new(132.0, 164.0);

/// The photo that the card is about: the chosen one if another shot of it is advised, else the first of the day.
pub fn asked_about(screen: &ImportScreen, review: &ImportReview) -> Option<usize> {
    let asks = |i: &usize| review.items.get(*i).is_some_and(ImportItem::asks_for_retake);
    Some(screen.chosen).filter(asks).or_else(|| screen.order.iter().copied().find(asks))
}

/// Shows the card of item `i`.
pub fn card_ui(ui: &mut Ui, cx: &mut Cx<'_>, item: &ImportItem, i: usize) {
    let t = tokens(ui);
    let Some(checked) = item.checked() else { return };
    let advice = &checked.advice;
    let frame = egui::Frame::new()
        .fill(t.panel)
        .stroke(Stroke::new(1.5, t.caution))
        .corner_radius(CornerRadius::same(size::RADIUS_CARD))
        .inner_margin(egui::Margin::same(16));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            let before = parts::thumbnail(&ui.ctx().clone(), cx, &checked.baseline).texture();
            picture_ui(ui, before, say!("baseline"));
            let ctx = ui.ctx().clone();
            let today = item.inspected().map(|seen| cx.textures.picture(&ctx, &seen.sha256, &seen.thumb));
            picture_ui(
                ui,
                today,
                if item.date == Some(parts::today()) { say!("today-alone") } else { say!("new-photo") },
            );
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 8.0;
                ui.horizontal(|ui| {
                    let (place, _) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
                    icons::WARNING.paint(ui.painter(), place.center(), 20.0, t.caution);
                    face::PAGE.label(ui, format!("{}: {}", item.view, advice.todo), t.text);
                });
                let day = parts::near_date(checked.day, parts::today());
                let because = advice.because.replacen(say!("the-baseline"), &say!("the-baseline-of", day = day), 1);
                face::BODY.label(ui, because, t.text_2);
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = 16.0;
                    for respect in &advice.factors {
                        factor_ui(ui, respect.differs, &respect.words);
                    }
                });
                ui.add_space(4.0);
                ui.horizontal_wrapped(|ui| {
                    let retake = Button::primary(say!("retake")).icon(icons::CAMERA).key("Y");
                    if ui.add(retake.tip(say!("leaves-this-photo-out-drop-the"))).clicked() {
                        cx.send(Command::Import(ImportCommand::Retake(i)));
                    }
                    let keep = Button::new(say!("keep-as-it-is")).key("N");
                    if ui.add(keep.tip(say!("takes-the-photo-in-as-it"))).clicked() {
                        cx.send(Command::Import(ImportCommand::Keep(i)));
                    }
                    let grade = advice.grade.map(|g| say!("kept-as-it-is-the-pair", grade = g)).unwrap_or_default();
                    face::CAPTION.label(ui, say!("nothing-is-lost-either-way", grade = grade), t.text_2);
                });
            });
        });
    });
}

/// A respect with its glyph: a triangle where it differs, else a tick.
fn factor_ui(ui: &mut Ui, differs: bool, words: &str) {
    let t = tokens(ui);
    let tone = if differs { Tone::Caution } else { Tone::Good };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let (place, _) = ui.allocate_exact_size(Vec2::new(16.0, 18.0), Sense::hover());
        tone.icon().paint(ui.painter(), place.center(), size::ICON_STATUS, tone.color(t));
        face::CAPTION.label(ui, words, t.text);
    });
}

fn picture_ui(ui: &mut Ui, picture: Option<(egui::TextureId, Vec2)>, words: &str) {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(PICTURE, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, words));
    ui.painter().rect_filled(rect, CornerRadius::same(size::RADIUS_THUMB), t.press);
    if let Some((texture, pixels)) = picture {
        ui.painter().image(texture, rect, cover_uv(pixels, rect.size()), Color32::WHITE);
    }
    let galley = face::CAPTION.galley(ui, words, t.tag_text);
    let tag = Rect::from_min_size(
        pos2(rect.left() + 6.0, rect.bottom() - galley.size().y - 10.0),
        galley.size() + vec2(12.0, 4.0),
    );
    ui.painter().rect_filled(tag, CornerRadius::same(size::RADIUS_CONTROL), t.tag);
    ui.painter().galley(tag.min + vec2(6.0, 2.0), galley, t.tag_text);
}

/// The short state of a photo on its card, and what stands behind it.
pub fn state_ui(ui: &mut Ui, item: &ImportItem) {
    use crate::app::{Check, Decision, retake::Says};
    let (tone, words, why): (_, _, String) = match (&item.check, item.decision) {
        (_, Some(Decision::Retake)) => (Tone::Info, say!("to-be-retaken"), say!("left-out-drop-the-new-photo").into()),
        _ if !item.included => (Tone::Info, say!("left-out"), say!("space-takes-it-in").into()),
        (Check::Not, _) => return,
        (Check::Waiting, _) => (Tone::Busy, say!("checking"), say!("being-compared-with-the-baseline-of").into()),
        (Check::Stopped, _) => (Tone::Info, say!("not-checked"), say!("the-comparison-with-the-baseline-was").into()),
        (Check::Failed(why), _) => (Tone::Info, say!("not-checked"), words::told(why)),
        (Check::Done(done), Some(Decision::Keep)) => (Tone::Info, say!("kept-as-it-is"), done.advice.because.clone()),
        (Check::Done(done), None) => match done.advice.says {
            Says::Matches => (Tone::Good, say!("matches"), done.advice.because.clone()),
            Says::Retake => (Tone::Caution, say!("retake-small"), done.advice.because.clone()),
            Says::Unsure => (Tone::Info, say!("uncertain"), done.advice.because.clone()),
        },
    };
    let response = state(ui, tone, words);
    tip(response, &why, None);
}

/// “aligns at 0.4 px”, “Pose 18°, Scale 114 %”; empty while nothing is known.
pub fn line_words(item: &ImportItem) -> String {
    use crate::app::retake::Says;
    let Some(checked) = item.checked() else { return String::new() };
    let advice = &checked.advice;
    match advice.says {
        Says::Matches => say!("aligns-at-px", pixels = words::number(format!("{:.1}", advice.median_px))),
        Says::Unsure => say!("baseline-not-found-in-it").to_owned(),
        Says::Retake => {
            let differing = advice.factors.iter().filter(|f| f.differs).map(|f| f.words.as_str());
            differing.collect::<Vec<_>>().join(", ")
        }
    }
}
