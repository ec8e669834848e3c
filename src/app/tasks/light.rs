//! How the light of two photos can be matched for display: one exposure and one even slope, the same for all colours.
//!
//! Colours are never matched one by one: that would hide redness.

use crate::app::pair::Placement;
use crate::geom::{Point, Size};
use crate::imaging::{self, Photo, color};
use crate::monitor::{Monitor, step};

/// Longer side of the pictures that are compared, in pixels: no pore or hair is left in them.
const SIDE: u32 = 160;
/// No more than this is matched, in stops: beyond it a photo is not dark or bright but another one.
const MOST_EV: f64 = 2.0;
/// No steeper slope than this is matched, in stops over the width of the photo.
const MOST_SLOPE: f64 = 1.5;

/// What the moving photo needs to look lit like the fixed one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LightMatch {
    /// Stops in the middle of the fixed photo; more than 0: the moving photo is darker.
    pub ev: f64,
    /// More of it to the right and downward, in stops over the width of the fixed photo.
    pub slope: [f64; 2],
    /// False: the photos could not be aligned, and were matched as wholes.
    pub over_same_skin: bool,
}

impl LightMatch {
    /// Stops that the moving photo needs at the place `p` of a fixed photo of `size` pixels.
    pub fn ev_at(&self, p: Point, size: Size) -> f64 {
        let width = f64::from(size.width.max(1));
        let middle = size.center();
        self.ev + self.slope[0] * (p.x - middle.x) / width + self.slope[1] * (p.y - middle.y) / width
    }
}

/// Finds the match; `None` if the work was stopped.
pub fn run(fixed: &Photo, moving: &Photo, placement: Option<&Placement>, monitor: &dyn Monitor) -> Option<LightMatch> {
    let still = imaging::thumbnail(fixed, SIDE);
    step(monitor, 0.4).ok()?;
    let moved = imaging::thumbnail(moving, SIDE);
    step(monitor, 0.8).ok()?;
    let found = match placement {
        Some(placement) => over_skin(&still, fixed.size(), &moved, moving.size(), placement),
        None => as_wholes(&still, &moved),
    };
    Some(found.unwrap_or_default())
}

/// Light of a pixel, 0 to 1; `None` where it is black or clipped.
fn luminance(photo: &Photo, p: Point) -> Option<f64> {
    let size = photo.size();
    if !size.contains(p) {
        return None;
    }
    let (x, y) = (p.x.round().max(0.0) as u32, p.y.round().max(0.0) as u32);
    let rgb = photo.pixel(x.min(size.width - 1), y.min(size.height - 1));
    let [r, g, b] = rgb.map(|v| f64::from(color::linear_from_srgb8(v)));
    let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    (rgb.iter().all(|v| *v < 250) && light > 0.004).then_some(light)
}

fn over_skin(still: &Photo, fixed: Size, moved: &Photo, moving: Size, placement: &Placement) -> Option<LightMatch> {
    let scale = |p: Point, k: f64| Point::new((p.x + 0.5) * k - 0.5, (p.y + 0.5) * k - 0.5);
    let size = still.size();
    let to_fixed = f64::from(fixed.width) / f64::from(size.width);
    let to_moved = f64::from(moved.size().width) / f64::from(moving.width);
    let middle = size.center();
    let mut places = Vec::new();
    for y in (0..size.height).step_by(2) {
        for x in (0..size.width).step_by(2) {
            let p = Point::new(f64::from(x), f64::from(y));
            let there = placement.moving_from_fixed(scale(p, to_fixed)).map(|q| scale(q, to_moved));
            let both = luminance(still, p).zip(there.and_then(|q| luminance(moved, q)));
            if let Some((a, b)) = both {
                let w = f64::from(size.width);
                places.push(((p.x - middle.x) / w, (p.y - middle.y) / w, (a / b).log2()));
            }
        }
    }
    if places.len() < 60 {
        return None;
    }
    let [sx, sy, ev] = plane(&places);
    let slope = [sx, sy].map(|s| s.clamp(-MOST_SLOPE, MOST_SLOPE));
    Some(LightMatch { ev: ev.clamp(-MOST_EV, MOST_EV), slope, over_same_skin: true })
}

