//! Words on a sheet, set in Inter.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};

use super::canvas::{Canvas, Color};

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Medium,
    SemiBold,
}

/// A way to set words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    pub(super) weight: Weight,
    /// Size of the em in pixels.
    pub(super) px: f32,
    pub(super) color: Color,
}

/// The three weights; `None` would mean that a font file is broken, which a test excludes.
static FONTS: LazyLock<[Option<FontRef<'static>>; 3]> = LazyLock::new(|| {
    [
        FontRef::try_from_slice(include_bytes!("../../assets/fonts/Inter-Regular.otf")).ok(),
        FontRef::try_from_slice(include_bytes!("../../assets/fonts/Inter-Medium.otf")).ok(),
        FontRef::try_from_slice(include_bytes!("../../assets/fonts/Inter-SemiBold.otf")).ok(),
    ]
});

impl Face {
    pub(super) fn new(weight: Weight, px: f32, color: Color) -> Self {
        Self { weight, px, color }
    }

    fn font(self) -> Option<&'static FontRef<'static>> {
        FONTS[self.weight as usize].as_ref()
    }

    /// The glyphs of one line with their pens' positions, and the line's width.
    fn set(self, text: &str) -> (Vec<Glyph>, f32) {
        let Some(font) = self.font() else { return (Vec::new(), 0.0) };
        let per_em = font.units_per_em().unwrap_or(1000.0);
        let scale = PxScale::from(self.px * font.height_unscaled() / per_em);
        let scaled = font.as_scaled(scale);
        let mut x = 0.0;
        let mut last = None;
        let mut glyphs = Vec::new();
        for c in text.chars().filter(|c| !c.is_control()) {
            let id = scaled.glyph_id(c);
            if let Some(last) = last {
                x += scaled.kern(last, id);
            }
            glyphs.push(id.with_scale_and_position(scale, point(x, 0.0)));
            x += scaled.h_advance(id);
            last = Some(id);
        }
        (glyphs, x)
    }

    /// Width of one line in pixels.
    pub(super) fn width(self, text: &str) -> f32 {
        self.set(text).1
    }

    /// Height of a capital letter in pixels (Inter: 0.727 em).
    pub(super) fn cap_height(self) -> f32 {
        self.px * 0.727
    }

    /// Draws one line from `x` with its baseline at `y`; returns where it ends.
    pub(super) fn draw(self, canvas: &mut Canvas, x: f32, y: f32, text: &str) -> f32 {
        let Some(font) = self.font() else { return x };
        let (glyphs, width) = self.set(text);
        for mut glyph in glyphs {
            glyph.position.x += x;
            glyph.position.y += y.round();
            if let Some(outline) = font.outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                let (left, top) = (bounds.min.x as i64, bounds.min.y as i64);
                outline.draw(|gx, gy, cover| {
                    canvas.blend(left + i64::from(gx), top + i64::from(gy), self.color, cover);
                });
            }
        }
        x + width
    }

    /// Draws one line that ends at `right`.
    pub(super) fn draw_right(self, canvas: &mut Canvas, right: f32, y: f32, text: &str) {
        self.draw(canvas, right - self.width(text), y, text);
    }

    /// `text` if it fits into `room` pixels, else its beginning and an ellipsis.
    pub(super) fn cut(self, text: &str, room: f32) -> String {
        let line = text.lines().next().unwrap_or_default();
        if line.len() == text.len() && self.width(line) <= room {
            return line.to_owned();
        }
        let mut kept: Vec<char> = line.chars().take(2000).collect();
        while !kept.is_empty() && self.width(&with_ellipsis(&kept)) > room {
            // Far too long lines lose a tenth at a time, the rest letter by letter.
            let drop = (kept.len() / 10).max(1);
            let shorter = kept.len() - drop;
            if drop > 1 && self.width(&with_ellipsis(&kept[..shorter])) < room * 0.9 {
                kept.pop();
            } else {
                kept.truncate(shorter);
            }
        }
        with_ellipsis(&kept)
    }

    /// `text` broken into lines of at most `room` pixels, at most `lines` of them; what is left over becomes an ellipsis.
    ///
    /// Line breaks in the text are kept; a word wider than the room is broken where it must be.
    pub(super) fn wrap(self, text: &str, room: f32, lines: usize) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        // Nothing longer than this is ever shown, and measuring it would take time.
        let text: String = text.chars().take(20_000).collect();
        'paragraphs: for paragraph in text.lines() {
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                let mut word = word.to_owned();
                loop {
                    let joined = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
                    if self.width(&joined) <= room {
                        line = joined;
                        break;
                    }
                    if line.is_empty() {
                        let fits = self.fitting(&word, room);
                        out.push(word[..fits].to_owned());
                        word = word[fits..].to_owned();
                    } else {
                        out.push(std::mem::take(&mut line));
                    }
                    if out.len() > lines {
                        break 'paragraphs;
                    }
                }
            }
            out.push(line);
            if out.len() > lines {
                break;
            }
        }
        if out.len() > lines {
            out.truncate(lines);
            if let Some(last) = out.last_mut() {
                let longer = format!("{last}…");
                *last = if self.width(&longer) <= room { longer } else { self.cut(&format!("{last} …"), room) };
            }
        }
        out
    }

    /// Bytes of `word` that fit into `room`, one letter at least.
    fn fitting(self, word: &str, room: f32) -> usize {
        let mut ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        let first = ends.next().unwrap_or(0);
        ends.take_while(|end| self.width(&word[..*end]) <= room).last().unwrap_or(first)
    }
}

