//! The screens, one file each: each reads the program and leaves commands.

pub mod compare;
