//! Matching two photos for display: the later one is brightened and balanced so that skin which did not change looks alike.
//! For the eye only; nothing is ever measured on a matched photo.

use std::sync::Arc;

use super::measurement::{Marked, Ways};
use crate::app::derived::PairKey;
use crate::app::measuring::MeasureRequest;
use crate::geom::{Point, polygon_contains};
use crate::imaging::{Mips, Photo, color};
use crate::measure::{self, Region, Shown};
use crate::monitor::{Monitor, step};

/// Gains of red, green and blue light in 1/256 stop, so that they can be part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Gains([i16; 3]);

/// More than this is no display matching any more, stops.
const MOST_STOPS: f64 = 2.0;

impl Gains {
    /// The gains nearest to these factors on linear light; `None` if one is not a positive number.
    pub fn new(linear: [f64; 3]) -> Option<Self> {
        let stops = linear.map(f64::log2);
        let whole = |s: f64| (s.clamp(-MOST_STOPS, MOST_STOPS) * 256.0).round() as i16;
        stops.iter().all(|s| s.is_finite()).then(|| Self(stops.map(whole)))
    }

    fn stops(self) -> [f64; 3] {
        self.0.map(|s| f64::from(s) / 256.0)
    }

    /// Exposure in stops, as the eye sees it.
    pub fn ev(self) -> f64 {
        let [r, g, b] = self.stops();
        0.3 * r + 0.6 * g + 0.1 * b
    }

    /// Red and blue against green, as factors.
    pub fn balance(self) -> [f64; 2] {
        let [r, g, b] = self.stops();
        [(r - g).exp2(), (b - g).exp2()]
    }

    /// True if nobody could see it.
    pub fn is_none(self) -> bool {
        self.0.iter().all(|s| s.abs() <= 2)
    }
}

/// On which skin two photos were matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Marked reference skin: exposure and white balance.
    Reference,
    /// Skin outside the marked regions: exposure alone, because a balance taken from it could hide redness.
    Unaffected,
}

/// What the later photo of a pair gets for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matching {
    /// The gains.
    pub gains: Gains,
    /// What they were taken from.
    pub ground: Ground,
}

/// Finds the gains; `Ok(None)` if the work was stopped.
///
/// # Errors
/// In words, when the photos share no skin to match on.
pub fn run(
    request: &MeasureRequest,
    pair: &PairKey,
    ways: &Ways,
    photos: [&Photo; 2],
    monitor: &dyn Monitor,
) -> Result<Option<Matching>, String> {
    let marked = Marked::new(request, pair, ways, photos, [None, None]);
    if step(monitor, 0.3).is_err() {
        return Ok(None);
    }
    let [before, after] = &marked.photos;
    if let Some(gains) = on_reference([before, after]) {
        return Ok(Some(Matching { gains, ground: Ground::Reference }));
    }
    let gains = on_unaffected(photos, pair, ways, &before.lesions);
    let gains = gains.ok_or_else(|| "the photos share no skin to match the display on".to_owned())?;
    Ok(Some(Matching { gains, ground: Ground::Unaffected }))
}

