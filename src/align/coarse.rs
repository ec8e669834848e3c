//! The pose: guesses from several generators, each improved a little, the best chosen by looking at the skin.

use rayon::prelude::*;

use super::Prepared;
use super::channel::{Kind, from_level, to_level};
use super::fit::{Freedom, Pair, consensus, is_sane, robust};
use super::matching::{Match, mutual};
use super::model::Model;
use super::patches::{Search, oriented, shifts};
use super::verify::{Agreement, agreement, windows};
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

/// The matches on pigment, coarse tone and fine tone, each most distinctive first.
pub(super) fn matches(fixed: &Prepared, moving: &Prepared) -> Vec<Vec<Match>> {
    fixed.features.iter().zip(&moving.features).map(|(f, m)| mutual(f, m, 0.97)).collect()
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

/// The agreement under `pose` (level 0) at `level`, 2 or 3, of tone and pigment together.
pub(super) fn look(fixed: &Prepared, moving: &Prepared, pose: &Homography, level: usize, weight: &Plane) -> Agreement {
    agree(fixed, moving, &Model::rigid(*pose, fixed.frame), &[(Kind::Tone, level), (Kind::Pigment, level)], weight)
}

/// The agreement under `model` of several channels at their levels together.
pub(super) fn agree(
    fixed: &Prepared,
    moving: &Prepared,
    model: &Model,
    looks: &[(Kind, usize)],
    weight: &Plane,
) -> Agreement {
    let coarser = weight.halved();
    let mut all = Vec::new();
    for &(kind, level) in looks {
        let (f, m) = (fixed.channel.plane(kind, level), moving.channel.plane(kind, level));
        let (warped, _) = model.warp(f, m, level, Kernel::Bilinear);
        let (weight, shift) = if level > 2 { (&coarser, 0) } else { (weight, 2 - level) };
        let half = if kind == Kind::Tone { 5 + 3 * usize::from(level < 3) } else { 16 >> (level - 2) };
        let mut found = windows(f, &warped, weight, shift, half);
        // Each channel counts as much as its squares cover, however many they are.
        let share = 1.0 / found.len().max(1) as f64;
        found.iter_mut().for_each(|w| w.weight *= share);
        all.append(&mut found);
    }
    agreement(&all)
}

/// `pose` after squares at an eighth of the size have pulled it, if that made the photos agree better.
fn improved(fixed: &Prepared, moving: &Prepared, pose: Homography, weight: &Plane) -> Homography {
    let side = fixed.frame.side();
    let search = oriented(Search { columns: 12, rows: 9, half: 8, reach: 7 }, fixed.frame);
    let wide = oriented(Search { columns: 10, rows: 8, half: 12, reach: 9 }, fixed.frame);
    let model = Model::rigid(pose, fixed.frame);
    let mut pairs = pairs_at(fixed, moving, &model, (Kind::Tone, 3), &search, Kernel::Bilinear);
    pairs.extend(pairs_at(fixed, moving, &model, (Kind::Pigment, 3), &wide, Kernel::Bilinear));
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
    (kind, level): (Kind, usize),
    search: &Search,
    kernel: Kernel,
) -> Vec<Pair> {
    let (f, m) = (fixed.channel.plane(kind, level), moving.channel.plane(kind, level));
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
