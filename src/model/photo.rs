//! A photo in the record: which file, which view, when it was taken. Never a pixel.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{PhotoId, SessionId, Target};
use crate::geom::{Homography, Point, Size};
use crate::words::say;

/// A photo of one session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoRecord {
    /// Its name.
    pub id: PhotoId,
    /// The visit it belongs to.
    pub session: SessionId,
    /// The file: SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Kind of file as its ending: `jpg`, `png`, `tif`, `webp`, `bmp`, `heic`.
    pub format: String,
    /// Upright size in pixels.
    #[serde(flatten)]
    pub size: Size,
    /// From where it was taken.
    pub view: View,
    /// Local time of the shot; `None` if nothing tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<DateTime>,
    /// Minutes east of UTC where the photo was taken, if the camera says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset_min: Option<i32>,
    /// Where `taken_at` comes from.
    #[serde(default)]
    pub taken_source: TakenSource,
    /// Whether the file is whole.
    #[serde(default)]
    pub integrity: Integrity,
    /// Camera make and model, as the file says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub camera: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// A marker of known length in the photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<ScaleMarker>,
    /// A grey card or chart in the photo, where a person showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

impl PhotoRecord {
    /// A whole photo of which nothing more is known than its file (SHA-256 and ending) and its upright size.
    pub fn new(session: SessionId, (sha256, format): (String, &str), size: Size, view: View) -> Self {
        Self {
            id: PhotoId::new(),
            session,
            sha256,
            format: format.to_owned(),
            size,
            view,
            taken_at: None,
            utc_offset_min: None,
            taken_source: TakenSource::default(),
            integrity: Integrity::default(),
            camera: String::new(),
            comment: String::new(),
            scale: None,
            target: None,
        }
    }

    /// Millimetres a pixel, once a marker of known length is set.
    pub fn mm_per_px(&self) -> Option<f64> {
        self.scale.as_ref().and_then(ScaleMarker::mm_per_px)
    }
}

/// Where the time of a photo comes from, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakenSource {
    /// A person said so.
    Person,
    /// The camera wrote it into the file.
    Exif,
    /// The file's name carries a date.
    FileName,
    /// The file's own time, which copying may have changed: unsure.
    FileTime,
    /// Nothing tells: unsure.
    #[default]
    Unknown,
}

impl TakenSource {
    /// True if a person should look at the date.
    pub fn is_unsure(self) -> bool {
        matches!(self, Self::FileTime | Self::Unknown)
    }
}

/// Whether a file is whole. A damaged photo is shown with a badge and never measured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "verdict", content = "why")]
pub enum Integrity {
    /// Every check passed.
    #[default]
    Intact,
    /// It opens, but a part is missing or broken: why, in words.
    Damaged(String),
}

impl Integrity {
    /// True if every check passed.
    pub fn is_intact(&self) -> bool {
        *self == Self::Intact
    }
}

/// A line of known length in a photo.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScaleMarker {
    /// One end, in photo pixels.
    pub from: Point,
    /// The other end, in photo pixels.
    pub to: Point,
    /// Its true length in millimetres.
    pub mm: f64,
}

impl ScaleMarker {
    /// Millimetres a pixel; `None` if the line or the length is nothing.
    pub fn mm_per_px(&self) -> Option<f64> {
        let px = self.from.distance(self.to);
        (px > 1.0 && self.mm > 0.0 && self.mm.is_finite()).then(|| self.mm / px)
    }
}

/// From where a photo was taken: one of the standard views, or the clinic's own words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct View(String);

impl View {
    /// The standard views: id and English name, in the order in which they are listed.
    pub const STANDARD: [(&'static str, &'static str); 6] = [
        ("front", "Front"),
        ("left-45", "Left 45°"),
        ("right-45", "Right 45°"),
        ("left-90", "Left 90°"),
        ("right-90", "Right 90°"),
        ("close-up", "Close-up"),
    ];

    /// The view with this id, or this name in English or in the language of the thread; surrounding space is dropped, an empty text is `unsorted`.
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        let is = |name: &str| text.to_lowercase() == name.to_lowercase();
        let standard = Self::STANDARD.iter().find(|(id, name)| is(id) || is(name) || standard_name(id).is_some_and(is));
        match standard {
            Some((id, _)) => Self((*id).to_owned()),
            None if text.is_empty() || is(say!("view-unsorted")) => Self::unsorted(),
            None => Self(text.to_owned()),
        }
    }

    /// The view of photos that nobody has sorted yet.
    pub fn unsorted() -> Self {
        Self("unsorted".to_owned())
    }

    /// The id as it stands in the record.
    pub fn id(&self) -> &str {
        &self.0
    }

    /// Place in lists: standard views first, then the clinic's own, unsorted last.
    pub fn order(&self) -> (usize, &str) {
        let standard = Self::STANDARD.iter().position(|(id, _)| *id == self.0);
        (standard.unwrap_or(if self.0 == "unsorted" { 99 } else { 50 }), &self.0)
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match standard_name(&self.0) {
            Some(name) => name,
            None if self.0 == "unsorted" => say!("view-unsorted"),
            None => &self.0,
        })
    }
}

