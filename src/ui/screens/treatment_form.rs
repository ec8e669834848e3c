//! What was done at a visit, as it is typed: every field of a treatment, saved by itself, nothing asked for.
//!
//! Choices are what the clinic entered before, never a depth or a dose: ↓ in a field walks through them.

mod depths;
mod seen;
mod words;

use egui::{Id, Ui};

use super::parts;
use super::typing::Typing;
use crate::app::SaveState;
use crate::model::{Complications, Edit, Patient, SessionChange, SessionId, Treatment, as_last_time};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Button, Look, Saved, TextArea, TextField, Toggle, format_date, saved_line};
use crate::words::say;
use depths::Depths;
use words::Words;

/// The form while a patient is open.
#[derive(Default)]
pub struct TreatmentForm {
    session: Option<SessionId>,
    treatment: Typing<Option<Treatment>>,
    depths: Depths,
    minutes: String,
    seen: Typing<Complications>,
    words: Words,
    focus: bool,
    /// Where the cursor was: what is typed into one field is undone at once, and apart from the next one.
    at: Option<Id>,
}

impl TreatmentForm {
    /// Puts the cursor into the first field in the next frame.
    pub fn ask_focus(&mut self) {
        self.focus = true;
    }

    /// The visit that the form belongs to.
    pub fn session(&self) -> Option<SessionId> {
        self.session
    }

    /// Turns to a visit and follows the record. To be called once a frame before [`Self::ui`].
    pub fn follow(&mut self, cx: &mut Cx<'_>, patient: &Patient, session: SessionId, now: f64) {
        if self.session != Some(session) {
            self.flush(cx);
            *self = Self { session: Some(session), focus: self.focus, ..Self::default() };
            self.treatment = Typing::of(recorded(patient, session));
            self.seen = Typing::of(seen(patient, session));
            self.write_texts();
        }
        if self.treatment.follow(&recorded(patient, session)) {
            self.write_texts();
        }
        self.seen.follow(&seen(patient, session));
        if self.treatment.is_due(now) || self.seen.is_due(now) {
            self.send(cx);
        }
    }

    /// Sends what was typed and not sent yet: the visit, the patient or the window is about to change.
    pub fn flush(&mut self, cx: &mut Cx<'_>) {
        self.send(cx);
        self.treatment.part();
        self.seen.part();
    }

    /// What the numbers of the record look like in the fields.
    fn write_texts(&mut self) {
        let treatment = self.treatment.value.clone().unwrap_or_default();
        self.depths = Depths::of(&treatment.depths);
        self.minutes = treatment.duration_min.map(|m| m.to_string()).unwrap_or_default();
    }

    fn send(&mut self, cx: &mut Cx<'_>) {
        let Some(id) = self.session else { return };
        if let Some((treatment, group)) = self.treatment.send() {
            cx.edit_group(vec![set(id, treatment)], group);
        }
        if self.seen.is_unsent() {
            self.seen.value.who.clone_from(&cx.app.settings().who);
        }
        if let Some((seen, group)) = self.seen.send() {
            cx.edit_group(vec![Edit::SetComplications { session: id, seen }], group);
        }
    }

    /// Fills the visit as the treatment before it, in one edit. Says so where there is nothing to copy.
    pub fn as_last_time(&mut self, cx: &mut Cx<'_>, patient: &Patient) {
        let Some(id) = self.session else { return };
        let Some(last) = as_last_time(patient, id) else { return };
        self.flush(cx);
        cx.edit(set(id, Some(last)));
    }

