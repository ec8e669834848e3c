//! What the clinic knows: plain values, and the edits that are the only way to change them.
//!
//! Never does I/O and never computes on pixels. A patient is `replay` of its journal's entries; see [`history`].

mod change;
mod consult;
mod course;
mod days;
mod edit;
mod filter;
mod finding;
pub mod history;
mod id;
mod ledger;
mod mark;
mod patient;
mod photo;
mod repeat;
mod review;
mod scale;
mod score;
mod search;
mod skin_area;
mod target;

pub use change::{MarkChange, Patch, PhotoChange, SessionChange};
pub use consult::{
    Answer, Complications, Consent, ConsentState, Consultation, Purpose, SuitabilityAnswer, as_complication,
};
pub use course::{Course, CourseState, DepthEntry, Treatment, as_last_time};
pub use days::{DayWords, day_words, is_same_day};
pub use edit::{Edit, Grouped};
pub use filter::{Due, Filter, FilterChoices};
pub use finding::{Finding, SeriesPoint};
pub use history::{BadName, DeviceId, Entry, History, OpId, Undo};
pub use id::{BadId, ConsentId, FindingId, GroupId, MarkId, NoteId, PatientId, PhotoId, ReviewId, ScoreId, SessionId};
pub use ledger::{Ledger, LedgerRow, Observation, Observations, ScarState, match_tolerance_px, matched_scars};
pub use mark::{Mark, MarkKind, Shape};
pub use patient::{Alignments, Note, Patient, PatientFacts, Session, SkinState, days_between};
pub use photo::{Integrity, Landmark, ManualAlignment, Nudge, PhotoRecord, ScaleMarker, TakenSource, View};
pub use repeat::{RepeatNoise, RepeatShots, Repeats};
pub use review::{Judgement, Review, ReviewAnswer, ReviewPair};
pub use scale::{Direction, Factor, Item, Level, Rater, Scale, ScaleState, Term, Total, TotalRule};
pub use score::Score;
pub use search::{Summary, fold};
pub use skin_area::{SkinArea, SkinStroke};
pub use target::{Target, TargetKind};
