//! Good documents: their operations, their `$ref`s and their validators.

use serde_json::json;

use super::{api, load, schema, with_components};
use crate::spec::api::Api;
use crate::spec::model::{Operation, ParameterPlace, SecurityKind, SpecError, StatusPattern};

fn names(api: &Api) -> Vec<&str> {
    api.operations().iter().map(|operation| operation.name.as_str()).collect()
}

fn only(api: &Api) -> &Operation {
    let [operation] = api.operations() else {
        panic!("one operation");
    };
    operation
}

#[test]
fn the_built_in_documents_load() {
    let api = Api::embedded().unwrap();
    let expected =
        ["register_worker", "start_worker", "start_worker_for_queue", "worker_heartbeat"];
    assert_eq!(names(&api), expected);
    let start = api.operation("start_worker_for_queue").unwrap();
    assert_eq!(start.location.to_string(), "specs/start_worker_for_queue.yaml:64");
    assert_eq!(start.parameters[0].place, ParameterPlace::Path);
    assert!(matches!(&start.security[0][0].kind, SecurityKind::Bearer { .. }));
    for operation in api.operations() {
        let media = operation.responses.iter().flat_map(|response| &response.content);
        for media in media.chain(operation.json_body()) {
            let schema = media.schema.as_ref().unwrap();
            let end = api.follow(schema);
            assert_eq!(end.document, schema.document, "components of one name do not mix");
            assert!(api.location(&end).line > 64);
            api.validator(schema).unwrap();
        }
    }
    assert_eq!(
        api.operation("worker_heartbeat").unwrap().response_for(204).unwrap().content.len(),
        0
    );
}

#[test]
fn references_are_resolved_where_they_stand() {
    let api = load(&[
        (
            "api.yaml",
            "openapi: 3.1.0
paths:
  /a: {$ref: 'parts/paths.yaml#/a'}
components:
  schemas: {Pet: {const: here}}
",
        ),
        (
            "parts/paths.yaml",
            "a:
  parameters: [{$ref: '../common.json#/Page'}, {name: x, in: query, schema: {}}]
  get:
    parameters: [{name: x, in: query, required: true, schema: {type: integer}}]
    responses:
      2XX: {$ref: '#/ok'}
ok:
  description: fine
  content:
    application/json: {schema: {$ref: 'pet%20file.yaml'}}
",
        ),
        ("parts/pet file.yaml", "type: object\nproperties: {next: {$ref: '#'}, id: {$ref: ../api.yaml#/components/schemas/Pet}}"),
        ("common.json", "{\n\"Page\": {\"name\": \"page\", \"in\": \"query\",\n\"schema\": {\"type\": \"integer\"}}}"),
    ])
    .unwrap();
    let operation = only(&api);
    assert_eq!(operation.location.to_string(), "parts/paths.yaml:3");
    assert_eq!(operation.parameters[0].location.to_string(), "common.json:2");
    assert!(operation.parameters[1].required, "the operation's own wins");
    assert_eq!(operation.responses[0].status, StatusPattern::Class(2));
    let schema = operation.responses[0].content[0].schema.as_ref().unwrap();
    let pet = api.follow(schema);
    assert_eq!(api.location(&pet).to_string(), "parts/pet file.yaml:1");
    let validator = api.validator(schema).unwrap();
    assert!(validator.is_valid(&json!({"next": {"next": {"id": "here"}}})));
    assert!(!validator.is_valid(&json!({"next": {"next": {"id": "there"}}})));
    assert_eq!(api.documents().len(), 4);
}

