//! A follow-up made worse step by step, its truth kept: where the engine begins to fail and then does.
//!
//! Ordinary pairs say nothing of a confidence below 0.99, because the engine is right in all of them. Each fault is graded
//! from what a hurried photo shows to what no engine can align.

use crate::align::LEAST_SIDE;
use crate::geom::{Point, Size};
use crate::imaging::{Limits, Photo, Plane, Stamp, crop, decode, encode_jpeg, resize};
use crate::monitor::Silent;

/// What went wrong with the follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Out of focus.
    Blur,
    /// Noise of a dark room.
    Noise,
    /// Saved with too little quality.
    Jpeg,
    /// Too small a copy.
    Small,
    /// Hardly any contrast: fog on the lens.
    Faint,
    /// Far too dark.
    Dark,
    /// Shows only a strip of the skin.
    Cut,
    /// A dressing lies on most of the skin.
    Covered,
}

/// The steps of a fault: 1 is mild, this is the worst.
pub(super) const STEPS: usize = 5;

impl Fault {
    pub const ALL: [Self; 8] =
        [Self::Blur, Self::Noise, Self::Jpeg, Self::Small, Self::Faint, Self::Dark, Self::Cut, Self::Covered];

    /// Every fault at every step in turn: after `ALL.len() * STEPS` numbers each pairing has come once.
    pub fn numbered(number: usize) -> (Self, usize) {
        (Self::ALL[number % Self::ALL.len()], 1 + number % STEPS)
    }

    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blur => "blur",
            Self::Noise => "noise",
            Self::Jpeg => "jpeg",
            Self::Small => "small",
            Self::Faint => "faint",
            Self::Dark => "dark",
            Self::Cut => "cut",
            Self::Covered => "covered",
        }
    }

    /// How strong it is at a step: share of the width, of the brightness or of the photo, or the quality of the JPEG.
    fn strength(self, step: usize) -> f64 {
        let steps = match self {
            Self::Blur => [0.003, 0.007, 0.012, 0.020, 0.032],
            Self::Noise => [0.06, 0.14, 0.28, 0.50, 0.90],
            Self::Jpeg => [20.0, 10.0, 5.0, 3.0, 1.0],
            Self::Small => [0.25, 0.17, 0.12, 0.085, 0.06],
            Self::Faint => [0.3, 0.12, 0.06, 0.03, 0.015],
            Self::Dark => [0.2, 0.1, 0.05, 0.025, 0.012],
            Self::Cut => [0.5, 0.3, 0.2, 0.12, 0.08],
            Self::Covered => [0.4, 0.6, 0.75, 0.86, 0.94],
        };
        steps[step.clamp(1, STEPS) - 1]
    }
}

/// A worse copy of a photo and where its pixels were.
pub(super) struct Degraded {
    pub photo: Photo,
    /// Pixels of the copy per pixel of the photo.
    scale: f64,
    /// The photo's column that is the copy's first.
    left: f64,
}

impl Degraded {
    /// Where pixel `q` of the photo lies in the copy; perhaps outside it.
    pub fn copy_from_photo(&self, q: Point) -> Point {
        let half = Point::new(0.5, 0.5);
        (q - Point::new(self.left, 0.0) + half) * self.scale - half
    }
}

/// `photo` with `fault` at `step`, 1 to [`STEPS`]. `seed` decides the noise; the same arguments give the same pixels.
pub(super) fn degraded(photo: &Photo, fault: Fault, step: usize, seed: u64) -> Degraded {
    let size = photo.size();
    let width = f64::from(size.width);
    let k = fault.strength(step);
    let mut chance = Chance(seed);
    let (mut scale, mut left) = (1.0, 0.0);
    let photo = match fault {
        Fault::Blur => blurred(photo, k * width),
        Fault::Noise => noisy(photo, 255.0 * k, &mut chance),
        Fault::Jpeg => recompressed(photo, k as u8),
        Fault::Small => {
            // Never smaller than what can be aligned at all.
            let k = k.max(f64::from(LEAST_SIDE) / f64::from(size.width.min(size.height)));
            let small = Size::new((k * width).round() as u32, (k * f64::from(size.height)).round() as u32);
            scale = f64::from(small.width) / width;
            resize(photo, small)
        }
        Fault::Faint => {
            let middle = mean(photo);
            noisy(&mapped(photo, |c, v| middle[c] + k * (v - middle[c])), 1.5, &mut chance)
        }
        Fault::Dark => noisy(&mapped(photo, |_, v| k * v), 0.7, &mut chance),
        Fault::Cut => {
            let kept = ((k * width).round() as u32).max(LEAST_SIDE).min(size.width);
            let from = if seed.is_multiple_of(2) { 0 } else { size.width - kept };
            left = f64::from(from);
            crop(photo, from, 0, Size::new(kept, size.height))
        }
        Fault::Covered => covered(photo, k, &mut chance),
    };
    Degraded { photo, scale, left }
}

/// Each value `v`, 0 to 255, of channel `c` through `of(c, v)`.
fn mapped(photo: &Photo, of: impl Fn(usize, f64) -> f64) -> Photo {
    let rgb = photo.rgb().iter().enumerate().map(|(i, v)| byte(of(i % 3, f64::from(*v)))).collect();
    Photo::new(photo.size(), rgb)
}

fn byte(v: f64) -> u8 {
    v.round().clamp(0.0, 255.0) as u8
}

