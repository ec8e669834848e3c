//! From skin, light and camera to a photo with known truth.

use rayon::prelude::*;

use super::camera::{Camera, response, true_response};
use super::filter::blur;
use super::hair;
use super::noise::hash;
use super::palette::Palette;
use super::scene::Scene;
use super::shot::{Light, Shot};
use super::skin::{Sample, Skin};
use super::surface::Geometry;
use super::truth::Truth;
use super::visit::Visit;
use crate::geom::{Homography, Point, Size};
use crate::imaging::Photo;

/// A photo and everything that is known about it.
pub struct Rendered {
    /// The photo, after the JPEG where the shot asks for one.
    pub photo: Photo,
    /// The bytes of the JPEG where the shot asks for one; without EXIF.
    pub jpeg: Option<Vec<u8>>,
    /// What is known.
    pub truth: Truth,
}

/// Photographs the skin. The same arguments give the same bytes, whatever the number of threads.
pub fn render(scene: &Scene, visit: &Visit, shot: &Shot) -> Rendered {
    let geometry = Geometry::new(scene.shape.clone(), shot.bend.clone(), shot.pose, shot.size);
    let pixels = look(scene, visit, &geometry, 1.0 / shot.pose.px_per_mm);
    let light = shade(&pixels, shot);
    let mut channels = expose(&pixels, &light, shot);
    let cover = hair::cover(scene, &geometry);
    comb(&mut channels, &cover, &light, scene, shot);
    lay_cards(&mut channels, &geometry, &pixels, shot);
    let photo = develop(channels, shot);
    let truth = truth(&pixels, geometry);
    let (photo, jpeg) = match shot.jpeg_quality {
        Some(quality) => {
            let bytes = super::jpeg::encode(&photo, quality);
            (super::jpeg::decode(&bytes).unwrap_or(photo), Some(bytes))
        }
        None => (photo, None),
    };
    Rendered { photo, jpeg, truth }
}

/// One pixel before any light falls on it.
#[derive(Clone, Copy)]
struct Pixel {
    sample: Sample,
    at: [f32; 3],
    normal: [f32; 3],
    openness: f32,
}

/// What every pixel shows.
fn look(scene: &Scene, visit: &Visit, geometry: &Geometry, detail_mm: f64) -> Vec<Pixel> {
    let skin = Skin::new(scene, visit, detail_mm);
    let Size { width, height } = geometry.size();
    let row = |y: u32| {
        let mut last: [Option<Point>; 2] = [None; 2];
        (0..width)
            .map(|x| {
                let pixel = Point::new(f64::from(x), f64::from(y));
                let guess = match last {
                    [Some(p), Some(q)] => q * 2.0 - p,
                    _ => geometry.first_guess(pixel),
                };
                let found = geometry.skin_near(pixel, guess).or_else(|| geometry.skin_from_photo(pixel));
                last = [last[1], found];
                let hit = geometry.hit(found.unwrap_or_else(|| geometry.first_guess(pixel)));
                let sample = skin.at(hit.skin.x as f32, hit.skin.y as f32);
                let at = hit.at + hit.normal * f64::from(sample.height);
                Pixel {
                    sample,
                    at: [at.x as f32, at.y as f32, at.z as f32],
                    normal: [hit.normal.x as f32, hit.normal.y as f32, hit.normal.z as f32],
                    openness: hit.openness as f32,
                }
            })
            .collect::<Vec<_>>()
    };
    (0..height).into_par_iter().flat_map_iter(row).collect()
}

/// The light that reaches each pixel's skin and the shine it sends to the camera.
struct Shaded {
    diffuse: Vec<f32>,
    gloss: Vec<f32>,
}

fn shade(pixels: &[Pixel], shot: &Shot) -> Shaded {
    let width = shot.size.width as usize;
    let heights: Vec<f32> = pixels.iter().map(|p| p.sample.height).collect();
    let around = blur(&heights, width, (0.35 * shot.pose.px_per_mm) as f32);
    let lamp = Lamp::new(&shot.light);
    let (diffuse, gloss) = (0..pixels.len())
        .into_par_iter()
        .map(|i| {
            let pixel = &pixels[i];
            let normal = fine_normal(pixels, width, i);
            // A pit sees less of the room, a ridge a little more.
            let sunk = around[i] - heights[i];
            let open = pixel.openness * (-(if sunk > 0.0 { 2.6 } else { 1.0 }) * sunk).exp().min(1.1);
            let field = lamp.field(pixel.at);
            (lamp.diffuse(normal, open) * field, lamp.gloss(normal) * field * pixel.sample.gloss * open)
        })
        .unzip();
    Shaded { diffuse, gloss }
}

