//! Flags of the commands on fleets: load, doctor.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use url::Url;

use crate::cli::values::{pair, target, time};
use crate::load::{IntervalChoice, parse_duration};

pub(super) const DOCTOR_EXAMPLES: &str = "\
Examples:
  Whether this machine can simulate 20,000 workers:
    cp-harness doctor --workers 20000 --target https://cp.example.com
  The same for a connection per request, as JSON:
    cp-harness doctor --workers 20000 --connections per-request --format json

Exit code 5: a limit is too low for a valid run. Warnings leave it at 0.";

#[derive(Args, Debug)]
pub(in crate::cli) struct LoadArguments {
    /// A scenario file, or the name of one that is built in: smoke, steady-5k, register-storm,
    /// herd-reconnect, churn, soak, spike, capacity [default: ramp up, then hold a minute]
    #[arg(value_name = "SCENARIO")]
    pub(in crate::cli) scenario: Option<String>,
    /// The control plane's URL [default: the embedded reference, in a process of its own]
    #[arg(long, value_name = "URL", value_parser = target)]
    pub(in crate::cli) target: Option<Url>,
    /// OpenAPI documents: files, folders, URLs [default: the embedded worker endpoints]
    #[arg(long, value_name = "PATH|URL", num_args = 1..)]
    pub(in crate::cli) spec: Vec<String>,
    /// The fleet's token, again for each organisation; better given by the environment
    /// (`KUBIYA_API_KEY`), which process lists do not show
    #[arg(long, value_name = "TOKEN")]
    pub(in crate::cli) token: Vec<String>,
    /// A file with the token of each organisation, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "token")]
    pub(in crate::cli) tokens_file: Option<PathBuf>,
    /// The way in, of those that the life knows: register, start, queue
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) entry: Option<String>,
    /// Values that the life takes from outside: NAME=VALUE, again for each organisation, or
    /// NAME=@FILE with a line for each worker
    #[arg(long, value_name = "NAME=VALUE", num_args = 1.., value_parser = pair)]
    pub(in crate::cli) bind: Vec<(String, String)>,
    /// The size of the fleet
    #[arg(long, value_name = "N")]
    pub(in crate::cli) workers: Option<u32>,
    /// How long the whole run takes
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(in crate::cli) duration: Option<Duration>,
    /// The time between two heartbeats: 30s, or from-config
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) interval: Option<IntervalChoice>,
    /// How long the first ramp takes
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(in crate::cli) ramp: Option<Duration>,
    /// What has to hold, beside the scenario's own: `p99(worker_heartbeat)<250ms`; may be repeated
    #[arg(long, value_name = "SLO")]
    pub(in crate::cli) slo: Vec<String>,
    /// What all that looks random follows from
    #[arg(long, value_name = "N")]
    pub(in crate::cli) seed: Option<u64>,
    // Read later on: what is wrong with a header is told without its value.
    /// A header for every request, 'Name: value'; may be repeated
    #[arg(long, value_name = "K: V")]
    pub(in crate::cli) header: Vec<String>,
    /// The limit for one request with its answer, whatever the scenario says: 10s, 500ms
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(in crate::cli) timeout: Option<Duration>,
    /// Serve goose's web dashboard on this port of 127.0.0.1 while the run goes [default port: 5118]
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true,
        default_missing_value = "5118", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) dashboard: Option<u16>,
    /// Print the resolved fleet and its stages as JSON; send nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// The folder for the report files [default: `reports/TIME-load`]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) report: Option<PathBuf>,
    /// What is written to standard output
    #[arg(long, value_enum, default_value_t = LoadFormat::Text)]
    pub(in crate::cli) format: LoadFormat,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct DoctorArguments {
    /// The size of the fleet
    #[arg(long, value_name = "N", default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) workers: u32,
    /// The control plane's URL [default: the embedded reference on this machine]
    #[arg(long, value_name = "URL", value_parser = target)]
    pub(in crate::cli) target: Option<Url>,
    /// Which connections requests travel on
    #[arg(long, value_enum, default_value_t = Connections::PerWorker)]
    pub(in crate::cli) connections: Connections,
    /// How many connections `pooled` has
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) pool_size: u32,
    /// The time between two heartbeats of a worker: 30s, 500ms
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time)]
    pub(in crate::cli) interval: Duration,
    /// How the limits are printed
    #[arg(long, value_enum, default_value_t = DoctorFormat::Text)]
    pub(in crate::cli) format: DoctorFormat,
}

/// Which connections requests of a fleet travel on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Connections {
    /// Each worker keeps its own
    PerWorker,
    /// The workers share some
    Pooled,
    /// A new one for each request
    PerRequest,
}

/// How `doctor` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DoctorFormat {
    /// A table, and below it the commands that mend
    Text,
    /// The same, versioned
    Json,
}

/// What `load` writes to standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LoadFormat {
    /// The report for people
    Text,
    /// report.json
    Json,
    /// junit.xml
    Junit,
    /// The events as they happen, one JSON object a line
    Ndjson,
}
