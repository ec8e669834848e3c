//! What several tests need: the running program without a window, in a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use skinlapse::app::settings::Folders;
use skinlapse::app::{App, Command};
use skinlapse::model::{Edit, PatientFacts};

/// The program in a temporary folder.
pub struct Desk {
    /// The program.
    pub app: App,
    /// Its folder; kept for a second run.
    pub home: PathBuf,
    ticks: mpsc::Receiver<()>,
}

impl Desk {
    /// Starts the program in `home`.
    pub fn start(home: &Path) -> Self {
        let (sender, ticks) = mpsc::channel();
        let sender = Mutex::new(sender);
        let wake = Arc::new(move || {
            let sender = sender.lock().unwrap();
            // The receiver is gone when the test is over.
            sender.send(()).unwrap_or_default();
        });
        Self { app: App::new(Folders::below(home), wake), home: home.to_owned(), ticks }
    }

    /// Starts the program with a new library and a patient called Ada.
    pub fn with_patient(home: &Path) -> Self {
        let mut desk = Self::start(home);
        desk.does(Command::CreateLibrary(home.join("clinic")));
        desk.until(|app| app.library().is_some());
        desk.does(Command::NewPatient(PatientFacts { name: "Ada".into(), ..PatientFacts::default() }));
        desk.until(|app| !app.has_unsaved());
        desk
    }

    /// Dispatches one command.
    pub fn does(&mut self, command: Command) {
        self.app.dispatch(command);
    }

    /// Dispatches one edit of the open patient.
    pub fn edits(&mut self, edit: Edit) {
        self.does(Command::Edit(edit));
    }

    /// Takes finished work until `done` is true; each wait is ended by the program's own wake.
    pub fn until(&mut self, done: impl Fn(&App) -> bool) {
        for _ in 0..10_000 {
            self.app.poll();
            if done(&self.app) {
                return;
            }
            if self.ticks.recv_timeout(Duration::from_secs(60)).is_err() {
                panic!("nothing happened; notices: {:?}", self.app.notices());
            }
        }
        panic!("never came true");
    }

    /// Ends the program as closing the window does.
    pub fn close(mut self) -> PathBuf {
        self.app.finish();
        self.home
    }
}
