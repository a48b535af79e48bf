//! `load`: resolves a scenario, carries it out against the target, reports.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{SecondsFormat, Utc};
use http::{HeaderName, HeaderValue};
use tokio::time::Instant;
use url::Url;

use super::args::LoadArguments;
use super::auth::{headers, tokens};
use super::interrupt::Interrupt;
use super::otlp::MetricsPush;
use super::output::{
    Failure, ProbeReporters, Reporters, print_in, print_report, report_folder, style,
};
use super::runtime::block_on;
use super::served::ReferenceProcess;
use super::{documents, fleet_profile, output};
use crate::event::Ending;
use crate::load::FleetProfile;
use crate::report::capacity::{CapacityReport, ProbeRun};
use crate::report::compare::{Loaded, read};
use crate::report::conform::Ending as ReportEnding;
use crate::report::formats::{FORMATS, Format, to_document, write_files};
use crate::report::load::{EarlierRunRecord, LoadContext, LoadReport, PreflightRecord};
use crate::report::shared::Folder;
use crate::run::load::{
    CapacitySearch, CompletedRun, LoadError, LoadOptions, LoadRun, Preflight, are_needed,
};
use crate::run::transport::OptionsError;
use crate::run::{Obstacle, machine};
use crate::verdict::{Exit, Verdict};

pub(super) fn run(arguments: &LoadArguments) -> Result<Exit, Failure> {
    let push = MetricsPush::of(&arguments.otlp)?;
    let under_way = output::say_if_slow("reading the documents and preparing the fleet");
    let api = Arc::new(documents::load_trusting(&arguments.spec, arguments.insecure)?);
    let flags = tokens::of_flags(arguments)?;
    let profile = fleet_profile::profile(arguments, &flags, &api)?;
    let headers = headers::headers(&arguments.header, &api)?;
    let sent = headers.iter().map(sendable).collect::<Result<Vec<_>, _>>()?;
    if arguments.dry_run {
        return describe(&profile);
    }
    let started = Utc::now();
    let work = match CapacitySearch::new(&profile, &api)? {
        Some(search) => {
            refuse_unless_searched(arguments.format)?;
            Work::CapacitySearch(Box::new(search))
        }
        None => Work::Run(Box::new(LoadRun::new(profile.clone(), Arc::clone(&api))?)),
    };
    let are_needed = are_needed(&profile, &api);
    let tokens = tokens::of_fleet(flags, &profile, arguments.target.is_none(), are_needed)?;
    let of_tokens = tokens.iter().flat_map(|token| headers::secrets(Some(token), &[]));
    let secrets = of_tokens.chain(headers::secrets(None, &headers)).collect();
    let earlier = arguments.baseline.as_deref().map(|path| earlier(path, &profile)).transpose()?;
    announce(arguments.dashboard)?;
    block_on(async {
        let place = Place::take(arguments).await?;
        if arguments.insecure {
            output::warn_of_insecure(&place.url);
        }
        let context = LoadContext {
            target: place.url.to_string(),
            started_at: Some(started.to_rfc3339_opts(SecondsFormat::Millis, true)),
            shares_machine: place.served.is_some() || machine::is_local(&place.url),
            documents: api.documents().iter().map(|document| document.origin.clone()).collect(),
            secrets,
            preflight: PreflightRecord::default(),
            strict: false,
            insecure: arguments.insecure,
            earlier,
        };
        let options = LoadOptions {
            target: place.url.clone(),
            tokens,
            headers: sent,
            dashboard: arguments.dashboard,
            insecure: arguments.insecure,
        };
        let folder = Folder::create(report_folder(arguments.report.as_deref(), started, "load"))?;
        drop(under_way);
        let start_at = arguments.start_at.and_then(|at| Duration::try_from_secs_f64(at / 1e3).ok());
        let session =
            Session { format: arguments.format, place, context, options, folder, start_at, push };
        match work {
            Work::Run(load) => session.run(&profile, &load).await,
            Work::CapacitySearch(search) => session.search(&profile, *search).await,
        }
    })?
}

/// What charts are to show of an earlier run.
fn earlier(path: &Path, profile: &FleetProfile) -> Result<EarlierRunRecord, Failure> {
    let Loaded::Load(report) = read(path)? else {
        return Err(Failure::usage(format!(
            "--baseline takes a report of `load`, and {} is one of `conform`",
            path.display()
        )));
    };
    Ok(EarlierRunRecord::of(path.display().to_string(), &report, &profile.hash()))
}

