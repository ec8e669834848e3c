//! `check`: reads everything in a library and names every fault, with what and where.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use super::error::Error;
use super::folder::Folder;
use super::header::Header;
use super::index::Index;
use super::layout::{Layout, TOP_NAMES, is_sha256, is_temporary, shelf_of};
use super::library::patient_ids;
use super::photos::each_chunk;
use super::sum::unseal;
use super::vfs::{Kind, Vfs};
use crate::model::{Edit, Entry, PatientId};
use crate::monitor::{Monitor, step};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What, in words.
    pub what: String,
    /// Where: a path within the library, which never carries a patient's name.
    pub r#where: String,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// What is damaged, missing, or foreign.
    pub faults: Vec<Fault>,
    /// What is worth knowing and no fault: photos no record names, files set aside earlier.
    pub notes: Vec<Fault>,
    /// How many patients there are.
    pub patients: usize,
    /// How many edits their journals hold.
    pub edits: usize,
    /// How many photo files there are.
    pub photos: usize,
}

impl Report {
    /// True if there is no fault.
    pub fn is_intact(&self) -> bool {
        self.faults.is_empty()
    }
}

struct Check<'a> {
    vfs: &'a dyn Vfs,
    layout: &'a Layout,
    report: Report,
    /// Photos that records name: file name, and one patient who has it.
    wanted: BTreeMap<String, PatientId>,
    /// Photos that were named once: removed, or added and undone.
    mentioned: BTreeSet<String>,
}

pub(super) fn run(
    vfs: &dyn Vfs,
    layout: &Layout,
    header: &Header,
    index: Option<Index>,
    monitor: &dyn Monitor,
) -> Result<Report, Error> {
    let report = Report::default();
    let mut check = Check { vfs, layout, report, wanted: BTreeMap::new(), mentioned: BTreeSet::new() };
    if let Some(why) = header.fault {
        check.fault(why, &layout.header());
    }
    check.top();
    check.patients(monitor)?;
    check.index(index);
    check.photos(monitor)?;
    check.lost();
    Ok(check.report)
}

