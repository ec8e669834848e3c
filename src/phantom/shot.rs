//! One photo of the skin: camera, light and pose.

use super::camera::Camera;
use super::card::Card;
use super::spectrum::Illuminant;
use super::surface::{Bend, Pose};
use crate::geom::{Point, Size};

/// How a photo is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    /// Size of the photo in pixels.
    pub size: Size,
    /// Where the camera stands.
    pub pose: Pose,
    /// How expression and pull bend the skin.
    pub bend: Bend,
    /// The light.
    pub light: Light,
    /// The camera.
    pub camera: Camera,
    /// Exposure in EV; at 0 a white diffuser facing the camera is recorded as white.
    pub exposure_ev: f64,
    /// Error of the white balance: gains of red, green and blue.
    pub balance: [f64; 3],
    /// Blur of a missed focus, in pixels (standard deviation).
    pub defocus_px: f64,
    /// Quality of the JPEG, 1 to 100; `None` leaves the photo as the sensor gave it.
    pub jpeg_quality: Option<u8>,
    /// Decides the noise.
    pub seed: u64,
    /// Grey card and chart beside the skin; a later one lies on an earlier one.
    pub cards: Vec<Card>,
}

/// The light of the room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// Its spectrum.
    pub illuminant: Illuminant,
    /// Where the main light comes from in the photo's plane, degrees clockwise from right; 270 is from above.
    pub azimuth_deg: f64,
    /// How far the main light stands above that plane; 90 is from the camera, 20 rakes over the skin.
    pub elevation_deg: f64,
    /// Share of light that comes from everywhere, 0 to 1.
    pub fill: f64,
    /// Size of the main light: 0 a point, 1 a large soft box.
    pub softness: f64,
    /// Change of brightness across 100 mm, to the right and down, as a share.
    pub falloff: [f64; 2],
    /// Shine that reaches the camera; 1 is usual, 0 is cross-polarised light.
    pub gloss: f64,
}

impl Light {
    /// A clinic's soft light from above and a little to the side.
    pub const CLINIC: Self = Self {
        illuminant: Illuminant::Led(5200.0),
        azimuth_deg: 235.0,
        elevation_deg: 48.0,
        fill: 0.42,
        softness: 0.5,
        falloff: [-0.10, -0.10],
        gloss: 1.0,
    };
}

impl Shot {
    /// A frontal photo of `size` at this scale with the clinic's camera and light.
    pub fn frontal(size: Size, px_per_mm: f64) -> Self {
        let pose = Pose {
            center: Point::default(),
            roll_deg: 0.0,
            yaw_deg: 0.0,
            pitch_deg: 0.0,
            px_per_mm,
            distance_mm: 380.0,
        };
        Self {
            size,
            pose,
            bend: Bend::none(),
            light: Light::CLINIC,
            camera: Camera::CLINIC,
            exposure_ev: 0.45,
            balance: [1.0; 3],
            defocus_px: 0.0,
            jpeg_quality: Some(90),
            seed: 0,
            cards: vec![],
        }
    }
}
