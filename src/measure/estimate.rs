//! From colours to blood: how the lesion's excess over the reference is estimated.
//!
//! The plain formulas (`plain_*`) are the published ones and stay here as the yardstick of the benchmark.

use crate::imaging::color::Lab;

use super::sample::Absorbance;
use super::weights::{CONTEXT, SQUARED, TERMS, Weights};

/// How far the lesion lies above the reference skin of the same photo.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Excess {
    /// Haemoglobin index, index points.
    pub hb: f64,
    /// a*, Lab units.
    pub a: f64,
    /// Melanin index, index points.
    pub mel: f64,
}

impl Excess {
    /// `self` minus `other`.
    pub fn minus(self, other: Self) -> Self {
        Self { hb: self.hb - other.hb, a: self.a - other.a, mel: self.mel - other.mel }
    }
}

/// Estimates the excess of any colour of one photo over its reference skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimator {
    reference: Absorbance,
    context: [f64; CONTEXT],
    weights: &'static Weights,
}

impl Estimator {
    /// For a photo whose reference skin is `reference`; `both` are the references of the pair (twice the same for a single
    /// photo), which tell the skin's tone and how far the photos' renderings lie apart.
    pub fn new(reference: Absorbance, both: [Absorbance; 2], weights: &'static Weights) -> Self {
        Self { reference, context: context(reference, both), weights }
    }

    /// The excess of a colour.
    pub fn excess(&self, colour: Absorbance) -> Excess {
        let terms = terms(self.reference, colour, &self.context);
        let sum = |w: &[f64; TERMS]| w.iter().zip(&terms).map(|(w, t)| w * t).sum::<f64>();
        Excess { hb: sum(&self.weights.hb), a: sum(&self.weights.a), mel: sum(&self.weights.mel) }
    }

    /// The same for haemoglobin index points alone, the context folded into the weights once: for maps.
    pub(super) fn folded(&self) -> Folded {
        let weights = &self.weights.hb;
        let own = std::array::from_fn(|c| {
            let row = &weights[c * (1 + CONTEXT)..(c + 1) * (1 + CONTEXT)];
            row[0] + row[1..].iter().zip(&self.context).map(|(w, v)| w * v).sum::<f64>()
        });
        let square = std::array::from_fn(|i| {
            let row = &weights[3 * (1 + CONTEXT) + i * (1 + SQUARED)..];
            row[0] + row[1..=SQUARED].iter().zip(&self.context).map(|(w, v)| w * v).sum::<f64>()
        });
        Folded { reference: self.reference, own, square }
    }
}

/// An [`Estimator`] of the haemoglobin index as a polynomial of the absorbances over the reference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folded {
    reference: Absorbance,
    own: [f64; 3],
    square: [f64; 6],
}

impl Folded {
    /// Adds `share` of the excess of each colour of a row to `out`: planes of absorbances of red, green and blue. In single
    /// precision, which is within 0.001 index points.
    #[inline(always)]
    pub(super) fn add(&self, [red, green, blue]: [&[f32]; 3], share: f32, out: &mut [f32]) {
        let reference = self.reference.map(|v| v as f32);
        let own = self.own.map(|v| v as f32 * share);
        let [rr, rg, rb, gg, gb, bb] = self.square.map(|v| v as f32 * share);
        for (((out, r), g), b) in out.iter_mut().zip(red).zip(green).zip(blue) {
            let (r, g, b) = (r - reference[0], g - reference[1], b - reference[2]);
            *out += r * (own[0] + rr * r + rg * g + rb * b) + g * (own[1] + gg * g + gb * b) + b * (own[2] + bb * b);
        }
    }
}

/// What is known about the photo besides the lesion, centred on typical skin.
pub fn context(reference: Absorbance, both: [Absorbance; 2]) -> [f64; CONTEXT] {
    let chroma = |v: Absorbance| [v[1] - v[0] - 0.21, v[2] - v[1] - 0.20];
    let (own, first, second) = (chroma(reference), chroma(both[0]), chroma(both[1]));
    let middle = [0.5 * (first[0] + second[0]), 0.5 * (first[1] + second[1])];
    let [u, v] = middle;
    let (p, q) = (own[0] - u, own[1] - v);
    let [uu, uv, vv] = [u * u, u * v, v * v];
    [u, v, p, q, uu, vv, uv, u * uu, uu * v, u * vv, v * vv, u * p, u * q, v * p, v * q]
}

/// The terms that the estimate is linear in: the absorbances over the reference, alone and times the context, and their
/// squares, alone and times the first of the context.
pub fn terms(reference: Absorbance, colour: Absorbance, context: &[f64; CONTEXT]) -> [f64; TERMS] {
    let d: [f64; 3] = std::array::from_fn(|c| colour[c] - reference[c]);
    let mut out = [0.0; TERMS];
    let mut i = 0;
    let mut put = |v: f64| {
        out[i] = v;
        i += 1;
    };
    for v in d {
        put(v);
        context.iter().for_each(|c| put(v * c));
    }
    let [r, g, b] = d;
    for v in [r * r, r * g, r * b, g * g, g * b, b * b] {
        put(v);
        context[..SQUARED].iter().for_each(|c| put(v * c));
    }
    out
}

/// The plain haemoglobin index, 100·(−1.321·A_R + 2.124·A_G − 0.804·A_B): measurement paper, by log-unmixing.
pub fn plain_hb(colour: Absorbance) -> f64 {
    100.0 * (-1.321 * colour[0] + 2.124 * colour[1] - 0.804 * colour[2])
}

/// The plain melanin index, 100·(−2.006·A_R − 0.273·A_G + 2.279·A_B).
pub fn plain_mel(colour: Absorbance) -> f64 {
    100.0 * (-2.006 * colour[0] - 0.273 * colour[1] + 2.279 * colour[2])
}

/// a* of a colour.
pub fn a_star(colour: Absorbance) -> f64 {
    lab(colour).a
}

/// Lab of a colour.
pub fn lab(colour: Absorbance) -> Lab {
    Lab::from_linear(colour.map(|a| 10f64.powf(-a)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Tier;
    use crate::measure::weights;

    #[test]
    fn the_folded_form_says_what_the_terms_say() {
        let (one, two) = ([0.40, 0.62, 0.83], [0.31, 0.55, 0.71]);
        let estimator = Estimator::new(two, [one, two], weights::of(Tier::T1));
        for colour in [two, [0.33, 0.66, 0.80], [0.2, 0.4, 0.9]] {
            let terms = estimator.excess(colour).hb;
            let mut row = [1.0];
            let light = colour.map(|v| [v as f32]);
            estimator.folded().add(light.each_ref().map(|v| v.as_slice()), 0.5, &mut row);
            assert!((f64::from(row[0]) - 1.0 - 0.5 * terms).abs() < 1e-3, "{colour:?}: {terms} and {}", row[0]);
        }
    }
}
