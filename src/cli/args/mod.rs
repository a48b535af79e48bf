//! Every flag of every command, and nothing else.

pub(super) mod deprecated;
mod display_flags;
mod load_flags;
mod result_flags;
pub(in crate::cli) mod flag_values;

use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use url::Url;

pub(super) use display_flags::DisplayArguments;
pub(super) use load_flags::{
    ConnectionArgument, ConnectionArguments, DoctorArguments, LoadArguments,
};
pub(super) use result_flags::{
    CompareArguments, CompletionsArguments, ConfigArguments, DiffArguments, GateArguments,
    InitArguments, LintArguments, ManArguments, OtlpArguments, ReplayArguments, ReportAction,
    ReportArguments, RulesArguments, ShippedArguments, TermsArguments, TextFormat, Tier,
};

use crate::report::formats::Format;
use flag_values::{pair, rate, target, time};

const EXIT_CODES: &str = "\
Exit codes:
  0    passed
  1    the target failed (a check or an SLO)
  2    the command line is wrong
  3    invalid input (specification, scenario, waiver, baseline)
  4    inconclusive (target unreachable, nothing tested)
  5    invalid measurement (what the generator's lateness left undecided)
  6    environment (a report cannot be written, a disk is full)
  70   internal error
  130  interrupted (what was measured is still reported)";

const CONFORM_EXAMPLES: &str = "\
Examples:
  The embedded reference control plane, as a first look:
    cp-harness conform
  A control plane of your own; the token comes from KUBIYA_API_KEY:
    cp-harness conform --target https://cp.example.com --bind queue_id=QUEUE
  One rule on one operation, as JSON:
    cp-harness conform --only 'response_*@register_worker#*' --format json";

const PLAN_EXAMPLES: &str = "\
Examples:
  What would be asked about headers:
    cp-harness plan --only '*header*'
  Every request, byte for byte:
    cp-harness plan --format json";

const MUTANTS_EXAMPLES: &str = "\
Examples:
  The whole kill matrix:
    cp-harness mutants
  Which rules find the mutants of one operation:
    cp-harness mutants --only 'mech:*@register_worker#*'
  One of them live, to try a client or another harness on:
    cp-harness serve --mutant envelope_of_its_own

Exit code 1: the harness blames a correct control plane, or misses a mutant.";

/// The version, with the commit where the build names it (`CP_HARNESS_COMMIT`).
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let version = env!("CARGO_PKG_VERSION");
    match option_env!("CP_HARNESS_COMMIT") {
        Some(commit) if !commit.is_empty() => format!("{version} ({commit})"),
        _ => version.to_owned(),
    }
});

