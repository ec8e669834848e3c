//! Everything a user can change.
//!
//! JSON: `{"op": "note.add", "d": {…}}`. The names are part of the library's format and never change their meaning.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::change::mark_fault;
use super::{
    Complications, Consent, ConsentId, Course, Finding, FindingId, GroupId, ManualAlignment, Mark, MarkChange, MarkId,
    Note, NoteId, Observation, OpId, Patient, PatientFacts, PhotoChange, PhotoId, PhotoRecord, RepeatShots, Review,
    ReviewAnswer, ReviewId, Score, ScoreId, Session, SessionChange, SessionId, SkinArea, SuitabilityAnswer, consult,
    ledger, repeat,
};
use crate::words::say;

/// One change to one patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", content = "d")]
pub enum Edit {
    /// Creates the patient, or replaces what is known about the person.
    #[serde(rename = "patient.set")]
    SetPatient(PatientFacts),
    /// Puts the patient away, or brings it back.
    #[serde(rename = "patient.archive")]
    Archive {
        /// True puts away.
        archived: bool,
    },
    /// Records the plan; `null` removes it.
    #[serde(rename = "course.set")]
    SetCourse(Option<Course>),
    /// Adds a visit, or replaces one of the same id.
    #[serde(rename = "session.add")]
    AddSession(Session),
    /// Changes a visit.
    #[serde(rename = "session.set")]
    SetSession(SessionChange),
    /// Removes a visit from the record, with its photos and notes; undo brings all back.
    #[serde(rename = "session.remove")]
    RemoveSession {
        /// Which.
        id: SessionId,
    },
    /// Adds a photo whose file is already in the library.
    #[serde(rename = "photo.add")]
    AddPhoto(PhotoRecord),
    /// Changes what is known about a photo.
    #[serde(rename = "photo.set")]
    SetPhoto(PhotoChange),
    /// Removes a photo from the record, with its marks; the file stays in the library.
    #[serde(rename = "photo.remove")]
    RemovePhoto {
        /// Which.
        id: PhotoId,
    },
    /// Adds a note.
    #[serde(rename = "note.add")]
    AddNote(Note),
    /// New words for a note. The history keeps the old ones.
    #[serde(rename = "note.set")]
    SetNote {
        /// Which.
        id: NoteId,
        /// The words.
        text: String,
    },
    /// Removes a note.
    #[serde(rename = "note.remove")]
    RemoveNote {
        /// Which.
        id: NoteId,
    },
    /// Adds a mark.
    #[serde(rename = "mark.add")]
    AddMark(Mark),
    /// Changes a mark.
    #[serde(rename = "mark.set")]
    SetMark(MarkChange),
    /// Removes a mark.
    #[serde(rename = "mark.remove")]
    RemoveMark {
        /// Which.
        id: MarkId,
    },
    /// What a person tells the alignment of one pair; replaces what was told before.
    #[serde(rename = "alignment.set")]
    SetAlignment(ManualAlignment),
    /// Where the skin is on a photo; replaces what was painted before, and no strokes leave it to the engine.
    #[serde(rename = "skin_area.set")]
    SetSkinArea(SkinArea),
    /// Takes a measured value into the record.
    #[serde(rename = "finding.add")]
    AddFinding(Finding),
    /// Takes it out again.
    #[serde(rename = "finding.remove")]
    RemoveFinding {
        /// Which.
        id: FindingId,
    },
    /// Says how a scar is at a visit; replaces what was said before.
    #[serde(rename = "scar.observe")]
    Observe(Observation),
    /// Takes back what was said about a scar at a visit.
    #[serde(rename = "scar.unobserve")]
    Unobserve {
        /// The scar.
        scar: MarkId,
        /// The visit.
        session: SessionId,
    },
    /// Counts a pair of repeat shots for the clinic's noise.
    #[serde(rename = "repeat.add")]
    AddRepeat(RepeatShots),
    /// Counts it no more.
    #[serde(rename = "repeat.remove")]
    RemoveRepeat {
        /// The first shot.
        first: PhotoId,
        /// The second shot.
        second: PhotoId,
    },
    /// Begins a blind review: pairs, sides and order as they were drawn.
    #[serde(rename = "review.start")]
    StartReview(Review),
    /// Answers one pair of a blind review, or changes the answer before the dates are revealed.
    #[serde(rename = "review.answer")]
    AnswerReview {
        /// Which review.
        id: ReviewId,
        /// The place of the pair, from 0.
        pair: usize,
        /// The answer.
        answer: ReviewAnswer,
    },
    /// Reveals the dates of a blind review: its answers are locked.
    #[serde(rename = "review.reveal")]
    RevealReview {
        /// Which review.
        id: ReviewId,
        /// When.
        at: Timestamp,
    },
    /// Adds a score on a clinical scale, or replaces the one of the same id.
    #[serde(rename = "score.set")]
    SetScore(Score),
    /// Removes a score.
    #[serde(rename = "score.remove")]
    RemoveScore {
        /// Which.
        id: ScoreId,
    },
    /// Answers a question of the suitability checklist; neither answer nor note takes the answer back.
    #[serde(rename = "suitability.set")]
    AnswerSuitability(SuitabilityAnswer),
    /// Adds a consent, or replaces the one of the same id.
    #[serde(rename = "consent.set")]
    SetConsent(Consent),
    /// Removes a consent that was recorded by mistake; one that is taken back is withdrawn instead.
    #[serde(rename = "consent.remove")]
    RemoveConsent {
        /// Which.
        id: ConsentId,
    },
    /// What was seen at a visit; replaces what was ticked before.
    #[serde(rename = "complications.set")]
    SetComplications {
        /// The visit.
        session: SessionId,
        /// What was ticked, and words.
        #[serde(flatten)]
        seen: Complications,
    },
    /// Takes edits back: undo. Retracting a retraction is redo.
    #[serde(rename = "retract")]
    Retract {
        /// Which.
        ops: Vec<OpId>,
    },
}

