//! The loupe: the same skin, larger, in every pane at once.

use egui::Ui;

use super::super::{CompareScreen, Scene};
use super::Pane;
use super::layer::{Layer, paint_layer};
use crate::ui::canvas::loupe;
use crate::ui::cx::Cx;
use crate::ui::theme::tokens;

impl CompareScreen {
    /// True while the loupe is shown: toggled, or its key held.
    pub(super) fn loupe_is_on(&self, ui: &Ui, cx: &Cx<'_>) -> bool {
        self.show.loupe || (cx.keys && !ui.ctx().text_edit_focused() && ui.input(|i| i.key_down(egui::Key::V)))
    }

    /// The loupe of a pane over `layers`, which are painted in order; `clip` narrows where each may show.
    pub(super) fn loupe_ui(&self, ui: &Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, pane: &Pane, layers: &[(&Layer, f32)]) {
        let Some((over, place)) = self.canvas.pointer.filter(|_| self.loupe_is_on(ui, cx)) else { return };
        let same_skin = over == pane.index || scene.pair.drawn_by(self.show.raw).is_some();
        let at = pane.screen(place);
        if !same_skin || !pane.rect.contains(at) {
            return;
        }
        let rect = loupe::place(pane.rect, at);
        let view = loupe::view(&pane.view, place, 3.0);
        let painter = ui.painter().with_clip_rect(rect);
        painter.rect_filled(rect, 0, tokens(ui).canvas);
        for (layer, opacity) in layers {
            paint_layer(&painter, cx, layer, view, rect, *opacity);
        }
        loupe::frame(&pane.painter(ui), rect);
    }
}
