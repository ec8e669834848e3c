//! One patient's skin: what stays the same from visit to visit. Places in skin coordinates (mm), see `surface`.

use super::noise::Rng;
use super::optics::{Pigment, Tone};
use super::palette::OXYGEN;
use super::surface::{Bump, Edge, Shape};
use crate::geom::Point;

/// A region of skin with everything that can be found again at the next visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Decides every field, pore and hair.
    pub seed: u64,
    /// The skin's tone class.
    pub tone: Tone,
    /// Pigments of healthy skin here.
    pub pigment: Pigment,
    /// The large shape.
    pub shape: Shape,
    /// Pores, lines and hairs.
    pub texture: Texture,
    /// Moles and freckles.
    pub spots: Vec<Spot>,
    /// Scars in relief.
    pub scars: Vec<Scar>,
    /// Areas of redness or of brown pigment.
    pub patches: Vec<Patch>,
}

/// The part of the body, which decides shape and texture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// The patient's left cheek down to the jaw.
    LeftCheek,
    /// The patient's right cheek down to the jaw.
    RightCheek,
    /// The middle of the forehead.
    Forehead,
    /// The left temple beside the eye.
    Temple,
    /// The inner side of the forearm.
    Forearm,
}

/// Fine structure of the skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Texture {
    /// Depth of the net of fine furrows in mm.
    pub furrow_mm: f64,
    /// Width of a field between furrows in mm.
    pub field_mm: f64,
    /// Direction in which the fields are drawn out, degrees clockwise from right.
    pub grain_deg: f64,
    /// How far they are drawn out; 1 is round.
    pub stretch: f64,
    /// Unevenness of the surface at 1 to 4 mm, in mm.
    pub uneven_mm: f64,
    /// Pores a square millimetre.
    pub pores: f64,
    /// Radius of a pore in mm.
    pub pore_mm: f64,
    /// Direction toward which pores are denser (the nose), degrees clockwise from right.
    pub pores_toward_deg: f64,
    /// Long fine lines across the region.
    pub lines: usize,
    /// Depth of those lines, 1 is usual.
    pub line_depth: f64,
    /// Hairs a square centimetre.
    pub hairs: f64,
    /// Usual length of a hair in mm.
    pub hair_mm: f64,
    /// How dark the hairs are, 0 blond to 1 black.
    pub hair_dark: f64,
    /// Visible capillaries, 0 to 1.
    pub capillaries: f64,
}

/// A mole or freckle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Middle in mm.
    pub center: Point,
    /// Radius in mm.
    pub radius: f64,
    /// Melanin in its middle as a multiple of the skin around it.
    pub melanin: f64,
    /// Height over the skin in mm.
    pub height: f64,
}

/// The kind of a scar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScarKind {
    /// A narrow, deep pit.
    IcePick,
    /// A pit with steep walls and a flat floor.
    Boxcar,
    /// A wide, soft hollow.
    Rolling,
    /// A raised, smooth scar.
    Hypertrophic,
    /// A line that was cut and sutured; its length lies along `turn_deg`.
    Surgical,
}

impl ScarKind {
    /// The word of the record for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::IcePick => "ice-pick",
            Self::Boxcar => "boxcar",
            Self::Rolling => "rolling",
            Self::Hypertrophic => "hypertrophic",
            Self::Surgical => "surgical",
        }
    }
}

/// A scar in relief.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scar {
    /// What kind it is.
    pub kind: ScarKind,
    /// Middle in mm.
    pub center: Point,
    /// Half its width in mm.
    pub radius: f64,
    /// Length over width, at least 1.
    pub stretch: f64,
    /// Direction of its length, degrees clockwise from right.
    pub turn_deg: f64,
    /// Depth (or height, where raised) in mm at baseline.
    pub depth: f64,
    /// How much of a visit's change it follows: 0 nothing, 1 all.
    pub response: f64,
}

