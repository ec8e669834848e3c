//! Pictures as clinics have them, and as they arrive when something went wrong: every one is shown right, marked, or
//! refused with a reason.
//!
//! Most files are made here. The few in `fixtures/` (libheif, libjpeg and libtiff wrote them, by way of Pillow 13) hold
//! the same picture of four quarters: red, green, blue, yellow.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use moxcms::ColorProfile;
use proptest::prelude::*;
use skinlapse::geom::Size;
use skinlapse::imaging::{
    DateTag, DecodeError, Decoded, Facts, Format, Limits, Notice, Orientation, Photo, Verdict, decode, probe,
};
use skinlapse::monitor::Silent;

const RED: [u8; 3] = [200, 40, 40];
const GREEN: [u8; 3] = [40, 180, 60];
const BLUE: [u8; 3] = [40, 60, 200];
const YELLOW: [u8; 3] = [220, 200, 50];

fn read(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    decode(bytes, &Limits::default(), &Silent)
}

/// Four quarters: red, green above blue, yellow.
fn quarters(width: u32, height: u32) -> Vec<u8> {
    let color = |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => RED,
        (false, true) => GREEN,
        (true, false) => BLUE,
        (false, false) => YELLOW,
    };
    (0..height).flat_map(|y| (0..width).flat_map(move |x| color(x, y))).collect()
}

/// Something with detail everywhere, so that each stretch of the file matters.
fn texture(width: u32, height: u32) -> Vec<u8> {
    let mut state = 12_345u32;
    (0..width * height)
        .flat_map(|i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 27) as u8;
            let wave = ((f64::from(i % width) / 9.0).sin() * 40.0 + (f64::from(i / width) / 7.0).cos() * 40.0) as i16;
            [130i16 + wave, 120 + wave / 2, 110 + wave / 3].map(|v| v as u8 + noise)
        })
        .collect()
}

fn jpeg(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 92).encode(rgb, width, height, ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn png(samples: &[u8], width: u32, height: u32, color: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes).write_image(samples, width, height, color).unwrap();
    bytes
}

/// Puts a segment behind a JPEG's first marker.
fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, body, &jpeg[2..]].concat()
}

fn with_exif(jpeg: &[u8], tiff: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xE1, &[b"Exif\0\0", tiff].concat())
}

fn with_profile(jpeg: &[u8], icc: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xE2, &[b"ICC_PROFILE\0\x01\x01", icc].concat())
}

/// EXIF with an orientation, a camera and a date with offset.
fn exif(orientation: u16) -> Vec<u8> {
    use exif::{Field, In, Rational, Tag, Value, experimental::Writer};
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let fields = [
        (Tag::Orientation, Value::Short(vec![orientation])),
        (Tag::Make, text("Canon")),
        (Tag::Model, text("Canon EOS R6")),
        (Tag::LensModel, text("RF100mm F2.8 L MACRO IS USM")),
        (Tag::DateTimeOriginal, text("2026:03:14 10:11:12")),
        (Tag::OffsetTimeOriginal, text("+01:00")),
        (Tag::DateTime, text("2026:05:01 08:00:00")),
        (Tag::ExposureTime, Value::Rational(vec![Rational { num: 1, denom: 125 }])),
        (Tag::FNumber, Value::Rational(vec![Rational { num: 11, denom: 1 }])),
        (Tag::PhotographicSensitivity, Value::Short(vec![200])),
        (Tag::Flash, Value::Short(vec![0x19])),
        (Tag::GPSLatitude, Value::Rational(vec![Rational { num: 59, denom: 1 }; 3])),
    ]
    .map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value });
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).unwrap();
    bytes.into_inner()
}

/// The photo's four quarters are red, green, blue, yellow within `tolerance`.
fn assert_quarters(photo: &Photo, tolerance: u8, what: &str) {
    let Size { width, height } = photo.size();
    let middle = |x, y| photo.pixel(width * x / 4, height * y / 4);
    for (seen, expected) in [(middle(1, 1), RED), (middle(3, 1), GREEN), (middle(1, 3), BLUE), (middle(3, 3), YELLOW)] {
        let off = seen.iter().zip(expected).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(off <= tolerance, "{what}: {seen:?} instead of {expected:?}");
    }
}

