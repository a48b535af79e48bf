//! Why reports cannot be compared.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why reports cannot be compared.
#[derive(Debug, Error)]
pub enum CompareError {
    /// A file cannot be read.
    #[error("cannot read {path}: {source}; give report.json, or the folder that holds it")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A file is no report.
    #[error("{path} is no report of cp-harness: {reason}; give report.json, or its folder")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A report of another version.
    #[error("{path} is a {schema} of version {version}, and this reads version {known}: {remedy}")]
    Version {
        /// The file.
        path: PathBuf,
        /// The format's name.
        schema: String,
        /// The version found.
        version: u64,
        /// The version known.
        known: u32,
        /// What fixes it.
        remedy: &'static str,
    },
    /// The report on a search.
    #[error(
        "{path} is the report on a capacity search: compare its probes, each in its own folder"
    )]
    Capacity {
        /// The file.
        path: PathBuf,
    },
    /// A load report and a conform report.
    #[error("{load} is a load report and {conform} a conform report: give two of one kind")]
    Mixed {
        /// The load report.
        load: PathBuf,
        /// The other.
        conform: PathBuf,
    },
    /// Several runs of `conform`.
    #[error(
        "several runs widen the noise of a load comparison: conform reports are compared by two"
    )]
    Several,
    /// The runs were of different load.
    #[error(
        "the load differs between {before} and {after}: {}; compare runs of one scenario, seed and size",
        members.join(", ")
    )]
    Load {
        /// The first report.
        before: String,
        /// The second.
        after: String,
        /// What differs.
        members: Vec<String>,
    },
}