/// The normal of the surface with its relief, from the places of the neighbouring pixels.
fn fine_normal(pixels: &[Pixel], width: usize, i: usize) -> [f32; 3] {
    let (x, y, height) = (i % width, i / width, pixels.len() / width);
    if x == 0 || y == 0 || x + 1 == width || y + 1 == height {
        return pixels[i].normal;
    }
    let difference = |a: usize, b: usize| {
        let (p, q) = (pixels[a].at, pixels[b].at);
        [q[0] - p[0], q[1] - p[1], q[2] - p[2]]
    };
    let (u, v) = (difference(i - 1, i + 1), difference(i - width, i + width));
    let n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    let length = (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]).sqrt() * n[2].signum();
    if length.abs() < 1e-12 { pixels[i].normal } else { n.map(|c| c / length) }
}

/// A [`Light`] ready to shine.
struct Lamp {
    direction: [f32; 3],
    key: f32,
    fill: f32,
    wrap: f32,
    falloff: [f32; 2],
    gloss: f32,
    halves: [([f32; 3], f32); 2],
}

impl Lamp {
    fn new(light: &Light) -> Self {
        let (az, el) = (light.azimuth_deg.to_radians() as f32, light.elevation_deg.to_radians() as f32);
        let direction = [el.cos() * az.cos(), el.cos() * az.sin(), el.sin()];
        let wrap = 0.08 + 0.30 * light.softness as f32;
        let fill = light.fill as f32;
        let mut lamp = Self {
            direction,
            key: 1.0,
            fill,
            wrap,
            falloff: light.falloff.map(|f| f as f32),
            gloss: light.gloss as f32,
            halves: [(half(direction), 1.0 - fill), (half([-0.25, -0.35, 0.9]), 0.55 * fill)],
        };
        // White facing the camera in the middle of the photo is lit by exactly 1.
        lamp.key = (1.0 - fill) / lamp.lambert([0.0, 0.0, 1.0]).max(0.05);
        lamp
    }

    fn lambert(&self, normal: [f32; 3]) -> f32 {
        let cos = dot(normal, self.direction);
        let soft = ((cos + self.wrap) / (1.0 + self.wrap)).max(0.0);
        soft * soft.sqrt() * (1.0 - self.wrap) + cos.max(0.0) * self.wrap
    }

    fn diffuse(&self, normal: [f32; 3], open: f32) -> f32 {
        // The room above is brighter than the floor.
        let room = self.fill * (0.80 + 0.20 * normal[2] - 0.22 * normal[1]);
        open * (room + self.key * self.lambert(normal) * (0.35 + 0.65 * open))
    }

    fn field(&self, at: [f32; 3]) -> f32 {
        (1.0 + (at[0] * self.falloff[0] + at[1] * self.falloff[1]) / 100.0).clamp(0.2, 2.0)
    }

    /// Two lobes of Beckmann's shape: the matte and the oily part of the surface.
    fn gloss(&self, normal: [f32; 3]) -> f32 {
        const LOBES: [(f32, f32); 2] = [(0.42, 0.72), (0.20, 0.28)];
        let facing = normal[2].max(0.15);
        let mut sum = 0.0;
        for (halfway, power) in self.halves {
            let cos2 = dot(normal, halfway).max(0.05).powi(2);
            for (rough, share) in LOBES {
                let m2 = rough * rough;
                sum += power * share * (-(1.0 - cos2) / (cos2 * m2)).exp() / (m2 * cos2 * cos2);
            }
        }
        self.gloss * 0.028 / 4.0 * sum / facing
    }
}

