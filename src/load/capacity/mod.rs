//! The search for the largest fleet that meets its SLOs, one probe after another.
//!
//! Pure: a [`CapacityPlan`] says what to search; a [`Capacity`] takes in what each probe came to
//! and says which is next, until it has a [`CapacityResult`].

mod estimate;
mod plan;
mod search;
mod votes;

#[cfg(test)]
mod tests;

pub use plan::{
    Attempt, CapacityPlan, CapacityResult, Limit, Next, Precision, ProbeLength, ProbeOutcome,
    ProbeTimes,
};
pub use search::Capacity;
