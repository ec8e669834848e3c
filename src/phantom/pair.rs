//! Before/after pairs of the same skin, made from a seed, for tests and benchmarks.

use serde::Serialize;

use super::camera::Camera;
use super::card::{Card, CardKind};
use super::noise::Rng;
use super::optics::Tone;
use super::render::{Rendered, render};
use super::scene::{Patch, PatchKind, Region, Scene};
use super::shot::{Light, Shot};
use super::spectrum::Illuminant;
use super::surface::Bend;
use super::truth::moving_from_fixed;
use super::visit::{Needled, Visit, papules};
use crate::geom::{Point, Size};

/// What sets the two photos of a [`Pair`] apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Two visits: other pose, light, exposure and white balance; skin that has healed.
    Ordinary,
    /// Like `Ordinary`, the light raking from another side.
    HardLight,
    /// Like `Ordinary`, smooth skin without scars, slightly out of focus.
    LowTexture,
    /// Like `Ordinary`, skin of tone class V or VI with brown spots.
    DarkSkin,
    /// Like `Ordinary`, one photo strongly red from needling.
    Redness,
    /// The same skin twice, minutes apart: nothing has changed but the shot.
    Null,
    /// Only the pose differs.
    PoseOnly,
    /// Only the scale differs.
    ScaleOnly,
    /// Only the direction of the light differs.
    LightOnly,
    /// Only the exposure differs.
    ExposureOnly,
    /// Only the white balance differs.
    BalanceOnly,
    /// Only the sharpness differs.
    SharpnessOnly,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Ordinary,
        Self::HardLight,
        Self::LowTexture,
        Self::DarkSkin,
        Self::Redness,
        Self::Null,
        Self::PoseOnly,
        Self::ScaleOnly,
        Self::LightOnly,
        Self::ExposureOnly,
        Self::BalanceOnly,
        Self::SharpnessOnly,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::HardLight => "hard-light",
            Self::LowTexture => "low-texture",
            Self::DarkSkin => "dark-skin",
            Self::Redness => "redness",
            Self::Null => "null",
            Self::PoseOnly => "pose-only",
            Self::ScaleOnly => "scale-only",
            Self::LightOnly => "light-only",
            Self::ExposureOnly => "exposure-only",
            Self::BalanceOnly => "balance-only",
            Self::SharpnessOnly => "sharpness-only",
        }
    }

    /// What it is, in one line.
    pub fn about(self) -> &'static str {
        match self {
            Self::Ordinary => "two visits: other pose, light, exposure; skin that has healed",
            Self::HardLight => "as ordinary, the light raking from another side",
            Self::LowTexture => "as ordinary, smooth skin slightly out of focus",
            Self::DarkSkin => "as ordinary, tone class V or VI with brown spots",
            Self::Redness => "as ordinary, strongly red after needling",
            Self::Null => "the same skin minutes apart",
            Self::PoseOnly => "only the pose differs",
            Self::ScaleOnly => "only the scale differs",
            Self::LightOnly => "only the direction of the light differs",
            Self::ExposureOnly => "only the exposure differs",
            Self::BalanceOnly => "only the white balance differs",
            Self::SharpnessOnly => "only the sharpness differs",
        }
    }

    /// The kind with this name on the command line.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// True where the skin itself is the same in both photos.
    pub fn same_skin(self) -> bool {
        !matches!(self, Self::Ordinary | Self::HardLight | Self::LowTexture | Self::DarkSkin | Self::Redness)
    }
}

/// Everything a pair is rendered from, before any pixel is drawn. Change it to build a special case.
#[derive(Debug, Clone, PartialEq)]
pub struct PairPlan {
    /// The skin.
    pub scene: Scene,
    /// Its state in the photo before.
    pub before: Visit,
    /// Its state in the photo after.
    pub after: Visit,
    /// How the photo before is taken.
    pub shot_before: Shot,
    /// How the photo after is taken.
    pub shot_after: Shot,
}

/// Two photos of the same skin.
pub struct Pair {
    /// The fixed photo.
    pub before: Rendered,
    /// The moving photo.
    pub after: Rendered,
}

/// Renders a pair of this kind; both photos have `size`. The same arguments give the same pixels.
pub fn pair(seed: u64, kind: Kind, size: Size) -> Pair {
    pair_plan(seed, kind, size).render()
}

