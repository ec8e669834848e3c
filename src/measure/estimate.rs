//! From colours to blood: how the lesion's excess over the reference is estimated.
//!
//! The plain formulas (`plain_*`) are the published ones and stay here as the yardstick of the benchmark.

use crate::imaging::color::Lab;

use super::sample::Absorbance;
use super::weights::{CONTEXT, TERMS, Weights};

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

    /// The excess of a colour in haemoglobin index points alone: for maps.
    pub fn hb(&self, colour: Absorbance) -> f64 {
        let terms = terms(self.reference, colour, &self.context);
        self.weights.hb.iter().zip(&terms).map(|(w, t)| w * t).sum()
    }
}

/// What is known about the photo besides the lesion, centred on typical skin.
pub fn context(reference: Absorbance, both: [Absorbance; 2]) -> [f64; CONTEXT] {
    let chroma = |v: Absorbance| [v[1] - v[0] - 0.21, v[2] - v[1] - 0.20];
    let (own, first, second) = (chroma(reference), chroma(both[0]), chroma(both[1]));
    let middle = [0.5 * (first[0] + second[0]), 0.5 * (first[1] + second[1])];
    let [u, v] = middle;
    [u, v, own[0] - u, own[1] - v, u * u, v * v, u * v]
}

/// The terms that the estimate is linear in: the absorbances over the reference, alone, times the context, and squared.
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
    [r * r, r * g, r * b, g * g, g * b, b * b].into_iter().for_each(put);
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
