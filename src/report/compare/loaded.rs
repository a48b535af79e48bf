//! What a file is: a load report or a conform report, of a version that is known.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::CompareError;
use crate::report::conform::Report;
use crate::report::load::LoadReport;

/// A report that can be compared.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// Of `load`.
    Load(Box<LoadReport>),
    /// Of `conform`.
    Conform(Box<Report>),
}

/// What every report begins with.
#[derive(Deserialize)]
struct Head {
    schema: String,
    version: u64,
}

/// Reads a report: the file, or the folder that holds `report.json`.
pub fn read(path: &Path) -> Result<Loaded, CompareError> {
    let file = if path.is_dir() { path.join("report.json") } else { path.to_owned() };
    let text = fs::read_to_string(&file)
        .map_err(|source| CompareError::Read { path: file.clone(), source })?;
    describe(&file, &text)
}

fn describe(path: &Path, text: &str) -> Result<Loaded, CompareError> {
    let Head { schema, version } = parsed(path, text)?;
    let path = || path.to_owned();
    let known = match schema.as_str() {
        crate::report::load::SCHEMA => crate::report::load::VERSION,
        crate::report::conform::SCHEMA => crate::report::conform::VERSION,
        "cp-harness/capacity-report" => return Err(CompareError::Capacity { path: path() }),
        other => {
            let reason = format!("its schema is `{other}`");
            return Err(CompareError::Form { path: path(), reason });
        }
    };
    if version != u64::from(known) {
        let remedy = if version < u64::from(known) {
            "run again with this version"
        } else {
            "take the newer cp-harness"
        };
        return Err(CompareError::Version { path: path(), schema, version, known, remedy });
    }
    if schema == crate::report::load::SCHEMA {
        return Ok(Loaded::Load(Box::new(parsed(&path(), text)?)));
    }
    Ok(Loaded::Conform(Box::new(parsed(&path(), text)?)))
}

fn parsed<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, CompareError> {
    serde_json::from_str(text).map_err(|error| CompareError::Form {
        path: PathBuf::from(path),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_report_is_refused_with_what_it_is() {
        for (text, reason) in [
            ("", "no report of cp-harness: EOF"),
            ("[1]", "no report of cp-harness"),
            (r#"{"schema":"x","version":1}"#, "its schema is `x`"),
            (r#"{"schema":"cp-harness/load-report","version":0}"#, "run again"),
            (r#"{"schema":"cp-harness/report","version":7}"#, "newer cp-harness"),
            (r#"{"schema":"cp-harness/report","version":1}"#, "missing field"),
            (r#"{"schema":"cp-harness/capacity-report","version":1}"#, "compare its probes"),
        ] {
            let error = describe(Path::new("a/report.json"), text).unwrap_err().to_string();
            assert!(error.contains(reason) && error.contains("a/report.json"), "{error}");
        }
        assert!(matches!(read(Path::new("/nothing")), Err(CompareError::Read { .. })));
    }
}
