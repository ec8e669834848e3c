//! Differences as colour: the ramp, the picture, the legend below the photo.

use egui::{Align, Color32, ColorImage, Layout, Mesh, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo};

use crate::geom::Size;
use crate::ui::theme::{face, on_photo, size, tokens};
use crate::words::say;

/// What a difference is measured in, with its fixed scale: two pairs can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ramp {
    /// Colour difference, 0 to 20 ΔE.
    DeltaE,
    /// Less red to more red, −20 to +20 points.
    Redness,
}

impl Ramp {
    /// The ends of the scale.
    pub fn range(self) -> [f32; 2] {
        match self {
            Self::DeltaE => [0.0, 20.0],
            Self::Redness => [-20.0, 20.0],
        }
    }

    fn stops(self) -> &'static [Color32] {
        match self {
            Self::DeltaE => &on_photo::DELTA_E,
            Self::Redness => &on_photo::LESS_TO_MORE_RED,
        }
    }

    /// The colour of a value; beyond the scale it is that of its end.
    pub fn color(self, value: f32) -> Color32 {
        let (stops, [low, high]) = (self.stops(), self.range());
        let place = self.place(((value - low) / (high - low)).clamp(0.0, 1.0)) * (stops.len() - 1) as f32;
        let (first, part) = ((place as usize).min(stops.len() - 2), place.fract());
        let part = if place as usize > stops.len() - 2 { 1.0 } else { part };
        stops[first].lerp_to_gamma(stops[first + 1], part)
    }

    /// Stops of redness stand at −20 −14 −7 0 +7 +14 +20: nearly even, and even is within a twentieth of a stop.
    fn place(self, fraction: f32) -> f32 {
        match self {
            Self::DeltaE => fraction,
            Self::Redness => {
                let value = fraction * 40.0 - 20.0;
                let at = [-20.0, -14.0, -7.0, 0.0, 7.0, 14.0, 20.0_f32];
                let first = at.windows(2).position(|w| value <= w[1]).unwrap_or(5);
                (first as f32 + (value - at[first]) / (at[first + 1] - at[first])) / 6.0
            }
        }
    }
}

/// The picture of a difference: the colour at 80 % over the grey photo where it is `detectable` or more, grey elsewhere.
///
/// `values` and `grey` are row by row over a picture of `size` pixels; where a value is not finite nothing is said
/// (the picture is see-through there, for the veil).
pub fn heat_image(values: &[f32], grey: &[u8], size: Size, ramp: Ramp, detectable: f32) -> ColorImage {
    let pixels = (0..size.area() as usize).map(|i| {
        let ground = Color32::from_gray(grey.get(i).copied().unwrap_or(0));
        match values.get(i) {
            Some(value) if value.is_finite() => {
                // One step of softness, so that the border of what can be told does not look sharper than it is.
                let over = ((value.abs() - detectable) / detectable.max(1.0)).clamp(0.0, 1.0);
                ground.lerp_to_gamma(ramp.color(*value), 0.8 * over)
            }
            _ => Color32::TRANSPARENT,
        }
    });
    ColorImage::new([size.width as usize, size.height as usize], pixels.collect())
}

/// The picture of a difference whose calm is known already: the colour at 80 % times `strength` (0 to 255) over the grey
/// photo; the grey photo alone where a value is not finite. All row by row over a picture of `size` pixels.
pub fn heat_picture(values: &[f32], strength: &[u8], grey: &[u8], size: Size, ramp: Ramp) -> ColorImage {
    let pixels = (0..size.area() as usize).map(|i| {
        let ground = Color32::from_gray(grey.get(i).copied().unwrap_or(0));
        match (values.get(i), strength.get(i)) {
            (Some(value), Some(strength)) if value.is_finite() && *strength > 0 => {
                ground.lerp_to_gamma(ramp.color(*value), 0.8 * f32::from(*strength) / 255.0)
            }
            _ => ground,
        }
    });
    ColorImage::new([size.width as usize, size.height as usize], pixels.collect())
}

