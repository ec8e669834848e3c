//! Where everything lies in a library. Paths are made from ids and hashes and never read from JSON.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::Error;
use crate::model::{DeviceId, PatientId};

/// Names at the top of a library; everything else there is foreign.
pub(super) const TOP_NAMES: [&str; 10] = [
    "library.json",
    "README.txt",
    "LOCK",
    "patients",
    "photos",
    "index.jsonl",
    "index.dirty",
    "lost+found",
    "scales",
    "aftercare.md",
];

/// The paths of one library.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) root: PathBuf,
}

impl Layout {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(super) fn header(&self) -> PathBuf {
        self.root.join("library.json")
    }

    pub(super) fn index(&self) -> PathBuf {
        self.root.join("index.jsonl")
    }

    pub(super) fn dirty(&self) -> PathBuf {
        self.root.join("index.dirty")
    }

    pub(super) fn patients(&self) -> PathBuf {
        self.root.join("patients")
    }

    pub(super) fn photos(&self) -> PathBuf {
        self.root.join("photos")
    }

    pub(super) fn lost(&self) -> PathBuf {
        self.root.join("lost+found")
    }

    /// `patients/<the id's last two characters in small letters>`: the first ones are a clock and would all be alike.
    pub(super) fn patient_shelf(&self, id: PatientId) -> PathBuf {
        self.patients().join(shelf_of(id))
    }

    pub(super) fn patient(&self, id: PatientId) -> PathBuf {
        self.patient_shelf(id).join(id.to_string())
    }

    pub(super) fn snapshot(&self, id: PatientId) -> PathBuf {
        self.patient(id).join("patient.json")
    }

    /// `photos/ab/cd/<sha256>.<format>`.
    pub(super) fn photo(&self, sha256: &str, format: &str) -> Result<PathBuf, Error> {
        let good_format = (2..=5).contains(&format.len())
            && format.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && format != "json";
        if !is_sha256(sha256) || !good_format {
            return Err(Error::BadPhotoName);
        }
        Ok(self.photo_folder(sha256).join(format!("{sha256}.{format}")))
    }

    /// `photos/ab/cd/<sha256>.json`.
    pub(super) fn photo_facts(&self, sha256: &str) -> Result<PathBuf, Error> {
        if !is_sha256(sha256) {
            return Err(Error::BadPhotoName);
        }
        Ok(self.photo_folder(sha256).join(format!("{sha256}.json")))
    }

    fn photo_folder(&self, sha256: &str) -> PathBuf {
        self.photos().join(&sha256[..2]).join(&sha256[2..4])
    }
}

/// The folder of a patient within `patients/`.
pub(super) fn shelf_of(id: PatientId) -> String {
    let text = id.to_string();
    text[text.len() - 2..].to_lowercase()
}

/// True for 64 small hexadecimal digits.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The name of a journal file: `ops.<device>.jsonl`, its later parts `ops.<device>.<number>.jsonl`.
pub(super) fn journal_name(device: &DeviceId, number: u32) -> String {
    if number <= 1 { format!("ops.{device}.jsonl") } else { format!("ops.{device}.{number}.jsonl") }
}

/// The device and number that a journal file's name carries; `None` for any other name.
pub(super) fn parse_journal_name(name: &OsStr) -> Option<(DeviceId, u32)> {
    let name = name.to_str()?;
    let middle = name.strip_prefix("ops.")?.strip_suffix(".jsonl")?;
    let (device, number) = middle.split_once('.').map_or((middle, Some(1)), |(d, n)| (d, n.parse().ok()));
    let (device, number) = (device.parse().ok()?, number?);
    (journal_name(&device, number) == name).then_some((device, number))
}

/// True for a file that this program was writing when it stopped: `.tmp-<ulid>`.
pub(super) fn is_temporary(name: &OsStr) -> bool {
    let id = name.to_str().and_then(|n| n.strip_prefix(".tmp-"));
    id.is_some_and(|id| id.parse::<PatientId>().is_ok())
}

/// A name for a file that is being written beside its place.
pub(super) fn temporary_name() -> String {
    format!(".tmp-{}", PatientId::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journal_names_read_back_and_conflict_copies_do_not() {
        let desk: DeviceId = "desk-1".parse().unwrap();
        for number in [1, 2, 31] {
            let name = journal_name(&desk, number);
            assert_eq!(parse_journal_name(OsStr::new(&name)), Some((desk.clone(), number)), "{name}");
        }
        for name in [
            "ops.desk-1 (conflicted copy).jsonl",
            "ops.desk-1.sync-conflict-20260101-101010-ABCDEFG.jsonl",
            "ops.desk-1.jsonl (1)",
            "ops.desk-1(1).jsonl",
            "ops.desk-1.1.jsonl",
            "ops.desk-1.02.jsonl",
            "ops..jsonl",
            "ops.jsonl",
        ] {
            assert_eq!(parse_journal_name(OsStr::new(name)), None, "{name}");
        }
    }

    #[test]
    fn a_path_never_comes_from_a_record() {
        let layout = Layout::new(Path::new("/l"));
        assert!(layout.photo("../../../../etc/passwd", "jpg").is_err());
        assert!(layout.photo(&"ab".repeat(32), "../x").is_err());
        assert!(layout.photo(&"ab".repeat(32), "json").is_err());
        let id = PatientId::from_number(0x1f);
        assert_eq!(layout.patient(id), Path::new("/l/patients/0z/0000000000000000000000000Z"));
    }
}
