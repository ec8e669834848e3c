//! CIEDE2000: the colour difference that the eye sees.
//!
//! Sharma, Wu and Dalal, Color Res. Appl. 30 (2005), with kL = kC = kH = 1. [`ciede2000`] is exact;
//! [`ciede2000_rows`] is the same formula for whole photos, without a branch or a trigonometric call in its loop, so
//! that the compiler can compute several pixels at once.

use super::Lab;
use crate::imaging::simd::vectorised;

const POW25_7: f64 = 6_103_515_625.0;

/// The CIEDE2000 difference ΔE00 of two colours; 1 is about what the eye can just see.
pub fn ciede2000(one: Lab, two: Lab) -> f64 {
    let mean_chroma = (one.chroma() + two.chroma()) / 2.0;
    let c7 = mean_chroma.powi(7);
    let g = 0.5 * (1.0 - (c7 / (c7 + POW25_7)).sqrt());
    let (a1, a2) = (one.a * (1.0 + g), two.a * (1.0 + g));
    let (c1, c2) = (a1.hypot(one.b), a2.hypot(two.b));
    let hue = |a: f64, b: f64| if a == 0.0 && b == 0.0 { 0.0 } else { b.atan2(a).to_degrees().rem_euclid(360.0) };
    let (h1, h2) = (hue(a1, one.b), hue(a2, two.b));

    let colourless = c1 * c2 == 0.0;
    let apart = h2 - h1;
    let delta_hue = match apart {
        _ if colourless => 0.0,
        d if d > 180.0 => d - 360.0,
        d if d < -180.0 => d + 360.0,
        d => d,
    };
    let mean_hue = match h1 + h2 {
        sum if colourless => sum,
        sum if apart.abs() <= 180.0 => sum / 2.0,
        sum if sum < 360.0 => (sum + 360.0) / 2.0,
        sum => (sum - 360.0) / 2.0,
    };
    let delta_l = two.l - one.l;
    let delta_c = c2 - c1;
    let delta_h = 2.0 * (c1 * c2).sqrt() * (delta_hue.to_radians() / 2.0).sin();

    let (mean_l, mean_c) = ((one.l + two.l) / 2.0, (c1 + c2) / 2.0);
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(mean_hue - 30.0) + 0.24 * cos(2.0 * mean_hue) + 0.32 * cos(3.0 * mean_hue + 6.0)
        - 0.20 * cos(4.0 * mean_hue - 63.0);
    let off_50 = (mean_l - 50.0).powi(2);
    let sl = 1.0 + 0.015 * off_50 / (20.0 + off_50).sqrt();
    let sc = 1.0 + 0.045 * mean_c;
    let sh = 1.0 + 0.015 * mean_c * t;
    let theta = 30.0 * (-((mean_hue - 275.0) / 25.0).powi(2)).exp();
    let c7 = mean_c.powi(7);
    let rotation = -2.0 * (c7 / (c7 + POW25_7)).sqrt() * (2.0 * theta).to_radians().sin();
    let (l, c, h) = (delta_l / sl, delta_c / sc, delta_h / sh);
    (l * l + c * c + h * h + rotation * c * h).max(0.0).sqrt()
}

/// A row of colours, one plane a coordinate, all of one length.
#[derive(Debug, Clone, Copy)]
pub struct LabRow<'a> {
    /// Lightness.
    pub l: &'a [f32],
    /// Green to red.
    pub a: &'a [f32],
    /// Blue to yellow.
    pub b: &'a [f32],
}

vectorised! {
    /// The CIEDE2000 differences of two rows of colours, as far as the shortest reaches.
    ///
    /// Agrees with [`ciede2000`] within 0.002 + 0.0002·ΔE00, except for hues exactly opposite (180° ± 0.01° apart), where
    /// the mean hue of the definition itself jumps.
    pub fn ciede2000_rows(one: LabRow<'_>, two: LabRow<'_>, out: &mut [f32]) {
        let n = [one.l.len(), one.a.len(), one.b.len(), two.l.len(), two.a.len(), two.b.len(), out.len()]
            .into_iter()
            .min()
            .unwrap_or(0);
        // Equal lengths, stated once, leave no bounds check in the loop.
        let (l1, a1, b1) = (&one.l[..n], &one.a[..n], &one.b[..n]);
        let (l2, a2, b2) = (&two.l[..n], &two.a[..n], &two.b[..n]);
        let out = &mut out[..n];
        for i in 0..n {
            out[i] = fast([l1[i], a1[i], b1[i]], [l2[i], a2[i], b2[i]]);
        }
    }
}

