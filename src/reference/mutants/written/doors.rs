//! Mutants of the doors: locks of every kind, and what an overview says of all operations.

use serde_json::Value;

use super::super::call::{Call, Reply};
use super::super::gallery::{Token, issued};
use super::super::mutant::Written;
use crate::reference::DEMO_TOKEN;

/// Lets a call in whose JSON Web Token is like this.
fn admit(call: &mut Call, is_met: fn(&Token) -> bool) {
    let token = call.token().and_then(Token::read);
    if token.is_some_and(|token| is_met(&token)) {
        call.set_header("authorization", &format!("Bearer {}", issued()));
    }
}

fn stranger() -> Reply {
    let mut reply = Reply::detail(401, "Who are you?");
    reply.set_header("www-authenticate", "Bearer");
    reply
}

/// The locks.
pub(super) static LOCKS: &[Written] = &[
    Written::new(
        "algorithm_none",
        "A library verifies a token the way the token asks for, and `none` asks for nothing.",
        &["auth_jwt_unsigned"],
    )
    .in_doors()
    .before(|call| {
        admit(call, |token| token.alg.eq_ignore_ascii_case("none") && !token.is_over);
        None
    }),
    Written::new(
        "token_decoded_only",
        "`decode` is called where `verify` was meant, and any signature will do.",
        &["auth_jwt_signature"],
    )
    .in_doors()
    .before(|call| {
        let is_hidden = |token: &Token| token.alg == "HS256" && !token.is_over && !token.is_early;
        admit(call, is_hidden);
        None
    }),
    Written::new(
        "missing_signature_passes",
        "A signature is compared where there is one.",
        &["auth_jwt_signature"],
    )
    .in_doors()
    .before(|call| {
        admit(call, |token| token.alg == "HS256" && token.signature.is_empty() && !token.is_over);
        None
    }),
    Written::new(
        "token_without_an_end",
        "Nobody looks at `exp`, and a token that once leaked lets in for ever.",
        &["auth_jwt_expired"],
    )
    .in_doors()
    .before(|call| {
        admit(call, |token| token.alg == "HS256" && token.is_signed && !token.is_early);
        None
    }),
    Written::new("token_before_its_time", "Nobody looks at `nbf`.", &["auth_jwt_not_yet_valid"])
        .in_doors()
        .before(|call| {
            admit(call, |token| token.alg == "HS256" && token.is_signed && !token.is_over);
            None
        }),
    Written::new(
        "key_in_the_query",
        "A key is taken from the query as well, where every log keeps it.",
        &["auth_wrong_place"],
    )
    .in_doors()
    .before(|call| {
        if call.path.contains(&format!("X-Key={DEMO_TOKEN}")) {
            call.set_header("x-key", DEMO_TOKEN);
        }
        None
    }),
    Written::new(
        "second_scheme_forgotten",
        "Of two ways to come in the code knows the first.",
        &["auth_alternative"],
    )
    .in_doors()
    .before(|call| {
        let is_second = call.is_to("/either") && call.header("x-key") == Some(DEMO_TOKEN);
        is_second.then(stranger)
    }),
    Written::new(
        "guests_turned_away",
        "A route that is open to guests gets the check that all others have.",
        &["auth_optional"],
    )
    .in_doors()
    .before(|call| {
        (call.is_to("/maybe") && call.header("x-key").is_none() && call.method == "GET")
            .then(stranger)
    }),
    Written::new(
        "one_of_two_is_enough",
        "Where two credentials are needed together, either one lets in.",
        &["auth_missing", "auth_wrong_token", "auth_malformed", "auth_wrong_place"],
    )
    .in_doors()
    .before(|call| {
        if call.is_to("/both") && call.header("x-key") == Some(DEMO_TOKEN) {
            "/key".clone_into(&mut call.path);
        }
        None
    }),
    Written::new(
        "strangers_forbidden_unannounced",
        "Strangers are answered 403, which the document does not declare.",
        &["auth_documented", "prose_status"],
    )
    .in_doors()
    .after(|_, reply| {
        if reply.status == 401 {
            reply.status = 403;
        }
    }),
];

/// What the overview says.
pub(super) static OVERVIEW: &[Written] = &[
    Written::new(
        "errors_without_their_envelope",
        "One handler tells errors in another form than all others.",
        &["prose_error_envelope"],
    )
    .in_doors()
    .after(|_, reply| {
        if (400..500).contains(&reply.status) {
            reply.edit(|members| _ = members.shift_remove("error"));
        }
    }),
    Written::new(
        "status_of_its_own",
        "A book that is not there is 410, which the overview does not list.",
        &["prose_status"],
    )
    .in_doors()
    .after(|call, reply| {
        if call.path().contains("/books/") && reply.status == 422 {
            reply.status = 410;
        }
    }),
    Written::new(
        "reset_not_told",
        "A gateway tells the limit, and not when it begins anew.",
        &["prose_rate_limit_present"],
    )
    .in_doors()
    .after(|_, reply| _ = reply.headers.remove("x-ratelimit-reset")),
    Written::new(
        "more_left_than_the_limit",
        "The limit is that of one process, and what remains that of all.",
        &["prose_rate_limit_consistent"],
    )
    .in_doors()
    .after(|_, reply| reply.set_header("x-ratelimit-limit", "100")),
    Written::new(
        "counter_stands_still",
        "What remains is read from a cache that nobody writes.",
        &["prose_rate_limit_falls"],
    )
    .in_doors()
    .after(|_, reply| reply.set_header("x-ratelimit-remaining", "999999")),
    Written::new(
        "limit_not_kept",
        "The limit is told, and nobody is ever refused.",
        &["prose_rate_limit_exceeded"],
    )
    .in_doors()
    .after(|_, reply| {
        reply.set_header("x-ratelimit-limit", "20");
        reply.set_header("x-ratelimit-remaining", "0");
    }),
    Written::new(
        "total_of_the_page",
        "The total counts what the next page holds, which is nothing.",
        &["prose_pagination"],
    )
    .in_doors()
    .after(|call, reply| {
        if call.is_to("/books") {
            reply.edit_success(|page| _ = page.insert("offset".to_owned(), Value::from(1)));
        }
    }),
];
