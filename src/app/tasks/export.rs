//! A comparison sheet as a file or for the clipboard.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::align::{Registration, Verdict};
use crate::app::derived::{FileKey, PairKey};
use crate::app::pair::{DayWords, Placement, day_words, in_order, pair_key};
use crate::app::settings::ThemeChoice;
use crate::geom::Point;
use crate::imaging::{self, Photo};
use crate::model::{Patient, PhotoId, PhotoRecord, Shape};
use crate::monitor::Monitor;
use crate::report::{Alignment, Look, Mode, On, Sheet, SheetMark, SheetNote, Side};
use crate::store::Library;
use crate::words::{self, say};

/// Longest side of one photo on a sheet, in pixels.
const PHOTO_SIDE: u32 = 1600;

/// What is to be exported, and where to.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// One photo of the pair.
    pub a: PhotoId,
    /// The other one.
    pub b: PhotoId,
    /// How the two are shown.
    pub mode: SheetMode,
    /// As taken, even if the pair can be aligned.
    pub raw: bool,
    /// With the marks drawn on the photos.
    pub with_marks: bool,
    /// With the notes of both days.
    pub with_notes: bool,
    /// With the patient's name: only when asked for.
    pub with_name: bool,
    /// Where to.
    pub target: ExportTarget,
}

/// How a sheet shows a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SheetMode {
    /// One beside the other.
    SideBySide,
    /// One frame with a seam at this fraction of the width.
    Slider(f64),
    /// The later photo over the earlier one with this opacity.
    Overlay(f64),
    /// The colour difference.
    Difference,
}

/// Where a sheet goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportTarget {
    /// A file; its ending says PNG or JPEG.
    File(PathBuf),
    /// The clipboard, through [`super::super::App::take_exported`].
    Clipboard,
}

/// A sheet that was made.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The picture.
    pub picture: Arc<Photo>,
    /// Where it went.
    pub target: ExportTarget,
}

/// Everything that a sheet needs from the record, taken out of it when the person asked.
#[derive(Debug, Clone)]
pub struct SheetPlan {
    pair: PairKey,
    request: ExportRequest,
    earlier: SideWords,
    later: SideWords,
    view: String,
    patient: Option<String>,
    notes: Vec<SheetNote>,
    light: bool,
}

#[derive(Debug, Clone)]
struct SideWords {
    record: PhotoRecord,
    date: Option<jiff::civil::Date>,
    caption: String,
    marks: Vec<(crate::model::MarkKind, Shape, String)>,
}

/// Takes out of the record what the sheet of `request` needs; `None` if one of its photos is gone.
pub fn plan(patient: &Patient, request: &ExportRequest, theme: ThemeChoice) -> Option<SheetPlan> {
    let order = in_order(patient, request.a, request.b)?;
    let side = |id: PhotoId| {
        let record = patient.photos.get(&id)?.clone();
        let date = patient.date_of(id);
        let caption = date.map_or_else(String::new, |d| day_caption(day_words(patient, d)));
        let marks = patient.marks_of(id).into_iter().map(|m| (m.kind, m.shape.clone(), patient.mark_name(m))).collect();
        Some(SideWords { record, date, caption, marks })
    };
    let (earlier, later) = (side(order.fixed)?, side(order.moving)?);
    let notes = if request.with_notes { notes_of(patient, &[&earlier, &later]) } else { Vec::new() };
    let facts = &patient.facts;
    let name =
        facts.birth.map_or_else(|| facts.name.clone(), |b| say!("sheet-born", name = facts.name, year = b.year()));
    Some(SheetPlan {
        pair: pair_key(patient, request.a, request.b)?,
        request: request.clone(),
        view: earlier.record.view.to_string(),
        earlier,
        later,
        patient: request.with_name.then_some(name),
        notes,
        light: theme == ThemeChoice::Light,
    })
}

fn notes_of(patient: &Patient, sides: &[&SideWords]) -> Vec<SheetNote> {
    let of_side = |side: &&SideWords| {
        let notes = patient.notes_of(side.record.session).into_iter().map(|n| n.text.trim().to_owned());
        let text = notes.filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
        let day = side.date.map(words::date).unwrap_or_default();
        (!text.is_empty()).then(|| SheetNote { heading: say!("sheet-note-of", day = day), text })
    };
    sides.iter().filter_map(of_side).collect()
}

/// A day as a caption says it.
pub fn day_caption(words: DayWords) -> String {
    match words {
        DayWords::BeforeFirst => say!("sheet-baseline", day = words.long()),
        words => words.long(),
    }
}

/// Makes the sheet and, if it goes to a file, writes it: beside its place first, then renamed.
///
/// # Errors
/// In words for the person.
pub fn run(library: &Library, cache: &Path, plan: &SheetPlan, monitor: &dyn Monitor) -> Result<Exported, String> {
    let read = |file: &FileKey| -> Result<Arc<Photo>, String> {
        super::photo::pixels(library, file, monitor)?.ok_or_else(|| "stopped".to_owned())
    };
    let (fixed, moving) = (read(&plan.pair.fixed)?, read(&plan.pair.moving)?);
    let found = match super::registration::cached(cache, &plan.pair) {
        Some(found) => Some(found),
        None if plan.request.raw => None,
        None => super::registration::run(cache, &plan.pair, &fixed, &moving, monitor, &|_| ())?.map(|r| (*r).clone()),
    };
    let drawn = draw(plan, &fixed, &moving, found.as_ref(), monitor)?;
    if let ExportTarget::File(path) = &plan.request.target {
        write(path, &drawn.1)?;
    }
    Ok(Exported { picture: Arc::new(drawn.0), target: plan.request.target.clone() })
}

