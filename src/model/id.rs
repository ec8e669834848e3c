//! Names that never change: ULIDs, one type for each kind of thing.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use ulid::{Generator, Ulid};

/// The text is not 26 characters of Crockford base 32.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: an id is 26 letters and digits, such as 01JZ8Q4V9N3W5K7T2M6B0X1YAC")]
pub struct BadId;

/// A new ULID, above all that this process made before, even within one millisecond.
fn next_ulid() -> Ulid {
    static GENERATOR: Mutex<Generator> = Mutex::new(Generator::new());
    let mut generator = GENERATOR.lock().unwrap_or_else(PoisonError::into_inner);
    // An overflow within one millisecond needs 2^80 ids; a random one is then as good.
    generator.generate().unwrap_or_else(|_| Ulid::generate())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Ulid);

        impl $name {
            /// A new id: sorts after all that this process made before.
            #[expect(clippy::new_without_default, reason = "a new id is never a default value")]
            pub fn new() -> Self {
                Self(next_ulid())
            }

            /// The id with this number; for tests and samples that must come out the same on every run.
            pub const fn from_number(n: u128) -> Self {
                Self(Ulid(n))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                // Only the canonical spelling is an id: it becomes part of a path.
                match Ulid::from_string(text) {
                    Ok(id) if id.to_string() == text => Ok(Self(id)),
                    _ => Err(BadId),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

id!(
    /// One patient.
    PatientId
);
id!(
    /// One visit of a patient.
    SessionId
);
id!(
    /// One photo in the record; two photos may share the same file.
    PhotoId
);
id!(
    /// One note.
    NoteId
);
id!(
    /// One mark on a photo.
    MarkId
);
id!(
    /// One measured value that was taken into the record.
    FindingId
);
id!(
    /// One person's blind review of one view.
    ReviewId
);
id!(
    /// One score on a clinical scale.
    ScoreId
);
id!(
    /// One consent to the use of photos.
    ConsentId
);
id!(
    /// Edits that belong together and are undone together: an import, a burst of typing.
    GroupId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself_and_in_no_other_spelling() {
        let id = PatientId::new();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_lowercase().parse::<PatientId>(), Err(BadId));
        assert_eq!("../../etc/passwd".parse::<PatientId>(), Err(BadId));
    }
}
