//! The moving photo as it looks in the fixed photo's frame.

use rayon::prelude::*;

use crate::geom::{Point, Size, Warp};
use crate::monitor::{Cancelled, Monitor, step};

use super::{Map, Photo, halved};

/// A photo moved into another frame, and where it shows something there.
#[derive(Debug, Clone)]
pub struct Aligned {
    /// The pixels; mid grey where the moving photo ends.
    pub photo: Photo,
    /// One byte a pixel, row by row: 255 where the photo shows something, 0 where it ends.
    pub cover: Vec<u8>,
}

/// Grey where nothing is known.
const NOTHING: [u8; 3] = [128; 3];

/// Rows made between two reports to the monitor.
const BAND: usize = 128;

/// `moving` as seen in the frame of the fixed photo, whose size the warp names.
///
/// Reads with Catmull–Rom between pixels, from a smaller copy where the moving photo is much larger, so that fine
/// texture does not alias.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub fn aligned(moving: &Photo, warp: &Warp, monitor: &dyn Monitor) -> Result<Aligned, Cancelled> {
    aligned_by(moving, warp.fixed, |p| warp.moving_from_fixed(p), monitor)
}

/// As [`aligned`], by any `moving_from_fixed`: for a transform that a person has corrected by hand.
///
/// `size` is the fixed photo's. A pixel whose place is not finite shows nothing.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub fn aligned_by(
    moving: &Photo,
    size: Size,
    moving_from_fixed: impl Fn(Point) -> Point + Sync,
    monitor: &dyn Monitor,
) -> Result<Aligned, Cancelled> {
    step(monitor, 0.0)?;
    let (level, shrink) = level_for(moving, size, &moving_from_fixed);
    let source = level.as_ref().unwrap_or(moving);
    let (width, height) = (size.width as usize, size.height as usize);
    // Pixel centres of a copy k times smaller lie at (x + ½) / k − ½.
    let map = Map::new(width, height, |p| {
        let q = moving_from_fixed(p);
        Point::new((q.x + 0.5) / shrink - 0.5, (q.y + 0.5) / shrink - 0.5)
    });
    let mut rgb = vec![0u8; width * height * 3];
    let mut cover = vec![0u8; width * height];
    for (band, (rgb, cover)) in
        rgb.chunks_mut((width * BAND * 3).max(1)).zip(cover.chunks_mut((width * BAND).max(1))).enumerate()
    {
        step(monitor, (band * BAND) as f32 / height as f32)?;
        rgb.par_chunks_mut(width * 3).zip(cover.par_chunks_mut(width)).enumerate().for_each(|(row, (rgb, cover))| {
            let y = band * BAND + row;
            for (x, (pixel, cover)) in rgb.chunks_exact_mut(3).zip(cover).enumerate() {
                let (value, inside) = read(source, map.at(x as f64, y as f64));
                pixel.copy_from_slice(&value);
                *cover = if inside { 255 } else { 0 };
            }
        });
    }
    step(monitor, 1.0)?;
    Ok(Aligned { photo: Photo::new(size, rgb), cover })
}

/// The half-size level to read from (`None`: the photo itself), and how many times smaller it is.
fn level_for(moving: &Photo, size: Size, moving_from_fixed: impl Fn(Point) -> Point) -> (Option<Photo>, f64) {
    let Size { width, height } = size;
    let middle = size.center();
    let reach = f64::from(width.min(height)) / 4.0;
    // Moving pixels a fixed pixel covers, around the middle.
    let across = |offset: Point| {
        let (a, b) = (moving_from_fixed(middle - offset), moving_from_fixed(middle + offset));
        a.distance(b) / (2.0 * offset.norm()).max(1e-9)
    };
    let scale = across(Point::new(reach, 0.0)).min(across(Point::new(0.0, reach)));
    let (mut level, mut shrink) = (None, 1.0);
    while scale.is_finite() && scale / shrink > 1.6 && shrink < 64.0 {
        level = Some(halved(level.as_ref().unwrap_or(moving)));
        shrink *= 2.0;
    }
    (level, shrink)
}

