//! The bend of the skin on top of the pose: squares found at finer and finer levels, a stiff lattice through them.
//!
//! Squares on changed skin do not fit their neighbours and drop out by themselves. A stage that does not make the photos
//! agree better is taken back.

use super::Prepared;
use super::coarse::pairs_at;
use super::fit::{Freedom, Pair, geman_mcclure, is_sane, robust};
use super::lattice::{Datum, fit};
use super::model::{Frame, Model};
use super::patches::Search;
use super::verify::{agreement, windows};
use crate::geom::{Lattice, Point};
use crate::imaging::{Kernel, Plane};
use crate::monitor::{Cancelled, Monitor, step};

/// One round of search and fit.
struct Stage {
    level: usize,
    search: Search,
    kernel: Kernel,
    /// Knots along the long side and the short side.
    knots: (usize, usize),
    stiffness: f64,
    /// Residual at which a square counts a quarter, first and last round, in pixels of level 0.
    scale: (f64, f64),
}

const STAGES: [Stage; 4] = [
    Stage {
        level: 2,
        search: Search { columns: 24, rows: 18, half: 10, reach: 8 },
        kernel: Kernel::Bilinear,
        knots: (9, 7),
        stiffness: 0.05,
        scale: (24.0, 6.0),
    },
    Stage {
        level: 1,
        search: Search { columns: 32, rows: 24, half: 10, reach: 8 },
        kernel: Kernel::Bilinear,
        knots: (17, 13),
        stiffness: 0.05,
        scale: (10.0, 2.5),
    },
    Stage {
        level: 0,
        search: Search { columns: 40, rows: 30, half: 12, reach: 7 },
        kernel: Kernel::Cubic,
        knots: (25, 19),
        stiffness: 0.05,
        scale: (4.0, 1.2),
    },
    Stage {
        level: 0,
        search: Search { columns: 52, rows: 39, half: 12, reach: 3 },
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
    /// The mean correlation at level 1.
    pub agreement: super::verify::Agreement,
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
        let found =
            pairs_at(fixed, moving, &best.model, stage.level, &oriented(stage.search, fixed.frame), stage.kernel);
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

/// The search with its columns along the long side of the photo.
pub(super) fn oriented(search: Search, frame: Frame) -> Search {
    if frame.working.width >= frame.working.height {
        search
    } else {
        Search { columns: search.rows, rows: search.columns, ..search }
    }
}

/// The mean correlation at level 1.
pub(super) fn agree(fixed: &Prepared, moving: &Prepared, model: &Model, weight: &Plane) -> super::verify::Agreement {
    let (f, m) = (&fixed.channel.levels[1], &moving.channel.levels[1]);
    let (warped, _) = model.warp(f, m, 1, Kernel::Bilinear);
    agreement(&windows(f, &warped, weight, 1, 8))
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
