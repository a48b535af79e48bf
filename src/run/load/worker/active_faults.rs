//! What is wrong with a worker, and what follows for its requests.

use std::num::NonZeroU32;

use crate::load::FaultState;
use crate::run::attack::SlowRead;

/// What is wrong with a worker; a new worker in its place has none of it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::run::load) struct ActiveFaults {
    /// Its token is no longer good.
    pub(super) is_stale: bool,
    /// It uses the id of this one.
    pub(super) twin: Option<u32>,
    /// It reads its answers no faster.
    bytes_per_second: Option<NonZeroU32>,
}

impl ActiveFaults {
    /// Is in this state from now on.
    pub(super) fn begin(&mut self, state: FaultState) {
        match state {
            FaultState::StaleToken => self.is_stale = true,
            FaultState::DuplicateId { of } => self.twin = Some(of),
            FaultState::SlowReader { bytes_per_second } => {
                self.bytes_per_second = NonZeroU32::new(bytes_per_second);
            }
        }
    }

    /// How slowly it reads its answers; `None` for as fast as they come.
    pub(in crate::run::load) fn reads(&self) -> Option<SlowRead> {
        let bytes_per_second = Some(self.bytes_per_second?);
        Some(SlowRead { bytes_per_second, ..SlowRead::default() })
    }
}
