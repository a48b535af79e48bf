//! The report on a conformance run.
//!
//! A [`Recording`] keeps what the events said; [`Report::new`] turns it into the report, with every
//! secret redacted. [`text::Progress`] writes the run to a terminal as it goes.

pub(in crate::report) mod accepted;
mod build;
mod context;
mod excerpts;
mod exchanges;
mod gate;
mod group;
mod model;
mod recording;
mod resources;
mod totals;

pub mod text;

pub use context::{Context, OperationLine};
pub use gate::Gate;
pub use model::{
    Body, BodyEncoding, ByLevel, Cause, CheckRecord, Coverage, Ending, ExcerptRecord,
    ExchangeRecord, Field, Harness, KindShare, Level, LintRecord, NoteRecord, OperationRecord,
    OriginKind, Outcome, Place, PlanRecord, PromiseRecord, Report, RequestRecord, ResourceRecord,
    ResponseRecord, Share, Sight, Sufficiency, Throttled, Totals, Verdict, WaiverRecord,
    WaiverState,
};
pub use recording::Recording;

pub(super) use exchanges::{Numbering, exchange_record};
pub(super) use group::{binds, causes};
pub(super) use model::{SCHEMA, VERSION};
