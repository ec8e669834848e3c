//! What the marked regions of a pair show: outlines carried over by the alignment, then measured.

use std::collections::HashMap;
use std::sync::Arc;

use crate::align::{Registration, TrustMap, Verdict};
use crate::app::derived::PairKey;
use crate::app::measuring::{Asked, Drawn, MeasureRequest};
use crate::app::pair::Placement;
use crate::app::tasks::target::Targets;
use crate::geom::{Point, Size, polygon_area, polygon_contains};
use crate::imaging::Photo;
use crate::measure::{self, Circumstances, Measurement, Moved, Region, RegionReadings, Scale, Shown};
use crate::model::{MarkId, MarkKind, TargetKind};
use crate::monitor::Monitor;

/// The alignments that outlines are carried along, and what both photos show to calibrate with.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    ways: HashMap<PairKey, Way>,
    /// The corners of what the pair is calibrated by in each of its photos: measurement and map are corrected by the same.
    pub targets: [Option<[Point; 4]>; 2],
}

#[derive(Debug, Clone)]
struct Way {
    found: Arc<Registration>,
    placement: Placement,
}

impl Ways {
    /// Adds the alignment of a pair, its nudge laid on top.
    pub fn add(&mut self, pair: PairKey, found: Arc<Registration>) {
        let placement = Placement::new(found.moving_from_fixed.clone(), &pair);
        self.ways.insert(pair, Way { found, placement });
    }

    /// The alignment of a pair that may be shown by it.
    fn usable(&self, pair: &PairKey) -> Option<&Way> {
        self.ways.get(pair).filter(|way| way.found.verdict != Verdict::Refused)
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
            region.carried = true;
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
    /// Share of each region that both photos show and that was measured, 0 to 1.
    pub shares: Vec<f64>,
    /// Reference patches that were left out, because one of the photos does not show them.
    pub left_out: usize,
    /// The clinic's own noise that was used instead of the tier's floor.
    pub floor: Option<measure::NoiseFloor>,
    /// What the photos were to be calibrated by, and its corners where a photo shows it.
    pub target: Option<TargetKind>,
    /// Corners of the target in each photo.
    pub targets: [Option<[Point; 4]>; 2],
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
        shares: shown.shares.clone(),
        left_out: shown.left_out,
        floor: request.floor,
        target: request.target,
        targets: ways.targets,
    })
}

/// Both photos with their marks in place, as the measurement takes them.
pub struct Marked<'a> {
    /// The photos, earlier one first.
    pub photos: [Shown<'a>; 2],
    /// How they were taken.
    pub circumstances: Circumstances,
    /// Share of each region that both photos show, 0 to 1.
    pub shares: Vec<f64>,
    /// Reference patches that one of the photos does not show.
    pub left_out: usize,
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
        let mut carry = |asked: &Asked| -> [Region; 2] {
            asked.places.each_ref().map(|drawn| {
                let carried = ways.carried(drawn);
                missing |= carried.is_none();
                let region = carried.unwrap_or_else(|| Region::carried(drawn.outline.clone(), false));
                Region { open_wound: asked.kind == MarkKind::OpenWound, ..region }
            })
        };
        let common = Common { sizes: photos.map(Photo::size), way: ways.usable(pair).map(|way| &way.placement) };
        let (mut lesions, mut reference) = ([vec![], vec![]], [vec![], vec![]]);
        let (mut shares, mut left_out) = (Vec::new(), 0);
        for asked in &request.lesions {
            let (regions, share) = common.part(asked, carry(asked));
            shares.push(share);
            lesions.iter_mut().zip(regions).for_each(|(all, region)| all.push(region));
        }
        for asked in &request.reference {
            let (regions, share) = common.part(asked, carry(asked));
            if share < LEAST_SHARE {
                left_out += 1;
                continue;
            }
            reference.iter_mut().zip(regions).for_each(|(all, region)| all.push(region));
        }
        let mut both = lesions.into_iter().zip(reference);
        let regions = [0, 1].map(|_| both.next().unwrap_or_default());
        let places: Vec<Point> =
            regions[0].0.iter().chain(&regions[0].1).flat_map(|r| r.outline.iter().copied()).collect();
        let moved = ways.usable(pair).and_then(|way| moved(&way.found, &places));
        let scales = scales(request, moved);
        let mut regions = regions.into_iter();
        let mut edited = edited.into_iter();
        let Targets { grey, charts, edition } = Targets::of(request, ways.targets, photos);
        let shown = [0, 1].map(|i| {
            let (lesions, reference) = regions.next().unwrap_or_default();
            let taken = &request.photos[i];
            Shown {
                damaged: taken.damaged.clone(),
                edited: edited.next().flatten(),
                camera: (!taken.camera.is_empty()).then(|| taken.camera.clone()),
                lesions,
                reference,
                grey: grey.iter().map(|cards| cards[i].clone()).collect(),
                chart: charts[i],
                chart_mm: request.chart_mm,
                scale: scales[i],
                ..Shown::new(photos[i])
            }
        });
        let circumstances = Circumstances {
            edition,
            moved,
            not_aligned: missing,
            days: Some(request.days),
            fixed_light: request.repeat || request.fixed_light,
            floor: request.floor,
        };
        Self { photos: shown, circumstances, shares, left_out }
    }
}

