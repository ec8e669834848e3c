//! Everything the window can be told: one list behind the menu words, the shortcuts, the palette, the sheet and the tooltips.
//!
//! Letters act only while no text field has the focus. What the compare screen can be told stands in its own list
//! ([`compare::Action`]) and is one variant here, so that the palette and the sheet show both.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::app::TableKind;
use crate::ui::icons::{self, Icon};
use crate::ui::screens::{compare, course};
use crate::words::say;

/// Where the window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Place {
    /// No library is open: ways to one.
    #[default]
    Start,
    /// The list of patients.
    Patients,
    /// The photos of one patient, compared.
    Compare,
    /// The course of one patient: sessions, scores, same days.
    Course,
    /// Photos on their way into the record.
    Import,
    /// Pairs judged without knowing which photo is the later one.
    Review,
    /// The person's choices.
    Settings,
}

impl Place {
    /// English name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => say!("start"),
            Self::Patients => say!("patients"),
            Self::Compare => say!("compare"),
            Self::Course => say!("place-course"),
            Self::Import => say!("import"),
            Self::Review => say!("blind-review"),
            Self::Settings => say!("settings"),
        }
    }
}

/// One thing to tell the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Shows a place.
    Go(Place),
    /// Puts the cursor into the search for patients.
    Find,
    /// Asks who the new patient is.
    NewPatient,
    /// Corrects name, birth date, number, skin type.
    EditPatient,
    /// Puts the open patient away, or brings it back.
    Archive,
    /// Back to the list.
    ClosePatient,
    /// Asks for photos to import.
    ImportPhotos,
    /// Asks for a folder to import.
    ImportFolder,
    /// Takes the last change back.
    Undo,
    /// Brings it back.
    Redo,
    /// Tries again to save.
    RetrySave,
    /// Every command by name.
    Palette,
    /// Every key.
    Shortcuts,
    /// The folded list of patients beside the photos.
    FoldPatients,
    /// The keys go to the next panel.
    NextPanel,
    /// The keys go to the panel before.
    PreviousPanel,
    /// A second window for the patient: the pair and its dates.
    PatientWindow,
    /// The patient's window grey at once, or shown again.
    BlankPatientWindow,
    /// Names, birth dates, numbers and the list hidden, or shown.
    Privacy,
    /// The window fills the screen, or does not.
    FullScreen,
    /// Asks for a library to open.
    OpenLibrary,
    /// Asks for a folder in which a library is made.
    NewLibrary,
    /// Opens the sample clinic.
    OpenSample,
    /// Reads the whole library and says what is damaged.
    CheckLibrary,
    /// Dark or light.
    SwitchTheme,
    /// Text one step larger.
    LargerText,
    /// Text one step smaller.
    SmallerText,
    /// Closes the window.
    Quit,
    /// Fills a treatment as the one before it.
    AsLastTime,
    /// Opens a part of the record on the course screen.
    Record(course::Panel),
    /// Saves a table for a spreadsheet.
    SaveTable(TableKind),
    /// For the compare screen.
    Compare(compare::Action),
}

/// The part of the sheet in which an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Places and panels.
    Window,
    /// Patients and import.
    Patients,
    /// Undo and redo.
    Editing,
    /// Libraries and choices.
    Library,
    /// The compare screen.
    Compare,
}

impl Group {
    /// Every part in the order of the sheet.
    pub const ALL: [Self; 5] = [Self::Patients, Self::Editing, Self::Window, Self::Library, Self::Compare];

    /// English name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Window => say!("window-title"),
            Self::Patients => say!("patients-and-photos"),
            Self::Editing => say!("changes-title"),
            Self::Library => say!("library-and-looks"),
            Self::Compare => say!("comparing"),
        }
    }
}

