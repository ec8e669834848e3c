//! Area, perimeter and the advance of a wound's edge, from outlines.

use crate::geom::{Homography, Point, polygon_area};

use super::uncertainty::Z95;

/// Millimetres a pixel in two directions across the skin, and how far they can be trusted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Millimetres a pixel.
    pub mm_per_px: f64,
    /// Relative standard error of that: 1 % for a marker read to a pixel or two.
    pub relative_error: f64,
    /// Tilt of the skin against the marker's plane, degrees; foreshortening is undone by 1/cos.
    pub tilt_deg: f64,
}

impl Scale {
    /// A scale whose marker lies flat on the skin.
    pub fn flat(mm_per_px: f64) -> Self {
        Self { mm_per_px, relative_error: 0.01, tilt_deg: 0.0 }
    }

    /// True for a scale that a photo of skin can have: a ten-thousandth of a millimetre to 10 mm a pixel.
    pub(super) fn usable(&self) -> bool {
        (1e-4..=10.0).contains(&self.mm_per_px) && self.tilt_deg.abs() < 75.0
    }
}

/// The scale of a plane seen aslant, at one outline: the one with which the outline's area in pixels is its area in the plane.
///
/// `mm_from_photo` takes pixels to mm in the plane. Exact for outlines in that plane. `None` for an outline without an area.
pub fn scale_in_plane(outline: &[Point], mm_from_photo: &Homography) -> Option<Scale> {
    let there: Vec<Point> = outline.iter().map(|p| *mm_from_photo * *p).collect();
    let ratio = polygon_area(&there) / polygon_area(outline);
    // Four corners read to half a pixel over a few hundred.
    Some(Scale { relative_error: 0.005, ..Scale::flat(ratio.sqrt()) }).filter(Scale::usable)
}

/// A length or area with the half width of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// Half width of its 95 % interval.
    pub half: f64,
}

/// How far off its line an outline is drawn, in pixels.
const DRAWN_WITHIN_PX: f64 = 1.0;

/// Area inside an outline in cm²; `None` without a usable scale.
///
/// u_A ≈ A·√((2u_s)² + (p·δ/A)² + u_tilt²), where u_s is the scale's relative error, p the perimeter, δ the error of the
/// drawn line spread over its independent parts, and u_tilt what 5° of unseen tilt does.
pub fn area_cm2(outline: &[Point], scale: Scale) -> Option<Measured> {
    let area_px = polygon_area(outline);
    if !scale.usable() || area_px <= 0.0 {
        return None;
    }
    let perimeter_px = perimeter(outline);
    let value = area_px * (scale.mm_per_px / 10.0).powi(2) / scale.tilt_deg.to_radians().cos();
    // A line drawn by hand errs independently about every ten pixels.
    let line = perimeter_px * DRAWN_WITHIN_PX / area_px / (perimeter_px / 10.0).max(1.0).sqrt();
    let tilt = 1.0 - 5f64.to_radians().cos();
    let relative = ((2.0 * scale.relative_error).powi(2) + line.powi(2) + tilt.powi(2)).sqrt();
    Some(Measured { value, half: Z95 * relative * value })
}

/// Length of an outline in cm; `None` without a usable scale.
pub fn perimeter_cm(outline: &[Point], scale: Scale) -> Option<Measured> {
    let length = perimeter(outline);
    if !scale.usable() || length <= 0.0 {
        return None;
    }
    let value = length * scale.mm_per_px / 10.0;
    let relative = (scale.relative_error.powi(2) + 0.01f64.powi(2)).sqrt();
    Some(Measured { value, half: Z95 * relative * value })
}

/// 100·(before − after)/before in %.
pub fn reduction(before: Measured, after: Measured) -> Measured {
    let ratio = after.value / before.value;
    let relative = (before.half / before.value).hypot(after.half / after.value.max(f64::MIN_POSITIVE));
    Measured { value: 100.0 * (1.0 - ratio), half: 100.0 * ratio * relative }
}

