//! `load`: resolves a scenario, carries it out against the target, reports.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use http::{HeaderName, HeaderValue};
use tokio::time::Instant;
use url::Url;

use super::arguments::{LoadArguments, LoadFormat};
use super::interrupt::Interrupt;
use super::load_telling::{Telling, tell_capacity, tell_probe};
use super::served::Served;
use super::{Failure, documents, failure, fleet, requests, tokens};
use crate::event::Ending;
use crate::http::OptionsError;
use crate::load::FleetProfile;
use crate::report::Folder;
use crate::report::load::{CapacityReport, LoadContext, LoadReport, ProbeTold};
use crate::run::load::{LoadError, LoadOptions, LoadRun, Outcome, Search, are_needed};
use crate::run::machine;
use crate::verdict::{Exit, Verdict};

pub(super) fn run(arguments: &LoadArguments) -> Result<Exit, Failure> {
    let api = Arc::new(documents::load(&arguments.spec)?);
    let flags = tokens::of_flags(arguments)?;
    let profile = fleet::profile(arguments, &flags, &api)?;
    let headers = requests::headers(&arguments.header, &api)?;
    let sent = headers.iter().map(sendable).collect::<Result<Vec<_>, _>>()?;
    if arguments.dry_run {
        return describe(&profile);
    }
    let started = Utc::now();
    let work = match Search::new(&profile, &api)? {
        Some(search) => Work::Search(Box::new(search)),
        None => Work::Run(Box::new(LoadRun::new(profile.clone(), Arc::clone(&api))?)),
    };
    let are_needed = are_needed(&profile, &api);
    let tokens = tokens::of_fleet(flags, &profile, arguments.target.is_none(), are_needed)?;
    let of_tokens = tokens.iter().flat_map(|token| requests::secrets(Some(token), &[]));
    let secrets = of_tokens.chain(requests::secrets(None, &headers)).collect();
    super::block_on(async {
        let place = Place::take(arguments).await?;
        let context = LoadContext {
            target: place.url.to_string(),
            started_at: Some(started.to_rfc3339_opts(SecondsFormat::Millis, true)),
            shares_machine: place.served.is_some() || machine::is_local(&place.url),
            documents: api.documents().iter().map(|document| document.origin.clone()).collect(),
            secrets,
            strict: false,
        };
        let options = LoadOptions {
            target: place.url.clone(),
            tokens,
            headers: sent,
            dashboard: arguments.dashboard,
        };
        announce(arguments.dashboard);
        let folder = Folder::create(folder(arguments, started))?;
        let session = Session { format: arguments.format, place, context, options, folder };
        match work {
            Work::Run(load) => session.run(&profile, &load).await,
            Work::Search(search) => session.search(&profile, *search).await,
        }
    })?
}

/// What there is to do.
enum Work {
    Run(Box<LoadRun>),
    Search(Box<Search>),
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

/// Where to look, on standard error: standard output is the report's.
fn announce(dashboard: Option<u16>) {
    if let Some(port) = dashboard {
        let line = format!("dashboard: http://127.0.0.1:{port}/\n");
        // Nobody to tell is no reason not to run.
        let _ = io::Write::write_all(&mut io::stderr(), line.as_bytes());
    }
}

fn describe(profile: &FleetProfile) -> Result<Exit, Failure> {
    let text = serde_json::to_string_pretty(profile).map_err(Failure::internal)?;
    match io::Write::write_all(&mut io::stdout(), (text + "\n").as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::output(&error)),
        _ => Ok(Exit::Passed),
    }
}

/// The folder of this run: the user's, or a new one in `reports`.
fn folder(arguments: &LoadArguments, started: DateTime<Utc>) -> PathBuf {
    let first = format!("reports/{}-load", started.format("%Y%m%dT%H%M%S%3fZ"));
    let others = (2..).map(|number| format!("{first}-{number}"));
    let mut names = std::iter::once(first.clone()).chain(others).map(PathBuf::from);
    // Runs that begin in the same millisecond do not share a folder.
    let unused = || names.find(|name| !name.exists()).unwrap_or_default();
    arguments.report.clone().unwrap_or_else(unused)
}

