//! Mutants that get methods wrong which a path does not declare.

use serde_json::json;

use super::super::call::Reply;
use super::super::mutant::Written;

pub(super) static MUTANTS: &[Written] = &[
    Written::new(
        "catch_all_page",
        "A single-page application answers GET on every path with its page.",
        &["undeclared_method_refused"],
    )
    .before(|call| (call.method == "GET").then(|| Reply::new(200, &json!("<html>")))),
    Written::new(
        "method_crashes_the_router",
        "A router without a case for PATCH ends in its default error.",
        &["undeclared_method_refused"],
    )
    .before(|call| (call.method == "PATCH").then(|| Reply::detail(500, "no such handler"))),
    Written::new(
        "put_taken_for_post",
        "A view that serves several methods treats PUT as POST.",
        &["undeclared_method_refused"],
    )
    .before(|call| {
        if call.method == "PUT" && call.is_to("/register") {
            call.method = http::Method::POST;
            call.set_header("content-type", "application/json");
            call.set_json(&json!({"environment_name": "put"}));
        }
        None
    }),
    Written::new(
        "delete_says_gone",
        "A generic handler answers DELETE with 204 and does nothing.",
        &["undeclared_method_refused"],
    )
    .before(|call| {
        let nothing = || Reply { body: Vec::new(), ..Reply::new(204, &json!(null)) };
        (call.method == "DELETE").then(nothing)
    }),
    Written::new(
        "no_405",
        "Routes are looked up by method and path together, so another method is not found.",
        &["undeclared_method_status"],
    )
    .before(|call| (call.method != "POST").then(|| Reply::detail(404, "Not Found"))),
    Written::new(
        "allow_lost",
        "An error middleware rebuilds refusals, and Allow is gone.",
        &["allow_header"],
    )
    .after(|_, reply| _ = reply.headers.remove("allow")),
    Written::new(
        "allow_lists_the_refused",
        "Allow comes from a list for the whole server.",
        &["allow_header"],
    )
    .after(|_, reply| {
        if reply.status == 405 {
            reply.set_header("allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
        }
    }),
    Written::new(
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
