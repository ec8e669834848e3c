//! Chance: the bootstrap, the normal distribution, and several regions at once.

use super::sample::{Absorbance, Block, mean};

/// Resamples of the block bootstrap.
pub const RESAMPLES: usize = 240;

/// Two-sided 95 % of the normal distribution.
pub const Z95: f64 = 1.959_964;

/// A small generator of random numbers (SplitMix64, Steele et al. 2014), seeded from the pixels.
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

impl Rng {
    /// Seeded from the blocks that will be drawn: the same photo gives the same interval.
    pub(super) fn from_blocks<'a>(blocks: impl Iterator<Item = &'a Block>) -> Self {
        let mut state = 0xcbf2_9ce4_8422_2325_u64;
        for block in blocks {
            for value in block.colour {
                state = (state ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
            }
        }
        Self(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// The mean colour of as many blocks drawn with replacement; `None` without blocks.
pub(super) fn drawn(blocks: &[Block], rng: &mut Rng) -> Option<Absorbance> {
    mean((0..blocks.len()).map(|_| &blocks[rng.below(blocks.len())]))
}

/// Mean of numbers; 0 without any.
pub(super) fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Standard deviation of a sample; 0 for fewer than two.
pub(super) fn deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let m = average(values);
    (values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
}

/// Two-sided probability of a standard normal number beyond ±`z` (Abramowitz and Stegun 7.1.26, error below 2e-7).
pub fn two_sided_p(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly =
        t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    (poly * (-x * x).exp()).clamp(0.0, 1.0)
}

/// The z beyond which a two-sided probability of `p` lies: the inverse of [`two_sided_p`] by bisection.
pub fn z_of(p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 12.0);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if two_sided_p(middle) > p { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Holm's correction: for each difference (in its own standard errors) the z it has to exceed at 5 % over all of them.
///
/// Step-down (Holm, Scand. J. Statist. 6, 1979): once one fails, those after it cannot pass; their bound is infinite.
pub fn holm(z: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..z.len()).collect();
    order.sort_by(|a, b| z[*b].abs().total_cmp(&z[*a].abs()).then(a.cmp(b)));
    let mut bounds = vec![f64::INFINITY; z.len()];
    for (rank, index) in order.into_iter().enumerate() {
        let bound = z_of(0.05 / (z.len() - rank) as f64);
        bounds[index] = bound;
        if z[index].abs() < bound {
            break;
        }
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_percent_lie_beyond_1_96() {
        assert!((two_sided_p(Z95) - 0.05).abs() < 1e-6, "{}", two_sided_p(Z95));
        assert!((z_of(0.05) - Z95).abs() < 1e-5, "{}", z_of(0.05));
        assert!((z_of(0.01) - 2.575_829).abs() < 1e-4, "{}", z_of(0.01));
    }

    #[test]
    fn with_more_regions_the_same_difference_counts_for_less() {
        assert!((holm(&[2.1])[0] - Z95).abs() < 1e-4);
        let three = holm(&[2.1, 0.3, -5.0]);
        // −5 passes 0.05/3; 2.1 then fails 0.05/2 (2.24); 0.3 is not looked at any more.
        assert!(three[2] < 5.0 && (three[0] - 2.2414).abs() < 1e-3 && three[1].is_infinite(), "{three:?}");
    }

    #[test]
    fn the_bootstrap_finds_the_error_of_a_mean_and_finds_it_again() {
        let block = |i: u32| Block { colour: [f64::from(i % 7) * 0.01; 3], pixels: 256.0 };
        let blocks: Vec<Block> = (0..70).map(block).collect();
        let run = || {
            let mut rng = Rng::from_blocks(blocks.iter());
            deviation(&(0..RESAMPLES).map(|_| drawn(&blocks, &mut rng).unwrap()[0]).collect::<Vec<_>>())
        };
        // Deviation of 0 … 6 in steps of 0.01 is 0.02; over √70.
        assert!((run() / (0.02 / 70f64.sqrt()) - 1.0).abs() < 0.15, "{}", run());
        assert_eq!(run(), run());
    }
}