impl Scar {
    /// Its depth in mm when the visit's factor is `left`.
    pub fn depth_left(&self, left: f64) -> f64 {
        self.depth * (1.0 - (1.0 - left) * self.response).max(0.0)
    }
}

/// What a patch is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatchKind {
    /// More blood.
    Redness,
    /// More melanin.
    Pigment,
}

/// A blotchy area with a noisy edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patch {
    /// More blood or more melanin.
    pub kind: PatchKind,
    /// Middle in mm.
    pub center: Point,
    /// Half axes in mm.
    pub radii: [f64; 2],
    /// Direction of the first half axis, degrees clockwise from right.
    pub turn_deg: f64,
    /// Extra pigment in its middle at baseline, as a multiple of the skin's own.
    pub strength: f64,
    /// Share of its radius with full cover: 0 fades from the middle, 0.8 has a visible border.
    pub core: f64,
    /// Wildness of its edge, 0 to 1.
    pub ragged: f64,
    /// How fast it follows a visit's change; 1 is the visit's own factor, 2 its square.
    pub response: f64,
}

impl Scene {
    /// Healthy skin of a region, with the moles and freckles of its tone.
    pub fn healthy(seed: u64, tone: Tone, region: Region) -> Self {
        let mut rng = Rng::new(seed, 1);
        let mut pigment = Pigment { oxygen: OXYGEN, ..tone.pigment() };
        pigment.f_mel *= 1.0 + rng.spread(0.06);
        // Faces hold more blood than the inner arm that the tone classes were measured on; least so in dark skin.
        let face = if tone >= Tone::V { 1.35 } else { 1.9 };
        pigment.f_bl *= if region == Region::Forearm { 1.0 } else { face } * (1.0 + rng.spread(0.10));
        let shape = shape(region, &mut rng);
        let texture = texture(region, tone, &mut rng);
        Self { seed, tone, pigment, shape, texture, spots: spots(tone, &mut rng), scars: vec![], patches: vec![] }
    }

    /// Adds acne scars of the three depressed kinds about `center` in an ellipse of these half axes (mm).
    pub fn with_acne_scars(mut self, center: Point, half: [f64; 2], count: usize) -> Self {
        let mut rng = Rng::new(self.seed, 2);
        for i in 0..count {
            let kind = match i % 9 {
                0 | 4 => ScarKind::Boxcar,
                2 | 6 => ScarKind::Rolling,
                _ => ScarKind::IcePick,
            };
            let scar = (0..40).map(|_| acne_scar(kind, scatter(&mut rng, center, half), &mut rng));
            let free =
                |s: &Scar| self.scars.iter().all(|o| o.center.distance(s.center) > 0.8 * (o.radius + s.radius) + 0.9);
            if let Some(scar) = scar.into_iter().find(free) {
                self.scars.push(scar);
            }
        }
        self
    }

    /// Adds redness after acne: a few wide areas and `macules` small spots about `center`.
    pub fn with_redness(mut self, center: Point, half: [f64; 2], strength: f64, macules: usize) -> Self {
        let mut rng = Rng::new(self.seed, 3);
        for _ in 0..4 {
            self.patches.push(Patch {
                kind: PatchKind::Redness,
                center: scatter(&mut rng, center, [half[0] * 0.75, half[1] * 0.7]),
                radii: [half[0] * rng.range(0.40, 0.62), half[1] * rng.range(0.36, 0.6)],
                turn_deg: rng.range(-40.0, 40.0),
                strength: strength * rng.range(0.35, 0.75),
                core: 0.0,
                ragged: rng.range(0.6, 0.9),
                response: rng.range(0.8, 1.2),
            });
        }
        for _ in 0..macules {
            let radius = rng.range(0.9, 2.6);
            self.patches.push(Patch {
                kind: PatchKind::Redness,
                center: scatter(&mut rng, center, [half[0] * 1.1, half[1] * 1.1]),
                radii: [radius * rng.range(0.9, 1.4), radius],
                turn_deg: rng.range(0.0, 180.0),
                strength: strength * rng.range(0.25, 1.2),
                core: 0.0,
                ragged: rng.range(0.5, 0.9),
                response: rng.range(0.6, 1.5),
            });
        }
        self
    }

