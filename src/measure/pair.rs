//! One photo or two, with what is marked in them, to readings of every region.

use serde::Serialize;

use crate::geom::Point;
use crate::imaging::Photo;
use crate::imaging::color::ita_degrees;
use crate::monitor::{Cancelled, Monitor, step};

use super::METHOD_VERSION;
use super::calibrate::Calibration;
use super::chart::Edition;
use super::estimate::{Estimator, Excess, lab};
use super::floor::NoiseFloor;
use super::floors::{Floor, floor};
use super::gates::*;
use super::outline::{Outline, Span, leaves, spans, split};
use super::reading::{Quality, Quantity, Reading, Readings, Tier, Value, Verdict};
use super::redness::{RedArea, Window, red_area, reference_deviation};
use super::sample::{Absorbance, Block, Sampled, mean};
use super::shape::{Measured, Scale, area_cm2, gilman, perimeter_cm, reduction};
use super::texture;
use super::uncertainty::{RESAMPLES, Rng, Z95, deviation, drawn, holm};
use super::weights;

/// An outline in pixels of its photo.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Region {
    /// The outline.
    pub outline: Outline,
    /// False where it was carried over by an alignment that is not trusted there.
    pub trusted: bool,
}

impl Region {
    /// An outline that was drawn in this photo.
    pub fn drawn(outline: Outline) -> Self {
        Self { outline, trusted: true }
    }
}

/// A photo with what is marked in it.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// The pixels.
    pub photo: &'a Photo,
    /// Why the file counts as damaged, if it does.
    pub damaged: Option<String>,
    /// The program or mode that altered the skin, if the file names one.
    pub edited: Option<String>,
    /// Make and model of the camera, if known.
    pub camera: Option<String>,
    /// The regions to measure, in the same order in both photos.
    pub lesions: Vec<Region>,
    /// Untreated skin.
    pub reference: Vec<Region>,
    /// The grey card.
    pub grey: Vec<Outline>,
    /// The chart's four outer corners at dark skin, bluish green, black and white.
    pub chart: Option<[Point; 4]>,
    /// Millimetres a pixel.
    pub scale: Option<Scale>,
}

impl<'a> Shown<'a> {
    /// A photo in which nothing is marked.
    pub fn new(photo: &'a Photo) -> Self {
        Self {
            photo,
            damaged: None,
            edited: None,
            camera: None,
            lesions: vec![],
            reference: vec![],
            grey: vec![],
            chart: None,
            scale: None,
        }
    }
}

/// What is known about how the photos were taken, beyond their pixels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Circumstances {
    /// Which chart is used.
    pub edition: Edition,
    /// The clinic vouches for fixed light and settings in both photos.
    pub fixed_light: bool,
    /// How far the camera moved, from the alignment.
    pub moved: Option<Moved>,
    /// The alignment was refused: nothing could be carried over.
    pub not_aligned: bool,
    /// Days between the photos.
    pub days: Option<f64>,
    /// The regions are open wounds.
    pub open_wound: bool,
    /// The clinic's own repeatability for this camera and view.
    pub floor: Option<NoiseFloor>,
}

/// How the camera moved between the photos.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved {
    /// Turn out of the picture's plane, degrees.
    pub pose_deg: f64,
    /// Turn in the picture's plane, degrees clockwise from before to after.
    pub roll_deg: f64,
    /// Scale of the photo after over the photo before.
    pub scale: f64,
}

/// Everything measured in one photo or a pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurement {
    /// Changes whenever the numbers change.
    pub method_version: &'static str,
    /// What the numbers are for.
    pub purpose: &'static str,
    /// The calibration that was reached.
    pub tier: Tier,
    /// How alike the photos were taken.
    pub quality: Quality,
    /// Sentences of the gates that closed for every region.
    pub gates: Vec<String>,
    /// What the user should know besides.
    pub notes: Vec<String>,
    /// What the reference skin shows.
    pub reference: ReferenceFacts,
    /// Median ΔE00 of held-out chart patches, photo by photo.
    pub chart_held_out: Vec<f64>,
    /// The regions in the order in which they were given.
    pub regions: Vec<RegionReadings>,
}

