//! `skinlapse compare`: a dated comparison sheet of two photos.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use sha2::{Digest, Sha256};

use crate::align::{self, Options, Registration, Verdict};
use crate::imaging::{DateTag, DecodeError, Decoded, Limits, aligned, decode};
use crate::monitor::Silent;
use crate::report::{Alignment, Look, Mode, Sheet, Side};

/// Writes a comparison sheet of two photos: aligned at the skin, dated, with the verdict on it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The photo that stays, usually the earlier one.
    fixed: PathBuf,
    /// The photo that is aligned to it.
    moving: PathBuf,
    /// The sheet: a file ending in .png or .jpg.
    #[arg(long)]
    out: PathBuf,
    /// How the pair is laid out.
    #[arg(long, value_enum, default_value_t = Layout::SideBySide)]
    mode: Layout,
    /// Where the seam of the slider stands, from 0 (left) to 1.
    #[arg(long, default_value_t = 0.5)]
    seam: f64,
    /// How much of the moving photo the overlay shows, from 0 to 1.
    #[arg(long, default_value_t = 0.5)]
    opacity: f64,
    /// From where the photos were taken, for the title.
    #[arg(long, default_value = "")]
    view: String,
    /// Show both photos as they were taken.
    #[arg(long)]
    raw: bool,
    /// A dark sheet for screens.
    #[arg(long)]
    dark: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layout {
    SideBySide,
    Slider,
    Overlay,
    Difference,
}

/// Kind of file the sheet becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Png,
    Jpeg,
}

/// Runs the verb.
///
/// # Errors
/// One line for the user: what could not be read or written, and what to do.
pub fn run(args: &Args) -> Result<(), String> {
    let kind = file_kind(&args.out)?;
    let (fixed, moving) = rayon::join(|| load(&args.fixed), || load(&args.moving));
    let (fixed, moving) = (fixed?, moving?);
    let bytes = sheet(args, kind, &fixed, &moving)?;
    write(&args.out, &bytes)
}

/// A photo file as it was read.
struct Loaded {
    decoded: Decoded,
    sha256: String,
}

impl Loaded {
    fn side<'a>(&'a self, photo: &'a crate::imaging::Photo, cover: Option<&'a [u8]>) -> Side<'a> {
        let taken = self.decoded.facts.taken_at;
        Side {
            cover,
            date: taken.map(|taken| taken.local.date()),
            date_is_unsure: taken.is_some_and(|taken| taken.tag == DateTag::Changed),
            caption: self.decoded.facts.camera.model.clone().unwrap_or_default(),
            sha256: Some(self.sha256.clone()),
            damage: self.decoded.verdict.why().map(str::to_owned),
            ..Side::of(photo)
        }
    }
}

fn sheet(args: &Args, kind: FileKind, fixed: &Loaded, moving: &Loaded) -> Result<Vec<u8>, String> {
    let (one, two) = (&fixed.decoded.photo, &moving.decoded.photo);
    let found = if args.raw { None } else { Some(align::register(one, two, &Options::default(), &Silent)) };
    let (alignment, warp) = match found {
        None => (Alignment::NotAligned { reasons: vec!["as asked for".into()] }, None),
        // A photo too small to align is still worth a sheet.
        Some(Err(why)) => (Alignment::NotAligned { reasons: vec![why.to_string()] }, None),
        Some(Ok(found)) => (alignment(&found), (found.verdict != Verdict::Refused).then_some(found.moving_from_fixed)),
    };
    let moved = warp.map(|warp| aligned(two, &warp, &Silent)).transpose().map_err(|why| why.to_string())?;
    let moving_side = match &moved {
        Some(moved) => moving.side(&moved.photo, Some(&moved.cover)),
        None => moving.side(two, None),
    };
    let mode = match args.mode {
        Layout::SideBySide => Mode::SideBySide,
        Layout::Slider => Mode::Slider { seam: args.seam },
        Layout::Overlay => Mode::Overlay { opacity: args.opacity },
        Layout::Difference => Mode::Difference,
    };
    let mut sheet = Sheet::new(mode, fixed.side(one, None), moving_side, alignment);
    sheet.view.clone_from(&args.view);
    sheet.look = if args.dark { Look::Dark } else { Look::Light };
    let bytes = match kind {
        FileKind::Png => sheet.to_png(),
        FileKind::Jpeg => sheet.to_jpeg(),
    };
    bytes.map_err(|why| why.to_string())
}

/// What the sheet says of the engine's answer.
fn alignment(found: &Registration) -> Alignment {
    let detail = format!(
        "median residual {:.1} px, {:.0} % of the skin trusted",
        found.residual_px.median,
        found.trusted_area * 100.0
    );
    match found.verdict {
        Verdict::Aligned => Alignment::Aligned { detail },
        Verdict::Check => Alignment::Check { reasons: found.reasons.clone(), detail },
        Verdict::Refused => Alignment::NotAligned { reasons: found.reasons.clone() },
    }
}

fn file_kind(out: &Path) -> Result<FileKind, String> {
    let ending = out.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "png" => Ok(FileKind::Png),
        "jpg" | "jpeg" => Ok(FileKind::Jpeg),
        _ => Err(format!("name the sheet with .png or .jpg at its end: {}", out.display())),
    }
}

fn load(path: &Path) -> Result<Loaded, String> {
    let shown = path.display();
    if path.is_dir() {
        return Err(format!("this is a folder: name one photo in it: {shown}"));
    }
    let bytes = std::fs::read(path).map_err(|why| format!("cannot read the photo: {why}: {shown}"))?;
    let decoded = decode(&bytes, &Limits::default(), &Silent).map_err(|why: DecodeError| format!("{why}: {shown}"))?;
    let sha256 = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    Ok(Loaded { decoded, sha256 })
}

/// Writes beside the goal first and renames, so that a sheet is there whole or not at all.
fn write(out: &Path, bytes: &[u8]) -> Result<(), String> {
    use std::io::Write;
    let failed = |why: std::io::Error| format!("cannot write the sheet: {why}: {}", out.display());
    if out.is_dir() {
        return Err(format!("this is a folder: name a file in it: {}", out.display()));
    }
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let temporary = out.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let done = std::fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&temporary, out));
    if done.is_err() {
        // Nothing half-written stays behind; if that fails too, the first error says more.
        let _ = std::fs::remove_file(&temporary);
    }
    done.map_err(failed)
}
