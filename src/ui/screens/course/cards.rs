//! The row of sessions: what was done at each, today's open for entry, what is due next.

use egui::{Align, Color32, CornerRadius, Layout, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2};
use jiff::civil::Date;

use super::{Asked, CourseScreen, Panel, Scene, full};
use crate::app::{CardKind, CourseCard, complication_name, course_cards};
use crate::model::{SessionId, Treatment};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::parts;
use crate::ui::theme::{Tokens, Weight, face, grown, size, tokens};
use crate::ui::widgets::{Button, Look, Tone, state};
use crate::words::{say, within};

const HEIGHT: f32 = 152.0;
const WIDTHS: std::ops::RangeInclusive<f32> = 180.0..=280.0;
const GAP: f32 = 12.0;

impl CourseScreen {
    pub(super) fn cards_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) -> Option<Asked> {
        let cards = course_cards(scene.patient, scene.today);
        let scale = grown(ui.style());
        let height = (HEIGHT * scale).round();
        let count = cards.len().max(1) as f32;
        let width = ((ui.available_width() - GAP * (count - 1.0)) / count).floor();
        let width = width.clamp(*WIDTHS.start() * scale, *WIDTHS.end() * scale);
        let total = count * (width + GAP) - GAP;
        // The row begins where something is to be done.
        let to_do = cards.iter().position(|c| matches!(c.kind, CardKind::Open(..) | CardKind::Next(_)));
        let area = ScrollArea::horizontal().id_salt(("sessions", scene.patient.id)).auto_shrink([false, true]);
        area.show(ui, |ui| {
            let (row, _) = ui.allocate_exact_size(Vec2::new(total, height), Sense::hover());
            for (i, card) in cards.iter().enumerate() {
                let corner = row.min + Vec2::new(i as f32 * (width + GAP), 0.0);
                let rect = Rect::from_min_size(corner, Vec2::new(width, height));
                if Some(i) == to_do {
                    scroll_once(ui, scene, rect);
                }
                self.card_ui(ui, cx, scene, card, rect);
            }
        });
        None
    }

    fn card_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, card: &CourseCard, rect: Rect) {
        let t = tokens(ui);
        let is_today = match card.kind {
            CardKind::Done(_, date) | CardKind::Open(_, date) => date == scene.today,
            _ => false,
        };
        let done = if let CardKind::Done(id, _) = card.kind { Some(id) } else { None };
        let in_panel = self.panel == Some(Panel::Treatment) && done.is_some() && self.session == done;
        let radius = CornerRadius::same(size::RADIUS_CARD);
        let pressed = done.filter(|_| !is_today).map(|id| card_button(ui, card, scene, rect, id));
        let hovered = pressed.as_ref().is_some_and(|(r, _)| r.hovered());
        let edge = match () {
            () if is_today || in_panel => t.accent,
            () if hovered => t.strong,
            () => t.line,
        };
        ui.painter().rect(rect, radius, t.panel, Stroke::new(1.0, edge), StrokeKind::Inside);
        let builder =
            UiBuilder::new().max_rect(rect.shrink(12.0)).layout(Layout::top_down(Align::Min)).id_salt(card.number);
        let mut ui = ui.new_child(builder);
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        ui.spacing_mut().item_spacing.y = 2.0;
        match card.kind {
            CardKind::Done(id, date) if date == scene.today => self.open_ui(&mut ui, cx, scene, card.number, id, date),
            CardKind::Open(id, date) => self.open_ui(&mut ui, cx, scene, card.number, id, date),
            CardKind::Done(id, date) => done_ui(&mut ui, scene, card.number, id, date),
            CardKind::Next(due) => self.next_ui(&mut ui, cx, scene, card.number, due),
            CardKind::Planned => head(&mut ui, card.number, say!("card-planned"), "", Disc::Dashed),
        }
        if let Some((response, id)) = pressed {
            if response.has_focus() {
                ui.painter().rect_stroke(rect, radius, Stroke::new(2.0, t.accent), StrokeKind::Inside);
            }
            if response.clicked() {
                self.session = Some(id);
                self.open(Panel::Treatment);
            }
        }
    }

    /// Today's session: depth and passes at hand, everything else one press away.
    fn open_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, number: usize, id: SessionId, date: Date) {
        head(ui, number, &full(date), say!("card-today"), Disc::Today);
        ui.spacing_mut().item_spacing.y = 6.0;
        self.today.quick_ui(ui, cx, scene.patient);
        let mut all = false;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let before = number.saturating_sub(1);
            let none = crate::model::as_last_time(scene.patient, id).is_none().then_some(say!("no-earlier-treatment"));
            let words = match before {
                0 => say!("copy-treatment").to_owned(),
                before => say!("copy-session", number = before),
            };
            let copy = Button::new(&words).look(Look::Outline).key("Ctrl+D").disabled(none);
            if ui.add(copy.name(say!("treatment-as-last-time")).tip(say!("treatment-as-last-time"))).clicked() {
                self.today.as_last_time(cx, scene.patient);
            }
            all = ui
                .add(Button::link(say!("all-fields")).tip(say!("every-field-of-this-treatment")).key("Ctrl+4"))
                .clicked();
        });
        if all {
            self.session = Some(id);
            self.open(Panel::Treatment);
            self.treatment.ask_focus();
        }
    }

    fn next_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, number: usize, due: Option<Date>) {
        let t = tokens(ui);
        match due {
            Some(due) => {
                head(ui, number, &full(due), say!("card-due"), Disc::Dashed);
                let (words, overdue) = parts::due_words(due, scene.today);
                match overdue {
                    true => drop(state(ui, Tone::Caution, &parts::sentence(&words))),
                    false => drop(face::CAPTION.label(ui, parts::sentence(&words), t.text_2)),
                }
                if let Some(last) = scene.state.last {
                    let days = crate::model::days_between(last, due);
                    let words = match scene.state.is_agreed {
                        true => say!("agreed-days-after-session", n = days, session = scene.state.done),
                        false => say!("days-after-session", n = days, session = scene.state.done),
                    };
                    face::CAPTION.label(ui, parts::sentence(&words), t.text_2);
                }
            }
            None => {
                head(ui, number, say!("card-no-date-yet"), "", Disc::Dashed);
                face::CAPTION.label(ui, say!("an-interval-says-when"), t.text_2);
            }
        }
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(4.0, 2.0);
            if ui.add(Button::new(say!("card-change-date")).look(Look::Outline).name(say!("change-date"))).clicked() {
                self.open(Panel::Plan);
                self.plan.ask_focus_on_date();
            }
            let today = scene.patient.sessions.values().any(|s| s.date == scene.today);
            let none = today.then_some(say!("todays-visit-is-there"));
            let begin = Button::link(say!("begin-today")).disabled(none).tip(say!("adds-a-visit-of-today"));
            if ui.add(begin).clicked() {
                self.begin_today(cx, scene);
            }
        });
    }
}

