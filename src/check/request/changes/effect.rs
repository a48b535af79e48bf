//! What calling an operation without identifiers does to what is there already, by its documents.

use crate::check::model::JsonType;
use crate::check::values::Shape;
use crate::check::values::identifier::is_id;
use crate::spec::{Api, Operation, Response, Schema, StatusPattern};

/// What a call does to what is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: it makes something new, or works on what it is sent.
    Makes,
    /// It may change, replace or remove it.
    Changes,
}

/// Words by which a path says that a call changes or removes what is there. Whatever else such an
/// operation declares, 201 included (some frameworks declare it for every POST), they decide.
const CHANGING: [&str; 56] = [
    "abort",
    "archive",
    "ban",
    "block",
    "cancel",
    "cleanup",
    "clear",
    "deactivate",
    "delete",
    "destroy",
    "disable",
    "drop",
    "empty",
    "erase",
    "evict",
    "expire",
    "flush",
    "gc",
    "invalidate",
    "kill",
    "lock",
    "logout",
    "merge",
    "migrate",
    "move",
    "overwrite",
    "prune",
    "purge",
    "reboot",
    "rebuild",
    "reindex",
    "reload",
    "remove",
    "rename",
    "replace",
    "reset",
    "restart",
    "restore",
    "revert",
    "revoke",
    "rollback",
    "rotate",
    "shutdown",
    "signout",
    "stop",
    "suspend",
    "terminate",
    "transfer",
    "truncate",
    "uninstall",
    "unlock",
    "update",
    "upgrade",
    "vacuum",
    "wipe",
    "deploy",
];

/// What a call of `operation` does to what is there already.
///
/// Only a POST can make something without naming it (RFC 9110 §9.3.3). It is taken to do so by the
/// first of these that applies:
///
/// 1. Items are addressed beneath it (`/things/{id}` for `/things`): it is a collection.
/// 2. Its last segment holds a word of [`CHANGING`] (`/reset`, `/admin/flush-cache`): it changes.
/// 3. A GET of the same path answers one object that is no list: it is that thing which a POST
///    changes (`/settings`).
/// 4. It declares 201 or a `Location` (RFC 9110 §15.3.2), or answers an id: it makes something.
/// 5. It takes content: it works on what it is sent (`/heartbeat`, `/search`).
/// 6. Otherwise (`/rebuild-everything`) nothing says that it leaves alone what is there.
pub(super) fn of(api: &Api, operation: &Operation) -> Effect {
    if operation.method != "POST" {
        return Effect::Changes;
    }
    if has_items(api, &operation.path) {
        return Effect::Makes;
    }
    if is_changing(&operation.path) || is_single(api, &operation.path) {
        return Effect::Changes;
    }
    if is_creation(operation) || answers_id(api, operation) || operation.request_body.is_some() {
        return Effect::Makes;
    }
    Effect::Changes
}

/// Returns `true` where nothing can be found at `path` itself that another method than the declared
/// ones would change: POST alone is declared, its last segment is no plural, and no items are
/// addressed beneath it (`/workers/register`).
pub(super) fn is_action(api: &Api, path: &str) -> bool {
    let mut declared = at(api, path).peekable();
    let is_plural = |word: &str| {
        word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending))
    };
    let words = words(last_segment(path));
    declared.peek().is_some()
        && declared.all(|operation| of(api, operation) == Effect::Makes)
        && !has_items(api, path)
        && !words.last().is_some_and(|word| is_plural(word))
}

/// Returns `true` if items are addressed beneath `path`: `/things/{id}` beneath `/things`.
pub(super) fn has_items(api: &Api, path: &str) -> bool {
    item_parameters(api, path).next().is_some()
}

/// The names of the parameters that address the items of the collection at `path`.
pub(in crate::check) fn item_parameters<'a>(
    api: &'a Api,
    path: &'a str,
) -> impl Iterator<Item = &'a str> {
    let collection = path.trim_end_matches('/');
    api.operations().iter().filter_map(move |operation| {
        let item = operation.path.strip_prefix(collection)?.strip_prefix("/{")?;
        item.split('}').next()
    })
}

fn at<'a>(api: &'a Api, path: &'a str) -> impl Iterator<Item = &'a Operation> {
    api.operations().iter().filter(move |operation| operation.path == path)
}

