//! Flags of the commands on rules, documents and results: rules, lint, diff, replay, compare.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use url::Url;

use super::CallerArguments;

use super::flag_values::{self, collector, pair, share, target, time};
use crate::load::parse_duration;
use crate::report::formats::Format;

pub(super) const DIFF_EXAMPLES: &str = "\
Examples:
  Whether the documents at hand break workers of the last release:
    cp-harness diff released/ specs/

Exit code 1: a change breaks existing workers.";

pub(super) const REPLAY_EXAMPLES: &str = "\
Examples:
  A finding, once more, after a remedy:
    cp-harness replay reports/20260102T030405678Z-conform no_content@worker_heartbeat#204";

pub(super) const RULES_EXAMPLES: &str = "\
Examples:
  What a finding is about, by its rule or by the id of its check:
    cp-harness rules response_member
  The whole rule reference, as Markdown:
    cp-harness rules --write docs/rules.md";

#[derive(Args, Debug)]
pub(in crate::cli) struct RulesArguments {
    /// The rule to explain: its id, or the id of a check
    #[arg(value_name = "RULE")]
    pub(in crate::cli) rule: Option<String>,
    /// Write the rule reference, all rules as Markdown, to FILE
    #[arg(long, alias = "book", value_name = "FILE", conflicts_with = "rule")]
    pub(in crate::cli) write: Option<PathBuf>,
    /// Fail if FILE is not what --write would write
    #[arg(long, alias = "check-book", value_name = "FILE", conflicts_with_all = ["rule", "write"])]
    pub(in crate::cli) check: Option<PathBuf>,
    /// The format of standard output
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
    /// The format of standard output
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
    /// The format of standard output
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
    /// What may be changed that the run does not create, as the run had it: NAME
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(in crate::cli) allow_changes: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) caller: CallerArguments,
    /// The limit for one request with its answer: 10s, 500ms
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    pub(in crate::cli) timeout: Duration,
    /// The format of standard output
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(in crate::cli) format: TextFormat,
}

/// How many checks are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Tier {
    /// The most important checks that 60 requests can answer
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
    /// Fail where checks judged less than this share of the documents' promises, in percent: 80.
    /// Inconclusive where answers that did not come could have made it enough
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(in crate::cli) min_coverage: Option<u8>,
}

/// How a command that lists something prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TextFormat {
    /// For people
    #[value(alias = "table")]
    Text,
    /// The same, for machines
    Json,
}

pub(super) const GATE_EXAMPLES: &str = "\
Examples:
  A first look, at the embedded reference:
    cp-harness gate
  What gate.toml says, with the findings and figures of this night as those to compare with:
    cp-harness gate --update-baseline
  The build to come, measured beside the one in use:
    cp-harness gate --target http://127.0.0.1:8001 --against http://127.0.0.1:8002

Exit code 1 is for the owner of the target; 3, 4, 5 and 6 are for the owner of the gate.";

#[derive(Args, Debug)]
pub(in crate::cli) struct GateArguments {
    /// The gate file [default: gate.toml; without one, a first look at the embedded reference]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// The control plane's URL [default: the gate file's]
    #[arg(long, value_name = "URL", value_parser = target)]
    pub(in crate::cli) target: Option<Url>,
    /// Measure this control plane at the same time, and compare service times with it
    #[arg(long, value_name = "URL", value_parser = target)]
    pub(in crate::cli) against: Option<Url>,
    /// Take the findings and figures of this night as the baseline
    #[arg(long)]
    pub(in crate::cli) update_baseline: bool,
    /// Skip what comes after the first phase that fails
    #[arg(long)]
    pub(in crate::cli) fail_fast: bool,
    /// The folder for the report [default: reports/<time>-gate beside the gate file]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) report: Option<PathBuf>,
    /// The format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = flag_values::format(|format| format.gate.is_some()))]
    pub(in crate::cli) format: &'static Format,
    #[command(flatten)]
    pub(in crate::cli) otlp: OtlpArguments,
}

/// Where the metrics of a run go.
#[derive(Args, Debug)]
pub(in crate::cli) struct OtlpArguments {
    /// Push the metrics of metrics.prom to an OpenTelemetry collector when the run is over, by OTLP
    /// over HTTP [default URL: `OTEL_EXPORTER_OTLP_ENDPOINT`, or `http://localhost:4318`]. Only with
    /// this flag, the environment's `OTEL_EXPORTER_OTLP_*`, `OTEL_SERVICE_NAME` and
    /// `OTEL_RESOURCE_ATTRIBUTES` count. A push that fails is a warning. Needs a build with the
    /// feature `otlp`
    #[arg(long, value_name = "URL", num_args = 0..=1, value_parser = collector)]
    #[expect(
        clippy::option_option,
        reason = "a flag that was not given, given alone, and given with a value"
    )]
    pub(in crate::cli) otlp: Option<Option<Url>>,
}

