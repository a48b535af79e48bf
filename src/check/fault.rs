//! What can be wrong with a request, and a request with that one fault.

use super::Step;
use crate::spec::Location;

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A required member is missing.
    MissingMember,
    /// A member has a type its schema does not allow.
    WrongType,
    /// A member has a wrong type that many frameworks turn into the right one.
    CoercibleType,
    /// A member is `null` where its schema does not allow it.
    Null,
    /// The content is not JSON.
    Malformed,
    /// The content is JSON of another type.
    TopLevelType,
    /// There is no content where it is required.
    MissingBody,
    /// The content has a media type that is not declared.
    MediaType,
    /// A required parameter is missing.
    MissingParameter,
    /// A parameter's text cannot be read as the type its schema asks for.
    MistypedParameter,
}

/// A request that is wrong in one place.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// What is wrong.
    pub fault: Fault,
    /// What tells it from the others with the same fault.
    pub case: String,
    /// The promise it breaks.
    pub location: Location,
    /// The request.
    pub step: Step,
    /// The name that the refusal should mention.
    pub offender: Option<String>,
}

impl Refusal {
    /// What tells it from every other refusal of its operation.
    pub(super) fn full_case(&self) -> String {
        format!("{}:{}", self.fault.word(), self.case)
    }
}

impl Fault {
    /// The word for check ids.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::MissingMember => "missing_member",
            Self::WrongType => "wrong_type",
            Self::CoercibleType => "coercible_type",
            Self::Null => "null",
            Self::Malformed => "malformed",
            Self::TopLevelType => "top_level_type",
            Self::MissingBody => "missing_body",
            Self::MediaType => "media_type",
            Self::MissingParameter => "missing_parameter",
            Self::MistypedParameter => "mistyped_parameter",
        }
    }

    /// Statuses that mean this fault whether declared or not: those that RFC 9110 §15.5 defines for
    /// it, which a server may answer before the operation itself sees the request.
    pub(super) fn tolerated(self) -> Vec<u16> {
        match self {
            Self::MediaType => vec![400, 415],
            Self::Malformed => vec![400],
            Self::MissingBody => vec![400, 411, 415],
            Self::MistypedParameter => vec![400, 404],
            _ => Vec::new(),
        }
    }
}
