//! A course of treatment and what was done in each session. Recorded by people; nothing here is ever suggested.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Patient, SessionId};
use crate::words::{self, say};

/// The plan for a patient.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Course {
    /// What is treated, in the clinic's words: "acne scars".
    pub indication: String,
    /// Where: "both cheeks".
    pub areas: String,
    /// How many sessions are planned.
    pub planned_sessions: Option<u32>,
    /// Weeks between sessions.
    pub interval_weeks: Option<u32>,
    /// A day agreed for the next session instead of the one that follows from the interval. It counts while it lies
    /// after the last treatment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Date>,
}

/// Where a course stands, from the plan and the treatments in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourseState {
    /// Treatments that are recorded.
    pub done: usize,
    /// Sessions planned.
    pub planned: Option<u32>,
    /// Day of the last treatment.
    pub last: Option<Date>,
    /// When the next one is due: the agreed day, else the last treatment and the interval. `None` once all planned
    /// sessions are done, or while nothing says when.
    pub next_due: Option<Date>,
    /// True if `next_due` is a day that was agreed.
    pub is_agreed: bool,
}

impl CourseState {
    /// Where the course of `patient` stands.
    pub fn of(patient: &Patient) -> Self {
        let course = patient.course.as_ref();
        let treated = patient.treatments_by_date();
        let (done, last) = (treated.len(), treated.last().map(|(s, _)| s.date));
        let planned = course.and_then(|c| c.planned_sessions);
        let open = planned.is_none_or(|n| done < n as usize);
        let agreed = course.and_then(|c| c.agreed).filter(|day| open && last.is_none_or(|last| *day > last));
        let weeks = course.and_then(|c| c.interval_weeks).filter(|_| open);
        let regular = last
            .zip(weeks)
            .and_then(|(last, weeks)| last.checked_add(jiff::Span::new().weeks(i64::from(weeks.min(520)))).ok());
        Self { done, planned, last, next_due: agreed.or(regular), is_agreed: agreed.is_some() }
    }
}

/// What was done in one session. Everything may stay empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Treatment {
    /// Who treated.
    pub operator: String,
    /// Areas treated.
    pub areas: String,
    /// Device and model.
    pub device: String,
    /// Cartridge: model, number of needles.
    pub cartridge: String,
    /// Lot number of the cartridge.
    pub lot: String,
    /// Needle depth for each area.
    pub depths: Vec<DepthEntry>,
    /// Speed setting, as on the device.
    pub speed: String,
    /// Passes and their directions.
    pub passes: String,
    /// Product and minutes.
    pub anaesthetic: String,
    /// Serum applied.
    pub serum: String,
    /// PRP, growth factors, vitamin C …
    pub adjuncts: String,
    /// Minutes of treatment.
    pub duration_min: Option<u32>,
    /// What ended it: erythema, pinpoint bleeding …
    pub end_point: String,
    /// 0 none to 10 worst, as the patient says.
    pub pain: Option<u8>,
    /// What was seen at once.
    pub reaction: String,
    /// What the patient does at home.
    pub home_treatment: String,
    /// Anything else.
    pub remarks: String,
}

/// Needle depth in one area.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DepthEntry {
    /// The area; empty: everywhere.
    pub area: String,
    /// Millimetres.
    pub mm: f64,
}

/// What stands in session `id`, its empty fields filled as in the treatment before it.
///
/// Only what the clinic *chose* is copied: who, where, with what, how deep, how often. What was *found* that day stays
/// as it is, because copying it would record what nobody saw: duration, end point, pain, reaction, remarks. The lot is
/// not copied either: it belongs to one cartridge and must be right when a lot is recalled.
/// `None` without an earlier treatment.
pub fn as_last_time(patient: &Patient, id: SessionId) -> Option<Treatment> {
    let session = patient.sessions.get(&id)?;
    let treated = patient.treatments_by_date();
    let last = treated.iter().rfind(|(s, _)| (s.date, s.id) < (session.date, session.id))?;
    Some(session.treatment.clone().unwrap_or_default().filled_from(last.1))
}

impl fmt::Display for DepthEntry {
    /// "cheek left 1.5 mm"; two decimals where they say something.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.area.trim().is_empty() {
            write!(f, "{} ", self.area.trim())?;
        }
        write!(f, "{} mm", millimetres(self.mm))
    }
}

/// "1.5", "0.25": one decimal, two where they say something.
fn millimetres(mm: f64) -> String {
    let two = format!("{mm:.2}");
    words::number(two.strip_suffix('0').map_or(two.clone(), str::to_owned))
}

impl Treatment {
    /// The same with its empty fields taken from `last`, as far as they were chosen; see [`as_last_time`].
    pub fn filled_from(mut self, last: &Self) -> Self {
        let fields = [
            (&mut self.operator, &last.operator),
            (&mut self.areas, &last.areas),
            (&mut self.device, &last.device),
            (&mut self.cartridge, &last.cartridge),
            (&mut self.speed, &last.speed),
            (&mut self.passes, &last.passes),
            (&mut self.anaesthetic, &last.anaesthetic),
            (&mut self.serum, &last.serum),
            (&mut self.adjuncts, &last.adjuncts),
            (&mut self.home_treatment, &last.home_treatment),
        ];
        for (field, last) in fields.into_iter().filter(|(field, _)| field.trim().is_empty()) {
            field.clone_from(last);
        }
        if self.depths.is_empty() {
            self.depths.clone_from(&last.depths);
        }
        self
    }

