//! Retake advice as a person meets it: a new photo beside its baseline, two answers, and nothing lost either way.

use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use skinlapse::app::{Check, Command, Decision, ImportCommand, ImportReview, ReviewPhase, retake::Says};
use skinlapse::model::View;
use skinlapse::ui::keymap::Place;
use skinlapse::ui::shell::Shell;

use super::clinic::Desk;

type Window = Harness<'static, Shell>;

/// A small photo of one and the same skin, lit by `light`.
fn skin(light: f64) -> image::RgbImage {
    let mut state = 11_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let (w, h) = (216_usize, 162_usize);
    let mut plane = vec![0.0_f64; w * h];
    for _ in 0..260 {
        let (cx, cy) = (next() * w as f64, next() * h as f64);
        let (sigma, weight) = (1.2 + 3.0 * next() * next(), next() - 0.45);
        let reach = (3.0 * sigma).ceil();
        for y in ((cy - reach).max(0.0) as usize)..((cy + reach).clamp(0.0, h as f64) as usize) {
            for x in ((cx - reach).max(0.0) as usize)..((cx + reach).clamp(0.0, w as f64) as usize) {
                let d2 = (x as f64 - cx).powi(2) + (y as f64 - cy).powi(2);
                plane[y * w + x] += weight * (-d2 / (2.0 * sigma * sigma)).exp();
            }
        }
    }
    image::RgbImage::from_fn(w as u32, h as u32, |x, y| {
        let v = 1.0 - 0.5 * plane[y as usize * w + x as usize];
        let level = |base: f64| ((base * light * v).clamp(0.0, 1.0).powf(1.0 / 2.2) * 255.0).round() as u8;
        image::Rgb([level(0.45), level(0.27), level(0.18)])
    })
}

fn add(desk: &Desk, window: &mut Window, name: &str, picture: &image::RgbImage) {
    let folder = desk.library().with_file_name("today");
    std::fs::create_dir_all(&folder).unwrap();
    picture.save(folder.join(name)).unwrap();
    let files = vec![folder.join(name)];
    window.state_mut().dispatch(Command::Import(ImportCommand::Add(files)));
    desk.until(window, |shell| {
        shell.app().import_review().is_some_and(|r| {
            r.phase == ReviewPhase::Ready && r.items.iter().any(|i| i.name == name && i.inspected().is_some())
        })
    });
}

fn review(window: &Window) -> &ImportReview {
    window.state().app().import_review().unwrap()
}

/// A record with a baseline of 14 January, and a photo of the same skin in less than half the light on its way in.
fn with_dark_photo(desk: &Desk) -> Window {
    let mut window = desk.with_clinic();
    desk.open(&mut window, "Elin Sandberg");
    add(desk, &mut window, "IMG_20260114_101112.png", &skin(1.0));
    window.state_mut().dispatch(Command::Import(ImportCommand::SetView(0, View::new("front"))));
    window.state_mut().dispatch(Command::Import(ImportCommand::Confirm));
    desk.until(&mut window, |shell| shell.app().import_review().is_none() && !shell.app().has_unsaved());
    add(desk, &mut window, "IMG_20260506_101112.png", &skin(0.4));
    window.run_steps(2);
    assert_eq!(window.state().place(), Place::Import);
    window.key_press(Key::Num1);
    desk.until(&mut window, |shell| {
        shell.app().import_review().is_some_and(|r| matches!(r.items[0].check, Check::Done(_)))
    });
    window.run_steps(3);
    window
}

fn spoken(window: &Window) -> String {
    let nodes = window.root().children_recursive();
    nodes
        .flat_map(|n| [n.accesskit_node().label(), n.accesskit_node().value()])
        .flatten()
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_dark_photo_is_told_before_the_patient_leaves_and_keeping_it_is_one_key() {
    let desk = Desk::new();
    let mut window = with_dark_photo(&desk);
    let advice = review(&window).items[0].checked().unwrap().advice.clone();
    assert_eq!((advice.says, advice.todo.as_str()), (Says::Retake, "use more light"), "{advice:?}");
    let words = spoken(&window);
    assert!(words.contains("Front: use more light"), "{words}");
    assert!(words.contains("the baseline of 14 Jan"), "{words}");
    assert!(
        words.contains("Exposure −1.3 EV") && words.contains("Same pose"),
        "what was measured stands there: {words}"
    );
    window.key_press(Key::N);
    window.run_steps(3);
    assert_eq!(review(&window).items[0].decision, Some(Decision::Keep));
    assert!(window.query_by_label_contains("use more light").is_none(), "it is asked once");
    window.key_press(Key::Enter);
    desk.until(&mut window, |shell| shell.app().import_review().is_none() && !shell.app().has_unsaved());
    let front = View::new("front");
    assert_eq!(window.state().app().patient().unwrap().series(&front).len(), 2);
}

#[test]
fn a_photo_to_be_retaken_stays_out_and_the_new_one_is_compared_as_well() {
    let desk = Desk::new();
    let mut window = with_dark_photo(&desk);
    window.key_press(Key::Y);
    window.run_steps(3);
    let item = &review(&window).items[0];
    assert_eq!((item.decision, item.will_be_added()), (Some(Decision::Retake), false));
    add(&desk, &mut window, "IMG_20260506_101500.png", &skin(0.97));
    let second = review(&window).items.iter().position(|i| i.name.contains("101500")).unwrap();
    window.state_mut().dispatch(Command::Import(ImportCommand::SetView(second, View::new("front"))));
    desk.until(&mut window, |shell| {
        shell.app().import_review().is_some_and(|r| matches!(r.items[second].check, Check::Done(_)))
    });
    let advice = &review(&window).items[second].checked().unwrap().advice;
    assert_eq!(advice.says, Says::Matches, "{advice:?}");
    window.state_mut().dispatch(Command::Import(ImportCommand::Confirm));
    desk.until(&mut window, |shell| shell.app().import_review().is_none() && !shell.app().has_unsaved());
    assert_eq!(window.state().app().patient().unwrap().photos.len(), 2, "the first shot of today stayed out");
}

#[test]
fn the_comparison_can_be_stopped_and_the_photos_added_all_the_same() {
    let desk = Desk::new();
    let mut window = with_dark_photo(&desk);
    // Stop is pressed while the answer is already on its way: it is stopped all the same.
    desk.until_a_result_waits(&mut window, |shell| {
        shell.dispatch(Command::Import(ImportCommand::SetView(0, View::new("front"))));
    });
    window.state_mut().dispatch(Command::Import(ImportCommand::StopChecks));
    assert!(matches!(review(&window).items[0].check, Check::Stopped));
    window.run_steps(2);
    assert!(spoken(&window).contains("not checked"));
    window.state_mut().dispatch(Command::Import(ImportCommand::Confirm));
    desk.until(&mut window, |shell| shell.app().import_review().is_none() && !shell.app().has_unsaved());
    // One step back takes the whole import back.
    window.state_mut().dispatch(Command::Undo);
    desk.until(&mut window, |shell| {
        shell.app().patient().is_some_and(|p| p.photos.len() == 1) && !shell.app().has_unsaved()
    });
}
