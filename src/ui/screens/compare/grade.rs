//! The pair's grade in words: how alike the two photos were taken, factor by factor. Says nothing about the skin.

use egui::{Ui, Vec2};

use super::verdict::reason;
use super::{Scene, words};
use crate::align::{Factor, FactorKind, Grade, PairGrade};
use crate::model::{PhotoId, SkinState};
use crate::ui::theme::{face, size, tokens};
use crate::ui::widgets::{self, Tone};
use crate::words::say;

/// Points of the column of names.
const NAMES: f32 = 96.0;

/// The popover's head and table.
pub(super) fn grade_ui(ui: &mut Ui, grade: &PairGrade, scene: &Scene<'_>) {
    let t = tokens(ui);
    ui.horizontal_top(|ui| {
        widgets::grade_badge(ui, grade.grade.letter());
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            face::BODY.semibold().label(ui, headline(grade), t.text);
            face::CAPTION.label(ui, use_of(grade), t.text_2);
        });
    });
    let matched = scene.pair.moving.matched.is_some();
    for factor in &grade.factors {
        row(ui, tone(factor.grade), name(factor.kind), &told(factor, matched));
    }
    for (letter, photo) in [("A", scene.choice.a), ("B", scene.choice.b)] {
        if let Some((tone, words)) = skin(scene, letter, photo) {
            row(ui, tone, say!("skin"), &words);
        }
    }
}

/// Glyph, name, what was found; one label for assistive technology each.
fn row(ui: &mut Ui, tone: Tone, name: &str, words: &str) {
    let t = tokens(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (place, _) = ui.allocate_exact_size(Vec2::splat(16.0), egui::Sense::hover());
        tone.icon().paint(ui.painter(), place.center(), size::ICON_STATUS, tone.color(t));
        let width = NAMES * crate::ui::theme::grown(ui.style());
        ui.allocate_ui(Vec2::new(width, face::CAPTION.line), |ui| {
            ui.set_width(width);
            face::CAPTION.medium().label(ui, name, t.text);
        });
        ui.vertical(|ui| face::CAPTION.label(ui, words, t.text_2));
    });
}

fn tone(grade: Grade) -> Tone {
    match grade {
        Grade::A => Tone::Good,
        Grade::B | Grade::C | Grade::D => Tone::Caution,
        Grade::F => Tone::Failed,
    }
}

fn name(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::Pose => say!("pose"),
        FactorKind::Scale => say!("scale"),
        FactorKind::Light => say!("light-direction"),
        FactorKind::Exposure => say!("exposure"),
        FactorKind::WhiteBalance => say!("white-balance"),
        FactorKind::Sharpness => say!("sharpness"),
        FactorKind::Overlap => say!("frame"),
    }
}

/// The number where it is small, else the engine's words.
fn told(factor: &Factor, matched: bool) -> String {
    let Factor { kind, grade, value, words } = factor;
    let alike = *grade == Grade::A;
    let text = match kind {
        FactorKind::Pose if alike => say!("degrees-apart", value = crate::words::number(format!("{value:.0}"))),
        FactorKind::Scale if alike => {
            say!("within", value = crate::words::number(format!("{:.0}", (100.0 * value).ceil())))
        }
        FactorKind::Exposure if alike => say!("ev-apart", value = crate::words::number(format!("{value:.1}"))),
        FactorKind::WhiteBalance if alike => {
            say!("gain-ratio", value = crate::words::number(format!("{:.2}", 1.0 + value)))
        }
        FactorKind::WhiteBalance => {
            say!(
                "gain-ratio-words",
                value = crate::words::number(format!("{:.2}", 1.0 + value)),
                words = crate::words::told(words)
            )
        }
        _ => crate::words::told(words),
    };
    match kind {
        FactorKind::Exposure if matched => say!("matched-for-display", text = text),
        _ => text,
    }
}

fn headline(grade: &PairGrade) -> String {
    let cautions = grade.factors.iter().filter(|f| f.grade != Grade::A).count();
    let many = match cautions {
        1 => say!("one-caution").to_owned(),
        n => say!("cautions", n = n),
    };
    match grade.grade {
        Grade::A => say!("comparable").to_owned(),
        Grade::B => say!("comparable-cautions", many = many),
        Grade::C => say!("comparable-with-care", many = many),
        Grade::D => say!("hardly-comparable", many = many),
        Grade::F => say!("not-comparable", many = many),
    }
}

