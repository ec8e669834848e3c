//! Writing a table where a person wants it.

use crate::words::say;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Writes `text` to `path`: a new file beside it, then a rename, so that an older table is whole or replaced.
///
/// # Errors
/// In words for the person, the path last.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |e: std::io::Error| say!("table-not-saved-there", e = e, path = path.display());
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let temp = path.with_file_name(format!(".{name}.tmp"));
    let written = fs::File::create(&temp).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&temp, path)
    });
    written.map_err(|e| {
        // What is left of a failed try is of no use; if it cannot be removed either, the error says enough.
        drop(fs::remove_file(&temp));
        failed(e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_and_a_place_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("review.csv");
        write(&path, "a,b\r\n").unwrap();
        write(&path, "c\r\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "c\r\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left there");
        let nowhere = folder.path().join("gone/review.csv");
        assert!(write(&nowhere, "x").unwrap_err().contains("Choose another place"));
    }
}
