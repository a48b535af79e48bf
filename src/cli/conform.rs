//! `conform`: plans, runs the plan against the target, reports.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};

use super::arguments::{ConformArguments, Format};
use super::caller::Caller;
use super::interrupt::Interrupt;
use super::target::Target;
use super::telling::Telling;
use super::{Failure, documents, failure, selection, unanswered, waivers};
use crate::check::{Plan, lint};
use crate::http::{HttpTransport, TransportOptions};
use crate::report::{Context, Folder, Report, Terms};
use crate::run::{Options, Run, Summary};
use crate::spec::Api;
use crate::verdict::{Exit, Verdict};

/// The largest content taken from the target, in bytes.
pub(super) const MAX_BODY_BYTES: usize = 8 << 20;

/// What a run needs to know beside its target.
struct Prepared<'a> {
    arguments: &'a ConformArguments,
    api: &'a Api,
    plan: Arc<Plan>,
    caller: Caller,
    terms: Terms,
}

pub(super) fn run(arguments: &ConformArguments) -> Result<Exit, Failure> {
    let api = documents::load(&arguments.selection.spec)?;
    selection::refuse_foreign(&api, &arguments.selection)?;
    let waivers = waivers::of(arguments, Utc::now().date_naive())?;
    let caller = Caller::of(arguments.selection.target.as_ref(), &arguments.caller, &api)?;
    let plan = selection::plan(&api, &arguments.selection, caller.known.clone())?;
    if caller.is_unknown() && selection::needs_token(&api, &plan) {
        return Err(Failure::usage(
            "the operations ask for a credential: pass --token or set KUBIYA_API_KEY",
        ));
    }
    let terms = Terms {
        waivers,
        promises: Arc::new(selection::promises(&api, &plan, &arguments.selection)),
        min_coverage: arguments.terms.min_coverage,
        lint: lint(&api).into(),
        is_reference: arguments.selection.target.is_none(),
    };
    let prepared = Prepared { arguments, api: &api, plan: Arc::new(plan), caller, terms };
    super::block_on(prepared.conform())?
}

impl Prepared<'_> {
    async fn conform(&self) -> Result<Exit, Failure> {
        let interrupt = Interrupt::listen()
            .map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
        let target = self.target().await?;
        let transport = self.transport(&target)?;
        let started = Utc::now();
        let context = self.context(started);
        let folder = Folder::create(folder(self.arguments, started))?;
        let mut telling = Telling::new(self.arguments.format, &context, &folder)?;
        let run = Run {
            api: self.api,
            plan: &self.plan,
            transport: &transport,
            options: &self.options(&target),
        };
        let summary = run.execute(&mut telling, interrupt.asked()).await;
        let report = telling.finish(&context, &folder)?;
        drop(transport);
        target.close().await?;
        Ok(self.conclude(&report, &summary))
    }

    async fn target(&self) -> Result<Target, Failure> {
        match &self.arguments.selection.target {
            Some(url) => Ok(Target::of_user(url.clone())),
            None => Target::embedded().await,
        }
    }

    fn transport(&self, target: &Target) -> Result<HttpTransport, Failure> {
        let options = TransportOptions {
            target: target.url.clone(),
            timeout: self.arguments.timeout,
            max_body_bytes: MAX_BODY_BYTES,
            headers: self.caller.headers.clone(),
            connections: usize::from(self.arguments.concurrency),
        };
        Ok(HttpTransport::new(options)?)
    }

    fn options(&self, target: &Target) -> Options {
        Options {
            concurrency: usize::from(self.arguments.concurrency),
            rate: self.arguments.rate,
            ..self.caller.options(&target.url)
        }
    }

    fn context(&self, started: DateTime<Utc>) -> Context {
        Context {
            secrets: self.caller.secrets.clone(),
            headers: self.caller.headers.clone(),
            strict: self.arguments.strict,
            started_at: Some(started.to_rfc3339_opts(SecondsFormat::Millis, true)),
            terms: self.terms.clone(),
            ..Context::of(self.api)
        }
    }

    /// The exit code, with a line on standard error where there is no verdict, and where the
    /// format of standard output leaves no room for a warning.
    fn conclude(&self, report: &Report, summary: &Summary) -> Exit {
        let verdict = Verdict::from(report.verdict);
        let is_text = self.arguments.format == Format::Text;
        match (unanswered::why(report, summary), verdict) {
            (Some(why), Verdict::Inconclusive) => failure::say(&why),
            (Some(why), _) if !is_text => failure::warn(&why),
            _ => {}
        }
        verdict.exit()
    }
}

/// The folder of this run: the user's, or a new one in `reports`.
fn folder(arguments: &ConformArguments, started: DateTime<Utc>) -> PathBuf {
    if let Some(folder) = &arguments.report {
        return folder.clone();
    }
    let first = format!("reports/{}-conform", started.format("%Y%m%dT%H%M%S%3fZ"));
    let others = (2..).map(|number| format!("{first}-{number}"));
    let mut names = std::iter::once(first.clone()).chain(others).map(PathBuf::from);
    // Runs that begin in the same millisecond do not share a folder.
    names.find(|name| !name.exists()).unwrap_or_default()
}
