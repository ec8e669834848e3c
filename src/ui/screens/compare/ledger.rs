//! The scar ledger on the screen: which scar is chosen, what is said about it, where it should be on this date.

use jiff::Timestamp;

use super::{CompareScreen, Scene};
use crate::geom::Point;
use crate::model::{
    Edit, Mark, MarkId, MarkKind, Observation, Patient, PhotoId, ScarState, SessionId, Shape, match_tolerance_px,
    matched_scars,
};
use crate::ui::cx::Cx;
use crate::words::say;

/// What the ledger's table remembers.
#[derive(Debug, Clone, Copy, Default)]
pub struct LedgerView {
    /// Which scars are listed.
    pub filter: Filter,
}

/// Which scars are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those of which nothing is said yet on this date.
    Open,
    /// Those of which this is said on this date.
    Said(ScarState),
}

impl Filter {
    /// Every filter, in order.
    pub fn all() -> Vec<Self> {
        [Self::All, Self::Open].into_iter().chain(ScarState::ALL.map(Self::Said)).collect()
    }

    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => say!("filter-all-scars"),
            Self::Open => say!("filter-not-said-yet"),
            Self::Said(state) => match state {
                ScarState::Same => say!("filter-same"),
                ScarState::Softer => say!("filter-softer"),
                ScarState::Deeper => say!("filter-deeper"),
                ScarState::Gone => say!("filter-gone"),
                ScarState::New => say!("new-photo"),
                ScarState::Uncertain => say!("filter-uncertain"),
            },
        }
    }

    /// True if a scar of which this is said is listed.
    pub fn fits(self, said: Option<ScarState>) -> bool {
        match self {
            Self::All => true,
            Self::Open => said.is_none(),
            Self::Said(state) => said == Some(state),
        }
    }
}

impl CompareScreen {
    /// The next mark, or the one before; from a scar to the next scar.
    pub(super) fn walk_marks(&mut self, cx: &Cx<'_>, step: i32) {
        let Some(patient) = cx.app.patient() else { return };
        let scar = |id: MarkId| patient.marks.get(&id).is_some_and(|m| m.kind.is_scar());
        let among_scars = self.marks.chosen().is_some_and(scar) || self.marks.kind().is_some_and(MarkKind::is_scar);
        self.marks.walk(step, |id| !among_scars || scar(id));
        self.look_at_chosen(patient);
    }

    /// Says how the chosen scar is at the visit of the later photo; the same answer again takes it back.
    pub(super) fn observe(&mut self, cx: &mut Cx<'_>, state: ScarState) {
        let app = cx.app;
        let Some((patient, choice)) = app.patient().zip(self.choice.clone()) else { return };
        let Some(mark) = self.marks.chosen().and_then(|id| patient.marks.get(&id)).filter(|m| m.kind.is_scar()) else {
            return;
        };
        let Some((photo, session)) = later(patient, choice.a, choice.b) else { return };
        let scar = patient.origin_of(mark);
        if patient.observation(scar, session).is_some_and(|o| o.state == state) {
            return cx.edit(Edit::Unobserve { scar, session });
        }
        let at = self.place_on(patient, scar, photo);
        let by = app.settings().who.clone();
        let said = Timestamp::now();
        cx.edit(Edit::Observe(Observation { scar, session, state, photo: Some(photo), at, said, by }));
    }

    /// Where a scar stands on a photo: its own mark there, else where the alignment expects it.
    fn place_on(&self, patient: &Patient, scar: MarkId, photo: PhotoId) -> Option<Point> {
        let own = patient.marks.values().find(|m| m.photo == photo && patient.origin_of(m) == scar);
        let expected = || self.marks.carried.iter().find(|d| d.on == photo && patient.origin_of(&d.mark) == scar);
        own.map(|m| &m.shape).or_else(|| expected().map(|d| &d.in_photo)).and_then(place_of)
    }

    /// The scar of an earlier date that a new mark on `photo` is: the nearest one that is expected within 3 mm and has no
    /// mark there yet.
    pub(super) fn scar_expected_at(&self, cx: &Cx<'_>, photo: PhotoId, shape: &Shape) -> Option<MarkId> {
        let patient = cx.app.patient()?;
        let expected: Vec<(MarkId, Point)> = self
            .marks
            .carried
            .iter()
            .filter(|d| d.on == photo && d.mark.kind.is_scar())
            .filter_map(|d| Some((d.mark.id, place_of(&d.in_photo)?)))
            .collect();
        let tolerance = match_tolerance_px(patient.photos.get(&photo)?.mm_per_px());
        let new = MarkId::from_number(0);
        matched_scars(&expected, &[(new, place_of(shape)?)], tolerance).first().map(|[scar, _]| *scar)
    }

    /// With the scar tool in hand and nothing chosen, the first scar that nothing was said about is chosen.
    pub(super) fn begin_ledger(&mut self, patient: &Patient, choice: [PhotoId; 2]) {
        let scar = |id: MarkId| patient.marks.get(&id).filter(|m| m.kind.is_scar()).map(|m| patient.origin_of(m));
        if self.marks.chosen().and_then(scar).is_some() {
            return;
        }
        let Some((_, session)) = later(patient, choice[0], choice[1]) else { return };
        let open = |id: &MarkId| scar(*id).is_some_and(|origin| patient.observation(origin, session).is_none());
        if let Some(first) = self.marks.order().iter().copied().find(|id| open(id)) {
            self.marks.choose(Some(first));
        }
    }

    /// Chooses a scar and brings it into the middle where it is out of sight.
    pub(super) fn jump_to_scar(&mut self, scene: &Scene<'_>, scar: MarkId) {
        let shown = |id: &&MarkId| scene.patient.marks.get(id).is_some_and(|m| scene.patient.origin_of(m) == scar);
        let chosen = self.marks.order().iter().find(shown).copied().unwrap_or(scar);
        self.marks.choose(Some(chosen));
        self.show.marks = true;
        self.look_at_chosen(scene.patient);
    }

    /// The chosen scar is to be in sight.
    fn look_at_chosen(&mut self, patient: &Patient) {
        let Some(mark) = self.marks.chosen().and_then(|id| patient.marks.get(&id)).filter(|m| m.kind.is_scar()) else {
            return;
        };
        let in_frame = self.marks.places.iter().find(|(id, _)| *id == mark.id).map(|(_, at)| *at);
        self.canvas.look_at = in_frame;
    }
}

/// The later photo of the pair and its visit; `None` for one photo alone.
pub(super) fn later(patient: &Patient, a: PhotoId, b: PhotoId) -> Option<(PhotoId, SessionId)> {
    if a == b {
        return None;
    }
    let moving = crate::app::in_order(patient, a, b)?.moving;
    Some((moving, patient.photos.get(&moving)?.session))
}

/// The one place of a scar: of its pin, or the middle of its outline.
pub(super) fn place_of(shape: &Shape) -> Option<Point> {
    let outline = shape.outline();
    let n = outline.len() as f64;
    let sum = outline.into_iter().reduce(|a, b| a + b)?;
    Some(sum * (1.0 / n))
}

/// What was said about a scar of the pair on its later date.
pub(super) fn state_of(scene: &Scene<'_>, mark: &Mark) -> Option<ScarState> {
    let (_, session) = later(scene.patient, scene.choice.a, scene.choice.b)?;
    scene.patient.observation(scene.patient.origin_of(mark), session).map(|o| o.state)
}
