//! `skinlapse bench align`: measures the engine on this machine, on skin with known truth.

mod degraded;

use std::io::Write;
use std::time::{Duration, Instant};

use crate::align::{self, Options, Prepared, Registration, Verdict};
use crate::geom::{Point, Size};
use crate::imaging::Photo;
use crate::monitor::Silent;
use crate::phantom::{Kind, Pair, pair};

use degraded::{Degraded, Fault, degraded};

/// Measures accuracy, honesty and time of the alignment on rendered pairs whose truth is known; under two minutes.
///
/// Of each pair some worse copies are aligned too (blurred, noisy, cut, covered, ... in five steps, until nothing can be
/// aligned), and another patient's photo now and then. From all of them comes the last table: how often the engine is right
/// at the confidence that it states.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// First seed; every seed is another patient
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Width of the photos in pixels, 4:3
    #[arg(long, default_value_t = 1632)]
    width: u32,
    /// Stop starting new pairs after this many seconds
    #[arg(long, default_value_t = 90)]
    seconds: u64,
}

/// Runs the verb.
///
/// # Errors
/// One line for the user.
pub fn run(args: &Args) -> Result<(), String> {
    if !(320..=8000).contains(&args.width) {
        return Err("--width must be 320 to 8000".to_owned());
    }
    bench_align(args.seed, Size::new(args.width, args.width * 3 / 4), Duration::from_secs(args.seconds))
}

/// What a pair was made to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Two visits as a photo session leaves them.
    Usual,
    /// The follow-up was made worse.
    Degraded,
    /// Two patients.
    Different,
}

/// One aligned pair.
struct Row {
    sort: Sort,
    /// Mean error in percent of the diagonal; none where there is no truth to miss.
    error_percent: Option<f64>,
    confidence: f64,
    verdict: Verdict,
    prepare: Duration,
    register: Duration,
}

impl Row {
    /// What the confidence is the probability of.
    fn is_right(&self) -> bool {
        self.error_percent.is_some_and(|error| error < 0.5)
    }

    fn is_silent_failure(&self) -> bool {
        self.verdict == Verdict::Aligned && self.error_percent.is_none_or(|error| error > 2.0)
    }
}

/// Worse copies that are aligned of every pair.
const COPIES: usize = 3;

fn bench_align(first: u64, size: Size, limit: Duration) -> Result<(), String> {
    let start = Instant::now();
    let mut rows = Vec::new();
    say(&format!(
        "{:<32} {:<8} {:>8} {:>8} {:>6} {:>8} {:>8}",
        "pair", "verdict", "error %", "px", "conf", "prep ms", "align ms"
    ))?;
    let mut last: Option<(Pair, Prepared)> = None;
    let mut copies = 0;
    // A seed is a patient: each pair has its own, so that the pair before always shows other skin.
    for (number, (seed, kind)) in (first..).zip(Kind::ALL.into_iter().cycle()).enumerate() {
        if start.elapsed() > limit {
            break;
        }
        let made = pair(seed, kind, size);
        let (before, time) = prepared(&made.before.photo)?;
        let row = measured(&before, &made.after.photo, Sort::Usual, |found| error(&made, None, found))?;
        let row = Row { prepare: row.prepare + time, ..row };
        tell(&format!("{}-{seed}", kind.name()), size, &row)?;
        rows.push(row);
        for _ in 0..COPIES {
            let (fault, step) = Fault::numbered(copies);
            copies += 1;
            let worse = degraded(&made.after.photo, fault, step, seed);
            let row = measured(&before, &worse.photo, Sort::Degraded, |found| error(&made, Some(&worse), found))?;
            tell(&format!("{} {step} of {}-{seed}", fault.name(), kind.name()), size, &row)?;
            rows.push(row);
        }
        // Another patient's photo must be refused; every other pair is enough to see it.
        if let Some((_, other)) = last.replace((made, before)).filter(|_| number % 2 == 1) {
            let Some((now, _)) = &last else { continue };
            let row = measured(&other, &now.after.photo, Sort::Different, |_| None)?;
            tell("different skin", size, &row)?;
            rows.push(row);
        }
    }
    summary(&rows)?;
    reliability(&rows).iter().try_for_each(|line| say(line))
}

fn words(error: align::Error) -> String {
    error.to_string()
}

/// A photo made ready and the time that took.
fn prepared(photo: &Photo) -> Result<(Prepared, Duration), String> {
    let start = Instant::now();
    Ok((align::prepare(photo, &Silent).map_err(words)?, start.elapsed()))
}

fn measured(
    fixed: &Prepared,
    moving: &Photo,
    sort: Sort,
    error: impl Fn(&Registration) -> Option<f64>,
) -> Result<Row, String> {
    let (moving, prepare) = prepared(moving)?;
    let start = Instant::now();
    let found = align::register_prepared(fixed, &moving, &Options::default(), &Silent).map_err(words)?;
    let register = start.elapsed();
    let (confidence, verdict) = (found.confidence, found.verdict);
    Ok(Row { sort, error_percent: error(&found), confidence, verdict, prepare, register })
}

/// Mean distance from the truth over a grid of places that both photos show, in percent of the follow-up's diagonal; none if
/// they share no place. `worse` is the copy of the follow-up that was aligned in its stead.
fn error(pair: &Pair, worse: Option<&Degraded>, found: &Registration) -> Option<f64> {
    let controls = pair.controls(20, 15);
    let size = worse.map_or(pair.after.truth.size(), |w| w.photo.size());
    let (mut sum, mut n) = (0.0, 0);
    for ((p, q), valid) in controls.grid_before.iter().zip(&controls.grid_after).zip(&controls.valid) {
        let q = worse.map_or(*q, |w| w.copy_from_photo(*q));
        if *valid && size.contains(q) {
            let miss: Point = found.moving_from_fixed.moving_from_fixed(*p) - q;
            // A pose from nowhere may be off by any number: beyond the photo it is all the same.
            sum += miss.norm().min(size.diagonal());
            n += 1;
        }
    }
    (n > 0).then(|| 100.0 * sum / f64::from(n) / size.diagonal())
}

