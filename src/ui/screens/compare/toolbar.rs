//! The toolbar: modes, toggles, the verdict on the pair and its reasons.

use egui::{Align, Layout, Ui};

use super::action::{Action, Mode};
use super::verdict;
use super::{CompareScreen, Scene};
use crate::ui::cx::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::size;
use crate::ui::widgets::{self, Segment, Segments, Toggle};
use crate::words::say;

/// The icon of a mode.
pub fn icon_of(mode: Mode) -> Icon {
    match mode {
        Mode::SideBySide => icons::COLUMNS,
        Mode::Slider => icons::SQUARE_SPLIT_HORIZONTAL,
        Mode::Overlay => icons::STACK,
        Mode::Blink => icons::SWAP,
        Mode::Difference => icons::INTERSECT,
        Mode::Grid => icons::TABLE,
    }
}

impl CompareScreen {
    /// The toolbar over the whole width.
    pub(super) fn toolbar_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let segments = Mode::ALL.map(|mode| Segment {
            disabled: self.why_not(mode, scene),
            ..Segment::new(icon_of(mode), mode.name(), Action::Mode(mode).key())
        });
        let verdict_room = 300.0;
        let modes = Segments::new(say!("ways-to-compare"), &segments);
        let toggles = self.toggles();
        let full =
            modes.measure(ui) + toggles.iter().take(4).map(|(t, _)| t.measure(ui) + size::GAP).sum::<f32>() + 70.0;
        let toggles_words = full + 24.0 + verdict_room < ui.available_width();
        let modes_words = toggles_words || modes.measure(ui) + 330.0 + verdict_room < ui.available_width();
        widgets::toolbar(ui, |ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            let shown = self.effective_mode(scene);
            if let Some(i) = modes.words(modes_words).show(ui, Some(shown as usize)) {
                self.act(Action::Mode(Mode::ALL[i]), cx);
            }
            widgets::vertical_line(ui);
            let mut pressed = None;
            for (toggle, action) in toggles {
                let words = toggles_words && action != Action::Loupe;
                if ui.add(toggle.words(words)).clicked() {
                    pressed = Some(action);
                }
            }
            if let Some(action) = pressed {
                self.act(action, cx);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                verdict::chip_ui(self, ui, cx, scene);
            });
        });
    }

    fn toggles(&self) -> [(Toggle<'static>, Action); 5] {
        let toggle =
            |icon, label, action: Action, on| (Toggle::new(icon, label, action.key(), on).tip(action.title()), action);
        let link = if self.views.linked() { icons::LINK_SIMPLE } else { icons::LINK_BREAK };
        [
            toggle(link, say!("link"), Action::Link, self.views.linked()),
            toggle(icons::POLYGON, say!("marks"), Action::Marks, self.show.marks),
            toggle(icons::SHIELD_CHECK, say!("trust"), Action::Trust, self.show.trust),
            toggle(icons::CIRCLE_HALF, say!("raw"), Action::Raw, self.show.raw),
            toggle(icons::MAGNIFYING_GLASS_PLUS, say!("loupe"), Action::Loupe, self.show.loupe),
        ]
    }

    /// Why a mode cannot be chosen for what is shown, in words.
    fn why_not(&self, mode: Mode, scene: &Scene<'_>) -> Option<&'static str> {
        let single = scene.pair.key.is_none();
        match mode {
            Mode::SideBySide => None,
            _ if single => Some(say!("there-is-only-one-date-of")),
            Mode::Difference if scene.pair.found().is_some() && scene.pair.shown_by(false).is_none() => {
                Some(say!("these-photos-could-not-be-aligned"))
            }
            _ => None,
        }
    }
}