pub(super) const INIT_EXAMPLES: &str = "\
Examples:
  For a control plane that serves its own documents, or the embedded ones:
    cp-harness init https://control-plane.example.com
  For documents of your own, and where they are served:
    cp-harness init openapi.yaml https://control-plane.example.com

Files that are there already are left as they are.";

#[derive(Args, Debug)]
pub(in crate::cli) struct InitArguments {
    /// The control plane's URL, and OpenAPI documents: files, folders, URLs that end with .json or .yaml
    #[arg(value_name = "URL|PATH")]
    pub(in crate::cli) inputs: Vec<String>,
    /// Where the files go
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) folder: Option<PathBuf>,
}

pub(super) const REPORT_EXAMPLES: &str = "\
Examples:
  What last night's run found, for code scanning:
    cp-harness report reports/20260102T030405678Z-conform --format sarif
  The same on the terminal, and one of its causes in full:
    cp-harness report show reports/20260102T030405678Z-conform
    cp-harness report show reports/20260102T030405678Z-conform refuses_missing_member";

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(in crate::cli) struct ReportArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: Option<ReportAction>,
    /// The report of conform, load or gate: its folder, or its report.json
    #[arg(value_name = "REPORT", required = true)]
    pub(in crate::cli) report: Option<PathBuf>,
    /// The format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = flag_values::format(|_| true))]
    pub(in crate::cli) format: &'static Format,
}

/// What to do with a report, beside printing it in a format.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ReportAction {
    /// Print a report on the terminal again, or one cause of it in full.
    Show {
        /// The report: its folder, or its report.json
        #[arg(value_name = "REPORT")]
        report: PathBuf,
        /// A cause of a conformance run: its rule, one of its checks, or its number, counted from 1
        #[arg(value_name = "CAUSE")]
        cause: Option<String>,
    },
    /// Add up load runs that several machines made at the same time: one fleet, one verdict.
    Merge {
        /// The reports of the runs: folders, or their report.json; two or more
        #[arg(value_name = "REPORT", required = true, num_args = 1..)]
        reports: Vec<PathBuf>,
        /// The folder for the merged report [default: `reports/TIME-merge`]
        #[arg(long, value_name = "DIR")]
        report: Option<PathBuf>,
        /// The format of standard output
        #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = flag_values::format(|format| format.load.is_some()))]
        format: &'static Format,
    },
}

/// What a command that prints texts of the program itself takes.
#[derive(Args, Debug)]
pub(in crate::cli) struct ShippedArguments {
    /// The one to print [default: list them]
    #[arg(value_name = "NAME")]
    pub(in crate::cli) name: Option<String>,
}

pub(super) const CONFIG_EXAMPLES: &str = "\
Examples:
  What cp-harness.toml and the environment give:
    cp-harness config
  What a command would run with:
    cp-harness config conform --strict

A flag goes before CP_HARNESS_<FLAG> of the environment, and that before cp-harness.toml, which is found
in this folder or one above it. There, keys above all tables are for every command that has the flag,
and those of a table for the command it is named for:
    target = 'https://control-plane.example.com'
    [conform]
    strict = true";

#[derive(Args, Debug)]
pub(in crate::cli) struct ConfigArguments {
    /// A command with flags [default: what is given for any command]
    #[arg(value_name = "COMMAND", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(in crate::cli) command: Vec<std::ffi::OsString>,
}

/// Whose completions to print.
#[derive(Args, Debug)]
pub(in crate::cli) struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(in crate::cli) shell: clap_complete::Shell,
}

/// Where manual pages go.
#[derive(Args, Debug)]
pub(in crate::cli) struct ManArguments {
    /// Write a page for the program and one for each command here, instead of printing the first
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) folder: Option<PathBuf>,
}

pub(super) const COMPARE_EXAMPLES: &str = "\
Examples:
  Whether a control plane has become slower, or fails where it did not:
    cp-harness compare reports/before reports/after
  The same with the noise of three runs of the old one:
    cp-harness compare old-1 new --baseline old-2 --baseline old-3

Conform reports are compared by the checks that both asked and judged.

Exit code 1: worse beyond the noise, or new failures. 4: nothing could be compared, or answers are
missing that could have shown a new failure. 3: the reports are of different load, or of different
kinds.";

#[derive(Args, Debug)]
pub(in crate::cli) struct CompareArguments {
    /// The earlier run: report.json of `load` or `conform`, or the folder that holds it
    #[arg(value_name = "BEFORE")]
    pub(in crate::cli) before: PathBuf,
    /// The later run, of the same kind
    #[arg(value_name = "AFTER")]
    pub(in crate::cli) after: PathBuf,
    /// A further earlier run, to measure the noise from run to run; may be repeated
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
    /// The format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = flag_values::format(Format::compares))]
    pub(in crate::cli) format: &'static Format,
}
