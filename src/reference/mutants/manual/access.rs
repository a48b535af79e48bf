//! Mutants that get wrong who calls.

use serde_json::json;

use super::super::mutant::ManualMutant;
use crate::reference::DEMO_TOKEN;
use crate::reference::intercept::Reply;

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "anonymous_admitted",
        "A development switch that stands in for a missing token is left on in production.",
        &["auth_missing"],
    )
    .before(|call| {
        if call.header("authorization").is_none() {
            call.authenticate();
        }
        None
    }),
    ManualMutant::new(
        "one_route_unguarded",
        "A route added in a hurry lacks the dependency that asks who calls.",
        &["auth_missing", "auth_malformed", "auth_other_scheme", "auth_wrong_token", "law_tenant"],
    )
    .before(|call| {
        if call.is_to("/heartbeat") {
            call.authenticate();
        }
        None
    }),
    ManualMutant::new(
        "token_not_verified",
        "The gateway verifies tokens, the service decodes them only, and somebody goes past the gateway.",
        &["auth_wrong_token"],
    )
    .before(|call| {
        if call.token().is_some_and(|token| !token.contains(' ')) {
            call.authenticate();
        }
        None
    }),
    ManualMutant::new(
        "token_prefix_compared",
        "Tokens are compared over the length of the known one: what follows is not looked at.",
        &["auth_wrong_token"],
    )
    .before(|call| {
        if call.token().is_some_and(|t| t.starts_with(DEMO_TOKEN) && !t.contains(' ')) {
            call.authenticate();
        }
        None
    }),
    ManualMutant::new(
        "token_case_folded",
        "The column that tokens are looked up in has a collation that folds case.",
        &["auth_wrong_token"],
    )
    .before(|call| {
        if call.token().is_some_and(|token| token.eq_ignore_ascii_case(DEMO_TOKEN)) {
            call.authenticate();
        }
        None
    }),
    ManualMutant::new(
        "scheme_ignored",
        "The header is cut at its space and the first word thrown away, whatever it says.",
        &["auth_other_scheme"],
    )
    .before(|call| {
        let (_, token) = call.header("authorization")?.split_once(' ')?;
        if token == DEMO_TOKEN {
            call.authenticate();
        }
        None
    }),
    ManualMutant::new(
        "scheme_compared_by_letter",
        "`startswith(\"Bearer \")` turns away clients that write `bearer`.",
        &["auth_scheme_case"],
    )
    .before(|call| {
        if !call.header("authorization")?.starts_with("Bearer") {
            call.remove_credentials();
        }
        None
    }),
    ManualMutant::new(
        "bare_token_taken",
        "`replace(\"Bearer \", \"\")` takes a token that stands alone as well.",
        &["auth_malformed"],
    )
    .before(|call| {
        if call.header("authorization") == Some(DEMO_TOKEN) {
            call.authenticate();
        }
        None
    }),
    ManualMutant::new(
        "second_word_read_blindly",
        "`authorization.split(\" \")[1]` fails with an IndexError where there is no second word.",
        &["auth_malformed"],
    )
    .before(|call| {
        let words = call.header("authorization")?.split(' ').count();
        (words == 1).then(|| Reply::detail(500, "list index out of range"))
    }),
    ManualMutant::new(
        "missing_header_unhandled",
        "`request.headers[\"authorization\"]` raises where the header is missing.",
        &["auth_missing"],
    )
    .before(|call| {
        let is_missing = call.header("authorization").is_none() && call.method == "POST";
        is_missing.then(|| Reply::detail(500, "'authorization'"))
    }),
    ManualMutant::new(
        "unauthorized_validated_first",
        "Body validation runs before the authentication dependency, and callers without a credential learn the schema.",
        &["auth_before_content"],
    )
    .before(|call| {
        if call.header("authorization").is_none() {
            call.authenticate();
        }
        None
    })
    .after(|call, reply| {
        if call.header("authorization").is_none() && reply.status != 422 && call.method == "POST" {
            *reply = Reply::detail(401, "Not authenticated");
            reply.set_header("www-authenticate", "Bearer");
        }
    }),
    ManualMutant::new(
        "challenge_stripped",
        "An error middleware rebuilds every refusal from status and text, and drops its headers.",
        &["auth_challenge"],
    )
    .after(|_, reply| _ = reply.headers.remove("www-authenticate")),
    ManualMutant::new(
        "unauthorized_redirected",
        "A session middleware made for browsers sends callers without a credential to a log-in page.",
        &["auth_missing", "auth_malformed", "auth_other_scheme", "auth_wrong_token"],
    )
    .after(|_, reply| {
        if reply.status == 401 {
            *reply = Reply::new(302, json!(null));
            reply.set_header("location", "/login");
        }
    }),
    ManualMutant::new(
        "identity_provider_down",
        "Verifying a token asks another service, and its failure passes through.",
        &["auth_wrong_token"],
    )
    .after(|call, reply| {
        let asks = call.token().is_some_and(|token| !token.contains(' '));
        if reply.status == 401 && asks {
            *reply = Reply::detail(502, "identity provider answered 400");
        }
    }),
];
