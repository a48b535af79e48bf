//! `compare`: what became of a target from one run to another.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Failure;
use super::arguments::{CompareArguments, CompareFormat};
use super::telling::{print, style};
use crate::report::Report;
use crate::report::compare::{
    CompareError, ConformComparison, LoadComparison, Told, Tolerance, read,
    write_conform_comparison, write_load_comparison,
};
use crate::report::load::LoadReport;
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
            tell(arguments.format, &comparison, |out| {
                write_load_comparison(out, &comparison, style())
            })?;
            Ok(exit(comparison.exit_code))
        }
        ([before], [after]) => {
            let comparison = ConformComparison::new((&before.0, &before.1), (&after.0, &after.1));
            tell(arguments.format, &comparison, |out| {
                write_conform_comparison(out, &comparison, style())
            })?;
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
                Told::Load(report) => side.load.push((name, *report)),
                Told::Conform(report) => side.conform.push((name, *report)),
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

fn tell(
    format: CompareFormat,
    comparison: &impl serde::Serialize,
    text: impl FnOnce(&mut anstream::AutoStream<io::Stdout>) -> io::Result<()>,
) -> Result<(), Failure> {
    let told = match format {
        CompareFormat::Text => text(&mut anstream::stdout()),
        CompareFormat::Json => {
            let json = serde_json::to_string_pretty(comparison).map_err(Failure::internal)?;
            print(&(json + "\n"))
        }
    };
    match told {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::output(&error)),
        _ => Ok(()),
    }
}

fn exit(code: u8) -> Exit {
    [Exit::Passed, Exit::Failed]
        .into_iter()
        .find(|exit| *exit as u8 == code)
        .unwrap_or(Exit::Inconclusive)
}
