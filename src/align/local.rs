//! The bend of the skin on top of the pose: squares found at finer and finer levels, a stiff lattice through them.
//!
//! Squares on changed skin do not fit their neighbours and drop out by themselves. A stage that does not make the photos
//! agree better is taken back.

use rayon::prelude::*;

use super::channel::Kind;
use super::fit::{Freedom, Pair, geman_mcclure, is_sane, robust};
use super::lattice::{Datum, fit};
use super::model::Model;
use super::patches::{Search, oriented};
use super::refine::refined;
use super::relief::settled;
use super::scene::{Lay, Scene, View};
use super::verify::Agreement;
use crate::geom::{Lattice, Point};
use crate::monitor::{Cancelled, Monitor, step};

/// One round of search and fit.
struct Stage {
    /// Channel, level, squares.
    searches: &'static [(Kind, usize, Search)],
    /// Knots along the long side and the short side.
    knots: (usize, usize),
    stiffness: f64,
    /// Residual at which a square counts a quarter, first and last round, in pixels of level 0.
    scale: (f64, f64),
}

const fn search(columns: usize, rows: usize, half: usize, reach: usize) -> Search {
    Search { columns, rows, half, reach }
}

const STAGES: [Stage; 3] = [
    Stage {
        searches: &[(Kind::Tone, 3, search(16, 12, 8, 7)), (Kind::Pigment, 3, search(16, 12, 11, 8))],
        knots: (7, 5),
        stiffness: 0.1,
        scale: (40.0, 12.0),
    },
    Stage {
        searches: &[(Kind::Tone, 2, search(24, 18, 10, 8)), (Kind::Pigment, 2, search(18, 14, 16, 8))],
        knots: (9, 7),
        stiffness: 0.05,
        scale: (20.0, 6.0),
    },
    Stage {
        searches: &[(Kind::Tone, 1, search(32, 24, 10, 8)), (Kind::Tone, 2, search(32, 24, 10, 6))],
        knots: (17, 13),
        stiffness: 0.05,
        scale: (10.0, 2.5),
    },
];

/// What the photos are compared by while the model is made.
pub(super) const LOOKS: [(Kind, usize); 3] = [(Kind::Tone, 1), (Kind::Tone, 2), (Kind::Pigment, 2)];

/// The best model found and the squares of the last round that was kept.
pub(super) struct Local {
    /// The model.
    pub model: Model,
    /// Squares found around it (level 0).
    pub pairs: Vec<Pair>,
    /// How well the photos agree under it.
    pub agreement: Agreement,
    /// What the moving photo looks like under it, by [`LOOKS`].
    pub views: Vec<View>,
}

impl Local {
    fn new(scene: &Scene, model: Model, pairs: Vec<Pair>) -> Self {
        let views: Vec<View> = LOOKS.into_par_iter().map(|look| scene.view(&model, look)).collect();
        Self { agreement: scene.agreement(&views, Lay::Tiled), model, pairs, views }
    }

    /// Squares found around the model in one of the channels.
    fn found(&self, scene: &Scene, kind: Kind, level: usize, search: &Search) -> Vec<Pair> {
        match LOOKS.iter().position(|look| *look == (kind, level)) {
            Some(i) => scene.pairs(&self.views[i], search),
            None => scene.pairs(&scene.view(&self.model, (kind, level)), search),
        }
    }
}

/// Bends `pose` to the skin and to the scene's landmarks.
pub(super) fn bend(scene: &Scene, pose: Model, monitor: &dyn Monitor) -> Result<Local, Cancelled> {
    let mut best = Local::new(scene, pose, Vec::new());
    for (i, stage) in STAGES.iter().enumerate() {
        let alive = |f: f32| step(monitor, (i as f32 + f) / STAGES.len() as f32);
        alive(0.0)?;
        let mut found = Vec::new();
        for (kind, level, search) in stage.searches {
            alive(0.25)?;
            let mut squares = best.found(scene, *kind, *level, &oriented(*search, scene.fixed.frame));
            if i >= FINE_STAGES && *level == 2 {
                let k = coarse_share(&found);
                squares.iter_mut().for_each(|s| s.weight *= k);
            }
            found.extend(squares);
        }
        alive(0.5)?;
        let Some(model) = bent(&best.model, &found, scene.landmarks, stage) else { continue };
        alive(0.8)?;
        let next = Local::new(scene, model, found);
        if helps(next.agreement, best.agreement, !scene.landmarks.is_empty()) {
            best = next;
        } else if best.pairs.is_empty() {
            best.pairs = next.pairs;
        }
    }
    Ok(best)
}

