//! What breaks existing workers, and what does not: each change in both directions.

use super::*;
use crate::spec::{Api, Source};

fn api(text: &str) -> Api {
    let source = Source::from_text("own.yaml", text).unwrap();
    Api::from_sources(vec![source], &|_| Err("no network here".to_owned())).unwrap()
}

const OLD: &str = "\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a/{id}:
    post:
      operationId: a
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: q, in: query, schema: {type: integer, maximum: 9}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [r]
              properties:
                r: {type: string, enum: [x, y], maxLength: 5}
                o: {type: [string, 'null'], default: d}
      responses:
        '200':
          description: d
          headers: {X-Limit: {required: true, schema: {type: integer}}}
          content:
            application/json:
              schema:
                type: object
                required: [s]
                properties:
                  s: {type: string, enum: [u, v], minLength: 2}
                  t: {type: [integer, 'null']}
        '422': {description: d}
      security: [{Key: []}, {Basic: []}]
  /b: {get: {responses: {'204': {description: d}}}}
components:
  securitySchemes:
    Key: {type: http, scheme: bearer}
    Basic: {type: http, scheme: basic}
";

/// The changes that come of replacing `from` with `to`, as `impact message`.
fn changes(from: &str, to: &str) -> Vec<String> {
    assert!(OLD.contains(from), "{from}");
    let diff = Diff::of(&api(OLD), &api(&OLD.replacen(from, to, 1)));
    let told = |change: &Change| {
        let impact = serde_json::to_value(change.impact).unwrap();
        format!("{} {}", impact.as_str().unwrap(), change.message)
    };
    diff.changes.iter().map(told).collect()
}

#[test]
fn documents_that_are_equal_differ_in_nothing() {
    assert_eq!(Diff::of(&api(OLD), &api(OLD)), Diff::default());
    assert_eq!(changes("info: {title: T", "# moved\ninfo: {title: U"), Vec::<String>::new());
}

#[test]
fn what_is_sent_may_grow_and_not_shrink() {
    for (from, to, expected) in [
        ("enum: [x, y]", "enum: [x]", "breaking request member `r`: enum lost \"y\""),
        ("enum: [x, y]", "enum: [x, y, z]", "compatible request member `r`: enum gained \"z\""),
        ("maxLength: 5", "maxLength: 4", "breaking request member `r`: maxLength 5 became 4"),
        ("maxLength: 5", "maxLength: 6", "compatible request member `r`: maxLength 5 became 6"),
        ("maximum: 9", "maximum: 8", "breaking query parameter `q`: maximum 9 became 8"),
        ("maxLength: 5", "pattern: a", "breaking request member `r`: pattern none became \"a\""),
        (
            "o: {type: [string, 'null']",
            "o: {type: string",
            "breaking request member `o`: type null or string became string",
        ),
        (
            "o: {type: [string, 'null']",
            "o: {type: [string, 'null', integer]",
            "compatible request member `o`: type null or string became null or integer or string",
        ),
        ("required: [r]", "required: [r, o]", "breaking request member `o` is required now"),
        ("required: [r]", "required: []", "compatible request member `r` is optional now"),
        ("default: d}", "default: e}", "risky request member `o`: default \"d\" became \"e\""),
        (
            "                o: {type: [string, 'null'], default: d}\n",
            "",
            "breaking request member `o` is gone",
        ),
        (
            "                o:",
            "                n: {type: string}\n                o:",
            "compatible request member `n` is new",
        ),
        (
            "required: [r]\n              properties:\n",
            "required: [r, n]\n              properties:\n                n: {type: string}\n",
            "breaking request member `n` is new and required",
        ),
        (
            "required: [r]",
            "required: [r]\n              additionalProperties: false",
            "breaking request content: further members are no longer taken",
        ),
        (
            "requestBody:",
            "requestBody:\n        required: true",
            "breaking request content is required now",
        ),
        (
            "name: q, in: query,",
            "name: q, in: query, required: true,",
            "breaking query parameter `q` is required now",
        ),
        ("name: q,", "name: p,", "breaking query parameter `q` is no longer taken"),
    ] {
        assert!(
            changes(from, to).contains(&expected.to_owned()),
            "{expected}: {:#?}",
            changes(from, to)
        );
    }
}

