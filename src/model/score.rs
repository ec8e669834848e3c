//! A score that a person gave on a clinical scale: what was entered, nothing computed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PhotoId, ScoreId, SessionId};
use crate::words::say;

/// A score on one scale at one visit. The total follows from the values and the scale's definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Its name.
    pub id: ScoreId,
    /// Which scale: the id in its file.
    pub scale: String,
    /// Which version of that file.
    pub version: String,
    /// The visit.
    pub session: SessionId,
    /// The photo that was scored, if it was one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoId>,
    /// The region, in the clinic's words; empty: as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// For a scale of change: the visit it is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_with: Option<SessionId>,
    /// The value of each item that was answered, by the item's id.
    #[serde(default)]
    pub values: BTreeMap<String, i32>,
    /// Who scored.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// When it was begun.
    pub at: Timestamp,
}

impl Score {
    /// Why it cannot be kept, if so.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if self.scale.trim().is_empty() {
            return Some(say!("fault-score-scale"));
        }
        (self.values.values().any(|v| v.abs() > 1_000_000)).then_some(say!("fault-score-value"))
    }
}