/// The reference skin of a pair.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ReferenceFacts {
    /// Patches that were used.
    pub patches: usize,
    /// Their pixels, both photos together.
    pub n_pixels: u64,
    /// Exposure of the photo after over the photo before, EV.
    pub exposure_ev: f64,
    /// Ratio of the white-balance gains of the two photos, 1 or more.
    pub balance_ratio: f64,
    /// Standard deviation over the patches of the change of their haemoglobin index, index points.
    pub spread_hb: f64,
}

/// What was measured in one region.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct RegionReadings {
    /// The readings.
    #[serde(flatten)]
    pub readings: Readings,
    /// The red part in the photo before.
    #[serde(skip)]
    pub red_before: Option<RedArea>,
    /// The red part in the photo after.
    #[serde(skip)]
    pub red_after: Option<RedArea>,
}

/// What every export says.
pub const PURPOSE: &str = "for documentation and research, not for diagnosis; never compared between patients";

/// Measures every region of `before` alone, or of the pair.
///
/// Both photos list the same lesions in the same order. Nothing is an error: what cannot be measured is gated with the
/// reason. The same input gives the same numbers. Coordinates outside a photo are gated.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub fn measure(
    before: &Shown<'_>,
    after: Option<&Shown<'_>>,
    circumstances: &Circumstances,
    monitor: &dyn Monitor,
) -> Result<Measurement, Cancelled> {
    step(monitor, 0.0)?;
    let mut photos = vec![Prepared::new(before, "photo before")];
    step(monitor, 0.2)?;
    if let Some(after) = after {
        photos.push(Prepared::new(after, "photo after"));
    }
    step(monitor, 0.4)?;
    let mut pair = Pair::new(photos, circumstances);
    pair.calibrate();
    pair.look_at_the_reference();
    let count = before.lesions.len();
    let mut regions = Vec::with_capacity(count);
    for index in 0..count {
        regions.push(pair.region(index));
        step(monitor, 0.5 + 0.5 * (index + 1) as f32 / count as f32)?;
    }
    several(&mut regions);
    Ok(pair.measurement(regions))
}

/// One photo, sampled.
struct Prepared<'a> {
    shown: &'a Shown<'a>,
    which: &'static str,
    patches: Vec<(Vec<Span>, Sampled)>,
    lesions: Vec<(Vec<Span>, Sampled)>,
    calibration: Calibration,
    gates: Vec<Gate>,
}

impl<'a> Prepared<'a> {
    fn new(shown: &'a Shown<'a>, which: &'static str) -> Self {
        let size = shown.photo.size();
        let sample = |spans: Vec<Span>| {
            let sampled = Sampled::new(shown.photo, &spans);
            (spans, sampled)
        };
        let mut pieces: Vec<Vec<Span>> = shown.reference.iter().map(|r| spans(&r.outline, size)).collect();
        pieces.retain(|p| !p.is_empty());
        if (1..MIN_PATCHES).contains(&pieces.len()) {
            let parts = MIN_PATCHES.div_ceil(pieces.len());
            pieces = pieces.iter().flat_map(|p| split(p, parts)).collect();
        }
        let patches: Vec<_> = pieces.into_iter().map(sample).collect();
        let lesions = shown.lesions.iter().map(|r| sample(spans(&r.outline, size))).collect();
        let mut prepared = Self { shown, which, patches, lesions, calibration: Calibration::none(), gates: vec![] };
        prepared.gates = prepared.file_gates();
        prepared.gates.extend(prepared.reference_gates());
        prepared
    }

    fn file_gates(&self) -> Vec<Gate> {
        let which = self.which;
        let damaged = self.shown.damaged.clone().map(|why| Gate::Damaged { which, why });
        let edited = self.shown.edited.clone().map(|by| Gate::Edited { which, by });
        damaged.into_iter().chain(edited).collect()
    }

