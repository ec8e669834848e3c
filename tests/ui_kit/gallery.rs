//! Every widget on one page, for the tests and for looking at.

use egui::Ui;
use skinlapse::ui::icons;
use skinlapse::ui::theme::{face, size, tokens};
use skinlapse::ui::widgets::*;

/// What the page remembers.
pub struct Gallery {
    pub mode: usize,
    pub tab: usize,
    pub link: bool,
    pub words: bool,
    pub search: String,
    pub note: String,
    pub date: Option<jiff::civil::Date>,
    pub date_field: DateField,
    pub view: usize,
    pub chosen_row: usize,
    pub pressed: Vec<String>,
    pub toasts: Toasts<&'static str>,
}

impl Default for Gallery {
    fn default() -> Self {
        Self {
            mode: 0,
            tab: 1,
            link: true,
            words: true,
            search: String::new(),
            note: "Rolling scars on the left cheek flatter than in January. Redness settled. Patient wants to go on"
                .into(),
            date: Some(jiff::civil::date(2026, 5, 6)),
            date_field: DateField::default(),
            view: 0,
            chosen_row: 0,
            pressed: Vec::new(),
            toasts: Toasts::default(),
        }
    }
}

pub const MODES: [(icons::Icon, &str, &str); 6] = [
    (icons::COLUMNS, "Side by side", "1"),
    (icons::SQUARE_SPLIT_HORIZONTAL, "Slider", "2"),
    (icons::STACK, "Overlay", "3"),
    (icons::SWAP, "Blink", "4"),
    (icons::INTERSECT, "Difference", "5"),
    (icons::TABLE, "Grid", "6"),
];

