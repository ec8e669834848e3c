//! The 24-patch chart: its reference values, its patches in a photo, and the colour correction fitted to them.
//!
//! The values of each channel are first made linear with light by a straight line through the logarithms of the six
//! greys; then a 3×3 matrix, or a root-polynomial one (Finlayson, Mackiewicz and Hurlbert, IEEE Trans. Image Process.
//! 24, 2015), is fitted to all patches, drawn toward leaving colours as they are and weighted toward the colours of skin.
//! What a fit is worth is told by patches that it has not seen, never by those it was fitted to.

use std::sync::LazyLock;

use nalgebra::DMatrix;

use crate::geom::{Homography, Point};
use crate::imaging::Photo;
use crate::imaging::color::{Lab, Xyz, ciede2000};

use super::correction::{Correction, light_of, mix, terms};
use super::find::homography;
use super::outline::spans;
use super::sample::Sampled;

/// Which chart is in the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edition {
    /// Made since November 2014.
    #[default]
    Since2014,
    /// Made before.
    Before2014,
}

/// Largest median ΔE00 of held-out patches at which a chart counts as calibration.
pub const MAX_HELD_OUT: f64 = 3.0;

pub(super) const COLUMNS: usize = 6;
pub(super) const ROWS: usize = 4;
const PATCHES: usize = COLUMNS * ROWS;
const GREYS: std::ops::Range<usize> = 18..24;

/// Linear sRGB (D65) of the 24 patches, row by row from dark skin to black; a channel may be below 0.
pub fn reference_linear(edition: Edition) -> &'static [[f64; 3]; PATCHES] {
    static SINCE_2014: LazyLock<[[f64; 3]; PATCHES]> =
        LazyLock::new(|| parse(include_str!("../../assets/charts/classic24-2014.csv")));
    static BEFORE_2014: LazyLock<[[f64; 3]; PATCHES]> =
        LazyLock::new(|| parse(include_str!("../../assets/charts/classic24-2005.csv")));
    match edition {
        Edition::Since2014 => &SINCE_2014,
        Edition::Before2014 => &BEFORE_2014,
    }
}

fn parse(table: &str) -> [[f64; 3]; PATCHES] {
    let mut rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    std::array::from_fn(|_| {
        let mut fields = rows.next().unwrap_or_default().split(',').skip(1);
        let mut number = || fields.next().and_then(|f| f.trim().parse().ok()).unwrap_or(f64::NAN);
        let lab = Lab { l: number(), a: number(), b: number() };
        d65_from_d50(lab)
    })
}

/// Linear sRGB of a Lab colour under D50: XYZ relative to D50, then Bradford to D65 (Lam 1985; Lindbloom).
fn d65_from_d50(lab: Lab) -> [f64; 3] {
    const D50: [f64; 3] = [0.964_22, 1.0, 0.825_21];
    const BRADFORD: [[f64; 3]; 3] = [
        [0.955_576_6, -0.023_039_3, 0.063_163_6],
        [-0.028_289_5, 1.009_941_6, 0.021_007_7],
        [0.012_298_2, -0.020_483_0, 1.329_909_8],
    ];
    // The Lab curve's way back is the same for every white: from D65's XYZ to relative values, then to D50's.
    let (relative, white) = (lab.to_xyz(), Xyz::WHITE);
    let v = [relative.x / white.x * D50[0], relative.y * D50[1], relative.z / white.z * D50[2]];
    let [x, y, z] = BRADFORD.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
    Xyz { x, y, z }.to_linear()
}

