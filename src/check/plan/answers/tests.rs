//! One defect in one answer is one violation, whatever the number of rules that see it.

use serde_json::{Value, json};

use super::*;
use crate::spec::Source;

const DOCUMENT: &str = r##"
openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /people:
    post:
      operationId: enter
      responses:
        "201":
          description: d
          headers: { X-Count: { required: true, schema: { type: integer } } }
          content: { application/json: { schema: { $ref: "#/components/schemas/Person" } } }
  /people/{id}:
    delete:
      operationId: leave
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "204": { description: d } }
components:
  schemas:
    Person:
      type: object
      required: [full_name, age, tags, address, pet, secret]
      properties:
        full_name: { type: string, minLength: 2, pattern: "^[A-Z]" }
        age: { type: integer }
        tags: { type: array, items: { type: object, required: [name], properties: { name: { type: string } } } }
        address: { anyOf: [{ $ref: "#/components/schemas/Address" }, { type: "null" }] }
        pet: { oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }] }
        secret: { type: string, writeOnly: true }
        since: { type: string, format: date-time }
      unevaluatedProperties: false
    Address:
      type: object
      required: [street]
      properties: { street: { type: string }, zip: { type: string, pattern: "^[0-9]+$" } }
    Cat: { type: object, required: [lives], properties: { lives: { type: integer } } }
    Dog: { type: object, required: [legs], properties: { legs: { type: integer } } }
"##;

fn person() -> Value {
    json!({
        "full_name": "Ada",
        "age": 36,
        "tags": [{"name": "a"}, {"name": "b"}],
        "address": {"street": "s", "zip": "10"},
        "pet": {"lives": 9},
    })
}

fn api() -> Api {
    let source = Source::from_text("people.yaml", DOCUMENT).unwrap();
    Api::from_sources(vec![source], &|_| Err("no network here".to_owned())).unwrap()
}

