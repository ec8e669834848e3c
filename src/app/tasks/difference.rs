//! How the colours of an aligned pair differ, pixel by pixel.

use rayon::prelude::*;

use crate::app::pair::Placement;
use crate::geom::{Point, Size};
use crate::imaging::{self, Photo, color};
use crate::monitor::{Monitor, step};

/// Longer side of the map in pixels: enough for a screen, small enough to follow a drag of the nudge.
const SIDE: u32 = 1200;

/// Below this the eye sees no difference between two patches of skin, and the camera's noise makes one; ΔE00.
pub const DETECTABLE: f32 = 2.0;

/// The colour difference of a pair in the frame of the fixed photo.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferenceMap {
    /// Size of the map; it covers the whole fixed photo.
    pub size: Size,
    /// CIEDE2000 row by row after `exposure_ev` was matched, the middle of each 3 × 3 pixels; NaN where the moving photo
    /// shows nothing.
    pub delta_e: Vec<f32>,
    /// How much of its colour each pixel gets, 0 to 255: 0 below what can be told, and for specks.
    pub strength: Vec<u8>,
    /// The fixed photo's luminance row by row, 0 to 255, to draw under the map.
    pub grey: Vec<u8>,
    /// Exposure that was given to the moving photo for this map, in EV: the median over all pixels that both show.
    pub exposure_ev: f64,
}

/// Makes the map; `None` if the work was stopped.
pub fn run(fixed: &Photo, moving: &Photo, placement: &Placement, monitor: &dyn Monitor) -> Option<DifferenceMap> {
    let small = imaging::thumbnail(fixed, SIDE);
    step(monitor, 0.2).ok()?;
    let moving_small = imaging::thumbnail(moving, SIDE);
    step(monitor, 0.4).ok()?;
    let size = small.size();
    let to_fixed = f64::from(fixed.size().width) / f64::from(size.width);
    let to_moving_small = f64::from(moving_small.size().width) / f64::from(moving.size().width);
    // Pixel centres are at integers: scaling is about the upper left corner, half a pixel before the first centre.
    let scale = |p: Point, k: f64| Point::new((p.x + 0.5) * k - 0.5, (p.y + 0.5) * k - 0.5);
    let width = size.width as usize;
    let mut moved: Vec<Option<[f32; 3]>> = vec![None; width * size.height as usize];
    moved.par_chunks_mut(width).enumerate().for_each(|(y, row)| {
        for (x, pixel) in row.iter_mut().enumerate() {
            let p = scale(Point::new(x as f64, y as f64), to_fixed);
            *pixel =
                placement.moving_from_fixed(p).and_then(|q| sample_linear(&moving_small, scale(q, to_moving_small)));
        }
    });
    step(monitor, 0.7).ok()?;
    let still: Vec<[f32; 3]> = small.rgb().par_chunks_exact(3).map(|c| linear([c[0], c[1], c[2]])).collect();
    let gain = median_ratio(&still, &moved).unwrap_or(1.0);
    let delta_e: Vec<f32> =
        still.par_iter().zip(&moved).map(|(a, b)| b.map_or(f32::NAN, |b| delta_e(*a, b.map(|v| v * gain)))).collect();
    let delta_e = middles(&delta_e, width);
    let strength = strength(&delta_e, width);
    let grey = still.iter().map(|c| color::srgb8_from_linear(luminance(*c))).collect();
    Some(DifferenceMap { size, delta_e, strength, grey, exposure_ev: f64::from(gain.log2()) })
}

/// The median of each 3 × 3 pixels, for the grain of two cameras that never agree; where nothing is known, nothing.
fn middles(values: &[f32], width: usize) -> Vec<f32> {
    let height = values.len() / width.max(1);
    (0..values.len())
        .into_par_iter()
        .map(|i| {
            if !values[i].is_finite() {
                return f32::NAN;
            }
            let (x, y) = (i % width, i / width);
            let (mut near, mut n) = ([0.0_f32; 9], 0);
            for row in y.saturating_sub(1)..(y + 2).min(height) {
                for v in &values[row * width + x.saturating_sub(1)..row * width + (x + 2).min(width)] {
                    if v.is_finite() {
                        near[n] = *v;
                        n += 1;
                    }
                }
            }
            *near[..n].select_nth_unstable_by(n / 2, f32::total_cmp).1
        })
        .collect()
}

/// Colour for what lies beyond the floor and is more than a speck; soft over one floor, so that the border of what can be
/// told does not look sharper than it is.
fn strength(delta_e: &[f32], width: usize) -> Vec<u8> {
    let beyond: Vec<bool> = delta_e.iter().map(|v| *v >= DETECTABLE).collect();
    let kept = super::heat::opened(&beyond, width, 1);
    let over = |v: f32| ((v - DETECTABLE) / DETECTABLE).clamp(0.0, 1.0);
    delta_e.iter().zip(kept).map(|(v, kept)| if kept { (over(*v) * 255.0) as u8 } else { 0 }).collect()
}

