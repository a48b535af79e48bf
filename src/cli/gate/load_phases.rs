//! The phases that put a fleet on the target: load runs, duets, and the figures of both.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::child::Ended;
use super::config::LoadPhase;
use super::night::{Night, PhasesSoFar, milliseconds_since};
use crate::cli::output::Failure;
use crate::report::compare::{Loaded, read};
use crate::report::conform::Verdict;
use crate::report::gate::{
    DuetRounds, FigureRecord, GateGround, HistoryLine, MeasuredFigure, PhaseKind, PhaseRecord,
    PhaseStanding, is_in_doubt, judge_figures, load_obstacle, measured,
};
use crate::report::load::LoadReport;

/// How long both sides of a duet may take to look at their targets before they begin together.
const TOGETHER: Duration = Duration::from_secs(4);

/// Runs of a scenario, or rounds of a duet, that decide what they can.
const ENOUGH: usize = 6;

/// How many nights back an earlier report is looked for.
const NIGHTS_LOOKED_AT: usize = 10;

/// A scenario with its runs so far.
pub(super) struct LoadRuns<'a> {
    phase: &'a LoadPhase,
    name: String,
    reports: Vec<LoadReport>,
    folders: Vec<String>,
    rounds: DuetRounds,
    duets: Vec<String>,
    elapsed: Duration,
}

