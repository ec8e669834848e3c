//! Consent to the use of photos: for which purpose, since when, how far, until when, and its withdrawal.

use std::collections::BTreeMap;

use egui::{Id, Ui};
use jiff::civil::Date;

use super::full;
use crate::model::{Consent, ConsentId, ConsentState, Edit, Patient, Purpose};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::screens::typing::Typing;
use crate::ui::theme::{face, tokens};
use crate::ui::widgets::{Button, DateField, IconButton, Look, TextField, Tone, section_line, state};
use crate::words::{say, within};

/// The fields while they are typed, by consent.
#[derive(Default)]
pub struct ConsentForm {
    open: BTreeMap<ConsentId, Fields>,
}

struct Fields {
    consent: Typing<Option<Consent>>,
    given: DateField,
    expires: DateField,
}

impl ConsentForm {
    /// Follows the record, and sends what is due.
    pub fn follow(&mut self, cx: &mut Cx<'_>, patient: &Patient, now: f64) {
        let recorded = &patient.consultation.consents;
        self.open.retain(|id, fields| recorded.contains_key(id) || fields.consent.is_unsent());
        for (id, consent) in recorded {
            let new = || Fields {
                consent: Typing::of(Some(consent.clone())),
                given: DateField::default(),
                expires: DateField::optional(),
            };
            let fields = self.open.entry(*id).or_insert_with(new);
            fields.consent.follow(&Some(consent.clone()));
        }
        self.send(cx, |typing| typing.is_due(now));
    }

    /// Sends what was typed and not sent yet.
    pub fn flush(&mut self, cx: &mut Cx<'_>) {
        self.send(cx, |_| true);
        self.open.values_mut().for_each(|fields| fields.consent.part());
    }

    fn send(&mut self, cx: &mut Cx<'_>, due: impl Fn(&Typing<Option<Consent>>) -> bool) {
        for fields in self.open.values_mut().filter(|f| due(&f.consent)) {
            // A day that cannot be is not sent: it stays in the field and is named below it.
            let possible = fields.consent.value.as_ref().is_some_and(|c| Edit::SetConsent(c.clone()).check().is_ok());
            if !possible {
                continue;
            }
            if let Some((Some(consent), group)) = fields.consent.send() {
                cx.edit_group(vec![Edit::SetConsent(consent)], group);
            }
        }
    }

    /// Shows each purpose with its consents.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, patient: &Patient, today: Date) {
        let t = tokens(ui);
        for purpose in Purpose::ALL {
            let of: Vec<ConsentId> = ids_of(patient, purpose);
            let standing = of.iter().filter_map(|id| patient.consultation.consents.get(id)).map(|c| c.state_on(today));
            let holds = standing.clone().any(|s| s == ConsentState::InForce);
            ui.horizontal(|ui| {
                face::CONTROL.semibold().label(ui, purpose.name(), t.text);
                match (holds, of.is_empty()) {
                    (true, _) => drop(state(ui, Tone::Good, say!("consent-in-force"))),
                    (false, true) => drop(face::CAPTION.label(ui, say!("not-recorded-small"), t.text_2)),
                    (false, false) => drop(state(ui, Tone::Info, say!("none-in-force"))),
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let name = say!("consent-given-today-for", purpose = within(purpose.name()));
                    let button =
                        Button::new(say!("given-today")).icon(icons::PLUS).look(Look::Plain).name(&name).tip(&name);
                    if ui.add(button).clicked() {
                        cx.edit(Edit::SetConsent(Consent {
                            id: ConsentId::new(),
                            purpose,
                            given: today,
                            scope: String::new(),
                            expires: None,
                            withdrawn: None,
                            who: cx.app.settings().who.clone(),
                        }));
                    }
                });
            });
            for id in of {
                if let Some(fields) = self.open.get_mut(&id) {
                    consent_ui(ui, cx, id, fields, today);
                }
            }
            section_line(ui);
        }
        face::CAPTION.label(ui, say!("withdrawn-stays"), t.text_2);
    }
}

fn ids_of(patient: &Patient, purpose: Purpose) -> Vec<ConsentId> {
    let mut of: Vec<&Consent> = patient.consultation.consents.values().filter(|c| c.purpose == purpose).collect();
    of.sort_by_key(|c| (c.given, c.id));
    of.into_iter().map(|c| c.id).collect()
}

fn consent_ui(ui: &mut Ui, cx: &mut Cx<'_>, id: ConsentId, fields: &mut Fields, today: Date) {
    let t = tokens(ui);
    let before = fields.consent.value.clone();
    let Some(consent) = &mut fields.consent.value else { return };
    let field = |name: &str| Id::unique(("consent field", id, name));
    ui.columns(2, |columns| {
        let (_, given) = fields.given.show(&mut columns[0], say!("consent-given"), field("given"), Some(consent.given));
        if let Some(Some(given)) = given {
            consent.given = given;
        }
        let (_, expires) =
            fields.expires.show(&mut columns[1], say!("consent-until"), field("expires"), consent.expires);
        if let Some(expires) = expires {
            consent.expires = expires;
        }
    });
    TextField::new(say!("how-far")).hint(say!("cheek-only-no-eyes")).id(field("scope")).show(ui, &mut consent.scope);
    if let Err(why) = Edit::SetConsent(consent.clone()).check() {
        state(ui, Tone::Failed, &why);
    }
    let mut remove = false;
    ui.horizontal(|ui| {
        let words = match (consent.state_on(today), consent.withdrawn) {
            (ConsentState::Withdrawn, Some(day)) => say!("withdrawn-on", date = full(day)),
            (standing, _) => crate::ui::screens::parts::sentence(standing.name()),
        };
        face::CAPTION.label(ui, words, t.text_2);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            remove = ui.add(IconButton::new(icons::TRASH, say!("remove-recorded-by-mistake"))).clicked();
            let (words, withdrawn) = match consent.withdrawn {
                None => (say!("withdrawn-today"), Some(today.max(consent.given))),
                Some(_) => (say!("not-withdrawn"), None),
            };
            if ui.add(Button::new(words).look(Look::Plain)).clicked() {
                consent.withdrawn = withdrawn;
            }
        });
    });
    if fields.consent.value != before {
        fields.consent.typed(ui);
    }
    if remove {
        cx.edit(Edit::RemoveConsent { id });
    }
}
