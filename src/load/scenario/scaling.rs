//! `--duration`: stages stretched or shortened, and the times inside them shortened with them.

use std::time::Duration;

use crate::load::model::units::duration_text;
use crate::load::schedule::first_event;
use crate::load::{FaultExtent, Stage, StageKind, WorkerFault};

/// Times inside a stage are not made shorter than this: below, an outage is no outage any more.
const SHORTEST: Duration = Duration::from_secs(1);

/// Something inside a stage that has no room in it.
#[derive(Debug, PartialEq, Eq)]
struct Misfit {
    /// The stage's name, or `None` for the whole run.
    stage: Option<String>,
    /// How long that lasts.
    lasts: Duration,
    /// The key of the scenario: `outage`, `fault[0].back_after`.
    member: String,
    /// How much of the stage must have passed before it is over.
    needs: Duration,
}

/// Stretches or shortens the stages other than ramps, so that the run takes `total`.
///
/// Outages, the absence of workers that crash, and the life of zombies become shorter with the stage
/// that they belong to, and never longer: a longer run watches the same events for longer, and no
/// outage outlasts the time to live because of it. Rates, the heartbeat interval, time limits and the
/// time to live are properties of the worker or of the load, and stay.
///
/// # Errors
///
/// Where something would no longer happen within its stage; the message has the shortest duration
/// that fits. What did not fit before is the scenario's own affair.
pub(in crate::load) fn change_duration(
    stages: &mut [Stage],
    faults: &mut [WorkerFault],
    total: Duration,
) -> Result<(), String> {
    let plan = Plan { stages: stages.to_vec(), faults: faults.to_vec() };
    let (ramps, others) = (plan.sum(true), plan.sum(false));
    if others.is_zero() {
        return Err("the scenario has nothing but ramps; give --ramp instead".to_owned());
    }
    if total <= ramps {
        let ramps = duration_text(ramps);
        return Err(format!("the ramps alone take {ramps}; give more, or a shorter --ramp"));
    }
    let scaled = plan.scaled(total)?;
    if let Some(misfit) = plan.new_misfits(&scaled).first() {
        let shortest = duration_text(plan.shortest(total));
        return Err(format!("{misfit}; the shortest duration that fits is {shortest}"));
    }
    stages.clone_from_slice(&scaled.stages);
    faults.clone_from_slice(&scaled.faults);
    Ok(())
}

/// The stages of a run, and what goes wrong in them.
struct Plan {
    stages: Vec<Stage>,
    faults: Vec<WorkerFault>,
}

impl Plan {
    /// How long the ramps take, or the other stages.
    fn sum(&self, ramps: bool) -> Duration {
        let of = self.stages.iter().filter(|stage| stage.is_ramp() == ramps);
        of.map(|stage| stage.duration).sum()
    }

    fn total(&self) -> Duration {
        self.stages.iter().map(|stage| stage.duration).sum()
    }

    /// The same run in another time, which is longer than the ramps.
    fn scaled(&self, total: Duration) -> Result<Self, String> {
        let others = total.saturating_sub(self.sum(true));
        let scale = others.as_secs_f64() / self.sum(false).as_secs_f64();
        let mut scaled = Self { stages: self.stages.clone(), faults: self.faults.clone() };
        for stage in scaled.stages.iter_mut().filter(|stage| !stage.is_ramp()) {
            stage.duration = Duration::try_from_secs_f64(stage.duration.as_secs_f64() * scale)
                .map_err(|error| error.to_string())?;
            if let StageKind::HerdReconnect { outage, .. } = &mut stage.kind {
                *outage = shortened(*outage, scale);
            }
        }
        // What rounding left over goes to the last of them.
        let rest = total.saturating_sub(scaled.total());
        if let Some(last) = scaled.stages.iter_mut().rfind(|stage| !stage.is_ramp()) {
            last.duration = last.duration.saturating_add(rest);
        }
        let whole = total.as_secs_f64() / self.total().as_secs_f64();
        for fault in &mut scaled.faults {
            let stage = fault.stage.and_then(|stage| self.stages.get(stage));
            let scale = stage.map_or(whole, |stage| if stage.is_ramp() { 1.0 } else { scale });
            if let Some((_, time)) = fault.kind.time_mut() {
                *time = shortened(*time, scale);
            }
        }
        Ok(scaled)
    }

