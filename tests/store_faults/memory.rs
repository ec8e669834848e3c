//! A file system in memory that knows what a power cut may leave of it.
//!
//! Content counts once its file was synced, a name once its folder was. Until then a crash may keep any part: of
//! content any beginning, with zeros for whatever had not arrived; of names any selection. What a failed sync was to
//! make safe is never safe again, as on Linux, although it can still be read.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use skinlapse::store::vfs::{About, Hold, Kind, Out, Vfs};

/// A build that is unsafe on purpose, to show that the tests would notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lie {
    #[default]
    None,
    /// Syncing a file does nothing.
    Files,
    /// Syncing a folder does nothing.
    Folders,
}

/// What happens at one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// This operation fails, a write after a part of it.
    Fails(u64, io::ErrorKind),
    /// This operation and all after it fail: the power is gone.
    Cut(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Safety {
    Safe,
    Pending,
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Folder,
    File(usize),
}

#[derive(Debug, Clone)]
enum NameOp {
    Add(PathBuf, Node),
    Remove(PathBuf),
    Rename(PathBuf, PathBuf, Node),
}

impl NameOp {
    fn is_in(&self, folder: &Path) -> bool {
        let within = |p: &Path| p.parent() == Some(folder);
        match self {
            Self::Add(p, _) | Self::Remove(p) => within(p),
            Self::Rename(from, to, _) => within(from) || within(to),
        }
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Self::Add(path, node) => drop(names.insert(path.clone(), *node)),
            Self::Remove(path) => drop(names.remove(path)),
            Self::Rename(from, to, node) => {
                names.remove(from);
                names.insert(to.clone(), *node);
            }
        }
    }
}

#[derive(Debug, Default)]
struct State {
    files: Vec<Vec<(Vec<u8>, Safety)>>,
    names: BTreeMap<PathBuf, Node>,
    safe_names: BTreeMap<PathBuf, Node>,
    pending: Vec<NameOp>,
    locked: bool,
    lie: Lie,
    fate: Option<Fate>,
    operations: u64,
    /// Faults that were really injected.
    injected: u64,
}

/// The file system; clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<State>>);

/// A small random generator, seeded.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }
}

impl Memory {
    pub fn lying(lie: Lie) -> Self {
        let memory = Self::default();
        memory.0.lock().unwrap().lie = lie;
        memory
    }

    /// Sets what will happen, counting operations from now.
    pub fn decree(&self, fate: Option<Fate>) {
        let mut state = self.0.lock().unwrap();
        (state.fate, state.operations, state.injected) = (fate, 0, 0);
    }

    pub fn operations(&self) -> u64 {
        self.0.lock().unwrap().operations
    }

    pub fn injected(&self) -> u64 {
        self.0.lock().unwrap().injected
    }

    /// Puts a file there, safe.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let mut state = self.0.lock().unwrap();
        state.files.push(vec![(bytes.to_vec(), Safety::Safe)]);
        let node = Node::File(state.files.len() - 1);
        let path = PathBuf::from(path);
        let folders: Vec<PathBuf> = path.ancestors().skip(1).map(Path::to_owned).collect();
        for folder in folders {
            state.names.insert(folder.clone(), Node::Folder);
            state.safe_names.insert(folder, Node::Folder);
        }
        state.names.insert(path.clone(), node);
        state.safe_names.insert(path, node);
    }

    /// All files with their content.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.0.lock().unwrap();
        let content = |i: usize| state.files[i].iter().flat_map(|(b, _)| b.clone()).collect();
        let files = state.names.iter().filter_map(|(path, node)| match node {
            Node::File(i) => Some((path.clone(), content(*i))),
            Node::Folder => None,
        });
        files.collect()
    }

    /// A machine that starts after a power cut: one of the states that the disk may be in.
    pub fn after_power_cut(&self, dice: &mut Dice) -> Self {
        let state = self.0.lock().unwrap();
        let mut names = state.safe_names.clone();
        for op in &state.pending {
            if dice.below(2) == 0 {
                op.apply(&mut names);
            }
        }
        let reachable: BTreeSet<PathBuf> = names
            .keys()
            .filter(|p| p.ancestors().skip(1).all(|a| a.as_os_str().is_empty() || names.get(a) == Some(&Node::Folder)))
            .cloned()
            .collect();
        names.retain(|p, _| reachable.contains(p));
        let files = state.files.iter().map(|parts| vec![(what_is_left(parts, dice), Safety::Safe)]).collect();
        let after = State { files, safe_names: names.clone(), names, lie: state.lie, ..State::default() };
        Self(Arc::new(Mutex::new(after)))
    }

    /// One operation: counted, and refused if that is its fate.
    fn operation(&self) -> io::Result<std::sync::MutexGuard<'_, State>> {
        let mut state = self.0.lock().unwrap();
        state.operations += 1;
        let refused = match state.fate {
            Some(Fate::Fails(at, kind)) if at == state.operations => Some(kind),
            Some(Fate::Cut(at)) if at <= state.operations => Some(io::ErrorKind::BrokenPipe),
            _ => None,
        };
        match refused {
            Some(kind) => {
                state.injected += 1;
                Err(kind.into())
            }
            None => Ok(state),
        }
    }
}

