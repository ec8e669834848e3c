//! The running program without its window.
//!
//! One door in: [`App::dispatch`] for what people ask, [`App::poll`] for finished work. Facts (the open library and
//! patient) change only through edits; everything else is derived from them and asked for by a [`Key`].

mod accepted;
mod clinic;
mod command;
mod course;
mod derived;
mod import;
mod jobs;
mod library;
mod measuring;
mod notice;
mod pair;
mod plan;
mod record;
pub mod retake;
pub mod review;
mod series;
pub mod settings;
mod subject;
mod tables;
pub mod tasks;

use std::sync::Arc;

pub use accepted::Measurable;
pub use clinic::{
    ClinicFiles, DayFact, Question, Results, StudyResult, complication_name, complications, literature,
    program_aftercare, results, suitability,
};
pub use command::{Command, ImportCommand};
pub use course::{
    CardKind, CourseCard, Curve, DayGroup, DayShot, Reading, Trend, about_scale, course_cards, course_view, curves,
    same_days, scale_curve, scales_used, score_total, score_words, words_used,
};
pub use derived::{FileKey, Key, ManualKey, PairKey, SkinKey, Slot, Value};
pub use import::{Check, Checked, Decision, ImportItem, ImportReview, ItemState, ReviewPhase};
pub use jobs::{Handle, Wake};
pub use library::{Checking, Refusal};
pub use measuring::{Means, MeasureKey, Noise, measure_key, redness_series};
pub use notice::{Notice, Tone};
pub use pair::{DayWords, Ordered, Placement, day_words, file_of, in_order, opening_pair, pair_key};
pub use record::{OpenPatient, SaveState, is_library};
pub use series::{Agreement, SeriesKey, series_key};
use settings::{Folders, Settings};
pub use subject::{Subject, subjects};
pub use tables::{TableKind, joined_tables, patient_table, table_of};
use tasks::difference::DifferenceMap;
use tasks::export::{ExportRequest, ExportTarget, Exported};
use tasks::heat::HeatPicture;
use tasks::matching::{Gains, Matching};
use tasks::measurement::Measured;

use crate::align::Registration;
use crate::geom::{Point, Warp};
use crate::imaging::{Mips, Photo};
use crate::model::{Patient, PatientId, Summary, TargetKind};
use crate::store::Library;
use crate::words::{self, say, told};

/// Longer side of a thumbnail in pixels.
pub const THUMB_SIDE: u32 = 320;

/// Memory for derived values that no frame shows.
const BUDGET_BYTES: usize = 1 << 30;

/// The running program: facts, what is derived from them, work under way, settings.
pub struct App {
    folders: Folders,
    settings: Settings,
    library: Option<OpenLibrary>,
    patient: Option<OpenPatient>,
    import: Option<ImportReview>,
    derived: derived::Derived,
    jobs: jobs::Jobs<Message>,
    notices: notice::Notices,
    opening: Option<String>,
    refusal: Option<Refusal>,
    checking: Checking,
    exported: Vec<Exported>,
    clinic: ClinicFiles,
    pages: Vec<std::path::PathBuf>,
}

/// The open library and what its list shows.
pub struct OpenLibrary {
    /// The library on disk.
    pub library: Arc<Library>,
    /// All patients, as in the index.
    pub summaries: Vec<Summary>,
    /// The folded search text of each summary.
    haystacks: Vec<String>,
    /// True for the scratch copy of the sample clinic.
    pub is_sample: bool,
    /// Counts the changes of `summaries`, so that a list need not search again while nothing changed.
    pub version: u64,
}

impl OpenLibrary {
    /// Places in `summaries` of the patients that every word of `query` fits: the archived ones, or the others.
    pub fn find(&self, query: &str, archived: bool) -> Vec<usize> {
        let query = crate::model::fold(query);
        let words: Vec<&str> = query.split_whitespace().collect();
        let fits = |hay: &String| words.iter().all(|word| hay.contains(word));
        let all = self.summaries.iter().zip(&self.haystacks).enumerate();
        all.filter(|(_, (s, hay))| s.archived == archived && fits(hay)).map(|(i, _)| i).collect()
    }
}

/// What finished work says.
enum Message {
    Derived(Key, Result<Value, String>),
    Stopped(Key),
    LibraryOpened(Result<(Arc<Library>, bool), Refusal>),
    Checked(Result<crate::store::Report, String>),
    PatientOpened(PatientId, Result<Box<record::Loaded>, String>),
    Saved(record::Saved),
    Listed(Arc<Library>, Vec<Summary>),
    Import(import::Event),
    Exported(Result<Exported, String>),
    Told(Tone, String),
    Fault(String),
    Clinic(Arc<Library>, Box<ClinicFiles>),
    Page(std::path::PathBuf),
    Nothing,
}

