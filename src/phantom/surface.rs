//! The shape of a region of the body, and where each point of its skin lies in a photo.
//!
//! Skin coordinates are millimetres on the skin, x to the right and y down as the region is usually seen, (0, 0) in its
//! middle. The way into a photo: skin → bent skin → shape in space → camera → pixel. Every step has an exact derivative,
//! so the way back is found by Newton's method to a millionth of a pixel.

use nalgebra::{Matrix2, Matrix3, Matrix3x2, Vector2, Vector3};

use super::noise::Rng;
use crate::geom::{Point, Size};

/// The large shape of a region: a dome with rounded edges and gentle bumps.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Radii of curvature across and down in mm.
    pub radii: [f64; 2],
    /// Where the skin turns away, such as the line of the jaw.
    pub edges: Vec<Edge>,
    /// Swellings and hollows.
    pub bumps: Vec<Bump>,
}

/// A line beyond which the skin turns away from the viewer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Direction in which the skin turns away, in degrees clockwise from right.
    pub toward_deg: f64,
    /// Distance of the line from the middle in mm.
    pub offset: f64,
    /// How far the skin turns, in degrees.
    pub turn_deg: f64,
    /// Width of the rounding in mm.
    pub softness: f64,
    /// Share of the light that the body keeps away beyond the edge, 0 to 1.
    pub shade: f64,
}

/// A smooth swelling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bump {
    /// Middle in mm.
    pub center: Point,
    /// Standard deviations across and down in mm.
    pub sigma: [f64; 2],
    /// Turn in degrees clockwise.
    pub turn_deg: f64,
    /// Height in mm; negative is a hollow or a fold.
    pub height: f64,
}

/// A smooth bend of the skin by expression and pull: waves of displacement.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bend {
    waves: Vec<Wave>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Wave {
    wave: Vector2<f64>,
    phase: f64,
    shift: Vector2<f64>,
}

impl Bend {
    /// No bend.
    pub fn none() -> Self {
        Self::default()
    }

    /// A random bend with displacements up to about `millimetres`.
    pub fn random(seed: u64, millimetres: f64) -> Self {
        let mut rng = Rng::new(seed, 0xBE4D);
        let waves = (0..5).map(|_| {
            let (angle, length, turn) =
                (rng.range(0.0, std::f64::consts::TAU), rng.range(55.0, 130.0), rng.range(0.0, std::f64::consts::TAU));
            let height = millimetres * rng.range(0.25, 0.5);
            Wave {
                wave: Vector2::new(angle.cos(), angle.sin()) * (std::f64::consts::TAU / length),
                phase: rng.range(0.0, std::f64::consts::TAU),
                shift: Vector2::new(turn.cos(), turn.sin()) * height,
            }
        });
        Self { waves: waves.collect() }
    }

    /// The bent place of `p` and its derivative.
    fn at(&self, p: Vector2<f64>) -> (Vector2<f64>, Matrix2<f64>) {
        let (mut place, mut slope) = (p, Matrix2::identity());
        for wave in &self.waves {
            let (sin, cos) = (wave.wave.dot(&p) + wave.phase).sin_cos();
            place += wave.shift * sin;
            slope += wave.shift * wave.wave.transpose() * cos;
        }
        (place, slope)
    }
}

/// A place on the shape in space, millimetres, z toward the viewer.
struct Place {
    at: Vector3<f64>,
    slope: Matrix3x2<f64>,
}

impl Shape {
    fn place(&self, p: Vector2<f64>) -> Place {
        let mut at = Vector3::new(p.x, p.y, -p.x * p.x / (2.0 * self.radii[0]) - p.y * p.y / (2.0 * self.radii[1]));
        let mut slope = Matrix3x2::new(1.0, 0.0, 0.0, 1.0, -p.x / self.radii[0], -p.y / self.radii[1]);
        for edge in &self.edges {
            let (n, beyond, rise) = edge.beyond(p);
            let (sin, cos) = edge.turn_deg.to_radians().sin_cos();
            let pull = Vector3::new(-n.x * (1.0 - cos), -n.y * (1.0 - cos), -sin);
            at += pull * beyond;
            slope += pull * n.transpose() * rise;
        }
        for bump in &self.bumps {
            let (height, gradient) = bump.at(p);
            at.z += height;
            slope[(2, 0)] += gradient.x;
            slope[(2, 1)] += gradient.y;
        }
        Place { at, slope }
    }

    /// The share of the room's light that reaches bent skin at `p` past the body itself, 0 to 1.
    fn openness(&self, p: Vector2<f64>) -> f64 {
        self.edges.iter().map(|edge| 1.0 - edge.shade * edge.beyond(p).2).product()
    }
}

