//! The open library and patient: opening, editing, saving, undoing.
//!
//! An edit is shown at once and saved on the Save lane; "Saved" is said only when it is on the disk. What could not
//! be saved stays in the record that is shown, is named in red, and is tried again.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::jobs::Lane;
use super::library::{Checking, Refusal};
use super::notice::Tone;
use super::tasks::sample;
use super::{App, Message, OpenLibrary};
use crate::model::{Edit, Entry, GroupId, Grouped, History, Patient, PatientFacts, PatientId, Summary, Undo};
use crate::store::{Library, PatientFile};
use crate::words::{say, told};

/// Whether everything that was entered is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveState {
    /// All of it, since then.
    Saved(Option<Timestamp>),
    /// Being written.
    Saving,
    /// Not on the disk; why, in words. What was entered is kept and tried again.
    Failed(String),
    /// Nothing can be entered; why, in words.
    ReadOnly(String),
}

/// The open patient: history, what follows from it, and edits on their way to the disk.
pub struct OpenPatient {
    id: PatientId,
    history: History,
    patient: Patient,
    read_only: Option<String>,
    waiting: VecDeque<Vec<Grouped>>,
    in_flight: bool,
    failure: Option<String>,
    saved_at: Option<Timestamp>,
    steps_when_saved: Vec<Step>,
    undo: Option<Undo>,
    redo: Option<Undo>,
}

/// Undo or redo that was asked for while edits were still on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Undo,
    Redo,
}

/// A patient as the disk has it.
pub(super) struct Loaded {
    file: PatientFile,
}

/// What became of a batch of edits.
pub(super) struct Saved {
    patient: PatientId,
    result: Result<Vec<Entry>, String>,
    summary: Option<Summary>,
}

impl OpenPatient {
    fn new(loaded: Loaded, library_read_only: Option<String>) -> Self {
        let PatientFile { history, patient, read_only, .. } = loaded.file;
        let id = patient.id;
        Self {
            id,
            history,
            patient,
            read_only: read_only.or(library_read_only),
            waiting: VecDeque::new(),
            in_flight: false,
            failure: None,
            saved_at: None,
            steps_when_saved: Vec::new(),
            undo: None,
            redo: None,
        }
    }

    /// Which patient.
    pub fn id(&self) -> PatientId {
        self.id
    }

    /// The record, unsaved edits included.
    pub fn patient(&self) -> &Patient {
        &self.patient
    }

    /// The entries that are on the disk.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Why nothing can be changed, if so.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// What Undo would take back.
    pub fn undo(&self) -> Option<&Undo> {
        self.undo.as_ref()
    }

    /// What Redo would bring back.
    pub fn redo(&self) -> Option<&Undo> {
        self.redo.as_ref()
    }

    /// True while an edit is not on the disk yet.
    pub fn has_unsaved(&self) -> bool {
        self.in_flight || !self.waiting.is_empty()
    }

    /// For the status bar.
    pub fn save_state(&self) -> SaveState {
        match (&self.read_only, &self.failure) {
            (Some(why), _) => SaveState::ReadOnly(why.clone()),
            (None, Some(why)) => SaveState::Failed(why.clone()),
            (None, None) if self.has_unsaved() => SaveState::Saving,
            (None, None) => SaveState::Saved(self.saved_at),
        }
    }

    /// Record, undo and redo as history and waiting edits leave them.
    fn refresh(&mut self, device: &crate::model::DeviceId) {
        let retracts = |batch: &Vec<Grouped>| batch.iter().any(|(e, _)| matches!(e, Edit::Retract { .. }));
        debug_assert!(!self.waiting.iter().any(retracts) || self.waiting.len() == 1);
        self.patient = self.history.replay();
        for (edit, _) in self.waiting.iter().flatten() {
            self.patient.apply(edit);
        }
        self.undo = self.history.undoable(device);
        self.redo = self.history.redoable(device);
    }
}