/// The legend of a difference in a bar of 44 points below the photo: what is measured, the fixed scale, what grey and
/// hatching mean (`within`: what grey skin stands for). `value` is the one under the pointer.
pub fn legend(ui: &mut Ui, title: &str, ramp: Ramp, ends: [&str; 2], within: &str, value: Option<f32>) {
    let t = tokens(ui);
    let (bar, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::HEADER), Sense::hover());
    ui.painter().rect_filled(bar, 0, t.canvas);
    response.widget_info(|| WidgetInfo::labeled(Role::Legend, true, title));
    let builder =
        egui::UiBuilder::new().max_rect(bar.shrink2(Vec2::new(12.0, 0.0))).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        let width = |text: &str| face::CAPTION.galley(ui, text, t.text_2).size().x + ui.spacing().item_spacing.x;
        let spacing = ui.spacing().item_spacing.x;
        let title_width = face::CONTROL.semibold().galley(ui, title, t.text).size().x + spacing;
        // What does not fit beside the scale is told by its own sign alone, the last first.
        let ramp_width = (bar.width() * 0.25).clamp(120.0, 320.0);
        let mut room =
            ui.available_width() - title_width - 8.0 - width(ends[0]) - width(ends[1]) - ramp_width - spacing;
        let mut fits = |needed: f32| {
            room -= needed;
            room >= 0.0
        };
        const PATCH: f32 = 24.0 + 8.0;
        let hatched_is_told = fits(width(say!("not-measured")) + PATCH + spacing);
        let grey_is_told = hatched_is_told && fits(width(within) + PATCH + spacing + 8.0);
        let fixed_is_told = grey_is_told && fits(width(say!("fixed-scale")) + 16.0);
        face::CONTROL.semibold().label(ui, title, t.text);
        ui.add_space(8.0);
        face::CAPTION.label(ui, ends[0], t.text_2);
        ramp_bar(ui, ramp, ramp_width, value);
        face::CAPTION.label(ui, ends[1], t.text_2);
        if fixed_is_told {
            ui.add_space(8.0);
            face::CAPTION.label(ui, say!("fixed-scale"), t.text_2);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if hatched_is_told {
                face::CAPTION.label(ui, say!("not-measured"), t.text_2);
                hatched(ui);
            }
            if grey_is_told {
                ui.add_space(8.0);
                face::CAPTION.label(ui, within, t.text_2);
                let (patch, _) = ui.allocate_exact_size(Vec2::new(24.0, 14.0), Sense::hover());
                ui.painter().rect_filled(patch, 2, on_photo::PLAIN_GREY);
            }
        });
    });
}

fn ramp_bar(ui: &mut Ui, ramp: Ramp, width: f32, value: Option<f32>) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(width, 12.0), Sense::hover());
    let [low, high] = ramp.range();
    let mut mesh = Mesh::default();
    let steps = 48;
    for i in 0..=steps {
        let part = i as f32 / steps as f32;
        let color = ramp.color(low + (high - low) * part);
        let x = rect.left() + rect.width() * part;
        mesh.colored_vertex(egui::pos2(x, rect.top()), color);
        mesh.colored_vertex(egui::pos2(x, rect.bottom()), color);
        if i > 0 {
            let at = 2 * i as u32;
            mesh.add_triangle(at - 2, at - 1, at);
            mesh.add_triangle(at, at - 1, at + 1);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
    let x_of = |value: f32| rect.left() + rect.width() * ((value - low) / (high - low)).clamp(0.0, 1.0);
    if low < 0.0 {
        ui.painter().vline(x_of(0.0), rect.top() - 3.0..=rect.bottom() + 3.0, Stroke::new(1.0, t.text));
    }
    if let Some(value) = value.filter(|value| value.is_finite()) {
        let x = x_of(value);
        ui.painter().vline(x, rect.top() - 4.0..=rect.bottom() + 4.0, Stroke::new(2.0, t.text));
    }
}

fn hatched(ui: &mut Ui) {
    let (patch, _) = ui.allocate_exact_size(Vec2::new(24.0, 14.0), Sense::hover());
    let painter = ui.painter().with_clip_rect(patch.intersect(ui.clip_rect()));
    painter.rect_filled(patch, 0, on_photo::VEILED_GREY);
    let mut x = patch.left() - patch.height();
    while x < patch.right() {
        let line = [egui::pos2(x, patch.bottom()), egui::pos2(x + patch.height(), patch.top())];
        painter.line_segment(line, Stroke::new(1.0, on_photo::HATCH_EDGE));
        x += 6.0;
    }
}

/// Where a picture that covers the whole fixed photo stands on the screen.
pub fn whole_photo(view: &super::View, pane: Rect, photo: Size) -> Rect {
    let corner = |x: f64, y: f64| view.screen_from_photo(pane, crate::geom::Point::new(x, y));
    let (right, foot) = (f64::from(photo.width) - 0.5, f64::from(photo.height) - 0.5);
    Rect::from_two_pos(corner(-0.5, -0.5), corner(right, foot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ramp_has_its_colours_at_its_stops() {
        for (value, color) in [(-20.0, 0), (-14.0, 1), (-7.0, 2), (0.0, 3), (7.0, 4), (14.0, 5), (20.0, 6)] {
            assert_eq!(Ramp::Redness.color(value), on_photo::LESS_TO_MORE_RED[color], "{value}");
        }
        assert_eq!(Ramp::DeltaE.color(99.0), on_photo::DELTA_E[4]);
        assert_eq!(Ramp::DeltaE.color(0.0), on_photo::DELTA_E[0]);
    }

    #[test]
    fn nothing_is_coloured_that_cannot_be_told() {
        let size = Size::new(3, 1);
        let image = heat_image(&[1.0, 12.0, f32::NAN], &[100, 100, 100], size, Ramp::DeltaE, 3.0);
        assert_eq!(image.pixels[0], Color32::from_gray(100));
        assert_ne!(image.pixels[1], Color32::from_gray(100));
        assert_eq!(image.pixels[2], Color32::TRANSPARENT);
    }
}
