//! Everything that can be asked of the running program.

use std::path::PathBuf;

use super::derived::Key;
use super::settings::Settings;
use super::tasks::export::ExportRequest;
use crate::model::{Edit, GroupId, PatientFacts, PatientId, SkinState, View};

/// One thing that a person, a picker, a verb or a test asks for.
#[derive(Debug, Clone)]
pub enum Command {
    /// Opens the library at this folder.
    OpenLibrary(PathBuf),
    /// Opens the library at this folder without any right to write, also while somebody else has it open.
    OpenLibraryReadOnly(PathBuf),
    /// Reads the whole library and says what is damaged; see [`super::App::checking`].
    CheckLibrary,
    /// Stops a check, or takes its answer away.
    LeaveCheck,
    /// Makes an empty library in this folder and opens it.
    CreateLibrary(PathBuf),
    /// Opens a scratch copy of the sample clinic.
    OpenSample,
    /// Opens a patient.
    OpenPatient(PatientId),
    /// Makes a patient and opens it.
    NewPatient(PatientFacts),
    /// Back to the list.
    ClosePatient,
    /// Changes the open patient.
    Edit(Edit),
    /// Changes the open patient; the edits are undone together with all others of the group.
    EditGroup(Vec<Edit>, GroupId),
    /// Changes another patient, or the open one: archive and restore from the list.
    EditPatient(PatientId, Edit),
    /// Takes the last change to the open patient back.
    Undo,
    /// Brings it back.
    Redo,
    /// Tries again to save what could not be saved.
    RetrySave,
    /// A frame needs this derived value.
    Want(Key),
    /// Forgets failed derived values, so that they are tried again.
    TryAgain,
    /// Import of photos.
    Import(ImportCommand),
    /// Writes a comparison sheet to a file, or makes one for the clipboard.
    Export(ExportRequest),
    /// Writes a table (CSV) to a file.
    SaveTable(PathBuf, std::sync::Arc<str>),
    /// New settings, saved at once.
    Settings(Settings),
    /// A notice was read.
    DismissNotice(u64),
    /// Keeps the clinic's own aftercare text; `None` goes back to the program's.
    SetAftercare(Option<String>),
    /// Makes the aftercare sheet as a page for the system's browser; see [`super::App::take_pages`].
    PrintAftercare,
}

/// What can be asked of the import.
#[derive(Debug, Clone)]
pub enum ImportCommand {
    /// Looks at these files and folders and adds them to the review.
    Add(Vec<PathBuf>),
    /// Corrects the day of some files.
    SetDate(Vec<usize>, jiff::civil::Date),
    /// Corrects the view of a file.
    SetView(usize, View),
    /// Says how the skin was on the days that become new sessions.
    SetSkin(SkinState),
    /// The photos are this patient's: opens it and keeps the review.
    IntoPatient(PatientId),
    /// The photos are a new patient's: makes it and keeps the review.
    IntoNewPatient(PatientFacts),
    /// Takes a file in or leaves it out.
    SetIncluded(usize, bool),
    /// Leaves a photo out because it is taken again.
    Retake(usize),
    /// Takes a photo in as it is, whatever is advised.
    Keep(usize),
    /// Stops comparing the photos with their baselines.
    StopChecks,
    /// Copies what is included and adds it to the open patient.
    Confirm,
    /// Stops what runs: looking, or copying. What was copied stays in the library, unused and harmless.
    Stop,
    /// Leaves the review; nothing is added.
    Cancel,
}
