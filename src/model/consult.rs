//! What is asked and agreed beside the photos: scores, suitability, consent, complications. All of it entered by people.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ConsentId, Edit, Patient, PhotoId, Score, ScoreId, SessionId};
use crate::words::say;

/// Everything of a consultation that is neither photo, note nor mark.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Consultation {
    /// Scores on clinical scales, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<ScoreId, Score>,
    /// The last answer to each question of the suitability checklist, by the question's id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub suitability: BTreeMap<String, SuitabilityAnswer>,
    /// Consents to the use of photos, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub consents: BTreeMap<ConsentId, Consent>,
    /// Complications that were seen, by visit.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub complications: BTreeMap<SessionId, Complications>,
}

impl Consultation {
    /// True while nothing is recorded.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// No.
    No,
    /// Yes.
    Yes,
    /// Asked, and nobody knows.
    Unknown,
}

impl Answer {
    /// Every answer in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::No, Self::Yes, Self::Unknown];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::No => say!("answer-no"),
            Self::Yes => say!("answer-yes"),
            Self::Unknown => say!("answer-unknown"),
        }
    }
}

/// The answer to one question of the suitability checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuitabilityAnswer {
    /// The question's id.
    pub item: String,
    /// What was answered; `None` while only a note stands there.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// In words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// When.
    pub at: Timestamp,
}

/// What photos may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The patient's own care.
    Care,
    /// Teaching.
    Teaching,
    /// Scientific publication.
    Publication,
    /// Advertising.
    Marketing,
}

impl Purpose {
    /// Every purpose, the closest to the patient first.
    pub const ALL: [Self; 4] = [Self::Care, Self::Teaching, Self::Publication, Self::Marketing];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Care => say!("purpose-care"),
            Self::Teaching => say!("purpose-teaching"),
            Self::Publication => say!("purpose-publication"),
            Self::Marketing => say!("purpose-marketing"),
        }
    }
}

/// A consent to the use of photos for one purpose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// Its name.
    pub id: ConsentId,
    /// What for.
    pub purpose: Purpose,
    /// The day it was given.
    pub given: Date,
    /// How far it reaches, in words: "cheek only, no eyes".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// The last day on which it holds; `None`: until it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// The day it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Date>,
    /// Who recorded it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
}

/// How a consent stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentState {
    /// Given, and it holds.
    InForce,
    /// Not yet given on that day.
    Later,
    /// It held until its last day.
    Expired,
    /// Taken back.
    Withdrawn,
}

impl ConsentState {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::InForce => say!("consent-in-force"),
            Self::Later => say!("consent-later"),
            Self::Expired => say!("consent-expired"),
            Self::Withdrawn => say!("consent-withdrawn"),
        }
    }
}

impl Consent {
    /// How it stands on `day`. A withdrawal counts from its day on; the last day still belongs to the consent.
    pub fn state_on(&self, day: Date) -> ConsentState {
        match self {
            Self { withdrawn: Some(end), .. } if *end <= day => ConsentState::Withdrawn,
            Self { expires: Some(end), .. } if *end < day => ConsentState::Expired,
            Self { given, .. } if *given > day => ConsentState::Later,
            _ => ConsentState::InForce,
        }
    }
}

/// What was seen at a visit and ticked, never detected.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Complications {
    /// Ids of what was ticked.
    pub ticked: BTreeSet<String>,
    /// In words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub who: String,
}

impl Complications {
    fn says_nothing(&self) -> bool {
        self.ticked.is_empty() && self.note.trim().is_empty()
    }
}

/// The words for a complication that has no name in the list of this program: its id without dashes.
pub fn as_complication(id: &str) -> String {
    id.replace('-', " ")
}

/// Applies the edits of a consultation. An absent target has no effect.
pub(super) fn apply(patient: &mut Patient, edit: Edit) {
    let session = |id: &SessionId| patient.sessions.contains_key(id);
    match edit {
        Edit::SetScore(score) if session(&score.session) => {
            patient.consultation.scores.insert(score.id, score);
        }
        Edit::RemoveScore { id } => drop(patient.consultation.scores.remove(&id)),
        Edit::AnswerSuitability(answer) if answer.answer.is_none() && answer.note.trim().is_empty() => {
            patient.consultation.suitability.remove(&answer.item);
        }
        Edit::AnswerSuitability(answer) => {
            patient.consultation.suitability.insert(answer.item.clone(), answer);
        }
        Edit::SetConsent(consent) => drop(patient.consultation.consents.insert(consent.id, consent)),
        Edit::RemoveConsent { id } => drop(patient.consultation.consents.remove(&id)),
        Edit::SetComplications { session, seen } if seen.says_nothing() => {
            patient.consultation.complications.remove(&session);
        }
        Edit::SetComplications { session: id, seen } if session(&id) => {
            patient.consultation.complications.insert(id, seen);
        }
        _ => {}
    }
}

/// A visit is gone, and with it what was entered there.
pub(super) fn forget_session(patient: &mut Patient, id: SessionId) {
    patient.consultation.scores.retain(|_, score| score.session != id);
    patient.consultation.complications.remove(&id);
}

/// A photo is gone: a score of that photo alone goes with it.
pub(super) fn forget_photo(patient: &mut Patient, id: PhotoId) {
    patient.consultation.scores.retain(|_, score| score.photo != Some(id));
}

/// Why an edit of a consultation cannot be kept, if so.
pub(super) fn fault(edit: &Edit) -> Option<&'static str> {
    match edit {
        Edit::SetScore(score) => score.fault(),
        Edit::AnswerSuitability(answer) if answer.item.trim().is_empty() => Some(say!("fault-answer-names-question")),
        Edit::SetConsent(consent) if consent.expires.is_some_and(|end| end < consent.given) => {
            Some(say!("fault-consent-ends-early"))
        }
        Edit::SetConsent(consent) if consent.withdrawn.is_some_and(|end| end < consent.given) => {
            Some(say!("fault-consent-withdrawn-early"))
        }
        _ => None,
    }
}

