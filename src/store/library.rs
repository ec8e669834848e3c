//! An open library: who may write, the patient list, and the doors to patients and photos.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::check::{self, Report};
use super::error::{Doing, Error};
use super::folder::{self, Folder, Snapshot};
use super::header::{Header, README};
use super::index::Index;
use super::layout::{Layout, TOP_NAMES, is_temporary, shelf_of};
use super::lost;
use super::pen::Pen;
use super::photos::{self, AddedPhoto};
use super::vfs::{Disk, Hold, Kind, Vfs};
use crate::model::{DeviceId, Edit, Entry, Grouped, History, Patient, PatientId, Summary};
use crate::monitor::{Monitor, Silent, step};

/// So many patients are edited before their snapshots are written and their journals closed.
const MOST_PENS: usize = 64;

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// This computer's name in journals: small letters, digits and dashes, the same on every run.
    pub device: String,
    /// The person, as signed in; may be empty.
    pub who: String,
}

/// A patient as the disk has it.
#[derive(Debug, Clone, PartialEq)]
pub struct PatientFile {
    /// The record.
    pub patient: Patient,
    /// Every edit that can be read.
    pub history: History,
    /// Why this patient cannot be edited, in words: the journal is damaged. The record is then the last good copy.
    pub read_only: Option<String>,
}

/// An open library. Every method takes `&self`: it is shared between threads.
pub struct Library {
    vfs: Arc<dyn Vfs>,
    layout: Layout,
    header: Header,
    device: DeviceId,
    who: String,
    read_only: Option<String>,
    index: Mutex<Index>,
    pens: Mutex<HashMap<PatientId, Arc<Mutex<Pen>>>>,
    /// Given back last.
    _hold: Option<Box<dyn Hold>>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("device", &self.device).field("read_only", &self.read_only).finish()
    }
}

impl Library {
    /// Makes a library in `root`, which is made if it is missing and else must be empty, and opens it.
    ///
    /// # Errors
    /// `NotEmpty`, `BadDevice`, or `Io`.
    pub fn create(root: &Path, writer: &Writer) -> Result<Self, Error> {
        Self::create_on(Arc::new(Disk), root, writer)
    }

    /// Opens a library to read and write, or to read only where writing is not possible; see [`Self::read_only`].
    ///
    /// # Errors
    /// `Held` if another program has it open: it can still be had with [`Self::open_read_only`]. `NotALibrary`,
    /// `DamagedHeader`, `Newer`, `BadDevice`, `Io`.
    pub fn open(root: &Path, writer: &Writer) -> Result<Self, Error> {
        Self::open_on(Arc::new(Disk), root, writer)
    }

    /// Opens a library without any right to write, also while another program has it open. Writes nothing at all.
    ///
    /// # Errors
    /// As [`Self::open`], but never `Held`.
    pub fn open_read_only(root: &Path, writer: &Writer) -> Result<Self, Error> {
        Self::open_read_only_on(Arc::new(Disk), root, writer)
    }

