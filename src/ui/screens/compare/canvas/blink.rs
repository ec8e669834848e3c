//! The turns of the blink. No frame is blank; Space stops it on the photo that is shown.

use egui::Ui;

/// Which photo is shown, and since when.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blink {
    shown: usize,
    since: Option<f64>,
}

impl Blink {
    /// The photo that the last frame showed: 0 or 1.
    pub fn shown(&self) -> usize {
        self.shown
    }

    /// Photo 0 or 1 in this frame, each for `secs` seconds; `held` stays on the one that is shown. The next turn is
    /// asked for in time.
    pub fn turn(&mut self, ui: &Ui, secs: f32, held: bool) -> usize {
        let now = ui.input(|i| i.time);
        let secs = f64::from(secs.clamp(0.4, 2.0));
        let since = *self.since.get_or_insert(now);
        if held {
            self.since = Some(now);
            return self.shown;
        }
        if now - since >= secs {
            self.shown = 1 - self.shown;
            // A late frame does not make the next turn shorter than half.
            self.since = Some(now - ((now - since) % secs).min(secs / 2.0));
        }
        let next = self.since.unwrap_or(now) + secs - now;
        ui.ctx().request_repaint_after_secs(next.max(0.0) as f32 + 0.001);
        self.shown
    }
}