/// What the pair may be used for: “Colour yes, scar depth with care”.
fn use_of(grade: &PairGrade) -> String {
    let worst = |kinds: &[FactorKind]| {
        grade.factors.iter().filter(|f| kinds.contains(&f.kind)).map(|f| f.grade).max().unwrap_or(Grade::A)
    };
    let say = |grade: Grade, careful: Grade| match grade {
        Grade::F => say!("use-no"),
        g if g >= careful => say!("use-care"),
        _ => say!("use-yes"),
    };
    let colour = worst(&[FactorKind::Exposure, FactorKind::WhiteBalance]);
    let depth = worst(&[FactorKind::Light, FactorKind::Sharpness, FactorKind::Pose]);
    say!("colour-scar-depth", colour = say(colour, Grade::C), depth = say(depth, Grade::B))
}

/// Skin that was not clean, or of which nobody said it.
fn skin(scene: &Scene<'_>, letter: &str, photo: PhotoId) -> Option<(Tone, String)> {
    let session = scene.patient.photos.get(&photo).and_then(|p| scene.patient.sessions.get(&p.session))?;
    match session.skin {
        SkinState::Clean => None,
        SkinState::NotRecorded => Some((Tone::Info, say!("make-up-not-recorded-for", letter = letter))),
        SkinState::MakeUp => Some((Tone::Caution, say!("with-make-up-in", letter = letter))),
        SkinState::Sunburn => Some((Tone::Caution, say!("sunburn-or-fresh-tan-in", letter = letter))),
    }
}

/// “Trusted skin 91 %, 0.4 px (0.03 mm)”.
pub(super) fn trust_words(found: &crate::align::Registration, mm_per_px: Option<f64>) -> String {
    let share = 100.0 * found.trusted_area;
    say!(
        "trusted-skin",
        share = crate::words::number(format!("{share:.0}")),
        error = words::error(found.residual_px.median, mm_per_px)
    )
}

/// What the alignment rests on, when that is worth a line.
pub(super) fn manual_words(scene: &Scene<'_>) -> Option<String> {
    let manual = scene.pair.key.as_ref().and_then(|key| key.manual.as_ref())?;
    let n = manual.0.landmarks.len();
    let nudged = if manual.0.nudge.is_none() { "" } else { say!("nudged-by-hand") };
    Some(say!("n-landmarks", n = n, nudged = nudged))
}

/// The verdict's own reasons, each with its glyph.
pub(super) fn reasons(ui: &mut Ui, tone: Tone, all: &[String]) {
    for why in all {
        reason(ui, tone, &words::sentence(why));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(worst: &[(FactorKind, Grade)]) -> PairGrade {
        use FactorKind::*;
        let grade = |kind| worst.iter().find(|(k, _)| *k == kind).map_or(Grade::A, |(_, g)| *g);
        let factor = |kind| Factor { kind, grade: grade(kind), value: 0.02, words: "as taken".into() };
        let factors: Vec<Factor> = [Pose, Scale, Light, Exposure, WhiteBalance, Sharpness, Overlap].map(factor).into();
        PairGrade { grade: factors.iter().map(|f| f.grade).max().unwrap(), factors }
    }

    #[test]
    fn the_headline_counts_the_cautions_and_says_what_the_pair_is_good_for() {
        let fine = graded(&[]);
        assert_eq!((headline(&fine).as_str(), use_of(&fine).as_str()), ("Comparable", "Colour yes, scar depth yes"));
        let raking = graded(&[(FactorKind::Light, Grade::B)]);
        assert_eq!(headline(&raking), "Comparable, one caution");
        assert_eq!(use_of(&raking), "Colour yes, scar depth with care");
        let warm = graded(&[(FactorKind::WhiteBalance, Grade::F), (FactorKind::Scale, Grade::C)]);
        assert_eq!(headline(&warm), "Not comparable, 2 cautions");
        assert_eq!(use_of(&warm), "Colour no, scar depth yes");
    }

    #[test]
    fn a_factor_that_is_alike_gives_its_number_and_one_that_is_not_its_words() {
        let fine = graded(&[(FactorKind::Scale, Grade::C)]);
        assert_eq!(told(&fine.factors[0], false), "0° apart");
        assert_eq!(told(&fine.factors[1], false), "as taken");
        assert_eq!(told(&fine.factors[3], true), "0.0 EV apart, matched for display");
        assert_eq!(told(&fine.factors[4], true), "gain ratio 1.02");
    }
}
