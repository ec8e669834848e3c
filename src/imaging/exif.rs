//! The camera's own notes (EXIF 2.32) as facts.

use exif::{Context, Exif, Field, In, Reader, Tag, Value};

use super::facts::{Camera, DateTag, Facts, TakenAt};
use super::{Format, Orientation};

/// Longest EXIF block that is looked at: a JPEG segment holds 64 KiB, other containers rarely more.
const MAX_BYTES: usize = 4 << 20;

/// Longest text taken from a tag, in characters.
const MAX_TEXT: usize = 120;

/// Adds what a block of EXIF (from its TIFF header on) says to `facts`.
///
/// Whatever cannot be read is left out: a photo is not refused for its notes. HEIC turns its pixels in the container, so
/// the orientation tag is not applied a second time there.
pub(super) fn read(tiff: &[u8], facts: &mut Facts) {
    if tiff.len() > MAX_BYTES {
        return;
    }
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let parsed = std::panic::catch_unwind(|| reader.read_raw(tiff.to_vec()));
    let exif = match parsed {
        Ok(Ok(exif)) => exif,
        Ok(Err(exif::Error::PartialResult(partial))) => partial.into_inner().0,
        _ => return,
    };
    if facts.format != Format::Heic {
        facts.orientation = number(&exif, Tag::Orientation)
            .and_then(|n| u8::try_from(n as i64).ok())
            .map_or(facts.orientation, Orientation::from);
    }
    facts.taken_at = taken_at(&exif);
    facts.camera = camera(&exif);
    facts.edited = edited(&exif, &facts.camera);
    facts.has_gps = exif.fields().any(|field| field.tag == Tag::GPSLatitude);
}

fn camera(exif: &Exif) -> Camera {
    Camera {
        make: text(exif, Tag::Make),
        model: text(exif, Tag::Model),
        lens: text(exif, Tag::LensModel),
        exposure_secs: number(exif, Tag::ExposureTime).filter(|s| *s > 0.0),
        f_number: number(exif, Tag::FNumber).filter(|f| *f > 0.0),
        iso: number(exif, Tag::PhotographicSensitivity).filter(|iso| *iso >= 1.0).map(|iso| iso as u32),
        focal_mm: number(exif, Tag::FocalLength).filter(|mm| *mm > 0.0),
        flash: number(exif, Tag::Flash).map(|bits| bits as u32 & 1 == 1),
        manual_white_balance: number(exif, Tag::WhiteBalance).map(|mode| mode == 1.0),
        software: text(exif, Tag::Software),
    }
}

fn taken_at(exif: &Exif) -> Option<TakenAt> {
    [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal, DateTag::Original),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized, DateTag::Digitized),
        (Tag::DateTime, Tag::OffsetTime, DateTag::Changed),
    ]
    .into_iter()
    .find_map(|(date, offset, tag)| {
        let local = parse_date(&text(exif, date)?)?;
        // Many cameras write one offset only, whichever date it stands beside.
        let offset = text(exif, offset).or_else(|| text(exif, Tag::OffsetTime));
        Some(TakenAt { local, offset_minutes: offset.as_deref().and_then(parse_offset), tag })
    })
}

/// "2026:03:14 10:11:12". A clock that was never set writes zeros or blanks, and then there is no date.
fn parse_date(text: &str) -> Option<jiff::civil::DateTime> {
    let mut parts = text.split([':', ' ', '-', 'T', '/', '.']).map(str::trim);
    let mut next = || parts.next()?.parse::<i16>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let (hour, minute, second) = (next().unwrap_or(0), next().unwrap_or(0), next().unwrap_or(0));
    let small = |n: i16| i8::try_from(n).ok();
    if year < 1970 {
        return None;
    }
    jiff::civil::DateTime::new(
        year,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second.min(59))?,
        0,
    )
    .ok()
}

/// "+01:00", "-03:30" or "Z" in minutes east of UTC.
fn parse_offset(text: &str) -> Option<i16> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (hours.parse::<i16>().ok()?, minutes.parse::<i16>().ok()?);
    ((0..=15).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 60 + minutes))
}

