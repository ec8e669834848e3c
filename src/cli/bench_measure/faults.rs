//! The gates: photographed pairs with exactly one fault shall be refused, pairs with none measured.

use rayon::prelude::*;

use crate::geom::Point;
use crate::imaging::{Limits, Photo, Stamp, decode, encode_jpeg};
use crate::measure::{Circumstances, Moved, Quantity, Region, Shown, measure};
use crate::monitor::Silent;
use crate::phantom::{Rendered, Tone, Visit, render};

use super::pictures::{PX_PER_MM, SIZE, red_cheek, red_patch, shot, square};
use super::world::{CARE, Rng};
use super::{QUALITY, Table};

/// What is wrong with a pair; each is drawn from a little beyond the limit to far beyond it.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    Balance,
    Exposure,
    Overexposed,
    Dark,
    MixedLight,
    Tan,
    Turned,
    Nearer,
    Damaged,
    Edited,
    TreatedReference,
    ReferenceOnRegion,
}

const FAULTS: [(Fault, &str); 12] = [
    (Fault::Balance, "white balance"),
    (Fault::Exposure, "exposure"),
    (Fault::Overexposed, "overexposed"),
    (Fault::Dark, "dark"),
    (Fault::MixedLight, "mixed light"),
    (Fault::Tan, "tan in fixed light"),
    (Fault::Turned, "turned"),
    (Fault::Nearer, "nearer"),
    (Fault::Damaged, "damaged"),
    (Fault::Edited, "edited"),
    (Fault::TreatedReference, "treated reference"),
    (Fault::ReferenceOnRegion, "reference on the region"),
];

/// Pairs for each fault and tone class.
const EACH: usize = 2;

/// Prints the rows.
pub(super) fn rows(out: &mut Table, seed: u64) -> Result<(), String> {
    let faulty = FAULTS.iter().flat_map(|(fault, _)| Tone::ALL.map(|tone| (tone, Some(*fault))));
    let faulty = faulty.flat_map(|pair| [pair; EACH]);
    let faultless = Tone::ALL.into_iter().flat_map(|tone| [(tone, None); 7 * EACH]);
    let pairs: Vec<(Tone, Option<Fault>)> = faulty.chain(faultless).collect();
    let shown: Vec<bool> = pairs
        .par_iter()
        .enumerate()
        .map(|(i, (tone, fault))| measured(&mut Rng::numbered(seed ^ 0xfa17, i as u64), *tone, *fault))
        .collect();
    let count = |wanted: &dyn Fn(Option<Fault>) -> bool| {
        let of = || pairs.iter().zip(&shown).filter(|((_, fault), _)| wanted(*fault));
        (of().filter(|(_, shown)| **shown).count(), of().count())
    };
    let missed = FAULTS.iter().map(|(fault, name)| (count(&|of| of == Some(*fault)).0, name)).filter(|(n, _)| *n > 0);
    let missed: Vec<String> = missed.map(|(n, name)| format!("{name} {n}")).collect();
    let list = if missed.is_empty() { String::new() } else { format!("; missed: {}", missed.join(", ")) };
    let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    let (misses, tried) = count(&|of| of.is_some());
    let value = format!("{:.1} % of {tried}{list}", percent(tried - misses, tried));
    out.row(["gates: pairs with one fault refused", &value, "≥ 99 %"])?;
    let (kept, good) = count(&|of| of.is_none());
    let value = format!("{:.1} % of {good}", percent(kept, good));
    out.row([&format!("gates: pairs of {:?} without a fault kept", QUALITY[1]), &value, "≥ 95 %"])
}