/// CIEDE2000 in f32: hues as unit vectors, multiples of the mean hue by multiplying it with itself.
#[inline(always)]
fn fast([l1, a1, b1]: [f32; 3], [l2, a2, b2]: [f32; 3]) -> f32 {
    const TINY: f32 = 1e-12;
    let mean_chroma = 0.5 * ((a1 * a1 + b1 * b1).sqrt() + (a2 * a2 + b2 * b2).sqrt());
    let g = 0.5 * (1.0 - chroma_weight(mean_chroma));
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = ((a1 * a1 + b1 * b1).sqrt(), (a2 * a2 + b2 * b2).sqrt());
    let (i1, i2) = (1.0 / (c1 + TINY), 1.0 / (c2 + TINY));
    let (x1, y1, x2, y2) = (a1 * i1, b1 * i1, a2 * i2, b2 * i2);

    // Half the hue difference: sin²(Δ/2) = |u2 − u1|² / 4, signed by the turn from one to two.
    let (dx, dy) = (x2 - x1, y2 - y1);
    let cross = x1 * y2 - y1 * x2;
    let both = if c1 * c2 > TINY { 1.0f32 } else { 0.0 };
    let sin_half = (0.5 * (dx * dx + dy * dy).sqrt() * both).copysign(cross);
    let delta_h = 2.0 * (c1 * c2).sqrt() * sin_half;

    // The mean hue halves the angle: along the sum, or across the difference where the sum nearly vanishes.
    let (sx, sy) = (x1 + x2, y1 + y2);
    let along = sx * sx + sy * sy >= dx * dx + dy * dy;
    let turn = 1.0f32.copysign(cross);
    let (mx, my) = if along { (sx, sy) } else { (dy * turn, -dx * turn) };
    let scale = 1.0 / (mx * mx + my * my + TINY).sqrt();
    let grey = mx * mx + my * my < 0.5;
    let (c, s) = if grey { (1.0, 0.0) } else { (mx * scale, my * scale) };

    let (cos2, sin2) = (c * c - s * s, 2.0 * c * s);
    let (cos3, sin3) = (cos2 * c - sin2 * s, sin2 * c + cos2 * s);
    let (cos4, sin4) = (cos2 * cos2 - sin2 * sin2, 2.0 * cos2 * sin2);
    // cos(x − y) = cos x cos y + sin x sin y with the constants of 30°, −6° and 63°.
    let t = 1.0 - 0.17 * (0.866_025_4 * c + 0.5 * s) + 0.24 * cos2 + 0.32 * (0.994_521_9 * cos3 - 0.104_528_46 * sin3)
        - 0.20 * (0.453_990_5 * cos4 + 0.891_006_5 * sin4);

    let (mean_l, mean_c) = (0.5 * (l1 + l2), 0.5 * (c1 + c2));
    let off_50 = (mean_l - 50.0) * (mean_l - 50.0);
    let sl = 1.0 + 0.015 * off_50 / (20.0 + off_50).sqrt();
    let sc = 1.0 + 0.045 * mean_c;
    let sh = 1.0 + 0.015 * mean_c * t;
    let rotation = -2.0 * chroma_weight(mean_c) * sin_two_theta(c, s);
    let (l, ch, h) = ((l2 - l1) / sl, (c2 - c1) / sc, delta_h / sh);
    (l * l + ch * ch + h * h + rotation * ch * h).max(0.0).sqrt()
}

/// √(C⁷ / (C⁷ + 25⁷)).
#[inline(always)]
fn chroma_weight(chroma: f32) -> f32 {
    let r = chroma * (1.0 / 25.0);
    let r2 = r * r;
    let r7 = r2 * r2 * r2 * r;
    (r7 / (r7 + 1.0)).sqrt()
}

