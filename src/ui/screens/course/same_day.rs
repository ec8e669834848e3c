//! The same day after different sessions: two photos that may be compared, one key away.

use egui::{Align, Layout, Ui, Vec2};

use super::{Asked, CourseScreen, Scene, near};
use crate::app::{DayGroup, DayShot, Slot, day_words, file_of, pair_key};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::parts::{self, Picture};
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Button, Segment, Segments, Thumb, dropdown};
use crate::words::{number, say};

/// More days than these are a list.
const MOST_SEGMENTS: usize = 4;

impl CourseScreen {
    /// The day that is looked at: the chosen one, else the first with two sessions, else the first.
    pub(super) fn chosen_group<'a>(&self, scene: &'a Scene<'_>) -> Option<&'a DayGroup> {
        let groups = &scene.groups;
        let chosen = self.day.and_then(|day| groups.iter().find(|g| g.day == day));
        chosen.or_else(|| groups.iter().find(|g| g.pair().is_some())).or_else(|| groups.first())
    }

    pub(super) fn chosen_pair(&self, scene: &Scene<'_>) -> Option<(DayShot, DayShot)> {
        let group = self.chosen_group(scene)?;
        let of = |after: usize| group.shots.iter().find(|s| s.after == after).copied();
        let chosen = self.pair.and_then(|(a, b)| Some((of(a)?, of(b)?)));
        chosen.or_else(|| group.pair())
    }

    pub(super) fn choose_day(&mut self, scene: &Scene<'_>, day: i32) {
        let nearest = scene.groups.iter().min_by_key(|g| (g.day - day).abs());
        self.day = nearest.map(|g| g.day);
        self.pair = None;
    }

    pub(super) fn step_day(&mut self, scene: &Scene<'_>, step: i64) {
        let Some(day) = self.chosen_group(scene).map(|g| g.day) else { return };
        let at = scene.groups.iter().position(|g| g.day == day).unwrap_or(0) as i64;
        let to = (at + step).clamp(0, scene.groups.len() as i64 - 1);
        self.day = scene.groups.get(to as usize).map(|g| g.day);
        self.pair = None;
    }

