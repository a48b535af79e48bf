//! `gate`: everything that a scheduled quality gate runs, compared with its baseline, and one verdict.
//!
//! ```text
//! gate.toml → lint, diff (here) → conform, load, duet (a process each) → reports → GateReport
//!                                                                           ↓
//!                                       report folder, history.ndjson, baseline, one exit code
//! ```

mod child;
mod config;
mod load_phases;
mod night;
mod surroundings;
pub(super) mod revision;

use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};

use super::args::GateArguments;
use super::interrupt::Interrupt;
use super::otlp::MetricsPush;
use super::output::{self, Failure, print_report, report_folder};
use super::runtime::block_on;
use crate::report::formats::{history_page, write_files};
use crate::report::gate::{
    Baseline, BaselineSource, GateContext, GateReport, GateVerdict, History, HistoryLine,
    HistorySource,
};
use crate::report::shared::Folder;
use crate::verdict::Exit;
use config::GateConfig;
use night::Night;

/// The page over all nights, beside the history.
const INDEX: &str = "index.html";

pub(super) fn run(arguments: &GateArguments) -> Result<Exit, Failure> {
    let push = MetricsPush::of(&arguments.otlp)?;
    let (config, file) = configuration(arguments)?;
    let base = file.as_deref().and_then(Path::parent).filter(|base| !base.as_os_str().is_empty());
    let base = base.unwrap_or(Path::new("")).to_owned();
    let (history_file, history) = surroundings::history(&base)?;
    let baseline_file = base.join(&config.baseline);
    let baseline = surroundings::baseline(&baseline_file)?;
    let started = Utc::now();
    let folder =
        arguments.report.clone().unwrap_or_else(|| base.join(report_folder(None, started, "gate")));
    let folder = Folder::create(folder)?;
    let context = context(arguments, &config, file.as_deref(), started, &base, baseline.as_ref());
    let context = GateContext {
        history: HistorySource {
            file: history_file.display().to_string(),
            nights: history.nights.len(),
        },
        ..context
    };
    let clock = std::time::Instant::now();
    let mut findings = block_on(async {
        let interrupt = Interrupt::listen()
            .map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
        let night = Night {
            config: &config,
            base: &base,
            folder: folder.path(),
            against: arguments.against.as_ref(),
            baseline: baseline.as_ref(),
            history: &history,
            context: &context,
            takes_baseline: arguments.update_baseline,
            fail_fast: arguments.fail_fast,
            interrupt,
        };
        night.run().await
    })??;
    if history.unreadable > 0 {
        findings.notes.push(format!(
            "{} of {} cannot be read and are left out",
            history.unreadable,
            history_file.display()
        ));
    }
    let mut report = GateReport::new(context, findings, clock.elapsed().as_secs_f64() * 1e3);
    if arguments.update_baseline {
        let note = take_baseline(&report, &baseline_file)?;
        report.notes.push(note);
    }
    let saved = write_files(&folder, &report);
    let kept = keep(&report, history, &history_file, &folder, &config);
    let printed = print_report(arguments.format, &report, saved.is_ok().then_some(&folder));
    output::job_summary::add(&report);
    block_on(push.send(&report))?;
    printed?;
    saved?;
    kept?;
    conclude(&report, arguments)
}

/// Where and when the night runs, and what it is compared with, its history aside.
fn context(
    arguments: &GateArguments,
    config: &GateConfig,
    file: Option<&Path>,
    started: DateTime<Utc>,
    base: &Path,
    baseline: Option<&Baseline>,
) -> GateContext {
    GateContext {
        target: config.target.as_ref().map(ToString::to_string),
        against: arguments.against.as_ref().map(ToString::to_string),
        started_at: Some(started.to_rfc3339_opts(SecondsFormat::Millis, true)),
        config: file.map(|file| file.display().to_string()),
        revision: revision::commit(base),
        machine: surroundings::fingerprint(),
        baseline: baseline.map(|baseline| BaselineSource {
            file: config.baseline.clone(),
            taken_at: baseline.taken_at.clone(),
        }),
        history: HistorySource::default(),
    }
}

/// The gate file that was named, or found, or none.
fn configuration(arguments: &GateArguments) -> Result<(GateConfig, Option<PathBuf>), Failure> {
    let file = arguments.config.clone().or_else(|| {
        let usual = PathBuf::from(config::FILE);
        usual.exists().then_some(usual)
    });
    let mut config = match &file {
        None => GateConfig::first_look(),
        Some(file) => {
            let shown = file.display().to_string();
            let text = std::fs::read_to_string(file).map_err(|error| {
                Failure::input(format!(
                    "cannot read {shown}: {error}; give the gate file with --config"
                ))
            })?;
            GateConfig::read(&shown, &text)?
        }
    };
    if let Some(target) = &arguments.target {
        config.target = Some(target.clone());
    }
    if arguments.against.is_some() && config.target.is_none() {
        return Err(Failure::usage("--against takes a target of your own: give it with --target"));
    }
    Ok((config, file))
}

/// Writes the baseline, and says so. A night that left something undecided is none to compare with.
fn take_baseline(report: &GateReport, file: &Path) -> Result<String, Failure> {
    if !matches!(report.verdict, GateVerdict::Passed | GateVerdict::Failed) {
        return Ok(format!("{} was not written: the night is not decided", file.display()));
    }
    let text = Baseline::of(report).to_text();
    let text = text.ok_or_else(|| Failure::internal("the baseline has no form as TOML"))?;
    surroundings::write(file, &text)?;
    Ok(format!("{} was written: commit it", file.display()))
}

/// Adds the night to the history, and prunes that.
fn keep(
    report: &GateReport,
    mut history: History,
    file: &Path,
    folder: &Folder,
    config: &GateConfig,
) -> Result<(), Failure> {
    if report.verdict == GateVerdict::Interrupted {
        return Ok(());
    }
    let name = folder.path().file_name().map(|name| name.to_string_lossy().into_owned());
    history.nights.push(HistoryLine::of(report, &name.unwrap_or_default()));
    let pruned = history.prune(config.keep, Utc::now());
    surroundings::write(file, &history.to_text())?;
    let page = history_page(&history)
        .map_err(|error| Failure::internal(format!("cannot render the history: {error}")))?;
    surroundings::write(&file.with_file_name(INDEX), &page)?;
    surroundings::remove_reports(file, &pruned);
    Ok(())
}

fn conclude(report: &GateReport, arguments: &GateArguments) -> Result<Exit, Failure> {
    if !arguments.format.is_for_people && report.verdict != GateVerdict::Passed {
        let reason = report.reasons.first().map_or("", |reason| reason.text.as_str());
        output::warn(&format!("the gate is not green: {reason}"));
    }
    Exit::of_code(report.exit_code).ok_or_else(|| {
        Failure::internal(format!("a phase ended with exit code {}", report.exit_code))
    })
}