/// Refuses a format that has nothing to say of a search for the largest fleet.
fn refuse_unless_searched(format: &Format) -> Result<(), Failure> {
    if format.capacity.is_some() {
        return Ok(());
    }
    let searched = FORMATS.iter().filter(|format| format.capacity.is_some());
    let names: Vec<&str> = searched.map(|format| format.name).collect();
    Err(Failure::usage(format!(
        "--format {} has nothing to say of a search for the largest fleet; use one of {}",
        format.name,
        names.join(", ")
    )))
}

/// What there is to do.
enum Work {
    Run(Box<LoadRun>),
    CapacitySearch(Box<CapacitySearch>),
}

fn sendable((name, value): &(String, String)) -> Result<(HeaderName, HeaderValue), Failure> {
    let refused = |reason: &dyn std::fmt::Display| {
        Failure::from(OptionsError::Header { name: name.clone(), reason: reason.to_string() })
    };
    let header = HeaderName::try_from(name).map_err(|error| refused(&error))?;
    if matches!(header.as_str(), "host" | "content-length" | "transfer-encoding" | "connection") {
        return Err(refused(&"requests set it themselves"));
    }
    Ok((header, HeaderValue::try_from(value).map_err(|error| refused(&error))?))
}

/// Says on standard error where the dashboard is, or that its port is taken: goose would say that
/// only once the run has begun.
fn announce(dashboard: Option<u16>) -> Result<(), Failure> {
    let Some(port) = dashboard else { return Ok(()) };
    std::net::TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
        Failure::usage(format!(
            "cannot serve the dashboard on 127.0.0.1:{port}: {error}; give another port with \
             --dashboard=PORT"
        ))
    })?;
    let line = format!("dashboard: http://127.0.0.1:{port}/\n");
    // Nobody to read it is no reason not to run.
    let _ = io::Write::write_all(&mut io::stderr(), line.as_bytes());
    Ok(())
}

fn describe(profile: &FleetProfile) -> Result<Exit, Failure> {
    output::print(&to_document("fleet", profile).map_err(Failure::internal)?)?;
    Ok(Exit::Passed)
}

/// Where the fleet goes, and who can stop it.
struct Place {
    interrupt: Interrupt,
    served: Option<ReferenceProcess>,
    url: Url,
}

impl Place {
    async fn take(arguments: &LoadArguments) -> Result<Self, Failure> {
        let interrupt = Interrupt::claim()
            .map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
        if let Some(url) = &arguments.target {
            return Ok(Self { interrupt, served: None, url: url.clone() });
        }
        let served = ReferenceProcess::start().await?;
        let url = served.url().clone();
        Ok(Self { interrupt, served: Some(served), url })
    }

    async fn leave(self) {
        if let Some(served) = self.served {
            served.stop().await;
        }
    }
}

/// What every run of a command has in common.
struct Session {
    format: &'static Format,
    place: Place,
    context: LoadContext,
    options: LoadOptions,
    folder: Folder,
    /// Since 1970; none to begin at once.
    start_at: Option<Duration>,
    push: MetricsPush,
}

impl Session {
    async fn run(mut self, profile: &FleetProfile, load: &LoadRun) -> Result<Exit, Failure> {
        let obstacle = self.look_first(load).await?;
        if obstacle.is_none() {
            fleet_profile::warn_of_limits(profile, &self.place.url);
        }
        self.wait_for_start().await;
        let mut reporters = Reporters::new(self.format, &self.context, &self.folder)?;
        let asked = self.place.interrupt.clone().asked();
        let outcome = match obstacle {
            Some(obstacle) => load.not_begun(&obstacle, &self.options, &mut reporters),
            None => load.execute(&self.options, &mut reporters, asked).await?,
        };
        let report = self.report(profile, &outcome);
        let finished = reporters.finish(&report, &self.folder);
        self.push.send(&report).await;
        finished?;
        self.place.leave().await;
        let conclusion = outcome.summary.conclude(&outcome.results);
        let verdict = Verdict::of_load(conclusion, &outcome.ending);
        Ok(self::exit(verdict, self.format, &report.ending, &report.reasons))
    }

