//! What several screens say alike: a patient in a few words, dates near today, a thumbnail from the library.

use egui::{TextureId, Ui, Vec2};
use jiff::civil::Date;

use crate::app::{FileKey, Slot};
use crate::model::{Patient, Summary, TargetKind};
use crate::ui::cx::Cx;
use crate::ui::widgets::{self, format_date};
use crate::words::say;

/// The list of what photos are calibrated by; answers what was picked.
pub fn target_dropdown(ui: &mut Ui, chosen: Option<TargetKind>, width: f32) -> Option<Option<TargetKind>> {
    let kinds: Vec<Option<TargetKind>> = std::iter::once(None).chain(TargetKind::ALL.map(Some)).collect();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.map_or(say!("target-none"), TargetKind::name)).collect();
    let at = kinds.iter().position(|kind| *kind == chosen);
    widgets::dropdown(ui, say!("card-or-chart"), &names, at, width).map(|i| kinds[i])
}

/// The day on this computer's calendar.
pub fn today() -> Date {
    jiff::Zoned::now().date()
}

/// “6 May” in the year of `today`, else “6 May 2026”.
pub fn near_date(date: Date, today: Date) -> String {
    let long = format_date(date);
    match long.rsplit_once(' ') {
        Some((day, _)) if date.year() == today.year() => day.to_owned(),
        _ => long,
    }
}

/// “6 May”, with the year where it is another than that of `like`.
pub fn short_date(date: Date, like: Option<Date>) -> String {
    let long = format_date(date);
    match like {
        Some(like) if like.year() != date.year() => long,
        _ => long.rsplit_once(' ').map_or(long.clone(), |(day, _)| day.to_owned()),
    }
}

/// “Wednesday 6 May 2026”.
pub fn long_date(date: Date) -> String {
    say!("weekday-date", weekday = weekday(date), date = format_date(date))
}

/// “Wednesday”.
pub fn weekday(date: Date) -> &'static str {
    let mut days = say!("weekdays").split(' ');
    days.nth(usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default()).unwrap_or_default()
}

/// Whole years from `birth` to `day`; `None` before birth.
pub fn age(birth: Option<Date>, day: Date) -> Option<i16> {
    let birth = birth?;
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    (day >= birth).then(|| day.year() - birth.year() - i16::from(!had_birthday))
}

/// “SL-0042 · 29 y”; empty if neither is known.
pub fn number_and_age(summary: &Summary, today: Date) -> String {
    let number = if summary.name.trim().is_empty() { "" } else { summary.number.trim() };
    let age = age(summary.birth, today).map(|years| say!("years-old", years = years));
    [number.to_owned(), age.unwrap_or_default()]
        .iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Where a course stands: the words, and whether the next session is overdue.
pub fn course_words(summary: &Summary, today: Date) -> (String, bool) {
    let done = summary.treated_sessions;
    let count = match summary.planned_sessions {
        Some(planned) => say!("sessions-of-planned", done = done, planned = planned),
        None if done == 0 => return (say!("no-course-yet").to_owned(), false),
        None => say!("n-sessions", n = done),
    };
    match summary.next_due {
        Some(due) if due < today => (say!("overdue-since", count = count, date = near_date(due, today)), true),
        Some(due) if due == today => (say!("due-today", count = count), false),
        Some(due) => (say!("next-session-on", count = count, date = near_date(due, today)), false),
        None => (count, false),
    }
}

/// When the next session is due, seen from today, and whether it is overdue: “next due 3 Jun”, “overdue by 9 days”.
pub fn due_words(due: Date, today: Date) -> (String, bool) {
    match crate::model::days_between(today, due) {
        0 => (say!("is-due-today").to_owned(), false),
        days if days < 0 => {
            let late = usize::try_from(-days).unwrap_or_default();
            (say!("overdue-by-days", n = late, date = near_date(due, today)), true)
        }
        _ => (say!("next-due", date = near_date(due, today)), false),
    }
}

/// “7 dates”, “1 date”, “no photos”.
pub fn dates_words(summary: &Summary) -> String {
    match (summary.photos, summary.dates) {
        (0, _) => say!("no-photos").to_owned(),
        (_, dates) => say!("n-dates", n = dates),
    }
}

/// A whole number of `range`, or nothing.
///
/// # Errors
/// In words, when the text is neither.
pub fn whole_number(text: &str, range: std::ops::RangeInclusive<u32>) -> Result<Option<u32>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().ok().filter(|n| range.contains(n)).map(Some).ok_or(say!("a-whole-number-is-needed"))
}

