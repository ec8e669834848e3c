//! What a clinician draws on a photo.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{MarkId, PhotoId};
use crate::geom::{Point, polygon_area};
use crate::words::say;

/// A mark on one photo, in that photo's pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Its name.
    pub id: MarkId,
    /// The photo it is drawn on.
    pub photo: PhotoId,
    /// What it stands for.
    pub kind: MarkKind,
    /// Its outline.
    pub shape: Shape,
    /// 0 none to 4 very severe, as the clinician sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<u8>,
    /// A short name; empty: the kind and its number stand instead.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// The mark on another date that this one was taken over from: the same place of the skin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted_from: Option<MarkId>,
}

/// An outline in photo pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
pub enum Shape {
    /// A closed outline drawn in one stroke.
    Freehand {
        /// The outline; the last point joins the first.
        points: Vec<Point>,
    },
    /// A closed outline of straight edges.
    Polygon {
        /// The corners; the last joins the first.
        points: Vec<Point>,
    },
    /// An ellipse.
    Ellipse {
        /// Its middle.
        center: Point,
        /// Half its width and half its height before it is turned, in pixels.
        radii: Point,
        /// Clockwise turn.
        degrees: f64,
    },
    /// One place.
    Pin {
        /// The place.
        at: Point,
    },
    /// A length.
    Line {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
    },
    /// Words on the skin.
    Text {
        /// Upper left corner of the words.
        at: Point,
        /// The words.
        text: String,
    },
}

impl Shape {
    /// Corners with which the shape can be drawn as straight edges; an ellipse becomes 64 of them.
    pub fn outline(&self) -> Vec<Point> {
        match self {
            Self::Freehand { points } | Self::Polygon { points } => points.clone(),
            Self::Ellipse { center, radii, degrees } => {
                let (sin, cos) = degrees.to_radians().sin_cos();
                (0..64)
                    .map(|i| {
                        let (s, c) = (f64::from(i) * std::f64::consts::TAU / 64.0).sin_cos();
                        let (x, y) = (radii.x * c, radii.y * s);
                        *center + Point::new(x * cos - y * sin, x * sin + y * cos)
                    })
                    .collect()
            }
            Self::Pin { at } | Self::Text { at, .. } => vec![*at],
            Self::Line { from, to } => vec![*from, *to],
        }
    }

    /// True if the outline encloses skin.
    pub fn is_region(&self) -> bool {
        matches!(self, Self::Freehand { .. } | Self::Polygon { .. } | Self::Ellipse { .. })
    }

    /// Area in square pixels; `None` if the shape is no region.
    pub fn area_px(&self) -> Option<f64> {
        self.is_region().then(|| polygon_area(&self.outline()))
    }

    /// Length in pixels; `None` if the shape is no line.
    pub fn length_px(&self) -> Option<f64> {
        match self {
            Self::Line { from, to } => Some(from.distance(*to)),
            _ => None,
        }
    }

    /// The shape with every point moved by `place`; `None` as soon as one point has no place.
    ///
    /// An ellipse becomes a polygon, because a bend does not keep it an ellipse.
    pub fn map(&self, place: impl Fn(Point) -> Option<Point>) -> Option<Self> {
        Some(match self {
            Self::Freehand { points } => {
                Self::Freehand { points: points.iter().map(|p| place(*p)).collect::<Option<_>>()? }
            }
            Self::Polygon { .. } | Self::Ellipse { .. } => {
                Self::Polygon { points: self.outline().into_iter().map(place).collect::<Option<_>>()? }
            }
            Self::Pin { at } => Self::Pin { at: place(*at)? },
            Self::Line { from, to } => Self::Line { from: place(*from)?, to: place(*to)? },
            Self::Text { at, text } => Self::Text { at: place(*at)?, text: text.clone() },
        })
    }

    /// The shape moved by `offset` pixels.
    pub fn shifted(&self, offset: Point) -> Self {
        let mut shape = self.clone();
        match &mut shape {
            Self::Freehand { points } | Self::Polygon { points } => points.iter_mut().for_each(|p| *p = *p + offset),
            Self::Ellipse { center: at, .. } | Self::Pin { at } | Self::Text { at, .. } => *at = *at + offset,
            Self::Line { from, to } => {
                *from = *from + offset;
                *to = *to + offset;
            }
        }
        shape
    }

