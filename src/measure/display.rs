//! Photometric matching for display: the gains that make two photos' reference skin look alike. Nothing is measured on it.

use crate::imaging::color::{linear_from_srgb8, srgb8_from_linear};

use super::prepared::Prepared;
use super::shown::Shown;

/// Gains of linear red, green and blue that take the reference skin of `after` to that of `before`.
///
/// Only the reference skin is looked at: matching a whole picture would remove the redness that is to be seen. Each gain is
/// kept within a quarter and four. `None` where a photo has no usable reference skin.
pub fn display_gains(before: &Shown<'_>, after: &Shown<'_>) -> Option<[f32; 3]> {
    let only_reference = |shown: &Shown<'_>| {
        let bare = Shown { lesions: vec![], ..shown.clone() };
        Prepared::new(&bare, "photo").reference()
    };
    let (first, second) = (only_reference(before)?, only_reference(after)?);
    Some(std::array::from_fn(|c| 10f64.powf(second[c] - first[c]).clamp(0.25, 4.0) as f32))
}

/// The 8-bit sRGB value of each channel after a gain on its linear light: `lut[channel][value]`.
pub fn display_lut(gains: [f32; 3]) -> [[u8; 256]; 3] {
    gains.map(|gain| std::array::from_fn(|v| srgb8_from_linear((linear_from_srgb8(v as u8) * gain).min(1.0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_of_one_changes_nothing_and_a_larger_one_brightens() {
        let [same, brighter, _] = display_lut([1.0, 1.5, 1.0]);
        assert!((0..256).all(|v| usize::from(same[v]) == v));
        assert!(brighter[100] > 110 && brighter[255] == 255, "{}", brighter[100]);
    }
}
