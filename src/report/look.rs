//! The colours of a sheet, light for paper and dark for screens (the design tokens).

use super::canvas::Color;

/// Light for print and letters, dark for screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// White paper, photos on light grey.
    #[default]
    Light,
    /// The program's own dark ground, photos on #262626.
    Dark,
}

/// The colours one look is made of.
pub(super) struct Palette {
    pub(super) page: Color,
    /// Around photos: neutral, so that redness is judged against a calm ground.
    pub(super) surround: Color,
    pub(super) text: Color,
    pub(super) quiet: Color,
    pub(super) line: Color,
    pub(super) strong: Color,
    pub(super) good: Color,
    pub(super) caution: Color,
    pub(super) failed: Color,
}

/// Ground and words of the letters A and B.
pub(super) const LETTER: (Color, Color) = ([0x1F, 0x6D, 0xA1], [255; 3]);

/// Ground and words of tags that lie on skin.
pub(super) const TAG: (Color, Color) = ([0x1A; 3], [0xF2; 3]);

/// Tags on skin that warn.
pub(super) const CAUTION_ON_TAG: Color = [0xE6, 0xB6, 0x55];

impl Look {
    pub(super) fn palette(self) -> Palette {
        match self {
            Self::Light => Palette {
                page: [255; 3],
                surround: [0xE2; 3],
                text: [0x1A; 3],
                quiet: [0x44; 3],
                line: [0xC9; 3],
                strong: [0x70; 3],
                good: [0x1A, 0x63, 0x34],
                caution: [0x70, 0x4B, 0x00],
                failed: [0xA3, 0x27, 0x1D],
            },
            Self::Dark => Palette {
                page: [0x17; 3],
                surround: [0x26; 3],
                text: [0xED; 3],
                quiet: [0xBA; 3],
                line: [0x37; 3],
                strong: [0x80; 3],
                good: [0x8C, 0xCA, 0xA0],
                caution: [0xE6, 0xB6, 0x55],
                failed: [0xF4, 0x94, 0x8B],
            },
        }
    }
}
