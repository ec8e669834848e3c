//! Dates, days and lengths in words.

use jiff::civil::Date;

use crate::app::{DayWords, day_words};
use crate::measure::{Quantity, Value};
use crate::model::{Patient, PhotoId};
pub use crate::ui::screens::parts::short_date;
use crate::ui::widgets::format_date;
use crate::words::{self, Language, number, say};

/// “6 May 2026”; a dash for a photo that is gone.
pub fn date_of(patient: &Patient, photo: PhotoId) -> String {
    patient.date_of(photo).map_or_else(|| "–".to_owned(), format_date)
}

/// What stands behind the date over a photo: “baseline, before session 1”, “day 28 after session 4”.
pub fn day_of(patient: &Patient, photo: PhotoId) -> String {
    let Some((day, first)) = day_and_place(patient, photo) else { return String::new() };
    match day {
        DayWords::SinceFirst(0) => say!("baseline-small").to_owned(),
        DayWords::SinceFirst(days) => say!("day-n", days = days),
        day @ DayWords::BeforeFirst if first => say!("sheet-baseline", day = day.long()),
        day => day.long(),
    }
}

/// How the day of a photo stands to the treatments, and whether it is the first of its view.
fn day_and_place(patient: &Patient, photo: PhotoId) -> Option<(DayWords, bool)> {
    let date = patient.date_of(photo)?;
    let first = patient.photos.get(&photo).and_then(|p| patient.series(&p.view).first().map(|f| f.id));
    Some((day_words(patient, date), first == Some(photo)))
}

/// The same in two words for a card: “before S1”, “day 28 · S4”.
pub fn day_on_card(patient: &Patient, date: Date) -> String {
    day_words(patient, date).short()
}

/// The same of a photo.
pub fn day_on_photo(patient: &Patient, photo: PhotoId) -> String {
    patient.date_of(photo).map_or_else(String::new, |date| day_on_card(patient, date))
}

/// “14 January 2026”, as it is said to a patient.
pub fn everyday_date(date: Date) -> String {
    words::long_date(date)
}

/// When that was, as it is said to a patient: “before treatment”, “4 weeks after session 4”.
pub fn everyday_when(patient: &Patient, date: Date) -> String {
    match day_words(patient, date) {
        DayWords::SinceFirst(0) => say!("first-photos").to_owned(),
        DayWords::SinceFirst(days) => say!("after-the-first-photos", span = span(days)),
        DayWords::BeforeFirst => say!("before-treatment").to_owned(),
        DayWords::After { days, session } => say!("span-after-session", span = span(days), session = session),
    }
}

/// A number of days in the unit in which people would say it.
fn span(days: i32) -> String {
    let in_unit = |days_each: f64| (f64::from(days) / days_each).round() as i32;
    match days {
        ..=13 => say!("n-days", n = days),
        14..=83 if days % 7 == 0 => say!("n-weeks", n = days / 7),
        14..=83 => say!("about-n-weeks", n = in_unit(7.0)),
        84..=729 => say!("about-n-months", n = in_unit(30.44)),
        _ => say!("about-n-years", n = in_unit(365.25)),
    }
}

/// For the grid: the strong words and the quiet ones, days first.
pub fn day_in_grid(patient: &Patient, photo: PhotoId) -> (String, String) {
    let Some((day, first)) = day_and_place(patient, photo) else { return (String::new(), String::new()) };
    match day {
        DayWords::SinceFirst(0) => (say!("baseline-small").to_owned(), String::new()),
        DayWords::SinceFirst(days) => (say!("day-n", days = days), String::new()),
        DayWords::BeforeFirst if first => (say!("baseline-small").to_owned(), day.long()),
        DayWords::BeforeFirst => (day.long(), String::new()),
        DayWords::After { days, session } => (say!("day-n", days = days), say!("after-session", session = session)),
    }
}

/// A length in the photo: millimetres once a scale is set, else pixels.
pub fn length(px: f64, mm_per_px: Option<f64>) -> String {
    match mm_per_px {
        Some(mm) if px * mm < 10.0 => say!("length-mm", mm = number(format!("{:.2}", px * mm))),
        Some(mm) => say!("length-mm", mm = number(format!("{:.1}", px * mm))),
        None => format!("{px:.0} px"),
    }
}

/// An area in the photo: square centimetres once a scale is set, else pixels.
pub fn area(px: f64, mm_per_px: Option<f64>) -> String {
    match mm_per_px {
        Some(mm) if px * mm * mm < 100.0 => format!("{} mm²", number(format!("{:.1}", px * mm * mm))),
        Some(mm) => format!("{} cm²", number(format!("{:.2}", px * mm * mm / 100.0))),
        None => format!("{} px²", grouped(px.round() as u64)),
    }
}

/// The alignment's error, with millimetres where a scale is set: “0.4 px (0.03 mm)”.
pub fn error(px: f64, mm_per_px: Option<f64>) -> String {
    match mm_per_px {
        Some(mm) => number(format!("{px:.1} px ({:.2} mm)", px * mm)),
        None => number(format!("{px:.1} px")),
    }
}

