//! How much is said, and in which colours: the same flags for every command.

use clap::{Args, ValueEnum};

use crate::cli::output;
use crate::report::shared::Verbosity;

/// How much is said, and in which colours.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(in crate::cli) struct DisplayArguments {
    /// Print the last line alone, and no progress
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print notes as well, which nobody has to act on
    #[arg(long, short, global = true)]
    verbose: bool,
    /// Colour the text for people [auto: as the terminal, `NO_COLOR` and `CLICOLOR_FORCE` have it]
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorArgument,
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ColorArgument {
    Auto,
    Always,
    Never,
}

impl DisplayArguments {
    /// Takes them for the rest of the process.
    pub(in crate::cli) fn apply(&self) {
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        output::display(
            verbosity,
            match self.color {
                ColorArgument::Auto => anstream::ColorChoice::Auto,
                ColorArgument::Always => anstream::ColorChoice::Always,
                ColorArgument::Never => anstream::ColorChoice::Never,
            },
        );
    }
}
