//! Synthetic cameras: what the sensor sees of skin under a light, and how the camera renders it.

use nalgebra::{Matrix3, SMatrix, SVector};

use super::optics::{Pigment, Tone, reflectance};
use super::spectrum::{BANDS, Illuminant, Spectrum, dot, from_fn, srgb_from_xyz, xyz};

/// A camera: its colour filters and what its software does to the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// The colour filters of the sensor.
    pub sensor: Sensor,
    /// The curve from linear light to the 8-bit picture.
    pub curve: Curve,
    /// Read noise and shot noise relative to a good camera in good light; 0 is none.
    pub noise: f64,
    /// Strength of the sharpening that the camera applies, 0 is none, phones about 0.5.
    pub sharpening: f64,
    /// Darkening in the corners, 0 is none, 0.2 is visible.
    pub vignette: f64,
}

impl Camera {
    /// A colorimeter in disguise: the standard observer, the sRGB curve, no noise.
    pub const IDEAL: Self =
        Self { sensor: Sensor::Observer, curve: Curve::Srgb, noise: 0.0, sharpening: 0.0, vignette: 0.0 };

    /// A clinic's system camera with a macro lens.
    pub const CLINIC: Self = Self {
        sensor: Sensor::Bells { centre_nm: [598.0, 534.0, 462.0], width_nm: [33.0, 36.0, 26.0], leak: 0.05 },
        curve: Curve::Photographic,
        noise: 0.8,
        sharpening: 0.35,
        vignette: 0.10,
    };

    /// One of several cameras, by number: filters, noise and sharpening differ.
    pub fn numbered(number: u64) -> Self {
        let mut rng = super::noise::Rng::new(number, 0xCA3E);
        let sensor = Sensor::Bells {
            centre_nm: [598.0 + rng.spread(8.0), 534.0 + rng.spread(6.0), 460.0 + rng.spread(7.0)],
            width_nm: [33.0 + rng.spread(6.0), 37.0 + rng.spread(6.0), 27.0 + rng.spread(4.0)],
            leak: rng.range(0.02, 0.09),
        };
        Self {
            sensor,
            curve: Curve::Photographic,
            noise: rng.range(0.6, 1.6),
            sharpening: rng.range(0.1, 0.5),
            vignette: rng.range(0.02, 0.15),
        }
    }
}

/// Spectral sensitivity of the three channels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sensor {
    /// The CIE 1931 observer: exact colours under D65.
    Observer,
    /// One bell a channel (red, green, blue) and a common leak of all light into each.
    Bells {
        /// Wavelength of the highest sensitivity in nm.
        centre_nm: [f64; 3],
        /// Standard deviation in nm.
        width_nm: [f64; 3],
        /// Sensitivity to every wavelength, relative to the peak.
        leak: f64,
    },
}

/// The curve from linear light (1 = white) to the 8-bit picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// The exact sRGB transfer function, clipped at white.
    Srgb,
    /// sRGB with slightly more contrast and colour and a soft shoulder before white, as cameras do.
    Photographic,
}

impl Curve {
    /// The maker's taste in colour, on the linear picture: livelier, and skin kept from turning violet.
    /// Greys stay as they are.
    pub fn taste(self, [r, g, b]: [f32; 3]) -> [f32; 3] {
        match self {
            Self::Srgb => [r, g, b],
            Self::Photographic => {
                let luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
                let [r, g, b] = [r, g, b].map(|v| luminance + 1.14 * (v - luminance));
                let skin = (3.0 * (r - g) / r.max(1e-4)).clamp(0.0, 1.0);
                [r, g, b - 0.62 * skin * (b - 0.64 * g).max(0.0)]
            }
        }
    }

    /// The picture's value, 0 to 1, of linear light.
    pub fn encode(self, linear: f32) -> f32 {
        match self {
            Self::Srgb => srgb_from_linear(linear.clamp(0.0, 1.0)),
            Self::Photographic => {
                let lit = shoulder(linear.max(0.0));
                let v = srgb_from_linear(lit);
                // A gentle S about middle grey.
                v + 0.06 * v * (1.0 - v) * (2.0 * v - 0.9)
            }
        }
    }
}

/// The sRGB transfer function for 0 to 1 (IEC 61966-2-1).
pub fn srgb_from_linear(linear: f32) -> f32 {
    if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 }
}

/// `rendered_from_reflectance`: linear red, green and blue of a surface of each reflectance, as this camera renders it
/// under this light. White-balanced to the light and then wrong by `balance` (red, green, blue gains).
pub fn response(sensor: Sensor, light: Illuminant, balance: [f64; 3]) -> [Spectrum; 3] {
    let power = light.power();
    let channels = sensitivities(sensor).map(|channel| -> Spectrum {
        let white = dot(&channel, &power);
        std::array::from_fn(|band| channel[band] * power[band] / white)
    });
    let gains = Matrix3::from_diagonal(&balance.into());
    let matrix = colour_matrix(&channels) * gains;
    std::array::from_fn(|row| std::array::from_fn(|band| (0..3).map(|c| matrix[(row, c)] * channels[c][band]).sum()))
}

