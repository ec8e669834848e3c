//! What a score is about: a visit as a whole, the photo of one view, or a region in the clinic's words.
//!
//! Scores about different things are never joined into one curve.

use std::fmt;

use crate::model::{Patient, Score, View};

/// What a score is about; nothing said: the visit as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Subject {
    /// The view, if one photo alone was scored.
    pub view: Option<View>,
    /// The region, in the clinic's words; empty: as a whole.
    pub region: String,
}

impl Subject {
    /// What `score` is about.
    pub fn of(patient: &Patient, score: &Score) -> Self {
        let photo = score.photo.and_then(|id| patient.photos.get(&id));
        Self { view: photo.map(|p| p.view.clone()), region: score.region.trim().to_owned() }
    }

    /// True for the visit as a whole.
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.view {
            Some(view) if self.region.is_empty() => write!(f, "{view}"),
            Some(view) => write!(f, "{}, {view}", self.region),
            None => f.write_str(&self.region),
        }
    }
}

/// What the scores of a patient on one scale are about: the whole first, then by view and region.
pub fn subjects(patient: &Patient, scale: &str) -> Vec<Subject> {
    let mut all: Vec<Subject> =
        patient.scores_on(scale).into_iter().map(|(_, score)| Subject::of(patient, score)).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::app::{ClinicFiles, curves, scale_curve};
    use crate::model::{Edit, PatientId, ScoreId, Session, SessionId, SkinState};

    fn scored(patient: &mut Patient, n: u128, region: &str, value: i32) {
        let session = SessionId::from_number(n);
        patient.apply(&Edit::SetScore(Score {
            id: ScoreId::new(),
            scale: "cea".into(),
            version: "1".into(),
            session,
            photo: None,
            region: region.into(),
            compared_with: None,
            values: BTreeMap::from([("grade".to_owned(), value)]),
            who: String::new(),
            at: Timestamp::from_second(n as i64).unwrap(),
        }));
    }

    #[test]
    fn scores_about_different_skin_are_different_curves() {
        let mut patient = Patient::empty(PatientId::from_number(1));
        for n in 1..=2_i8 {
            let (id, day) = (SessionId::from_number(n as u128), date(2026, n, 1));
            let session = Session { id, date: day, title: String::new(), skin: SkinState::Clean, treatment: None };
            patient.apply(&Edit::AddSession(session));
        }
        scored(&mut patient, 1, "cheek left", 4);
        scored(&mut patient, 1, "", 3);
        scored(&mut patient, 2, " cheek left ", 2);
        let all = subjects(&patient, "cea");
        assert_eq!(all.iter().map(ToString::to_string).collect::<Vec<_>>(), ["", "cheek left"]);
        let clinic = ClinicFiles::default();
        let values = |subject: &Subject| {
            scale_curve(&patient, &clinic, "cea", subject).readings.iter().map(|r| r.value).collect::<Vec<_>>()
        };
        assert_eq!((values(&all[0]), values(&all[1])), (vec![3.0], vec![4.0, 2.0]));
        let names: Vec<String> = curves(&patient, &clinic).into_iter().map(|c| c.name).collect();
        assert_eq!(names, ["Clinician's erythema assessment", "Clinician's erythema assessment: cheek left"]);
    }
}
