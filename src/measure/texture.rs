//! Apparent texture: how uneven the brightness of skin is at the sizes of lines, pores and scars.
//!
//! Apparent, because relief shows by its shading: turned light makes the same skin look smoother or rougher. Compared only
//! where the light came from the same side.

use crate::imaging::Photo;
use crate::imaging::color::linear_from_srgb8;

use super::blur::smooth;
use super::outline::Span;
use super::shape::Measured;
use super::uncertainty::Z95;

/// Largest turn of the light between two photos whose texture is compared.
pub const MAX_TURN_DEG: f64 = 15.0;

/// Bands in mm: fine lines and pores, scars, waves. Differences of blurs: about half of a wave's strength is also seen in the
/// band beside its own.
const BANDS_MM: [[f64; 2]; 3] = [[0.3, 1.0], [1.0, 3.0], [3.0, 8.0]];

/// Darker than its surroundings by this share counts as a small shadow.
const SHADOW: f32 = 0.06;

/// Unevenness of one region of one photo.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Texture {
    /// Standard deviation of the logarithm of luminance in each band.
    bands: [f64; 3],
    /// Independent places in each band.
    places: [f64; 3],
    /// Share of the region in small shadows.
    shadow: f64,
}

/// The texture of a region; `None` if the scale is unusable or the region empty.
pub(super) fn texture(photo: &Photo, spans: &[Span], mm_per_px: f64) -> Option<Texture> {
    if !(0.002..=1.0).contains(&mm_per_px) {
        return None;
    }
    let reach_of = |mm: f64| (mm / mm_per_px / 4.0).round().max(0.0) as usize;
    let margin = (reach_of(8.0) as u32).min(400);
    let left = spans.iter().map(|s| s.from).min()?.saturating_sub(margin);
    let right = (spans.iter().map(|s| s.to).max()? + margin).min(photo.size().width);
    let top = spans.first()?.y.saturating_sub(margin);
    let bottom = (spans.last()?.y + 1 + margin).min(photo.size().height);
    let width = (right - left) as usize;
    let luminance: Vec<f32> = (top..bottom)
        .flat_map(|y| (left..right).map(move |x| (x, y)))
        .map(|(x, y)| {
            let [r, g, b] = photo.pixel(x, y).map(linear_from_srgb8);
            (0.2126 * r + 0.7152 * g + 0.0722 * b).max(1e-4)
        })
        .collect();
    let (mut bands, mut places) = ([0.0; 3], [0.0; 3]);
    let mut shadow = 0.0;
    for (band, [small, large]) in BANDS_MM.into_iter().enumerate() {
        let fine = smooth(&luminance, width, reach_of(small) / 2);
        let wide = smooth(&luminance, width, reach_of(large));
        let (mut sum, mut square, mut n, mut dark) = (0.0, 0.0, 0.0, 0.0);
        for span in spans {
            let row = (span.y - top) as usize * width;
            for x in span.from..span.to {
                let i = row + (x - left) as usize;
                let d = f64::from((fine[i] / wide[i]).ln());
                sum += d;
                square += d * d;
                n += 1.0;
                dark += f64::from(u8::from(fine[i] < wide[i] * (1.0 - SHADOW)));
            }
        }
        bands[band] = (square / n - (sum / n).powi(2)).max(0.0).sqrt();
        places[band] = (n * (mm_per_px / large).powi(2)).max(2.0);
        if band == 1 {
            shadow = 100.0 * dark / n;
        }
    }
    Some(Texture { bands, places, shadow })
}

/// Change of the three bands (after over before, 1 is unchanged, less 1) and of the shadow fraction in percent points.
pub(super) fn change(before: &Texture, after: &Texture) -> [Measured; 4] {
    std::array::from_fn(|i| {
        if i == 3 {
            let share = |t: &Texture| (t.shadow / 100.0).clamp(0.005, 0.995);
            let error = |t: &Texture| 100.0 * (share(t) * (1.0 - share(t)) / t.places[1]).sqrt();
            let half = Z95 * error(before).hypot(error(after)).hypot(2.0);
            return Measured { value: after.shadow - before.shadow, half };
        }
        let ratio = after.bands[i] / before.bands[i].max(1e-6);
        // A standard deviation of n places is known to 1/√2n; pose and light within the gate add about 8 %.
        let chance = (0.5 / before.places[i] + 0.5 / after.places[i] + 2.0 * 0.08f64.powi(2)).sqrt();
        Measured { value: ratio - 1.0, half: Z95 * chance * ratio }
    })
}