impl Action {
    /// Everything the window itself can be told.
    pub const OF_THE_WINDOW: [Self; 50] = [
        Self::Go(Place::Patients),
        Self::Go(Place::Compare),
        Self::Go(Place::Course),
        Self::Go(Place::Import),
        Self::Go(Place::Review),
        Self::Go(Place::Settings),
        Self::Find,
        Self::NewPatient,
        Self::EditPatient,
        Self::Archive,
        Self::ClosePatient,
        Self::ImportPhotos,
        Self::ImportFolder,
        Self::Undo,
        Self::Redo,
        Self::RetrySave,
        Self::Palette,
        Self::Shortcuts,
        Self::FoldPatients,
        Self::NextPanel,
        Self::PreviousPanel,
        Self::PatientWindow,
        Self::BlankPatientWindow,
        Self::Privacy,
        Self::FullScreen,
        Self::OpenLibrary,
        Self::NewLibrary,
        Self::OpenSample,
        Self::CheckLibrary,
        Self::SwitchTheme,
        Self::LargerText,
        Self::SmallerText,
        Self::Quit,
        Self::AsLastTime,
        Self::Record(course::Panel::Treatment),
        Self::Record(course::Panel::Plan),
        Self::Record(course::Panel::Suitability),
        Self::Record(course::Panel::Consent),
        Self::Record(course::Panel::Aftercare),
        Self::SaveTable(TableKind::Patients),
        Self::SaveTable(TableKind::Visits),
        Self::SaveTable(TableKind::Treatments),
        Self::SaveTable(TableKind::Scores),
        Self::SaveTable(TableKind::ScoreItems),
        Self::SaveTable(TableKind::Suitability),
        Self::SaveTable(TableKind::Consents),
        Self::SaveTable(TableKind::Complications),
        Self::SaveTable(TableKind::Marks),
        Self::SaveTable(TableKind::Scars),
        Self::SaveTable(TableKind::Findings),
    ];

