//! A library on disk as JSON.
