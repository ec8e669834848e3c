//! Checksums that a person can verify with `sha256sum`: the first 16 hexadecimal digits of SHA-256.
//!
//! A journal line is summed up to its last `,"crc"`; a document over all its lines but the last two. The program's
//! own README in every library says how to check both by hand.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The first eight bytes of a SHA-256, as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Sum([u8; 8]);

impl Sum {
    /// The checksum of `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let mut head = [0; 8];
        head.copy_from_slice(&digest[..8]);
        Self(head)
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl FromStr for Sum {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = "a checksum is 16 hexadecimal digits";
        if text.len() != 16 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(bad);
        }
        u64::from_str_radix(text, 16).map(|n| Self(n.to_be_bytes())).map_err(|_| bad)
    }
}

impl TryFrom<String> for Sum {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Sum> for String {
    fn from(sum: Sum) -> Self {
        sum.to_string()
    }
}

/// The 64 hexadecimal digits of a SHA-256.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// A document as it stands on the disk: pretty JSON whose last member is its checksum.
///
/// `fields` must be a JSON object.
pub(super) fn seal(fields: &Value) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(fields).unwrap_or_default();
    // A pretty object ends with "\n}": the checksum becomes one more member.
    match text.strip_suffix("\n}").map(str::len) {
        Some(len) => {
            text.truncate(len);
            text.push_str(",\n");
        }
        None => text = "{\n".to_owned(),
    }
    let sum = Sum::of(text.as_bytes());
    text.push_str(&format!("  \"crc\": \"{sum}\"\n}}\n"));
    text.into_bytes()
}

/// The document that [`seal`] wrote, if not one bit has changed.
pub(super) fn unseal(bytes: &[u8]) -> Result<Value, &'static str> {
    const TAIL: usize = "  \"crc\": \"0123456789abcdef\"\n}\n".len();
    let cut = bytes.len().checked_sub(TAIL).ok_or("it is cut off")?;
    let (body, tail) = bytes.split_at(cut);
    if tail != format!("  \"crc\": \"{}\"\n}}\n", Sum::of(body)).as_bytes() {
        return Err("its checksum does not match its content");
    }
    serde_json::from_slice(bytes).map_err(|_| "it is not JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_document_reads_back_and_no_flipped_bit_or_cut_goes_unnoticed() {
        let fields = serde_json::json!({"name": "Ödegård {x}", "list": [1, {"a": {}}], "last": {"deep": {"er": [2]}}});
        let bytes = seal(&fields);
        let mut read = unseal(&bytes).unwrap();
        read.as_object_mut().unwrap().remove("crc");
        assert_eq!(read, fields);
        for i in 0..bytes.len() {
            assert!(unseal(&bytes[..i]).is_err(), "cut to {i} bytes");
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[i] ^= 1 << bit;
                assert!(unseal(&flipped).is_err(), "bit {bit} of byte {i}");
            }
        }
    }
}
