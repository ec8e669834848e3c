//! Questions about the open patient that a screen asks by name: which pair, which days, which marks.

use std::sync::Arc;

use super::App;
use super::derived::{FileKey, ManualKey, PairKey, SkinKey, Slot};
use super::tasks::registration;
use crate::align::{Registration, Verdict};
use crate::geom::{Homography, Point, Size, Warp};
pub use crate::model::{DayWords, day_words};
use crate::model::{Patient, PhotoId, PhotoRecord, View};

/// The file of a photo.
pub fn file_of(photo: &PhotoRecord) -> FileKey {
    FileKey { sha256: photo.sha256.clone(), format: photo.format.clone() }
}

/// Two photos of a patient, the earlier one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordered {
    /// The earlier photo: it stands still.
    pub fixed: PhotoId,
    /// The later photo: it is moved.
    pub moving: PhotoId,
}

/// Puts two photos in order of time; photos of one day in order of their shots, then of their ids.
pub fn in_order(patient: &Patient, a: PhotoId, b: PhotoId) -> Option<Ordered> {
    let when = |id: PhotoId| Some((patient.date_of(id)?, patient.photos.get(&id)?.taken_at, id));
    let (fixed, moving) = if when(a)? <= when(b)? { (a, b) } else { (b, a) };
    Some(Ordered { fixed, moving })
}

/// The key under which the alignment of two photos is found, whatever their order.
pub fn pair_key(patient: &Patient, a: PhotoId, b: PhotoId) -> Option<PairKey> {
    let Ordered { fixed, moving } = in_order(patient, a, b)?;
    let manual = patient.manual_alignment(fixed, moving).cloned();
    Some(PairKey {
        fixed: file_of(patient.photos.get(&fixed)?),
        moving: file_of(patient.photos.get(&moving)?),
        manual: manual.map(|m| ManualKey(m.into())),
        skin: [fixed, moving].map(|photo| patient.skin_areas.get(&photo).cloned().map(|area| SkinKey(area.into()))),
    })
}

/// What opens with a patient: the view with the most dates, its first and its last photo.
pub fn opening_pair(patient: &Patient) -> Option<(View, PhotoId, PhotoId)> {
    let views = patient.views();
    // The first of the views with the most dates, in list order.
    let most = views.iter().map(|(_, n)| *n).max()?;
    let (view, _) = views.into_iter().find(|(_, n)| *n == most)?;
    let series = patient.series(&view);
    Some((view, series.first()?.id, series.last()?.id))
}

impl App {
    /// What opens with the open patient: baseline and latest date of the view that is best matched, as far as its
    /// alignment is known; while none is known, of the view with the most dates.
    pub fn best_opening(&self) -> Option<(View, PhotoId, PhotoId)> {
        let patient = self.patient()?;
        let ends = |view: &View| {
            let series = patient.series(view);
            Some((series.first()?.id, series.last()?.id)).filter(|(first, last)| first != last)
        };
        let known =
            patient.views().into_iter().filter(|(view, _)| *view != View::unsorted()).filter_map(|(view, n)| {
                let (first, last) = ends(&view)?;
                let found = self.known_alignment(&pair_key(patient, first, last)?)?;
                let grade = found.grade.as_ref().filter(|_| found.verdict != Verdict::Refused)?.grade;
                Some(((grade, found.verdict, std::cmp::Reverse(n)), (view, first, last)))
            });
        known.min_by_key(|(rank, _)| *rank).map(|(_, pair)| pair).or_else(|| opening_pair(patient))
    }

    /// An alignment that was made before: in this run, or kept in the cache.
    fn known_alignment(&self, pair: &PairKey) -> Option<Arc<Registration>> {
        match self.registration(pair) {
            Slot::Ready(found) => Some(found),
            Slot::Failed(_) => None,
            Slot::Absent | Slot::Pending(_) => registration::cached(&self.folders.cache, pair).map(Arc::new),
        }
    }
}

/// Where a photo that was aligned stands in the frame of another: what the engine found, and the nudge on top.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// What the engine found.
    pub warp: Warp,
    /// The correction by hand, in the frame of the fixed photo.
    pub nudged_from_found: Homography,
}

impl Placement {
    /// The placement of an engine's result under the manual alignment of `key`.
    pub fn new(warp: Warp, key: &PairKey) -> Self {
        let nudge = key.manual.as_ref().map(|m| m.0.nudge).unwrap_or_default();
        let size: Size = warp.fixed;
        Self { warp, nudged_from_found: nudge.transform(size) }
    }

    /// The pixel of the moving photo that is shown at `p` of the fixed photo.
    pub fn moving_from_fixed(&self, p: Point) -> Option<Point> {
        let found = self.nudged_from_found.inverse()? * p;
        Some(self.warp.moving_from_fixed(found)).filter(|q| q.is_finite())
    }

    /// Where `q` of the moving photo is shown, in the fixed photo.
    pub fn fixed_from_moving(&self, q: Point) -> Option<Point> {
        Some(self.nudged_from_found * self.warp.fixed_from_moving(q)?).filter(|p| p.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::model::{Edit, PatientId, Session, SessionId, SkinState, Treatment};

    fn patient(treated: &[Date], visits: &[Date]) -> Patient {
        let mut patient = Patient::empty(PatientId::from_number(1));
        let mut days: Vec<Date> = treated.iter().chain(visits).copied().collect();
        days.sort();
        days.dedup();
        for (i, day) in days.into_iter().enumerate() {
            let id = SessionId::from_number(i as u128 + 1);
            let treatment = treated.contains(&day).then(Treatment::default);
            let session = Session { id, date: day, title: String::new(), skin: SkinState::Clean, treatment };
            patient.apply(&Edit::AddSession(session));
        }
        patient
    }

    #[test]
    fn a_day_is_counted_from_the_treatment_before_it() {
        let p = patient(&[date(2026, 1, 14), date(2026, 2, 11)], &[date(2026, 1, 17)]);
        assert_eq!(day_words(&p, date(2026, 1, 14)), DayWords::BeforeFirst);
        assert_eq!(day_words(&p, date(2026, 1, 17)), DayWords::After { days: 3, session: 1 });
        assert_eq!(day_words(&p, date(2026, 2, 11)), DayWords::After { days: 28, session: 1 });
        assert_eq!(day_words(&p, date(2026, 3, 11)), DayWords::After { days: 28, session: 2 });
    }

    #[test]
    fn without_treatments_days_count_from_the_first_visit() {
        let p = patient(&[], &[date(2026, 1, 1), date(2026, 1, 8)]);
        assert_eq!(day_words(&p, date(2026, 1, 8)), DayWords::SinceFirst(7));
    }

    #[test]
    fn a_nudged_point_goes_there_and_back() {
        let placement = Placement {
            warp: Warp::from_homography(Homography::similarity(1.1, 5.0, 12.0, -7.0), Size::new(400, 300)),
            nudged_from_found: Homography::similarity(1.0, 1.0, 3.0, 4.0),
        };
        let p = Point::new(120.0, 80.0);
        let back = placement.fixed_from_moving(placement.moving_from_fixed(p).unwrap()).unwrap();
        assert!(back.distance(p) < 0.05, "{back:?}");
    }
}
