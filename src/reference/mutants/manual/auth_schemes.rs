//! Mutants of the `auth` fixture: security schemes that are not checked, or checked wrongly.

use super::super::mutant::ManualMutant;
use crate::reference::fixtures::{FixtureApi, Token, issued};
use crate::reference::intercept::{InterceptedCall, Reply};

use crate::reference::DEMO_TOKEN;

/// Accepts a call whose JSON Web Token is like this.
fn admit(call: &mut InterceptedCall, is_met: fn(&Token) -> bool) {
    let token = call.token().and_then(Token::read);
    if token.is_some_and(|token| is_met(&token)) {
        call.set_header("authorization", &format!("Bearer {}", issued()));
    }
}

fn unauthorized() -> Reply {
    let mut reply = Reply::detail(401, "Unauthorized");
    reply.set_header("www-authenticate", "Bearer");
    reply
}

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "algorithm_none",
        "A library verifies a token the way the token asks for, and `none` asks for nothing.",
        &["auth_jwt_unsigned"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        admit(call, |token| token.alg.eq_ignore_ascii_case("none") && !token.is_over);
        None
    }),
    ManualMutant::new(
        "token_decoded_only",
        "`decode` is called where `verify` was meant, and any signature will do.",
        &["auth_jwt_signature"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        let is_hidden = |token: &Token| token.alg == "HS256" && !token.is_over && !token.is_early;
        admit(call, is_hidden);
        None
    }),
    ManualMutant::new(
        "missing_signature_passes",
        "A signature is compared where there is one.",
        &["auth_jwt_signature"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        admit(call, |token| token.alg == "HS256" && token.signature.is_empty() && !token.is_over);
        None
    }),
    ManualMutant::new(
        "token_without_an_end",
        "`exp` is not checked, and a token that once leaked is valid for ever.",
        &["auth_jwt_expired"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        admit(call, |token| token.alg == "HS256" && token.is_signed && !token.is_early);
        None
    }),
    ManualMutant::new(
        "token_before_its_time",
        "`nbf` is not checked.",
        &["auth_jwt_not_yet_valid"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        admit(call, |token| token.alg == "HS256" && token.is_signed && !token.is_over);
        None
    }),
    ManualMutant::new(
        "key_in_the_query",
        "A key is taken from the query as well, where every log keeps it.",
        &["auth_wrong_place"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        if call.path.contains(&format!("X-Key={DEMO_TOKEN}")) {
            call.set_header("x-key", DEMO_TOKEN);
        }
        None
    }),
    ManualMutant::new(
        "second_scheme_forgotten",
        "Of two alternative schemes the code knows the first.",
        &["auth_alternative"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        let is_second = call.is_to("/either") && call.header("x-key") == Some(DEMO_TOKEN);
        is_second.then(unauthorized)
    }),
    ManualMutant::new(
        "guests_turned_away",
        "A route that is open to guests gets the check that all others have.",
        &["auth_optional"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        (call.is_to("/maybe") && call.header("x-key").is_none() && call.method == "GET")
            .then(unauthorized)
    }),
    ManualMutant::new(
        "one_of_two_is_enough",
        "Where two credentials are needed together, either one is enough.",
        &["auth_missing", "auth_wrong_token", "auth_malformed", "auth_wrong_place"],
    )
    .on(FixtureApi::Auth)
    .before(|call| {
        if call.is_to("/both") && call.header("x-key") == Some(DEMO_TOKEN) {
            "/key".clone_into(&mut call.path);
        }
        None
    }),
    ManualMutant::new(
        "forbidden_unannounced",
        "A call without a credential is answered 403, which the document does not declare.",
        &["auth_documented", "prose_status"],
    )
    .on(FixtureApi::Auth)
    .after(|_, reply| {
        if reply.status == 401 {
            reply.status = 403;
        }
    }),
];
