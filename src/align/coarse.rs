//! The pose: guesses from several generators, each improved a little, the best chosen by looking at the skin.

use rayon::prelude::*;

use super::Prepared;
use super::channel::{from_level, to_level};
use super::fit::{Freedom, Pair, consensus, is_sane, robust};
use super::matching::{Match, mutual};
use super::model::Model;
use super::patches::{Search, shifts};
use super::verify::{Agreement, under};
use super::vote::{Prior, apart, poses};
use crate::geom::{Homography, Point};
use crate::imaging::{Kernel, Plane};

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

/// The matches of both detail levels, most distinctive first.
pub(super) fn matches(fixed: &Prepared, moving: &Prepared) -> [Vec<Match>; 2] {
    let (coarse, fine) =
        rayon::join(|| mutual(&fixed.coarse, &moving.coarse, 0.97), || mutual(&fixed.fine, &moving.fine, 0.95));
    [coarse, fine]
}

/// Different poses, the best first.
pub(super) fn candidates(fixed: &Prepared, moving: &Prepared, prior: Prior, weight: &Plane) -> Vec<Candidate> {
    let found = matches(fixed, moving);
    let side = fixed.frame.side();
    let mut guesses: Vec<Homography> = Vec::new();
    for matches in &found {
        guesses.extend(poses(matches, prior, side, 8));
        guesses.extend(agreed(matches, side));
    }
    guesses.push(centered(fixed, moving));
    let mut different: Vec<Homography> = Vec::new();
    for guess in guesses {
        if is_sane(&guess, side) && !different.iter().any(|other| apart(other, &guess, side) < 0.004 * side) {
            different.push(guess);
        }
    }
    // A quick look at an eighth of the size sorts out most.
    let mut looked: Vec<(f64, Homography)> = different
        .into_par_iter()
        .map(|pose| {
            let better = improved(fixed, moving, pose, weight);
            (look(fixed, moving, &better, 3, weight).score(), better)
        })
        .collect();
    looked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<Homography> = Vec::new();
    for (_, pose) in looked {
        if kept.len() < CLOSER && !kept.iter().any(|other| apart(other, &pose, side) < 0.004 * side) {
            kept.push(pose);
        }
    }
    let mut candidates: Vec<Candidate> =
        kept.into_par_iter().map(|pose| Candidate { agreement: look(fixed, moving, &pose, 2, weight), pose }).collect();
    candidates.sort_by(|a, b| b.agreement.score().total_cmp(&a.agreement.score()));
    candidates
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
fn centered(fixed: &Prepared, moving: &Prepared) -> Homography {
    let k = moving.frame.side() / fixed.frame.side();
    let (f, m) = (fixed.frame.working.center(), moving.frame.working.center());
    Homography::similarity(k, 0.0, m.x - k * f.x, m.y - k * f.y)
}

/// The agreement under `pose` (level 0) at `level`, 2 or 3.
pub(super) fn look(fixed: &Prepared, moving: &Prepared, pose: &Homography, level: usize, weight: &Plane) -> Agreement {
    let k = (1 << level) as f64;
    let up = Homography::from_rows([[k, 0.0, 0.5 * k - 0.5], [0.0, k, 0.5 * k - 0.5], [0.0, 0.0, 1.0]]);
    let Some(down) = up.inverse() else { return Agreement { mean: 0.0, coverage: 0.0 } };
    let at_level = down * *pose * up;
    let (f, m) = (&fixed.channel.levels[level], &moving.channel.levels[level]);
    if level == 3 { under(f, m, &weight.halved(), 0, &at_level, 5) } else { under(f, m, weight, 0, &at_level, 8) }
}

/// `pose` after squares at an eighth of the size have pulled it, if that made the photos agree better.
fn improved(fixed: &Prepared, moving: &Prepared, pose: Homography, weight: &Plane) -> Homography {
    let side = fixed.frame.side();
    let search = Search { columns: 12, rows: 9, half: 8, reach: 7 };
    let pairs = pairs_at(fixed, moving, &Model::rigid(pose, fixed.frame), 3, &search, Kernel::Bilinear);
    if pairs.len() < 8 {
        return pose;
    }
    let before = look(fixed, moving, &pose, 3, weight).score();
    let mut best = (before, pose);
    for freedom in [Freedom::Affine, Freedom::Perspective] {
        let fitted = robust(&pairs, best.1, freedom, side, 0.03 * side, 0.006 * side);
        if let Some((fit, _)) = fitted.filter(|(fit, _)| is_sane(fit, side)) {
            let score = look(fixed, moving, &fit, 3, weight).score();
            if score > best.0 {
                best = (score, fit);
            }
        }
    }
    best.1
}

/// Where squares of the fixed photo were found around where `model` puts them: pairs in pixels of level 0.
pub(super) fn pairs_at(
    fixed: &Prepared,
    moving: &Prepared,
    model: &Model,
    level: usize,
    search: &Search,
    kernel: Kernel,
) -> Vec<Pair> {
    let (f, m) = (&fixed.channel.levels[level], &moving.channel.levels[level]);
    let (warped, map) = model.warp(f, m, level, kernel);
    let found = shifts(f, &warped, search);
    let pair = |s: super::patches::Shift| {
        let q: Point = map.at(s.at.x + s.by.x, s.at.y + s.by.y);
        let fixed_at = from_level(s.at, level);
        let moving_at = from_level(q, level);
        debug_assert!(to_level(moving_at, level).distance(q) < 1e-6);
        Pair { fixed: fixed_at, moving: moving_at, weight: s.weight }
    };
    found.into_iter().flatten().map(pair).collect()
}