fn last_segment(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

fn is_changing(path: &str) -> bool {
    words(last_segment(path)).iter().any(|word| CHANGING.contains(&word.as_str()))
}

/// The words of a segment, in small letters: `clearCache`, `clear-cache` and `cache:clear` alike.
pub(super) fn words(segment: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in segment.chars() {
        let starts = letter.is_uppercase() && was_small;
        if starts || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        was_small = letter.is_lowercase() || letter.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Returns `true` if a GET of `path` answers one object that is no list of objects.
fn is_single(api: &Api, path: &str) -> bool {
    let mut reads = at(api, path).filter(|operation| operation.method == "GET");
    reads.any(|operation| {
        let content = operation.successes().flat_map(|response| &response.content);
        let mut schemas =
            content.filter(|content| content.is_json()).filter_map(|c| c.schema.as_ref());
        schemas.next().is_some_and(|schema| is_one_object(api, schema))
    })
}

fn is_one_object(api: &Api, schema: &Schema) -> bool {
    let shape = Shape::of(api, schema);
    let is_list = |schema: &Schema| {
        let shape = Shape::of(api, schema);
        let element = shape.element(0).filter(|_| shape.types().contains(JsonType::Array));
        element.is_some_and(|element| !Shape::of(api, &element).properties().is_empty())
    };
    let members = shape.properties();
    let has_list = members.iter().any(|member| is_list(&member.schema));
    !members.is_empty() && !shape.types().contains(JsonType::Array) && !has_list
}

/// Returns `true` if a success says that something was created, or where it is.
pub(super) fn is_creation(operation: &Operation) -> bool {
    let located = |response: &Response| {
        response.headers.iter().any(|header| header.name.eq_ignore_ascii_case("location"))
    };
    let created = |response: &Response| response.status == StatusPattern::Code(201);
    operation.successes().any(|response| created(response) || located(response))
}

fn answers_id(api: &Api, operation: &Operation) -> bool {
    let content = operation.successes().flat_map(|response| &response.content);
    let schemas = content.filter(|content| content.is_json()).filter_map(|c| c.schema.as_ref());
    schemas.flat_map(|schema| Shape::of(api, schema).properties()).any(|member| is_id(member.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::request::changes::tests::api;

    #[test]
    fn a_post_makes_something_only_where_its_documents_say_so() {
        const BODY: &str = "requestBody: {content: {application/json: {schema: {type: object}}}}, ";
        let one = "get: {responses: {'200': {description: x, content: {application/json: \
                   {schema: {type: object, properties: {theme: {type: string}}}}}}}}, ";
        let list = "get: {responses: {'200': {description: x, content: {application/json: \
                    {schema: {type: object, properties: {items: {type: array, items: \
                    {type: object, properties: {id: {type: integer}}}}}}}}}}}, ";
        let id = "content: {application/json: {schema: {type: object, properties: \
                  {thing_id: {type: string}}}}}";
        let location = "headers: {Location: {schema: {type: string}}}";
        for (path, beside, body, status, answer, expected) in [
            ("/things", "", "", "201", "", Effect::Makes),
            ("/things", "", "", "200", location, Effect::Makes),
            ("/things", "", "", "200", id, Effect::Makes),
            ("/things", "", BODY, "204", "", Effect::Makes),
            ("/things", list, BODY, "200", "", Effect::Makes),
            ("/things/register", "", "", "200", id, Effect::Makes),
            ("/search", "", BODY, "200", "", Effect::Makes),
            ("/heartbeat", "", BODY, "204", "", Effect::Makes),
            // No content, and nothing says that something is made.
            ("/things", "", "", "200", "", Effect::Changes),
            ("/rebuild-everything", "", "", "202", "", Effect::Changes),
            // Words decide, whatever is declared beside them.
            ("/reset", "", "", "204", "", Effect::Changes),
            ("/reset", "", BODY, "201", id, Effect::Changes),
            ("/admin/flush", "", BODY, "200", "", Effect::Changes),
            ("/admin/clearCache", "", BODY, "201", "", Effect::Changes),
            ("/cache:purge", "", "", "201", "", Effect::Changes),
            ("/v1/reset_all/", "", BODY, "201", "", Effect::Changes),
            ("/users/delete", "", BODY, "200", "", Effect::Changes),
            // A noun that only looks like such a word.
            ("/presets", "", BODY, "201", "", Effect::Makes),
            ("/resets", "", BODY, "201", "", Effect::Makes),
            // One thing that is read there.
            ("/settings", one, BODY, "200", "", Effect::Changes),
            ("/settings", one, BODY, "201", id, Effect::Changes),
        ] {
            let text = format!(
                "  {path}: {{{beside}post: {{{body}responses: {{'{status}': {{description: x, \
                 {answer}}}}}}}}}\n"
            );
            let api = api(&text);
            let post = api.operations().iter().find(|operation| operation.method == "POST");
            assert_eq!(of(&api, post.unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn a_path_with_items_is_a_collection_even_where_its_name_is_a_verb() {
        let api = api("  /restore: {post: {responses: {'200': {description: x}}}}\n  \
             /restore/{id}: {get: {responses: {'200': {description: x}}}, \
             put: {responses: {'200': {description: x}}}}\n");
        let effects: Vec<Effect> = api.operations().iter().map(|o| of(&api, o)).collect();
        assert_eq!(effects, [Effect::Makes, Effect::Changes, Effect::Changes]);
    }

    #[test]
    fn only_an_action_has_nothing_at_its_path_that_another_method_would_change() {
        const POST: &str = "post: {responses: {'201': {description: x}}}";
        const GET: &str = ", get: {responses: {'200': {description: x}}}";
        for (path, get, expected) in [
            ("/workers/register", "", true),
            ("/workers/heartbeat", "", true),
            ("/status", "", true),
            ("/workers", "", false),
            ("/worker-queues", "", false),
            ("/settings", GET, false),
            ("/me", GET, false),
            ("/reset", "", false),
        ] {
            let api = api(&format!("  {path}: {{{POST}{get}}}\n"));
            assert_eq!(is_action(&api, path), expected, "{path}");
        }
    }

    #[test]
    fn a_segment_is_taken_apart_however_it_is_written() {
        for text in ["clearCache", "clear-cache", "clear_cache", "clear:cache", "ClearCache"] {
            assert_eq!(words(text), ["clear", "cache"], "{text}");
        }
    }
}
