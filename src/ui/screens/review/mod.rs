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
use crate::app::review::{self, Question};
use crate::model::{Edit, Judgement, Patient, PatientId, Review, ReviewAnswer, ReviewId, Scale, View};
use crate::ui::canvas::Views;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::{Action, Place};
use crate::ui::widgets;
use crate::words::say;

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
    scores: [BTreeMap<String, i32>; 2],
    /// Where the number keys write: the place among the questions of left, then right; `None`: which is better.
    cursor: Option<usize>,
    /// A digit after which a second may follow, and the place where it was typed.
    tens: Option<(usize, i32)>,
    /// The cursor has moved by key and must come into sight.
    moved: bool,
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
    questions: Vec<Question>,
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
        self.status.words = say!("blind-pair-of", view = review.view, pair = at + 1, count = review.pairs.len());
        self.follow_draft(review, at);
        let shown = review.pairs[at];
        let app = cx.app;
        let Some(pair) = Pair::look(cx, &mut self.meshes, patient, shown.left, shown.right) else {
            return self.gone_ui(ui, cx, review, at);
        };
        let questions = review::questions_of(review, app.clinic());
        let mut scene = Scene { review, at, questions, pair, display_ev: None };
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
            self.judge(judgement, scene.questions.len());
        }
    }

    /// Takes an answer to which is better; the number keys go to the first question.
    fn judge(&mut self, judgement: Judgement, questions: usize) {
        self.draft.judgement = Some(judgement);
        if questions > 0 && self.draft.cursor.is_none() {
            self.go_to(Some(0));
        }
    }

    /// Writes a digit at the cursor, if it is an answer there, and goes on; where a second digit may follow the cursor
    /// stays. False if it is no answer.
    fn score(&mut self, questions: &[Question], digit: i32) -> bool {
        let Some(cursor) = self.draft.cursor else { return false };
        let Some((side, question)) = place_of(cursor, questions) else { return false };
        let tens = self.draft.tens.take().filter(|(at, _)| *at == cursor).map(|(_, tens)| tens);
        let offered = |value: &i32| question.item().level(*value).is_some();
        let both = tens.map(|tens| tens * 10 + digit).filter(offered);
        let value = both.or(Some(digit)).filter(offered);
        let waits = both.is_none() && question.may_go_on(digit);
        if let Some(value) = value {
            self.draft.scores[side].insert(question.key(), value);
        }
        match (waits, value) {
            (true, _) => self.draft.tens = Some((cursor, digit)),
            (false, Some(_)) => self.go_to(Some((cursor + 1).min(questions.len() * 2 - 1))),
            (false, None) => return false,
        }
        true
    }

    /// The cursor a step on, or back; before the first question is which of both is better.
    fn walk(&mut self, questions: &[Question], forward: bool) {
        let count = questions.len() * 2;
        self.go_to(match (self.draft.cursor, forward) {
            _ if count == 0 => None,
            (None, true) => Some(0),
            (Some(i), true) => (i + 1 < count).then_some(i + 1),
            (None, false) => Some(count - 1),
            (Some(i), false) => i.checked_sub(1),
        });
    }

    fn go_to(&mut self, cursor: Option<usize>) {
        (self.draft.cursor, self.draft.tens, self.draft.moved) = (cursor, None, true);
    }

    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Action> {
        if !cx.keys {
            return None;
        }
        let pressed = |modifiers, key| ui.input_mut(|i| i.consume_key(modifiers, key));
        if pressed(Modifiers::SHIFT, Key::Tab) {
            self.walk(&scene.questions, false);
        } else if pressed(Modifiers::NONE, Key::Tab) {
            self.walk(&scene.questions, true);
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
        for (number, key) in (0..).zip(NUMBERS) {
            if pressed(Modifiers::NONE, key) && !self.score(&scene.questions, number) && number == 0 {
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
        self.status.words = say!("blind-all-answered", view = review.view, count = review.pairs.len());
        let keys = cx.keys;
        let pressed = |key| keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            return Some(Action::Go(Place::Compare));
        }
        let (mut reveal, mut back) = (pressed(Key::V), pressed(Key::Backspace));
        widgets::central(ui, false, |ui| {
            let (title, words) = (say!("all-pairs-are-answered"), say!("revealing-locks-the-answers"));
            widgets::empty_state(ui, icons::EYE_SLASH, title, words, |ui| {
                let button = widgets::Button::primary(say!("reveal-and-lock")).icon(icons::EYE).key("V").main();
                reveal |= ui.add(button).clicked();
                let again = widgets::Button::new(say!("look-at-the-last-pair-again")).look(widgets::Look::Plain);
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
            let (title, words) = (say!("this-pair-cannot-be-shown"), say!("a-photo-of-this-pair-is-gone"));
            widgets::empty_state(ui, icons::IMAGE_BROKEN, title, words, |ui| {
                skip = ui.add(widgets::Button::primary(say!("next-pair")).key("Enter").main()).clicked();
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
    fn start(&mut self, cx: &mut Cx<'_>, patient: &Patient, view: &View, who: &str, scales: &[&Scale]) {
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

/// The side (0 left, 1 right) and the question at a place of the cursor.
fn place_of(cursor: usize, questions: &[Question]) -> Option<(usize, &Question)> {
    let count = questions.len().max(1);
    Some((cursor / count, questions.get(cursor % count)?)).filter(|(side, _)| *side < 2)
}

/// A view as part of a file name.
fn parts_of(view: &View) -> String {
    let kept = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    view.id().chars().map(kept).collect()
}

fn nobody_ui(ui: &mut Ui) -> Option<Action> {
    let mut asked = None;
    widgets::central(ui, false, |ui| {
        widgets::empty_state(ui, icons::SHUFFLE, say!("blind-review"), say!("blind-review-needs-a-patient"), |ui| {
            if ui.add(widgets::Button::primary(say!("choose-a-patient")).icon(icons::USERS).main()).clicked() {
                asked = Some(Action::Go(Place::Patients));
            }
        });
    });
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ClinicFiles;

    fn questions(scales: &[&str]) -> Vec<Question> {
        let clinic = ClinicFiles::default();
        let of = |id: &&str| clinic.newest(id).unwrap().clone();
        let every = |scale: std::sync::Arc<Scale>| {
            (0..scale.items.len()).map(move |place| Question { scale: scale.clone(), place })
        };
        scales.iter().map(of).flat_map(every).collect()
    }

    #[test]
    fn six_keys_answer_a_pair_with_two_scales() {
        let questions = questions(&["cea", "goodman-baron-qualitative"]);
        let mut screen = ReviewScreen::default();
        screen.judge(Judgement::Right, questions.len());
        for number in [2, 3, 0, 1] {
            assert!(screen.score(&questions, number), "{number} at {:?}", screen.draft.cursor);
        }
        let [left, right] = &screen.draft.scores;
        assert_eq!((left["cea"], left["goodman-baron-qualitative"]), (2, 3));
        assert_eq!((right["cea"], right["goodman-baron-qualitative"]), (0, 1));
        assert_eq!(screen.draft.judgement, Some(Judgement::Right));
    }

    #[test]
    fn a_number_that_a_scale_does_not_have_is_not_taken() {
        let questions = questions(&["cea", "goodman-baron-qualitative"]);
        let mut screen = ReviewScreen::default();
        assert!(!screen.score(&questions, 2), "the cursor stands at which is better");
        screen.walk(&questions, true);
        assert!(!screen.score(&questions, 5));
        screen.walk(&questions, true);
        assert!(!screen.score(&questions, 0), "Goodman–Baron begins with 1");
        assert_eq!(screen.draft.cursor, Some(1));
        (0..2).for_each(|_| screen.walk(&questions, false));
        assert_eq!(screen.draft.cursor, None, "back at which is better");
    }

    #[test]
    fn a_scale_that_reaches_ten_takes_two_digits_and_tab_ends_a_one() {
        let questions = questions(&["vas-severity"]);
        let mut screen = ReviewScreen::default();
        screen.judge(Judgement::Left, questions.len());
        assert!(screen.score(&questions, 1) && screen.score(&questions, 0));
        assert_eq!((screen.draft.scores[0]["vas-severity"], screen.draft.cursor), (10, Some(1)));
        assert!(screen.score(&questions, 1));
        assert_eq!(screen.draft.cursor, Some(1), "a second digit may follow");
        screen.walk(&questions, false);
        screen.walk(&questions, true);
        assert!(screen.score(&questions, 0), "not the second digit of what was typed before");
        assert_eq!(screen.draft.scores[1]["vas-severity"], 0);
    }

    #[test]
    fn every_question_of_a_scale_is_asked_on_both_sides() {
        let questions = questions(&["scar"]);
        let mut screen = ReviewScreen::default();
        screen.judge(Judgement::NoDifference, questions.len());
        for _ in 0..questions.len() * 2 {
            assert!(screen.score(&questions, 1), "at {:?}", screen.draft.cursor);
        }
        assert!(screen.draft.scores.iter().all(|scores| scores.len() == questions.len()));
    }
}
