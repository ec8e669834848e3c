//! What is asked of each photo in a blind review: the questions of the scales that were chosen when it began.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::ClinicFiles;
use crate::model::{Item, Rater, Review, Scale, ScaleState, Total};

/// One question of a scale, asked of each photo of a pair.
#[derive(Debug, Clone)]
pub struct Question {
    /// The scale, in the version with which the review began.
    pub scale: Arc<Scale>,
    /// The place of the question among its items.
    pub place: usize,
}

impl Question {
    /// The question itself.
    pub fn item(&self) -> &Item {
        &self.scale.items[self.place]
    }

    /// Under this name its answer stands in the record.
    pub fn key(&self) -> String {
        key_of(&self.scale, self.item())
    }

    /// True if the scale asks more than this.
    pub fn is_one_of_many(&self) -> bool {
        self.scale.items.len() > 1
    }

    /// True if `digit` can be the first of two: 1 on a scale that reaches 10.
    pub fn may_go_on(&self, digit: i32) -> bool {
        digit > 0 && self.item().values.iter().any(|level| level.value / 10 == digit)
    }
}

/// A scale of one question stands under its own name, as it always has; each of several under both names.
fn key_of(scale: &Scale, item: &Item) -> String {
    if scale.items.len() == 1 { scale.id.clone() } else { format!("{}/{}", scale.id, item.id) }
}

/// The scales that can be scored from one photo by somebody who does not know the patient: none of change, none that
/// needs touch, none that the patient answers.
pub fn offered(clinic: &ClinicFiles) -> Vec<&Arc<Scale>> {
    let fits = |s: &&Arc<Scale>| !s.compares && s.state != ScaleState::InPerson && s.rater == Rater::Clinician;
    clinic.scales().into_iter().filter(fits).collect()
}

/// The scales of a review, in its order; one whose file is no longer there is left out.
pub fn scales_of(review: &Review, clinic: &ClinicFiles) -> Vec<Arc<Scale>> {
    let definition = |id: &String| match review.versions.get(id) {
        Some(version) => clinic.scale(id, version),
        None => clinic.newest(id),
    };
    review.scales.iter().filter_map(definition).cloned().collect()
}

/// Every question of a review, in its order.
pub fn questions_of(review: &Review, clinic: &ClinicFiles) -> Vec<Question> {
    let of = |scale: Arc<Scale>| (0..scale.items.len()).map(move |place| Question { scale: scale.clone(), place });
    scales_of(review, clinic).into_iter().flat_map(of).collect()
}

/// What the scores of one photo come to on `scale`.
pub fn total_of(scale: &Scale, scores: &BTreeMap<String, i32>) -> Total {
    let value = |item: &Item| Some((item.id.clone(), *scores.get(&key_of(scale, item))?));
    scale.total(&scale.items.iter().filter_map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::super::trial::{answered, patient};
    use super::*;

    #[test]
    fn what_cannot_be_scored_from_a_photo_is_not_offered() {
        let clinic = ClinicFiles::default();
        let ids: Vec<&str> = offered(&clinic).iter().map(|s| s.id.as_str()).collect();
        assert!(ids.contains(&"cea") && ids.contains(&"mmasi"), "{ids:?}");
        for other in ["gais", "vss", "pain", "patient-satisfaction"] {
            assert!(!ids.contains(&other), "{other} is offered");
        }
    }

    #[test]
    fn a_scale_of_many_questions_has_a_total_once_all_are_answered() {
        let clinic = ClinicFiles::default();
        let mut review = answered(&patient(2), &[]);
        review.scales = vec!["cea".into(), "scar".into(), "gone".into()];
        let questions = questions_of(&review, &clinic);
        let scar = clinic.newest("scar").unwrap();
        assert_eq!(questions.len(), 1 + scar.items.len());
        assert_eq!((questions[0].key().as_str(), questions[0].is_one_of_many()), ("cea", false));
        let mut scores: BTreeMap<String, i32> =
            questions[2..].iter().map(|q| (q.key(), q.item().values[0].value)).collect();
        assert_eq!(total_of(scar, &scores), Total::Missing(vec![0]));
        scores.insert(questions[1].key(), scar.items[0].values[0].value);
        assert_eq!(total_of(scar, &scores), Total::Is(scar.range[0]));
    }

    #[test]
    fn a_review_keeps_the_version_with_which_it_began() {
        let clinic = ClinicFiles::default();
        let mut review = answered(&patient(2), &[]);
        assert_eq!(scales_of(&review, &clinic).len(), 1, "a review of before versions were kept means the newest");
        review.versions.insert("cea".into(), "0".into());
        assert!(scales_of(&review, &clinic).is_empty(), "another version would be another question");
        review.versions.insert("cea".into(), "1".into());
        assert_eq!(scales_of(&review, &clinic)[0].version, "1");
    }

    #[test]
    fn a_digit_waits_where_a_second_may_follow() {
        let clinic = ClinicFiles::default();
        let mut review = answered(&patient(2), &[]);
        review.scales = vec!["vas-severity".into(), "cea".into()];
        let questions = questions_of(&review, &clinic);
        let waits: Vec<i32> = (0..=9).filter(|d| questions[0].may_go_on(*d)).collect();
        assert_eq!(waits, [1]);
        assert!((0..=9).all(|d| !questions[1].may_go_on(d)));
    }
}
