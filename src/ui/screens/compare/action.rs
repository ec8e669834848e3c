//! Everything the compare screen can be told, each with its words and its key: for buttons, the palette and the keyboard.

use egui::{Key, Modifiers};

use crate::model::{MarkKind, ScarState};
use crate::words::say;

/// How a pair is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// One beside the other.
    #[default]
    SideBySide,
    /// One frame with a seam.
    Slider,
    /// One shining through the other.
    Overlay,
    /// One after the other in the same place.
    Blink,
    /// Where the colours differ.
    Difference,
    /// Several dates at once.
    Grid,
}

impl Mode {
    /// Every mode in the order of their keys.
    pub const ALL: [Self; 6] =
        [Self::SideBySide, Self::Slider, Self::Overlay, Self::Blink, Self::Difference, Self::Grid];

    /// English name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SideBySide => say!("side-by-side"),
            Self::Slider => say!("slider"),
            Self::Overlay => say!("overlay"),
            Self::Blink => say!("blink"),
            Self::Difference => say!("difference"),
            Self::Grid => say!("grid"),
        }
    }
}

/// The tabs of the inspector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tab {
    /// Notes of all sessions.
    #[default]
    Notes,
    /// Marks on both photos.
    Marks,
    /// Scores on clinical scales for the session of B.
    Scales,
    /// What was done in the session of B.
    Treatment,
}

/// One thing to tell the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Shows the pair in this way.
    Mode(Mode),
    /// The date of B this many steps later (negative: earlier).
    StepB(i32),
    /// The date of A this many steps later (negative: earlier).
    StepA(i32),
    /// The view this many steps down the list (negative: up).
    StepView(i32),
    /// B becomes the baseline.
    Baseline,
    /// B becomes the latest date.
    Latest,
    /// A becomes the same day after another treatment than B's.
    SameDay,
    /// The grid by date, or by days since treatment.
    GridOrder,
    /// A and B change places.
    Swap,
    /// Zoom and pan of the two photos linked or apart.
    Link,
    /// Marks shown or hidden.
    Marks,
    /// Untrusted skin veiled or not.
    Trust,
    /// The photos as they were taken.
    Raw,
    /// Notes over the photos.
    NotesOnPhoto,
    /// Loupe.
    Loupe,
    /// One photo pixel to one screen pixel.
    Zoom100,
    /// Photos fill their panes.
    Fill,
    /// Photos fit into their panes.
    Fit,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// Slider to the right, opacity up, blink faster.
    More,
    /// Slider to the left, opacity down, blink slower.
    Less,
    /// Landmarks for the alignment.
    Landmarks,
    /// Paints where the skin is, for the alignment.
    SkinArea,
    /// Draws a mark of this kind.
    Draw(MarkKind),
    /// The next mark.
    NextMark,
    /// The mark before.
    PreviousMark,
    /// Says how the chosen scar is on the later date.
    Scar(ScarState),
    /// Takes the measured value of the region in hand into the record.
    Accept,
    /// Deletes what is chosen.
    Delete,
    /// Leaves the tool, then the choice.
    Leave,
    /// The chosen date of the grid beside the baseline.
    OpenChosen,
    /// A tab of the inspector.
    Tab(Tab),
    /// Inspector shown or folded.
    Inspector,
    /// Timeline: full, compact, hidden.
    Strip,
    /// A sheet of the pair to save or copy.
    Export,
}

