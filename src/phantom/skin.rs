//! The skin at one place on one day: pigments, height and shine.

use super::bins::Bins;
use super::noise::{Rng, border, fractal, hash, ramp, smooth};
use super::scene::{Patch, PatchKind, Scar, ScarKind, Scene, Spot, Texture};
use super::visit::{Needled, Papule, Visit};
use crate::geom::Point;

/// Everything about one place of the skin.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sample {
    /// Natural logarithm of the melanin fraction.
    pub ln_mel: f32,
    /// Natural logarithm of the blood fraction.
    pub ln_bl: f32,
    /// Natural logarithm of the scattering.
    pub ln_scat: f32,
    /// Height over the large shape in mm.
    pub height: f32,
    /// Shine, 1 is usual.
    pub gloss: f32,
    /// Cover of redness patches, 0 to 1, whatever the day.
    pub redness: f32,
    /// Cover of pigment patches, 0 to 1, whatever the day.
    pub pigment: f32,
    /// Number of the scar here plus one; 0 is none.
    pub scar: u16,
}

/// A [`Scene`] on the day of a [`Visit`], ready to be looked at.
pub struct Skin {
    seed: u32,
    ln_mel: f32,
    ln_bl: f32,
    ln_scat: f32,
    oil: f32,
    texture: Texture,
    grain: (f32, f32),
    detail_mm: f32,
    redness: f32,
    pigment: f32,
    scar_depth: f32,
    spots: Bins<Spot>,
    scars: Bins<Scar>,
    patches: Bins<Patch>,
    papules: Bins<Papule>,
    pores: Bins<Pore>,
    lines: Bins<Line>,
    needled: Option<(Needled, Bins<Pore>)>,
}

#[derive(Debug, Clone, Copy)]
struct Pore {
    center: Point,
    radius: f32,
    depth: f32,
}

/// A long fine line, cut into short straight pieces.
#[derive(Debug, Clone, Copy)]
struct Line {
    from: Point,
    to: Point,
    depth: f32,
    width: f32,
}

impl Skin {
    /// The skin of `scene` on the day of `visit`. Detail finer than `detail_mm` (about a pixel) is left out.
    pub fn new(scene: &Scene, visit: &Visit, detail_mm: f64) -> Self {
        let seed = hash(scene.seed as i32, (scene.seed >> 32) as i32, 0x5C1);
        let texture = scene.texture;
        let (sin, cos) = (texture.grain_deg.to_radians() as f32).sin_cos();
        let needled = visit.needled.map(|needled| (needled, pinpoints(&needled)));
        Self {
            seed,
            ln_mel: (scene.pigment.f_mel * visit.tan).ln() as f32,
            ln_bl: (scene.pigment.f_bl * visit.flush).ln() as f32,
            ln_scat: scene.pigment.scat.ln() as f32,
            oil: visit.oil as f32,
            texture,
            grain: (sin, cos),
            detail_mm: detail_mm as f32,
            redness: visit.redness as f32,
            pigment: visit.pigment as f32,
            scar_depth: visit.scar_depth as f32,
            spots: Bins::new(scene.spots.clone(), 1.0, |s| (s.center, s.radius * 1.8)),
            scars: Bins::new(scene.scars.clone(), 1.0, |s| (s.center, s.radius * s.stretch * 2.2 + 0.8)),
            patches: Bins::new(scene.patches.clone(), 1.0, |p| (p.center, p.radii[0].max(p.radii[1]) * 2.0)),
            papules: Bins::new(visit.papules.clone(), 1.0, |p| (p.center, p.radius * 2.6)),
            pores: Bins::new(pores(scene.seed, &texture), 0.5, |p| (p.center, f64::from(p.radius) * 3.0)),
            lines: Bins::new(lines(scene.seed, &texture), 1.0, |l| {
                (l.from.lerp(l.to, 0.5), l.from.distance(l.to) / 2.0 + 3.0 * f64::from(l.width))
            }),
            needled,
        }
    }

