//! Measuring marked skin: what comes out, and every reason why nothing does, each with only that fault present.

use skinlapse::geom::{Point, Size, Warp};
use skinlapse::imaging::Photo;
use skinlapse::imaging::color::srgb8_from_linear;
use skinlapse::measure::{
    Circumstances, Edition, HeatCell, Measurement, Moved, NoiseFloor, Quality, Quantity, Region, Scale, Shown, Tier,
    Verdict, display_gains, find_chart, heat_inputs, measure, repeat_differences,
};
use skinlapse::monitor::Silent;
use skinlapse::phantom::pair::pair_plan;
use skinlapse::phantom::{CardKind, Kind, render};

const SIZE: Size = Size::new(320, 240);
const SKIN: [f64; 3] = [0.42, 0.27, 0.17];
const LESION: [[f64; 2]; 4] = [[120.0, 80.0], [200.0, 80.0], [200.0, 160.0], [120.0, 160.0]];
const REFERENCE: [[f64; 2]; 3] = [[20.0, 20.0], [250.0, 30.0], [40.0, 180.0]];

/// A flat picture of skin with one red square, photographed with these gains.
#[derive(Clone)]
struct Picture {
    gains: [f64; 3],
    /// Absorbance of extra blood in the square: red, green, blue.
    blood: f64,
    /// Changes the colour of places, in linear light.
    fault: fn(f64, f64, [f64; 3]) -> [f64; 3],
}

impl Default for Picture {
    fn default() -> Self {
        Self { gains: [1.0; 3], blood: 0.06, fault: |_, _, v| v }
    }
}

impl Picture {
    fn photo(&self) -> Photo {
        let mut state = 7u32;
        let mut rgb = Vec::with_capacity(SIZE.area() as usize * 3);
        for y in 0..SIZE.height {
            for x in 0..SIZE.width {
                let (x, y) = (f64::from(x), f64::from(y));
                let inside = (120.0..200.0).contains(&x) && (80.0..160.0).contains(&y);
                let blood = if inside { self.blood } else { 0.0 };
                let skin = [
                    SKIN[0] * 10f64.powf(-0.2 * blood),
                    SKIN[1] * 10f64.powf(-blood),
                    SKIN[2] * 10f64.powf(-0.8 * blood),
                ];
                let colour = (self.fault)(x, y, skin);
                for (colour, gain) in colour.iter().zip(&self.gains) {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let noise = 1.0 + 0.03 * (f64::from(state >> 16) / 65_535.0 - 0.5);
                    rgb.push(srgb8_from_linear((colour * gain * noise) as f32));
                }
            }
        }
        Photo::new(SIZE, rgb)
    }
}

/// Light after more blood of this absorbance in green.
fn bled(v: [f64; 3], blood: f64) -> [f64; 3] {
    [v[0] * 10f64.powf(-0.2 * blood), v[1] * 10f64.powf(-blood), v[2] * 10f64.powf(-0.8 * blood)]
}

fn square(at: [f64; 2], side: f64) -> Vec<Point> {
    let [x, y] = at;
    [[x, y], [x + side, y], [x + side, y + side], [x, y + side]].map(Point::from).to_vec()
}

fn marked(photo: &Photo) -> Shown<'_> {
    Shown {
        lesions: vec![Region::drawn(LESION.map(Point::from).to_vec())],
        reference: REFERENCE.map(|at| Region::drawn(square(at, 40.0))).to_vec(),
        scale: Some(Scale::flat(0.1)),
        ..Shown::new(photo)
    }
}

/// Measures a pair after letting `spoil` change what is known about it.
fn measured(
    before: &Picture,
    after: &Picture,
    spoil: impl Fn(&mut Shown<'_>, &mut Shown<'_>, &mut Circumstances),
) -> Measurement {
    let (first, second) = (before.photo(), after.photo());
    let (mut one, mut two, mut circumstances) = (marked(&first), marked(&second), Circumstances::default());
    spoil(&mut one, &mut two, &mut circumstances);
    measure(&one, Some(&two), &circumstances, &Silent).unwrap()
}

fn nothing(_: &mut Shown<'_>, _: &mut Shown<'_>, _: &mut Circumstances) {}

fn paler() -> Picture {
    Picture { blood: 0.01, ..Picture::default() }
}