/// A carried region of which less than this share is in both photos is not cut down to it.
const LEAST_SHARE: f64 = 0.5;

/// What both photos of a pair show.
struct Common<'a> {
    sizes: [Size; 2],
    way: Option<&'a Placement>,
}

impl Common<'_> {
    /// A carried region cut down to the skin that both photos show, and the share of it that is left: the same skin has
    /// to be measured in both. What was drawn on both photos stays as it was drawn.
    fn part(&self, asked: &Asked, regions: [Region; 2]) -> ([Region; 2], f64) {
        let drawn_on_both = asked.places.iter().all(|drawn| drawn.legs.is_empty());
        let Some(way) = self.way.filter(|_| !drawn_on_both) else { return (regions, 1.0) };
        let whole = polygon_area(&regions[0].outline);
        let cut = || -> Option<[Vec<Point>; 2]> {
            let before = clipped(&regions[0].outline, self.sizes[0]);
            let there: Vec<Point> = before.iter().map(|p| way.moving_from_fixed(*p)).collect::<Option<_>>()?;
            let after = clipped(&there, self.sizes[1]);
            let back: Vec<Point> = after.iter().map(|q| way.fixed_from_moving(*q)).collect::<Option<_>>()?;
            (back.len() >= 3).then_some([back, after])
        };
        let inside = |i: usize| regions[i].outline.iter().all(|p| within(*p, self.sizes[i]));
        if inside(0) && inside(1) {
            return (regions, 1.0);
        }
        let Some([before, after]) = cut() else { return (regions, 0.0) };
        let share = polygon_area(&before) / whole.max(1e-9);
        if share < LEAST_SHARE {
            return (regions, share);
        }
        let [first, second] = regions;
        let cut = |region: Region, outline| Region { outline, ..region };
        ([cut(first, before), cut(second, after)], share.min(1.0))
    }
}

/// Pixels at the border of a photo that a cut leaves free: the way there and back is true to a hundredth of one.
const BORDER_PX: f64 = 2.0;

fn within(p: Point, size: Size) -> bool {
    let (right, foot) = (f64::from(size.width) - 1.0, f64::from(size.height) - 1.0);
    p.x >= 0.0 && p.y >= 0.0 && p.x <= right && p.y <= foot
}

