//! Decoded samples on their way to an upright 8-bit sRGB photo.

use rayon::prelude::*;

use crate::geom::Size;

use super::facts::Facts;
use super::{Notice, Photo, icc};

/// What a pixel's colour channels are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colors {
    Grey,
    Rgb,
    /// Ink amounts: 0 is no ink.
    Cmyk,
}

impl Colors {
    /// Channels a pixel.
    pub(super) fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// Channel values, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Samples {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

impl Samples {
    /// Every value three times: grey as RGB.
    pub(super) fn tripled(&self) -> Self {
        match self {
            Self::Eight(v) => Self::Eight(v.iter().flat_map(|v| [*v; 3]).collect()),
            Self::Sixteen(v) => Self::Sixteen(v.iter().flat_map(|v| [*v; 3]).collect()),
        }
    }

    /// Values rounded to 8 bits.
    fn into_eight(self) -> Vec<u8> {
        match self {
            Self::Eight(v) => v,
            Self::Sixteen(v) => v.into_par_iter().map(to_eight).collect(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Eight(v) => v.len(),
            Self::Sixteen(v) => v.len(),
        }
    }
}

/// 16 bits rounded to 8.
pub(super) fn to_eight(value: u16) -> u8 {
    ((u32::from(value) * 255 + 32_767) / 65_535) as u8
}

/// A decoded picture as the file stores it.
#[derive(Debug, Clone)]
pub(super) struct Raster {
    /// As stored, before orientation.
    pub(super) size: Size,
    pub(super) colors: Colors,
    pub(super) samples: Samples,
    /// Opacity, one value a pixel.
    pub(super) alpha: Option<Vec<u8>>,
    /// The embedded colour profile.
    pub(super) icc: Option<Vec<u8>>,
}

impl Raster {
    /// Colour channels with one alpha channel after them, pixel by pixel, split apart.
    pub(super) fn with_alpha(size: Size, colors: Colors, samples: Samples, icc: Option<Vec<u8>>) -> Self {
        let channels = colors.channels();
        let (samples, alpha) = match samples {
            Samples::Eight(v) => {
                let (colors, alpha) = split(&v, channels);
                (Samples::Eight(colors), alpha)
            }
            Samples::Sixteen(v) => {
                let (colors, alpha) = split(&v, channels);
                (Samples::Sixteen(colors), alpha.into_iter().map(to_eight).collect())
            }
        };
        Self { size, colors, samples, alpha: Some(alpha), icc }
    }

    /// The upright 8-bit sRGB photo; what had to be done is added to the facts' notices.
    ///
    /// `None` if the samples do not fill the size.
    pub(super) fn into_photo(self, facts: &mut Facts) -> Option<Photo> {
        let Self { size, colors, samples, alpha, icc } = self;
        if samples.len() as u64 != size.area() * colors.channels() as u64 {
            return None;
        }
        let converted = icc.as_deref().and_then(|icc| {
            let (rgb, outcome) = icc::to_srgb(colors, &samples, icc);
            if outcome == icc::Outcome::Unusable {
                facts.notice(Notice::ProfileIgnored);
            }
            rgb
        });
        if colors == Colors::Cmyk {
            facts.notice(if converted.is_some() { Notice::Cmyk } else { Notice::CmykWithoutProfile });
        }
        let mut rgb = converted.unwrap_or_else(|| plainly(colors, samples));
        if let Some(alpha) = alpha.filter(|alpha| alpha.iter().any(|a| *a != 255)) {
            facts.notice(Notice::TransparencyFlattened);
            flatten(&mut rgb, &alpha);
        }
        let (size, rgb) = facts.orientation.apply(size, rgb);
        facts.size = size;
        Some(Photo::new(size, rgb))
    }
}

fn split<T: Copy + Send + Sync>(values: &[T], channels: usize) -> (Vec<T>, Vec<T>) {
    let pixels = values.chunks_exact(channels + 1);
    (pixels.clone().flat_map(|p| &p[..channels]).copied().collect(), pixels.map(|p| p[channels]).collect())
}

/// sRGB without a profile: grey is tripled, inks absorb.
fn plainly(colors: Colors, samples: Samples) -> Vec<u8> {
    match colors {
        Colors::Grey => samples.into_eight().into_iter().flat_map(|v| [v; 3]).collect(),
        Colors::Rgb => samples.into_eight(),
        Colors::Cmyk => {
            let inks = samples.into_eight();
            let light = |ink: u8, black: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) + 127) / 255;
            inks.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]].map(|ink| light(ink, p[3]) as u8)).collect()
        }
    }
}

/// Lays the picture on mid grey, as every other program composes: on the coded values.
fn flatten(rgb: &mut [u8], alpha: &[u8]) {
    const GROUND: u32 = 128;
    rgb.par_chunks_mut(3).zip(alpha.par_iter()).for_each(|(pixel, &alpha)| {
        let alpha = u32::from(alpha);
        for value in pixel {
            *value = ((u32::from(*value) * alpha + GROUND * (255 - alpha) + 127) / 255) as u8;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_round_to_the_nearest_of_eight() {
        assert_eq!([0, 128, 129, 65_535].map(to_eight), [0, 0, 1, 255]);
        assert!((0..=255u16).all(|v| u16::from(to_eight(v * 257)) == v));
    }

    #[test]
    fn ink_absorbs_light() {
        let inks = Samples::Eight(vec![0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255]);
        assert_eq!(plainly(Colors::Cmyk, inks), [255, 255, 255, 0, 255, 255, 0, 0, 0]);
    }
}
