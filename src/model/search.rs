//! Finding a patient while typing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CourseState, Patient, PatientId, RepeatNoise, Treatment, day_words};

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
    /// Fitzpatrick type, 1 to 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skin_type: Option<u8>,
    /// What is treated, without where.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub indication: String,
    /// Where: from the course and from the treatments.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub regions: BTreeSet<String>,
    /// Days after a treatment of which there are photos.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub photo_days: BTreeSet<i32>,
    /// What the clinic entered in this patient's treatments, by field: the words that are offered again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub used: BTreeMap<String, BTreeSet<String>>,
}

/// More different words in one field are not kept for one patient.
const MOST_WORDS: usize = 12;
/// Longer words are a text of their own, not a choice.
const LONGEST_WORD: usize = 80;

impl Summary {
    /// The summary of a patient.
    pub fn of(patient: &Patient) -> Self {
        let sessions = patient.sessions_by_date();
        let treatments = patient.treatments_by_date();
        let course = patient.course.as_ref();
        let with_photos = |id| patient.photos.values().any(|p| p.session == id);
        let latest = sessions.iter().rev().flat_map(|s| patient.photos_of(s.id)).find(|p| p.integrity.is_intact());
        let state = CourseState::of(patient);
        Self {
            id: patient.id,
            name: patient.facts.name.clone(),
            birth: patient.facts.birth,
            number: patient.facts.number.clone(),
            treated_for: course.map(treated_for).unwrap_or_default(),
            last_visit: sessions.last().map(|s| s.date),
            dates: sessions.iter().filter(|s| with_photos(s.id)).count(),
            photos: patient.photos.len(),
            treated_sessions: state.done,
            planned_sessions: state.planned,
            next_due: state.next_due,
            face: latest.map(|p| (p.sha256.clone(), p.format.clone())),
            archived: patient.archived,
            repeats: patient.repeat_noise(),
            skin_type: patient.facts.skin_type,
            indication: course.map(|c| c.indication.trim().to_owned()).unwrap_or_default(),
            regions: regions(patient),
            photo_days: photo_days(patient),
            used: used(treatments.into_iter().map(|(_, treatment)| treatment)),
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

/// The parts of "cheeks, forehead" of the course and of every treatment, in small letters.
fn regions(patient: &Patient) -> BTreeSet<String> {
    let course = patient.course.iter().map(|c| c.areas.as_str());
    let treated = patient.treatments_by_date().into_iter().map(|(_, t)| t.areas.as_str());
    let parts = course.chain(treated).flat_map(|areas| areas.split([',', ';']));
    parts.map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty()).take(MOST_WORDS * 4).collect()
}

fn photo_days(patient: &Patient) -> BTreeSet<i32> {
    let with_photos: BTreeSet<_> = patient.photos.values().map(|p| p.session).collect();
    let days = with_photos.iter().filter_map(|id| patient.sessions.get(id)).map(|s| day_words(patient, s.date));
    days.filter_map(|words| words.after()).map(|(days, _)| days).collect()
}

/// The words of each free-text field of the treatments.
fn used<'a>(treatments: impl Iterator<Item = &'a Treatment>) -> BTreeMap<String, BTreeSet<String>> {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (field, text) in treatments.flat_map(Treatment::words) {
        let text = text.trim();
        if !text.is_empty() && text.chars().count() <= LONGEST_WORD {
            let words = used.entry(field.to_owned()).or_default();
            if words.len() < MOST_WORDS {
                words.insert(text.to_owned());
            }
        }
    }
    used
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
