//! What lies in a photo to calibrate its colours with: a grey card or a colour chart, as a person showed it.

use serde::{Deserialize, Serialize};

use crate::geom::Point;
use crate::words::say;

/// A kind of calibration target. Charts of the two editions have different colours, which cannot be told from a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TargetKind {
    /// A grey card of 18 %.
    #[serde(rename = "grey")]
    GreyCard,
    /// The classic chart of 24 patches, made since November 2014.
    #[serde(rename = "classic24-2014")]
    Classic24Since2014,
    /// The classic chart of 24 patches, made before.
    #[serde(rename = "classic24-2005")]
    Classic24Before2014,
}

impl TargetKind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::GreyCard, Self::Classic24Since2014, Self::Classic24Before2014];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::GreyCard => say!("target-grey-card"),
            Self::Classic24Since2014 => say!("target-chart-since-2014"),
            Self::Classic24Before2014 => say!("target-chart-before-2014"),
        }
    }

    /// True for a chart of 24 patches.
    pub fn is_chart(self) -> bool {
        self != Self::GreyCard
    }
}

/// A calibration target in a photo.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// What it is.
    pub kind: TargetKind,
    /// Its four outer corners in turn, in pixels of the photo; of a chart those at dark skin, bluish green, black and white.
    pub corners: [Point; 4],
}

impl Target {
    /// Why it cannot be one, if so: its corners in turn are no quadrangle that bulges everywhere.
    pub fn fault(&self) -> Option<&'static str> {
        let turn = |i: usize| {
            let [a, b, c] = [0, 1, 2].map(|k| self.corners[(i + k) % 4]);
            (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)
        };
        let turns = [0, 1, 2, 3].map(turn);
        let convex = turns.iter().all(|t| *t > 1.0) || turns.iter().all(|t| *t < -1.0);
        (!convex).then_some(say!("fault-target-corners"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(corners: [[f64; 2]; 4]) -> Target {
        Target { kind: TargetKind::GreyCard, corners: corners.map(Point::from) }
    }

    #[test]
    fn four_corners_in_turn_are_a_target_and_crossed_or_flat_ones_are_not() {
        assert_eq!(at([[10.0, 10.0], [90.0, 14.0], [88.0, 60.0], [8.0, 58.0]]).fault(), None);
        assert_eq!(at([[8.0, 58.0], [88.0, 60.0], [90.0, 14.0], [10.0, 10.0]]).fault(), None, "either way round");
        assert!(at([[10.0, 10.0], [88.0, 60.0], [90.0, 14.0], [8.0, 58.0]]).fault().is_some(), "crossed");
        assert!(at([[10.0, 10.0], [20.0, 10.0], [30.0, 10.0], [40.0, 10.0]]).fault().is_some(), "on a line");
        assert!(at([[f64::NAN, 10.0], [90.0, 14.0], [88.0, 60.0], [8.0, 58.0]]).fault().is_some(), "no number");
    }

    #[test]
    fn a_target_stands_in_the_record_by_the_words_of_the_command_line() {
        let words: Vec<String> = TargetKind::ALL.iter().map(|k| serde_json::to_string(k).unwrap()).collect();
        assert_eq!(words, [r#""grey""#, r#""classic24-2014""#, r#""classic24-2005""#]);
    }
}
