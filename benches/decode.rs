//! How long large photos take to decode, beside the `image` crate's own decoder in the same run, and how much aligning adds
//! to that: `cargo bench --bench decode`.
//!
//! Aligning works on a copy of one size, so what grows with the photo is decoding and shrinking. A row is the best of
//! several runs; the ratios are what carries over to other computers.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use skinlapse::align::{Options, prepare, register_prepared};
use skinlapse::geom::Size;
use skinlapse::imaging::{Limits, Photo, Stamp, decode, encode_jpeg, resize};
use skinlapse::monitor::Silent;
use skinlapse::phantom::{Kind, pair};

const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let made = pair(1, Kind::Ordinary, Size::new(2000, 1500));
    row(["photo", "decode ms", "`image` ms", "ratio", "prepare ms", "align ms", "align / decode"]);
    for (name, size) in [("12 MP", (4000, 3000)), ("24 MP", (5656, 4242)), ("48 MP", (8000, 6000))] {
        measure(name, Size::new(size.0, size.1), [&made.before.photo, &made.after.photo])?;
    }
    Ok(())
}

/// One size: the photos enlarged to it and saved as JPEG, then read back and aligned.
fn measure(name: &str, size: Size, photos: [&Photo; 2]) -> Result<(), Box<dyn Error>> {
    let stamp = Stamp { description: "benchmark".to_owned(), software: "benchmark".to_owned() };
    let saved = |photo: &Photo| encode_jpeg(&resize(photo, size), 90, &stamp);
    let files = [saved(photos[0])?, saved(photos[1])?];
    let limits = Limits::default();
    let ours = best(|| black_box(decode(black_box(&files[0]), &limits, &Silent)).is_ok());
    let rival = best(|| black_box(image::load_from_memory(black_box(&files[0])).map(|i| i.into_rgb8())).is_ok());
    let (fixed, moving) = (decode(&files[0], &limits, &Silent)?.photo, decode(&files[1], &limits, &Silent)?.photo);
    let preparing = best(|| black_box(prepare(black_box(&fixed), &Silent)).is_ok());
    let (f, m) = (prepare(&fixed, &Silent)?, prepare(&moving, &Silent)?);
    let aligning = best(|| black_box(register_prepared(&f, &m, &Options::default(), &Silent)).is_ok());
    // What a pair costs beyond reading its two files.
    let beyond = 2.0 * preparing + aligning;
    let ms = |seconds: f64| format!("{:.0}", 1e3 * seconds);
    row([
        name,
        &ms(ours),
        &ms(rival),
        &format!("{:.2}", ours / rival),
        &ms(preparing),
        &ms(aligning),
        &format!("{:.1}", beyond / (2.0 * ours)),
    ]);
    Ok(())
}

/// Seconds of the fastest run.
fn best(mut work: impl FnMut() -> bool) -> f64 {
    (0..RUNS).fold(f64::INFINITY, |least, _| {
        let start = Instant::now();
        assert!(work(), "the work failed");
        least.min(start.elapsed().as_secs_f64())
    })
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its table")]
fn row(cells: [&str; 7]) {
    println!(
        "{:<6} {:>10} {:>11} {:>6} {:>11} {:>9} {:>15}",
        cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]
    );
}
