//! A chart of few values over days: lines that differ by shape and dash as well as by colour, intervals as bars.
//!
//! Plain data in, the pressed point out. Every point has a name of its own for assistive technology.

use egui::{Align2, Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo};

use super::popover::tip;
use crate::ui::theme::{Tokens, face, text_scale, tokens};
use crate::words::number;

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartLine {
    /// What it is called in the legend.
    pub name: String,
    /// Which shape and dash it has; lines of one chart have different ones.
    pub style: usize,
    /// The one line that is looked at: in accent.
    pub strong: bool,
    /// Its points from left to right.
    pub dots: Vec<ChartDot>,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartDot {
    /// Place on the axis, in days.
    pub x: f64,
    /// The value.
    pub y: f64,
    /// Its interval, lowest and highest.
    pub interval: Option<[f64; 2]>,
    /// What it says in words: “17 Jan 2026, day 3 after session 1: 4”.
    pub said: String,
}

/// The axis of days.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartAxis {
    /// First and last day.
    pub range: [f64; 2],
    /// Days with words below.
    pub ticks: Vec<(f64, String)>,
    /// The first week is drawn wider: most happens there.
    pub early: bool,
    /// The day that is looked at.
    pub chosen: Option<f64>,
}

/// A chart to be shown.
#[must_use = "show it"]
pub struct Chart<'a> {
    name: &'a str,
    lines: &'a [ChartLine],
    axis: &'a ChartAxis,
    range: [f64; 2],
    height: f32,
}

/// Days of the first week, and its share of the width where it is drawn wider.
const EARLY_DAYS: f64 = 7.0;
const EARLY_SHARE: f64 = 0.45;

impl<'a> Chart<'a> {
    /// A chart called `name` of `lines` over `axis`. `range` is the lowest and highest value shown.
    pub fn new(name: &'a str, lines: &'a [ChartLine], axis: &'a ChartAxis, range: [f64; 2]) -> Self {
        Self { name, lines, axis, range, height: 280.0 }
    }