    /// The skin at (`x`, `y`) mm.
    pub fn at(&self, x: f32, y: f32) -> Sample {
        let mut s = Sample {
            ln_mel: self.ln_mel + self.melanin(x, y),
            ln_bl: self.ln_bl + self.blood(x, y),
            ln_scat: self.ln_scat,
            height: 0.0,
            gloss: self.oil * (1.0 + 0.22 * fractal(x / 9.0, y / 9.0, self.seed ^ 0x60, 2, 0.6)).max(0.2),
            ..Sample::default()
        };
        let smoothness = self.add_scars(x, y, &mut s);
        self.add_relief(x, y, smoothness, &mut s);
        self.add_spots(x, y, &mut s);
        self.add_patches(x, y, &mut s);
        self.add_papules(x, y, &mut s);
        if let Some((needled, points)) = &self.needled {
            self.add_needling(x, y, needled, points, &mut s);
        }
        s.ln_bl = full(s.ln_bl);
        s
    }

    /// How much of a detail of `size_mm` survives the photo's resolution.
    fn keep(&self, size_mm: f32) -> f32 {
        ramp(0.9 * self.detail_mm, 2.2 * self.detail_mm, size_mm)
    }

    /// The natural unevenness of melanin, as a logarithm.
    fn melanin(&self, x: f32, y: f32) -> f32 {
        let seed = self.seed ^ 0x11;
        let wide = 0.055 * fractal(x / 8.0, y / 8.0, seed, 4, 0.72);
        let fine = 0.030 * self.keep(0.3) * fractal(x / 0.42, y / 0.42, seed ^ 0x7, 2, 0.6);
        wide + fine
    }

    /// The natural unevenness of blood, as a logarithm.
    fn blood(&self, x: f32, y: f32) -> f32 {
        let seed = self.seed ^ 0x22;
        let wide = 0.16 * fractal(x / 7.0, y / 7.0, seed, 3, 0.8);
        let fine = 0.10 * self.keep(0.5) * fractal(x / 0.9, y / 0.9, seed ^ 0x7, 2, 0.7);
        wide + fine + self.capillaries(x, y)
    }

    /// Thin red threads, only where a slow field is high.
    fn capillaries(&self, x: f32, y: f32) -> f32 {
        let strength = self.texture.capillaries as f32;
        let seed = self.seed ^ 0x33;
        let here = ramp(0.35, 1.5, smooth(x / 8.5, y / 8.5, seed));
        if strength * here <= 0.0 {
            return 0.0;
        }
        let (wx, wy) = (smooth(x / 1.3, y / 1.3, seed ^ 1), smooth(x / 1.3, y / 1.3, seed ^ 2));
        let thread = |period: f32, seed: u32| {
            let level = smooth((x + 0.25 * wx) / period, (y + 0.25 * wy) / period, seed);
            (-(level / 0.11).powi(2)).exp()
        };
        let patchy = ramp(-0.2, 0.9, smooth(x / 2.1, y / 2.1, seed ^ 5));
        0.42 * strength * here * self.keep(0.09) * patchy * (thread(1.9, seed ^ 3) + 0.6 * thread(1.1, seed ^ 4))
    }

    /// Furrows, unevenness, pores and lines; `smoothness` 1 is a scar without any.
    fn add_relief(&self, x: f32, y: f32, smoothness: f32, s: &mut Sample) {
        let texture = &self.texture;
        let seed = self.seed ^ 0x44;
        let swelling = self.needled.as_ref().map_or(0.0, |(n, _)| 0.45 * n.swelling() as f32);
        let rough = (1.0 - 0.75 * smoothness) * (1.0 - swelling);
        // The net's direction wanders, and its fields are drawn out along the grain.
        let (wx, wy) = (fractal(x / 3.1, y / 3.1, seed, 2, 0.5), fractal(x / 3.1, y / 3.1, seed ^ 1, 2, 0.5));
        let (qx, qy) = (smooth(x / 0.62, y / 0.62, seed ^ 10), smooth(x / 0.62, y / 0.62, seed ^ 11));
        let (px, py) = (x + 0.26 * wx + 0.055 * qx, y + 0.26 * wy + 0.055 * qy);
        let (sin, cos) = self.grain;
        let stretch = (texture.stretch as f32).sqrt();
        let (along, across) = ((px * cos + py * sin) / stretch, (py * cos - px * sin) * stretch);
        let field = texture.field_mm as f32;
        let strong = (1.0 + 0.38 * smooth(x / 5.5, y / 5.5, seed ^ 2)).clamp(0.25, 1.8);
        let net = |width: f32, jitter: f32, seed: u32| {
            let border = border(along / width, across / width, seed, jitter);
            let furrow = (-(border / 0.20).powi(2)).exp();
            ramp(0.0, 0.75, border) * 0.35 - furrow
        };
        // Some furrows are deep, some peter out.
        let broken = |period: f32, seed: u32| ramp(-1.3, 1.1, smooth(x / period, y / period, seed)) * 1.25;
        let deep = texture.furrow_mm as f32 * strong * rough;
        s.height += deep * self.keep(field * 0.16) * broken(1.7, seed ^ 7) * net(field, 1.0, seed ^ 3);
        s.height += 0.48 * deep * self.keep(field * 0.09) * broken(1.1, seed ^ 8) * net(field * 0.46, 1.0, seed ^ 4);
        let crease = fractal(along / (1.9 * field), across / (0.8 * field), seed ^ 9, 2, 0.6);
        s.height -= 0.5 * deep * (-(crease / 0.22).powi(2)).exp();
        s.height += texture.uneven_mm as f32 * (1.0 - swelling) * fractal(x / 3.6, y / 3.6, seed ^ 5, 4, 0.55);
        s.height += 0.0022 * rough * self.keep(0.12) * fractal(x / 0.16, y / 0.16, seed ^ 6, 2, 0.7);
        for (_, line) in self.lines.near(x, y) {
            s.height -= line.depth * rough * line.profile(x, y);
        }
        for (_, pore) in self.pores.near(x, y) {
            let near = pore.profile(x, y);
            s.height -= pore.depth * rough * near * self.keep(pore.radius * 1.4);
            s.ln_mel += 0.09 * near * rough;
            s.ln_bl += 0.10 * near;
            s.gloss *= 1.0 - 0.5 * near;
        }
    }

