//! Scar counts from the clinician's marks.

use super::gates::Gate;
use super::reading::{Quantity, Reading, Readings, Tier, Value, Verdict};
use super::uncertainty::Z95;

/// Readings of marked scars, at any tier: what was marked in the photo before and, if there is one, after.
///
/// A count of `n` marks is uncertain by √n (Poisson): observers miss and invent scars about so often. The verdict holds the
/// change against that; no pixel is involved.
pub fn counted(before: usize, after: Option<usize>) -> Readings {
    let value = |value: f64, error: f64| Value {
        value,
        low: value - Z95 * error,
        high: value + Z95 * error,
        unit: Quantity::Scars.unit().to_owned(),
        tier: Tier::T0,
        n_pixels: 0,
        verdict: None,
        sdc: None,
        caution: None,
    };
    let one = |n: usize| {
        let mut value = value(n as f64, (n as f64).max(1.0).sqrt());
        value.low = value.low.max(0.0);
        Reading::Value(value)
    };
    let mut readings = Readings::default();
    readings.set(Quantity::ScarsBefore, one(before));
    let Some(after) = after else {
        readings.set(Quantity::Scars, Reading::gated(Gate::NoSecondPhoto.to_string()));
        return readings;
    };
    readings.set(Quantity::ScarsAfter, one(after));
    let change = after as f64 - before as f64;
    let error = ((before + after) as f64).max(1.0).sqrt();
    let mut change = value(change, error);
    change.sdc = Some(Z95 * error);
    change.verdict = Some(Verdict::of(change.value, Z95 * error));
    readings.set(Quantity::Scars, Reading::Value(change));
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scar_more_or_less_is_no_difference_and_half_of_them_is_one() {
        let verdict = |a, b| counted(a, Some(b)).value(Quantity::Scars).and_then(|v| v.verdict);
        assert_eq!(verdict(20, 19), Some(Verdict::None));
        assert_eq!(verdict(40, 14), Some(Verdict::Probable));
        assert!(counted(3, None).value(Quantity::Scars).is_none());
    }
}
