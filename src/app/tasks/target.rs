//! What a pair is calibrated by: where a photo shows a card or chart, and how its corners go into the measurement.

use crate::app::measuring::MeasureRequest;
use crate::geom::Point;
use crate::imaging::Photo;
use crate::measure::{Edition, Outline, find_chart, find_grey_card, find_grey_cards};
use crate::model::TargetKind;

/// The corners of the target in a photo, in its pixels; `None` if it shows none for sure.
pub fn found(photo: &Photo, kind: TargetKind) -> Option<[Point; 4]> {
    match edition(kind) {
        Some(edition) => find_chart(photo, edition),
        None => find_grey_card(photo)?.try_into().ok().map(|read| about_middle(read, 1.0 / INNER)),
    }
}

/// The edition of a chart; `None` for a grey card.
pub fn edition(kind: TargetKind) -> Option<Edition> {
    match kind {
        TargetKind::GreyCard => None,
        TargetKind::Classic24Since2014 => Some(Edition::Since2014),
        TargetKind::Classic24Before2014 => Some(Edition::Before2014),
    }
}

/// Share of a card from its middle that is read, as of one that is found: its rim may be worn, shaded or missed by a click.
const INNER: f64 = 0.8;

/// The targets of a pair as the measurement takes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Targets {
    /// The grey cards, only where both photos show one: one alone corrects nothing.
    pub grey: Option<[Outline; 2]>,
    /// The charts' corners.
    pub charts: [Option<[Point; 4]>; 2],
    /// Which chart it is.
    pub edition: Edition,
}

impl Targets {
    /// Of corners in each photo. Cards that were found, and that nobody showed, have to look like one card.
    pub fn of(request: &MeasureRequest, corners: [Option<[Point; 4]>; 2], photos: [&Photo; 2]) -> Self {
        let shown = request.photos.iter().any(|taken| taken.target.is_some());
        match (request.target.map(edition), corners) {
            (None, _) => Self::default(),
            (Some(Some(edition)), charts) => Self { charts, edition, ..Self::default() },
            (Some(None), [Some(_), Some(_)]) if !shown => Self { grey: find_grey_cards(photos), ..Self::default() },
            (Some(None), [Some(before), Some(after)]) => {
                let grey = [before, after].map(|corners| about_middle(corners, INNER).to_vec());
                Self { grey: Some(grey), ..Self::default() }
            }
            (Some(None), _) => Self::default(),
        }
    }
}

/// Corners moved to or from their middle.
fn about_middle(corners: [Point; 4], factor: f64) -> [Point; 4] {
    let middle = corners.iter().fold(Point::default(), |sum, p| sum + *p) * 0.25;
    corners.map(|p| middle.lerp(p, factor))
}
