//! Photos on their way into the record: they fall into dates and views by themselves, only doubts ask. Nothing is required.

mod advice;
mod card;
mod panel;

use egui::{Id, Key, Modifiers, ScrollArea, Ui, Vec2};
use jiff::civil::Date;

use super::parts;
use crate::app::{App, Command, DayWords, ImportCommand, ImportReview, ItemState, ReviewPhase, day_words};
use crate::model::{Patient, View};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, DateField, Look, Progress, popover};
use crate::words::say;

/// What the review remembers.
#[derive(Default)]
pub struct ImportScreen {
    chosen: usize,
    scroll_to_chosen: bool,
    columns: usize,
    order: Vec<usize>,
    date: DateField,
    new_date: Option<Date>,
    patient_query: String,
    own_view: String,
}

impl ImportScreen {
    /// Shows the review, or how to begin one.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Action> {
        let app = cx.app;
        let Some(review) = app.import_review() else { return begin(ui, app) };
        let mut asked = None;
        let mut days = review.by_date();
        // The newest day first: the patient of that day still sits there.
        let dated = days.iter().filter(|(day, _)| day.is_some()).count();
        days[..dated].reverse();
        self.order = days.iter().flat_map(|(_, items)| items.iter().copied()).collect();
        let views = views(app.patient());
        self.keys(ui, cx, review, &views);
        asked = asked.or(panel::show(self, ui, cx, review, &views));
        widgets::central(ui, false, |ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            asked = asked.or(head_ui(ui, review));
            work_ui(ui, cx, review);
            checks_ui(ui, cx, review);
            ScrollArea::vertical().id_salt("import").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 12.0;
                for (day, items) in &days {
                    self.day_ui(ui, cx, review, &views, *day, items);
                }
            });
        });
        asked
    }

    /// Forgets what belonged to the review before.
    pub fn begin_again(&mut self) {
        *self = Self::default();
    }

    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, review: &ImportReview, views: &[View]) {
        let at = self.order.iter().position(|i| *i == self.chosen).unwrap_or(0);
        self.chosen = self.order.get(at).copied().unwrap_or(0);
        if !cx.keys {
            return;
        }
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        // While a control has the focus, arrows and Enter are its own.
        if ui.memory(|m| m.focused().is_none()) {
            let last = self.order.len().saturating_sub(1);
            let step = self.columns.max(1);
            let to = [
                (Key::ArrowRight, (at + 1).min(last)),
                (Key::ArrowLeft, at.saturating_sub(1)),
                (Key::ArrowDown, (at + step).min(last)),
                (Key::ArrowUp, at.saturating_sub(step)),
            ];
            for (key, to) in to {
                if pressed(key) {
                    self.chosen = self.order.get(to).copied().unwrap_or(0);
                    self.scroll_to_chosen = true;
                }
            }
            if pressed(Key::Enter) && panel::why_not(cx.app, review).is_none() {
                cx.send(Command::Import(ImportCommand::Confirm));
            }
        }
        if let Some(i) = advice::asked_about(self, review) {
            if pressed(Key::Y) {
                cx.send(Command::Import(ImportCommand::Retake(i)));
            } else if pressed(Key::N) {
                cx.send(Command::Import(ImportCommand::Keep(i)));
            }
        }
        if pressed(Key::Space) {
            self.toggle(cx, review, self.chosen);
        }
        if pressed(Key::Escape) {
            cx.send(Command::Import(ImportCommand::Cancel));
        }
        const NUMBERS: [Key; 9] =
            [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
        for (key, view) in NUMBERS.into_iter().zip(views) {
            if pressed(key) {
                cx.send(Command::Import(ImportCommand::SetView(self.chosen, view.clone())));
            }
        }
    }

    fn toggle(&self, cx: &mut Cx<'_>, review: &ImportReview, i: usize) {
        if let Some(item) = review.items.get(i)
            && matches!(item.state, ItemState::Ready(_))
        {
            cx.send(Command::Import(ImportCommand::SetIncluded(i, !item.included)));
        }
    }

    fn day_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        review: &ImportReview,
        views: &[View],
        day: Option<Date>,
        items: &[usize],
    ) {
        self.day_head_ui(ui, cx, review, day, items);
        let (small, large): (Vec<usize>, Vec<usize>) = items
            .iter()
            .partition(|i| matches!(review.items.get(**i).map(|i| &i.state), Some(ItemState::Duplicate(..))));
        self.columns = card::columns(ui.available_width());
        for row in large.chunks(self.columns.max(1)) {
            let width = card::width(ui.available_width(), self.columns);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = card::GAP;
                for i in row {
                    let Some(item) = review.items.get(*i) else { continue };
                    let chosen = *i == self.chosen;
                    let said = card::show(ui, cx, item, views, width, chosen);
                    if chosen && std::mem::take(&mut self.scroll_to_chosen) {
                        ui.scroll_to_rect(said.rect, None);
                    }
                    match said.what {
                        Some(card::What::Choose) => self.chosen = *i,
                        Some(card::What::Toggle) => {
                            self.chosen = *i;
                            self.toggle(cx, review, *i);
                        }
                        Some(card::What::View(view)) => {
                            self.chosen = *i;
                            cx.send(Command::Import(ImportCommand::SetView(*i, view)));
                        }
                        None => {}
                    }
                }
            });
        }
        let about = advice::asked_about(self, review).filter(|i| items.contains(i));
        if let Some((i, item)) = about.and_then(|i| Some((i, review.items.get(i)?))) {
            advice::card_ui(ui, cx, item, i);
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(card::GAP);
            for i in small {
                let Some(item) = review.items.get(i) else { continue };
                if card::skipped(ui, cx, item, i == self.chosen) {
                    self.chosen = i;
                }
            }
        });
        ui.add_space(8.0);
    }

    fn day_head_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, review: &ImportReview, day: Option<Date>, items: &[usize]) {
        let t = tokens(ui);
        ui.horizontal(|ui| {
            let title = day.map_or_else(|| say!("no-date-yet").to_owned(), parts::long_date);
            face::CONTROL.semibold().label(ui, title, t.text);
            let words = [day.and_then(|d| course_words(cx.app.patient(), d)), Some(say!("n-files", n = items.len()))];
            face::CAPTION.label(ui, words.into_iter().flatten().collect::<Vec<_>>().join(" · "), t.text_2);
            let unsure = items.iter().filter_map(|i| review.items.get(*i)).any(|i| i.date_is_unsure());
            if unsure {
                widgets::state(ui, widgets::Tone::Caution, say!("date-unsure-it-is-only-the"));
            }
            let undated = day.is_none()
                && items.iter().all(|i| {
                    matches!(review.items.get(*i).map(|i| &i.state), Some(ItemState::Refused(_) | ItemState::Waiting))
                });
            if undated {
                return;
            }
            let name =
                say!("change-the-date-of", day = day.map_or_else(|| say!("these-photos").to_owned(), parts::long_date));
            let button = Button::new(if day.is_some() { say!("change-date") } else { say!("set-the-date") })
                .look(Look::Link)
                .icon(icons::CALENDAR_BLANK);
            let button = ui.push_id(("date of", items.first()), |ui| ui.add(button.name(&name))).inner;
            popover(&button, 280.0, |ui| self.date_ui(ui, cx, day, items));
        });
    }

    fn date_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, day: Option<Date>, items: &[usize]) {
        ui.spacing_mut().item_spacing.y = 8.0;
        let id = Id::unique("import date");
        let (_, typed) = self.date.show(ui, say!("date-of-these-photos"), id, self.new_date.or(day));
        if let Some(typed) = typed {
            self.new_date = typed;
        }
        let enter = ui.input(|i| i.key_pressed(Key::Enter));
        let pressed = ui.add(Button::primary(say!("set-the-date")).key("Enter")).clicked();
        if let (true, Some(date)) = (pressed || enter, self.new_date) {
            cx.send(Command::Import(ImportCommand::SetDate(items.to_vec(), date)));
            self.new_date = None;
            ui.close();
        }
    }
}

