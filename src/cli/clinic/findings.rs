//! The redness that the sample clinic accepted: measured on its own photos, as the window measures it.

use std::sync::Arc;

use jiff::Timestamp;

use super::{end_of, number};
use crate::align::{self, Options};
use crate::app::settings::Settings;
use crate::app::tasks::measurement::{self, Ways};
use crate::app::{Means, Measurable, measure_key};
use crate::imaging::{self, Limits, Photo};
use crate::measure::Quantity;
use crate::model::{Edit, FindingId, Patient, PhotoId, PhotoRecord};
use crate::monitor::Silent;
use crate::store::Library;

/// What is accepted of every view: the redness of each region on every date against the first, where it can be measured.
pub fn accepted(library: &Library, patient: &Patient) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::new();
    for (view, _) in patient.views() {
        let series = patient.series(&view);
        let Some((baseline, later)) = series.split_first() else { continue };
        let fixed = photo(library, baseline)?;
        for record in later {
            let means = Means::of(&Settings::default());
            let Some(key) = measure_key(patient, baseline.id, record.id, means) else { continue };
            // Only what is drawn on the baseline: its outlines come over by the pair's own alignment.
            if key.request.lesions.is_empty() || !key.has_reference() || key.alignments().len() > 1 {
                continue;
            }
            let moving = photo(library, record)?;
            let found = align::register(&fixed, &moving, &Options::default(), &Silent).map_err(|e| e.to_string())?;
            let mut ways = Ways::default();
            ways.add(key.pair.clone(), Arc::new(found));
            let photos = [&fixed, &moving];
            let measured = measurement::run(&key.request, &key.pair, &ways, photos, [None, None], &Silent);
            let measured = measured.ok_or("stopped")?;
            for region in &measured.regions {
                let value = measured.of(*region).and_then(|of| of.readings.get(Quantity::DeltaHb)?.value());
                let (Some(value), Some(mark)) = (value, patient.marks.get(region)) else { continue };
                let (at, by) = said(patient, record)?;
                let id = id(patient, [baseline.id, record.id], &region.to_string());
                let number = Measurable { patient, mark, photos: [baseline.id, record.id], key: &key };
                edits.push(Edit::AddFinding(number.finding(id, (Quantity::DeltaHb, value), at, &by)));
            }
        }
    }
    Ok(edits)
}

fn photo(library: &Library, record: &PhotoRecord) -> Result<Photo, String> {
    let bytes = library.read_photo(&record.sha256, &record.format).map_err(|e| e.to_string())?;
    Ok(imaging::decode(&bytes, &Limits::default(), &Silent).map_err(|e| e.to_string())?.photo)
}

/// When and by whom: at the end of the visit, by whoever wrote its note.
fn said(patient: &Patient, photo: &PhotoRecord) -> Result<(Timestamp, String), String> {
    let at = end_of(patient.date_of(photo.id).ok_or("a photo without a date")?)?;
    let by = patient.notes.values().find(|note| note.session == photo.session).map(|note| note.author.clone());
    Ok((at, by.unwrap_or_default()))
}

fn id(patient: &Patient, photos: [PhotoId; 2], region: &str) -> FindingId {
    let day = patient.date_of(photos[1]).unwrap_or_default();
    FindingId::from_number(number(day, 3, &format!("finding {} {} {region}", photos[0], photos[1])))
}
