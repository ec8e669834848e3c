//! Simulated pairs without pictures: skin spectra through cameras and lights, with the errors of real capture.

use nalgebra::{Matrix2, Matrix3, Vector2};

use crate::geom::Point;
use crate::measure::Absorbance;
use crate::phantom::camera::true_response;
use crate::phantom::optics::{Pigment, reflectance};
use crate::phantom::spectrum::{BANDS, Illuminant, Spectrum, dot, from_fn};
use crate::phantom::{Card, CardKind, Tone};

/// Random numbers (SplitMix64).
pub(super) struct Rng(u64);

impl Rng {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d)
    }

    /// Those of the `index`-th of many draws that do not wait for each other.
    pub(super) fn numbered(seed: u64, index: u64) -> Self {
        Self(Self::new(seed).bits() ^ Self::new(index).bits().rotate_left(29))
    }

    /// Other random numbers from here on, without a draw from these.
    fn fork(&self) -> Self {
        Self(self.0.rotate_left(32) ^ 0x0c4a_2d24)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Normal with this deviation (Box and Muller).
    pub(super) fn normal(&mut self, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        deviation * radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize % n
    }
}

/// How carefully photos are taken: deviations of white balance, exposure (EV), tone curve and saturation, most gloss, and the
/// difference of gloss between two places.
#[derive(Clone, Copy)]
pub(super) struct Care {
    pub(super) balance: f64,
    pub(super) exposure: f64,
    pub(super) gamma: f64,
    pub(super) gloss: f64,
    pub(super) gloss_apart: f64,
    pub(super) saturation: f64,
    pub(super) other_camera: bool,
    pub(super) other_light: f64,
}

/// S1 controlled, S2 routine, S3 uncontrolled.
pub(super) const CARE: [Care; 3] = [
    Care {
        balance: 0.008,
        exposure: 0.06,
        gamma: 0.012,
        gloss: 0.012,
        gloss_apart: 0.0006,
        saturation: 0.008,
        other_camera: false,
        other_light: 0.0,
    },
    Care {
        balance: 0.036,
        exposure: 0.25,
        gamma: 0.03,
        gloss: 0.015,
        gloss_apart: 0.001,
        saturation: 0.02,
        other_camera: false,
        other_light: 0.5,
    },
    Care {
        balance: 0.06,
        exposure: 0.45,
        gamma: 0.05,
        gloss: 0.02,
        gloss_apart: 0.0014,
        saturation: 0.035,
        other_camera: true,
        other_light: 1.0,
    },
];

/// A camera: its filters and how its software renders.
struct Camera {
    filters: [Spectrum; 3],
    gamma: f64,
    saturation: f64,
}

/// Cameras and lights to choose from, none of which the weights have seen.
pub(super) struct World {
    cameras: Vec<Camera>,
    lights: usize,
    /// Linear response of each camera under each light.
    responses: Vec<[Spectrum; 3]>,
    /// Reflectances of the chart's 24 patches.
    paints: Vec<Spectrum>,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let cameras: Vec<Camera> = (0..28).map(|_| camera(&mut rng)).collect();
        let lights: Vec<Spectrum> = (0..20).map(|_| light(&mut rng).power()).collect();
        let surfaces = surfaces();
        let responses = cameras
            .iter()
            .flat_map(|camera| {
                let day = maker_matrix(&balanced(&camera.filters, &Illuminant::D65.power()), &surfaces);
                let lamp = maker_matrix(&balanced(&camera.filters, &Illuminant::Tungsten(2900.0).power()), &surfaces);
                lights.iter().map(move |power| (camera, day, lamp, power)).collect::<Vec<_>>()
            })
            .map(|(camera, day, lamp, power)| {
                let warm = warmth(power);
                let (matrix, channels) = (day * (1.0 - warm) + lamp * warm, balanced(&camera.filters, power));
                std::array::from_fn(|r| std::array::from_fn(|b| (0..3).map(|c| matrix[(r, c)] * channels[c][b]).sum()))
            })
            .collect();
        let chart =
            Card { kind: CardKind::Classic24Since2014, center: Point::default(), width_mm: 60.0, turn_deg: 0.0 };
        Self { cameras, lights: lights.len(), responses, paints: chart.paints() }
    }
}

