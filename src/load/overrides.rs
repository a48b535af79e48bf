//! What the command line changes in a scenario.

use std::str::FromStr;
use std::time::Duration;

use super::units::{duration_text, parse_duration};
use super::{Stage, StageKind};

/// What the command line changes in a scenario, before it is resolved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// `--workers`: the size of the fleet; shares of the fleet follow, plain numbers stay.
    pub workers: Option<u32>,
    /// `--duration`: of the whole run; ramps stay, the other stages are stretched or shortened.
    pub duration: Option<Duration>,
    /// `--interval`: the time between two heartbeats.
    pub interval: Option<IntervalChoice>,
    /// `--ramp`: how long the first ramp takes.
    pub ramp: Option<Duration>,
    /// `--slo`: what has to hold beside the scenario's own.
    pub slos: Vec<String>,
    /// `--entry`: the way in, of those that the life knows.
    pub entry: Option<String>,
    /// How many tokens the command line gives: so many organisations there are where the scenario
    /// does not say.
    pub tokens: Option<u32>,
    /// `--seed`: what all that looks random follows from.
    pub seed: Option<u64>,
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

/// Gives the first ramp another length; an error where there is none.
pub(super) fn change_ramp(stages: &mut [Stage], ramp: Duration) -> Result<(), String> {
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

/// Stretches or shortens the stages other than ramps, so that the run takes `total`.
pub(super) fn change_duration(stages: &mut [Stage], total: Duration) -> Result<(), String> {
    let is_ramp =
        |stage: &Stage| matches!(stage.kind, StageKind::Ramp { .. } | StageKind::RampDown);
    let sum = |ramps: bool, stages: &[Stage]| -> Duration {
        (stages.iter().filter(|stage| is_ramp(stage) == ramps)).map(|stage| stage.duration).sum()
    };
    let (ramps, others) = (sum(true, stages), sum(false, stages));
    if others.is_zero() {
        return Err("the scenario has nothing but ramps; give --ramp instead".to_owned());
    }
    if total <= ramps {
        let ramps = duration_text(ramps);
        return Err(format!("the ramps alone take {ramps}; give more, or a shorter --ramp"));
    }
    let scale = total.saturating_sub(ramps).as_secs_f64() / others.as_secs_f64();
    for stage in stages.iter_mut().filter(|stage| !is_ramp(stage)) {
        stage.duration = Duration::try_from_secs_f64(stage.duration.as_secs_f64() * scale)
            .map_err(|error| error.to_string())?;
    }
    // What rounding left over goes to the last of them.
    let rest = total.saturating_sub(sum(true, stages).saturating_add(sum(false, stages)));
    if let Some(last) = stages.iter_mut().rfind(|stage| !is_ramp(stage)) {
        last.duration = last.duration.saturating_add(rest);
    }
    Ok(())
}
