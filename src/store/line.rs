//! One line of truth: an edit, who made it and when, tied to the line before it.
//!
//! `{"seq":412,"lam":9981,"prev":"<16 hex>","t":"2026-03-04T10:11:12.345+01:00","who":"dr1","op":"note.add","d":{…},"g":"<ulid>","crc":"<16 hex>"}`
//!
//! `crc` sums the line up to, and without, its last `,"crc"`. `prev` is the `crc` of the device's line before; the
//! first line's `prev` sums the text `<patient id>/<device>`, so that a journal belongs to one patient and one device.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::sum::Sum;
use crate::model::{DeviceId, Edit, Entry, GroupId, OpId, PatientId};

/// A line that was read, or is about to be written.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// What it says.
    pub(super) entry: Entry,
    /// Checksum of the line before it.
    pub(super) prev: Sum,
    /// Its own checksum.
    pub(super) crc: Sum,
    /// The line as it stands in the file, without its end of line.
    pub(super) raw: String,
}

#[derive(Serialize)]
struct Out<'a> {
    seq: u64,
    lam: u64,
    prev: Sum,
    t: String,
    who: &'a str,
    op: &'a Value,
    d: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    g: Option<GroupId>,
}

#[derive(Deserialize)]
struct In {
    seq: u64,
    lam: u64,
    prev: Sum,
    t: Timestamp,
    #[serde(default)]
    who: String,
    op: String,
    #[serde(default)]
    d: Value,
    #[serde(default)]
    g: Option<GroupId>,
}

const TAIL: usize = r#","crc":"0123456789abcdef"}"#.len();

/// What the first line of a device's journal names as its predecessor.
pub(super) fn anchor(patient: PatientId, device: &DeviceId) -> Sum {
    Sum::of(format!("{patient}/{device}").as_bytes())
}

impl Line {
    /// The line for `entry` after the line whose checksum is `prev`. The entry must have an edit.
    pub(super) fn new(entry: Entry, prev: Sum) -> Self {
        let edit = entry.edit.as_ref().and_then(|e| serde_json::to_value(e).ok()).unwrap_or(Value::Null);
        let at = Zoned::new(entry.at, TimeZone::system());
        let out = Out {
            seq: entry.id.seq,
            lam: entry.lamport,
            prev,
            t: entry.at.display_with_offset(at.offset()).to_string(),
            who: &entry.who,
            op: &edit["op"],
            d: &edit["d"],
            g: entry.group,
        };
        let mut raw = serde_json::to_string(&out).unwrap_or_default();
        raw.truncate(raw.len().saturating_sub(1));
        let crc = Sum::of(raw.as_bytes());
        raw.push_str(&format!(r#","crc":"{crc}"}}"#));
        Self { entry, prev, crc, raw }
    }

    /// Reads one line of `device`'s journal; `None` if it is not exactly as it was written.
    pub(super) fn read(bytes: &[u8], device: &DeviceId) -> Option<Self> {
        let body_len = bytes.len().checked_sub(TAIL)?;
        let (body, tail) = bytes.split_at(body_len);
        let crc: Sum = std::str::from_utf8(tail.get(8..24)?).ok()?.parse().ok()?;
        if tail != format!(r#","crc":"{crc}"}}"#).as_bytes() || Sum::of(body) != crc {
            return None;
        }
        let raw = std::str::from_utf8(bytes).ok()?.to_owned();
        let read: In = serde_json::from_str(&raw).ok()?;
        // What a newer version wrote, and this one does not know, is kept and has no effect.
        let edit = Edit::deserialize(json!({"op": read.op, "d": read.d})).ok();
        let id = OpId { device: device.clone(), seq: read.seq };
        let entry = Entry { id, lamport: read.lam, at: read.t, who: read.who, group: read.g, edit };
        Some(Self { entry, prev: read.prev, crc, raw })
    }

    /// Its number in the device's journal, from 1.
    pub(super) fn seq(&self) -> u64 {
        self.entry.id.seq
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(edit: Edit) -> Entry {
        let id = OpId { device: "desk-1".parse().unwrap(), seq: 7 };
        let at = "2026-03-04T09:11:12.345Z".parse().unwrap();
        Entry { id, lamport: 9, at, who: "dr \"ü\"".into(), group: Some(GroupId::from_number(3)), edit: Some(edit) }
    }

    #[test]
    fn a_line_reads_back_and_no_flipped_bit_or_cut_goes_unnoticed() {
        let prev = Sum::of(b"x");
        for edit in [Edit::Archive { archived: true }, Edit::SetCourse(None)] {
            let line = Line::new(entry(edit), prev);
            let device = line.entry.id.device.clone();
            let read = Line::read(line.raw.as_bytes(), &device).unwrap();
            assert_eq!((&read.entry, read.prev, read.crc), (&line.entry, prev, line.crc), "{}", line.raw);
            let bytes = line.raw.as_bytes();
            for i in 0..bytes.len() {
                assert!(Line::read(&bytes[..i], &device).is_none(), "cut to {i} bytes");
                for bit in 0..8 {
                    let mut flipped = bytes.to_vec();
                    flipped[i] ^= 1 << bit;
                    assert!(Line::read(&flipped, &device).is_none(), "bit {bit} of byte {i}");
                }
            }
        }
    }

    #[test]
    fn an_edit_of_a_newer_version_is_kept_without_effect() {
        let mut line = Line::new(entry(Edit::Archive { archived: true }), Sum::of(b"x"));
        let body = line.raw.replace("patient.archive", "tattoo.fade");
        let body = &body[..body.len() - TAIL];
        line.raw = format!(r#"{body},"crc":"{}"}}"#, Sum::of(body.as_bytes()));
        let read = Line::read(line.raw.as_bytes(), &line.entry.id.device).unwrap();
        assert_eq!(read.entry.edit, None);
        assert_eq!(read.entry.lamport, 9);
    }
}
