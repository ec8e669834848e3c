//! Plain functions of owned values that the lanes run. They see no `App`, no lock and no window.

pub mod difference;
pub mod export;
pub mod heat;
pub mod import;
pub mod light;
pub mod matching;
pub mod measurement;
pub mod page;
pub mod photo;
pub mod registration;
pub mod sample;
pub mod table;
pub mod target;

use std::fs;
use std::path::Path;

/// Writes a file into the cache: beside its place first, then renamed. A cache that cannot be written is left alone.
fn write_cache(path: &Path, bytes: &[u8]) {
    let Some(folder) = path.parent() else { return };
    let unique = crate::model::GroupId::new();
    let temp = folder.join(format!(".{unique}.tmp"));
    let written =
        fs::create_dir_all(folder).and_then(|()| fs::write(&temp, bytes)).and_then(|()| fs::rename(&temp, path));
    if written.is_err() {
        drop(fs::remove_file(temp));
    }
}