/// The sheet as a picture and as the bytes of its file.
fn draw(
    plan: &SheetPlan,
    fixed: &Photo,
    moving: &Photo,
    found: Option<&Registration>,
    monitor: &dyn Monitor,
) -> Result<(Photo, Vec<u8>), String> {
    let alignment = alignment(found, plan.request.raw);
    let placement = found
        .filter(|_| !matches!(alignment, Alignment::NotAligned { .. }))
        .map(|f| Placement::new(f.moving_from_fixed.clone(), &plan.pair));
    let shown = match &placement {
        Some(placement) => {
            let source = |p: Point| placement.moving_from_fixed(p).unwrap_or(Point::new(f64::NAN, f64::NAN));
            Some(imaging::aligned_by(moving, fixed.size(), source, monitor).map_err(|_| "stopped".to_owned())?)
        }
        None => None,
    };
    let side = |words: &SideWords, photo| Side {
        date: words.date,
        date_is_unsure: words.record.taken_source.is_unsure(),
        caption: words.caption.clone(),
        sha256: Some(words.record.sha256.clone()),
        damage: match &words.record.integrity {
            crate::model::Integrity::Intact => None,
            crate::model::Integrity::Damaged(why) => Some(why.clone()),
        },
        ..Side::of(photo)
    };
    let mut later = side(&plan.later, shown.as_ref().map_or(moving, |s| &s.photo));
    later.cover = shown.as_ref().map(|s| s.cover.as_slice());
    let mut sheet = Sheet::new(mode(plan.request.mode), side(&plan.earlier, fixed), later, alignment);
    sheet.view = plan.view.clone();
    sheet.patient = plan.patient.clone();
    sheet.notes = plan.notes.clone();
    sheet.look = if plan.light { Look::Light } else { Look::Dark };
    sheet.photo_side = PHOTO_SIDE;
    if plan.request.with_marks {
        sheet.marks = marks(plan, placement.as_ref());
    }
    let jpeg = matches!(&plan.request.target, ExportTarget::File(path) if is_jpeg(path));
    let bytes = if jpeg { sheet.to_jpeg() } else { sheet.to_png() }.map_err(|e| e.to_string())?;
    Ok((sheet.draw().map_err(|e| e.to_string())?, bytes))
}

fn mode(mode: SheetMode) -> Mode {
    match mode {
        SheetMode::SideBySide => Mode::SideBySide,
        SheetMode::Slider(seam) => Mode::Slider { seam },
        SheetMode::Overlay(opacity) => Mode::Overlay { opacity },
        SheetMode::Difference => Mode::Difference,
    }
}

/// What a sheet says about the alignment.
pub fn alignment(found: Option<&Registration>, raw: bool) -> Alignment {
    let Some(found) = found.filter(|_| !raw) else {
        return Alignment::NotAligned { reasons: vec!["shown as taken".to_owned()] };
    };
    let detail = say!(
        "sheet-alignment",
        median = words::number(format!("{:.1}", found.residual_px.median)),
        percent = format!("{:.0}", found.trusted_area * 100.0)
    );
    match found.verdict {
        Verdict::Aligned => Alignment::Aligned { detail },
        Verdict::Check => Alignment::Check { reasons: found.reasons.clone(), detail },
        Verdict::Refused => Alignment::NotAligned { reasons: found.reasons.clone() },
    }
}

/// Marks of both days, each also at the same skin of the other day where the alignment leads there.
fn marks(plan: &SheetPlan, placement: Option<&Placement>) -> Vec<SheetMark> {
    let mut all = Vec::new();
    for (kind, shape, label) in &plan.earlier.marks {
        let mark = |on, carried| SheetMark { kind: *kind, shape: shape.clone(), label: label.clone(), on, carried };
        all.push(mark(On::Fixed, false));
        if placement.is_some() {
            // The later photo is drawn in the frame of the earlier one: the same pixel is the same skin.
            all.push(mark(On::Moving, true));
        }
    }
    for (kind, shape, label) in &plan.later.marks {
        let moved = match placement {
            Some(placement) => shape.map(|q| placement.fixed_from_moving(q)),
            None => Some(shape.clone()),
        };
        let Some(shape) = moved else { continue };
        let mark = |on, carried| SheetMark { kind: *kind, shape: shape.clone(), label: label.clone(), on, carried };
        all.push(mark(On::Moving, false));
        if placement.is_some() {
            all.push(mark(On::Fixed, true));
        }
    }
    all
}

fn is_jpeg(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("jpg") || e.eq_ignore_ascii_case("jpeg"))
}

/// Writes a file whole or not at all.
///
/// # Errors
/// In words for the person.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temp = folder.join(format!(".{}.tmp", crate::model::GroupId::new()));
    let attempt = || -> io::Result<()> {
        let mut file = fs::File::create(&temp)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temp, path)
    };
    attempt().map_err(|e| {
        drop(fs::remove_file(&temp));
        format!("the sheet could not be written; choose another folder ({e}): {}", path.display())
    })
}