    /// Carves the scars; the answer says how much of the fine relief they have replaced.
    fn add_scars(&self, x: f32, y: f32, s: &mut Sample) -> f32 {
        let (mut smoothness, mut strongest) = (0.0_f32, 0.35);
        for (index, scar) in self.scars.near(x, y) {
            let r = scar.distance(x, y, self.seed ^ (index as u32 * 0x51));
            if r > 2.6 {
                continue;
            }
            let left = 1.0 - (1.0 - self.scar_depth) * scar.response as f32;
            let depth = scar.depth as f32 * left.max(0.0);
            let fresh = left.clamp(0.15, 1.0);
            let inside = scar.profile(r, x, y, self.seed ^ index as u32);
            s.height += depth * inside;
            let cover = inside.abs().min(1.0);
            match scar.kind {
                ScarKind::Hypertrophic | ScarKind::Surgical => {
                    s.ln_bl += 1.15 * fresh * cover;
                    s.ln_mel -= 0.10 * cover;
                    s.gloss *= 1.0 + 0.7 * cover;
                }
                ScarKind::Boxcar | ScarKind::IcePick => {
                    s.ln_bl += 0.22 * fresh * cover;
                    s.ln_scat += 0.06 * cover;
                }
                ScarKind::Rolling => s.ln_bl -= 0.05 * cover,
            }
            let calm = match scar.kind {
                ScarKind::Rolling => 0.25,
                ScarKind::Surgical | ScarKind::Hypertrophic => 0.85,
                ScarKind::Boxcar | ScarKind::IcePick => 0.6,
            };
            smoothness = smoothness.max(calm * cover);
            if cover > strongest {
                (strongest, s.scar) = (cover, index as u16 + 1);
            }
        }
        smoothness
    }

    fn add_spots(&self, x: f32, y: f32, s: &mut Sample) {
        for (index, spot) in self.spots.near(x, y) {
            let (dx, dy) =
                ((x - spot.center.x as f32) / spot.radius as f32, (y - spot.center.y as f32) / spot.radius as f32);
            let r = dx.hypot(dy);
            if r > 1.8 {
                continue;
            }
            let seed = self.seed ^ 0x55 ^ (index as u32).wrapping_mul(0x9E3);
            let edge =
                r * (1.0 + 0.13 * smooth(dx * 0.8 + 9.0, dy * 0.8, seed)) + 0.05 * smooth(dx * 2.2, dy * 2.2, seed ^ 2);
            let soft = if spot.melanin > 1.6 { 0.25 } else { 0.0 };
            let cover = ramp(1.35, soft, edge) * (1.0 + 0.10 * smooth(dx * 1.9, dy * 1.9, seed ^ 1));
            let melanin = (spot.melanin as f32).ln() * cover;
            s.ln_mel += melanin;
            s.ln_bl += 0.35 * melanin.max(0.0);
            s.height += spot.height as f32 * ramp(1.1, 0.1, r);
        }
    }