/// Conformance and load testing for the control plane of AI-agent workers.
#[derive(Debug, Parser)]
#[command(name = "cp-harness", version = VERSION.as_str(), after_help = EXIT_CODES, propagate_version = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) display: DisplayArguments,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Verify that a control plane does what its OpenAPI documents promise.
    #[command(after_help = format!("{CONFORM_EXAMPLES}\n\n{EXIT_CODES}"))]
    Conform(ConformArguments),
    /// Print every check that `conform` would run with the same flags; send nothing.
    #[command(after_help = format!("{PLAN_EXAMPLES}\n\n{EXIT_CODES}"))]
    Plan(PlanArguments),
    /// Serve the embedded reference control plane until Ctrl-C.
    #[command(after_help = EXIT_CODES)]
    Serve(ServeArguments),
    /// Simulate a fleet of workers against a control plane, and judge the SLOs.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", load_flags::LOAD_EXAMPLES))]
    Load(LoadArguments),
    /// Run everything that gate.toml asks for, compare it with the baseline, and give one verdict.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", result_flags::GATE_EXAMPLES))]
    Gate(GateArguments),
    /// Write a gate file, its waivers, a scenario and the workflow of the CI system; overwrite nothing.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", result_flags::INIT_EXAMPLES))]
    Init(InitArguments),
    /// Compare two reports: what changed from one run to the other.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", result_flags::COMPARE_EXAMPLES))]
    Compare(CompareArguments),
    /// Print a finished report again, in any format; send nothing.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", result_flags::REPORT_EXAMPLES))]
    Report(ReportArguments),
    /// Check the limits of this machine for a fleet, and print the commands that raise them.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", load_flags::DOCTOR_EXAMPLES))]
    Doctor(DoctorArguments),
    /// Say what breaks existing workers between two versions of the documents; send nothing.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", result_flags::DIFF_EXAMPLES))]
    Diff(DiffArguments),
    /// Say what is wrong with the documents themselves; send nothing.
    #[command(after_help = EXIT_CODES)]
    Lint(LintArguments),
    /// Send one check of a report again, and show what came then and now.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", result_flags::REPLAY_EXAMPLES))]
    Replay(ReplayArguments),
    /// List the rules, explain one, or write the rule reference.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", result_flags::RULES_EXAMPLES))]
    Rules(RulesArguments),
    /// List the built-in scenarios, or print one to copy.
    #[command(after_help = EXIT_CODES)]
    Scenarios(ShippedArguments),
    /// List the published JSON schemas of reports and files, or print one.
    #[command(after_help = EXIT_CODES)]
    Schema(ShippedArguments),
    /// Print which value each flag has, and where it comes from: flag, environment, file, default.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", result_flags::CONFIG_EXAMPLES))]
    Config(ConfigArguments),
    /// Print what a shell completes: bash, zsh, fish, PowerShell, elvish.
    #[command(after_help = EXIT_CODES)]
    Completions(CompletionsArguments),
    /// Print the manual page, or write one for each command.
    #[command(after_help = EXIT_CODES)]
    Man(ManArguments),
    /// Prove the harness: run it against control planes with one planted defect each.
    #[command(after_help = format!("{MUTANTS_EXAMPLES}\n\n{EXIT_CODES}"))]
    Mutants(MutantsArguments),
}

/// What is checked, and on whom: the same flags for `conform` and `plan`.
#[derive(Args, Debug)]
#[command(next_help_heading = "What is checked")]
pub(super) struct SelectionArguments {
    /// The control plane's URL, with its path prefix if it has one [default: the embedded
    /// reference]
    #[arg(long, value_name = "URL", value_parser = target)]
    pub(super) target: Option<Url>,
    /// OpenAPI documents: files, folders, URLs [default: the embedded worker endpoints]
    #[arg(long, value_name = "PATH|URL", num_args = 1.., value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(super) spec: Vec<String>,
    /// Values for ids that no operation gives: NAME=VALUE, or OPERATION.NAME=VALUE
    #[arg(long, value_name = "NAME=VALUE", num_args = 1.., value_parser = pair)]
    pub(super) bind: Vec<(String, String)>,
    /// Allow changes to what the run did not create: by the name of a parameter or member (an id
    /// given by --bind), of an operation, or by a path (/reset); may be repeated
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(super) allow_changes: Vec<String>,
    /// Run only checks whose id, rule or operation matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(super) only: Vec<String>,
    /// Leave out checks whose id, rule or operation matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(super) skip: Vec<String>,
    /// Search at random beyond the plan: so many requests for each operation
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(super) fuzz: Option<u32>,
    /// The seed of the random requests: the same seed gives the same requests [default: 0]
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Lifecycle laws: a TOML file, or none [default: the embedded laws on workers, where the
    /// documents have their operations]
    #[arg(long, value_name = "FILE")]
    pub(super) laws: Option<String>,
    /// What the API's overview says of all operations: a TOML file, or none [default: the embedded
    /// overview, where the documents have its title]
    #[arg(long, value_name = "FILE")]
    pub(super) prose: Option<String>,
    /// How lenient the rules are: standard, strict, fastapi, express, spring, django, or a TOML file
    /// [default: standard]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) profile: Option<String>,
    /// Ask for more requests than the overview's limit allows: it burns the caller's quota
    #[arg(long)]
    pub(super) exceed_rate_limit: bool,
    /// How many checks are run
    #[arg(long, value_enum, default_value_t = Tier::Standard)]
    pub(super) tier: Tier,
}

#[derive(Args, Debug)]
pub(super) struct ConformArguments {
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    /// Fail on SHOULD findings too, and on checks without an answer
    #[arg(long, help_heading = "What fails the run")]
    pub(super) strict: bool,
    /// End with the first check that fails the run
    #[arg(long, help_heading = "What fails the run")]
    pub(super) fail_fast: bool,
    #[command(flatten)]
    pub(super) terms: TermsArguments,
    #[command(flatten)]
    pub(super) caller: CallerArguments,
    /// Requests at most: 5/s, 100/min
    #[arg(long, value_name = "N/s", value_parser = rate, help_heading = "How requests are sent")]
    pub(super) rate: Option<f64>,
    /// The limit for one request with its answer: 10s, 500ms
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time, help_heading = "How requests are sent")]
    pub(super) timeout: Duration,
    /// Requests under way at once, 1 to 64
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64), help_heading = "How requests are sent")]
    pub(super) concurrency: u16,
    /// The folder for report.json, report.html, summary.md, junit.xml, report.sarif, metrics.prom, events.ndjson and exchanges.har [default: reports/<time>-conform]
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(super) report: Option<PathBuf>,
    /// The format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = flag_values::format(|format| format.conform.is_some()), help_heading = "Output")]
    pub(super) format: &'static Format,
    #[command(flatten, next_help_heading = "Output")]
    pub(super) otlp: OtlpArguments,
}

