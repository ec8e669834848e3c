//! A dated comparison sheet: what goes on it.

use jiff::civil::Date;

use crate::geom::Size;
use crate::imaging::{EncodeError, Photo, Stamp, encode_jpeg, encode_png};

use super::layout;
use super::look::Look;
use super::marks::SheetMark;
use crate::words::{self, say};

/// How two photos are laid against each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mode {
    /// One beside the other.
    SideBySide,
    /// One frame, A left and B right of a seam.
    Slider {
        /// Where the seam stands, 0 left edge to 1 right edge.
        seam: f64,
    },
    /// One frame, B over A.
    Overlay {
        /// How much of B, 0 to 1.
        opacity: f64,
    },
    /// One frame: the colour difference ΔE00 over the grey of A, on a fixed scale.
    Difference,
}

/// What is known of the alignment, and therefore how the pair may be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Alignment {
    /// Verified: the moving photo shows the same skin under the same pixel.
    Aligned {
        /// One line for the sheet: "median 0.4 px, 91 % of the skin trusted".
        detail: String,
    },
    /// Shown in the fixed frame, but with the warning and its reasons.
    Check {
        /// Why a person must look.
        reasons: Vec<String>,
        /// One line for the sheet, as with `Aligned`.
        detail: String,
    },
    /// Not aligned, or not wished: both photos as taken, side by side whatever mode was asked for.
    NotAligned {
        /// Why not.
        reasons: Vec<String>,
    },
}

/// One photo of the pair with its words.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    /// The pixels: the moving photo already in the fixed photo's frame, unless the pair is not aligned.
    pub photo: &'a Photo,
    /// For each pixel 0 where the photo shows nothing (it was moved away), else 255; `None`: it shows something everywhere.
    pub cover: Option<&'a [u8]>,
    /// The day it was taken.
    pub date: Option<Date>,
    /// True if a person should check that day.
    pub date_is_unsure: bool,
    /// What stands beside the day: "baseline, before session 1".
    pub caption: String,
    /// SHA-256 of the original file in hexadecimal.
    pub sha256: Option<String>,
    /// Why the file counts as damaged, if it does: marked on the photo.
    pub damage: Option<String>,
}

impl<'a> Side<'a> {
    /// A photo without any words.
    pub fn of(photo: &'a Photo) -> Self {
        Self {
            photo,
            cover: None,
            date: None,
            date_is_unsure: false,
            caption: String::new(),
            sha256: None,
            damage: None,
        }
    }
}

/// A text beside the pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetNote {
    /// "Note of 6 May".
    pub heading: String,
    /// The words; cut when they are too long.
    pub text: String,
}

/// A comparison sheet before it is drawn.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// How the pair is laid out.
    pub mode: Mode,
    /// The earlier photo, A.
    pub fixed: Side<'a>,
    /// The later photo, B.
    pub moving: Side<'a>,
    /// What is known of the alignment.
    pub alignment: Alignment,
    /// From where the photos were taken: "Left cheek, 45°". Empty for none.
    pub view: String,
    /// The patient's name and birth year; `None` unless somebody asked for it.
    pub patient: Option<String>,
    /// Marks to draw.
    pub marks: Vec<SheetMark>,
    /// Texts below the pair.
    pub notes: Vec<SheetNote>,
    /// What else was done to the pixels: "exposure of B matched on reference skin, +0.3 EV". Empty for nothing.
    pub processing: String,
    /// Program and version: "Skinlapse 0.1.0".
    pub program: String,
    /// Light or dark.
    pub look: Look,
    /// Longest side of one photo on the sheet in pixels; larger photos are shrunk, none is enlarged beyond need.
    pub photo_side: u32,
}

