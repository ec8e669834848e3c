//! Marks on the photos: the tool in hand, the chosen mark, what is hidden, and marks of other dates at the same skin.

mod drawn;
mod on_pane;

use std::collections::BTreeSet;

pub use drawn::Drawn;
use drawn::Mapped;

use super::action::Tab;
use super::{CompareScreen, Scene};
use crate::geom::Point;
use crate::model::{Edit, Mark, MarkId, MarkKind, Patient, PhotoChange, PhotoId, ScaleMarker, Shape, Target};
use crate::ui::canvas::{Editor, Tool};
use crate::ui::cx::Cx;
use crate::words::say;

/// What the screen remembers about marks.
#[derive(Debug)]
pub struct Marks {
    /// What the next mark stands for; `None` while marks are only chosen and moved.
    kind: Option<MarkKind>,
    /// How regions are drawn: freehand, polygon or ellipse.
    region: Tool,
    editor: Editor,
    /// The pane in which something was begun.
    pane: Option<usize>,
    /// The mark that keys and the inspector act on.
    chosen: Option<MarkId>,
    /// Kinds that are not shown.
    hidden: BTreeSet<MarkKind>,
    /// Marks of the last frame in the order in which Tab walks them.
    order: Vec<MarkId>,
    /// Marks of other dates in the last frame.
    pub carried: Vec<Drawn>,
    /// Where marks of the last frame stand in its frame.
    pub places: Vec<(MarkId, Point)>,
    /// The same while this frame is being drawn.
    next: (Vec<MarkId>, Vec<Drawn>, Vec<(MarkId, Point)>),
    mapped: Mapped,
    purpose: Purpose,
    /// A line of known length is asked for.
    pub scale: Option<ScaleDraft>,
    /// The words being typed for the chosen mark.
    pub words: Option<WordsDraft>,
    /// Words being put on the skin.
    text: Option<TextDraft>,
    /// Every value of the region in hand is listed.
    pub every_value: bool,
}

/// What the shape being drawn is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Purpose {
    /// A mark of the kind in hand.
    #[default]
    Mark,
    /// The scale of the photo.
    Scale,
    /// Words on the skin.
    Text,
}

/// A line whose length in millimetres is being asked for.
#[derive(Debug, Clone)]
pub struct ScaleDraft {
    /// The photo with the line.
    pub photo: PhotoId,
    /// Its ends.
    pub ends: [Point; 2],
    /// What was typed.
    pub typed: String,
}

/// What is being typed for a mark.
#[derive(Debug, Clone)]
pub struct WordsDraft {
    /// The mark.
    pub mark: MarkId,
    /// Its label.
    pub label: String,
    /// Its comment.
    pub comment: String,
    /// The comment is to get the cursor.
    pub focus: bool,
}

/// Words on their way onto the skin.
#[derive(Debug, Clone)]
struct TextDraft {
    photo: PhotoId,
    at: Point,
    typed: String,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            kind: None,
            region: Tool::Freehand,
            editor: Editor::default(),
            pane: None,
            chosen: None,
            hidden: BTreeSet::new(),
            order: Vec::new(),
            carried: Vec::new(),
            places: Vec::new(),
            next: Default::default(),
            mapped: Mapped::default(),
            purpose: Purpose::Mark,
            scale: None,
            words: None,
            text: None,
            every_value: false,
        }
    }
}

impl Marks {
    /// What the next mark stands for.
    pub fn kind(&self) -> Option<MarkKind> {
        self.kind.filter(|_| self.purpose == Purpose::Mark)
    }

    /// How regions are drawn.
    pub fn region(&self) -> Tool {
        self.region
    }

    /// Regions are drawn like this from now on.
    pub fn set_region(&mut self, region: Tool) {
        self.region = region;
        if let Some(kind) = self.kind().filter(|kind| is_region(*kind)) {
            self.take(kind);
        }
    }

    /// Marks of the last frame in the order in which Tab walks them.
    pub fn order(&self) -> &[MarkId] {
        &self.order
    }

    /// The chosen mark.
    pub fn chosen(&self) -> Option<MarkId> {
        self.chosen
    }

    /// Chooses a mark, or none.
    pub fn choose(&mut self, mark: Option<MarkId>) {
        self.chosen = mark;
    }

    /// True if marks of this family are shown.
    pub fn shows(&self, family: MarkKind) -> bool {
        !self.hidden.contains(&family)
    }

    /// Shows or hides a family.
    pub fn toggle(&mut self, family: MarkKind) {
        if !self.hidden.remove(&family) {
            self.hidden.insert(family);
        }
    }

    /// Puts the tool down.
    pub fn put_down(&mut self) {
        self.kind = None;
        self.purpose = Purpose::Mark;
        self.pane = None;
        self.editor.take(Tool::Select);
    }

