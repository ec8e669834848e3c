//! The colour of a region, block by block.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::imaging::Photo;
use crate::imaging::color::linear_from_srgb8;

use super::outline::Span;

/// Side of the blocks that are averaged first and drawn together by the bootstrap, in pixels.
pub const BLOCK_PX: u32 = 16;

/// Darkest mean channel of a block that is still believed: below it black level and noise decide the logarithm.
const DARKEST: f64 = 0.008;

/// Darkest mean luminance of a block that is still believed: the darkest skin, well exposed, is five times as light, and
/// below it the steps of 8 bits are 3 % of the light and more.
const DARKEST_LUMINANCE: f64 = 0.025;

/// True for mean linear light that is not too dark to be believed.
pub(super) fn believed(light: [f64; 3]) -> bool {
    let luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
    luminance >= DARKEST_LUMINANCE && light.iter().all(|v| *v >= DARKEST)
}

/// Full light in the whole numbers that are summed.
const ONE: f64 = (1 << 26) as f64;

/// From this 8-bit value on a channel counts as clipped.
const CLIPPED: u8 = 254;

/// A colour as absorbances −log₁₀(linear) of red, green and blue.
pub type Absorbance = [f64; 3];

/// Mean colour of the pixels of one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Block {
    /// Absorbance of the block's mean light.
    pub(super) colour: Absorbance,
    /// Pixels that were averaged.
    pub(super) pixels: f64,
}

/// What a region of a photo shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sampled {
    /// Its blocks, row by row.
    pub(super) blocks: Vec<Block>,
    /// Pixels inside.
    pub(super) inside: u64,
    /// Pixels inside with a channel at its end.
    pub(super) clipped: u64,
    /// Pixels inside that are too dark to be believed.
    pub(super) dark: u64,
}

impl Sampled {
    /// Averages the pixels of `spans`.
    ///
    /// Light is averaged within a block, where shading hardly changes, and logarithms between blocks, where it does: the
    /// mean is neither pulled by noise in dark channels nor by the light falling off.
    pub(super) fn new(photo: &Photo, spans: &[Span]) -> Self {
        // Whole numbers add up faster than fractions; sixteen pixels stay far below 2³².
        static LIGHT: LazyLock<[u32; 256]> =
            LazyLock::new(|| std::array::from_fn(|v| (f64::from(linear_from_srgb8(v as u8)) * ONE).round() as u32));
        let light = &*LIGHT;
        let width = photo.size().width as usize;
        let mut sums: BTreeMap<(u32, u32), ([u64; 3], u64)> = BTreeMap::new();
        let mut sampled = Self::default();
        for span in spans {
            sampled.inside += span.len();
            let mut x = span.from;
            while x < span.to {
                let column = x / BLOCK_PX;
                let end = ((column + 1) * BLOCK_PX).min(span.to);
                let from = (span.y as usize * width + x as usize) * 3;
                let to = (span.y as usize * width + end as usize) * 3;
                let (mut run, mut clipped) = ([0u32; 3], 0u32);
                for pixel in photo.rgb()[from..to].chunks_exact(3) {
                    (0..3).for_each(|c| run[c] += light[usize::from(pixel[c])]);
                    clipped += u32::from(pixel[0].max(pixel[1]).max(pixel[2]) >= CLIPPED);
                }
                sampled.clipped += u64::from(clipped);
                let (sum, pixels) = sums.entry((span.y / BLOCK_PX, column)).or_default();
                (0..3).for_each(|c| sum[c] += u64::from(run[c]));
                *pixels += u64::from(end - x);
                x = end;
            }
        }
        for (sum, pixels) in sums.into_values() {
            let mean = sum.map(|v| v as f64 / ONE / pixels as f64);
            if !believed(mean) {
                sampled.dark += pixels;
            } else {
                sampled.blocks.push(Block { colour: mean.map(|v| -v.log10()), pixels: pixels as f64 });
            }
        }
        sampled
    }

    /// The same region with every block's colour changed.
    pub(super) fn corrected(&self, correct: impl Fn(Absorbance) -> Absorbance) -> Self {
        let blocks = self.blocks.iter().map(|b| Block { colour: correct(b.colour), ..*b }).collect();
        Self { blocks, ..self.clone() }
    }

    /// Mean colour, every pixel counted alike; `None` if no block can be believed.
    pub(super) fn mean(&self) -> Option<Absorbance> {
        mean(self.blocks.iter())
    }

    /// Pixels that the mean rests on.
    pub(super) fn pixels(&self) -> u64 {
        self.inside - self.dark
    }
}

/// Mean linear light of the pixels of `spans`; `None` without any.
pub(super) fn mean_light(photo: &Photo, spans: &[Span]) -> Option<[f64; 3]> {
    let width = photo.size().width as usize;
    let (mut sum, mut pixels) = ([0.0; 3], 0);
    for span in spans {
        let row = span.y as usize * width;
        for pixel in photo.rgb()[(row + span.from as usize) * 3..(row + span.to as usize) * 3].chunks_exact(3) {
            for (sum, value) in sum.iter_mut().zip(pixel) {
                *sum += f64::from(linear_from_srgb8(*value));
            }
        }
        pixels += span.len();
    }
    (pixels > 0).then(|| sum.map(|v| v / pixels as f64))
}

/// Mean colour of blocks, every pixel counted alike; `None` without a block.
pub(super) fn mean<'a>(blocks: impl Iterator<Item = &'a Block>) -> Option<Absorbance> {
    let (mut sum, mut pixels) = ([0.0; 3], 0.0);
    for block in blocks {
        for (sum, value) in sum.iter_mut().zip(block.colour) {
            *sum += value * block.pixels;
        }
        pixels += block.pixels;
    }
    (pixels > 0.0).then(|| sum.map(|v| v / pixels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Point, Size};
    use crate::measure::outline::spans;

    #[test]
    fn an_even_region_has_its_own_colour_and_a_falling_light_moves_all_channels_alike() {
        let size = Size::new(64, 64);
        let outline = [[0.0, 0.0], [64.0, 0.0], [64.0, 64.0], [0.0, 64.0]].map(Point::from);
        let even = Photo::new(size, [171, 140, 112].repeat(64 * 64));
        let sampled = Sampled::new(&even, &spans(&outline, size));
        let mean = sampled.mean().unwrap();
        let expected = [171u8, 140, 112].map(|v| -f64::from(linear_from_srgb8(v)).log10());
        assert!(mean.iter().zip(expected).all(|(m, e)| (m - e).abs() < 1e-6), "{mean:?}, expected {expected:?}");
        assert_eq!((sampled.inside, sampled.clipped, sampled.dark, sampled.blocks.len()), (4096, 0, 0, 16));
    }

    #[test]
    fn clipped_and_black_pixels_are_counted() {
        let size = Size::new(32, 16);
        let mut rgb = [10, 10, 4].repeat(16 * 32);
        for y in 0..16 {
            rgb[y * 96..y * 96 + 48].copy_from_slice(&[255, 200, 180].repeat(16));
        }
        let outline = [[0.0, 0.0], [32.0, 0.0], [32.0, 16.0], [0.0, 16.0]].map(Point::from);
        let sampled = Sampled::new(&Photo::new(size, rgb), &spans(&outline, size));
        assert_eq!((sampled.inside, sampled.clipped, sampled.dark), (512, 256, 256));
    }
}
