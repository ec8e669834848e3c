//! The colour of one region: redness and pigment over the reference, their change, and absolute colours under a chart.

use crate::imaging::color::ita_degrees;

use super::answer::RegionReadings;
use super::chart::MAX_HELD_OUT;
use super::estimate::{Excess, lab};
use super::gates::Gate;
use super::pair::Pair;
use super::reading::{Quantity, Reading, Tier, Verdict};
use super::sample::{Absorbance, Block, mean};
use super::uncertainty::{RESAMPLES, Rng, Z95, deviation, drawn};

/// Error of absolute Lab where the chart's own is not known.
const MAX_HELD_OUT_HALF: f64 = MAX_HELD_OUT / 2.0;

impl Pair<'_> {
    pub(super) fn colours(&self, index: usize, out: &mut RegionReadings) {
        let Some(found) = self.excesses(index) else { return };
        let floor = self.floor();
        let patches = (self.facts.patches as f64).max(1.0);
        let pixels =
            |i: usize| self.photos[i].lesions[index].1.pixels() + self.facts.n_pixels / self.photos.len() as u64;
        let single = |i: usize, q: Quantity, out: &mut RegionReadings| {
            let error = [found.error[i].hb, self.spread.hb / patches.sqrt(), floor.still.hb / 2f64.sqrt()];
            let half = Z95 * error.iter().map(|e| e * e).sum::<f64>().sqrt();
            out.readings.set(q, Reading::Value(self.value(q, found.excess[i].hb, half, pixels(i))));
        };
        single(0, Quantity::HbBefore, out);
        if self.photos.len() < 2 {
            for quantity in [Quantity::DeltaHb, Quantity::DeltaA, Quantity::DeltaMel] {
                out.readings.set(quantity, Reading::gated(Gate::NoSecondPhoto.to_string()));
            }
            return;
        }
        single(1, Quantity::HbAfter, out);
        let change = found.excess[1].minus(found.excess[0]);
        type Part = fn(Excess) -> f64;
        let parts: [(Quantity, Part); 3] =
            [(Quantity::DeltaHb, |e| e.hb), (Quantity::DeltaA, |e| e.a), (Quantity::DeltaMel, |e| e.mel)];
        for (quantity, part) in parts {
            let value = part(change);
            let chance = part(found.change_error).hypot(part(self.spread) / patches.sqrt());
            let half = Z95 * chance.hypot(part(floor.still)).hypot(part(floor.share) * value);
            let sdc = Z95 * chance.hypot(part(floor.detect));
            let mut reading = self.value(quantity, value, half, pixels(0) + pixels(1));
            reading.sdc = Some(sdc);
            reading.verdict = Some(Verdict::of(value, sdc));
            out.readings.set(quantity, Reading::Value(reading));
        }
        self.cautions(out);
    }

    pub(super) fn cautions(&self, out: &mut RegionReadings) {
        let dark = self.photos.iter().filter_map(|p| p.reference()).any(|r| ita_degrees(lab(r)) < -30.0);
        if let Some(value) = out.readings.value_mut(Quantity::DeltaA).filter(|_| dark) {
            value.caution = Some("a* is unreliable on very dark skin: rely on ΔHb".to_owned());
        }
        if self.tier < Tier::T3 && !self.circumstances.fixed_light {
            out.readings.set(Quantity::DeltaMel, Reading::gated(Gate::NeedsFixedLight.to_string()));
        }
    }

    pub(super) fn absolute(&self, index: usize, out: &mut RegionReadings) {
        use Quantity::*;
        let names = [
            [LightnessBefore, AStarBefore, BStarBefore, ItaBefore],
            [LightnessAfter, AStarAfter, BStarAfter, ItaAfter],
        ];
        for (i, (photo, names)) in self.photos.iter().zip(names).enumerate() {
            let colours = mean(photo.lesion_blocks(index).iter()).zip(photo.reference());
            let Some((lesion, reference)) = colours.filter(|_| self.tier >= Tier::T3) else {
                names.iter().for_each(|q| out.readings.set(*q, Reading::gated(Gate::NeedsChart.to_string())));
                continue;
            };
            let (lesion, skin) = (lab(lesion), lab(reference));
            let residual = self.held_out.get(i).copied().unwrap_or(MAX_HELD_OUT_HALF);
            let values = [(lesion.l, residual), (lesion.a, residual), (lesion.b, residual)];
            let ita = (ita_degrees(skin), (residual / (skin.l - 50.0).hypot(skin.b).max(5.0)).to_degrees());
            let pixels = photo.lesions[index].1.pixels();
            for (quantity, (value, error)) in names.into_iter().zip(values.into_iter().chain([ita])) {
                out.readings.set(quantity, Reading::Value(self.value(quantity, value, Z95 * error, pixels)));
            }
        }
    }
}