/// “1 photo”, “5 photos”.
pub fn photos_words(count: usize) -> String {
    say!("n-photos", n = count)
}

pub use crate::words::sentence;

/// How a patient is called: by name, else by number.
pub fn called(patient: &Patient) -> &str {
    match patient.facts.name.trim() {
        "" if patient.facts.number.trim().is_empty() => say!("this-patient"),
        "" => patient.facts.number.trim(),
        name => name,
    }
}

/// A thumbnail of the library on the graphics card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Picture {
    /// Being made.
    Waiting,
    /// The texture and its size in pixels.
    Ready(TextureId, Vec2),
    /// Cannot be shown.
    Broken,
}

impl Picture {
    /// The texture, if it is there.
    pub fn texture(self) -> Option<(TextureId, Vec2)> {
        if let Self::Ready(id, size) = self { Some((id, size)) } else { None }
    }
}

/// The thumbnail of `file`, wanted by this frame.
pub fn thumbnail(ctx: &egui::Context, cx: &mut Cx<'_>, file: &FileKey) -> Picture {
    match cx.thumb(file) {
        Slot::Ready(photo) => {
            let (id, size) = cx.textures.picture(ctx, &file.sha256, &photo);
            Picture::Ready(id, size)
        }
        Slot::Failed(_) => Picture::Broken,
        Slot::Absent | Slot::Pending(_) => Picture::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Patient, PatientId};

    fn summary() -> Summary {
        Summary::of(&Patient::empty(PatientId::from_number(1)))
    }

    #[test]
    fn a_course_says_what_is_due_and_since_when() {
        let today = date(2026, 5, 6);
        let course = |done, planned, next_due| {
            course_words(&Summary { treated_sessions: done, planned_sessions: planned, next_due, ..summary() }, today)
        };
        assert_eq!(course(0, None, None), ("no course yet".into(), false));
        assert_eq!(course(3, Some(5), Some(date(2026, 5, 12))), ("3 of 5, next 12 May".into(), false));
        assert_eq!(course(1, Some(3), Some(date(2026, 4, 22))), ("1 of 3, overdue since 22 Apr".into(), true));
        assert_eq!(course(1, Some(3), Some(date(2025, 12, 22))), ("1 of 3, overdue since 22 Dec 2025".into(), true));
        assert_eq!(course(4, Some(6), Some(today)), ("4 of 6, due today".into(), false));
        assert_eq!(course(2, None, None), ("2 sessions".into(), false));
    }

    #[test]
    fn what_is_due_is_said_from_today() {
        let today = date(2026, 6, 12);
        assert_eq!(due_words(date(2026, 6, 3), today), ("overdue by 9 days, since 3 Jun".into(), true));
        assert_eq!(due_words(date(2026, 6, 11), today), ("overdue by 1 day, since 11 Jun".into(), true));
        assert_eq!(due_words(today, today), ("due today".into(), false));
        assert_eq!(due_words(date(2027, 1, 3), today), ("next due 3 Jan 2027".into(), false));
    }

    #[test]
    fn a_patient_without_a_name_is_called_by_the_number_once() {
        let named = Summary { name: "Elin".into(), number: "SL-1".into(), birth: Some(date(1996, 5, 7)), ..summary() };
        assert_eq!(number_and_age(&named, date(2026, 5, 6)), "SL-1 · 29 y");
        let numbered = Summary { number: "SL-1".into(), ..summary() };
        assert_eq!((numbered.title(), number_and_age(&numbered, date(2026, 5, 6)).as_str()), ("SL-1", ""));
    }

    #[test]
    fn a_day_is_written_with_its_weekday() {
        assert_eq!(long_date(date(2026, 5, 6)), "Wednesday 6 May 2026");
        assert_eq!(long_date(date(2026, 5, 10)), "Sunday 10 May 2026");
    }
}
