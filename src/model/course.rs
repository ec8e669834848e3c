//! A course of treatment and what was done in each session. Recorded by people; nothing here is ever suggested.

use serde::{Deserialize, Serialize};

/// The plan for a patient.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Course {
    /// What is treated, in the clinic's words: "acne scars".
    pub indication: String,
    /// Where: "both cheeks".
    pub areas: String,
    /// How many sessions are planned.
    pub planned_sessions: Option<u32>,
    /// Weeks between sessions.
    pub interval_weeks: Option<u32>,
}

/// What was done in one session. Everything may stay empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Treatment {
    /// Who treated.
    pub operator: String,
    /// Areas treated.
    pub areas: String,
    /// Device and model.
    pub device: String,
    /// Cartridge: model, number of needles.
    pub cartridge: String,
    /// Lot number of the cartridge.
    pub lot: String,
    /// Needle depth for each area.
    pub depths: Vec<DepthEntry>,
    /// Speed setting, as on the device.
    pub speed: String,
    /// Passes and their directions.
    pub passes: String,
    /// Product and minutes.
    pub anaesthetic: String,
    /// Serum applied.
    pub serum: String,
    /// PRP, growth factors, vitamin C …
    pub adjuncts: String,
    /// Minutes of treatment.
    pub duration_min: Option<u32>,
    /// What ended it: erythema, pinpoint bleeding …
    pub end_point: String,
    /// 0 none to 10 worst, as the patient says.
    pub pain: Option<u8>,
    /// What was seen at once.
    pub reaction: String,
    /// What the patient does at home.
    pub home_treatment: String,
    /// Anything else.
    pub remarks: String,
}

/// Needle depth in one area.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DepthEntry {
    /// The area; empty: everywhere.
    pub area: String,
    /// Millimetres.
    pub mm: f64,
}

impl Treatment {
    /// The depths as one short text: "1.5 mm" or "1.0–1.5 mm"; `None` if none is recorded.
    pub fn depth_text(&self) -> Option<String> {
        let depths = self.depths.iter().map(|d| d.mm).filter(|mm| mm.is_finite());
        let low = depths.clone().reduce(f64::min)?;
        let high = depths.reduce(f64::max)?;
        Some(if low == high { format!("{low:.1} mm") } else { format!("{low:.1}–{high:.1} mm") })
    }
}
