//! What the clinic knows: plain values, and the edits that are the only way to change them.
//!
//! Never does I/O and never computes on pixels. A patient is `replay` of its journal's entries; see [`history`].

mod course;
mod edit;
mod finding;
pub mod history;
mod id;
mod ledger;
mod mark;
mod patient;
mod photo;
mod repeat;
mod review;
mod search;

pub use course::{Course, DepthEntry, Treatment};
pub use edit::{Edit, Grouped, Patch};
pub use finding::{Finding, SeriesPoint};
pub use history::{BadName, DeviceId, Entry, History, OpId, Undo};
pub use id::{BadId, FindingId, GroupId, MarkId, NoteId, PatientId, PhotoId, ReviewId, SessionId};
pub use ledger::{Ledger, LedgerRow, Observation, Observations, ScarState, match_tolerance_px, matched_scars};
pub use mark::{Mark, MarkKind, Shape};
pub use patient::{Alignments, Note, Patient, PatientFacts, Session, SkinState, days_between};
pub use photo::{Integrity, Landmark, ManualAlignment, Nudge, PhotoRecord, ScaleMarker, TakenSource, View};
pub use repeat::{RepeatNoise, RepeatShots, Repeats};
pub use review::{Judgement, Review, ReviewAnswer, ReviewPair};
pub use search::{Summary, fold};