/// The reason why ΔHb is not shown, or the empty string.
fn reason(found: &Measurement) -> String {
    found.regions[0].readings.get(Quantity::DeltaHb).and_then(|r| r.reason()).unwrap_or_default().to_owned()
}

#[test]
fn fading_redness_is_measured_with_its_interval() {
    let found = measured(&Picture::default(), &paler(), nothing);
    assert_eq!((found.tier, found.gates.len()), (Tier::T1, 0), "{:?}", found.gates);
    let hb = found.regions[0].readings.value(Quantity::DeltaHb).unwrap();
    assert!(hb.value < -3.0 && hb.low < hb.value && hb.value < hb.high, "{hb:?}");
    assert!(hb.n_pixels > 10_000 && hb.verdict.is_some() && hb.unit == "index points", "{hb:?}");
    let a = found.regions[0].readings.value(Quantity::DeltaA).unwrap();
    assert!(a.value < -0.3, "{a:?}");
}

#[test]
fn the_same_photo_twice_shows_no_difference() {
    let found = measured(&Picture::default(), &Picture::default(), nothing);
    for quantity in [Quantity::DeltaHb, Quantity::DeltaA] {
        let value = found.regions[0].readings.value(quantity).unwrap();
        assert!(value.value.abs() < 1e-9, "{quantity:?} {value:?}");
        assert_eq!(value.verdict, Some(Verdict::None));
    }
}

#[test]
fn the_same_photos_give_the_same_numbers_with_one_thread_and_with_many() {
    let run = || serde_json::to_string(&measured(&Picture::default(), &paler(), nothing)).unwrap();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(run);
    let many = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap().install(run);
    assert_eq!(one, many);
}

#[test]
fn exchanging_the_photos_changes_the_sign() {
    let there = measured(&Picture::default(), &paler(), nothing);
    let back = measured(&paler(), &Picture::default(), nothing);
    let hb = |m: &Measurement| m.regions[0].readings.value(Quantity::DeltaHb).unwrap().value;
    assert!((hb(&there) + hb(&back)).abs() < 1e-9, "{} and {}", hb(&there), hb(&back));
}

#[test]
fn a_warmer_white_balance_hardly_moves_the_difference() {
    let warm = Picture { gains: [1.08, 1.0, 0.93], ..paler() };
    let hb = |after: &Picture| {
        measured(&Picture::default(), after, nothing).regions[0].readings.value(Quantity::DeltaHb).unwrap().value
    };
    let (plain, warm) = (hb(&paler()), hb(&warm));
    assert!((plain - warm).abs() < 0.1 * plain.abs(), "{plain} became {warm}");
}

#[test]
fn without_reference_skin_there_is_no_number_and_the_sentence_why() {
    let found = measured(&Picture::default(), &paler(), |one, two, _| {
        one.reference.clear();
        two.reference.clear();
    });
    assert_eq!(found.tier, Tier::T0);
    for (quantity, reading) in found.regions[0].readings.iter() {
        assert!(reading.reason().is_some(), "{quantity:?}: {reading:?}");
    }
    assert!(reason(&found).starts_with("mark untreated reference skin first"), "{}", reason(&found));
}