/// The plane through (x, y, value) that most places lie near: least squares, again with far places counting less
/// (Huber's weights), so that new redness or a strand of hair does not tilt it.
fn plane(places: &[(f64, f64, f64)]) -> [f64; 3] {
    let mut fit = [0.0, 0.0, median(places.iter().map(|p| p.2).collect())];
    for _ in 0..8 {
        let off = |p: &(f64, f64, f64)| p.2 - (fit[0] * p.0 + fit[1] * p.1 + fit[2]);
        let spread = (1.4826 * median(places.iter().map(|p| off(p).abs()).collect())).max(0.01);
        let mut a = nalgebra::Matrix3::<f64>::identity() * 1e-6;
        let mut b = nalgebra::Vector3::<f64>::zeros();
        for p in places {
            let weight = (1.345 * spread / off(p).abs().max(1e-9)).min(1.0);
            let row = nalgebra::Vector3::new(p.0, p.1, 1.0);
            a += weight * row * row.transpose();
            b += weight * row * p.2;
        }
        let Some(solved) = a.cholesky().map(|c| c.solve(&b)) else { break };
        fit = [solved.x, solved.y, solved.z];
    }
    fit
}

fn as_wholes(still: &Photo, moved: &Photo) -> Option<LightMatch> {
    let typical = |photo: &Photo| {
        let size = photo.size();
        let all = (0..size.height).flat_map(|y| (0..size.width).map(move |x| Point::new(f64::from(x), f64::from(y))));
        let lights: Vec<f64> = all.filter_map(|p| luminance(photo, p)).collect();
        (lights.len() > 60).then(|| median(lights))
    };
    let ev = (typical(still)? / typical(moved)?).log2().clamp(-MOST_EV, MOST_EV);
    Some(LightMatch { ev, slope: [0.0; 2], over_same_skin: false })
}

fn median(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Homography, Warp};
    use crate::monitor::Silent;

    const SIZE: Size = Size::new(320, 240);

    /// Skin with texture, a red patch, and light that changes by `ev` and by `slope` stops from left to right.
    fn skin(ev: f64, slope: f64, patch: bool) -> Photo {
        let mut rgb = Vec::new();
        for y in 0..SIZE.height {
            for x in 0..SIZE.width {
                let (fx, fy) = (f64::from(x), f64::from(y));
                let light =
                    (ev + slope * (fx / 320.0 - 0.5)).exp2() * (1.0 + 0.05 * (fx * 0.7).sin() * (fy * 0.9).cos());
                let red = patch && (fx - 90.0).hypot(fy - 80.0) < 35.0;
                let base = if red { [0.30, 0.08, 0.06] } else { [0.33, 0.17, 0.11] };
                rgb.extend(base.map(|b: f64| color::srgb8_from_linear((b * light).clamp(0.0, 1.0) as f32)));
            }
        }
        Photo::new(SIZE, rgb)
    }

    fn aligned() -> Placement {
        Placement { warp: Warp::identity(SIZE), nudged_from_found: Homography::identity() }
    }

    #[test]
    fn exposure_and_slope_are_recovered_and_a_red_patch_does_not_tilt_them() {
        let found = run(&skin(0.0, 0.0, false), &skin(-0.6, 0.5, true), Some(&aligned()), &Silent).unwrap();
        assert!((found.ev - 0.6).abs() < 0.05, "{found:?}");
        assert!((found.slope[0] + 0.5).abs() < 0.08 && found.slope[1].abs() < 0.08, "{found:?}");
        assert!(found.over_same_skin);
        let left = found.ev_at(Point::new(0.0, 119.5), SIZE);
        assert!((left - (0.6 + 0.25)).abs() < 0.08, "{left}");
    }

    #[test]
    fn photos_that_cannot_be_aligned_are_matched_as_wholes() {
        let found = run(&skin(-0.5, 0.0, false), &skin(0.3, 0.0, false), None, &Silent).unwrap();
        assert!((found.ev + 0.8).abs() < 0.1 && !found.over_same_skin, "{found:?}");
    }

    #[test]
    fn nothing_is_matched_beyond_its_bounds() {
        let black = Photo::new(SIZE, vec![0; SIZE.area() as usize * 3]);
        assert_eq!(run(&black, &skin(0.0, 0.0, false), Some(&aligned()), &Silent), Some(LightMatch::default()));
        let found = run(&skin(0.0, 0.0, false), &skin(-4.0, 0.0, false), Some(&aligned()), &Silent).unwrap();
        assert!(found.ev <= MOST_EV, "{found:?}");
    }
}
