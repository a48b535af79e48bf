//! What the command line changes in a scenario.

use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

use crate::load::model::units::parse_duration;
use crate::load::{Stage, StageKind};

/// What the command line changes in a scenario, before it is resolved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// `--workers`: the size of the fleet; shares of the fleet follow, plain numbers stay.
    pub workers: Option<u32>,
    /// `--duration`: of the whole run; ramps stay, the other stages are stretched or shortened, and
    /// the times inside them are shortened with them.
    pub duration: Option<Duration>,
    /// `--interval`: the time between two heartbeats.
    pub interval: Option<IntervalChoice>,
    /// `--connections`: which connections requests travel on.
    pub connections: Option<ConnectionChoice>,
    /// `--pool-size`: how many connections a pool has.
    pub pool_size: Option<u32>,
    /// `--ramp`: how long the first ramp takes.
    pub ramp: Option<Duration>,
    /// `--slo`: what has to hold beside the scenario's own.
    pub slos: Vec<String>,
    /// `--entry`: the way in, of those that the behavior knows.
    pub entry: Option<String>,
    /// How many tokens the command line gives: so many organisations there are where the scenario
    /// does not say.
    pub tokens: Option<u32>,
    /// `--resend-closed`: a beat is sent again where the target closed a kept connection under it.
    pub resend_closed: bool,
    /// `--seed`: what all that looks random follows from.
    pub seed: Option<u64>,
}

/// Which connections requests of a fleet travel on, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionChoice {
    /// Each worker keeps its own.
    PerWorker,
    /// The workers share some.
    Pooled,
    /// A new one for each request.
    PerRequest,
}

/// The time between two heartbeats, as written: `from-config` or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalChoice {
    /// What the control plane's configuration says.
    FromConfig,
    /// This one.
    Fixed(Duration),
}

impl FromStr for IntervalChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "from-config" => Ok(Self::FromConfig),
            time => parse_duration(time)
                .map(Self::Fixed)
                .map_err(|hint| format!("`{text}` is no interval: {hint}, or `from-config`")),
        }
    }
}

/// Gives the first ramp another length; an error if the stages have none.
pub(in crate::load) fn change_ramp(stages: &mut [Stage], ramp: Duration) -> Result<(), String> {
    for stage in stages {
        if let StageKind::Ramp { over, .. } = &mut stage.kind {
            let rest = stage.duration.saturating_sub(*over);
            stage.duration = ramp.saturating_add(rest);
            *over = ramp;
            return Ok(());
        }
    }
    Err("the scenario has no stage of kind `ramp`; leave it out".to_owned())
}
