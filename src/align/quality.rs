//! The verdict: how many squares of skin lie where the transform puts them, against how many would by chance.

use serde::{Deserialize, Serialize};

use super::channel::Kind;
use super::coarse::{Candidate, pairs_at};
use super::fit::Pair;
use super::local::Local;
use super::model::Model;
use super::patches::{Search, oriented};
use super::{Prepared, Registration, Verdict};
use crate::geom::Point;
use crate::imaging::{Kernel, Plane};

/// How far squares of skin were found from where the transform puts them, in pixels of the moving photo.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Residual {
    /// Half of the squares are nearer.
    pub median: f64,
    /// 95 in 100 squares that were found are nearer.
    pub p95: f64,
}

/// The expected error over the fixed photo, cell by cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrustMap {
    /// Cells across.
    pub columns: usize,
    /// Cells down.
    pub rows: usize,
    /// Expected error of each cell in pixels of the moving photo, row by row.
    pub error_px: Vec<f32>,
    /// True where the alignment may be relied on.
    pub trusted: Vec<bool>,
}

/// What the verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Squares of skin with something to hold on to.
    pub squares: usize,
    /// Share of them found within a thousandth of the photo's side of where the transform puts them.
    pub found: f64,
    /// Mean correlation of the photos at a medium scale.
    pub agreement: f64,
    /// Share of the fixed photo that the moving one covers.
    pub coverage: f64,
    /// Correlation of the best pose over that of the best different one.
    pub lead: f64,
}

/// Squares the verdict looks at: at level 1, searched far enough that finding one in place by chance is rare (3 %).
const PROBE: Search = Search { columns: 32, rows: 24, half: 10, reach: 8 };
/// A square is in place within this many pixels of level 1.
const IN_PLACE: f64 = 1.5;

const TRUST_COLUMNS: usize = 32;
const TRUST_ROWS: usize = 24;

/// Judges `local`, the final model.
pub(super) fn judge(
    fixed: &Prepared,
    moving: &Prepared,
    local: &Local,
    candidates: &[Candidate],
    weight: &Plane,
) -> Registration {
    let model = &local.model;
    let search = oriented(PROBE, fixed.frame);
    let pairs = pairs_at(fixed, moving, model, (Kind::Tone, 1), &search, Kernel::Bilinear);
    let squares = expected(fixed, moving, model, weight, &search);
    let mut residuals: Vec<f64> = pairs.iter().map(|p| model.at(p.fixed).distance(p.moving)).collect();
    let in_place = residuals.iter().filter(|r| **r < IN_PLACE * 2.0).count();
    residuals.retain(|r| *r < 8.0);
    residuals.sort_by(f64::total_cmp);
    let at = |q: f64| residuals.get((q * residuals.len() as f64) as usize).or(residuals.last()).copied().unwrap_or(0.0);
    let evidence = Evidence {
        squares,
        found: in_place as f64 / squares.max(1) as f64,
        agreement: local.agreement.mean,
        coverage: local.agreement.coverage,
        lead: lead(candidates),
    };
    let confidence = confidence(&evidence);
    let (verdict, reasons) = verdict(&evidence, confidence);
    let trust = trust(fixed, moving, model, &pairs, verdict);
    let scale = 0.5 * (moving.frame.scale.x + moving.frame.scale.y);
    Registration {
        verdict,
        reasons,
        confidence,
        moving_from_fixed: model.to_warp(moving.frame),
        residual_px: Residual { median: at(0.5) * scale, p95: at(0.95) * scale },
        trusted_area: trust.trusted.iter().filter(|t| **t).count() as f64 / trust.trusted.len().max(1) as f64,
        trust,
        landmark_residuals: Vec::new(),
        evidence,
    }
}

/// How many squares could be found: on both photos and believed.
fn expected(fixed: &Prepared, moving: &Prepared, model: &Model, weight: &Plane, search: &Search) -> usize {
    let size = fixed.frame.working;
    let n = search.columns * search.rows;
    (0..n)
        .filter(|i| {
            let p = Point::new(
                ((i % search.columns) as f64 + 0.5) / search.columns as f64 * f64::from(size.width),
                ((i / search.columns) as f64 + 0.5) / search.rows as f64 * f64::from(size.height),
            );
            let believed = weight.at((p.x / 4.0) as isize, (p.y / 4.0) as isize) > 0.5;
            believed && moving.frame.working.contains(model.at(p))
        })
        .count()
}

fn lead(candidates: &[Candidate]) -> f64 {
    match candidates {
        [first, second, ..] => first.agreement.score() / second.agreement.score().max(0.01),
        _ => 10.0,
    }
}

fn confidence(e: &Evidence) -> f64 {
    let logit = 14.0 * (e.found - 0.30) + 6.0 * (e.agreement - 0.25);
    (1.0 / (1.0 + (-logit).exp())).clamp(0.0, 0.999)
}

fn verdict(e: &Evidence, confidence: f64) -> (Verdict, Vec<String>) {
    let mut reasons = Vec::new();
    if e.squares < 60 {
        reasons.push("the photos share too little skin".to_owned());
    }
    let verdict = match confidence {
        c if c >= 0.9 && e.squares >= 60 => Verdict::Aligned,
        c if c >= 0.4 => Verdict::Check,
        _ => Verdict::Refused,
    };
    match verdict {
        Verdict::Aligned => {}
        Verdict::Check => reasons.push("only part of the skin could be matched: check it by blinking".to_owned()),
        Verdict::Refused => {
            reasons.push("no matching skin was found: the photos may show different places".to_owned());
        }
    }
    (verdict, reasons)
}

/// The expected error of each cell from the squares near it.
fn trust(fixed: &Prepared, moving: &Prepared, model: &Model, pairs: &[Pair], verdict: Verdict) -> TrustMap {
    let (columns, rows) = (TRUST_COLUMNS, TRUST_ROWS);
    let size = fixed.frame.working;
    let (cw, ch) = (f64::from(size.width) / columns as f64, f64::from(size.height) / rows as f64);
    let scale = 0.5 * (moving.frame.scale.x + moving.frame.scale.y);
    let residuals: Vec<(Point, f64, f64)> =
        pairs.iter().map(|p| (p.fixed, model.at(p.fixed).distance(p.moving), p.weight)).collect();
    let mut map = TrustMap { columns, rows, error_px: vec![0.0; columns * rows], trusted: vec![false; columns * rows] };
    for i in 0..columns * rows {
        let at = Point::new(((i % columns) as f64 + 0.5) * cw, ((i / columns) as f64 + 0.5) * ch);
        let (mut good, mut sum, mut near) = (0.0, 0.0, 0.0);
        for (p, r, w) in &residuals {
            let d = (*p - at).norm() / (2.0 * cw);
            if d < 1.0 {
                let k = (1.0 - d * d) * w;
                near += k;
                if *r < 2.0 * IN_PLACE {
                    good += k;
                    sum += k * r * r;
                }
            }
        }
        let inside = moving.frame.working.contains(model.at(at));
        let rms = if good > 0.0 { (sum / good).sqrt() } else { 8.0 };
        let doubt = 1.0 + 4.0 * (1.0 - good / f64::max(near, 1e-9)).max(0.0);
        map.error_px[i] = (scale * (0.2 + rms) * doubt) as f32;
        map.trusted[i] = verdict != Verdict::Refused && inside && good > 0.1 && good > 0.5 * near;
    }
    map
}
