//! The texts in memory: read once a language, kept until the program ends.

use std::collections::HashMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Language, language};

macro_rules! areas {
    ($($area:literal),+ $(,)?) => {
        /// The files of each language, by name.
        pub const AREAS: &[&str] = &[$($area),+];

        pub(super) fn sources(language: Language) -> &'static [&'static str] {
            match language {
                Language::English => areas!(in "en": $($area),+),
                Language::German => areas!(in "de": $($area),+),
                Language::Turkish => areas!(in "tr": $($area),+),
            }
        }
    };
    (in $code:literal: $($area:literal),+) => {
        &[$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/lang/", $code, "/", $area, ".ftl"))),+]
    };
}

areas!(
    "canvas",
    "common",
    "compare",
    "course",
    "forms",
    "import",
    "marks",
    "messages",
    "patients",
    "published",
    "reasons",
    "record",
    "review",
    "settings",
    "sheet",
    "shell",
);

/// One language's texts.
struct Texts {
    /// Those in which nothing stands.
    plain: HashMap<&'static str, &'static str>,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    fn read(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![identifier(language)]);
        // The marks keep a text of another direction apart; there is none, and they would stand in every label.
        bundle.set_use_isolating(false);
        let mut plain = HashMap::new();
        for source in sources(language) {
            // A fault in a file costs the texts at that place; the tests read every file and find none.
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource(resource).unwrap_or_default();
            for key in source.lines().filter_map(key_of) {
                let message = bundle.get_message(key).and_then(|message| message.value());
                let mut faults = Vec::new();
                let text = message.map(|pattern| bundle.format_pattern(pattern, None, &mut faults).into_owned());
                // A fault is an argument that is not there: such a text is written when it is asked for.
                if let Some(text) = text.filter(|_| faults.is_empty()) {
                    plain.insert(key, &*text.leak());
                }
            }
        }
        Self { plain, bundle }
    }

    fn of(language: Language) -> &'static Self {
        static ALL: [OnceLock<Texts>; 3] = [const { OnceLock::new() }; 3];
        ALL[language as usize].get_or_init(|| Self::read(language))
    }
}

/// The key at the beginning of a line of a file, if one begins there.
pub(super) fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let begins = key.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then_some(key)
}

fn identifier(language: Language) -> LanguageIdentifier {
    // The codes are well formed: the default, no language at all, is never reached.
    language.code().parse().unwrap_or_default()
}

/// The text of `key` in which nothing stands; the English one where the language lacks it, the key where both do.
pub fn plain(key: &'static str) -> &'static str {
    let text = |language| Texts::of(language).plain.get(key).copied();
    text(language()).or_else(|| text(Language::English)).unwrap_or(key)
}

/// The text of `key` with `arguments` in it, which are names and what to write there.
pub fn filled(key: &'static str, arguments: &[(&'static str, String)]) -> String {
    let values: FluentArgs<'_> = arguments.iter().map(|(name, text)| (*name, value(text))).collect();
    let text = |language| {
        let bundle = &Texts::of(language).bundle;
        let pattern = bundle.get_message(key)?.value()?;
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut faults).into_owned();
        faults.is_empty().then_some(text)
    };
    text(language()).or_else(|| text(Language::English)).unwrap_or_else(|| key.to_owned())
}

/// A whole number as a number, so that it can choose a plural; everything else as it stands.
fn value(text: &str) -> FluentValue<'_> {
    let whole = text.parse::<i32>().ok().filter(|n| n.to_string() == text);
    whole.map_or_else(|| FluentValue::from(text), FluentValue::from)
}