/// Gains that make the later photo's reference skin look like the earlier one's; only where it was carried over reliably.
fn on_reference([before, after]: [&Shown<'_>; 2]) -> Option<Gains> {
    let sure = before.reference.iter().chain(&after.reference).all(|r| r.trusted);
    Gains::new(measure::display_gains(before, after).filter(|_| sure)?.map(f64::from))
}

/// The middle of the change of light over trusted skin outside the marked regions.
fn on_unaffected(photos: [&Photo; 2], pair: &PairKey, ways: &Ways, lesions: &[Region]) -> Option<Gains> {
    const STEPS: u32 = 120;
    let (placement, trust) = ways.placement(pair)?;
    let size = photos[0].size();
    let mut stops = Vec::new();
    for i in 0..STEPS * STEPS {
        let along = |k: u32, extent: u32| (f64::from(k) + 0.5) / f64::from(STEPS) * f64::from(extent) - 0.5;
        let p = Point::new(along(i % STEPS, size.width), along(i / STEPS, size.height));
        let cell = |v: f64, extent: u32, n: usize| ((v + 0.5) / f64::from(extent) * n as f64) as usize;
        let at = cell(p.y, size.height, trust.rows) * trust.columns + cell(p.x, size.width, trust.columns);
        let sound = trust.trusted.get(at).copied().unwrap_or(false)
            && !lesions.iter().any(|lesion| polygon_contains(&lesion.outline, p));
        let there = placement.moving_from_fixed(p).filter(|_| sound);
        if let Some((a, b)) = there.and_then(|q| Some((light(photos[0], p)?, light(photos[1], q)?))) {
            stops.push((a / b).log2());
        }
    }
    if stops.len() < 100 {
        return None;
    }
    let middle = stops.len() / 2;
    let ev = *stops.select_nth_unstable_by(middle, f64::total_cmp).1;
    Gains::new([ev.exp2(); 3])
}

/// Mean luminance of a small square; `None` off the photo, or where it is black or clipped.
fn light(photo: &Photo, p: Point) -> Option<f64> {
    let size = photo.size();
    let (x, y) = (p.x.round(), p.y.round());
    if !(x >= 2.0 && y >= 2.0 && x < f64::from(size.width) - 2.0 && y < f64::from(size.height) - 2.0) {
        return None;
    }
    let mut sum = 0.0;
    for dy in 0..5 {
        for dx in 0..5 {
            let [r, g, b] = photo.pixel(x as u32 + dx - 2, y as u32 + dy - 2).map(color::linear_from_srgb8);
            sum += f64::from(0.2126 * r + 0.7152 * g + 0.0722 * b);
        }
    }
    let mean = sum / 25.0;
    (0.01..0.9).contains(&mean).then_some(mean)
}

/// A photo with its light multiplied, and its smaller levels; `None` if the work was stopped.
pub fn matched(photo: &Photo, gains: Gains, monitor: &dyn Monitor) -> Option<Mips> {
    let [red, green, blue] = measure::display_lut(gains.stops().map(|stops| stops.exp2() as f32));
    let mut rgb = photo.rgb().to_vec();
    for pixel in rgb.chunks_exact_mut(3) {
        pixel[0] = red[usize::from(pixel[0])];
        pixel[1] = green[usize::from(pixel[1])];
        pixel[2] = blue[usize::from(pixel[2])];
    }
    step(monitor, 0.4).ok()?;
    Mips::build(Arc::new(Photo::new(photo.size(), rgb)), monitor).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Size;
    use crate::monitor::Silent;

    fn plain(rgb: [u8; 3]) -> Photo {
        Photo::new(Size::new(100, 100), rgb.repeat(100 * 100))
    }

    #[test]
    fn matched_reference_skin_looks_alike_to_a_grey_level() {
        let (still, moving) = (plain([180, 140, 120]), plain([150, 125, 110]));
        let square = [[10.0, 10.0], [60.0, 10.0], [60.0, 60.0], [10.0, 60.0]].map(Point::from).to_vec();
        let shown = |photo| Shown { reference: vec![Region::drawn(square.clone())], ..Shown::new(photo) };
        let gains = on_reference([&shown(&still), &shown(&moving)]).unwrap();
        assert!(gains.ev() > 0.2 && !gains.is_none(), "{gains:?}");
        let shown = matched(&moving, gains, &Silent).unwrap();
        let got = shown.photo().pixel(30, 30);
        assert!(got.iter().zip([180u8, 140, 120]).all(|(a, b)| a.abs_diff(b) <= 1), "{got:?}");
    }

    #[test]
    fn what_nobody_could_see_is_nothing_and_nonsense_is_refused() {
        assert!(Gains::new([1.0, 1.003, 0.997]).unwrap().is_none());
        assert_eq!(Gains::new([0.0, 1.0, 1.0]), None);
        assert!(Gains::new([100.0; 3]).unwrap().ev() <= MOST_STOPS);
    }
}
