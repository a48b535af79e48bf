//! The `cp-harness` binary: parses the command line, runs the command, exits with its verdict.

use std::process::ExitCode;

fn main() -> ExitCode {
    cp_harness::cli::main().into()
}
