//! Closing the window: only after everything that was entered is on the disk, or a person said that it may be lost.

use egui::{Context, ViewportCommand};

use super::Shell;
use crate::app::{Command, SaveState};
use crate::ui::theme::{face, of, size};
use crate::ui::widgets::{Button, Look, dialog};
use crate::words::say;

/// How far closing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Closing {
    /// Nobody asked.
    #[default]
    No,
    /// Asked for; the disk has not answered yet.
    Waiting,
    /// Something could not be saved: a person decides.
    Asking,
    /// Nothing is left to wait for.
    Now,
}

impl Closing {
    /// True while a person is asked.
    pub fn asks(self) -> bool {
        self == Self::Asking
    }
}

impl Shell {
    /// Follows a wish to close the window.
    pub(super) fn closing_logic(&mut self, ctx: &Context) {
        let wished = ctx.input(|i| i.viewport().close_requested());
        if wished && self.closing != Closing::Now {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            if self.closing == Closing::No {
                self.leave_compare();
                self.closing = Closing::Waiting;
            }
        }
        if self.closing == Closing::Waiting {
            match self.app.save_state() {
                SaveState::Failed(_) => self.closing = Closing::Asking,
                _ if !self.app.has_unsaved() => self.close_now(ctx),
                _ => {}
            }
        }
    }

    fn close_now(&mut self, ctx: &Context) {
        self.closing = Closing::Now;
        self.app.finish();
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// Asks what to do about what could not be saved.
    pub(super) fn closing_ui(&mut self, ctx: &Context, commands: &mut Vec<Command>) {
        if self.closing != Closing::Asking {
            return;
        }
        let SaveState::Failed(why) = self.app.save_state() else {
            self.closing = Closing::Waiting;
            return;
        };
        let t = of(&ctx.global_style().visuals);
        let shown = dialog(ctx, "closing", say!("something-is-not-saved-yet"), 520.0, |ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            face::BODY.label(ui, say!("the-last-changes-could-not-be", why = crate::words::told(&why)), t.text);
            face::BODY.label(ui, say!("they-are-kept-as-long-as"), t.text_2);
            ui.add_space(size::GAP);
            ui.horizontal(|ui| {
                if ui.add(Button::primary(say!("try-again-and-close")).main()).clicked() {
                    commands.push(Command::RetrySave);
                    self.closing = Closing::Waiting;
                }
                if ui.add(Button::new(say!("keep-open")).main()).clicked() {
                    self.closing = Closing::No;
                }
                if ui.add(Button::new(say!("close-and-lose-them")).look(Look::Plain).main()).clicked() {
                    self.close_now(ctx);
                }
            });
        });
        if shown.should_close() && self.closing == Closing::Asking {
            self.closing = Closing::No;
        }
    }
}
