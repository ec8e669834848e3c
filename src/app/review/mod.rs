//! Blind review without its window: which pairs are drawn, what is asked, what the answers add up to, the table of them.

mod draw;
mod questions;
mod table;
mod tally;
#[cfg(test)]
pub(super) mod trial;

pub use draw::{MOST_PAIRS, draw_pairs, new_review};
pub use questions::{Question, offered, questions_of, scales_of, total_of};
pub use table::csv;
pub use tally::{Preferred, Tally, clopper_pearson, preferred, tally};