/// The plan of a pair of this kind: skin, states and shots chosen by the seed.
pub fn pair_plan(seed: u64, kind: Kind, size: Size) -> PairPlan {
    let mut rng = Rng::new(seed, 0xBA1);
    let scene = scene(seed, kind, &mut rng);
    let shot_before = first_shot(seed, kind, scene.tone, size, &mut rng);
    let mut shot_after = shot_before.clone();
    shot_after.seed = seed ^ 0xAF7E;
    match kind {
        Kind::PoseOnly => {
            move_camera(&mut shot_after, seed, 1.0, &mut rng);
            shot_after.pose.px_per_mm = shot_before.pose.px_per_mm;
        }
        Kind::ScaleOnly => shot_after.pose.px_per_mm *= between(&mut rng, 0.06, 0.15).exp(),
        Kind::LightOnly => shot_after.light.azimuth_deg += between(&mut rng, 25.0, 70.0),
        Kind::ExposureOnly => shot_after.exposure_ev += between(&mut rng, 0.3, 0.8),
        Kind::BalanceOnly => shot_after.balance = balance(&mut rng, 0.10),
        Kind::SharpnessOnly => shot_after.defocus_px += rng.range(1.2, 2.2),
        Kind::Null => {
            move_camera(&mut shot_after, seed, 0.35, &mut rng);
            change_light(&mut shot_after, 0.25, &mut rng);
        }
        Kind::HardLight => {
            move_camera(&mut shot_after, seed, 1.0, &mut rng);
            change_light(&mut shot_after, 1.0, &mut rng);
            shot_after.light.azimuth_deg = shot_before.light.azimuth_deg + between(&mut rng, 60.0, 120.0);
            shot_after.light.elevation_deg = rng.range(24.0, 34.0);
            shot_after.light.fill = rng.range(0.12, 0.25);
            shot_after.light.softness = 0.15;
        }
        Kind::Ordinary | Kind::LowTexture | Kind::DarkSkin | Kind::Redness => {
            move_camera(&mut shot_after, seed, 1.0, &mut rng);
            change_light(&mut shot_after, 1.0, &mut rng);
        }
    }
    let before = Visit { papules: spots(seed, kind), ..Visit::default() };
    let after = if kind.same_skin() { before.clone() } else { later(seed, kind, &before, &mut rng) };
    PairPlan { scene, before, after, shot_before, shot_after }
}

impl PairPlan {
    /// Lays a card beside the skin at both visits, each time a little differently.
    pub fn lay(&mut self, kind: CardKind) {
        for shot in [&mut self.shot_before, &mut self.shot_after] {
            let mut rng = Rng::new(shot.seed, 0xCA2D);
            // As seen in the photo: in its lower left, a third of its width.
            let seen = f64::from(shot.size.width) / shot.pose.px_per_mm;
            let down = f64::from(shot.size.height) / shot.pose.px_per_mm;
            let (sin, cos) = (-shot.pose.roll_deg).to_radians().sin_cos();
            let (x, y) = (-0.28 * seen + rng.spread(0.02 * seen), 0.27 * down + rng.spread(0.02 * down));
            shot.cards.push(Card {
                kind,
                center: shot.pose.center + Point::new(x * cos - y * sin, x * sin + y * cos),
                width_mm: 0.33 * seen,
                turn_deg: rng.spread(8.0) - shot.pose.roll_deg,
            });
        }
    }

    /// Takes both photos.
    pub fn render(&self) -> Pair {
        Pair {
            before: render(&self.scene, &self.before, &self.shot_before),
            after: render(&self.scene, &self.after, &self.shot_after),
        }
    }
}

impl Pair {
    /// Where the skin at pixel `p` of the photo before lies in the photo after, exactly; perhaps outside it.
    pub fn moving_from_fixed(&self, p: Point) -> Option<Point> {
        moving_from_fixed(&self.before.truth, &self.after.truth, p)
    }

    /// Control points on a grid of `columns` × `rows` cells of the photo before.
    pub fn controls(&self, columns: usize, rows: usize) -> Controls {
        let size = self.before.truth.size();
        let (step_x, step_y) = (f64::from(size.width) / columns as f64, f64::from(size.height) / rows as f64);
        let mut controls = Controls { grid: [columns, rows], grid_before: vec![], grid_after: vec![], valid: vec![] };
        for row in 0..rows {
            for column in 0..columns {
                let p = Point::new((column as f64 + 0.5) * step_x, (row as f64 + 0.5) * step_y);
                let found = self.moving_from_fixed(p);
                let q = found.unwrap_or(Point::new(-1.0, -1.0));
                controls.grid_before.push(p);
                controls.grid_after.push(q);
                controls.valid.push(found.is_some() && self.after.truth.size().contains(q));
            }
        }
        controls
    }
}

