//! Opens the window and keeps it open.

use std::path::PathBuf;
use std::sync::Arc;

use super::renderer::{self, Renderer};
use super::shell::Shell;
use crate::app::settings::{Folders, Settings};
use crate::app::{App, Command};
use crate::words::Language;

/// What the window opens with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// The library that was open last, else the start page.
    Last,
    /// This library.
    Library(PathBuf),
    /// A scratch copy of the sample clinic.
    Sample,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum NoWindow {
    /// There is no screen to open it on.
    #[error(
        "there is no display to open a window on: set DISPLAY or WAYLAND_DISPLAY, or work without a window: \
         skinlapse demo --headless DIR, skinlapse compare FIXED MOVING --out SHEET.png"
    )]
    NoDisplay,
    /// Neither renderer can draw on it.
    #[error(
        "the window could not be drawn, neither with wgpu nor with OpenGL ({0}): install a graphics driver (on Debian: libgl1), \
         or work without a window: skinlapse demo --headless DIR"
    )]
    NoRenderer(String),
    /// The second try ended with a fault that it has told already.
    #[error("the window was closed by a fault")]
    Told,
}

/// Opens the window; returns when it was closed.
///
/// # Errors
/// When there is no display, or neither renderer can draw on it.
pub fn run(folders: Folders, opening: Opening) -> Result<(), NoWindow> {
    if !has_display() {
        return Err(NoWindow::NoDisplay);
    }
    let chosen = renderer::choose();
    match run_with(chosen, folders, opening) {
        Ok(()) => Ok(()),
        Err(eframe::Error::WinitEventLoop(_) | eframe::Error::Winit(_)) => Err(NoWindow::NoDisplay),
        Err(e) => match renderer::try_other(chosen) {
            Some(Ok(status)) if status.success() => Ok(()),
            Some(Ok(_)) => Err(NoWindow::Told),
            Some(Err(_)) | None => Err(NoWindow::NoRenderer(e.to_string())),
        },
    }
}

/// On Linux and its relatives a window needs one of two servers; elsewhere there is always one.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(set)
}

fn run_with(renderer: Renderer, folders: Folders, opening: Opening) -> Result<(), eframe::Error> {
    let options = eframe::NativeOptions {
        renderer: match renderer {
            Renderer::Wgpu => eframe::Renderer::Wgpu,
            Renderer::Glow => eframe::Renderer::Glow,
        },
        viewport: egui::ViewportBuilder::default()
            .with_title("Skinlapse")
            .with_app_id("skinlapse")
            .with_inner_size([1600.0, 1000.0])
            .with_min_inner_size([900.0, 600.0])
            .with_drag_and_drop(true),
        ..eframe::NativeOptions::default()
    };
    let create = move |context: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        Ok(Box::new(Window { shell: shell(context.egui_ctx.clone(), folders, opening) }))
    };
    eframe::run_native("skinlapse", options, Box::new(create))
}

fn shell(ctx: egui::Context, folders: Folders, opening: Opening) -> Shell {
    let app = App::new(folders, Arc::new(move || ctx.request_repaint()));
    let settings = app.settings().clone();
    let last = app.settings().last_library.clone().filter(|root| crate::app::is_library(root));
    let mut shell = Shell::new(app);
    if settings.language.is_none() {
        let language = Some(Language::of_this_computer());
        shell.dispatch(Command::Settings(Settings { language, ..settings }));
    }
    let first = match opening {
        Opening::Last => last.map(Command::OpenLibrary),
        Opening::Library(root) => Some(Command::OpenLibrary(root)),
        Opening::Sample => Some(Command::OpenSample),
    };
    first.into_iter().for_each(|command| shell.dispatch(command));
    shell
}

/// The shell in the hands of the windowing toolkit.
struct Window {
    shell: Shell,
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.shell.logic(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.shell.ui(ui, Some(frame));
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        super::theme::of(visuals).bg.to_normalized_gamma_f32()
    }
}