    /// Everything, in the order of the palette.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::OF_THE_WINDOW.into_iter().chain(compare::Action::all().into_iter().map(Self::Compare))
    }

    /// What it does, as a button, the palette and the tooltip say it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Go(place) => match place {
                Place::Start => say!("other-libraries"),
                place => place.name(),
            },
            Self::Find => say!("find-a-patient"),
            Self::NewPatient => say!("new-patient"),
            Self::EditPatient => say!("patient-details"),
            Self::Archive => say!("archive-or-restore-the-patient"),
            Self::ClosePatient => say!("close-the-patient"),
            Self::ImportPhotos => say!("import-photos"),
            Self::ImportFolder => say!("import-a-folder-of-photos"),
            Self::Undo => say!("undo"),
            Self::Redo => say!("redo"),
            Self::RetrySave => say!("try-again-to-save"),
            Self::Palette => say!("commands"),
            Self::Shortcuts => say!("keys"),
            Self::FoldPatients => say!("patient-list-beside-the-photos"),
            Self::NextPanel => say!("next-panel"),
            Self::PreviousPanel => say!("previous-panel"),
            Self::PatientWindow => say!("patient-window"),
            Self::BlankPatientWindow => say!("blank-the-patient-window"),
            Self::Privacy => say!("hide-or-show-names-and-the"),
            Self::FullScreen => say!("full-screen"),
            Self::OpenLibrary => say!("open-a-library"),
            Self::NewLibrary => say!("new-library"),
            Self::OpenSample => say!("open-the-sample-clinic"),
            Self::CheckLibrary => say!("check-the-library"),
            Self::SwitchTheme => say!("dark-or-light"),
            Self::LargerText => say!("larger-text"),
            Self::SmallerText => say!("smaller-text"),
            Self::Quit => say!("quit"),
            Self::AsLastTime => say!("treatment-as-last-time"),
            Self::Record(panel) => panel.title(),
            Self::SaveTable(kind) => match kind {
                TableKind::Patients => say!("save-the-patient-list-as-a"),
                TableKind::Visits => say!("save-the-visits-as-a-table"),
                TableKind::Treatments => say!("save-the-treatments-as-a-table"),
                TableKind::Scores => say!("save-the-scores-as-a-table"),
                TableKind::ScoreItems => say!("save-the-answers-of-the-scores"),
                TableKind::Suitability => say!("save-the-suitability-checklist-as-a"),
                TableKind::Consents => say!("save-the-consents-as-a-table"),
                TableKind::Complications => say!("save-the-complications-as-a-table"),
                TableKind::Marks => say!("save-the-marks-as-a-table"),
                TableKind::Scars => say!("save-the-scars-as-a-table"),
                TableKind::Findings => say!("save-the-findings-as-a-table"),
            },
            Self::Compare(action) => action.title(),
        }
    }

    /// Its key as it is written on a cap; empty if it has none.
    pub fn key(self) -> &'static str {
        match self {
            Self::Go(Place::Patients) => "Alt+1",
            Self::Go(Place::Compare) => "Alt+2",
            Self::Go(Place::Course) => "Alt+3",
            Self::Go(Place::Import) => "Alt+4",
            Self::Go(Place::Review) => "Ctrl+Shift+B",
            Self::AsLastTime => "Ctrl+D",
            Self::Go(Place::Settings) => "Ctrl+,",
            Self::Find => "Ctrl+F",
            Self::NewPatient => "Ctrl+N",
            Self::ImportPhotos => "Ctrl+I",
            Self::ImportFolder => "Ctrl+Shift+I",
            Self::Undo => "Ctrl+Z",
            Self::Redo => "Ctrl+Shift+Z",
            Self::Palette => "Ctrl+K",
            Self::Shortcuts => "?",
            Self::FoldPatients => "Ctrl+B",
            Self::NextPanel => "F6",
            Self::PreviousPanel => "Shift+F6",
            Self::PatientWindow => "F9",
            Self::BlankPatientWindow => "F10",
            Self::Privacy => "Ctrl+Shift+H",
            Self::FullScreen => "F11",
            Self::OpenLibrary => "Ctrl+O",
            Self::LargerText => "Ctrl+Alt++",
            Self::SmallerText => "Ctrl+Alt+-",
            Self::Quit => "Ctrl+Q",
            Self::Compare(action) => action.key(),
            _ => "",
        }
    }

    /// The key behind [`Self::key`]. The compare screen reads its own.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        let (none, ctrl, shift, alt) = (Modifiers::NONE, Modifiers::COMMAND, Modifiers::SHIFT, Modifiers::ALT);
        let (modifiers, key) = match self {
            Self::Go(Place::Patients) => (alt, Key::Num1),
            Self::Go(Place::Compare) => (alt, Key::Num2),
            Self::Go(Place::Course) => (alt, Key::Num3),
            Self::Go(Place::Import) => (alt, Key::Num4),
            Self::Go(Place::Review) => (ctrl | shift, Key::B),
            Self::AsLastTime => (ctrl, Key::D),
            Self::Go(Place::Settings) => (ctrl, Key::Comma),
            Self::Find => (ctrl, Key::F),
            Self::NewPatient => (ctrl, Key::N),
            Self::ImportPhotos => (ctrl, Key::I),
            Self::ImportFolder => (ctrl | shift, Key::I),
            Self::Undo => (ctrl, Key::Z),
            Self::Redo => (ctrl | shift, Key::Z),
            Self::Palette => (ctrl, Key::K),
            Self::FoldPatients => (ctrl, Key::B),
            Self::NextPanel => (none, Key::F6),
            Self::PreviousPanel => (shift, Key::F6),
            Self::PatientWindow => (none, Key::F9),
            Self::BlankPatientWindow => (none, Key::F10),
            Self::Privacy => (ctrl | shift, Key::H),
            Self::FullScreen => (none, Key::F11),
            Self::OpenLibrary => (ctrl, Key::O),
            Self::LargerText => (ctrl | alt, Key::Plus),
            Self::SmallerText => (ctrl | alt, Key::Minus),
            Self::Quit => (ctrl, Key::Q),
            // `?` is read as text: where it lies depends on the keyboard.
            _ => return None,
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// The part of the sheet in which it stands.
    pub fn group(self) -> Group {
        match self {
            Self::Find
            | Self::NewPatient
            | Self::EditPatient
            | Self::Archive
            | Self::ClosePatient
            | Self::ImportPhotos
            | Self::ImportFolder => Group::Patients,
            Self::Undo | Self::Redo | Self::RetrySave | Self::AsLastTime => Group::Editing,
            Self::Record(_) | Self::SaveTable(_) => Group::Patients,
            Self::OpenLibrary
            | Self::NewLibrary
            | Self::OpenSample
            | Self::CheckLibrary
            | Self::SwitchTheme
            | Self::LargerText
            | Self::SmallerText => Group::Library,
            Self::Compare(_) => Group::Compare,
            _ => Group::Window,
        }
    }

    /// The glyph beside it in the palette.
    pub fn icon(self) -> Icon {
        match self {
            Self::Go(Place::Patients) | Self::FoldPatients | Self::Find => icons::USERS,
            Self::Go(Place::Compare) | Self::Compare(_) => icons::COLUMNS,
            Self::Go(Place::Course) => icons::CHART_LINE,
            Self::AsLastTime => icons::COPY,
            Self::Record(panel) => panel.icon(),
            Self::SaveTable(_) => icons::TABLE,
            Self::Go(Place::Import) | Self::ImportPhotos | Self::ImportFolder => icons::TRAY_ARROW_DOWN,
            Self::Go(Place::Review) => icons::SHUFFLE,
            Self::PatientWindow | Self::BlankPatientWindow => icons::MONITOR,
            Self::Privacy => icons::EYE_SLASH,
            Self::Go(Place::Settings) => icons::GEAR_SIX,
            Self::Go(Place::Start) | Self::OpenLibrary => icons::FOLDER_OPEN,
            Self::NewLibrary => icons::FOLDER_PLUS,
            Self::OpenSample => icons::EYE,
            Self::CheckLibrary => icons::SEAL_CHECK,
            Self::NewPatient => icons::USER_PLUS,
            Self::EditPatient => icons::PENCIL_SIMPLE,
            Self::Archive => icons::ARCHIVE,
            Self::ClosePatient | Self::Quit => icons::X,
            Self::Undo => icons::ARROW_U_UP_LEFT,
            Self::Redo => icons::ARROW_U_UP_RIGHT,
            Self::RetrySave => icons::FLOPPY_DISK,
            Self::Palette => icons::MAGNIFYING_GLASS,
            Self::Shortcuts => icons::KEYBOARD,
            Self::NextPanel | Self::PreviousPanel => icons::SIDEBAR,
            Self::FullScreen => icons::CORNERS_OUT,
            Self::SwitchTheme => icons::CIRCLE_HALF,
            Self::LargerText | Self::SmallerText => icons::TEXT_T,
        }
    }
}

