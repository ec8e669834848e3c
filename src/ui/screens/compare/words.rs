//! Dates, days and lengths in words.

use jiff::civil::Date;

use crate::app::{DayWords, day_words};
use crate::measure::{Quantity, Value};
use crate::model::{Patient, PhotoId};
pub use crate::ui::screens::parts::short_date;
use crate::ui::widgets::format_date;
use crate::words::say;

/// “6 May 2026”; a dash for a photo that is gone.
pub fn date_of(patient: &Patient, photo: PhotoId) -> String {
    patient.date_of(photo).map_or_else(|| "–".to_owned(), format_date)
}

/// What stands behind the date over a photo: “baseline, before session 1”, “day 28 after session 4”.
pub fn day_of(patient: &Patient, photo: PhotoId) -> String {
    let Some(date) = patient.date_of(photo) else { return String::new() };
    let first = patient.photos.get(&photo).and_then(|p| patient.series(&p.view).first().map(|f| f.id)) == Some(photo);
    match day_words(patient, date) {
        DayWords::SinceFirst(0) => "baseline".to_owned(),
        DayWords::SinceFirst(days) => format!("day {days}"),
        words @ DayWords::BeforeFirst if first => format!("baseline, {}", words.long()),
        words => words.long(),
    }
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
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(date.month() - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

/// When that was, as it is said to a patient: “before treatment”, “4 weeks after session 4”.
pub fn everyday_when(patient: &Patient, date: Date) -> String {
    match day_words(patient, date) {
        DayWords::SinceFirst(0) => "first photos".to_owned(),
        DayWords::SinceFirst(days) => format!("{} after the first photos", span(days)),
        DayWords::BeforeFirst => "before treatment".to_owned(),
        DayWords::After { days, session } => format!("{} after session {session}", span(days)),
    }
}

/// A number of days in the unit in which people would say it.
fn span(days: i32) -> String {
    let counted = |n: i32, unit: &str| if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") };
    match days {
        ..=13 => say!("n-days", n = days),
        14..=83 if days % 7 == 0 => say!("n-weeks", n = days / 7),
        14..=83 => format!("about {}", counted((f64::from(days) / 7.0).round() as i32, "week")),
        84..=729 => format!("about {}", counted((f64::from(days) / 30.44).round() as i32, "month")),
        _ => format!("about {}", counted((f64::from(days) / 365.25).round() as i32, "year")),
    }
}

/// For the grid: the strong words and the quiet ones, days first.
pub fn day_in_grid(patient: &Patient, photo: PhotoId) -> (String, String) {
    let words = day_of(patient, photo);
    if let Some((strong, quiet)) = words.split_once(", ").or_else(|| words.split_once(" after ")) {
        let after = if words.contains(" after ") { "after " } else { "" };
        return (strong.to_owned(), format!("{after}{quiet}"));
    }
    (words, String::new())
}

/// A length in the photo: millimetres once a scale is set, else pixels.
pub fn length(px: f64, mm_per_px: Option<f64>) -> String {
    match mm_per_px {
        Some(mm) if px * mm < 10.0 => format!("{:.2} mm", px * mm),
        Some(mm) => format!("{:.1} mm", px * mm),
        None => format!("{px:.0} px"),
    }
}

/// An area in the photo: square centimetres once a scale is set, else pixels.
pub fn area(px: f64, mm_per_px: Option<f64>) -> String {
    match mm_per_px {
        Some(mm) if px * mm * mm < 100.0 => format!("{:.1} mm²", px * mm * mm),
        Some(mm) => format!("{:.2} cm²", px * mm * mm / 100.0),
        None => format!("{} px²", grouped(px.round() as u64)),
    }
}

/// The alignment's error, with millimetres where a scale is set: “0.4 px (0.03 mm)”.
pub fn error(px: f64, mm_per_px: Option<f64>) -> String {
    match mm_per_px {
        Some(mm) => format!("{px:.1} px ({:.2} mm)", px * mm),
        None => format!("{px:.1} px"),
    }
}

/// A number with its sign, a true minus: “−6.2”, “+1.3”, “0.0”.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
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
    format!("{} ± {:.1}", signed(value, 1).trim_start_matches('+'), 0.5 * (high - low))
}

/// What a difference is measured in, as it stands beside the number.
pub fn unit(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::DeltaHb => "ΔHb points",
        Quantity::AreaReduction => "% smaller",
        other => other.unit(),
    }
}

/// A reason as a sentence: begins large, ends with a full stop.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let stop = if text.ends_with(['.', '?', ':']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), chars.as_str())
}

/// “128,400”.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
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
    use crate::model::{Edit, SessionId, Treatment};

    #[test]
    fn a_day_is_said_from_the_treatment_before_it() {
        let mut patient = patient(3, &["front"], &[]);
        assert_eq!(day_of(&patient, photo_id(0, 0)), "baseline");
        assert_eq!(day_of(&patient, photo_id(2, 0)), "day 14");
        patient.apply(&Edit::SetSession {
            id: SessionId::from_number(1),
            date: None,
            title: None,
            skin: None,
            treatment: Some(Some(Treatment::default())),
        });
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