/// The views that can be chosen, in the order of their number keys: those the patient has, then the standard ones.
fn views(patient: Option<&Patient>) -> Vec<View> {
    let mut views: Vec<View> =
        patient.map(|p| p.views().into_iter().map(|(view, _)| view).collect()).unwrap_or_default();
    views.retain(|v| *v != View::unsorted());
    for (id, _) in View::STANDARD {
        let view = View::new(id);
        if !views.contains(&view) {
            views.push(view);
        }
    }
    views
}

/// “day 28 after session 4 · new date”, as the open patient's record has it.
fn course_words(patient: Option<&Patient>, day: Date) -> Option<String> {
    let patient = patient?;
    let photos: usize =
        patient.sessions.values().filter(|s| s.date == day).map(|s| patient.photos_of(s.id).len()).sum();
    let known = patient.sessions.values().any(|s| s.date == day);
    let have = match (known, photos) {
        (true, 0) => say!("a-session-without-photos").to_owned(),
        (true, n) => say!("already-has", photos = parts::photos_words(n)),
        (false, _) => say!("new-date").to_owned(),
    };
    let words = match day_words(patient, day) {
        DayWords::SinceFirst(days) if days <= 0 => String::new(),
        words => format!("{} · ", words.long()),
    };
    Some(format!("{words}{have}"))
}