    /// [`Self::create`] on another file system than the real one.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn create_on(vfs: Arc<dyn Vfs>, root: &Path, writer: &Writer) -> Result<Self, Error> {
        let doing = "the library was not made";
        parse_device(writer)?;
        let layout = Layout::new(root);
        vfs.make_folder(root).doing(doing)?;
        let inside = vfs.list(root).doing(doing)?;
        // What an earlier try left behind may stay; anything else is somebody's.
        let ours = |name: &std::ffi::OsStr| TOP_NAMES.iter().any(|t| name == *t) || is_temporary(name);
        if inside.iter().any(|(name, _)| !ours(name) || name == "library.json") {
            return Err(Error::NotEmpty(root.to_owned()));
        }
        for folder in [layout.patients(), layout.photos(), layout.lost()] {
            if !vfs.list(root).doing(doing)?.is_empty() && vfs.list(&folder).is_ok_and(|inside| !inside.is_empty()) {
                return Err(Error::NotEmpty(root.to_owned()));
            }
            vfs.make_folder(&folder).doing(doing)?;
        }
        folder::replace(&*vfs, &root.join("README.txt"), README.as_bytes()).doing(doing)?;
        Header::new().write(&*vfs, &layout)?;
        if let Some(above) = root.parent().filter(|p| !p.as_os_str().is_empty()) {
            // The folder's own name; a folder that may not be opened is the owner's business.
            drop(vfs.sync_folder(above));
        }
        Self::open_on(vfs, root, writer)
    }

    /// [`Self::open`] on another file system than the real one.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_on(vfs: Arc<dyn Vfs>, root: &Path, writer: &Writer) -> Result<Self, Error> {
        let header = Header::read(&*vfs, root)?;
        let mut device = parse_device(writer)?;
        let mut read_only = header.why_read_only();
        let mut hold = None;
        if read_only.is_none() {
            match vfs.lock(&root.join("LOCK")) {
                Ok(mut held) => {
                    held.say(&held_by(&writer.who));
                    hold = Some(held);
                }
                Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => return Err(held_error(&*vfs, root)),
                Err(e) if e.kind() == std::io::ErrorKind::Unsupported => device = device_of_this_run(&device)?,
                Err(e) => read_only = Some(why_not_writable(e)?),
            }
        }
        Self::start(vfs, root, header, device, writer, read_only, hold)
    }

    /// [`Self::open_read_only`] on another file system than the real one.
    ///
    /// # Errors
    /// As [`Self::open_read_only`].
    pub fn open_read_only_on(vfs: Arc<dyn Vfs>, root: &Path, writer: &Writer) -> Result<Self, Error> {
        let header = Header::read(&*vfs, root)?;
        let why = header.why_read_only().unwrap_or_else(|| "the library is open to read only".to_owned());
        Self::start(vfs, root, header, parse_device(writer)?, writer, Some(why), None)
    }

    fn start(
        vfs: Arc<dyn Vfs>,
        root: &Path,
        header: Header,
        device: DeviceId,
        writer: &Writer,
        read_only: Option<String>,
        hold: Option<Box<dyn Hold>>,
    ) -> Result<Self, Error> {
        let layout = Layout::new(root);
        if read_only.is_none() {
            // Tools that copy folders leave empty ones out.
            for folder in [layout.patients(), layout.photos(), layout.lost()] {
                drop(vfs.make_folder(&folder));
            }
        }
        let index = Index::read(&*vfs, &layout, &header.library_id);
        let marks = Index::read_marks(&*vfs, &layout);
        let library = Self {
            vfs,
            layout,
            header,
            device,
            who: writer.who.clone(),
            read_only,
            index: Mutex::new(Index::default()),
            pens: Mutex::new(HashMap::new()),
            _hold: hold,
        };
        match index {
            Some(index) => {
                *library.index() = index;
                marks.into_iter().for_each(|id| library.refresh(id));
            }
            None => drop(library.rebuild_index(&Silent)?),
        }
        if library.is_writable() {
            library.tidy();
        }
        Ok(library)
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.layout.root
    }

    pub(super) fn vfs(&self) -> &dyn Vfs {
        &*self.vfs
    }

    /// Names this library for ever, also when its folder moves.
    pub fn id(&self) -> &str {
        &self.header.library_id
    }

    /// Under which name this program writes journals.
    pub fn device(&self) -> &DeviceId {
        &self.device
    }

    /// Why nothing can be written, in words; `None` if everything can.
    pub fn read_only(&self) -> Option<String> {
        self.read_only.clone()
    }

    /// True if edits can be saved.
    pub fn is_writable(&self) -> bool {
        self.read_only.is_none()
    }

    /// What the patient list shows, by id.
    pub fn summaries(&self) -> Vec<Summary> {
        self.index().items.values().map(|i| i.summary.clone()).collect()
    }

    /// What the patient list shows of one patient.
    pub fn summary(&self, id: PatientId) -> Option<Summary> {
        self.index().items.get(&id).map(|i| i.summary.clone())
    }

    /// Reads a patient. Writes nothing.
    ///
    /// # Errors
    /// `NoSuchPatient`, or `Io`. Damage is no error: see [`PatientFile::read_only`].
    pub fn load(&self, id: PatientId) -> Result<PatientFile, Error> {
        let pen = self.pens().get(&id).cloned();
        if let Some(pen) = pen {
            // Being written here: what is known to be on the disk, and not what a failed write may have left.
            let pen = lock(&pen);
            let (history, patient) = pen.record();
            if history.entries().is_empty() {
                return Err(Error::NoSuchPatient);
            }
            return Ok(PatientFile { patient: patient.clone(), history: history.clone(), read_only: None });
        }
        let folder = Folder::read(&*self.vfs, &self.layout, id)?;
        let history = folder.history();
        let read_only = folder.damage.as_ref().map(|why| Error::Damaged(why.clone()).to_string());
        Ok(PatientFile { patient: folder.patient(&history), history, read_only })
    }

    /// Saves edits of one patient. A new one begins with [`Edit::SetPatient`]. When it returns, they are on the disk; their entries have
    /// the names under which they can be undone.
    ///
    /// # Errors
    /// `Refused` for an edit that makes no sense, `NoSuchPatient`, `ReadOnly`, `Damaged`, or `Io`: then none of the edits counts, and
    /// the same call may be made again.
    pub fn append(&self, id: PatientId, edits: Vec<Grouped>) -> Result<Vec<Entry>, Error> {
        self.must_be_writable()?;
        edits.iter().try_for_each(|(edit, _)| edit.check()).map_err(Error::Refused)?;
        if edits.is_empty() {
            return Ok(Vec::new());
        }
        let shared = self.pen(id)?;
        let mut pen = lock(&shared);
        if pen.record().0.entries().is_empty() && !matches!(edits[0].0, Edit::SetPatient(_)) {
            drop(pen);
            self.pens().remove(&id);
            return Err(Error::NoSuchPatient);
        }
        self.index().mark(&*self.vfs, &self.layout, id)?;
        let written = pen.append(&*self.vfs, &self.layout, &self.who, edits);
        self.index().settle(written.is_ok().then(|| pen.summary()));
        let is_stale = pen.is_stale;
        drop(pen);
        if is_stale {
            self.pens().remove(&id);
        }
        drop(shared);
        if self.pens().len() > MOST_PENS {
            self.put_pens_away();
        }
        written
    }

    /// Writes the readable copy of a patient's record, if the journal has gone on since.
    ///
    /// # Errors
    /// `ReadOnly`, `Damaged`, `Io`. The record itself is safe in any case.
    pub fn write_snapshot(&self, id: PatientId) -> Result<(), Error> {
        self.must_be_writable()?;
        let pen = self.pen(id)?;
        let mut held = lock(&pen);
        if held.is_ahead && !held.record().0.entries().is_empty() {
            held.secure(&*self.vfs, &self.layout)?;
            folder::write_snapshot(&*self.vfs, &self.layout, &held.snapshot())?;
            held.is_ahead = false;
        }
        drop(held);
        let mut pens = self.pens();
        // Nobody else waits for this pen: the next one reads the folder again, and what other devices wrote there.
        if Arc::strong_count(&pen) == 2 {
            pens.remove(&id);
        }
        Ok(())
    }

    /// Where a photo lies.
    ///
    /// # Errors
    /// `BadPhotoName` if these are not a SHA-256 and an ending.
    pub fn photo_path(&self, sha256: &str, format: &str) -> Result<PathBuf, Error> {
        self.layout.photo(sha256, format)
    }

    /// The bytes of a photo, as they came from the camera.
    ///
    /// # Errors
    /// `PhotoMissing`, `BadPhotoName`, `Io`.
    pub fn read_photo(&self, sha256: &str, format: &str) -> Result<Vec<u8>, Error> {
        photos::read(&*self.vfs, &self.layout, sha256, format)
    }

    /// Copies a file into the library under the hash of its content, verified and durable; the source is not touched.
    /// `format` is the ending under which it is kept: `jpg`, `png`, `tif`, `webp`, `bmp`, `heic`.
    ///
    /// # Errors
    /// `SourceChanged`, `CopyDiffers`, `TooLarge`, `ReadOnly`, `Cancelled`, `Io`; the library is then as before.
    pub fn add_photo(&self, source: &Path, format: &str, monitor: &dyn Monitor) -> Result<AddedPhoto, Error> {
        self.must_be_writable()?;
        photos::add(&*self.vfs, &self.layout, source, format, monitor)
    }

    /// Keeps what is known of a photo's file: its name at the source, what it says about itself. The first word counts.
    ///
    /// # Errors
    /// `ReadOnly`, `BadPhotoName`, `Io`.
    pub fn write_photo_facts(&self, sha256: &str, facts: &Value) -> Result<(), Error> {
        self.must_be_writable()?;
        photos::write_facts(&*self.vfs, &self.layout, sha256, facts)
    }

    /// What was kept by [`Self::write_photo_facts`].
    ///
    /// # Errors
    /// `BadPhotoName`, `Refused` if it is damaged, `Io` if it is missing.
    pub fn photo_facts(&self, sha256: &str) -> Result<Value, Error> {
        photos::read_facts(&*self.vfs, &self.layout, sha256)
    }

    /// Reads everything and names every fault. Writes nothing.
    ///
    /// # Errors
    /// `Cancelled`, or `Io` if the folders cannot even be listed.
    pub fn check(&self, monitor: &dyn Monitor) -> Result<Report, Error> {
        let index = Index::read(&*self.vfs, &self.layout, &self.header.library_id);
        check::run(&*self.vfs, &self.layout, &self.header, index, monitor)
    }

    /// Reads every patient anew for the patient list. The list on the disk is replaced if the library is writable.
    ///
    /// # Errors
    /// `Cancelled`, or `Io`.
    pub fn rebuild_index(&self, monitor: &dyn Monitor) -> Result<Vec<Summary>, Error> {
        let ids = patient_ids(&*self.vfs, &self.layout)?;
        let total = ids.len().max(1) as f32;
        let mut items = BTreeMap::new();
        for (i, id) in ids.into_iter().enumerate() {
            step(monitor, i as f32 / total)?;
            if let Some((summary, bytes)) = self.summarize(id) {
                items.insert(id, (summary, bytes));
            }
        }
        let mut index = self.index();
        index.items.clear();
        items.into_values().for_each(|(summary, bytes)| index.put(summary, bytes));
        drop(index);
        if self.is_writable() {
            // A list that cannot be written is made again next time.
            drop(self.write_index());
        }
        Ok(self.summaries())
    }

    /// Compares the patient list with the sizes of the journals, and reads again what differs: what another computer
    /// wrote into a shared folder. Returns the new summaries of those patients. For the background: 20,000 patients
    /// take about a second.
    ///
    /// # Errors
    /// `Cancelled`, or `Io`.
    pub fn verify_index(&self, monitor: &dyn Monitor) -> Result<Vec<Summary>, Error> {
        let ids = patient_ids(&*self.vfs, &self.layout)?;
        let total = ids.len().max(1) as f32;
        let mut changed = Vec::new();
        for (i, id) in ids.into_iter().enumerate() {
            step(monitor, i as f32 / total)?;
            let known = self.index().items.get(&id).map(|item| item.journal_bytes);
            if known != Some(self.journal_bytes(id)) {
                self.refresh(id);
                changed.extend(self.summary(id));
            }
        }
        Ok(changed)
    }

    /// Writes the patient list, if it has changed. Done by itself when the library is closed.
    ///
    /// # Errors
    /// `ReadOnly`, or `Io`; the list is a copy of convenience and is then made anew when the library is opened.
    pub fn write_index(&self) -> Result<(), Error> {
        self.must_be_writable()?;
        let mut index = self.index();
        if index.is_changed { index.write(&*self.vfs, &self.layout, &self.header.library_id) } else { Ok(()) }
    }

    fn must_be_writable(&self) -> Result<(), Error> {
        self.read_only.clone().map_or(Ok(()), |why| Err(Error::ReadOnly(why)))
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        lock(&self.index)
    }

    fn pens(&self) -> MutexGuard<'_, HashMap<PatientId, Arc<Mutex<Pen>>>> {
        lock(&self.pens)
    }

    /// The pen of a patient; foreign files in the folder are moved away when it is first taken up.
    fn pen(&self, id: PatientId) -> Result<Arc<Mutex<Pen>>, Error> {
        let mut pens = self.pens();
        if let Some(pen) = pens.get(&id) {
            return Ok(pen.clone());
        }
        let pen = match Folder::read(&*self.vfs, &self.layout, id) {
            Ok(folder) => {
                if let Some(why) = &folder.damage {
                    return Err(Error::Damaged(why.clone()));
                }
                self.sweep(&folder);
                Pen::new(&*self.vfs, &self.layout, &self.device, &folder)
            }
            Err(Error::NoSuchPatient) => Pen::blank(id, &self.device),
            Err(e) => return Err(e),
        };
        let pen = Arc::new(Mutex::new(pen));
        pens.insert(id, pen.clone());
        Ok(pen)
    }

    /// Writes the snapshots of patients that nobody edits at this moment, and closes their journals.
    fn put_pens_away(&self) {
        let idle: Vec<PatientId> =
            self.pens().iter().filter(|(_, pen)| Arc::strong_count(pen) == 1).map(|(id, _)| *id).collect();
        for id in idle {
            // A snapshot that cannot be written now is written later; the journal has everything.
            drop(self.write_snapshot(id));
        }
    }

    /// Moves what does not belong into a patient's folder to `lost+found`. What cannot be moved stays.
    fn sweep(&self, folder: &Folder) {
        for name in &folder.foreign {
            let path = self.layout.patient(folder.id).join(name);
            drop(lost::set_aside(&*self.vfs, &self.layout, &path, "not a file of this program, or a conflict copy"));
        }
        for (name, tail) in folder.torn_tails(&*self.vfs, &self.layout) {
            drop(lost::keep_tail(&*self.vfs, &self.layout, &name, &tail));
        }
    }

    /// Removes unfinished copies of this program and moves conflict copies away, at the top of the library.
    fn tidy(&self) {
        for folder in [self.layout.root.clone(), self.layout.photos()] {
            for (name, kind) in self.vfs.list(&folder).unwrap_or_default() {
                if is_temporary(&name) && kind == Kind::File {
                    drop(self.vfs.remove(&folder.join(&name)));
                } else if folder == self.layout.root && kind == Kind::File && is_copy_of_ours(&name) {
                    let path = folder.join(&name);
                    drop(lost::set_aside(&*self.vfs, &self.layout, &path, "a conflict copy"));
                }
            }
        }
    }

    fn refresh(&self, id: PatientId) {
        if let Some((summary, bytes)) = self.summarize(id) {
            self.index().put(summary, bytes);
        }
    }

    /// The patient list's line, from the snapshot if it covers the whole journal, else from the journal.
    fn summarize(&self, id: PatientId) -> Option<(Summary, u64)> {
        let bytes = self.journal_bytes(id);
        if let Some(snapshot) = self.snapshot_of_all(id, bytes) {
            return Some((Summary::of(&snapshot.patient), bytes));
        }
        let mut summary = match Folder::read(&*self.vfs, &self.layout, id) {
            Ok(folder) if folder.chains.is_empty() && folder.good_snapshot().is_none() => return None,
            Ok(folder) => Summary::of(&folder.patient(&folder.history())),
            // Unreadable now: listed all the same, so that it is not taken for lost.
            Err(_) => Summary::of(&Patient::empty(id)),
        };
        if summary.title().trim().is_empty() {
            summary.name = format!("Unreadable record {}", &id.to_string()[20..]);
        }
        Some((summary, bytes))
    }

    fn snapshot_of_all(&self, id: PatientId, journal_bytes: u64) -> Option<Snapshot> {
        folder::read_snapshot_alone(&*self.vfs, &self.layout, id).filter(|s| s.journal_bytes == journal_bytes)
    }

    fn journal_bytes(&self, id: PatientId) -> u64 {
        let path = self.layout.patient(id);
        let names = self.vfs.list(&path).unwrap_or_default();
        let journals = names.iter().filter(|(n, _)| super::layout::parse_journal_name(n).is_some());
        journals.map(|(n, _)| self.vfs.about(&path.join(n)).map_or(0, |a| a.len)).sum()
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        if self.is_writable() {
            self.put_pens_away();
            // Whatever fails here is made again from the journals when the library is opened next.
            drop(self.write_index());
        }
    }
}

