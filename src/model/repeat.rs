//! Two shots of the same skin minutes apart: what this room, camera and hand make of skin that has not changed.

use serde::{Deserialize, Serialize};

use super::{Patient, PhotoId, PhotoRecord};

/// What a pair of repeat shots differed by, once somebody took it into the clinic's noise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatShots {
    /// The first shot.
    pub first: PhotoId,
    /// The second shot.
    pub second: PhotoId,
    /// ΔHb, Δa* and ΔMel of each region, index points and Lab units.
    pub differences: Vec<[f64; 3]>,
    /// Version of the measuring method.
    pub method: String,
}

/// A pair of repeat shots as the whole clinic counts it: no patient, no photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatNoise {
    /// Id of the view.
    pub view: String,
    /// Make and model of the camera.
    pub camera: String,
    /// As in [`RepeatShots`].
    pub differences: Vec<[f64; 3]>,
    /// Version of the measuring method.
    pub method: String,
}

/// Repeat shots of a patient: at most one entry for each pair.
pub type Repeats = Vec<RepeatShots>;

/// Two shots further apart than this are no repeat: skin flushes and light changes.
const MOST_MINUTES: i64 = 15;

impl Patient {
    /// Pairs of shots of one visit and view, by one camera, at most fifteen minutes apart, earlier one first.
    pub fn repeat_pairs(&self) -> Vec<[PhotoId; 2]> {
        let mut pairs = Vec::new();
        for session in self.sessions.keys() {
            let shots = self.photos_of(*session);
            for pair in shots.windows(2) {
                if let [first, second] = pair
                    && is_repeat(first, second)
                {
                    pairs.push([first.id, second.id]);
                }
            }
        }
        pairs
    }

    /// What this patient adds to the clinic's noise.
    pub fn repeat_noise(&self) -> Vec<RepeatNoise> {
        let noise = |r: &RepeatShots| {
            let photo = self.photos.get(&r.first)?;
            Some(RepeatNoise {
                view: photo.view.id().to_owned(),
                camera: photo.camera.clone(),
                differences: r.differences.clone(),
                method: r.method.clone(),
            })
        };
        self.repeats.iter().filter_map(noise).collect()
    }
}

fn is_repeat(first: &PhotoRecord, second: &PhotoRecord) -> bool {
    let minutes = first
        .taken_at
        .zip(second.taken_at)
        .and_then(|(a, b)| a.until(b).ok())
        .map(|span| i64::from(span.get_days()) * 1440 + i64::from(span.get_hours()) * 60 + span.get_minutes());
    first.view == second.view
        && first.camera == second.camera
        && first.sha256 != second.sha256
        && first.integrity.is_intact()
        && second.integrity.is_intact()
        && minutes.is_some_and(|m| (0..=MOST_MINUTES).contains(&m))
}

/// Puts a pair in the place of an earlier entry of the same pair.
pub(super) fn add(patient: &mut Patient, new: RepeatShots) {
    remove(patient, new.first, new.second);
    if patient.photos.contains_key(&new.first) && patient.photos.contains_key(&new.second) {
        patient.repeats.push(new);
        patient.repeats.sort_by_key(|r| (r.first, r.second));
    }
}

/// Takes a pair away.
pub(super) fn remove(patient: &mut Patient, first: PhotoId, second: PhotoId) {
    patient.repeats.retain(|r| (r.first, r.second) != (first, second));
}
