//! From a file in the library to pixels and thumbnails.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::THUMB_SIDE;
use crate::app::derived::FileKey;
use crate::imaging::{self, DecodeError, Limits, Photo, Stamp};
use crate::monitor::Monitor;
use crate::store::Library;

/// The whole photo; `None` if the work was stopped.
///
/// # Errors
/// In words for the person: the file is missing, or cannot be read as a picture.
pub fn pixels(library: &Library, file: &FileKey, monitor: &dyn Monitor) -> Result<Option<Arc<Photo>>, String> {
    let bytes = library.read_photo(&file.sha256, &file.format).map_err(|e| e.to_string())?;
    match imaging::decode(&bytes, &Limits::default(), monitor) {
        Ok(decoded) => Ok(Some(Arc::new(decoded.photo))),
        Err(DecodeError::Cancelled(_)) => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

/// The program or mode that altered a photo, if its file names one.
pub fn edited_by(library: &Library, file: &FileKey) -> Option<String> {
    let bytes = library.read_photo(&file.sha256, &file.format).ok()?;
    imaging::probe(&bytes).ok()?.edited
}

/// A thumbnail, from the cache folder if it is there.
///
/// # Errors
/// As [`pixels`]. A cache that cannot be written is no error.
pub fn thumb(
    library: &Library,
    file: &FileKey,
    cache: &Path,
    monitor: &dyn Monitor,
) -> Result<Option<Arc<Photo>>, String> {
    let path = thumb_path(cache, file);
    if let Ok(bytes) = fs::read(&path)
        && let Ok(decoded) = imaging::decode(&bytes, &Limits::default(), monitor)
    {
        return Ok(Some(Arc::new(decoded.photo)));
    }
    let Some(photo) = pixels(library, file, monitor)? else { return Ok(None) };
    let small = imaging::thumbnail(&photo, THUMB_SIDE);
    if let Ok(png) = imaging::encode_png(&small, &Stamp::default()) {
        super::write_cache(&path, &png);
    }
    Ok(Some(Arc::new(small)))
}

fn thumb_path(cache: &Path, file: &FileKey) -> PathBuf {
    let folder = file.sha256.get(..2).unwrap_or("xx");
    cache.join("thumbs").join(folder).join(format!("{}.{THUMB_SIDE}.png", file.sha256))
}
