//! How a derived value is made: the work behind each [`Key`], and what is worth making before anybody asks.

use std::sync::Arc;

use super::derived::{FileKey, Key, PairKey, Value};
use super::jobs::{Handle, Lane};
use super::measuring::MeasureKey;
use super::pair::{Placement, file_of, pair_key};
use super::series::{self, SeriesKey};
use super::tasks::measurement::Ways;
use super::tasks::{difference, heat, light, matching, measurement, photo, registration, target};
use super::{App, Message};
use crate::imaging::{Mips, Photo};

/// Makes a value; `None` if it was stopped.
type Work = Box<dyn FnOnce(&Handle) -> Result<Option<Value>, String> + Send>;

/// The program or mode that altered each photo, if its file names one.
type Edited = [Option<String>; 2];

/// A job for a key: the lane, and the work with everything it needs.
enum Plan {
    Run(Lane, Work),
    After(Vec<Key>),
    Fail(String),
}

impl App {
    pub(super) fn want(&mut self, key: Key) {
        if self.derived.want(&key) {
            self.start(key, false);
        }
    }

    fn start(&mut self, key: Key, ahead: bool) {
        match self.plan(&key) {
            Plan::Run(lane, work) => {
                let (done, failed) = (key.clone(), key.clone());
                let work = move |handle: &Handle| match work(handle) {
                    Ok(Some(value)) => Message::Derived(done, Ok(value)),
                    Ok(None) => Message::Stopped(done),
                    Err(why) => Message::Derived(done, Err(why)),
                };
                let handle = self.jobs.run(lane, work, move |why| {
                    Message::Derived(
                        failed,
                        Err(format!("This photo brought the program to a fault ({why}); the others are fine")),
                    )
                });
                self.derived.started(key, handle, ahead);
            }
            Plan::After(keys) => {
                for needed in keys {
                    if self.derived.want(&needed) {
                        self.start(needed, ahead);
                    }
                }
            }
            Plan::Fail(why) => self.derived.finished(key, Err(why)),
        }
    }

    /// How `key` is made. A value that needs another one waits for it: the next frame asks again.
    fn plan(&self, key: &Key) -> Plan {
        let Some(library) = self.library_handle() else { return Plan::Fail("open a library first".to_owned()) };
        let cache = self.folders.cache.clone();
        match key.clone() {
            Key::Thumb(file) => Plan::Run(
                Lane::Show,
                Box::new(move |h| photo::thumb(&library, &file, &cache, h).map(|p| p.map(Value::Photo))),
            ),
            Key::Pixels(file) => {
                Plan::Run(Lane::Show, Box::new(move |h| photo::pixels(&library, &file, h).map(|p| p.map(Value::Photo))))
            }
            Key::Mips(file) => match self.derived.get(&Key::Pixels(file.clone())) {
                super::Slot::Ready(Value::Photo(photo)) => Plan::Run(
                    Lane::Show,
                    Box::new(move |h| Ok(Mips::build(photo, h).ok().map(|mips| Value::Mips(Arc::new(mips))))),
                ),
                super::Slot::Failed(why) => Plan::Fail(why),
                _ => Plan::After(vec![Key::Pixels(file)]),
            },
            Key::Registration(pair) => self.plan_registration(pair),
            // Told by the work on the alignment itself.
            Key::Preview(pair) => Plan::After(vec![Key::Registration(pair)]),
            Key::Agreement(series) => self.plan_agreement(series),
            Key::Difference(pair) => self.plan_difference(&pair),
            Key::Target(file, kind) => match self.derived.get(&Key::Pixels(file.clone())) {
                super::Slot::Ready(Value::Photo(photo)) => {
                    Plan::Run(Lane::Show, Box::new(move |_| Ok(Some(Value::Target(target::found(&photo, kind))))))
                }
                super::Slot::Failed(why) => Plan::Fail(why),
                _ => Plan::After(vec![Key::Pixels(file)]),
            },
            Key::Measurement(asked) => self.plan_measured(&asked, |asked, ways, photos, edited, h| {
                let found = measurement::run(&asked.request, &asked.pair, ways, photos, edited, h);
                Ok(found.map(|found| Value::Measurement(Arc::new(found))))
            }),
            Key::Heat(asked) => self.plan_measured(&asked, |asked, ways, photos, edited, h| {
                let made = heat::run(&asked.request, &asked.pair, ways, photos, edited, h)?;
                Ok(made.map(|map| Value::Heat(Arc::new(map))))
            }),
            Key::Gains(asked) => self.plan_measured(&asked, |asked, ways, photos, _, h| {
                Ok(matching::run(&asked.request, &asked.pair, ways, photos, h)?.map(Value::Gains))
            }),
            Key::Matched(file, gains) => match self.derived.get(&Key::Pixels(file.clone())) {
                super::Slot::Ready(Value::Photo(photo)) => Plan::Run(
                    Lane::Show,
                    Box::new(move |h| Ok(matching::matched(&photo, gains, h).map(|m| Value::Mips(Arc::new(m))))),
                ),
                super::Slot::Failed(why) => Plan::Fail(why),
                _ => Plan::After(vec![Key::Pixels(file)]),
            },
            Key::Light(pair) => self.plan_light(&pair),
        }
    }

