//! A small patient and an answered review for the tests of this folder.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::date;

use super::new_review;
use crate::geom::Size;
use crate::model::{
    Edit, Judgement, Patient, PatientId, PhotoId, PhotoRecord, Review, ReviewAnswer, Session, SessionId, SkinState,
    View,
};

/// A patient with one photo of the front a week.
pub fn patient(dates: usize) -> Patient {
    let mut patient = Patient::empty(PatientId::from_number(1));
    for day in 0..dates {
        let session = SessionId::from_number(day as u128 + 1);
        let date = date(2026, 1, 1).saturating_add(jiff::Span::new().days(7 * day as i64));
        let visit = Session { id: session, date, title: String::new(), skin: SkinState::Clean, treatment: None };
        patient.apply(&Edit::AddSession(visit));
        let photo = PhotoRecord::new(session, ("0".repeat(64), "png"), Size::new(400, 300), View::new("front"));
        patient.apply(&Edit::AddPhoto(PhotoRecord { id: PhotoId::from_number(day as u128 + 1), ..photo }));
    }
    patient
}

/// A review in which the first pairs were answered like this, each left photo with CEA 3.
pub fn answered(patient: &Patient, said: &[Judgement]) -> Review {
    let mut review = new_review(patient, &View::new("front"), "dr1", &[]);
    review.scales = vec!["cea".into()];
    for (i, judgement) in said.iter().enumerate() {
        let left = BTreeMap::from([("cea".to_owned(), 3)]);
        let (right, display_ev, at) = (BTreeMap::new(), Some([-0.25, 0.0]), Timestamp::UNIX_EPOCH);
        review.answers.insert(i, ReviewAnswer { judgement: *judgement, left, right, display_ev, at });
    }
    review
}
