//! `compare`: what became of a target from one run to another.

use std::path::{Path, PathBuf};

use super::args::CompareArguments;
use super::output::{Failure, print_in, style};
use crate::report::compare::{
    CompareError, ConformComparison, LoadComparison, Loaded, Tolerance, read,
};
use crate::report::conform::Report;
use crate::report::formats::{Format, Render};
use crate::report::load::LoadReport;
use crate::report::shared::View;
use crate::verdict::Exit;

pub(super) fn run(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let before = Side::read(&arguments.before, &arguments.baseline)?;
    let after = Side::read(&arguments.after, &arguments.candidate)?;
    if let Some((load, conform)) = before.mixed_with(&after) {
        return Err(CompareError::Mixed { load, conform }.into());
    }
    match (before.conform.as_slice(), after.conform.as_slice()) {
        ([], []) => {
            let tolerance = Tolerance {
                share: arguments.tolerance,
                least_ms: arguments.least.as_secs_f64() * 1e3,
            };
            let comparison = LoadComparison::new(&before.load, &after.load, tolerance)?;
            print(arguments.format, arguments.format.load_comparison, &comparison)?;
            Ok(exit(comparison.exit_code))
        }
        ([before], [after]) => {
            let comparison = ConformComparison::new((&before.0, &before.1), (&after.0, &after.1));
            print(arguments.format, arguments.format.conform_comparison, &comparison)?;
            Ok(exit(comparison.exit_code))
        }
        _ => Err(CompareError::Several.into()),
    }
}

/// The reports of one side.
#[derive(Default)]
struct Side {
    load: Vec<(String, LoadReport)>,
    conform: Vec<(String, Report)>,
}

impl Side {
    fn read(first: &Path, more: &[PathBuf]) -> Result<Self, Failure> {
        let mut side = Self::default();
        for path in std::iter::once(first).chain(more.iter().map(PathBuf::as_path)) {
            let name = path.display().to_string();
            match read(path)? {
                Loaded::Load(report) => side.load.push((name, *report)),
                Loaded::Conform(report) => side.conform.push((name, *report)),
            }
        }
        Ok(side)
    }

    /// A load report and a conform report among both sides.
    fn mixed_with(&self, other: &Self) -> Option<(PathBuf, PathBuf)> {
        let load = self.load.iter().chain(&other.load).map(|(name, _)| name.into()).next()?;
        let mut conform = self.conform.iter().chain(&other.conform);
        Some((load, conform.next()?.0.clone().into()))
    }
}

/// Writes a comparison to standard output, where the format has one.
fn print<C>(format: &Format, render: Option<Render<C>>, comparison: &C) -> Result<(), Failure> {
    let Some(render) = render else { return Ok(()) };
    let view = View { style: style(), folder: None };
    print_in(format, |out| render(comparison, out, &view))
}

fn exit(code: u8) -> Exit {
    [Exit::Passed, Exit::Failed]
        .into_iter()
        .find(|exit| *exit as u8 == code)
        .unwrap_or(Exit::Inconclusive)
}