    fn take(&mut self, kind: MarkKind) {
        self.put_down();
        self.kind = Some(kind);
        self.hidden.remove(&kind.family());
        self.editor.take(tool_of(kind, self.region));
    }

    /// The next line sets the scale of its photo.
    pub fn begin_scale(&mut self) {
        self.take(MarkKind::Ruler);
        self.purpose = Purpose::Scale;
    }

    /// The next press puts words on the skin.
    pub fn begin_text(&mut self) {
        self.take(MarkKind::Other);
        self.purpose = Purpose::Text;
        self.editor.take(Tool::Text);
    }

    /// True while words are to be put on the skin.
    pub fn is_writing(&self) -> bool {
        self.purpose == Purpose::Text
    }

    /// A new frame: forgets what the record no longer has, and hands over what the last frame showed.
    pub fn follow(&mut self, patient: &Patient) {
        (self.order, self.carried, self.places) = std::mem::take(&mut self.next);
        self.chosen = self.chosen.filter(|id| patient.marks.contains_key(id));
        if self.words.as_ref().is_some_and(|w| Some(w.mark) != self.chosen && patient.marks.contains_key(&w.mark)) {
            self.words = None;
        }
    }

    /// The next mark on the screen, or the one before, among those that `fits`.
    pub fn walk(&mut self, step: i32, fits: impl Fn(MarkId) -> bool) {
        let order: Vec<MarkId> = self.order.iter().copied().filter(|id| fits(*id)).collect();
        let n = order.len() as i32;
        if n == 0 {
            return;
        }
        let at = self.chosen.and_then(|id| order.iter().position(|o| *o == id));
        let to = match at {
            Some(i) => (i as i32 + step).rem_euclid(n),
            None if step > 0 => 0,
            None => n - 1,
        };
        self.chosen = order.get(to as usize).copied();
    }

    /// What the tool in hand does.
    pub fn hint(&self) -> Option<String> {
        let kind = self.kind?;
        let words = match self.editor.tool() {
            Tool::Select => return None,
            Tool::Freehand => say!("draw-around-it"),
            Tool::Polygon => say!("click-the-corners"),
            Tool::Ellipse => say!("drag-a-box"),
            Tool::Square => say!("click-untreated-skin"),
            Tool::Pin => say!("click-to-place"),
            Tool::Line if self.purpose == Purpose::Scale => say!("drag-known-length"),
            Tool::Line => say!("drag-end-to-end"),
            Tool::Text => say!("click-for-words"),
        };
        let name = match self.purpose {
            Purpose::Mark => kind.name(),
            Purpose::Scale => say!("scale"),
            Purpose::Text => say!("text-tool"),
        };
        Some(say!("tool-hint", name = name, words = words))
    }
}

/// True for kinds that are areas of skin.
fn is_region(kind: MarkKind) -> bool {
    matches!(
        kind.family(),
        MarkKind::Redness | MarkKind::Healing | MarkKind::Pigment | MarkKind::Lesion | MarkKind::Other
    )
}

fn tool_of(kind: MarkKind, region: Tool) -> Tool {
    match kind.family() {
        MarkKind::Reference => Tool::Square,
        MarkKind::Scar | MarkKind::Note => Tool::Pin,
        MarkKind::Ruler => Tool::Line,
        _ => region,
    }
}

impl CompareScreen {
    /// Takes the tool of a kind into the hand, or puts it down if it is there.
    pub(super) fn take_tool(&mut self, cx: &Cx<'_>, kind: MarkKind) {
        if self.marks.kind() == Some(kind) {
            return self.marks.put_down();
        }
        self.get_ready();
        self.marks.take(kind);
        self.canvas.take_keys = true;
        if kind.is_scar()
            && let Some((patient, choice)) = cx.app.patient().zip(self.choice.clone())
        {
            self.begin_ledger(patient, [choice.a, choice.b]);
        }
    }

    /// The next line sets the scale.
    pub(super) fn take_scale(&mut self) {
        self.get_ready();
        self.marks.begin_scale();
    }

    /// The next press puts words on the skin.
    pub(super) fn take_text(&mut self) {
        self.get_ready();
        self.marks.begin_text();
    }

    /// Whatever else had the pointer lets go.
    pub(super) fn get_ready(&mut self) {
        self.show.marks = true;
        self.tab = Tab::Marks;
        if self.landmarks.is_on() {
            self.toggle_landmarks();
        }
        if self.skin.is_on() {
            self.toggle_skin();
        }
        self.drop_target();
        if self.mode == super::Mode::Grid {
            self.mode = super::Mode::SideBySide;
        }
    }

    /// True while the left button belongs to a tool.
    pub(super) fn hand_is_busy(&self) -> bool {
        self.landmarks.is_on() || self.skin.is_on() || self.target.is_on() || self.marks.editor.takes_pointer()
    }

