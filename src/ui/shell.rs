//! The window around the screens: rail, header, status bar, messages, palette; keys, dialogs, dropped files, closing.
//!
//! One place changes the program: [`Shell::ui`] shows a frame with `&App`, then carries out the commands that the frame
//! left. What an [`Action`] means is decided in `Shell::act`, whether it came from a key, a button or the palette.

mod act;
mod check;
mod closing;
mod drop;
mod focus;
mod fold;
mod header;
pub mod patient_window;
mod privacy;
mod rail;
mod record;
mod status;
mod toasts;

use egui::{Context, Ui};

use crate::app::settings::{Settings, ThemeChoice};
use crate::app::{App, Command, ImportCommand, ReviewPhase};
use crate::model::{Edit, PatientId};
use crate::ui::cx::{Cx, DialogRequest};
use crate::ui::dialogs::Dialogs;
use crate::ui::keymap::{self, Action, Place};
use crate::ui::palette::{self, Entry, Palette, PaletteAnswer};
use crate::ui::screens::compare::CompareScreen;
use crate::ui::screens::course::CourseScreen;
use crate::ui::screens::import::ImportScreen;
use crate::ui::screens::patient_form::{FormAnswer, PatientForm};
use crate::ui::screens::patients::{Asked, PatientsScreen};
use crate::ui::screens::review::ReviewScreen;
use crate::ui::screens::{settings, start};
use crate::ui::textures::Textures;
use crate::ui::theme::{self, Theme};
use crate::words::{self, say};
use closing::Closing;
use toasts::Toasts;

/// Memory for textures that no frame shows.
const TEXTURE_BYTES: usize = 512 << 20;

/// The window's own state; the program itself is in [`App`].
pub struct Shell {
    app: App,
    textures: Textures,
    place: Place,
    patients: PatientsScreen,
    compare: CompareScreen,
    course: CourseScreen,
    import: ImportScreen,
    review: ReviewScreen,
    fold: fold::Fold,
    palette: Option<Palette>,
    sheet: bool,
    form: Option<PatientForm>,
    dialogs: Dialogs,
    asked: Vec<DialogRequest>,
    toasts: Toasts,
    closing: Closing,
    seen: Seen,
    looks: Option<Looks>,
    panels: focus::Panels,
    full_screen: bool,
    patient_window: patient_window::PatientWindow,
}

/// What the last frame saw of the program: what changed since is followed.
#[derive(Default)]
struct Seen {
    library: Option<std::path::PathBuf>,
    patient: Option<PatientId>,
    importing: bool,
    copying: bool,
    edit_when_open: Option<PatientId>,
    title: String,
}

/// The settings that the theme was made from.
#[derive(PartialEq, Clone, Copy)]
struct Looks {
    theme: ThemeChoice,
    text_scale: f32,
    reduce_motion: bool,
}

impl Shell {
    /// The window around `app`.
    pub fn new(app: App) -> Self {
        Self {
            app,
            textures: Textures::new(TEXTURE_BYTES),
            place: Place::Start,
            patients: PatientsScreen::default(),
            compare: CompareScreen::default(),
            course: CourseScreen::default(),
            import: ImportScreen::default(),
            review: ReviewScreen::default(),
            fold: fold::Fold::default(),
            palette: None,
            sheet: false,
            form: None,
            dialogs: Dialogs::default(),
            asked: Vec::new(),
            toasts: Toasts::default(),
            closing: Closing::default(),
            seen: Seen::default(),
            looks: None,
            panels: focus::Panels::default(),
            full_screen: false,
            patient_window: patient_window::PatientWindow::default(),
        }
    }

    /// The program behind the window.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Carries out a command, as a verb or a test asks for it.
    pub fn dispatch(&mut self, command: Command) {
        self.carry_out(vec![command]);
    }

    /// What the blind review says of itself in the last frame.
    pub fn review_status(&self) -> &crate::ui::screens::review::Status {
        self.review.status()
    }

