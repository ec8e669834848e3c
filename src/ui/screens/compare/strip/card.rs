//! The card of a session: its day, days since treatment, the view's photo, the other views small beside it.

use egui::{CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo};

use super::super::choice::Side;
use super::super::{CompareScreen, Scene};
use super::{StripSize, card_words};
use crate::app::{Slot, file_of};
use crate::model::{Integrity, PhotoRecord, Session};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Thumb, format_date};
use crate::words::say;

/// The photo of the view.
const MAIN: Vec2 = Vec2::new(72.0, 92.0);
/// The photo of the view on a compact card.
const COMPACT: Vec2 = Vec2::new(102.0, 40.0);
/// The photo of another view.
const SMALL: Vec2 = Vec2::new(26.0, 28.0);
/// Other views that have room on a card.
const MOST_SMALL: usize = 3;

impl CompareScreen {
    pub(super) fn card_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        scene: &Scene<'_>,
        session: &Session,
        rect: Rect,
        shown: StripSize,
    ) {
        let photos = scene.patient.photos_of(session.id);
        let main = scene.patient.series(&scene.choice.view).into_iter().find(|p| p.session == session.id);
        let letter = self.letter_of(scene, session);
        let response = ui.interact(rect, ui.scope_id().with(("visit", session.id)), Sense::click());
        let (date, words) = card_words(scene, session);
        let name = match &letter {
            Some(letter) => say!("visit-card-shown", date = format_date(session.date), words = words, letter = letter),
            None => say!("visit-card", date = format_date(session.date), words = words),
        };
        let chosen = letter.is_some();
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
        ground(ui, rect, chosen, response.hovered(), response.has_focus());
        let top = head(ui, rect, &date, &words, letter.as_deref()) + 4.0;
        let alone = scene.patient.views().len() < 2;
        let extent = match shown {
            StripSize::Full if alone => Vec2::new(COMPACT.x, MAIN.y),
            StripSize::Full => MAIN,
            _ => COMPACT,
        };
        let extent = extent + Vec2::new(rect.width() - size::SESSION_CARD, 0.0);
        let extent = Vec2::new(extent.x, extent.y.min(rect.bottom() - top - 4.0).max(8.0));
        let place = Rect::from_min_size(egui::pos2(rect.left() + 5.0, top), extent);
        thumb(ui, cx, main, place, false);
        if shown == StripSize::Full {
            self.other_views_ui(ui, cx, scene, &photos, place);
        }
        if let Some(photo) = main.filter(|_| response.clicked()).map(|p| p.id) {
            let side = if ui.input(|i| i.modifiers.shift) { Side::A } else { Side::B };
            self.choose(cx, |choice, patient| choice.set(patient, side, photo));
        } else if main.is_none() && response.clicked() {
            let first = photos.first().map(|p| p.id);
            self.choose(cx, |choice, patient| first.into_iter().for_each(|id| choice.set(patient, Side::B, id)));
        }
        if response.has_focus() {
            ui.scroll_to_rect(rect, None);
        }
    }

    /// The other views of the day, in the order of the list; a press shows that view of that day.
    fn other_views_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, photos: &[&PhotoRecord], main: Rect) {
        let others: Vec<_> = scene.patient.views().into_iter().filter(|(view, _)| *view != scene.choice.view).collect();
        for (i, (view, _)) in others.iter().take(MOST_SMALL).enumerate() {
            let place = main.right_top() + Vec2::new(4.0, i as f32 * (SMALL.y + 4.0));
            let photo = photos.iter().rev().find(|p| p.view == *view).copied();
            let response = thumb(ui, cx, photo, Rect::from_min_size(place, SMALL), photo.is_some());
            if let Some(photo) = photo.filter(|_| response.clicked()) {
                self.choose(cx, |choice, patient| choice.set(patient, Side::B, photo.id));
            }
        }
    }
}

fn ground(ui: &Ui, rect: Rect, chosen: bool, hovered: bool, focused: bool) {
    let t = tokens(ui);
    let radius = CornerRadius::same(size::RADIUS_CARD);
    if chosen || hovered {
        ui.painter().rect_filled(rect, radius, if chosen { t.raised } else { t.hover });
    }
    if focused || chosen {
        let width = if focused { 2.0 } else { 1.0 };
        ui.painter().rect_stroke(rect, radius, Stroke::new(width, t.accent), StrokeKind::Inside);
    }
}

/// Writes day and words; answers where they end, from above.
fn head(ui: &Ui, rect: Rect, date: &str, words: &str, letter: Option<&str>) -> f32 {
    let t = tokens(ui);
    let room = rect.width() - 10.0 - if letter.is_some() { 22.0 } else { 0.0 };
    let title = face::BODY.semibold().galley_within(ui, date, t.text, room);
    let line = title.size().y;
    let at = rect.left_top() + Vec2::new(5.0, 3.0);
    ui.painter().galley(at, title, t.text);
    let under = face::CAPTION.galley_within(ui, words, t.text_2, rect.width() - 10.0);
    let end = at.y + line + under.size().y.max(face::CAPTION.line);
    ui.painter().galley(at + Vec2::new(0.0, line), under, t.text_2);
    if let Some(letter) = letter {
        let font = egui::FontId::new(12.0, crate::ui::theme::Weight::SemiBold.family());
        let width = if letter.chars().count() > 1 { 24.0 } else { 18.0 };
        let badge = Rect::from_min_size(rect.right_top() + Vec2::new(-width - 4.0, 4.0), Vec2::new(width, 18.0));
        ui.painter().rect_filled(badge, 3, t.accent_fill);
        ui.painter().text(badge.center(), egui::Align2::CENTER_CENTER, letter, font, t.on_accent_fill);
    }
    end
}

/// A thumbnail at `place`; a dashed place where there is no photo.
fn thumb(ui: &mut Ui, cx: &mut Cx<'_>, photo: Option<&PhotoRecord>, place: Rect, acts: bool) -> egui::Response {
    let name = photo.map_or_else(|| say!("no-photo").to_owned(), |p| p.view.to_string());
    let mut thumb = Thumb::new(&name, place.size());
    if let Some(photo) = photo {
        let file = file_of(photo);
        match cx.thumb(&file) {
            Slot::Ready(picture) => {
                let uploaded = cx.textures.picture(ui.ctx(), ("thumb", &file), &picture);
                thumb = thumb.picture(Some(uploaded));
            }
            Slot::Failed(_) => thumb = thumb.broken(),
            Slot::Absent | Slot::Pending(_) => {}
        }
        if acts {
            thumb = thumb.acts();
        }
    } else {
        thumb = thumb.missing();
    }
    let response = ui.scope_builder(UiBuilder::new().max_rect(place), |ui| thumb.show(ui)).inner;
    if photo.is_some_and(|p| p.integrity != Integrity::Intact) {
        damage_badge(ui, place);
    }
    response
}

/// A small triangle in the corner: the file is damaged.
fn damage_badge(ui: &Ui, place: Rect) {
    let t = tokens(ui);
    let at = place.left_bottom() + Vec2::new(9.0, -9.0);
    ui.painter().circle_filled(at, 8.0, t.tag);
    icons::WARNING.paint(ui.painter(), at, 12.0, crate::ui::theme::Theme::Dark.tokens().caution);
}