fn created(body: &Value) -> Response {
    Response {
        status: 201,
        headers: [("Content-Type", "application/json"), ("X-Count", "1")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        body: body.to_string().into_bytes(),
        stray: Vec::new(),
    }
}

/// Rule and place of each violation.
fn found(operation: &str, answer: &Response) -> Vec<(&'static str, String)> {
    let api = api();
    let operation = api.operation(operation).unwrap();
    let checks = AnswerChecks::new(&api, operation).unwrap();
    let violations = checks.violations(&api, operation, answer).into_iter();
    violations.map(|violation| (violation.rule, violation.place.to_string())).collect()
}

/// The violations of a person with these members changed; `null` stays null.
fn with(changes: &[(&str, Value)]) -> Vec<(&'static str, String)> {
    let mut person = person();
    for (place, value) in changes {
        *person.pointer_mut(place).unwrap() = value.clone();
    }
    found("enter", &created(&person))
}

fn without(place: &str) -> Vec<(&'static str, String)> {
    let mut person = person();
    let (parent, name) = place.rsplit_once('/').unwrap();
    person.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
    found("enter", &created(&person))
}

fn nothing() -> Vec<(&'static str, String)> {
    Vec::new()
}

fn one(rule: &'static str, place: &str) -> Vec<(&'static str, String)> {
    vec![(rule, place.to_owned())]
}

#[test]
fn a_correct_answer_breaks_nothing() {
    assert_eq!(found("enter", &created(&person())), nothing());
    assert_eq!(with(&[("/address", Value::Null)]), nothing());
    assert_eq!(found("leave", &Response { status: 204, ..Response::default() }), nothing());
}

#[test]
fn a_required_member_that_is_missing_null_or_of_another_type_is_one_violation() {
    assert_eq!(without("/full_name"), one("response_member", "/full_name"));
    assert_eq!(with(&[("/full_name", Value::Null)]), one("response_member", "/full_name"));
    assert_eq!(with(&[("/full_name", json!(7))]), one("response_member", "/full_name"));
    assert_eq!(with(&[("/age", json!(1.5))]), one("response_member", "/age"));
    assert_eq!(with(&[("/tags", json!("none"))]), one("response_member", "/tags"));
}

#[test]
fn a_value_that_breaks_several_keywords_is_one_violation() {
    assert_eq!(with(&[("/full_name", json!("a"))]), one("response_schema", "/full_name"));
}

#[test]
fn each_broken_item_is_one_violation_and_all_have_one_pointer() {
    let broken = [("/tags/0/name", json!(1)), ("/tags/1/name", Value::Null)];
    let places = ["/tags/0/name", "/tags/1/name"];
    let expected = places.map(|place| ("response_member", place.to_owned()));
    assert_eq!(with(&broken), expected);
    let api = api();
    let operation = api.operation("enter").unwrap();
    let checks = AnswerChecks::new(&api, operation).unwrap();
    let mut person = person();
    person["tags"] = json!([{}, {"name": "b"}, {}]);
    let violations = checks.violations(&api, operation, &created(&person));
    let pointers: Vec<&str> = violations.iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(pointers, ["/tags/*/name", "/tags/*/name"]);
    assert_eq!(violations[1].place.as_str(), "/tags/2/name");
    assert_eq!(violations[0].actual, "absent");
    assert!(violations[0].location.to_string().starts_with("people.yaml:"), "{violations:?}");
}

#[test]
fn what_is_wrong_within_a_nullable_object_is_reported_there_and_once() {
    let places: Vec<String> = without("/address/street").into_iter().map(|it| it.1).collect();
    assert_eq!(places, ["/address/street".to_owned()]);
    assert_eq!(with(&[("/address/zip", json!("x"))]), one("response_schema", "/address/zip"));
    assert_eq!(with(&[("/address", json!(5))]).len(), 1);
    let both = [("/address/zip", json!("x")), ("/address/street", json!(0))];
    assert_eq!(with(&both).len(), 2, "two defects");
}

#[test]
fn the_errors_of_all_alternatives_are_one_violation_where_none_was_meant() {
    assert_eq!(with(&[("/pet", json!({"wings": 2}))]), one("response_schema", "/pet"));
    assert_eq!(with(&[("/pet", json!({"lives": 9, "legs": 4}))]), one("response_schema", "/pet"));
}

#[test]
fn an_optional_member_of_a_wrong_format_and_an_unknown_member_are_one_violation_each() {
    let mut person = person();
    person["since"] = json!("yesterday");
    assert_eq!(found("enter", &created(&person)), one("response_schema", "/since"));
    person["since"] = json!("2026-01-02T03:04:05Z");
    person["unknown"] = json!(1);
    assert_eq!(found("enter", &created(&person)), one("response_schema", ""));
}

#[test]
fn a_wrong_status_media_type_header_or_framing_is_one_violation() {
    let correct = created(&person());
    let status = Response { status: 200, ..correct.clone() };
    assert_eq!(found("enter", &status), one("response_status", ""));
    let mut media_type = correct.clone();
    media_type.headers[0].1 = "text/html".to_owned();
    assert_eq!(found("enter", &media_type), one("response_media_type", ""));
    media_type.body = b"<p>".to_vec();
    assert_eq!(found("enter", &media_type), one("response_media_type", ""));
    let mut header = correct.clone();
    header.headers.truncate(1);
    assert_eq!(found("enter", &header), one("response_header", ""));
    let broken = Response { body: b"{\"full_name\": ".to_vec(), ..correct };
    assert_eq!(found("enter", &broken), one("response_schema", ""));
    let framed = vec![("Content-Length".to_owned(), "7".to_owned())];
    let framed = Response { status: 204, headers: framed, ..Response::default() };
    assert_eq!(found("leave", &framed), one("no_content", ""));
}

#[test]
fn a_refusal_breaks_nothing_here() {
    for status in [302, 401, 422, 429, 500] {
        let refused = Response { status, ..created(&json!({"detail": 1})) };
        assert_eq!(found("enter", &refused), nothing(), "{status}");
    }
}

#[test]
fn only_the_schemas_of_the_operation_are_compiled() {
    let api = api();
    for operation in ["leave", "enter", "enter"] {
        AnswerChecks::new(&api, api.operation(operation).unwrap()).unwrap();
    }
    assert_eq!(api.compiled_schemas(), 1);
}
