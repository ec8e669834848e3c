//! Guesses of the pose from single matches.
//!
//! Each match carries a turn, a scale and a place, so that one alone proposes a similarity; the others vote for it. With
//! two to ten right matches among hundreds, drawing four at a time is hopeless and this is not.

use rayon::prelude::*;

use super::fit::{Freedom, Pair, is_sane, robust};
use super::matching::Match;
use crate::geom::{Homography, Point};
use crate::monitor::Cancelled;

/// What poses are thinkable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prior {
    /// Largest turn in radians.
    pub turn: f64,
    /// Largest scale, and its inverse the smallest.
    pub scale: f64,
}

/// A photo session: the camera is held roughly as before.
pub(super) const CLINICAL: Prior = Prior { turn: 0.6, scale: 1.9 };
/// Any turn, and crops.
pub(super) const ANY: Prior = Prior { turn: 4.0, scale: 4.0 };

struct Vote {
    pair: Pair,
    turn: f64,
    log_scale: f64,
}

/// Up to `most` different poses, the best supported first. `side` is the long side in pixels. Asks `alive` on the way.
///
/// # Errors
/// [`Cancelled`].
pub(super) fn poses(
    matches: &[Match],
    prior: Prior,
    side: f64,
    most: usize,
    alive: &(impl Fn() -> Result<(), Cancelled> + Sync),
) -> Result<Vec<Homography>, Cancelled> {
    let votes: Vec<Vote> = matches.iter().filter_map(|m| vote(m, prior)).collect();
    let seeds = votes.len().min(700);
    alive()?;
    let support: Vec<f64> =
        (0..seeds).into_par_iter().with_min_len(16).map(|i| support(&votes, &votes[i], side)).collect();
    let mut order: Vec<usize> = (0..seeds).collect();
    order.sort_by(|a, b| support[*b].total_cmp(&support[*a]).then(a.cmp(b)));
    let mut guesses: Vec<Homography> = Vec::new();
    let mut guesses_left = order.into_iter().take_while(|i| support[*i] >= 0.3).map(|i| similarity_of(&votes[i]));
    let mut found: Vec<Homography> = Vec::new();
    // A few at a time: each is pulled by itself, and seldom more than these are needed.
    while found.len() < most {
        let first = guesses.len();
        while guesses.len() < first + most
            && let Some(guess) = guesses_left.next()
        {
            if guesses.iter().all(|other| apart(other, &guess, side) >= 0.04 * side) {
                guesses.push(guess);
            }
        }
        if guesses.len() == first {
            break;
        }
        let pulled: Result<Vec<Homography>, Cancelled> = guesses[first..]
            .par_iter()
            .with_max_len(1)
            .map(|guess| {
                alive()?;
                Ok(refined(&votes, *guess, side))
            })
            .collect();
        for pose in pulled? {
            if found.len() < most && !found.iter().any(|other| apart(other, &pose, side) < 0.01 * side) {
                found.push(pose);
            }
        }
    }
    Ok(found)
}

fn vote(m: &Match, prior: Prior) -> Option<Vote> {
    let turn = wrapped(m.moving.angle - m.fixed.angle);
    let log_scale = (m.moving.scale / m.fixed.scale).ln();
    let thinkable = turn.abs() <= prior.turn && log_scale.abs() <= prior.scale.ln() + 0.15;
    let weight = 1.05 - m.ratio * m.ratio;
    thinkable.then_some(Vote { pair: Pair { fixed: m.fixed.at, moving: m.moving.at, weight }, turn, log_scale })
}

fn wrapped(angle: f64) -> f64 {
    let tau = std::f64::consts::TAU;
    let a = angle.rem_euclid(tau);
    if a > tau / 2.0 { a - tau } else { a }
}

fn similarity_of(vote: &Vote) -> Homography {
    let (sin, cos) = vote.turn.sin_cos();
    let s = vote.log_scale.exp();
    let (f, m) = (vote.pair.fixed, vote.pair.moving);
    Homography::from_rows([
        [s * cos, -s * sin, m.x - s * (cos * f.x - sin * f.y)],
        [s * sin, s * cos, m.y - s * (sin * f.x + cos * f.y)],
        [0.0, 0.0, 1.0],
    ])
}

/// How much the other votes agree with `seed`. A place far from the seed may miss by more: turn and scale of one keypoint are rough.
fn support(votes: &[Vote], seed: &Vote, side: f64) -> f64 {
    let (sin, cos) = seed.turn.sin_cos();
    let s = seed.log_scale.exp();
    let (c, n) = (s * cos, s * sin);
    votes
        .iter()
        .map(|v| {
            let d = v.pair.fixed - seed.pair.fixed;
            let miss = Point::new(c * d.x - n * d.y, n * d.x + c * d.y) - (v.pair.moving - seed.pair.moving);
            let tolerance = 0.008 * side + 0.10 * (d.x.abs() + d.y.abs());
            let r = (miss.x * miss.x + miss.y * miss.y) / (tolerance * tolerance);
            if r >= 1.0 {
                return 0.0;
            }
            let turn = wrapped(v.turn - seed.turn) / 0.5;
            let scale = (v.log_scale - seed.log_scale) / 0.5;
            let agree = 1.0 - turn * turn - scale * scale;
            if agree > 0.0 { v.pair.weight * agree * (1.0 - r) } else { 0.0 }
        })
        .sum()
}

/// Lets the votes near `guess` pull it: first a similarity, then an affinity if enough hold it.
fn refined(votes: &[Vote], guess: Homography, side: f64) -> Homography {
    let pairs: Vec<Pair> = votes.iter().map(|v| v.pair).collect();
    let Some((similar, weights)) = robust(&pairs, guess, Freedom::Similarity, side, 0.05 * side, 0.015 * side) else {
        return guess;
    };
    if !is_sane(&similar, side) || apart(&similar, &guess, side) > 0.25 * side {
        return guess;
    }
    let holding: f64 = weights.iter().filter(|w| **w > 0.25).count() as f64;
    if holding < 10.0 {
        return similar;
    }
    match robust(&pairs, similar, Freedom::Affine, side, 0.02 * side, 0.01 * side) {
        Some((affine, _)) if is_sane(&affine, side) && apart(&affine, &similar, side) < 0.15 * side => affine,
        _ => similar,
    }
}

/// How far apart two poses put the photo: the mean over a few places, in pixels.
pub(super) fn apart(a: &Homography, b: &Homography, side: f64) -> f64 {
    let places = [(0.2, 0.15), (0.8, 0.15), (0.2, 0.6), (0.8, 0.6), (0.5, 0.375)];
    places.iter().map(|(x, y)| Point::new(x * side, y * side)).map(|p| (*a * p).distance(*b * p)).sum::<f64>()
        / places.len() as f64
}
