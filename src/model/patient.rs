//! A patient as the clinic knows it now.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Consultation, Course, Edit, Finding, FindingId, Integrity, ManualAlignment, Mark, MarkId, MarkKind, NoteId,
    Observations, PatientId, PhotoId, PhotoRecord, Repeats, Review, ReviewId, SessionId, SkinArea, Treatment, View,
};
use crate::words;

/// What is asked about a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientFacts {
    /// Full name, as the clinic writes it.
    pub name: String,
    /// Day of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth: Option<Date>,
    /// The clinic's own number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Fitzpatrick type I–VI as the clinician enters it: 1 to 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skin_type: Option<u8>,
    /// Free text about the person.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remarks: String,
}

/// Everything the record holds about one patient: the replay of its edits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patient {
    /// Its name in the library.
    pub id: PatientId,
    /// Who it is.
    pub facts: PatientFacts,
    /// Put away: not listed, nothing lost.
    #[serde(default)]
    pub archived: bool,
    /// The plan, if one is recorded.
    #[serde(default)]
    pub course: Option<Course>,
    /// Visits, by id.
    #[serde(default)]
    pub sessions: BTreeMap<SessionId, Session>,
    /// Photos, by id.
    #[serde(default)]
    pub photos: BTreeMap<PhotoId, PhotoRecord>,
    /// Notes, by id.
    #[serde(default)]
    pub notes: BTreeMap<NoteId, Note>,
    /// Marks, by id.
    #[serde(default)]
    pub marks: BTreeMap<MarkId, Mark>,
    /// What people told the alignment.
    #[serde(default)]
    pub alignments: Alignments,
    /// Where the skin is, by photo, where a person painted it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skin_areas: BTreeMap<PhotoId, SkinArea>,
    /// Measured values that were accepted, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub findings: BTreeMap<FindingId, Finding>,
    /// What was said about scars, by scar and visit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observations: Observations,
    /// Repeat shots that count for the clinic's noise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Repeats,
    /// Blind reviews, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reviews: BTreeMap<ReviewId, Review>,
    /// Scores, suitability, consents, complications.
    #[serde(default, skip_serializing_if = "Consultation::is_empty")]
    pub consultation: Consultation,
}

/// Manual alignments: at most one for each pair of photos.
pub type Alignments = Vec<ManualAlignment>;

/// One visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// The day.
    pub date: Date,
    /// A short title; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// State of the skin when the photos were taken.
    #[serde(default)]
    pub skin: SkinState,
    /// What was done; `None` if nothing was treated that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
}

/// State of the skin at a visit, as a person says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkinState {
    /// Nobody said.
    #[default]
    NotRecorded,
    /// Clean skin.
    Clean,
    /// With make-up.
    MakeUp,
    /// Sunburnt or freshly tanned.
    Sunburn,
}

/// A note of a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Its name.
    pub id: NoteId,
    /// The visit.
    pub session: SessionId,
    /// The words.
    pub text: String,
    /// Who wrote it first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// When it was first written.
    pub at: Timestamp,
}

impl Patient {
    /// A patient nothing is known about yet.
    pub fn empty(id: PatientId) -> Self {
        Self {
            id,
            facts: PatientFacts::default(),
            archived: false,
            course: None,
            sessions: BTreeMap::new(),
            photos: BTreeMap::new(),
            notes: BTreeMap::new(),
            marks: BTreeMap::new(),
            alignments: Vec::new(),
            skin_areas: BTreeMap::new(),
            findings: BTreeMap::new(),
            observations: Vec::new(),
            repeats: Vec::new(),
            reviews: BTreeMap::new(),
            consultation: Consultation::default(),
        }
    }

    /// Applies one edit. An edit whose target is absent has no effect, so that every order of arrival ends alike.
    pub fn apply(&mut self, edit: &Edit) {
        edit.apply_to(self);
    }

    /// Visits by day, then by id.
    pub fn sessions_by_date(&self) -> Vec<&Session> {
        let mut sessions: Vec<_> = self.sessions.values().collect();
        sessions.sort_by_key(|s| (s.date, s.id));
        sessions
    }

    /// Visits at which something was treated, by day.
    pub fn treatments_by_date(&self) -> Vec<(&Session, &Treatment)> {
        self.sessions_by_date().into_iter().filter_map(|s| Some((s, s.treatment.as_ref()?))).collect()
    }

    /// Photos of a visit: by view, then by time.
    pub fn photos_of(&self, session: SessionId) -> Vec<&PhotoRecord> {
        let mut photos: Vec<_> = self.photos.values().filter(|p| p.session == session).collect();
        photos.sort_by(|a, b| (a.view.order(), a.taken_at, a.id).cmp(&(b.view.order(), b.taken_at, b.id)));
        photos
    }

    /// The day of a photo: its session's.
    pub fn date_of(&self, photo: PhotoId) -> Option<Date> {
        let photo = self.photos.get(&photo)?;
        Some(self.sessions.get(&photo.session)?.date)
    }

    /// Views that have photos, in list order, with the number of visits that have one.
    pub fn views(&self) -> Vec<(View, usize)> {
        // One walk over the photos: a course of 60 visits and 400 photos is asked for this in every frame.
        let known = self.photos.values().filter(|p| self.sessions.contains_key(&p.session));
        let mut visits: Vec<(&View, SessionId)> = known.map(|p| (&p.view, p.session)).collect();
        visits.sort_by(|a, b| (a.0.order(), a.1).cmp(&(b.0.order(), b.1)));
        visits.dedup();
        visits.chunk_by(|a, b| a.0 == b.0).map(|same| (same[0].0.clone(), same.len())).collect()
    }

