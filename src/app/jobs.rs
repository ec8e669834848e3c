//! Work that does not block the window: three lanes that never wait for each other.

use std::any::Any;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use crate::monitor::Monitor;
use crate::words::{self, Language};

/// Where a piece of work queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// What the user is waiting to see. The newest request runs first, on two threads.
    Show,
    /// Long work, parallel inside. The newest request runs first.
    Compute,
    /// What must become durable, in order.
    Save,
}

/// The string by which the asker holds its work: tells progress, asks it to stop.
#[derive(Debug, Clone, Default)]
pub struct Handle(Arc<State>);

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
    per_mille: AtomicU32,
}

impl Handle {
    /// Asks the work to stop; work that has not begun never does.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// True once [`Self::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    /// Fraction done, 0 to 1.
    pub fn progress(&self) -> f32 {
        self.0.per_mille.load(Ordering::Relaxed) as f32 / 1000.0
    }
}

impl Monitor for Handle {
    fn report(&self, fraction: f32) -> ControlFlow<()> {
        self.0.per_mille.store((fraction.clamp(0.0, 1.0) * 1000.0) as u32, Ordering::Relaxed);
        if self.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

type Work<M> = Box<dyn FnOnce(&Handle) -> M + Send>;
type Panicked<M> = Box<dyn FnOnce(String) -> M + Send>;

struct Job<M> {
    handle: Handle,
    /// The asker's language: what the work says is read there.
    language: Language,
    work: Work<M>,
    panicked: Panicked<M>,
}

struct Queue<M> {
    jobs: Mutex<VecDeque<Job<M>>>,
    filled: Condvar,
    newest_first: bool,
    closed: AtomicBool,
    running: AtomicU32,
    /// What runs now, so that it can be told to stop when the program ends.
    at_work: Mutex<Vec<Handle>>,
}

impl<M> Queue<M> {
    fn new(newest_first: bool) -> Arc<Self> {
        Arc::new(Self {
            jobs: Mutex::default(),
            filled: Condvar::new(),
            newest_first,
            closed: AtomicBool::new(false),
            running: AtomicU32::new(0),
            at_work: Mutex::default(),
        })
    }

    fn push(&self, job: Job<M>) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).push_back(job);
        self.filled.notify_one();
    }

    /// The next job, waiting for one; `None` once the queue is closed and empty.
    fn next(&self) -> Option<Job<M>> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let job = if self.newest_first { jobs.pop_back() } else { jobs.pop_front() };
            if let Some(job) = job {
                self.running.fetch_add(1, Ordering::SeqCst);
                self.at_work.lock().unwrap_or_else(PoisonError::into_inner).push(job.handle.clone());
                return Some(job);
            }
            if self.closed.load(Ordering::SeqCst) {
                return None;
            }
            jobs = self.filled.wait(jobs).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn is_idle(&self) -> bool {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.is_empty() && self.running.load(Ordering::SeqCst) == 0
    }

    /// One piece of work has ended, or was not begun.
    fn ended(&self, handle: &Handle) {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner).retain(|h| !Arc::ptr_eq(&h.0, &handle.0));
        self.running.fetch_sub(1, Ordering::SeqCst);
    }

    fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.filled.notify_all();
    }

    /// Closes the queue; what waits is forgotten, what runs is told to stop.
    fn abandon(&self) {
        // The waiting jobs go while no lock is held: they may own the last hold on a library.
        let waiting = {
            let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            self.closed.store(true, Ordering::SeqCst);
            std::mem::take(&mut *jobs)
        };
        drop(waiting);
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(Handle::cancel);
        self.filled.notify_all();
    }
}

/// The lanes and their finished work. `M` is what finished work says.
pub struct Jobs<M> {
    show: Arc<Queue<M>>,
    compute: Arc<Queue<M>>,
    save: Arc<Queue<M>>,
    done: Receiver<M>,
    sender: Sender<M>,
    wake: Wake,
    threads: Vec<thread::JoinHandle<()>>,
}

/// Called from any thread when a result waits.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

impl<M: Send + 'static> Jobs<M> {
    /// Starts the lanes. `wake` is called whenever [`Self::finished`] has something new.
    pub fn new(wake: Wake) -> Self {
        let (sender, done) = channel();
        let (show, compute, save) = (Queue::new(true), Queue::new(true), Queue::new(false));
        let start = |queue: &Arc<Queue<M>>, name: &str| {
            let (queue, sender, wake) = (queue.clone(), sender.clone(), wake.clone());
            thread::Builder::new().name(name.to_owned()).spawn(move || run(&queue, &sender, &wake)).ok()
        };
        let threads = [start(&show, "show"), start(&show, "show"), start(&compute, "compute"), start(&save, "save")];
        let threads = threads.into_iter().flatten().collect();
        Self { show, compute, save, done, sender, wake, threads }
    }

    /// Queues `work`. If it panics, `panicked` turns the message into a result, and the program lives on.
    pub fn run(
        &self,
        lane: Lane,
        work: impl FnOnce(&Handle) -> M + Send + 'static,
        panicked: impl FnOnce(String) -> M + Send + 'static,
    ) -> Handle {
        let handle = Handle::default();
        let language = words::language();
        let job = Job { handle: handle.clone(), language, work: Box::new(work), panicked: Box::new(panicked) };
        self.queue(lane).push(job);
        handle
    }

    /// Results since the last call, in the order in which they came.
    pub fn finished(&self) -> Vec<M> {
        self.done.try_iter().collect()
    }

    /// True if a lane has neither waiting nor running work.
    pub fn is_idle(&self, lane: Lane) -> bool {
        self.queue(lane).is_idle()
    }

    /// A way for running work to send results before it ends.
    pub fn outlet(&self) -> Outlet<M> {
        Outlet { sender: self.sender.clone(), wake: self.wake.clone() }
    }

    fn queue(&self, lane: Lane) -> &Queue<M> {
        match lane {
            Lane::Show => &self.show,
            Lane::Compute => &self.compute,
            Lane::Save => &self.save,
        }
    }
}