/// sin 2Δθ with Δθ = 30°·exp(−((h − 275°)/25°)²), for the hue whose cosine and sine are given.
#[inline(always)]
fn sin_two_theta(c: f32, s: f32) -> f32 {
    // The hue's distance from 275°: turned there, then the arctangent of the half angle, which is never steep.
    let (x, y) = (0.087_155_74 * c - 0.996_194_7 * s, 0.996_194_7 * c + 0.087_155_74 * s);
    let half = y / (1.0 + x).max(1e-6);
    // Beyond about 90° the exponential has long vanished; clamped there, the polynomial needs no reduction.
    let z = half.clamp(-1.0, 1.0);
    let z2 = z * z;
    // atan z on −1 … 1 (Abramowitz and Stegun 4.4.49, error below 1e-5 rad).
    let atan = z * (0.999_866 + z2 * (-0.330_299_5 + z2 * (0.180_141 + z2 * (-0.085_133 + z2 * 0.020_835_1))));
    let degrees = 2.0 * atan * (180.0 / std::f32::consts::PI);
    let u = degrees * (1.0 / 25.0);
    let angle = std::f32::consts::FRAC_PI_3 * exp_negative(u * u);
    // sin on 0 … π/3 by Taylor to the ninth power: error below 2e-8.
    let a2 = angle * angle;
    angle * (1.0 - a2 / 6.0 * (1.0 - a2 / 20.0 * (1.0 - a2 / 42.0 * (1.0 - a2 / 72.0))))
}

/// exp(−u) for u from 0 to about 13: (1 − u/64 + …)⁶⁴ by six squarings.
#[inline(always)]
fn exp_negative(u: f32) -> f32 {
    let x = u * (-1.0 / 64.0);
    let mut e = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0))));
    for _ in 0..6 {
        e *= e;
    }
    e
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one_fast(one: Lab, two: Lab) -> f64 {
        let [l1, a1, b1] = [one.l, one.a, one.b].map(|v| [v as f32]);
        let [l2, a2, b2] = [two.l, two.a, two.b].map(|v| [v as f32]);
        let mut out = [0.0f32];
        ciede2000_rows(LabRow { l: &l1, a: &a1, b: &b1 }, LabRow { l: &l2, a: &a2, b: &b2 }, &mut out);
        f64::from(out[0])
    }

    #[test]
    fn the_34_pairs_of_sharma_are_met() {
        // Table 1 of Sharma, Wu and Dalal (2005).
        let table = include_str!("../../../tests/truth/ciede2000.csv");
        let mut pairs = 0;
        for line in table.lines().skip(1).filter(|line| !line.is_empty()) {
            let v: Vec<f64> = line.split(',').map(|field| field.parse().unwrap()).collect();
            let (one, two) = (Lab { l: v[1], a: v[2], b: v[3] }, Lab { l: v[4], a: v[5], b: v[6] });
            for (name, seen) in [("there", ciede2000(one, two)), ("back", ciede2000(two, one))] {
                assert!((seen - v[7]).abs() <= 5e-5, "pair {} {name}: {seen} instead of {}", v[0], v[7]);
            }
            // Pairs 7 to 16 stand at opposite hues, where the definition jumps.
            let fast = one_fast(one, two);
            let opposite = (7.0..=16.0).contains(&v[0]);
            assert!(opposite || (fast - v[7]).abs() <= 2e-3 + 2e-4 * v[7], "pair {} fast: {fast}", v[0]);
            pairs += 1;
        }
        assert_eq!(pairs, 34);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_fast_form_agrees_with_the_exact_one(
            l1 in 0.0..100.0f64, a1 in -80.0..80.0f64, b1 in -80.0..80.0f64,
            l2 in 0.0..100.0f64, a2 in -80.0..80.0f64, b2 in -80.0..80.0f64,
            near in 0.0..1.0f64,
        ) {
            let one = Lab { l: l1, a: a1, b: b1 };
            let mix = |x: f64, y: f64| x + (y - x) * near * near;
            let two = Lab { l: mix(l1, l2), a: mix(a1, a2), b: mix(b1, b2) };
            let turn = (one.b.atan2(one.a) - two.b.atan2(two.a)).to_degrees().rem_euclid(360.0);
            prop_assume!((turn - 180.0).abs() > 0.5);
            let (exact, fast) = (ciede2000(one, two), one_fast(one, two));
            prop_assert!((exact - fast).abs() <= 2e-3 + 2e-4 * exact, "{one:?} {two:?}: exact {exact}, fast {fast}");
        }
    }

    #[test]
    fn greys_and_equals_are_well_behaved() {
        let grey = Lab { l: 50.0, a: 0.0, b: 0.0 };
        let skin = Lab { l: 60.0, a: 9.0, b: 16.0 };
        for (one, two) in [(grey, grey), (skin, skin)] {
            assert_eq!(ciede2000(one, two), 0.0);
            assert!(one_fast(one, two) < 1e-3);
        }
        assert!((ciede2000(grey, skin) - one_fast(grey, skin)).abs() < 5e-3);
    }
}
