//! One file in the review.

use egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2};

use crate::app::{ImportItem, ItemState};
use crate::model::View;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, IconButton, Thumb, Tone, cover_uv, dashed_rect};

/// Between two cards, in points.
pub const GAP: f32 = 12.0;
/// The narrowest card, in points.
const LEAST: f32 = 212.0;

/// What was pressed on a card.
pub enum What {
    /// The card itself.
    Choose,
    /// Take in or leave out.
    Toggle,
    /// Another view.
    View(View),
}

/// A card that was shown.
pub struct Said {
    /// What was pressed.
    pub what: Option<What>,
    /// Where the card lies.
    pub rect: Rect,
}

/// How many cards stand in a row of `width` points.
pub fn columns(width: f32) -> usize {
    (((width + GAP) / (LEAST + GAP)).floor() as usize).clamp(1, 8)
}

/// The width of a card when `columns` share `width` points.
pub fn width(width: f32, columns: usize) -> f32 {
    ((width - GAP * (columns.max(1) - 1) as f32) / columns.max(1) as f32).floor().min(320.0)
}

/// Shows a file that is new, waits, or is refused.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, item: &ImportItem, views: &[View], width: f32, chosen: bool) -> Said {
    let t = tokens(ui);
    let scale = crate::ui::theme::text_scale(ui.style()).max(1.0);
    let picture = (width * 0.78).round();
    let height = picture + (92.0 * scale).round();
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
    let words = format!("{}, {}", item.name, state_words(item));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &words));
    let mut what = response.clicked().then_some(What::Choose);
    if response.double_clicked() {
        what = Some(What::Toggle);
    }
    if !ui.is_rect_visible(rect) {
        return Said { what, rect };
    }
    let edge = if chosen { Stroke::new(2.0, t.accent) } else { Stroke::new(1.0, t.line) };
    let fill = if chosen { t.raised } else { t.panel };
    ui.painter().rect(rect, CornerRadius::same(size::RADIUS_CARD), fill, edge, StrokeKind::Inside);
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect.expand(3.0),
            CornerRadius::same(size::RADIUS_CARD + 2),
            Stroke::new(2.0, t.accent),
            StrokeKind::Outside,
        );
    }
    let top = Rect::from_min_size(rect.min, Vec2::new(width, picture)).shrink(edge.width);
    picture_ui(ui, cx, item, top);
    let foot =
        Rect::from_min_max(egui::pos2(rect.left(), rect.top() + picture), rect.max).shrink2(Vec2::new(12.0, 8.0));
    let down = egui::Layout::top_down(egui::Align::Min);
    let mut child = ui.new_child(UiBuilder::new().max_rect(foot).id_salt(&item.path).layout(down));
    child.spacing_mut().item_spacing.y = 4.0;
    let view = foot_ui(&mut child, item, views);
    if matches!(item.state, ItemState::Ready(_)) {
        let corner = Rect::from_min_size(egui::pos2(top.right() - 36.0, top.top() + 8.0), Vec2::splat(28.0));
        ui.painter().rect_filled(corner, CornerRadius::same(size::RADIUS_CONTROL), t.tag);
        let (icon, name) = match item.included {
            true => (icons::CHECK_CIRCLE, format!("Leave out {}", item.name)),
            false => (icons::PLUS, format!("Take in {}", item.name)),
        };
        let mut child = ui.new_child(UiBuilder::new().max_rect(corner).id_salt((&item.path, "in")));
        let pressed = child.add(IconButton::new(icon, &name).key("Space"));
        icon.paint(ui.painter(), corner.center(), size::ICON, t.tag_text);
        if pressed.clicked() {
            what = Some(What::Toggle);
        }
    }
    Said { what: view.map(What::View).or(what), rect }
}

