//! `skinlapse phantom`: renders skin with known truth.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use serde_json::json;

use crate::geom::Size;
use crate::phantom::pair::pair_plan;
use crate::phantom::samples::{clinic, plan_json};
use crate::phantom::{CardKind, Kind, Rendered, Shot};

/// Renders photos of synthetic skin whose truth is known: positions, blood, melanin, scars.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = ABOUT)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

const ABOUT: &str = "\
The skin is a two-layer optical model (melanin over blood) with haemoglobin spectra, pores, furrows, hairs, moles and scars in relief;
light, camera, white balance, noise and JPEG are simulated; phone HDR and beauty filters are not. The same command
gives the same bytes on every run. The people are invented.

Score an aligner on a pair:
  skinlapse phantom pair --seed 7 --kind ordinary --out DIR
  skinlapse align DIR/before.jpg DIR/after.jpg --points DIR/points.json --json answer.json
and compare the answer's \"points\" with \"grid_after\" in DIR/truth.json where \"valid\" is true.";

#[derive(Debug, Subcommand)]
enum What {
    /// The photos of the sample clinic with plan.json and truth/*.json
    Samples {
        /// Folder to write into; made if it is not there
        dir: PathBuf,
        /// Only the patients whose folder name contains this
        #[arg(long, default_value = "")]
        only: String,
    },
    /// A library in the store's own format from a folder of samples: how the sample clinic was made
    Clinic(super::clinic::Args),
    /// One before/after pair: before.jpg, after.jpg, truth.json, points.json
    Pair {
        /// Decides skin, pose, light and camera
        #[arg(long)]
        seed: u64,
        /// Folder to write into; made if it is not there
        #[arg(long)]
        out: PathBuf,
        /// What sets the two photos apart
        #[arg(long, value_enum, default_value = "ordinary")]
        kind: KindName,
        /// Width and height in pixels
        #[arg(long, value_name = "WxH", default_value = "1600x1200", value_parser = size)]
        size: Size,
        /// Lay a card or chart beside the skin; truth.json then holds its corners as "grey" or "chart"
        #[arg(long, value_enum)]
        card: Option<CardName>,
    },
}

/// A [`CardKind`] on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CardName {
    /// A card of 18 % reflectance
    Grey,
    /// The 24-patch chart made since November 2014
    #[value(name = "classic24-2014")]
    Classic24Since2014,
    /// The 24-patch chart made before
    #[value(name = "classic24-2005")]
    Classic24Before2014,
}

/// A [`Kind`] on the command line.
#[derive(Debug, Clone, Copy)]
struct KindName(Kind);

impl ValueEnum for KindName {
    fn value_variants<'a>() -> &'a [Self] {
        const NAMES: [KindName; Kind::ALL.len()] = {
            let mut names = [KindName(Kind::Ordinary); Kind::ALL.len()];
            let mut i = 0;
            while i < names.len() {
                names[i] = KindName(Kind::ALL[i]);
                i += 1;
            }
            names
        };
        &NAMES
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()).help(self.0.about()))
    }
}

/// Runs the verb.
///
/// # Errors
/// One line for the user: which file could not be written.
pub fn run(args: &Args) -> Result<(), String> {
    match &args.what {
        What::Clinic(args) => super::clinic::run(args),
        What::Samples { dir, only } => samples(dir, only),
        What::Pair { seed, out, kind, size, card } => one_pair(*seed, out, kind.0, *size, *card),
    }
}

fn samples(dir: &Path, only: &str) -> Result<(), String> {
    let patients: Vec<_> = clinic().into_iter().filter(|patient| patient.slug.contains(only)).collect();
    if patients.is_empty() {
        return Err(format!("no sample patient is called {only:?}: leave --only out to render all"));
    }
    let views = patients.iter().flat_map(|patient| &patient.views);
    let total: usize = views.clone().map(|view| view.shots.len()).sum();
    let (mut done, mut marks) = (0, Vec::new());
    for view in views {
        let (files, mut found) = view.render(&mut || {
            done += 1;
            progress(done, total);
            true
        });
        marks.append(&mut found);
        for file in files {
            write(&dir.join(file.path), &file.bytes)?;
        }
    }
    write(&dir.join("plan.json"), &plan_json(&patients, &marks))
}