/// The whole card of a past session is a button that opens its treatment.
fn card_button(
    ui: &Ui,
    card: &CourseCard,
    scene: &Scene<'_>,
    rect: Rect,
    id: SessionId,
) -> (egui::Response, SessionId) {
    let response = ui.interact(rect, ui.scope_id().with(("session card", id)), Sense::click());
    let date = scene.patient.sessions.get(&id).map(|s| full(s.date)).unwrap_or_default();
    let name = say!("session-open-treatment", number = card.number, date = date);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    (response, id)
}

fn done_ui(ui: &mut Ui, scene: &Scene<'_>, number: usize, id: SessionId, date: Date) {
    let t = tokens(ui);
    head(ui, number, &full(date), "", Disc::Done);
    let Some(treatment) = scene.patient.sessions.get(&id).and_then(|s| s.treatment.as_ref()) else { return };
    ui.horizontal(|ui| {
        let depth = treatment.depth_text().unwrap_or_else(|| say!("no-depth").to_owned());
        let color = if treatment.depths.is_empty() { t.text_3 } else { t.text };
        face::PAGE.label(ui, depth, color);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            face::CAPTION.line_label(ui, short_passes(&treatment.passes), t.text_2);
        });
    });
    for line in lines(treatment) {
        face::CAPTION.line_label(ui, line, t.text_2);
    }
    if let Some(seen) = scene.patient.consultation.complications.get(&id) {
        let names: Vec<String> = seen.ticked.iter().map(|id| within(&complication_name(id))).collect();
        let words = if names.is_empty() { seen.note.clone() } else { names.join(", ") };
        face::CAPTION.line_label(ui, say!("seen-words", words = words), t.text_2);
    }
}