/// Each gate with only its fault present: what is spoilt, and the words of the reason.
#[test]
fn every_gate_closes_for_its_own_fault_and_says_so() {
    type Spoil = fn(&mut Shown<'_>, &mut Shown<'_>, &mut Circumstances);
    let faults: &[(&str, Spoil)] = &[
        ("is damaged and is not measured", |_, two, _| two.damaged = Some("it ends too early".into())),
        ("was altered by FaceTune", |_, two, _| two.edited = Some("FaceTune".into())),
        ("the reference skin is too small", |one, two, _| {
            one.reference = vec![Region::drawn(square([20.0, 20.0], 30.0))];
            two.reference = one.reference.clone();
        }),
        ("the region is not fully inside", |_, two, _| two.lesions[0] = Region::drawn(square([290.0, 100.0], 60.0))),
        ("the reference skin is not fully inside", |_, two, _| {
            two.reference[1] = Region::drawn(square([290.0, 30.0], 40.0));
        }),
        ("the region lies where the alignment is not trusted", |_, two, _| two.lesions[0].trusted = false),
        ("the reference skin lies where the alignment is not trusted", |_, two, _| two.reference[0].trusted = false),
        ("could not be aligned", |_, _, c| c.not_aligned = true),
        ("the pose differs too much", |_, _, c| {
            c.moved = Some(Moved { pose_deg: 11.0, roll_deg: 0.0, scale: 1.0 });
        }),
        ("the distance differs too much", |_, _, c| {
            c.moved = Some(Moved { pose_deg: 0.0, roll_deg: 0.0, scale: 1.2 });
        }),
        ("reference skin lies on the region itself", |one, two, _| {
            one.reference[1] = Region::drawn(square([140.0, 100.0], 40.0));
            two.reference[1] = one.reference[1].clone();
        }),
        ("the region has only", |one, two, _| {
            one.lesions[0] = Region::drawn(square([150.0, 100.0], 12.0));
            two.lesions[0] = one.lesions[0].clone();
        }),
    ];
    for (words, spoil) in faults {
        let found = measured(&Picture::default(), &paler(), spoil);
        assert!(reason(&found).contains(words), "expected “{words}”, got “{}”", reason(&found));
        for quantity in [Quantity::DeltaA, Quantity::DeltaMel, Quantity::ExtentAfter, Quantity::AreaReduction] {
            assert!(found.regions[0].readings.value(quantity).is_none(), "{words}: {quantity:?} is shown");
        }
    }
}

#[test]
fn every_gate_of_the_picture_closes_for_its_own_fault_and_says_so() {
    let faults: &[(&str, Picture)] = &[
        (
            "% of the region is overexposed",
            Picture {
                fault: |x, y, v| {
                    if (130.0..140.0).contains(&x) && (90.0..100.0).contains(&y) { [1.2, 1.1, 1.0] } else { v }
                },
                ..paler()
            },
        ),
        (
            "% of the reference skin is overexposed",
            Picture { fault: |x, y, v| if x < 40.0 && y < 40.0 { [1.2, 1.1, 1.0] } else { v }, ..paler() },
        ),
        (
            "the region is too dark",
            Picture { fault: |x, _, v| if (118.0..202.0).contains(&x) { v.map(|v| v * 0.01) } else { v }, ..paler() },
        ),
        (
            "the reference patches disagree",
            Picture { fault: |x, _, v| if x > 210.0 { [v[0] * 0.8, v[1], v[2] * 1.25] } else { v }, ..paler() },
        ),
        // Two lights 1.15 apart: less than half of what the melanin index alone could tell from gloss on dark skin.
        (
            "the reference patches disagree",
            Picture { fault: |x, _, v| if x > 210.0 { [v[0] * 0.93, v[1], v[2] * 1.07] } else { v }, ..paler() },
        ),
        // Between the photos a session of needling reached the patch.
        (
            "reference patch 2 is 8 index points redder than the others in the photo after",
            Picture { fault: |x, _, v| if x > 210.0 { bled(v, 0.068) } else { v }, ..paler() },
        ),
        (
            "reference patch 2 is 12 index points paler than the others in the photo after",
            Picture {
                fault: |x, _, v| if x < 210.0 && !(120.0..200.0).contains(&x) { bled(v, 0.098) } else { v },
                ..paler()
            },
        ),
        ("the white balance of the photos differs too much", Picture { gains: [1.3, 1.0, 0.8], ..paler() }),
        ("the exposure of the photos differs too much", Picture { gains: [0.32; 3], ..paler() }),
    ];
    for (words, after) in faults {
        let found = measured(&Picture::default(), after, nothing);
        assert!(reason(&found).contains(words), "expected “{words}”, got “{}”", reason(&found));
    }
}

#[test]
fn tanned_reference_skin_is_found_under_fixed_light_and_asked_about_otherwise() {
    let tanned = Picture { fault: |_, _, v| [v[0] * 0.93, v[1] * 0.87, v[2] * 0.78], ..paler() };
    let fixed = measured(&Picture::default(), &tanned, |_, _, c| c.fixed_light = true);
    assert!(reason(&fixed).contains("the reference skin has changed its colour"), "{}", reason(&fixed));
    let routine = measured(&Picture::default(), &tanned, nothing);
    assert_eq!(reason(&routine), "");
    assert!(routine.notes.iter().any(|n| n.contains("could not be checked")), "{:?}", routine.notes);
}

