//! `skinlapse bench measure`: the goal table of the measurements on synthetic phantoms.

/// Prints the goal table of the measurements, on synthetic phantoms, beside the plain methods.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the verb.
///
/// # Errors
/// One line for the user.
pub fn run(_args: &Args) -> Result<(), String> {
    Ok(())
}