impl Night<'_> {
    pub(super) async fn load<'p>(
        &self,
        phase: &'p LoadPhase,
        progress: &mut PhasesSoFar,
    ) -> Result<Option<LoadRuns<'p>>, Failure> {
        let name = format!("load {}", phase.name());
        if let Some(why) = progress.skips() {
            progress.push(PhaseRecord::new(PhaseKind::Load, name, PhaseStanding::Skipped, why));
            return Ok(None);
        }
        let mut runs = LoadRuns {
            phase,
            name: phase.name(),
            reports: Vec::new(),
            folders: Vec::new(),
            rounds: DuetRounds::default(),
            duets: Vec::new(),
            elapsed: Duration::ZERO,
        };
        for _ in 0..phase.runs {
            let started = Instant::now();
            if let Some(ended) = self.load_once(&mut runs).await? {
                progress.push(self.unreported(PhaseKind::Load, &name, &ended, started));
                return Ok(None);
            }
            let why = runs.reports.last().and_then(load_obstacle);
            progress.look(why);
            if progress.skips().is_some() || self.is_asked() {
                break;
            }
        }
        if let Some(why) = progress.skips() {
            progress.push(PhaseRecord::new(PhaseKind::Load, name, PhaseStanding::Skipped, why));
            return Ok(None);
        }
        progress.note_failure(runs.reports.iter().any(|run| run.verdict == Verdict::Failed));
        // Its record is made once it is known how often it ran.
        Ok(Some(runs))
    }

    /// Runs a scenario once more; the process where it left no report.
    async fn load_once(&self, runs: &mut LoadRuns<'_>) -> Result<Option<Ended>, Failure> {
        let started = Instant::now();
        let number = runs.reports.len() + 1;
        let folder = format!("load-{}-{number}", runs.name);
        let mut flags = runs.phase.flags();
        flags.extend(self.earlier(&runs.name).map(|path| format!("--baseline={}", path.display())));
        let (ended, folder) =
            self.child(flags, self.config.target.as_ref(), &folder, false).await?;
        runs.elapsed += started.elapsed();
        match read(&self.folder.join(&folder)) {
            Ok(Loaded::Load(report)) => {
                runs.reports.push(*report);
                runs.folders.push(folder);
                Ok(None)
            }
            _ => Ok(Some(ended)),
        }
    }

    /// The report of the last night that ran this scenario on this target and machine, where it is
    /// still there: charts show its latencies beside those of tonight.
    fn earlier(&self, name: &str) -> Option<PathBuf> {
        let here = |night: &&HistoryLine| {
            night.target == self.context.target && night.machine == self.context.machine
        };
        let nights = self.history.nights.iter().rev().filter(here);
        let reports = Path::new(&self.context.history.file).parent()?;
        let folders =
            nights.map(|night| reports.join(&night.folder).join(format!("load-{name}-1")));
        folders.take(NIGHTS_LOOKED_AT).find_map(|folder| {
            let folder = std::path::absolute(folder).ok()?;
            matches!(read(&folder), Ok(Loaded::Load(_))).then_some(folder)
        })
    }

    pub(super) async fn duet(
        &self,
        runs: &mut LoadRuns<'_>,
        progress: &mut PhasesSoFar,
    ) -> Result<(), Failure> {
        let name = format!("duet {}", runs.name);
        if let Some(why) = progress.skips() {
            progress.push(PhaseRecord::new(PhaseKind::Duet, name, PhaseStanding::Skipped, why));
            return Ok(());
        }
        let started = Instant::now();
        let failed = self.round(runs).await?;
        let record = if let Some(reason) = failed {
            PhaseRecord::new(PhaseKind::Duet, name, PhaseStanding::Inconclusive, reason.clone())
                .because(vec![reason])
        } else {
            let beside = self.against.map(ToString::to_string).unwrap_or_default();
            let summary = format!("measured beside {beside}");
            PhaseRecord::new(PhaseKind::Duet, name, PhaseStanding::Passed, summary)
        };
        progress.push(PhaseRecord {
            elapsed_ms: milliseconds_since(started),
            reports: runs.duets.clone(),
            ..record
        });
        Ok(())
    }

    /// A round of a duet: both sides at the same time, the second half a gap between beats behind. Why
    /// it says nothing, if it does not.
    async fn round(&self, runs: &mut LoadRuns<'_>) -> Result<Option<String>, Failure> {
        let number = runs.duets.len() / 2 + 1;
        let gap = runs.reports.first().map_or(0.0, |run| {
            run.fleet.interval.interval_ms / f64::from(run.fleet.workers.max(1))
        });
        let begin = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + TOGETHER;
        let begin = begin.as_secs_f64() * 1e3;
        // Each side goes first in turn.
        let (target_at, other_at) =
            if number % 2 == 1 { (begin, begin + gap / 2.0) } else { (begin + gap / 2.0, begin) };
        let flags = |at: f64| {
            let mut flags = runs.phase.flags();
            flags.push(format!("--start-at={at}"));
            flags
        };
        let of_target = format!("duet-{}-{number}-target", runs.name);
        let of_other = format!("duet-{}-{number}-against", runs.name);
        let (target, other) = tokio::join!(
            self.child(flags(target_at), self.config.target.as_ref(), &of_target, false),
            self.child(flags(other_at), self.against, &of_other, false),
        );
        let ((target, of_target), (other, of_other)) = (target?, other?);
        let log =
            |folder: &str| std::fs::read_to_string(self.folder.join(folder).join("load.hlog"));
        let added = match (log(&of_other), log(&of_target)) {
            (Ok(other), Ok(target)) => {
                runs.rounds.add(&other, &target).map_err(|error| error.to_string())
            }
            _ => Err([("the target", target), ("the other target", other)]
                .map(|(side, ended)| format!("{side}: {}", ended.error()))
                .join("; ")),
        };
        runs.duets.extend([of_target, of_other]);
        Ok(match added {
            Err(reason) => Some(reason),
            Ok(()) if runs.rounds.is_empty() => {
                Some("too few requests in a steady stage to compare; make it longer".to_owned())
            }
            Ok(()) => None,
        })
    }

    /// Compares the figures, and measures again what is in doubt as long as the budget lasts.
    pub(super) async fn compare(
        &self,
        mut scenarios: Vec<LoadRuns<'_>>,
        progress: &mut PhasesSoFar,
    ) -> Result<(), Failure> {
        let started = Instant::now();
        let mut figures = self.figures(&scenarios);
        while is_in_doubt(&figures)
            && started.elapsed() < self.config.budget
            && !self.is_asked()
            && self.measure_again(&mut scenarios, &figures).await?
        {
            figures = self.figures(&scenarios);
        }
        for runs in &scenarios {
            let reports: Vec<&LoadReport> = runs.reports.iter().collect();
            let record = PhaseRecord::of_load(&format!("load {}", runs.name), &reports);
            let elapsed_ms = runs.elapsed.as_secs_f64() * 1e3;
            progress.push(PhaseRecord { elapsed_ms, reports: runs.folders.clone(), ..record });
        }
        if !figures.is_empty() {
            let record = PhaseRecord::of_figures(&figures);
            progress.push(PhaseRecord { elapsed_ms: milliseconds_since(started), ..record });
        }
        progress.findings.figures = figures;
        Ok(())
    }

    /// Runs the scenarios once more whose figures are in doubt; `false` where none can be.
    async fn measure_again(
        &self,
        scenarios: &mut [LoadRuns<'_>],
        figures: &[FigureRecord],
    ) -> Result<bool, Failure> {
        let mut is_measured = false;
        for runs in scenarios {
            let of_scenario = || figures.iter().filter(|figure| figure.scenario == runs.name);
            let doubted: Vec<FigureRecord> = of_scenario().cloned().collect();
            if !is_in_doubt(&doubted) {
                continue;
            }
            let by_duet = doubted
                .iter()
                .any(|figure| figure.duet.is_some() && is_in_doubt(std::slice::from_ref(figure)));
            if by_duet && runs.duets.len() < 2 * ENOUGH {
                is_measured |= self.round(runs).await?.is_none();
            } else if !by_duet && runs.reports.len() < ENOUGH {
                is_measured |= self.load_once(runs).await?.is_none();
            }
        }
        Ok(is_measured)
    }

    fn figures(&self, scenarios: &[LoadRuns<'_>]) -> Vec<FigureRecord> {
        let figures = scenarios.iter().flat_map(|runs| {
            let reports: Vec<&LoadReport> = runs.reports.iter().collect();
            measured(&runs.name, &reports, |stage, operation| runs.rounds.of(stage, operation))
        });
        let figures: Vec<MeasuredFigure> = figures.collect();
        let ground = GateGround {
            baseline: self.baseline.filter(|_| !self.takes_baseline),
            history: self.history,
            machine: &self.context.machine,
            now: self.context.started_at.as_deref().unwrap_or_default(),
            tolerance: self.config.tolerance,
        };
        judge_figures(&figures, &ground)
    }
}

impl LoadPhase {
    fn flags(&self) -> Vec<String> {
        let head = ["load".to_owned(), self.scenario.clone()];
        head.into_iter().chain(self.flags.iter().cloned()).collect()
    }
}
