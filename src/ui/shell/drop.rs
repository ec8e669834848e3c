//! Photos and folders dropped anywhere on the window.

use egui::{Align2, Context, CornerRadius, Id, LayerId, Order, Stroke, StrokeKind};

use super::Shell;
use crate::app::{Command, ImportCommand};
use crate::ui::icons;
use crate::ui::theme::{face, of, size};
use crate::words::say;

impl Shell {
    /// Says where dropped files go while they are over the window; answers what was dropped.
    pub(super) fn drop_ui(&mut self, ctx: &Context) -> Option<Command> {
        let (hovers, dropped) = ctx.input(|i| {
            let paths: Vec<_> = i.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect();
            (!i.raw.hovered_files.is_empty(), paths)
        });
        let library = self.app.library();
        let read_only = library.is_some_and(|l| l.library.read_only().is_some());
        if hovers {
            let words = match (library.is_some(), read_only) {
                (false, _) => say!("open-or-make-a-library-first"),
                (true, true) => say!("the-library-is-open-to-read"),
                (true, false) => say!("drop-to-import-nothing-is-added"),
            };
            overlay(ctx, words);
        }
        if dropped.is_empty() {
            return None;
        }
        if library.is_none() || read_only {
            self.toasts.caution(say!("photos-can-be-dropped-once-a"));
            return None;
        }
        Some(Command::Import(ImportCommand::Add(dropped)))
    }
}

fn overlay(ctx: &Context, words: &str) {
    let t = of(&ctx.global_style().visuals);
    let painter = ctx.layer_painter(LayerId::new(Order::Foreground, Id::unique("drop")));
    let window = ctx.content_rect();
    painter.rect_filled(window, 0, t.backdrop);
    let frame = window.shrink(size::PAGE_EDGE);
    painter.rect_stroke(
        frame,
        CornerRadius::same(size::RADIUS_POPOVER),
        Stroke::new(2.0, t.accent),
        StrokeKind::Inside,
    );
    let middle = window.center();
    let card = egui::Rect::from_center_size(middle, egui::vec2(440.0, 112.0));
    painter.rect(
        card,
        CornerRadius::same(size::RADIUS_POPOVER),
        t.raised,
        Stroke::new(1.0, t.strong),
        StrokeKind::Inside,
    );
    icons::TRAY_ARROW_DOWN.paint(&painter, middle - egui::vec2(0.0, 18.0), 32.0, t.accent);
    let font = face::TITLE.font(&ctx.global_style());
    painter.text(middle + egui::vec2(0.0, 24.0), Align2::CENTER_CENTER, words, font, t.text);
}
