//! Seeded chance: a generator, smooth noise over the plane, and jittered cells.

/// A small seeded generator (SplitMix64, Steele et al. 2014): the same seed gives the same numbers everywhere.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator for one purpose: different `stream`s of a seed are independent.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = Self(seed ^ stream.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        rng.bits();
        rng
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in `low`..`high`.
    pub fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform in −`size`..`size`.
    pub fn spread(&mut self, size: f64) -> f64 {
        self.range(-size, size)
    }

    /// Normal with mean 0 and standard deviation 1 (Box–Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }
}

/// Smooth noise with mean 0 and standard deviation about 0.7, features of about one unit of length (Perlin 2002).
pub fn smooth(x: f32, y: f32, seed: u32) -> f32 {
    let (column, row) = (x.floor(), y.floor());
    let (fx, fy) = (x - column, y - row);
    let (column, row) = (column as i32, row as i32);
    let corner = |i: i32, j: i32| {
        let h = hash(column + i, row + j, seed);
        let gx = (h & 0xffff) as f32 * (1.0 / 32768.0) - 1.0;
        let gy = (h >> 16) as f32 * (1.0 / 32768.0) - 1.0;
        gx * (fx - i as f32) + gy * (fy - j as f32)
    };
    let (u, v) = (fade(fx), fade(fy));
    let top = corner(0, 0) + u * (corner(1, 0) - corner(0, 0));
    let bottom = corner(0, 1) + u * (corner(1, 1) - corner(0, 1));
    (top + v * (bottom - top)) * 3.85
}

/// A sum of [`smooth`] noises, each with half the period and `gain` times the height of the one before;
/// standard deviation about 0.7. Each is turned, so that no grid shows.
pub fn fractal(x: f32, y: f32, seed: u32, octaves: u32, gain: f32) -> f32 {
    let (mut x, mut y, mut height, mut sum, mut power) = (x, y, 1.0, 0.0, 0.0);
    for octave in 0..octaves {
        sum += height * smooth(x, y, seed.wrapping_add(octave.wrapping_mul(0x9E37)));
        power += height * height;
        height *= gain;
        (x, y) = (1.6 * x - 1.2 * y + 7.3, 1.2 * x + 1.6 * y + 3.1);
    }
    sum / f32::sqrt(power)
}

/// Distance to the border between the two nearest of jittered cells about one unit across: 0 on the border
/// (Worley 1996). `jitter` 0 gives squares, 1 a Voronoi net of random points.
pub fn border(x: f32, y: f32, seed: u32, jitter: f32) -> f32 {
    let (column, row) = (x.floor() as i32, y.floor() as i32);
    let (fx, fy) = (x - x.floor(), y - y.floor());
    let (mut first, mut second) = (f32::MAX, f32::MAX);
    for j in -1..=1 {
        for i in -1..=1 {
            let h = hash(column + i, row + j, seed);
            let px = i as f32 + 0.5 + jitter * ((h & 0xffff) as f32 * (1.0 / 65536.0) - 0.5) - fx;
            let py = j as f32 + 0.5 + jitter * ((h >> 16) as f32 * (1.0 / 65536.0) - 0.5) - fy;
            let d = px * px + py * py;
            second = second.min(d.max(first));
            first = first.min(d);
        }
    }
    second.sqrt() - first.sqrt()
}

/// 32 well-mixed bits of a lattice point.
pub fn hash(x: i32, y: i32, seed: u32) -> u32 {
    let mut h =
        (x as u32).wrapping_mul(0x85EB_CA6B) ^ (y as u32).wrapping_mul(0xC2B2_AE35) ^ seed.wrapping_mul(0x27D4_EB2F);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    h ^ (h >> 15)
}

/// 0 below `low`, 1 above `high`, smooth between; `low` may be the larger.
pub fn ramp(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn fade(t: f32) -> f32 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_noise_has_mean_0_and_deviation_two_thirds() {
        let values: Vec<f64> =
            (0..40_000).map(|i| f64::from(smooth(i as f32 * 0.731, (i / 200) as f32 * 1.37, 7))).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt();
        assert!(mean.abs() < 0.05 && (deviation - 0.68).abs() < 0.05, "mean {mean}, deviation {deviation}");
    }

    #[test]
    fn the_border_of_a_cell_lies_between_its_neighbours() {
        let borders: Vec<f32> = (0..2000).map(|i| border(i as f32 * 0.013, 4.2, 1, 0.9)).collect();
        assert!(borders.iter().all(|b| *b >= 0.0) && borders.iter().any(|b| *b < 0.02), "no border was crossed");
    }

    #[test]
    fn streams_of_a_seed_differ_and_repeat() {
        let draw = |stream| Rng::new(5, stream).bits();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn normal_numbers_have_deviation_1() {
        let mut rng = Rng::new(3, 0);
        let power = (0..20_000).map(|_| rng.normal().powi(2)).sum::<f64>() / 20_000.0;
        assert!((power - 1.0).abs() < 0.05, "variance {power}");
    }
}
