//! Short messages that pass, with Undo.

use egui::{Align2, Area, Context, Id, Margin, Order};

use super::badge::Tone;
use super::button::{Button, Look};
use super::popover::popover_frame;
use crate::ui::icons;
use crate::ui::theme::{face, motion, of, size};
use crate::words::say;

/// One message.
#[derive(Debug, Clone)]
pub struct Toast<U> {
    /// What happened.
    pub text: String,
    /// How it went; `None` for a plain message.
    pub tone: Option<Tone>,
    /// What Undo hands back; `None` where there is nothing to undo.
    pub undo: Option<U>,
}

/// The messages that are showing: one for 4 seconds, longer while the pointer is over it.
#[derive(Debug, Clone)]
pub struct Toasts<U> {
    showing: Option<(Toast<U>, Option<f64>)>,
}

impl<U> Default for Toasts<U> {
    fn default() -> Self {
        Self { showing: None }
    }
}

impl<U> Toasts<U> {
    /// Shows `toast` instead of the one before.
    pub fn push(&mut self, toast: Toast<U>) {
        self.showing = Some((toast, None));
    }

    /// Takes the message away.
    pub fn clear(&mut self) {
        self.showing = None;
    }

    /// Shows the message at the foot of the window, `above` points over its edge. Answers what Undo handed back.
    pub fn show(&mut self, ctx: &Context, above: f32) -> Option<U> {
        let (toast, until) = self.showing.as_mut()?;
        let now = ctx.input(|i| i.time);
        let end = *until.get_or_insert(now + f64::from(motion::TOAST));
        if now >= end {
            self.showing = None;
            return None;
        }
        let t = of(&ctx.global_style().visuals);
        let (mut undo, mut close) = (false, false);
        let area = Area::new(Id::unique("toast"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_BOTTOM, [0.0, -above])
            .fade_in(false)
            .accessible_name(say!("message"))
            .show(ctx, |ui| {
                popover_frame(t).inner_margin(Margin { left: 16, right: 8, top: 8, bottom: 8 }).show(ui, |ui| {
                    ui.horizontal(|ui| {
                        if let Some(tone) = toast.tone {
                            let (place, _) = ui.allocate_exact_size(egui::Vec2::splat(16.0), egui::Sense::hover());
                            tone.icon().paint(ui.painter(), place.center(), size::ICON, tone.color(t));
                        }
                        face::BODY.label(ui, toast.text.as_str(), t.text);
                        if toast.undo.is_some() {
                            undo = ui.add(Button::new(say!("undo")).look(Look::Link).key("Ctrl+Z")).clicked();
                        }
                        close = ui.add(super::button::IconButton::new(icons::X, say!("close-message"))).clicked();
                    });
                });
            });
        if area.response.contains_pointer() {
            *until = Some(end.max(now + 1.0));
        }
        ctx.request_repaint_after_secs((end - now) as f32);
        if undo || close {
            let undone = toast.undo.take().filter(|_| undo);
            self.showing = None;
            return undone;
        }
        None
    }
}
