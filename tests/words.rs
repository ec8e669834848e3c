//! The language files: complete, alike in all languages, used, and spoken by the window at once.

#[path = "ui_shell/clinic.rs"]
#[allow(dead_code, reason = "the clinic of the window's tests knows more than these need")]
mod clinic;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clinic::Desk;
use egui_kittest::kittest::Queryable;
use fluent_bundle::FluentResource;
use skinlapse::app::Command;
use skinlapse::app::settings::Settings;
use skinlapse::words::{AREAS, Language};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every text of a language: its key, and the names of what stands in it.
fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut texts = BTreeMap::new();
    for area in AREAS {
        let path = root().join("assets/lang").join(language.code()).join(format!("{area}.ftl"));
        let source = fs::read_to_string(&path).unwrap();
        if let Err((_, faults)) = FluentResource::try_new(source.clone()) {
            panic!("{}: {faults:?}", path.display());
        }
        let mut key = None;
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let begins = line.starts_with(|c: char| c.is_ascii_alphabetic());
            if let Some((name, _)) = line.split_once(" =").filter(|_| begins) {
                assert!(
                    texts.insert(name.to_owned(), BTreeSet::new()).is_none(),
                    "{} says {name} twice",
                    path.display()
                );
                key = Some(name.to_owned());
            }
            let Some(names) = key.as_ref().and_then(|key| texts.get_mut(key)) else { continue };
            for rest in line.split("{ $").skip(1) {
                names.insert(rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap().to_owned());
            }
        }
    }
    texts
}

/// Every `say!` in `src`: its place, key and the names of its arguments.
fn said() -> Vec<(String, String, BTreeSet<String>)> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    let mut said = Vec::new();
    for path in files.iter().filter(|path| !path.ends_with("words/mod.rs")) {
        let source = fs::read_to_string(path).unwrap();
        for (at, _) in source.match_indices("say!(") {
            let rest = source[at + 5..].trim_start();
            let Some(key) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
            said.push((path.display().to_string(), key.to_owned(), argument_names(&rest[key.len() + 2..])));
        }
    }
    said
}

/// The names before `=` at the outermost level of what follows a key, up to the bracket that closes the call.
fn argument_names(rest: &str) -> BTreeSet<String> {
    let (mut depth, mut names, mut part, mut in_text) = (0, BTreeSet::new(), String::new(), false);
    for c in rest.chars() {
        in_text ^= c == '"';
        match c {
            _ if in_text => {}
            ')' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => part.clear(),
            '=' if depth == 0 && part.trim().chars().all(|c| c.is_alphanumeric() || c == '_') => {
                names.insert(part.trim().to_owned());
                part.push('=');
            }
            c => part.push(c),
        }
    }
    names
}

#[test]
fn every_language_says_the_same_things_with_the_same_words_in_them() {
    let english = texts(Language::English);
    assert!(english.len() > 300, "{} texts", english.len());
    for language in [Language::German, Language::Turkish] {
        let other = texts(language);
        let differs: Vec<_> = english
            .keys()
            .chain(other.keys())
            .filter(|key| english.get(*key) != other.get(*key))
            .map(|key| format!("{key}: {:?} and {:?}", english.get(key), other.get(key)))
            .collect();
        assert!(differs.is_empty(), "{language:?}: {}", differs.join("\n"));
    }
}

#[test]
fn the_code_asks_for_texts_that_are_there_with_what_stands_in_them_and_for_all_of_them() {
    let english = texts(Language::English);
    let said = said();
    let faults: Vec<_> = said
        .iter()
        .filter(|(_, key, names)| english.get(key) != Some(names))
        .map(|(file, key, names)| format!("{file}: {key} {names:?}, in the file {:?}", english.get(key)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let used: BTreeSet<_> = said.iter().map(|(_, key, _)| key).collect();
    let unused: Vec<_> = english.keys().filter(|key| !used.contains(key)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn the_window_speaks_another_language_at_once_and_keeps_it() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    assert!(harness.query_by_label("New patient").is_some());
    for (language, new, filter) in
        [(Language::German, "Neuer Patient", "Filter"), (Language::Turkish, "Yeni hasta", "Filtre")]
    {
        let settings = Settings { language: Some(language), ..harness.state().app().settings().clone() };
        harness.state_mut().dispatch(Command::Settings(settings));
        harness.run_steps(2);
        assert!(harness.query_by_label(new).is_some(), "{language:?}");
        assert!(harness.query_by_label(filter).is_some(), "{language:?}");
        assert!(harness.query_by_label("New patient").is_none(), "{language:?}");
    }
}