    fn reference_gates(&self) -> Vec<Gate> {
        let (what, which) = ("reference skin", self.which);
        if self.shown.reference.is_empty() {
            return vec![Gate::NoReference];
        }
        let mut gates = Vec::new();
        if self.shown.reference.iter().any(|r| !r.trusted) {
            gates.push(Gate::Untrusted { what });
        }
        if self.shown.reference.iter().any(|r| leaves(&r.outline, self.shown.photo.size())) {
            gates.push(Gate::OutsidePhoto { what, which });
        }
        let (mut inside, mut clipped, mut usable) = (0, 0, 0);
        for (_, sampled) in &self.patches {
            inside += sampled.inside;
            clipped += sampled.clipped;
            usable += sampled.pixels();
        }
        if clipped as f64 > MAX_CLIPPED * inside as f64 {
            gates.push(Gate::Clipped { what, which, percent: 100.0 * clipped as f64 / inside as f64 });
        }
        if 2 * usable < inside {
            gates.push(Gate::Dark { what, which });
        }
        let patches = self.patches.iter().filter(|(_, s)| s.pixels() >= MIN_REGION_PX).count();
        if usable < MIN_REFERENCE_PX || patches < MIN_PATCHES {
            gates.push(Gate::LittleReference { pixels: usable, patches });
        }
        gates
    }

    fn region_gates(&self, index: usize) -> Vec<Gate> {
        let (what, which) = ("region", self.which);
        let (Some(region), Some((_, sampled))) = (self.shown.lesions.get(index), self.lesions.get(index)) else {
            return vec![Gate::OutsidePhoto { what, which }];
        };
        let mut gates = Vec::new();
        if !region.trusted {
            gates.push(Gate::Untrusted { what });
        }
        if leaves(&region.outline, self.shown.photo.size()) || sampled.inside == 0 {
            gates.push(Gate::OutsidePhoto { what, which });
        }
        if sampled.clipped as f64 > MAX_CLIPPED * sampled.inside as f64 {
            let percent = 100.0 * sampled.clipped as f64 / sampled.inside as f64;
            gates.push(Gate::Clipped { what, which, percent });
        }
        if 2 * sampled.pixels() < sampled.inside {
            gates.push(Gate::Dark { what, which });
        } else if sampled.pixels() < MIN_REGION_PX {
            gates.push(Gate::SmallRegion { pixels: sampled.pixels(), which });
        }
        gates
    }

    /// Mean colour of the reference, calibrated.
    fn reference(&self) -> Option<Absorbance> {
        mean(self.reference_blocks().iter().flatten())
    }

    fn reference_blocks(&self) -> Vec<Vec<Block>> {
        self.patches.iter().map(|(_, s)| s.corrected(|c| self.calibration.apply(c)).blocks).collect()
    }

    fn lesion_blocks(&self, index: usize) -> Vec<Block> {
        self.lesions.get(index).map_or(vec![], |(_, s)| s.corrected(|c| self.calibration.apply(c)).blocks)
    }

    /// Calibrated mean colour of each reference patch.
    fn patch_colours(&self) -> Vec<Absorbance> {
        self.patches.iter().filter_map(|(_, s)| s.corrected(|c| self.calibration.apply(c)).mean()).collect()
    }
}

struct Pair<'a> {
    photos: Vec<Prepared<'a>>,
    circumstances: &'a Circumstances,
    tier: Tier,
    quality: Quality,
    gates: Vec<Gate>,
    notes: Vec<String>,
    facts: ReferenceFacts,
    held_out: Vec<f64>,
    spread: Excess,
}

impl<'a> Pair<'a> {
    fn new(photos: Vec<Prepared<'a>>, circumstances: &'a Circumstances) -> Self {
        let mut gates: Vec<Gate> = Vec::new();
        for gate in photos.iter().flat_map(|p| &p.gates) {
            if !gates.contains(gate) {
                gates.push(gate.clone());
            }
        }
        Self {
            photos,
            circumstances,
            tier: Tier::T0,
            quality: Quality::S2,
            gates,
            notes: vec![],
            facts: ReferenceFacts::default(),
            held_out: vec![],
            spread: Excess::default(),
        }
    }

