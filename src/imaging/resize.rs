//! Photos at other sizes, for the eye: thumbnails, half-size levels, crops.
//!
//! Pixel centres are at integers, so pixel `x` of a copy that is `k` times smaller shows `(x + ½)·k − ½` of the original.

use fast_image_resize as fir;
use rayon::prelude::*;

use crate::geom::Size;

use super::Photo;

/// `photo` at `size`: Lanczos-3 when it shrinks, bicubic when it grows, on the coded values.
///
/// An empty `size` or photo gives an empty or black photo.
pub fn resize(photo: &Photo, size: Size) -> Photo {
    let from = photo.size();
    if from == size {
        return photo.clone();
    }
    let shrinks = size.width < from.width || size.height < from.height;
    let filter = if shrinks { fir::FilterType::Lanczos3 } else { fir::FilterType::CatmullRom };
    let mut target = fir::images::Image::new(size.width, size.height, fir::PixelType::U8x3);
    let options = fir::ResizeOptions::new().resize_alg(fir::ResizeAlg::Convolution(filter));
    let done = fir::images::ImageRef::new(from.width, from.height, photo.rgb(), fir::PixelType::U8x3)
        .is_ok_and(|source| fir::Resizer::new().resize(&source, &mut target, &options).is_ok());
    if done { Photo::new(size, target.into_vec()) } else { Photo::new(size, vec![0; size.area() as usize * 3]) }
}

/// The largest size of the proportions of `photo` that fits into `room`, at least one pixel a side.
pub fn fit(photo: Size, room: Size) -> Size {
    let scale = (f64::from(room.width) / f64::from(photo.width.max(1)))
        .min(f64::from(room.height) / f64::from(photo.height.max(1)));
    let side = |length: u32, most: u32| ((f64::from(length) * scale).round() as u32).clamp(1, most.max(1));
    Size::new(side(photo.width, room.width), side(photo.height, room.height))
}

/// A copy whose longer side is `side` pixels; a photo that is smaller stays as it is.
pub fn thumbnail(photo: &Photo, side: u32) -> Photo {
    let size = photo.size();
    if size.width.max(size.height) <= side {
        return photo.clone();
    }
    // Whole halvings first: they cost a tenth of a long Lanczos kernel and the eye cannot tell.
    let mut level = None;
    while level.as_ref().unwrap_or(photo).size().width.max(level.as_ref().unwrap_or(photo).size().height) >= 4 * side {
        level = Some(halved(level.as_ref().unwrap_or(photo)));
    }
    resize(level.as_ref().unwrap_or(photo), fit(size, Size::new(side, side)))
}

/// Half the size, each pixel the rounded mean of four: one level of a mipmap.
///
/// An odd last column or row stands for itself twice, so that level `n` of width `w` has ⌈w / 2ⁿ⌉ columns.
pub fn halved(photo: &Photo) -> Photo {
    let from = photo.size();
    let size = Size::new(from.width.div_ceil(2), from.height.div_ceil(2));
    let (width, row) = (size.width as usize, from.width as usize * 3);
    let mut rgb = vec![0u8; size.area() as usize * 3];
    let source = photo.rgb();
    rgb.par_chunks_mut((width * 3).max(1)).enumerate().for_each(|(y, out)| {
        let top = &source[2 * y * row..][..row];
        let bottom = if (2 * y + 1) < from.height as usize { &source[(2 * y + 1) * row..][..row] } else { top };
        let whole = from.width as usize / 2;
        let quads = top.chunks_exact(6).zip(bottom.chunks_exact(6));
        for (pixel, (t, b)) in out.chunks_exact_mut(3).zip(quads) {
            for c in 0..3 {
                let sum = u32::from(t[c]) + u32::from(t[c + 3]) + u32::from(b[c]) + u32::from(b[c + 3]);
                pixel[c] = ((sum + 2) / 4) as u8;
            }
        }
        if whole < width {
            for c in 0..3 {
                let at = whole * 6 + c;
                out[whole * 3 + c] = (u32::from(top[at]) + u32::from(bottom[at])).div_ceil(2) as u8;
            }
        }
    });
    Photo::new(size, rgb)
}

/// The part of `photo` whose upper left pixel is (`left`, `top`), cut at the photo's edge.
pub fn crop(photo: &Photo, left: u32, top: u32, size: Size) -> Photo {
    let from = photo.size();
    let (left, top) = (left.min(from.width), top.min(from.height));
    let size = Size::new(size.width.min(from.width - left), size.height.min(from.height - top));
    let row = from.width as usize * 3;
    let rows = (top..top + size.height).flat_map(|y| {
        let start = y as usize * row + left as usize * 3;
        &photo.rgb()[start..start + size.width as usize * 3]
    });
    Photo::new(size, rows.copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A photo whose red rises by the column and whose green rises by the row.
    fn slopes(width: u32, height: u32) -> Photo {
        let pixel = |x: u32, y: u32| [(x * 255 / width) as u8, (y * 255 / height) as u8, 77];
        Photo::new(
            Size::new(width, height),
            (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect(),
        )
    }

    #[test]
    fn smaller_copies_keep_the_place_of_things() {
        let photo = slopes(1000, 800);
        for copy in
            [resize(&photo, Size::new(250, 200)), thumbnail(&photo, 250), thumbnail(&photo, 100), halved(&photo)]
        {
            let size = copy.size();
            let k = 1000.0 / f64::from(size.width);
            let (x, y) = (size.width / 3, size.height / 2);
            let [red, green, blue] = copy.pixel(x, y).map(f64::from);
            let expected = |v: u32, full: f64| ((f64::from(v) + 0.5) * k - 0.5) * 255.0 / full;
            assert!((red - expected(x, 1000.0)).abs() <= 1.0, "{size:?}: red {red}");
            assert!((green - expected(y, 800.0)).abs() <= 1.0 && blue == 77.0, "{size:?}: green {green}");
        }
    }

    #[test]
    fn thumbnails_fit_and_never_grow() {
        assert_eq!(thumbnail(&slopes(40, 30), 100).size(), Size::new(40, 30));
        assert_eq!(thumbnail(&slopes(400, 300), 100).size(), Size::new(100, 75));
        assert_eq!(thumbnail(&slopes(3, 300), 100).size(), Size::new(1, 100));
        assert_eq!(fit(Size::new(400, 300), Size::new(1000, 300)), Size::new(400, 300));
    }

    #[test]
    fn odd_edges_stand_for_themselves() {
        let photo = Photo::new(Size::new(3, 1), vec![0, 0, 0, 4, 4, 4, 9, 9, 9]);
        assert_eq!(halved(&photo).rgb(), [2, 2, 2, 9, 9, 9]);
        assert_eq!(halved(&Photo::new(Size::new(1, 1), vec![5, 6, 7])).rgb(), [5, 6, 7]);
    }

    #[test]
    fn a_crop_is_cut_at_the_edge() {
        let photo = slopes(10, 8);
        let part = crop(&photo, 7, 6, Size::new(5, 5));
        assert_eq!((part.size(), part.pixel(1, 1)), (Size::new(3, 2), photo.pixel(8, 7)));
        assert_eq!(crop(&photo, 20, 20, Size::new(5, 5)).size().area(), 0);
    }
}
