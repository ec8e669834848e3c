//! The clinic's own noise floor: what two shots of the same skin minutes apart differ by.

use serde::{Deserialize, Serialize};

/// Pairs of repeat shots from which a clinic's own floor is believed.
pub const MIN_PAIRS: usize = 10;

/// Repeatability of one camera and view, from pairs of repeat shots.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NoiseFloor {
    /// Pairs of shots it rests on.
    pub pairs: usize,
    /// Standard error of one measurement of the haemoglobin index, index points.
    pub sem_hb: f64,
    /// Standard error of one measurement of a*, Lab units.
    pub sem_a: f64,
    /// Standard error of one measurement of the melanin index, index points.
    pub sem_mel: f64,
}

impl NoiseFloor {
    /// From the differences that pairs of shots of unchanged skin showed: ΔHb, Δa* and ΔMel of each.
    ///
    /// SEM = √(Σd²/2n): the differences of n repeats have no true mean but zero (Bland and Altman, BMJ 313, 1996).
    /// `None` for fewer than [`MIN_PAIRS`] or a difference that is not finite.
    pub fn from_repeats(differences: &[[f64; 3]]) -> Option<Self> {
        if differences.len() < MIN_PAIRS || !differences.iter().flatten().all(|d| d.is_finite()) {
            return None;
        }
        let n = differences.len() as f64;
        let sem = |i: usize| (differences.iter().map(|d| d[i] * d[i]).sum::<f64>() / (2.0 * n)).sqrt();
        Some(Self { pairs: differences.len(), sem_hb: sem(0), sem_a: sem(1), sem_mel: sem(2) })
    }

    /// Smallest detectable change of the haemoglobin index: 1.96·√2·SEM.
    pub fn sdc_hb(&self) -> f64 {
        super::Z95 * std::f64::consts::SQRT_2 * self.sem_hb
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_pairs_that_differ_by_two_points_detect_a_change_of_four() {
        let shots: Vec<[f64; 3]> = (0..10).map(|i| [if i % 2 == 0 { 2.0 } else { -2.0 }, 0.5, 1.0]).collect();
        let floor = NoiseFloor::from_repeats(&shots).unwrap();
        assert!((floor.sem_hb - 2f64.sqrt()).abs() < 1e-12, "{floor:?}");
        assert!((floor.sdc_hb() - 3.92).abs() < 0.001, "{}", floor.sdc_hb());
        assert_eq!(NoiseFloor::from_repeats(&shots[..9]), None);
    }
}
