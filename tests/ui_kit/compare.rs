//! A small compare screen from the parts of the canvas, for the tests and for looking at.

use std::sync::Arc;

use egui::{Id, Rect, Ui, Vec2};
use skinlapse::geom::{Homography, Point, Size, Warp};
use skinlapse::imaging::{Mips, Photo};
use skinlapse::model::{MarkKind, Shape};
use skinlapse::monitor::Silent;
use skinlapse::ui::canvas::*;
use skinlapse::ui::textures::Textures;
use skinlapse::ui::theme::{size, tokens};

/// What the page remembers.
pub struct Compare {
    pub mode: usize,
    pub views: Views,
    pub editor: Editor,
    pub kind: MarkKind,
    pub marks: Vec<(MarkKind, Shape, String, bool)>,
    pub chosen: Option<usize>,
    pub seam: f32,
    pub trusted: Vec<bool>,
    pub loupe: bool,
    photos: [Arc<Mips>; 2],
    mesh: WarpMesh,
    textures: Textures,
}

/// A photo of smooth hills of colour with dark spots, the same skin under `place`.
pub fn skin(size: Size, place: impl Fn(Point) -> Point) -> Photo {
    let mut rgb = Vec::with_capacity(size.area() as usize * 3);
    for y in 0..size.height {
        for x in 0..size.width {
            let p = place(Point::new(f64::from(x), f64::from(y)));
            let hill = (p.x / 61.0).sin() * (p.y / 47.0).cos() * 18.0;
            let (cx, cy) = (p.x.rem_euclid(90.0) - 45.0, p.y.rem_euclid(90.0) - 45.0);
            let spot = if cx.hypot(cy) < 5.0 { -50.0 } else { 0.0 };
            rgb.extend(
                [205.0 + hill + spot, 160.0 + hill * 0.6 + spot, 135.0 + hill * 0.5 + spot].map(|v: f64| v as u8),
            );
        }
    }
    Photo::new(size, rgb)
}

impl Compare {
    pub fn sample() -> Self {
        let size = Size::new(900, 700);
        let warp = Warp::from_homography(Homography::similarity(1.06, 4.0, 20.0, -30.0), size);
        let moving = skin(size, |q| warp.fixed_from_moving(q).unwrap_or_default());
        Self::new(skin(size, |p| p), moving, &warp)
    }

    pub fn new(fixed: Photo, moving: Photo, warp: &Warp) -> Self {
        let mesh = WarpMesh::new(warp, moving.size());
        let photos = [fixed, moving].map(|p| Arc::new(Mips::build(Arc::new(p), &Silent).unwrap()));
        Self {
            mode: 1,
            views: Views::default(),
            editor: Editor::default(),
            kind: MarkKind::Redness,
            marks: Vec::new(),
            chosen: None,
            seam: 0.5,
            trusted: vec![true; 32 * 24],
            loupe: false,
            photos,
            mesh,
            textures: Textures::new(256 << 20),
        }
    }