#[test]
fn what_is_answered_may_shrink_and_not_grow() {
    for (from, to, expected) in [
        ("enum: [u, v]", "enum: [u]", "compatible response member `200: s`: enum lost \"v\""),
        ("enum: [u, v]", "enum: [u, v, w]", "breaking response member `200: s`: enum gained \"w\""),
        ("minLength: 2", "minLength: 1", "breaking response member `200: s`: minLength 2 became 1"),
        (
            "minLength: 2",
            "minLength: 3",
            "compatible response member `200: s`: minLength 2 became 3",
        ),
        (
            "t: {type: [integer, 'null']}",
            "t: {type: integer}",
            "compatible response member `200: t`: type null or integer became integer",
        ),
        (
            "t: {type: [integer, 'null']}",
            "t: {type: [number, 'null']}",
            "breaking response member `200: t`: type null or integer became null or number",
        ),
        ("required: [s]", "required: []", "breaking response member `200: s` is optional now"),
        (
            "required: [s]",
            "required: [s, t]",
            "compatible response member `200: t` is required now",
        ),
        (
            "                  t: {type: [integer, 'null']}\n",
            "",
            "breaking response member `200: t` is gone",
        ),
        (
            "                  t:",
            "                  n: {type: string}\n                  t:",
            "compatible response member `200: n` is new",
        ),
        ("'200':", "'201':", "breaking status 200 is no longer declared"),
        ("'200':", "'201':", "risky status 201 is new"),
        ("        '422': {description: d}\n", "", "risky status 422 is no longer declared"),
        ("'422'", "'404': {description: d}\n        '422'", "compatible status 404 is new"),
        (
            "headers: {X-Limit: {required: true,",
            "headers: {X-Limit: {",
            "breaking status 200 may lack the header X-Limit now",
        ),
    ] {
        assert!(
            changes(from, to).contains(&expected.to_owned()),
            "{expected}: {:#?}",
            changes(from, to)
        );
    }
}

#[test]
fn an_operation_that_is_gone_breaks_and_a_renamed_path_parameter_does_not() {
    let gone = changes("  /b: {get: {responses: {'204': {description: d}}}}\n", "");
    assert_eq!(gone, ["breaking the operation is gone"]);
    assert_eq!(changes("/b: {get:", "/b: {put:").len(), 2);
    let renamed = OLD.replace("{id}", "{key}").replace("name: id", "name: key");
    assert_eq!(Diff::of(&api(OLD), &api(&renamed)).changes, []);
}

#[test]
fn whoever_was_let_in_has_to_be_let_in_still() {
    let tightened = changes("[{Key: []}, {Basic: []}]", "[{Key: []}]");
    assert_eq!(tightened, ["breaking callers with Basic alone are no longer let in"]);
    assert!(changes("[{Key: []}, {Basic: []}]", "[{Key: [], Basic: []}]").len() == 2);
    assert_eq!(
        changes("[{Key: []}, {Basic: []}]", "[{Key: []}, {Basic: []}, {}]"),
        Vec::<String>::new()
    );
    assert_eq!(
        changes("  /b: {get: {", "  /b: {get: {security: [{Key: []}], "),
        ["breaking callers without a credential are no longer let in"]
    );
}

#[test]
fn checks_appear_vanish_and_change_by_their_ids() {
    let of = |from: &str, to: &str| Diff::of(&api(OLD), &api(&OLD.replacen(from, to, 1)));
    let required = of("required: [r]", "required: [r, o]");
    assert!(required.appeared.contains(&"refuses_missing_member@a#o".to_owned()), "{required:?}");
    assert!(required.vanished.contains(&"accepts_without_optional@a#o".to_owned()), "{required:?}");
    let narrowed = of("minLength: 2", "minLength: 3");
    assert!(narrowed.changed.contains(&"response_schema@a#minimal".to_owned()), "{narrowed:?}");
    assert!(narrowed.appeared.is_empty() && narrowed.vanished.is_empty(), "{narrowed:?}");
}

#[test]
fn a_schema_that_refers_to_itself_ends_the_comparison() {
    let tree = OLD.replace("  securitySchemes:", "  schemas: {Tree: {properties: {s: {type: string}, next: {$ref: '#/components/schemas/Tree'}}}}\n  securitySchemes:")
        .replace("t: {type: [integer, 'null']}", "t: {$ref: '#/components/schemas/Tree'}");
    let other = tree.replace("properties: {s: {type: string}", "properties: {s: {type: integer}");
    let diff = Diff::of(&api(&tree), &api(&other));
    assert_eq!(diff.changes.len(), 1, "{diff:#?}");
}
