//! The five patients of the sample clinic: skin, dates, states of the skin, and how each photo was taken.

use super::record::{Course, SamplePatient};
use super::{SamplePhoto, SampleShot, SampleView, words};
use crate::geom::{Point, Size};
use crate::phantom::noise::Rng;
use crate::phantom::optics::Tone;
use crate::phantom::pair::usual_exposure;
use crate::phantom::scene::{Patch, PatchKind, Region, Scar, ScarKind, Scene};
use crate::phantom::shot::{Light, Shot};
use crate::phantom::spectrum::Illuminant;
use crate::phantom::surface::Bend;
use crate::phantom::visit::{Needled, Visit, papules};

/// The sample clinic.
pub fn clinic() -> Vec<SamplePatient> {
    vec![elin(), marta(), noah(), amara(), tomas()]
}

/// A course of microneedling for acne scars: two views on seven dates and a close-up on three.
fn elin() -> SamplePatient {
    let who = Who { slug: "elin-sandberg", name: "Elin Sandberg", birth: "1996-05-21", number: "SL-0042" };
    let days = [
        Day::new("2026-01-14").states(1.0, 1.0).spots(6),
        Day::new("2026-01-17").states(1.05, 0.98).spots(4).needled(3.0),
        Day::new("2026-02-11").states(0.80, 0.92).spots(3),
        Day::new("2026-03-11").states(0.58, 0.83).spots(2),
        Day::new("2026-03-14").states(0.60, 0.82).spots(2).needled(3.0),
        Day::new("2026-04-08").states(0.40, 0.73).spots(1),
        Day::new("2026-05-06").states(0.25, 0.63).spots(1),
    ];
    let left = Scene::healthy(4205, Tone::II, Region::LeftCheek)
        .with_acne_scars(Point::new(-7.0, -3.0), [20.0, 14.0], 32)
        .with_redness(Point::new(-9.0, -5.0), [18.0, 12.5], 4.4, 26);
    let right = Scene::healthy(4207, Tone::II, Region::RightCheek)
        .with_acne_scars(Point::new(6.0, -3.0), [20.0, 14.0], 25)
        .with_redness(Point::new(8.0, -6.0), [17.0, 12.0], 4.0, 20);
    let close_days: Vec<Day> = [0, 3, 6].map(|i| days[i].clone()).into();
    let set = Set { who: &who, minute: 12, middle: Point::new(-8.0, -5.0), depth: 3.2 };
    SamplePatient {
        slug: who.slug,
        name: who.name,
        birth: who.birth,
        number: who.number,
        skin_type: 2,
        course: Course {
            indication: "acne scars",
            areas: "both cheeks",
            planned_sessions: Some(6),
            interval_weeks: Some(4),
        },
        sessions: words::elin(),
        views: vec![
            set.view("left-45", &left, View::wide(228.0), &days),
            Set { minute: 13, middle: Point::new(8.0, -5.0), ..set }.view("right-45", &right, View::wide(312.0), &days),
            Set { minute: 15, ..set }.view("close-up", &left, View::close(228.0, Point::new(-8.0, -4.0)), &close_days),
        ],
    }
}

