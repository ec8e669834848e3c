//! From the raw colours of one photo to their excess over its reference skin, by the tier that a pair has reached.
//!
//! With a chart (T3) the excess is a weighted mean of two estimates: of the corrected colours, and of the colours as the
//! camera gave them (T1). The chart takes away what light and camera do alike to all colours but brings the error of its own
//! fit; the two errors are only partly the same, so that the mean is better than either, in controlled light too, where the
//! chart alone is no better than none.

use super::calibrate::Calibration;
use super::estimate::{Estimator, Excess, Folded};
use super::logs::absorbances;
use super::reading::{Quality, Tier};
use super::sample::Absorbance;
use super::weights;

/// Share of the chart's estimate by capture quality S1, S2, S3: haemoglobin index, a*, melanin index.
///
/// Error of ΔHb at shares 0 (T1) / 0.4 / 0.9 / 1 (chart alone) on 12,000 simulated pairs of a seed of development: S1
/// 1.44 / 1.41 / 1.45 / 1.46, S2 1.71 / 1.59 / 1.54 / 1.54, S3 2.42 / 2.22 / 2.12 / 2.13 index points; of Δa* at 0 / 0.3 / 0.7
/// / 1: S1 .302 / .298 / .309 / .327, S2 .375 / .353 / .343 / .352, S3 .557 / .510 / .475 / .475.
const CHART_SHARE: [[f64; 3]; 3] = [[0.4, 0.3, 0.2], [0.8, 0.7, 0.4], [0.9, 0.8, 0.2]];

/// Reads excesses off one photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    calibration: Calibration,
    /// Of corrected colours.
    estimator: Estimator,
    /// Of raw colours, and the share that the corrected ones have beside it.
    raw: Option<(Estimator, [f64; 3])>,
}

impl Reader {
    /// By the colours as the camera gave them.
    pub fn plain(estimator: Estimator) -> Self {
        Self { calibration: Calibration::none(), estimator, raw: None }
    }

    /// Readers of one photo or a pair whose reference skin has these raw colours.
    pub fn of(references: &[Absorbance], calibrations: &[&Calibration], tier: Tier, quality: Quality) -> Vec<Self> {
        let corrected: Vec<Absorbance> =
            references.iter().zip(calibrations).map(|(colour, calibration)| calibration.apply(*colour)).collect();
        let raw = (tier >= Tier::T3).then(|| estimators(references, Tier::T1));
        let of_photo = |(i, estimator): (usize, Estimator)| Self {
            calibration: calibrations[i].clone(),
            estimator,
            raw: raw.as_ref().map(|raw| (raw[i], CHART_SHARE[quality as usize])),
        };
        estimators(&corrected, tier).into_iter().enumerate().map(of_photo).collect()
    }

    /// The excess of a raw colour.
    pub fn excess(&self, raw: Absorbance) -> Excess {
        let corrected = self.estimator.excess(self.calibration.apply(raw));
        let Some((estimator, [hb, a, mel])) = &self.raw else { return corrected };
        let plain = estimator.excess(raw);
        let mix = |share: f64, one: f64, two: f64| share * one + (1.0 - share) * two;
        Excess {
            hb: mix(*hb, corrected.hb, plain.hb),
            a: mix(*a, corrected.a, plain.a),
            mel: mix(*mel, corrected.mel, plain.mel),
        }
    }

    /// Reads haemoglobin index points alone, off whole rows: for maps.
    pub(super) fn hb(&self) -> HbReader<'_> {
        let plain = self.raw.map(|(estimator, [share, ..])| (estimator.folded(), share as f32));
        HbReader { calibration: &self.calibration, corrected: self.estimator.folded(), plain }
    }
}

/// Reads excesses of the haemoglobin index off rows of one photo.
pub(super) struct HbReader<'a> {
    calibration: &'a Calibration,
    corrected: Folded,
    /// Of raw colours, and the share that the corrected ones have beside it.
    plain: Option<(Folded, f32)>,
}

impl HbReader<'_> {
    /// The excess of each colour of a row, index points, within 0.001 of [`Reader::excess`]. `light` is linear red, green
    /// and blue, each as long as `out`; it is overwritten.
    pub(super) fn row(&self, light: [&mut [f32]; 3], out: &mut [f32]) {
        let [red, green, blue] = light;
        [&mut *red, &mut *green, &mut *blue].into_iter().for_each(absorbances);
        out.fill(0.0);
        if let Some((plain, share)) = &self.plain {
            plain.add([&*red, &*green, &*blue], 1.0 - share, out);
        }
        self.calibration.apply_rows([&mut *red, &mut *green, &mut *blue]);
        self.corrected.add([&*red, &*green, &*blue], self.plain.map_or(1.0, |(_, share)| share), out);
    }
}

/// Estimators of one photo or a pair whose reference skin has these colours.
pub(super) fn estimators(references: &[Absorbance], tier: Tier) -> Vec<Estimator> {
    let both = [references[0], references[references.len() - 1]];
    references.iter().map(|r| Estimator::new(*r, both, weights::of(tier))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Edition, reference_linear};

    #[test]
    fn a_map_reads_what_a_region_reads_and_a_chart_counts_by_its_share() {
        let seen = reference_linear(Edition::Since2014).map(|v| {
            let [r, g, b] = v.map(|v| v.max(0.002));
            [0.85 * r + 0.15 * g, 0.06 * r + 0.88 * g + 0.06 * b, 0.12 * g + 0.88 * b].map(|v: f64| 0.8 * v.powf(1.1))
        });
        let chart = Calibration::from_patches(&seen, Edition::Since2014).unwrap();
        let references = [[0.40, 0.62, 0.83], [0.31, 0.55, 0.71]];
        let colour = [0.38, 0.68, 0.80];
        let of = |tier| Reader::of(&references, &[&chart, &chart], tier, Quality::S2)[1].clone();
        let (blended, corrected) = (of(Tier::T3), of(Tier::T2));
        for reader in [&blended, &corrected] {
            let mut light = colour.map(|a: f64| [10f64.powf(-a) as f32]);
            let [red, green, blue] = &mut light;
            let mut row = [f32::NAN];
            reader.hb().row([red, green, blue], &mut row);
            let expected = reader.excess(colour).hb;
            assert!((f64::from(row[0]) - expected).abs() < 1e-3, "{} instead of {expected}", row[0]);
        }
        let alone = estimators(&references.map(|r| chart.apply(r)), Tier::T3)[1].excess(chart.apply(colour)).a;
        let plain = estimators(&references, Tier::T1)[1].excess(colour).a;
        let share = (blended.excess(colour).a - plain) / (alone - plain);
        assert!((share - CHART_SHARE[1][1]).abs() < 1e-9 && (alone - plain).abs() > 0.01, "{share}");
    }
}