/// A number with its sign, a true minus: “−6.2”, “+1.3”, “0.0”.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    let text = number(text);
    match value {
        _ if zero => text,
        v if v < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// A measured difference with its 95 % interval: “−6.2 ± 2.1”.
pub fn with_interval(value: &Value) -> String {
    interval(value.value, value.low, value.high)
}

/// The same from its three numbers.
pub fn interval(value: f64, low: f64, high: f64) -> String {
    let half = number(format!("{:.1}", 0.5 * (high - low)));
    format!("{} ± {half}", signed(value, 1).trim_start_matches('+'))
}

/// What a difference is measured in, as it stands beside the number.
pub fn unit(quantity: Quantity) -> String {
    match quantity {
        Quantity::DeltaHb => say!("unit-hb-points").to_owned(),
        Quantity::AreaReduction => say!("unit-percent-smaller").to_owned(),
        other => words::told(other.unit()),
    }
}

/// A reason as a sentence in the language of the window: begins large, ends with a full stop.
pub fn sentence(text: &str) -> String {
    let text = words::told(text.trim());
    let stop = if text.is_empty() || text.ends_with(['.', '?', ':']) { "" } else { "." };
    format!("{}{stop}", words::sentence(&text))
}

/// “128,400”.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mark = if words::language() == Language::English { ',' } else { '.' };
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::choice::tests::{patient, photo_id};
    use super::*;
    use crate::model::{Edit, SessionChange, SessionId, Treatment};

    fn treated_first() -> Patient {
        let mut patient = patient(3, &["front"], &[]);
        patient.apply(&Edit::SetSession(SessionChange {
            treatment: Some(Some(Treatment::default())),
            ..SessionChange::of(SessionId::from_number(1))
        }));
        patient
    }

    #[test]
    fn a_day_is_said_from_the_treatment_before_it() {
        let untreated = patient(3, &["front"], &[]);
        assert_eq!(day_of(&untreated, photo_id(0, 0)), "baseline");
        assert_eq!(day_of(&untreated, photo_id(2, 0)), "day 14");
        let patient = treated_first();
        assert_eq!(day_of(&patient, photo_id(0, 0)), "baseline, before session 1");
        assert_eq!(day_of(&patient, photo_id(1, 0)), "day 7 after session 1");
        assert_eq!(day_in_grid(&patient, photo_id(1, 0)), ("day 7".into(), "after session 1".into()));
        assert_eq!(day_in_grid(&patient, photo_id(0, 0)), ("baseline".into(), "before session 1".into()));
        assert_eq!(day_on_card(&patient, date(2026, 1, 8)), "day 7 · S1");
    }

    #[test]
    fn a_patient_reads_days_weeks_and_months() {
        for (days, words) in [
            (1, "1 day"),
            (3, "3 days"),
            (14, "2 weeks"),
            (28, "4 weeks"),
            (30, "about 4 weeks"),
            (92, "about 3 months"),
            (800, "about 2 years"),
        ] {
            assert_eq!(span(days), words);
        }
        assert_eq!(everyday_date(date(2026, 1, 14)), "14 January 2026");
        let patient = patient(3, &["front"], &[]);
        assert_eq!(everyday_when(&patient, date(2026, 1, 1)), "first photos");
        assert_eq!(everyday_when(&patient, date(2026, 1, 15)), "2 weeks after the first photos");
    }

    #[test]
    fn the_grid_and_the_patient_read_their_own_language() {
        let patient = treated_first();
        let of = |language| {
            words::speak(language);
            let grid = day_in_grid(&patient, photo_id(1, 0));
            let first = day_of(&patient, photo_id(0, 0));
            let said = (everyday_when(&patient, date(2026, 4, 3)), everyday_date(date(2026, 1, 14)), span(1));
            let numbers = (signed(-6.24, 1), error(0.42, Some(0.1)), area(128_400.0, None), sentence("equally sharp"));
            words::speak(Language::English);
            (format!("{} | {} | {first}", grid.0, grid.1), format!("{} | {} | {}", said.0, said.1, said.2), numbers)
        };
        let (grid, said, numbers) = of(Language::German);
        assert_eq!(grid, "Tag 7 | nach Sitzung 1 | Ausgangsbild, vor Sitzung 1");
        assert_eq!(said, "etwa 3 Monate nach Sitzung 1 | 14. Januar 2026 | 1 Tag");
        assert_eq!(numbers, ("−6,2".into(), "0,4 px (0,04 mm)".into(), "128.400 px²".into(), "Gleich scharf.".into()));
        let (grid, said, numbers) = of(Language::Turkish);
        assert_eq!(grid, "7. gün | 1. seanstan sonra | başlangıç, 1. seanstan önce");
        assert_eq!(said, "1. seanstan yaklaşık 3 ay sonra | 14 Ocak 2026 | 1 gün");
        assert_eq!(numbers.3, "Netlik aynı.");
    }

    #[test]
    fn lengths_and_areas_have_millimetres_only_with_a_scale() {
        assert_eq!(length(120.4, None), "120 px");
        assert_eq!(length(120.0, Some(0.05)), "6.00 mm");
        assert_eq!(area(128_400.0, None), "128,400 px²");
        assert_eq!(area(40_000.0, Some(0.1)), "4.00 cm²");
        assert_eq!(error(0.42, Some(0.1)), "0.4 px (0.04 mm)");
    }

    #[test]
    fn a_difference_has_its_sign_and_its_interval() {
        assert_eq!(signed(-6.24, 1), "−6.2");
        assert_eq!(signed(0.3, 1), "+0.3");
        assert_eq!(signed(-0.02, 1), "0.0");
        assert_eq!(interval(-6.2, -8.3, -4.1), "−6.2 ± 2.1");
        assert_eq!(interval(3.0, 1.0, 5.0), "3.0 ± 2.0");
        assert_eq!(sentence("the photos differ"), "The photos differ.");
    }

    #[test]
    fn a_short_date_has_its_year_only_where_that_differs() {
        assert_eq!(short_date(date(2026, 5, 6), Some(date(2026, 1, 1))), "6 May");
        assert_eq!(short_date(date(2025, 5, 6), Some(date(2026, 1, 1))), "6 May 2025");
    }
}