#[test]
fn flushed_reference_skin_is_found_under_fixed_light() {
    let flushed = Picture { fault: |_, _, v| bled(v, 0.07), ..paler() };
    let fixed = measured(&Picture::default(), &flushed, |_, _, c| c.fixed_light = true);
    assert!(reason(&fixed).contains("the reference skin has changed its colour"), "{}", reason(&fixed));
}

#[test]
fn a_single_reference_patch_is_measured_with_and_a_second_one_asked_for() {
    let alone = |count: usize| {
        measured(&Picture::default(), &paler(), |one, two, _| {
            one.reference = REFERENCE[..count].iter().map(|at| Region::drawn(square(*at, 46.0))).collect();
            two.reference = one.reference.clone();
        })
    };
    let asks = |m: &Measurement| m.notes.iter().any(|n| n.contains("mark a second one elsewhere"));
    let (one, two) = (alone(1), alone(2));
    assert!(reason(&one).is_empty() && asks(&one), "{} {:?}", reason(&one), one.notes);
    assert!(reason(&two).is_empty() && !asks(&two), "{} {:?}", reason(&two), two.notes);
}

#[test]
fn another_camera_widens_the_interval() {
    let same = measured(&Picture::default(), &paler(), nothing);
    let other = measured(&Picture::default(), &paler(), |one, two, _| {
        one.camera = Some("Canon EOS R6".into());
        two.camera = Some("Apple iPhone 15".into());
    });
    assert_eq!((same.quality, other.quality), (Quality::S2, Quality::S3));
    let width = |m: &Measurement| {
        let v = m.regions[0].readings.value(Quantity::DeltaHb).unwrap();
        v.high - v.low
    };
    assert!(width(&other) > 1.1 * width(&same), "{} and {}", width(&same), width(&other));
}

#[test]
fn the_clinics_own_repeat_shots_replace_the_floor() {
    let floor = NoiseFloor::from_repeats(&[[0.4, 0.1, 0.5]; 12]).unwrap();
    let plain = measured(&Picture::default(), &paler(), nothing);
    let own = measured(&Picture::default(), &paler(), |_, _, c| c.floor = Some(floor));
    let sdc = |m: &Measurement| m.regions[0].readings.value(Quantity::DeltaHb).unwrap().sdc.unwrap();
    assert!(sdc(&own) < 0.5 * sdc(&plain), "{} and {}", sdc(&own), sdc(&plain));
}

#[test]
fn a_smaller_wound_is_smaller_by_its_area_and_heals_at_a_rate() {
    let found = measured(&Picture::default(), &paler(), |_, two, c| {
        two.lesions[0] = Region { open_wound: true, ..Region::drawn(square([130.0, 90.0], 60.0)) };
        c.days = Some(10.0);
    });
    let value = |q: Quantity| found.regions[0].readings.value(q).unwrap().value;
    assert!((value(Quantity::AreaBefore) - 0.64).abs() < 1e-6, "{}", value(Quantity::AreaBefore));
    assert!((value(Quantity::AreaReduction) - 43.75).abs() < 1e-6, "{}", value(Quantity::AreaReduction));
    // (64 − 36) mm² / 28 mm / 10 days.
    assert!((value(Quantity::Gilman) - 0.1).abs() < 1e-6, "{}", value(Quantity::Gilman));
}

#[test]
fn only_an_open_wound_heals_at_a_rate() {
    let found = measured(&Picture::default(), &paler(), |_, two, c| {
        two.lesions[0] = Region::drawn(square([130.0, 90.0], 60.0));
        c.days = Some(10.0);
    });
    let readings = &found.regions[0].readings;
    assert!(readings.value(Quantity::AreaReduction).is_some());
    let why = readings.get(Quantity::Gilman).and_then(|r| r.reason()).unwrap_or_default();
    assert!(why.contains("open wounds only"), "{why}");
}

