//! What follows from the facts: pixels, thumbnails, alignments, maps. Asked for by a key, kept while useful.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::jobs::Handle;
use super::measuring::MeasureKey;
use super::series::{Agreement, SeriesKey};
use super::tasks::difference::DifferenceMap;
use super::tasks::heat::HeatPicture;
use super::tasks::light::LightMatch;
use super::tasks::matching::{Gains, Matching};
use super::tasks::measurement::Measured;
use crate::align::Registration;
use crate::geom::{Point, Warp};
use crate::imaging::{Mips, Photo};
use crate::model::{ManualAlignment, Nudge, SkinArea, TargetKind};

/// A file in the library: its SHA-256 and its format.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileKey {
    /// 64 hexadecimal digits.
    pub sha256: String,
    /// The file's ending.
    pub format: String,
}

/// Names a derived value by everything that it follows from, so that a stale one cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A small picture, its longer side at most [`super::THUMB_SIDE`] px.
    Thumb(FileKey),
    /// The whole photo, upright, sRGB.
    Pixels(FileKey),
    /// The whole photo with its smaller levels, for drawing without shimmer.
    Mips(FileKey),
    /// Where the skin of `fixed` lies in `moving`.
    Registration(PairKey),
    /// About where the skin of `fixed` lies in `moving`: told by the work on the alignment, and shown until that is there.
    Preview(PairKey),
    /// How well the dates of a series agree with each other.
    Agreement(SeriesKey),
    /// How the colours of an aligned pair differ, in the frame of the fixed photo.
    Difference(PairKey),
    /// Where a photo shows a card or chart to calibrate with.
    Target(FileKey, TargetKind),
    /// What is measured in the marked regions of a pair.
    Measurement(MeasureKey),
    /// The change of redness over the whole pair, in the frame of the fixed photo.
    Heat(MeasureKey),
    /// By how much the moving photo is to be brightened for display.
    Gains(MeasureKey),
    /// A photo brightened for display, with its smaller levels. Never measured.
    Matched(FileKey, Gains),
    /// How much more light the moving photo had, over the skin that both show.
    Light(PairKey),
}

/// Two photos and what a person said about their alignment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PairKey {
    /// The photo that stands still: the earlier one.
    pub fixed: FileKey,
    /// The photo that is moved onto it.
    pub moving: FileKey,
    /// Landmarks and nudge; none of them: the engine alone.
    pub manual: Option<ManualKey>,
    /// Where a person painted the skin, on the fixed and on the moving photo.
    pub skin: [Option<SkinKey>; 2],
}

/// A painted skin area as part of a key: equal when every stroke is equal to the bit.
#[derive(Debug, Clone)]
pub struct SkinKey(pub Arc<SkinArea>);

/// A manual alignment as part of a key: equal when every coordinate is equal to the bit.
#[derive(Debug, Clone)]
pub struct ManualKey(pub Arc<ManualAlignment>);

impl PairKey {
    /// The key of what the engine makes: the nudge is laid on top of it, and asks the engine nothing.
    pub fn of_engine(&self) -> Self {
        let landmarks = |manual: &ManualKey| {
            let told = ManualAlignment { nudge: Nudge::default(), ..(*manual.0).clone() };
            (!told.landmarks.is_empty()).then(|| ManualKey(told.into()))
        };
        Self { manual: self.manual.as_ref().and_then(landmarks), ..self.clone() }
    }
}

impl ManualKey {
    /// Every coordinate to the bit.
    pub(super) fn bits(&self) -> Vec<u64> {
        let n = &self.0.nudge;
        let landmarks = self.0.landmarks.iter().flat_map(|l| [l.fixed.x, l.fixed.y, l.moving.x, l.moving.y]);
        landmarks.chain([n.dx, n.dy, n.degrees, n.scale]).map(f64::to_bits).collect()
    }
}

impl PartialEq for SkinKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.bits() == other.0.bits()
    }
}

impl Eq for SkinKey {}

impl Hash for SkinKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.bits().hash(state);
    }
}

impl PartialEq for ManualKey {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits()
    }
}

impl Eq for ManualKey {}

impl Hash for ManualKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bits().hash(state);
    }
}

/// A finished derived value. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Value {
    /// For [`Key::Thumb`] and [`Key::Pixels`].
    Photo(Arc<Photo>),
    /// For [`Key::Mips`].
    Mips(Arc<Mips>),
    /// For [`Key::Registration`].
    Registration(Arc<Registration>),
    /// For [`Key::Preview`].
    Preview(Arc<Warp>),
    /// For [`Key::Agreement`].
    Agreement(Arc<Agreement>),
    /// For [`Key::Difference`].
    Difference(Arc<DifferenceMap>),
    /// For [`Key::Target`]: its corners; `None` if the photo shows none for sure.
    Target(Option<[Point; 4]>),
    /// For [`Key::Measurement`].
    Measurement(Arc<Measured>),
    /// For [`Key::Heat`].
    Heat(Arc<HeatPicture>),
    /// For [`Key::Gains`].
    Gains(Matching),
    /// For [`Key::Light`].
    Light(LightMatch),
}

