//! What can be wrong with a request, and a request with that one fault.

use std::sync::Arc;

use crate::check::model::RequestTemplate;
use crate::check::values::Constraint;
use crate::spec::Location;

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Invalidity {
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
    /// A parameter that is no string has no text.
    EmptyParameter,
    /// A value is just outside of a constraint.
    Outside(Constraint),
}

/// A request that is wrong in one place.
#[derive(Clone, Debug)]
pub(in crate::check) struct InvalidRequest {
    /// What is wrong.
    pub fault: Invalidity,
    /// What distinguishes it from the others with the same fault.
    pub case: String,
    /// The promise it breaks.
    pub location: Location,
    /// The request.
    pub step: Arc<RequestTemplate>,
    /// The name that the refusal should mention.
    pub offender: Option<String>,
    /// Statuses that mean so here, beside those of the fault itself.
    pub tolerated: &'static [u16],
}

impl InvalidRequest {
    /// What distinguishes it from every other refusal of its operation.
    pub(in crate::check) fn full_case(&self) -> String {
        format!("{}:{}", self.fault.word(), self.case)
    }
}

impl Invalidity {
    /// The word for check ids.
    pub(in crate::check) fn word(self) -> &'static str {
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
            Self::EmptyParameter => "empty_parameter",
            Self::Outside(constraint) => word(constraint),
        }
    }

    /// Statuses that mean this fault whether declared or not: those that RFC 9110 §15.5 defines for
    /// it, which a server may answer before the operation itself sees the request.
    pub(in crate::check) fn tolerated(self) -> Vec<u16> {
        match self {
            Self::MediaType => vec![400, 415],
            Self::Malformed => vec![400],
            Self::MissingBody => vec![400, 411, 415],
            Self::MistypedParameter | Self::EmptyParameter => vec![400, 404],
            // RFC 9110 §15.5.14: too large, whatever it is.
            Self::Outside(Constraint::Length | Constraint::ItemCount) => vec![413],
            _ => Vec::new(),
        }
    }
}

/// The word of a constraint for check ids.
fn word(constraint: Constraint) -> &'static str {
    match constraint {
        Constraint::Range => "range",
        Constraint::Multiple => "multiple",
        Constraint::Length => "length",
        Constraint::Pattern => "pattern",
        Constraint::Format => "format",
        Constraint::Enumeration => "enumeration",
        Constraint::ItemCount => "item_count",
        Constraint::Uniqueness => "uniqueness",
        Constraint::MemberName => "member_name",
        Constraint::MemberCount => "member_count",
        Constraint::Dependency => "dependency",
        Constraint::Alternative => "alternative",
        Constraint::Emptiness => "emptiness",
    }
}
