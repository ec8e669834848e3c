//! The screens, one file each: each reads the program and leaves commands.

pub mod compare;
pub mod course;
pub mod import;
pub mod parts;
pub mod patient_form;
pub mod patients;
pub mod review;
pub mod settings;
pub mod start;
pub mod treatment_form;
pub mod typing;
