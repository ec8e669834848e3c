//! A revealed blind review as a table: one line a pair, in the order in which they were shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Preferred, preferred, questions_of, scales_of, total_of};
use crate::app::ClinicFiles;
use crate::model::{Judgement, Patient, Review, ReviewAnswer, Scale, Total, days_between};
use crate::report::csv::{Cell, Table};
use crate::words;

const HEAD: [&str; 16] = [
    "review",
    "rater",
    "begun",
    "revealed",
    "seed",
    "view",
    "pair",
    "repeats_pair",
    "left_date",
    "right_date",
    "days_apart",
    "judgement",
    "preferred",
    "left_display_ev",
    "right_display_ev",
    "answered",
];

/// The text of the table, without the patient's name; `None` while the dates are not revealed.
///
/// For each scale `left_ID` and `right_ID` are its totals, empty while a question is open; a scale of several questions
/// has a column for each as well, `left_ID/QUESTION`. `scale_versions` names the definitions.
pub fn csv(patient: &Patient, review: &Review, clinic: &ClinicFiles) -> Option<String> {
    review.revealed?;
    // English in every language, so that scripts and other clinics can read it.
    Some(words::in_english(|| table(patient, review, clinic)).to_csv())
}

fn table(patient: &Patient, review: &Review, clinic: &ClinicFiles) -> Table {
    let scales = scales_of(review, clinic);
    let single: Vec<String> =
        questions_of(review, clinic).iter().filter(|q| q.is_one_of_many()).map(super::Question::key).collect();
    let mut head: Vec<_> = HEAD.map(Into::into).into();
    if !scales.is_empty() {
        head.push("scale_versions".into());
    }
    let named = scales.iter().map(|s| &s.id).chain(&single);
    head.extend(named.flat_map(|id| ["left", "right"].map(|side| format!("{side}_{id}").into())));
    let rows = (0..review.pairs.len()).map(|i| row(patient, review, &scales, &single, i)).collect();
    Table { head, rows }
}

fn row(patient: &Patient, review: &Review, scales: &[Arc<Scale>], single: &[String], i: usize) -> Vec<Cell> {
    let pair = &review.pairs[i];
    let (left, right) = (patient.date_of(pair.left), patient.date_of(pair.right));
    let answer: Option<&ReviewAnswer> = review.answers.get(&i);
    let count = |n: usize| Cell::number(u32::try_from(n).ok());
    let stops =
        |side: usize| Cell::number(answer.and_then(|a| a.display_ev).map(|ev| (ev[side] * 100.0).round() / 100.0));
    let mut row = vec![
        Cell::text(review.id.to_string()),
        Cell::text(&review.who),
        Cell::text(review.at.to_string()),
        Cell::text(review.revealed.map(|at| at.to_string()).unwrap_or_default()),
        // 64 bits do not fit into the numbers of a spreadsheet.
        Cell::text(review.seed.to_string()),
        Cell::text(review.view.to_string()),
        count(i + 1),
        pair.repeats.map_or(Cell::Empty, |of| count(of + 1)),
        Cell::day(left),
        Cell::day(right),
        Cell::number(left.zip(right).map(|(l, r)| days_between(l, r).abs())),
        Cell::text(answer.map(|a| judged(a.judgement)).unwrap_or_default()),
        Cell::text(answer.and_then(|a| preferred(patient, pair, a.judgement)).map(liked).unwrap_or_default()),
        stops(0),
        stops(1),
        Cell::text(answer.map(|a| a.at.to_string()).unwrap_or_default()),
    ];
    if !scales.is_empty() {
        let versions: Vec<String> = scales.iter().map(|s| format!("{} {}", s.id, s.version)).collect();
        row.push(Cell::text(versions.join(", ")));
    }
    let none = BTreeMap::new();
    let sides = [answer.map_or(&none, |a| &a.left), answer.map_or(&none, |a| &a.right)];
    row.extend(scales.iter().flat_map(|scale| sides.map(|scores| total(scale, scores))));
    row.extend(single.iter().flat_map(|key| sides.map(|scores| Cell::number(scores.get(key).copied()))));
    row
}

fn total(scale: &Scale, scores: &BTreeMap<String, i32>) -> Cell {
    match total_of(scale, scores) {
        Total::Is(total) => Cell::Number(total),
        Total::Missing(_) => Cell::Empty,
    }
}

fn judged(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Left => "left better",
        Judgement::NoDifference => "no difference",
        Judgement::Right => "right better",
        Judgement::CannotJudge => "cannot judge",
    }
}

fn liked(preferred: Preferred) -> &'static str {
    match preferred {
        Preferred::Later => "later",
        Preferred::Earlier => "earlier",
        Preferred::Same => "neither",
        Preferred::CannotJudge => "not judged",
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::trial::{answered, patient};
    use super::*;

    fn table(patient: &Patient, review: &Review) -> Option<String> {
        csv(patient, review, &ClinicFiles::default())
    }

    #[test]
    fn the_table_is_there_after_the_reveal_and_never_names_the_patient() {
        let mut patient = patient(3);
        patient.facts.name = "Ada Berg".into();
        let mut review = answered(&patient, &[Judgement::Left, Judgement::CannotJudge]);
        review.who = "Holm, \"M.\"".into();
        assert_eq!(table(&patient, &review), None, "nothing before the reveal");
        review.revealed = Some(Timestamp::UNIX_EPOCH);
        let text = table(&patient, &review).unwrap();
        assert_eq!(text.lines().count(), 1 + review.pairs.len());
        assert!(!text.contains("Ada") && text.contains("\"Holm, \"\"M.\"\"\""), "{text}");
        assert!(text.contains("left better") && text.contains("-0.25"), "{text}");
        assert!(text.contains(",left_cea,right_cea\r\n") && text.contains("cea 1,3,\r\n"), "{text}");
    }

    #[test]
    fn a_name_that_a_spreadsheet_would_run_stays_words() {
        let patient = patient(2);
        let mut review = answered(&patient, &[]);
        review.revealed = Some(Timestamp::UNIX_EPOCH);
        for name in ["-cmd", "=1+1", "@x", "+49"] {
            review.who = name.into();
            let text = table(&patient, &review).unwrap();
            assert!(text.contains(&format!(",'{name},")), "{text}");
        }
    }

    #[test]
    fn a_scale_of_many_questions_has_its_total_and_every_answer() {
        let patient = patient(2);
        let mut review = answered(&patient, &[Judgement::Left]);
        let clinic = ClinicFiles::default();
        review.scales = vec!["scar".into()];
        for question in questions_of(&review, &clinic) {
            let value = question.item().values[1].value;
            review.answers.get_mut(&0).unwrap().right.insert(question.key(), value);
        }
        review.revealed = Some(Timestamp::UNIX_EPOCH);
        let text = csv(&patient, &review, &clinic).unwrap();
        let mut lines = text.lines();
        let (head, first) = (lines.next().unwrap(), lines.next().unwrap());
        let cells: Vec<(&str, &str)> = head.split(',').zip(first.split(',')).collect();
        let cell = |name: &str| cells.iter().find(|(head, _)| *head == name).map(|(_, cell)| *cell);
        assert_eq!(cell("left_scar"), Some(""), "no total without the answers");
        assert!(cell("right_scar").unwrap().parse::<f64>().unwrap() > 0.0);
        let item = &clinic.newest("scar").unwrap().items[0].id;
        assert!(cell(&format!("right_scar/{item}")).is_some_and(|c| !c.is_empty()), "{text}");
    }
}
