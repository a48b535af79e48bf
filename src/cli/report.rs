//! `report`: a finished report once more, in any format, from its file alone.

use std::path::{Path, PathBuf};

use chrono::Utc;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::args::{ReportAction, ReportArguments};
use super::output::{self, Failure, print_report, report_folder};
use crate::input::did_you_mean;
use crate::report::capacity::CapacityReport;
use crate::report::compare::{Loaded, read};
use crate::report::conform::text::write_cause;
use crate::report::formats::{FORMATS, Format, Rendered, Rendering, write_files};
use crate::report::gate::GateReport;
use crate::report::load::merge;
use crate::report::shared::{Folder, View, command_word};
use crate::verdict::Exit;

/// The file of a report folder that holds the report.
const FILE: &str = "report.json";

/// What every report begins with.
#[derive(Deserialize)]
struct Head {
    schema: String,
}

pub(super) fn run(arguments: &ReportArguments) -> Result<Exit, Failure> {
    match &arguments.action {
        Some(ReportAction::Show { report, cause: Some(cause) }) => show(report, cause),
        Some(ReportAction::Show { report, cause: None }) => print(report, &FORMATS[0]),
        Some(ReportAction::Merge { reports, report, format }) => {
            merge_runs(reports, report.as_deref(), format)
        }
        None => {
            let report = arguments.report.as_deref();
            let report = report.ok_or_else(|| Failure::usage("name a report, or its folder"))?;
            print(report, arguments.format)
        }
    }
}

/// Adds up load runs, and writes the report of a run that was all of them.
fn merge_runs(
    reports: &[PathBuf],
    report: Option<&Path>,
    format: &'static Format,
) -> Result<Exit, Failure> {
    let mut shards = Vec::with_capacity(reports.len());
    for path in reports {
        let Loaded::Load(report) = read(path)? else {
            let shown = path.display();
            return Err(Failure::usage(format!(
                "{shown} is a report of `conform`: `report merge` adds up runs of `load`"
            )));
        };
        shards.push((path.display().to_string(), *report));
    }
    let merged = merge(&shards).map_err(Failure::input)?;
    let folder = Folder::create(report_folder(report, Utc::now(), "merge"))?;
    let saved = write_files(&folder, &merged);
    print_report(format, &merged, saved.is_ok().then_some(&folder))?;
    saved?;
    Exit::of_code(merged.exit_code)
        .ok_or_else(|| Failure::internal(format!("a merge came to exit code {}", merged.exit_code)))
}

/// One cause of a conformance run in full.
fn show(path: &Path, name: &str) -> Result<Exit, Failure> {
    let Loaded::Conform(report) = read(path)? else {
        return Err(Failure::usage(format!(
            "{} is of a load run, which has no causes by name: `cp-harness report show {}` prints it",
            path.display(),
            command_word(&path.display().to_string())
        )));
    };
    let number = name.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let cause = number.and_then(|at| report.causes.get(at)).or_else(|| {
        let mut causes = report.causes.iter();
        causes.find(|cause| cause.rule == name || cause.checks.iter().any(|check| check == name))
    });
    let cause = cause.ok_or_else(|| {
        let rules = report.causes.iter().map(|cause| cause.rule.as_str());
        let hint = match report.causes.len() {
            0 => "the report has none".to_owned(),
            _ => did_you_mean(name, rules),
        };
        Failure::usage(format!("no cause is called `{name}`; {hint}"))
    })?;
    let folder = folder(path);
    let view = View { style: output::style(), folder: folder.as_deref() };
    output::print_styled(|out| write_cause(&report, cause, out, &view))?;
    Ok(Exit::Passed)
}

/// A report in a format.
fn print(path: &Path, format: &'static Format) -> Result<Exit, Failure> {
    let file = if path.is_dir() { path.join(FILE) } else { path.to_owned() };
    // What cannot be read, or is of no known kind, is explained below.
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let head = serde_json::from_str::<Head>(&text).map(|head| head.schema).unwrap_or_default();
    if head == GateReport::SCHEMA {
        render(format, &parsed::<GateReport>(&file, &text)?, path)?;
    } else if head == CapacityReport::SCHEMA {
        render(format, &parsed::<CapacityReport>(&file, &text)?, path)?;
    } else {
        match read(path)? {
            Loaded::Conform(report) => render(format, &*report, path)?,
            Loaded::Load(report) => render(format, &*report, path)?,
        }
    }
    Ok(Exit::Passed)
}

fn parsed<R: DeserializeOwned>(file: &Path, text: &str) -> Result<R, Failure> {
    serde_json::from_str(text).map_err(|error| {
        let shown = file.display();
        Failure::input(format!("{shown} is no report of this version of cp-harness: {error}"))
    })
}

fn render<R: Rendered>(format: &Format, report: &R, path: &Path) -> Result<(), Failure> {
    if R::rendering(format).and_then(Rendering::render).is_none() {
        let others = FORMATS
            .iter()
            .filter(|format| R::rendering(format).and_then(Rendering::render).is_some());
        let others: Vec<&str> = others.map(|format| format.name).collect();
        return Err(Failure::usage(format!(
            "--format {} is written while a run goes, or has nothing to say of such a report; use \
             one of {}",
            format.name,
            others.join(", ")
        )));
    }
    let folder = folder(path).and_then(|folder| Folder::create(folder).ok());
    print_report(format, report, folder.as_ref())
}

/// The folder of a report, for the line that names it.
fn folder(path: &Path) -> Option<PathBuf> {
    if path.is_dir() { Some(path.to_owned()) } else { path.parent().map(Path::to_owned) }
        .filter(|folder| folder.is_dir())
}
