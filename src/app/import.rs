//! The review in which dates and views are corrected before anything is added.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::command::ImportCommand;
use super::derived::{FileKey, Key, PairKey, Slot, Value};
use super::jobs::{Handle, Lane};
use super::notice::Tone;
use super::pair::file_of;
use super::retake::{self, Advice, Says};
use super::tasks::import::{self, Inspected, Taken};
use super::tasks::registration;
use super::{App, Message};
use crate::imaging::Photo;
use crate::model::{GroupId, Patient, SkinState, TakenSource, View};
use crate::words::{say, told};

/// Files on their way into the record of the open patient.
#[derive(Debug, Clone, Default)]
pub struct ImportReview {
    /// The files, in order of name.
    pub items: Vec<ImportItem>,
    /// What runs.
    pub phase: ReviewPhase,
    /// How the skin was on the days that become new sessions.
    pub skin: SkinState,
    work: Vec<Handle>,
    checks: Vec<Handle>,
    round: u64,
}

/// What the import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReviewPhase {
    /// Looking at files.
    #[default]
    Looking,
    /// Waiting for the person.
    Ready,
    /// Copying: files done.
    Copying {
        /// Files that are in the library.
        done: usize,
        /// Files to copy.
        total: usize,
    },
}

/// One file in the review.
#[derive(Debug, Clone)]
pub struct ImportItem {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name, for display.
    pub name: String,
    /// What is known of it.
    pub state: ItemState,
    /// The day under which it will be filed.
    pub date: Option<Date>,
    /// True once a person set that day.
    pub date_by_person: bool,
    /// The view under which it will be filed.
    pub view: View,
    /// Confidence of the guess that the view is, 0 to 1; `None` if a person set it or nothing could be guessed.
    pub guess: Option<f64>,
    /// True if it will be added.
    pub included: bool,
    /// How it compares with the baseline of its view.
    pub check: Check,
    /// What a person decided about that.
    pub decision: Option<Decision>,
    guessing: Option<Handle>,
}

/// How a new photo compares with the baseline of its view.
#[derive(Debug, Clone, Default)]
pub enum Check {
    /// There is nothing to compare it with, or nobody asked yet.
    #[default]
    Not,
    /// Being compared.
    Waiting,
    /// Compared.
    Done(Box<Checked>),
    /// It could not be compared; why, in words.
    Failed(String),
    /// Stopped by a person.
    Stopped,
}

/// A comparison with the baseline.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The baseline's file.
    pub baseline: FileKey,
    /// Its day.
    pub day: Date,
    /// What follows from it.
    pub advice: Advice,
}

/// What a person decided about a photo that does not match its baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is taken again; this one stays out.
    Retake,
    /// It is good enough.
    Keep,
}

/// What is known of a file.
#[derive(Debug, Clone)]
pub enum ItemState {
    /// Not looked at yet.
    Waiting,
    /// Can be added.
    Ready(Box<Inspected>),
    /// The open patient has the same file already, on that day.
    Duplicate(Box<Inspected>, Option<Date>),
    /// Cannot be added; why, in words.
    Refused(String),
}

impl ImportItem {
    fn new(path: PathBuf) -> Self {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Self {
            path,
            name,
            state: ItemState::Waiting,
            date: None,
            date_by_person: false,
            view: View::unsorted(),
            guess: None,
            included: true,
            check: Check::Not,
            decision: None,
            guessing: None,
        }
    }

    /// As it was looked at, if it was.
    pub fn inspected(&self) -> Option<&Inspected> {
        match &self.state {
            ItemState::Ready(seen) | ItemState::Duplicate(seen, _) => Some(seen),
            ItemState::Waiting | ItemState::Refused(_) => None,
        }
    }

    /// True if a person should look at the day.
    pub fn date_is_unsure(&self) -> bool {
        !self.date_by_person && self.inspected().is_some_and(|seen| seen.taken_source.is_unsure())
    }

    /// True while its view is being guessed.
    pub fn is_being_guessed(&self) -> bool {
        self.guessing.is_some()
    }

    /// True while another shot is advised and nobody decided.
    pub fn asks_for_retake(&self) -> bool {
        self.decision.is_none() && self.will_be_added() && self.checked().is_some_and(|c| c.advice.says == Says::Retake)
    }

    /// The comparison with the baseline, once it is there.
    pub fn checked(&self) -> Option<&Checked> {
        if let Check::Done(checked) = &self.check { Some(checked) } else { None }
    }

