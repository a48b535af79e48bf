//! What may be sent, held against a table of requests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::*;
use crate::check::Bindings;
use crate::check::conventions::law::Laws;
use crate::check::model::{Credential, Fill, Payload, Repetition, RequestTemplate};
use crate::check::values::existence::UNKNOWN_UUID;
use crate::spec::{Api, ParameterPlace, Pointer, Source};

/// The paths in a document of their own.
pub(super) fn api(paths: &str) -> Api {
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}");
    let source = Source::from_text("own.yaml", &text).unwrap();
    Api::from_sources(vec![source], &|_| Err("no network here".to_owned())).unwrap()
}

const POOLS: &str = "
  /pools:
    get: {operationId: list_pools, responses: {'200': {description: x}}}
    post:
      operationId: create_pool
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}, owner_id: {type: integer}}}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {type: object, properties: {name: {type: string}, organization_id: {type: string}}}}}}}
    delete: {operationId: delete_pools, responses: {'204': {description: x}}}
  /pools/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get: {operationId: read_pool, responses: {'200': {description: x}}}
    patch: {operationId: change_pool, responses: {'200': {description: x}}}
  /tags:
    post:
      operationId: create_tag
      responses: {'201': {description: x, content: {application/json: {schema: {type: object, properties: {slug: {type: string}}}}}}}
  /tags/{slug}:
    parameters: [{name: slug, in: path, required: true, schema: {type: string}}]
    get: {operationId: read_tag, responses: {'200': {description: x}}}
    patch: {operationId: change_tag, responses: {'200': {description: x}}}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: read_item, responses: {'200': {description: x}}}
    delete: {operationId: delete_item, responses: {'204': {description: x}}}
  /caches/{kind}:
    parameters: [{name: kind, in: path, required: true, schema: {enum: [hot, cold]}}]
    post: {operationId: fill_cache, responses: {'201': {description: x}}}
    delete: {operationId: drop_cache, responses: {'204': {description: x}}}
  /pulse:
    post:
      operationId: pulse
      requestBody: {content: {application/json: {schema: {type: object, properties: {item_id: {type: integer}, organization_id: {type: string}}}}}}
      responses: {'204': {description: x}}
  /reset:
    post: {operationId: reset, responses: {'204': {description: x}}}
";

fn changes(bind: &[(&str, &str)], allowed: &[&str], laws: Option<&str>) -> (Api, Changes) {
    let api = api(POOLS);
    let bind: BTreeMap<String, String> =
        bind.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let bindings = Bindings::resolve(&api, &bind);
    let laws = laws.map(|text| Laws::parse("own.toml", text).unwrap().for_api(&api).unwrap());
    let allowed: BTreeSet<String> = allowed.iter().map(ToString::to_string).collect();
    let changes = Changes::new(&api, &bindings, laws.as_ref(), &allowed);
    (api, changes)
}

fn step(api: &Api, operation: &str, method: &str, fills: &[(&str, Fill)]) -> RequestTemplate {
    let operation = api.operation(operation).unwrap();
    let parameter =
        |(name, fill): &(&str, Fill)| (ParameterPlace::Path, (*name).to_owned(), fill.clone());
    RequestTemplate {
        operation: operation.name.clone(),
        method: method.to_owned(),
        path: operation.path.clone(),
        parameters: fills.iter().map(parameter).collect(),
        content_type: None,
        payload: Payload::None,
        credential: Credential::Valid,
        until_close: false,
        consumes: false,
        repetition: Repetition::First,
    }
}

fn with(step: RequestTemplate, body: Value, bound: &[(&str, &str)]) -> RequestTemplate {
    let bound =
        bound.iter().map(|(name, binding)| (Pointer::root().join(*name), (*binding).to_owned()));
    let (value, raw) = (body.into(), BTreeMap::new());
    RequestTemplate { payload: Payload::Json { value, bound: bound.collect(), raw }, ..step }
}

fn literal(text: &str) -> Fill {
    Fill::Literal(text.to_owned())
}

fn bound(name: &str) -> Fill {
    Fill::Bound(name.to_owned())
}

#[test]
fn an_unsafe_method_goes_only_to_what_the_run_made_or_what_cannot_exist() {
    let (api, changes) = changes(&[("id", "7")], &[], None);
    for (operation, method, name, fill, is_sent) in [
        // A safe method goes anywhere.
        ("read_item", "GET", "id", bound("id"), true),
        ("delete_item", "HEAD", "id", literal("1"), true),
        // What the run made, and what it was lent.
        ("change_tag", "PATCH", "slug", bound("create_tag.slug"), true),
        ("delete_item", "DELETE", "id", bound("id"), false),
        ("read_item", "PUT", "id", bound("id"), false),
        ("read_tag", "DELETE", "slug", bound("create_tag.slug"), true),
        // Made-up values.
        ("delete_item", "DELETE", "id", literal("1"), false),
        ("delete_item", "DELETE", "id", literal("not-this-type"), true),
        ("delete_item", "DELETE", "id", Fill::Encoded("1%20".to_owned()), false),
        ("delete_item", "DELETE", "id", literal(""), false),
        ("change_pool", "PATCH", "name", literal("default"), false),
        ("change_pool", "PATCH", "name", Fill::MadeUp(UNKNOWN_UUID.to_owned()), true),
        ("change_pool", "PATCH", "name", Fill::Encoded("%64efault".to_owned()), false),
        ("change_pool", "PATCH", "name", Fill::Encoded("%ff%fe".to_owned()), false),
        // Values that the documents list exist: something may be made there, nothing removed.
        ("fill_cache", "POST", "kind", literal("hot"), true),
        ("drop_cache", "DELETE", "kind", literal("hot"), false),
        ("fill_cache", "PUT", "kind", literal("hot"), false),
    ] {
        let step = step(&api, operation, method, &[(name, fill.clone())]);
        let refusal = changes.refusal(&step);
        assert_eq!(refusal.is_none(), is_sent, "{method} {operation} {fill:?}: {refusal:?}");
    }
}