fn mean(photo: &Photo) -> [f64; 3] {
    let n = photo.size().area().max(1) as f64;
    std::array::from_fn(|c| photo.rgb().iter().skip(c).step_by(3).map(|v| f64::from(*v)).sum::<f64>() / n)
}

fn noisy(photo: &Photo, spread: f64, chance: &mut Chance) -> Photo {
    let rgb = photo.rgb().iter().map(|v| byte(f64::from(*v) + spread * chance.normal())).collect();
    Photo::new(photo.size(), rgb)
}

fn blurred(photo: &Photo, sigma: f64) -> Photo {
    let size = photo.size();
    let (w, h) = (size.width as usize, size.height as usize);
    let channels: [Plane; 3] = std::array::from_fn(|c| {
        Plane::from_rows(w, h, |y, row| {
            for (x, v) in row.iter_mut().enumerate() {
                *v = f32::from(photo.rgb()[(y * w + x) * 3 + c]);
            }
        })
        .blurred(sigma)
    });
    let rgb = (0..w * h * 3).map(|i| byte(f64::from(channels[i % 3].data[i / 3]))).collect();
    Photo::new(size, rgb)
}

/// Through a JPEG of this quality. One that cannot be made leaves the photo as it is.
fn recompressed(photo: &Photo, quality: u8) -> Photo {
    encode_jpeg(photo, quality, &Stamp::default())
        .ok()
        .and_then(|bytes| decode(&bytes, &Limits::default(), &Silent).ok())
        .map_or_else(|| photo.clone(), |decoded| decoded.photo)
}

/// A light dressing with a weave over the middle `share` of the photo.
fn covered(photo: &Photo, share: f64, chance: &mut Chance) -> Photo {
    let (w, h) = (photo.size().width as usize, photo.size().height as usize);
    let side = share.sqrt();
    let inside = |i: usize, n: usize| ((i as f64 + 0.5) / n as f64 - 0.5).abs() < 0.5 * side;
    let mut rgb = photo.rgb().to_vec();
    for y in (0..h).filter(|y| inside(*y, h)) {
        for x in (0..w).filter(|x| inside(*x, w)) {
            let weave = if (x / 4 + y / 4) % 2 == 0 { 6.0 } else { -6.0 };
            for (v, base) in rgb[(y * w + x) * 3..][..3].iter_mut().zip([222.0, 214.0, 200.0]) {
                *v = byte(base + weave + 3.0 * chance.normal());
            }
        }
    }
    Photo::new(photo.size(), rgb)
}

/// Seeded chance (SplitMix64, Steele et al. 2014).
struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal, mean 0, standard deviation 1: the sum of four.
    fn normal(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| self.unit() - 0.5).sum();
        sum * 3.0_f64.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo() -> Photo {
        let size = Size::new(1000, 750);
        let rgb = (0..size.area() as usize * 3).map(|i| (90 + (i * 7919) % 97) as u8).collect();
        Photo::new(size, rgb)
    }

    /// How much of the original's contrast is left: covariance of the two over the original's variance, where both are.
    fn kept(original: &Photo, worse: &Degraded) -> f64 {
        let (size, mid) = (original.size(), mean(original)[0]);
        let (mut both, mut own) = (0.0, 0.0);
        for y in 0..size.height {
            for x in 0..size.width {
                let q = worse.copy_from_photo(Point::new(f64::from(x), f64::from(y)));
                let a = f64::from(original.pixel(x, y)[0]) - mid;
                own += a * a;
                if worse.photo.size().contains(q) {
                    both += a * (f64::from(worse.photo.pixel(q.x.round() as u32, q.y.round() as u32)[0]) - mid);
                }
            }
        }
        both / own
    }

    #[test]
    fn every_fault_at_every_step_comes_in_turn() {
        let mut seen: Vec<(Fault, usize)> = Vec::new();
        for number in 0..Fault::ALL.len() * STEPS {
            let one = Fault::numbered(number);
            assert!(!seen.contains(&one), "{one:?} comes twice");
            seen.push(one);
        }
    }

    #[test]
    fn a_worse_step_leaves_less_of_the_photo() {
        let original = photo();
        for fault in [Fault::Faint, Fault::Dark, Fault::Cut, Fault::Covered] {
            let left: Vec<f64> =
                (1..=STEPS).map(|step| kept(&original, &degraded(&original, fault, step, 4))).collect();
            assert!(left.windows(2).all(|w| w[1] < w[0]) && left[0] < 0.75, "{fault:?}: {left:?}");
        }
    }

    #[test]
    fn the_truth_follows_the_pixels() {
        let original = photo();
        let q = Point::new(750.0, 60.0);
        let cut = degraded(&original, Fault::Cut, 1, 3);
        let at = cut.copy_from_photo(q);
        assert_eq!(cut.photo.pixel(at.x as u32, at.y as u32), original.pixel(750, 60));
        assert!(!cut.photo.size().contains(cut.copy_from_photo(Point::new(20.0, 60.0))), "the left half is gone");
        let small = degraded(&original, Fault::Small, 1, 3);
        assert_eq!(small.photo.size(), Size::new(250, 188));
        let tiny = resize(&original, Size::new(200, 150));
        assert!(degraded(&tiny, Fault::Small, STEPS, 3).photo.size().height >= LEAST_SIDE);
        assert!(degraded(&tiny, Fault::Cut, STEPS, 3).photo.size().width >= LEAST_SIDE);
        assert!(small.copy_from_photo(q).distance(Point::new(187.125, 14.625)) < 1e-9);
    }
}
