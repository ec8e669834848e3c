//! What a picture file says about itself, without its pixels.

use serde::{Deserialize, Serialize};

use crate::geom::Size;

use super::{Format, Notice, Orientation};

/// What a picture file says about itself. Everything optional is absent when the file does not say it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The format, from the content.
    pub format: Format,
    /// Width and height once upright, in pixels.
    pub size: Size,
    /// How the stored pixels were turned. HEIC does it in its container, so there it is always upright.
    pub orientation: Orientation,
    /// Bits a channel in the file: 8, 10, 12, 16.
    pub bit_depth: u8,
    /// Name of the embedded colour profile: "Display P3", "sRGB IEC61966-2.1".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// When the photo was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<TakenAt>,
    /// The camera and how it was set.
    #[serde(default)]
    pub camera: Camera,
    /// The name of the editing or beauty program that wrote the file, or of the camera's own mode that alters skin:
    /// such a photo is shown and never measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited: Option<String>,
    /// True if the file says where it was taken. The place itself is not read.
    #[serde(default)]
    pub has_gps: bool,
    /// What the user should know about how the pixels are had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

impl Facts {
    /// Facts of a file of which only this is known.
    pub(super) fn new(format: Format, stored: Size, bit_depth: u8) -> Self {
        Self {
            format,
            size: stored,
            orientation: Orientation::Upright,
            bit_depth,
            profile: None,
            taken_at: None,
            camera: Camera::default(),
            edited: None,
            has_gps: false,
            notices: Vec::new(),
        }
    }

    /// Adds a notice once.
    pub(super) fn notice(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }
}

/// When a photo was taken, as the camera's clock had it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenAt {
    /// Date and time on the camera's clock.
    pub local: jiff::civil::DateTime,
    /// Minutes east of UTC, if the camera wrote them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_minutes: Option<i16>,
    /// Which tag said so.
    pub tag: DateTag,
}

/// The EXIF tag a date came from, most trustworthy first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateTag {
    /// `DateTimeOriginal`: the shutter.
    Original,
    /// `DateTimeDigitized`: when it became a file.
    Digitized,
    /// `DateTime`: when the file was last changed; a program that edits the photo sets it anew.
    Changed,
}

/// The camera and how it was set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Camera {
    /// Who made it: "Apple".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    /// Which one: "iPhone 15 Pro".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The lens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lens: Option<String>,
    /// Exposure time in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposure_secs: Option<f64>,
    /// Aperture as an f-number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub f_number: Option<f64>,
    /// Sensitivity (ISO).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso: Option<u32>,
    /// Focal length in millimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focal_mm: Option<f64>,
    /// True if the flash fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flash: Option<bool>,
    /// True if the white balance was set by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual_white_balance: Option<bool>,
    /// The program or firmware that wrote the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software: Option<String>,
}
