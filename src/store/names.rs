//! The date that a file's name carries, as cameras, phones and messengers write it.

use jiff::civil::DateTime;

/// The local time in a photo's file name; midnight if the name has only the day. `None` if no date stands in it.
///
/// Reads a year of four digits (1990–2099), a month and a day, together or parted by `-`, `_`, `.` or a space, then
/// perhaps hours, minutes and seconds: `20260114_141203.jpg`, `IMG-20260114-WA0003.jpg`, `2026-01-14 14.12.03.png`,
/// `Screenshot_2026-01-14-14-12-03`, `PXL_20260114_131203123.jpg`. A longer run of digits is a number and no date.
pub fn date_from_file_name(name: &str) -> Option<DateTime> {
    let bytes = name.as_bytes();
    let starts = (0..bytes.len()).filter(|&i| {
        let begins_a_number = i == 0 || !bytes[i - 1].is_ascii_digit();
        bytes[i].is_ascii_digit() && begins_a_number
    });
    starts.into_iter().find_map(|i| date_at(&bytes[i..]))
}

fn date_at(text: &[u8]) -> Option<DateTime> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    let parted = separator(&mut rest);
    let month = digits(&mut rest, 2)?;
    if parted.is_some() && separator(&mut rest) != parted {
        return None;
    }
    let day = digits(&mut rest, 2)?;
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    if !(1990..=2099).contains(&year) {
        return None;
    }
    let midnight = date.at(0, 0, 0, 0);
    match time_after(rest) {
        Ok(time) => Some(time.map_or(midnight, |t| date.to_datetime(t))),
        Err(NoDate) => None,
    }
}

/// What looked like a date is the beginning of a longer number.
struct NoDate;

/// The time that follows a date, if one does.
fn time_after(text: &[u8]) -> Result<Option<jiff::civil::Time>, NoDate> {
    let mut rest = text;
    let together = rest.first().is_some_and(u8::is_ascii_digit);
    if !together {
        let parting = rest.iter().take_while(|b| b" _-.,T".contains(b)).count();
        rest = &rest[parting.min(3)..];
        rest = rest.strip_prefix(b"at ").unwrap_or(rest);
    }
    let run = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let time = clock(rest);
    match (together, time) {
        (true, None) => Err(NoDate),
        (true, Some(_)) if run != 6 && run != 9 => Err(NoDate),
        // A lone pair of digits, or a counter such as WA0003, is no time.
        (false, Some(_)) if run != 2 && run != 6 && run != 9 => Ok(None),
        (_, time) => Ok(time),
    }
}

fn clock(text: &[u8]) -> Option<jiff::civil::Time> {
    let mut rest = text;
    let hour = digits(&mut rest, 2)?;
    let parted = clock_separator(&mut rest);
    let minute = digits(&mut rest, 2)?;
    if clock_separator(&mut rest) != parted {
        return None;
    }
    let second = digits(&mut rest, 2)?;
    let small = |n: i16| i8::try_from(n).ok();
    jiff::civil::Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

fn digits(rest: &mut &[u8], n: usize) -> Option<i16> {
    let head = rest.get(..n)?;
    let number = std::str::from_utf8(head).ok().filter(|s| s.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    *rest = &rest[n..];
    Some(number)
}

fn separator(rest: &mut &[u8]) -> Option<u8> {
    take_one(rest, b"-_. ")
}

fn clock_separator(rest: &mut &[u8]) -> Option<u8> {
    take_one(rest, b"-_.:h ")
}

fn take_one(rest: &mut &[u8], of: &[u8]) -> Option<u8> {
    let first = *rest.first()?;
    of.contains(&first).then(|| {
        *rest = &rest[1..];
        first
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_cameras_phones_and_messengers_write_them() {
        for (name, expected) in [
            ("20260114_141203.jpg", "2026-01-14T14:12:03"),
            ("IMG_20260114_141203.jpg", "2026-01-14T14:12:03"),
            ("IMG_20260114_141203_1.jpg", "2026-01-14T14:12:03"),
            ("PXL_20260114_131203123.jpg", "2026-01-14T13:12:03"),
            ("PXL_20260114_131203123.PORTRAIT.jpg", "2026-01-14T13:12:03"),
            ("IMG-20260114-WA0003.jpg", "2026-01-14T00:00:00"),
            ("2026-01-14 14.12.03.jpg", "2026-01-14T14:12:03"),
            ("2026-01-14_14-12-03.heic", "2026-01-14T14:12:03"),
            ("Screenshot_2026-01-14-14-12-03-123_com.app.jpg", "2026-01-14T14:12:03"),
            ("Screenshot_20260114-141203.png", "2026-01-14T14:12:03"),
            ("Screenshot 2026-01-14 at 14.12.03.png", "2026-01-14T14:12:03"),
            ("WhatsApp Image 2026-01-14 at 14.12.03.jpeg", "2026-01-14T14:12:03"),
            ("signal-2026-01-14-141203.jpeg", "2026-01-14T14:12:03"),
            ("photo_2026-01-14_14-12-03.jpg", "2026-01-14T14:12:03"),
            ("20260114141203.jpg", "2026-01-14T14:12:03"),
            ("2026.01.14 left.jpg", "2026-01-14T00:00:00"),
            ("2026-01-14 (2).jpg", "2026-01-14T00:00:00"),
            ("2026_01_14.jpg", "2026-01-14T00:00:00"),
            ("case 12 20260114 left.jpg", "2026-01-14T00:00:00"),
            ("20260114_2.jpg", "2026-01-14T00:00:00"),
        ] {
            let read = date_from_file_name(name).map(|t| t.to_string());
            assert_eq!(read.as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for name in [
            "DSC_0001.JPG",
            "IMG_4711.HEIC",
            "20261399.jpg",
            "20260230_101010.jpg",
            "1234567890123456.jpg",
            "202601141.jpg",
            "2026-01_14.jpg",
            "18990101.jpg",
            "left 2026.jpg",
            "",
            "ü2026",
        ] {
            assert_eq!(date_from_file_name(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_name_makes_it_panic(name in ".{0,40}", digits in "[0-9 _.-]{0,30}") {
            let _ = date_from_file_name(&name);
            let _ = date_from_file_name(&digits);
        }
    }
}
