//! A pane: the place on the screen where photos are shown in one frame, and the hands that zoom and pan it.

use egui::{Painter, Pos2, Rect, Response, Ui, Vec2};

use super::super::CompareScreen;
use super::super::action::Action;
use super::super::choice::Side;
use super::super::pair::Footing;
use super::layer::Layer;
use crate::geom::{Point, Size};
use crate::ui::canvas::{Navigate, View, navigation, pane_response};
use crate::ui::theme::tokens;

/// A pane of this frame.
#[derive(Debug, Clone)]
pub struct Pane {
    /// Its number: its view is kept under it.
    pub index: usize,
    /// Where it stands on the screen.
    pub rect: Rect,
    /// What it shows of the frame.
    pub view: View,
    /// What the pointer does in it.
    pub response: Response,
    /// The photos in it that marks are drawn on, with how each stands in the frame.
    pub sides: Vec<(Side, Layer)>,
    /// Where the moved photo can be seen: only there can something be out of place.
    pub moved: Rect,
    /// What is not trusted is hatched by the mode itself.
    pub own_veil: bool,
}

impl Pane {
    /// Where a place of the frame stands on the screen.
    pub fn screen(&self, frame: Point) -> Pos2 {
        self.view.screen_from_photo(self.rect, frame)
    }

    /// The place of the frame under the pointer.
    pub fn frame(&self, screen: Pos2) -> Point {
        self.view.photo_from_screen(self.rect, screen)
    }

    /// Where a pixel of a photo with this footing stands on the screen.
    pub fn screen_from_photo(&self, footing: &Footing, photo: Point) -> Option<Pos2> {
        footing.frame_from_photo(photo).map(|p| self.screen(p))
    }

    /// The pixel of a photo with this footing that stands under the pointer.
    pub fn photo_from_screen(&self, footing: &Footing, screen: Pos2) -> Option<Point> {
        footing.photo_from_frame(self.frame(screen))
    }

    /// A painter that stays within the pane.
    pub fn painter(&self, ui: &Ui) -> Painter {
        ui.painter().with_clip_rect(ui.clip_rect().intersect(self.rect))
    }
}

impl CompareScreen {
    /// Opens pane `index` at `rect` over a frame of `frame` pixels: its view, after what wheel and hand did to it.
    pub(super) fn pane(&mut self, ui: &mut Ui, index: usize, rect: Rect, frame: Size, name: &str) -> Pane {
        let id = self.canvas.focus_id().with(("pane", index));
        let response = pane_response(ui, rect, id, name);
        let busy = self.hand_is_busy();
        if response.clicked() || response.drag_started() {
            ui.memory_mut(|m| m.request_focus(self.canvas.focus_id()));
        }
        let ppp = ui.ctx().pixels_per_point();
        self.views.view(index, frame, rect.size());
        for change in navigation(ui, &response, busy) {
            self.views.navigate(index, change, ppp);
        }
        if let Some(place) = self.canvas.look_at.take() {
            self.bring_into_sight(index, frame, rect, place, ppp);
        }
        if index == 0 || response.contains_pointer() {
            self.asked_views(ui, index, &response);
        }
        let view = self.views.view(index, frame, rect.size()).snapped(rect, ppp);
        if let Some(at) = ui.input(|i| i.pointer.hover_pos()).filter(|_| response.contains_pointer()) {
            self.canvas.pointer = Some((index, view.photo_from_screen(rect, at)));
        }
        self.canvas.zoom = view.zoom;
        self.status.zoom_percent = Some(view.zoom * f64::from(ppp) * 100.0);
        ui.painter().rect_filled(rect, 0, tokens(ui).canvas);
        Pane { index, rect, view, response, sides: Vec::new(), moved: rect, own_veil: false }
    }

    /// Pans so that a place of the frame is in sight, if it is not.
    fn bring_into_sight(&mut self, index: usize, frame: Size, rect: Rect, place: Point, ppp: f32) {
        let view = self.views.view(index, frame, rect.size());
        let at = view.screen_from_photo(rect, place);
        if !rect.shrink(40.0).contains(at) {
            self.views.navigate(index, Navigate::Pan(rect.center() - at), ppp);
        }
    }

    /// What keys asked for: at the pointer if it is over a photo, else in the middle.
    fn asked_views(&mut self, ui: &Ui, index: usize, response: &Response) {
        let ppp = ui.ctx().pixels_per_point();
        let at = response.hover_pos().map_or(Vec2::ZERO, |p| p - response.rect.center());
        for action in std::mem::take(&mut self.canvas.asked) {
            let change = match action {
                Action::Zoom100 => Navigate::OneToOne { at },
                Action::Fill => Navigate::Fill,
                Action::Fit => Navigate::Fit,
                Action::ZoomIn => Navigate::Zoom { at, factor: 1.25 },
                Action::ZoomOut => Navigate::Zoom { at, factor: 0.8 },
                _ => continue,
            };
            self.views.navigate(index, change, ppp);
        }
    }
}