fn linear(rgb: [u8; 3]) -> [f32; 3] {
    rgb.map(color::linear_from_srgb8)
}

fn luminance([r, g, b]: [f32; 3]) -> f32 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn delta_e(a: [f32; 3], b: [f32; 3]) -> f32 {
    let lab = |c: [f32; 3]| color::Lab::from_linear(c.map(f64::from));
    color::ciede2000(lab(a), lab(b)) as f32
}

/// Bilinear sample in linear light; `None` outside.
fn sample_linear(photo: &Photo, p: Point) -> Option<[f32; 3]> {
    let size = photo.size();
    if !size.contains(p) {
        return None;
    }
    let (x, y) = (p.x.clamp(0.0, f64::from(size.width - 1)), p.y.clamp(0.0, f64::from(size.height - 1)));
    let (x0, y0) = (x.floor() as u32, y.floor() as u32);
    let (x1, y1) = ((x0 + 1).min(size.width - 1), (y0 + 1).min(size.height - 1));
    let (tx, ty) = ((x - f64::from(x0)) as f32, (y - f64::from(y0)) as f32);
    let at = |x, y| linear(photo.pixel(x, y));
    let mix = |a: [f32; 3], b: [f32; 3], t: f32| std::array::from_fn(|i| a[i] + (b[i] - a[i]) * t);
    Some(mix(mix(at(x0, y0), at(x1, y0), tx), mix(at(x0, y1), at(x1, y1), tx), ty))
}

/// The median of fixed ÷ moving luminance over what both show, neither black nor clipped.
fn median_ratio(still: &[[f32; 3]], moved: &[Option<[f32; 3]>]) -> Option<f32> {
    let usable = |l: f32| (0.02..0.9).contains(&l);
    let mut ratios: Vec<f32> = still
        .iter()
        .zip(moved)
        .step_by(7)
        .filter_map(|(a, b)| Some((luminance(*a), luminance((*b)?))))
        .filter(|(a, b)| usable(*a) && usable(*b))
        .map(|(a, b)| a / b)
        .collect();
    let middle = ratios.len() / 2;
    (ratios.len() > 100).then(|| *ratios.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Homography, Warp};
    use crate::monitor::Silent;

    fn plain(value: u8) -> Photo {
        Photo::new(Size::new(60, 40), vec![value; 60 * 40 * 3])
    }

    fn still() -> Placement {
        Placement { warp: Warp::identity(Size::new(60, 40)), nudged_from_found: Homography::identity() }
    }

    #[test]
    fn a_photo_does_not_differ_from_itself_nor_from_a_brighter_copy() {
        for brighter in [120, 150] {
            let map = run(&plain(120), &plain(brighter), &still(), &Silent).unwrap();
            let worst = map.delta_e.iter().fold(0.0_f32, |a, b| a.max(*b));
            assert!(worst < 0.5, "{worst} for {brighter}");
        }
        let map = run(&plain(120), &plain(150), &still(), &Silent).unwrap();
        assert!(map.exposure_ev < -0.5, "{}", map.exposure_ev);
    }

    #[test]
    fn grain_just_above_the_floor_is_calm_and_an_area_beyond_it_keeps_its_colour() {
        let width = 40;
        let area = |i: usize| (10..25).contains(&(i % width)) && (8..20).contains(&(i / width));
        let grain = |i: usize| if (i * 7919).is_multiple_of(11) { 2.6 } else { 0.8 };
        let values: Vec<f32> = (0..width * 30).map(|i| if area(i) { 6.0 } else { grain(i) }).collect();
        let speckled = strength(&values, width).iter().filter(|s| **s > 0).count();
        let calm = strength(&middles(&values, width), width);
        let wrong = calm.iter().enumerate().filter(|(i, s)| **s > 0 && !area(*i)).count();
        assert_eq!(wrong, 0, "of {speckled}");
        let kept = calm.iter().enumerate().filter(|(i, s)| **s == 255 && area(*i)).count();
        assert!(kept > 160, "{kept} of 180 pixels of the area");
    }

    #[test]
    fn where_the_moving_photo_shows_nothing_there_is_no_difference_to_tell() {
        let shifted = Placement {
            warp: Warp::from_homography(Homography::similarity(1.0, 0.0, 30.0, 0.0), Size::new(60, 40)),
            nudged_from_found: Homography::identity(),
        };
        let map = run(&plain(100), &plain(100), &shifted, &Silent).unwrap();
        assert!(map.delta_e[59].is_nan() && map.delta_e[0] < 0.5);
    }
}