/// What an edit of a consultation needs and the patient does not have, if so.
pub(super) fn missing(edit: &Edit, patient: &Patient) -> Option<&'static str> {
    let has = |id: &SessionId| patient.sessions.contains_key(id);
    match edit {
        Edit::SetScore(score) if !has(&score.session) => Some("session"),
        Edit::SetComplications { session, .. } if !has(session) => Some("session"),
        Edit::RemoveScore { id } if !patient.consultation.scores.contains_key(id) => Some("score"),
        Edit::RemoveConsent { id } if !patient.consultation.consents.contains_key(id) => Some("consent"),
        _ => None,
    }
}

impl Patient {
    /// Scores of a visit, oldest first.
    pub fn scores_of(&self, session: SessionId) -> Vec<&Score> {
        let mut scores: Vec<_> = self.consultation.scores.values().filter(|s| s.session == session).collect();
        scores.sort_by_key(|s| (s.at, s.id));
        scores
    }

    /// Scores on one scale (any version), by the day of their visit.
    pub fn scores_on(&self, scale: &str) -> Vec<(Date, &Score)> {
        let day = |s: &Score| self.sessions.get(&s.session).map(|session| session.date);
        let all = self.consultation.scores.values().filter(|s| s.scale == scale);
        let mut scores: Vec<_> = all.filter_map(|s| Some((day(s)?, s))).collect();
        scores.sort_by_key(|(day, s)| (*day, s.at, s.id));
        scores
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{PatientId, Session, SkinState};

    fn patient() -> Patient {
        let mut patient = Patient::empty(PatientId::from_number(1));
        for (n, day) in [(1, date(2026, 1, 14)), (2, date(2026, 2, 11))] {
            let id = SessionId::from_number(n);
            let session = Session { id, date: day, title: String::new(), skin: SkinState::Clean, treatment: None };
            patient.apply(&Edit::AddSession(session));
        }
        patient
    }

    fn score(id: u128, session: u128, value: i32) -> Score {
        Score {
            id: ScoreId::from_number(id),
            scale: "cea".into(),
            version: "1".into(),
            session: SessionId::from_number(session),
            photo: None,
            region: String::new(),
            compared_with: None,
            values: [("grade".to_owned(), value)].into(),
            who: "dr1".into(),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_score_is_kept_replaced_and_goes_with_its_visit() {
        let mut patient = patient();
        patient.apply(&Edit::SetScore(score(2, 2, 1)));
        patient.apply(&Edit::SetScore(score(1, 1, 3)));
        patient.apply(&Edit::SetScore(score(2, 2, 2)));
        patient.apply(&Edit::SetScore(score(3, 9, 4)));
        let found: Vec<i32> = patient.scores_on("cea").iter().map(|(_, s)| s.values["grade"]).collect();
        assert_eq!(found, [3, 2], "by day, the later word counts, no visit no score");
        patient.apply(&Edit::RemoveSession { id: SessionId::from_number(2) });
        assert_eq!(patient.scores_on("cea").len(), 1);
        let remove = Edit::RemoveScore { id: ScoreId::from_number(2) };
        assert_eq!(remove.missing_in(&patient), Some("score"));
    }

    #[test]
    fn a_consent_holds_from_its_day_to_its_last_day_or_its_withdrawal() {
        let consent = Consent {
            id: ConsentId::from_number(1),
            purpose: Purpose::Teaching,
            given: date(2026, 1, 14),
            scope: String::new(),
            expires: Some(date(2027, 1, 14)),
            withdrawn: None,
            who: String::new(),
        };
        for (day, state) in [
            (date(2026, 1, 13), ConsentState::Later),
            (date(2026, 1, 14), ConsentState::InForce),
            (date(2027, 1, 14), ConsentState::InForce),
            (date(2027, 1, 15), ConsentState::Expired),
        ] {
            assert_eq!(consent.state_on(day), state, "{day}");
        }
        let withdrawn = Consent { withdrawn: Some(date(2026, 5, 6)), ..consent.clone() };
        assert_eq!(withdrawn.state_on(date(2026, 5, 6)), ConsentState::Withdrawn);
        assert_eq!(withdrawn.state_on(date(2026, 5, 5)), ConsentState::InForce);
        let backwards = Consent { expires: Some(date(2025, 1, 1)), ..consent };
        assert!(Edit::SetConsent(backwards).check().is_err());
    }

    #[test]
    fn an_emptied_answer_and_an_emptied_tick_list_leave_the_record() {
        let mut patient = patient();
        let answer = |answer, note: &str| {
            Edit::AnswerSuitability(SuitabilityAnswer {
                item: "herpes".into(),
                answer,
                note: note.into(),
                who: String::new(),
                at: Timestamp::UNIX_EPOCH,
            })
        };
        patient.apply(&answer(Some(Answer::Yes), "2019"));
        assert_eq!(patient.consultation.suitability["herpes"].answer, Some(Answer::Yes));
        patient.apply(&answer(None, " "));
        assert!(patient.consultation.suitability.is_empty());
        let session = SessionId::from_number(1);
        let seen = Complications { ticked: ["itch".to_owned()].into(), ..Complications::default() };
        patient.apply(&Edit::SetComplications { session, seen });
        assert!(patient.consultation.complications.contains_key(&session));
        patient.apply(&Edit::SetComplications { session, seen: Complications::default() });
        assert!(patient.consultation.is_empty());
    }
}
