//! Every operation of the store fails once, and the power is cut at every one: what was answered is there.

mod memory;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use memory::{Dice, Fate, Lie, Memory};
use skinlapse::model::{
    Edit, Entry, Grouped, Note, NoteId, PatientFacts, PatientId, PhotoId, PhotoRecord, Session, SessionId, SkinState,
    View,
};
use skinlapse::monitor::Silent;
use skinlapse::store::{Error, Library, Writer};

const ROOT: &str = "/clinic";
const SOURCE: &str = "/camera/IMG_1.jpg";
const PIXELS: &[u8] = b"\xff\xd8 a photo's bytes, which must arrive as they are";

fn root() -> &'static Path {
    Path::new(ROOT)
}

fn desk() -> Writer {
    Writer { device: "desk-1".to_owned(), who: "dr1".to_owned() }
}

fn open(memory: &Memory) -> Result<Library, Error> {
    Library::open_on(Arc::new(memory.clone()), root(), &desk())
}

/// A machine with a new library and a photo to import.
fn machine(lie: Lie) -> Memory {
    let memory = Memory::lying(lie);
    memory.put(SOURCE, PIXELS);
    drop(Library::create_on(Arc::new(memory.clone()), root(), &desk()).unwrap());
    memory
}

fn one() -> PatientId {
    PatientId::from_number(1)
}

fn session() -> SessionId {
    SessionId::from_number(2)
}

fn named(name: &str) -> Edit {
    Edit::SetPatient(PatientFacts { name: name.to_owned(), ..PatientFacts::default() })
}

fn visit() -> Edit {
    let (title, skin) = (String::new(), SkinState::Clean);
    Edit::AddSession(Session { id: session(), date: date(2026, 1, 14), title, skin, treatment: None })
}

fn note(n: u128) -> Edit {
    let (text, author) = (format!("note {n}"), String::new());
    Edit::AddNote(Note { id: NoteId::from_number(n), session: session(), text, author, at: Timestamp::UNIX_EPOCH })
}

fn photo(sha256: &str) -> Edit {
    let (file, size) = ((sha256.to_owned(), "jpg"), skinlapse::geom::Size::new(3, 2));
    let id = PhotoId::from_number(5);
    Edit::AddPhoto(PhotoRecord { id, ..PhotoRecord::new(session(), file, size, View::new("front")) })
}

/// What the store has promised.
#[derive(Clone, Default)]
struct Promises {
    entries: BTreeMap<PatientId, Vec<Entry>>,
    photos: Vec<String>,
}

impl Promises {
    /// Saves edits as the program does, trying again `retries` times.
    fn append(&mut self, library: &Library, patient: PatientId, edits: Vec<Edit>, retries: usize) {
        for _ in 0..=retries {
            let edits: Vec<Grouped> = edits.iter().map(|e| (e.clone(), None)).collect();
            if let Ok(entries) = library.append(patient, edits) {
                self.entries.entry(patient).or_default().extend(entries);
                return;
            }
        }
    }

    /// What is wrong after this machine starts again, if anything is.
    fn broken_on(&self, memory: &Memory) -> Option<String> {
        match open(memory) {
            Ok(library) => self.broken(&library).or_else(|| faults(&library)),
            Err(e) => Some(e.to_string()),
        }
    }

    /// What a promise that was broken looks like, if one was.
    fn broken(&self, library: &Library) -> Option<String> {
        for (patient, promised) in &self.entries {
            let file = match library.load(*patient) {
                Ok(file) => file,
                Err(e) => return Some(format!("patient {patient}: {e}")),
            };
            if let Some(why) = file.read_only {
                return Some(format!("patient {patient}: {why}"));
            }
            if file.patient != file.history.replay() {
                return Some("the record is not the replay".to_owned());
            }
            if let Some(lost) = promised.iter().find(|e| !file.history.entries().contains(e)) {
                return Some(format!("lost {lost:?}"));
            }
            let listed = library.summary(*patient).map(|s| s.name);
            if listed.as_ref() != Some(&file.patient.facts.name) {
                return Some(format!("the list says {listed:?}, the record {:?}", file.patient.facts.name));
            }
        }
        let broken = self.photos.iter().find(|sha| !library.read_photo(sha, "jpg").is_ok_and(|b| b == PIXELS));
        broken.map(|sha| format!("photo {sha} is gone"))
    }
}

