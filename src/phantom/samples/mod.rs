//! The sample clinic: invented patients, rendered photos of their courses, and what is known about each photo.
//!
//! Names, numbers and words are invented; every photo is drawn by this program. [`clinic`] is the plan,
//! [`SampleView::render`] draws one view of one patient over all dates, [`plan_json`] writes it all down.

mod clinic;
mod known;
mod marks;
mod record;
mod words;

use serde::Serialize;

pub use clinic::clinic;
pub use marks::{Mark, MarkKind, MarkShape};
pub use record::{Course, Depth, Note, SamplePatient, Session, Treatment};

use known::Known;

use super::exif::{Exif, with_exif};
use super::render::render;
use super::scene::Scene;
use super::shot::Shot;
use super::surface::Geometry;
use super::visit::Visit;

/// One photo of the plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SamplePhoto {
    /// The patient's name.
    pub patient: String,
    /// The patient's date of birth, `YYYY-MM-DD`.
    pub birth: String,
    /// The clinic's own number of the patient.
    pub number: String,
    /// Date of the visit, `YYYY-MM-DD`.
    pub date: String,
    /// When the photo was taken, RFC 3339 with offset.
    pub taken_at: String,
    /// The view: `front`, `left-45`, `right-45` or a named close-up.
    pub view: String,
    /// Path of the photo within the folder.
    pub file: String,
    /// Path of what is known about it.
    pub truth: String,
}

/// One view of one patient over all dates: the same skin.
#[derive(Debug, Clone)]
pub struct SampleView {
    /// The skin.
    pub scene: Scene,
    /// The dates in order; the first is the baseline.
    pub shots: Vec<SampleShot>,
}

/// One date of a view.
#[derive(Debug, Clone)]
pub struct SampleShot {
    /// Where it belongs.
    pub photo: SamplePhoto,
    /// The skin's state that day.
    pub visit: Visit,
    /// How it is photographed.
    pub shot: Shot,
}

/// A file to be written, by its path within the folder.
pub struct SampleFile {
    /// Path within the folder, parts divided by `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// All photos of the sample clinic, patient by patient, view by view, by date.
pub fn sample_plan() -> Vec<SamplePhoto> {
    let views = clinic().into_iter().flat_map(|patient| patient.views);
    views.flat_map(|view| view.shots).map(|shot| shot.photo).collect()
}

impl SampleView {
    /// Draws the photos of every date and writes down what is known about them.
    ///
    /// Returns the files and the marks a clinician would make on the baseline photo. `done` is called after each photo;
    /// `false` stops, and the files so far come back.
    pub fn render(&self, done: &mut dyn FnMut() -> bool) -> (Vec<SampleFile>, Vec<Mark>) {
        let (mut files, mut marks) = (Vec::new(), Vec::new());
        let mut baseline: Option<Geometry> = None;
        for shot in &self.shots {
            let rendered = render(&self.scene, &shot.visit, &shot.shot);
            if baseline.is_none() {
                let visits: Vec<&Visit> = self.shots.iter().map(|shot| &shot.visit).collect();
                marks = marks::suggest(&shot.photo.file, &self.scene, &visits, &rendered);
            }
            let fixed = baseline.get_or_insert_with(|| rendered.truth.geometry.clone());
            let known = Known::new(&self.scene, shot, &self.shots[0].photo, fixed, &rendered.truth, &marks);
            files.push(SampleFile {
                path: shot.photo.file.clone(),
                bytes: with_exif(&rendered.jpeg.unwrap_or_default(), &exif(&shot.photo.taken_at)),
            });
            files.push(SampleFile { path: shot.photo.truth.clone(), bytes: json(&known) });
            if !done() {
                break;
            }
        }
        (files, marks)
    }
}

/// The plan as JSON: patients with course, sessions, notes, treatments, photos and suggested marks.
pub fn plan_json(patients: &[SamplePatient], marks: &[Mark]) -> Vec<u8> {
    json(&Plan {
        schema: "skinlapse.sample-plan/1",
        note: "invented patients; every photo is rendered by skinlapse phantom",
        patients: patients.iter().map(|patient| Entry::new(patient, marks)).collect(),
    })
}

#[derive(Serialize)]
struct Plan<'a> {
    schema: &'static str,
    note: &'static str,
    patients: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    patient: &'a SamplePatient,
    photos: Vec<&'a SamplePhoto>,
    marks: Vec<&'a Mark>,
}

impl<'a> Entry<'a> {
    fn new(patient: &'a SamplePatient, marks: &'a [Mark]) -> Self {
        let photos: Vec<_> = patient.views.iter().flat_map(|view| &view.shots).map(|shot| &shot.photo).collect();
        let mine = |mark: &&Mark| photos.iter().any(|photo| photo.file == mark.photo);
        let marks = marks.iter().filter(mine).collect();
        Self { patient, photos, marks }
    }
}

/// The camera's fields for a photo taken at this RFC 3339 time.
fn exif(taken_at: &str) -> Exif {
    let (time, offset) = taken_at.split_at(taken_at.len().min(19));
    Exif {
        taken: time.replace('T', " ").replacen('-', ":", 2),
        offset: offset.to_owned(),
        make: "Skinlapse".to_owned(),
        model: "Phantom".to_owned(),
    }
}

/// Readable JSON, ending in a line break. Everything written here can be written.
fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