/// True where the program shows a ΔHb of the pair.
fn measured(rng: &mut Rng, tone: Tone, fault: Option<Fault>) -> bool {
    let seed = (1e9 * rng.unit()) as u64;
    let mut scene = red_cheek(seed, tone);
    let mut shots = [shot(seed, tone), shot(seed, tone)];
    shots[1].seed ^= 1;
    let mut visits = [Visit::default(), Visit { redness: rng.range(0.4, 0.8), ..Visit::default() }];
    let mut circumstances = Circumstances::default();
    match fault {
        None => {
            for shot in &mut shots {
                shot.balance = [(); 3].map(|()| rng.normal(CARE[1].balance).exp());
                shot.exposure_ev += rng.normal(CARE[1].exposure);
            }
            shots[1].pose.yaw_deg = rng.range(-3.0, 3.0);
            shots[1].pose.pitch_deg = rng.range(-3.0, 3.0);
            shots[1].pose.px_per_mm *= rng.range(0.96, 1.04);
        }
        Some(Fault::Balance) => {
            let ratio = rng.range(1.45, 2.2).powf(if rng.unit() < 0.5 { 0.5 } else { -0.5 });
            shots[1].balance = [ratio, 1.0, 1.0 / ratio];
        }
        Some(Fault::Exposure) => shots[1].exposure_ev -= rng.range(1.65, 2.6),
        Some(Fault::Overexposed) => {
            let ev = rng.range(1.7, 2.6);
            shots.iter_mut().for_each(|shot| shot.exposure_ev += ev);
        }
        Some(Fault::Dark) => {
            let ev = rng.range(4.5, 6.0);
            shots.iter_mut().for_each(|shot| shot.exposure_ev -= ev);
        }
        Some(Fault::Tan) => {
            visits[1].tan = rng.range(1.5, 2.2);
            circumstances.fixed_light = true;
        }
        Some(Fault::Turned) => {
            shots[1].pose.yaw_deg = rng.range(9.0, 25.0) * if rng.unit() < 0.5 { 1.0 } else { -1.0 };
        }
        Some(Fault::Nearer) => {
            shots[1].pose.px_per_mm *= rng.range(1.12, 1.4).powf(if rng.unit() < 0.5 { 1.0 } else { -1.0 });
        }
        Some(Fault::TreatedReference) => {
            // Redness that fades like the lesion's, away from it and under one patch.
            let third = Point::new(15.0, 0.0);
            scene = scene.with_patch(red_patch(third, rng.range(2.0, 3.5)));
        }
        Some(Fault::MixedLight | Fault::Damaged | Fault::Edited | Fault::ReferenceOnRegion) => {}
    }
    // As an alignment without error would say it.
    let pose = shots[1].pose;
    circumstances.moved = Some(Moved {
        pose_deg: pose.yaw_deg.hypot(pose.pitch_deg),
        roll_deg: 0.0,
        scale: pose.px_per_mm / shots[0].pose.px_per_mm,
    });
    let [before, mut after] = [0, 1].map(|i| render(&scene, &visits[i], &shots[i]));
    if fault == Some(Fault::MixedLight) {
        after.photo = lit_from_two_sides(&after.photo, rng.range(1.3, 1.8));
    }
    let (mut damaged, mut edited) = (None, None);
    if let Some(Fault::Damaged | Fault::Edited) = fault {
        let stamp = Stamp { description: String::new(), software: "Adobe Photoshop 25.0".to_owned() };
        let Ok(mut bytes) = encode_jpeg(&after.photo, 92, &stamp) else { return true };
        if fault == Some(Fault::Damaged) {
            bytes.truncate((bytes.len() as f64 * rng.range(0.3, 0.95)) as usize);
        }
        // What cannot be shown at all is not measured either.
        let Ok(decoded) = decode(&bytes, &Limits::default(), &Silent) else { return false };
        if fault == Some(Fault::Damaged) {
            damaged = decoded.verdict.why().map(str::to_owned);
        } else {
            edited = decoded.facts.edited.clone();
        }
        after.photo = decoded.photo;
    }
    let on_region = fault == Some(Fault::ReferenceOnRegion);
    let (before, after) = (outlined(&before, on_region), Shown { damaged, edited, ..outlined(&after, on_region) });
    let found = measure(&before, Some(&after), &circumstances, &Silent).ok();
    found.and_then(|m| m.regions.first()?.readings.value(Quantity::DeltaHb).map(|_| ())).is_some()
}

/// Lesion and reference where they lie on the skin; one patch of the reference may lie on the lesion.
fn outlined(shot: &Rendered, on_region: bool) -> Shown<'_> {
    let at = |x: f64, y: f64, side: f64| {
        let middle = Point::new(0.5 * f64::from(SIZE.width), 0.5 * f64::from(SIZE.height));
        let outline = square(x, y, side).into_iter().map(|p| {
            let skin = Point::new((p.x - middle.x) / PX_PER_MM, (p.y - middle.y) / PX_PER_MM);
            shot.truth.geometry.photo_from_skin(skin)
        });
        Region::drawn(outline.collect())
    };
    let third = if on_region { at(205.0, 145.0, 60.0) } else { at(360.0, 150.0, 60.0) };
    Shown {
        lesions: vec![at(150.0, 100.0, 170.0)],
        reference: vec![at(80.0, 60.0, 60.0), at(80.0, 230.0, 60.0), third],
        ..Shown::new(&shot.photo)
    }
}

/// A photo whose light turns from blue at the left to red at the right by this ratio of gains.
fn lit_from_two_sides(photo: &Photo, ratio: f64) -> Photo {
    let size = photo.size();
    let mut rgb = photo.rgb().to_vec();
    for (i, pixel) in rgb.chunks_exact_mut(3).enumerate() {
        let x = (i % size.width as usize) as f64 / f64::from(size.width) - 0.5;
        // Of linear light, by the power that sRGB is near to.
        let gain = ratio.powf(0.5 * x / 2.2);
        pixel[0] = (f64::from(pixel[0]) * gain).round() as u8;
        pixel[2] = (f64::from(pixel[2]) / gain).round() as u8;
    }
    Photo::new(size, rgb)
}
