//! The languages that are there.

use serde::{Deserialize, Serialize};

/// A language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// The language of the program's texts where another lacks one.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// Turkish.
    #[serde(rename = "tr")]
    Turkish,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::Turkish];

    /// The code of ISO 639-1, which is also the folder of its texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Turkish => "tr",
        }
    }

    /// Its name for those who speak it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Turkish => "Türkçe",
        }
    }

    /// The language of a POSIX locale such as `de_AT.UTF-8`, if it is there.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let code = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code))
    }

    /// True once the whole window speaks it. One that is not complete can be chosen, and is never chosen for anybody.
    pub fn is_complete(self) -> bool {
        match self {
            Self::English | Self::German | Self::Turkish => true,
        }
    }

    /// The language that this computer asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set; English if
    /// it asks for one that is not there, or not complete.
    pub fn of_this_computer() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        locale.and_then(|locale| Self::of_locale(&locale)).filter(|l| l.is_complete()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_a_language_whatever_country_follows() {
        assert_eq!(Language::of_locale("de_AT.UTF-8"), Some(Language::German));
        assert_eq!(Language::of_locale("tr"), Some(Language::Turkish));
        assert_eq!(Language::of_locale("EN-gb"), Some(Language::English));
        assert_eq!(Language::of_locale("den_CA"), None);
        assert_eq!(Language::of_locale("C.UTF-8"), None);
    }

    #[test]
    fn every_language_is_complete() {
        assert!(Language::ALL.into_iter().all(Language::is_complete));
    }
}
