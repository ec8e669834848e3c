//! The main screen: two photos of the same skin, aligned, with notes and marks beside them.
//!
//! The earlier photo is always the fixed one: every mode but raw shows both photos in its frame. A pair that the engine
//! refuses is shown as it was taken, and says so; one to be checked carries its doubts in a banner.

pub mod action;
mod canvas;
mod choice;
mod export;
mod grade;
mod inspector;
mod keys;
mod landmarks;
mod ledger;
mod marks;
mod matching;
mod measuring;
pub(super) mod pair;
mod skin;
mod strip;
mod target;
mod toolbar;
mod verdict;
mod words;

use egui::Ui;

pub use action::{Action, Mode, Tab};
use canvas::CanvasState;
pub(super) use canvas::layer;
use choice::{Choice, Side};
use export::ExportDialog;
use inspector::{Notes, Scales};
use landmarks::Landmarks;
use ledger::LedgerView;
use marks::Marks;
use matching::Matched;
use measuring::Look;
use pair::{Meshes, Pair};
use skin::Skin;
use strip::StripSize;
use target::TargetTool;

use crate::app::{App, Command};
use crate::model::{Patient, PatientId, PhotoId};
use crate::ui::canvas::Views;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::treatment_form::TreatmentForm;
use crate::ui::widgets;
use crate::words::say;

/// What the screen remembers between frames.
pub struct CompareScreen {
    patient: Option<PatientId>,
    choice: Option<Choice>,
    mode: Mode,
    show: Show,
    /// The panes of a pair: A and B, or one frame for both.
    views: Views,
    canvas: CanvasState,
    meshes: Meshes,
    marks: Marks,
    landmarks: Landmarks,
    skin: Skin,
    target: TargetTool,
    matched: Matched,
    ledger: LedgerView,
    notes: Notes,
    scales: Scales,
    treatment: TreatmentForm,
    tab: Tab,
    inspector: Option<bool>,
    strip: Option<StripSize>,
    strip_shows: Option<PhotoId>,
    export: Option<ExportDialog>,
    status: Status,
    /// Why the last key did nothing, until the next one.
    said: Option<&'static str>,
}

/// What lies over the photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Show {
    marks: bool,
    trust: bool,
    raw: bool,
    notes: bool,
    loupe: bool,
}

/// What the screen has to say in the status bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// What the tool in hand does: “Scar: click to place, Esc to leave”.
    pub hint: Option<String>,
    /// Magnification in percent of one photo pixel to one screen pixel.
    pub zoom_percent: Option<f64>,
    /// Zoom and pan of the two photos are apart.
    pub unlinked: bool,
    /// The alignment's error: “median 0.4 px, p95 0.9 px (0.07 mm)”, or how far it has come.
    pub alignment: Option<String>,
    /// What was done to the display: “Exposure matched +0.3 EV”.
    pub display: Option<String>,
}

/// What a frame shows: looked up once, at its beginning.
struct Scene<'a> {
    patient: &'a Patient,
    choice: Choice,
    pair: Pair,
    /// What is measured on it.
    measured: Look,
    /// The dates of the grid; empty in other modes.
    grid: Vec<PhotoId>,
}

impl Scene<'_> {
    /// Millimetres a pixel of a photo, once a scale is set in it.
    fn mm_per_px(&self, photo: PhotoId) -> Option<f64> {
        self.patient.photos.get(&photo)?.mm_per_px()
    }
}

impl Default for CompareScreen {
    fn default() -> Self {
        Self {
            patient: None,
            choice: None,
            mode: Mode::SideBySide,
            show: Show { marks: true, trust: true, raw: false, notes: false, loupe: false },
            views: Views::default(),
            canvas: CanvasState::default(),
            meshes: Meshes::default(),
            marks: Marks::default(),
            landmarks: Landmarks::default(),
            skin: Skin::default(),
            target: TargetTool::default(),
            matched: Matched::default(),
            ledger: LedgerView::default(),
            notes: Notes::default(),
            scales: Scales::default(),
            treatment: TreatmentForm::default(),
            tab: Tab::Notes,
            inspector: None,
            strip: None,
            strip_shows: None,
            export: None,
            status: Status::default(),
            said: None,
        }
    }
}