/// The name of a standard view in the language of the thread.
fn standard_name(id: &str) -> Option<&'static str> {
    Some(match id {
        "front" => say!("view-front"),
        "left-45" => say!("view-left-45"),
        "right-45" => say!("view-right-45"),
        "left-90" => say!("view-left-90"),
        "right-90" => say!("view-right-90"),
        "close-up" => say!("view-close-up"),
        _ => return None,
    })
}

/// What a person told the alignment of one pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManualAlignment {
    /// The photo that stands still (the earlier one).
    pub fixed: PhotoId,
    /// The photo that is moved onto it.
    pub moving: PhotoId,
    /// Points of the skin clicked in both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub landmarks: Vec<Landmark>,
    /// A correction by hand on top of what the engine found.
    #[serde(default, skip_serializing_if = "Nudge::is_none")]
    pub nudge: Nudge,
}

/// The same point of the skin in both photos of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Landmark {
    /// In pixels of the fixed photo.
    pub fixed: Point,
    /// In pixels of the moving photo.
    pub moving: Point,
}

/// A correction by hand: turn, scale, then shift, in the frame of the fixed photo and about its middle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Nudge {
    /// Shift of the moving photo to the right, in pixels of the fixed photo.
    pub dx: f64,
    /// Shift downward, in pixels of the fixed photo.
    pub dy: f64,
    /// Turn clockwise.
    pub degrees: f64,
    /// Enlargement; 1 leaves it.
    pub scale: f64,
}

impl Default for Nudge {
    fn default() -> Self {
        Self { dx: 0.0, dy: 0.0, degrees: 0.0, scale: 1.0 }
    }
}

impl Nudge {
    /// True if it changes nothing.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The nudge as a transform of the fixed photo's plane, `nudged_from_found`, about the middle of a photo of `size`.
    pub fn transform(&self, size: Size) -> Homography {
        let c = size.center();
        let there = Homography::similarity(1.0, 0.0, c.x + self.dx, c.y + self.dy);
        let back = Homography::similarity(1.0, 0.0, -c.x, -c.y);
        there * Homography::similarity(self.scale, self.degrees, 0.0, 0.0) * back
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{self, Language};

    #[test]
    fn a_view_is_known_by_its_id_and_by_its_name() {
        assert_eq!(View::new(" Left 45° ").id(), "left-45");
        assert_eq!(View::new("left-45").to_string(), "Left 45°");
        assert_eq!(View::new("Ohr links").to_string(), "Ohr links");
        assert_eq!(View::new(""), View::unsorted());
    }

    #[test]
    fn a_view_is_called_in_the_language_and_kept_by_its_id() {
        for (id, name) in View::STANDARD {
            assert_eq!(View::new(id).to_string(), name);
        }
        words::speak(Language::German);
        assert_eq!(View::new("close-up").to_string(), "Nahaufnahme");
        assert_eq!((View::new("nahaufnahme").id(), View::new("Close-up").id()), ("close-up", "close-up"));
        assert_eq!(View::new("Unsortiert"), View::unsorted());
        words::speak(Language::Turkish);
        assert_eq!((View::new("left-45").to_string(), View::new("Sol 45°").id()), ("Sol 45°".into(), "left-45"));
        words::speak(Language::English);
    }

    #[test]
    fn a_marker_of_ten_millimetres_over_two_hundred_pixels_gives_the_scale() {
        let marker = ScaleMarker { from: Point::new(0.0, 0.0), to: Point::new(200.0, 0.0), mm: 10.0 };
        assert_eq!(marker.mm_per_px(), Some(0.05));
        assert_eq!(ScaleMarker { to: marker.from, ..marker }.mm_per_px(), None);
    }

    #[test]
    fn a_nudge_turns_about_the_middle() {
        let size = Size::new(101, 51);
        let nudge = Nudge { degrees: 30.0, scale: 1.2, ..Nudge::default() };
        assert!((nudge.transform(size) * size.center()).distance(size.center()) < 1e-9);
    }
}
