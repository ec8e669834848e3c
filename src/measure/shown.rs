//! What is given: photos with what is marked in them, and how they were taken.

use crate::geom::Point;
use crate::imaging::Photo;

use super::chart::Edition;
use super::floor::NoiseFloor;
use super::outline::Outline;
use super::shape::Scale;

/// An outline in pixels of its photo.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Region {
    /// The outline.
    pub outline: Outline,
    /// False where it was carried over by an alignment that is not trusted there.
    pub trusted: bool,
    /// True if it was drawn in another photo and carried over: the same skin, not the edge that it has in this one.
    pub carried: bool,
    /// True if it is said to be an open wound.
    pub open_wound: bool,
}

impl Region {
    /// An outline that was drawn in this photo.
    pub fn drawn(outline: Outline) -> Self {
        Self { outline, trusted: true, ..Self::default() }
    }

    /// An outline that was drawn in another photo; `trusted` if the alignment is trusted there.
    pub fn carried(outline: Outline, trusted: bool) -> Self {
        Self { outline, trusted, carried: true, ..Self::default() }
    }
}

/// A photo with what is marked in it.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// The pixels.
    pub photo: &'a Photo,
    /// Why the file counts as damaged, if it does.
    pub damaged: Option<String>,
    /// The program or mode that altered the skin, if the file names one.
    pub edited: Option<String>,
    /// Make and model of the camera, if known.
    pub camera: Option<String>,
    /// The regions to measure, in the same order in both photos.
    pub lesions: Vec<Region>,
    /// Untreated skin.
    pub reference: Vec<Region>,
    /// The grey card.
    pub grey: Vec<Outline>,
    /// The chart's four outer corners at dark skin, bluish green, black and white.
    pub chart: Option<[Point; 4]>,
    /// Millimetres a pixel.
    pub scale: Option<Scale>,
    /// Width and height of the chart's 6 × 4 fields in mm, if it lies flat beside the regions and areas are to be read in its
    /// plane: exact for flat skin however the camera was tilted. Counts before `scale`.
    pub chart_mm: Option<[f64; 2]>,
}

impl<'a> Shown<'a> {
    /// A photo in which nothing is marked.
    pub fn new(photo: &'a Photo) -> Self {
        Self {
            photo,
            damaged: None,
            edited: None,
            camera: None,
            lesions: vec![],
            reference: vec![],
            grey: vec![],
            chart: None,
            scale: None,
            chart_mm: None,
        }
    }
}

/// What is known about how the photos were taken, beyond their pixels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Circumstances {
    /// Which chart is used.
    pub edition: Edition,
    /// The clinic vouches for fixed light and settings in both photos.
    pub fixed_light: bool,
    /// How far the camera moved, from the alignment.
    pub moved: Option<Moved>,
    /// The alignment was refused: nothing could be carried over.
    pub not_aligned: bool,
    /// Days between the photos.
    pub days: Option<f64>,
    /// The clinic's own repeatability for this camera and view.
    pub floor: Option<NoiseFloor>,
}

/// How the camera moved between the photos.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved {
    /// Turn out of the picture's plane, degrees.
    pub pose_deg: f64,
    /// Turn in the picture's plane, degrees clockwise from before to after.
    pub roll_deg: f64,
    /// Scale of the photo after over the photo before.
    pub scale: f64,
}
