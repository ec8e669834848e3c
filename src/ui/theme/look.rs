//! Puts the theme on egui: faces, sizes, spacing, colours.

use egui::style::{Selection, WidgetVisuals, Widgets};
use egui::{Context, CornerRadius, FontId, Id, Margin, Stroke, Style, TextStyle, Vec2, Visuals};

use super::{Theme, Tokens, fonts, motion, size, text::Weight};

/// Gives `ctx` the faces, sizes and colours of `theme`. Text is `text_scale` times its size, 0.8 to 2.
///
/// Call it before the first frame (the faces are there from the next frame on) and whenever a setting changes.
pub fn apply(ctx: &Context, theme: Theme, text_scale: f32) {
    let installed = Id::unique("skinlapse fonts");
    if !ctx.data(|data| data.get_temp::<bool>(installed).unwrap_or(false)) {
        ctx.set_fonts(fonts::definitions());
        ctx.data_mut(|data| data.insert_temp(installed, true));
    }
    let animation = if reduce_motion(ctx) { 0.0 } else { motion::POPOVER };
    ctx.set_theme(match theme {
        Theme::Dark => egui::Theme::Dark,
        Theme::Light => egui::Theme::Light,
    });
    ctx.set_style_of(egui::Theme::Dark, style(Theme::Dark, text_scale, animation));
    ctx.set_style_of(egui::Theme::Light, style(Theme::Light, text_scale, animation));
}

/// True if the user asked for no motion.
pub fn reduce_motion(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp::<bool>(Id::unique("skinlapse reduce motion")).unwrap_or(false))
}

/// Remembers whether the user wants no motion; call [`apply`] after it.
pub fn set_reduce_motion(ctx: &Context, reduce: bool) {
    ctx.data_mut(|data| data.insert_temp(Id::unique("skinlapse reduce motion"), reduce));
}

fn style(theme: Theme, text_scale: f32, animation: f32) -> Style {
    let t = theme.tokens();
    let scale = if text_scale.is_finite() { text_scale.clamp(0.8, 2.0) } else { 1.0 };
    let font = |size: f32, weight: Weight| FontId::new(size * scale, weight.family());
    let mut style = Style {
        text_styles: [
            (TextStyle::Small, font(12.0, Weight::Regular)),
            (TextStyle::Body, font(13.0, Weight::Regular)),
            (TextStyle::Button, font(13.0, Weight::Medium)),
            (TextStyle::Heading, font(18.0, Weight::SemiBold)),
            (TextStyle::Monospace, font(12.0, Weight::Mono)),
        ]
        .into(),
        visuals: visuals(t),
        animation_time: animation,
        ..Style::default()
    };
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::splat(size::GAP);
    spacing.button_padding = Vec2::new(12.0, 4.0);
    spacing.interact_size = Vec2::splat(size::HIT);
    spacing.menu_margin = Margin::same(4);
    spacing.window_margin = Margin::same(16);
    spacing.tooltip_width = 320.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 8.0;
    spacing.slider_rail_height = 4.0;
    spacing.scroll = egui::style::ScrollStyle { bar_width: 8.0, ..egui::style::ScrollStyle::floating() };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style
}

fn visuals(t: &Tokens) -> Visuals {
    let mut v = if t.dark { Visuals::dark() } else { Visuals::light() };
    v.override_text_color = None;
    v.weak_text_color = Some(t.text_2);
    v.widgets = widgets(t);
    v.selection = Selection { bg_fill: t.accent_ground, stroke: Stroke::new(2.0, t.accent) };
    v.hyperlink_color = t.accent;
    v.faint_bg_color = t.panel;
    v.extreme_bg_color = t.press;
    v.text_edit_bg_color = Some(t.field);
    v.code_bg_color = t.press;
    v.warn_fg_color = t.caution;
    v.error_fg_color = t.failed;
    v.window_corner_radius = CornerRadius::same(size::RADIUS_POPOVER);
    v.window_shadow = t.shadow;
    v.window_fill = t.raised;
    v.window_stroke = Stroke::new(1.0, t.strong);
    v.menu_corner_radius = CornerRadius::same(size::RADIUS_POPOVER);
    v.panel_fill = t.bg;
    v.popup_shadow = t.shadow;
    v.text_cursor.stroke = Stroke::new(1.5, t.accent);
    v.slider_trailing_fill = true;
    v.handle_shape = egui::style::HandleShape::Circle;
    v
}

fn widgets(t: &Tokens) -> Widgets {
    let part = |ground, edge, text| WidgetVisuals {
        bg_fill: ground,
        weak_bg_fill: ground,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(size::RADIUS_CONTROL),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: part(t.panel, t.line, t.text),
        inactive: part(t.raised, t.strong, t.text),
        hovered: part(t.hover, t.strong, t.text),
        active: part(t.press, t.accent, t.text),
        open: part(t.hover, t.strong, t.text),
    }
}
