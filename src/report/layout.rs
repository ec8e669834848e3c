//! A comparison sheet: where everything goes.
//!
//! From the top: view and dates, the photos on neutral grey with their captions, the word on the alignment, notes, and at
//! the foot what was done to the pixels. Two photos always stand beside, never above each other.

use crate::geom::{Point, Size};
use crate::imaging::{Photo, fit, resize};

use super::canvas::{Canvas, Color, Rect, Stroke};
use super::difference::{DELTA_E_FLOOR, DELTA_E_TOP, difference_color, difference_opacity, difference_picture};
use super::look::{CAUTION_ON_TAG, LETTER, Palette};
use super::marks::{self, On, Placing};
use super::sheet::{Alignment, Mode, Sheet, Side};
use super::text::{Face, Weight};
use crate::words::{self, say};

/// Width in points that the photos' panel has at unit 1: text is in proportion to it.
const DESIGN_WIDTH: f32 = 880.0;

/// Most lines of one note.
const NOTE_LINES: usize = 12;

/// Draws a sheet whose photos have pixels and, if aligned, one size.
pub(super) fn draw(sheet: &Sheet<'_>) -> Photo {
    let plan = Plan::of(sheet);
    // Drawn twice: the first time on a sheet of no height, to learn how high it becomes.
    let mut measure = Pen::new(sheet, &plan, 0);
    let height = measure.everything();
    let mut pen = Pen::new(sheet, &plan, height.ceil() as u32);
    pen.everything();
    pen.canvas.into_photo()
}

/// Sizes that follow from the photos alone.
struct Plan {
    /// Photos at the size they have on the sheet, left to right, already composed for the mode.
    frames: Vec<Photo>,
    /// Sheet pixels a point of the design.
    unit: f32,
    /// Width of the panel around the photos.
    panel: f32,
}

impl Plan {
    fn of(sheet: &Sheet<'_>) -> Self {
        let frames = frames(sheet);
        let widths: f32 = frames.iter().map(|frame| frame.size().width as f32).sum();
        let gaps = frames.len() as f32 + 1.0;
        // The panel is DESIGN_WIDTH units wide, gaps of 12 units included; small photos stand in the middle of it.
        let unit = (widths / (DESIGN_WIDTH - 12.0 * gaps)).clamp(1.0, 4.0);
        let panel = (DESIGN_WIDTH * unit).max(widths + 12.0 * gaps * unit).round();
        Self { frames, unit, panel }
    }
}

/// The pictures of the sheet: two beside each other, or one composed of both.
fn frames(sheet: &Sheet<'_>) -> Vec<Photo> {
    let (a, b) = (&sheet.fixed, &sheet.moving);
    match sheet.shown_mode() {
        Mode::SideBySide => {
            let room = Size::new(sheet.photo_side.max(64), sheet.photo_side.max(64));
            [a, b].map(|side| resize(side.photo, shown_size(side.photo.size(), room))).into()
        }
        mode => {
            let side = sheet.photo_side.max(64).saturating_mul(3) / 2;
            let size = shown_size(a.photo.size(), Size::new(side, sheet.photo_side.max(64)));
            let (a, b) = (resize(a.photo, size), resize(b.photo, size));
            vec![composed(&a, &b, mode)]
        }
    }
}

/// The size a photo is shown at: as large as the room, yet not enlarged, unless it is too small to see.
fn shown_size(photo: Size, room: Size) -> Size {
    let fitted = fit(photo, room);
    if fitted.width <= photo.width {
        return fitted;
    }
    let long = photo.width.max(photo.height);
    if long >= 400 { photo } else { fit(photo, Size::new(400.min(room.width), 400.min(room.height))) }
}

/// One picture of two of one size.
fn composed(a: &Photo, b: &Photo, mode: Mode) -> Photo {
    let size = a.size();
    match mode {
        Mode::Difference => difference_picture(a, b).unwrap_or_else(|| a.clone()),
        Mode::Overlay { opacity } => {
            let weight = (opacity.clamp(0.0, 1.0) * 256.0).round() as u32;
            let mix =
                |(a, b): (&u8, &u8)| ((u32::from(*a) * (256 - weight) + u32::from(*b) * weight + 128) / 256) as u8;
            Photo::new(size, a.rgb().iter().zip(b.rgb()).map(mix).collect())
        }
        Mode::Slider { seam } => {
            let left = seam_column(seam, size.width) * 3;
            let row = size.width as usize * 3;
            let rows = a.rgb().chunks_exact(row).zip(b.rgb().chunks_exact(row));
            Photo::new(size, rows.flat_map(|(a, b)| a[..left].iter().chain(&b[left..])).copied().collect())
        }
        Mode::SideBySide => a.clone(),
    }
}