    pub(super) fn same_day_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Asked> {
        let t = tokens(ui);
        face::CONTROL.semibold().label(ui, say!("same-day-different-session"), t.text);
        if scene.groups.is_empty() {
            let words = say!("photos-stand-by-the-day");
            face::BODY.label(ui, words, t.text_2);
            return None;
        }
        self.choose_ui(ui, scene);
        let Some((a, b)) = self.chosen_pair(scene) else {
            let only = self.chosen_group(scene).and_then(|g| g.shots.first().copied());
            if let Some(only) = only {
                self.thumb_ui(ui, cx, scene, &only, Vec2::new((ui.available_width() - 16.0) / 2.0, 150.0));
            }
            face::CAPTION.label(ui, say!("photographed-after-one-only"), t.text_2);
            return None;
        };
        let width = ((ui.available_width() - size::CARD_PADDING) / 2.0).floor();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = size::CARD_PADDING;
            for shot in [&a, &b] {
                ui.allocate_ui_with_layout(Vec2::new(width, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(width);
                    self.thumb_ui(ui, cx, scene, shot, Vec2::new(width, (width * 0.58).min(220.0)));
                });
            }
        });
        let mut asked = None;
        ui.horizontal(|ui| {
            let compare = Button::primary(say!("compare-this-pair")).icon(icons::COLUMNS).key("Enter");
            if ui.add(compare).clicked() {
                asked = Some(Asked::Compare(a.photo, b.photo, None));
            }
            face::CAPTION.line_label(ui, alignment_words(cx, scene, &a, &b), t.text_2);
        });
        asked
    }

    /// Day, view, and which two sessions of that day.
    fn choose_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let chosen = self.chosen_group(scene).map(|g| g.day);
        let at = scene.groups.iter().position(|g| Some(g.day) == chosen);
        let labels: Vec<String> =
            scene.groups.iter().map(|g| say!("day-and-count", day = g.day, count = g.shots.len())).collect();
        let names: Vec<&str> = labels.iter().map(String::as_str).collect();
        let mut picked = None;
        ui.horizontal_wrapped(|ui| {
            if names.len() <= MOST_SEGMENTS {
                let segments: Vec<Segment<'_>> = names.iter().map(|name| Segment::words(name)).collect();
                picked = Segments::new(say!("day-after-a-session"), &segments).show(ui, at);
            } else {
                picked = dropdown(ui, say!("day-after-a-session"), &names, at, 140.0);
            }
            let views = scene.patient.views();
            if views.len() > 1 {
                let words: Vec<String> = views.iter().map(|(view, _)| view.to_string()).collect();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let at = views.iter().position(|(view, _)| Some(view) == self.view.as_ref());
                if let Some(i) = dropdown(ui, say!("view"), &words, at, 140.0) {
                    self.view = views.get(i).map(|(view, _)| view.clone());
                    self.pair = None;
                }
            }
        });
        if let Some(group) = picked.and_then(|i| scene.groups.get(i)) {
            self.day = Some(group.day);
            self.pair = None;
        }
        self.sessions_ui(ui, scene);
    }

    /// Where more than two sessions have that day: which two.
    fn sessions_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let Some(group) = self.chosen_group(scene).filter(|g| g.shots.len() > 2) else { return };
        let Some((a, b)) = self.chosen_pair(scene) else { return };
        let labels: Vec<String> = group.shots.iter().map(|s| format!("S{}", s.after)).collect();
        let place = |shot: &DayShot| group.shots.iter().position(|s| s.after == shot.after);
        let mut pair = (a.after, b.after);
        ui.horizontal_wrapped(|ui| {
            let parts: Vec<Segment<'_>> = labels.iter().map(|l| Segment::words(l)).collect();
            if let Some(i) = Segments::new(say!("session-of-the-left-photo"), &parts).show(ui, place(&a)) {
                pair.0 = group.shots[i].after;
            }
            face::CAPTION.label(ui, say!("beside"), tokens(ui).text_2);
            if let Some(i) = Segments::new(say!("session-of-the-right-photo"), &parts).show(ui, place(&b)) {
                pair.1 = group.shots[i].after;
            }
        });
        if pair != (a.after, b.after) && pair.0 != pair.1 {
            self.pair = Some(pair);
        }
    }

    fn thumb_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, shot: &DayShot, extent: Vec2) {
        let t = tokens(ui);
        let Some(photo) = scene.patient.photos.get(&shot.photo) else { return };
        let ctx = ui.ctx().clone();
        let words = day_words(scene.patient, shot.date).short();
        let name = format!("{}, {words}", near(scene, shot.date));
        let thumb = match parts::thumbnail(&ctx, cx, &file_of(photo)) {
            Picture::Broken => Thumb::new(&name, extent).broken(),
            picture => Thumb::new(&name, extent).picture(picture.texture()),
        };
        thumb.show(ui);
        ui.horizontal(|ui| {
            face::CONTROL.label(ui, near(scene, shot.date), t.text);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                face::CAPTION.label(ui, words.as_str(), t.text_2);
            });
        });
    }
}

/// How well the pair lies on each other, as far as the engine knows.
fn alignment_words(cx: &mut Cx<'_>, scene: &Scene<'_>, a: &DayShot, b: &DayShot) -> String {
    let Some(key) = pair_key(scene.patient, a.photo, b.photo) else { return String::new() };
    match cx.registration(&key) {
        Slot::Ready(found) => match found.verdict {
            crate::align::Verdict::Aligned => {
                say!("aligned-px", px = number(format!("{:.1}", found.residual_px.median)))
            }
            crate::align::Verdict::Check => say!("aligned-to-be-checked").to_owned(),
            crate::align::Verdict::Refused => say!("not-aligned-small").to_owned(),
        },
        Slot::Failed(_) => say!("cannot-be-aligned").to_owned(),
        Slot::Absent | Slot::Pending(_) => say!("aligning-unknown").to_owned(),
    }
}
