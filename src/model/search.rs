//! Finding a patient while typing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Patient, PatientId, RepeatNoise};

/// What the patient list shows of one patient, without opening it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Which patient.
    pub id: PatientId,
    /// Full name.
    pub name: String,
    /// Day of birth.
    pub birth: Option<Date>,
    /// The clinic's own number.
    #[serde(default)]
    pub number: String,
    /// What is treated, from the course.
    #[serde(default)]
    pub treated_for: String,
    /// Day of the last visit.
    pub last_visit: Option<Date>,
    /// Number of visits with photos.
    pub dates: usize,
    /// Number of photos.
    pub photos: usize,
    /// Number of visits with a treatment.
    #[serde(default)]
    pub treated_sessions: usize,
    /// Sessions planned in the course.
    #[serde(default)]
    pub planned_sessions: Option<u32>,
    /// When the next session is due by the course's interval.
    #[serde(default)]
    pub next_due: Option<Date>,
    /// File (SHA-256) and format of the photo that stands for the patient: the latest intact one.
    #[serde(default)]
    pub face: Option<(String, String)>,
    /// Put away.
    #[serde(default)]
    pub archived: bool,
    /// What its repeat shots say about the clinic's noise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<RepeatNoise>,
}

impl Summary {
    /// The summary of a patient.
    pub fn of(patient: &Patient) -> Self {
        let sessions = patient.sessions_by_date();
        let treatments = patient.treatments_by_date();
        let course = patient.course.as_ref();
        let with_photos = |id| patient.photos.values().any(|p| p.session == id);
        let latest = sessions.iter().rev().flat_map(|s| patient.photos_of(s.id)).find(|p| p.integrity.is_intact());
        let done = treatments.len();
        let planned = course.and_then(|c| c.planned_sessions);
        let weeks = course.and_then(|c| c.interval_weeks);
        let open = planned.is_none_or(|n| done < n as usize);
        let next_due = treatments.last().filter(|_| open).zip(weeks).and_then(|((session, _), weeks)| {
            session.date.checked_add(jiff::Span::new().weeks(i64::from(weeks.min(520)))).ok()
        });
        Self {
            id: patient.id,
            name: patient.facts.name.clone(),
            birth: patient.facts.birth,
            number: patient.facts.number.clone(),
            treated_for: course.map(treated_for).unwrap_or_default(),
            last_visit: sessions.last().map(|s| s.date),
            dates: sessions.iter().filter(|s| with_photos(s.id)).count(),
            photos: patient.photos.len(),
            treated_sessions: done,
            planned_sessions: planned,
            next_due,
            face: latest.map(|p| (p.sha256.clone(), p.format.clone())),
            archived: patient.archived,
            repeats: patient.repeat_noise(),
        }
    }

    /// How the patient is called in lists: the name, else the number.
    pub fn title(&self) -> &str {
        if self.name.trim().is_empty() { &self.number } else { &self.name }
    }

    /// The text that a search looks through: folded name, number, and the birth date as people write it.
    pub fn haystack(&self) -> String {
        let birth = self.birth.map_or_else(String::new, |d| {
            format!("{d} {:02}.{:02}.{} {:02}/{:02}/{}", d.day(), d.month(), d.year(), d.day(), d.month(), d.year())
        });
        fold(&format!("{} {} {birth}", self.name, self.number))
    }

    /// True if every word of the query stands somewhere in the [`Self::haystack`]. Accents and case do not matter.
    pub fn matches(haystack: &str, query: &str) -> bool {
        fold(query).split_whitespace().all(|word| haystack.contains(word))
    }
}

fn treated_for(course: &super::Course) -> String {
    let parts = [course.indication.trim(), course.areas.trim()];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A text without accents and capitals: `Żółć` and `zolc` become the same.
pub fn fold(text: &str) -> String {
    deunicode::deunicode(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::PatientFacts;

    fn found(query: &str) -> bool {
        let mut patient = Patient::empty(PatientId::from_number(1));
        patient.facts = PatientFacts {
            name: "Łucía Ödegård".into(),
            birth: Some(date(1988, 2, 29)),
            number: "SL-0027".into(),
            ..PatientFacts::default()
        };
        Summary::matches(&Summary::of(&patient).haystack(), query)
    }

    #[test]
    fn a_patient_is_found_by_name_number_and_birth_date_whatever_the_accents() {
        for query in ["lucia", "ODEG", "Öde luc", "sl-0027", "0027", "1988-02-29", "29.02.1988", ""] {
            assert!(found(query), "not found by {query:?}");
        }
        for query in ["lucia x", "28.02.1988"] {
            assert!(!found(query), "found by {query:?}");
        }
    }
}
