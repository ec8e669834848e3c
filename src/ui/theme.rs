//! The look: every colour, length and text face of the window. No other file of `ui` names a colour.
//!
//! Neutrals have R = G = B, so that nothing around a photo shifts how its redness is judged.

mod fonts;
mod look;
mod text;

pub use look::{apply, reduce_motion, set_reduce_motion};
pub use text::{Face, Weight, face, grown, grown_in_part, text_scale};

use egui::{Color32, Shadow, Ui};

/// Which of the two looks the window has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// Dark grounds, light text.
    #[default]
    Dark,
    /// Light grounds, dark text.
    Light,
}

impl Theme {
    /// The colours of this look.
    pub const fn tokens(self) -> &'static Tokens {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }
}

/// The colours of a theme. Each text colour keeps its WCAG contrast on the worst surface it may stand on.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// True for the dark theme.
    pub dark: bool,
    /// Around photos, and caption bars; nothing coloured within 8 points of a photo.
    pub canvas: Color32,
    /// Rail, header, status bar, page ground.
    pub bg: Color32,
    /// Toolbar, inspector, strip, cards.
    pub panel: Color32,
    /// Buttons, popovers, chosen cards.
    pub raised: Color32,
    /// The pointer is over it.
    pub hover: Color32,
    /// Pressed; wells and the trough of segments.
    pub press: Color32,
    /// The ground of text fields.
    pub field: Color32,
    /// Dividers and card edges (decoration only).
    pub line: Color32,
    /// Outlines that mean a control.
    pub strong: Color32,
    /// Names, values, dates.
    pub text: Color32,
    /// Labels and captions.
    pub text_2: Color32,
    /// Hints, key caps, disabled text; never on the light canvas.
    pub text_3: Color32,
    /// Focus, selected edge, links, today.
    pub accent: Color32,
    /// Primary button and the letters A and B.
    pub accent_fill: Color32,
    /// Primary button under the pointer.
    pub accent_fill_hover: Color32,
    /// Text on [`Tokens::accent_fill`].
    pub on_accent_fill: Color32,
    /// Selected mode, row, tab, toggle.
    pub accent_ground: Color32,
    /// Text on [`Tokens::accent_ground`].
    pub accent_text: Color32,
    /// The state “good” (✓). Always beside its glyph; never about a patient's health.
    pub good: Color32,
    /// The state “caution” (△).
    pub caution: Color32,
    /// The state “failed” (⊗).
    pub failed: Color32,
    /// Ground of tags that lie on skin: dark in both themes.
    pub tag: Color32,
    /// Text of tags that lie on skin.
    pub tag_text: Color32,
    /// The one shadow, of popovers.
    pub shadow: Shadow,
    /// What dims the window behind a dialog.
    pub backdrop: Color32,
}

const fn grey(value: u8) -> Color32 {
    Color32::from_gray(value)
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// #1A1A1A at 90 %, premultiplied.
const TAG: Color32 = Color32::from_rgba_premultiplied(23, 23, 23, 230);

const fn shadow(alpha: u8) -> Shadow {
    Shadow { offset: [0, 6], blur: 20, spread: 0, color: Color32::from_black_alpha(alpha) }
}

static DARK: Tokens = Tokens {
    dark: true,
    canvas: grey(0x26),
    bg: grey(0x17),
    panel: grey(0x1E),
    raised: grey(0x2B),
    hover: grey(0x36),
    press: grey(0x12),
    field: grey(0x12),
    line: grey(0x37),
    strong: grey(0x80),
    text: grey(0xED),
    text_2: grey(0xBA),
    text_3: grey(0xA0),
    accent: rgb(0x6CB6E4),
    accent_fill: rgb(0x1F6DA1),
    accent_fill_hover: rgb(0x17639A),
    on_accent_fill: Color32::WHITE,
    accent_ground: rgb(0x22384A),
    accent_text: rgb(0xE6F3FC),
    good: rgb(0x8CCAA0),
    caution: rgb(0xE6B655),
    failed: rgb(0xF4948B),
    tag: TAG,
    tag_text: grey(0xF2),
    shadow: shadow(140),
    backdrop: Color32::from_black_alpha(128),
};

static LIGHT: Tokens = Tokens {
    dark: false,
    canvas: grey(0xBC),
    bg: grey(0xD9),
    panel: grey(0xEF),
    raised: grey(0xFF),
    hover: grey(0xE2),
    press: grey(0xD0),
    field: grey(0xFF),
    line: grey(0xC9),
    strong: grey(0x70),
    text: grey(0x1A),
    text_2: grey(0x44),
    text_3: grey(0x55),
    accent: rgb(0x0F5C93),
    accent_fill: rgb(0x17639A),
    accent_fill_hover: rgb(0x0F5C93),
    on_accent_fill: Color32::WHITE,
    accent_ground: rgb(0xCFE3F2),
    accent_text: rgb(0x0B3C61),
    good: rgb(0x1A6334),
    caution: rgb(0x704B00),
    failed: rgb(0xA3271D),
    tag: TAG,
    tag_text: grey(0xF2),
    shadow: shadow(71),
    backdrop: Color32::from_black_alpha(90),
};

/// The colours of the theme that `ui` is drawn in.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    of(ui.visuals())
}

