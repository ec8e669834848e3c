//! Who writes when there is no window: this computer's name in journals, and the person.

use std::path::Path;

use super::open::folders;
use crate::app::settings::Settings;
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
    /// The writer; what is not given is what the window uses on this computer, whose own things are below `data`.
    pub fn writer(&self, data: Option<&Path>) -> Writer {
        if let (Some(device), Some(who)) = (&self.device, &self.who) {
            return Writer { device: device.clone(), who: who.clone() };
        }
        let settings = Settings::load(&folders(data));
        Writer { device: self.device.clone().unwrap_or(settings.device), who: self.who.clone().unwrap_or(settings.who) }
    }
}
