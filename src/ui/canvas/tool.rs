//! Making and changing marks: a machine that takes what the pointer does, in photo pixels, and answers once a mark is
//! done. While it is drawn a mark is a draft and nobody else's business; when the pointer lifts it is one change.

use egui::{Key, Modifiers, PointerButton, Rect, Response, Ui};

use super::View;
use super::handles::{Grip, dragged, grip_at};
use crate::geom::{Point, Size, polygon_area};
use crate::model::Shape;

/// What the pointer does on the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tool {
    /// Chooses, moves and reshapes marks; the rest of the photo pans.
    #[default]
    Select,
    /// A closed outline in one stroke.
    Freehand,
    /// Corners, closed by a double click, Enter or a press on the first.
    Polygon,
    /// An ellipse in a box; with Shift a circle.
    Ellipse,
    /// A square in a box (reference skin); a press alone makes one of a usual size.
    Square,
    /// One place.
    Pin,
    /// A length from end to end.
    Line,
    /// Words at a place.
    Text,
}

/// What the pointer or a key did, in photo pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Act {
    /// The first button went down.
    Press(Point),
    /// It moved while the button was down; `true` with Shift.
    Drag(Point, bool),
    /// The button went up.
    Release(Point, bool),
    /// It moved without a button.
    Hover(Point),
    /// A double click.
    Double(Point),
    /// Enter.
    Accept,
    /// Backspace: the last corner.
    Back,
    /// Esc.
    Cancel,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A new mark is done.
    Made(Shape),
    /// The mark of this index was moved or reshaped.
    Changed(usize, Shape),
    /// The mark of this index was chosen, or none.
    Chose(Option<usize>),
    /// Esc with nothing begun: the tool is to be left.
    Leave,
}

/// The tool in hand and what was begun with it.
#[derive(Debug, Clone, Default)]
pub struct Editor {
    tool: Tool,
    draft: Draft,
}

#[derive(Debug, Clone, Default, PartialEq)]
enum Draft {
    #[default]
    Nothing,
    Stroke(Vec<Point>),
    Corners(Vec<Point>, Point),
    Span {
        from: Point,
        to: Point,
        even: bool,
    },
    Held {
        index: usize,
        shape: Shape,
        grip: Grip,
        from: Point,
        to: Point,
    },
}

/// Half the side of a square made by a press alone, in reaches of the pointer.
const USUAL_SQUARE: f64 = 3.0;

impl Editor {
    /// The tool in hand.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// Takes a tool in hand; what was begun with the other is dropped.
    pub fn take(&mut self, tool: Tool) {
        self.tool = tool;
        self.draft = Draft::Nothing;
    }

    /// True while something is begun.
    pub fn is_busy(&self) -> bool {
        self.draft != Draft::Nothing
    }

    /// True if the first button belongs to the tool rather than to panning.
    pub fn takes_pointer(&self) -> bool {
        self.tool != Tool::Select || matches!(self.draft, Draft::Held { .. })
    }

    /// What is being drawn, as it would become; and the index of the mark that it replaces while that is held.
    pub fn draft(&self) -> Option<(Option<usize>, Shape)> {
        match &self.draft {
            Draft::Nothing => None,
            Draft::Stroke(points) => Some((None, Shape::Freehand { points: points.clone() })),
            Draft::Corners(points, next) => {
                let points = points.iter().copied().chain([*next]).collect();
                Some((None, Shape::Polygon { points }))
            }
            Draft::Span { from, to, even } => spanned(self.tool, *from, *to, *even).map(|shape| (None, shape)),
            Draft::Held { index, shape, grip, from, to } => Some((Some(*index), dragged(shape, *grip, *from, *to))),
        }
    }

