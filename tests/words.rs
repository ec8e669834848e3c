//! The language files: complete, alike in all languages, used, and spoken by the window at once; and no text beside them.

#[path = "ui_shell/clinic.rs"]
#[allow(dead_code, reason = "the clinic of the window's tests knows more than these need")]
mod clinic;
#[path = "words/literals.rs"]
mod literals;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clinic::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use fluent_bundle::FluentResource;
use literals::{Literal, literals};
use skinlapse::app::Command;
use skinlapse::app::settings::Settings;
use skinlapse::words::{self, AREAS, Language, TABLES};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The keys of one area.
fn texts_of(language: Language, area: &str) -> Vec<String> {
    let source = fs::read_to_string(root().join(format!("assets/lang/{}/{area}.ftl", language.code()))).unwrap();
    let key =
        |line: &str| line.split_once(" =").map(|(key, _)| key.to_owned()).filter(|_| !line.starts_with(['#', ' ']));
    source.lines().filter_map(key).collect()
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

/// Every Rust file below a path in `src`.
fn files(below: &str) -> Vec<PathBuf> {
    fn collect(path: PathBuf, files: &mut Vec<PathBuf>) {
        if path.is_dir() {
            let mut inside: Vec<_> = fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
            inside.sort();
            inside.into_iter().for_each(|path| collect(path, files));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    let mut files = Vec::new();
    collect(root().join("src").join(below), &mut files);
    files
}

/// Every `say!` in `src`: its place, key and the names of its arguments.
fn said() -> Vec<(String, String, BTreeSet<String>)> {
    let mut said = Vec::new();
    for path in &files("") {
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
    // What the engine and the store say is looked up by its words.
    let looked_up: BTreeSet<String> = TABLES.iter().flat_map(|area| texts_of(Language::English, area)).collect();
    let unused: Vec<_> = english.keys().filter(|key| !used.contains(key) && !looked_up.contains(*key)).collect();
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

/// The texts of a language in which nothing stands.
fn plain_texts(language: Language) -> BTreeSet<String> {
    let source =
        |area: &&str| fs::read_to_string(root().join(format!("assets/lang/{}/{area}.ftl", language.code()))).unwrap();
    let text = |line: &str| line.split_once(" = ").map(|(_, text)| text.trim().to_owned()).filter(|t| !t.contains('{'));
    AREAS.iter().map(source).flat_map(|source| source.lines().filter_map(text).collect::<Vec<_>>()).collect()
}

#[test]
fn a_patient_with_a_course_is_shown_without_one_english_label() {
    let english = plain_texts(Language::English);
    for language in [Language::German, Language::Turkish] {
        let own = plain_texts(language);
        let desk = Desk::new();
        let mut harness = clinic::shown(&desk);
        let settings = Settings { language: Some(language), ..harness.state().app().settings().clone() };
        harness.state_mut().dispatch(Command::Settings(settings));
        harness.state_mut().dispatch(Command::OpenSample);
        desk.until(&mut harness, |shell| shell.app().library().is_some());
        let most = |shell: &skinlapse::ui::shell::Shell| {
            let all = &shell.app().library().unwrap().summaries;
            all.iter().max_by_key(|s| s.treated_sessions).unwrap().id
        };
        let id = most(harness.state());
        harness.state_mut().dispatch(Command::OpenPatient(id));
        desk.until(&mut harness, |shell| shell.app().patient().is_some());
        let mut said = BTreeSet::new();
        let places = [Key::Num1, Key::Num2, Key::Num3].map(|key| (Modifiers::ALT, key));
        let tabs = [Key::Num1, Key::Num2, Key::Num3, Key::Num4].map(|key| (Modifiers::COMMAND, key));
        let back = [(Modifiers::ALT, Key::Num2)];
        for (modifiers, key) in places.into_iter().chain(back).chain(tabs) {
            harness.key_press_modifiers(modifiers, key);
            harness.run_steps(4);
            said.extend(harness.get_all_by(|n| n.label().is_some()).filter_map(|n| n.accesskit_node().label()));
        }
        // The sample clinic is written in English: its words stand beside the window's.
        let record = serde_json::to_string(harness.state().app().patient().unwrap()).unwrap();
        let left: Vec<_> = said
            .iter()
            .filter(|label| english.contains(*label) && !own.contains(*label) && !record.contains(label.as_str()))
            .collect();
        assert!(said.len() > 150, "{} labels", said.len());
        assert!(left.is_empty(), "{language:?}: {left:?}");
    }
}

/// What may stand in the code of the window, and of what speaks to it, as a text; and why.
#[derive(Clone, Copy, PartialEq)]
enum May {
    /// One word in small letters: a name that nobody reads.
    Names,
    /// These texts.
    These(&'static [&'static str]),
    /// Everything.
    All,
}

/// File, what may stand there, and why. Nothing else may.
const MAY: &[(&str, May, &str)] = &[
    ("ui/icons.rs", May::All, "names of glyphs, as the font has them"),
    ("ui/theme/", May::All, "names of fonts and of places in memory"),
    ("ui/renderer.rs", May::All, "read by those who start the program from a terminal"),
    ("ui/textures.rs", May::Names, "names of textures"),
    ("ui/dialogs.rs", May::Names, "endings of files"),
    ("ui/dialogs.rs", May::These(&["/home/clinic/photos", "file://"]), "paths are alike in every language"),
    ("ui/window.rs", May::All, "the program's name, and names of the system"),
    ("ui/shell.rs", May::These(&["Skinlapse – {name}", "Skinlapse"]), "the program's name"),
    ("ui/shell/header.rs", May::These(&["Skinlapse"]), "the program's name"),
    ("ui/screens/start.rs", May::These(&["Skinlapse"]), "the program's name"),
    ("ui/shell/patient_window.rs", May::Names, "the program's name for the system"),
    ("ui/shell/record.rs", May::These(&["skinlapse", "{}-{}.csv", "file://{slash}{path}"]), "names of files"),
    ("ui/widgets/date.rs", May::All, "English months are read in every language"),
    ("ui/widgets/frame.rs", May::Names, "names of panels"),
    ("ui/screens/treatment_form.rs", May::Names, "names of fields in the record"),
    ("ui/screens/course/plan.rs", May::Names, "names of fields"),
    ("ui/screens/course/consent.rs", May::Names, "names of fields"),
    ("ui/screens/course/literature.rs", May::Names, "kinds of studies in the JSON file"),
    ("ui/screens/import/card.rs", May::These(&[" of the picture:", " of its length:"]), "cut from an English reason"),
    ("ui/screens/compare/canvas/", May::Names, "names of textures and of places"),
    ("ui/screens/compare/strip/", May::Names, "names of places"),
    ("ui/screens/course.rs", May::These(&["front"]), "a view in the record"),
    ("app/jobs.rs", May::Names, "names of threads"),
    ("app/settings.rs", May::All, "names of files and folders"),
    ("app/record.rs", May::These(&["library.json"]), "a file's name"),
    ("app/tables/", May::These(&["\\u{feff}{}"]), "the mark of UTF-8"),
    ("app/tables/", May::Names, "columns of tables: a contract for scripts"),
    ("app/tables/", May::These(&["the scale's definition is not here"]), "stands in a table: English for scripts"),
    ("app/course.rs", May::Names, "names in the record"),
    ("app/tasks/", May::Names, "names of files and of fields in JSON"),
    ("app/tasks/photo.rs", May::These(&["{}.{THUMB_SIDE}.png"]), "a file's name"),
    ("app/tasks/sample.rs", May::These(&["share/skinlapse/sample_sessions", "CARGO_MANIFEST_DIR"]), "where files lie"),
    ("app/clinic.rs", May::Names, "names in the record"),
    ("app/import.rs", May::Names, "names in the record"),
    ("app/measuring.rs", May::Names, "names in the record"),
    ("app/retake.rs", May::Names, "looked for in the engine's reason"),
    ("model/", May::Names, "names in the record, and what an edit lacks, for scripts"),
    (
        "model/photo.rs",
        May::These(&["Front", "Left 45°", "Right 45°", "Left 90°", "Right 90°", "Close-up"]),
        "read too",
    ),
    (
        "model/history.rs",
        May::These(&[
            "not a name of a device or an edit: small letters, digits and dashes, such as desk-1 or desk-1:42",
        ]),
        "of a file that cannot be read: named with the file",
    ),
    (
        "model/id.rs",
        May::These(&["not an id: an id is 26 letters and digits, such as 01JZ8Q4V9N3W5K7T2M6B0X1YAC"]),
        "as above",
    ),
    ("app/review/", May::Names, "columns of the table of answers, and names in the record"),
    (
        "app/review/table.rs",
        May::These(&["left better", "no difference", "right better", "cannot judge", "not judged"]),
        "stand in the table of answers: English for scripts",
    ),
    ("ui/screens/review/", May::Names, "names of places"),
    (
        "ui/screens/review/results.rs",
        May::These(&["blind-review-{}.csv", "blind results"]),
        "names of a file and a place",
    ),
    ("report/csv.rs", May::All, "tables are a contract for scripts"),
    ("report/page.rs", May::All, "tags of HTML"),
    ("report/sheet.rs", May::These(&["Skinlapse ", "CARGO_PKG_VERSION"]), "the program's name"),
    ("report/sheet.rs", May::All, "an error for programmers: two frames"),
];

/// Calls whose texts name a place in memory, not something to read.
const IDS: &[&str] = &[
    "unique",
    "with",
    "id_salt",
    "id",
    "field_id",
    "dialog",
    "make_persistent_id",
    "scroll_once",
    "scope_id",
    "image",
    "picture",
    "field",
    "push_id",
    "from_hash_of",
    "right",
    "left",
    "bottom",
    "bar",
];

/// Words that are alike in every language, or keys that the cap translates.
const ALIKE: &[&str] = &[
    "mm",
    "cm",
    "px",
    "EV",
    "Hb",
    "ΔHb",
    "A",
    "B",
    "R",
    "S",
    "n",
    "II",
    "III",
    "IV",
    "VI",
    "AB",
    "SHA",
    "Ctrl",
    "Alt",
    "Shift",
    "Del",
    "Esc",
    "Enter",
    "Space",
    "Tab",
    "Home",
    "End",
    "Backspace",
];

fn is_a_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./{}".contains(c))
}

/// True if the tables have a text for what another part of the program says.
fn in_the_tables(text: &str) -> bool {
    words::speak(Language::German);
    let told = words::told(text);
    words::speak(Language::English);
    told != text
}

/// The literals of a file that somebody reads and no language file has.
fn leftovers(file: &str, source: &str) -> Vec<Literal> {
    let may: Vec<May> = MAY.iter().filter(|(path, ..)| file.starts_with(path)).map(|(_, may, _)| *may).collect();
    let allowed = |l: &Literal| {
        // A reason that is said in the language where it is shown.
        let looked_up = file.starts_with("app/") && in_the_tables(&l.with("7"));
        // One letter is a letter, but beside what is filled in it is a word: “{years} y”.
        let least = if l.text.contains('{') { 1 } else { 2 };
        let words = l.bare.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() >= least);
        let words: Vec<&str> = words.collect();
        let of_id = l.calls.iter().rev().take(2).any(|call| IDS.contains(&call.as_str()));
        looked_up
            || words.iter().all(|word| ALIKE.contains(word))
            || of_id && is_a_name(&l.bare.replace(' ', "-"))
            || matches!(
                l.calls.last().map(String::as_str),
                Some("say!" | "request_discard" | "include_str!" | "include_bytes!" | "env!" | "expect")
            )
            || may.iter().any(|may| match may {
                May::Names => is_a_name(&l.text),
                May::These(these) => these.contains(&l.text.as_str()),
                May::All => true,
            })
    };
    literals(source).into_iter().filter(|l| !allowed(l)).collect()
}

#[test]
fn no_text_stands_in_the_code_beside_the_language_files() {
    let mut faults = Vec::new();
    for below in ["ui", "app", "model", "report"] {
        for path in files(below) {
            let file = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
            for left in leftovers(&file, &fs::read_to_string(&path).unwrap()) {
                faults.push(format!("src/{file}:{}: “{}”", left.line, left.text));
            }
        }
    }
    assert!(faults.is_empty(), "move these into assets/lang, or say in MAY why they stay:\n{}", faults.join("\n"));
}

#[test]
fn a_text_that_is_left_in_the_code_is_found() {
    let source = r##"
        // A comment "about something" says nothing.
        #[serde(rename = "left as it is")]
        fn ui(ui: &mut Ui) {
            ui.label("Leave the tool");
            ui.label(say!("leave-the-tool"));
            let id = Id::unique(("course panel", panel));
            ui.label(format!("{n} of {all}"));
            ui.label(if smaller { "smaller" } else { "mm" });
            let text = r#"raw words"#;
        }
        #[cfg(test)]
        mod tests { const A: &str = "Left alone"; }
    "##;
    let found: Vec<String> = leftovers("ui/x.rs", source).into_iter().map(|l| l.text).collect();
    assert_eq!(found, ["Leave the tool", "{n} of {all}", "smaller", "raw words"]);
}

/// The parts of the program whose reasons reach the window through the tables.
const ENGINE: [&str; 4] = ["align", "measure", "imaging", "store"];

/// Literals of these parts that nobody reads in the window: file, text or a part of it, and why.
const NOT_READ: &[(&str, &str, &str)] = &[
    ("store/folder.rs", "A readable copy: the truth", "stands in a JSON file"),
    ("imaging/photo.rs", "three bytes a pixel", "a panic's words, for programmers"),
    ("imaging/mips.rs", "Mips(", "for programmers"),
    ("imaging/encode.rs", "its description is too long", "the program writes it itself"),
];

#[test]
fn what_the_engine_and_the_store_say_is_in_the_tables() {
    let mut faults = Vec::new();
    for path in ENGINE.iter().flat_map(|part| files(part)) {
        for l in literals(&fs::read_to_string(&path).unwrap()) {
            let is_a_reason = l.bare.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count() > 2;
            let not_read = NOT_READ.iter().any(|(file, text, _)| path.ends_with(file) && l.text.contains(text));
            // What stands in the text is taken for a number, so that none of it is a reason by itself.
            if is_a_reason && !not_read && !in_the_tables(&l.with("7")) {
                faults.push(format!("{}:{}: “{}”", path.display(), l.line, l.text));
            }
        }
    }
    assert!(faults.is_empty(), "write these into assets/lang/*/reasons.ftl:\n{}", faults.join("\n"));
}

#[test]
fn the_tables_hold_nothing_that_nobody_says() {
    let parts = ENGINE.iter().chain(&["app"]).flat_map(|part| files(part));
    let code: Vec<String> = parts
        .flat_map(|path| literals(&fs::read_to_string(path).unwrap()))
        .map(|l| l.with("\u{1}").split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let code = code.join("\n");
    let source = fs::read_to_string(root().join("assets/lang/en/reasons.ftl")).unwrap();
    let texts = source.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    let stale: Vec<_> = texts
        .filter(|(_, text)| {
            let bare = text.split("{ $").map(|p| p.split_once(" }").map_or(p, |(_, rest)| rest)).collect::<Vec<_>>();
            let pieces = bare.iter().flat_map(|piece| piece.split([';', ':'])).map(str::trim);
            !pieces.filter(|piece| piece.len() > 2).all(|piece| code.contains(piece))
        })
        .collect();
    assert!(stale.is_empty(), "nobody says {stale:#?}");
}

#[test]
fn checklists_and_published_facts_are_there_in_every_language() {
    fn strings(value: &serde_json::Value, out: &mut Vec<String>) {
        match value {
            serde_json::Value::Array(all) => all.iter().for_each(|v| strings(v, out)),
            serde_json::Value::Object(all) => {
                let read =
                    ["text", "detail", "source", "design", "sessions", "outcome", "patients", "caution", "results"];
                all.iter().filter(|(key, _)| read.contains(&key.as_str())).for_each(|(_, v)| strings(v, out));
            }
            serde_json::Value::String(text) => out.push(text.clone()),
            _ => {}
        }
    }
    let mut all = Vec::new();
    for file in
        ["checklists/suitability", "checklists/complications", "literature/after-needling", "literature/results"]
    {
        let json = fs::read_to_string(root().join(format!("assets/{file}.json"))).unwrap();
        strings(&serde_json::from_str(&json).unwrap(), &mut all);
    }
    assert!(all.len() > 60, "{}", all.len());
    let alike = |text: &str| ["", "Herpes", "Roaccutane"].contains(&text) || !text.contains(' ');
    // An author and a year are alike everywhere.
    let cited = |text: &str| text.split(' ').count() == 2 && text.ends_with(|c: char| c.is_ascii_digit());
    for language in [Language::German, Language::Turkish] {
        words::speak(language);
        let english: Vec<_> = all.iter().filter(|t| !alike(t) && !cited(t) && words::told(t) == **t).collect();
        words::speak(Language::English);
        assert!(english.is_empty(), "{language:?}: {english:?}");
    }
}
