//! How long a library of 20,000 patients takes to open; the promise is under one second.
//!
//! `cargo bench --bench open_library`, or with the development profile `cargo bench --profile dev --bench open_library`.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use skinlapse::model::{Edit, PatientFacts, PatientId, Session, SessionId, SkinState};
use skinlapse::monitor::Silent;
use skinlapse::store::vfs::{About, Disk, Hold, Kind, Out, Vfs};
use skinlapse::store::{Library, Writer};

const PATIENTS: u128 = 20_000;

/// The real disk without waiting for it: only to make the library to measure.
struct Hasty(Disk);

struct HastyFile(Box<dyn Out>);

impl Out for HastyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write(bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Vfs for Hasty {
    fn about(&self, path: &Path) -> io::Result<About> {
        self.0.about(path)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        self.0.list(folder)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        self.0.open(path)
    }
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Out>> {
        Ok(Box::new(HastyFile(self.0.create_new(path)?)))
    }
    fn append(&self, path: &Path) -> io::Result<Box<dyn Out>> {
        Ok(Box::new(HastyFile(self.0.append(path)?)))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.link(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.remove(path)
    }
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.0.make_folder(path)
    }
    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }
    fn protect(&self, path: &Path) -> io::Result<()> {
        self.0.protect(path)
    }
    fn lock(&self, path: &Path) -> io::Result<Box<dyn Hold>> {
        self.0.lock(path)
    }
}

fn desk() -> Writer {
    Writer { device: "bench".to_owned(), who: String::new() }
}

fn patient(n: u128) -> PatientId {
    // Spread over the shelves as real ids are.
    PatientId::from_number(n.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) >> 3)
}

fn fill(root: &Path) {
    let library = Library::create_on(Arc::new(Hasty(Disk)), root, &desk()).expect("a library is made");
    for n in 0..PATIENTS {
        let name = format!("Given{} Family{n}", n * 7919 % 1000);
        let facts = PatientFacts { name, birth: Some(date(1988, 2, 29)), ..PatientFacts::default() };
        let session = Session {
            id: SessionId::from_number(n),
            date: date(2026, 1, 14),
            title: "Baseline".to_owned(),
            skin: SkinState::Clean,
            treatment: None,
        };
        let edits = vec![(Edit::SetPatient(facts), None), (Edit::AddSession(session), None)];
        library.append(patient(n), edits).expect("a patient is saved");
    }
}

fn open_library(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("clinic");
    fill(&root);
    let mut group = c.benchmark_group("20,000 patients");
    group.sample_size(10);
    group.bench_function("open", |b| {
        b.iter(|| {
            let library = Library::open(&root, &desk()).expect("it opens");
            assert_eq!(library.summaries().len() as u128, PATIENTS);
        });
    });
    let library = Library::open(&root, &desk()).expect("it opens");
    group.bench_function("load one", |b| b.iter(|| library.load(patient(777)).expect("it loads")));
    group.bench_function("verify the list", |b| b.iter(|| library.verify_index(&Silent).expect("it verifies")));
    group.bench_function("rebuild the list", |b| b.iter(|| library.rebuild_index(&Silent).expect("it is rebuilt")));
    group.finish();
}

criterion_group!(benches, open_library);
criterion_main!(benches);