/// Columns left of the seam.
fn seam_column(seam: f64, width: u32) -> usize {
    (seam.clamp(0.0, 1.0) * f64::from(width)).round() as usize
}

/// Draws from the top down; `y` is how far it got.
struct Pen<'a> {
    sheet: &'a Sheet<'a>,
    plan: &'a Plan,
    palette: Palette,
    canvas: Canvas,
    y: f32,
}

impl<'a> Pen<'a> {
    fn new(sheet: &'a Sheet<'a>, plan: &'a Plan, height: u32) -> Self {
        let palette = sheet.look.palette();
        let width = plan.panel + 2.0 * 40.0 * plan.unit;
        let canvas = Canvas::new(width.ceil() as u32, height, palette.page);
        Self { sheet, plan, palette, canvas, y: 36.0 * plan.unit }
    }

    /// The whole sheet; returns its height.
    fn everything(&mut self) -> f32 {
        self.header();
        self.panel();
        self.verdict();
        self.notes();
        self.footer();
        self.y + 28.0 * self.u()
    }

    fn u(&self) -> f32 {
        self.plan.unit
    }

    fn left(&self) -> f32 {
        40.0 * self.u()
    }

    fn right(&self) -> f32 {
        self.left() + self.plan.panel
    }

    fn face(&self, weight: Weight, points: f32, color: Color) -> Face {
        Face::new(weight, points * self.u(), color)
    }

    /// View and patient on one line, the dates below.
    fn header(&mut self) {
        let (u, left, right) = (self.u(), self.left(), self.right());
        let title = self.face(Weight::SemiBold, 20.0, self.palette.text);
        let quiet = self.face(Weight::Regular, 13.0, self.palette.quiet);
        let view = if self.sheet.view.is_empty() { say!("sheet-comparison") } else { &self.sheet.view };
        self.y += 20.0 * u;
        let mut room = right - left;
        if let Some(patient) = &self.sheet.patient {
            let name = self.face(Weight::SemiBold, 14.0, self.palette.text);
            let words = name.cut(patient, room * 0.45);
            name.draw_right(&mut self.canvas, right, self.y, &words);
            room -= name.width(&words) + 24.0 * u;
        }
        let words = title.cut(view, room);
        title.draw(&mut self.canvas, left, self.y, &words);
        self.y += 22.0 * u;
        let words = quiet.cut(&self.dates(), right - left);
        quiet.draw(&mut self.canvas, left, self.y, &words);
        self.y += 18.0 * u;
    }

    /// "14 January 2026 and 6 May 2026, 112 days apart."
    fn dates(&self) -> String {
        if self.sheet.fixed.date.is_none() && self.sheet.moving.date.is_none() {
            return say!("sheet-dates-not-known").into();
        }
        let name = |side: &Side<'_>| long_date(side).unwrap_or_else(|| say!("sheet-name-not-known").into());
        let between = match self.sheet.days_between() {
            Some(0) => say!("sheet-same-day").to_owned(),
            Some(days) if days > 0 => say!("sheet-days-later", n = days),
            Some(days) => say!("sheet-days-earlier", n = -i64::from(days)),
            None => String::new(),
        };
        say!("sheet-dates", fixed = name(&self.sheet.fixed), moving = name(&self.sheet.moving), between = between)
    }

