//! Colour profiles: every picture becomes sRGB at the door.

use moxcms::{ColorProfile, DataColorSpace, Layout, RenderingIntent, TransformExecutor, TransformOptions};
use rayon::prelude::*;

use super::raster::{Colors, Samples};

/// Pixels converted in one go: enough to keep the converter busy, few enough to share out.
const CHUNK: usize = 1 << 16;

/// What became of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The colours were converted, or were sRGB within a step of 8 bits already.
    Honoured,
    /// It is broken, or of another kind than the pixels.
    Unusable,
}

/// Converts pixels without alpha to 8-bit sRGB through the embedded profile.
///
/// `None` if the profile cannot be used; the caller then converts by the plain formula.
pub(super) fn to_srgb(colors: Colors, samples: &Samples, icc: &[u8]) -> (Option<Vec<u8>>, Outcome) {
    let converted = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| convert(colors, samples, icc)));
    match converted {
        Ok(Some(rgb)) => (Some(rgb), Outcome::Honoured),
        _ => (None, Outcome::Unusable),
    }
}

fn convert(colors: Colors, samples: &Samples, icc: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(icc).ok()?;
    let fits = match colors {
        Colors::Grey => profile.color_space == DataColorSpace::Gray,
        Colors::Rgb => profile.color_space == DataColorSpace::Rgb,
        Colors::Cmyk => profile.color_space == DataColorSpace::Cmyk,
    };
    if !fits {
        // A grey picture under an RGB profile is grey by that profile's tone curve.
        return match (colors, profile.color_space) {
            (Colors::Grey, DataColorSpace::Rgb) => convert(Colors::Rgb, &samples.tripled(), icc),
            _ => None,
        };
    }
    let layout = match colors {
        Colors::Grey => Layout::Gray,
        Colors::Rgb => Layout::Rgb,
        Colors::Cmyk => Layout::Rgba,
    };
    let options = TransformOptions {
        rendering_intent: if colors == Colors::Cmyk {
            RenderingIntent::Perceptual
        } else {
            RenderingIntent::RelativeColorimetric
        },
        ..TransformOptions::default()
    };
    let srgb = ColorProfile::new_srgb();
    match samples {
        Samples::Eight(values) => {
            let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, options).ok()?;
            if colors == Colors::Rgb && changes_nothing(transform.as_ref()) {
                return Some(values.clone());
            }
            run(transform.as_ref(), values, colors.channels())
        }
        Samples::Sixteen(values) => {
            let transform = profile.create_transform_16bit(layout, &srgb, Layout::Rgb, options).ok()?;
            run(transform.as_ref(), values, colors.channels())
                .map(|rgb| rgb.into_iter().map(super::raster::to_eight).collect())
        }
    }
}

fn run<T: Copy + Default + Send + Sync>(
    transform: &(dyn TransformExecutor<T> + Send + Sync),
    values: &[T],
    channels: usize,
) -> Option<Vec<T>> {
    let mut rgb = vec![T::default(); values.len() / channels * 3];
    rgb.par_chunks_mut(CHUNK * 3)
        .zip(values.par_chunks(CHUNK * channels))
        .map(|(to, from)| transform.transform(from, to).ok())
        .collect::<Option<()>>()?;
    Some(rgb)
}

/// True for an sRGB profile, whoever wrote it: then the bytes stay as they are, to the last bit.
fn changes_nothing(transform: &(dyn TransformExecutor<u8> + Send + Sync)) -> bool {
    let steps = (0..=255u8).step_by(17);
    let grid: Vec<u8> = steps
        .clone()
        .flat_map(|r| steps.clone().flat_map(move |g| (0..=255u8).step_by(17).flat_map(move |b| [r, g, b])))
        .collect();
    let mut out = vec![0; grid.len()];
    transform.transform(&grid, &mut out).is_ok() && grid.iter().zip(&out).all(|(a, b)| a.abs_diff(*b) <= 1)
}

