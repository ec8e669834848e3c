//! The aftercare sheet: the program's text or the clinic's own, printed by the system's browser.

use egui::{Id, Ui};

use crate::app::Command;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::typing::Typing;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Button, Look, TextArea};
use crate::words::say;

/// The text while it is typed.
#[derive(Default)]
pub struct Text {
    text: Typing<String>,
}

impl Text {
    /// Follows the clinic's text, and sends what is due.
    pub fn follow(&mut self, cx: &mut Cx<'_>, now: f64) {
        self.text.follow(&cx.app.clinic().aftercare().to_owned());
        if self.text.is_due(now) {
            self.flush(cx);
        }
    }

    /// Sends what was typed and not sent yet.
    pub fn flush(&mut self, cx: &mut Cx<'_>) {
        if let Some((text, _)) = self.text.send() {
            cx.send(Command::SetAftercare(Some(text)));
        }
    }

    /// Shows the text and the way to paper.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let t = tokens(ui);
        let own = cx.app.clinic().own_aftercare.is_some() || self.text.is_unsent();
        let words = if own { say!("aftercare-own") } else { say!("aftercare-program") };
        face::CAPTION.label(ui, words, t.text_2);
        let (mut print, mut back) = (false, false);
        ui.horizontal_wrapped(|ui| {
            let button = Button::new(say!("print")).icon(icons::PRINTER).look(Look::Outline);
            print = ui.add(button.tip(say!("opens-the-sheet-in-the-browser"))).clicked();
            let none = (!own).then_some(say!("aftercare-is-program"));
            back = ui.add(Button::link(say!("aftercare-back")).disabled(none)).clicked();
        });
        let id = Id::unique("aftercare text");
        let read_only = cx.app.library().is_none_or(|l| l.library.read_only().is_some());
        ui.add_enabled_ui(!read_only, |ui| {
            let area = TextArea::new(say!("text-of-the-sheet")).rows(18).id(id);
            if area.show(ui, &mut self.text.value).changed() {
                self.text.typed(ui);
            }
        });
        if back {
            self.text = Typing::of(crate::app::program_aftercare().to_owned());
            cx.send(Command::SetAftercare(None));
        }
        if print {
            self.flush(cx);
            cx.send(Command::PrintAftercare);
        }
        face::CAPTION.label(ui, say!("aftercare-marks"), t.text_3);
    }
}
