//! What a chart teaches about one photo: how its colours become true ones.

use crate::imaging::simd::vectorised;

use super::logs::{absorbances, lights};
use super::sample::Absorbance;

/// How colours of one photo become true ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Straight line of each channel's absorbance: offset, slope.
    pub(super) lines: [[f64; 2]; 3],
    /// Three rows over the linear channels and, for the root-polynomial, √RG, √GB, √RB.
    pub(super) rows: Vec<[f64; 3]>,
    /// Median ΔE00 of patches that the fit has not seen.
    pub held_out: f64,
    /// The same with the greys' lines alone.
    pub held_out_before: f64,
}

impl Correction {
    /// The true absorbances of a colour; the colour itself where the matrix leads below black.
    pub(super) fn apply(&self, colour: Absorbance) -> Absorbance {
        let light = light_of(&self.lines, colour);
        let mixed = mix(&self.rows, light);
        if mixed.iter().all(|v| *v > DARKEST) { mixed.map(|v| -v.log10()) } else { light.map(|v| -v.log10()) }
    }

    /// The same of rows of absorbances of red, green and blue, all of one length, in single precision.
    pub(super) fn apply_rows(&self, [red, green, blue]: [&mut [f32]; 3]) {
        for (row, [offset, slope]) in [&mut *red, &mut *green, &mut *blue].into_iter().zip(self.lines) {
            lights(row, offset as f32, slope as f32);
        }
        let row = |i: usize| self.rows.get(i).map_or([0.0; 3], |row| row.map(|v| v as f32));
        mix_rows([&mut *red, &mut *green, &mut *blue], &[0, 1, 2, 3, 4, 5].map(row));
        [red, green, blue].into_iter().for_each(absorbances);
    }
}

/// Linear light at and below which a mixture is no colour.
const DARKEST: f64 = 1e-4;

vectorised! {
    /// Mixes rows of linear red, green and blue by the terms of [`terms`]; colours that the mixture leads below black stay.
    fn mix_rows(light: [&mut [f32]; 3], rows: &[[f32; 3]; 6]) {
        let [red, green, blue] = light;
        for ((red, green), blue) in red.iter_mut().zip(green.iter_mut()).zip(blue.iter_mut()) {
            let (r, g, b) = (*red, *green, *blue);
            let terms = [r, g, b, (r * g).sqrt(), (g * b).sqrt(), (r * b).sqrt()];
            let mut mixed = [0.0f32; 3];
            for (row, term) in rows.iter().zip(terms) {
                (0..3).for_each(|c| mixed[c] += row[c] * term);
            }
            let darkest = mixed[0].min(mixed[1]).min(mixed[2]);
            let good = darkest > DARKEST as f32;
            (*red, *green, *blue) = if good { (mixed[0], mixed[1], mixed[2]) } else { (r, g, b) };
        }
    }
}

/// Linear light of a colour along each channel's line.
pub(super) fn light_of(lines: &[[f64; 2]; 3], colour: Absorbance) -> [f64; 3] {
    std::array::from_fn(|c| 10f64.powf(-(lines[c][0] + lines[c][1] * colour[c])))
}

/// What a correction is linear in: the channels and the roots of their products.
pub(super) fn terms([r, g, b]: [f64; 3]) -> [f64; 6] {
    [r, g, b, (r * g).sqrt(), (g * b).sqrt(), (r * b).sqrt()]
}

/// The light that rows of a correction make of linear light.
pub(super) fn mix(rows: &[[f64; 3]], light: [f64; 3]) -> [f64; 3] {
    let terms = terms(light);
    std::array::from_fn(|c| rows.iter().zip(terms).map(|(row, t)| row[c] * t).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_corrected_as_single_colours_are() {
        let lines = [[0.08, 0.95], [-0.03, 1.06], [0.05, 1.02]];
        let matrix = vec![[1.3, -0.1, 0.02], [-0.25, 1.2, -0.3], [-0.05, -0.1, 1.28]];
        let roots = vec![
            [0.9, 0.05, 0.0],
            [0.1, 0.8, 0.1],
            [0.0, 0.1, 0.9],
            [0.1, 0.1, 0.0],
            [0.0, 0.1, 0.1],
            [-0.1, 0.0, 0.1],
        ];
        for rows in [matrix, roots] {
            let correction = Correction { lines, rows, held_out: 1.0, held_out_before: 2.0 };
            // The last one is a colour that the matrix leads below black.
            for colour in [[0.3, 0.5, 0.7], [0.05, 0.9, 1.4], [1.5, 1.5, 1.6], [2.0, 0.4, 2.0]] {
                let mut row = colour.map(|v| [v as f32]);
                let [red, green, blue] = &mut row;
                correction.apply_rows([red, green, blue]);
                for (found, exact) in row.iter().zip(correction.apply(colour)) {
                    assert!((f64::from(found[0]) - exact).abs() < 1e-5, "{colour:?}: {row:?}, {exact}");
                }
            }
        }
    }
}
