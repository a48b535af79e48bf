//! Flags of the commands on rules, documents and results: rules, lint, diff, replay.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub(super) const RULES_EXAMPLES: &str = "\
Examples:
  What a finding is about, by its rule or by the id of its check:
    cp-harness rules response_member
  The whole book, as Markdown:
    cp-harness rules --book docs/rules.md";

#[derive(Args, Debug)]
pub(in crate::cli) struct RulesArguments {
    /// The rule to explain: its id, or the id of a check
    #[arg(value_name = "RULE")]
    pub(in crate::cli) rule: Option<String>,
    /// Write the whole catalogue to FILE as Markdown
    #[arg(long, value_name = "FILE", conflicts_with = "rule")]
    pub(in crate::cli) book: Option<PathBuf>,
    /// Fail where FILE is not what --book would write
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rule", "book"])]
    pub(in crate::cli) check_book: Option<PathBuf>,
    /// How the rules are printed
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(in crate::cli) format: TextFormat,
}

/// How much is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Tier {
    /// The most telling checks that 60 requests can answer
    Smoke,
    /// Every check
    Standard,
}

/// What a run is held to beside its checks.
#[derive(Args, Debug)]
#[command(next_help_heading = "What fails the run")]
pub(in crate::cli) struct TermsArguments {
    /// Known failures to let pass, each with reason, owner and last day [default: *.waivers.toml
    /// beside the documents]
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(in crate::cli) waivers: Vec<PathBuf>,
    /// Fail where less of the documents was put to the test, in percent: 80
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(in crate::cli) min_coverage: Option<u8>,
}

/// How a command with one text prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TextFormat {
    /// For people
    Text,
    /// The same, for machines
    Json,
}