/// The week after one session, two views.
fn marta() -> SamplePatient {
    let who = Who { slug: "marta-kowalska", name: "Marta Kowalska", birth: "1988-11-02", number: "SL-0057" };
    let days = [
        Day::new("2026-02-16").states(1.0, 1.0),
        Day::new("2026-03-02").states(1.0, 1.0).needled(0.0).flush(1.12),
        Day::new("2026-03-03").states(1.0, 1.0).needled(1.0),
        Day::new("2026-03-05").states(1.0, 0.99).needled(3.0),
        Day::new("2026-03-09").states(0.95, 0.97).needled(7.0),
    ];
    let cheek = Scene::healthy(5712, Tone::III, Region::RightCheek)
        .with_acne_scars(Point::new(4.0, -4.0), [20.0, 13.0], 18)
        .with_redness(Point::new(6.0, -4.0), [12.0, 9.0], 0.9, 5);
    let forehead =
        Scene::healthy(5713, Tone::III, Region::Forehead).with_acne_scars(Point::new(-2.0, -2.0), [20.0, 11.0], 9);
    let set = Set { who: &who, minute: 31, middle: Point::new(7.0, -5.0), depth: 3.6 };
    SamplePatient {
        slug: who.slug,
        name: who.name,
        birth: who.birth,
        number: who.number,
        skin_type: 3,
        course: Course {
            indication: "acne scars, fine lines of the forehead",
            areas: "cheeks, forehead",
            planned_sessions: Some(4),
            interval_weeks: Some(5),
        },
        sessions: words::marta(),
        views: vec![
            set.view("right-45", &cheek, View::wide(305.0), &days),
            Set { minute: 33, middle: Point::new(-4.0, -1.0), ..set }.view(
                "front",
                &forehead,
                View::wide(262.0),
                &days[1..],
            ),
        ],
    }
}

/// Redness after acne that fades by itself.
fn noah() -> SamplePatient {
    let who = Who { slug: "noah-lindqvist", name: "Noah Lindqvist", birth: "2003-09-17", number: "SL-0063" };
    let days = [
        Day::new("2026-01-09").states(1.0, 1.0).spots(5),
        Day::new("2026-02-06").states(0.70, 1.0).spots(2),
        Day::new("2026-03-06").states(0.44, 0.98).spots(1),
        Day::new("2026-04-10").states(0.22, 0.97),
    ];
    let cheek = Scene::healthy(6301, Tone::I, Region::LeftCheek)
        .with_redness(Point::new(-4.0, -5.0), [21.0, 14.0], 2.6, 42)
        .with_acne_scars(Point::new(-4.0, -4.0), [18.0, 12.0], 6);
    let set = Set { who: &who, minute: 47, middle: Point::new(-4.0, -5.0), depth: 4.0 };
    SamplePatient {
        slug: who.slug,
        name: who.name,
        birth: who.birth,
        number: who.number,
        skin_type: 2,
        course: Course { indication: "redness after acne", areas: "left cheek", ..Course::default() },
        sessions: words::noah(),
        views: vec![set.view("left-45", &cheek, View::wide(236.0), &days)],
    }
}

/// Brown spots after acne on dark skin.
fn amara() -> SamplePatient {
    let who = Who { slug: "amara-okafor", name: "Amara Okafor", birth: "1991-02-26", number: "SL-0071" };
    let days = [
        Day::new("2026-01-20").states(1.0, 1.0).pigment(1.0).spots(2),
        Day::new("2026-02-17").states(0.9, 0.95).pigment(0.78),
        Day::new("2026-03-17").states(0.8, 0.90).pigment(0.56).spots(1),
        Day::new("2026-04-14").states(0.7, 0.86).pigment(0.36),
    ];
    let cheek = Scene::healthy(7104, Tone::VI, Region::RightCheek)
        .with_brown_spots(Point::new(4.0, -5.0), [22.0, 13.5], 0.75, 30)
        .with_acne_scars(Point::new(4.0, -4.0), [18.0, 12.0], 10);
    let set = Set { who: &who, minute: 5, middle: Point::new(4.0, -5.0), depth: 4.0 };
    SamplePatient {
        slug: who.slug,
        name: who.name,
        birth: who.birth,
        number: who.number,
        skin_type: 6,
        course: Course {
            indication: "hyperpigmentation after acne",
            areas: "right cheek",
            planned_sessions: Some(4),
            interval_weeks: Some(4),
        },
        sessions: words::amara(),
        views: vec![set.view("right-45", &cheek, View::wide(308.0), &days)],
    }
}