impl CompareScreen {
    /// Shows the screen in what is left of `ui`.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.meshes.next_frame();
        self.status = Status::default();
        let app = cx.app;
        let Some(patient) = app.patient() else { return self.no_patient_ui(ui) };
        self.follow(app, patient);
        if self.choice.is_none() {
            return no_photos_ui(ui, cx);
        }
        self.keys(ui, cx);
        let Some(mut scene) = self.scene(cx, patient) else { return };
        self.match_display(cx, &mut scene);
        let scene = scene;
        if let Some(session) = patient.photos.get(&scene.choice.b).map(|p| p.session) {
            let now = ui.input(|i| i.time);
            self.notes.follow(cx, patient, session, now);
            self.treatment.follow(cx, patient, session, now);
        }
        self.toolbar_ui(ui, cx, &scene);
        self.inspector_ui(ui, cx, &scene);
        self.strip_ui(ui, cx, &scene);
        self.canvas_ui(ui, cx, &scene);
        self.export_ui(ui, cx, &scene);
        self.status_of(&scene);
    }

    /// The view that is compared.
    pub fn view(&self) -> Option<crate::model::View> {
        self.choice.as_ref().map(|choice| choice.view.clone())
    }

    /// What the status bar may say about the last frame.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Sends what was typed and not saved yet. To be called before another patient opens, and before the window closes.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.notes.flush(cx);
        self.treatment.flush(cx);
        self.flush_words(cx);
    }

    /// Fills the treatment of B's session as the one before it.
    pub fn as_last_time(&mut self, cx: &mut Cx<'_>) {
        if let Some(patient) = cx.app.patient() {
            self.open_tab(Tab::Treatment);
            self.treatment.as_last_time(cx, patient);
        }
    }

    /// Shows two photos beside each other, the earlier one as A, with `tab` open if one is asked for.
    pub fn show_pair(&mut self, cx: &mut Cx<'_>, a: PhotoId, b: PhotoId, tab: Option<Tab>) {
        let Some(patient) = cx.app.patient() else { return };
        self.follow(cx.app, patient);
        self.choose(cx, |choice, patient| {
            choice.set(patient, Side::B, b);
            choice.set(patient, Side::A, a);
        });
        if let Some(tab) = tab {
            self.open_tab(tab);
        }
    }

    /// Does what a button, a key or the palette asks for.
    pub fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        self.said = None;
        match action {
            Action::Mode(mode) => self.mode = mode,
            Action::StepB(n) if self.mode == Mode::Grid => self.canvas.grid.step(n),
            Action::StepB(n) => self.choose(cx, |choice, patient| choice.step(patient, Side::B, n)),
            Action::StepA(n) => self.choose(cx, |choice, patient| choice.step(patient, Side::A, n)),
            Action::StepView(n) => self.choose(cx, |choice, patient| choice.step_view(patient, n)),
            Action::Baseline => self.choose(cx, Choice::baseline),
            Action::Latest => self.choose(cx, Choice::latest),
            Action::SameDay => self.same_day(cx),
            Action::GridOrder => self.canvas.grid.by_days = !self.canvas.grid.by_days,
            Action::Swap => self.choose(cx, |choice, _| choice.swap()),
            Action::Link => self.views.set_linked(!self.views.linked()),
            Action::Marks => self.show.marks = !self.show.marks,
            Action::Trust => self.show.trust = !self.show.trust,
            Action::Raw => self.show.raw = !self.show.raw,
            Action::NotesOnPhoto => self.show.notes = !self.show.notes,
            Action::Loupe => self.show.loupe = !self.show.loupe,
            Action::Zoom100 | Action::Fill | Action::Fit | Action::ZoomIn | Action::ZoomOut => self.canvas.ask(action),
            Action::More => self.adjust(cx, 1.0),
            Action::Less => self.adjust(cx, -1.0),
            Action::Landmarks => self.toggle_landmarks(),
            Action::SkinArea => self.toggle_skin(),
            Action::Draw(kind) => self.take_tool(cx, kind),
            Action::NextMark => self.walk_marks(cx, 1),
            Action::PreviousMark => self.walk_marks(cx, -1),
            Action::Scar(state) => self.observe(cx, state),
            Action::Accept => self.accept(cx),
            Action::Delete => self.delete_chosen(cx),
            Action::Leave => self.leave_tool(),
            Action::OpenChosen => self.open_chosen(cx),
            Action::Tab(tab) => self.open_tab(tab),
            Action::Inspector => self.canvas.fold_inspector = true,
            Action::Strip => self.canvas.fold_strip = true,
            Action::Export => self.export = Some(ExportDialog::new(self.mode)),
        }
    }

    /// Changes which photos are compared.
    fn choose(&mut self, cx: &mut Cx<'_>, change: impl FnOnce(&mut Choice, &Patient)) {
        let app = cx.app;
        if let (Some(choice), Some(patient)) = (&mut self.choice, app.patient()) {
            change(choice, patient);
        }
    }

    /// B beside the same day after another treatment.
    fn same_day(&mut self, cx: &mut Cx<'_>) {
        let mut found = false;
        self.choose(cx, |choice, patient| found = choice.compare_same_day(patient));
        if !found {
            self.said = Some(say!("no-photo-of-this-view-was"));
        } else if self.mode == Mode::Grid {
            self.mode = Mode::SideBySide;
        }
    }

    /// Stays with the record: another patient, photos that came or went.
    fn follow(&mut self, app: &App, patient: &Patient) {
        if self.patient != Some(patient.id) {
            let (inspector, strip, show) = (self.inspector, self.strip, self.show);
            *self = Self { patient: Some(patient.id), inspector, strip, ..Self::default() };
            self.show = Show { raw: false, ..show };
        }
        self.choice = match &self.choice {
            Some(choice) => choice.followed(patient),
            None => app.best_opening().map(|(view, a, b)| Choice { view, a, b }),
        };
        self.marks.follow(patient);
    }

    fn scene<'a>(&mut self, cx: &mut Cx<'_>, patient: &'a Patient) -> Option<Scene<'a>> {
        let choice = self.choice.clone()?;
        let pair = Pair::look(cx, &mut self.meshes, patient, choice.a, choice.b)?;
        let most = self.canvas.grid.most;
        let grid = match self.mode {
            Mode::Grid if self.canvas.grid.by_days => choice.grid_by_days(patient, most),
            Mode::Grid => choice.grid(patient, most),
            _ => Vec::new(),
        };
        let measured = Look::of(cx, choice.a, choice.b);
        Some(Scene { patient, choice, pair, measured, grid })
    }

    /// The mode in which this frame is shown: one photo alone has only one.
    fn effective_mode(&self, scene: &Scene<'_>) -> Mode {
        match self.mode {
            _ if scene.pair.key.is_none() => Mode::SideBySide,
            Mode::Grid if scene.grid.len() < 2 => Mode::SideBySide,
            mode => mode,
        }
    }

    fn open_tab(&mut self, tab: Tab) {
        self.tab = tab;
        self.inspector = Some(true);
        match tab {
            Tab::Notes => self.notes.ask_focus(),
            Tab::Scales => self.scales.ask_focus(),
            Tab::Treatment => self.treatment.ask_focus(),
            Tab::Marks => {}
        }
    }

    /// Slider, opacity or blink a step further.
    fn adjust(&mut self, cx: &mut Cx<'_>, sign: f32) {
        match self.mode {
            Mode::Slider => self.canvas.seam = (self.canvas.seam + f64::from(sign) * 0.02).clamp(0.0, 1.0),
            Mode::Overlay => self.canvas.opacity = (self.canvas.opacity + sign * 0.05).clamp(0.0, 1.0),
            Mode::Blink => {
                let mut settings = cx.app.settings().clone();
                // More is faster: a shorter time for each photo.
                settings.blink_secs = ((settings.blink_secs - sign * 0.1) * 10.0).round() / 10.0;
                settings.blink_secs = settings.blink_secs.clamp(0.4, 2.0);
                cx.send(Command::Settings(settings));
            }
            _ => {}
        }
    }

    fn no_patient_ui(&mut self, ui: &mut Ui) {
        self.patient = None;
        self.choice = None;
        widgets::central(ui, false, |ui| {
            let words = say!("choose-a-patient-to-compare-photos");
            widgets::empty_state(ui, icons::USERS, say!("no-patient-is-open"), words, |_| {});
        });
    }

    fn status_of(&mut self, scene: &Scene<'_>) {
        self.status.unlinked = !self.views.linked();
        self.status.hint = self.hint();
        let mm = scene.mm_per_px(scene.pair.moving.id);
        self.status.alignment = match &scene.pair.alignment {
            pair::Alignment::Single => None,
            pair::Alignment::Waiting(fraction, _) => {
                Some(say!("aligning-share", fraction = crate::words::number(format!("{:.0}", fraction * 100.0))))
            }
            pair::Alignment::Failed(_) => Some(say!("not-aligned-small").to_owned()),
            pair::Alignment::Found(_) if self.show.raw => Some(say!("raw-photos").to_owned()),
            pair::Alignment::Found(found) => match found.registration.verdict {
                crate::align::Verdict::Refused => Some(say!("not-aligned-small").to_owned()),
                _ => {
                    let residual = found.registration.residual_px;
                    let p95 = words::error(residual.p95, mm);
                    Some(say!(
                        "median-px-p95",
                        median = crate::words::number(format!("{:.1}", residual.median)),
                        p95 = p95
                    ))
                }
            },
        };
    }

    /// What the tool in hand does.
    fn hint(&self) -> Option<String> {
        let said = || self.said.map(str::to_owned);
        let skin = || self.skin.hint().map(str::to_owned);
        self.landmarks.hint().or_else(skin).or_else(|| self.target.hint()).or_else(|| self.marks.hint()).or_else(said)
    }
}

/// A patient without photos: what to do next.
fn no_photos_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::central(ui, false, |ui| {
        let words = say!("drop-photos-into-this-window-or");
        widgets::empty_state(ui, icons::IMAGES, say!("no-photos-yet"), words, |ui| {
            let button =
                widgets::Button::primary(say!("import-photos")).icon(icons::TRAY_ARROW_DOWN).key("Ctrl+I").main();
            if ui.add(button).clicked() {
                cx.ask(crate::ui::cx::DialogRequest::ImportPhotos);
            }
        });
    });
}
