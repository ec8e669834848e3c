//! The sRGB curve (IEC 61966-2-1), there and back.

use std::sync::LazyLock;

/// Linear light of a coded value, both 0 to 1. Values outside are continued by the same formula, mirrored at 0.
pub fn linear_from_srgb(v: f64) -> f64 {
    let magnitude = v.abs();
    let linear = if magnitude <= 0.04045 { magnitude / 12.92 } else { ((magnitude + 0.055) / 1.055).powf(2.4) };
    linear.copysign(v)
}

/// The coded value of linear light, both 0 to 1: the inverse of [`linear_from_srgb`].
pub fn srgb_from_linear(linear: f64) -> f64 {
    let magnitude = linear.abs();
    // The linear piece ends where the curve's other piece begins, not at the rounded 0.0031308 of the standard.
    let v = if magnitude <= 0.04045 / 12.92 { magnitude * 12.92 } else { 1.055 * magnitude.powf(1.0 / 2.4) - 0.055 };
    v.copysign(linear)
}

/// Linear light, 0 to 1, of an 8-bit coded value: a table.
pub fn linear_from_srgb8(v: u8) -> f32 {
    static TABLE: LazyLock<[f32; 256]> =
        LazyLock::new(|| std::array::from_fn(|v| linear_from_srgb(v as f64 / 255.0) as f32));
    TABLE[usize::from(v)]
}

/// Steps of the coarse table of [`srgb8_from_linear`]: fine enough that no step spans more than two codes.
const STEPS: usize = 4096;

/// The nearest 8-bit code of linear light; below 0 and above 1 are clamped, NaN is 0.
///
/// Exact: the code is the one that [`srgb_from_linear`] rounds to, and `srgb8_from_linear(linear_from_srgb8(v)) == v`.
pub fn srgb8_from_linear(linear: f32) -> u8 {
    static TABLES: LazyLock<([u8; STEPS + 1], [f32; 256])> = LazyLock::new(|| {
        let first = |step: usize| (srgb_from_linear(step as f64 / STEPS as f64) * 255.0).round() as u8;
        // Where each code ends: the light of the middle between it and the next.
        let end = |v: usize| linear_from_srgb((v as f64 + 0.5) / 255.0) as f32;
        (std::array::from_fn(first), std::array::from_fn(end))
    });
    if linear.is_nan() || linear <= 0.0 {
        return 0;
    }
    if linear >= 1.0 {
        return 255;
    }
    let (first, end) = &*TABLES;
    let mut code = first[(linear * STEPS as f32) as usize];
    while linear >= end[usize::from(code)] && code < 255 {
        code += 1;
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives_the_way_to_light_and_back() {
        for v in 0..=255u8 {
            assert_eq!(srgb8_from_linear(linear_from_srgb8(v)), v);
            let back = srgb_from_linear(linear_from_srgb(f64::from(v) / 255.0)) * 255.0;
            assert!((back - f64::from(v)).abs() < 1e-9, "{v} came back as {back}");
        }
    }

    #[test]
    fn the_table_rounds_as_the_formula_does() {
        for i in 0..=200_000u32 {
            let linear = i as f32 / 200_000.0;
            let exact = srgb_from_linear(f64::from(linear)) * 255.0;
            let code = f64::from(srgb8_from_linear(linear));
            assert!((code - exact).abs() <= 0.5 + 1e-4, "{linear} became {code}, exactly {exact}");
        }
        assert_eq!([-1.0, f32::NAN, 2.0, f32::INFINITY].map(srgb8_from_linear), [0, 0, 255, 255]);
    }

    #[test]
    fn known_values_of_the_standard_hold() {
        assert!((linear_from_srgb(0.5) - 0.214_041_140).abs() < 1e-8);
        assert!((linear_from_srgb(1.0) - 1.0).abs() < 1e-15 && linear_from_srgb(0.0) == 0.0);
        assert!((srgb_from_linear(0.18) - 0.461_356_13).abs() < 1e-7);
    }
}
