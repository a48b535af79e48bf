//! The machine a load run is on: its limits before the run, the generator's own health during it.
//!
//! What cannot be read here is `None` or zero, on whatever system.

mod cgroup;
mod clock;
mod counters;
mod descriptors;
mod figures;

mod lookup;
mod proc;
mod root;

pub use counters::{Counters, Spent};
pub use descriptors::raise_descriptor_limit;

use crate::load::limits::{self, FleetNeeds, Row};

/// Raises the soft descriptor limit to the hard one, reads the figures of this machine, and judges
/// each limit for `needs`.
///
/// Waits for the look-up of the target's name, up to five seconds.
pub fn preflight(needs: &FleetNeeds) -> Vec<Row> {
    raise_descriptor_limit();
    let figures = root::Root::system().figures(lookup::look_up(needs.target));
    limits::rows(&figures, needs)
}
