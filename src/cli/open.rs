//! `skinlapse`, `skinlapse open`: the window.

use std::path::{Path, PathBuf};

use crate::app::settings::Folders;
use crate::ui::{self, Opening};

/// Opens the window with a library.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// The folder of the library; without it the one that was open last.
    library: Option<PathBuf>,
}

/// Runs the verb; returns when the window was closed.
///
/// # Errors
/// One line for the user: no library there, or no display to open a window on.
pub fn run(args: &Args, data: Option<&Path>) -> Result<(), String> {
    let opening = match &args.library {
        None => Opening::Last,
        Some(root) => {
            let root = std::path::absolute(root).unwrap_or_else(|_| root.clone());
            if !crate::app::is_library(&root) {
                let words = "this folder is not a library: choose one that holds library.json, or make one with: skinlapse library new DIR";
                return Err(format!("{words}: {}", root.display()));
            }
            Opening::Library(root)
        }
    };
    ui::run(folders(data), opening).map_err(|e| e.to_string())
}

/// Where the program keeps its own things: `--data`, else `SKINLAPSE_HOME`, else where the operating system says.
pub fn folders(data: Option<&Path>) -> Folders {
    let named = std::env::var_os("SKINLAPSE_HOME").filter(|v| !v.is_empty()).map(PathBuf::from);
    match data.map(Path::to_owned).or(named) {
        Some(root) => Folders::below(&std::path::absolute(&root).unwrap_or(root)),
        None => Folders::of_this_computer(),
    }
}