/// Where the fleet goes, and who can stop it.
struct Place {
    interrupt: Interrupt,
    served: Option<Served>,
    url: Url,
}

impl Place {
    async fn take(arguments: &LoadArguments) -> Result<Self, Failure> {
        let interrupt = Interrupt::claim()
            .map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
        if let Some(url) = &arguments.target {
            return Ok(Self { interrupt, served: None, url: url.clone() });
        }
        let served = Served::start().await?;
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
    format: LoadFormat,
    place: Place,
    context: LoadContext,
    options: LoadOptions,
    folder: Folder,
}

impl Session {
    async fn run(self, profile: &FleetProfile, load: &LoadRun) -> Result<Exit, Failure> {
        fleet::warn_of_limits(profile, &self.place.url);
        let mut telling = Telling::new(self.format, &self.context, &self.folder)?;
        let asked = self.place.interrupt.clone().asked();
        let outcome = load.execute(&self.options, &mut telling, asked).await?;
        let report = self.report(profile, &outcome);
        telling.finish(self.format, &report, &self.folder)?;
        self.place.leave().await;
        let conclusion = outcome.summary.conclude(&outcome.results);
        Ok(self::exit(Verdict::of_load(conclusion, &outcome.ending), self.format, &report.reasons))
    }

    async fn search(self, profile: &FleetProfile, mut search: Search) -> Result<Exit, Failure> {
        fleet::warn_of_limits(&profile.probe(search.first()), &self.place.url);
        let started = Instant::now();
        let mut probes: Vec<ProbeTold> = Vec::new();
        let mut ending = Ending::Complete;
        let mut elapsed = std::time::Duration::ZERO;
        while let Some(probe) = search.probe(elapsed)? {
            let name = format!("probe-{:02}-{}", probes.len() + 1, probe.workers);
            let folder = Folder::create(self.folder.path().join(&name))?;
            let mut telling = Telling::new(self.format, &self.context, &folder)?;
            let asked = self.place.interrupt.clone().asked();
            let outcome = match probe.run.execute(&self.options, &mut telling, asked).await {
                Ok(outcome) => outcome,
                // What the probes before it showed is worth telling.
                Err(LoadError::Attack(error)) if !probes.is_empty() => {
                    ending = Ending::Unreachable(error.to_string());
                    search.give_up();
                    break;
                }
                Err(error) => return Err(error.into()),
            };
            let report = self.report(&probe.profile, &outcome);
            telling.finish_probe(&report, &folder)?;
            let met = search.learn(&outcome);
            ending = outcome.ending;
            let workers = probe.workers;
            let told = ProbeTold { workers, folder: name, outcome: met, report };
            tell_probe(self.format, &(&told).into(), probes.len() + 1)?;
            probes.push(told);
            elapsed = started.elapsed();
        }
        let result = search.result();
        let elapsed = started.elapsed();
        let report = CapacityReport::new(profile, &probes, result, &ending, &self.context, elapsed);
        tell_capacity(self.format, &report, &self.folder)?;
        self.place.leave().await;
        let verdict = Verdict::of_capacity(result.0.is_some(), result.1, &ending);
        Ok(self::exit(verdict, self.format, &report.limit.why))
    }

    fn report(&self, profile: &FleetProfile, outcome: &Outcome) -> LoadReport {
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

/// The exit code, with a line on standard error where standard output leaves no room for the reason.
fn exit(verdict: Verdict, format: LoadFormat, reasons: &[String]) -> Exit {
    if format != LoadFormat::Text
        && matches!(verdict, Verdict::Invalid | Verdict::Inconclusive | Verdict::Interrupted)
    {
        failure::warn(&reasons.join("; "));
    }
    verdict.exit()
}
