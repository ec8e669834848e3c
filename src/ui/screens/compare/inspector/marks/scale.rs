//! The scale of a photo: a line of known length in it. Millimetres are said only with it.

use egui::{Align, Key, Layout, Ui};

use super::super::super::marks::{ScaleDraft, scale_edit};
use super::super::super::{CompareScreen, Scene, words};
use super::remove_button;
use crate::model::{MarkKind, Shape};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Button, Look, TextField};
use crate::words::{number, say, typed_number};

impl CompareScreen {
    pub(super) fn scale_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let t = tokens(ui);
        if let Some(draft) = self.marks.scale.take() {
            self.marks.scale = self.length_ui(ui, cx, draft);
            return;
        }
        for photo in [scene.choice.a, scene.choice.b] {
            let Some(record) = scene.patient.photos.get(&photo) else { continue };
            if let Some(mm) = record.mm_per_px() {
                ui.horizontal(|ui| {
                    let date = words::date_of(scene.patient, photo);
                    face::CAPTION.label(
                        ui,
                        say!("scale-of", date = date, px = number(format!("{:.1}", 1.0 / mm))),
                        t.text_2,
                    );
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if remove_button(ui, &say!("remove-scale-of", date = date)) {
                            cx.edit(scale_edit(photo, None));
                        }
                    });
                });
            }
            if scene.choice.is_single() {
                break;
            }
        }
        ui.horizontal(|ui| {
            if ui.add(Button::new(say!("set-scale")).icon(icons::RULER).look(Look::Outline)).clicked() {
                self.take_scale();
            }
            let ruler = self.marks.chosen().and_then(|id| scene.patient.marks.get(&id));
            let line = ruler.filter(|m| m.kind == MarkKind::Ruler).map(|m| (m.photo, m.shape.clone()));
            if let Some((photo, Shape::Line { from, to })) = line
                && ui.add(Button::link(say!("this-length-is-known"))).clicked()
            {
                self.marks.scale = Some(ScaleDraft { photo, ends: [from, to], typed: String::new() });
            }
        });
    }

    /// Asks how long the line is; answers the draft while it is still being asked for.
    fn length_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, mut draft: ScaleDraft) -> Option<ScaleDraft> {
        let px = draft.ends[0].distance(draft.ends[1]);
        face::CAPTION.semibold().label(ui, say!("how-long-is-this-line", px = format!("{px:.0}")), tokens(ui).text_2);
        let mm = typed_number(&draft.typed, "mm").filter(|mm| *mm > 0.0);
        let wrong = !draft.typed.trim().is_empty() && mm.is_none();
        let field = TextField::new(say!("millimetres")).hint("10").problem(wrong.then_some(say!("write-a-length")));
        let response = field.id(ui.scope_id().with("mm")).show(ui, &mut draft.typed);
        if draft.typed.is_empty() && !response.has_focus() {
            response.request_focus();
        }
        let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let (mut set, mut cancel) = (false, false);
        ui.horizontal(|ui| {
            let why = say!("length-first");
            set = ui.add(Button::primary(say!("set-scale")).disabled(mm.is_none().then_some(why))).clicked();
            cancel = ui.add(Button::new(say!("cancel")).look(Look::Plain)).clicked();
        });
        match mm {
            Some(mm) if set || enter => {
                self.set_scale(cx, &draft, mm);
                None
            }
            _ if cancel => None,
            _ => Some(draft),
        }
    }
}
