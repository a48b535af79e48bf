//! What commands print, and where reports go.

mod failure;
mod folder;
pub(super) mod job_summary;
mod panic;
mod reporters;
mod stderr;
mod stdout;
mod unanswered;

pub(super) use failure::Failure;
pub(super) use folder::report_folder;
pub(super) use panic::guard;
pub(super) use reporters::{ProbeReporters, Reporters, print_report};
pub(super) use stderr::{bar, print_error, say_if_slow, warn, warn_of_insecure};
pub(super) use stdout::{display, print, print_in, print_styled, style};
pub(super) use unanswered::why_unanswered;
