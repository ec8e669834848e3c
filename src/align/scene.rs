//! Two prepared photos, where they count, and what can be measured between them under a model.

use super::Prepared;
use super::channel::{Kind, from_level, to_level};
use super::fit::Pair;
use super::model::Model;
use super::patches::{Search, shifts};
use super::verify::{Agreement, Window, agreement, windows};
use crate::geom::Point;
use crate::imaging::{Kernel, Map, Plane};

/// Two photos and where to look.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// The photo that stays.
    pub fixed: &'a Prepared,
    /// The photo that is aligned to it.
    pub moving: &'a Prepared,
    /// How much the fixed photo counts, 0 to 1, at level 2.
    pub fixed_weight: &'a Plane,
    /// How much the moving photo counts, 0 to 1, at level 2.
    pub moving_weight: &'a Plane,
    /// Places the user says are the same, at level 0.
    pub landmarks: &'a [Pair],
}

/// A channel of the moving photo as a model sees it in the fixed photo's frame.
pub(super) struct View {
    /// The channel.
    pub kind: Kind,
    /// Its level.
    pub level: usize,
    /// The picture, NaN outside the moving photo.
    pub warped: Plane,
    /// Where each of its pixels was read.
    pub map: Map,
}

/// How squares are laid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lay {
    /// By half their size: for few squares.
    Overlapping,
    /// Side by side: a quarter of the work.
    Tiled,
}

impl Scene<'_> {
    /// How much the fixed photo counts at a pixel of level 2.
    pub fn weight_at(&self, p: Point) -> f64 {
        f64::from(self.fixed_weight.at(p.x.round() as isize, p.y.round() as isize))
    }

    /// How much the moving photo counts at a pixel of level 2.
    pub fn moving_weight_at(&self, p: Point) -> f64 {
        f64::from(self.moving_weight.at(p.x.round() as isize, p.y.round() as isize))
    }

    /// What the moving photo shows under `model`, read softly: fast, and enough to look by.
    pub fn view(&self, model: &Model, what: (Kind, usize)) -> View {
        self.read(model, what, Kernel::Bilinear)
    }

    /// The same read sharply, for the last fraction of a pixel.
    pub fn sharp_view(&self, model: &Model, what: (Kind, usize)) -> View {
        self.read(model, what, Kernel::Cubic)
    }

    fn read(&self, model: &Model, (kind, level): (Kind, usize), kernel: Kernel) -> View {
        let (f, m) = (self.fixed.channel.plane(kind, level), self.moving.channel.plane(kind, level));
        let (warped, map) = model.warp(f, m, level, kernel);
        View { kind, level, warped, map }
    }

    /// Where squares of the fixed photo were found around where the view's model puts them: pairs of level 0, weighted.
    pub fn pairs(&self, view: &View, search: &Search) -> Vec<Pair> {
        let level = view.level;
        let found = shifts(self.fixed.channel.plane(view.kind, level), &view.warped, search);
        let pairs = found.into_iter().flatten().map(|s| {
            let fixed = from_level(s.at, level);
            let moving = from_level(view.map.at(s.at.x + s.by.x, s.at.y + s.by.y), level);
            let counts = self.weight_at(to_level(fixed, 2)) * self.moving_weight_at(to_level(moving, 2));
            Pair { fixed, moving, weight: s.weight * counts }
        });
        pairs.filter(|p| p.weight > 1e-3).collect()
    }

    /// Local correlations of a view at level 1, 2 or 3, in squares that overlap or lie side by side.
    pub fn windows(&self, view: &View, lay: Lay) -> Vec<Window> {
        let (kind, level) = (view.kind, view.level);
        let half = if kind == Kind::Tone { 5 + 3 * usize::from(level < 3) } else { 16 >> (level - 2) };
        let step = if lay == Lay::Overlapping { half } else { 2 * half };
        let fixed = self.fixed.channel.plane(kind, level);
        windows(fixed, &view.warped, (half, step), |p| self.weight_at(to_level(from_level(p, level), 2)))
    }

    /// The agreement in several views together.
    pub fn agreement(&self, views: &[View], lay: Lay) -> Agreement {
        let mut all = Vec::new();
        for view in views {
            let mut found = self.windows(view, lay);
            // Each channel counts as much as its squares cover, however many they are.
            let share = 1.0 / found.len().max(1) as f64;
            found.iter_mut().for_each(|w| w.weight *= share);
            all.append(&mut found);
        }
        agreement(&all)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::align::channel::Channel;
    use crate::align::features::Features;
    use crate::align::local::Local;
    use crate::align::model::Frame;
    use crate::geom::{Homography, Size};
    use crate::imaging::Photo;

    /// Pixels of a [`drawn`] photo.
    pub const SIZE: Size = Size::new(480, 360);

    /// A photo of [`SIZE`] whose pixel (x, y) has the colour `color(x, y)`, ready but without keypoints.
    pub fn drawn(color: impl Fn(f64, f64) -> [u8; 3]) -> Prepared {
        let places = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (f64::from(x), f64::from(y))));
        let photo = Photo::new(SIZE, places.flat_map(|(x, y)| color(x, y)).collect());
        let frame = Frame { full: SIZE, working: SIZE, scale: Point::new(1.0, 1.0) };
        let features = std::array::from_fn(|_| Features::default());
        Prepared { frame, channel: Channel::new(&photo), features, fine: Default::default(), small: None }
    }

    /// A photo with itself.
    pub fn twice(photo: &Prepared) -> Scene<'_> {
        let weight = &photo.channel.weight;
        Scene { fixed: photo, moving: photo, fixed_weight: weight, moving_weight: weight, landmarks: &[] }
    }

    /// An alignment of two [`drawn`] photos by `pose` alone.
    pub fn posed(pose: Homography, photo: &Prepared) -> Local {
        let agreement = Agreement { mean: 1.0, coverage: 1.0 };
        Local { model: Model::rigid(pose, photo.frame), pairs: Vec::new(), agreement, views: Vec::new() }
    }
}
