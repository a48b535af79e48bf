//! What has to come back: data, judged by one pure function.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{LawExpectation, OverviewExpectation, Types};
use crate::spec::{Pointer, Schema, StatusPattern};

/// What has to come back for the last step of a check (and, where said, for the steps before it).
///
/// Each group has a judge of its own that matches it exhaustively: an expectation without a judge does
/// not compile. In JSON the groups do not show: `{"expect": "accepted"}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "expect", rename_all = "snake_case")]
pub enum Expectation {
    /// Nothing: no valid request can be built, and nothing is sent.
    Unplanned {
        /// Why not.
        reason: String,
    },
    /// What a lifecycle law expects of all answers together.
    Law {
        /// It.
        #[serde(flatten)]
        law: LawExpectation,
    },
    /// What an overview expects.
    #[serde(rename = "prose")]
    Overview {
        /// It.
        #[serde(flatten)]
        overview: OverviewExpectation,
    },
    /// What the status of the last answer has to be, and the headers that go with it.
    #[serde(untagged)]
    Status(StatusExpectation),
    /// What the content of the last answer has to be.
    #[serde(untagged)]
    Content(ContentExpectation),
    /// How several answers have to compare.
    #[serde(untagged)]
    Comparison(ComparisonExpectation),
    /// What holds for all that an operation answered, to whichever check.
    #[serde(untagged)]
    Exchanges(ExchangesExpectation),
}

/// What the status of the last answer has to be, and the headers that go with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "expect", rename_all = "snake_case")]
pub enum StatusExpectation {
    /// A 2xx status; of several steps the last, where the first has one.
    Accepted,
    /// A success whose status is declared.
    StatusDeclared {
        /// The declared success statuses.
        statuses: Vec<StatusPattern>,
    },
    /// No content, and nothing after the head on the wire.
    NoContent,
    /// A refusal for what is wrong with the request.
    Refused {
        /// The declared statuses that mean so; where there is none, any 4xx does.
        statuses: Vec<StatusPattern>,
        /// Statuses that mean so whether declared or not.
        tolerated: Vec<u16>,
        /// True where only a success is a finding: what else comes instead of the refusal is for
        /// other rules to say.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        only_success: bool,
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
    /// Where the answer has 401 or 403: a declared status.
    RefusalDeclared,
}

/// What the content of the last answer has to be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "expect", rename_all = "snake_case")]
pub enum ContentExpectation {
    /// Where the answer has `status`: one of these media types.
    MediaType {
        /// The declared response this is about.
        status: StatusPattern,
        /// The declared media types.
        media_types: Vec<String>,
    },
    /// Where the answer has `status`: JSON content that its schema accepts. What is wrong
    /// with the answers to earlier steps already is not reported again.
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
        /// The types the member may have; a wrong one is reported by another check.
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
    /// Where the request was refused: content as declared for the status.
    RefusalContent,
    /// Where the request was refused: content that names what is wrong.
    OffenderNamed {
        /// The name that has to be in it.
        name: String,
    },
    /// Nothing on the wire after the answer: after the head of one to HEAD, whatever it says, and
    /// after the content of any other but 204 and 304.
    NothingMore,
    /// Neither headers nor content hold this text: of a refusal, where the operation's own method
    /// asks; of a success, where another one does.
    NotEchoed {
        /// The text.
        text: String,
    },
}

/// How several answers have to compare.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "expect", rename_all = "snake_case")]
pub enum ComparisonExpectation {
    /// The second of three answers equals the first and the last, apart from what differs between
    /// these two, which are to equal requests. As they stand around it, a clock that ticks while
    /// the three are sent shows between them too.
    SameAnswer,
    /// The answer to HEAD has the status of the one to GET, the first step's.
    LikeGet,
    /// 401 or 403 to the last of several steps, where the first has a 2xx and those between them are
    /// refused.
    UnauthorizedUnlikeFirst,
}

/// What holds for all that an operation answered, to whichever check.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "expect", rename_all = "snake_case")]
pub enum ExchangesExpectation {
    /// Of all that the operation answered: no header, and no content but that of a success, holds
    /// the credential that the last step was sent with.
    CredentialKept,
    /// Of all that the operation answered: one framing at most, `Content-Length` or
    /// `Transfer-Encoding`.
    OneFraming,
    /// Of all that the operation answered to the caller's own requests: none of these statuses, which
    /// the documents do not declare.
    NoUndeclared {
        /// The statuses; in the plan as the first and the last of each run.
        #[serde(serialize_with = "as_runs")]
        statuses: Vec<u16>,
    },
}

impl From<&Expectation> for Expectation {
    fn from(expectation: &Expectation) -> Self {
        expectation.clone()
    }
}

impl From<StatusExpectation> for Expectation {
    fn from(expectation: StatusExpectation) -> Self {
        Self::Status(expectation)
    }
}

impl From<ContentExpectation> for Expectation {
    fn from(expectation: ContentExpectation) -> Self {
        Self::Content(expectation)
    }
}

impl From<ComparisonExpectation> for Expectation {
    fn from(expectation: ComparisonExpectation) -> Self {
        Self::Comparison(expectation)
    }
}

impl From<ExchangesExpectation> for Expectation {
    fn from(expectation: ExchangesExpectation) -> Self {
        Self::Exchanges(expectation)
    }
}

impl Expectation {
    /// True where a refusal is what is looked at: it may come whether what the request names exists
    /// or not.
    pub fn is_of_refusal(&self) -> bool {
        matches!(
            self,
            Self::Status(StatusExpectation::Refused { .. } | StatusExpectation::NoServerError)
                | Self::Content(
                    ContentExpectation::RefusalContent | ContentExpectation::OffenderNamed { .. }
                )
        )
    }
}

fn schema_as_pointer<S: Serializer>(schema: &Schema, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{}#{}", schema.document, schema.pointer))
}

/// Numbers as `[first, last]` of each run of consecutive ones.
fn as_runs<S: Serializer>(numbers: &[u16], serializer: S) -> Result<S::Ok, S::Error> {
    let runs = numbers.chunk_by(|one, next| one + 1 == *next);
    serializer.collect_seq(runs.filter_map(|run| Some([run.first()?, run.last()?])))
}
