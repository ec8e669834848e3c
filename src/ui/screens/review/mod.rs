//! Blind review: pairs in random order, judged without knowing which photo is the later one.
//!
//! Names, dates, the timeline, notes, marks and scores of others are nowhere on this screen until the answers are
//! complete and a person reveals them; then the answers are locked. What is counted is one person's answers about
//! photos, never the effect of a treatment.

mod begin;
mod canvas;
mod panel;
mod results;

use std::collections::BTreeMap;

use egui::{Key, Modifiers, Ui};
use jiff::Timestamp;

use super::compare::pair::{Meshes, Pair};
use crate::app::review::{self, ReviewScale};
use crate::model::{Edit, Judgement, Patient, PatientId, Review, ReviewAnswer, ReviewId, View};
use crate::ui::canvas::Views;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::{Action, Place};
use crate::ui::widgets;

/// What the screen remembers between frames.
#[derive(Default)]
pub struct ReviewScreen {
    patient: Option<PatientId>,
    open: Option<ReviewId>,
    /// The place of the pair on the screen; `None`: the first without an answer.
    at: Option<usize>,
    draft: Draft,
    views: Views,
    meshes: Meshes,
    begin: begin::Begin,
    status: Status,
}

/// The answer that is being given.
#[derive(Debug, Clone, PartialEq, Default)]
struct Draft {
    /// Of which pair of which review.
    of: Option<(ReviewId, usize)>,
    judgement: Option<Judgement>,
    scores: [BTreeMap<String, u8>; 2],
    /// Where the number keys write: the place among the scores of left, then right; `None`: at the question.
    cursor: Option<usize>,
}

/// For header and status bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// “Left 45°, pair 4 of 8”; empty while nothing is being judged.
    pub words: String,
    /// True while names, dates and the timeline are hidden.
    pub blind: bool,
    /// Magnification in percent.
    pub zoom_percent: Option<f64>,
    /// The light of the pair is matched for display.
    pub matched: bool,
}

/// A pair on the screen: which review, which place, what was asked.
struct Scene<'a> {
    review: &'a Review,
    at: usize,
    scales: Vec<ReviewScale>,
    pair: Pair,
    /// Stops given to the left and to the right photo in the middle of the picture; `None` until they are known.
    display_ev: Option<[f64; 2]>,
}

