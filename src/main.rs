//! The `cp-harness` binary: parses the command line, runs the command, exits with its verdict.

fn main() {}