/// Why a sheet cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// A photo without pixels.
    #[error("one of the photos has no pixels")]
    Empty,
    /// The moving photo was not brought into the fixed photo's frame.
    #[error(
        "an aligned pair needs both photos in one frame: {fixed_width} × {fixed_height} and {moving_width} × {moving_height} pixels are two"
    )]
    TwoFrames {
        /// Width of the fixed photo.
        fixed_width: u32,
        /// Height of the fixed photo.
        fixed_height: u32,
        /// Width of the moving photo.
        moving_width: u32,
        /// Height of the moving photo.
        moving_height: u32,
    },
    /// The finished sheet could not be written as a file.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl<'a> Sheet<'a> {
    /// A sheet with default looks and no words.
    pub fn new(mode: Mode, fixed: Side<'a>, moving: Side<'a>, alignment: Alignment) -> Self {
        Self {
            mode,
            fixed,
            moving,
            alignment,
            view: String::new(),
            patient: None,
            marks: Vec::new(),
            notes: Vec::new(),
            processing: String::new(),
            program: concat!("Skinlapse ", env!("CARGO_PKG_VERSION")).into(),
            look: Look::Light,
            photo_side: 1200,
        }
    }

    /// The mode in which the pair may be shown: a pair that is not aligned is never laid one over the other.
    pub fn shown_mode(&self) -> Mode {
        match self.alignment {
            Alignment::NotAligned { .. } => Mode::SideBySide,
            _ => self.mode,
        }
    }

    /// Days from A to B, if both days are known.
    pub fn days_between(&self) -> Option<i32> {
        Some((self.moving.date? - self.fixed.date?).get_days())
    }

    /// What was done to the pixels, in whole sentences: printed at the foot and stamped into the file.
    pub fn done_to_pixels(&self) -> String {
        let aligned = !matches!(self.alignment, Alignment::NotAligned { .. });
        let mut said = vec![if aligned { say!("sheet-moved") } else { say!("sheet-as-taken") }.to_owned()];
        match self.shown_mode() {
            Mode::Overlay { opacity } => {
                said.push(say!("sheet-laid-over", percent = format!("{:.0}", opacity.clamp(0.0, 1.0) * 100.0)));
            }
            Mode::Difference => said.push(say!("sheet-difference").into()),
            Mode::SideBySide | Mode::Slider { .. } => {}
        }
        if !self.processing.is_empty() {
            said.push(format!("{}.", words::sentence(self.processing.trim_end_matches('.'))));
        }
        said.push(say!("sheet-scaled").into());
        said.join(" ")
    }

    /// Draws the sheet.
    ///
    /// # Errors
    /// [`SheetError::Empty`] and [`SheetError::TwoFrames`].
    pub fn draw(&self) -> Result<Photo, SheetError> {
        let (fixed, moving) = (self.fixed.photo.size(), self.moving.photo.size());
        if fixed.area() == 0 || moving.area() == 0 {
            return Err(SheetError::Empty);
        }
        if fixed != moving && !matches!(self.alignment, Alignment::NotAligned { .. }) {
            return Err(two_frames(fixed, moving));
        }
        Ok(layout::draw(self))
    }

    /// The sheet as a PNG file.
    ///
    /// # Errors
    /// As [`Sheet::draw`].
    pub fn to_png(&self) -> Result<Vec<u8>, SheetError> {
        Ok(encode_png(&self.draw()?, &self.stamp())?)
    }

    /// The sheet as a JPEG file of quality 92.
    ///
    /// # Errors
    /// As [`Sheet::draw`].
    pub fn to_jpeg(&self) -> Result<Vec<u8>, SheetError> {
        Ok(encode_jpeg(&self.draw()?, 92, &self.stamp())?)
    }

    fn stamp(&self) -> Stamp {
        // What stands in the file is read by other programs too.
        Stamp { description: words::in_english(|| self.done_to_pixels()), software: self.program.clone() }
    }
}

fn two_frames(fixed: Size, moving: Size) -> SheetError {
    SheetError::TwoFrames {
        fixed_width: fixed.width,
        fixed_height: fixed.height,
        moving_width: moving.width,
        moving_height: moving.height,
    }
}
