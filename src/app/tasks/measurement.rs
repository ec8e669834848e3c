//! What the marked regions of a pair show: outlines carried over by the alignment, then measured.

use std::collections::HashMap;
use std::sync::Arc;

use crate::align::{Registration, TrustMap, Verdict};
use crate::app::derived::PairKey;
use crate::app::measuring::{Asked, Drawn, MeasureRequest};
use crate::app::pair::Placement;
use crate::geom::{Point, Size, polygon_contains};
use crate::imaging::Photo;
use crate::measure::{self, Circumstances, Measurement, Moved, Region, RegionReadings, Scale, Shown};
use crate::model::MarkId;
use crate::monitor::Monitor;

/// The alignments that outlines are carried along.
#[derive(Debug, Clone, Default)]
pub struct Ways(HashMap<PairKey, Way>);

#[derive(Debug, Clone)]
struct Way {
    found: Arc<Registration>,
    placement: Placement,
}

impl Ways {
    /// Adds the alignment of a pair, its nudge laid on top.
    pub fn add(&mut self, pair: PairKey, found: Arc<Registration>) {
        let placement = Placement::new(found.moving_from_fixed.clone(), &pair);
        self.0.insert(pair, Way { found, placement });
    }

    /// The alignment of a pair that may be shown by it.
    fn usable(&self, pair: &PairKey) -> Option<&Way> {
        self.0.get(pair).filter(|way| way.found.verdict != Verdict::Refused)
    }

    /// Where the moving photo of a pair stands, and where that is trusted; `None` for a pair that was refused.
    pub fn placement(&self, pair: &PairKey) -> Option<(&Placement, &TrustMap)> {
        self.usable(pair).map(|way| (&way.placement, &way.found.trust))
    }

    /// An outline on the photo that is measured; `None` where an alignment on the way was refused.
    pub fn carried(&self, drawn: &Drawn) -> Option<Region> {
        let mut region = Region::drawn(drawn.outline.clone());
        for leg in &drawn.legs {
            let way = self.usable(&leg.pair)?;
            let step = |p: &Point| match leg.back {
                true => way.placement.fixed_from_moving(*p),
                false => way.placement.moving_from_fixed(*p),
            };
            let there: Vec<Point> = region.outline.iter().map(step).collect::<Option<_>>()?;
            let in_fixed = if leg.back { &there } else { &region.outline };
            region.trusted &= trusted(&way.found.trust, in_fixed, way.placement.warp.fixed);
            region.outline = there;
        }
        Some(region)
    }
}

/// What was measured on a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The numbers, and why some are missing.
    pub measurement: Measurement,
    /// The regions, in the order of the measurement's.
    pub regions: Vec<MarkId>,
    /// How the camera moved, as far as the alignment tells.
    pub moved: Option<Moved>,
    /// Make and model of the cameras.
    pub cameras: [String; 2],
    /// The program or mode that altered a photo, if a file names one.
    pub edited: [Option<String>; 2],
    /// The clinic's own noise that was used instead of the tier's floor.
    pub floor: Option<measure::NoiseFloor>,
}

impl Measured {
    /// The readings of a region.
    pub fn of(&self, region: MarkId) -> Option<&RegionReadings> {
        let at = self.regions.iter().position(|id| *id == region)?;
        self.measurement.regions.get(at)
    }
}

/// Measures what is asked; `None` if the work was stopped. `edited` says which file was altered, and by what.
pub fn run(
    request: &MeasureRequest,
    pair: &PairKey,
    ways: &Ways,
    photos: [&Photo; 2],
    edited: [Option<String>; 2],
    monitor: &dyn Monitor,
) -> Option<Measured> {
    let shown = Marked::new(request, pair, ways, photos, edited.clone());
    let [before, after] = &shown.photos;
    let measurement = measure::measure(before, Some(after), &shown.circumstances, monitor).ok()?;
    Some(Measured {
        measurement,
        regions: request.lesions.iter().map(|asked| asked.origin).collect(),
        moved: shown.circumstances.moved,
        cameras: request.photos.each_ref().map(|p| p.camera.clone()),
        edited,
        floor: request.floor,
    })
}

/// Both photos with their marks in place, as the measurement takes them.
pub struct Marked<'a> {
    /// The photos, earlier one first.
    pub photos: [Shown<'a>; 2],
    /// How they were taken.
    pub circumstances: Circumstances,
}

