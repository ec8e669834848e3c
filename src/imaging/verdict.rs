//! Is the file whole? And what had to be done to show it.

use serde::{Deserialize, Serialize};

/// Whether a picture file arrived whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "state")]
pub enum Verdict {
    /// Every check passed.
    Intact,
    /// Pixels could be had, but not all of them can be believed: shown with a badge, never measured.
    Damaged {
        /// What is wrong and what to do, as a sentence without a full stop.
        why: String,
    },
}

impl Verdict {
    /// Damaged, for this reason.
    pub(super) fn damaged(why: impl Into<String>) -> Self {
        Self::Damaged { why: why.into() }
    }

    /// True if every check passed.
    pub fn is_intact(&self) -> bool {
        matches!(self, Self::Intact)
    }

    /// The reason why the file counts as damaged.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Intact => None,
            Self::Damaged { why } => Some(why),
        }
    }
}

/// Something the user should know about how the pixels were had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The colour profile cannot be used; the numbers are taken as sRGB.
    ProfileIgnored,
    /// Print colours without a usable profile: converted by the plain formula.
    CmykWithoutProfile,
    /// Print colours, converted through their profile.
    Cmyk,
    /// An animation: only its first frame is used.
    FirstFrameOnly,
    /// Several pages: only the first is used.
    FirstPageOnly,
    /// Transparent parts were laid on mid grey.
    TransparencyFlattened,
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ProfileIgnored => "its colour profile cannot be used: shown as sRGB",
            Self::CmykWithoutProfile => "print colours without a usable profile: colours are approximate",
            Self::Cmyk => "print colours, converted through their profile: use the camera's own file to measure",
            Self::FirstFrameOnly => "an animation: only its first frame is used",
            Self::FirstPageOnly => "several pages: only the first is used",
            Self::TransparencyFlattened => "transparent parts are shown on mid grey",
        })
    }
}
