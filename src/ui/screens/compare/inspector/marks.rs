//! The tab of marks: tools, what lies on the two photos, what can be taken over from other dates.

mod card;
mod chosen;
mod every;
mod ledger;
mod record;
mod scale;
mod target;
mod trend;
mod values;

use egui::{Align, Layout, Ui, Vec2};

use super::super::action::Action;
use super::super::choice::Side;
use super::super::marks::Drawn;
use super::super::{CompareScreen, Scene, words};
use super::section;
use crate::model::{Mark, MarkKind, Shape};
use crate::ui::canvas::{Tool, kind_glyph, tool_icon};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, IconButton, Look, Row, Segment, Segments, Toggle, heading_row};
use crate::words::say;

/// How regions can be drawn.
const REGIONS: [Tool; 3] = [Tool::Freehand, Tool::Polygon, Tool::Ellipse];
/// Kinds without a key of their own.
const MORE: [MarkKind; 10] = [
    MarkKind::OpenWound,
    MarkKind::ScarIcePick,
    MarkKind::ScarBoxcar,
    MarkKind::ScarRolling,
    MarkKind::ScarAtrophic,
    MarkKind::ScarHypertrophic,
    MarkKind::ScarKeloid,
    MarkKind::Pigment,
    MarkKind::Lesion,
    MarkKind::Other,
];

impl CompareScreen {
    pub(super) fn marks_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        section(ui, |ui| self.tools_ui(ui, cx));
        widgets::section_line(ui);
        self.region_card_ui(ui, cx, scene);
        self.values_ui(ui, cx, scene);
        self.ledger_ui(ui, cx, scene);
        if let Some(mark) = self.marks.chosen().and_then(|id| scene.patient.marks.get(&id)) {
            section(ui, |ui| self.chosen_ui(ui, cx, scene, mark));
            widgets::section_line(ui);
        }
        self.kinds_ui(ui, scene);
        for side in [Side::A, Side::B] {
            if side == Side::B && scene.choice.is_single() {
                break;
            }
            self.list_of_ui(ui, scene, side);
        }
        self.carried_ui(ui, cx, scene);
        self.findings_ui(ui, cx, scene);
        self.repeats_ui(ui, cx, scene);
        section(ui, |ui| self.scale_ui(ui, cx, scene));
        widgets::section_line(ui);
        section(ui, |ui| self.target_ui(ui, cx, scene));
    }

    fn tools_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.spacing_mut().item_spacing = Vec2::splat(4.0);
        let mut pressed = None;
        ui.horizontal_wrapped(|ui| {
            for kind in Action::TOOLS {
                let action = Action::Draw(kind);
                let short = match kind {
                    MarkKind::Healing => say!("short-healing"),
                    MarkKind::Reference => say!("short-reference"),
                    kind => kind.name(),
                };
                let on = self.marks.kind() == Some(kind);
                if ui.add(Toggle::plain(short, action.key(), on).tip(action.title())).clicked() {
                    pressed = Some(action);
                }
            }
            let text = Toggle::plain(say!("text-tool"), "", self.marks.is_writing()).tip(say!("words-on-the-skin"));
            if ui.add(text).clicked() {
                self.take_text();
            }
        });
        if let Some(action) = pressed {
            self.act(action, cx);
        }
        ui.horizontal(|ui| {
            let segments = REGIONS.map(|tool| Segment::new(tool_icon(tool), region_name(tool), ""));
            let chosen = REGIONS.iter().position(|tool| *tool == self.marks.region());
            if let Some(i) = Segments::new(say!("how-regions-are-drawn"), &segments).words(false).show(ui, chosen) {
                self.marks.set_region(REGIONS[i]);
            }
            let names = MORE.map(MarkKind::name);
            let chosen = MORE.iter().position(|kind| self.marks.kind() == Some(*kind));
            let width = ui.available_width();
            if let Some(i) = more_kinds(ui, &names, chosen, width) {
                self.take_tool(cx, MORE[i]);
            }
        });
    }

    /// Kinds that are on the photos, each to be hidden or shown.
    fn kinds_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let of_view = |m: &&Mark| scene.patient.photos.get(&m.photo).is_some_and(|p| p.view == scene.choice.view);
        let mut families: Vec<MarkKind> =
            scene.patient.marks.values().filter(of_view).map(|m| m.kind.family()).collect();
        families.sort();
        families.dedup();
        if families.len() < 2 {
            return;
        }
        section(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = Vec2::splat(4.0);
                for family in families {
                    let shown = self.marks.shows(family);
                    let icon = if shown { icons::EYE } else { icons::EYE_SLASH };
                    let tip = if shown { say!("hide-this-kind") } else { say!("show-this-kind") };
                    let name = say!("show-kind", kind = crate::words::within(family.name()));
                    let toggle = Toggle::new(icon, family.name(), "", shown).tip(tip);
                    let response = ui.add(toggle);
                    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Switch, true, shown, &name));
                    if response.clicked() {
                        self.marks.toggle(family);
                    }
                }
            });
        });
        widgets::section_line(ui);
    }

    fn list_of_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, side: Side) {
        let photo = scene.choice.photo(side);
        let marks = scene.patient.marks_of(photo);
        heading(ui, &format!("{}  {}", side.letter(), words::date_of(scene.patient, photo)), &count(marks.len()));
        if marks.is_empty() {
            hint(ui, say!("no-marks-on-this-photo"));
        }
        for mark in marks {
            let name = scene.patient.mark_name(mark);
            let spoken = say!("mark-on-side", name = name, letter = side.letter());
            let row = Row::new(&spoken, 44.0).chosen(self.marks.chosen() == Some(mark.id)).line();
            let row = row.show(ui, |ui| mark_row(ui, scene, mark, &name));
            if row.clicked() {
                self.marks.choose(Some(mark.id));
                self.show.marks = true;
            }
        }
    }

    /// Marks of other dates that lie on the photos here.
    fn carried_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let carried: Vec<Drawn> = self.marks.carried.clone();
        if carried.is_empty() {
            return;
        }
        heading(ui, say!("same-skin-other-dates"), &count(carried.len()));
        for drawn in carried {
            let name = scene.patient.mark_name(&drawn.mark);
            let from = drawn.from.map(|d| words::short_date(d, scene.patient.date_of(drawn.on))).unwrap_or_default();
            let mut adopt = false;
            let letter = drawn.side.letter();
            let spoken = say!("mark-from-on-side", name = name, date = from, letter = letter);
            let row = Row::new(&spoken, 44.0).chosen(self.marks.chosen() == Some(drawn.mark.id)).line();
            let row = row.show(ui, |ui| {
                kind_glyph(ui, drawn.mark.kind);
                two_lines(ui, &name, &say!("from-shown-on", date = from, letter = letter), 84.0);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let label = say!("adopt-mark-on", name = name, letter = letter);
                    let button = Button::new(say!("adopt")).look(Look::Outline).name(&label);
                    adopt = ui.add(button.tip(say!("adopt-tip"))).clicked();
                });
            });
            if adopt {
                self.adopt(cx, &drawn);
            } else if row.clicked() {
                self.marks.choose(Some(drawn.mark.id));
            }
        }
    }
}