/// Mean linear light of each patch, row by row from dark skin.
///
/// `corners` are the chart's four outer corners at dark skin, bluish green, black and white. `None` if a patch is off the
/// photo, tiny, black or clipped, or the corners are not a quadrangle.
pub(super) fn patches(photo: &Photo, corners: &[Point; 4]) -> Option<[[f64; 3]; PATCHES]> {
    let photo_from_chart = quadrangle(corners)?;
    let mut linear = [[0.0; 3]; PATCHES];
    for (i, value) in linear.iter_mut().enumerate() {
        let (column, row) = ((i % COLUMNS) as f64, (i / COLUMNS) as f64);
        let corner = |dx: f64, dy: f64| {
            photo_from_chart * Point::new((column + 0.5 + dx) / COLUMNS as f64, (row + 0.5 + dy) / ROWS as f64)
        };
        let outline = [corner(-0.2, -0.2), corner(0.2, -0.2), corner(0.2, 0.2), corner(-0.2, 0.2)];
        let sampled = Sampled::new(photo, &spans(&outline, photo.size()));
        if sampled.inside < 9 || sampled.clipped * 50 > sampled.inside && GREYS.start != i {
            return None;
        }
        *value = super::sample::mean_light(photo, &spans(&outline, photo.size()))?;
    }
    Some(linear)
}

/// Sides in mm that the fields of a chart can have.
pub const CHART_SIDE_MM: std::ops::RangeInclusive<f64> = 5.0..=1000.0;

/// From pixels to mm in the plane of the chart whose 6 × 4 fields are this wide and high; `None` for corners or sizes that
/// are none.
pub fn mm_from_photo(corners: &[Point; 4], [width, height]: [f64; 2]) -> Option<Homography> {
    let sized = [width, height].iter().all(|mm| CHART_SIDE_MM.contains(mm));
    let mm_from_chart = Homography::from_rows([[width, 0.0, 0.0], [0.0, height, 0.0], [0.0, 0.0, 1.0]]);
    Some(mm_from_chart * quadrangle(corners).filter(|_| sized)?.inverse()?)
}

/// The transform that takes the unit square to four corners.
fn quadrangle(corners: &[Point; 4]) -> Option<Homography> {
    let unit = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].map(Point::from);
    // Corners on a line leave no transform; least squares would bend one out of them.
    let turn = |i: usize| {
        let [a, b, c] = [0, 1, 2].map(|k| corners[(i + k) % 4]);
        (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)
    };
    let turns = [0, 1, 2, 3].map(turn);
    let convex = turns.iter().all(|t| *t > 1.0) || turns.iter().all(|t| *t < -1.0);
    let pairs: Vec<(Point, Point)> = unit.into_iter().zip(*corners).collect();
    convex.then(|| homography(&pairs)).flatten()
}

/// Fits a correction to the patches of a photo.
///
/// Returns the one that does best on patches it was not fitted to: the matrix, the root-polynomial, or the lines through the
/// greys alone, which is all that the photo of a true camera needs. `None` if the greys are not in order.
pub(super) fn fit(seen: &[[f64; 3]; PATCHES], edition: Edition) -> Option<Correction> {
    let truth = reference_linear(edition);
    let lines = grey_lines(seen, truth)?;
    let light = seen.map(|v| light_of(&lines, v.map(|v| -v.max(1e-5).log10())));
    let identity = vec![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let plain = error(&identity, &light, truth);
    let fits = [3, 6].map(|terms| Some((held_out(&light, truth, terms)?, solve(&light, truth, terms, None)?)));
    let candidates = fits.into_iter().flatten().chain([(plain, identity)]);
    let (held_out, rows) = candidates.min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Correction { lines, rows, held_out, held_out_before: plain })
}

