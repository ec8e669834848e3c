//! A photo at the size in which large plain things are looked for.

use rayon::prelude::*;

use crate::geom::{Point, Size};
use crate::imaging::{Photo, resize};

/// A photo made smaller, and how much.
pub(super) struct Small {
    /// The smaller photo.
    pub(super) photo: Photo,
    /// Pixels of the full photo a pixel of the smaller one, across and down.
    scale: [f64; 2],
}

impl Small {
    /// `photo` with a longer side of `side` pixels or, of a large photo, up to a quarter more; one that is smaller stays as it
    /// is. `None` below 64 pixels.
    ///
    /// Large photos are averaged over squares: a filter that reaches over all their pixels takes three times as long and shows
    /// the same.
    pub(super) fn new(photo: &Photo, side: u32) -> Option<Self> {
        let full = photo.size();
        let factor = (f64::from(full.width.max(full.height)) / f64::from(side)).max(1.0);
        let square = if factor < 4.0 { factor } else { factor.floor().min(256.0) };
        let size = Size::new((f64::from(full.width) / square) as u32, (f64::from(full.height) / square) as u32);
        if size.width < 64 || size.height < 64 {
            return None;
        }
        if factor < 4.0 {
            let scale =
                [f64::from(full.width) / f64::from(size.width), f64::from(full.height) / f64::from(size.height)];
            return Some(Self { photo: resize(photo, size), scale });
        }
        Some(Self { photo: averaged(photo, square as usize), scale: [square; 2] })
    }

    /// Where a point of the smaller photo lies in the full one.
    pub(super) fn in_full(&self, p: Point) -> Point {
        Point::new((p.x + 0.5) * self.scale[0] - 0.5, (p.y + 0.5) * self.scale[1] - 0.5)
    }
}

/// The means of squares of `square` pixels (2 to 256) of the 8-bit values; what is left at the right and the foot is cut off.
fn averaged(photo: &Photo, square: usize) -> Photo {
    let Size { width, height } = photo.size();
    let (columns, rows) = (width as usize / square, height as usize / square);
    let (stride, used) = (3 * width as usize, 3 * columns * square);
    let count = (square * square) as u32;
    let mut rgb = vec![0u8; 3 * columns * rows];
    rgb.par_chunks_mut(3 * columns).enumerate().for_each_init(
        || vec![0u16; used],
        |sums, (row, out)| {
            sums.fill(0);
            for line in photo.rgb()[row * square * stride..].chunks(stride).take(square) {
                sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += u16::from(*value));
            }
            for (out, sums) in out.chunks_exact_mut(3).zip(sums.chunks_exact(3 * square)) {
                let total = sums.chunks_exact(3).fold([count / 2; 3], |total: [u32; 3], sum| {
                    [total[0] + u32::from(sum[0]), total[1] + u32::from(sum[1]), total[2] + u32::from(sum[2])]
                });
                (0..3).for_each(|c| out[c] = (total[c] / count) as u8);
            }
        },
    );
    Photo::new(Size::new(columns as u32, rows as u32), rgb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_a_large_photo_is_where_it_was() {
        // 2,003 pixels are no multiple of the squares: a bright column must come back at its own place.
        let size = Size::new(2003, 1501);
        let mut rgb = vec![20u8; size.area() as usize * 3];
        for y in 0..1501 {
            rgb[(y * 2003 + 1700) * 3..(y * 2003 + 1720) * 3].fill(250);
        }
        let small = Small::new(&Photo::new(size, rgb), 480).unwrap();
        let width = small.photo.size().width;
        assert_eq!(small.photo.size(), Size::new(500, 375));
        let row = small.photo.rgb()[(200 * width as usize) * 3..][..3 * width as usize].chunks_exact(3);
        let (sum, weight) = row.enumerate().fold((0.0, 0.0), |(sum, weight), (x, p)| {
            let light = f64::from(p[0]) - 20.0;
            (sum + light * x as f64, weight + light)
        });
        let middle = small.in_full(Point::new(sum / weight, 200.0)).x;
        assert!((middle - 1709.5).abs() < 0.2, "{middle}");
        assert!(Small::new(&Photo::new(Size::new(300, 20), vec![0; 18000]), 480).is_none());
    }
}