impl Value {
    /// The photo, if it is one.
    pub fn photo(self) -> Option<Arc<Photo>> {
        if let Self::Photo(photo) = self { Some(photo) } else { None }
    }

    /// The levels, if they are some.
    pub fn mips(self) -> Option<Arc<Mips>> {
        if let Self::Mips(mips) = self { Some(mips) } else { None }
    }

    /// The alignment, if it is one.
    pub fn registration(self) -> Option<Arc<Registration>> {
        if let Self::Registration(registration) = self { Some(registration) } else { None }
    }

    /// The rough placement, if it is one.
    pub fn preview(self) -> Option<Arc<Warp>> {
        if let Self::Preview(warp) = self { Some(warp) } else { None }
    }

    /// The agreement of a series, if it is one.
    pub fn agreement(self) -> Option<Arc<Agreement>> {
        if let Self::Agreement(found) = self { Some(found) } else { None }
    }

    /// The difference map, if it is one.
    pub fn difference(self) -> Option<Arc<DifferenceMap>> {
        if let Self::Difference(map) = self { Some(map) } else { None }
    }

    /// The measurement, if it is one.
    pub fn measurement(self) -> Option<Arc<Measured>> {
        if let Self::Measurement(found) = self { Some(found) } else { None }
    }

    /// The map of redness, if it is one.
    pub fn heat(self) -> Option<Arc<HeatPicture>> {
        if let Self::Heat(map) = self { Some(map) } else { None }
    }

    /// The gains for display, if they are some.
    pub fn gains(self) -> Option<Matching> {
        if let Self::Gains(gains) = self { Some(gains) } else { None }
    }

    /// The corners of a calibration target or their absence, if it is that.
    pub fn target(self) -> Option<Option<[Point; 4]>> {
        if let Self::Target(corners) = self { Some(corners) } else { None }
    }

    /// The match of light, if it is one.
    pub fn light(self) -> Option<LightMatch> {
        if let Self::Light(light) = self { Some(light) } else { None }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Light(_) => size_of::<LightMatch>(),
            Self::Photo(photo) => photo.rgb().len(),
            Self::Mips(mips) => mips.bytes(),
            Self::Registration(_) => 64 << 10,
            Self::Difference(map) => map.delta_e.len() * 4,
            Self::Measurement(_) => 64 << 10,
            Self::Heat(map) => map.bytes(),
            Self::Preview(_) | Self::Gains(_) | Self::Agreement(_) | Self::Target(_) => 256,
        }
    }
}

/// What is known of a derived value.
#[derive(Debug, Clone)]
pub enum Slot<T> {
    /// Nobody asked for it yet: leave [`super::Command::Want`].
    Absent,
    /// Being made; the fraction done.
    Pending(f32),
    /// Here it is.
    Ready(T),
    /// It cannot be made; why, in words.
    Failed(String),
}

impl<T> Slot<T> {
    /// The value, if it is ready.
    pub fn ready(self) -> Option<T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// The slot with its value taken as another type; absent if it is not of that type.
    pub fn and_then<U>(self, take: impl FnOnce(T) -> Option<U>) -> Slot<U> {
        match self {
            Self::Absent => Slot::Absent,
            Self::Pending(fraction) => Slot::Pending(fraction),
            Self::Ready(value) => take(value).map_or(Slot::Absent, Slot::Ready),
            Self::Failed(why) => Slot::Failed(why),
        }
    }
}

enum State {
    Pending { handle: Handle, ahead: bool },
    Ready(Value),
    Failed(String),
}

struct Held {
    state: State,
    wanted_at: u64,
}

/// All derived values, with a budget of memory.
pub struct Derived {
    held: HashMap<Key, Held>,
    frame: u64,
    budget_bytes: usize,
}

/// A pending value that no frame asked for lately is not being waited for any more.
const PATIENCE_FRAMES: u64 = 4;

impl Derived {
    /// Nothing yet; at most about `budget_bytes` of values are kept that the current frame does not show.
    pub fn new(budget_bytes: usize) -> Self {
        Self { held: HashMap::new(), frame: 0, budget_bytes }
    }

