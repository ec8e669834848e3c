//! Before a blind review: which view, which scales, who judges; and the reviews there are.

use egui::{Id, Key, Modifiers, ScrollArea, Ui, Vec2};

use super::ReviewScreen;
use crate::app::review::{draw_pairs, offered};
use crate::app::{ClinicFiles, Command, OpenPatient};
use crate::model::{Patient, Review, ReviewId, Scale, ScaleState, View};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::{Action, Place};
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Row, TextField, Tone, card};
use crate::words::say;

/// What is chosen before a review begins.
#[derive(Debug, Clone, Default)]
pub struct Begin {
    view: Option<View>,
    scales: Option<Vec<String>>,
    who: Option<String>,
}

impl Begin {
    /// Scales to score: none until somebody chooses them.
    fn scales(&self) -> Vec<String> {
        self.scales.clone().unwrap_or_default()
    }
}

impl ReviewScreen {
    /// The page before a review.
    pub(super) fn begin_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, patient: &Patient) -> Option<Action> {
        let views: Vec<(View, usize)> =
            patient.views().into_iter().map(|(view, _)| (view.clone(), draw_pairs(patient, &view, 0).len())).collect();
        let usable = |v: &&(View, usize)| v.1 > 0;
        // The first of the views with the most pairs.
        let most = views.iter().rev().filter(usable).max_by_key(|(_, pairs)| *pairs).map(|(view, _)| view.clone());
        let view = self.begin.view.clone().filter(|v| views.iter().any(|w| w.0 == *v && w.1 > 0)).or(most);
        let who = self.begin.who.clone().unwrap_or_else(|| cx.app.settings().who.clone());
        let read_only = cx.app.open_patient_state().and_then(OpenPatient::read_only).is_some();
        let why = match () {
            () if read_only => Some(say!("this-record-is-open-to-read-only")),
            () if view.is_none() => Some(say!("no-view-has-two-intact-dates")),
            () => None,
        };
        let mut begin = false;
        let mut opened = None;
        widgets::central(ui, false, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.set_width(760.0_f32.min(ui.available_width()));
                ui.spacing_mut().item_spacing.y = 12.0;
                head_ui(ui);
                card(ui, false, |ui| {
                    ui.spacing_mut().item_spacing.y = 12.0;
                    self.view_ui(ui, &views, view.as_ref());
                    self.scales_choice_ui(ui, cx.app.clinic());
                    self.who_ui(ui, &who);
                    let button =
                        Button::primary(say!("begin-review")).icon(icons::SHUFFLE).key("Enter").main().disabled(why);
                    begin = ui.add(button).clicked();
                });
                opened = reviews_ui(ui, patient);
            });
        });
        let keys = cx.keys && ui.memory(|m| m.focused().is_none());
        begin |= keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
        if let Some(id) = opened {
            self.open_review(id);
        } else if let (true, None, Some(view)) = (begin, why, &view) {
            if who.trim() != cx.app.settings().who {
                let mut settings = cx.app.settings().clone();
                who.trim().clone_into(&mut settings.who);
                cx.send(Command::Settings(settings));
            }
            let chosen = self.begin.scales();
            let scales: Vec<&Scale> = chosen.iter().filter_map(|id| cx.app.clinic().newest(id)).map(|s| &**s).collect();
            self.start(cx, patient, view, &who, &scales);
        }
        let leave = keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        leave.then_some(Action::Go(Place::Compare))
    }

    fn view_ui(&mut self, ui: &mut Ui, views: &[(View, usize)], chosen: Option<&View>) {
        let t = tokens(ui);
        face::CONTROL.semibold().label(ui, say!("view"), t.text);
        ui.spacing_mut().item_spacing.y = 0.0;
        for (view, pairs) in views {
            let name = match pairs {
                0 => say!("view-with-fewer-than-two-dates", view = view),
                n => format!("{view}, {}", say!("n-pairs", n = *n)),
            };
            let here = chosen == Some(view);
            let row = Row::new(&name, 32.0).rounded().padding(8.0).chosen(here).show(ui, |ui| {
                let color = if here { t.accent_text } else { t.text };
                face::BODY.line_label(ui, view.to_string(), if *pairs == 0 { t.text_3 } else { color });
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let words = match pairs {
                        0 => say!("needs-two-dates").to_owned(),
                        n => say!("n-pairs-one-twice", n = *n),
                    };
                    face::CAPTION.label(ui, words, if here { t.accent_text } else { t.text_2 });
                });
            });
            if row.clicked() && *pairs > 0 {
                self.begin.view = Some(view.clone());
            }
        }
        ui.spacing_mut().item_spacing.y = 12.0;
        ui.add_space(8.0);
    }

    /// Offers `view` first: the one that was looked at.
    pub fn suggest(&mut self, view: Option<View>) {
        if view.is_some() && self.open.is_none() {
            self.begin.view = view;
        }
    }

    fn scales_choice_ui(&mut self, ui: &mut Ui, clinic: &ClinicFiles) {
        let t = tokens(ui);
        face::CONTROL.semibold().label(ui, say!("score-each-photo-as-well"), t.text);
        let scales = offered(clinic);
        let mut chosen = self.begin.scales();
        ui.horizontal_wrapped(|ui| {
            for scale in &scales {
                let on = chosen.contains(&scale.id);
                let tip = about(scale);
                let button = Button::new(scale.short()).look(Look::Outline).selected(on).name(&scale.name).tip(&tip);
                let button = if on { button.icon(icons::CHECK) } else { button };
                if ui.add(button).clicked() {
                    match on {
                        true => chosen.retain(|id| *id != scale.id),
                        false => chosen.push(scale.id.clone()),
                    }
                }
            }
        });
        // Always in the order of the list, so that reviews can be laid side by side.
        let place = |id: &String| scales.iter().position(|s| s.id == *id);
        chosen.retain(|id| place(id).is_some());
        chosen.sort_by_key(place);
        let items: usize = scales.iter().filter(|s| chosen.contains(&s.id)).map(|s| s.items.len()).sum();
        if items > 0 {
            face::CAPTION.label(ui, say!("n-questions-a-photo", n = items), t.text_2);
        }
        if scales.iter().any(|s| s.state == ScaleState::Unverified && chosen.contains(&s.id)) {
            widgets::state(ui, Tone::Caution, say!("a-chosen-table-is-unverified"));
        }
        self.begin.scales = Some(chosen);
    }

    fn who_ui(&mut self, ui: &mut Ui, who: &str) {
        let mut text = who.to_owned();
        ui.scope(|ui| {
            ui.set_max_width(320.0);
            let field =
                TextField::new(say!("who-judges")).hint(say!("who-judges-hint")).id(Id::unique("blind review who"));
            if field.show(ui, &mut text).changed() {
                self.begin.who = Some(text);
            }
        });
    }
}

