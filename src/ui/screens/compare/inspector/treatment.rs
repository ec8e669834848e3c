//! What was done in the session of B: entered here, saved by itself.

use egui::Ui;

use super::super::{CompareScreen, Scene};
use super::section;
use crate::ui::cx::Cx;

impl CompareScreen {
    pub(super) fn treatment_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        section(ui, |ui| self.treatment.ui(ui, cx, scene.patient));
    }
}
