//! How sharp one photo is against the other: fine detail, octave by octave.
//!
//! Measured at the finest size at which either photo has any detail. A small photo is enlarged for the rest of the engine,
//! and then looks as soft as any other; so two small ones are measured as they were taken.

use std::borrow::Cow;

use super::Prepared;
use super::channel::{FINE, log_mix, split};
use crate::geom::Size;
use crate::imaging::{Photo, Plane, resize};

/// Octaves of detail: the first at the size that is measured, each further one at half the size before.
pub(super) const OCTAVES: usize = 3;

/// Detail below which a photo has none of that octave: a blurred photo is left with 0.02 to 0.08, a sharp one has 0.2 to 0.5.
const SOME: f64 = 0.1;

/// Fine detail of the moving photo over that of the fixed one: above 1 the fixed photo is less sharp.
pub(super) fn ratio(fixed: &Prepared, moving: &Prepared) -> f64 {
    let (fixed, moving) = match (&fixed.small, &moving.small) {
        (Some(fixed), Some(moving)) => {
            let side = long(fixed.size()).max(long(moving.size()));
            (at_side(fixed, side), at_side(moving, side))
        }
        _ => (fixed.channel.detail, moving.channel.detail),
    };
    told(fixed, moving)
}

/// The ratio in the first octave that tells anything; where none does, in the last.
fn told(fixed: [f64; OCTAVES], moving: [f64; OCTAVES]) -> f64 {
    let octave = (0..OCTAVES).find(|i| fixed[*i].max(moving[*i]) > SOME).unwrap_or(OCTAVES - 1);
    moving[octave] / fixed[octave]
}

fn long(size: Size) -> u32 {
    size.width.max(size.height)
}

/// The detail of `photo` at a long side of `side` pixels, not less than its own.
fn at_side(photo: &Photo, side: u32) -> [f64; OCTAVES] {
    let size = photo.size();
    if long(size) == side {
        return detail(photo);
    }
    let k = f64::from(side) / f64::from(long(size));
    let scaled = |v: u32| ((f64::from(v) * k).round() as u32).max(1);
    detail(&resize(photo, Size::new(scaled(size.width), scaled(size.height))))
}

/// How fine the detail of a photo is, octave by octave: contrast between neighbours at its own size over that at half the
/// size, less what blur leaves; then from half to a quarter, and so on.
fn detail(photo: &Photo) -> [f64; OCTAVES] {
    let (log, [r, g, _]) = split(photo);
    detail_of(&log, [&r, &g], [&r.halved(), &g.halved()])
}

/// As [`detail`], from the logarithm of the fine mix at full size, and red and green at half and at a quarter of it.
pub(super) fn detail_of(log: &Plane, half: [&Plane; 2], quarter: [&Plane; 2]) -> [f64; OCTAVES] {
    let eighth = quarter.map(Plane::halved);
    let mut fine = contrast(log.height, |y| Cow::Borrowed(log.row(y)));
    [half, quarter, eighth.each_ref()].map(|[r, g]| {
        let coarse = contrast(r.height, |y| Cow::Owned(log_row(r.row(y), g.row(y))));
        // A photo without any detail of an octave keeps about half the contrast of the next.
        let detail = (fine / coarse.max(1e-9) - 0.45).max(0.02);
        fine = coarse;
        detail
    })
}

/// The logarithm of the fine mix.
fn log_row(r: &[f32], g: &[f32]) -> Vec<f32> {
    r.iter().zip(g).map(|(r, g)| log_mix(FINE.0 * r + FINE.1 * g)).collect()
}

/// Mean difference between neighbours in every eighth of the rows.
fn contrast<'a>(rows: usize, row: impl Fn(usize) -> Cow<'a, [f32]>) -> f64 {
    let (mut sum, mut n) = (0.0, 0);
    for y in (0..rows).step_by(8) {
        let row = row(y);
        sum += f64::from(row.windows(2).map(|w| (w[1] - w[0]).abs()).sum::<f32>());
        n += row.len().saturating_sub(1);
    }
    sum / f64::from(u32::try_from(n).unwrap_or(u32::MAX).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::prepare;
    use crate::monitor::Silent;

    /// Waves of `fine` contrast from pixel to pixel on coarser ones.
    fn waves(fine: f64) -> Photo {
        let size = Size::new(240, 180);
        let places = (0..size.height).flat_map(|y| (0..size.width).map(move |x| (f64::from(x), f64::from(y))));
        let value =
            |(x, y): (f64, f64)| 130.0 + fine * (1.9 * x).sin() * (2.1 * y).cos() + 25.0 * (0.4 * x + 0.2 * y).sin();
        Photo::new(size, places.flat_map(|p| [value(p).round() as u8; 3]).collect())
    }

    #[test]
    fn two_small_photos_are_measured_as_they_were_taken() {
        let (sharp, soft) = (waves(30.0), waves(10.0));
        let expected = detail(&soft)[0] / detail(&sharp)[0];
        let found = ratio(&prepare(&sharp, &Silent).unwrap(), &prepare(&soft, &Silent).unwrap());
        assert!(expected < 0.7 && (found - expected).abs() < 1e-9, "{found} instead of {expected}");
    }

    #[test]
    fn blur_that_leaves_no_finest_detail_is_told_by_the_next_octave() {
        assert!((told([0.4, 0.5, 0.5], [0.2, 0.4, 0.5]) - 0.5).abs() < 1e-9);
        assert!((told([0.05, 0.4, 0.5], [0.05, 0.1, 0.5]) - 0.25).abs() < 1e-9);
        assert!((told([0.05, 0.05, 0.08], [0.05, 0.05, 0.04]) - 0.5).abs() < 1e-9);
    }
}
