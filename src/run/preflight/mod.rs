//! One look at a target before a run: whether it can be reached, is the API, and lets the caller in.
//!
//! ```text
//! reach (name, TCP, TLS) → a few requests that the run makes anyway → what they were answered
//!                                                                             ↓
//!                                                   obstacle(): None, or why a run is of no use
//! ```
//!
//! Both engines look in this way. Who asks what is theirs; what the answers mean is decided here,
//! from data alone. An obstacle is no verdict on the target: the run ends inconclusive, with the
//! remedy. It is found only where *every* answer says so: one answer that may be the API's own, a
//! refusal of the content or a 500 for example, and the run goes on to judge it.

mod answer_kind;
mod first_requests;
mod prefix;
mod remedy;
mod verdict;

#[cfg(test)]
mod tests;

use std::time::Duration;

use thiserror::Error;

use crate::spec::{Api, Operation};
use crate::wire::{Request, Response, TransportError};

pub(super) use remedy::remedy;
pub(super) use verdict::{may_be_tls, needs_control, obstacle, refused, silent};

/// How long the name, the connection and TLS may take together, in either engine.
pub(super) const REACH_LIMIT: Duration = Duration::from_secs(5);

/// A path that no document declares: what it is answered is how the server answers for paths that it
/// does not have.
const UNDECLARED_PATH: &str = "/cp-harness-undeclared-path";

/// What a request of the run's own kind was answered, before the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct FirstAnswer<'a> {
    /// What was called.
    pub(super) operation: &'a Operation,
    /// What was sent.
    pub(super) request: &'a Request,
    /// True where the caller's own credential went with it: a refusal is then about that.
    pub(super) presents: bool,
    /// True where it names something that the caller gave, in its path or content: a 404 may then be
    /// about that.
    pub(super) names: bool,
    /// What came back.
    pub(super) result: &'a Result<Response, TransportError>,
}

/// What first answers are held against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    /// The documents.
    pub(super) api: &'a Api,
    /// The target's URL.
    pub(super) target: &'a str,
    /// The answer to a path that nobody declares, with its request; `None` where it was not asked
    /// for, or did not come.
    pub(super) control: Option<(&'a Request, &'a Response)>,
}

/// Why a run would be of no use.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Obstacle {
    /// No connection, or no answer.
    #[error("{error}{remedy}")]
    Silent {
        /// What happened instead.
        error: TransportError,
        /// What the user can do about it, where the error does not say it itself; begins with a
        /// semicolon.
        remedy: String,
    },
    /// Plain HTTP was spoken to a port that speaks TLS.
    #[error("the target speaks TLS on this port: give --target with https://")]
    Scheme,
    /// The caller is not let in.
    #[error(
        "the target refuses {whose} ({status}{says}): pass a valid one with --token or \
         KUBIYA_API_KEY"
    )]
    Credential {
        /// The credential, for people: `the token`, `token 2 of 3`.
        whose: String,
        /// The status.
        status: u16,
        /// What the answer says of it, if it says something; begins with a colon.
        says: String,
    },
    /// A credential is asked for where the documents ask for none.
    #[error(
        "the target asks for a credential ({status}) and the documents name none: declare it \
         there, or give it with --header"
    )]
    UndocumentedCredential {
        /// The status.
        status: u16,
    },
    /// Something answers for a control plane that is not up, or asks to wait.
    #[error(
        "the target is not ready: {call} is answered {status}{wait}: try again when the control \
         plane is up and takes requests, or correct --target"
    )]
    NotReady {
        /// Method and path.
        call: String,
        /// The status.
        status: u16,
        /// For how long, where the answer says; begins with a comma.
        wait: String,
    },
    /// Something else than the API of the documents answers.
    #[error("this is not the API of the documents: {seen}: {hint}")]
    NotTheApi {
        /// What was answered instead.
        seen: String,
        /// Where the API may be.
        hint: String,
    },
}

/// A request to a path that nobody declares, with the headers of `like`, so that it gets as far as
/// that. Its method is safe (RFC 9110 §9.2.1).
pub(super) fn control(like: &Request) -> Request {
    let describe = |(name, _): &&(String, String)| !name.eq_ignore_ascii_case("content-type");
    Request {
        method: "GET".to_owned(),
        path: UNDECLARED_PATH.to_owned(),
        headers: like.headers.iter().filter(describe).cloned().collect(),
        ..Request::default()
    }
}
