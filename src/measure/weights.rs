//! Weights of the estimator.

/// Numbers that describe a photo besides the lesion.
pub const CONTEXT: usize = 4;
/// Terms that an estimate is linear in.
pub const TERMS: usize = 3 * (1 + CONTEXT) + 6;

/// The weights for photos of a tier.
pub fn of(_tier: super::reading::Tier) -> &'static Weights {
    &PLAIN
}

/// Weights of the terms of `estimate::terms`, one row a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Haemoglobin index.
    pub hb: [f64; TERMS],
    /// a*.
    pub a: [f64; TERMS],
    /// Melanin index.
    pub mel: [f64; TERMS],
}

const fn linear(r: f64, g: f64, b: f64) -> [f64; TERMS] {
    let mut w = [0.0; TERMS];
    w[0] = r;
    w[1 + CONTEXT] = g;
    w[2 * (1 + CONTEXT)] = b;
    w
}

/// Plain weights.
pub static PLAIN: Weights =
    Weights { hb: linear(-132.1, 212.4, -80.3), a: linear(-70.0, 90.0, -20.0), mel: linear(-200.6, -27.3, 227.9) };
