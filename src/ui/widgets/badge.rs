//! States in words: verdicts, grades, items of the status bar. Always a glyph and a word beside the colour.

use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::content::{paint_letter, scaled};
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{Tokens, Weight, face, size, tokens};
use crate::words::say;

/// What a short word says about the program's own work. Never about a patient's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// ✓
    Good,
    /// △
    Caution,
    /// ⊗
    Failed,
    /// Something is going on.
    Busy,
    /// ⓘ Neither good nor bad.
    Info,
}

impl Tone {
    /// The glyph that stands for it.
    pub fn icon(self) -> Icon {
        match self {
            Self::Good => icons::CHECK,
            Self::Caution => icons::WARNING,
            Self::Failed => icons::X_CIRCLE,
            Self::Busy => icons::CIRCLE_NOTCH,
            Self::Info => icons::INFO,
        }
    }

    /// Its colour in this theme.
    pub fn color(self, t: &Tokens) -> Color32 {
        match self {
            Self::Good => t.good,
            Self::Caution => t.caution,
            Self::Failed => t.failed,
            Self::Busy | Self::Info => t.text_2,
        }
    }
}

/// A glyph and a word in the tone's colour (“✓ Saved”).
pub fn state(ui: &mut Ui, tone: Tone, text: &str) -> Response {
    let color = tone.color(tokens(ui));
    worded(ui, tone.icon(), size::ICON_STATUS, color, text, color, "", None)
}

/// What the alignment engine says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The pair may be believed.
    Aligned,
    /// The pair may be looked at; a person should check it.
    Check,
    /// The pair is not shown as aligned.
    Refused,
}

/// The verdict on a pair: glyph, word and colour, then `detail` (“91 % trusted”) in plain text.
pub fn verdict_chip(ui: &mut Ui, verdict: Verdict, detail: &str) -> Response {
    let t = tokens(ui);
    let (icon, tone, word) = match verdict {
        Verdict::Aligned => (icons::CHECK_CIRCLE, Tone::Good, say!("aligned")),
        Verdict::Check => (icons::WARNING, Tone::Caution, say!("verdict-check")),
        Verdict::Refused => (icons::X_CIRCLE, Tone::Failed, say!("refused")),
    };
    let detail = if detail.is_empty() { String::new() } else { format!(", {detail}") };
    worded(ui, icon, size::ICON, tone.color(t), word, t.text, &detail, None)
}

/// An item of the status bar: icon and words; with `strong` words first.
pub fn status_item(ui: &mut Ui, icon: Icon, tone: Option<Tone>, strong: &str, text: &str) -> Response {
    let t = tokens(ui);
    let color = tone.map_or(t.text_2, |tone| tone.color(t));
    let gap = if strong.is_empty() || text.is_empty() { "" } else { " " };
    let text = format!("{gap}{text}");
    worded(ui, icon, size::ICON_STATUS, color, strong, t.text, &text, None)
}

/// A small pill of words (“skipped”, “T1”), with `icon` before them if given.
pub fn chip(ui: &mut Ui, icon: Option<Icon>, text: &str) -> Response {
    let t = tokens(ui);
    let galley = face::CAPTION.galley(ui, text, t.text_2);
    let icon_room = if icon.is_some() { size::ICON_STATUS + 4.0 } else { 0.0 };
    let extent = Vec2::new(galley.size().x + icon_room + 16.0, galley.size().y + 4.0);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    ui.painter().rect_filled(rect, rect.height() / 2.0, t.raised);
    let mut left = rect.left() + 8.0;
    if let Some(icon) = icon {
        icon.paint(ui.painter(), egui::pos2(left + 7.0, rect.center().y), size::ICON_STATUS, t.text_2);
        left += icon_room;
    }
    ui.painter().galley(egui::pos2(left, rect.top() + 2.0), galley, t.text_2);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// A grade letter in its square, 24 points. A grade is neutral: it has no colour.
pub fn grade_badge(ui: &mut Ui, letter: char) -> Response {
    let side = scaled(ui, 24.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    paint_letter(ui.painter(), rect.center(), side, letter, tokens(ui).text);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, say!("grade-letter", letter = letter)));
    response
}

/// The letter A or B of a photo (or a number in the grid) on accent fill, 18 points.
pub fn letter_badge(ui: &mut Ui, letter: &str) -> Response {
    let t = tokens(ui);
    let side = scaled(ui, 18.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    paint_letter_badge(ui, rect, letter);
    let _ = t;
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, say!("photo-letter", letter = letter)));
    response
}

/// Paints the letter badge into `rect`.
pub(super) fn paint_letter_badge(ui: &Ui, rect: Rect, letter: &str) {
    let t = tokens(ui);
    ui.painter().rect(rect, CornerRadius::same(3), t.accent_fill, Stroke::NONE, StrokeKind::Inside);
    let font = egui::FontId::new((rect.height() * 0.67).round(), Weight::SemiBold.family());
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, letter, font, t.on_accent_fill);
}

/// An icon, strong words and plain words in one row, as one label for assistive technology.
#[expect(clippy::too_many_arguments, reason = "the one painter behind four kinds of badge")]
fn worded(
    ui: &mut Ui,
    icon: Icon,
    icon_size: f32,
    icon_color: Color32,
    strong: &str,
    strong_color: Color32,
    text: &str,
    width: Option<f32>,
) -> Response {
    let t = tokens(ui);
    let mut job = egui::text::LayoutJob::default();
    job.append(strong, 0.0, face::CAPTION.medium().format(ui.style(), strong_color));
    job.append(text, 0.0, face::CAPTION.format(ui.style(), t.text_2));
    let room = icon_size + 6.0;
    let limit = width.unwrap_or_else(|| (ui.available_width() - room).max(40.0));
    let wraps = ui.layout().main_dir().is_vertical();
    job.wrap = match wraps {
        true => egui::text::TextWrapping::wrap_at_width(limit),
        false => egui::text::TextWrapping::truncate_at_width(limit),
    };
    let line = face::CAPTION.line * crate::ui::theme::text_scale(ui.style());
    let galley = ui.painter().layout_job(job);
    let extent = Vec2::new(room + galley.size().x, galley.size().y.max(icon_size));
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    let first = rect.top() + line.min(rect.height()) / 2.0;
    icon.paint(ui.painter(), egui::pos2(rect.left() + icon_size / 2.0, first), icon_size, icon_color);
    let top = if galley.rows.len() > 1 { rect.top() } else { rect.center().y - galley.size().y / 2.0 };
    ui.painter().galley(egui::pos2(rect.left() + room, top), galley, t.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{strong}{text}")));
    response
}
