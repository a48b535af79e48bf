//! `load`: resolves a scenario, carries it out against the target, reports.

use std::fs;
use std::io::{self, ErrorKind, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use chrono::{DateTime, SecondsFormat, Utc};
use url::Url;

use super::arguments::LoadArguments;
use super::interrupt::Interrupt;
use super::served::Served;
use super::{Failure, documents, failure, requests, tokens};
use crate::event::{LoadEvent, LoadObserver};
use crate::load::limits::{ConnectionModel, FleetNeeds, Row};
use crate::load::{Connections, FleetProfile, Overrides, Scenario, did_you_mean};
use crate::report::console::Style;
use crate::report::load::{
    Intervals, Lines, Live, LoadContext, LoadReport, Seconds, write_summary,
};
use crate::report::{Folder, FolderError};
use crate::run::load::{LoadOptions, LoadRun};
use crate::run::machine;
use crate::spec::Api;
use crate::verdict::{Exit, Verdict};

pub(super) fn run(arguments: &LoadArguments) -> Result<Exit, Failure> {
    let api = Arc::new(documents::load(&arguments.spec)?);
    let flags = tokens::of_flags(arguments)?;
    let profile = profile(arguments, &flags, &api)?;
    if arguments.dry_run {
        return describe(&profile);
    }
    let load = LoadRun::new(profile.clone(), Arc::clone(&api))?;
    let is_embedded = arguments.target.is_none();
    let tokens = tokens::of_fleet(flags, &profile, is_embedded, load.needs_token())?;
    super::block_on(carry_out(arguments, &load, &profile, tokens, &api))?
}

/// The scenario that the flags name, with what they change.
fn profile(
    arguments: &LoadArguments,
    tokens: &[String],
    api: &Api,
) -> Result<FleetProfile, Failure> {
    let scenario = match &arguments.scenario {
        None => Scenario::default_for(arguments.workers.unwrap_or(DEFAULT_WORKERS)),
        Some(name) => match Scenario::shipped(name) {
            Some(shipped) => shipped?,
            None => Scenario::parse(name, &read(name)?)?,
        },
    };
    let overrides = Overrides {
        workers: arguments.workers,
        duration: arguments.duration,
        interval: arguments.interval,
        ramp: arguments.ramp,
        slos: arguments.slo.clone(),
        entry: arguments.entry.clone(),
        tokens: u32::try_from(tokens.len()).ok().filter(|count| *count > 1),
        seed: arguments.seed,
    };
    let resolved = scenario.resolve(&overrides)?;
    let mut profile = resolved.profile;
    profile.life.check(api)?;
    tokens::bind(&mut profile, &arguments.bind, arguments.target.is_none())?;
    if profile.capacity.is_some() {
        return Err(Failure::usage(
            "a capacity search is not carried out yet: try fleets of several sizes with --workers",
        ));
    }
    Ok(profile)
}

/// The fleet where neither a scenario nor a size is given.
const DEFAULT_WORKERS: u32 = 100;

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        let hint = did_you_mean(path, crate::load::SCENARIOS.iter().map(|(name, _)| *name));
        Failure::input(format!(
            "cannot read scenario {path}: {error}; give a file, or a built-in scenario: {hint}"
        ))
    })
}

fn describe(profile: &FleetProfile) -> Result<Exit, Failure> {
    let text = serde_json::to_string_pretty(profile).map_err(Failure::internal)?;
    match io::Write::write_all(&mut io::stdout(), (text + "\n").as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::output(&error)),
        _ => Ok(Exit::Passed),
    }
}

