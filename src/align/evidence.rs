//! The evidence: how many squares of skin lie where the transform puts them, against how many would by chance.

use serde::{Deserialize, Serialize};

use super::channel::to_level;
use super::coarse::Candidate;
use super::fit::Pair;
use super::local::Local;
use super::motions::is_skin;
use super::patches::{Search, oriented};
use super::scene::Scene;
use super::vote::apart;
use crate::geom::Point;
use crate::monitor::Cancelled;

/// What the verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Places looked at: on both photos, neither burnt out nor masked.
    pub squares: usize,
    /// Share of them where a small square of skin texture was found in its place; by chance 0.05.
    pub found: f64,
    /// Share of them where a large square of pigment was found in its place; by chance 0.05.
    pub held: f64,
    /// Mean correlation of the photos at a medium scale, −1 to 1, less where they share only a part.
    pub agreement: f64,
    /// Share of the fixed photo that the moving one covers.
    pub coverage: f64,
    /// Correlation of the best pose over that of the best different one; by chance 1 to 3.
    pub lead: f64,
    /// How far the places of the colour of skin go with the rest, 0 to 1: what is held there over what is held anywhere,
    /// the middle of the photo counting most.
    pub skin: f64,
    /// How far the middle of the photo goes with the rest, 0 to 1: what is held there over what is held anywhere.
    pub middle: f64,
}

/// The squares around the final model.
pub(super) struct Probes {
    /// Small squares of tone, level 1.
    pub fine: Vec<Pair>,
    /// Large squares of pigment and tone, level 2.
    pub coarse: Vec<Pair>,
    /// What they amount to.
    pub evidence: Evidence,
}

/// A small square is in place within this many pixels of level 0, a large one within [`COARSE_IN_PLACE`].
pub(super) const FINE_IN_PLACE: f64 = 3.0;
/// See [`FINE_IN_PLACE`].
pub(super) const COARSE_IN_PLACE: f64 = 7.0;

const FINE: Search = Search { columns: 32, rows: 24, half: 10, reach: 8 };
const COARSE: Search = Search { columns: 20, rows: 15, half: 16, reach: 9 };

/// Looks for squares around the final model. Asks `alive` on the way.
///
/// # Errors
/// [`Cancelled`].
pub(super) fn probe(
    scene: &Scene,
    local: &Local,
    candidates: &[Candidate],
    alive: &impl Fn() -> Result<(), Cancelled>,
) -> Result<Probes, Cancelled> {
    let frame = scene.fixed.frame;
    let (fine_search, coarse_search) = (oriented(FINE, frame), oriented(COARSE, frame));
    let [tone1, tone2, pigment2] = [0, 1, 2].map(|i| &local.views[i]);
    let fine = scene.pairs(tone1, &fine_search);
    alive()?;
    let pigment = scene.pairs(pigment2, &coarse_search);
    alive()?;
    let tone = scene.pairs(tone2, &coarse_search);
    alive()?;
    let fine_places = places(scene, local, &fine_search);
    let large_places = places(scene, local, &coarse_search);
    let held = held(scene, local, &large_places, [&pigment, &tone]);
    let evidence = Evidence {
        squares: fine_places.len(),
        found: share(in_place(scene, local, &fine, FINE_IN_PLACE).count(), fine_places.len()),
        held: held.all,
        // Over a narrow strip chance correlates well.
        agreement: local.agreement.score(),
        coverage: local.agreement.coverage,
        lead: lead(candidates, frame.side()),
        skin: held.skin,
        middle: held.middle,
    };
    let coarse = pigment.into_iter().chain(tone).collect();
    Ok(Probes { fine, coarse, evidence })
}

/// The squares at places that count which the model puts within `px` of where they were found.
fn in_place<'a>(scene: &'a Scene, local: &'a Local, pairs: &'a [Pair], px: f64) -> impl Iterator<Item = &'a Pair> {
    pairs.iter().filter(move |p| local.model.at(p.fixed).distance(p.moving) < px && counts(scene, local, p.fixed))
}

