//! What an action means, and when it can be had.

use egui::{Context, Key, Modifiers, ViewportCommand};

use super::Shell;
use crate::app::settings::{Settings, ThemeChoice};
use crate::app::{Command, SaveState, TableKind};
use crate::model::Edit;
use crate::ui::cx::{Cx, DialogRequest};
use crate::ui::keymap::{Action, Place};
use crate::ui::palette::Palette;
use crate::ui::screens::patient_form::PatientForm;
use crate::ui::screens::settings::text_step;
use crate::words::say;

impl Shell {
    /// True if an action can be carried out here and now.
    pub(super) fn available(&self, action: Action) -> bool {
        let library = self.app.library();
        let writable = library.is_some_and(|l| l.library.read_only().is_none());
        let patient = self.app.open_patient_state();
        let open = patient.is_some_and(|p| p.read_only().is_none());
        match action {
            Action::Go(Place::Patients | Place::Import) | Action::Find => library.is_some(),
            // A step back beside blind answers would change what nobody sees.
            Action::Undo | Action::Redo if self.place == Place::Review => false,
            Action::Go(Place::Compare | Place::Course | Place::Review) | Action::ClosePatient | Action::Record(_) => {
                patient.is_some()
            }
            Action::AsLastTime => open && matches!(self.place, Place::Compare | Place::Course),
            // The list is what the key hides.
            Action::SaveTable(TableKind::Patients) if self.app.settings().privacy => false,
            Action::SaveTable(TableKind::Patients) => library.is_some(),
            Action::SaveTable(_) => patient.is_some(),
            Action::Go(_) => true,
            // The form shows what is hidden.
            Action::NewPatient | Action::EditPatient if self.app.settings().privacy => false,
            Action::BlankPatientWindow => self.patient_window.is_open(),
            Action::NewPatient | Action::ImportPhotos | Action::ImportFolder => writable,
            Action::CheckLibrary => library.is_some(),
            Action::EditPatient | Action::Archive => open,
            Action::Undo => open && patient.is_some_and(|p| p.undo().is_some() || p.has_unsaved()),
            Action::Redo => open && patient.is_some_and(|p| p.redo().is_some()),
            Action::RetrySave => matches!(self.app.save_state(), SaveState::Failed(_)),
            Action::FoldPatients => {
                library.is_some() && matches!(self.place, Place::Compare | Place::Course | Place::Import)
            }
            Action::Compare(_) => self.place == Place::Compare && patient.is_some(),
            _ => true,
        }
    }

    /// Carries an action out, whether it came from a key, a button or the palette.
    pub(super) fn act(&mut self, ctx: &Context, action: Action, commands: &mut Vec<Command>) {
        let palette = self.palette.take().is_some();
        match action {
            Action::Palette if palette => {}
            Action::Palette => self.palette = Some(Palette::default()),
            Action::Go(place) => self.go(ctx, place),
            Action::Find => {
                self.go(ctx, Place::Patients);
            }
            Action::NewPatient => self.form = Some(PatientForm::new_patient("")),
            Action::EditPatient => self.form = self.app.patient().map(PatientForm::of),
            Action::Archive => {
                let archived = self.app.patient().is_some_and(|p| p.archived);
                commands.push(Command::Edit(Edit::Archive { archived: !archived }));
                let words =
                    if archived { say!("restored-to-the-list") } else { say!("archived-not-listed-any-more-nothing") };
                self.toasts.done(words, Some(Command::Undo));
            }
            Action::ClosePatient => commands.push(Command::ClosePatient),
            Action::ImportPhotos => self.asked.push(DialogRequest::ImportPhotos),
            Action::ImportFolder => self.asked.push(DialogRequest::ImportFolder),
            Action::OpenLibrary => self.asked.push(DialogRequest::OpenLibrary),
            Action::NewLibrary => self.asked.push(DialogRequest::NewLibrary),
            Action::OpenSample => commands.push(Command::OpenSample),
            Action::CheckLibrary => commands.push(Command::CheckLibrary),
            Action::Undo => commands.push(Command::Undo),
            Action::Redo => commands.push(Command::Redo),
            Action::RetrySave => commands.push(Command::RetrySave),
            Action::Shortcuts => self.sheet = !self.sheet,
            Action::FoldPatients => self.fold.toggle(),
            Action::NextPanel => self.panels.ask(true),
            Action::PreviousPanel => self.panels.ask(false),
            Action::PatientWindow => self.toggle_patient_window(ctx),
            Action::BlankPatientWindow => self.blank_patient_window(),
            Action::Privacy => self.settings(commands, |s| s.privacy = !s.privacy),
            Action::FullScreen => {
                self.full_screen = !self.full_screen;
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(self.full_screen));
            }
            Action::SwitchTheme => self.settings(commands, |s| {
                s.theme = if s.theme == ThemeChoice::Dark { ThemeChoice::Light } else { ThemeChoice::Dark };
            }),
            Action::LargerText => self.settings(commands, |s| s.text_scale = text_step(s.text_scale, true)),
            Action::SmallerText => self.settings(commands, |s| s.text_scale = text_step(s.text_scale, false)),
            Action::AsLastTime => self.as_last_time(commands),
            Action::Record(panel) => {
                self.go(ctx, Place::Course);
                self.course.open(panel);
            }
            Action::SaveTable(kind) => self.save_table(kind),
            Action::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Action::Compare(action) => {
                let mut cx = Cx {
                    app: &self.app,
                    commands,
                    textures: &mut self.textures,
                    dialogs: &mut self.asked,
                    keys: false,
                };
                self.compare.act(action, &mut cx);
            }
        }
    }

    fn settings(&self, commands: &mut Vec<Command>, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.app.settings().clone();
        change(&mut settings);
        commands.push(Command::Settings(settings));
    }

    fn go(&mut self, ctx: &Context, place: Place) {
        self.place = place;
        ctx.memory_mut(|m| {
            if let Some(id) = m.focused() {
                m.surrender_focus(id);
            }
        });
        if place == Place::Review {
            self.review.suggest(self.compare.view());
        }
        if place == Place::Patients {
            self.patients.begin_search();
        }
    }

    /// Esc leaves what lies over the screen first; then, on the lesser screens, goes back.
    pub(super) fn leave_with_esc(&mut self, ctx: &Context) {
        if self.keys_are_taken(ctx) || ctx.memory(|m| m.focused().is_some()) {
            return;
        }
        let back = match self.place {
            Place::Settings | Place::Start if self.seen.patient.is_some() => Place::Compare,
            Place::Settings | Place::Start if self.seen.library.is_some() => Place::Patients,
            _ => return,
        };
        if ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.go(ctx, back);
        }
    }
}
