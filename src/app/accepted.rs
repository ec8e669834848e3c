//! What accepting a measured value writes into the record.

use jiff::Timestamp;

use super::measuring::MeasureKey;
use crate::align::ENGINE_VERSION;
use crate::measure::{METHOD_VERSION, Quantity, Value};
use crate::model::{Finding, FindingId, Mark, Patient, PhotoId};

/// A number as it was measured: of which region, between which photos, by which question.
#[derive(Debug, Clone, Copy)]
pub struct Measurable<'a> {
    /// The record.
    pub patient: &'a Patient,
    /// Any mark of the region's chain.
    pub mark: &'a Mark,
    /// The photos, earlier one first.
    pub photos: [PhotoId; 2],
    /// The question that was answered.
    pub key: &'a MeasureKey,
}

impl Measurable<'_> {
    /// The finding that keeps `value` of `quantity`, accepted by `by` at `at`.
    pub fn finding(&self, id: FindingId, (quantity, value): (Quantity, &Value), at: Timestamp, by: &str) -> Finding {
        Finding {
            id,
            region: self.patient.origin_of(self.mark),
            name: crate::words::in_english(|| self.patient.mark_name(self.mark)),
            before: self.photos[0],
            after: self.photos[1],
            quantity: quantity.key().to_owned(),
            value: value.value,
            low: value.low,
            high: value.high,
            unit: value.unit.clone(),
            sdc: value.sdc,
            verdict: value.verdict.map(|v| v.words().to_owned()).unwrap_or_default(),
            tier: format!("{:?}", value.tier),
            n_pixels: value.n_pixels,
            method: METHOD_VERSION.to_owned(),
            engine: ENGINE_VERSION.to_owned(),
            inputs_sha256: self.key.sha256.to_string(),
            at,
            by: by.to_owned(),
        }
    }
}
