//! Questions about what can be measured: which marks of a pair, carried over from which photo, and the clinic's noise.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::App;
use super::derived::{FileKey, PairKey};
use super::pair::{file_of, in_order, pair_key};
use super::settings::Settings;
use crate::geom::{Point, Size};
use crate::measure::{METHOD_VERSION, MIN_PAIRS, NoiseFloor, Quantity};
use crate::model::{
    Integrity, Mark, MarkId, MarkKind, Patient, PatientId, PhotoId, PhotoRecord, SeriesPoint, TargetKind, days_between,
};

/// A question to the measurement, named by everything that its answer follows from.
#[derive(Debug, Clone)]
pub struct MeasureKey {
    /// The pair, earlier photo first.
    pub pair: PairKey,
    /// What is asked.
    pub request: Arc<MeasureRequest>,
    /// SHA-256 over pair and request, hexadecimal.
    pub sha256: Arc<str>,
}

impl PartialEq for MeasureKey {
    fn eq(&self, other: &Self) -> bool {
        self.sha256 == other.sha256
    }
}

impl Eq for MeasureKey {}

impl Hash for MeasureKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.sha256.hash(state);
    }
}

/// What is to be measured on two photos.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureRequest {
    /// The photos, earlier one first.
    pub photos: [Taken; 2],
    /// The regions to measure.
    pub lesions: Vec<Asked>,
    /// Untreated skin.
    pub reference: Vec<Asked>,
    /// Days between the photos.
    pub days: f64,
    /// The clinic's own noise for this view and camera.
    pub floor: Option<NoiseFloor>,
    /// Repeat shots of one visit, minutes apart: the light was the same.
    pub repeat: bool,
    /// What the photos are calibrated by, where both show it.
    pub target: Option<TargetKind>,
    /// Width and height of the chart's fields in mm, if that is a chart of known size.
    pub chart_mm: Option<[f64; 2]>,
    /// The clinic vouches for the same light in both.
    pub fixed_light: bool,
}

/// What the record says about a photo, as far as a measurement depends on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Its file.
    pub file: FileKey,
    /// Its size.
    pub size: Size,
    /// Why the file counts as damaged.
    pub damaged: Option<String>,
    /// Make and model of the camera; empty if unknown.
    pub camera: String,
    /// Millimetres a pixel, from a marker in the photo.
    pub mm_per_px: Option<f64>,
    /// The corners of the target that the pair is calibrated by, where a person showed them.
    pub target: Option<[Point; 4]>,
}

/// A region with where its outline comes from in each of the two photos.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The first mark of its chain.
    pub origin: MarkId,
    /// What it stands for.
    pub kind: MarkKind,
    /// Its outline in the earlier and in the later photo.
    pub places: [Drawn; 2],
}

/// An outline as it was drawn, and the alignments along which it comes to the photo that is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The outline in pixels of the photo it was drawn on.
    pub outline: Vec<Point>,
    /// The way to the photo that is measured; empty if that is the one.
    pub legs: Vec<Leg>,
}

/// One alignment of a way.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// The pair.
    pub pair: PairKey,
    /// From the moving photo to the fixed one.
    pub back: bool,
}

impl MeasureKey {
    fn new(pair: PairKey, request: MeasureRequest) -> Self {
        let sha256 = digest(&pair, &request).into();
        Self { pair, request: request.into(), sha256 }
    }

    /// The same question about the reference skin alone.
    pub fn reference_only(&self) -> Self {
        Self::new(self.pair.clone(), MeasureRequest { lesions: Vec::new(), ..(*self.request).clone() })
    }

