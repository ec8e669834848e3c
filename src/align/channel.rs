//! The photometric channels: skin as it looks when light, camera and blood are taken out.
//!
//! *Tone*: the logarithm of a red-heavy mix. Haemoglobin and most of what changes in skin lies in green and blue; red at a
//! coarse scale is what stays. It carries pores, lines and edges to a fraction of a pixel.
//!
//! *Pigment*: the logarithm of green over blue. Light and shade fall out, and so does blood, which takes about as much
//! green as blue; melanin stays. Coarse, but it holds on where tone has nothing, or was lit from another side: on the
//! truth of hard pairs its local correlation is 0.5 to 0.8 where that of tone is 0.2 to 0.6.
//!
//! Each is taken less its local mean, over its local spread, cut at ±3.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::sharpness::{OCTAVES, detail_of};
use crate::geom::Point;
use crate::imaging::simd::vectorised;
use crate::imaging::{Photo, Plane};
use crate::monitor::Cancelled;

/// Levels of the pyramid: 0 is the working size (long side ≈ 1600), each further one half of the one before.
pub(super) const LEVELS: usize = 4;

/// Which of the channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Levels 0 to 3.
    Tone,
    /// Levels 2 and 3.
    Pigment,
}

/// The channels of one photo at every level, and where they can be believed.
pub(super) struct Channel {
    tone: [Plane; LEVELS],
    pigment: [Plane; 2],
    /// At level 2: 0 where the photo is burnt out or black, 1 where it says something.
    pub weight: Plane,
    /// Mean colour at level 2: red, green, blue, 0 to 255.
    pub rgb: [Plane; 3],
    /// How fine its detail is, octave by octave from level 0 on.
    pub detail: [f64; OCTAVES],
}

impl Channel {
    /// The channels of a working copy. Asks `alive` on the way.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn made(photo: &Photo, alive: &impl Fn() -> Result<(), Cancelled>) -> Result<Self, Cancelled> {
        let (log0, [r1, g1, b1]) = split(photo);
        alive()?;
        let rgb: [Plane; 3] = [r1.halved(), g1.halved(), b1.halved()];
        let side = log0.width.max(log0.height) as f64;
        let log1 = log_of(&r1, &g1, FINE);
        let (n0, n1) = normalised_fine(&log0, &log1, side / 2.0);
        let detail = detail_of(&log0, [&r1, &g1], [&rgb[0], &rgb[1]]);
        alive()?;
        let log2 = log_of(&rgb[0], &rgb[1], COARSE);
        let n2 = normalised(&log2, side / 4.0, &TONE);
        let n3 = normalised(&log2.halved(), side / 8.0, &TONE);
        alive()?;
        let log_pigment = log_ratio(&rgb[1], &rgb[2]);
        let pigment =
            [normalised(&log_pigment, side / 4.0, &COLOR), normalised(&log_pigment.halved(), side / 8.0, &COLOR)];
        let weight = belief(&rgb);
        Ok(Self { tone: [n0, n1, n2, n3], pigment, weight, rgb, detail })
    }

    /// The channels of a working copy.
    #[cfg(test)]
    pub fn new(photo: &Photo) -> Self {
        Self::made(photo, &|| Ok(())).unwrap()
    }

    /// The same channels in a mirror.
    pub fn mirrored(&self) -> Self {
        Self {
            tone: self.tone.each_ref().map(Plane::mirrored),
            pigment: self.pigment.each_ref().map(Plane::mirrored),
            weight: self.weight.mirrored(),
            rgb: self.rgb.each_ref().map(Plane::mirrored),
            detail: self.detail,
        }
    }

    /// A channel at a level. The colour channels start at level 2; a finer level answers level 2.
    pub fn plane(&self, kind: Kind, level: usize) -> &Plane {
        match kind {
            Kind::Tone => &self.tone[level.min(LEVELS - 1)],
            Kind::Pigment => &self.pigment[level.clamp(2, LEVELS - 1) - 2],
        }
    }
}

/// Where a pixel of level 0 lies at level `level`.
pub(super) fn to_level(p: Point, level: usize) -> Point {
    let k = 1.0 / (1 << level) as f64;
    Point::new((p.x + 0.5) * k - 0.5, (p.y + 0.5) * k - 0.5)
}

/// Where a pixel of level `level` lies at level 0.
pub(super) fn from_level(p: Point, level: usize) -> Point {
    let k = (1 << level) as f64;
    Point::new((p.x + 0.5) * k - 0.5, (p.y + 0.5) * k - 0.5)
}