    /// The two numbers that change most, for the card of today's session.
    pub fn quick_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, patient: &Patient) {
        let read_only = matches!(cx.app.save_state(), SaveState::ReadOnly(_));
        if self.session.is_none_or(|id| !patient.sessions.contains_key(&id)) {
            return;
        }
        let before = self.treatment.value.clone();
        let mut t = before.clone().unwrap_or_default();
        ui.add_enabled_ui(!read_only, |ui| {
            ui.columns(2, |columns| {
                self.depths.one_ui(&mut columns[0], self.session, &mut t.depths);
                let field = TextField::new(say!("passes-today")).label_hidden().hint(say!("passes"));
                let id = Id::unique(("quick passes", self.session));
                field.id(id).show(&mut columns[1], &mut t.passes);
            });
        });
        if before.as_ref() != Some(&t) && (before.is_some() || t != Treatment::default()) {
            self.treatment.value = Some(t);
            self.treatment.typed(ui);
        }
    }

    /// Shows the form over the available width.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, patient: &Patient) {
        let Some(session) = self.session.and_then(|id| patient.sessions.get(&id)) else { return };
        ui.spacing_mut().item_spacing.y = size::GAP;
        if let SaveState::ReadOnly(why) = cx.app.save_state() {
            widgets::state(ui, widgets::Tone::Caution, &say!("nothing-can-be-entered", why = why));
        }
        let at = ui.memory(|m| m.focused());
        if at != self.at {
            self.at = at;
            self.flush(cx);
        }
        let read_only = matches!(cx.app.save_state(), SaveState::ReadOnly(_));
        ui.add_enabled_ui(!read_only, |ui| {
            self.head_ui(ui, cx, patient, &format_date(session.date));
            let before = self.treatment.value.clone();
            self.fields_ui(ui, cx, patient);
            if self.treatment.value != before {
                self.treatment.typed(ui);
            }
            widgets::section_line(ui);
            seen::ui(ui, &mut self.seen);
        });
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, patient: &Patient, date: &str) {
        let t = tokens(ui);
        ui.horizontal(|ui| {
            face::CAPTION.semibold().label(ui, say!("treatment-of", date = date), t.text_2);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let state = cx.app.save_state();
                let unsent = self.treatment.is_unsent() || self.seen.is_unsent();
                saved_line(
                    ui,
                    &match &state {
                        SaveState::Failed(why) => Saved::NotSaved(why),
                        _ if unsent || state == SaveState::Saving => Saved::Saving,
                        _ if self.treatment.value.is_some() => Saved::Saved,
                        _ => Saved::Nothing,
                    },
                );
            });
        });
        let last = self.session.and_then(|id| as_last_time(patient, id));
        let mut copy = false;
        ui.horizontal_wrapped(|ui| {
            let treated = self.treatment.value.is_some();
            let toggle = Toggle::new(icons::SYRINGE, say!("treated-at-this-visit"), "", treated);
            if ui.add(toggle.tip(say!("whether-anything-was-treated-that-day"))).clicked() {
                self.treatment.value = (!treated).then(Treatment::default);
                self.write_texts();
                self.treatment.typed(ui);
            }
            let none = last.is_none().then_some(say!("there-is-no-earlier-treatment-to"));
            let button =
                Button::new(say!("as-last-time")).icon(icons::COPY).look(Look::Outline).key("Ctrl+D").disabled(none);
            copy = ui.add(button).clicked();
        });
        if let Some(last) = &last {
            let words = [last.device.clone(), last.depths_text(), last.passes.clone()];
            let words: Vec<String> = words.into_iter().filter(|w| !w.trim().is_empty()).collect();
            if !words.is_empty() {
                face::CAPTION.label(ui, say!("last-time", words = words.join(" · ")), t.text_2);
            }
        }
        if copy {
            self.as_last_time(cx, patient);
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, patient: &Patient) {
        let (session, before) = (self.session, self.treatment.value.clone().unwrap_or_default());
        let mut t = before.clone();
        self.words.look(cx, patient);
        let first = std::mem::take(&mut self.focus);
        self.pair(
            ui,
            session,
            [("operator", say!("operator")), ("areas", say!("areas"))],
            [&mut t.operator, &mut t.areas],
        );
        if first {
            ui.memory_mut(|m| m.request_focus(field_id(session, "operator")));
        }
        self.pair(
            ui,
            session,
            [("device", say!("device")), ("cartridge", say!("cartridge"))],
            [&mut t.device, &mut t.cartridge],
        );
        self.pair(ui, session, [("lot", say!("lot")), ("speed", say!("speed"))], [&mut t.lot, &mut t.speed]);
        self.depths.ui(ui, session, &mut t.depths);
        self.words.field(ui, session, ("passes", say!("passes-and-directions")), &mut t.passes);
        self.words.field(ui, session, ("anaesthetic", say!("anaesthetic-product-and-minutes")), &mut t.anaesthetic);
        self.words.field(ui, session, ("serum", say!("serum")), &mut t.serum);
        self.words.field(ui, session, ("adjuncts", say!("adjuncts-prp-growth-factors-vitamin-c")), &mut t.adjuncts);
        self.numbers_ui(ui, session, &mut t);
        self.words.field(ui, session, ("end_point", say!("end-point")), &mut t.end_point);
        self.words.field(ui, session, ("reaction", say!("immediate-reaction")), &mut t.reaction);
        self.words.field(ui, session, ("home_treatment", say!("at-home")), &mut t.home_treatment);
        let remarks = TextArea::new(say!("remarks")).rows(2).id(field_id(session, "remarks"));
        remarks.show(ui, &mut t.remarks);
        if t != before {
            self.treatment.value = Some(t);
        }
    }

    /// Two fields beside each other.
    fn pair(
        &mut self,
        ui: &mut Ui,
        session: Option<SessionId>,
        fields: [(&'static str, &str); 2],
        texts: [&mut String; 2],
    ) {
        let ([left, right], [left_text, right_text]) = (fields, texts);
        ui.columns(2, |columns| {
            self.words.line(&mut columns[0], session, left, left_text);
            self.words.line(&mut columns[1], session, right, right_text);
        });
        self.words.choices(ui, session, left.0, left_text);
        self.words.choices(ui, session, right.0, right_text);
    }

    fn numbers_ui(&mut self, ui: &mut Ui, session: Option<SessionId>, t: &mut Treatment) {
        ui.columns(2, |columns| {
            let parsed = parts::whole_number(&self.minutes, 1..=1440);
            let problem = parsed.is_err().then_some(say!("whole-minutes"));
            let field = TextField::new(say!("duration-minutes")).problem(problem).id(field_id(session, "minutes"));
            if field.show(&mut columns[0], &mut self.minutes).changed()
                && let Ok(minutes) = parts::whole_number(&self.minutes, 1..=1440)
            {
                t.duration_min = minutes;
            }
            let mut pain = t.pain.map(|p| p.to_string()).unwrap_or_default();
            let field = TextField::new(say!("pain-0-10")).id(field_id(session, "pain"));
            if field.show(&mut columns[1], &mut pain).changed()
                && let Ok(given) = parts::whole_number(&pain, 0..=10)
            {
                t.pain = given.and_then(|p| u8::try_from(p).ok());
            }
        });
    }
}

fn recorded(patient: &Patient, session: SessionId) -> Option<Treatment> {
    patient.sessions.get(&session).and_then(|s| s.treatment.clone())
}

fn seen(patient: &Patient, session: SessionId) -> Complications {
    patient.consultation.complications.get(&session).cloned().unwrap_or_default()
}

fn set(id: SessionId, treatment: Option<Treatment>) -> Edit {
    Edit::SetSession(SessionChange { treatment: Some(treatment), ..SessionChange::of(id) })
}

/// The id of a field: another one for each visit, so that the cursor never stays behind in another day.
fn field_id(session: Option<SessionId>, field: &str) -> Id {
    Id::unique(("treatment field", session, field))
}
