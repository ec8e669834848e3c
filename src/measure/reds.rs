//! The red part of one region: extent, burden, and how both changed.

use rayon::prelude::*;

use super::answer::RegionReadings;
use super::gates::Gate;
use super::outline::Span;
use super::pair::Pair;
use super::reading::{Quantity, Reading, Verdict};
use super::redness::{RedArea, Window, red_area, reference_deviation, strongest};
use super::shape::area_cm2;
use super::uncertainty::Z95;

impl Pair<'_> {
    pub(super) fn reds(&self, index: usize, out: &mut RegionReadings) {
        let Some(readers) = self.readers() else { return };
        let floor = self.floor();
        let looked_at = self.photos.par_iter().zip(&readers).map(|(photo, reader)| {
            let spans = &photo.lesions[index].0;
            let reach = reach(spans);
            let window = |spans: &[Span]| Window::new(photo.shown.photo, spans, reach, reader);
            let patches: Vec<_> =
                photo.patches.par_iter().filter_map(|(s, _)| window(s).map(|w| (w, s.as_slice()))).collect();
            Some((window(spans)?, spans, reference_deviation(&patches)))
        });
        let Some(windows) = looked_at.collect::<Option<Vec<_>>>() else { return };
        let strongest = windows.par_iter().map(|(window, spans, _)| strongest(window, spans));
        let most = strongest.reduce(|| 0.0, f64::max);
        let error = floor.still.hb / 2f64.sqrt();
        let area = |(window, spans, sigma): &(Window, &Vec<Span>, f64), shift: f64| -> RedArea {
            red_area(window, spans, *sigma, most, shift)
        };
        let areas: Vec<[RedArea; 3]> =
            windows.par_iter().map(|photo| [0.0, -error, error].map(|shift| area(photo, shift))).collect();
        use Quantity::*;
        let pixels = |i: usize| self.photos[i].lesions[index].1.inside;
        let cm2 = |i: usize| {
            let region = &self.photos[i].shown.lesions[index];
            self.photos[i]
                .scale_at(index)
                .filter(|_| !self.photos[i].crosses(index))
                .and_then(|scale| area_cm2(&region.outline, scale))
                .map(|a| a.value)
        };
        let mut halves = Vec::new();
        for (i, ([best, more, less], [extent, burden])) in
            areas.iter().zip([[ExtentBefore, BurdenBefore], [ExtentAfter, BurdenAfter]]).enumerate()
        {
            // With a scale marker the burden is the red area itself times its mean excess.
            let factor = cm2(i).map_or(1.0, |area| area / 100.0);
            for (quantity, of, factor) in [
                (extent, (|a: &RedArea| a.extent) as fn(&RedArea) -> f64, 1.0),
                (burden, |a: &RedArea| a.burden, factor),
            ] {
                let mut value = self.value(quantity, of(best) * factor, 0.0, pixels(i));
                value.low = of(less).min(of(best)) * factor;
                value.high = of(more).max(of(best)) * factor;
                if factor != 1.0 {
                    "index·cm²".clone_into(&mut value.unit);
                }
                halves.push((value.value, 0.5 * (value.high - value.low), value.unit.clone()));
                out.readings.set(quantity, Reading::Value(value));
            }
        }
        for (quantity, k) in [(Extent, 0), (Burden, 1)] {
            let reading = match halves.as_slice() {
                [_, _, _, _] if halves[k].2 == halves[k + 2].2 => {
                    let half = Z95 / 2f64.sqrt() * halves[k].1.hypot(halves[k + 2].1).max(1e-9);
                    let change = halves[k + 2].0 - halves[k].0;
                    let mut value = self.value(quantity, change, half, pixels(0) + pixels(1));
                    value.unit.clone_from(&halves[k].2);
                    value.sdc = Some(half);
                    value.verdict = Some(Verdict::of(change, half));
                    Reading::Value(value)
                }
                _ => Reading::gated(Gate::NoSecondPhoto.to_string()),
            };
            out.readings.set(quantity, reading);
        }
        let mut areas = areas.into_iter().map(|[best, _, _]| best);
        out.red_before = areas.next();
        out.red_after = areas.next();
    }
}

/// Half the side of the square over which light is averaged, twice, before redness is mapped, in pixels: a sixteenth of the
/// region's width. Finer than that, pores, furrows and the skin's own blotches hide where the redness ends.
fn reach(spans: &[Span]) -> u32 {
    let pixels: u64 = spans.iter().map(|s| s.len()).sum();
    ((pixels as f64).sqrt() / 16.0).round().clamp(2.0, 40.0) as u32
}
