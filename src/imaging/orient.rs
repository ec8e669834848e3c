//! Which way up the camera was held.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::geom::Size;

/// How stored pixels turn upright: the EXIF orientation, 1 to 8 (TIFF 6.0, tag 274). JSON: that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "u8", into = "u8")]
pub enum Orientation {
    /// 1: as stored.
    #[default]
    Upright,
    /// 2: mirrored left to right.
    FlipX,
    /// 3: turned half round.
    Turn180,
    /// 4: mirrored top to bottom.
    FlipY,
    /// 5: mirrored along the main diagonal.
    Transpose,
    /// 6: to be turned a quarter clockwise.
    Turn90,
    /// 7: mirrored along the other diagonal.
    Transverse,
    /// 8: to be turned a quarter counter-clockwise.
    Turn270,
}

impl From<u8> for Orientation {
    /// Anything but 2 to 8 counts as upright, as every viewer takes it.
    fn from(exif: u8) -> Self {
        match exif {
            2 => Self::FlipX,
            3 => Self::Turn180,
            4 => Self::FlipY,
            5 => Self::Transpose,
            6 => Self::Turn90,
            7 => Self::Transverse,
            8 => Self::Turn270,
            _ => Self::Upright,
        }
    }
}

impl From<Orientation> for u8 {
    fn from(orientation: Orientation) -> Self {
        orientation as Self + 1
    }
}

impl Orientation {
    /// True if width and height change places.
    pub fn swaps_sides(self) -> bool {
        matches!(self, Self::Transpose | Self::Turn90 | Self::Transverse | Self::Turn270)
    }

    /// The size of the upright picture.
    pub fn upright_size(self, stored: Size) -> Size {
        if self.swaps_sides() { Size::new(stored.height, stored.width) } else { stored }
    }

    /// Turns stored pixels (three bytes each, row by row) upright.
    pub(super) fn apply(self, stored: Size, rgb: Vec<u8>) -> (Size, Vec<u8>) {
        if self == Self::Upright {
            return (stored, rgb);
        }
        let size = self.upright_size(stored);
        let mut out = vec![0; rgb.len()];
        let (stored_width, stored_height) = (stored.width as usize, stored.height as usize);
        let width = size.width as usize;
        // Bands of output rows: wide enough that a stored row is read in useful pieces, many enough to share out.
        const BAND: usize = 32;
        out.par_chunks_mut(width * 3 * BAND).enumerate().for_each(|(band, rows)| {
            let top = band * BAND;
            let height = rows.len() / (width * 3);
            let mut copy = |x: usize, y: usize, from_x: usize, from_y: usize| {
                let from = (from_y * stored_width + from_x) * 3;
                let to = (y * width + x) * 3;
                rows[to..to + 3].copy_from_slice(&rgb[from..from + 3]);
            };
            if self.swaps_sides() {
                for x in 0..width {
                    let from_y =
                        if matches!(self, Self::Turn90 | Self::Transverse) { stored_height - 1 - x } else { x };
                    for y in 0..height {
                        let flip = matches!(self, Self::Turn270 | Self::Transverse);
                        let from_x = if flip { stored_width - 1 - (top + y) } else { top + y };
                        copy(x, y, from_x, from_y);
                    }
                }
            } else {
                for y in 0..height {
                    let flip_y = matches!(self, Self::Turn180 | Self::FlipY);
                    let from_y = if flip_y { stored_height - 1 - (top + y) } else { top + y };
                    for x in 0..width {
                        let flip_x = matches!(self, Self::Turn180 | Self::FlipX);
                        copy(x, y, if flip_x { stored_width - 1 - x } else { x }, from_y);
                    }
                }
            }
        });
        (size, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_eight_ways_brings_the_letter_f_upright() {
        // What an F of 2 × 3 pixels looks like when stored for each orientation (EXIF 2.32, 4.6.4).
        let upright = "ab\ncd\nef";
        for (number, stored) in [
            (1u8, "ab\ncd\nef"),
            (2, "ba\ndc\nfe"),
            (3, "fe\ndc\nba"),
            (4, "ef\ncd\nab"),
            (5, "ace\nbdf"),
            (6, "bdf\nace"),
            (7, "fdb\neca"),
            (8, "eca\nfdb"),
        ] {
            let rows: Vec<&str> = stored.lines().collect();
            let size = Size::new(rows[0].len() as u32, rows.len() as u32);
            let rgb = stored.bytes().filter(|b| *b != b'\n').flat_map(|b| [b, b, b]).collect();
            let (size, rgb) = Orientation::from(number).apply(size, rgb);
            assert_eq!(size, Size::new(2, 3), "orientation {number}");
            let seen: Vec<String> =
                rgb.chunks(6).map(|row| row.iter().step_by(3).map(|b| *b as char).collect()).collect();
            assert_eq!(seen.join("\n"), upright, "orientation {number}");
            assert_eq!(u8::from(Orientation::from(number)), number);
        }
    }

    #[test]
    fn a_wide_photo_survives_the_bands() {
        let size = Size::new(101, 77);
        let rgb: Vec<u8> = (0..size.area() * 3).map(|i| (i * 7 % 251) as u8).collect();
        let (turned, once) = Orientation::Turn90.apply(size, rgb.clone());
        let (back, twice) = Orientation::Turn270.apply(turned, once);
        assert!(back == size && twice == rgb);
    }
}
