//! The bar over a photo: its letter, its day, how many days after which treatment.

use egui::{Align, Layout, Rect, Ui};

use super::super::action::Action;
use super::super::choice::Side;
use super::super::pair::{Alignment, Shot};
use super::super::verdict::step_buttons;
use super::super::{CompareScreen, Scene, words};
use super::within;
use crate::app::Slot;
use crate::ui::cx::Cx;
use crate::ui::theme::{Face, face, size, tokens};
use crate::ui::widgets;
use crate::words::say;

impl CompareScreen {
    /// The caption of one side, with the buttons that walk its dates.
    pub(super) fn caption_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, side: Side, rect: Rect) {
        let mut steps = None;
        let bar = within(ui, rect, |ui| {
            widgets::caption_bar(ui, |ui| {
                // What stands at the right comes first: the words at the left give way.
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let keys = match side {
                        Side::A => [Action::StepA(-1).key(), Action::StepA(1).key()],
                        Side::B => [Action::StepB(-1).key(), Action::StepB(1).key()],
                    };
                    ui.spacing_mut().item_spacing.x = 4.0;
                    steps = step_buttons(ui, side.letter(), keys);
                    self.progress_ui(ui, scene, side);
                    ui.add_space(size::GAP);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.spacing_mut().item_spacing.x = size::GAP;
                        side_words(ui, scene, side);
                    });
                });
            })
            .response
        });
        if let Some(fraction) = busy(scene, self.shot(scene, side)) {
            widgets::busy_bar(ui, bar.rect, fraction);
        }
        if let Some(n) = steps {
            self.act(if side == Side::A { Action::StepA(n) } else { Action::StepB(n) }, cx);
        }
    }

    /// What keeps the pair from being shown aligned; how far the alignment is only where day and date stay readable.
    fn progress_ui(&self, ui: &mut Ui, scene: &Scene<'_>, side: Side) {
        let t = tokens(ui);
        let Some(State { how, progress }) = State::of(scene, self.show.raw).filter(|_| side == Side::B) else { return };
        let photo = scene.choice.photo(side);
        let width = |face: Face, text: &str| face.galley(ui, text, t.text).size().x;
        let day = width(face::NAME, &words::date_of(scene.patient, photo))
            + width(face::BODY, &words::day_of(scene.patient, photo));
        let all = progress.filter(|all| width(face::CAPTION, all) + day + 6.0 * size::GAP <= ui.available_width());
        face::CAPTION.label(ui, all.as_deref().unwrap_or(how), t.text_2);
    }

    /// One caption for both photos: A at the left, B at the right, `middle` between.
    pub(super) fn pair_caption_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, rect: Rect, middle: impl FnOnce(&mut Ui)) {
        let bar = within(ui, rect, |ui| {
            widgets::caption_bar(ui, |ui| {
                side_words(ui, scene, Side::A);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    side_words_from_right(ui, scene, Side::B);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
                        ui.add_space(16.0);
                        middle(ui);
                        if let Some(State { how, progress }) = State::of(scene, self.show.raw) {
                            ui.add_space(8.0);
                            face::CAPTION.line_label(ui, progress.as_deref().unwrap_or(how), tokens(ui).text_2);
                        }
                    });
                });
            })
            .response
        });
        let shots = [&scene.pair.fixed, &scene.pair.moving];
        if let Some(fraction) = shots.into_iter().find_map(|shot| busy(scene, shot)) {
            widgets::busy_bar(ui, bar.rect, fraction);
        }
    }
}

/// Letter, day, days since treatment.
pub(super) fn side_words(ui: &mut Ui, scene: &Scene<'_>, side: Side) {
    let photo = scene.choice.photo(side);
    let t = tokens(ui);
    widgets::letter_badge(ui, side.letter());
    face::NAME.label(ui, words::date_of(scene.patient, photo), t.text);
    face::BODY.line_label(ui, words::day_of(scene.patient, photo), t.text_2);
}

fn side_words_from_right(ui: &mut Ui, scene: &Scene<'_>, side: Side) {
    let photo = scene.choice.photo(side);
    let t = tokens(ui);
    widgets::letter_badge(ui, side.letter());
    face::NAME.label(ui, words::date_of(scene.patient, photo), t.text);
    face::BODY.line_label(ui, words::day_of(scene.patient, photo), t.text_2);
}

/// What is said while the pair is not shown by its alignment.
struct State {
    /// How the later photo stands instead.
    how: &'static str,
    /// The same with how far the alignment is, while it is being made.
    progress: Option<String>,
}

impl State {
    fn of(scene: &Scene<'_>, raw: bool) -> Option<Self> {
        match &scene.pair.alignment {
            Alignment::Waiting(fraction, meanwhile) => {
                let how = if meanwhile.is_some() && !raw { say!("rough") } else { say!("as-taken") };
                let done = if *fraction > 0.0 { format!(" {:.0} %", fraction * 100.0) } else { String::new() };
                Some(Self { how, progress: Some(say!("shown-while-aligning", how = how, done = done)) })
            }
            Alignment::Found(_) if raw => Some(Self { how: say!("raw-not-aligned"), progress: None }),
            _ => None,
        }
    }
}

/// The bar under the caption while a photo is read or the pair is aligned: the fraction done, if it is known.
fn busy(scene: &Scene<'_>, shot: &Shot) -> Option<Option<f32>> {
    match (&shot.pixels, &scene.pair.alignment) {
        (Slot::Absent | Slot::Pending(_), _) => Some(None),
        (_, Alignment::Waiting(fraction, _)) if shot.id == scene.pair.moving.id => {
            Some((*fraction > 0.0).then_some(*fraction))
        }
        _ => None,
    }
}
