//! `replay`: sends one check of a report again, and shows both outcomes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use url::Url;

use super::args::{ReplayArguments, TextFormat};
use super::auth::caller::Caller;
use super::chosen_target::ChosenTarget;
use super::interrupt::Interrupt;
use super::output::{Failure, print_styled, style};
use super::runtime::block_on;
use super::{documents, output, selection};
use crate::check::{Conventions, Fuzz, Plan, Selection};
use crate::input::nearest;
use crate::report::conform::text::write_replay;
use crate::report::conform::{CheckRecord, Context, Gate, Recording, Report};
use crate::report::formats::to_document;
use crate::run::Run;
use crate::run::transport::{HttpTransport, TransportOptions};
use crate::spec::Api;
use crate::verdict::{Exit, Verdict};

/// The file of a report folder.
const FILE: &str = "report.json";

pub(super) fn run(arguments: &ReplayArguments) -> Result<Exit, Failure> {
    let report = read(&arguments.report)?;
    let before = find(&report, &arguments.check)?;
    let api = api(arguments, &report)?;
    let url = match &arguments.target {
        Some(url) => Some(url.clone()),
        None if report.is_reference => None,
        None => Some(Url::parse(&report.target).map_err(|error| {
            Failure::input(format!("the report's target is no URL: {error}: pass --target"))
        })?),
    };
    let caller = Caller::of(url.as_ref(), &arguments.caller, &api)?;
    let plan = plan(&api, arguments, caller.known.clone())?;
    let again = block_on(send(arguments, &api, plan, url, caller))??;
    print(arguments, before, &again)?;
    Ok(Verdict::from(again.verdict).exit())
}

/// Reads a report, by its file or its folder.
fn read(path: &Path) -> Result<Report, Failure> {
    let file = if path.is_dir() { path.join(FILE) } else { path.to_owned() };
    let shown = file.display();
    let text =
        fs::read(&file).map_err(|error| Failure::input(format!("cannot read {shown}: {error}")))?;
    serde_json::from_slice(&text).map_err(|error| {
        Failure::input(format!("{shown} is no report of `conform`: {error}: give a {FILE}"))
    })
}

fn find<'r>(report: &'r Report, id: &str) -> Result<&'r CheckRecord, Failure> {
    report.check(id).ok_or_else(|| {
        let known = report.checks.iter().map(|check| check.id.as_str());
        let hint = match nearest(id, known) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "its checks are listed under `checks`".to_owned(),
        };
        Failure::usage(format!("the report has no check `{id}`: {hint}"))
    })
}

/// The documents: those the user names, or those of the report.
fn api(arguments: &ReplayArguments, report: &Report) -> Result<Api, Failure> {
    let embedded = documents::load(&[])?;
    let mut known = embedded.documents().iter().map(|document| &document.origin);
    if !arguments.spec.is_empty() {
        documents::load_trusting(&arguments.spec, arguments.caller.insecure)
    } else if report.documents.iter().all(|origin| known.any(|known| known == origin)) {
        Ok(embedded)
    } else {
        documents::load_trusting(&report.documents, arguments.caller.insecure)
    }
}

fn plan(
    api: &Api,
    arguments: &ReplayArguments,
    known: BTreeMap<String, String>,
) -> Result<Plan, Failure> {
    let mut selection = Selection {
        bind: known,
        allow_changes: arguments.allow_changes.iter().cloned().collect(),
        conventions: Conventions::shipped(api)?,
        fuzz: searched(&arguments.check),
        ..Selection::default()
    };
    selection.bind.extend(arguments.bind.iter().cloned());
    let plan = Plan::new(api, &selection);
    selection::refuse_unknown(&plan, &arguments.allow_changes)?;
    let plan = plan.keeping(|check| check.id == arguments.check);
    if plan.checks.is_empty() {
        return Err(Failure::input(format!(
            "the documents give no check `{}` any more: pass those of the report with --spec",
            arguments.check
        )));
    }
    Ok(plan)
}

/// The search that a random check came from: its case is the seed and the number.
fn searched(id: &str) -> Fuzz {
    let case = id.rsplit_once('#').and_then(|(_, case)| case.rsplit(':').next()?.split_once('-'));
    let read = |(seed, number): (&str, &str)| {
        Some(Fuzz { seed: seed.parse().ok()?, cases: number.parse().ok()? })
    };
    case.filter(|_| id.starts_with("fuzz_")).and_then(read).unwrap_or_default()
}

async fn send(
    arguments: &ReplayArguments,
    api: &Api,
    plan: Plan,
    url: Option<Url>,
    caller: Caller,
) -> Result<Report, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
    let is_reference = url.is_none();
    let target = match url {
        Some(url) => ChosenTarget::of_user(url),
        None => ChosenTarget::embedded().await?,
    };
    if arguments.caller.insecure {
        output::warn_of_insecure(&target.url);
    }
    let transport = HttpTransport::new(TransportOptions {
        target: target.url.clone(),
        timeout: arguments.timeout,
        max_body_bytes: super::conform::MAX_BODY_BYTES,
        headers: caller.headers.clone(),
        connections: 1,
        insecure: arguments.caller.insecure,
    })?;
    let options = caller.options(&target.url);
    let context = Context {
        secrets: caller.secrets,
        headers: caller.headers,
        insecure: arguments.caller.insecure,
        terms: Gate { is_reference, ..Gate::default() },
        ..Context::of(api)
    };
    let mut recording = Recording::default();
    let plan = Arc::new(plan);
    let run = Run { api, plan: &plan, transport: &transport, options: &options };
    run.execute(&mut recording, interrupt.asked()).await;
    drop(transport);
    target.close().await?;
    Ok(Report::new(&recording, &context))
}

fn print(arguments: &ReplayArguments, before: &CheckRecord, again: &Report) -> Result<(), Failure> {
    if arguments.format == TextFormat::Json {
        let described = serde_json::json!({"before": before, "again": again});
        return output::print(&to_document("replay", &described).map_err(Failure::internal)?);
    }
    print_styled(|out| write_replay(before, again, out, style()))
}
