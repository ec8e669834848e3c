//! `index.jsonl`: what the patient list shows, so that a library opens without opening its patients. A cache.
//!
//! The first line says how many patients follow and sums the rest of the file; a file that does not match is not
//! used. While the library is open, the patients whose line may be out of date are named in `index.dirty` before
//! their journals change; after a crash only those are read again. What other computers changed in a shared folder
//! is noticed by the size of the journals, see [`super::Library::verify_index`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::error::{Doing, Error};
use super::folder::replace;
use super::layout::Layout;
use super::sum::Sum;
use super::vfs::{Out, Vfs};
use crate::model::{PatientId, Summary};

const MOST_BYTES: u64 = 1 << 30;
const MOST_PATIENTS: usize = 2_000_000;
/// Raised when a line says more than before: an older list is then made anew.
const VERSION: u32 = 2;

#[derive(Serialize)]
struct Header<'a> {
    format: &'a str,
    version: u32,
    library: &'a str,
    patients: usize,
    sum: Sum,
}

impl Header<'_> {
    /// The first line, to which the rest of the file must fit to the last bit.
    fn line(library: &str, patients: usize, rest: &[u8]) -> Vec<u8> {
        let header = Header { format: "skinlapse-index", version: VERSION, library, patients, sum: Sum::of(rest) };
        serde_json::to_vec(&header).unwrap_or_default()
    }
}

/// One patient in the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Item {
    #[serde(flatten)]
    pub(super) summary: Summary,
    /// Bytes of all its journals when the line was made.
    pub(super) journal_bytes: u64,
}

/// The patient list in memory.
#[derive(Default)]
pub(super) struct Index {
    pub(super) items: BTreeMap<PatientId, Item>,
    /// True while the file on the disk is out of date.
    pub(super) is_changed: bool,
    /// Patients that `index.dirty` names already.
    marked: BTreeSet<PatientId>,
    marks: Option<Box<dyn Out>>,
    /// Writes that are marked and whose new line is not here yet.
    in_flight: usize,
}

impl Index {
    /// Reads the index; `None` if it is missing or does not match itself.
    pub(super) fn read(vfs: &dyn Vfs, layout: &Layout, library: &str) -> Option<Self> {
        let bytes = vfs.read(&layout.index(), MOST_BYTES).ok()?;
        let end = bytes.iter().position(|b| *b == b'\n')?;
        let rest = &bytes[end + 1..];
        let lines = rest.split(|b| *b == b'\n').filter(|l| !l.is_empty()).take(MOST_PATIENTS);
        let items: Option<Vec<Item>> = lines.map(|l| serde_json::from_slice(l).ok()).collect();
        let items: BTreeMap<_, _> = items?.into_iter().map(|i| (i.summary.id, i)).collect();
        let is_whole = bytes[..end] == Header::line(library, items.len(), rest);
        is_whole.then(|| Self { items, ..Self::default() })
    }

    /// Writes the index and forgets the marks, unless a write is under way.
    pub(super) fn write(&mut self, vfs: &dyn Vfs, layout: &Layout, library: &str) -> Result<(), Error> {
        let mut rest = Vec::new();
        for item in self.items.values() {
            rest.extend(serde_json::to_vec(item).unwrap_or_default());
            rest.push(b'\n');
        }
        let mut bytes = Header::line(library, self.items.len(), &rest);
        bytes.push(b'\n');
        bytes.extend(rest);
        replace(vfs, &layout.index(), &bytes).doing("the patient list was not written")?;
        self.is_changed = false;
        if self.in_flight > 0 {
            return Ok(());
        }
        self.marked.clear();
        self.marks = None;
        match vfs.remove(&layout.dirty()) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e).doing("the patient list was not written"),
            _ => Ok(()),
        }
    }

    /// Notes on the disk that this patient's line will be out of date, unless it is noted already. Every success is
    /// followed by one [`Self::settle`].
    pub(super) fn mark(&mut self, vfs: &dyn Vfs, layout: &Layout, id: PatientId) -> Result<(), Error> {
        self.note(vfs, layout, id)?;
        self.in_flight += 1;
        Ok(())
    }

    /// The write that was marked is done: with the patient's new line, if it succeeded.
    pub(super) fn settle(&mut self, new: Option<(Summary, u64)>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some((summary, journal_bytes)) = new {
            self.put(summary, journal_bytes);
        }
    }

    fn note(&mut self, vfs: &dyn Vfs, layout: &Layout, id: PatientId) -> Result<(), Error> {
        if self.marked.contains(&id) {
            return Ok(());
        }
        let path = layout.dirty();
        let written = (|| {
            let (mut file, is_new) = match self.marks.take() {
                Some(file) => (file, false),
                None if vfs.about(&path).is_ok() => (vfs.append(&path)?, true),
                None => (vfs.create_new(&path)?, true),
            };
            // Begins with an end of line, so that a torn line before it stays alone.
            file.write(format!("\n{id}\n").as_bytes())?;
            file.sync()?;
            if is_new {
                vfs.sync_folder(&layout.root)?;
            }
            Ok(file)
        })();
        self.marks = Some(written.doing("not saved")?);
        self.marked.insert(id);
        Ok(())
    }

    /// The patients that `index.dirty` names, after a crash.
    pub(super) fn read_marks(vfs: &dyn Vfs, layout: &Layout) -> Vec<PatientId> {
        let bytes = vfs.read(&layout.dirty(), MOST_BYTES).unwrap_or_default();
        let ids: BTreeSet<PatientId> = String::from_utf8_lossy(&bytes).lines().filter_map(|l| l.parse().ok()).collect();
        ids.into_iter().collect()
    }

    /// Puts a patient's line in.
    pub(super) fn put(&mut self, summary: Summary, journal_bytes: u64) {
        self.items.insert(summary.id, Item { summary, journal_bytes });
        self.is_changed = true;
    }
}
