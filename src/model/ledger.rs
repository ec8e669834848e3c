//! The scar ledger: what a clinician says about each numbered scar at each visit.
//!
//! A scar is a chain of marks of one view that were taken over from date to date; its name is the first of them. The
//! program proposes where a scar should be, and never says how it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Mark, MarkId, MarkKind, Patient, PhotoId, SessionId, View};
use crate::geom::Point;
use crate::words::say;

/// How a scar is at a visit against the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScarState {
    /// As it was.
    Same,
    /// Shallower; of a raised scar: flatter.
    Softer,
    /// Deeper; of a raised scar: higher.
    Deeper,
    /// Not to be seen any more.
    Gone,
    /// Not there before.
    New,
    /// Cannot be told from this photo.
    Uncertain,
}

impl ScarState {
    /// Every state in the order of its buttons.
    pub const ALL: [Self; 6] = [Self::Same, Self::Softer, Self::Deeper, Self::Gone, Self::New, Self::Uncertain];

    /// The word for a scar of this kind.
    pub fn word(self, kind: MarkKind) -> &'static str {
        let raised = matches!(kind, MarkKind::ScarHypertrophic | MarkKind::ScarKeloid);
        match self {
            Self::Same => say!("scar-word-same"),
            Self::Softer if raised => say!("scar-word-flatter"),
            Self::Softer => say!("scar-word-shallower"),
            Self::Deeper if raised => say!("scar-word-higher"),
            Self::Deeper => say!("scar-word-deeper"),
            Self::Gone => say!("scar-word-gone"),
            Self::New => say!("scar-word-new"),
            Self::Uncertain => say!("scar-word-uncertain"),
        }
    }
}

/// What was said about a scar at a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The scar: the first mark of its chain.
    pub scar: MarkId,
    /// The visit.
    pub session: SessionId,
    /// How it is.
    pub state: ScarState,
    /// The photo on which it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoId>,
    /// Where it was on that photo, in its pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
    /// When it was said.
    pub said: Timestamp,
    /// Who said it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// Observations: at most one for each scar and visit.
pub type Observations = Vec<Observation>;

/// The scars of one view, row by row, and what was said visit by visit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ledger {
    /// Visits with a photo of the view after its first one, by day.
    pub visits: Vec<SessionId>,
    /// The scars in the order of their numbers.
    pub rows: Vec<LedgerRow>,
}

/// One scar of a ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerRow {
    /// The first mark of its chain.
    pub scar: MarkId,
    /// Its number in the view, from 1.
    pub number: usize,
    /// Its type, as the newest mark of the chain says.
    pub kind: MarkKind,
    /// What was said, in the order of [`Ledger::visits`].
    pub states: Vec<Option<ScarState>>,
}

impl LedgerRow {
    /// What was said last, up to visit number `until`.
    pub fn latest(&self, until: usize) -> Option<ScarState> {
        self.states.iter().take(until + 1).rev().find_map(|s| *s)
    }
}

impl Ledger {
    /// How many scars are said to be `state` at visit number `visit`.
    pub fn count(&self, visit: usize, state: ScarState) -> usize {
        self.rows.iter().filter(|row| row.states.get(visit) == Some(&Some(state))).count()
    }

    /// How many scars nothing was said about at visit number `visit`.
    pub fn open(&self, visit: usize) -> usize {
        self.rows.iter().filter(|row| row.states.get(visit) == Some(&None)).count()
    }

    /// "5 of 9 softer, 1 gone": what was said at visit number `visit`; `None` while nothing was.
    pub fn summary(&self, visit: usize) -> Option<String> {
        let said = self.rows.len() - self.open(visit);
        if said == 0 || visit >= self.visits.len() {
            return None;
        }
        let mut words = say!("scars-softer", n = self.count(visit, ScarState::Softer), all = self.rows.len());
        for (state, word) in [
            (ScarState::Gone, say!("scar-word-gone")),
            (ScarState::Deeper, say!("scar-word-deeper")),
            (ScarState::New, say!("scar-word-new")),
        ] {
            let n = self.count(visit, state);
            if n > 0 {
                words = say!("scars-more", words = words, n = n, word = word);
            }
        }
        Some(words)
    }
}