    /// The photos of one view, one a visit (its last shot that is intact, else its last), oldest first.
    pub fn series(&self, view: &View) -> Vec<&PhotoRecord> {
        let better = |p: &PhotoRecord| (p.integrity == Integrity::Intact, p.taken_at, p.id);
        let mut best: BTreeMap<(Date, SessionId), &PhotoRecord> = BTreeMap::new();
        for photo in self.photos.values().filter(|p| p.view == *view) {
            let Some(session) = self.sessions.get(&photo.session) else { continue };
            let place = best.entry((session.date, session.id)).or_insert(photo);
            if better(photo) > better(place) {
                *place = photo;
            }
        }
        best.into_values().collect()
    }

    /// Notes of a visit, oldest first.
    pub fn notes_of(&self, session: SessionId) -> Vec<&Note> {
        let mut notes: Vec<_> = self.notes.values().filter(|n| n.session == session).collect();
        notes.sort_by_key(|n| (n.at, n.id));
        notes
    }

    /// Marks on a photo, oldest first.
    pub fn marks_of(&self, photo: PhotoId) -> Vec<&Mark> {
        self.marks.values().filter(|m| m.photo == photo).collect()
    }

    /// How a mark is called: its label, else kind and number ("Redness 2"; numbers count over the patient's
    /// marks of that family, oldest first, taken-over marks keeping the number of their origin; scars and reference
    /// patches are counted view by view).
    pub fn mark_name(&self, mark: &Mark) -> String {
        if mark.label.is_empty() {
            format!("{} {}", mark.kind.family(), self.mark_number(mark))
        } else {
            mark.label.clone()
        }
    }

    /// How the region of an accepted value is called: as [`Self::mark_name`] while the mark is called as it was then, else by
    /// the name that was kept.
    pub fn finding_name(&self, finding: &Finding) -> String {
        let mark = self.marks.get(&finding.region);
        let same = mark.filter(|mark| words::in_english(|| self.mark_name(mark)) == finding.name);
        same.map_or_else(|| finding.name.clone(), |mark| self.mark_name(mark))
    }

    /// The number of a mark within its family; see [`Self::mark_name`].
    pub fn mark_number(&self, mark: &Mark) -> usize {
        let origin = self.origin_of(mark);
        let view = |m: &Mark| self.photos.get(&m.photo).map(|p| &p.view);
        let by_view = matches!(mark.kind.family(), MarkKind::Scar | MarkKind::Reference);
        let family: Vec<MarkId> = self
            .marks
            .values()
            .filter(|m| m.kind.family() == mark.kind.family() && self.origin_of(m) == m.id)
            .filter(|m| !by_view || view(m) == view(mark))
            .map(|m| m.id)
            .collect();
        family.iter().position(|id| *id == origin).map_or(family.len() + 1, |i| i + 1)
    }

    /// The first mark of the chain that `mark` was taken over along; itself if none.
    pub fn origin_of(&self, mark: &Mark) -> MarkId {
        let mut at = mark;
        for _ in 0..self.marks.len() {
            match at.adopted_from.and_then(|id| self.marks.get(&id)) {
                Some(previous) => at = previous,
                None => break,
            }
        }
        at.id
    }

    /// Marks of one family, whoever drew them on whichever photo.
    pub fn marks_of_family(&self, family: MarkKind) -> impl Iterator<Item = &Mark> {
        self.marks.values().filter(move |m| m.kind.family() == family)
    }

    /// What a person told the alignment of this pair.
    pub fn manual_alignment(&self, fixed: PhotoId, moving: PhotoId) -> Option<&ManualAlignment> {
        self.alignments.iter().find(|a| a.fixed == fixed && a.moving == moving)
    }

    /// Whole years of age on `day`.
    pub fn age_on(&self, day: Date) -> Option<i16> {
        let birth = self.facts.birth?;
        let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
        (day >= birth).then(|| day.year() - birth.year() - i16::from(!had_birthday))
    }

    /// The treatment before `day`: its number (from 1), its session, and the days that have passed.
    pub fn last_treatment_before(&self, day: Date) -> Option<(usize, &Session, i32)> {
        let treated = self.treatments_by_date();
        let (i, (session, _)) = treated.iter().enumerate().rfind(|(_, (s, _))| s.date < day)?;
        Some((i + 1, session, days_between(session.date, day)))
    }
}

/// Days from `from` to `to`; negative if `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn age_counts_whole_years() {
        let mut patient = Patient::empty(PatientId::from_number(1));
        patient.facts.birth = Some(date(1996, 5, 7));
        assert_eq!(patient.age_on(date(2026, 5, 6)), Some(29));
        assert_eq!(patient.age_on(date(2026, 5, 7)), Some(30));
        assert_eq!(patient.age_on(date(1990, 1, 1)), None);
    }

    #[test]
    fn days_run_over_the_turn_of_the_year() {
        assert_eq!(days_between(date(2025, 12, 30), date(2026, 1, 14)), 15);
        assert_eq!(days_between(date(2026, 1, 14), date(2026, 1, 14)), 0);
    }
}
