//! The pose: guesses from several generators, each improved a little, the best chosen by looking at the skin.

use rayon::prelude::*;

use super::channel::{Kind, to_level};
use super::fit::{Freedom, Pair, consensus, is_sane, robust};
use super::matching::{Match, mutual};
use super::model::Model;
use super::patches::{Search, oriented};
use super::scene::Scene;
use super::verify::Agreement;
use super::vote::{Prior, apart, poses};
use crate::geom::Homography;

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

/// The matches on pigment, coarse tone and fine tone, each most distinctive first, where the scene counts.
fn matches(scene: &Scene) -> Vec<Vec<Match>> {
    let counts = |m: &Match| scene.weight_at(to_level(m.fixed.at, 2)) > 0.3;
    let found = scene.fixed.features.iter().zip(&scene.moving.features).map(|(f, m)| mutual(f, m, 0.97));
    found.map(|matches| matches.into_iter().filter(counts).collect()).collect()
}

/// Different poses, the best first.
pub(super) fn candidates(scene: &Scene, prior: Prior) -> Vec<Candidate> {
    let side = scene.fixed.frame.side();
    let mut guesses: Vec<Homography> = Vec::new();
    for matches in &matches(scene) {
        guesses.extend(poses(matches, prior, side, 8));
        guesses.extend(agreed(matches, side));
    }
    guesses.push(centered(scene));
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
            let better = improved(scene, pose);
            (look(scene, &better, 3).score(), better)
        })
        .collect();
    looked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<Homography> = Vec::new();
    for (_, pose) in looked {
        if kept.len() < CLOSER && !kept.iter().any(|other| apart(other, &pose, side) < 0.004 * side) {
            kept.push(pose);
        }
    }
    let closer = |pose| Candidate { agreement: look(scene, &pose, 2), pose };
    let mut candidates: Vec<Candidate> = kept.into_par_iter().map(closer).collect();
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
fn centered(scene: &Scene) -> Homography {
    let (fixed, moving) = (scene.fixed.frame, scene.moving.frame);
    let k = moving.side() / fixed.side();
    let (f, m) = (fixed.working.center(), moving.working.center());
    Homography::similarity(k, 0.0, m.x - k * f.x, m.y - k * f.y)
}

/// The agreement under `pose` (level 0) at `level`, 2 or 3, of tone and pigment together.
fn look(scene: &Scene, pose: &Homography, level: usize) -> Agreement {
    scene.agreement(&Model::rigid(*pose, scene.fixed.frame), &[(Kind::Tone, level), (Kind::Pigment, level)])
}

/// `pose` after squares at an eighth of the size have pulled it, if that made the photos agree better.
fn improved(scene: &Scene, pose: Homography) -> Homography {
    let frame = scene.fixed.frame;
    let side = frame.side();
    let search = oriented(Search { columns: 12, rows: 9, half: 8, reach: 7 }, frame);
    let wide = oriented(Search { columns: 10, rows: 8, half: 12, reach: 9 }, frame);
    let model = Model::rigid(pose, frame);
    let mut pairs = scene.pairs(&model, (Kind::Tone, 3), &search);
    pairs.extend(scene.pairs(&model, (Kind::Pigment, 3), &wide));
    if pairs.len() < 8 {
        return pose;
    }
    let before = look(scene, &pose, 3).score();
    let mut best = (before, pose);
    for freedom in [Freedom::Affine, Freedom::Perspective] {
        let fitted = robust(&pairs, best.1, freedom, side, 0.03 * side, 0.006 * side);
        if let Some((fit, _)) = fitted.filter(|(fit, _)| is_sane(fit, side)) {
            let score = look(scene, &fit, 3).score();
            if score > best.0 {
                best = (score, fit);
            }
        }
    }
    best.1
}