/// The last touch on a bend that is to be kept: slopes pull it into place, coarse tone takes the lean of relief out.
pub(super) fn finished(scene: &Scene, mut local: Local, monitor: &dyn Monitor) -> Result<Local, Cancelled> {
    let alive = || step(monitor, 0.0);
    let by_hand = !scene.landmarks.is_empty();
    if let Some(model) = refined(scene, &local.model, &alive)? {
        let next = Local::new(scene, model, local.pairs.clone());
        if is_no_loss(next.agreement, local.agreement) {
            local = next;
        }
    }
    alive()?;
    // What the user clicked is where things are, whatever the light.
    if by_hand {
        return Ok(local);
    }
    let Some((model, shift)) = settled(scene, &local.model, &alive)? else { return Ok(local) };
    if shift.norm() < UNSEEN {
        return Ok(Local { model, ..local });
    }
    Ok(Local::new(scene, model, local.pairs))
}

/// Pixels of level 0 by which a model may move without its views being drawn anew.
const UNSEEN: f64 = 0.25;

/// Whether the last touch is kept. It moves squares by tenths of a pixel, which hardly shows at half the size where
/// agreement is measured: only a loss beyond chance takes it back.
fn is_no_loss(next: Agreement, before: Agreement) -> bool {
    next.score() >= before.score() - 0.005
}

/// For each landmark, how far (level 0) it lies from where the squares and the other landmarks put it.
pub(super) fn leave_one_out(local: &Local, landmarks: &[Pair]) -> Vec<f64> {
    let stage = &STAGES[STAGES.len() - 1];
    (0..landmarks.len())
        .map(|i| {
            let others: Vec<Pair> = landmarks.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, p)| *p).collect();
            let model = bent(&local.model, &local.pairs, &others, stage);
            let at = model.as_ref().unwrap_or(&local.model).at(landmarks[i].fixed);
            at.distance(landmarks[i].moving)
        })
        .collect()
}

/// Whether a stage is kept. Landmarks are the user's word: what follows them stays even if the photos agree less.
fn helps(next: Agreement, before: Agreement, by_hand: bool) -> bool {
    by_hand || next.score() >= before.score() - 1e-4
}

/// Stages from this one on look at fine tone, with coarse tone beside it.
const FINE_STAGES: usize = 2;

/// How much a coarse square counts beside these `fine` ones.
///
/// The spread of a square falls about as its weight rises, so its say goes with the square of the weight: where fine tone
/// was found clearly, coarse squares would only blur it; where light from another side has changed it or there is little
/// of it, they are nearer the truth.
fn coarse_share(fine: &[Pair]) -> f64 {
    let mut weights: Vec<f64> = fine.iter().map(|p| p.weight).collect();
    weights.sort_by(f64::total_cmp);
    weights.get(weights.len() / 2).map_or(1.0, |middle| (0.005 / (middle * middle)).min(1.0))
}

/// How much more a landmark counts than a square.
const LANDMARK_WEIGHT: f64 = 50.0;