#[test]
fn what_makes_nothing_and_names_nothing_is_not_called() {
    let (api, changes) = changes(&[], &[], None);
    for (operation, method, is_sent) in [
        ("create_pool", "POST", true),
        ("delete_pools", "DELETE", false),
        ("list_pools", "PUT", false),
        ("list_pools", "GET", true),
        ("reset", "POST", false),
        ("reset", "DELETE", false),
        ("pulse", "POST", true),
        ("pulse", "DELETE", true),
    ] {
        let refusal = changes.refusal(&step(&api, operation, method, &[]));
        assert_eq!(refusal.is_none(), is_sent, "{method} {operation}: {refusal:?}");
    }
}

#[test]
fn identifiers_in_content_are_held_to_the_same() {
    let (api, changes) = changes(&[("pulse.item_id", "7")], &[], None);
    let made = &[("organization_id", "create_pool.organization_id")][..];
    for (operation, body, bound, is_sent) in [
        ("pulse", json!({"item_id": 7}), &[("item_id", "pulse.item_id")][..], false),
        ("pulse", json!({"item_id": 1}), &[], false),
        ("pulse", json!({"item_id": true}), &[], false),
        ("pulse", json!({"item_id": "5"}), &[], false),
        ("pulse", json!({"item_id": "not-this-type"}), &[], true),
        ("pulse", json!({"item_id": null}), &[], true),
        ("pulse", json!({"note": 1}), &[], true),
        ("pulse", json!({"in": [{"worker_ids": [1]}]}), &[], false),
        ("create_pool", json!({"name": "default"}), &[], false),
        ("create_pool", json!({"name": format!("name-{UNKNOWN_UUID}")}), &[], true),
        ("create_pool", json!({"owner_id": 1}), &[], false),
        ("pulse", json!({"organization_id": "x"}), made, false),
    ] {
        let step = with(step(&api, operation, "POST", &[]), body.clone(), bound);
        let refusal = changes.refusal(&step);
        assert_eq!(refusal.is_none(), is_sent, "{operation} {body}: {refusal:?}");
    }
    let text = Payload::Text("{\"item_id\": 1,}".to_owned());
    let broken = RequestTemplate { payload: text, ..step(&api, "pulse", "POST", &[]) };
    assert!(changes.refusal(&broken).is_some());
}

#[test]
fn a_name_allows_what_it_names_and_nothing_else() {
    let delete = |api: &Api| step(api, "delete_item", "DELETE", &[("id", bound("id"))]);
    let reset = |api: &Api| step(api, "reset", "POST", &[]);
    for (name, deletes, resets) in [
        ("id", true, false),
        ("delete_item.id", true, false),
        ("delete_item", true, false),
        ("DELETE /items/{id}", true, false),
        ("reset", false, true),
        ("/reset", false, true),
        ("POST /reset", false, true),
        ("name", false, false),
    ] {
        let (api, changes) = changes(&[("id", "7")], &[name], None);
        assert_eq!(changes.refusal(&delete(&api)).is_none(), deletes, "{name}");
        assert_eq!(changes.refusal(&reset(&api)).is_none(), resets, "{name}");
        assert!(changes.names().any(|known| known == name), "{name}");
    }
}

#[test]
fn a_refusal_says_what_would_change_and_how_to_allow_it() {
    let (api, changes) = changes(&[("id", "7")], &[], None);
    let lent = step(&api, "delete_item", "DELETE", &[("id", bound("id"))]);
    assert_eq!(
        changes.refusal(&lent).unwrap(),
        "not sent: DELETE /items/{id} could change `id`, which this run did not create; allow it \
         with `--allow-changes id`"
    );
    let reset = changes.refusal(&step(&api, "reset", "POST", &[])).unwrap();
    assert!(reset.contains("POST /reset") && reset.ends_with("`--allow-changes reset`"), "{reset}");
    let other = changes.refusal(&step(&api, "list_pools", "PUT", &[])).unwrap();
    assert!(other.ends_with("`--allow-changes /pools`"), "{other}");
}

#[test]
fn a_documented_use_may_be_made_of_what_is_lent_and_by_no_other_method() {
    let laws = "name = 'own'\n[[documented_use]]\noperation = 'pulse'\nsent = 'body:/item_id'\n\
                basis = 'Items say that they are alive'\n";
    let (api, changes) = changes(&[("pulse.item_id", "7")], &[], Some(laws));
    let body = |method| {
        let step = step(&api, "pulse", method, &[]);
        with(step, json!({"item_id": 7}), &[("item_id", "pulse.item_id")])
    };
    assert_eq!(changes.refusal(&body("POST")), None);
    assert!(changes.refusal(&body("DELETE")).is_some());
}
