//! Rows of scores, checklists and consents.

use super::joined;
use super::visits::{visit_cells, who};
use crate::app::ClinicFiles;
use crate::app::clinic::{complication_name, suitability};
use crate::app::course::score_total;
use crate::model::{Consent, Patient, Score, Session, Total};
use crate::report::csv::Cell;

/// Every score with its visit, by day.
fn scored(patient: &Patient) -> Vec<(&Session, &Score)> {
    let sessions = patient.sessions_by_date().into_iter();
    sessions.flat_map(|s| patient.scores_of(s.id).into_iter().map(move |score| (s, score))).collect()
}

/// Every score, by day.
pub fn scores(patient: &Patient, clinic: &ClinicFiles) -> Vec<Vec<Cell>> {
    scored(patient).into_iter().map(|(s, score)| score_row(patient, clinic, s, score)).collect()
}

/// Every answer of every score, by day.
pub fn score_items(patient: &Patient, clinic: &ClinicFiles) -> Vec<Vec<Cell>> {
    scored(patient).into_iter().flat_map(|(s, score)| item_rows(patient, clinic, s, score)).collect()
}

fn score_row(patient: &Patient, clinic: &ClinicFiles, session: &Session, score: &Score) -> Vec<Cell> {
    let mut row = visit_cells(patient, session);
    let (total, missing) = match score_total(clinic, score) {
        Some(Total::Is(total)) => (Cell::Number((total * 1e6).round() / 1e6), Cell::Number(0.0)),
        Some(Total::Missing(items)) => (Cell::Empty, Cell::Number(items.len() as f64)),
        None => (Cell::Empty, Cell::text("the scale's definition is not here")),
    };
    let compared = score.compared_with.and_then(|id| patient.sessions.get(&id)).map(|s| s.date);
    row.extend([Cell::text(score.scale.clone()), Cell::text(score.version.clone()), total, missing]);
    row.extend([Cell::text(score.region.clone()), Cell::day(compared), Cell::text(score.who.clone())]);
    row.push(Cell::text(score.at.to_string()));
    row
}

fn item_rows(patient: &Patient, clinic: &ClinicFiles, session: &Session, score: &Score) -> Vec<Vec<Cell>> {
    let scale = clinic.scale(&score.scale, &score.version);
    let row = |(id, value): (&String, &i32)| {
        let item = scale.and_then(|s| s.item(id));
        let label = item.and_then(|i| i.level(*value)).map(|l| l.label.clone());
        let mut row = visit_cells(patient, session);
        row.extend([Cell::text(score.scale.clone()), Cell::text(score.version.clone()), Cell::text(id.clone())]);
        row.extend([Cell::text(item.map(|i| i.text.clone()).unwrap_or_default()), Cell::Number(f64::from(*value))]);
        row.extend([Cell::text(label.unwrap_or_default()), Cell::text(score.region.clone())]);
        row.extend([Cell::text(score.who.clone()), Cell::text(score.at.to_string())]);
        row
    };
    score.values.iter().map(row).collect()
}

/// The questions of the suitability checklist with their answers.
pub fn suitability_answers(patient: &Patient) -> Vec<Vec<Cell>> {
    let answers = &patient.consultation.suitability;
    let unknown_items = answers.keys().filter(|id| suitability().iter().all(|q| q.id != **id));
    let ids = suitability().iter().map(|q| q.id.as_str()).chain(unknown_items.map(String::as_str));
    let row = |id: &str| {
        let answer = answers.get(id);
        let question = suitability().iter().find(|q| q.id == id).map(|q| q.text.clone()).unwrap_or_default();
        let said = answer.and_then(|a| a.answer).map(|a| a.name().to_lowercase()).unwrap_or_default();
        vec![
            who(patient),
            Cell::text(id),
            Cell::text(question),
            Cell::text(said),
            Cell::text(answer.map(|a| a.note.clone()).unwrap_or_default()),
            Cell::text(answer.map(|a| a.who.clone()).unwrap_or_default()),
            Cell::text(answer.map(|a| a.at.to_string()).unwrap_or_default()),
        ]
    };
    ids.map(row).collect()
}

/// Consents by purpose.
pub fn consents(patient: &Patient) -> Vec<Vec<Cell>> {
    let mut consents: Vec<_> = patient.consultation.consents.values().collect();
    consents.sort_by_key(|c| (c.purpose, c.given, c.id));
    let row = |c: &Consent| {
        vec![
            who(patient),
            Cell::text(c.purpose.name().to_lowercase()),
            Cell::Day(c.given),
            Cell::text(c.scope.clone()),
            Cell::day(c.expires),
            Cell::day(c.withdrawn),
            Cell::text(c.who.clone()),
        ]
    };
    consents.into_iter().map(row).collect()
}

/// What was ticked, by day.
pub fn complications(patient: &Patient) -> Vec<Vec<Cell>> {
    let row = |session: &Session| {
        let seen = patient.consultation.complications.get(&session.id)?;
        let names = joined(seen.ticked.iter().map(|id| complication_name(id)));
        let mut row = visit_cells(patient, session);
        row.extend([Cell::text(names), Cell::text(seen.note.clone()), Cell::text(seen.who.clone())]);
        Some(row)
    };
    patient.sessions_by_date().into_iter().filter_map(row).collect()
}
