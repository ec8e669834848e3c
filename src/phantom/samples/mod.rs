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
pub use record::{Answer, Consent, Course, Depth, Note, SamplePatient, ScarSaid, Score, Session, Treatment};

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::geom::Size;

    #[test]
    fn the_plan_is_a_clinic_of_several_courses() {
        let (patients, plan) = (clinic(), sample_plan());
        assert!(patients.len() >= 4, "{} patients", patients.len());
        assert!((24..=40).contains(&plan.len()), "{} photos", plan.len());
        let files: BTreeSet<&str> = plan.iter().flat_map(|photo| [&*photo.file, &*photo.truth]).collect();
        assert_eq!(files.len(), 2 * plan.len(), "two photos share a file");
    }

    #[test]
    fn every_photo_belongs_to_a_visit_and_every_visit_has_a_photo() {
        for patient in clinic() {
            let visits: BTreeSet<&str> = patient.sessions.iter().map(|session| session.date).collect();
            let shots = patient.views.iter().flat_map(|view| &view.shots);
            let dates: BTreeSet<&str> = shots.map(|shot| shot.photo.date.as_str()).collect();
            assert_eq!(visits, dates, "{}", patient.slug);
            assert!(patient.sessions.windows(2).all(|w| w[0].date < w[1].date), "{}: dates out of order", patient.slug);
        }
    }

    #[test]
    fn a_view_comes_with_dated_photos_their_truth_and_marks() {
        let mut view = clinic().remove(0).views.remove(0);
        view.shots.truncate(2);
        for shot in &mut view.shots {
            shot.shot.size = Size::new(360, 270);
            shot.shot.pose.px_per_mm = 5.0;
        }
        let (files, marks) = view.render(&mut || true);
        assert_eq!(files.len(), 4);
        let read = ::exif::Reader::new().read_from_container(&mut std::io::Cursor::new(&files[0].bytes)).unwrap();
        let taken = read.get_field(::exif::Tag::DateTimeOriginal, ::exif::In::PRIMARY).unwrap();
        assert_eq!(taken.display_value().to_string(), "2026-01-14 10:12:24");
        let truth: serde_json::Value = serde_json::from_slice(&files[1].bytes).unwrap();
        assert_eq!(truth["baseline"], files[0].path.as_str());
        assert_eq!(truth["grid_before"][7][0].as_f64().unwrap(), truth["grid_after"][7][0].as_f64().unwrap());
        let count = |kind| marks.iter().filter(|mark| mark.kind == kind).count();
        assert!(count(MarkKind::Redness) >= 1, "no redness was marked");
        assert_eq!(count(MarkKind::Reference), 3, "reference squares");
        let plan: serde_json::Value = serde_json::from_slice(&plan_json(&clinic(), &marks)).unwrap();
        assert_eq!(plan["patients"][0]["marks"].as_array().unwrap().len(), marks.len());
    }

    /// Photos are rendered rarely, words change more often: `UPDATE_TRUTH=1` writes the visits anew and leaves the rest.
    #[test]
    fn the_written_plan_says_what_was_entered_at_each_visit() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/truth/samples/plan.json");
        let mut written: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let now: serde_json::Value = serde_json::from_slice(&plan_json(&clinic(), &[])).unwrap();
        let update = std::env::var_os("UPDATE_TRUTH").is_some();
        for (i, patient) in now["patients"].as_array().unwrap().iter().enumerate() {
            if update {
                written["patients"][i]["sessions"] = patient["sessions"].clone();
            }
            assert_eq!(written["patients"][i]["sessions"], patient["sessions"], "{}", patient["name"]);
        }
        if update {
            std::fs::write(path, json(&written)).unwrap();
        }
    }

    #[test]
    fn rendering_stops_when_asked() {
        let mut view = clinic().remove(3).views.remove(0);
        for shot in &mut view.shots {
            shot.shot.size = Size::new(120, 90);
            shot.shot.pose.px_per_mm = 2.0;
        }
        assert_eq!(view.render(&mut || false).0.len(), 2);
    }
}
