//! The panel at the right: notes, marks, and what was done.

mod draft;
mod marks;
mod notes;
mod scales;
mod treatment;

use egui::{Layout, ScrollArea, Ui, Vec2};

pub use notes::Notes;
pub use scales::Scales;

use super::action::{Action, Tab};
use super::{CompareScreen, Scene};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{self, IconButton};
use crate::words::say;

const TABS: [Tab; 4] = [Tab::Notes, Tab::Marks, Tab::Scales, Tab::Treatment];

impl CompareScreen {
    /// The inspector, or its edge while it is folded.
    pub(super) fn inspector_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        if !self.inspector_open(ui) {
            return self.folded_ui(ui, cx);
        }
        let marks = self.marks_listed(scene);
        widgets::inspector(ui, |ui| {
            let tabs = [
                widgets::Tab::new(say!("notes"), Action::Tab(Tab::Notes).key()),
                widgets::Tab::counted(say!("tab-marks"), Action::Tab(Tab::Marks).key(), marks),
                widgets::Tab::new(say!("scales"), Action::Tab(Tab::Scales).key()),
                widgets::Tab::new(say!("treatment"), Action::Tab(Tab::Treatment).key()),
            ];
            let chosen = TABS.iter().position(|tab| *tab == self.tab).unwrap_or(0);
            if let Some(i) = widgets::tabs(ui, &tabs, chosen) {
                self.act(Action::Tab(TABS[i]), cx);
            }
            let body = ScrollArea::vertical().id_salt(("inspector", self.tab)).auto_shrink([false, false]);
            body.show(ui, |ui| match self.tab {
                Tab::Notes => self.notes_ui(ui, cx, scene),
                Tab::Marks => self.marks_ui(ui, cx, scene),
                Tab::Scales => self.scales_ui(ui, cx, scene),
                Tab::Treatment => self.treatment_ui(ui, cx, scene),
            });
        });
    }

    /// Open as the person chose it; by itself it folds where the photos would get too narrow.
    pub(super) fn inspector_open(&self, ui: &Ui) -> bool {
        self.inspector.unwrap_or(ui.ctx().content_rect().width() >= 1360.0)
    }

    fn folded_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let t = tokens(ui);
        let panel = egui::Panel::right("inspector folded").exact_size(size::INSPECTOR_FOLDED).resizable(false);
        let frame = egui::Frame::new().fill(t.panel).inner_margin(egui::Margin::symmetric(6, 8));
        panel.show_separator_line(false).frame(frame).show(ui, |ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(4.0);
            ui.with_layout(Layout::top_down(egui::Align::Center), |ui| {
                let icons = [icons::NOTE_PENCIL, icons::POLYGON, icons::LIST_CHECKS, icons::SYRINGE];
                for (tab, icon) in TABS.into_iter().zip(icons) {
                    let action = Action::Tab(tab);
                    if ui.add(IconButton::new(icon, action.title()).key(action.key())).clicked() {
                        self.act(action, cx);
                    }
                }
            });
        });
    }
}

/// The padding of a section.
fn section<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = egui::Frame::new().inner_margin(egui::Margin::same(size::INSPECTOR_PADDING as i8));
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = size::GAP;
            content(ui)
        })
        .inner
}