impl Action {
    /// Every action that stands in the palette, in order.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = Mode::ALL.map(Self::Mode).to_vec();
        all.extend([Self::StepB(-1), Self::StepB(1), Self::StepA(-1), Self::StepA(1)]);
        all.extend([Self::StepView(-1), Self::StepView(1), Self::Baseline, Self::Latest, Self::Swap]);
        all.extend([Self::SameDay, Self::GridOrder]);
        all.extend([Self::Link, Self::Marks, Self::Trust, Self::Raw, Self::NotesOnPhoto, Self::Loupe]);
        all.extend([Self::Zoom100, Self::Fill, Self::Fit, Self::ZoomIn, Self::ZoomOut, Self::More, Self::Less]);
        all.extend([Self::Landmarks, Self::SkinArea]);
        all.extend(Self::TOOLS.map(Self::Draw));
        all.extend(ScarState::ALL.map(Self::Scar));
        all.push(Self::Accept);
        all.extend([Self::NextMark, Self::PreviousMark, Self::Delete, Self::Leave, Self::OpenChosen]);
        all.extend([Tab::Notes, Tab::Marks, Tab::Scales, Tab::Treatment].map(Self::Tab));
        all.extend([Self::Inspector, Self::Strip, Self::Export]);
        all
    }

    /// Kinds that have a tool with a key.
    pub const TOOLS: [MarkKind; 6] =
        [MarkKind::Redness, MarkKind::Healing, MarkKind::Reference, MarkKind::Scar, MarkKind::Note, MarkKind::Ruler];

    /// What it does, as a button or the palette says it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mode(mode) => mode.name(),
            Self::StepB(n) if n < 0 => say!("b-one-date-earlier"),
            Self::StepB(_) => say!("b-one-date-later"),
            Self::StepA(n) if n < 0 => say!("a-one-date-earlier"),
            Self::StepA(_) => say!("a-one-date-later"),
            Self::StepView(n) if n < 0 => say!("view-above"),
            Self::StepView(_) => say!("view-below"),
            Self::Baseline => say!("b-becomes-the-baseline"),
            Self::Latest => say!("b-becomes-the-latest-date"),
            Self::SameDay => say!("same-day-after-another-session"),
            Self::GridOrder => say!("grid-by-date-or-by-days"),
            Self::Swap => say!("swap-a-and-b"),
            Self::Link => say!("link-zoom-and-pan"),
            Self::Marks => say!("show-marks"),
            Self::Trust => say!("show-trusted-skin"),
            Self::Raw => say!("raw-photos-not-aligned"),
            Self::NotesOnPhoto => say!("notes-on-the-photos"),
            Self::Loupe => say!("loupe"),
            Self::Zoom100 => say!("zoom-to-100"),
            Self::Fill => say!("fill-the-panes"),
            Self::Fit => say!("fit-the-whole-photo"),
            Self::ZoomIn => say!("zoom-in"),
            Self::ZoomOut => say!("zoom-out"),
            Self::More => say!("slider-right-more-opacity-faster-blink"),
            Self::Less => say!("slider-left-less-opacity-slower-blink"),
            Self::Landmarks => say!("improve-with-landmarks"),
            Self::SkinArea => say!("paint-the-skin-area"),
            Self::Draw(kind) => match kind {
                MarkKind::Redness => say!("mark-redness"),
                MarkKind::Healing => say!("mark-healing-skin"),
                MarkKind::Reference => say!("mark-reference-skin"),
                MarkKind::Scar => say!("mark-a-scar"),
                MarkKind::Note => say!("pin-a-note"),
                _ => say!("measure-a-length"),
            },
            Self::NextMark => say!("next-mark"),
            Self::PreviousMark => say!("previous-mark"),
            Self::Scar(state) => match state {
                ScarState::Same => say!("scar-same"),
                ScarState::Softer => say!("scar-shallower-or-flatter"),
                ScarState::Deeper => say!("scar-deeper-or-higher"),
                ScarState::Gone => say!("scar-gone"),
                ScarState::New => say!("scar-new"),
                ScarState::Uncertain => say!("scar-uncertain"),
            },
            Self::Accept => say!("accept-into-record"),
            Self::Delete => say!("delete-the-chosen-mark"),
            Self::Leave => say!("leave-the-tool"),
            Self::OpenChosen => say!("chosen-date-beside-the-baseline"),
            Self::Tab(Tab::Notes) => say!("notes"),
            Self::Tab(Tab::Marks) => say!("marks"),
            Self::Tab(Tab::Scales) => say!("scales"),
            Self::Tab(Tab::Treatment) => say!("treatment"),
            Self::Inspector => say!("inspector"),
            Self::Strip => say!("timeline"),
            Self::Export => say!("export-a-comparison-sheet"),
        }
    }

    /// Its key as it is written on a cap; empty if it has none.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mode(mode) => ["1", "2", "3", "4", "5", "6"][mode as usize],
            Self::StepB(n) => {
                if n < 0 {
                    "←"
                } else {
                    "→"
                }
            }
            Self::StepA(n) => {
                if n < 0 {
                    "Shift+←"
                } else {
                    "Shift+→"
                }
            }
            Self::StepView(n) => {
                if n < 0 {
                    "↑"
                } else {
                    "↓"
                }
            }
            Self::Baseline => "Home",
            Self::Latest => "End",
            Self::SameDay => "D",
            Self::GridOrder => "G",
            Self::Swap => "X",
            Self::Link => "L",
            Self::Marks => "M",
            Self::Trust => "T",
            Self::Raw => "R",
            Self::NotesOnPhoto => "N",
            Self::Loupe => "V",
            Self::Zoom100 => "Z",
            Self::Fill => "Ctrl+0",
            Self::Fit => "Ctrl+Alt+0",
            Self::ZoomIn => "Ctrl++",
            Self::ZoomOut => "Ctrl+-",
            Self::More => ".",
            Self::Less => ",",
            Self::Landmarks => "K",
            Self::SkinArea => "B",
            Self::Draw(kind) => match kind {
                MarkKind::Redness => "E",
                MarkKind::Healing => "H",
                MarkKind::Reference => "F",
                MarkKind::Scar => "S",
                MarkKind::Note => "P",
                MarkKind::Ruler => "U",
                _ => "",
            },
            Self::NextMark => "Tab",
            Self::PreviousMark => "Shift+Tab",
            Self::Scar(state) => match state {
                ScarState::Same => "=",
                ScarState::Softer => "−",
                ScarState::Deeper => "+",
                ScarState::Gone => "0",
                ScarState::New | ScarState::Uncertain => "",
            },
            Self::Accept => "A",
            Self::Delete => "Del",
            Self::Leave => "Esc",
            Self::OpenChosen => "Enter",
            Self::Tab(Tab::Notes) => "Ctrl+1",
            Self::Tab(Tab::Marks) => "Ctrl+2",
            Self::Tab(Tab::Scales) => "Ctrl+3",
            Self::Tab(Tab::Treatment) => "Ctrl+4",
            Self::Inspector => "Ctrl+J",
            Self::Strip => "Y",
            Self::Export => "Ctrl+E",
        }
    }

    /// The key behind [`Self::key`]; `None` for keys that the canvas reads itself.
    pub fn shortcut(self) -> Option<(Modifiers, Key)> {
        let (none, ctrl, shift) = (Modifiers::NONE, Modifiers::COMMAND, Modifiers::SHIFT);
        Some(match self {
            Self::Mode(mode) => {
                let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6];
                (none, keys[mode as usize])
            }
            Self::StepB(n) => (none, if n < 0 { Key::ArrowLeft } else { Key::ArrowRight }),
            Self::StepA(n) => (shift, if n < 0 { Key::ArrowLeft } else { Key::ArrowRight }),
            Self::StepView(n) => (none, if n < 0 { Key::ArrowUp } else { Key::ArrowDown }),
            Self::Baseline => (none, Key::Home),
            Self::Latest => (none, Key::End),
            Self::SameDay => (none, Key::D),
            Self::GridOrder => (none, Key::G),
            Self::Swap => (none, Key::X),
            Self::Link => (none, Key::L),
            Self::Marks => (none, Key::M),
            Self::Trust => (none, Key::T),
            Self::Raw => (none, Key::R),
            Self::NotesOnPhoto => (none, Key::N),
            Self::Zoom100 => (none, Key::Z),
            Self::Fill => (ctrl, Key::Num0),
            Self::Fit => (ctrl | Modifiers::ALT, Key::Num0),
            Self::ZoomIn => (ctrl, Key::Plus),
            Self::ZoomOut => (ctrl, Key::Minus),
            Self::More => (none, Key::Period),
            Self::Less => (none, Key::Comma),
            Self::Landmarks => (none, Key::K),
            Self::SkinArea => (none, Key::B),
            Self::Draw(kind) => match kind {
                MarkKind::Redness => (none, Key::E),
                MarkKind::Healing => (none, Key::H),
                MarkKind::Reference => (none, Key::F),
                MarkKind::Scar => (none, Key::S),
                MarkKind::Note => (none, Key::P),
                MarkKind::Ruler => (none, Key::U),
                _ => return None,
            },
            Self::Scar(state) => match state {
                ScarState::Same => (none, Key::Equals),
                ScarState::Softer => (none, Key::Minus),
                ScarState::Deeper => (none, Key::Plus),
                ScarState::Gone => (none, Key::Num0),
                ScarState::New | ScarState::Uncertain => return None,
            },
            Self::Accept => (none, Key::A),
            Self::Delete => (none, Key::Delete),
            Self::Leave => (none, Key::Escape),
            Self::OpenChosen => (none, Key::Enter),
            Self::Tab(Tab::Notes) => (ctrl, Key::Num1),
            Self::Tab(Tab::Marks) => (ctrl, Key::Num2),
            Self::Tab(Tab::Scales) => (ctrl, Key::Num3),
            Self::Tab(Tab::Treatment) => (ctrl, Key::Num4),
            Self::Inspector => (ctrl, Key::J),
            Self::Strip => (none, Key::Y),
            Self::Export => (ctrl, Key::E),
            // Held keys and the focus keys are read where they act.
            Self::Loupe | Self::NextMark | Self::PreviousMark => return None,
        })
    }

    /// True for keys without Ctrl: they act only while no text field has the focus.
    pub fn is_letter(self) -> bool {
        self.shortcut().is_some_and(|(modifiers, _)| !modifiers.command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key() {
        let all = Action::all();
        for (i, a) in all.iter().enumerate() {
            for b in &all[..i] {
                assert!(a.key().is_empty() || a.key() != b.key(), "{a:?} and {b:?} both are {}", a.key());
                assert!(a.shortcut().is_none() || a.shortcut() != b.shortcut(), "{a:?} and {b:?}");
            }
        }
    }
}