    /// Adds brown spots after inflammation about `center`.
    pub fn with_brown_spots(mut self, center: Point, half: [f64; 2], strength: f64, count: usize) -> Self {
        let mut rng = Rng::new(self.seed, 4);
        for i in 0..count {
            let radius = if i % 6 == 0 { rng.range(2.6, 4.6) } else { rng.range(0.9, 2.4) };
            self.patches.push(Patch {
                kind: PatchKind::Pigment,
                center: scatter(&mut rng, center, half),
                radii: [radius * rng.range(1.0, 1.5), radius],
                turn_deg: rng.range(0.0, 180.0),
                strength: strength * rng.range(0.5, 1.2),
                core: 0.0,
                ragged: rng.range(0.5, 0.9),
                response: rng.range(0.7, 1.3),
            });
        }
        self
    }

    /// Adds one patch.
    pub fn with_patch(mut self, patch: Patch) -> Self {
        self.patches.push(patch);
        self
    }

    /// Adds one scar.
    pub fn with_scar(mut self, scar: Scar) -> Self {
        self.scars.push(scar);
        self
    }
}

/// A random place about `center`, denser in the middle.
fn scatter(rng: &mut Rng, center: Point, half: [f64; 2]) -> Point {
    let (angle, reach) = (rng.range(0.0, std::f64::consts::TAU), rng.unit().powf(0.62));
    center + Point::new(angle.cos() * half[0] * reach, angle.sin() * half[1] * reach)
}

fn acne_scar(kind: ScarKind, center: Point, rng: &mut Rng) -> Scar {
    let (radius, depth) = match kind {
        ScarKind::Boxcar => (rng.range(0.75, 1.9), rng.range(0.07, 0.16)),
        ScarKind::Rolling => (rng.range(1.7, 3.6), rng.range(0.16, 0.34)),
        _ => (rng.range(0.22, 0.50), rng.range(0.05, 0.15)),
    };
    Scar {
        kind,
        center,
        radius,
        stretch: rng.range(1.0, 1.6),
        turn_deg: rng.range(0.0, 180.0),
        depth,
        response: rng.range(0.35, 1.2),
    }
}

fn shape(region: Region, rng: &mut Rng) -> Shape {
    let mut bump = |x: f64, y: f64, sx: f64, sy: f64, turn_deg: f64, height: f64| Bump {
        center: Point::new(x + rng.spread(2.0), y + rng.spread(2.0)),
        sigma: [sx, sy],
        turn_deg: turn_deg + rng.spread(6.0),
        height: height * (1.0 + rng.spread(0.2)),
    };
    match region {
        Region::LeftCheek | Region::RightCheek => {
            // The nose lies to the left of a left cheek as the camera sees it, the ear to the right.
            let side = if region == Region::LeftCheek { 1.0 } else { -1.0 };
            let toward = if side > 0.0 { 72.0 } else { 108.0 };
            Shape {
                radii: [95.0, 130.0],
                edges: vec![Edge { toward_deg: toward, offset: 23.5, turn_deg: 46.0, softness: 3.6, shade: 0.38 }],
                bumps: vec![
                    bump(-12.0 * side, -14.0, 17.0, 13.0, 20.0 * side, 3.2),
                    bump(-36.0 * side, 4.0, 3.5, 24.0, 24.0 * side, -1.1),
                    bump(8.0 * side, 8.0, 12.0, 9.0, 0.0, -0.9),
                ],
            }
        }
        Region::Forehead => Shape {
            radii: [120.0, 170.0],
            edges: vec![],
            bumps: vec![
                bump(-20.0, 2.0, 16.0, 12.0, 0.0, 1.2),
                bump(20.0, 2.0, 16.0, 12.0, 0.0, 1.2),
                bump(0.0, 30.0, 50.0, 5.0, 0.0, 1.6),
            ],
        },
        Region::Temple => Shape {
            radii: [80.0, 150.0],
            edges: vec![Edge { toward_deg: 4.0, offset: 33.0, turn_deg: 40.0, softness: 6.0, shade: 0.35 }],
            bumps: vec![bump(-26.0, 6.0, 9.0, 22.0, 12.0, 2.2), bump(8.0, -6.0, 16.0, 14.0, 0.0, -1.6)],
        },
        Region::Forearm => Shape {
            radii: [2000.0, 44.0],
            edges: vec![],
            bumps: vec![bump(5.0, -14.0, 60.0, 3.2, 4.0, 0.8), bump(-10.0, 6.0, 60.0, 3.5, -3.0, 0.9)],
        },
    }
}