    /// Corrects both photos by the best that both have.
    fn calibrate(&mut self) {
        let edition = self.circumstances.edition;
        let charts: Vec<Option<Calibration>> = self
            .photos
            .iter()
            .map(|p| p.shown.chart.and_then(|corners| Calibration::from_chart(p.shown.photo, &corners, edition)))
            .collect();
        let wanted = self.photos.iter().any(|p| p.shown.chart.is_some());
        if wanted {
            let usable = charts.iter().flatten().filter(|c| c.tier() == Tier::T3).count() == self.photos.len();
            self.held_out = charts.iter().flatten().filter_map(|c| c.correction().map(|c| c.held_out)).collect();
            let before = self.disagreement();
            if usable {
                self.photos.iter_mut().zip(charts).for_each(|(p, c)| p.calibration = c.unwrap_or_default());
            }
            // On patches of even skin a good chart lowers the disagreement; a little rise is its own noise.
            if usable && self.disagreement() <= 1.1 * before + 0.5 {
                return;
            }
            self.photos.iter_mut().for_each(|p| p.calibration = Calibration::none());
            self.notes.push(
                "the chart was not used: it is missing in a photo, not read, or does not make the colours agree better"
                    .to_owned(),
            );
        }
        let greys: Vec<Option<Calibration>> =
            self.photos.iter().map(|p| Calibration::from_grey(p.shown.photo, &p.shown.grey)).collect();
        if greys.iter().all(Option::is_some) {
            self.photos.iter_mut().zip(greys).for_each(|(p, c)| p.calibration = c.unwrap_or_default());
        } else if self.photos.iter().any(|p| !p.shown.grey.is_empty()) {
            self.notes.push("the grey card was not used: it is missing, clipped or dark in a photo".to_owned());
        }
    }

    /// How far the reference patches disagree: the deviation of their plain index's change, or within the one photo.
    fn disagreement(&self) -> f64 {
        self.patch_spread(|e| e.hb)
    }

    fn patch_spread(&self, what: impl Fn(Excess) -> f64) -> f64 {
        let Some(estimators) = self.estimators() else { return 0.0 };
        self.spread_of(|photo, colour| what(estimators[photo].excess(colour)))
    }

    /// Deviation over the patches of the change of `what` between the photos, or of `what` in the only photo.
    fn spread_of(&self, what: impl Fn(usize, Absorbance) -> f64) -> f64 {
        let of = |i: usize| -> Vec<f64> { self.photos[i].patch_colours().into_iter().map(|c| what(i, c)).collect() };
        let first = of(0);
        if self.photos.len() < 2 {
            return deviation(&first);
        }
        let second = of(1);
        if first.len() != second.len() {
            return deviation(&second).max(deviation(&first));
        }
        deviation(&first.iter().zip(&second).map(|(a, b)| b - a).collect::<Vec<_>>())
    }

    fn estimators(&self) -> Option<Vec<Estimator>> {
        let references: Vec<Absorbance> = self.photos.iter().map(|p| p.reference()).collect::<Option<_>>()?;
        Some(estimators(&references, self.tier))
    }

    fn look_at_the_reference(&mut self) {
        let tier = self.photos.iter().map(|p| p.calibration.tier()).min().unwrap_or(Tier::T1);
        let references: Option<Vec<Absorbance>> = self.photos.iter().map(|p| p.reference()).collect();
        let Some(references) = references else {
            if self.gates.is_empty() {
                self.gates.push(Gate::NoReference);
            }
            return;
        };
        if self.photos.iter().all(|p| !p.shown.reference.is_empty()) {
            self.tier = tier;
        }
        self.compare(&references);
        self.spread = Excess {
            hb: self.patch_spread(|e| e.hb),
            a: self.patch_spread(|e| e.a),
            mel: self.patch_spread(|e| e.mel),
        };
        self.facts.patches = self.photos.iter().map(|p| p.patches.len()).min().unwrap_or(0);
        self.facts.n_pixels = self.photos.iter().flat_map(|p| &p.patches).map(|(_, s)| s.pixels()).sum();
        self.facts.spread_hb = self.spread.hb;
        let limit = MAX_PATCH_SPREAD[self.photos.len() - 1];
        if self.spread_of(|_, colour| super::estimate::plain_mel(colour)) > limit {
            self.gates.push(Gate::MixedLight);
        }
        self.pigment(&references);
        self.camera_gates();
        if self.tier == Tier::T3 && self.circumstances.fixed_light && self.circumstances.floor.is_some() {
            self.tier = Tier::T4;
        }
    }