/// What the card says of a treatment below its depth.
fn lines(t: &Treatment) -> Vec<String> {
    let device: Vec<&str> = [t.device.trim(), t.cartridge.trim()].into_iter().filter(|s| !s.is_empty()).collect();
    let adjunct = match t.adjuncts.trim() {
        "" => say!("no-adjunct").to_owned(),
        adjuncts => say!("adjunct-words", adjuncts = adjuncts),
    };
    let pain = t.pain.map(|p| say!("pain-of-10", pain = p));
    let device = (!device.is_empty()).then(|| device.join(", "));
    device.into_iter().chain([adjunct]).chain(pain).collect()
}

/// “3: horizontal, vertical” becomes “3 passes”; anything else stays as it is.
fn short_passes(passes: &str) -> String {
    let passes = passes.trim();
    match passes.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse::<u32>().ok()) {
        Some(n) => say!("n-passes", n = n),
        None => passes.to_owned(),
    }
}

/// How the number of a session stands.
enum Disc {
    Done,
    Today,
    Dashed,
}

/// Number, date, and a word or a check at the right.
fn head(ui: &mut Ui, number: usize, date: &str, word: &str, disc: Disc) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        let side = 24.0 * grown(ui.style());
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
        let (center, radius) = (rect.center(), side / 2.0 - 1.0);
        let color = paint_disc(ui, &disc, center, radius, t);
        let font = egui::FontId::new(side * 0.54, Weight::SemiBold.family());
        ui.painter().text(center, egui::Align2::CENTER_CENTER, number.to_string(), font, color);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            match disc {
                Disc::Done => {
                    let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), Sense::hover());
                    icons::CHECK.paint(ui.painter(), place.center(), size::ICON, t.text_2);
                }
                Disc::Today => drop(face::CAPTION.label(ui, word, t.accent)),
                Disc::Dashed => drop(face::CAPTION.label(ui, word, t.text_2)),
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                face::NAME.line_label(ui, date, t.text);
            });
        });
    });
}

fn paint_disc(ui: &Ui, disc: &Disc, center: egui::Pos2, radius: f32, t: &Tokens) -> Color32 {
    match disc {
        Disc::Done => {
            ui.painter().circle_filled(center, radius, t.text_2);
            t.panel
        }
        Disc::Today => {
            ui.painter().circle_filled(center, radius, t.accent_fill);
            t.on_accent_fill
        }
        Disc::Dashed => {
            let ring: Vec<egui::Pos2> =
                (0..=32).map(|i| center + Vec2::angled(std::f32::consts::TAU * i as f32 / 32.0) * radius).collect();
            ui.painter().extend(egui::Shape::dashed_line(&ring, Stroke::new(1.0, t.text_2), 3.0, 2.0));
            t.text_2
        }
    }
}

fn scroll_once(ui: &Ui, scene: &Scene<'_>, rect: Rect) {
    let id = egui::Id::unique(("course row", scene.patient.id, scene.state.done));
    if !ui.data(|d| d.get_temp::<bool>(id).unwrap_or(false)) {
        ui.data_mut(|d| d.insert_temp(id, true));
        ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_are_said_in_two_words_where_they_begin_with_a_number() {
        assert_eq!(short_passes("3: horizontal, vertical, rotating"), "3 passes");
        assert_eq!((short_passes("1"), short_passes("crosswise")), ("1 pass".into(), "crosswise".into()));
    }
}
