//! The scar ledger as a table: a row a scar, a column a visit; and the buttons that say how the chosen scar is.

use egui::{Align, Layout, Rect, Sense, Ui, Vec2, pos2};

use super::super::super::action::Action;
use super::super::super::ledger::{Filter, later};
use super::super::super::{CompareScreen, Scene, words};
use super::super::section;
use crate::model::{Ledger, LedgerRow, MarkKind, Patient, ScarState, SessionId};
use crate::ui::cx::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{Face, Weight, face, size, tokens};
use crate::ui::widgets::{self, Row, Toggle, heading_row};
use crate::words::{say, sentence};

/// Visits that have a column at most.
const COLUMNS: usize = 5;
/// Width of the columns: number, type, a visit at least, the word at the end.
const NUMBER: f32 = 30.0;
const TYPE: f32 = 62.0;
const VISIT: f32 = 24.0;
const NOW: f32 = 68.0;

/// Visits that have a column, by their place in the ledger, and how wide each is.
struct Columns {
    shown: Vec<usize>,
    width: f32,
}

impl Columns {
    /// The last visits up to `now`, as many as have room for the words above them.
    fn new(ui: &Ui, patient: &Patient, ledger: &Ledger, now: Option<usize>) -> Self {
        let mut shown: Vec<usize> = now.map_or(0..0, |now| (now + 1).saturating_sub(COLUMNS)..now + 1).collect();
        let words = labels(patient, &sessions(ledger, &shown));
        let widest = words.iter().map(|w| face::CAPTION.galley(ui, w, tokens(ui).text_3).size().x).fold(0.0, f32::max);
        let width = (widest + 8.0).max(VISIT);
        let room = ui.available_width() - 12.0 - NUMBER - TYPE - NOW;
        let fit = ((room / width) as usize).max(1);
        shown.drain(..shown.len().saturating_sub(fit));
        Self { shown, width }
    }
}

fn sessions(ledger: &Ledger, columns: &[usize]) -> Vec<SessionId> {
    columns.iter().filter_map(|i| ledger.visits.get(*i).copied()).collect()
}

impl CompareScreen {
    /// The table, while the view has scars.
    pub(super) fn ledger_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let ledger = scene.patient.ledger(&scene.choice.view);
        if ledger.rows.is_empty() {
            return;
        }
        let visit = later(scene.patient, scene.choice.a, scene.choice.b).map(|(_, session)| session);
        let now = visit.and_then(|session| ledger.visits.iter().position(|v| *v == session));
        let columns = Columns::new(ui, scene.patient, &ledger, now);
        section(ui, |ui| {
            heading_row(ui, &say!("scar-ledger", n = ledger.rows.len()), "");
            if let Some(summary) = now.and_then(|now| ledger.summary(now)) {
                face::CAPTION.label(ui, summary, tokens(ui).text);
            }
            if ledger.rows.len() > 3 && now.is_some() {
                let filters = Filter::all();
                let names: Vec<&str> = filters.iter().map(|f| f.words()).collect();
                let chosen = filters.iter().position(|f| *f == self.ledger.filter);
                let width = ui.available_width();
                if let Some(i) = widgets::dropdown(ui, say!("scars-listed"), &names, chosen, width) {
                    self.ledger.filter = filters[i];
                }
            }
        });
        head_ui(ui, scene.patient, &ledger, &columns);
        let chosen = self.marks.chosen().and_then(|id| scene.patient.marks.get(&id));
        let chosen = chosen.filter(|m| m.kind.is_scar()).map(|m| scene.patient.origin_of(m));
        let mut jump = None;
        for row in &ledger.rows {
            let said = now.and_then(|now| row.states.get(now).copied().flatten());
            if now.is_some() && !self.ledger.filter.fits(said) {
                continue;
            }
            if row_ui(ui, row, &columns, said, chosen == Some(row.scar)) {
                jump = Some(row.scar);
            }
        }
        if let Some(scar) = jump {
            self.jump_to_scar(scene, scar);
        }
        if let Some(row) = ledger.rows.iter().find(|row| Some(row.scar) == chosen) {
            section(ui, |ui| self.scar_ui(ui, cx, scene, row, now));
        }
        widgets::section_line(ui);
    }

    /// How the chosen scar is on the later date.
    fn scar_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, row: &LedgerRow, now: Option<usize>) {
        let t = tokens(ui);
        let Some(now) = now else {
            let words = say!("first-date-is-ground");
            face::CAPTION.label(ui, words, t.text_3);
            return;
        };
        let date = scene.patient.date_of(scene.pair.moving.id);
        let date = date.map_or_else(String::new, |d| words::short_date(d, None));
        ui.horizontal(|ui| {
            face::CAPTION.semibold().label(ui, say!("scar-on-date", number = row.number, date = date), t.text_2);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                widgets::key_cap(ui, Action::NextMark.key());
                face::CAPTION.label(ui, say!("next-scar"), t.text_3);
            });
        });
        let said = row.states.get(now).copied().flatten();
        let mut pressed = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(4.0);
            for state in ScarState::ALL {
                let action = Action::Scar(state);
                let word = sentence(state.word(row.kind));
                if ui.add(Toggle::plain(&word, action.key(), said == Some(state)).tip(action.title())).clicked() {
                    pressed = Some(action);
                }
            }
        });
        if let Some(action) = pressed {
            self.act(action, cx);
        }
    }
}