/// The colours that belong to these visuals, where there is a style but no [`Ui`].
pub fn of(visuals: &egui::Visuals) -> &'static Tokens {
    if visuals.dark_mode { &DARK } else { &LIGHT }
}

/// What lies on skin has the same colours in both themes.
pub mod on_photo {
    use super::{Color32, grey, rgb};

    /// Under every stroke, a pixel wider on each side: black at 60 %.
    pub const CASING: Color32 = Color32::from_black_alpha(153);
    /// Tags, opaque: the ground of a numbered disc.
    pub const DISC: Color32 = grey(0x1A);
    /// The ground of the chosen disc.
    pub const DISC_CHOSEN: Color32 = rgb(0x1F6DA1);
    /// White strokes and text.
    pub const WHITE: Color32 = Color32::WHITE;
    /// Redness region.
    pub const REDNESS: Color32 = rgb(0x4FD3FF);
    /// Healing region.
    pub const HEALING: Color32 = rgb(0xFFE04D);
    /// Landmark.
    pub const LANDMARK: Color32 = rgb(0xFF9CF5);
    /// Pigment region.
    pub const PIGMENT: Color32 = rgb(0xFFB27A);
    /// Lesion.
    pub const LESION: Color32 = rgb(0xB9F27C);
    /// A region of another kind.
    pub const OTHER: Color32 = grey(0xE0);
    /// The veil over untrusted skin: grey at 40 %.
    pub const VEIL: Color32 = Color32::from_rgba_premultiplied(38, 38, 38, 102);
    /// The hatch lines on the veil: white at 34 %.
    pub const HATCH: Color32 = Color32::from_rgba_premultiplied(87, 87, 87, 87);
    /// The dotted edge of the veil: white at 60 %.
    pub const HATCH_EDGE: Color32 = Color32::from_rgba_premultiplied(153, 153, 153, 153);
    /// In legends: what grey in a difference looks like.
    pub const PLAIN_GREY: Color32 = grey(0x8C);
    /// In legends: the ground of hatched skin.
    pub const VEILED_GREY: Color32 = grey(0x60);
    /// Colours of the redness difference at −20, −14, −7, 0, +7, +14, +20 points.
    pub const LESS_TO_MORE_RED: [Color32; 7] =
        [rgb(0x213C96), rgb(0x346EBE), rgb(0x78AFDC), rgb(0xE1E1E1), rgb(0xF4B26E), rgb(0xDE7424), rgb(0x96420A)];
    /// Colours of a colour difference at 0, 5, 10, 15, 20 ΔE: light and dark speak too, so that it reads in grey.
    pub const DELTA_E: [Color32; 5] = [rgb(0x2B2B2B), rgb(0x3B4F8F), rgb(0x3F93A8), rgb(0xA9CF74), rgb(0xFFF3A3)];
}