    fn add_patches(&self, x: f32, y: f32, s: &mut Sample) {
        let (mut red, mut brown) = (0.0, 0.0);
        for (index, patch) in self.patches.near(x, y) {
            let cover = patch.cover(x, y, self.seed ^ 0x66 ^ (index as u32).wrapping_mul(0x9E5));
            if cover <= 0.0 {
                continue;
            }
            match patch.kind {
                PatchKind::Redness => {
                    red += cover * patch.strength as f32 * self.redness.max(0.0).powf(patch.response as f32);
                    s.redness = 1.0 - (1.0 - s.redness) * (1.0 - cover);
                }
                PatchKind::Pigment => {
                    brown += cover * patch.strength as f32 * self.pigment.max(0.0).powf(patch.response as f32);
                    s.pigment = 1.0 - (1.0 - s.pigment) * (1.0 - cover);
                }
            }
        }
        if red > 0.0 {
            // Where areas overlap the blood does not add up without end.
            s.ln_bl += (1.0 + red / (1.0 + 0.10 * red)).ln();
        }
        if brown > 0.0 {
            s.ln_mel += (1.0 + brown / (1.0 + 0.45 * brown)).ln();
        }
    }

    fn add_papules(&self, x: f32, y: f32, s: &mut Sample) {
        for (index, papule) in self.papules.near(x, y) {
            let (dx, dy) = (
                (x - papule.center.x as f32) / papule.radius as f32,
                (y - papule.center.y as f32) / papule.radius as f32,
            );
            let seed = self.seed ^ 0x77 ^ (index as u32).wrapping_mul(0x9E7);
            let r = dx.hypot(dy) * (1.0 + 0.13 * smooth(dx * 0.9, dy * 0.9, seed));
            let halo = (-(r / 1.05).powi(2)).exp();
            let core = (-(r / 0.42).powi(2)).exp();
            let crust = papule.crust as f32;
            s.ln_bl += (1.0 + papule.strength as f32 * (0.75 * halo + 0.5 * core)).ln();
            s.ln_mel += (0.10 + 0.40 * crust) * core;
            s.height += papule.height as f32 * (-(r / 0.62).powi(2)).exp();
            s.height += 0.012 * crust * core * smooth(x / 0.22, y / 0.22, seed ^ 3);
            s.gloss *= 1.0 + 0.35 * core * (1.0 - crust);
        }
    }

    fn add_needling(&self, x: f32, y: f32, needled: &Needled, points: &Bins<Pore>, s: &mut Sample) {
        let seed = self.seed ^ 0x88;
        let zone = needled.zone.cover(x, y, seed);
        if zone <= 0.0 {
            return;
        }
        // Redness gathers about the follicles and in streaks of the passes.
        let blotch =
            1.0 + 0.30 * fractal(x / 4.0, y / 4.0, seed ^ 1, 4, 0.8) + 0.12 * smooth(x / 0.5, y / 0.8, seed ^ 2);
        s.ln_bl += (1.0 + zone * (needled.zone.strength * needled.redness()) as f32 * blotch.max(0.2)).ln();
        let (visible, crust) = (needled.pinpoints() as f32 * zone, needled.crust() as f32);
        if visible > 0.0 {
            for (_, point) in points.near(x, y) {
                let near = point.profile(x, y) * visible;
                s.ln_bl += near * (2.6 - 1.6 * crust) * point.depth;
                s.ln_mel += near * (0.25 + 0.75 * crust) * point.depth;
                s.height += near * 0.006 * crust;
            }
        }
        let flaking = needled.flaking() as f32 * zone;
        if flaking > 0.0 {
            self.add_flakes(x, y, flaking, s);
        }
        s.gloss *= 1.0 + 0.35 * zone * needled.swelling() as f32;
    }

    /// Dry skin: thin pale scales with lifted edges, and a slight bronze.
    fn add_flakes(&self, x: f32, y: f32, flaking: f32, s: &mut Sample) {
        let seed = self.seed ^ 0x99;
        let (wx, wy) = (smooth(x / 0.7, y / 0.7, seed), smooth(x / 0.7, y / 0.7, seed ^ 1));
        let here = ramp(-0.1, 1.0, fractal(x / 3.0, y / 3.0, seed ^ 2, 2, 0.6));
        let islands = fractal((x + 0.15 * wx) / 0.62, (y + 0.15 * wy) / 0.42, seed ^ 3, 2, 0.6);
        let scale = flaking * here * self.keep(0.25) * ramp(0.62, 0.95, islands);
        s.height += 0.014 * scale;
        s.ln_scat += 0.30 * scale;
        s.ln_mel += 0.10 * flaking - 0.16 * scale;
        s.ln_bl -= 0.45 * scale;
        s.gloss *= 1.0 - 0.55 * flaking * (0.5 + 0.5 * here);
    }
}

