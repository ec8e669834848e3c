//! A window in a folder of its own, with a small clinic in it.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use egui_kittest::Harness;
use skinlapse::app::settings::{Folders, Settings};
use skinlapse::app::{App, Command};
use skinlapse::model::{Course, Edit, PatientFacts};
use skinlapse::ui::keymap::Place;
use skinlapse::ui::shell::Shell;
use skinlapse::ui::theme::{Theme, apply};

/// A folder for one window. The folder goes when this goes.
pub struct Desk {
    home: tempfile::TempDir,
    tick: Mutex<Sender<()>>,
    ticks: Receiver<()>,
}

/// The window without a library.
pub fn shown(desk: &Desk) -> Harness<'static, Shell> {
    desk.shown(1600.0, 1000.0, 1.0)
}

impl Desk {
    /// An empty folder.
    pub fn new() -> Self {
        let (tick, ticks) = channel();
        Self { home: tempfile::tempdir().unwrap(), tick: Mutex::new(tick), ticks }
    }

    /// Everything this window wrote.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    /// Where the clinic's library lies.
    pub fn library(&self) -> PathBuf {
        self.home.path().join("clinic")
    }

    fn shown(&self, width: f32, height: f32, text_scale: f32) -> Harness<'static, Shell> {
        let folders = Folders::below(&self.home.path().join("home"));
        let settings = Settings { text_scale, reduce_motion: true, ..Settings::load(&folders) };
        settings.save(&folders).unwrap();
        let tick = Mutex::new(self.tick.lock().unwrap().clone());
        let app = App::new(folders, Arc::new(move || tick.lock().unwrap().send(()).unwrap_or_default()));
        let mut harness = Harness::builder()
            .with_size([width, height])
            .with_step_dt(0.1)
            .with_context_setup(move |ctx| apply(ctx, Theme::Dark, text_scale))
            .build_ui_state(
                |ui, shell: &mut Shell| {
                    shell.logic(ui.ctx());
                    shell.ui(ui, None);
                },
                Shell::new(app),
            );
        harness.run_steps(2);
        harness
    }

    /// The window with a library of three patients.
    pub fn with_clinic(&self) -> Harness<'static, Shell> {
        self.with_clinic_of(1600.0, 1000.0, 1.0)
    }

    /// The same at another size.
    pub fn with_clinic_of(&self, width: f32, height: f32, text_scale: f32) -> Harness<'static, Shell> {
        let mut harness = self.shown(width, height, text_scale);
        harness.state_mut().dispatch(Command::CreateLibrary(self.library()));
        self.until(&mut harness, |shell| shell.app().library().is_some());
        let patients = [("Elin Sandberg", "SL-0042"), ("Jonas Weber", "SL-0039"), ("Amara Diallo", "SL-0038")];
        for (name, number) in patients {
            let facts = PatientFacts { name: name.into(), number: number.into(), ..PatientFacts::default() };
            harness.state_mut().dispatch(Command::NewPatient(facts));
            let course = Course { indication: "Acne scars".into(), planned_sessions: Some(6), ..Course::default() };
            harness.state_mut().dispatch(Command::Edit(Edit::SetCourse(Some(course))));
            self.until(&mut harness, |shell| shell.app().patient().is_some() && !shell.app().has_unsaved());
        }
        harness.state_mut().dispatch(Command::ClosePatient);
        harness.run_steps(4);
        assert_eq!(harness.state().place(), Place::Patients);
        harness
    }

    /// The window once more, on the same library.
    pub fn again(&self) -> Harness<'static, Shell> {
        let mut harness = self.shown(1600.0, 1000.0, 1.0);
        harness.state_mut().dispatch(Command::OpenLibrary(self.library()));
        self.until(&mut harness, |shell| shell.app().library().is_some());
        harness
    }

    /// Opens a patient by name.
    pub fn open(&self, harness: &mut Harness<'static, Shell>, name: &str) {
        let library = harness.state().app().library().unwrap();
        let id = library.summaries.iter().find(|s| s.name == name).unwrap().id;
        harness.state_mut().dispatch(Command::OpenPatient(id));
        self.until(harness, |shell| shell.app().patient().is_some());
        harness.run_steps(2);
    }

    /// Types into the field that has the focus.
    pub fn type_text(&self, harness: &mut Harness<'static, Shell>, text: &str) {
        assert!(harness.ctx.text_edit_focused(), "no field has the focus");
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run_steps(3);
    }

    /// Shows frames until `done`; each wait is ended by the program's own wake.
    pub fn until(&self, harness: &mut Harness<'static, Shell>, done: impl Fn(&Shell) -> bool) {
        for _ in 0..10_000 {
            harness.run_steps(1);
            if done(harness.state()) {
                return;
            }
            if self.ticks.recv_timeout(Duration::from_secs(60)).is_err() {
                panic!("nothing happened; notices: {:?}", harness.state().app().notices());
            }
        }
        panic!("never came true");
    }

    /// Does `act`, then waits until work behind the window has a result waiting, without showing a frame that takes it.
    pub fn until_a_result_waits(&self, harness: &mut Harness<'static, Shell>, act: impl FnOnce(&mut Shell)) {
        while self.ticks.try_recv().is_ok() {}
        act(harness.state_mut());
        self.ticks.recv_timeout(Duration::from_secs(60)).expect("no result came");
    }

    /// A folder with three small photos of three days and a text file named .jpg.
    pub fn photos(&self) -> PathBuf {
        let folder = self.home.path().join("card");
        std::fs::create_dir_all(&folder).unwrap();
        for (i, day) in ["20260114", "20260211", "20260311"].into_iter().enumerate() {
            let picture = image::RgbImage::from_fn(240, 180, |x, y| {
                let speckle = (x * 7 + y * 13 + x * y % (11 + i as u32)) % 23;
                image::Rgb([200 - speckle as u8, 150 + i as u8 * 5 - speckle as u8, 130])
            });
            picture.save(folder.join(format!("IMG_{day}_101112.png"))).unwrap();
        }
        std::fs::write(folder.join("IMG_2217.JPG"), "this is no picture").unwrap();
        folder
    }
}
