//! Which patients are listed: by what is treated, where, skin type, device, what is due, and which days have photos.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Summary, days_between, fold, is_same_day};
use crate::words::say;

/// What every listed patient has; `None` asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// What is treated, whatever the accents and capitals.
    pub indication: Option<String>,
    /// Where: one of the regions of the course or of a treatment.
    pub region: Option<String>,
    /// Fitzpatrick type, 1 to 6.
    pub skin_type: Option<u8>,
    /// A device that was used.
    pub device: Option<String>,
    /// What is due.
    pub due: Option<Due>,
    /// Photos of about this day after a treatment.
    pub photo_day: Option<i32>,
}

/// What is due by the course's own dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Due {
    /// The day has passed.
    Overdue,
    /// Today, within two weeks, or overdue.
    Soon,
    /// A day is known, whenever it is.
    Planned,
}

impl Due {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Overdue, Self::Soon, Self::Planned];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => say!("due-overdue"),
            Self::Soon => say!("due-soon"),
            Self::Planned => say!("due-planned"),
        }
    }

    fn fits(self, due: Option<Date>, today: Date) -> bool {
        let days = due.map(|due| days_between(today, due));
        match self {
            Self::Overdue => days.is_some_and(|d| d < 0),
            Self::Soon => days.is_some_and(|d| d <= 14),
            Self::Planned => days.is_some(),
        }
    }
}

/// What the patients of a library offer to be filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilterChoices {
    /// What is treated, as it was written first.
    pub indications: Vec<String>,
    /// Regions in small letters.
    pub regions: Vec<String>,
    /// Skin types.
    pub skin_types: Vec<u8>,
    /// Devices.
    pub devices: Vec<String>,
    /// Days after a treatment with photos.
    pub photo_days: Vec<i32>,
}

impl Filter {
    /// True if nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True if the patient has all that is asked for.
    pub fn fits(&self, summary: &Summary, today: Date) -> bool {
        let used = summary.used.get("device");
        self.indication.as_ref().is_none_or(|i| fold(&summary.indication) == fold(i))
            && self.region.as_ref().is_none_or(|r| summary.regions.contains(r))
            && self.skin_type.is_none_or(|t| summary.skin_type == Some(t))
            && self.device.as_ref().is_none_or(|d| used.is_some_and(|used| used.contains(d)))
            && self.due.is_none_or(|due| due.fits(summary.next_due, today))
            && self.photo_day.is_none_or(|day| summary.photo_days.iter().any(|d| is_same_day(day, *d)))
    }
}

impl FilterChoices {
    /// What the listed patients offer.
    pub fn of(summaries: &[Summary]) -> Self {
        let listed = || summaries.iter().filter(|s| !s.archived);
        let mut seen = BTreeSet::new();
        let mut indications: Vec<String> =
            listed().map(|s| s.indication.clone()).filter(|i| !i.is_empty() && seen.insert(fold(i))).collect();
        indications.sort_by_key(|i| fold(i));
        let regions: BTreeSet<&String> = listed().flat_map(|s| &s.regions).collect();
        let types: BTreeSet<u8> = listed().filter_map(|s| s.skin_type).collect();
        let devices: BTreeSet<&String> = listed().filter_map(|s| s.used.get("device")).flatten().collect();
        let days: BTreeSet<i32> = listed().flat_map(|s| s.photo_days.iter().copied()).collect();
        Self {
            indications,
            regions: regions.into_iter().cloned().collect(),
            skin_types: types.into_iter().collect(),
            devices: devices.into_iter().cloned().collect(),
            photo_days: days.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Patient, PatientId};

    fn elin() -> Summary {
        Summary {
            indication: "Acne scars".into(),
            regions: ["both cheeks".to_owned()].into(),
            skin_type: Some(2),
            used: [("device".to_owned(), ["Pen".to_owned()].into())].into(),
            next_due: Some(date(2026, 6, 3)),
            photo_days: [3, 28].into(),
            ..Summary::of(&Patient::empty(PatientId::from_number(1)))
        }
    }

    #[test]
    fn everything_that_is_asked_for_must_fit() {
        let today = date(2026, 6, 12);
        let fits = |filter: Filter| filter.fits(&elin(), today);
        let none = Filter::default;
        assert!(none().is_empty() && fits(none()));
        for (filter, wanted) in [
            (Filter { indication: Some("ACNE scars".into()), ..none() }, true),
            (Filter { indication: Some("melasma".into()), ..none() }, false),
            (Filter { region: Some("both cheeks".into()), skin_type: Some(2), ..none() }, true),
            (Filter { region: Some("both cheeks".into()), skin_type: Some(3), ..none() }, false),
            (Filter { device: Some("Pen".into()), ..none() }, true),
            (Filter { device: Some("Roller".into()), ..none() }, false),
            (Filter { due: Some(Due::Overdue), ..none() }, true),
            (Filter { photo_day: Some(30), ..none() }, true),
            (Filter { photo_day: Some(2), ..none() }, false),
        ] {
            assert_eq!(fits(filter.clone()), wanted, "{filter:?}");
        }
        let soon = |today| Filter { due: Some(Due::Soon), ..none() }.fits(&elin(), today);
        assert!(soon(date(2026, 5, 20)) && soon(today) && !soon(date(2026, 5, 19)));
    }

    #[test]
    fn the_choices_are_what_the_patients_have_each_once() {
        let twin = Summary { indication: "acne SCARS".into(), ..elin() };
        let away = Summary { archived: true, indication: "melasma".into(), ..elin() };
        let choices = FilterChoices::of(&[elin(), twin, away]);
        assert_eq!((choices.indications, choices.photo_days), (vec!["Acne scars".to_owned()], vec![3, 28]));
    }
}
