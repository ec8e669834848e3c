//! The bend of the skin on top of the pose: squares found at finer and finer levels, a stiff lattice through them.
//!
//! Squares on changed skin do not fit their neighbours and drop out by themselves. A stage that does not make the photos
//! agree better is taken back.

use super::Prepared;
use super::channel::Kind;
use super::coarse::{self, pairs_at};
use super::fit::{Freedom, Pair, geman_mcclure, is_sane, robust};
use super::lattice::{Datum, fit};
use super::model::Model;
use super::patches::{Search, oriented};
use super::verify::Agreement;
use crate::geom::{Lattice, Point};
use crate::imaging::{Kernel, Plane};
use crate::monitor::{Cancelled, Monitor, step};

/// One round of search and fit.
struct Stage {
    /// Channel, level, squares.
    searches: &'static [(Kind, usize, Search)],
    kernel: Kernel,
    /// Knots along the long side and the short side.
    knots: (usize, usize),
    stiffness: f64,
    /// Residual at which a square counts a quarter, first and last round, in pixels of level 0.
    scale: (f64, f64),
}

const fn search(columns: usize, rows: usize, half: usize, reach: usize) -> Search {
    Search { columns, rows, half, reach }
}

const STAGES: [Stage; 5] = [
    Stage {
        searches: &[(Kind::Tone, 3, search(16, 12, 8, 7)), (Kind::Pigment, 3, search(16, 12, 11, 8))],
        kernel: Kernel::Bilinear,
        knots: (7, 5),
        stiffness: 0.1,
        scale: (40.0, 12.0),
    },
    Stage {
        searches: &[(Kind::Tone, 2, search(24, 18, 10, 8)), (Kind::Pigment, 2, search(18, 14, 16, 8))],
        kernel: Kernel::Bilinear,
        knots: (9, 7),
        stiffness: 0.05,
        scale: (20.0, 6.0),
    },
    Stage {
        searches: &[(Kind::Tone, 1, search(32, 24, 10, 8))],
        kernel: Kernel::Bilinear,
        knots: (17, 13),
        stiffness: 0.05,
        scale: (10.0, 2.5),
    },
    Stage {
        searches: &[(Kind::Tone, 0, search(40, 30, 12, 7))],
        kernel: Kernel::Cubic,
        knots: (25, 19),
        stiffness: 0.05,
        scale: (4.0, 1.2),
    },
    Stage {
        searches: &[(Kind::Tone, 0, search(52, 39, 12, 3))],
        kernel: Kernel::Cubic,
        knots: (25, 19),
        stiffness: 0.05,
        scale: (2.0, 0.8),
    },
];

/// The best model found and the squares of the last round that was kept.
pub(super) struct Local {
    /// The model.
    pub model: Model,
    /// Squares found around it (level 0).
    pub pairs: Vec<Pair>,
    /// How well the photos agree under it.
    pub agreement: Agreement,
}

/// Bends `pose` to the skin. `landmarks` are pairs of level 0 that the bend must follow.
pub(super) fn bend(
    fixed: &Prepared,
    moving: &Prepared,
    pose: Model,
    weight: &Plane,
    landmarks: &[Pair],
    monitor: &dyn Monitor,
    progress: (f32, f32),
) -> Result<Local, Cancelled> {
    let mut best = Local { agreement: agree(fixed, moving, &pose, weight), model: pose, pairs: Vec::new() };
    for (i, stage) in STAGES.iter().enumerate() {
        step(monitor, progress.0 + (progress.1 - progress.0) * i as f32 / STAGES.len() as f32)?;
        let mut found = Vec::new();
        for (kind, level, search) in stage.searches {
            let search = oriented(*search, fixed.frame);
            found.extend(pairs_at(fixed, moving, &best.model, (*kind, *level), &search, stage.kernel));
        }
        let mut pairs = found.clone();
        pairs.extend_from_slice(landmarks);
        let Some(model) = bent(&best.model, &pairs, stage) else { continue };
        let agreement = agree(fixed, moving, &model, weight);
        if agreement.score() >= best.agreement.score() - 1e-4 {
            best = Local { model, pairs: found, agreement };
        } else if best.pairs.is_empty() {
            best.pairs = found;
        }
    }
    Ok(best)
}

/// The agreement by which stages are kept or taken back.
fn agree(fixed: &Prepared, moving: &Prepared, model: &Model, weight: &Plane) -> Agreement {
    coarse::agree(fixed, moving, model, &[(Kind::Tone, 1), (Kind::Tone, 2), (Kind::Pigment, 2)], weight)
}

/// Fits perspective and lattice to `pairs` robustly, starting from `model`; `None` if the answer would fold the skin.
fn bent(model: &Model, pairs: &[Pair], stage: &Stage) -> Option<Model> {
    let frame = model.frame;
    if pairs.len() < 12 {
        return None;
    }
    let (homography, _) =
        robust(pairs, model.homography, Freedom::Perspective, frame.side(), 4.0 * stage.scale.0, stage.scale.0)?;
    let homography = if is_sane(&homography, frame.side()) { homography } else { model.homography };
    let (long, short) = stage.knots;
    let (columns, rows) = if frame.working.width >= frame.working.height { (long, short) } else { (short, long) };
    for stiffer in [1.0, 8.0, 64.0] {
        let mut bent = Model { homography, lattice: None, frame };
        bent.lattice = robust_lattice(model, &bent, pairs, columns, rows, stage, stiffer);
        if bent.lattice.is_some() && bent.is_smooth() {
            return Some(bent);
        }
    }
    None
}

fn robust_lattice(
    before: &Model,
    bent: &Model,
    pairs: &[Pair],
    columns: usize,
    rows: usize,
    stage: &Stage,
    stiffer: f64,
) -> Option<Lattice> {
    const ROUNDS: usize = 6;
    let frame = bent.frame;
    let mut predicted: Vec<Point> = pairs.iter().map(|p| before.at(p.fixed)).collect();
    let mut lattice = None;
    for round in 0..ROUNDS {
        let t = round as f64 / (ROUNDS - 1) as f64;
        let scale = stage.scale.0 * (stage.scale.1 / stage.scale.0).powf(t);
        let data: Vec<Datum> = pairs
            .iter()
            .zip(&predicted)
            .map(|(p, predicted)| Datum {
                at: frame.to_full(p.fixed),
                offset: p.moving - bent.homography * p.fixed,
                weight: p.weight * geman_mcclure(predicted.distance(p.moving), scale),
            })
            .collect();
        let fitted = fit(&data, frame.full, columns, rows, stage.stiffness * stiffer)?;
        for (predicted, (p, d)) in predicted.iter_mut().zip(pairs.iter().zip(&data)) {
            *predicted = bent.homography * p.fixed + fitted.at(d.at, frame.full);
        }
        lattice = Some(fitted);
    }
    lattice
}