fn head_ui(ui: &mut Ui) {
    let t = tokens(ui);
    face::PAGE.label(ui, say!("blind-review"), t.text);
    let words = say!("what-a-blind-review-does");
    face::BODY.label(ui, words, t.text_2);
}

/// The reviews in the record: whose, how far. What they found is shown only when it is asked for, so that it does not
/// sway the next person.
fn reviews_ui(ui: &mut Ui, patient: &Patient) -> Option<ReviewId> {
    let t = tokens(ui);
    let mut opened = None;
    if patient.reviews.is_empty() {
        return None;
    }
    face::CONTROL.semibold().label(ui, say!("reviews-in-this-record"), t.text);
    ui.spacing_mut().item_spacing.y = 4.0;
    for review in patient.reviews.values().rev() {
        let name = say!("review-of-by", view = review.view, who = rater(review));
        ui.push_id(review.id.to_string(), |ui| {
            card(ui, false, |ui| {
                ui.horizontal(|ui| {
                    ui.set_min_height(size::HIT);
                    face::BODY.semibold().label(ui, review.view.to_string(), t.text);
                    let day = review.at.to_zoned(jiff::tz::TimeZone::system()).date();
                    face::BODY.label(ui, format!("{}, {}", rater(review), widgets::format_date(day)), t.text_2);
                    let (answered, all) = (review.answers.len(), review.pairs.len());
                    match review.revealed {
                        Some(_) => widgets::state(ui, Tone::Good, say!("revealed-locked")),
                        None => widgets::state(ui, Tone::Info, &say!("answered-of", answered = answered, count = all)),
                    };
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let words = if review.revealed.is_some() { say!("show-the-result") } else { say!("go-on") };
                        let name = format!("{words}: {name}");
                        if ui.add(Button::new(words).look(Look::Outline).name(&name)).clicked() {
                            opened = Some(review.id);
                        }
                    });
                });
            });
        });
    }
    ui.allocate_space(Vec2::new(1.0, 16.0));
    opened
}

/// What a scale asks, and how far it can be trusted.
fn about(scale: &Scale) -> String {
    let mut words = format!("{}: {}", scale.name, say!("n-questions", n = scale.items.len()));
    if scale.state == ScaleState::Unverified {
        words = format!("{words}\n{}", say!("scale-unverified"));
    }
    words
}

/// Who judged, in words.
fn rater(review: &Review) -> &str {
    if review.who.is_empty() { say!("no-name") } else { &review.who }
}
