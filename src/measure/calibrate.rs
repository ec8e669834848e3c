//! The calibration of one photo: grey card, chart, and the tier they earn.

use crate::geom::Point;
use crate::imaging::Photo;

use super::chart::{self, Edition, MAX_HELD_OUT};
use super::correction::Correction;
use super::outline::{Outline, spans};
use super::reading::Tier;
use super::sample::{Absorbance, Sampled, mean_light};

/// Reflectance of a grey card.
const GREY_CARD: f64 = 0.18;

/// How colours of one photo are corrected before anything is measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// Absorbance of each channel to be taken away: from the grey card.
    offset: Absorbance,
    /// From the chart.
    correction: Option<Correction>,
    grey: bool,
}

impl Calibration {
    /// Nothing to correct with.
    pub fn none() -> Self {
        Self::default()
    }

    /// By the grey card under these outlines; `None` if it is clipped, dark or off the photo.
    pub(super) fn from_grey(photo: &Photo, outlines: &[Outline]) -> Option<Self> {
        let spans: Vec<_> = outlines.iter().flat_map(|o| spans(o, photo.size())).collect();
        let sampled = Sampled::new(photo, &spans);
        if sampled.inside < 64 || sampled.clipped * 100 > sampled.inside || sampled.dark * 10 > sampled.inside {
            return None;
        }
        let light = mean_light(photo, &spans)?;
        Some(Self { offset: light.map(|v| GREY_CARD.log10() - v.log10()), correction: None, grey: true })
    }

    /// By the chart at these corners; `None` if it cannot be read or does not help.
    pub(super) fn from_chart(photo: &Photo, corners: &[Point; 4], edition: Edition) -> Option<Self> {
        Self::from_patches(&chart::patches(photo, corners)?, edition)
    }

    /// By the mean linear light of the chart's 24 patches, row by row from dark skin; `None` if they are no chart or no fit
    /// helps.
    pub fn from_patches(seen: &[[f64; 3]; 24], edition: Edition) -> Option<Self> {
        let correction = chart::fit(seen, edition)?;
        Some(Self { offset: [0.0; 3], correction: Some(correction), grey: false })
    }

    /// The corrected colour.
    pub fn apply(&self, colour: Absorbance) -> Absorbance {
        match &self.correction {
            Some(correction) => correction.apply(colour),
            None => std::array::from_fn(|c| colour[c] - self.offset[c]),
        }
    }

    /// [`Self::apply`] to rows of absorbances of red, green and blue, all of one length, in single precision.
    pub(super) fn apply_rows(&self, rows: [&mut [f32]; 3]) {
        match &self.correction {
            Some(correction) => correction.apply_rows(rows),
            None if self.grey => rows.into_iter().zip(self.offset).for_each(|(row, offset)| {
                row.iter_mut().for_each(|v| *v -= offset as f32);
            }),
            None => {}
        }
    }

    /// The chart's correction, if one was fitted.
    pub fn correction(&self) -> Option<&Correction> {
        self.correction.as_ref()
    }

    /// The tier of a photo with this calibration and reference skin.
    pub fn tier(&self) -> Tier {
        match &self.correction {
            Some(correction) if correction.held_out <= MAX_HELD_OUT => Tier::T3,
            _ if self.grey => Tier::T2,
            _ => Tier::T1,
        }
    }
}

/// True where the reference patches disagree no more with the charts' corrections than they did without: only then are
/// the charts used. Both in points of the haemoglobin index.
///
/// On patches of even skin a good chart lowers the disagreement; a little rise is its own noise. To allow none was tried on
/// 6,000 simulated pairs a quality, of a seed that nothing was fitted to: charts were used in 67 / 60 / 58 % of pairs instead
/// of 95 / 94 / 94 % (S1 / S2 / S3), and the error of Δa* over all pairs became .30 / .37 / .50 instead of .31 / .37 / .48.
pub fn chart_agrees(without: f64, with: f64) -> bool {
    with <= 1.1 * without + 0.5
}
