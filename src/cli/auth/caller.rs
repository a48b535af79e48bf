//! Who calls: credentials and headers, and what the target is known to hold for them.

use std::collections::BTreeMap;

use url::Url;

use super::{credentials, headers};
use crate::cli::args::CallerArguments;
use crate::cli::output::Failure;
use crate::cli::runtime::block_on;
use crate::cli::{chosen_target, output};
use crate::reference::{DEMO_TOKEN, SECOND_TOKEN};
use crate::report::shared::Secret;
use crate::run::{Credentials, Options};
use crate::spec::Api;

/// The environment variable that holds the token of a second organisation.
const SECOND_VARIABLE: &str = "KUBIYA_SECOND_API_KEY";

/// Who calls.
pub(in crate::cli) struct Caller {
    /// The caller's token.
    pub(in crate::cli) token: Option<String>,
    second_token: Option<String>,
    credentials: Credentials,
    /// Headers for every request.
    pub(in crate::cli) headers: Vec<(String, String)>,
    /// What no output may contain.
    pub(in crate::cli) secrets: Vec<Secret>,
    /// Values that apply where the user gives none.
    pub(in crate::cli) known: BTreeMap<String, String>,
    /// True where the target is the reference.
    is_reference: bool,
}

impl Caller {
    /// The caller of the control plane at `url`, or of the embedded reference: the reference is
    /// known by its demo tokens and values.
    pub(in crate::cli) fn of(
        url: Option<&Url>,
        arguments: &CallerArguments,
        api: &Api,
    ) -> Result<Self, Failure> {
        let headers = headers::headers(&arguments.header, api)?;
        let (credentials, mut secrets) =
            credentials::read(&arguments.credential, arguments.jwt_key.as_deref(), api)?;
        let flag = headers::token(arguments.token.as_deref())?;
        let is_reference = match url {
            Some(url) if flag.as_deref().is_none_or(|token| token == DEMO_TOKEN) => {
                block_on(chosen_target::is_reference(url))?
            }
            Some(_) => false,
            None => true,
        };
        let demo = || DEMO_TOKEN.to_owned();
        let token = token(flag, headers::VARIABLE, is_reference.then(demo))?;
        // Of the reference's two organisations, the one that does not call.
        let other = || match token.as_deref() {
            Some(SECOND_TOKEN) => DEMO_TOKEN.to_owned(),
            _ => SECOND_TOKEN.to_owned(),
        };
        let second = headers::token(arguments.second_token.as_deref())?;
        let second_token = self::token(second, SECOND_VARIABLE, is_reference.then(other))?;
        if second_token.is_some() && second_token == token {
            return Err(Failure::usage(
                "--second-token is the same as --token: give one of another organisation",
            ));
        }
        secrets.extend(headers::secrets(token.as_deref(), &headers));
        let variable = Some(SECOND_VARIABLE.to_owned());
        secrets.extend(second_token.clone().map(|value| Secret { value, variable }));
        let known = if is_reference { chosen_target::demo_values() } else { BTreeMap::new() };
        Ok(Self { token, second_token, credentials, headers, secrets, known, is_reference })
    }

    /// True where there is nothing to be let in with.
    pub(in crate::cli) fn is_unknown(&self) -> bool {
        !self.is_reference && self.token.is_none() && self.credentials.schemes.is_empty()
    }

    /// How a plan is executed for this caller, one request after the other.
    pub(in crate::cli) fn options(&self, target: &Url) -> Options {
        Options {
            fail_fast: None,
            target: target.to_string(),
            token: self.token.clone(),
            credentials: self.credentials.clone(),
            second_token: self.second_token.clone(),
            concurrency: 1,
            rate: None,
            preflight: true,
        }
    }
}

/// The token of a flag; or the reference's own where it is the target, as it knows no other; or that
/// of the environment.
fn token(
    flag: Option<String>,
    variable: &str,
    of_reference: Option<String>,
) -> Result<Option<String>, Failure> {
    if flag.is_some() {
        return Ok(flag);
    }
    let given = std::env::var(variable).ok().filter(|given| !given.trim().is_empty());
    match (of_reference, given) {
        (Some(own), Some(given)) if own != given.trim() => {
            output::warn(&headers::unused(variable));
            Ok(Some(own))
        }
        (Some(own), _) => Ok(Some(own)),
        (None, given) => headers::token(given.as_deref()),
    }
}
