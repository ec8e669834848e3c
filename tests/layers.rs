//! The house stands as drawn in ARCHITECTURE.md: imports point down, never sideways, never up.
//!
//! Read from the source text, because within one package the compiler lets every module see every other.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module and what it may name. `geom` and `monitor` are leaves that everybody may use;
/// `words` is a leaf for those whose words the window shows: what the engine says depends on no language.
const MAY_USE: &[(&str, &[&str])] = &[
    ("geom", &[]),
    ("monitor", &[]),
    ("words", &[]),
    ("model", &["words"]),
    ("imaging", &[]),
    ("store", &["model", "imaging"]),
    ("align", &["imaging"]),
    ("measure", &["imaging"]),
    ("phantom", &["imaging"]),
    ("report", &["words", "model", "imaging"]),
    ("app", &["words", "model", "store", "imaging", "align", "measure", "phantom", "report"]),
    ("cli", &["words", "model", "store", "imaging", "align", "measure", "phantom", "report", "app", "ui"]),
    ("ui", &["words", "model", "imaging", "align", "measure", "app"]),
];

/// Words that may stand only below these paths.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("egui", &["ui/"]),
    ("eframe", &["ui/"]),
    ("rfd::", &["ui/"]),
    ("std::fs", &["store/", "app/tasks/", "app/settings.rs", "cli/"]),
    ("thread::spawn", &["app/jobs.rs"]),
    ("thread::Builder", &["app/jobs.rs"]),
];

struct Line {
    file: String,
    module: String,
    number: usize,
    code: String,
}

/// Every line of code under `src`, without comments and without the test modules at the foot of files.
fn lines_of_code() -> Vec<Line> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut lines = Vec::new();
    for path in files {
        let file = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let module = file.split(['/', '.']).next().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        for (i, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("#[cfg(test)]") {
                break;
            }
            let code = line.split("//").next().unwrap().to_owned();
            lines.push(Line { file: file.clone(), module: module.clone(), number: i + 1, code });
        }
    }
    lines
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// Names of our modules that stand after `crate::` in a line.
fn crate_paths(code: &str) -> Vec<String> {
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| {
            let head = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default().to_owned();
            let group = rest.strip_prefix('{').map(|g| g.split([',', '}']).map(|s| s.trim().to_owned()).collect());
            group.unwrap_or_else(|| vec![head])
        })
        .map(|name| name.split(':').next().unwrap_or_default().trim().to_owned())
        .filter(|name| name.starts_with(char::is_alphabetic))
        .collect()
}

#[test]
fn imports_point_down() {
    let may_use: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    let mut faults = Vec::new();
    for line in lines_of_code() {
        let Some(allowed) = may_use.get(line.module.as_str()) else { continue };
        for target in crate_paths(&line.code) {
            let leaf = target == "geom" || target == "monitor";
            if !leaf
                && target != line.module
                && !allowed.contains(&target.as_str())
                && may_use.contains_key(target.as_str())
            {
                faults.push(format!("src/{}:{}: {} may not use {target}", line.file, line.number, line.module));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_window_toolkit_the_file_system_and_threads_stay_where_they_belong() {
    let mut faults = Vec::new();
    for line in lines_of_code() {
        for (word, places) in ONLY_IN {
            if line.code.contains(word) && !places.iter().any(|place| line.file.starts_with(place)) {
                faults.push(format!("src/{}:{}: `{word}` belongs in {places:?}", line.file, line.number));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_is_on_the_map() {
    let known: Vec<_> = MAY_USE.iter().map(|(name, _)| *name).chain(["lib", "main"]).collect();
    let strangers: Vec<_> =
        lines_of_code().into_iter().map(|l| l.module).filter(|m| !known.contains(&m.as_str())).collect();
    assert!(strangers.is_empty(), "name these in tests/layers.rs and ARCHITECTURE.md: {strangers:?}");
}

#[test]
fn every_file_says_first_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let silent: Vec<_> = files.iter().filter(|f| !fs::read_to_string(f).unwrap().starts_with("//! ")).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn the_reader_of_imports_sees_groups_and_single_paths() {
    assert_eq!(crate_paths("use crate::model::Photo;"), ["model"]);
    assert_eq!(crate_paths("use crate::{geom::Point, app};"), ["geom", "app"]);
    assert_eq!(crate_paths("    crate::store::open(crate::app::path())"), ["store", "app"]);
}

#[test]
fn screens_see_the_app_and_leave_commands() {
    let mut faults = Vec::new();
    for line in lines_of_code() {
        if line.file.starts_with("ui/screens/") && (line.code.contains("&mut App") || line.code.contains(".dispatch("))
        {
            faults.push(format!("src/{}:{}: a screen leaves a Command", line.file, line.number));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
