//! `junit.xml`: reports as test suites, for the test views of CI systems.

mod probes;
mod cases;
mod checks;
mod objectives;
mod phases;

use std::io;

use thiserror::Error;

use super::format::{Format, Rendering};

pub use checks::conform_to_junit;
pub use objectives::load_to_junit;
pub use phases::gate_to_junit;
pub use probes::capacity_to_junit;

pub(super) use checks::conform_suites;
pub(super) use objectives::load_suites;
pub(super) use phases::gate_suites;
pub(super) use probes::capacity_suites;

/// Why a report cannot be written as `JUnit` XML.
#[derive(Debug, Error)]
#[error("cannot write the report as JUnit XML: {0}")]
pub struct JunitError(#[from] quick_junit::SerializeError);

impl From<JunitError> for io::Error {
    fn from(error: JunitError) -> Self {
        Self::other(error)
    }
}

pub(super) const FORMAT: Format = Format {
    name: "junit",
    about: "JUnit XML, a test case for each check, objective or phase",
    file: Some("junit.xml"),
    conform: Some(Rendering::AtTheEnd(|report, out, _| {
        out.write_all(conform_to_junit(report)?.as_bytes())
    })),
    load: Some(Rendering::AtTheEnd(|report, out, _| {
        out.write_all(load_to_junit(report)?.as_bytes())
    })),
    capacity: Some(Rendering::AtTheEnd(|report, out, _| {
        out.write_all(capacity_to_junit(report)?.as_bytes())
    })),
    gate: Some(Rendering::AtTheEnd(|report, out, _| {
        out.write_all(gate_to_junit(report)?.as_bytes())
    })),
    ..Format::EMPTY
};
