//! The sample clinic is whole, and its photos align to the truth they were rendered with.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use skinlapse::align::{self, Options, Verdict};
use skinlapse::geom::Point;
use skinlapse::imaging::{self, Limits, Photo};
use skinlapse::model::{Patient, ScarState, View};
use skinlapse::monitor::Silent;
use skinlapse::store::{Library, Writer};

#[derive(Deserialize)]
struct Plan {
    patients: Vec<Planned>,
}

#[derive(Deserialize)]
struct Planned {
    name: String,
    photos: Vec<PlannedPhoto>,
}

#[derive(Deserialize)]
struct PlannedPhoto {
    date: jiff::civil::Date,
    view: String,
    truth: String,
}

#[derive(Deserialize)]
struct Truth {
    grid_before: Vec<Point>,
    grid_after: Vec<Point>,
    valid: Vec<bool>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn clinic(folder: &Path) -> Library {
    copy_tree(&root().join("sample_sessions"), &folder.join("clinic"));
    let writer = Writer { device: "test-1".into(), who: "test".into() };
    Library::open(&folder.join("clinic"), &writer).unwrap()
}

fn photo(library: &Library, patient: &Patient, planned: &PlannedPhoto) -> Photo {
    let of = |p: &&skinlapse::model::PhotoRecord| {
        p.view == View::new(&planned.view) && patient.date_of(p.id) == Some(planned.date)
    };
    let record = patient.photos.values().find(of).unwrap();
    let bytes = library.read_photo(&record.sha256, &record.format).unwrap();
    imaging::decode(&bytes, &Limits::default(), &Silent).unwrap().photo
}

#[test]
fn the_sample_clinic_is_intact_and_worth_looking_at() {
    let folder = tempfile::tempdir().unwrap();
    let library = clinic(folder.path());
    let report = library.check(&Silent).unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
    assert!(report.patients >= 4 && report.photos >= 20, "{} patients, {} photos", report.patients, report.photos);
    let patients: Vec<_> = library.summaries().iter().map(|s| library.load(s.id).unwrap().patient).collect();
    for patient in &patients {
        assert!(!patient.notes.is_empty(), "{} has no note", patient.facts.name);
        assert!(!patient.marks.is_empty(), "{} has no mark", patient.facts.name);
    }
    let treated = patients.iter().filter(|p| !p.treatments_by_date().is_empty()).count();
    assert!(treated >= 3, "only {treated} patients were treated");
    let course = patients.iter().map(|p| p.series(&View::new("left-45")).len()).max();
    assert!(course >= Some(6), "the longest course has {course:?} dates");
}

#[test]
fn a_course_shows_its_redness_with_error_bars_and_how_its_scars_are() {
    let folder = tempfile::tempdir().unwrap();
    let library = clinic(folder.path());
    let named = |name: &str| library.summaries().into_iter().find(|s| s.name == name).unwrap().id;
    let elin = library.load(named("Elin Sandberg")).unwrap().patient;
    let left = View::new("left-45");
    let region = elin.findings.values().find(|f| elin.photos[&f.after].view == left).unwrap().region;
    let redness = elin.series_of(region, "delta_hb");
    assert!(redness.len() >= 5, "{redness:?}");
    assert!(redness.iter().all(|p| p.low < p.value && p.value < p.high), "{redness:?}");
    assert!(redness.last().unwrap().high < 0.0, "rendered a quarter as red as the first: {redness:?}");
    let ledger = elin.ledger(&left);
    let last = ledger.visits.len() - 1;
    assert_eq!((ledger.rows.len(), ledger.count(last, ScarState::Softer)), (9, 4));
}

#[test]
fn the_last_date_of_each_patient_lies_on_the_first_as_it_was_rendered() {
    let folder = tempfile::tempdir().unwrap();
    let library = clinic(folder.path());
    let plan: Plan = serde_json::from_slice(&fs::read(root().join("tests/truth/samples/plan.json")).unwrap()).unwrap();
    for summary in library.summaries() {
        let patient = library.load(summary.id).unwrap().patient;
        let planned = plan.patients.iter().find(|p| p.name == patient.facts.name).unwrap();
        let view = &planned.photos[0].view;
        let dates: Vec<_> = planned.photos.iter().filter(|p| p.view == *view).collect();
        let (first, last) = (dates[0], dates[dates.len() - 1]);
        let (fixed, moving) = (photo(&library, &patient, first), photo(&library, &patient, last));
        let found = align::register(&fixed, &moving, &Options::default(), &Silent).unwrap();
        let name = Path::new(&last.truth).file_name().unwrap();
        let truth = fs::read(root().join("tests/truth/samples").join(name)).unwrap();
        let truth: Truth = serde_json::from_slice(&truth).unwrap();
        let points = truth.grid_before.iter().zip(&truth.grid_after).zip(&truth.valid);
        let errors: Vec<f64> = points
            .filter(|(_, valid)| **valid)
            .map(|((before, after), _)| found.moving_from_fixed.moving_from_fixed(*before).distance(*after))
            .collect();
        let percent = 100.0 * errors.iter().sum::<f64>() / errors.len() as f64 / fixed.size().diagonal();
        assert_eq!(found.verdict, Verdict::Aligned, "{}: {:?}", patient.facts.name, found.reasons);
        assert!(percent < 0.1, "{}: mean error {percent:.3} % of the diagonal", patient.facts.name);
    }
}
