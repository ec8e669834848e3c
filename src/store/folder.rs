//! The folder of one patient: journals in, record out; and its readable snapshot.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::{Doing, Error};
use super::journal::{Chain, Segment};
use super::layout::{Layout, is_temporary, journal_name, parse_journal_name, temporary_name};
use super::sum::{Sum, seal, unseal};
use super::vfs::{Kind, Vfs};
use crate::model::{DeviceId, History, Patient, PatientId};

/// Larger journals than this were not written by this program.
const MOST_JOURNAL_BYTES: u64 = 256 << 20;
const MOST_FILES: usize = 10_000;

/// The last line of a device's journal that a snapshot covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tip {
    pub(super) seq: u64,
    pub(super) crc: Sum,
}

/// `patient.json`, readable by people and rebuilt from the journals at any time.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    /// The replay of the lines it covers.
    pub(super) patient: Patient,
    /// What it covers: for each device its last line.
    pub(super) tips: BTreeMap<DeviceId, Tip>,
    /// Bytes of all journals when it was written.
    pub(super) journal_bytes: u64,
}

impl Snapshot {
    fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let value = json!({
            "about": "A readable copy: the truth is in the journals beside it. README.txt explains both.",
            "patient": self.patient,
            "journals": self.tips,
            "journal_bytes": self.journal_bytes,
        });
        Ok(seal(&value))
    }

    fn read(bytes: &[u8], id: PatientId) -> Result<Self, String> {
        let mut value = unseal(bytes)?;
        let mut part = |name: &str| value.get_mut(name).map_or(Value::Null, Value::take);
        let words = |e: serde_json::Error| format!("it is not understood ({e})");
        let snapshot = Self {
            patient: serde_json::from_value(part("patient")).map_err(words)?,
            tips: serde_json::from_value(part("journals")).map_err(words)?,
            journal_bytes: part("journal_bytes").as_u64().unwrap_or(0),
        };
        if snapshot.patient.id == id { Ok(snapshot) } else { Err("it belongs to another patient".to_owned()) }
    }
}

/// Everything in a patient's folder.
pub(super) struct Folder {
    pub(super) id: PatientId,
    /// One chain for each device that wrote.
    pub(super) chains: BTreeMap<DeviceId, Chain>,
    /// The snapshot: `Err` says in words what is wrong with it, `None` if there is none.
    pub(super) snapshot: Option<Result<Snapshot, String>>,
    /// Files that do not belong there.
    pub(super) foreign: Vec<OsString>,
    /// Bytes of all journals.
    pub(super) journal_bytes: u64,
    /// What is wrong, in words.
    pub(super) damage: Option<String>,
}

impl Folder {
    /// Reads a patient's folder; writes nothing.
    ///
    /// # Errors
    /// `NoSuchPatient` without a folder; `Io` if something cannot be read.
    pub(super) fn read(vfs: &dyn Vfs, layout: &Layout, id: PatientId) -> Result<Self, Error> {
        let path = layout.patient(id);
        match vfs.about(&path) {
            Ok(about) if about.kind == Kind::Folder => {}
            Ok(_) => return Err(Error::NoSuchPatient),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(Error::NoSuchPatient),
            // Not to be taken for a new patient, whose journal would begin anew.
            Err(e) => return Err(e).doing("the patient's folder cannot be read"),
        }
        let names = vfs.list(&path).doing("the patient's folder cannot be read")?;
        if names.len() > MOST_FILES {
            return Err(Error::TooLarge("the patient's folder"));
        }
        let mut folder =
            Self { id, chains: BTreeMap::new(), snapshot: None, foreign: Vec::new(), journal_bytes: 0, damage: None };
        let mut files: BTreeMap<DeviceId, Vec<(u32, OsString)>> = BTreeMap::new();
        for (name, kind) in names {
            match parse_journal_name(&name) {
                Some((device, number)) if kind == Kind::File => files.entry(device).or_default().push((number, name)),
                _ if name == "patient.json" && kind == Kind::File => folder.read_snapshot(vfs, &path),
                _ if is_temporary(&name) && kind == Kind::File => {}
                _ => folder.foreign.push(name),
            }
        }
        for (device, mut numbered) in files {
            numbered.sort();
            folder.read_chain(vfs, &path, device, &numbered)?;
        }
        folder.judge();
        Ok(folder)
    }

    fn read_snapshot(&mut self, vfs: &dyn Vfs, path: &Path) {
        let read = vfs.read(&path.join("patient.json"), MOST_JOURNAL_BYTES).map_err(|e| e.to_string());
        self.snapshot = Some(read.and_then(|bytes| Snapshot::read(&bytes, self.id)));
    }

