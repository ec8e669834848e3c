//! The pose: guesses from several generators, each improved a little, the best chosen by looking at the skin.

use rayon::prelude::*;

use super::channel::{Kind, to_level};
use super::features::Features;
use super::fit::{Freedom, Pair, consensus, is_sane, robust};
use super::matching::{Match, mutual};
use super::model::Model;
use super::patches::{Search, oriented};
use super::scene::{Lay, Scene, View};
use super::verify::Agreement;
use super::vote::{Prior, apart, poses};
use crate::geom::Homography;
use crate::monitor::{Cancelled, Monitor, step};

/// A pose and how well the photos agree under it.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// `moving_from_fixed` at level 0.
    pub pose: Homography,
    /// The agreement at level 2.
    pub agreement: Agreement,
}

/// Poses that survive to the closer look.
const CLOSER: usize = 6;

/// Agreement at level 2 that no chance reaches (different skin stays below 0.2): the search may end there.
const DECISIVE: f64 = 0.42;

/// The matches of keypoints of one sort, most distinctive first, where the scene counts.
fn matches(scene: &Scene, fixed: &Features, moving: &Features) -> Vec<Match> {
    let counts = |m: &Match| scene.weight_at(to_level(m.fixed.at, 2)) > 0.3;
    mutual(fixed, moving, 0.97).into_iter().filter(counts).collect()
}

/// Different poses, the best first.
///
/// Coarse keypoints and single votes come first; where they do not settle it, fine keypoints and four-point samples join.
///
/// # Errors
/// [`Cancelled`].
pub(super) fn candidates(scene: &Scene, prior: Prior, monitor: &dyn Monitor) -> Result<Vec<Candidate>, Cancelled> {
    let side = scene.fixed.frame.side();
    let alive = |f: f32| step(monitor, f);
    alive(0.0)?;
    let (fixed, moving) = (&scene.fixed.features, &scene.moving.features);
    let mut coarse: Vec<Vec<Match>> = Vec::new();
    for (fixed, moving) in fixed.iter().zip(moving) {
        coarse.push(matches(scene, fixed, moving));
        alive(0.15)?;
    }
    let voted: Result<Vec<Vec<Homography>>, Cancelled> =
        coarse.par_iter().map(|m| poses(m, prior, side, 8, &|| alive(0.15))).collect();
    let mut guesses: Vec<Homography> = voted?.concat();
    guesses.push(centered(scene));
    let first = judged(scene, guesses, Vec::new(), &|| alive(0.2))?;
    if first.first().is_some_and(|best| best.agreement.mean > DECISIVE && best.agreement.coverage > 0.3) {
        return Ok(first);
    }
    alive(0.4)?;
    let (fine_fixed, fine_moving) = {
        let here = |_: f32| monitor.report(0.4);
        rayon::join(|| scene.fixed.fine(&here), || scene.moving.fine(&here))
    };
    let fine = matches(scene, fine_fixed?.as_ref(), fine_moving?.as_ref());
    alive(0.6)?;
    let all: Vec<&Vec<Match>> = coarse.iter().chain([&fine]).collect();
    let (agreed, voted) = rayon::join(
        || all.par_iter().filter_map(|m| agreed(m, side)).collect::<Vec<_>>(),
        || poses(&fine, prior, side, 8, &|| alive(0.6)),
    );
    alive(0.8)?;
    judged(scene, voted?.into_iter().chain(agreed).collect(), first, &|| alive(0.8))
}