async fn carry_out(
    arguments: &LoadArguments,
    load: &LoadRun,
    profile: &FleetProfile,
    tokens: Vec<String>,
    api: &Api,
) -> Result<Exit, Failure> {
    let interrupt = Interrupt::claim()
        .map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
    let served = match &arguments.target {
        Some(_) => None,
        None => Some(Served::start().await?),
    };
    let url = match (&arguments.target, &served) {
        (Some(url), _) => url.clone(),
        (None, Some(served)) => served.url().clone(),
        (None, None) => return Err(Failure::internal("there is no target")),
    };
    warn_of_limits(profile, &url);
    let started = Utc::now();
    let context = LoadContext {
        target: url.to_string(),
        started_at: Some(started.to_rfc3339_opts(SecondsFormat::Millis, true)),
        shares_machine: served.is_some(),
        documents: api.documents().iter().map(|document| document.origin.clone()).collect(),
        secrets: tokens.iter().flat_map(|token| requests::secrets(Some(token), &[])).collect(),
        strict: false,
    };
    let folder = Folder::create(folder(arguments.report.as_deref(), started))?;
    let mut telling = Telling::new(&context, &folder)?;
    let options = LoadOptions { target: url, tokens };
    let outcome = load.execute(&options, &mut telling, interrupt.asked()).await?;
    let report = LoadReport::new(
        profile,
        &outcome.summary,
        &outcome.results,
        &outcome.ending,
        &context,
        outcome.elapsed,
    );
    telling.finish(&report, &folder)?;
    if let Some(served) = served {
        served.stop().await;
    }
    Ok(Verdict::of_load(outcome.summary.conclude(&outcome.results), &outcome.ending).exit())
}

/// Raises what can be raised, and warns of the rest: the run itself tells whether it was valid.
fn warn_of_limits(profile: &FleetProfile, target: &Url) {
    let connections = match profile.connections {
        Connections::PerWorker { .. } => ConnectionModel::PerWorker,
        Connections::Pooled { size } => ConnectionModel::Pooled(size),
        Connections::PerRequest => ConnectionModel::PerRequest,
    };
    let interval = profile.interval.expected().max(Duration::from_millis(1)).as_secs_f64();
    let needs = FleetNeeds {
        workers: profile.peak(),
        connections,
        beats_per_second: f64::from(profile.peak()) / interval,
        target,
        kb_per_worker: connections.usual_kb_per_worker(),
    };
    for row in machine::preflight(&needs).into_iter().filter(Row::is_short) {
        let (found, needed) = (&row.found, &row.needed);
        failure::warn(&format!("{:?}: {found} found, {needed} needed; see `doctor`", row.limit));
    }
}

fn folder(given: Option<&Path>, started: DateTime<Utc>) -> PathBuf {
    let default = || format!("reports/{}-load", started.format("%Y%m%dT%H%M%S%3fZ")).into();
    given.map_or_else(default, Path::to_path_buf)
}

/// Everyone who hears of the run.
struct Telling {
    live: Live<AutoStream<io::Stdout>>,
    events: Lines<fs::File>,
    seconds: Seconds<fs::File>,
    intervals: Intervals<fs::File>,
    style: Style,
}

impl Telling {
    fn new(context: &LoadContext, folder: &Folder) -> Result<Self, FolderError> {
        let is_terminal = io::stdout().is_terminal();
        let columns = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let style = Style {
            colour: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            width: is_terminal.then(columns).flatten(),
            terminal: is_terminal && io::stderr().is_terminal(),
        };
        Ok(Self {
            live: Live::new(anstream::stdout(), style, context.clone()),
            events: folder.load_events(context.clone())?,
            seconds: folder.seconds()?,
            intervals: folder.intervals()?,
            style,
        })
    }

    fn finish(self, report: &LoadReport, folder: &Folder) -> Result<(), Failure> {
        let saved = folder
            .finish_load(self.events, self.seconds, self.intervals)
            .and_then(|()| folder.write_load(report));
        let told = self.live.finish().and_then(|mut out| {
            write_summary(&mut out, report, saved.is_ok().then_some(folder.path()), self.style)
        });
        match told {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                return Err(Failure::output(&error));
            }
            _ => {}
        }
        saved?;
        Ok(())
    }
}

impl LoadObserver for Telling {
    fn observe(&mut self, event: &LoadEvent) {
        self.live.observe(event);
        self.events.observe(event);
        self.seconds.observe(event);
        self.intervals.observe(event);
    }
}