impl<M> Drop for Jobs<M> {
    /// Waits for the Save lane, so that closing the window loses nothing, and for what runs in the others to stop: only
    /// then is the library free for whoever opens it next.
    fn drop(&mut self) {
        self.show.abandon();
        self.compute.abandon();
        self.save.close();
        for thread in self.threads.drain(..) {
            // A panic of the lane itself was already caught around each job.
            drop(thread.join());
        }
    }
}

/// Sends results from within running work.
#[derive(Clone)]
pub struct Outlet<M> {
    sender: Sender<M>,
    wake: Wake,
}

impl<M> Outlet<M> {
    /// Sends one result and wakes the window.
    pub fn send(&self, message: M) {
        // The receiver is gone only when the program ends.
        if self.sender.send(message).is_ok() {
            (self.wake)();
        }
    }
}

fn run<M>(queue: &Queue<M>, sender: &Sender<M>, wake: &Wake) {
    while let Some(Job { handle, language, work, panicked }) = queue.next() {
        words::speak(language);
        if handle.is_cancelled() && queue.newest_first {
            queue.ended(&handle);
            continue;
        }
        let message = catch_unwind(AssertUnwindSafe(|| work(&handle))).unwrap_or_else(|e| panicked(told(&*e)));
        queue.ended(&handle);
        if sender.send(message).is_err() {
            return;
        }
        wake();
    }
}

fn told(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown fault".to_owned())
}

#[cfg(test)]
mod tests {

    use super::*;

    fn jobs() -> (Jobs<String>, Receiver<()>) {
        let (tick, ticks) = channel();
        let tick = Mutex::new(tick);
        (Jobs::new(Arc::new(move || tick.lock().unwrap().send(()).unwrap_or_default())), ticks)
    }

    #[test]
    fn a_panic_becomes_a_result_and_the_lane_lives_on() {
        let (jobs, ticks) = jobs();
        jobs.run(Lane::Compute, |_| panic!("boom"), |why| format!("failed: {why}"));
        ticks.recv().unwrap();
        jobs.run(Lane::Compute, |_| "fine".into(), |why| why);
        ticks.recv().unwrap();
        assert_eq!(jobs.finished(), ["failed: boom", "fine"]);
    }

    #[test]
    fn saving_keeps_its_order_and_is_finished_before_the_program_ends() {
        let written = Arc::new(Mutex::new(Vec::new()));
        let (jobs, _ticks) = jobs();
        for i in 0..50 {
            let written = written.clone();
            jobs.run(
                Lane::Save,
                move |_| {
                    written.lock().unwrap().push(i);
                    String::new()
                },
                |why| why,
            );
        }
        drop(jobs);
        assert_eq!(*written.lock().unwrap(), (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn the_end_of_the_program_stops_what_runs_forgets_what_waits_and_frees_what_both_held() {
        let library = Arc::new(());
        let (jobs, _ticks) = jobs();
        let (begun, has_begun) = channel();
        for lane in [Lane::Show, Lane::Compute] {
            let (held, begun) = (library.clone(), begun.clone());
            jobs.run(
                lane,
                move |handle| {
                    begun.send(()).unwrap();
                    while !handle.is_cancelled() {
                        thread::yield_now();
                    }
                    drop(held);
                    String::new()
                },
                |why| why,
            );
            has_begun.recv().unwrap();
        }
        let waiting = library.clone();
        jobs.run(Lane::Compute, move |_| format!("must not run: {waiting:?}"), |why| why);
        drop(jobs);
        assert_eq!(Arc::strong_count(&library), 1, "somebody still holds the library");
    }

    #[test]
    fn cancelled_work_is_told_so() {
        let (jobs, ticks) = jobs();
        let (go, wait) = channel::<()>();
        let work = move |handle: &Handle| {
            wait.recv().unwrap();
            format!("{:?}", crate::monitor::step(handle, 0.5))
        };
        let handle = jobs.run(Lane::Compute, work, |why| why);
        handle.cancel();
        let second = jobs.run(Lane::Compute, |_| "must not run".into(), |why| why);
        second.cancel();
        go.send(()).unwrap();
        // Cancelled before it began: either both are silent, or the first answers that it was stopped.
        ticks.recv_timeout(std::time::Duration::from_millis(200)).unwrap_or_default();
        assert!(!jobs.finished().contains(&"must not run".to_owned()));
        assert!(handle.progress() == 0.5 || handle.progress() == 0.0);
    }
}
