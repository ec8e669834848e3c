//! The window; the only module that knows egui.

pub mod canvas;
pub mod icons;
pub mod textures;
pub mod theme;
pub mod widgets;
