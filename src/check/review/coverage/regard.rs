//! What a check looks at: which promises it decides once it was judged.

use crate::check::model::{
    ComparisonExpectation, ContentExpectation, Expectation, LawExpectation, Outcome,
    OverviewExpectation, StatusExpectation, Types,
};
use crate::check::review::coverage::{Due, Sign, Subject};
use crate::spec::{Pointer, StatusPattern};

/// What an expectation looks at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Regard<'e> {
    /// That a valid request is accepted.
    Acceptance,
    /// That leaving a value out has the effect of sending its default.
    Omission,
    /// That an invalid request is refused.
    Refusal,
    /// The content of a refusal.
    RefusalContent,
    /// A refusal in other respects.
    RefusalForm,
    /// That a call without the caller's credential is refused.
    Access,
    /// One member of a success with this status.
    Member(StatusPattern, &'e Pointer),
    /// The content of a success with this status, but for what other checks look at.
    Content(StatusPattern, &'e [(Pointer, Types)]),
    /// A success in other respects.
    SuccessForm,
    /// Nothing that the documents promise piece by piece: robustness, framing, other methods.
    Nothing,
}

impl<'e> Regard<'e> {
    /// What `expectation` looks at.
    pub(super) fn of(expectation: &'e Expectation) -> Self {
        match expectation {
            Expectation::Status(expected) => Self::of_status(expected),
            Expectation::Content(expected) => Self::of_content(expected),
            Expectation::Comparison(ComparisonExpectation::SameAnswer) => Self::Omission,
            Expectation::Comparison(ComparisonExpectation::UnauthorizedUnlikeFirst) => Self::Access,
            Expectation::Law { law: LawExpectation::UnknownRefused }
            | Expectation::Overview {
                overview:
                    OverviewExpectation::Envelope { .. } | OverviewExpectation::CommonStatus { .. },
            } => Self::RefusalForm,
            Expectation::Comparison(ComparisonExpectation::LikeGet)
            | Expectation::Exchanges(_)
            | Expectation::Law { .. }
            | Expectation::Overview { .. }
            | Expectation::Unplanned { .. } => Self::Nothing,
        }
    }

    fn of_status(expected: &StatusExpectation) -> Self {
        match expected {
            StatusExpectation::Accepted | StatusExpectation::StatusDeclared { .. } => {
                Self::Acceptance
            }
            StatusExpectation::Refused { .. } => Self::Refusal,
            StatusExpectation::RefusalDeclared | StatusExpectation::Challenge => Self::RefusalForm,
            StatusExpectation::Unauthorized { .. } => Self::Access,
            StatusExpectation::NoContent => Self::SuccessForm,
            // A request that is "not called invalid" may have been answered with anything else.
            StatusExpectation::NotCalledInvalid
            | StatusExpectation::NoServerError
            | StatusExpectation::MethodRefused
            | StatusExpectation::MethodNotAllowed
            | StatusExpectation::Allow { .. }
            | StatusExpectation::AllowAll { .. } => Self::Nothing,
        }
    }

    fn of_content(expected: &'e ContentExpectation) -> Self {
        match expected {
            ContentExpectation::RefusalContent => Self::RefusalContent,
            ContentExpectation::OffenderNamed { .. } => Self::RefusalForm,
            ContentExpectation::Member { status, pointer, .. }
            | ContentExpectation::Equals { status, pointer, .. } => Self::Member(*status, pointer),
            ContentExpectation::Content { status, elsewhere, .. } => {
                Self::Content(*status, elsewhere)
            }
            ContentExpectation::MediaType { .. }
            | ContentExpectation::Absent { .. }
            | ContentExpectation::Header { .. } => Self::SuccessForm,
            ContentExpectation::UniqueMembers
            | ContentExpectation::NothingMore
            | ContentExpectation::NotEchoed { .. } => Self::Nothing,
        }
    }

    /// True where such a check decides what a request shows: `sign` is about the request.
    pub(super) fn decides_request(self, sign: &Sign) -> bool {
        match sign {
            Sign::Sent(_) => matches!(self, Self::Acceptance | Self::Omission),
            // Of a parameter no two answers are compared: that it may be left out is what is asked.
            Sign::LeftOut(Subject::Parameter(..), Due::Success) => {
                matches!(self, Self::Acceptance | Self::Omission)
            }
            Sign::LeftOut(Subject::Member(_), Due::Success) => matches!(self, Self::Omission),
            Sign::LeftOut(_, Due::Refusal) | Sign::Broken(..) => matches!(self, Self::Refusal),
            Sign::Anonymous => matches!(self, Self::Access),
            Sign::Answered(_) | Sign::Held(..) | Sign::Never(_) => false,
        }
    }

    /// True where such a check looks at a success.
    pub(super) fn is_of_success(self) -> bool {
        matches!(
            self,
            Self::Acceptance
                | Self::Omission
                | Self::Member(..)
                | Self::Content(..)
                | Self::SuccessForm
        )
    }

    /// True where such a check looks at a refusal.
    pub(super) fn is_of_refusal(self) -> bool {
        matches!(self, Self::Refusal | Self::RefusalContent | Self::RefusalForm | Self::Access)
    }

    /// True where such a check is about the member at `pointer` of answers with `status`.
    pub(super) fn is_of_member(self, status: StatusPattern, pointer: &Pointer) -> bool {
        matches!(self, Self::Member(own, place) if own == status && place == pointer)
    }

    /// True where such a check looks at the member at `pointer` of answers with `status` if it is
    /// there.
    pub(super) fn reads_member(self, status: StatusPattern, pointer: &Pointer) -> bool {
        match self {
            Self::Content(own, elsewhere) => {
                own == status && !elsewhere.iter().any(|(place, _)| place == pointer)
            }
            Self::RefusalContent => status.may_refuse(),
            _ => false,
        }
    }
}

/// Why a check was not judged, the most specific reason last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Its question did not arise.
    Skipped(String),
    /// The caller can give what is missing, by a flag say.
    Callers(String),
    /// The run ended before it.
    NotRun,
    /// The target kept its answer back.
    Targets(String),
}

impl Gap {
    /// Why a check with this outcome was not judged; `None` of one that passed or failed.
    pub(super) fn of(outcome: Option<&Outcome>) -> Option<Self> {
        match outcome {
            Some(Outcome::Pass | Outcome::Fail { .. }) => None,
            Some(Outcome::Skip { reason }) => Some(Self::Skipped(reason.clone())),
            Some(Outcome::Inconclusive { reason, target_at_fault: false }) => {
                Some(Self::Callers(reason.clone()))
            }
            Some(Outcome::Inconclusive { reason, target_at_fault: true }) => {
                Some(Self::Targets(reason.clone()))
            }
            None => Some(Self::NotRun),
        }
    }

    /// True where another run of the same plan may fill it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::NotRun | Self::Targets(_))
    }

    /// It in words.
    pub(super) fn reason(self) -> String {
        match self {
            Self::Skipped(reason) => format!("its checks were skipped: {reason}"),
            Self::Callers(reason) | Self::Targets(reason) => reason,
            Self::NotRun => "the run ended before its checks".to_owned(),
        }
    }
}