    /// Looks at the target before the fleet does: why the run would be of no use, if it would not.
    /// Where the user stops the run meanwhile, the run itself takes note.
    async fn look_first(&mut self, load: &LoadRun) -> Result<Option<Obstacle>, Failure> {
        let asked = self.place.interrupt.clone().asked();
        let preflight = tokio::select! {
            preflight = load.preflight(&self.options) => preflight?,
            () = asked => Preflight::default(),
        };
        self.context.preflight = PreflightRecord {
            requests: preflight.requests,
            elapsed_ms: preflight.elapsed.as_secs_f64() * 1e3,
        };
        Ok(preflight.obstacle)
    }

    async fn search(
        mut self,
        profile: &FleetProfile,
        mut search: CapacitySearch,
    ) -> Result<Exit, Failure> {
        fleet_profile::warn_of_limits(&profile.probe(search.first()), &self.place.url);
        let started = Instant::now();
        let mut probes: Vec<ProbeRun> = Vec::new();
        let mut ending = Ending::Complete;
        let mut elapsed = Duration::ZERO;
        while let Some(probe) = search.probe(elapsed)? {
            if probes.is_empty()
                && let Some(obstacle) = self.look_first(&probe.run).await?
            {
                ending = Ending::Unreachable(obstacle.to_string());
                search.give_up();
                break;
            }
            self.leave_alone(probe.pause).await;
            let workers = probe.attempt.workers;
            let name = format!("probe-{:02}-{workers}", probes.len() + 1);
            let folder = Folder::create(self.folder.path().join(&name))?;
            let mut reporters = ProbeReporters::new(self.format, &self.context, &folder)?;
            let asked = self.place.interrupt.clone().asked();
            let outcome = match probe.run.execute(&self.options, &mut reporters, asked).await {
                Ok(outcome) => outcome,
                // What the probes before it showed is worth reporting.
                Err(LoadError::Attack(error)) if !probes.is_empty() => {
                    ending = Ending::Unreachable(error.to_string());
                    search.give_up();
                    break;
                }
                Err(error) => return Err(error.into()),
            };
            let report = self.report(&probe.profile, &outcome);
            reporters.finish(&report)?;
            let met = search.learn(&outcome);
            ending = outcome.ending;
            let described = ProbeRun { attempt: probe.attempt, folder: name, outcome: met, report };
            if let Some(render) = self.format.probe {
                let probe = (&described).into();
                print_in(self.format, |out| render(&probe, probes.len() + 1, out, style()))?;
            }
            probes.push(described);
            elapsed = started.elapsed();
        }
        let result = search.result();
        let elapsed = started.elapsed();
        let report = CapacityReport::new(profile, &probes, result, &ending, &self.context, elapsed);
        let saved = write_files(&self.folder, &report);
        let printed = print_report(self.format, &report, saved.is_ok().then_some(&self.folder));
        self.push.send(&report).await;
        printed?;
        saved?;
        self.place.leave().await;
        let verdict = Verdict::of_capacity(result, &ending);
        let answer = std::slice::from_ref(&report.answer);
        Ok(self::exit(verdict, self.format, &report.ending, answer))
    }

    /// Waits for the moment that the flags name, unless the user asks for an end.
    async fn wait_for_start(&self) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wait = self.start_at.map(|moment| moment.saturating_sub(now));
        if let Some(wait) = wait {
            self.leave_alone(wait).await;
        }
    }

    /// Waits, unless the user asks for an end, which the next run then sees too.
    async fn leave_alone(&self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.place.interrupt.clone().asked() => {}
        }
    }

    fn report(&self, profile: &FleetProfile, outcome: &CompletedRun) -> LoadReport {
        LoadReport::new(
            profile,
            &outcome.summary,
            &outcome.results,
            &outcome.ending,
            &self.context,
            outcome.elapsed,
        )
    }
}

/// The exit code, with a line on standard error where there is no verdict because of the target, and
/// where standard output leaves no room for another reason.
fn exit(
    verdict: Verdict,
    format: &'static Format,
    ending: &ReportEnding,
    reasons: &[String],
) -> Exit {
    match (verdict, ending) {
        (Verdict::Inconclusive, ReportEnding::Unreachable { reason }) => {
            output::print_error(&format!("no verdict: {reason}"));
        }
        (Verdict::Invalid | Verdict::Inconclusive | Verdict::Interrupted, _)
            if !format.is_for_people =>
        {
            output::warn(&reasons.join("; "));
        }
        _ => {}
    }
    verdict.exit()
}
