//! Places the user says are the same.

use super::Error;
use super::fit::{Freedom, Pair, is_sane, least_squares};
use super::model::Frame;
use super::patches::{Search, one};
use super::scene::Scene;
use crate::geom::{Homography, Point, Size};
use crate::imaging::{Photo, Plane};

/// The landmarks in pixels of level 0.
///
/// # Errors
/// [`Error::BadLandmark`] names the first that lies outside its photo or repeats another.
pub(super) fn checked(fixed: Frame, moving: Frame, landmarks: &[(Point, Point)]) -> Result<Vec<Pair>, Error> {
    let mut pairs: Vec<Pair> = Vec::new();
    for (i, (f, m)) in landmarks.iter().enumerate() {
        let on_photos = fixed.full.contains(*f) && moving.full.contains(*m);
        let pair = Pair { fixed: fixed.working_of(*f), moving: moving.working_of(*m), weight: 1.0 };
        if !on_photos || pairs.iter().any(|p| p.fixed.distance(pair.fixed) < 1.0) {
            return Err(Error::BadLandmark(i));
        }
        pairs.push(pair);
    }
    Ok(pairs)
}

/// The pose that the landmarks demand; `None` if there are fewer than three or they agree with `automatic`.
pub(super) fn pose_of(scene: &Scene, automatic: &Homography) -> Option<Homography> {
    let side = scene.fixed.frame.side();
    let landmarks = scene.landmarks;
    let near = |l: &Pair| (*automatic * l.fixed).distance(l.moving) < 0.03 * side;
    if landmarks.len() < 3 || landmarks.iter().all(near) {
        return None;
    }
    let freedom = match landmarks.len() {
        3 => Freedom::Similarity,
        4..=6 => Freedom::Affine,
        _ => Freedom::Perspective,
    };
    let sane = |h: &Homography| is_sane(h, side);
    least_squares(landmarks, freedom, side)
        .filter(sane)
        .or_else(|| least_squares(landmarks, Freedom::Similarity, side).filter(sane))
}

/// The landmark that lies far (1 % of the diagonal) from where the others put it, if it alone stands out.
pub(super) fn odd_one_out(residuals: &[f64], moving: Size) -> Option<usize> {
    let (worst, residual) = residuals.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let mut others: Vec<f64> = residuals.iter().enumerate().filter(|(i, _)| *i != worst).map(|(_, r)| *r).collect();
    others.sort_by(f64::total_cmp);
    let typical = others.get(others.len() / 2).copied()?;
    (*residual > 0.01 * moving.diagonal() && *residual > 3.0 * typical).then_some(worst)
}

/// Moves a roughly clicked landmark to the spot nearby that looks like its counterpart.
///
/// `at` is a pixel of the fixed photo, `guess` of the moving one. Looks within 1 % of the moving photo's long side for the
/// best correlation and answers it to a fraction of a pixel; where nothing convincing is found, answers `guess`.
pub fn snap(fixed: &Photo, moving: &Photo, at: Point, guess: Point) -> Point {
    const REACH: usize = 16;
    const HALF: usize = 20;
    let long = |s: Size| f64::from(s.width.max(s.height)).max(1.0);
    let (kf, km) = (long(fixed.size()) / 1600.0, long(moving.size()) / 1600.0);
    let extent = 2 * (HALF + REACH) + 1;
    let (f, m) = (crop(fixed, at, kf, extent), crop(moving, guess, km, extent));
    let search = Search { columns: 1, rows: 1, half: HALF, reach: REACH };
    one(&f, &m, &search, HALF + REACH, HALF + REACH).map_or(guess, |by| guess + by * km)
}

/// Tone around `center`, `extent` pixels wide and high, each `k` pixels of the photo; NaN outside it.
fn crop(photo: &Photo, center: Point, k: f64, extent: usize) -> Plane {
    let size = photo.size();
    let middle = (extent / 2) as f64;
    let mut plane = Plane::from_rows(extent, extent, |y, out| {
        for (x, o) in out.iter_mut().enumerate() {
            let p = center + Point::new(x as f64 - middle, y as f64 - middle) * k;
            *o = if size.contains(p) { tone(photo, p, k) } else { f32::NAN };
        }
    });
    even(&mut plane);
    plane
}