impl Edit {
    /// Applies the edit. An absent target, or a retraction (which [`super::History`] resolves), has no effect here.
    pub(super) fn apply_to(&self, patient: &mut Patient) {
        match self.clone() {
            Self::SetPatient(facts) => patient.facts = facts,
            Self::Archive { archived } => patient.archived = archived,
            Self::SetCourse(course) => patient.course = course,
            Self::AddSession(session) => drop(patient.sessions.insert(session.id, session)),
            Self::SetSession(change) => change.apply_to(patient),
            Self::RemoveSession { id } => remove_session(patient, id),
            Self::AddPhoto(photo) => {
                if patient.sessions.contains_key(&photo.session) {
                    patient.photos.insert(photo.id, photo);
                }
            }
            Self::SetPhoto(change) => change.apply_to(patient),
            Self::RemovePhoto { id } => remove_photo(patient, id),
            Self::AddNote(note) => {
                if patient.sessions.contains_key(&note.session) {
                    patient.notes.insert(note.id, note);
                }
            }
            Self::SetNote { id, text } => {
                if let Some(note) = patient.notes.get_mut(&id) {
                    note.text = text;
                }
            }
            Self::RemoveNote { id } => drop(patient.notes.remove(&id)),
            Self::AddMark(mark) => {
                if patient.photos.contains_key(&mark.photo) {
                    patient.marks.insert(mark.id, mark);
                }
            }
            Self::SetMark(change) => change.apply_to(patient),
            Self::RemoveMark { id } => drop(patient.marks.remove(&id)),
            Self::SetAlignment(alignment) => set_alignment(patient, alignment),
            Self::SetSkinArea(area) if area.strokes.is_empty() => drop(patient.skin_areas.remove(&area.photo)),
            Self::SetSkinArea(area) => {
                if patient.photos.contains_key(&area.photo) {
                    patient.skin_areas.insert(area.photo, area);
                }
            }
            Self::AddFinding(finding) => {
                if patient.photos.contains_key(&finding.before) && patient.photos.contains_key(&finding.after) {
                    patient.findings.insert(finding.id, finding);
                }
            }
            Self::RemoveFinding { id } => drop(patient.findings.remove(&id)),
            Self::Observe(observation) => ledger::observe(patient, observation),
            Self::Unobserve { scar, session } => ledger::unobserve(patient, scar, session),
            Self::AddRepeat(shots) => repeat::add(patient, shots),
            Self::RemoveRepeat { first, second } => repeat::remove(patient, first, second),
            Self::StartReview(review) => {
                patient.reviews.entry(review.id).or_insert(review);
            }
            Self::AnswerReview { id, pair, answer } => {
                patient.reviews.entry(id).and_modify(|review| review.answer(pair, answer));
            }
            Self::RevealReview { id, at } => {
                patient.reviews.entry(id).and_modify(|review| {
                    review.revealed.get_or_insert(at);
                });
            }
            Self::Retract { .. } => {}
            edit @ (Self::SetScore(_)
            | Self::RemoveScore { .. }
            | Self::AnswerSuitability(_)
            | Self::SetConsent(_)
            | Self::RemoveConsent { .. }
            | Self::SetComplications { .. }) => consult::apply(patient, edit),
        }
    }

