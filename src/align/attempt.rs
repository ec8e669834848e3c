//! The ways to try a pair: as a photo session leaves it, turned by any angle, mirrored.

use super::coarse::{Candidate, candidates};
use super::evidence::probe;
use super::grade::grade;
use super::landmarks::{odd_one_out, pose_of};
use super::local::{Local, bend, finished, leave_one_out};
use super::model::Model;
use super::motions::two_motions;
use super::quality::{Note, RARE, USUAL, confidence, residual, verdict};
use super::scene::Scene;
use super::vote::{ANY, CLINICAL, Prior};
use super::{Options, Registration, Verdict, trust};
use crate::geom::{Homography, Point, Warp};
use crate::monitor::{Cancelled, Monitor, step};

/// The best of the poses, if it is worth showing: different skin hardly ever agrees so well.
pub(super) fn showable(found: &[Candidate]) -> Option<Homography> {
    const LEAST: f64 = 0.2;
    found.first().filter(|c| c.agreement.mean > LEAST).map(|c| c.pose)
}

/// The usual way: turned by less than 35°, the user's landmarks and masks taken at their word. `placed` is told the pose
/// that is about to be bent.
pub(super) fn usual(
    scene: &Scene,
    options: &Options,
    monitor: &dyn Monitor,
    placed: &dyn Fn(Warp),
) -> Result<Registration, Cancelled> {
    let found = candidates(scene, CLINICAL, &part(monitor, 0.0, 0.4))?;
    step(monitor, 0.4)?;
    let automatic = found.first().map_or_else(Homography::identity, |c| c.pose);
    let mut notes = Vec::new();
    let by_hand = pose_of(scene, &automatic);
    if by_hand.is_some() {
        notes.push(Note::Landmarks);
    }
    if let Some(pose) = by_hand.or_else(|| showable(&found)) {
        placed(Model::rigid(pose, scene.fixed.frame).to_warp(scene.moving.frame));
    }
    let local = bend(scene, Model::rigid(by_hand.unwrap_or(automatic), scene.fixed.frame), &part(monitor, 0.4, 0.8))?;
    let masked = options.fixed_mask.is_some() || by_hand.is_some();
    let second = if masked { None } else { two_motions(scene, &local, CLINICAL, &part(monitor, 0.8, 0.9))? };
    let end = part(monitor, 0.9, 1.0);
    let Some(second) = second else {
        return judged(scene, &finished(scene, local, &end)?, &found, (notes, USUAL), &end);
    };
    notes.push(Note::SecondMotion);
    let skin = Scene { fixed_weight: &second.skin_weight, ..*scene };
    judged(&skin, &finished(&skin, second.skin, &end)?, &found, (notes, USUAL), &end)
}

/// Any turn and wide scales; `None` if that is refused too.
pub(super) fn turned(scene: &Scene, monitor: &dyn Monitor) -> Result<Option<Registration>, Cancelled> {
    any(scene, Vec::new(), monitor)
}

/// The moving photo of `scene` is mirrored already; the answer is told for the photo as it is. `None` if refused.
pub(super) fn mirrored(scene: &Scene, monitor: &dyn Monitor) -> Result<Option<Registration>, Cancelled> {
    let found = any(scene, vec![Note::Mirrored], monitor)?;
    let width = f64::from(scene.moving.frame.full.width);
    Ok(found.map(|mut registration| {
        registration.moving_from_fixed = flipped(registration.moving_from_fixed, width);
        registration
    }))
}

fn any(scene: &Scene, notes: Vec<Note>, monitor: &dyn Monitor) -> Result<Option<Registration>, Cancelled> {
    let prior: Prior = ANY;
    let found = candidates(scene, prior, &part(monitor, 0.0, 0.5))?;
    step(monitor, 0.5)?;
    let Some(best) = found.first() else { return Ok(None) };
    let local = bend(scene, Model::rigid(best.pose, scene.fixed.frame), &part(monitor, 0.5, 0.9))?;
    let end = part(monitor, 0.9, 1.0);
    let local = finished(scene, local, &end)?;
    let registration = judged(scene, &local, &found, (notes, RARE), &end)?;
    Ok((registration.verdict != Verdict::Refused).then_some(registration))
}

/// Another way to try a pair; `None` if that is refused.
pub(super) type Way<'a> = &'a dyn Fn() -> Result<Option<Registration>, Cancelled>;

/// A weak find may be chance: then the other ways are tried too, until one is sure, and the surest is taken.
///
/// # Errors
/// [`Cancelled`].
pub(super) fn surest(first: Registration, others: &[Way]) -> Result<Registration, Cancelled> {
    const SURE: f64 = 0.9;
    let mut best = first;
    for other in others {
        if best.confidence >= SURE {
            break;
        }
        if let Some(found) = other()?.filter(|found| found.confidence > best.confidence) {
            best = found;
        }
    }
    Ok(best)
}

/// A share of the monitor's way.
fn part(monitor: &dyn Monitor, from: f32, to: f32) -> impl Fn(f32) -> std::ops::ControlFlow<()> + Sync + '_ {
    move |f| monitor.report(from + (to - from) * f)
}

