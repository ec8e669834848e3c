//! The colour of skin by table: what a camera records of each mixture of pigments.

use std::sync::LazyLock;

use rayon::prelude::*;

use super::optics::{Pigment, reflectance};
use super::spectrum::{BANDS, Spectrum};

/// Oxygen saturation of all rendered skin: light makes mostly the arterial blood of warm and of inflamed skin visible.
pub const OXYGEN: f64 = 0.92;

/// Linear red, green and blue of skin by its pigments, for one camera under one light.
pub struct Palette {
    nodes: Vec<[f32; 3]>,
}

impl Palette {
    /// The palette of a response (`camera::response`).
    pub fn new(response: &[Spectrum; 3]) -> Self {
        let response = response.map(|row| row.map(|v| v as f32));
        let seen = |skin: &[f32; BANDS]| response.each_ref().map(|row| row.iter().zip(skin).map(|(r, s)| r * s).sum());
        Self { nodes: SKINS.par_iter().map(seen).collect() }
    }

    /// Linear colour of skin with these natural logarithms of melanin fraction, blood fraction and scattering.
    /// Beyond the table's range the colour of its border.
    pub fn linear(&self, ln_mel: f32, ln_bl: f32, ln_scat: f32) -> [f32; 3] {
        let (m, fm) = MELANIN.locate(ln_mel);
        let (b, fb) = BLOOD.locate(ln_bl);
        let (s, fs) = SCATTER.locate(ln_scat);
        let mut sum = [0.0; 3];
        for (i, wm) in [(m, 1.0 - fm), (m + 1, fm)] {
            for (j, wb) in [(b, 1.0 - fb), (b + 1, fb)] {
                let at = (i * BLOOD.count + j) * SCATTER.count + s;
                for (node, ws) in self.nodes[at..at + 2].iter().zip([1.0 - fs, fs]) {
                    let weight = wm * wb * ws;
                    for channel in 0..3 {
                        sum[channel] += weight * node[channel];
                    }
                }
            }
        }
        sum
    }
}

/// Evenly spaced logarithms.
struct Axis {
    low: f32,
    high: f32,
    count: usize,
}

const MELANIN: Axis = Axis { low: -5.0, high: -0.4, count: 56 };
const BLOOD: Axis = Axis { low: -7.0, high: -0.8, count: 64 };
const SCATTER: Axis = Axis { low: -0.7, high: 1.5, count: 10 };

impl Axis {
    fn locate(&self, value: f32) -> (usize, f32) {
        let steps = (self.count - 1) as f32;
        let at = ((value - self.low) / (self.high - self.low) * steps).clamp(0.0, steps - 1e-3);
        (at as usize, at - at.floor())
    }

    fn value(&self, index: usize) -> f64 {
        f64::from(self.low + (self.high - self.low) * index as f32 / (self.count - 1) as f32).exp()
    }
}

/// The reflectance at every node, computed once.
static SKINS: LazyLock<Vec<[f32; BANDS]>> = LazyLock::new(|| {
    let nodes = 0..MELANIN.count * BLOOD.count * SCATTER.count;
    let spectrum = |node: usize| {
        let (rest, s) = (node / SCATTER.count, node % SCATTER.count);
        let skin = Pigment {
            f_mel: MELANIN.value(rest / BLOOD.count),
            f_bl: BLOOD.value(rest % BLOOD.count),
            scat: SCATTER.value(s),
            oxygen: OXYGEN,
        };
        reflectance(skin).map(|r| r as f32)
    };
    nodes.into_par_iter().map(spectrum).collect()
});

#[cfg(test)]
mod tests {
    use super::super::camera::true_response;
    use super::super::optics::Tone;
    use super::super::spectrum::dot;
    use super::*;

    #[test]
    fn the_table_agrees_with_the_model_between_its_nodes() {
        let response = true_response();
        let palette = Palette::new(&response);
        for tone in Tone::ALL {
            for times in [1.0, 1.7, 4.3] {
                let skin = tone.pigment();
                let skin = Pigment { f_bl: skin.f_bl * times, oxygen: OXYGEN, ..skin };
                let model = response.each_ref().map(|row| dot(row, &reflectance(skin)));
                let [mel, bl, scat] = [skin.f_mel, skin.f_bl, skin.scat].map(|v| v.ln() as f32);
                let table = palette.linear(mel, bl, scat);
                for (t, m) in table.into_iter().zip(model) {
                    let off = (f64::from(t) / m - 1.0).abs();
                    assert!(off < 2e-3, "{tone:?} ×{times}: table {table:?}, model {model:?}");
                }
            }
        }
    }
}