/// The dermis holds only so much blood: rises freely to about 3 %, then ever more slowly.
fn full(ln_bl: f32) -> f32 {
    const KNEE: f32 = -3.5;
    if ln_bl <= KNEE { ln_bl } else { KNEE + 1.1 * ((ln_bl - KNEE) / 1.1).tanh() }
}

impl Pore {
    fn profile(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.center.x as f32, y - self.center.y as f32);
        (-(dx * dx + dy * dy) / (self.radius * self.radius)).exp()
    }
}

impl Line {
    fn profile(&self, x: f32, y: f32) -> f32 {
        let (ax, ay) = (self.from.x as f32, self.from.y as f32);
        let (bx, by) = (self.to.x as f32 - ax, self.to.y as f32 - ay);
        let (px, py) = (x - ax, y - ay);
        let length = (bx * bx + by * by).max(1e-6);
        let t = (px * bx + py * by) / length;
        if !(0.0..1.0).contains(&t) {
            return 0.0;
        }
        let (dx, dy) = (px - t * bx, py - t * by);
        (-(dx * dx + dy * dy) / (self.width * self.width)).exp()
    }
}

impl Patch {
    /// Cover at (`x`, `y`) mm, 0 to 1: full in the middle, blotchy, with a noisy edge.
    pub(super) fn cover(&self, x: f32, y: f32, seed: u32) -> f32 {
        let (sin, cos) = (self.turn_deg.to_radians() as f32).sin_cos();
        let (dx, dy) = (x - self.center.x as f32, y - self.center.y as f32);
        let (u, v) = ((dx * cos + dy * sin) / self.radii[0] as f32, (dy * cos - dx * sin) / self.radii[1] as f32);
        let r = u.hypot(v);
        if r > 2.0 {
            return 0.0;
        }
        let ragged = self.ragged as f32;
        let (nx, ny) = (u * 1.25 + 31.0, v * 1.25 - 17.0);
        let edge = r + ragged * (0.20 * fractal(nx, ny, seed, 3, 0.5) - 0.05);
        let blotch = 0.90 + ragged * 0.34 * fractal(x / 2.6, y / 2.6, seed ^ 0x3, 4, 0.8);
        (ramp(1.35, self.core as f32, edge) * blotch).clamp(0.0, 1.0)
    }
}

impl Scar {
    /// Distance from the middle in half widths, the outline wobbling by the angle.
    fn distance(&self, x: f32, y: f32, seed: u32) -> f32 {
        let (sin, cos) = (self.turn_deg.to_radians() as f32).sin_cos();
        let (dx, dy) = (x - self.center.x as f32, y - self.center.y as f32);
        let radius = self.radius as f32;
        let (u, v) = ((dx * cos + dy * sin) / (radius * self.stretch as f32), (dy * cos - dx * sin) / radius);
        if self.kind == ScarKind::Surgical {
            // A long line: distance from its axis, which wanders a little, tapered at the ends.
            let wander = 0.7 * smooth(u * 1.8, 3.7, seed);
            let taper = (1.0 - u.abs().powi(4)).max(0.02).sqrt();
            return if u.abs() > 1.0 { 9.0 } else { (v - wander).abs() / taper };
        }
        // The outline is nowhere a clean oval.
        let warp = if self.kind == ScarKind::Rolling { 0.10 } else { 0.17 };
        let u = u + warp * smooth(u * 0.9 + 3.0, v * 0.9, seed ^ 2) + 0.04 * smooth(u * 2.4, v * 2.4, seed ^ 3);
        let v = v + warp * smooth(u * 0.9, v * 0.9 + 3.0, seed ^ 4) + 0.04 * smooth(u * 2.4, v * 2.4, seed ^ 5);
        let r = u.hypot(v);
        let (cx, cy) = if r > 1e-4 { (u / r, v / r) } else { (1.0, 0.0) };
        r * (1.0 + 0.10 * smooth(cx * 0.9 + 5.0, cy * 0.9, seed) + 0.03 * smooth(cx * 2.1, cy * 2.1 + 5.0, seed ^ 1))
    }

