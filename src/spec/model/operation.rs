//! The operations an API promises: structure only, with each schema left as a handle.

use serde::Serialize;
use serde_json::Value;

use crate::spec::model::{Location, Schema};

/// One operation: a method on a path template, with what it takes and what it answers.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The short name, unique in the [`Api`](crate::spec::api::Api) and stable across runs.
    pub name: String,
    /// `operationId` as published.
    pub operation_id: Option<String>,
    /// The method, in capitals.
    pub method: String,
    /// The path template, `{parameter}` in braces.
    pub path: String,
    /// Parameters of the path item and of the operation, the latter winning.
    pub parameters: Vec<Parameter>,
    /// What the operation takes as content.
    pub request_body: Option<RequestBody>,
    /// What it declares to answer, in the document's order.
    pub responses: Vec<Response>,
    /// Alternatives of credentials; an empty alternative allows anonymous calls; no alternative
    /// means that nothing is asked.
    pub security: Vec<SecurityRequirement>,
    /// True where the document calls it deprecated.
    pub deprecated: bool,
    /// Where the document declares it.
    pub location: Location,
}

/// One of the alternatives of credentials: all its schemes are needed together.
pub type SecurityRequirement = Vec<SecurityScheme>;

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// One parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub place: ParameterPlace,
    /// True where it may not be left out (always so in the path).
    pub required: bool,
    /// Its schema, where it has one (`schema`, or the schema of its only `content` entry).
    pub schema: Option<Schema>,
    /// True where the value travels as JSON (`content`), not by a style.
    pub is_content: bool,
    /// `style`, or the default of its place.
    pub style: String,
    /// `explode`, or the default of its style.
    pub explode: bool,
    /// The first example the document gives.
    pub example: Option<Value>,
    /// Where the document declares it.
    pub location: Location,
}

/// What an operation takes as content.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// True where it may not be left out.
    pub required: bool,
    /// Media types in the document's order.
    pub content: Vec<MediaType>,
    /// Where the document declares it.
    pub location: Location,
}

/// A media type with the schema of its content.
#[derive(Clone, Debug)]
pub struct MediaType {
    /// The media type or range, as published: `application/json`.
    pub name: String,
    /// The schema of the content.
    pub schema: Option<Schema>,
    /// The first example the document gives.
    pub example: Option<Value>,
    /// Where the document declares it.
    pub location: Location,
}

impl MediaType {
    /// True for `application/json` and every `+json` type, parameters aside.
    pub fn is_json(&self) -> bool {
        is_json(&self.name)
    }
}

/// True for `application/json` and every `+json` type, parameters aside
/// ([RFC 6839 §3.1](https://www.rfc-editor.org/rfc/rfc6839#section-3.1)).
pub fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Which statuses a declared response stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPattern {
    /// One status code.
    Code(u16),
    /// A class: `4` for `4XX`.
    Class(u16),
    /// Whatever is not declared otherwise.
    Default,
}

impl StatusPattern {
    /// True where `status` is one this pattern stands for.
    pub fn matches(self, status: u16) -> bool {
        match self {
            Self::Code(code) => code == status,
            Self::Class(class) => status / 100 == class,
            Self::Default => true,
        }
    }
}

impl StatusPattern {
    /// True where the pattern covers statuses that refuse a request.
    pub fn may_refuse(self) -> bool {
        match self {
            Self::Code(code) => code / 100 == 4,
            Self::Class(class) => class == 4,
            Self::Default => true,
        }
    }
}

impl std::fmt::Display for StatusPattern {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Class(class) => write!(formatter, "{class}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// One declared response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The statuses it stands for.
    pub status: StatusPattern,
    /// Media types in the document's order; empty where no content is declared.
    pub content: Vec<MediaType>,
    /// Declared headers.
    pub headers: Vec<Header>,
    /// Where the document declares it.
    pub location: Location,
}

/// One declared response header.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// True where it may not be missing.
    pub required: bool,
    /// Its schema.
    pub schema: Option<Schema>,
    /// Where the document declares it.
    pub location: Location,
}

/// A way to prove who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name under `components.securitySchemes`.
    pub name: String,
    /// How the credential travels.
    pub kind: SecurityKind,
    /// Where the document declares it.
    pub location: Location,
}

/// How a credential travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// `Authorization: Bearer …`; the format is `bearerFormat`.
    Bearer {
        /// `bearerFormat`, as `JWT`.
        format: Option<String>,
    },
    /// `Authorization: Basic …`.
    Basic,
    /// Another scheme of the `Authorization` header.
    OtherHttp {
        /// The scheme's name.
        scheme: String,
    },
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where the key travels.
        place: ParameterPlace,
        /// The name of the header, parameter or cookie.
        name: String,
    },
    /// OAuth 2, `OpenID` Connect: a bearer token that the caller supplies.
    Delegated,
    /// A client certificate, or a kind this harness does not know.
    Unsupported {
        /// `type`, as published.
        kind: String,
    },
}

impl Serialize for StatusPattern {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Operation {
    /// The declared response that covers `status`: the exact code, then its class, then `default`.
    pub fn response_for(&self, status: u16) -> Option<&Response> {
        [StatusPattern::Code(status), StatusPattern::Class(status / 100), StatusPattern::Default]
            .into_iter()
            .find_map(|pattern| self.responses.iter().find(|response| response.status == pattern))
    }

    /// The declared responses that mean success.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| match response.status {
            StatusPattern::Code(code) => (200..300).contains(&code),
            StatusPattern::Class(class) => class == 2,
            StatusPattern::Default => false,
        })
    }

    /// The JSON media type of the request body, where there is one.
    pub fn json_body(&self) -> Option<&MediaType> {
        self.request_body.as_ref()?.content.iter().find(|media_type| media_type.is_json())
    }
}
