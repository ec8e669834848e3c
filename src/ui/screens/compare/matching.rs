//! The later photo matched to the earlier one for display: asked for, shown once it is there, never in the raw view.

use super::{CompareScreen, Scene};
use crate::app::tasks::matching::{Ground, Matching};
use crate::app::{PairKey, Slot};
use crate::ui::cx::Cx;
use crate::words::{number, say};

/// The last matching of a pair, kept while a new one is made so that the photo does not flicker.
#[derive(Debug, Clone, Default)]
pub struct Matched(Option<(PairKey, Matching)>);

impl CompareScreen {
    /// Shows the moving photo of an aligned pair matched to the fixed one, and says so in the status bar.
    pub(super) fn match_display(&mut self, cx: &mut Cx<'_>, scene: &mut Scene<'_>) {
        let Some(key) = scene.measured.key.clone().filter(|_| scene.pair.shown_by(self.show.raw).is_some()) else {
            return;
        };
        match cx.gains(&key) {
            Slot::Ready(matching) => self.matched.0 = Some((key.pair.clone(), matching)),
            Slot::Failed(_) => self.matched.0 = None,
            Slot::Absent | Slot::Pending(_) => {}
        }
        let Some((_, matching)) = self.matched.0.as_ref().filter(|(pair, _)| *pair == key.pair) else { return };
        if matching.gains.is_none() {
            return;
        }
        let moving = &mut scene.pair.moving;
        if let Slot::Ready(mips) = cx.matched(&moving.file, matching.gains) {
            moving.pixels = Slot::Ready(mips);
            moving.matched = Some(matching.gains);
            self.status.display = Some(words(matching));
        }
    }
}

/// “Display matched +0.3 EV”, with the balance where it was changed by more than a hundredth.
fn words(matching: &Matching) -> String {
    let mut words = say!("display-matched-ev", ev = super::words::signed(matching.gains.ev(), 1));
    let [red, blue] = matching.gains.balance();
    if (red - 1.0).abs() > 0.01 || (blue - 1.0).abs() > 0.01 {
        let [red, blue] = [red, blue].map(|gain| number(format!("{gain:.2}")));
        words = say!("matched-balance", words = words, red = red, blue = blue);
    }
    match matching.ground {
        Ground::Reference => words,
        Ground::Unaffected => say!("matched-on-unmarked", words = words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tasks::matching::Gains;

    #[test]
    fn the_gains_are_said_in_stops_and_the_balance_only_where_it_changed() {
        let gains = |linear| Gains::new(linear).unwrap();
        let even = Matching { gains: gains([1.23; 3]), ground: Ground::Reference };
        assert_eq!(words(&even), "Display matched +0.3 EV");
        let warm = Matching { gains: gains([1.1, 1.0, 0.9]), ground: Ground::Unaffected };
        assert_eq!(words(&warm), "Display matched 0.0 EV, red ×1.10, blue ×0.90, on unmarked skin");
    }
}
