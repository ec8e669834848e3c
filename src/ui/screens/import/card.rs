//! One file in the review.

use egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2};

use crate::app::{ImportItem, ItemState};
use crate::model::View;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, IconButton, Thumb, Tone, cover_uv, dashed_rect};
use crate::words::{self, say};

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
    let scale = crate::ui::theme::grown(ui.style());
    let picture = (width * 0.78).round();
    let height = picture + (68.0 * scale).round();
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
    let words = format!("{}, {}", shown_name(cx, item), state_words(item));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &words));
    let mut what = response.clicked().then_some(What::Choose);
    if response.double_clicked() {
        what = Some(What::Toggle);
    }
    if !ui.is_rect_visible(rect) {
        return Said { what, rect };
    }
    let edge = match (item.asks_for_retake(), chosen) {
        (true, _) => Stroke::new(2.0, t.caution),
        (false, true) => Stroke::new(2.0, t.accent),
        (false, false) => Stroke::new(1.0, t.line),
    };
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
    let foot = Rect::from_min_max(egui::pos2(rect.left(), rect.top() + picture), rect.max).shrink2(Vec2::new(6.0, 4.0));
    let down = egui::Layout::top_down(egui::Align::Min);
    let mut child = ui.new_child(UiBuilder::new().max_rect(foot).id_salt(&item.path).layout(down));
    child.spacing_mut().item_spacing.y = 0.0;
    let view = foot_ui(&mut child, cx, item, views);
    if matches!(item.state, ItemState::Ready(_)) {
        let corner = Rect::from_min_size(egui::pos2(top.right() - 36.0, top.top() + 8.0), Vec2::splat(28.0));
        ui.painter().rect_filled(corner, CornerRadius::same(size::RADIUS_CONTROL), t.tag);
        let (icon, name) = match item.included {
            true => (icons::CHECK_CIRCLE, say!("leave-out", photo = shown_name(cx, item))),
            false => (icons::PLUS, say!("take-in", photo = shown_name(cx, item))),
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
        let name = face::CAPTION.galley_within(ui, &shown_name(cx, item), t.text_2, rect.width() - 24.0);
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
        tag(ui, rect.left_bottom() + Vec2::new(8.0, -8.0), say!("damaged-not-measured"));
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

fn foot_ui(ui: &mut Ui, cx: &Cx<'_>, item: &ImportItem, views: &[View]) -> Option<View> {
    let t = tokens(ui);
    match &item.state {
        ItemState::Waiting => {
            widgets::state(ui, Tone::Busy, say!("looking-at-it"));
            None
        }
        ItemState::Refused(why) => {
            ui.horizontal(|ui| {
                ui.set_min_height(28.0);
                ui.add_space(10.0);
                face::NAME.label(ui, say!("not-readable"), t.text);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    widgets::state(ui, Tone::Failed, say!("kept-out"));
                });
            });
            fault_ui(ui, why);
            None
        }
        ItemState::Duplicate(..) | ItemState::Ready(_) => {
            let picked = head_ui(ui, cx, item, views);
            match item.inspected().map(|seen| &seen.integrity) {
                Some(crate::model::Integrity::Damaged(why)) => fault_ui(ui, why),
                _ => line_ui(ui, item),
            }
            picked
        }
    }
}

/// What is wrong with a file and what to do, in as many lines as have room; all of it under the pointer.
fn fault_ui(ui: &mut Ui, why: &str) {
    let t = tokens(ui);
    // “the file ends after 61 % of the picture: copy it again” reads as two short sentences.
    let why = words::told(why).replace(" of the picture:", ":").replace(" of its length:", ":");
    let words = match why.split_once(": ") {
        Some((what, next)) => format!("{}. {}.", parts::sentence(what), parts::sentence(next)),
        None => format!("{}.", parts::sentence(&why)),
    };
    let galley = face::CAPTION.galley_wrapped(ui, &words, t.text_2, ui.available_width() - 16.0);
    let room = (ui.max_rect().bottom() - ui.cursor().top()).max(0.0);
    let extent = Vec2::new(ui.available_width(), galley.size().y.min(room));
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).galley(
        rect.min + Vec2::new(10.0, 0.0),
        galley,
        t.text_2,
    );
    response.on_hover_text(words);
}

/// The view, which opens the list of views, and how the photo compares with the baseline.
fn head_ui(ui: &mut Ui, cx: &Cx<'_>, item: &ImportItem, views: &[View]) -> Option<View> {
    let unsorted = item.view == View::unsorted();
    let name = say!("view-of", photo = shown_name(cx, item));
    let words = if unsorted { say!("which-view").to_owned() } else { item.view.to_string() };
    let doubt = match item.guess {
        Some(likely) => Some(say!("guess", likely = words::number(format!("{:.0}", likely * 100.0)))),
        None if unsorted && item.is_being_guessed() => Some(say!("guessing").to_owned()),
        None if unsorted => Some(say!("press-1-9").to_owned()),
        None => None,
    };
    let mut picked = None;
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        let button = ui.add(widgets::Button::new(&words).look(widgets::Look::Plain).name(&name).opens());
        let guess = ui
            .with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| match &doubt {
                Some(doubt) => Some(guess_ui(ui, doubt, &name)),
                None => {
                    super::advice::state_ui(ui, item);
                    None
                }
            })
            .inner;
        picked = views_popover(&button, item, views);
        if let Some(guess) = guess {
            picked = views_popover(&guess, item, views).or(picked.take());
        }
    });
    picked
}

