//! Marks on a pane: painted, chosen, drawn, moved. All of it in the pixels of the frame; the record has photo pixels.

use egui::{Key, Modifiers, Ui};

use super::super::canvas::Pane;
use super::super::measuring::Told;
use super::super::pair::Footing;
use super::super::{CompareScreen, Scene, ledger, words};
use super::TextDraft;
use super::drawn::{Drawn, carried_over};
use crate::geom::Size;
use crate::measure::Quantity;
use crate::model::{Edit, Mark, MarkChange, MarkId, MarkKind, PhotoId, Shape};
use crate::ui::canvas::{Act, MarkLook, Outcome, acts, distance_to, paint_marks};
use crate::ui::cx::Cx;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::popover_frame;
use crate::words::{number, say, told};

/// How near the pointer must be to take something, in points.
const REACH: f64 = 8.0;

impl CompareScreen {
    /// The marks of a pane, and what the pointer does to them.
    pub(in super::super) fn marks_on_pane_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, pane: &Pane) {
        let sides: Vec<_> = pane.sides.iter().map(|(side, layer)| (*side, layer.footing.clone())).collect();
        let drawn = self.drawn(cx, scene, &sides);
        self.edit_on_pane(ui, cx, scene, pane, &drawn);
        self.paint(ui, scene, pane, &drawn);
        self.text_ui(ui, cx, pane);
        let (order, carried, places) = &mut self.marks.next;
        for one in drawn {
            if !order.contains(&one.mark.id) {
                order.push(one.mark.id);
                places.extend(ledger::place_of(&one.in_frame).map(|at| (one.mark.id, at)));
            }
            if one.from.is_some() {
                carried.push(one);
            }
        }
    }

    fn edit_on_pane(&mut self, ui: &Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, pane: &Pane, drawn: &[Drawn]) {
        let elsewhere = self.marks.editor.is_busy() && self.marks.pane != Some(pane.index);
        let Some((_, top)) = pane.sides.first() else { return };
        if self.landmarks.is_on() || self.skin.is_on() || self.target.is_on() || elsewhere {
            return;
        }
        let frame = if pane.shows_fixed_frame(scene) { scene.pair.fixed.size } else { top.shot.size };
        let shapes: Vec<Shape> = drawn.iter().map(|d| d.in_frame.clone()).collect();
        let mut chosen = drawn.iter().position(|d| Some(d.mark.id) == self.marks.chosen);
        let reach = REACH / pane.view.zoom;
        for act in self.acts(ui, pane) {
            let outcome = self.marks.editor.act(act, &shapes, chosen, reach, frame);
            self.marks.pane = self.marks.editor.is_busy().then_some(pane.index);
            match outcome {
                Some(Outcome::Made(shape)) => self.made_on(cx, &top.footing, top.shot.id, top.shot.size, &shape),
                Some(Outcome::Changed(i, shape)) => drawn.get(i).into_iter().for_each(|d| change(cx, pane, d, &shape)),
                Some(Outcome::Chose(i)) => {
                    chosen = i;
                    self.marks.chosen = i.and_then(|i| drawn.get(i)).map(|d| d.mark.id);
                }
                Some(Outcome::Leave) => self.marks.put_down(),
                None => {}
            }
        }
        if self.marks.editor.takes_pointer() && pane.response.hovered() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
        }
    }

    /// The pointer's acts; and Enter and Backspace while the photos have the focus.
    fn acts(&self, ui: &Ui, pane: &Pane) -> Vec<Act> {
        let mut all = acts(ui, &pane.response, pane.rect, &pane.view);
        if ui.memory(|m| m.has_focus(self.canvas.focus_id())) && self.marks.editor.is_busy() {
            let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
            all.extend(pressed(Key::Enter).then_some(Act::Accept));
            all.extend(pressed(Key::Backspace).then_some(Act::Back));
        }
        all
    }

    fn made_on(&mut self, cx: &mut Cx<'_>, footing: &Footing, photo: PhotoId, size: Size, shape: &Shape) {
        let in_photo = carried_over(shape, |p| footing.photo_from_frame(p));
        let on_photo = |shape: &Shape| shape.outline().iter().any(|p| size.contains(*p));
        if let Some(shape) = in_photo.filter(on_photo) {
            self.made(cx, photo, shape);
        }
    }

    fn paint(&self, ui: &Ui, scene: &Scene<'_>, pane: &Pane, drawn: &[Drawn]) {
        let draft = self.marks.editor.draft().filter(|_| self.marks.pane == Some(pane.index));
        let pointer = self.canvas.pointer.filter(|(over, _)| *over == pane.index).map(|(_, p)| p);
        let reach = 2.0 * REACH / pane.view.zoom;
        let shapes: Vec<&Shape> = drawn
            .iter()
            .enumerate()
            .map(|(i, d)| match &draft {
                Some((Some(held), shape)) if *held == i && d.from.is_none() => shape,
                _ => &d.in_frame,
            })
            .collect();
        let labels: Vec<String> = drawn
            .iter()
            .map(|d| {
                let near = pointer.is_some_and(|p| distance_to(&d.in_frame, p) < reach);
                // Beside each other, the number stands on the later photo alone.
                let tells = pane.sides.len() > 1 || d.on == scene.pair.moving.id;
                label(scene, d, near || Some(d.mark.id) == self.marks.chosen, tells)
            })
            .collect();
        let mut looks: Vec<MarkLook<'_>> = Vec::with_capacity(drawn.len() + 1);
        for ((d, shape), label) in drawn.iter().zip(shapes).zip(&labels) {
            let number = scene.patient.mark_number(&d.mark);
            looks.push(MarkLook {
                chosen: Some(d.mark.id) == self.marks.chosen,
                followed: d.from.is_some(),
                ..MarkLook::new(d.mark.kind, shape, number, label)
            });
        }
        if let Some((None, shape)) = &draft {
            looks.push(MarkLook::draft(self.marks.kind.unwrap_or(MarkKind::Other), shape));
        }
        paint_marks(ui, &pane.painter(ui), pane.rect, &pane.view, &looks);
    }

    /// The field for words on the skin, where they will stand.
    fn text_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, pane: &Pane) {
        let Some(TextDraft { photo, at, .. }) = self.marks.text.clone() else { return };
        let Some((_, layer)) = pane.sides.iter().find(|(_, layer)| layer.shot.id == photo) else { return };
        let Some(place) = pane.screen_from_photo(&layer.footing, at) else { return };
        let id = self.canvas.focus_id().with("text");
        let area = egui::Area::new(id).fixed_pos(place).order(egui::Order::Foreground).constrain_to(pane.rect);
        let done = area.show(ui.ctx(), |ui| {
            popover_frame(tokens(ui)).inner_margin(egui::Margin::same(4)).show(ui, |ui| {
                let Some(draft) = &mut self.marks.text else { return false };
                let field =
                    egui::TextEdit::singleline(&mut draft.typed).desired_width(180.0).font(face::BODY.font(ui.style()));
                let response = ui.add(field).accessible_name(say!("words-on-the-photo"));
                if !response.has_focus() && !response.lost_focus() {
                    response.request_focus();
                }
                response.lost_focus()
            })
        });
        if done.inner.inner {
            let Some(draft) = self.marks.text.take() else { return };
            let text = draft.typed.trim().to_owned();
            if !text.is_empty() {
                cx.edit(Edit::AddMark(text_mark(draft.photo, Shape::Text { at: draft.at, text })));
            }
        }
    }
}

