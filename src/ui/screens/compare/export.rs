//! The dialog for a comparison sheet: how, with what, and where to.

use egui::{Align, Layout, Ui};

use super::action::Mode;
use super::{CompareScreen, Scene};
use crate::app::Command;
use crate::app::tasks::export::{ExportRequest, ExportTarget, SheetMode};
use crate::ui::cx::{Cx, DialogRequest};
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Segment, Segments, Toggle};
use crate::words::say;

/// What the person chose so far.
#[derive(Debug, Clone)]
pub struct ExportDialog {
    mode: Mode,
    marks: bool,
    notes: bool,
    name: bool,
}

const MODES: [Mode; 4] = [Mode::SideBySide, Mode::Slider, Mode::Overlay, Mode::Difference];

impl ExportDialog {
    /// A dialog that begins with the mode that is shown. The name is left out unless somebody asks for it.
    pub fn new(shown: Mode) -> Self {
        let mode = if MODES.contains(&shown) { shown } else { Mode::SideBySide };
        Self { mode, marks: true, notes: false, name: false }
    }
}

/// What was pressed.
enum Pressed {
    Save,
    Copy,
    Cancel,
}

impl CompareScreen {
    /// The dialog, while it is open.
    pub(super) fn export_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let Some(dialog) = &mut self.export else { return };
        if scene.pair.key.is_none() {
            self.export = None;
            return;
        }
        let aligned = scene.pair.shown_by(false).is_some();
        if !aligned {
            dialog.mode = Mode::SideBySide;
        }
        let shown = widgets::dialog(ui.ctx(), "export", say!("export-a-comparison-sheet"), 480.0, |ui| {
            choices_ui(ui, dialog, aligned);
            buttons_ui(ui)
        });
        let request = self.request(scene);
        match shown.inner {
            Some(Pressed::Save) => {
                cx.ask(DialogRequest::SaveSheet { request: Box::new(request), name: file_name(scene) });
                self.export = None;
            }
            Some(Pressed::Copy) => {
                cx.send(Command::Export(ExportRequest { target: ExportTarget::Clipboard, ..request }));
                self.export = None;
            }
            Some(Pressed::Cancel) => self.export = None,
            None if shown.should_close() => self.export = None,
            None => {}
        }
    }

    fn request(&self, scene: &Scene<'_>) -> ExportRequest {
        let dialog = self.export.clone().unwrap_or_else(|| ExportDialog::new(self.mode));
        let mode = match dialog.mode {
            Mode::Slider => SheetMode::Slider(self.canvas.seam),
            Mode::Overlay => SheetMode::Overlay(f64::from(self.canvas.opacity)),
            Mode::Difference => SheetMode::Difference,
            _ => SheetMode::SideBySide,
        };
        ExportRequest {
            a: scene.choice.a,
            b: scene.choice.b,
            mode,
            raw: self.show.raw,
            with_marks: dialog.marks,
            with_notes: dialog.notes,
            with_name: dialog.name,
            target: ExportTarget::Clipboard,
        }
    }
}

fn choices_ui(ui: &mut Ui, dialog: &mut ExportDialog, aligned: bool) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = size::GAP;
    face::CAPTION.label(ui, say!("the-two-photos"), t.text_2);
    let why = say!("these-photos-are-not-aligned");
    let segments = MODES.map(|mode| Segment {
        disabled: (!aligned && mode != Mode::SideBySide).then_some(why),
        ..Segment::words(mode.name())
    });
    let chosen = MODES.iter().position(|mode| *mode == dialog.mode);
    if let Some(i) = Segments::new(say!("how-the-sheet-shows-the-photos"), &segments).show(ui, chosen) {
        dialog.mode = MODES[i];
    }
    ui.add_space(size::GAP);
    face::CAPTION.label(ui, say!("sheet-with"), t.text_2);
    ui.horizontal_wrapped(|ui| {
        for (label, on) in [
            (say!("marks"), &mut dialog.marks),
            (say!("notes-of-both-days"), &mut dialog.notes),
            (say!("patients-name"), &mut dialog.name),
        ] {
            if ui.add(Toggle::plain(label, "", *on)).clicked() {
                *on = !*on;
            }
        }
    });
    let words = say!("dates-days-between-view-and-the");
    face::CAPTION.label(ui, words, t.text_2);
    if dialog.name {
        widgets::state(ui, widgets::Tone::Caution, say!("the-sheet-will-name-the-patient"));
    }
    ui.add_space(size::GAP);
}

fn buttons_ui(ui: &mut Ui) -> Option<Pressed> {
    let mut pressed = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if ui.add(Button::primary(say!("save-ellipsis")).icon(icons::FLOPPY_DISK).main()).clicked() {
            pressed = Some(Pressed::Save);
        }
        if ui.add(Button::new(say!("copy")).icon(icons::COPY).main()).clicked() {
            pressed = Some(Pressed::Copy);
        }
        if ui.add(Button::new(say!("cancel")).look(widgets::Look::Plain).main()).clicked() {
            pressed = Some(Pressed::Cancel);
        }
    });
    pressed
}

/// “2026-01-14 to 2026-05-06 left-45.png”: dates and view, nothing about the person.
fn file_name(scene: &Scene<'_>) -> String {
    let date = |id| scene.patient.date_of(id).map_or_else(String::new, |d| d.to_string());
    let view: String = scene.choice.view.id().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    say!("sheet-file-name", first = date(scene.pair.fixed.id), last = date(scene.pair.moving.id), view = view)
}
