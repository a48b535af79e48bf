//! Telling it: the report as data, then one file or folder per format.
//!
//! A [`Recording`] keeps what the events told; [`Report::new`] turns it into the report, with every
//! secret redacted; each format is a pure function of that report. [`console::Progress`] and
//! [`ndjson::Lines`] tell the run while it goes. [`load`] tells a load run likewise.

mod book;
mod build;
mod context;
mod curl;
mod group;
mod model;
mod recording;
mod redact;
mod shell;
mod sink;
mod tally;
mod terms;
mod traffic;

pub mod compare;
pub mod console;
pub mod folder;
pub mod har;
pub mod json;
pub mod junit;
pub mod load;
pub mod ndjson;

pub use book::{book, chapter};
pub use console::shown;
pub use context::{Context, OperationLine, Secret};
pub use folder::{Folder, FolderError};
pub use har::to_har;
pub use json::to_json;
pub use junit::{JunitError, to_junit};
pub use model::{
    Body, BodyEncoding, ByLevel, Cause, CheckRecord, Coverage, Ending, ExchangeRecord, Field,
    Harness, KindShare, Level, LintRecord, NoteRecord, OperationRecord, Outcome, Place, PlanRecord,
    PromiseRecord, Report, RequestRecord, ResponseRecord, Share, Sight, Throttled, Totals, Verdict,
    WaiverRecord, WaiverState,
};
pub use recording::Recording;
pub use redact::{REDACTED, Redactor, is_secret_header};
pub use terms::Terms;