    /// Exposure and white balance of the photo after against the photo before, and what they say about the capture.
    fn compare(&mut self, references: &[Absorbance]) {
        let [first, second] = references else { return };
        let change: [f64; 3] = std::array::from_fn(|c| second[c] - first[c]);
        let (low, high) = change.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
        let ratio = 10f64.powf(high - low);
        let ev = -change[1] / 2f64.log10();
        self.facts.exposure_ev = ev;
        self.facts.balance_ratio = ratio;
        if ratio > MAX_BALANCE {
            self.gates.push(Gate::Balance { ratio });
        }
        if ev.abs() > MAX_EV {
            self.gates.push(Gate::Exposure { ev: ev.abs() });
        }
        let cameras: Vec<_> = self.photos.iter().filter_map(|p| p.shown.camera.as_deref()).collect();
        let other_camera = cameras.len() == 2 && cameras[0] != cameras[1];
        self.quality = match () {
            () if other_camera || ratio > 1.13 || ev.abs() > 0.8 => Quality::S3,
            () if self.circumstances.fixed_light && ratio < 1.05 && ev.abs() < 0.25 => Quality::S1,
            () => Quality::S2,
        };
        if other_camera {
            self.notes.push("the photos come from different cameras: the interval is wider".to_owned());
        }
    }

    fn pigment(&mut self, references: &[Absorbance]) {
        let [first, second] = references else { return };
        if self.tier >= Tier::T3 || self.circumstances.fixed_light {
            let shift = super::estimate::plain_mel(*second) - super::estimate::plain_mel(*first);
            if shift.abs() > MAX_PIGMENT_SHIFT {
                self.gates.push(Gate::ReferenceChanged);
            }
        } else {
            self.notes.push(
                "whether the reference skin itself changed (tan, make-up, treatment) could not be checked without fixed \
                 light or a chart: is it unchanged?"
                    .to_owned(),
            );
        }
    }

    fn camera_gates(&mut self) {
        if self.circumstances.not_aligned {
            self.gates.push(Gate::NotAligned);
        }
        let Some(moved) = self.circumstances.moved else { return };
        if moved.pose_deg > MAX_POSE_DEG {
            self.gates.push(Gate::Pose { degrees: moved.pose_deg });
        }
        if (moved.scale - 1.0).abs() > MAX_SCALE {
            self.gates.push(Gate::Scale { percent: 100.0 * (moved.scale - 1.0) });
        }
    }

    fn region(&self, index: usize) -> RegionReadings {
        let mut gates = self.gates.clone();
        for photo in &self.photos {
            for gate in photo.region_gates(index) {
                if !gates.contains(&gate) {
                    gates.push(gate);
                }
            }
        }
        let mut out = RegionReadings::default();
        match gates.first() {
            Some(gate) => {
                for quantity in self.asked() {
                    out.readings.set(quantity, Reading::gated(gate.to_string()));
                }
            }
            None => {
                self.colours(index, &mut out);
                self.reds(index, &mut out);
                self.absolute(index, &mut out);
            }
        }
        self.shapes(index, gates.first(), &mut out);
        if gates.is_empty() {
            self.textures(index, &mut out);
        }
        out
    }

    /// The quantities that depend on colour.
    fn asked(&self) -> impl Iterator<Item = Quantity> {
        use Quantity::*;
        let two = self.photos.len() == 2;
        let shape = [AreaBefore, AreaAfter, AreaReduction, PerimeterBefore, PerimeterAfter, Gilman];
        let after = |q: Quantity| q.key().ends_with("_after");
        Quantity::ALL.iter().copied().filter(move |q| !shape.contains(q) && (two || !after(*q)))
    }

    fn value(&self, quantity: Quantity, value: f64, half: f64, pixels: u64) -> Value {
        Value {
            value,
            low: value - half,
            high: value + half,
            unit: quantity.unit().to_owned(),
            tier: self.tier,
            n_pixels: pixels,
            verdict: None,
            sdc: None,
            caution: None,
        }
    }

