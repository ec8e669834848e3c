//! A device's journal: its files, one after another, become one unbroken chain of lines.
//!
//! A file is only ever added to, by one writer. When a write fails, the file is left as it is and the next try goes
//! to a new file, whose first line names the last line that is known to be safe: what an older file holds after
//! that line was never confirmed to anybody and has no effect. So every file may end in a torn line, but the chain
//! from the first line to the last has no gap, and a gap is damage.

use super::line::{Line, anchor};
use super::sum::Sum;
use crate::model::{DeviceId, PatientId};

/// How a journal file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With a whole line.
    Whole,
    /// Good up to this byte; after it a line that was never finished.
    Torn(usize),
    /// A bad line (its number, from 1) is followed by a good one.
    Damaged(usize),
}

/// One journal file.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// 1 for `ops.<device>.jsonl`, else the number in its name.
    pub(super) number: u32,
    /// Its good lines from the top.
    pub(super) lines: Vec<Line>,
    /// How it ends.
    pub(super) end: End,
    /// Bytes in the file.
    pub(super) len: u64,
}

impl Segment {
    /// Reads a journal file.
    pub(super) fn read(device: &DeviceId, number: u32, bytes: &[u8]) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        let mut at = 0;
        let mut end = End::Whole;
        while at < bytes.len() {
            let stop = bytes[at..].iter().position(|b| *b == b'\n').map(|n| at + n);
            let line = Line::read(&bytes[at..stop.unwrap_or(bytes.len())], device);
            let follows = |l: &Line| lines.last().is_none_or(|p| l.prev == p.crc && l.seq() == p.seq() + 1);
            match (line, stop) {
                (Some(line), Some(stop)) if follows(&line) => {
                    lines.push(line);
                    at = stop + 1;
                }
                // Whole but for its end of line: good, but nothing may be written behind it.
                (Some(line), None) if follows(&line) => {
                    lines.push(line);
                    end = End::Torn(bytes.len());
                    at = bytes.len();
                }
                (Some(_), _) => {
                    end = End::Damaged(lines.len() + 1);
                    break;
                }
                (None, _) => {
                    let later = bytes[at..].split(|b| *b == b'\n').skip(1).any(|l| Line::read(l, device).is_some());
                    end = if later { End::Damaged(lines.len() + 1) } else { End::Torn(at) };
                    break;
                }
            }
        }
        Self { number, lines, end, len: bytes.len() as u64 }
    }
}

/// The whole journal of one device for one patient.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// Every line in effect, in order.
    pub(super) lines: Vec<Line>,
    /// What the first line names as its predecessor.
    anchor: Sum,
    /// What is wrong, in words; everything in `lines` is good all the same.
    pub(super) damage: Option<String>,
    /// The last file: its number, its length, and whether a line may be added to it.
    pub(super) last: Option<(u32, u64, bool)>,
    /// Files that end in an unfinished line: number, and the byte at which it begins.
    pub(super) torn: Vec<(u32, usize)>,
}

impl Chain {
    /// Joins the files of a device, in order of their numbers.
    pub(super) fn join(patient: PatientId, device: &DeviceId, segments: Vec<Segment>) -> Self {
        let mut chain =
            Self { lines: Vec::new(), anchor: anchor(patient, device), damage: None, last: None, torn: Vec::new() };
        for segment in segments {
            chain.last = Some((segment.number, segment.len, segment.end == End::Whole));
            if let End::Torn(at) = segment.end {
                chain.torn.push((segment.number, at));
            }
            if let End::Damaged(line) = segment.end {
                let name = super::layout::journal_name(device, segment.number);
                chain.damage.get_or_insert(format!("line {line} of {name} is broken"));
            }
            chain.attach(device, segment);
        }
        chain
    }

    fn attach(&mut self, device: &DeviceId, segment: Segment) {
        let Some(first) = segment.lines.first() else { return };
        let known = self.lines.iter().rposition(|l| l.crc == first.prev).map(|i| i + 1);
        let at = if first.prev == self.anchor { Some(0) } else { known };
        match at {
            Some(at) if first.seq() == at as u64 + 1 => {
                // Lines that were written again, as they were, change nothing, however many of them arrived.
                let same = segment.lines.iter().zip(&self.lines[at..]).take_while(|(a, b)| a.crc == b.crc).count();
                if same < segment.lines.len() {
                    self.lines.truncate(at + same);
                    self.lines.extend(segment.lines.into_iter().skip(same));
                }
            }
            _ => {
                let name = super::layout::journal_name(device, segment.number);
                self.damage.get_or_insert(format!("lines are missing before {name}, or it belongs elsewhere"));
            }
        }
    }