    /// Why the shape cannot be kept, if so: no points, infinite or absurdly many.
    pub fn fault(&self) -> Option<&'static str> {
        let points = self.outline();
        if !points.iter().all(|p| p.is_finite()) {
            return Some(say!("fault-mark-position"));
        }
        match self {
            Self::Freehand { points } | Self::Polygon { points } if points.len() < 3 => {
                Some(say!("fault-region-points"))
            }
            Self::Freehand { points } | Self::Polygon { points } if points.len() > 20_000 => {
                Some(say!("fault-region-too-many"))
            }
            _ => None,
        }
    }
}

/// What a mark stands for. JSON: one word, a scar type as `scar-ice-pick`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// Redder than the skin around it.
    Redness,
    /// Healing skin: crusts, a wound that has closed.
    Healing,
    /// Healing skin that is still open: the rate at which its edge advances can be told.
    OpenWound,
    /// A scar whose type is not said.
    Scar,
    /// Narrow and deep.
    ScarIcePick,
    /// Wide with steep edges.
    ScarBoxcar,
    /// Wide and wavy.
    ScarRolling,
    /// Flat or slightly sunken.
    ScarAtrophic,
    /// Raised, within the wound.
    ScarHypertrophic,
    /// Raised, beyond the wound.
    ScarKeloid,
    /// Darker or lighter than the skin around it.
    Pigment,
    /// Any other lesion.
    Lesion,
    /// Untreated skin to measure against.
    Reference,
    /// A note pinned to a place.
    Note,
    /// A length.
    Ruler,
    /// Anything else.
    Other,
}

impl MarkKind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 16] = [
        Self::Redness,
        Self::Healing,
        Self::OpenWound,
        Self::Scar,
        Self::ScarIcePick,
        Self::ScarBoxcar,
        Self::ScarRolling,
        Self::ScarAtrophic,
        Self::ScarHypertrophic,
        Self::ScarKeloid,
        Self::Pigment,
        Self::Lesion,
        Self::Reference,
        Self::Note,
        Self::Ruler,
        Self::Other,
    ];

    /// True for a scar of any type.
    pub fn is_scar(self) -> bool {
        self.family() == Self::Scar
    }

    /// The kind without its type of scar or of healing skin: what is hidden, coloured and numbered together.
    pub fn family(self) -> Self {
        match self {
            Self::ScarIcePick
            | Self::ScarBoxcar
            | Self::ScarRolling
            | Self::ScarAtrophic
            | Self::ScarHypertrophic
            | Self::ScarKeloid => Self::Scar,
            Self::OpenWound => Self::Healing,
            kind => kind,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Redness => say!("kind-redness"),
            Self::Healing => say!("kind-healing"),
            Self::OpenWound => say!("kind-open-wound"),
            Self::Scar => say!("kind-scar"),
            Self::ScarIcePick => say!("kind-scar-ice-pick"),
            Self::ScarBoxcar => say!("kind-scar-boxcar"),
            Self::ScarRolling => say!("kind-scar-rolling"),
            Self::ScarAtrophic => say!("kind-scar-atrophic"),
            Self::ScarHypertrophic => say!("kind-scar-hypertrophic"),
            Self::ScarKeloid => say!("kind-keloid"),
            Self::Pigment => say!("kind-pigment"),
            Self::Lesion => say!("kind-lesion"),
            Self::Reference => say!("kind-reference"),
            Self::Note => say!("kind-note"),
            Self::Ruler => say!("kind-length"),
            Self::Other => say!("kind-mark"),
        }
    }
}

impl fmt::Display for MarkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ellipse_has_the_area_of_its_outline() {
        let ellipse = Shape::Ellipse { center: Point::new(50.0, 50.0), radii: Point::new(20.0, 10.0), degrees: 30.0 };
        let area = ellipse.area_px().unwrap();
        assert!((area / (std::f64::consts::PI * 200.0) - 1.0).abs() < 0.01, "{area}");
    }

    #[test]
    fn a_shape_with_one_point_off_the_photo_has_no_place_there() {
        let line = Shape::Line { from: Point::new(0.0, 0.0), to: Point::new(5.0, 0.0) };
        assert_eq!(line.map(|p| (p.x < 3.0).then_some(p)), None);
        assert_eq!(line.map(Some), Some(line));
    }

    #[test]
    fn a_kind_is_one_word_in_json() {
        assert_eq!(serde_json::to_string(&MarkKind::ScarIcePick).unwrap(), "\"scar-ice-pick\"");
        assert!(MarkKind::ScarIcePick.is_scar() && !MarkKind::Redness.is_scar());
    }
}