    fn colours(&self, index: usize, out: &mut RegionReadings) {
        let lesions: Vec<Vec<Block>> = self.photos.iter().map(|p| p.lesion_blocks(index)).collect();
        let references: Vec<Vec<Vec<Block>>> = self.photos.iter().map(|p| p.reference_blocks()).collect();
        let Some(found) = excesses(&lesions, &references, self.tier) else { return };
        let floor = self.floor();
        let patches = (self.facts.patches as f64).max(1.0);
        let pixels =
            |i: usize| self.photos[i].lesions[index].1.pixels() + self.facts.n_pixels / self.photos.len() as u64;
        let single = |i: usize, q: Quantity, out: &mut RegionReadings| {
            let error = [found.error[i].hb, self.spread.hb / patches.sqrt(), floor.still.hb / 2f64.sqrt()];
            let half = Z95 * error.iter().map(|e| e * e).sum::<f64>().sqrt();
            out.readings.set(q, Reading::Value(self.value(q, found.excess[i].hb, half, pixels(i))));
        };
        single(0, Quantity::HbBefore, out);
        if self.photos.len() < 2 {
            for quantity in [Quantity::DeltaHb, Quantity::DeltaA, Quantity::DeltaMel] {
                out.readings.set(quantity, Reading::gated(Gate::NoSecondPhoto.to_string()));
            }
            return;
        }
        single(1, Quantity::HbAfter, out);
        let change = found.excess[1].minus(found.excess[0]);
        type Part = fn(Excess) -> f64;
        let parts: [(Quantity, Part); 3] =
            [(Quantity::DeltaHb, |e| e.hb), (Quantity::DeltaA, |e| e.a), (Quantity::DeltaMel, |e| e.mel)];
        for (quantity, part) in parts {
            let value = part(change);
            let chance = part(found.change_error).hypot(part(self.spread) / patches.sqrt()).hypot(part(floor.still));
            let half = Z95 * chance.hypot(part(floor.share) * value);
            let mut reading = self.value(quantity, value, half, pixels(0) + pixels(1));
            reading.sdc = Some(Z95 * chance);
            reading.verdict = Some(Verdict::of(value, Z95 * chance));
            out.readings.set(quantity, Reading::Value(reading));
        }
        self.cautions(out);
    }

    fn floor(&self) -> Floor {
        let references: Vec<Absorbance> = self.photos.iter().filter_map(|p| p.reference()).collect();
        let both = [0, references.len().saturating_sub(1)].map(|i| references.get(i).copied().unwrap_or_default());
        floor(self.quality, self.tier, both, self.circumstances.floor.as_ref())
    }

    fn cautions(&self, out: &mut RegionReadings) {
        let dark = self.photos.iter().filter_map(|p| p.reference()).any(|r| ita_degrees(lab(r)) < -30.0);
        if let Some(value) = out.readings.value_mut(Quantity::DeltaA).filter(|_| dark) {
            value.caution = Some("a* is unreliable on very dark skin: rely on ΔHb".to_owned());
        }
        if self.tier < Tier::T3 && !self.circumstances.fixed_light {
            out.readings.set(Quantity::DeltaMel, Reading::gated(Gate::NeedsFixedLight.to_string()));
        }
    }

