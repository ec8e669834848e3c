//! A second motion: a background (or the patient's shirt) that moved differently from the skin.
//!
//! Counting inliers is no help here: a lively background has more of them than skin. Where the first alignment leaves a
//! large part of the photo unexplained, the search is run again on that part alone; if it finds another motion there, the
//! part that is more central and more like skin is the one to align.

use super::channel::{Kind, from_level, to_level};
use super::coarse::candidates;
use super::local::{Local, bend};
use super::model::Model;
use super::scene::{Lay, Scene};
use super::vote::Prior;
use crate::geom::Point;
use crate::imaging::Plane;
use crate::monitor::{Cancelled, Monitor};

/// Two motions and which to take.
pub(super) struct TwoMotions {
    /// The alignment of the part that looks more like skin.
    pub skin: Local,
    /// Where that part is: how much the fixed photo counts, at level 2.
    pub skin_weight: Plane,
}

/// Correlation above which a square counts as explained.
const EXPLAINED: f64 = 0.45;
/// Share of the photo that must be in sight and unexplained before a second motion is looked for, and that each motion must
/// explain.
const LEAST_SHARE: f64 = 0.10;

/// Looks for a motion that explains what `first` leaves over; `None` if there is none.
pub(super) fn two_motions(
    scene: &Scene,
    first: &Local,
    prior: Prior,
    monitor: &dyn Monitor,
) -> Result<Option<TwoMotions>, Cancelled> {
    let explained = explained(scene, first);
    let left_over = combined(scene.fixed_weight, &explained, |w, e| w * (1.0 - e));
    let all = sum(scene.fixed_weight).max(1e-9);
    if sum(&seen(&left_over, first)) / all < LEAST_SHARE {
        return Ok(None);
    }
    let rest = Scene { fixed_weight: &left_over, landmarks: &[], ..*scene };
    let found = candidates(&rest, prior, monitor)?;
    let Some(best) = found.first() else { return Ok(None) };
    if best.agreement.mean < 0.2 || best.agreement.mean < 1.5 * second_best(&found) {
        return Ok(None);
    }
    let second = bend(&rest, Model::rigid(best.pose, scene.fixed.frame), monitor)?;
    let second_explained = self::explained(scene, &second);
    // Where both explain, the skin is one; where only the second does, it moved by itself.
    let only_second = combined(&left_over, &second_explained, |w, e| w * e);
    let only_first =
        combined(&combined(scene.fixed_weight, &explained, |w, e| w * e), &second_explained, |w, e| w * (1.0 - e));
    let (share_first, share_second) = (sum(&only_first) / all, sum(&only_second) / all);
    if share_second < LEAST_SHARE || share_first < LEAST_SHARE || !differs(scene, first, &second, &only_second) {
        return Ok(None);
    }
    let second_is_skin = likeness(scene, &only_second) > likeness(scene, &only_first);
    let (pose, not_here) = if second_is_skin { (&second, &only_first) } else { (first, &only_second) };
    let skin_weight = combined(scene.fixed_weight, not_here, |w, n| w * (1.0 - (2.0 * n).min(1.0)));
    let skin_scene = Scene { fixed_weight: &skin_weight, ..*scene };
    let skin = bend(&skin_scene, Model::rigid(pose.model.homography, scene.fixed.frame), monitor)?;
    Ok(Some(TwoMotions { skin, skin_weight }))
}

/// `part` (level 2) without what lies outside the moving photo under the model: that is not unexplained, it is not shown.
fn seen(part: &Plane, local: &Local) -> Plane {
    let view = local.views.iter().find(|view| view.level == 2);
    view.map_or_else(|| part.clone(), |view| shown(part, &view.warped))
}

/// `part` where `warped` shows something.
fn shown(part: &Plane, warped: &Plane) -> Plane {
    combined(part, warped, |p, w| if w.is_nan() { 0.0 } else { p })
}

/// The agreement of the best pose that is really another one.
fn second_best(found: &[super::coarse::Candidate]) -> f64 {
    found.get(1).map_or(0.0, |c| c.agreement.mean.max(0.0)).min(0.4)
}

