//! The widgets as a person meets them: found by their names, pressed, typed into, reached by keys.

mod compare;
mod gallery;

use compare::Compare;
use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use gallery::Gallery;
use skinlapse::geom::Point;
use skinlapse::model::Shape;
use skinlapse::ui::canvas::Tool;
use skinlapse::ui::theme::{Theme, apply};

fn shown(theme: Theme, text_scale: f32, width: f32) -> Harness<'static, Gallery> {
    let gallery = Gallery { words: width >= 1400.0, ..Gallery::default() };
    let mut harness = Harness::builder()
        .with_size([width, 900.0])
        .with_step_dt(0.1)
        .with_theme(if theme == Theme::Dark { egui::Theme::Dark } else { egui::Theme::Light })
        .with_context_setup(move |ctx| apply(ctx, theme, text_scale))
        .build_ui_state(|ui, gallery: &mut Gallery| gallery.ui(ui), gallery);
    harness.run_steps(4);
    harness
}

fn press(harness: &mut Harness<'static, Gallery>, name: &str) {
    harness.get_by_label(name).click();
    harness.run_steps(3);
}

#[test]
fn a_mode_is_chosen_by_pressing_it() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    press(&mut harness, "Blink");
    assert_eq!(harness.state().mode, 3);
    let node = harness.get_by_label("Blink");
    assert_eq!(node.accesskit_node().data().keyboard_shortcut(), Some("4"), "assistive technology is told the key");
}

#[test]
fn the_modes_keep_their_names_when_words_are_dropped() {
    let wide = shown(Theme::Dark, 1.0, 1600.0);
    let mut narrow = shown(Theme::Dark, 1.0, 1280.0);
    let (wide, slim) =
        (wide.get_by_label("Difference").rect().width(), narrow.get_by_label("Difference").rect().width());
    assert!(slim < wide - 50.0, "{slim} of {wide} points");
    press(&mut narrow, "Difference");
    assert_eq!(narrow.state().mode, 4);
}

#[test]
fn a_control_that_is_greyed_out_cannot_be_pressed_and_says_why() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    for name in ["Raw", "Disabled", "Redo"] {
        press(&mut harness, name);
    }
    assert!(harness.state().pressed.is_empty(), "{:?}", harness.state().pressed);
    harness.get_by_label("Raw").hover();
    harness.run_steps(60);
    assert!(harness.query_by_label_contains("this pair is not aligned").is_some());
}

#[test]
fn a_tooltip_names_the_key() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    harness.get_by_label("Patient list").hover();
    harness.run_steps(60);
    assert!(harness.query_by_label("key Ctrl B").is_some(), "the tooltip shows the key cap");
}

#[test]
fn every_control_can_be_hit_and_has_a_name() {
    for (theme, scale, width) in [(Theme::Dark, 1.0, 1600.0), (Theme::Light, 0.8, 1280.0), (Theme::Light, 2.0, 2560.0)]
    {
        let harness = shown(theme, scale, width);
        harness.check_accessibility();
        let mut seen = 0;
        for role in [Role::Button, Role::RadioButton, Role::Switch, Role::Tab, Role::ListBoxOption, Role::ComboBox] {
            for node in harness.get_all_by(|node| node.role() == role) {
                let (rect, name) = (node.rect(), node.accesskit_node().label());
                assert!(rect.width() >= 28.0 && rect.height() >= 28.0, "{name:?} is {rect:?} at scale {scale}");
                seen += 1;
            }
        }
        assert!(seen > 30, "{seen} controls");
    }
}

#[test]
fn a_card_of_reasons_opens_from_the_grade_and_closes_with_esc() {
    let mut harness = shown(Theme::Light, 1.0, 1600.0);
    press(&mut harness, "Pair grade");
    assert!(harness.query_by_label("Light direction").is_some());
    harness.key_press(egui::Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Light direction").is_none());
}

#[test]
fn undo_in_a_message_hands_back_what_to_undo() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    press(&mut harness, "New patient");
    harness
        .get_by(|node| {
            node.role() == Role::Button
                && node.label().as_deref() == Some("Undo")
                && node.data().keyboard_shortcut() == Some("Ctrl+Z")
                && node.bounding_box().is_some_and(|b| b.y0 > 400.0)
        })
        .click();
    harness.run_steps(3);
    assert_eq!(harness.state().pressed.last().map(String::as_str), Some("undo patient"));
    assert!(harness.query_by_label("Patient added").is_none(), "the message is gone");
}

