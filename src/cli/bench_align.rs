//! `skinlapse bench align`: measures the engine on this machine, on skin with known truth.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::align::{self, Options, Prepared, Registration, Verdict};
use crate::geom::{Point, Size};
use crate::imaging::Photo;
use crate::monitor::Silent;
use crate::phantom::{Kind, Pair, pair};

/// Measures accuracy, honesty and time of the alignment on rendered pairs whose truth is known; under two minutes.
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

/// One aligned pair.
struct Row {
    error_percent: f64,
    registration: Registration,
    same_skin: bool,
    prepare: Duration,
    register: Duration,
}

fn bench_align(first: u64, size: Size, limit: Duration) -> Result<(), String> {
    let start = Instant::now();
    let mut rows = Vec::new();
    say(&format!(
        "{:<16} {:<8} {:>8} {:>8} {:>6} {:>8} {:>8}",
        "pair", "verdict", "error %", "px", "conf", "prep ms", "align ms"
    ))?;
    let mut last: Option<Pair> = None;
    // A seed is a patient: each pair has its own, so that the pair before always shows other skin.
    for (seed, kind) in (first..).zip(Kind::ALL.into_iter().cycle()) {
        if start.elapsed() > limit {
            break;
        }
        let made = pair(seed, kind, size);
        let row = measured(&made.before.photo, &made.after.photo, Some(&made))?;
        tell(&format!("{}-{seed}", kind.name()), size, &row)?;
        rows.push(row);
        // Another patient's photo must be refused; every third pair is enough to see it.
        if let Some(other) = last.replace(made).filter(|_| rows.len().is_multiple_of(3)) {
            let now = last.as_ref().map(|p| &p.after.photo).unwrap_or(&other.after.photo);
            let row = measured(&other.before.photo, now, None)?;
            tell("different skin", size, &row)?;
            rows.push(row);
        }
    }
    summary(&rows)
}

fn measured(fixed: &Photo, moving: &Photo, truth: Option<&Pair>) -> Result<Row, String> {
    let words = |e: align::Error| e.to_string();
    let start = Instant::now();
    let (f, m): (Prepared, Prepared) =
        (align::prepare(fixed, &Silent).map_err(words)?, align::prepare(moving, &Silent).map_err(words)?);
    let prepare = start.elapsed();
    let start = Instant::now();
    let registration = align::register_prepared(&f, &m, &Options::default(), &Silent).map_err(words)?;
    let register = start.elapsed();
    let error_percent = truth.map_or(f64::NAN, |pair| error(pair, &registration));
    Ok(Row { error_percent, registration, same_skin: truth.is_some(), prepare, register })
}

/// Mean distance from the truth over a grid of places that both photos show, in percent of the diagonal.
fn error(pair: &Pair, found: &Registration) -> f64 {
    let controls = pair.controls(20, 15);
    let places =
        controls.grid_before.iter().zip(&controls.grid_after).zip(&controls.valid).filter(|(_, valid)| **valid);
    let (mut sum, mut n) = (0.0, 0);
    for ((p, q), _) in places {
        let miss: Point = found.moving_from_fixed.moving_from_fixed(*p) - *q;
        sum += miss.norm();
        n += 1;
    }
    100.0 * sum / f64::from(n.max(1)) / pair.before.truth.size().diagonal()
}

fn tell(name: &str, size: Size, row: &Row) -> Result<(), String> {
    let verdict = match row.registration.verdict {
        Verdict::Aligned => "aligned",
        Verdict::Check => "check",
        Verdict::Refused => "refused",
    };
    let error = if row.same_skin { format!("{:.4}", row.error_percent) } else { "-".to_owned() };
    let px = if row.same_skin { format!("{:.2}", row.error_percent / 100.0 * size.diagonal()) } else { "-".to_owned() };
    say(&format!(
        "{name:<16} {verdict:<8} {error:>8} {px:>8} {:>6.3} {:>8} {:>8}",
        row.registration.confidence,
        row.prepare.as_millis(),
        row.register.as_millis()
    ))
}

fn summary(rows: &[Row]) -> Result<(), String> {
    let same: Vec<&Row> = rows.iter().filter(|r| r.same_skin).collect();
    let share = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
    let below = |limit: f64| share(same.iter().filter(|r| r.error_percent < limit).count(), same.len());
    let mut errors: Vec<f64> = same.iter().map(|r| r.error_percent).collect();
    errors.sort_by(f64::total_cmp);
    let median = errors.get(errors.len() / 2).copied().unwrap_or(f64::NAN);
    let different = rows.len() - same.len();
    let refused = rows.iter().filter(|r| !r.same_skin && r.registration.verdict == Verdict::Refused).count();
    let silent = rows
        .iter()
        .filter(|r| r.registration.verdict == Verdict::Aligned && (!r.same_skin || r.error_percent > 2.0))
        .count();
    let sure: Vec<&&Row> = same.iter().filter(|r| r.registration.confidence >= 0.9).collect();
    let right = sure.iter().filter(|r| r.error_percent < 0.5).count();
    say(&format!(
        "\n{} pairs of the same skin: {:.0} % below 0.5 %, {:.0} % below 0.1 %, {:.0} % below 0.05 % of the diagonal; median {median:.4} %",
        same.len(),
        below(0.5),
        below(0.1),
        below(0.05)
    ))?;
    say(&format!(
        "at confidence 0.9 or more: {} pairs, {:.0} % of them below 0.5 %",
        sure.len(),
        share(right, sure.len())
    ))?;
    say(&format!("{different} pairs of different skin: {refused} refused; wrong and called aligned: {silent}"))
}

fn say(line: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|e| format!("cannot write: {e}"))
}