    /// The same question about a small disc of skin around `p` of the earlier photo.
    pub fn around(&self, p: Point) -> Self {
        let disc = (0..24).map(|i| {
            let (sin, cos) = (f64::from(i) / 24.0 * std::f64::consts::TAU).sin_cos();
            p + Point::new(cos, sin) * DISC_RADIUS_PX
        });
        let outline: Vec<Point> = disc.collect();
        let there = Leg { pair: self.pair.clone(), back: false };
        let asked = Asked {
            origin: MarkId::from_number(0),
            kind: MarkKind::Redness,
            places: [Drawn { outline: outline.clone(), legs: Vec::new() }, Drawn { outline, legs: vec![there] }],
        };
        Self::new(self.pair.clone(), MeasureRequest { lesions: vec![asked], ..(*self.request).clone() })
    }

    /// True if reference skin is marked.
    pub fn has_reference(&self) -> bool {
        !self.request.reference.is_empty()
    }

    /// Every alignment that the answer follows from: the pair's own, and those along which outlines come.
    pub fn alignments(&self) -> Vec<PairKey> {
        let regions = self.request.lesions.iter().chain(&self.request.reference);
        let legs = regions.flat_map(|asked| &asked.places).flat_map(|drawn| &drawn.legs);
        let mut all = vec![self.pair.clone()];
        for leg in legs {
            if !all.contains(&leg.pair) {
                all.push(leg.pair.clone());
            }
        }
        all
    }
}

/// Radius of the disc that is measured under the pointer: large enough that 400 pixels are left in a photo taken from a
/// tenth further away.
const DISC_RADIUS_PX: f64 = 13.0;

/// What a clinic measures with, beside its photos.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Means {
    /// Its own noise for the view and the camera.
    pub floor: Option<NoiseFloor>,
    /// What it lays beside the skin to calibrate by.
    pub target: Option<TargetKind>,
    /// Width and height of its chart's fields in mm.
    pub chart_mm: Option<[f64; 2]>,
    /// It vouches for the same light and camera settings at every visit.
    pub fixed_light: bool,
}

impl Means {
    /// What the settings of this computer say; its own noise is in the library.
    pub fn of(settings: &Settings) -> Self {
        Self { floor: None, target: settings.target, chart_mm: settings.chart_mm, fixed_light: settings.fixed_light }
    }
}

/// What can be measured between two photos: every region of their view, once, with the outline of its own date where there
/// is one, else carried over by the alignment. `None` for the same photo twice.
///
/// Of the clinic's means its calibration target counts after what a person showed in one of the photos, the earlier one first.
pub fn measure_key(patient: &Patient, a: PhotoId, b: PhotoId, means: Means) -> Option<MeasureKey> {
    if a == b {
        return None;
    }
    let order = in_order(patient, a, b)?;
    let pair = pair_key(patient, a, b)?;
    let photos = [order.fixed, order.moving];
    let records = photos.map(|id| patient.photos.get(&id));
    let [Some(before), Some(after)] = records else { return None };
    let of_family = |families: &[MarkKind]| -> Vec<Asked> {
        origins(patient, before, families).into_iter().filter_map(|mark| asked(patient, mark, photos)).collect()
    };
    let days = patient.date_of(before.id).zip(patient.date_of(after.id)).map_or(0, |(a, b)| days_between(a, b));
    let target = [before, after].into_iter().find_map(|p| Some(p.target?.kind)).or(means.target);
    let request = MeasureRequest {
        photos: [before, after].map(|photo| taken(photo, target)),
        lesions: of_family(&[MarkKind::Redness, MarkKind::Healing, MarkKind::Lesion]),
        reference: of_family(&[MarkKind::Reference]),
        days: f64::from(days),
        floor: means.floor,
        repeat: patient.repeat_pairs().contains(&photos),
        target,
        chart_mm: means.chart_mm.filter(|_| target.is_some_and(TargetKind::is_chart)),
        fixed_light: means.fixed_light,
    };
    Some(MeasureKey::new(pair, request))
}

