//! Time of each stage of an alignment and how soon it stops when asked to, on a rendered pair: `cargo bench --bench align`.

use std::error::Error;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group};

use skinlapse::align::{Options, prepare, register, register_prepared};
use skinlapse::geom::Size;
use skinlapse::imaging::{Limits, Stamp, decode, encode_jpeg};
use skinlapse::monitor::{Monitor, Silent};
use skinlapse::phantom::{Kind, Pair, pair};

fn made() -> Pair {
    pair(1, Kind::Ordinary, Size::new(4000, 3000))
}

fn stages(c: &mut Criterion) {
    let made = made();
    let (fixed, moving) = (&made.before.photo, &made.after.photo);
    let mut group = c.benchmark_group("align 12 MP");
    group.sample_size(10);
    group.bench_function("prepare one photo", |b| b.iter(|| prepare(fixed, &Silent)));
    if let (Ok(f), Ok(m)) = (prepare(fixed, &Silent), prepare(moving, &Silent)) {
        group.bench_function("register prepared", |b| {
            b.iter(|| register_prepared(&f, &m, &Options::default(), &Silent));
        });
    }
    group.bench_function("register", |b| b.iter(|| register(fixed, moving, &Options::default(), &Silent)));
    group.finish();
}

/// Times the work is stopped.
const STOPS: u32 = 60;

/// Work that can be stopped; true if it came to its end.
type Work<'a> = &'a dyn Fn(&dyn Monitor) -> bool;

/// How soon work stops after it was asked to, at moments spread over its run: milliseconds, least first.
fn latencies(work: Work<'_>) -> Vec<f64> {
    let start = Instant::now();
    assert!(work(&Silent), "the work failed");
    let whole = start.elapsed();
    let mut found: Vec<f64> =
        (0..STOPS).filter_map(|i| latency(work, whole.mul_f64((f64::from(i) + 0.5) / f64::from(STOPS)))).collect();
    found.sort_by(f64::total_cmp);
    found
}

/// Milliseconds from the wish to stop, `after` the start, to the end; `None` if the work was done before.
fn latency(work: &dyn Fn(&dyn Monitor) -> bool, after: Duration) -> Option<f64> {
    let wished = AtomicBool::new(false);
    let monitor =
        |_: f32| if wished.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| {
            std::thread::sleep(after);
            let now = Instant::now();
            wished.store(true, Ordering::Relaxed);
            now
        });
        let finished = work(&monitor);
        let end = Instant::now();
        let asked = asked.join().ok()?;
        (!finished).then(|| 1e3 * end.saturating_duration_since(asked).as_secs_f64())
    })
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its table")]
fn cancelling() -> Result<(), Box<dyn Error>> {
    let made = made();
    let stamp = Stamp { description: "benchmark".to_owned(), software: "benchmark".to_owned() };
    let (fixed, moving) = (&made.before.photo, &made.after.photo);
    let files = [encode_jpeg(fixed, 90, &stamp)?, encode_jpeg(moving, 90, &stamp)?];
    let aligned = |monitor: &dyn Monitor| register(fixed, moving, &Options::default(), monitor).is_ok();
    let read = |monitor: &dyn Monitor| {
        let one = |file: &[u8]| decode(file, &Limits::default(), monitor);
        match rayon::join(|| one(&files[0]), || one(&files[1])) {
            (Ok(f), Ok(m)) => register(&f.photo, &m.photo, &Options::default(), monitor).is_ok(),
            _ => false,
        }
    };
    let works: [(&str, Work<'_>); 2] = [("aligning", &aligned), ("reading and aligning", &read)];
    println!(
        "{:<22} {:>6} {:>10} {:>8} {:>8}   from the wish to stop to the end, 12 MP",
        "", "stops", "median ms", "p95 ms", "most ms"
    );
    for (name, work) in works {
        let found = latencies(work);
        let at = |q: f64| found.get((q * found.len() as f64) as usize).or(found.last()).copied().unwrap_or(f64::NAN);
        println!("{name:<22} {:>6} {:>10.1} {:>8.1} {:>8.1}", found.len(), at(0.5), at(0.95), at(1.0));
    }
    Ok(())
}

criterion_group!(benches, stages);

fn main() -> Result<(), Box<dyn Error>> {
    cancelling()?;
    benches();
    Criterion::default().configure_from_args().final_summary();
    Ok(())
}
