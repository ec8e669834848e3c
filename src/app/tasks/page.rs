//! The aftercare sheet as a page that the system's browser shows and prints.

use crate::words::say;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes the sheet into the program's own cache.
///
/// # Errors
/// One line for the person.
pub fn write(cache: &Path, html: &str) -> Result<PathBuf, String> {
    let folder = cache.join("print");
    let path = folder.join("aftercare.html");
    let made = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, html));
    made.map(|()| path).map_err(|e| say!("aftercare-not-made", why = e))
}
