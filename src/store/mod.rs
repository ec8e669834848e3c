//! A library on disk as plain JSON and untouched originals, readable without the program.
//!
//! The journals are the truth: a line for each edit, durable before anybody is told "saved". Snapshots and the index
//! are copies of convenience that are rebuilt at any time. `README.txt` in every library describes the layout to
//! whoever opens it with a text editor; the modules in reading order are `layout`, `sum`, `line`, `journal` (many
//! files become one chain), `folder` (one patient), `pen` (the only writer of journals), `photos`, `index`, `check`.
//!
//! All file operations go through [`vfs::Vfs`], so that tests can fail every one of them and cut the power between
//! any two. A [`Library`] is used from several threads at once; writes to one patient wait for each other.
//!
//! Where a lock cannot be had because the file system knows none (some network folders), the library still opens to
//! write, under a device name of its own for this run: one writer a file needs no lock.

mod check;
mod error;
mod folder;
mod header;
mod index;
mod journal;
mod layout;
mod library;
mod line;
mod lost;
mod names;
mod own;
mod pen;
mod photos;
mod sum;
pub mod vfs;

pub use check::{Fault, Report};
pub use error::Error;
pub use header::FORMAT_VERSION;
pub use library::{Library, PatientFile, Writer};
pub use names::date_from_file_name;
pub use own::OwnFile;
pub use photos::AddedPhoto;
