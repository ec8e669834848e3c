//! One photo, sampled: its reference skin, its lesions, and what is wrong with it.

use crate::geom::polygon_area;

use super::calibrate::Calibration;
use super::gates::*;
use super::outline::{Span, leaves, spans, split};
use super::sample::{Absorbance, Block, Sampled, mean};
use super::shape::Scale;
use super::shown::Shown;

/// One photo, sampled.
pub(super) struct Prepared<'a> {
    pub(super) shown: &'a Shown<'a>,
    pub(super) which: &'static str,
    pub(super) patches: Vec<(Vec<Span>, Sampled)>,
    pub(super) lesions: Vec<(Vec<Span>, Sampled)>,
    pub(super) calibration: Calibration,
    pub(super) gates: Vec<Gate>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(shown: &'a Shown<'a>, which: &'static str) -> Self {
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

    pub(super) fn file_gates(&self) -> Vec<Gate> {
        let which = self.which;
        let damaged = self.shown.damaged.clone().map(|why| Gate::Damaged { which, why });
        let edited = self.shown.edited.clone().map(|by| Gate::Edited { which, by });
        damaged.into_iter().chain(edited).collect()
    }

    pub(super) fn reference_gates(&self) -> Vec<Gate> {
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

    pub(super) fn region_gates(&self, index: usize) -> Vec<Gate> {
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

    /// The scale, if it is one that a photo of skin can have.
    pub(super) fn scale(&self) -> Option<Scale> {
        self.shown.scale.filter(Scale::usable)
    }

    /// True where the pixels inside a lesion and its outline disagree about its area.
    pub(super) fn crosses(&self, index: usize) -> bool {
        let (Some(region), Some((_, sampled))) = (self.shown.lesions.get(index), self.lesions.get(index)) else {
            return false;
        };
        let (drawn, counted) = (polygon_area(&region.outline), sampled.inside as f64);
        // A small loop where a hand closed its line does no harm; the pixels themselves err by less than their border.
        (drawn - counted).abs() > 0.02 * counted + 4.0 * counted.sqrt()
    }

    /// Mean colour of the reference, calibrated.
    pub(super) fn reference(&self) -> Option<Absorbance> {
        mean(self.reference_blocks().iter().flatten())
    }

    pub(super) fn reference_blocks(&self) -> Vec<Vec<Block>> {
        self.patches.iter().map(|(_, s)| s.corrected(|c| self.calibration.apply(c)).blocks).collect()
    }

    pub(super) fn lesion_blocks(&self, index: usize) -> Vec<Block> {
        self.lesions.get(index).map_or(vec![], |(_, s)| s.corrected(|c| self.calibration.apply(c)).blocks)
    }

    /// Calibrated mean colour of each reference patch.
    pub(super) fn patch_colours(&self) -> Vec<Absorbance> {
        self.patches.iter().filter_map(|(_, s)| s.corrected(|c| self.calibration.apply(c)).mean()).collect()
    }
}
