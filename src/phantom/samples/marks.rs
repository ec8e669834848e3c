//! The marks that a clinician would make on a baseline photo, taken from the truth.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::filter::blur;
use super::super::render::Rendered;
use super::super::scene::{Scar, ScarKind, Scene};
use super::super::skin;
use super::super::visit::Visit;
use crate::geom::{Point, Size};

/// A mark on a photo, in that photo's pixels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    /// Path of the photo.
    pub photo: String,
    /// The record's word for its kind.
    pub kind: MarkKind,
    /// Its outline.
    pub shape: MarkShape,
    /// A short name.
    pub label: String,
    /// A remark.
    pub comment: String,
    /// Number of the scar in the truth files, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scar: Option<usize>,
}

/// What a mark stands for, in the record's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// An area of redness.
    Redness,
    /// An area of brown pigment.
    Pigment,
    /// Untreated skin to measure against.
    Reference,
    /// A narrow, deep scar.
    ScarIcePick,
    /// A scar with steep edges.
    ScarBoxcar,
    /// A wide, soft hollow.
    ScarRolling,
    /// A raised scar.
    ScarHypertrophic,
    /// Another scar.
    Scar,
}

/// The outline of a mark.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
pub enum MarkShape {
    /// A closed outline.
    Polygon {
        /// Its corners.
        points: Vec<Point>,
    },
    /// One place.
    Pin {
        /// The place.
        at: Point,
    },
}

impl Mark {
    /// The corners of a region; empty for a pin.
    pub fn outline(&self) -> &[Point] {
        match &self.shape {
            MarkShape::Polygon { points } => points,
            MarkShape::Pin { .. } => &[],
        }
    }
}

/// Marks for the baseline photo `file`; `visits` are all visits of the course, so that reference skin is never treated.
pub(super) fn suggest(file: &str, scene: &Scene, visits: &[&Visit], baseline: &Rendered) -> Vec<Mark> {
    let size = baseline.truth.size();
    let smallest = size.area() as f64;
    let mut marks = Vec::new();
    let mut region = |kind, label: &str, points: Vec<Point>| {
        let (photo, label) = (file.to_owned(), label.to_owned());
        marks.push(Mark {
            photo,
            kind,
            shape: MarkShape::Polygon { points },
            label,
            comment: String::new(),
            scar: None,
        });
    };
    for (n, points) in outlines(&baseline.truth.redness, size, 0.012 * smallest, 2).into_iter().enumerate() {
        region(MarkKind::Redness, &format!("Redness {}", n + 1), points);
    }
    for (n, points) in outlines(&baseline.truth.pigment, size, 0.002 * smallest, 4).into_iter().enumerate() {
        region(MarkKind::Pigment, &format!("Pigment {}", n + 1), points);
    }
    for (n, points) in references(scene, visits, baseline).into_iter().enumerate() {
        region(MarkKind::Reference, &format!("R{}", n + 1), points);
    }
    marks.extend(pins(file, scene, baseline));
    marks
}

/// Outlines of the largest areas with much cover, at least `smallest` square pixels each.
fn outlines(cover: &[f32], size: Size, smallest: f64, most: usize) -> Vec<Vec<Point>> {
    const STEP: usize = 8;
    let width = size.width as usize;
    // A clinician draws around the whole, not around each blotch.
    let soft = blur(cover, width, width as f32 / 110.0);
    let (columns, rows) = (width / STEP, size.height as usize / STEP);
    let at = |c: usize, r: usize| soft[(r * STEP + STEP / 2) * width + c * STEP + STEP / 2] > 0.24;
    let inside: Vec<bool> = (0..columns * rows).map(|i| at(i % columns, i / columns)).collect();
    let mut areas = components(&inside, columns);
    areas.retain(|area| (area.len() * STEP * STEP) as f64 >= smallest);
    areas.sort_by_key(|area| std::cmp::Reverse(area.len()));
    areas.iter().take(most).map(|area| rounded(&border(area, columns), STEP as f64)).collect()
}

