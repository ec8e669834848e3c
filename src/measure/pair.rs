//! One photo or two to readings of every region: calibration, the reference, and the gates that close for all.

use crate::monitor::{Cancelled, Monitor, step};

use super::METHOD_VERSION;
use super::answer::{Measurement, PURPOSE, ReferenceFacts, RegionReadings};
use super::calibrate::{Calibration, chart_agrees};
use super::estimate::Excess;
use super::floors::{Floor, floor};
use super::gates::*;
use super::prepared::Prepared;
use super::reader::Reader;
use super::reading::{Quality, Quantity, Reading, Tier, Value};
use super::sample::Absorbance;
use super::several::several;
use super::shown::{Circumstances, Shown};
use super::uncertainty::deviation;

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

pub(super) struct Pair<'a> {
    pub(super) photos: Vec<Prepared<'a>>,
    pub(super) circumstances: &'a Circumstances,
    pub(super) tier: Tier,
    pub(super) quality: Quality,
    pub(super) gates: Vec<Gate>,
    pub(super) notes: Vec<String>,
    pub(super) facts: ReferenceFacts,
    pub(super) held_out: Vec<f64>,
    pub(super) spread: Excess,
}

impl<'a> Pair<'a> {
    pub(super) fn new(photos: Vec<Prepared<'a>>, circumstances: &'a Circumstances) -> Self {
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
    pub(super) fn calibrate(&mut self) {
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
            if usable && chart_agrees(before, self.disagreement()) {
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
    pub(super) fn disagreement(&self) -> f64 {
        self.patch_spread(|e| e.hb)
    }

    pub(super) fn patch_spread(&self, what: impl Fn(Excess) -> f64) -> f64 {
        let Some(readers) = self.readers() else { return 0.0 };
        self.spread_of(|photo, colour| what(readers[photo].excess(colour)))
    }

    /// Deviation over the patches' raw colours of the change of `what` between the photos, or of `what` in the only photo.
    pub(super) fn spread_of(&self, what: impl Fn(usize, Absorbance) -> f64) -> f64 {
        let of =
            |i: usize| -> Vec<f64> { self.photos[i].raw_patch_colours().into_iter().map(|c| what(i, c)).collect() };
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

    /// Readers of the photos by the tier and quality that the pair has reached.
    pub(super) fn readers(&self) -> Option<Vec<Reader>> {
        let references: Vec<Absorbance> = self.photos.iter().map(|p| p.raw_reference()).collect::<Option<_>>()?;
        Some(self.readers_of(&references))
    }

    pub(super) fn readers_of(&self, references: &[Absorbance]) -> Vec<Reader> {
        let calibrations: Vec<&Calibration> = self.photos.iter().map(|p| &p.calibration).collect();
        Reader::of(references, &calibrations, self.tier, self.quality)
    }

    pub(super) fn look_at_the_reference(&mut self) {
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
        self.agreement();
        self.pigment(&references);
        self.camera_gates();
        if self.tier == Tier::T3 && self.circumstances.fixed_light && self.circumstances.floor.is_some() {
            self.tier = Tier::T4;
        }
    }

    pub(super) fn camera_gates(&mut self) {
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

    pub(super) fn region(&self, index: usize) -> RegionReadings {
        let mut gates = self.gates.clone();
        for photo in &self.photos {
            for gate in photo.region_gates(index) {
                if !gates.contains(&gate) {
                    gates.push(gate);
                }
            }
        }
        // Of several reasons the plainest comes first: disagreement may follow from any other.
        gates.sort_by_key(|gate| matches!(gate, Gate::OddReference { .. } | Gate::MixedLight));
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
    pub(super) fn asked(&self) -> impl Iterator<Item = Quantity> {
        use Quantity::*;
        let two = self.photos.len() == 2;
        let shape = [
            AreaBefore,
            AreaAfter,
            AreaReduction,
            PerimeterBefore,
            PerimeterAfter,
            Gilman,
            ScarsBefore,
            ScarsAfter,
            Scars,
        ];
        let after = |q: Quantity| q.key().ends_with("_after");
        Quantity::ALL.iter().copied().filter(move |q| !shape.contains(q) && (two || !after(*q)))
    }

    pub(super) fn value(&self, quantity: Quantity, value: f64, half: f64, pixels: u64) -> Value {
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

    pub(super) fn floor(&self) -> Floor {
        let references: Vec<Absorbance> = self.photos.iter().filter_map(|p| p.reference()).collect();
        let both = [0, references.len().saturating_sub(1)].map(|i| references.get(i).copied().unwrap_or_default());
        floor(self.quality, self.tier, both, self.circumstances.floor.as_ref())
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
