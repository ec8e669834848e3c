//! The phantom as its users see it: the same bytes each time, and a truth that the pictures bear out.

use skinlapse::geom::{Point, Size};
use skinlapse::imaging::Photo;
use skinlapse::phantom::{Camera, Kind, Region, Scene, Shot, Tone, Visit, pair, render};

const SIZE: Size = Size::new(320, 240);

#[test]
fn the_same_seed_gives_the_same_bytes_with_one_thread_and_with_many() {
    let shoot = || {
        let pair = pair(11, Kind::Ordinary, SIZE);
        (pair.before.jpeg, pair.after.photo)
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(shoot);
    let many = rayon::ThreadPoolBuilder::new().num_threads(5).build().unwrap().install(shoot);
    assert_eq!(one.0, many.0, "the JPEG differs");
    assert!(one.1 == many.1, "the photo differs");
}

#[test]
fn other_seeds_give_other_skin() {
    let photo = |seed| pair(seed, Kind::Null, SIZE).before.photo;
    assert!(photo(1) != photo(2));
}

#[test]
fn what_the_truth_calls_the_same_skin_looks_the_same() {
    for seed in [3, 8] {
        let pair = pair(seed, Kind::PoseOnly, SIZE);
        let matched = likeness(&pair.before.photo, &pair.after.photo, |p| pair.moving_from_fixed(p));
        let shifted = likeness(&pair.before.photo, &pair.after.photo, |p| {
            pair.moving_from_fixed(p).map(|q| q + Point::new(4.0, -3.0))
        });
        assert!(matched > 0.75, "seed {seed}: correlation {matched:.3} at the true places");
        assert!(shifted < matched - 0.1, "seed {seed}: correlation {shifted:.3} five pixels beside them");
    }
}

#[test]
fn more_blood_in_the_truth_is_redder_in_the_photo() {
    let scene = Scene::healthy(5, Tone::III, Region::LeftCheek).with_redness(Point::default(), [9.0, 7.0], 3.0, 0);
    let mut shot = Shot::frontal(SIZE, 12.0);
    shot.camera = Camera::IDEAL;
    shot.jpeg_quality = None;
    shot.light.gloss = 0.0;
    let rendered = render(&scene, &Visit::default(), &shot);
    let ratio = |wanted: &[bool]| {
        let pixels = rendered.photo.rgb().chunks(3).zip(wanted).filter(|(_, in_mask)| **in_mask);
        let (red, green) = pixels.fold((0.0, 0.0), |(r, g), (p, _)| (r + f64::from(p[0]), g + f64::from(p[1])));
        red / green
    };
    let (lesion, healthy) = (ratio(&rendered.truth.redness_mask()), ratio(&rendered.truth.healthy_mask()));
    assert!(lesion > healthy * 1.03, "red to green {lesion:.3} in the lesion, {healthy:.3} beside it");
}

#[test]
fn the_control_points_of_a_pair_lie_where_the_truth_says() {
    let pair = pair(2, Kind::Ordinary, SIZE);
    let controls = pair.controls(10, 8);
    assert_eq!(controls.grid_before.len(), 80);
    let valid = controls.valid.iter().filter(|v| **v).count();
    assert!(valid > 40, "only {valid} of 80 control points are seen in both photos");
    for ((p, q), ok) in controls.grid_before.iter().zip(&controls.grid_after).zip(&controls.valid) {
        let skin = pair.before.truth.geometry.skin_from_photo(*p).unwrap();
        let expected = pair.after.truth.geometry.photo_from_skin(skin);
        assert!(!ok || q.distance(expected) < 1e-9, "{p:?}: {q:?}, expected {expected:?}");
    }
}

#[test]
fn the_command_line_writes_a_pair_that_an_aligner_can_be_scored_on() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_skinlapse"));
        program.arg("phantom").args(arguments).arg("--out").arg(folder.path()).output().unwrap()
    };
    let done = run(&["pair", "--seed", "5", "--size", "200x150", "--kind", "null"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(folder.path().join(name)).unwrap()).unwrap()
    };
    let truth = json("truth.json");
    assert_eq!(truth["grid_before"], json("points.json"), "the points to map are not the grid of the truth");
    assert_eq!(truth["valid"].as_array().unwrap().len(), 300);
    for name in ["before.jpg", "after.jpg"] {
        let photo = image::open(folder.path().join(name)).unwrap();
        assert_eq!((photo.width(), photo.height()), (200, 150), "{name}");
    }
    let wrong = run(&["pair", "--seed", "5", "--size", "9x9"]);
    assert_eq!(wrong.status.code(), Some(2), "a size of nine pixels was accepted");
}

/// Correlation of the fine luminance of `a` with that of `b` at the matching places.
fn likeness(a: &Photo, b: &Photo, moving_from_fixed: impl Fn(Point) -> Option<Point>) -> f64 {
    let (mut pairs, size) = (Vec::new(), a.size());
    for y in (12..size.height - 12).step_by(2) {
        for x in (12..size.width - 12).step_by(2) {
            let p = Point::new(f64::from(x), f64::from(y));
            let Some(q) = moving_from_fixed(p) else { continue };
            let inner = Point::new(f64::from(size.width) - 13.0, f64::from(size.height) - 13.0);
            if q.x > 12.0 && q.y > 12.0 && q.x < inner.x && q.y < inner.y {
                pairs.push((detail(a, p), detail(b, q)));
            }
        }
    }
    let n = pairs.len() as f64;
    let (ma, mb) = pairs.iter().fold((0.0, 0.0), |(x, y), (u, v)| (x + u / n, y + v / n));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (u, v) in pairs {
        ab += (u - ma) * (v - mb);
        aa += (u - ma).powi(2);
        bb += (v - mb).powi(2);
    }
    ab / (aa * bb).sqrt()
}

/// Green at a place over its surroundings.
fn detail(photo: &Photo, p: Point) -> f64 {
    let at = |x: f64, y: f64| {
        let (c, r) = (x.floor(), y.floor());
        let (fx, fy) = (x - c, y - r);
        let v = |i: u32, j: u32| f64::from(photo.pixel(c as u32 + i, r as u32 + j)[1]);
        (v(0, 0) * (1.0 - fx) + v(1, 0) * fx) * (1.0 - fy) + (v(0, 1) * (1.0 - fx) + v(1, 1) * fx) * fy
    };
    let mean = |step: f64, reach: i32| {
        let places = (-reach..=reach).flat_map(|j| (-reach..=reach).map(move |i| (f64::from(i), f64::from(j))));
        let values: Vec<f64> = places.map(|(i, j)| at(p.x + i * step, p.y + j * step)).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    mean(1.0, 1) - mean(3.0, 3)
}