    fn reds(&self, index: usize, out: &mut RegionReadings) {
        let Some(estimators) = self.estimators() else { return };
        let floor = self.floor();
        let mut areas = Vec::new();
        for (photo, estimator) in self.photos.iter().zip(&estimators) {
            let reach = reach(photo.shown.scale);
            let window = |spans: &[Span]| Window::new(photo.shown.photo, spans, reach, &photo.calibration, estimator);
            let patches: Vec<_> = photo.patches.iter().filter_map(|(s, _)| window(s).map(|w| (w, s.clone()))).collect();
            let sigma = reference_deviation(&patches);
            let spans = &photo.lesions[index].0;
            let Some(window) = window(spans) else { return };
            let error = floor.still.hb / 2f64.sqrt();
            areas.push([0.0, -error, error].map(|shift| red_area(&window, spans, sigma, shift)));
        }
        use Quantity::*;
        let pixels = |i: usize| self.photos[i].lesions[index].1.inside;
        let cm2 = |i: usize| {
            let region = &self.photos[i].shown.lesions[index];
            self.photos[i].shown.scale.and_then(|scale| area_cm2(&region.outline, scale)).map(|a| a.value)
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

    fn absolute(&self, index: usize, out: &mut RegionReadings) {
        use Quantity::*;
        let names = [
            [LightnessBefore, AStarBefore, BStarBefore, ItaBefore],
            [LightnessAfter, AStarAfter, BStarAfter, ItaAfter],
        ];
        for (i, (photo, names)) in self.photos.iter().zip(names).enumerate() {
            let colours = mean(photo.lesion_blocks(index).iter()).zip(photo.reference());
            let Some((lesion, reference)) = colours.filter(|_| self.tier >= Tier::T3) else {
                names.iter().for_each(|q| out.readings.set(*q, Reading::gated(Gate::NeedsChart.to_string())));
                continue;
            };
            let (lesion, skin) = (lab(lesion), lab(reference));
            let residual = self.held_out.get(i).copied().unwrap_or(MAX_HELD_OUT_HALF);
            let values = [(lesion.l, residual), (lesion.a, residual), (lesion.b, residual)];
            let ita = (ita_degrees(skin), (residual / (skin.l - 50.0).hypot(skin.b).max(5.0)).to_degrees());
            let pixels = photo.lesions[index].1.pixels();
            for (quantity, (value, error)) in names.into_iter().zip(values.into_iter().chain([ita])) {
                out.readings.set(quantity, Reading::Value(self.value(quantity, value, Z95 * error, pixels)));
            }
        }
    }

    fn shapes(&self, index: usize, gate: Option<&Gate>, out: &mut RegionReadings) {
        use Quantity::*;
        let names = [[AreaBefore, PerimeterBefore], [AreaAfter, PerimeterAfter]];
        let mut found: Vec<Option<(Measured, Measured)>> = Vec::new();
        for (photo, [area, perimeter]) in self.photos.iter().zip(names) {
            let region = photo.shown.lesions.get(index);
            let outline = region.map_or(&[][..], |r| &r.outline);
            let measured = photo
                .shown
                .scale
                .filter(|_| gate.is_none())
                .and_then(|scale| Some((area_cm2(outline, scale)?, perimeter_cm(outline, scale)?)));
            let pixels = photo.lesions.get(index).map_or(0, |(_, s)| s.inside);
            let reading = |q: Quantity, m: Option<Measured>| match (m, gate) {
                (Some(m), _) => Reading::Value(self.value(q, m.value, m.half, pixels)),
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
        let (less, rate) = match found.as_slice() {
            [Some(first), Some(second)] => {
                let less = reduction(first.0, second.0);
                let mut value = self.value(AreaReduction, less.value, less.half, pixels);
                value.sdc = Some(less.half);
                value.verdict = Some(Verdict::of(less.value, less.half));
                let days = self.circumstances.days.filter(|_| self.circumstances.open_wound);
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

    fn textures(&self, index: usize, out: &mut RegionReadings) {
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

    fn texture_change(&self, index: usize) -> Result<[Measured; 4], Gate> {
        let [first, second] = self.photos.as_slice() else { return Err(Gate::NoSecondPhoto) };
        let (Some(one), Some(two)) = (first.shown.scale, second.shown.scale) else { return Err(Gate::NoScale) };
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

    fn measurement(self, regions: Vec<RegionReadings>) -> Measurement {
        Measurement {
            method_version: METHOD_VERSION,
            purpose: PURPOSE,
            tier: self.tier,
            quality: self.quality,
            gates: self.gates.iter().map(ToString::to_string).collect(),
            notes: self.notes,
            reference: self.facts,
            chart_held_out: self.held_out,
            regions,
        }
    }
}

/// Error of absolute Lab where the chart's own is not known.
const MAX_HELD_OUT_HALF: f64 = super::chart::MAX_HELD_OUT / 2.0;

fn estimators(references: &[Absorbance], tier: Tier) -> Vec<Estimator> {
    let both = [references[0], references[references.len() - 1]];
    references.iter().map(|r| Estimator::new(*r, both, weights::of(tier))).collect()
}

struct Found {
    excess: Vec<Excess>,
    error: Vec<Excess>,
    change_error: Excess,
}

/// The excess of one lesion in each photo, with the standard errors of the block bootstrap.
fn excesses(lesions: &[Vec<Block>], references: &[Vec<Vec<Block>>], tier: Tier) -> Option<Found> {
    let colours: Vec<Absorbance> = lesions.iter().map(|blocks| mean(blocks.iter())).collect::<Option<_>>()?;
    let means: Vec<Absorbance> = references.iter().map(|r| mean(r.iter().flatten())).collect::<Option<_>>()?;
    let of = |means: &[Absorbance], colours: &[Absorbance]| -> Vec<Excess> {
        estimators(means, tier).iter().zip(colours).map(|(e, c)| e.excess(*c)).collect()
    };
    let mut rng = Rng::from_blocks(lesions.iter().chain(references.iter().flatten()).flatten());
    let mut drawn_excess: Vec<Vec<Excess>> = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let colours: Vec<Absorbance> = lesions.iter().map(|blocks| drawn(blocks, &mut rng)).collect::<Option<_>>()?;
        let means: Vec<Absorbance> =
            references.iter().map(|patches| redrawn(patches, &mut rng)).collect::<Option<_>>()?;
        drawn_excess.push(of(&means, &colours));
    }
    let error_of = |value: &dyn Fn(&[Excess]) -> Excess| {
        let all: Vec<Excess> = drawn_excess.iter().map(|e| value(e)).collect();
        let part = |f: fn(&Excess) -> f64| deviation(&all.iter().map(f).collect::<Vec<_>>());
        Excess { hb: part(|e| e.hb), a: part(|e| e.a), mel: part(|e| e.mel) }
    };
    let excess = of(&means, &colours);
    let error = (0..excess.len()).map(|i| error_of(&|e: &[Excess]| e[i])).collect();
    let change_error = error_of(&|e: &[Excess]| e[e.len() - 1].minus(e[0]));
    Some(Found { excess, error, change_error })
}

/// The mean of all patches, the blocks of each drawn anew.
fn redrawn(patches: &[Vec<Block>], rng: &mut Rng) -> Option<Absorbance> {
    let (mut sum, mut pixels) = ([0.0; 3], 0.0);
    for blocks in patches.iter().filter(|blocks| !blocks.is_empty()) {
        let n: f64 = blocks.iter().map(|b| b.pixels).sum();
        let colour = drawn(blocks, rng)?;
        (0..3).for_each(|c| sum[c] += colour[c] * n);
        pixels += n;
    }
    (pixels > 0.0).then(|| sum.map(|v| v / pixels))
}

/// Half the side of the square over which light is averaged before redness is mapped, in pixels: a quarter millimetre.
fn reach(scale: Option<Scale>) -> u32 {
    scale.map_or(3, |s| (0.2 / s.mm_per_px).round().clamp(2.0, 12.0) as u32)
}

/// Several regions at once: what passes for one alone may be chance among many (Holm).
fn several(regions: &mut [RegionReadings]) {
    for quantity in [Quantity::DeltaHb, Quantity::DeltaA, Quantity::DeltaMel] {
        let z: Vec<(usize, f64)> = regions
            .iter()
            .enumerate()
            .filter_map(|(i, r)| {
                let value = r.readings.value(quantity)?;
                Some((i, value.value / (value.sdc? / Z95).max(1e-9)))
            })
            .collect();
        if z.len() < 2 {
            continue;
        }
        let bounds = holm(&z.iter().map(|(_, z)| *z).collect::<Vec<_>>());
        for ((i, _), bound) in z.into_iter().zip(bounds) {
            if let Some(value) = regions[i].readings.value_mut(quantity) {
                let sdc = value.sdc.unwrap_or(f64::INFINITY) / Z95 * bound;
                value.verdict = Some(Verdict::of(value.value, sdc));
                value.sdc = sdc.is_finite().then_some(sdc).or(value.sdc);
            }
        }
    }
}
