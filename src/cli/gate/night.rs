//! One night: the phases in their order, each with what it came to.

use std::path::Path;
use std::time::Instant;

use url::Url;

use super::child::{self, Ended};
use super::config::{ConformPhase, DiffPhase, GateConfig, LintPhase};
use super::revision;
use crate::check::{Diff, Impact, lint};
use crate::cli::documents;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::{self, Failure};
use crate::report::compare::{Loaded, read};
use crate::report::conform::LintRecord;
use crate::report::formats::to_document;
use crate::report::gate::{
    Baseline, CauseChanges, GateContext, GateFindings, History, PhaseKind, PhaseRecord,
    PhaseStanding, obstacle,
};
use crate::spec::Api;

/// What a night needs to know.
pub(super) struct Night<'a> {
    pub(super) config: &'a GateConfig,
    /// The folder that paths of the gate file are relative to.
    pub(super) base: &'a Path,
    /// The report folder.
    pub(super) folder: &'a Path,
    pub(super) against: Option<&'a Url>,
    pub(super) baseline: Option<&'a Baseline>,
    pub(super) history: &'a History,
    pub(super) context: &'a GateContext,
    pub(super) takes_baseline: bool,
    /// True where the first phase that fails is the last.
    pub(super) fail_fast: bool,
    pub(super) interrupt: Interrupt,
}

/// What the phases have in common while they go.
#[derive(Default)]
pub(super) struct PhasesSoFar {
    pub(super) findings: GateFindings,
    /// Why the target is of no use to the phases that are left; none as long as it is.
    obstacle: Option<String>,
    is_looked_at: bool,
    /// True where the first phase that fails is the last.
    fail_fast: bool,
    /// Why the phases that are left are skipped, whatever the target is; none as long as they are not.
    stopped: Option<&'static str>,
}

impl PhasesSoFar {
    /// Notes what the first run on the target found it to be.
    pub(super) fn look(&mut self, why: Option<&str>) {
        if !self.is_looked_at {
            self.is_looked_at = true;
            self.obstacle = why.map(str::to_owned);
            self.findings.phases.push(PhaseRecord::of_preflight(why));
        }
    }

    /// Why the phases that are left are skipped, if they are.
    pub(super) fn skips(&self) -> Option<&str> {
        let obstacle = self.obstacle.is_some().then_some("skipped: the preflight failed");
        self.stopped.or(obstacle)
    }

    /// Notes that findings are compared with those of another plan.
    fn note_of_plan(&mut self, causes: &CauseChanges) {
        if causes.same_plan == Some(false) {
            let note = "the baseline asked other questions: the documents, the flags or the harness \
                        changed since it was taken";
            self.findings.notes.push(note.to_owned());
        }
    }

    /// Notes that a run failed whose record is made later.
    pub(super) fn note_failure(&mut self, failed: bool) {
        if failed && self.fail_fast {
            self.stopped = self.stopped.or(Some("skipped: a phase before it failed (--fail-fast)"));
        }
    }

    pub(super) fn push(&mut self, phase: PhaseRecord) {
        if phase.standing == PhaseStanding::Interrupted {
            self.stopped = Some("skipped: the gate was stopped");
        }
        self.note_failure(phase.standing == PhaseStanding::Failed);
        self.findings.phases.push(phase);
    }
}

