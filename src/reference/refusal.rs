//! Why a request is refused, and the answer that says so.

use http::StatusCode;
use http::header::{CONNECTION, HeaderValue, WWW_AUTHENTICATE};
use serde::Serialize;
use serde_json::json;

use super::answer::JsonAnswer;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ValidationRefusal {
    /// 401: nobody known calls.
    Unauthenticated {
        /// True where a token was given and is not one of ours.
        token_given: bool,
    },
    /// 404, in these words: there is no such thing, or none that the caller may see.
    Unknown(&'static str),
    /// 405: the path is known, the method is not; the router adds `Allow`.
    MethodNotAllowed,
    /// 400: the content broke off, or its framing is wrong.
    Unreadable,
    /// 408: the content did not arrive in time.
    TooSlow,
    /// 413: the content is larger than this server reads.
    TooLarge,
    /// 422: what was sent is not what the document asks for; every offender is listed.
    Invalid(Vec<Offender>),
}

/// One value that is not what the document asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offender {
    loc: Vec<Token>,
    fault: ValidationFault,
}

impl Offender {
    /// The value at `place` has this fault.
    pub(super) fn new(place: RequestPlace<'_>, fault: ValidationFault) -> Self {
        let mut loc = Vec::new();
        place.collect(&mut loc);
        Self { loc, fault }
    }
}

/// Where a value stands in a request; built while reading, written out only for an offender.
#[derive(Clone, Copy, Debug)]
pub(super) enum RequestPlace<'p> {
    /// `body` or `path`.
    Root(&'static str),
    /// A member of the object around it.
    Member(&'p RequestPlace<'p>, &'static str),
    /// An element of the list, or a byte of the text, around it; counted from 0.
    At(&'p RequestPlace<'p>, usize),
}

impl RequestPlace<'_> {
    fn collect(self, loc: &mut Vec<Token>) {
        match self {
            Self::Root(name) => loc.push(Token::Name(name)),
            Self::Member(around, name) => {
                around.collect(loc);
                loc.push(Token::Name(name));
            }
            Self::At(around, index) => {
                around.collect(loc);
                loc.push(Token::Index(index));
            }
        }
    }
}

/// One element of `loc`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Token {
    Name(&'static str),
    Index(usize),
}

/// What is wrong with a value, in the words of pydantic 2, which workers know from such servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValidationFault {
    Missing,
    JsonInvalid,
    ModelAttributesType,
    DictType,
    ListType,
    StringType,
    StringUnicode,
    IntType,
    IntFromFloat,
    FloatType,
    BoolType,
}

impl ValidationFault {
    /// `type` and `msg`.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Missing => ("missing", "Field required"),
            Self::JsonInvalid => ("json_invalid", "JSON decode error"),
            Self::ModelAttributesType => (
                "model_attributes_type",
                "Input should be a valid dictionary or object to extract fields from",
            ),
            Self::DictType => ("dict_type", "Input should be a valid dictionary"),
            Self::ListType => ("list_type", "Input should be a valid list"),
            Self::StringType => ("string_type", "Input should be a valid string"),
            Self::StringUnicode => (
                "string_unicode",
                "Input should be a valid string, unable to parse raw data as a unicode string",
            ),
            Self::IntType => ("int_type", "Input should be a valid integer"),
            Self::IntFromFloat => (
                "int_from_float",
                "Input should be a valid integer, got a number with a fractional part",
            ),
            Self::FloatType => ("float_type", "Input should be a valid number"),
            Self::BoolType => ("bool_type", "Input should be a valid boolean"),
        }
    }
}

impl From<ValidationRefusal> for JsonAnswer {
    fn from(refusal: ValidationRefusal) -> Self {
        match refusal {
            ValidationRefusal::Unauthenticated { token_given } => unauthenticated(token_given),
            ValidationRefusal::Unknown(message) => detail(StatusCode::NOT_FOUND, message),
            ValidationRefusal::MethodNotAllowed => {
                detail(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
            }
            ValidationRefusal::Unreadable => {
                operation_checks(StatusCode::BAD_REQUEST, "Request body is broken")
            }
            ValidationRefusal::TooSlow => {
                operation_checks(StatusCode::REQUEST_TIMEOUT, "Request body did not arrive in time")
            }
            ValidationRefusal::TooLarge => {
                operation_checks(StatusCode::PAYLOAD_TOO_LARGE, "Request body is too large")
            }
            ValidationRefusal::Invalid(offenders) => invalid(&offenders),
        }
    }
}

/// The challenge of RFC 6750 §3: an error code only where a token was given.
fn unauthenticated(token_given: bool) -> JsonAnswer {
    let (challenge, message) = if token_given {
        (
            r#"Bearer realm="control plane", error="invalid_token", error_description="the token is unknown""#,
            "Invalid token",
        )
    } else {
        (r#"Bearer realm="control plane""#, "Not authenticated")
    };
    detail(StatusCode::UNAUTHORIZED, message)
        .with(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
}

/// The shape of every refusal but 422: `{"detail": "…"}`.
fn detail(status: StatusCode, message: &str) -> JsonAnswer {
    JsonAnswer::new(status, Some(json!({ "detail": message })))
}

/// A refusal after which nothing more can be read from the connection.
fn operation_checks(status: StatusCode, message: &str) -> JsonAnswer {
    detail(status, message).with(CONNECTION, HeaderValue::from_static("close"))
}

/// `HTTPValidationError`; what was sent is not repeated, as it may be secret.
fn invalid(offenders: &[Offender]) -> JsonAnswer {
    let list: Vec<_> = offenders
        .iter()
        .map(|Offender { loc, fault }| {
            let (kind, message) = fault.words();
            json!({ "loc": loc, "msg": message, "type": kind })
        })
        .collect();
    JsonAnswer::new(StatusCode::UNPROCESSABLE_ENTITY, Some(json!({ "detail": list })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offender_is_reported_with_its_whole_way_in() {
        let body = RequestPlace::Root("body");
        let member = RequestPlace::Member(&body, "supported_runtimes");
        let offender = Offender::new(RequestPlace::At(&member, 1), ValidationFault::StringType);
        let answer = JsonAnswer::from(ValidationRefusal::Invalid(vec![offender]));
        assert_eq!(
            answer.content.unwrap(),
            json!({ "detail": [{
                "loc": ["body", "supported_runtimes", 1],
                "msg": "Input should be a valid string",
                "type": "string_type",
            }] })
        );
    }

    #[test]
    fn an_error_code_is_given_only_with_a_token() {
        let challenge = |token_given| {
            let answer = JsonAnswer::from(ValidationRefusal::Unauthenticated { token_given });
            answer.headers[0].1.to_str().unwrap().to_owned()
        };
        assert!(challenge(true).contains(r#"error="invalid_token""#));
        assert!(!challenge(false).contains("error"));
    }
}