/// Pixels as a camera held each of the eight ways would store them (EXIF 2.32, 4.6.4).
fn stored_for(orientation: u8, upright: &[u8], width: u32, height: u32) -> (Vec<u8>, u32, u32) {
    let image = image::RgbImage::from_raw(width, height, upright.to_vec()).unwrap();
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    let stored = match orientation {
        2 => flip_horizontal(&image),
        3 => rotate180(&image),
        4 => flip_vertical(&image),
        5 => flip_horizontal(&rotate90(&image)),
        6 => rotate270(&image),
        7 => flip_horizontal(&rotate270(&image)),
        8 => rotate90(&image),
        _ => image,
    };
    let (width, height) = stored.dimensions();
    (stored.into_raw(), width, height)
}

#[test]
fn a_jpeg_held_any_of_eight_ways_comes_upright() {
    for orientation in 1..=8u8 {
        let (stored, width, height) = stored_for(orientation, &quarters(96, 64), 96, 64);
        let file = with_exif(&jpeg(&stored, width, height), &exif(orientation.into()));
        let decoded = read(&file).unwrap();
        assert_eq!(decoded.photo.size(), Size::new(96, 64), "orientation {orientation}");
        assert_quarters(&decoded.photo, 8, &format!("orientation {orientation}"));
        assert_eq!(decoded.facts.orientation, Orientation::from(orientation));
        assert_eq!(decoded.facts, probe(&file).unwrap(), "the header says the same");
        assert_eq!(decoded.verdict, Verdict::Intact);
    }
}

#[test]
fn a_heic_is_turned_once_by_its_container() {
    for (name, file) in [
        ("1", &include_bytes!("fixtures/quarters-1.heic")[..]),
        ("5", include_bytes!("fixtures/quarters-5.heic")),
        ("6", include_bytes!("fixtures/quarters-6.heic")),
        ("7", include_bytes!("fixtures/quarters-7.heic")),
        ("8", include_bytes!("fixtures/quarters-8.heic")),
    ] {
        // Phones leave the EXIF orientation beside the container's; here it says 6 in every file.
        let mut file = file.to_vec();
        let tag = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0];
        let at = file.windows(9).position(|w| w == tag).expect("the fixture has an orientation tag");
        file[at + 9] = 6;
        let decoded = read(&file).unwrap();
        assert_quarters(&decoded.photo, 12, name);
        assert_eq!(decoded.photo.size(), Size::new(96, 64), "{name}");
        let facts = probe(&file).unwrap();
        assert_eq!((facts.format, facts.size), (Format::Heic, Size::new(96, 64)), "{name}");
        assert_eq!(facts.camera.model.as_deref(), Some("iPhone 15 Pro"));
        assert_eq!(decoded.verdict, Verdict::Intact);
    }
}

#[test]
fn a_cut_heic_is_damaged_or_refused() {
    let file = include_bytes!("fixtures/quarters-6.heic");
    for length in 0..file.len() {
        if let Ok(decoded) = read(&file[..length]) {
            assert!(!decoded.verdict.is_intact(), "{length} of {} bytes count as intact", file.len());
        }
    }
}

#[test]
fn what_the_camera_wrote_is_read() {
    let file = with_exif(&jpeg(&quarters(96, 64), 96, 64), &exif(1));
    let facts = probe(&file).unwrap();
    let taken = facts.taken_at.unwrap();
    assert_eq!((taken.local.to_string().as_str(), taken.tag), ("2026-03-14T10:11:12", DateTag::Original));
    assert_eq!(taken.offset_minutes, Some(60));
    let camera = &facts.camera;
    assert_eq!(camera.make.as_deref(), Some("Canon"));
    assert_eq!(camera.lens.as_deref(), Some("RF100mm F2.8 L MACRO IS USM"));
    assert_eq!((camera.exposure_secs, camera.f_number, camera.iso), (Some(0.008), Some(11.0), Some(200)));
    assert_eq!(camera.flash, Some(true));
    assert!(facts.has_gps && facts.edited.is_none());
    let json = serde_json::to_string(&facts).unwrap();
    assert_eq!(serde_json::from_str::<Facts>(&json).unwrap(), facts, "{json}");
    assert!(!json.contains("59"), "the place itself is not kept: {json}");
}