impl Gallery {
    pub fn ui(&mut self, ui: &mut Ui) {
        self.rail_ui(ui);
        header(ui, |ui| self.header_ui(ui));
        toolbar(ui, |ui| self.toolbar_ui(ui));
        status_bar(ui, |ui| {
            status_item(ui, icons::CHECK, Some(Tone::Good), "Saved", "14:22");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 16.0;
                status_item(ui, icons::SUN, None, "", "Display matched +0.3 EV");
                status_item(ui, icons::CROSSHAIR, None, "", "Alignment: median 0.4 px, p95 0.9 px (0.07 mm)");
                status_item(ui, icons::LINK_SIMPLE, None, "", "Zoom 62 %");
            });
        });
        inspector(ui, |ui| self.inspector_ui(ui));
        strip(ui, size::STRIP, |ui| {
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                ui.vertical(|ui| {
                    ui.set_width(size::STRIP_VIEWS - 16.0);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (i, name) in ["Left 45°", "Right 45°", "Front", "Close-up"].into_iter().enumerate() {
                        let row = Row::new(name, 28.0).rounded().padding(8.0).chosen(self.view == i);
                        if row
                            .show(ui, |ui| {
                                face::BODY.label(ui, name, tokens(ui).text);
                            })
                            .clicked()
                        {
                            self.view = i;
                        }
                    }
                });
                Thumb::new("14 Jan 2026", [72.0, 92.0]).chosen(true).acts().show(ui);
                Thumb::new("no photo", [26.0, 28.0]).missing().show(ui);
                Thumb::new("no photo", [44.0, 44.0]).missing().show(ui);
                Thumb::new("damaged", [72.0, 92.0]).broken().acts().show(ui);
            });
        });
        central(ui, true, |ui| {
            caption_bar(ui, |ui| {
                letter_badge(ui, "A");
                face::NAME.label(ui, "14 Jan 2026", tokens(ui).text);
                face::BODY.label(ui, "baseline, before session 1", tokens(ui).text_2);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    self.press(ui, IconButton::new(icons::CARET_RIGHT, "Later date").key("→"));
                    self.press(ui, IconButton::new(icons::CARET_LEFT, "Earlier date").key("←"));
                });
            });
            egui::Frame::new().fill(tokens(ui).bg).inner_margin(24).show(ui, |ui| {
                egui::ScrollArea::vertical().show(ui, |ui| self.page_ui(ui));
            });
        });
        if let Some(undone) = self.toasts.show(ui.ctx(), 40.0) {
            self.pressed.push(format!("undo {undone}"));
        }
    }

    fn press(&mut self, ui: &mut Ui, widget: impl egui::Widget) {
        let response = ui.add(widget);
        if response.clicked() {
            self.pressed.push("pressed".into());
        }
    }

    fn rail_ui(&mut self, ui: &mut Ui) {
        rail(ui, |ui| {
            for (icon, name, chosen) in [
                (icons::USERS, "Patients", false),
                (icons::COLUMNS, "Compare", true),
                (icons::CHART_LINE, "Course", false),
                (icons::TRAY_ARROW_DOWN, "Import", false),
                (icons::SHUFFLE, "Blind review", false),
                (icons::FILE_PDF, "Report", false),
            ] {
                if rail_button(ui, icon, name, "", chosen).clicked() {
                    self.pressed.push(name.into());
                }
            }
        });
    }

    fn header_ui(&mut self, ui: &mut Ui) {
        let t = tokens(ui);
        self.press(ui, IconButton::new(icons::SIDEBAR_SIMPLE, "Patient list").key("Ctrl+B"));
        face::TITLE.label(ui, "Elin Sandberg", t.text);
        face::BODY.label(ui, "29 y · SL-0042 · skin type II", t.text_2);
        vertical_line(ui);
        face::BODY.label(ui, "Acne scars, both cheeks", t.text_2);
        session_dots(ui, 5, true, 6);
        face::CONTROL.label(ui, "Session 5 of 6 today", t.text);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            self.press(ui, Button::new("Export").icon(icons::EXPORT).key("Ctrl+E"));
            self.press(ui, Button::new("Patient window").look(Look::Plain).icon(icons::MONITOR).key("F9"));
            self.press(ui, Button::new("Commands").look(Look::Plain).icon(icons::MAGNIFYING_GLASS).key("Ctrl+K"));
            vertical_line(ui);
            self.press(
                ui,
                IconButton::new(icons::ARROW_U_UP_RIGHT, "Redo").key("Ctrl+Shift+Z").disabled(Some("nothing to redo")),
            );
            self.press(ui, IconButton::new(icons::ARROW_U_UP_LEFT, "Undo").key("Ctrl+Z"));
        });
    }

    fn toolbar_ui(&mut self, ui: &mut Ui) {
        let modes = MODES.map(|(icon, label, key)| Segment::new(icon, label, key));
        if let Some(mode) = Segments::new("Mode", &modes).words(self.words).show(ui, Some(self.mode)) {
            self.mode = mode;
        }
        vertical_line(ui);
        if ui.add(Toggle::new(icons::LINK_SIMPLE, "Link", "L", self.link).words(self.words)).clicked() {
            self.link = !self.link;
        }
        self.press(ui, Toggle::new(icons::POLYGON, "Marks", "M", false).words(self.words));
        self.press(ui, Toggle::new(icons::SHIELD_CHECK, "Trust", "T", true).words(self.words));
        let raw = Toggle::new(icons::CIRCLE_HALF, "Raw", "R", false).words(self.words);
        self.press(ui, raw.disabled(Some("this pair is not aligned")));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            verdict_chip(ui, Verdict::Aligned, "91 % trusted");
            let grade = ui.add(Button::new("Pair grade").letter('B').opens());
            popover(&grade, 296.0, |ui| {
                ui.horizontal(|ui| {
                    grade_badge(ui, 'B');
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        face::CONTROL.semibold().label(ui, "Comparable, one caution", tokens(ui).text);
                        face::CAPTION.label(ui, "Colour yes, scar depth with care", tokens(ui).text_2);
                    });
                });
                for (tone, what) in [(Tone::Good, "Pose"), (Tone::Caution, "Light direction"), (Tone::Info, "Make-up")]
                {
                    state(ui, tone, what);
                }
            });
        });
    }

    fn inspector_ui(&mut self, ui: &mut Ui) {
        let list = [
            Tab::new("Notes", "Ctrl+1"),
            Tab::counted("Marks", "Ctrl+2", 14),
            Tab::new("Scales", "Ctrl+3"),
            Tab::new("Treatment", "Ctrl+4"),
        ];
        if let Some(tab) = tabs(ui, &list, self.tab) {
            self.tab = tab;
        }
        egui::Frame::new().inner_margin(12).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            let area = TextArea::new("Note for today, 6 May").saved(Saved::Saved).hint("What was seen today");
            area.show(ui, &mut self.note);
            ui.horizontal(|ui| {
                self.press(ui, Button::new("Pin to skin").look(Look::Outline).icon(icons::MAP_PIN).key("P"));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    key_cap(ui, "Ctrl+Z");
                    face::CAPTION.label(ui, "undo", tokens(ui).text_2);
                });
            });
        });
        section_line(ui);
        for (i, (name, state)) in
            [("boxcar", "shallower"), ("rolling", "same"), ("ice-pick", "gone")].into_iter().enumerate()
        {
            let row = Row::new(name, 28.0).line().chosen(self.chosen_row == i);
            let row = row.show(ui, |ui| {
                face::CAPTION.label(ui, format!("{}", i + 1), tokens(ui).text);
                face::CAPTION.label(ui, name, tokens(ui).text);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    face::CAPTION.label(ui, state, tokens(ui).text_2);
                });
            });
            if row.clicked() {
                self.chosen_row = i;
            }
        }
        egui::Frame::new().inner_margin(12).show(ui, |ui| {
            heading_row(ui, "Scar ledger: 9 followed, 2 gone", "after session");
            for (verdict, detail) in [(Verdict::Check, "62 % trusted"), (Verdict::Refused, "different skin")] {
                verdict_chip(ui, verdict, detail);
            }
            saved_line(ui, &Saved::Saving);
            saved_line(ui, &Saved::NotSaved("the disk is full; free some room, the text stays here"));
            ui.horizontal(|ui| {
                chip(ui, None, "T1");
                chip(ui, Some(icons::CHECK), "skipped");
            });
        });
    }

    fn page_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            let width = ui.available_width() - 400.0;
            ui.allocate_ui(egui::vec2(width, 40.0), |ui| {
                SearchField::new("Name, number or date of birth").key("Ctrl+F").show(ui, &mut self.search);
            });
            if ui.add(Button::primary("New patient").icon(icons::USER_PLUS).key("Ctrl+N").main()).clicked() {
                self.pressed.push("New patient".into());
                self.toasts.push(Toast { text: "Patient added".into(), tone: Some(Tone::Good), undo: Some("patient") });
            }
            self.press(ui, Button::new("Import photos").icon(icons::TRAY_ARROW_DOWN).key("Ctrl+I").main());
        });
        ui.add_space(8.0);
        let stop = Progress {
            title: "Checking against baseline, 6 of 8",
            detail: "copied and verified 8 of 8 · about 4 s left",
            fraction: Some(0.75),
            stoppable: true,
        };
        if stop.show(ui) {
            self.pressed.push("Stop".into());
        }
        ui.horizontal(|ui| {
            self.press(ui, Button::new("Raised"));
            self.press(ui, Button::new("Outline").look(Look::Outline));
            self.press(ui, Button::new("Plain").look(Look::Plain));
            self.press(ui, Button::link("Open the sample clinic"));
            self.press(ui, Button::new("Disabled").icon(icons::TRASH).disabled(Some("choose a mark first")));
            self.press(ui, Button::new("Chosen").selected(true).key("="));
        });
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                ui.set_width(220.0);
                let (_, changed) =
                    self.date_field.show(ui, "Date, from the camera", egui::Id::unique("date"), self.date);
                if let Some(date) = changed {
                    self.date = date;
                }
            });
            ui.vertical(|ui| {
                face::CAPTION.label(ui, "View", tokens(ui).text_2);
                if let Some(view) =
                    dropdown(ui, "View", &["Left 45°", "Right 45°", "Front", "Close-up"], Some(self.view), 200.0)
                {
                    self.view = view;
                }
            });
        });
        notice(
            ui,
            Tone::Info,
            "This is the sample clinic. The patients are invented and nothing here leaves this computer.",
            "Try anything, then start your own library.",
            |ui| {
                self.pressed
                    .extend(ui.add(Button::new("Start my clinic")).clicked().then(|| "Start my clinic".to_owned()));
            },
        );
        ui.allocate_ui(egui::vec2(ui.available_width(), 300.0), |ui| {
            empty_state(ui, icons::IMAGES, "No patients yet", "Drop a folder of photos anywhere in this window, or make a patient first. A name or a number is enough; everything else can wait.", |ui| {
                let _ = ui.add(Button::link("Look around"));
            });
        });
        ui.horizontal_wrapped(|ui| {
            for (_, icon) in icons::ALL {
                let (rect, _) = ui.allocate_exact_size(egui::vec2(20.0, 20.0), egui::Sense::hover());
                icon.paint(ui.painter(), rect.center(), 16.0, tokens(ui).text_2);
            }
        });
    }
}
