//! Skinlapse: before/after comparison of skin photos, aligned at the skin.
//!
//! The modules in reading order. Two towers stand under one roof: the *record* tower
//! (`model`, `store`) knows names and never a pixel; the *engine* tower (`imaging`, `align`,
//! `measure`, `phantom`) knows pixels and never a patient. They meet in `app`.
//! `tests/layers.rs` holds the direction of every import.

pub mod geom;
pub mod monitor;
pub mod words;

pub mod model;
pub mod store;

pub mod align;
pub mod imaging;
pub mod measure;
pub mod phantom;

pub mod report;

pub mod app;
pub mod cli;
pub mod ui;