/// `ProcessingSoftware`, where desktop programs sign (Exiv2's TIFF tag 11).
const PROCESSING_SOFTWARE: Tag = Tag(Context::Tiff, 0x000b);

/// Names of programs that edit photos or smooth skin, as they stand in the software tag, in lower case.
const EDITORS: [&str; 44] = [
    "photoshop",
    "lightroom",
    "gimp",
    "snapseed",
    "facetune",
    "beautyplus",
    "beautycam",
    "meitu",
    "faceapp",
    "vsco",
    "picsart",
    "capture one",
    "remini",
    "ulike",
    "b612",
    "camera360",
    "youcam",
    "airbrush",
    "instagram",
    "affinity",
    "pixelmator",
    "darktable",
    "rawtherapee",
    "luminar",
    "paint.net",
    "picasa",
    "fotor",
    "polarr",
    "photodirector",
    "paintshop",
    "acdsee",
    "dxo",
    "foodie",
    "retouch",
    "beauty",
    "photoscape",
    "canva",
    "pixlr",
    "lensa",
    "photolemur",
    "imagemagick",
    "prequel",
    "tiktok",
    "snapchat",
];

/// The program that edited the photo, or the camera's own mode that alters skin.
fn edited(exif: &Exif, camera: &Camera) -> Option<String> {
    let written_by = [camera.software.clone(), text(exif, PROCESSING_SOFTWARE)].into_iter().flatten();
    let software = written_by.into_iter().find(|name| {
        let name = name.to_lowercase();
        EDITORS.iter().any(|editor| name.contains(editor))
    });
    // Apple writes 7 and 8 for portrait mode, which blurs by a guessed depth (CustomRendered is a maker's field there).
    let apple = camera.make.as_deref() == Some("Apple");
    let portrait = apple && number(exif, Tag::CustomRendered).is_some_and(|mode| (7.0..=8.0).contains(&mode));
    software.or_else(|| portrait.then(|| "portrait mode".to_owned()))
}

fn field(exif: &Exif, tag: Tag) -> Option<&Field> {
    exif.get_field(tag, In::PRIMARY)
}

/// A tag's text: trimmed, without control characters, of a length that fits a line.
fn text(exif: &Exif, tag: Tag) -> Option<String> {
    let Value::Ascii(lines) = &field(exif, tag)?.value else { return None };
    let raw = String::from_utf8_lossy(lines.first()?);
    let clean: String = raw.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

/// A tag's first number, if it is finite.
fn number(exif: &Exif, tag: Tag) -> Option<f64> {
    let value = match &field(exif, tag)?.value {
        Value::Rational(values) => values.first()?.to_f64(),
        Value::SRational(values) => values.first()?.to_f64(),
        other => f64::from(other.get_uint(0)?),
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_unset_clocks_are_not() {
        let read = |text| parse_date(text).map(|d| d.to_string());
        assert_eq!(read("2026:03:14 10:11:12").as_deref(), Some("2026-03-14T10:11:12"));
        assert_eq!(read("2026-03-14T10:11:12").as_deref(), Some("2026-03-14T10:11:12"));
        assert_eq!(read("2024:02:29 23:59:60").as_deref(), Some("2024-02-29T23:59:59"), "a leap second");
        for unset in
            ["0000:00:00 00:00:00", "    :  :     :  :  ", "", "2025:02:29 10:00:00", "yesterday", "2026:13:01"]
        {
            assert_eq!(read(unset), None, "{unset:?}");
        }
    }

    #[test]
    fn offsets_are_minutes_east() {
        for (text, minutes) in
            [("+01:00", Some(60)), ("-03:30", Some(-210)), ("Z", Some(0)), ("01:00", None), ("+99:00", None)]
        {
            assert_eq!(parse_offset(text), minutes, "{text}");
        }
    }

    #[test]
    fn a_torn_block_of_notes_is_no_reason_to_fail() {
        let mut facts = Facts::new(Format::Jpeg, crate::geom::Size::new(1, 1), 8);
        for torn in [&b""[..], b"II*\0", b"II*\0\xFF\xFF\xFF\xFF", b"MM\0*\0\0\0\x08\xFF\xFF", b"garbage"] {
            read(torn, &mut facts);
        }
        assert_eq!(facts.taken_at, None);
    }
}
