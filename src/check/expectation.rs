//! What has to come back: data, judged by one pure function.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::generate::Types;
use super::law::LawExpectation;
use super::prose::ProseExpectation;
use crate::spec::{Pointer, Schema, StatusPattern};

/// What has to come back for the last step of a check (and, where said, for the steps before it).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "expect", rename_all = "snake_case")]
pub enum Expectation {
    /// Nothing: no valid request can be built, and nothing is sent.
    Unplanned {
        /// Why not.
        reason: String,
    },
    /// A 2xx status; of several steps the last, where the first has one.
    Accepted,
    /// A success whose status is declared.
    StatusDeclared {
        /// The declared success statuses.
        statuses: Vec<StatusPattern>,
    },
    /// Where the answer has `status`: one of these media types.
    MediaType {
        /// The declared response this is about.
        status: StatusPattern,
        /// The declared media types.
        media_types: Vec<String>,
    },
    /// Where the answer has `status`: JSON content that its schema accepts. What is wrong
    /// with the answers to earlier steps already is not told again.
    Content {
        /// The declared response this is about.
        status: StatusPattern,
        /// The schema of the content.
        #[serde(serialize_with = "schema_as_pointer")]
        schema: Schema,
        /// Places whose presence and type other checks verify: what is wrong there is theirs.
        elsewhere: Vec<(Pointer, Types)>,
    },
    /// Where the answer has `status`: a member that is there, with one of these types.
    Member {
        /// The declared response this is about.
        status: StatusPattern,
        /// The member's place; `*` stands for every element of an array.
        pointer: Pointer,
        /// The types it may have.
        types: Types,
    },
    /// Where the answer has `status`: no such member.
    Absent {
        /// The declared response this is about.
        status: StatusPattern,
        /// The member's place; `*` stands for every element of an array.
        pointer: Pointer,
    },
    /// Where the answer is JSON: no object that names a member twice.
    UniqueMembers,
    /// Where the answer has `status`: a member with this value.
    Equals {
        /// The declared response this is about.
        status: StatusPattern,
        /// The member's place.
        pointer: Pointer,
        /// The value.
        value: Value,
        /// The types the member may have; a wrong one is told by another check.
        types: Types,
    },
    /// Where the answer has `status`: a header that its schema accepts.
    Header {
        /// The declared response this is about.
        status: StatusPattern,
        /// The header's name.
        name: String,
        /// True where it may not be missing.
        required: bool,
        /// The types its text is read as.
        types: Types,
    },
    /// No content, and nothing after the head on the wire.
    NoContent,
    /// A refusal for what is wrong with the request.
    Refused {
        /// The declared statuses that mean so; where there is none, any 4xx does.
        statuses: Vec<StatusPattern>,
        /// Statuses that mean so whether declared or not.
        tolerated: Vec<u16>,
    },
    /// Where the request was refused: content as declared for the status.
    RefusalContent,
    /// Where the request was refused: content that names what is wrong.
    OffenderNamed {
        /// The name that has to be in it.
        name: String,
    },
    /// Not refused as invalid (400, 415, 422); of several steps the last, where the first is accepted.
    NotCalledInvalid,
    /// Any answer below 500, in time.
    NoServerError,
    /// Not a success: the method is not declared.
    MethodRefused,
    /// 405, or 501.
    MethodNotAllowed,
    /// Where the answer has 405: an `Allow` that lists one of these methods and not the refused one.
    Allow {
        /// The methods declared for the path.
        methods: Vec<String>,
    },
    /// Where an `Allow` lists one of these methods: all of them.
    AllowAll {
        /// The methods declared for the path.
        methods: Vec<String>,
    },
    /// 401 or 403; of several steps to the last, where the first has it.
    Unauthorized {
        /// Other statuses that mean the same.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        tolerated: Vec<u16>,
    },
    /// Where the answer has 401: a `WWW-Authenticate` with a challenge.
    Challenge,
    /// 401 or 403 to the last of several steps, where the first has a 2xx and those between them are
    /// refused.
    UnauthorizedUnlikeFirst,
    /// Where the answer has 401 or 403: a declared status.
    RefusalDeclared,
    /// The answer to HEAD has the status of the one to GET, the first step's.
    LikeGet,
    /// Nothing on the wire after the answer: after the head of one to HEAD, whatever it says, and
    /// after the content of any other but 204 and 304.
    NothingMore,
    /// Neither headers nor content hold this text: of a refusal, where the operation's own method
    /// asks; of a success, where another one does.
    NotEchoed {
        /// The text.
        text: String,
    },
    /// Of all that the operation answered: no header, and no content but that of a success, holds
    /// the credential that the last step was sent with.
    CredentialKept,
    /// Of all that the operation answered: one framing at most, `Content-Length` or
    /// `Transfer-Encoding`.
    OneFraming,
    /// The second of three answers equals the first and the last, apart from what differs between
    /// these two, which are to equal requests. As they stand around it, a clock that ticks while
    /// the three are sent shows between them too.
    SameAnswer,
    /// What a lifecycle law expects of all answers together.
    Law {
        /// It.
        #[serde(flatten)]
        law: LawExpectation,
    },
    /// What an overview's prose expects.
    Prose {
        /// It.
        #[serde(flatten)]
        prose: ProseExpectation,
    },
}

impl Expectation {
    /// True where the requests are sent at once.
    pub fn is_in_flight(&self) -> bool {
        matches!(self, Self::Law { law } if law.is_in_flight())
    }

    /// True where the requests exceed the limit on the rate on purpose: after all others, and until
    /// the first 429.
    pub fn exceeds_rate(&self) -> bool {
        matches!(self, Self::Prose { prose: ProseExpectation::RateExceeded { .. } })
    }
}

impl Expectation {
    /// True where it is about all that the operation answered to any check.
    pub fn spans_operation(&self) -> bool {
        matches!(self, Self::CredentialKept | Self::OneFraming)
    }

    /// True where a refusal is what is looked at: it may come whether what the request names exists
    /// or not.
    pub fn is_of_refusal(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. }
                | Self::RefusalContent
                | Self::OffenderNamed { .. }
                | Self::NoServerError
        )
    }
}

fn schema_as_pointer<S: Serializer>(schema: &Schema, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{}#{}", schema.document, schema.pointer))
}