    fn plan_registration(&self, pair: PairKey) -> Plan {
        let cache = self.folders.cache.clone();
        if let Some(cached) = registration::cached(&cache, &pair) {
            return Plan::Run(Lane::Show, Box::new(move |_| Ok(Some(Value::Registration(Arc::new(cached))))));
        }
        let outlet = self.jobs.outlet();
        match self.both(&pair) {
            Ok((fixed, moving)) => Plan::Run(
                Lane::Compute,
                Box::new(move |h| {
                    let placed = |warp| {
                        let rough = Value::Preview(Arc::new(warp));
                        outlet.send(Message::Derived(Key::Preview(pair.clone()), Ok(rough)));
                    };
                    registration::run(&cache, &pair, &fixed, &moving, h, &placed).map(|r| r.map(Value::Registration))
                }),
            ),
            Err(plan) => plan,
        }
    }

    fn plan_agreement(&self, series: SeriesKey) -> Plan {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for pair in series.direct.iter().chain(&series.between) {
            let key = Key::Registration(pair.clone());
            match self.derived.get(&key) {
                super::Slot::Ready(Value::Registration(r)) => found.push((pair.clone(), r)),
                // A pair that cannot be aligned says nothing about the others.
                super::Slot::Failed(_) => {}
                _ => missing.push(key),
            }
        }
        if !missing.is_empty() {
            return Plan::After(missing);
        }
        Plan::Run(
            Lane::Show,
            Box::new(move |_| {
                let of = |pair: &PairKey| found.iter().find(|(key, _)| key == pair).map(|(_, r)| r.clone());
                Ok(Some(Value::Agreement(Arc::new(series::agreement(&series, of)))))
            }),
        )
    }

    fn plan_difference(&self, pair: &PairKey) -> Plan {
        let key = Key::Registration(pair.clone());
        let found = match self.derived.get(&key) {
            super::Slot::Ready(Value::Registration(found)) => found,
            super::Slot::Failed(why) => return Plan::Fail(why),
            _ => return Plan::After(vec![key]),
        };
        let placement = Placement::new(found.moving_from_fixed.clone(), pair);
        match self.both(pair) {
            Ok((fixed, moving)) => Plan::Run(
                Lane::Compute,
                Box::new(move |h| {
                    Ok(difference::run(&fixed, &moving, &placement, h).map(|m| Value::Difference(Arc::new(m))))
                }),
            ),
            Err(plan) => plan,
        }
    }