impl Edge {
    /// Direction, smooth distance beyond the edge, and that distance's derivative, 0 to 1.
    fn beyond(&self, p: Vector2<f64>) -> (Vector2<f64>, f64, f64) {
        let (sin, cos) = self.toward_deg.to_radians().sin_cos();
        let n = Vector2::new(cos, sin);
        let t = (n.dot(&p) - self.offset) / self.softness;
        let beyond = if t > 30.0 { t } else { t.exp().ln_1p() };
        (n, self.softness * beyond, 1.0 / (1.0 + (-t).exp()))
    }
}

impl Bump {
    fn at(&self, p: Vector2<f64>) -> (f64, Vector2<f64>) {
        let (sin, cos) = self.turn_deg.to_radians().sin_cos();
        let d = p - Vector2::new(self.center.x, self.center.y);
        let (along, across) = ((d.x * cos + d.y * sin) / self.sigma[0], (d.y * cos - d.x * sin) / self.sigma[1]);
        let height = self.height * (-0.5 * (along * along + across * across)).exp();
        let (da, dc) = (-height * along / self.sigma[0], -height * across / self.sigma[1]);
        (height, Vector2::new(da * cos - dc * sin, da * sin + dc * cos))
    }
}

/// Where the camera stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// The skin in the middle of the photo, mm.
    pub center: Point,
    /// Turn of the picture in degrees, clockwise.
    pub roll_deg: f64,
    /// The head turned to the side, in degrees.
    pub yaw_deg: f64,
    /// The head nodding, in degrees.
    pub pitch_deg: f64,
    /// Scale in the middle of the photo, pixels a millimetre.
    pub px_per_mm: f64,
    /// Distance of the camera in mm.
    pub distance_mm: f64,
}

/// Exactly where each point of the skin lies in one photo, and back.
#[derive(Debug, Clone, PartialEq)]
pub struct Geometry {
    shape: Shape,
    bend: Bend,
    pose: Pose,
    camera_from_space: Matrix3<f64>,
    aim: Vector3<f64>,
    size: Size,
}

/// What the geometry knows of one pixel.
pub(super) struct Hit {
    /// Skin coordinates in mm.
    pub skin: Point,
    /// Position in camera space, mm, z toward the camera.
    pub at: Vector3<f64>,
    /// Unit normal in camera space.
    pub normal: Vector3<f64>,
    /// Share of the room's light that the body's shape lets through.
    pub openness: f64,
}

impl Geometry {
    /// The geometry of a photo of `size`.
    pub fn new(shape: Shape, bend: Bend, pose: Pose, size: Size) -> Self {
        let turn = |axis: Vector3<f64>, degrees: f64| {
            nalgebra::Rotation3::from_axis_angle(&nalgebra::Unit::new_normalize(axis), degrees.to_radians())
                .into_inner()
        };
        let camera_from_space =
            turn(Vector3::z(), pose.roll_deg) * turn(Vector3::x(), pose.pitch_deg) * turn(Vector3::y(), pose.yaw_deg);
        let aim = shape.place(Vector2::new(pose.center.x, pose.center.y)).at;
        Self { shape, bend, pose, camera_from_space, aim, size }
    }

    /// Size of the photo.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The pixel, not necessarily inside the photo, that shows this place of the skin (mm).
    pub fn photo_from_skin(&self, skin: Point) -> Point {
        let (pixel, _) = self.project(Vector2::new(skin.x, skin.y));
        Point::new(pixel.x, pixel.y)
    }

    /// The place of the skin (mm) that a pixel shows; `None` where the skin faces away or the search does not settle.
    pub fn skin_from_photo(&self, pixel: Point) -> Option<Point> {
        self.skin_near(pixel, self.first_guess(pixel))
    }

    /// Local scale in pixels a millimetre at a place of the skin: the root of the ratio of areas.
    pub fn scale_at(&self, skin: Point) -> f64 {
        self.project(Vector2::new(skin.x, skin.y)).1.determinant().abs().sqrt()
    }

    /// Like [`Self::skin_from_photo`], starting the search at a place nearby.
    pub(super) fn skin_near(&self, pixel: Point, start: Point) -> Option<Point> {
        let target = Vector2::new(pixel.x, pixel.y);
        let mut skin = Vector2::new(start.x, start.y);
        for _ in 0..40 {
            let (found, slope) = self.project(skin);
            let miss = target - found;
            let step = slope.try_inverse()? * miss;
            // So near, the error after one more step is its square: far below a millionth of a pixel.
            if miss.norm() < 1e-3 {
                return Some(Point::new(skin.x + step.x, skin.y + step.y));
            }
            let length = step.norm();
            skin += if length > 8.0 { step * (8.0 / length) } else { step };
            if !skin.x.is_finite() || !skin.y.is_finite() {
                return None;
            }
        }
        None
    }