/// The answer with its verdict. `rarity` are the odds against such a pose ([`confidence`]).
fn judged(
    scene: &Scene,
    local: &Local,
    found: &[Candidate],
    (mut notes, rarity): (Vec<Note>, f64),
    monitor: &dyn Monitor,
) -> Result<Registration, Cancelled> {
    let alive = || step(monitor, 1.0);
    alive()?;
    let moving = scene.moving.frame;
    let scale = 0.5 * (moving.scale.x + moving.scale.y);
    let landmark_residuals: Vec<f64> = leave_one_out(local, scene.landmarks).into_iter().map(|r| r * scale).collect();
    notes.extend(odd_one_out(&landmark_residuals, moving.full).map(Note::OddLandmark));
    notes.extend(turn(&local.model).map(Note::Turned));
    let probes = probe(scene, local, found, &alive)?;
    let confidence = confidence(&probes.evidence, rarity);
    let (verdict, reasons) = verdict(&probes.evidence, confidence, &notes);
    let trust = trust::map(scene, local, &probes, verdict);
    alive()?;
    Ok(Registration {
        verdict,
        reasons,
        confidence,
        moving_from_fixed: local.model.to_warp(moving),
        residual_px: residual(local, &probes, scale),
        trusted_area: trust.area(),
        trust,
        landmark_residuals,
        grade: (verdict != Verdict::Refused).then(|| grade(scene, local)),
        evidence: probes.evidence,
    })
}

/// The turn in degrees if it is more than a hand-held camera explains.
fn turn(model: &Model) -> Option<i32> {
    let center = model.frame.working.center();
    let right = model.at(center + Point::new(20.0, 0.0)) - model.at(center - Point::new(20.0, 0.0));
    let degrees = right.y.atan2(right.x).to_degrees();
    (degrees.abs() > 45.0).then_some((degrees / 5.0).round() as i32 * 5)
}

/// `warp` into the mirrored moving photo, told for the photo as it is, `width` pixels wide.
fn flipped(warp: Warp, width: f64) -> Warp {
    let mirror = Homography::from_rows([[-1.0, 0.0, width - 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
    let lattice = warp.lattice.map(|mut lattice| {
        lattice.offsets.iter_mut().for_each(|o| o.x = -o.x);
        lattice
    });
    Warp { homography: mirror * warp.homography, lattice, fixed: warp.fixed }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::align::{Evidence, Residual, TrustMap};
    use crate::geom::{Lattice, Size};

    #[test]
    fn a_flipped_warp_lands_on_the_mirror_image() {
        let mut lattice = Lattice::zero(4, 4);
        lattice.offsets.iter_mut().enumerate().for_each(|(i, o)| *o = Point::new(i as f64, 2.0));
        let fixed = Size::new(400, 300);
        let warp = Warp { homography: Homography::similarity(1.2, 5.0, 3.0, 4.0), lattice: Some(lattice), fixed };
        let p = Point::new(120.0, 80.0);
        let (there, mirrored) = (warp.moving_from_fixed(p), flipped(warp, 640.0).moving_from_fixed(p));
        assert!(mirrored.distance(Point::new(639.0 - there.x, there.y)) < 1e-9, "{there:?} and {mirrored:?}");
    }

    fn found(confidence: f64) -> Registration {
        Registration {
            verdict: Verdict::Check,
            reasons: Vec::new(),
            confidence,
            moving_from_fixed: Warp::identity(Size::new(100, 80)),
            residual_px: Residual::default(),
            trusted_area: 0.0,
            trust: TrustMap { columns: 0, rows: 0, error_px: Vec::new(), trusted: Vec::new() },
            landmark_residuals: Vec::new(),
            grade: None,
            evidence: Evidence::default(),
        }
    }

    #[test]
    fn a_weak_find_is_tried_turned_and_mirrored_and_the_surest_is_taken() {
        // The confidence of the usual way, turned, mirrored; what is taken; how many of the other ways are tried.
        for (usual, turned, mirrored, taken, tries) in [
            (0.95, Some(0.99), Some(0.99), 0.95, 0),
            (0.2, None, Some(0.999), 0.999, 2),
            (0.7, None, Some(0.999), 0.999, 2),
            (0.7, Some(0.6), None, 0.7, 2),
            (0.7, Some(0.92), Some(0.999), 0.92, 1),
            (0.3, Some(0.6), Some(0.55), 0.6, 2),
        ] {
            let tried = Cell::new(0);
            let way = |confidence: Option<f64>| {
                tried.set(tried.get() + 1);
                Ok(confidence.map(found))
            };
            let best = surest(found(usual), &[&|| way(turned), &|| way(mirrored)]).unwrap();
            assert_eq!((best.confidence, tried.get()), (taken, tries), "{usual} {turned:?} {mirrored:?}");
        }
        assert!(surest(found(0.5), &[&|| Err(Cancelled)]).is_err());
    }
}