    /// Height over the skin as a share of the depth: −1 at the bottom of a pit, +1 on top of a raised scar.
    fn profile(&self, r: f32, x: f32, y: f32, seed: u32) -> f32 {
        match self.kind {
            ScarKind::IcePick => -(-(r / 0.72).powi(2)).exp() + 0.10 * (-((r - 1.45) / 0.4).powi(2)).exp(),
            ScarKind::Boxcar => {
                // The floor is uneven, and the wall is steeper on one side than on the other.
                let floor = 0.90 + 0.15 * fractal(x / 1.0, y / 1.0, seed, 2, 0.5);
                let wall = 0.60 + 0.16 * smooth(x / 1.4, y / 1.4, seed ^ 9);
                -ramp(1.26, wall, r) * floor + 0.03 * (-((r - 1.45) / 0.25).powi(2)).exp()
            }
            ScarKind::Rolling => -(-(r / 0.80).powi(2)).exp(),
            ScarKind::Hypertrophic => ramp(1.2, 0.35, r) * (0.92 + 0.10 * smooth(x / 1.1, y / 1.1, seed)),
            ScarKind::Surgical => ramp(1.35, 0.1, r) * (0.85 + 0.16 * smooth(x / 2.6, y / 2.6, seed)),
        }
    }
}

fn pores(seed: u64, texture: &Texture) -> Vec<Pore> {
    let mut rng = Rng::new(seed, 11);
    let (sin, cos) = texture.pores_toward_deg.to_radians().sin_cos();
    let spacing = 0.60;
    let mut pores = Vec::new();
    for row in -90..90 {
        for column in -115..115 {
            let jitter = Point::new(rng.spread(0.5), rng.spread(0.5));
            let center = (Point::new(f64::from(column), f64::from(row)) + jitter) * spacing;
            let (keep, size, depth) = (rng.unit(), rng.unit(), rng.unit());
            let toward = (center.x * cos + center.y * sin) / 40.0;
            if keep < texture.pores * spacing * spacing * (1.0 + 0.9 * toward).clamp(0.25, 2.2) {
                let radius = texture.pore_mm * (0.60 + 1.0 * size.powi(4)) * (1.0 + 0.35 * toward.clamp(-0.6, 1.0));
                pores.push(Pore {
                    center,
                    radius: radius as f32,
                    depth: (radius * (0.08 + 0.42 * depth * depth)) as f32,
                });
            }
        }
    }
    pores
}

fn pinpoints(needled: &Needled) -> Bins<Pore> {
    let mut rng = Rng::new(needled.seed, 12);
    let zone = &needled.zone;
    let half = zone.radii[0].max(zone.radii[1]) * 1.3;
    let count = (half * half * 4.0 * 1.1) as usize;
    let points = (0..count.min(20_000))
        .map(|_| Pore {
            center: zone.center + Point::new(rng.spread(half), rng.spread(half)),
            radius: (0.05 + 0.13 * rng.unit().powi(2)) as f32,
            depth: (0.25 + 0.75 * rng.unit().powi(2)) as f32,
        })
        .collect();
    Bins::new(points, 0.5, |p| (p.center, f64::from(p.radius) * 2.5))
}

fn lines(seed: u64, texture: &Texture) -> Vec<Line> {
    let mut rng = Rng::new(seed, 13);
    let mut lines = Vec::new();
    for _ in 0..texture.lines {
        let mut at = Point::new(rng.spread(50.0), rng.spread(40.0));
        let mut heading = texture.grain_deg.to_radians() + rng.spread(0.25);
        let steps = rng.range(8.0, 34.0) as usize;
        let (depth, width) = (rng.range(0.004, 0.016) * texture.line_depth, rng.range(0.10, 0.22));
        for step in 0..steps {
            heading += rng.spread(0.16);
            let to = at + Point::new(heading.cos(), heading.sin()) * 0.45;
            let ends = (step as f64 / steps as f64 * std::f64::consts::PI).sin();
            lines.push(Line { from: at, to, depth: (depth * ends) as f32, width: width as f32 });
            at = to;
        }
    }
    lines
}

/// True if `patch` may reach this place of the skin.
pub(super) fn reaches(patch: &Patch, skin: Point) -> bool {
    let (sin, cos) = patch.turn_deg.to_radians().sin_cos();
    let d = skin - patch.center;
    let (u, v) = ((d.x * cos + d.y * sin) / patch.radii[0], (d.y * cos - d.x * sin) / patch.radii[1]);
    u.hypot(v) < 1.55
}
