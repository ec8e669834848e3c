//! What the clinic works with beside its patients: scales, checklists, the aftercare text, published facts.
//!
//! The program brings its own in `assets`; a library may hold more scales and another aftercare text. A file that cannot
//! be understood is named with the reason and left out.

use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::jobs::Lane;
use super::notice::Tone;
use super::{App, Message};
use crate::model::Scale;
use crate::store::{Library, OwnFile};
use crate::words::{self, Language, told};

/// The text of the aftercare sheet that the program brings, in the language of the thread.
pub fn program_aftercare() -> &'static str {
    match words::language() {
        Language::English => include_str!("../../assets/aftercare/aftercare.md"),
        Language::German => include_str!("../../assets/aftercare/aftercare.de.md"),
        Language::Turkish => include_str!("../../assets/aftercare/aftercare.tr.md"),
    }
}

/// The scales that the program brings, in the order in which they are offered.
const SCALES: [&str; 14] = [
    include_str!("../../assets/scales/goodman-baron-qualitative.json"),
    include_str!("../../assets/scales/cea.json"),
    include_str!("../../assets/scales/gais.json"),
    include_str!("../../assets/scales/patient-satisfaction.json"),
    include_str!("../../assets/scales/pain.json"),
    include_str!("../../assets/scales/iga-acne.json"),
    include_str!("../../assets/scales/scar.json"),
    include_str!("../../assets/scales/masi.json"),
    include_str!("../../assets/scales/mmasi.json"),
    include_str!("../../assets/scales/vas-severity.json"),
    include_str!("../../assets/scales/vss.json"),
    include_str!("../../assets/scales/vss-modified.json"),
    include_str!("../../assets/scales/goodman-baron-quantitative.json"),
    include_str!("../../assets/scales/ecca.json"),
];

static BUILT_IN: LazyLock<Vec<Arc<Scale>>> =
    LazyLock::new(|| SCALES.iter().filter_map(|text| Scale::parse(text.as_bytes()).ok()).map(Arc::new).collect());

static SUITABILITY: LazyLock<Vec<Question>> =
    LazyLock::new(|| list(include_str!("../../assets/checklists/suitability.json")));
static COMPLICATIONS: LazyLock<Vec<Question>> =
    LazyLock::new(|| list(include_str!("../../assets/checklists/complications.json")));
static LITERATURE: LazyLock<Vec<DayFact>> =
    LazyLock::new(|| list(include_str!("../../assets/literature/after-needling.json")));
static RESULTS: LazyLock<Results> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/literature/results.json")).unwrap_or_default());

/// Reads a list that the program brings; the tests hold that each can be read.
fn list<T: for<'de> Deserialize<'de>>(json: &str) -> Vec<T> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A line of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Question {
    /// Its name in the record.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// More about it; may be empty.
    #[serde(default)]
    pub detail: String,
}

/// What is published about some days after a treatment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DayFact {
    /// First day.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// The statement.
    pub text: String,
    /// Who says so.
    pub source: String,
}

/// Published results of whole courses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Results {
    /// A row a study.
    pub results: Vec<StudyResult>,
    /// What is to be known before reading them.
    pub caution: String,
}

/// One study.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StudyResult {
    /// Authors and year.
    pub study: String,
    /// `blinded` or `open`.
    pub kind: String,
    /// How it was made.
    pub design: String,
    /// How many.
    pub patients: String,
    /// How many sessions, how far apart.
    pub sessions: String,
    /// What came out.
    pub outcome: String,
}

/// The questions of the suitability checklist.
pub fn suitability() -> &'static [Question] {
    &SUITABILITY
}

/// The complications that can be ticked.
pub fn complications() -> &'static [Question] {
    &COMPLICATIONS
}

/// The words for a ticked complication.
pub fn complication_name(id: &str) -> String {
    let known = complications().iter().find(|c| c.id == id);
    known.map_or_else(|| crate::model::as_complication(id), |c| told(&c.text))
}

/// What is published for a day after a treatment: for reading, not a verdict.
pub fn literature(day: i32) -> Vec<&'static DayFact> {
    LITERATURE.iter().filter(|fact| (fact.from..=fact.to).contains(&day)).collect()
}

