//! What is measured on the pair of this frame, as the screen tells it: one number a region, or the sentence why there is none.

use std::sync::Arc;

use jiff::Timestamp;

use super::action::Mode;
use super::{CompareScreen, Scene, words};
use crate::app::tasks::measurement::Measured;
use crate::app::{Measurable, MeasureKey, Slot};
use crate::measure::{Quantity, Reading, Value, Verdict};
use crate::model::{Edit, Finding, FindingId, Mark, MarkId, MarkKind, PhotoId};
use crate::ui::cx::Cx;
use crate::words::say;

/// What is asked and what is known of the answer.
#[derive(Debug, Clone)]
pub struct Look {
    /// The question; `None` while there is only one photo.
    pub key: Option<MeasureKey>,
    /// The answer.
    pub found: Slot<Arc<Measured>>,
}

/// What there is to say about one region.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// A number.
    Number(Quantity, Value),
    /// No number; why, in a sentence.
    Why(String),
    /// Being measured.
    Waiting,
    /// Nothing is measured of this kind of mark.
    Nothing,
}

impl Look {
    /// The question of this frame, asked if it is worth asking.
    pub fn of(cx: &mut Cx<'_>, a: PhotoId, b: PhotoId) -> Self {
        let key = cx.app.measure_key(a, b);
        let asked = key.as_ref().filter(|key| !key.request.lesions.is_empty() || key.has_reference());
        let found = asked.map_or(Slot::Absent, |key| cx.measurement(key));
        Self { key, found }
    }

    /// The answer, once it is there.
    pub fn measured(&self) -> Option<&Arc<Measured>> {
        match &self.found {
            Slot::Ready(found) => Some(found),
            _ => None,
        }
    }

    /// True if the region was drawn by hand on both photos of the pair: only then can its area have changed.
    fn drawn_on_both(&self, region: MarkId) -> bool {
        let asked = self.key.as_ref().and_then(|key| key.request.lesions.iter().find(|a| a.origin == region));
        asked.is_some_and(|asked| asked.places.iter().all(|drawn| drawn.legs.is_empty()))
    }

    /// A reading of a region.
    pub fn reading(&self, region: MarkId, quantity: Quantity) -> Option<&Reading> {
        self.measured()?.of(region)?.readings.get(quantity)
    }

    /// A number of a region.
    pub fn value(&self, region: MarkId, quantity: Quantity) -> Option<&Value> {
        self.reading(region, quantity).and_then(Reading::value)
    }

    /// What is told first of a region of this kind.
    pub fn told(&self, region: MarkId, kind: MarkKind) -> Told {
        if !matches!(kind.family(), MarkKind::Redness | MarkKind::Healing | MarkKind::Lesion) {
            return Told::Nothing;
        }
        match &self.found {
            Slot::Absent if self.key.is_none() => return Told::Nothing,
            Slot::Absent | Slot::Pending(_) => return Told::Waiting,
            Slot::Failed(why) => return Told::Why(words::sentence(why)),
            Slot::Ready(_) => {}
        }
        if kind.family() == MarkKind::Healing
            && self.drawn_on_both(region)
            && let Some(value) = self.value(region, Quantity::AreaReduction)
        {
            return Told::Number(Quantity::AreaReduction, value.clone());
        }
        match self.reading(region, Quantity::DeltaHb) {
            Some(Reading::Value(value)) => Told::Number(Quantity::DeltaHb, value.clone()),
            Some(Reading::Gated { gated }) => Told::Why(words::sentence(gated)),
            None => Told::Waiting,
        }
    }

    /// Area before and after of a healing region that was drawn on both dates, in cm²: only with a scale.
    pub fn areas(&self, region: MarkId) -> Option<[&Value; 2]> {
        if !self.drawn_on_both(region) {
            return None;
        }
        Some([self.value(region, Quantity::AreaBefore)?, self.value(region, Quantity::AreaAfter)?])
    }
}

/// “less red”, “redder”, “smaller”, “larger”; nothing where no difference can be told.
pub fn direction(quantity: Quantity, value: &Value) -> &'static str {
    let up = value.value > 0.0;
    match (value.verdict, quantity) {
        (None | Some(Verdict::None), _) => "",
        (_, Quantity::AreaReduction) if up => say!("way-smaller"),
        (_, Quantity::AreaReduction) => say!("way-larger"),
        _ if up => say!("way-redder"),
        _ => say!("way-less-red"),
    }
}

impl CompareScreen {
    /// The region whose card is shown and which is accepted: the chosen one, in the difference the first one else.
    pub(super) fn region_in_hand<'s>(&self, scene: &'s Scene<'_>) -> Option<&'s Mark> {
        let patient = scene.patient;
        let chosen = self.marks.chosen().and_then(|id| patient.marks.get(&id));
        if let Some(mark) = chosen {
            let measured = matches!(mark.kind.family(), MarkKind::Redness | MarkKind::Healing | MarkKind::Lesion);
            return Some(mark).filter(|_| measured && mark.shape.is_region());
        }
        let first = scene.measured.key.as_ref().and_then(|key| key.request.lesions.first());
        first.filter(|_| self.mode == Mode::Difference).and_then(|asked| patient.marks.get(&asked.origin))
    }

    /// Takes the number of the region in hand into the record.
    pub(super) fn accept(&mut self, cx: &mut Cx<'_>) {
        let app = cx.app;
        let Some((patient, choice)) = app.patient().zip(self.choice.clone()) else { return };
        let Some(scene) = self.scene(cx, patient) else { return };
        debug_assert_eq!(scene.choice, choice);
        let Some(mark) = self.region_in_hand(&scene) else { return };
        let origin = patient.origin_of(mark);
        if let (Told::Number(quantity, value), None) =
            (scene.measured.told(origin, mark.kind), self.accepted(&scene, origin))
            && let Some(key) = &scene.measured.key
        {
            let photos = [scene.pair.fixed.id, scene.pair.moving.id];
            let number = Measurable { patient, mark, photos, key };
            let (now, who) = (Timestamp::now(), &app.settings().who);
            cx.edit(Edit::AddFinding(number.finding(FindingId::new(), (quantity, &value), now, who)));
        }
    }

    /// The accepted value that says what is measured now, if it is in the record already.
    pub(super) fn accepted<'s>(&self, scene: &'s Scene<'_>, region: MarkId) -> Option<&'s Finding> {
        let key = scene.measured.key.as_ref()?;
        let same = |f: &&Finding| *f.inputs_sha256 == *key.sha256;
        scene.patient.findings_of(region).into_iter().find(same)
    }
}