/// A surgical scar of the forearm.
fn tomas() -> SamplePatient {
    let who = Who { slug: "tomas-herrera", name: "Tomás Herrera", birth: "1979-07-30", number: "SL-0080" };
    let days = [
        Day::new("2026-02-04").states(1.0, 1.0),
        Day::new("2026-04-08").states(0.62, 0.74),
        Day::new("2026-06-10").states(0.35, 0.50),
    ];
    let scar = Scar {
        kind: ScarKind::Surgical,
        center: Point::new(1.0, -1.0),
        radius: 1.15,
        stretch: 19.0,
        turn_deg: 9.0,
        depth: 0.16,
        response: 1.0,
    };
    let flare = Patch {
        kind: PatchKind::Redness,
        center: Point::new(1.0, -1.0),
        radii: [24.0, 3.0],
        turn_deg: 9.0,
        strength: 2.2,
        core: 0.15,
        ragged: 0.7,
        response: 1.0,
    };
    let forearm = Scene::healthy(8021, Tone::IV, Region::Forearm).with_scar(scar).with_patch(flare);
    let set = Set { who: &who, minute: 22, middle: Point::default(), depth: 4.0 };
    SamplePatient {
        slug: who.slug,
        name: who.name,
        birth: who.birth,
        number: who.number,
        skin_type: 4,
        course: Course {
            indication: "surgical scar",
            areas: "right forearm",
            planned_sessions: Some(3),
            interval_weeks: Some(8),
        },
        sessions: words::tomas(),
        views: vec![set.view("forearm scar", &forearm, View::wide(250.0), &days)],
    }
}

struct Who {
    slug: &'static str,
    name: &'static str,
    birth: &'static str,
    number: &'static str,
}

/// A date and the state of the skin on it.
#[derive(Clone)]
struct Day {
    date: &'static str,
    redness: f64,
    scars: f64,
    pigment: f64,
    flush: f64,
    spots: usize,
    needled: Option<f64>,
}

impl Day {
    fn new(date: &'static str) -> Self {
        Self { date, redness: 1.0, scars: 1.0, pigment: 1.0, flush: 1.0, spots: 0, needled: None }
    }

    /// Redness and depth of the scars, as factors of the baseline.
    fn states(self, redness: f64, scars: f64) -> Self {
        Self { redness, scars, ..self }
    }

    fn pigment(self, pigment: f64) -> Self {
        Self { pigment, ..self }
    }

    fn flush(self, flush: f64) -> Self {
        Self { flush, ..self }
    }

    /// Number of inflamed spots.
    fn spots(self, spots: usize) -> Self {
        Self { spots, ..self }
    }

    /// Days since a session.
    fn needled(self, days: f64) -> Self {
        Self { needled: Some(days), ..self }
    }
}

/// How a view is photographed.
struct View {
    size: Size,
    px_per_mm: f64,
    center: Point,
    azimuth_deg: f64,
}

impl View {
    fn wide(azimuth_deg: f64) -> Self {
        Self { size: Size::new(1800, 1350), px_per_mm: 25.0, center: Point::new(0.0, -1.0), azimuth_deg }
    }

    fn close(azimuth_deg: f64, center: Point) -> Self {
        Self { size: Size::new(1800, 1350), px_per_mm: 46.0, center, azimuth_deg }
    }
}

/// What the photos of one view have in common.
#[derive(Clone, Copy)]
struct Set<'a> {
    who: &'a Who,
    /// Minutes past ten when the view is taken.
    minute: u32,
    /// Middle of the inflamed and of the treated area, mm.
    middle: Point,
    /// Redness of the treated area on the day of a session.
    depth: f64,
}

