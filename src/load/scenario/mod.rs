//! Scenarios: fleets and their runs as people write them, in TOML.

mod bind_written;
mod fault_written;
mod faults;
mod fleet;
mod organisations;
mod overrides;
mod resolve;
mod scaling;
mod capacity_search;
mod shipped;
mod stages;
mod syntax;
mod values;
mod written;

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::FleetProfile;
use crate::input::{InputError, Problem};

pub use overrides::{ConnectionChoice, IntervalChoice, Overrides};
pub use shipped::{BEHAVIORS, SCENARIOS};
pub(super) use syntax::reader;
pub(super) use values::{Period, PhaseWritten};
use written::Written;

/// How long the fleet of [`Scenario::default_for`] takes to join, and holds.
const DEFAULT_RAMP: Duration = Duration::from_secs(10);
const DEFAULT_HOLD: Duration = Duration::from_mins(1);

/// A scenario as written.
///
/// ```
/// use cp_harness::load::{Overrides, Scenario};
///
/// let scenario = Scenario::shipped("smoke").unwrap()?;
/// let workers = Overrides { workers: Some(7), ..Overrides::default() };
/// let profile = scenario.resolve(&workers)?.profile;
/// assert_eq!(profile.peak(), 7);
/// # Ok::<(), cp_harness::input::InputError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scenario {
    origin: String,
    text: String,
    written: Written,
}

/// A scenario, resolved.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The fleet and its run.
    pub profile: FleetProfile,
    /// What is possible but probably not meant.
    pub warnings: Vec<Problem>,
}

impl Scenario {
    /// Reads a scenario; `origin` is the file, for messages.
    pub fn parse(origin: &str, text: &str) -> Result<Self, InputError> {
        Ok(Self {
            origin: origin.to_owned(),
            text: text.to_owned(),
            written: reader(origin, text).read()?,
        })
    }

    /// A scenario of those in `scenarios/`, which are built in; `None` for another name.
    pub fn shipped(name: &str) -> Option<Result<Self, InputError>> {
        let (name, text) = SCENARIOS.iter().find(|(known, _)| *known == name)?;
        Some(Self::parse(&format!("scenarios/{name}.toml"), text))
    }

    /// The scenario that is used where none is named: a ramp to `workers`, then a minute's hold.
    pub fn default_for(workers: u32) -> Self {
        Self {
            origin: "the default scenario".to_owned(),
            text: String::new(),
            written: Written::ramp_and_hold(workers, DEFAULT_RAMP, DEFAULT_HOLD),
        }
    }

    /// The file it was read from.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Resolves the scenario with what the command line overrides: every default filled in, every
    /// combination checked.
    pub fn resolve(&self, overrides: &Overrides) -> Result<Resolved, InputError> {
        let mut reader = reader(&self.origin, &self.text);
        let profile = resolve::profile(&self.written, overrides, &mut reader);
        match (reader.into_problems(), profile) {
            ((problems, warnings), Some(profile)) if problems.is_empty() => {
                Ok(Resolved { profile, warnings })
            }
            ((problems, _), _) => Err(InputError { problems }),
        }
    }
}
