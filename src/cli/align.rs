//! `skinlapse align`: aligns two photos from the command line.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::align::{self, Options, Prepared, Registration, SkinMask};
use crate::geom::{Point, Size};
use crate::imaging::{Limits, Photo, Stamp, aligned, decode, encode_jpeg, encode_png};
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
    /// Where the skin is in the fixed photo: a picture of any size stretched over it, white on black.
    #[arg(long, value_name = "PICTURE")]
    fixed_mask: Option<PathBuf>,
    /// Where the skin is in the moving photo: as --fixed-mask.
    #[arg(long, value_name = "PICTURE")]
    moving_mask: Option<PathBuf>,
    /// Write the moving photo as it looks in the fixed photo's frame: .png or .jpg.
    #[arg(long, value_name = "PICTURE")]
    image: Option<PathBuf>,
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
    let (fixed, moving) = rayon::join(|| load(&args.fixed, false), || load(&args.moving, args.image.is_some()));
    let (fixed, moving) = (fixed?, moving?);
    let loaded = start.elapsed();
    let mask = |path: &Option<PathBuf>| path.as_deref().map(read_mask).transpose();
    let options = Options { landmarks, fixed_mask: mask(&args.fixed_mask)?, moving_mask: mask(&args.moving_mask)? };
    let started = Instant::now();
    let found =
        align::register_prepared(&fixed.prepared, &moving.prepared, &options, &Silent).map_err(|e| e.to_string())?;
    let registered = started.elapsed();
    let milliseconds = |d: Duration| if args.timings { d.as_millis() as u64 } else { 0 };
    let timings = json!({
        "decode": milliseconds(loaded), "coarse": 0, "local": milliseconds(registered), "total": milliseconds(start.elapsed()),
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
            "grade": found.grade,
            "evidence": found.evidence,
            "timings_ms": timings,
        });
        write_json(path, &answer)?;
    }
    if let (Some(path), Some(photo)) = (&args.image, &moving.photo) {
        write_image(path, photo, &found)?;
    }
    Ok(())
}

struct Loaded {
    size: Size,
    sha256: String,
    prepared: Prepared,
    /// The pixels, where they are wanted afterwards.
    photo: Option<Photo>,
}

impl Loaded {
    fn described(&self) -> Value {
        json!({ "width": self.size.width, "height": self.size.height, "sha256": self.sha256 })
    }
}

fn load(path: &Path, keep: bool) -> Result<Loaded, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("cannot read the photo: {e}: {}", path.display()))?;
    let photo: Photo =
        decode(&bytes, &Limits::default(), &Silent).map_err(|e| format!("{e}: {}", path.display()))?.photo;
    let sha256 = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    let prepared = align::prepare(&photo, &Silent).map_err(|e| format!("{e}: {}", path.display()))?;
    Ok(Loaded { size: photo.size(), sha256, prepared, photo: keep.then_some(photo) })
}

/// Where a point of the fixed photo lies in the moving one; `None` outside it.
fn mapped(found: &Registration, moving: Size, p: Point) -> Option<Point> {
    let q = found.moving_from_fixed.moving_from_fixed(p);
    let margin = 0.02 * moving.diagonal();
    let near = Size::new(moving.width + 2 * margin as u32, moving.height + 2 * margin as u32);
    near.contains(q + Point::new(margin, margin)).then_some(q)
}

fn read_mask(path: &Path) -> Result<SkinMask, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("cannot read the mask: {e}: {}", path.display()))?;
    let photo = decode(&bytes, &Limits::default(), &Silent).map_err(|e| format!("{e}: {}", path.display()))?.photo;
    let (columns, rows) = (photo.size().width as usize, photo.size().height as usize);
    let skin = photo.rgb().chunks_exact(3).map(|p| p[1] >= 128).collect();
    Ok(SkinMask { columns, rows, skin })
}

/// Writes the moving photo in the fixed photo's frame. A refused pair is written too: the answer's verdict says so.
fn write_image(path: &Path, moving: &Photo, found: &Registration) -> Result<(), String> {
    let photo = aligned(moving, &found.moving_from_fixed, &Silent).map_err(|e| e.to_string())?.photo;
    let stamp = Stamp {
        description: "moving photo in the frame of the fixed one (homography and lattice)".to_owned(),
        software: concat!("Skinlapse ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let bytes = match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("png") => encode_png(&photo, &stamp),
        Some("jpg" | "jpeg") => encode_jpeg(&photo, 92, &stamp),
        _ => return Err(format!("name the picture .png or .jpg: {}", path.display())),
    };
    let bytes = bytes.map_err(|e| e.to_string())?;
    std::fs::write(path, bytes).map_err(|e| format!("cannot write the picture: {e}: {}", path.display()))
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
