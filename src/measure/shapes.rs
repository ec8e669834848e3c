//! Area, perimeter, healing rate and apparent texture of one region.

use super::answer::RegionReadings;
use super::gates::Gate;
use super::outline::Span;
use super::pair::Pair;
use super::prepared::Prepared;
use super::reading::{Quantity, Reading, Value, Verdict};
use super::shape::{Measured, Scale, area_cm2, gilman, perimeter_cm, reduction};
use super::texture;

/// Stands beside the area of an outline that was carried over.
const CARRIED: &str = "the outline was carried over: this is the same skin, not an edge that was drawn in this photo";

impl Pair<'_> {
    pub(super) fn shapes(&self, index: usize, gate: Option<&Gate>, out: &mut RegionReadings) {
        use Quantity::*;
        let crossing = Gate::Crossing;
        let crossed = self.photos.iter().any(|p| p.scale_at(index).is_some() && p.crosses(index));
        let gate = gate.or_else(|| crossed.then_some(&crossing));
        let names = [[AreaBefore, PerimeterBefore], [AreaAfter, PerimeterAfter]];
        let mut found: Vec<Option<(Measured, Measured)>> = Vec::new();
        for (photo, [area, perimeter]) in self.photos.iter().zip(names) {
            let region = photo.shown.lesions.get(index);
            let outline = region.map_or(&[][..], |r| &r.outline);
            let measured = photo
                .scale_at(index)
                .filter(|_| gate.is_none())
                .and_then(|scale| Some((area_cm2(outline, scale)?, perimeter_cm(outline, scale)?)));
            let pixels = photo.lesions.get(index).map_or(0, |(_, s)| s.inside);
            let caution = region.is_some_and(|r| r.carried).then(|| CARRIED.to_owned());
            let reading = |q: Quantity, m: Option<Measured>| match (m, gate) {
                (Some(m), _) => {
                    Reading::Value(Value { caution: caution.clone(), ..self.value(q, m.value, m.half, pixels) })
                }
                (None, Some(gate)) => Reading::gated(gate.to_string()),
                (None, None) => Reading::gated(Gate::NoScale.to_string()),
            };
            out.readings.set(area, reading(area, measured.map(|m| m.0)));
            out.readings.set(perimeter, reading(perimeter, measured.map(|m| m.1)));
            found.push(measured);
        }
        let fallback = gate.map_or_else(
            || if self.photos.len() < 2 { Gate::NoSecondPhoto } else { Gate::NoScale }.to_string(),
            ToString::to_string,
        );
        let pixels = self.photos.iter().filter_map(|p| p.lesions.get(index)).map(|(_, s)| s.inside).sum();
        let regions = || self.photos.iter().filter_map(|p| p.shown.lesions.get(index));
        let (less, rate) = match found.as_slice() {
            // A carried outline has the area that it brings along: comparing it would say "no change" of whatever happened.
            [Some(_), Some(_)] if regions().any(|r| r.carried) => {
                let gated = || Reading::gated(Gate::NotDrawnAgain.to_string());
                (gated(), gated())
            }
            [Some(first), Some(second)] => {
                let less = reduction(first.0, second.0);
                let mut value = self.value(AreaReduction, less.value, less.half, pixels);
                value.sdc = Some(less.half);
                value.verdict = Some(Verdict::of(less.value, less.half));
                let days = self.circumstances.days.filter(|_| regions().any(|r| r.open_wound));
                let rate = days.and_then(|days| gilman([first.0, second.0], [first.1, second.1], days));
                let rate = match rate {
                    Some(rate) => Reading::Value(self.value(Gilman, rate.value, rate.half, pixels)),
                    None => Reading::gated(Gate::NotAWound.to_string()),
                };
                (Reading::Value(value), rate)
            }
            _ => (Reading::gated(fallback.clone()), Reading::gated(fallback)),
        };
        out.readings.set(AreaReduction, less);
        out.readings.set(Gilman, rate);
    }

    pub(super) fn textures(&self, index: usize, out: &mut RegionReadings) {
        use Quantity::*;
        let names = [TextureFine, TextureMedium, TextureCoarse, Shadow];
        let reading = self.texture_change(index);
        match reading {
            Ok(changes) => {
                let pixels = self.photos.iter().map(|p| p.lesions[index].1.inside).sum();
                for (quantity, change) in names.into_iter().zip(changes) {
                    let mut value = self.value(quantity, change.value, change.half, pixels);
                    value.sdc = Some(change.half);
                    value.verdict = Some(Verdict::of(change.value, change.half));
                    out.readings.set(quantity, Reading::Value(value));
                }
            }
            Err(gate) => names.iter().for_each(|q| out.readings.set(*q, Reading::gated(gate.to_string()))),
        }
    }

    pub(super) fn texture_change(&self, index: usize) -> Result<[Measured; 4], Gate> {
        let [first, second] = self.photos.as_slice() else { return Err(Gate::NoSecondPhoto) };
        let (Some(one), Some(two)) = (first.scale(), second.scale()) else { return Err(Gate::NoScale) };
        if !self.circumstances.fixed_light {
            let lit = |p: &Prepared<'_>| {
                let spans: Vec<&[Span]> =
                    p.lesions.iter().chain(&p.patches).map(|(spans, _)| spans.as_slice()).collect();
                texture::light_direction(p.shown.photo, &spans)
            };
            let (Some(a), Some(b)) = (lit(first), lit(second)) else { return Err(Gate::LightUnknown) };
            let roll = self.circumstances.moved.map_or(0.0, |m| m.roll_deg);
            let turn = (b - a - roll + 540.0).rem_euclid(360.0) - 180.0;
            if turn.abs() > texture::MAX_TURN_DEG {
                return Err(Gate::LightTurned { degrees: turn.abs() });
            }
        }
        let of = |p: &Prepared<'_>, scale: Scale| texture::texture(p.shown.photo, &p.lesions[index].0, scale.mm_per_px);
        let (Some(one), Some(two)) = (of(first, one), of(second, two)) else { return Err(Gate::NoScale) };
        Ok(texture::change(&one, &two))
    }
}
