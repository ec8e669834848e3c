//! Finding a grey card: where one lies it is found, and nothing else is taken for one.

use skinlapse::geom::{Point, Size, polygon_area, polygon_contains};
use skinlapse::imaging::Photo;
use skinlapse::imaging::color::srgb8_from_linear;
use skinlapse::measure::{find_grey_card, find_grey_cards};
use skinlapse::phantom::spectrum::Illuminant;
use skinlapse::phantom::{Camera, Card, CardKind, Region, Scene, Shot, Tone, Visit, render};

const SIZE: Size = Size::new(640, 480);

/// Exposure at which a tone is photographed.
fn exposure_ev(tone: Tone) -> f64 {
    0.1 + 0.15 * tone as usize as f64
}

/// The 8-bit value of a grey of this reflectance beside skin of this tone.
fn grey(reflectance: f64, tone: Tone) -> f64 {
    f64::from(srgb8_from_linear((0.85 * reflectance * exposure_ev(tone).exp2()) as f32))
}

/// A cheek photographed under one of three lights, with these cards.
fn photographed(number: u64, tone: Tone, cards: Vec<Card>) -> (Photo, Vec<[Point; 4]>) {
    let mut shot = Shot::frontal(SIZE, 10.0);
    let lights = [Illuminant::Led(5200.0), Illuminant::Daylight(6000.0), Illuminant::Fluorescent(4200.0)];
    shot.light.illuminant = lights[number as usize % 3];
    shot.camera = Camera::numbered(300 + number);
    shot.seed = number;
    shot.exposure_ev = exposure_ev(tone);
    shot.cards = cards;
    let rendered = render(&Scene::healthy(900 + number, tone, Region::LeftCheek), &Visit::default(), &shot);
    let corners = shot.cards.iter().map(|card| card.corners(&rendered.truth.geometry)).collect();
    (rendered.photo, corners)
}

fn card(x: f64, y: f64, turn_deg: f64) -> Card {
    Card { kind: CardKind::Grey, center: Point::new(x, y), width_mm: 16.0, turn_deg }
}

#[test]
fn a_card_is_found_beside_every_tone_however_it_is_turned() {
    for (i, tone) in Tone::ALL.into_iter().enumerate() {
        let turn = 31.0 * i as f64 - 80.0;
        let (photo, corners) = photographed(i as u64, tone, vec![card(-14.0, 8.0, turn)]);
        let found = find_grey_card(&photo).unwrap_or_else(|| panic!("{tone:?}, turned {turn}°: not found"));
        assert!(found.iter().all(|p| polygon_contains(&corners[0], *p)), "{tone:?}: {found:?} leaves {corners:?}");
        let share = polygon_area(&found) / polygon_area(&corners[0]);
        assert!((0.5..0.7).contains(&share), "{tone:?}: {share:.2} of the card");
    }
}

#[test]
fn a_card_in_one_photo_alone_corrects_no_pair() {
    let [with, other, bare] = [(0, true), (1, true), (20, false)].map(|(number, shown)| {
        photographed(number, Tone::II, if shown { vec![card(-14.0, 8.0, 12.0)] } else { vec![] }).0
    });
    let [first, second] = find_grey_cards([&with, &other]).unwrap();
    assert_eq!((Some(first), Some(second)), (find_grey_card(&with), find_grey_card(&other)));
    assert_eq!(find_grey_cards([&with, &bare]), None);
    assert_eq!(find_grey_cards([&bare, &with]), None);
}

#[test]
fn bare_skin_holds_no_card() {
    for (i, tone) in Tone::ALL.into_iter().enumerate() {
        let (photo, _) = photographed(20 + i as u64, tone, vec![]);
        assert_eq!(find_grey_card(&photo), None, "{tone:?}");
    }
}

