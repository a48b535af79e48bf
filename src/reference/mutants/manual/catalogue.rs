//! Mutants of the `catalogue` fixture: what the published API has no place for.

use serde_json::{Value, json};

use super::super::mutant::ManualMutant;
use crate::reference::fixtures::FixtureApi;
use crate::reference::intercept::Reply;

pub(super) static MUTANTS: &[ManualMutant] = &[
    ManualMutant::new(
        "limit_with_a_hidden_default",
        "A required query parameter gets a default in the code.",
        &["refuses_missing_parameter"],
    )
    .on(FixtureApi::Catalogue)
    .before(|call| {
        if call.method == "GET" && call.is_to("/shelves") && !call.path.contains("limit=") {
            let mark = if call.path.contains('?') { '&' } else { '?' };
            call.path = format!("{}{mark}limit=1", call.path);
        }
        None
    }),
    ManualMutant::new(
        "page_header_forgotten",
        "A required header is read with a default.",
        &["refuses_missing_parameter"],
    )
    .on(FixtureApi::Catalogue)
    .before(|call| {
        if call.header("x-page").is_none() {
            call.set_header("x-page", "1");
        }
        None
    }),
    ManualMutant::new(
        "limit_read_as_far_as_possible",
        "`parseInt` reads digits and ignores what follows; what is no number is ignored.",
        &["refuses_mistyped_parameter"],
    )
    .on(FixtureApi::Catalogue)
    .before(|call| {
        let (path, query) = call.path.split_once('?')?;
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some(("limit", text)) if !text.is_empty() && text.parse::<i64>().is_err() => "limit=1",
            _ => pair,
        });
        call.path = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
        None
    }),
    ManualMutant::new(
        "id_cut_to_its_digits",
        "A path id is cast to a number, and what is none becomes another id.",
        &["refuses_mistyped_parameter"],
    )
    .on(FixtureApi::Catalogue)
    .before(|call| {
        let (path, id) = call.path.rsplit_once('/')?;
        if path.ends_with("/shelves") && id.parse::<i64>().is_err() {
            call.path = format!("{path}/1");
        }
        None
    }),
    ManualMutant::new(
        "total_lost",
        "A proxy passes on the headers it knows, and X-Total-Count is none.",
        &["response_header"],
    )
    .on(FixtureApi::Catalogue)
    .after(|_, reply| _ = reply.headers.remove("x-total-count")),
    ManualMutant::new(
        "total_in_words",
        "A count that was not made is sent as `unknown`.",
        &["response_header"],
    )
    .on(FixtureApi::Catalogue)
    .after(|_, reply| {
        if reply.headers.contains_key("x-total-count") {
            reply.set_header("x-total-count", "unknown");
        }
    }),
    ManualMutant::new(
        "location_lost",
        "A creation does not say where what it made is.",
        &["response_header"],
    )
    .on(FixtureApi::Catalogue)
    .after(|_, reply| _ = reply.headers.remove("location")),
    ManualMutant::new(
        "single_result_unwrapped",
        "A list of one is answered without its list.",
        &["response_schema"],
    )
    .on(FixtureApi::Catalogue)
    .after(|_, reply| {
        if let Some(Value::Array(items)) = reply.json()
            && let [only] = items.as_slice()
        {
            reply.set_json(only.clone());
        }
    }),
    ManualMutant::new(
        "book_without_a_title",
        "A member deep in a list comes from a join that found nothing.",
        &["response_member"],
    )
    .on(FixtureApi::Catalogue)
    .after(|_, reply| {
        if let Some(mut content) = reply.json()
            && let Some(book) = content.pointer_mut("/books/0")
        {
            book["title"] = Value::Null;
            reply.set_json(content);
        }
    }),
    ManualMutant::new(
        "key_in_the_url_of_the_next",
        "A key that was never issued is accepted: the store of keys answers `true` to everything.",
        &["auth_wrong_token"],
    )
    .on(FixtureApi::Catalogue)
    .before(|call| {
        if call.header("x-api-key").is_some_and(|key| !key.is_empty()) {
            call.set_header("x-api-key", crate::reference::DEMO_TOKEN);
        }
        None
    }),
    ManualMutant::new(
        "deleted_with_content",
        "A DELETE answers what it deleted, where the document says 204.",
        &["response_status"],
    )
    .on(FixtureApi::Catalogue)
    .after(|call, reply| {
        if call.method == "DELETE" && reply.status == 204 {
            *reply = Reply::new(200, json!({"deleted": true}));
        }
    }),
    ManualMutant::new(
        "width_from_text",
        "A width sent as text is turned into a number.",
        &["refuses_coercible_type"],
    )
    .on(FixtureApi::Catalogue)
    .before(|call| {
        let mut content = call.json()?;
        let width = content.pointer_mut("/size/width")?;
        let number = width.as_str()?.parse::<f64>().ok()?;
        *width = json!(number);
        call.set_json(content);
        None
    }),
];
