//! A long course: what opens with a patient, the same day after another session, and sixty sessions that cost what seven do.

use egui::Key;
use egui_kittest::kittest::Queryable;
use skinlapse::app::Command;
use skinlapse::geom::Size;
use skinlapse::model::{Edit, PatientFacts, PatientId, PhotoRecord, Session, SessionId, SkinState, Treatment, View};
use skinlapse::store::{Library, Writer};

use super::bench::{Shot, library, open, press, skin, until};

/// A record of `visits` visits a week apart, every fourth with a treatment, and a photo of each view at each; the files
/// are missing, which no list may mind.
fn long_course(home: &std::path::Path, visits: i64, views: &[&str]) -> PatientId {
    let writer = Writer { device: "bench".parse().unwrap(), who: "dr1".into() };
    let library = Library::create(&home.join("clinic"), &writer).unwrap();
    let id = PatientId::new();
    let mut edits = vec![Edit::SetPatient(PatientFacts { name: "Ada Berg".into(), ..PatientFacts::default() })];
    for visit in 0..visits {
        let session = SessionId::new();
        let date = jiff::civil::date(2025, 1, 8).saturating_add(jiff::Span::new().days(7 * visit));
        let treatment = (visit % 4 == 0).then(Treatment::default);
        let (title, skin) = (String::new(), SkinState::Clean);
        edits.push(Edit::AddSession(Session { id: session, date, title, skin, treatment }));
        for (i, view) in views.iter().enumerate() {
            let file = (format!("{:064x}", visit * 100 + i as i64 + 1), "png");
            edits.push(Edit::AddPhoto(PhotoRecord::new(session, file, Size::new(360, 270), View::new(view))));
        }
    }
    library.append(id, edits.into_iter().map(|edit| (edit, None)).collect()).unwrap();
    id
}

#[test]
fn sixty_sessions_ask_for_no_more_than_is_in_sight() {
    let home = tempfile::tempdir().unwrap();
    let views = ["front", "left-45", "right-45", "left-90", "right-90", "close-up", "neck"];
    let id = long_course(home.path(), 60, &views);
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    for key in [Key::Num1, Key::Num6] {
        press(&mut shown, key);
        let wanted = shown.state().commands.iter().filter(|c| matches!(c, Command::Want(_))).count();
        assert!(wanted < 120, "{wanted} things are asked for in one frame of {key:?}");
    }
}

#[test]
fn one_key_lays_the_same_day_after_another_session_beside_b() {
    let home = tempfile::tempdir().unwrap();
    let id = long_course(home.path(), 9, &["front"]);
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    // B is day 28 after session 2: two weeks earlier it is day 14.
    press(&mut shown, Key::ArrowLeft);
    press(&mut shown, Key::ArrowLeft);
    assert!(shown.query_by_label("Photo B, 19 Feb 2025, day 14 after session 2").is_some());
    press(&mut shown, Key::D);
    assert!(shown.query_by_label("Photo A, 22 Jan 2025, day 14 after session 1").is_some());
    press(&mut shown, Key::Num6);
    press(&mut shown, Key::G);
    assert!(shown.query_by_label("By days since session").is_some());
    let first = shown.get_by_label_contains("8 Jan 2025, baseline").rect();
    let seventh = shown.get_by_label_contains("day 7 after session 1").rect();
    let other = shown.get_by_label_contains("day 7 after session 2").rect();
    assert!(first.left() < seventh.left() && seventh.left() < other.left(), "{first:?} {seventh:?} {other:?}");
    press(&mut shown, Key::Home);
    press(&mut shown, Key::Num1);
}

#[test]
fn before_the_first_session_there_is_no_same_day_and_the_key_says_so() {
    let home = tempfile::tempdir().unwrap();
    let id = long_course(home.path(), 3, &["front"]);
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    press(&mut shown, Key::D);
    let hint = shown.state().screen.status().hint.clone();
    assert!(hint.is_some_and(|h| h.contains("No photo of this view")), "nothing was done, and it is said");
}

#[test]
fn a_patient_opens_with_the_view_that_is_matched_best() {
    let home = tempfile::tempdir().unwrap();
    // Three dates from the front, of which the last shows other skin; two from the left that match.
    let shots = [
        Shot::new(0, "front", skin(5, 0.0, 0.0)),
        Shot::new(0, "left-45", skin(1, 0.0, 0.0)),
        Shot::new(3, "front", skin(5, 2.0, 0.0)),
        Shot::new(28, "front", skin(77, 0.0, 0.0)),
        Shot::new(28, "left-45", skin(1, 3.0, -2.0)),
    ];
    let id = library(home.path(), &shots);
    let mut shown = open(home.path(), id, 1600.0, 1000.0);
    let view = |shown: &super::bench::Shown| shown.state().app.best_opening().unwrap().0.id().to_owned();
    assert_eq!(view(&shown), "front", "nothing is aligned yet: the view with the most dates");
    press(&mut shown, Key::ArrowDown);
    until(&mut shown, |bench| bench.screen.status().alignment.as_deref().is_some_and(|a| a.starts_with("median")));
    assert_eq!(view(&shown), "left-45", "known to match");
    drop(shown);
    // The next day: the alignment is in the cache, and the patient opens with it.
    let shown = open(home.path(), id, 1600.0, 1000.0);
    assert!(shown.query_by_label_contains("Left 45°, 2 dates").is_some());
    assert!(shown.query_by_label("Photo B, 11 Feb 2026, day 28 after session 1").is_some());
    assert_eq!(view(&shown), "left-45");
}
