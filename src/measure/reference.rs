//! What the reference skin of a pair says about itself: whether its patches agree, and whether it changed.
//!
//! Figures are of rendered pairs of all tone classes (patches of 6 mm; S2: routine errors of white balance, exposure and
//! pose), in points of the plain haemoglobin index and in hundredths of log₁₀ of light.
//!
//! | | faultless | faulty |
//! |---|---|---|
//! | a patch over the mean of the others, larger of both photos | up to 4.1 | on treated skin (blood ×3.5 fading to ×2.0–3.0): 8.9–21 |
//! | the same below the others | down to −4.1; in class VI, two stops down, −7.1 | |
//! | change of red over green, and of green over blue, deviation over the patches, the smaller of the two | up to 0.6 | lit by two colours 1.3–1.8 apart: 1.8–4.2 |
//! | change of the melanin index, deviation over the patches (what was used before) | up to 3.8, class VI 8.7 | 8.2–18 |
//!
//! Two lights move both ratios of colour; gloss and the toe of the tone curve move the dark blue of dark skin alone, and the
//! shoulder of the curve moves red alone. That is why the smaller of the two tells them apart and the melanin index does not.
//!
//! What cannot be known: if all patches lie on treated skin, or there is only one, they agree whatever happened to them.
//! Under fixed light or with a chart their change itself is looked at; otherwise the program asks.

use super::estimate::{plain_hb, plain_mel};
use super::gates::*;
use super::pair::Pair;
use super::reading::{Quality, Tier};
use super::sample::Absorbance;
use super::uncertainty::average;

/// From linear sRGB toward what a sensor behind its filters sees: a camera's matrix takes the channels apart, and with them
/// every error of white balance, by two and more. The mean inverse of the matrices of forty simulated cameras that the
/// benchmark does not use; rows sum to 1. On 3,000 pairs of others, routine errors of 3.6 % a channel and 0.25 EV read as a
/// ratio of 1.24 or more in 3 % and of 1.28 or more in 1 %, and gains truly 1.45 to 2.2 apart in more than 99.5 %; on rendered colours the two overlap
/// from 1.45 to 1.75.
const SENSOR_FROM_SRGB: [[f64; 3]; 3] = [[0.485, 0.475, 0.04], [0.105, 0.76, 0.135], [0.055, 0.225, 0.72]];

impl Pair<'_> {
    /// Exposure and white balance of the photo after against the photo before, and what they say about the capture.
    pub(super) fn compare(&mut self, references: &[Absorbance]) {
        let [first, second] = references else { return };
        let largest = |change: [f64; 3]| {
            let (low, high) = change.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
            10f64.powf(high - low)
        };
        let change: [f64; 3] = std::array::from_fn(|c| second[c] - first[c]);
        let seen = largest(change);
        let (one, two) = (sensor(*first), sensor(*second));
        let ratio = largest(std::array::from_fn(|c| (two[c] / one[c]).log10()));
        let ev = -change[1] / 2f64.log10();
        self.facts.exposure_ev = ev;
        self.facts.balance_ratio = ratio;
        if ratio > MAX_BALANCE {
            self.gates.push(Gate::Balance { ratio });
        }
        if ev.abs() > MAX_EV {
            self.gates.push(Gate::Exposure { ev: ev.abs() });
        }
        let cameras: Vec<_> = self.photos.iter().filter_map(|p| p.shown.camera.as_deref()).collect();
        let other_camera = cameras.len() == 2 && cameras[0] != cameras[1];
        self.quality = match () {
            () if other_camera || seen > 1.13 || ev.abs() > 0.8 => Quality::S3,
            () if self.circumstances.fixed_light && seen < 1.05 && ev.abs() < 0.25 => Quality::S1,
            () => Quality::S2,
        };
        if other_camera {
            self.notes.push("the photos come from different cameras: the interval is wider".to_owned());
        }
    }

    /// Gates of patches that disagree.
    pub(super) fn agreement(&mut self) {
        let odd = self.photos.iter().find_map(|photo| {
            let hb: Vec<f64> = photo.outline_colours().into_iter().map(plain_hb).collect();
            odd_one(&hb).map(|(patch, points)| Gate::OddReference { patch: patch + 1, which: photo.which, points })
        });
        self.gates.extend(odd);
        let calibrated = |i: usize, raw| self.photos[i].calibration.apply(raw);
        let spread = self.spread_of(|i, raw| plain_mel(calibrated(i, raw)));
        let two_lights = self.photos.len() == 2 && {
            let ratio = |c: usize| self.spread_of(|i, raw| 100.0 * (calibrated(i, raw)[c] - calibrated(i, raw)[c + 1]));
            ratio(0).min(ratio(1)) > MAX_LIGHT_SPREAD
        };
        if two_lights || spread > MAX_PATCH_SPREAD[self.photos.len() - 1] {
            self.gates.push(Gate::MixedLight);
        }
        if self.photos.iter().any(|p| p.shown.reference.len() == 1) {
            self.notes.push(
                "one reference patch cannot tell whether it lies on treated skin or in another light: mark a second one \
                 elsewhere"
                    .to_owned(),
            );
        }
    }

    /// The gate of reference skin that changed itself, where that can be told.
    pub(super) fn pigment(&mut self, references: &[Absorbance]) {
        let [first, second] = references else { return };
        if self.tier >= Tier::T3 || self.circumstances.fixed_light {
            let shift = |index: fn(Absorbance) -> f64| (index(*second) - index(*first)).abs();
            if shift(plain_mel) > MAX_PIGMENT_SHIFT || shift(plain_hb) > MAX_BLOOD_SHIFT {
                self.gates.push(Gate::ReferenceChanged);
            }
        } else {
            self.notes.push(
                "whether the reference skin itself changed (tan, make-up, treatment) could not be checked without fixed \
                 light or a chart: is it unchanged?"
                    .to_owned(),
            );
        }
    }
}

/// Linear light as a sensor behind its filters sees it.
fn sensor(colour: Absorbance) -> [f64; 3] {
    let light = colour.map(|a| 10f64.powf(-a));
    SENSOR_FROM_SRGB.map(|row| row.iter().zip(light).map(|(w, v)| w * v).sum())
}

/// The patch that is farthest from the mean of the others, measured by the limits, if it is too far: its place and by how
/// many index points it is redder (positive) or paler. `None` for fewer than two.
fn odd_one(hb: &[f64]) -> Option<(usize, f64)> {
    if hb.len() < 2 {
        return None;
    }
    let apart = |i: usize| {
        let others: Vec<f64> = hb.iter().enumerate().filter(|(k, _)| *k != i).map(|(_, v)| *v).collect();
        hb[i] - average(&others)
    };
    let beyond = |points: f64| (points / MAX_REDDER).max(-points / MAX_PALER);
    let odd = (0..hb.len()).map(|i| (i, apart(i))).filter(|(_, points)| beyond(*points) > 1.0);
    odd.max_by(|a, b| beyond(a.1).total_cmp(&beyond(b.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_patch_is_named_and_one_alone_never_is() {
        assert_eq!(odd_one(&[10.0, 11.0, 9.0]), None);
        assert_eq!(odd_one(&[40.0]), None);
        assert_eq!(odd_one(&[10.0, 22.0, 11.0]), Some((1, 11.5)));
        // Two of three on treated skin: the third is paler than their mean by more than they are redder than its and theirs.
        assert_eq!(odd_one(&[20.0, 10.0, 20.0]), Some((1, -10.0)));
        assert_eq!(odd_one(&[30.0, 10.0, 30.0]), Some((1, -20.0)));
    }
}