/// A dashed pill: what the program guesses and a person is to confirm.
fn guess_ui(ui: &mut Ui, words: &str, name: &str) -> egui::Response {
    let t = tokens(ui);
    let galley = face::CAPTION.galley(ui, words, t.text);
    let extent = Vec2::new(galley.size().x + 34.0, (galley.size().y + 8.0).max(24.0));
    let (rect, response) = ui.allocate_exact_size(extent, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{name}: {words}")));
    let edge = Stroke::new(1.0, if response.has_focus() { t.accent } else { t.strong });
    dashed_rect(ui.painter(), rect.shrink(0.5), rect.height() / 2.0, edge);
    let at = egui::pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, t.text);
    icons::CARET_DOWN.paint(ui.painter(), rect.right_center() - Vec2::new(14.0, 0.0), 10.0, t.text_2);
    widgets::tip(response, say!("a-guess-from-the-skin-it"), Some("1–9"))
}

fn views_popover(button: &egui::Response, item: &ImportItem, views: &[View]) -> Option<View> {
    widgets::popover(button, 200.0, |ui| {
        let t = tokens(ui);
        let mut picked = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        for (i, view) in views.iter().enumerate() {
            let name = view.to_string();
            let here = *view == item.view;
            let row = widgets::Row::new(&name, 32.0).rounded().padding(8.0).chosen(here).show(ui, |ui| {
                if i < 9 {
                    widgets::key_cap(ui, &(i + 1).to_string());
                }
                face::BODY.line_label(ui, name.as_str(), if here { t.accent_text } else { t.text });
            });
            if row.clicked() {
                picked = Some(view.clone());
                ui.close();
            }
        }
        picked
    })
    .flatten()
}

/// The time, and what the comparison with the baseline found.
fn line_ui(ui: &mut Ui, item: &ImportItem) {
    let t = tokens(ui);
    let Some(seen) = item.inspected() else { return };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.add_space(12.0);
        if item.date_is_unsure() {
            let (place, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
            icons::WARNING.paint(ui.painter(), place.center(), size::ICON_STATUS, t.caution);
        }
        let time = match seen.taken_at.filter(|_| !item.date_is_unsure()) {
            Some(at) => format!("{:02}:{:02}", at.hour(), at.minute()),
            None => say!("date-unsure").to_owned(),
        };
        let found = super::advice::line_words(item);
        let words = [time, found].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" · ");
        face::CAPTION.line_label(ui, words, t.text_2);
    });
}

/// How a file is called on the screen: while names are hidden only by its kind, because a name can name a patient.
pub fn shown_name(cx: &Cx<'_>, item: &ImportItem) -> String {
    if !cx.app.settings().privacy {
        return item.name.clone();
    }
    let ending = item.path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let time = item
        .inspected()
        .and_then(|s| s.taken_at)
        .map(|t| say!("photo-taken-at", hour = format!("{:02}", t.hour()), minute = format!("{:02}", t.minute())));
    say!("photo-format-and-time", ending = ending, time = time.unwrap_or_default())
}

/// Shows a file that the patient has already: small, it needs no decision. True if it was pressed.
pub fn skipped(ui: &mut Ui, cx: &mut Cx<'_>, item: &ImportItem, chosen: bool) -> bool {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(300.0, 76.0), Sense::click());
    let words = format!("{}, {}", shown_name(cx, item), state_words(item));
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
        Thumb::new(say!("photo-alone"), Vec2::new(48.0, 60.0)).picture(picture).show(ui);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(12.0);
            ui.set_width((ui.available_width() - 76.0).max(40.0));
            let title = if item.view == View::unsorted() { shown_name(cx, item) } else { item.view.to_string() };
            face::BODY.line_label(ui, title, t.text);
            face::CAPTION.line_label(ui, duplicate_words(item), t.text_2);
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| widgets::chip(ui, None, say!("skipped")));
    });
    response.clicked()
}

fn duplicate_words(item: &ImportItem) -> String {
    match item.view == View::unsorted() {
        true => say!("same-file-as-another-one-here").to_owned(),
        false => say!("same-file-as-in-the-library").to_owned(),
    }
}

/// The state of a file in words, for assistive technology.
fn state_words(item: &ImportItem) -> String {
    match &item.state {
        ItemState::Waiting => say!("waiting").to_owned(),
        ItemState::Refused(why) => say!("kept-out-why", why = words::told(why)),
        ItemState::Duplicate(..) => say!("skipped-why", why = duplicate_words(item)),
        ItemState::Ready(_) if item.included => say!("will-be-added-as", view = item.view),
        ItemState::Ready(_) => say!("left-out").to_owned(),
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
