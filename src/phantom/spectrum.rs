//! Spectra every 10 nm from 400 to 700 nm: the observer, lights, and haemoglobin.

use std::sync::LazyLock;

/// Number of samples of a [`Spectrum`].
pub const BANDS: usize = 31;

/// One value for each of 400, 410, … 700 nm.
pub type Spectrum = [f64; BANDS];

/// The wavelength of sample `band` in nm.
pub fn wavelength_nm(band: usize) -> f64 {
    400.0 + 10.0 * band as f64
}

/// The spectrum with this value at each wavelength in nm.
pub fn from_fn(value: impl Fn(f64) -> f64) -> Spectrum {
    std::array::from_fn(|band| value(wavelength_nm(band)))
}

/// The CIE 1931 2° colour matching functions x̄, ȳ, z̄.
pub fn observer() -> &'static [Spectrum; 3] {
    static OBSERVER: LazyLock<[Spectrum; 3]> = LazyLock::new(|| [0, 1, 2].map(|c| column(CIE, c)));
    &OBSERVER
}

/// Molar extinction of haemoglobin in cm⁻¹ per mol/l: oxygenated, then deoxygenated (Prahl).
pub fn haemoglobin() -> &'static [Spectrum; 2] {
    static HAEMOGLOBIN: LazyLock<[Spectrum; 2]> = LazyLock::new(|| [0, 1].map(|c| column(HB, c)));
    &HAEMOGLOBIN
}

/// The light of a room, by its spectrum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Illuminant {
    /// CIE daylight of a correlated colour temperature in kelvin, 4000 to 25000; 6504 is D65.
    Daylight(f64),
    /// A white LED: a blue chip and a phosphor. Kelvin, about 2700 to 6500.
    Led(f64),
    /// A three-band fluorescent tube. Kelvin, about 3000 to 6500.
    Fluorescent(f64),
    /// An incandescent lamp: a black body. Kelvin, about 2400 to 3400.
    Tungsten(f64),
}

impl Illuminant {
    /// The standard daylight of sRGB and of every true colour of this module.
    pub const D65: Self = Self::Daylight(6504.0);

    /// Relative power at each wavelength, scaled so that the standard observer's Y of a white diffuser is 1.
    pub fn power(self) -> Spectrum {
        let raw = match self {
            Self::Daylight(kelvin) => daylight(kelvin.clamp(4000.0, 25000.0)),
            Self::Led(kelvin) => led(kelvin.clamp(2700.0, 6500.0)),
            Self::Fluorescent(kelvin) => fluorescent(kelvin.clamp(3000.0, 6500.0)),
            Self::Tungsten(kelvin) => black_body(kelvin.clamp(2000.0, 4000.0)),
        };
        let luminance = dot(&raw, &observer()[1]);
        raw.map(|power| power / luminance)
    }
}

/// CIE XYZ of a surface of this reflectance under a light of this power.
pub fn xyz(reflectance: &Spectrum, power: &Spectrum) -> [f64; 3] {
    let seen: Spectrum = std::array::from_fn(|band| reflectance[band] * power[band]);
    observer().each_ref().map(|response| dot(&seen, response))
}

/// The sum of the products of two spectra.
pub fn dot(a: &Spectrum, b: &Spectrum) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Linear sRGB (D65, Y of white = 1) of an XYZ colour; IEC 61966-2-1.
pub fn srgb_from_xyz([x, y, z]: [f64; 3]) -> [f64; 3] {
    [
        3.240_454_2 * x - 1.537_138_5 * y - 0.498_531_4 * z,
        -0.969_266_0 * x + 1.876_010_8 * y + 0.041_556_0 * z,
        0.055_643_4 * x - 0.204_025_9 * y + 1.057_225_2 * z,
    ]
}

const CIE: &str = include_str!("../../assets/phantom/cie.csv");
const HB: &str = include_str!("../../assets/phantom/haemoglobin.csv");

/// Column `index` after the wavelength of a table; tests hold that every cell of both tables is a number.
fn column(table: &str, index: usize) -> Spectrum {
    let mut rows = table.lines().filter(|line| !line.starts_with('#'));
    std::array::from_fn(|_| {
        let cell = rows.next().and_then(|row| row.split(',').nth(index + 1));
        cell.and_then(|cell| cell.trim().parse().ok()).unwrap_or(f64::NAN)
    })
}

