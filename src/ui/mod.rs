//! The window; the only module that knows egui.

pub mod canvas;
pub mod cx;
pub mod dialogs;
pub mod icons;
pub mod keymap;
pub mod palette;
mod renderer;
pub mod screens;
pub mod shell;
pub mod textures;
pub mod theme;
pub mod widgets;
mod window;

pub use renderer::about as renderer_about;
pub use window::{NoWindow, Opening, run};