#[test]
fn a_message_passes_by_itself() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    press(&mut harness, "New patient");
    harness.remove_cursor();
    harness.run_steps(30);
    assert!(harness.query_by_label("Patient added").is_some(), "3.3 s");
    harness.run_steps(15);
    assert!(harness.query_by_label("Patient added").is_none());
}

#[test]
fn a_list_opens_below_its_field_and_a_choice_is_returned() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    harness.get_by_role_and_label(Role::ComboBox, "View").click();
    harness.run_steps(3);
    let options = harness.get_all_by_role_and_label(Role::ListBoxOption, "Close-up").count();
    assert_eq!(options, 2, "one in the strip and one in the list");
    harness
        .get_all_by_role_and_label(Role::ListBoxOption, "Close-up")
        .max_by(|a, b| a.rect().width().total_cmp(&b.rect().width()))
        .unwrap()
        .click();
    harness.run_steps(3);
    assert_eq!(harness.state().view, 3);
}

#[test]
fn a_date_is_typed_as_people_write_it() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    let field = harness.get_by_role_and_label(Role::TextInput, "Date, from the camera");
    field.focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run_steps(1);
    harness.get_by_role_and_label(Role::TextInput, "Date, from the camera").type_text("31 Feb 2026");
    harness.run_steps(2);
    assert_eq!(harness.state().date, Some(jiff::civil::date(2026, 5, 6)), "no such day: nothing changes");
    assert!(harness.query_by_label_contains("Write it as").is_some());
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run_steps(1);
    harness.get_by_role_and_label(Role::TextInput, "Date, from the camera").type_text("28 Feb 2026");
    harness.run_steps(2);
    assert_eq!(harness.state().date, Some(jiff::civil::date(2026, 2, 28)));
}

#[test]
fn a_note_takes_what_is_typed() {
    let mut harness = shown(Theme::Light, 1.0, 1600.0);
    harness.get_by_label("Note for today, 6 May").focus();
    harness.run_steps(2);
    harness.get_by_label("Note for today, 6 May").type_text(" with PRP");
    harness.run_steps(2);
    assert!(harness.state().note.contains(" with PRP"), "{}", harness.state().note);
}

#[test]
fn stop_is_pressed_on_long_work() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    press(&mut harness, "Stop");
    assert_eq!(harness.state().pressed, ["Stop"]);
}

fn comparing(compare: Compare) -> Harness<'static, Compare> {
    let mut harness = Harness::builder()
        .with_size([1016.0, 600.0])
        .with_step_dt(0.1)
        .with_context_setup(|ctx| apply(ctx, Theme::Dark, 1.0))
        .build_ui_state(|ui, compare: &mut Compare| compare.ui(ui), compare);
    harness.run_steps(3);
    harness
}

fn drag(harness: &mut Harness<'static, Compare>, points: &[egui::Pos2]) {
    harness.drag_at(points[0]);
    harness.run_steps(1);
    for point in &points[1..] {
        harness.hover_at(*point);
        harness.run_steps(1);
    }
    harness.drop_at(points[points.len() - 1]);
    harness.run_steps(2);
}

#[test]
fn a_stroke_on_photo_a_becomes_a_mark_in_photo_pixels() {
    let mut harness = comparing(Compare::sample());
    harness.state_mut().editor.take(Tool::Freehand);
    let pane = harness.get_by_label("Photo A").rect();
    let circle: Vec<_> = (0..=24).map(|i| pane.center() + egui::Vec2::angled(i as f32 * 0.26) * 60.0).collect();
    drag(&mut harness, &circle);
    let zoom = harness.state_mut().views.view(0, skinlapse::geom::Size::new(900, 700), pane.size()).zoom;
    let [(_, shape, ..)] = &harness.state().marks[..] else { panic!("{:?}", harness.state().marks) };
    let area = shape.area_px().unwrap() * zoom * zoom;
    assert!((area / (std::f64::consts::PI * 3600.0) - 1.0).abs() < 0.05, "{area} square points");
}

#[test]
fn a_drag_on_the_photo_pans_both_photos_and_draws_nothing() {
    let mut harness = comparing(Compare::sample());
    let pane = harness.get_by_label("Photo B").rect();
    let size = skinlapse::geom::Size::new(900, 700);
    let before = harness.state_mut().views.view(0, size, pane.size());
    drag(
        &mut harness,
        &[pane.center(), pane.center() + egui::vec2(-20.0, 0.0), pane.center() + egui::vec2(-40.0, 0.0)],
    );
    let [a, b] = [0, 1].map(|i| harness.state_mut().views.view(i, size, pane.size()));
    assert!((a.center.x - before.center.x - 40.0 / a.zoom).abs() < 1.0, "{a:?} was {before:?}");
    assert_eq!(a, b);
    assert!(harness.state().marks.is_empty());
}