    /// Takes what was done. `marks` are the shapes that can be chosen, the last one on top, `chosen` one of them;
    /// `reach` is how near counts as hit, in photo pixels; `size` is the photo's, which no mark leaves.
    pub fn act(&mut self, act: Act, marks: &[Shape], chosen: Option<usize>, reach: f64, size: Size) -> Option<Outcome> {
        let act = within(act, size);
        if act == Act::Cancel {
            let busy = self.is_busy();
            self.draft = Draft::Nothing;
            return (!busy && self.tool != Tool::Select).then_some(Outcome::Leave);
        }
        match self.tool {
            Tool::Select => self.select(act, marks, chosen, reach),
            Tool::Freehand => self.stroke(act, reach),
            Tool::Polygon => self.polygon(act, reach),
            Tool::Ellipse | Tool::Square | Tool::Line => self.span(act, reach),
            Tool::Pin => released(act).map(|at| Outcome::Made(Shape::Pin { at })),
            Tool::Text => released(act).map(|at| Outcome::Made(Shape::Text { at, text: String::new() })),
        }
    }

    fn select(&mut self, act: Act, marks: &[Shape], chosen: Option<usize>, reach: f64) -> Option<Outcome> {
        match (act, &mut self.draft) {
            (Act::Press(p), _) => {
                let hit = hit(marks, chosen, p, reach);
                self.draft = match hit {
                    Some((index, grip)) => Draft::Held { index, shape: marks[index].clone(), grip, from: p, to: p },
                    None => Draft::Nothing,
                };
                let index = hit.map(|(index, _)| index);
                (index != chosen).then_some(Outcome::Chose(index))
            }
            (Act::Drag(p, _), Draft::Held { to, .. }) => {
                *to = p;
                None
            }
            (Act::Release(p, _), Draft::Held { .. }) => {
                let Draft::Held { index, shape, grip, from, .. } = std::mem::take(&mut self.draft) else { return None };
                let moved = from.distance(p) > reach / 4.0;
                moved.then(|| Outcome::Changed(index, dragged(&shape, grip, from, p)))
            }
            _ => None,
        }
    }

    fn stroke(&mut self, act: Act, reach: f64) -> Option<Outcome> {
        match (act, &mut self.draft) {
            (Act::Press(p), _) => self.draft = Draft::Stroke(vec![p]),
            (Act::Drag(p, _), Draft::Stroke(points))
                if points.last().is_none_or(|last| last.distance(p) > reach / 6.0) =>
            {
                points.push(p);
            }
            (Act::Release(p, _), Draft::Stroke(_)) => {
                let Draft::Stroke(mut points) = std::mem::take(&mut self.draft) else { return None };
                points.push(p);
                let points = simplified(&points, reach / 16.0);
                // A press that slipped is no region.
                let large = polygon_area(&points) > reach * reach;
                return (points.len() >= 3 && large).then_some(Outcome::Made(Shape::Freehand { points }));
            }
            _ => {}
        }
        None
    }

    fn polygon(&mut self, act: Act, reach: f64) -> Option<Outcome> {
        let mut close = false;
        match (act, &mut self.draft) {
            (Act::Press(p), Draft::Corners(points, next)) => {
                let last_is_here = points.last().is_some_and(|last| last.distance(p) <= reach / 4.0);
                if points.len() >= 3 && points[0].distance(p) <= reach {
                    close = true;
                } else if !last_is_here {
                    points.push(p);
                    *next = p;
                }
            }
            (Act::Press(p), _) => self.draft = Draft::Corners(vec![p], p),
            (Act::Hover(p) | Act::Drag(p, _), Draft::Corners(_, next)) => *next = p,
            (Act::Double(_) | Act::Accept, Draft::Corners(points, _)) => close = points.len() >= 3,
            (Act::Back, Draft::Corners(points, _)) => {
                points.pop();
                if points.is_empty() {
                    self.draft = Draft::Nothing;
                }
            }
            _ => {}
        }
        if !close {
            return None;
        }
        let Draft::Corners(points, _) = std::mem::take(&mut self.draft) else { return None };
        Some(Outcome::Made(Shape::Polygon { points }))
    }

