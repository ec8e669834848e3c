//! How large a picture may be: checked from the header, before anything is decoded.

use crate::geom::Size;

use super::DecodeError;

/// What a picture may ask for. Looked at before decoding, so that a small file cannot fill the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest side in pixels.
    pub max_side: u32,
    /// Most pixels in all.
    pub max_pixels: u64,
    /// Most bytes the decoded picture and the copies made on the way may take.
    pub max_bytes: u64,
}

impl Default for Limits {
    /// 30,000 pixels a side, 120 megapixels, 2 GiB: above every camera, below every bomb.
    fn default() -> Self {
        Self { max_side: 30_000, max_pixels: 120_000_000, max_bytes: 2 << 30 }
    }
}

impl Limits {
    /// Accepts or refuses a picture of `size` that needs `bytes_per_pixel` while it is being decoded.
    ///
    /// # Errors
    /// [`DecodeError::TooLarge`] with what was asked for and what is allowed; [`DecodeError::Broken`] for an empty size.
    pub fn check(&self, size: Size, bytes_per_pixel: u64) -> Result<(), DecodeError> {
        if size.area() == 0 {
            return Err(DecodeError::Broken { why: "its header names a size of zero".into() });
        }
        let side = size.width.max(size.height);
        let bytes = size.area().saturating_mul(bytes_per_pixel);
        if side > self.max_side || size.area() > self.max_pixels || bytes > self.max_bytes {
            return Err(DecodeError::TooLarge {
                width: size.width,
                height: size.height,
                max_side: self.max_side,
                max_megapixels: self.max_pixels / 1_000_000,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_photo_passes_and_a_bomb_does_not() {
        let limits = Limits::default();
        assert!(limits.check(Size::new(12_000, 9_000), 8).is_ok(), "a 108-megapixel phone");
        let why = limits.check(Size::new(60_000, 60_000), 8).unwrap_err().to_string();
        assert!(why.contains("60000 × 60000"), "{why}");
        assert!(limits.check(Size::new(20_000, 20_000), 8).is_err());
        assert!(limits.check(Size::new(0, 10), 8).is_err());
        assert!(limits.check(Size::new(u32::MAX, u32::MAX), u64::MAX).is_err(), "no overflow");
    }
}
