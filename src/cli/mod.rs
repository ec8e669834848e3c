//! The program without a window: one file a verb.

mod align;
mod clinic;
mod compare;
mod edit;
mod library;
mod phantom;
mod writer;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Before/after comparison of skin photos, aligned at the skin.
#[derive(Debug, Parser)]
#[command(name = "skinlapse", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// What the program can be asked to do.
#[derive(Debug, Subcommand)]
enum Verb {
    Align(align::Args),
    Compare(compare::Args),
    Phantom(phantom::Args),
    Edit(edit::Args),
    Library(library::Args),
}

/// Runs the program with the arguments of this process.
///
/// Exit code 0: done. 1: could not be done; one line on the standard error says what to do. 2: wrong usage (by clap).
pub fn main() -> ExitCode {
    let done = match Cli::parse().verb {
        Some(Verb::Align(args)) => align::run(&args),
        Some(Verb::Compare(args)) => compare::run(&args),
        Some(Verb::Phantom(args)) => phantom::run(&args),
        Some(Verb::Edit(args)) => edit::run(&args),
        Some(Verb::Library(args)) => library::run(&args),
        None => Ok(()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(line) => {
            tell(&line);
            ExitCode::FAILURE
        }
    }
}

/// Writes one line to the standard error, whatever `text` holds.
#[expect(clippy::print_stderr, reason = "this is how the command line tells what went wrong")]
fn tell(text: &str) {
    let line: Vec<&str> = text.split_whitespace().collect();
    eprintln!("{}", line.join(" "));
}