fn one_pair(seed: u64, out: &Path, kind: Kind, size: Size, card: Option<CardName>) -> Result<(), String> {
    let mut plan = pair_plan(seed, kind, size);
    let kind_of = |card: CardName| match card {
        CardName::Grey => CardKind::Grey,
        CardName::Classic24Since2014 => CardKind::Classic24Since2014,
        CardName::Classic24Before2014 => CardKind::Classic24Before2014,
    };
    if let Some(card) = card {
        plan.lay(kind_of(card));
    }
    let pair = plan.render();
    let controls = pair.controls(20, 15);
    let corners = |shot: &Shot, rendered: &Rendered| shot.cards.first().map(|c| c.corners(&rendered.truth.geometry));
    let cards = [corners(&plan.shot_before, &pair.before), corners(&plan.shot_after, &pair.after)];
    let mut truth = json!({
        "schema": "skinlapse.phantom-pair/1",
        "note": "control points: grid_before (before.jpg px) -> grid_after (after.jpg px); pixel centres at integers, x right, y down",
        "seed": seed, "kind": kind.name(), "width": size.width, "height": size.height,
        "before": "before.jpg", "after": "after.jpg",
        "grid": controls.grid, "grid_before": controls.grid_before, "grid_after": controls.grid_after, "valid": controls.valid,
    });
    if let (Some(card), [Some(before), Some(after)]) = (card, cards) {
        let (key, before, after) = match card {
            CardName::Grey => ("grey", json!([before]), json!([after])),
            _ => ("chart", json!(before), json!(after)),
        };
        truth[key] = before;
        truth["in_after"] = json!({ key: after });
    }
    let jpeg = |rendered: Rendered| rendered.jpeg.unwrap_or_default();
    write(&out.join("truth.json"), truth.to_string().as_bytes())?;
    write(&out.join("points.json"), json!(controls.grid_before).to_string().as_bytes())?;
    write(&out.join("before.jpg"), &jpeg(pair.before))?;
    write(&out.join("after.jpg"), &jpeg(pair.after))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| format!("could not write: {error}: {}", path.display()))
}

/// Counts photos on a terminal; silent elsewhere.
#[expect(clippy::print_stderr, reason = "this is how the command line shows that long work goes on")]
fn progress(done: usize, total: usize) {
    if std::io::stderr().is_terminal() {
        eprint!("\rphoto {done} of {total}{}", if done == total { "\n" } else { "" });
    }
}

/// Parses `1600x1200`.
fn size(text: &str) -> Result<Size, String> {
    let sides = text.split_once(['x', 'X', '×']);
    let sides = sides.and_then(|(w, h)| Some((w.trim().parse().ok()?, h.trim().parse().ok()?)));
    match sides {
        Some((w, h)) if (64..=6000).contains(&w) && (64..=6000).contains(&h) => Ok(Size::new(w, h)),
        _ => Err("write it as 1600x1200, each side 64 to 6000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_numbers_of_pixels() {
        assert_eq!(size("640x480"), Ok(Size::new(640, 480)));
        for wrong in ["640", "0x480", "640x48000", "axb", "-5x9", ""] {
            assert!(size(wrong).is_err(), "{wrong:?} was accepted");
        }
    }

    #[test]
    fn every_kind_can_be_asked_for_by_its_name() {
        for kind in KindName::value_variants() {
            let name = kind.to_possible_value().map(|value| value.get_name().to_owned());
            assert_eq!(name.as_deref().and_then(Kind::named), Some(kind.0), "{name:?}");
        }
    }
}
