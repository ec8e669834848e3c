//! The course screen in the window: sessions, plan, checklists, same days, and the ways to and from it.

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::civil::date;
use skinlapse::app::Command;
use skinlapse::geom::Size;
use skinlapse::model::{
    Course, DepthEntry, Edit, Patient, PhotoId, PhotoRecord, Purpose, Score, ScoreId, Session, SessionId, SkinState,
    Treatment, View,
};
use skinlapse::ui::keymap::Place;
use skinlapse::ui::shell::Shell;

use super::clinic::Desk;

type Window = Harness<'static, Shell>;

/// Elin with three sessions, photos of day 3 after the first and after the second, and a plan.
fn elin(desk: &Desk, width: f32, height: f32) -> Window {
    let mut window = desk.with_clinic_of(width, height, 1.0);
    desk.open(&mut window, "Elin Sandberg");
    let mut edits = Vec::new();
    for (i, (day, treated)) in
        [(date(2026, 1, 14), true), (date(2026, 1, 17), false), (date(2026, 2, 11), true), (date(2026, 2, 14), false)]
            .into_iter()
            .enumerate()
    {
        let id = SessionId::from_number(i as u128 + 1);
        let depths = vec![DepthEntry { area: "cheeks".into(), mm: 1.0 + 0.5 * i as f64 }];
        let passes = "3: crosswise".to_owned();
        let treatment = treated.then(|| Treatment { depths, passes, device: "Pen".into(), ..Treatment::default() });
        edits.push(Edit::AddSession(Session {
            id,
            date: day,
            title: String::new(),
            skin: SkinState::Clean,
            treatment,
        }));
        edits.push(Edit::AddPhoto(photo(i as u128 + 1, id)));
        edits.push(Edit::SetScore(score(i as u128 + 1, id, 4 - i as i32)));
    }
    let course = Course { planned_sessions: Some(6), interval_weeks: Some(4), ..Course::default() };
    edits.push(Edit::SetCourse(Some(course)));
    window.state_mut().dispatch(Command::EditGroup(edits, skinlapse::model::GroupId::new()));
    saved(desk, &mut window);
    press(&mut window, Modifiers::ALT, Key::Num3);
    window
}

fn photo(n: u128, session: SessionId) -> PhotoRecord {
    let file = (format!("{n:064x}"), "png");
    let id = PhotoId::from_number(n);
    PhotoRecord { id, ..PhotoRecord::new(session, file, Size::new(40, 30), View::new("front")) }
}

fn score(n: u128, session: SessionId, value: i32) -> Score {
    Score {
        id: ScoreId::from_number(n),
        scale: "cea".into(),
        version: "1".into(),
        session,
        photo: None,
        region: String::new(),
        compared_with: None,
        values: [("grade".to_owned(), value)].into(),
        who: "dr1".into(),
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
}

fn saved(desk: &Desk, window: &mut Window) {
    desk.until(window, |shell| !shell.app().has_unsaved());
    window.run_steps(3);
}

fn patient(window: &Window) -> &Patient {
    window.state().app().patient().unwrap()
}

fn press_label(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(4);
}

#[test]
fn the_course_shows_sessions_scores_and_the_same_day_and_enter_compares_it() {
    let desk = Desk::new();
    let mut window = elin(&desk, 1600.0, 1000.0);
    assert_eq!(window.state().place(), Place::Course);
    for label in ["Session 1, 14 Jan 2026: open the treatment", "Session 2, 11 Feb 2026: open the treatment"] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
    assert!(window.query_by_label_contains("days after session 2").is_some(), "the next one is due");
    assert!(window.query_all_by_label_contains("Overdue by").next().is_some());
    assert!(window.query_by_label("CEA, redness, 17 Jan: 3").is_some(), "scores as entered");
    assert!(window.query_by_label("Session 1, 17 Jan 2026, day 3: 3").is_some(), "a point of the chart");
    assert!(window.query_by_label("What is published for day 3").is_some());
    assert!(window.query_by_label_contains("PMC8008152").is_some());
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().place(), Place::Compare);
    assert!(window.query_by_label_contains("Photo A, 17 Jan 2026").is_some(), "day 3 after session 1");
    assert!(window.query_by_label_contains("Photo B, 14 Feb 2026").is_some(), "beside day 3 after session 2");
}

#[test]
fn arrows_choose_the_day_and_the_chart_follows() {
    let desk = Desk::new();
    let mut window = elin(&desk, 1600.0, 1000.0);
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert!(window.query_by_label("What is published for day 28").is_some());
    assert!(window.query_by_label("This day was photographed after one session only.").is_some());
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    assert!(window.query_by_label("What is published for day 3").is_some());
}

#[test]
fn todays_session_is_one_key_and_one_undo() {
    let desk = Desk::new();
    let mut window = elin(&desk, 1600.0, 1000.0);
    press(&mut window, Modifiers::COMMAND, Key::D);
    saved(&desk, &mut window);
    let today = jiff::Zoned::now().date();
    let made = patient(&window).sessions.values().find(|s| s.date == today).and_then(|s| s.treatment.clone()).unwrap();
    assert_eq!((made.depths_text().as_str(), made.passes.as_str()), ("cheeks 2.0 mm", "3: crosswise"));
    let field = window.get_by_role_and_label(Role::TextInput, "Depth today, millimetres");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("2.0"), "open for correction on the card");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    saved(&desk, &mut window);
    assert!(patient(&window).sessions.values().all(|s| s.date != today));
}