    /// Deletes the chosen landmark or mark.
    pub(super) fn delete_chosen(&mut self, cx: &mut Cx<'_>) {
        if self.delete_chosen_landmark(cx) {
            return;
        }
        if let Some(id) = self.marks.chosen.take() {
            cx.edit(Edit::RemoveMark { id });
        }
    }

    pub(super) fn has_something_to_delete(&self) -> bool {
        self.marks.chosen.is_some() || self.landmarks.is_on()
    }

    /// Esc: what was begun first, then the tool, then the choice.
    pub(super) fn leave_tool(&mut self) {
        if self.marks.text.take().is_some() || self.leave_landmarks() || self.leave_skin() || self.leave_target() {
            return;
        }
        if self.marks.editor.is_busy() {
            let tool = self.marks.editor.tool();
            self.marks.editor.take(tool);
            self.marks.pane = None;
        } else if self.marks.kind.is_some() {
            self.marks.put_down();
        } else {
            self.marks.chosen = None;
        }
    }

    pub(super) fn has_something_to_leave(&self) -> bool {
        let marks = &self.marks;
        let drawing = marks.kind.is_some() || marks.editor.is_busy() || marks.text.is_some();
        self.landmarks.is_on() || self.skin.is_on() || self.target.is_on() || drawing || marks.chosen.is_some()
    }

    /// How many marks the photos of the pair carry.
    pub(super) fn marks_listed(&self, scene: &Scene<'_>) -> usize {
        let pair = [scene.choice.a, scene.choice.b];
        scene.patient.marks.values().filter(|m| pair.contains(&m.photo)).count()
    }

    /// Takes a mark of another date over to the photo that it is shown on, at the same skin.
    pub(super) fn adopt(&mut self, cx: &mut Cx<'_>, drawn: &Drawn) {
        let adopted = Mark {
            id: MarkId::new(),
            photo: drawn.on,
            shape: drawn.in_photo.clone(),
            severity: None,
            comment: String::new(),
            adopted_from: Some(drawn.mark.id),
            ..drawn.mark.clone()
        };
        self.marks.chosen = Some(adopted.id);
        cx.edit(Edit::AddMark(adopted));
    }

    /// A shape was drawn on `photo`, in its pixels.
    fn made(&mut self, cx: &mut Cx<'_>, photo: PhotoId, shape: Shape) {
        match (self.marks.purpose, shape) {
            (Purpose::Scale, Shape::Line { from, to }) => {
                self.marks.scale = Some(ScaleDraft { photo, ends: [from, to], typed: String::new() });
                self.marks.put_down();
                self.inspector = Some(true);
            }
            (Purpose::Text, Shape::Text { at, .. }) => {
                self.marks.text = Some(TextDraft { photo, at, typed: String::new() });
                self.marks.put_down();
            }
            (_, shape) => self.add(cx, photo, shape),
        }
    }

    fn add(&mut self, cx: &mut Cx<'_>, photo: PhotoId, shape: Shape) {
        let kind = self.marks.kind.unwrap_or(MarkKind::Other);
        let adopted_from = if kind.is_scar() { self.scar_expected_at(cx, photo, &shape) } else { None };
        let mark = Mark {
            id: MarkId::new(),
            photo,
            kind,
            shape,
            severity: None,
            label: String::new(),
            comment: String::new(),
            adopted_from,
        };
        self.marks.chosen = Some(mark.id);
        if kind == MarkKind::Note {
            let words = WordsDraft { mark: mark.id, label: String::new(), comment: String::new(), focus: true };
            self.marks.words = Some(words);
            self.inspector = Some(true);
        }
        cx.edit(Edit::AddMark(mark));
        // Scars and patches come in numbers; everything else is drawn once.
        if !kind.is_scar() && kind != MarkKind::Reference {
            self.marks.put_down();
        }
    }

    /// Says how long the line of the scale is.
    pub(super) fn set_scale(&mut self, cx: &mut Cx<'_>, draft: &ScaleDraft, mm: f64) {
        let [from, to] = draft.ends;
        cx.edit(scale_edit(draft.photo, Some(ScaleMarker { from, to, mm })));
        self.marks.scale = None;
    }
}

/// The edit that sets the scale of a photo, or takes it away.
pub(super) fn scale_edit(id: PhotoId, scale: Option<ScaleMarker>) -> Edit {
    Edit::SetPhoto(PhotoChange { scale: Some(scale), ..PhotoChange::of(id) })
}

/// The edit that says where the card or chart of a photo lies, or forgets it.
pub(super) fn target_edit(id: PhotoId, target: Option<Target>) -> Edit {
    Edit::SetPhoto(PhotoChange { target: Some(target), ..PhotoChange::of(id) })
}
