//! How long colour differences, the heat map and region statistics take, each beside a plain rival in the same run:
//! `cargo bench --bench measure`.
//!
//! The rivals do the same by the textbook, on as many threads: the exact CIEDE2000 formula, the plain haemoglobin index of
//! every pixel, a bootstrap that draws single pixels. A row is the best of several runs; the ratio is what carries over to
//! other computers.

use std::hint::black_box;
use std::time::Instant;

use rayon::prelude::*;
use skinlapse::geom::{Point, Size, Warp};
use skinlapse::imaging::Photo;
use skinlapse::imaging::color::{Lab, LabPlanes, ciede2000, ciede2000_rows, hb_index, linear_from_srgb8};
use skinlapse::measure::{
    Calibration, Circumstances, Edition, HeatInputs, Quality, Reader, Region, Shown, Tier, floor, measure,
    reference_linear,
};
use skinlapse::monitor::Silent;

const LARGE: Size = Size::new(4000, 3000);
const RUNS: usize = 7;

fn main() {
    row(&["test", "ours", "rival", "ratio", "goal"]);
    let before = photo(0);
    let after = photo(1);
    differences(&before, &after);
    maps(&before, &after);
    regions(&before, &after);
}

/// Skin-like colours with noise.
fn photo(seed: u64) -> Photo {
    let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
    let mut rgb = Vec::with_capacity(LARGE.area() as usize * 3);
    for _ in 0..LARGE.area() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        for (base, shift) in [(160u64, 40), (128, 48), (102, 56)] {
            rgb.push((base + (state >> shift) % 23) as u8);
        }
    }
    Photo::new(LARGE, rgb)
}

/// The best of several runs in seconds.
fn best<T>(mut run: impl FnMut() -> T) -> f64 {
    let timed = |_| {
        let started = Instant::now();
        black_box(run());
        started.elapsed().as_secs_f64()
    };
    (0..RUNS).map(timed).fold(f64::MAX, f64::min)
}

#[expect(clippy::print_stdout, reason = "the table is what a bench is run for")]
fn row([test, ours, rival, ratio, goal]: &[&str; 5]) {
    println!("{test:<44} {ours:>18} {rival:>18} {ratio:>7}  {goal}");
}

fn timed(test: &str, ours: f64, rival: f64, goal: &str) {
    let ms = |s: f64| format!("{:.1} ms", 1e3 * s);
    row(&[test, &ms(ours), &ms(rival), &format!("{:.2}", ours / rival), goal]);
}

/// CIEDE2000 of Lab colours; the rival is the exact formula.
fn differences(before: &Photo, after: &Photo) {
    const BLOCK: usize = 4096;
    let blocks =
        |photo: &Photo| -> Vec<LabPlanes> { photo.rgb().par_chunks(3 * BLOCK).map(LabPlanes::from_srgb8).collect() };
    let (one, two) = (blocks(before), blocks(after));
    let mut out = vec![0.0f32; LARGE.area() as usize];
    let ours = best(|| {
        let pairs = one.par_iter().zip(&two);
        out.par_chunks_mut(BLOCK).zip(pairs).for_each(|(out, (a, b))| ciede2000_rows(a.row(), b.row(), out));
    });
    let rival = best(|| {
        let pairs = one.par_iter().zip(&two);
        out.par_chunks_mut(BLOCK).zip(pairs).for_each(|(out, (a, b))| {
            let (a, b) = (a.row(), b.row());
            for (i, out) in out.iter_mut().enumerate() {
                let lab = |row: &skinlapse::imaging::color::LabRow<'_>| Lab {
                    l: f64::from(row.l[i]),
                    a: f64::from(row.a[i]),
                    b: f64::from(row.b[i]),
                };
                *out = ciede2000(lab(&a), lab(&b)) as f32;
            }
        });
    });
    let speed = |s: f64| format!("{:.1} M pairs/s", 1e-6 * LARGE.area() as f64 / s);
    row(&["CIEDE2000", &speed(ours), &speed(rival), &format!("{:.2}", ours / rival), "≥ 20 M pairs/s"]);
}

/// The heat map; the rival subtracts the plain index pixel by pixel, without mean, error or alignment.
fn maps(before: &Photo, after: &Photo) {
    let skin = [0.4, 0.6, 0.8];
    let inputs = |tier: Tier, calibration: Calibration| {
        let mut readers = Reader::of(&[skin; 2], &[&calibration; 2], tier, Quality::S2).into_iter();
        let readers = [(); 2].map(|()| readers.next().expect("a reader for each photo"));
        HeatInputs { readers, floor: floor(Quality::S2, tier, [skin; 2], None) }
    };
    let warp = Warp::identity(LARGE);
    let plain = inputs(Tier::T1, Calibration::none());
    let ours = best(|| plain.map([before, after], &warp));
    let mut out = vec![0.0f32; LARGE.area() as usize];
    let index = |pixel: &[u8]| hb_index([0, 1, 2].map(|c| f64::from(linear_from_srgb8(pixel[c])))).unwrap_or(f64::NAN);
    let rival = best(|| {
        let pixels = before.rgb().par_chunks_exact(3).zip(after.rgb().par_chunks_exact(3));
        out.par_iter_mut().zip(pixels).for_each(|(out, (a, b))| *out = (index(b) - index(a)) as f32);
    });
    timed("heat map of a 12 MP pair", ours, rival, "≤ 150 ms");
    let seen = reference_linear(Edition::Since2014).map(|v| {
        let [r, g, b] = v.map(|v| v.max(0.002));
        [0.85 * r + 0.15 * g, 0.06 * r + 0.88 * g + 0.06 * b, 0.12 * g + 0.88 * b].map(|v: f64| 0.8 * v.powf(1.1))
    });
    if let Some(chart) = Calibration::from_patches(&seen, Edition::Since2014) {
        let charted = inputs(Tier::T3, chart);
        timed("the same, corrected by a chart", best(|| charted.map([before, after], &warp)), rival, "≤ 150 ms");
    }
}

/// Everything that is measured of a region; the rival draws 200 bootstraps of its index from single pixels.
fn regions(before: &Photo, after: &Photo) {
    let marked = |photo| Shown {
        lesions: vec![square(1500.0, 1000.0, 800.0)],
        reference: vec![square(200.0, 200.0, 300.0), square(3000.0, 200.0, 300.0), square(500.0, 2400.0, 300.0)],
        ..Shown::new(photo)
    };
    let (one, two) = (marked(before), marked(after));
    let ours = best(|| measure(&one, Some(&two), &Circumstances::default(), &Silent));
    let index = |pixel: &[u8]| hb_index([0, 1, 2].map(|c| f64::from(linear_from_srgb8(pixel[c])))).unwrap_or(0.0);
    let rival = best(|| {
        [before, after].map(|photo| {
            let rows = (1000..1800).flat_map(|y| photo.rgb()[(y * 4000 + 1500) * 3..][..2400].chunks_exact(3));
            let values: Vec<f64> = rows.map(index).collect();
            let resample = |seed: u64| {
                let mut state = seed;
                let draw = |_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    values[((state >> 33) as usize * values.len()) >> 31]
                };
                (0..values.len()).map(draw).sum::<f64>() / values.len() as f64
            };
            (0..200u64).into_par_iter().map(resample).collect::<Vec<f64>>()
        })
    });
    timed("region statistics of a 12 MP pair", ours, rival, "≤ 100 ms");
}

fn square(x: f64, y: f64, side: f64) -> Region {
    Region::drawn([[x, y], [x + side, y], [x + side, y + side], [x, y + side]].map(Point::from).to_vec())
}
