//! The state of the skin on one day.

use super::noise::{Rng, ramp};
use super::scene::Patch;
use crate::geom::Point;

/// What a day changes of a [`super::Scene`].
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Redness of the patches as a factor of the baseline.
    pub redness: f64,
    /// Brown pigment of the patches as a factor of the baseline.
    pub pigment: f64,
    /// Depth of the scars as a factor of the baseline.
    pub scar_depth: f64,
    /// Blood of all skin as a factor: a flush from warmth or exertion.
    pub flush: f64,
    /// Melanin of all skin as a factor: a tan.
    pub tan: f64,
    /// Shine of the skin, 1 is usual.
    pub oil: f64,
    /// Inflamed spots of this day.
    pub papules: Vec<Papule>,
    /// A session of needling not long ago.
    pub needled: Option<Needled>,
}

impl Default for Visit {
    fn default() -> Self {
        Self {
            redness: 1.0,
            pigment: 1.0,
            scar_depth: 1.0,
            flush: 1.0,
            tan: 1.0,
            oil: 1.0,
            papules: vec![],
            needled: None,
        }
    }
}

/// An inflamed spot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Papule {
    /// Middle in mm.
    pub center: Point,
    /// Radius of the red halo in mm.
    pub radius: f64,
    /// Extra blood in its middle, as a multiple of the skin's own.
    pub strength: f64,
    /// Height in mm.
    pub height: f64,
    /// 1 where it has dried to a crust, 0 where it is fresh.
    pub crust: f64,
}

/// Inflamed spots at random about `center`.
pub fn papules(seed: u64, center: Point, half: [f64; 2], count: usize, strength: f64) -> Vec<Papule> {
    let mut rng = Rng::new(seed, 0x9A9);
    let one = |_| {
        let (angle, reach) = (rng.range(0.0, std::f64::consts::TAU), rng.unit().sqrt());
        let radius = rng.range(0.9, 2.1);
        Papule {
            center: center + Point::new(angle.cos() * half[0] * reach, angle.sin() * half[1] * reach),
            radius,
            strength: strength * rng.range(0.6, 1.4),
            height: radius * rng.range(0.04, 0.12),
            crust: if rng.unit() < 0.2 { 1.0 } else { 0.0 },
        }
    };
    (0..count).map(one).collect()
}

/// Skin some days after needling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needled {
    /// Days since the session; 0 is within an hour.
    pub days: f64,
    /// The treated area; its strength is the extra blood on day 0 as a multiple of the skin's own.
    pub zone: Patch,
    /// Which pinpoints bled.
    pub seed: u64,
}

impl Needled {
    /// Share of the first hour's redness that is left.
    pub fn redness(&self) -> f64 {
        curve(self.days, &[(0.0, 1.0), (1.0, 0.70), (2.0, 0.45), (3.0, 0.28), (5.0, 0.10), (7.0, 0.035), (12.0, 0.0)])
    }

    /// Visibility of the pinpoint bleedings: fresh blood, then tiny crusts.
    pub fn pinpoints(&self) -> f64 {
        curve(self.days, &[(0.0, 1.0), (1.0, 0.55), (3.0, 0.18), (5.0, 0.05), (7.0, 0.0)])
    }

    /// How dry the pinpoints are, 0 fresh to 1 crust.
    pub fn crust(&self) -> f64 {
        f64::from(ramp(0.2, 2.0, self.days as f32))
    }

    /// Flaking of the treated skin.
    pub fn flaking(&self) -> f64 {
        curve(self.days, &[(0.0, 0.0), (1.0, 0.25), (2.0, 0.8), (3.0, 1.0), (5.0, 0.6), (7.0, 0.12), (9.0, 0.0)])
    }

    /// Swelling, which smooths the fine relief.
    pub fn swelling(&self) -> f64 {
        curve(self.days, &[(0.0, 1.0), (1.0, 0.6), (3.0, 0.1), (5.0, 0.0)])
    }
}

/// Straight lines between (day, value) points; the first and last values beyond them.
fn curve(day: f64, points: &[(f64, f64)]) -> f64 {
    let mut before = points[0];
    for &(at, value) in points {
        if day <= at {
            let span = at - before.0;
            return if span > 0.0 { before.1 + (value - before.1) * (day - before.0) / span } else { value };
        }
        before = (at, value);
    }
    before.1
}

#[cfg(test)]
mod tests {
    use super::super::scene::PatchKind;
    use super::*;

    #[test]
    fn the_week_after_needling_only_ever_pales() {
        let zone = Patch {
            kind: PatchKind::Redness,
            center: Point::default(),
            radii: [20.0, 15.0],
            turn_deg: 0.0,
            strength: 3.0,
            core: 0.8,
            ragged: 0.5,
            response: 1.0,
        };
        let reds = [0.0, 1.0, 3.0, 7.0, 28.0].map(|days| Needled { days, zone, seed: 1 }.redness());
        assert!(reds.windows(2).all(|w| w[1] < w[0]), "{reds:?}");
        assert_eq!(reds[4], 0.0);
    }
}
