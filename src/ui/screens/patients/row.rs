//! One patient in the list.

use egui::{Rect, Ui, UiBuilder, Vec2};
use jiff::civil::Date;

use super::Asked;
use crate::app::FileKey;
use crate::model::Summary;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::parts::{self, Picture};
use crate::ui::theme::{Face, face, grown, size, tokens};
use crate::ui::widgets::{Button, IconButton, Look, Row, Thumb, format_date};
use crate::words::say;

/// Where each column begins and ends, and how wide the end of a row is, in points; columns from the left edge of the list.
pub struct Columns {
    pub end: f32,
    pub name: Option<egui::Rangef>,
    pub treated: Option<egui::Rangef>,
    pub session: Option<egui::Rangef>,
    pub visit: Option<egui::Rangef>,
    pub photos: Option<egui::Rangef>,
}

/// Room for the thumbnail before the name.
const THUMB_ROOM: f32 = 76.0;
/// Between the last column and what stands at the end of a row, and beyond that.
const AROUND_END: f32 = 24.0;
const BETWEEN_ACTIONS: f32 = 4.0;

impl Columns {
    /// The columns of a list of `width` points before ends of at least `end` points: the narrower, the fewer.
    pub fn of(ui: &Ui, width: f32, end: f32) -> Self {
        let buttons = open_button(true).measure(ui) + 2.0 * (IconButton::measure(ui) + BETWEEN_ACTIONS);
        let end = end.max(buttons);
        let room = (width - THUMB_ROOM - end - AROUND_END).max(160.0);
        let shares: [f32; 5] = match room / grown(ui.style()) {
            r if r >= 820.0 => [0.26, 0.28, 0.23, 0.125, 0.105],
            r if r >= 560.0 => [0.36, 0.0, 0.40, 0.24, 0.0],
            r if r >= 420.0 => [0.55, 0.0, 0.45, 0.0, 0.0],
            _ => [1.0, 0.0, 0.0, 0.0, 0.0],
        };
        let mut left = THUMB_ROOM;
        let mut column = |share: f32| {
            let range = egui::Rangef::new(left, left + room * share - 12.0);
            left += room * share;
            (share > 0.0).then_some(range)
        };
        let [name, treated, session, visit, photos] = shares.map(&mut column);
        Self { end, name, treated, session, visit, photos }
    }
}

/// Shows the row; answers what was pressed.
pub fn show(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    summary: &Summary,
    columns: &Columns,
    today: Date,
    chosen: bool,
) -> Option<Asked> {
    let t = tokens(ui);
    let mut asked = None;
    let rect = ui.max_rect();
    let height = rect.height() / grown(ui.style());
    let row = Row::new(summary.title(), height).chosen(chosen).edge().line().padding(16.0);
    let response = row.show(ui, |ui| {
        face_ui(ui, cx, summary);
        let (strong, quiet) = if chosen { (t.accent_text, t.accent_text) } else { (t.text, t.text_2) };
        let two = Two { ui, rect };
        let number = parts::number_and_age(summary, today);
        two.lines(columns.name, (face::NAME, summary.title(), strong), Some((face::CAPTION, &number, quiet)));
        two.lines(columns.treated, (face::BODY, &summary.treated_for, strong), None);
        let (words, overdue) = parts::course_words(summary, today);
        let session = columns.session.map(|column| match overdue {
            true => egui::Rangef::new(column.min + 24.0, column.max),
            false => column,
        });
        if let (true, Some(column)) = (overdue, columns.session) {
            let at = egui::pos2(rect.left() + column.min + 8.0, rect.center().y);
            icons::WARNING.paint(two.ui.painter(), at, size::ICON, t.caution);
        }
        two.lines(session, (face::BODY, &words, quiet), None);
        let visit = summary.last_visit.map_or_else(|| "–".to_owned(), format_date);
        two.lines(columns.visit, (face::BODY, &visit, quiet), None);
        two.lines(columns.photos, (face::BODY, &parts::dates_words(summary), quiet), None);
        if chosen || ui.rect_contains_pointer(rect) {
            asked = actions_ui(ui, rect, columns.end, summary, chosen);
        }
    });
    asked.or(response.clicked().then_some(Asked::Open(summary.id)))
}

fn face_ui(ui: &mut Ui, cx: &mut Cx<'_>, summary: &Summary) {
    let extent = Vec2::splat(44.0);
    let name = say!("latest-photo");
    let thumb = match &summary.face {
        None => Thumb::new(say!("no-photos-yet"), extent).missing(),
        Some((sha256, format)) => {
            let file = FileKey { sha256: sha256.clone(), format: format.clone() };
            let ctx = ui.ctx().clone();
            match parts::thumbnail(&ctx, cx, &file) {
                Picture::Broken => Thumb::new(name, extent).broken(),
                picture => Thumb::new(name, extent).picture(picture.texture()),
            }
        }
    };
    thumb.show(ui);
}

/// The button that opens the row's patient; the chosen row has it on Enter.
fn open_button(chosen: bool) -> Button<'static> {
    let open = Button::new(say!("open")).look(Look::Plain).selected(chosen).name(say!("open-this-patient"));
    if chosen { open.key("Enter") } else { open }
}

fn actions_ui(ui: &mut Ui, row: Rect, end: f32, summary: &Summary, chosen: bool) -> Option<Asked> {
    let mut asked = None;
    let right = row.max - Vec2::new(AROUND_END / 2.0, 0.0);
    let rect = Rect::from_min_max(egui::pos2(right.x - end, row.top()), right);
    let builder = UiBuilder::new().max_rect(rect).layout(egui::Layout::right_to_left(egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = BETWEEN_ACTIONS;
        if ui.add(open_button(chosen)).clicked() {
            asked = Some(Asked::Open(summary.id));
        }
        let (icon, name) = match summary.archived {
            false => (icons::ARCHIVE, say!("archive-not-listed-any-more-nothing")),
            true => (icons::ARROW_COUNTER_CLOCKWISE, say!("restore-to-the-list")),
        };
        if ui.add(IconButton::new(icon, name)).clicked() {
            asked = Some(Asked::Archive(summary.id, !summary.archived));
        }
        if ui.add(IconButton::new(icons::PENCIL_SIMPLE, say!("patient-details"))).clicked() {
            asked = Some(Asked::Edit(summary.id));
        }
    });
    asked
}

/// Writes one or two lines into a column, in the middle of the row; what does not fit ends in “…”.
struct Two<'a> {
    ui: &'a Ui,
    rect: Rect,
}

type Line<'a> = (Face, &'a str, egui::Color32);

impl Two<'_> {
    fn lines(&self, column: Option<egui::Rangef>, first: Line<'_>, second: Option<Line<'_>>) {
        let Some(column) = column else { return };
        let second = second.filter(|(_, text, _)| !text.is_empty());
        let galleys: Vec<_> = [Some(first), second]
            .into_iter()
            .flatten()
            .map(|(face, text, color)| (face.galley_within(self.ui, text, color, column.span()), color))
            .collect();
        let height: f32 = galleys.iter().map(|(galley, _)| galley.size().y).sum();
        let mut top = self.rect.center().y - height / 2.0;
        for (galley, color) in galleys {
            let at = egui::pos2(self.rect.left() + column.min, top);
            top += galley.size().y;
            self.ui.painter().galley(at, galley, color);
        }
    }
}
