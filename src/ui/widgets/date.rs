//! Dates as people write them.

use egui::{Id, Response, Ui};
use jiff::civil::Date;

use super::field::TextField;
use crate::ui::icons;
use crate::words::say;

const ENGLISH_MONTHS: &str = "january february march april may june july august september october november december";

/// Reads “2026-05-06”, “6 May 2026”, “6. May 2026”, “May 6, 2026”, “6.5.2026” or “06/05/2026” (day first).
///
/// `None` for anything else, and for day/month/year with slashes where the day could be the month.
pub fn parse_date(text: &str) -> Option<Date> {
    let lower = text.trim().to_lowercase();
    let slashes = lower.contains('/');
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let [a, b, c] = words[..] else { return None };
    let number = |word: &str| word.parse::<i16>().ok();
    let (year, month, day) = match (number(a), number(b), number(c)) {
        (Some(year), Some(month), Some(day)) if a.len() == 4 => (year, month, day),
        (Some(day), Some(month), Some(year)) if c.len() == 4 => {
            let unclear = slashes && day <= 12 && day != month;
            if unclear {
                return None;
            }
            (year, month, day)
        }
        (Some(day), None, Some(year)) if c.len() == 4 => (year, month_number(b)?, day),
        (None, Some(day), Some(year)) if c.len() == 4 => (year, month_number(a)?, day),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn month_number(word: &str) -> Option<i16> {
    let at = |months: &str| months.split(' ').position(|month| word.len() >= 3 && month.starts_with(word));
    // English months are read in every language: dates are copied from files and letters.
    let at = at(say!("months-typed")).or_else(|| at(ENGLISH_MONTHS))?;
    Some(at as i16 + 1)
}

/// “6 May 2026”.
pub fn format_date(date: Date) -> String {
    crate::words::date(date)
}

/// A field for a date. It keeps what was typed, and says so while that is not a date.
#[derive(Debug, Clone, Default)]
pub struct DateField {
    text: String,
    shown: Option<Date>,
    optional: bool,
}

impl DateField {
    /// A field that may stay empty.
    pub fn optional() -> Self {
        Self { optional: true, ..Self::default() }
    }

    /// Shows the field with `date` in it. Answers the new date when the typing led to another one; inside, `None` means
    /// that the field was emptied.
    pub fn show(&mut self, ui: &mut Ui, label: &str, id: Id, date: Option<Date>) -> (Response, Option<Option<Date>>) {
        let focused = ui.memory(|m| m.has_focus(id));
        if !focused || self.shown != date {
            self.shown = date;
            if !focused {
                self.text = date.map(format_date).unwrap_or_default();
            }
        }
        let parsed = parse_date(&self.text);
        let empty = self.text.trim().is_empty();
        let wrong = if empty { !self.optional && !focused } else { parsed.is_none() };
        let problem = match (wrong, empty) {
            (false, _) => None,
            (true, true) => Some(say!("a-date-is-needed")),
            (true, false) => Some(say!("write-it-as-6-may-2026")),
        };
        let field = TextField::new(label)
            .hint(if self.optional { say!("example-date-optional") } else { say!("example-date") })
            .icon(icons::CALENDAR_BLANK)
            .problem(problem)
            .id(id);
        let response = field.show(ui, &mut self.text);
        let now = parse_date(&self.text);
        let emptied = self.optional && self.text.trim().is_empty();
        let changed = response.changed() && (now.is_some() || emptied) && now != date;
        if changed {
            self.shown = now;
        }
        (response, changed.then_some(now))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_date_is_read_as_people_write_it() {
        for text in [
            "2026-05-06",
            "6 May 2026",
            "6. May 2026",
            "06 may 2026",
            "May 6, 2026",
            "6.5.2026",
            "2026/5/6",
            " 6 MAY 2026 ",
        ] {
            assert_eq!(parse_date(text), Some(date(2026, 5, 6)), "{text}");
        }
        assert_eq!(parse_date("25/12/2026"), Some(date(2026, 12, 25)));
        assert_eq!(parse_date("3 Sept 2026"), Some(date(2026, 9, 3)));
    }

    #[test]
    fn what_could_be_two_dates_is_none() {
        for text in ["06/05/2026", "", "May 2026", "31 Feb 2026", "6 Ma 2026", "6 5 26", "yesterday", "6/5/2026/1"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_written_date_is_read_again(year in 1900i16..2100, month in 1i8..=12, day in 1i8..=28) {
            let date = date(year, month, day);
            prop_assert_eq!(parse_date(&format_date(date)), Some(date));
            prop_assert_eq!(parse_date(&date.to_string()), Some(date));
        }
    }
}