#[test]
fn a_display_p3_photo_is_shown_in_its_true_colours() {
    // Display P3 (200, 100, 100) is sRGB (215, 93, 97): SMPTE EG 432-1 and IEC 61966-2-1.
    let rgb = [200, 100, 100].repeat(64 * 64);
    let icc = ColorProfile::new_display_p3().encode().unwrap();
    let decoded = read(&with_profile(&jpeg(&rgb, 64, 64), &icc)).unwrap();
    let seen = decoded.photo.pixel(32, 32);
    assert!(seen.iter().zip([215u8, 93, 97]).all(|(a, b)| a.abs_diff(b) <= 2), "{seen:?}");
    assert_eq!(decoded.facts.profile.as_deref(), Some("Display P3"));
    assert!(decoded.facts.notices.is_empty());

    let icc = ColorProfile::new_adobe_rgb().encode().unwrap();
    let seen = read(&with_profile(&jpeg(&rgb, 64, 64), &icc)).unwrap().photo.pixel(32, 32);
    assert!(seen.iter().zip([227u8, 100, 100]).all(|(a, b)| a.abs_diff(b) <= 2), "Adobe RGB: {seen:?}");
}

#[test]
fn a_broken_profile_is_said_and_the_photo_shown() {
    let decoded = read(&with_profile(&jpeg(&quarters(96, 64), 96, 64), b"this is no profile")).unwrap();
    assert_quarters(&decoded.photo, 8, "broken profile");
    assert_eq!(decoded.facts.notices, [Notice::ProfileIgnored]);
    assert!(decoded.verdict.is_intact());
}

#[test]
fn a_plain_srgb_png_keeps_every_byte() {
    let rgb = texture(80, 60);
    let decoded = read(&png(&rgb, 80, 60, ExtendedColorType::Rgb8)).unwrap();
    assert!(decoded.photo.rgb() == rgb && decoded.verdict.is_intact());
}

#[test]
fn sixteen_bits_grey_and_transparency_are_accepted() {
    let ramp: Vec<u8> = (0..=255u16).flat_map(|v| (v * 257).to_ne_bytes()).collect();
    let decoded = read(&png(&ramp, 16, 16, ExtendedColorType::L16)).unwrap();
    assert_eq!(decoded.facts.bit_depth, 16);
    assert_eq!((decoded.photo.pixel(0, 0), decoded.photo.pixel(7, 8)), ([0; 3], [135; 3]));

    let sixteen: Vec<u8> = quarters(96, 64).iter().flat_map(|v| (u16::from(*v) * 257).to_ne_bytes()).collect();
    let decoded = read(&png(&sixteen, 96, 64, ExtendedColorType::Rgb16)).unwrap();
    assert_eq!(decoded.photo.rgb(), quarters(96, 64));

    let clear = [255, 0, 0, 0].repeat(16);
    let decoded = read(&png(&clear, 4, 4, ExtendedColorType::Rgba8)).unwrap();
    assert_eq!(decoded.photo.pixel(1, 1), [128; 3]);
    assert_eq!(decoded.facts.notices, [Notice::TransparencyFlattened]);

    let mut grey = Vec::new();
    JpegEncoder::new(&mut grey).encode(&[90; 64 * 64], 64, 64, ExtendedColorType::L8).unwrap();
    assert_eq!(read(&grey).unwrap().photo.pixel(5, 5), [90; 3]);
}

#[test]
fn print_colours_are_converted_and_said() {
    let decoded = read(include_bytes!("fixtures/cmyk.jpg")).unwrap();
    assert_quarters(&decoded.photo, 12, "CMYK");
    assert_eq!(decoded.facts.notices, [Notice::CmykWithoutProfile]);
}

