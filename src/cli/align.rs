//! `skinlapse align`: aligns two photos from the command line.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::align::{self, Options, Prepared, Registration};
use crate::geom::{Point, Size};
use crate::imaging::{Limits, Photo, decode};
use crate::monitor::Silent;

/// Aligns the skin of two photos and says how sure that is.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The photo that stays, usually the earlier one.
    fixed: PathBuf,
    /// The photo that is aligned to it.
    moving: PathBuf,
    /// Points to map: a JSON file of [[x, y], …] in pixels of the fixed photo.
    #[arg(long)]
    points: Option<PathBuf>,
    /// Places known to be the same: a JSON file of [[[x, y], [x, y]], …], fixed then moving.
    #[arg(long)]
    landmarks: Option<PathBuf>,
    /// Where to write the answer as JSON; - for the standard output.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write how long each stage took into the answer; without it the answer is the same, byte for byte, on every run.
    #[arg(long)]
    timings: bool,
}

/// Runs the verb.
///
/// # Errors
/// One line for the user: what could not be read or written.
pub fn run(args: &Args) -> Result<(), String> {
    let start = Instant::now();
    let points: Vec<Point> = args.points.as_deref().map_or(Ok(Vec::new()), read_json)?;
    let landmarks: Vec<(Point, Point)> = args.landmarks.as_deref().map_or(Ok(Vec::new()), read_json)?;
    let (fixed, moving) = rayon::join(|| load(&args.fixed), || load(&args.moving));
    let (fixed, moving) = (fixed?, moving?);
    let loaded = start.elapsed();
    let options = Options { landmarks, ..Options::default() };
    let started = Instant::now();
    let found =
        align::register_prepared(&fixed.prepared, &moving.prepared, &options, &Silent).map_err(|e| e.to_string())?;
    let aligned = started.elapsed();
    let milliseconds = |d: Duration| if args.timings { d.as_millis() as u64 } else { 0 };
    let timings = json!({
        "decode": milliseconds(loaded), "coarse": 0, "local": milliseconds(aligned), "total": milliseconds(start.elapsed()),
    });
    if let Some(path) = &args.json {
        let answer = json!({
            "schema": "skinlapse.alignment/1",
            "verdict": found.verdict,
            "reasons": found.reasons,
            "confidence": found.confidence,
            "fixed": fixed.described(),
            "moving": moving.described(),
            "moving_from_fixed": { "homography": found.moving_from_fixed.homography, "lattice": found.moving_from_fixed.lattice },
            "points": points.iter().map(|p| mapped(&found, moving.size, *p)).collect::<Vec<_>>(),
            "residual_px": found.residual_px,
            "trusted_area": found.trusted_area,
            "evidence": found.evidence,
            "timings_ms": timings,
        });
        write_json(path, &answer)?;
    }
    Ok(())
}

struct Loaded {
    size: Size,
    sha256: String,
    prepared: Prepared,
}

impl Loaded {
    fn described(&self) -> Value {
        json!({ "width": self.size.width, "height": self.size.height, "sha256": self.sha256 })
    }
}

fn load(path: &Path) -> Result<Loaded, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("cannot read the photo: {e}: {}", path.display()))?;
    let photo: Photo =
        decode(&bytes, &Limits::default(), &Silent).map_err(|e| format!("{e}: {}", path.display()))?.photo;
    let sha256 = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    let prepared = align::prepare(&photo, &Silent).map_err(|e| format!("{e}: {}", path.display()))?;
    Ok(Loaded { size: photo.size(), sha256, prepared })
}

/// Where a point of the fixed photo lies in the moving one; `None` outside it.
fn mapped(found: &Registration, moving: Size, p: Point) -> Option<Point> {
    let q = found.moving_from_fixed.moving_from_fixed(p);
    let margin = 0.02 * moving.diagonal();
    let near = Size::new(moving.width + 2 * margin as u32, moving.height + 2 * margin as u32);
    near.contains(q + Point::new(margin, margin)).then_some(q)
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("cannot read the points: {e}: {}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("the points are not as expected: {e}: {}", path.display()))
}

fn write_json(path: &Path, value: &Value) -> Result<(), String> {
    let text = format!("{value}\n");
    if path == Path::new("-") {
        use std::io::Write;
        return std::io::stdout().write_all(text.as_bytes()).map_err(|e| format!("cannot write the answer: {e}"));
    }
    std::fs::write(path, text).map_err(|e| format!("cannot write the answer: {e}: {}", path.display()))
}
