//! What lint finds in documents that are wrong, and leaves alone in those that are not.

use std::collections::BTreeSet;

use super::*;
use crate::check::model::Level;
use crate::spec::{Api, Source};

fn api(text: &str) -> Api {
    let source = Source::from_text("own.yaml", text).unwrap();
    Api::from_sources(vec![source], &|_| Err("no network here".to_owned())).unwrap()
}

/// What is found, as `line lint message`.
fn found(text: &str) -> Vec<String> {
    let describe = |finding: LintFinding| {
        format!("{} {} {}", finding.location.line, finding.lint.id, finding.message)
    };
    lint(&api(text)).into_iter().map(describe).collect()
}

const HEALTHY: &str = "\
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: /}]
paths:
  /a/{id}:
    get:
      operationId: a
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, minLength: 1, maxLength: 9}, example: x}
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {$ref: '#/components/schemas/A'}
              examples: {one: {value: {n: 3}}}
            text/csv: {schema: {type: array}, example: 'a,b'}
components:
  schemas:
    A:
      type: object
      required: [n]
      properties:
        n: {type: integer, default: 3, enum: [3, 4], minimum: 1, maximum: 4}
        m: {type: [string, 'null'], default: null, examples: [x]}
    B:
      allOf: [{$ref: '#/components/schemas/A'}, {required: [n]}]
";

#[test]
fn a_document_that_is_well_written_has_no_findings() {
    assert_eq!(found(HEALTHY), Vec::<String>::new());
}

#[test]
fn each_lint_finds_its_defect_with_its_line_and_it_alone() {
    let mut seen = BTreeSet::new();
    for (from, to, expected) in [
        ("servers: [{url: /}]", "servers: []", "3 no_servers"),
        ("default: 3,", "default: x,", "24 default_invalid default refused by its schema: \"x\""),
        (
            "value: {n: 3}",
            "value: {n: '3'}",
            "16 example_invalid example refused by its schema at /n",
        ),
        ("examples: [x]", "examples: [5]", "25 example_invalid"),
        ("example: x}", "example: 5}", "9 example_invalid"),
        ("enum: [3, 4]", "enum: [3, '4']", "24 enum_mistyped \"4\" of the enum is no integer"),
        ("minimum: 1", "minimum: 5", "24 bounds_contradict minimum 5 lies above maximum 4"),
        ("required: [n]\n      p", "required: [n, z]\n      p", "22 required_undeclared `z`"),
        ("/a/{id}:", "/a/{id}/{it}:", "6 path_parameter_undeclared GET /a/{id}/{it}"),
        ("/a/{id}:", "/a:", "9 path_parameter_unused path parameter `id` is not in /a"),
        ("'200'", "'404'", "6 success_undocumented a declares no success"),
        ("operationId: a", "security: [{Key: []}]", "security_scheme_unknown"),
        (
            "type: integer, default: 3",
            "type: integer, pattern: '(', default: 3",
            "24 schema_unusable",
        ),
    ] {
        assert!(HEALTHY.contains(from), "{from}");
        let found = found(&HEALTHY.replacen(from, to, 1));
        let hit = found.iter().find(|finding| finding.contains(expected));
        assert!(hit.is_some(), "{expected}: {found:#?}");
        seen.extend(
            found.iter().filter_map(|finding| finding.split(' ').nth(1)).map(str::to_owned),
        );
    }
    let second =
        "  /b:\n    get: {operationId: a, responses: {'200': {description: d}}}\ncomponents:";
    let twice = found(&HEALTHY.replacen("components:", second, 1));
    assert!(twice[0].contains("operation_id_duplicate operationId `a` is taken"), "{twice:?}");
    let guarded = format!(
        "{HEALTHY}  securitySchemes: {{Key: {{type: http, scheme: bearer}}}}\nsecurity: [{{Key: []}}]\n"
    );
    assert_eq!(
        found(&guarded),
        ["6 refusal_undocumented a asks for a credential and declares no 401"]
    );
    seen.extend(["operation_id_duplicate", "refusal_undocumented"].map(str::to_owned));
    let all: BTreeSet<String> = LINTS.iter().map(|lint| lint.id.to_owned()).collect();
    assert_eq!(seen, all, "a lint that nothing here sets off");
}

#[test]
fn every_lint_states_its_requirement_and_its_basis() {
    for lint in LINTS {
        let word = match lint.level {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
            Level::Note => "MAY",
        };
        assert!(lint.level != Level::Must && lint.requirement.contains(word), "{}", lint.id);
        assert!(lint.reference.starts_with("https://"), "{}", lint.id);
    }
}