fn taken(photo: &PhotoRecord, target: Option<TargetKind>) -> Taken {
    let damaged = match &photo.integrity {
        Integrity::Intact => None,
        Integrity::Damaged(why) => Some(why.clone()),
    };
    let camera = photo.camera.clone();
    let target = photo.target.filter(|placed| Some(placed.kind) == target).map(|placed| placed.corners);
    Taken { file: file_of(photo), size: photo.size, damaged, camera, mm_per_px: photo.mm_per_px(), target }
}

/// The first mark of every region of these families in the view of `photo`, oldest first.
fn origins<'a>(patient: &'a Patient, photo: &PhotoRecord, families: &[MarkKind]) -> Vec<&'a Mark> {
    let fits = |m: &&Mark| {
        let same_view = patient.photos.get(&m.photo).is_some_and(|p| p.view == photo.view);
        families.contains(&m.kind.family()) && m.shape.is_region() && same_view && patient.origin_of(m) == m.id
    };
    patient.marks.values().filter(fits).collect()
}

fn asked(patient: &Patient, origin: &Mark, photos: [PhotoId; 2]) -> Option<Asked> {
    let [before, after] = [drawn(patient, origin, photos, 0)?, drawn(patient, origin, photos, 1)?];
    Some(Asked { origin: origin.id, kind: origin.kind, places: [before, after] })
}

/// The outline of a region in photo number `which` of the pair: the one drawn there, else that of the pair's other photo,
/// else the one nearest in time, by way of the baseline.
fn drawn(patient: &Patient, origin: &Mark, photos: [PhotoId; 2], which: usize) -> Option<Drawn> {
    let (here, other) = (photos[which], photos[1 - which]);
    let chain = || patient.marks.values().filter(|m| m.shape.is_region() && patient.origin_of(m) == origin.id);
    let on = |photo: PhotoId| chain().rfind(|m| m.photo == photo);
    let outline = |mark: &Mark| mark.shape.outline();
    if let Some(mark) = on(here) {
        return Some(Drawn { outline: outline(mark), legs: Vec::new() });
    }
    if let Some(mark) = on(other) {
        return Some(Drawn { outline: outline(mark), legs: vec![leg(patient, other, here)?] });
    }
    let day = patient.date_of(here)?;
    let away = |m: &&Mark| patient.date_of(m.photo).map_or(i32::MAX, |d| days_between(d, day).abs());
    let mark = chain().min_by_key(|m| (away(m), m.id))?;
    let view = &patient.photos.get(&here)?.view;
    let baseline = patient.series(view).first()?.id;
    let stops = [mark.photo, baseline, here];
    let legs = stops.windows(2).filter(|w| w[0] != w[1]).map(|w| leg(patient, w[0], w[1])).collect::<Option<_>>()?;
    Some(Drawn { outline: outline(mark), legs })
}

fn leg(patient: &Patient, from: PhotoId, to: PhotoId) -> Option<Leg> {
    Some(Leg { pair: pair_key(patient, from, to)?, back: in_order(patient, from, to)?.fixed == to })
}