/// Known correspondences of a pair, in the form that registration benchmarks read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Controls {
    /// Columns and rows of the grid.
    pub grid: [usize; 2],
    /// Pixels of the photo before.
    pub grid_before: Vec<Point>,
    /// The same skin in the photo after.
    pub grid_after: Vec<Point>,
    /// Whether the photo after shows that skin.
    pub valid: Vec<bool>,
}

fn scene(seed: u64, kind: Kind, rng: &mut Rng) -> Scene {
    let pick = |rng: &mut Rng, tones: &[Tone]| tones[(rng.unit() * tones.len() as f64) as usize % tones.len()];
    let regions = [Region::LeftCheek, Region::RightCheek, Region::Forehead, Region::Temple];
    let region = regions[(rng.unit() * 4.0) as usize % 4];
    let middle = Point::new(rng.spread(6.0), -4.0 + rng.spread(4.0));
    match kind {
        Kind::DarkSkin => Scene::healthy(seed, pick(rng, &[Tone::V, Tone::VI]), region)
            .with_brown_spots(middle, [20.0, 13.0], 0.8, 18)
            .with_acne_scars(middle, [22.0, 14.0], 12),
        Kind::LowTexture => {
            let mut scene = Scene::healthy(seed, pick(rng, &[Tone::I, Tone::II, Tone::III]), Region::Forehead);
            scene.texture.furrow_mm *= 0.35;
            scene.texture.pores *= 0.3;
            scene.texture.lines /= 3;
            scene.texture.capillaries *= 0.3;
            scene.spots.truncate(40);
            scene
        }
        _ => Scene::healthy(seed, pick(rng, &[Tone::I, Tone::II, Tone::III, Tone::IV]), region)
            .with_acne_scars(middle, [22.0, 14.0], 22)
            .with_redness(middle, [19.0, 12.0], 2.5, 12),
    }
}

fn spots(seed: u64, kind: Kind) -> Vec<super::visit::Papule> {
    let count = if kind == Kind::LowTexture { 0 } else { 4 };
    papules(seed, Point::new(0.0, -4.0), [20.0, 12.0], count, 4.0)
}

/// A scale at which the size shows a hand's breadth of skin, or less where that would lose the texture.
fn scale(size: Size) -> f64 {
    (f64::from(size.width.max(size.height)) / 72.0).clamp(12.0, 48.0)
}

fn first_shot(seed: u64, kind: Kind, tone: Tone, size: Size, rng: &mut Rng) -> Shot {
    let mut shot = Shot::frontal(size, scale(size));
    shot.seed = seed;
    shot.camera = Camera::numbered(seed % 5);
    shot.exposure_ev = usual_exposure(tone) + rng.spread(0.15);
    shot.pose.center = Point::new(rng.spread(4.0), -2.0 + rng.spread(3.0));
    shot.pose.roll_deg = rng.spread(4.0);
    shot.pose.yaw_deg = rng.spread(5.0);
    shot.pose.pitch_deg = rng.spread(5.0);
    shot.light = Light {
        illuminant: room(rng),
        azimuth_deg: rng.range(200.0, 340.0),
        elevation_deg: rng.range(38.0, 62.0),
        fill: rng.range(0.3, 0.5),
        softness: rng.range(0.3, 0.7),
        falloff: [rng.spread(0.2), rng.spread(0.2)],
        gloss: rng.range(0.5, 1.2),
    };
    shot.balance = balance(rng, 0.03);
    if kind == Kind::LowTexture {
        shot.defocus_px = 0.9;
        shot.light.gloss = 0.3;
    }
    shot
}

/// The exposure in EV that a photographer would choose for skin of this tone.
pub(super) fn usual_exposure(tone: Tone) -> f64 {
    match tone {
        Tone::I => 0.30,
        Tone::II => 0.40,
        Tone::III => 0.50,
        Tone::IV => 0.65,
        Tone::V => 0.85,
        Tone::VI => 1.15,
    }
}

fn room(rng: &mut Rng) -> Illuminant {
    match (rng.unit() * 4.0) as u32 {
        0 => Illuminant::Daylight(rng.range(5000.0, 7000.0)),
        1 => Illuminant::Fluorescent(rng.range(3800.0, 5500.0)),
        _ => Illuminant::Led(rng.range(3800.0, 6000.0)),
    }
}

