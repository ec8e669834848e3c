//! The reasons why a number is not shown.

/// Share of clipped pixels in a region above which its colour is not measured.
pub const MAX_CLIPPED: f64 = 0.01;
/// Largest ratio of white-balance gains between the photos, as a sensor would see it.
pub const MAX_BALANCE: f64 = 1.28;
/// Largest difference in exposure, EV.
pub const MAX_EV: f64 = 1.5;
/// Largest difference in pose, degrees.
pub const MAX_POSE_DEG: f64 = 8.0;
/// Largest difference in scale.
pub const MAX_SCALE: f64 = 0.10;
/// Fewest pixels of reference skin.
pub const MIN_REFERENCE_PX: u64 = 2000;
/// Fewest patches of reference skin.
pub const MIN_PATCHES: usize = 3;
/// Fewest pixels of a region or patch.
pub const MIN_REGION_PX: u64 = 400;
/// Spread of the reference patches' melanin index within a photo, or of its change between photos, above which the light
/// is mixed whatever else; index points (standard deviation).
pub const MAX_PATCH_SPREAD: [f64; 2] = [22.0, 14.0];
/// Spread over the reference patches of the change of both ratios of colour above which the light is mixed, hundredths of
/// log₁₀ (standard deviation). See [`super::reference`].
pub const MAX_LIGHT_SPREAD: f64 = 1.2;
/// By how much one reference patch may be redder than the others, points of the plain haemoglobin index.
pub const MAX_REDDER: f64 = 6.5;
/// By how much it may be paler.
pub const MAX_PALER: f64 = 8.5;
/// Change of the reference's calibrated melanin index above which it is not the same skin any more, index points.
pub const MAX_PIGMENT_SHIFT: f64 = 12.0;
/// Change of its calibrated haemoglobin index above which it was treated or is flushed, index points.
pub const MAX_BLOOD_SHIFT: f64 = 6.0;

/// Why a number is not shown, and what to do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Gate {
    /// Tier T0.
    #[error("mark untreated reference skin first: without it this pair is for visual comparison only")]
    NoReference,
    /// Too little of it.
    #[error(
        "the reference skin is too small ({pixels} pixels in {patches} patches): mark at least {MIN_PATCHES} patches, \
         together {MIN_REFERENCE_PX} pixels or more"
    )]
    LittleReference {
        /// Usable pixels.
        pixels: u64,
        /// Usable patches.
        patches: usize,
    },
    /// The file is damaged.
    #[error("the {which} is damaged and is not measured: {why}")]
    Damaged {
        /// "photo before" or "photo after".
        which: &'static str,
        /// What is wrong.
        why: String,
    },
    /// Edited, or taken in a mode that alters skin.
    #[error("the {which} was altered by {by}: measure the camera's own file")]
    Edited {
        /// "photo before" or "photo after".
        which: &'static str,
        /// The program or mode.
        by: String,
    },
    /// The region or reference is not fully in the photo.
    #[error("the {what} is not fully inside the {which}: move it or choose another photo")]
    OutsidePhoto {
        /// "region" or "reference skin".
        what: &'static str,
        /// "photo before" or "photo after".
        which: &'static str,
    },
    /// The alignment is not to be relied on there.
    #[error("the {what} lies where the alignment is not trusted: correct its outline in the photo after")]
    Untrusted {
        /// "region" or "reference skin".
        what: &'static str,
    },
    /// The alignment was refused.
    #[error("the photos could not be aligned: draw the regions in the photo after, or set landmarks")]
    NotAligned,
    /// Too few pixels.
    #[error("the region has only {pixels} usable pixels in the {which}: at least {MIN_REGION_PX} are averaged")]
    SmallRegion {
        /// Usable pixels.
        pixels: u64,
        /// "photo before" or "photo after".
        which: &'static str,
    },
    /// Overexposed.
    #[error("{percent:.1} % of the {what} is overexposed in the {which}: take the photo again with less light")]
    Clipped {
        /// "region" or "reference skin".
        what: &'static str,
        /// "photo before" or "photo after".
        which: &'static str,
        /// Share of its pixels.
        percent: f64,
    },
    /// Underexposed.
    #[error("the {what} is too dark to be measured in the {which}: take the photo again with more light")]
    Dark {
        /// "region" or "reference skin".
        what: &'static str,
        /// "photo before" or "photo after".
        which: &'static str,
    },
    /// The reference patches disagree.
    #[error("the reference patches disagree: the light is mixed, or one of them is not untreated skin")]
    MixedLight,
    /// One of the reference patches is far redder or paler than the others.
    #[error(
        "reference patch {patch} is {:.0} index points {} than the others in the {which}: one of them lies on treated or \
         inflamed skin, or they are of different parts of the body; leave out what is not untreated skin",
        points.abs(),
        if *points > 0.0 { "redder" } else { "paler" }
    )]
    OddReference {
        /// Its number in the order of drawing, from 1.
        patch: usize,
        /// "photo before" or "photo after".
        which: &'static str,
        /// By how much it is redder; negative where it is paler.
        points: f64,
    },
    /// A reference patch lies on the region.
    #[error("reference skin lies on the region itself: mark untreated skin beside it")]
    ReferenceOnRegion,
    /// The reference skin has changed its pigment.
    #[error("the reference skin has changed its colour (tan, make-up or treatment): choose other reference skin")]
    ReferenceChanged,
    /// White balance.
    #[error("the white balance of the photos differs too much (gain ratio {ratio:.2}, at most {MAX_BALANCE})")]
    Balance {
        /// Ratio of gains.
        ratio: f64,
    },
    /// Exposure.
    #[error("the exposure of the photos differs too much ({ev:.1} EV, at most {MAX_EV})")]
    Exposure {
        /// Difference.
        ev: f64,
    },
    /// Pose.
    #[error("the pose differs too much ({degrees:.0}°, at most {MAX_POSE_DEG}°)")]
    Pose {
        /// Difference.
        degrees: f64,
    },
    /// Scale.
    #[error("the distance differs too much (scale {percent:.0} %, at most {:.0} %)", MAX_SCALE * 100.0)]
    Scale {
        /// Difference.
        percent: f64,
    },
    /// No photo after.
    #[error("there is no second photo to compare with")]
    NoSecondPhoto,
    /// No scale marker.
    #[error("set a scale marker first: without it there are no millimetres")]
    NoScale,
    /// An outline that crosses itself.
    #[error("the outline crosses itself, so that it has no one area: draw it again without a crossing")]
    Crossing,
    /// Its edge was not drawn in both photos.
    #[error("the outline was carried over from another photo: draw the region's edge in this one too to compare areas")]
    NotDrawnAgain,
    /// A number that needs absolute colours.
    #[error("needs a 24-patch chart in the photo (tier T3): without it colours are only compared, not stated")]
    NeedsChart,
    /// ΔMel without fixed light or a chart.
    #[error("needs the same fixed light or a chart in both photos: white balance alone moves the melanin index")]
    NeedsFixedLight,
    /// Not said to be an open wound.
    #[error("is for open wounds only, with the days between the photos known")]
    NotAWound,
    /// Texture under another light.
    #[error("the light comes from another side (about {degrees:.0}°, at most 15°): texture is not compared")]
    LightTurned {
        /// Estimated turn.
        degrees: f64,
    },
    /// Texture under a light whose direction cannot be told.
    #[error("it cannot be told whether the light came from the same side: texture is not compared")]
    LightUnknown,
}
