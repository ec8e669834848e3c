//! Short messages to the person: shown once, until read.

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something to know.
    Caution,
    /// Something could not be done.
    Failed,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number, for [`super::Command::DismissNotice`].
    pub id: u64,
    /// How it is meant.
    pub tone: Tone,
    /// The words: what happened, and what to do next.
    pub text: String,
    /// True if Undo takes back what it tells of.
    pub undo: bool,
}

/// The notices that nobody has read yet.
#[derive(Debug, Default)]
pub struct Notices {
    all: Vec<Notice>,
    next: u64,
}

/// More than these at once help nobody: the oldest goes.
const MOST: usize = 6;

impl Notices {
    /// Adds a message; the same words twice stand once.
    pub fn add(&mut self, tone: Tone, text: impl Into<String>) {
        self.add_with_undo(tone, text, false);
    }

    /// Adds a message about something that Undo takes back.
    pub fn add_with_undo(&mut self, tone: Tone, text: impl Into<String>, undo: bool) {
        let text = text.into();
        self.all.retain(|n| n.text != text);
        self.all.push(Notice { id: self.next, tone, text, undo });
        self.next += 1;
        if self.all.len() > MOST {
            self.all.remove(0);
        }
    }

    /// Takes a message away.
    pub fn dismiss(&mut self, id: u64) {
        self.all.retain(|n| n.id != id);
    }

    /// All messages, oldest first.
    pub fn all(&self) -> &[Notice] {
        &self.all
    }
}