/// The ids of all patients on the disk, in order.
pub(super) fn patient_ids(vfs: &dyn Vfs, layout: &Layout) -> Result<Vec<PatientId>, Error> {
    let doing = "the patients' folder cannot be read";
    let mut ids = Vec::new();
    for (shelf, kind) in vfs.list(&layout.patients()).doing(doing)? {
        if kind != Kind::Folder {
            continue;
        }
        for (name, kind) in vfs.list(&layout.patients().join(&shelf)).doing(doing)? {
            let id = name.to_str().and_then(|n| n.parse::<PatientId>().ok());
            ids.extend(id.filter(|id| kind == Kind::Folder && shelf == *shelf_of(*id)));
        }
    }
    ids.sort();
    Ok(ids)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves values that were whole before each step: none is half written.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn parse_device(writer: &Writer) -> Result<DeviceId, Error> {
    writer.device.parse().map_err(|_| Error::BadDevice)
}

/// A name for this run alone, for folders where no lock keeps two runs apart.
fn device_of_this_run(device: &DeviceId) -> Result<DeviceId, Error> {
    let (device, unique) = (device.to_string(), PatientId::new().to_string().to_lowercase());
    let head = &device[..device.len().min(29)];
    format!("{head}-{}", &unique[16..]).parse().map_err(|_| Error::BadDevice)
}

fn held_by(who: &str) -> String {
    let who = if who.trim().is_empty() { String::new() } else { format!("by {} ", who.trim()) };
    let host = gethostname::gethostname();
    let since = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M").to_string();
    format!("{who}on {} since {since}", host.to_string_lossy())
}

fn held_error(vfs: &dyn Vfs, root: &Path) -> Error {
    let text = vfs.read(&root.join("LOCK"), 4096).unwrap_or_default();
    let text: String = String::from_utf8_lossy(&text).chars().filter(|c| !c.is_control()).take(120).collect();
    let by = if text.trim().is_empty() { "in another program".to_owned() } else { text };
    Error::Held { by }
}

/// Where nothing can be written at all, the library can still be read; anything else may work on the next try.
fn why_not_writable(e: std::io::Error) -> Result<String, Error> {
    use std::io::ErrorKind;
    let why = match e.kind() {
        ErrorKind::ReadOnlyFilesystem => "the library lies on a write-protected disk",
        ErrorKind::PermissionDenied => "you have no permission to write into this library",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full: make room and open the library again",
        _ => return Err(e).doing("the library cannot be locked"),
    };
    Ok(format!("{why}; it is open to read only"))
}

/// "library (conflicted copy).json" and its like: begins as one of our files and is none.
fn is_copy_of_ours(name: &std::ffi::OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let is_ours = TOP_NAMES.contains(&name);
    !is_ours && ["library", "index", "README", "LOCK"].iter().any(|stem| name.starts_with(stem))
}
