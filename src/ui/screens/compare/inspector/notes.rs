//! Notes: the field for the session of B on top, then the notes of every session, newest first.

use egui::{Align, Layout, Ui, Vec2};

use super::super::action::Action;
use super::super::{CompareScreen, Scene};
use super::draft::Draft;
use super::section;
use crate::app::SaveState;
use crate::model::{Edit, MarkKind, Note, NoteId, Patient, SessionId};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, IconButton, Look, Saved, TextArea, format_date};
use crate::words::{say, told};

/// What is being written.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// The session the field belongs to.
    session: Option<SessionId>,
    draft: Draft,
    /// An older note that is corrected in its place.
    editing: Option<(SessionId, Draft)>,
    focus: bool,
    /// The window's seconds.
    now: f64,
}

impl Notes {
    /// Puts the cursor into the field in the next frame.
    pub fn ask_focus(&mut self) {
        self.focus = true;
    }

    /// Sends what was typed and not sent yet: the session, the patient or the window is about to change.
    pub fn flush(&mut self, cx: &mut Cx<'_>) {
        let author = cx.app.settings().who.clone();
        if let Some(session) = self.session {
            send(cx, &mut self.draft, session, &author);
            leave(cx, &mut self.draft);
        }
        if let Some((session, mut draft)) = self.editing.take() {
            send(cx, &mut draft, session, &author);
            leave(cx, &mut draft);
        }
    }

    /// Turns to the session of B and follows the record; `now` is the window's time in seconds.
    pub fn follow(&mut self, cx: &mut Cx<'_>, patient: &Patient, session: SessionId, now: f64) {
        self.now = now;
        if self.session != Some(session) {
            self.flush(cx);
            self.session = Some(session);
            let who = &cx.app.settings().who;
            // One's own last note of that day is continued; another person's never is.
            let last = patient.notes_of(session).into_iter().rfind(|n| n.author == *who);
            self.draft = Draft::of(last);
        }
        follow_draft(&mut self.draft, patient);
        if let Some((_, draft)) = &mut self.editing {
            follow_draft(draft, patient);
            if draft.note.is_none() {
                self.editing = None;
            }
        }
        self.tick(cx);
    }

    /// Sends what is due.
    fn tick(&mut self, cx: &mut Cx<'_>) {
        let author = cx.app.settings().who.clone();
        let editing = self.editing.as_mut().map(|(session, draft)| (*session, draft));
        let drafts = self.session.map(|session| (session, &mut self.draft)).into_iter().chain(editing);
        for (session, draft) in drafts {
            if draft.due_in(self.now) == Some(0.0) {
                send(cx, draft, session, &author);
            }
        }
    }
}

/// The record may have lost the note, or a waiting edit may not have reached it yet.
fn follow_draft(draft: &mut Draft, patient: &Patient) {
    let note = draft.note.and_then(|id| patient.notes.get(&id));
    if draft.note.is_some() {
        draft.follow(note);
    }
}

fn send(cx: &mut Cx<'_>, draft: &mut Draft, session: SessionId, author: &str) {
    if draft.note.is_none() && draft.text.trim().is_empty() {
        return;
    }
    if let Some((edit, group)) = draft.send(session, author) {
        cx.edit_group(vec![edit], group);
    }
}

fn leave(cx: &mut Cx<'_>, draft: &mut Draft) {
    if let Some((edit, group)) = draft.leave() {
        cx.edit_group(vec![edit], group);
    }
}

