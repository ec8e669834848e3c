//! Which marks lie on a pane, and where: those of its own photos, and those of other dates at the same skin.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::super::choice::Side;
use super::super::pair::{Alignment, Footing, alignment};
use super::super::{CompareScreen, Scene};
use crate::align::Verdict;
use crate::app::{in_order, pair_key};
use crate::geom::Point;
use crate::model::{Mark, MarkId, Patient, PhotoId, Shape};
use crate::ui::cx::Cx;

/// A mark as it lies in the frame of a pane.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The mark as the record has it.
    pub mark: Mark,
    /// The photo under it, to which it may be adopted.
    pub on: PhotoId,
    /// The side whose photo that is.
    pub side: Side,
    /// Its outline in the pixels of that photo.
    pub in_photo: Shape,
    /// Its outline in the frame.
    pub in_frame: Shape,
    /// The day it was made on, if that is another than the photo's.
    pub from: Option<Date>,
}

/// Outlines that were carried over, so that a frame does not compute them again.
#[derive(Debug, Default)]
pub struct Mapped {
    kept: HashMap<(MarkId, PhotoId, u64), (Shape, Option<Shape>)>,
}

/// Above this the cache is emptied: old alignments are in it.
const MOST: usize = 2_000;

impl Mapped {
    fn get(&mut self, mark: &Mark, to: PhotoId, way: u64, place: impl Fn(Point) -> Option<Point>) -> Option<Shape> {
        if self.kept.len() > MOST {
            self.kept.clear();
        }
        match self.kept.get(&(mark.id, to, way)) {
            Some((source, mapped)) if *source == mark.shape => mapped.clone(),
            _ => {
                let mapped = carried_over(&mark.shape, place);
                self.kept.insert((mark.id, to, way), (mark.shape.clone(), mapped.clone()));
                mapped
            }
        }
    }
}

impl CompareScreen {
    /// The marks of a pane whose photos are `sides`: own ones first, then those of other dates. Each lesion once.
    pub(in super::super) fn drawn(
        &mut self,
        cx: &mut Cx<'_>,
        scene: &Scene<'_>,
        sides: &[(Side, Footing)],
    ) -> Vec<Drawn> {
        let mut drawn = Vec::new();
        let mut seen: BTreeSet<MarkId> = BTreeSet::new();
        for (side, footing) in sides {
            for mark in scene.patient.marks_of(scene.choice.photo(*side)) {
                if !self.marks.shows(mark.kind.family()) || !seen.insert(scene.patient.origin_of(mark)) {
                    continue;
                }
                drawn.extend(self.own(mark, *side, footing));
            }
        }
        // Without an alignment nobody knows where the same skin is.
        let Some((side, footing)) = sides.first() else { return drawn };
        for mark in others(scene, &seen, sides) {
            if self.marks.shows(mark.kind.family()) {
                drawn.extend(self.carried(cx, scene, mark, *side, footing));
            }
        }
        drawn
    }

    fn own(&mut self, mark: &Mark, side: Side, footing: &Footing) -> Option<Drawn> {
        let way = way_of(&[footing]);
        let in_frame = self.marks.mapped.get(mark, mark.photo, way, |p| footing.frame_from_photo(p))?;
        Some(Drawn { mark: mark.clone(), on: mark.photo, side, in_photo: mark.shape.clone(), in_frame, from: None })
    }

    /// A mark of another date on the photo of `side`.
    fn carried(
        &mut self,
        cx: &mut Cx<'_>,
        scene: &Scene<'_>,
        mark: &Mark,
        side: Side,
        footing: &Footing,
    ) -> Option<Drawn> {
        let on = scene.choice.photo(side);
        let (from, to) = self.way(cx, scene, mark.photo, on)?;
        let way = way_of(&[&from, &to]);
        let place = |p| to.photo_from_frame(from.frame_from_photo(p)?);
        let in_photo = self.marks.mapped.get(mark, on, way, place)?;
        let size = scene.patient.photos.get(&on)?.size;
        if !in_photo.outline().iter().any(|p| size.contains(*p)) {
            return None;
        }
        let in_frame = carried_over(&in_photo, |p| footing.frame_from_photo(p))?;
        let from = scene.patient.date_of(mark.photo);
        Some(Drawn { mark: mark.clone(), on, side, in_photo, in_frame, from })
    }