fn camera(rng: &mut Rng) -> Camera {
    let skewed = |nm: f64, centre: f64, left: f64, right: f64| {
        (-0.5 * ((nm - centre) / if nm < centre { left } else { right }).powi(2)).exp()
    };
    let mut channel = |centre: [f64; 2], left: [f64; 2], right: [f64; 2], side: [f64; 4]| {
        let (c, l, r) = (rng.range(centre[0], centre[1]), rng.range(left[0], left[1]), rng.range(right[0], right[1]));
        let (a, b) = (rng.range(0.0, side[1]), rng.range(0.0, side[3]));
        let (cut, edge) = (rng.range(660.0, 690.0), rng.range(405.0, 420.0));
        from_fn(|nm| {
            let glass = 1.0 / (1.0 + ((nm - cut) / 8.0).exp()) / (1.0 + ((edge - nm) / 5.0).exp());
            glass * (skewed(nm, c, l, r) + a * skewed(nm, side[0], 24.0, 24.0) + b * skewed(nm, side[2], 28.0, 28.0))
        })
    };
    let filters = [
        channel([590.0, 612.0], [13.0, 25.0], [28.0, 48.0], [445.0, 0.12, 530.0, 0.15]),
        channel([522.0, 542.0], [26.0, 42.0], [28.0, 42.0], [450.0, 0.10, 610.0, 0.10]),
        channel([448.0, 470.0], [18.0, 30.0], [24.0, 38.0], [530.0, 0.12, 600.0, 0.02]),
    ];
    Camera { filters, gamma: 1.02 + rng.normal(0.03), saturation: 1.03 + rng.normal(0.03) }
}

pub(super) fn light(rng: &mut Rng) -> Illuminant {
    match rng.below(20) {
        0..6 => Illuminant::Daylight(rng.range(4300.0, 7500.0)),
        6..13 => Illuminant::Led(rng.range(2700.0, 6500.0)),
        13..17 => Illuminant::Fluorescent(rng.range(3000.0, 6500.0)),
        _ => Illuminant::Tungsten(rng.range(2600.0, 3400.0)),
    }
}

fn balanced(filters: &[Spectrum; 3], power: &Spectrum) -> [Spectrum; 3] {
    filters.map(|filter| {
        let white = dot(&filter, power);
        std::array::from_fn(|b| filter[b] * power[b] / white)
    })
}

/// 0 for daylight, 1 for lamp light, by red over blue.
fn warmth(power: &Spectrum) -> f64 {
    let ratio = |p: &Spectrum| p[20..28].iter().sum::<f64>() / p[3..11].iter().sum::<f64>();
    ((ratio(power) / ratio(&Illuminant::D65.power()) - 1.0) / 2.0).clamp(0.0, 1.0)
}

/// Skins and smooth paints, as a maker would calibrate with.
fn surfaces() -> Vec<Spectrum> {
    let skins = Tone::ALL.into_iter().flat_map(|t| [reflectance(t.pigment()); 3]);
    let paints = (0..10).flat_map(|i| {
        let centre = 400.0 + 33.0 * f64::from(i);
        [30.0, 60.0].map(|w| from_fn(|nm| 0.06 + 0.6 * (-0.5 * ((nm - centre) / w).powi(2)).exp()))
    });
    let edges = (0..10).flat_map(|i| {
        let edge = 430.0 + 25.0 * f64::from(i);
        [15.0, -15.0].map(|w| from_fn(|nm| 0.09 + 0.65 / (1.0 + (-(nm - edge) / w).exp())))
    });
    skins.chain(paints).chain(edges).collect()
}

