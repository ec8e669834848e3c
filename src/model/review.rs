//! A blind review: pairs of photos judged by one person who does not know which is the later one.
//!
//! The order of the pairs and the side of each photo are drawn once and recorded, so that a review can be checked and
//! repeated. Answers can be changed until they are revealed; then they are locked.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PhotoId, ReviewId, View};
use crate::words::say;

/// One person's blind review of one view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Its name.
    pub id: ReviewId,
    /// Whose photos' view.
    pub view: View,
    /// Who judges.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// When it was begun.
    pub at: Timestamp,
    /// What the order was drawn from.
    pub seed: u64,
    /// The pairs in the order in which they are shown.
    pub pairs: Vec<ReviewPair>,
    /// Ids of the scales that are scored for each photo.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scales: Vec<String>,
    /// Scale id → the version of its definition when the review began; a review of before versions were kept has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, String>,
    /// Answers by the place of their pair, from 0.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<usize, ReviewAnswer>,
    /// When the dates were revealed; from then on nothing can be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revealed: Option<Timestamp>,
}

/// Two photos as they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPair {
    /// At the left.
    pub left: PhotoId,
    /// At the right.
    pub right: PhotoId,
    /// The place of the pair that this one repeats with its sides exchanged, as a check of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<usize>,
}

/// Which photo shows the better skin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// The one at the left.
    Left,
    /// Neither.
    NoDifference,
    /// The one at the right.
    Right,
    /// It cannot be said from these photos.
    CannotJudge,
}

/// The answer to one pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewAnswer {
    /// Which is better.
    pub judgement: Judgement,
    /// Scores of the left photo: `SCALE`, or `SCALE/QUESTION` on a scale of several questions → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left: BTreeMap<String, i32>,
    /// Scores of the right photo, in the same way.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub right: BTreeMap<String, i32>,
    /// How the light of the photos was matched for display, left and right; 0 leaves a photo as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_ev: Option<[f64; 2]>,
    /// When it was given.
    pub at: Timestamp,
}

impl Review {
    /// The place of the first pair without an answer; `None` once all are answered.
    pub fn next_open(&self) -> Option<usize> {
        (0..self.pairs.len()).find(|i| !self.answers.contains_key(i))
    }

    /// Why the review cannot be kept as it is, if so.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let twice = |(i, p): (usize, &ReviewPair)| p.left == p.right || p.repeats.is_some_and(|of| of >= i);
        if self.pairs.is_empty() || self.pairs.len() > 1000 {
            return Some(say!("fault-review-pairs"));
        }
        self.pairs.iter().enumerate().any(twice).then_some(say!("fault-review-pair"))
    }

    /// Takes an answer; a revealed review, and one without such a pair, takes none.
    pub(super) fn answer(&mut self, pair: usize, answer: ReviewAnswer) {
        if self.revealed.is_none() && pair < self.pairs.len() {
            self.answers.insert(pair, answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Patient, PatientId};

    fn review() -> Review {
        let pair = |l, r| ReviewPair { left: PhotoId::from_number(l), right: PhotoId::from_number(r), repeats: None };
        Review {
            id: ReviewId::from_number(9),
            view: View::new("front"),
            who: "dr1".into(),
            at: Timestamp::UNIX_EPOCH,
            seed: 7,
            pairs: vec![pair(1, 2), pair(3, 1), ReviewPair { repeats: Some(0), ..pair(2, 1) }],
            scales: vec!["cea".into()],
            versions: BTreeMap::new(),
            answers: BTreeMap::new(),
            revealed: None,
        }
    }

    fn answer(judgement: Judgement) -> ReviewAnswer {
        let left = BTreeMap::from([("cea".to_owned(), 2)]);
        ReviewAnswer { judgement, left, right: BTreeMap::new(), display_ev: None, at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn answers_can_be_changed_until_the_dates_are_revealed() {
        let mut patient = Patient::empty(PatientId::from_number(1));
        let id = review().id;
        let said = |judgement| Edit::AnswerReview { id, pair: 0, answer: answer(judgement) };
        patient.apply(&said(Judgement::Left));
        assert!(patient.reviews.is_empty(), "there is no such review yet");
        patient.apply(&Edit::StartReview(review()));
        assert_eq!(patient.reviews[&id].next_open(), Some(0));
        patient.apply(&said(Judgement::Left));
        patient.apply(&said(Judgement::Right));
        assert_eq!(patient.reviews[&id].answers[&0].judgement, Judgement::Right);
        patient.apply(&Edit::AnswerReview { id, pair: 3, answer: answer(Judgement::Left) });
        assert_eq!(patient.reviews[&id].answers.len(), 1, "there is no fourth pair");
        patient.apply(&Edit::RevealReview { id, at: Timestamp::UNIX_EPOCH });
        patient.apply(&said(Judgement::NoDifference));
        patient.apply(&Edit::StartReview(review()));
        assert_eq!(patient.reviews[&id].answers[&0].judgement, Judgement::Right, "locked");
    }

    #[test]
    fn a_review_is_read_back_as_it_was_written() {
        let mut kept = review();
        kept.answers.insert(0, answer(Judgement::CannotJudge));
        let edit = Edit::StartReview(kept);
        let json = serde_json::to_string(&edit).unwrap();
        assert!(json.contains(r#""op":"review.start""#) && json.contains(r#""judgement":"cannot-judge""#), "{json}");
        assert_eq!(serde_json::from_str::<Edit>(&json).unwrap(), edit);
    }

    #[test]
    fn a_review_that_makes_no_sense_is_not_kept() {
        let mut twice = review();
        twice.pairs[1].right = twice.pairs[1].left;
        assert!(Edit::StartReview(twice).check().is_err());
        let mut ahead = review();
        ahead.pairs[0].repeats = Some(2);
        assert!(Edit::StartReview(ahead).check().is_err());
        assert!(Edit::StartReview(review()).check().is_ok());
    }
}