/// The actions of the window whose keys were pressed in this frame; they are taken from the input.
///
/// While a text field has the focus, Undo and Redo stay with it.
pub fn pressed(ctx: &egui::Context) -> Vec<Action> {
    let typing = ctx.text_edit_focused();
    let mut shortcuts: Vec<(KeyboardShortcut, Action)> =
        Action::OF_THE_WINDOW.iter().filter_map(|action| Some((action.shortcut()?, *action))).collect();
    // egui ignores additional Shift and Alt: the most particular key is asked for first.
    let held = |m: Modifiers| u8::from(m.shift) + u8::from(m.alt) + u8::from(m.command);
    shortcuts.sort_by_key(|(shortcut, _)| std::cmp::Reverse(held(shortcut.modifiers)));
    let mut actions = Vec::new();
    for (shortcut, action) in shortcuts {
        let stays = typing && matches!(action, Action::Undo | Action::Redo);
        if !stays && ctx.input_mut(|i| i.consume_shortcut(&shortcut)) {
            actions.push(action);
        }
    }
    if !typing && ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(text) if text == "?"))) {
        actions.push(Action::Shortcuts);
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key() {
        let all: Vec<Action> = Action::all().collect();
        for (i, a) in all.iter().enumerate() {
            for b in &all[..i] {
                assert!(a.key().is_empty() || a.key() != b.key(), "{a:?} and {b:?} are both {}", a.key());
            }
        }
    }

    #[test]
    fn every_action_has_words_of_its_own() {
        let all: Vec<Action> = Action::all().collect();
        for (i, a) in all.iter().enumerate() {
            assert!(!a.title().is_empty(), "{a:?}");
            let twin = all[..i].iter().find(|b| b.title() == a.title());
            assert!(twin.is_none(), "{a:?} and {twin:?} are both “{}”", a.title());
        }
    }

    #[test]
    fn a_written_key_has_a_shortcut_behind_it() {
        for action in Action::OF_THE_WINDOW {
            let read_as_text = action == Action::Shortcuts;
            assert_eq!(action.shortcut().is_some(), !action.key().is_empty() && !read_as_text, "{action:?}");
        }
    }
}
