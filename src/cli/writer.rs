//! Who writes when there is no window: this computer's name in journals, and the person.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::model::{DeviceId, GroupId};
use crate::store::Writer;

/// Who writes, where a verb writes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Who {
    /// Who makes the edits: stands in the history. Without it the name set in the program.
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    /// This computer's name in journals; small letters, digits and dashes. Without it the name that the program uses.
    #[arg(long, value_name = "ID")]
    device: Option<String>,
}

impl Who {
    /// The writer; what is not given is what the window uses on this computer.
    pub fn writer(&self) -> Writer {
        let settings = if self.who.is_some() && self.device.is_some() { json!({}) } else { settings() };
        let text = |name: &str| settings[name].as_str().unwrap_or_default().to_owned();
        Writer {
            device: self.device.clone().unwrap_or_else(|| text("device")),
            who: self.who.clone().unwrap_or_else(|| text("who")),
        }
    }
}

/// The program's settings, with a name for this device, which is made once and kept.
fn settings() -> Value {
    let path = settings_path();
    let read = path.as_ref().and_then(|p| std::fs::read(p).ok());
    let mut settings = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_else(|| json!({}));
    if settings["device"].as_str().is_none_or(|d| d.parse::<DeviceId>().is_err()) {
        let id = GroupId::new().to_string().to_lowercase();
        settings["device"] = Value::String(format!("desk-{}", &id[id.len() - 6..]));
        if let Some(path) = path {
            // A name that cannot be kept is made anew next time: journals stay apart by device.
            drop(keep(&path, &settings));
        }
    }
    settings
}

fn keep(path: &std::path::Path, settings: &Value) -> std::io::Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    let temp = path.with_file_name(".settings.json.tmp");
    std::fs::write(&temp, format!("{settings:#}\n"))?;
    std::fs::rename(temp, path)
}

fn settings_path() -> Option<PathBuf> {
    Some(directories::ProjectDirs::from("", "", "skinlapse")?.config_dir().join("settings.json"))
}
