//! One photo, sampled: its reference skin, its lesions, and what is wrong with it.

use rayon::prelude::*;

use crate::geom::polygon_area;

use super::calibrate::Calibration;
use super::chart;
use super::gates::*;
use super::outline::{Span, leaves, spans, split};
use super::sample::{Absorbance, Block, Sampled, mean};
use super::shape::{Scale, scale_in_plane};
use super::shown::Shown;

/// One photo, sampled.
pub(super) struct Prepared<'a> {
    pub(super) shown: &'a Shown<'a>,
    pub(super) which: &'static str,
    pub(super) patches: Vec<(Vec<Span>, Sampled)>,
    /// The drawn outline that each patch is of: few outlines are cut into pieces.
    drawn: Vec<usize>,
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
        let mut pieces: Vec<(usize, Vec<Span>)> =
            shown.reference.iter().map(|r| spans(&r.outline, size)).enumerate().collect();
        pieces.retain(|(_, p)| !p.is_empty());
        if (1..MIN_PATCHES).contains(&pieces.len()) {
            let parts = MIN_PATCHES.div_ceil(pieces.len());
            pieces = pieces.iter().flat_map(|(i, p)| split(p, parts).into_iter().map(|part| (*i, part))).collect();
        }
        let (drawn, pieces): (Vec<usize>, Vec<Vec<Span>>) = pieces.into_iter().unzip();
        let patches: Vec<_> = pieces.into_par_iter().map(sample).collect();
        let lesions = shown.lesions.par_iter().map(|r| sample(spans(&r.outline, size))).collect();
        let calibration = Calibration::none();
        let mut prepared = Self { shown, which, patches, drawn, lesions, calibration, gates: vec![] };
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
        if self.reference_on(index) {
            gates.push(Gate::ReferenceOnRegion);
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

    /// The scale at a lesion: in the plane of the chart if its size is known, else that of the photo.
    pub(super) fn scale_at(&self, index: usize) -> Option<Scale> {
        let in_plane = || {
            let mm_from_photo = chart::mm_from_photo(&self.shown.chart?, self.shown.chart_mm?)?;
            scale_in_plane(&self.shown.lesions.get(index)?.outline, &mm_from_photo)
        };
        in_plane().or_else(|| self.scale())
    }

    /// The scale of the photo, if it is one that a photo of skin can have.
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

    /// Mean colour of the reference as the camera gave it.
    pub(super) fn raw_reference(&self) -> Option<Absorbance> {
        mean(self.raw_reference_blocks().flatten())
    }

    /// Calibrated mean colour of each drawn outline of reference skin that can be believed.
    pub(super) fn outline_colours(&self) -> Vec<Absorbance> {
        let pieces = |outline: usize| {
            let blocks = self.patches.iter().zip(&self.drawn).filter(move |(_, of)| **of == outline);
            mean(blocks.flat_map(|((_, s), _)| &s.blocks)).map(|raw| self.calibration.apply(raw))
        };
        (0..self.shown.reference.len()).filter_map(pieces).collect()
    }

    /// True where more than a tenth of a reference patch lies on a lesion.
    fn reference_on(&self, index: usize) -> bool {
        let Some((lesion, _)) = self.lesions.get(index) else { return false };
        let common = |patch: &[Span]| -> u64 {
            let pairs = patch.iter().flat_map(|a| lesion.iter().filter(|b| b.y == a.y).map(move |b| (a, b)));
            pairs.map(|(a, b)| u64::from(a.to.min(b.to).saturating_sub(a.from.max(b.from)))).sum()
        };
        self.patches.iter().any(|(spans, sampled)| 10 * common(spans) > sampled.inside)
    }

    pub(super) fn reference_blocks(&self) -> Vec<Vec<Block>> {
        self.patches.iter().map(|(_, s)| s.corrected(|c| self.calibration.apply(c)).blocks).collect()
    }

    pub(super) fn raw_reference_blocks(&self) -> impl Iterator<Item = &[Block]> {
        self.patches.iter().map(|(_, s)| s.blocks.as_slice())
    }

    pub(super) fn lesion_blocks(&self, index: usize) -> Vec<Block> {
        self.lesions.get(index).map_or(vec![], |(_, s)| s.corrected(|c| self.calibration.apply(c)).blocks)
    }

    pub(super) fn raw_lesion_blocks(&self, index: usize) -> &[Block] {
        self.lesions.get(index).map_or(&[], |(_, s)| &s.blocks)
    }

    /// Mean colour of each reference patch as the camera gave it.
    pub(super) fn raw_patch_colours(&self) -> Vec<Absorbance> {
        self.patches.iter().filter_map(|(_, s)| s.mean()).collect()
    }
}