/// Gilman's linear healing rate of an open wound: (A₁ − A₂)/((p₁ + p₂)/2)/Δt in mm a day.
///
/// Areas in cm², perimeters in cm, `days` more than 0. Gilman, Wounds 2 (1990).
pub fn gilman(areas: [Measured; 2], perimeters: [Measured; 2], days: f64) -> Option<Measured> {
    let p = 0.5 * (perimeters[0].value + perimeters[1].value);
    if days <= 0.0 || !days.is_finite() || p <= 0.0 {
        return None;
    }
    let per_day = 10.0 / (p * days);
    let value = (areas[0].value - areas[1].value) * per_day;
    Some(Measured { value, half: areas[0].half.hypot(areas[1].half) * per_day })
}

/// Length of a closed outline in pixels.
fn perimeter(outline: &[Point]) -> f64 {
    outline.iter().zip(outline.iter().cycle().skip(1)).map(|(a, b)| a.distance(*b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(radius: f64) -> Vec<Point> {
        let point = |i: u32| {
            let angle = f64::from(i) / 180.0 * std::f64::consts::PI;
            Point::new(500.0 + radius * angle.cos(), 500.0 + radius * angle.sin())
        };
        (0..360).map(point).collect()
    }

    #[test]
    fn a_circle_has_its_area_and_its_perimeter() {
        let scale = Scale::flat(0.05);
        let area = area_cm2(&circle(200.0), scale).unwrap();
        assert!((area.value / std::f64::consts::PI - 1.0).abs() < 1e-3, "{area:?}");
        assert!(area.half > 0.02 * area.value && area.half < 0.1 * area.value, "{area:?}");
        let perimeter = perimeter_cm(&circle(200.0), scale).unwrap();
        assert!((perimeter.value / std::f64::consts::TAU - 1.0).abs() < 1e-3, "{perimeter:?}");
    }

    #[test]
    fn a_tilted_plane_is_stretched_back() {
        let squeezed: Vec<Point> =
            circle(200.0).iter().map(|p| Point::new(p.x * 20f64.to_radians().cos(), p.y)).collect();
        let scale = Scale { tilt_deg: 20.0, ..Scale::flat(0.05) };
        let area = area_cm2(&squeezed, scale).unwrap();
        assert!((area.value / std::f64::consts::PI - 1.0).abs() < 1e-3, "{area:?}");
    }

    #[test]
    fn in_the_plane_of_a_chart_an_area_is_exact_however_it_is_tilted() {
        // A plane tilted by 40° and seen in perspective: 0.05 mm a pixel where it is nearest.
        let photo_from_mm =
            Homography::from_rows([[20.0 * 40f64.to_radians().cos(), 0.0, 90.0], [0.0, 20.0, 70.0], [0.004, 0.0, 1.0]]);
        let disc: Vec<Point> = circle(200.0).iter().map(|p| photo_from_mm * (*p * 0.05)).collect();
        let scale = scale_in_plane(&disc, &photo_from_mm.inverse().unwrap()).unwrap();
        let area = area_cm2(&disc, scale).unwrap().value;
        assert!((area / std::f64::consts::PI - 1.0).abs() < 1e-3, "{area}");
        let flat = area_cm2(&disc, Scale::flat(0.05)).unwrap().value;
        assert!(flat < 0.8 * area, "{flat}");
    }

    #[test]
    fn an_edge_that_came_one_millimetre_in_ten_days_heals_a_tenth_a_day() {
        let scale = Scale::flat(0.05);
        let of = |r: f64| (area_cm2(&circle(r), scale).unwrap(), perimeter_cm(&circle(r), scale).unwrap());
        let ((a1, p1), (a2, p2)) = (of(200.0), of(180.0));
        let rate = gilman([a1, a2], [p1, p2], 10.0).unwrap();
        assert!((rate.value - 0.1).abs() < 1e-3, "{rate:?}");
        let less = reduction(a1, a2);
        assert!((less.value - 19.0).abs() < 0.01 && less.half > 1.0, "{less:?}");
        assert_eq!(gilman([a1, a2], [p1, p2], 0.0), None);
    }

    #[test]
    fn without_a_scale_there_is_no_area() {
        for bad in [0.0, -1.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(area_cm2(&circle(50.0), Scale::flat(bad)), None);
        }
    }
}