/// The connected areas of a grid, each as its cells in rising order.
fn components(inside: &[bool], columns: usize) -> Vec<Vec<usize>> {
    let mut seen = vec![false; inside.len()];
    let mut areas = Vec::new();
    for start in 0..inside.len() {
        if !inside[start] || seen[start] {
            continue;
        }
        let (mut area, mut open) = (Vec::new(), vec![start]);
        seen[start] = true;
        while let Some(cell) = open.pop() {
            area.push(cell);
            let column = cell % columns;
            let left = (column > 0).then(|| cell - 1);
            let right = (column + 1 < columns).then_some(cell + 1);
            let near = [left, right, cell.checked_sub(columns), Some(cell + columns).filter(|c| *c < inside.len())];
            for next in near.into_iter().flatten() {
                if inside[next] && !seen[next] {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        area.sort_unstable();
        areas.push(area);
    }
    areas
}

/// The outer border of an area as corners of cells, clockwise.
fn border(area: &[usize], columns: usize) -> Vec<(i32, i32)> {
    let cells: std::collections::BTreeSet<usize> = area.iter().copied().collect();
    let has =
        |c: i32, r: i32| c >= 0 && r >= 0 && c < columns as i32 && cells.contains(&(r as usize * columns + c as usize));
    let mut next: BTreeMap<(i32, i32), Vec<(i32, i32)>> = BTreeMap::new();
    for cell in area {
        let (c, r) = ((cell % columns) as i32, (cell / columns) as i32);
        let sides = [
            ((c, r - 1), (c, r), (c + 1, r)),
            ((c + 1, r), (c + 1, r), (c + 1, r + 1)),
            ((c, r + 1), (c + 1, r + 1), (c, r + 1)),
            ((c - 1, r), (c, r + 1), (c, r)),
        ];
        for (beside, from, to) in sides {
            if !has(beside.0, beside.1) {
                next.entry(from).or_default().push(to);
            }
        }
    }
    // The first cell in rising order lies on the outer border with its upper side.
    let start = ((area[0] % columns) as i32, (area[0] / columns) as i32);
    let (mut path, mut at) = (vec![start], start);
    while let Some(to) = next.get_mut(&at).and_then(Vec::pop) {
        if to == start {
            break;
        }
        path.push(to);
        at = to;
    }
    path
}

/// A smooth outline in pixels from the corners of cells of `step` pixels.
fn rounded(corners: &[(i32, i32)], step: f64) -> Vec<Point> {
    const REACH: usize = 6;
    let n = corners.len();
    let mean = |i: usize| {
        let sum = (0..=2 * REACH).fold(Point::default(), |sum, k| {
            let (x, y) = corners[(i + n + k - REACH.min(n)) % n];
            sum + Point::new(f64::from(x), f64::from(y))
        });
        sum * (step / (2 * REACH + 1) as f64) - Point::new(0.5, 0.5)
    };
    (0..n).step_by((n / 90).max(2)).map(mean).map(tenths).collect()
}

fn tenths(p: Point) -> Point {
    Point::new((p.x * 10.0).round() / 10.0, (p.y * 10.0).round() / 10.0)
}

/// Up to three squares of healthy, never treated, evenly lit skin, far from one another.
fn references(scene: &Scene, visits: &[&Visit], baseline: &Rendered) -> Vec<Vec<Point>> {
    let size = baseline.truth.size();
    let side = size.width / 20;
    let healthy = baseline.truth.healthy_mask();
    let mut squares = Vec::new();
    for y in (side / 2..size.height - 3 * side / 2).step_by(16) {
        for x in (side / 2..size.width - 3 * side / 2).step_by(16) {
            if let Some(fault) = fault(scene, visits, baseline, &healthy, x, y, side) {
                squares.push((fault, x, y));
            }
        }
    }
    squares.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.2, a.1).cmp(&(b.2, b.1))));
    let mut chosen: Vec<(u32, u32)> = Vec::new();
    // Far from one another if possible, so that uneven light shows; else nearer.
    for apart in [6 * side, 4 * side, 2 * side] {
        for &(_, x, y) in &squares {
            let far = |(cx, cy): &(u32, u32)| cx.abs_diff(x).pow(2) + cy.abs_diff(y).pow(2) > apart.pow(2);
            if chosen.len() < 3 && chosen.iter().all(far) {
                chosen.push((x, y));
            }
        }
    }
    chosen.sort_by_key(|(_, y)| *y);
    let corner = |x: u32, y: u32| Point::new(f64::from(x), f64::from(y));
    let square =
        |(x, y): (u32, u32)| vec![corner(x, y), corner(x + side, y), corner(x + side, y + side), corner(x, y + side)];
    chosen.into_iter().map(square).collect()
}

