//! Whole photos in Lab, plane by plane, and the colour difference of two of them.

use rayon::prelude::*;

use super::{LabRow, Xyz, ciede2000_rows, linear_from_srgb8};
use crate::imaging::Photo;

/// Pixels worked on at once by one thread: planes of this length stay in its cache.
const BLOCK: usize = 4096;

/// Lab planes of a run of pixels.
#[derive(Debug, Clone, Default)]
pub struct LabPlanes {
    l: Vec<f32>,
    a: Vec<f32>,
    b: Vec<f32>,
}

impl LabPlanes {
    /// Lab of 8-bit sRGB pixels (R, G, B, R, …), within 0.001 of [`super::Lab::from_srgb8`].
    pub fn from_srgb8(rgb: &[u8]) -> Self {
        let mut planes = Self::default();
        planes.fill(rgb);
        planes
    }

    /// The planes as a row.
    pub fn row(&self) -> LabRow<'_> {
        LabRow { l: &self.l, a: &self.a, b: &self.b }
    }

    fn fill(&mut self, rgb: &[u8]) {
        let n = rgb.len() / 3;
        for plane in [&mut self.l, &mut self.a, &mut self.b] {
            plane.resize(n, 0.0);
        }
        // First the table, which gathers, then the arithmetic, which the compiler does several pixels at a time.
        for (i, pixel) in rgb.chunks_exact(3).enumerate() {
            self.l[i] = linear_from_srgb8(pixel[0]);
            self.a[i] = linear_from_srgb8(pixel[1]);
            self.b[i] = linear_from_srgb8(pixel[2]);
        }
        let m = row_per_white();
        let (l, a, b) = (&mut self.l[..n], &mut self.a[..n], &mut self.b[..n]);
        for i in 0..n {
            let (r, g, bl) = (l[i], a[i], b[i]);
            let [fx, fy, fz] = m.map(|row| f(row[0] * r + row[1] * g + row[2] * bl));
            l[i] = 116.0 * fy - 16.0;
            a[i] = 500.0 * (fx - fy);
            b[i] = 200.0 * (fy - fz);
        }
    }
}

/// The rows of linear sRGB → XYZ, each divided by the white's coordinate.
fn row_per_white() -> [[f32; 3]; 3] {
    let white = [Xyz::WHITE.x, Xyz::WHITE.y, Xyz::WHITE.z];
    let columns = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(Xyz::from_linear);
    std::array::from_fn(|i| columns.map(|c| ([c.x, c.y, c.z][i] / white[i]) as f32))
}

/// The Lab curve in f32: cube root from the bits of the number and two steps of Halley's method.
#[inline(always)]
fn f(t: f32) -> f32 {
    let guess = f32::from_bits(t.to_bits() / 3 + 0x2a51_37a0);
    let halley = |y: f32| {
        let y3 = y * y * y;
        y * (y3 + 2.0 * t) / (2.0 * y3 + t)
    };
    let root = halley(halley(guess));
    if t > 216.0 / 24_389.0 { root } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 }
}

/// ΔE00 of two photos of one size, pixel by pixel, row by row; `None` if their sizes differ.
pub fn delta_e_map(one: &Photo, two: &Photo) -> Option<Vec<f32>> {
    if one.size() != two.size() {
        return None;
    }
    let mut map = vec![0.0f32; one.rgb().len() / 3];
    let blocks = one.rgb().par_chunks(BLOCK * 3).zip(two.rgb().par_chunks(BLOCK * 3));
    map.par_chunks_mut(BLOCK).zip(blocks).for_each_init(
        || (LabPlanes::default(), LabPlanes::default()),
        |(a, b), (out, (one, two))| {
            a.fill(one);
            b.fill(two);
            ciede2000_rows(a.row(), b.row(), out);
        },
    );
    Some(map)
}

#[cfg(test)]
mod tests {
    use super::super::{Lab, ciede2000};
    use super::*;
    use crate::geom::Size;

    #[test]
    fn the_planes_hold_what_the_formula_says() {
        let rgb: Vec<u8> = (0..=255u32).flat_map(|i| [i, i * 7 % 256, i * 31 % 256].map(|v| v as u8)).collect();
        let planes = LabPlanes::from_srgb8(&rgb);
        for (i, pixel) in rgb.chunks(3).enumerate() {
            let lab = Lab::from_srgb8([pixel[0], pixel[1], pixel[2]]);
            let row = planes.row();
            let off = [(row.l[i], lab.l), (row.a[i], lab.a), (row.b[i], lab.b)].map(|(x, y)| (f64::from(x) - y).abs());
            assert!(off.iter().all(|off| *off < 1e-3), "{pixel:?}: off by {off:?}");
        }
    }

    #[test]
    fn the_map_is_zero_where_nothing_changed_and_exact_where_something_did() {
        let size = Size::new(100, 60);
        let one = Photo::new(size, [171, 140, 112].repeat(6000));
        let mut rgb = one.rgb().to_vec();
        rgb[300..303].copy_from_slice(&[180, 120, 105]);
        let two = Photo::new(size, rgb);
        let map = delta_e_map(&one, &two).unwrap();
        let expected = ciede2000(Lab::from_srgb8([171, 140, 112]), Lab::from_srgb8([180, 120, 105]));
        assert!((f64::from(map[100]) - expected).abs() < 0.01, "{} instead of {expected}", map[100]);
        assert!(map.iter().enumerate().all(|(i, d)| i == 100 || *d < 1e-3));
        assert!(delta_e_map(&one, &Photo::new(Size::new(60, 100), one.rgb().to_vec())).is_none());
    }
}
