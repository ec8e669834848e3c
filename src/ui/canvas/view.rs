//! Where a photo stands in its pane: zoom, pan, and panes that move together.

use egui::{Pos2, Rect, Vec2};

use crate::geom::{Point, Size};

/// The largest magnification: screen points a photo pixel.
const MAX_ZOOM: f64 = 32.0;

/// What of a photo a pane shows. Positions of photos are pixels, centres at integers; those of the screen are points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Screen points a photo pixel.
    pub zoom: f64,
    /// The photo's pixel in the middle of the pane.
    pub center: Point,
}

/// How a view came about; all but `Free` follow the pane when the window changes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Framing {
    /// The whole photo is seen.
    Fit,
    /// The pane is full.
    #[default]
    Fill,
    /// Zoomed or panned by hand.
    Free,
}

impl View {
    /// The whole photo of `size` in the middle of a pane of `pane` points.
    pub fn fit(size: Size, pane: Vec2) -> Self {
        let [x, y] = ratios(size, pane);
        Self { zoom: x.min(y), center: size.center() }
    }

    /// The photo of `size` over all of a pane of `pane` points.
    pub fn fill(size: Size, pane: Vec2) -> Self {
        let [x, y] = ratios(size, pane);
        Self { zoom: x.max(y), center: size.center() }
    }

    /// The pixel of the photo under `screen`.
    pub fn photo_from_screen(&self, pane: Rect, screen: Pos2) -> Point {
        let from_center = screen - pane.center();
        self.center + Point::new(f64::from(from_center.x), f64::from(from_center.y)) * (1.0 / self.zoom)
    }

    /// Where the pixel `photo` stands on the screen.
    pub fn screen_from_photo(&self, pane: Rect, photo: Point) -> Pos2 {
        let from_center = (photo - self.center) * self.zoom;
        let center = pane.center();
        Pos2::new((f64::from(center.x) + from_center.x) as f32, (f64::from(center.y) + from_center.y) as f32)
    }

    /// The part of the photo that the pane shows: upper left and lower right pixel, which may lie outside the photo.
    pub fn seen(&self, pane: Rect) -> [Point; 2] {
        [self.photo_from_screen(pane, pane.min), self.photo_from_screen(pane, pane.max)]
    }

    /// The photo follows the pointer by `points`.
    pub fn panned(self, points: Vec2) -> Self {
        let shift = Point::new(f64::from(points.x), f64::from(points.y)) * (1.0 / self.zoom);
        Self { center: self.center - shift, ..self }
    }

    /// `factor` times larger, while the pixel under `at` (points from the pane's middle) stays where it is.
    pub fn zoomed(self, at: Vec2, factor: f64) -> Self {
        let zoom = (self.zoom * factor).clamp(1e-4, MAX_ZOOM);
        let at = Point::new(f64::from(at.x), f64::from(at.y));
        Self { zoom, center: self.center + at * (1.0 / self.zoom) - at * (1.0 / zoom) }
    }

    /// The nearest view that keeps the photo in sight: no smaller than whole, never further off than a quarter of the
    /// pane past its edge. It never jumps: a small change of the view makes a small change here.
    pub fn clamped(self, size: Size, pane: Vec2) -> Self {
        let least = Self::fit(size, pane).zoom.min(1.0);
        let zoom = self.zoom.clamp(least, MAX_ZOOM.max(least));
        let reach = |pixels: u32, points: f32| {
            let (shown, points) = (f64::from(pixels) * zoom, f64::from(points));
            let spare = (shown - points).max(0.0);
            (spare / 2.0 + spare.min(points / 4.0)) / zoom
        };
        let middle = size.center();
        let (x, y) = (reach(size.width, pane.x), reach(size.height, pane.y));
        let center = Point::new(
            self.center.x.clamp(middle.x - x, middle.x + x),
            self.center.y.clamp(middle.y - y, middle.y + y),
        );
        Self { zoom, center }
    }

    /// The same view moved by less than half a physical pixel, so that the photo's pixels lie on the screen's where one
    /// covers a whole number of the other.
    pub fn snapped(self, pane: Rect, pixels_per_point: f32) -> Self {
        let ppp = f64::from(pixels_per_point);
        let snap = |middle: f32, center: f64| {
            let corner = (f64::from(middle) - (center + 0.5) * self.zoom) * ppp;
            center + (corner - corner.round()) / ppp / self.zoom
        };
        let middle = pane.center();
        Self { center: Point::new(snap(middle.x, self.center.x), snap(middle.y, self.center.y)), ..self }
    }
}

