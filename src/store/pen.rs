//! The pen of one patient: the only place that writes a journal.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;

use super::error::{Doing, Error};
use super::folder::{Folder, Snapshot, Tip};
use super::layout::{Layout, journal_name};
use super::line::{Line, anchor};
use super::sum::Sum;
use super::vfs::{Out, Vfs};
use crate::model::{DeviceId, Edit, Entry, Grouped, History, OpId, Patient, PatientId, Summary};

/// More journal files than this for one patient and device mean that every write fails.
const MOST_SEGMENTS: u32 = 9_999;

/// Writes one patient's edits into this device's journal, and knows the record as it is on the disk.
pub(super) struct Pen {
    device: DeviceId,
    history: History,
    patient: Patient,
    tips: BTreeMap<DeviceId, Tip>,
    /// Where the next line attaches: the last line that is known to be on the disk.
    seq: u64,
    crc: Sum,
    /// The file that lines are added to; `None`: the next line begins a new one.
    file: Option<Box<dyn Out>>,
    /// The number that the next new file tries first.
    next_number: u32,
    /// Lines that no snapshot vouches for, perhaps only in the system's cache since a write that failed before a
    /// crash: written again, as they are, at the head of the next new file.
    unvouched: String,
    journal_bytes: u64,
    /// True while the snapshot on the disk is older than the journal.
    pub(super) is_ahead: bool,
    /// True if the folder turned out to be different from what this pen knows: it must be read again.
    pub(super) is_stale: bool,
}

impl Pen {
    /// A pen for the patient in `folder`, which must not be damaged.
    pub(super) fn new(vfs: &dyn Vfs, layout: &Layout, device: &DeviceId, folder: &Folder) -> Self {
        let history = folder.history();
        let chain = folder.chains.get(device);
        let seq = chain.map_or(0, |c| c.seq());
        let crc = chain.map_or_else(|| anchor(folder.id, device), |c| c.tip());
        let vouched = folder.good_snapshot().and_then(|s| s.tips.get(device)).map_or(0, |t| t.seq);
        let lines = chain.map_or(&[][..], |c| &c.lines);
        let since = lines.get(usize::try_from(vouched).unwrap_or(0)..).unwrap_or(&[]);
        let last = chain.and_then(|c| c.last);
        let mut pen = Self {
            device: device.clone(),
            patient: history.replay(),
            tips: folder.tips(),
            seq,
            crc,
            file: None,
            next_number: last.map_or(1, |(number, _, _)| number + 1),
            unvouched: since.iter().map(|l| format!("{}\n", l.raw)).collect(),
            journal_bytes: folder.journal_bytes,
            is_ahead: folder.good_snapshot().is_none_or(|s| s.tips != folder.tips()),
            is_stale: false,
            history,
        };
        if let Some((number, len, true)) = last
            && pen.unvouched.is_empty()
        {
            let path = layout.patient(folder.id).join(journal_name(device, number));
            let same = vfs.about(&path).is_ok_and(|a| a.len == len);
            pen.file = if same { vfs.append(&path).ok() } else { None };
        }
        pen
    }

    /// A pen for a patient of which nothing is on the disk.
    pub(super) fn blank(id: PatientId, device: &DeviceId) -> Self {
        let history = History::new(id, Vec::new());
        Self {
            device: device.clone(),
            patient: history.replay(),
            history,
            tips: BTreeMap::new(),
            seq: 0,
            crc: anchor(id, device),
            file: None,
            next_number: 1,
            unvouched: String::new(),
            journal_bytes: 0,
            is_ahead: true,
            is_stale: false,
        }
    }

    /// Writes edits; returns once they are on the disk.
    ///
    /// # Errors
    /// `Io`: none of the edits counts. The next call begins a new file behind the last line that is safe.
    pub(super) fn append(
        &mut self,
        vfs: &dyn Vfs,
        layout: &Layout,
        who: &str,
        edits: Vec<Grouped>,
    ) -> Result<Vec<Entry>, Error> {
        let lines = self.lines(who, edits);
        let new: String = lines.iter().map(|l| format!("{}\n", l.raw)).collect();
        let text = format!("{}{new}", self.unvouched);
        let written = match self.file.take() {
            Some(mut file) => file.write(text.as_bytes()).and_then(|()| file.sync()).map(|()| file),
            None => self.begin_file(vfs, layout, text.as_bytes()),
        };
        self.file = Some(written.doing("not saved")?);
        self.journal_bytes += text.len() as u64;
        self.unvouched = String::new();
        self.is_ahead = true;
        Ok(self.take_in(lines))
    }

