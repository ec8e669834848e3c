//! How a day stands to the treatments: the number that makes photos comparable.
//!
//! Captions, cards, lists and exports all ask [`day_words`]; none counts days by itself.

use jiff::civil::Date;

use super::{Patient, days_between};
use crate::words::say;

/// A day seen from the treatments: "baseline, before session 1", "day 28 after session 4".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayWords {
    /// No treatment is recorded at all: days since the first visit.
    SinceFirst(i32),
    /// Before any treatment.
    BeforeFirst,
    /// Days after a treatment; its number.
    After {
        /// Days, 1 or more.
        days: i32,
        /// Number of the treatment, from 1.
        session: usize,
    },
}

/// How a day stands to the treatments. Photos of a treatment's own day count as taken before it.
pub fn day_words(patient: &Patient, day: Date) -> DayWords {
    if let Some((session, _, days)) = patient.last_treatment_before(day) {
        return DayWords::After { days, session };
    }
    if patient.treatments_by_date().is_empty() {
        let first = patient.sessions_by_date().first().map_or(day, |s| s.date);
        return DayWords::SinceFirst(days_between(first, day));
    }
    DayWords::BeforeFirst
}

/// True if `other` counts as the same day after a treatment as `day`: the day itself in the first days, within a tenth
/// of it later (28 ± 2, 90 ± 9).
pub fn is_same_day(day: i32, other: i32) -> bool {
    (other - day).abs() <= day / 10
}

impl DayWords {
    /// "day 28 after session 4", "before session 1", "first visit", "day 9 since the first visit".
    pub fn long(self) -> String {
        match self {
            Self::SinceFirst(0) => say!("first-visit").to_owned(),
            Self::SinceFirst(days) => say!("day-since-first-visit", days = days),
            Self::BeforeFirst => say!("before-session-1").to_owned(),
            Self::After { days, session } => say!("day-after-session", days = days, session = session),
        }
    }

    /// For a card: "day 28 · S4", "before S1".
    pub fn short(self) -> String {
        match self {
            Self::SinceFirst(0) => say!("first-visit").to_owned(),
            Self::SinceFirst(days) => say!("day-n", days = days),
            Self::BeforeFirst => say!("before-s1").to_owned(),
            Self::After { days, session } => say!("day-and-session", days = days, session = session),
        }
    }

    /// Days after the last treatment and its number; `None` before the first one.
    pub fn after(self) -> Option<(i32, usize)> {
        if let Self::After { days, session } = self { Some((days, session)) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{self, Language};

    #[test]
    fn a_day_is_counted_in_the_words_of_the_language() {
        let of = |language| {
            words::speak(language);
            let all = [DayWords::SinceFirst(9), DayWords::BeforeFirst, DayWords::After { days: 28, session: 4 }];
            let said = all.map(|day| (day.long(), day.short()));
            words::speak(Language::English);
            said.map(|(long, short)| format!("{long} | {short}"))
        };
        assert_eq!(
            of(Language::English),
            [
                "day 9 since the first visit | day 9",
                "before session 1 | before S1",
                "day 28 after session 4 | day 28 · S4"
            ]
        );
        assert_eq!(
            of(Language::German),
            ["Tag 9 seit dem ersten Besuch | Tag 9", "vor Sitzung 1 | vor S1", "Tag 28 nach Sitzung 4 | Tag 28 · S4"]
        );
        assert_eq!(
            of(Language::Turkish),
            [
                "ilk ziyaretten sonra 9. gün | 9. gün",
                "1. seanstan önce | S1 öncesi",
                "4. seanstan sonra 28. gün | 28. gün · S4"
            ]
        );
    }
}