    /// True if it will be added on confirmation.
    pub fn will_be_added(&self) -> bool {
        self.included && matches!(self.state, ItemState::Ready(_)) && self.date.is_some()
    }
}

impl ImportReview {
    /// Stops comparing with baselines.
    fn stop_checks(&mut self) {
        self.checks.drain(..).for_each(|handle| handle.cancel());
        for item in &mut self.items {
            item.guessing.take().into_iter().for_each(|handle| handle.cancel());
            if matches!(item.check, Check::Waiting) {
                item.check = Check::Stopped;
            }
        }
    }

    /// Items by day; those without a day last.
    pub fn by_date(&self) -> Vec<(Option<Date>, Vec<usize>)> {
        let mut days: BTreeMap<(bool, Option<Date>), Vec<usize>> = BTreeMap::new();
        for (i, item) in self.items.iter().enumerate() {
            days.entry((item.date.is_none(), item.date)).or_default().push(i);
        }
        days.into_iter().map(|((_, day), items)| (day, items)).collect()
    }

    /// How many files will be added.
    pub fn to_add(&self) -> usize {
        self.items.iter().filter(|i| i.will_be_added()).count()
    }

    /// How many photos were compared with their baselines, and how many are to be.
    pub fn checks(&self) -> (usize, usize) {
        let done = self.items.iter().filter(|i| matches!(i.check, Check::Done(_) | Check::Failed(_))).count();
        let open = |i: &&ImportItem| i.is_being_guessed() || matches!(i.check, Check::Waiting);
        (done, done + self.items.iter().filter(open).count())
    }

    /// How many files have been looked at.
    pub fn looked_at(&self) -> usize {
        self.items.iter().filter(|i| !matches!(i.state, ItemState::Waiting)).count()
    }
}

/// What the work of an import says.
pub(super) enum Event {
    Found(u64, Vec<PathBuf>),
    Looked(u64, PathBuf, Box<Result<Inspected, String>>),
    LookedAtAll(u64),
    Guessed(u64, PathBuf, Option<(View, f64)>),
    Checked(u64, PathBuf, View, Box<Result<Checked, String>>),
    Copied(u64, usize),
    CopiedAll(u64, Vec<Taken>, Vec<String>),
}