impl App {
    /// Opens the library at `root`; with `reading` without any right to write, also while somebody else has it.
    pub(super) fn open_library(&mut self, root: PathBuf, reading: bool) {
        let same = |open: &OpenLibrary| open.library.root() == root && (open.library.read_only().is_none() || reading);
        if self.library.as_ref().is_some_and(same) {
            return;
        }
        self.close_library();
        self.opening = Some(say!("opening-the-library").to_owned());
        let (writer, at) = (self.writer(), root.clone());
        self.jobs.run(
            Lane::Show,
            move |_| {
                let open = if reading { Library::open_read_only } else { Library::open };
                let opened = open(&root, &writer).map(Arc::new).map_err(|e| Refusal::of(&root, &e));
                Message::LibraryOpened(opened.map(|library| (library, false)))
            },
            |why| Message::LibraryOpened(Err(Refusal::fault(at, say!("library-not-opened", why = told(&why))))),
        );
    }

    pub(super) fn create_library(&mut self, root: PathBuf) {
        self.close_library();
        self.opening = Some(say!("making-the-library").to_owned());
        let (writer, at) = (self.writer(), root.clone());
        self.jobs.run(
            Lane::Show,
            move |_| {
                let made = Library::create(&root, &writer).map(Arc::new).map_err(|e| Refusal::of(&root, &e));
                Message::LibraryOpened(made.map(|library| (library, false)))
            },
            |why| Message::LibraryOpened(Err(Refusal::fault(at, say!("library-not-made", why = told(&why))))),
        );
    }

    pub(super) fn open_sample(&mut self) {
        self.close_library();
        self.opening = Some(say!("copying-the-sample").to_owned());
        let (folders, writer, at) = (self.folders.clone(), self.writer(), self.folders.data.clone());
        self.jobs.run(
            Lane::Show,
            move |_| {
                let copied = sample::scratch_copy(&folders.data);
                let copied = copied.map_err(|e| Refusal::fault(folders.data.clone(), e.to_string()));
                let opened = copied.and_then(|root| Library::open(&root, &writer).map_err(|e| Refusal::of(&root, &e)));
                Message::LibraryOpened(opened.map(|library| (Arc::new(library), true)))
            },
            |why| Message::LibraryOpened(Err(Refusal::fault(at, say!("sample-not-opened", why = told(&why))))),
        );
    }

    pub(super) fn library_opened(&mut self, result: Result<(Arc<Library>, bool), Refusal>) {
        self.opening = None;
        match result {
            Ok((library, is_sample)) => {
                if !is_sample {
                    let mut settings = self.settings.clone();
                    settings.remember_library(library.root());
                    self.change_settings(settings);
                }
                if let Some(why) = library.read_only() {
                    self.notices.add(Tone::Caution, told(&why));
                }
                let summaries = library.summaries();
                let haystacks = summaries.iter().map(Summary::haystack).collect();
                self.library = Some(OpenLibrary { library, summaries, haystacks, is_sample, version: 0 });
                self.read_clinic();
                self.verify_list();
            }
            Err(refusal) => self.refusal = Some(refusal),
        }
    }

    /// Looks in the background for what another computer wrote into a shared folder since the list was made.
    fn verify_list(&mut self) {
        let Some(library) = self.library_handle() else { return };
        self.jobs.run(
            Lane::Compute,
            move |handle| match library.verify_index(handle) {
                Ok(changed) => Message::Listed(library, changed),
                // The list is a convenience: what is open shows its own faults.
                Err(_) => Message::Nothing,
            },
            |_| Message::Nothing,
        );
    }

    pub(super) fn listed(&mut self, library: &Arc<Library>, changed: Vec<Summary>) {
        if self.library.as_ref().is_some_and(|open| Arc::ptr_eq(&open.library, library)) {
            changed.into_iter().for_each(|summary| self.list(summary));
        }
    }

    fn close_library(&mut self) {
        self.close_patient();
        self.refusal = None;
        if let Checking::Running(handle) = std::mem::take(&mut self.checking) {
            handle.cancel();
        }
        self.library = None;
    }

