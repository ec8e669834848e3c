//! Changes of some fields of a visit, a photo or a mark; a field that is not named stays as it is.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Integrity, Mark, MarkId, MarkKind, Patient, PhotoId, ScaleMarker, SessionId, Shape, SkinState, TakenSource, Target,
    Treatment, View,
};
use crate::words::say;

/// A new value for a field: absent leaves it, `null` clears it.
pub type Patch<T> = Option<Option<T>>;

/// A change of a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionChange {
    /// Which.
    pub id: SessionId,
    /// A new day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// A new title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A new state of the skin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skin: Option<SkinState>,
    /// What was done; `null` if nothing.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub treatment: Patch<Treatment>,
}

impl SessionChange {
    /// Nothing of this visit changes.
    pub fn of(id: SessionId) -> Self {
        Self { id, date: None, title: None, skin: None, treatment: None }
    }

    pub(super) fn apply_to(self, patient: &mut Patient) {
        let Some(session) = patient.sessions.get_mut(&self.id) else { return };
        set(&mut session.date, self.date);
        set(&mut session.title, self.title);
        set(&mut session.skin, self.skin);
        set(&mut session.treatment, self.treatment);
    }

    pub(super) fn fault(&self) -> Option<&'static str> {
        self.treatment.as_ref()?.as_ref()?.fault()
    }
}

/// A change of what is known about a photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoChange {
    /// Which.
    pub id: PhotoId,
    /// Moves it to another visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// A new view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// A time that a person vouches for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<DateTime>,
    /// A new comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// A marker of known length; `null` removes it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub scale: Patch<ScaleMarker>,
    /// A grey card or chart as a person showed it; `null` removes it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub target: Patch<Target>,
    /// A new verdict on the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integrity: Option<Integrity>,
}

impl PhotoChange {
    /// Nothing of this photo changes.
    pub fn of(id: PhotoId) -> Self {
        Self {
            id,
            session: None,
            view: None,
            taken_at: None,
            comment: None,
            scale: None,
            target: None,
            integrity: None,
        }
    }

    pub(super) fn apply_to(self, patient: &mut Patient) {
        let session = self.session.filter(|s| patient.sessions.contains_key(s));
        let Some(photo) = patient.photos.get_mut(&self.id) else { return };
        if self.taken_at.is_some() {
            photo.taken_at = self.taken_at;
            photo.taken_source = TakenSource::Person;
        }
        set(&mut photo.session, session);
        set(&mut photo.view, self.view);
        set(&mut photo.comment, self.comment);
        set(&mut photo.scale, self.scale);
        set(&mut photo.target, self.target);
        set(&mut photo.integrity, self.integrity);
    }

    pub(super) fn fault(&self) -> Option<&'static str> {
        let no_line = self.scale.iter().flatten().any(|marker| marker.mm_per_px().is_none());
        let scale = no_line.then_some(say!("fault-scale-line"));
        scale.or_else(|| self.target.as_ref()?.as_ref()?.fault())
    }
}

/// A change of a mark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarkChange {
    /// Which.
    pub id: MarkId,
    /// A new kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MarkKind>,
    /// A new outline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// A new severity; `null` clears it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub severity: Patch<u8>,
    /// A new label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// A new comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl MarkChange {
    /// Nothing of this mark changes.
    pub fn of(id: MarkId) -> Self {
        Self { id, kind: None, shape: None, severity: None, label: None, comment: None }
    }

    pub(super) fn apply_to(self, patient: &mut Patient) {
        let Some(mark) = patient.marks.get_mut(&self.id) else { return };
        set(&mut mark.kind, self.kind);
        set(&mut mark.shape, self.shape);
        set(&mut mark.severity, self.severity);
        set(&mut mark.label, self.label);
        set(&mut mark.comment, self.comment);
    }

    pub(super) fn fault(&self) -> Option<&'static str> {
        severity_fault(self.severity.flatten()).or_else(|| self.shape.as_ref()?.fault())
    }
}

/// Why a mark cannot be kept, if so.
pub(super) fn mark_fault(mark: &Mark) -> Option<&'static str> {
    severity_fault(mark.severity).or_else(|| mark.shape.fault())
}

fn severity_fault(severity: Option<u8>) -> Option<&'static str> {
    severity.is_some_and(|s| s > 4).then_some(say!("fault-severity"))
}

/// Reads a field that is there, so that `null` and absent differ.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(d: D) -> Result<Patch<T>, D::Error> {
    Option::<T>::deserialize(d).map(Some)
}

fn set<T>(field: &mut T, new: Option<T>) {
    if let Some(value) = new {
        *field = value;
    }
}
