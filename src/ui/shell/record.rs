//! What the course screen asks of the window: photos to compare, tables to save, a treatment as last time.

use egui::Context;

use super::Shell;
use crate::app::{Command, TableKind};
use crate::ui::cx::{Cx, DialogRequest};
use crate::ui::keymap::{Action, Place};
use crate::ui::screens::compare::{self, Tab};
use crate::ui::screens::course::Asked;

impl Shell {
    /// Carries out what the course screen asks; the answer is an action of the window.
    pub(super) fn asked_of_course(&mut self, asked: Asked, commands: &mut Vec<Command>) -> Option<Action> {
        match asked {
            Asked::Compare(a, b, tab) => self.compare_pair(a, b, tab, commands),
            Asked::Latest(tab) => self.latest_with(tab, commands),
            Asked::Details => return Some(Action::EditPatient),
            Asked::Table(kind) => return Some(Action::SaveTable(kind)),
        }
        None
    }

    fn compare_pair(
        &mut self,
        a: crate::model::PhotoId,
        b: crate::model::PhotoId,
        tab: Option<Tab>,
        commands: &mut Vec<Command>,
    ) {
        self.place = Place::Compare;
        let mut cx =
            Cx { app: &self.app, commands, textures: &mut self.textures, dialogs: &mut self.asked, keys: false };
        self.compare.show_pair(&mut cx, a, b, tab);
    }

    fn latest_with(&mut self, tab: Tab, commands: &mut Vec<Command>) {
        self.place = Place::Compare;
        let mut cx =
            Cx { app: &self.app, commands, textures: &mut self.textures, dialogs: &mut self.asked, keys: false };
        self.compare.act(compare::Action::Latest, &mut cx);
        self.compare.act(compare::Action::Tab(tab), &mut cx);
    }

    /// Ctrl+D: for B's visit beside the photos, for today's or the chosen one on the course screen.
    pub(super) fn as_last_time(&mut self, commands: &mut Vec<Command>) {
        let mut cx =
            Cx { app: &self.app, commands, textures: &mut self.textures, dialogs: &mut self.asked, keys: false };
        match self.place {
            Place::Course => self.course.as_last_time(&mut cx),
            _ => self.compare.as_last_time(&mut cx),
        }
    }

    /// Asks where a table goes: of the patients that are listed, or of the open one.
    pub(super) fn save_table(&mut self, kind: TableKind) {
        let patients = if kind == TableKind::Patients { self.patients.listed(&self.app) } else { Vec::new() };
        let Some(text) = self.app.table_text(kind, &patients) else { return };
        // The name of the file names nobody.
        let number = self.app.patient().map(|p| p.facts.number.trim().to_owned()).filter(|n| !n.is_empty());
        let whose = number.filter(|_| kind != TableKind::Patients).unwrap_or_else(|| "skinlapse".to_owned());
        let safe = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
        let name = format!("{}-{}.csv", whose.chars().map(safe).collect::<String>(), kind.slug());
        self.asked.push(DialogRequest::SaveTable { text: text.into(), name });
    }

    /// Shows pages that were made to be printed in the system's browser.
    pub(super) fn show_pages(&mut self, ctx: &Context) {
        for page in self.app.take_pages() {
            let path = page.to_string_lossy().replace('\\', "/");
            let slash = if path.starts_with('/') { "" } else { "/" };
            let path = path.replace('%', "%25").replace(' ', "%20").replace('#', "%23").replace('?', "%3F");
            ctx.open_url(egui::OpenUrl::new_tab(format!("file://{slash}{path}")));
        }
    }
}