    /// Why the edit cannot be kept as it is, if so: said before it is written, so that no nonsense becomes truth.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::SetPatient(facts) if facts.name.trim().is_empty() && facts.number.trim().is_empty() => {
                Err(say!("fault-name-or-number").to_owned())
            }
            Self::SetPatient(facts) if facts.skin_type.is_some_and(|t| !(1..=6).contains(&t)) => {
                Err(say!("fault-skin-type").to_owned())
            }
            Self::AddPhoto(photo) if !is_sha256(&photo.sha256) => Err(say!("fault-photo-name").to_owned()),
            Self::AddPhoto(photo) if !is_format(&photo.format) => Err(say!("fault-photo-format").to_owned()),
            Self::AddMark(mark) => refused(mark_fault(mark)),
            Self::SetMark(change) => refused(change.fault()),
            Self::SetPhoto(change) => refused(change.fault()),
            Self::StartReview(review) => refused(review.fault()),
            Self::SetSkinArea(area) => refused(area.fault()),
            Self::AddFinding(finding) => refused(finding.fault()),
            Self::AddRepeat(RepeatShots { differences, .. })
                if differences.is_empty() || !differences.iter().flatten().all(|d| d.is_finite()) =>
            {
                Err(say!("fault-repeat-shots").to_owned())
            }
            Self::AddSession(Session { treatment: Some(treatment), .. }) => refused(treatment.fault()),
            Self::SetSession(change) => refused(change.fault()),
            edit => refused(consult::fault(edit)),
        }
    }

    /// What the edit needs and the patient does not have, if so: such an edit would be kept without any effect.
    pub fn missing_in(&self, patient: &Patient) -> Option<&'static str> {
        let session = |id: &SessionId| (!patient.sessions.contains_key(id)).then_some("session");
        let photo = |id: &PhotoId| (!patient.photos.contains_key(id)).then_some("photo");
        match self {
            Self::SetSession(SessionChange { id, .. }) | Self::RemoveSession { id } => session(id),
            Self::AddPhoto(PhotoRecord { session: id, .. }) | Self::AddNote(Note { session: id, .. }) => session(id),
            Self::SetPhoto(PhotoChange { id, session: to, .. }) => photo(id).or_else(|| to.as_ref().and_then(session)),
            Self::RemovePhoto { id } | Self::AddMark(Mark { photo: id, .. }) => photo(id),
            Self::SetNote { id, .. } | Self::RemoveNote { id } => (!patient.notes.contains_key(id)).then_some("note"),
            Self::SetMark(MarkChange { id, .. }) | Self::RemoveMark { id } => {
                (!patient.marks.contains_key(id)).then_some("mark")
            }
            Self::SetAlignment(pair) => photo(&pair.fixed).or_else(|| photo(&pair.moving)),
            Self::SetSkinArea(area) => photo(&area.photo),
            Self::AddFinding(finding) => photo(&finding.before).or_else(|| photo(&finding.after)),
            Self::RemoveFinding { id } => (!patient.findings.contains_key(id)).then_some("finding"),
            Self::Observe(Observation { scar, session: id, .. }) | Self::Unobserve { scar, session: id } => {
                session(id).or((!patient.marks.contains_key(scar)).then_some("mark"))
            }
            Self::AddRepeat(RepeatShots { first, second, .. }) | Self::RemoveRepeat { first, second } => {
                photo(first).or_else(|| photo(second))
            }
            Self::AnswerReview { id, .. } | Self::RevealReview { id, .. } => {
                (!patient.reviews.contains_key(id)).then_some("review")
            }
            Self::SetPatient(_)
            | Self::Archive { .. }
            | Self::SetCourse(_)
            | Self::AddSession(_)
            | Self::StartReview(_)
            | Self::Retract { .. } => None,
            edit => consult::missing(edit, patient),
        }
    }

    /// What the edit did, for "Undo …".
    pub fn title(&self) -> &'static str {
        match self {
            Self::SetPatient(_) => say!("did-patient-details"),
            Self::Archive { archived: true } => say!("did-archive-patient"),
            Self::Archive { archived: false } => say!("did-restore-patient"),
            Self::SetCourse(_) => say!("did-course"),
            Self::AddSession(_) => say!("did-add-session"),
            Self::SetSession(SessionChange { treatment: Some(_), .. }) => say!("did-treatment"),
            Self::SetSession(_) => say!("did-session-details"),
            Self::RemoveSession { .. } => say!("did-remove-session"),
            Self::AddPhoto(_) => say!("did-add-photo"),
            Self::SetPhoto(_) => say!("did-photo-details"),
            Self::RemovePhoto { .. } => say!("did-remove-photo"),
            Self::AddNote(_) | Self::SetNote { .. } => say!("did-note"),
            Self::RemoveNote { .. } => say!("did-remove-note"),
            Self::AddMark(_) => say!("did-draw-mark"),
            Self::SetMark(_) => say!("did-change-mark"),
            Self::RemoveMark { .. } => say!("did-remove-mark"),
            Self::SetAlignment(_) => say!("did-alignment"),
            Self::SetSkinArea(_) => say!("did-skin-area"),
            Self::AddFinding(_) => say!("did-accept-value"),
            Self::RemoveFinding { .. } => say!("did-remove-value"),
            Self::Observe(_) | Self::Unobserve { .. } => say!("did-scar"),
            Self::AddRepeat(_) | Self::RemoveRepeat { .. } => say!("did-repeat-shots"),
            Self::StartReview(_) | Self::AnswerReview { .. } | Self::RevealReview { .. } => say!("did-blind-review"),
            Self::Retract { .. } => say!("did-undo"),
            Self::SetScore(_) => say!("did-score"),
            Self::RemoveScore { .. } => say!("did-remove-score"),
            Self::AnswerSuitability(_) => say!("did-suitability"),
            Self::SetConsent(_) => say!("did-consent"),
            Self::RemoveConsent { .. } => say!("did-remove-consent"),
            Self::SetComplications { .. } => say!("did-complications"),
        }
    }

    /// True for what a step back never takes away: an answer that was given blind cannot be given blind again.
    pub fn stays(&self) -> bool {
        matches!(self, Self::StartReview(_) | Self::AnswerReview { .. } | Self::RevealReview { .. })
    }
}