#[test]
fn the_wheel_with_ctrl_zooms_about_the_cursor() {
    let mut harness = comparing(Compare::sample());
    let pane = harness.get_by_label("Photo A").rect();
    let size = skinlapse::geom::Size::new(900, 700);
    let at = pane.center() + egui::vec2(60.0, -40.0);
    let before = harness.state_mut().views.view(0, size, pane.size());
    harness.hover_at(at);
    harness.run_steps(1);
    harness.event(egui::Event::Zoom(1.5));
    harness.run_steps(2);
    let after = harness.state_mut().views.view(0, size, pane.size());
    assert!((after.zoom / before.zoom - 1.5).abs() < 1e-3, "{after:?} was {before:?}");
    let (was, is) = (before.photo_from_screen(pane, at), after.photo_from_screen(pane, at));
    assert!(was.distance(is) < 0.01, "{was:?} became {is:?}");
}

#[test]
fn the_seam_follows_its_handle_and_the_arrow_keys() {
    let mut compare = Compare::sample();
    compare.mode = 2;
    let mut harness = comparing(compare);
    let handle = harness.get_by_label("Seam between A and B").rect();
    drag(
        &mut harness,
        &[handle.center(), handle.center() - egui::vec2(50.0, 0.0), handle.center() - egui::vec2(100.0, 0.0)],
    );
    assert!((harness.state().seam - 0.4).abs() < 0.005, "{}", harness.state().seam);
    harness.get_by_label("Seam between A and B").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::ArrowRight);
    harness.run_steps(2);
    assert!((harness.state().seam - 0.42).abs() < 0.005, "{}", harness.state().seam);
}

#[test]
fn a_mark_is_dragged_to_another_place_in_one_change() {
    let mut harness = comparing(Compare::sample());
    let at = Point::new(450.0, 350.0);
    harness.state_mut().marks.push((skinlapse::model::MarkKind::Note, Shape::Pin { at }, String::new(), false));
    harness.run_steps(2);
    let pane = harness.get_by_label("Photo A").rect();
    let view = harness.state_mut().views.view(0, skinlapse::geom::Size::new(900, 700), pane.size());
    let on_screen = view.screen_from_photo(pane, at);
    drag(&mut harness, &[on_screen, on_screen + egui::vec2(15.0, 0.0), on_screen + egui::vec2(30.0, 12.0)]);
    let Shape::Pin { at: moved } = harness.state().marks[0].1 else { panic!() };
    let wished = at + Point::new(30.0, 12.0) * (1.0 / view.zoom);
    assert!(moved.distance(wished) < 0.6, "{moved:?}, not {wished:?}");
    assert_eq!(harness.state().chosen, Some(0));
}

#[test]
fn every_mode_draws_photos_and_marks_of_every_kind_at_any_zoom() {
    for mode in 1..=4 {
        let mut compare = Compare::sample().with_marks();
        compare.mode = mode;
        compare.loupe = true;
        let mut harness = comparing(compare);
        harness.hover_at(egui::pos2(250.0, 300.0));
        for zoom in [1.0, 30.0, 0.001] {
            harness.event(egui::Event::Zoom(zoom));
            harness.run_steps(2);
            let meshes = harness.output().shapes.iter().filter(|s| matches!(s.shape, egui::Shape::Mesh(_))).count();
            assert!(meshes > 0, "mode {mode} at zoom {zoom} draws no photo");
        }
    }
}

#[test]
fn a_window_at_rest_is_not_painted_again_and_again() {
    let mut harness = shown(Theme::Dark, 1.0, 1600.0);
    let steps = harness.try_run();
    assert!(steps.is_ok(), "{:?}", harness.ctx.repaint_causes());
    harness.get_by_label("Name, number or date of birth").focus();
    harness.run_steps(5);
    let steps = harness.try_run();
    assert!(steps.is_ok(), "with the cursor in the search: {:?}", harness.ctx.repaint_causes());
    let mut harness = comparing(Compare::sample().with_marks());
    let steps = harness.try_run();
    assert!(steps.is_ok(), "with photos: {:?}", harness.ctx.repaint_causes());
}