/// True if a pixel of level 0 lies on both photos and is neither burnt out nor masked in one of them.
fn counts(scene: &Scene, local: &Local, p: Point) -> bool {
    let q = local.model.at(p);
    scene.weight_at(to_level(p, 2)) > 0.5
        && scene.moving.frame.working.contains(q)
        && scene.moving_weight_at(to_level(q, 2)) > 0.5
}

fn share(part: usize, of: usize) -> f64 {
    (part as f64 / of.max(1) as f64).min(1.0)
}

/// How much is held over all places, and how far the middle and the skin go with the rest.
struct Held {
    all: f64,
    middle: f64,
    skin: f64,
}

/// Share of the places that must have the colour of skin, and share that must not, for the skin to be asked by itself.
const SOME_SKIN: f64 = 0.05;

/// What is held of `places`, by the channel that holds more of them.
///
/// A lively background is held whatever the skin does; so the places of the colour of skin are asked once more by
/// themselves. Where nearly all or none have it, the answer is that of the whole.
fn held(scene: &Scene, local: &Local, places: &[Point], channels: [&[Pair]; 2]) -> Held {
    let kept =
        channels.map(|pairs| in_place(scene, local, pairs, COARSE_IN_PLACE).map(|p| p.fixed).collect::<Vec<Point>>());
    let kept = if kept[0].len() >= kept[1].len() { &kept[0] } else { &kept[1] };
    let all = share(kept.len(), places.len());
    let in_middle = |of: &[Point]| of.iter().filter(|p| off_center(scene, **p) < 0.5).count();
    let middle_places = in_middle(places);
    let middle = compared(in_middle(kept) as f64, all * middle_places as f64);
    let skin_places = places.iter().filter(|p| is_skin_at(scene, **p)).count();
    if !(SOME_SKIN..=1.0 - SOME_SKIN).contains(&share(skin_places, places.len())) {
        return Held { all, middle, skin: 1.0 };
    }
    let weight = |of: &[Point]| -> f64 {
        of.iter().filter(|p| is_skin_at(scene, **p)).map(|p| 1.0 - off_center(scene, *p).powi(2)).sum()
    };
    Held { all, middle, skin: compared(weight(kept), all * weight(places)) }
}

/// How far a pixel of level 0 lies from the middle of the fixed photo: 0 there, 1 at its nearest edge.
fn off_center(scene: &Scene, p: Point) -> f64 {
    let size = scene.fixed.frame.working;
    let from = |v: f64, extent: u32| (2.0 * v / f64::from(extent) - 1.0).abs();
    from(p.x, size.width).max(from(p.y, size.height)).min(1.0)
}

/// `found` over `expected`, at most 1; a few squares more or less are chance.
fn compared(found: f64, expected: f64) -> f64 {
    const CHANCE: f64 = 3.0;
    ((found + CHANCE) / (expected + CHANCE)).min(1.0)
}

/// True if the fixed photo has the colour of skin at a pixel of level 0.
fn is_skin_at(scene: &Scene, p: Point) -> bool {
    let at = to_level(p, 2);
    let [r, g, b] = scene.fixed.channel.rgb.each_ref().map(|c| c.at(at.x.round() as isize, at.y.round() as isize));
    is_skin(r, g, b)
}

/// The places of a search on both photos and counting, level 0 of the fixed photo.
fn places(scene: &Scene, local: &Local, search: &Search) -> Vec<Point> {
    let fixed = scene.fixed.frame.working;
    let place = |i: usize| {
        Point::new(
            ((i % search.columns) as f64 + 0.5) / search.columns as f64 * f64::from(fixed.width),
            ((i / search.columns) as f64 + 0.5) / search.rows as f64 * f64::from(fixed.height),
        )
    };
    (0..search.columns * search.rows).map(place).filter(|p| counts(scene, local, *p)).collect()
}

/// Poses nearer than this share of the side are the same pose twice.
const SAME_POSE: f64 = 0.03;