/// CIE 15: daylight of a colour temperature from its chromaticity and the three components.
fn daylight(kelvin: f64) -> Spectrum {
    static COMPONENTS: LazyLock<[Spectrum; 3]> = LazyLock::new(|| [3, 4, 5].map(|c| column(CIE, c)));
    let t = 1000.0 / kelvin;
    let x = if kelvin <= 7000.0 {
        0.244063 + 0.09911 * t + 2.9678 * t.powi(2) - 4.6070 * t.powi(3)
    } else {
        0.237040 + 0.24748 * t + 1.9018 * t.powi(2) - 2.0064 * t.powi(3)
    };
    let y = -3.0 * x * x + 2.87 * x - 0.275;
    let m = 0.0241 + 0.2562 * x - 0.7341 * y;
    let (m1, m2) = ((-1.3515 - 1.7703 * x + 5.9114 * y) / m, (0.03 - 31.4424 * x + 30.0717 * y) / m);
    std::array::from_fn(|i| (COMPONENTS[0][i] + m1 * COMPONENTS[1][i] + m2 * COMPONENTS[2][i]).max(0.0))
}

/// Planck's law, relative.
fn black_body(kelvin: f64) -> Spectrum {
    from_fn(|nm| (560.0 / nm).powi(5) / ((1.4388e7 / (nm * kelvin)).exp() - 1.0))
}

/// A blue peak and a broad phosphor, the balance chosen by the colour temperature.
fn led(kelvin: f64) -> Spectrum {
    let warm = ((6500.0 - kelvin) / 3800.0).clamp(0.0, 1.0);
    let blue = 0.95 - 0.70 * warm;
    let centre = 545.0 + 45.0 * warm;
    from_fn(|nm| {
        blue * bell(nm, 452.0, 11.0) + 0.62 * bell(nm, centre, 56.0) + (0.08 + 0.22 * warm) * bell(nm, 635.0, 34.0)
    })
}

/// Three narrow phosphor bands and the mercury lines over a low continuum.
fn fluorescent(kelvin: f64) -> Spectrum {
    let warm = ((6500.0 - kelvin) / 3500.0).clamp(0.0, 1.0);
    from_fn(|nm| {
        let lines = (0.55 - 0.35 * warm) * bell(nm, 440.0, 13.0)
            + 0.25 * bell(nm, 487.0, 8.0)
            + bell(nm, 545.0, 7.0)
            + 0.25 * bell(nm, 585.0, 8.0)
            + (0.70 + 0.35 * warm) * bell(nm, 612.0, 7.0);
        lines + 0.10 + 0.05 * bell(nm, 560.0, 80.0)
    })
}

fn bell(nm: f64, centre: f64, sigma: f64) -> f64 {
    (-0.5 * ((nm - centre) / sigma).powi(2)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_tables_is_a_number() {
        let spectra = observer().iter().chain(haemoglobin());
        assert!(spectra.flatten().all(|value| value.is_finite()), "a table has a hole");
        assert_eq!(haemoglobin()[0][16], 32613.2, "oxygenated haemoglobin at 560 nm");
    }

    #[test]
    fn d65_has_its_white_point() {
        let [x, y, z] = xyz(&[1.0; BANDS], &Illuminant::D65.power());
        assert!((x - 0.9504).abs() < 2e-3 && (y - 1.0).abs() < 1e-12 && (z - 1.0888).abs() < 4e-3, "{x} {y} {z}");
    }

    #[test]
    fn warmer_lights_are_redder() {
        for lights in [
            [Illuminant::Led(6000.0), Illuminant::Led(3000.0)],
            [Illuminant::Fluorescent(6000.0), Illuminant::Fluorescent(3200.0)],
            [Illuminant::Daylight(7000.0), Illuminant::Daylight(5000.0)],
            [Illuminant::Tungsten(3200.0), Illuminant::Tungsten(2500.0)],
        ] {
            let [cool, warm] = lights.map(|light| {
                let [r, _, b] = srgb_from_xyz(xyz(&[1.0; BANDS], &light.power()));
                r / b.max(1e-3)
            });
            assert!(warm > cool * 1.2, "{lights:?}: red to blue {cool} and {warm}");
        }
    }
}