impl Night<'_> {
    /// Runs the night.
    pub(super) async fn run(&self) -> Result<GateFindings, Failure> {
        let mut progress = PhasesSoFar { fail_fast: self.fail_fast, ..PhasesSoFar::default() };
        if let Some(phase) = &self.config.lint {
            progress.push(timed(|| self.lint(phase)));
        }
        if let Some(phase) = &self.config.diff {
            let skipped = progress.skips().map(str::to_owned);
            progress.push(match skipped {
                None => timed(|| self.diff(phase)),
                Some(why) => {
                    let name = format!("diff {}", phase.against);
                    PhaseRecord::new(PhaseKind::Diff, name, PhaseStanding::Skipped, why)
                }
            });
        }
        if let Some(phase) = &self.config.conform {
            self.conform(phase, &mut progress).await?;
        }
        let mut scenarios = Vec::new();
        for phase in &self.config.load {
            scenarios.extend(self.load(phase, &mut progress).await?);
        }
        if self.against.is_some() {
            for runs in &mut scenarios {
                self.duet(runs, &mut progress).await?;
            }
        }
        self.compare(scenarios, &mut progress).await?;
        Ok(progress.findings)
    }

    fn lint(&self, phase: &LintPhase) -> PhaseRecord {
        let api = match self.documents() {
            Ok(api) => api,
            Err(failure) => return broken(PhaseKind::Lint, "lint", &failure),
        };
        let records: Vec<LintRecord> = lint(&api).iter().map(Into::into).collect();
        let body = serde_json::json!({ "findings": records });
        self.place("lint.json", to_document("lint", &body));
        PhaseRecord::of_lint(&records, phase.strict)
    }

    fn documents(&self) -> Result<Api, Failure> {
        documents::load_trusting(&self.specs(), self.config.insecure)
    }

    /// The documents, as this process finds them.
    fn specs(&self) -> Vec<String> {
        let in_base = |input: &String| {
            if input.contains("://") {
                return input.clone();
            }
            self.base.join(input).display().to_string()
        };
        self.config.spec.iter().map(in_base).collect()
    }

    fn diff(&self, phase: &DiffPhase) -> PhaseRecord {
        let name = format!("diff {}", phase.against);
        let fail = |reason: &str| PhaseRecord::broken(PhaseKind::Diff, &name, 3, reason);
        let old = match revision::Documents::at(self.base, &phase.against, &self.config.spec) {
            Ok(old) => old,
            Err(reason) => return fail(&reason),
        };
        let loaded = documents::load(&old.inputs).and_then(|was| Ok((was, self.documents()?)));
        let diff = match loaded {
            Ok((was, is)) => Diff::of(&was, &is),
            Err(failure) => return fail(&old.named(failure.message(), &phase.against)),
        };
        let text = to_document("diff", &diff).map(|json| old.named(&json, &phase.against));
        self.place("diff.json", text);
        let with = |impact| {
            diff.with(impact).map(|change| format!("{}: {}", change.operation, change.message))
        };
        let (breaking, risky): (Vec<String>, Vec<String>) =
            (with(Impact::Breaking).collect(), with(Impact::Risky).collect());
        let compatible = diff.with(Impact::Compatible).count();
        let summary = format!(
            "{} breaking · {} risky · {compatible} compatible",
            breaking.len(),
            risky.len()
        );
        let mut failing = breaking;
        if phase.strict {
            failing.extend(risky);
        }
        let standing =
            if failing.is_empty() { PhaseStanding::Passed } else { PhaseStanding::Failed };
        PhaseRecord::new(PhaseKind::Diff, name, standing, summary).because(failing)
    }

    /// Writes a file of a phase that runs in this process. That it cannot be written is reported with
    /// the report itself.
    fn place(&self, name: &str, content: serde_json::Result<String>) {
        if let Ok(content) = content {
            let _ = std::fs::write(self.folder.join(name), content);
        }
    }

    async fn conform(
        &self,
        phase: &ConformPhase,
        progress: &mut PhasesSoFar,
    ) -> Result<(), Failure> {
        let name = format!("conform {}", phase.tier.as_deref().unwrap_or("standard"));
        if let Some(why) = progress.skips() {
            progress.push(PhaseRecord::new(PhaseKind::Conform, name, PhaseStanding::Skipped, why));
            return Ok(());
        }
        let started = Instant::now();
        let mut flags = vec!["conform".to_owned()];
        flags.extend(phase.flags());
        let (ended, folder) =
            self.child(flags, self.config.target.as_ref(), "conform", true).await?;
        let report = match (read(&self.folder.join(&folder)), ended) {
            (Ok(Loaded::Conform(report)), _) => report,
            (_, ended) => {
                progress.push(self.unreported(PhaseKind::Conform, &name, &ended, started));
                return Ok(());
            }
        };
        progress.look(obstacle(&report));
        if let Some(why) = progress.skips() {
            progress.push(PhaseRecord::new(PhaseKind::Conform, name, PhaseStanding::Skipped, why));
            return Ok(());
        }
        let known =
            self.baseline.and_then(|known| Some((known.plan.as_deref()?, &known.causes[..])));
        let causes = CauseChanges::between(known, &report);
        progress.note_of_plan(&causes);
        let record =
            PhaseRecord::of_conform(&name, &report, &causes, known.is_some(), self.takes_baseline);
        progress.findings.causes = Some(causes);
        progress.push(PhaseRecord {
            elapsed_ms: milliseconds_since(started),
            reports: vec![folder],
            ..record
        });
        Ok(())
    }

    pub(super) fn is_asked(&self) -> bool {
        self.interrupt.is_asked()
    }

    /// Runs a command of this program on `target`, with its report in a folder of this name below that
    /// of the night.
    pub(super) async fn child(
        &self,
        mut flags: Vec<String>,
        target: Option<&Url>,
        folder: &str,
        is_conform: bool,
    ) -> Result<(Ended, String), Failure> {
        let report = std::path::absolute(self.folder.join(folder)).map_err(Failure::environment)?;
        flags.push(format!("--report={}", report.display()));
        flags.extend(target.map(|target| format!("--target={target}")));
        flags.extend(self.config.spec.iter().map(|input| format!("--spec={input}")));
        flags.extend(self.config.bind.iter().map(|(name, value)| format!("--bind={name}={value}")));
        flags.extend(self.config.insecure.then(|| "--insecure".to_owned()));
        if is_conform {
            let names = self.config.allow_changes.iter();
            flags.extend(names.map(|name| format!("--allow-changes={name}")));
        }
        let token = self.config.token_env.as_ref().and_then(|name| std::env::var(name).ok());
        let token = token.map(|token| vec![("KUBIYA_API_KEY".to_owned(), token)]);
        let environment = token.unwrap_or_default();
        let _under_way = output::say_if_slow(format!("running {folder}"));
        let ended = child::run(&flags, self.base, &environment, &self.interrupt).await?;
        Ok((ended, folder.to_owned()))
    }

    /// A phase whose process left no report.
    pub(super) fn unreported(
        &self,
        kind: PhaseKind,
        name: &str,
        ended: &Ended,
        started: Instant,
    ) -> PhaseRecord {
        let elapsed_ms = milliseconds_since(started);
        if self.is_asked() {
            let record = PhaseRecord::new(kind, name, PhaseStanding::Interrupted, "interrupted");
            return PhaseRecord { elapsed_ms, ..record.because(vec!["interrupted".to_owned()]) };
        }
        let code = ended.code.and_then(|code| u8::try_from(code).ok()).filter(|code| *code > 0);
        let record = PhaseRecord::broken(kind, name, code.unwrap_or(70), &ended.error());
        PhaseRecord { elapsed_ms, ..record }
    }
}

impl ConformPhase {
    fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        for (name, value) in [
            ("tier", &self.tier),
            ("profile", &self.profile),
            ("laws", &self.laws),
            ("prose", &self.prose),
            ("rate", &self.rate),
        ] {
            flags.extend(value.as_ref().map(|value| format!("--{name}={value}")));
        }
        flags.extend(self.min_coverage.map(|share| format!("--min-coverage={share}")));
        flags.extend(self.strict.then(|| "--strict".to_owned()));
        for (name, values) in
            [("waivers", &self.waivers), ("only", &self.only), ("skip", &self.skip)]
        {
            flags.extend(values.iter().map(|value| format!("--{name}={value}")));
        }
        flags
    }
}

fn broken(kind: PhaseKind, name: &str, failure: &Failure) -> PhaseRecord {
    PhaseRecord::broken(kind, name, failure.exit() as u8, failure.message())
}

fn timed(phase: impl FnOnce() -> PhaseRecord) -> PhaseRecord {
    let started = Instant::now();
    let record = phase();
    PhaseRecord { elapsed_ms: milliseconds_since(started), ..record }
}

pub(super) fn milliseconds_since(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1e3
}