#[test]
fn references_to_urls_are_fetched_and_may_not_read_files() {
    let source = |url: &str, text: &str| {
        super::Source::from_url(&url::Url::parse(url).unwrap(), text.to_owned())
    };
    let text = |reference: &str| {
        format!(
            "openapi: 3.1.0\npaths: {{/a: {{get: {{responses: {{200: {{$ref: '{reference}'}}}}}}}}}}"
        )
    };
    let fetch = |url: &str| match url {
        "http://a.test/v1/b.yaml" => Ok("ok: {description: fine}".to_owned()),
        other => Err(format!("{other} is not there")),
    };
    let load = |reference: &str| {
        Api::from_sources(vec![source("http://a.test/v1/api", &text(reference))], &fetch)
    };
    let api = load("b.yaml#/ok").unwrap();
    assert_eq!(only(&api).responses[0].location.to_string(), "http://a.test/v1/b.yaml:1");
    let message = |reference: &str| load(reference).unwrap_err().to_string();
    assert!(message("c.yaml#/ok").contains("http://a.test/v1/c.yaml is not there"));
    assert!(message("file:///etc/passwd").contains("may not read local files"));
}

#[test]
fn openapi_31_is_no_stumbling_block() {
    let api = api("openapi: 3.1.0
jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
info: {title: t, version: 1, license: {name: a, identifier: MIT}, x-a: {$ref: 1}}
webhooks: {w: {$ref: '#/components/pathItems/p'}}
security: [{both: [], key: []}, {gone: []}, {}]
paths:
  x-ignored: 1
  /a:
    summary: s
    trace: {deprecated: true, security: []}
    head: {responses: {default: {$ref: '#/components/responses/r', summary: beside}}}
    post:
      operationId: make
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: [object, 'null'], properties: {a: {const: 1, exclusiveMinimum: 0, examples: [1]}}}
            examples: {first: {$ref: '#/components/examples/e'}}
components:
  pathItems: {p: {post: {}}}
  examples: {e: {value: {a: 1}}}
  responses: {r: {description: d, headers: {X-A: {schema: {type: integer}, required: true}, content-type: {schema: {}}}}}
  securitySchemes:
    both: {type: mutualTLS}
    key: {type: apiKey, in: header, name: X-Key}
");
    let [trace, head, post] = api.operations() else {
        panic!("three operations");
    };
    assert_eq!((trace.name.as_str(), trace.deprecated, trace.security.len()), ("trace_a", true, 0));
    assert_eq!(head.responses[0].status, StatusPattern::Default);
    let headers: Vec<_> =
        head.responses[0].headers.iter().map(|h| (h.name.as_str(), h.required)).collect();
    assert_eq!(headers, [("X-A", true)]);
    assert_eq!(post.security.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 0]);
    assert!(
        matches!(&post.security[0][0].kind, SecurityKind::Unsupported { kind } if kind == "mutualTLS")
    );
    assert!(matches!(&post.security[0][1].kind, SecurityKind::ApiKey { .. }));
    assert!(
        matches!(&post.security[1][0].kind, SecurityKind::Unsupported { kind } if kind == "undeclared")
    );
    let body = post.json_body().unwrap();
    assert_eq!(body.example, Some(json!({"a": 1})));
    let validator = api.validator(body.schema.as_ref().unwrap()).unwrap();
    assert!(validator.is_valid(&json!(null)) && !validator.is_valid(&json!({"a": 2})));
}

#[test]
fn openapi_30_schemas_mean_what_30_says() {
    let api = api(&with_components(
        "3.0.3",
        "  schemas:
    Pet: {type: object, nullable: true, allOf: [{$ref: '#/components/schemas/Base'}]}
    Base: {type: object, properties: {n: {type: integer, format: int32, minimum: 0, exclusiveMinimum: true}}}
    Inner: {$ref: '#/components/schemas/Pet/allOf/0'}
    Old: {$ref: '#/components/schemas/Base', maxProperties: 0}
",
    ));
    let is_valid = |name: &str, value| {
        let schema = schema(&format!("/components/schemas/{name}"));
        api.validator(&schema).unwrap().is_valid(&value)
    };
    assert!(is_valid("Pet", json!(null)));
    assert!(!is_valid("Inner", json!(null)), "a `$ref` into what was moved still holds");
    assert!(is_valid("Pet", json!({"n": 1})) && !is_valid("Pet", json!({"n": 0})));
    assert!(!is_valid("Base", json!({"n": 3_000_000_000_u64})));
    assert!(is_valid("Old", json!({"n": 1})), "what stands beside a `$ref` does not count");
    let inner = schema("/components/schemas/Pet/anyOf/0/allOf/0");
    assert_eq!(api.location(&inner).line, 5);
    assert_eq!(api.follow(&inner), schema("/components/schemas/Base"));
}

