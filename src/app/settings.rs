//! What this computer remembers between runs. Nothing about patients.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::TargetKind;
use crate::words::Language;

/// The person's choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The library that was open last.
    pub last_library: Option<PathBuf>,
    /// Libraries opened before, newest first.
    pub recent_libraries: Vec<PathBuf>,
    /// Who writes: stands beside notes and in the history.
    pub who: String,
    /// The language of the window; `None` until the first start has asked the computer for its own.
    pub language: Option<Language>,
    /// Dark or light.
    pub theme: ThemeChoice,
    /// 0.8 to 2.0.
    pub text_scale: f32,
    /// No motion of panels and toasts.
    pub reduce_motion: bool,
    /// Seconds that each photo stays in blink mode: 0.4 to 2.0.
    pub blink_secs: f32,
    /// Names, birth dates, numbers and the list of patients are hidden on the screen.
    pub privacy: bool,
    /// What is looked for in photos to calibrate their colours with; `None`: nothing.
    pub target: Option<TargetKind>,
    /// Width and height of a chart's 6 × 4 fields in mm; `None` if not said. With it areas are read in the chart's plane.
    pub chart_mm: Option<[f64; 2]>,
    /// The clinic vouches for the same light and camera settings at every visit.
    pub fixed_light: bool,
    /// This computer's name in journals.
    pub device: String,
}

/// Dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeChoice {
    /// Dark grey surround.
    #[default]
    Dark,
    /// Light grey surround.
    Light,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            last_library: None,
            recent_libraries: Vec::new(),
            who: String::new(),
            language: None,
            theme: ThemeChoice::Dark,
            text_scale: 1.0,
            reduce_motion: false,
            blink_secs: 0.8,
            privacy: false,
            target: Some(TargetKind::GreyCard),
            chart_mm: None,
            fixed_light: false,
            device: String::new(),
        }
    }
}

/// The folders of this program on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// For `settings.json`.
    pub config: PathBuf,
    /// For thumbnails and alignments; may be deleted at any time.
    pub cache: PathBuf,
    /// For the scratch copy of the sample clinic.
    pub data: PathBuf,
}

impl Folders {
    /// The folders that the operating system names; below the temporary folder where it names none.
    pub fn of_this_computer() -> Self {
        match directories::ProjectDirs::from("", "", "skinlapse") {
            Some(dirs) => Self {
                config: dirs.config_dir().to_owned(),
                cache: dirs.cache_dir().to_owned(),
                data: dirs.data_local_dir().to_owned(),
            },
            None => Self::below(&std::env::temp_dir().join("skinlapse")),
        }
    }

    /// All folders below one; for tests and demonstrations.
    pub fn below(root: &Path) -> Self {
        Self { config: root.join("config"), cache: root.join("cache"), data: root.join("data") }
    }
}

impl Settings {
    /// The settings in `folders`, with a name for this device; the default for each that is missing or unreadable.
    pub fn load(folders: &Folders) -> Self {
        let text = fs::read_to_string(folders.config.join("settings.json")).unwrap_or_default();
        let mut settings = Self::parse(&text);
        settings.text_scale = if settings.text_scale.is_finite() { settings.text_scale.clamp(0.8, 2.0) } else { 1.0 };
        settings.blink_secs = if settings.blink_secs.is_finite() { settings.blink_secs.clamp(0.4, 2.0) } else { 0.8 };
        if settings.device.parse::<crate::model::DeviceId>().is_err() {
            let id = crate::model::GroupId::new().to_string().to_lowercase();
            settings.device = format!("desk-{}", &id[id.len() - 6..]);
            // A name that cannot be kept is only made anew next time: journals stay apart by device.
            drop(settings.save(folders));
        }
        settings
    }

    /// Reads one setting after the other: what a newer version wrote for one of them costs that one alone.
    fn parse(text: &str) -> Self {
        let given: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
        let alone = |(key, value): &(String, Value)| {
            let one = Map::from_iter([(key.clone(), value.clone())]);
            serde_json::from_value::<Self>(Value::Object(one)).is_ok()
        };
        let kept: Map<String, Value> = given.into_iter().filter(alone).collect();
        serde_json::from_value(Value::Object(kept)).unwrap_or_default()
    }

    /// Writes the settings: a new file beside the old one, then a rename.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, folders: &Folders) -> io::Result<()> {
        fs::create_dir_all(&folders.config)?;
        let (path, temp) = (folders.config.join("settings.json"), folders.config.join(".settings.json.tmp"));
        let mut file = fs::File::create(&temp)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(temp, path)
    }

    /// Notes that the library at `root` is open now.
    pub fn remember_library(&mut self, root: &Path) {
        self.recent_libraries.retain(|p| p != root);
        self.recent_libraries.insert(0, root.to_owned());
        self.recent_libraries.truncate(8);
        self.last_library = Some(root.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_and_nonsense_becomes_a_default() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::below(folder.path());
        let mut settings = Settings::load(&folders);
        assert!(settings.device.starts_with("desk-"), "{}", settings.device);
        settings.who = "dr1".into();
        settings.text_scale = 99.0;
        settings.save(&folders).unwrap();
        let read = Settings::load(&folders);
        assert_eq!((read.who.as_str(), read.text_scale, &read.device), ("dr1", 2.0, &settings.device));
        fs::write(folders.config.join("settings.json"), "{").unwrap();
        assert_eq!(Settings::load(&folders).theme, ThemeChoice::Dark);
    }

    #[test]
    fn a_setting_that_this_version_does_not_know_costs_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::below(folder.path());
        fs::create_dir_all(&folders.config).unwrap();
        let later = r#"{"who": "dr1", "language": "elvish", "theme": "light", "blink_secs": "slow", "fonts": [1]}"#;
        fs::write(folders.config.join("settings.json"), later).unwrap();
        let read = Settings::load(&folders);
        assert_eq!((read.who.as_str(), read.theme, read.language), ("dr1", ThemeChoice::Light, None));
        assert_eq!(read.blink_secs, Settings::default().blink_secs);
    }
}