/// Shares of red and green in the mix.
pub(super) const FINE: (f32, f32) = (0.7, 0.3);
const COARSE: (f32, f32) = (0.9, 0.1);
/// How a channel is made even.
struct Evening {
    /// Blur that is taken off, share of the long side.
    mean: f64,
    /// Window of the spread, share of the long side.
    spread: f64,
    /// Spread (of the natural logarithm) below which nothing is amplified further.
    floor: f32,
}

const TONE: Evening = Evening { mean: 0.012, spread: 0.018, floor: 0.01 };
const COLOR: Evening = Evening { mean: 0.05, spread: 0.08, floor: 0.004 };
/// Added before the logarithm, of 255, so that noise in the dark is not amplified.
const DARK: f32 = 4.0;
const CUT: f32 = 3.0;

/// The logarithm of a mix of red and green, 0 to 255.
pub(super) fn log_mix(v: f32) -> f32 {
    (v + DARK).ln()
}

/// The logarithm of the fine mix at level 0, and red, green and blue at level 1.
pub(super) fn split(photo: &Photo) -> (Plane, [Plane; 3]) {
    let (w, h) = (photo.size().width as usize, photo.size().height as usize);
    let log = log_table();
    let log0 = Plane::from_rows(w, h, |y, out| {
        for (o, p) in out.iter_mut().zip(photo.rgb()[y * w * 3..].chunks_exact(3)) {
            *o = log[7 * usize::from(p[0]) + 3 * usize::from(p[1])];
        }
    });
    let (w1, h1) = ((w / 2).max(1), (h / 2).max(1));
    let half = |channel: usize| {
        Plane::from_rows(w1, h1, |y, out| {
            let (y0, y1) = ((2 * y).min(h - 1), (2 * y + 1).min(h - 1));
            let above = &photo.rgb()[y0 * w * 3..][..w * 3];
            let below = &photo.rgb()[y1 * w * 3..][..w * 3];
            for (x, o) in out.iter_mut().enumerate() {
                let (a, b) = ((2 * x).min(w - 1) * 3 + channel, (2 * x + 1).min(w - 1) * 3 + channel);
                let sum = u32::from(above[a]) + u32::from(above[b]) + u32::from(below[a]) + u32::from(below[b]);
                *o = sum as f32 * 0.25;
            }
        })
    };
    (log0, [half(0), half(1), half(2)])
}

/// Logarithms of the fine mix by 7 R + 3 G.
fn log_table() -> &'static [f32] {
    static TABLE: OnceLock<Vec<f32>> = OnceLock::new();
    TABLE.get_or_init(|| (0..=2550).map(|i| log_mix(i as f32 / 10.0)).collect())
}

/// The logarithm of `a` over `b`.
fn log_ratio(a: &Plane, b: &Plane) -> Plane {
    Plane::from_rows(a.width, a.height, |y, out| {
        for ((o, a), b) in out.iter_mut().zip(a.row(y)).zip(b.row(y)) {
            *o = ((a + DARK) / (b + DARK)).ln();
        }
    })
}

fn log_of(r: &Plane, g: &Plane, (kr, kg): (f32, f32)) -> Plane {
    Plane::from_rows(r.width, r.height, |y, out| {
        for ((o, r), g) in out.iter_mut().zip(r.row(y)).zip(g.row(y)) {
            *o = log_mix(kr * r + kg * g);
        }
    })
}

/// `log` less its local mean, over its local spread; `side` is the long side in pixels.
fn normalised(log: &Plane, side: f64, evening: &Evening) -> Plane {
    let mean = log.blurred(side * evening.mean);
    let spread = spread(log, &mean, side, evening);
    Plane::from_rows(log.width, log.height, |y, out| divide(log.row(y), mean.row(y), spread.row(y), out))
}

/// Levels 0 and 1 together: the mean and the spread of level 1 serve both.
fn normalised_fine(log0: &Plane, log1: &Plane, side1: f64) -> (Plane, Plane) {
    let mean = log1.blurred(side1 * TONE.mean);
    let spread = spread(log1, &mean, side1, &TONE);
    let n1 = Plane::from_rows(log1.width, log1.height, |y, out| divide(log1.row(y), mean.row(y), spread.row(y), out));
    let n0 = Plane::from_rows(log0.width, log0.height, |y, out| {
        let (mut m, mut s) = (vec![0.0; log0.width], vec![0.0; log0.width]);
        doubled_row(&mean, y, &mut m);
        doubled_row(&spread, y, &mut s);
        divide(log0.row(y), &m, &s, out);
    });
    (n0, n1)
}