    pub(super) fn first_guess(&self, pixel: Point) -> Point {
        let d = (pixel - self.size.center()) * (1.0 / self.pose.px_per_mm);
        let (sin, cos) = self.pose.roll_deg.to_radians().sin_cos();
        self.pose.center + Point::new(d.x * cos + d.y * sin, d.y * cos - d.x * sin)
    }

    /// Everything about the skin at `skin`.
    pub(super) fn hit(&self, skin: Point) -> Hit {
        let (bent, stretch) = self.bend.at(Vector2::new(skin.x, skin.y));
        let place = self.shape.place(bent);
        let slope = self.camera_from_space * place.slope * stretch;
        let normal = slope.column(0).cross(&slope.column(1)).normalize();
        let at = self.camera_from_space * (place.at - self.aim);
        Hit { skin, at, normal: if normal.z < 0.0 { -normal } else { normal }, openness: self.shape.openness(bent) }
    }

    /// The pixel of a place of the skin, and its derivative by the skin coordinates.
    fn project(&self, skin: Vector2<f64>) -> (Vector2<f64>, Matrix2<f64>) {
        let (bent, stretch) = self.bend.at(skin);
        let place = self.shape.place(bent);
        let at = self.camera_from_space * (place.at - self.aim);
        let slope = self.camera_from_space * place.slope * stretch;
        let depth = (self.pose.distance_mm - at.z).max(1.0);
        let focal = self.pose.px_per_mm * self.pose.distance_mm / depth;
        let center = self.size.center();
        let pixel = Vector2::new(center.x + focal * at.x, center.y + focal * at.y);
        let flat = slope.fixed_rows::<2>(0) + at.xy() * slope.row(2) / depth;
        (pixel, flat * focal)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cheek() -> Shape {
        Shape {
            radii: [110.0, 140.0],
            edges: vec![Edge { toward_deg: 70.0, offset: 22.0, turn_deg: 55.0, softness: 4.0, shade: 0.5 }],
            bumps: vec![Bump { center: Point::new(-10.0, -8.0), sigma: [20.0, 14.0], turn_deg: 30.0, height: 3.0 }],
        }
    }

    proptest! {
        // From skin that the photo shows: past the edge of the body a pixel has no skin to come back to.
        #[test]
        fn the_way_back_from_the_photo_leads_to_the_same_skin(
            roll in -30.0..30.0_f64, yaw in -12.0..12.0_f64, pitch in -12.0..12.0_f64, scale in 8.0..30.0_f64,
            x in -48.0..48.0_f64, y in -36.0..36.0_f64, seed in 0..1000_u64,
        ) {
            let pose = Pose { center: Point::new(2.0, -3.0), roll_deg: roll, yaw_deg: yaw, pitch_deg: pitch, px_per_mm: scale, distance_mm: 350.0 };
            let size = Size::new(800, 600);
            let geometry = Geometry::new(cheek(), Bend::random(seed, 0.8), pose, size);
            // Reach over the whole photo at any scale.
            let at = Point::new(x, y) * (8.0 / scale) + pose.center;
            let pixel = geometry.photo_from_skin(at);
            prop_assume!(size.contains(pixel) && geometry.project(Vector2::new(at.x, at.y)).1.determinant() > 0.0);
            let skin = geometry.skin_from_photo(pixel);
            prop_assert!(skin.is_some(), "no skin at {pixel:?}, which shows {at:?}");
            let back = geometry.photo_from_skin(skin.unwrap());
            prop_assert!(back.distance(pixel) < 1e-5, "{pixel:?} came back as {back:?}");
        }
    }

    #[test]
    fn past_the_edge_of_the_body_a_pixel_shows_no_skin() {
        let pose = Pose {
            center: Point::new(2.0, -3.0),
            roll_deg: -8.35,
            yaw_deg: 0.0,
            pitch_deg: -11.94,
            px_per_mm: 8.0,
            distance_mm: 350.0,
        };
        let geometry = Geometry::new(cheek(), Bend::random(0, 0.8), pose, Size::new(800, 600));
        assert_eq!(geometry.skin_from_photo(Point::new(747.1, 538.4)), None);
    }

    #[test]
    fn a_flat_frontal_photo_has_its_nominal_scale() {
        let shape = Shape { radii: [1e9, 1e9], edges: vec![], bumps: vec![] };
        let pose = Pose {
            center: Point::default(),
            roll_deg: 0.0,
            yaw_deg: 0.0,
            pitch_deg: 0.0,
            px_per_mm: 20.0,
            distance_mm: 350.0,
        };
        let geometry = Geometry::new(shape, Bend::none(), pose, Size::new(801, 601));
        let p = geometry.photo_from_skin(Point::new(3.0, -2.0));
        assert!(p.distance(Point::new(460.0, 260.0)) < 1e-6, "{p:?}");
        assert!((geometry.scale_at(Point::default()) - 20.0).abs() < 1e-6);
    }
}
