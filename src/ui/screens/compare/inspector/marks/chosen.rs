//! The chosen mark: what it stands for, how severe it is to the clinician's eye, its words.

use egui::{Align, Layout, Ui};

use super::super::super::action::Action;
use super::super::super::marks::WordsDraft;
use super::super::super::{CompareScreen, Scene};
use super::measure;
use crate::model::{Edit, Mark, MarkChange, MarkKind};
use crate::ui::canvas::kind_glyph;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{self, Button, Look, Segment, Segments, TextArea, TextField};
use crate::words::say;

impl CompareScreen {
    pub(super) fn chosen_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, mark: &Mark) {
        let t = tokens(ui);
        let name = scene.patient.mark_name(mark);
        ui.horizontal(|ui| {
            kind_glyph(ui, mark.kind);
            face::NAME.line_label(ui, &name, t.text);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                face::BODY.label(ui, measure(scene, mark), t.text);
            });
        });
        kind_ui(ui, cx, mark);
        severity_ui(ui, cx, mark);
        self.words_ui(ui, cx, mark);
        ui.horizontal(|ui| {
            let button = Button::new(say!("delete")).icon(icons::TRASH).look(Look::Outline).key(Action::Delete.key());
            if ui.add(button.name(say!("delete-the-mark"))).clicked() {
                self.act(Action::Delete, cx);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui
                    .add(Button::link(say!("next-short")).key(Action::NextMark.key()).name(say!("next-mark")))
                    .clicked()
                {
                    self.act(Action::NextMark, cx);
                }
            });
        });
    }

    fn words_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, mark: &Mark) {
        if self.marks.words.as_ref().is_none_or(|words| words.mark != mark.id) {
            let (label, comment) = (mark.label.clone(), mark.comment.clone());
            self.marks.words = Some(WordsDraft { mark: mark.id, label, comment, focus: false });
        }
        let Some(words) = &mut self.marks.words else { return };
        let label = TextField::new(say!("label")).hint(mark.kind.name()).id(ui.scope_id().with(("label", mark.id)));
        let label = label.show(ui, &mut words.label);
        let id = ui.scope_id().with(("comment", mark.id));
        let comment =
            TextArea::new(say!("comment")).hint(say!("what-is-seen-here")).rows(2).id(id).show(ui, &mut words.comment);
        if std::mem::take(&mut words.focus) {
            comment.request_focus();
        }
        if label.lost_focus() || comment.lost_focus() {
            let words = words.clone();
            send_words(cx, mark, &words);
        } else if !label.has_focus() && !comment.has_focus() {
            // Undo elsewhere, another device: the record speaks.
            words.label.clone_from(&mark.label);
            words.comment.clone_from(&mark.comment);
        }
    }

    /// Sends words that are still being typed for a mark.
    pub(in super::super::super) fn flush_words(&mut self, cx: &mut Cx<'_>) {
        let app = cx.app;
        let Some(words) = self.marks.words.take() else { return };
        if let Some(mark) = app.patient().and_then(|p| p.marks.get(&words.mark)) {
            send_words(cx, mark, &words);
        }
    }
}

fn send_words(cx: &mut Cx<'_>, mark: &Mark, words: &WordsDraft) {
    let new = |new: &str, old: &str| (new.trim() != old).then(|| new.trim().to_owned());
    let (label, comment) = (new(&words.label, &mark.label), new(&words.comment, &mark.comment));
    if label.is_some() || comment.is_some() {
        cx.edit(Edit::SetMark(MarkChange { label, comment, ..MarkChange::of(mark.id) }));
    }
}

/// Kinds of the same sort of shape: a pin never becomes a region by its name.
fn kind_ui(ui: &mut Ui, cx: &mut Cx<'_>, mark: &Mark) {
    if matches!(mark.kind, MarkKind::Ruler) {
        return;
    }
    let kinds: Vec<MarkKind> = MarkKind::ALL.into_iter().filter(|kind| *kind != MarkKind::Ruler).collect();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let chosen = kinds.iter().position(|kind| *kind == mark.kind);
    let width = ui.available_width();
    if let Some(i) = widgets::dropdown(ui, say!("kind-of-mark"), &names, chosen, width) {
        cx.edit(Edit::SetMark(MarkChange { kind: Some(kinds[i]), ..MarkChange::of(mark.id) }));
    }
}

fn severity_ui(ui: &mut Ui, cx: &mut Cx<'_>, mark: &Mark) {
    if matches!(mark.kind, MarkKind::Ruler | MarkKind::Reference | MarkKind::Note) {
        return;
    }
    ui.horizontal(|ui| {
        face::CAPTION.label(ui, say!("severity"), tokens(ui).text_2);
        let segments = ["–", "0", "1", "2", "3", "4"].map(Segment::words);
        let chosen = mark.severity.map_or(0, |s| usize::from(s) + 1);
        if let Some(i) = Segments::new(say!("severity-scale"), &segments).show(ui, Some(chosen)) {
            let severity = Some((i > 0).then(|| i as u8 - 1));
            cx.edit(Edit::SetMark(MarkChange { severity, ..MarkChange::of(mark.id) }));
        }
    });
}