    pub(super) fn open_patient(&mut self, id: PatientId) {
        let Some(library) = self.library_handle() else { return };
        if self.patient.as_ref().is_some_and(|p| p.id == id) {
            return;
        }
        self.close_patient();
        self.opening = Some(say!("opening-the-patient").to_owned());
        self.jobs.run(
            Lane::Show,
            move |_| {
                let loaded = library.load(id).map(|file| Box::new(Loaded { file })).map_err(|e| e.to_string());
                Message::PatientOpened(id, loaded)
            },
            move |why| Message::PatientOpened(id, Err(say!("patient-not-opened", why = told(&why)))),
        );
    }

    pub(super) fn patient_opened(&mut self, _id: PatientId, result: Result<Box<Loaded>, String>) {
        self.opening = None;
        let Some(library) = self.library_handle() else { return };
        match result {
            Ok(loaded) => {
                let mut open = OpenPatient::new(*loaded, library.read_only());
                open.refresh(library.device());
                if let Some(why) = &open.read_only {
                    self.notices.add(Tone::Caution, told(why));
                }
                self.patient = Some(open);
                self.review_against_patient();
            }
            Err(why) => self.notices.add(Tone::Failed, told(&why)),
        }
    }

    pub(super) fn new_patient(&mut self, facts: PatientFacts) {
        let Some(library) = self.library_handle() else { return };
        if let Some(why) = library.read_only() {
            self.notices.add(Tone::Caution, told(&why));
            return;
        }
        self.close_patient();
        let id = PatientId::new();
        let history = History::new(id, Vec::new());
        let file = PatientFile { patient: history.replay(), history, read_only: None };
        self.patient = Some(OpenPatient::new(Loaded { file }, None));
        self.edit(vec![Edit::SetPatient(facts)], None);
    }

    pub(super) fn close_patient(&mut self) {
        self.derived.stop_ahead();
        if let Some(open) = self.patient.take() {
            self.import = None;
            // What still waits for the disk goes there now, in order: nobody is left to send it later.
            let waiting = open.waiting.iter().skip(usize::from(open.in_flight));
            waiting.for_each(|batch| self.save_batch(open.id, batch.clone()));
            self.write_snapshot(&open);
        }
    }

    /// Adds edits to the open patient: shown at once, saved on the Save lane.
    pub(super) fn edit(&mut self, edits: Vec<Edit>, group: Option<GroupId>) {
        let Some(open) = &mut self.patient else { return };
        if let Some(why) = &open.read_only {
            let why = told(why);
            self.notices.add(Tone::Caution, why);
            return;
        }
        if let Some(why) = edits.iter().find_map(|edit| edit.check().err()) {
            self.notices.add(Tone::Failed, why);
            return;
        }
        edits.iter().for_each(|edit| open.patient.apply(edit));
        open.failure = None;
        open.waiting.push_back(edits.into_iter().map(|edit| (edit, group)).collect());
        self.save_next();
    }

    pub(super) fn edit_patient(&mut self, id: PatientId, edit: Edit) {
        if self.patient.as_ref().is_some_and(|p| p.id == id) {
            return self.edit(vec![edit], None);
        }
        self.save_batch(id, vec![(edit, None)]);
    }

    /// Names what Undo and Redo would do in the language that is spoken now.
    pub(super) fn name_undo_anew(&mut self) {
        if let (Some(open), Some(library)) = (&mut self.patient, &self.library) {
            open.refresh(library.library.device());
        }
    }

    pub(super) fn undo(&mut self) {
        self.step(Step::Undo);
    }

    pub(super) fn redo(&mut self) {
        self.step(Step::Redo);
    }