/// The straight line of each channel's absorbance through the six greys.
fn grey_lines(seen: &[[f64; 3]; PATCHES], truth: &[[f64; 3]; PATCHES]) -> Option<[[f64; 2]; 3]> {
    let mut lines = [[0.0, 1.0]; 3];
    for (channel, line) in lines.iter_mut().enumerate() {
        let points: Vec<(f64, f64)> =
            GREYS.map(|i| (-seen[i][channel].max(1e-5).log10(), -truth[i][channel].max(1e-5).log10())).collect();
        let n = points.len() as f64;
        let (mx, my) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
        let (xy, xx) =
            points.iter().fold((0.0, 0.0), |(xy, xx), p| (xy + (p.0 - mx) * (p.1 - my), xx + (p.0 - mx).powi(2)));
        let slope = xy / xx;
        // Beyond this the six fields are not a grey scale: the corners are wrong, or a hand lies over the chart.
        if !(0.4..=2.5).contains(&slope) || points.windows(2).any(|w| w[1].0 <= w[0].0) {
            return None;
        }
        *line = [my - slope * mx, slope];
    }
    Some(lines)
}

/// Least squares of the truth over the terms, each patch divided by its brightness and weighted by how near it is to
/// skin, drawn toward the identity. `without` leaves one patch out.
fn solve(
    light: &[[f64; 3]; PATCHES],
    truth: &[[f64; 3]; PATCHES],
    count: usize,
    without: Option<usize>,
) -> Option<Vec<[f64; 3]>> {
    let (mut normal, mut right) = (DMatrix::<f64>::zeros(count, count), DMatrix::<f64>::zeros(count, 3));
    for i in (0..PATCHES).filter(|i| Some(*i) != without) {
        let weight = weight(truth[i]);
        let t = terms(light[i]);
        for (a, left) in t.iter().enumerate().take(count) {
            t.iter().enumerate().take(count).for_each(|(b, right)| normal[(a, b)] += weight * left * right);
            truth[i].iter().enumerate().for_each(|(c, value)| right[(a, c)] += weight * left * value);
        }
    }
    let pull = if count == 3 { RIDGE } else { RIDGE_ROOTS };
    for a in 0..count {
        normal[(a, a)] += pull;
        if a < 3 {
            right[(a, a)] += pull;
        }
    }
    let solved = normal.cholesky()?.solve(&right);
    Some((0..count).map(|a| [solved[(a, 0)], solved[(a, 1)], solved[(a, 2)]]).collect())
}

const RIDGE: f64 = 0.02;
const RIDGE_ROOTS: f64 = 0.05;

/// A patch counts by its distance from the colours of skin, relative to its brightness.
fn weight(linear: [f64; 3]) -> f64 {
    let lab = Lab::from_linear(linear.map(|v| v.max(0.0)));
    let off = ((lab.a - 11.0) / 18.0).powi(2) + ((lab.b - 16.0) / 18.0).powi(2);
    let near = 0.12 + 1.0 / (1.0 + off);
    let bright = linear.iter().map(|v| v.max(0.0)).sum::<f64>() / 3.0;
    near / (bright + 0.03).powi(2)
}

fn delta_e(rows: &[[f64; 3]], light: [f64; 3], truth: [f64; 3]) -> f64 {
    ciede2000(Lab::from_linear(mix(rows, light).map(|v| v.max(0.0))), Lab::from_linear(truth.map(|v| v.max(0.0))))
}

fn error(rows: &[[f64; 3]], light: &[[f64; 3]; PATCHES], truth: &[[f64; 3]; PATCHES]) -> f64 {
    median((0..PATCHES).map(|i| delta_e(rows, light[i], truth[i])).collect())
}