    /// What is known under `key`.
    pub fn get(&self, key: &Key) -> Slot<Value> {
        match self.held.get(key).map(|h| &h.state) {
            None => Slot::Absent,
            Some(State::Pending { handle, .. }) => Slot::Pending(handle.progress()),
            Some(State::Ready(value)) => Slot::Ready(value.clone()),
            Some(State::Failed(why)) => Slot::Failed(why.clone()),
        }
    }

    /// Notes that a frame asks for `key`; true if its work must be started.
    pub fn want(&mut self, key: &Key) -> bool {
        match self.held.get_mut(key) {
            Some(held) => {
                held.wanted_at = self.frame;
                false
            }
            None => true,
        }
    }

    /// True if nothing is known under `key`.
    pub fn is_absent(&self, key: &Key) -> bool {
        !self.held.contains_key(key)
    }

    /// Notes that work for `key` was started; `ahead`: nobody waits for it yet.
    pub fn started(&mut self, key: Key, handle: Handle, ahead: bool) {
        self.held.insert(key, Held { state: State::Pending { handle, ahead }, wanted_at: self.frame });
    }

    /// Takes a result. A value that was cancelled meanwhile is taken all the same: it is right.
    pub fn finished(&mut self, key: Key, result: Result<Value, String>) {
        let state = match result {
            Ok(value) => State::Ready(value),
            Err(why) => State::Failed(why),
        };
        let wanted_at = self.held.get(&key).map_or(self.frame, |h| h.wanted_at);
        self.held.insert(key, Held { state, wanted_at });
    }

    /// Forgets what was asked for under `key`: work that was stopped.
    pub fn forget(&mut self, key: &Key) {
        self.held.remove(key);
    }

    /// Forgets failures, so that the next frame tries again.
    pub fn forget_failures(&mut self) {
        self.held.retain(|_, held| !matches!(held.state, State::Failed(_)));
    }

    /// A new frame begins: stops what nobody waits for, throws away what the budget does not hold.
    pub fn next_frame(&mut self) {
        let now = self.frame;
        self.held.retain(|_, held| {
            let stale = held.wanted_at + PATIENCE_FRAMES < now;
            match &held.state {
                State::Pending { handle, ahead: false } if stale => {
                    handle.cancel();
                    false
                }
                _ => true,
            }
        });
        self.evict();
        self.frame += 1;
    }

    /// Stops all work that was begun ahead of need.
    pub fn stop_ahead(&mut self) {
        self.held.retain(|_, held| match &held.state {
            State::Pending { handle, ahead: true } => {
                handle.cancel();
                false
            }
            _ => true,
        });
    }

    fn evict(&mut self) {
        let size = |held: &Held| if let State::Ready(value) = &held.state { value.bytes() } else { 0 };
        let mut total: usize = self.held.values().map(size).sum();
        if total <= self.budget_bytes {
            return;
        }
        let fresh = self.frame.saturating_sub(PATIENCE_FRAMES);
        let mut old: Vec<(u64, Key, usize)> = self
            .held
            .iter()
            .filter(|(_, h)| h.wanted_at < fresh && size(h) > 0)
            .map(|(key, h)| (h.wanted_at, key.clone(), size(h)))
            .collect();
        old.sort_by_key(|(at, _, bytes)| (*at, std::cmp::Reverse(*bytes)));
        for (_, key, bytes) in old {
            if total <= self.budget_bytes {
                break;
            }
            self.held.remove(&key);
            total -= bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Size;

    fn key(n: u32) -> Key {
        Key::Pixels(FileKey { sha256: n.to_string(), format: "jpg".into() })
    }

    fn photo() -> Value {
        Value::Photo(Arc::new(Photo::new(Size::new(10, 10), vec![0; 300])))
    }

    #[test]
    fn what_no_frame_asks_for_is_thrown_away_when_memory_is_short() {
        let mut derived = Derived::new(700);
        (0..3).for_each(|n| derived.finished(key(n), Ok(photo())));
        for _ in 0..10 {
            derived.next_frame();
            derived.want(&key(0));
        }
        assert!(derived.get(&key(0)).ready().is_some(), "the one on the screen stays");
        let kept = (0..3).filter(|n| !derived.is_absent(&key(*n))).count();
        assert_eq!(kept, 2, "900 bytes do not fit into 700");
    }

    #[test]
    fn work_that_nobody_waits_for_is_stopped_and_asked_for_anew() {
        let mut derived = Derived::new(1000);
        let (seen, ahead) = (Handle::default(), Handle::default());
        derived.started(key(1), seen.clone(), false);
        derived.started(key(2), ahead.clone(), true);
        (0..10).for_each(|_| derived.next_frame());
        assert!(seen.is_cancelled() && !ahead.is_cancelled());
        assert!(derived.want(&key(1)), "must be started again");
    }
}