/// The exact linear sRGB response under D65: the truth.
pub fn true_response() -> [Spectrum; 3] {
    let power = Illuminant::D65.power();
    let columns: [[f64; 3]; BANDS] = std::array::from_fn(|band| {
        let mut line = [0.0; BANDS];
        line[band] = 1.0;
        srgb_from_xyz(xyz(&line, &power))
    });
    // Scaled so that a white diffuser is exactly 1, 1, 1 although the bands end at 400 and 700 nm.
    std::array::from_fn(|row| {
        let white: f64 = columns.iter().map(|column| column[row]).sum();
        std::array::from_fn(|band| columns[band][row] / white)
    })
}

fn sensitivities(sensor: Sensor) -> [Spectrum; 3] {
    match sensor {
        Sensor::Observer => {
            let power = Illuminant::D65.power();
            true_response().map(|row| std::array::from_fn(|band| row[band] / power[band]))
        }
        Sensor::Bells { centre_nm, width_nm, leak } => std::array::from_fn(|channel| {
            from_fn(|nm| leak + (-0.5 * ((nm - centre_nm[channel]) / width_nm[channel]).powi(2)).exp())
        }),
    }
}

/// The camera's own matrix: least squares from its balanced channels to the true colours of skins and of a set of
/// smooth surfaces, white kept white.
fn colour_matrix(channels: &[Spectrum; 3]) -> Matrix3<f64> {
    let truth = true_response();
    let mut normal = SMatrix::<f64, 2, 2>::zeros();
    let mut right = [SVector::<f64, 2>::zeros(); 3];
    for surface in training() {
        let seen = channels.each_ref().map(|channel| dot(channel, &surface));
        let wanted = truth.each_ref().map(|row| dot(row, &surface));
        // Rows sum to 1, so two unknowns a row: how far red and blue pull away from green.
        let pull = SVector::<f64, 2>::new(seen[0] - seen[1], seen[2] - seen[1]);
        normal += pull * pull.transpose();
        for row in 0..3 {
            right[row] += pull * (wanted[row] - seen[1]);
        }
    }
    let solve = normal.try_inverse().unwrap_or_else(SMatrix::identity);
    let mut matrix = Matrix3::identity();
    for row in 0..3 {
        let pull = solve * right[row];
        matrix[(row, 0)] = pull[0];
        matrix[(row, 2)] = pull[1];
        matrix[(row, 1)] = 1.0 - pull[0] - pull[1];
    }
    matrix
}

/// Surfaces that a maker would calibrate a camera with.
fn training() -> Vec<Spectrum> {
    let skins = Tone::ALL.into_iter().flat_map(|tone| {
        let skin = tone.pigment();
        [1.0, 3.0].map(|times| reflectance(Pigment { f_bl: skin.f_bl * times, ..skin }))
    });
    let paints = (0..10).map(|i| {
        let centre = 400.0 + 33.0 * f64::from(i);
        from_fn(|nm| 0.08 + 0.5 * (-0.5 * ((nm - centre) / 45.0).powi(2)).exp())
    });
    skins.chain(paints).collect()
}

fn shoulder(linear: f32) -> f32 {
    const KNEE: f32 = 0.72;
    if linear <= KNEE { linear } else { KNEE + (1.0 - KNEE) * (1.0 - (-(linear - KNEE) / (1.0 - KNEE)).exp()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_stays_white_under_every_light() {
        for light in
            [Illuminant::D65, Illuminant::Led(4000.0), Illuminant::Fluorescent(3800.0), Illuminant::Tungsten(2900.0)]
        {
            for sensor in [Sensor::Observer, Camera::CLINIC.sensor, Camera::numbered(3).sensor] {
                let white = response(sensor, light, [1.0; 3]).map(|row| row.iter().sum::<f64>());
                assert!(white.iter().all(|v| (v - 1.0).abs() < 1e-9), "{light:?}: {white:?}");
            }
        }
    }

    #[test]
    fn the_ideal_camera_in_daylight_sees_the_truth() {
        let skin = reflectance(Tone::III.pigment());
        let seen = response(Sensor::Observer, Illuminant::D65, [1.0; 3]).map(|row| dot(&row, &skin));
        let truth = true_response().map(|row| dot(&row, &skin));
        for (a, b) in seen.iter().zip(truth) {
            assert!((a - b).abs() < 1e-6, "{seen:?} is not {truth:?}");
        }
    }

    #[test]
    fn real_cameras_see_skin_nearly_right_in_daylight() {
        for number in 0..8 {
            for tone in Tone::ALL {
                let skin = reflectance(tone.pigment());
                let seen =
                    response(Camera::numbered(number).sensor, Illuminant::D65, [1.0; 3]).map(|row| dot(&row, &skin));
                let truth = true_response().map(|row| dot(&row, &skin));
                let off = seen.iter().zip(truth).map(|(a, b)| (a - b).abs() / (b + 0.02)).fold(0.0, f64::max);
                assert!(off < 0.25, "camera {number}, {tone:?}: {seen:.3?} for {truth:.3?}");
            }
        }
    }

    #[test]
    fn curves_rise_and_never_leave_the_range() {
        for curve in [Curve::Srgb, Curve::Photographic] {
            let values: Vec<f32> = (0..400).map(|i| curve.encode(i as f32 / 100.0)).collect();
            assert!(values.windows(2).all(|w| w[1] >= w[0] - 1e-6), "{curve:?} falls");
            assert!(values.iter().all(|v| (0.0..=1.0).contains(v)), "{curve:?} leaves 0 to 1");
        }
    }
}