fn head_ui(ui: &mut Ui, review: &ImportReview) -> Option<Action> {
    let t = tokens(ui);
    let mut asked = None;
    ui.horizontal(|ui| {
        face::PAGE.label(ui, say!("import"), t.text);
        let dates = review.by_date().iter().filter(|(day, _)| day.is_some()).count();
        let words = say!(
            "files-and-dates-found",
            files = say!("n-files", n = review.items.len()),
            dates = say!("n-dates", n = dates)
        );
        face::BODY.label(ui, words, t.text_2);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let more = Button::new(say!("add-more"))
                .icon(icons::TRAY_ARROW_DOWN)
                .look(Look::Outline)
                .key(Action::ImportPhotos.key());
            if ui.add(more).clicked() {
                asked = Some(Action::ImportPhotos);
            }
        });
    });
    asked
}

fn work_ui(ui: &mut Ui, cx: &mut Cx<'_>, review: &ImportReview) {
    let total = review.items.len();
    let (title, fraction) = match review.phase {
        ReviewPhase::Ready => return,
        ReviewPhase::Looking if total == 0 => (say!("looking-for-photos").to_owned(), None),
        ReviewPhase::Looking => {
            let done = review.looked_at();
            (say!("looking-at-the-files-of", done = done, total = total), Some(done as f32 / total as f32))
        }
        ReviewPhase::Copying { done, total } => {
            (say!("copying-and-verifying-of", done = done, total = total), Some(done as f32 / total.max(1) as f32))
        }
    };
    let progress =
        Progress { title: &title, detail: say!("the-originals-stay-as-they-are"), fraction, stoppable: true };
    if progress.show(ui) {
        cx.send(Command::Import(ImportCommand::Stop));
    }
}

/// How far the comparison with the baselines has come.
fn checks_ui(ui: &mut Ui, cx: &mut Cx<'_>, review: &ImportReview) {
    let (done, total) = review.checks();
    if done == total || review.phase != ReviewPhase::Ready {
        return;
    }
    let title = say!("checking-against-baseline-of", done = (done + 1).min(total), total = total);
    let fraction = Some(done as f32 / total as f32);
    let detail = say!("you-need-not-wait-photos-can");
    if (Progress { title: &title, detail, fraction, stoppable: true }).show(ui) {
        cx.send(Command::Import(ImportCommand::StopChecks));
    }
}

/// Nothing is on its way yet.
fn begin(ui: &mut Ui, app: &App) -> Option<Action> {
    let mut asked = None;
    widgets::central(ui, false, |ui| {
        let into = match app.patient() {
            Some(_) if app.settings().privacy => say!("they-go-to-the-open-patient").to_owned(),
            Some(patient) => say!("they-go-to", name = parts::called(patient)),
            None => say!("whose-they-are-is-asked-afterwards").to_owned(),
        };
        let words = say!("drop-photos-or-folders-anywhere-in", into = into);
        widgets::empty_state(ui, icons::TRAY_ARROW_DOWN, say!("import-photos"), &words, |ui| {
            let photos =
                Button::primary(say!("choose-photos")).icon(icons::IMAGES).key(Action::ImportPhotos.key()).main();
            let folder =
                Button::new(say!("choose-a-folder")).icon(icons::FOLDER).key(Action::ImportFolder.key()).main();
            let width = photos.measure(ui) + folder.measure(ui) + size::GAP;
            ui.horizontal(|ui| {
                ui.add_space(((ui.available_width() - width) / 2.0).max(0.0));
                if ui.add(photos).clicked() {
                    asked = Some(Action::ImportPhotos);
                }
                if ui.add(folder).clicked() {
                    asked = Some(Action::ImportFolder);
                }
            });
        });
    });
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PatientId;

    #[test]
    fn without_a_patient_the_standard_views_have_the_number_keys() {
        let all = views(None);
        assert_eq!(all.len(), View::STANDARD.len());
        assert_eq!(all[1], View::new("left-45"));
        assert_eq!(views(Some(&Patient::empty(PatientId::from_number(1)))), all);
    }
}
