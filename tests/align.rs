//! What the alignment engine promises, on drawn skin whose truth is known.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use skinlapse::align::{Error, FactorKind, Grade, Options, Registration, Verdict, register, register_telling};
use skinlapse::geom::{Homography, Point, Size};
use skinlapse::imaging::Photo;
use skinlapse::monitor::Silent;
use skinlapse::phantom::{Kind, pair};

const SIZE: Size = Size::new(960, 720);

/// A number from −1 to 1 for each whole place, smooth between: value noise.
fn noise(seed: u64, x: f64, y: f64) -> f64 {
    let lattice = |ix: i64, iy: i64| {
        let mut h =
            seed ^ (ix as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (iy as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        h = (h ^ (h >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB);
        h = (h ^ (h >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (h >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let (x0, y0) = (x.floor(), y.floor());
    let smooth = |t: f64| t * t * (3.0 - 2.0 * t);
    let (tx, ty) = (smooth(x - x0), smooth(y - y0));
    let at = |i: i64, j: i64| lattice(x0 as i64 + i, y0 as i64 + j);
    let top = at(0, 0) * (1.0 - tx) + at(1, 0) * tx;
    let bottom = at(0, 1) * (1.0 - tx) + at(1, 1) * tx;
    top * (1.0 - ty) + bottom * ty
}

/// The skin numbered `seed`, photographed so that pixel `q` shows place `skin_from_photo(q)`, with `gain` more light.
fn photo(seed: u64, gain: f64, skin_from_photo: impl Fn(Point) -> Point) -> Photo {
    let mut rgb = Vec::with_capacity(SIZE.area() as usize * 3);
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            let p = skin_from_photo(Point::new(f64::from(x), f64::from(y)));
            let relief = 0.05 * noise(seed, p.x / 3.0, p.y / 3.0) + 0.06 * noise(seed + 1, p.x / 9.0, p.y / 9.0);
            let pigment =
                0.10 * noise(seed + 2, p.x / 40.0, p.y / 40.0) + 0.05 * noise(seed + 3, p.x / 15.0, p.y / 15.0);
            for (base, share) in [(200.0, 0.4), (150.0, 0.7), (120.0, 1.3)] {
                let v: f64 = gain * base * (1.0 + relief + share * pigment);
                rgb.push(v.round().clamp(0.0, 255.0) as u8);
            }
        }
    }
    Photo::new(SIZE, rgb)
}

fn as_is(p: Point) -> Point {
    p
}

/// The follow-up: closer, turned, moved, and the skin bent by up to 6 pixels.
fn later(q: Point) -> Point {
    let straight = Homography::similarity(0.93, -7.0, 55.0, 70.0) * q;
    straight + Point::new(6.0 * (q.y / 130.0).sin(), 5.0 * (q.x / 170.0).cos())
}

fn aligned(fixed: &Photo, moving: &Photo) -> Registration {
    register(fixed, moving, &Options::default(), &Silent).unwrap()
}

/// Largest distance from the truth over places of the follow-up that the baseline shows.
fn worst_error(found: &Registration, fixed_from_moving: impl Fn(Point) -> Point) -> f64 {
    let mut worst: f64 = 0.0;
    for y in (40..680).step_by(80) {
        for x in (40..920).step_by(80) {
            let q = Point::new(f64::from(x), f64::from(y));
            let p = fixed_from_moving(q);
            if p.x > 30.0 && p.y > 30.0 && p.x < 930.0 && p.y < 690.0 {
                worst = worst.max(found.moving_from_fixed.moving_from_fixed(p).distance(q));
            }
        }
    }
    worst
}

#[test]
fn pose_and_bend_are_found_to_a_pixel_and_alike_on_any_number_of_threads() {
    let (fixed, moving) = (photo(7, 1.0, as_is), photo(7, 0.8, later));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| aligned(&fixed, &moving))
    };
    let found = on(1);
    assert_eq!(found.verdict, Verdict::Aligned, "{:?} {:?}", found.reasons, found.evidence);
    let worst = worst_error(&found, later);
    assert!(worst < 1.0, "{worst} px");
    let (one, three) = (serde_json::to_string(&found).unwrap(), serde_json::to_string(&on(3)).unwrap());
    assert!(one == three, "the answer depends on the number of threads");
    let read: Registration = serde_json::from_str(&one).unwrap();
    assert_eq!(read, found, "the answer does not survive its own JSON");
}

#[test]
fn other_skin_is_refused_until_landmarks_say_otherwise() {
    let (fixed, moving) = (photo(7, 1.0, as_is), photo(4711, 1.0, as_is));
    let found = aligned(&fixed, &moving);
    assert_eq!(found.verdict, Verdict::Refused, "{:?}", found.evidence);
    assert!(!found.reasons.is_empty() && found.confidence < 0.5 && found.trusted_area == 0.0);

    let shift = Point::new(90.0, -60.0);
    let landmarks: Vec<(Point, Point)> =
        [[200.0, 200.0], [700.0, 220.0], [430.0, 560.0]].map(Point::from).map(|p| (p, p + shift)).into();
    let options = Options { landmarks: landmarks.clone(), ..Options::default() };
    let by_hand = register(&fixed, &moving, &options, &Silent).unwrap();
    assert_eq!(by_hand.verdict, Verdict::Check, "{:?}", by_hand.reasons);
    assert_eq!(by_hand.landmark_residuals.len(), 3);
    for (p, q) in landmarks {
        let miss = by_hand.moving_from_fixed.moving_from_fixed(p).distance(q);
        assert!(miss < 3.0, "landmark missed by {miss} px");
    }
}

#[test]
fn a_mirrored_follow_up_is_said_and_set_right() {
    let mirror = |q: Point| Point::new(f64::from(SIZE.width) - 1.0 - q.x, q.y);
    let (fixed, moving) = (photo(7, 1.0, as_is), photo(7, 0.9, |q| later(mirror(q))));
    let found = aligned(&fixed, &moving);
    assert_eq!(found.verdict, Verdict::Check, "{:?}", found.evidence);
    assert!(found.reasons.iter().any(|r| r.contains("mirrored")), "{:?}", found.reasons);
    let worst = worst_error(&found, |q| later(mirror(q)));
    assert!(worst < 1.0, "{worst} px");
}

#[test]
fn nonsense_is_an_error_with_words_and_never_a_panic() {
    let tiny = Photo::new(Size::new(63, 400), vec![90; 63 * 400 * 3]);
    let flat = Photo::new(Size::new(400, 300), vec![128; 400 * 300 * 3]);
    assert!(matches!(register(&tiny, &flat, &Options::default(), &Silent), Err(Error::TooSmall(_))));
    assert_eq!(aligned(&flat, &flat).verdict, Verdict::Refused);
    let outside = Options { landmarks: vec![(Point::new(1.0, 1.0), Point::new(1e9, 5.0))], ..Options::default() };
    assert_eq!(register(&flat, &flat, &outside, &Silent), Err(Error::BadLandmark(0)));
    let stop = |_: f32| ControlFlow::Break(());
    assert!(matches!(register(&flat, &flat, &Options::default(), &stop), Err(Error::Cancelled(_))));
}

#[test]
fn the_work_asks_often_whether_to_stop_and_then_stops() {
    let (fixed, moving) = (photo(7, 1.0, as_is), photo(7, 0.8, later));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    // How many times it asks in all when it is told to stop at the `last`th time, and whether it stopped.
    let asked = |last: usize| {
        let count = AtomicUsize::new(0);
        let monitor = |_: f32| match count.fetch_add(1, Ordering::Relaxed) + 1 >= last {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let found = pool.install(|| register(&fixed, &moving, &Options::default(), &monitor));
        (count.load(Ordering::Relaxed), matches!(found, Err(Error::Cancelled(_))))
    };
    // A pair takes less than a second on one thread: forty questions are one every 25 ms.
    let (all, stopped) = asked(usize::MAX);
    assert!(!stopped && all >= 40, "asked only {all} times");
    for last in (1..=all).step_by(all / 8) {
        let (count, stopped) = asked(last);
        assert!(stopped && count <= last + 3, "told to stop at {last}, asked {count} times, stopped: {stopped}");
    }
}

/// On phantoms where nothing but one factor differs, that factor is marked down and no other.
#[test]
fn the_grade_names_the_one_thing_that_differs() {
    let small = Size::new(640, 480);
    for (kind, seed, size, factor) in [
        (Kind::PoseOnly, 2, small, FactorKind::Pose),
        (Kind::ScaleOnly, 1, small, FactorKind::Scale),
        (Kind::LightOnly, 1, small, FactorKind::Light),
        (Kind::ExposureOnly, 2, small, FactorKind::Exposure),
        (Kind::BalanceOnly, 1, small, FactorKind::WhiteBalance),
        (Kind::SharpnessOnly, 1, small, FactorKind::Sharpness),
    ] {
        let made = pair(seed, kind, size);
        let grade = aligned(&made.before.photo, &made.after.photo).grade.unwrap();
        for f in grade.factors {
            let marked = f.grade != Grade::A;
            assert_eq!(marked, f.kind == factor, "{kind:?}: {:?} {:?} {}: {}", f.kind, f.grade, f.value, f.words);
        }
    }
}

#[test]
fn the_grade_says_how_much_of_the_baseline_is_missing() {
    let shift = |q: Point| q + Point::new(330.0, 0.0);
    let found = aligned(&photo(7, 1.0, as_is), &photo(7, 1.0, shift));
    for f in found.grade.unwrap().factors {
        assert_eq!(f.grade != Grade::A, f.kind == FactorKind::Overlap, "{:?} {:?} {}", f.kind, f.grade, f.value);
        assert!(f.kind != FactorKind::Overlap || (f.value - 330.0 / 960.0).abs() < 0.04, "{}", f.value);
    }
}

#[test]
fn the_first_pose_is_told_once_and_lies_near_the_end() {
    let made = pair(5, Kind::Ordinary, SIZE);
    let (fixed, moving) = (&made.before.photo, &made.after.photo);
    let told = std::cell::RefCell::new(Vec::new());
    let found =
        register_telling(fixed, moving, &Options::default(), &Silent, &|warp| told.borrow_mut().push(warp)).unwrap();
    assert_eq!(found, register(fixed, moving, &Options::default(), &Silent).unwrap(), "telling changes nothing");
    let told = told.into_inner();
    assert_eq!(told.len(), 1);
    // A pose without a bend: near enough to look at, 1 % of the diagonal.
    for (x, y) in [(200.0, 200.0), (480.0, 360.0), (700.0, 500.0)] {
        let p = Point::new(x, y);
        let apart = told[0].moving_from_fixed(p).distance(found.moving_from_fixed.moving_from_fixed(p));
        assert!(apart < 0.01 * SIZE.diagonal(), "{apart} px at {p:?}");
    }
}

#[test]
fn photos_of_different_skin_are_told_no_pose() {
    let (fixed, moving) = (photo(1, 1.0, |p| p), photo(77, 1.0, |p| p));
    let told = std::cell::Cell::new(0);
    register_telling(&fixed, &moving, &Options::default(), &Silent, &|_| told.set(told.get() + 1)).unwrap();
    assert_eq!(told.get(), 0);
}