/// From where the light comes, degrees clockwise from right: the direction in which the skin gets brighter.
///
/// A plane through the logarithm of green over all marked regions. `None` where brightness changes too little across them
/// to tell.
pub(super) fn light_direction(photo: &Photo, regions: &[&[Span]]) -> Option<f64> {
    let width = photo.size().width as usize;
    // Sums of 1, x, y, v and of their products, about the photo's middle.
    let middle = photo.size().center();
    let (mut n, mut s) = (0.0, [0.0; 3]);
    let mut m = [[0.0; 3]; 3];
    for span in regions.iter().flat_map(|r| r.iter()).filter(|s| s.y % 4 == 0) {
        for x in (span.from..span.to).step_by(4) {
            let green = photo.rgb()[(span.y as usize * width + x as usize) * 3 + 1];
            let v = f64::from(linear_from_srgb8(green).max(1e-3)).ln();
            let p = [f64::from(x) - middle.x, f64::from(span.y) - middle.y, v];
            n += 1.0;
            for ((sum, row), left) in s.iter_mut().zip(&mut m).zip(p) {
                *sum += left;
                row.iter_mut().zip(p).for_each(|(product, right)| *product += left * right);
            }
        }
    }
    if n < 100.0 {
        return None;
    }
    let cov = |i: usize, j: usize| m[i][j] / n - s[i] * s[j] / (n * n);
    let det = cov(0, 0) * cov(1, 1) - cov(0, 1).powi(2);
    if det <= 1.0 {
        return None;
    }
    let gx = (cov(0, 2) * cov(1, 1) - cov(1, 2) * cov(0, 1)) / det;
    let gy = (cov(1, 2) * cov(0, 0) - cov(0, 2) * cov(0, 1)) / det;
    let across = gx.hypot(gy) * cov(0, 0).max(cov(1, 1)).sqrt();
    (across > 0.04).then(|| gy.atan2(gx).to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Point, Size};
    use crate::imaging::color::srgb8_from_linear;
    use crate::measure::outline::spans;

    fn photo(light: impl Fn(f64, f64) -> f64) -> (Photo, Vec<Span>) {
        let size = Size::new(200, 160);
        let rgb = (0..160)
            .flat_map(|y| (0..200).map(move |x| (f64::from(x), f64::from(y))))
            .flat_map(|(x, y)| [0.42, 0.27, 0.17].map(|c| srgb8_from_linear((c * light(x, y)) as f32)))
            .collect();
        let outline = [[30.0, 30.0], [170.0, 30.0], [170.0, 130.0], [30.0, 130.0]].map(Point::from);
        (Photo::new(size, rgb), spans(&outline, size))
    }

    #[test]
    fn stronger_waves_are_more_texture_and_most_in_their_band() {
        // 0.1 mm a pixel; waves of 2 mm lie in the middle band.
        let waves = |depth: f64| move |x: f64, _: f64| 1.0 + depth * (x / 20.0 * std::f64::consts::TAU).sin();
        let of = |depth: f64| {
            let (photo, spans) = photo(waves(depth));
            texture(&photo, &spans, 0.1).unwrap()
        };
        let [_, medium, _, _] = change(&of(0.05), &of(0.10));
        assert!((medium.value - 1.0).abs() < 0.15, "medium {medium:?}");
        let [fine, medium, coarse] = of(0.1).bands;
        assert!(medium > 1.5 * fine.max(coarse), "{fine} {medium} {coarse}");
    }

    #[test]
    fn the_light_comes_from_where_the_skin_is_brighter() {
        for (angle, dx, dy) in [(0.0, 1.0, 0.0), (90.0, 0.0, 1.0), (180.0, -1.0, 0.0)] {
            let (photo, spans) = photo(|x, y| 0.7 + 0.3 * (dx * (x - 100.0) + dy * (y - 80.0)) / 100.0);
            let found = light_direction(&photo, &[&spans]).unwrap();
            let off = (found - angle + 540.0_f64).rem_euclid(360.0) - 180.0;
            assert!(off.abs() < 3.0, "{found}, expected {angle}");
        }
        let (photo, spans) = photo(|_, _| 0.8);
        assert_eq!(light_direction(&photo, &[&spans]), None);
    }
}
