//! The change of redness over a whole pair as a picture: coloured where it is beyond the local error, calm elsewhere,
//! closed where nothing may be said.

use rayon::prelude::*;

use super::measurement::{Marked, Ways};
use crate::align::TrustMap;
use crate::app::derived::PairKey;
use crate::app::measuring::MeasureRequest;
use crate::app::pair::Placement;
use crate::geom::{Homography, Point, Size, Warp};
use crate::imaging::{self, Photo, color};
use crate::measure::{self, CELL_PX, HeatCell, HeatMap};
use crate::monitor::{Monitor, step};
use crate::words::say;

/// Longer side of the picture in pixels.
const SIDE: u32 = 1200;

/// The change of redness in the frame of the fixed photo.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatPicture {
    /// Size of the picture; it covers the whole fixed photo.
    pub size: Size,
    /// ΔHb row by row, the later photo minus the earlier one, index points.
    pub values: Vec<f32>,
    /// How much of its colour each pixel gets, 0 to 255: 0 within what can be detected.
    pub strength: Vec<u8>,
    /// The fixed photo's luminance row by row, to draw under the colour.
    pub grey: Vec<u8>,
    /// Where nothing may be said, reason by reason.
    pub closed: Vec<Closed>,
    /// Share of the view where nothing may be said, 0 to 1.
    pub closed_share: f64,
}

/// Skin that is not measured, for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    /// The reason.
    pub why: Why,
    /// Cells across.
    pub columns: usize,
    /// Cells down.
    pub rows: usize,
    /// Row by row: true where the skin may be measured as far as this reason goes.
    pub open: Vec<bool>,
    /// Share of the view, 0 to 1.
    pub share: f64,
}

/// Why a place is not measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The alignment is not trusted there.
    NotTrusted,
    /// The later photo does not show it.
    NotShown,
    /// Sheen or shadow: a channel at its end, or too dark.
    Light,
}

impl Why {
    /// The words on its tag.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotTrusted => say!("heat-not-trusted"),
            Self::NotShown => say!("heat-not-shown"),
            Self::Light => say!("heat-light"),
        }
    }
}

impl HeatPicture {
    /// Memory in bytes.
    pub fn bytes(&self) -> usize {
        self.values.len() * 6 + self.closed.iter().map(|c| c.open.len()).sum::<usize>()
    }

    /// The change at a place of the picture, if it may be told there.
    pub fn at(&self, x: usize, y: usize) -> Option<f32> {
        self.values.get(y * self.size.width as usize + x).copied().filter(|v| v.is_finite())
    }
}

/// Makes the picture; `Ok(None)` if the work was stopped.
///
/// # Errors
/// The sentence why redness cannot be compared between these photos.
pub fn run(
    request: &MeasureRequest,
    pair: &PairKey,
    ways: &Ways,
    photos: [&Photo; 2],
    edited: [Option<String>; 2],
    monitor: &dyn Monitor,
) -> Result<Option<HeatPicture>, String> {
    let Some((placement, trust)) = ways.placement(pair) else {
        return Err("the photos could not be aligned".to_owned());
    };
    let marked = Marked::new(request, pair, ways, photos, edited);
    let [before, after] = &marked.photos;
    let inputs = measure::heat_inputs(before, after, &marked.circumstances)?;
    if step(monitor, 0.3).is_err() {
        return Ok(None);
    }
    let map = inputs.map(photos, &warp_of(placement));
    if step(monitor, 0.7).is_err() {
        return Ok(None);
    }
    Ok(Some(picture(&map, photos, placement, trust)))
}

/// The alignment with its nudge as one warp: the bend is carried along as it is, which a small nudge allows.
fn warp_of(placement: &Placement) -> Warp {
    let back = placement.nudged_from_found.inverse().unwrap_or_else(Homography::identity);
    Warp { homography: placement.warp.homography * back, ..placement.warp.clone() }
}

