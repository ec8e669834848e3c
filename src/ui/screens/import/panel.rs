//! Beside the review: whose photos they are, the chosen photo, the views, and the one button that adds them.

use egui::{Id, Margin, Panel, ScrollArea, Stroke, Ui, Vec2};

use super::ImportScreen;
use crate::app::{App, Command, ImportCommand, ImportReview, ItemState, ReviewPhase};
use crate::model::{PatientId, SkinState, View};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Row, TextField, key_cap, section_line};
use crate::words::say;

/// Why nothing can be added now; `None` if it can.
pub fn why_not(app: &App, review: &ImportReview) -> Option<&'static str> {
    if app.library().is_none() {
        return Some(say!("open-or-make-a-library-first"));
    }
    if app.patient().is_none() {
        return Some(say!("choose-whose-photos-these-are"));
    }
    match review.phase {
        ReviewPhase::Looking => Some(say!("the-files-are-still-being-looked")),
        ReviewPhase::Copying { .. } => Some(say!("the-photos-are-being-copied")),
        ReviewPhase::Ready if review.to_add() == 0 => Some(say!("no-photo-is-taken-in-choose")),
        ReviewPhase::Ready => None,
    }
}

/// Shows the panel at the right.
pub fn show(
    screen: &mut ImportScreen,
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    review: &ImportReview,
    views: &[View],
) -> Option<Action> {
    let t = tokens(ui);
    let mut asked = None;
    let frame = egui::Frame::new().fill(t.panel);
    let panel = Panel::right("import panel")
        .exact_size(widgets::side_panel(ui))
        .resizable(false)
        .show_separator_line(false)
        .frame(frame);
    let shown = panel.show(ui, |ui| {
        foot_ui(ui, cx, review);
        ScrollArea::vertical().id_salt("import panel").show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            let padding = Margin { left: 16, right: 16, top: 16, bottom: 12 };
            egui::Frame::new().inner_margin(padding).show(ui, |ui| {
                asked = patient_ui(screen, ui, cx);
                skin_ui(ui, cx, review);
            });
            section_line(ui);
            egui::Frame::new().inner_margin(padding).show(ui, |ui| views_ui(screen, ui, cx, review, views));
        });
    });
    ui.painter().vline(shown.response.rect.left() + 0.5, shown.response.rect.y_range(), Stroke::new(1.0, t.line));
    asked
}

fn patient_ui(screen: &mut ImportScreen, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Action> {
    let t = tokens(ui);
    let mut asked = None;
    face::CONTROL.semibold().label(ui, say!("whose-photos"), t.text);
    let app = cx.app;
    if let Some(patient) = app.patient() {
        let hidden = app.settings().privacy;
        let name = if hidden { say!("the-open-patient") } else { parts::called(patient) }.to_owned();
        ui.horizontal(|ui| {
            let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), egui::Sense::hover());
            icons::USER.paint(ui.painter(), place.center(), size::ICON, t.text_2);
            face::NAME.line_label(ui, name, t.text);
        });
    }
    if app.settings().privacy {
        face::CAPTION.label(ui, say!("another-patient-can-be-chosen-once"), t.text_3);
        return None;
    }
    let label = if app.patient().is_some() { say!("another-patient") } else { say!("find-the-patient") };
    let field = TextField::new(label).hint(say!("name-number-or-date-of-birth")).id(Id::unique("import patient"));
    field.show(ui, &mut screen.patient_query);
    let found = match screen.patient_query.trim() {
        "" if app.patient().is_some() => Vec::new(),
        query => app.find_patients(query, false),
    };
    let today = parts::today();
    let mut chosen: Option<PatientId> = None;
    for summary in found.iter().take(6) {
        let row = Row::new(summary.title(), 40.0).rounded().padding(8.0).show(ui, |ui| {
            face::BODY.line_label(ui, summary.title(), t.text);
            face::CAPTION.line_label(ui, parts::number_and_age(summary, today), t.text_2);
        });
        if row.clicked() {
            chosen = Some(summary.id);
        }
    }
    if found.len() > 6 {
        face::CAPTION.label(ui, say!("and-more-type-on", n = found.len() - 6), t.text_3);
    }
    if let Some(id) = chosen {
        screen.patient_query.clear();
        cx.send(Command::Import(ImportCommand::IntoPatient(id)));
    }
    if ui
        .add(Button::new(say!("new-patient")).icon(icons::USER_PLUS).look(Look::Outline).key(Action::NewPatient.key()))
        .clicked()
    {
        asked = Some(Action::NewPatient);
    }
    asked
}