    /// What has no room in `scaled` and had room before.
    fn new_misfits(&self, scaled: &Self) -> Vec<Misfit> {
        let before = self.misfits();
        let is_new = |misfit: &Misfit| {
            let is_same =
                |old: &Misfit| (&old.stage, &old.member) == (&misfit.stage, &misfit.member);
            !before.iter().any(is_same)
        };
        scaled.misfits().into_iter().filter(is_new).collect()
    }

    /// The shortest time above `too_short` in which everything has room; the more time there is, the
    /// more has room.
    fn shortest(&self, too_short: Duration) -> Duration {
        let tick = Duration::from_millis(if self.total() < 10 * SHORTEST { 10 } else { 1_000 });
        let ticks = |time: Duration| time.as_nanos() / tick.as_nanos();
        let (mut low, mut high) = (ticks(too_short), ticks(self.total()) + 1);
        let time = |ticks: u128| tick.saturating_mul(u32::try_from(ticks).unwrap_or(u32::MAX));
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let fits =
                self.scaled(time(middle)).is_ok_and(|plan| self.new_misfits(&plan).is_empty());
            if fits { high = middle } else { low = middle }
        }
        time(high).min(self.total())
    }

    /// What would not happen, or not be over, within its stage.
    fn misfits(&self) -> Vec<Misfit> {
        let mut misfits = Vec::new();
        for stage in &self.stages {
            let (member, needs) = match stage.kind {
                StageKind::Churn { per_second } => ("rate", first_event(per_second)),
                StageKind::HerdReconnect { outage, .. } => ("outage", outage),
                _ => continue,
            };
            misfits.push(Misfit {
                stage: Some(stage.name.clone()),
                lasts: stage.duration,
                member: member.to_owned(),
                needs,
            });
        }
        for (index, fault) in self.faults.iter().enumerate() {
            let stage = fault.stage.and_then(|stage| self.stages.get(stage));
            let first = match fault.extent {
                FaultExtent::Share(_) => Duration::ZERO,
                FaultExtent::PerSecond(rate) => first_event(rate),
            };
            let (member, after) = fault.kind.time().unwrap_or(("rate", Duration::ZERO));
            misfits.push(Misfit {
                stage: stage.map(|stage| stage.name.clone()),
                lasts: stage.map_or_else(|| self.total(), |stage| stage.duration),
                member: format!("fault[{index}].{member}"),
                needs: first.saturating_add(after),
            });
        }
        misfits.retain(|misfit| misfit.needs >= misfit.lasts && !misfit.needs.is_zero());
        misfits
    }
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.stage {
            Some(name) => write!(f, "stage `{name}`")?,
            None => f.write_str("the run")?,
        }
        let (lasts, needs) = (duration_text(self.lasts), duration_text(self.needs));
        write!(f, " of {lasts} has no room for `{}`, which needs more than {needs}", self.member)
    }
}

