//! A fact while it is typed: sent a second after the last letter, undone as one change.

use egui::Ui;

use crate::model::GroupId;

/// Seconds after the last letter.
const PAUSE: f64 = 1.0;

/// A value on its way into the record.
#[derive(Debug, Clone, Default)]
pub struct Typing<T> {
    /// What stands in the fields.
    pub value: T,
    /// What was sent to the record last, or stood there.
    sent: T,
    /// What is undone together: everything since the fields were turned to.
    group: Option<GroupId>,
    /// When something was typed last, in the window's seconds.
    typed: Option<f64>,
}

impl<T: Clone + PartialEq> Typing<T> {
    /// Fields that continue what stands in the record.
    pub fn of(value: T) -> Self {
        Self { sent: value.clone(), value, group: None, typed: None }
    }

    /// True while something typed was not sent to the record.
    pub fn is_unsent(&self) -> bool {
        self.value != self.sent
    }

    /// Something was typed; the window wakes when it is due.
    pub fn typed(&mut self, ui: &Ui) {
        self.typed = Some(ui.input(|i| i.time));
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(PAUSE + 0.01));
    }

    /// True once it is to be sent.
    pub fn is_due(&self, now: f64) -> bool {
        self.is_unsent() && self.typed.is_none_or(|typed| now - typed >= PAUSE)
    }

    /// The record changed: takes over what it says unless something unsent stands in the fields. True if it did.
    pub fn follow(&mut self, record: &T) -> bool {
        if self.is_unsent() || self.sent == *record {
            return false;
        }
        *self = Self::of(record.clone());
        true
    }

    /// What is to be sent now, with the group in which it is undone; `None` if nothing changed.
    pub fn send(&mut self) -> Option<(T, GroupId)> {
        if !self.is_unsent() {
            return None;
        }
        self.sent = self.value.clone();
        Some((self.value.clone(), *self.group.get_or_insert_with(GroupId::new)))
    }

    /// What follows is undone apart.
    pub fn part(&mut self) {
        self.group = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_stays_until_it_is_sent_and_then_follows_the_record() {
        let mut typing = Typing::of("a".to_owned());
        typing.value.push('b');
        assert!(typing.is_unsent() && !typing.follow(&"elsewhere".to_owned()));
        let (sent, group) = typing.send().unwrap();
        assert_eq!((sent.as_str(), typing.send()), ("ab", None));
        typing.value.push('c');
        assert_eq!(typing.send().unwrap().1, group, "one burst is undone at once");
        typing.part();
        assert!(typing.follow(&"a".to_owned()) && typing.value == "a", "undone elsewhere");
        typing.value.push('x');
        assert_ne!(typing.send().unwrap().1, group);
    }

    #[test]
    fn it_is_due_a_second_after_the_last_letter() {
        let mut typing = Typing::of(1);
        assert!(!typing.is_due(9.0), "nothing was typed");
        typing.value = 2;
        typing.typed = Some(10.0);
        assert!(!typing.is_due(10.9) && typing.is_due(11.0));
    }
}
