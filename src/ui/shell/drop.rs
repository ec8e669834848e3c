//! Photos and folders dropped anywhere on the window.

use egui::{Align2, Context, CornerRadius, Id, LayerId, Order, Stroke, StrokeKind};

use super::Shell;
use crate::app::{Command, ImportCommand};
use crate::ui::icons;
use crate::ui::theme::{face, of, size};

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
                (false, _) => "Open or make a library first",
                (true, true) => "The library is open to read only",
                (true, false) => "Drop to import. Nothing is added before you say so",
            };
            overlay(ctx, words);
        }
        if dropped.is_empty() {
            return None;
        }
        if library.is_none() || read_only {
            self.toasts.caution("Photos can be dropped once a library is open to write");
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
