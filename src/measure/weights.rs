//! Weights of the estimator, fitted over simulated cameras and lights.
//!
//! Fitted by ridge regression to 48,000 simulated pairs of the two-layer skin model (all tone classes, blood ×1 to ×4, melanin,
//! oxygenation and scattering varied) under 70 cameras and 60 lights (daylight, LED, fluorescent, tungsten) with errors of
//! white balance, exposure, tone curve, saturation, gloss and shading at three capture qualities. `SKIN` saw the camera's
//! own colours, `CHART` colours with the residue that a chart leaves. Judged on pairs of 28 other cameras of another make
//! and 20 other lights that the fit had not seen (S1 / S2 / S3):
//!
//! | tried | Δa* RMSE | ΔHb error ÷ true SD |
//! |---|---|---|
//! | no reference skin (a*) | 1.30 / 3.57 / 6.07 | |
//! | plain subtraction | 1.20 / 1.31 / 1.53 | .30 / .32 / .51 |
//! | fitted weights, nothing else | .68 / .74 / .89 | .27 / .31 / .39 |
//! | weights that follow the reference's colour | .32 / .42 / .59 | .22 / .26 / .33 |
//! | and squares of the excess | .32 / .41 / .57 | .22 / .25 / .31 |
//! | and squares of the reference's colour: used | .31 / .40 / .58 | .20 / .25 / .33 |
//! | and the mixed cubes | .31 / .39 / .56 | .21 / .24 / .31 |
//!
//! Most of what is left of ΔHb is gloss on class VI, whose blue is as dark as the shine.

use super::reading::Tier;

/// Numbers that describe a photo besides the lesion.
pub const CONTEXT: usize = 7;
/// Terms that an estimate is linear in.
pub const TERMS: usize = 3 * (1 + CONTEXT) + 6;

/// Weights of the terms of [`super::terms`], one row a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Haemoglobin index.
    pub hb: [f64; TERMS],
    /// a*.
    pub a: [f64; TERMS],
    /// Melanin index.
    pub mel: [f64; TERMS],
}

/// The weights for photos of a tier.
pub fn of(tier: Tier) -> &'static Weights {
    if tier >= Tier::T3 { &CHART } else { &SKIN }
}

/// For the camera's own colours.
static SKIN: Weights = Weights {
    hb: [
        -132.491, 165.827, -144.946, 152.85, 11.3594, -225.678, 105.735, -298.392, 200.087, -7.71224, 60.636, -303.824,
        -84.4575, 144.353, -115.84, 244.449, -66.1045, -167.715, 93.1372, 116.396, 68.7795, 166.077, -46.5515, 40.323,
        -88.8808, 366.913, -149.149, -200.665, 58.7282, 21.1941,
    ],
    a: [
        -50.9363, 125.274, -4.08745, 47.2856, 4.2844, -87.336, 3.05795, -0.592172, 65.6207, -144.94, -16.4147,
        -71.4488, -11.6668, 98.7083, -2.343, 48.1944, -13.38, 14.495, 22.8324, 17.5802, 4.93252, 14.1922, -5.93704,
        -47.8268, -38.7147, 108.245, -16.4555, -67.3784, 15.0077, 1.02329,
    ],
    mel: [
        -192.262, 15.4453, 234.932, -13.1621, 11.6214, 1093.32, -200.611, 203.434, 18.8731, -49.7742, 24.2091, 19.5665,
        49.1474, -165.554, 192.105, -373.585, 182.755, 120.823, -230.343, -112.048, -164.08, -530.033, 69.6064,
        279.345, -199.346, 198.707, 209.004, -124.025, 10.1052, -53.8808,
    ],
};

/// For colours corrected by a chart.
static CHART: Weights = Weights {
    hb: [
        -130.697, 200.723, -165.721, 395.598, 0.759795, -321.803, 96.1435, -230.565, 196.688, -32.1523, 78.5898,
        -579.567, -78.6597, 234.818, -110.973, 183.991, -64.8149, -177.019, 94.8122, 134.207, 71.193, 163.655,
        -50.7026, 54.5854, -40.8945, 261.803, -143.221, -138.601, 45.2875, 23.1069,
    ],
    a: [
        -50.4453, 151.935, -17.4285, 121.226, -2.38962, -165.041, 1.61861, 49.644, 64.9024, -173.588, -1.62287,
        -143.968, -7.30096, 184.245, -3.08816, -6.4039, -13.2034, 17.0647, 21.2609, 13.6563, 5.61848, 4.54026, -6.4398,
        -38.3112, -24.1576, 73.2195, -11.2871, -46.524, 9.10185, 1.38225,
    ],
    mel: [
        -191.954, 31.1537, 232.598, -51.9888, -22.1621, 1035.13, -202.848, 194.208, 18.3866, -56.6378, 28.0156,
        -12.6054, 57.0159, -158.847, 172.354, -332.66, 182.858, 117.54, -232.352, -136.318, -167.077, -456.873,
        74.7145, 265.362, -209.23, 185.469, 230.803, -113.228, 3.85413, -57.293,
    ],
};
