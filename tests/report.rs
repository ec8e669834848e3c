//! Comparison sheets say what they show, never show an unverified pair as aligned, and never carry a name unasked.

use jiff::civil::date;
use skinlapse::geom::{Point, Size};
use skinlapse::imaging::{Limits, Photo, decode};
use skinlapse::model::{MarkKind, Shape};
use skinlapse::monitor::Silent;
use skinlapse::report::{Alignment, Look, Mode, On, Sheet, SheetError, SheetMark, SheetNote, Side};

fn photo(width: u32, height: u32, color: [u8; 3]) -> Photo {
    Photo::new(Size::new(width, height), color.repeat((width * height) as usize))
}

fn aligned() -> Alignment {
    Alignment::Aligned { detail: "median 0.4 px".into() }
}

fn check() -> Alignment {
    Alignment::Check { reasons: vec!["the head is turned by 14°".into()], detail: String::new() }
}

fn refused() -> Alignment {
    Alignment::NotAligned { reasons: vec!["no matching skin was found".into()] }
}

/// Pixels of exactly this colour.
fn count(photo: &Photo, color: [u8; 3]) -> usize {
    photo.rgb().chunks(3).filter(|pixel| *pixel == color).count()
}

const A: [u8; 3] = [180, 140, 120];
const B: [u8; 3] = [190, 150, 125];

#[test]
fn both_photos_stand_beside_each_other_in_full() {
    let (a, b) = (photo(500, 400, A), photo(500, 400, B));
    let sheet = Sheet::new(Mode::SideBySide, Side::of(&a), Side::of(&b), aligned()).draw().unwrap();
    assert_eq!((count(&sheet, A), count(&sheet, B)), (200_000, 200_000));
    let row_of = |color: [u8; 3]| {
        let at = sheet.rgb().chunks(3).position(|pixel| pixel == color).unwrap();
        at / sheet.size().width as usize
    };
    assert_eq!(row_of(A), row_of(B), "the tops stand on one line");
}

#[test]
fn a_pair_that_is_not_aligned_is_never_laid_over_each_other() {
    let (a, b) = (photo(500, 400, A), photo(300, 450, B));
    for mode in [Mode::Slider { seam: 0.5 }, Mode::Overlay { opacity: 0.5 }, Mode::Difference] {
        let sheet = Sheet::new(mode, Side::of(&a), Side::of(&b), refused());
        assert_eq!(sheet.shown_mode(), Mode::SideBySide);
        assert!(sheet.done_to_pixels().contains("not aligned"));
        let drawn = sheet.draw().unwrap();
        // All but the warning tag in each corner.
        assert!(count(&drawn, A) > 190_000 && count(&drawn, B) > 125_000, "{} {}", count(&drawn, A), count(&drawn, B));
        assert!(count(&drawn, A) < 200_000 && count(&drawn, B) < 135_000, "the tag stands on both photos");
    }
}

#[test]
fn a_doubtful_pair_carries_its_warning_on_the_photo() {
    let (a, b) = (photo(500, 400, A), photo(500, 400, B));
    let sure = Sheet::new(Mode::SideBySide, Side::of(&a), Side::of(&b), aligned()).draw().unwrap();
    let doubtful = Sheet::new(Mode::SideBySide, Side::of(&a), Side::of(&b), check()).draw().unwrap();
    assert!(count(&doubtful, A) < count(&sure, A) - 1000);
}

#[test]
fn the_slider_shows_each_photo_on_its_side_of_the_seam() {
    let (a, b) = (photo(600, 400, A), photo(600, 400, B));
    for (seam, share) in [(0.25, 0.25), (0.5, 0.5), (1.0, 1.0), (7.0, 1.0), (f64::NAN, 0.0)] {
        let sheet = Sheet::new(Mode::Slider { seam }, Side::of(&a), Side::of(&b), aligned()).draw().unwrap();
        let found = count(&sheet, A) as f64 / 240_000.0;
        assert!((found - share).abs() < 0.02, "seam {seam}: {found}");
    }
}

