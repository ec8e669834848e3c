//! A scratch copy of the sample clinic: whatever is tried there, the original stays as it is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the sample clinic lies: beside the program, in its share folder, or in the source tree it was built from.
pub fn original() -> Option<PathBuf> {
    let program = std::env::current_exe().ok();
    let beside = program.as_ref().and_then(|p| p.parent()).map(|p| p.join("sample_sessions"));
    let shared = program.as_ref().and_then(|p| p.parent()?.parent()).map(|p| p.join("share/skinlapse/sample_sessions"));
    let source = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_sessions"));
    [beside, shared, source].into_iter().flatten().find(|p| p.join("library.json").is_file())
}

/// Copies the sample clinic to a new folder below `data`, after removing older scratch copies that nobody has open.
///
/// # Errors
/// When the sample clinic is missing or cannot be copied.
pub fn scratch_copy(data: &Path) -> io::Result<PathBuf> {
    let missing = || {
        io::Error::new(
            io::ErrorKind::NotFound,
            "the sample clinic is not beside the program: start it from its source folder",
        )
    };
    let from = original().ok_or_else(missing)?;
    let to = data.join("sample-clinic").join(crate::model::GroupId::new().to_string());
    copy_tree(&from, &to)?;
    Ok(to)
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else if entry.file_type()?.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