    /// How high it is, in points.
    pub fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// Shows it over the available width; the answer is the line and the point that were pressed.
    pub fn show(self, ui: &mut Ui) -> Option<(usize, usize)> {
        let scale = text_scale(ui.style());
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), self.height), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, self.name));
        let plot = Rect::from_min_max(
            rect.min + Vec2::new(36.0 * scale, 8.0 * scale),
            rect.max - Vec2::new(16.0, 26.0 * scale),
        );
        let frame = Frame { plot, axis: self.axis, range: self.range };
        if ui.is_rect_visible(rect) {
            self.paint(ui, &frame);
        }
        self.dots(ui, &frame, &response)
    }

    fn paint(&self, ui: &Ui, frame: &Frame<'_>) {
        let t = tokens(ui);
        let painter = ui.painter();
        if let Some(day) = self.axis.chosen {
            let x = frame.x(day);
            let band = Rect::from_x_y_ranges(x - 22.0..=x + 22.0, frame.plot.y_range()).intersect(frame.plot);
            painter.rect_filled(band, 0, t.accent_ground);
        }
        for value in value_ticks(self.range) {
            let y = frame.y(value);
            painter.hline(frame.plot.x_range(), y, Stroke::new(1.0, t.line));
            let at = egui::pos2(frame.plot.left() - 8.0, y);
            painter.text(at, Align2::RIGHT_CENTER, written(value), face::CAPTION.font(ui.style()), t.text_2);
        }
        painter.hline(frame.plot.x_range(), frame.plot.bottom(), Stroke::new(1.0, t.strong));
        self.paint_ticks(ui, frame);
        for line in self.lines {
            let color = color(t, line);
            let points: Vec<Pos2> = line.dots.iter().map(|d| frame.at(d.x, d.y)).collect();
            path(painter, &points, line.style, Stroke::new(if line.strong { 2.0 } else { 1.5 }, color));
            for dot in &line.dots {
                bar(painter, frame, dot, color);
            }
            for point in points {
                mark(painter, point, line.style, color, t.panel, 4.5);
            }
        }
    }

    /// The words below the axis: those that have room, the chosen day first.
    fn paint_ticks(&self, ui: &Ui, frame: &Frame<'_>) {
        let t = tokens(ui);
        let mut taken: Vec<egui::Rangef> = Vec::new();
        let chosen = |day: f64| self.axis.chosen.is_some_and(|c| (c - day).abs() < 0.5);
        let mut ticks: Vec<&(f64, String)> = self.axis.ticks.iter().collect();
        ticks.sort_by_key(|(day, _)| !chosen(*day));
        for (day, words) in ticks {
            let (face, color) =
                if chosen(*day) { (face::CAPTION.semibold(), t.text) } else { (face::CAPTION, t.text_2) };
            let galley = face.galley(ui, words, color);
            let half = galley.size().x / 2.0;
            let x = frame.x(*day).clamp(frame.plot.left() - 12.0 + half.min(12.0), frame.plot.right() + 16.0 - half);
            let room = egui::Rangef::new(x - half - 6.0, x + half + 6.0);
            if taken.iter().any(|other| other.min < room.max && room.min < other.max) {
                continue;
            }
            taken.push(room);
            let foot = frame.plot.bottom();
            ui.painter().vline(frame.x(*day), foot..=foot + 4.0, Stroke::new(1.0, t.strong));
            ui.painter().galley(egui::pos2(x - half, foot + 7.0), galley, color);
        }
    }

    /// Each point can be pointed at, pressed, and read.
    fn dots(&self, ui: &Ui, frame: &Frame<'_>, chart: &Response) -> Option<(usize, usize)> {
        let mut pressed = None;
        for (l, line) in self.lines.iter().enumerate() {
            for (d, dot) in line.dots.iter().enumerate() {
                let place = Rect::from_center_size(frame.at(dot.x, dot.y), Vec2::splat(20.0));
                let response = ui.interact(place, chart.id.with((l, d)), Sense::CLICK);
                let said = if line.name.is_empty() { dot.said.clone() } else { format!("{}, {}", line.name, dot.said) };
                response.widget_info(|| WidgetInfo::labeled(Role::GraphicsSymbol, true, said.as_str()));
                if response.hovered() {
                    ui.painter().circle_stroke(place.center(), 8.0, Stroke::new(1.0, tokens(ui).text));
                }
                if tip(response, &said, None).clicked() {
                    pressed = Some((l, d));
                }
            }
        }
        pressed
    }
}

/// Where days and values lie in a chart.
struct Frame<'a> {
    plot: Rect,
    axis: &'a ChartAxis,
    range: [f64; 2],
}

impl Frame<'_> {
    fn x(&self, day: f64) -> f32 {
        let part = part(self.axis.range, day, self.axis.early).clamp(0.0, 1.0);
        // The first and the last point keep clear of the edges.
        self.plot.left() + 12.0 + (self.plot.width() - 24.0) * part as f32
    }

    fn y(&self, value: f64) -> f32 {
        let [low, high] = self.range;
        let part = if high > low { (value - low) / (high - low) } else { 0.5 };
        self.plot.bottom() - self.plot.height() * part.clamp(0.0, 1.0) as f32
    }

    fn at(&self, day: f64, value: f64) -> Pos2 {
        egui::pos2(self.x(day), self.y(value))
    }
}

/// How far along the axis a day lies, 0 to 1.
fn part([first, last]: [f64; 2], day: f64, early: bool) -> f64 {
    if last <= first {
        return 0.5;
    }
    let bend = first + EARLY_DAYS;
    if !early || last - first <= 2.0 * EARLY_DAYS {
        return (day - first) / (last - first);
    }
    if day <= bend {
        EARLY_SHARE * (day - first) / EARLY_DAYS
    } else {
        EARLY_SHARE + (1.0 - EARLY_SHARE) * (day - bend) / (last - bend)
    }
}

/// Four to seven round values within a range.
fn value_ticks([low, high]: [f64; 2]) -> Vec<f64> {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) {
        return vec![low];
    }
    let rough = span / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough * 0.999).unwrap_or(span);
    let step = if span <= 6.0 && span.fract() == 0.0 { 1.0 } else { step };
    let first = (low / step).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last.min(first + 20)).map(|i| i as f64 * step).collect()
}

