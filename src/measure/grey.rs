//! Finding the grey card in a photo without being shown where it is.
//!
//! A card of 18 % is an even, neutral quadrangle that ends sharply on all four sides and lies wholly in the photo. White
//! paper, cloth and teeth are neutral too: what a surface reflects is told from the skin beside it, whose own reflectance
//! follows from how much darker its blue is than its red. Anything in doubt is no card: the user then draws it.

use std::sync::LazyLock;

use crate::geom::{Point, Size, polygon_area};
use crate::imaging::Photo;
use crate::imaging::color::linear_from_srgb8;

use super::outline::Outline;
use super::shrink::Small;

/// Longer side of the photo in which the card is looked for.
const SIDE: u32 = 480;

/// Least share of the photo that a card fills; smaller ones hold too few pixels, and other things are small too.
const LEAST_SHARE: f64 = 0.006;

/// Reflectances, told by the skin, that are taken for 18 %. Rendered cards of 18 % read as 13 to 22 % beside faces of every
/// tone, white paper as 47 % and more, in the shade as 33 %.
const REFLECTANCE: [f64; 2] = [0.11, 0.27];

/// Farthest of red or blue from green, as log₁₀ of the ratio, that counts as neutral. Skin is at 0.12 and beyond.
const NEUTRAL: f64 = 0.07;

/// Largest deviation of 8-bit values from an even slope over the card: noise and JPEG stay below it, cloth does not.
const ROUGHEST: f64 = 4.0;

/// Least share of the places just outside a card that are skin: cards are held against it, while a switch on the wall behind
/// or a paper on the desk, which another light falls on, is told nothing by the skin.
const BESIDE_SKIN: f64 = 0.25;

/// Farthest that the cards of a pair may differ, as a ratio: of their longer over their shorter side, and of what they reflect
/// beside the skin. Tilts by 30° and shadows stay below it.
const ALIKE: [f64; 2] = [1.3, 1.5];

/// Outline of the inner four fifths of the grey card in pixels of the photo; `None` if there is none, more than one, or none
/// that is surely told from something else.
pub fn find_grey_card(photo: &Photo) -> Option<Outline> {
    find(photo).map(|found| found.outline)
}

/// The grey cards of a pair, earlier photo first; `None` unless both photos show one for sure, for one alone corrects nothing,
/// and unless the two look like one card: of about one shape, and as bright beside the skin.
pub fn find_grey_cards(photos: [&Photo; 2]) -> Option<[Outline; 2]> {
    let [before, after] = photos;
    let (before, after) = (find(before)?, find(after)?);
    let apart = |of: fn(&Found) -> f64| (of(&before) / of(&after)).max(of(&after) / of(&before));
    (apart(|f| f.elongation) < ALIKE[0] && apart(|f| f.reflects) < ALIKE[1]).then_some([before.outline, after.outline])
}

/// A grey card in a photo.
struct Found {
    outline: Outline,
    elongation: f64,
    reflects: f64,
}

fn find(photo: &Photo) -> Option<Found> {
    let small = Small::new(photo, SIDE)?;
    let skin = skin(&small.photo)?;
    let (areas, owner) = even_areas(&small.photo);
    let mut cards = areas.iter().filter_map(|area| card(&small.photo, area, &owner, &skin));
    let (corners, reflects) = cards.next().filter(|_| cards.next().is_none())?;
    let middle = corners.iter().fold(Point::default(), |sum, p| sum + *p) * 0.25;
    let side = |i: usize| corners[i].distance(corners[(i + 1) % 4]);
    let (one, two) = (side(0) + side(2), side(1) + side(3));
    Some(Found {
        outline: corners.map(|p| small.in_full(middle.lerp(p, 0.8))).to_vec(),
        elongation: one.max(two) / one.min(two),
        reflects,
    })
}

/// A connected even area of about one colour.
struct Area {
    number: u32,
    pixels: Vec<u32>,
}