impl ReviewScreen {
    /// Shows the screen; answers what was asked of the window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Action> {
        self.meshes.next_frame();
        self.status = Status::default();
        let app = cx.app;
        let Some(patient) = app.patient() else { return nobody_ui(ui) };
        if self.patient != Some(patient.id) {
            *self = Self { patient: Some(patient.id), ..Self::default() };
        }
        let Some(review) = self.open.and_then(|id| patient.reviews.get(&id)) else {
            return self.begin_ui(ui, cx, patient);
        };
        if review.revealed.is_some() {
            return self.results_ui(ui, cx, patient, review);
        }
        self.status.blind = true;
        let Some(at) = self.at.filter(|at| *at < review.pairs.len()).or_else(|| review.next_open()) else {
            return self.complete_ui(ui, cx, review);
        };
        self.judge_ui(ui, cx, patient, review, at)
    }

    /// What header and status bar may say about the last frame.
    pub fn status(&self) -> &Status {
        &self.status
    }

    fn judge_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        patient: &Patient,
        review: &Review,
        at: usize,
    ) -> Option<Action> {
        self.status.words = format!("{}, pair {} of {}", review.view, at + 1, review.pairs.len());
        self.follow_draft(review, at);
        let shown = review.pairs[at];
        let Some(pair) = Pair::look(cx, &mut self.meshes, patient, shown.left, shown.right) else {
            return self.gone_ui(ui, cx, review, at);
        };
        let scales = review::scales_of(review);
        let mut scene = Scene { review, at, scales, pair, display_ev: None };
        let light = canvas::Light::look(cx, &scene.pair);
        scene.display_ev = light.as_ref().map(canvas::Light::ends);
        self.status.matched = light.is_some();
        let asked = self.keys(ui, cx, &scene);
        let pressed = self.panel_ui(ui, cx, &scene);
        let answered = self.question_ui(ui, &scene);
        self.canvas_ui(ui, cx, &scene, light.as_ref());
        if let Some(judgement) = answered {
            self.judge_seen(judgement, &scene);
        }
        asked.or(pressed)
    }

    /// The draft is that of the pair on the screen: empty, or its earlier answer.
    fn follow_draft(&mut self, review: &Review, at: usize) {
        if self.draft.of == Some((review.id, at)) {
            return;
        }
        self.draft = Draft { of: Some((review.id, at)), ..Draft::default() };
        if let Some(answer) = review.answers.get(&at) {
            self.draft.judgement = Some(answer.judgement);
            self.draft.scores = [answer.left.clone(), answer.right.clone()];
        }
    }

    /// Takes an answer about photos that are on the screen; before that, only that they cannot be judged.
    fn judge_seen(&mut self, judgement: Judgement, scene: &Scene<'_>) {
        if scene.display_ev.is_some() || judgement == Judgement::CannotJudge {
            self.judge(judgement, scene.scales.len());
        }
    }

    /// Takes an answer to the question; the number keys go to the first score.
    fn judge(&mut self, judgement: Judgement, scales: usize) {
        self.draft.judgement = Some(judgement);
        if scales > 0 && self.draft.cursor.is_none() {
            self.draft.cursor = Some(0);
        }
    }

    /// Writes a number at the cursor, if the scale there has it, and goes on. False if it has not.
    fn score(&mut self, scales: &[ReviewScale], number: u8) -> bool {
        let Some(cursor) = self.draft.cursor else { return false };
        let Some((side, scale)) = place_of(cursor, scales) else { return false };
        if !scale.values.iter().any(|(value, _)| *value == number) {
            return false;
        }
        self.draft.scores[side].insert(scale.id.to_owned(), number);
        self.draft.cursor = Some((cursor + 1).min(scales.len() * 2 - 1));
        true
    }

    /// The cursor a step on, or back; before the first score is the question.
    fn walk(&mut self, scales: &[ReviewScale], forward: bool) {
        let count = scales.len() * 2;
        self.draft.cursor = match (self.draft.cursor, forward) {
            _ if count == 0 => None,
            (None, true) => Some(0),
            (Some(i), true) => (i + 1 < count).then_some(i + 1),
            (None, false) => Some(count - 1),
            (Some(i), false) => i.checked_sub(1),
        };
    }

    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Action> {
        if !cx.keys {
            return None;
        }
        let pressed = |modifiers, key| ui.input_mut(|i| i.consume_key(modifiers, key));
        if pressed(Modifiers::SHIFT, Key::Tab) {
            self.walk(&scene.scales, false);
        } else if pressed(Modifiers::NONE, Key::Tab) {
            self.walk(&scene.scales, true);
        }
        const NUMBERS: [Key; 10] = [
            Key::Num0,
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        for (number, key) in (0_u8..).zip(NUMBERS) {
            if pressed(Modifiers::NONE, key) && !self.score(&scene.scales, number) && number == 0 {
                self.judge_seen(Judgement::NoDifference, scene);
            }
        }
        for (key, judgement) in
            [(Key::ArrowLeft, Judgement::Left), (Key::ArrowRight, Judgement::Right), (Key::X, Judgement::CannotJudge)]
        {
            if pressed(Modifiers::NONE, key) {
                self.judge_seen(judgement, scene);
            }
        }
        if pressed(Modifiers::NONE, Key::Backspace) {
            self.back(scene.at);
        }
        if pressed(Modifiers::NONE, Key::Enter) {
            self.save(cx, scene);
        }
        pressed(Modifiers::NONE, Key::Escape).then_some(Action::Go(Place::Compare))
    }

    /// The pair before, to change its answer.
    fn back(&mut self, at: usize) {
        self.at = at.checked_sub(1).or(Some(0));
    }

    /// Keeps the answer and goes on to the next pair without one.
    fn save(&mut self, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let Some(judgement) = self.draft.judgement else { return };
        let [left, right] = self.draft.scores.clone();
        let answer = ReviewAnswer { judgement, left, right, display_ev: scene.display_ev, at: Timestamp::now() };
        cx.edit(Edit::AnswerReview { id: scene.review.id, pair: scene.at, answer });
        let next = scene.at + 1;
        let again = self.at.is_some() && scene.review.answers.contains_key(&next);
        self.at = again.then_some(next);
    }

    fn reveal(&mut self, cx: &mut Cx<'_>, review: &Review) {
        if review.next_open().is_none() {
            cx.edit(Edit::RevealReview { id: review.id, at: Timestamp::now() });
        }
    }

    /// All pairs are answered: reveal, or look again.
    fn complete_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, review: &Review) -> Option<Action> {
        self.status.words = format!("{}, all {} pairs answered", review.view, review.pairs.len());
        let keys = cx.keys;
        let pressed = |key| keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            return Some(Action::Go(Place::Compare));
        }
        let (mut reveal, mut back) = (pressed(Key::V), pressed(Key::Backspace));
        widgets::central(ui, false, |ui| {
            let words = "Every pair has an answer. Revealing shows which photo was the later one and locks the answers: \
                         they stay in the record as given blind, with your name.";
            widgets::empty_state(ui, icons::EYE_SLASH, "All pairs are answered", words, |ui| {
                let button = widgets::Button::primary("Reveal and lock the answers").icon(icons::EYE).key("V").main();
                reveal |= ui.add(button).clicked();
                let again = widgets::Button::new("Look at the last pair again").look(widgets::Look::Plain);
                back |= ui.add(again.key("Backspace")).clicked();
            });
        });
        if reveal {
            self.reveal(cx, review);
        } else if back {
            self.at = Some(review.pairs.len() - 1);
        }
        None
    }

    /// A photo of the pair was removed from the record since the review began.
    fn gone_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, review: &Review, at: usize) -> Option<Action> {
        let mut skip = false;
        widgets::central(ui, false, |ui| {
            let words = "A photo of this pair is no longer in the record. The pair is kept as not judged.";
            widgets::empty_state(ui, icons::IMAGE_BROKEN, "This pair cannot be shown", words, |ui| {
                skip = ui.add(widgets::Button::primary("Next pair").key("Enter").main()).clicked();
            });
        });
        skip |= cx.keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
        if skip {
            let (judgement, at_time) = (Judgement::CannotJudge, Timestamp::now());
            let (left, right) = (BTreeMap::new(), BTreeMap::new());
            let answer = ReviewAnswer { judgement, left, right, display_ev: None, at: at_time };
            cx.edit(Edit::AnswerReview { id: review.id, pair: at, answer });
            self.at = None;
        }
        let esc = cx.keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        esc.then_some(Action::Go(Place::Compare))
    }

    /// Begins a review and opens it.
    fn start(&mut self, cx: &mut Cx<'_>, patient: &Patient, view: &View, who: &str, scales: Vec<String>) {
        let review = review::new_review(patient, view, who, scales);
        if review.pairs.is_empty() {
            return;
        }
        self.open_review(review.id);
        cx.edit(Edit::StartReview(review));
    }

    fn open_review(&mut self, id: ReviewId) {
        (self.open, self.at, self.draft, self.views) = (Some(id), None, Draft::default(), Views::default());
    }
}