/// Published results of whole courses.
pub fn results() -> &'static Results {
    &RESULTS
}

/// What one clinic works with.
#[derive(Debug, Clone)]
pub struct ClinicFiles {
    scales: Vec<Arc<Scale>>,
    /// Files of the clinic's own that were left out, and why.
    pub faults: Vec<String>,
    /// The clinic's own aftercare text.
    pub own_aftercare: Option<String>,
}

impl Default for ClinicFiles {
    fn default() -> Self {
        Self { scales: BUILT_IN.clone(), faults: Vec::new(), own_aftercare: None }
    }
}

impl ClinicFiles {
    /// Reads what a library holds.
    pub fn read(library: &Library) -> Self {
        let mut files = Self::default();
        library.own_scales().into_iter().for_each(|file| files.add(file));
        match library.own_aftercare() {
            Ok(text) => files.own_aftercare = text,
            Err(e) => files.faults.push(e.to_string()),
        }
        files
    }

    fn add(&mut self, file: OwnFile) {
        let parsed = file.content.and_then(|bytes| Scale::parse(&bytes));
        match parsed {
            Ok(scale) if self.scale(&scale.id, &scale.version).is_some() => self.faults.push(format!(
                "The scale in scales/{} was left out: {} {} is there already. Give it another id or version",
                file.name, scale.id, scale.version
            )),
            Ok(scale) => self.scales.push(Arc::new(scale)),
            Err(why) => self.faults.push(format!("The scale in scales/{} was left out: {why}", file.name)),
        }
    }

    /// Every scale that can be chosen: of each id the version that was read last.
    pub fn scales(&self) -> Vec<&Arc<Scale>> {
        let newest = |i: usize, scale: &Arc<Scale>| !self.scales[i + 1..].iter().any(|later| later.id == scale.id);
        self.scales.iter().enumerate().filter(|(i, scale)| newest(*i, scale)).map(|(_, scale)| scale).collect()
    }

    /// The definition with which a score was given.
    pub fn scale(&self, id: &str, version: &str) -> Option<&Arc<Scale>> {
        self.scales.iter().find(|s| s.id == id && s.version == version)
    }

    /// The newest definition of a scale.
    pub fn newest(&self, id: &str) -> Option<&Arc<Scale>> {
        self.scales.iter().rev().find(|s| s.id == id)
    }

    /// The text of the aftercare sheet.
    pub fn aftercare(&self) -> &str {
        match &self.own_aftercare {
            Some(own) => own,
            None => program_aftercare(),
        }
    }
}

impl App {
    /// What the clinic works with.
    pub fn clinic(&self) -> &ClinicFiles {
        &self.clinic
    }

    /// Reads the clinic's own files in the background; until they are there, the program's own count.
    pub(super) fn read_clinic(&mut self) {
        self.clinic = ClinicFiles::default();
        let Some(library) = self.library_handle() else { return };
        self.jobs.run(
            Lane::Show,
            move |_| Message::Clinic(library.clone(), Box::new(ClinicFiles::read(&library))),
            Message::Fault,
        );
    }

    pub(super) fn clinic_read(&mut self, library: &Arc<Library>, files: ClinicFiles) {
        if self.library_handle().is_some_and(|open| Arc::ptr_eq(&open, library)) {
            files.faults.iter().for_each(|why| self.notices.add(Tone::Caution, told(why)));
            self.clinic = files;
        }
    }

