//! What other parts of the program say in English, in the language of the window.
//!
//! The engine and the store depend on no language: their reasons are English wherever they run, in JSON and in journals too.
//! At the window's edge such a reason is looked up by its English words, as [`TABLES`] have them, and said by its key.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::texts::{filled, key_of, plain, sources};
use super::{Language, language, number};

/// The files whose English texts are what other parts of the program say. Each of their texts stands on one line.
pub const TABLES: &[&str] = &["published", "reasons"];

/// A text of the tables, taken apart at what stands in it.
#[derive(Debug)]
struct Pattern {
    key: &'static str,
    /// What stands between the values: one more than there are names.
    pieces: Vec<&'static str>,
    names: Vec<&'static str>,
}

/// What the tables hold.
#[derive(Debug, Default)]
struct Known {
    /// Texts in which nothing stands, and their keys.
    whole: HashMap<&'static str, &'static str>,
    /// The others, those with the most fixed letters first: they say most about what they fit.
    patterns: Vec<Pattern>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known::default();
    let tables = super::AREAS.iter().zip(sources(Language::English)).filter(|(area, _)| TABLES.contains(area));
    for line in tables.flat_map(|(_, source)| source.lines()) {
        let Some((key, (_, text))) = key_of(line).zip(line.split_once('=')) else { continue };
        let (mut pieces, mut names) = (Vec::new(), Vec::new());
        let mut rest = text.trim();
        while let Some((piece, (name, after))) =
            rest.split_once("{ $").and_then(|(piece, after)| Some((piece, after.split_once(" }")?)))
        {
            pieces.push(piece);
            names.push(name);
            rest = after;
        }
        if names.is_empty() {
            known.whole.insert(rest, key);
        } else {
            pieces.push(rest);
            known.patterns.push(Pattern { key, pieces, names });
        }
    }
    known.patterns.sort_by_key(|p| std::cmp::Reverse(p.pieces.iter().map(|piece| piece.len()).sum::<usize>()));
    known
});

impl Pattern {
    /// What stands in `text` where this pattern has its names.
    fn values<'a>(&self, text: &'a str) -> Option<Vec<&'a str>> {
        let (first, rest) = self.pieces.split_first()?;
        let (last, middle) = rest.split_last()?;
        let mut text = text.strip_prefix(first)?.strip_suffix(last)?;
        let mut values = Vec::new();
        for piece in middle {
            let (value, after) = text.split_once(piece)?;
            values.push(value);
            text = after;
        }
        values.push(text);
        values.iter().all(|value| !value.is_empty()).then_some(values)
    }
}

/// What another part of the program said in English, in the language of this thread. What the tables do not know – the
/// words of the operating system, or of a clinic – comes back as it is.
pub fn told(english: &str) -> String {
    if language() == Language::English {
        return english.to_owned();
    }
    if let Some(key) = KNOWN.whole.get(english) {
        return plain(key).to_owned();
    }
    let fits = KNOWN.patterns.iter().find_map(|pattern| Some((pattern, pattern.values(english)?)));
    let Some((pattern, values)) = fits else {
        // “the file cannot be read: the disk is full”: what was being done, and what became of it.
        let parts = english.split_once(": ").map(|(doing, why)| (told(doing), told(why)));
        return parts.map_or_else(|| value(english), |(doing, why)| format!("{doing}: {why}"));
    };
    // What stands in a reason may be a reason itself; it is shorter, so this ends.
    let values = pattern.names.iter().copied().zip(values.into_iter().map(told)).collect::<Vec<_>>();
    filled(pattern.key, &values)
}

/// A number with its decimal mark; everything else as it stands.
fn value(text: &str) -> String {
    if text.parse::<f64>().is_ok() { number(text.to_owned()) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::{in_english, speak};
    use super::*;

    #[test]
    fn a_reason_is_said_in_the_language_with_what_stands_in_it() {
        let few = "the reference skin is too small (310 pixels in 2 patches): mark at least 3 patches, together 2000 pixels or more";
        let nested = "the photo after is damaged and is not measured: the file ends after 62 % of the picture: copy it from \
                      the camera again";
        assert_eq!(told(few), few);
        speak(Language::German);
        assert_eq!(
            told(few),
            "die Vergleichshaut ist zu klein (310 Pixel in 2 Stellen): Markieren Sie mindestens 3 Stellen mit zusammen \
             mindestens 2000 Pixeln"
        );
        assert_eq!(
            told(nested),
            "das Nachher-Foto ist beschädigt und wird nicht gemessen: die Datei endet nach 62 % des Bilds: Kopieren Sie sie \
             noch einmal von der Kamera"
        );
        assert_eq!(told("the follow-up is 0.6 stops darker"), "das spätere Foto ist um 0,6 Blendenstufen dunkler");
        assert_eq!(
            told("not saved: the disk is full: make room and try again"),
            "nicht gespeichert: das Laufwerk ist voll: Schaffen Sie Platz, und versuchen Sie es erneut"
        );
        assert_eq!(in_english(|| told(few)), few);
        assert_eq!(language(), Language::German);
        speak(Language::Turkish);
        assert_eq!(told("equally sharp"), "netlik aynı");
        speak(Language::English);
    }

    #[test]
    fn what_nobody_wrote_into_the_tables_stays_as_it_is() {
        speak(Language::German);
        assert_eq!(told("Permission denied (os error 13)"), "Permission denied (os error 13)");
        assert_eq!(told("photo.jpg: Permission denied"), "photo.jpg: Permission denied");
        assert_eq!(told(""), "");
        speak(Language::English);
    }
}
