//! The window; the only module that knows egui.

pub mod canvas;
pub mod cx;
pub mod icons;
pub mod screens;
pub mod textures;
pub mod theme;
pub mod widgets;
