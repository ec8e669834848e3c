//! After the reveal: how often the later photo was called better, with its interval, the check, and every pair.

use egui::{Key, Modifiers, ScrollArea, Ui, Vec2};

use super::{ReviewScreen, parts_of};
use crate::app::review::{self, Preferred, Tally, preferred, scales_of, tally};
use crate::model::{Judgement, Patient, Review};
use crate::ui::cx::{Cx, DialogRequest};
use crate::ui::icons;
use crate::ui::keymap::Action;
use crate::ui::screens::parts;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Tone, card, section_line};
use crate::words::say;

impl ReviewScreen {
    /// The page of a revealed review.
    pub(super) fn results_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        patient: &Patient,
        review: &Review,
    ) -> Option<Action> {
        self.status.words = format!("{}, revealed", review.view);
        let mut back = cx.keys && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        let found = tally(patient, review);
        widgets::central(ui, false, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.set_width(1120.0_f32.min(ui.available_width()));
                ui.spacing_mut().item_spacing.y = 12.0;
                ui.horizontal(|ui| {
                    let t = tokens(ui);
                    face::PAGE.label(ui, "Blind review, revealed", t.text);
                    face::BODY.line_label(ui, judged_by(review), t.text_2);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let export = Button::new("Export table").icon(icons::EXPORT).look(Look::Outline);
                        if ui.add(export.tip("Every pair and answer as CSV, without the patient's name")).clicked()
                            && let Some(text) = review::csv(patient, review)
                        {
                            let name = format!("blind-review-{}.csv", parts_of(&review.view));
                            cx.ask(DialogRequest::SaveTable { text: text.into(), name });
                        }
                        back |= ui.add(Button::new("All reviews").look(Look::Plain).key("Esc")).clicked();
                    });
                });
                card(ui, false, |ui| tally_ui(ui, &found));
                card(ui, false, |ui| pairs_ui(ui, patient, review));
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
        "" => format!("{}, judged without a name", review.view),
        who => format!("{}, judged by {who}", review.view),
    }
}

/// “The later photo was called better in 5 of 7 pairs”.
fn headline(tally: &Tally) -> String {
    match tally.judged() {
        0 => "No pair was judged".to_owned(),
        n => format!("The later photo was called better in {} of {}", tally.later, say!("n-pairs", n = n)),
    }
}

/// “71 %, 95 % interval 29 to 96 %”.
fn share_words(tally: &Tally) -> Option<String> {
    let (low, high) = tally.interval()?;
    let share = tally.later as f64 / tally.judged() as f64;
    Some(format!(
        "{:.0} %, 95 % interval {:.0} to {:.0} % (exact binomial, Clopper–Pearson)",
        100.0 * share,
        100.0 * low,
        100.0 * high
    ))
}

fn tally_ui(ui: &mut Ui, tally: &Tally) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = 8.0;
    face::PAGE.label(ui, headline(tally), t.text);
    if let Some(words) = share_words(tally) {
        face::BODY.label(ui, words, t.text_2);
    }
    let others = [
        (tally.earlier, "earlier photo better in"),
        (tally.same, "no difference in"),
        (tally.unjudged, "not judged and not counted:"),
    ];
    let words: Vec<String> = others.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what} {n}")).collect();
    if !words.is_empty() {
        face::BODY.label(ui, parts::sentence(&words.join(" · ")), t.text_2);
    }
    match tally.agrees {
        Some(true) => widgets::state(ui, Tone::Good, "The repeated pair was answered alike both times"),
        Some(false) => widgets::state(ui, Tone::Caution, "The repeated pair was answered differently the second time"),
        None => widgets::state(ui, Tone::Info, "The repeated pair was not judged both times: nothing to compare"),
    };
    section_line(ui);
    let words = "This counts one person's answers about photos. Pairs share photos, so they are not independent and the \
                 interval is rather too narrow. It does not say whether a treatment worked.";
    face::CAPTION.label(ui, words, t.text_2);
}

fn pairs_ui(ui: &mut Ui, patient: &Patient, review: &Review) {
    let t = tokens(ui);
    let scales = scales_of(review);
    ui.spacing_mut().item_spacing.y = 4.0;
    face::CONTROL.semibold().label(ui, "Pairs in the order in which they were shown", t.text);
    let columns = 6 + scales.len();
    egui::Grid::new("blind results").num_columns(columns).spacing(Vec2::new(20.0, 6.0)).show(ui, |ui| {
        let heads = ["", "Left", "Right", "Answer", "Once the dates are known", "Shown darker by"];
        for head in heads.into_iter().map(str::to_owned).chain(scales.iter().map(|s| format!("{}, L / R", s.name))) {
            face::CAPTION.label(ui, head, t.text_2);
        }
        ui.end_row();
        for (i, pair) in review.pairs.iter().enumerate() {
            let answer = review.answers.get(&i);
            let again = pair.repeats.map(|r| format!(", repeats {}", r + 1)).unwrap_or_default();
            face::BODY.label(ui, format!("{}{again}", i + 1), t.text_2);
            for photo in [pair.left, pair.right] {
                let date = patient.date_of(photo).map_or_else(|| "removed".to_owned(), widgets::format_date);
                face::BODY.label(ui, date, t.text);
            }
            face::BODY.label(ui, answer.map_or("–", |a| judged(a.judgement)), t.text);
            let known = answer.and_then(|a| preferred(patient, pair, a.judgement));
            face::BODY.label(ui, known.map_or("–", preferred_words), t.text);
            face::BODY.label(ui, answer.and_then(|a| a.display_ev).map_or("–".to_owned(), gains), t.text_2);
            for scale in &scales {
                let score = |scores: &std::collections::BTreeMap<String, u8>| {
                    scores.get(scale.id).map_or("–".to_owned(), u8::to_string)
                };
                let words = answer.map_or("–".to_owned(), |a| format!("{} / {}", score(&a.left), score(&a.right)));
                face::BODY.label(ui, words, t.text);
            }
            ui.end_row();
        }
    });
    ui.allocate_space(Vec2::new(1.0, size::GAP));
}

fn judged(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Left => "left better",
        Judgement::NoDifference => "no difference",
        Judgement::Right => "right better",
        Judgement::CannotJudge => "cannot judge",
    }
}

fn preferred_words(preferred: Preferred) -> &'static str {
    match preferred {
        Preferred::Later => "later photo",
        Preferred::Earlier => "earlier photo",
        Preferred::Same => "neither",
        Preferred::CannotJudge => "not counted",
    }
}

/// “left 0.3 EV”; the photo with more light was shown darker.
fn gains([left, right]: [f64; 2]) -> String {
    match (left < -0.05, right < -0.05) {
        (false, false) => "as taken".to_owned(),
        (true, _) if left <= right => format!("left {:.1} EV", -left),
        _ => format!("right {:.1} EV", -right),
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
