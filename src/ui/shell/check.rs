//! The check of the whole library: how far it is, then what it found.

use egui::{Context, ScrollArea, Ui};

use super::Shell;
use crate::app::{Checking, Command};
use crate::ui::icons;
use crate::ui::screens::parts;
use crate::ui::theme::{face, of, size, tokens};
use crate::ui::widgets::{self, Button, Look, Progress, Tone, dialog};
use crate::words::{say, told};

/// More faults than these stand in a file, not in a dialog.
const MOST: usize = 200;

impl Shell {
    /// True while the check lies over the window.
    pub(super) fn checks(&self) -> bool {
        !matches!(self.app.checking(), Checking::Not)
    }

    /// Shows the check, if one was asked for.
    pub(super) fn check_ui(&mut self, ctx: &Context, commands: &mut Vec<Command>) {
        if !self.checks() {
            return;
        }
        let t = of(&ctx.global_style().visuals);
        let mut leave = false;
        let shown = dialog(ctx, "check", say!("check-of-the-library"), 640.0, |ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            match self.app.checking() {
                Checking::Not => {}
                Checking::Running(handle) => {
                    let detail = say!("every-record-and-every-photo");
                    let fraction = Some(handle.progress());
                    leave = Progress { title: say!("reading-the-library"), detail, fraction, stoppable: true }.show(ui);
                    ui.ctx().request_repaint_after_secs(0.1);
                }
                Checking::Failed(why) => {
                    widgets::state(ui, Tone::Failed, &say!("the-check-could-not-be-carried", why = told(why)));
                }
                Checking::Done(report) => {
                    let counts = format!(
                        "{}, {}, {}",
                        say!("n-patients", n = report.patients),
                        say!("n-edits", n = report.edits),
                        parts::photos_words(report.photos)
                    );
                    match report.faults.len() {
                        0 => widgets::state(ui, Tone::Good, &say!("no-faults-in", counts = counts)),
                        n => widgets::state(
                            ui,
                            Tone::Failed,
                            &say!("count-in-counts", count = say!("n-faults", n = n), counts = counts),
                        ),
                    };
                    let lines = report.faults.iter().map(|f| (Tone::Failed, f));
                    let lines: Vec<_> = lines.chain(report.notes.iter().map(|n| (Tone::Info, n))).collect();
                    if !report.faults.is_empty() {
                        let words = say!("restore-the-named-files-from-a");
                        face::BODY.label(ui, words, t.text_2);
                    }
                    ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                        for (tone, fault) in lines.iter().take(MOST) {
                            line(ui, *tone, &told(&fault.what), &fault.r#where);
                        }
                        if lines.len() > MOST {
                            face::CAPTION.label(ui, say!("and-more", n = lines.len() - MOST), t.text_3);
                        }
                    });
                }
            }
            ui.add_space(size::GAP);
            ui.horizontal(|ui| {
                let running = matches!(self.app.checking(), Checking::Running(_));
                let words = if running { say!("stop") } else { say!("close") };
                leave |= ui.add(Button::new(words).key("Esc").main()).clicked();
                if !running
                    && ui
                        .add(Button::new(say!("check-again")).icon(icons::ARROW_CLOCKWISE).look(Look::Plain).main())
                        .clicked()
                {
                    commands.push(Command::CheckLibrary);
                }
            });
        });
        if leave || shown.should_close() {
            commands.push(Command::LeaveCheck);
        }
    }
}

fn line(ui: &mut Ui, tone: Tone, what: &str, place: &str) {
    let t = tokens(ui);
    widgets::state(ui, tone, what);
    ui.horizontal(|ui| {
        ui.add_space(20.0);
        face::KEY.line_label(ui, place, t.text_3);
    });
}
