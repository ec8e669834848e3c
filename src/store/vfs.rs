//! The one seam through which the store touches a disk, so that a test can fail every operation.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::SystemTime;

/// What a name in a folder stands for. Links are never followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link, a device, a socket: never opened.
    Other,
}

/// What the file system says about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// What it is.
    pub kind: Kind,
    /// Bytes, for a file.
    pub len: u64,
    /// When its content last changed, if the system tells.
    pub modified: Option<SystemTime>,
}

/// A file that is being written.
pub trait Out: Send {
    /// Writes all of `bytes` at the end, in one call where the system takes it.
    ///
    /// # Errors
    /// Any refusal; a part may have been written.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when the content is on the disk.
    ///
    /// # Errors
    /// A refusal means that nothing written since the last success can be relied on, now or later.
    fn sync(&mut self) -> io::Result<()>;
}

/// The right to write into a library; given back when it is dropped.
pub trait Hold: Send + Sync {
    /// Replaces the text that others read to learn who holds the library. Best effort.
    fn say(&mut self, text: &str);
}

/// Everything the store does with a disk.
pub trait Vfs: Send + Sync {
    /// The whole of a regular file of at most `most` bytes.
    ///
    /// # Errors
    /// `InvalidInput` for a link or a device, `FileTooLarge` above `most`.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let about = self.about(path)?;
        if about.kind != Kind::File {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a link or a device where a file should be"));
        }
        if about.len > most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(about.len).unwrap_or(0));
        self.open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
    /// What stands at `path`; a link is not followed.
    ///
    /// # Errors
    /// `NotFound` and others as the system says.
    fn about(&self, path: &Path) -> io::Result<About>;
    /// Names in a folder, sorted.
    ///
    /// # Errors
    /// As the system says.
    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>>;
    /// Opens a file to read.
    ///
    /// # Errors
    /// As the system says.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>>;
    /// Makes a file that must not exist yet.
    ///
    /// # Errors
    /// `AlreadyExists` and others.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Out>>;
    /// Opens an existing file to write at its end.
    ///
    /// # Errors
    /// As the system says.
    fn append(&self, path: &Path) -> io::Result<Box<dyn Out>>;
    /// Gives a file another name, replacing what had it.
    ///
    /// # Errors
    /// As the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Gives a file a second name, which must not exist yet.
    ///
    /// # Errors
    /// `AlreadyExists`; some file systems know no second names.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file's name.
    ///
    /// # Errors
    /// As the system says.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes a folder; one that exists already is fine.
    ///
    /// # Errors
    /// As the system says.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Returns when the names in a folder are on the disk.
    ///
    /// # Errors
    /// As the system says.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Takes the right to write away from a file.
    ///
    /// # Errors
    /// As the system says.
    fn protect(&self, path: &Path) -> io::Result<()>;
    /// Takes the kernel's lock on a file, which is made if it is missing.
    ///
    /// # Errors
    /// `WouldBlock` if another holds it, `Unsupported` where locks do not exist.
    fn lock(&self, path: &Path) -> io::Result<Box<dyn Hold>>;
}

/// `ENOLCK` of this system.
const NO_LOCKS: Option<i32> = match () {
    () if cfg!(target_os = "linux") => Some(37),
    () if cfg!(target_os = "macos") => Some(77),
    () => None,
};

/// The real disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

struct DiskFile(File);

impl Out for DiskFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }
}

struct DiskHold(File);

impl Hold for DiskHold {
    fn say(&mut self, text: &str) {
        use std::io::Seek;
        // The lock is what counts; its text is a courtesy.
        let said = self.0.set_len(0).and_then(|()| self.0.rewind()).and_then(|()| self.0.write_all(text.as_bytes()));
        drop(said);
    }
}

impl Drop for DiskHold {
    fn drop(&mut self) {
        self.say("");
        drop(self.0.unlock());
    }
}

fn kind_of(kind: fs::FileType) -> Kind {
    match () {
        () if kind.is_file() => Kind::File,
        () if kind.is_dir() => Kind::Folder,
        () => Kind::Other,
    }
}

impl Vfs for Disk {
    fn about(&self, path: &Path) -> io::Result<About> {
        let meta = fs::symlink_metadata(path)?;
        Ok(About { kind: kind_of(meta.file_type()), len: meta.len(), modified: meta.modified().ok() })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        let entries = fs::read_dir(folder)?.map(|entry| {
            let entry = entry?;
            Ok((entry.file_name(), kind_of(entry.file_type()?)))
        });
        let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(entries)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(path)?))
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Out>> {
        Ok(Box::new(DiskFile(OpenOptions::new().write(true).create_new(true).open(path)?)))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn Out>> {
        Ok(Box::new(DiskFile(OpenOptions::new().append(true).open(path)?)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        match fs::create_dir(path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            other => other,
        }
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        if cfg!(windows) {
            // Windows writes names through by itself and opens no folder as a file.
            return Ok(());
        }
        match File::open(path)?.sync_all() {
            // Some network file systems know no such request.
            Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            other => other,
        }
    }

    fn protect(&self, path: &Path) -> io::Result<()> {
        let mut permissions = fs::metadata(path)?.permissions();
        permissions.set_readonly(true);
        fs::set_permissions(path, permissions)
    }

    fn lock(&self, path: &Path) -> io::Result<Box<dyn Hold>> {
        if self.about(path).is_ok_and(|a| a.kind != Kind::File) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "LOCK is not a file"));
        }
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(DiskHold(file))),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            // "No locks available": a network folder whose server keeps none.
            Err(TryLockError::Error(e)) if e.raw_os_error().is_some() && e.raw_os_error() == NO_LOCKS => {
                Err(io::ErrorKind::Unsupported.into())
            }
            Err(TryLockError::Error(e)) => Err(e),
        }
    }
}
