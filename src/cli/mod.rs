//! The program without a window: one file a verb.

mod align;
mod bench_align;
mod bench_measure;
mod clinic;
mod compare;
mod csv;
mod demo;
mod edit;
mod import;
mod library;
mod measure;
mod open;
mod phantom;
mod writer;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Before/after comparison of skin photos, aligned at the skin.
#[derive(Debug, Parser)]
#[command(name = "skinlapse", disable_version_flag = true)]
struct Cli {
    /// Keep settings, cache and sample copies below this folder (also: SKINLAPSE_HOME).
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print the version.
    #[arg(long, short = 'V')]
    version: bool,
    /// With --version: also which renderer the window would use.
    #[arg(long, requires = "version")]
    verbose: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// What the program can be asked to do.
#[derive(Debug, Subcommand)]
enum Verb {
    Open(open::Args),
    Demo(demo::Args),
    Align(align::Args),
    Compare(compare::Args),
    Phantom(phantom::Args),
    Edit(edit::Args),
    Library(library::Args),
    Measure(measure::Args),
    /// Checks the program against what is known, on this computer.
    #[command(subcommand)]
    Bench(Bench),
}

/// What can be checked.
#[derive(Debug, Subcommand)]
enum Bench {
    Align(bench_align::Args),
    Measure(bench_measure::Args),
}

/// Runs the program with the arguments of this process.
///
/// Exit code 0: done. 1: could not be done; one line on the standard error says what to do. 2: wrong usage (by clap).
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let data = cli.data.as_deref();
    if cli.version {
        return print_version(cli.verbose);
    }
    let done = match cli.verb {
        Some(Verb::Open(args)) => open::run(&args, data),
        Some(Verb::Demo(args)) => demo::run(&args, data),
        Some(Verb::Align(args)) => align::run(&args),
        Some(Verb::Compare(args)) => compare::run(&args),
        Some(Verb::Phantom(args)) => phantom::run(&args),
        Some(Verb::Edit(args)) => edit::run(&args, data),
        Some(Verb::Library(args)) => library::run(&args, data),
        Some(Verb::Measure(args)) => measure::run(&args),
        Some(Verb::Bench(Bench::Align(args))) => bench_align::run(&args),
        Some(Verb::Bench(Bench::Measure(args))) => bench_measure::run(&args),
        None => open::run(&open::Args::default(), data),
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

/// Prints the version, and with `verbose` what the window would be drawn with.
fn print_version(verbose: bool) -> ExitCode {
    use std::io::Write;
    let mut text = format!("skinlapse {}\n", env!("CARGO_PKG_VERSION"));
    if verbose {
        text += &format!("renderer: {}\n", crate::ui::renderer_about());
        text += &format!("alignment engine: {}\n", crate::align::ENGINE_VERSION);
        text += &format!("library format: {}\n", crate::store::FORMAT_VERSION);
        text += &format!("system: {} {}\n", std::env::consts::OS, std::env::consts::ARCH);
    }
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
