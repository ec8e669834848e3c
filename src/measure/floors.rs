//! The part of the error that no single pair shows: what camera, light and rendering do, by capture quality and tier.
//!
//! From simulated pairs of development that the estimator was not fitted to, per tone class: the interval of `still` and
//! `share` holds the truth in 95 of 100 pairs, and what unchanged skin shows stays below 1.96 times `detect` in 98.3 of 100.

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
    /// What a difference is held against before it is called one: a little more than `still`, for unchanged skin shall be
    /// called changed in at most 2 of 100 pairs.
    pub detect: Excess,
}

/// The floor of a pair whose reference skin has these colours.
///
/// The clinic's own repeat shots replace the part that is always there, at any tier.
pub fn floor(quality: Quality, tier: Tier, references: [Absorbance; 2], own: Option<&NoiseFloor>) -> Floor {
    let rows = &TABLE[quality as usize];
    let gain = if tier >= Tier::T3 { CHART_GAIN[quality as usize] } else { [1.0; 3] };
    let depth = 0.5 * (references[0][2] - references[0][0] + references[1][2] - references[1][0]) - 0.41;
    let each = |of: fn(&Row) -> &[f64; 6], gain: [f64; 3]| {
        let [hb, a, mel] = [0, 1, 2].map(|i| gain[i] * along(of(&rows[i]), depth));
        Excess { hb, a, mel }
    };
    let mut floor = Floor {
        still: each(|r| &r.still, gain),
        share: each(|r| &r.share, [1.0; 3]),
        detect: each(|r| &r.detect, gain),
    };
    if let Some(own) = own {
        let [hb, a, mel] = [own.sem_hb, own.sem_a, own.sem_mel].map(|sem| sem * std::f64::consts::SQRT_2);
        floor.still = Excess { hb, a, mel };
        floor.detect = floor.still;
    }
    floor
}

/// Standard errors of one quantity at one capture quality, at each of [`DEPTHS`].
struct Row {
    still: [f64; 6],
    share: [f64; 6],
    detect: [f64; 6],
}

/// Interpolates between the tone classes.
fn along(values: &[f64; 6], depth: f64) -> f64 {
    let last = DEPTHS.len() - 1;
    let i = DEPTHS[1..last].iter().take_while(|d| depth > **d).count();
    let t = ((depth - DEPTHS[i]) / (DEPTHS[i + 1] - DEPTHS[i])).clamp(0.0, 1.0);
    values[i] + t * (values[i + 1] - values[i])
}

/// Absorbance of blue over red, less 0.41, of the reference skin of tone classes I to VI as cameras render it.
const DEPTHS: [f64; 6] = [-0.1606, -0.0873, -0.0196, 0.0611, 0.1708, 0.2951];

/// What a chart leaves of the errors that photos without one show: qualities S1, S2, S3; haemoglobin index, a*, melanin index.
const CHART_GAIN: [[f64; 3]; 3] = [[0.97, 1.02, 1.0], [0.93, 0.92, 0.97], [0.83, 0.88, 0.94]];

/// Capture qualities S1, S2, S3; haemoglobin index, a*, melanin index.
static TABLE: [[Row; 3]; 3] = [
    [
        Row {
            still: [0.535, 0.531, 0.516, 0.558, 0.636, 1.249],
            share: [0.176, 0.197, 0.224, 0.228, 0.231, 0.339],
            detect: [0.632, 0.623, 0.638, 0.661, 0.768, 1.628],
        },
        Row {
            still: [0.213, 0.205, 0.194, 0.179, 0.158, 0.165],
            share: [0.155, 0.161, 0.180, 0.179, 0.191, 0.253],
            detect: [0.253, 0.251, 0.235, 0.212, 0.191, 0.217],
        },
        Row {
            still: [0.488, 0.476, 0.523, 0.698, 1.204, 3.319],
            share: [0.760, 0.914, 0.900, 0.814, 0.608, 0.924],
            detect: [0.565, 0.600, 0.691, 0.988, 1.770, 4.792],
        },
    ],
    [
        Row {
            still: [1.115, 1.031, 1.028, 1.061, 1.270, 2.089],
            share: [0.147, 0.179, 0.167, 0.196, 0.215, 0.387],
            detect: [1.536, 1.522, 1.442, 1.570, 1.788, 2.857],
        },
        Row {
            still: [0.397, 0.365, 0.333, 0.310, 0.304, 0.326],
            share: [0.144, 0.159, 0.160, 0.170, 0.164, 0.171],
            detect: [0.562, 0.537, 0.510, 0.457, 0.406, 0.416],
        },
        Row {
            still: [0.699, 0.717, 0.798, 1.081, 1.869, 4.831],
            share: [0.550, 0.672, 0.697, 0.537, 0.529, 0.931],
            detect: [0.927, 0.978, 1.110, 1.435, 2.429, 6.612],
        },
    ],
    [
        Row {
            still: [2.159, 2.003, 1.842, 2.052, 2.388, 3.581],
            share: [0.010, 0.092, 0.123, 0.140, 0.172, 0.358],
            detect: [2.892, 2.603, 2.527, 2.698, 3.154, 4.594],
        },
        Row {
            still: [0.731, 0.666, 0.568, 0.587, 0.549, 0.532],
            share: [0.089, 0.098, 0.157, 0.115, 0.136, 0.165],
            detect: [1.011, 0.869, 0.815, 0.744, 0.674, 0.696],
        },
        Row {
            still: [1.284, 1.294, 1.314, 1.778, 2.527, 5.977],
            share: [0.350, 0.421, 0.492, 0.423, 0.534, 1.046],
            detect: [1.671, 1.653, 1.683, 2.289, 3.487, 7.680],
        },
    ],
];