fn what_is_left(parts: &[(Vec<u8>, Safety)], dice: &mut Dice) -> Vec<u8> {
    let mut left = Vec::new();
    let last_safe = parts.iter().rposition(|(_, s)| *s == Safety::Safe).map_or(0, |i| i + 1);
    for (i, (bytes, safety)) in parts.iter().enumerate() {
        if *safety == Safety::Safe {
            left.extend(bytes);
            continue;
        }
        let kept = match dice.below(4) {
            0 => 0,
            1 => bytes.len(),
            _ => dice.below(bytes.len() + 1),
        };
        left.extend(&bytes[..kept]);
        // Before something safe the length is certain; at the end it may have been kept without its content.
        if i < last_safe || dice.below(3) == 0 {
            left.extend(std::iter::repeat_n(0, bytes.len() - kept));
        } else if kept < bytes.len() {
            break;
        }
    }
    left
}

fn missing() -> io::Error {
    io::ErrorKind::NotFound.into()
}

struct Pen(Memory, usize);

impl Out for Pen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.0.operation() {
            Ok(mut state) => state.files[self.1].push((bytes.to_vec(), Safety::Pending)),
            Err(e) => {
                let mut state = self.0.0.lock().unwrap();
                let part = bytes.len() / 2;
                state.files[self.1].push((bytes[..part].to_vec(), Safety::Pending));
                return Err(e);
            }
        }
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let (safety, result) = match self.0.operation() {
            Ok(state) if state.lie == Lie::Files => return Ok(()),
            Ok(_) => (Safety::Safe, Ok(())),
            Err(e) => (Safety::Lost, Err(e)),
        };
        let mut state = self.0.0.lock().unwrap();
        let power_is_gone = matches!(state.fate, Some(Fate::Cut(_))) && result.is_err();
        for part in &mut state.files[self.1] {
            if part.1 == Safety::Pending && !power_is_gone {
                part.1 = safety;
            }
        }
        result
    }
}

struct Held(Memory);

impl Hold for Held {
    fn say(&mut self, _text: &str) {}
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().locked = false;
    }
}

impl State {
    fn file(&self, path: &Path) -> io::Result<usize> {
        match self.names.get(path) {
            Some(Node::File(i)) => Ok(*i),
            Some(Node::Folder) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(missing()),
        }
    }

    fn change(&mut self, op: NameOp) {
        op.apply(&mut self.names);
        self.pending.push(op);
    }

    fn must_be_free(&self, path: &Path) -> io::Result<()> {
        let above = path.parent().is_some_and(|p| self.names.get(p) == Some(&Node::Folder));
        match (above, self.names.contains_key(path)) {
            (false, _) => Err(missing()),
            (true, true) => Err(io::ErrorKind::AlreadyExists.into()),
            (true, false) => Ok(()),
        }
    }
}

impl Vfs for Memory {
    fn about(&self, path: &Path) -> io::Result<About> {
        let state = self.operation()?;
        let (kind, len) = match state.names.get(path).ok_or_else(missing)? {
            Node::Folder => (Kind::Folder, 0),
            Node::File(i) => (Kind::File, state.files[*i].iter().map(|(b, _)| b.len() as u64).sum()),
        };
        Ok(About { kind, len, modified: None })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        let state = self.operation()?;
        if state.names.get(folder) != Some(&Node::Folder) {
            return Err(missing());
        }
        let inside = state.names.iter().filter(|(p, _)| p.parent() == Some(folder));
        let kind = |n: &Node| if *n == Node::Folder { Kind::Folder } else { Kind::File };
        Ok(inside.map(|(p, n)| (p.file_name().unwrap().to_owned(), kind(n))).collect())
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        let state = self.operation()?;
        let parts = &state.files[state.file(path)?];
        let bytes: Vec<u8> = parts.iter().flat_map(|(b, _)| b.clone()).collect();
        Ok(Box::new(io::Cursor::new(bytes)))
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Out>> {
        let mut state = self.operation()?;
        state.must_be_free(path)?;
        state.files.push(Vec::new());
        let file = state.files.len() - 1;
        state.change(NameOp::Add(path.to_owned(), Node::File(file)));
        Ok(Box::new(Pen(self.clone(), file)))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn Out>> {
        let state = self.operation()?;
        Ok(Box::new(Pen(self.clone(), state.file(path)?)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.operation()?;
        let node = *state.names.get(from).ok_or_else(missing)?;
        state.change(NameOp::Rename(from.to_owned(), to.to_owned(), node));
        Ok(())
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.operation()?;
        let file = state.file(from)?;
        state.must_be_free(to)?;
        state.change(NameOp::Add(to.to_owned(), Node::File(file)));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.operation()?;
        state.file(path)?;
        state.change(NameOp::Remove(path.to_owned()));
        Ok(())
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.operation()?;
        match state.names.get(path) {
            Some(Node::Folder) => Ok(()),
            Some(Node::File(_)) => Err(io::ErrorKind::AlreadyExists.into()),
            None => {
                state.must_be_free(path)?;
                state.change(NameOp::Add(path.to_owned(), Node::Folder));
                Ok(())
            }
        }
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.operation()?;
        if state.lie == Lie::Folders {
            return Ok(());
        }
        let (now, later) = std::mem::take(&mut state.pending).into_iter().partition(|op| op.is_in(path));
        state.pending = later;
        let now: Vec<NameOp> = now;
        now.iter().for_each(|op| op.apply(&mut state.safe_names));
        Ok(())
    }

    fn protect(&self, path: &Path) -> io::Result<()> {
        self.operation()?.file(path).map(|_| ())
    }

    fn lock(&self, _path: &Path) -> io::Result<Box<dyn Hold>> {
        let mut state = self.operation()?;
        if std::mem::replace(&mut state.locked, true) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(Held(self.clone())))
    }
}