/// Each guess improved and looked at, `known` among them; the best few, the best first.
fn judged(
    scene: &Scene,
    guesses: Vec<Homography>,
    known: Vec<Candidate>,
    alive: &(impl Fn() -> Result<(), Cancelled> + Sync),
) -> Result<Vec<Candidate>, Cancelled> {
    let side = scene.fixed.frame.side();
    let mut different: Vec<Homography> = Vec::new();
    for guess in guesses {
        if is_sane(&guess, side) && !different.iter().any(|other| apart(other, &guess, side) < 0.004 * side) {
            different.push(guess);
        }
    }
    // A quick look at an eighth of the size sorts out most.
    let looked: Result<Vec<(f64, Homography)>, Cancelled> = different
        .into_par_iter()
        .with_max_len(1)
        .map(|pose| {
            alive()?;
            Ok(improved(scene, pose))
        })
        .collect();
    let mut looked = looked?;
    looked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<Homography> = Vec::new();
    let met = |kept: &[Homography], pose: &Homography| {
        let near = |other: &Homography| apart(other, pose, side) < 0.004 * side;
        kept.iter().any(near) || known.iter().any(|k| near(&k.pose))
    };
    for (_, pose) in looked {
        if kept.len() < CLOSER && !met(&kept, &pose) {
            kept.push(pose);
        }
    }
    let closer = |pose: Homography| {
        alive()?;
        Ok(Candidate { agreement: look(scene, &views(scene, &pose, 2)), pose })
    };
    let fresh: Result<Vec<Candidate>, Cancelled> = kept.into_par_iter().with_max_len(1).map(closer).collect();
    let mut candidates = known;
    candidates.extend(fresh?);
    candidates.sort_by(|a, b| b.agreement.score().total_cmp(&a.agreement.score()));
    Ok(candidates)
}

/// What four-point sampling finds, if enough matches hold it.
fn agreed(matches: &[Match], side: f64) -> Option<Homography> {
    let pairs: Vec<Pair> = matches
        .iter()
        .filter(|m| m.ratio < 0.9)
        .map(|m| Pair { fixed: m.fixed.at, moving: m.moving.at, weight: 1.0 })
        .collect();
    let (pose, support) = consensus(&pairs, side, 0.006 * side, 1500)?;
    (support >= 10.0).then_some(pose)
}

/// The photos laid on each other, middle on middle, same long side.
fn centered(scene: &Scene) -> Homography {
    let (fixed, moving) = (scene.fixed.frame, scene.moving.frame);
    let k = moving.side() / fixed.side();
    let (f, m) = (fixed.working.center(), moving.working.center());
    Homography::similarity(k, 0.0, m.x - k * f.x, m.y - k * f.y)
}

/// Tone and pigment under `pose` (level 0) at `level`, 2 or 3.
fn views(scene: &Scene, pose: &Homography, level: usize) -> [View; 2] {
    let model = Model::rigid(*pose, scene.fixed.frame);
    [scene.view(&model, (Kind::Tone, level)), scene.view(&model, (Kind::Pigment, level))]
}

/// The agreement in both.
fn look(scene: &Scene, views: &[View; 2]) -> Agreement {
    scene.agreement(views, Lay::Overlapping)
}

/// `pose` after squares at an eighth of the size have pulled it, if that made the photos agree better, and its score there.
fn improved(scene: &Scene, pose: Homography) -> (f64, Homography) {
    let frame = scene.fixed.frame;
    let side = frame.side();
    let search = oriented(Search { columns: 12, rows: 9, half: 8, reach: 7 }, frame);
    let wide = oriented(Search { columns: 10, rows: 8, half: 12, reach: 9 }, frame);
    let seen = views(scene, &pose, 3);
    let mut best = (look(scene, &seen).score(), pose);
    let mut pairs = scene.pairs(&seen[0], &search);
    pairs.extend(scene.pairs(&seen[1], &wide));
    if pairs.len() < 8 {
        return best;
    }
    for freedom in [Freedom::Affine, Freedom::Perspective] {
        let fitted = robust(&pairs, best.1, freedom, side, 0.03 * side, 0.006 * side);
        if let Some((fit, _)) = fitted.filter(|(fit, _)| is_sane(fit, side)) {
            let score = look(scene, &views(scene, &fit, 3)).score();
            if score > best.0 {
                best = (score, fit);
            }
        }
    }
    best
}
