//! The record is its history: entries in, patient out; undo is an entry too.
//!
//! Entries are ordered by (logical clock, device, sequence number); the wall clock is for display. An entry is in
//! effect unless an entry in effect retracts it, so undo, redo, and both across a restart are one rule.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Edit, GroupId, Patient, PatientId};
use crate::words::say;

/// A computer that writes into the library: 1 to 40 lower-case letters, digits and dashes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeviceId(String);

/// The text is not a device's or an edit's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a name of a device or an edit: small letters, digits and dashes, such as desk-1 or desk-1:42")]
pub struct BadName;

impl FromStr for DeviceId {
    type Err = BadName;
    fn from_str(text: &str) -> Result<Self, BadName> {
        let good = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if good { Ok(Self(text.to_owned())) } else { Err(BadName) }
    }
}

impl TryFrom<String> for DeviceId {
    type Error = BadName;
    fn try_from(text: String) -> Result<Self, BadName> {
        text.parse()
    }
}

impl From<DeviceId> for String {
    fn from(id: DeviceId) -> Self {
        id.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of one edit: who wrote it and its number there. JSON: `"desk-1:42"`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OpId {
    /// The device whose journal holds it.
    pub device: DeviceId,
    /// Its number there, from 1.
    pub seq: u64,
}

impl FromStr for OpId {
    type Err = BadName;
    fn from_str(text: &str) -> Result<Self, BadName> {
        let (device, seq) = text.rsplit_once(':').ok_or(BadName)?;
        Ok(Self { device: device.parse()?, seq: seq.parse().map_err(|_| BadName)? })
    }
}

impl TryFrom<String> for OpId {
    type Error = BadName;
    fn try_from(text: String) -> Result<Self, BadName> {
        text.parse()
    }
}

impl From<OpId> for String {
    fn from(id: OpId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.device, self.seq)
    }
}

/// One line of truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub id: OpId,
    /// Logical clock: above that of everything its writer had seen.
    pub lamport: u64,
    /// Wall clock, for display.
    pub at: Timestamp,
    /// Who, as signed in.
    pub who: String,
    /// What is undone together with it.
    pub group: Option<GroupId>,
    /// The change; `None` for one that a newer version wrote and this one does not know (kept, without effect).
    pub edit: Option<Edit>,
}

/// All entries of one patient, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    patient: PatientId,
    entries: Vec<Entry>,
}

impl History {
    /// A history of these entries, in whatever order they arrived; the same entry twice counts once.
    pub fn new(patient: PatientId, mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| (a.lamport, &a.id).cmp(&(b.lamport, &b.id)));
        entries.dedup_by(|a, b| a.id == b.id);
        Self { patient, entries }
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Adds an entry that comes after all others.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
        self.entries.sort_by(|a, b| (a.lamport, &a.id).cmp(&(b.lamport, &b.id)));
    }

    /// The logical clock for the next entry.
    pub fn next_lamport(&self) -> u64 {
        self.entries.last().map_or(1, |e| e.lamport + 1)
    }

    /// The patient as these entries leave it.
    pub fn replay(&self) -> Patient {
        let retracted = self.retracted();
        let mut patient = Patient::empty(self.patient);
        for entry in self.entries.iter().filter(|e| !retracted.contains(&e.id)) {
            if let Some(edit) = &entry.edit {
                patient.apply(edit);
            }
        }
        patient
    }

    /// What undo would take back on `device`: the last of its edits in effect, with its whole group. Newest first.
    pub fn undoable(&self, device: &DeviceId) -> Option<Undo> {
        let retracted = self.retracted();
        let open = |e: &&Entry| &e.id.device == device && !retracted.contains(&e.id);
        let stays = |edit: &Edit| edit.stays() || matches!(edit, Edit::Retract { .. });
        let mine = |e: &&Entry| open(e) && e.edit.as_ref().is_some_and(|edit| !stays(edit));
        let last = self.entries.iter().rev().find(mine)?;
        let group = |e: &&Entry| e.id == last.id || (last.group.is_some() && e.group == last.group);
        let entries: Vec<&Entry> = self.entries.iter().rev().filter(mine).filter(group).collect();
        Some(Undo::of(&entries))
    }

    /// What redo would bring back on `device`: its last retraction in effect, if no newer edit came after it.
    pub fn redoable(&self, device: &DeviceId) -> Option<Undo> {
        let retracted = self.retracted();
        // Retractions of retractions are redos: they are passed over, like what they took back.
        let last =
            self.entries.iter().rev().find(|e| {
                &e.id.device == device && !retracted.contains(&e.id) && e.edit.is_some() && !self.is_redo(e)
            })?;
        match &last.edit {
            Some(Edit::Retract { ops }) => {
                let what = self.entries.iter().find(|e| ops.contains(&e.id)).and_then(|e| e.edit.as_ref());
                Some(Undo {
                    ops: vec![last.id.clone()],
                    title: what.map_or(say!("did-edit"), Edit::title),
                    count: ops.len(),
                })
            }
            _ => None,
        }
    }

    fn is_redo(&self, entry: &Entry) -> bool {
        let Some(Edit::Retract { ops }) = &entry.edit else { return false };
        self.entries.iter().any(|e| ops.contains(&e.id) && matches!(e.edit, Some(Edit::Retract { .. })))
    }

    /// Names of the entries that are not in effect.
    fn retracted(&self) -> HashSet<OpId> {
        let mut retracted = HashSet::new();
        // A retraction comes after what it retracts, so from the end on each entry's own fate is known.
        for entry in self.entries.iter().rev() {
            if let Some(Edit::Retract { ops }) = &entry.edit
                && !retracted.contains(&entry.id)
            {
                retracted.extend(ops.iter().cloned());
            }
        }
        retracted
    }
}

