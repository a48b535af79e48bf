//! Mutants of the `auth` fixture that break what its overview says of all operations.

use serde_json::Value;

use super::super::mutant::ManualMutant;
use crate::reference::fixtures::FixtureApi;

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "errors_without_their_envelope",
        "One handler answers errors in another form than all others.",
        &["prose_error_envelope"],
    )
    .on(FixtureApi::Auth)
    .after(|_, reply| {
        if (400..500).contains(&reply.status) {
            reply.edit(|members| _ = members.shift_remove("error"));
        }
    }),
    ManualMutant::new(
        "status_of_its_own",
        "A book that is not there is 410, which the overview does not list.",
        &["prose_status", "refusal_documented"],
    )
    .on(FixtureApi::Auth)
    .after(|call, reply| {
        if call.path().contains("/books/") && reply.status == 422 {
            reply.status = 410;
        }
    }),
    ManualMutant::new(
        "reset_not_announced",
        "A gateway announces the limit, and not the time of its reset.",
        &["prose_rate_limit_present"],
    )
    .on(FixtureApi::Auth)
    .after(|_, reply| _ = reply.headers.remove("x-ratelimit-reset")),
    ManualMutant::new(
        "more_left_than_the_limit",
        "The limit is that of one process, and what remains that of all.",
        &["prose_rate_limit_consistent"],
    )
    .on(FixtureApi::Auth)
    .after(|_, reply| reply.set_header("x-ratelimit-limit", "100")),
    ManualMutant::new(
        "counter_stands_still",
        "What remains is read from a cache that is never written.",
        &["prose_rate_limit_falls"],
    )
    .on(FixtureApi::Auth)
    .after(|_, reply| reply.set_header("x-ratelimit-remaining", "999999")),
    ManualMutant::new(
        "limit_not_kept",
        "The limit is announced, and no call is ever refused.",
        &["prose_rate_limit_exceeded"],
    )
    .on(FixtureApi::Auth)
    .after(|_, reply| {
        reply.set_header("x-ratelimit-limit", "20");
        reply.set_header("x-ratelimit-remaining", "0");
    }),
    ManualMutant::new(
        "total_of_the_page",
        "The total counts what the next page holds, which is nothing.",
        &["prose_pagination"],
    )
    .on(FixtureApi::Auth)
    .after(|call, reply| {
        if call.is_to("/books") {
            reply.edit_success(|page| _ = page.insert("offset".to_owned(), Value::from(1)));
        }
    }),
];