/// One over the local standard deviation.
fn spread(log: &Plane, mean: &Plane, side: f64, evening: &Evening) -> Plane {
    let mut square = Plane::from_rows(log.width, log.height, |y, out| square_of(log.row(y), mean.row(y), out));
    square = square.blurred(side * evening.spread);
    square.data.par_chunks_mut(4096).for_each(|values| invert(values, evening.floor));
    square
}

vectorised! {
    fn square_of(log: &[f32], mean: &[f32], out: &mut [f32]) {
        for ((o, l), m) in out.iter_mut().zip(log).zip(mean) {
            *o = (l - m) * (l - m);
        }
    }
}

vectorised! {
    fn invert(values: &mut [f32], floor: f32) {
        for v in values {
            *v = 1.0 / v.max(0.0).sqrt().max(floor);
        }
    }
}

vectorised! {
    fn divide(log: &[f32], mean: &[f32], inverse: &[f32], out: &mut [f32]) {
        for (((o, l), m), s) in out.iter_mut().zip(log).zip(mean).zip(inverse) {
            *o = ((l - m) * s).clamp(-CUT, CUT);
        }
    }
}

/// Row `y` of `half` at twice the size, linear between pixels.
fn doubled_row(half: &Plane, y: usize, out: &mut [f32]) {
    // Pixel y lies at y/2 − ¼ of the half-size plane: a quarter of one neighbour, three quarters of the other.
    let (near, far) = ((y / 2) as isize, (y / 2) as isize + if y.is_multiple_of(2) { -1 } else { 1 });
    let clamp = |y: isize| y.clamp(0, half.height as isize - 1) as usize;
    let (a, b) = (half.row(clamp(near)), half.row(clamp(far)));
    let column = |x: usize| 0.75 * a[x] + 0.25 * b[x];
    let last = half.width - 1;
    let mut before = column(0);
    let mut here = before;
    for (x, pair) in out.chunks_mut(2).enumerate() {
        let after = column((x + 1).min(last));
        pair[0] = 0.75 * here + 0.25 * before;
        if let Some(odd) = pair.get_mut(1) {
            *odd = 0.75 * here + 0.25 * after;
        }
        if x < last {
            before = here;
            here = after;
        } else {
            before = here;
        }
    }
}

/// 0 where a pixel is burnt out or black, 1 where it can be believed.
fn belief([r, g, b]: &[Plane; 3]) -> Plane {
    let raw = Plane::from_rows(r.width, r.height, |y, out| {
        for (((o, r), g), b) in out.iter_mut().zip(r.row(y)).zip(g.row(y)).zip(b.row(y)) {
            let least = r.min(*g).min(*b);
            let most = r.max(*g).max(*b);
            let burnt = ((least - 225.0) / 20.0).clamp(0.0, 1.0);
            let black = ((6.0 - most) / 4.0).clamp(0.0, 1.0);
            *o = (1.0 - burnt) * (1.0 - black);
        }
    });
    raw.blurred(1.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Size;

    fn textured(gain: f64) -> Photo {
        let (w, h) = (320, 240);
        let mut rgb = Vec::new();
        for y in 0..h {
            for x in 0..w {
                let v = 110.0 + 12.0 * (x as f64 * 0.21).sin() * (y as f64 * 0.17).cos();
                rgb.extend([1.2, 1.0, 0.8].map(|k| (v * k * gain).round().clamp(0.0, 255.0) as u8));
            }
        }
        Photo::new(Size::new(w, h), rgb)
    }

    #[test]
    fn exposure_hardly_changes_the_channel() {
        let (bright, dark) = (Channel::new(&textured(1.0)), Channel::new(&textured(0.6)));
        for level in 0..LEVELS {
            let (a, b) = (bright.plane(Kind::Tone, level), dark.plane(Kind::Tone, level));
            let dot: f32 = a.data.iter().zip(&b.data).map(|(a, b)| a * b).sum();
            let (aa, bb): (f32, f32) = (a.data.iter().map(|v| v * v).sum(), b.data.iter().map(|v| v * v).sum());
            let correlation = dot / (aa * bb).sqrt();
            assert!(correlation > 0.95, "level {level}: {correlation}");
        }
    }

    #[test]
    fn levels_and_back_are_inverse() {
        for level in 0..LEVELS {
            let p = Point::new(123.4, 567.8);
            assert!(from_level(to_level(p, level), level).distance(p) < 1e-9);
        }
    }
}