    /// The free-text fields whose words are offered again, by name. The lot is not: it belongs to one cartridge.
    pub fn words(&self) -> [(&'static str, &str); 12] {
        [
            ("operator", &self.operator),
            ("areas", &self.areas),
            ("device", &self.device),
            ("cartridge", &self.cartridge),
            ("speed", &self.speed),
            ("passes", &self.passes),
            ("anaesthetic", &self.anaesthetic),
            ("serum", &self.serum),
            ("adjuncts", &self.adjuncts),
            ("end_point", &self.end_point),
            ("reaction", &self.reaction),
            ("home_treatment", &self.home_treatment),
        ]
    }

    /// The depths in words: "cheek left 1.0 mm, forehead 0.75 mm".
    pub fn depths_text(&self) -> String {
        self.depths.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    /// What cannot be true of the numbers, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        if self.pain.is_some_and(|pain| pain > 10) {
            return Some(say!("fault-pain"));
        }
        let is_depth = |mm: f64| mm.is_finite() && mm > 0.0 && mm < 100.0;
        (!self.depths.iter().all(|d| is_depth(d.mm))).then_some(say!("fault-depth"))
    }

    /// The depths as one short text: "1.5 mm" or "1.0–1.5 mm"; `None` if none is recorded.
    pub fn depth_text(&self) -> Option<String> {
        let depths = self.depths.iter().map(|d| d.mm).filter(|mm| mm.is_finite());
        let low = depths.clone().reduce(f64::min)?;
        let high = depths.reduce(f64::max)?;
        let (low_text, high_text) = (millimetres(low), millimetres(high));
        Some(if low == high { format!("{low_text} mm") } else { format!("{low_text}–{high_text} mm") })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Edit, PatientId, Session, SkinState};

    fn patient(days: &[Date]) -> Patient {
        let mut patient = Patient::empty(PatientId::from_number(1));
        for (i, day) in days.iter().enumerate() {
            let treatment = Treatment {
                device: "Dermapen 4".into(),
                lot: format!("L{i}"),
                depths: vec![DepthEntry { area: "cheek".into(), mm: 1.0 + 0.25 * i as f64 }],
                pain: Some(4),
                reaction: "erythema".into(),
                ..Treatment::default()
            };
            patient.apply(&Edit::AddSession(Session {
                id: SessionId::from_number(i as u128 + 1),
                date: *day,
                title: String::new(),
                skin: SkinState::Clean,
                treatment: Some(treatment),
            }));
        }
        patient
    }

    fn planned(patient: &mut Patient, course: Course) -> CourseState {
        patient.apply(&Edit::SetCourse(Some(course)));
        CourseState::of(patient)
    }

    #[test]
    fn the_next_session_follows_from_the_interval_until_all_are_done() {
        let mut patient = patient(&[date(2026, 1, 14), date(2026, 2, 11)]);
        let course = Course { planned_sessions: Some(3), interval_weeks: Some(4), ..Course::default() };
        let state = planned(&mut patient, course.clone());
        assert_eq!((state.done, state.next_due, state.is_agreed), (2, Some(date(2026, 3, 11)), false));
        let all = planned(&mut patient, Course { planned_sessions: Some(2), ..course.clone() });
        assert_eq!(all.next_due, None, "all sessions are done");
        let none = planned(&mut patient, Course { interval_weeks: None, ..course });
        assert_eq!(none.next_due, None, "nobody said when");
    }

    #[test]
    fn an_agreed_day_counts_until_that_session_has_been() {
        let mut patient = patient(&[date(2026, 1, 14), date(2026, 2, 11)]);
        let course = Course { interval_weeks: Some(4), agreed: Some(date(2026, 3, 20)), ..Course::default() };
        let state = planned(&mut patient, course.clone());
        assert_eq!((state.next_due, state.is_agreed), (Some(date(2026, 3, 20)), true));
        let past = planned(&mut patient, Course { agreed: Some(date(2026, 2, 11)), ..course });
        assert_eq!((past.next_due, past.is_agreed), (Some(date(2026, 3, 11)), false));
    }

    #[test]
    fn as_last_time_copies_what_was_chosen_and_nothing_that_was_found() {
        let mut patient = patient(&[date(2026, 1, 14), date(2026, 2, 11)]);
        let second = patient.sessions.get_mut(&SessionId::from_number(2)).unwrap();
        second.treatment = Some(Treatment { device: "roller".into(), ..Treatment::default() });
        let copied = as_last_time(&patient, SessionId::from_number(2)).unwrap();
        assert_eq!((copied.device.as_str(), copied.depths[0].mm), ("roller", 1.0), "what stands there stays");
        assert_eq!((copied.lot.as_str(), copied.pain, copied.reaction.as_str()), ("", None, ""));
        assert_eq!(as_last_time(&patient, SessionId::from_number(1)), None, "there is none before");
    }

    #[test]
    fn depths_are_written_as_short_as_they_are_true() {
        let depths = [("cheek left", 1.0), ("forehead", 0.75), ("", 0.5)];
        let depths = depths.map(|(area, mm)| DepthEntry { area: area.into(), mm }).to_vec();
        let treatment = Treatment { depths, ..Treatment::default() };
        assert_eq!(treatment.depths_text(), "cheek left 1.0 mm, forehead 0.75 mm, 0.5 mm");
        assert_eq!(treatment.depth_text().as_deref(), Some("0.5–1.0 mm"));
    }

    #[test]
    fn nonsense_numbers_are_named() {
        let depth = |mm| Treatment { depths: vec![DepthEntry { area: String::new(), mm }], ..Treatment::default() };
        assert_eq!(depth(1.5).fault(), None);
        for mm in [0.0, -1.0, f64::NAN, 400.0] {
            assert!(depth(mm).fault().is_some(), "{mm}");
        }
        assert!(Treatment { pain: Some(11), ..Treatment::default() }.fault().is_some());
    }
}
