//! What a screen is given: the program to read, a list to leave commands in, pictures on the graphics card.

use std::sync::Arc;

use crate::app::tasks::export::ExportRequest;
use crate::app::{Agreement, App, Command, FileKey, Key, MeasureKey, PairKey, SeriesKey, Slot};
use crate::geom::Point;
use crate::imaging::{Mips, Photo};
use crate::model::{Edit, GroupId, TargetKind};
use crate::ui::textures::Textures;

/// The context of one frame. Facts are read; what is to change leaves as a [`Command`] or a [`DialogRequest`].
pub struct Cx<'a> {
    /// The running program, as it was at the start of the frame.
    pub app: &'a App,
    /// What people ask for in this frame, in order; carried out after it.
    pub commands: &'a mut Vec<Command>,
    /// Pictures on the graphics card.
    pub textures: &'a mut Textures,
    /// Dialogs of the operating system that are to be opened after the frame.
    pub dialogs: &'a mut Vec<DialogRequest>,
    /// False while a dialog, the palette or a text field has the keys: letters do nothing then.
    pub keys: bool,
}

/// A dialog that the shell opens; its answer comes back as a [`Command`].
#[derive(Debug, Clone)]
pub enum DialogRequest {
    /// Asks where a comparison sheet goes, then leaves [`Command::Export`] with that file as its target.
    SaveSheet {
        /// The sheet; its target is replaced by the chosen file.
        request: Box<ExportRequest>,
        /// A name to begin with, without a folder: never a patient's name.
        name: String,
    },
    /// Asks where a table goes, then leaves [`Command::SaveTable`].
    SaveTable {
        /// The table as text.
        text: Arc<str>,
        /// A name to begin with, without a folder: never a patient's name.
        name: String,
    },
    /// Asks for photos to import into the open patient.
    ImportPhotos,
    /// Asks for a folder of photos.
    ImportFolder,
    /// Asks for the folder of a library.
    OpenLibrary,
    /// Asks for the empty folder in which a library is made.
    NewLibrary,
}

impl Cx<'_> {
    /// Leaves a command.
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Changes the open patient.
    pub fn edit(&mut self, edit: Edit) {
        self.commands.push(Command::Edit(edit));
    }

    /// Changes the open patient in several ways that are undone together.
    pub fn edit_group(&mut self, edits: Vec<Edit>, group: GroupId) {
        self.commands.push(Command::EditGroup(edits, group));
    }

    /// Asks for a dialog of the operating system.
    pub fn ask(&mut self, dialog: DialogRequest) {
        self.dialogs.push(dialog);
    }

    /// Says that this frame needs a derived value.
    pub fn want(&mut self, key: Key) {
        self.commands.push(Command::Want(key));
    }

    /// A whole photo, wanted by this frame.
    pub fn pixels(&mut self, file: &FileKey) -> Slot<Arc<Photo>> {
        self.want(Key::Pixels(file.clone()));
        self.app.pixels(file)
    }

    /// A whole photo with its smaller levels, ready to be drawn, wanted by this frame.
    pub fn mips(&mut self, file: &FileKey) -> Slot<Arc<Mips>> {
        self.want(Key::Mips(file.clone()));
        self.app.mips(file)
    }

    /// A thumbnail, wanted by this frame.
    pub fn thumb(&mut self, file: &FileKey) -> Slot<Arc<Photo>> {
        self.want(Key::Thumb(file.clone()));
        self.app.thumb(file)
    }

    /// The alignment of a pair, wanted by this frame.
    pub fn registration(&mut self, pair: &PairKey) -> Slot<Arc<crate::align::Registration>> {
        self.want(Key::Registration(pair.clone()));
        self.app.registration(pair)
    }

    /// How well the dates of a series agree with each other, wanted by this frame.
    pub fn agreement(&mut self, series: &SeriesKey) -> Slot<Arc<Agreement>> {
        self.want(Key::Agreement(series.clone()));
        self.app.agreement(series)
    }

    /// How the light of a pair can be matched for display, wanted by this frame.
    pub fn light(&mut self, pair: &PairKey) -> Slot<crate::app::tasks::light::LightMatch> {
        self.want(Key::Light(pair.clone()));
        self.app.light(pair)
    }

    /// The colour difference of a pair, wanted by this frame.
    pub fn difference(&mut self, pair: &PairKey) -> Slot<Arc<crate::app::tasks::difference::DifferenceMap>> {
        self.want(Key::Difference(pair.clone()));
        self.app.difference(pair)
    }

    /// What is measured in the marked regions of a pair, wanted by this frame.
    pub fn measurement(&mut self, key: &MeasureKey) -> Slot<Arc<crate::app::tasks::measurement::Measured>> {
        self.want(Key::Measurement(key.clone()));
        self.app.measurement(key)
    }

    /// Where a photo shows a card or chart to calibrate with, wanted by this frame.
    pub fn target(&mut self, file: &FileKey, kind: TargetKind) -> Slot<Option<[Point; 4]>> {
        self.want(Key::Target(file.clone(), kind));
        self.app.target(file, kind)
    }

    /// The change of redness over a pair, wanted by this frame.
    pub fn heat(&mut self, key: &MeasureKey) -> Slot<Arc<crate::app::tasks::heat::HeatPicture>> {
        self.want(Key::Heat(key.clone()));
        self.app.heat(key)
    }

    /// By how much the moving photo of a pair is to be brightened for display, wanted by this frame.
    pub fn gains(&mut self, key: &MeasureKey) -> Slot<crate::app::tasks::matching::Matching> {
        self.want(Key::Gains(key.clone()));
        self.app.gains(key)
    }

    /// A photo brightened for display, wanted by this frame.
    pub fn matched(&mut self, file: &FileKey, gains: crate::app::tasks::matching::Gains) -> Slot<Arc<Mips>> {
        self.want(Key::Matched(file.clone(), gains));
        self.app.matched(file, gains)
    }
}