/// Median ΔE00 over the patches, each predicted by a fit to the others.
fn held_out(light: &[[f64; 3]; PATCHES], truth: &[[f64; 3]; PATCHES], count: usize) -> Option<f64> {
    let errors: Option<Vec<f64>> =
        (0..PATCHES).map(|i| Some(delta_e(&solve(light, truth, count, Some(i))?, light[i], truth[i]))).collect();
    Some(median(errors?))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    if n == 0 { 0.0 } else { 0.5 * (values[(n - 1) / 2] + values[n / 2]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_values_are_the_published_srgb_colours() {
        // 8-bit sRGB of the same table: dark skin 116 79 65, light skin 197 144 127, neutral 5 121 121 121.
        let table = reference_linear(Edition::Since2014);
        for (i, srgb) in [(0, [116u8, 79, 65]), (1, [197, 144, 127]), (21, [121, 121, 121]), (23, [50, 50, 50])] {
            let expected = Lab::from_srgb8(srgb);
            let off = ciede2000(Lab::from_linear(table[i]), expected);
            assert!(off < 0.6, "patch {i}: {:?}, expected {expected:?}, ΔE00 {off:.2}", Lab::from_linear(table[i]));
        }
    }

    #[test]
    fn a_true_camera_in_coloured_light_is_calibrated_by_the_greys_alone() {
        let truth = reference_linear(Edition::Since2014);
        let seen = truth.map(|v| [0.86 * v[0], 0.8 * v[1], 0.7 * v[2]].map(|v| v.max(1e-4)));
        let found = fit(&seen, Edition::Since2014).expect("a chart");
        assert!(found.held_out < 0.3, "{found:?}");
        for (seen, truth) in seen.iter().zip(truth).take(4) {
            let back = found.apply(seen.map(|v| -v.log10())).map(|a| 10f64.powf(-a));
            let off = ciede2000(Lab::from_linear(back), Lab::from_linear(*truth));
            assert!(off < 0.5, "{back:?} for {truth:?}");
        }
    }

    #[test]
    fn what_is_no_chart_is_told_by_patches_that_were_not_fitted() {
        let mut seen = *reference_linear(Edition::Since2014);
        seen[..18].rotate_left(5);
        let found = fit(&seen, Edition::Since2014).expect("its greys are in order");
        assert!(found.held_out > 2.0 * MAX_HELD_OUT, "{}", found.held_out);
    }

    #[test]
    fn the_two_editions_differ_by_little_and_nowhere_by_much() {
        let [new, old] = [Edition::Since2014, Edition::Before2014].map(|e| reference_linear(e).map(Lab::from_linear));
        for (i, (new, old)) in new.into_iter().zip(old).enumerate() {
            let off = ciede2000(new, old);
            assert!(off > 0.0 && off < 2.5, "patch {i}: ΔE00 {off:.2}");
        }
    }

    #[test]
    fn a_gamma_and_a_mixing_of_channels_are_undone() {
        let truth = reference_linear(Edition::Since2014);
        let camera = |v: [f64; 3]| {
            let [r, g, b] = v.map(|v| v.max(0.002));
            [0.85 * r + 0.12 * g + 0.03 * b, 0.06 * r + 0.88 * g + 0.06 * b, 0.02 * r + 0.10 * g + 0.88 * b]
                .map(|v: f64| 0.8 * v.powf(1.15))
        };
        let correction = fit(&truth.map(camera), Edition::Since2014).unwrap();
        assert!(correction.held_out < 1.0 && correction.held_out < 0.5 * correction.held_out_before, "{correction:?}");
        let skin = [0.42, 0.27, 0.17];
        let found = correction.apply(camera(skin).map(|v| -v.log10())).map(|a| 10f64.powf(-a));
        let off = ciede2000(Lab::from_linear(found), Lab::from_linear(skin));
        assert!(off < 1.0, "skin became {found:?}, ΔE00 {off:.2}");
    }

    #[test]
    fn fields_that_are_no_grey_scale_are_no_chart() {
        let mut seen = *reference_linear(Edition::Since2014);
        seen.swap(18, 23);
        assert_eq!(fit(&seen, Edition::Since2014), None);
        let photo = Photo::new(crate::geom::Size::new(60, 40), vec![128; 7200]);
        let corners = [[0.0, 0.0], [59.0, 0.0], [59.0, 39.0], [0.0, 39.0]].map(Point::from);
        let flat = patches(&photo, &corners).unwrap();
        assert_eq!(fit(&flat, Edition::Since2014), None);
        let line = [[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [30.0, 0.0]].map(Point::from);
        assert!(patches(&photo, &line).is_none());
    }
}