    /// Where the window is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What happens between frames: finished work is taken, answers of dialogs too, and what changed is followed.
    pub fn logic(&mut self, ctx: &Context) {
        self.speak();
        self.app.poll();
        if let Some(command) = self.dialogs.poll(ctx) {
            self.carry_out(vec![command]);
        }
        for done in self.app.take_exported() {
            self.toasts.exported(ctx, &done);
        }
        self.show_pages(ctx);
        self.follow(ctx);
        self.closing_logic(ctx);
    }

    /// Shows a frame and carries out what it asked for. `window` is what dialogs of the system lie over.
    pub fn ui(&mut self, ui: &mut Ui, window: Option<&eframe::Frame>) {
        self.speak();
        let ctx = ui.ctx().clone();
        self.put_on_looks(&ctx);
        self.textures.begin_frame(&ctx);
        let mut commands = Vec::new();
        self.over_ui(&ctx, &mut commands);
        self.keys(&ctx, &mut commands);
        self.frame_ui(ui, &mut commands);
        self.patient_window_ui(&ctx, &mut commands);
        commands.extend(self.drop_ui(&ctx));
        self.carry_out(commands);
        for request in std::mem::take(&mut self.asked) {
            self.dialogs.open(request, window);
        }
    }

    /// True while the letters belong to something that lies over the screen, or to a text field.
    fn keys_are_taken(&self, ctx: &Context) -> bool {
        let over = self.palette.is_some() || self.sheet || self.form.is_some() || self.checks();
        over || self.dialogs.has_keys() || self.closing.asks() || ctx.text_edit_focused() || ctx.any_popup_open()
    }

    fn keys(&mut self, ctx: &Context, commands: &mut Vec<Command>) {
        if self.form.is_some() || self.dialogs.has_keys() || self.closing.asks() {
            return;
        }
        for action in keymap::pressed(ctx) {
            if self.available(action) {
                self.act(ctx, action, commands);
            }
        }
        self.leave_with_esc(ctx);
    }

