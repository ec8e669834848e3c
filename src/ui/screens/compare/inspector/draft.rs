//! A note while it is typed: saved a second after the last letter, undone as one change.

use jiff::Timestamp;

use crate::model::{Edit, GroupId, Note, NoteId, SessionId};

/// Seconds after the last letter.
const PAUSE: f64 = 1.0;

/// Text on its way into a note.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The note it belongs to, once there is one.
    pub note: Option<NoteId>,
    /// What stands in the field.
    pub text: String,
    /// What was sent to the record last.
    sent: String,
    /// What is undone together: everything since the field got the focus.
    group: Option<GroupId>,
    /// When the last letter was typed, in the window's seconds.
    typed: Option<f64>,
}

impl Draft {
    /// A field that continues a note, or begins one.
    pub fn of(note: Option<&Note>) -> Self {
        let text = note.map(|n| n.text.clone()).unwrap_or_default();
        Self { note: note.map(|n| n.id), sent: text.clone(), text, group: None, typed: None }
    }

    /// True while something typed was not sent to the record.
    pub fn is_unsent(&self) -> bool {
        self.text.trim_end() != self.sent
    }

    /// A letter was typed.
    pub fn typed(&mut self, now: f64) {
        self.typed = Some(now);
    }

    /// Seconds until it is sent; `None` if there is nothing to send.
    pub fn due_in(&self, now: f64) -> Option<f64> {
        self.is_unsent().then(|| self.typed.map_or(0.0, |typed| (typed + PAUSE - now).max(0.0)))
    }

    /// The record changed: takes over what it says unless something unsent stands in the field.
    pub fn follow(&mut self, note: Option<&Note>) {
        match note {
            Some(note) if !self.is_unsent() && note.text != self.sent => *self = Self::of(Some(note)),
            // It was undone or removed: what is in the field goes too, it stands in the history.
            None if self.note.is_some() && !self.is_unsent() => *self = Self::default(),
            None if self.note.is_some() => self.note = None,
            _ => {}
        }
    }

    /// The edit that brings the field into the record, with the group in which it is undone; `None` if nothing changed.
    pub fn send(&mut self, session: SessionId, author: &str) -> Option<(Edit, GroupId)> {
        if !self.is_unsent() {
            return None;
        }
        let group = *self.group.get_or_insert_with(GroupId::new);
        self.sent = self.text.trim_end().to_owned();
        let edit = match self.note {
            Some(id) => Edit::SetNote { id, text: self.sent.clone() },
            None => {
                let id = NoteId::new();
                self.note = Some(id);
                let at = Timestamp::now();
                Edit::AddNote(Note { id, session, text: self.sent.clone(), author: author.to_owned(), at })
            }
        };
        Some((edit, group))
    }

    /// The field lost the focus: what follows is undone apart. An emptied note is taken out of the record.
    pub fn leave(&mut self) -> Option<(Edit, GroupId)> {
        let group = self.group.take();
        let emptied = self.note.filter(|_| self.text.trim().is_empty())?;
        *self = Self::default();
        Some((Edit::RemoveNote { id: emptied }, group.unwrap_or_else(GroupId::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(draft: &mut Draft, text: &str, now: f64) {
        draft.text = text.to_owned();
        draft.typed(now);
    }

    #[test]
    fn a_burst_of_typing_is_one_note_and_one_undo() {
        let session = SessionId::from_number(1);
        let mut draft = Draft::of(None);
        typed(&mut draft, "Rolling", 10.0);
        assert!(draft.due_in(10.4).is_some_and(|secs| (secs - 0.6).abs() < 1e-9), "{:?}", draft.due_in(10.4));
        let (first, group) = draft.send(session, "dr1").unwrap();
        let Edit::AddNote(note) = first else { panic!("{first:?}") };
        typed(&mut draft, "Rolling scars ", 12.0);
        let (second, same) = draft.send(session, "dr1").unwrap();
        assert_eq!(second, Edit::SetNote { id: note.id, text: "Rolling scars".into() });
        assert_eq!(group, same);
        assert!(draft.send(session, "dr1").is_none(), "a space at the end is no change");
        assert_eq!(draft.leave(), None);
        typed(&mut draft, "Rolling scars, flatter", 20.0);
        assert_ne!(draft.send(session, "dr1").unwrap().1, group, "another burst");
    }

    #[test]
    fn an_emptied_note_leaves_the_record() {
        let mut draft = Draft::of(None);
        typed(&mut draft, "x", 0.0);
        draft.send(SessionId::from_number(1), "");
        typed(&mut draft, " ", 1.0);
        draft.send(SessionId::from_number(1), "");
        assert!(matches!(draft.leave(), Some((Edit::RemoveNote { .. }, _))));
        assert_eq!(draft.note, None);
    }

    #[test]
    fn undo_elsewhere_empties_the_field_but_never_what_is_being_typed() {
        let mut draft = Draft::of(None);
        typed(&mut draft, "gone", 0.0);
        draft.send(SessionId::from_number(1), "");
        let mut typing = draft.clone();
        draft.follow(None);
        assert_eq!((draft.text.as_str(), draft.note), ("", None));
        typed(&mut typing, "gone, but still typing", 1.0);
        typing.follow(None);
        assert_eq!((typing.text.as_str(), typing.note), ("gone, but still typing", None));
        assert!(matches!(typing.send(SessionId::from_number(1), ""), Some((Edit::AddNote(_), _))));
    }
}
