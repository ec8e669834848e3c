//! What is known about a sample photo, as JSON.

use serde::Serialize;

use super::marks::Mark;
use super::{SamplePhoto, SampleShot};
use crate::geom::{Point, polygon_contains};
use crate::phantom::scene::Scene;
use crate::phantom::surface::Geometry;
use crate::phantom::truth::Truth;

/// Everything known about one photo. Pixel positions are those of the photos named.
#[derive(Serialize)]
pub(super) struct Known<'a> {
    schema: &'static str,
    note: &'static str,
    file: &'a str,
    baseline: &'a str,
    width: u32,
    height: u32,
    /// Pixels a millimetre in the middle of the photo.
    px_per_mm: f64,
    state: State,
    shot: ShotFacts,
    grid: [usize; 2],
    grid_before: Vec<Point>,
    grid_after: Vec<Point>,
    valid: Vec<bool>,
    scars: Vec<ScarFacts>,
    regions: Vec<RegionFacts>,
}

#[derive(Serialize)]
struct State {
    redness: f64,
    pigment: f64,
    scar_depth: f64,
    flush: f64,
    tan: f64,
    papules: usize,
    days_since_needling: Option<f64>,
}

#[derive(Serialize)]
struct ShotFacts {
    roll_deg: f64,
    yaw_deg: f64,
    pitch_deg: f64,
    light_azimuth_deg: f64,
    light_elevation_deg: f64,
    illuminant: String,
    exposure_ev: f64,
    balance: [f64; 3],
    defocus_px: f64,
}

#[derive(Serialize)]
struct ScarFacts {
    number: usize,
    kind: &'static str,
    at: Point,
    radius_mm: f64,
    depth_mm: f64,
}

/// Means over a marked region of the baseline, found again in this photo.
#[derive(Serialize)]
struct RegionFacts {
    label: String,
    pixels: usize,
    f_mel: f64,
    f_bl: f64,
    linear: [f64; 3],
}

const GRID: [usize; 2] = [20, 15];

impl<'a> Known<'a> {
    pub(super) fn new(
        scene: &Scene,
        shot: &'a SampleShot,
        baseline: &'a SamplePhoto,
        fixed: &Geometry,
        truth: &Truth,
        marks: &[Mark],
    ) -> Self {
        let (visit, taken, size) = (&shot.visit, &shot.shot, truth.size());
        let mut known = Self {
            schema: "skinlapse.phantom-truth/1",
            note: "control points: grid_before (baseline px) -> grid_after (px of this photo); \
                   colours are linear sRGB under D65 without light and gloss",
            file: &shot.photo.file,
            baseline: &baseline.file,
            width: size.width,
            height: size.height,
            px_per_mm: digits(truth.geometry.scale_at(taken.pose.center), 3),
            state: State {
                redness: visit.redness,
                pigment: visit.pigment,
                scar_depth: visit.scar_depth,
                flush: visit.flush,
                tan: visit.tan,
                papules: visit.papules.len(),
                days_since_needling: visit.needled.map(|needled| needled.days),
            },
            shot: ShotFacts {
                roll_deg: digits(taken.pose.roll_deg, 2),
                yaw_deg: digits(taken.pose.yaw_deg, 2),
                pitch_deg: digits(taken.pose.pitch_deg, 2),
                light_azimuth_deg: digits(taken.light.azimuth_deg, 1),
                light_elevation_deg: digits(taken.light.elevation_deg, 1),
                illuminant: format!("{:?}", taken.light.illuminant),
                exposure_ev: digits(taken.exposure_ev, 3),
                balance: taken.balance.map(|g| digits(g, 4)),
                defocus_px: taken.defocus_px,
            },
            grid: GRID,
            grid_before: vec![],
            grid_after: vec![],
            valid: vec![],
            scars: scars(scene, visit.scar_depth, truth),
            regions: regions(marks, fixed, truth),
        };
        known.add_controls(fixed, truth);
        known
    }

    fn add_controls(&mut self, fixed: &Geometry, truth: &Truth) {
        let size = fixed.size();
        let step = [f64::from(size.width) / GRID[0] as f64, f64::from(size.height) / GRID[1] as f64];
        for row in 0..GRID[1] {
            for column in 0..GRID[0] {
                let p = Point::new((column as f64 + 0.5) * step[0], (row as f64 + 0.5) * step[1]);
                let found = fixed.skin_from_photo(p).map(|skin| truth.geometry.photo_from_skin(skin));
                let q = found.unwrap_or(Point::new(-1.0, -1.0));
                self.grid_before.push(p);
                self.grid_after.push(Point::new(digits(q.x, 3), digits(q.y, 3)));
                self.valid.push(found.is_some() && truth.size().contains(q));
            }
        }
    }
}

fn scars(scene: &Scene, left: f64, truth: &Truth) -> Vec<ScarFacts> {
    let facts = |(index, scar): (usize, &crate::phantom::scene::Scar)| {
        let at = truth.geometry.photo_from_skin(scar.center);
        ScarFacts {
            number: index + 1,
            kind: scar.kind.word(),
            at: Point::new(digits(at.x, 2), digits(at.y, 2)),
            radius_mm: digits(scar.radius, 3),
            depth_mm: digits(scar.depth_left(left), 4),
        }
    };
    scene.scars.iter().enumerate().map(facts).collect()
}

fn regions(marks: &[Mark], fixed: &Geometry, truth: &Truth) -> Vec<RegionFacts> {
    let size = truth.size();
    let regions = marks.iter().filter(|mark| !mark.outline().is_empty());
    let mut sums: Vec<(&Mark, usize, [f64; 5])> = regions.map(|mark| (mark, 0, [0.0; 5])).collect();
    for y in (0..size.height).step_by(4) {
        for x in (0..size.width).step_by(4) {
            let here = Point::new(f64::from(x), f64::from(y));
            let Some(skin) = truth.geometry.skin_from_photo(here) else { continue };
            let there = fixed.photo_from_skin(skin);
            let i = (y * size.width + x) as usize;
            let [r, g, b] = truth.linear[i].map(f64::from);
            let values = [f64::from(truth.f_mel[i]), f64::from(truth.f_bl[i]), r, g, b];
            for (mark, count, sum) in &mut sums {
                if polygon_contains(mark.outline(), there) {
                    *count += 1;
                    sum.iter_mut().zip(values).for_each(|(s, v)| *s += v);
                }
            }
        }
    }
    sums.into_iter()
        .map(|(mark, count, sum)| {
            let mean = sum.map(|s| digits(s / (count.max(1)) as f64, 5));
            RegionFacts {
                label: mark.label.clone(),
                pixels: count * 16,
                f_mel: mean[0],
                f_bl: mean[1],
                linear: [mean[2], mean[3], mean[4]],
            }
        })
        .collect()
}

fn digits(value: f64, count: i32) -> f64 {
    let scale = 10f64.powi(count);
    (value * scale).round() / scale
}