/// Who calls.
#[derive(Args, Debug)]
#[command(next_help_heading = "How requests are sent")]
pub(super) struct CallerArguments {
    // The environment is read later on: the reference control plane does not ask for its tokens.
    /// The caller's token; better given by the environment (`KUBIYA_API_KEY`), which process lists
    /// do not show
    #[arg(long, value_name = "TOKEN")]
    pub(super) token: Option<String>,
    // Read later on: what is wrong with it is reported without its value.
    /// A credential by the name of its security scheme, 'user:password' for basic:
    /// SCHEME=env:NAME, SCHEME=@FILE or SCHEME=VALUE; may be repeated
    #[arg(long, value_name = "SCHEME=VALUE")]
    pub(super) credential: Vec<String>,
    /// The secret that signs the target's JWTs by HMAC, to see expired ones refused: env:NAME,
    /// @FILE or the secret itself
    #[arg(long, value_name = "SECRET")]
    pub(super) jwt_key: Option<String>,
    /// The token of a second organisation, for the laws that keep the two apart
    /// (`KUBIYA_SECOND_API_KEY` in the environment)
    #[arg(long, value_name = "TOKEN")]
    pub(super) second_token: Option<String>,
    // Read later on: what is wrong with a header is reported without its value.
    /// A header for every request, 'Name: value'; may be repeated
    #[arg(long, value_name = "K: V")]
    pub(super) header: Vec<String>,
    /// Accept any certificate, of the target and of servers of documents: nobody then proves who
    /// answers. For deployments with a certificate for tests; `SSL_CERT_FILE` keeps the proof
    #[arg(long)]
    pub(super) insecure: bool,
}

#[derive(Args, Debug)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    /// Print which operation takes which value from where, and why, instead of the checks; `mermaid`
    /// prints it as a flowchart for Markdown
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, value_enum,
        default_missing_value = "table", help_heading = "Output", conflicts_with = "format")]
    pub(super) resources: Option<ResourceFormat>,
    /// The format of standard output
    #[arg(long, value_enum, default_value_t = TextFormat::Text, help_heading = "Output")]
    pub(super) format: TextFormat,
}

/// How the graph of resources is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ResourceFormat {
    /// A line for each value
    Table,
    /// A flowchart in the words of Mermaid
    Mermaid,
}

#[derive(Args, Debug)]
pub(super) struct ServeArguments {
    /// Where to listen, HOST:PORT; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8001")]
    pub(super) listen: String,
    /// Serve a control plane with this planted defect instead; `list` prints them
    #[arg(long, value_name = "ID")]
    pub(super) mutant: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct MutantsArguments {
    /// Only mutants whose id matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(super) only: Vec<String>,
    /// List the mutants: id, rules, story; run nothing
    #[arg(long)]
    pub(super) list: bool,
    /// Compare the matrix with this file; exit code 1 where the file is stale
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "list"])]
    pub(super) check: Option<PathBuf>,
    /// Write the matrix to this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "list"])]
    pub(super) write: Option<PathBuf>,
    /// The format of standard output
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(super) format: TextFormat,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        Arguments::command().debug_assert();
    }
}