/// The areas that are large enough for a card and do not reach the photo's border, and the number of the area at each pixel
/// (0: none).
fn even_areas(photo: &Photo) -> (Vec<Area>, Vec<u32>) {
    let (w, h) = (photo.size().width as usize, photo.size().height as usize);
    let value = |i: usize, c: usize| i32::from(photo.rgb()[i * 3 + c]);
    let even = |i: usize| {
        let (x, y) = (i % w, i / w);
        x >= 2
            && y >= 2
            && x + 2 < w
            && y + 2 < h
            && (0..3).all(|c| {
                let (across, down) = (value(i + 2, c) - value(i - 2, c), value(i + 2 * w, c) - value(i - 2 * w, c));
                across.abs() + down.abs() < 22
            })
    };
    let mut owner: Vec<u32> = (0..w * h).map(|i| if even(i) { 0 } else { u32::MAX }).collect();
    let (mut areas, mut number) = (Vec::new(), 0);
    for start in 0..w * h {
        if owner[start] != 0 || !neutral(photo, start) {
            continue;
        }
        number += 1;
        owner[start] = number;
        let (mut open, mut pixels, mut rim) = (vec![start], Vec::new(), false);
        while let Some(i) = open.pop() {
            pixels.push(i as u32);
            let (x, y) = (i % w, i / w);
            rim |= x < 4 || y < 4 || x + 4 >= w || y + 4 >= h;
            for next in [i - 1, i + 1, i - w, i + w] {
                if owner[next] == 0 && (0..3).all(|c| (value(next, c) - value(start, c)).abs() < 45) {
                    owner[next] = number;
                    open.push(next);
                }
            }
        }
        if !rim && pixels.len() as f64 >= LEAST_SHARE * (w * h) as f64 {
            areas.push(Area { number, pixels });
        }
    }
    owner.iter_mut().filter(|o| **o == u32::MAX).for_each(|o| *o = 0);
    (areas, owner)
}

fn light(photo: &Photo, i: usize) -> [f64; 3] {
    std::array::from_fn(|c| f64::from(linear_from_srgb8(photo.rgb()[i * 3 + c])))
}

/// log₁₀ of red over green and of green over blue.
fn chroma([r, g, b]: [f64; 3]) -> [f64; 2] {
    let log = |v: f64| v.max(1e-4).log10();
    [log(r) - log(g), log(g) - log(b)]
}

/// True if log₁₀ of `over` ÷ `under` lies between these; logarithms of every pixel would take most of the time.
fn between([low, high]: [f64; 2], over: f64, under: f64) -> bool {
    let (over, under) = (over.max(1e-4), under.max(1e-4));
    over >= under * low && over < under * high
}

/// Near enough to neutral to belong to a card; single pixels are noisy.
fn neutral(photo: &Photo, i: usize) -> bool {
    static ENDS: LazyLock<[f64; 2]> = LazyLock::new(|| [-2.0, 2.0].map(|v| 10f64.powf(v * NEUTRAL)));
    let [r, g, b] = light(photo, i);
    between(*ENDS, r, g) && between(*ENDS, g, b)
}

/// Luminance of the skin in the photo, and how much of the light it reflects by its depth of colour.
struct Skin {
    luminance: f64,
    reflectance: f64,
}

fn luminance([r, g, b]: [f64; 3]) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// True for light of a colour that skin has.
fn is_skin([r, g, b]: [f64; 3]) -> bool {
    static ENDS: LazyLock<[[f64; 2]; 2]> =
        LazyLock::new(|| [[0.08, 0.5], [0.02, 0.6]].map(|ends| ends.map(|v| 10f64.powf(v))));
    luminance([r, g, b]) > 0.01 && between(ENDS[0], r, g) && between(ENDS[1], g, b)
}