/// SHA-256 of everything that a measurement follows from.
fn digest(pair: &PairKey, request: &MeasureRequest) -> String {
    let mut hash = Sha256::new();
    let number = |hash: &mut Sha256, v: f64| hash.update(v.to_bits().to_le_bytes());
    let key = |hash: &mut Sha256, pair: &PairKey| {
        hash.update(&pair.fixed.sha256);
        hash.update(&pair.moving.sha256);
        let bits = pair.manual.as_ref().map(super::ManualKey::bits).unwrap_or_default();
        hash.update((bits.len() as u64).to_le_bytes());
        bits.into_iter().for_each(|b| hash.update(b.to_le_bytes()));
        for (side, area) in (1_u64..).zip(&pair.skin) {
            let Some(area) = area else { continue };
            let bits = area.0.bits();
            [side, bits.len() as u64].into_iter().chain(bits).for_each(|b| hash.update(b.to_le_bytes()));
        }
    };
    hash.update(METHOD_VERSION);
    hash.update(crate::align::ENGINE_VERSION);
    key(&mut hash, pair);
    for photo in &request.photos {
        hash.update(photo.damaged.as_deref().unwrap_or("intact"));
        hash.update(&photo.camera);
        number(&mut hash, photo.mm_per_px.unwrap_or(f64::NAN));
        photo.target.iter().flatten().flat_map(|p| [p.x, p.y]).for_each(|v| number(&mut hash, v));
    }
    for regions in [&request.lesions, &request.reference] {
        hash.update((regions.len() as u64).to_le_bytes());
        for region in regions {
            hash.update(region.origin.to_string());
            if region.kind == MarkKind::OpenWound {
                hash.update([region.kind as u8]);
            }
            for drawn in &region.places {
                hash.update((drawn.outline.len() as u64).to_le_bytes());
                drawn.outline.iter().for_each(|p| [p.x, p.y].into_iter().for_each(|v| number(&mut hash, v)));
                for leg in &drawn.legs {
                    hash.update([u8::from(leg.back) + 1]);
                    key(&mut hash, &leg.pair);
                }
            }
        }
    }
    number(&mut hash, request.days);
    let flags = [request.repeat, request.fixed_light].map(u8::from);
    request.chart_mm.iter().flatten().for_each(|mm| number(&mut hash, *mm));
    hash.update([flags[0], flags[1], request.target.map_or(0, |kind| kind as u8 + 1)]);
    let floor = request.floor.map(|f| [f.sem_hb, f.sem_a, f.sem_mel]).unwrap_or_default();
    floor.into_iter().for_each(|v| number(&mut hash, v));
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// What the clinic knows about its own repeatability for a view and a camera.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Noise {
    /// Pairs of repeat shots so far.
    pub pairs: usize,
    /// The floor, once there are enough.
    pub floor: Option<NoiseFloor>,
}

impl Noise {
    /// Pairs that are still missing.
    pub fn missing(&self) -> usize {
        MIN_PAIRS.saturating_sub(self.pairs)
    }

    /// From the repeat shots of one view and camera: the differences of each pair's regions, pair by pair.
    pub fn of<'a>(pairs: impl Iterator<Item = &'a [[f64; 3]]>) -> Self {
        let (mut count, mut all) = (0, Vec::new());
        for differences in pairs {
            count += 1;
            all.extend_from_slice(differences);
        }
        // Regions of one pair were taken in one shot: it is pairs of shots that count.
        let floor = (count >= MIN_PAIRS).then(|| NoiseFloor::from_repeats(&all)).flatten();
        Self { pairs: count, floor: floor.map(|floor| NoiseFloor { pairs: count, ..floor }) }
    }
}

impl App {
    /// The clinic's own noise for a view and a camera, from the repeat shots of all patients.
    pub fn noise(&self, view: &crate::model::View, camera: &str) -> Noise {
        let Some(open) = self.library() else { return Noise::default() };
        let all = open.summaries.iter().flat_map(|s| &s.repeats);
        let fit = all.filter(|r| r.view == view.id() && r.camera == camera && r.method == METHOD_VERSION);
        Noise::of(fit.map(|r| r.differences.as_slice()))
    }

    /// What can be measured between two photos of the open patient, held against the clinic's noise where it is known.
    pub fn measure_key(&self, a: PhotoId, b: PhotoId) -> Option<MeasureKey> {
        let patient = self.patient()?;
        let [first, second] = [patient.photos.get(&a)?, patient.photos.get(&b)?];
        let same_camera = first.camera == second.camera;
        let floor = same_camera.then(|| self.noise(&first.view, &first.camera).floor).flatten();
        measure_key(patient, a, b, Means { floor, ..Means::of(&self.settings) })
    }

    /// The redness of a region of the open patient over its dates; see [`redness_series`].
    pub fn redness_series(&self, patient: PatientId, region: MarkId) -> Vec<SeriesPoint> {
        self.patient().filter(|p| p.id == patient).map_or_else(Vec::new, |p| redness_series(p, region))
    }
}

