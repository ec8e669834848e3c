//! What is known exactly about a rendered photo.

use super::surface::Geometry;
use crate::geom::{Point, Size};

/// The truth about one rendered photo. Planes have one value a pixel, row by row; they do not include light, camera or hair.
#[derive(Debug, Clone)]
pub struct Truth {
    /// Where each place of the skin lies in the photo, and back.
    pub geometry: Geometry,
    /// Melanin fraction of the epidermis.
    pub f_mel: Vec<f32>,
    /// Blood fraction of the dermis.
    pub f_bl: Vec<f32>,
    /// Linear sRGB of the skin under D65 without gloss and shading.
    pub linear: Vec<[f32; 3]>,
    /// Cover of redness patches, 0 to 1, whatever the day.
    pub redness: Vec<f32>,
    /// Cover of pigment patches, 0 to 1, whatever the day.
    pub pigment: Vec<f32>,
    /// Number of the scar at each pixel plus one; 0 is none.
    pub scars: Vec<u16>,
}

/// A lesion counts as covered where its cover is above this.
pub const COVERED: f32 = 0.35;

impl Truth {
    /// Size of the photo.
    pub fn size(&self) -> Size {
        self.geometry.size()
    }

    /// True for each pixel inside a redness patch.
    pub fn redness_mask(&self) -> Vec<bool> {
        self.redness.iter().map(|cover| *cover > COVERED).collect()
    }

    /// True for each pixel inside a pigment patch.
    pub fn pigment_mask(&self) -> Vec<bool> {
        self.pigment.iter().map(|cover| *cover > COVERED).collect()
    }

    /// Healthy skin: far from every patch and scar. True for each such pixel.
    pub fn healthy_mask(&self) -> Vec<bool> {
        let patches = self.redness.iter().zip(&self.pigment);
        patches.zip(&self.scars).map(|((red, brown), scar)| *red <= 0.0 && *brown <= 0.0 && *scar == 0).collect()
    }
}

/// `moving_from_fixed`: where the skin that pixel `p` of the fixed photo shows lies in the moving photo, exactly;
/// it may lie outside. `None` where the fixed photo shows no skin.
pub fn moving_from_fixed(fixed: &Truth, moving: &Truth, p: Point) -> Option<Point> {
    fixed.geometry.skin_from_photo(p).map(|skin| moving.geometry.photo_from_skin(skin))
}