/// The skin of the photo; `None` if less than a tenth of it has a colour of skin.
fn skin(photo: &Photo) -> Option<Skin> {
    let all = photo.size().area() as usize;
    let colours = (0..all).map(|i| light(photo, i)).filter(|v| is_skin(*v));
    let (mut bright, mut depth): (Vec<f64>, Vec<f64>) =
        colours.map(|v| (luminance(v), v[0].max(1e-4) / v[2].max(1e-4))).unzip();
    if bright.len() * 10 < all {
        return None;
    }
    let middle = |values: &mut Vec<f64>| {
        let rank = values.len() / 2;
        *values.select_nth_unstable_by(rank, f64::total_cmp).1
    };
    let (luminance, depth) = (middle(&mut bright), middle(&mut depth).log10());
    // The slope of the skin model's tone classes (from I to VI the reflectance falls from 37 to 6.6 % and the depth grows by
    // 0.45), at the depth to which cameras render faces, which hold more blood than the arm of those classes.
    Some(Skin { luminance, reflectance: 10f64.powf(-0.25 - 1.66 * (depth - 0.25)) })
}

/// The corners of an area and what it reflects, if it is a grey card.
fn card(photo: &Photo, area: &Area, owner: &[u32], skin: &Skin) -> Option<([Point; 4], f64)> {
    let w = photo.size().width as usize;
    let corners = quadrangle(area, w)?;
    let n = area.pixels.len() as f64;
    let mean = area.pixels.iter().fold([0.0; 3], |sum: [f64; 3], i| {
        let v = light(photo, *i as usize);
        std::array::from_fn(|c| sum[c] + v[c] / n)
    });
    let reflects = luminance(mean) / skin.luminance * skin.reflectance;
    let is_card = chroma(mean).iter().all(|c| c.abs() < NEUTRAL)
        && (REFLECTANCE[0]..REFLECTANCE[1]).contains(&reflects)
        && roughness(photo, area) < ROUGHEST
        && is_framed(photo, area, owner, &corners, mean);
    is_card.then_some((corners, reflects))
}

/// The largest quadrangle of an area's outermost points; `None` if it is not nearly the area itself.
fn quadrangle(area: &Area, width: usize) -> Option<[Point; 4]> {
    let points = || area.pixels.iter().map(|i| Point::new((*i as usize % width) as f64, (*i as usize / width) as f64));
    let mut outer: Vec<Point> = Vec::new();
    for step in 0..32 {
        let (sin, cos) = (std::f64::consts::TAU * f64::from(step) / 32.0).sin_cos();
        let along = |p: &Point| p.x * cos + p.y * sin;
        let farthest = points().max_by(|a, b| along(a).total_cmp(&along(b)))?;
        if !outer.contains(&farthest) {
            outer.push(farthest);
        }
    }
    let mut best: Option<([Point; 4], f64)> = None;
    for a in 0..outer.len() {
        for b in a + 1..outer.len() {
            for c in b + 1..outer.len() {
                for d in c + 1..outer.len() {
                    let corners = [a, b, c, d].map(|i| outer[i]);
                    let held = polygon_area(&corners);
                    if best.is_none_or(|(_, most)| held > most) {
                        best = Some((corners, held));
                    }
                }
            }
        }
    }
    let (corners, held) = best?;
    // Pixels are counted by their middles: an area of its own border more than the quadrangle through them.
    let side = |i: usize| corners[i].distance(corners[(i + 1) % 4]);
    let round: f64 = (0..4).map(side).sum();
    let filled = area.pixels.len() as f64 / (held + 0.5 * round + 1.0);
    let (one, two) = (side(0).max(side(2)), side(1).max(side(3)));
    let opposite = |i: usize| (side(i) / side(i + 2)).max(side(i + 2) / side(i));
    let shaped = one.max(two) < 2.4 * one.min(two) && opposite(0).max(opposite(1)) < 1.5;
    (shaped && (0.93..1.05).contains(&filled)).then_some(corners)
}

