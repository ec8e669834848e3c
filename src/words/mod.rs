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

use std::cell::Cell;

pub use language::Language;
pub use texts::{AREAS, filled, plain};

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

/// A number that was written with a point, with the decimal mark of the language: “1.5” is “1,5” in German.
pub fn number(written: String) -> String {
    match language() {
        Language::English => written,
        Language::German | Language::Turkish => written.replace('.', ","),
    }
}

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