fn head_ui(ui: &mut Ui, patient: &Patient, ledger: &Ledger, columns: &Columns) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 20.0), Sense::hover());
    let places = Places::new(rect, columns);
    let put = |x: f32, text: &str| {
        let galley = face::CAPTION.galley(ui, text, t.text_3);
        ui.painter().galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, t.text_3);
    };
    put(places.number, say!("head-number"));
    put(places.kind, say!("head-type"));
    put(places.now, say!("head-now"));
    for (i, label) in labels(patient, &sessions(ledger, &columns.shown)).iter().enumerate() {
        let galley = face::CAPTION.galley(ui, label, t.text_3);
        put(places.visit(i) + (columns.width - galley.size().x) / 2.0, label);
    }
}

/// “S3”, or the day where two visits follow the same session.
fn labels(patient: &Patient, sessions: &[SessionId]) -> Vec<String> {
    let of = |id: &SessionId| {
        let date = patient.sessions.get(id)?.date;
        Some((date, patient.last_treatment_before(date).map(|(n, _, days)| (n, days))))
    };
    let facts: Vec<_> = sessions.iter().map(of).collect();
    let session = |i: usize| facts[i].and_then(|(_, t)| t.map(|(n, _)| n));
    (0..facts.len())
        .map(|i| match facts[i] {
            Some((_, Some((n, _)))) if (0..facts.len()).filter(|j| session(*j) == Some(n)).count() < 2 => {
                format!("S{n}")
            }
            Some((_, Some((_, days)))) => say!("days-head", days = days),
            Some((date, None)) => date.strftime("%d.%m").to_string(),
            None => "–".to_owned(),
        })
        .collect()
}

/// A scar; true if it was pressed.
fn row_ui(ui: &mut Ui, row: &LedgerRow, columns: &Columns, now: Option<ScarState>, chosen: bool) -> bool {
    let kind = type_word(row.kind);
    let word = now.map_or("–", |state| state.word(row.kind));
    let spoken = say!("scar-row", number = row.number, kind = kind, word = word);
    let shown = Row::new(&spoken, size::HIT).chosen(chosen).line().padding(0.0).show(ui, |ui| {
        let t = tokens(ui);
        let rect = ui.max_rect();
        // The row is painted, not laid out: its room is taken all the same.
        ui.allocate_space(ui.available_size());
        let places = Places::new(rect, columns);
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let center = pos2(places.number + 10.0, rect.center().y);
        let (ground, ring, ink) = match chosen {
            true => (t.accent_fill, t.accent_fill, t.on_accent_fill),
            false => (egui::Color32::TRANSPARENT, t.strong, t.text),
        };
        painter.circle(center, 9.0, ground, egui::Stroke::new(1.25, ring));
        let font = Face { size: 12.0, line: 16.0, weight: Weight::SemiBold };
        let number = font.galley(ui, &row.number.to_string(), ink);
        painter.galley(center - number.size() / 2.0, number, ink);
        let put = |x: f32, text: &str, width: f32| {
            let galley = face::BODY.galley_within(ui, text, t.text, width);
            painter.galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, t.text);
        };
        put(places.kind, kind, TYPE - 4.0);
        put(places.now, word, rect.right() - places.now - 8.0);
        for (i, column) in columns.shown.iter().enumerate() {
            if let Some(state) = row.states.get(*column).copied().flatten() {
                let at = pos2(places.visit(i) + columns.width / 2.0, rect.center().y);
                glyph(state).paint(&painter, at, size::ICON_STATUS, t.text_2);
            }
        }
    });
    shown.clicked()
}

/// Where the columns of the table begin.
struct Places {
    number: f32,
    kind: f32,
    first: f32,
    width: f32,
    now: f32,
}

impl Places {
    fn new(rect: Rect, columns: &Columns) -> Self {
        let number = rect.left() + 12.0;
        let kind = number + NUMBER;
        let first = kind + TYPE;
        let width = columns.width;
        Self { number, kind, first, width, now: first + columns.shown.len() as f32 * width + 6.0 }
    }

    fn visit(&self, i: usize) -> f32 {
        self.first + i as f32 * self.width
    }
}

fn glyph(state: ScarState) -> Icon {
    match state {
        ScarState::Same => icons::EQUALS,
        ScarState::Softer => icons::ARROW_DOWN_RIGHT,
        ScarState::Deeper => icons::ARROW_UP_RIGHT,
        ScarState::Gone => icons::CIRCLE,
        ScarState::New => icons::PLUS,
        ScarState::Uncertain => icons::QUESTION,
    }
}

/// The type in one word.
fn type_word(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::ScarIcePick => say!("type-ice-pick"),
        MarkKind::ScarBoxcar => say!("type-boxcar"),
        MarkKind::ScarRolling => say!("type-rolling"),
        MarkKind::ScarAtrophic => say!("type-atrophic"),
        MarkKind::ScarHypertrophic => say!("type-raised"),
        MarkKind::ScarKeloid => say!("type-keloid"),
        _ => say!("type-scar"),
    }
}