fn texture(region: Region, tone: Tone, rng: &mut Rng) -> Texture {
    let cheek = Texture {
        furrow_mm: 0.0085,
        field_mm: 0.80,
        grain_deg: 62.0 + rng.spread(8.0),
        stretch: 1.45,
        uneven_mm: 0.016,
        pores: 0.95,
        pore_mm: 0.075,
        pores_toward_deg: 180.0,
        lines: 8,
        line_depth: 0.6,
        hairs: 26.0,
        hair_mm: 2.6,
        hair_dark: if tone >= Tone::IV { 0.85 } else { 0.45 },
        capillaries: if tone <= Tone::III { 0.8 } else { 0.2 },
    };
    match region {
        Region::LeftCheek => cheek,
        Region::RightCheek => Texture { grain_deg: 180.0 - cheek.grain_deg, pores_toward_deg: 0.0, ..cheek },
        Region::Forehead => Texture {
            grain_deg: rng.spread(5.0),
            stretch: 1.7,
            pores: 1.3,
            lines: 34,
            line_depth: 1.6,
            hairs: 14.0,
            pores_toward_deg: 90.0,
            ..cheek
        },
        Region::Temple => Texture {
            grain_deg: 15.0,
            stretch: 1.6,
            pores: 0.5,
            lines: 40,
            line_depth: 1.8,
            hairs: 48.0,
            hair_mm: 4.0,
            ..cheek
        },
        Region::Forearm => Texture {
            furrow_mm: 0.016,
            field_mm: 0.95,
            grain_deg: 78.0,
            stretch: 1.25,
            uneven_mm: 0.012,
            pores: 0.25,
            pore_mm: 0.06,
            lines: 16,
            line_depth: 1.0,
            hairs: 34.0,
            hair_mm: 7.0,
            hair_dark: (cheek.hair_dark + 0.15).min(1.0),
            capillaries: 0.1,
            ..cheek
        },
    }
}

fn spots(tone: Tone, rng: &mut Rng) -> Vec<Spot> {
    let (moles, freckles) = match tone {
        Tone::I => (7, 150),
        Tone::II => (8, 110),
        Tone::III => (8, 70),
        Tone::IV => (9, 50),
        Tone::V => (9, 30),
        Tone::VI => (8, 16),
    };
    let place = |rng: &mut Rng| Point::new(rng.spread(56.0), rng.spread(46.0));
    let mut spots = Vec::new();
    for i in 0..moles {
        let radius = if i == 0 { rng.range(1.0, 1.5) } else { rng.range(0.35, 0.9) };
        spots.push(Spot {
            center: place(rng),
            radius,
            melanin: rng.range(2.2, 5.0),
            height: if rng.unit() < 0.4 { radius * rng.range(0.05, 0.18) } else { 0.0 },
        });
    }
    for _ in 0..freckles {
        spots.push(Spot {
            center: place(rng),
            radius: rng.range(0.25, 0.9),
            melanin: 1.0 + rng.range(0.08, 0.5) * rng.unit(),
            height: 0.0,
        });
    }
    spots
}
