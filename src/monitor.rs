//! Progress out, cancel in: how long work talks to whoever waits for it.

use std::ops::ControlFlow;

/// Whoever waits for a piece of long work.
///
/// The work calls [`Monitor::report`] at least every 50 ms and stops as soon as the answer is `Break`.
pub trait Monitor: Sync {
    /// Takes the fraction done so far, 0 to 1, never falling. `Break` asks the work to stop.
    fn report(&self, fraction: f32) -> ControlFlow<()>;
}

/// Nobody is waiting: never cancels.
pub struct Silent;

impl Monitor for Silent {
    fn report(&self, _fraction: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl<F: Fn(f32) -> ControlFlow<()> + Sync> Monitor for F {
    fn report(&self, fraction: f32) -> ControlFlow<()> {
        self(fraction)
    }
}

/// The work was stopped by its [`Monitor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Cancelled;

/// Reports `fraction` and turns a `Break` into [`Cancelled`], for use with `?`.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub fn step(monitor: &dyn Monitor, fraction: f32) -> Result<(), Cancelled> {
    match monitor.report(fraction) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    }
}