/// Deviation of the 8-bit green of an area from the plane that fits it best.
fn roughness(photo: &Photo, area: &Area) -> f64 {
    let width = photo.size().width as usize;
    let at = |i: u32| {
        let i = i as usize;
        [1.0, (i % width) as f64, (i / width) as f64, f64::from(photo.rgb()[i * 3 + 1])]
    };
    let n = area.pixels.len() as f64;
    let mean = area.pixels.iter().fold([0.0; 4], |s: [f64; 4], i| std::array::from_fn(|k| s[k] + at(*i)[k] / n));
    let [mut xx, mut xy, mut yy, mut xv, mut yv, mut vv] = [0.0; 6];
    for i in &area.pixels {
        let p = at(*i);
        let [x, y, v] = [p[1] - mean[1], p[2] - mean[2], p[3] - mean[3]];
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
        (xv, yv, vv) = (xv + x * v, yv + y * v, vv + v * v);
    }
    let det = (xx * yy - xy * xy).max(1e-9);
    let (a, b) = ((xv * yy - yv * xy) / det, (yv * xx - xv * xy) / det);
    ((vv - a * xv - b * yv).max(0.0) / n).sqrt()
}

/// True if nearly everywhere just outside each side lies something of another colour, and often enough skin.
fn is_framed(photo: &Photo, area: &Area, owner: &[u32], corners: &[Point; 4], mean: [f64; 3]) -> bool {
    let Size { width, height } = photo.size();
    let middle = corners.iter().fold(Point::default(), |sum, p| sum + *p) * 0.25;
    let (mut sharp, mut beside) = (true, 0);
    for i in 0..4 {
        let (a, b) = (corners[i], corners[(i + 1) % 4]);
        let length = a.distance(b).max(1.0);
        let normal = Point::new((b.y - a.y) / length, (a.x - b.x) / length);
        let away = {
            let out = a.lerp(b, 0.5) - middle;
            if out.x * normal.x + out.y * normal.y > 0.0 { normal } else { normal * -1.0 }
        };
        let mut other = 0;
        for k in 1..20 {
            let place = a.lerp(b, f64::from(k) / 20.0) + away * 7.0;
            let (x, y) = (place.x.round(), place.y.round());
            if x < 0.0 || y < 0.0 || x >= f64::from(width) || y >= f64::from(height) {
                continue;
            }
            let at = y as usize * width as usize + x as usize;
            let seen = light(photo, at);
            let apart = (0..3).map(|c| (seen[c].max(1e-3) / mean[c].max(1e-3)).log10().abs()).fold(0.0, f64::max);
            other += u32::from(owner[at] != area.number && apart > 0.06);
            beside += u32::from(is_skin(seen));
        }
        sharp &= other >= 17;
    }
    sharp && f64::from(beside) >= BESIDE_SKIN * 4.0 * 19.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SKIN: [u8; 3] = [190, 145, 120];

    /// Skin whose right half is a wall of this colour, with a grey card in this place.
    fn photo(wall: [u8; 3], [left, top, right, foot]: [u32; 4]) -> Photo {
        let size = Size::new(640, 480);
        let mut photo = Photo::new(size, SKIN.repeat(size.area() as usize)).rgb().to_vec();
        for (i, pixel) in photo.chunks_exact_mut(3).enumerate() {
            let (x, y) = (i as u32 % 640, i as u32 / 640);
            let card = (left..right).contains(&x) && (top..foot).contains(&y);
            pixel.copy_from_slice(&if card {
                [118; 3]
            } else if x >= 320 {
                wall
            } else {
                SKIN
            });
        }
        Photo::new(size, photo)
    }

    #[test]
    fn a_card_lies_beside_skin_and_not_on_the_wall_behind() {
        let held = [60, 60, 240, 190];
        assert!(find_grey_card(&photo([40, 70, 90], held)).is_some());
        let behind = [400, 60, 580, 190];
        assert!(find_grey_card(&photo(SKIN, behind)).is_some());
        assert_eq!(find_grey_card(&photo([40, 70, 90], behind)), None);
    }

    #[test]
    fn two_cards_of_other_shapes_are_no_pair() {
        let wide = photo(SKIN, [60, 60, 240, 190]);
        let moved = photo(SKIN, [300, 200, 475, 335]);
        let long = photo(SKIN, [60, 60, 340, 190]);
        assert!(find_grey_card(&long).is_some());
        assert!(find_grey_cards([&wide, &moved]).is_some());
        assert_eq!(find_grey_cards([&wide, &long]), None);
    }
}
