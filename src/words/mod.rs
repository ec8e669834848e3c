//! What the window says, in the language that was chosen. The texts are `assets/lang/<language>/<area>.ftl`.
//!
//! `say!` is the one way to a text: `say!("new-patient")` is a `&'static str`, `say!("n-photos", n = 3)` a `String`.
//! The files are [Fluent](https://projectfluent.org), because a number changes the words around it in English and
//! German, and in other ways elsewhere.
//!
//! The language belongs to the thread: the window says its own with [`speak`], its jobs take it along, and a thread that
//! nobody told anything – the command line – speaks English. So what scripts read never depends on a setting.

mod language;
mod texts;
mod told;

use std::cell::Cell;

use jiff::civil::Date;

pub use language::Language;
pub use texts::{AREAS, filled, plain};
pub use told::{TABLES, told};

/// A text by its key, with what stands in it: a `&'static str` without arguments, a `String` with them.
///
/// An argument is whatever can be displayed. Whole numbers choose between the forms of a word.
macro_rules! say {
    ($key:literal) => {
        $crate::words::plain($key)
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::filled($key, &[$((stringify!($name), $value.to_string())),+])
    };
}
pub(crate) use say;

thread_local! {
    static SPOKEN: Cell<Language> = const { Cell::new(Language::English) };
}

/// From here on this thread speaks `language`.
pub fn speak(language: Language) {
    SPOKEN.set(language);
}

/// What this thread speaks.
pub fn language() -> Language {
    SPOKEN.get()
}

/// Does `work` in English, whatever this thread speaks: for what other programs read.
pub fn in_english<T>(work: impl FnOnce() -> T) -> T {
    /// Goes back to the language also when the work panics.
    struct Back(Language);
    impl Drop for Back {
        fn drop(&mut self) {
            speak(self.0);
        }
    }
    let _back = Back(language());
    speak(Language::English);
    work()
}

/// “6 May 2026”.
pub fn date(date: Date) -> String {
    let month = say!("months").split(' ').nth((date.month() as usize).saturating_sub(1)).unwrap_or_default();
    say!("date", day = date.day(), month = month, year = date.year())
}

/// “6 May 2026” with the whole name of the month: for paper, and for somebody who looks on.
pub fn long_date(date: Date) -> String {
    let month = say!("months-long").split(' ').nth((date.month() as usize).saturating_sub(1)).unwrap_or_default();
    say!("date", day = date.day(), month = month, year = date.year())
}

/// Words with a capital at their beginning.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    // Turkish has two letters i, and the small one with a dot keeps it.
    let first = letters.next().map(|first| match (first, language()) {
        ('i', Language::Turkish) => "İ".to_owned(),
        (first, _) => first.to_uppercase().collect(),
    });
    first.map(|first| first + letters.as_str()).unwrap_or_default()
}

/// A name as it stands within a sentence: small in English and Turkish, as it is in German.
pub fn within(name: &str) -> String {
    match language() {
        Language::English => name.to_lowercase(),
        Language::German => name.to_owned(),
        Language::Turkish => name.replace('İ', "i").replace('I', "ı").to_lowercase(),
    }
}

/// A number that was written with a point, with the decimal mark of the language: “1.5” is “1,5” in German.
pub fn number(written: String) -> String {
    match language() {
        Language::English => written,
        Language::German | Language::Turkish => written.replace('.', ","),
    }
}

/// A number that somebody typed, with a point or a comma whatever the language, and perhaps with its unit.
pub fn typed_number(typed: &str, unit: &str) -> Option<f64> {
    typed.trim().trim_end_matches(unit).trim_end().replace(',', ".").parse().ok().filter(|v: &f64| v.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_speaks_english_until_it_is_told_and_then_alone() {
        assert_eq!(language(), Language::English);
        speak(Language::Turkish);
        assert_eq!(language(), Language::Turkish);
        assert_eq!(std::thread::spawn(language).join().unwrap(), Language::English);
        speak(Language::English);
    }

    #[test]
    fn decimal_marks_follow_the_language() {
        assert_eq!(number("-1.25".into()), "-1.25");
        speak(Language::German);
        assert_eq!((number("-1.25".into()), number("7".into())), ("-1,25".into(), "7".into()));
        speak(Language::English);
    }

    #[test]
    fn a_typed_number_is_read_in_any_language_with_its_unit_or_without() {
        assert_eq!([" 1,2", "1.2 mm", "-3mm", "1e2"].map(|t| typed_number(t, "mm")), [1.2, 1.2, -3.0, 100.0].map(Some));
        assert_eq!(["", "much", "1,2 s", "1.2.3", "inf", "NaN"].map(|t| typed_number(t, "mm")), [None; 6]);
    }

    #[test]
    fn a_day_is_written_as_in_the_language() {
        let day = jiff::civil::date(2026, 5, 6);
        let all = Language::ALL.map(|language| {
            speak(language);
            [date(day), long_date(day)]
        });
        speak(Language::English);
        assert_eq!(all, [["6 May 2026", "6 May 2026"], ["6. Mai 2026", "6. Mai 2026"], ["6 May 2026", "6 Mayıs 2026"]]);
        let autumn = long_date(jiff::civil::date(2026, 9, 16));
        assert_eq!((date(jiff::civil::date(2026, 9, 16)), autumn), ("16 Sept 2026".into(), "16 September 2026".into()));
    }

    #[test]
    fn a_sentence_begins_with_a_capital_of_its_language() {
        let of = |language, words: &str| {
            speak(language);
            sentence(words)
        };
        assert_eq!(of(Language::German, "über Nacht"), "Über Nacht");
        assert_eq!(of(Language::Turkish, "iyi"), "İyi");
        assert_eq!(of(Language::English, "it"), "It");
        assert_eq!(sentence(""), "");
        speak(Language::Turkish);
        assert_eq!((within("İyileşme"), within("Işık")), ("iyileşme".into(), "ışık".into()));
        speak(Language::German);
        assert_eq!(within("Rötung"), "Rötung");
        speak(Language::English);
        assert_eq!(within("Redness"), "redness");
    }

    #[test]
    fn a_whole_number_chooses_the_form_of_the_word_and_any_other_text_stays_as_it_is() {
        assert_eq!((say!("n-photos", n = 1), say!("n-photos", n = 1200)), ("1 photo".into(), "1200 photos".into()));
        assert_eq!(say!("n-photos", n = "007"), "007 photos", "a text that looks like a number is not rewritten");
        speak(Language::German);
        assert_eq!((say!("n-days", n = 1), say!("n-days", n = 2)), ("1 Tag".into(), "2 Tage".into()));
        speak(Language::English);
    }

    #[test]
    fn a_text_comes_back_as_the_same_text_each_time() {
        assert!(std::ptr::eq(say!("cancel"), say!("cancel")));
    }
}