    /// Makes sure that every line is on the disk, so that a snapshot may vouch for them.
    ///
    /// # Errors
    /// `Io`; the lines are as safe or unsafe as before.
    pub(super) fn secure(&mut self, vfs: &dyn Vfs, layout: &Layout) -> Result<(), Error> {
        if !self.unvouched.is_empty() {
            let text = std::mem::take(&mut self.unvouched);
            match self.begin_file(vfs, layout, text.as_bytes()) {
                Ok(file) => self.file = Some(file),
                Err(e) => {
                    self.unvouched = text;
                    return Err(e).doing("not saved");
                }
            }
            self.journal_bytes += text.len() as u64;
        }
        Ok(())
    }

    fn lines(&self, who: &str, edits: Vec<Grouped>) -> Vec<Line> {
        let now = now();
        let (mut prev, mut lamport) = (self.crc, self.history.next_lamport());
        let mut lines = Vec::with_capacity(edits.len());
        for ((edit, group), seq) in edits.into_iter().zip(self.seq + 1..) {
            let id = OpId { device: self.device.clone(), seq };
            let entry = Entry { id, lamport, at: now, who: who.to_owned(), group, edit: Some(edit) };
            let line = Line::new(entry, prev);
            prev = line.crc;
            lamport += 1;
            lines.push(line);
        }
        lines
    }

    /// Begins a new journal file, and makes it and every folder above it durable.
    fn begin_file(&mut self, vfs: &dyn Vfs, layout: &Layout, text: &[u8]) -> io::Result<Box<dyn Out>> {
        let (shelf, folder) = (layout.patient_shelf(self.patient.id), layout.patient(self.patient.id));
        vfs.make_folder(&shelf)?;
        vfs.make_folder(&folder)?;
        if self.next_number > MOST_SEGMENTS {
            return Err(io::Error::other("too many writes failed: check the disk, then open the library again"));
        }
        let path = folder.join(journal_name(&self.device, self.next_number));
        self.next_number += 1;
        let mut file = vfs.create_new(&path).inspect_err(|e| {
            // Nobody else writes this device's files: the folder is not as this pen believes.
            self.is_stale |= e.kind() == io::ErrorKind::AlreadyExists;
        })?;
        file.write(text)?;
        file.sync()?;
        for folder in [&folder, &shelf, &layout.patients()] {
            vfs.sync_folder(folder)?;
        }
        Ok(file)
    }

    fn take_in(&mut self, lines: Vec<Line>) -> Vec<Entry> {
        let undoes = lines.iter().any(|l| matches!(l.entry.edit, Some(Edit::Retract { .. })));
        let mut entries = Vec::with_capacity(lines.len());
        for line in lines {
            (self.seq, self.crc) = (line.seq(), line.crc);
            if let Some(edit) = &line.entry.edit {
                self.patient.apply(edit);
            }
            self.history.push(line.entry.clone());
            entries.push(line.entry);
        }
        self.tips.insert(self.device.clone(), Tip { seq: self.seq, crc: self.crc });
        if undoes {
            self.patient = self.history.replay();
        }
        entries
    }

    /// What `patient.json` should say now.
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot { patient: self.patient.clone(), tips: self.tips.clone(), journal_bytes: self.journal_bytes }
    }

    /// What the patient list should say now, and the bytes of all journals.
    pub(super) fn summary(&self) -> (Summary, u64) {
        (Summary::of(&self.patient), self.journal_bytes)
    }

    /// The record as it is on the disk.
    pub(super) fn record(&self) -> (&History, &Patient) {
        (&self.history, &self.patient)
    }
}

/// Now, to the millisecond, as journals keep it.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
