//! `cp-harness`: conformance and load testing for the control plane of AI-agent workers.
//!
//! Conformance flows one way: documents become [`spec`] operations; [`check`] rules turn these into
//! a plan, which is plain data; the runner executes the plan over a [`run::transport`] and
//! emits each outcome as an [`event`]; reports and the [`verdict`] are pure functions of what was seen.
//!
//! A module may use only modules listed above it.

pub mod input;
pub mod spec;
pub mod wire;
pub mod stats;
pub mod check;
pub mod load;
pub mod event;
pub mod verdict;
pub mod run;
pub mod report;
pub mod reference;
pub mod cli;
