//! Fine hairs over the skin.

use super::noise::{Rng, smooth};
use super::scene::Scene;
use super::surface::Geometry;
use crate::geom::Point;

/// How much each pixel is covered by hair, 0 to 1, row by row.
pub fn cover(scene: &Scene, geometry: &Geometry) -> Vec<f32> {
    let size = geometry.size();
    let (width, height) = (size.width as usize, size.height as usize);
    let mut cover = vec![0.0; width * height];
    let mut rng = Rng::new(scene.seed, 21);
    let half = [62.0, 52.0];
    let count = (scene.texture.hairs * half[0] * half[1] * 4.0 / 100.0) as usize;
    for _ in 0..count {
        let root = Point::new(rng.spread(half[0]), rng.spread(half[1]));
        let path = path(scene, root, &mut rng);
        let width_mm = rng.range(0.018, 0.034);
        let strength = rng.range(0.25, 1.0);
        let Some(path) = visible(geometry, &path) else { continue };
        let scale = geometry.scale_at(root);
        for (i, ends) in path.windows(2).enumerate() {
            // A hair is thickest at its root and ends in nothing.
            let along = i as f64 / (path.len() - 1) as f64;
            let thick = width_mm * scale * (1.0 - 0.75 * along);
            stroke(&mut cover, width, height, ends[0], ends[1], thick as f32, strength as f32);
        }
    }
    cover
}

/// The hair's course on the skin in mm.
fn path(scene: &Scene, root: Point, rng: &mut Rng) -> Vec<Point> {
    let lie = smooth(root.x as f32 / 26.0, root.y as f32 / 26.0, scene.seed as u32 ^ 0x4A);
    let mut heading = scene.texture.grain_deg.to_radians() + f64::from(lie) * 0.55 + rng.normal() * 0.22;
    let (length, curl) =
        (scene.texture.hair_mm * rng.range(0.45, 1.4), rng.normal() * 0.16 / (1.0 + 0.35 * scene.texture.hair_mm));
    let steps = (length / 0.35).ceil().clamp(3.0, 40.0) as usize;
    let mut at = root;
    let mut path = vec![root];
    for _ in 0..steps {
        heading += curl + rng.normal() * 0.03;
        at = at + Point::new(heading.cos(), heading.sin()) * (length / steps as f64);
        path.push(at);
    }
    path
}

/// The course in pixels, unless all of it lies far outside the photo.
fn visible(geometry: &Geometry, path: &[Point]) -> Option<Vec<Point>> {
    let size = geometry.size();
    let near = |p: Point| {
        p.x > -50.0 && p.y > -50.0 && p.x < f64::from(size.width) + 50.0 && p.y < f64::from(size.height) + 50.0
    };
    if !near(geometry.photo_from_skin(path[0])) {
        return None;
    }
    Some(path.iter().map(|p| geometry.photo_from_skin(*p)).collect())
}

/// Draws one straight piece with soft sides; overlapping pieces take the larger cover.
fn stroke(cover: &mut [f32], width: usize, height: usize, a: Point, b: Point, thick: f32, strength: f32) {
    let reach = f64::from(thick) + 1.5;
    let range = |low: f64, high: f64, count: usize| {
        let (low, high) = ((low - reach).floor().max(0.0), (high + reach).ceil().min(count as f64 - 1.0));
        if high < low { 0..0 } else { low as usize..high as usize + 1 }
    };
    let (dx, dy) = ((b.x - a.x) as f32, (b.y - a.y) as f32);
    let length = (dx * dx + dy * dy).max(1e-6);
    // A hair thinner than a pixel covers only a share of it.
    let (half, share) = ((thick / 2.0).max(0.5), thick.min(1.0));
    for y in range(a.y.min(b.y), a.y.max(b.y), height) {
        for x in range(a.x.min(b.x), a.x.max(b.x), width) {
            let (px, py) = ((x as f64 - a.x) as f32, (y as f64 - a.y) as f32);
            let t = ((px * dx + py * dy) / length).clamp(0.0, 1.0);
            let away = (px - t * dx).hypot(py - t * dy);
            let here = (half + 0.5 - away).clamp(0.0, 1.0) * share * strength;
            let at = &mut cover[y * width + x];
            *at = at.max(here);
        }
    }
}