    /// Number of the last line; 0 if there is none.
    pub(super) fn seq(&self) -> u64 {
        self.lines.len() as u64
    }

    /// Checksum that the next line names as its predecessor.
    pub(super) fn tip(&self) -> Sum {
        self.lines.last().map_or(self.anchor, |l| l.crc)
    }

    /// True if line `seq` is there and has this checksum.
    pub(super) fn has(&self, seq: u64, crc: Sum) -> bool {
        usize::try_from(seq).ok().and_then(|n| self.lines.get(n.checked_sub(1)?)).is_some_and(|l| l.crc == crc)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::model::{Edit, Entry, OpId};

    fn patient() -> PatientId {
        PatientId::from_number(1)
    }

    fn desk() -> DeviceId {
        "desk-1".parse().unwrap()
    }

    fn lines(from: u64, n: u64, mut prev: Sum, archived: bool) -> Vec<Line> {
        (from..from + n)
            .map(|seq| {
                let (at, edit) = (Timestamp::UNIX_EPOCH, Some(Edit::Archive { archived }));
                let id = OpId { device: desk(), seq };
                let line = Line::new(Entry { id, lamport: seq, at, who: String::new(), group: None, edit }, prev);
                prev = line.crc;
                line
            })
            .collect()
    }

    fn bytes(lines: &[Line]) -> Vec<u8> {
        lines.iter().flat_map(|l| format!("{}\n", l.raw).into_bytes()).collect()
    }

    fn joined(files: &[Vec<u8>]) -> Chain {
        let segments = files.iter().zip(1..).map(|(b, n)| Segment::read(&desk(), n, b)).collect();
        Chain::join(patient(), &desk(), segments)
    }

    #[test]
    fn a_torn_tail_is_passed_over_and_a_later_file_goes_on_from_the_last_safe_line() {
        let start = anchor(patient(), &desk());
        let first = lines(1, 3, start, true);
        let whole = bytes(&first);
        for cut in 0..whole.len() {
            let chain = joined(&[whole[..cut].to_vec()]);
            assert!(chain.damage.is_none(), "cut to {cut}: {:?}", chain.damage);
        }
        let again = lines(3, 2, first[1].crc, false);
        for cut in bytes(&first[..2]).len()..=whole.len() {
            let chain = joined(&[whole[..cut].to_vec(), bytes(&again)]);
            assert!(chain.damage.is_none(), "cut to {cut}: {:?}", chain.damage);
            assert_eq!(chain.seq(), 4);
            assert!(chain.has(3, again[0].crc), "the later file wins");
        }
    }

    #[test]
    fn lines_that_are_written_again_count_once_even_if_only_some_of_them_arrive() {
        let all = lines(1, 4, anchor(patient(), &desk()), true);
        let (first, again) = (bytes(&all[..3]), bytes(&all));
        for cut in 0..=again.len() {
            let chain = joined(&[first.clone(), again[..cut].to_vec()]);
            assert!(chain.damage.is_none() && chain.seq() >= 3, "cut to {cut}: {}", chain.seq());
        }
    }

    #[test]
    fn a_bad_line_before_a_good_one_is_damage_and_so_is_a_gap_or_another_patients_file() {
        let start = anchor(patient(), &desk());
        let all = lines(1, 4, start, true);
        let mut broken = bytes(&all);
        broken[bytes(&all[..1]).len() + 20] ^= 1;
        let chain = joined(&[broken]);
        assert_eq!(chain.damage.as_deref(), Some("line 2 of ops.desk-1.jsonl is broken"));
        assert_eq!(chain.seq(), 1);
        assert!(joined(&[bytes(&all[..2]), bytes(&all[3..])]).damage.is_some(), "a gap");
        let gap = [bytes(&all[..2]), bytes(&all[3..])].concat();
        assert!(joined(&[gap]).damage.is_some(), "a gap within a file");
        let other = lines(1, 2, anchor(PatientId::from_number(2), &desk()), true);
        assert!(joined(&[bytes(&other)]).damage.is_some(), "another patient's");
    }
}
