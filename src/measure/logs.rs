//! The logarithm of whole rows of light, and back.

use crate::imaging::simd::vectorised;

vectorised! {
    /// −log₁₀ of a row in single precision; below 1e-4, −log₁₀ of that.
    ///
    /// Within 6e-7 of the exact value on 1e-4 to 1, which is a ten-thousandth of an index point.
    pub(super) fn absorbances(row: &mut [f32]) {
        for v in row.iter_mut() {
            *v = absorbance(*v);
        }
    }
}

/// −log₁₀ of one number, from its bits and the series of the inverse hyperbolic tangent to the ninth power. Without a
/// branch or a call, so that the compiler computes several at once.
#[inline(always)]
pub(super) fn absorbance(light: f32) -> f32 {
    let bits = light.max(1e-4).to_bits();
    // The mantissa between √½ and √2, so that the series is short.
    let exponent = (bits.wrapping_sub(0x3f35_04f3) as i32) >> 23;
    let m = f32::from_bits(bits.wrapping_sub((exponent as u32) << 23));
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    let series = 2.0 + s2 * (2.0 / 3.0 + s2 * (2.0 / 5.0 + s2 * (2.0 / 7.0 + s2 * (2.0 / 9.0))));
    -(exponent as f32 * std::f32::consts::LOG10_2 + s * series * std::f32::consts::LOG10_E)
}

vectorised! {
    /// 10 to the power of minus `offset` minus `slope` times each number of a row: the light of absorbances that a line has
    /// corrected. Within 2e-6 of the light for absorbances up to 1, for the others within their own rounding;
    /// beyond −3 to 9 it stays at the end.
    pub(super) fn lights(row: &mut [f32], offset: f32, slope: f32) {
        for v in row.iter_mut() {
            *v = light(offset + slope * *v);
        }
    }
}

/// 10 to the power of minus `absorbance`: a power of two with a polynomial for the part behind the point.
#[inline(always)]
fn light(absorbance: f32) -> f32 {
    const NEAREST: f32 = 12_582_912.0; // 1.5·2²³: adding it leaves no room behind the point.
    let power = absorbance.clamp(-3.0, 9.0) * -std::f32::consts::LOG2_10;
    let whole = (power + NEAREST) - NEAREST;
    let x = (power - whole) * std::f32::consts::LN_2;
    let part = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0))))));
    part * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_logarithm_within_the_bound() {
        let worst = (0..400_000).map(|i| {
            let light = 10f64.powf(-4.0 + 4.0 * f64::from(i) / 399_999.0) as f32;
            (f64::from(absorbance(light)) + f64::from(light).log10()).abs()
        });
        let worst = worst.fold(0.0, f64::max);
        assert!(worst < 6e-7, "{worst}");
        assert_eq!([absorbance(0.0), absorbance(-1.0), absorbance(f32::NAN)], [absorbance(1e-4); 3]);
        assert_eq!(absorbance(1.0), 0.0);
    }

    #[test]
    fn light_and_absorbance_are_inverse() {
        for i in 0..=120_000 {
            let a = -3.0 + 1e-4 * f64::from(i);
            let (found, exact) = (f64::from(light(a as f32)), 10f64.powf(-f64::from(a as f32)));
            // A single-precision power of ten cannot tell exponents apart that differ by less than its own rounding.
            assert!((found / exact - 1.0).abs() < 4e-7 * (1.0 + 4.0 * a.abs()), "{a}: {found} instead of {exact}");
        }
    }
}
