//! The part of the error that no single pair shows: what camera, light and rendering do, by capture quality and tier.
//!
//! From simulated pairs of worlds of development (28 cameras and 20 lights each) that the estimator was not fitted to, 324,000
//! of ninety worlds for the haemoglobin index and 54,000 of twelve for the others: in each tone class the interval of `still`
//! and `share` holds the truth in 95 of 100 pairs, and what unchanged skin shows stays below 1.96 times `detect` in 98.6 of
//! 100. The two parts are told apart by the likelihood of normal errors.

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

/// What [`super::Reader`] with a chart leaves of the errors that photos without one show: qualities S1, S2, S3;
/// haemoglobin index, a*, melanin index.
const CHART_GAIN: [[f64; 3]; 3] = [[0.97, 0.97, 0.93], [0.78, 0.84, 0.89], [0.80, 0.81, 0.95]];

/// Capture qualities S1, S2, S3; haemoglobin index, a*, melanin index.
static TABLE: [[Row; 3]; 3] = [
    [
        Row {
            still: [0.561, 0.595, 0.533, 0.606, 0.580, 1.551],
            share: [0.146, 0.156, 0.146, 0.157, 0.145, 0.301],
            detect: [0.667, 0.651, 0.700, 0.696, 0.738, 2.373],
        },
        Row {
            still: [0.206, 0.195, 0.187, 0.172, 0.145, 0.167],
            share: [0.150, 0.154, 0.173, 0.172, 0.175, 0.256],
            detect: [0.295, 0.281, 0.229, 0.231, 0.191, 0.270],
        },
        Row {
            still: [0.435, 0.482, 0.567, 0.652, 0.969, 3.869],
            share: [0.677, 0.926, 0.975, 0.760, 0.489, 1.077],
            detect: [0.610, 0.513, 0.695, 0.803, 1.629, 5.883],
        },
    ],
    [
        Row {
            still: [1.040, 1.084, 0.924, 1.093, 1.035, 3.071],
            share: [0.124, 0.125, 0.123, 0.142, 0.171, 0.357],
            detect: [1.393, 1.436, 1.506, 1.464, 1.701, 4.034],
        },
        Row {
            still: [0.353, 0.363, 0.293, 0.313, 0.269, 0.354],
            share: [0.128, 0.158, 0.141, 0.172, 0.145, 0.186],
            detect: [0.653, 0.612, 0.425, 0.405, 0.379, 0.389],
        },
        Row {
            still: [0.685, 0.749, 0.743, 1.059, 1.579, 6.378],
            share: [0.539, 0.702, 0.649, 0.526, 0.447, 1.229],
            detect: [0.790, 1.205, 1.072, 1.365, 2.071, 10.793],
        },
    ],
    [
        Row {
            still: [1.724, 1.803, 1.570, 1.817, 1.869, 5.651],
            share: [0.100, 0.091, 0.095, 0.137, 0.201, 0.432],
            detect: [2.323, 2.482, 2.129, 2.751, 3.003, 7.144],
        },
        Row {
            still: [0.677, 0.571, 0.548, 0.511, 0.508, 0.526],
            share: [0.082, 0.084, 0.152, 0.100, 0.126, 0.163],
            detect: [1.019, 0.911, 0.704, 0.778, 0.598, 0.784],
        },
        Row {
            still: [1.243, 1.320, 1.258, 1.655, 2.389, 8.758],
            share: [0.339, 0.429, 0.471, 0.394, 0.505, 1.533],
            detect: [1.844, 1.786, 1.723, 2.841, 3.139, 14.631],
        },
    ],
];