/// Unit spread, unless there is less than noise.
fn even(plane: &mut Plane) {
    let known: Vec<f64> = plane.data.iter().filter(|v| !v.is_nan()).map(|v| f64::from(*v)).collect();
    let n = known.len().max(1) as f64;
    let mean = known.iter().sum::<f64>() / n;
    let spread = (known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt().max(0.004);
    plane.data.iter_mut().for_each(|v| *v = ((f64::from(*v) - mean) / spread) as f32);
}

/// The logarithm of the red-heavy mix, the mean over a square of `k` pixels around `p`.
fn tone(photo: &Photo, p: Point, k: f64) -> f32 {
    let taps = (k.ceil() as i32).clamp(1, 4);
    let mut sum = 0.0;
    for j in 0..taps {
        for i in 0..taps {
            let shift = |t: i32| (f64::from(t) + 0.5) / f64::from(taps) - 0.5;
            sum += mix(photo, p + Point::new(shift(i), shift(j)) * k);
        }
    }
    (sum / (taps * taps) as f32 + 4.0).ln()
}

/// Seven parts red and three parts green, bilinear.
fn mix(photo: &Photo, p: Point) -> f32 {
    let size = photo.size();
    let clamp = |v: f64, n: u32| v.clamp(0.0, f64::from(n) - 1.0);
    let (x, y) = (clamp(p.x, size.width), clamp(p.y, size.height));
    let (x0, y0) = (x as u32, y as u32);
    let (x1, y1) = ((x0 + 1).min(size.width - 1), (y0 + 1).min(size.height - 1));
    let (tx, ty) = ((x - f64::from(x0)) as f32, (y - f64::from(y0)) as f32);
    let value = |x, y| {
        let [r, g, _] = photo.pixel(x, y);
        0.7 * f32::from(r) + 0.3 * f32::from(g)
    };
    let top = value(x0, y0) * (1.0 - tx) + value(x1, y0) * tx;
    let bottom = value(x0, y1) * (1.0 - tx) + value(x1, y1) * tx;
    top * (1.0 - ty) + bottom * ty
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blots(dx: f64, dy: f64) -> Photo {
        let size = Size::new(800, 600);
        let mut rgb = Vec::new();
        for y in 0..size.height {
            for x in 0..size.width {
                let (x, y) = (f64::from(x) - dx, f64::from(y) - dy);
                let v =
                    120.0 + 30.0 * (0.13 * x + 0.05 * y).sin() * (0.11 * y - 0.03 * x).cos() + 15.0 * (0.31 * x).sin();
                rgb.extend([v as u8, (v * 0.8) as u8, (v * 0.6) as u8]);
            }
        }
        Photo::new(size, rgb)
    }

    #[test]
    fn a_click_nearby_snaps_to_the_spot() {
        let (fixed, moving) = (blots(0.0, 0.0), blots(5.0, -3.0));
        let at = Point::new(400.0, 300.0);
        let snapped = snap(&fixed, &moving, at, Point::new(402.0, 300.0));
        assert!(snapped.distance(Point::new(405.0, 297.0)) < 0.5, "{snapped:?}");
    }

    #[test]
    fn a_click_on_nothing_stays() {
        let flat = Photo::new(Size::new(300, 200), vec![128; 300 * 200 * 3]);
        let guess = Point::new(140.0, 90.0);
        assert_eq!(snap(&flat, &flat, Point::new(150.0, 100.0), guess), guess);
        assert_eq!(snap(&flat, &flat, Point::new(-50.0, 1e9), guess), guess);
    }

    #[test]
    fn one_landmark_off_is_named() {
        assert_eq!(odd_one_out(&[2.0, 90.0, 3.0, 1.0], Size::new(4000, 3000)), Some(1));
        assert_eq!(odd_one_out(&[2.0, 9.0, 3.0], Size::new(4000, 3000)), None);
        assert_eq!(odd_one_out(&[], Size::new(4000, 3000)), None);
    }
}
