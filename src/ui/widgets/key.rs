//! Key caps: the key that does the same as the control beside it.

use std::sync::Arc;

use egui::{Color32, CornerRadius, Galley, Painter, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2};

use crate::ui::theme::{face, tokens};
use crate::words::say;

/// Height of a cap in points at text scale 1.
const HEIGHT: f32 = 18.0;

/// How a shortcut is written on a cap: “Ctrl+Shift+Z” becomes “Ctrl Shift Z”, “Ctrl++” becomes “Ctrl +”; each key as it is
/// called on the language's keyboards.
pub fn key_text(shortcut: &str) -> String {
    keys(shortcut).join(" ")
}

/// The same within a sentence: “Shift+F9”.
pub fn key_words(shortcut: &str) -> String {
    keys(shortcut).join("+")
}

fn keys(shortcut: &str) -> Vec<&str> {
    let (head, last) = match shortcut.strip_suffix('+') {
        Some("") => ("", "+"),
        Some(head) => (head.strip_suffix('+').unwrap_or(head), "+"),
        None => shortcut.rsplit_once('+').unwrap_or(("", shortcut)),
    };
    head.split('+').filter(|part| !part.is_empty()).chain([last]).map(key_name).collect()
}

fn key_name(key: &str) -> &str {
    match key {
        "Ctrl" => say!("key-ctrl"),
        "Shift" => say!("key-shift"),
        "Del" => say!("key-del"),
        "Space" => say!("key-space"),
        "Enter" => say!("key-enter"),
        "Home" => say!("key-home"),
        "End" => say!("key-end"),
        "Backspace" => say!("key-backspace"),
        key => key,
    }
}

/// A key cap, as `shortcut` (“Ctrl+K”).
pub fn key_cap(ui: &mut Ui, shortcut: &str) -> Response {
    let t = tokens(ui);
    let cap = Cap::new(ui, shortcut);
    let (rect, response) = ui.allocate_exact_size(cap.size(), Sense::hover());
    if ui.is_rect_visible(rect) {
        cap.paint(ui.painter(), rect.left_center(), t.line, t.text_3);
    }
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, say!("key-named", key_text = key_text(shortcut)))
    });
    response
}

/// A key cap that has been laid out.
pub(super) struct Cap {
    text: Arc<Galley>,
    height: f32,
}

impl Cap {
    pub(super) fn new(ui: &Ui, shortcut: &str) -> Self {
        let text = face::KEY.galley(ui, &key_text(shortcut), Color32::PLACEHOLDER);
        let height = (HEIGHT + text.size().y - face::KEY.line).round();
        Self { text, height }
    }

    pub(super) fn size(&self) -> Vec2 {
        Vec2::new((self.text.size().x + 10.0).ceil().max(self.height), self.height)
    }

    /// Paints the cap with its left edge's middle at `left`.
    pub(super) fn paint(&self, painter: &Painter, left: Pos2, edge: Color32, color: Color32) {
        let rect = Rect::from_min_size(left - Vec2::new(0.0, self.height / 2.0), self.size());
        let ppp = painter.pixels_per_point();
        let rect = egui::emath::GuiRounding::round_to_pixels(rect, ppp);
        painter.rect_stroke(rect, CornerRadius::same(3), Stroke::new(1.0, edge), StrokeKind::Inside);
        painter.galley(rect.center() - self.text.size() / 2.0, self.text.clone(), color);
    }
}

#[cfg(test)]
mod tests {
    use super::{key_text, key_words};
    use crate::words::{self, Language};

    #[test]
    fn a_shortcut_is_written_as_its_keys_side_by_side() {
        for (shortcut, cap) in [
            ("K", "K"),
            ("Ctrl+K", "Ctrl K"),
            ("Ctrl+Shift+Z", "Ctrl Shift Z"),
            ("Ctrl++", "Ctrl +"),
            ("+", "+"),
            ("=", "="),
            ("Shift+←", "Shift ←"),
        ] {
            assert_eq!(key_text(shortcut), cap, "{shortcut}");
        }
        words::speak(Language::German);
        assert_eq!((key_text("Ctrl+Shift+Z"), key_text("Del")), ("Strg Umschalt Z".into(), "Entf".into()));
        assert_eq!(key_words("Shift+F9"), "Umschalt+F9");
        words::speak(Language::Turkish);
        assert_eq!((key_text("Ctrl++"), key_text("Space")), ("Ctrl +".into(), "Boşluk".into()));
        words::speak(Language::English);
    }
}