/// The photo with a painted part: linear in what is given, with the noise of a camera.
fn painted(photo: &Photo, inside: impl Fn(f64, f64) -> Option<[f64; 3]>) -> Photo {
    let mut rgb = photo.rgb().to_vec();
    let mut state = 11u32;
    for (i, pixel) in rgb.chunks_exact_mut(3).enumerate() {
        let (x, y) = (i % SIZE.width as usize, i / SIZE.width as usize);
        let Some(colour) = inside(x as f64, y as f64) else { continue };
        for (value, new) in pixel.iter_mut().zip(colour) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value = (new + f64::from(state >> 24) / 64.0 - 2.0).clamp(0.0, 255.0) as u8;
        }
    }
    Photo::new(SIZE, rgb)
}

fn within(x: f64, y: f64, [left, top, right, foot]: [f64; 4]) -> bool {
    (left..right).contains(&x) && (top..foot).contains(&y)
}

const PLACE: [f64; 4] = [90.0, 240.0, 260.0, 350.0];

#[test]
fn what_is_painted_as_a_card_is_found_so_that_the_refusals_mean_something() {
    for tone in [Tone::I, Tone::III, Tone::V, Tone::VI] {
        let (skin, _) = photographed(40, tone, vec![]);
        let photo = painted(&skin, |x, y| within(x, y, PLACE).then_some([grey(0.18, tone); 3]));
        assert!(find_grey_card(&photo).is_some(), "{tone:?}");
    }
}

#[test]
fn paper_cloth_teeth_and_cards_that_are_cut_off_are_no_card() {
    // What is painted by reflectance of the thing: place, card's grey, white.
    type Paint = fn(f64, f64, f64, f64) -> Option<[f64; 3]>;
    let things: &[(&str, Paint)] = &[
        ("white paper", |x, y, _, white| within(x, y, PLACE).then_some([white, white, white - 3.0])),
        ("white paper in shade", |x, y, _, white| within(x, y, PLACE).then_some([0.85 * white; 3])),
        ("black paper", |x, y, card, _| within(x, y, PLACE).then_some([0.35 * card; 3])),
        ("a blue card", |x, y, card, _| within(x, y, PLACE).then_some([0.8 * card, 0.95 * card, 1.2 * card])),
        ("a round pad", |x, y, card, _| ((x - 170.0).hypot(y - 300.0) < 70.0).then_some([card; 3])),
        ("a card beyond the border", |x, y, card, _| within(x, y, [0.0, 240.0, 170.0, 350.0]).then_some([card; 3])),
        ("grey cloth in folds", |x, y, card, _| {
            within(x, y, PLACE).then(|| [card + 16.0 * (x / 17.0).sin() + 8.0 * (y / 9.0 + x / 31.0).sin(); 3])
        }),
        ("white cloth over the foot of the photo", |x, y, _, white| {
            (y > 330.0 + 20.0 * (x / 90.0).sin()).then(|| [white - 12.0 + 12.0 * (x / 40.0).sin(); 3])
        }),
        ("teeth", |x, y, _, white| {
            let tooth = (x / 36.0).fract() > 0.08 && within(x, y, [120.0, 250.0, 400.0, 300.0]);
            tooth.then(|| [0.9, 0.87, 0.8].map(|v| v * white - 0.4 * (y - 275.0).abs()))
        }),
        ("two cards", |x, y, card, _| {
            (within(x, y, PLACE) || within(x, y, [340.0, 60.0, 500.0, 160.0])).then_some([card; 3])
        }),
    ];
    for tone in [Tone::I, Tone::III, Tone::V] {
        let (skin, _) = photographed(60 + tone as u64, tone, vec![]);
        for (thing, paint) in things {
            let photo = painted(&skin, |x, y| paint(x, y, grey(0.18, tone), grey(0.85, tone)));
            assert_eq!(find_grey_card(&photo), None, "{thing} beside {tone:?}");
        }
    }
}

#[test]
fn a_grey_photo_without_skin_holds_no_card() {
    let plain = painted(&Photo::new(SIZE, vec![60; SIZE.area() as usize * 3]), |x, y| {
        within(x, y, PLACE).then_some([138.0; 3])
    });
    assert_eq!(find_grey_card(&plain), None);
    assert_eq!(find_grey_card(&Photo::new(Size::new(2, 2), vec![9; 12])), None);
}