impl<'a> Marked<'a> {
    /// Carries every outline to both photos.
    pub fn new(
        request: &MeasureRequest,
        pair: &PairKey,
        ways: &Ways,
        photos: [&'a Photo; 2],
        edited: [Option<String>; 2],
    ) -> Self {
        let mut missing = false;
        let mut carry = |asked: &[Asked], which: usize| -> Vec<Region> {
            let region = |asked: &Asked| {
                let drawn = &asked.places[which];
                let carried = ways.carried(drawn);
                missing |= carried.is_none();
                carried.unwrap_or_else(|| Region { outline: drawn.outline.clone(), trusted: false })
            };
            asked.iter().map(region).collect()
        };
        let regions = [0, 1].map(|i| (carry(&request.lesions, i), carry(&request.reference, i)));
        let places: Vec<Point> =
            regions[0].0.iter().chain(&regions[0].1).flat_map(|r| r.outline.iter().copied()).collect();
        let moved = ways.usable(pair).and_then(|way| moved(&way.found, &places));
        let scales = scales(request, moved);
        let mut regions = regions.into_iter();
        let mut edited = edited.into_iter();
        let shown = [0, 1].map(|i| {
            let (lesions, reference) = regions.next().unwrap_or_default();
            let taken = &request.photos[i];
            Shown {
                damaged: taken.damaged.clone(),
                edited: edited.next().flatten(),
                camera: (!taken.camera.is_empty()).then(|| taken.camera.clone()),
                lesions,
                reference,
                scale: scales[i],
                ..Shown::new(photos[i])
            }
        });
        let circumstances = Circumstances {
            moved,
            not_aligned: missing,
            days: Some(request.days),
            fixed_light: request.repeat,
            floor: request.floor,
            ..Circumstances::default()
        };
        Self { photos: shown, circumstances }
    }
}

/// The scale of both photos: each by its own marker, else by the other's and how much larger the skin is shown.
fn scales(request: &MeasureRequest, moved: Option<Moved>) -> [Option<Scale>; 2] {
    let [before, after] = request.photos.each_ref().map(|p| p.mm_per_px);
    let larger = moved.map(|m| m.scale);
    let first = before.or_else(|| Some(after? * larger?));
    let second = after.or_else(|| Some(before? / larger?));
    [first, second].map(|mm| mm.map(Scale::flat))
}

/// True if the alignment is trusted over most of an outline of the fixed photo.
fn trusted(map: &TrustMap, outline: &[Point], size: Size) -> bool {
    let cell =
        |x: f64, n: usize, extent: u32| ((x / f64::from(extent) * n as f64).max(0.0) as usize).min(n.saturating_sub(1));
    let at = |p: Point| cell(p.y, map.rows, size.height) * map.columns + cell(p.x, map.columns, size.width);
    let middle = |i: usize| {
        Point::new(
            ((i % map.columns) as f64 + 0.5) / map.columns as f64 * f64::from(size.width),
            ((i / map.columns) as f64 + 0.5) / map.rows as f64 * f64::from(size.height),
        )
    };
    let inside = (0..map.trusted.len()).filter(|i| polygon_contains(outline, middle(*i)));
    let cells: Vec<usize> = inside.chain(outline.iter().map(|p| at(*p))).collect();
    let good = cells.iter().filter(|i| map.trusted.get(**i).copied().unwrap_or(false)).count();
    2 * good >= cells.len()
}

/// How the camera moved, from the straight part of the alignment over `places` of the earlier photo.
///
/// The turn out of the plane is read from how much more one direction shrank than the other. The same turn shrinks skin
/// that stands oblique more than skin that faces the camera; skin at 15° is assumed.
fn moved(found: &Registration, places: &[Point]) -> Option<Moved> {
    const OBLIQUE_DEG: f64 = 15.0;
    let n = places.len() as f64;
    if places.len() < 3 {
        return None;
    }
    let images: Vec<Point> = places.iter().map(|p| found.moving_from_fixed.moving_from_fixed(*p)).collect();
    let mean = |points: &[Point]| points.iter().fold(Point::default(), |sum, p| sum + *p) * (1.0 / n);
    let (p0, q0) = (mean(places), mean(&images));
    let (mut pp, mut qp) = (nalgebra::Matrix2::<f64>::zeros(), nalgebra::Matrix2::<f64>::zeros());
    for (p, q) in places.iter().zip(&images) {
        let (p, q) = (*p - p0, *q - q0);
        let (p, q) = (nalgebra::Vector2::new(p.x, p.y), nalgebra::Vector2::new(q.x, q.y));
        pp += p * p.transpose();
        qp += q * p.transpose();
    }
    let a = qp * pp.try_inverse()?;
    let values = a.singular_values();
    let (large, small) = (values[0].max(values[1]), values[0].min(values[1]));
    let oblique = OBLIQUE_DEG.to_radians();
    let pose = (small / large * oblique.cos()).clamp(-1.0, 1.0).acos() - oblique;
    let roll = (a[(1, 0)] - a[(0, 1)]).atan2(a[(0, 0)] + a[(1, 1)]);
    let moved =
        Moved { pose_deg: pose.to_degrees(), roll_deg: roll.to_degrees(), scale: (large * small).max(0.0).sqrt() };
    (moved.pose_deg.is_finite() && moved.scale > 0.0).then_some(moved)
}