impl App {
    /// The program with nothing open. `wake` is called from any thread when [`Self::poll`] has something to take.
    pub fn new(folders: Folders, wake: Wake) -> Self {
        let settings = Settings::load(&folders);
        Self {
            folders,
            settings,
            library: None,
            patient: None,
            import: None,
            derived: derived::Derived::new(BUDGET_BYTES),
            jobs: jobs::Jobs::new(wake),
            notices: notice::Notices::default(),
            opening: None,
            refusal: None,
            checking: Checking::Not,
            exported: Vec::new(),
            clinic: ClinicFiles::default(),
            pages: Vec::new(),
        }
    }

    /// Does what is asked. Never waits: long work is queued, and [`Self::poll`] takes its result.
    pub fn dispatch(&mut self, command: Command) {
        match command {
            Command::OpenLibrary(root) => self.open_library(root, false),
            Command::OpenLibraryReadOnly(root) => self.open_library(root, true),
            Command::CheckLibrary => self.check_library(),
            Command::LeaveCheck => self.leave_check(),
            Command::CreateLibrary(root) => self.create_library(root),
            Command::OpenSample => self.open_sample(),
            Command::OpenPatient(id) => self.open_patient(id),
            Command::NewPatient(facts) => self.new_patient(facts),
            Command::ClosePatient => self.close_patient(),
            Command::Edit(edit) => self.edit(vec![edit], None),
            Command::EditGroup(edits, group) => self.edit(edits, Some(group)),
            Command::EditPatient(id, edit) => self.edit_patient(id, edit),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::RetrySave => self.retry_save(),
            Command::Want(key) => self.want(key),
            Command::TryAgain => self.derived.forget_failures(),
            Command::Import(command) => self.import(command),
            Command::Export(request) => self.export(request),
            Command::SaveTable(path, text) => self.save_table(path, text),
            Command::Settings(settings) => self.change_settings(settings),
            Command::DismissNotice(id) => self.notices.dismiss(id),
            Command::SetAftercare(text) => self.set_aftercare(text),
            Command::PrintAftercare => self.print_aftercare(),
        }
    }

