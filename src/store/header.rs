//! `library.json`: what makes a folder a library, and which programs may read and write it.

use std::path::Path;

use serde_json::{Value, json};
use ulid::Ulid;

use super::error::{Doing, Error};
use super::folder::replace;
use super::layout::Layout;
use super::sum::{seal, unseal};
use super::vfs::{Kind, Vfs};

/// The version of the library's format that this program writes and reads.
pub const FORMAT_VERSION: u64 = 1;

const MOST_BYTES: u64 = 1 << 20;

/// What every library tells about itself to whoever opens it with a text editor.
pub(super) const README: &str = include_str!("README.txt");

/// What `library.json` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// Names this library for ever, also when its folder moves.
    pub(super) library_id: String,
    /// Programs below this version may not read it.
    pub(super) min_reader: u64,
    /// Programs below this version may not write into it.
    pub(super) min_writer: u64,
    /// What is wrong with the file although it can be understood.
    pub(super) fault: Option<&'static str>,
}

impl Header {
    /// A header for a new library.
    pub(super) fn new() -> Self {
        Self { library_id: uuid(Ulid::generate()), min_reader: 1, min_writer: 1, fault: None }
    }

    /// Writes `library.json`, last of all that makes a library.
    pub(super) fn write(&self, vfs: &dyn Vfs, layout: &Layout) -> Result<(), Error> {
        let value = json!({
            "format": "skinlapse-library",
            "format_version": FORMAT_VERSION,
            "min_reader": self.min_reader,
            "min_writer": self.min_writer,
            "library_id": self.library_id,
            "hash": "sha256",
        });
        replace(vfs, &layout.header(), &seal(&value)).doing("the library was not made")
    }

    /// Reads `library.json`.
    ///
    /// # Errors
    /// `NotALibrary`, `DamagedHeader`, or `Newer`.
    pub(super) fn read(vfs: &dyn Vfs, root: &Path) -> Result<Self, Error> {
        let path = Layout::new(root).header();
        if !vfs.about(&path).is_ok_and(|a| a.kind == Kind::File) {
            return Err(Error::NotALibrary(root.to_owned()));
        }
        let bytes = vfs.read(&path, MOST_BYTES).doing("library.json cannot be read")?;
        let (value, fault) = match unseal(&bytes) {
            Ok(value) => (value, None),
            // A newer program may sum it differently: what it says still counts, and `check` names the fault.
            Err(why) => (serde_json::from_slice(&bytes).map_err(|e| Error::DamagedHeader(e.to_string()))?, Some(why)),
        };
        Self::understand(&value, fault)
    }

    fn understand(value: &Value, fault: Option<&'static str>) -> Result<Self, Error> {
        let damaged = |what: &str| Error::DamagedHeader(what.to_owned());
        if value["format"] != "skinlapse-library" {
            return Err(damaged("it describes no Skinlapse library"));
        }
        let number = |name: &str| value[name].as_u64().ok_or_else(|| damaged("a version is missing"));
        let (min_reader, min_writer) = (number("min_reader")?, number("min_writer")?);
        if min_reader > FORMAT_VERSION {
            return Err(Error::Newer(number("format_version")?));
        }
        if value["hash"] != "sha256" {
            return Err(damaged("it names a hash other than sha256"));
        }
        let id = value["library_id"].as_str().filter(|id| id.len() == 36).ok_or_else(|| damaged("it has no id"))?;
        Ok(Self { library_id: id.to_owned(), min_reader, min_writer, fault })
    }

    /// Why this program may not write, if so.
    pub(super) fn why_read_only(&self) -> Option<String> {
        (self.min_writer > FORMAT_VERSION).then(|| {
            "this library was written by a newer Skinlapse: it is open to read only; install that version to edit it"
                .to_owned()
        })
    }
}

/// The 128 bits of a ULID as a UUID (version 7 has the same clock in front).
fn uuid(id: Ulid) -> String {
    let n = (id.0 & !(0xf << 76) & !(0x3 << 62)) | (0x7 << 76) | (0x2 << 62);
    let h = format!("{n:032x}");
    format!("{}-{}-{}-{}-{}", &h[..8], &h[8..12], &h[12..16], &h[16..20], &h[20..])
}
