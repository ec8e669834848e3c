//! The program: the command line, which opens the window when no verb is given.

fn main() -> std::process::ExitCode {
    skinlapse::cli::main()
}
