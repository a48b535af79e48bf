//! What the probes of one size of fleet came to, and what they come to together.

use std::cmp::Ordering;

use super::{Limit, ProbeLength, ProbeOutcome};

/// So many full probes that agree decide on a size; one alone may be a matter of chance.
const AGREEING: u8 = 2;

/// So often the generator is late at a size before that is taken for its limit.
const LATE: u8 = 2;

/// So often a size that decided something before may lack data before that is taken for its limit.
const WITHOUT_DATA: u8 = 3;

/// The probes of one size of fleet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Votes {
    short: Poll,
    full: Poll,
    late: u8,
    undecided: u8,
    undecided_in_full: bool,
    /// Welcome answers a second while the fleet held, in the last probe that decided something.
    pub(super) ok_per_second: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Poll {
    met: u8,
    missed: u8,
}

/// What a size of fleet comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VoteStanding {
    /// It met the SLOs, as far as is known.
    Met,
    /// It missed one, as far as is known.
    Missed,
    /// The generator was late again and again, and nothing else is known.
    Late,
    /// An SLO had no data in a full probe, and nothing else is known.
    Undecided,
    /// As many probes say one thing as the other, or the only one was no measurement: it has to be
    /// asked again.
    Open(ProbeLength),
}

impl Votes {
    pub(super) fn take(
        &mut self,
        outcome: ProbeOutcome,
        length: ProbeLength,
        ok_per_second: Option<f64>,
    ) {
        let poll = match length {
            ProbeLength::Short => &mut self.short,
            ProbeLength::Full => &mut self.full,
        };
        match outcome {
            ProbeOutcome::Met => poll.met = poll.met.saturating_add(1),
            ProbeOutcome::Missed => poll.missed = poll.missed.saturating_add(1),
            ProbeOutcome::GeneratorLimited => self.late = self.late.saturating_add(1),
            ProbeOutcome::Undecided => {
                self.undecided = self.undecided.saturating_add(1);
                self.undecided_in_full |= length == ProbeLength::Full;
            }
        }
        if matches!(outcome, ProbeOutcome::Met | ProbeOutcome::Missed) {
            self.ok_per_second = ok_per_second.or(self.ok_per_second);
        }
    }

    /// What is known: a full probe outweighs all short ones, and among its like the majority counts.
    pub(super) fn standing(&self, last: ProbeLength) -> VoteStanding {
        let poll = if self.full.is_empty() { self.short } else { self.full };
        if !poll.is_empty() {
            return match poll.met.cmp(&poll.missed) {
                Ordering::Greater => VoteStanding::Met,
                Ordering::Less => VoteStanding::Missed,
                Ordering::Equal if self.late >= LATE => VoteStanding::Late,
                Ordering::Equal => VoteStanding::Open(ProbeLength::Full),
            };
        }
        if self.late >= LATE {
            VoteStanding::Late
        } else if self.undecided_in_full {
            VoteStanding::Undecided
        } else if self.undecided > 0 {
            VoteStanding::Open(ProbeLength::Full)
        } else {
            VoteStanding::Open(last)
        }
    }

    /// Returns `true` if full probes agree often enough to rest a result on.
    pub(super) fn is_confirmed(&self) -> bool {
        self.full.met.max(self.full.missed) >= AGREEING && self.full.met != self.full.missed
    }

    /// Returns `true` if it was asked in full.
    pub(super) fn was_asked_in_full(&self) -> bool {
        !self.full.is_empty()
    }

    /// What keeps a size of `workers` from being confirmed: probes that are no measurements, again
    /// and again.
    pub(super) fn obstacle(&self, workers: u32) -> Option<Limit> {
        match self {
            _ if self.is_confirmed() => None,
            Self { late: LATE.., .. } => Some(Limit::Generator(workers)),
            Self { undecided: WITHOUT_DATA.., .. } => Some(Limit::Undecided(workers)),
            _ => None,
        }
    }

    /// Returns `true` if all that is known is that one short probe missed.
    pub(super) fn is_a_single_miss(&self) -> bool {
        self.full.is_empty() && (self.short.met, self.short.missed) == (0, 1)
    }
}

impl Poll {
    fn is_empty(self) -> bool {
        self.met == 0 && self.missed == 0
    }
}
