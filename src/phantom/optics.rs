//! The colour of skin from what it is made of: a two-layer Kubelka–Munk model.
//!
//! An epidermis with melanin lies over an endless dermis with blood. Absorption after Jacques (1998, "Skin optics
//! summary", Oregon Medical Laser Center), haemoglobin after Prahl, vessel packaging after Svaasand et al. (1995),
//! the surface after Saunderson (1942). Lengths in cm, wavelengths in nm.

use super::spectrum::{BANDS, Spectrum, haemoglobin, wavelength_nm};

/// What skin is made of at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pigment {
    /// Volume fraction of melanosomes in the epidermis; healthy skin about 0.015 to 0.20.
    pub f_mel: f64,
    /// Volume fraction of blood in the dermis; about 0.003 to 0.10.
    pub f_bl: f64,
    /// Scattering of the dermis relative to the standard curve; about 0.8 to 3.
    pub scat: f64,
    /// Oxygen saturation of the blood, 0 to 1.
    pub oxygen: f64,
}

/// Oxygen saturation where nothing else is said.
pub const OXYGEN: f64 = 0.75;

/// The spectral reflectance of skin (no gloss), 0 to 1 at each wavelength.
pub fn reflectance(skin: Pigment) -> Spectrum {
    std::array::from_fn(|band| {
        let optics = &bands()[band];
        let blood = optics.blood(skin.oxygen);
        let epidermis = skin.f_mel * optics.melanin + (1.0 - skin.f_mel) * optics.base;
        let dermis = skin.f_bl * blood + (1.0 - skin.f_bl) * optics.base;
        surface(layers(epidermis, dermis, optics.scatter, optics.scatter * skin.scat))
    })
}

/// Skin tone classes by individual typology angle, I (very light) to VI (dark).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// ITA above 55°.
    I,
    /// ITA 41° to 55°.
    II,
    /// ITA 28° to 41°.
    III,
    /// ITA 10° to 28°.
    IV,
    /// ITA −30° to 10°.
    V,
    /// ITA below −30°.
    VI,
}

impl Tone {
    /// All classes, light to dark.
    pub const ALL: [Self; 6] = [Self::I, Self::II, Self::III, Self::IV, Self::V, Self::VI];

    /// Typical skin of the class, fitted to 1,689 measured inner-arm spectra.
    pub fn pigment(self) -> Pigment {
        let (f_mel, f_bl, scat) = match self {
            Self::I => (0.021, 0.0073, 1.7),
            Self::II => (0.032, 0.0082, 2.0),
            Self::III => (0.043, 0.0081, 2.4),
            Self::IV => (0.059, 0.0113, 2.5),
            Self::V => (0.086, 0.0136, 2.0),
            Self::VI => (0.137, 0.0183, 0.85),
        };
        Pigment { f_mel, f_bl, scat, oxygen: OXYGEN }
    }
}

/// Thickness of the epidermis in cm: 60 µm.
const EPIDERMIS: f64 = 0.006;
/// Radius of a vessel in cm: 10 µm.
const VESSEL: f64 = 0.001;

/// What does not depend on the skin at one wavelength, in cm⁻¹.
struct Band {
    melanin: f64,
    base: f64,
    scatter: f64,
    oxygenated: f64,
    deoxygenated: f64,
}

impl Band {
    fn at(band: usize) -> Self {
        let nm = wavelength_nm(band);
        let molar = 2.303 * 150.0 / 64500.0;
        Self {
            melanin: 6.6e11 * nm.powf(-3.33),
            base: 0.244 + 85.3 * (-(nm - 154.0) / 66.2).exp(),
            scatter: 2e5 * nm.powf(-1.5) + 2e12 * nm.powi(-4),
            oxygenated: molar * haemoglobin()[0][band],
            deoxygenated: molar * haemoglobin()[1][band],
        }
    }

    /// Absorption of blood, lowered because light passes beside the vessels.
    fn blood(&self, oxygen: f64) -> f64 {
        let blood = oxygen * self.oxygenated + (1.0 - oxygen) * self.deoxygenated;
        let path = 2.0 * blood * VESSEL;
        blood * (1.0 - (-path).exp()) / path
    }
}

fn bands() -> &'static [Band; BANDS] {
    static TABLE: std::sync::LazyLock<[Band; BANDS]> = std::sync::LazyLock::new(|| std::array::from_fn(Band::at));
    &TABLE
}

/// Kubelka–Munk reflectance of the epidermis over the dermis, below the surface. All in cm⁻¹.
fn layers(absorb_top: f64, absorb_deep: f64, scatter_top: f64, scatter_deep: f64) -> f64 {
    let (a, b, s) = kubelka_munk(absorb_top, scatter_top);
    let (sinh, cosh) = ((b * s * EPIDERMIS).sinh(), (b * s * EPIDERMIS).cosh());
    let (back, through) = (sinh / (a * sinh + b * cosh), b / (a * sinh + b * cosh));
    let (a_deep, b_deep, _) = kubelka_munk(absorb_deep, scatter_deep);
    let deep = a_deep - b_deep;
    back + through * through * deep / (1.0 - back * deep)
}