fn picture_ui(ui: &mut Ui, cx: &mut Cx<'_>, item: &ImportItem, rect: Rect) {
    let t = tokens(ui);
    let radius = CornerRadius { nw: size::RADIUS_CARD - 1, ne: size::RADIUS_CARD - 1, sw: 0, se: 0 };
    let Some(seen) = item.inspected() else {
        ui.painter().rect_filled(rect, radius, t.press);
        let waiting = matches!(item.state, ItemState::Waiting);
        let icon = if waiting { icons::HOURGLASS } else { icons::IMAGE_BROKEN };
        icon.paint(ui.painter(), rect.center() - Vec2::new(0.0, 14.0), 28.0, t.text_2);
        let name = face::CAPTION.galley_within(ui, &item.name, t.text_2, rect.width() - 24.0);
        let at = egui::pos2(rect.center().x - name.size().x / 2.0, rect.center().y + 10.0);
        ui.painter().galley(at, name, t.text_2);
        return;
    };
    let ctx = ui.ctx().clone();
    let (texture, pixels) = cx.textures.picture(&ctx, &seen.sha256, &seen.thumb);
    let uv = cover_uv(pixels, rect.size());
    let tint = if item.included { egui::Color32::WHITE } else { egui::Color32::from_white_alpha(70) };
    ui.painter().rect_filled(rect, radius, t.press);
    let shape = egui::epaint::RectShape::filled(rect, radius, tint).with_texture(texture, uv);
    ui.painter().add(shape);
    if !seen.integrity.is_intact() {
        tag(ui, rect.left_bottom() + Vec2::new(8.0, -8.0), "damaged: shown, never measured");
    }
}

/// Words on a photo: on their own dark ground, growing upward from `corner`.
fn tag(ui: &Ui, corner: egui::Pos2, words: &str) {
    let t = tokens(ui);
    let galley = face::CAPTION.galley(ui, words, t.tag_text);
    let rect =
        Rect::from_min_size(corner - Vec2::new(0.0, galley.size().y + 4.0), galley.size() + Vec2::new(36.0, 4.0));
    ui.painter().rect_filled(rect, CornerRadius::same(size::RADIUS_CONTROL), t.tag);
    icons::WARNING.paint(ui.painter(), rect.left_center() + Vec2::new(14.0, 0.0), size::ICON_STATUS, t.tag_text);
    ui.painter().galley(rect.min + Vec2::new(26.0, 2.0), galley, t.tag_text);
}

fn foot_ui(ui: &mut Ui, item: &ImportItem, views: &[View]) -> Option<View> {
    let t = tokens(ui);
    match &item.state {
        ItemState::Waiting => {
            widgets::state(ui, Tone::Busy, "looking at it");
            None
        }
        ItemState::Refused(why) => {
            widgets::state(ui, Tone::Failed, "kept out");
            let words = parts::sentence(why);
            let galley = face::CAPTION.galley_wrapped(ui, &words, t.text_2, ui.available_width());
            let clip = ui.max_rect();
            let (rect, _) = ui.allocate_exact_size(
                Vec2::new(ui.available_width(), galley.size().y.min(clip.bottom() - ui.cursor().top())),
                Sense::hover(),
            );
            ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).galley(rect.min, galley, t.text_2);
            ui.interact(rect, ui.scope_id().with("why"), Sense::hover()).on_hover_text(words);
            None
        }
        ItemState::Duplicate(..) | ItemState::Ready(_) => {
            let picked = view_ui(ui, item, views);
            line_ui(ui, item);
            picked
        }
    }
}

fn view_ui(ui: &mut Ui, item: &ImportItem, views: &[View]) -> Option<View> {
    let unsorted = item.view == View::unsorted();
    let mut all: Vec<View> = views.to_vec();
    if !all.contains(&item.view) {
        all.push(item.view.clone());
    }
    let names: Vec<String> =
        all.iter().map(|v| if *v == View::unsorted() { "View?".to_owned() } else { v.to_string() }).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let chosen = all.iter().position(|v| *v == item.view);
    let name = format!("View of {}", item.name);
    let before = ui.cursor().min;
    let width = ui.available_width();
    let picked = widgets::dropdown(ui, &name, &names, chosen, width);
    let field = Rect::from_min_size(before, Vec2::new(width, 32.0));
    let t = tokens(ui);
    if item.guess.is_some() || unsorted {
        dashed_rect(ui.painter(), field.shrink(0.5), 4.0, Stroke::new(1.0, t.caution));
    }
    picked.and_then(|i| all.get(i).cloned())
}

