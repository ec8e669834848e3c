//! Rows of what was drawn on photos, said about scars and measured.

use super::visits::visit_cells;
use crate::model::{Mark, Patient, PhotoRecord, Session, Shape};
use crate::report::csv::Cell;

/// Every mark with the visit of its photo, by day, view and name.
pub fn marks(patient: &Patient) -> Vec<Vec<Cell>> {
    of_photos(patient).into_iter().flat_map(|(session, photo)| mark_rows(patient, session, photo)).collect()
}

fn of_photos(patient: &Patient) -> Vec<(&Session, &PhotoRecord)> {
    let sessions = patient.sessions_by_date().into_iter();
    sessions.flat_map(|s| patient.photos_of(s.id).into_iter().map(move |photo| (s, photo))).collect()
}

fn mark_rows(patient: &Patient, session: &Session, photo: &PhotoRecord) -> Vec<Vec<Cell>> {
    let row = |mark: &Mark| {
        let mm = photo.mm_per_px();
        let (length, area) = (mark.shape.length_px(), mark.shape.area_px());
        let source = mark.adopted_from.and_then(|id| patient.marks.get(&id));
        let mut row = visit_cells(patient, session);
        row.extend([
            Cell::text(photo.view.to_string()),
            Cell::text(&photo.sha256),
            Cell::text(patient.mark_name(mark)),
            Cell::text(mark.kind.name()),
            Cell::text(shape(&mark.shape)),
            Cell::number(mark.severity),
            rounded(length),
            rounded(length.zip(mm).map(|(px, mm)| px * mm)),
            rounded(area),
            rounded(area.zip(mm).map(|(px, mm)| px * mm * mm)),
            Cell::text(&mark.comment),
            Cell::day(source.and_then(|mark| patient.date_of(mark.photo))),
        ]);
        row
    };
    patient.marks_of(photo.id).into_iter().map(row).collect()
}

fn shape(shape: &Shape) -> &'static str {
    match shape {
        Shape::Freehand { .. } => "freehand",
        Shape::Polygon { .. } => "polygon",
        Shape::Ellipse { .. } => "ellipse",
        Shape::Pin { .. } => "pin",
        Shape::Line { .. } => "line",
        Shape::Text { .. } => "text",
    }
}

fn rounded(number: Option<f64>) -> Cell {
    Cell::number(number.map(|n| (n * 100.0).round() / 100.0))
}

/// What was said about each scar, view by view, in the order of the scars' numbers and of the visits.
pub fn scars(patient: &Patient) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for (view, _) in patient.views() {
        let ledger = patient.ledger(&view);
        for scar in &ledger.rows {
            let Some(mark) = patient.marks.get(&scar.scar) else { continue };
            for visit in &ledger.visits {
                let seen = patient.observation(scar.scar, *visit).zip(patient.sessions.get(visit));
                let Some((seen, session)) = seen else { continue };
                let mut row = visit_cells(patient, session);
                row.extend([
                    Cell::text(view.to_string()),
                    Cell::text(patient.mark_name(mark)),
                    Cell::text(mark.kind.name()),
                    Cell::text(seen.state.word(mark.kind)),
                    rounded(seen.at.map(|p| p.x)),
                    rounded(seen.at.map(|p| p.y)),
                    Cell::text(&seen.by),
                    Cell::text(seen.said.to_string()),
                ]);
                rows.push(row);
            }
        }
    }
    rows
}

/// Every accepted value with the visit of its later photo, by day, region and quantity.
pub fn findings(patient: &Patient) -> Vec<Vec<Cell>> {
    let visit = |photo| patient.photos.get(photo).and_then(|p: &PhotoRecord| patient.sessions.get(&p.session));
    let mut found: Vec<_> = patient.findings.values().filter_map(|f| Some((visit(&f.after)?, f))).collect();
    found.sort_by_key(|(session, f)| (session.date, f.name.clone(), f.quantity.clone(), f.at));
    let row = |(session, f): (&Session, &crate::model::Finding)| {
        let mut row = visit_cells(patient, session);
        row.extend([Cell::text(&f.name), Cell::day(patient.date_of(f.before)), Cell::text(&f.quantity)]);
        row.extend([f.value, f.low, f.high].map(Cell::Number));
        row.extend([Cell::text(&f.unit), Cell::number(f.sdc), Cell::text(&f.verdict), Cell::text(&f.tier)]);
        row.push(Cell::Number(f.n_pixels as f64));
        row.extend([&f.method, &f.engine, &f.by].map(Cell::text));
        row.push(Cell::text(f.at.to_string()));
        row
    };
    found.into_iter().map(row).collect()
}