fn half(light: [f32; 3]) -> [f32; 3] {
    let h = [light[0], light[1], light[2] + 1.0];
    let length = dot(h, h).sqrt();
    h.map(|c| c / length)
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// How far red, green and blue light spreads under the skin, in mm (standard deviation).
const SPREAD_MM: [f64; 3] = [0.13, 0.065, 0.04];
/// Colour of the light that skin throws into its own shade.
const WARMTH: [f32; 3] = [0.55, 0.05, -0.10];
/// Share of the light that has spread under the skin.
const SPREAD_SHARE: f32 = 0.6;

/// Linear red, green and blue planes as the sensor and its matrix give them, exposed, without noise.
fn expose(pixels: &[Pixel], light: &Shaded, shot: &Shot) -> [Vec<f32>; 3] {
    let width = shot.size.width as usize;
    let response = response(shot.camera.sensor, shot.light.illuminant, shot.balance);
    let white = response.each_ref().map(|row| row.iter().sum::<f64>() as f32);
    let palette = Palette::new(&response);
    let gain = (shot.exposure_ev).exp2() as f32;
    let colours: Vec<[f32; 3]> =
        pixels.par_iter().map(|p| palette.linear(p.sample.ln_mel, p.sample.ln_bl, p.sample.ln_scat)).collect();
    std::array::from_fn(|channel| {
        let spread = blur(&light.diffuse, width, (SPREAD_MM[channel] * shot.pose.px_per_mm) as f32);
        (0..pixels.len())
            .into_par_iter()
            .map(|i| {
                let lit = SPREAD_SHARE * spread[i] + (1.0 - SPREAD_SHARE) * light.diffuse[i];
                // What the body shades is lit by light that skin has already coloured.
                let lit = lit * (1.0 + WARMTH[channel] * (1.0 - pixels[i].openness));
                gain * (colours[i][channel] * lit + light.gloss[i] * white[channel])
            })
            .collect()
    })
}

/// Lays the hairs over the skin.
fn comb(channels: &mut [Vec<f32>; 3], cover: &[f32], light: &Shaded, scene: &Scene, shot: &Shot) {
    let dark = scene.texture.hair_dark as f32;
    let gain = shot.exposure_ev.exp2() as f32;
    let hair = [0.30 - 0.27 * dark, 0.20 - 0.185 * dark, 0.12 - 0.11 * dark];
    for (channel, colour) in channels.iter_mut().zip(hair) {
        for ((value, cover), lit) in channel.iter_mut().zip(cover).zip(&light.diffuse) {
            let cover = cover * (0.35 + 0.5 * dark);
            *value += cover * (gain * colour * lit - *value);
        }
    }
}

/// Lays the cards over skin and hair, flat where they lie and lit like it.
fn lay_cards(channels: &mut [Vec<f32>; 3], geometry: &Geometry, pixels: &[Pixel], shot: &Shot) {
    let response = response(shot.camera.sensor, shot.light.illuminant, shot.balance);
    let (lamp, gain) = (Lamp::new(&shot.light), shot.exposure_ev.exp2() as f32);
    let width = shot.size.width as usize;
    for card in &shot.cards {
        let Some(card_from_photo) = unit_from(&card.corners(geometry)) else { continue };
        let paints: Vec<[f64; 3]> = card
            .paints()
            .iter()
            .map(|paint| response.each_ref().map(|row| row.iter().zip(paint).map(|(r, p)| r * p).sum()))
            .collect();
        let normal = geometry.hit(card.center).normal;
        let lit = lamp.diffuse([normal.x as f32, normal.y as f32, normal.z as f32], 1.0);
        for (i, pixel) in pixels.iter().enumerate() {
            // Four places a pixel, so that borders are not jagged.
            let mut seen = [0.0; 3];
            let mut cover = 0.0;
            for (dx, dy) in [(-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)] {
                let p = card_from_photo * Point::new((i % width) as f64 + dx, (i / width) as f64 + dy);
                if let Some(paint) = card.paint_at(p.x, p.y) {
                    cover += 0.25;
                    (0..3).for_each(|c| seen[c] += 0.25 * paints[paint][c] as f32);
                }
            }
            if cover > 0.0 {
                let light = gain * lit * lamp.field(pixel.at);
                for (channel, seen) in channels.iter_mut().zip(seen) {
                    channel[i] = (1.0 - cover) * channel[i] + light * seen;
                }
            }
        }
    }
}

/// The transform that takes four corners in a photo to those of the unit square.
fn unit_from(corners: &[Point; 4]) -> Option<Homography> {
    let [p, q, r, s] = *corners;
    // Heckbert, "Fundamentals of texture mapping" (1989): the square to a quadrangle in closed form, then back.
    let (d1, d2, sum) = (q - r, s - r, p - q + r - s);
    let det = d1.x * d2.y - d2.x * d1.y;
    let (g, h) = ((sum.x * d2.y - d2.x * sum.y) / det, (d1.x * sum.y - sum.x * d1.y) / det);
    let rows =
        [[q.x - p.x + g * q.x, s.x - p.x + h * s.x, p.x], [q.y - p.y + g * q.y, s.y - p.y + h * s.y, p.y], [g, h, 1.0]];
    Homography::from_rows(rows).inverse().filter(|_| det.abs() > 1e-9)
}

/// Lens, noise, sharpening and the curve to 8 bits.
fn develop(channels: [Vec<f32>; 3], shot: &Shot) -> Photo {
    let Size { width, height } = shot.size;
    let camera: Camera = shot.camera;
    let ideal = camera.noise <= 0.0 && camera.sharpening <= 0.0 && shot.defocus_px <= 0.0;
    let lens = if ideal { 0.0 } else { 0.55_f64.hypot(shot.defocus_px) as f32 };
    let across = width as usize;
    let finished = channels.map(|plane| blur(&plane, across, lens));
    let noisy: [Vec<f32>; 3] = std::array::from_fn(|channel| {
        let plane = &finished[channel];
        let level = camera.noise as f32 * [1.15, 0.85, 1.35][channel];
        let seed = (shot.seed as u32) ^ (channel as u32 + 1).wrapping_mul(0x9E37_79B9);
        (0..plane.len())
            .into_par_iter()
            .map(|i| {
                let (x, y) = ((i % across) as i32, (i / across) as i32);
                let corner = corner(x, y, width, height);
                let value = plane[i] * (1.0 - camera.vignette as f32 * corner);
                value + level * (1.4e-6 + 2.6e-5 * value.max(0.0)).sqrt() * grain(x, y, seed)
            })
            .collect()
    });
    let sharpened = noisy.map(|plane| {
        let soft = blur(&plane, across, 1.1);
        let amount = camera.sharpening as f32;
        plane.into_iter().zip(soft).map(|(v, s)| v + amount * (v - s)).collect::<Vec<_>>()
    });
    let mut rgb = vec![0; across * height as usize * 3];
    rgb.par_chunks_mut(3).enumerate().for_each(|(i, pixel)| {
        let linear: [f32; 3] = std::array::from_fn(|channel| sharpened[channel][i]);
        for (value, linear) in pixel.iter_mut().zip(camera.curve.taste(linear)) {
            *value = (camera.curve.encode(linear) * 255.0 + 0.5) as u8;
        }
    });
    Photo::new(shot.size, rgb)
}

/// 0 in the middle of the photo, 1 in its corners.
fn corner(x: i32, y: i32, width: u32, height: u32) -> f32 {
    let (u, v) = (2.0 * x as f32 / width as f32 - 1.0, 2.0 * y as f32 / height as f32 - 1.0);
    let r2 = (u * u + v * v) / 2.0;
    r2 * r2 * 0.7 + r2 * 0.3
}

/// Noise of one pixel with deviation about 1, a little like its neighbours', as after demosaicing.
fn grain(x: i32, y: i32, seed: u32) -> f32 {
    let one = |x: i32, y: i32| {
        let h = hash(x, y, seed);
        let sum = (h & 0xff) + ((h >> 8) & 0xff) + ((h >> 16) & 0xff) + (h >> 24);
        (sum as f32 - 510.0) / 147.8
    };
    let near = one(x - 1, y) + one(x + 1, y) + one(x, y - 1) + one(x, y + 1);
    (one(x, y) + 0.35 * near) / 1.22
}

fn truth(pixels: &[Pixel], geometry: Geometry) -> Truth {
    let palette = Palette::new(&true_response());
    Truth {
        geometry,
        f_mel: pixels.iter().map(|p| p.sample.ln_mel.exp()).collect(),
        f_bl: pixels.iter().map(|p| p.sample.ln_bl.exp()).collect(),
        linear: pixels.par_iter().map(|p| palette.linear(p.sample.ln_mel, p.sample.ln_bl, p.sample.ln_scat)).collect(),
        redness: pixels.iter().map(|p| p.sample.redness).collect(),
        pigment: pixels.iter().map(|p| p.sample.pigment).collect(),
        scars: pixels.iter().map(|p| p.sample.scar).collect(),
    }
}