/// Gains of a white balance that is off by up to `size`, green kept.
fn balance(rng: &mut Rng, size: f64) -> [f64; 3] {
    [rng.spread(size).exp(), 1.0, rng.spread(size).exp()]
}

/// A number between `low` and `high` with a random sign.
fn between(rng: &mut Rng, low: f64, high: f64) -> f64 {
    let size = rng.range(low, high);
    if rng.unit() < 0.5 { -size } else { size }
}

fn move_camera(shot: &mut Shot, seed: u64, amount: f64, rng: &mut Rng) {
    shot.pose.roll_deg += rng.spread(8.0 * amount);
    shot.pose.px_per_mm *= rng.spread(0.12 * amount).exp();
    shot.pose.yaw_deg += rng.spread(6.0 * amount);
    shot.pose.pitch_deg += rng.spread(6.0 * amount);
    shot.pose.center = shot.pose.center + Point::new(rng.spread(4.0), rng.spread(3.0)) * amount;
    shot.bend = Bend::random(seed ^ 0xBE, 0.5 * amount);
}

fn change_light(shot: &mut Shot, amount: f64, rng: &mut Rng) {
    shot.light.azimuth_deg += rng.spread(25.0 * amount);
    shot.light.elevation_deg += rng.spread(8.0 * amount);
    shot.light.falloff = shot.light.falloff.map(|f| f + rng.spread(0.15 * amount));
    shot.exposure_ev += rng.spread(0.4 * amount);
    let gains = balance(rng, 0.06 * amount);
    shot.balance = std::array::from_fn(|c| shot.balance[c] * gains[c]);
}

fn later(seed: u64, kind: Kind, before: &Visit, rng: &mut Rng) -> Visit {
    let mut visit = Visit {
        redness: rng.range(0.25, 0.7),
        pigment: rng.range(0.4, 0.8),
        scar_depth: rng.range(0.55, 0.9),
        flush: rng.range(0.85, 1.2),
        oil: rng.range(0.8, 1.2),
        papules: if kind == Kind::LowTexture { vec![] } else { spots(seed ^ 0x1A7E, kind) },
        ..before.clone()
    };
    if kind == Kind::Redness {
        let zone = Patch {
            kind: PatchKind::Redness,
            center: Point::new(0.0, -4.0),
            radii: [30.0, 20.0],
            turn_deg: 0.0,
            strength: rng.range(3.0, 5.0),
            core: 0.8,
            ragged: 0.5,
            response: 1.0,
        };
        visit.needled = Some(Needled { days: rng.range(0.0, 1.5), zone, seed });
        visit.redness = 1.0;
        visit.scar_depth = 0.95;
    }
    visit
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size::new(96, 72);

    #[test]
    fn every_kind_has_a_name_that_leads_back_to_it() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(kind), "{}", kind.name());
        }
    }

    #[test]
    fn a_pair_that_varies_one_thing_varies_nothing_else() {
        for seed in 0..5 {
            let plan = |kind| pair_plan(seed, kind, SMALL);
            let scale = plan(Kind::ScaleOnly);
            assert_eq!(scale.shot_before.light, scale.shot_after.light);
            assert_eq!(scale.shot_before.pose.roll_deg, scale.shot_after.pose.roll_deg);
            assert_ne!(scale.shot_before.pose.px_per_mm, scale.shot_after.pose.px_per_mm);
            let light = plan(Kind::LightOnly);
            assert_eq!(light.shot_before.pose, light.shot_after.pose);
            assert_ne!(light.shot_before.light.azimuth_deg, light.shot_after.light.azimuth_deg);
            let exposure = plan(Kind::ExposureOnly);
            assert_eq!(exposure.shot_before.light, exposure.shot_after.light);
            assert!((exposure.shot_before.exposure_ev - exposure.shot_after.exposure_ev).abs() >= 0.3);
            assert_eq!(plan(Kind::Null).before, plan(Kind::Null).after);
        }
    }

    #[test]
    fn the_truth_of_a_pair_that_moves_nothing_is_the_identity() {
        let pair = pair(4, Kind::ExposureOnly, SMALL);
        for p in [Point::new(0.0, 0.0), Point::new(50.0, 30.0), Point::new(95.0, 71.0)] {
            let q = pair.moving_from_fixed(p).unwrap();
            assert!(q.distance(p) < 1e-5, "{p:?} went to {q:?}");
        }
    }
}