/// Fits perspective and lattice to `found` robustly and to `landmarks` faithfully, starting from `model`; `None` if there is
/// too little to fit or the answer would fold the skin.
fn bent(model: &Model, found: &[Pair], landmarks: &[Pair], stage: &Stage) -> Option<Model> {
    let frame = model.frame;
    if found.len() < 12 && landmarks.len() < 3 {
        return None;
    }
    let homography =
        robust(found, model.homography, Freedom::Perspective, frame.side(), 4.0 * stage.scale.0, stage.scale.0)
            .map(|(fit, _)| fit)
            .filter(|fit| found.len() >= 12 && is_sane(fit, frame.side()) && keeps(fit, landmarks, frame.side()))
            .unwrap_or(model.homography);
    let (long, short) = stage.knots;
    let (columns, rows) = if frame.working.width >= frame.working.height { (long, short) } else { (short, long) };
    for stiffer in [1.0, 8.0, 64.0] {
        let mut bent = Model { homography, lattice: None, frame };
        bent.lattice = robust_lattice(model, &bent, found, landmarks, (columns, rows), stage, stiffer);
        if bent.lattice.is_some() && bent.is_smooth() {
            return Some(bent);
        }
    }
    None
}

/// True if the squares' own pose does not run away from the landmarks.
fn keeps(homography: &crate::geom::Homography, landmarks: &[Pair], side: f64) -> bool {
    landmarks.iter().all(|l| (*homography * l.fixed).distance(l.moving) < 0.05 * side)
}

fn robust_lattice(
    before: &Model,
    bent: &Model,
    found: &[Pair],
    landmarks: &[Pair],
    (columns, rows): (usize, usize),
    stage: &Stage,
    stiffer: f64,
) -> Option<Lattice> {
    const ROUNDS: usize = 6;
    let frame = bent.frame;
    let datum = |p: &Pair, weight: f64| Datum {
        at: frame.to_full(p.fixed),
        offset: p.moving - bent.homography * p.fixed,
        weight: p.weight * weight,
    };
    let mut predicted: Vec<Point> = found.iter().map(|p| before.at(p.fixed)).collect();
    let mut lattice = None;
    for round in 0..ROUNDS {
        let t = round as f64 / (ROUNDS - 1) as f64;
        let scale = stage.scale.0 * (stage.scale.1 / stage.scale.0).powf(t);
        let mut data: Vec<Datum> = found
            .iter()
            .zip(&predicted)
            .map(|(p, predicted)| datum(p, geman_mcclure(predicted.distance(p.moving), scale)))
            .collect();
        data.extend(landmarks.iter().map(|p| datum(p, LANDMARK_WEIGHT)));
        let fitted = fit(&data, frame.full, columns, rows, stage.stiffness * stiffer)?;
        for (predicted, p) in predicted.iter_mut().zip(found) {
            *predicted = bent.homography * p.fixed + fitted.at(frame.to_full(p.fixed), frame.full);
        }
        lattice = Some(fitted);
    }
    lattice
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(weight: f64) -> Vec<Pair> {
        let at = Point::new(3.0, 4.0);
        vec![Pair { fixed: at, moving: at, weight }; 9]
    }

    #[test]
    fn coarse_squares_step_back_where_fine_ones_are_clear() {
        assert_eq!(coarse_share(&squares(0.02)), 1.0);
        assert_eq!(coarse_share(&[]), 1.0);
        assert!(coarse_share(&squares(0.3)) < 0.06);
    }

    #[test]
    fn a_last_touch_that_loses_agreement_is_taken_back() {
        let agreement = |mean: f64| Agreement { mean, coverage: 0.9 };
        assert!(is_no_loss(agreement(0.6), agreement(0.5)) && is_no_loss(agreement(0.499), agreement(0.5)));
        assert!(!is_no_loss(agreement(0.48), agreement(0.5)));
    }

    #[test]
    fn a_stage_that_makes_the_photos_agree_less_is_taken_back() {
        let agreement = |mean: f64, coverage: f64| Agreement { mean, coverage };
        let before = agreement(0.5, 0.9);
        assert!(helps(agreement(0.5, 0.9), before, false) && helps(agreement(0.6, 0.9), before, false));
        assert!(!helps(agreement(0.49, 0.9), before, false));
        assert!(!helps(agreement(0.5, 0.8), before, false));
        assert!(helps(agreement(0.2, 0.9), before, true));
    }
}
