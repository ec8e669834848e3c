//! The compare screen on a bench: a library in a temporary folder, the running program, no window.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use jiff::civil::date;
use skinlapse::app::settings::Folders;
use skinlapse::app::{App, Command, ImportCommand};
use skinlapse::geom::Size;
use skinlapse::model::{
    Edit, Integrity, Patient, PatientFacts, PatientId, PhotoRecord, Session, SessionId, SkinState, Treatment, View,
};
use skinlapse::monitor::Silent;
use skinlapse::store::{Library, Writer};
use skinlapse::ui::cx::{Cx, DialogRequest};
use skinlapse::ui::screens::compare::CompareScreen;
use skinlapse::ui::textures::Textures;
use skinlapse::ui::theme::{Theme, apply};

/// Size of the photos.
pub const SIZE: Size = Size::new(360, 270);

/// What a frame needs and leaves.
pub struct Bench {
    pub app: App,
    pub screen: CompareScreen,
    pub textures: Textures,
    pub dialogs: Vec<DialogRequest>,
    /// Commands of the last frame.
    pub commands: Vec<Command>,
    /// False: commands of the screen are not carried out.
    pub obeys: bool,
    /// False: finished work is not taken, and none is begun ahead of need.
    pub polls: bool,
    ticks: mpsc::Receiver<()>,
}

pub type Shown = Harness<'static, Bench>;

impl Bench {
    /// The clinician's window.
    pub fn clinician(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        self.textures.begin_frame(&ctx);
        if self.polls {
            self.app.poll();
        }
        let mut commands = Vec::new();
        let keys = !ctx.text_edit_focused();
        let mut cx = Cx {
            app: &self.app,
            commands: &mut commands,
            textures: &mut self.textures,
            dialogs: &mut self.dialogs,
            keys,
        };
        self.screen.ui(ui, &mut cx);
        self.commands = commands.clone();
        if self.obeys {
            commands.into_iter().for_each(|command| self.app.dispatch(command));
        }
    }

    /// The patient's window.
    pub fn patient_window(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        self.textures.begin_frame(&ctx);
        self.app.poll();
        let mut commands = Vec::new();
        let mut cx = Cx {
            app: &self.app,
            commands: &mut commands,
            textures: &mut self.textures,
            dialogs: &mut self.dialogs,
            keys: false,
        };
        self.screen.patient_window_ui(ui, &mut cx);
        commands.into_iter().for_each(|command| self.app.dispatch(command));
    }

    pub fn patient(&self) -> &Patient {
        self.app.patient().expect("a patient is open")
    }
}

/// A photo of a skin with `seed`, moved by (`dx`, `dy`) pixels: soft spots on a soft ground.
pub fn skin(seed: u64, dx: f64, dy: f64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let spots: Vec<[f64; 4]> = (0..420)
        .map(|_| [next() * 440.0 - 40.0 + dx, next() * 350.0 - 40.0 + dy, 1.5 + 4.0 * next() * next(), next() - 0.45])
        .collect();
    let (w, h) = (SIZE.width as usize, SIZE.height as usize);
    let mut plane = vec![0.0_f64; w * h];
    for [cx, cy, sigma, weight] in spots {
        let reach = (3.0 * sigma).ceil();
        for y in ((cy - reach).max(0.0) as usize)..((cy + reach).clamp(0.0, h as f64) as usize) {
            for x in ((cx - reach).max(0.0) as usize)..((cx + reach).clamp(0.0, w as f64) as usize) {
                let d2 = (x as f64 - cx).powi(2) + (y as f64 - cy).powi(2);
                plane[y * w + x] += weight * (-d2 / (2.0 * sigma * sigma)).exp();
            }
        }
    }
    let level = |v: f64, base: f64| (base - 70.0 * v).clamp(0.0, 255.0) as u8;
    plane.into_iter().flat_map(|v| [level(v, 205.0), level(v, 150.0), level(v, 130.0)]).collect()
}

/// One photo of the library to be made.
pub struct Shot {
    pub day: i64,
    pub view: &'static str,
    pub rgb: Vec<u8>,
    pub damaged: bool,
}

impl Shot {
    pub fn new(day: i64, view: &'static str, rgb: Vec<u8>) -> Self {
        Self { day, view, rgb, damaged: false }
    }
}

/// Makes a library with one patient, treated on day 0.
pub fn library(home: &Path, shots: &[Shot]) -> PatientId {
    let writer = Writer { device: "bench".parse().unwrap(), who: "dr1".into() };
    let library = Library::create(&home.join("clinic"), &writer).unwrap();
    let id = PatientId::new();
    let mut edits = vec![Edit::SetPatient(PatientFacts { name: "Ada Berg".into(), ..PatientFacts::default() })];
    let mut days: Vec<i64> = shots.iter().map(|s| s.day).collect();
    days.dedup();
    for day in days {
        let session = SessionId::new();
        let when = date(2026, 1, 14).saturating_add(jiff::Span::new().days(day));
        let treatment = (day == 0).then(Treatment::default);
        edits.push(Edit::AddSession(Session {
            id: session,
            date: when,
            title: String::new(),
            skin: SkinState::Clean,
            treatment,
        }));
        for shot in shots.iter().filter(|s| s.day == day) {
            edits.push(Edit::AddPhoto(photo(&library, home, session, shot)));
        }
    }
    library.append(id, edits.into_iter().map(|edit| (edit, None)).collect()).unwrap();
    id
}