    fn span(&mut self, act: Act, reach: f64) -> Option<Outcome> {
        match (act, &mut self.draft) {
            (Act::Press(p), _) => self.draft = Draft::Span { from: p, to: p, even: false },
            (Act::Drag(p, shift), Draft::Span { to, even, .. }) => {
                *to = p;
                *even = shift;
            }
            (Act::Release(p, even), Draft::Span { from, .. }) => {
                let from = *from;
                self.draft = Draft::Nothing;
                if from.distance(p) < reach / 2.0 {
                    let half = Point::new(reach, reach) * USUAL_SQUARE;
                    return (self.tool == Tool::Square)
                        .then(|| spanned(Tool::Square, from - half, from + half, true))
                        .flatten()
                        .map(Outcome::Made);
                }
                return spanned(self.tool, from, p, even).map(Outcome::Made);
            }
            _ => {}
        }
        None
    }
}

fn released(act: Act) -> Option<Point> {
    match act {
        Act::Release(p, _) => Some(p),
        _ => None,
    }
}

/// The mark under `p`: the chosen one first, then the one on top.
fn hit(marks: &[Shape], chosen: Option<usize>, p: Point, reach: f64) -> Option<(usize, Grip)> {
    let held = chosen.and_then(|i| Some((i, grip_at(marks.get(i)?, p, reach, true)?)));
    let others = || marks.iter().enumerate().rev().find_map(|(i, mark)| Some((i, grip_at(mark, p, reach, false)?)));
    match held {
        // Inside the chosen region another mark's line may still be meant.
        Some((i, Grip::Body)) => others().or(Some((i, Grip::Body))),
        Some(held) => Some(held),
        None => others(),
    }
}

fn spanned(tool: Tool, from: Point, to: Point, even: bool) -> Option<Shape> {
    let mut d = to - from;
    if tool == Tool::Square || (tool == Tool::Ellipse && even) {
        let side = d.x.abs().max(d.y.abs());
        d = Point::new(side.copysign(d.x), side.copysign(d.y));
    }
    let to = from + d;
    Some(match tool {
        Tool::Line => Shape::Line { from, to },
        Tool::Square => {
            let points = vec![from, Point::new(to.x, from.y), to, Point::new(from.x, to.y)];
            Shape::Polygon { points }
        }
        Tool::Ellipse => {
            let radii = Point::new((d.x / 2.0).abs().max(0.5), (d.y / 2.0).abs().max(0.5));
            Shape::Ellipse { center: from.lerp(to, 0.5), radii, degrees: 0.0 }
        }
        _ => return None,
    })
}

fn within(act: Act, size: Size) -> Act {
    let keep = |p: Point| {
        Point::new(p.x.clamp(-0.5, f64::from(size.width) - 0.5), p.y.clamp(-0.5, f64::from(size.height) - 0.5))
    };
    match act {
        Act::Press(p) if size.contains(p) => Act::Press(p),
        // A press beside the photo begins nothing.
        Act::Press(_) => Act::Hover(Point::new(-0.5, -0.5)),
        Act::Drag(p, shift) => Act::Drag(keep(p), shift),
        Act::Release(p, shift) => Act::Release(keep(p), shift),
        Act::Hover(p) => Act::Hover(keep(p)),
        Act::Double(p) => Act::Double(keep(p)),
        act => act,
    }
}

