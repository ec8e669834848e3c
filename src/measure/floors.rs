//! The part of the error that no single pair shows: what camera, light and rendering do, by capture quality and tier.

use super::estimate::Excess;
use super::floor::NoiseFloor;
use super::reading::{Quality, Tier};

/// Standard error of a difference between two photos: a part that is always there and a share of the difference itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floor {
    /// Where nothing has changed.
    pub still: Excess,
    /// Share of the difference: the rendering's contrast is never quite known.
    pub share: Excess,
}

/// The floor of a pair. The clinic's own repeat shots replace the part that is always there, at any tier.
pub fn floor(quality: Quality, tier: Tier, own: Option<&NoiseFloor>) -> Floor {
    let (still, share) = match (quality, tier) {
        (Quality::S1, _) => ([2.2, 0.40, 4.0], [0.12, 0.14, 0.2]),
        (Quality::S2, _) => ([3.0, 0.55, 6.0], [0.14, 0.16, 0.2]),
        (Quality::S3, _) => ([4.6, 0.85, 9.0], [0.16, 0.18, 0.25]),
    };
    let excess = |[hb, a, mel]: [f64; 3]| Excess { hb, a, mel };
    let still = match own {
        Some(own) => [own.sem_hb, own.sem_a, own.sem_mel].map(|sem| sem * std::f64::consts::SQRT_2),
        None => still,
    };
    Floor { still: excess(still), share: excess(share) }
}
