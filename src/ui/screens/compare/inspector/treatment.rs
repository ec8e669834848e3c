//! What was done in the session of B, or in the last one before it: as it was recorded, nothing more.

use egui::Ui;

use super::super::Scene;
use super::super::verdict::fact;
use super::section;
use crate::model::{Session, Treatment};
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, format_date};

pub(super) fn treatment_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let treated = scene.patient.treatments_by_date();
    let day = scene.patient.date_of(scene.choice.b);
    let at = day.and_then(|day| treated.iter().rposition(|(session, _)| session.date <= day));
    let Some((i, (session, treatment))) = at.and_then(|i| Some((i, treated.get(i)?))) else {
        section(ui, |ui| {
            let (place, _) = ui.allocate_exact_size(egui::Vec2::splat(24.0), egui::Sense::hover());
            icons::SYRINGE.paint(ui.painter(), place.center(), size::ICON_RAIL, tokens(ui).text_3);
            face::BODY.label(ui, "No treatment is recorded up to this date.", tokens(ui).text_2);
        });
        return;
    };
    section(ui, |ui| {
        face::NAME.label(ui, format!("Treatment {}", i + 1), tokens(ui).text);
        face::CAPTION.label(ui, format_date(session.date), tokens(ui).text_2);
    });
    widgets::section_line(ui);
    section(ui, |ui| facts_ui(ui, session, treatment));
}

fn facts_ui(ui: &mut Ui, session: &Session, treatment: &Treatment) {
    let depths: Vec<String> = treatment
        .depths
        .iter()
        .map(|d| if d.area.is_empty() { format!("{:.2} mm", d.mm) } else { format!("{}: {:.2} mm", d.area, d.mm) })
        .collect();
    let minutes = treatment.duration_min.map(|m| format!("{m} min")).unwrap_or_default();
    let pain = treatment.pain.map(|p| format!("{p} of 10")).unwrap_or_default();
    let depths = depths.join(", ");
    let rows: [(&str, &str); 16] = [
        ("Session", &session.title),
        ("Operator", &treatment.operator),
        ("Areas", &treatment.areas),
        ("Device", &treatment.device),
        ("Cartridge", &treatment.cartridge),
        ("Lot", &treatment.lot),
        ("Depth", &depths),
        ("Speed", &treatment.speed),
        ("Passes", &treatment.passes),
        ("Anaesthetic", &treatment.anaesthetic),
        ("Serum", &treatment.serum),
        ("Adjuncts", &treatment.adjuncts),
        ("Duration", &minutes),
        ("End point", &treatment.end_point),
        ("Pain", &pain),
        ("Reaction", &treatment.reaction),
    ];
    for (name, value) in rows.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
        if value.chars().count() > 26 {
            face::CAPTION.label(ui, name, tokens(ui).text_2);
            face::BODY.label(ui, value, tokens(ui).text);
        } else {
            fact(ui, name, value);
        }
    }
    for (name, value) in [("At home", &treatment.home_treatment), ("Remarks", &treatment.remarks)] {
        if !value.trim().is_empty() {
            face::CAPTION.label(ui, name, tokens(ui).text_2);
            face::BODY.label(ui, value, tokens(ui).text);
        }
    }
}
