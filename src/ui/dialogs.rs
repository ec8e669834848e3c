//! Dialogs of the operating system: never waited for. Their answers become commands.
//!
//! `rfd` shows a dialog on a thread of its own; its future is polled once a frame and wakes the window when it is
//! answered. Where the system has no dialog at all (no portal, no `zenity`) it answers “cancelled” at once: then a path
//! can be typed instead.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, Wake, Waker};
use std::time::{Duration, Instant};

use egui::{Context, Id};

use crate::app::tasks::export::{ExportRequest, ExportTarget};
use crate::app::{Command, ImportCommand};
use crate::ui::cx::DialogRequest;
use crate::ui::theme::{face, of, size};
use crate::ui::widgets::{Button, Look, TextField, dialog};
use crate::words::say;

/// Nobody cancels a dialog faster than this: there was none.
const TOO_FAST: Duration = Duration::from_millis(400);

/// The dialog that is open, if one is.
#[derive(Default)]
pub struct Dialogs {
    open: Option<Open>,
    typed: Option<Typed>,
}

type Answer = Pin<Box<dyn Future<Output = Option<Vec<PathBuf>>>>>;

struct Open {
    request: DialogRequest,
    answer: Answer,
    since: Instant,
}

struct Typed {
    request: DialogRequest,
    path: String,
    focus: bool,
}

/// Wakes the window when a dialog is answered.
struct Repaint(Context);

impl Wake for Repaint {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint();
    }
}

impl Dialogs {
    /// Opens a dialog over `window`. While one is open another one is not opened.
    pub fn open(&mut self, request: DialogRequest, window: Option<&eframe::Frame>) {
        if self.open.is_some() || self.typed.is_some() {
            return;
        }
        let Some(window) = window else {
            self.typed = Some(Typed::new(request));
            return;
        };
        let dialog = rfd::AsyncFileDialog::new().set_parent(window).set_title(title(&request));
        self.open = Some(Open { answer: answer(dialog, &request), request, since: Instant::now() });
    }

    /// True while the keys belong to a dialog of ours.
    pub fn has_keys(&self) -> bool {
        self.typed.is_some()
    }

    /// Takes the answer of the open dialog, once it is there.
    pub fn poll(&mut self, ctx: &Context) -> Option<Command> {
        let open = self.open.as_mut()?;
        let waker = Waker::from(Arc::new(Repaint(ctx.clone())));
        let Poll::Ready(answer) = open.answer.as_mut().poll(&mut std::task::Context::from_waker(&waker)) else {
            return None;
        };
        let Open { request, since, .. } = self.open.take()?;
        match answer {
            Some(paths) => command(request, paths),
            None if since.elapsed() < TOO_FAST => {
                self.typed = Some(Typed::new(request));
                None
            }
            None => None,
        }
    }

    /// Shows the field for a path where the system has no dialog; answers what was typed.
    pub fn ui(&mut self, ctx: &Context) -> Option<Command> {
        let typed = self.typed.as_mut()?;
        let (done, closed) = typed.show(ctx);
        if !(done || closed) {
            return None;
        }
        let Typed { request, path, .. } = self.typed.take()?;
        if done { command(request, vec![expanded(&path)]) } else { None }
    }
}

impl Typed {
    fn new(request: DialogRequest) -> Self {
        let path = match &request {
            DialogRequest::SaveSheet { name, .. } | DialogRequest::SaveTable { name, .. } => {
                home().map(|h| h.join(name).display().to_string())
            }
            DialogRequest::NewLibrary => home().map(|h| h.join(say!("skinlapse-library")).display().to_string()),
            _ => None,
        };
        Self { request, path: path.unwrap_or_default(), focus: true }
    }

    /// Whether the path was given, and whether the field was left.
    fn show(&mut self, ctx: &Context) -> (bool, bool) {
        let t = of(&ctx.global_style().visuals);
        let mut done = ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        let mut closed = false;
        let problem = problem(&self.request, &expanded(&self.path));
        let shown = dialog(ctx, "typed path", title(&self.request), 560.0, |ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            let words = say!("this-computer-has-no-file-dialog");
            face::CAPTION.label(ui, words, t.text_2);
            let id = Id::unique("typed path field");
            let shown = problem.filter(|_| !self.path.trim().is_empty());
            let field =
                TextField::new(say!("path")).hint("/home/clinic/photos").problem(shown).id(id).show(ui, &mut self.path);
            self.focus = self.focus && !field.has_focus();
            if self.focus {
                field.request_focus();
            }
            ui.add_space(size::GAP);
            ui.horizontal(|ui| {
                done |= ui.add(Button::primary(verb(&self.request)).key("Enter").main().disabled(problem)).clicked();
                closed |= ui.add(Button::new(say!("cancel")).look(Look::Plain).key("Esc").main()).clicked();
            });
        });
        // Letters and Enter may come in one frame: what counts is the whole path.
        (done && problem_of_now(self).is_none(), closed || shown.should_close())
    }
}

fn problem_of_now(typed: &Typed) -> Option<&'static str> {
    problem(&typed.request, &expanded(&typed.path))
}

fn home() -> Option<PathBuf> {
    std::env::home_dir().filter(|h| h.is_absolute())
}

fn title(request: &DialogRequest) -> &'static str {
    match request {
        DialogRequest::SaveSheet { .. } => say!("save-the-comparison-sheet"),
        DialogRequest::SaveTable { .. } => say!("save-the-table"),
        DialogRequest::ImportPhotos => say!("choose-photos-to-import"),
        DialogRequest::ImportFolder => say!("choose-a-folder-of-photos"),
        DialogRequest::OpenLibrary => say!("choose-the-folder-of-a-library"),
        DialogRequest::NewLibrary => say!("choose-an-empty-folder-for-the"),
    }
}

