//! What the clinic itself puts into its library beside the record: its scales, and the text of its aftercare sheet.

use std::path::PathBuf;

use super::error::{Doing, Error};
use super::folder::replace;
use super::library::Library;
use super::vfs::Kind;

const MOST_BYTES: u64 = 1 << 20;
const MOST_FILES: usize = 200;

/// A file of the clinic's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// Its name, without the folder.
    pub name: String,
    /// Its bytes, or why they cannot be read.
    pub content: Result<Vec<u8>, String>,
}

impl Library {
    /// The clinic's own definitions of scales, `scales/*.json`, by name. A file that cannot be read is named with the
    /// reason; nothing is refused for it.
    pub fn own_scales(&self) -> Vec<OwnFile> {
        let folder = self.scales_folder();
        let mut names: Vec<String> = match self.vfs().list(&folder) {
            Ok(inside) => inside
                .into_iter()
                .filter(|(_, kind)| *kind == Kind::File)
                .filter_map(|(name, _)| name.into_string().ok())
                .filter(|name| name.to_lowercase().ends_with(".json"))
                .collect(),
            Err(_) => Vec::new(),
        };
        names.sort();
        names.truncate(MOST_FILES);
        let read = |name: String| {
            let content = self.vfs().read(&folder.join(&name), MOST_BYTES).map_err(|e| e.to_string());
            OwnFile { name, content }
        };
        names.into_iter().map(read).collect()
    }

    /// Where the clinic's own scales lie.
    pub fn scales_folder(&self) -> PathBuf {
        self.root().join("scales")
    }

    /// The clinic's own text for the aftercare sheet; `None` if it has none.
    ///
    /// # Errors
    /// `Io` if there is one and it cannot be read, `Refused` if it is no text.
    pub fn own_aftercare(&self) -> Result<Option<String>, Error> {
        let bytes = match self.vfs().read(&self.aftercare_path(), MOST_BYTES) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e).doing("the clinic's aftercare text cannot be read"),
        };
        let text = String::from_utf8(bytes);
        text.map(Some).map_err(|_| Error::Refused("aftercare.md in the library is no text in UTF-8".to_owned()))
    }

    /// Keeps the clinic's own text for the aftercare sheet; `None` takes it away, and the program's own counts again.
    ///
    /// # Errors
    /// `ReadOnly`, `TooLarge`, `Io`.
    pub fn set_own_aftercare(&self, text: Option<&str>) -> Result<(), Error> {
        if let Some(why) = self.read_only() {
            return Err(Error::ReadOnly(why));
        }
        let (path, doing) = (self.aftercare_path(), "the aftercare text was not saved");
        match text {
            Some(text) if text.len() as u64 > MOST_BYTES => Err(Error::TooLarge("the aftercare text")),
            Some(text) => replace(self.vfs(), &path, text.as_bytes()).doing(doing),
            None => match self.vfs().remove(&path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e).doing(doing),
                _ => Ok(()),
            },
        }
    }

    fn aftercare_path(&self) -> PathBuf {
        self.root().join("aftercare.md")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::Silent;
    use crate::store::Writer;

    fn library(folder: &std::path::Path) -> Library {
        let writer = Writer { device: "desk-1".into(), who: "dr1".into() };
        Library::create(&folder.join("clinic"), &writer).unwrap()
    }

    #[test]
    fn the_clinics_own_files_belong_into_its_library() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path());
        assert_eq!(library.own_scales(), []);
        std::fs::create_dir(library.scales_folder()).unwrap();
        std::fs::write(library.scales_folder().join("b.json"), "{}").unwrap();
        std::fs::write(library.scales_folder().join("a.json"), "not json").unwrap();
        std::fs::write(library.scales_folder().join("readme.txt"), "").unwrap();
        std::fs::create_dir(library.scales_folder().join("folder.json")).unwrap();
        let names: Vec<String> = library.own_scales().into_iter().map(|f| f.name).collect();
        assert_eq!(names, ["a.json", "b.json"]);
        library.set_own_aftercare(Some("# Ours")).unwrap();
        let report = library.check(&Silent).unwrap();
        assert!(report.is_intact(), "{:?}", report.faults);
    }

    #[test]
    fn the_aftercare_text_is_kept_and_given_up_again() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path());
        assert_eq!(library.own_aftercare().unwrap(), None);
        library.set_own_aftercare(Some("# Ours\n")).unwrap();
        assert_eq!(library.own_aftercare().unwrap().as_deref(), Some("# Ours\n"));
        library.set_own_aftercare(None).unwrap();
        library.set_own_aftercare(None).unwrap();
        assert_eq!(library.own_aftercare().unwrap(), None);
        assert!(library.set_own_aftercare(Some(&"x".repeat(2 << 20))).is_err());
    }
}