#[test]
fn texture_is_compared_under_one_light_from_the_same_side_or_one_that_is_vouched_for() {
    let lit = |fault: fn(f64, f64, [f64; 3]) -> [f64; 3]| Picture { fault, ..Picture::default() };
    let (left, right) =
        (lit(|x, _, v| v.map(|v| v * (1.2 - 0.4 * x / 320.0))), lit(|x, _, v| v.map(|v| v * (0.8 + 0.4 * x / 320.0))));
    let texture = |before: &Picture, after: &Picture, fixed: bool| {
        let found = measured(before, after, |_, _, c| c.fixed_light = fixed);
        let readings = &found.regions[0].readings;
        readings.get(Quantity::TextureFine).and_then(|r| r.reason()).map(str::to_owned)
    };
    assert_eq!(texture(&left, &left, false), None);
    let why = |before: &Picture, after: &Picture| texture(before, after, false).unwrap_or_default();
    assert!(why(&left, &right).contains("from another side (about 1"), "{}", why(&left, &right));
    let flat = Picture::default();
    assert!(why(&flat, &flat).contains("cannot be told"), "{}", why(&flat, &flat));
    assert_eq!(texture(&flat, &flat, true), None, "the clinic's light is fixed");
}

#[test]
fn an_outline_that_was_carried_over_says_nothing_about_a_change_of_area() {
    let found = measured(&Picture::default(), &paler(), |_, two, c| {
        let outline = std::mem::take(&mut two.lesions[0].outline);
        two.lesions[0] = Region { open_wound: true, ..Region::carried(outline, true) };
        c.days = Some(10.0);
    });
    let readings = &found.regions[0].readings;
    for quantity in [Quantity::AreaReduction, Quantity::Gilman] {
        let why = readings.get(quantity).and_then(|r| r.reason()).unwrap_or_default();
        assert!(why.contains("carried over"), "{quantity:?}: {why}");
    }
    let area = |q: Quantity| readings.value(q).unwrap();
    assert_eq!(area(Quantity::AreaBefore).caution, None);
    assert!(area(Quantity::AreaAfter).caution.as_ref().is_some_and(|c| c.contains("same skin")));
    assert!(readings.value(Quantity::DeltaHb).is_some(), "its colour is measured all the same");
}

#[test]
fn one_photo_alone_shows_its_excess_and_no_difference() {
    let photo = Picture::default().photo();
    let found = measure(&marked(&photo), None, &Circumstances::default(), &Silent).unwrap();
    let readings = &found.regions[0].readings;
    assert!(readings.value(Quantity::HbBefore).unwrap().value > 3.0);
    assert_eq!(readings.get(Quantity::DeltaHb).unwrap().reason(), Some("there is no second photo to compare with"));
    let extent = readings.value(Quantity::ExtentBefore).unwrap();
    assert!(extent.value > 90.0 && extent.unit == "%", "{extent:?}");
    assert!(readings.get(Quantity::HbAfter).is_none());
}

#[test]
fn many_regions_need_a_larger_difference_each() {
    let sdc = |count: usize| {
        let found = measured(&Picture::default(), &paler(), |one, two, _| {
            one.lesions = vec![one.lesions[0].clone(); count];
            two.lesions = one.lesions.clone();
        });
        found.regions[0].readings.value(Quantity::DeltaHb).unwrap().sdc.unwrap()
    };
    assert!(sdc(4) > 1.15 * sdc(1), "{} and {}", sdc(1), sdc(4));
}

#[test]
fn the_heat_map_colours_what_has_faded_and_says_why_there_is_none() {
    let (first, second) = (Picture::default().photo(), Picture { blood: -0.08, ..Picture::default() }.photo());
    let (one, two) = (marked(&first), marked(&second));
    let inputs = heat_inputs(&one, &two, &Circumstances::default()).unwrap();
    let map = inputs.map([&first, &second], &Warp::identity(SIZE));
    let at = |x: u32, y: u32| (y / 4 * map.size.width + x / 4) as usize;
    assert_eq!(map.cells[at(160, 120)], HeatCell::Changed);
    assert!(map.values[at(160, 120)] < -5.0, "{}", map.values[at(160, 120)]);
    assert_eq!(map.cells[at(40, 200)], HeatCell::Within);
    let bare = Shown { reference: vec![], ..marked(&second) };
    let reason = heat_inputs(&one, &bare, &Circumstances::default()).unwrap_err();
    assert!(reason.starts_with("mark untreated reference skin first"), "{reason}");
}