#[test]
fn an_unmoved_photo_is_refused_as_aligned() {
    let (a, b) = (photo(500, 400, A), photo(300, 450, B));
    let found = Sheet::new(Mode::SideBySide, Side::of(&a), Side::of(&b), aligned()).draw();
    assert!(matches!(found, Err(SheetError::TwoFrames { .. })));
    let none = photo(0, 0, A);
    assert_eq!(
        Sheet::new(Mode::Difference, Side::of(&none), Side::of(&none), refused()).draw(),
        Err(SheetError::Empty)
    );
}

#[test]
fn days_are_counted_between_the_dates() {
    let (a, b) = (photo(100, 80, A), photo(100, 80, B));
    let mut sheet = Sheet::new(Mode::SideBySide, Side::of(&a), Side::of(&b), aligned());
    sheet.fixed.date = Some(date(2026, 1, 14));
    assert_eq!(sheet.days_between(), None);
    sheet.moving.date = Some(date(2026, 5, 6));
    assert_eq!(sheet.days_between(), Some(112));
}

#[test]
fn a_file_says_what_was_done_and_no_name() {
    let (a, b) = (photo(300, 240, A), photo(300, 240, B));
    let mut sheet = Sheet::new(Mode::Overlay { opacity: 0.3 }, Side::of(&a), Side::of(&b), aligned());
    sheet.patient = Some("Elin Sandberg, born 1996".into());
    for bytes in [sheet.to_png().unwrap(), sheet.to_jpeg().unwrap()] {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(text.contains("B laid over A at 30 %") && text.contains("Skinlapse"), "the stamp is there");
        assert!(!text.contains("Sandberg"), "the name is printed, not stamped");
        assert!(decode(&bytes, &Limits::default(), &Silent).unwrap().verdict.is_intact());
    }
}

#[test]
fn everything_at_once_is_drawn_without_trouble() {
    let (a, b) = (photo(640, 480, A), photo(640, 480, B));
    let cover: Vec<u8> = (0..640 * 480).map(|i| if i % 640 < 60 { 0 } else { 255 }).collect();
    let long = "A very long sentence about scars that goes on and on. ".repeat(200);
    for mode in [Mode::SideBySide, Mode::Slider { seam: 0.5 }, Mode::Overlay { opacity: 0.5 }, Mode::Difference] {
        for look in [Look::Light, Look::Dark] {
            let mut sheet = Sheet::new(mode, Side::of(&a), Side::of(&b), check());
            sheet.look = look;
            sheet.view = long.clone();
            sheet.patient = Some(long.clone());
            sheet.processing = long.clone();
            sheet.moving.cover = Some(&cover);
            sheet.moving.caption = long.clone();
            sheet.fixed.damage = Some("the file breaks off".into());
            sheet.fixed.sha256 = Some("ab".repeat(32));
            sheet.notes = vec![
                SheetNote { heading: "Note".into(), text: long.clone() },
                SheetNote { heading: long.clone(), text: "kort".into() },
            ];
            let wild =
                [Point::new(-500.0, 30.0), Point::new(f64::NAN, 3.0), Point::new(9e9, 400.0), Point::new(300.0, 200.0)];
            for (kind, shape) in [
                (MarkKind::Redness, Shape::Freehand { points: wild.to_vec() }),
                (MarkKind::Healing, Shape::Polygon { points: wild.to_vec() }),
                (MarkKind::ScarIcePick, Shape::Pin { at: Point::new(100.0, 100.0) }),
                (MarkKind::Ruler, Shape::Line { from: wild[0], to: wild[0] }),
                (MarkKind::Other, Shape::Text { at: Point::new(600.0, 10.0), text: long.clone() }),
                (MarkKind::Reference, Shape::Ellipse { center: wild[3], radii: Point::new(40.0, 30.0), degrees: 20.0 }),
            ] {
                sheet.marks.push(SheetMark { kind, shape, label: "Redness 1".into(), on: On::Both, carried: true });
            }
            let drawn = sheet.draw().unwrap();
            assert!(drawn.size().height < 4 * drawn.size().width, "{:?}", drawn.size());
        }
    }
}