fn text_mark(photo: PhotoId, shape: Shape) -> Mark {
    Mark {
        id: MarkId::new(),
        photo,
        kind: MarkKind::Other,
        shape,
        severity: None,
        label: String::new(),
        comment: String::new(),
        adopted_from: None,
    }
}

/// A mark was moved or reshaped. One of another date is not: it is changed on its own date, or adopted first.
fn change(cx: &mut Cx<'_>, pane: &Pane, drawn: &Drawn, in_frame: &Shape) {
    if drawn.from.is_some() {
        return;
    }
    let Some((_, layer)) = pane.sides.iter().find(|(side, _)| *side == drawn.side) else { return };
    if let Some(shape) = carried_over(in_frame, |p| layer.footing.photo_from_frame(p)) {
        cx.edit(Edit::SetMark(MarkChange { shape: Some(shape), ..MarkChange::of(drawn.mark.id) }));
    }
}

/// What was measured of a mark, or said about a scar: “ΔHb −6.2 ± 2.1, clear difference”.
fn measured(scene: &Scene<'_>, mark: &Mark) -> Option<String> {
    if mark.kind.is_scar() {
        return ledger::state_of(scene, mark).map(|state| state.word(mark.kind).to_owned());
    }
    let region = scene.patient.origin_of(mark);
    if let Some([before, after]) = scene.measured.areas(region).filter(|_| mark.kind.family() == MarkKind::Healing) {
        return Some(say!("area-left", after = hundredths(after.value), before = hundredths(before.value)));
    }
    match scene.measured.told(region, mark.kind) {
        Told::Number(Quantity::DeltaHb, value) => {
            let verdict = value.verdict.map(|v| format!(", {}", told(v.words()))).unwrap_or_default();
            Some(say!("hb-verdict", value = words::with_interval(&value), verdict = verdict))
        }
        Told::Number(_, value) => Some(format!("{} %", words::with_interval(&value))),
        _ => None,
    }
}

/// What the tag of a mark says. Pins are silent until they are meant; a number is told where the later photo is shown.
fn label(scene: &Scene<'_>, drawn: &Drawn, meant: bool, tells: bool) -> String {
    let mark = &drawn.mark;
    let speaks = mark.shape.is_region() && mark.kind != MarkKind::Reference || mark.kind == MarkKind::Ruler;
    if !(meant || speaks) || matches!(mark.shape, Shape::Text { .. }) {
        return String::new();
    }
    let mut words = scene.patient.mark_name(mark);
    if let Some(number) = measured(scene, mark).filter(|_| tells) {
        return format!("{words}: {number}");
    }
    let mm = scene.mm_per_px(mark.photo);
    if let Some(px) = mark.shape.length_px() {
        words = format!("{words}: {}", words::length(px, mm));
    } else if let (Some(px), Some(_)) = (mark.shape.area_px(), mm) {
        words = format!("{words}: {}", words::area(px, mm));
    }
    if let Some(severity) = mark.severity {
        words = say!("words-severity", words = words, severity = severity);
    }
    if meant && !mark.comment.is_empty() {
        let first: String = mark.comment.chars().take(60).collect();
        words = format!("{words}: {first}");
    }
    match drawn.from {
        Some(date) => {
            say!("words-from", words = words, date = words::short_date(date, scene.patient.date_of(drawn.on)))
        }
        None => words,
    }
}

fn hundredths(value: f64) -> String {
    number(format!("{value:.2}"))
}