impl Check<'_> {
    fn place(&self, path: &Path) -> String {
        path.strip_prefix(&self.layout.root).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    fn fault(&mut self, what: impl Into<String>, path: &Path) {
        let fault = Fault { what: what.into(), r#where: self.place(path) };
        self.report.faults.push(fault);
    }

    fn note(&mut self, what: impl Into<String>, path: &Path) {
        let note = Fault { what: what.into(), r#where: self.place(path) };
        self.report.notes.push(note);
    }

    fn names(&mut self, folder: &Path) -> Vec<(std::ffi::OsString, Kind)> {
        match self.vfs.list(folder) {
            Ok(names) => names,
            Err(e) => {
                self.fault(format!("the folder cannot be read: {e}"), folder);
                Vec::new()
            }
        }
    }

    fn foreign(&mut self, path: &Path, kind: Kind) {
        self.fault(
            match kind {
                Kind::Other => "a link or a device: a library holds none",
                Kind::File | Kind::Folder => "does not belong in a library: move it elsewhere",
            },
            path,
        );
    }

    fn top(&mut self) {
        let root = self.layout.root.clone();
        for (name, kind) in self.names(&root) {
            let path = root.join(&name);
            let wanted = match name.to_str() {
                Some("patients" | "photos" | "lost+found" | "scales") => Kind::Folder,
                _ => Kind::File,
            };
            if is_temporary(&name) && kind == Kind::File {
                self.note("left over from a write that was cut short", &path);
            } else if !TOP_NAMES.iter().any(|t| name == *t) || kind != wanted {
                self.foreign(&path, kind);
            }
        }
        for folder in [self.layout.patients(), self.layout.photos()] {
            if self.vfs.about(&folder).is_err() {
                self.fault("the folder is missing", &folder);
            }
        }
    }

    fn patients(&mut self, monitor: &dyn Monitor) -> Result<(), Error> {
        self.strangers_among_patients();
        let ids = patient_ids(self.vfs, self.layout).unwrap_or_default();
        let total = ids.len().max(1) as f32;
        self.report.patients = ids.len();
        for (i, id) in ids.into_iter().enumerate() {
            step(monitor, i as f32 / total * 0.3)?;
            self.patient(id);
        }
        Ok(())
    }

    fn strangers_among_patients(&mut self) {
        let patients = self.layout.patients();
        for (shelf, kind) in self.names(&patients) {
            let path = patients.join(&shelf);
            if kind != Kind::Folder || shelf.len() != 2 {
                self.foreign(&path, kind);
                continue;
            }
            for (name, kind) in self.names(&path) {
                let id = name.to_str().and_then(|n| n.parse::<PatientId>().ok());
                if kind != Kind::Folder || id.is_none_or(|id| shelf != *shelf_of(id)) {
                    self.foreign(&path.join(name), kind);
                }
            }
        }
    }

    fn patient(&mut self, id: PatientId) {
        let path = self.layout.patient(id);
        let folder = match Folder::read(self.vfs, self.layout, id) {
            Ok(folder) => folder,
            Err(e) => return self.fault(e.to_string(), &path),
        };
        for name in &folder.foreign {
            let kind = self.vfs.about(&path.join(name)).map_or(Kind::Other, |a| a.kind);
            self.foreign(&path.join(name), kind);
        }
        if let Some(why) = &folder.damage {
            self.fault(format!("the journal is damaged: {why}"), &path);
        }
        self.unfinished_ends(&folder, &path);
        self.snapshot(&folder, &path);
        let history = folder.history();
        self.report.edits += history.entries().len();
        for photo in folder.patient(&history).photos.values() {
            self.wanted.insert(format!("{}.{}", photo.sha256, photo.format), id);
        }
        self.mentioned.extend(history.entries().iter().filter_map(photo_added));
        if history.entries().is_empty() {
            self.note("holds no edits: the first was never confirmed as saved", &path);
        }
    }

    fn unfinished_ends(&mut self, folder: &Folder, path: &Path) {
        let tips = folder.good_snapshot().map(|s| s.tips.clone()).unwrap_or_default();
        for (device, chain) in &folder.chains {
            let covered = tips.get(device).is_some_and(|tip| tip.seq == chain.seq());
            for (number, at) in &chain.torn {
                let file = path.join(super::layout::journal_name(device, *number));
                let lacks_end_of_line = chain.last == Some((*number, *at as u64, false));
                if covered && lacks_end_of_line {
                    self.fault("the end of the last line is missing", &file);
                } else {
                    self.note("ends in a line that was never finished, and never confirmed as saved", &file);
                }
            }
        }
    }

    fn snapshot(&mut self, folder: &Folder, path: &Path) {
        let file = path.join("patient.json");
        match &folder.snapshot {
            None => self.note("missing: it is made anew when the patient is edited", &file),
            Some(Err(why)) => self.fault(format!("the readable copy of the record is damaged: {why}"), &file),
            Some(Ok(snapshot)) => {
                if folder.damage.is_none() && folder.replay_covered_by(&snapshot.tips) != snapshot.patient {
                    self.fault("the readable copy of the record does not match the journal", &file);
                }
            }
        }
    }

    fn index(&mut self, index: Option<Index>) {
        let path = self.layout.index();
        if self.vfs.about(&path).is_err() {
            return self.note("missing: it is made anew when the library is opened", &path);
        }
        let Some(index) = index else {
            return self.fault("the patient list is damaged: delete it, it is made anew", &path);
        };
        let gone: Vec<PatientId> =
            index.items.keys().filter(|id| self.vfs.about(&self.layout.patient(**id)).is_err()).copied().collect();
        for id in gone {
            let path = self.layout.patient(id);
            self.fault("the patient list names a patient whose folder is gone: restore it from a backup", &path);
        }
    }

    fn photos(&mut self, monitor: &dyn Monitor) -> Result<(), Error> {
        let photos = self.layout.photos();
        let mut files = Vec::new();
        for (outer, kind) in self.names(&photos) {
            let path = photos.join(&outer);
            match kind {
                Kind::Folder if is_hex2(&outer) => self.photo_shelf(&path, &outer, &mut files),
                Kind::File if is_temporary(&outer) => self.note("left over from an import that was cut short", &path),
                kind => self.foreign(&path, kind),
            }
        }
        let total = files.len().max(1) as f32;
        for (i, (path, name)) in files.into_iter().enumerate() {
            let done = |part: f32| 0.3 + (i as f32 + part) / total * 0.7;
            step(monitor, done(0.0))?;
            self.photo_file(&path, &name, monitor, done(0.0))?;
        }
        let missing: Vec<(String, PatientId)> = std::mem::take(&mut self.wanted).into_iter().collect();
        for (name, patient) in missing {
            let path = photos.join(&name[..2]).join(&name[2..4]).join(&name);
            self.fault(format!("a photo of patient {patient} is missing: restore it or import it again"), &path);
        }
        Ok(())
    }

    fn photo_shelf(&mut self, path: &Path, outer: &std::ffi::OsStr, files: &mut Vec<(std::path::PathBuf, String)>) {
        for (inner, kind) in self.names(path) {
            let folder = path.join(&inner);
            if kind != Kind::Folder || !is_hex2(&inner) {
                self.foreign(&folder, kind);
                continue;
            }
            for (name, kind) in self.names(&folder) {
                let file = folder.join(&name);
                let text = name.to_str().unwrap_or_default();
                let fits = text.get(..2).is_some_and(|p| outer == p) && text.get(2..4).is_some_and(|p| inner == p);
                if is_temporary(&name) && kind == Kind::File {
                    self.note("left over from an import that was cut short", &file);
                } else if kind == Kind::File && fits && text.split_once('.').is_some_and(|(sha, _)| is_sha256(sha)) {
                    files.push((file, text.to_owned()));
                } else {
                    self.foreign(&file, kind);
                }
            }
        }
    }

    fn photo_file(&mut self, path: &Path, name: &str, monitor: &dyn Monitor, at: f32) -> Result<(), Error> {
        let Some((sha256, ending)) = name.split_once('.') else { return Ok(()) };
        if ending == "json" {
            let read = self.vfs.read(path, 16 << 20).map_err(|e| e.to_string());
            if let Err(why) = read.and_then(|bytes| unseal(&bytes).map_err(str::to_owned)) {
                self.fault(format!("what the photo's file says is damaged: {why}"), path);
            }
            return Ok(());
        }
        if self.layout.photo(sha256, ending).is_err() {
            self.foreign(path, Kind::File);
            return Ok(());
        }
        self.report.photos += 1;
        let is_wanted = self.wanted.remove(name).is_some();
        let read = self.vfs.open(path).map_err(|e| e.to_string());
        let summed = read.and_then(|file| {
            let mut stopped = false;
            let summed = each_chunk(file, |_, _| {
                stopped |= step(monitor, at).is_err();
                if stopped { Err(Error::Cancelled) } else { Ok(()) }
            });
            summed.map_err(|e| if stopped { String::new() } else { e.to_string() })
        });
        match summed {
            Err(stopped) if stopped.is_empty() => return Err(Error::Cancelled),
            Err(why) => self.fault(format!("the photo cannot be read: {why}"), path),
            Ok((found, _)) if found != sha256 => {
                self.fault(
                    "the photo is damaged: its content does not match its name; restore it or import it again",
                    path,
                );
            }
            Ok(_) if !is_wanted && !self.mentioned.contains(name) => {
                self.note("no record names this photo: its import was stopped", path);
            }
            Ok(_) => {}
        }
        Ok(())
    }

    fn lost(&mut self) {
        let lost = self.layout.lost();
        for (name, _) in self.vfs.list(&lost).unwrap_or_default() {
            let is_note = name.to_str().is_some_and(|n| n.ends_with(".json"));
            if !is_note {
                self.note(
                    "was set aside earlier: look at it, then delete it or put it where it belongs",
                    &lost.join(name),
                );
            }
        }
    }
}

fn photo_added(entry: &Entry) -> Option<String> {
    match &entry.edit {
        Some(Edit::AddPhoto(photo)) => Some(format!("{}.{}", photo.sha256, photo.format)),
        _ => None,
    }
}

fn is_hex2(name: &std::ffi::OsStr) -> bool {
    name.to_str().is_some_and(|n| n.len() == 2 && n.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}
