//! Several regions at once: what passes for one alone may be chance among many.

use super::answer::RegionReadings;
use super::reading::{Quantity, Verdict};
use super::uncertainty::{Z95, holm};

/// Lets every verdict pass only by Holm's bound over all regions.
pub(super) fn several(regions: &mut [RegionReadings]) {
    for quantity in [Quantity::DeltaHb, Quantity::DeltaA, Quantity::DeltaMel] {
        let z: Vec<(usize, f64)> = regions
            .iter()
            .enumerate()
            .filter_map(|(i, r)| {
                let value = r.readings.value(quantity)?;
                Some((i, value.value / (value.sdc? / Z95).max(1e-9)))
            })
            .collect();
        if z.len() < 2 {
            continue;
        }
        let bounds = holm(&z.iter().map(|(_, z)| *z).collect::<Vec<_>>());
        for ((i, _), bound) in z.into_iter().zip(bounds) {
            if let Some(value) = regions[i].readings.value_mut(quantity) {
                let sdc = value.sdc.unwrap_or(f64::INFINITY) / Z95 * bound;
                value.verdict = Some(Verdict::of(value.value, sdc));
                value.sdc = sdc.is_finite().then_some(sdc).or(value.sdc);
            }
        }
    }
}
