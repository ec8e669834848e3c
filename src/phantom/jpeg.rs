//! JPEG bytes of a photo, with the date on which it was taken.

use crate::geom::Size;
use crate::imaging::Photo;

/// The photo as a JPEG of this quality, 1 to 100; no metadata.
pub fn encode(photo: &Photo, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let Size { width, height } = photo.size();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100));
    let written = image::ImageEncoder::write_image(encoder, photo.rgb(), width, height, image::ExtendedColorType::Rgb8);
    // Writing into memory fails only for sizes beyond JPEG's 65,535 pixels; then there is no JPEG.
    if written.is_err() {
        bytes.clear();
    }
    bytes
}

/// The photo in JPEG `bytes`; `None` if they are not a whole JPEG.
pub fn decode(bytes: &[u8]) -> Option<Photo> {
    let rgb = image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).ok()?.into_rgb8();
    Some(Photo::new(Size::new(rgb.width(), rgb.height()), rgb.into_raw()))
}
