//! Beside the list: who is due or overdue by the courses' own dates, and the library itself.

use egui::{Align, Layout, Margin, Panel, ScrollArea, Stroke, Ui, Vec2};
use jiff::civil::Date;

use super::Asked;
use crate::app::OpenLibrary;
use crate::model::Summary;
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Row};
use crate::words::say;

/// Due within this many days is worth saying.
const SOON_DAYS: i32 = 14;
/// More names than these are a list of their own.
const MOST: usize = 40;

/// Shows the panel at the right.
pub fn panel(ui: &mut Ui, library: &OpenLibrary, today: Date) -> Option<Asked> {
    let t = tokens(ui);
    let mut asked = None;
    let frame = egui::Frame::new().fill(t.panel);
    let panel = Panel::right("due")
        .exact_size(widgets::side_panel(ui))
        .resizable(false)
        .show_separator_line(false)
        .frame(frame);
    let shown = panel.show(ui, |ui| {
        asked = library_ui(ui, library);
        asked = asked.or(due_ui(ui, library, today));
    });
    ui.painter().vline(shown.response.rect.left() + 0.5, shown.response.rect.y_range(), Stroke::new(1.0, t.line));
    asked
}

/// Patients who are due soon or overdue, the longest overdue first.
fn due(summaries: &[Summary], today: Date) -> Vec<(&Summary, Date)> {
    let soon = |due: Date| crate::model::days_between(today, due) <= SOON_DAYS;
    let mut due: Vec<_> =
        summaries.iter().filter(|s| !s.archived).filter_map(|s| Some((s, s.next_due.filter(|d| soon(*d))?))).collect();
    due.sort_by_key(|(s, due)| (*due, s.id));
    due
}

fn due_ui(ui: &mut Ui, library: &OpenLibrary, today: Date) -> Option<Asked> {
    let t = tokens(ui);
    let mut asked = None;
    let due = due(&library.summaries, today);
    egui::Frame::new().inner_margin(Margin { left: 16, right: 16, top: 16, bottom: 8 }).show(ui, |ui| {
        face::CONTROL.semibold().label(ui, say!("today-date", date = parts::long_date(today)), t.text);
        ui.add_space(4.0);
        let words = match due.len() {
            0 => say!("nobody-is-due-in-the-next").to_owned(),
            n => say!("due-or-overdue-by-the-dates", count = say!("n-patients", n = n)),
        };
        face::CAPTION.label(ui, words, t.text_2);
    });
    ScrollArea::vertical().id_salt("due").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (summary, date) in due.into_iter().take(MOST) {
            let overdue = date < today;
            let (icon, color) = if overdue { (icons::WARNING, t.caution) } else { (icons::CALENDAR_BLANK, t.text_2) };
            let words = match date {
                d if d < today => {
                    say!("session-was-due", number = summary.treated_sessions + 1, date = parts::near_date(d, today))
                }
                d if d == today => say!("session-is-due-today", number = summary.treated_sessions + 1),
                d => say!("session-due", number = summary.treated_sessions + 1, date = parts::near_date(d, today)),
            };
            let name = format!("{}: {words}", summary.title());
            let row = Row::new(&name, 56.0).line().padding(16.0).show(ui, |ui| {
                let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), egui::Sense::hover());
                icon.paint(ui.painter(), place.center(), size::ICON, color);
                ui.add_space(4.0);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add_space(((ui.available_height() - 36.0) / 2.0).max(0.0));
                    face::BODY.line_label(ui, summary.title(), t.text);
                    face::CAPTION.line_label(ui, words, t.text_2);
                });
            });
            if row.clicked() {
                asked = Some(Asked::Open(summary.id));
            }
        }
    });
    asked
}

fn library_ui(ui: &mut Ui, library: &OpenLibrary) -> Option<Asked> {
    let t = tokens(ui);
    let mut asked = None;
    let frame = egui::Frame::new().inner_margin(Margin::same(16));
    let foot = Panel::bottom("library").resizable(false).show_separator_line(false).frame(frame);
    let shown = foot.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            face::CONTROL.label(ui, say!("library"), t.text);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(Button::link(say!("check")).tip(say!("reads-every-record"))).clicked() {
                    asked = Some(Asked::Act(Action::CheckLibrary));
                }
            });
        });
        let photos: usize = library.summaries.iter().map(|s| s.photos).sum();
        let words = format!("{}, {}", say!("n-patients", n = library.summaries.len()), parts::photos_words(photos));
        face::CAPTION.label(ui, words, t.text_2);
        let folder = library.library.root().display().to_string();
        face::CAPTION.line_label(ui, folder.as_str(), t.text_3);
    });
    ui.painter().hline(shown.response.rect.x_range(), shown.response.rect.top() + 0.5, Stroke::new(1.0, t.line));
    asked
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Patient, PatientId};

    #[test]
    fn the_longest_overdue_stands_first_and_the_far_future_is_left_out() {
        let today = date(2026, 5, 6);
        let of = |n: u128, due: Option<Date>, archived| {
            let patient = Patient::empty(PatientId::from_number(n));
            Summary { next_due: due, archived, ..Summary::of(&patient) }
        };
        let all = [
            of(1, Some(date(2026, 5, 12)), false),
            of(2, Some(date(2026, 4, 22)), false),
            of(3, Some(date(2026, 8, 1)), false),
            of(4, Some(date(2026, 5, 7)), true),
            of(5, None, false),
        ];
        let ids: Vec<String> = due(&all, today).iter().map(|(s, _)| s.id.to_string()).collect();
        assert_eq!(ids, [PatientId::from_number(2).to_string(), PatientId::from_number(1).to_string()]);
    }
}
