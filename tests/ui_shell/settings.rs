//! The page of settings.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use skinlapse::app::Command;
use skinlapse::app::settings::Settings;
use skinlapse::model::TargetKind;
use skinlapse::ui::keymap::Place;

use super::clinic::Desk;

#[test]
fn the_size_of_a_chart_is_asked_for_where_the_clinic_has_one_and_nonsense_changes_nothing() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    harness.run_steps(3);
    assert_eq!(harness.state().place(), Place::Settings);
    let name = "Size of the chart's fields";
    assert!(harness.query_by_label(name).is_none(), "this clinic lays down a grey card");
    let target = Some(TargetKind::Classic24Since2014);
    let settings = Settings { target, ..harness.state().app().settings().clone() };
    harness.state_mut().dispatch(Command::Settings(settings));
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::TextInput, name).click();
    harness.run_steps(2);
    desk.type_text(&mut harness, "254 x 16");
    assert_eq!(harness.state().app().settings().chart_mm, Some([254.0, 16.0]));
    desk.type_text(&mut harness, "8");
    desk.type_text(&mut harness, " cm");
    assert!(harness.query_by_label_contains("two lengths in mm").is_some());
    assert_eq!(harness.state().app().settings().chart_mm, Some([254.0, 168.0]), "the last that could be read");
}

#[test]
fn a_field_stands_in_the_middle_of_its_row_like_the_other_controls() {
    let desk = Desk::new();
    let mut harness = desk.with_clinic();
    let settings =
        Settings { target: Some(TargetKind::Classic24Since2014), ..harness.state().app().settings().clone() };
    harness.state_mut().dispatch(Command::Settings(settings));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    harness.run_steps(3);
    let name = "Size of the chart's fields";
    let field = harness.get_by_role_and_label(Role::TextInput, name).rect();
    let top = harness.get_by_role_and_label(Role::Label, name).rect().top();
    let words = harness.get_by_label_contains("Width × height of all 24").rect();
    assert!(words.height() > 30.0, "its words take more than one line: {words}");
    let middle = 0.5 * (top + words.bottom());
    assert!((field.center().y - middle).abs() < 2.0, "the field at {field}, the middle of the row at {middle}");
}