impl App {
    pub(super) fn import(&mut self, command: ImportCommand) {
        match command {
            ImportCommand::Add(paths) => self.look_at(paths),
            ImportCommand::Confirm => self.copy_included(),
            ImportCommand::Stop => self.stop_import(),
            ImportCommand::Cancel => {
                self.stop_import();
                self.import = None;
            }
            ImportCommand::IntoPatient(id) => self.keeping_review(|app| app.open_patient(id)),
            ImportCommand::IntoNewPatient(facts) => {
                self.keeping_review(|app| app.new_patient(facts));
                self.review_against_patient();
            }
            change => {
                let Some(review) = &mut self.import else { return };
                match change {
                    ImportCommand::SetDate(items, date) => {
                        let mut changed = Vec::new();
                        for i in items {
                            let Some(item) = review.items.get_mut(i) else { continue };
                            (item.date, item.date_by_person) = (Some(date), true);
                            changed.push(item.path.clone());
                        }
                        // Which photo is the earlier one may have changed.
                        changed.iter().for_each(|path| self.check_against_baseline(path));
                    }
                    ImportCommand::SetView(i, view) => {
                        if let Some(item) = review.items.get_mut(i) {
                            item.view = view;
                            item.guess = None;
                            // Nobody needs the guess any more.
                            item.guessing.take().into_iter().for_each(|handle| handle.cancel());
                            let path = item.path.clone();
                            self.check_against_baseline(&path);
                        }
                    }
                    ImportCommand::Retake(i) => {
                        if let Some(item) = review.items.get_mut(i) {
                            (item.included, item.decision) = (false, Some(Decision::Retake));
                        }
                    }
                    ImportCommand::Keep(i) => {
                        if let Some(item) = review.items.get_mut(i) {
                            (item.included, item.decision) = (true, Some(Decision::Keep));
                        }
                    }
                    ImportCommand::StopChecks => review.stop_checks(),
                    ImportCommand::SetSkin(skin) => review.skin = skin,
                    ImportCommand::SetIncluded(i, included) => {
                        if let Some(item) = review.items.get_mut(i) {
                            (item.included, item.decision) = (included, None);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Does something that would leave the review, and keeps it; not while photos are being copied.
    fn keeping_review(&mut self, change: impl FnOnce(&mut Self)) {
        if self.import.as_ref().is_some_and(|r| matches!(r.phase, ReviewPhase::Copying { .. })) {
            return;
        }
        let review = self.import.take();
        change(self);
        self.import = review;
    }

    fn look_at(&mut self, paths: Vec<PathBuf>) {
        let review = self.import.get_or_insert_with(ImportReview::default);
        review.phase = ReviewPhase::Looking;
        let round = review.round;
        let outlet = self.jobs.outlet();
        let handle = self.jobs.run(
            Lane::Show,
            move |handle| {
                let files = import::collect(&paths);
                outlet.send(Message::Import(Event::Found(round, files.clone())));
                for path in files {
                    match import::inspect(&path, handle) {
                        Ok(Some(seen)) => outlet.send(Message::Import(Event::Looked(round, path, Box::new(Ok(seen))))),
                        Ok(None) => break,
                        Err(why) => outlet.send(Message::Import(Event::Looked(round, path, Box::new(Err(why))))),
                    }
                }
                Message::Import(Event::LookedAtAll(round))
            },
            |why| Message::Fault(say!("import-fault", why = told(&why))),
        );
        review.work.push(handle);
    }

    fn stop_import(&mut self) {
        let Some(review) = &mut self.import else { return };
        review.work.drain(..).for_each(|handle| handle.cancel());
        review.stop_checks();
        review.round += 1;
        review.items.retain(|item| !matches!(item.state, ItemState::Waiting));
        review.phase = ReviewPhase::Ready;
    }

    pub(super) fn import_event(&mut self, event: Event) {
        let Some(review) = &mut self.import else { return };
        let (Event::Found(round, _)
        | Event::Looked(round, ..)
        | Event::LookedAtAll(round)
        | Event::Guessed(round, ..)
        | Event::Checked(round, ..)
        | Event::Copied(round, _)
        | Event::CopiedAll(round, ..)) = &event;
        if *round != review.round {
            return;
        }
        match event {
            Event::Found(_, files) => {
                for path in files {
                    if !review.items.iter().any(|i| i.path == path) {
                        review.items.push(ImportItem::new(path));
                    }
                }
            }
            Event::Looked(_, path, result) => self.looked(&path, *result),
            Event::LookedAtAll(_) => {
                review.phase = ReviewPhase::Ready;
                if review.items.is_empty() {
                    self.notices.add(Tone::Caution, say!("no-photos-found-there"));
                }
            }
            Event::Guessed(_, path, guess) => {
                if let Some(item) = review.items.iter_mut().find(|i| i.path == path)
                    && item.guessing.take().is_some()
                    && let Some((view, confidence)) = guess
                    && item.view == View::unsorted()
                {
                    item.view = view;
                    item.guess = Some(confidence);
                    self.check_against_baseline(&path);
                }
            }
            Event::Checked(_, path, view, result) => {
                // What arrives after a person pressed Stop, or after the photo got another view, answers no question any more.
                let asked = |i: &&mut ImportItem| i.path == path && i.view == view && matches!(i.check, Check::Waiting);
                if let Some(item) = review.items.iter_mut().find(asked) {
                    item.check = match *result {
                        Ok(checked) => Check::Done(Box::new(checked)),
                        Err(why) => Check::Failed(why),
                    };
                }
            }
            Event::Copied(_, done) => {
                if let ReviewPhase::Copying { total, .. } = review.phase {
                    review.phase = ReviewPhase::Copying { done, total };
                }
            }
            Event::CopiedAll(_, files, faults) => self.copied(&files, faults),
        }
    }

    fn looked(&mut self, path: &std::path::Path, result: Result<Inspected, String>) {
        let patient = self.patient.as_ref().map(super::OpenPatient::patient);
        let Some(review) = &mut self.import else { return };
        let twin = result.as_ref().ok().and_then(|seen| {
            review
                .items
                .iter()
                .find(|i| i.path != path && i.inspected().is_some_and(|s| s.sha256 == seen.sha256))
                .map(|i| i.date)
        });
        let Some(item) = review.items.iter_mut().find(|i| i.path == path) else { return };
        match result {
            Ok(seen) => {
                let in_record = patient.and_then(|p| known_on(p, &seen.sha256));
                if let Some((_, view)) = &in_record {
                    (item.view, item.guess) = (view.clone(), None);
                }
                let known = in_record.map(|(day, _)| day).or(twin);
                item.date = item.date.or(seen.taken_at.map(|t| t.date()));
                item.included = known.is_none();
                (item.check, item.decision) = (Check::Not, None);
                let guess_from = seen.guess.clone();
                item.state = match known {
                    Some(day) => ItemState::Duplicate(Box::new(seen), day),
                    None => ItemState::Ready(Box::new(seen)),
                };
                let path = item.path.clone();
                if known.is_none() && item.view == View::unsorted() {
                    self.guess_view_of(path, guess_from);
                } else if known.is_none() {
                    self.check_against_baseline(&path);
                }
            }
            Err(why) => {
                item.state = ItemState::Refused(why);
                item.included = false;
            }
        }
    }

    /// Guesses the view of a new photo from one thumbnail of each view that the open patient has.
    fn guess_view_of(&mut self, path: PathBuf, photo: Arc<Photo>) {
        let (Some(library), Some(patient)) = (self.library_handle(), self.patient()) else { return };
        let newest = |view: &View| patient.series(view).into_iter().rfind(|p| p.integrity.is_intact()).map(file_of);
        let views: Vec<_> = patient.views().into_iter().filter_map(|(view, _)| Some((newest(&view)?, view))).collect();
        let cached: Vec<Option<Arc<Photo>>> = views
            .iter()
            .map(|(file, _)| match self.derived.get(&Key::Pixels(file.clone())) {
                Slot::Ready(Value::Photo(photo)) => Some(photo),
                _ => None,
            })
            .collect();
        let Some(review) = &mut self.import else { return };
        if views.is_empty() {
            return;
        }
        let Some(at) = review.items.iter().position(|i| i.path == path) else { return };
        let round = review.round;
        let handle = self.jobs.run(
            Lane::Compute,
            move |handle| {
                let read = |(file, view): (_, View), cached: Option<Arc<Photo>>| {
                    let photo =
                        cached.or_else(|| super::tasks::photo::pixels(&library, &file, handle).ok().flatten())?;
                    Some((view, Arc::new(crate::imaging::thumbnail(&photo, import::GUESS_SIDE))))
                };
                let earlier: Vec<_> = views.into_iter().zip(cached).filter_map(|(v, c)| read(v, c)).collect();
                Message::Import(Event::Guessed(round, path, import::guess_view(&photo, &earlier, handle)))
            },
            |_| Message::Nothing,
        );
        review.items[at].guessing = Some(handle.clone());
        review.work.push(handle);
    }

    /// Compares a new photo with the baseline of its view, in the background. The alignment is kept in the cache, so that
    /// the pair stands aligned as soon as the photo is in the record.
    fn check_against_baseline(&mut self, path: &std::path::Path) {
        let Some(library) = self.library_handle() else { return };
        let cache = self.folders.cache.clone();
        let patient = self.patient.as_ref().map(super::OpenPatient::patient);
        let Some(review) = &mut self.import else { return };
        let Some(item) = review.items.iter_mut().find(|i| i.path == path) else { return };
        (item.check, item.decision) = (Check::Not, None);
        let (ItemState::Ready(seen), Some(day)) = (&item.state, item.date) else { return };
        if !seen.integrity.is_intact() {
            // A damaged photo is shown, never measured.
            return;
        }
        let Some((baseline, baseline_day)) = patient.and_then(|p| baseline(p, &item.view, day)) else { return };
        let moving = FileKey { sha256: seen.sha256.clone(), format: seen.format.clone() };
        let pair = PairKey { fixed: baseline.clone(), moving, manual: None, skin: [None, None] };
        let cached = match self.derived.get(&Key::Pixels(baseline.clone())) {
            Slot::Ready(Value::Photo(photo)) => Some(photo),
            _ => None,
        };
        item.check = Check::Waiting;
        let (round, view, path, size) = (review.round, item.view.clone(), item.path.clone(), seen.facts.size);
        let fault = (path.clone(), view.clone());
        let handle = self.jobs.run(
            Lane::Compute,
            move |handle| match aligned(&library, &cache, &pair, cached, &path, handle) {
                Ok(Some(found)) => {
                    let advice = retake::advise(&found, size);
                    let checked = Checked { baseline: pair.fixed, day: baseline_day, advice };
                    Message::Import(Event::Checked(round, path, view, Box::new(Ok(checked))))
                }
                Ok(None) => Message::Nothing,
                Err(why) => Message::Import(Event::Checked(round, path, view, Box::new(Err(why)))),
            },
            move |why| Message::Import(Event::Checked(round, fault.0, fault.1, Box::new(Err(why)))),
        );
        review.checks.push(handle);
    }

    /// After a patient was opened while files were already looked at: duplicates and views are found again.
    pub(super) fn review_against_patient(&mut self) {
        let Some(review) = &mut self.import else { return };
        let seen: Vec<(PathBuf, Inspected)> =
            review.items.iter().filter_map(|i| Some((i.path.clone(), i.inspected()?.clone()))).collect();
        for (path, inspected) in seen {
            self.looked(&path, Ok(inspected));
        }
    }

    fn copy_included(&mut self) {
        let Some(library) = self.library_handle() else { return };
        if self.patient.is_none() {
            self.notices.add(Tone::Caution, say!("choose-the-patient-first"));
            return;
        }
        let Some(review) = &mut self.import else { return };
        let files: Vec<Taken> = review.items.iter().filter(|i| i.will_be_added()).filter_map(taken).collect();
        if files.is_empty() || review.phase != ReviewPhase::Ready {
            return;
        }
        review.work.drain(..).for_each(|handle| handle.cancel());
        review.stop_checks();
        review.round += 1;
        review.phase = ReviewPhase::Copying { done: 0, total: files.len() };
        let (round, outlet) = (review.round, self.jobs.outlet());
        let handle = self.jobs.run(
            Lane::Show,
            move |handle| {
                let (mut copied, mut faults) = (Vec::new(), Vec::new());
                for file in files {
                    match import::copy(&library, &file, handle) {
                        Ok(()) => copied.push(file),
                        Err(why) => faults
                            .push(format!("{}: {why}", file.path.file_name().unwrap_or_default().to_string_lossy())),
                    }
                    outlet.send(Message::Import(Event::Copied(round, copied.len())));
                }
                Message::Import(Event::CopiedAll(round, copied, faults))
            },
            |why| Message::Fault(say!("import-fault", why = told(&why))),
        );
        review.work.push(handle);
    }

    fn copied(&mut self, files: &[Taken], faults: Vec<String>) {
        let Some(patient) = self.patient() else { return };
        let edits = import::edits(patient, files, self.import.as_ref().map_or(SkinState::NotRecorded, |r| r.skin));
        let added = files.len();
        if !edits.is_empty() {
            self.edit(edits, Some(GroupId::new()));
            let photos = say!("n-photos", n = added);
            self.notices.add_with_undo(Tone::Done, say!("photos-added", photos = photos), true);
        }
        match (self.import.as_mut(), faults.is_empty()) {
            (Some(review), false) => {
                review.phase = ReviewPhase::Ready;
                review.items.retain(|i| !files.iter().any(|f| f.path == i.path));
            }
            _ => self.import = None,
        }
        faults.into_iter().for_each(|why| self.notices.add(Tone::Failed, say!("not-imported", why = told(&why))));
    }
}

/// The first intact photo of `view` before `day`: what a new photo of that day is compared with.
fn baseline(patient: &Patient, view: &View, day: Date) -> Option<(FileKey, Date)> {
    if *view == View::unsorted() {
        return None;
    }
    let first = patient.series(view).into_iter().find(|p| p.integrity.is_intact())?;
    let taken = patient.date_of(first.id)?;
    (taken < day).then(|| (file_of(first), taken))
}

/// The alignment of a file that is not in the library yet with its baseline, from the cache or made now.
fn aligned(
    library: &crate::store::Library,
    cache: &std::path::Path,
    pair: &PairKey,
    baseline: Option<Arc<Photo>>,
    path: &std::path::Path,
    handle: &Handle,
) -> Result<Option<Arc<crate::align::Registration>>, String> {
    if let Some(found) = registration::cached(cache, pair) {
        return Ok(Some(Arc::new(found)));
    }
    let fixed = match baseline {
        Some(photo) => photo,
        None => match super::tasks::photo::pixels(library, &pair.fixed, handle)? {
            Some(photo) => photo,
            None => return Ok(None),
        },
    };
    let Some(moving) = import::pixels(path, handle)? else { return Ok(None) };
    registration::run(cache, pair, &fixed, &moving, handle, &|_| ())
}

fn taken(item: &ImportItem) -> Option<Taken> {
    let ItemState::Ready(seen) = &item.state else { return None };
    let mut inspected = (**seen).clone();
    if item.date_by_person && inspected.taken_source.is_unsure() {
        inspected.taken_source = TakenSource::Person;
    }
    Some(Taken {
        path: item.path.clone(),
        inspected,
        date: item.date?,
        date_by_person: item.date_by_person,
        view: item.view.clone(),
    })
}

/// The day on which the patient has this very file (`None` if its session is gone), and its view.
fn known_on(patient: &Patient, sha256: &str) -> Option<(Option<Date>, View)> {
    patient.photos.values().find(|p| p.sha256 == sha256).map(|p| (patient.date_of(p.id), p.view.clone()))
}
