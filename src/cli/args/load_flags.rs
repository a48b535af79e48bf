//! Flags of the commands on fleets: load, doctor.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use url::Url;

use super::flag_values::{self, pair, target, time};
use super::result_flags::{OtlpArguments, TextFormat};
use crate::load::{ConnectionChoice, IntervalChoice, parse_duration};
use crate::report::formats::Format;

pub(super) const LOAD_EXAMPLES: &str = "\
Examples:
  A fleet of 200 workers against the embedded reference:
    cp-harness load --workers 200
  A built-in scenario over pooled connections, in 90 seconds:
    cp-harness load herd-reconnect --target https://cp.example.com --connections pooled --duration 90s
  The largest fleet that meets the objectives:
    cp-harness load capacity --target https://cp.example.com

A search (capacity) exits with 0 where the largest fleet is decided, with 1 where not even the
smallest meets the objectives, with 5 where the generator ended it early, and with 4 where the time
was up, an objective has no data, or the target went away: the answer is then a lower bound.";

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
    /// How workers enter, of the ways that the behavior knows: register, start, queue
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) entry: Option<String>,
    /// Values that the behavior takes from outside: NAME=VALUE, again for each organisation, or
    /// NAME=@FILE with a line for each worker
    #[arg(long, value_name = "NAME=VALUE", num_args = 1.., value_parser = pair)]
    pub(in crate::cli) bind: Vec<(String, String)>,
    /// The size of the fleet
    #[arg(long, value_name = "N")]
    pub(in crate::cli) workers: Option<u32>,
    /// How long the whole run takes: stages other than ramps are stretched or shortened, and outages
    /// in them shortened with them; in a search, how long a full probe holds
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(in crate::cli) duration: Option<Duration>,
    /// The time between two heartbeats: 30s, or from-config
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) interval: Option<IntervalChoice>,
    /// Send a beat once more, over a fresh connection, where the target closed a kept one before any
    /// byte of the answer came; by default that is a failure, counted as `keep_alive_race`
    #[arg(long)]
    pub(in crate::cli) resend_closed: bool,
    #[command(flatten)]
    pub(in crate::cli) connections: ConnectionArguments,
    /// How long the first ramp takes
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(in crate::cli) ramp: Option<Duration>,
    /// An objective beside the scenario's own: `p99(worker_heartbeat)<250ms`; may be repeated
    #[arg(long, value_name = "SLO")]
    pub(in crate::cli) slo: Vec<String>,
    /// The seed of everything that looks random: the same seed gives the same schedule
    #[arg(long, value_name = "N")]
    pub(in crate::cli) seed: Option<u64>,
    // Read later on: what is wrong with a header is reported without its value.
    /// A header for every request, 'Name: value'; may be repeated
    #[arg(long, value_name = "K: V")]
    pub(in crate::cli) header: Vec<String>,
    /// Accept any certificate, of the target and of servers of documents: nobody then proves who
    /// answers. For deployments with a certificate for tests; `SSL_CERT_FILE` keeps the proof
    #[arg(long)]
    pub(in crate::cli) insecure: bool,
    /// The limit for one request with its answer, whatever the scenario says: 10s, 500ms
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(in crate::cli) timeout: Option<Duration>,
    /// Serve goose's web dashboard on this port of 127.0.0.1 while the run goes [default port: 5118]
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true,
        default_missing_value = "5118", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) dashboard: Option<u16>,
    // Two runs that are to be compared begin together.
    /// Begin at this moment, in milliseconds since 1970, and not before
    #[arg(long, value_name = "MILLISECONDS", hide = true)]
    pub(in crate::cli) start_at: Option<f64>,
    /// An earlier report of `load`, or its folder: the charts of the page show its latencies beside
    /// those of this run. Nothing is judged by it: `cp-harness compare` does that
    #[arg(long, value_name = "REPORT")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// Print the resolved fleet and its stages as JSON; send nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// The folder for the report files [default: `reports/TIME-load`]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) report: Option<PathBuf>,
    /// The format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = flag_values::format(|format| format.load.is_some()))]
    pub(in crate::cli) format: &'static Format,
    #[command(flatten)]
    pub(in crate::cli) otlp: OtlpArguments,
}

/// How a fleet reaches its target, for every command that asks.
#[derive(Args, Clone, Copy, Debug)]
pub(in crate::cli) struct ConnectionArguments {
    /// Which connections requests travel on [default: the scenario's, or per-worker]
    #[arg(long = "connections", value_name = "MODEL", value_enum)]
    pub(in crate::cli) model: Option<ConnectionArgument>,
    /// How many connections `pooled` has [default: the scenario's, or 64]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) pool_size: Option<u32>,
}

impl From<ConnectionArgument> for ConnectionChoice {
    fn from(model: ConnectionArgument) -> Self {
        match model {
            ConnectionArgument::PerWorker => Self::PerWorker,
            ConnectionArgument::Pooled => Self::Pooled,
            ConnectionArgument::PerRequest => Self::PerRequest,
        }
    }
}

#[derive(Args, Debug)]
pub(in crate::cli) struct DoctorArguments {
    /// The size of the fleet
    #[arg(long, value_name = "N", default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) workers: u32,
    /// The control plane's URL [default: the embedded reference on this machine]
    #[arg(long, value_name = "URL", value_parser = target)]
    pub(in crate::cli) target: Option<Url>,
    #[command(flatten)]
    pub(in crate::cli) connections: ConnectionArguments,
    /// The time between two heartbeats of a worker: 30s, 500ms
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time)]
    pub(in crate::cli) interval: Duration,
    /// The format of standard output
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(in crate::cli) format: TextFormat,
}

/// Which connections requests of a fleet travel on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ConnectionArgument {
    /// Each worker keeps its own
    PerWorker,
    /// The workers share some
    Pooled,
    /// A new one for each request
    PerRequest,
}
