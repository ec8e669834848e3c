//! A decoded photo.

use crate::geom::Size;

/// An upright photo (EXIF orientation applied) in 8-bit sRGB (ICC profile applied), three bytes a pixel, row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    size: Size,
    rgb: Vec<u8>,
}

impl Photo {
    /// A photo of `size` with these pixels.
    ///
    /// # Panics
    /// If `rgb` does not hold exactly three bytes a pixel.
    pub fn new(size: Size, rgb: Vec<u8>) -> Self {
        assert_eq!(rgb.len() as u64, size.area() * 3, "three bytes a pixel");
        Self { size, rgb }
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The pixels: R, G, B, R, G, B, … row by row.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The pixel in column `x`, row `y`.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = (y as usize * self.size.width as usize + x as usize) * 3;
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }
}

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Photo({}×{})", self.size.width, self.size.height)
    }
}
