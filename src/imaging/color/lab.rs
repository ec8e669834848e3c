//! CIE 1931 XYZ and CIE 1976 L*a*b* under D65.

use super::srgb::linear_from_srgb;

/// Linear sRGB → XYZ, from the primaries and the D65 white (0.3127, 0.3290) of IEC 61966-2-1.
const XYZ_FROM_LINEAR: [[f64; 3]; 3] = [
    [0.412_390_799_265_959, 0.357_584_339_383_878, 0.180_480_788_401_834],
    [0.212_639_005_871_510, 0.715_168_678_767_756, 0.072_192_315_360_734],
    [0.019_330_818_715_592, 0.119_194_779_794_626, 0.950_532_152_249_661],
];

/// XYZ → linear sRGB: the inverse of the above.
const LINEAR_FROM_XYZ: [[f64; 3]; 3] = [
    [3.240_969_941_904_523, -1.537_383_177_570_094, -0.498_610_760_293_003],
    [-0.969_243_636_280_880, 1.875_967_501_507_721, 0.041_555_057_407_176],
    [0.055_630_079_696_994, -0.203_976_958_888_977, 1.056_971_514_242_879],
];

/// CIE 1931 tristimulus values; Y of white is 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Xyz {
    /// X.
    pub x: f64,
    /// Y: luminance.
    pub y: f64,
    /// Z.
    pub z: f64,
}

impl Xyz {
    /// The white point, D65: what R = G = B = 1 gives.
    pub const WHITE: Self = Self {
        x: 0.412_390_799_265_959 + 0.357_584_339_383_878 + 0.180_480_788_401_834,
        y: 1.0,
        z: 0.019_330_818_715_592 + 0.119_194_779_794_626 + 0.950_532_152_249_661,
    };

    /// From linear sRGB, 0 to 1 a channel.
    pub fn from_linear(rgb: [f64; 3]) -> Self {
        let [x, y, z] = times(&XYZ_FROM_LINEAR, rgb);
        Self { x, y, z }
    }

    /// Linear sRGB; below 0 or above 1 where the colour lies outside sRGB.
    pub fn to_linear(self) -> [f64; 3] {
        times(&LINEAR_FROM_XYZ, [self.x, self.y, self.z])
    }
}

/// CIE 1976 L*a*b* under D65.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lab {
    /// Lightness, 0 black to 100 white.
    pub l: f64,
    /// Green (−) to red (+).
    pub a: f64,
    /// Blue (−) to yellow (+).
    pub b: f64,
}

impl Lab {
    /// The colour of an 8-bit sRGB pixel.
    pub fn from_srgb8(rgb: [u8; 3]) -> Self {
        Self::from_linear(rgb.map(|v| linear_from_srgb(f64::from(v) / 255.0)))
    }

    /// The colour of linear sRGB, 0 to 1 a channel.
    pub fn from_linear(rgb: [f64; 3]) -> Self {
        Self::from_xyz(Xyz::from_linear(rgb))
    }

    /// The colour of tristimulus values (CIE 15:2018, 8.2.1).
    pub fn from_xyz(xyz: Xyz) -> Self {
        let white = Xyz::WHITE;
        let (fx, fy, fz) = (f(xyz.x / white.x), f(xyz.y / white.y), f(xyz.z / white.z));
        Self { l: 116.0 * fy - 16.0, a: 500.0 * (fx - fy), b: 200.0 * (fy - fz) }
    }

    /// Tristimulus values: the inverse of [`Lab::from_xyz`].
    pub fn to_xyz(self) -> Xyz {
        let white = Xyz::WHITE;
        let fy = (self.l + 16.0) / 116.0;
        let (fx, fz) = (fy + self.a / 500.0, fy - self.b / 200.0);
        Xyz { x: white.x * f_inverse(fx), y: white.y * f_inverse(fy), z: white.z * f_inverse(fz) }
    }

    /// Chroma: distance from grey.
    pub fn chroma(self) -> f64 {
        self.a.hypot(self.b)
    }
}

const EPSILON: f64 = 216.0 / 24_389.0;
const KAPPA: f64 = 24_389.0 / 27.0;

fn f(t: f64) -> f64 {
    if t > EPSILON { t.cbrt() } else { (KAPPA * t + 16.0) / 116.0 }
}

fn f_inverse(t: f64) -> f64 {
    let cube = t * t * t;
    if cube > EPSILON { cube } else { (116.0 * t - 16.0) / KAPPA }
}

fn times(m: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn greys_have_no_colour_and_white_is_100() {
        for v in 0..=255 {
            let lab = Lab::from_srgb8([v; 3]);
            assert!(lab.a.abs() < 1e-10 && lab.b.abs() < 1e-10, "{v}: {lab:?}");
        }
        assert!((Lab::from_srgb8([255; 3]).l - 100.0).abs() < 1e-10);
    }

    #[test]
    fn skin_and_primaries_have_their_published_values() {
        // sRGB red and skin type III of the phantom's table (171, 140, 112): Lab by the same D65 white.
        for (rgb, [l, a, b]) in [([255, 0, 0], [53.24, 80.09, 67.20]), ([0, 0, 255], [32.30, 79.19, -107.86])] {
            let lab = Lab::from_srgb8(rgb);
            let off = (lab.l - l).abs().max((lab.a - a).abs()).max((lab.b - b).abs());
            assert!(off < 0.02, "{rgb:?}: {lab:?}");
        }
        let lab = Lab::from_srgb8([171, 140, 112]);
        assert!((lab.l - 60.4).abs() < 0.3 && (lab.a - 7.5).abs() < 0.5 && (lab.b - 19.2).abs() < 0.5, "{lab:?}");
    }

    proptest! {
        #[test]
        fn the_way_back_leads_home(r in 0.0..1.0f64, g in 0.0..1.0f64, b in 0.0..1.0f64) {
            let back = Lab::from_linear([r, g, b]).to_xyz().to_linear();
            for (before, after) in [r, g, b].iter().zip(back) {
                prop_assert!((before - after).abs() < 1e-9, "{before} came back as {after}");
            }
        }
    }
}
