//! After the reveal: how often the later photo was called better, with its interval, the check, and every pair.

use egui::{Key, Modifiers, ScrollArea, Ui, Vec2};

use super::{ReviewScreen, parts_of};
use crate::app::ClinicFiles;
use crate::app::review::{self, Preferred, Tally, preferred, scales_of, tally, total_of};
use crate::model::{Judgement, Patient, Review, Scale, Total};
use crate::ui::cx::{Cx, DialogRequest};
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Tone, card, section_line};
use crate::words::{number, say};

impl ReviewScreen {
    /// The page of a revealed review.
    pub(super) fn results_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        patient: &Patient,
        review: &Review,
    ) -> Option<Action> {
        self.status.words = say!("view-revealed", view = review.view);
        let mut back = cx.keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        let found = tally(patient, review);
        widgets::central(ui, false, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.set_width(1120.0_f32.min(ui.available_width()));
                ui.spacing_mut().item_spacing.y = 12.0;
                ui.horizontal(|ui| {
                    let t = tokens(ui);
                    face::PAGE.label(ui, say!("blind-review-revealed"), t.text);
                    face::BODY.line_label(ui, judged_by(review), t.text_2);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let export = Button::new(say!("export-table")).icon(icons::EXPORT).look(Look::Outline);
                        if ui.add(export.tip(say!("every-pair-and-answer-as-csv"))).clicked()
                            && let Some(text) = review::csv(patient, review, cx.app.clinic())
                        {
                            let name = format!("blind-review-{}.csv", parts_of(&review.view));
                            cx.ask(DialogRequest::SaveTable { text: text.into(), name });
                        }
                        back |= ui.add(Button::new(say!("all-reviews")).look(Look::Plain).key("Esc")).clicked();
                    });
                });
                card(ui, false, |ui| tally_ui(ui, &found));
                card(ui, false, |ui| pairs_ui(ui, cx.app.clinic(), patient, review));
            });
        });
        if back {
            self.open = None;
        }
        None
    }
}

/// “Left 45°, judged by M. Holm”.
fn judged_by(review: &Review) -> String {
    match review.who.as_str() {
        "" => say!("judged-without-a-name", view = review.view),
        who => say!("judged-by", view = review.view, who = who),
    }
}

/// “The later photo was called better in 5 of 7 pairs”.
fn headline(tally: &Tally) -> String {
    match tally.judged() {
        0 => say!("no-pair-was-judged").to_owned(),
        n => say!("the-later-photo-was-better-in", later = tally.later, n = n),
    }
}

/// “71 %, 95 % interval 29 to 96 %”.
fn share_words(tally: &Tally) -> Option<String> {
    let (low, high) = tally.interval()?;
    let share = tally.later as f64 / tally.judged() as f64;
    let percent = |share: f64| format!("{:.0}", 100.0 * share);
    Some(say!("share-with-its-interval", share = percent(share), low = percent(low), high = percent(high)))
}

fn tally_ui(ui: &mut Ui, tally: &Tally) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = 8.0;
    face::PAGE.label(ui, headline(tally), t.text);
    if let Some(words) = share_words(tally) {
        face::BODY.label(ui, words, t.text_2);
    }
    let others = [
        (tally.earlier, say!("earlier-photo-better-in", n = tally.earlier)),
        (tally.same, say!("no-difference-in", n = tally.same)),
        (tally.unjudged, say!("not-judged-and-not-counted", n = tally.unjudged)),
    ];
    let words: Vec<String> = others.into_iter().filter(|(n, _)| *n > 0).map(|(_, words)| words).collect();
    if !words.is_empty() {
        face::BODY.label(ui, parts::sentence(&words.join(" · ")), t.text_2);
    }
    match tally.agrees {
        Some(true) => widgets::state(ui, Tone::Good, say!("repeat-answered-alike")),
        Some(false) => widgets::state(ui, Tone::Caution, say!("repeat-answered-differently")),
        None => widgets::state(ui, Tone::Info, say!("repeat-not-judged")),
    };
    section_line(ui);
    let words = say!("what-the-count-says");
    face::CAPTION.label(ui, words, t.text_2);
}