#[test]
fn the_plan_is_saved_while_it_is_typed() {
    let desk = Desk::new();
    let mut window = elin(&desk, 1600.0, 1000.0);
    press_label(&mut window, "Edit plan");
    desk.type_text(&mut window, "Acne scars");
    window.run_steps(14);
    saved(&desk, &mut window);
    assert_eq!(patient(&window).course.as_ref().unwrap().indication, "Acne scars");
    let weeks = window.get_by_role_and_label(Role::TextInput, "Weeks between");
    weeks.focus();
    window.run_steps(2);
    press(&mut window, Modifiers::COMMAND, Key::A);
    desk.type_text(&mut window, "six");
    window.run_steps(14);
    saved(&desk, &mut window);
    assert_eq!(patient(&window).course.as_ref().unwrap().interval_weeks, Some(4), "nonsense is named, not saved");
    assert!(window.query_by_label_contains("A whole number").is_some());
}

#[test]
fn suitability_and_consent_are_answered_without_a_dialog() {
    let desk = Desk::new();
    let mut window = elin(&desk, 1600.0, 1000.0);
    press_label(&mut window, "Suitability: 0 of 10 answered");
    window.get_all_by_role_and_label(Role::RadioButton, "No").next().unwrap().click();
    window.run_steps(3);
    saved(&desk, &mut window);
    assert!(window.query_by_label("Suitability: 1 of 10 answered").is_some());
    assert_eq!(patient(&window).consultation.suitability.len(), 1);
    press_label(&mut window, "Consent");
    press_label(&mut window, "Consent for teaching given today");
    saved(&desk, &mut window);
    let consent = patient(&window).consultation.consents.values().next().unwrap().clone();
    assert_eq!((consent.purpose, consent.withdrawn), (Purpose::Teaching, None));
    assert!(window.query_all_by_label_contains("in force").next().is_some());
    press_label(&mut window, "Withdrawn today");
    window.run_steps(14);
    saved(&desk, &mut window);
    assert!(patient(&window).consultation.consents.values().all(|c| c.withdrawn.is_some()));
    window.state_mut().dispatch(Command::Undo);
    saved(&desk, &mut window);
    assert!(patient(&window).consultation.consents.values().all(|c| c.withdrawn.is_none()), "undone");
}

#[test]
fn a_clinics_own_aftercare_text_is_kept_in_its_library_and_makes_a_page_without_a_name() {
    let desk = Desk::new();
    let mut window = elin(&desk, 1600.0, 1000.0);
    press_label(&mut window, "Aftercare");
    window.get_by_role_and_label(Role::MultilineTextInput, "Text of the sheet").focus();
    window.run_steps(2);
    press(&mut window, Modifiers::COMMAND, Key::A);
    desk.type_text(&mut window, "# Ours");
    window.run_steps(14);
    let file = desk.library().join("aftercare.md");
    desk.until(&mut window, |_| file.is_file());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "# Ours");
    press_label(&mut window, "Print");
    let page = desk.home().join("home/cache/print/aftercare.html");
    desk.until(&mut window, |_| page.is_file());
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.contains("<h1>Ours</h1>") && html.contains("Treatment of 11 February 2026"), "{html}");
    assert!(!html.contains("Elin") && !html.contains("SL-0042"), "{html}");
}

#[test]
fn every_control_of_the_course_has_a_name_and_can_be_hit() {
    for (width, height) in [(1600.0, 1000.0), (1280.0, 720.0)] {
        let desk = Desk::new();
        let mut window = elin(&desk, width, height);
        for button in ["Edit plan", "Suitability: 0 of 10 answered", "Consent", "Aftercare"] {
            press_label(&mut window, button);
            window.check_accessibility();
            for node in window.get_all_by(|n| matches!(n.role(), Role::Button | Role::RadioButton | Role::Switch)) {
                let (rect, name) = (node.rect(), node.accesskit_node().label());
                assert!(rect.width() >= 26.0 && rect.height() >= 26.0, "{name:?} is {rect:?} at {width}");
            }
        }
    }
}

#[test]
fn the_list_is_filtered_by_what_is_due_and_says_why_it_is_empty() {
    let desk = Desk::new();
    let mut window = elin(&desk, 1600.0, 1000.0);
    press(&mut window, Modifiers::ALT, Key::Num1);
    press_label(&mut window, "Filter");
    window.get_by_role_and_label(Role::ComboBox, "Due").focus();
    window.run_steps(2);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert!(window.query_all_by_label_contains("1 of 3 patients").next().is_some(), "Elin alone is overdue");
    window.get_by_role_and_label(Role::ComboBox, "Photos of day").focus();
    window.run_steps(2);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert!(window.query_all_by_label_contains("1 of 3 patients").next().is_some(), "she has photos of day 3");
    window.get_by_role_and_label(Role::ComboBox, "Due").focus();
    window.run_steps(2);
    press_label(&mut window, "Clear the filter");
    assert!(window.query_all_by_label_contains("3 patients").next().is_some());
}