impl Set<'_> {
    fn view(self, view: &str, scene: &Scene, how: View, days: &[Day]) -> SampleView {
        let shot = |(n, day): (usize, &Day)| SampleShot {
            photo: self.photo(view, day.date),
            visit: self.visit(scene, day),
            shot: shot(scene, &how, n),
        };
        SampleView { scene: scene.clone(), shots: days.iter().enumerate().map(shot).collect() }
    }

    fn photo(self, view: &str, date: &str) -> SamplePhoto {
        let slug = self.who.slug;
        let name = format!("{date}_{}", view.replace(' ', "-"));
        // Central European time; summer time began on 29 March 2026.
        let offset = if date >= "2026-03-29" { "+02:00" } else { "+01:00" };
        SamplePhoto {
            patient: self.who.name.to_owned(),
            birth: self.who.birth.to_owned(),
            number: self.who.number.to_owned(),
            date: date.to_owned(),
            taken_at: format!("{date}T10:{:02}:{:02}{offset}", self.minute, (self.minute * 7) % 60),
            view: view.to_owned(),
            file: format!("{slug}/{name}.jpg"),
            truth: format!("truth/{slug}_{name}.json"),
        }
    }

    fn visit(self, scene: &Scene, day: &Day) -> Visit {
        let mut rng = Rng::new(scene.seed, date_number(day.date));
        let zone = Patch {
            kind: PatchKind::Redness,
            center: self.middle,
            radii: [21.0, 14.5],
            turn_deg: 0.0,
            strength: self.depth,
            core: 0.55,
            ragged: 0.6,
            response: 1.0,
        };
        // Most of the day's inflamed spots are new; the oldest have been there before.
        let spots = papules(scene.seed ^ (date_number(day.date) / 100), self.middle, [16.0, 11.0], day.spots, 4.0);
        Visit {
            redness: day.redness,
            pigment: day.pigment,
            scar_depth: day.scars,
            flush: day.flush * (1.0 + rng.spread(0.06)),
            tan: 1.0 + rng.spread(0.012),
            oil: 0.85 + rng.spread(0.15),
            papules: spots,
            needled: day.needled.map(|days| Needled { days, zone, seed: scene.seed ^ 0x5E5 }),
        }
    }
}

/// The clinic's camera and light with the small differences of every visit; visit 0 is the most careful.
fn shot(scene: &Scene, how: &View, n: usize) -> Shot {
    let mut rng = Rng::new(scene.seed, 0x5407 + n as u64 + (how.px_per_mm * 10.0) as u64 * 100);
    let loose = if n == 0 { 0.3 } else { 1.0 };
    let mut shot = Shot::frontal(how.size, how.px_per_mm);
    let pose = &mut shot.pose;
    pose.center = how.center + Point::new(rng.spread(2.4), rng.spread(1.6)) * loose;
    pose.roll_deg = rng.spread(3.6) * loose;
    pose.yaw_deg = rng.spread(4.0) * loose;
    pose.pitch_deg = rng.spread(3.5) * loose;
    pose.px_per_mm *= (rng.spread(0.05) * loose).exp();
    shot.bend = Bend::random(scene.seed ^ (0xB0 + n as u64), 0.35 * loose);
    shot.light = Light {
        illuminant: Illuminant::Led(5000.0 + rng.spread(350.0)),
        azimuth_deg: how.azimuth_deg + rng.spread(11.0) * loose,
        elevation_deg: 47.0 + rng.spread(5.0) * loose,
        fill: 0.40 + rng.spread(0.05),
        falloff: [rng.spread(0.12), -0.06 + rng.spread(0.08)],
        gloss: if scene.tone >= Tone::V { 0.7 } else { 0.95 },
        ..Light::CLINIC
    };
    shot.exposure_ev = usual_exposure(scene.tone) + rng.spread(0.22) * loose;
    shot.balance = [(rng.spread(0.018) * loose + 0.01).exp(), 1.0, (rng.spread(0.022) * loose).exp()];
    shot.defocus_px = (rng.unit() * 0.7).powi(2) * loose;
    shot.jpeg_quality = Some(88);
    shot.seed = rng.bits();
    shot
}

/// The digits of a date as a number.
fn date_number(date: &str) -> u64 {
    date.bytes().filter(u8::is_ascii_digit).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
}
