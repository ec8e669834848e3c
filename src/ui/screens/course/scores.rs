//! The scores of a course as they were entered: a row a scale, a column a date.

use egui::{Align, CornerRadius, Layout, Rect, Sense, Ui, Vec2, WidgetInfo};
use jiff::civil::Date;

use super::{Asked, Scene, near};
use crate::app::{scales_used, score_total, score_words};
use crate::model::{Scale, Score, Total};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::compare::Tab;
use crate::ui::theme::{face, grown, tokens};
use crate::ui::widgets::{Button, Look, section_line};
use crate::words::say;

/// A column needs so much room.
const COLUMN: f32 = 64.0;

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Asked> {
    let t = tokens(ui);
    let mut asked = None;
    let height = 28.0 * grown(ui.style());
    ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), height), Layout::right_to_left(Align::Center), |ui| {
        let button = Button::new(say!("score-verb")).icon(icons::NOTE_PENCIL).look(Look::Outline).key("Ctrl+3");
        if ui.add(button.tip(say!("score-the-latest-visit"))).clicked() {
            asked = Some(Asked::Latest(Tab::Scales));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            face::CONTROL.semibold().label(ui, say!("scale-scores-as-entered"), t.text);
        });
    });
    let used = scales_used(scene.patient, cx.app.clinic());
    if used.is_empty() {
        face::BODY.label(ui, say!("no-score-yet"), t.text_2);
        return asked;
    }
    let mut dates: Vec<Date> = scene.patient.consultation.scores.values().filter_map(|s| day(scene, s)).collect();
    dates.sort();
    dates.dedup();
    let scale = grown(ui.style());
    let name_room = (ui.available_width() * 0.34).min(220.0 * scale);
    let most = (((ui.available_width() - name_room) / (COLUMN * scale)).floor() as usize).max(1);
    let dates = &dates[dates.len().saturating_sub(most)..];
    ui.spacing_mut().item_spacing.y = 0.0;
    let heads: Vec<String> = dates.iter().map(|d| near(scene, *d)).collect();
    row(
        ui,
        name_room,
        28.0,
        |ui, rect| text(ui, rect, say!("clinical-scale"), false),
        |ui, rect, i| text(ui, rect, &heads[i], true),
        dates.len(),
    );
    for (id, name) in used {
        section_line(ui);
        let scale = cx.app.clinic().newest(id).cloned();
        let range = scale.as_ref().map(|s| s.range_text()).unwrap_or_default();
        row(
            ui,
            name_room,
            44.0,
            |ui, rect| names(ui, rect, &name, &range),
            |ui, rect, i| {
                let score = last_of(scene, id, dates[i]);
                cell(ui, cx, rect, score, scale.as_deref(), &format!("{name}, {}", heads[i]));
            },
            dates.len(),
        );
    }
    asked
}

fn day(scene: &Scene<'_>, score: &Score) -> Option<Date> {
    scene.patient.sessions.get(&score.session).map(|s| s.date)
}

/// The last score of a day on a scale.
fn last_of<'a>(scene: &Scene<'a>, scale: &str, date: Date) -> Option<&'a Score> {
    scene.patient.scores_on(scale).into_iter().rfind(|(d, _)| *d == date).map(|(_, s)| s)
}

fn row(
    ui: &mut Ui,
    name_room: f32,
    height: f32,
    name: impl FnOnce(&mut Ui, Rect),
    mut cell: impl FnMut(&mut Ui, Rect, usize),
    count: usize,
) {
    let height = height * grown(ui.style());
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    name(ui, Rect::from_min_size(rect.min, Vec2::new(name_room, height)));
    let width = (rect.width() - name_room) / count.max(1) as f32;
    for i in 0..count {
        let corner = rect.min + Vec2::new(name_room + i as f32 * width, 0.0);
        cell(ui, Rect::from_min_size(corner, Vec2::new(width, height)), i);
    }
}

fn text(ui: &Ui, rect: Rect, words: &str, centered: bool) {
    let t = tokens(ui);
    let galley = face::CAPTION.galley_within(ui, words, t.text_2, rect.width() - 4.0);
    let left = if centered { rect.center().x - galley.size().x / 2.0 } else { rect.left() };
    ui.painter().galley(egui::pos2(left, rect.center().y - galley.size().y / 2.0), galley, t.text_2);
}

fn names(ui: &Ui, rect: Rect, name: &str, range: &str) {
    let t = tokens(ui);
    let first = face::CONTROL.galley_within(ui, name, t.text, rect.width() - 8.0);
    let second = face::CAPTION.galley_within(ui, range, t.text_2, rect.width() - 8.0);
    let top = rect.center().y - (first.size().y + second.size().y) / 2.0;
    let below = top + first.size().y;
    ui.painter().galley(egui::pos2(rect.left(), top), first, t.text);
    ui.painter().galley(egui::pos2(rect.left(), below), second, t.text_2);
}

/// A total with a small bar of its range; an open score says how far it came, without a total.
fn cell(ui: &Ui, cx: &Cx<'_>, rect: Rect, score: Option<&Score>, scale: Option<&Scale>, name: &str) {
    let t = tokens(ui);
    let Some(score) = score else { return text(ui, rect, "–", true) };
    let clinic = cx.app.clinic();
    let words = score_words(clinic, score);
    let response = ui.interact(rect, ui.scope_id().with(("score", score.id)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Cell, true, format!("{name}: {words}")));
    let (Some(Total::Is(total)), Some(scale)) = (score_total(clinic, score), scale) else {
        return text(ui, rect, &words, true);
    };
    let [low, high] = scale.range;
    let part = ((total - low) / (high - low).max(1e-9)).clamp(0.0, 1.0) as f32;
    let number = face::NAME.galley(ui, &words, t.text);
    let width = 12.0 + number.size().x;
    let left = rect.center().x - width / 2.0;
    let trough = Rect::from_min_size(egui::pos2(left, rect.center().y - 10.0), Vec2::new(6.0, 20.0));
    let filled = Rect::from_min_max(egui::pos2(trough.left(), trough.bottom() - 20.0 * part), trough.max);
    ui.painter().rect_filled(trough, CornerRadius::same(1), t.press);
    ui.painter().rect_filled(filled, CornerRadius::same(1), t.text_2);
    let at = egui::pos2(left + 12.0, rect.center().y - number.size().y / 2.0);
    ui.painter().galley(at, number, t.text);
}