impl CompareScreen {
    pub(super) fn notes_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        section(ui, |ui| self.editor_ui(ui, cx, scene));
        widgets::section_line(ui);
        self.earlier_ui(ui, cx, scene);
    }

    fn editor_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let Some(session) = self.notes.session else { return };
        if let SaveState::ReadOnly(why) = cx.app.save_state() {
            return super::super::verdict::reason(
                ui,
                widgets::Tone::Caution,
                &say!("nothing-can-be-written", why = told(&why)),
            );
        }
        let date = scene.patient.sessions.get(&session).map_or_else(String::new, |s| format_date(s.date));
        let title = say!("note-for", date = date);
        let focus = std::mem::take(&mut self.notes.focus);
        let draft = &mut self.notes.draft;
        field_ui(ui, cx, draft, session, &title, say!("write-saved-by-itself"), focus);
        let mut another = false;
        let mut pin = false;
        ui.horizontal(|ui| {
            let pin_key = Action::Draw(MarkKind::Note).key();
            let button = Button::new(say!("pin-to-skin")).icon(icons::MAP_PIN).look(Look::Outline).key(pin_key);
            let next = draft.note.is_some().then(|| Button::link(say!("another-note")).icon(icons::PLUS));
            let both = button.measure(ui) + size::GAP + next.as_ref().map_or(0.0, |next| next.measure(ui));
            pin = ui.add(button.words(both <= ui.available_width())).clicked();
            if let Some(next) = next {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| another = ui.add(next).clicked());
            }
        });
        if pin {
            self.act(Action::Draw(MarkKind::Note), cx);
        }
        if another {
            self.notes.flush(cx);
            self.notes.draft = Draft::default();
            self.notes.focus = true;
        }
    }

    fn earlier_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let mut notes: Vec<(&Note, jiff::civil::Date)> = scene
            .patient
            .notes
            .values()
            .filter(|n| self.notes.draft.note != Some(n.id))
            .filter_map(|n| Some((n, scene.patient.sessions.get(&n.session)?.date)))
            .collect();
        notes.sort_by_key(|(n, date)| std::cmp::Reverse((*date, n.at, n.id)));
        if notes.is_empty() {
            return;
        }
        section_title(ui, say!("all-notes"));
        for (note, date) in notes {
            let editing = self.notes.editing.as_ref().is_some_and(|(_, draft)| draft.note == Some(note.id));
            section(ui, |ui| match editing {
                true => self.correct_ui(ui, cx, &format_date(date)),
                false => self.note_ui(ui, cx, note, &format_date(date)),
            });
            widgets::section_line(ui);
        }
    }

    fn note_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, note: &Note, date: &str) {
        let t = tokens(ui);
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut action = None;
        let row = Vec2::new(ui.available_width(), IconButton::measure(ui));
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            let between = std::mem::take(&mut ui.spacing_mut().item_spacing.x);
            let delete = say!("delete-note-of", date = date);
            if ui.add(IconButton::new(icons::TRASH, &delete)).clicked() {
                action = Some(true);
            }
            let correct = say!("correct-note-of", date = date);
            if ui.add(IconButton::new(icons::PENCIL_SIMPLE, &correct)).clicked() {
                action = Some(false);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = between;
                face::CAPTION.medium().label(ui, date, t.text_2);
                face::CAPTION.line_label(ui, &note.author, t.text_3);
            });
        });
        face::BODY.label(ui, &note.text, t.text);
        match action {
            Some(true) => cx.edit(Edit::RemoveNote { id: note.id }),
            Some(false) => self.correct(cx, note),
            None => {}
        }
    }

    /// Opens a note for correction in its place.
    fn correct(&mut self, cx: &mut Cx<'_>, note: &Note) {
        self.notes.flush(cx);
        self.notes.editing = Some((note.session, Draft::of(Some(note))));
    }

    fn correct_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, date: &str) {
        let Some((session, draft)) = &mut self.notes.editing else { return };
        let first = ui.data_mut(|d| d.get_temp::<Option<NoteId>>(ui.scope_id())).flatten() != draft.note;
        ui.data_mut(|d| d.insert_temp(ui.scope_id(), draft.note));
        let lost = field_ui(ui, cx, draft, *session, &say!("correcting-note-of", date = date), "", first);
        if lost {
            self.notes.editing = None;
        }
    }
}

/// The field of a draft: sends what is due, answers true when the focus left it.
fn field_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    draft: &mut Draft,
    session: SessionId,
    title: &str,
    hint: &str,
    focus: bool,
) -> bool {
    let state = cx.app.save_state();
    let now = ui.input(|i| i.time);
    let saved = match &state {
        SaveState::Failed(why) => Saved::NotSaved(why),
        _ if draft.is_unsent() || state == SaveState::Saving => Saved::Saving,
        _ if draft.note.is_some() => Saved::Saved,
        _ => Saved::Nothing,
    };
    let id = ui.make_persistent_id(("note field", session, draft.note.filter(|_| hint.is_empty())));
    let response = TextArea::new(title).hint(hint).saved(saved).rows(4).id(id).show(ui, &mut draft.text);
    if focus {
        response.request_focus();
    }
    if response.changed() {
        draft.typed(now);
    }
    if let Some(due) = draft.due_in(now) {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(due + 0.01));
    }
    if response.lost_focus() {
        let author = cx.app.settings().who.clone();
        send(cx, draft, session, &author);
        leave(cx, draft);
        return true;
    }
    false
}

fn section_title(ui: &mut Ui, title: &str) {
    ui.add_space(size::GAP);
    ui.horizontal(|ui| {
        ui.add_space(size::INSPECTOR_PADDING);
        face::CAPTION.semibold().label(ui, title, tokens(ui).text_2);
    });
}
