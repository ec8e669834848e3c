//! Smaller copies of a photo to work on.

use fast_image_resize as fir;

use super::Photo;
use crate::geom::{Point, Size};

/// A photo at the size the engine works at: the long side is near [`WORKING_SIDE`] pixels, upright, 8-bit sRGB.
#[derive(Clone)]
pub struct Working {
    /// Size of the full photo.
    pub full: Size,
    /// The small copy.
    pub photo: Photo,
}

/// The long side the engine works at, in pixels.
pub const WORKING_SIDE: u32 = 1600;

/// Photos whose long side is within these limits are worked on as they are.
const NATIVE: std::ops::RangeInclusive<u32> = 1300..=1900;

impl Working {
    /// Shrinks (or, for tiny photos, enlarges) `photo` to the working size by area means.
    pub fn new(photo: &Photo) -> Self {
        let full = photo.size();
        let long = full.width.max(full.height).max(1);
        if NATIVE.contains(&long) {
            return Self { full, photo: photo.clone() };
        }
        let k = f64::from(WORKING_SIDE) / f64::from(long);
        let side = |v: u32| ((f64::from(v) * k).round() as u32).max(1);
        let size = Size::new(side(full.width), side(full.height));
        Self { full, photo: resized(photo, size) }
    }

    /// True if the small copy is larger than the photo, and so has no detail of its own size.
    pub fn is_enlarged(&self) -> bool {
        self.photo.size().width > self.full.width
    }

    /// Pixels of the full photo a pixel of the small copy is wide and high.
    pub fn scale(&self) -> Point {
        let size = self.photo.size();
        Point::new(
            f64::from(self.full.width) / f64::from(size.width.max(1)),
            f64::from(self.full.height) / f64::from(size.height.max(1)),
        )
    }
}

/// `photo` at `size`, each pixel a weighted mean of what it covers: no ringing, which the engine would take for texture.
fn resized(photo: &Photo, size: Size) -> Photo {
    let from = photo.size();
    let source = fir::images::ImageRef::new(from.width, from.height, photo.rgb(), fir::PixelType::U8x3);
    let mut target = fir::images::Image::new(size.width, size.height, fir::PixelType::U8x3);
    let options = fir::ResizeOptions::new().resize_alg(fir::ResizeAlg::Convolution(fir::FilterType::Bilinear));
    let done = source.map(|source| fir::Resizer::new().resize(&source, &mut target, &options));
    match done {
        Ok(Ok(())) => Photo::new(size, target.into_vec()),
        // Only an empty photo cannot be resized; it stays black.
        _ => Photo::new(size, vec![0; size.area() as usize * 3]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_copy_keeps_the_place_of_things() {
        // A bright square centred at (2199.5, 1499.5).
        let size = Size::new(4000, 3000);
        let mut rgb = vec![0; size.area() as usize * 3];
        for y in 1400..1600 {
            rgb[(y * 4000 + 2100) * 3..(y * 4000 + 2300) * 3].fill(200);
        }
        let working = Working::new(&Photo::new(size, rgb));
        let (mut sum, mut x_sum, mut y_sum) = (0.0, 0.0, 0.0);
        for y in 0..working.photo.size().height {
            for x in 0..working.photo.size().width {
                let v = f64::from(working.photo.pixel(x, y)[0]);
                sum += v;
                x_sum += v * f64::from(x);
                y_sum += v * f64::from(y);
            }
        }
        let k = working.scale();
        let found = Point::new((x_sum / sum + 0.5) * k.x - 0.5, (y_sum / sum + 0.5) * k.y - 0.5);
        assert!(found.distance(Point::new(2199.5, 1499.5)) < 0.05, "{found:?}");
    }

    #[test]
    fn a_photo_of_working_size_is_taken_as_it_is() {
        let photo = Photo::new(Size::new(1632, 12), vec![9; 1632 * 12 * 3]);
        assert_eq!(Working::new(&photo).photo, photo);
    }
}
