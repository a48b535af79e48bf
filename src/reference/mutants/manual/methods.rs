//! Mutants that get methods wrong which a path does not declare.

use serde_json::json;

use super::super::mutant::ManualMutant;
use crate::reference::intercept::Reply;

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "catch_all_page",
        "A single-page application answers GET on every path with its page.",
        &["undeclared_method_refused"],
    )
    .before(|call| (call.method == "GET").then(|| Reply::new(200, json!("<html>")))),
    ManualMutant::new(
        "method_crashes_the_router",
        "A router without a case for PATCH ends in its default error.",
        &["undeclared_method_refused"],
    )
    .before(|call| (call.method == "PATCH").then(|| Reply::detail(500, "no such handler"))),
    ManualMutant::new(
        "put_taken_for_post",
        "A view that serves several methods treats PUT as POST.",
        &["undeclared_method_refused"],
    )
    .before(|call| {
        if call.method == "PUT" && call.is_to("/register") {
            call.method = http::Method::POST;
            call.set_header("content-type", "application/json");
            call.set_json(json!({"environment_name": "put"}));
        }
        None
    }),
    ManualMutant::new(
        "delete_says_gone",
        "A generic handler answers DELETE with 204 and does nothing.",
        &["undeclared_method_refused"],
    )
    .before(|call| {
        let nothing = || Reply { body: Vec::new(), ..Reply::new(204, json!(null)) };
        (call.method == "DELETE").then(nothing)
    }),
    ManualMutant::new(
        "no_405",
        "Routes are looked up by method and path together, so another method is not found.",
        &["undeclared_method_status"],
    )
    .before(|call| (call.method != "POST").then(|| Reply::detail(404, "Not Found"))),
    ManualMutant::new(
        "allow_lost",
        "An error middleware rebuilds refusals, and Allow is gone.",
        &["allow_header"],
    )
    .after(|_, reply| _ = reply.headers.remove("allow")),
    ManualMutant::new(
        "allow_lists_the_refused",
        "Allow comes from a list for the whole server.",
        &["allow_header"],
    )
    .after(|_, reply| {
        if reply.status == 405 {
            reply.set_header("allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
        }
    }),
    ManualMutant::new(
        "allow_without_the_declared",
        "Allow lists what a gateway knows, which is OPTIONS alone.",
        &["allow_header"],
    )
    .after(|_, reply| {
        if reply.status == 405 {
            reply.set_header("allow", "OPTIONS");
        }
    }),
];