#[test]
fn progressive_jpeg_webp_tiff_and_bmp_are_read() {
    let decoded = read(include_bytes!("fixtures/progressive.jpg")).unwrap();
    assert_quarters(&decoded.photo, 12, "progressive");
    assert!(decoded.verdict.is_intact());
    let decoded = read(include_bytes!("fixtures/lossy.webp")).unwrap();
    assert_quarters(&decoded.photo, 12, "webp");
    assert!(decoded.verdict.is_intact());
    let decoded = read(include_bytes!("fixtures/tiff-deflate.tif")).unwrap();
    assert_quarters(&decoded.photo, 0, "tiff");
    let mut bmp = Vec::new();
    image::codecs::bmp::BmpEncoder::new(&mut bmp).encode(&quarters(96, 64), 96, 64, ExtendedColorType::Rgb8).unwrap();
    let decoded = read(&bmp).unwrap();
    assert_quarters(&decoded.photo, 0, "bmp");
    assert!(decoded.verdict.is_intact());
}

#[test]
fn no_cut_jpeg_counts_as_intact() {
    let file = with_exif(&jpeg(&texture(160, 120), 160, 120), &exif(1));
    assert!(read(&file).unwrap().verdict.is_intact());
    let mut shown = 0;
    for length in 0..file.len() {
        if let Ok(decoded) = read(&file[..length]) {
            assert!(!decoded.verdict.is_intact(), "{length} of {} bytes count as intact", file.len());
            shown += 1;
        }
    }
    assert!(shown > file.len() / 2, "what is left is shown: {shown} of {} lengths", file.len());
}

#[test]
fn a_cut_jpeg_that_ends_properly_is_found_by_decoding_it() {
    let file = jpeg(&texture(160, 120), 160, 120);
    for length in (700..file.len() - 40).step_by(97) {
        let patched = [&file[..length], &[0xFF, 0xD9]].concat();
        if let Ok(decoded) = read(&patched) {
            assert!(!decoded.verdict.is_intact(), "cut to {length} and closed again");
        }
    }
}

#[test]
fn no_cut_progressive_jpeg_png_webp_or_bmp_counts_as_intact() {
    let mut bmp = Vec::new();
    image::codecs::bmp::BmpEncoder::new(&mut bmp).encode(&quarters(24, 16), 24, 16, ExtendedColorType::Rgb8).unwrap();
    let png = png(&texture(40, 30), 40, 30, ExtendedColorType::Rgb8);
    for (name, file) in [
        ("progressive", &include_bytes!("fixtures/progressive.jpg")[..]),
        ("png", &png),
        ("webp", include_bytes!("fixtures/lossy.webp")),
        ("tiff", include_bytes!("fixtures/tiff-deflate.tif")),
        ("bmp", &bmp),
    ] {
        for length in 0..file.len() {
            if let Ok(decoded) = read(&file[..length]) {
                assert!(!decoded.verdict.is_intact(), "{name}: {length} of {} bytes count as intact", file.len());
            }
        }
    }
}

#[test]
fn a_flipped_bit_in_a_png_is_always_found() {
    let file = png(&texture(20, 15), 20, 15, ExtendedColorType::Rgb8);
    let whole = read(&file).unwrap().photo;
    for bit in 0..file.len() * 8 {
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(decoded) = read(&flipped) {
            assert!(!decoded.verdict.is_intact() || decoded.photo == whole, "bit {bit}");
        }
    }
}

