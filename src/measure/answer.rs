//! What comes back: everything measured in one photo or a pair.

use serde::Serialize;

use super::reading::{Quality, Readings, Tier};
use super::redness::RedArea;

/// Everything measured in one photo or a pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurement {
    /// Changes whenever the numbers change.
    pub method_version: &'static str,
    /// What the numbers are for.
    pub purpose: &'static str,
    /// The calibration that was reached.
    pub tier: Tier,
    /// How alike the photos were taken.
    pub quality: Quality,
    /// Sentences of the gates that closed for every region.
    pub gates: Vec<String>,
    /// What the user should know besides.
    pub notes: Vec<String>,
    /// What the reference skin shows.
    pub reference: ReferenceFacts,
    /// Median ΔE00 of held-out chart patches, photo by photo.
    pub chart_held_out: Vec<f64>,
    /// The regions in the order in which they were given.
    pub regions: Vec<RegionReadings>,
}

/// The reference skin of a pair.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ReferenceFacts {
    /// Patches that were used.
    pub patches: usize,
    /// Their pixels, both photos together.
    pub n_pixels: u64,
    /// Exposure of the photo after over the photo before, EV.
    pub exposure_ev: f64,
    /// Ratio of the white-balance gains of the two photos, 1 or more.
    pub balance_ratio: f64,
    /// Standard deviation over the patches of the change of their haemoglobin index, index points.
    pub spread_hb: f64,
}

/// What was measured in one region.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct RegionReadings {
    /// The readings.
    #[serde(flatten)]
    pub readings: Readings,
    /// The red part in the photo before.
    #[serde(skip)]
    pub red_before: Option<RedArea>,
    /// The red part in the photo after.
    #[serde(skip)]
    pub red_after: Option<RedArea>,
}

/// What every export says.
pub const PURPOSE: &str = "for documentation and research, not for diagnosis; never compared between patients";
