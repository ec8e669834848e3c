//! A photo and its halvings, for drawing at any zoom without shimmer.

use std::sync::Arc;

use super::{Photo, halved};
use crate::geom::Size;
use crate::monitor::{Cancelled, Monitor, step};

/// The longer side of the last level is this or less: one tile on the screen.
const SMALLEST: u32 = 512;

/// A photo and its halvings: level `n` of width `w` has ⌈w / 2ⁿ⌉ columns. A third more memory than the photo alone.
#[derive(Clone)]
pub struct Mips {
    levels: Vec<Arc<Photo>>,
}

impl Mips {
    /// Halves `photo` until it is small. 40 ms for 24 megapixels: off the thread that draws.
    ///
    /// # Errors
    /// [`Cancelled`] when the monitor asks to stop.
    pub fn build(photo: Arc<Photo>, monitor: &dyn Monitor) -> Result<Self, Cancelled> {
        let mut levels = vec![photo];
        let mut done = 0.0;
        while let Some(last) = levels.last().filter(|p| p.size().width.max(p.size().height) > SMALLEST) {
            let next = Arc::new(halved(last));
            done += (1.0 - done) * 0.75;
            step(monitor, done)?;
            levels.push(next);
        }
        Ok(Self { levels })
    }

    /// Width and height of the photo.
    pub fn size(&self) -> Size {
        self.photo().size()
    }

    /// The photo itself.
    pub fn photo(&self) -> &Arc<Photo> {
        &self.levels[0]
    }

    /// The photo, then each halving; never empty.
    pub fn levels(&self) -> &[Arc<Photo>] {
        &self.levels
    }

    /// Memory of all levels in bytes.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.rgb().len()).sum()
    }
}

impl std::fmt::Debug for Mips {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mips({:?}, {} levels)", self.photo(), self.levels.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::Silent;

    #[test]
    fn each_level_is_half_the_one_before_until_one_tile_is_enough() {
        let size = Size::new(3001, 1999);
        let photo = Photo::new(size, vec![90; size.area() as usize * 3]);
        let mips = Mips::build(Arc::new(photo), &Silent).unwrap();
        let sizes: Vec<_> = mips.levels().iter().map(|l| (l.size().width, l.size().height)).collect();
        assert_eq!(sizes, [(3001, 1999), (1501, 1000), (751, 500), (376, 250)]);
        assert!(mips.levels().iter().all(|l| l.rgb().iter().all(|v| *v == 90)), "grey stays grey");
    }

    #[test]
    fn a_photo_of_one_pixel_is_its_own_only_level() {
        let mips = Mips::build(Arc::new(Photo::new(Size::new(1, 1), vec![1, 2, 3])), &Silent).unwrap();
        assert_eq!(mips.levels().len(), 1);
    }
}