fn skin_ui(ui: &mut Ui, cx: &mut Cx<'_>, review: &ImportReview) {
    let t = tokens(ui);
    ui.add_space(4.0);
    face::CAPTION.label(ui, say!("skin-on-new-dates-if-you"), t.text_2);
    ui.horizontal_wrapped(|ui| {
        for (state, words) in [
            (SkinState::Clean, say!("clean")),
            (SkinState::MakeUp, say!("make-up")),
            (SkinState::Sunburn, say!("sunburn")),
        ] {
            let on = review.skin == state;
            if ui.add(Button::new(words).look(Look::Outline).selected(on)).clicked() {
                let skin = if on { SkinState::NotRecorded } else { state };
                cx.send(Command::Import(ImportCommand::SetSkin(skin)));
            }
        }
    });
}

fn views_ui(screen: &mut ImportScreen, ui: &mut Ui, cx: &mut Cx<'_>, review: &ImportReview, views: &[View]) {
    let t = tokens(ui);
    let chosen = review.items.get(screen.chosen).filter(|i| i.inspected().is_some());
    face::CAPTION.semibold().label(ui, say!("view-of-the-chosen-photo"), t.text_2);
    ui.spacing_mut().item_spacing.y = 0.0;
    let chosen_name = chosen.map_or_else(|| say!("none-is-chosen").to_owned(), |i| super::card::shown_name(cx, i));
    face::CAPTION.line_label(ui, chosen_name, t.text_3);
    ui.add_space(4.0);
    for (i, view) in views.iter().enumerate() {
        let of_view = review.items.iter().filter(|item| item.will_be_added() && item.view == *view);
        let guessed = of_view.clone().filter(|item| item.guess.is_some()).count();
        let count = of_view.count();
        let retake = review.items.iter().any(|item| item.asks_for_retake() && item.view == *view);
        let words = match (count, guessed) {
            (0, _) => String::new(),
            _ if retake => say!("retake-advised").to_owned(),
            (n, g) if n == 1 && g == 1 => say!("guess-please-confirm").to_owned(),
            (n, 0) => parts::photos_words(n),
            (n, g) if n == g => say!("photos-guessed", photos = parts::photos_words(n)),
            (n, g) => say!("photos-some-guessed", photos = parts::photos_words(n), guessed = g),
        };
        let name = view.to_string();
        let here = chosen.is_some_and(|item| item.view == *view);
        let row = Row::new(&name, 32.0).rounded().padding(8.0).chosen(here).show(ui, |ui| {
            if i < 9 {
                key_cap(ui, &(i + 1).to_string());
            }
            face::BODY.line_label(ui, name.as_str(), if here { t.accent_text } else { t.text });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                face::CAPTION.label(ui, words, if here { t.accent_text } else { t.text_2 });
            });
        });
        if row.clicked() {
            cx.send(Command::Import(ImportCommand::SetView(screen.chosen, view.clone())));
        }
    }
    ui.add_space(8.0);
    let field = TextField::new(say!("a-view-of-your-own")).hint(say!("neck-left")).id(Id::unique("import own view"));
    let response = field.show(ui, &mut screen.own_view);
    let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
    if entered && !screen.own_view.trim().is_empty() {
        let view = View::new(&std::mem::take(&mut screen.own_view));
        cx.send(Command::Import(ImportCommand::SetView(screen.chosen, view)));
    }
    ui.add_space(8.0);
    face::CAPTION.label(ui, say!("nothing-is-required-views-and-dates"), t.text_3);
}

fn foot_ui(ui: &mut Ui, cx: &mut Cx<'_>, review: &ImportReview) {
    let t = tokens(ui);
    let frame = egui::Frame::new().inner_margin(Margin::same(16));
    let foot = Panel::bottom("import foot").resizable(false).show_separator_line(false).frame(frame);
    let shown = foot.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let why = why_not(cx.app, review);
        let words = match review.to_add() {
            0 => say!("add-photos-and-compare").to_owned(),
            n => say!("add-and-compare", photos = parts::photos_words(n)),
        };
        let width = ui.available_width();
        let add = Button::primary(&words).icon(icons::CHECK).key("Enter").main().width(width).disabled(why);
        if ui.add(add).clicked() {
            cx.send(Command::Import(ImportCommand::Confirm));
        }
        if let Some(why) = why {
            face::CAPTION.label(ui, why, t.text_2);
        }
        let refused = review.items.iter().filter(|i| matches!(i.state, ItemState::Refused(_))).count();
        if refused > 0 {
            face::CAPTION.label(
                ui,
                say!("cannot-be-read-and-stay-out", files = say!("n-files", n = refused)),
                t.text_2,
            );
        }
        ui.vertical_centered(|ui| {
            if ui
                .add(
                    Button::new(say!("cancel"))
                        .look(Look::Plain)
                        .key("Esc")
                        .tip(say!("leaves-the-review-nothing-is-added")),
                )
                .clicked()
            {
                cx.send(Command::Import(ImportCommand::Cancel));
            }
        });
    });
    ui.painter().hline(shown.response.rect.x_range(), shown.response.rect.top() + 0.5, Stroke::new(1.0, t.line));
}