    /// How two photos stand in one common frame: the earlier one's if they were aligned with each other, else the
    /// baseline's, to which every date is aligned.
    fn way(&mut self, cx: &mut Cx<'_>, scene: &Scene<'_>, from: PhotoId, to: PhotoId) -> Option<(Footing, Footing)> {
        let pair = [scene.pair.fixed.id, scene.pair.moving.id];
        if pair.contains(&from) && pair.contains(&to) {
            let moving = Footing::Aligned(scene.pair.shown_by(false)?.stand.placement.clone());
            let own = |id| if id == scene.pair.fixed.id { Footing::Own } else { moving.clone() };
            return Some((own(from), own(to)));
        }
        let view = scene.patient.photos.get(&from)?.view.clone();
        let baseline = scene.patient.series(&view).first()?.id;
        Some((self.in_baseline(cx, scene.patient, baseline, from)?, self.in_baseline(cx, scene.patient, baseline, to)?))
    }

    fn in_baseline(
        &mut self,
        cx: &mut Cx<'_>,
        patient: &Patient,
        baseline: PhotoId,
        photo: PhotoId,
    ) -> Option<Footing> {
        if photo == baseline {
            return Some(Footing::Own);
        }
        // The baseline is the earliest photo of its view: it is the fixed one.
        in_order(patient, baseline, photo).filter(|order| order.fixed == baseline)?;
        let key = pair_key(patient, baseline, photo)?;
        let size = patient.photos.get(&photo)?.size;
        match alignment(cx, &mut self.meshes, &key, size) {
            Alignment::Found(found) if found.registration.verdict != Verdict::Refused => {
                Some(Footing::Aligned(found.stand.placement))
            }
            _ => None,
        }
    }
}

/// A shape in another frame. An ellipse stays one, so that it keeps its handles: over its width an alignment is nearly
/// a turn and an enlargement.
pub fn carried_over(shape: &Shape, place: impl Fn(Point) -> Option<Point>) -> Option<Shape> {
    let Shape::Ellipse { center, radii, degrees } = shape else { return shape.map(place) };
    let (sin, cos) = degrees.to_radians().sin_cos();
    let middle = place(*center)?;
    let across = place(*center + Point::new(cos, sin) * radii.x)? - middle;
    let down = place(*center + Point::new(-sin, cos) * radii.y)? - middle;
    let radii = Point::new(across.norm(), down.norm());
    Some(Shape::Ellipse { center: middle, radii, degrees: across.y.atan2(across.x).to_degrees() })
}

/// Marks of the same view on other photos, each lesion once: the one nearest in time.
fn others<'a>(scene: &Scene<'a>, seen: &BTreeSet<MarkId>, sides: &[(Side, Footing)]) -> Vec<&'a Mark> {
    let own: Vec<PhotoId> = sides.iter().map(|(side, _)| scene.choice.photo(*side)).collect();
    let day = own.first().and_then(|id| scene.patient.date_of(*id));
    let mut best: BTreeMap<MarkId, (i32, &Mark)> = BTreeMap::new();
    for mark in scene.patient.marks.values() {
        let same_view = scene.patient.photos.get(&mark.photo).is_some_and(|p| p.view == scene.choice.view);
        let origin = scene.patient.origin_of(mark);
        if !same_view || own.contains(&mark.photo) || seen.contains(&origin) {
            continue;
        }
        let away = match (day, scene.patient.date_of(mark.photo)) {
            (Some(a), Some(b)) => crate::model::days_between(a, b).abs(),
            _ => i32::MAX,
        };
        if best.get(&origin).is_none_or(|(nearest, _)| away < *nearest) {
            best.insert(origin, (away, mark));
        }
    }
    best.into_values().map(|(_, mark)| mark).collect()
}

/// Names a way between photos by the alignments it goes along.
fn way_of(footings: &[&Footing]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for footing in footings {
        match footing {
            Footing::Own => 0_usize.hash(&mut hasher),
            Footing::Fitted(h) => h.rows().iter().flatten().for_each(|v| v.to_bits().hash(&mut hasher)),
            Footing::Aligned(placement) => {
                // An address may be used again, the same address with the same transform is the same way.
                (std::sync::Arc::as_ptr(placement) as usize).hash(&mut hasher);
                for h in [&placement.warp.homography, &placement.nudged_from_found] {
                    h.rows().iter().flatten().for_each(|v| v.to_bits().hash(&mut hasher));
                }
            }
        }
    }
    hasher.finish()
}
