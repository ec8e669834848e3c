//! Text by role: a size, a line and a weight, scaled by the user's setting.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontFamily, FontId, Galley, RichText, Style, TextStyle, Ui};

/// How heavy the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// 400: reading text.
    Regular,
    /// 500: controls.
    Medium,
    /// 600: titles and values.
    SemiBold,
    /// The fixed-width face: key caps, hashes, dates in logs.
    Mono,
}

impl Weight {
    /// The font family that the theme installs for this weight.
    pub fn family(self) -> FontFamily {
        match self {
            Self::Regular => FontFamily::Proportional,
            Self::Medium => FontFamily::Name("medium".into()),
            Self::SemiBold => FontFamily::Name("semibold".into()),
            Self::Mono => FontFamily::Monospace,
        }
    }
}

/// A role of text: size and line height in points at text scale 1, and a weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// Size of the letters in points.
    pub size: f32,
    /// Height of a line in points.
    pub line: f32,
    /// How heavy the letters are.
    pub weight: Weight,
}

/// The roles.
pub mod face {
    use super::{Face, Weight};

    const fn new(size: f32, line: f32, weight: Weight) -> Face {
        Face { size, line, weight }
    }

    /// Captions and hints: the smallest text there is.
    pub const CAPTION: Face = new(12.0, 16.0, Weight::Regular);
    /// Key caps.
    pub const KEY: Face = new(12.0, 16.0, Weight::Mono);
    /// Reading text.
    pub const BODY: Face = new(13.0, 18.0, Weight::Regular);
    /// Buttons, toggles, tabs.
    pub const CONTROL: Face = new(13.0, 18.0, Weight::Medium);
    /// Date over a photo, name in a list.
    pub const NAME: Face = new(14.0, 20.0, Weight::SemiBold);
    /// Title of a window, dialog or the patient in the header.
    pub const TITLE: Face = new(15.0, 20.0, Weight::SemiBold);
    /// Title of a page, big value in a card.
    pub const PAGE: Face = new(18.0, 24.0, Weight::SemiBold);
    /// One measured value.
    pub const VALUE: Face = new(24.0, 32.0, Weight::SemiBold);
    /// A line in the patient's window.
    pub const PATIENT_LINE: Face = new(20.0, 28.0, Weight::Regular);
    /// A date in the patient's window.
    pub const PATIENT_DATE: Face = new(28.0, 36.0, Weight::SemiBold);
}

/// The size of body text at scale 1, which the style keeps scaled: the ratio is the user's text scale.
const BODY_SIZE: f32 = face::BODY.size;

impl Face {
    /// The same size in weight 400.
    pub const fn regular(self) -> Self {
        Self { weight: Weight::Regular, ..self }
    }

    /// The same size in weight 500.
    pub const fn medium(self) -> Self {
        Self { weight: Weight::Medium, ..self }
    }

    /// The same size in weight 600.
    pub const fn semibold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    /// The font at the user's text scale.
    pub fn font(self, style: &Style) -> FontId {
        FontId::new(self.size * text_scale(style), self.weight.family())
    }

    /// How egui draws this text in `color`.
    pub fn format(self, style: &Style, color: Color32) -> TextFormat {
        TextFormat {
            font_id: self.font(style),
            line_height: Some((self.line * text_scale(style)).round()),
            color,
            valign: egui::Align::Center,
            ..TextFormat::default()
        }
    }

    /// Text for egui's labels.
    pub fn text(self, ui: &Ui, text: impl Into<String>, color: Color32) -> RichText {
        let scale = text_scale(ui.style());
        RichText::new(text).font(self.font(ui.style())).line_height(Some((self.line * scale).round())).color(color)
    }

    /// One line laid out, never wrapped.
    pub fn galley(self, ui: &Ui, text: &str, color: Color32) -> Arc<Galley> {
        self.galley_within(ui, text, color, f32::INFINITY)
    }

    /// One line laid out; what does not fit into `width` points ends in “…”.
    pub fn galley_within(self, ui: &Ui, text: &str, color: Color32, width: f32) -> Arc<Galley> {
        let mut job = LayoutJob::single_section(text.to_owned(), self.format(ui.style(), color));
        job.wrap = TextWrapping::truncate_at_width(width);
        job.break_on_newline = false;
        ui.painter().layout_job(job)
    }

    /// Lines laid out, wrapped at `width` points.
    pub fn galley_wrapped(self, ui: &Ui, text: &str, color: Color32, width: f32) -> Arc<Galley> {
        let mut job = LayoutJob::single_section(text.to_owned(), self.format(ui.style(), color));
        job.wrap = TextWrapping::wrap_at_width(width);
        ui.painter().layout_job(job)
    }

    /// Adds a label that wraps.
    pub fn label(self, ui: &mut Ui, text: impl Into<String>, color: Color32) -> egui::Response {
        let text = self.text(ui, text, color);
        ui.add(egui::Label::new(text).selectable(false))
    }

    /// Adds a label of one line that ends in “…” where it does not fit.
    pub fn line_label(self, ui: &mut Ui, text: impl Into<String>, color: Color32) -> egui::Response {
        let text = self.text(ui, text, color);
        ui.add(egui::Label::new(text).selectable(false).truncate())
    }
}

/// The user's text scale, 0.8 to 2.
pub fn text_scale(style: &Style) -> f32 {
    style.text_styles.get(&TextStyle::Body).map_or(1.0, |font| font.size / BODY_SIZE)
}

/// What rows and controls that hold text grow by: the text scale, never below 1, because hands stay as large.
pub fn grown(style: &Style) -> f32 {
    text_scale(style).max(1.0)
}

/// What grows by `share` of that: panels and cards in which only the words get larger.
pub fn grown_in_part(style: &Style, share: f32) -> f32 {
    1.0 + share * (grown(style) - 1.0)
}