/// True if the second motion puts its own part more than 0.6 % of the side away from where the first puts it.
fn differs(scene: &Scene, first: &Local, second: &Local, part: &Plane) -> bool {
    let (mut sum, mut weight) = (0.0, 1e-9);
    for y in (0..part.height).step_by(6) {
        for x in (0..part.width).step_by(6) {
            let w = f64::from(part.at(x as isize, y as isize));
            let p = from_level(Point::new(x as f64, y as f64), 2);
            sum += w * first.model.at(p).distance(second.model.at(p)).min(200.0);
            weight += w;
        }
    }
    sum / weight > 0.006 * scene.fixed.frame.side()
}

/// At level 2: 1 where tone or pigment agree under `model`, 0 where neither does.
fn explained(scene: &Scene, local: &Local) -> Plane {
    let (w, h) = (scene.fixed_weight.width, scene.fixed_weight.height);
    let mut votes = Plane::filled(w, h, 0.0);
    let mut counts = Plane::filled(w, h, 1e-3);
    for view in &local.views {
        let (kind, level) = (view.kind, view.level);
        // Each window paints the quarter-sized square around its middle.
        let reach = if kind == Kind::Tone { 4 + 4 * (level as isize - 1) } else { 12 };
        for window in scene.windows(view, Lay::Overlapping) {
            let Some(zncc) = window.zncc else { continue };
            let at = to_level(from_level(window.at, level), 2);
            let texture = window.weight.max(0.02) as f32;
            let vote = ((zncc - EXPLAINED) / 0.15 + 0.5).clamp(0.0, 1.0) as f32;
            for y in (at.y as isize - reach).max(0)..=(at.y as isize + reach).min(h as isize - 1) {
                for x in (at.x as isize - reach).max(0)..=(at.x as isize + reach).min(w as isize - 1) {
                    votes.data[y as usize * w + x as usize] += texture * vote;
                    counts.data[y as usize * w + x as usize] += texture;
                }
            }
        }
    }
    combined(&votes, &counts, |v, c| (v / c).min(1.0)).blurred(3.0)
}

/// How much a part looks like what was photographed: central, and of the colour of skin.
fn likeness(scene: &Scene, part: &Plane) -> f64 {
    let [r, g, b] = &scene.fixed.channel.rgb;
    let (mut central, mut skin, mut weight) = (0.0, 0.0, 1e-9);
    for y in (0..part.height).step_by(3) {
        for x in (0..part.width).step_by(3) {
            let w = f64::from(part.at(x as isize, y as isize));
            let (dx, dy) = (x as f64 / part.width as f64 - 0.5, y as f64 / part.height as f64 - 0.5);
            central += w * (1.0 - 4.0 * dx.abs().max(dy.abs()).powi(2));
            let at = y * part.width + x;
            skin += w * f64::from(u8::from(is_skin(r.data[at], g.data[at], b.data[at])));
            weight += w;
        }
    }
    central / weight + 0.5 * skin / weight
}

/// The colour of skin of any tone under usual light: chroma within the YCbCr box of Chai and Ngan (IEEE TCSVT 1999), widened.
pub(super) fn is_skin(r: f32, g: f32, b: f32) -> bool {
    let cb = 128.0 - 0.169 * r - 0.331 * g + 0.5 * b;
    let cr = 128.0 + 0.5 * r - 0.419 * g - 0.081 * b;
    (75.0..132.0).contains(&cb) && (133.0..185.0).contains(&cr)
}

fn sum(plane: &Plane) -> f64 {
    plane.data.iter().map(|v| f64::from(*v)).sum()
}

fn combined(a: &Plane, b: &Plane, of: impl Fn(f32, f32) -> f32 + Sync) -> Plane {
    Plane::from_rows(a.width, a.height, |y, out| {
        for ((o, a), b) in out.iter_mut().zip(a.row(y)).zip(b.row(y)) {
            *o = of(*a, *b);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_photo_does_not_show_is_not_unexplained() {
        let part = Plane::filled(40, 30, 0.5);
        let warped = Plane::from_rows(40, 30, |_, row| row[25..].fill(f32::NAN));
        assert!((sum(&shown(&part, &warped)) - 0.5 * 25.0 * 30.0).abs() < 1e-3);
        assert_eq!(shown(&part, &Plane::filled(40, 30, 1.0)), part);
    }
}