    /// One mark of every kind, for looking at.
    pub fn with_marks(mut self) -> Self {
        let size = self.photos[0].size();
        let at = |x: f64, y: f64| Point::new(x * f64::from(size.width), y * f64::from(size.height));
        let ring = |x: f64, y: f64, r: f64| Shape::Freehand {
            points: (0..40)
                .map(|i| {
                    let a = f64::from(i) * 0.157;
                    let r = r * (1.0 + 0.15 * (3.0 * a).sin()) * f64::from(size.height);
                    at(x, y) + Point::new(a.cos() * r * 1.3, a.sin() * r)
                })
                .collect(),
        };
        let square = |x: f64, y: f64| {
            let h = 0.03 * f64::from(size.height);
            let points = [[-h, -h], [h, -h], [h, h], [-h, h]].map(|p| at(x, y) + Point::from(p)).to_vec();
            Shape::Polygon { points }
        };
        let mut add = |kind, shape, label: &str, followed| self.marks.push((kind, shape, label.to_owned(), followed));
        add(MarkKind::Redness, ring(0.3, 0.45, 0.18), "Redness 1: ΔHb −6.2 ± 2.1, clear difference", false);
        add(MarkKind::Healing, ring(0.62, 0.3, 0.09), "Healing 1: 0.61 of 2.10 cm² left", false);
        add(MarkKind::Pigment, ring(0.62, 0.62, 0.06), "Pigment 1", false);
        add(MarkKind::Lesion, ring(0.75, 0.75, 0.04), "Lesion 1", false);
        add(MarkKind::Other, ring(0.5, 0.8, 0.04), "Mark 1", false);
        add(MarkKind::Redness, ring(0.2, 0.8, 0.07), "from 12 March", true);
        add(MarkKind::Reference, square(0.9, 0.3), "", false);
        add(MarkKind::Reference, square(0.92, 0.5), "Reference, not needled", false);
        for (i, (x, y)) in [(0.25, 0.4), (0.33, 0.5), (0.42, 0.3), (0.36, 0.62)].into_iter().enumerate() {
            let kind = if i % 2 == 0 { MarkKind::ScarBoxcar } else { MarkKind::ScarRolling };
            add(kind, Shape::Pin { at: at(x, y) }, "", i == 3);
        }
        add(MarkKind::Note, Shape::Pin { at: at(0.55, 0.5) }, "Patient points here", false);
        add(MarkKind::Ruler, Shape::Line { from: at(0.7, 0.9), to: at(0.85, 0.88) }, "12.4 mm", false);
        add(MarkKind::Other, Shape::Text { at: at(0.08, 0.12), text: "left cheek".into() }, "", false);
        self.chosen = Some(9);
        for row in 15..24 {
            for column in 24..32 {
                self.trusted[row * 32 + column] = (row - 15) + (column - 24) < 8;
            }
        }
        self
    }

    pub fn ui(&mut self, ui: &mut Ui) {
        self.textures.begin_frame(ui.ctx());
        let area = ui.available_rect_before_wrap();
        ui.painter().rect_filled(area, 0, tokens(ui).canvas);
        let area = area.shrink(8.0);
        match self.mode {
            1 => {
                let width = (area.width() - size::PHOTO_GAP) / 2.0;
                let left = Rect::from_min_size(area.min, Vec2::new(width, area.height()));
                let right = left.translate(Vec2::new(width + size::PHOTO_GAP, 0.0));
                self.pane_ui(ui, left, 0, "Photo A");
                self.pane_ui(ui, right, 1, "Photo B");
                self.cursor_ui(ui, [left, right]);
            }
            2 => self.slider_ui(ui, area),
            _ => self.overlay_ui(ui, area),
        }
    }

    fn photo(&mut self, ui: &Ui, pane: Rect, clip: Rect, view: View, index: usize, opacity: f32) {
        let mesh = (index == 1).then_some(&self.mesh);
        let placed = Placed { view, pane, mesh };
        let painter = ui.painter().with_clip_rect(clip);
        paint_photo(&painter, &mut self.textures, index, &self.photos[index], &placed, opacity);
    }

    fn pane_ui(&mut self, ui: &mut Ui, pane: Rect, index: usize, name: &str) {
        let fixed = self.photos[0].size();
        let view = self.views.view(index, fixed, pane.size()).snapped(pane, ui.pixels_per_point());
        let response = pane_response(ui, pane, Id::unique(name), name);
        self.photo(ui, pane, pane, view, index, 1.0);
        if index == 0 {
            self.tool_ui(ui, &response, pane, &view);
            self.marks_ui(ui, pane, &view);
            scale_bar(ui, ui.painter(), pane, &view, 0.08);
        } else {
            let trust = Trust { columns: 32, rows: 24, trusted: &self.trusted, size: fixed };
            veil(ui, ui.painter(), pane, &view, &trust, "Not trusted, 1.8 px");
        }
        let ppp = ui.pixels_per_point();
        for change in navigation(ui, &response, self.editor.takes_pointer()) {
            self.views.navigate(index, change, ppp);
        }
    }

    fn tool_ui(&mut self, ui: &Ui, response: &egui::Response, pane: Rect, view: &View) {
        let shapes: Vec<Shape> = self.marks.iter().map(|m| m.1.clone()).collect();
        let reach = 8.0 / view.zoom;
        for act in acts(ui, response, pane, view) {
            match self.editor.act(act, &shapes, self.chosen, reach, self.photos[0].size()) {
                Some(Outcome::Made(shape)) => self.marks.push((self.kind, shape, String::new(), false)),
                Some(Outcome::Changed(index, shape)) => self.marks[index].1 = shape,
                Some(Outcome::Chose(index)) => self.chosen = index,
                Some(Outcome::Leave) => self.editor.take(Tool::Select),
                None => {}
            }
        }
    }

