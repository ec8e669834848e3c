//! The record and its pictures as bytes: comparison sheets, tables, pages to print.
//!
//! Takes plain values, gives pixels or the bytes of a file; whoever calls writes it to disk. Knows no patient beyond the
//! line it is asked to print.

mod canvas;
pub mod csv;
mod difference;
mod layout;
mod look;
mod marks;
mod page;
mod sheet;
mod text;

pub use difference::{DELTA_E_FLOOR, DELTA_E_TOP, difference_color, difference_opacity, difference_picture};
pub use look::Look;
pub use marks::{On, SheetMark};
pub use page::page;
pub use sheet::{Alignment, Mode, Sheet, SheetError, SheetNote, Side};
