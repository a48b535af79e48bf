//! Bad documents: one clear message each, with its place.

use crate::spec::tests::{load, message, with_components};

fn starts(text: &str, expected: &str) {
    let message = message(text);
    assert!(message.starts_with(expected), "{text}\n→ {message}");
}

#[test]
fn other_kinds_of_documents_are_named() {
    starts("a: 1", "api.yaml is not an OpenAPI document: no `openapi` member");
    starts("- 1", "api.yaml is not an OpenAPI document");
    starts("info: {}\nswagger: '2.0'", "api.yaml:2 is Swagger 2.0");
    starts("info: {}\nopenapi: 3.2.0", "api.yaml:2: OpenAPI 3.2.0 is not supported");
    starts("openapi: 3.1.0\ninfo: {}", "no operations in api.yaml");
    starts("openapi: 3.1.0\nwebhooks: {a: {post: {}}}", "no operations in api.yaml");
}

#[test]
fn broken_references_are_reported_together() {
    let text = with_components(
        "3.1.0",
        "  schemas:
    A: {$ref: '#/components/schemas/B'}
    C:
      properties:
        d: {$ref: 'nowhere.yaml#/D'}
        e: {$ref: '#anchor'}
        f: {$ref: 'http://a.test/b'}
        $ref: {type: string}
      example: {$ref: '#/not/a/reference'}
  parameters:
    P: {$ref: '#/components/parameters/Q'}
",
    );
    let message = message(&text);
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 5, "{message}");
    assert_eq!(
        lines[0],
        "api.yaml:5 /components/schemas/A: broken `$ref` \"#/components/schemas/B\": api.yaml has \
         no \"B\" at /components/schemas; add it, or correct the `$ref`"
    );
    assert!(lines[1].starts_with("api.yaml:8 /components/schemas/C/properties/d: "), "{message}");
    assert!(lines[1].contains("cannot read nowhere.yaml"), "{message}");
    assert!(lines[2].contains("no `$anchor: anchor`"), "{message}");
    assert!(lines[3].contains("no network here"), "{message}");
    assert!(lines[4].starts_with("api.yaml:14 /components/parameters/P: "), "{message}");
}

#[test]
fn many_broken_references_are_counted() {
    let schemas = (0..14).map(|n| format!("    A{n}: {{$ref: '#/no'}}\n"));
    let schemas = schemas.collect::<Vec<_>>().concat();
    let message = message(&with_components("3.0.0", &format!("  schemas:\n{schemas}")));
    assert_eq!(message.lines().count(), 11, "{message}");
    assert!(message.ends_with("and 4 more broken `$ref`s"), "{message}");
}

#[test]
fn reference_cycles_are_refused() {
    let text = "  responses:
    A: {$ref: '#/components/responses/B'}
    B: {$ref: '#/components/responses/A'}
";
    starts(
        &with_components("3.1.0", text),
        "api.yaml:5 /components/responses/A: `$ref` cycle: api.yaml#/components/responses/A → \
         api.yaml#/components/responses/B → api.yaml#/components/responses/A",
    );
    let text = "  schemas:\n    A: {$ref: '#/components/schemas/A', title: a}\n";
    starts(&with_components("3.1.0", text), "api.yaml:5 /components/schemas/A: `$ref` cycle");
}

#[test]
fn an_operation_is_declared_once() {
    let one = "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n";
    let message = load(&[("api1.yaml", one), ("api2.yaml", one)]).unwrap_err().to_string();
    assert!(
        message.starts_with("GET /a is declared twice: api1.yaml:4 and api2.yaml:4"),
        "{message}"
    );
}

#[test]
fn pieces_of_the_wrong_form_are_located() {
    let get = |content: &str| format!("openapi: 3.1.0\npaths:\n  /a:\n    get:\n      {content}\n");
    for (content, expected) in [
        ("parameters: {}", "5 /paths/~1a/get/parameters: `parameters` has to be a list"),
        ("parameters: [{in: query}]", "5 /paths/~1a/get/parameters/0: a parameter with `name`"),
        ("parameters: [{name: a}]", "5 /paths/~1a/get/parameters/0: a parameter with `name`"),
        ("parameters: [{name: a, in: body}]", "5 /paths/~1a/get/parameters/0: a parameter"),
        ("parameters: [a]", "5 /paths/~1a/get/parameters/0: a parameter"),
        ("requestBody: []", "5 /paths/~1a/get/requestBody: a request body is expected here"),
        ("requestBody: {content: {a/b: 1}}", "5 /paths/~1a/get/requestBody: a request body"),
        ("responses: []", "5 /paths/~1a/get/responses: `responses`, a mapping"),
        ("responses: {okay: {}}", "5 /paths/~1a/get/responses/okay: a status is expected"),
        ("responses: {200: {headers: []}}", "5 /paths/~1a/get/responses/200/headers: `headers`"),
        ("security: {}", "4 /paths/~1a/get: an operation is expected here"),
        ("operationId: []", "4 /paths/~1a/get: an operation is expected here"),
        (
            "responses: {200: {content: {a/b: {schema: 1}}}}",
            "5 /paths/~1a/get/responses/200/content/a~1b/schema: a schema is expected here",
        ),
    ] {
        starts(&get(content), &format!("api.yaml:{expected}"));
    }
}

#[test]
fn paths_and_schemas_of_the_wrong_form_are_located() {
    starts("openapi: 3.1.0\npaths: {a: {}}", "api.yaml:2 /paths/a: a path has to begin");
    starts("openapi: 3.1.0\npaths: []", "api.yaml:2 /paths: `paths`, a mapping");
    starts("openapi: 3.1.0\npaths: {/a: 1}", "api.yaml:2 /paths/~1a: a path item");
    starts(
        &with_components("3.1.0", "  schemas:\n    A: {allOf: {}}\n"),
        "api.yaml:5 /components/schemas/A/allOf: a list of schemas is expected here",
    );
}
