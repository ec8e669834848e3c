//! The photos: panes, captions, and what lies on them.

mod blink;
mod caption;
mod difference;
mod grid;
pub(in crate::ui::screens) mod layer;
mod loupe;
mod modes;
mod over;
mod pane;
mod patient;
mod redness;

use egui::{Id, Rect, Ui, UiBuilder, Vec2};

pub use pane::Pane;
pub(super) use redness::closed_words;

use super::action::{Action, Mode};
use super::choice::Side;
use super::keys::space_held;
use super::{CompareScreen, Scene, verdict};
use crate::geom::Point;
use crate::ui::cx::Cx;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::words::say;

/// In a window narrower than this a pair becomes the slider: photos beside each other would be too small, and one above
/// the other is worst.
const NARROW: f32 = 900.0;

/// What the canvas remembers between frames.
#[derive(Debug)]
pub struct CanvasState {
    /// Where the seam of the slider stands: 0 left, 1 right.
    pub seam: f64,
    /// How much of the later photo shines through.
    pub opacity: f32,
    /// Blink.
    pub blink: blink::Blink,
    /// Grid.
    pub grid: grid::GridState,
    /// Changes of the view that keys and the palette ask for.
    asked: Vec<Action>,
    /// The pane under the pointer and the place in its frame.
    pub pointer: Option<(usize, Point)>,
    /// Screen points a pixel of the frame in the last frame.
    pub zoom: f64,
    /// The keys are to belong to the photos.
    pub take_keys: bool,
    /// The place of the frame that is to come into the middle.
    pub look_at: Option<Point>,
    /// The inspector is to be folded or unfolded.
    pub fold_inspector: bool,
    /// The timeline is to change its size.
    pub fold_strip: bool,
}

impl Default for CanvasState {
    fn default() -> Self {
        Self {
            seam: 0.5,
            opacity: 0.5,
            blink: blink::Blink::default(),
            grid: grid::GridState::default(),
            asked: Vec::new(),
            pointer: None,
            zoom: 1.0,
            take_keys: false,
            look_at: None,
            fold_inspector: false,
            fold_strip: false,
        }
    }
}

impl CanvasState {
    /// Remembers a change of the view for the next frame's canvas.
    pub fn ask(&mut self, action: Action) {
        self.asked.push(action);
    }

    /// The id that has the focus while the keys belong to the photos.
    pub fn focus_id(&self) -> Id {
        Id::unique("compare canvas")
    }
}

impl CompareScreen {
    /// The room of the photos.
    pub(super) fn canvas_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        self.canvas.pointer = None;
        let mode = self.effective_mode(scene);
        let outer = widgets::central(ui, true, |ui| {
            let outer = ui.max_rect();
            verdict::banner_ui(self, ui, cx, scene);
            self.landmarks_bar_ui(ui, cx, scene);
            self.skin_bar_ui(ui, cx, scene);
            self.target_bar_ui(ui, scene);
            match mode {
                Mode::SideBySide if scene.pair.key.is_none() => self.single_ui(ui, cx, scene),
                Mode::SideBySide if ui.ctx().content_rect().width() < NARROW => self.slider_ui(ui, cx, scene),
                Mode::SideBySide => self.side_by_side_ui(ui, cx, scene),
                Mode::Slider => self.slider_ui(ui, cx, scene),
                Mode::Overlay => self.overlay_ui(ui, cx, scene),
                Mode::Blink => self.blink_ui(ui, cx, scene),
                Mode::Difference => self.difference_ui(ui, cx, scene),
                Mode::Grid => self.grid_ui(ui, cx, scene),
            }
            outer
        });
        self.canvas.asked.clear();
        self.focus_ui(ui, cx, outer);
    }

    /// The canvas as one stop of the keyboard: while it has the focus, Tab walks marks and arrows walk dates.
    fn focus_ui(&mut self, ui: &Ui, cx: &Cx<'_>, rect: Rect) {
        let id = self.canvas.focus_id();
        let response = ui.interact(rect.shrink(1.0), id, egui::Sense::focusable_noninteractive());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Group, true, say!("photos")));
        if std::mem::take(&mut self.canvas.take_keys) {
            response.request_focus();
        }
        if response.has_focus() {
            let filter = egui::EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
            ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
            let shift = egui::Modifiers::SHIFT;
            if ui.input_mut(|i| i.consume_key(shift, egui::Key::Tab)) {
                self.walk_marks(cx, -1);
            } else if ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Tab)) {
                self.walk_marks(cx, 1);
            }
        }
    }

    /// True while Space is held for the plain photo.
    pub(super) fn plain(&self, ui: &Ui) -> bool {
        space_held(ui, self.canvas.focus_id())
    }

    /// A caption bar and the room below it, side by side `count` times, with gaps between and around.
    fn panes(&self, ui: &mut Ui, count: usize, foot: f32) -> Vec<(Rect, Rect)> {
        let all = ui.available_rect_before_wrap();
        let inner = Rect::from_min_max(
            egui::pos2(all.left() + size::PHOTO_GAP, all.top()),
            egui::pos2(all.right() - size::PHOTO_GAP, all.bottom() - size::PHOTO_GAP - foot),
        );
        let caption = size::CAPTION * crate::ui::theme::grown(ui.style());
        let width = ((inner.width() - size::PHOTO_GAP * (count as f32 - 1.0)) / count as f32).floor();
        (0..count)
            .map(|i| {
                let left = inner.left() + i as f32 * (width + size::PHOTO_GAP);
                let top = egui::pos2(left, inner.top());
                let head = Rect::from_min_size(top, Vec2::new(width, caption));
                let pane = Rect::from_min_max(head.left_bottom(), egui::pos2(left + width, inner.bottom()));
                (head, pane)
            })
            .collect()
    }

    /// The photo of a side in the pair.
    pub(super) fn shot<'s>(&self, scene: &'s Scene<'_>, side: Side) -> &'s super::pair::Shot {
        if (side == Side::A) != scene.pair.swapped { &scene.pair.fixed } else { &scene.pair.moving }
    }
}

/// Shows `content` in `rect`.
fn within<R>(ui: &mut Ui, rect: Rect, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope_builder(UiBuilder::new().max_rect(rect), content).inner
}