/// A working day: two patients, a photo, notes, undo, closing and opening again.
fn day(memory: &Memory, promises: &mut Promises, retries: usize) {
    for part in 0..2 {
        // What failed, or was opened to read only because the disk seemed full, is opened once more.
        let Some(library) = open(memory).ok().filter(Library::is_writable).or_else(|| open(memory).ok()) else {
            return;
        };
        if part == 0 {
            promises.append(&library, one(), vec![named("Ada"), visit()], retries);
            let added = library.add_photo(Path::new(SOURCE), "jpg", &Silent);
            if let Ok(added) = added.or_else(|_| library.add_photo(Path::new(SOURCE), "jpg", &Silent)) {
                promises.photos.push(added.sha256.clone());
                drop(library.write_photo_facts(&added.sha256, &serde_json::json!({"original_name": "IMG_1.jpg"})));
                promises.append(&library, one(), vec![photo(&added.sha256)], retries);
            }
        }
        for n in 0..3 {
            promises.append(&library, one(), vec![note(10 + 10 * part + n)], retries);
        }
        let undo = library
            .load(one())
            .or_else(|_| library.load(one()))
            .ok()
            .and_then(|f| f.history.undoable(library.device()));
        if let Some(undo) = undo {
            promises.append(&library, one(), vec![Edit::Retract { ops: undo.ops }], retries);
        }
        promises.append(&library, PatientId::from_number(2 + part), vec![named("Bob")], retries);
        drop(library.write_snapshot(one()));
        promises.append(&library, one(), vec![note(30 + part)], retries);
    }
}

/// How many operations a day takes when nothing fails.
fn operations_of_a_day() -> u64 {
    let memory = machine(Lie::None);
    memory.decree(None);
    day(&memory, &mut Promises::default(), 0);
    memory.operations()
}

/// Broken promises over every moment of a power cut and `states` disks that it may leave each time.
fn broken_by_power_cuts(lie: Lie, states: u64) -> Vec<String> {
    let mut broken = Vec::new();
    for cut in 1..=operations_of_a_day() {
        let memory = machine(lie);
        memory.decree(Some(Fate::Cut(cut)));
        let mut promises = Promises::default();
        day(&memory, &mut promises, 0);
        assert!(memory.injected() > 0, "no cut at operation {cut}");
        for state in 0..states {
            let after = memory.after_power_cut(&mut Dice::new(cut * 1000 + state));
            let what = promises.broken_on(&after);
            broken.extend(what.map(|w| format!("cut at {cut}, state {state}: {w}")));
        }
    }
    broken
}

fn faults(library: &Library) -> Option<String> {
    let report = library.check(&Silent).unwrap();
    (!report.is_intact()).then(|| format!("{:?}", report.faults))
}

#[test]
fn a_power_cut_at_any_moment_takes_nothing_that_was_answered() {
    let broken = broken_by_power_cuts(Lie::None, 6);
    assert!(broken.is_empty(), "{} broken, first: {}", broken.len(), broken[0]);
}

#[test]
fn the_power_cuts_find_a_build_that_does_not_sync_its_files() {
    assert!(!broken_by_power_cuts(Lie::Files, 2).is_empty());
}

#[test]
fn the_power_cuts_find_a_build_that_does_not_sync_its_folders() {
    assert!(!broken_by_power_cuts(Lie::Folders, 2).is_empty());
}

#[test]
fn any_operation_may_fail_and_the_next_try_saves() {
    for kind in [ErrorKind::StorageFull, ErrorKind::Other] {
        for at in 1..=operations_of_a_day() {
            let memory = machine(Lie::None);
            memory.decree(Some(Fate::Fails(at, kind)));
            let mut promises = Promises::default();
            day(&memory, &mut promises, 1);
            assert_eq!(memory.injected(), 1, "nothing failed at operation {at}");
            memory.decree(None);
            let what = promises.broken_on(&memory);
            assert!(what.is_none(), "{kind} at operation {at}: {what:?}");
            let count: usize = promises.entries.values().map(Vec::len).sum();
            assert!(
                count >= 15,
                "only {count} edits were saved although only operation {at} failed: {:?}",
                promises
                    .entries
                    .values()
                    .flatten()
                    .map(|e| (e.id.to_string(), e.edit.as_ref().map(Edit::title)))
                    .collect::<Vec<_>>()
            );
            // And whatever a power cut does to that disk afterwards.
            for state in 0..2 {
                let after = memory.after_power_cut(&mut Dice::new(at * 77 + state));
                let what = promises.broken_on(&after);
                assert!(what.is_none(), "{kind} at operation {at}, then power cut {state}: {what:?}");
            }
        }
    }
}

