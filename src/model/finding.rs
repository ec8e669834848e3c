//! A measured value that a clinician took into the record, with everything that says how it came about.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FindingId, MarkId, Patient, PhotoId, days_between};
use crate::words::say;

/// One accepted value. It stays as it was accepted: a later method, another outline or another alignment makes a new
/// value, which has to be accepted anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Its name.
    pub id: FindingId,
    /// The region: the first mark of its chain, see [`Patient::origin_of`].
    pub region: MarkId,
    /// What the region was called: "Redness 1".
    pub name: String,
    /// The earlier photo.
    pub before: PhotoId,
    /// The later photo.
    pub after: PhotoId,
    /// What was measured, by the measurement's own key: "delta_hb".
    pub quantity: String,
    /// The number, the later photo minus the earlier one.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Its unit.
    pub unit: String,
    /// The smallest detectable change it was held against, in the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdc: Option<f64>,
    /// The sentence it got; empty for a value that is no difference.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub verdict: String,
    /// How the photos were calibrated: "T1".
    pub tier: String,
    /// Pixels it rests on.
    pub n_pixels: u64,
    /// Version of the measuring method.
    pub method: String,
    /// Version of the alignment engine.
    pub engine: String,
    /// SHA-256 of what the number followed from: outlines, files, landmarks, scale, the clinic's noise.
    pub inputs_sha256: String,
    /// When it was accepted.
    pub at: Timestamp,
    /// Who accepted it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

impl Finding {
    /// Half the width of the 95 % interval.
    pub fn half_width(&self) -> f64 {
        0.5 * (self.high - self.low)
    }

    /// Why the finding cannot be kept, if so.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let finite = [self.value, self.low, self.high].iter().all(|v| v.is_finite());
        if !finite || self.low > self.value || self.value > self.high {
            return Some(say!("fault-interval"));
        }
        if self.quantity.trim().is_empty() || self.method.trim().is_empty() {
            return Some(say!("fault-quantity"));
        }
        None
    }
}

/// A point of a curve over dates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesPoint {
    /// The day of the later photo.
    pub day: Date,
    /// Days since the treatment before it; `None` before any treatment.
    pub days_since: Option<i32>,
    /// The accepted value.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

impl Patient {
    /// Accepted values of a region between two photos, newest first.
    pub fn findings_of(&self, region: MarkId) -> Vec<&Finding> {
        let mut found: Vec<&Finding> = self.findings.values().filter(|f| f.region == region).collect();
        found.sort_by_key(|f| std::cmp::Reverse((f.at, f.id)));
        found
    }

    /// The curve of one quantity of a region: accepted values against its earliest photo, one a date (the one that was
    /// accepted last), by date.
    ///
    /// Values against another photo stand on another ground and are left out.
    pub fn series_of(&self, region: MarkId, quantity: &str) -> Vec<SeriesPoint> {
        let all: Vec<&Finding> = self.findings_of(region).into_iter().filter(|f| f.quantity == quantity).collect();
        let day = |photo: PhotoId| self.date_of(photo);
        let Some(ground) = all.iter().map(|f| f.before).min_by_key(|id| (day(*id), *id)) else { return Vec::new() };
        let mut points: Vec<SeriesPoint> = Vec::new();
        for finding in all.into_iter().filter(|f| f.before == ground) {
            let Some(day) = day(finding.after) else { continue };
            if points.iter().any(|p| p.day == day) {
                continue;
            }
            let days_since = self.last_treatment_before(day).map(|(_, treated, _)| days_between(treated.date, day));
            let Finding { value, low, high, .. } = *finding;
            points.push(SeriesPoint { day, days_since, value, low, high });
        }
        points.sort_by_key(|p| p.day);
        points
    }
}
