//! What came of a request under load: its answer by status, or why there was none.

use super::FailureCause;

/// The place of the first failure among all outcomes.
const FIRST_FAILURE: usize = 7;

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LoadOutcome {
    /// Answered with a success that the documents declare, and that gave what the worker needs.
    Ok,
    /// Answered 429: the target asked for patience, which is no failure, and no success either.
    Throttled,
    /// Answered with a status that the documents do not declare, and that is no 4xx or 5xx.
    Undeclared(u16),
    /// Answered with a 3xx that the documents declare: no worker follows it, and it gave nothing.
    Redirect(u16),
    /// Answered with another 4xx.
    ClientError(u16),
    /// Answered with a 5xx, or with a status that is none at all (RFC 9110 §15: read as a 5xx).
    ServerError(u16),
    /// Answered with a success that lacks a member which the worker needs.
    Incomplete,
    /// No whole answer came.
    Failed(FailureCause),
    /// Still in flight when the run stopped: it had waited this long by then.
    Unfinished,
    /// Still in line for a connection of the pool when the run stopped: the target never saw it.
    Queued,
}

impl LoadOutcome {
    /// How many outcomes there are, whatever their statuses.
    pub const COUNT: usize = 9 + FailureCause::ALL.len();

    /// Every outcome in the order of [`LoadOutcome::index`], statuses left out (0).
    pub const ALL: [Self; Self::COUNT] = {
        let mut all = [Self::Unfinished; Self::COUNT];
        all[0] = Self::Ok;
        all[1] = Self::Throttled;
        all[2] = Self::Undeclared(0);
        all[3] = Self::Redirect(0);
        all[4] = Self::ClientError(0);
        all[5] = Self::ServerError(0);
        all[6] = Self::Incomplete;
        all[Self::COUNT - 1] = Self::Queued;
        let mut index = 0;
        while index < FailureCause::ALL.len() {
            all[FIRST_FAILURE + index] = Self::Failed(FailureCause::ALL[index]);
            index += 1;
        }
        all
    };

    /// What an answer of this status is; `is_declared` where the documents declare the status for
    /// the operation, `default` aside for a 3xx.
    pub fn of_status(status: u16, is_declared: bool) -> Self {
        match status {
            429 => Self::Throttled,
            400..=499 => Self::ClientError(status),
            500.. => Self::ServerError(status),
            200..=299 if is_declared => Self::Ok,
            300..=399 if is_declared => Self::Redirect(status),
            _ => Self::Undeclared(status),
        }
    }

    /// The outcome's place in every table, whatever its status.
    pub const fn index(self) -> usize {
        match self {
            Self::Ok => 0,
            Self::Throttled => 1,
            Self::Undeclared(_) => 2,
            Self::Redirect(_) => 3,
            Self::ClientError(_) => 4,
            Self::ServerError(_) => 5,
            Self::Incomplete => 6,
            Self::Failed(cause) => FIRST_FAILURE + cause.index(),
            Self::Unfinished => FIRST_FAILURE + FailureCause::ALL.len(),
            Self::Queued => Self::COUNT - 1,
        }
    }

    /// The outcome's name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Throttled => "throttled",
            Self::Undeclared(_) => "undeclared",
            Self::Redirect(_) => "redirect",
            Self::ClientError(_) => "client_error",
            Self::ServerError(_) => "server_error",
            Self::Incomplete => "incomplete",
            Self::Failed(cause) => cause.name(),
            Self::Unfinished => "unfinished",
            Self::Queued => "queued",
        }
    }

    /// The status of an answer that was no success and no 429.
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Undeclared(status)
            | Self::Redirect(status)
            | Self::ClientError(status)
            | Self::ServerError(status) => Some(status),
            _ => None,
        }
    }

    /// Returns `true` if a whole answer came, whatever its status.
    pub const fn is_answered(self) -> bool {
        !matches!(self, Self::Failed(_) | Self::Unfinished | Self::Queued)
    }

    /// Returns `true` if the run stopped before the request was over.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Unfinished | Self::Queued)
    }

    /// Returns `true` if the target acknowledged the request: with a success that gave the worker
    /// what it needs, be its status declared or not.
    pub fn is_acknowledged(self) -> bool {
        match self {
            Self::Ok => true,
            Self::Undeclared(status) => (200..300).contains(&status),
            _ => false,
        }
    }
}

impl From<FailureCause> for LoadOutcome {
    fn from(cause: FailureCause) -> Self {
        Self::Failed(cause)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_outcome_has_a_place_and_a_name_of_its_own() {
        for (index, outcome) in LoadOutcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome.index(), index, "{outcome:?}");
        }
        let names: BTreeSet<_> = LoadOutcome::ALL.map(LoadOutcome::name).into();
        assert_eq!(names.len(), LoadOutcome::COUNT);
    }

    #[test]
    fn only_a_declared_success_is_one() {
        use LoadOutcome::{ClientError, Ok, Redirect, ServerError, Throttled, Undeclared};
        for (status, declared, undeclared) in [
            (200, Ok, Undeclared(200)),
            (204, Ok, Undeclared(204)),
            (302, Redirect(302), Undeclared(302)),
            (101, Undeclared(101), Undeclared(101)),
            (404, ClientError(404), ClientError(404)),
            (429, Throttled, Throttled),
            (503, ServerError(503), ServerError(503)),
            (999, ServerError(999), ServerError(999)),
        ] {
            assert_eq!(LoadOutcome::of_status(status, true), declared, "{status}");
            assert_eq!(LoadOutcome::of_status(status, false), undeclared, "{status}");
        }
    }
}