fn ratios(size: Size, pane: Vec2) -> [f64; 2] {
    let ratio = |points: f32, pixels: u32| (f64::from(points.max(1.0)) / f64::from(pixels.max(1))).min(MAX_ZOOM);
    [ratio(pane.x, size.width), ratio(pane.y, size.height)]
}

/// A change of the view by a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Navigate {
    /// The photo follows the pointer by so many points.
    Pan(Vec2),
    /// So many times larger about a place, in points from the pane's middle.
    Zoom {
        /// The place that stays, in points from the pane's middle.
        at: Vec2,
        /// More than 1 magnifies.
        factor: f64,
    },
    /// One photo pixel on one physical pixel, about a place, in points from the pane's middle.
    OneToOne {
        /// The place that stays, in points from the pane's middle.
        at: Vec2,
    },
    /// The whole photo.
    Fit,
    /// The whole pane.
    Fill,
    /// Back to what it was framed by: fill, or fit if it is filled already.
    Reset,
}

/// The views of panes beside each other. While linked, what is done to one is done to all; unlocked, each goes its own
/// way, and what lies between them stays when they are linked again.
#[derive(Debug, Clone, PartialEq)]
pub struct Views {
    views: Vec<Option<(View, Size, Vec2)>>,
    framing: Framing,
    linked: bool,
    /// True once a pane went its own way: what lies between the panes is kept.
    apart: bool,
}

impl Default for Views {
    fn default() -> Self {
        Self { views: Vec::new(), framing: Framing::Fill, linked: true, apart: false }
    }
}

impl Views {
    /// True while all panes move together.
    pub fn linked(&self) -> bool {
        self.linked
    }

    /// Links or unlocks the panes.
    pub fn set_linked(&mut self, linked: bool) {
        self.linked = linked;
    }

    /// How the views came about.
    pub fn framing(&self) -> Framing {
        self.framing
    }

    /// Back to `framing` in every pane, offsets forgotten.
    pub fn frame(&mut self, framing: Framing) {
        self.framing = framing;
        self.apart = false;
        if framing != Framing::Free {
            self.views.iter_mut().for_each(|view| *view = None);
        }
    }

    /// The view of pane `index`, which shows a photo of `size` in `pane` points. Call it each frame: while nothing was
    /// changed by hand it follows the pane.
    pub fn view(&mut self, index: usize, size: Size, pane: Vec2) -> View {
        if self.views.len() <= index {
            self.views.resize(index + 1, None);
        }
        let kept = match self.views[0] {
            // A pane that was not on the screen while the first one moved catches up with it.
            Some(first) if self.linked && !self.apart && first.1 == size => Some(first),
            _ => self.views[index],
        };
        let view = match (self.framing, kept) {
            (Framing::Fit, _) => View::fit(size, pane),
            (Framing::Fill, _) => View::fill(size, pane),
            (Framing::Free, Some((view, before, _))) if before == size => view,
            // Another photo in the pane: the same part of it, at the same size on the screen.
            (Framing::Free, Some((view, before, _))) => carried(view, before, size),
            (Framing::Free, None) => View::fill(size, pane),
        };
        self.views[index] = Some((view, size, pane));
        view
    }

    /// The view for a pane of another size that shows the same skin as pane `index` here: filled and fitted photos are
    /// filled and fitted there, a zoom by hand shows all of what is seen here. Changes nothing.
    pub fn followed(&self, index: usize, size: Size, pane: Vec2) -> View {
        match (self.framing, self.views.get(index).copied().flatten()) {
            (Framing::Fit, _) => View::fit(size, pane),
            (Framing::Free, Some((view, before, here))) => {
                let view = if before == size { view } else { carried(view, before, size) };
                let ratio = (pane.x / here.x.max(1.0)).min(pane.y / here.y.max(1.0));
                View { zoom: (view.zoom * f64::from(ratio)).max(1e-4), ..view }
            }
            (Framing::Fill | Framing::Free, _) => View::fill(size, pane),
        }
    }

    /// Does `change` in pane `index`, and in the others while they are linked. `pixels_per_point` is the screen's.
    pub fn navigate(&mut self, index: usize, change: Navigate, pixels_per_point: f32) {
        let Some(Some((view, size, pane))) = self.views.get(index).copied() else { return };
        let (at, factor, shift) = match change {
            Navigate::Fit => return self.frame(Framing::Fit),
            Navigate::Fill => return self.frame(Framing::Fill),
            Navigate::Reset if self.framing == Framing::Fill => return self.frame(Framing::Fit),
            Navigate::Reset => return self.frame(Framing::Fill),
            Navigate::Pan(points) => (Vec2::ZERO, 1.0, points),
            Navigate::Zoom { at, factor } => (at, factor, Vec2::ZERO),
            Navigate::OneToOne { at } => (at, 1.0 / (view.zoom * f64::from(pixels_per_point)), Vec2::ZERO),
        };
        if !factor.is_finite() || factor <= 0.0 || !shift.is_finite() {
            return;
        }
        let done = view.zoomed(at, factor).panned(shift).clamped(size, pane);
        self.framing = Framing::Free;
        self.apart |= !self.linked;
        let (factor, moved) = (done.zoom / view.zoom, done.center - view.center);
        let linked = self.linked;
        for (i, other) in self.views.iter_mut().enumerate() {
            let Some((other, ..)) = other.as_mut() else { continue };
            if i == index {
                *other = done;
            } else if linked {
                // What really happened here happens there too, so that no border drives the panes apart.
                let center = other.center + moved * (view.zoom / other.zoom);
                *other = View { zoom: other.zoom * factor, center };
            }
        }
    }
}

