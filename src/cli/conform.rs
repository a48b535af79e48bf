//! `conform`: plans, runs the plan against the target, reports.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};

use super::args::ConformArguments;
use super::auth::caller::Caller;
use super::chosen_target::ChosenTarget;
use super::interrupt::Interrupt;
use super::otlp::MetricsPush;
use super::output::{Failure, Reporters, report_folder};
use super::runtime::block_on;
use super::{documents, output, selection, waivers};
use crate::check::{Outcome, Plan, lint};
use crate::event::{ConformEvent, Observer};
use crate::report::conform::{Context, Gate, Recording, Report};
use crate::report::shared::Folder;
use crate::run::transport::{HttpTransport, TransportOptions};
use crate::run::{FailFast, Options, Run};
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
    terms: Gate,
    push: MetricsPush,
}

/// Who receives the events: what the report is made of, and what is written as the run goes.
struct Listeners {
    recording: Recording,
    reporters: Reporters<Report>,
}

impl Observer<ConformEvent> for Listeners {
    fn observe(&mut self, event: &ConformEvent) {
        self.recording.observe(event);
        self.reporters.observe(event);
    }
}

pub(super) fn run(arguments: &ConformArguments) -> Result<Exit, Failure> {
    let push = MetricsPush::of(&arguments.otlp)?;
    let under_way = output::say_if_slow("reading the documents and planning the checks");
    let caller = &arguments.caller;
    let api = documents::load_trusting(&arguments.selection.spec, caller.insecure)?;
    selection::refuse_foreign(&api, &arguments.selection)?;
    let waivers = waivers::of(arguments, Utc::now().date_naive())?;
    let caller = Caller::of(arguments.selection.target.as_ref(), &arguments.caller, &api)?;
    let plan = selection::plan(&api, &arguments.selection, caller.known.clone())?;
    if caller.is_unknown() && selection::needs_token(&api, &plan) {
        return Err(Failure::usage(
            "the operations ask for a credential: pass --token or set KUBIYA_API_KEY",
        ));
    }
    drop(under_way);
    let terms = Gate {
        waivers,
        promises: Arc::new(selection::promises(&api, &plan, &arguments.selection)),
        min_coverage: arguments.terms.min_coverage,
        lint: lint(&api).into(),
        is_reference: arguments.selection.target.is_none(),
    };
    let prepared = Prepared { arguments, api: &api, plan: Arc::new(plan), caller, terms, push };
    block_on(prepared.conform())?
}

impl Prepared<'_> {
    async fn conform(&self) -> Result<Exit, Failure> {
        let interrupt = Interrupt::listen()
            .map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
        let target = self.target().await?;
        if self.arguments.caller.insecure {
            output::warn_of_insecure(&target.url);
        }
        let transport = self.transport(&target)?;
        let started = Utc::now();
        let context = self.context(started);
        let folder =
            Folder::create(report_folder(self.arguments.report.as_deref(), started, "conform"))?;
        let mut listeners = Listeners {
            recording: Recording::default(),
            reporters: Reporters::new(self.arguments.format, &context, &folder)?,
        };
        let run = Run {
            api: self.api,
            plan: &self.plan,
            transport: &transport,
            options: &self.options(&target),
        };
        run.execute(&mut listeners, interrupt.asked()).await;
        let Listeners { recording, reporters } = listeners;
        let report = Report::new(&recording, &context);
        let finished = reporters.finish(&report, &folder);
        self.push.send(&report).await;
        finished?;
        drop(transport);
        target.close().await?;
        Ok(self.conclude(&report))
    }

    async fn target(&self) -> Result<ChosenTarget, Failure> {
        match &self.arguments.selection.target {
            Some(url) => Ok(ChosenTarget::of_user(url.clone())),
            None => ChosenTarget::embedded().await,
        }
    }

    fn transport(&self, target: &ChosenTarget) -> Result<HttpTransport, Failure> {
        let options = TransportOptions {
            target: target.url.clone(),
            timeout: self.arguments.timeout,
            max_body_bytes: MAX_BODY_BYTES,
            headers: self.caller.headers.clone(),
            connections: usize::from(self.arguments.concurrency),
            insecure: self.arguments.caller.insecure,
        };
        Ok(HttpTransport::new(options)?)
    }

    fn options(&self, target: &ChosenTarget) -> Options {
        Options {
            concurrency: usize::from(self.arguments.concurrency),
            rate: self.arguments.rate,
            fail_fast: self.arguments.fail_fast.then(|| self.fail_fast()),
            ..self.caller.options(&target.url)
        }
    }

    /// What ends a run with its first failure: a failure that binds, and that no waiver lets pass.
    fn fail_fast(&self) -> FailFast {
        let (waivers, strict) = (self.terms.waivers.clone(), self.arguments.strict);
        Arc::new(move |result| {
            let binds = result.check.level.binds(strict);
            let is_failure = matches!(result.outcome, Outcome::Fail { .. });
            is_failure && binds && !waivers.waives(&result.check.id)
        })
    }

    fn context(&self, started: DateTime<Utc>) -> Context {
        Context {
            secrets: self.caller.secrets.clone(),
            headers: self.caller.headers.clone(),
            insecure: self.arguments.caller.insecure,
            strict: self.arguments.strict,
            started_at: Some(started.to_rfc3339_opts(SecondsFormat::Millis, true)),
            terms: self.terms.clone(),
            ..Context::of(self.api)
        }
    }

    /// The exit code, with a line on standard error where there is no verdict, and where the
    /// format of standard output leaves no room for a warning.
    fn conclude(&self, report: &Report) -> Exit {
        let verdict = Verdict::from(report.verdict);
        match (output::why_unanswered(report), verdict) {
            (Some(why), Verdict::Inconclusive) => output::print_error(&why),
            (Some(why), _) if !self.arguments.format.is_for_people => output::warn(&why),
            _ => {}
        }
        verdict.exit()
    }
}
