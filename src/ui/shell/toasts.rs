//! Short messages at the foot of the window. What was done passes after 4 seconds; what failed stays until it is read.

use egui::{Align2, Area, Context, Id, Margin, Order};

use crate::app::tasks::export::{ExportTarget, Exported};
use crate::app::{App, Command, Notice, Tone};
use crate::ui::icons;
use crate::ui::theme::{face, motion, of, size};
use crate::ui::widgets::{self, Button, IconButton, Look, popover_frame};
use crate::words::say;

/// A caution stays this much longer than a confirmation.
const CAUTION: f32 = 3.0;
/// More messages than these hide the photos.
const MOST: usize = 4;

/// The messages of the window itself and when each of all messages was first seen.
#[derive(Default)]
pub struct Toasts {
    own: Vec<Own>,
    next: u64,
    seen: Vec<(Name, f64)>,
    notices: Vec<Notice>,
    /// What may not be read while names are hidden.
    hidden: Vec<String>,
}

struct Own {
    number: u64,
    tone: Tone,
    text: String,
    undo: Option<Command>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Own(u64),
    Notice(u64),
}

struct Shown {
    name: Name,
    tone: Tone,
    text: String,
    undo: Option<Command>,
}

impl Toasts {
    /// Something was done; `undo` takes it back.
    pub fn done(&mut self, text: impl Into<String>, undo: Option<Command>) {
        self.add(Tone::Done, text.into(), undo);
    }

    /// Something to know.
    pub fn caution(&mut self, text: impl Into<String>) {
        self.add(Tone::Caution, text.into(), None);
    }

    /// A sheet was made: one for the clipboard is put there.
    pub fn exported(&mut self, ctx: &Context, done: &Exported) {
        if done.target != ExportTarget::Clipboard {
            return;
        }
        let size = done.picture.size();
        let picture = egui::ColorImage::from_rgb([size.width as usize, size.height as usize], done.picture.rgb());
        ctx.copy_image(picture);
        self.done(say!("the-sheet-is-in-the-clipboard"), None);
    }

    fn add(&mut self, tone: Tone, text: String, undo: Option<Command>) {
        self.own.retain(|own| own.text != text);
        self.own.push(Own { number: self.next, tone, text, undo });
        self.next += 1;
    }

    /// Takes over what the program has to say.
    pub fn take(&mut self, app: &App) {
        if self.notices != app.notices() {
            self.notices = app.notices().to_vec();
        }
        self.hidden = super::privacy::hidden_words(app);
    }

    /// Shows the messages; answers the commands that they lead to.
    pub fn show(&mut self, ctx: &Context) -> Vec<Command> {
        let now = ctx.input(|i| i.time);
        let mut shown = self.all();
        let first = shown.len().saturating_sub(MOST);
        let hidden: Vec<Name> = shown.drain(..first).map(|s| s.name).collect();
        let mut commands: Vec<Command> = hidden.into_iter().filter_map(|name| self.dismiss(name)).collect();
        self.seen.retain(|(name, _)| shown.iter().any(|s| s.name == *name));
        let mut above = size::STATUS + 16.0;
        for message in shown.iter().rev() {
            let since = self.since(message.name, now);
            let (height, pressed, over) = message_ui(ctx, message, above);
            above += height + 8.0;
            let lasts = match message.tone {
                Tone::Done => Some(motion::TOAST),
                Tone::Caution => Some(motion::TOAST * CAUTION),
                Tone::Failed => None,
            };
            let passed = lasts.is_some_and(|secs| now - since >= f64::from(secs)) && !over;
            if let Some(secs) = lasts.filter(|_| !passed) {
                ctx.request_repaint_after_secs((f64::from(secs) - (now - since)).max(0.05) as f32);
            }
            if pressed == Pressed::Undo {
                commands.extend(message.undo.clone());
            }
            if passed || pressed != Pressed::Nothing {
                commands.extend(self.dismiss(message.name));
            }
        }
        commands
    }

    fn all(&self) -> Vec<Shown> {
        let notices = self.notices.iter().map(|n| Shown {
            name: Name::Notice(n.id),
            tone: n.tone,
            text: n.text.clone(),
            undo: n.undo.then_some(Command::Undo),
        });
        let own = self.own.iter().map(|o| Shown {
            name: Name::Own(o.number),
            tone: o.tone,
            text: o.text.clone(),
            undo: o.undo.clone(),
        });
        let mut all: Vec<Shown> = notices.chain(own).collect();
        all.iter_mut().for_each(|shown| shown.text = super::privacy::masked(&shown.text, &self.hidden));
        all
    }

    fn since(&mut self, name: Name, now: f64) -> f64 {
        if let Some((_, since)) = self.seen.iter().find(|(n, _)| *n == name) {
            return *since;
        }
        self.seen.push((name, now));
        now
    }

    fn dismiss(&mut self, name: Name) -> Option<Command> {
        match name {
            Name::Own(number) => {
                self.own.retain(|own| own.number != number);
                None
            }
            Name::Notice(id) => {
                self.notices.retain(|n| n.id != id);
                Some(Command::DismissNotice(id))
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Nothing,
    Undo,
    Close,
}

/// Shows one message `above` points over the foot of the window: its height, what was pressed, whether the pointer is over it.
fn message_ui(ctx: &Context, message: &Shown, above: f32) -> (f32, Pressed, bool) {
    let t = of(&ctx.global_style().visuals);
    let mut pressed = Pressed::Nothing;
    let tone = match message.tone {
        Tone::Done => widgets::Tone::Good,
        Tone::Caution => widgets::Tone::Caution,
        Tone::Failed => widgets::Tone::Failed,
    };
    let widest = (ctx.content_rect().width() - 96.0).min(640.0);
    let area = Area::new(Id::unique(("message", format!("{:?}", message.name))))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_BOTTOM, [0.0, -above])
        .fade_in(false)
        .accessible_name(say!("message"))
        .show(ctx, |ui| {
            ui.set_max_width(widest);
            popover_frame(t).inner_margin(Margin { left: 16, right: 8, top: 8, bottom: 8 }).show(ui, |ui| {
                ui.horizontal(|ui| {
                    let (place, _) = ui.allocate_exact_size(egui::Vec2::splat(16.0), egui::Sense::hover());
                    tone.icon().paint(ui.painter(), place.center(), size::ICON, tone.color(t));
                    let room = widest - if message.undo.is_some() { 210.0 } else { 90.0 };
                    let galley = face::BODY.galley_wrapped(ui, &message.text, t.text, room);
                    ui.add(egui::Label::new(galley).selectable(false));
                    if let Some(undo) = &message.undo {
                        // Ctrl+Z takes back changes of the open patient, nothing else.
                        let key = if matches!(undo, Command::Undo) { "Ctrl+Z" } else { "" };
                        if ui.add(Button::new(say!("undo")).look(Look::Link).key(key)).clicked() {
                            pressed = Pressed::Undo;
                        }
                    }
                    if ui.add(IconButton::new(icons::X, say!("close-message"))).clicked() {
                        pressed = Pressed::Close;
                    }
                });
            });
        });
    (area.response.rect.height(), pressed, area.response.contains_pointer())
}