/// a, b and the scattering coefficient of one layer.
fn kubelka_munk(absorb: f64, reduced_scatter: f64) -> (f64, f64, f64) {
    let s = (0.75 * reduced_scatter - 0.25 * absorb).max(0.05 * reduced_scatter);
    let a = 1.0 + 2.0 * absorb / s;
    (a, (a * a - 1.0).sqrt(), s)
}

/// Saunderson's correction for a surface of refractive index 1.40.
fn surface(inside: f64) -> f64 {
    const ENTERING: f64 = 0.0278;
    const LEAVING: f64 = 0.5295;
    (1.0 - ENTERING) * (1.0 - LEAVING) * inside / (1.0 - LEAVING * inside)
}

#[cfg(test)]
mod tests {
    use super::super::spectrum::{Illuminant, xyz};
    use super::*;

    fn lab(skin: Pigment) -> [f64; 3] {
        let power = Illuminant::D65.power();
        let [x, y, z] = xyz(&reflectance(skin), &power);
        let [xn, yn, zn] = xyz(&[1.0; BANDS], &power);
        let f = |t: f64| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
        let (fx, fy, fz) = (f(x / xn), f(y / yn), f(z / zn));
        [116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)]
    }

    /// CIEDE2000 (Sharma, Wu, Dalal 2005).
    fn delta_e(p: [f64; 3], q: [f64; 3]) -> f64 {
        let mean_c = (p[1].hypot(p[2]) + q[1].hypot(q[2])) / 2.0;
        let g = 0.5 * (1.0 - (mean_c.powi(7) / (mean_c.powi(7) + 25f64.powi(7))).sqrt());
        let polar = |c: [f64; 3]| ((c[1] * (1.0 + g)).hypot(c[2]), c[2].atan2(c[1] * (1.0 + g)));
        let ((c1, h1), (c2, h2)) = (polar(p), polar(q));
        let (dl, dc, dh) = (q[0] - p[0], c2 - c1, 2.0 * (c1 * c2).sqrt() * ((h2 - h1) / 2.0).sin());
        let (l, c, h) = ((p[0] + q[0]) / 2.0, (c1 + c2) / 2.0, ((h1 + h2) / 2.0).to_degrees());
        let t = 1.0 - 0.17 * (h - 30.0).to_radians().cos()
            + 0.24 * (2.0 * h).to_radians().cos()
            + 0.32 * (3.0 * h + 6.0).to_radians().cos()
            - 0.20 * (4.0 * h - 63.0).to_radians().cos();
        let sl = 1.0 + 0.015 * (l - 50.0).powi(2) / (20.0 + (l - 50.0).powi(2)).sqrt();
        let (sc, sh) = (1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
        let turn = (60.0 * (-((h - 275.0) / 25.0).powi(2)).exp()).to_radians();
        let rt = -2.0 * (c.powi(7) / (c.powi(7) + 25f64.powi(7))).sqrt() * turn.sin();
        let (x, y, z) = (dl / sl, dc / sc, dh / sh);
        (x * x + y * y + z * z + rt * y * z).sqrt()
    }

    #[test]
    fn each_tone_class_has_the_colour_of_the_table() {
        let table = [
            [67.5, 6.2, 12.8],
            [63.5, 7.0, 16.3],
            [60.4, 7.5, 19.2],
            [54.5, 9.2, 21.2],
            [45.7, 11.3, 22.8],
            [30.9, 14.7, 22.0],
        ];
        for (tone, expected) in Tone::ALL.into_iter().zip(table) {
            let found = lab(tone.pigment());
            let off = delta_e(found, expected);
            assert!(off < 0.3, "{tone:?}: {found:.2?}, expected {expected:?}, ΔE00 {off:.3}");
        }
    }

    #[test]
    fn more_blood_is_redder_by_the_table() {
        let table = [(2.7, 6.9), (2.4, 6.3), (2.1, 5.5), (2.0, 5.2), (1.9, 4.8), (1.9, 4.0)];
        for (tone, (twice, five)) in Tone::ALL.into_iter().zip(table) {
            let skin = tone.pigment();
            let a = |times: f64| lab(Pigment { f_bl: skin.f_bl * times, ..skin })[1] - lab(skin)[1];
            assert!((a(2.0) - twice).abs() < 0.15, "{tone:?} ×2: Δa* {:.2}, expected {twice}", a(2.0));
            assert!((a(5.0) - five).abs() < 0.25, "{tone:?} ×5: Δa* {:.2}, expected {five}", a(5.0));
        }
    }

    #[test]
    fn reflectance_stays_between_black_and_white() {
        for f_mel in [0.0, 0.015, 0.5, 1.0] {
            for f_bl in [0.0, 0.003, 0.3, 1.0] {
                let spectrum = reflectance(Pigment { f_mel, f_bl, scat: 0.8, oxygen: 0.5 });
                assert!(spectrum.iter().all(|r| (0.0..=1.0).contains(r)), "{f_mel} {f_bl}: {spectrum:?}");
            }
        }
    }
}
