//! What has to come back: data, judged by one pure function.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::generate::Types;
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
    /// Where the answer has `status`: JSON content that its schema accepts.
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
    /// Any answer below 500, in time.
    NoServerError,
    /// Not a success: the method is not declared.
    MethodRefused,
    /// 405, or 501.
    MethodNotAllowed,
    /// Where the answer has 405: an `Allow` that lists these methods and not the refused one.
    Allow {
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
    /// The second of three answers equals the first and the last, apart from what differs between
    /// these two, which are to equal requests. As they stand around it, a clock that ticks while
    /// the three are sent shows between them too.
    SameAnswer,
}

impl Expectation {
    /// True where it asks what a success is like: then a variation of a request is at fault only
    /// where the plain request is not.
    pub(super) fn is_about_success(&self) -> bool {
        matches!(self, Self::StatusDeclared { .. } | Self::Content { .. })
    }
}

fn schema_as_pointer<S: Serializer>(schema: &Schema, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{}#{}", schema.document, schema.pointer))
}