/// The accepted redness of a region over its dates against its earliest photo: day, days since treatment, value, interval.
/// For a chart; the earliest photo itself is zero and not in it.
pub fn redness_series(patient: &Patient, region: MarkId) -> Vec<SeriesPoint> {
    patient.series_of(region, Quantity::DeltaHb.key())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::review::trial;
    use crate::model::{Shape, Target};

    #[test]
    fn what_a_person_showed_in_a_photo_counts_before_what_the_clinic_calibrates_by() {
        let (mut patient, [a, b]) = (trial::patient(2), [1, 2].map(PhotoId::from_number));
        let means = Means { target: Some(TargetKind::GreyCard), ..Means::default() };
        let asked = |patient: &Patient| measure_key(patient, a, b, means).unwrap();
        let plain = asked(&patient);
        assert_eq!(plain.request.target, Some(TargetKind::GreyCard));
        assert_eq!(plain.request.photos.each_ref().map(|p| p.target), [None, None], "they are looked for");
        let corners = [[5.0, 5.0], [35.0, 5.0], [35.0, 25.0], [5.0, 25.0]].map(Point::from);
        let show = |patient: &mut Patient, id, kind| {
            patient.photos.get_mut(&id).unwrap().target = Some(Target { kind, corners });
        };
        show(&mut patient, b, TargetKind::Classic24Before2014);
        let shown = asked(&patient);
        assert_eq!(shown.request.target, Some(TargetKind::Classic24Before2014));
        assert_eq!(shown.request.photos.each_ref().map(|p| p.target), [None, Some(corners)]);
        show(&mut patient, a, TargetKind::Classic24Since2014);
        let both = asked(&patient);
        assert_eq!(both.request.target, Some(TargetKind::Classic24Since2014), "the earlier photo's");
        assert_eq!(
            both.request.photos.each_ref().map(|p| p.target),
            [Some(corners), None],
            "the other kind is no answer"
        );
        let other = Means { target: None, fixed_light: true, ..Means::default() };
        let keys = [plain, shown, both, measure_key(&patient, a, b, other).unwrap()];
        let names: std::collections::HashSet<_> = keys.iter().map(|key| key.sha256.clone()).collect();
        assert_eq!(names.len(), keys.len(), "another question has another name");
    }

    #[test]
    fn a_region_that_becomes_an_open_wound_is_another_question() {
        let (mut patient, [a, b]) = (trial::patient(2), [1, 2].map(PhotoId::from_number));
        let region = Mark {
            id: MarkId::from_number(7),
            photo: a,
            kind: MarkKind::Healing,
            shape: Shape::Ellipse { center: Point::new(20.0, 15.0), radii: Point::new(6.0, 5.0), degrees: 0.0 },
            severity: None,
            label: String::new(),
            comment: String::new(),
            adopted_from: None,
        };
        patient.marks.insert(region.id, region.clone());
        let closed = measure_key(&patient, a, b, Means::default()).unwrap();
        patient.marks.insert(region.id, Mark { kind: MarkKind::OpenWound, ..region });
        let open = measure_key(&patient, a, b, Means::default()).unwrap();
        assert_eq!(open.request.lesions[0].kind, MarkKind::OpenWound);
        assert_ne!(closed.sha256, open.sha256);
    }

    #[test]
    fn nine_pairs_are_no_floor_and_ten_are_one_however_many_regions_they_have() {
        let shots = [[2.0, 0.5, 1.0], [-2.0, 0.5, 1.0]];
        let nine = Noise::of((0..9).map(|_| &shots[..]));
        assert_eq!((nine.pairs, nine.floor, nine.missing()), (9, None, 1));
        let ten = Noise::of((0..10).map(|_| &shots[..]));
        let floor = ten.floor.unwrap();
        assert_eq!(floor.pairs, 10);
        assert!((floor.sem_hb - 2f64.sqrt()).abs() < 1e-12, "{floor:?}");
    }
}