#[test]
fn a_second_power_cut_while_starting_again_takes_nothing_either() {
    let day_long = operations_of_a_day();
    for cut in (1..=day_long).step_by(4) {
        let memory = machine(Lie::None);
        memory.decree(Some(Fate::Cut(cut)));
        let mut promises = Promises::default();
        day(&memory, &mut promises, 0);
        for again in [1, 7, 12, 16, 20, 25, 31, 33, 39, 45, 50, 57, 64] {
            let mut dice = Dice::new(cut * 100 + again);
            let after = memory.after_power_cut(&mut dice);
            after.decree(Some(Fate::Cut(again)));
            let mut promises = promises.clone();
            if let Ok(library) = open(&after) {
                drop(library.write_snapshot(one()));
                promises.append(&library, one(), vec![named("Ada again")], 0);
                drop(library.write_snapshot(one()));
            }
            let at_last = after.after_power_cut(&mut dice);
            let what = promises.broken_on(&at_last);
            assert!(what.is_none(), "cut at {cut}, then at {again}: {what:?}");
        }
    }
}

/// A small library, closed in order.
fn small() -> Memory {
    let memory = machine(Lie::None);
    day(&memory, &mut Promises::default(), 0);
    memory
}

/// Whether a library with this file changed is still said to be intact.
fn is_noticed(memory: &Memory, path: &Path, bytes: &[u8]) -> bool {
    let changed = Memory::default();
    for (other, content) in memory.files() {
        changed.put(&other.to_string_lossy(), if other == path { bytes } else { &content });
    }
    changed.put("/clinic/lost+found/keep", b"");
    match Library::open_read_only_on(Arc::new(changed), root(), &desk()) {
        Ok(library) => !library.check(&Silent).unwrap().is_intact(),
        Err(_) => true,
    }
}

fn records(memory: &Memory) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let ours = |p: &Path| p.starts_with(ROOT) && !p.ends_with("README.txt") && !p.ends_with("LOCK");
    memory.files().into_iter().filter(|(p, _)| ours(p)).collect()
}

#[test]
fn a_cut_file_is_noticed_wherever_it_is_cut() {
    let memory = small();
    assert!(!is_noticed(&memory, Path::new(SOURCE), b"x"), "the library is intact before");
    for (path, bytes) in records(&memory) {
        for len in 0..bytes.len() {
            assert!(is_noticed(&memory, &path, &bytes[..len]), "{} cut to {len} bytes", path.display());
        }
    }
}

#[test]
fn a_flipped_bit_is_noticed_in_every_byte() {
    let memory = small();
    for (path, bytes) in records(&memory) {
        for i in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[i] ^= 1 << (i * 5 % 8);
            assert!(is_noticed(&memory, &path, &flipped), "byte {i} of {}", path.display());
        }
    }
}

#[test]
fn two_files_that_changed_places_are_noticed() {
    let memory = small();
    let files = records(&memory);
    for (a, first) in &files {
        for (b, second) in files.iter().filter(|(b, c)| b != a && c != first) {
            let changed = Memory::default();
            for (path, content) in memory.files() {
                let content = if path == *a {
                    second
                } else if path == *b {
                    first
                } else {
                    &content
                };
                changed.put(&path.to_string_lossy(), content);
            }
            let noticed = match Library::open_read_only_on(Arc::new(changed), root(), &desk()) {
                Ok(library) => !library.check(&Silent).unwrap().is_intact(),
                Err(_) => true,
            };
            assert!(noticed, "{} and {}", a.display(), b.display());
        }
    }
}