    /// Takes finished work; to be called once at the start of each frame. True if anything came.
    pub fn poll(&mut self) -> bool {
        self.derived.next_frame();
        let messages = self.jobs.finished();
        let any = !messages.is_empty();
        messages.into_iter().for_each(|message| self.take(message));
        self.work_ahead();
        any
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Derived(key, result) => self.derived.finished(key, result),
            Message::Stopped(key) => self.derived.forget(&key),
            Message::LibraryOpened(result) => self.library_opened(result),
            Message::Checked(result) => self.checked(result),
            Message::PatientOpened(id, result) => self.patient_opened(id, result),
            Message::Saved(saved) => self.saved(saved),
            Message::Listed(library, changed) => self.listed(&library, changed),
            Message::Import(event) => self.import_event(event),
            Message::Exported(Ok(done)) => self.exported(done),
            Message::Clinic(library, files) => self.clinic_read(&library, *files),
            Message::Page(path) => self.pages.push(path),
            Message::Nothing => {}
            Message::Told(tone, words) => self.notices.add(tone, words),
            Message::Exported(Err(why)) | Message::Fault(why) => self.notices.add(Tone::Failed, told(&why)),
        }
    }

    /// The person's choices.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The open library.
    pub fn library(&self) -> Option<&OpenLibrary> {
        self.library.as_ref()
    }

    /// What is being opened, in words, while it is.
    pub fn opening(&self) -> Option<&str> {
        self.opening.as_deref()
    }

    /// The open patient.
    pub fn open_patient_state(&self) -> Option<&OpenPatient> {
        self.patient.as_ref()
    }

    /// The open patient's record, unsaved edits included.
    pub fn patient(&self) -> Option<&Patient> {
        self.patient.as_ref().map(OpenPatient::patient)
    }

    /// Whether everything that was entered is on the disk.
    pub fn save_state(&self) -> SaveState {
        self.patient.as_ref().map_or(SaveState::Saved(None), OpenPatient::save_state)
    }

    /// The import that is being reviewed.
    pub fn import_review(&self) -> Option<&ImportReview> {
        self.import.as_ref()
    }

    /// Notices that nobody dismissed, oldest first.
    pub fn notices(&self) -> &[Notice] {
        self.notices.all()
    }

    /// Takes the pictures that were made for the clipboard since the last call.
    pub fn take_exported(&mut self) -> Vec<Exported> {
        std::mem::take(&mut self.exported)
    }

    /// Takes the pages that were made to be shown by the system since the last call.
    pub fn take_pages(&mut self) -> Vec<std::path::PathBuf> {
        std::mem::take(&mut self.pages)
    }

    /// Patients that every word of `query` fits, archived ones only if asked for; in the index's order.
    pub fn find_patients(&self, query: &str, archived: bool) -> Vec<&Summary> {
        let Some(open) = &self.library else { return Vec::new() };
        open.find(query, archived).into_iter().filter_map(|i| open.summaries.get(i)).collect()
    }

    /// A thumbnail.
    pub fn thumb(&self, file: &FileKey) -> Slot<Arc<Photo>> {
        self.derived.get(&Key::Thumb(file.clone())).and_then(Value::photo)
    }

    /// A whole photo.
    pub fn pixels(&self, file: &FileKey) -> Slot<Arc<Photo>> {
        self.derived.get(&Key::Pixels(file.clone())).and_then(Value::photo)
    }

    /// A whole photo with its smaller levels.
    pub fn mips(&self, file: &FileKey) -> Slot<Arc<Mips>> {
        self.derived.get(&Key::Mips(file.clone())).and_then(Value::mips)
    }

    /// The alignment of a pair.
    pub fn registration(&self, pair: &PairKey) -> Slot<Arc<Registration>> {
        self.derived.get(&Key::Registration(pair.clone())).and_then(Value::registration)
    }

    /// A first, rough placement of a pair whose alignment is being made.
    pub fn preview(&self, pair: &PairKey) -> Slot<Arc<Warp>> {
        self.derived.get(&Key::Preview(pair.clone())).and_then(Value::preview)
    }

    /// The colour difference of a pair.
    pub fn difference(&self, pair: &PairKey) -> Slot<Arc<DifferenceMap>> {
        self.derived.get(&Key::Difference(pair.clone())).and_then(Value::difference)
    }

    /// What is measured in the marked regions of a pair.
    pub fn measurement(&self, key: &MeasureKey) -> Slot<Arc<Measured>> {
        self.derived.get(&Key::Measurement(key.clone())).and_then(Value::measurement)
    }

    /// Where a photo shows a card or chart to calibrate with.
    pub fn target(&self, file: &FileKey, kind: TargetKind) -> Slot<Option<[Point; 4]>> {
        self.derived.get(&Key::Target(file.clone(), kind)).and_then(Value::target)
    }

    /// The change of redness over a pair.
    pub fn heat(&self, key: &MeasureKey) -> Slot<Arc<HeatPicture>> {
        self.derived.get(&Key::Heat(key.clone())).and_then(Value::heat)
    }

    /// By how much the moving photo of a pair is to be brightened for display.
    pub fn gains(&self, key: &MeasureKey) -> Slot<Matching> {
        self.derived.get(&Key::Gains(key.clone())).and_then(Value::gains)
    }

    /// A photo brightened for display.
    pub fn matched(&self, file: &FileKey, gains: Gains) -> Slot<Arc<Mips>> {
        self.derived.get(&Key::Matched(file.clone(), gains)).and_then(Value::mips)
    }

    /// How the light of a pair can be matched for display.
    pub fn light(&self, pair: &PairKey) -> Slot<tasks::light::LightMatch> {
        self.derived.get(&Key::Light(pair.clone())).and_then(Value::light)
    }

    /// True while something that was entered is not on the disk yet.
    pub fn has_unsaved(&self) -> bool {
        self.patient.as_ref().is_some_and(OpenPatient::has_unsaved)
    }

    /// Writes what closing should write; dropping the program then waits for the disk.
    pub fn finish(&mut self) {
        self.close_patient();
    }

    fn export(&mut self, request: ExportRequest) {
        let (Some(library), Some(patient)) = (self.library_handle(), self.patient()) else { return };
        let Some(plan) = tasks::export::plan(patient, &request, self.settings.theme) else {
            self.notices.add(Tone::Failed, say!("pair-photo-gone"));
            return;
        };
        let cache = self.folders.cache.clone();
        self.jobs.run(
            jobs::Lane::Compute,
            move |handle| Message::Exported(tasks::export::run(&library, &cache, &plan, handle)),
            |why| Message::Exported(Err(say!("sheet-not-made", why = told(&why)))),
        );
    }

    fn save_table(&mut self, path: std::path::PathBuf, text: Arc<str>) {
        self.jobs.run(
            jobs::Lane::Show,
            move |_| match tasks::table::write(&path, &text) {
                Ok(()) => Message::Told(Tone::Done, say!("table-saved", path = path.display())),
                Err(why) => Message::Told(Tone::Failed, why),
            },
            |why| Message::Fault(say!("table-not-saved", why = told(&why))),
        );
    }

    fn exported(&mut self, done: Exported) {
        if let ExportTarget::File(path) = &done.target {
            self.notices.add(Tone::Done, say!("sheet-saved", path = path.display()));
        }
        self.exported.push(done);
    }

    fn change_settings(&mut self, settings: Settings) {
        if settings != self.settings {
            let language = (settings.language != self.settings.language).then_some(settings.language);
            self.settings = settings;
            if let Some(language) = language {
                words::speak(language.unwrap_or_default());
                self.name_undo_anew();
            }
            if let Err(e) = self.settings.save(&self.folders) {
                self.notices.add(Tone::Caution, say!("settings-not-kept", e = e));
            }
        }
    }
}
