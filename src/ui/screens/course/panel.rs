//! The panel at the right: treatment of one visit, plan, suitability, consent, aftercare. It pushes, it covers nothing.

use egui::{Margin, ScrollArea, Ui};

use super::{Asked, CourseScreen, Scene, full};
use crate::model::day_words;
use crate::ui::cx::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{IconButton, dropdown, inspector};
use crate::words::say;

/// A part of the record that is entered in the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Panel {
    /// What was done at one visit.
    Treatment,
    /// Indication, areas, sessions, interval.
    Plan,
    /// The suitability checklist.
    Suitability,
    /// Consents to the use of photos.
    Consent,
    /// The aftercare sheet.
    Aftercare,
}

impl Panel {
    /// What the palette and the tooltip say.
    pub fn title(self) -> &'static str {
        match self {
            Self::Treatment => say!("panel-treatment"),
            Self::Plan => say!("panel-plan"),
            Self::Suitability => say!("panel-suitability"),
            Self::Consent => say!("panel-consent"),
            Self::Aftercare => say!("panel-aftercare"),
        }
    }

    /// Its glyph.
    pub fn icon(self) -> Icon {
        match self {
            Self::Treatment => icons::SYRINGE,
            Self::Plan => icons::PENCIL_SIMPLE,
            Self::Suitability => icons::LIST_CHECKS,
            Self::Consent => icons::SEAL_CHECK,
            Self::Aftercare => icons::PRINTER,
        }
    }
}

impl CourseScreen {
    pub(super) fn panel_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Asked> {
        let panel = self.panel?;
        let t = tokens(ui);
        let mut close = false;
        inspector(ui, |ui| {
            let frame = egui::Frame::new().inner_margin(Margin { left: 12, right: 8, top: 8, bottom: 4 });
            frame.show(ui, |ui| {
                ui.horizontal(|ui| {
                    face::CONTROL.semibold().label(ui, panel.title(), t.text);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        close = ui.add(IconButton::new(icons::X, say!("close-the-panel")).key("Esc")).clicked();
                    });
                });
            });
            ScrollArea::vertical().id_salt(("course panel", panel)).auto_shrink([false, false]).show(ui, |ui| {
                let frame = egui::Frame::new().inner_margin(Margin::same(size::INSPECTOR_PADDING as i8));
                frame.show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = size::GAP;
                    match panel {
                        Panel::Treatment => {
                            self.visit_ui(ui, scene);
                            self.treatment.ui(ui, cx, scene.patient);
                        }
                        Panel::Plan => self.plan.ui(ui, scene.patient),
                        Panel::Suitability => self.suitability.ui(ui, cx, scene.patient),
                        Panel::Consent => self.consent.ui(ui, cx, scene.patient, scene.today),
                        Panel::Aftercare => self.aftercare.ui(ui, cx),
                    }
                });
            });
        });
        if close {
            self.leave(cx);
            self.panel = None;
        }
        None
    }

    /// Which visit: also one without a treatment has something that was seen.
    fn visit_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let sessions = scene.patient.sessions_by_date();
        let words =
            |s: &&crate::model::Session| format!("{}, {}", full(s.date), day_words(scene.patient, s.date).short());
        let names: Vec<String> = sessions.iter().map(words).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let at = sessions.iter().position(|s| Some(s.id) == self.session);
        if let Some(picked) = dropdown(ui, say!("visit"), &names, at, ui.available_width()) {
            self.session = sessions.get(picked).map(|s| s.id);
        }
    }
}
