//! The part of the error that no single pair shows: what camera, light and rendering do, by capture quality and tier.
//!
//! From simulated pairs that the estimator was not fitted to: per tone class, the error that unchanged skin shows stays below
//! 1.96 times `still` in at least 98 of 100 pairs, and the interval with `share` holds the truth in about 95 of 100.
//! Coverage on a third set of cameras and lights: 96 to 98 % in classes I to V, 92 to 95 % in class VI.

use super::estimate::Excess;
use super::floor::NoiseFloor;
use super::reading::{Quality, Tier};
use super::sample::Absorbance;

/// Standard error of a difference between two photos: a part that is always there and a share of the difference itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floor {
    /// Where nothing has changed.
    pub still: Excess,
    /// Share of the difference: the rendering's contrast is never quite known.
    pub share: Excess,
}

/// The floor of a pair whose reference skin has these colours.
///
/// The clinic's own repeat shots replace the part that is always there, at any tier.
pub fn floor(quality: Quality, tier: Tier, references: [Absorbance; 2], own: Option<&NoiseFloor>) -> Floor {
    let table = if tier >= Tier::T3 { &CHART } else { &SKIN };
    let rows = &table[quality as usize];
    let depth = 0.5 * (references[0][2] - references[0][0] + references[1][2] - references[1][0]) - 0.41;
    let [hb, a, mel] = [0, 1, 2].map(|i| along(&rows[i].still, depth));
    let (mut still, table_still) = (Excess { hb, a, mel }, Excess { hb, a, mel });
    if let Some(own) = own {
        let [hb, a, mel] = [own.sem_hb, own.sem_a, own.sem_mel].map(|sem| sem * std::f64::consts::SQRT_2);
        still = Excess { hb, a, mel };
    }
    let share = Excess {
        hb: rows[0].share * table_still.hb,
        a: rows[1].share * table_still.a,
        mel: rows[2].share * table_still.mel,
    };
    Floor { still, share }
}

/// Standard errors of one quantity at one capture quality.
struct Row {
    /// At each of [`DEPTHS`].
    still: [f64; 6],
    /// Share of the difference, per unit of `still`.
    share: f64,
}

/// Interpolates between the tone classes.
fn along(values: &[f64; 6], depth: f64) -> f64 {
    let last = DEPTHS.len() - 1;
    let i = DEPTHS[1..last].iter().take_while(|d| depth > **d).count();
    let t = ((depth - DEPTHS[i]) / (DEPTHS[i + 1] - DEPTHS[i])).clamp(0.0, 1.0);
    values[i] + t * (values[i + 1] - values[i])
}

/// Absorbance of blue over red, less 0.41, of the reference skin of tone classes I to VI as cameras render it.
const DEPTHS: [f64; 6] = [-0.166225, -0.0924288, -0.0246074, 0.0551036, 0.164004, 0.282068];

/// Capture qualities S1, S2, S3; haemoglobin index, a*, melanin index.
static SKIN: [[Row; 3]; 3] = [
    [
        Row { still: [0.74, 0.765, 0.748, 0.776, 0.894, 2.017], share: 0.143 },
        Row { still: [0.241, 0.248, 0.245, 0.231, 0.226, 0.322], share: 0.429 },
        Row { still: [1.508, 1.521, 1.547, 1.906, 2.689, 7.522], share: 0.009 },
    ],
    [
        Row { still: [1.441, 1.385, 1.37, 1.525, 1.924, 4.291], share: 0.009 },
        Row { still: [0.557, 0.484, 0.456, 0.435, 0.432, 0.559], share: 0.026 },
        Row { still: [1.653, 1.736, 1.837, 2.207, 3.331, 10.136], share: 0.006 },
    ],
    [
        Row { still: [2.243, 2.088, 2.073, 2.227, 2.706, 5.652], share: 0.003 },
        Row { still: [0.889, 0.785, 0.728, 0.675, 0.645, 0.76], share: 0.008 },
        Row { still: [2.615, 2.482, 2.854, 3.258, 4.511, 12.288], share: 0.002 },
    ],
];

/// Capture qualities S1, S2, S3; haemoglobin index, a*, melanin index.
static CHART: [[Row; 3]; 3] = [
    [
        Row { still: [0.722, 0.744, 0.722, 0.765, 0.869, 1.862], share: 0.148 },
        Row { still: [0.248, 0.251, 0.249, 0.238, 0.232, 0.329], share: 0.391 },
        Row { still: [1.506, 1.521, 1.543, 1.931, 2.701, 7.545], share: 0.009 },
    ],
    [
        Row { still: [1.278, 1.277, 1.243, 1.442, 1.829, 4.063], share: 0.010 },
        Row { still: [0.503, 0.437, 0.429, 0.409, 0.417, 0.584], share: 0.027 },
        Row { still: [1.605, 1.64, 1.782, 2.124, 3.264, 9.977], share: 0.008 },
    ],
    [
        Row { still: [1.757, 1.745, 1.742, 1.901, 2.352, 5.243], share: 0.004 },
        Row { still: [0.758, 0.682, 0.641, 0.592, 0.573, 0.756], share: 0.009 },
        Row { still: [2.409, 2.332, 2.681, 3.007, 4.371, 11.911], share: 0.002 },
    ],
];