    /// The photos on neutral grey with their captions.
    fn panel(&mut self) {
        let (u, left) = (self.u(), self.left());
        let pad = 12.0 * u;
        let frames = &self.plan.frames;
        let tallest = frames.iter().map(|frame| frame.size().height).max().unwrap_or(0) as f32;
        let widths: f32 = frames.iter().map(|frame| frame.size().width as f32).sum();
        let legend = if self.sheet.shown_mode() == Mode::Difference { 34.0 * u } else { 0.0 };
        let second_line = [&self.sheet.fixed, &self.sheet.moving]
            .iter()
            .any(|side| !side.caption.is_empty() || side.damage.is_some());
        let height = pad + tallest + legend + if second_line { 56.0 } else { 40.0 } * u;
        let ground = Rect::new(left, self.y, self.plan.panel, height);
        self.canvas.fill(ground, 0.0, self.palette.surround, 1.0);
        // What room is left beside small photos is shared out evenly.
        let gap = (self.plan.panel - widths) / (frames.len() as f32 + 1.0);
        let top = (self.y + pad).round();
        let mut x = left + gap;
        let plan = self.plan;
        for (i, frame) in plan.frames.iter().enumerate() {
            let at = Rect::new(x.round(), top, frame.size().width as f32, frame.size().height as f32);
            self.canvas.photo(at.x as u32, at.y as u32, frame);
            self.on_photo(i, at);
            x += at.width + gap;
        }
        let below = top + tallest;
        if legend > 0.0 {
            self.legend(below);
        }
        self.captions(gap, below + legend);
        self.y += height + 16.0 * u;
    }

    /// Everything that lies on a photo: what is not covered, the seam, marks, warnings.
    fn on_photo(&mut self, index: usize, at: Rect) {
        let two = self.plan.frames.len() == 2;
        let sides: &[&Side<'_>] = match (two, index) {
            (true, 0) => &[&self.sheet.fixed],
            (true, _) => &[&self.sheet.moving],
            _ => &[&self.sheet.fixed, &self.sheet.moving],
        };
        let mode = self.sheet.shown_mode();
        for (nth, side) in sides.iter().enumerate() {
            if let Mode::Slider { seam } = mode
                && nth == 1
            {
                self.uncovered(side, at, seam_column(seam, at.width as u32) as u32);
            } else {
                self.uncovered(side, at, 0);
            }
        }
        if let Mode::Slider { seam } = mode {
            self.seam(at, seam);
        }
        self.marks(index, two, at);
        self.warnings(sides, at);
    }

    /// Hatches what a photo does not show, from column `first` on.
    fn uncovered(&mut self, side: &Side<'_>, at: Rect, first: u32) {
        let size = side.photo.size();
        let Some(cover) = side.cover.filter(|cover| cover.len() as u64 == size.area()) else { return };
        let hidden = |x: u32, y: u32| {
            let from =
                |v: u32, shown: f32, full: u32| ((f64::from(v) + 0.5) * f64::from(full) / f64::from(shown)) as u32;
            let (px, py) = (from(x, at.width, size.width), from(y, at.height, size.height));
            let (px, py) = (px.min(size.width - 1) as usize, py.min(size.height - 1) as usize);
            x >= first && cover[py * size.width as usize + px] < 128
        };
        self.canvas.hatch(at, 8.0 * self.plan.unit, self.palette.surround, self.palette.strong, hidden);
    }

    fn seam(&mut self, at: Rect, seam: f64) {
        let u = self.u();
        let x = f64::from(at.x) + seam_column(seam, at.width as u32) as f64;
        let ends = [Point::new(x, f64::from(at.y)), Point::new(x, f64::from(at.bottom()))];
        for (width, color, alpha) in [(4.0, [0; 3], 0.6), (2.0, [255; 3], 1.0)] {
            self.canvas.line(&ends, false, Stroke { width: width * u, color, alpha, dashes: None }, at);
        }
        let foot = Point::new(x, f64::from(at.bottom() - 24.0 * u));
        self.canvas.disc(foot, 11.0 * u, [0; 3], 0.6);
        self.canvas.disc(foot, 10.0 * u, [255; 3], 1.0);
        for turn in [-1.0, 1.0] {
            let arrow = [(3.0, -4.0), (7.0, 0.0), (3.0, 4.0)]
                .map(|(dx, dy)| foot + Point::new(dx * turn * f64::from(u), dy * f64::from(u)));
            self.canvas.line(&arrow, false, Stroke { width: 1.5 * u, color: [0x1A; 3], alpha: 1.0, dashes: None }, at);
        }
    }

    fn marks(&mut self, index: usize, two: bool, at: Rect) {
        let side = if index == 0 { &self.sheet.fixed } else { &self.sheet.moving };
        let size = side.photo.size();
        let scale =
            Point::new(f64::from(at.width) / f64::from(size.width), f64::from(at.height) / f64::from(size.height));
        let corner = Point::new(f64::from(at.x), f64::from(at.y));
        let placing = Placing { corner, scale, frame: at, unit: self.plan.unit };
        let mut pins = 0;
        for mark in &self.sheet.marks {
            let here = !two || mark.on == On::Both || (mark.on == On::Fixed) == (index == 0);
            if matches!(mark.shape, crate::model::Shape::Pin { .. }) {
                pins += 1;
            }
            if here {
                marks::draw(&mut self.canvas, mark, pins, placing);
            }
        }
    }