    fn marks_ui(&self, ui: &Ui, pane: Rect, view: &View) {
        let draft = self.editor.draft();
        let held = draft.as_ref().and_then(|(index, _)| *index);
        let mut numbers = std::collections::HashMap::new();
        let looks: Vec<MarkLook<'_>> = self
            .marks
            .iter()
            .enumerate()
            .filter(|(i, _)| held != Some(*i))
            .map(|(i, (kind, shape, label, followed))| {
                let number = numbers.entry(kind.family()).and_modify(|n| *n += 1).or_insert(1);
                MarkLook {
                    chosen: self.chosen == Some(i),
                    followed: *followed,
                    ..MarkLook::new(*kind, shape, *number, label)
                }
            })
            .collect();
        paint_marks(ui, ui.painter(), pane, view, &looks);
        if let Some((_, shape)) = &draft {
            paint_marks(ui, ui.painter(), pane, view, &[MarkLook::draft(self.kind, shape)]);
        }
    }

    fn cursor_ui(&mut self, ui: &Ui, panes: [Rect; 2]) {
        let Some(pointer) = ui.input(|i| i.pointer.hover_pos()) else { return };
        let Some(over) = panes.iter().position(|pane| pane.contains(pointer)) else { return };
        let other = 1 - over;
        let views = [0, 1].map(|i| self.views.view(i, self.photos[0].size(), panes[i].size()));
        let photo = views[over].photo_from_screen(panes[over], pointer);
        let there = views[other].screen_from_photo(panes[other], photo);
        let painter = ui.painter().with_clip_rect(panes[other]);
        linked_cursor(&painter, there);
        if self.loupe {
            for (index, at) in [(over, pointer), (other, there)] {
                let rect = loupe::place(panes[index], at);
                self.photo(ui, rect, rect, loupe::view(&views[index], photo, 3.0), index, 1.0);
                loupe::frame(ui.painter(), rect);
            }
        }
    }

    fn slider_ui(&mut self, ui: &mut Ui, pane: Rect) {
        let view = self.views.view(0, self.photos[0].size(), pane.size());
        let response = pane_response(ui, pane, Id::unique("slider"), "A and B in one frame");
        let [left, right] = split(pane, self.seam);
        self.photo(ui, pane, left, view, 0, 1.0);
        self.photo(ui, pane, right, view, 1, 1.0);
        self.marks_ui(ui, pane, &view);
        if let (_, Some(moved)) = seam(ui, pane, Id::unique("seam"), self.seam) {
            self.seam = moved;
        }
        let ppp = ui.pixels_per_point();
        for change in navigation(ui, &response, false) {
            self.views.navigate(0, change, ppp);
        }
    }

    fn overlay_ui(&mut self, ui: &mut Ui, pane: Rect) {
        let foot = Rect::from_min_max(egui::pos2(pane.left(), pane.bottom() - size::HEADER), pane.max);
        let pane = pane.with_max_y(foot.top());
        let view = self.views.view(0, self.photos[0].size(), pane.size());
        if self.mode == 3 {
            self.photo(ui, pane, pane, view, 0, 1.0);
            self.photo(ui, pane, pane, view, 1, 0.5);
            return;
        }
        let small = Size::new(90, 70);
        let values: Vec<f32> = (0..small.area()).map(|i| ((i % 90) as f32 / 9.0).sin() * 14.0).collect();
        let (texture, _) = self
            .textures
            .image(ui.ctx(), "heat", || heat_image(&values, &vec![140; values.len()], small, Ramp::Redness, 3.0));
        let whole = whole_photo(&view, pane, self.photos[0].size());
        let full = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
        let painter = ui.painter().with_clip_rect(pane);
        painter.image(texture, whole, full, egui::Color32::WHITE);
        let trust = Trust { columns: 32, rows: 24, trusted: &self.trusted, size: self.photos[0].size() };
        veil(ui, &painter, pane, &view, &trust, "Not measured: outside trusted alignment");
        ui.scope_builder(egui::UiBuilder::new().max_rect(foot), |ui| {
            let ends = ["less red −20", "+20 more red"];
            legend(ui, "ΔHb, B minus A", Ramp::Redness, ends, "no measurable difference", Some(-8.9));
        });
    }
}
