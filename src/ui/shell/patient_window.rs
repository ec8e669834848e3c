//! The second window, for the patient: it follows the clinician's pair and shows nothing else. F9 opens it, F10 blanks it.
//!
//! It is optional: where a second window is impossible the program says so and works on. When another patient opens, it
//! goes blank by itself, so that nobody in the room sees somebody else's skin by accident.

use egui::{
    CentralPanel, Context, Frame, Key, Modifiers, Ui, ViewportBuilder, ViewportClass, ViewportCommand, ViewportId,
};

use super::Shell;
use crate::app::Command;
use crate::model::PatientId;
use crate::ui::cx::Cx;
use crate::ui::keymap::{Action, Place};
use crate::ui::theme::of;
use crate::ui::widgets::key_words;
use crate::words::say;

/// The title of the window: the same whoever is shown.
fn title() -> &'static str {
    say!("patient-window-title")
}

/// What the second window remembers.
#[derive(Debug, Default)]
pub struct PatientWindow {
    open: bool,
    blank: bool,
    full_screen: bool,
    /// Whose photos it showed last.
    patient: Option<PatientId>,
}

impl PatientWindow {
    /// True while the window is there.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// True while it is grey because somebody wants it so.
    pub fn is_blank(&self) -> bool {
        self.blank
    }
}

impl Shell {
    /// Opens or closes the window; says so where there can be none.
    pub(super) fn toggle_patient_window(&mut self, ctx: &Context) {
        if !self.patient_window.open && ctx.embed_viewports() {
            return self.no_second_window();
        }
        let open = !self.patient_window.open;
        self.patient_window = PatientWindow { open, patient: self.seen.patient, ..PatientWindow::default() };
    }

    /// Grey at once, or shown again.
    pub(super) fn blank_patient_window(&mut self) {
        if self.patient_window.open {
            self.patient_window.blank = !self.patient_window.blank;
        }
    }

    fn no_second_window(&mut self) {
        self.patient_window = PatientWindow::default();
        self.toasts.caution(say!("a-second-window-cannot-be-opened"));
    }

    /// Shows the window, if it is open.
    pub(super) fn patient_window_ui(&mut self, ctx: &Context, commands: &mut Vec<Command>) {
        if !self.patient_window.open {
            return;
        }
        self.follow_patient();
        let builder = ViewportBuilder::default()
            .with_title(title())
            .with_app_id("skinlapse")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([480.0, 360.0]);
        let mut pressed = Vec::new();
        let class = ctx.show_viewport_immediate(ViewportId::from_hash_of("patient window"), builder, |ui, class| {
            if class != ViewportClass::EmbeddedWindow {
                pressed = keys(ui.ctx());
                self.patient_frame_ui(ui, commands);
            }
            class
        });
        if class == ViewportClass::EmbeddedWindow {
            return self.no_second_window();
        }
        for pressed in pressed {
            match pressed {
                Pressed::Close => self.patient_window.open = false,
                Pressed::Blank => self.blank_patient_window(),
                Pressed::FullScreen => {
                    self.patient_window.full_screen = !self.patient_window.full_screen;
                    let id = ViewportId::from_hash_of("patient window");
                    ctx.send_viewport_cmd_to(id, ViewportCommand::Fullscreen(self.patient_window.full_screen));
                }
            }
            ctx.request_repaint();
        }
    }

    /// Another patient: nothing is shown before the clinician says so.
    fn follow_patient(&mut self) {
        let now = self.seen.patient;
        if now == self.patient_window.patient {
            return;
        }
        let other = self.patient_window.patient.is_some() && now.is_some();
        if other && !self.patient_window.blank {
            self.patient_window.blank = true;
            self.toasts.caution(say!(
                "another-patient-the-patient-window-went",
                key = key_words(Action::BlankPatientWindow.key())
            ));
        }
        self.patient_window.patient = now.or(self.patient_window.patient);
    }

    /// What the window shows: the pair of the compare screen, or grey.
    pub(super) fn patient_frame_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let canvas = of(ui.visuals()).canvas;
        let shows = self.place == Place::Compare && !self.patient_window.blank && self.seen.patient.is_some();
        CentralPanel::default().frame(Frame::new().fill(canvas)).show(ui, |ui| {
            if shows {
                let mut cx = Cx {
                    app: &self.app,
                    commands,
                    textures: &mut self.textures,
                    dialogs: &mut self.asked,
                    keys: false,
                };
                self.compare.patient_window_ui(ui, &mut cx);
            }
        });
    }
}

enum Pressed {
    Close,
    Blank,
    FullScreen,
}

/// The few keys that act in this window, and its close button.
fn keys(ctx: &Context) -> Vec<Pressed> {
    let mut pressed = Vec::new();
    if ctx.input(|i| i.viewport().close_requested()) {
        pressed.push(Pressed::Close);
    }
    for (key, what) in [(Key::F9, Pressed::Close), (Key::F10, Pressed::Blank), (Key::F11, Pressed::FullScreen)] {
        if ctx.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
            pressed.push(what);
        }
    }
    pressed
}