/// Lengths in points at scale 1. Multiples of 4.
pub mod size {
    /// Between parts of one control.
    pub const INSIDE: f32 = 4.0;
    /// Between controls.
    pub const GAP: f32 = 8.0;
    /// Padding of the inspector.
    pub const INSPECTOR_PADDING: f32 = 12.0;
    /// Padding of a card and gutter of a page.
    pub const CARD_PADDING: f32 = 16.0;
    /// Edge of a page.
    pub const PAGE_EDGE: f32 = 24.0;
    /// Smallest hit area, both ways.
    pub const HIT: f32 = 28.0;
    /// Main actions and search.
    pub const MAIN: f32 = 40.0;
    /// Corner radius of thumbnails.
    pub const RADIUS_THUMB: u8 = 2;
    /// Corner radius of controls.
    pub const RADIUS_CONTROL: u8 = 4;
    /// Corner radius of cards and segments.
    pub const RADIUS_CARD: u8 = 6;
    /// Corner radius of popovers.
    pub const RADIUS_POPOVER: u8 = 8;
    /// Icons in controls.
    pub const ICON: f32 = 16.0;
    /// Icons in the rail.
    pub const ICON_RAIL: f32 = 20.0;
    /// Icons in the status bar.
    pub const ICON_STATUS: f32 = 14.0;
    /// The rail.
    pub const RAIL: f32 = 48.0;
    /// The unfolded patient panel.
    pub const PATIENTS: f32 = 220.0;
    /// Header and toolbar, each.
    pub const HEADER: f32 = 44.0;
    /// Caption bar over a photo.
    pub const CAPTION: f32 = 36.0;
    /// The inspector.
    pub const INSPECTOR: f32 = 312.0;
    /// The inspector, folded.
    pub const INSPECTOR_FOLDED: f32 = 40.0;
    /// The narrowest inspector.
    pub const INSPECTOR_MIN: f32 = 280.0;
    /// The widest inspector.
    pub const INSPECTOR_MAX: f32 = 420.0;
    /// The timeline strip.
    pub const STRIP: f32 = 160.0;
    /// The timeline strip, compact.
    pub const STRIP_COMPACT: f32 = 96.0;
    /// The list of views in the strip.
    pub const STRIP_VIEWS: f32 = 128.0;
    /// The card of a session in the strip.
    pub const SESSION_CARD: f32 = 112.0;
    /// The marker of a treatment in the strip.
    pub const TREATMENT_MARKER: f32 = 42.0;
    /// The status bar.
    pub const STATUS: f32 = 28.0;
    /// Between two photos.
    pub const PHOTO_GAP: f32 = 8.0;
    /// The slider's handle.
    pub const SLIDER_HANDLE: f32 = 32.0;
}

/// Motion in seconds. All are 0 with [`reduce_motion`].
pub mod motion {
    /// Panels fold.
    pub const FOLD: f32 = 0.12;
    /// Popovers appear; they vanish at once.
    pub const POPOVER: f32 = 0.08;
    /// Toasts stay.
    pub const TOAST: f32 = 4.0;
    /// One turn of the blink.
    pub const BLINK: f32 = 0.8;
    /// The fastest and the slowest blink.
    pub const BLINK_RANGE: std::ops::RangeInclusive<f32> = 0.4..=2.0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let linear = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_surface_it_may_stand_on() {
        for theme in [Theme::Dark, Theme::Light] {
            let t = theme.tokens();
            let mut pairs = vec![
                ("button on accent fill", t.on_accent_fill, t.accent_fill),
                ("button on accent fill, hovered", t.on_accent_fill, t.accent_fill_hover),
                ("selected text", t.accent_text, t.accent_ground),
            ];
            for ground in [t.bg, t.panel, t.raised, t.hover, t.press, t.field] {
                pairs.extend([("text", t.text, ground), ("text 2", t.text_2, ground), ("text 3", t.text_3, ground)]);
                pairs.extend([("good", t.good, ground), ("caution", t.caution, ground), ("failed", t.failed, ground)]);
                pairs.push(("accent", t.accent, ground));
            }
            pairs.extend([("text", t.text, t.canvas), ("text 2", t.text_2, t.canvas)]);
            for (name, text, ground) in pairs {
                let contrast = contrast(text, ground);
                assert!(contrast >= 4.5, "{name} on {ground:?} in {theme:?}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn nothing_grey_is_tinted() {
        for theme in [Theme::Dark, Theme::Light] {
            let t = theme.tokens();
            for c in [t.canvas, t.bg, t.panel, t.raised, t.hover, t.press, t.field, t.line, t.strong, t.text, t.text_2]
            {
                assert!(c.r() == c.g() && c.g() == c.b(), "{c:?} in {theme:?}");
            }
        }
    }
}
