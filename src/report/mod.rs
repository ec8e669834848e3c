//! The record and its pictures as bytes: comparison sheets.