fn pairs_ui(ui: &mut Ui, clinic: &ClinicFiles, patient: &Patient, review: &Review) {
    let t = tokens(ui);
    let scales = scales_of(review, clinic);
    ui.spacing_mut().item_spacing.y = 4.0;
    face::CONTROL.semibold().label(ui, say!("pairs-in-the-order-shown"), t.text);
    let columns = 6 + scales.len();
    egui::Grid::new("blind results").num_columns(columns).spacing(Vec2::new(20.0, 6.0)).show(ui, |ui| {
        let heads = [
            "",
            say!("left-photo"),
            say!("right-photo"),
            say!("answer"),
            say!("once-the-dates-are-known"),
            say!("shown-darker-by"),
        ];
        let of_scale = |s: &std::sync::Arc<Scale>| say!("scale-left-and-right", scale = s.short());
        for head in heads.into_iter().map(str::to_owned).chain(scales.iter().map(of_scale)) {
            face::CAPTION.label(ui, head, t.text_2);
        }
        ui.end_row();
        for (i, pair) in review.pairs.iter().enumerate() {
            let answer = review.answers.get(&i);
            let number = match pair.repeats {
                Some(of) => say!("pair-repeats", pair = i + 1, of = of + 1),
                None => (i + 1).to_string(),
            };
            face::BODY.label(ui, number, t.text_2);
            for photo in [pair.left, pair.right] {
                let date =
                    patient.date_of(photo).map_or_else(|| say!("photo-removed").to_owned(), widgets::format_date);
                face::BODY.label(ui, date, t.text);
            }
            face::BODY.label(ui, answer.map_or("–", |a| judged(a.judgement)), t.text);
            let known = answer.and_then(|a| preferred(patient, pair, a.judgement));
            face::BODY.label(ui, known.map_or("–", preferred_words), t.text);
            face::BODY.label(ui, answer.and_then(|a| a.display_ev).map_or("–".to_owned(), gains), t.text_2);
            for scale in &scales {
                let words = answer
                    .map_or("–".to_owned(), |a| format!("{} / {}", total(scale, &a.left), total(scale, &a.right)));
                face::BODY.label(ui, words, t.text);
            }
            ui.end_row();
        }
    });
    ui.allocate_space(Vec2::new(1.0, size::GAP));
}

/// The total of a photo; a dash while a question is open.
fn total(scale: &Scale, scores: &std::collections::BTreeMap<String, i32>) -> String {
    match total_of(scale, scores) {
        Total::Is(total) => number(Scale::written(total)),
        Total::Missing(_) => "–".to_owned(),
    }
}

fn judged(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Left => say!("said-left-better"),
        Judgement::NoDifference => say!("said-no-difference"),
        Judgement::Right => say!("said-right-better"),
        Judgement::CannotJudge => say!("said-cannot-judge"),
    }
}

fn preferred_words(preferred: Preferred) -> &'static str {
    match preferred {
        Preferred::Later => say!("later-photo"),
        Preferred::Earlier => say!("earlier-photo"),
        Preferred::Same => say!("neither-photo"),
        Preferred::CannotJudge => say!("not-counted"),
    }
}

/// “left 0.3 EV”; the photo with more light was shown darker.
fn gains([left, right]: [f64; 2]) -> String {
    match (left < -0.05, right < -0.05) {
        (false, false) => say!("as-taken").to_owned(),
        (true, _) if left <= right => say!("left-darker-by", ev = number(format!("{:.1}", -left))),
        _ => say!("right-darker-by", ev = number(format!("{:.1}", -right))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_is_a_count_with_its_interval_and_claims_nothing() {
        let found = Tally { later: 5, earlier: 1, same: 1, agrees: Some(true), ..Tally::default() };
        assert_eq!(headline(&found), "The later photo was called better in 5 of 7 pairs");
        assert_eq!(share_words(&found).unwrap(), "71 %, 95 % interval 29 to 96 % (exact binomial, Clopper–Pearson)");
        assert_eq!(headline(&Tally::default()), "No pair was judged");
        assert_eq!(share_words(&Tally::default()), None);
        assert_eq!(gains([-0.31, 0.0]), "left 0.3 EV");
        assert_eq!(gains([0.0, -0.01]), "as taken");
    }
}
