//! What can go wrong with a library, and what to do about it.

use std::io;
use std::path::PathBuf;

/// Why a library could not be opened, read or written. Every sentence says what to do; paths come last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds no library.
    #[error("this folder is not a library: choose one that holds library.json, or make a new library: {}", .0.display())]
    NotALibrary(PathBuf),
    /// A new library needs an empty folder.
    #[error("a new library needs an empty folder: choose another one: {}", .0.display())]
    NotEmpty(PathBuf),
    /// `library.json` cannot be understood.
    #[error("library.json is damaged ({0}): restore it from a backup; nothing else was touched")]
    DamagedHeader(String),
    /// Somebody else has the library open.
    #[error("the library is already open {by}: close it there, or open it to read only")]
    Held {
        /// Who: "by dr1 on DESK since 2026-03-04 10:11".
        by: String,
    },
    /// Only a newer program can read it.
    #[error("the library was written by a newer Skinlapse (format {0}): install that version to open it")]
    Newer(u64),
    /// Nothing can be written; why, in words.
    #[error("{0}")]
    ReadOnly(String),
    /// The record of one patient is damaged; why, in words.
    #[error("the record of this patient is damaged and was opened to read only: {0}")]
    Damaged(String),
    /// No such patient in this library.
    #[error("there is no such patient in this library: it may have been moved; open the library again")]
    NoSuchPatient,
    /// The edit makes no sense.
    #[error("{0}")]
    Refused(String),
    /// The device's name cannot be used.
    #[error("a device's name is 1 to 40 small letters, digits and dashes, such as desk-3f9a")]
    BadDevice,
    /// The photo's name in the record is no hash.
    #[error("the record names a photo in a way that is not understood: check the library")]
    BadPhotoName,
    /// The photo's file is gone.
    #[error("the photo's file is missing from the library: restore it from a backup, or import the photo again")]
    PhotoMissing,
    /// The source changed while it was copied.
    #[error("the file changed while it was copied: wait until it is complete and import it again")]
    SourceChanged,
    /// The copy differs from the source.
    #[error("the copy does not match the original: the disk may be failing; import it again")]
    CopyDiffers,
    /// Too large for what it is.
    #[error("{0} is larger than anything this program writes: it is left alone")]
    TooLarge(&'static str),
    /// The work was stopped.
    #[error("stopped")]
    Cancelled,
    /// The operating system refused.
    #[error("{doing}: {}", why(.source))]
    Io {
        /// What was being done, in words.
        doing: &'static str,
        /// What the operating system said.
        source: io::Error,
    },
}

impl From<crate::monitor::Cancelled> for Error {
    fn from(_: crate::monitor::Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Gives an input/output error the words for what was being done.
pub(super) trait Doing<T> {
    /// `doing` completes "… : the disk is full".
    fn doing(self, doing: &'static str) -> Result<T, Error>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, Error> {
        self.map_err(|source| Error::Io { doing, source })
    }
}

/// An operating system's refusal in words that say what to do; the system's own words where we have none.
fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full: make room and try again".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "permission denied: ask whoever administers this computer for access to the folder".to_owned()
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "the disk is write-protected: remove the protection and try again".to_owned()
        }
        io::ErrorKind::NotFound => "the file or folder is gone: is the disk still connected?".to_owned(),
        _ => error.to_string(),
    }
}
