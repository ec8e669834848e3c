//! Things laid beside the skin: a grey card and the 24-patch chart, seen by the same camera in the same light.
//!
//! The chart's reflectances are the smoothest that have the published colours: by Burns, "Numerical methods for smoothest
//! reflectance reconstruction", Color Res. Appl. 45 (2020), the least slope of the hyperbolic tangent's argument, which
//! keeps every reflectance between 0 and 1. Pigments of a real chart are less smooth.

use nalgebra::{DMatrix, DVector};

use super::spectrum::{BANDS, Illuminant, Spectrum, observer, xyz};
use super::surface::Geometry;
use crate::geom::Point;

/// What is laid down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    /// A card of 18 % reflectance.
    Grey,
    /// The 24-patch chart made since November 2014.
    Classic24Since2014,
    /// The 24-patch chart made before.
    Classic24Before2014,
}

/// A flat card on the skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Card {
    /// What it is.
    pub kind: CardKind,
    /// Its middle in mm of the skin.
    pub center: Point,
    /// Its width in mm; its height is two thirds of that.
    pub width_mm: f64,
    /// Its turn in degrees, clockwise.
    pub turn_deg: f64,
}

/// Reflectance of the grey card.
const GREY: f64 = 0.18;
/// Reflectance of the chart's black frame.
const FRAME: f64 = 0.035;
/// Share of a field's side that its patch fills.
const PATCH: f64 = 0.84;

impl Card {
    /// The card's four corners in pixels, clockwise from the corner of the dark skin patch: for a chart those of its 6 × 4
    /// fields.
    pub fn corners(&self, geometry: &Geometry) -> [Point; 4] {
        let (sin, cos) = self.turn_deg.to_radians().sin_cos();
        let (w, h) = (0.5 * self.width_mm, self.width_mm / 3.0);
        [[-w, -h], [w, -h], [w, h], [-w, h]]
            .map(|[x, y]| geometry.photo_from_skin(self.center + Point::new(x * cos - y * sin, x * sin + y * cos)))
    }

    /// Reflectances of the card: those of its patches row by row, the last one that of the frame.
    pub fn paints(&self) -> Vec<Spectrum> {
        let table = match self.kind {
            CardKind::Grey => return vec![[GREY; BANDS]],
            CardKind::Classic24Since2014 => include_str!("../../assets/charts/classic24-2014.csv"),
            CardKind::Classic24Before2014 => include_str!("../../assets/charts/classic24-2005.csv"),
        };
        let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
        let lab = rows.map(|row| {
            let mut numbers = row.split(',').skip(1).map(|f| f.trim().parse().unwrap_or(f64::NAN));
            std::array::from_fn(|_| numbers.next().unwrap_or(f64::NAN))
        });
        lab.map(smoothest).chain([[FRAME; BANDS]]).collect()
    }

    /// Which of [`Self::paints`] lies at a place of the card, both coordinates 0 to 1 from its first corner.
    pub(super) fn paint_at(&self, u: f64, v: f64) -> Option<usize> {
        // The frame of a chart reaches a fifth of a field beyond its fields.
        let rim = if self.kind == CardKind::Grey { [0.0, 0.0] } else { [0.2 / 6.0, 0.2 / 4.0] };
        if u < -rim[0] || v < -rim[1] || u >= 1.0 + rim[0] || v >= 1.0 + rim[1] {
            return None;
        }
        if self.kind == CardKind::Grey {
            return Some(0);
        }
        let (x, y) = (u * 6.0, v * 4.0);
        let inside = |t: f64| (t - t.floor() - 0.5).abs() < 0.5 * PATCH;
        let on_patch = (0.0..6.0).contains(&x) && (0.0..4.0).contains(&y) && inside(x) && inside(y);
        Some(if on_patch { y as usize * 6 + x as usize } else { 24 })
    }
}

/// The smoothest reflectance with this Lab colour under D50.
fn smoothest([l, a, b]: [f64; 3]) -> Spectrum {
    let power = Illuminant::Daylight(5003.0).power();
    let white = xyz(&[1.0; BANDS], &power);
    let fy = (l + 16.0) / 116.0;
    let back = |f: f64| if f > 6.0 / 29.0 { f.powi(3) } else { (116.0 * f - 16.0) / (24389.0 / 27.0) };
    let target: [f64; 3] = std::array::from_fn(|c| white[c] * back([fy + a / 500.0, fy, fy - b / 200.0][c]));
    let weights = observer().each_ref().map(|row| -> Spectrum { std::array::from_fn(|i| row[i] * power[i]) });
    let n = BANDS + 3;
    let mut slope = DMatrix::<f64>::zeros(BANDS, BANDS);
    for i in 0..BANDS - 1 {
        for (r, c, v) in [(i, i, 2.0), (i + 1, i + 1, 2.0), (i, i + 1, -2.0), (i + 1, i, -2.0)] {
            slope[(r, c)] += v;
        }
    }
    let mut z = DVector::<f64>::zeros(n);
    // Newton's method on the Lagrangian; a step is cut so that no reflectance runs to an end.
    for _ in 0..60 {
        let (mut system, mut right) = (DMatrix::<f64>::zeros(n, n), DVector::<f64>::zeros(n));
        for i in 0..BANDS {
            let tanh = z[i].tanh();
            let rise = 0.5 * (1.0 - tanh * tanh);
            let pull: f64 = (0..3).map(|c| z[BANDS + c] * weights[c][i]).sum();
            for k in 0..BANDS {
                system[(i, k)] = slope[(i, k)];
                right[i] -= slope[(i, k)] * z[k];
            }
            system[(i, i)] -= 2.0 * tanh * rise * pull;
            right[i] -= rise * pull;
            for c in 0..3 {
                system[(i, BANDS + c)] = rise * weights[c][i];
                system[(BANDS + c, i)] = rise * weights[c][i];
                right[BANDS + c] -= 0.5 * (1.0 + tanh) * weights[c][i];
            }
        }
        (0..3).for_each(|c| right[BANDS + c] += target[c]);
        let Some(step) = system.lu().solve(&right) else { break };
        let longest = step.rows(0, BANDS).amax();
        z += &step * (1.0 / longest.max(1.0));
        if longest < 1e-9 {
            break;
        }
    }
    std::array::from_fn(|i| 0.5 * (1.0 + z[i].tanh()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_patch_has_its_published_luminance_and_a_possible_reflectance() {
        for kind in [CardKind::Classic24Since2014, CardKind::Classic24Before2014] {
            let card = Card { kind, center: Point::default(), width_mm: 30.0, turn_deg: 0.0 };
            let paints = card.paints();
            assert_eq!(paints.len(), 25);
            let power = Illuminant::Daylight(5003.0).power();
            // Y by the definition of L*: ((L + 16) / 116)³.
            for (patch, lightness) in [(0, [37.54, 37.986]), (19, [81.29, 81.257])] {
                let lightness = lightness[usize::from(kind == CardKind::Classic24Before2014)];
                let expected = ((lightness + 16.0) / 116.0_f64).powi(3);
                let y = xyz(&paints[patch], &power)[1];
                assert!((y - expected).abs() < 0.006, "{kind:?}, patch {patch}: {y}, expected {expected}");
            }
            assert!(paints.iter().flatten().all(|r| (0.0..=1.0).contains(r)), "{kind:?}");
        }
    }
}
