//! Photos: byte-identical copies under the name of their SHA-256.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::error::{Doing, Error};
use super::folder::replace;
use super::layout::{Layout, temporary_name};
use super::lost;
use super::sum::{hex, seal, unseal};
use super::vfs::{About, Kind, Vfs};
use crate::monitor::{Monitor, step};

/// Larger files than this are no photos.
const MOST_BYTES: u64 = 1 << 30;
const CHUNK: usize = 1 << 20;

/// A photo that is in the library now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedPhoto {
    /// SHA-256 of its bytes, 64 small hexadecimal digits.
    pub sha256: String,
    /// The ending under which it is kept.
    pub format: String,
    /// Bytes.
    pub bytes: u64,
    /// True if the library had this very file before.
    pub already_there: bool,
}

/// Copies `source` into the library: streamed, hashed, read again and compared, made durable, then given its name.
pub(super) fn add(
    vfs: &dyn Vfs,
    layout: &Layout,
    source: &Path,
    format: &str,
    monitor: &dyn Monitor,
) -> Result<AddedPhoto, Error> {
    layout.photo(&"0".repeat(64), format)?;
    let before = about_source(vfs, source)?;
    let temp = layout.photos().join(temporary_name());
    let copied = copy(vfs, source, &temp, &before, monitor);
    let named = copied.and_then(|sha256| {
        let already_there = name(vfs, layout, &temp, &sha256, format)?;
        Ok(AddedPhoto { sha256, format: format.to_owned(), bytes: before.len, already_there })
    });
    // After success the copy has its own name; after a failure it is worth nothing.
    drop(vfs.remove(&temp));
    named
}

fn about_source(vfs: &dyn Vfs, source: &Path) -> Result<About, Error> {
    // A chosen photo may be a link: it is the file behind it that is copied.
    let about = match vfs.about(source).doing("the file cannot be read")? {
        about if about.kind == Kind::Other => {
            let real = source.canonicalize().doing("the file cannot be read")?;
            vfs.about(&real).doing("the file cannot be read")?
        }
        about => about,
    };
    match about.kind {
        Kind::File if about.len > MOST_BYTES => Err(Error::TooLarge("the file")),
        Kind::File => Ok(about),
        _ => Err(Error::Refused("it is not a file: choose photos or folders of photos".to_owned())),
    }
}

/// Copies and verifies; returns the SHA-256.
fn copy(vfs: &dyn Vfs, source: &Path, temp: &Path, before: &About, monitor: &dyn Monitor) -> Result<String, Error> {
    let mut out = vfs.create_new(temp).doing("the photo was not copied")?;
    let input = vfs.open(source).doing("the file cannot be read")?;
    let total = before.len.max(1) as f32;
    let read = each_chunk(input, |chunk, done| {
        out.write(chunk).doing("the photo was not copied")?;
        Ok(step(monitor, (done as f32 / total).min(1.0) * 0.6)?)
    })?;
    out.sync().doing("the photo was not copied")?;
    drop(out);
    if read.1 != before.len || about_source(vfs, source)? != *before {
        return Err(Error::SourceChanged);
    }
    let copy = vfs.open(temp).doing("the copy cannot be read")?;
    let again = each_chunk(copy, |_, done| Ok(step(monitor, 0.6 + (done as f32 / total).min(1.0) * 0.4)?))?;
    if again == read { Ok(read.0) } else { Err(Error::CopyDiffers) }
}

/// Feeds a file in pieces; returns its SHA-256 and its length.
pub(super) fn each_chunk(
    mut input: impl Read,
    mut take: impl FnMut(&[u8], u64) -> Result<(), Error>,
) -> Result<(String, u64), Error> {
    let (mut hash, mut done, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let n = match input.read(&mut chunk) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            other => other.doing("the file cannot be read")?,
        };
        if n == 0 {
            return Ok((hex(&hash.finalize()), done));
        }
        hash.update(&chunk[..n]);
        done += n as u64;
        if done > MOST_BYTES {
            return Err(Error::TooLarge("the file"));
        }
        take(&chunk[..n], done)?;
    }
}

/// Gives the copy its name, unless the same photo has it already. Durable on return.
fn name(vfs: &dyn Vfs, layout: &Layout, temp: &Path, sha256: &str, format: &str) -> Result<bool, Error> {
    let path = layout.photo(sha256, format)?;
    let (inner, outer) = folders(&path);
    let doing = "the photo was not added";
    vfs.make_folder(&outer).doing(doing)?;
    vfs.make_folder(&inner).doing(doing)?;
    let mut already_there = false;
    if vfs.about(&path).is_ok() {
        already_there = holds(vfs, &path, sha256);
        if !already_there {
            // Damaged since it was imported: the good copy takes its place.
            lost::set_aside(vfs, layout, &path, "its content does not match its name")?;
        }
    }
    if !already_there {
        already_there = take_name(vfs, temp, &path).doing(doing)?;
        drop(vfs.protect(&path));
    }
    for folder in [inner, outer, layout.photos()] {
        vfs.sync_folder(&folder).doing(doing)?;
    }
    Ok(already_there)
}

/// Never replaces a file; true if one of the same name, and so of the same content, came first.
fn take_name(vfs: &dyn Vfs, temp: &Path, path: &Path) -> io::Result<bool> {
    match vfs.link(temp, path) {
        Ok(()) => Ok(false),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(true),
        // No second names here (FAT, some network folders). Only the holder of the lock adds photos, and nothing
        // had the name a moment ago.
        Err(_) => vfs.rename(temp, path).map(|()| false),
    }
}

/// True if the file's content matches its name.
pub(super) fn holds(vfs: &dyn Vfs, path: &Path, sha256: &str) -> bool {
    let is_file = vfs.about(path).is_ok_and(|a| a.kind == Kind::File);
    let read = || each_chunk(vfs.open(path).ok()?, |_, _| Ok(())).ok();
    is_file && read().is_some_and(|(found, _)| found == sha256)
}

fn folders(path: &Path) -> (PathBuf, PathBuf) {
    let inner = path.parent().map(Path::to_owned).unwrap_or_default();
    let outer = inner.parent().map(Path::to_owned).unwrap_or_default();
    (inner, outer)
}

/// The bytes of a photo.
pub(super) fn read(vfs: &dyn Vfs, layout: &Layout, sha256: &str, format: &str) -> Result<Vec<u8>, Error> {
    match vfs.read(&layout.photo(sha256, format)?, MOST_BYTES) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(Error::PhotoMissing),
        other => other.doing("the photo cannot be read"),
    }
}

/// Writes what is known of a photo's file; what the first import wrote stays.
pub(super) fn write_facts(vfs: &dyn Vfs, layout: &Layout, sha256: &str, facts: &Value) -> Result<(), Error> {
    let path = layout.photo_facts(sha256)?;
    if vfs.read(&path, MOST_BYTES).is_ok_and(|bytes| unseal(&bytes).is_ok()) {
        return Ok(());
    }
    replace(vfs, &path, &seal(facts)).doing("what the photo's file says was not written")
}

/// What the import wrote about a photo's file.
pub(super) fn read_facts(vfs: &dyn Vfs, layout: &Layout, sha256: &str) -> Result<Value, Error> {
    let bytes = vfs.read(&layout.photo_facts(sha256)?, 16 << 20).doing("what the photo's file says cannot be read")?;
    unseal(&bytes).map_err(|why| Error::Refused(format!("what the photo's file says is damaged: {why}")))
}
