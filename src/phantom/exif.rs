//! The few EXIF fields that a camera's photo carries: when it was taken, and with what.

/// What a photo's EXIF says. Words must be ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exif {
    /// Local time of the photo, `YYYY:MM:DD HH:MM:SS`.
    pub taken: String,
    /// Offset of that time from UTC, `+HH:MM`.
    pub offset: String,
    /// Maker of the camera.
    pub make: String,
    /// Model of the camera.
    pub model: String,
}

/// The same JPEG with these fields. Bytes that are no JPEG come back as they are.
pub fn with_exif(jpeg: &[u8], exif: &Exif) -> Vec<u8> {
    let tiff = tiff(exif);
    let length = tiff.len() + 8;
    if !jpeg.starts_with(&[0xff, 0xd8]) || length > 0xffff {
        return jpeg.to_vec();
    }
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
    bytes.extend((length as u16).to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(tiff);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// One field of a directory.
struct Field {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;
const UNDEFINED: u16 = 7;

impl Field {
    fn text(tag: u16, words: &str) -> Self {
        let value: Vec<u8> = words.bytes().chain([0]).collect();
        Self { tag, kind: ASCII, count: value.len() as u32, value }
    }

    fn short(tag: u16, number: u16) -> Self {
        Self { tag, kind: SHORT, count: 1, value: number.to_le_bytes().to_vec() }
    }

    fn long(tag: u16, number: u32) -> Self {
        Self { tag, kind: LONG, count: 1, value: number.to_le_bytes().to_vec() }
    }

    fn rational(tag: u16, over: u32, under: u32) -> Self {
        Self { tag, kind: RATIONAL, count: 1, value: [over.to_le_bytes(), under.to_le_bytes()].concat() }
    }
}

/// A little-endian TIFF with two directories: the picture's and the camera's.
fn tiff(exif: &Exif) -> Vec<u8> {
    let camera = vec![
        Field::rational(0x829a, 1, 160),
        Field::rational(0x829d, 80, 10),
        Field::short(0x8827, 200),
        Field { tag: 0x9000, kind: UNDEFINED, count: 4, value: b"0232".to_vec() },
        Field::text(0x9003, &exif.taken),
        Field::text(0x9011, &exif.offset),
        Field::rational(0x920a, 60, 1),
    ];
    let picture = |camera_at: u32| {
        vec![
            Field::text(0x010f, &exif.make),
            Field::text(0x0110, &exif.model),
            Field::short(0x0112, 1),
            Field::text(0x0131, "skinlapse phantom"),
            Field::text(0x0132, &exif.taken),
            Field::long(0x8769, camera_at),
        ]
    };
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    let start = bytes.len();
    let camera_at = start + directory(&picture(0), start).len();
    bytes.extend(directory(&picture(camera_at as u32), start));
    bytes.extend(directory(&camera, camera_at));
    bytes
}

/// The bytes of a directory that starts at `start` in the file; its longer values follow it.
fn directory(fields: &[Field], start: usize) -> Vec<u8> {
    let mut head = (fields.len() as u16).to_le_bytes().to_vec();
    let mut tail = Vec::new();
    let values_at = start + 2 + fields.len() * 12 + 4;
    for field in fields {
        head.extend(field.tag.to_le_bytes());
        head.extend(field.kind.to_le_bytes());
        head.extend(field.count.to_le_bytes());
        if field.value.len() <= 4 {
            let mut value = field.value.clone();
            value.resize(4, 0);
            head.extend(value);
        } else {
            head.extend(((values_at + tail.len()) as u32).to_le_bytes());
            tail.extend(&field.value);
            if tail.len() % 2 == 1 {
                tail.push(0);
            }
        }
    }
    head.extend([0; 4]);
    head.extend(tail);
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_finds_the_date_the_offset_and_the_camera() {
        let exif = Exif {
            taken: "2026:01:14 10:12:30".into(),
            offset: "+01:00".into(),
            make: "Skinlapse".into(),
            model: "Phantom K1".into(),
        };
        let jpeg = with_exif(&[0xff, 0xd8, 0xff, 0xd9], &exif);
        let read = ::exif::Reader::new().read_from_container(&mut std::io::Cursor::new(jpeg)).unwrap();
        let text = |tag| read.get_field(tag, ::exif::In::PRIMARY).map(|f| f.display_value().to_string());
        assert_eq!(text(::exif::Tag::DateTimeOriginal).as_deref(), Some("2026-01-14 10:12:30"));
        assert_eq!(text(::exif::Tag::OffsetTimeOriginal).as_deref(), Some("\"+01:00\""));
        assert_eq!(text(::exif::Tag::Model).as_deref(), Some("\"Phantom K1\""));
    }
}
