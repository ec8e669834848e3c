//! What lies over the photos of a pane: the veil, marks, landmarks, notes, tags, the scale bar, the linked cursor.

use egui::{Align2, Ui, Vec2};

use super::super::choice::Side;
use super::super::pair::Found;
use super::super::{CompareScreen, Scene, words};
use super::Pane;
use crate::app::Slot;
use crate::geom::Point;
use crate::ui::canvas::{Trust, linked_cursor, scale_bar, tag, veil};
use crate::ui::cx::Cx;
use crate::words::say;

impl CompareScreen {
    /// Everything that lies over the photos of a pane. `veiled`: untrusted skin is veiled whatever the toggle says.
    pub(super) fn over_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>, pane: &Pane, veiled: bool) {
        let plain = self.plain(ui);
        if (self.show.trust || veiled) && !plain && !pane.own_veil {
            self.veil_ui(ui, scene, pane, veiled);
        }
        if self.show.marks && !plain {
            self.marks_on_pane_ui(ui, cx, scene, pane);
        }
        self.skin_on_pane_ui(ui, cx, scene, pane);
        self.landmarks_on_pane_ui(ui, cx, scene, pane);
        if !plain {
            self.target_on_pane_ui(ui, cx, scene, pane);
        }
        self.tags_ui(ui, scene, pane, plain);
        let fixed = scene.mm_per_px(scene.pair.fixed.id);
        if let (Some(mm), true) = (fixed, pane.shows_fixed_frame(scene)) {
            scale_bar(ui, &pane.painter(ui), pane.rect, &pane.view, mm);
        }
        self.linked_cursor_ui(ui, scene, pane);
    }

    fn veil_ui(&self, ui: &Ui, scene: &Scene<'_>, pane: &Pane, always: bool) {
        let Some(found) = scene.pair.shown_by(self.show.raw) else { return };
        // The fixed photo alone is what it is: only what was moved onto it can be out of place.
        if !always && pane.sides.iter().all(|(_, layer)| layer.mesh.is_none()) {
            return;
        }
        let map = &found.registration.trust;
        let size = scene.pair.fixed.size;
        let trust = Trust { columns: map.columns, rows: map.rows, trusted: &map.trusted, size };
        let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(pane.moved));
        veil(ui, &painter, pane.rect, &pane.view, &trust, &doubt_words(scene, found));
    }

    /// Damage, failure and notes, in the corners.
    fn tags_ui(&self, ui: &Ui, scene: &Scene<'_>, pane: &Pane, plain: bool) {
        let painter = pane.painter(ui);
        let room = pane.rect.shrink(6.0);
        let mut top = room.left_top() + Vec2::splat(2.0);
        for (side, layer) in &pane.sides {
            if let Some(why) = &layer.shot.damage {
                let text = say!("damaged-file", side = side.letter(), why = crate::words::told(why));
                top.y = tag(ui, &painter, room, top, Align2::LEFT_TOP, &text).bottom() + 4.0;
            }
        }
        if self.show.notes && !plain {
            for (side, _) in &pane.sides {
                for line in note_lines(scene, *side) {
                    top.y = tag(ui, &painter, room, top, Align2::LEFT_TOP, &line).bottom() + 2.0;
                }
                top.y += 4.0;
            }
        }
    }

    /// Where the pointer is in the other pane, at the same skin.
    fn linked_cursor_ui(&self, ui: &Ui, scene: &Scene<'_>, pane: &Pane) {
        let Some((over, place)) = self.canvas.pointer else { return };
        if over != pane.index && scene.pair.drawn_by(self.show.raw).is_some() {
            let at = pane.screen(place);
            if pane.rect.contains(at) {
                linked_cursor(&pane.painter(ui), at);
            }
        }
    }
}

impl Pane {
    /// True if the pane's frame is that of the pair's fixed photo.
    pub fn shows_fixed_frame(&self, scene: &Scene<'_>) -> bool {
        self.sides.iter().any(|(_, layer)| layer.mesh.is_some() || layer.shot.id == scene.pair.fixed.id)
    }

    /// Why a photo of the pane cannot be shown.
    pub fn failure(&self) -> Option<String> {
        self.sides.iter().find_map(|(_, layer)| match &layer.shot.pixels {
            Slot::Failed(why) => Some(why.clone()),
            _ => None,
        })
    }
}

/// Why skin is veiled: the later photo does not show it, there is nothing to hold on to, or how large the error is there.
fn doubt_words(scene: &Scene<'_>, found: &Found) -> String {
    let map = &found.registration.trust;
    let (fixed, moving) = (scene.pair.fixed.size, scene.pair.moving.size);
    let middle = |at: usize, n: usize, extent: u32| (at as f64 + 0.5) / n.max(1) as f64 * f64::from(extent) - 0.5;
    let (mut inside, mut outside) = (Vec::new(), 0);
    for (i, error) in map.error_px.iter().enumerate().filter(|(i, _)| map.trusted.get(*i) == Some(&false)) {
        let p = Point::new(
            middle(i % map.columns.max(1), map.columns, fixed.width),
            middle(i / map.columns.max(1), map.rows, fixed.height),
        );
        match found.stand.placement.moving_from_fixed(p) {
            Some(q) if moving.contains(q) => inside.push(*error),
            _ => outside += 1,
        }
    }
    let letter = if scene.pair.swapped { Side::A } else { Side::B }.letter();
    if outside >= inside.len() {
        return say!("not-shown-in", letter = letter);
    }
    let middle = inside.len() / 2;
    let error = f64::from(*inside.select_nth_unstable_by(middle, f32::total_cmp).1);
    // An error that was never measured is the largest that squares of skin are looked for in.
    let painted = scene.pair.key.as_ref().is_some_and(|key| key.skin.iter().any(Option::is_some));
    match error > 0.01 * fixed.diagonal() {
        true if painted => say!("not-trusted-not-painted").to_owned(),
        true => say!("not-trusted-no-texture-to-hold").to_owned(),
        false => say!("not-trusted", error = words::error(error, scene.mm_per_px(scene.pair.moving.id))),
    }
}

/// The date and the first lines of the session's notes.
fn note_lines(scene: &Scene<'_>, side: Side) -> Vec<String> {
    let photo = scene.choice.photo(side);
    let Some(record) = scene.patient.photos.get(&photo) else { return Vec::new() };
    let head =
        format!("{} {}, {}", side.letter(), words::date_of(scene.patient, photo), words::day_of(scene.patient, photo));
    let notes = scene.patient.notes_of(record.session);
    let lines = notes.iter().flat_map(|n| n.text.lines()).filter(|l| !l.trim().is_empty()).take(3);
    std::iter::once(head).chain(lines.map(|line| shortened(line, 90))).collect()
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}