    /// The frame of the window with the screen in it.
    fn frame_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let ctx = ui.ctx().clone();
        self.panels.begin();
        let mut actions = Vec::new();
        actions.extend(self.rail_ui(ui));
        actions.extend(self.header_ui(ui));
        self.status_ui(ui, commands);
        let folded = self.fold_ui(ui, commands);
        self.panels.add(focus::Panel::Screen, ui.available_rect_before_wrap());
        let asked = self.screen_ui(ui, commands);
        for action in actions.into_iter().chain(folded).chain(asked) {
            self.act(&ctx, action, commands);
        }
        self.toasts.take(&self.app);
        let mut undo = self.toasts.show(&ctx);
        commands.append(&mut undo);
        self.panels.walk(&ctx);
    }

    fn screen_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<Action> {
        let keys = !self.keys_are_taken(ui.ctx());
        let mut cx = Cx { app: &self.app, commands, textures: &mut self.textures, dialogs: &mut self.asked, keys };
        match self.place {
            Place::Patients if cx.app.settings().privacy => privacy::hidden_list_ui(ui),
            Place::Start => start::ui(ui, &mut cx),
            Place::Settings => settings::ui(ui, &mut cx),
            Place::Import => self.import.ui(ui, &mut cx),
            Place::Review => self.review.ui(ui, &mut cx),
            Place::Compare => {
                self.compare.ui(ui, &mut cx);
                None
            }
            Place::Course => match self.course.ui(ui, &mut cx) {
                Some(asked) => self.asked_of_course(asked, commands),
                None => None,
            },
            Place::Patients => match self.patients.ui(ui, &mut cx) {
                Some(asked) => self.asked_of_list(asked, commands),
                None => None,
            },
        }
    }

    fn asked_of_list(&mut self, asked: Asked, commands: &mut Vec<Command>) -> Option<Action> {
        match asked {
            Asked::Open(id) => self.open_patient(id, commands),
            Asked::Edit(id) if self.seen.patient == Some(id) => return Some(Action::EditPatient),
            Asked::Edit(id) => {
                self.seen.edit_when_open = Some(id);
                commands.push(Command::OpenPatient(id));
            }
            Asked::Archive(id, archived) => {
                commands.push(Command::EditPatient(id, Edit::Archive { archived }));
                let words =
                    if archived { say!("archived-not-listed-any-more-nothing") } else { say!("restored-to-the-list") };
                let back = Command::EditPatient(id, Edit::Archive { archived: !archived });
                self.toasts.done(words, Some(back));
            }
            Asked::Act(action) => return Some(action),
        }
        None
    }

    /// Opens a patient and goes to the photos.
    fn open_patient(&mut self, id: PatientId, commands: &mut Vec<Command>) {
        if self.seen.patient == Some(id) {
            self.place = Place::Compare;
        } else {
            commands.push(Command::OpenPatient(id));
        }
    }

    /// What lies over the screen: palette, keys, the form, a path to type, the question before closing.
    fn over_ui(&mut self, ctx: &Context, commands: &mut Vec<Command>) {
        commands.extend(self.dialogs.ui(ctx));
        if self.sheet && palette::sheet(ctx) {
            self.sheet = false;
        }
        self.form_ui(ctx, commands);
        self.closing_ui(ctx, commands);
        self.check_ui(ctx, commands);
        let Some(mut palette) = self.palette.take() else { return };
        match palette.show(ctx, &self.app, |action| self.available(action)) {
            PaletteAnswer::Open => self.palette = Some(palette),
            PaletteAnswer::Left => {}
            PaletteAnswer::Chosen(Entry::Act(action)) => self.act(ctx, action, commands),
            PaletteAnswer::Chosen(Entry::Open(id)) => self.open_patient(id, commands),
        }
    }

    fn form_ui(&mut self, ctx: &Context, commands: &mut Vec<Command>) {
        let Some(mut form) = self.form.take() else { return };
        match form.show(ctx) {
            FormAnswer::Open => self.form = Some(form),
            FormAnswer::Cancelled => {}
            FormAnswer::Done(done) => {
                let importing = self.app.import_review().is_some();
                commands.extend(done.into_iter().map(|command| match command {
                    // The photos that wait are the new patient's.
                    Command::NewPatient(facts) if importing => Command::Import(ImportCommand::IntoNewPatient(facts)),
                    command => command,
                }));
            }
        }
    }

    /// Carries commands out in order; what was typed beside the photos is sent before another patient opens.
    fn carry_out(&mut self, commands: Vec<Command>) {
        for command in commands {
            let leaves = matches!(
                command,
                Command::OpenPatient(_)
                    | Command::NewPatient(_)
                    | Command::ClosePatient
                    | Command::OpenLibrary(_)
                    | Command::OpenLibraryReadOnly(_)
                    | Command::CreateLibrary(_)
                    | Command::OpenSample
                    | Command::Import(ImportCommand::IntoPatient(_) | ImportCommand::IntoNewPatient(_))
            );
            if leaves {
                self.leave_compare();
            }
            if matches!(command, Command::Import(ImportCommand::Cancel)) {
                self.offer_import_again();
            }
            self.app.dispatch(command);
        }
    }

    /// Leaving a review is one key: the files can be had back.
    fn offer_import_again(&mut self) {
        let Some(review) = self.app.import_review().filter(|r| !r.items.is_empty()) else { return };
        let files = review.items.iter().map(|item| item.path.clone()).collect();
        let again = Command::Import(ImportCommand::Add(files));
        self.toasts.done(say!("the-import-was-left-nothing-was"), Some(again));
    }

    /// Sends what was typed beside the photos and is not saved yet.
    fn leave_compare(&mut self) {
        let mut commands = Vec::new();
        let mut cx = Cx {
            app: &self.app,
            commands: &mut commands,
            textures: &mut self.textures,
            dialogs: &mut self.asked,
            keys: false,
        };
        self.compare.leave(&mut cx);
        self.course.leave(&mut cx);
        commands.into_iter().for_each(|command| self.app.dispatch(command));
    }

    /// Goes along with what the program did since the last frame.
    fn follow(&mut self, ctx: &Context) {
        let library = self.app.library().map(|l| l.library.root().to_owned());
        if library != self.seen.library {
            self.textures.clear();
            self.place = if library.is_some() { Place::Patients } else { Place::Start };
            self.patients = PatientsScreen::default();
            self.patients.begin_search();
            self.compare = CompareScreen::default();
            self.course = CourseScreen::default();
            self.seen.library = library;
        }
        let patient = self.app.open_patient_state().map(|p| p.id());
        if patient != self.seen.patient {
            self.seen.patient = patient;
            self.patient_changed(patient);
        }
        let review = self.app.import_review();
        let copying = review.is_some_and(|r| matches!(r.phase, ReviewPhase::Copying { .. }));
        let importing = review.is_some();
        if importing && !self.seen.importing {
            self.import.begin_again();
            self.place = Place::Import;
        }
        if self.seen.copying && !importing && self.place == Place::Import {
            self.place = Place::Compare;
            self.show_latest();
        }
        if self.seen.importing && !importing && self.place == Place::Import && !self.seen.copying {
            self.place = if patient.is_some() { Place::Compare } else { Place::Patients };
        }
        (self.seen.importing, self.seen.copying) = (importing, copying);
        self.name_window(ctx);
    }

    fn patient_changed(&mut self, patient: Option<PatientId>) {
        let edit = self.seen.edit_when_open.take();
        match patient {
            Some(id) if edit == Some(id) => self.form = self.app.patient().map(PatientForm::of),
            Some(_) if self.app.import_review().is_some() => {}
            Some(_) => self.place = Place::Compare,
            None if matches!(self.place, Place::Compare | Place::Course | Place::Review) => {
                self.place = Place::Patients;
                self.patients.begin_search();
            }
            None => {}
        }
    }

    fn show_latest(&mut self) {
        let mut commands = Vec::new();
        let mut cx = Cx {
            app: &self.app,
            commands: &mut commands,
            textures: &mut self.textures,
            dialogs: &mut self.asked,
            keys: false,
        };
        self.compare.act(crate::ui::screens::compare::Action::Latest, &mut cx);
        self.carry_out(commands);
    }

    /// The title names the library, never a patient; while names are hidden, not even the library.
    fn name_window(&mut self, ctx: &Context) {
        let title = match self.app.library().filter(|_| !self.app.settings().privacy) {
            Some(open) if open.is_sample => say!("skinlapse-sample-clinic").to_owned(),
            Some(open) => {
                let root = open.library.root();
                let name =
                    root.file_name().map_or_else(|| root.display().to_string(), |n| n.to_string_lossy().into_owned());
                format!("Skinlapse – {name}")
            }
            None => "Skinlapse".to_owned(),
        };
        if title != self.seen.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.seen.title = title;
        }
    }

    /// This thread says what the person can read.
    fn speak(&self) {
        words::speak(self.app.settings().language.unwrap_or_default());
    }

    fn put_on_looks(&mut self, ctx: &Context) {
        let Settings { theme, text_scale, reduce_motion, .. } = *self.app.settings();
        let looks = Looks { theme, text_scale, reduce_motion };
        if self.looks == Some(looks) {
            return;
        }
        self.looks = Some(looks);
        // Ctrl and plus or minus zoom the photos; the size of text is a setting.
        ctx.options_mut(|o| o.zoom_with_keyboard = false);
        theme::set_reduce_motion(ctx, reduce_motion);
        let theme = if theme == ThemeChoice::Light { Theme::Light } else { Theme::Dark };
        theme::apply(ctx, theme, text_scale);
    }
}