fn written(value: f64) -> String {
    let digits = if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { number(format!("{value:.1}")) };
    digits.replace('-', "−")
}

fn color(t: &Tokens, line: &ChartLine) -> Color32 {
    match (line.strong, line.style % 4) {
        (true, _) => t.accent,
        (false, 3) => t.text,
        (false, _) => t.text_2,
    }
}

fn path(painter: &Painter, points: &[Pos2], style: usize, stroke: Stroke) {
    match style % 4 {
        0 => painter.extend(Shape::dashed_line(points, stroke, 2.0, 4.0)),
        1 => painter.extend(Shape::dashed_line(points, stroke, 8.0, 4.0)),
        _ => drop(painter.line(points.to_vec(), stroke)),
    }
}

fn bar(painter: &Painter, frame: &Frame<'_>, dot: &ChartDot, color: Color32) {
    let Some([low, high]) = dot.interval else { return };
    let (x, stroke) = (frame.x(dot.x), Stroke::new(1.0, color));
    let (top, foot) = (frame.y(high), frame.y(low));
    painter.vline(x, top..=foot, stroke);
    for y in [top, foot] {
        painter.hline(x - 4.0..=x + 4.0, y, stroke);
    }
}

/// The shape of a line's points: square, diamond, disc, triangle.
fn mark(painter: &Painter, at: Pos2, style: usize, color: Color32, ground: Color32, radius: f32) {
    let stroke = Stroke::new(1.5, color);
    let corners = |offsets: &[(f32, f32)]| offsets.iter().map(|(x, y)| at + Vec2::new(*x, *y) * radius).collect();
    match style % 4 {
        0 => {
            let square = Rect::from_center_size(at, Vec2::splat(2.0 * radius));
            painter.rect(square, 0, ground, stroke, egui::StrokeKind::Middle);
        }
        1 => {
            let diamond = corners(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]);
            painter.add(Shape::convex_polygon(diamond, ground, stroke));
        }
        2 => {
            painter.circle_filled(at, radius, color);
        }
        _ => {
            let triangle = corners(&[(0.0, -1.2), (1.15, 0.9), (-1.15, 0.9)]);
            painter.add(Shape::convex_polygon(triangle, color, Stroke::NONE));
        }
    }
}

/// The legend of a chart in a row: shape, dash and name of each line.
pub fn chart_legend(ui: &mut Ui, lines: &[ChartLine]) {
    let t = tokens(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for line in lines {
            let (rect, _) = ui.allocate_exact_size(Vec2::new(32.0, 16.0), Sense::hover());
            let color = color(t, line);
            let (left, right) = (rect.left_center(), rect.right_center());
            path(ui.painter(), &[left, right], line.style, Stroke::new(1.5, color));
            mark(ui.painter(), rect.center(), line.style, color, t.panel, 4.0);
            face::CAPTION.label(ui, line.name.as_str(), t.text_2);
            ui.add_space(8.0);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_lie_within_the_range() {
        assert_eq!(value_ticks([0.0, 4.0]), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(value_ticks([1.0, 5.0]), [1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(value_ticks([0.0, 20.0]), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(value_ticks([0.0, 540.0]), [0.0, 200.0, 400.0]);
        assert_eq!(value_ticks([3.0, 3.0]), [3.0]);
        assert_eq!(value_ticks([f64::NAN, 3.0]).len(), 1);
    }

    #[test]
    fn the_first_week_is_wider_and_days_keep_their_order() {
        let axis = [0.0, 28.0];
        let places: Vec<f64> = (0..=28).map(|day| part(axis, f64::from(day), true)).collect();
        assert!(places.windows(2).all(|w| w[0] < w[1]), "{places:?}");
        assert!((places[0], places[28]) == (0.0, 1.0) && (places[7] - EARLY_SHARE).abs() < 1e-9);
        assert_eq!(part(axis, 14.0, false), 0.5);
        assert_eq!(part([5.0, 5.0], 5.0, true), 0.5, "one day alone stands in the middle");
    }
}
