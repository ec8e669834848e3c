//! Rows of visits and treatments.

use crate::model::{DayWords, Patient, Session, Treatment, day_words};
use crate::report::csv::Cell;

/// Every visit, by day.
pub fn visits(patient: &Patient) -> Vec<Vec<Cell>> {
    patient.sessions_by_date().into_iter().map(|s| visit(patient, s)).collect()
}

/// A patient by number, else by id, never by name.
pub fn who(patient: &Patient) -> Cell {
    match patient.facts.number.trim() {
        "" => Cell::text(patient.id.to_string()),
        number => Cell::text(number),
    }
}

/// The cells with which a row of a visit begins: patient, date, days after which treatment.
pub fn visit_cells(patient: &Patient, session: &Session) -> Vec<Cell> {
    let after = day_words(patient, session.date).after();
    vec![
        who(patient),
        Cell::Day(session.date),
        Cell::number(after.map(|(days, _)| days)),
        Cell::number(after.map(|(_, session)| session as u32)),
    ]
}

fn visit(patient: &Patient, session: &Session) -> Vec<Cell> {
    let mut row = visit_cells(patient, session);
    let treatment = session.treatment.as_ref();
    let notes: Vec<String> = patient.notes_of(session.id).iter().map(|n| n.text.trim().to_owned()).collect();
    let skin = serde_json::to_value(session.skin).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let course = match day_words(patient, session.date) {
        DayWords::SinceFirst(_) => String::new(),
        words => words.long(),
    };
    row.extend([
        Cell::text(session.title.clone()),
        Cell::text(skin),
        Cell::text(if treatment.is_some() { "yes" } else { "no" }),
        Cell::text(treatment.map(Treatment::depths_text).unwrap_or_default()),
        Cell::text(treatment.map(|t| t.device.clone()).unwrap_or_default()),
        Cell::Number(patient.photos_of(session.id).len() as f64),
        Cell::text(notes.join("\n")),
        Cell::text(course),
    ]);
    row
}

/// Every treatment, by day.
pub fn treatments(patient: &Patient) -> Vec<Vec<Cell>> {
    let row = |(i, (session, t)): (usize, (&Session, &Treatment))| {
        let mut row = visit_cells(patient, session);
        row.push(Cell::Number((i + 1) as f64));
        row.extend([&t.operator, &t.areas, &t.device, &t.cartridge, &t.lot].map(|s| Cell::text(s.clone())));
        row.push(Cell::text(t.depths_text()));
        row.extend([&t.speed, &t.passes, &t.anaesthetic, &t.serum, &t.adjuncts].map(|s| Cell::text(s.clone())));
        row.push(Cell::number(t.duration_min));
        row.push(Cell::text(t.end_point.clone()));
        row.push(Cell::number(t.pain));
        row.extend([&t.reaction, &t.home_treatment, &t.remarks].map(|s| Cell::text(s.clone())));
        row
    };
    patient.treatments_by_date().into_iter().enumerate().map(row).collect()
}