/// What one step of undo or redo retracts.
#[derive(Debug, Clone, PartialEq)]
pub struct Undo {
    /// The edits to name in [`Edit::Retract`].
    pub ops: Vec<OpId>,
    /// What they did, in words.
    pub title: &'static str,
    /// How many edits they were.
    pub count: usize,
}

impl Undo {
    fn of(entries: &[&Entry]) -> Self {
        let title = entries.last().and_then(|e| e.edit.as_ref()).map_or(say!("did-edit"), Edit::title);
        Self { ops: entries.iter().map(|e| e.id.clone()).collect(), title, count: entries.len() }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Note, NoteId, Session, SessionId, SkinState};

    fn device() -> DeviceId {
        "desk-1".parse().unwrap()
    }

    struct Desk(History);

    impl Desk {
        fn new() -> Self {
            Self(History::new(PatientId::from_number(1), Vec::new()))
        }

        fn does(&mut self, edit: Edit, group: Option<GroupId>) {
            let seq = self.0.entries.len() as u64 + 1;
            let lamport = self.0.next_lamport();
            let id = OpId { device: device(), seq };
            self.0.push(Entry { id, lamport, at: Timestamp::UNIX_EPOCH, who: String::new(), group, edit: Some(edit) });
        }

        fn archives(&mut self, archived: bool) {
            self.does(Edit::Archive { archived }, None);
        }

        fn undo(&mut self) -> bool {
            let undo = self.0.undoable(&device());
            undo.map(|u| self.does(Edit::Retract { ops: u.ops }, None)).is_some()
        }

        fn redo(&mut self) -> bool {
            let redo = self.0.redoable(&device());
            redo.map(|u| self.does(Edit::Retract { ops: u.ops }, None)).is_some()
        }

        fn names(&mut self, name: &str) {
            self.does(Edit::SetPatient(super::super::PatientFacts { name: name.into(), ..Default::default() }), None);
        }

        fn name(&self) -> String {
            self.0.replay().facts.name
        }
    }

    #[test]
    fn undo_and_redo_walk_back_and_forth() {
        let mut desk = Desk::new();
        ["a", "b", "c"].iter().for_each(|n| desk.names(n));
        assert!(desk.undo());
        assert_eq!(desk.name(), "b");
        assert!(desk.undo());
        assert_eq!(desk.name(), "a");
        assert!(desk.redo());
        assert_eq!(desk.name(), "b");
        assert!(desk.redo());
        assert_eq!(desk.name(), "c");
        assert!(!desk.redo());
        assert!(desk.undo());
        assert_eq!(desk.name(), "b");
        desk.names("d");
        assert!(!desk.redo(), "a new edit ends redo");
        assert!(desk.undo() && desk.undo() && desk.undo());
        assert_eq!(desk.name(), "");
    }

    #[test]
    fn a_group_is_undone_at_once() {
        let mut desk = Desk::new();
        let (session, group) = (SessionId::from_number(1), Some(GroupId::from_number(9)));
        let visit = Session {
            id: session,
            date: date(2026, 1, 14),
            title: String::new(),
            skin: SkinState::Clean,
            treatment: None,
        };
        desk.archives(true);
        desk.does(Edit::AddSession(visit), group);
        let note = Note {
            id: NoteId::from_number(2),
            session,
            text: "x".into(),
            author: String::new(),
            at: Timestamp::UNIX_EPOCH,
        };
        desk.does(Edit::AddNote(note), group);
        assert_eq!(desk.0.replay().notes.len(), 1);
        desk.undo();
        let patient = desk.0.replay();
        assert!(patient.sessions.is_empty() && patient.notes.is_empty() && patient.archived);
        desk.redo();
        assert_eq!(desk.0.replay().notes.len(), 1);
    }

    proptest! {
        #[test]
        fn every_order_of_arrival_ends_in_the_same_record(seed in any::<u64>(), steps in prop::collection::vec(0..4_u8, 1..30)) {
            let mut desk = Desk::new();
            for (i, step) in steps.iter().enumerate() {
                match step {
                    0 => drop(desk.undo()),
                    1 => drop(desk.redo()),
                    2 => desk.archives(i % 2 == 0),
                    _ => desk.names(&i.to_string()),
                }
            }
            let mut shuffled = desk.0.entries().to_vec();
            let mut state = seed | 1;
            for i in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                shuffled.swap(i, (state >> 33) as usize % (i + 1));
            }
            prop_assert_eq!(History::new(PatientId::from_number(1), shuffled).replay(), desk.0.replay());
        }

        #[test]
        fn as_many_redos_as_undos_bring_everything_back(edits in 1..8_usize, undos in 0..8_usize) {
            let mut desk = Desk::new();
            (0..edits).for_each(|i| desk.names(&i.to_string()));
            let before = desk.0.replay();
            let done = (0..undos).filter(|_| desk.undo()).count();
            prop_assert_eq!(done, undos.min(edits));
            let redone = (0..done).filter(|_| desk.redo()).count();
            prop_assert_eq!(redone, done);
            prop_assert_eq!(desk.0.replay(), before);
        }
    }
}