struct Found {
    excess: Vec<Excess>,
    error: Vec<Excess>,
    change_error: Excess,
}

impl Pair<'_> {
    /// The excess of one lesion in each photo, with the standard errors of the block bootstrap.
    fn excesses(&self, index: usize) -> Option<Found> {
        let lesions: Vec<&[Block]> = self.photos.iter().map(|p| p.raw_lesion_blocks(index)).collect();
        let references: Vec<Vec<&[Block]>> = self.photos.iter().map(|p| p.raw_reference_blocks().collect()).collect();
        let of = |means: &[Absorbance], colours: &[Absorbance]| -> Vec<Excess> {
            self.readers_of(means).iter().zip(colours).map(|(reader, c)| reader.excess(*c)).collect()
        };
        let all = lesions.iter().copied().chain(references.iter().flatten().copied());
        let mut rng = Rng::from_blocks(all.flatten());
        let mut drawn_excess: Vec<Vec<Excess>> = Vec::with_capacity(RESAMPLES);
        for _ in 0..RESAMPLES {
            let colours: Vec<Absorbance> =
                lesions.iter().map(|blocks| drawn(blocks, &mut rng)).collect::<Option<_>>()?;
            let means: Vec<Absorbance> =
                references.iter().map(|patches| redrawn(patches, &mut rng)).collect::<Option<_>>()?;
            drawn_excess.push(of(&means, &colours));
        }
        let error_of = |value: &dyn Fn(&[Excess]) -> Excess| {
            let all: Vec<Excess> = drawn_excess.iter().map(|e| value(e)).collect();
            let part = |f: fn(&Excess) -> f64| deviation(&all.iter().map(f).collect::<Vec<_>>());
            Excess { hb: part(|e| e.hb), a: part(|e| e.a), mel: part(|e| e.mel) }
        };
        let colours: Vec<Absorbance> = lesions.iter().map(|blocks| mean(blocks.iter())).collect::<Option<_>>()?;
        let means: Vec<Absorbance> = self.photos.iter().map(|p| p.raw_reference()).collect::<Option<_>>()?;
        let excess = of(&means, &colours);
        let error = (0..excess.len()).map(|i| error_of(&|e: &[Excess]| e[i])).collect();
        let change_error = error_of(&|e: &[Excess]| e[e.len() - 1].minus(e[0]));
        Some(Found { excess, error, change_error })
    }
}

/// The mean of all patches, the blocks of each drawn anew.
fn redrawn(patches: &[&[Block]], rng: &mut Rng) -> Option<Absorbance> {
    let (mut sum, mut pixels) = ([0.0; 3], 0.0);
    for blocks in patches.iter().filter(|blocks| !blocks.is_empty()) {
        let n: f64 = blocks.iter().map(|b| b.pixels).sum();
        let colour = drawn(blocks, rng)?;
        (0..3).for_each(|c| sum[c] += colour[c] * n);
        pixels += n;
    }
    (pixels > 0.0).then(|| sum.map(|v| v / pixels))
}