#[test]
fn a_bomb_is_refused_from_its_header_at_once() {
    let mut file = png(&[0; 64], 8, 8, ExtendedColorType::L8);
    file[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let crc = crc32fast::hash(&file[12..29]);
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    let start = Instant::now();
    let why = read(&file).unwrap_err();
    assert!(matches!(why, DecodeError::TooLarge { width: 60_000, height: 60_000, .. }), "{why}");
    assert!(start.elapsed().as_millis() < 500, "took {:?}", start.elapsed());
    assert!(why.to_string().contains("60000 × 60000"), "{why}");

    let mut wide = jpeg(&quarters(96, 64), 96, 64);
    let frame = wide.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    wide[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert!(matches!(read(&wide).unwrap_err(), DecodeError::TooLarge { .. }));
}

#[test]
fn what_is_no_picture_is_refused_with_the_reason() {
    for (bytes, expected) in [
        (&b""[..], "empty"),
        (b"Dear colleague, please find the photos enclosed.", "text file"),
        (b"\xFF\xD8\xFF\xE0", "before the picture begins"),
        (b"\x89PNG\r\n\x1a\n", "before the picture begins"),
        (b"%PDF-1.7", "PDF"),
    ] {
        let why = read(bytes).unwrap_err().to_string();
        assert!(why.contains(expected), "{why}");
        assert!(!why.contains('\n'), "one line: {why}");
    }
}

#[test]
fn an_animation_gives_its_first_frame_and_says_so() {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8, 8);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&RED.repeat(64)).unwrap();
    writer.write_image_data(&BLUE.repeat(64)).unwrap();
    writer.finish().unwrap();
    let decoded = read(&bytes).unwrap();
    assert_eq!(decoded.photo.pixel(3, 3), RED);
    assert_eq!(decoded.facts.notices, [Notice::FirstFrameOnly]);
    assert!(decoded.verdict.is_intact());
}

#[test]
fn decoding_can_be_stopped_at_any_moment_and_is_then_not_called_damaged() {
    let whole = jpeg(&texture(640, 480), 640, 480);
    let progressive = include_bytes!("fixtures/progressive.jpg").to_vec();
    let (small, color) = (texture(160, 120), ExtendedColorType::Rgb8);
    let (mut bmp, mut tiff, mut webp) = (Vec::new(), Cursor::new(Vec::new()), Vec::new());
    image::codecs::bmp::BmpEncoder::new(&mut bmp).encode(&small, 160, 120, color).unwrap();
    image::codecs::tiff::TiffEncoder::new(&mut tiff).write_image(&small, 160, 120, color).unwrap();
    image::codecs::webp::WebPEncoder::new_lossless(&mut webp).encode(&small, 160, 120, color).unwrap();
    let png = png(&small, 160, 120, color);
    for (file, least) in [(whole, 35), (progressive, 10), (png, 10), (tiff.into_inner(), 10), (bmp, 10), (webp, 10)] {
        // How often it asks when it is told to stop at the `last`th time, and what it answers.
        let asked = |last: usize| {
            let count = AtomicUsize::new(0);
            let monitor = |_: f32| match count.fetch_add(1, Ordering::Relaxed) + 1 >= last {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            };
            let answer = decode(&file, &Limits::default(), &monitor);
            (count.into_inner(), answer)
        };
        let (all, answer) = asked(usize::MAX);
        assert!(answer.unwrap().verdict.is_intact() && all >= least, "asked only {all} times");
        for last in (1..=all).step_by(3) {
            let (count, answer) = asked(last);
            assert!(matches!(answer, Err(DecodeError::Cancelled(_))), "told to stop at {last} of {all}: {answer:?}");
            assert!(count <= last + 2, "told to stop at {last}, asked {count} times");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), magic in 0..7usize) {
        let magic = [&b""[..], b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n", b"II*\0", b"RIFF\0\0\0\0WEBP", b"BM", b"\0\0\0\x18ftypheic"][magic];
        let bytes = [magic, &bytes].concat();
        let _ = probe(&bytes);
        let _ = read(&bytes);
    }

    #[test]
    fn no_damage_makes_it_panic(at in prop::collection::vec((0..10_000usize, any::<u8>()), 1..20), which in 0..6usize) {
        let mut file = match which {
            0 => with_exif(&jpeg(&texture(64, 48), 64, 48), &exif(6)),
            1 => include_bytes!("fixtures/progressive.jpg").to_vec(),
            2 => include_bytes!("fixtures/quarters-6.heic").to_vec(),
            3 => include_bytes!("fixtures/lossy.webp").to_vec(),
            4 => include_bytes!("fixtures/tiff-deflate.tif").to_vec(),
            _ => png(&texture(20, 15), 20, 15, ExtendedColorType::Rgb8),
        };
        for (at, value) in at {
            let length = file.len();
            file[at % length] = value;
        }
        let _ = probe(&file);
        let _ = read(&file);
    }
}
