//! Every flag of every command, and nothing else.

mod fleet;
mod results;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use url::Url;

pub(super) use self::fleet::{
    Connections, DoctorArguments, DoctorFormat, LoadArguments, LoadFormat,
};
pub(super) use self::results::{
    CompareArguments, CompareFormat, DiffArguments, LintArguments, ReplayArguments, RulesArguments,
    TermsArguments, TextFormat, Tier,
};

use super::values::{pair, rate, target, time};

const EXIT_CODES: &str = "\
Exit codes:
  0    passed
  1    the target failed (a check or an SLO)
  2    the command line is wrong
  3    invalid input (specification, scenario, waiver, baseline)
  4    inconclusive (target unreachable, nothing tested)
  5    invalid measurement (the generator itself was the bottleneck)
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

/// Conformance and load testing for the control plane of AI-agent workers.
#[derive(Debug, Parser)]
#[command(name = "cp-harness", version, after_help = EXIT_CODES, propagate_version = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
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
    #[command(after_help = EXIT_CODES)]
    Load(LoadArguments),
    /// Compare two reports: what became of the target from one run to the other.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", results::COMPARE_EXAMPLES))]
    Compare(CompareArguments),
    /// Check the limits of this machine for a fleet, and print the commands that mend them.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", fleet::DOCTOR_EXAMPLES))]
    Doctor(DoctorArguments),
    /// Say what breaks existing workers between two versions of the documents; send nothing.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", results::DIFF_EXAMPLES))]
    Diff(DiffArguments),
    /// Say what is wrong with the documents themselves; send nothing.
    #[command(after_help = EXIT_CODES)]
    Lint(LintArguments),
    /// Send one check of a report again, and show what came then and now.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", results::REPLAY_EXAMPLES))]
    Replay(ReplayArguments),
    /// List the rules, explain one, or write the book of rules.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", results::RULES_EXAMPLES))]
    Rules(RulesArguments),
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
    /// Run only checks whose id, rule or operation matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(super) only: Vec<String>,
    /// Leave out checks whose id, rule or operation matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(super) skip: Vec<String>,
    /// Search at random beyond the plan: so many requests for each operation
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(super) fuzz: Option<u32>,
    /// What the random requests follow from: the same seed gives the same requests [default: 0]
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
    /// What is let go: standard, strict, fastapi, express, spring, django, or a TOML file
    /// [default: standard]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) profile: Option<String>,
    /// Ask for more requests than the overview's limit allows: it burns the caller's quota
    #[arg(long)]
    pub(super) exceed_rate_limit: bool,
    /// How much is asked
    #[arg(long, value_enum, default_value_t = Tier::Standard)]
    pub(super) tier: Tier,
}

#[derive(Args, Debug)]
pub(super) struct ConformArguments {
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    /// Let SHOULD bind, and ask for an answer to every check
    #[arg(long, help_heading = "What fails the run")]
    pub(super) strict: bool,
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
    /// The folder for report.json, junit.xml, events.ndjson and exchanges.har [default: reports/<time>-conform]
    #[arg(long, value_name = "DIR", help_heading = "What is told")]
    pub(super) report: Option<PathBuf>,
    /// What is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "What is told")]
    pub(super) format: Format,
}

/// Who calls.
#[derive(Args, Debug)]
#[command(next_help_heading = "How requests are sent")]
pub(super) struct CallerArguments {
    /// The caller's token; better given by the environment, which process lists do not show
    #[arg(long, value_name = "TOKEN", env = "KUBIYA_API_KEY", hide_env_values = true)]
    pub(super) token: Option<String>,
    // Read later on: what is wrong with it is told without its value.
    /// A credential by the name of its security scheme, 'user:password' for basic:
    /// SCHEME=env:NAME, SCHEME=@FILE or SCHEME=VALUE; may be repeated
    #[arg(long, value_name = "SCHEME=VALUE")]
    pub(super) credential: Vec<String>,
    /// The secret that signs the target's JWTs by HMAC, to see expired ones refused: env:NAME,
    /// @FILE or the secret itself
    #[arg(long, value_name = "SECRET")]
    pub(super) jwt_key: Option<String>,
    /// The token of a second organisation, for the laws that keep the two apart
    #[arg(long, value_name = "TOKEN", env = "KUBIYA_SECOND_API_KEY", hide_env_values = true)]
    pub(super) second_token: Option<String>,
    // Read later on: what is wrong with a header is told without its value.
    /// A header for every request, 'Name: value'; may be repeated
    #[arg(long, value_name = "K: V")]
    pub(super) header: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    /// How the plan is printed
    #[arg(long, value_enum, default_value_t = PlanFormat::Table, help_heading = "What is told")]
    pub(super) format: PlanFormat,
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
    /// Print what there is: id, rules, story; run nothing
    #[arg(long)]
    pub(super) list: bool,
    /// Compare the matrix with this file; exit code 1 where the file is stale
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "list"])]
    pub(super) check: Option<PathBuf>,
    /// Write the matrix to this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "list"])]
    pub(super) write: Option<PathBuf>,
    /// What is written to standard output
    #[arg(long, value_enum, default_value_t = MutantsFormat::Text)]
    pub(super) format: MutantsFormat,
}

/// How `mutants` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MutantsFormat {
    /// The sums, and where the harness falls short
    Text,
    /// Every mutant with what was found
    Json,
}

/// What `conform` writes to standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The report for people
    Text,
    /// report.json
    Json,
    /// junit.xml
    Junit,
    /// The events as they happen, one JSON object a line
    Ndjson,
    /// The exchanges as an HTTP archive, exchanges.har
    Har,
}

/// How `plan` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PlanFormat {
    /// A table, one check a line
    Table,
    /// The plan itself, versioned
    Json,
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
