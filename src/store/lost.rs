//! `lost+found/`: what does not belong in a library is moved there, with a note of where it lay; never deleted.

use std::path::Path;

use serde_json::json;

use super::error::{Doing, Error};
use super::folder::replace;
use super::layout::Layout;
use super::sum::seal;
use super::vfs::Vfs;
use crate::model::GroupId;

/// Moves a file or folder to `lost+found/<new id>`, beside a note `<new id>.json`.
pub(super) fn set_aside(vfs: &dyn Vfs, layout: &Layout, path: &Path, why: &str) -> Result<(), Error> {
    let doing = "a file that does not belong in the library was not moved";
    let from = path.strip_prefix(&layout.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let id = GroupId::new();
    vfs.make_folder(&layout.lost()).doing(doing)?;
    let note = json!({"was_at": from, "why": why, "moved_at": super::pen::now().to_string()});
    replace(vfs, &layout.lost().join(format!("{id}.json")), &seal(&note)).doing(doing)?;
    vfs.rename(path, &layout.lost().join(id.to_string())).doing(doing)?;
    vfs.sync_folder(&layout.lost()).doing(doing)?;
    vfs.sync_folder(path.parent().unwrap_or(&layout.root)).doing(doing)
}

/// Keeps a copy of the unfinished end of a journal file, which itself stays as it is.
pub(super) fn keep_tail(vfs: &dyn Vfs, layout: &Layout, name: &str, tail: &[u8]) -> Result<(), Error> {
    let doing = "the unfinished end of a journal was not kept";
    vfs.make_folder(&layout.lost()).doing(doing)?;
    let path = layout.lost().join(name);
    if vfs.about(&path).is_ok() {
        return Ok(());
    }
    replace(vfs, &path, tail).doing(doing)
}