fn verb(request: &DialogRequest) -> &'static str {
    match request {
        DialogRequest::SaveSheet { .. } | DialogRequest::SaveTable { .. } => say!("save"),
        DialogRequest::ImportPhotos | DialogRequest::ImportFolder => say!("verb-import"),
        DialogRequest::OpenLibrary => say!("open"),
        DialogRequest::NewLibrary => say!("make-the-library"),
    }
}

/// What is wrong with a typed path.
fn problem(request: &DialogRequest, path: &Path) -> Option<&'static str> {
    match request {
        _ if path.as_os_str().is_empty() => Some(say!("type-a-path")),
        DialogRequest::SaveSheet { .. } | DialogRequest::SaveTable { .. } if path.exists() => {
            Some(say!("there-is-a-file-of-that"))
        }
        DialogRequest::SaveSheet { .. } | DialogRequest::SaveTable { .. }
            if !path.parent().is_some_and(Path::is_dir) =>
        {
            Some(say!("that-folder-does-not-exist"))
        }
        DialogRequest::ImportPhotos | DialogRequest::ImportFolder if !path.exists() => Some(say!("nothing-is-there")),
        DialogRequest::OpenLibrary if !crate::app::is_library(path) => Some(say!("no-library-is-there-it-holds")),
        _ => None,
    }
}

/// A typed path without quotes, `~` and `file://` resolved.
fn expanded(typed: &str) -> PathBuf {
    let typed = typed.trim().trim_matches(['"', '\'']);
    let typed = typed.strip_prefix("file://").unwrap_or(typed);
    match (typed.strip_prefix("~/"), home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    }
}

fn answer(dialog: rfd::AsyncFileDialog, request: &DialogRequest) -> Answer {
    const PHOTOS: [&str; 11] = ["jpg", "jpeg", "png", "tif", "tiff", "webp", "bmp", "heic", "heif", "hif", "jpe"];
    let one = |file: Option<rfd::FileHandle>| file.map(|f| vec![f.path().to_owned()]);
    match request {
        DialogRequest::SaveSheet { name, .. } => {
            let asked = dialog.set_file_name(name.as_str()).add_filter(say!("picture"), &["png", "jpg"]).save_file();
            Box::pin(async move { one(asked.await) })
        }
        DialogRequest::SaveTable { name, .. } => {
            let asked = dialog.set_file_name(name.as_str()).add_filter(say!("file-table"), &["csv"]).save_file();
            Box::pin(async move { one(asked.await) })
        }
        DialogRequest::ImportPhotos => {
            let capitals: Vec<String> = PHOTOS.iter().map(|e| e.to_uppercase()).collect();
            let endings: Vec<String> = PHOTOS.iter().map(|e| (*e).to_owned()).chain(capitals).collect();
            let asked = dialog.add_filter(say!("photos"), &endings).add_filter(say!("all-files"), &["*"]).pick_files();
            Box::pin(async move { asked.await.map(|files| files.iter().map(|f| f.path().to_owned()).collect()) })
        }
        DialogRequest::ImportFolder => {
            let asked = dialog.pick_folders();
            Box::pin(async move { asked.await.map(|files| files.iter().map(|f| f.path().to_owned()).collect()) })
        }
        DialogRequest::OpenLibrary | DialogRequest::NewLibrary => {
            let asked = dialog.pick_folder();
            Box::pin(async move { one(asked.await) })
        }
    }
}

fn command(request: DialogRequest, paths: Vec<PathBuf>) -> Option<Command> {
    let first = paths.first().cloned();
    Some(match request {
        DialogRequest::SaveSheet { request, .. } => {
            Command::Export(ExportRequest { target: ExportTarget::File(with_ending(first?)), ..*request })
        }
        DialogRequest::SaveTable { text, .. } => Command::SaveTable(with_one_of(first?, &["csv"]), text),
        DialogRequest::ImportPhotos | DialogRequest::ImportFolder if paths.is_empty() => return None,
        DialogRequest::ImportPhotos | DialogRequest::ImportFolder => Command::Import(ImportCommand::Add(paths)),
        DialogRequest::OpenLibrary => Command::OpenLibrary(first?),
        DialogRequest::NewLibrary => Command::CreateLibrary(first?),
    })
}

/// A sheet without an ending becomes a PNG.
fn with_ending(path: PathBuf) -> PathBuf {
    with_one_of(path, &["png", "jpg", "jpeg"])
}

/// The path with one of these endings: its own, else the first.
fn with_one_of(path: PathBuf, endings: &[&str]) -> PathBuf {
    let known = |e: &std::ffi::OsStr| endings.iter().any(|k| e.eq_ignore_ascii_case(k));
    if path.extension().is_some_and(known) {
        return path;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", endings.first().unwrap_or(&"txt")));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_path_may_be_quoted_or_begin_with_home() {
        assert_eq!(expanded("  '/tmp/a b.jpg' "), PathBuf::from("/tmp/a b.jpg"));
        assert_eq!(expanded("file:///tmp/a.jpg"), PathBuf::from("/tmp/a.jpg"));
        if let Some(home) = home() {
            assert_eq!(expanded("~/x"), home.join("x"));
        }
    }

    #[test]
    fn a_sheet_keeps_its_ending_and_gets_one_if_it_has_none() {
        for (typed, saved) in [
            ("/a/b.png", "/a/b.png"),
            ("/a/b.JPG", "/a/b.JPG"),
            ("/a/6 May", "/a/6 May.png"),
            ("/a/v1.2", "/a/v1.2.png"),
        ] {
            assert_eq!(with_ending(typed.into()), PathBuf::from(saved), "{typed}");
        }
    }
}
