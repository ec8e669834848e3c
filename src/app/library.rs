//! The library as a whole: why it could not be opened, and whether it is intact.

use std::path::{Path, PathBuf};

use super::jobs::{Handle, Lane};
use super::{App, Message};
use crate::store::{Error, Report};

/// Why a library is not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its folder.
    pub root: PathBuf,
    /// Why, and what to do.
    pub words: String,
    /// Somebody else has it: it can still be opened to read only.
    pub held: bool,
}

impl Refusal {
    pub(super) fn of(root: &Path, error: &Error) -> Self {
        Self { root: root.to_owned(), words: error.to_string(), held: matches!(error, Error::Held { .. }) }
    }

    pub(super) fn fault(root: PathBuf, words: String) -> Self {
        Self { root, words, held: false }
    }
}

/// A check of the whole library.
#[derive(Debug, Clone, Default)]
pub enum Checking {
    /// Nobody asked, or the answer was read.
    #[default]
    Not,
    /// Under way.
    Running(Handle),
    /// What was found.
    Done(Report),
    /// It could not be carried out; why.
    Failed(String),
}

impl App {
    /// Why the library that was asked for last is not open.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// The check of the library that was asked for last.
    pub fn checking(&self) -> &Checking {
        &self.checking
    }

    pub(super) fn check_library(&mut self) {
        let Some(library) = self.library_handle() else { return };
        let handle = self.jobs.run(
            Lane::Compute,
            move |handle| Message::Checked(library.check(handle).map_err(|e| e.to_string())),
            |why| Message::Checked(Err(why)),
        );
        self.checking = Checking::Running(handle);
    }

    pub(super) fn leave_check(&mut self) {
        if let Checking::Running(handle) = std::mem::take(&mut self.checking) {
            handle.cancel();
        }
    }

    pub(super) fn checked(&mut self, result: Result<Report, String>) {
        if let Checking::Running(handle) = &self.checking
            && !handle.is_cancelled()
        {
            self.checking = match result {
                Ok(report) => Checking::Done(report),
                Err(why) => Checking::Failed(why),
            };
        }
    }
}