fn photo(library: &Library, home: &Path, session: SessionId, shot: &Shot) -> PhotoRecord {
    let file = home.join("shot.png");
    image::save_buffer(&file, &shot.rgb, SIZE.width, SIZE.height, image::ColorType::Rgb8).unwrap();
    let sha256 = library.add_photo(&file, "png", &Silent).unwrap().sha256;
    let integrity = if shot.damaged { Integrity::Damaged("it ends early".into()) } else { Integrity::Intact };
    PhotoRecord { integrity, ..PhotoRecord::new(session, (sha256, "png"), SIZE, View::new(shot.view)) }
}

/// Opens the patient on the bench, `width` × `height` points large.
pub fn open(home: &Path, patient: PatientId, width: f32, height: f32) -> Shown {
    let mut shown = closed(home, width, height);
    shown.state_mut().app.dispatch(Command::OpenPatient(patient));
    until(&mut shown, |bench| bench.app.patient().is_some());
    shown.run_steps(3);
    shown
}

/// Opens the patient on a bench where nothing is computed but what the test asks for.
pub fn open_idle(home: &Path, patient: PatientId, width: f32, height: f32) -> Shown {
    let mut shown = closed(home, width, height);
    let bench = shown.state_mut();
    bench.obeys = false;
    // While photos are looked through, nothing is aligned ahead of need.
    bench.app.dispatch(Command::Import(ImportCommand::Add(Vec::new())));
    bench.app.dispatch(Command::Import(ImportCommand::IntoPatient(patient)));
    until(&mut shown, |bench| bench.app.patient().is_some());
    shown.run_steps(3);
    shown
}

/// The library is open, no patient is.
fn closed(home: &Path, width: f32, height: f32) -> Shown {
    let (sender, ticks) = mpsc::channel();
    let sender = Mutex::new(sender);
    let wake = Arc::new(move || {
        // The receiver is gone when the test is over.
        let _ = sender.lock().unwrap().send(());
    });
    let mut app = App::new(Folders::below(home), wake);
    app.dispatch(Command::OpenLibrary(home.join("clinic")));
    let bench = Bench {
        app,
        screen: CompareScreen::default(),
        textures: Textures::new(64 << 20),
        dialogs: Vec::new(),
        commands: Vec::new(),
        obeys: true,
        polls: true,
        ticks,
    };
    let mut shown = Harness::builder()
        .with_size([width, height])
        .with_step_dt(0.1)
        .with_context_setup(|ctx| apply(ctx, Theme::Dark, 1.0))
        .build_ui_state(|ui, bench: &mut Bench| bench.clinician(ui), bench);
    until(&mut shown, |bench| bench.app.library().is_some());
    shown
}

/// Frames until `done`; between them the program's own wake ends the wait.
pub fn until(shown: &mut Shown, done: impl Fn(&Bench) -> bool) {
    for _ in 0..2_000 {
        shown.run_steps(1);
        if done(shown.state()) {
            return;
        }
        let _ = shown.state().ticks.recv_timeout(Duration::from_millis(40));
    }
    let app = &shown.state().app;
    panic!("never came true; library refused: {:?}; notices: {:?}", app.refusal(), app.notices());
}

/// Frames until something with this label is on the screen.
pub fn until_seen(shown: &mut Shown, label: &str) {
    for _ in 0..2_000 {
        shown.run_steps(1);
        if shown.query_all_by_label_contains(label).next().is_some() {
            return;
        }
        let _ = shown.state().ticks.recv_timeout(Duration::from_millis(40));
    }
    panic!("“{label}” never came");
}

/// A key, and the frames it needs.
pub fn press(shown: &mut Shown, key: egui::Key) {
    shown.key_press(key);
    shown.run_steps(3);
}

/// A key with modifiers, and the frames it needs.
pub fn press_with(shown: &mut Shown, modifiers: egui::Modifiers, key: egui::Key) {
    shown.key_press_modifiers(modifiers, key);
    shown.run_steps(3);
}

/// Ends the program, and reads the patient from the disk.
pub fn from_disk(shown: Shown, home: &Path, id: PatientId) -> Patient {
    let mut bench = shown.into_state();
    bench.app.finish();
    drop(bench);
    let root: PathBuf = home.join("clinic");
    let writer = Writer { device: "reader".parse().unwrap(), who: String::new() };
    Library::open_read_only(&root, &writer).unwrap().load(id).unwrap().patient
}