/// Least squares from balanced channels to true colours, white kept white.
fn maker_matrix(channels: &[Spectrum; 3], surfaces: &[Spectrum]) -> Matrix3<f64> {
    let truth = true_response();
    let (mut normal, mut right) = (Matrix2::zeros(), [Vector2::zeros(); 3]);
    for surface in surfaces {
        let seen = channels.each_ref().map(|c| dot(c, surface));
        let wanted = truth.each_ref().map(|c| dot(c, surface));
        let weight = (wanted.iter().sum::<f64>() / 3.0 + 0.05).powi(-2);
        let pull = Vector2::new(seen[0] - seen[1], seen[2] - seen[1]);
        normal += weight * pull * pull.transpose();
        (0..3).for_each(|r| right[r] += weight * pull * (wanted[r] - seen[1]));
    }
    let solve = normal.try_inverse().unwrap_or_else(Matrix2::identity);
    let rows = right.map(|r| solve * r);
    Matrix3::from_fn(|r, c| [rows[r][0], 1.0 - rows[r][0] - rows[r][1], rows[r][1]][c])
}

/// A pair of photos of a lesion and of reference skin.
pub(super) struct Case {
    pub(super) tone: Tone,
    /// The lesion has not changed.
    pub(super) still: bool,
    /// Reference then lesion, photo before then after: as rendered.
    pub(super) seen: [[Absorbance; 2]; 2],
    /// The same as they are.
    pub(super) truth: [[Absorbance; 2]; 2],
    /// What lies beside the lesion in the photo before and after.
    pub(super) beside: [Beside; 2],
}

/// What a photo shows besides the lesion and the mean of the reference.
pub(super) struct Beside {
    /// Three patches of the reference skin, each with its own blood, pigment, shade and gloss.
    pub(super) patches: [Absorbance; 3],
    /// How much darker than it is a grey card looks, channel by channel.
    pub(super) grey: Absorbance,
    /// Linear light of the 24 patches of a chart; exposed so that its white is not clipped.
    pub(super) chart: [[f64; 3]; 24],
}

const GREY_CARD: f64 = 0.18;

/// Draws a pair.
pub(super) fn case(world: &World, care: Care, rng: &mut Rng) -> Case {
    let tone = Tone::ALL[rng.below(6)];
    let typical = tone.pigment();
    let skin = Pigment {
        f_mel: typical.f_mel * rng.normal(0.12).exp(),
        f_bl: typical.f_bl * rng.range(0.8f64.ln(), 2.2f64.ln()).exp(),
        scat: typical.scat * rng.normal(0.12).exp(),
        oxygen: rng.range(0.6, 0.95),
    };
    let still = rng.unit() < 0.2;
    let brown = if rng.unit() < 0.3 { rng.normal(0.15).exp() } else { 1.0 };
    let oxygen = (skin.oxygen + rng.normal(0.05)).clamp(0.5, 0.98);
    let first = rng.range(0.0, 4f64.ln()).exp();
    let second = if still { first } else { rng.range(0.0, 4f64.ln()).exp() };
    let faded = if !still && rng.unit() < 0.3 { rng.normal(0.1).exp() } else { 1.0 };
    let lesion = |blood: f64, brown: f64| Pigment {
        f_mel: skin.f_mel * brown,
        f_bl: (skin.f_bl * blood).min(0.12),
        oxygen,
        ..skin
    };
    let spectra = [[skin, lesion(first, brown)], [skin, lesion(second, brown * faded)]].map(|p| p.map(reflectance));
    let truth = true_response();
    let camera = rng.below(world.cameras.len());
    let light = rng.below(world.lights);
    let other =
        |now: usize, all: usize, chance: f64, rng: &mut Rng| if rng.unit() < chance { rng.below(all) } else { now };
    let second_camera = other(camera, world.cameras.len(), f64::from(u8::from(care.other_camera)), rng);
    let second_light = other(light, world.lights, care.other_light, rng);
    let exposure = 0.3 + 0.17 * tone as usize as f64;
    let mut other = rng.fork();
    let patches = [(); 3].map(|()| {
        let (brown, blood) = (other.normal(0.03).exp(), other.normal(0.06).exp());
        reflectance(Pigment { f_mel: skin.f_mel * brown, f_bl: skin.f_bl * blood, ..skin })
    });
    let [(before, beside), (after, beside_after)] = [(0, camera, light), (1, second_camera, second_light)]
        .map(|(i, camera, light)| world.shoot(&spectra[i], &patches, [camera, light], care, exposure, rng));
    Case {
        tone,
        still,
        seen: [before, after],
        truth: spectra.map(|p| p.map(|s| truth.each_ref().map(|r| -dot(r, &s).log10()))),
        beside: [beside, beside_after],
    }
}