/// An edit with the group it belongs to: what is undone together.
pub type Grouped = (Edit, Option<GroupId>);

fn remove_session(patient: &mut Patient, id: SessionId) {
    patient.sessions.remove(&id);
    patient.observations.retain(|o| o.session != id);
    consult::forget_session(patient, id);
    patient.notes.retain(|_, note| note.session != id);
    let photos: Vec<PhotoId> = patient.photos.values().filter(|p| p.session == id).map(|p| p.id).collect();
    photos.into_iter().for_each(|photo| remove_photo(patient, photo));
}

fn remove_photo(patient: &mut Patient, id: PhotoId) {
    patient.photos.remove(&id);
    consult::forget_photo(patient, id);
    patient.marks.retain(|_, mark| mark.photo != id);
    patient.alignments.retain(|a| a.fixed != id && a.moving != id);
    patient.skin_areas.remove(&id);
    patient.findings.retain(|_, f| f.before != id && f.after != id);
    patient.repeats.retain(|r| r.first != id && r.second != id);
}

fn set_alignment(patient: &mut Patient, new: ManualAlignment) {
    patient.alignments.retain(|a| (a.fixed, a.moving) != (new.fixed, new.moving));
    let exists = patient.photos.contains_key(&new.fixed) && patient.photos.contains_key(&new.moving);
    if exists && !(new.landmarks.is_empty() && new.nudge.is_none()) {
        patient.alignments.push(new);
        patient.alignments.sort_by_key(|a| (a.fixed, a.moving));
    }
}

fn refused(fault: Option<impl Into<String>>) -> Result<(), String> {
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_format(text: &str) -> bool {
    (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_clears_a_field_and_absence_leaves_it() {
        let id = SessionId::from_number(7);
        let clear: Edit =
            serde_json::from_str(&format!(r#"{{"op":"session.set","d":{{"id":"{id}","treatment":null}}}}"#)).unwrap();
        assert!(
            matches!(&clear, Edit::SetSession(SessionChange { treatment: Some(None), date: None, .. })),
            "{clear:?}"
        );
        let leave: Edit = serde_json::from_str(&format!(r#"{{"op":"session.set","d":{{"id":"{id}"}}}}"#)).unwrap();
        assert!(matches!(&leave, Edit::SetSession(SessionChange { treatment: None, .. })), "{leave:?}");
        assert_eq!(serde_json::from_str::<Edit>(&serde_json::to_string(&clear).unwrap()).unwrap(), clear);
    }

    #[test]
    fn an_edit_without_its_target_is_named_and_has_no_effect() {
        let mut patient = Patient::empty(crate::model::PatientId::from_number(1));
        let remove = Edit::RemoveNote { id: NoteId::from_number(1) };
        assert_eq!(remove.missing_in(&patient), Some("note"));
        let before = patient.clone();
        patient.apply(&remove);
        assert_eq!(patient, before);
        assert_eq!(Edit::Archive { archived: true }.missing_in(&patient), None);
    }

    #[test]
    fn a_photo_named_by_a_path_is_refused() {
        assert!(!is_sha256("../../../../etc/passwd") && is_sha256(&"0f".repeat(32)));
        assert!(!is_format("../x") && is_format("jpg"));
    }
}