impl Patient {
    /// The ledger of a view.
    pub fn ledger(&self, view: &View) -> Ledger {
        let visits: Vec<SessionId> = self.series(view).iter().skip(1).map(|p| p.session).collect();
        let mut scars: Vec<(MarkId, MarkKind)> = Vec::new();
        for mark in self.scars_of(view) {
            let origin = self.origin_of(mark);
            match scars.iter_mut().find(|(id, _)| *id == origin) {
                Some((_, kind)) => *kind = mark.kind,
                None => scars.push((origin, mark.kind)),
            }
        }
        let row = |(i, (scar, kind)): (usize, (MarkId, MarkKind))| {
            let states = visits.iter().map(|s| self.observation(scar, *s).map(|o| o.state)).collect();
            LedgerRow { scar, number: i + 1, kind, states }
        };
        let rows = scars.into_iter().enumerate().map(row).collect();
        Ledger { visits, rows }
    }

    /// Marks of scars on photos of a view, oldest first.
    fn scars_of(&self, view: &View) -> impl Iterator<Item = &Mark> {
        let of_view = |m: &&Mark| self.photos.get(&m.photo).is_some_and(|p| p.view == *view);
        self.marks_of_family(MarkKind::Scar).filter(of_view)
    }

    /// What was said about a scar at a visit.
    pub fn observation(&self, scar: MarkId, session: SessionId) -> Option<&Observation> {
        self.observations.iter().find(|o| o.scar == scar && o.session == session)
    }
}

/// Puts an observation in the place of an earlier one of the same scar and visit.
pub(super) fn observe(patient: &mut Patient, new: Observation) {
    unobserve(patient, new.scar, new.session);
    if patient.sessions.contains_key(&new.session) && patient.marks.contains_key(&new.scar) {
        patient.observations.push(new);
        patient.observations.sort_by_key(|o| (o.scar, o.session));
    }
}

/// Takes an observation away.
pub(super) fn unobserve(patient: &mut Patient, scar: MarkId, session: SessionId) {
    patient.observations.retain(|o| (o.scar, o.session) != (scar, session));
}

/// Which marks of a date are the scars that are expected there.
///
/// `expected` are places where scars of earlier dates should be, `own` the marks of this date, both in pixels of its
/// photo. A mark belongs to the nearest expected place within `tolerance_px`, each at most once, nearest pairs first.
pub fn matched_scars(expected: &[(MarkId, Point)], own: &[(MarkId, Point)], tolerance_px: f64) -> Vec<[MarkId; 2]> {
    let mut pairs: Vec<(f64, MarkId, MarkId)> = expected
        .iter()
        .flat_map(|(scar, place)| own.iter().map(move |(mark, at)| (place.distance(*at), *scar, *mark)))
        .filter(|(away, ..)| *away <= tolerance_px)
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut out: Vec<[MarkId; 2]> = Vec::new();
    for (_, scar, mark) in pairs {
        if !out.iter().any(|[s, m]| *s == scar || *m == mark) {
            out.push([scar, mark]);
        }
    }
    out
}

/// How far a scar may lie from where the alignment expects it: 3 mm, or 60 px without a scale (3 mm at 20 px/mm).
pub fn match_tolerance_px(mm_per_px: Option<f64>) -> f64 {
    mm_per_px.map_or(60.0, |mm| 3.0 / mm)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> MarkId {
        MarkId::from_number(n)
    }

    #[test]
    fn a_mark_belongs_to_the_nearest_scar_within_three_millimetres_and_to_no_other() {
        let expected = [(id(1), Point::new(100.0, 100.0)), (id(2), Point::new(140.0, 100.0))];
        let own = [(id(11), Point::new(118.0, 100.0)), (id(12), Point::new(104.0, 100.0))];
        assert_eq!(matched_scars(&expected, &own, 60.0), [[id(1), id(12)], [id(2), id(11)]]);
        assert_eq!(matched_scars(&expected, &own, 10.0), [[id(1), id(12)]]);
        assert_eq!(match_tolerance_px(Some(0.05)), 60.0);
        assert_eq!(match_tolerance_px(None), 60.0);
    }

    #[test]
    fn the_summary_counts_what_was_said_at_one_visit() {
        let row = |n: u128, states: &[Option<ScarState>]| LedgerRow {
            scar: id(n),
            number: n as usize,
            kind: MarkKind::ScarBoxcar,
            states: states.to_vec(),
        };
        let ledger = Ledger {
            visits: vec![SessionId::from_number(1), SessionId::from_number(2)],
            rows: vec![
                row(1, &[None, Some(ScarState::Softer)]),
                row(2, &[None, Some(ScarState::Gone)]),
                row(3, &[None, Some(ScarState::Same)]),
                row(4, &[None, None]),
            ],
        };
        assert_eq!(ledger.summary(0), None);
        assert_eq!(ledger.summary(1).unwrap(), "1 of 4 softer, 1 gone");
        assert_eq!(ledger.open(1), 1);
        assert_eq!(ScarState::Softer.word(MarkKind::ScarKeloid), "flatter");
    }
}