    fn step(&mut self, step: Step) {
        let Some(open) = &mut self.patient else { return };
        if open.has_unsaved() {
            // What is to be taken back has no name until it is saved: a few milliseconds.
            open.steps_when_saved.push(step);
            return;
        }
        let target = if step == Step::Undo { open.undo.clone() } else { open.redo.clone() };
        if let Some(Undo { ops, title, count }) = target {
            let many = if count > 1 { say!("many-changes", count = count) } else { String::new() };
            let words = match step {
                Step::Undo => say!("undone", title = title, many = many),
                Step::Redo => say!("redone", title = title, many = many),
            };
            self.notices.add(Tone::Done, words);
            self.edit(vec![Edit::Retract { ops }], None);
        }
    }

    pub(super) fn retry_save(&mut self) {
        if let Some(open) = &mut self.patient {
            open.failure = None;
        }
        self.save_next();
    }

    /// Sends the next batch to the disk, if none is on its way.
    fn save_next(&mut self) {
        let Some(open) = &mut self.patient else { return };
        if open.in_flight || open.failure.is_some() {
            return;
        }
        let Some(batch) = open.waiting.front().cloned() else { return };
        open.in_flight = true;
        let id = open.id;
        self.save_batch(id, batch);
    }

    fn save_batch(&self, patient: PatientId, batch: Vec<Grouped>) {
        let Some(library) = self.library_handle() else { return };
        self.jobs.run(
            Lane::Save,
            move |_| {
                let result = library.append(patient, batch).map_err(|e| e.to_string());
                let summary = result.is_ok().then(|| library.summary(patient)).flatten();
                Message::Saved(Saved { patient, result, summary })
            },
            move |why| Message::Saved(Saved { patient, result: Err(why), summary: None }),
        );
    }

    pub(super) fn saved(&mut self, saved: Saved) {
        let Saved { patient, result, summary } = saved;
        if let Some(summary) = summary {
            self.list(summary);
        }
        let device = self.library.as_ref().map(|l| l.library.device().clone());
        let Some(open) = self.patient.as_mut().filter(|p| p.id == patient) else {
            if let Err(why) = result {
                self.notices.add(Tone::Failed, say!("not-saved", why = told(&why)));
            }
            return;
        };
        let was_in_flight = std::mem::take(&mut open.in_flight);
        match (result, device) {
            (Ok(entries), Some(device)) => {
                if was_in_flight {
                    open.waiting.pop_front();
                }
                entries.into_iter().for_each(|entry| open.history.push(entry));
                open.saved_at = Some(Timestamp::now());
                open.refresh(&device);
            }
            (Err(why), _) => open.failure = Some(why),
            (Ok(_), None) => {}
        }
        if open.has_unsaved() {
            return self.save_next();
        }
        if let Some(step) = (!open.steps_when_saved.is_empty()).then(|| open.steps_when_saved.remove(0)) {
            self.step(step);
        }
    }

    /// Puts a summary into the list.
    fn list(&mut self, summary: Summary) {
        let Some(open) = &mut self.library else { return };
        let haystack = summary.haystack();
        open.version += 1;
        match open.summaries.iter().position(|s| s.id == summary.id) {
            Some(i) => {
                open.summaries[i] = summary;
                open.haystacks[i] = haystack;
            }
            None => {
                open.summaries.push(summary);
                open.haystacks.push(haystack);
            }
        }
    }

    fn write_snapshot(&self, open: &OpenPatient) {
        let Some(library) = self.library_handle() else { return };
        if open.read_only.is_some() {
            return;
        }
        let id = open.id;
        self.jobs.run(
            Lane::Save,
            move |_| match library.write_snapshot(id) {
                Ok(()) => Message::Nothing,
                Err(e) => Message::Fault(say!("record-copy-not-written", e = told(&e.to_string()))),
            },
            Message::Fault,
        );
    }

    pub(super) fn library_handle(&self) -> Option<Arc<Library>> {
        self.library.as_ref().map(|open| open.library.clone())
    }

    fn writer(&self) -> crate::store::Writer {
        crate::store::Writer { device: self.settings.device.clone(), who: self.settings.who.clone() }
    }
}

/// True if a folder is a library.
pub fn is_library(root: &Path) -> bool {
    root.join("library.json").is_file()
}
