//! F6: the keys go from panel to panel.

use egui::{Context, Rect};

/// A part of the window, in the order in which F6 walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    /// The rail.
    Rail,
    /// The header.
    Header,
    /// The patients beside the photos.
    Patients,
    /// What the screen shows, with its own panels.
    Screen,
    /// The status bar.
    Status,
}

/// Where the panels lie in this frame, and whether F6 was pressed.
#[derive(Default)]
pub struct Panels {
    rects: Vec<(Panel, Rect)>,
    asked: Option<bool>,
}

impl Panels {
    /// A new frame begins.
    pub fn begin(&mut self) {
        self.rects.clear();
    }

    /// A panel lies there.
    pub fn add(&mut self, panel: Panel, rect: Rect) {
        self.rects.push((panel, rect));
    }

    /// The keys are to go to the next panel, or to the one before.
    pub fn ask(&mut self, forward: bool) {
        self.asked = Some(forward);
    }

    /// Carries the walk out: the first control of the panel gets the focus. Panels without controls are passed over.
    pub fn walk(&mut self, ctx: &Context) {
        let Some(forward) = self.asked.take() else { return };
        self.rects.sort_by_key(|(panel, _)| *panel);
        let controls: Vec<(egui::Id, Rect)> = ctx.viewport(|v| {
            let widgets = v.prev_pass.widgets.layers().flat_map(|(_, widgets)| widgets.iter());
            widgets.filter(|w| w.enabled && w.sense.is_focusable()).map(|w| (w.id, w.rect)).collect()
        });
        let focused = ctx.memory(|m| m.focused());
        let at = focused.and_then(|id| controls.iter().find(|(c, _)| *c == id)).map(|(_, rect)| rect.center());
        let count = self.rects.len();
        let here = at.and_then(|at| self.rects.iter().position(|(_, rect)| rect.contains(at)));
        let start = here.unwrap_or(if forward { count.saturating_sub(1) } else { 0 });
        for step in 1..=count {
            let i = if forward { (start + step) % count } else { (start + count - step % count) % count };
            let Some((_, rect)) = self.rects.get(i) else { continue };
            let inside =
                controls.iter().filter(|(_, control)| rect.contains(control.center()) && control.is_positive());
            // Reading order: from the top, then from the left.
            let first = inside.min_by(|(_, a), (_, b)| {
                (a.top(), a.left()).partial_cmp(&(b.top(), b.left())).unwrap_or(std::cmp::Ordering::Equal)
            });
            if let Some((id, _)) = first {
                ctx.memory_mut(|m| m.request_focus(*id));
                return;
            }
        }
    }
}
