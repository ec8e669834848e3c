//! The chart of the course: scores, and measurements that were accepted, by days since each session or by the calendar.

use egui::{Align, Layout, Ui, Vec2};

use super::{CourseScreen, Scene, full, near};
use crate::app::{Curve, Trend, curves, day_words};
use crate::model::Scale;
use crate::ui::cx::Cx;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{Chart, ChartAxis, ChartDot, ChartLine, Segment, Segments, chart_legend, dropdown};
use crate::words::{number, say};

/// What the chart remembers.
#[derive(Default)]
pub struct State {
    name: Option<String>,
    calendar: bool,
}

/// More curves than these are not told apart: the last ones count.
const MOST_LINES: usize = 6;

impl CourseScreen {
    pub(super) fn curve_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scene: &Scene<'_>) {
        let t = tokens(ui);
        let all = curves(scene.patient, cx.app.clinic());
        let chosen = self.curve.name.as_ref().and_then(|name| all.iter().position(|m| m.name == *name));
        // A measured course comes first, because it shows how sure it is; else what was read most often says most.
        let measured = |trend: &Trend| trend.readings.iter().filter(|r| r.interval.is_some()).count() >= 3;
        let most = (0..all.len()).rev().max_by_key(|i| (measured(&all[*i]), all[*i].readings.len()));
        let chosen = chosen.or(most).unwrap_or(0);
        let Some(measured) = all.get(chosen) else {
            face::CONTROL.semibold().label(ui, say!("scores-over-the-course"), t.text);
            face::BODY.label(ui, say!("nothing-is-scored-yet"), t.text_2);
            return;
        };
        self.head_of_curve_ui(ui, &all, chosen);
        face::CAPTION.label(ui, measured.about.as_str(), t.text_2);
        let calendar = self.curve.calendar || scene.state.done == 0;
        let curves = match calendar {
            true => vec![measured.over_the_calendar(scene.patient)],
            false => measured.since_each_session(scene.patient),
        };
        if curves.is_empty() {
            face::BODY.label(ui, say!("no-score-after-a-session"), t.text_2);
            return;
        }
        let skip = curves.len().saturating_sub(MOST_LINES);
        let lines: Vec<ChartLine> = curves[skip..].iter().map(|c| line(c, curves.len(), scene)).collect();
        if !calendar {
            chart_legend(ui, &lines);
        }
        let axis = if calendar { calendar_axis(scene, measured) } else { self.day_axis(scene, &lines) };
        let range = measured.range.unwrap_or_else(|| range_of(&lines));
        let title = match calendar {
            true => say!("curve-by-calendar", name = measured.name),
            false => say!("curve-by-days", name = measured.name),
        };
        if let Some((l, d)) = Chart::new(&title, &lines, &axis, range).height(260.0).show(ui)
            && !calendar
        {
            self.choose_day(scene, lines[l].dots[d].x.round() as i32);
        }
    }

    fn head_of_curve_ui(&mut self, ui: &mut Ui, all: &[Trend], chosen: usize) {
        let height = 34.0 * crate::ui::theme::grown(ui.style());
        let extent = Vec2::new(ui.available_width(), height);
        ui.allocate_ui_with_layout(extent, Layout::right_to_left(Align::Center), |ui| {
            let axes = [Segment::words(say!("days-since-session")), Segment::words(say!("calendar"))];
            if let Some(picked) = Segments::new(say!("axis"), &axes).show(ui, Some(usize::from(self.curve.calendar))) {
                self.curve.calendar = picked == 1;
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let names: Vec<&str> = all.iter().map(|m| m.name.as_str()).collect();
                let width = (ui.available_width() - size::GAP).clamp(120.0, 340.0);
                if let Some(picked) = dropdown(ui, say!("what-is-shown"), &names, Some(chosen), width) {
                    self.curve.name = all.get(picked).map(|m| m.name.clone());
                }
            });
        });
    }

    fn day_axis(&self, scene: &Scene<'_>, lines: &[ChartLine]) -> ChartAxis {
        let last = lines.iter().flat_map(|l| &l.dots).map(|d| d.x).fold(0.0, f64::max);
        let mut days: Vec<i32> = scene.groups.iter().map(|g| g.day).collect();
        days.extend([0, 7, 14, 21, 28, 56, 90, 180]);
        days.extend(lines.iter().flat_map(|l| &l.dots).map(|d| d.x.round() as i32));
        days.sort_unstable();
        days.dedup();
        let words = |day: i32| if day == 0 { say!("day-0").to_owned() } else { day.to_string() };
        let ticks = days.into_iter().filter(|d| f64::from(*d) <= last).map(|d| (f64::from(d), words(d))).collect();
        let chosen = self.chosen_group(scene).map(|g| f64::from(g.day)).filter(|d| *d <= last);
        ChartAxis { range: [0.0, last.max(1.0)], ticks, early: true, chosen }
    }
}

fn line(curve: &Curve, count: usize, scene: &Scene<'_>) -> ChartLine {
    let dot = |(day, reading): &(i32, crate::app::Reading)| {
        let value = Scale::written(reading.value);
        let tenths = |value: f64| number(format!("{value:.1}"));
        let spoken = |[low, high]: [f64; 2]| say!("interval-spoken", low = tenths(low), high = tenths(high));
        let interval = reading.interval.map_or_else(String::new, spoken);
        let when = match (curve.after, *day) {
            (0, _) => day_words(scene.patient, reading.date).long(),
            (_, 0) => say!("day-0-before-treatment").to_owned(),
            (_, day) => say!("day-n", days = day),
        };
        let said = format!("{}, {when}: {value}{interval}", full(reading.date));
        ChartDot { x: f64::from(*day), y: reading.value, interval: reading.interval, said }
    };
    let name = if curve.after == 0 { String::new() } else { say!("session-n", number = curve.after) };
    // The last curve is the one that is looked at; the others keep their shapes when one is added.
    let strong = curve.after == 0 || curve.after == count;
    let style = if curve.after == 0 { 2 } else { (curve.after - 1) % 4 };
    ChartLine { name, style, strong, dots: curve.points.iter().map(dot).collect() }
}

fn calendar_axis(scene: &Scene<'_>, measured: &Trend) -> ChartAxis {
    let curve = measured.over_the_calendar(scene.patient);
    let ticks = curve.points.iter().map(|(day, r)| (f64::from(*day), near(scene, r.date))).collect();
    let ends = (curve.points.first().map_or(0, |p| p.0), curve.points.last().map_or(1, |p| p.0));
    ChartAxis { range: [f64::from(ends.0), f64::from(ends.1)], ticks, early: false, chosen: None }
}

/// Room for every value and interval.
fn range_of(lines: &[ChartLine]) -> [f64; 2] {
    let dots = lines.iter().flat_map(|l| &l.dots);
    let ends = dots.flat_map(|d| [d.y, d.interval.map_or(d.y, |i| i[0]), d.interval.map_or(d.y, |i| i[1])]);
    let (low, high) = ends.fold((0.0_f64, 1.0_f64), |(low, high), v| (low.min(v), high.max(v)));
    [low.floor(), high.ceil()]
}
