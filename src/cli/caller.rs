//! Who calls: credentials and headers, and what the target is known to hold for them.

use std::collections::BTreeMap;

use url::Url;

use super::arguments::CallerArguments;
use super::{Failure, credentials, requests, target};
use crate::reference::{DEMO_TOKEN, SECOND_TOKEN};
use crate::report::Secret;
use crate::run::{Credentials, Options};
use crate::spec::Api;

/// The environment variable that holds the token of a second organisation.
const SECOND_VARIABLE: &str = "KUBIYA_SECOND_API_KEY";

/// Who calls.
pub(super) struct Caller {
    /// The caller's token.
    pub(super) token: Option<String>,
    second_token: Option<String>,
    credentials: Credentials,
    /// Headers for every request.
    pub(super) headers: Vec<(String, String)>,
    /// What must never be told.
    pub(super) secrets: Vec<Secret>,
    /// Values that apply where the user gives none.
    pub(super) known: BTreeMap<String, String>,
    /// True where the target is the reference.
    is_reference: bool,
}

impl Caller {
    /// The caller of the control plane at `url`, or of the embedded reference: the reference is
    /// known by its demo tokens and values.
    pub(super) fn of(
        url: Option<&Url>,
        arguments: &CallerArguments,
        api: &Api,
    ) -> Result<Self, Failure> {
        let headers = requests::headers(&arguments.header, api)?;
        let (credentials, mut secrets) =
            credentials::read(&arguments.credential, arguments.jwt_key.as_deref(), api)?;
        let given = requests::token(arguments.token.as_deref())?;
        let is_reference = match url {
            Some(url) if given.as_deref().is_none_or(|token| token == DEMO_TOKEN) => {
                super::block_on(target::is_reference(url))?
            }
            Some(_) => false,
            None => true,
        };
        let token = if is_reference { Some(DEMO_TOKEN.to_owned()) } else { given };
        let second = requests::token(arguments.second_token.as_deref())?;
        let second_token = second.or(is_reference.then(|| SECOND_TOKEN.to_owned()));
        if second_token.is_some() && second_token == token {
            return Err(Failure::usage(
                "--second-token is the same as --token: give one of another organisation",
            ));
        }
        secrets.extend(requests::secrets(token.as_deref(), &headers));
        let variable = Some(SECOND_VARIABLE.to_owned());
        secrets.extend(second_token.clone().map(|value| Secret { value, variable }));
        let known = if is_reference { target::demo_values() } else { BTreeMap::new() };
        Ok(Self { token, second_token, credentials, headers, secrets, known, is_reference })
    }

    /// True where there is nothing to be let in with.
    pub(super) fn is_unknown(&self) -> bool {
        !self.is_reference && self.token.is_none() && self.credentials.schemes.is_empty()
    }

    /// How a plan is executed for this caller, one request after the other.
    pub(super) fn options(&self, target: &Url) -> Options {
        Options {
            target: target.to_string(),
            token: self.token.clone(),
            credentials: self.credentials.clone(),
            second_token: self.second_token.clone(),
            concurrency: 1,
            rate: None,
        }
    }
}
