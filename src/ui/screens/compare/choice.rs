//! Which two photos are compared: walking along dates and views, swapping, and staying valid while the record changes.

use std::collections::BTreeSet;

use crate::app::{DayWords, day_words, opening_pair};
use crate::model::{Patient, PhotoId, SessionId, View, days_between};

/// Photo A, photo B, and the view they belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The view whose dates the strip walks.
    pub view: View,
    /// The photo at the left.
    pub a: PhotoId,
    /// The photo at the right; the same as `a` while the view has only one date.
    pub b: PhotoId,
}

/// One of the two photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// At the left.
    A,
    /// At the right.
    B,
}

impl Side {
    /// Its letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

impl Choice {
    /// What opens with a patient; `None` while there is no photo.
    pub fn opening(patient: &Patient) -> Option<Self> {
        let (view, a, b) = opening_pair(patient)?;
        Some(Self { view, a, b })
    }

    /// The photo of a side.
    pub fn photo(&self, side: Side) -> PhotoId {
        match side {
            Side::A => self.a,
            Side::B => self.b,
        }
    }

    /// True while the view has only one date.
    pub fn is_single(&self) -> bool {
        self.a == self.b
    }

    /// The choice after the record changed: photos that are gone give way to the nearest date of the view.
    pub fn followed(&self, patient: &Patient) -> Option<Self> {
        let still = |id: PhotoId| patient.photos.get(&id).is_some_and(|p| p.view == self.view);
        if still(self.a) && still(self.b) && !(self.is_single() && patient.series(&self.view).len() > 1) {
            return Some(self.clone());
        }
        let series = patient.series(&self.view);
        let (Some(first), Some(last)) = (series.first(), series.last()) else { return Self::opening(patient) };
        let a = if still(self.a) { self.a } else { first.id };
        let b = if still(self.b) && self.b != a { self.b } else { last.id };
        let a = if a == b { first.id } else { a };
        Some(Self { view: self.view.clone(), a, b })
    }

    /// Shows `photo` at `side`; if it stands at the other side the two change places. The view becomes the photo's.
    pub fn set(&mut self, patient: &Patient, side: Side, photo: PhotoId) {
        let Some(record) = patient.photos.get(&photo) else { return };
        if record.view != self.view {
            self.set_view(patient, &record.view.clone());
        }
        if self.photo(side.other()) == photo {
            return self.swap();
        }
        match side {
            Side::A => self.a = photo,
            Side::B => self.b = photo,
        }
    }

    /// A and B change places.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.a, &mut self.b);
    }

    /// The date of a side `steps` later (negative: earlier), skipping the date of the other side. Stays at the ends.
    pub fn step(&mut self, patient: &Patient, side: Side, steps: i32) {
        let other = self.photo(side.other());
        let series: Vec<PhotoId> = patient.series(&self.view).iter().map(|p| p.id).collect();
        let at = self.place_in(patient, &series, self.photo(side));
        let mut to = at as i64 + i64::from(steps);
        if usize::try_from(to).ok().and_then(|i| series.get(i)) == Some(&other) {
            to += i64::from(steps.signum());
        }
        if let Some(photo) = usize::try_from(to).ok().and_then(|i| series.get(i)) {
            self.set(patient, side, *photo);
        }
    }

    /// Where a photo stands in its series; a second shot of a day stands where its day does.
    fn place_in(&self, patient: &Patient, series: &[PhotoId], photo: PhotoId) -> usize {
        let session = |id: &PhotoId| patient.photos.get(id).map(|p| p.session);
        let exact = series.iter().position(|id| *id == photo);
        exact.or_else(|| series.iter().position(|id| session(id) == session(&photo))).unwrap_or(0)
    }

    /// A becomes the first date; B gives way if it stands there.
    pub fn baseline(&mut self, patient: &Patient) {
        if let Some(first) = patient.series(&self.view).first() {
            self.set(patient, Side::A, first.id);
        }
    }

    /// B becomes the last date; A gives way if it stands there.
    pub fn latest(&mut self, patient: &Patient) {
        if let Some(last) = patient.series(&self.view).last() {
            self.set(patient, Side::B, last.id);
        }
    }