    fn read_chain(
        &mut self,
        vfs: &dyn Vfs,
        path: &Path,
        device: DeviceId,
        files: &[(u32, OsString)],
    ) -> Result<(), Error> {
        let mut segments = Vec::new();
        for (number, name) in files {
            let bytes = vfs.read(&path.join(name), MOST_JOURNAL_BYTES).doing("the patient's journal cannot be read")?;
            self.journal_bytes += bytes.len() as u64;
            segments.push(Segment::read(&device, *number, &bytes));
        }
        self.chains.insert(device.clone(), Chain::join(self.id, &device, segments));
        Ok(())
    }

    /// Damage within a journal, or lines gone that the snapshot had seen.
    fn judge(&mut self) {
        self.damage = self.chains.values().find_map(|c| c.damage.clone());
        let Some(Ok(snapshot)) = &self.snapshot else { return };
        for (device, tip) in &snapshot.tips {
            let there = self.chains.get(device).is_some_and(|c| c.has(tip.seq, tip.crc));
            if tip.seq > 0 && !there {
                let words = format!("the journal of {device} no longer holds everything that was once saved");
                self.damage.get_or_insert(words);
            }
        }
    }

    /// The snapshot, if it is good.
    pub(super) fn good_snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()?.as_ref().ok()
    }

    /// Every good line, as a history.
    pub(super) fn history(&self) -> History {
        let entries = self.chains.values().flat_map(|c| c.lines.iter().map(|l| l.entry.clone())).collect();
        History::new(self.id, entries)
    }

    /// The record: the replay, or, where a journal is damaged, the snapshot if there is a good one.
    pub(super) fn patient(&self, history: &History) -> Patient {
        match (&self.damage, self.good_snapshot()) {
            (Some(_), Some(snapshot)) => snapshot.patient.clone(),
            _ => history.replay(),
        }
    }

    /// Unfinished ends of journal files, each with the name under which it is kept in `lost+found`.
    pub(super) fn torn_tails(&self, vfs: &dyn Vfs, layout: &Layout) -> Vec<(String, Vec<u8>)> {
        let torn = self.chains.iter().flat_map(|(d, c)| c.torn.iter().map(move |(number, at)| (d, *number, *at)));
        let read = |(device, number, at): (&DeviceId, u32, usize)| {
            let name = journal_name(device, number);
            let bytes = vfs.read(&layout.patient(self.id).join(&name), MOST_JOURNAL_BYTES).ok()?;
            let tail = bytes.get(at..).filter(|t| !t.is_empty())?.to_vec();
            Some((format!("{}.{name}.tail", self.id), tail))
        };
        torn.filter_map(read).collect()
    }

    /// What each device wrote last.
    pub(super) fn tips(&self) -> BTreeMap<DeviceId, Tip> {
        let tip = |c: &Chain| Tip { seq: c.seq(), crc: c.tip() };
        self.chains.iter().filter(|(_, c)| c.seq() > 0).map(|(d, c)| (d.clone(), tip(c))).collect()
    }

    /// The record as of the lines that the snapshot covers: what the snapshot must say.
    pub(super) fn replay_covered_by(&self, tips: &BTreeMap<DeviceId, Tip>) -> Patient {
        let covered = |d: &DeviceId| tips.get(d).map_or(0, |t| usize::try_from(t.seq).unwrap_or(usize::MAX));
        let lines = self.chains.iter().flat_map(|(d, c)| c.lines.iter().take(covered(d)));
        History::new(self.id, lines.map(|l| l.entry.clone()).collect()).replay()
    }
}

/// The snapshot of a patient, without looking at the journals; `None` if it is missing or damaged.
pub(super) fn read_snapshot_alone(vfs: &dyn Vfs, layout: &Layout, id: PatientId) -> Option<Snapshot> {
    let bytes = vfs.read(&layout.snapshot(id), MOST_JOURNAL_BYTES).ok()?;
    Snapshot::read(&bytes, id).ok()
}

/// Writes `patient.json` in one step: readers see the old one or the new one.
///
/// # Errors
/// `Io`; the old snapshot is then still there.
pub(super) fn write_snapshot(vfs: &dyn Vfs, layout: &Layout, snapshot: &Snapshot) -> Result<(), Error> {
    let bytes = snapshot.to_bytes()?;
    replace(vfs, &layout.snapshot(snapshot.patient.id), &bytes).doing("the readable copy of the record was not written")
}

/// Writes a whole file beside its place, makes it durable, and gives it its name.
///
/// # Errors
/// As the system says; what was there before is then still there.
pub(super) fn replace(vfs: &dyn Vfs, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let temp = folder.join(temporary_name());
    let written = vfs.create_new(&temp).and_then(|mut file| {
        file.write(bytes)?;
        file.sync()
    });
    let named = written.and_then(|()| vfs.rename(&temp, path));
    if let Err(e) = named {
        drop(vfs.remove(&temp));
        return Err(e);
    }
    vfs.sync_folder(folder)
}