#[test]
fn the_gains_for_display_undo_a_white_balance_and_leave_the_redness() {
    let (first, second) = (Picture::default().photo(), Picture { gains: [1.1, 0.9, 0.8], ..paler() }.photo());
    let gains = display_gains(&marked(&first), &marked(&second)).unwrap();
    for (gain, expected) in gains.iter().zip([1.0 / 1.1, 1.0 / 0.9, 1.0 / 0.8]) {
        assert!((gain / expected - 1.0).abs() < 0.01, "{gains:?}");
    }
    let bare = Shown { reference: vec![], ..marked(&second) };
    assert_eq!(display_gains(&marked(&first), &bare), None);
}

#[test]
fn repeat_shots_of_the_same_skin_differ_by_nothing_but_the_shot() {
    let (first, second) =
        (Picture::default().photo(), Picture { gains: [1.02, 1.0, 0.99], ..Picture::default() }.photo());
    let found = repeat_differences(&marked(&first), &marked(&second), &Circumstances::default()).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].iter().all(|d| d.abs() < 1.0), "{found:?}");
}

/// A photo with a chart beside the skin, and the chart's true corners.
fn with_chart(seed: u64, kind: CardKind) -> (Photo, [Point; 4]) {
    let mut plan = pair_plan(seed, Kind::Ordinary, Size::new(480, 360));
    plan.lay(kind);
    let shot = render(&plan.scene, &plan.before, &plan.shot_before);
    let corners = plan.shot_before.cards[0].corners(&shot.truth.geometry);
    (shot.photo, corners)
}

#[test]
fn a_chart_of_either_edition_is_found_and_read_whichever_way_round_it_lies() {
    for (kind, edition) in
        [(CardKind::Classic24Since2014, Edition::Since2014), (CardKind::Classic24Before2014, Edition::Before2014)]
    {
        let (photo, truth) = with_chart(71, kind);
        let found = find_chart(&photo, edition).expect("the chart is not found");
        let off = found.iter().zip(&truth).map(|(a, b)| a.distance(*b)).fold(0.0, f64::max);
        assert!(off < 2.0, "{kind:?}: off by {off:.1} px");
        let turned = upside_down(&photo);
        let [a, b, c, d] = truth.map(|p| Point::new(479.0 - p.x, 359.0 - p.y));
        let found = find_chart(&turned, edition).expect("the turned chart is not found");
        let off = found.iter().zip(&[a, b, c, d]).map(|(a, b)| a.distance(*b)).fold(0.0, f64::max);
        assert!(off < 2.0, "{kind:?}, upside down: off by {off:.1} px");
        let shown = Shown { chart: Some(found), ..marked(&turned) };
        let read = measure(&shown, None, &Circumstances { edition, ..Circumstances::default() }, &Silent).unwrap();
        assert!(read.chart_held_out[0] < 3.0, "{kind:?}: {:?}", read.chart_held_out);
    }
}

fn upside_down(photo: &Photo) -> Photo {
    let rgb = photo.rgb().chunks_exact(3).rev().flatten().copied().collect();
    Photo::new(photo.size(), rgb)
}

#[test]
fn what_is_no_whole_chart_is_not_taken_for_one() {
    let bare = pair_plan(71, Kind::Ordinary, Size::new(480, 360));
    let skin = render(&bare.scene, &bare.before, &bare.shot_before).photo;
    assert_eq!(find_chart(&skin, Edition::Since2014), None, "found in bare skin");
    let (photo, corners) = with_chart(71, CardKind::Classic24Since2014);
    // A hand over the two columns at the left, and a mirror picture.
    let mut rgb = photo.rgb().to_vec();
    let right = corners[0].lerp(corners[1], 0.36).x.max(corners[3].lerp(corners[2], 0.36).x) as usize;
    (0..360).for_each(|y| rgb[y * 1440..y * 1440 + right * 3].copy_from_slice(&[171, 140, 112].repeat(right)));
    assert_eq!(find_chart(&Photo::new(photo.size(), rgb), Edition::Since2014), None, "found under a hand");
    let mirrored = photo.rgb().chunks_exact(1440).flat_map(|row| row.chunks_exact(3).rev().flatten().copied());
    assert_eq!(
        find_chart(&Photo::new(photo.size(), mirrored.collect()), Edition::Since2014),
        None,
        "found in a mirror"
    );
}