    /// Work on the marks of a pair: once every alignment on the way, both photos and what they show to calibrate with are there.
    fn plan_measured(
        &self,
        asked: &MeasureKey,
        work: impl FnOnce(&MeasureKey, &Ways, [&Photo; 2], Edited, &Handle) -> Result<Option<Value>, String>
        + Send
        + 'static,
    ) -> Plan {
        let Some(library) = self.library_handle() else { return Plan::Fail("open a library first".to_owned()) };
        let (mut ways, mut missing) = (Ways::default(), Vec::new());
        for pair in asked.alignments() {
            let key = Key::Registration(pair.of_engine());
            match self.derived.get(&key) {
                super::Slot::Ready(Value::Registration(found)) => ways.add(pair, found),
                super::Slot::Failed(why) => return Plan::Fail(why),
                _ => missing.push(key),
            }
        }
        for (taken, target) in asked.request.photos.iter().zip(&mut ways.targets) {
            let (None, Some(kind)) = (taken.target, asked.request.target) else {
                *target = taken.target;
                continue;
            };
            let key = Key::Target(taken.file.clone(), kind);
            match self.derived.get(&key) {
                super::Slot::Ready(Value::Target(found)) => *target = found,
                super::Slot::Failed(why) => return Plan::Fail(why),
                _ => missing.push(key),
            }
        }
        if !missing.is_empty() {
            return Plan::After(missing);
        }
        let asked = asked.clone();
        match self.both(&asked.pair) {
            Ok((fixed, moving)) => Plan::Run(
                Lane::Compute,
                Box::new(move |h| {
                    let edited = asked.request.photos.each_ref().map(|taken| photo::edited_by(&library, &taken.file));
                    work(&asked, &ways, [&fixed, &moving], edited, h)
                }),
            ),
            Err(plan) => plan,
        }
    }

    fn plan_light(&self, pair: &PairKey) -> Plan {
        let key = Key::Registration(pair.clone());
        let placement = match self.derived.get(&key) {
            super::Slot::Ready(Value::Registration(found)) => (found.verdict != crate::align::Verdict::Refused)
                .then(|| Placement::new(found.moving_from_fixed.clone(), pair)),
            // Photos that cannot be aligned are matched as wholes.
            super::Slot::Failed(_) => None,
            _ => return Plan::After(vec![key]),
        };
        match self.both(pair) {
            Ok((fixed, moving)) => Plan::Run(
                Lane::Show,
                Box::new(move |h| Ok(light::run(&fixed, &moving, placement.as_ref(), h).map(Value::Light))),
            ),
            Err(plan) => plan,
        }
    }

    /// The pixels of both photos, or what must come first.
    fn both(&self, pair: &PairKey) -> Result<(Arc<Photo>, Arc<Photo>), Plan> {
        self.both_of([pair.fixed.clone(), pair.moving.clone()])
    }

    fn both_of(&self, files: [FileKey; 2]) -> Result<(Arc<Photo>, Arc<Photo>), Plan> {
        let keys = files.map(Key::Pixels);
        let slots = keys.clone().map(|key| self.derived.get(&key));
        if let Some(why) =
            slots.iter().find_map(|s| if let super::Slot::Failed(why) = s { Some(why.clone()) } else { None })
        {
            return Err(Plan::Fail(why));
        }
        match slots.map(super::Slot::ready) {
            [Some(Value::Photo(fixed)), Some(Value::Photo(moving))] => Ok((fixed, moving)),
            _ => Err(Plan::After(keys.to_vec())),
        }
    }

    /// Aligns the open patient's dates to their baseline while nothing else is to be done: newest first.
    pub(super) fn work_ahead(&mut self) {
        if !(self.jobs.is_idle(Lane::Compute) && self.jobs.is_idle(Lane::Show)) || self.import.is_some() {
            return;
        }
        let Some(patient) = self.patient() else { return };
        let mut wanted = Vec::new();
        for (view, _) in patient.views() {
            let series = patient.series(&view);
            let Some((baseline, later)) = series.split_first() else { continue };
            let pairs = later.iter().rev().filter_map(|p| pair_key(patient, baseline.id, p.id));
            wanted.extend(pairs.map(Key::Registration));
        }
        let thumbs = patient.photos.values().map(|p| Key::Thumb(file_of(p)));
        let next = thumbs.chain(wanted).find(|key| self.derived.is_absent(key));
        if let Some(key) = next {
            // Registrations need pixels first; those are asked for in the same way and are evicted by the budget.
            self.start(key, true);
        }
    }
}