fn picture(map: &HeatMap, photos: [&Photo; 2], placement: &Placement, trust: &TrustMap) -> HeatPicture {
    let (columns, rows) = (map.size.width as usize, map.size.height as usize);
    let why = reasons(map, photos, placement, trust);
    let changed: Vec<bool> =
        map.cells.iter().zip(&why).map(|(cell, why)| *cell == HeatCell::Changed && why.is_none()).collect();
    let changed = opened(&changed, columns, 1);
    let small = imaging::thumbnail(photos[0], SIDE);
    let size = small.size();
    let lookup = Lookup { columns, rows, per_pixel: f64::from(photos[0].size().width) / f64::from(size.width) };
    let width = size.width as usize;
    let pixels: Vec<(f32, u8)> = (0..size.area() as usize)
        .into_par_iter()
        .map(|i| {
            let (x, y) = lookup.cell(i % width, i / width);
            let share = lookup.mixed(x, y, |cell| if changed[cell] { 1.0 } else { 0.0 });
            let here = why.get(lookup.nearest(x, y)).copied().flatten();
            let value = lookup.mixed(x, y, |cell| map.values[cell]);
            (if here.is_some() { f32::NAN } else { value }, (soft(share) * 255.0) as u8)
        })
        .collect();
    let grey = small.rgb().chunks_exact(3).map(|c| grey([c[0], c[1], c[2]])).collect();
    let closed = closed(&why, columns, rows);
    let closed_share = why.iter().filter(|w| w.is_some()).count() as f64 / why.len().max(1) as f64;
    let (values, strength) = pixels.into_iter().unzip();
    HeatPicture { size, values, strength, grey, closed, closed_share }
}

