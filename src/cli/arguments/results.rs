//! Flags of the commands on rules, documents and results: rules, lint, diff, replay, compare.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use url::Url;

use super::CallerArguments;

use crate::cli::values::{pair, share, target, time};
use crate::load::parse_duration;

pub(super) const DIFF_EXAMPLES: &str = "\
Examples:
  Whether the documents at hand break workers of the last release:
    cp-harness diff released/ specs/

Exit code 1: a change breaks existing workers.";

pub(super) const REPLAY_EXAMPLES: &str = "\
Examples:
  A finding, once more, after a mend:
    cp-harness replay reports/20260102T030405678Z-conform no_content@worker_heartbeat#204";

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

#[derive(Args, Debug)]
pub(in crate::cli) struct DiffArguments {
    /// The version that workers were written for: a file, folder or URL
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: String,
    /// The version to come
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: String,
    /// Exit with 1 for risky changes too, not for breaking ones alone
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// How the changes are printed
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(in crate::cli) format: TextFormat,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct LintArguments {
    /// OpenAPI documents: files, folders, URLs [default: the embedded worker endpoints]
    #[arg(value_name = "PATH|URL")]
    pub(in crate::cli) spec: Vec<String>,
    /// Exit with 1 where a SHOULD is not met
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(in crate::cli) format: TextFormat,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct ReplayArguments {
    /// The report of an earlier run: its folder, or its report.json
    #[arg(value_name = "REPORT")]
    pub(in crate::cli) report: PathBuf,
    /// The id of the check
    #[arg(value_name = "CHECK")]
    pub(in crate::cli) check: String,
    /// The control plane's URL [default: the report's]
    #[arg(long, value_name = "URL", value_parser = target)]
    pub(in crate::cli) target: Option<Url>,
    /// OpenAPI documents: files, folders, URLs [default: the report's]
    #[arg(long, value_name = "PATH|URL", num_args = 1..)]
    pub(in crate::cli) spec: Vec<String>,
    /// Values for ids that no operation gives, as the run had them: NAME=VALUE
    #[arg(long, value_name = "NAME=VALUE", num_args = 1.., value_parser = pair)]
    pub(in crate::cli) bind: Vec<(String, String)>,
    #[command(flatten)]
    pub(in crate::cli) caller: CallerArguments,
    /// The limit for one request with its answer: 10s, 500ms
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    pub(in crate::cli) timeout: Duration,
    /// How it is printed
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
    /// Every check, and a search at random beyond the plan: 100 requests for each operation unless
    /// --fuzz says otherwise
    Fuzz,
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

pub(super) const COMPARE_EXAMPLES: &str = "\
Examples:
  Whether a control plane has become slower, or fails where it did not:
    cp-harness compare reports/before reports/after
  The same with the noise of three runs of the old one:
    cp-harness compare old-1 new --baseline old-2 --baseline old-3

Exit code 1: worse beyond the noise, or new failures. 4: nothing could be compared. 3: the reports
are of different load, or of different kinds.";

#[derive(Args, Debug)]
pub(in crate::cli) struct CompareArguments {
    /// The earlier run: report.json of `load` or `conform`, or the folder that holds it
    #[arg(value_name = "BEFORE")]
    pub(in crate::cli) before: PathBuf,
    /// The later run, of the same kind
    #[arg(value_name = "AFTER")]
    pub(in crate::cli) after: PathBuf,
    /// A further earlier run: the noise widens by what runs differ; may be repeated
    #[arg(long, value_name = "REPORT")]
    pub(in crate::cli) baseline: Vec<PathBuf>,
    /// A further later run; may be repeated
    #[arg(long, value_name = "REPORT")]
    pub(in crate::cli) candidate: Vec<PathBuf>,
    /// Changes of a load figure by less than this share are none, whatever the noise
    #[arg(long, value_name = "SHARE", default_value = "5%", value_parser = share)]
    pub(in crate::cli) tolerance: f64,
    /// Changes of a time by less than this are none
    #[arg(long, value_name = "TIME", default_value = "1ms", value_parser = parse_duration)]
    pub(in crate::cli) least: Duration,
    /// How the comparison is printed
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub(in crate::cli) format: CompareFormat,
}

/// How `compare` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CompareFormat {
    /// What changed, with its noise
    Text,
    /// Every figure, versioned
    Json,
}
