//! The colour difference of two photos as a picture: colour where something changed, grey where not.

use rayon::prelude::*;

use crate::geom::Size;
use crate::imaging::color::{delta_e_map, linear_from_srgb8, srgb8_from_linear};
use crate::imaging::{Photo, resize};

/// Top of the fixed scale in ΔE00. Never stretched to a pair, so that two sheets can be compared.
pub const DELTA_E_TOP: f32 = 20.0;

/// Below this the difference is not shown: the eye hardly sees 1, and camera noise reaches 2.
pub const DELTA_E_FLOOR: f32 = 2.0;

/// Colours of the scale at these ΔE00: from pale to dark in lightness too, so that it reads without colour vision.
const STOPS: [(f32, [f32; 3]); 6] = [
    (0.0, [250.0, 238.0, 200.0]),
    (4.0, [248.0, 214.0, 140.0]),
    (8.0, [240.0, 160.0, 75.0]),
    (12.0, [212.0, 95.0, 50.0]),
    (16.0, [150.0, 40.0, 60.0]),
    (20.0, [80.0, 15.0, 70.0]),
];

/// The colour of a difference of `delta_e` on the fixed scale.
pub fn difference_color(delta_e: f32) -> [u8; 3] {
    let at = delta_e.clamp(0.0, DELTA_E_TOP);
    let next = STOPS.iter().position(|stop| stop.0 >= at).unwrap_or(STOPS.len() - 1).max(1);
    let ((from, low), (to, high)) = (STOPS[next - 1], STOPS[next]);
    let t = (at - from) / (to - from);
    std::array::from_fn(|c| (low[c] + (high[c] - low[c]) * t).round() as u8)
}

/// How much of the scale's colour covers the grey photo: nothing below the floor, four fifths from twice the floor on.
pub fn difference_opacity(delta_e: f32) -> f32 {
    0.8 * ((delta_e - DELTA_E_FLOOR) / DELTA_E_FLOOR).clamp(0.0, 1.0)
}

/// `fixed` in grey with the colour difference (CIEDE2000) to `moving` laid over it; `None` if their sizes differ.
///
/// Both must show the same skin under the same pixel. Light and exposure are not matched: they count as difference.
/// Colours are compared over small squares (three pixels, or 1/600 of the width), so that noise and the blocks of a JPEG
/// do not count.
pub fn difference_picture(fixed: &Photo, moving: &Photo) -> Option<Photo> {
    let map = delta_e_map(&softened(fixed), &softened(moving))?;
    let mut rgb = fixed.rgb().to_vec();
    rgb.par_chunks_mut(3).zip(map.par_iter()).for_each(|(pixel, &delta)| {
        let grey = f32::from(grey(pixel));
        let (color, alpha) = (difference_color(delta), difference_opacity(delta));
        for (value, color) in pixel.iter_mut().zip(color) {
            *value = (grey + (f32::from(color) - grey) * alpha).round() as u8;
        }
    });
    Some(Photo::new(fixed.size(), rgb))
}

/// A photo without its finest detail: made a few times smaller and as large as before again.
fn softened(photo: &Photo) -> Photo {
    let size = photo.size();
    let factor = (size.width / 600).max(3);
    let small = Size::new(size.width.div_ceil(factor), size.height.div_ceil(factor));
    resize(&resize(photo, small), size)
}

/// The coded grey of a pixel's luminance.
fn grey(pixel: &[u8]) -> u8 {
    let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(linear_from_srgb8);
    srgb8_from_linear(0.2126 * r + 0.7152 * g + 0.0722 * b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unchanged_skin_is_grey_and_changed_skin_is_not() {
        let size = Size::new(90, 60);
        let fixed = Photo::new(size, [171, 140, 112].repeat(5400));
        let mut rgb = fixed.rgb().to_vec();
        rgb[..90 * 20 * 3].copy_from_slice(&[200, 110, 100].repeat(1800));
        let picture = difference_picture(&fixed, &Photo::new(size, rgb)).unwrap();
        let [r, g, b] = picture.pixel(45, 50);
        assert!(r == g && g == b, "unchanged: {:?}", picture.pixel(45, 50));
        let [r, g, b] = picture.pixel(45, 8);
        assert!(r.abs_diff(b) > 40, "changed: {:?}", [r, g, b]);
    }

    #[test]
    fn the_scale_is_fixed_and_gets_steadily_darker() {
        let light = |delta: f32| difference_color(delta).iter().map(|v| u32::from(*v)).sum::<u32>();
        assert!((0..40).all(|i| light(i as f32 / 2.0) > light(i as f32 / 2.0 + 0.5)));
        assert_eq!(difference_color(500.0), difference_color(20.0));
        assert_eq!(difference_color(f32::NAN), difference_color(f32::NAN));
        assert_eq!((difference_opacity(1.9), difference_opacity(9.0)), (0.0, 0.8));
    }
}