/// The side (0 left, 1 right) and the scale at a place of the cursor.
fn place_of(cursor: usize, scales: &[ReviewScale]) -> Option<(usize, ReviewScale)> {
    let count = scales.len().max(1);
    Some((cursor / count, *scales.get(cursor % count)?)).filter(|(side, _)| *side < 2)
}

/// A view as part of a file name.
fn parts_of(view: &View) -> String {
    let kept = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    view.id().chars().map(kept).collect()
}

fn nobody_ui(ui: &mut Ui) -> Option<Action> {
    let mut asked = None;
    widgets::central(ui, false, |ui| {
        let words = "Open a patient first: a blind review judges the photos of one view.";
        widgets::empty_state(ui, icons::SHUFFLE, "Blind review", words, |ui| {
            if ui.add(widgets::Button::primary("Choose a patient").icon(icons::USERS).main()).clicked() {
                asked = Some(Action::Go(Place::Patients));
            }
        });
    });
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_keys_answer_a_pair_with_two_scales() {
        let scales = review::SCALES;
        let mut screen = ReviewScreen::default();
        screen.judge(Judgement::Right, scales.len());
        for number in [2, 3, 0, 1] {
            assert!(screen.score(&scales, number), "{number} at {:?}", screen.draft.cursor);
        }
        let [left, right] = &screen.draft.scores;
        assert_eq!((left["cea"], left["goodman-baron-qualitative"]), (2, 3));
        assert_eq!((right["cea"], right["goodman-baron-qualitative"]), (0, 1));
        assert_eq!(screen.draft.judgement, Some(Judgement::Right));
    }

    #[test]
    fn a_number_that_a_scale_does_not_have_is_not_taken() {
        let scales = review::SCALES;
        let mut screen = ReviewScreen::default();
        assert!(!screen.score(&scales, 2), "the cursor stands at the question");
        screen.walk(&scales, true);
        assert!(!screen.score(&scales, 5));
        screen.walk(&scales, true);
        assert!(!screen.score(&scales, 0), "Goodman–Baron begins with 1");
        assert_eq!(screen.draft.cursor, Some(1));
        (0..2).for_each(|_| screen.walk(&scales, false));
        assert_eq!(screen.draft.cursor, None, "back at the question");
    }
}
