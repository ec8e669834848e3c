//! Aligning a pair, with a cache on disk: named by both files, landmarks, painted skin, and the engine's version.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::align::{self, Options, Registration, SkinMask};
use crate::app::derived::{PairKey, SkinKey};
use crate::geom::{Size, Warp};
use crate::imaging::Photo;
use crate::monitor::Monitor;

/// The alignment of an earlier run, if the cache has it.
pub fn cached(cache: &Path, pair: &PairKey) -> Option<Registration> {
    serde_json::from_slice(&fs::read(path(cache, pair)).ok()?).ok()
}

/// Aligns the pair and keeps the result in the cache; `None` if the work was stopped. `placed` is told, at most once and
/// long before the end, about where the moving photo stands.
///
/// # Errors
/// In words for the person, when the photos cannot be aligned at all (too small, landmarks that contradict).
pub fn run(
    cache: &Path,
    pair: &PairKey,
    fixed: &Photo,
    moving: &Photo,
    monitor: &dyn Monitor,
    placed: &dyn Fn(Warp),
) -> Result<Option<Arc<Registration>>, String> {
    let landmarks = pair.manual.iter().flat_map(|m| m.0.landmarks.iter().map(|l| (l.fixed, l.moving))).collect();
    let [fixed_mask, moving_mask] =
        [(0, fixed), (1, moving)].map(|(i, photo)| mask(pair.skin[i].as_ref(), photo.size()));
    let options = Options { landmarks, fixed_mask, moving_mask };
    match align::register_telling(fixed, moving, &options, monitor, placed) {
        Ok(registration) => {
            if let Ok(json) = serde_json::to_vec(&registration) {
                super::write_cache(&path(cache, pair), &json);
            }
            Ok(Some(Arc::new(registration)))
        }
        Err(align::Error::Cancelled(_)) => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

/// What was painted, as the engine takes it: about a thousandth of the longer side is finer than a hand paints.
fn mask(painted: Option<&SkinKey>, size: Size) -> Option<SkinMask> {
    const LONGER: f64 = 512.0;
    let painted = painted?;
    let cell = f64::from(size.width.max(size.height)) / LONGER;
    let cells = |side: u32| ((f64::from(side) / cell.max(1.0)).round() as usize).max(1);
    let (columns, rows) = (cells(size.width), cells(size.height));
    Some(SkinMask { columns, rows, skin: painted.0.raster(size, columns, rows) })
}

/// The nudge is no part of the name: it is laid on top of what the engine finds.
fn path(cache: &Path, pair: &PairKey) -> PathBuf {
    let landmarks = pair.manual.as_ref().map(|m| &m.0.landmarks);
    let skin = pair.skin.each_ref().map(|area| area.as_ref().map(|area| area.0.bits()));
    let name =
        serde_json::to_string(&(&pair.fixed.sha256, &pair.moving.sha256, align::ENGINE_VERSION, landmarks, skin));
    let hash = Sha256::digest(name.unwrap_or_default().as_bytes());
    let hex: String = hash.iter().map(|b| format!("{b:02x}")).collect();
    cache.join("alignments").join(&hex[..2]).join(format!("{hex}.json"))
}