impl World {
    fn shoot(
        &self,
        skins: &[Spectrum; 2],
        patches: &[Spectrum; 3],
        [camera, light]: [usize; 2],
        care: Care,
        ev: f64,
        rng: &mut Rng,
    ) -> ([Absorbance; 2], Beside) {
        let response = &self.responses[camera * self.lights + light];
        let Camera { gamma, saturation, .. } = self.cameras[camera];
        let (gamma, saturation) = (gamma + rng.normal(care.gamma), saturation + rng.normal(care.saturation));
        let gains: [f64; 3] = std::array::from_fn(|_| rng.normal(care.balance).exp());
        let exposure = 0.8 * (ev + rng.normal(care.exposure)).exp2();
        let gloss = rng.range(0.0, care.gloss);
        let render = |surface: &Spectrum, shade: f64, shine: f64, rng: &mut Rng| -> Absorbance {
            let linear: [f64; 3] =
                std::array::from_fn(|c| exposure * gains[c] * (shade * dot(&response[c], surface) + shine).max(1e-4));
            let grey = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
            linear.map(|v| {
                let lively = (grey + saturation * (v - grey)).max(1e-4);
                -(0.5 * (lively / 0.5).powf(gamma)).log10() + rng.normal(0.0011)
            })
        };
        let skin = |surface: &Spectrum, rng: &mut Rng| {
            let (shade, shine) = (rng.normal(0.1).exp(), (gloss + rng.normal(care.gloss_apart)).max(0.0));
            render(surface, shade, shine, rng)
        };
        let seen = skins.each_ref().map(|surface| skin(surface, rng));
        // Of their own numbers, so that nothing beside the lesion decides what is drawn for the lesion. Cards are matte.
        let mut own = rng.fork();
        let patches = patches.each_ref().map(|surface| skin(surface, &mut own));
        let shade = own.normal(0.1).exp();
        let grey = render(&[GREY_CARD; BANDS], shade, 0.0, &mut own).map(|a| a + GREY_CARD.log10());
        let mut chart = [[0.0; 3]; 24];
        for (patch, paint) in chart.iter_mut().zip(&self.paints) {
            *patch = render(paint, shade, 0.0, &mut own).map(|a| 10f64.powf(-a));
        }
        (seen, Beside { patches, grey, chart })
    }

    /// How much of blood ×2 a melanin ×1.3 reads as, by an index of the absorbance over the reference skin.
    pub(super) fn melanin_read_as_blood(&self, tone: Tone, index: impl Fn(Absorbance, Absorbance) -> f64) -> f64 {
        let skin = tone.pigment();
        let spectra = [skin, Pigment { f_mel: 1.3 * skin.f_mel, ..skin }, Pigment { f_bl: 2.0 * skin.f_bl, ..skin }]
            .map(reflectance);
        let (mut brown, mut blood) = (0.0, 0.0);
        for response in &self.responses {
            let [base, more, red] =
                spectra.each_ref().map(|s| response.each_ref().map(|r| -dot(r, s).max(1e-4).log10()));
            brown += index(base, more);
            blood += index(base, red);
        }
        brown / blood
    }
}