/// The profile's own name (`desc` tag, ICC.1:2022 10.15 and ICC.1:2001-04 6.5.17), as it is, without parsing the rest.
pub(super) fn name(icc: &[u8]) -> Option<String> {
    let u32_at = |at: usize| icc.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let tags = u32_at(128)?.min(200);
    let entry = (0..tags).map(|i| 132 + 12 * i).find(|&at| icc.get(at..at + 4) == Some(b"desc"))?;
    let (start, length) = (u32_at(entry + 4)?, u32_at(entry + 8)?);
    let tag = icc.get(start..start.checked_add(length)?)?;
    let name: String = match tag.get(..4)? {
        b"desc" => {
            let count = tag.get(8..12).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize)?;
            String::from_utf8_lossy(tag.get(12..12usize.checked_add(count)?.min(tag.len()))?).into_owned()
        }
        b"mluc" => {
            let field = |at: usize| tag.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
            let (length, offset) = (field(20)?, field(24)?);
            let units = tag.get(offset..offset.checked_add(length)?)?.chunks_exact(2);
            char::decode_utf16(units.map(|b| u16::from_be_bytes([b[0], b[1]]))).filter_map(Result::ok).collect()
        }
        _ => return None,
    };
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(profile: &ColorProfile) -> Vec<u8> {
        profile.encode().unwrap()
    }

    #[test]
    fn display_p3_red_becomes_brighter_and_srgb_stays_to_the_bit() {
        let pixels = Samples::Eight(vec![200, 100, 100, 128, 128, 128, 12, 200, 77]);
        let (p3, _) = to_srgb(Colors::Rgb, &pixels, &encoded(&ColorProfile::new_display_p3()));
        let p3 = p3.unwrap();
        // Display P3 (200, 100, 100) is sRGB (215, 93, 97) by the matrices of SMPTE EG 432-1 and IEC 61966-2-1.
        for (seen, expected) in p3.iter().zip([215u8, 93, 97, 128, 128, 128]) {
            assert!(seen.abs_diff(expected) <= 1, "{p3:?}");
        }
        let (srgb, outcome) = to_srgb(Colors::Rgb, &pixels, &encoded(&ColorProfile::new_srgb()));
        assert_eq!(outcome, Outcome::Honoured);
        assert!(matches!(&pixels, Samples::Eight(v) if *v == srgb.unwrap()));
    }

    #[test]
    fn grey_profiles_and_sixteen_bits_are_honoured() {
        let gamma = encoded(&ColorProfile::new_gray_with_gamma(1.0));
        let (rgb, _) = to_srgb(Colors::Grey, &Samples::Eight(vec![0, 55, 255]), &gamma);
        let rgb = rgb.unwrap();
        // Linear 55/255 is sRGB 128.3.
        assert!(rgb[0] == 0 && rgb[3].abs_diff(128) <= 1 && rgb[6] >= 254, "{rgb:?}");
        let p3 = encoded(&ColorProfile::new_display_p3());
        let (rgb, _) = to_srgb(Colors::Rgb, &Samples::Sixteen([200u16, 100, 100].map(|v| v * 257).to_vec()), &p3);
        let rgb = rgb.unwrap();
        assert!(rgb[0].abs_diff(215) <= 1 && rgb[1].abs_diff(93) <= 1, "{rgb:?}");
    }

    #[test]
    fn a_broken_or_foreign_profile_is_told() {
        let pixels = Samples::Eight(vec![1, 2, 3]);
        let whole = encoded(&ColorProfile::new_display_p3());
        for broken in [&b"not a profile"[..], &[], &whole[..140], &vec![0xFF; 4000]] {
            assert_eq!(to_srgb(Colors::Rgb, &pixels, broken), (None, Outcome::Unusable));
        }
        let grey = encoded(&ColorProfile::new_gray_with_gamma(2.2));
        assert_eq!(to_srgb(Colors::Rgb, &pixels, &grey).1, Outcome::Unusable);
    }

    #[test]
    fn the_name_is_read_without_the_rest() {
        assert_eq!(name(&encoded(&ColorProfile::new_display_p3())).as_deref(), Some("Display P3"));
        assert_eq!(name(b"nothing"), None);
    }
}