/// How little a square suits as reference skin, 0 is best; `None` where it must not be used.
fn fault(
    scene: &Scene,
    visits: &[&Visit],
    baseline: &Rendered,
    healthy: &[bool],
    x: u32,
    y: u32,
    side: u32,
) -> Option<f64> {
    let truth = &baseline.truth;
    let width = truth.size().width;
    let (mut count, mut green, mut squares, mut melanin) = (0.0, 0.0, 0.0, 0.0_f64);
    for row in (y..y + side).step_by(5) {
        for column in (x..x + side).step_by(5) {
            let i = (row * width + column) as usize;
            if !healthy[i] {
                return None;
            }
            let g = f64::from(baseline.photo.pixel(column, row)[1]);
            (count, green, squares) = (count + 1.0, green + g, squares + g * g);
            melanin = melanin.max(f64::from(truth.f_mel[i]) / scene.pigment.f_mel);
        }
    }
    for (column, row) in [(x, y), (x + side, y), (x, y + side), (x + side, y + side)] {
        let skin = truth.geometry.skin_from_photo(Point::new(f64::from(column), f64::from(row)))?;
        let zones = visits.iter().filter_map(|visit| visit.needled.as_ref());
        if zones.into_iter().any(|needled| skin::reaches(&needled.zone, skin)) {
            return None;
        }
    }
    let mean = green / count;
    let spread = (squares / count - mean * mean).max(0.0).sqrt();
    // Bright enough to measure, not shining, without a mole.
    (mean > 70.0 && mean < 215.0 && melanin < 1.6).then_some(spread + 0.25 * (150.0 - mean).max(0.0))
}

/// Pins for the most visible scars.
fn pins(file: &str, scene: &Scene, baseline: &Rendered) -> Vec<Mark> {
    let size = baseline.truth.size();
    let margin = f64::from(size.width) * 0.03;
    let place = |scar: &Scar| baseline.truth.geometry.photo_from_skin(scar.center);
    let inside = |p: Point| {
        p.x > margin && p.y > margin && p.x < f64::from(size.width) - margin && p.y < f64::from(size.height) - margin
    };
    let mut scars: Vec<(usize, &Scar)> = scene.scars.iter().enumerate().filter(|(_, s)| inside(place(s))).collect();
    scars.sort_by(|(_, a), (_, b)| visibility(b).total_cmp(&visibility(a)));
    scars.truncate(9);
    scars.sort_by_key(|(index, _)| *index);
    let pin = |(index, scar): (usize, &Scar)| Mark {
        photo: file.to_owned(),
        kind: match scar.kind {
            ScarKind::IcePick => MarkKind::ScarIcePick,
            ScarKind::Boxcar => MarkKind::ScarBoxcar,
            ScarKind::Rolling => MarkKind::ScarRolling,
            ScarKind::Hypertrophic | ScarKind::Surgical => MarkKind::ScarHypertrophic,
        },
        shape: MarkShape::Pin { at: tenths(place(scar)) },
        label: String::new(),
        comment: String::new(),
        scar: Some(index + 1),
    };
    scars.into_iter().map(pin).collect()
}

/// How much a scar strikes the eye: steep walls do, wide soft hollows do less.
fn visibility(scar: &Scar) -> f64 {
    let softness = if scar.kind == ScarKind::Rolling { 0.45 } else { 1.0 };
    scar.depth * scar.radius.sqrt() * softness
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{polygon_area, polygon_contains};

    #[test]
    fn an_outline_runs_around_the_largest_area() {
        let size = Size::new(400, 320);
        let disc = |x: f32, y: f32, r: f32| (x - 200.0).hypot(y - 150.0) < r;
        let cover: Vec<f32> = (0..400 * 320)
            .map(|i| f32::from(u8::from(disc((i % 400) as f32, (i / 400) as f32, 80.0) || (i % 400 < 12 && i < 4000))))
            .collect();
        let found = outlines(&cover, size, 500.0, 3);
        assert_eq!(found.len(), 1, "{} areas", found.len());
        let area = polygon_area(&found[0]);
        assert!((area / 20_106.0 - 1.0).abs() < 0.12, "area {area}, expected about 20106");
        assert!(polygon_contains(&found[0], Point::new(200.0, 150.0)));
    }
}