/// The view of a photo of `size` that shows the same part as `view` did of a photo of `before`.
fn carried(view: View, before: Size, size: Size) -> View {
    let ratio = before.diagonal() / size.diagonal().max(1.0);
    let fraction = |at: f64, of: u32| (at + 0.5) / f64::from(of.max(1));
    let place = |at: f64, of: u32, to: u32| fraction(at, of) * f64::from(to) - 0.5;
    View {
        zoom: view.zoom * ratio,
        center: Point::new(
            place(view.center.x, before.width, size.width),
            place(view.center.y, before.height, size.height),
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZE: Size = Size::new(6000, 4000);
    const PANE: Rect = Rect { min: Pos2::new(50.0, 100.0), max: Pos2::new(850.0, 700.0) };

    fn any_view() -> impl Strategy<Value = View> {
        (0.05..8.0_f64, 0.0..6000.0_f64, 0.0..4000.0_f64)
            .prop_map(|(zoom, x, y)| View { zoom, center: Point::new(x, y) })
    }

    proptest! {
        #[test]
        fn the_way_to_the_screen_leads_back(view in any_view(), x in 0.0..6000.0_f64, y in 0.0..4000.0_f64) {
            let screen = view.screen_from_photo(PANE, Point::new(x, y));
            let back = view.photo_from_screen(PANE, screen);
            // Screen positions are f32: half of their last digit at this distance.
            let slack = 1e-3 / view.zoom + f64::from(screen.to_vec2().length()) * 1e-6 / view.zoom;
            prop_assert!(back.distance(Point::new(x, y)) < slack, "{x}, {y} came back as {back:?}");
        }

        #[test]
        fn zooming_keeps_the_pixel_under_the_cursor(
            view in any_view(), factor in 0.3..3.0_f64, x in -400.0..400.0_f32, y in -300.0..300.0_f32,
        ) {
            let at = Vec2::new(x, y);
            let before = view.photo_from_screen(PANE, PANE.center() + at);
            let after = view.zoomed(at, factor).photo_from_screen(PANE, PANE.center() + at);
            prop_assert!(before.distance(after) < 1e-6 * 6000.0, "{before:?} became {after:?}");
        }

        #[test]
        fn clamping_is_smooth_and_settles(view in any_view(), dx in -1.0..1.0_f64, dy in -1.0..1.0_f64) {
            let clamped = view.clamped(SIZE, PANE.size());
            prop_assert!(clamped.clamped(SIZE, PANE.size()) == clamped, "{clamped:?}");
            let near = View { center: view.center + Point::new(dx, dy), ..view }.clamped(SIZE, PANE.size());
            prop_assert!(near.center.distance(clamped.center) < 1.5, "{clamped:?} and {near:?}");
        }

        #[test]
        fn linked_panes_stay_at_the_same_skin(
            steps in prop::collection::vec((-200.0..200.0_f32, -200.0..200.0_f32, 0.6..1.8_f64, 0..2_usize), 1..20),
        ) {
            let mut views = Views::default();
            for _ in 0..2 {
                views.view(0, SIZE, PANE.size());
                views.view(1, SIZE, PANE.size());
            }
            for (x, y, factor, pane) in steps {
                views.navigate(pane, Navigate::Zoom { at: Vec2::new(x, y), factor }, 1.0);
                views.navigate(pane, Navigate::Pan(Vec2::new(x, y)), 1.0);
                let (a, b) = (views.view(0, SIZE, PANE.size()), views.view(1, SIZE, PANE.size()));
                prop_assert!(a.center.distance(b.center) < 1e-6 && (a.zoom - b.zoom).abs() < 1e-9, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn an_offset_made_while_unlocked_is_kept_when_linked_again() {
        let mut views = Views::default();
        views.view(0, SIZE, PANE.size());
        views.view(1, SIZE, PANE.size());
        views.navigate(0, Navigate::Zoom { at: Vec2::ZERO, factor: 4.0 }, 1.0);
        views.set_linked(false);
        views.navigate(1, Navigate::Pan(Vec2::new(40.0, 8.0)), 1.0);
        let (a, b) = (views.view(0, SIZE, PANE.size()), views.view(1, SIZE, PANE.size()));
        let offset = b.center - a.center;
        assert!(offset.norm() > 1.0, "{offset:?}");
        views.set_linked(true);
        views.navigate(0, Navigate::Pan(Vec2::new(-100.0, 30.0)), 1.0);
        let (a, b) = (views.view(0, SIZE, PANE.size()), views.view(1, SIZE, PANE.size()));
        assert!((b.center - a.center).distance(offset) < 1e-9, "{:?} was {offset:?}", b.center - a.center);
    }

    #[test]
    fn a_pane_that_was_away_shows_the_skin_of_the_first_when_it_comes_back() {
        let mut views = Views::default();
        views.view(0, SIZE, PANE.size());
        views.view(1, SIZE, PANE.size());
        // The slider: one wide pane, zoomed alone.
        let wide = Vec2::new(1700.0, 600.0);
        views.view(0, SIZE, wide);
        views.navigate(0, Navigate::Zoom { at: Vec2::new(300.0, 80.0), factor: 3.0 }, 1.0);
        views.view(0, SIZE, wide);
        assert_eq!(views.view(0, SIZE, PANE.size()), views.view(1, SIZE, PANE.size()));
    }

    #[test]
    fn a_pane_that_follows_shows_all_of_the_skin_that_is_seen_here() {
        let mut views = Views::default();
        views.view(0, SIZE, PANE.size());
        let wide = Rect::from_min_size(Pos2::ZERO, Vec2::new(900.0, 1200.0));
        assert_eq!(views.followed(0, SIZE, wide.size()), View::fill(SIZE, wide.size()), "filled here, filled there");
        views.navigate(0, Navigate::Zoom { at: Vec2::new(90.0, -40.0), factor: 5.0 }, 1.0);
        let (here, there) = (views.view(0, SIZE, PANE.size()), views.followed(0, SIZE, wide.size()));
        assert_eq!(here.center, there.center);
        let ([a, b], [c, d]) = (here.seen(PANE), there.seen(wide));
        assert!(c.x <= a.x + 1e-6 && c.y <= a.y + 1e-6 && d.x >= b.x - 1e-6 && d.y >= b.y - 1e-6, "{a:?} {c:?}");
    }

    #[test]
    fn one_to_one_is_one_photo_pixel_on_one_physical_pixel() {
        let mut views = Views::default();
        views.view(0, SIZE, PANE.size());
        views.navigate(0, Navigate::OneToOne { at: Vec2::new(10.0, 0.0) }, 2.0);
        let view = views.view(0, SIZE, PANE.size());
        assert!((view.zoom - 0.5).abs() < 1e-12, "{}", view.zoom);
        let snapped = view.snapped(PANE, 2.0);
        let corner = snapped.screen_from_photo(PANE, Point::new(-0.5, -0.5)) * 2.0;
        assert!((corner.x - corner.x.round()).abs() < 2e-3, "{corner:?} lies between physical pixels");
        assert!(snapped.center.distance(view.center) < 1.0, "{snapped:?} {view:?}");
    }

    #[test]
    fn another_photo_of_other_size_shows_the_same_part() {
        let mut views = Views::default();
        views.view(0, SIZE, PANE.size());
        views.navigate(0, Navigate::Zoom { at: Vec2::new(100.0, 50.0), factor: 5.0 }, 1.0);
        let before = views.view(0, SIZE, PANE.size());
        let half = Size::new(3000, 2000);
        let after = views.view(0, half, PANE.size());
        assert!((after.zoom / before.zoom - 2.0).abs() < 1e-9, "{after:?}");
        let fraction = (after.center.x + 0.5) / 3000.0 - (before.center.x + 0.5) / 6000.0;
        assert!(fraction.abs() < 1e-9, "{after:?} {before:?}");
    }

    #[test]
    fn a_view_follows_the_pane_until_it_is_changed_by_hand() {
        let mut views = Views::default();
        views.view(0, SIZE, Vec2::new(800.0, 600.0));
        let wide = views.view(0, SIZE, Vec2::new(1600.0, 600.0));
        assert_eq!(wide, View::fill(SIZE, Vec2::new(1600.0, 600.0)));
        views.navigate(0, Navigate::Reset, 1.0);
        assert_eq!(views.view(0, SIZE, Vec2::new(800.0, 600.0)), View::fit(SIZE, Vec2::new(800.0, 600.0)));
    }
}
