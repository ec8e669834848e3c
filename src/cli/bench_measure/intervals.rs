//! How often the intervals hold the truth, and how far that strays from one set of cameras and lights to the next.

use crate::measure::{Quality, Tier, Z95, floor, plain_hb};

use super::world::Case;
use super::{Charts, Table, estimated, twice};

/// Prints the rows: of the pairs of one world, and of pairs of several.
pub(super) fn rows(out: &mut Table, cases: &[Case], worlds: &[Vec<Case>], quality: Quality) -> Result<(), String> {
    let one = Held::of(cases, quality);
    let each: Vec<Held> = worlds.iter().map(|cases| Held::of(cases, quality)).collect();
    let classes: [Vec<f64>; 6] = std::array::from_fn(|class| each.iter().map(|held| held.share(class)).collect());
    let strays = classes.iter().map(|shares| deviation(shares)).sum::<f64>() / 6.0;
    let error = strays / f64::max(each.len() as f64, 1.0).sqrt();
    let list = |digits: usize, share: &dyn Fn(usize) -> f64| {
        (0..6).map(|class| format!("{:.digits$}", share(class))).collect::<Vec<_>>().join(" ")
    };
    let value = format!("{} (± {error:.1})", list(1, &|class| mean(&classes[class])));
    let test = format!("95 % interval of ΔHb holds the truth {quality:?}, classes I–VI, %");
    out.row([&test, &value, "94–96, mean of ten worlds ± standard error"])?;
    let value = format!("{} (one strays by {strays:.1})", list(0, &|class| one.share(class)));
    out.row(["  the same in the first of the ten worlds alone", &value, ""])?;
    let wrong = [one.wrong, each.iter().map(|held| held.wrong).sum()];
    let still = [one.still, each.iter().map(|held| held.still).sum()];
    let [one, all] = [0, 1].map(|i| 100.0 * wrong[i] / f64::max(still[i], 1.0));
    let value = format!("{one:.1} (ten worlds {all:.1})");
    out.row([&format!("false differences on null pairs {quality:?}, %"), &value, "≤ 2"])
}

/// Prints the row of pairs with a chart in both photos that is used.
pub(super) fn charted(out: &mut Table, cases: &[Case], charts: &[Charts], quality: Quality) -> Result<(), String> {
    let used = cases.iter().zip(charts).filter(|(_, charts)| charts.used);
    let held = used.fold(Held::default(), |mut held, (case, charts)| {
        held.count(case, charts.change.hb, quality, Tier::T3);
        held
    });
    let value = (0..6).map(|class| format!("{:.0}", held.share(class))).collect::<Vec<_>>().join(" ");
    out.row([&format!("  its 95 % interval holds the truth {quality:?}, classes I–VI, %"), &value, "94–96"])
}

/// What the intervals of some pairs held.
#[derive(Default)]
struct Held {
    /// Pairs of each tone class, and those whose interval holds the truth.
    counts: [f64; 6],
    held: [f64; 6],
    /// Pairs of unchanged skin, and those that were called changed.
    still: f64,
    wrong: f64,
}

impl Held {
    fn of(cases: &[Case], quality: Quality) -> Self {
        let mut sum = Self::default();
        cases.iter().for_each(|case| sum.count(case, estimated(case).hb, quality, Tier::T1));
        sum
    }

    /// Counts a pair by the change that was found, index points.
    fn count(&mut self, case: &Case, found: f64, quality: Quality, tier: Tier) {
        let floor = floor(quality, tier, [case.seen[0][0], case.seen[1][0]], None);
        let half = Z95 * floor.still.hb.hypot(floor.share.hb * found);
        let class = case.tone as usize;
        self.counts[class] += 1.0;
        self.held[class] += f64::from(u8::from((found - twice(&case.truth, plain_hb)).abs() <= half));
        if case.still {
            self.still += 1.0;
            self.wrong += f64::from(u8::from(found.abs() >= Z95 * floor.detect.hb));
        }
    }

    /// Intervals of a class that hold the truth, %.
    fn share(&self, class: usize) -> f64 {
        100.0 * self.held[class] / f64::max(self.counts[class], 1.0)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Standard deviation of a sample.
fn deviation(values: &[f64]) -> f64 {
    let m = mean(values);
    (values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / values.len().saturating_sub(1).max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Absorbance;
    use crate::phantom::Tone;

    use super::super::world::Beside;

    const SKIN: Absorbance = [0.30, 0.52, 0.72];

    /// A pair that looks and is as told: change of the lesion's green, in log₁₀ of light.
    fn pair(seen: f64, truth: f64) -> Case {
        let colours = |change: f64| [[SKIN, SKIN], [SKIN, [SKIN[0], SKIN[1] + change, SKIN[2]]]];
        let beside = [(), ()].map(|()| Beside { patches: [SKIN; 3], grey: [0.0; 3], chart: [[0.2; 3]; 24] });
        Case { tone: Tone::II, still: truth == 0.0, seen: colours(seen), truth: colours(truth), beside }
    }

    #[test]
    fn an_interval_holds_what_is_near_and_not_what_is_far_and_a_change_that_is_none_is_wrong() {
        let held = Held::of(&[pair(0.0, 0.0), pair(0.05, 0.05), pair(0.0, 0.1), pair(0.1, 0.0)], Quality::S2);
        assert_eq!((held.counts, held.held), ([0.0, 4.0, 0.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0, 0.0, 0.0]));
        assert_eq!((held.still, held.wrong, held.share(1)), (2.0, 1.0, 50.0));
        // At controlled capture the interval is narrower.
        let off = pair(0.0, 0.0075);
        assert_eq!([Quality::S3, Quality::S1].map(|q| Held::of(std::slice::from_ref(&off), q).held[1]), [1.0, 0.0]);
    }
}