/// How far the best pose is ahead of the best that is really another one.
fn lead(candidates: &[Candidate], side: f64) -> f64 {
    let Some((first, rest)) = candidates.split_first() else { return 1.0 };
    let other = rest.iter().find(|c| apart(&c.pose, &first.pose, side) > SAME_POSE * side);
    // Below this the best pose is chance, and no multiple of chance is a lead.
    let floor = 0.02;
    let behind = other.map_or(floor, |c| c.agreement.score().max(floor));
    (first.agreement.score().max(floor) / behind).min(99.0)
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{SIZE, drawn, posed, twice};
    use super::*;
    use crate::geom::Homography;

    const SKIN: [u8; 3] = [200, 150, 120];
    const GREEN: [u8; 3] = [60, 160, 60];

    /// What is held of a photo of this colour where the places that `found` names are in place and no others.
    fn held_where(found: impl Fn(Point) -> bool, color: impl Fn(f64, f64) -> [u8; 3]) -> Held {
        let photo = drawn(color);
        let local = posed(Homography::identity(), &photo);
        let places = places(&twice(&photo), &local, &COARSE);
        assert_eq!(places.len(), 300);
        let pair = |p: &Point| Pair {
            fixed: *p,
            moving: *p + Point::new(if found(*p) { 1.0 } else { 20.0 }, 0.0),
            weight: 1.0,
        };
        let pairs: Vec<Pair> = places.iter().map(pair).collect();
        held(&twice(&photo), &local, &places, [&pairs, &[]])
    }

    fn central(p: Point) -> bool {
        (p.x - 240.0).abs() < 120.0 && (p.y - 180.0).abs() < 90.0
    }

    #[test]
    fn the_middle_is_asked_by_itself() {
        let around = held_where(|p| !central(p), |_, _| SKIN);
        assert!((around.all - 0.75).abs() < 0.05 && around.middle < 0.1, "{} {}", around.all, around.middle);
        let anywhere = held_where(|p| (p.x / 24.0) as i64 % 4 != 0, |_, _| SKIN);
        assert!((anywhere.all - 0.75).abs() < 0.05 && anywhere.middle > 0.9, "{} {}", anywhere.all, anywhere.middle);
        assert!(held_where(central, |_, _| SKIN).middle == 1.0);
    }

    #[test]
    fn places_of_the_colour_of_skin_are_asked_by_themselves_where_there_is_something_else() {
        let half = |x: f64, _: f64| if x < f64::from(SIZE.width / 2) { SKIN } else { GREEN };
        let background = held_where(|p| p.x > 240.0, half);
        assert!(
            (background.all - 0.5).abs() < 0.05 && background.skin < 0.15,
            "{} {}",
            background.all,
            background.skin
        );
        assert_eq!(held_where(|p| p.x < 240.0, half).skin, 1.0);
        assert_eq!(held_where(|p| p.x > 240.0, |_, _| SKIN).skin, 1.0, "nothing to tell apart");
    }

    #[test]
    fn where_both_photos_are_burnt_out_nothing_is_in_place() {
        let right_half = |x: f64, _: f64| if x < 240.0 { [255; 3] } else { SKIN };
        let photo = drawn(right_half);
        let (scene, local) = (twice(&photo), posed(Homography::identity(), &photo));
        let at = |x: f64| Pair { fixed: Point::new(x, 180.0), moving: Point::new(x, 180.0), weight: 1.0 };
        let pairs = [at(60.0), at(120.0), at(360.0)];
        let kept: Vec<f64> = in_place(&scene, &local, &pairs, COARSE_IN_PLACE).map(|p| p.fixed.x).collect();
        assert_eq!(kept, [360.0]);
        assert!(places(&scene, &local, &COARSE).iter().all(|p| p.x > 230.0));
    }

    #[test]
    fn a_few_squares_on_the_skin_more_or_less_are_chance() {
        assert!(compared(0.0, 2.0) > 0.5 && compared(8.0, 9.0) > 0.9 && compared(60.0, 50.0) == 1.0);
        assert!(compared(2.0, 60.0) < 0.1);
    }
}