/// The points without those that lie within `slack` of the line through the others.
///
/// Douglas and Peucker, Cartographica 1973.
pub fn simplified(points: &[Point], slack: f64) -> Vec<Point> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut keep = vec![false; points.len()];
    (keep[0], keep[points.len() - 1]) = (true, true);
    let mut open = vec![(0, points.len() - 1)];
    while let Some((first, last)) = open.pop() {
        let (a, d) = (points[first], points[last] - points[first]);
        let far = |p: Point| {
            let q = p - a;
            if d.norm() < 1e-9 { q.norm() } else { (d.x * q.y - d.y * q.x).abs() / d.norm() }
        };
        let farthest = (first + 1..last).map(|i| (far(points[i]), i)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((distance, i)) = farthest
            && distance > slack
        {
            keep[i] = true;
            open.extend([(first, i), (i, last)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(p, _)| *p).collect()
}

/// What the pointer and the keys did on a pane in this frame, for [`Editor::act`].
pub fn acts(ui: &Ui, response: &Response, pane: Rect, view: &View) -> Vec<Act> {
    let mut acts = Vec::new();
    let at = |pos| view.photo_from_screen(pane, pos);
    let shift = ui.input(|i| i.modifiers.shift);
    let (pressed, origin, pointer) = ui.input(|i| {
        (i.pointer.button_pressed(PointerButton::Primary), i.pointer.press_origin(), i.pointer.interact_pos())
    });
    if pressed
        && response.is_pointer_button_down_on()
        && let Some(origin) = origin
    {
        acts.push(Act::Press(at(origin)));
    }
    let released = response.drag_stopped_by(PointerButton::Primary) || response.clicked_by(PointerButton::Primary);
    if let Some(pointer) = pointer {
        if response.is_pointer_button_down_on() && ui.input(|i| i.pointer.primary_down()) {
            acts.push(Act::Drag(at(pointer), shift));
        } else if released {
            acts.push(Act::Release(at(pointer), shift));
        } else if response.hovered() {
            acts.push(Act::Hover(at(pointer)));
        }
        if response.double_clicked_by(PointerButton::Primary) {
            acts.push(Act::Double(at(pointer)));
        }
    }
    if !ui.ctx().egui_wants_keyboard_input() {
        let pressed = |key| ui.input(|i| i.key_pressed(key) && i.modifiers == Modifiers::NONE);
        for (key, act) in [(Key::Enter, Act::Accept), (Key::Backspace, Act::Back), (Key::Escape, Act::Cancel)] {
            if pressed(key) {
                acts.push(act);
            }
        }
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size::new(1000, 800);
    const REACH: f64 = 8.0;

    fn run(editor: &mut Editor, acts: &[Act]) -> Vec<Outcome> {
        acts.iter().filter_map(|act| editor.act(*act, &[], None, REACH, SIZE)).collect()
    }

    fn with(tool: Tool) -> Editor {
        let mut editor = Editor::default();
        editor.take(tool);
        editor
    }

    fn circle() -> Vec<Act> {
        let at = |i: i32| {
            let (sin, cos) = (f64::from(i) * 0.05).sin_cos();
            Point::new(300.0 + 100.0 * cos, 300.0 + 100.0 * sin)
        };
        let mut acts = vec![Act::Press(at(0))];
        acts.extend((1..126).map(|i| Act::Drag(at(i), false)));
        acts.push(Act::Release(at(126), false));
        acts
    }

    #[test]
    fn a_stroke_becomes_one_region_when_the_pointer_lifts() {
        let mut editor = with(Tool::Freehand);
        let acts = circle();
        assert!(run(&mut editor, &acts[..acts.len() - 1]).is_empty(), "nothing while it is drawn");
        assert!(editor.is_busy() && editor.draft().is_some());
        let made = run(&mut editor, &acts[acts.len() - 1..]);
        let [Outcome::Made(shape)] = &made[..] else { panic!("{made:?}") };
        let area = shape.area_px().unwrap();
        assert!((area / 31_416.0 - 1.0).abs() < 0.01, "{area} square pixels");
        let Shape::Freehand { points } = shape else { panic!("{shape:?}") };
        assert!(points.len() < 80, "{} points of 127", points.len());
        assert!(!editor.is_busy());
    }

    #[test]
    fn a_press_that_slipped_is_no_region() {
        let mut editor = with(Tool::Freehand);
        let p = Point::new(300.0, 300.0);
        let slip = [Act::Press(p), Act::Drag(p + Point::new(2.0, 1.0), false), Act::Release(p, false)];
        assert!(run(&mut editor, &slip).is_empty());
        assert!(!editor.is_busy());
    }

    #[test]
    fn a_polygon_is_closed_at_its_first_corner_by_enter_or_by_a_double_click() {
        let corners = [[100.0, 100.0], [300.0, 110.0], [280.0, 260.0]].map(Point::from);
        let presses = corners.map(Act::Press);
        for end in [Act::Press(corners[0]), Act::Accept, Act::Double(corners[2])] {
            let mut editor = with(Tool::Polygon);
            assert!(run(&mut editor, &presses).is_empty());
            let made = run(&mut editor, &[end]);
            assert_eq!(made, [Outcome::Made(Shape::Polygon { points: corners.to_vec() })], "by {end:?}");
        }
    }

    #[test]
    fn backspace_takes_the_last_corner_back_and_esc_the_rest() {
        let mut editor = with(Tool::Polygon);
        run(&mut editor, &[Act::Press(Point::new(10.0, 10.0)), Act::Press(Point::new(90.0, 10.0)), Act::Back]);
        assert!(editor.is_busy());
        assert_eq!(run(&mut editor, &[Act::Accept]), [], "one corner is no region");
        assert_eq!(run(&mut editor, &[Act::Cancel]), []);
        assert!(!editor.is_busy());
        assert_eq!(run(&mut editor, &[Act::Cancel]), [Outcome::Leave], "the second Esc leaves the tool");
    }

    #[test]
    fn a_square_is_square_and_a_press_alone_makes_one() {
        for (to, side) in [(Point::new(160.0, 120.0), 60.0), (Point::new(101.0, 100.0), 48.0)] {
            let mut editor = with(Tool::Square);
            let from = Point::new(100.0, 100.0);
            let made = run(&mut editor, &[Act::Press(from), Act::Drag(to, false), Act::Release(to, false)]);
            let [Outcome::Made(shape)] = &made[..] else { panic!("{made:?}") };
            assert_eq!(shape.area_px(), Some(side * side), "{shape:?}");
        }
    }

    #[test]
    fn a_mark_is_chosen_by_a_press_and_moved_by_a_drag() {
        let mark = Shape::Line { from: Point::new(100.0, 100.0), to: Point::new(200.0, 100.0) };
        let marks = [mark.clone()];
        let mut editor = Editor::default();
        let mut act = |act, chosen| editor.act(act, &marks, chosen, REACH, SIZE);
        assert_eq!(act(Act::Press(Point::new(150.0, 103.0)), None), Some(Outcome::Chose(Some(0))));
        assert_eq!(act(Act::Drag(Point::new(150.0, 153.0), false), Some(0)), None);
        let moved = act(Act::Release(Point::new(150.0, 153.0), false), Some(0));
        assert_eq!(moved, Some(Outcome::Changed(0, mark.shifted(Point::new(0.0, 50.0)))));
        assert_eq!(act(Act::Press(Point::new(500.0, 500.0)), Some(0)), Some(Outcome::Chose(None)));
        assert_eq!(act(Act::Release(Point::new(500.0, 500.0), false), None), None, "a press on skin moves nothing");
    }

    #[test]
    fn no_mark_leaves_the_photo() {
        let mut editor = with(Tool::Line);
        let far = Point::new(5000.0, -300.0);
        let made = run(&mut editor, &[Act::Press(Point::new(10.0, 10.0)), Act::Release(far, false)]);
        assert_eq!(made, [Outcome::Made(Shape::Line { from: Point::new(10.0, 10.0), to: Point::new(999.5, -0.5) })]);
        assert_eq!(
            run(&mut editor, &[Act::Press(far), Act::Release(far, false)]),
            [],
            "a press beside it begins nothing"
        );
    }
}