/// The field for kinds that have no key.
fn more_kinds(ui: &mut Ui, names: &[&str], chosen: Option<usize>, width: f32) -> Option<usize> {
    widgets::dropdown(ui, say!("other-kinds-of-marks"), names, chosen, width)
}

fn region_name(tool: Tool) -> &'static str {
    match tool {
        Tool::Polygon => say!("region-polygon"),
        Tool::Ellipse => say!("region-ellipse"),
        _ => say!("region-freehand"),
    }
}

fn mark_row(ui: &mut Ui, scene: &Scene<'_>, mark: &Mark, name: &str) {
    let t = tokens(ui);
    kind_glyph(ui, mark.kind);
    let under =
        if mark.label.is_empty() && mark.kind.family() == mark.kind { mark.comment.as_str() } else { mark.kind.name() };
    two_lines(ui, name, under, 96.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        face::BODY.label(ui, measure(scene, mark), t.text);
        if let Some(severity) = mark.severity {
            let chip = widgets::chip(ui, None, &severity.to_string());
            widgets::tip(chip, &say!("severity-of-4", severity = severity), None);
        }
    });
}

/// A name and a quieter line under it; `right` points stay free at the right.
fn two_lines(ui: &mut Ui, name: &str, under: &str, right: f32) {
    let t = tokens(ui);
    let width = (ui.available_width() - right).max(40.0);
    ui.allocate_ui_with_layout(Vec2::new(width, 36.0), Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let both = face::BODY.line + if under.is_empty() { 0.0 } else { face::CAPTION.line };
        ui.add_space(((36.0 - both) / 2.0).max(0.0));
        face::BODY.medium().line_label(ui, name, t.text);
        if !under.is_empty() {
            face::CAPTION.line_label(ui, under, t.text_2);
        }
    });
}

/// Length or area of a mark; nothing for a pin.
pub(super) fn measure(scene: &Scene<'_>, mark: &Mark) -> String {
    let mm = scene.mm_per_px(mark.photo);
    match (&mark.shape, mark.shape.length_px(), mark.shape.area_px()) {
        (Shape::Text { .. } | Shape::Pin { .. }, ..) => String::new(),
        (_, Some(px), _) => words::length(px, mm),
        (_, _, Some(px)) => words::area(px, mm),
        _ => String::new(),
    }
}

fn heading(ui: &mut Ui, title: &str, right: &str) {
    ui.add_space(size::GAP);
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 4)).show(ui, |ui| heading_row(ui, title, right));
}

fn hint(ui: &mut Ui, text: &str) {
    egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(12, 4))
        .show(ui, |ui| face::CAPTION.label(ui, text, tokens(ui).text_3));
}

fn count(n: usize) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

/// A row of a name and a delete button, used by the scale.
fn remove_button(ui: &mut Ui, name: &str) -> bool {
    ui.add(IconButton::new(icons::TRASH, name)).clicked()
}