/// The colour at `p` by Catmull–Rom (Keys 1981, a = −½), and whether `p` lies on the photo.
fn read(photo: &Photo, p: Point) -> ([u8; 3], bool) {
    let size = photo.size();
    if !size.contains(p) {
        return (NOTHING, false);
    }
    let (x0, y0) = (p.x.floor(), p.y.floor());
    let (wx, wy) = (weights((p.x - x0) as f32), weights((p.y - y0) as f32));
    let column = |i: usize| ((x0 as i64 + i as i64 - 1).clamp(0, i64::from(size.width) - 1) * 3) as usize;
    let columns: [usize; 4] = std::array::from_fn(column);
    let stride = size.width as usize * 3;
    let mut sum = [0.0f32; 3];
    for (j, wy) in wy.into_iter().enumerate() {
        let y = (y0 as i64 + j as i64 - 1).clamp(0, i64::from(size.height) - 1) as usize;
        let row = &photo.rgb()[y * stride..][..stride];
        for (at, wx) in columns.into_iter().zip(wx) {
            let w = wx * wy;
            for c in 0..3 {
                sum[c] += w * f32::from(row[at + c]);
            }
        }
    }
    (sum.map(|v| v.round().clamp(0.0, 255.0) as u8), true)
}

/// Catmull–Rom weights of the four pixels around a position `t` (0 to 1) behind the second.
fn weights(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [0.5 * (-t + 2.0 * t2 - t3), 0.5 * (2.0 - 5.0 * t2 + 3.0 * t3), 0.5 * (t + 4.0 * t2 - 3.0 * t3), 0.5 * (t3 - t2)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Homography;
    use crate::monitor::Silent;

    /// Smooth everywhere, so that reading between pixels is exact to a step or two.
    fn scene(p: Point) -> [u8; 3] {
        let wave = |k: f64, q: f64| (128.0 + 90.0 * (q / k).sin()).round() as u8;
        [wave(23.0, p.x), wave(17.0, p.y), wave(29.0, p.x + p.y)]
    }

    fn photo(size: Size, at: impl Fn(Point) -> Point) -> Photo {
        let pixels = (0..size.height).flat_map(|y| (0..size.width).map(move |x| Point::new(x.into(), y.into())));
        Photo::new(size, pixels.flat_map(|p| scene(at(p))).collect())
    }

    #[test]
    fn the_moved_photo_shows_the_same_skin_under_the_same_pixel() {
        let size = Size::new(200, 150);
        for (scale, tolerance) in [(1.0, 2), (0.8, 2), (2.5, 4), (4.0, 4)] {
            let homography = Homography::similarity(scale, 7.0, 12.0, -5.0);
            let back = homography.inverse().unwrap();
            let moving = photo(Size::new((260.0 * scale) as u32, (200.0 * scale) as u32), |q| back * q);
            let warp = Warp::from_homography(homography, size);
            let found = aligned(&moving, &warp, &Silent).unwrap();
            let (mut worst, mut shown) = (0, 0);
            for y in 8..142 {
                for x in 8..192 {
                    if found.cover[(y * 200 + x) as usize] == 255
                        && moving.size().contains(homography * Point::new((x + 8).into(), (y - 8).into()))
                    {
                        let expected = scene(Point::new(x.into(), y.into()));
                        let seen = found.photo.pixel(x, y);
                        worst = seen.iter().zip(expected).map(|(a, b)| a.abs_diff(b)).max().unwrap().max(worst);
                        shown += 1;
                    }
                }
            }
            assert!(worst <= tolerance && shown > 15_000, "scale {scale}: off by {worst} over {shown} pixels");
        }
    }

    #[test]
    fn beyond_the_photo_there_is_nothing() {
        let moving = Photo::new(Size::new(40, 30), vec![200; 3600]);
        let warp = Warp::from_homography(Homography::similarity(1.0, 0.0, -10.0, 0.0), Size::new(40, 30));
        let found = aligned(&moving, &warp, &Silent).unwrap();
        assert_eq!((found.cover[0], found.photo.pixel(0, 0)), (0, NOTHING));
        assert_eq!((found.cover[39], found.photo.pixel(39, 0)), (255, [200; 3]));
    }

    #[test]
    fn the_identity_changes_nothing() {
        let size = Size::new(61, 47);
        let moving = photo(size, |p| p);
        assert!(aligned(&moving, &Warp::identity(size), &Silent).unwrap().photo == moving);
    }
}
