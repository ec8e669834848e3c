//! The skin indices: how much blood and how much pigment, from linear sRGB.
//!
//! Absorbance is A = −log₁₀(linear). All are differences of logarithms, so that shading, which multiplies the three
//! channels alike, cancels; they must be computed on linear light (on coded values they halve and follow exposure).
//! Uncalibrated, their absolute value says little: compare with untreated skin in the same photo.

use super::Lab;

/// Darkest linear channel that the indices accept: below it camera noise and black level decide the logarithm.
pub const MIN_LINEAR: f64 = 0.02;

/// Weights of the absorbances (R, G, B) in the haemoglobin index; they sum to −0.001.
const HB: [f64; 3] = [-1.321, 2.124, -0.804];

/// Weights of the absorbances (R, G, B) in the melanin index; they sum to 0.
const MEL: [f64; 3] = [-2.006, -0.273, 2.279];

/// Haemoglobin index: 100·(−1.321·A_R + 2.124·A_G − 0.804·A_B). More blood is higher.
///
/// Blind to shading and, for skin of ITA classes I to V, almost blind to melanin (log-unmixing of simulated skin under
/// 28 cameras and 20 lights; see the measurement paper's section on the phantom). `None` where a channel is below
/// [`MIN_LINEAR`].
pub fn hb_index(linear: [f64; 3]) -> Option<f64> {
    unmixed(&HB, linear)
}

/// Melanin index: 100·(−2.006·A_R − 0.273·A_G + 2.279·A_B). More pigment is higher.
///
/// `None` where a channel is below [`MIN_LINEAR`].
pub fn mel_index(linear: [f64; 3]) -> Option<f64> {
    unmixed(&MEL, linear)
}

fn unmixed(weights: &[f64; 3], linear: [f64; 3]) -> Option<f64> {
    // Written so that NaN is refused too.
    if !linear.iter().all(|v| *v >= MIN_LINEAR && v.is_finite()) {
        return None;
    }
    Some(-100.0 * weights.iter().zip(linear).map(|(w, v)| w * v.log10()).sum::<f64>())
}

/// Erythema index 100·(log₁₀ R − log₁₀ G) of linear light (Takiwaki et al., Skin Res. Technol. 1, 1995, for cameras).
///
/// Biased by skin tone: more melanin reads as more redness. `None` where a channel is below [`MIN_LINEAR`].
pub fn erythema_index(linear: [f64; 3]) -> Option<f64> {
    unmixed(&[-1.0, 1.0, 0.0], linear)
}

/// Individual typology angle atan2(L* − 50, b*) in degrees (Chardon et al., Int. J. Cosmet. Sci. 13, 1991).
///
/// Light skin is high. Meaningful only for chart-calibrated colours.
pub fn ita_degrees(lab: Lab) -> f64 {
    (lab.l - 50.0).atan2(lab.b).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shading_does_not_move_the_indices() {
        let skin = [0.42, 0.27, 0.17];
        for shade in [0.2, 0.5, 1.7] {
            let shaded = skin.map(|v| v * shade);
            for (name, index) in [("Hb", hb_index as fn([f64; 3]) -> _), ("Mel", mel_index), ("EI", erythema_index)] {
                let (before, after): (Option<f64>, Option<f64>) = (index(skin), index(shaded));
                let (before, after) = (before.unwrap(), after.unwrap());
                assert!((before - after).abs() < 0.11, "{name}: {before} became {after} at {shade}");
            }
        }
    }

    #[test]
    fn absorbed_green_reads_as_blood_and_absorbed_blue_as_pigment() {
        let skin = [0.42, 0.27, 0.17];
        let (hb, mel) = (hb_index(skin).unwrap(), mel_index(skin).unwrap());
        assert!(hb_index([0.42, 0.22, 0.17]).unwrap() > hb + 15.0);
        assert!(mel_index([0.42, 0.27, 0.12]).unwrap() > mel + 15.0);
        // By hand: A = (0.376751, 0.568636, 0.769551); Hb = 100·(−0.497688 + 1.207783 − 0.618719).
        assert!((hb - 9.1376).abs() < 1e-3, "{hb}");
    }

    #[test]
    fn darkness_has_no_index() {
        for dark in [[0.4, 0.3, 0.019], [0.0; 3], [f64::NAN, 0.3, 0.3], [f64::INFINITY, 0.3, 0.3]] {
            assert_eq!(hb_index(dark), None);
        }
    }

    #[test]
    fn the_typology_angle_falls_with_darker_skin() {
        let light = ita_degrees(Lab { l: 67.5, a: 6.2, b: 12.8 });
        assert!((light - 53.82).abs() < 0.01, "{light}");
        assert!(ita_degrees(Lab { l: 30.9, a: 14.7, b: 22.0 }) < -30.0);
    }
}