    /// The view `steps` down the list.
    pub fn step_view(&mut self, patient: &Patient, steps: i32) {
        let views = patient.views();
        let at = views.iter().position(|(view, _)| *view == self.view).unwrap_or(0);
        let to = at as i64 + i64::from(steps);
        if let Some((view, _)) = usize::try_from(to).ok().and_then(|i| views.get(i)) {
            self.set_view(patient, &view.clone());
        }
    }

    /// Another view of the same two dates, or of the dates nearest to them.
    pub fn set_view(&mut self, patient: &Patient, view: &View) {
        let a = nearest(patient, view, self.a, None);
        let Some(a) = a else { return };
        let b = nearest(patient, view, self.b, Some(a)).unwrap_or(a);
        *self = Self { view: view.clone(), a, b };
    }

    /// The dates of the grid: at most `most` of the view, first and last always, the rest as evenly as they come.
    pub fn grid(&self, patient: &Patient, most: usize) -> Vec<PhotoId> {
        let series: Vec<PhotoId> = patient.series(&self.view).iter().map(|p| p.id).collect();
        let (n, most) = (series.len(), most.max(2));
        if n <= most {
            return series;
        }
        let places: BTreeSet<usize> =
            (0..most).map(|i| (i as f64 * (n - 1) as f64 / (most - 1) as f64).round() as usize).collect();
        places.into_iter().map(|i| series[i]).collect()
    }
}

/// How many days after which treatment a photo was taken; `None` before the first.
fn since_treatment(patient: &Patient, photo: PhotoId) -> Option<(i32, usize)> {
    match day_words(patient, patient.date_of(photo)?) {
        DayWords::After { days, session } => Some((days, session)),
        DayWords::BeforeFirst | DayWords::SinceFirst(_) => None,
    }
}

impl Choice {
    /// Photos of the view taken about as many days after another treatment as B: the nearest number of days first, then
    /// the earliest treatment. Day 2 takes one day more or less, day 28 four. Empty if B lies before any treatment.
    pub fn same_day(&self, patient: &Patient) -> Vec<PhotoId> {
        let Some((days, session)) = since_treatment(patient, self.b) else { return Vec::new() };
        let tolerance = (days / 7).max(1);
        let mut found: Vec<(i32, usize, PhotoId)> = patient
            .series(&self.view)
            .iter()
            .filter(|p| p.id != self.b)
            .filter_map(|p| since_treatment(patient, p.id).map(|(d, s)| ((d - days).abs(), s, p.id)))
            .filter(|(off, other, _)| *other != session && *off <= tolerance)
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, _, id)| id).collect()
    }

    /// A becomes the photo of the same day after another treatment than B's; again: the next such photo. False if there
    /// is none.
    pub fn compare_same_day(&mut self, patient: &Patient) -> bool {
        let found = self.same_day(patient);
        let at = found.iter().position(|id| *id == self.a);
        let next = at.map_or(0, |i| (i + 1) % found.len().max(1));
        let Some(photo) = found.get(next) else { return false };
        self.a = *photo;
        true
    }

    /// The dates of the grid by days since treatment: the baseline first, then day by day, under each day treatment by
    /// treatment. Of more than `most`, days that were photographed after several treatments stay.
    pub fn grid_by_days(&self, patient: &Patient, most: usize) -> Vec<PhotoId> {
        let series: Vec<PhotoId> = patient.series(&self.view).iter().map(|p| p.id).collect();
        let Some((first, later)) = series.split_first() else { return Vec::new() };
        let dated = later.iter().filter_map(|id| since_treatment(patient, *id).map(|(d, s)| (d, s, *id)));
        let mut days: Vec<(i32, usize, PhotoId)> = dated.collect();
        days.sort_unstable();
        let mut groups: Vec<Vec<(i32, usize, PhotoId)>> =
            days.chunk_by(|a, b| (a.0 - b.0).abs() <= (a.0 / 7).max(1)).map(<[_]>::to_vec).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let mut kept: Vec<(i32, usize, PhotoId)> =
            groups.into_iter().flatten().take(most.max(2).saturating_sub(1)).collect();
        kept.sort_unstable();
        std::iter::once(*first).chain(kept.into_iter().map(|(_, _, id)| id)).collect()
    }
}

