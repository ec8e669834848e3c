//! Which keys act when: letters only while nobody types, arrows only while nothing else has the focus.

use egui::{Event, Key, Modifiers, Ui};

use super::CompareScreen;
use super::action::{Action, Mode};
use crate::ui::cx::Cx;
use crate::ui::widgets::is_score_key;

impl CompareScreen {
    /// Reads the keyboard for this frame and does what it says.
    pub(super) fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        self.fold(ui);
        if ui.memory(|m| m.top_modal_layer().is_some()) || (!cx.keys && !ui.ctx().text_edit_focused()) {
            return;
        }
        let typing = ui.ctx().text_edit_focused();
        let free = ui.memory(|m| m.focused().is_none_or(|id| id == self.canvas.focus_id()));
        // Shift+← before ←: a plain key also fits while Shift is held.
        let mut keys: Vec<_> = Action::all().into_iter().filter_map(|a| Some((a, a.shortcut()?))).collect();
        keys.sort_by_key(|(_, (modifiers, _))| *modifiers == Modifiers::NONE);
        for (pressed, with, repeat) in pressed(ui) {
            let fits = |(_, (modifiers, key)): &&(Action, (Modifiers, Key))| {
                *key == pressed && with.matches_logically(*modifiers)
            };
            let Some((action, (modifiers, key))) = keys.iter().find(fits).copied() else { continue };
            let silent = (action.is_letter() && typing) || (needs_focus(key) && !free) || (repeat && !repeats(action));
            let answers = self.scales.has_focus(ui) && with == Modifiers::NONE && is_score_key(pressed);
            if silent || answers || self.is_taken(action) {
                continue;
            }
            ui.input_mut(|i| i.consume_key(modifiers, key));
            self.act(action, cx);
        }
        if !typing {
            self.landmark_keys(ui, cx);
            self.skin_keys(ui);
            self.target_keys(ui);
        }
    }

    /// Folds panels whose state is chosen by itself until a key says otherwise.
    fn fold(&mut self, ui: &Ui) {
        if std::mem::take(&mut self.canvas.fold_inspector) {
            self.inspector = Some(!self.inspector_open(ui));
        }
        if std::mem::take(&mut self.canvas.fold_strip) {
            self.strip = Some(self.strip_size(ui).next());
        }
    }

    /// Keys that mean something else at the moment.
    fn is_taken(&self, action: Action) -> bool {
        match action {
            Action::OpenChosen => self.mode != Mode::Grid,
            Action::Leave => !self.has_something_to_leave(),
            Action::Delete => !self.has_something_to_delete(),
            // The same keys nudge and turn while landmarks are set.
            Action::Scar(_) => self.landmarks.is_on() || self.marks.chosen().is_none(),
            _ => false,
        }
    }
}

/// The keys of this frame in the order in which they were pressed.
fn pressed(ui: &Ui) -> Vec<(Key, Modifiers, bool)> {
    let key = |event: &Event| match event {
        Event::Key { key, pressed: true, modifiers, repeat, .. } => Some((*key, *modifiers, *repeat)),
        _ => None,
    };
    ui.input(|i| i.events.iter().filter_map(key).collect())
}

/// Steps go on while their key is held; toggles do not flicker.
fn repeats(action: Action) -> bool {
    matches!(
        action,
        Action::StepA(_)
            | Action::StepB(_)
            | Action::StepView(_)
            | Action::More
            | Action::Less
            | Action::ZoomIn
            | Action::ZoomOut
    )
}

/// Keys with which egui moves the focus or presses the focused control.
fn needs_focus(key: Key) -> bool {
    matches!(key, Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown | Key::Enter | Key::Home | Key::End)
}

/// True while Space is held and no control has the focus that Space would press.
pub(super) fn space_held(ui: &Ui, canvas: egui::Id) -> bool {
    let free = ui.memory(|m| m.focused().is_none_or(|id| id == canvas));
    free && ui.input(|i| i.key_down(Key::Space) && i.modifiers == Modifiers::NONE)
}