fn with_ellipsis(kept: &[char]) -> String {
    let line: String = kept.iter().collect();
    format!("{}…", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face() -> Face {
        Face::new(Weight::Regular, 16.0, [0; 3])
    }

    #[test]
    fn the_fonts_are_whole_and_hold_what_sheets_say() {
        for font in FONTS.iter() {
            let font = font.as_ref().expect("the font file can be read");
            for c in "AaZz09ÅåÖößéñŁžΔµ°±−–—…→△×·½≤≥✓⊗".chars() {
                assert!(c == '△' || c == '⊗' || c == '✓' || font.glyph_id(c).0 != 0, "{c} is missing");
            }
        }
    }

    #[test]
    fn figures_are_of_one_width_and_letters_are_kerned() {
        let widths: Vec<f32> = ('0'..='9').map(|c| face().width(&c.to_string())).collect();
        assert!(widths.iter().all(|w| (w - widths[0]).abs() < 0.01), "{widths:?}");
        assert!(face().width("To") < face().width("T") + face().width("o") - 0.5);
    }

    #[test]
    fn long_words_wrap_and_end_in_an_ellipsis() {
        let face = face();
        let lines = face.wrap("Rolling scars on the left cheek flatter than in January. Redness settled.", 150.0, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| face.width(line) <= 150.0), "{lines:?}");
        assert!(lines[2].ends_with('…'), "{lines:?}");
        let long = "w".repeat(50_000);
        assert!(face.wrap(&long, 100.0, 4).iter().all(|line| face.width(line) <= 100.0));
        assert!(face.width(&face.cut(&long, 80.0)) <= 80.0);
        assert_eq!(face.wrap("short", 150.0, 3), ["short"]);
        assert_eq!(face.wrap("one\n\nthree", 150.0, 9), ["one", "", "three"]);
        assert_eq!(face.cut("short", 150.0), "short");
    }

    #[test]
    fn words_leave_ink_where_they_stand() {
        let mut canvas = Canvas::new(120, 30, [255; 3]);
        let end = face().draw(&mut canvas, 4.0, 20.0, "14 March");
        assert!((50.0..110.0).contains(&end), "{end}");
        let photo = canvas.into_photo();
        let dark = photo.rgb().iter().filter(|v| **v < 100).count();
        assert!(dark > 150, "{dark}");
    }
}
