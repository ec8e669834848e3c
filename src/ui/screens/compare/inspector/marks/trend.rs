//! The accepted redness of one region over its dates, against the earliest photo.

use egui::Ui;

use super::super::super::{Scene, words};
use crate::app::redness_series;
use crate::model::{MarkId, days_between};
use crate::ui::widgets::{Chart, ChartAxis, ChartDot, ChartLine, heading_row};
use crate::words::say;

/// The curve, once two dates are in the record.
pub(super) fn trend_ui(ui: &mut Ui, scene: &Scene<'_>, region: MarkId) {
    let points = redness_series(scene.patient, region);
    let ground = scene.patient.findings_of(region).iter().filter_map(|f| scene.patient.date_of(f.before)).min();
    let (Some(ground), Some(last), true) = (ground, points.last(), points.len() >= 2) else { return };
    let end = f64::from(days_between(ground, last.day)).max(1.0);
    let first =
        ChartDot { x: 0.0, y: 0.0, interval: None, said: say!("point-zero", date = words::short_date(ground, None)) };
    let dots = points.iter().map(|p| ChartDot {
        x: f64::from(days_between(ground, p.day)),
        y: p.value,
        interval: Some([p.low, p.high]),
        said: say!("point-hb", date = words::short_date(p.day, None), value = words::interval(p.value, p.low, p.high)),
    });
    let dots: Vec<ChartDot> = std::iter::once(first).chain(dots).collect();
    let reach = points.iter().flat_map(|p| [p.low.abs(), p.high.abs()]).fold(5.0, f64::max).ceil();
    let chosen = scene.patient.date_of(scene.pair.moving.id).map(|day| f64::from(days_between(ground, day)));
    let ticks = [(0.0, words::short_date(ground, None)), (end, words::short_date(last.day, Some(ground)))];
    let axis = ChartAxis { range: [0.0, end], ticks: ticks.to_vec(), early: false, chosen };
    let lines = [ChartLine { name: "ΔHb".to_owned(), style: 0, strong: true, dots }];
    heading_row(ui, say!("accepted-over-time"), say!("against-the-first-date"));
    Chart::new(say!("accepted-redness-over-time"), &lines, &axis, [-reach, reach]).height(120.0).show(ui);
}