/// A time inside a stage that lasts `scale` times as long as written.
fn shortened(time: Duration, scale: f64) -> Duration {
    if scale >= 1.0 {
        return time;
    }
    time.mul_f64(scale.max(0.0)).max(time.min(SHORTEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{
        ActionKind, FleetProfile, Overrides, SCENARIOS, Scenario, Schedule, WorkerFaultKind,
    };

    fn resolved(name: &str, duration: Option<Duration>) -> Result<FleetProfile, String> {
        let overrides = Overrides { duration, ..Overrides::default() };
        let resolved = Scenario::shipped(name).unwrap().unwrap().resolve(&overrides);
        resolved.map(|resolved| resolved.profile).map_err(|error| error.to_string())
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Everything that is planned to come back does so, and where a herd is away, in its stage.
    fn assert_all_return(profile: &FleetProfile) {
        let schedule = Schedule::new(profile);
        let (mut gone, mut back) = (0, 0);
        for worker in 0..schedule.population() {
            let mut left_in = None;
            for action in schedule.actions(worker) {
                let stage = schedule.stage_at(action.at);
                match action.kind {
                    ActionKind::Disconnect => left_in = Some(stage),
                    ActionKind::Reconnect => assert_eq!(left_in.take(), Some(stage)),
                    ActionKind::Crash => gone += 1,
                    ActionKind::Return => back += 1,
                    _ => continue,
                }
                assert!(action.at < schedule.end(), "{}: {action:?}", profile.name);
            }
            assert_eq!(left_in, None, "{}: worker {worker} stays away", profile.name);
        }
        assert_eq!(gone, back, "{}: as many return as crash", profile.name);
    }

    #[test]
    fn whatever_leaves_comes_back_in_its_stage_for_every_shipped_scenario_and_duration() {
        for (name, _) in SCENARIOS {
            let written = resolved(name, None).unwrap();
            if written.capacity.is_some() {
                continue;
            }
            assert_all_return(&written);
            let whole = written.duration();
            for percent in [3, 15, 20, 28, 40, 65, 90, 100, 170, 700] {
                let wanted = whole * percent / 100;
                match resolved(name, Some(wanted)) {
                    Ok(profile) => {
                        assert_eq!(profile.duration(), wanted, "{name}");
                        assert_all_return(&profile);
                    }
                    Err(refusal) => assert!(refusal.starts_with("--duration: "), "{refusal}"),
                }
            }
        }
    }

    #[test]
    fn an_outage_shortens_with_its_stage_and_does_not_grow() {
        let outage = |duration| {
            let profile = resolved("herd-reconnect", duration).unwrap();
            let stage = profile.stages.iter().find(|stage| stage.name == "herd").unwrap().clone();
            let StageKind::HerdReconnect { outage, .. } = stage.kind else { panic!("{stage:?}") };
            (outage, stage.duration)
        };
        let ms = Duration::from_millis;
        assert_eq!(outage(None), (ms(20_000), ms(40_000)));
        // 10 s of ramp, and a tenth of the other 100 s.
        assert_eq!(outage(Some(seconds(20))), (ms(2_000), ms(4_000)));
        assert_eq!(outage(Some(seconds(310))), (ms(20_000), ms(120_000)));
    }

    #[test]
    fn what_would_not_fit_is_refused_with_the_shortest_duration_that_does() {
        let refusal = resolved("herd-reconnect", Some(seconds(12))).unwrap_err();
        assert_eq!(
            refusal,
            "--duration: stage `herd` of 800ms has no room for `outage`, which needs more than 1s; \
             the shortest duration that fits is 13s"
        );
        for name in ["herd-reconnect", "churn"] {
            let ramps: Duration = (resolved(name, None).unwrap().stages.iter())
                .filter(|stage| stage.is_ramp())
                .map(|stage| stage.duration)
                .sum();
            let refusal = resolved(name, Some(ramps + Duration::from_millis(100))).unwrap_err();
            let shortest = refusal.rsplit(' ').next().unwrap();
            let shortest = crate::load::parse_duration(shortest).unwrap();
            assert!(resolved(name, Some(shortest)).is_ok(), "{name}: {refusal}");
            let shorter = shortest.saturating_sub(SHORTEST);
            assert!(resolved(name, Some(shorter)).is_err(), "{name}: {refusal}");
        }
    }

    #[test]
    fn properties_of_the_worker_do_not_follow_the_duration() {
        let (whole, short) =
            (resolved("churn", None).unwrap(), resolved("churn", Some(seconds(30))).unwrap());
        assert_eq!(short.interval, whole.interval);
        assert_eq!((short.timeout, short.heartbeat_ttl), (whole.timeout, whole.heartbeat_ttl));
        assert_eq!(short.stages[1].kind, whole.stages[1].kind, "the rate of replacement");
        let crash = |profile: &FleetProfile| profile.faults[0].kind.clone();
        // The stage is a ninth of 60 s, and workers that crash are away for a ninth of 10 s.
        let WorkerFaultKind::Crash { back_after: Some(away) } = crash(&short) else { panic!() };
        assert_eq!(away.as_millis(), 1_111);
    }

    #[test]
    fn what_never_fitted_is_no_reason_to_refuse() {
        let text = "name = \"own\"\n[fleet]\nworkers = 10\n[[stage]]\nkind = \"ramp\"\n\
                    duration = \"1s\"\n[[stage]]\nkind = \"churn\"\nduration = \"10s\"\n\
                    rate = \"1/min\"\n[[fault]]\nkind = \"crash\"\nshare = 0.5\nstage = \"churn\"\n\
                    back_after = \"1m\"\n";
        let scenario = Scenario::parse("own.toml", text).unwrap();
        let overrides = Overrides { duration: Some(seconds(6)), ..Overrides::default() };
        assert_eq!(scenario.resolve(&overrides).unwrap().profile.duration(), seconds(6));
    }
}