/// The photo of `view` from the same session as `photo`, else from the nearest day; never `not`.
fn nearest(patient: &Patient, view: &View, photo: PhotoId, not: Option<PhotoId>) -> Option<PhotoId> {
    let record = patient.photos.get(&photo)?;
    let day = patient.date_of(photo)?;
    let series = patient.series(view);
    let candidates = series.iter().filter(|p| Some(p.id) != not);
    let distance = |session: SessionId| {
        let date = patient.sessions.get(&session).map_or(day, |s| s.date);
        (session != record.session, days_between(day, date).abs())
    };
    candidates.min_by_key(|p| distance(p.session)).map(|p| p.id)
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::geom::Size;
    use crate::model::{Edit, PatientId, PhotoRecord, Session, SkinState};

    /// A patient with `days` visits a week apart, and a photo of each view at each, except `gaps` (visit, view).
    pub fn patient(days: usize, views: &[&str], gaps: &[(usize, usize)]) -> Patient {
        let mut patient = Patient::empty(PatientId::from_number(1));
        for day in 0..days {
            let session = SessionId::from_number(day as u128 + 1);
            let when = date(2026, 1, 1).saturating_add(jiff::Span::new().days(7 * day as i64));
            patient.apply(&Edit::AddSession(Session {
                id: session,
                date: when,
                title: String::new(),
                skin: SkinState::Clean,
                treatment: None,
            }));
            for (v, view) in views.iter().enumerate().filter(|(v, _)| !gaps.contains(&(day, *v))) {
                patient.apply(&Edit::AddPhoto(photo(photo_id(day, v), session, view)));
            }
        }
        patient
    }

    pub fn photo_id(day: usize, view: usize) -> PhotoId {
        PhotoId::from_number((day * 100 + view + 1) as u128)
    }

    fn photo(id: PhotoId, session: SessionId, view: &str) -> PhotoRecord {
        let file = ("0".repeat(64), "png");
        PhotoRecord { id, ..PhotoRecord::new(session, file, Size::new(400, 300), View::new(view)) }
    }

    #[test]
    fn a_patient_opens_with_the_first_and_the_last_date() {
        let patient = patient(4, &["front"], &[]);
        let choice = Choice::opening(&patient).unwrap();
        assert_eq!((choice.a, choice.b), (photo_id(0, 0), photo_id(3, 0)));
    }

    #[test]
    fn b_walks_past_a_and_stays_at_the_ends() {
        let patient = patient(4, &["front"], &[]);
        let mut choice = Choice::opening(&patient).unwrap();
        choice.set(&patient, Side::A, photo_id(1, 0));
        choice.set(&patient, Side::B, photo_id(2, 0));
        choice.step(&patient, Side::B, -1);
        assert_eq!(choice.b, photo_id(0, 0), "over A to the first date");
        choice.step(&patient, Side::B, -1);
        assert_eq!(choice.b, photo_id(0, 0), "there is no earlier one");
        choice.step(&patient, Side::B, 1);
        assert_eq!(choice.b, photo_id(2, 0));
    }

    #[test]
    fn the_photo_of_the_other_side_changes_places() {
        let patient = patient(3, &["front"], &[]);
        let mut choice = Choice::opening(&patient).unwrap();
        choice.set(&patient, Side::B, photo_id(0, 0));
        assert_eq!((choice.a, choice.b), (photo_id(2, 0), photo_id(0, 0)));
        choice.baseline(&patient);
        assert_eq!((choice.a, choice.b), (photo_id(0, 0), photo_id(2, 0)));
    }

    #[test]
    fn another_view_keeps_the_dates_or_takes_the_nearest() {
        let patient = patient(4, &["front", "left-45"], &[(3, 1)]);
        let mut choice = Choice::opening(&patient).unwrap();
        choice.step_view(&patient, 1);
        assert_eq!(choice.view.id(), "left-45");
        assert_eq!((choice.a, choice.b), (photo_id(0, 1), photo_id(2, 1)));
        choice.step_view(&patient, 1);
        assert_eq!(choice.view.id(), "left-45", "the list has an end");
    }

    #[test]
    fn a_removed_photo_gives_way_to_a_date_that_is_there() {
        let mut patient = patient(3, &["front"], &[]);
        let choice = Choice::opening(&patient).unwrap();
        patient.apply(&Edit::RemovePhoto { id: photo_id(2, 0) });
        let followed = choice.followed(&patient).unwrap();
        assert_eq!((followed.a, followed.b), (photo_id(0, 0), photo_id(1, 0)));
        patient.apply(&Edit::RemovePhoto { id: photo_id(0, 0) });
        let followed = followed.followed(&patient).unwrap();
        assert!(followed.is_single() && followed.a == photo_id(1, 0));
        patient.apply(&Edit::RemovePhoto { id: photo_id(1, 0) });
        assert_eq!(followed.followed(&patient), None);
    }

    /// Treated on days 0, 28 and 56; photographed before that, and 2 and 14 days after each.
    fn treated() -> Patient {
        let mut patient = patient(0, &[], &[]);
        for (i, day) in [0_i64, 2, 14, 28, 30, 42, 56, 58, 70].into_iter().enumerate() {
            let session = SessionId::from_number(i as u128 + 1);
            let when = date(2026, 1, 1).saturating_add(jiff::Span::new().days(day));
            let treatment = (day % 28 == 0).then(crate::model::Treatment::default);
            let (title, skin) = (String::new(), SkinState::Clean);
            patient.apply(&Edit::AddSession(Session { id: session, date: when, title, skin, treatment }));
            patient.apply(&Edit::AddPhoto(photo(photo_id(i, 0), session, "front")));
        }
        patient
    }

    #[test]
    fn the_same_day_after_another_session_is_one_step_and_goes_round() {
        let patient = treated();
        let mut choice = Choice::opening(&patient).unwrap();
        choice.set(&patient, Side::B, photo_id(7, 0));
        assert!(choice.compare_same_day(&patient));
        assert_eq!((choice.a, choice.b), (photo_id(1, 0), photo_id(7, 0)), "day 2 of session 1 beside that of 3");
        assert!(choice.compare_same_day(&patient));
        assert_eq!(choice.a, photo_id(4, 0), "day 2 of session 2");
        assert!(choice.compare_same_day(&patient));
        assert_eq!(choice.a, photo_id(1, 0), "round again");
        choice.set(&patient, Side::B, photo_id(0, 0));
        assert!(!choice.compare_same_day(&patient), "before the first treatment no days are counted");
    }

    #[test]
    fn the_grid_by_days_begins_with_the_baseline_and_lays_equal_days_side_by_side() {
        let patient = treated();
        let choice = Choice::opening(&patient).unwrap();
        let days = |most| -> Vec<(i32, usize)> {
            let grid = choice.grid_by_days(&patient, most);
            assert_eq!(grid[0], photo_id(0, 0), "the baseline");
            grid[1..].iter().map(|id| since_treatment(&patient, *id).unwrap()).collect()
        };
        assert_eq!(days(12), [(2, 1), (2, 2), (2, 3), (14, 1), (14, 2), (14, 3), (28, 1), (28, 2)]);
        assert_eq!(days(4), [(2, 1), (2, 2), (2, 3)], "days photographed after several treatments stay");
    }

    #[test]
    fn the_grid_has_the_first_and_the_last_date_and_never_too_many() {
        let patient = patient(9, &["front"], &[]);
        let choice = Choice::opening(&patient).unwrap();
        for most in 2..=12 {
            let grid = choice.grid(&patient, most);
            assert_eq!(grid.len(), most.min(9), "{most}");
            assert_eq!((grid[0], *grid.last().unwrap()), (photo_id(0, 0), photo_id(8, 0)));
        }
    }
}