#[test]
fn identifiers_and_anchors_lead_to_their_schemas() {
    let api = api(&with_components(
        "3.1.0",
        "  schemas:
    A: {$anchor: a, const: 1}
    B: {$id: 'https://b.test/b', $defs: {c: {const: 2}, d: {$anchor: d, const: 3}}, properties: {c: {$ref: '#/$defs/c'}, d: {$ref: '#d'}}}
    C: {properties: {a: {$ref: '#a'}, b: {$ref: 'https://b.test/b'}, d: {$dynamicRef: 'https://b.test/b#d'}}}
",
    ));
    let c = schema("/components/schemas/C");
    let validator = api.validator(&c).unwrap();
    assert!(validator.is_valid(&json!({"a": 1, "b": {"c": 2, "d": 3}, "d": 3})));
    for wrong in [json!({"a": 2}), json!({"b": {"c": 1}}), json!({"b": {"d": 1}}), json!({"d": 1})]
    {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
    let a = api.reference(&c.join(["properties", "a"])).unwrap();
    assert_eq!(a, schema("/components/schemas/A"));
    assert_eq!(api.reference(&a), None);
}

#[test]
fn odd_names_are_followed() {
    let api = api(&with_components(
        "3.1.0",
        "  schemas:
    'Page[Pet] {x}': {const: 1}
    A: {$ref: '#/components/schemas/Page[Pet]%20{x}'}
    B: {$ref: '#/components/schemas/Page%5BPet%5D%20%7Bx%7D'}
    C: {properties: {default: {const: 2}, $ref: {const: 3}}}
",
    ));
    for name in ["A", "B"] {
        let schema = schema("/components/schemas").join([name]);
        assert_eq!(api.follow(&schema), super::schema("/components/schemas/Page[Pet] {x}"));
        assert!(!api.validator(&schema).unwrap().is_valid(&json!(2)));
    }
    let validator = api.validator(&schema("/components/schemas/C")).unwrap();
    assert!(
        !validator.is_valid(&json!({"default": 1})) && !validator.is_valid(&json!({"$ref": 1}))
    );
}

#[test]
fn validators_assert_formats_and_name_what_cannot_be_compiled() {
    let api = api(&with_components(
        "3.1.0",
        "  schemas:\n    A: {type: string, format: uuid}\n    B: {pattern: '['}\n    C: true\n",
    ));
    let validator = |name: &str| api.validator(&schema("/components/schemas").join([name]));
    assert!(!validator("A").unwrap().is_valid(&json!("x")));
    assert!(validator("C").unwrap().is_valid(&json!("x")));
    let error = validator("B").unwrap_err();
    assert!(matches!(error, SpecError::Schema { .. }));
    assert!(error.to_string().starts_with("api.yaml:6 /components/schemas/B: unusable schema: "));
}

#[test]
fn recursion_and_long_chains_of_references_are_fine() {
    let mut schemas = "  schemas:\n    A0: {const: 1}\n    Loop: {allOf: [{$ref: '#/components/schemas/Loop'}]}\n".to_owned();
    let link = |n: u32| {
        let next = n - 1;
        format!("    A{n}: {{properties: {{a: {{$ref: '#/components/schemas/A{next}'}}}}}}\n")
    };
    schemas.extend((1..3_000).map(link));
    let api = api(&with_components("3.1.0", &schemas));
    let validator = api.validator(&schema("/components/schemas/A2999")).unwrap();
    assert!(validator.is_valid(&json!({"a": {"a": {}}})));
    api.validator(&schema("/components/schemas/Loop")).unwrap();
}