fn line_ui(ui: &mut Ui, item: &ImportItem) {
    let t = tokens(ui);
    let Some(seen) = item.inspected() else { return };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let time = seen.taken_at.map(|at| format!("{:02}:{:02}", at.hour(), at.minute()));
        let doubt = item.date_is_unsure();
        let guess = item.guess.map(|g| format!("guess {:.0} %", g * 100.0));
        let words = match (&guess, doubt) {
            (Some(guess), _) => format!("{guess}, press 1–9"),
            (None, true) => "date unsure".to_owned(),
            (None, false) if item.view == View::unsorted() => "which view? press 1–9".to_owned(),
            (None, false) => time.unwrap_or_default(),
        };
        if doubt {
            icons::WARNING.paint(
                ui.painter(),
                ui.cursor().left_center() + Vec2::new(7.0, 0.0),
                size::ICON_STATUS,
                t.caution,
            );
            ui.add_space(18.0);
        }
        face::CAPTION.line_label(ui, words, t.text_2);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if !item.included {
                face::CAPTION.label(ui, "left out", t.text_2);
            } else {
                face::CAPTION
                    .line_label(ui, item.name.as_str(), t.text_3)
                    .on_hover_text(item.path.display().to_string());
            }
        });
    });
}

/// Shows a file that the patient has already: small, it needs no decision. True if it was pressed.
pub fn skipped(ui: &mut Ui, cx: &mut Cx<'_>, item: &ImportItem, chosen: bool) -> bool {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(300.0, 76.0), Sense::click());
    let words = format!("{}, {}", item.name, state_words(item));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &words));
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let edge = Stroke::new(1.0, if chosen { t.accent } else { t.line });
    ui.painter().rect(rect, CornerRadius::same(size::RADIUS_CARD), t.panel, edge, StrokeKind::Inside);
    let across = egui::Layout::left_to_right(egui::Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect.shrink(8.0)).id_salt(&item.path).layout(across));
    child.scope(|ui| {
        let picture = item.inspected().map(|seen| {
            let ctx = ui.ctx().clone();
            cx.textures.picture(&ctx, &seen.sha256, &seen.thumb)
        });
        Thumb::new("Photo", Vec2::new(48.0, 60.0)).picture(picture).show(ui);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(12.0);
            ui.set_width((ui.available_width() - 76.0).max(40.0));
            face::BODY.line_label(ui, item.name.as_str(), t.text);
            face::CAPTION.line_label(ui, duplicate_words(item), t.text_2);
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| widgets::chip(ui, None, "skipped"));
    });
    response.clicked()
}

fn duplicate_words(item: &ImportItem) -> String {
    match &item.state {
        ItemState::Duplicate(_, Some(day)) => format!("same file as on {}", parts::near_date(*day, parts::today())),
        _ => "same file as another one".to_owned(),
    }
}

/// The state of a file in words, for assistive technology.
fn state_words(item: &ImportItem) -> String {
    match &item.state {
        ItemState::Waiting => "waiting".to_owned(),
        ItemState::Refused(why) => format!("kept out: {why}"),
        ItemState::Duplicate(..) => format!("skipped: {}", duplicate_words(item)),
        ItemState::Ready(_) if item.included => format!("will be added as {}", item.view),
        ItemState::Ready(_) => "left out".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_fill_the_row_and_never_stand_beyond_it() {
        for room in [180.0, 260.0, 672.0, 920.0, 1160.0, 3000.0] {
            let n = columns(room);
            let taken = width(room, n) * n as f32 + GAP * (n - 1) as f32;
            assert!(taken <= room.max(LEAST) + 0.5, "{n} cards take {taken} of {room}");
        }
        assert_eq!(columns(1160.0), 5);
    }
}