fn tell(name: &str, size: Size, row: &Row) -> Result<(), String> {
    let verdict = match row.verdict {
        Verdict::Aligned => "aligned",
        Verdict::Check => "check",
        Verdict::Refused => "refused",
    };
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let error = or_none(row.error_percent.map(|e| format!("{e:.4}")));
    let px = or_none(row.error_percent.map(|e| format!("{:.2}", e / 100.0 * size.diagonal())));
    say(&format!(
        "{name:<32} {verdict:<8} {error:>8} {px:>8} {:>6.3} {:>8} {:>8}",
        row.confidence,
        row.prepare.as_millis(),
        row.register.as_millis()
    ))
}

fn share(n: usize, of: usize) -> f64 {
    100.0 * n as f64 / of.max(1) as f64
}

fn summary(rows: &[Row]) -> Result<(), String> {
    let of = |sort: Sort| rows.iter().filter(|r| r.sort == sort).collect::<Vec<&Row>>();
    let (usual, degraded, different) = (of(Sort::Usual), of(Sort::Degraded), of(Sort::Different));
    let mut errors: Vec<f64> = usual.iter().filter_map(|r| r.error_percent).collect();
    errors.sort_by(f64::total_cmp);
    let below = |limit: f64| share(errors.iter().filter(|e| **e < limit).count(), usual.len());
    let median = errors.get(errors.len() / 2).copied().unwrap_or(f64::NAN);
    say(&format!(
        "\n{} pairs of the same skin: {:.0} % below 0.5 %, {:.0} % below 0.1 %, {:.0} % below 0.05 % of the diagonal; median {median:.4} %",
        usual.len(),
        below(0.5),
        below(0.1),
        below(0.05)
    ))?;
    let right: Vec<&&Row> = degraded.iter().filter(|r| r.is_right()).collect();
    let verdicts = |verdict: Verdict| right.iter().filter(|r| r.verdict == verdict).count();
    say(&format!(
        "{} worse copies: {} below 0.5 % (of these {} aligned, {} to check, {} refused)",
        degraded.len(),
        right.len(),
        verdicts(Verdict::Aligned),
        verdicts(Verdict::Check),
        verdicts(Verdict::Refused)
    ))?;
    let refused = different.iter().filter(|r| r.verdict == Verdict::Refused).count();
    let silent = rows.iter().filter(|r| r.is_silent_failure()).count();
    say(&format!("{} pairs of different skin: {refused} refused", different.len()))?;
    say(&format!("wrong and called aligned, of all {}: {silent}", rows.len()))
}

/// Bounds of the table's bins of confidence.
const BINS: [f64; 7] = [0.0, 0.1, 0.5, 0.9, 0.97, 0.99, 1.0];

/// How often the engine was right at the confidence it stated: a table, line by line.
fn reliability(rows: &[Row]) -> Vec<String> {
    let mut lines = vec!["\nstated confidence   pairs   mean stated   right (below 0.5 %)".to_owned()];
    for (i, bounds) in BINS.windows(2).enumerate() {
        let last = i + 2 == BINS.len();
        let within = |r: &&Row| r.confidence >= bounds[0] && (r.confidence < bounds[1] || last);
        let bin: Vec<&Row> = rows.iter().filter(within).collect();
        if bin.is_empty() {
            continue;
        }
        let stated = bin.iter().map(|r| r.confidence).sum::<f64>() / bin.len() as f64;
        let right = bin.iter().filter(|r| r.is_right()).count();
        lines.push(format!(
            "{:<19} {:>5}   {:>9.0} %   {:>7.0} %",
            format!("{:.2} to {:.2}", bounds[0], bounds[1]),
            bin.len(),
            100.0 * stated,
            share(right, bin.len())
        ));
    }
    lines
}

fn say(line: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|e| format!("cannot write: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(confidence: f64, error_percent: Option<f64>, verdict: Verdict) -> Row {
        let none = Duration::ZERO;
        Row { sort: Sort::Degraded, error_percent, confidence, verdict, prepare: none, register: none }
    }

    #[test]
    fn the_table_says_how_often_each_confidence_was_right() {
        let rows = [
            row(0.6, Some(0.2), Verdict::Check),
            row(0.8, Some(7.0), Verdict::Check),
            row(0.995, Some(0.01), Verdict::Aligned),
            row(1.0, Some(0.01), Verdict::Aligned),
            row(0.05, None, Verdict::Refused),
        ];
        let table = reliability(&rows);
        let read: Vec<Vec<&str>> = table[1..].iter().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(read[0], ["0.00", "to", "0.10", "1", "5", "%", "0", "%"]);
        assert_eq!(read[1], ["0.50", "to", "0.90", "2", "70", "%", "50", "%"]);
        assert_eq!(read[2], ["0.99", "to", "1.00", "2", "100", "%", "100", "%"]);
        assert_eq!(read.len(), 3);
    }

    #[test]
    fn wrong_and_called_aligned_is_counted_for_other_skin_too() {
        assert!(row(0.95, Some(3.0), Verdict::Aligned).is_silent_failure());
        assert!(row(0.95, None, Verdict::Aligned).is_silent_failure());
        assert!(!row(0.95, Some(3.0), Verdict::Check).is_silent_failure());
        assert!(!row(0.95, Some(0.3), Verdict::Aligned).is_silent_failure());
    }
}