    /// Short tags in the photo's upper corner: damaged files, and alignments that somebody must check.
    fn warnings(&mut self, sides: &[&Side<'_>], at: Rect) {
        let u = self.u();
        let mut words: Vec<&str> = Vec::new();
        if sides.iter().any(|side| side.damage.is_some()) {
            words.push(say!("sheet-damaged-file"));
        }
        match self.sheet.alignment {
            Alignment::Check { .. } => words.push(say!("sheet-check-the-alignment")),
            Alignment::NotAligned { .. } => words.push(say!("sheet-not-aligned")),
            Alignment::Aligned { .. } => {}
        }
        let face = self.face(Weight::Medium, 12.0, CAUTION_ON_TAG);
        let mut y = at.y + 8.0 * u;
        for words in words {
            let words = face.cut(words, at.width - 48.0 * u);
            let tag = Rect::new(at.x + 8.0 * u, y, face.width(&words) + 34.0 * u, 22.0 * u);
            self.canvas.fill(tag, 4.0 * u, [0x1A; 3], 0.9);
            self.triangle(tag.x + 15.0 * u, tag.y + 11.0 * u, 12.0 * u, CAUTION_ON_TAG, tag);
            face.draw(&mut self.canvas, tag.x + 26.0 * u, tag.y + (tag.height + face.cap_height()) / 2.0, &words);
            y += 28.0 * u;
        }
    }

    /// The fixed scale of the difference, below the photo.
    fn legend(&mut self, below: f32) {
        let (u, left) = (self.u(), self.left());
        let face = self.face(Weight::Regular, 12.0, self.palette.quiet);
        let strong = self.face(Weight::SemiBold, 12.0, self.palette.text);
        let base = below + 22.0 * u;
        let x = strong.draw(&mut self.canvas, left + 14.0 * u, base, say!("sheet-colour-difference")) + 14.0 * u;
        let (width, height) = (220.0 * u, 10.0 * u);
        let bar = Rect::new(x, base - height + u, width, height);
        let ground = 128.0;
        for column in 0..width as i64 {
            let delta = (column as f32 + 0.5) / width * DELTA_E_TOP;
            let alpha = difference_opacity(delta);
            let color = difference_color(delta).map(|v| (ground + (f32::from(v) - ground) * alpha) as u8);
            self.canvas.fill(Rect::new((bar.x + column as f32).round(), bar.y, 1.0, bar.height), 0.0, color, 1.0);
        }
        for tick in [0.0, 5.0, 10.0, 15.0, 20.0f32] {
            let at = bar.x + tick / DELTA_E_TOP * width;
            let words = format!("{tick:.0}");
            let face = self.face(Weight::Regular, 10.0, self.palette.quiet);
            face.draw(&mut self.canvas, at - face.width(&words) / 2.0, base + 12.0 * u, &words);
        }
        let words = say!("sheet-fixed-scale", floor = format!("{DELTA_E_FLOOR:.0}"));
        let x = bar.right() + 20.0 * u;
        let words = face.cut(&words, self.right() - x - 12.0 * u);
        face.draw(&mut self.canvas, x, base, &words);
    }

    fn captions(&mut self, gap: f32, below: f32) {
        let u = self.u();
        if let [a, b] = &self.plan.frames[..] {
            let (wa, wb) = (a.size().width as f32, b.size().width as f32);
            let x = self.left() + gap;
            let (fixed, moving) = (&self.sheet.fixed, &self.sheet.moving);
            self.caption("A", fixed, x, below, wa.max(self.plan.panel / 2.0 - 2.0 * gap).min(wa + gap));
            self.caption("B", moving, x + wa + gap, below, wb + gap - 12.0 * u);
            return;
        }
        let room = (self.plan.panel - 3.0 * 14.0 * u) / 2.0;
        let (x, fixed, moving) = (self.left() + 14.0 * u, &self.sheet.fixed, &self.sheet.moving);
        self.caption("A", fixed, x, below, room);
        self.caption("B", moving, x + room + 14.0 * u, below, room);
    }

    /// A letter, the day, and what stands beside it.
    fn caption(&mut self, letter: &str, side: &Side<'_>, x: f32, below: f32, room: f32) {
        let u = self.u();
        let badge = Rect::new(x, below + 10.0 * u, 18.0 * u, 18.0 * u);
        self.canvas.fill(badge, 3.0 * u, LETTER.0, 1.0);
        let face = self.face(Weight::SemiBold, 12.0, LETTER.1);
        let middle = badge.x + (badge.width - face.width(letter)) / 2.0;
        face.draw(&mut self.canvas, middle, badge.y + (badge.height + face.cap_height()) / 2.0, letter);
        let date = self.face(Weight::SemiBold, 14.0, self.palette.text);
        let words = match long_date(side) {
            Some(words) if side.date_is_unsure => say!("sheet-date-unsure", date = words),
            Some(words) => words,
            None => say!("sheet-date-not-known").into(),
        };
        let at = x + 26.0 * u;
        let words = date.cut(&words, room - 26.0 * u);
        date.draw(&mut self.canvas, at, below + 24.0 * u, &words);
        let (words, color) = match &side.damage {
            Some(why) => (say!("sheet-damaged", why = words::told(why)), self.palette.failed),
            None => (side.caption.clone(), self.palette.quiet),
        };
        let quiet = self.face(Weight::Regular, 12.0, color);
        let words = quiet.cut(&words, room - 26.0 * u);
        quiet.draw(&mut self.canvas, at, below + 42.0 * u, &words);
    }

    /// The word on the alignment in a box of its own.
    fn verdict(&mut self) {
        let (u, left) = (self.u(), self.left());
        let (title, color, words) = match &self.sheet.alignment {
            Alignment::Aligned { detail } => (say!("sheet-aligned"), self.palette.good, detail.clone()),
            Alignment::Check { reasons, detail } => {
                let all = told(reasons).into_iter().chain((!detail.is_empty()).then(|| detail.clone()));
                (say!("sheet-check"), self.palette.caution, all.collect::<Vec<_>>().join("; "))
            }
            Alignment::NotAligned { reasons } => (
                say!("sheet-not-aligned"),
                self.palette.failed,
                say!("sheet-shown-as-taken", reasons = told(reasons).join("; ")),
            ),
        };
        let strong = self.face(Weight::SemiBold, 13.0, color);
        let plain = self.face(Weight::Regular, 13.0, self.palette.text);
        let text_x = left + 36.0 * u + strong.width(title) + 12.0 * u;
        let lines = plain.wrap(&words::sentence(&words), self.right() - text_x - 14.0 * u, 4);
        let height = 18.0 * u * lines.len().max(1) as f32 + 18.0 * u;
        let frame = Rect::new(left, self.y, self.plan.panel, height);
        self.canvas.outline(frame, 4.0 * u, u.max(1.0), self.palette.strong);
        let base = self.y + 22.5 * u;
        let middle = base - strong.cap_height() / 2.0;
        match self.sheet.alignment {
            Alignment::Aligned { .. } => self.check(left + 20.0 * u, middle, 14.0 * u, color, frame),
            Alignment::Check { .. } => self.triangle(left + 20.0 * u, middle, 14.0 * u, color, frame),
            Alignment::NotAligned { .. } => self.cross(left + 20.0 * u, middle, 14.0 * u, color, frame),
        }
        strong.draw(&mut self.canvas, left + 36.0 * u, base, title);
        for (i, line) in lines.iter().enumerate() {
            plain.draw(&mut self.canvas, text_x, base + 18.0 * u * i as f32, line);
        }
        self.y += height + 20.0 * u;
    }

    /// Notes in two columns, each as long as it may be.
    fn notes(&mut self) {
        let (u, left) = (self.u(), self.left());
        let gap = 32.0 * u;
        let columns = if self.sheet.notes.len() == 1 { 1 } else { 2 };
        let room = (self.plan.panel - gap * (columns - 1) as f32) / columns as f32;
        for row in self.sheet.notes.chunks(columns) {
            let mut lowest = self.y;
            for (i, note) in row.iter().enumerate() {
                let x = left + (room + gap) * i as f32;
                let heading = self.face(Weight::SemiBold, 13.0, self.palette.text);
                let words = heading.cut(&note.heading, room);
                heading.draw(&mut self.canvas, x, self.y + 12.0 * u, &words);
                let body = self.face(Weight::Regular, 13.0, self.palette.text);
                let mut y = self.y + 32.0 * u;
                for line in body.wrap(&note.text, room, NOTE_LINES) {
                    body.draw(&mut self.canvas, x, y, &line);
                    y += 18.0 * u;
                }
                lowest = lowest.max(y);
            }
            self.y = lowest + 8.0 * u;
        }
    }

    /// What was done to the pixels, whose they are by hash, and what made the sheet.
    fn footer(&mut self) {
        let (u, left, right) = (self.u(), self.left(), self.right());
        self.y += 4.0 * u;
        let rule = Rect::new(left, self.y.round(), self.plan.panel, u.max(1.0).round());
        self.canvas.fill(rule, 0.0, self.palette.line, 1.0);
        let strong = self.face(Weight::SemiBold, 11.0, self.palette.text);
        let plain = self.face(Weight::Regular, 11.0, self.palette.quiet);
        let column = left + self.plan.panel * 0.68;
        let base = self.y + 18.0 * u;
        strong.draw(&mut self.canvas, left, base, say!("sheet-done-to-pixels"));
        let mut y = base + 16.0 * u;
        let words = say!("sheet-not-for-diagnosis", done = self.sheet.done_to_pixels());
        for line in plain.wrap(&words, column - left - 24.0 * u, 6) {
            plain.draw(&mut self.canvas, left, y, &line);
            y += 15.0 * u;
        }
        let mut lines = vec![self.sheet.program.clone()];
        for (letter, side) in [("A", &self.sheet.fixed), ("B", &self.sheet.moving)] {
            if let Some(hash) = &side.sha256 {
                lines.push(format!("{letter}  SHA-256 {}", grouped(hash)));
            }
        }
        let mut right_y = base;
        for line in lines {
            let words = plain.cut(&line, right - column);
            plain.draw(&mut self.canvas, column, right_y, &words);
            right_y += 15.0 * u;
        }
        self.y = y.max(right_y) - 6.0 * u;
    }

    fn check(&mut self, x: f32, y: f32, size: f32, color: Color, clip: Rect) {
        let at = |dx: f32, dy: f32| Point::new(f64::from(x + dx * size), f64::from(y + dy * size));
        let stroke = self.icon_stroke(color);
        self.canvas.line(&[at(-0.45, 0.02), at(-0.12, 0.35), at(0.45, -0.35)], false, stroke, clip);
    }

    fn triangle(&mut self, x: f32, y: f32, size: f32, color: Color, clip: Rect) {
        let at = |dx: f32, dy: f32| Point::new(f64::from(x + dx * size), f64::from(y + dy * size));
        let stroke = self.icon_stroke(color);
        self.canvas.line(&[at(0.0, -0.48), at(0.52, 0.42), at(-0.52, 0.42)], true, stroke, clip);
        self.canvas.line(&[at(0.0, -0.14), at(0.0, 0.12)], false, stroke, clip);
        self.canvas.disc(at(0.0, 0.27), 0.9 * self.plan.unit, color, 1.0);
    }

    fn cross(&mut self, x: f32, y: f32, size: f32, color: Color, clip: Rect) {
        let at = |dx: f32, dy: f32| Point::new(f64::from(x + dx * size), f64::from(y + dy * size));
        let stroke = self.icon_stroke(color);
        let ring: Vec<Point> = (0..48)
            .map(|i| f64::from(i) * std::f64::consts::TAU / 48.0)
            .map(|t| {
                Point::new(
                    f64::from(x) + t.cos() * f64::from(size) * 0.5,
                    f64::from(y) + t.sin() * f64::from(size) * 0.5,
                )
            })
            .collect();
        self.canvas.line(&ring, true, stroke, clip);
        self.canvas.line(&[at(-0.2, -0.2), at(0.2, 0.2)], false, stroke, clip);
        self.canvas.line(&[at(-0.2, 0.2), at(0.2, -0.2)], false, stroke, clip);
    }

    fn icon_stroke(&self, color: Color) -> Stroke {
        Stroke { width: 1.4 * self.plan.unit, color, alpha: 1.0, dashes: None }
    }
}

/// "14 January 2026".
fn long_date(side: &Side<'_>) -> Option<String> {
    side.date.map(words::long_date)
}

/// The engine's reasons in the language of the sheet.
fn told(reasons: &[String]) -> Vec<String> {
    reasons.iter().map(|why| words::told(why)).collect()
}

/// The first twelve digits of a hash in groups of four.
fn grouped(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().take(12).collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