/// An edge as soft as what is known of it.
fn soft(share: f32) -> f32 {
    let t = ((share - 0.25) / 0.5).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn grey([r, g, b]: [u8; 3]) -> u8 {
    let [r, g, b] = [r, g, b].map(color::linear_from_srgb8);
    color::srgb8_from_linear(0.2126 * r + 0.7152 * g + 0.0722 * b)
}

/// Why each cell is not measured; `None` where it is.
fn reasons(map: &HeatMap, photos: [&Photo; 2], placement: &Placement, trust: &TrustMap) -> Vec<Option<Why>> {
    let (columns, side) = (map.size.width as usize, f64::from(CELL_PX));
    let fixed = photos[0].size();
    let shown = photos[1].size();
    let first: Vec<Option<Why>> = (0..map.cells.len())
        .into_par_iter()
        .map(|i| {
            let at = |k: usize| (k as f64 + 0.5) * side - 0.5;
            let p = Point::new(at(i % columns), at(i / columns));
            if !placement.moving_from_fixed(p).is_some_and(|q| shown.contains(q)) {
                return Some(Why::NotShown);
            }
            if doubt(trust, p, fixed) >= 0.5 {
                return Some(Why::NotTrusted);
            }
            (map.cells[i] == HeatCell::Gated).then_some(Why::Light)
        })
        .collect();
    // Single glints are no area: what would be a speck of hatching is left grey.
    let light: Vec<bool> = first.iter().map(|w| *w == Some(Why::Light)).collect();
    let light = opened(&light, columns, 2);
    first.into_iter().zip(light).map(|(why, kept)| why.filter(|w| *w != Why::Light || kept)).collect()
}

/// How far a place lies in skin that is not trusted: 0 trusted, 1 not, smooth between the middles of cells.
fn doubt(map: &TrustMap, p: Point, size: Size) -> f64 {
    let place = |at: f64, pixels: u32, cells: usize| (at + 0.5) / f64::from(pixels.max(1)) * cells as f64 - 0.5;
    let (x, y) = (place(p.x, size.width, map.columns), place(p.y, size.height, map.rows));
    let cell = |dx: f64, dy: f64| {
        let column = (x.floor() + dx).clamp(0.0, map.columns.saturating_sub(1) as f64) as usize;
        let row = (y.floor() + dy).clamp(0.0, map.rows.saturating_sub(1) as f64) as usize;
        if map.trusted.get(row * map.columns + column).copied().unwrap_or(false) { 0.0 } else { 1.0 }
    };
    let (fx, fy) = (x - x.floor(), y - y.floor());
    let (upper, lower) =
        (cell(0.0, 0.0) * (1.0 - fx) + cell(1.0, 0.0) * fx, cell(0.0, 1.0) * (1.0 - fx) + cell(1.0, 1.0) * fx);
    upper * (1.0 - fy) + lower * fy
}

fn closed(why: &[Option<Why>], columns: usize, rows: usize) -> Vec<Closed> {
    let of = |reason: Why| {
        let open: Vec<bool> = why.iter().map(|w| *w != Some(reason)).collect();
        let share = open.iter().filter(|o| !**o).count() as f64 / open.len().max(1) as f64;
        Closed { why: reason, columns, rows, open, share }
    };
    [Why::NotTrusted, Why::NotShown, Why::Light].map(of).into_iter().filter(|c| c.share > 0.0).collect()
}

/// The mask without anything narrower than 2·`reach` + 1 cells: eroded, then grown back.
pub(super) fn opened(mask: &[bool], columns: usize, reach: usize) -> Vec<bool> {
    let grown = |mask: &[bool], wanted: bool| -> Vec<bool> {
        let rows = mask.len() / columns.max(1);
        let along = |mask: &[bool], down: bool| -> Vec<bool> {
            (0..mask.len())
                .into_par_iter()
                .map(|i| {
                    let (x, y) = (i % columns, i / columns);
                    let (at, length) = if down { (y, rows) } else { (x, columns) };
                    (at.saturating_sub(reach)..(at + reach + 1).min(length))
                        .any(|k| mask[if down { k * columns + x } else { y * columns + k }] == wanted)
                        == wanted
                })
                .collect()
        };
        along(&along(mask, false), true)
    };
    grown(&grown(mask, false), true)
}

/// From pixels of the picture to cells of the map.
struct Lookup {
    columns: usize,
    rows: usize,
    per_pixel: f64,
}

impl Lookup {
    fn cell(&self, x: usize, y: usize) -> (f32, f32) {
        let at = |v: usize| ((v as f64 + 0.5) * self.per_pixel / f64::from(CELL_PX) - 0.5) as f32;
        (at(x), at(y))
    }

    fn index(&self, x: f32, y: f32) -> usize {
        let clamp = |v: f32, n: usize| (v.max(0.0) as usize).min(n.saturating_sub(1));
        clamp(y, self.rows) * self.columns + clamp(x, self.columns)
    }

    fn nearest(&self, x: f32, y: f32) -> usize {
        self.index(x + 0.5, y + 0.5)
    }

    fn mixed(&self, x: f32, y: f32, value: impl Fn(usize) -> f32) -> f32 {
        let (x0, y0) = (x.floor(), y.floor());
        let (fx, fy) = (x - x0, y - y0);
        let at = |dx: f32, dy: f32| value(self.index(x0 + dx, y0 + dy));
        let upper = at(0.0, 0.0) * (1.0 - fx) + at(1.0, 0.0) * fx;
        let lower = at(0.0, 1.0) * (1.0 - fx) + at(1.0, 1.0) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_takes_specks_away_and_leaves_areas_as_they_are() {
        let columns = 12;
        let area = |i: usize| (3..9).contains(&(i % columns)) && (2..7).contains(&(i / columns));
        let speck = |i: usize| i == 10 * columns + 1 || i == 10 * columns + 2;
        let mask: Vec<bool> = (0..columns * 12).map(|i| area(i) || speck(i)).collect();
        let expected: Vec<bool> = (0..columns * 12).map(area).collect();
        assert_eq!(opened(&mask, columns, 1), expected);
    }

    #[test]
    fn doubt_is_none_in_the_middle_of_trusted_skin_and_whole_in_the_middle_of_the_rest() {
        let trusted = (0..8).map(|i| i % 4 < 2).collect();
        let map = TrustMap { columns: 4, rows: 2, error_px: vec![0.0; 8], trusted };
        let size = Size::new(400, 200);
        assert_eq!(doubt(&map, Point::new(49.5, 49.5), size), 0.0);
        assert_eq!(doubt(&map, Point::new(349.5, 149.5), size), 1.0);
        assert!((doubt(&map, Point::new(199.5, 99.5), size) - 0.5).abs() < 1e-9);
    }
}
