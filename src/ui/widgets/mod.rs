//! The parts screens are made of: plain values in, what happened out. None of them knows the record.
//!
//! Every control has an accessible name, a hit area of 28 points or more, a focus ring, and a tooltip that names its
//! key. Nothing here changes a value of the program: a screen turns what is returned into a command.

mod badge;
mod button;
mod chart;
mod content;
mod date;
mod dropdown;
mod feedback;
mod field;
mod frame;
mod key;
mod popover;
mod row;
mod score_item;
mod segment;
mod tabs;
mod thumb;
mod toast;

pub use badge::{Tone, Verdict, chip, grade_badge, letter_badge, state, status_item, verdict_chip};
pub use button::{Button, IconButton, Look, rail_button};
pub use chart::{Chart, ChartAxis, ChartDot, ChartLine, chart_legend};
pub use content::dashed_rect;
pub use date::{DateField, format_date, parse_date};
pub use dropdown::dropdown;
pub use feedback::{Progress, busy_bar, empty_state, notice, session_dots};
pub use field::{Saved, SearchField, TextArea, TextField, saved_line};
pub use frame::{
    caption_bar, card, central, header, inspector, rail, section_line, side_panel, status_bar, strip, toolbar,
    vertical_line,
};
pub use key::{key_cap, key_text, key_words};
pub use popover::{dialog, popover, popover_frame, tip};
pub use row::{Row, heading_row};
pub use score_item::{ItemAnswer, ScoreItem, is_score_key};
pub use segment::{Segment, Segments, Toggle};
pub use tabs::{Tab, tabs};
pub use thumb::{Thumb, cover_uv};
pub use toast::{Toast, Toasts};