/// The part of a closed outline inside a photo, a little border left free. Sutherland and Hodgman, CACM 17 (1974).
fn clipped(outline: &[Point], size: Size) -> Vec<Point> {
    let (right, foot) = (f64::from(size.width) - 1.0 - BORDER_PX, f64::from(size.height) - 1.0 - BORDER_PX);
    let sides: [&dyn Fn(Point) -> f64; 4] =
        [&|p| p.x - BORDER_PX, &|p| right - p.x, &|p| p.y - BORDER_PX, &|p| foot - p.y];
    let mut points = outline.to_vec();
    for side in sides {
        let from = std::mem::take(&mut points);
        for (i, b) in from.iter().enumerate() {
            let a = from[(i + from.len() - 1) % from.len()];
            let (da, db) = (side(a), side(*b));
            if (da >= 0.0) != (db >= 0.0) {
                points.push(a.lerp(*b, da / (da - db)));
            }
            if db >= 0.0 {
                points.push(*b);
            }
        }
    }
    points
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::measuring::{Leg, Taken};
    use crate::app::tasks::target;
    use crate::geom::{Homography, Warp};
    use crate::measure::Tier;
    use crate::model::MarkKind;
    use crate::monitor::Silent;
    use crate::phantom::{Card, CardKind, Region as Cheek, Scene, Shot, Tone, Visit, render};

    fn square(x: f64, y: f64, side: f64) -> Vec<Point> {
        [[x, y], [x + side, y], [x + side, y + side], [x, y + side]].map(Point::from).to_vec()
    }

    fn asked(outline: &[Point], carried: bool) -> Asked {
        let file = |n: &str| crate::app::FileKey { sha256: n.into(), format: "jpg".into() };
        let leg = Leg {
            pair: PairKey { fixed: file("a"), moving: file("b"), manual: None, skin: [None, None] },
            back: false,
        };
        let drawn = |legs: Vec<Leg>| Drawn { outline: outline.to_vec(), legs };
        let places = [drawn(vec![]), drawn(if carried { vec![leg] } else { vec![] })];
        Asked { origin: MarkId::from_number(1), kind: MarkKind::Redness, places }
    }

    #[test]
    fn a_region_is_cut_down_to_the_skin_that_both_photos_show() {
        let size = Size::new(400, 300);
        // The later photo was taken 60 pixels further right: skin left of x = 60 is not in it.
        let warp = Warp::from_homography(Homography::similarity(1.0, 0.0, -60.0, 0.0), size);
        let way = Placement { warp, nudged_from_found: Homography::identity() };
        let common = Common { sizes: [size; 2], way: Some(&way) };
        let regions = |outline: &[Point]| {
            let there = outline.iter().map(|p| way.moving_from_fixed(*p).unwrap()).collect();
            [Region::drawn(outline.to_vec()), Region::drawn(there)]
        };
        let part = |outline: &[Point], carried| common.part(&asked(outline, carried), regions(outline));
        let (whole, share) = part(&square(100.0, 100.0, 80.0), true);
        assert_eq!((whole, share), (regions(&square(100.0, 100.0, 80.0)), 1.0));
        let ([before, after], share) = part(&square(42.0, 100.0, 80.0), true);
        assert!((share - 0.75).abs() < 0.01, "{share}");
        assert!(before.outline.iter().all(|p| p.x > 61.9) && after.outline.iter().all(|p| within(*p, size)));
        let (kept, share) = part(&square(5.0, 100.0, 80.0), true);
        assert!(share < LEAST_SHARE, "{share}");
        assert_eq!(kept, regions(&square(5.0, 100.0, 80.0)), "too little is left: the gate says why");
        let drawn = part(&square(42.0, 100.0, 80.0), false);
        assert_eq!(drawn, (regions(&square(42.0, 100.0, 80.0)), 1.0), "what was drawn on both stays");
    }

    #[test]
    fn what_was_carried_over_and_what_is_an_open_wound_reaches_the_measurement() {
        let Beside { photos, pair, mut request } = beside(CardKind::Grey, TargetKind::GreyCard);
        let outline = square(330.0, 80.0, 90.0);
        request.lesions = vec![asked(&outline, true), Asked { kind: MarkKind::OpenWound, ..asked(&outline, false) }];
        let marked = Marked::new(&request, &pair, &Ways::default(), photos.each_ref(), [None, None]);
        let told = marked.photos.map(|p| p.lesions.iter().map(|r| (r.carried, r.open_wound)).collect::<Vec<_>>());
        assert_eq!(told, [vec![(false, false), (false, true)], vec![(true, false), (false, true)]]);
    }

    /// Two photos of a cheek with a target beside it, a question about a region of it, and where the target lies.
    struct Beside {
        photos: [Photo; 2],
        pair: PairKey,
        request: MeasureRequest,
    }

    fn beside(kind: CardKind, target: TargetKind) -> Beside {
        let size = Size::new(600, 450);
        let scene = Scene::healthy(7, Tone::II, Cheek::LeftCheek);
        let photos = [1, 2].map(|seed: u64| {
            let mut shot = Shot::frontal(size, 12.0);
            shot.seed = seed;
            shot.exposure_ev = 0.2;
            let center = Point::new(-9.0, 6.0);
            shot.cards.push(Card { kind, center, width_mm: 17.0, turn_deg: 4.0 });
            render(&scene, &Visit::default(), &shot).photo
        });
        let file = |n: &str| crate::app::FileKey { sha256: n.into(), format: "jpg".into() };
        let pair = PairKey { fixed: file("a"), moving: file("b"), manual: None, skin: [None, None] };
        let taken = |n: &str| Taken {
            file: file(n),
            size,
            damaged: None,
            camera: String::new(),
            mm_per_px: None,
            target: None,
        };
        let patches = [[40.0, 40.0], [520.0, 40.0], [520.0, 380.0]];
        let request = MeasureRequest {
            photos: [taken("a"), taken("b")],
            lesions: vec![asked(&square(330.0, 80.0, 90.0), false)],
            reference: patches.map(|[x, y]| asked(&square(x, y, 50.0), false)).to_vec(),
            days: 1.0,
            floor: None,
            repeat: false,
            target: Some(target),
            chart_mm: None,
            fixed_light: false,
        };
        Beside { photos, pair, request }
    }

    impl Beside {
        /// What is measured, and what the map is read with, where the targets lie at these corners.
        fn measured(&self, targets: [Option<[Point; 4]>; 2]) -> (Measured, measure::HeatInputs) {
            let (photos, ways) = (self.photos.each_ref(), Ways { targets, ..Ways::default() });
            let measured = run(&self.request, &self.pair, &ways, photos, [None, None], &Silent).unwrap();
            let marked = Marked::new(&self.request, &self.pair, &ways, photos, [None, None]);
            let [before, after] = &marked.photos;
            (measured, measure::heat_inputs(before, after, &marked.circumstances).unwrap())
        }

        fn found(&self) -> [Option<[Point; 4]>; 2] {
            let kind = self.request.target.unwrap();
            self.photos.each_ref().map(|photo| target::found(photo, kind))
        }
    }

    #[test]
    fn measurement_and_map_are_corrected_by_the_grey_card_that_both_photos_show() {
        let pair = beside(CardKind::Grey, TargetKind::GreyCard);
        let found = pair.found();
        let ((with, map), (without, bare)) = (pair.measured(found), pair.measured([None, None]));
        assert_eq!((with.measurement.tier, without.measurement.tier), (Tier::T2, Tier::T1));
        assert_ne!(map.readers, bare.readers, "the map reads colours that the card has corrected");
        let (alone, _) = pair.measured([found[0], None]);
        assert_eq!(alone.measurement.tier, Tier::T1, "a card in one photo alone corrects nothing");
    }

    #[test]
    fn a_chart_of_known_size_gives_millimetres_without_a_scale_marker() {
        let mut pair = beside(CardKind::Classic24Before2014, TargetKind::Classic24Before2014);
        let found = pair.found();
        let area = |pair: &Beside| {
            let (measured, _) = pair.measured(found);
            measured.measurement.regions[0].readings.value(measure::Quantity::AreaBefore).map(|v| v.value)
        };
        assert_eq!(area(&pair), None);
        // The card is 17 mm wide with its rim; the photo has 12 pixels a mm.
        let [a, b, _, d] = found[0].unwrap();
        pair.request.chart_mm = Some([a.distance(b) / 12.0, a.distance(d) / 12.0]);
        let (wanted, found) = ((90.0 / 120.0_f64).powi(2), area(&pair).unwrap());
        assert!((found / wanted - 1.0).abs() < 0.1, "{found} for {wanted} cm²");
    }

    #[test]
    fn measurement_and_map_are_corrected_by_the_chart_that_both_photos_show() {
        let pair = beside(CardKind::Classic24Before2014, TargetKind::Classic24Before2014);
        let found = pair.found();
        let ((with, map), (without, bare)) = (pair.measured(found), pair.measured([None, None]));
        assert_eq!(
            (with.measurement.tier, without.measurement.tier),
            (Tier::T3, Tier::T1),
            "{:?}",
            with.measurement.notes
        );
        assert_eq!(with.measurement.chart_held_out.len(), 2);
        assert_ne!(map.readers, bare.readers, "the map reads colours that the chart has corrected");
        // A hand's breadth beside the chart there are no patches.
        let beside = found.map(|corners| corners.map(|c| c.map(|p| p + Point::new(260.0, -200.0))));
        let (missed, _) = pair.measured(beside);
        assert_eq!(missed.measurement.tier, Tier::T1, "what does not read as a chart is not used");
        assert!(missed.measurement.notes.iter().any(|note| note.contains("the chart was not used")));
    }
}
