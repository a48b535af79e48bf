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

use crate::load::limits::{self, Cores, FleetNeeds, LimitRow};

/// The processor cores that this process may use: those it is allowed on, within the quota of its
/// control group.
pub fn usable_cores() -> Option<f64> {
    let root = root::Root::system();
    let groups = cgroup::Groups::of(&root);
    root.cores(&groups).map(Cores::usable)
}

/// Returns `true` if the target's host is this machine.
///
/// Waits for the look-up of its name, up to five seconds.
pub fn is_local(target: &url::Url) -> bool {
    matches!(lookup::look_up(target), limits::Lookup::Found { is_local: true, .. })
}

/// Raises the soft descriptor limit to the hard one, reads the figures of this machine, and judges
/// each limit for `needs`.
///
/// Waits for the look-up of the target's name, up to five seconds.
pub fn preflight(needs: &FleetNeeds) -> Vec<LimitRow> {
    raise_descriptor_limit();
    let figures = root::Root::system().figures(lookup::look_up(needs.target));
    limits::rows(&figures, needs)
}