    /// Keeps the clinic's aftercare text; `None` goes back to the program's.
    pub(super) fn set_aftercare(&mut self, text: Option<String>) {
        let Some(library) = self.library_handle() else { return };
        if let Some(why) = library.read_only() {
            return self.notices.add(Tone::Caution, told(&why));
        }
        self.clinic.own_aftercare.clone_from(&text);
        self.jobs.run(
            Lane::Save,
            move |_| match library.set_own_aftercare(text.as_deref()) {
                Ok(()) => Message::Nothing,
                Err(e) => Message::Fault(e.to_string()),
            },
            Message::Fault,
        );
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::model::{ScaleState, Total};

    #[test]
    fn every_scale_that_the_program_brings_can_be_read_and_reaches_its_range() {
        let faults: Vec<String> = SCALES.iter().filter_map(|text| Scale::parse(text.as_bytes()).err()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let ids: BTreeSet<&str> = BUILT_IN.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids.len(), SCALES.len(), "two scales share an id");
        let state = |id: &str| BUILT_IN.iter().find(|s| s.id == id).map(|s| s.state);
        for (id, wanted) in [
            ("cea", ScaleState::On),
            ("goodman-baron-quantitative", ScaleState::Unverified),
            ("ecca", ScaleState::Unverified),
            ("vss", ScaleState::InPerson),
        ] {
            assert_eq!(state(id), Some(wanted), "{id}");
        }
    }

    #[test]
    fn totals_are_those_of_the_papers() {
        let scale = |id: &str| BUILT_IN.iter().find(|s| s.id == id).unwrap().clone();
        let all = |s: &Scale, value: &dyn Fn(&str) -> i32| -> BTreeMap<String, i32> {
            s.items.iter().map(|i| (i.id.clone(), value(&i.id))).collect()
        };
        let masi = scale("masi");
        let worked = all(&masi, &|id| match id {
            id if id.starts_with("forehead") => 2,
            id if id.starts_with("malar") && id.ends_with("area") => 4,
            id if id.starts_with("malar") => 3,
            _ => 0,
        });
        // 0.3·2·(2+2) + 2 · 0.3·4·(3+3) + 0.1·0
        assert!(matches!(masi.total(&worked), Total::Is(t) if (t - 16.8).abs() < 1e-9), "{:?}", masi.total(&worked));
        let mmasi = scale("mmasi");
        let worked = all(&mmasi, &|id| if id.ends_with("area") { 3 } else { 2 });
        assert!(matches!(mmasi.total(&worked), Total::Is(t) if (t - 6.0).abs() < 1e-9));
        let ecca = scale("ecca");
        assert_eq!(ecca.total(&all(&ecca, &|_| 3)), Total::Is(540.0));
    }

    #[test]
    fn a_bad_file_of_the_clinic_is_named_and_the_others_are_kept() {
        let mut files = ClinicFiles::default();
        let good = SCALES[1].replace("\"cea\"", "\"our-redness\"");
        files.add(OwnFile { name: "ours.json".into(), content: Ok(good.into_bytes()) });
        files.add(OwnFile { name: "broken.json".into(), content: Ok(b"{".to_vec()) });
        files.add(OwnFile { name: "twin.json".into(), content: Ok(SCALES[1].into()) });
        files.add(OwnFile { name: "locked.json".into(), content: Err("permission denied".into()) });
        assert!(files.newest("our-redness").is_some());
        assert_eq!(files.scales().len(), SCALES.len() + 1);
        let named: Vec<&String> = files.faults.iter().collect();
        assert_eq!(named.len(), 3, "{named:?}");
        assert!(named[0].contains("broken.json") && named[1].contains("there already"), "{named:?}");
    }

    #[test]
    fn a_newer_version_is_offered_and_the_older_still_explains_its_scores() {
        let mut files = ClinicFiles::default();
        let newer = SCALES[1].replace("\"version\": \"1\"", "\"version\": \"2\"");
        files.add(OwnFile { name: "cea2.json".into(), content: Ok(newer.into_bytes()) });
        assert_eq!(files.newest("cea").map(|s| s.version.as_str()), Some("2"));
        assert!(files.scale("cea", "1").is_some());
        assert_eq!(files.scales().iter().filter(|s| s.id == "cea").count(), 1);
    }

    #[test]
    fn lists_and_published_facts_can_be_read_and_every_fact_is_cited() {
        assert_eq!((suitability().len(), complications().len()), (10, 9));
        assert!(!LITERATURE.is_empty() && LITERATURE.iter().all(|f| !f.source.is_empty() && f.from <= f.to));
        assert!(literature(3).iter().any(|f| f.source == "PMC8008152"));
        assert!(literature(-1).is_empty());
        assert!(results().results.iter().any(|r| r.kind == "blinded"));
        assert!(results().results.iter().any(|r| r.kind == "open"));
        assert!(!results().caution.is_empty());
        assert_eq!(complication_name("tram-track"), "Tram-track scarring");
        assert_eq!(complication_name("our-own"), "our own");
    }
}
